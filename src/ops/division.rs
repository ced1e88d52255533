/*!
Quotients, and what division leaves.

Follows [torch.div](https://pytorch.org/docs/stable/generated/torch.div.html),
[torch.floor_divide](https://pytorch.org/docs/stable/generated/torch.floor_divide.html)
and [torch.remainder](https://pytorch.org/docs/stable/generated/torch.remainder.html).
*/

use std::cell::Cell;

use super::arithmetic::first_of_two;
use super::numeric::{Number, floats, numbers};
use super::operand::{
    Operand, beside_in, compute, compute_in, dtype_of_pair, reversed,
};
use super::row::{Args, Row, Value};
use crate::autograd::{Names, Saved, Tensor, backward, record, record_beside};
use crate::tensor::{
    DType, Element, Result, Scalar, Strided, TorchError, kernels,
};

static DIV: Names = Names::new("DivBackward0", "DivBackward0");
static DIV_MODE: Names = Names::new("DivBackward2", "DivBackward2");
static FLOOR_DIVIDE: Names = Names::new("NotImplemented", "TruncBackward");
static REMAINDER: Names =
    Names::new("RemainderBackward1", "RemainderBackward1");
static REMAINDER_BY: Names =
    Names::new("RemainderBackward0", "RemainderBackward0");

impl Tensor {
    /// The quotient: `x / y`, `torch.div(x, y)`. That of integers is
    /// float32.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast.
    pub fn div<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        self.divided(&DIV, &other.into())
    }

    /// [`div`](Tensor::div), whose node has another name.
    pub(crate) fn divided(
        &self,
        names: &'static Names,
        other: &Operand<'_>,
    ) -> Result<Tensor> {
        if let Some(number) = other.plain_number() {
            let dtype = quotient_dtype(self, other);
            let quotient = beside_in(dtype, self, |x| {
                floats!(dtype, "div_cpu", T => {
                    let divisor = T::from_scalar(number);
                    kernels::beside(x, divisor, |x: T, y: T| x / y)
                })
            })?;
            return Ok(record_beside(names, self, quotient, |saver| {
                saver.number(number);
                first_of_two(|grad, context| {
                    grad.div(context.number(Saved::FIRST)?)
                })
            }));
        }
        let (quotient, other) = true_quotient(self, other)?;
        Ok(record(names, &[self, &other], quotient, |saver| {
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
        other
            .written_to(self, |old| old.div(other))
            .map_err(|error| error.of_writing("div"))
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
        other.computed_into(self, |old| {
            let (quotient, other) = floor_quotient(old, &other)?;
            let inputs = [old, &other];
            let name = "floor_divide_";
            Ok(underivable(&FLOOR_DIVIDE, &inputs, quotient, name))
        })
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

/// A quotient or a remainder. Only floats may be divided by zero.
pub(super) fn divide<T: Number>(
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

fn check_mode(mode: Option<&str>) -> Result<()> {
    match mode {
        None | Some("trunc" | "floor") => Ok(()),
        Some(mode) => Err(TorchError::runtime(format!(
            "div expected rounding_mode to be one of None, 'trunc', or \
             'floor' but found '{mode}'"
        ))),
    }
}

/// Floats divide as they are, integers and bools as float32.
fn quotient_dtype(x: &Tensor, y: &Operand<'_>) -> DType {
    let dtype = dtype_of_pair(x, y);
    let floating = dtype.is_floating_point();
    if floating { dtype } else { DType::usual() }
}

fn true_quotient(x: &Tensor, y: &Operand<'_>) -> Result<(Strided, Tensor)> {
    let dtype = quotient_dtype(x, y);
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

/// `remainder` of a number, in the table.
pub static REMAINDER_OF_ROW: Row = Row {
    name: "remainder.Scalar_Tensor",
    signature: "remainder(self, other)",
    grad_fn: None,
    call: |a| Ok(number_remainder(a.scalar(0)?, a.tensor(1)?)?.into()),
    in_place: None,
    examples: |_| Vec::new(),
};

/// `remainder` by a number, in the table.
pub static REMAINDER_BY_ROW: Row = Row {
    name: "remainder.Scalar",
    signature: "remainder(input, other)",
    grad_fn: Some(&REMAINDER_BY),
    call: |a| Ok(a.tensor(0)?.remainder(a.scalar(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.remainder_(a.scalar(1)?)?.into())),
    examples: |e| vec![vec![e.any(&[2, 3]).into(), (-0.77).into()]],
};
