/*!
Loops over elements, by ndarray.

Memory without gaps is walked as one slice, whatever the order of its
dimensions; everything else through ndarray's iterators.
*/

use ndarray::{ArrayViewMutD, IxDyn, ShapeBuilder, Zip};

use super::error::Result;
use super::size::{Size, broadcast};
use super::storage::Element;
use super::strided::Strided;

/// One element from one element. Keeps the order of dimensions in memory.
#[must_use]
pub fn map<T: Element, U: Element>(
    x: &Strided,
    f: impl Fn(T) -> U,
) -> Strided {
    if x.is_dense() {
        let elements = x.storage().read::<T>();
        let run = &elements[x.start()..x.start() + x.numel()];
        let out = run.iter().map(|&x| f(x)).collect();
        let strides = if x.is_contiguous() {
            x.shape().contiguous_strides()
        } else {
            x.strides().clone()
        };
        return Strided::with_strides(out, x.shape().clone(), strides);
    }
    let out = x.with_view(|v| v.iter().map(|&x| f(x)).collect());
    Strided::new(out, x.shape().clone())
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
    if a.shape() == b.shape() && a.strides() == b.strides() && a.is_dense() {
        let (n, x, y) = (a.numel(), a.storage().read(), b.storage().read());
        let x: &[A] = &x[a.start()..a.start() + n];
        let y: &[B] = &y[b.start()..b.start() + n];
        let out = x.iter().zip(y).map(|(&x, &y)| f(x, y)).collect();
        return Ok(Strided::with_strides(
            out,
            a.shape().clone(),
            a.strides().clone(),
        ));
    }
    if b.ndim() == 0 {
        let y = b.storage().read::<B>()[b.start()];
        return Ok(map(a, |x| f(x, y)));
    }
    if a.ndim() == 0 {
        let x = a.storage().read::<A>()[a.start()];
        return Ok(map(b, |y| f(x, y)));
    }
    let shape = broadcast(a.shape(), b.shape())?;
    super::storage::check_allocation(&shape, U::DTYPE.itemsize())?;
    let (a, b) = (a.expand_to(&shape)?, b.expand_to(&shape)?);
    let mut out = vec![U::default(); shape.numel()];
    a.with_view(|x| {
        b.with_view(|y| {
            Zip::from(row_major(&shape, &mut out))
                .and(x)
                .and(y)
                .for_each(|o, &x, &y| *o = f(x, y));
        });
    });
    Ok(Strided::new(out, shape))
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
    super::storage::check_allocation(&shape, U::DTYPE.itemsize())?;
    let (a, b) = (a.expand_to(&shape)?, b.expand_to(&shape)?);
    let c = c.expand_to(&shape)?;
    let mut out = vec![U::default(); shape.numel()];
    a.with_view(|x| {
        b.with_view(|y| {
            c.with_view(|z| {
                Zip::from(row_major(&shape, &mut out))
                    .and(x)
                    .and(y)
                    .and(z)
                    .for_each(|o, &x, &y, &z| *o = f(x, y, z));
            });
        });
    });
    Ok(Strided::new(out, shape))
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
    strided_mut(target, to).assign(&source.array_view(from));
}

/// Writes `value` wherever `target` looks.
pub(crate) fn fill<T: Element>(target: &Strided, to: &mut [T], value: T) {
    if target.is_contiguous() {
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
    let checked = "whoever writes has checked for overlap";
    if target.numel() == 0 {
        let shape = IxDyn(target.shape());
        return ArrayViewMutD::from_shape(shape, &mut []).expect(checked);
    }
    let shape = IxDyn(target.shape()).strides(IxDyn(target.strides()));
    ArrayViewMutD::from_shape(shape, &mut to[target.offset()..])
        .expect(checked)
}

/// Fresh memory as an array in row order.
pub(crate) fn row_major<'a, T>(
    shape: &Size,
    out: &'a mut [T],
) -> ArrayViewMutD<'a, T> {
    ArrayViewMutD::from_shape(IxDyn(shape), out)
        .expect("the memory was made for this shape")
}
