/*!
Powers.

Follows [torch.pow](https://pytorch.org/docs/stable/generated/torch.pow.html).
*/

use super::choose::where_;
use super::numeric::{Number, check_fits, numbers};
use super::operand::{Operand, beside, compute, reversed};
use super::row::Row;
use crate::autograd::{Names, Tensor, backward, record};
use crate::tensor::{
    Element, Result, Scalar, Strided, TorchError, dispatch, kernels,
};

static POW_TO: Names = Names::new("PowBackward0", "PowBackward0");
static POW: Names = Names::new("PowBackward1", "PowBackward1");
static POW_OF: Names = Names::new("PowBackward2", "PowBackward2");

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
        let power = beside(self, exponent, |x| {
            if exponent.to_f64() == 0.0 {
                return dispatch!(x.dtype(), T => {
                    kernels::map(x, |_: T| T::from_i64(1))
                });
            }
            if exponent.to_f64() == 1.0 {
                return dispatch!(x.dtype(), T => {
                    kernels::map(x, |x: T| x)
                });
            }
            check_fits(exponent, x.dtype())?;
            numbers!(x.dtype(), "pow", T => {
                let exponent = T::from_scalar(exponent);
                kernels::map(x, |x: T| x.power_of_one(exponent))
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
                // PyTorch's zero is a number: False is not.
                let constant =
                    exponent.is_zero() && !matches!(exponent, Scalar::Bool(_));
                let slope = if constant {
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
            // PyTorch's zero is a number: False is not.
            let zero = base.is_zero() && !matches!(base, Scalar::Bool(_));
            let slope =
                if zero { where_(&y.ge(0)?, 0, &slope)? } else { slope };
            Ok([Some(grad.mul(&slope)?)].into_iter().collect())
        })
    }))
}

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
    signature: "pow(self, exponent)",
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
