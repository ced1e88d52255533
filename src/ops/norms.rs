/*!
How large all elements together are: norms, and distances, which are norms of
differences.

Follows [torch.linalg.vector_norm](https://pytorch.org/docs/stable/generated/torch.linalg.vector_norm.html)
and [torch.norm](https://pytorch.org/docs/stable/generated/torch.norm.html).
*/

use super::lines::arrange;
use super::numeric::floats;
use super::reduce::{fold, named_or_all, reduced, spread};
use super::row::{Args, Example, Row, Value};
use crate::autograd::{Context, Grads, Names, Tensor, backward, record};
use crate::tensor::{
    DType, Dims, Element, ErrorClass, Result, Size, Strided, TorchError,
    check_allocation,
};

static NORM: Names = Names::new("LinalgVectorNormBackward0", "NormBackward0");
static NORM_DIM: Names =
    Names::new("LinalgVectorNormBackward0", "NormBackward1");
static NORM_FRO_DIM: Names =
    Names::new("LinalgVectorNormBackward0", "NormBackward3");
static NORM_FRO_DIMS: Names =
    Names::new("LinalgVectorNormBackward0", "SqrtBackward");
static DIST: Names = Names::new("DistBackward0", "DistBackward");

/// A sum of squares, several lanes at a time, as PyTorch adds it up where
/// numbers lie side by side.
macro_rules! sum_of_squares {
    ($line:expr, $T:ty, $lanes:literal) => {{
        let line: &[$T] = $line;
        let mut lanes = [0.0 as $T; $lanes];
        let even = line.chunks_exact($lanes);
        let mut rest = even.remainder();
        for row in even {
            lanes.iter_mut().zip(row).for_each(|(sum, x)| *sum += x * x);
        }
        let mut sum = lanes[0];
        lanes[1..].iter().for_each(|lane| sum += lane);
        // Of what is left four are multiplied at once, the others one by
        // one, which rounds once.
        if rest.len() >= 4 {
            rest[..4].iter().for_each(|x| sum += x * x);
            rest = &rest[4..];
        }
        rest.iter().for_each(|x| sum = x.mul_add(*x, sum));
        sum
    }};
}

trait Squares: Element {
    fn sum_of_squares(line: &[Self]) -> Self;
}

impl Squares for f32 {
    fn sum_of_squares(line: &[f32]) -> f32 {
        sum_of_squares!(line, f32, 8)
    }
}

impl Squares for f64 {
    fn sum_of_squares(line: &[f64]) -> f64 {
        sum_of_squares!(line, f64, 4)
    }
}

/// The `p`-norms of `named` dimensions, in `shape`.
fn norms(x: &Strided, p: f64, named: &[bool], shape: Size) -> Result<Strided> {
    check_allocation(&shape, x.dtype().itemsize())?;
    let side_by_side = x.is_contiguous();
    let (x, lines) = arrange(x, named)?;
    floats!(x.dtype(), "norm", T => {
        let out: Vec<T> = if p == 0.0 {
            fold(&x, lines, 0.0, |n, x: T| n + f32::from(x != 0.0) as T)
        } else if p == 1.0 {
            fold(&x, lines, 0.0, |sum, x: T| sum + x.abs())
        } else if p == f64::INFINITY {
            fold(&x, lines, 0.0, |most: T, x: T| match x.abs() {
                far if far > most || far.is_nan() => far,
                _ => most,
            })
        } else if p == f64::NEG_INFINITY {
            fold(&x, lines, T::INFINITY, |least: T, x: T| match x.abs() {
                near if near < least || near.is_nan() => near,
                _ => least,
            })
        } else if p == 2.0 {
            let mut sums = if lines.inner == 1 && side_by_side {
                let mut sums = vec![0.0; lines.count()];
                let mut sum = sums.iter_mut();
                x.with_slice(|data: &[T]| lines.each(data, |line| {
                    if let Some(sum) = sum.next() {
                        *sum = T::sum_of_squares(line);
                    }
                }));
                sums
            } else {
                fold(&x, lines, 0.0, |sum, x: T| sum + x * x)
            };
            sums.iter_mut().for_each(|sum| *sum = sum.sqrt());
            sums
        } else {
            let power = p as T;
            let mut sums =
                fold(&x, lines, 0.0, |sum, x: T| sum + x.abs().powf(power));
            let root = (1.0 / p) as T;
            sums.iter_mut().for_each(|sum| *sum = sum.powf(root));
            sums
        };
        Ok(Strided::new(out, shape))
    })
}

/// The order as C++ prints it.
fn order(p: f64) -> String {
    crate::tensor::random::six_digits(p)
}

impl Tensor {
    /// The norm of all elements: the root of the sum of their squares:
    /// `x.norm()`.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn norm(&self) -> Result<Tensor> {
        self.normed(&NORM, 2.0, &[], false, None)
    }

    /// The `p`-norms along `dims`, which are the `p`-th root of the sum of
    /// the `p`-th powers; for infinity the largest, for minus infinity the
    /// smallest, for 0 how many are not 0: `torch.linalg.vector_norm(x, p,
    /// dim, keepdim)`. No dimension means all.
    ///
    /// # Errors
    /// `IndexError` for a dimension that does not exist, `RuntimeError` for
    /// one that is named twice, or if nothing has a largest or smallest;
    /// `NotImplementedError` for integers and bools.
    pub fn vector_norm(
        &self,
        p: f64,
        dims: impl Into<Dims>,
        keepdim: bool,
    ) -> Result<Tensor> {
        self.normed(&NORM_DIM, p, &dims.into(), keepdim, None)
    }

    pub(super) fn normed(
        &self,
        names: &'static Names,
        p: f64,
        dims: &[i64],
        keepdim: bool,
        dtype: Option<DType>,
    ) -> Result<Tensor> {
        if !self.dtype().is_floating_point() {
            return Err(TorchError::said(
                ErrorClass::NotImplemented,
                format!(
                    "linalg.vector_norm: Expected a floating point or \
                     complex tensor as input. Got {}",
                    self.dtype().scalar_type()
                ),
            ));
        }
        if let Some(dtype) = dtype {
            if !dtype.is_floating_point() {
                return Err(TorchError::runtime(format!(
                    "linalg.vector_norm: dtype should be floating point or \
                     complex. Got {}",
                    dtype.scalar_type()
                )));
            }
            if dtype == DType::Float32 && self.dtype() == DType::Float64 {
                return Err(TorchError::runtime(
                    "linalg.vector_norm: the dtype of the input (Double) \
                     should be convertible without narrowing to the \
                     specified dtype (Float)",
                ));
            }
        }
        self.check_identity(p, dims)?;
        let named = named_or_all(self, dims)?;
        let shape = reduced(&self.size(), &named, keepdim);
        let x = match dtype {
            Some(dtype) => self.strided().to_dtype(dtype)?,
            None => self.strided().clone(),
        };
        let norm = norms(&x, p, &named, shape)?;
        Ok(record(names, &[self], norm, |saver| {
            let (x, norm) = (saver.save(self), saver.output(0));
            backward(move |grad, context| {
                let (x, norm) = (context.get(x)?, context.get(norm)?);
                if p == 0.0 {
                    return Ok(context.nothing());
                }
                let x = x.to(grad.dtype())?;
                let size = x.size();
                let over = |t: &Tensor| spread(t, &size, &named);
                let kept = reduced(&size, &named, true);
                let count = |won: &Tensor| won.sum_to_size(kept);
                let slope = slope(&x, &over(&norm)?, &over(grad)?, p, count)?;
                Ok(Grads::from_iter([Some(slope)]))
            })
        }))
    }

    /// Nothing has neither a largest nor a smallest.
    fn check_identity(&self, p: f64, dims: &[i64]) -> Result<()> {
        let size = self.size();
        if self.numel() > 0 || !(p < 0.0 || p == f64::INFINITY) {
            return Ok(());
        }
        let p = order(p);
        if dims.is_empty() {
            return Err(TorchError::runtime(format!(
                "linalg.vector_norm cannot compute the {p} norm on an empty \
                 tensor because the operation does not have an identity"
            )));
        }
        for &dim in dims {
            let dim_at = self.strided().wrap_dim(dim)?;
            if size.get(dim_at) == Some(&0) {
                return Err(TorchError::runtime(format!(
                    "linalg.vector_norm cannot compute the {p} norm on the \
                     dimension {dim}because this dimension is empty and the \
                     operation does not have an identity"
                )));
            }
        }
        Ok(())
    }

    /// How far another tensor is: the `p`-norm of the difference:
    /// `torch.dist(x, y, p)`.
    ///
    /// # Errors
    /// As [`norm`](Tensor::norm), and `RuntimeError` if the shapes do not
    /// broadcast.
    pub fn dist(&self, other: &Tensor, p: f64) -> Result<Tensor> {
        let between = crate::autograd::no_grad(|| self.sub(other))?;
        let dtype = between.dtype();
        if !dtype.is_floating_point() {
            return Err(TorchError::said(
                ErrorClass::NotImplemented,
                format!(
                    "norm(): input dtype should be either floating point or \
                     complex. Got {} instead.",
                    dtype.scalar_type()
                ),
            ));
        }
        // The powers may be too large for float32.
        let wide = between.to(DType::Float64)?;
        let between = wide.normed(&NORM, p, &[], false, None)?.to(dtype)?;
        let between = between.strided().clone();
        Ok(record(&DIST, &[self, other], between, |saver| {
            let saved = [saver.save(self), saver.save(other)];
            let norm = saver.output(0);
            backward(move |grad, context: &Context<'_>| {
                let [x, y] = [context.get(saved[0])?, context.get(saved[1])?];
                let norm = context.get(norm)?;
                if p == 0.0 {
                    return if context.needs(1) {
                        Err(TorchError::runtime(
                            "Expected a proper Tensor but got None (or an \
                             undefined Tensor in C++) for argument #0 'self'",
                        ))
                    } else {
                        Ok(context.nothing())
                    };
                }
                let d = x.sub(&y)?;
                let size = d.size();
                let named = named_or_all(&d, &[])?;
                let over = |t: &Tensor| spread(t, &size, &named);
                let of_x = slope(&d, &over(&norm)?, &over(grad)?, p, |won| {
                    won.sum_to_size(reduced(&size, &named, true))
                })?;
                Ok(Grads::from_iter([
                    context.only_if(0, || Ok(of_x.clone()))?,
                    context.only_if(1, || of_x.neg())?,
                ]))
            })
        }))
    }
}

/// The gradient of `x` from that of its norm; `count` adds up along what was
/// folded.
pub(super) fn slope(
    x: &Tensor,
    norm: &Tensor,
    grad: &Tensor,
    p: f64,
    count: impl FnOnce(&Tensor) -> Result<Tensor>,
) -> Result<Tensor> {
    if p == 1.0 {
        return grad.mul(&x.sgn()?);
    }
    if p == 2.0 {
        return grad.mul(&x.div(norm)?.masked_fill(&norm.eq(0)?, 0)?);
    }
    if p.is_infinite() {
        // All that are as far share it.
        let far = x.abs()?;
        let nan = x.isnan()?.logical_and(&norm.isnan()?)?;
        let won = far.eq(norm)?.logical_or(&nan)?.to(x.dtype())?;
        let shared = grad.div(&count(&won)?)?;
        return x.sgn()?.mul(&won)?.mul(&shared);
    }
    if p < 2.0 {
        let power = x.abs()?.pow(p - 1.0)?;
        let mut scaled = x.sgn()?.mul(&power)?;
        if p < 1.0 {
            scaled = scaled.masked_fill(&x.eq(0)?, 0)?;
            return scaled.mul(&grad.mul(&norm.pow(1.0 - p)?)?);
        }
        let scale = grad.div(&norm.pow(p - 1.0)?)?;
        return scaled.mul(&scale.masked_fill(&norm.eq(0)?, 0)?);
    }
    let scaled = x.mul(&x.abs()?.pow(p - 2.0)?)?;
    let scale = grad.div(&norm.pow(p - 1.0)?)?;
    scaled.mul(&scale.masked_fill(&norm.eq(0)?, 0)?)
}

fn dims_of(a: &Args<'_>, i: usize) -> Result<(bool, Dims)> {
    let dims = a.optional(i, Args::dims)?;
    Ok((dims.is_some(), dims.unwrap_or_default()))
}

/// `norm`, in the table.
pub static NORM_ROW: Row = Row {
    name: "norm",
    signature: "norm(input, p='fro', dim=None, keepdim=False, dtype=None)",
    grad_fn: Some(&NORM),
    call: |a| {
        let x = a.tensor(0)?;
        let (named, dims) = dims_of(a, 2)?;
        let (keepdim, dtype) = (a.bool(3)?, a.optional(4, Args::dtype)?);
        let (p, fro) = match a.value(1) {
            Value::None => (2.0, true),
            Value::Str(name) if name == "fro" => (2.0, true),
            Value::Str(name) => {
                let norm = super::linalg::matrix_norm(
                    x,
                    super::linalg::Order::named(name)?,
                    &if named { dims } else { Dims::from([-2, -1]) },
                    keepdim,
                    dtype,
                )?;
                return Ok(norm.into());
            }
            _ => (a.scalar(1)?.to_f64(), false),
        };
        let names = match (named, fro, dims.len()) {
            (false, ..) => &NORM,
            (true, false, _) => &NORM_DIM,
            (true, true, 2) => &NORM_FRO_DIMS,
            (true, true, _) => &NORM_FRO_DIM,
        };
        Ok(x.normed(names, p, &dims, keepdim, dtype)?.into())
    },
    in_place: None,
    examples: |e| {
        let mut examples = of_orders(e);
        examples.push(vec![
            e.any(&[2, 3]).into(),
            "fro".into(),
            Value::None,
            false.into(),
        ]);
        examples
    },
};

fn of_orders(e: &mut Example) -> Vec<Vec<Value>> {
    let orders = [2.0, 1.0, 3.0, 0.5, 1.5, f64::INFINITY, f64::NEG_INFINITY];
    let mut examples = Vec::new();
    for p in orders {
        examples.push(vec![
            e.any(&[2, 3]).into(),
            p.into(),
            Value::None,
            false.into(),
        ]);
        examples.push(vec![
            e.any(&[3, 2]).into(),
            p.into(),
            0.into(),
            true.into(),
        ]);
    }
    examples
}

/// `torch.linalg.vector_norm`, in the table.
pub static VECTOR_NORM_ROW: Row = Row {
    name: "linalg_vector_norm",
    signature: "linalg_vector_norm(x, ord=2, dim=None, keepdim=False, *, \
        dtype=None)",
    grad_fn: Some(&NORM_DIM),
    call: |a| {
        let p = a.scalar(1)?.to_f64();
        let (_, dims) = dims_of(a, 2)?;
        let (keepdim, dtype) = (a.bool(3)?, a.optional(4, Args::dtype)?);
        Ok(a.tensor(0)?.normed(&NORM_DIM, p, &dims, keepdim, dtype)?.into())
    },
    in_place: None,
    examples: of_orders,
};

/// `dist`, in the table.
pub static DIST_ROW: Row = Row {
    name: "dist",
    signature: "dist(input, other, p=2)",
    grad_fn: Some(&DIST),
    call: |a| {
        let p = a.scalar(2)?.to_f64();
        Ok(a.tensor(0)?.dist(a.tensor(1)?, p)?.into())
    },
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), e.any(&[3]).into(), 2.into()],
            vec![e.any(&[4]).into(), e.any(&[4]).into(), 3.0.into()],
        ]
    },
};
