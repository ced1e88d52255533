/*!
Reductions: many elements become one.

Follows [Reduction Ops](https://pytorch.org/docs/stable/torch.html#reduction-ops).
Each comes in two forms. `x.sum()` folds everything; `x.sum_dim(dims,
keepdim)` folds the dimensions that are named, which then disappear, or stay
with extent 1 if they are kept.
*/

use smallvec::SmallVec;

use super::lines::{Lines, arrange};
use super::row::{Example, Row, Value};
use crate::autograd::{Names, Tensor, backward1, record, record_view};
use crate::tensor::{
    DType, Dims, Element, Listed, Result, Size, Strided, TorchError, dispatch,
    wrap_dims,
};

/// Runs the body with `$T` standing for one of the two types that carry
/// gradients.
macro_rules! floats {
    ($dtype:expr, $T:ident => $body:expr) => {
        if $dtype == $crate::tensor::DType::Float64 {
            type $T = f64;
            $body
        } else {
            type $T = f32;
            $body
        }
    };
}
pub(crate) use floats;

/// Which dimensions are folded.
pub(crate) type Named = SmallVec<[bool; 8]>;

/// The dimensions named; if none is, all of them.
pub(crate) fn named_or_all(x: &Tensor, dims: &[i64]) -> Result<Named> {
    let mut named = wrap_dims(dims, x.ndim())?;
    if dims.is_empty() {
        named.fill(true);
    }
    Ok(named)
}

/// What is left of a shape.
pub(crate) fn reduced(shape: &[usize], named: &[bool], keepdim: bool) -> Size {
    shape
        .iter()
        .zip(named)
        .filter_map(|(&extent, &named)| match (named, keepdim) {
            (false, _) => Some(extent),
            (true, true) => Some(1),
            (true, false) => None,
        })
        .collect()
}

/// How many elements become one.
fn folded(x: &Tensor, named: &[bool]) -> usize {
    let size = x.size();
    size.iter().zip(named).filter(|e| *e.1).map(|e| e.0).product()
}

/// Every line folded into one value. Lines side by side are folded
/// together, row by row.
pub(crate) fn fold<T: Element, U: Element>(
    x: &Strided,
    lines: Lines,
    start: U,
    step: impl Fn(U, T) -> U,
) -> Vec<U> {
    let Lines { len, inner, .. } = lines;
    let mut out = vec![start; lines.count()];
    x.with_slice(|data: &[T]| {
        if data.is_empty() {
            return;
        }
        if inner == 1 {
            for (out, line) in out.iter_mut().zip(data.chunks_exact(len)) {
                *out = line.iter().fold(start, |out, &x| step(out, x));
            }
            return;
        }
        let blocks = data.chunks_exact(len * inner);
        for (out, block) in out.chunks_exact_mut(inner).zip(blocks) {
            for row in block.chunks_exact(inner) {
                for (out, &x) in out.iter_mut().zip(row) {
                    *out = step(*out, x);
                }
            }
        }
    });
    out
}

/// The sums of `named` dimensions, in `shape`. Integers and bools are
/// summed as int64.
fn sums(x: &Strided, named: &[bool], shape: Size) -> Strided {
    let (x, lines) = arrange(x, named);
    match x.dtype() {
        DType::Float32 => {
            Strided::new(fold(&x, lines, 0.0, |s, x: f32| s + x), shape)
        }
        DType::Float64 => {
            Strided::new(fold(&x, lines, 0.0, |s, x: f64| s + x), shape)
        }
        dtype => dispatch!(dtype, T => {
            let add = |s: i64, x: T| s.wrapping_add(x.to_i64());
            Strided::new(fold(&x, lines, 0, add), shape)
        }),
    }
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
        if named[dim] {
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
        backward1(move |grad, _| Ok(grad.sum_into(&SUM_DIM, &named, &own)))
    }))
}

static SUM: Names = Names::new("SumBackward0", "SumBackward0");
static SUM_DIM: Names = Names::new("SumBackward1", "SumBackward2");

impl Tensor {
    fn sum_into(
        &self,
        names: &'static Names,
        named: &[bool],
        shape: &Size,
    ) -> Tensor {
        let sum = sums(&self.strided(), named, shape.clone());
        let (size, named) = (self.size(), Named::from_slice(named));
        record(names, &[self], sum, |_| {
            backward1(move |grad, _| spread(grad, &size, &named))
        })
    }

    /// The sum of all elements, without dimensions. Integers and bools sum
    /// to int64; nothing sums to 0.
    ///
    /// # Errors
    /// None.
    pub fn sum(&self) -> Result<Tensor> {
        let named = named_or_all(self, &[])?;
        Ok(self.sum_into(&SUM, &named, &Size::default()))
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
        let named = named_or_all(self, &dims.into())?;
        let shape = reduced(&self.size(), &named, keepdim);
        Ok(self.sum_into(&SUM_DIM, &named, &shape))
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
        if size == own {
            return Ok(self.clone());
        }
        let named: Named = (0..own.len())
            .map(|dim| dim < new || size[dim - new] != own[dim])
            .collect();
        Ok(self.sum_into(&SUM_DIM, &named, &size))
    }
}

// STUB: dropped when the pointwise operations are merged.
impl Tensor {
    pub fn div<'a>(
        &self,
        other: impl Into<crate::ops::Operand<'a>>,
    ) -> Result<Tensor> {
        match other.into() {
            crate::ops::Operand::Number(x) => self.mul(1.0 / x.to_f64()),
            crate::ops::Operand::Tensor(t) => {
                let inverse = floats!(t.dtype(), T => {
                    crate::tensor::kernels::map(&t.strided(), |x: T| 1.0 / x)
                });
                self.mul(&Tensor::from_strided(inverse))
            }
        }
    }
    pub fn sub(&self, other: &Tensor) -> Result<Tensor> {
        self.add(&other.mul(-1.0)?)
    }
}

/// `sum`, in the table.
pub static SUM_ROW: Row = Row {
    name: "sum",
    signature: "sum(input)",
    grad_fn: Some(&SUM),
    call: |a| Ok(a.tensor(0)?.sum()?.into()),
    in_place: None,
    examples: |e| vec![vec![e.any(&[2, 3]).into()], vec![e.any(&[]).into()]],
};

/// `sum.dim_IntList`, in the table.
pub static SUM_DIM_ROW: Row = Row {
    name: "sum.dim_IntList",
    signature: "sum(input, dim, keepdim=False)",
    grad_fn: Some(&SUM_DIM),
    call: |a| Ok(a.tensor(0)?.sum_dim(a.dims(1)?, a.bool(2)?)?.into()),
    in_place: None,
    examples: over_dims,
};

/// Arguments of a reduction over several dimensions.
pub(crate) fn over_dims(e: &mut Example) -> Vec<Vec<Value>> {
    vec![
        vec![e.any(&[2, 3]).into(), 0.into(), false.into()],
        vec![e.any(&[2, 3]).into(), Value::from([-1]), true.into()],
        vec![e.any(&[2, 3, 2]).into(), Value::from([0, 2]), false.into()],
        vec![e.any(&[2, 3, 2]).into(), Value::from([2, 0]), true.into()],
        vec![e.any(&[2, 3, 2]).into(), Value::from([1, 2]), false.into()],
        vec![e.any(&[2, 2]).into(), Value::List(vec![]), false.into()],
        vec![e.any(&[]).into(), 0.into(), true.into()],
    ]
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
