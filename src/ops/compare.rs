/*!
Comparing: element by element, giving a mask, or as a whole, giving one
answer.

Follows [Comparison Ops](https://pytorch.org/docs/stable/torch.html#comparison-ops).
A comparison is flat wherever it is not broken: masks are never recorded.
*/

use super::operand::{Operand, dtype_of_pair};
use super::products::mixed;
use super::row::{Args, Row};
use crate::autograd::{
    Names, Tensor, backward, backward1, no_grad, record, record_any_dtype,
};
use crate::tensor::{DType, Element, Result, TorchError, dispatch, kernels};

macro_rules! comparison {
    ($(
        $(#[$doc:meta])*
        $name:ident, $name_:ident, $row:ident, $text:literal, $node:literal:
        $op:tt;
    )+) => {
        impl Tensor {$(
            $(#[$doc])*
            ///
            /// # Errors
            /// `RuntimeError` if the shapes do not broadcast.
            pub fn $name<'a>(
                &self,
                other: impl Into<Operand<'a>>,
            ) -> Result<Tensor> {
                let other = other.into();
                let dtype = dtype_of_pair(self, &other);
                let x = self.strided();
                let x = x.as_dtype(dtype)?;
                let mask = dispatch!(dtype, T => {
                    let test = |x: T, y: T| x $op y;
                    match other {
                        Operand::Number(number) => {
                            kernels::beside(&x, T::from_scalar(number), test)
                        }
                        Operand::Tensor(y) => {
                            let y = y.strided();
                            kernels::zip(&x, &*y.as_dtype(dtype)?, test)
                        }
                    }
                });
                mask.map(Tensor::from_strided)
            }

            #[doc = concat!(
                "[`", $text, "`](Tensor::", $text, ") in place: ones and \
                 zeros of this tensor's dtype."
            )]
            ///
            /// # Errors
            /// As the other, and `RuntimeError` if this tensor may not be
            /// changed in place.
            pub fn $name_<'a>(
                &self,
                other: impl Into<Operand<'a>>,
            ) -> Result<Tensor> {
                static NUMBER: Names =
                    Names::new(concat!($node, "0"), concat!($node, "0"));
                static TENSOR: Names =
                    Names::new(concat!($node, "1"), concat!($node, "1"));
                let other = other.into();
                other.written_to(self, |old| {
                    let mask = old.$name(other)?;
                    let mask = mask.strided().to_dtype(old.dtype())?;
                    // Flat: ones and zeros do not move with the numbers.
                    Ok(match other {
                        Operand::Number(_) => {
                            record(&NUMBER, &[old], mask, |_| {
                                backward1(|grad, _| grad.zeros_like())
                            })
                        }
                        Operand::Tensor(other) => {
                            record_any_dtype(&TENSOR, &[old, other], mask, |_| {
                                backward(|grad, context| {
                                    let flat = || grad.zeros_like();
                                    context.pair(flat, flat)
                                })
                            })
                        }
                    })
                })
            }
        )+}

        $(
            #[doc = concat!("`", $text, "`, in the table.")]
            pub static $row: Row = Row {
                name: $text,
                signature: concat!($text, "(input, other)"),
                grad_fn: None,
                call: |a| Ok(a.tensor(0)?.$name(a.operand(1)?)?.into()),
                in_place: Some(|a| {
                    Ok(a.tensor(0)?.$name_(a.operand(1)?)?.into())
                }),
                examples: |_| Vec::new(),
            };
        )+
    };
}

comparison! {
    /// Where both are equal: `x == y`, `torch.eq(x, y)`.
    eq, eq_, EQ_ROW, "eq", "EqBackward": ==;
    /// Where they differ: `x != y`, `torch.ne(x, y)`. NaN differs from
    /// everything.
    ne, ne_, NE_ROW, "ne", "NeBackward": !=;
    /// Where this one is less: `x < y`, `torch.lt(x, y)`.
    lt, lt_, LT_ROW, "lt", "LtBackward": <;
    /// Where this one is less or equal: `x <= y`, `torch.le(x, y)`.
    le, le_, LE_ROW, "le", "LeBackward": <=;
    /// Where this one is greater: `x > y`, `torch.gt(x, y)`.
    gt, gt_, GT_ROW, "gt", "GtBackward": >;
    /// Where this one is greater or equal: `x >= y`, `torch.ge(x, y)`.
    ge, ge_, GE_ROW, "ge", "GeBackward": >=;
}

/// How near two numbers must be for [`Tensor::allclose`].
#[derive(Clone, Copy, Debug)]
pub struct Tolerance {
    /// A part of the second number.
    pub rtol: f64,
    /// A distance.
    pub atol: f64,
    /// Whether NaN is as good as NaN.
    pub equal_nan: bool,
}

impl Default for Tolerance {
    fn default() -> Tolerance {
        Tolerance { rtol: 1e-5, atol: 1e-8, equal_nan: false }
    }
}

impl Tensor {
    /// Whether both have the same shape and equal elements:
    /// `torch.equal(x, y)`.
    ///
    /// # Errors
    /// None.
    pub fn equal(&self, other: &Tensor) -> Result<bool> {
        if self.size() != other.size() {
            return Ok(false);
        }
        let same = self.eq(other)?;
        Ok(same.to_vec::<bool>()?.into_iter().all(|same| same))
    }

    /// Whether all elements are near each other: `torch.allclose(x, y)`,
    /// with its usual tolerances.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast or the dtypes differ.
    pub fn allclose(&self, other: &Tensor) -> Result<bool> {
        self.allclose_with(other, Tolerance::default())
    }

    /// [`allclose`](Tensor::allclose) with `rtol=`, `atol=`, `equal_nan=`.
    ///
    /// # Errors
    /// As [`allclose`](Tensor::allclose), and for a negative tolerance.
    pub fn allclose_with(
        &self,
        other: &Tensor,
        tolerance: Tolerance,
    ) -> Result<bool> {
        let close = self.isclose_with(other, tolerance)?;
        Ok(close.to_vec::<bool>()?.into_iter().all(|close| close))
    }

    /// Where elements are near each other: `torch.isclose(x, y)`, that is
    /// `|x - y| <= atol + rtol * |y|`.
    ///
    /// # Errors
    /// As [`allclose`](Tensor::allclose).
    pub fn isclose(&self, other: &Tensor) -> Result<Tensor> {
        self.isclose_with(other, Tolerance::default())
    }

    /// [`isclose`](Tensor::isclose) with `rtol=`, `atol=`, `equal_nan=`.
    ///
    /// # Errors
    /// As [`allclose_with`](Tensor::allclose_with).
    pub fn isclose_with(
        &self,
        other: &Tensor,
        tolerance: Tolerance,
    ) -> Result<Tensor> {
        let (a, b) = (self.dtype(), other.dtype());
        if a != b {
            return Err(TorchError::runtime(format!(
                "{} did not match {}",
                a.scalar_type(),
                b.scalar_type()
            ))
            .in_the_notes(if self.ndim() > 0 && other.ndim() > 0 {
                format!(
                    "expected backend CPU and dtype {} but got backend CPU \
                     and dtype {}",
                    a.promote(b).scalar_type_then(),
                    b.min(a).scalar_type_then()
                )
            } else {
                mixed(a, b, 2, "other")
            }));
        }
        let Tolerance { rtol, atol, equal_nan } = tolerance;
        for (name, value) in [("rtol", rtol), ("atol", atol)] {
            // A NaN is no tolerance either.
            if value.is_nan() || value < 0.0 {
                return Err(TorchError::runtime(format!(
                    "{name} must be greater than or equal to zero, but got \
                     {value}"
                )));
            }
        }
        no_grad(|| {
            let mut close = self.eq(other)?;
            if equal_nan {
                close = close.logical_or(
                    &self.isnan()?.logical_and(&other.isnan()?)?,
                )?;
            }
            if rtol == 0.0 && atol == 0.0 {
                return Ok(close);
            }
            // Integers are compared as float32: differences must not wrap.
            let floating = a.is_floating_point();
            let dtype = if floating { a } else { DType::usual() };
            let (x, y) = (self.to(dtype)?, other.to(dtype)?);
            let allowed = y.mul(rtol)?.abs()?.add(atol)?;
            let away = x.sub(&y)?.abs()?;
            let near = away.isfinite()?.logical_and(&away.le(&allowed)?)?;
            // In place: the answer lies in memory as `x == y` does.
            close.logical_or_(&near)
        })
    }
}

/// `equal`, in the table.
pub static EQUAL_ROW: Row = Row {
    name: "equal",
    signature: "equal(input, other)",
    grad_fn: None,
    call: |a| Ok(a.tensor(0)?.equal(a.tensor(1)?)?.into()),
    in_place: None,
    examples: |_| Vec::new(),
};

/// The tolerances of a call, by position.
fn tolerance(a: &Args<'_>) -> Result<Tolerance> {
    let usual = Tolerance::default();
    let number = |i: usize, usual: f64| {
        Ok::<f64, TorchError>(
            a.optional(i, Args::scalar)?.map_or(usual, |x| x.to_f64()),
        )
    };
    Ok(Tolerance {
        rtol: number(2, usual.rtol)?,
        atol: number(3, usual.atol)?,
        equal_nan: a.optional(4, Args::bool)?.unwrap_or(false),
    })
}

/// `allclose`, in the table.
pub static ALLCLOSE_ROW: Row = Row {
    name: "allclose",
    signature: "allclose(input, other, rtol=1e-05, atol=1e-08, \
                equal_nan=False)",
    grad_fn: None,
    call: |a| {
        Ok(a.tensor(0)?.allclose_with(a.tensor(1)?, tolerance(a)?)?.into())
    },
    in_place: None,
    examples: |_| Vec::new(),
};

/// `isclose`, in the table.
pub static ISCLOSE_ROW: Row = Row {
    name: "isclose",
    signature: "isclose(input, other, rtol=1e-05, atol=1e-08, \
                equal_nan=False)",
    grad_fn: None,
    call: |a| {
        Ok(a.tensor(0)?.isclose_with(a.tensor(1)?, tolerance(a)?)?.into())
    },
    in_place: None,
    examples: |_| Vec::new(),
};
