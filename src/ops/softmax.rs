/*!
Numbers that add up to one, and their logarithms.

Follows [torch.softmax](https://pytorch.org/docs/stable/generated/torch.softmax.html)
and [torch.log_softmax](https://pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html).
*/

use super::elementary::Elementary;
use super::lines::Lines;
use super::numeric::floats;
use super::row::{Args, Row};
use crate::autograd::{Names, Tensor, backward1, is_grad_enabled, record};
use crate::tensor::{Element, Result, Strided};

static SOFTMAX: Names = Names::new("SoftmaxBackward0", "SoftmaxBackward");
static LOG_SOFTMAX: Names =
    Names::new("LogSoftmaxBackward0", "LogSoftmaxBackward");

/// Calls `f` with each line along `dim`, which it changes, the same line of
/// `other`, and how PyTorch adds up along this dimension.
fn lines<T: Elementary + Element>(
    x: &Strided,
    other: &Strided,
    dim: usize,
    mut f: impl FnMut(&mut [T], &[T], fn(&[T]) -> T),
) -> Result<Strided> {
    let mut out = x.contiguous()?.to_vec::<T>()?;
    let other = other.contiguous()?.to_vec::<T>()?;
    let lines = Lines::along(x.shape(), dim);
    if lines.inner == 1 {
        for (line, other) in out
            .chunks_exact_mut(lines.len.max(1))
            .zip(other.chunks_exact(lines.len.max(1)))
        {
            f(line, other, by_lanes);
        }
    } else if !out.is_empty() {
        for nr in 0..lines.count() {
            let first = lines.first(nr);
            let places = (0..lines.len).map(|i| first + i * lines.inner);
            let mut line: Vec<T> = places.clone().map(|i| out[i]).collect();
            let beside: Vec<T> = places.clone().map(|i| other[i]).collect();
            f(&mut line, &beside, one_by_one);
            places.zip(line).for_each(|(i, y)| out[i] = y);
        }
    }
    Ok(Strided::new(out, x.shape().clone()))
}

fn one_by_one<T: Elementary>(line: &[T]) -> T {
    line.iter().fold(T::from(0.0), |sum, &x| sum + x)
}

/// The sum of neighbours: as many sums as a register holds, which are folded
/// in halves at the end. Lines that do not fill one are added one by one.
fn by_lanes<T: Elementary>(line: &[T]) -> T {
    let Some((first, rest)) = line.split_at_checked(T::LANES) else {
        return one_by_one(line);
    };
    let mut sums = [T::from(0.0); 16];
    sums[..T::LANES].copy_from_slice(first);
    for block in rest.chunks(T::LANES) {
        sums.iter_mut().zip(block).for_each(|(sum, &x)| *sum = *sum + x);
    }
    let mut half = T::LANES / 2;
    while half > 0 {
        for i in 0..half {
            sums[i] = sums[i] + sums[i + half];
        }
        half /= 2;
    }
    sums[0]
}

/// The largest; a number that is none is larger than all.
fn largest<T: Elementary>(line: &[T]) -> T {
    let nan = |x: T| x.partial_cmp(&x).is_none();
    line.iter().fold(T::from(f32::NEG_INFINITY), |max, &x| {
        if nan(max) || x <= max { max } else { x }
    })
}

/// What the kernel is called in errors.
fn kernel(name: &str, x: &Strided, dim: usize) -> String {
    let last = if dim + 1 < x.ndim() { "" } else { "lastdim_" };
    format!("{name}_{last}kernel_impl")
}

fn softmax(x: &Strided, dim: usize) -> Result<Strided> {
    floats!(x.dtype(), &kernel("softmax", x, dim), T => {
        lines::<T>(x, x, dim, |line, _, sum| {
            let max = largest(line);
            line.iter_mut().for_each(|x| *x = (*x - max).exp_());
            let sum = sum(line);
            if dim + 1 < x.ndim() {
                line.iter_mut().for_each(|x| *x /= sum);
            } else {
                let part = 1.0 / sum;
                line.iter_mut().for_each(|x| *x *= part);
            }
        })
    })
}

/// `y * (grad - sum(grad * y))`.
fn softmax_backward(
    grad: &Strided,
    y: &Strided,
    dim: usize,
) -> Result<Strided> {
    let ndim = y.ndim();
    floats!(y.dtype(), "softmax_backward", T => {
        lines::<T>(grad, y, dim, |grad, y, sum| {
            let products = || grad.iter().zip(y);
            let sum = if dim + 1 < ndim {
                products().fold(0.0, |sum, (grad, y)| grad.fma(*y, sum))
            } else {
                sum(&products().map(|(g, y)| g * y).collect::<Vec<T>>())
            };
            for (grad, y) in grad.iter_mut().zip(y) {
                *grad = (*grad - sum) * y;
            }
        })
    })
}

fn log_softmax(x: &Strided, dim: usize) -> Result<Strided> {
    floats!(x.dtype(), &kernel("log_softmax", x, dim), T => {
        lines::<T>(x, x, dim, |line, _, sum| {
            let max = largest(line);
            let parts: Vec<T> =
                line.iter().map(|x| (*x - max).exp_()).collect();
            let log = sum(&parts).ln_();
            line.iter_mut().for_each(|x| *x = *x - max - log);
        })
    })
}

/// `grad - exp(y) * sum(grad)`, rounded once.
fn log_softmax_backward(
    grad: &Strided,
    y: &Strided,
    dim: usize,
) -> Result<Strided> {
    floats!(y.dtype(), "log_softmax_backward", T => {
        lines::<T>(grad, y, dim, |grad, y, sum| {
            let sum = sum(grad);
            for (grad, y) in grad.iter_mut().zip(y) {
                *grad = (-y.exp_()).fma(sum, *grad);
            }
        })
    })
}

impl Tensor {
    /// Positive numbers that add up to one along `dim`, in proportion to
    /// the exponentials: `x.softmax(dim)`.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension; `NotImplementedError` for
    /// integers and bools.
    pub fn softmax(&self, dim: i64) -> Result<Tensor> {
        let x = self.strided().clone();
        let d = x.wrap_dim(dim)?;
        // Nothing has a softmax in every dtype.
        let y = if x.numel() == 0 {
            Strided::full(x.shape().clone(), 0, x.dtype())?
        } else {
            softmax(&x, d)?
        };
        Ok(record(&SOFTMAX, &[self], y, |saver| {
            let y = saver.output(0);
            backward1(move |grad, context| {
                let y = context.get(y)?;
                if !is_grad_enabled() {
                    let (grad, y) = (grad.strided(), y.strided());
                    let slope = softmax_backward(&grad, &y, d)?;
                    return Ok(Tensor::from_strided(slope));
                }
                let part = grad.mul(&y)?;
                part.sub(&y.mul(&part.sum_dim(dim, true)?)?)
            })
        }))
    }

    /// The logarithm of [`softmax`](Tensor::softmax), exact also where that
    /// is almost 0: `x.log_softmax(dim)`.
    ///
    /// # Errors
    /// As [`softmax`](Tensor::softmax).
    pub fn log_softmax(&self, dim: i64) -> Result<Tensor> {
        let x = self.strided().clone();
        let d = x.wrap_dim(dim)?;
        // Nothing has a logarithm in every dtype.
        let y = if x.numel() == 0 {
            Strided::full(x.shape().clone(), 0, x.dtype())?
        } else {
            log_softmax(&x, d)?
        };
        Ok(record(&LOG_SOFTMAX, &[self], y, |saver| {
            let y = saver.output(0);
            backward1(move |grad, context| {
                let y = context.get(y)?;
                if !is_grad_enabled() {
                    let (grad, y) = (grad.strided(), y.strided());
                    let slope = log_softmax_backward(&grad, &y, d)?;
                    return Ok(Tensor::from_strided(slope));
                }
                let share = y.exp()?;
                grad.sub(&share.mul(&grad.sum_dim(dim, true)?)?)
            })
        }))
    }
}

/// What the third argument asks for: another dtype to compute in.
fn cast(a: &Args<'_>) -> Result<Tensor> {
    match a.optional(2, Args::dtype)? {
        Some(dtype) => a.tensor(0)?.to(dtype),
        None => Ok(a.tensor(0)?.clone()),
    }
}

macro_rules! rows {
    ($($row:ident, $name:ident, $text:literal, $names:ident;)+) => {$(
        #[doc = concat!("`", $text, "`, in the table.")]
        pub static $row: Row = Row {
            name: $text,
            signature: concat!($text, "(input, dim, dtype=None)"),
            grad_fn: Some(&$names),
            call: |a| Ok(cast(a)?.$name(a.int(1)?)?.into()),
            in_place: None,
            examples: |e| {
                let mut with = |shape: &[usize], dim: i64| {
                    vec![e.any(shape).into(), dim.into(), super::Value::None]
                };
                vec![
                    with(&[2, 3], 1),
                    with(&[3, 2], -2),
                    with(&[2, 3, 2], 1),
                    with(&[], 0),
                ]
            },
        };
    )+};
}
rows! {
    SOFTMAX_ROW, softmax, "softmax", SOFTMAX;
    LOG_SOFTMAX_ROW, log_softmax, "log_softmax", LOG_SOFTMAX;
}
