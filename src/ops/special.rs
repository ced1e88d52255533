/*!
Functions that integrals define: what [`erf`](Tensor::erf) leaves to 1, its
inverse, and the logarithm of the factorial between whole numbers.

Follows [torch.special](https://pytorch.org/docs/stable/special.html).
*/

use std::f64::consts::{FRAC_2_SQRT_PI, PI};

use super::angles::{by_f64, within_one};
use super::numeric::floats;
use super::row::Row;
use super::unary::{any, erf, floating, positive, unary};
use crate::autograd::{Names, Tensor, backward1, record};
use crate::tensor::{DType, Element, Result, Strided, kernels};

unary! {
    /// What the error function leaves to 1, exact also where that is almost
    /// nothing: `torch.erfc(x)`.
    erfc, erfc_, ERFC_ROW, "erfc", "ErfcBackward0" / "ErfcBackward":
    forward by_f64!(erfc),
    saves Input,
    derivative |grad, x| {
        x.pow(2)?.neg()?.exp()?.mul(-FRAC_2_SQRT_PI)?.mul(grad)
    },
    examples any;

    /// The number whose [`erf`](Tensor::erf) it is: `torch.erfinv(x)`.
    erfinv, erfinv_, ERFINV_ROW, "erfinv",
    "ErfinvBackward0" / "ErfinvBackward":
    forward by_f64!(erfinv),
    saves Input,
    derivative |grad, x| {
        x.erfinv()?.pow(2)?.exp()?.mul(1.0 / FRAC_2_SQRT_PI)?.mul(grad)
    },
    examples within_one;

    /// The logarithm of the gamma function, which is the factorial of one
    /// less: `torch.lgamma(x)`.
    lgamma, lgamma_, LGAMMA_ROW, "lgamma",
    "LgammaBackward0" / "LgammaBackward":
    forward by_f64!(lgamma),
    saves Input,
    derivative |grad, x| grad.mul(&x.digamma()?),
    examples positive;

    /// The derivative of [`lgamma`](Tensor::lgamma): `torch.digamma(x)`.
    digamma, digamma_, DIGAMMA_ROW, "digamma",
    "DigammaBackward0" / "DigammaBackward":
    forward floating!(digamma),
    saves Input,
    derivative |grad, x| grad.mul(&polygamma(1, x)?),
    examples positive;
}

/// The derivative of [`digamma`](Tensor::digamma), `n` times.
fn polygamma(n: u32, x: &Tensor) -> Result<Tensor> {
    static NAMES: Names =
        Names::new("PolygammaBackward0", "PolygammaBackward");
    let factorial: f64 = (1..=n).map(f64::from).product();
    let sign = if n % 2 == 1 { 1.0 } else { -1.0 };
    let out: Strided = floats!(x.dtype(), "polygamma", T => {
        kernels::map(&x.strided(), |x: T| {
            if n == 1 {
                return trigamma(x);
            }
            let zeta = hurwitz_zeta(n + 1, x.to_f64());
            T::from_f64(sign * factorial * zeta)
        })
    })?;
    Ok(record(&NAMES, &[x], out, |saver| {
        let x = saver.save(x);
        backward1(move |grad, context| {
            grad.mul(&polygamma(n + 1, &context.get(x)?)?)
        })
    }))
}

/// `exp(-x * x)`: the square has more digits than a float64, and all count.
fn bell(x: f64) -> f64 {
    // Half of the digits have a square without rounding.
    let high = f64::from_bits(x.to_bits() & !0x7FF_FFFF);
    (-high * high).exp() * (-(x - high) * (x + high)).exp()
}

/// What the error function leaves to 1.
fn erfc(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x < 0.75 {
        return 1.0 - erf(x);
    }
    if x > 28.0 {
        return 0.0;
    }
    // The nearer to zero, the slower the fraction converges.
    let levels = 10 + (200.0 / (x * x)) as u32;
    let below = |rest: f64, n: u32| x + f64::from(n) / 2.0 / rest;
    let fraction = (1..levels).rev().fold(x, below);
    bell(x) * FRAC_2_SQRT_PI / 2.0 / fraction
}

/// The inverse of the error function: a guess, and Newton's steps from it.
fn erfinv(y: f64) -> f64 {
    let far = y.abs();
    if far >= 1.0 || far.is_nan() {
        return if far == 1.0 { y * f64::INFINITY } else { f64::NAN };
    }
    // A tail that a logarithm describes well enough to begin with.
    let log = (-far).ln_1p() + far.ln_1p();
    let half = 2.0 / (PI * 0.147) + log / 2.0;
    let mut x = ((half * half - log / 0.147).sqrt() - half).max(0.0).sqrt();
    if far < 1e-8 {
        return y / FRAC_2_SQRT_PI;
    }
    for _ in 0..4 {
        // Near 1 the difference to 1 has more digits.
        let missed =
            if far < 0.5 { erf(x) - far } else { (1.0 - far) - erfc(x) };
        let step = missed / (FRAC_2_SQRT_PI * bell(x));
        x -= step / (1.0 + x * step);
    }
    x.copysign(y)
}

/// How often a sum over `1 / (x + i) ^ s` is taken by itself before a rule
/// takes the rest.
const TERMS: u32 = 12;

/// The numbers of Bernoulli, over the factorials of their indices.
const BERNOULLI: [f64; 8] = [
    1.0 / 12.0,
    -1.0 / 720.0,
    1.0 / 30_240.0,
    -1.0 / 1_209_600.0,
    1.0 / 47_900_160.0,
    -691.0 / 1_307_674_368_000.0,
    1.0 / 74_724_249_600.0,
    -3617.0 / 10_670_622_842_880_000.0,
];

/// The sum of `1 / (x + i) ^ s` over all `i` from 0 on, by the rule of Euler
/// and Maclaurin.
fn hurwitz_zeta(s: u32, x: f64) -> f64 {
    if x <= 0.0 && x == x.floor() {
        return if s.is_multiple_of(2) { f64::INFINITY } else { f64::NAN };
    }
    let exponent = -(s as i32);
    let mut sum = 0.0;
    let mut x = x;
    let mut terms = 0;
    while terms < TERMS || x < 1.0 {
        sum += x.powi(exponent);
        x += 1.0;
        terms += 1;
    }
    let mut power = x.powi(exponent);
    sum += power * x / f64::from(s - 1) + power / 2.0;
    let mut factor = f64::from(s);
    for (i, bernoulli) in (0..).zip(BERNOULLI) {
        power /= x;
        sum += bernoulli * factor * power;
        power /= x;
        let next = f64::from(s + 2 * i + 1);
        factor *= next * (next + 1.0);
    }
    sum
}

/// The logarithm of the absolute value of the gamma function.
fn lgamma(x: f64) -> f64 {
    if x.is_nan() || x.is_infinite() {
        return x.abs();
    }
    if x <= 0.0 {
        if x == x.floor() {
            return f64::INFINITY;
        }
        // What is left of it and what is right of it belong together.
        let part = x - x.floor();
        let part = if part > 0.5 { 1.0 - part } else { part };
        return (PI / (PI * part).sin()).ln() - lgamma(1.0 - x);
    }
    if x < 0.5 {
        return near_one(x) - x.ln();
    }
    if x <= 1.5 {
        return near_one(x - 1.0);
    }
    if x <= 2.5 {
        return near_one(x - 2.0) + (x - 2.0).ln_1p();
    }
    // Stirling's series, from where it is exact.
    let (mut far, mut product) = (x, 1.0);
    while far < 10.0 {
        product *= far;
        far += 1.0;
    }
    let mut rest = 0.0;
    let mut power = 1.0 / far;
    for coefficient in STIRLING {
        rest += coefficient * power;
        power /= far * far;
    }
    let line = (far - 0.5) * far.ln() - far;
    line + 0.5 * (2.0 * PI).ln() + rest - f64::ln(product)
}

const STIRLING: [f64; 8] = [
    1.0 / 12.0,
    -1.0 / 360.0,
    1.0 / 1260.0,
    -1.0 / 1680.0,
    1.0 / 1188.0,
    -691.0 / 360_360.0,
    1.0 / 156.0,
    -3617.0 / 122_400.0,
];

/// [`lgamma`] of `1 + z`, for a small `z`: its power series, of which the
/// part that converges slowly is a logarithm.
fn near_one(z: f64) -> f64 {
    const EULER: f64 = 0.577_215_664_901_532_9;
    let mut sum = 0.0;
    for k in (2..36_u32).rev() {
        // ζ(k) - 1
        let zeta = hurwitz_zeta(k, 2.0);
        sum = sum * -z + zeta / f64::from(k);
    }
    sum * z * z - z.ln_1p() + (1.0 - EULER) * z
}

/// The derivative of [`lgamma`], step by step as PyTorch computes it.
fn digamma<T: Element>(x: T) -> T {
    let x = x.to_f64();
    let round = rounding::<T>;
    if x == 0.0 {
        return T::from_f64(f64::INFINITY.copysign(-x));
    }
    if x < 0.0 {
        if x == x.trunc() {
            return T::from_f64(f64::NAN);
        }
        let part = x - x.trunc();
        let mirrored = digamma(T::from_f64(1.0 - x)).to_f64();
        let angle = round(PI / (PI * part).tan());
        return T::from_f64(mirrored - angle);
    }
    let (mut x, mut sum) = (x, 0.0);
    while x < 10.0 {
        sum = round(sum - round(1.0 / x));
        x = round(x + 1.0);
    }
    if x == 10.0 {
        return T::from_f64(sum + 2.251_752_589_066_721);
    }
    let mut rest = 0.0;
    if x < 1e17 {
        let z = round(1.0 / round(x * x));
        for coefficient in DIGAMMA {
            rest = round(round(rest * z) + round(coefficient));
        }
        rest = round(rest * z);
    }
    let line = round(round(x.ln()) - round(0.5 / x));
    T::from_f64(round(line - rest) + sum)
}

/// A number as the nearest of its type.
fn rounding<T: Element>(x: f64) -> f64 {
    T::from_f64(x).to_f64()
}

/// The second derivative of [`lgamma`], step by step as PyTorch computes it.
fn trigamma<T: Element>(x: T) -> T {
    let round = rounding::<T>;
    let (mut x, mut sum, mut sign) = (x.to_f64(), 0.0, 1.0);
    if x < 0.5 {
        sign = -1.0;
        let sine = round(round(round(PI) * x).sin());
        sum -= round(round(PI * PI) / round(sine * sine));
        x = round(1.0 - x);
    }
    for _ in 0..6 {
        sum = round(sum + round(1.0 / round(x * x)));
        x = round(x + 1.0);
    }
    let z = round(1.0 / round(x * x));
    let mut rest = round(1.0 / 42.0);
    for coefficient in [1.0 / 30.0, 1.0 / 6.0] {
        rest = round(round(coefficient) - round(z * rest));
    }
    let rest = 1.0 + round(1.0 / round(2.0 * x)) + round(z * rest);
    T::from_f64(sign * round(sum + round(round(rest) / x)))
}

/// The numbers of Bernoulli over twice their halved indices, last first.
const DIGAMMA: [f64; 7] = [
    1.0 / 12.0,
    -691.0 / 32_760.0,
    1.0 / 132.0,
    -1.0 / 240.0,
    1.0 / 252.0,
    -1.0 / 120.0,
    1.0 / 12.0,
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::LN_2;

    #[test]
    fn known_values() {
        let close = |x: f64, y: f64| {
            assert!((x - y).abs() <= 4e-15 * y.abs().max(1e-3), "{x} {y}");
        };
        close(lgamma(0.5), PI.sqrt().ln());
        close(lgamma(5.0), 24_f64.ln());
        close(lgamma(11.0), 3_628_800_f64.ln());
        close(lgamma(-0.5), (2.0 * PI.sqrt()).ln());
        assert_eq!(lgamma(1.0), 0.0);
        assert_eq!(lgamma(2.0), 0.0);
        close(hurwitz_zeta(2, 1.0), PI * PI / 6.0);
        close(erfinv(erf(0.3)), 0.3);
        close(erfc(3.0) + erf(3.0), 1.0);
        close(digamma(1.0_f64), -0.577_215_664_901_532_9);
        close(digamma(0.5_f64), -0.577_215_664_901_532_9 - 2.0 * LN_2);
    }
}
