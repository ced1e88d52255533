//! `log`, `sin` and `cos` without branches.
//!
//! Moshier's Cephes library approximates the logarithm, the sine and the
//! cosine of a `float32` by short polynomials without any branch, so
//! PyTorch's vectorised normals use them. Here every multiplication that
//! feeds an addition is fused with it, as on PyTorch's AVX2 path: the bits
//! depend on it.

use torchbook_kernels::fused::fused;

/// The coefficients of `log(1 + x)`, highest power first.
const LOG: [f32; 9] = [
    7.037_683_6E-2,
    -1.151_461E-1,
    1.167_699_84E-1,
    -1.242_014_1E-1,
    1.424_932_3E-1,
    -1.666_805_8E-1,
    2.000_071_4E-1,
    -2.499_999_4E-1,
    3.333_333E-1,
];
/// `log 2` in two parts; small multiples of the high one are exact.
const LOG_2_LOW: f32 = -2.121_944_4E-4;
const LOG_2_HIGH: f32 = 0.693_359_4;

/// The natural logarithm of a positive normal number.
#[inline(always)]
pub(super) fn log(x: f32) -> f32 {
    // x = m · 2^e with m in [√½, √2), then log x = log m + e log 2.
    let bits = x.to_bits();
    let m = f32::from_bits(bits & 0x007f_ffff | 0.5_f32.to_bits());
    let e = (bits >> 23) as i32 - 126;
    let low = m < std::f32::consts::FRAC_1_SQRT_2;
    let e = (e - i32::from(low)) as f32;
    let x = m - 1.0 + if low { m } else { 0.0 };

    let square = x * x;
    let mut y = LOG[0];
    for c in &LOG[1..] {
        y = fused(y, x, *c);
    }
    let y = fused(y * x, square, e * LOG_2_LOW);
    // These two products are exact: nothing to fuse.
    x + (y - 0.5 * square) + e * LOG_2_HIGH
}

/// The coefficients of the sine on [0, π/4], highest power first.
const SIN: [f32; 3] = [-1.951_529_6E-4, 8.332_161E-3, -1.666_665_5E-1];
/// The coefficients of the cosine on [0, π/4], highest power first.
const COS: [f32; 3] = [2.443_315_7E-5, -1.388_731_6E-3, 4.166_664_6E-2];
/// π/4 in three parts; small multiples of the first two are exact.
const EIGHTH: [f32; 3] = [0.785_156_25, 2.418_756_5E-4, 3.774_895E-8];

/// The sine and the cosine of a number in [0, 2π].
#[inline(always)]
pub(super) fn sin_cos(x: f32) -> (f32, f32) {
    // Bring x to [-π/4, π/4] by taking away quarters of a circle.
    let eighths = x * (4.0 / std::f32::consts::PI);
    let quarters = i32::from(eighths >= 1.0)
        + i32::from(eighths >= 3.0)
        + i32::from(eighths >= 5.0)
        + i32::from(eighths >= 7.0);
    let y = (2 * quarters) as f32;
    let x = x - y * EIGHTH[0] - y * EIGHTH[1];
    let x = fused(-y, EIGHTH[2], x);

    let z = x * x;
    let c = fused(fused(COS[0], z, COS[1]), z, COS[2]);
    let c = fused(c * z, z, -0.5 * z) + 1.0;
    let s = fused(fused(SIN[0], z, SIN[1]), z, SIN[2]);
    let s = fused(s * z, x, x);

    // In every other quarter the two change places.
    let swap = quarters & 1 != 0;
    let (s, c) = if swap { (c, s) } else { (s, c) };
    let s = if quarters & 2 != 0 { -s } else { s };
    let c = if (quarters + 1) & 2 != 0 { -c } else { c };
    (s, c)
}
