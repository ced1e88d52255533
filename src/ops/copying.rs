//! Copies: of a tensor, to another dtype, into another tensor.

use super::numeric::check_fits;
use super::row::Row;
use crate::autograd::{Names, Tensor, backward, backward1, record};
use crate::tensor::{DType, Result, Scalar, Size, Strided};

pub(crate) static CLONE: Names = Names::new("CloneBackward0", "CloneBackward");
static TO: Names = Names::new("ToCopyBackward0", "CopyBackwards");
pub(crate) static COPY_: Names = Names::new("CopyBackwards", "CopyBackwards");
static ZERO: Names = Names::new("ZeroBackward0", "ZeroBackward");

impl Tensor {
    /// A copy in fresh memory: `x.clone()`. Gradients flow through it.
    ///
    /// (Rust's `clone` gives another handle on the same tensor.)
    ///
    /// # Errors
    /// None but a lack of memory.
    pub fn copy(&self) -> Result<Tensor> {
        self.copied(&CLONE)
    }

    /// The copy that becomes a leaf's gradient under `create_graph`; today
    /// its node has another name.
    pub(crate) fn copy_as_grad(&self) -> Result<Tensor> {
        static GRAD: Names = Names::new("CopyBackwards", "CloneBackward");
        self.copied(&GRAD)
    }

    fn copied(&self, names: &'static Names) -> Result<Tensor> {
        let window = self.strided();
        // The copy keeps the order of dimensions in memory; where there are
        // no gaps, the strides themselves.
        let copy = if window.is_dense() {
            crate::tensor::dispatch!(window.dtype(), T => {
                let run = window.run();
                let elements = window.storage().read::<T>()[run].to_vec();
                let (shape, strides) = (window.shape(), window.strides());
                Strided::with_strides(elements, shape.clone(), strides.clone())
            })
        } else {
            let order = window.dims_by_stride();
            let packed = window.permute(&order).copy()?;
            let mut back = order.clone();
            for (to, &from) in order.iter().enumerate() {
                back[from] = to;
            }
            packed.permute(&back)
        };
        Ok(record(names, &[self], copy, |_| {
            backward1(|grad, _| Ok(grad.clone()))
        }))
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
        let converted = self.strided().to_dtype(dtype)?;
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
        self.copied_from(&COPY_, source)
    }

    /// [`copy_`](Tensor::copy_), recorded under this name.
    pub(crate) fn copied_from(
        &self,
        names: &'static Names,
        source: &Tensor,
    ) -> Result<Tensor> {
        self.in_place_reading(source, |old| {
            let values = source.strided().expand_to(&old.size())?;
            let values = values.to_dtype(old.dtype())?;
            Ok(record(names, &[old, source], values, |_| {
                backward(|grad, context| {
                    context.pair(|| grad.zeros_like(), || Ok(grad.clone()))
                })
            }))
        })
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
    signature: "copy(input, source)",
    grad_fn: Some(&COPY_),
    call: |a| Ok(a.tensor(0)?.copy()?.copy_(a.tensor(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.copy_(a.tensor(1)?)?.into())),
    examples: |e| vec![vec![e.any(&[2, 3]).into(), e.any(&[3]).into()]],
};
