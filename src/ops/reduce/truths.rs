/*!
Whether all or any elements are not zero. Neither has a derivative.

Follows [torch.all](https://pytorch.org/docs/stable/generated/torch.all.html)
and [torch.any](https://pytorch.org/docs/stable/generated/torch.any.html).
*/

use super::{fold, reduced, rows};
use crate::autograd::Tensor;
use crate::ops::lines::arrange;
use crate::ops::row::{Args, Row, Value};
use crate::tensor::{
    DType, Dims, Result, Size, Strided, check_allocation, dispatch, wrap_dims,
};

/// Whether all or any elements along `named` dimensions are not zero. NaN is
/// not.
fn truths(
    x: &Strided,
    named: &[bool],
    shape: Size,
    all: bool,
) -> Result<Strided> {
    check_allocation(&shape, 1)?;
    let (x, lines) = arrange(x, named)?;
    let truths = dispatch!(x.dtype(), T => {
        let zero = T::default();
        let truths = if all {
            fold(&x, lines, true, |so_far, x: T| so_far & (x != zero))
        } else {
            fold(&x, lines, false, |so_far, x: T| so_far | (x != zero))
        };
        Strided::new(truths, shape)
    });
    match x.dtype() {
        // Masks were bytes once, and what is asked of bytes still is.
        DType::Uint8 => truths.to_dtype(DType::Uint8),
        _ => Ok(truths),
    }
}

impl Tensor {
    /// Whether no element is zero: `x.all()`. True of nothing.
    ///
    /// # Errors
    /// None.
    pub fn all(&self) -> Result<Tensor> {
        self.all_dim(every(self), false)
    }

    /// Whether no element along `dims` is zero: `x.all(dim, keepdim)`. No
    /// dimension means each element by itself.
    ///
    /// # Errors
    /// As [`sum_dim`](Tensor::sum_dim).
    pub fn all_dim(
        &self,
        dims: impl Into<Dims>,
        keepdim: bool,
    ) -> Result<Tensor> {
        self.truths_along(&dims.into(), keepdim, true)
    }

    /// Whether some element is not zero: `x.any()`. False of nothing.
    ///
    /// # Errors
    /// None.
    pub fn any(&self) -> Result<Tensor> {
        self.any_dim(every(self), false)
    }

    /// Whether some element along `dims` is not zero: `x.any(dim, keepdim)`.
    /// No dimension means each element by itself.
    ///
    /// # Errors
    /// As [`sum_dim`](Tensor::sum_dim).
    pub fn any_dim(
        &self,
        dims: impl Into<Dims>,
        keepdim: bool,
    ) -> Result<Tensor> {
        self.truths_along(&dims.into(), keepdim, false)
    }

    fn truths_along(
        &self,
        dims: &[i64],
        keepdim: bool,
        all: bool,
    ) -> Result<Tensor> {
        let named = wrap_dims(dims, self.ndim())?;
        let shape = reduced(&self.size(), &named, keepdim);
        let truths = truths(&self.strided(), &named, shape, all)?;
        Ok(Tensor::from_strided(truths))
    }
}

/// Every dimension by name.
fn every(x: &Tensor) -> Dims {
    (0..x.ndim() as i64).collect()
}

/// A call of `all` or `any`: without dimensions, all of them.
fn truths_of(a: &Args<'_>, all: bool) -> Result<Value> {
    let x = a.tensor(0)?;
    let dims = a.optional(1, Args::dims)?.unwrap_or_else(|| every(x));
    let keepdim = a.optional(2, Args::bool)?.unwrap_or(false);
    Ok(x.truths_along(&dims, keepdim, all)?.into())
}

rows! {
    ALL_ROW, "all", "all(input)", None,
        |a| Ok(a.tensor(0)?.all()?.into()), |_| vec![];
    ALL_DIM_ROW, "all.dims", "all(input, dim=None, keepdim=False)", None,
        |a| truths_of(a, true), |_| vec![];
    ANY_ROW, "any", "any(input)", None,
        |a| Ok(a.tensor(0)?.any()?.into()), |_| vec![];
    ANY_DIM_ROW, "any.dims", "any(input, dim=None, keepdim=False)", None,
        |a| truths_of(a, false), |_| vec![];
}
