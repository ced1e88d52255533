/*!
Sums, and the derivative of a sum, which the others need too.

Follows [torch.sum](https://pytorch.org/docs/stable/generated/torch.sum.html)
and [torch.Tensor.sum_to_size](https://pytorch.org/docs/stable/generated/torch.Tensor.sum_to_size.html).
*/

use super::{
    Named, by_strides, cast, check_recordable, fold_whole, named_for,
    named_or_all, over_all, over_dims, reduced, rows,
};
use crate::autograd::{Names, Tensor, backward1, record, record_view};
use crate::ops::row::{Args, Row, Value};
use crate::tensor::sum::sum_strided;
use crate::tensor::{DType, Dims, Listed, Result, Size, Strided, TorchError};

static SUM: Names = Names::new("SumBackward0", "SumBackward0");
static SUM_AS: Names = Names::new("SumBackward0", "SumBackward1");
static SUM_DIM: Names = Names::new("SumBackward1", "SumBackward2");
static SUM_DIM_AS: Names = Names::new("SumBackward1", "SumBackward3");

/// The sums of `named` dimensions, in `shape`. Integers and bools are
/// summed as int64, unless another dtype is asked for.
fn sums(
    x: &Strided,
    named: &[bool],
    shape: Size,
    dtype: Option<DType>,
) -> Result<Strided> {
    if x.dtype().is_floating_point() {
        return Ok(by_strides!(x, named, shape, T => sum_strided));
    }
    fold_whole(x, named, shape, dtype, 0, i64::wrapping_add)
}

/// The gradient of a sum: every element that went in gets what came back.
/// A view of `grad` that repeats it along the `named` dimensions.
pub(crate) fn spread(
    grad: &Tensor,
    shape: &Size,
    named: &[bool],
) -> Result<Tensor> {
    static EXPAND: Names = Names::new("ExpandBackward0", "ExpandBackward");
    let window = grad.strided().clone();
    let kept = named.iter().filter(|named| !**named).count();
    // Without the dimensions that were folded; or with extent 1 in their
    // place, in which case both shapes end alike.
    let gone = window.ndim() == kept;
    let missing = shape.len() - window.ndim();
    let mut next = 0;
    let strides = (0..shape.len()).map(|dim| {
        if named[dim] && (gone || shape[dim] != 1) {
            return 0;
        }
        next += 1;
        let own = if gone { next - 1 } else { dim - missing };
        window.strides()[own]
    });
    let strides = strides.collect();
    let view = window.window(shape.clone(), strides, window.offset());
    let (named, own) = (Named::from_slice(named), grad.size());
    Ok(record_view(&EXPAND, grad, view, |_| {
        backward1(move |grad, _| grad.sum_into(&SUM_DIM, &named, &own, None))
    }))
}

impl Tensor {
    fn sum_into(
        &self,
        names: &'static Names,
        named: &[bool],
        shape: &Size,
        dtype: Option<DType>,
    ) -> Result<Tensor> {
        let sum = sums(&cast(self, dtype)?, named, shape.clone(), dtype)?;
        let (size, named) = (self.size(), Named::from_slice(named));
        Ok(record(names, &[self], sum, |_| {
            backward1(move |grad, _| spread(grad, &size, &named))
        }))
    }

    /// The sum of all elements, without dimensions. Integers and bools sum
    /// to int64; nothing sums to 0.
    ///
    /// # Errors
    /// None.
    pub fn sum(&self) -> Result<Tensor> {
        self.sum_dtype(None)
    }

    /// The sum in another dtype, to which the elements are converted first:
    /// `x.sum(dtype=dtype)`.
    ///
    /// # Errors
    /// `RuntimeError` if a gradient would have to pass an integer.
    pub fn sum_dtype(
        &self,
        dtype: impl Into<Option<DType>>,
    ) -> Result<Tensor> {
        let (named, dtype) = (named_or_all(self, &[])?, dtype.into());
        check_recordable(self, dtype)?;
        let names = named_for(dtype, &SUM, &SUM_AS);
        self.sum_into(names, &named, &Size::default(), dtype)
    }

    /// The sums along `dims`: `x.sum(dim, keepdim)`. No dimension means all.
    ///
    /// # Errors
    /// `IndexError` for a dimension that does not exist, `RuntimeError` for
    /// one that is named twice.
    pub fn sum_dim(
        &self,
        dims: impl Into<Dims>,
        keepdim: bool,
    ) -> Result<Tensor> {
        self.sum_dim_dtype(dims, keepdim, None)
    }

    /// [`sum_dim`](Tensor::sum_dim) in another dtype:
    /// `x.sum(dim, keepdim, dtype=dtype)`.
    ///
    /// # Errors
    /// As [`sum_dim`](Tensor::sum_dim) and [`sum_dtype`](Tensor::sum_dtype).
    pub fn sum_dim_dtype(
        &self,
        dims: impl Into<Dims>,
        keepdim: bool,
        dtype: impl Into<Option<DType>>,
    ) -> Result<Tensor> {
        let (named, dtype) = (named_or_all(self, &dims.into())?, dtype.into());
        check_recordable(self, dtype)?;
        let shape = reduced(&self.size(), &named, keepdim);
        let names = named_for(dtype, &SUM_DIM, &SUM_DIM_AS);
        self.sum_into(names, &named, &shape, dtype)
    }

    /// Sums what was broadcast: the inverse of expanding. The same tensor if
    /// it has that size.
    ///
    /// # Errors
    /// `RuntimeError` if `size` does not broadcast to this shape.
    pub fn sum_to_size(&self, size: impl Into<Dims>) -> Result<Tensor> {
        let (own, dims): (Size, Dims) = (self.size(), size.into());
        let new = own.len().checked_sub(dims.len());
        let fits = new.is_some_and(|new| {
            let mut pairs = dims.iter().zip(&own[new..]);
            pairs.all(|(&d, &extent)| d == 1 || d == extent as i64)
        });
        let Some(new) = new.filter(|_| fits) else {
            return Err(TorchError::runtime(format!(
                "size {{{}}} is not expandable to size {{{}}}.",
                Listed(&dims),
                Listed(&own)
            )));
        };
        let size: Size = dims.iter().map(|&extent| extent as usize).collect();
        if size.is_empty() {
            return self.sum();
        }
        if size == own {
            return Ok(self.clone());
        }
        let named: Named = (0..own.len())
            .map(|dim| dim < new || size[dim - new] != own[dim])
            .collect();
        let kept = reduced(&own, &named, true);
        let sum = self.sum_into(&SUM_DIM, &named, &kept, None)?;
        if new > 0 { sum.view(&size) } else { Ok(sum) }
    }
}

rows! {
    SUM_ROW, "sum", "sum(input, *, dtype=None)", Some(&SUM),
        |a| {
            let dtype = a.optional(1, Args::dtype)?;
            Ok(a.tensor(0)?.sum_dtype(dtype)?.into())
        },
        over_all;
    SUM_DIM_ROW, "sum.dim_IntList",
        "sum(input, dim, keepdim=False, *, dtype=None)", Some(&SUM_DIM),
        |a| {
            let (dims, keep) = (a.dims_or_all(1)?, a.bool(2)?);
            let dtype = a.optional(3, Args::dtype)?;
            Ok(a.tensor(0)?.sum_dim_dtype(dims, keep, dtype)?.into())
        },
        over_dims;
    SUM_TO_SIZE_ROW, "sum_to_size", "sum_to_size(input, size)",
        Some(&SUM_DIM),
        |a| Ok(a.tensor(0)?.sum_to_size(a.dims(1)?)?.into()),
        |e| vec![vec![e.any(&[2, 3]).into(), Value::from([2, 1])]];
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn broadcasting_is_undone() {
        let a = tensor_with([[1.0], [2.0]], float64.requires_grad(true));
        let b = tensor_with([3.0, 4.0, 5.0], float64.requires_grad(true));
        let (a, b) = (a.unwrap(), b.unwrap());
        a.mul(&b).unwrap().sum().unwrap().backward().unwrap();
        let grad = |t: &Tensor| t.grad().unwrap().to_vec::<f64>().unwrap();
        assert_eq!(grad(&a), [12.0, 12.0]);
        assert_eq!(grad(&b), [3.0, 3.0, 3.0]);
        let x = ones([2, 3]).unwrap();
        assert_eq!(
            x.sum_to_size([5, 2, 3]).unwrap_err().to_string(),
            "size {[5, 2, 3]} is not expandable to size {[2, 3]}."
        );
        assert_eq!(x.sum_to_size([2, 1]).unwrap().size(), [2, 1]);
    }

    #[test]
    fn dims_apart_are_folded_together() {
        let x = tensor([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]);
        let sum = |dims: &[i64], keep| {
            let sum = x.sum_dim(dims, keep).unwrap();
            (sum.size().to_vec(), sum.to_vec::<i64>().unwrap())
        };
        assert_eq!(sum(&[0, -1], false), (vec![2], vec![14, 22]));
        assert_eq!(sum(&[1], true), (vec![2, 1, 2], vec![4, 6, 12, 14]));
        assert_eq!(sum(&[1, 0], false), (vec![2], vec![16, 20]));
        assert_eq!(sum(&[], false), (vec![], vec![36]));
    }
}
