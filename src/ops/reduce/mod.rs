/*!
Reductions: many elements become one.

Follows [Reduction Ops](https://pytorch.org/docs/stable/torch.html#reduction-ops).
Each comes in two forms. `x.sum()` folds everything; `x.sum_dim(dims,
keepdim)` folds the dimensions that are named, which then disappear, or stay
with extent 1 if they are kept.

Here is what they share, and what chapters with reductions of their own take
from it. Each family has a file: its forward, its derivative and its rows.
*/

mod count;
mod logsumexp;
mod mean;
mod median;
mod nan;
mod prod;
mod sum;
mod truths;
mod var;
mod var_mean;

pub use count::{AMINMAX_ROW, TRACE_ROW};
pub use logsumexp::LOGSUMEXP_ROW;
pub use mean::{MEAN_DIM_ROW, MEAN_ROW};
pub use median::{
    MEDIAN_DIM_ROW, MEDIAN_ROW, NANMEDIAN_DIM_ROW, NANMEDIAN_ROW,
};
pub use nan::{NANMEAN_ROW, NANSUM_ROW};
pub use prod::{PROD_DIM_ROW, PROD_ROW};
pub(crate) use sum::spread;
pub use sum::{SUM_DIM_ROW, SUM_ROW, SUM_TO_SIZE_ROW};
pub use truths::{ALL_DIM_ROW, ALL_ROW, ANY_DIM_ROW, ANY_ROW};
pub use var::{
    STD_CORRECTION_ROW, STD_DIM_ROW, STD_ROW, VAR_CORRECTION_ROW, VAR_DIM_ROW,
    VAR_ROW,
};
pub use var_mean::{
    STD_MEAN_CORRECTION_ROW, STD_MEAN_DIM_ROW, STD_MEAN_ROW,
    VAR_MEAN_CORRECTION_ROW, VAR_MEAN_DIM_ROW, VAR_MEAN_ROW,
};

use smallvec::SmallVec;

use super::lines::{Lines, arrange};
use super::row::{Example, Value};
use crate::autograd::{Names, Tensor, is_grad_enabled};
use crate::tensor::{
    DType, Element, Result, Size, Strided, TorchError, check_allocation,
    dispatch, wrap_dims,
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
use floats;

/// Which dimensions are folded.
pub(crate) type Named = SmallVec<[bool; 8]>;

/// The dimensions named; if none is, all of them.
pub(crate) fn named_or_all(x: &Tensor, dims: &[i64]) -> Result<Named> {
    if x.ndim() > MOST_DIMS && !dims.is_empty() {
        return Err(too_many_dims());
    }
    let mut named = wrap_dims(dims, x.ndim())?;
    if dims.is_empty() {
        named.fill(true);
    }
    Ok(named)
}

fn too_many_dims() -> TorchError {
    TorchError::runtime(format!(
        "only tensors with up to {MOST_DIMS} dims are supported"
    ))
}

/// PyTorch has a bit for each dimension that is folded.
const MOST_DIMS: usize = 64;

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
fn folded(x: &Strided, named: &[bool]) -> usize {
    x.shape().iter().zip(named).filter(|e| *e.1).map(|e| e.0).product()
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

/// [`fold`] of integers and bools over `named` dimensions, in int64; as
/// another dtype afterwards, if one is asked for.
fn fold_whole(
    x: &Strided,
    named: &[bool],
    shape: Size,
    dtype: Option<DType>,
    start: i64,
    step: impl Fn(i64, i64) -> i64,
) -> Result<Strided> {
    check_allocation(&shape, DType::Int64.itemsize())?;
    let (x, lines) = arrange(x, named)?;
    let out = dispatch!(x.dtype(), T => {
        fold(&x, lines, start, |out, x: T| step(out, x.to_i64()))
    });
    Strided::new(out, shape).to_dtype(dtype.unwrap_or(DType::Int64))
}

/// A fold of floats over `named` dimensions, by memory, shape, strides and
/// the dimensions: the order of calculation is PyTorch's.
macro_rules! by_strides {
    ($x:expr, $named:expr, $shape:expr, $T:ident =>
     $f:path $(, $argument:expr)*) => {{
        let x: &$crate::tensor::Strided = $x;
        let named: &[bool] = $named;
        let dims: Vec<usize> = (0..x.ndim()).filter(|&d| named[d]).collect();
        $crate::tensor::check_allocation(&$shape, x.dtype().itemsize())?;
        $crate::ops::reduce::floats!(x.dtype(), $T => {
            let data = x.storage().read::<$T>();
            // Nothing may begin behind the memory's end.
            let data = data.get(x.offset()..).unwrap_or_default();
            let strides = x.strides();
            let out = $f(data, x.shape(), strides, &dims $(, $argument)*);
            $crate::tensor::Strided::new(out, $shape)
        })
    }};
}
use by_strides;

/// The elements in the dtype that `dtype=` asks for.
pub(crate) fn cast(x: &Tensor, dtype: Option<DType>) -> Result<Strided> {
    let window = x.strided();
    dtype.map_or_else(|| Ok(window.clone()), |dtype| window.to_dtype(dtype))
}

/// Refuses a recorded result that could not carry a gradient.
pub(crate) fn check_recordable(
    x: &Tensor,
    dtype: Option<DType>,
) -> Result<()> {
    match dtype {
        Some(dtype)
            if !dtype.is_floating_point()
                && is_grad_enabled()
                && x.requires_grad() =>
        {
            Err(TorchError::runtime(format!(
                "Autograd not support dtype: {}",
                dtype.scalar_type()
            )))
        }
        _ => Ok(()),
    }
}

/// One name for a reduction, and another one if it was given a dtype.
pub(crate) fn named_for(
    dtype: Option<DType>,
    usual: &'static Names,
    with_dtype: &'static Names,
) -> &'static Names {
    if dtype.is_some() { with_dtype } else { usual }
}

/// Rows of reductions, which have no in-place form.
macro_rules! rows {
    ($($row:ident, $name:literal, $signature:literal, $grad_fn:expr,
       $call:expr, $examples:expr;)+) => {$(
        #[doc = concat!("`", $name, "`, in the table.")]
        pub static $row: Row = Row {
            name: $name,
            signature: $signature,
            grad_fn: $grad_fn,
            call: $call,
            in_place: None,
            examples: $examples,
        };
    )+};
}
pub(crate) use rows;

/// Arguments of a reduction of everything.
pub(crate) fn over_all(e: &mut Example) -> Vec<Vec<Value>> {
    vec![vec![e.any(&[2, 3]).into()], vec![e.any(&[]).into()]]
}

/// Arguments of a reduction along one dimension.
pub(crate) fn over_one_dim(e: &mut Example) -> Vec<Vec<Value>> {
    vec![
        vec![e.any(&[2, 3]).into(), 0.into(), false.into()],
        vec![e.any(&[2, 3, 2]).into(), 1.into(), true.into()],
        vec![e.any(&[2, 3]).into(), (-1).into(), false.into()],
        vec![e.any(&[]).into(), 0.into(), true.into()],
    ]
}

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
    fn a_dtype_is_taken_before_anything_is_added() {
        let x = tensor_with([1.5, 2.5], float32.requires_grad(true)).unwrap();
        let sum = x.sum_dtype(float64).unwrap();
        assert_eq!(sum.dtype(), float64);
        assert_eq!(sum.grad_fn().unwrap().name(), "SumBackward0");
        sum.backward().unwrap();
        assert_eq!(x.grad().unwrap().repr(), "tensor([1., 1.])");
        // Each element is cut, not the sum.
        let cut = no_grad(|| x.sum_dtype(int32)).unwrap();
        assert_eq!(cut.repr(), "tensor(3, dtype=torch.int32)");
        let say = |t: Result<Tensor>| format!("{:#}", t.unwrap_err());
        assert_eq!(
            say(x.prod_dim_dtype(0, false, int64)),
            "RuntimeError: Autograd not support dtype: Long"
        );
        assert_eq!(
            say(x.mean_dtype(bool_)),
            "NotImplementedError: mean(): could not infer output dtype. \
             Optional dtype must be either a floating point or complex \
             dtype. Got: Bool"
        );
        let bytes = tensor([200_u8, 100]);
        let bytes = bytes.sum_dim_dtype(0, false, uint8).unwrap();
        assert_eq!(bytes.repr(), "tensor(44, dtype=torch.uint8)");
    }

    #[test]
    fn nothing_and_almost_nothing() {
        let none = zeros([0]).unwrap();
        let text = |t: Result<Tensor>| t.unwrap().repr();
        assert_eq!(text(none.sum()), "tensor(0.)");
        assert_eq!(text(none.prod()), "tensor(1.)");
        let behind = ones(1).unwrap().slice(0, Some(1), None, 1).unwrap();
        assert_eq!(text(behind.prod()), "tensor(1.)");
        assert_eq!(text(none.mean()), "tensor(nan)");
        assert_eq!(text(none.all()), "tensor(True)");
        assert_eq!(text(none.any()), "tensor(False)");
        assert_eq!(text(tensor(3.0).var()), "tensor(nan)");
        let bytes = tensor([1_u8, 200, 100]);
        assert_eq!(text(bytes.sum()), "tensor(301)");
        let many = ones([1; 65]).unwrap();
        assert_eq!(text(many.sum()), "tensor(1.)");
        assert_eq!(
            many.sum_dim(0, false).unwrap_err().to_string(),
            "only tensors with up to 64 dims are supported"
        );
        assert_eq!(text(bytes.all()), "tensor(1, dtype=torch.uint8)");
        assert_eq!(
            format!("{:#}", tensor([1, 2]).mean_dim(7, false).unwrap_err()),
            "NotImplementedError: mean(): could not infer output dtype. \
             Input dtype must be either a floating point or complex dtype. \
             Got: Long"
        );
    }
}
