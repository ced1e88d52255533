/*!
Functions of two elements beside arithmetic: the angle of a point and its
distance, what division leaves, the greater one where there is a number, and
powers in float64.

Follows [torch.atan2](https://pytorch.org/docs/stable/generated/torch.atan2.html),
[torch.fmod](https://pytorch.org/docs/stable/generated/torch.fmod.html) and
their neighbours.
*/

use super::division::divide;
use super::numeric::{Number, floats, numbers};
use super::operand::{Operand, common_dtype, compute, compute_in};
use super::powers;
use super::row::{Example, Row, Value};
use crate::autograd::{Names, Tensor, backward, record};
use crate::ops::choose::where_;
use crate::tensor::{
    DType, Element, Result, Scalar, TorchError, dispatch, kernels,
};

static ATAN2: Names = Names::new("Atan2Backward0", "Atan2Backward");
static HYPOT: Names = Names::new("HypotBackward0", "HypotBackward0");
static FMOD: Names = Names::new("FmodBackward1", "FmodBackward1");
static FMOD_BY: Names = Names::new("FmodBackward0", "FmodBackward0");
static FMAX: Names = Names::new("FmaxBackward0", "FmaxBackward0");
static FMIN: Names = Names::new("FminBackward0", "FminBackward0");
static POW_EACH: Names = Names::new("PowBackward1", "PowBackward1");

impl Tensor {
    /// The angle of the point whose height this is, `other` being its
    /// distance to the right: `torch.atan2(input, other)`.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast.
    pub fn atan2(&self, other: &Tensor) -> Result<Tensor> {
        let dtype = common_dtype(&[&self.into(), &other.into()]);
        let floating = dtype.is_floating_point();
        let dtype = if floating { dtype } else { DType::usual() };
        let (angle, _) = compute_in(dtype, self, &other.into(), |y, x| {
            floats!(dtype, "atan2_cpu", T => {
                kernels::zip(y, x, |y: T, x: T| {
                    T::from_f64(y.to_f64().atan2(x.to_f64()))
                })
            })
        })?;
        Ok(record(&ATAN2, &[self, other], angle, |saver| {
            let saved = [saver.save(self), saver.save(other)];
            backward(move |grad, context| {
                let [y, x] = [context.get(saved[0])?, context.get(saved[1])?];
                let square = y.mul(&y)?.add(&x.mul(&x)?)?;
                // In the middle there is no direction.
                let inverse = square.reciprocal()?;
                let inverse = inverse.masked_fill(&square.eq(0)?, 0)?;
                context.pair(
                    || grad.mul(&x)?.mul(&inverse),
                    || grad.mul(&y.neg()?)?.mul(&inverse),
                )
            })
        }))
    }

    /// [`atan2`](Tensor::atan2) in place.
    ///
    /// # Errors
    /// As [`atan2`](Tensor::atan2), and if this tensor may not be changed in
    /// place.
    pub fn atan2_(&self, other: &Tensor) -> Result<Tensor> {
        Operand::Tensor(other).written_to(self, |old| old.atan2(other))
    }

    /// The distance of a point: `torch.hypot(x, y)`, the root of the sum of
    /// the squares, which may be too large by themselves.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast; `NotImplementedError`
    /// for integers and bools.
    pub fn hypot(&self, other: &Tensor) -> Result<Tensor> {
        let (far, _) = compute(self, &other.into(), |x, y| {
            floats!(x.dtype(), "hypot_cpu", T => {
                kernels::zip(x, y, |x: T, y: T| {
                    T::from_f64(x.to_f64().hypot(y.to_f64()))
                })
            })
        })?;
        Ok(record(&HYPOT, &[self, other], far, |saver| {
            let saved = [saver.save(self), saver.save(other)];
            let far = saver.output(0);
            backward(move |grad, context| {
                let [x, y] = [context.get(saved[0])?, context.get(saved[1])?];
                let far = context.get(far)?;
                context.pair(
                    || grad.mul(&x.div(&far)?),
                    || grad.mul(&y.div(&far)?),
                )
            })
        }))
    }

    /// [`hypot`](Tensor::hypot) in place.
    ///
    /// # Errors
    /// As [`hypot`](Tensor::hypot), and if this tensor may not be changed in
    /// place.
    pub fn hypot_(&self, other: &Tensor) -> Result<Tensor> {
        Operand::Tensor(other).computed_into(self, |old| old.hypot(other))
    }

    /// What division leaves, with the sign of what is divided:
    /// `torch.fmod(x, y)`. ([`remainder`](Tensor::remainder) has that of the
    /// divisor.)
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast or an integer is
    /// divided by zero, `NotImplementedError` for bools.
    pub fn fmod<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let other = other.into();
        let names = match other {
            Operand::Tensor(_) => &FMOD,
            Operand::Number(_) => &FMOD_BY,
        };
        let (rest, other) = compute(
            self,
            &other,
            |x, y| numbers!(x.dtype(), "fmod_cpu", T => divide(x, y, T::rest)),
        )?;
        Ok(record(names, &[self, &other], rest, |saver| {
            let x = saver.save_for(1, self);
            let y = saver.save_for(1, &other);
            backward(move |grad, context| {
                context.pair(
                    || Ok(grad.clone()),
                    || {
                        let (x, y) = (context.get(x)?, context.get(y)?);
                        grad.neg()?.mul(&x.div_mode(&y, "trunc")?)
                    },
                )
            })
        }))
    }

    /// [`fmod`](Tensor::fmod) in place.
    ///
    /// # Errors
    /// As [`fmod`](Tensor::fmod), and if this tensor may not be changed in
    /// place.
    pub fn fmod_<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let other = other.into();
        other.computed_into(self, |old| old.fmod(other))
    }

    /// The greater of two, or the one that is a number:
    /// `torch.fmax(x, y)`.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast.
    pub fn fmax(&self, other: &Tensor) -> Result<Tensor> {
        self.number_of(&FMAX, other, |x, y| x.ge(y))
    }

    /// The lesser of two, or the one that is a number:
    /// `torch.fmin(x, y)`.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast.
    pub fn fmin(&self, other: &Tensor) -> Result<Tensor> {
        self.number_of(&FMIN, other, |x, y| x.le(y))
    }

    fn number_of(
        &self,
        names: &'static Names,
        other: &Tensor,
        wins: fn(&Tensor, &Tensor) -> Result<Tensor>,
    ) -> Result<Tensor> {
        let greater = std::ptr::eq(names, &FMAX);
        let dtype = common_dtype(&[&self.into(), &other.into()]);
        let (chosen, _) = compute(self, &other.into(), |x, y| {
            dispatch!(dtype, T => kernels::zip(x, y, |x: T, y: T| {
                let leads = if greater { x >= y } else { x <= y };
                if leads || super::order::is_nan(y) { x } else { y }
            }))
        })?;
        Ok(record(names, &[self, other], chosen, |saver| {
            let saved = [saver.save(self), saver.save(other)];
            backward(move |grad, context| {
                let [x, y] = [context.get(saved[0])?, context.get(saved[1])?];
                let first = wins(&x, &y)?.logical_or(&y.isnan()?)?;
                let tied = x.eq(&y)?;
                let shared = where_(&tied, &grad.div(2)?, grad)?;
                context.pair(
                    || where_(&first, &shared, 0),
                    || {
                        let second = first.logical_not()?.logical_or(&tied)?;
                        where_(&second, &shared, 0)
                    },
                )
            })
        }))
    }

    /// The power, computed in float64: `torch.float_power(x, y)`.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast.
    pub fn float_power<'a>(
        &self,
        exponent: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        let base = self.to(DType::Float64)?;
        match exponent.into() {
            Operand::Number(number) => {
                base.pow(Scalar::Float(number.to_f64()))
            }
            Operand::Tensor(exponent) => {
                base.pow(&exponent.to(DType::Float64)?)
            }
        }
    }

    /// [`float_power`](Tensor::float_power) in place, in a tensor of
    /// float64.
    ///
    /// # Errors
    /// `RuntimeError` if it is another one, and as
    /// [`pow_`](Tensor::pow_).
    pub fn float_power_<'a>(
        &self,
        exponent: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        if self.dtype() != DType::Float64 {
            return Err(TorchError::runtime(format!(
                "the base given to float_power_ has dtype {} but the \
                 operation's result requires dtype Double",
                self.dtype().scalar_type()
            )));
        }
        match exponent.into() {
            Operand::Number(number) => {
                self.pow_(Scalar::Float(number.to_f64()))
            }
            Operand::Tensor(exponent) => {
                self.pow_(&exponent.to(DType::Float64)?)
            }
        }
    }
}

/// `torch.float_power(number, x)`.
///
/// # Errors
/// None.
pub fn number_float_power(base: Scalar, x: &Tensor) -> Result<Tensor> {
    let base = Scalar::Float(base.to_f64());
    powers::pow(base, &x.to(DType::Float64)?)
}

fn two(e: &mut Example) -> Vec<Vec<Value>> {
    vec![
        vec![e.any(&[2, 3]).into(), e.positive(&[3]).into()],
        vec![e.any(&[]).into(), e.any(&[2, 1]).into()],
    ]
}

macro_rules! rows {
    ($($row:ident $name:ident $in_place:expr, $text:literal, $names:expr;)+) => {$(
        #[doc = concat!("`", $text, "`, in the table.")]
        pub static $row: Row = Row {
            name: $text,
            signature: concat!($text, "(input, other)"),
            grad_fn: Some(&$names),
            call: |a| Ok(a.tensor(0)?.$name(a.tensor(1)?)?.into()),
            in_place: $in_place,
            examples: two,
        };
    )+};
}
rows! {
    ATAN2_ROW atan2 Some(|a| Ok(a.tensor(0)?.atan2_(a.tensor(1)?)?.into())),
        "atan2", ATAN2;
    HYPOT_ROW hypot Some(|a| Ok(a.tensor(0)?.hypot_(a.tensor(1)?)?.into())),
        "hypot", HYPOT;
    FMAX_ROW fmax None, "fmax", FMAX;
    FMIN_ROW fmin None, "fmin", FMIN;
}

/// `fmod`, in the table.
pub static FMOD_ROW: Row = Row {
    name: "fmod",
    signature: "fmod(input, other)",
    grad_fn: Some(&FMOD),
    call: |a| Ok(a.tensor(0)?.fmod(a.operand(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.fmod_(a.operand(1)?)?.into())),
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), e.between(0.6, 0.7, &[3]).into()],
            vec![e.any(&[3]).into(), (-0.77).into()],
        ]
    },
};

/// `float_power`, in the table.
pub static FLOAT_POWER_ROW: Row = Row {
    name: "float_power",
    signature: "float_power(input, exponent)",
    grad_fn: Some(&POW_EACH),
    call: |a| match a.tensor(0) {
        Ok(x) => Ok(x.float_power(a.operand(1)?)?.into()),
        Err(_) => {
            let x = number_float_power(a.scalar(0)?, a.tensor(1)?)?;
            Ok(x.into())
        }
    },
    in_place: Some(|a| Ok(a.tensor(0)?.float_power_(a.operand(1)?)?.into())),
    examples: |e| {
        vec![
            vec![e.positive(&[2, 3]).into(), e.any(&[3]).into()],
            vec![e.any(&[3]).into(), 2.into()],
            vec![2.into(), e.any(&[3]).into()],
        ]
    },
};
