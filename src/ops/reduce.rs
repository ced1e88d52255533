/*!
Reductions: many elements become one.

Follows [Reduction Ops](https://pytorch.org/docs/stable/torch.html#reduction-ops).
Each comes in two forms. `x.sum()` folds everything; `x.sum_dim(dims,
keepdim)` folds the dimensions that are named, which then disappear, or stay
with extent 1 if they are kept.
*/

use std::ops;

use smallvec::SmallVec;

use super::lines::{Lines, arrange};
use super::row::{Args, Example, Row, Value};
use crate::autograd::{
    Names, Tensor, backward1, is_grad_enabled, record, record_view,
};
use crate::tensor::moments::{prod_strided, var_strided};
use crate::tensor::sum::{Real, mean_strided, sum_strided};
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
    if x.ndim() > MOST_DIMS && !dims.is_empty() {
        return Err(TorchError::runtime(format!(
            "only tensors with up to {MOST_DIMS} dims are supported"
        )));
    }
    let mut named = wrap_dims(dims, x.ndim())?;
    if dims.is_empty() {
        named.fill(true);
    }
    Ok(named)
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
            // Nothing may begin behind the memory's end.
            let data = data.get(x.offset()..).unwrap_or_default();
            let strides = x.strides();
            let out = $f(data, x.shape(), strides, &dims $(, $argument)*);
            Strided::new(out, $shape)
        })
    }};
}

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
    check_allocation(&shape, DType::Int64.itemsize())?;
    let (x, lines) = arrange(x, named)?;
    let sums = dispatch!(x.dtype(), T => {
        let add = |sum: i64, x: T| sum.wrapping_add(x.to_i64());
        Strided::new(fold(&x, lines, 0, add), shape)
    });
    sums.to_dtype(dtype.unwrap_or(DType::Int64))
}

/// The products of `named` dimensions, in `shape`, as [`sums`].
fn products(
    x: &Strided,
    named: &[bool],
    shape: Size,
    dtype: Option<DType>,
) -> Result<Strided> {
    if x.dtype().is_floating_point() {
        return Ok(by_strides!(x, named, shape, T => prod_strided));
    }
    check_allocation(&shape, DType::Int64.itemsize())?;
    let (x, lines) = arrange(x, named)?;
    let products = dispatch!(x.dtype(), T => {
        let multiply = |product: i64, x: T| product.wrapping_mul(x.to_i64());
        Strided::new(fold(&x, lines, 1, multiply), shape)
    });
    products.to_dtype(dtype.unwrap_or(DType::Int64))
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

static SUM: Names = Names::new("SumBackward0", "SumBackward0");
static SUM_AS: Names = Names::new("SumBackward0", "SumBackward1");
static SUM_DIM: Names = Names::new("SumBackward1", "SumBackward2");
static SUM_DIM_AS: Names = Names::new("SumBackward1", "SumBackward3");
static MEAN: Names = Names::new("MeanBackward0", "MeanBackward0");
static MEAN_AS: Names = Names::new("MeanBackward0", "MeanBackward1");
static MEAN_DIM: Names = Names::new("MeanBackward1", "MeanBackward2");
static MEAN_DIM_AS: Names = Names::new("MeanBackward1", "MeanBackward3");
static PROD: Names = Names::new("ProdBackward0", "ProdBackward0");
static PROD_AS: Names = Names::new("ProdBackward0", "ProdBackward1");
static PROD_DIM: Names = Names::new("ProdBackward1", "ProdBackward2");
static PROD_DIM_AS: Names = Names::new("ProdBackward1", "ProdBackward3");
static PROD_KEPT_AS: Names = Names::new("ProdBackward1", "ProdBackward4");
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

impl Tensor {
    fn mean_into(
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

impl Tensor {
    fn prod_into(
        &self,
        names: &'static Names,
        named: Named,
        shape: Size,
        dtype: Option<DType>,
    ) -> Result<Tensor> {
        let product = products(&cast(self, dtype)?, &named, shape, dtype)?;
        // Of everything, not of the one dimension there is.
        let total = [&PROD, &PROD_AS].iter().any(|n| std::ptr::eq(*n, names));
        Ok(record(names, &[self], product, |saver| {
            let (x, product) = (saver.save(self), saver.output(0));
            backward1(move |grad, context| {
                let (x, product) = (context.get(x)?, context.get(product)?);
                let x = x.to(grad.dtype())?;
                let size = x.size();
                if size.is_empty() {
                    return Ok(grad.clone());
                }
                let zeros = x.eq(0)?.sum()?.item()?.to_i64();
                if total && zeros > 1 && !is_grad_enabled() {
                    // No product of others is without a zero, and PyTorch
                    // does not ask whether one is NaN.
                    return x.zeros_like();
                }
                let others = if zeros > 0 {
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
        self.prod_dtype(None)
    }

    /// The product in another dtype, to which the elements are converted
    /// first: `x.prod(dtype=dtype)`.
    ///
    /// # Errors
    /// As [`sum_dtype`](Tensor::sum_dtype).
    pub fn prod_dtype(
        &self,
        dtype: impl Into<Option<DType>>,
    ) -> Result<Tensor> {
        let (named, dtype) = (named_or_all(self, &[])?, dtype.into());
        check_recordable(self, dtype)?;
        let names = named_for(dtype, &PROD, &PROD_AS);
        self.prod_into(names, named, Size::default(), dtype)
    }

    /// The products along `dim`: `x.prod(dim, keepdim)`.
    ///
    /// # Errors
    /// `IndexError` for a dimension that does not exist.
    pub fn prod_dim(&self, dim: i64, keepdim: bool) -> Result<Tensor> {
        self.prod_dim_dtype(dim, keepdim, None)
    }

    /// [`prod_dim`](Tensor::prod_dim) in another dtype:
    /// `x.prod(dim, keepdim, dtype=dtype)`.
    ///
    /// # Errors
    /// As [`prod_dim`](Tensor::prod_dim) and
    /// [`sum_dtype`](Tensor::sum_dtype).
    pub fn prod_dim_dtype(
        &self,
        dim: i64,
        keepdim: bool,
        dtype: impl Into<Option<DType>>,
    ) -> Result<Tensor> {
        let named = wrap_dims(&[dim], self.ndim())?;
        let dtype = dtype.into();
        check_recordable(self, dtype)?;
        let shape = reduced(&self.size(), &named, keepdim);
        let with_dtype = if keepdim { &PROD_KEPT_AS } else { &PROD_DIM_AS };
        let names = named_for(dtype, &PROD_DIM, with_dtype);
        self.prod_into(names, named, shape, dtype)
    }
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

/// Each element by the product of those before it, times the product of
/// those after it. Both are running products, which PyTorch computes in
/// float64.
fn replace_by_others<T: Real + ops::Mul<Output = T>>(line: &mut [T]) {
    let all: Vec<f64> = line.iter().map(|x| x.to_f64()).collect();
    let mut before = 1.0;
    for (place, x) in line.iter_mut().zip(&all) {
        *place = T::from_f64(before);
        before *= x;
    }
    let mut after = 1.0;
    for (place, x) in line.iter_mut().zip(&all).rev() {
        *place = *place * T::from_f64(after);
        after *= x;
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

/// What the squared distances are divided by.
#[derive(Clone, Copy)]
struct Divisor {
    /// Whether everything is folded, no dimension being named.
    total: bool,
    /// How many elements the derivative counts.
    counted: usize,
    /// How many fewer they are worth.
    correction: f64,
}

impl Tensor {
    fn var_into(
        &self,
        names: &'static Names,
        named: Named,
        divisor: Divisor,
        shape: Size,
        standard: bool,
    ) -> Result<Tensor> {
        let x = self.strided();
        let correction = divisor.correction;
        let var = by_strides!(
            &x, &named, shape, T => var_strided, correction, standard
        );
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
                let mean =
                    x.mean_into(&MEAN_DIM, named.clone(), keep, None)?;
                let freedom = divisor.counted as f64 - correction;
                if divisor.total && freedom <= 0.0 {
                    let inf = Scalar::Float(f64::INFINITY);
                    let slope = x.ones_like()?.mul(inf)?;
                    let slope = slope.masked_fill(&x.eq(&mean)?, f64::NAN)?;
                    return spread(&grad, &size, &named)?.mul(&slope);
                }
                let grad = spread(&grad.mul(2.0 / freedom)?, &size, &named)?;
                grad.mul(&x.sub(&mean)?)
            })
        }))
    }

    /// What [`var_dim`](Tensor::var_dim) and [`std_dim`](Tensor::std_dim)
    /// do.
    fn var_over(
        &self,
        dims: Option<&[i64]>,
        correction: Scalar,
        keepdim: bool,
        standard: bool,
    ) -> Result<Tensor> {
        if !self.dtype().is_floating_point() {
            let then = match (dims, standard) {
                (None, true) => "std only supports",
                (None, false) => "var only supports",
                (Some(_), _) => "std and var only support",
            };
            return Err(TorchError::said(
                ErrorClass::NotImplemented,
                "std and var only support floating point and complex dtypes",
            )
            .in_the_notes_as(
                ErrorClass::Runtime,
                format!("{then} floating-point dtypes"),
            ));
        }
        let names = match (dims, standard) {
            (None, true) => &STD,
            (None, false) => &VAR,
            (Some(_), true) => &STD_DIM,
            (Some(_), false) => &VAR_DIM,
        };
        let named = named_or_all(self, dims.unwrap_or_default())?;
        let shape = reduced(&self.size(), &named, keepdim);
        let total = dims.is_none() || self.ndim() == 0;
        let counted = match dims {
            // Folded are all, but PyTorch's derivative counts none of them.
            Some([]) if !total => 1,
            _ => folded(&self.strided(), &named),
        };
        let correction = correction.to_f64();
        let divisor = Divisor { total, counted, correction };
        self.var_into(names, named, divisor, shape, standard)
    }

    /// The variance of all elements, estimated from a sample: divided by one
    /// less than their number.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn var(&self) -> Result<Tensor> {
        self.var_over(None, Scalar::Int(1), false, false)
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
        self.var_over(Some(&dims), correction, keepdim, false)
    }

    /// The standard deviation: the square root of [`var`](Tensor::var).
    ///
    /// # Errors
    /// As [`var`](Tensor::var).
    pub fn std(&self) -> Result<Tensor> {
        self.var_over(None, Scalar::Int(1), false, true)
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
        self.var_over(Some(&dims), correction, keepdim, true)
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

/// A call of `var`, or of `std`. No dimensions are not the same as an empty
/// list of them.
fn spread_of(a: &Args<'_>, standard: bool) -> Result<Value> {
    let (x, dims) = (a.tensor(0)?, a.optional(1, Args::dims)?);
    let (correction, keepdim) = (a.scalar_or_one(2)?, a.bool(3)?);
    Ok(x.var_over(dims.as_deref(), correction, keepdim, standard)?.into())
}

/// A call of `all` or `any`: without dimensions, all of them.
fn truths_of(a: &Args<'_>, all: bool) -> Result<Value> {
    let x = a.tensor(0)?;
    let dims = a.optional(1, Args::dims)?.unwrap_or_else(|| every(x));
    let keepdim = a.optional(2, Args::bool)?.unwrap_or(false);
    Ok(x.truths_along(&dims, keepdim, all)?.into())
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
    PROD_ROW, "prod", "prod(input, *, dtype=None)", Some(&PROD),
        |a| {
            let dtype = a.optional(1, Args::dtype)?;
            Ok(a.tensor(0)?.prod_dtype(dtype)?.into())
        },
        over_all_with_zeros;
    PROD_DIM_ROW, "prod.dim_int",
        "prod(input, dim, keepdim=False, *, dtype=None)", Some(&PROD_DIM),
        |a| {
            let (dim, keep) = (a.int(1)?, a.bool(2)?);
            let dtype = a.optional(3, Args::dtype)?;
            Ok(a.tensor(0)?.prod_dim_dtype(dim, keep, dtype)?.into())
        },
        over_one_dim;
    VAR_DIM_ROW, "var.dim",
        "var(input, dim, unbiased=True, keepdim=False)", Some(&VAR_DIM),
        |a| {
            spread_of(a, false)
        },
        unbiased_along_dims;
    VAR_CORRECTION_ROW, "var.correction",
        "var(input, dim=None, *, correction=None, keepdim=False)",
        Some(&VAR_DIM),
        |a| {
            spread_of(a, false)
        },
        corrected;
    VAR_ROW, "var", "var(input, unbiased=True)", Some(&VAR),
        |a| {
            let (x, correction) = (a.tensor(0)?, a.scalar_or_one(1)?);
            Ok(x.var_over(None, correction, false, false)?.into())
        },
        unbiased;
    STD_DIM_ROW, "std.dim",
        "std(input, dim, unbiased=True, keepdim=False)", Some(&STD_DIM),
        |a| {
            spread_of(a, true)
        },
        unbiased_along_dims;
    STD_CORRECTION_ROW, "std.correction",
        "std(input, dim=None, *, correction=None, keepdim=False)",
        Some(&STD_DIM),
        |a| {
            spread_of(a, true)
        },
        corrected;
    STD_ROW, "std", "std(input, unbiased=True)", Some(&STD),
        |a| {
            let (x, correction) = (a.tensor(0)?, a.scalar_or_one(1)?);
            Ok(x.var_over(None, correction, false, true)?.into())
        },
        unbiased;
    ALL_ROW, "all", "all(input)", None,
        |a| Ok(a.tensor(0)?.all()?.into()), |_| vec![];
    ALL_DIM_ROW, "all.dims", "all(input, dim=None, keepdim=False)", None,
        |a| truths_of(a, true), |_| vec![];
    ANY_ROW, "any", "any(input)", None,
        |a| Ok(a.tensor(0)?.any()?.into()), |_| vec![];
    ANY_DIM_ROW, "any.dims", "any(input, dim=None, keepdim=False)", None,
        |a| truths_of(a, false), |_| vec![];
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

fn unbiased_along_dims(e: &mut Example) -> Vec<Vec<Value>> {
    vec![
        vec![e.any(&[3, 2]).into(), 0.into(), true.into(), false.into()],
        vec![
            e.any(&[2, 3]).into(),
            Value::from([1]),
            false.into(),
            true.into(),
        ],
    ]
}

fn corrected(e: &mut Example) -> Vec<Vec<Value>> {
    vec![
        vec![e.any(&[3, 2]).into(), 0.into(), 1.into(), false.into()],
        vec![e.any(&[2, 3]).into(), (-1).into(), 0.into(), true.into()],
        vec![e.any(&[2, 3]).into(), Value::None, 0.5.into(), false.into()],
        vec![e.any(&[3]).into(), Value::None, Value::None, false.into()],
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
        assert_eq!(gradient([0.0, 0.0, f64::NAN]), [0.0, 0.0, 0.0]);
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

    /// As PyTorch 2.15.0 has them, where they are no derivatives.
    #[test]
    fn gradients_without_freedom() {
        let gradient = |f: &dyn Fn(&Tensor) -> Result<Tensor>| {
            let x = tensor_with([2.0, 3.0], float64.requires_grad(true));
            let x = x.unwrap();
            f(&x).unwrap().backward().unwrap();
            x.grad().unwrap().to_vec::<f64>().unwrap()
        };
        let inf = f64::INFINITY;
        let no_dims = || crate::tensor::Dims::default();
        assert_eq!(gradient(&|x| x.var_dim(no_dims(), 1, false)), [-inf, inf]);
        assert_eq!(gradient(&|x| x.var_dim(0, 2, false)), [-inf, inf]);
        let total = |x: &Tensor| {
            let all = (None, crate::tensor::Scalar::Int(2));
            x.var_over(all.0, all.1, false, false)
        };
        assert_eq!(gradient(&total), [inf, inf]);
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
