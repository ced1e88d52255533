//! Elements read in another order, each dimension by itself: for each index of
//! the output, some index of the input.

use crate::tensor::{
    Element, Result, Size, Strided, check_allocation, dispatch,
};

/// For each dimension, how far from the first element the ones lie that are
/// read, in the order of the output.
pub(super) type Route = Vec<Vec<usize>>;

/// Every index of every dimension, in order.
///
/// # Errors
/// `RuntimeError` if there are more than fit in memory.
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
        if shape.numel() > 0 {
            collect(&x.storage().read::<T>(), x.offset(), route, &mut out);
        }
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
