/*!
Angles: the functions that give them, their hyperbolic relatives, and
degrees.

Follows [torch.asin](https://pytorch.org/docs/stable/generated/torch.asin.html)
and its neighbours. float32 is computed in float64 and rounded once.
*/

use std::f64::consts::LN_2;

use super::numeric::floats;
use super::row::{Example, Row};
use super::unary::{any, floating, unary};
use crate::autograd::{Names, Tensor};
use crate::tensor::{DType, Element, Result, Strided, kernels};

/// A function of float64, for both kinds of floats.
macro_rules! by_f64 {
    ($f:expr) => {
        floating!(|x| {
            let f: fn(f64) -> f64 = $f;
            T::from_f64(f(x.to_f64()))
        })
    };
}
pub(super) use by_f64;

/// Examples between -1 and 1.
pub(super) fn within_one(e: &mut Example, shape: &[usize]) -> Tensor {
    e.between(-0.9, 0.9, shape)
}

/// Examples above 1.
fn above_one(e: &mut Example, shape: &[usize]) -> Tensor {
    e.between(1.2, 3.0, shape)
}

const DEGREES: f64 = 57.295_779_513_082_320_876_798_154_814_105_170;
const RADIANS: f64 = 0.017_453_292_519_943_295_769_236_907_684_886_127;

unary! {
    /// The angle whose sine it is: `torch.asin(x)`.
    asin, asin_, ASIN_ROW, "asin", "AsinBackward0" / "AsinBackward":
    forward by_f64!(f64::asin),
    saves Input,
    derivative |grad, x| grad.mul(&x.neg()?.mul(x)?.add(1)?.rsqrt()?),
    examples within_one;

    /// The angle whose cosine it is: `torch.acos(x)`.
    acos, acos_, ACOS_ROW, "acos", "AcosBackward0" / "AcosBackward":
    forward by_f64!(f64::acos),
    saves Input,
    derivative |grad, x| {
        grad.mul(&x.neg()?.mul(x)?.add(1)?.rsqrt()?.neg()?)
    },
    examples within_one;

    /// The angle whose tangent it is: `torch.atan(x)`.
    atan, atan_, ATAN_ROW, "atan", "AtanBackward0" / "AtanBackward":
    forward by_f64!(f64::atan),
    saves Input,
    derivative |grad, x| grad.div(&x.mul(x)?.add(1)?),
    examples any;

    /// The hyperbolic sine: `torch.sinh(x)`.
    sinh, sinh_, SINH_ROW, "sinh", "SinhBackward0" / "SinhBackward":
    forward by_f64!(f64::sinh),
    saves Input,
    derivative |grad, x| grad.mul(&x.cosh()?),
    examples any;

    /// The hyperbolic cosine: `torch.cosh(x)`.
    cosh, cosh_, COSH_ROW, "cosh", "CoshBackward0" / "CoshBackward":
    forward by_f64!(f64::cosh),
    saves Input,
    derivative |grad, x| grad.mul(&x.sinh()?),
    examples any;

    /// The number whose hyperbolic sine it is: `torch.asinh(x)`.
    asinh, asinh_, ASINH_ROW, "asinh", "AsinhBackward0" / "AsinhBackward":
    forward by_f64!(inverse_sinh),
    saves Input,
    derivative |grad, x| grad.mul(&x.pow(2)?.add(1)?.rsqrt()?),
    examples any;

    /// The number whose hyperbolic cosine it is: `torch.acosh(x)`. NaN below
    /// 1.
    acosh, acosh_, ACOSH_ROW, "acosh", "AcoshBackward0" / "AcoshBackward":
    forward by_f64!(inverse_cosh),
    saves Input,
    derivative |grad, x| grad.mul(&x.pow(2)?.sub(1)?.rsqrt()?),
    examples above_one;

    /// The number whose hyperbolic tangent it is: `torch.atanh(x)`.
    atanh, atanh_, ATANH_ROW, "atanh", "AtanhBackward0" / "AtanhBackward":
    forward by_f64!(f64::atanh),
    saves Input,
    derivative |grad, x| grad.mul(&x.pow(2)?.rsub(1)?.reciprocal()?),
    examples within_one;

    /// Degrees as radians: `torch.deg2rad(x)`.
    deg2rad, deg2rad_, DEG2RAD_ROW, "deg2rad",
    "Deg2RadBackward0" / "Deg2RadBackward0":
    forward |x| scaled(x, RADIANS),
    saves Nothing,
    derivative |grad, _| grad.mul(RADIANS),
    examples any;

    /// Radians as degrees: `torch.rad2deg(x)`.
    rad2deg, rad2deg_, RAD2DEG_ROW, "rad2deg",
    "Rad2DegBackward0" / "Rad2DegBackward0":
    forward |x| scaled(x, DEGREES),
    saves Nothing,
    derivative |grad, _| grad.mul(DEGREES),
    examples any;

    /// `sin(pi x) / (pi x)`, and 1 at 0: `torch.sinc(x)`.
    sinc, sinc_, SINC_ROW, "sinc", "SincBackward0" / "SincBackward0":
    forward floating!(|x| {
        if x == 0.0 {
            return 1.0;
        }
        let angle = std::f64::consts::PI as T * x;
        T::from_f64(angle.to_f64().sin()) / angle
    }),
    saves Input,
    derivative |grad, x| {
        let angle = x.mul(std::f64::consts::PI)?;
        let slope = angle.mul(&angle.cos()?)?.sub(&angle.sin()?)?;
        let square = angle.mul(x)?;
        let slope = slope.div(&square)?;
        // Where it is flat, the rule divides by 0.
        grad.mul(&slope)?.masked_fill(&square.eq(0)?, 0)
    },
    examples any;
}

/// Where the square of a number is infinite, its logarithm is not.
const FAR: f64 = 1e150;

fn inverse_sinh(x: f64) -> f64 {
    if x.abs() < FAR {
        return x.asinh();
    }
    (x.abs().ln() + LN_2).copysign(x)
}

fn inverse_cosh(x: f64) -> f64 {
    if x < FAR { x.acosh() } else { x.ln() + LN_2 }
}

/// A product with a number, in memory as the input is.
fn scaled(x: &Strided, factor: f64) -> Result<Strided> {
    let floating = x.dtype().is_floating_point();
    let dtype = if floating { x.dtype() } else { DType::usual() };
    let y = x.to_dtype(dtype)?;
    let y = floats!(dtype, "mul_cpu", T => {
        kernels::map(&y, |x: T| x * factor as T)
    })?;
    kernels::follow(&y, x)
}
