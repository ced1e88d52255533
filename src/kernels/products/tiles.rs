/*!
Products of matrices, tile by tile of the result.

Each element adds its products one after the other. The processor is kept
busy by doing so for a whole tile of elements, which stay in its registers
meanwhile. What a tile reads is first copied into the order in which it is
read, except rows that are read but a few times.
*/

use std::array::from_fn;

use super::matrix::Matrix;
use crate::machine::{Fused, Step, Work};

/// `out = a @ b` for one block of the inner dimension, or, with `add`,
/// `out += a @ b`; `out` row by row.
pub struct Block<'a, T> {
    pub a: Matrix<'a, T>,
    pub b: Matrix<'a, T>,
    pub out: &'a mut [T],
    pub add: bool,
}

/// As many columns of tiles are worth a copy of the left factor.
const OFTEN: usize = 2;

/// As many tiles' rows are copied at a time: with the longest block they
/// leave some room in a cache of 2 MB.
const TILES: usize = 72;

/// One register, or some.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Vector<T, const LANES: usize>([T; LANES]);

/// As wide as a tile.
type Wide<T, const LANES: usize, const WIDTH: usize> =
    [Vector<T, LANES>; WIDTH];

impl<T: Fused> Work<T> for Block<'_, T> {
    #[inline(always)]
    fn run<
        S: Step<T>,
        const ROWS: usize,
        const FEW: usize,
        const LANES: usize,
    >(
        self,
    ) {
        let Block { a, b, out, add } = self;
        let n = b.columns;
        let wide = 2 * LANES;
        let copied = n > OFTEN * wide || !a.has_rows();
        let at_a_time = TILES * ROWS;
        let (mut one, mut two) = (Vec::new(), Vec::new());
        for (i, out) in out.chunks_mut(at_a_time * n).enumerate() {
            let rows = a.rows_from(i * at_a_time, out.len() / n);
            let whole = rows.rows / ROWS * ROWS;
            let rest = rows.rows_from(whole, rows.rows - whole);
            let many = Rows::<T, ROWS>::new(rows.rows_from(0, whole), copied);
            let few = Rows::<T, FEW>::new(rest, copied);
            let (top, bottom) = out.split_at_mut(whole * n);
            let mut top = Out { out: top, n, add };
            let mut bottom = Out { out: bottom, n, add };
            for column in (0..n).step_by(wide) {
                let columns = b.columns_from(column, wide.min(n - column));
                if columns.columns > LANES {
                    pack::<T, LANES, 2>(columns, &mut two);
                    many.times::<S, LANES, 2>(&two, column, &mut top);
                    few.times::<S, LANES, 2>(&two, column, &mut bottom);
                } else {
                    pack::<T, LANES, 1>(columns, &mut one);
                    many.times::<S, LANES, 1>(&one, column, &mut top);
                    few.times::<S, LANES, 1>(&one, column, &mut bottom);
                }
            }
        }
    }
}

/// Columns side by side, as many as a tile has; where there are none left,
/// zeros.
#[inline(always)]
fn pack<T: Fused, const LANES: usize, const WIDTH: usize>(
    b: Matrix<'_, T>,
    panel: &mut Vec<Wide<T, LANES, WIDTH>>,
) {
    let zeros = [Vector([T::default(); LANES]); WIDTH];
    panel.clear();
    panel.resize(b.rows, zeros);
    if b.has_rows() && b.columns == WIDTH * LANES {
        for (k, wide) in panel.iter_mut().enumerate() {
            let (row, _) = b.row(k).as_chunks::<LANES>();
            for (vector, &row) in wide.iter_mut().zip(row) {
                vector.0 = row;
            }
        }
    } else if b.has_rows() {
        for (k, wide) in panel.iter_mut().enumerate() {
            let row = b.row(k).chunks(LANES);
            for (vector, row) in wide.iter_mut().zip(row) {
                vector.0[..row.len()].copy_from_slice(row);
            }
        }
    } else {
        let b = b.turned();
        for v in 0..b.rows.div_ceil(LANES) {
            let lanes = LANES.min(b.rows - v * LANES);
            let b = b.rows_from(v * LANES, lanes);
            if b.has_rows() && lanes == LANES {
                let rows: [&[T]; LANES] =
                    from_fn(|i| &b.row(i)[..panel.len()]);
                for (k, wide) in panel.iter_mut().enumerate() {
                    wide[v].0 = rows.step(k);
                }
                continue;
            }
            for i in 0..lanes {
                for (k, wide) in panel.iter_mut().enumerate() {
                    wide[v].0[i] = b.at(i, k);
                }
            }
        }
    }
}

/// Rows of the left factor: where they are, or copied, so that what one
/// step of a tile takes lies side by side.
struct Rows<'a, T, const ROWS: usize> {
    a: Matrix<'a, T>,
    copy: Vec<[T; ROWS]>,
    copied: bool,
}

impl<'a, T: Fused, const ROWS: usize> Rows<'a, T, ROWS> {
    #[inline(always)]
    fn new(a: Matrix<'a, T>, copied: bool) -> Self {
        let copied = copied || !a.rows.is_multiple_of(ROWS);
        let mut copy = Vec::new();
        if copied {
            let k = a.columns;
            copy.resize(a.rows.div_ceil(ROWS) * k, [T::default(); ROWS]);
            for (i, steps) in copy.chunks_mut(k).enumerate() {
                let from = i * ROWS;
                let a = a.rows_from(from, ROWS.min(a.rows - from));
                copy_tile(a, steps);
            }
        }
        Rows { a, copy, copied }
    }

    /// A column of tiles.
    #[inline(always)]
    fn times<S: Step<T>, const LANES: usize, const WIDTH: usize>(
        &self,
        panel: &[Wide<T, LANES, WIDTH>],
        column: usize,
        out: &mut Out<'_, T>,
    ) {
        let (m, k) = (self.a.rows, self.a.columns);
        let panel = &panel[..k];
        let mut tile = [[Vector([T::default(); LANES]); WIDTH]; ROWS];
        for (i, row) in (0..m).step_by(ROWS).enumerate() {
            if self.copied {
                let copy = &self.copy[i * k..(i + 1) * k];
                fill::<T, S, _, ROWS, LANES, WIDTH>(&mut tile, copy, panel);
            } else {
                let rows: [&[T]; ROWS] =
                    from_fn(|i| &self.a.row(row + i)[..k]);
                fill::<T, S, _, ROWS, LANES, WIDTH>(&mut tile, rows, panel);
            }
            out.put(row, column, &tile);
        }
    }
}

#[inline(always)]
fn copy_tile<T: Fused, const ROWS: usize>(
    a: Matrix<'_, T>,
    steps: &mut [[T; ROWS]],
) {
    if a.has_rows() && a.rows == ROWS {
        let rows: [&[T]; ROWS] = from_fn(|i| &a.row(i)[..steps.len()]);
        for (k, step) in steps.iter_mut().enumerate() {
            *step = rows.step(k);
        }
        return;
    }
    let a = a.turned();
    for (k, step) in steps.iter_mut().enumerate() {
        if a.has_rows() && a.columns == ROWS {
            let (row, _) = a.row(k).as_chunks::<ROWS>();
            *step = row[0];
        } else {
            for (i, x) in step[..a.columns].iter_mut().enumerate() {
                *x = a.at(k, i);
            }
        }
    }
}

/// What the left factor has for one step of a tile.
trait Left<T, const ROWS: usize> {
    fn step(&self, k: usize) -> [T; ROWS];
}

impl<T: Copy, const ROWS: usize> Left<T, ROWS> for &[[T; ROWS]] {
    #[inline(always)]
    fn step(&self, k: usize) -> [T; ROWS] {
        self[k]
    }
}

impl<T: Fused, const ROWS: usize> Left<T, ROWS> for [&[T]; ROWS] {
    #[inline(always)]
    fn step(&self, k: usize) -> [T; ROWS] {
        let mut step = [T::default(); ROWS];
        for i in 0..ROWS {
            step[i] = self[i][k];
        }
        step
    }
}

/// The elements of a tile.
#[inline(always)]
fn fill<
    T: Fused,
    S: Step<T>,
    L: Left<T, ROWS>,
    const ROWS: usize,
    const LANES: usize,
    const WIDTH: usize,
>(
    tile: &mut [Wide<T, LANES, WIDTH>; ROWS],
    left: L,
    panel: &[Wide<T, LANES, WIDTH>],
) {
    // Nobody else looks at these, so they stay in registers.
    let mut sums = [[Vector([T::default(); LANES]); WIDTH]; ROWS];
    for (k, &right) in panel.iter().enumerate() {
        // Copies, so that nothing read can lie where sums are written.
        let left = left.step(k);
        // Row by row in the source: of a loop over rows, compilers made loads
        // of elements far from each other, forty times as slow.
        macro_rules! rows {
            ($($row:literal)*) => {$(
                if $row < ROWS {
                    for v in 0..WIDTH {
                        for lane in 0..LANES {
                            let sum = sums[$row][v].0[lane];
                            sums[$row][v].0[lane] =
                                S::step(left[$row], right[v].0[lane], sum);
                        }
                    }
                }
            )*};
        }
        rows!(0 1 2 3 4 5 6 7 8 9 10 11);
    }
    *tile = sums;
}

/// Rows of the result, `n` elements each.
struct Out<'a, T> {
    out: &'a mut [T],
    n: usize,
    add: bool,
}

impl<T: Fused> Out<'_, T> {
    /// What of the tile there is room for.
    #[inline(always)]
    fn put<const ROWS: usize, const LANES: usize, const WIDTH: usize>(
        &mut self,
        row: usize,
        column: usize,
        tile: &[Wide<T, LANES, WIDTH>; ROWS],
    ) {
        let rows = self.out[row * self.n..].chunks_mut(self.n);
        for (out, tile) in rows.zip(tile) {
            let out = &mut out[column..];
            let room = out.len().min(WIDTH * LANES);
            let (whole, rest) = out[..room].as_chunks_mut::<LANES>();
            for (out, tile) in whole.iter_mut().zip(tile) {
                if self.add {
                    for (out, x) in out.iter_mut().zip(tile.0) {
                        *out = out.plus(x);
                    }
                } else {
                    *out = tile.0;
                }
            }
            for (lane, out) in rest.iter_mut().enumerate() {
                let x = tile[whole.len()].0[lane];
                *out = if self.add { out.plus(x) } else { x };
            }
        }
    }
}
