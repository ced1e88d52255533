/*!
Adding, subtracting, multiplying, dividing, raising to a power.

Follows [torch.add](https://pytorch.org/docs/stable/generated/torch.add.html)
and its neighbours. Shapes broadcast, dtypes promote. What was broadcast on
the way forward, the engine sums on the way back; so the derivatives here
read as in a textbook.
*/

use std::cell::Cell;

use super::choose::where_;
use super::numeric::{Arithmetic, Number, check_fits, floats, numbers};
use super::operand::{Operand, common_dtype};
use super::row::{Args, Row, Value};
use crate::autograd::{Names, Tensor, backward, record};
use crate::tensor::{
    DType, Element, ErrorClass, Result, Scalar, Strided, TorchError,
    broadcast, dispatch, kernels,
};

/// Both sides in the dtype they compute in, and `f` over them. Gives the
/// second one as a tensor, too: a number is kept for the derivative like one.
fn compute(
    a: &Tensor,
    b: &Operand<'_>,
    f: impl FnOnce(&Strided, &Strided) -> Result<Strided>,
) -> Result<(Strided, Tensor)> {
    let dtype = common_dtype(&[&Operand::Tensor(a), b]);
    compute_in(dtype, a, b, f)
}

/// [`compute`] in a dtype of the operation's choice.
fn compute_in(
    dtype: DType,
    a: &Tensor,
    b: &Operand<'_>,
    f: impl FnOnce(&Strided, &Strided) -> Result<Strided>,
) -> Result<(Strided, Tensor)> {
    let b = b.to_tensor(dtype);
    // What is wrong with the shapes is said first.
    broadcast(a.strided().shape(), b.strided().shape())?;
    let x = a.strided().to_dtype(dtype)?;
    let y = b.strided().to_dtype(dtype)?;
    Ok((f(&x, &y)?, b))
}

/// A quotient or a remainder. Only floats may be divided by zero.
fn divide<T: Number>(
    x: &Strided,
    y: &Strided,
    f: impl Fn(T, T) -> T,
) -> Result<Strided> {
    let by_zero = Cell::new(false);
    let checks = !T::DTYPE.is_floating_point();
    let out = kernels::zip(x, y, |x: T, y: T| {
        if checks && y == T::default() {
            by_zero.set(true);
            return y;
        }
        f(x, y)
    })?;
    if by_zero.get() {
        return Err(TorchError::runtime("ZeroDivisionError"));
    }
    Ok(out)
}

/// The sum of two windows of one dtype.
pub(super) fn plus(x: &Strided, y: &Strided) -> Result<Strided> {
    dispatch!(x.dtype(), T => kernels::zip(x, y, T::plus))
}

/// `x + alpha * y`
fn add_multiple(x: &Strided, y: &Strided, alpha: Scalar) -> Result<Strided> {
    dispatch!(x.dtype(), T => {
        if is_one(alpha) {
            return kernels::zip(x, y, T::plus);
        }
        check_fits(alpha, T::DTYPE)?;
        let alpha = T::from_scalar(alpha);
        kernels::zip(x, y, |x: T, y: T| x.plus_times(y, alpha))
    })
}

/// `x - alpha * y`
fn sub_multiple(x: &Strided, y: &Strided, alpha: Scalar) -> Result<Strided> {
    numbers!(x.dtype(), "sub_cpu", T => {
        if is_one(alpha) {
            return kernels::zip(x, y, T::minus);
        }
        check_fits(alpha, T::DTYPE)?;
        // An integer has one zero only: it stays +0.
        let alpha = T::from_scalar(match alpha {
            Scalar::Float(x) => Scalar::Float(-x),
            whole => Scalar::Int(whole.to_i64().wrapping_neg()),
        });
        kernels::zip(x, y, |x: T, y: T| x.plus_times(y, alpha))
    })
}

fn is_one(alpha: Scalar) -> bool {
    alpha.to_f64() == 1.0
}

/// A gradient times `alpha`, without a node for the usual alpha of 1.
fn multiple(grad: Tensor, alpha: Scalar) -> Result<Tensor> {
    if is_one(alpha) { Ok(grad) } else { grad.mul(alpha) }
}

/// What `alpha=` may be for a result of this dtype.
fn check_alpha(alpha: Scalar, dtype: DType) -> Result<()> {
    Err(TorchError::runtime(match alpha {
        Scalar::Bool(_) if dtype != DType::Bool => {
            "Boolean alpha only supported for Boolean results."
        }
        Scalar::Float(_) if !dtype.is_floating_point() => {
            "For integral input tensors, argument alpha must not be a \
             floating point number."
        }
        _ => return Ok(()),
    }))
}

fn check_mode(mode: Option<&str>) -> Result<()> {
    match mode {
        None | Some("trunc" | "floor") => Ok(()),
        Some(mode) => Err(TorchError::runtime(format!(
            "div expected rounding_mode to be one of None, 'trunc', or \
             'floor' but found '{mode}'"
        ))),
    }
}

fn is_bool(operand: &Operand<'_>) -> bool {
    match operand {
        Operand::Tensor(tensor) => tensor.dtype() == DType::Bool,
        Operand::Number(number) => matches!(number, Scalar::Bool(_)),
    }
}

/// Truth values have no difference.
fn check_subtraction(a: &Tensor, b: &Operand<'_>) -> Result<()> {
    let sentence = match (a.dtype() == DType::Bool, is_bool(b)) {
        (false, false) => return Ok(()),
        (true, true) => {
            "Subtraction, the `-` operator, with two bool tensors is not \
             supported. Use the `^` or `logical_xor()` operator instead."
        }
        _ => {
            "Subtraction, the `-` operator, with a bool tensor is not \
             supported. If you are trying to invert a mask, use the `~` or \
             `logical_not()` operator instead."
        }
    };
    Err(TorchError::said(ErrorClass::NotImplemented, sentence))
}

static ADD: Names = Names::new("AddBackward0", "AddBackward0");
static SUB: Names = Names::new("SubBackward0", "SubBackward0");
static RSUB_TENSOR: Names = Names::new("RsubBackward0", "RsubBackward0");
static RSUB: Names = Names::new("RsubBackward1", "RsubBackward1");
pub(super) static MUL: Names = Names::new("MulBackward0", "MulBackward0");
static DIV: Names = Names::new("DivBackward0", "DivBackward0");
static DIV_MODE: Names = Names::new("DivBackward2", "DivBackward2");
static FLOOR_DIVIDE: Names = Names::new("NotImplemented", "TruncBackward");
static REMAINDER: Names =
    Names::new("RemainderBackward1", "RemainderBackward1");
static REMAINDER_BY: Names =
    Names::new("RemainderBackward0", "RemainderBackward0");
static POW_TO: Names = Names::new("PowBackward0", "PowBackward0");
static POW: Names = Names::new("PowBackward1", "PowBackward1");
static POW_OF: Names = Names::new("PowBackward2", "PowBackward2");

// Sums and differences.
impl Tensor {
    /// The sum: `x + y`, `torch.add(x, y)`.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast.
    pub fn add<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let (sum, other) = compute(
            self,
            &other.into(),
            |x, y| dispatch!(x.dtype(), T => kernels::zip(x, y, T::plus)),
        )?;
        Ok(record(&ADD, &[self, &other], sum, |_| {
            backward(|grad, context| {
                context.pair(|| Ok(grad.clone()), || Ok(grad.clone()))
            })
        }))
    }

    /// [`add`](Tensor::add) in place: `x += y`.
    ///
    /// # Errors
    /// As [`add`](Tensor::add), and if this tensor may not be changed in
    /// place.
    pub fn add_<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let other = other.into();
        other.computed_into(self, |old| old.add(other))
    }

    /// The sum with a multiple: `torch.add(x, y, alpha=alpha)`, that is
    /// `x + alpha * y`, rounded once.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast, or if `alpha` is of
    /// another kind than the result.
    pub fn add_alpha<'a>(
        &self,
        other: impl Into<Operand<'a>>,
        alpha: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let alpha = alpha.into();
        let (sum, other) = compute(self, &other.into(), |x, y| {
            check_alpha(alpha, x.dtype())?;
            add_multiple(x, y, alpha)
        })?;
        Ok(record(&ADD, &[self, &other], sum, |_| {
            backward(move |grad, context| {
                context.pair(
                    || Ok(grad.clone()),
                    || multiple(grad.clone(), alpha),
                )
            })
        }))
    }

    /// [`add_alpha`](Tensor::add_alpha) in place:
    /// `x.add_(y, alpha=alpha)`, the step of every optimizer.
    ///
    /// # Errors
    /// As [`add_alpha`](Tensor::add_alpha), and if this tensor may not be
    /// changed in place.
    pub fn add_alpha_<'a>(
        &self,
        other: impl Into<Operand<'a>>,
        alpha: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let other = other.into();
        other.computed_into(self, |old| old.add_alpha(other, alpha))
    }

    /// The difference: `x - y`, `torch.sub(x, y)`.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast, `NotImplementedError`
    /// for bools.
    pub fn sub<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        self.sub_alpha(other, 1)
    }

    /// [`sub`](Tensor::sub) in place: `x -= y`.
    ///
    /// # Errors
    /// As [`sub`](Tensor::sub), and if this tensor may not be changed in
    /// place.
    pub fn sub_<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let other = other.into();
        check_subtraction(self, &other)?;
        other.computed_into(self, |old| old.sub(other))
    }

    /// The difference from a multiple: `torch.sub(x, y, alpha=alpha)`, that
    /// is `x - alpha * y`, rounded once.
    ///
    /// # Errors
    /// As [`sub`](Tensor::sub), and if `alpha` is of another kind than the
    /// result.
    pub fn sub_alpha<'a>(
        &self,
        other: impl Into<Operand<'a>>,
        alpha: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let (other, alpha) = (other.into(), alpha.into());
        check_subtraction(self, &other)?;
        let (difference, other) = compute(self, &other, |x, y| {
            check_alpha(alpha, x.dtype())?;
            sub_multiple(x, y, alpha)
        })?;
        Ok(record(&SUB, &[self, &other], difference, |_| {
            backward(move |grad, context| {
                context
                    .pair(|| Ok(grad.clone()), || multiple(grad.neg()?, alpha))
            })
        }))
    }

    /// [`sub_alpha`](Tensor::sub_alpha) in place.
    ///
    /// # Errors
    /// As [`sub_alpha`](Tensor::sub_alpha), and if this tensor may not be
    /// changed in place.
    pub fn sub_alpha_<'a>(
        &self,
        other: impl Into<Operand<'a>>,
        alpha: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let other = other.into();
        check_subtraction(self, &other)?;
        other.computed_into(self, |old| old.sub_alpha(other, alpha))
    }

    /// The difference the other way round: `torch.rsub(x, y)`, that is
    /// `y - x`. Python turns `1 - x` into it.
    ///
    /// # Errors
    /// As [`sub`](Tensor::sub).
    pub fn rsub<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let other = other.into();
        check_subtraction(self, &other)?;
        if let Operand::Tensor(other) = other {
            // PyTorch sees `other - self`, in this order.
            broadcast(&other.size(), &self.size())?;
        }
        let names = match other {
            Operand::Tensor(_) => &RSUB_TENSOR,
            Operand::Number(_) => &RSUB,
        };
        let (difference, other) =
            compute(self, &other, |x, y| sub_multiple(y, x, Scalar::Int(1)))?;
        Ok(record(names, &[self, &other], difference, |_| {
            backward(|grad, context| {
                context.pair(|| grad.neg(), || Ok(grad.clone()))
            })
        }))
    }
}

// Products and quotients.
impl Tensor {
    /// The product, element by element: `x * y`, `torch.mul(x, y)`.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast.
    pub fn mul<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let (product, other) = compute(
            self,
            &other.into(),
            |x, y| dispatch!(x.dtype(), T => kernels::zip(x, y, T::times)),
        )?;
        Ok(record(&MUL, &[self, &other], product, |saver| {
            let x = saver.save_for(1, self);
            let y = saver.save_for(0, &other);
            backward(move |grad, context| {
                context.pair(
                    || grad.mul(&context.get(y)?),
                    || grad.mul(&context.get(x)?),
                )
            })
        }))
    }

    /// [`mul`](Tensor::mul) in place: `x *= y`.
    ///
    /// # Errors
    /// As [`mul`](Tensor::mul), and if this tensor may not be changed in
    /// place.
    pub fn mul_<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let other = other.into();
        other.computed_into(self, |old| old.mul(other))
    }

    /// The quotient: `x / y`, `torch.div(x, y)`. That of integers is
    /// float32.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast.
    pub fn div<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let (quotient, other) = true_quotient(self, &other.into())?;
        Ok(record(&DIV, &[self, &other], quotient, |saver| {
            let x = saver.save_for(1, self);
            let y = saver.save(&other);
            backward(move |grad, context| {
                let y = context.get(y)?;
                context.pair(
                    || grad.div(&y),
                    || grad.neg()?.mul(&context.get(x)?.div(&y)?.div(&y)?),
                )
            })
        }))
    }

    /// [`div`](Tensor::div) in place: `x /= y`.
    ///
    /// # Errors
    /// As [`div`](Tensor::div), and if this tensor may not be changed in
    /// place: integers cannot hold a quotient.
    pub fn div_<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let other = other.into();
        other.written_to(self, |old| old.div(other))
    }

    /// The quotient, rounded: `torch.div(x, y, rounding_mode=mode)`, where
    /// `mode` is `None`, `"trunc"` (towards zero) or `"floor"` (down).
    /// Integers stay integers if it is rounded.
    ///
    /// # Errors
    /// As [`div`](Tensor::div); and `RuntimeError` for another mode, or if
    /// an integer is divided by zero; `NotImplementedError` for bools.
    pub fn div_mode<'a, 'm>(
        &self,
        other: impl Into<Operand<'a>>,
        mode: impl Into<Option<&'m str>>,
    ) -> Result<Tensor> {
        let (other, mode) = (other.into(), mode.into());
        check_mode(mode)?;
        let (quotient, other) = match mode {
            None => true_quotient(self, &other)?,
            Some("floor") => floor_quotient(self, &other)?,
            Some(_) => compute(self, &other, |x, y| {
                numbers!(x.dtype(), "div_trunc_cpu", T => {
                    divide(x, y, T::trunc_div)
                })
            })?,
        };
        let rounds = mode.is_some();
        Ok(record(&DIV_MODE, &[self, &other], quotient, |saver| {
            let x = saver.save_for(1, self);
            let y = saver.save(&other);
            backward(move |grad, context| {
                let y = context.get(y)?;
                context.pair(
                    || if rounds { grad.zeros_like() } else { grad.div(&y) },
                    || {
                        let x = context.get(x)?;
                        if rounds {
                            return grad.zeros_like();
                        }
                        grad.neg()?.mul(&x.div(&y)?.div(&y)?)
                    },
                )
            })
        }))
    }

    /// [`div_mode`](Tensor::div_mode) in place.
    ///
    /// # Errors
    /// As [`div_mode`](Tensor::div_mode), and if this tensor may not be
    /// changed in place.
    pub fn div_mode_<'a, 'm>(
        &self,
        other: impl Into<Operand<'a>>,
        mode: impl Into<Option<&'m str>>,
    ) -> Result<Tensor> {
        let (other, mode) = (other.into(), mode.into());
        check_mode(mode)?;
        if mode.is_none() {
            return other.written_to(self, |old| old.div_mode(other, mode));
        }
        other.computed_into(self, |old| old.div_mode(other, mode))
    }

    /// The quotient, rounded down: `x // y`, `torch.floor_divide(x, y)`.
    /// It has no derivative; [`div_mode`](Tensor::div_mode) has one.
    ///
    /// # Errors
    /// As [`div_mode`](Tensor::div_mode).
    pub fn floor_divide<'a>(
        &self,
        other: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        let (quotient, other) = floor_quotient(self, &other.into())?;
        let inputs = [self, &other];
        Ok(underivable(&FLOOR_DIVIDE, &inputs, quotient, "floor_divide"))
    }

    /// [`floor_divide`](Tensor::floor_divide) in place: `x //= y`.
    ///
    /// # Errors
    /// As [`floor_divide`](Tensor::floor_divide), and if this tensor may not
    /// be changed in place.
    pub fn floor_divide_<'a>(
        &self,
        other: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        let other = other.into();
        other.computed_into(self, |old| old.floor_divide(other))
    }

    /// What division leaves, with the sign of the divisor: `x % y`,
    /// `torch.remainder(x, y)`.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast or an integer is
    /// divided by zero, `NotImplementedError` for bools.
    pub fn remainder<'a>(
        &self,
        other: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        let other = other.into();
        let names = match other {
            Operand::Tensor(_) => &REMAINDER,
            Operand::Number(_) => &REMAINDER_BY,
        };
        let (rest, other) = rest(self, &other)?;
        Ok(record(names, &[self, &other], rest, |saver| {
            let x = saver.save_for(1, self);
            let y = saver.save_for(1, &other);
            backward(move |grad, context| {
                context.pair(
                    || Ok(grad.clone()),
                    || {
                        let (x, y) = (context.get(x)?, context.get(y)?);
                        grad.neg()?.mul(&x.div_mode(&y, "floor")?)
                    },
                )
            })
        }))
    }

    /// [`remainder`](Tensor::remainder) in place: `x %= y`.
    ///
    /// # Errors
    /// As [`remainder`](Tensor::remainder), and if this tensor may not be
    /// changed in place.
    pub fn remainder_<'a>(
        &self,
        other: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        let other = other.into();
        other.computed_into(self, |old| old.remainder(other))
    }
}

/// Floats divide as they are, integers and bools as float32.
fn true_quotient(x: &Tensor, y: &Operand<'_>) -> Result<(Strided, Tensor)> {
    let dtype = common_dtype(&[&Operand::Tensor(x), y]);
    let floating = dtype.is_floating_point();
    let dtype = if floating { dtype } else { DType::Float32 };
    compute_in(
        dtype,
        x,
        y,
        |x, y| floats!(dtype, "div_cpu", T => kernels::zip(x, y, |x: T, y: T| x / y)),
    )
}

fn floor_quotient(x: &Tensor, y: &Operand<'_>) -> Result<(Strided, Tensor)> {
    compute(
        x,
        y,
        |x, y| numbers!(x.dtype(), "div_floor_cpu", T => divide(x, y, T::floor_div)),
    )
}

fn rest(x: &Tensor, y: &Operand<'_>) -> Result<(Strided, Tensor)> {
    compute(
        x,
        y,
        |x, y| numbers!(x.dtype(), "remainder_cpu", T => divide(x, y, T::remainder)),
    )
}

/// A result whose node refuses to be derived, as PyTorch's does.
fn underivable(
    names: &'static Names,
    inputs: &[&Tensor],
    result: Strided,
    operation: &'static str,
) -> Tensor {
    record(names, inputs, result, |_| {
        backward(move |_, _| {
            Err(TorchError::runtime(format!(
                "derivative for aten::{operation} is not implemented"
            )))
        })
    })
}

/// `number // x`, which Python turns into `torch.floor_divide(number, x)`.
///
/// # Errors
/// As [`Tensor::floor_divide`].
pub(crate) fn number_floor_divide(
    number: Scalar,
    x: &Tensor,
) -> Result<Tensor> {
    let (y, _) = reversed(number, x);
    y.floor_divide(x)
}

/// `number % x`, which Python turns into `torch.remainder(number, x)`.
///
/// # Errors
/// As [`Tensor::remainder`].
pub(crate) fn number_remainder(number: Scalar, x: &Tensor) -> Result<Tensor> {
    static NAMES: Names = Names::new("NotImplemented", "NotImplemented");
    let (y, dtype) = reversed(number, x);
    let x_in = x.strided().to_dtype(dtype)?;
    let rest = numbers!(dtype, "remainder_cpu", T => {
        divide(&y.strided(), &x_in, T::remainder)
    })?;
    Ok(underivable(&NAMES, &[x], rest, "remainder"))
}

/// A number on the left of a tensor: as a 0-dim one of the common dtype.
fn reversed(number: Scalar, x: &Tensor) -> (Tensor, DType) {
    let number = Operand::Number(number);
    let dtype = common_dtype(&[&number, &Operand::Tensor(x)]);
    (number.to_tensor(dtype), dtype)
}

// Powers.
impl Tensor {
    /// The power: `x ** y`, `torch.pow(x, y)`.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast, or if an integer is
    /// raised to a negative number; `NotImplementedError` for two bools.
    pub fn pow<'a>(&self, exponent: impl Into<Operand<'a>>) -> Result<Tensor> {
        match exponent.into() {
            Operand::Number(exponent) => self.pow_to(exponent),
            Operand::Tensor(exponent) => self.pow_each(exponent),
        }
    }

    /// [`pow`](Tensor::pow) in place: `x **= y`.
    ///
    /// # Errors
    /// As [`pow`](Tensor::pow), and if this tensor may not be changed in
    /// place.
    pub fn pow_<'a>(
        &self,
        exponent: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        let exponent = exponent.into();
        if let Operand::Number(exponent) = exponent {
            self.check_power(exponent)?;
        }
        exponent.computed_into(self, |old| old.pow(exponent))
    }

    /// Integers have no inverse among integers.
    fn check_power(&self, exponent: Scalar) -> Result<()> {
        let integers = !self.dtype().is_floating_point()
            && !matches!(exponent, Scalar::Float(_));
        if integers && exponent.to_i64() < 0 {
            return Err(TorchError::runtime(
                "Integers to negative integer powers are not allowed.",
            )
            .in_the_notes(
                "invalid argument 1: Integers to negative integer powers \
                 are not allowed at \
                 /pytorch/aten/src/TH/generic/THTensorMath.cpp:221",
            ));
        }
        Ok(())
    }

    fn pow_to(&self, exponent: Scalar) -> Result<Tensor> {
        self.check_power(exponent)?;
        let (power, _) = compute(self, &Operand::Number(exponent), |x, y| {
            if exponent.to_f64() == 0.0 {
                return Ok(dispatch!(x.dtype(), T => {
                    kernels::map(x, |_: T| T::from_i64(1))?
                }));
            }
            if exponent.to_f64() == 1.0 {
                return Ok(dispatch!(x.dtype(), T => {
                    kernels::map(x, |x: T| x)?
                }));
            }
            check_fits(exponent, x.dtype())?;
            numbers!(x.dtype(), "pow", T => {
                kernels::zip(x, y, T::power_of_one)
            })
        })?;
        Ok(record(&POW_TO, &[self], power, |saver| {
            let x = saver.save(self);
            backward(move |grad, context| {
                let x = context.get(x)?;
                let less = match exponent {
                    Scalar::Float(f) => Scalar::Float(f - 1.0),
                    whole => Scalar::Int(whole.to_i64().saturating_sub(1)),
                };
                let slope = if exponent.is_zero() {
                    grad.zeros_like()?
                } else {
                    grad.mul(&x.pow(less)?.mul(exponent)?)?
                };
                Ok([Some(slope)].into_iter().collect())
            })
        }))
    }

    fn pow_each(&self, exponent: &Tensor) -> Result<Tensor> {
        let (power, _) = compute(
            self,
            &Operand::Tensor(exponent),
            |x, y| numbers!(x.dtype(), "pow", T => kernels::zip(x, y, T::power)),
        )?;
        Ok(record(&POW, &[self, exponent], power, |saver| {
            let x = saver.save(self);
            let y = saver.save(exponent);
            let power = saver.output(0);
            backward(move |grad, context| {
                let (x, y) = (context.get(x)?, context.get(y)?);
                let power = context.get(power)?;
                context.pair(
                    || {
                        let slope = y.mul(&x.pow(&y.sub(1)?)?)?;
                        grad.mul(&where_(&y.eq(0)?, 0, &slope)?)
                    },
                    || {
                        let flat = x.eq(0)?.logical_and(&y.ge(0)?)?;
                        let slope = power.mul(&x.log()?)?;
                        grad.mul(&where_(&flat, 0, &slope)?)
                    },
                )
            })
        }))
    }
}

/// The power of a number or a tensor: `2 ** x`, `torch.pow(2, x)`.
///
/// # Errors
/// As [`Tensor::pow`].
pub fn pow<'a>(
    input: impl Into<Operand<'a>>,
    exponent: &Tensor,
) -> Result<Tensor> {
    let base = match input.into() {
        Operand::Tensor(tensor) => return tensor.pow(exponent),
        Operand::Number(number) => number,
    };
    let (x, dtype) = reversed(base, exponent);
    let y = exponent.strided().to_dtype(dtype)?;
    let power = if !matches!(base, Scalar::Bool(_)) && base.to_f64() == 1.0 {
        Strided::full(exponent.size(), base, dtype)?
    } else {
        let power: Strided = numbers!(dtype, "pow", T => {
            kernels::zip(&x.strided(), &y, T::power)
        })?;
        // This overload does not follow the layout of its input.
        power.contiguous()?
    };
    Ok(record(&POW_OF, &[exponent], power, |saver| {
        let y = saver.save(exponent);
        let power = saver.output(0);
        backward(move |grad, context| {
            let (y, power) = (context.get(y)?, context.get(power)?);
            let slope = power.mul(base.to_f64().ln())?;
            let slope = if base.is_zero() {
                where_(&y.ge(0)?, 0, &slope)?
            } else {
                slope
            };
            Ok([Some(grad.mul(&slope)?)].into_iter().collect())
        })
    }))
}

/// `add`, in the table.
pub static ADD_ROW: Row = Row {
    name: "add",
    signature: "add(input, other, *, alpha=1)",
    grad_fn: Some(&ADD),
    call: |a| {
        let (x, y) = (a.tensor(0)?, a.operand(1)?);
        Ok(match a.optional(2, Args::scalar)? {
            Some(alpha) => x.add_alpha(y, alpha)?.into(),
            None => x.add(y)?.into(),
        })
    },
    in_place: Some(|a| {
        let (x, y) = (a.tensor(0)?, a.operand(1)?);
        Ok(match a.optional(2, Args::scalar)? {
            Some(alpha) => x.add_alpha_(y, alpha)?.into(),
            None => x.add_(y)?.into(),
        })
    }),
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), e.any(&[3]).into()],
            vec![e.any(&[2, 1]).into(), e.any(&[3]).into(), 2.5.into()],
            vec![e.any(&[]).into(), 2.0.into()],
        ]
    },
};

/// `sub`, in the table.
pub static SUB_ROW: Row = Row {
    name: "sub",
    signature: "sub(input, other, *, alpha=1)",
    grad_fn: Some(&SUB),
    call: |a| {
        let alpha = a.optional(2, Args::scalar)?;
        let alpha = alpha.unwrap_or(Scalar::Int(1));
        Ok(a.tensor(0)?.sub_alpha(a.operand(1)?, alpha)?.into())
    },
    in_place: Some(|a| {
        let alpha = a.optional(2, Args::scalar)?;
        let alpha = alpha.unwrap_or(Scalar::Int(1));
        Ok(a.tensor(0)?.sub_alpha_(a.operand(1)?, alpha)?.into())
    }),
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), e.any(&[3]).into()],
            vec![e.any(&[2, 1]).into(), e.any(&[3]).into(), 2.5.into()],
            vec![e.any(&[]).into(), 2.0.into()],
        ]
    },
};

/// `rsub`, in the table.
pub static RSUB_ROW: Row = Row {
    name: "rsub",
    signature: "rsub(input, other)",
    grad_fn: Some(&RSUB),
    call: |a| Ok(a.tensor(0)?.rsub(a.operand(1)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), e.any(&[3]).into()],
            vec![e.any(&[2]).into(), 1.into()],
        ]
    },
};

/// `mul`, in the table.
pub static MUL_ROW: Row = Row {
    name: "mul",
    signature: "mul(input, other)",
    grad_fn: Some(&MUL),
    call: |a| Ok(a.tensor(0)?.mul(a.operand(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.mul_(a.operand(1)?)?.into())),
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), e.any(&[3]).into()],
            vec![e.any(&[2, 1]).into(), e.any(&[3]).into()],
            vec![e.any(&[]).into(), 2.0.into()],
        ]
    },
};

/// `div`, in the table.
pub static DIV_ROW: Row = Row {
    name: "div",
    signature: "div(input, other)",
    grad_fn: Some(&DIV),
    call: |a| Ok(a.tensor(0)?.div(a.operand(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.div_(a.operand(1)?)?.into())),
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), e.positive(&[3]).into()],
            vec![e.any(&[2, 1]).into(), e.any(&[]).into()],
            vec![e.any(&[]).into(), 3.0.into()],
        ]
    },
};

/// `div` with `rounding_mode=`, in the table.
pub static DIV_MODE_ROW: Row = Row {
    name: "div.Tensor_mode",
    signature: "div(input, other, *, rounding_mode)",
    grad_fn: Some(&DIV_MODE),
    call: |a| {
        let mode = a.optional(2, Args::str)?;
        Ok(a.tensor(0)?.div_mode(a.operand(1)?, mode)?.into())
    },
    in_place: Some(|a| {
        let mode = a.optional(2, Args::str)?;
        Ok(a.tensor(0)?.div_mode_(a.operand(1)?, mode)?.into())
    }),
    examples: |e| {
        let none = Value::None;
        vec![
            vec![e.any(&[2, 3]).into(), e.positive(&[3]).into(), none],
            vec![e.any(&[3]).into(), 1.7.into(), "floor".into()],
            vec![e.any(&[3]).into(), e.positive(&[]).into(), "trunc".into()],
        ]
    },
};

/// `floor_divide`, in the table.
pub static FLOOR_DIVIDE_ROW: Row = Row {
    name: "floor_divide",
    signature: "floor_divide(input, other)",
    grad_fn: None,
    call: |a| match a.tensor(0) {
        Ok(x) => Ok(x.floor_divide(a.operand(1)?)?.into()),
        Err(_) => {
            let x = number_floor_divide(a.scalar(0)?, a.tensor(1)?)?;
            Ok(x.into())
        }
    },
    in_place: Some(|a| Ok(a.tensor(0)?.floor_divide_(a.operand(1)?)?.into())),
    examples: |_| Vec::new(),
};

/// `remainder` by a tensor, in the table.
pub static REMAINDER_ROW: Row = Row {
    name: "remainder.Tensor",
    signature: "remainder(input, other)",
    grad_fn: Some(&REMAINDER),
    call: |a| Ok(a.tensor(0)?.remainder(a.tensor(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.remainder_(a.tensor(1)?)?.into())),
    examples: |e| {
        vec![vec![e.any(&[2, 3]).into(), e.between(0.6, 0.7, &[3]).into()]]
    },
};

/// `remainder` by a number, in the table.
pub static REMAINDER_BY_ROW: Row = Row {
    name: "remainder.Scalar",
    signature: "remainder(input, other)",
    grad_fn: Some(&REMAINDER_BY),
    call: |a| match a.tensor(0) {
        Ok(x) => Ok(x.remainder(a.scalar(1)?)?.into()),
        Err(_) => Ok(number_remainder(a.scalar(0)?, a.tensor(1)?)?.into()),
    },
    in_place: Some(|a| Ok(a.tensor(0)?.remainder_(a.scalar(1)?)?.into())),
    examples: |e| vec![vec![e.any(&[2, 3]).into(), (-0.77).into()]],
};

/// `pow` with one exponent, in the table.
pub static POW_TO_ROW: Row = Row {
    name: "pow.Tensor_Scalar",
    signature: "pow(input, exponent)",
    grad_fn: Some(&POW_TO),
    call: |a| Ok(a.tensor(0)?.pow(a.scalar(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.pow_(a.scalar(1)?)?.into())),
    examples: |e| {
        let mut examples = Vec::new();
        for exponent in [0, 1, 2, 3, -1] {
            examples.push(vec![e.any(&[2, 2]).into(), exponent.into()]);
        }
        for exponent in [0.5, -2.5] {
            examples.push(vec![e.positive(&[2]).into(), exponent.into()]);
        }
        examples
    },
};

/// `pow` with an exponent for each element, in the table.
pub static POW_ROW: Row = Row {
    name: "pow.Tensor_Tensor",
    signature: "pow(input, exponent)",
    grad_fn: Some(&POW),
    call: |a| Ok(a.tensor(0)?.pow(a.tensor(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.pow_(a.tensor(1)?)?.into())),
    examples: |e| {
        vec![
            vec![e.positive(&[2, 3]).into(), e.any(&[3]).into()],
            vec![e.positive(&[2]).into(), e.any(&[]).into()],
        ]
    },
};

/// `pow` of a number, in the table.
pub static POW_OF_ROW: Row = Row {
    name: "pow.Scalar",
    signature: "pow(input, exponent)",
    grad_fn: Some(&POW_OF),
    call: |a| Ok(pow(a.scalar(0)?, a.tensor(1)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![
            vec![2.into(), e.any(&[2, 3]).into()],
            vec![0.5.into(), e.any(&[]).into()],
        ]
    },
};
