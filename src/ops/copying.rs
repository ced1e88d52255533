//! Copies: of a tensor, to another dtype, into another tensor.

use super::numeric::check_fits;
use super::row::Row;
use crate::autograd::{
    Backward, Names, Tensor, backward, backward1, record, record_any_dtype,
};
use crate::tensor::{DType, Result, Scalar, Size, Strided, broadcast};

pub(crate) static CLONE: Names = Names::new("CloneBackward0", "CloneBackward");
static TO: Names = Names::new("ToCopyBackward0", "CopyBackwards");
static COPY_: Names = Names::new("CopyBackwards", "CopyBackwards");
static ZERO: Names = Names::new("ZeroBackward0", "ZeroBackward");

impl Tensor {
    /// A copy in fresh memory: `x.clone()`. Gradients flow through it.
    ///
    /// (Rust's `clone` gives another handle on the same tensor.)
    ///
    /// # Errors
    /// None but a lack of memory.
    pub fn copy(&self) -> Result<Tensor> {
        Ok(self.copied(&CLONE))
    }

    /// The copy that becomes a leaf's gradient, laid out as the leaf; under
    /// `create_graph` its node has another name today.
    pub(crate) fn copy_as_grad(&self, leaf: &Strided) -> Result<Tensor> {
        static GRAD: Names = Names::new("CopyBackwards", "CloneBackward");
        let window = self.strided();
        let copy = if leaf.is_dense() {
            let packed = window.permute(&leaf.dims_by_stride()).copy();
            packed.window(leaf.shape().clone(), leaf.strides().clone(), 0)
        } else {
            window.copy()
        };
        Ok(record(&GRAD, &[self], copy, |_| {
            backward1(|grad, _| Ok(grad.clone()))
        }))
    }

    fn copied(&self, names: &'static Names) -> Tensor {
        // The copy keeps the order of dimensions in memory.
        let copy = self.strided().duplicate();
        record(names, &[self], copy, |_| backward1(|grad, _| Ok(grad.clone())))
    }

    /// As another dtype: `x.to(dtype)`. The same tensor if it is so already.
    ///
    /// # Errors
    /// None.
    pub fn to(&self, dtype: DType) -> Result<Tensor> {
        let own = self.dtype();
        if dtype == own {
            return Ok(self.clone());
        }
        let converted = self.strided().to_dtype(dtype);
        Ok(record(&TO, &[self], converted, |_| {
            backward1(move |grad, _| grad.to(own))
        }))
    }

    /// Writes another tensor's values here: `x.copy_(source)`.
    ///
    /// # Errors
    /// `RuntimeError` if the source does not broadcast to this shape, or if
    /// this tensor may not be changed in place.
    pub fn copy_(&self, source: &Tensor) -> Result<Tensor> {
        self.in_place_reading(source, |old| {
            let values = old.values_from(source)?;
            Ok(record(&COPY_, &[old, source], values, |_| derive_copy()))
        })
    }

    /// Writes a tensor without dimensions everywhere: `x.fill_(value)`.
    pub(crate) fn fill_from(&self, value: &Tensor) -> Result<Tensor> {
        static FILL: Names = Names::new("FillBackward3", "CopyBackwards");
        self.in_place_reading(value, |old| {
            let values = old.values_from(value)?;
            let inputs = [old, value];
            Ok(record_any_dtype(&FILL, &inputs, values, |_| derive_copy()))
        })
    }

    /// A source's elements as this tensor can take them.
    fn values_from(&self, source: &Tensor) -> Result<Strided> {
        let size = broadcast(&self.size(), &source.size())?;
        self.check_holds(size, self.dtype())?;
        let values = source.strided().expand_to(&self.size())?;
        Ok(values.to_dtype(self.dtype()))
    }

    /// Writes one number everywhere: `x.fill_(value)`.
    ///
    /// # Errors
    /// `RuntimeError` if the dtype cannot hold the number, or if this tensor
    /// may not be changed in place.
    pub fn fill_(&self, value: impl Into<Scalar>) -> Result<Tensor> {
        static FILL: Names = Names::new("FillBackward2", "FillBackward0");
        let value = value.into();
        check_fits(value, self.dtype())?;
        self.filled(&FILL, value)
    }

    /// Writes zeros: `x.zero_()`.
    ///
    /// # Errors
    /// `RuntimeError` if this tensor may not be changed in place.
    pub fn zero_(&self) -> Result<Tensor> {
        self.filled(&ZERO, Scalar::Int(0))
    }

    /// One number everywhere, recorded under this name.
    pub(crate) fn filled(
        &self,
        names: &'static Names,
        value: Scalar,
    ) -> Result<Tensor> {
        if !self.wants_record(self) {
            self.check_history()?;
            self.strided().fill(value);
            return Ok(self.clone());
        }
        self.in_place(|old| {
            let one = Strided::scalar(value, old.dtype());
            let values = one.expand_to(&old.size())?;
            Ok(record(names, &[old], values, |_| {
                backward1(|grad, _| grad.zeros_like())
            }))
        })
    }

    /// The same values in fresh memory that is laid out as `pattern`, gaps
    /// included.
    pub(crate) fn laid_out_as(&self, pattern: &Strided) -> Result<Tensor> {
        let last: usize = pattern
            .shape()
            .iter()
            .zip(&**pattern.strides())
            .map(|(n, stride)| n.saturating_sub(1) * stride)
            .sum();
        let memory = Size::new(&[last + 1]);
        let fresh = Strided::full(memory, 0, self.dtype())?.window(
            pattern.shape().clone(),
            pattern.strides().clone(),
            0,
        );
        Tensor::from_strided(fresh).copy_(self)
    }
}

/// What is overwritten receives nothing.
fn derive_copy() -> Backward {
    backward(|grad, context| {
        context.pair(|| grad.zeros_like(), || Ok(grad.clone()))
    })
}

/// `clone`, in the table.
pub static CLONE_ROW: Row = Row {
    name: "clone",
    signature: "clone(input)",
    grad_fn: Some(&CLONE),
    call: |a| Ok(a.tensor(0)?.copy()?.into()),
    in_place: None,
    examples: |e| vec![vec![e.any(&[2, 3]).into()]],
};

/// `Tensor.copy_`, in the table through its in-place form only.
pub static COPY_ROW: Row = Row {
    name: "copy",
    signature: "copy(input, other, non_blocking=False)",
    grad_fn: Some(&COPY_),
    call: |a| Ok(a.tensor(0)?.copy()?.copy_(a.tensor(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.copy_(a.tensor(1)?)?.into())),
    examples: |e| vec![vec![e.any(&[2, 3]).into(), e.any(&[3]).into()]],
};
