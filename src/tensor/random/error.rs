//! What can be wrong with the parameters of a distribution.

use std::fmt;

/// Parameters that describe no distribution; the text is PyTorch 2.15's, and
/// its class there is `RuntimeError`.
#[derive(Clone, Debug, PartialEq)]
pub enum RangeError {
    /// `uniform_`: `from` is greater than `to`.
    Uniform { from: f64, to: f64 },
    /// `uniform_`: the distance from `from` to `to` is not a finite number.
    UniformSpan { from: f64, to: f64, float: &'static str },
    /// A bound that the element type cannot hold: `bound` is `from`, `to` or
    /// `to - 1`, `scalar` C++'s name of the type.
    OutOfBounds { bound: &'static str, scalar: &'static str },
    /// `normal_`: a negative standard deviation, or NaN.
    Normal { std: f64 },
    /// `random_`, `randint`: `from` is not less than `to`.
    Random { from: i64, to: i64 },
    /// `random_(from, None)` of floats: `from` is not less than the last
    /// integer of the type.
    RandomFrom { from: i64, last: i64 },
    /// `bernoulli_(p)`: `p` is no probability.
    Bernoulli { p: f64 },
    /// `bernoulli(tensor)`: some element is no probability.
    BernoulliTensor,
    /// `randperm`: fewer than no elements.
    Randperm { n: i64 },
}

impl fmt::Display for RangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            RangeError::Uniform { from, to } => write!(
                f,
                "uniform_ expects to return a [from, to) range, but found \
                 from={} > to={}",
                six_digits(from),
                six_digits(to)
            ),
            RangeError::UniformSpan { from, to, float } => write!(
                f,
                "uniform_ expects to-from <= \
                 std::numeric_limits<{float}>::max(), but found to={} and \
                 from={} which result in to-from to exceed the limit",
                six_digits(to),
                six_digits(from)
            ),
            RangeError::OutOfBounds { bound, scalar } => {
                write!(f, "{bound} is out of bounds for {scalar}")
            }
            RangeError::Normal { std } => write!(
                f,
                "normal expects std >= 0.0, but found std {}",
                six_digits(std)
            ),
            RangeError::RandomFrom { from, last } => write!(
                f,
                "random_ expects 'from' casted to dtype to be less than or \
                 equal to 'to_inc' casted to dtype, but got from={from} > \
                 to_inc={last}"
            ),
            RangeError::Random { from, to } => write!(
                f,
                "random_ expects 'from' to be less than 'to', but got \
                 from={from} >= to={to}"
            ),
            RangeError::Bernoulli { p } => write!(
                f,
                "bernoulli_ expects p to be in [0, 1], but got p={}",
                six_digits(p)
            ),
            RangeError::BernoulliTensor => write!(
                f,
                "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  \
                 (Could this error message be improved?  If so, please \
                 report an enhancement request to PyTorch.)"
            ),
            RangeError::Randperm { n } => write!(
                f,
                "Trying to create tensor with negative dimension {n}: [{n}]"
            ),
        }
    }
}

impl std::error::Error for RangeError {}

/// A number as C++ streams print it: six significant digits, no trailing
/// zeros, an exponent of at least two digits when it is below -4 or above 5.
pub(crate) fn six_digits(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    if value.is_infinite() || value == 0.0 {
        return value.to_string();
    }
    let scientific = format!("{value:.5e}");
    let (digits, exponent) = scientific.split_once('e').expect("an exponent");
    let exponent: i32 = exponent.parse().expect("digits");
    if (-4..6).contains(&exponent) {
        let decimals = (5 - exponent) as usize;
        return trimmed(&format!("{value:.decimals$}")).to_owned();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{}e{sign}{:02}", trimmed(digits), exponent.abs())
}

fn trimmed(digits: &str) -> &str {
    if digits.contains('.') {
        digits.trim_end_matches('0').trim_end_matches('.')
    } else {
        digits
    }
}

#[cfg(test)]
mod tests {
    use super::six_digits;

    #[test]
    fn prints_as_a_c_stream() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.5, "1.5"),
            (-2.0, "-2"),
            (1.0 / 3.0, "0.333333"),
            (0.0001, "0.0001"),
            (0.00001234, "1.234e-05"),
            (999_999.5, "1e+06"),
            (123_456.0, "123456"),
            (3e38, "3e+38"),
            (f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(six_digits(value), text);
        }
    }
}
