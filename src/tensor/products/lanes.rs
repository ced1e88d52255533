//! Sums of products side by side: element `i` of a run goes to lane `i`
//! modulo their number, and in the end the lanes are added.

use std::array::from_fn;

use ndarray::ArrayView2;

/// As many lanes as one register has.
pub(super) const LANES: usize = 16;

type Sums = [f32; LANES];

/// `sums[i] += x[i] * y[i]`, over and over.
#[inline(always)]
fn add(
    sums: &mut Sums,
    x: &[f32],
    y: &[f32],
    fma: impl Fn(f32, f32, f32) -> f32,
) {
    let (x, y) = (x.chunks(LANES), y.chunks(LANES));
    for (x, y) in x.zip(y) {
        for (sum, (&x, &y)) in sums.iter_mut().zip(x.iter().zip(y)) {
            *sum = fma(x, y, *sum);
        }
    }
}

/// Half of the lanes added to the other half, until one is left.
#[inline(always)]
fn halves(mut sums: Sums) -> f32 {
    let mut lanes = LANES;
    while lanes > 1 {
        lanes /= 2;
        for i in 0..lanes {
            sums[i] += sums[i + lanes];
        }
    }
    sums[0]
}

/// A line's dot product where four rows share the work: the first product
/// opens the first lane, and what fills no register comes last.
#[inline(always)]
pub(super) fn of_four(
    x: &[f32],
    y: &[f32],
    fma: impl Fn(f32, f32, f32) -> f32 + Copy,
) -> f32 {
    let mut sum = x[0] * y[0];
    let full = (x.len() - 1) / LANES * LANES;
    let (x, y) = (x[1..].split_at(full), y[1..].split_at(full));
    for (x, y) in [(x.0, y.0), (x.1, y.1)] {
        if !x.is_empty() {
            let mut sums = [0.0; LANES];
            sums[0] = sum;
            add(&mut sums, x, y, fma);
            sum = halves(sums);
        }
    }
    sum
}

/// A line's dot product for a row of its own: the first product comes last.
#[inline(always)]
pub(super) fn of_one(
    x: &[f32],
    y: &[f32],
    two: bool,
    fma: impl Fn(f32, f32, f32) -> f32 + Copy,
) -> f32 {
    x[0] * y[0] + in_registers(&x[1..], &y[1..], two, fma)
}

/// A dot product in one register, or in two that take turns until what is
/// left does not fill both.
#[inline(always)]
pub(super) fn in_registers(
    x: &[f32],
    y: &[f32],
    two: bool,
    fma: impl Fn(f32, f32, f32) -> f32 + Copy,
) -> f32 {
    let mut sums = [0.0; LANES];
    let full = if two { x.len() / (2 * LANES) * (2 * LANES) } else { 0 };
    let (x, y) = (x.split_at(full), y.split_at(full));
    let mut others = [0.0; LANES];
    let pairs = x.0.chunks(2 * LANES).zip(y.0.chunks(2 * LANES));
    for (x, y) in pairs {
        add(&mut sums, &x[..LANES], &y[..LANES], fma);
        add(&mut others, &x[LANES..], &y[LANES..], fma);
    }
    let mut sums = from_fn(|i| sums[i] + others[i]);
    add(&mut sums, x.1, y.1, fma);
    halves(sums)
}

/// Where few long rows meet columns: the four lanes of each quarter of a
/// register are added to those of the next, then pairs.
#[inline(always)]
pub(super) fn of_quarters(
    x: &[f32],
    y: &[f32],
    fma: impl Fn(f32, f32, f32) -> f32 + Copy,
) -> f32 {
    let mut l = [0.0; LANES];
    add(&mut l, x, y, fma);
    let [a, b, c, d] = from_fn(|i| l[i] + l[i + 4] + l[i + 8] + l[i + 12]);
    (a + b) + (c + d)
}

/// A vector times rows, each number times its row, all added. Eight rows are
/// taken at a time, and added to the sums so far as four sums; where what is
/// left of a row does not fill a register, and for the last rows, one
/// product comes after the other.
#[inline(always)]
pub(super) fn eights(
    rows: ArrayView2<'_, f32>,
    vector: &[f32],
    out: &mut [f32],
    fma: impl Fn(f32, f32, f32) -> f32 + Copy,
) {
    let rows = rows.as_standard_layout();
    let row = |k: usize| &rows.as_slice().unwrap_or_default()[k * out.len()..];
    let (n, full) = (out.len(), out.len() / LANES * LANES);
    let rows: Vec<&[f32]> = (0..vector.len()).map(|k| &row(k)[..n]).collect();
    for (x, rows) in vector.chunks(8).zip(rows.chunks(8)) {
        let mut from = 0;
        if let (
            [x0, x1, x2, x3, x4, x5, x6, x7],
            [r0, r1, r2, r3, r4, r5, r6, r7],
        ) = (x, rows)
        {
            for j in 0..full {
                let a = fma(*x4, r4[j], fma(*x6, r6[j], out[j]));
                let b = fma(*x5, r5[j], *x7 * r7[j]);
                let c = fma(*x0, r0[j], *x2 * r2[j]);
                let d = fma(*x1, r1[j], *x3 * r3[j]);
                out[j] = (a + b) + (c + d);
            }
            from = full;
        }
        for (&x, row) in x.iter().zip(rows) {
            for (out, &y) in out[from..].iter_mut().zip(&row[from..]) {
                *out = fma(x, y, *out);
            }
        }
    }
}
