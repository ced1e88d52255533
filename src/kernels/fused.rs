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
pub fn fused(a: f32, b: f32, c: f32) -> f32 {
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
