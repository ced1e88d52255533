/*!
Loops over elements.

Memory without gaps is walked as one row, whatever the order of its
dimensions. Everything else is walked row by row: a [`Walk`] finds the rows,
and only what happens within a row is compiled for every operation and every
type. (ndarray's iterators over as many dimensions as there happen to be are
many times slower, and large: each of some hundred loops would bring its own.)
*/

use std::cmp::Ordering;

use ndarray::{ArrayViewMutD, IxDyn, ShapeBuilder};

use super::error::Result;
use super::size::{Size, broadcast};
use super::storage::{Element, check_allocation};
use super::strided::Strided;

/// One element from one element. Keeps the order of dimensions in memory.
///
/// # Errors
/// `RuntimeError` if repeated elements need more memory than there is.
pub fn map<T: Element, U: Element>(
    x: &Strided,
    f: impl Fn(T) -> U,
) -> Result<Strided> {
    let elements = x.storage().read::<T>();
    if x.numel() == 1 {
        let one = f(elements[x.offset()]);
        return Ok(Strided::one(one, x.shape().clone()));
    }
    check_allocation(x.shape(), U::DTYPE.itemsize())?;
    let mut out = Vec::with_capacity(x.numel());
    if x.is_dense() {
        map_row(&elements[x.run()], 1, x.numel(), &f, &mut out);
        let shape = x.shape().clone();
        return Ok(Strided::with_strides(out, shape, kept(x)));
    }
    let walk = Walk::new(x.shape(), [x]);
    walk.rows(&mut |[start], n, [step]| {
        map_row(&elements[start..], step, n, &f, &mut out);
    });
    Ok(walk.result(out))
}

/// Appends `f` of `n` elements that lie `step` apart.
#[inline(never)]
fn map_row<T: Copy, U>(
    x: &[T],
    step: usize,
    n: usize,
    f: impl Fn(T) -> U,
    out: &mut Vec<U>,
) {
    if step == 1 {
        out.extend(x[..n].iter().map(|&x| f(x)));
    } else {
        out.extend((0..n).map(|i| f(x[i * step])));
    }
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
    if a.ndim() == b.ndim() && a.numel() == 1 && b.numel() == 1 {
        let one = f(x[a.offset()], y[b.offset()]);
        return Ok(Strided::one(one, a.shape().clone()));
    }
    let along = |one: &Strided, steps: [usize; 2], strides: Size| {
        let n = one.numel();
        let mut out = Vec::with_capacity(n);
        let starts = (&x[a.run()], &y[b.run()]);
        zip_row(starts, steps, n, &f, &mut out);
        Ok(Strided::with_strides(out, one.shape().clone(), strides))
    };
    let same = a.shape() == b.shape()
        && (a.strides() == b.strides()
            || (a.is_contiguous() && b.is_contiguous()));
    if same && a.is_dense() {
        return along(a, [1, 1], kept(a));
    }
    if b.ndim() == 0 && a.is_dense() {
        return along(a, [1, 0], beside_a_number(a));
    }
    if a.ndim() == 0 && b.is_dense() {
        return along(b, [0, 1], beside_a_number(b));
    }
    let shape = broadcast(a.shape(), b.shape())?;
    check_allocation(&shape, U::DTYPE.itemsize())?;
    let walk = Walk::new(&shape, [&repeated(a, &shape), &repeated(b, &shape)]);
    let mut out = Vec::with_capacity(shape.numel());
    walk.rows(&mut |[a, b], n, steps| {
        zip_row((&x[a..], &y[b..]), steps, n, &f, &mut out);
    });
    Ok(walk.result(out))
}

/// One element from one and a number, which is as [`zip`] with a tensor
/// without dimensions.
///
/// # Errors
/// `RuntimeError` if repeated elements need more memory than there is.
pub fn beside<A: Element, B: Element, U: Element>(
    a: &Strided,
    number: B,
    f: impl Fn(A, B) -> U,
) -> Result<Strided> {
    let x = a.storage().read::<A>();
    let n = a.numel();
    if n == 1 {
        let one = f(x[a.offset()], number);
        return Ok(Strided::one(one, a.shape().clone()));
    }
    if a.is_dense() {
        let mut out = Vec::with_capacity(n);
        zip_row((&x[a.run()], &[number]), [1, 0], n, &f, &mut out);
        let shape = a.shape().clone();
        return Ok(Strided::with_strides(out, shape, beside_a_number(a)));
    }
    check_allocation(a.shape(), U::DTYPE.itemsize())?;
    let mut out = Vec::with_capacity(n);
    let walk = Walk::new(a.shape(), [a]);
    walk.rows(&mut |[start], n, [step]| {
        zip_row((&x[start..], &[number]), [step, 0], n, &f, &mut out);
    });
    Ok(walk.result(out))
}

/// Appends `f` of `n` pairs of elements. Steps of 0 repeat one element; they
/// and steps of 1 get loops that processors run several elements at a time.
/// Never inlined, for [`zip`] calls it from two places.
#[inline(never)]
fn zip_row<A: Copy, B: Copy, U>(
    (x, y): (&[A], &[B]),
    steps: [usize; 2],
    n: usize,
    f: impl Fn(A, B) -> U,
    out: &mut Vec<U>,
) {
    match steps {
        [1, 1] => {
            let pairs = x[..n].iter().zip(&y[..n]);
            out.extend(pairs.map(|(&x, &y)| f(x, y)));
        }
        [1, 0] if n > 0 => {
            let y = y[0];
            out.extend(x[..n].iter().map(|&x| f(x, y)));
        }
        [0, 1] if n > 0 => {
            let x = x[0];
            out.extend(y[..n].iter().map(|&y| f(x, y)));
        }
        [a, b] => out.extend((0..n).map(|i| f(x[i * a], y[i * b]))),
    }
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
        [repeated(a, &shape), repeated(b, &shape), repeated(c, &shape)];
    let walk = Walk::new(&shape, expanded.each_ref());
    let mut out = Vec::with_capacity(shape.numel());
    walk.rows(&mut |[a, b, c], n, steps| {
        let (x, y, z) = (&x[a..], &y[b..], &z[c..]);
        match steps {
            [1, 1, 1] => {
                let triples = x[..n].iter().zip(&y[..n]).zip(&z[..n]);
                out.extend(triples.map(|((&x, &y), &z)| f(x, y, z)));
            }
            [a, b, c] => {
                out.extend((0..n).map(|i| f(x[i * a], y[i * b], z[i * c])));
            }
        }
    });
    Ok(walk.result(out))
}

/// A window as a loop over a larger shape sees it: it does not move along
/// dimensions that it does not have, even those of extent 1.
fn repeated(x: &Strided, shape: &Size) -> Strided {
    let new = shape.len() - x.ndim();
    let strides = shape.iter().enumerate().map(|(dim, &extent)| {
        match dim.checked_sub(new) {
            Some(own) if x.shape()[own] == extent => x.strides()[own],
            _ => 0,
        }
    });
    x.window(shape.clone(), strides.collect(), x.offset())
}

/// The strides of a result made along one dense window.
fn kept(x: &Strided) -> Size {
    if x.is_contiguous() {
        x.shape().contiguous_strides()
    } else {
        x.strides().clone()
    }
}

/// The strides of a result made from a dense window and a 0-dim one. Shapes
/// differ, so that even dimensions of extent 1 are put in order.
fn beside_a_number(x: &Strided) -> Size {
    if x.shape().contains(&1) {
        Walk::new(x.shape(), [x]).result_strides
    } else {
        kept(x)
    }
}

/// The strides of fresh memory that follows a window, as a copy would:
/// without gaps, in the same order of dimensions.
#[must_use]
pub fn strides_like(x: &Strided) -> Size {
    if x.is_dense() {
        x.strides().clone()
    } else {
        Walk::new(x.shape(), [x]).result_strides
    }
}

/// The strides that PyTorch gives to what is empty and made like a window:
/// its own, if it has no gaps, even where they are never stepped.
#[must_use]
pub fn strides_of_empty_like(x: &Strided) -> Size {
    if x.is_dense() { x.strides().clone() } else { strides_like(x) }
}

/// A result in memory that follows a window of the same shape, as
/// [`strides_of_empty_like`] has it.
///
/// # Errors
/// `RuntimeError` if memory does not hold it.
pub fn follow(result: &Strided, pattern: &Strided) -> Result<Strided> {
    let shape = result.shape().clone();
    let strides = strides_of_empty_like(pattern);
    if result.numel() == 0 {
        return Ok(result.window(shape, strides, 0));
    }
    if strides == *result.strides() {
        return Ok(result.clone());
    }
    let aim = result.window(shape.clone(), strides.clone(), 0);
    let packed = result.permute(&aim.dims_by_stride()).copy()?;
    Ok(packed.window(shape, strides, 0))
}

/// How a loop goes through its inputs, and how its result lies in memory.
///
/// As in PyTorch the result follows the inputs: the dimension in which they
/// take the smallest steps becomes its innermost one. Of inputs that
/// disagree the first one decides.
pub(crate) struct Walk<const N: usize> {
    /// Extents in the order of the loop, outermost first, and the steps of
    /// each input. Dimensions that can be walked as one are one.
    dims: Vec<(usize, [usize; N])>,
    starts: [usize; N],
    result_shape: Size,
    result_strides: Size,
}

impl<const N: usize> Walk<N> {
    /// Through inputs that all have this shape.
    pub fn new(shape: &Size, inputs: [&Strided; N]) -> Walk<N> {
        let order = order(shape, &inputs);
        let result_strides = strides_in(&order, shape);
        let mut dims: Vec<(usize, [usize; N])> = Vec::new();
        for &dim in order.iter().filter(|&&dim| shape[dim] != 1) {
            let extent = shape[dim];
            let steps = inputs.map(|x| x.strides()[dim]);
            match dims.last_mut() {
                // No input jumps from one row to the next: they are one.
                Some((outer, wide))
                    if *wide == steps.map(|step| step * extent) =>
                {
                    *outer *= extent;
                    *wide = steps;
                }
                _ => dims.push((extent, steps)),
            }
        }
        let starts = inputs.map(Strided::offset);
        Walk { dims, starts, result_shape: shape.clone(), result_strides }
    }

    /// Hands each row over, in order: where it begins in each input, how
    /// long it is, and the step of each input. (A `dyn` closure: the walk is
    /// compiled once, not once more for every operation and type.)
    pub fn rows(&self, row: &mut dyn FnMut([usize; N], usize, [usize; N])) {
        let Some((&(n, steps), outer)) = self.dims.split_last() else {
            return row(self.starts, 1, [0; N]);
        };
        if self.result_shape.numel() == 0 {
            return;
        }
        let mut index = vec![0; outer.len()];
        let mut places = self.starts;
        loop {
            row(places, n, steps);
            // The next row: as an odometer turns, innermost wheel first.
            let mut wheel = outer.len();
            loop {
                if wheel == 0 {
                    return;
                }
                wheel -= 1;
                let (extent, steps) = outer[wheel];
                index[wheel] += 1;
                let back = if index[wheel] < extent { 0 } else { extent };
                for (place, step) in places.iter_mut().zip(steps) {
                    *place = *place + step - back * step;
                }
                if back == 0 {
                    break;
                }
                index[wheel] = 0;
            }
        }
    }

    /// What the loop made, in its order.
    pub fn result<T: Element>(self, elements: Vec<T>) -> Strided {
        Strided::with_strides(elements, self.result_shape, self.result_strides)
    }
}

/// The strides of memory that has its dimensions in this order.
pub(crate) fn strides_in(order: &Size, shape: &Size) -> Size {
    if order.iter().is_sorted() {
        return shape.contiguous_strides();
    }
    // Unlike in row order, what lies around an empty dimension has step 0.
    let mut strides = shape.clone();
    let mut step = 1;
    for &dim in order.iter().rev() {
        strides[dim] = step;
        step *= shape[dim];
    }
    strides
}

/// The dimensions by the steps that the inputs take in them, widest first.
///
/// A sort that only exchanges where some input knows better: repeated
/// dimensions take no steps and have no say.
pub(crate) fn order(shape: &Size, inputs: &[&Strided]) -> Size {
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

/// Copies `from`, seen through `source`, to `to`, seen through `target`.
/// Both have the same shape.
pub(crate) fn assign<T: Element>(
    target: &Strided,
    to: &mut [T],
    source: &Strided,
    from: &[T],
) {
    if target.is_contiguous() && source.is_contiguous() {
        to[target.run()].copy_from_slice(&from[source.run()]);
        return;
    }
    Walk::new(target.shape(), [target, source]).rows(
        &mut |[target, source], n, steps| {
            let (to, from) = (&mut to[target..], &from[source..]);
            match steps {
                [1, 1] => to[..n].copy_from_slice(&from[..n]),
                [a, b] => (0..n).for_each(|i| to[i * a] = from[i * b]),
            }
        },
    );
}

/// Writes `value` wherever `target` looks.
pub(crate) fn fill<T: Element>(target: &Strided, to: &mut [T], value: T) {
    if target.is_dense() {
        to[target.run()].fill(value);
    } else {
        strided_mut(target, to).fill(value);
    }
}

/// A writable window; its elements must not overlap.
pub(crate) fn strided_mut<'a, T>(
    target: &Strided,
    to: &'a mut [T],
) -> ArrayViewMutD<'a, T> {
    if target.numel() == 0 {
        return row_major(&target.shape().of_nothing(), &mut []);
    }
    let shape = IxDyn(target.shape()).strides(IxDyn(&target.steps()));
    ArrayViewMutD::from_shape(shape, &mut to[target.offset()..])
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
