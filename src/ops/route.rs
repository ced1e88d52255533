//! Elements read in another order, each dimension by itself: for each index of
//! the output, some index of the input.

use crate::tensor::{
    Element, Result, Size, Strided, check_allocation, dispatch,
};

/// For each dimension, how far from the first element the ones lie that are
/// read, in the order of the output.
pub(super) type Route = Vec<Vec<usize>>;

/// The elements in the order of a route, which `change` makes of the straight
/// one; in fresh memory, in row order.
pub(super) fn rerouted(
    x: &Strided,
    change: impl FnOnce(&mut Route),
) -> Result<Strided> {
    if x.numel() == 0 {
        // However many indices of nothing there are.
        return Strided::full(x.shape().clone(), 0, x.dtype());
    }
    check_allocation(x.shape(), x.dtype().itemsize())?;
    let mut route = straight(x)?;
    change(&mut route);
    travel(x, &route)
}

/// Every index of every dimension, in order.
pub(super) fn straight(x: &Strided) -> Result<Route> {
    let dims = x.shape().iter().zip(&**x.strides());
    dims.map(|(&n, &step)| {
        check_allocation(&[n], size_of::<usize>())?;
        Ok((0..n).map(|i| i * step).collect())
    })
    .collect()
}

/// The elements that a route leads to, in fresh memory in row order.
pub(super) fn travel(x: &Strided, route: &Route) -> Result<Strided> {
    let shape: Size = route.iter().map(Vec::len).collect();
    check_allocation(&shape, x.dtype().itemsize())?;
    Ok(dispatch!(x.dtype(), T => {
        let mut out: Vec<T> = Vec::with_capacity(shape.numel());
        collect(&x.storage().read::<T>(), x.offset(), route, &mut out);
        Strided::new(out, shape)
    }))
}

fn collect<T: Element>(
    memory: &[T],
    from: usize,
    route: &[Vec<usize>],
    out: &mut Vec<T>,
) {
    match route {
        [] => out.push(memory[from]),
        [last] => out.extend(last.iter().map(|&step| memory[from + step])),
        [first, rest @ ..] => {
            for step in first {
                collect(memory, from + step, rest, out);
            }
        }
    }
}
