/*!
Numbers that add up to one, and their logarithms.

Follows [torch.softmax](https://pytorch.org/docs/stable/generated/torch.softmax.html)
and [torch.log_softmax](https://pytorch.org/docs/stable/generated/torch.nn.functional.log_softmax.html).
*/

use super::lines::Lines;
use super::numeric::floats;
use super::row::{Args, Row};
use crate::autograd::{Names, Tensor, backward1, record};
use crate::tensor::{Result, Strided};

static SOFTMAX: Names = Names::new("SoftmaxBackward0", "SoftmaxBackward");
static LOG_SOFTMAX: Names =
    Names::new("LogSoftmaxBackward0", "LogSoftmaxBackward");

/// Each line becomes `finish(x - max, sum)`, where `sum` is of the
/// exponentials of what `x` is less than the largest.
macro_rules! each_line {
    ($x:expr, $dim:expr, $kernel:literal, $finish:expr) => {{
        let x: &Strided = $x;
        let lines = Lines::along(x.shape(), $dim);
        let last = if $dim + 1 < x.ndim() { "" } else { "lastdim_" };
        let kernel = format!("{}_{last}kernel_impl", $kernel);
        floats!(x.dtype(), &kernel, T => {
            let x = x.contiguous()?;
            let mut out = x.to_vec::<T>()?;
            for nr in 0..if out.is_empty() { 0 } else { lines.count() } {
                let first = lines.first(nr);
                let places = (0..lines.len).map(|i| first + i * lines.inner);
                let larger = |a: T, b: T| if b > a || b.is_nan() { b } else { a };
                let max = places.clone().fold(T::NEG_INFINITY, |max, i| {
                    if max.is_nan() { max } else { larger(max, out[i]) }
                });
                let sum = places.clone().fold(0.0, |sum, i| {
                    sum + crate::tensor::Element::to_f64((out[i] - max).exp())
                });
                let finish: fn(T, T) -> T = $finish;
                for i in places {
                    out[i] = finish(out[i] - max, sum as T);
                }
            }
            Ok(Strided::new(out, x.shape().clone()))
        })
    }};
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
        let y = each_line!(&x, d, "softmax", |x, sum| x.exp() / sum)?;
        Ok(record(&SOFTMAX, &[self], y, |saver| {
            let y = saver.output(0);
            backward1(move |grad, context| {
                let y = context.get(y)?;
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
            each_line!(&x, d, "log_softmax", |x, sum| x - sum.ln())?
        };
        Ok(record(&LOG_SOFTMAX, &[self], y, |saver| {
            let y = saver.output(0);
            backward1(move |grad, context| {
                let share = context.get(y)?.exp()?;
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
