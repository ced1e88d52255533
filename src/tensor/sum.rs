/*!
Sums, in PyTorch's order.

Floating-point addition is not associative: another order gives another last
bit, and now and then another printed digit. The order here is that of
PyTorch 2.15 with AVX2 or AVX-512 on one thread, for sums over any dims of
any strided layout. (On more threads PyTorch splits what has more than 32768
elements, so its own last bit depends on how many there are; 1.1.0 used
another order.)

Three ideas make the order, each also an improvement on adding from left to
right:

* *lanes*: a processor adds 8 `float32` or 4 `float64` at a time;
* four sums run side by side, because an addition takes four cycles;
* a *cascade*: partial sums are put away after every 16 (or more) additions,
  so that small numbers are not added to a sum that has grown large. The
  rounding error grows with log n instead of n.
*/

use std::array::from_fn;
use std::ops::{Add, Div};

use ndarray::{ArrayD, ArrayViewD, Axis, Dimension};

/// A floating-point type that can be reduced.
pub trait Real:
    Copy + Default + Add<Output = Self> + Div<Output = Self>
{
    /// As many elements as PyTorch adds with one instruction.
    type Lanes: Lanes<Self>;
    /// The nearest number of this type.
    fn from_f64(x: f64) -> Self;
    /// The same number.
    fn to_f64(self) -> f64;
}

impl Real for f32 {
    type Lanes = [f32; 8];
    fn from_f64(x: f64) -> f32 {
        x as f32
    }
    fn to_f64(self) -> f64 {
        f64::from(self)
    }
}

impl Real for f64 {
    type Lanes = [f64; 4];
    fn from_f64(x: f64) -> f64 {
        x
    }
    fn to_f64(self) -> f64 {
        self
    }
}

/// Some elements side by side.
pub trait Lanes<T>: Sum + AsRef<[T]> {
    /// How many.
    const COUNT: usize;
    /// The first ones of a slice, which must have enough.
    fn load(from: &[T]) -> Self;
}

impl<T: Real, const N: usize> Lanes<T> for [T; N] {
    const COUNT: usize = N;
    #[inline(always)]
    fn load(from: &[T]) -> [T; N] {
        *from.first_chunk().expect("a whole vector")
    }
}

/// What a partial sum can be: a number or lanes of them.
pub trait Sum: Copy {
    /// The empty sum.
    fn zero() -> Self;
    /// The sum of two.
    fn plus(self, other: Self) -> Self;
}

impl Sum for f32 {
    fn zero() -> f32 {
        0.0
    }
    #[inline(always)]
    fn plus(self, other: f32) -> f32 {
        self + other
    }
}

impl Sum for f64 {
    fn zero() -> f64 {
        0.0
    }
    #[inline(always)]
    fn plus(self, other: f64) -> f64 {
        self + other
    }
}

impl<T: Real, const N: usize> Sum for [T; N] {
    fn zero() -> [T; N] {
        [T::default(); N]
    }
    #[inline(always)]
    fn plus(self, other: [T; N]) -> [T; N] {
        from_fn(|i| self[i] + other[i])
    }
}

/// How many sums run side by side.
const STREAMS: usize = 4;
/// How many times partial sums are put away.
const LEVELS: usize = 4;

/// Four sums of `n` terms each; `term(i, k)` is term `i` of sum `k`.
#[inline(always)]
fn cascade<S: Sum>(
    n: usize,
    term: impl Fn(usize, usize) -> S,
) -> [S; STREAMS] {
    let bits = usize::BITS - n.saturating_sub(1).leading_zeros();
    let power = (bits as usize / LEVELS).max(4);
    let step = 1 << power;

    let mut levels = [[S::zero(); STREAMS]; LEVELS];
    let mut i = 0;
    while i + step <= n {
        let mut sums = levels[0];
        for _ in 0..step {
            for (k, sum) in sums.iter_mut().enumerate() {
                *sum = sum.plus(term(i, k));
            }
            i += 1;
        }
        levels[0] = sums;
        // A full level goes to the next one, like a carry.
        for level in 1..LEVELS {
            let full = levels[level - 1];
            levels[level - 1] = [S::zero(); STREAMS];
            for (sum, part) in levels[level].iter_mut().zip(full) {
                *sum = sum.plus(part);
            }
            if i & ((step - 1) << (level * power)) != 0 {
                break;
            }
        }
    }
    let mut sums = levels[0];
    for i in i..n {
        for (k, sum) in sums.iter_mut().enumerate() {
            *sum = sum.plus(term(i, k));
        }
    }
    for level in &levels[1..] {
        for (sum, part) in sums.iter_mut().zip(level) {
            *sum = sum.plus(*part);
        }
    }
    sums
}

/// One sum of `n` terms, every fourth of which goes to the same stream.
#[inline(always)]
fn streams<S: Sum>(n: usize, term: impl Fn(usize) -> S) -> S {
    let whole = n / STREAMS;
    let sums = cascade(whole, |i, k| term(STREAMS * i + k));
    let [mut sum, rest @ ..] = sums;
    for i in STREAMS * whole..n {
        sum = sum.plus(term(i));
    }
    rest.into_iter().fold(sum, S::plus)
}

/// The sum of neighbours in memory.
fn sum_row<T: Real + Sum>(row: &[T]) -> T {
    let count = T::Lanes::COUNT;
    if row.len() < count {
        return streams(row.len(), |i| row[i]);
    }
    let (vectors, tail) = row.split_at(row.len() / count * count);
    let lanes = streams(vectors.len() / count, |i| {
        T::Lanes::load(&vectors[i * count..])
    });
    tail.iter().chain(lanes.as_ref()).fold(T::zero(), |sum, &x| sum + x)
}

/// The sum of a contiguous slice, as `sum()` of a tensor gives it.
///
/// ```
/// use torchbook::tensor::sum::sum_slice;
///
/// // From left to right it would be 0: 1 is lost beside 1e8.
/// assert_eq!(sum_slice(&[1.0_f32, 1e8, 0.0, 0.0, -1e8]), 0.0);
/// assert_eq!(sum_slice(&[1e8_f32, 1.0, 0.0, 0.0, -1e8]), 1.0);
/// ```
pub fn sum_slice<T: Real + Sum>(elements: &[T]) -> T {
    sum_row(elements)
}

/// A dimension of the loop over a reduction's input.
#[derive(Clone, Copy, Debug)]
pub(super) struct Loop {
    pub(super) size: usize,
    /// The step in the input.
    pub(super) from: usize,
    /// The step in the output: 0 in a dimension that is reduced.
    pub(super) to: usize,
}

impl Loop {
    const ONCE: Loop = Loop { size: 1, from: 0, to: 0 };

    /// Whether `next`, one further out, goes on where this one ends.
    fn is_continued_by(self, next: Loop) -> bool {
        next.size == 1
            || self.size * self.from == next.from
                && self.size * self.to == next.to
    }

    /// Whether this dimension is better left to `outer`, its neighbour
    /// further out. PyTorch's rule: reduced dimensions go innermost; then
    /// small steps in the output, then in the input. `None`: no opinion.
    fn goes_out(self, outer: Loop) -> Option<bool> {
        if (self.to == 0) != (outer.to == 0) {
            return Some(outer.to == 0);
        }
        for (mine, other) in [(self.to, outer.to), (self.from, outer.from)] {
            if mine == 0 || other == 0 {
                continue;
            }
            if mine != other {
                return Some(mine > other);
            }
            if self.size > outer.size {
                return Some(true);
            }
        }
        None
    }
}

/// The loops over an input that reduce `dims`, innermost first, with
/// neighbours that are one walk through memory made one; and the size of the
/// output.
pub(super) fn plan(
    shape: &[usize],
    strides: &[usize],
    dims: &[usize],
) -> (Vec<Loop>, usize) {
    let mut step = 1;
    let mut loops = Vec::with_capacity(shape.len());
    for d in (0..shape.len()).rev() {
        let reduced = dims.contains(&d);
        let to = if reduced { 0 } else { step };
        if !reduced {
            step *= shape[d];
        }
        loops.push(Loop { size: shape[d], from: strides[d], to });
    }
    // An insertion sort, as PyTorch's: without an opinion about two loops it
    // asks about the next pair, so no other sort gives the same order.
    for i in 1..loops.len() {
        let mut at = i;
        for j in (0..i).rev() {
            match loops[j].goes_out(loops[at]) {
                Some(true) => {
                    loops.swap(j, at);
                    at = j;
                }
                Some(false) => break,
                None => {}
            }
        }
    }
    let mut merged: Vec<Loop> = Vec::with_capacity(loops.len());
    for next in loops {
        match merged.last_mut() {
            Some(last) if last.size == 1 => *last = next,
            Some(last) if last.is_continued_by(next) => {
                last.size *= next.size;
            }
            _ => merged.push(next),
        }
    }
    (merged, step)
}

/// Calls `body` with the two inner loops and, for every turn of the others,
/// where it starts in the input and in the output; not at all when there are
/// no elements.
pub(super) fn each_plane(
    loops: &[Loop],
    mut body: impl FnMut(Loop, Loop, usize, usize),
) {
    if loops.iter().any(|l| l.size == 0) {
        return;
    }
    let mut dims = loops.iter().copied();
    let inner = dims.next().unwrap_or(Loop::ONCE);
    let outer = dims.next().unwrap_or(Loop::ONCE);
    let rest: Vec<Loop> = dims.collect();
    let mut turn = vec![0; rest.len()];
    let (mut from, mut to) = (0, 0);
    loop {
        body(inner, outer, from, to);
        let mut d = 0;
        loop {
            let Some(l) = rest.get(d) else { return };
            turn[d] += 1;
            from += l.from;
            to += l.to;
            if turn[d] < l.size {
                break;
            }
            turn[d] = 0;
            from -= l.size * l.from;
            to -= l.size * l.to;
            d += 1;
        }
    }
}

/// The sum over `dims` of a strided layout: element `[i, j]` is
/// `data[i * strides[0] + j * strides[1]]`.
///
/// The result has the sizes of the other dimensions, in row order. Sums of
/// nothing are 0.
///
/// # Panics
///
/// When the layout reaches beyond `data`, when `strides` is shorter than
/// `shape`.
pub fn sum_strided<T: Real + Sum>(
    data: &[T],
    shape: &[usize],
    strides: &[usize],
    dims: &[usize],
) -> Vec<T> {
    let (loops, size) = plan(shape, strides, dims);
    let mut out = vec![T::zero(); size];
    each_plane(&loops, |inner, outer, from, to| {
        sum_plane(&data[from..], &mut out[to..], inner, outer);
    });
    out
}

/// Adds the sums along `inner` to `out`, one for each turn of `outer`.
fn sum_plane<T: Real + Sum>(
    data: &[T],
    out: &mut [T],
    inner: Loop,
    outer: Loop,
) {
    let count = T::Lanes::COUNT;
    // What comes to a place must be added one by one: the places may be
    // one and the same.
    let mut add = |j: usize, sum: T| {
        let place = &mut out[j * outer.to];
        *place = *place + sum;
    };
    let at = |i: usize, j: usize| data[i * inner.from + j * outer.from];
    let vector =
        |i: usize, j: usize| T::Lanes::load(&data[i * inner.from + j..]);
    if inner.to != 0 {
        // Nothing to reduce but dimensions of one element.
        for j in 0..outer.size {
            for i in 0..inner.size {
                let place = &mut out[j * outer.to + i * inner.to];
                *place = *place + at(i, j);
            }
        }
    } else if inner.from == 1 && inner.size >= count {
        for j in 0..outer.size {
            add(j, sum_row(&data[j * outer.from..][..inner.size]));
        }
    } else if outer.from == 1 && outer.size >= count {
        // Columns: as many as possible at a time.
        let mut j = 0;
        while j + STREAMS * count <= outer.size {
            let sums = cascade(inner.size, |i, k| vector(i, j + k * count));
            for lanes in sums {
                for &sum in lanes.as_ref() {
                    add(j, sum);
                    j += 1;
                }
            }
        }
        while j + count <= outer.size {
            let lanes = streams(inner.size, |i| vector(i, j));
            for &sum in lanes.as_ref() {
                add(j, sum);
                j += 1;
            }
        }
        for j in j..outer.size {
            add(j, streams(inner.size, |i| at(i, j)));
        }
    } else {
        let mut j = 0;
        if inner.from >= outer.from {
            while j + STREAMS <= outer.size {
                let sums = cascade(inner.size, |i, k| at(i, j + k));
                for sum in sums {
                    add(j, sum);
                    j += 1;
                }
            }
        }
        for j in j..outer.size {
            add(j, streams(inner.size, |i| at(i, j)));
        }
    }
}

/// The mean over `dims` of a strided layout: the sum divided by the number
/// of elements, which makes NaN of nothing. See [`sum_strided`].
///
/// # Panics
///
/// As `sum_strided`.
pub fn mean_strided<T: Real + Sum>(
    data: &[T],
    shape: &[usize],
    strides: &[usize],
    dims: &[usize],
) -> Vec<T> {
    let n: usize = dims.iter().map(|&d| shape[d]).product();
    let n = T::from_f64(n as f64);
    let mut out = sum_strided(data, shape, strides, dims);
    for x in &mut out {
        *x = *x / n;
    }
    out
}

/// The sum over `dims` of a view; see [`sum_strided`].
///
/// # Panics
///
/// When a dim is not one of the view's.
pub fn sum_dims<T: Real + Sum>(
    view: ArrayViewD<T>,
    dims: &[usize],
) -> ArrayD<T> {
    let mut view = view;
    for d in 0..view.ndim() {
        // PyTorch has no negative strides.
        if view.strides()[d] < 0 {
            view.invert_axis(Axis(d));
        }
    }
    let shape = view.shape();
    let strides: Vec<usize> =
        view.strides().iter().map(|&s| s as usize).collect();
    let kept: Vec<usize> = (0..shape.len())
        .filter(|d| !dims.contains(d))
        .map(|d| shape[d])
        .collect();
    let out = match view.as_slice_memory_order() {
        Some(data) => sum_strided(data, shape, &strides, dims),
        // The order depends on the strides, gaps and all: rebuild them.
        None => {
            let ends = shape.iter().zip(&strides);
            let last: usize = ends.map(|(n, s)| n.saturating_sub(1) * s).sum();
            let mut data = vec![T::zero(); last + 1];
            for (index, &x) in view.indexed_iter() {
                let index = index.slice().iter().zip(&strides);
                data[index.map(|(i, s)| i * s).sum::<usize>()] = x;
            }
            sum_strided(&data, shape, &strides, dims)
        }
    };
    ArrayD::from_shape_vec(kept, out).expect("as many sums as places")
}

#[cfg(test)]
mod tests {
    use ndarray::{Array, IxDyn, s};

    use super::*;

    #[test]
    fn sums_of_nothing_and_of_minus_nothing() {
        assert_eq!(sum_slice::<f32>(&[]), 0.0);
        assert_eq!(sum_strided::<f32>(&[], &[0, 3], &[3, 1], &[0]), [0.0; 3]);
        assert_eq!(sum_strided::<f32>(&[], &[3, 0], &[1, 1], &[0]), [0.0; 0]);
        assert!(mean_strided::<f64>(&[], &[0], &[1], &[0])[0].is_nan());
        for shape in [[0, 2, 3], [2, 0, 3], [2, 3, 0]] {
            let sums = sum_strided::<f32>(&[], &shape, &[9, 3, 1], &[0, 2]);
            assert_eq!(sums, vec![0.0; shape[1]]);
        }
        // A 0-dim tensor.
        let zero = sum_strided(&[-0.0_f32], &[], &[], &[])[0];
        assert!(zero.is_sign_positive());
        let zero = sum_strided(&[-0.0_f32], &[1, 1], &[1, 1], &[1])[0];
        assert!(zero.is_sign_positive());
        assert!(sum_slice(&[-0.0_f32]).is_sign_positive());
    }

    /// Views of every kind give what their layout gives.
    #[test]
    fn views_of_arrays() {
        let n = 40 * 50;
        let data: Vec<f32> = (0..n).map(|i| (i as f32).sin()).collect();
        let a = Array::from_shape_vec(IxDyn(&[40, 50]), data.clone());
        let a = a.unwrap();
        let same = |view: ArrayViewD<f32>, strides: &[usize], offset| {
            for dims in [&[0][..], &[1], &[0, 1], &[]] {
                let ours = sum_dims(view.clone(), dims);
                let want =
                    sum_strided(&data[offset..], view.shape(), strides, dims);
                assert_eq!(ours.into_raw_vec_and_offset().0, want);
            }
        };
        same(a.view(), &[50, 1], 0);
        same(a.t(), &[1, 50], 0);
        same(a.slice(s![1.., 3..47]).into_dyn(), &[50, 1], 53);
        same(a.slice(s![.., ..;2]).into_dyn(), &[50, 2], 0);
        let row = a.slice(s![0, ..]);
        same(row.broadcast((3, 50)).unwrap().into_dyn(), &[0, 1], 0);
        // Backwards is as PyTorch would hold it: in forward order.
        let back = sum_dims(a.slice(s![..;-1, ..]).into_dyn(), &[0]);
        assert_eq!(back, sum_dims(a.view(), &[0]));
    }
}
