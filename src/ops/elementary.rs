/*!
Exponentials and logarithms, rounded as PyTorch rounds them.

Between the correctly rounded result and its neighbour every library decides
in its own way. PyTorch computes several numbers at a time and takes its
functions from the vector library
[SLEEF](https://doi.org/10.1109/TPDS.2019.2960333): it halves or doubles the
argument until little is left, takes a short polynomial of that, and where
this is not exact enough it carries a second number that holds what the first
one lost. Here are these steps for float32, in their order, so that the
results are the same to the last bit. `sigmoid`, `softmax` and their relatives
are made of them.

float64 is the system's: there the last bit is far beyond what is printed.
(`torch.exp`, `log`, `sin`, `sqrt` and `tanh` themselves come from Intel's
library, whose steps nobody has published.)
*/

use std::cell::Cell;
use std::f32::consts::{LN_2, LOG2_E};
use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::tensor::{Element, Result, Strided, kernels};

/// Functions of a float, as vector libraries round them.
pub(crate) trait Elementary:
    Copy
    + PartialOrd
    + From<f32>
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
{
    /// How many of them PyTorch computes with at a time.
    const LANES: usize;

    /// e to its power.
    fn exp_(self) -> Self;
    /// [`exp_`](Elementary::exp_) less one, exact near 0 too.
    fn exp_m1_(self) -> Self;
    /// 2 to its power.
    fn exp2_(self) -> Self;
    /// The natural logarithm.
    fn ln_(self) -> Self;
    /// The natural logarithm of one more, exact near 0 too.
    fn ln_1p_(self) -> Self;
    /// `self * factor + more`, rounded once.
    fn fma(self, factor: Self, more: Self) -> Self;

    /// The functions of the system.
    fn exp_alone(self) -> Self;
    fn exp_m1_alone(self) -> Self;
    fn ln_1p_alone(self) -> Self;

    /// [`exp_`](Elementary::exp_) in a block, else the system's.
    fn exp_in(self, block: bool) -> Self {
        if block { self.exp_() } else { self.exp_alone() }
    }

    /// `exp_m1` likewise.
    fn exp_m1_in(self, block: bool) -> Self {
        if block { self.exp_m1_() } else { self.exp_m1_alone() }
    }

    /// `ln_1p` likewise.
    fn ln_1p_in(self, block: bool) -> Self {
        if block { self.ln_1p_() } else { self.ln_1p_alone() }
    }

    /// `1 / (1 + exp(-self))`.
    fn logistic(self, block: bool) -> Self {
        let one = Self::from(1.0);
        one / (one + (-self).exp_in(block))
    }
}

/// One element from one. Most of PyTorch's loops take two registers full at
/// a time, where the elements lie side by side; what is left at the end goes
/// one by one, through the functions of the system. `f` is told which it is.
pub(crate) fn map<T: Elementary + Element>(
    x: &Strided,
    f: impl Fn(T, bool) -> T,
) -> Result<Strided> {
    let block = blocks::<T>(x.is_dense(), x);
    kernels::map(x, |x: T| f(x, block()))
}

/// [`map`] of two.
pub(crate) fn zip<T: Elementary + Element>(
    x: &Strided,
    y: &Strided,
    f: impl Fn(T, T, bool) -> T,
) -> Result<Strided> {
    let block = blocks::<T>(x.is_dense() && x.strides() == y.strides(), x);
    kernels::zip(x, y, |x: T, y: T| f(x, y, block()))
}

/// Whether the next element is in a block, asked once for each.
fn blocks<T: Elementary>(dense: bool, x: &Strided) -> impl Fn() -> bool {
    let whole = x.numel() / (2 * T::LANES) * (2 * T::LANES);
    let left = Cell::new(if dense { whole } else { 0 });
    move || {
        let before = left.get();
        left.set(before.saturating_sub(1));
        before > 0
    }
}

impl Elementary for f64 {
    const LANES: usize = 8;

    fn exp_alone(self) -> f64 {
        self.exp()
    }

    fn exp_m1_alone(self) -> f64 {
        self.exp_m1()
    }

    fn ln_1p_alone(self) -> f64 {
        self.ln_1p()
    }

    fn exp_(self) -> f64 {
        self.exp()
    }

    fn exp_m1_(self) -> f64 {
        self.exp_m1()
    }

    fn exp2_(self) -> f64 {
        self.exp2()
    }

    fn ln_(self) -> f64 {
        self.ln()
    }

    fn ln_1p_(self) -> f64 {
        self.ln_1p()
    }

    fn fma(self, factor: f64, more: f64) -> f64 {
        self.mul_add(factor, more)
    }
}

impl Elementary for f32 {
    const LANES: usize = 16;

    fn exp_alone(self) -> f32 {
        self.exp()
    }

    fn exp_m1_alone(self) -> f32 {
        self.exp_m1()
    }

    fn ln_1p_alone(self) -> f32 {
        self.ln_1p()
    }

    fn exp_(self) -> f32 {
        let (doublings, rest) = whole_and_rest(self);
        let bend = polynomial(rest, EXP);
        let near_one = 1.0 + (rest * rest).fma(bend, rest);
        match self {
            x if x < -104.0 => 0.0,
            x if x > 100.0 => f32::INFINITY,
            _ => scaled(near_one, doublings),
        }
    }

    fn exp_m1_(self) -> f32 {
        // Beyond, nothing of the one is left, or nothing but it.
        match self {
            x if x > 88.722_83 => return f32::INFINITY,
            x if x < -16.635_532 => return -1.0,
            x if x == 0.0 => return x,
            _ => {}
        }
        let (doublings, _) = whole_and_rest(self);
        let q = doublings as f32;
        let s = Pair::of(self).plus_any(q * -LN_2_FRONT);
        let s = s.plus_any(q * -LN_2_BACK);
        let bend = polynomial(
            s.0,
            [
                0.198_096_02e-3,
                0.139_425_65e-2,
                0.833_345_7e-2,
                0.416_663_74e-1,
            ],
        );
        let t = s.times(bend).plus_any(0.166_666_66);
        let t = s.times_pair(t).plus_any(0.5);
        let t = s.plus_any_pair(s.squared().times_pair(t));
        let near_one = Pair::of(1.0).plus_pair(t);
        let back = |part| scaled(part, doublings);
        let less_one = Pair(back(near_one.0), back(near_one.1)).plus_any(-1.0);
        less_one.0 + less_one.1
    }

    fn exp2_(self) -> f32 {
        let whole = self.round_ties_even();
        let bend = polynomial(
            self - whole,
            [
                0.153_592_09e-3,
                0.133_926_27e-2,
                0.961_838_5e-2,
                0.555_034_73e-1,
                0.240_226_45,
                LN_2,
                1.0,
            ],
        );
        match self {
            x if x >= 128.0 => f32::INFINITY,
            x if x < -150.0 => 0.0,
            _ => scaled(bend, whole as i32),
        }
    }

    fn ln_(self) -> f32 {
        match self {
            x if x.is_nan() || x < 0.0 => return f32::NAN,
            f32::INFINITY => return f32::INFINITY,
            0.0 => return f32::NEG_INFINITY,
            _ => {}
        }
        let doublings = doublings(self * (1.0 / 0.75));
        let near_one = scaled(self, -doublings);
        let below = Pair::sum(-1.0, near_one);
        let above = Pair::sum(1.0, near_one);
        logarithm(doublings, below.over(above))
    }

    fn ln_1p_(self) -> f32 {
        match self {
            x if x.is_nan() || x < -1.0 => return f32::NAN,
            x if x == 0.0 => return x,
            -1.0 => return f32::NEG_INFINITY,
            x if x > 1e38 => return x.ln_(),
            _ => {}
        }
        let doublings = doublings((self + 1.0) * (1.0 / 0.75));
        let halved = scaled(1.0, -doublings);
        let above_one = self.fma(halved, halved - 1.0);
        let sum = 2.0 + above_one;
        let sum = Pair(sum, (2.0 - sum) + above_one);
        logarithm(doublings, Pair::of(above_one).over(sum))
    }

    /// float64 holds the product in full, and the sum almost always: half a
    /// billion results have one that is rounded twice.
    fn fma(self, factor: f32, more: f32) -> f32 {
        (f64::from(self) * f64::from(factor) + f64::from(more)) as f32
    }
}

/// The logarithm of two, in a front whose products with small whole numbers
/// are exact, and the rest.
const LN_2_FRONT: f32 = 0.693_145_75;
const LN_2_BACK: f32 = 1.428_606_8e-6;

/// What of `exp(x)` bends away from `1 + x`, over `x * x`.
const EXP: [f32; 6] = [
    0.000_198_527_62,
    0.001_393_043_6,
    0.008_333_361,
    0.041_666_485,
    0.166_666_67,
    0.5,
];

/// A polynomial; the highest power's coefficient is the first.
fn polynomial<const N: usize>(x: f32, coefficients: [f32; N]) -> f32 {
    let mut value = coefficients[0];
    for coefficient in &coefficients[1..] {
        value = value.fma(x, *coefficient);
    }
    value
}

/// How often two goes into `exp(x)`, and the `x` of what is left.
fn whole_and_rest(x: f32) -> (i32, f32) {
    let doublings = (x * LOG2_E).round_ties_even();
    let rest = doublings.fma(-LN_2_FRONT, x);
    (doublings as i32, doublings.fma(-LN_2_BACK, rest))
}

/// Twice, `doublings` times; in two steps, because the way there may lead
/// outside of the numbers that there are.
fn scaled(x: f32, doublings: i32) -> f32 {
    let power = |n: i32| f32::from_bits(((n + 127) as u32) << 23);
    let half = doublings >> 1;
    x * power(half) * power(doublings - half)
}

/// The exponent of a positive number.
fn doublings(x: f32) -> i32 {
    if x < f32::MIN_POSITIVE {
        return doublings(scaled(x, 64)) - 64;
    }
    (x.to_bits() >> 23) as i32 - 127
}

/// The logarithm of `2 ** doublings * (1 + t) / (1 - t)`.
fn logarithm(doublings: i32, t: Pair) -> f32 {
    let of_two = Pair(LN_2, -1.904_654_3e-9);
    let whole = of_two.times(doublings as f32);
    let square = t.0 * t.0;
    let bend = polynomial(square, [0.302_729_5, 0.399_610_82, 0.666_669_5]);
    let sum = whole.plus_pair(Pair(t.0 * 2.0, t.1 * 2.0));
    let sum = sum.plus(square * t.0 * bend);
    sum.0 + sum.1
}

/// A number and what it lost by rounding.
#[derive(Clone, Copy)]
struct Pair(f32, f32);

impl Pair {
    fn of(x: f32) -> Pair {
        Pair(x, 0.0)
    }

    fn sum(x: f32, y: f32) -> Pair {
        let sum = x + y;
        let part = sum - x;
        Pair(sum, (x - (sum - part)) + (y - part))
    }

    /// Of two of any size.
    fn plus_any(self, y: f32) -> Pair {
        let Pair(sum, lost) = Pair::sum(self.0, y);
        Pair(sum, lost + self.1)
    }

    fn plus_any_pair(self, y: Pair) -> Pair {
        let Pair(sum, lost) = Pair::sum(self.0, y.0);
        Pair(sum, lost + (self.1 + y.1))
    }

    /// Of a smaller one.
    fn plus(self, y: f32) -> Pair {
        let sum = self.0 + y;
        Pair(sum, (self.0 - sum) + y + self.1)
    }

    fn plus_pair(self, y: Pair) -> Pair {
        let sum = self.0 + y.0;
        Pair(sum, (self.0 - sum) + y.0 + self.1 + y.1)
    }

    fn times(self, y: f32) -> Pair {
        let product = self.0 * y;
        Pair(product, self.1.fma(y, self.0.fma(y, -product)))
    }

    fn times_pair(self, y: Pair) -> Pair {
        let product = self.0 * y.0;
        let lost = self.1.fma(y.0, self.0.fma(y.0, -product));
        Pair(product, self.0.fma(y.1, lost))
    }

    fn squared(self) -> Pair {
        let square = self.0 * self.0;
        let lost = self.0.fma(self.0, -square);
        Pair(square, (self.0 + self.0).fma(self.1, lost))
    }

    fn over(self, y: Pair) -> Pair {
        let one_over = 1.0 / y.0;
        let quotient = self.0 * one_over;
        let lost = one_over.fma(self.0, -quotient);
        let off = (-y.1).fma(one_over, (-y.0).fma(one_over, 1.0));
        Pair(quotient, quotient.fma(off, self.1.fma(one_over, lost)))
    }
}
