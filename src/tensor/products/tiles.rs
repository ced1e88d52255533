/*!
Products of matrices, tile by tile of the result.

Each element adds its products one after the other. The processor is kept
busy by doing so for a whole tile of elements, which stay in its registers
meanwhile. What a tile reads is first copied into the order in which it is
read, except rows that are read but a few times.
*/

use std::array::from_fn;

use ndarray::{ArrayView2, Axis, s};

use super::machine::{Fused, Work};

/// `out = a @ b` for one block of the inner dimension, or, with `add`,
/// `out += a @ b`; `out` row by row.
pub(super) struct Block<'a, T> {
    pub a: ArrayView2<'a, T>,
    pub b: ArrayView2<'a, T>,
    pub out: &'a mut [T],
    pub add: bool,
}

/// As many columns of tiles are worth a copy of the left factor.
const OFTEN: usize = 5;

/// As many tiles' rows are copied at a time: with the longest block they
/// leave some room in a cache of 2 MB.
const TILES: usize = 72;

/// One register, or some.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Vector<T, const LANES: usize>([T; LANES]);

impl<T: Fused> Work<T> for Block<'_, T> {
    #[inline(always)]
    fn run<const ROWS: usize, const FEW: usize, const LANES: usize>(
        self,
        fma: impl Fn(T, T, T) -> T + Copy,
    ) {
        let Block { a, b, out, add } = self;
        let n = b.ncols();
        let wide = 2 * LANES;
        let copied = n > OFTEN * wide || a.strides()[1] != 1;
        for from in (0..a.nrows()).step_by(TILES * ROWS) {
            let to = a.nrows().min(from + TILES * ROWS);
            let rows = a.slice(s![from..to, ..]);
            let whole = rows.nrows() / ROWS * ROWS;
            let many =
                Rows::<T, ROWS>::new(rows.slice(s![..whole, ..]), copied);
            let few = Rows::<T, FEW>::new(rows.slice(s![whole.., ..]), copied);
            let out = &mut out[from * n..to * n];
            let (top, bottom) = out.split_at_mut(whole * n);
            let mut top = Out { out: top, n, add };
            let mut bottom = Out { out: bottom, n, add };
            let mut column = 0;
            let mut panels = (Vec::new(), Vec::new());
            while column < n {
                if n - column > LANES {
                    pack::<T, LANES, 2>(b, column, &mut panels.1);
                    many.times(&panels.1, column, &mut top, fma);
                    few.times(&panels.1, column, &mut bottom, fma);
                    column += wide;
                } else {
                    pack::<T, LANES, 1>(b, column, &mut panels.0);
                    many.times(&panels.0, column, &mut top, fma);
                    few.times(&panels.0, column, &mut bottom, fma);
                    column += LANES;
                }
            }
        }
    }
}

type Panel<T, const LANES: usize, const WIDTH: usize> =
    Vec<[Vector<T, LANES>; WIDTH]>;

/// The columns of `b` from `column` on, as many as a tile has; where there
/// are none left, zeros.
#[inline(always)]
fn pack<T: Fused, const LANES: usize, const WIDTH: usize>(
    b: ArrayView2<'_, T>,
    column: usize,
    panel: &mut Panel<T, LANES, WIDTH>,
) {
    panel.clear();
    let zeros = [Vector([T::default(); LANES]); WIDTH];
    let columns = (b.ncols() - column).min(LANES * WIDTH);
    let b = b.slice(s![.., column..column + columns]);
    if b.strides()[1] == 1 {
        let rows = b.outer_iter().map(|row| {
            let row = row.to_slice().unwrap_or_default();
            if row.len() == LANES * WIDTH {
                return from_fn(|i| Vector(from_fn(|j| row[i * LANES + j])));
            }
            let mut some = zeros;
            for (i, &x) in row.iter().enumerate() {
                some[i / LANES].0[i % LANES] = x;
            }
            some
        });
        panel.extend(rows);
        return;
    }
    panel.resize(b.nrows(), zeros);
    for (i, line) in b.axis_iter(Axis(1)).enumerate() {
        for (row, &x) in panel.iter_mut().zip(line) {
            row[i / LANES].0[i % LANES] = x;
        }
    }
}

/// Rows of the left factor: where they are, or copied, so that what one
/// step of a tile takes lies side by side.
struct Rows<'a, T, const ROWS: usize> {
    a: ArrayView2<'a, T>,
    copy: Option<Vec<[T; ROWS]>>,
}

impl<'a, T: Fused, const ROWS: usize> Rows<'a, T, ROWS> {
    #[inline(always)]
    fn new(a: ArrayView2<'a, T>, copied: bool) -> Self {
        if !copied && a.nrows().is_multiple_of(ROWS) {
            return Rows { a, copy: None };
        }
        let (m, k) = a.dim();
        let mut copy = Vec::with_capacity(m.div_ceil(ROWS) * k);
        for row in (0..m).step_by(ROWS) {
            let rows = a.slice(s![row..m.min(row + ROWS), ..]);
            if rows.nrows() == ROWS && a.strides()[1] == 1 {
                let rows = lines::<T, ROWS>(rows);
                copy.extend((0..k).map(|k| from_fn(|i| rows[i][k])));
            } else {
                copy.extend(rows.axis_iter(Axis(1)).map(|x| {
                    from_fn(|i| x.get(i).copied().unwrap_or_default())
                }));
            }
        }
        Rows { a, copy: Some(copy) }
    }

    /// A column of tiles.
    #[inline(always)]
    fn times<const LANES: usize, const WIDTH: usize>(
        &self,
        panel: &Panel<T, LANES, WIDTH>,
        column: usize,
        out: &mut Out<'_, T>,
        fma: impl Fn(T, T, T) -> T + Copy,
    ) {
        let (m, k) = self.a.dim();
        let panel = &panel[..k];
        for (i, row) in (0..m).step_by(ROWS).enumerate() {
            let tile = match &self.copy {
                Some(copy) => {
                    let copy = &copy[i * k..(i + 1) * k];
                    tile(|k| copy[k], panel, fma)
                }
                None => {
                    let rows = lines::<T, ROWS>(
                        self.a.slice(s![row..row + ROWS, ..]),
                    );
                    let rows: [&[T]; ROWS] = from_fn(|i| &rows[i][..k]);
                    tile(|k| from_fn(|i| rows[i][k]), panel, fma)
                }
            };
            out.put(row, column, &tile);
        }
    }
}

#[inline(always)]
fn lines<'a, T, const ROWS: usize>(a: ArrayView2<'a, T>) -> [&'a [T]; ROWS] {
    from_fn(|i| {
        let row = a.index_axis_move(Axis(0), i);
        row.to_slice().unwrap_or_default()
    })
}

/// The elements of a tile. What `row` gives for a step is multiplied with
/// what the panel has for it.
#[inline(always)]
fn tile<
    T: Fused,
    const ROWS: usize,
    const LANES: usize,
    const WIDTH: usize,
>(
    left: impl Fn(usize) -> [T; ROWS],
    panel: &[[Vector<T, LANES>; WIDTH]],
    fma: impl Fn(T, T, T) -> T + Copy,
) -> [[Vector<T, LANES>; WIDTH]; ROWS] {
    let mut tile = [[Vector([T::default(); LANES]); WIDTH]; ROWS];
    for (k, right) in panel.iter().enumerate() {
        let left = left(k);
        for row in 0..ROWS {
            for v in 0..WIDTH {
                for lane in 0..LANES {
                    let sum = &mut tile[row][v].0[lane];
                    *sum = fma(left[row], right[v].0[lane], *sum);
                }
            }
        }
    }
    tile
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
        tile: &[[Vector<T, LANES>; WIDTH]; ROWS],
    ) {
        let rows = self.out.chunks_exact_mut(self.n).skip(row);
        for (out, tile) in rows.zip(tile) {
            let out = &mut out[column..];
            for (out, tile) in out.chunks_mut(LANES).zip(tile) {
                if self.add {
                    for (out, &x) in out.iter_mut().zip(&tile.0) {
                        *out = out.plus(x);
                    }
                } else {
                    out.copy_from_slice(&tile.0[..out.len()]);
                }
            }
        }
    }
}
