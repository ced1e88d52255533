//! What the inner loops are made of.

use torchbook_kernels::fused::fused;

/// Random bit patterns: every exponent, subnormals, infinities, NaN.
#[test]
fn agrees_with_mul_add() {
    let mut state = 0_u64;
    // A linear congruence's high bits are random enough.
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005) + 1;
        (state >> 32) as u32
    };
    for _ in 0..200_000 {
        let [a, b, mut c] = std::array::from_fn(|_| f32::from_bits(random()));
        // Half of the time near -a·b, where cancellation is severe.
        if random().is_multiple_of(2) {
            c = -(a * b) * (1.0 + (random() % 4) as f32 * 6e-8);
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
