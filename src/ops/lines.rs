//! Lines: the elements along one dimension, which reductions fold and
//! searches walk.

use crate::tensor::{Element, Result, Size, Strided};

/// Contiguous memory as `outer` blocks of `len` rows of `inner` elements.
/// A line takes one element of each row: `len` elements, `inner` apart.
#[derive(Clone, Copy)]
pub(crate) struct Lines {
    pub outer: usize,
    pub len: usize,
    pub inner: usize,
}

impl Lines {
    /// The lines along one dimension. A tensor without dimensions is one
    /// line of one element.
    pub fn along(shape: &[usize], dim: usize) -> Lines {
        let product = |part: Option<&[usize]>| {
            part.map_or(1, |part| part.iter().product())
        };
        Lines {
            outer: product(shape.get(..dim)),
            len: shape.get(dim).copied().unwrap_or(1),
            inner: product(shape.get(dim + 1..)),
        }
    }

    /// How many lines there are.
    pub fn count(&self) -> usize {
        self.outer * self.inner
    }

    /// Calls `f` with each line and its number, in row order. Lines whose
    /// elements lie apart are collected first.
    pub fn each<T: Element>(&self, data: &[T], mut f: impl FnMut(&[T])) {
        if data.is_empty() {
            return;
        }
        if self.inner == 1 {
            for nr in 0..self.outer {
                f(&data[nr * self.len..][..self.len]);
            }
            return;
        }
        let mut line = Vec::with_capacity(self.len);
        for nr in 0..self.count() {
            let first = self.first(nr);
            line.clear();
            line.extend((0..self.len).map(|i| data[first + i * self.inner]));
            f(&line);
        }
    }

    /// Where the first element of line `nr` lies.
    pub fn first(&self, nr: usize) -> usize {
        nr / self.inner * self.len * self.inner + nr % self.inner
    }
}

/// Elements that are folded together, `named` dimensions of a window at
/// once: contiguous memory and its lines.
pub(crate) fn arrange(
    x: &Strided,
    named: &[bool],
) -> Result<(Strided, Lines)> {
    let extents = || x.shape().iter().zip(named);
    let real = |&d: &usize| x.shape()[d] != 1;
    let (reduced, kept): (Vec<usize>, Vec<usize>) =
        (0..x.ndim()).partition(|&d| named[d]);
    let len = extents().filter(|e| *e.1).map(|e| e.0).product();
    let count: usize = extents().filter(|e| !e.1).map(|e| e.0).product();
    if kept.iter().all(|d| !real(d)) && x.is_dense() {
        // Everything: in the order of memory, as PyTorch does.
        let memory = Size::new(&[len]);
        let run = x.window(memory, Size::new(&[1]), x.offset());
        return Ok((run, Lines { outer: 1, len, inner: 1 }));
    }
    let mut spread = reduced.iter().copied().filter(real);
    let first = spread.next().unwrap_or(0);
    let last = spread.next_back().unwrap_or(first);
    if kept.iter().filter(|d| real(d)).all(|&d| d < first || d > last) {
        let outer = x.shape()[..first].iter().product();
        let inner = count.checked_div(outer).unwrap_or(0);
        return Ok((x.contiguous()?, Lines { outer, len, inner }));
    }
    // What is folded together lies apart: it is brought together.
    let order: Vec<usize> = kept.into_iter().chain(reduced).collect();
    let lines = Lines { outer: count, len, inner: 1 };
    Ok((x.permute(&order).contiguous()?, lines))
}
