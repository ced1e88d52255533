/*!
Means.

Follows [torch.mean](https://pytorch.org/docs/stable/generated/torch.mean.html).
*/

use super::{
    Named, by_strides, cast, folded, named_for, named_or_all, over_all,
    over_dims, reduced, rows, spread,
};
use crate::autograd::{Names, Tensor, backward1, record};
use crate::ops::row::{Args, Row};
use crate::tensor::sum::mean_strided;
use crate::tensor::{DType, Dims, ErrorClass, Result, Size, TorchError};

static MEAN: Names = Names::new("MeanBackward0", "MeanBackward0");
static MEAN_AS: Names = Names::new("MeanBackward0", "MeanBackward1");
pub(super) static MEAN_DIM: Names =
    Names::new("MeanBackward1", "MeanBackward2");
static MEAN_DIM_AS: Names = Names::new("MeanBackward1", "MeanBackward3");

impl Tensor {
    pub(super) fn mean_into(
        &self,
        names: &'static Names,
        named: Named,
        shape: Size,
        dtype: Option<DType>,
    ) -> Result<Tensor> {
        let x = cast(self, dtype)?;
        let mean = by_strides!(&x, &named, shape, T => mean_strided);
        let (size, n) = (self.size(), folded(&x, &named));
        Ok(record(names, &[self], mean, |_| {
            backward1(move |grad, _| {
                spread(&grad.div(n as f64)?, &size, &named)
            })
        }))
    }

    /// The mean of all elements. NaN of nothing.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn mean(&self) -> Result<Tensor> {
        self.mean_dtype(None)
    }

    /// The mean in another dtype, to which the elements are converted first:
    /// `x.mean(dtype=dtype)`.
    ///
    /// # Errors
    /// `NotImplementedError` if that is not a dtype of floats.
    pub fn mean_dtype(
        &self,
        dtype: impl Into<Option<DType>>,
    ) -> Result<Tensor> {
        let dtype = dtype.into();
        self.check_mean(dtype)?;
        let named = named_or_all(self, &[])?;
        let names = named_for(dtype, &MEAN, &MEAN_AS);
        self.mean_into(names, named, Size::default(), dtype)
    }

    /// The means along `dims`: `x.mean(dim, keepdim)`. No dimension means
    /// all.
    ///
    /// # Errors
    /// As [`mean`](Tensor::mean) and [`sum_dim`](Tensor::sum_dim).
    pub fn mean_dim(
        &self,
        dims: impl Into<Dims>,
        keepdim: bool,
    ) -> Result<Tensor> {
        self.mean_dim_dtype(dims, keepdim, None)
    }

    /// [`mean_dim`](Tensor::mean_dim) in another dtype:
    /// `x.mean(dim, keepdim, dtype=dtype)`.
    ///
    /// # Errors
    /// As [`mean_dtype`](Tensor::mean_dtype) and
    /// [`sum_dim`](Tensor::sum_dim).
    pub fn mean_dim_dtype(
        &self,
        dims: impl Into<Dims>,
        keepdim: bool,
        dtype: impl Into<Option<DType>>,
    ) -> Result<Tensor> {
        let dtype = dtype.into();
        self.check_mean(dtype)?;
        let named = named_or_all(self, &dims.into())?;
        let shape = reduced(&self.size(), &named, keepdim);
        let names = named_for(dtype, &MEAN_DIM, &MEAN_DIM_AS);
        self.mean_into(names, named, shape, dtype)
    }

    fn check_mean(&self, asked: Option<DType>) -> Result<()> {
        let dtype = asked.unwrap_or(self.dtype());
        if dtype.is_floating_point() {
            return Ok(());
        }
        let then = dtype.scalar_type_then();
        let dtype = dtype.scalar_type();
        let whose = if asked.is_some() { "Optional" } else { "Input" };
        Err(TorchError::said(
            ErrorClass::NotImplemented,
            format!(
                "mean(): could not infer output dtype. {whose} dtype must be \
                 either a floating point or complex dtype. Got: {dtype}"
            ),
        )
        .in_the_notes_as(
            ErrorClass::Runtime,
            format!(
                "Can only calculate the mean of floating types. Got {then} \
                 instead."
            ),
        ))
    }
}

rows! {
    MEAN_ROW, "mean", "mean(input, *, dtype=None)", Some(&MEAN),
        |a| {
            let dtype = a.optional(1, Args::dtype)?;
            Ok(a.tensor(0)?.mean_dtype(dtype)?.into())
        },
        over_all;
    MEAN_DIM_ROW, "mean.dim",
        "mean(input, dim, keepdim=False, *, dtype=None)", Some(&MEAN_DIM),
        |a| {
            let (dims, keep) = (a.dims_or_all(1)?, a.bool(2)?);
            let dtype = a.optional(3, Args::dtype)?;
            Ok(a.tensor(0)?.mean_dim_dtype(dims, keep, dtype)?.into())
        },
        over_dims;
}
