/*!
Sums and means of what is a number.

Follows [torch.nansum](https://pytorch.org/docs/stable/generated/torch.nansum.html)
and [torch.nanmean](https://pytorch.org/docs/stable/generated/torch.nanmean.html).
*/

use super::{
    cast, check_recordable, named_or_all, over_all, over_dims, rows, spread,
};
use crate::autograd::{Names, Tensor, backward1, no_grad, record};
use crate::ops::row::{Args, Example, Row, Value};
use crate::tensor::{DType, Dims, ErrorClass, Result, TorchError};

static NANSUM: Names = Names::new("NansumBackward0", "NansumBackward0");
static NANMEAN: Names = Names::new("DivBackward0", "DivBackward0");

impl Tensor {
    /// The sums along `dims`, in which NaN counts as 0: `x.nansum(dim,
    /// keepdim, dtype=dtype)`. No dimension means all.
    ///
    /// # Errors
    /// As [`sum_dim`](Tensor::sum_dim) and
    /// [`sum_dtype`](Tensor::sum_dtype).
    pub fn nansum(
        &self,
        dims: impl Into<Dims>,
        keepdim: bool,
        dtype: impl Into<Option<DType>>,
    ) -> Result<Tensor> {
        let (dims, dtype) = (dims.into(), dtype.into());
        if !self.dtype().is_floating_point() {
            return self.sum_dim_dtype(dims, keepdim, dtype);
        }
        check_recordable(self, dtype)?;
        let named = named_or_all(self, &dims)?;
        let x = Tensor::from_strided(cast(self, dtype)?);
        let sum = no_grad(|| {
            let numbers = x.masked_fill(&x.isnan()?, 0)?;
            numbers.sum_dim_dtype(dims, keepdim, dtype)
        })?;
        let sum = sum.strided().clone();
        Ok(record(&NANSUM, &[self], sum, |saver| {
            let x = saver.save(self);
            backward1(move |grad, context| {
                let x = context.get(x)?;
                let there = x.isnan()?.logical_not()?;
                spread(grad, &x.size(), &named)?.mul(&there)
            })
        }))
    }

    /// The means along `dims` of what is a number: `x.nanmean(dim,
    /// keepdim, dtype=dtype)`. No dimension means all.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools, and as
    /// [`nansum`](Tensor::nansum).
    pub fn nanmean(
        &self,
        dims: impl Into<Dims>,
        keepdim: bool,
        dtype: impl Into<Option<DType>>,
    ) -> Result<Tensor> {
        if !self.dtype().is_floating_point() {
            return Err(TorchError::said(
                ErrorClass::NotImplemented,
                format!(
                    "nanmean(): expected input to have floating point or \
                     complex dtype but got {}",
                    self.dtype().scalar_type()
                ),
            ));
        }
        let dims = dims.into();
        let n = self.detach()?.isnan()?.logical_not()?;
        let n = n.sum_dim(dims.clone(), keepdim)?;
        self.nansum(dims, keepdim, dtype)?.div(&n)
    }
}

rows! {
    NANSUM_ROW, "nansum",
        "nansum(input, dim=None, keepdim=False, *, dtype=None)", Some(&NANSUM),
        |a| {
            let (dims, dtype) = (a.dims_or_all(1)?, a.optional(3, Args::dtype)?);
            Ok(a.tensor(0)?.nansum(dims, a.bool(2)?, dtype)?.into())
        },
        both;
    NANMEAN_ROW, "nanmean",
        "nanmean(input, dim=None, keepdim=False, *, dtype=None)",
        Some(&NANMEAN),
        |a| {
            let (dims, dtype) = (a.dims_or_all(1)?, a.optional(3, Args::dtype)?);
            Ok(a.tensor(0)?.nanmean(dims, a.bool(2)?, dtype)?.into())
        },
        both;
}

fn both(e: &mut Example) -> Vec<Vec<Value>> {
    let mut examples = over_dims(e);
    for example in over_all(e) {
        let mut example = example;
        example.extend([Value::None, false.into()]);
        examples.push(example);
    }
    examples
}
