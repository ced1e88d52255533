/*!
Loops over elements.

Memory without gaps is walked as one slice, whatever the order of its
dimensions. Everything else is walked row by row: ndarray goes from row to
row, and within a row the common cases are slices again. (Going from element
to element in as many dimensions as there happen to be is many times slower.)
*/

use std::cmp::Ordering;

use ndarray::{ArrayView1, ArrayViewMutD, IxDyn, Zip};

use super::error::Result;
use super::size::{Size, broadcast};
use super::storage::{Element, check_allocation};
use super::strided::Strided;

/// One element from one element. Keeps the order of dimensions in memory.
#[must_use]
pub fn map<T: Element, U: Element>(
    x: &Strided,
    f: impl Fn(T) -> U,
) -> Strided {
    let elements = x.storage().read::<T>();
    if x.is_dense() {
        let run = &elements[x.start()..x.start() + x.numel()];
        let out = run.iter().map(|&x| f(x)).collect();
        return Strided::with_strides(out, x.shape().clone(), kept(x));
    }
    let walk = Walk::new(x.shape(), [x]);
    let [x] = &walk.inputs;
    let mut out = vec![U::default(); x.numel()];
    Zip::from(row_major(&walk.shape, &mut out).rows_mut())
        .and(x.array_view(&elements).rows())
        .for_each(|mut o, x| {
            o.iter_mut().zip(x).for_each(|(o, &x)| *o = f(x));
        });
    walk.result(out)
}

/// One element from two, with broadcasting.
///
/// # Errors
/// `RuntimeError` if the shapes do not broadcast.
pub fn zip<A: Element, B: Element, U: Element>(
    a: &Strided,
    b: &Strided,
    f: impl Fn(A, B) -> U,
) -> Result<Strided> {
    let (x, y) = (a.storage().read::<A>(), b.storage().read::<B>());
    if a.shape() == b.shape() && a.strides() == b.strides() && a.is_dense() {
        let n = a.numel();
        let x = &x[a.start()..a.start() + n];
        let y = &y[b.start()..b.start() + n];
        let out = x.iter().zip(y).map(|(&x, &y)| f(x, y)).collect();
        return Ok(Strided::with_strides(out, a.shape().clone(), kept(a)));
    }
    if b.ndim() == 0 {
        let y = y[b.start()];
        return Ok(map(a, |x| f(x, y)));
    }
    if a.ndim() == 0 {
        let x = x[a.start()];
        return Ok(map(b, |y| f(x, y)));
    }
    let shape = broadcast(a.shape(), b.shape())?;
    check_allocation(&shape, U::DTYPE.itemsize())?;
    let walk =
        Walk::new(&shape, [&a.expand_to(&shape)?, &b.expand_to(&shape)?]);
    let [a, b] = &walk.inputs;
    let mut out = vec![U::default(); shape.numel()];
    Zip::from(row_major(&walk.shape, &mut out).rows_mut())
        .and(a.array_view(&x).rows())
        .and(b.array_view(&y).rows())
        .for_each(|mut o, x, y| {
            let o = o.as_slice_mut().expect("fresh memory");
            match (x.as_slice(), y.as_slice()) {
                (Some(x), Some(y)) => {
                    let sides = x.iter().zip(y);
                    o.iter_mut().zip(sides).for_each(|(o, (&x, &y))| {
                        *o = f(x, y);
                    });
                }
                (Some(x), None) if repeats(&y) => {
                    let y = y[0];
                    o.iter_mut().zip(x).for_each(|(o, &x)| *o = f(x, y));
                }
                (None, Some(y)) if repeats(&x) => {
                    let x = x[0];
                    o.iter_mut().zip(y).for_each(|(o, &y)| *o = f(x, y));
                }
                _ => {
                    let sides = x.iter().zip(y);
                    o.iter_mut().zip(sides).for_each(|(o, (&x, &y))| {
                        *o = f(x, y);
                    });
                }
            }
        });
    Ok(walk.result(out))
}

/// One element from three, with broadcasting.
///
/// # Errors
/// `RuntimeError` if the shapes do not broadcast.
pub fn zip3<A: Element, B: Element, C: Element, U: Element>(
    a: &Strided,
    b: &Strided,
    c: &Strided,
    f: impl Fn(A, B, C) -> U,
) -> Result<Strided> {
    let shape = broadcast(&broadcast(a.shape(), b.shape())?, c.shape())?;
    check_allocation(&shape, U::DTYPE.itemsize())?;
    let (x, y) = (a.storage().read::<A>(), b.storage().read::<B>());
    let z = c.storage().read::<C>();
    let expanded =
        [a.expand_to(&shape)?, b.expand_to(&shape)?, c.expand_to(&shape)?];
    let walk = Walk::new(&shape, expanded.each_ref());
    let [a, b, c] = &walk.inputs;
    let mut out = vec![U::default(); shape.numel()];
    Zip::from(row_major(&walk.shape, &mut out).rows_mut())
        .and(a.array_view(&x).rows())
        .and(b.array_view(&y).rows())
        .and(c.array_view(&z).rows())
        .for_each(|mut o, x, y, z| {
            if let (Some(x), Some(y), Some(z)) =
                (x.as_slice(), y.as_slice(), z.as_slice())
            {
                let sides = x.iter().zip(y).zip(z);
                o.iter_mut().zip(sides).for_each(|(o, ((&x, &y), &z))| {
                    *o = f(x, y, z);
                });
            } else {
                let sides = x.iter().zip(y).zip(z);
                o.iter_mut().zip(sides).for_each(|(o, ((&x, &y), &z))| {
                    *o = f(x, y, z);
                });
            }
        });
    Ok(walk.result(out))
}

/// The strides of a result made along one dense window.
fn kept(x: &Strided) -> Size {
    if x.is_contiguous() {
        x.shape().contiguous_strides()
    } else {
        x.strides().clone()
    }
}

/// Whether a row shows one element again and again.
fn repeats<T>(row: &ArrayView1<'_, T>) -> bool {
    row.strides()[0] == 0
}

/// How a loop goes through its inputs, and how its result lies in memory.
///
/// As in PyTorch the result follows the inputs: the dimension in which they
/// take the smallest steps becomes its innermost one. Of inputs that
/// disagree the first one decides.
pub(crate) struct Walk<const N: usize> {
    /// The extents in the order of the loop, outermost first; dimensions
    /// that can be walked as one are one.
    shape: Size,
    inputs: [Strided; N],
    result_shape: Size,
    result_strides: Size,
}

impl<const N: usize> Walk<N> {
    /// Through inputs that all have this shape.
    pub fn new(shape: &Size, inputs: [&Strided; N]) -> Walk<N> {
        let order = order(shape, &inputs);
        let mut result_strides = shape.clone();
        let mut step = 1;
        for &dim in order.iter().rev() {
            result_strides[dim] = step;
            step *= shape[dim].max(1);
        }
        let result_shape = shape.clone();
        let dims = runs(shape, &inputs, &order);
        let shape: Size = dims.iter().map(|&(extent, _)| extent).collect();
        let inputs = inputs.map(|x| {
            let step = |&(_, dim): &(usize, Option<usize>)| {
                dim.map_or(1, |d| x.strides()[d])
            };
            let strides = dims.iter().map(step).collect();
            x.window(shape.clone(), strides, x.start())
        });
        Walk { shape, inputs, result_shape, result_strides }
    }

    /// What the loop made, in its order.
    pub fn result<T: Element>(self, elements: Vec<T>) -> Strided {
        Strided::with_strides(elements, self.result_shape, self.result_strides)
    }
}

/// The dimensions by the steps that the inputs take in them, widest first.
///
/// A sort that only exchanges where some input knows better: repeated
/// dimensions take no steps and have no say.
fn order(shape: &Size, inputs: &[&Strided]) -> Size {
    let compare = |inner: usize, outer: usize| {
        for x in inputs {
            let (a, b) = (x.strides()[inner], x.strides()[outer]);
            if a == 0 || b == 0 {
                continue;
            }
            match a.cmp(&b) {
                Ordering::Equal if shape[inner] > shape[outer] => {
                    return Ordering::Greater;
                }
                Ordering::Equal => {}
                decided => return decided,
            }
        }
        Ordering::Equal
    };
    // Innermost first here, as the sort starts from row order.
    let mut order: Size = (0..shape.len()).rev().collect();
    for i in 1..order.len() {
        let mut place = i;
        for j in (0..i).rev() {
            match compare(order[j], order[place]) {
                Ordering::Greater => {
                    order.swap(j, place);
                    place = j;
                }
                Ordering::Less => break,
                Ordering::Equal => {}
            }
        }
    }
    order.iter().rev().copied().collect()
}

/// Takes neighbouring dimensions together where no input jumps between
/// them. Gives extents, and the dimension whose steps are taken (none for
/// the one row of a window without any dimension left).
fn runs(
    shape: &Size,
    inputs: &[&Strided],
    order: &Size,
) -> Vec<(usize, Option<usize>)> {
    let mut runs: Vec<(usize, Option<usize>)> = Vec::new();
    for &dim in order.iter().filter(|&&dim| shape[dim] != 1) {
        let joins = |outer: usize| {
            inputs
                .iter()
                .all(|x| x.strides()[outer] == shape[dim] * x.strides()[dim])
        };
        match runs.last_mut() {
            Some((extent, Some(last))) if joins(*last) => {
                *extent *= shape[dim];
                *last = dim;
            }
            _ => runs.push((shape[dim], Some(dim))),
        }
    }
    if runs.is_empty() {
        runs.push((1, None));
    }
    runs
}

/// Copies `from`, seen through `source`, to `to`, seen through `target`.
/// Both have the same shape.
pub(crate) fn assign<T: Element>(
    target: &Strided,
    to: &mut [T],
    source: &Strided,
    from: &[T],
) {
    if target.is_contiguous() && source.is_contiguous() {
        let n = target.numel();
        to[target.start()..target.start() + n]
            .copy_from_slice(&from[source.start()..source.start() + n]);
        return;
    }
    let walk = Walk::new(target.shape(), [target, source]);
    let [target, source] = &walk.inputs;
    Zip::from(strided_mut(target, to).rows_mut())
        .and(source.array_view(from).rows())
        .for_each(|mut to, from| match (to.as_slice_mut(), from.as_slice()) {
            (Some(to), Some(from)) => to.copy_from_slice(from),
            _ => to.assign(&from),
        });
}

/// Writes `value` wherever `target` looks.
pub(crate) fn fill<T: Element>(target: &Strided, to: &mut [T], value: T) {
    if target.is_dense() {
        to[target.start()..target.start() + target.numel()].fill(value);
    } else {
        strided_mut(target, to).fill(value);
    }
}

/// A writable window; its elements must not overlap.
pub(crate) fn strided_mut<'a, T>(
    target: &Strided,
    to: &'a mut [T],
) -> ArrayViewMutD<'a, T> {
    ArrayViewMutD::from_shape(target.layout(), &mut to[target.start()..])
        .expect("whoever writes has checked for overlap")
}

/// Fresh memory as an array in row order.
pub(crate) fn row_major<'a, T>(
    shape: &Size,
    out: &'a mut [T],
) -> ArrayViewMutD<'a, T> {
    ArrayViewMutD::from_shape(IxDyn(shape), out)
        .expect("the memory was made for this shape")
}
