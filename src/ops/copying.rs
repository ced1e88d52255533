//! Copies: of a tensor, to another dtype, into another tensor.

use super::numeric::check_fits;
use super::row::{Args, Row, Value};
use crate::autograd::{
    Backward, Names, Tensor, backward, backward1, record, record_any_dtype,
};
use crate::tensor::{
    DType, Result, Scalar, Size, Strided, TorchError, broadcast, kernels,
};

pub(crate) static CLONE: Names = Names::new("CloneBackward0", "CloneBackward");
static TO: Names = Names::new("ToCopyBackward0", "CopyBackwards");
static COPY_: Names = Names::new("CopyBackwards", "CopyBackwards");
static FILL: Names = Names::new("FillBackward0", "FillBackward0");
static FILL_: Names = Names::new("FillBackward2", "FillBackward0");
static FILL_TENSOR: Names = Names::new("FillBackward1", "FillBackward1");
static FILL_TENSOR_: Names = Names::new("FillBackward3", "FillBackward1");
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

    /// The copy that becomes a leaf's gradient, laid out as the leaf; under
    /// `create_graph` its node has another name today.
    pub(crate) fn copy_as_grad(&self, leaf: &Strided) -> Result<Tensor> {
        static GRAD: Names = Names::new("CopyBackwards", "CloneBackward");
        let window = self.strided();
        let copy = if leaf.is_dense() {
            kernels::follow(&window.copy()?, leaf)?
        } else {
            window.copy()?
        };
        Ok(record(&GRAD, &[self], copy, |_| {
            backward1(|grad, _| Ok(grad.clone()))
        }))
    }

    fn copied(&self, names: &'static Names) -> Result<Tensor> {
        // The copy keeps the order of dimensions in memory.
        let copy = self.strided().duplicate()?;
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

    /// A copy as this dtype: `x.to(dtype, copy=True)`.
    ///
    /// # Errors
    /// None but a lack of memory.
    pub fn to_copy(&self, dtype: DType) -> Result<Tensor> {
        match dtype == self.dtype() {
            true => self.copied(&TO),
            false => self.to(dtype),
        }
    }

    /// Writes another tensor's values here: `x.copy_(source)`.
    ///
    /// # Errors
    /// `RuntimeError` if the source does not broadcast to this shape, or if
    /// this tensor may not be changed in place.
    pub fn copy_(&self, source: &Tensor) -> Result<Tensor> {
        let operation = |old: &Tensor| {
            let values = old.values_from(source)?;
            Ok(record(&COPY_, &[old, source], values, |_| derive_copy()))
        };
        if self.strided().is_same_window(&source.strided()) {
            // All is there already, so nothing is written twice.
            return self.in_place_written(operation);
        }
        self.in_place_reading(source, operation)
    }

    /// Writes a tensor without dimensions everywhere, under this name.
    pub(crate) fn fill_from(
        &self,
        names: &'static Names,
        value: &Tensor,
    ) -> Result<Tensor> {
        let number = value.strided().first();
        self.in_place_written(|old| {
            let memory = old.strided().clone();
            memory.overwrite(number);
            let inputs = [old, value];
            Ok(record_any_dtype(names, &inputs, memory, |_| derive_copy()))
        })
    }

    /// A source's elements as this tensor can take them.
    fn values_from(&self, source: &Tensor) -> Result<Strided> {
        let (own, values) = (self.size(), source.strided());
        let values = values.expand_to(&own);
        broadcast(&own, &source.size())
            .and_then(|size| self.check_holds(size, self.dtype()))
            .map_err(|error| match &values {
                Err(then) => error.in_the_notes_like(then),
                Ok(_) => error,
            })?;
        values?.to_dtype(self.dtype())
    }

    /// Writes one number everywhere: `x.fill_(value)`.
    ///
    /// # Errors
    /// `RuntimeError` if the dtype cannot hold the number, or if this tensor
    /// may not be changed in place.
    pub fn fill_(&self, value: impl Into<Scalar>) -> Result<Tensor> {
        let value = value.into();
        check_fits(value, self.dtype())?;
        self.filled(&FILL_, value)
    }

    /// [`fill_`](Tensor::fill_) with a number that is in a tensor, and may
    /// have a history.
    ///
    /// # Errors
    /// `RuntimeError` if the tensor has dimensions, or if this one may not
    /// be changed in place.
    pub fn fill_tensor_(&self, value: &Tensor) -> Result<Tensor> {
        check_fill_value(value)?;
        self.fill_from(&FILL_TENSOR_, value)
    }

    /// One number everywhere, a copy: `torch.fill(x, value)`.
    ///
    /// # Errors
    /// As [`fill_`](Tensor::fill_).
    pub fn fill(&self, value: impl Into<Scalar>) -> Result<Tensor> {
        let filled = self.full_like(value)?.strided().clone();
        Ok(record(&FILL, &[self], filled, |_| {
            backward1(|grad, _| grad.zeros_like())
        }))
    }

    /// [`fill`](Tensor::fill) with a number that is in a tensor.
    ///
    /// # Errors
    /// As [`fill_tensor_`](Tensor::fill_tensor_).
    pub fn fill_tensor(&self, value: &Tensor) -> Result<Tensor> {
        check_fill_value(value)?;
        let filled = self.full_like(0)?;
        let one = value.strided().to_dtype(self.dtype())?.first();
        filled.strided().fill(one);
        let filled = filled.strided().clone();
        self.check_differentiable(value)?;
        let inputs = [self, value];
        Ok(record(&FILL_TENSOR, &inputs, filled, |_| derive_copy()))
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
        self.in_place_written(|old| {
            let memory = old.strided().clone();
            memory.overwrite(value);
            Ok(record(names, &[old], memory, |_| {
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

fn check_fill_value(value: &Tensor) -> Result<()> {
    if value.ndim() == 0 {
        return Ok(());
    }
    Err(TorchError::runtime(format!(
        "fill_ only supports 0-dimension value tensor but got tensor with {} \
         dimensions.",
        value.ndim()
    )))
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

/// As another dtype, with or without a copy where it is the same.
fn converted(a: &Args<'_>, dtype: DType) -> Result<Value> {
    let (x, copy) = (a.tensor(0)?, a.optional(3, Args::bool)?);
    let copy = copy.unwrap_or(false);
    Ok(if copy { x.to_copy(dtype) } else { x.to(dtype) }?.into())
}

/// `Tensor.to`, in the table.
pub static TO_ROW: Row = Row {
    name: "to.dtype",
    signature: "to(input, dtype, non_blocking=False, copy=False)",
    grad_fn: Some(&TO),
    call: |a| converted(a, a.dtype(1)?),
    in_place: None,
    examples: |e| {
        let dtype = DType::Float64.into();
        vec![vec![e.any(&[2, 3]).into(), dtype, false.into(), true.into()]]
    },
};

/// `Tensor.to` as another tensor is, in the table.
pub static TO_OTHER_ROW: Row = Row {
    name: "to.other",
    signature: "to(input, tensor, non_blocking=False, copy=False)",
    grad_fn: Some(&TO),
    call: |a| converted(a, a.tensor(1)?.dtype()),
    in_place: None,
    examples: |e| {
        let other = e.any(&[]).detach().expect("a view of its memory");
        let (no, yes) = (false.into(), true.into());
        vec![vec![e.any(&[2, 3]).into(), other.into(), no, yes]]
    },
};

/// `fill` with a number in a tensor, in the table.
pub static FILL_TENSOR_ROW: Row = Row {
    name: "fill.Tensor",
    signature: "fill(input, value)",
    grad_fn: Some(&FILL_TENSOR),
    call: |a| Ok(a.tensor(0)?.fill_tensor(a.tensor(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.fill_tensor_(a.tensor(1)?)?.into())),
    examples: |e| vec![vec![e.any(&[2, 3]).into(), e.any(&[]).into()]],
};

/// `fill`, in the table.
pub static FILL_ROW: Row = Row {
    name: "fill.Scalar",
    signature: "fill(input, value)",
    grad_fn: Some(&FILL),
    call: |a| Ok(a.tensor(0)?.fill(a.scalar(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.fill_(a.scalar(1)?)?.into())),
    examples: |e| vec![vec![e.any(&[2, 3]).into(), 1.5.into()]],
};

/// `Tensor.zero_`, in the table through its in-place form only.
pub static ZERO_ROW: Row = Row {
    name: "zero",
    signature: "zero(input)",
    grad_fn: Some(&ZERO),
    call: |a| Ok(a.tensor(0)?.copy()?.zero_()?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.zero_()?.into())),
    examples: |e| vec![vec![e.any(&[2, 3]).into()]],
};
