//! `a * b + c` with one rounding, fast on processors of every age.

/// `a * b + c`, rounded once.
///
/// PyTorch's kernels use the processor's fused instruction, so their last
/// bit depends on it. `f32::mul_add` gives the same bits, but where the
/// program is not compiled for such a processor it is a call into the C
/// library, thirteen times per normal number. This does the same in f64:
/// the product of two f32 is exact there, and rounding the sum *to odd*
/// (an inexact sum gets its last bit set) makes the second rounding, to
/// f32, come out as if it had been the only one.
#[inline(always)]
pub(in crate::tensor) fn fused(a: f32, b: f32, c: f32) -> f32 {
    if cfg!(target_feature = "fma") {
        return a.mul_add(b, c);
    }
    let product = f64::from(a) * f64::from(b);
    let c = f64::from(c);
    let sum = product + c;
    // What the rounding of `sum` lost, exactly (Knuth's two-sum).
    let part = sum - product;
    let lost = (product - (sum - part)) + (c - part);
    // False as well when `lost` is NaN because `sum` is not finite.
    let inexact = lost.abs() > 0.0;
    let too_far = inexact & (lost * sum < 0.0);
    let bits = (sum.to_bits() - u64::from(too_far)) | u64::from(inexact);
    f64::from_bits(bits) as f32
}

#[cfg(test)]
mod tests {
    use super::fused;
    use crate::tensor::random::Generator;

    /// Random bit patterns: every exponent, subnormals, infinities, NaN.
    #[test]
    fn agrees_with_mul_add() {
        let mut g = Generator::new(0);
        for _ in 0..200_000 {
            let [a, b, mut c] =
                std::array::from_fn(|_| f32::from_bits(g.random()));
            // Half of the time near -a·b, where cancellation is severe.
            if g.random().is_multiple_of(2) {
                c = -(a * b) * (1.0 + (g.random() % 4) as f32 * 6e-8);
            }
            let (ours, true_) = (fused(a, b, c), a.mul_add(b, c));
            assert!(
                ours.to_bits() == true_.to_bits()
                    || ours.is_nan() && true_.is_nan(),
                "{a:e} * {b:e} + {c:e}: {ours:e}, not {true_:e}"
            );
        }
    }

    /// A product halfway between two f32, and a sum that is off by less than
    /// an f64 can tell: rounding twice would miss it.
    #[test]
    fn rounds_once() {
        let a = 1.0 + 1.0 / 4096.0;
        for b in [a, -a] {
            for c in [1e-30, -1e-30, 0.0] {
                assert_eq!(fused(a, b, c), a.mul_add(b, c), "{b} {c}");
            }
        }
        let odd = 1.0 + 3.0 / 4096.0;
        for c in [1e-30, -1e-30, 0.0] {
            assert_eq!(fused(odd, a, c), odd.mul_add(a, c), "{c}");
        }
    }
}
