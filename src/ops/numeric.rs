/*!
What a processor does with one or two elements.

Integers wrap, as in C; truth values add up to truth values. An operation
that has no meaning for a dtype says so in PyTorch's words, with the name of
PyTorch's kernel, before any loop begins: see [`numbers`], [`floats`] and
[`bits`].
*/

use crate::tensor::random::six_digits;
use crate::tensor::{DType, Element, ErrorClass, Result, Scalar, TorchError};

/// Elements that can be added and multiplied: all of them.
pub(crate) trait Arithmetic: Element {
    /// The sum; `or` for bools.
    fn plus(self, other: Self) -> Self;
    /// The product; `and` for bools.
    fn times(self, other: Self) -> Self;
    /// `self + other * alpha`. For floats this is rounded once, as PyTorch's
    /// kernel does on every processor that can.
    fn plus_times(self, other: Self, alpha: Self) -> Self;
    /// Whether it is not a number.
    fn nan(self) -> bool;
}

/// Elements with a sign, a difference and an order of magnitude: not bools.
pub(crate) trait Number: Arithmetic {
    fn negative(self) -> Self;
    fn magnitude(self) -> Self;
    fn sign(self) -> Self;
    fn minus(self, other: Self) -> Self;
    /// The quotient, rounded towards zero.
    fn trunc_div(self, other: Self) -> Self;
    /// The quotient, rounded down.
    fn floor_div(self, other: Self) -> Self;
    /// What [`floor_div`](Number::floor_div) leaves; it has the sign of
    /// `other`.
    fn remainder(self, other: Self) -> Self;
    /// What [`trunc_div`](Number::trunc_div) leaves; it has the sign of
    /// `self`.
    fn rest(self, other: Self) -> Self;
    /// The power, by the general rule.
    fn power(self, exponent: Self) -> Self;
    /// The power where one exponent serves all elements: the small ones are
    /// products and roots.
    fn power_of_one(self, exponent: Self) -> Self;
}

/// Elements made of bits that mean something one by one: not floats.
pub(crate) trait Bits: Element {
    fn and(self, other: Self) -> Self;
    fn or(self, other: Self) -> Self;
    fn xor(self, other: Self) -> Self;
    fn not(self) -> Self;
}

impl Arithmetic for bool {
    #[inline]
    fn plus(self, other: bool) -> bool {
        self | other
    }

    #[inline]
    fn times(self, other: bool) -> bool {
        self & other
    }

    #[inline]
    fn plus_times(self, other: bool, alpha: bool) -> bool {
        self | (other & alpha)
    }

    #[inline]
    fn nan(self) -> bool {
        false
    }
}

macro_rules! integer {
    ($($t:ty: $negative:expr, $abs:expr, $signum:expr;)+) => {$(
        impl Arithmetic for $t {
            #[inline]
            fn plus(self, other: $t) -> $t {
                self.wrapping_add(other)
            }

            #[inline]
            fn times(self, other: $t) -> $t {
                self.wrapping_mul(other)
            }

            #[inline]
            fn plus_times(self, other: $t, alpha: $t) -> $t {
                self.wrapping_add(other.wrapping_mul(alpha))
            }

            #[inline]
            fn nan(self) -> bool {
                false
            }
        }

        // The operations that divide are only called where `other` is not 0.
        impl Number for $t {
            #[inline]
            fn negative(self) -> $t {
                self.wrapping_neg()
            }

            #[inline]
            fn magnitude(self) -> $t {
                $abs(self)
            }

            #[inline]
            fn sign(self) -> $t {
                $signum(self)
            }

            #[inline]
            fn minus(self, other: $t) -> $t {
                self.wrapping_sub(other)
            }

            #[inline]
            fn trunc_div(self, other: $t) -> $t {
                self.wrapping_div(other)
            }

            #[inline]
            fn floor_div(self, other: $t) -> $t {
                let quotient = self.wrapping_div(other);
                let exact = self.wrapping_rem(other) == 0;
                if !exact && $negative(self) != $negative(other) {
                    quotient - 1
                } else {
                    quotient
                }
            }

            #[inline]
            fn remainder(self, other: $t) -> $t {
                let rest = self.wrapping_rem(other);
                if rest != 0 && $negative(rest) != $negative(other) {
                    rest + other
                } else {
                    rest
                }
            }

            #[inline]
            fn rest(self, other: $t) -> $t {
                self.wrapping_rem(other)
            }

            #[inline]
            fn power(self, exponent: $t) -> $t {
                if $negative(exponent) {
                    // 1 / self^n: 0, but for 1 and -1.
                    return match self {
                        1 => 1,
                        x if x.wrapping_add(1) == 0 && exponent & 1 == 1 => x,
                        x if x.wrapping_add(1) == 0 => 1,
                        _ => 0,
                    };
                }
                let (mut base, mut left) = (self, exponent);
                let mut power: $t = 1;
                while left > 0 {
                    if left & 1 == 1 {
                        power = power.wrapping_mul(base);
                    }
                    base = base.wrapping_mul(base);
                    left >>= 1;
                }
                power
            }

            #[inline]
            fn power_of_one(self, exponent: $t) -> $t {
                self.power(exponent)
            }
        }
    )+};
}
integer! {
    u8: |_: u8| false, |x: u8| x, |x: u8| u8::from(x > 0);
    i32: |x: i32| x < 0, i32::wrapping_abs, i32::signum;
    i64: |x: i64| x < 0, i64::wrapping_abs, i64::signum;
}

macro_rules! float {
    ($($t:ty),+) => {$(
        impl Arithmetic for $t {
            #[inline]
            fn plus(self, other: $t) -> $t {
                self + other
            }

            #[inline]
            fn times(self, other: $t) -> $t {
                self * other
            }

            #[inline]
            fn plus_times(self, other: $t, alpha: $t) -> $t {
                other.mul_add(alpha, self)
            }

            #[inline]
            fn nan(self) -> bool {
                self.is_nan()
            }
        }

        impl Number for $t {
            #[inline]
            fn negative(self) -> $t {
                -self
            }

            #[inline]
            fn magnitude(self) -> $t {
                self.abs()
            }

            /// 0 for NaN, as PyTorch counts comparisons.
            #[inline]
            fn sign(self) -> $t {
                <$t>::from(i8::from(self > 0.0) - i8::from(self < 0.0))
            }

            #[inline]
            fn minus(self, other: $t) -> $t {
                self - other
            }

            #[inline]
            fn trunc_div(self, other: $t) -> $t {
                (self / other).trunc()
            }

            /// Python's `//`: from the exact remainder, so that rounding
            /// in the quotient does not matter.
            #[inline]
            fn floor_div(self, other: $t) -> $t {
                if other == 0.0 {
                    return self / other;
                }
                let rest = self % other;
                let mut quotient = (self - rest) / other;
                if rest != 0.0 && (other < 0.0) != (rest < 0.0) {
                    quotient -= 1.0;
                }
                if quotient == 0.0 {
                    return (0.0 as $t).copysign(self / other);
                }
                let floor = quotient.floor();
                if quotient - floor > 0.5 { floor + 1.0 } else { floor }
            }

            #[inline]
            fn remainder(self, other: $t) -> $t {
                let rest = self % other;
                if rest != 0.0 && (other < 0.0) != (rest < 0.0) {
                    rest + other
                } else {
                    rest
                }
            }

            #[inline]
            fn rest(self, other: $t) -> $t {
                self % other
            }

            #[inline]
            fn power(self, exponent: $t) -> $t {
                self.powf(exponent)
            }

            #[inline]
            fn power_of_one(self, exponent: $t) -> $t {
                if exponent == 2.0 {
                    self * self
                } else if exponent == 3.0 {
                    self * self * self
                } else if exponent == 0.5 {
                    self.sqrt()
                } else if exponent == -0.5 {
                    1.0 / self.sqrt()
                } else if exponent == -1.0 {
                    1.0 / self
                } else if exponent == -2.0 {
                    1.0 / (self * self)
                } else {
                    self.powf(exponent)
                }
            }
        }
    )+};
}
float!(f32, f64);

macro_rules! bits_of {
    ($($t:ty),+) => {$(
        impl Bits for $t {
            #[inline]
            fn and(self, other: $t) -> $t {
                self & other
            }

            #[inline]
            fn or(self, other: $t) -> $t {
                self | other
            }

            #[inline]
            fn xor(self, other: $t) -> $t {
                self ^ other
            }

            #[inline]
            fn not(self) -> $t {
                !self
            }
        }
    )+};
}
bits_of!(bool, u8, i32, i64);

/// Refuses a number that a dtype cannot hold, where PyTorch does: when a
/// tensor is filled with it. (Arithmetic wraps instead.) A negative integer
/// may stand for a byte: -1 is 255.
pub(crate) fn check_fits(number: Scalar, dtype: DType) -> Result<()> {
    let (low, high, name) = match dtype {
        DType::Bool => return Ok(()),
        DType::Uint8 => (0.0, 255.0, "uint8_t"),
        DType::Int32 => (i32::MIN.into(), i32::MAX.into(), "int"),
        DType::Int64 => (i64::MIN as f64, i64::MAX as f64, "int64_t"),
        DType::Float32 => (f32::MIN.into(), f32::MAX.into(), "float"),
        DType::Float64 => return Ok(()),
    };
    let fits = match number {
        Scalar::Float(x) if dtype.is_floating_point() => {
            !x.is_finite() || (low..=high).contains(&x)
        }
        // The largest int64 is no double: the next one is one too many.
        Scalar::Float(x) if dtype == DType::Int64 => low <= x && x < high,
        Scalar::Float(x) => (low..=high).contains(&x),
        Scalar::Int(x) if dtype == DType::Uint8 => (-255..256).contains(&x),
        Scalar::Int(x) => (low..=high).contains(&(x as f64)),
        Scalar::Bool(_) => true,
    };
    if fits {
        return Ok(());
    }
    let sentence =
        format!("value cannot be converted to type {name} without overflow");
    let shown = match number {
        Scalar::Float(x) => six_digits(x),
        other => other.to_i64().to_string(),
    };
    let notes = format!("{sentence}: {shown}");
    Err(TorchError::runtime(sentence).in_the_notes(notes))
}

/// `"abs_cpu" not implemented for 'Bool'`
pub(crate) fn not_implemented(kernel: &str, dtype: DType) -> TorchError {
    let error = TorchError::said(
        ErrorClass::NotImplemented,
        format!("\"{kernel}\" not implemented for '{}'", dtype.scalar_type()),
    );
    match kernel {
        "softmax_kernel_impl"
        | "softmax_lastdim_kernel_impl"
        | "log_softmax_kernel_impl"
        | "log_softmax_lastdim_kernel_impl" => {
            let name = match kernel.contains("lastdim") {
                true => kernel,
                false => kernel.trim_end_matches("_kernel_impl"),
            };
            error.in_the_notes_as(
                ErrorClass::Runtime,
                format!(
                    "\"{name}\" not implemented for '{}'",
                    dtype.scalar_type_then()
                ),
            )
        }
        "lerp_kernel_scalar" | "lerp_kernel_tensor" | "lerp_cpu" => error
            .in_the_notes_as(
                ErrorClass::Runtime,
                format!(
                    "\"lerp_cpu\" not implemented for '{}'",
                    dtype.scalar_type_then()
                ),
            ),
        "elu_cpu" | "leaky_relu_cpu" | "softplus_cpu" => {
            let name = kernel.trim_end_matches("_cpu");
            error.in_the_notes_as(
                ErrorClass::Runtime,
                format!(
                    "_thnn_{name}_forward not supported on CPUType for {}",
                    dtype.scalar_type_then()
                ),
            )
        }
        _ => error,
    }
}

/// [`dispatch`](crate::tensor::dispatch) for some dtypes; all others are an
/// error that names `kernel`. The body gives a `Result`.
macro_rules! among {
    ($dtype:expr, $kernel:expr, $T:ident => $body:expr,
     $($variant:ident $type:ty),+) => {
        match $dtype {
            $($crate::tensor::DType::$variant => {
                type $T = $type;
                $body
            })+
            other => {
                Err($crate::ops::numeric::not_implemented($kernel, other))
            }
        }
    };
}

/// [`among`] every dtype but bool.
macro_rules! numbers {
    ($dtype:expr, $kernel:expr, $T:ident => $body:expr) => {
        $crate::ops::numeric::among!($dtype, $kernel, $T => $body,
            Uint8 u8, Int32 i32, Int64 i64, Float32 f32, Float64 f64)
    };
}

/// [`among`] `float32` and `float64` only.
macro_rules! floats {
    ($dtype:expr, $kernel:expr, $T:ident => $body:expr) => {
        $crate::ops::numeric::among!($dtype, $kernel, $T => $body,
            Float32 f32, Float64 f64)
    };
}

/// [`among`] bools and integers only.
macro_rules! bits {
    ($dtype:expr, $kernel:expr, $T:ident => $body:expr) => {
        $crate::ops::numeric::among!($dtype, $kernel, $T => $body,
            Bool bool, Uint8 u8, Int32 i32, Int64 i64)
    };
}

pub(crate) use {among, bits, floats, numbers};
