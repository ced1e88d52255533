//! Products whose inner dimension is taken block by block.

use std::sync::OnceLock;
use std::thread::{available_parallelism, scope};

use super::Out;
use super::matrix::Matrix;
use super::order::{Cut, cuts};
use super::tiles::Block;
use crate::machine::{Fused, Step, Work};
use crate::number::Number;

/// Up to this many multiplications a plain loop is as fast as tiles.
const SMALL: usize = 512;

/// As many multiplications take so long that another thread is worth its
/// start: some 0.15 ms, of which a start takes a tenth.
const SHARED: usize = 1 << 24;

/// As many threads as there are processors to run them, but not so many that
/// each copies the right factor for a few rows.
fn threads() -> usize {
    static THREADS: OnceLock<usize> = OnceLock::new();
    *THREADS.get_or_init(|| match cfg!(target_family = "wasm") {
        true => 1,
        false => available_parallelism().map_or(1, usize::from).min(8),
    })
}

/// [`in_blocks`], by several threads if the work is long. Each has rows of
/// its own, so that the order of additions is the same.
pub fn shared<T: Fused>(
    cut: Cut,
    a: Matrix<'_, T>,
    b: Matrix<'_, T>,
    out: Out<'_, T>,
) {
    let (m, n) = (a.rows, b.columns);
    if m * n * a.columns < SHARED || threads() == 1 {
        return in_blocks(cut, a, b, out);
    }
    let Out { to, add } = out;
    let rows = m.div_ceil(threads());
    scope(|scope| {
        for (i, to) in to.chunks_mut(rows * n).enumerate() {
            let a = a.rows_from(i * rows, to.len() / n);
            let mut work = move || in_blocks(cut, a, b, Out { to, add });
            if (i + 1) * rows < m {
                scope.spawn(work);
            } else {
                work();
            }
        }
    });
}

/// Block after block of the inner dimension.
fn in_blocks<T: Fused>(
    cut: Cut,
    a: Matrix<'_, T>,
    b: Matrix<'_, T>,
    out: Out<'_, T>,
) {
    let Out { to: out, mut add } = out;
    let k = a.columns;
    let small = out.len() * k <= SMALL;
    let mut start = 0;
    for end in cuts(cut, k) {
        let a = a.columns_from(start, end - start);
        let b = b.rows_from(start, end - start);
        if small || k == 1 {
            T::work(Few { a, b, out, add, fused: k == 1 });
        } else {
            T::work(Block { a, b, out, add });
        }
        (start, add) = (end, true);
    }
}

/// As [`Block`], without tiles.
struct Few<'a, T> {
    a: Matrix<'a, T>,
    b: Matrix<'a, T>,
    out: &'a mut [T],
    add: bool,
    /// Whether a single product is fused with what it is added to.
    fused: bool,
}

impl<T: Fused> Work<T> for Few<'_, T> {
    #[inline(always)]
    fn run<
        S: Step<T>,
        const ROWS: usize,
        const FEW: usize,
        const LANES: usize,
    >(
        self,
    ) {
        let Few { a, b, out, add, fused } = self;
        if fused && !add {
            // Nothing is added, not even 0, which would unsign a zero.
            for (i, out) in out.chunks_mut(b.columns).enumerate() {
                for (j, out) in out.iter_mut().enumerate() {
                    *out = a.at(i, 0).times(b.at(0, j));
                }
            }
            return;
        }
        if !add || fused {
            return row_by_row::<T, S>(a, b, out);
        }
        let mut product = vec![T::default(); out.len()];
        row_by_row::<T, S>(a, b, &mut product);
        for (out, x) in out.iter_mut().zip(product) {
            *out = out.plus(x);
        }
    }
}

/// The plain loop, inner dimension after inner dimension, so that each
/// element adds its products in their order.
#[inline(always)]
pub fn row_by_row<T: Number, S: Step<T>>(
    a: Matrix<'_, T>,
    b: Matrix<'_, T>,
    out: &mut [T],
) {
    let (n, b) = (b.columns, b.in_rows());
    for (i, out) in out.chunks_mut(n).enumerate() {
        for (k, b) in b.chunks(n).enumerate() {
            let x = a.at(i, k);
            for (sum, &y) in out.iter_mut().zip(b) {
                *sum = S::step(x, y, *sum);
            }
        }
    }
}
