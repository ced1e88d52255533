//! Uniform numbers.

use super::{Generator, RangeError};
use torchbook_kernels::fused::fused;

/// The 24 low bits of a word, as a number in [0, 1): all of them are exact.
pub(super) fn unit_f32(word: u32) -> f32 {
    (word & 0xff_ffff) as f32 * (1.0 / 16_777_216.0)
}

/// The 53 low bits of two words, as a number in [0, 1).
fn unit_f64(words: u64) -> f64 {
    (words & 0x1f_ffff_ffff_ffff) as f64 * (1.0 / 9_007_199_254_740_992.0)
}

impl Generator {
    /// The next number in [0, 1) with the precision of a `float64`.
    pub(super) fn next_unit(&mut self) -> f64 {
        unit_f64(self.random64())
    }

    /// Fills `out` with numbers in [0, 1), one word each.
    pub(super) fn fill_unit_f32(&mut self, out: &mut [f32]) {
        let mut rest = out;
        while !rest.is_empty() {
            let words = self.engine.words(rest.len());
            let (now, later) = rest.split_at_mut(words.len());
            for (x, &word) in now.iter_mut().zip(words) {
                *x = unit_f32(word);
            }
            rest = later;
        }
    }

    /// Fills `out` with `float32` numbers in [`from`, `to`), as
    /// [`uniform_`](https://pytorch.org/docs/stable/generated/torch.Tensor.uniform_.html)
    /// does; `rand` is the case 0, 1.
    ///
    /// `x * (to - from) + from` with one rounding for product and sum. That
    /// may round up to `to`, which does not belong to the range: such a
    /// number becomes `from`.
    ///
    /// # Errors
    ///
    /// Also when `out` is empty, and before anything is drawn:
    /// * `from is out of bounds for float`, likewise `to`: it is not finite
    ///   as a `float32`;
    /// * `uniform_ expects to return a [from, to) range, but found from=1 >
    ///   to=0`;
    /// * `uniform_ expects to-from <= std::numeric_limits<Float>::max(), but
    ///   found to=3e+38 and from=-3e+38 which result in to-from to exceed
    ///   the limit`.
    ///
    /// PyTorch 1.1.0 checked nothing.
    pub fn uniform_f32(
        &mut self,
        out: &mut [f32],
        from: f64,
        to: f64,
    ) -> Result<(), RangeError> {
        let max = f64::from(f32::MAX);
        check(from, to, max, "float", "Float")?;
        self.fill_unit_f32(out);
        let (from, to) = (from as f32, to as f32);
        if (from, to) != (0.0, 1.0) {
            let span = to - from;
            for x in out {
                let scaled = fused(*x, span, from);
                *x = if scaled == to { from } else { scaled };
            }
        }
        Ok(())
    }

    /// Fills `out` with `float64` numbers in [`from`, `to`), two words each;
    /// see [`uniform_f32`](Generator::uniform_f32).
    ///
    /// # Errors
    ///
    /// Those of `uniform_f32`, with `double` and `Double` for `float` and
    /// `Float`.
    pub fn uniform_f64(
        &mut self,
        out: &mut [f64],
        from: f64,
        to: f64,
    ) -> Result<(), RangeError> {
        check(from, to, f64::MAX, "double", "Double")?;
        let span = to - from;
        for x in out {
            let scaled = self.next_unit().mul_add(span, from);
            *x = if scaled == to { from } else { scaled };
        }
        Ok(())
    }
}

fn check(
    from: f64,
    to: f64,
    max: f64,
    scalar: &'static str,
    float: &'static str,
) -> Result<(), RangeError> {
    for (bound, value) in [("from", from), ("to", to)] {
        // Not `value.abs() > max`: NaN is out of bounds as well.
        if !(-max..=max).contains(&value) {
            return Err(RangeError::OutOfBounds { bound, scalar });
        }
    }
    if from > to {
        return Err(RangeError::Uniform { from, to });
    }
    if to - from > max {
        return Err(RangeError::UniformSpan { from, to, float });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(from: f64, to: f64) -> String {
        let mut g = Generator::new(0);
        g.uniform_f32(&mut [], from, to).unwrap_err().to_string()
    }

    #[test]
    fn a_number_that_rounds_to_the_end_becomes_the_start() {
        let mut out = [0.0; 1000];
        let next = 1.0 + f64::from(f32::EPSILON);
        Generator::new(0).uniform_f32(&mut out, 1.0, next).unwrap();
        assert_eq!(out, [1.0; 1000]);
        let mut out = [0.0; 1000];
        let next = 1.0 + f64::EPSILON;
        Generator::new(0).uniform_f64(&mut out, 1.0, next).unwrap();
        assert_eq!(out, [1.0; 1000]);
    }

    #[test]
    fn ranges_that_are_none() {
        let inf = f64::INFINITY;
        assert_eq!(
            text(1.0, 0.0),
            "uniform_ expects to return a [from, to) range, but found \
             from=1 > to=0"
        );
        assert_eq!(text(f64::NAN, 1.0), "from is out of bounds for float");
        assert_eq!(text(0.0, inf), "to is out of bounds for float");
        assert_eq!(text(0.0, 1e39), "to is out of bounds for float");
        assert_eq!(
            text(-3e38, 3e38),
            "uniform_ expects to-from <= std::numeric_limits<Float>::max(), \
             but found to=3e+38 and from=-3e+38 which result in to-from to \
             exceed the limit"
        );
        let mut g = Generator::new(0);
        let error = g.uniform_f64(&mut [], -1.7e308, 1.7e308).unwrap_err();
        assert_eq!(
            error.to_string(),
            "uniform_ expects to-from <= std::numeric_limits<Double>::max(), \
             but found to=1.7e+308 and from=-1.7e+308 which result in \
             to-from to exceed the limit"
        );
        let error = g.uniform_f64(&mut [], 0.0, inf).unwrap_err();
        assert_eq!(error.to_string(), "to is out of bounds for double");
        let mut out = [0.0; 2];
        g.uniform_f32(&mut out, 1.0, 1.0).unwrap();
        assert_eq!(out, [1.0, 1.0]);
    }
}
