/*!
Reductions: many elements become one.

Follows [Reduction Ops](https://pytorch.org/docs/stable/torch.html#reduction-ops).
Each comes in two forms. `x.sum()` folds everything; `x.sum_dim(dims,
keepdim)` folds the dimensions that are named, which then disappear, or stay
with extent 1 if they are kept.
*/

use std::ops::MulAssign;

use smallvec::SmallVec;

use super::lines::{Lines, arrange};
use super::row::{Example, Row, Value};
use crate::autograd::{
    Names, Tensor, backward1, is_grad_enabled, record, record_view,
};
use crate::tensor::moments::{prod_strided, var_strided};
use crate::tensor::sum::{mean_strided, sum_strided};
use crate::tensor::{
    DType, Dims, Element, ErrorClass, Listed, Result, Scalar, Size, Strided,
    TorchError, check_allocation, dispatch, wrap_dims,
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

/// A fold of floats over `named` dimensions, by memory, shape, strides and
/// the dimensions: the order of calculation is PyTorch's.
macro_rules! by_strides {
    ($x:expr, $named:expr, $shape:expr, $T:ident =>
     $f:path $(, $argument:expr)*) => {{
        let x: &Strided = $x;
        let named: &[bool] = $named;
        let dims: Vec<usize> = (0..x.ndim()).filter(|&d| named[d]).collect();
        check_allocation(&$shape, x.dtype().itemsize())?;
        floats!(x.dtype(), $T => {
            let data = x.storage().read::<$T>();
            // An empty window may begin behind the end of its memory.
            let data = data.get(x.offset()..).unwrap_or_default();
            let strides = x.strides();
            let out = $f(data, x.shape(), strides, &dims $(, $argument)*);
            Strided::new(out, $shape)
        })
    }};
}

/// The sums of `named` dimensions, in `shape`. Integers and bools are
/// summed as int64.
fn sums(x: &Strided, named: &[bool], shape: Size) -> Result<Strided> {
    if x.dtype().is_floating_point() {
        return Ok(by_strides!(x, named, shape, T => sum_strided));
    }
    check_allocation(&shape, DType::Int64.itemsize())?;
    let (x, lines) = arrange(x, named)?;
    dispatch!(x.dtype(), T => {
        let add = |sum: i64, x: T| sum.wrapping_add(x.to_i64());
        Ok(Strided::new(fold(&x, lines, 0, add), shape))
    })
}

/// The products of `named` dimensions, in `shape`, as [`sums`].
fn products(x: &Strided, named: &[bool], shape: Size) -> Result<Strided> {
    if x.dtype().is_floating_point() {
        return Ok(by_strides!(x, named, shape, T => prod_strided));
    }
    check_allocation(&shape, DType::Int64.itemsize())?;
    let (x, lines) = arrange(x, named)?;
    dispatch!(x.dtype(), T => {
        let multiply = |product: i64, x: T| product.wrapping_mul(x.to_i64());
        Ok(Strided::new(fold(&x, lines, 1, multiply), shape))
    })
}

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
        backward1(move |grad, _| grad.sum_into(&SUM_DIM, &named, &own))
    }))
}

static SUM: Names = Names::new("SumBackward0", "SumBackward0");
static SUM_DIM: Names = Names::new("SumBackward1", "SumBackward2");
static MEAN: Names = Names::new("MeanBackward0", "MeanBackward0");
static MEAN_DIM: Names = Names::new("MeanBackward1", "MeanBackward2");
static PROD: Names = Names::new("ProdBackward0", "ProdBackward0");
static PROD_DIM: Names = Names::new("ProdBackward1", "ProdBackward2");
static VAR: Names = Names::new("VarBackward0", "VarBackward0");
static VAR_DIM: Names = Names::new("VarBackward0", "VarBackward1");
static STD: Names = Names::new("StdBackward0", "StdBackward0");
static STD_DIM: Names = Names::new("StdBackward0", "StdBackward1");

impl Tensor {
    fn sum_into(
        &self,
        names: &'static Names,
        named: &[bool],
        shape: &Size,
    ) -> Result<Tensor> {
        let sum = sums(&self.strided(), named, shape.clone())?;
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
        let named = named_or_all(self, &[])?;
        self.sum_into(&SUM, &named, &Size::default())
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
        self.sum_into(&SUM_DIM, &named, &shape)
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
        self.sum_into(&SUM_DIM, &named, &size)
    }
}

impl Tensor {
    fn mean_into(
        &self,
        names: &'static Names,
        named: Named,
        shape: Size,
    ) -> Result<Tensor> {
        let x = self.strided();
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
        check_mean(self.dtype())?;
        let named = named_or_all(self, &[])?;
        self.mean_into(&MEAN, named, Size::default())
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
        check_mean(self.dtype())?;
        let named = named_or_all(self, &dims.into())?;
        let shape = reduced(&self.size(), &named, keepdim);
        self.mean_into(&MEAN_DIM, named, shape)
    }
}

fn check_mean(dtype: DType) -> Result<()> {
    if dtype.is_floating_point() {
        return Ok(());
    }
    let dtype = dtype.scalar_type();
    Err(TorchError::said(
        ErrorClass::NotImplemented,
        format!(
            "mean(): could not infer output dtype. Input dtype must be \
             either a floating point or complex dtype. Got: {dtype}"
        ),
    )
    .in_the_notes_as(
        ErrorClass::Runtime,
        format!(
            "Can only calculate the mean of floating types. Got {dtype} \
             instead."
        ),
    ))
}

impl Tensor {
    fn prod_into(
        &self,
        names: &'static Names,
        named: Named,
        shape: Size,
    ) -> Result<Tensor> {
        let product = products(&self.strided(), &named, shape)?;
        Ok(record(names, &[self], product, |saver| {
            let (x, product) = (saver.save(self), saver.output(0));
            backward1(move |grad, context| {
                let (x, product) = (context.get(x)?, context.get(product)?);
                let size = x.size();
                if size.is_empty() {
                    return Ok(grad.clone());
                }
                let others = if has_zero(&x)? {
                    product_of_others(&x, &named)?
                } else {
                    spread(&product, &size, &named)?.div(&x)?
                };
                spread(grad, &size, &named)?.mul(&others)
            })
        }))
    }

    /// The product of all elements, as [`sum`](Tensor::sum): nothing
    /// multiplies to 1.
    ///
    /// # Errors
    /// None.
    pub fn prod(&self) -> Result<Tensor> {
        let named = named_or_all(self, &[])?;
        self.prod_into(&PROD, named, Size::default())
    }

    /// The products along `dim`: `x.prod(dim, keepdim)`.
    ///
    /// # Errors
    /// `IndexError` for a dimension that does not exist.
    pub fn prod_dim(&self, dim: i64, keepdim: bool) -> Result<Tensor> {
        let named = wrap_dims(&[dim], self.ndim())?;
        let shape = reduced(&self.size(), &named, keepdim);
        self.prod_into(&PROD_DIM, named, shape)
    }
}

fn has_zero(x: &Tensor) -> Result<bool> {
    let all = vec![true; x.ndim()];
    let none = truths(&x.strided(), &all, Size::default(), true)?;
    Ok(none.first().is_zero())
}

/// For each element the product of those that it is multiplied with. Where
/// one of them is zero, dividing does not find it.
fn product_of_others(x: &Tensor, named: &[bool]) -> Result<Tensor> {
    let dims = |folded| (0..x.ndim()).filter(move |&d| named[d] == folded);
    let order: Vec<usize> = dims(false).chain(dims(true)).collect();
    let back = |&d: &usize| order.iter().position(|&o| o == d);
    let back: Dims =
        (0..x.ndim()).filter_map(|d| back(&d)).map(|d| d as i64).collect();
    let order: Dims = order.iter().map(|&d| d as i64).collect();
    let moved = x.permute(order)?;
    let n = folded(&x.strided(), named);
    let others = if is_grad_enabled() {
        recorded_products_of_others(&moved, n)?
    } else {
        let out = floats!(x.dtype(), T => {
            let mut line = moved.strided().to_vec::<T>()?;
            line.chunks_exact_mut(n).for_each(replace_by_others);
            Strided::new(line, moved.size())
        });
        Tensor::from_strided(out)
    };
    others.reshape(moved.size())?.permute(back)
}

/// Each element by the product of those before it and those after it.
fn replace_by_others<T: Copy + From<u8> + MulAssign>(line: &mut [T]) {
    let all: Vec<T> = line.to_vec();
    let one = T::from(1);
    line.fill(one);
    let (mut before, mut after) = (one, one);
    for i in 0..all.len() {
        let j = all.len() - 1 - i;
        line[i] *= before;
        line[j] *= after;
        before *= all[i];
        after *= all[j];
    }
}

/// The same by operations that have a derivative, for lines of `n`. Each
/// line is repeated in a square, with 1 in the place of the element that the
/// row belongs to. That takes memory, but only a second derivative needs it.
fn recorded_products_of_others(x: &Tensor, n: usize) -> Result<Tensor> {
    let mut own = vec![0.0; n * n];
    own.iter_mut().step_by(n + 1).for_each(|x| *x = 1.0);
    let own = Strided::new(own, Size::new(&[n, n])).to_dtype(x.dtype())?;
    let own = Tensor::from_strided(own);
    let rest = own.mul(-1.0)?.add(1.0)?;
    let n = n as i64;
    let square = x.reshape([-1, 1, n])?.expand([-1, n, n])?;
    square.mul(&rest)?.add(&own)?.prod_dim(2, false)
}

impl Tensor {
    fn var_into(
        &self,
        names: &'static Names,
        named: Named,
        correction: f64,
        shape: Size,
        standard: bool,
    ) -> Result<Tensor> {
        let x = self.strided();
        let var = by_strides!(
            &x, &named, shape, T => var_strided, correction, standard
        );
        let divisor = folded(&x, &named) as f64 - correction;
        drop(x);
        Ok(record(names, &[self], var, |saver| {
            let x = saver.save(self);
            let root = standard.then(|| saver.output(0));
            backward1(move |grad, context| {
                let grad = match root {
                    Some(root) => of_root(grad, &context.get(root)?)?,
                    None => grad.clone(),
                };
                let x = context.get(x)?;
                let size = x.size();
                let keep = reduced(&size, &named, true);
                let mean = x.mean_into(&MEAN_DIM, named.clone(), keep)?;
                let grad = spread(&grad.mul(2.0 / divisor)?, &size, &named)?;
                grad.mul(&x.sub(&mean)?)
            })
        }))
    }

    /// What [`var_dim`](Tensor::var_dim) and [`std_dim`](Tensor::std_dim)
    /// do.
    fn var_over(
        &self,
        names: &'static Names,
        dims: &[i64],
        correction: Scalar,
        keepdim: bool,
        standard: bool,
    ) -> Result<Tensor> {
        if !self.dtype().is_floating_point() {
            return Err(TorchError::said(
                ErrorClass::NotImplemented,
                "std and var only support floating point and complex dtypes",
            )
            .in_the_notes("std and var only support floating-point dtypes"));
        }
        let named = named_or_all(self, dims)?;
        let shape = reduced(&self.size(), &named, keepdim);
        let correction = correction.to_f64();
        self.var_into(names, named, correction, shape, standard)
    }

    /// The variance of all elements, estimated from a sample: divided by one
    /// less than their number.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn var(&self) -> Result<Tensor> {
        self.var_over(&VAR, &[], Scalar::Int(1), false, false)
    }

    /// The variances along `dims`, divided by the number of elements less
    /// `correction`: `x.var(dim, correction=correction, keepdim=keepdim)`.
    /// `unbiased`, a bool, is a correction of 1 or 0. No dimension means
    /// all.
    ///
    /// # Errors
    /// As [`var`](Tensor::var) and [`sum_dim`](Tensor::sum_dim).
    pub fn var_dim(
        &self,
        dims: impl Into<Dims>,
        correction: impl Into<Scalar>,
        keepdim: bool,
    ) -> Result<Tensor> {
        let (dims, correction) = (dims.into(), correction.into());
        self.var_over(&VAR_DIM, &dims, correction, keepdim, false)
    }

    /// The standard deviation: the square root of [`var`](Tensor::var).
    ///
    /// # Errors
    /// As [`var`](Tensor::var).
    pub fn std(&self) -> Result<Tensor> {
        self.var_over(&STD, &[], Scalar::Int(1), false, true)
    }

    /// The standard deviations along `dims`: the square roots of
    /// [`var_dim`](Tensor::var_dim).
    ///
    /// # Errors
    /// As [`var_dim`](Tensor::var_dim).
    pub fn std_dim(
        &self,
        dims: impl Into<Dims>,
        correction: impl Into<Scalar>,
        keepdim: bool,
    ) -> Result<Tensor> {
        let (dims, correction) = (dims.into(), correction.into());
        self.var_over(&STD_DIM, &dims, correction, keepdim, true)
    }
}

/// From the gradient of a square root to that of what is under it: none
/// where the root is 0.
fn of_root(grad: &Tensor, root: &Tensor) -> Result<Tensor> {
    grad.div(&root.mul(2.0)?)?.masked_fill(&root.eq(0.0)?, 0.0)
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

rows! {
    SUM_ROW, "sum", "sum(input)", Some(&SUM),
        |a| Ok(a.tensor(0)?.sum()?.into()), over_all;
    SUM_DIM_ROW, "sum.dim_IntList", "sum(input, dim, keepdim=False)",
        Some(&SUM_DIM),
        |a| Ok(a.tensor(0)?.sum_dim(a.dims(1)?, a.bool(2)?)?.into()),
        over_dims;
    MEAN_ROW, "mean", "mean(input)", Some(&MEAN),
        |a| Ok(a.tensor(0)?.mean()?.into()), over_all;
    MEAN_DIM_ROW, "mean.dim", "mean(input, dim, keepdim=False)",
        Some(&MEAN_DIM),
        |a| Ok(a.tensor(0)?.mean_dim(a.dims(1)?, a.bool(2)?)?.into()),
        over_dims;
    PROD_ROW, "prod", "prod(input)", Some(&PROD),
        |a| Ok(a.tensor(0)?.prod()?.into()), over_all_with_zeros;
    PROD_DIM_ROW, "prod.dim_int", "prod(input, dim, keepdim=False)",
        Some(&PROD_DIM),
        |a| Ok(a.tensor(0)?.prod_dim(a.int(1)?, a.bool(2)?)?.into()),
        over_one_dim;
    VAR_ROW, "var", "var(input, unbiased=True)", Some(&VAR),
        |a| {
            let correction = a.scalar(1)?;
            let x = a.tensor(0)?;
            Ok(x.var_over(&VAR, &[], correction, false, false)?.into())
        },
        unbiased;
    VAR_DIM_ROW, "var.correction",
        "var(input, dim, *, correction=1, keepdim=False)", Some(&VAR_DIM),
        |a| {
            let (dims, correction) = (a.dims(1)?, a.scalar(2)?);
            Ok(a.tensor(0)?.var_dim(dims, correction, a.bool(3)?)?.into())
        },
        corrected;
    STD_ROW, "std", "std(input, unbiased=True)", Some(&STD),
        |a| {
            let correction = a.scalar(1)?;
            let x = a.tensor(0)?;
            Ok(x.var_over(&STD, &[], correction, false, true)?.into())
        },
        unbiased;
    STD_DIM_ROW, "std.correction",
        "std(input, dim, *, correction=1, keepdim=False)", Some(&STD_DIM),
        |a| {
            let (dims, correction) = (a.dims(1)?, a.scalar(2)?);
            Ok(a.tensor(0)?.std_dim(dims, correction, a.bool(3)?)?.into())
        },
        corrected;
    ALL_ROW, "all", "all(input)", None,
        |a| Ok(a.tensor(0)?.all()?.into()), |_| vec![];
    ALL_DIM_ROW, "all.dims", "all(input, dim, keepdim=False)", None,
        |a| Ok(a.tensor(0)?.all_dim(a.dims(1)?, a.bool(2)?)?.into()),
        |_| vec![];
    ANY_ROW, "any", "any(input)", None,
        |a| Ok(a.tensor(0)?.any()?.into()), |_| vec![];
    ANY_DIM_ROW, "any.dims", "any(input, dim, keepdim=False)", None,
        |a| Ok(a.tensor(0)?.any_dim(a.dims(1)?, a.bool(2)?)?.into()),
        |_| vec![];
}

/// Arguments of a reduction of everything.
pub(crate) fn over_all(e: &mut Example) -> Vec<Vec<Value>> {
    vec![vec![e.any(&[2, 3]).into()], vec![e.any(&[]).into()]]
}

/// As [`over_all`], and some with zeros, whose product is derived in another
/// way.
fn over_all_with_zeros(e: &mut Example) -> Vec<Vec<Value>> {
    let with_zeros = |zeros: usize, e: &mut Example| {
        let x = e.any(&[2, 3]);
        let mut values = x.strided().to_vec::<f64>().expect("six numbers");
        values[1..=zeros].fill(0.0);
        let x = Tensor::from_strided(Strided::new(values, x.size()));
        x.requires_grad_(true).expect("a float64 tensor may")
    };
    let mut examples = over_all(e);
    examples.push(vec![with_zeros(1, e).into()]);
    examples.push(vec![with_zeros(2, e).into()]);
    examples
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

fn unbiased(e: &mut Example) -> Vec<Vec<Value>> {
    vec![
        vec![e.any(&[2, 3]).into(), true.into()],
        vec![e.any(&[3]).into(), false.into()],
    ]
}

fn corrected(e: &mut Example) -> Vec<Vec<Value>> {
    let none = || Value::List(vec![]);
    vec![
        vec![e.any(&[3, 2]).into(), 0.into(), 1.into(), false.into()],
        vec![e.any(&[2, 3]).into(), (-1).into(), 0.into(), true.into()],
        vec![e.any(&[2, 3]).into(), none(), 0.5.into(), false.into()],
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
    use crate::autograd::grad;
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

    #[test]
    fn a_product_with_zeros_is_derived_without_dividing() {
        let gradient = |x: [f64; 3]| {
            let x = tensor_with(x, float64.requires_grad(true)).unwrap();
            x.prod().unwrap().backward().unwrap();
            x.grad().unwrap().to_vec::<f64>().unwrap()
        };
        assert_eq!(gradient([2.0, 0.0, 3.0]), [0.0, 6.0, 0.0]);
        assert_eq!(gradient([0.0, 0.0, 3.0]), [0.0, 0.0, 0.0]);
        // The second derivative by two elements, both zero, is the third.
        let x = tensor_with([0.0, 0.0, 3.0], float64.requires_grad(true));
        let x = x.unwrap();
        let options = BackwardOptions::create_graph();
        let product = x.prod().unwrap();
        let [first] = grad([&product], [&x], options).unwrap();
        let first = first.select(0, 0).unwrap();
        let [second] = grad([&first], [&x], options).unwrap();
        let second = second.to_vec::<f64>().unwrap();
        assert_eq!(second, [0.0, 3.0, 0.0]);
    }

    #[test]
    fn nothing_and_almost_nothing() {
        let none = zeros([0]).unwrap();
        let text = |t: Result<Tensor>| t.unwrap().repr();
        assert_eq!(text(none.sum()), "tensor(0.)");
        assert_eq!(text(none.prod()), "tensor(1.)");
        assert_eq!(text(none.mean()), "tensor(nan)");
        assert_eq!(text(none.all()), "tensor(True)");
        assert_eq!(text(none.any()), "tensor(False)");
        assert_eq!(text(tensor(3.0).var()), "tensor(nan)");
        let bytes = tensor([1_u8, 200, 100]);
        assert_eq!(text(bytes.sum()), "tensor(301)");
        assert_eq!(text(bytes.all()), "tensor(1, dtype=torch.uint8)");
        assert_eq!(
            format!("{:#}", tensor([1, 2]).mean_dim(7, false).unwrap_err()),
            "NotImplementedError: mean(): could not infer output dtype. \
             Input dtype must be either a floating point or complex dtype. \
             Got: Long"
        );
    }
}
