/*!
Functions that saturate, several at a time.

They are computed in float64 and rounded once, so that the result is the
float32 nearest to the true value in all but few cases.
*/

use std::f64::consts::{LN_2, LOG2_E};

use crate::machine::{Fused, Step, Work};

/// Added to a number, it leaves the whole part in the last bits.
const ROUND: f64 = (3_i64 << 51) as f64;

/// 1 / n!, the highest n first: what [`exp`] needs near 0.
const TAYLOR: [f64; 10] = [
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
    1.0,
    1.0,
];

/// e to the power of a number up to ±700, to eleven digits.
#[inline(always)]
fn exp<S: Step<f64>>(x: f64) -> f64 {
    // As often as two goes into it, and what is left.
    let shifted = S::step(x, LOG2_E, ROUND);
    let rest = S::step(shifted - ROUND, -LN_2, x);
    let mut bend = TAYLOR[0];
    for &c in &TAYLOR[1..] {
        bend = S::step(bend, rest, c);
    }
    let power = shifted.to_bits().wrapping_add(1023) << 52;
    bend * f64::from_bits(power)
}

/// The logistic sigmoid of `x` where `double` is 1, `tanh(x)` where it is 2:
/// one is the other, stretched.
#[inline(always)]
pub fn squash<S: Step<f64>>(x: f32, double: f32) -> f32 {
    let (wide, double) = (f64::from(x), f64::from(double));
    let z = -wide * double;
    let z = if z > 700.0 { 700.0 } else { z };
    let z = if z < -700.0 { -700.0 } else { z };
    let t = 1.0 / (1.0 + exp::<S>(z));
    let squashed = S::step(double - 1.0, t - 1.0, t) as f32;
    // So near to 0, tanh(x) is x, and keeps its sign.
    if double > 1.0 && x.abs() < 1e-4 { x } else { squashed }
}

/// `x = squash(x, double)`, each with its own.
pub struct Squash<'a> {
    pub x: &'a mut [f32],
    pub double: &'a [f32],
}

impl Work<f64> for Squash<'_> {
    #[inline(always)]
    fn run<
        S: Step<f64>,
        const ROWS: usize,
        const FEW: usize,
        const LANES: usize,
    >(
        self,
    ) {
        for (x, &double) in self.x.iter_mut().zip(self.double) {
            *x = squash::<S>(*x, double);
        }
    }
}

struct Tanh<'a> {
    x: &'a [f32],
    out: &'a mut [f32],
}

impl Work<f64> for Tanh<'_> {
    #[inline(always)]
    fn run<
        S: Step<f64>,
        const ROWS: usize,
        const FEW: usize,
        const LANES: usize,
    >(
        self,
    ) {
        for (&x, out) in self.x.iter().zip(self.out) {
            *out = squash::<S>(x, 2.0);
        }
    }
}

/// The hyperbolic tangents of `x`, into `out`.
pub fn tanh(x: &[f32], out: &mut [f32]) {
    f64::work(Tanh { x, out });
}
