/*!
Signs, what stands behind the point, and numbers instead of NaN.

Follows [torch.sgn](https://pytorch.org/docs/stable/generated/torch.sgn.html),
[torch.frac](https://pytorch.org/docs/stable/generated/torch.frac.html) and
their neighbours.
*/

use super::numeric::{Number, check_fits, floats, numbers};
use super::operand::{Operand, common_dtype, compute_in};
use super::row::{Args, Row};
use super::unary::{any, unary};
use crate::autograd::{Names, Tensor, backward, backward1, record};
use crate::tensor::{DType, Result, Scalar, Strided, dispatch, kernels};

unary! {
    /// -1, 0 or 1: `torch.sgn(x)`, which is [`sign`](Tensor::sign) for the
    /// numbers that there are here.
    sgn, sgn_, SGN_ROW, "sgn", "SgnBackward0" / "SgnBackward0":
    forward |x| match x.dtype() {
        DType::Bool => Ok(kernels::map(x, |x: bool| x)?),
        dtype => numbers!(dtype, "sign_cpu", T => {
            Ok(kernels::map(x, T::sign)?)
        }),
    },
    saves Input,
    derivative |grad, _| grad.zeros_like(),
    examples any;

    /// What stands behind the point, with the number's sign:
    /// `torch.frac(x)`.
    frac, frac_, FRAC_ROW, "frac", "FracBackward0" / "FracBackward":
    forward |x| floats!(x.dtype(), "frac_cpu", T => {
        Ok(kernels::map(x, |x: T| x - x.trunc())?)
    }),
    saves Nothing,
    derivative |grad, _| Ok(grad.clone()),
    examples any;
}

static NAN_TO_NUM: Names =
    Names::new("NanToNumBackward0", "NanToNumBackward0");
static COPYSIGN: Names = Names::new("CopysignBackward0", "CopysignBackward0");
static COPYSIGN_BY: Names =
    Names::new("CopysignBackward1", "CopysignBackward1");

impl Tensor {
    /// Numbers instead of NaN and the infinities, by default 0 and the
    /// largest numbers there are: `torch.nan_to_num(x, nan, posinf,
    /// neginf)`.
    ///
    /// # Errors
    /// None.
    pub fn nan_to_num(
        &self,
        nan: Option<f64>,
        posinf: Option<f64>,
        neginf: Option<f64>,
    ) -> Result<Tensor> {
        let x = self.strided();
        let numbers: Strided = match x.dtype() {
            DType::Float32 | DType::Float64 => {
                floats!(x.dtype(), "nan_to_num", T => {
                    let nan = nan.unwrap_or(0.0) as T;
                    let most = posinf.map_or(T::MAX, |x| x as T);
                    let least = neginf.map_or(T::MIN, |x| x as T);
                    kernels::map(&x, |x: T| match x {
                        x if x.is_nan() => nan,
                        T::INFINITY => most,
                        T::NEG_INFINITY => least,
                        x => x,
                    })
                })?
            }
            whole => dispatch!(whole, T => kernels::map(&x, |x: T| x)?),
        };
        let numbers = kernels::follow(&numbers, &x)?;
        drop(x);
        Ok(record(&NAN_TO_NUM, &[self], numbers, |saver| {
            let x = saver.save(self);
            backward1(move |grad, context| {
                grad.mul(&context.get(x)?.isfinite()?)
            })
        }))
    }

    /// [`nan_to_num`](Tensor::nan_to_num) in place.
    ///
    /// # Errors
    /// `RuntimeError` if this tensor may not be changed in place.
    pub fn nan_to_num_(
        &self,
        nan: Option<f64>,
        posinf: Option<f64>,
        neginf: Option<f64>,
    ) -> Result<Tensor> {
        self.in_place(|old| old.nan_to_num(nan, posinf, neginf))
    }

    /// Whether there is a minus before it, be it a zero:
    /// `torch.signbit(x)`.
    ///
    /// # Errors
    /// None.
    pub fn signbit(&self) -> Result<Tensor> {
        let x = self.strided();
        let signs: Strided = match x.dtype() {
            DType::Bool => kernels::map(&x, |_: bool| false)?,
            DType::Uint8 => kernels::map(&x, |_: u8| false)?,
            DType::Int32 => kernels::map(&x, |x: i32| x < 0)?,
            DType::Int64 => kernels::map(&x, |x: i64| x < 0)?,
            DType::Float32 => kernels::map(&x, f32::is_sign_negative)?,
            DType::Float64 => kernels::map(&x, f64::is_sign_negative)?,
        };
        Ok(Tensor::from_strided(signs))
    }

    /// The number with the sign of another: `torch.copysign(x, y)`.
    /// Integers become float32.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast.
    pub fn copysign<'a>(
        &self,
        other: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        let other = other.into();
        let names = match other {
            Operand::Tensor(_) => &COPYSIGN,
            Operand::Number(_) => &COPYSIGN_BY,
        };
        let dtype = common_dtype(&[&self.into(), &other]);
        let floating = dtype.is_floating_point();
        let dtype = if floating { dtype } else { DType::usual() };
        if let Operand::Number(number) = other {
            check_fits(number, dtype)?;
        }
        let (signed, other) = compute_in(dtype, self, &other, |x, y| {
            floats!(dtype, "copysign_cpu", T => {
                kernels::zip(x, y, |x: T, y: T| x.copysign(y))
            })
        })?;
        Ok(record(names, &[self, &other], signed, |saver| {
            let (x, signed) = (saver.save_for(0, self), saver.output(0));
            backward(move |grad, context| {
                context.pair(
                    || {
                        let x = context.get(x)?;
                        let ratio = context.get(signed)?.div(&x)?;
                        grad.mul(&ratio.masked_fill(&x.eq(0)?, 0)?)
                    },
                    || grad.zeros_like(),
                )
            })
        }))
    }

    /// [`copysign`](Tensor::copysign) in place.
    ///
    /// # Errors
    /// As [`copysign`](Tensor::copysign), and if this tensor may not be
    /// changed in place.
    pub fn copysign_<'a>(
        &self,
        other: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        let other = other.into();
        other.written_to(self, |old| old.copysign(other))
    }
}

fn three(a: &Args<'_>) -> Result<[Option<f64>; 3]> {
    let number = |i| -> Result<Option<f64>> {
        Ok(a.optional(i, Args::scalar)?.map(Scalar::to_f64))
    };
    Ok([number(1)?, number(2)?, number(3)?])
}

/// `nan_to_num`, in the table.
pub static NAN_TO_NUM_ROW: Row = Row {
    name: "nan_to_num",
    signature: "nan_to_num(input, nan=None, posinf=None, neginf=None)",
    grad_fn: Some(&NAN_TO_NUM),
    call: |a| {
        let [nan, posinf, neginf] = three(a)?;
        Ok(a.tensor(0)?.nan_to_num(nan, posinf, neginf)?.into())
    },
    in_place: Some(|a| {
        let [nan, posinf, neginf] = three(a)?;
        Ok(a.tensor(0)?.nan_to_num_(nan, posinf, neginf)?.into())
    }),
    examples: |e| vec![vec![e.any(&[2, 3]).into()]],
};

/// `signbit`, in the table.
pub static SIGNBIT_ROW: Row = Row {
    name: "signbit",
    signature: "signbit(input)",
    grad_fn: None,
    call: |a| Ok(a.tensor(0)?.signbit()?.into()),
    in_place: None,
    examples: |_| Vec::new(),
};

/// `copysign`, in the table.
pub static COPYSIGN_ROW: Row = Row {
    name: "copysign",
    signature: "copysign(input, other)",
    grad_fn: Some(&COPYSIGN),
    call: |a| Ok(a.tensor(0)?.copysign(a.operand(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.copysign_(a.operand(1)?)?.into())),
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), e.any(&[3]).into()],
            vec![e.any(&[3]).into(), (-1).into()],
        ]
    },
};
