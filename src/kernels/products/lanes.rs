//! Sums of products side by side: element `i` of a run goes to lane `i`
//! modulo their number, and in the end the lanes are added.

use std::array::from_fn;

use super::matrix::Matrix;
use super::order::Order;
use crate::machine::{Step, Work};

/// As many lanes as one register has.
const LANES: usize = 16;

type Sums = [f32; LANES];

/// A product in one of the orders that are not blocks, added to `out` if it
/// already holds something.
pub struct Lines<'a> {
    pub order: Order,
    pub a: Matrix<'a, f32>,
    pub b: Matrix<'a, f32>,
    pub out: &'a mut [f32],
    pub add: bool,
}

impl Work<f32> for Lines<'_> {
    #[inline(always)]
    fn run<
        S: Step<f32>,
        const ROWS: usize,
        const FEW: usize,
        const LANES: usize,
    >(
        self,
    ) {
        let Lines { order, mut a, mut b, out, add } = self;
        let alone = matches!(order, Order::Eights | Order::Line);
        if alone && a.rows == 1 {
            // A row times a matrix is that matrix, turned, times a column.
            (a, b) = (b.turned(), a.turned());
        }
        if order == Order::Eights {
            let (rows, size) = (a.turned(), [a.columns, a.rows]);
            if rows.has_rows() {
                return eights::<S>(rows, b, out);
            }
            return eights::<S>(Matrix::new(&rows.in_rows(), size), b, out);
        }
        let (k, columns) = (b.rows, b.columns);
        let (a, b) = (a.in_rows(), b.turned().in_rows());
        let fours = a.len() / k / 4 * 4;
        for (i, (x, out)) in
            a.chunks(k).zip(out.chunks_mut(columns)).enumerate()
        {
            let two = i % 2 == 0;
            for (y, out) in b.chunks(k).zip(out) {
                let dot = match order {
                    Order::Quarters => of_quarters::<S>(x, y),
                    Order::Pairs => in_registers::<S>(x, y, two),
                    _ if i < fours => of_four::<S>(x, y),
                    _ => of_one::<S>(x, y, two),
                };
                *out = if add { *out + dot } else { dot };
            }
        }
    }
}

/// `sums[i] += x[i] * y[i]`, over and over.
#[inline(always)]
fn add<S: Step<f32>>(sums: &mut Sums, x: &[f32], y: &[f32]) {
    let ((x, x_rest), (y, y_rest)) =
        (x.as_chunks::<LANES>(), y.as_chunks::<LANES>());
    for (x, y) in x.iter().zip(y) {
        for i in 0..LANES {
            sums[i] = S::step(x[i], y[i], sums[i]);
        }
    }
    for (sum, (&x, &y)) in sums.iter_mut().zip(x_rest.iter().zip(y_rest)) {
        *sum = S::step(x, y, *sum);
    }
}

/// Half of the lanes added to the other half, until one is left, where `n`
/// products were added to them: others hold 0, which is only added once.
#[inline(always)]
fn halves(mut sums: Sums, n: usize) -> f32 {
    let mut lanes = n.next_power_of_two().min(LANES);
    while lanes > 1 {
        lanes /= 2;
        for i in 0..lanes {
            sums[i] += sums[i + lanes];
        }
    }
    sums[0] + 0.0
}

/// A line's dot product where four rows share the work: the first product
/// opens the first lane, and what fills no register comes last.
#[inline(always)]
fn of_four<S: Step<f32>>(x: &[f32], y: &[f32]) -> f32 {
    let mut sum = x[0] * y[0];
    let full = (x.len() - 1) / LANES * LANES;
    let (x, y) = (x[1..].split_at(full), y[1..].split_at(full));
    for (x, y) in [(x.0, y.0), (x.1, y.1)] {
        if !x.is_empty() {
            let mut sums = [0.0; LANES];
            sums[0] = sum;
            add::<S>(&mut sums, x, y);
            sum = halves(sums, x.len());
        }
    }
    sum
}

/// A line's dot product for a row of its own: the first product comes last.
#[inline(always)]
fn of_one<S: Step<f32>>(x: &[f32], y: &[f32], two: bool) -> f32 {
    x[0] * y[0] + in_registers::<S>(&x[1..], &y[1..], two)
}

/// A dot product in one register, or in two that take turns until what is
/// left does not fill both.
#[inline(always)]
fn in_registers<S: Step<f32>>(x: &[f32], y: &[f32], two: bool) -> f32 {
    let (mut sums, mut others): (Sums, Sums) = ([0.0; LANES], [0.0; LANES]);
    let both = if two { x.len() / (2 * LANES) * (2 * LANES) } else { 0 };
    let (x, y) = (x.split_at(both), y.split_at(both));
    for (x, y) in x.0.chunks(2 * LANES).zip(y.0.chunks(2 * LANES)) {
        add::<S>(&mut sums, &x[..LANES], &y[..LANES]);
        add::<S>(&mut others, &x[LANES..], &y[LANES..]);
    }
    let n = both + x.1.len();
    if both > 0 {
        sums = from_fn(|i| sums[i] + others[i]);
    }
    add::<S>(&mut sums, x.1, y.1);
    halves(sums, n)
}

/// Where few long rows meet columns: the four lanes of each quarter of a
/// register are added to those of the next, then pairs.
#[inline(always)]
fn of_quarters<S: Step<f32>>(x: &[f32], y: &[f32]) -> f32 {
    let mut l = [0.0; LANES];
    add::<S>(&mut l, x, y);
    let [a, b, c, d] = from_fn(|i| l[i] + l[i + 4] + l[i + 8] + l[i + 12]);
    (a + b) + (c + d)
}

/// A vector times rows, each number times its row, all added. Eight rows are
/// taken at a time, and added to the sums so far as four sums; where what is
/// left of a row does not fill a register, and for the last rows, one
/// product comes after the other.
#[inline(always)]
fn eights<S: Step<f32>>(
    rows: Matrix<'_, f32>,
    vector: Matrix<'_, f32>,
    out: &mut [f32],
) {
    let full = out.len() / LANES * LANES;
    let mut k = 0;
    while k < rows.rows {
        let x = |i: usize| vector.at(k + i, 0);
        let r = |i: usize| rows.row(k + i);
        let (mut from, mut n) = (0, 1);
        if k + 8 <= rows.rows {
            let x: [f32; 8] = from_fn(x);
            let r: [&[f32]; 8] = from_fn(|i| &r(i)[..full]);
            for (j, out) in out[..full].iter_mut().enumerate() {
                let by = |i: usize, sum| S::step(x[i], r[i][j], sum);
                let a = by(4, by(6, *out));
                let b = by(5, x[7] * r[7][j]);
                let c = by(0, x[2] * r[2][j]);
                let d = by(1, x[3] * r[3][j]);
                *out = (a + b) + (c + d);
            }
            (from, n) = (full, 8);
        }
        for i in 0..n {
            let x = x(i);
            for (out, &y) in out[from..].iter_mut().zip(&r(i)[from..]) {
                *out = S::step(x, y, *out);
            }
        }
        k += n;
    }
}
