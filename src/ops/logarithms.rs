/*!
Logarithms and powers to other bases, and of sums.

Follows [torch.log2](https://pytorch.org/docs/stable/generated/torch.log2.html)
and its neighbours.
*/

use std::f64::consts::{LN_2, LN_10};

use super::angles::{by_f64, within_one};
use super::choose::where_;
use super::elementary::Elementary;
use super::numeric::{check_fits, floats};
use super::operand::{Operand, common_dtype, compute, compute_in, reversed};
use super::row::{Args, Example, Row, Value};
use super::unary::{any, floating, positive, unary};
use crate::autograd::{Names, Tensor, backward, backward1, record};
use crate::tensor::{DType, Element, Result, Scalar, Strided, kernels};

unary! {
    /// The logarithm to base 2: `torch.log2(x)`.
    log2, log2_, LOG2_ROW, "log2", "Log2Backward0" / "Log2Backward":
    forward by_f64!(f64::log2),
    saves Input,
    derivative |grad, x| grad.div(&x.mul(LN_2)?),
    examples positive;

    /// The logarithm to base 10: `torch.log10(x)`.
    log10, log10_, LOG10_ROW, "log10", "Log10Backward0" / "Log10Backward":
    forward by_f64!(f64::log10),
    saves Input,
    derivative |grad, x| grad.div(&x.mul(LN_10)?),
    examples positive;

    /// 2 to the power of each element: `torch.exp2(x)`.
    exp2, exp2_, EXP2_ROW, "exp2", "Exp2Backward0" / "Exp2Backward0":
    forward floating!(T::exp2_),
    saves Output,
    derivative |grad, y| grad.mul(y)?.mul(LN_2),
    examples any;
}

static LOGIT: Names = Names::new("LogitBackward0", "LogitBackward0");

impl Tensor {
    /// The number whose [`sigmoid`](Tensor::sigmoid) it is:
    /// `torch.logit(x, eps)`. With an `eps`, what is nearer to 0 or 1 than
    /// that is moved away, and has no derivative.
    ///
    /// # Errors
    /// None.
    pub fn logit(&self, eps: impl Into<Option<f64>>) -> Result<Tensor> {
        let eps: Option<f64> = eps.into();
        let floating = self.dtype().is_floating_point();
        let dtype = if floating { self.dtype() } else { DType::usual() };
        let x = self.strided().to_dtype(dtype)?;
        let odds: Strided = floats!(dtype, "logit_cpu", T => {
            let low = eps.map(|eps| eps as T);
            kernels::map(&x, |x: T| {
                let x = match low {
                    Some(low) if x < low => low,
                    Some(low) if x > 1.0 - low => 1.0 - low,
                    _ => x,
                };
                if x == 1.0 {
                    return T::INFINITY;
                }
                T::from_f64((x / (1.0 - x)).to_f64().ln())
            })
        })?;
        Ok(record(&LOGIT, &[self], odds, |saver| {
            let x = saver.save(self);
            backward1(move |grad, context| {
                let x = context.get(x)?;
                let slope = x.rsub(1)?.mul(&x)?;
                let (low, else_) = match eps {
                    Some(eps) => (eps, 0.0),
                    None => (0.0, f64::NAN),
                };
                let outside = x.lt(low)?.logical_or(&x.gt(1.0 - low)?)?;
                let ends = x.eq(0)?.logical_or(&x.eq(1)?)?;
                let inf = grad.mul(f64::INFINITY)?;
                let inner = where_(&ends, &inf, &grad.div(&slope)?)?;
                inner.masked_fill(&outside, else_)
            })
        }))
    }

    /// [`logit`](Tensor::logit) in place.
    ///
    /// # Errors
    /// `RuntimeError` if this tensor may not be changed in place.
    pub fn logit_(&self, eps: impl Into<Option<f64>>) -> Result<Tensor> {
        let eps = eps.into();
        self.in_place(|old| old.logit(eps))
    }
}

fn optional_number(a: &Args<'_>, i: usize) -> Result<Option<f64>> {
    Ok(a.optional(i, Args::scalar)?.map(Scalar::to_f64))
}

/// `logit`, in the table.
pub static LOGIT_ROW: Row = Row {
    name: "logit",
    signature: "logit(input, eps=None)",
    grad_fn: Some(&LOGIT),
    call: |a| Ok(a.tensor(0)?.logit(optional_number(a, 1)?)?.into()),
    in_place: Some(|a| {
        Ok(a.tensor(0)?.logit_(optional_number(a, 1)?)?.into())
    }),
    examples: |e: &mut Example| {
        vec![
            vec![e.between(0.1, 0.9, &[2, 3]).into()],
            vec![e.between(0.1, 0.9, &[4]).into(), 0.201.into()],
        ]
    },
};

static XLOGY: Names = Names::new("XlogyBackward0", "XlogyBackward0");
static XLOGY_OF: Names = Names::new("XlogyBackward1", "XlogyBackward1");
static XLOGY_BY: Names = Names::new("XlogyBackward2", "XlogyBackward2");
static LOGADDEXP: Names =
    Names::new("LogaddexpBackward0", "LogaddexpBackward0");
static LOGADDEXP2: Names =
    Names::new("Logaddexp2Backward0", "Logaddexp2Backward0");

/// `x * log(y)`, in the dtype of floats that both have in common.
fn products_of_log(
    x: &Tensor,
    y: &Operand<'_>,
    dtype: DType,
) -> Result<(Strided, Tensor)> {
    let floating = dtype.is_floating_point();
    let dtype = if floating { dtype } else { DType::usual() };
    compute_in(dtype, x, y, |x, y| {
        floats!(dtype, "xlogy_cpu", T => {
            kernels::zip(x, y, |x: T, y: T| {
                if y.is_nan() {
                    T::NAN
                } else if x == 0.0 {
                    0.0
                } else {
                    x * y.ln()
                }
            })
        })
    })
}

impl Tensor {
    /// `x * log(y)`, and 0 wherever `x` is: `torch.xlogy(x, y)`.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast.
    pub fn xlogy<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let other = other.into();
        let names = match other {
            Operand::Tensor(_) => &XLOGY,
            Operand::Number(_) => &XLOGY_BY,
        };
        let dtype = common_dtype(&[&self.into(), &other]);
        let (out, other) = products_of_log(self, &other, dtype)?;
        derive_xlogy(names, [self, &other], out)
    }

    /// [`xlogy`](Tensor::xlogy) in place.
    ///
    /// # Errors
    /// As [`xlogy`](Tensor::xlogy), and if this tensor may not be changed in
    /// place.
    pub fn xlogy_<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let other = other.into();
        other.written_to(self, |old| old.xlogy(other))
    }

    /// The logarithm of the sum of two exponentials, which may be too large
    /// by themselves: `torch.logaddexp(x, y)`.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast; `NotImplementedError`
    /// for integers and bools.
    pub fn logaddexp(&self, other: &Tensor) -> Result<Tensor> {
        let (sum, _) = compute(self, &other.into(), |x, y| {
            floats!(x.dtype(), "logaddexp_cpu", T => {
                kernels::zip(x, y, |x: T, y: T| {
                    if x.is_infinite() && x == y {
                        return x;
                    }
                    let most = if x > y || x.is_nan() { x } else { y };
                    most + (-(x - y).abs()).exp().ln_1p()
                })
            })
        })?;
        Ok(record(&LOGADDEXP, &[self, other], sum, |saver| {
            let saved = [saver.save(self), saver.save(other)];
            backward(move |grad, context| {
                let [x, y] = [context.get(saved[0])?, context.get(saved[1])?];
                context.pair(
                    || grad.div(&y.sub(&x)?.exp()?.add(1)?),
                    || grad.div(&x.sub(&y)?.exp()?.add(1)?),
                )
            })
        }))
    }

    /// [`logaddexp`](Tensor::logaddexp) to base 2:
    /// `torch.logaddexp2(x, y)`.
    ///
    /// # Errors
    /// As [`logaddexp`](Tensor::logaddexp).
    pub fn logaddexp2(&self, other: &Tensor) -> Result<Tensor> {
        let (sum, _) = compute(self, &other.into(), |x, y| {
            floats!(x.dtype(), "logaddexp2_cpu", T => {
                let inverse = std::f64::consts::LOG2_E as T;
                kernels::zip(x, y, |x: T, y: T| {
                    if x.is_infinite() && x == y {
                        return x;
                    }
                    let most = if x > y || x.is_nan() { x } else { y };
                    most + (-(x - y).abs()).exp2().ln_1p() * inverse
                })
            })
        })?;
        Ok(record(&LOGADDEXP2, &[self, other], sum, |saver| {
            let saved = [saver.save(self), saver.save(other)];
            backward(move |grad, context| {
                let [x, y] = [context.get(saved[0])?, context.get(saved[1])?];
                context.pair(
                    || grad.div(&y.sub(&x)?.exp2()?.add(1)?),
                    || grad.div(&x.sub(&y)?.exp2()?.add(1)?),
                )
            })
        }))
    }
}

fn derive_xlogy(
    names: &'static Names,
    inputs: [&Tensor; 2],
    out: Strided,
) -> Result<Tensor> {
    Ok(record(names, &inputs, out, |saver| {
        let saved = inputs.map(|input| saver.save(input));
        backward(move |grad, context| {
            let [x, y] = [context.get(saved[0])?, context.get(saved[1])?];
            context.pair(
                || {
                    let nothing = x.eq(0)?.logical_and(&y.le(0)?)?;
                    grad.xlogy(&y)?.masked_fill(&nothing, 0)
                },
                || grad.mul(&x)?.div(&y),
            )
        })
    }))
}

/// `torch.xlogy(number, x)`.
///
/// # Errors
/// None.
pub fn number_xlogy(number: Scalar, x: &Tensor) -> Result<Tensor> {
    let (left, dtype) = reversed(number, x);
    check_fits(number, dtype)?;
    let (out, _) = products_of_log(&left, &x.into(), dtype)?;
    derive_xlogy(&XLOGY_OF, [&left, x], out)
}

/// `xlogy`, in the table.
pub static XLOGY_ROW: Row = Row {
    name: "xlogy",
    signature: "xlogy(input, other)",
    grad_fn: Some(&XLOGY),
    call: |a| Ok(a.tensor(0)?.xlogy(a.operand(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.xlogy_(a.operand(1)?)?.into())),
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), e.positive(&[3]).into()],
            vec![e.any(&[3]).into(), 2.5.into()],
        ]
    },
};

/// `xlogy` of a number, in the table.
pub static XLOGY_OF_ROW: Row = Row {
    name: "xlogy.Scalar_Self",
    signature: "xlogy(self, other)",
    grad_fn: Some(&XLOGY_OF),
    call: |a| Ok(number_xlogy(a.scalar(0)?, a.tensor(1)?)?.into()),
    in_place: None,
    examples: |e| vec![vec![Value::from(1.5), e.positive(&[3]).into()]],
};

fn two(e: &mut Example) -> Vec<Vec<Value>> {
    vec![
        vec![e.any(&[2, 3]).into(), e.any(&[3]).into()],
        vec![e.any(&[]).into(), within_one(e, &[2, 1]).into()],
    ]
}

/// `logaddexp`, in the table.
pub static LOGADDEXP_ROW: Row = Row {
    name: "logaddexp",
    signature: "logaddexp(input, other)",
    grad_fn: Some(&LOGADDEXP),
    call: |a| Ok(a.tensor(0)?.logaddexp(a.tensor(1)?)?.into()),
    in_place: None,
    examples: two,
};

/// `logaddexp2`, in the table.
pub static LOGADDEXP2_ROW: Row = Row {
    name: "logaddexp2",
    signature: "logaddexp2(input, other)",
    grad_fn: Some(&LOGADDEXP2),
    call: |a| Ok(a.tensor(0)?.logaddexp2(a.tensor(1)?)?.into()),
    in_place: None,
    examples: two,
};
