/*!
The k largest, and where they stand.

Follows [torch.topk](https://pytorch.org/docs/stable/generated/torch.topk.html).
*/

use super::{Chapter, Listing};
use crate::autograd::Names;
use crate::ops::lines::Lines;
use crate::ops::order::{larger, numbered, pick, record_picked};
use crate::ops::{Row, Value, select};
use crate::prelude::*;
use crate::tensor::{Element, dispatch};

static TOPK: Names = Names::new("TopkBackward0", "TopkBackward");

/// The first `k` elements of a line, each with its index. With `largest` the
/// larger of two comes first.
// ANCHOR: order
fn first_k<T: Element>(
    line: &[T],
    k: usize,
    largest: bool,
    sorted: bool,
) -> Vec<(T, i64)> {
    let before = |a: &(T, i64), b: &(T, i64)| {
        if largest { larger(a.0, b.0) } else { larger(b.0, a.0) }
    };
    if k * 64 <= line.len() {
        return keep_best(line, k, before);
    }
    let mut pairs = numbered(line);
    if k > 0 {
        select::nth_element(&mut pairs, k - 1, &before);
        if sorted {
            select::sort(&mut pairs[..k - 1], &before);
        }
    }
    pairs.truncate(k);
    pairs
}
// ANCHOR_END: order

/// A few of many: a heap of the best so far, whose worst makes room.
fn keep_best<T: Element>(
    line: &[T],
    k: usize,
    before: impl Fn(&(T, i64), &(T, i64)) -> bool,
) -> Vec<(T, i64)> {
    let mut heap = numbered(&line[..k]);
    if k > 0 {
        select::make_heap(&mut heap, &before);
        for (&x, i) in line[k..].iter().zip(k as i64..) {
            select::offer(&mut heap, &mut (x, i), &before);
        }
        select::sort_heap(&mut heap, &before);
    }
    heap
}

impl Tensor {
    /// The `k` largest along the last dimension, the largest first:
    /// `x.topk(k)`.
    ///
    /// # Errors
    /// `RuntimeError` if there are fewer than `k`; `NotImplementedError` for
    /// bools.
    pub fn topk(&self, k: i64) -> Result<Topk> {
        self.topk_dim(k, -1)
    }

    /// The `k` largest along `dim`, the largest first: `x.topk(k, dim)`.
    ///
    /// # Errors
    /// As [`topk`](Tensor::topk), and `IndexError` for a dimension that does
    /// not exist.
    pub fn topk_dim(&self, k: i64, dim: i64) -> Result<Topk> {
        self.topk_with(k, dim, true, true)
    }

    /// The `k` largest or smallest along `dim`, the most extreme first if
    /// they are to be `sorted`. Which of equals are returned, and in which
    /// order, is not promised; they come as PyTorch has them.
    ///
    /// # Errors
    /// As [`topk_dim`](Tensor::topk_dim).
    pub fn topk_with(
        &self,
        k: i64,
        dim: i64,
        largest: bool,
        sorted: bool,
    ) -> Result<Topk> {
        let x = self.strided().contiguous()?;
        let dim = x.wrap_dim(dim)?;
        let k = usize::try_from(k)
            .ok()
            .filter(|&k| k <= Lines::along(x.shape(), dim).len)
            .ok_or_else(out_of_range)?;
        // A number has no room for nothing: PyTorch returns the number.
        let k = if x.ndim() == 0 { 1 } else { k };
        if x.dtype() == DType::Bool {
            return Err(no_bools());
        }
        let chosen = dispatch!(x.dtype(), T => {
            pick(&x, dim, k, |line: &[T]| first_k(line, k, largest, sorted))
        });
        let size = self.size();
        let (values, indices) =
            record_picked(&TOPK, self, chosen, move |grad, indices| {
                // ANCHOR: backward
                let zeros = zeros_with(&size, grad.dtype())?;
                zeros.scatter(dim as i64, indices, grad)
                // ANCHOR_END: backward
            });
        Ok(Topk { values, indices })
    }
}

fn out_of_range() -> TorchError {
    TorchError::runtime("selected index k out of range").in_the_notes(
        "invalid argument 2: k not in range for dimension at \
         /pytorch/aten/src/TH/generic/THTensorMoreMath.cpp:946",
    )
}

fn no_bools() -> TorchError {
    TorchError::said(
        ErrorClass::NotImplemented,
        "topk does not support bool dtypes on CPU",
    )
}

/// `topk`, in the table.
pub static TOPK_ROW: Row = Row {
    name: "topk",
    signature: "topk(input, k, dim=-1, largest=True, sorted=True) -> \
        (values, indices)",
    grad_fn: Some(&TOPK),
    call: |a| {
        let (k, dim) = (a.int(1)?, a.int(2)?);
        let (largest, sorted) = (a.bool(3)?, a.bool(4)?);
        Ok(a.tensor(0)?.topk_with(k, dim, largest, sorted)?.into())
    },
    in_place: None,
    examples: |e| {
        let no = || Value::from(false);
        let yes = || Value::from(true);
        vec![
            vec![e.any(&[4, 3]).into(), 2.into(), (-1).into(), yes(), yes()],
            vec![e.any(&[2, 3, 2]).into(), 2.into(), 1.into(), no(), yes()],
            vec![e.any(&[70]).into(), 1.into(), 0.into(), yes(), yes()],
            vec![e.any(&[5]).into(), 3.into(), 0.into(), yes(), no()],
            vec![e.any(&[]).into(), 1.into(), 0.into(), yes(), yes()],
        ]
    },
};

/// Its page.
pub const CHAPTER: Chapter = Chapter {
    name: "topk",
    title: "topk: largest first",
    summary: "topk begins with the largest, sort with the smallest.",
    listings: LISTINGS,
};

const LISTINGS: &[Listing] = listings![
    notes_topk,
    largest_first,
    smallest_first,
    largest_ascending,
    nan_first,
    topk_copies,
    gradient_goes_to_the_chosen,
    down_the_columns,
    bad_arguments,
    k_zero,
    tied_values,
    stable,
    unsorted,
    threshold,
    gather_the_chosen,
    all_of_them,
];

fn notes_topk() -> Result<()> {
    // ANCHOR: notes_topk
    let fi = tensor([
        [-0.0879, 1.2384, 0.3714],
        [0.6582, 0.4486, 1.1292],
        [0.7334, -1.0504, 0.9428],
        [1.9731, -0.2247, 0.6539],
    ]);
    print(&fi);
    print(fi.topk(2)?);
    // ANCHOR_END: notes_topk
    Ok(())
}

fn largest_first() -> Result<()> {
    // ANCHOR: largest_first
    let x = tensor([3, 1, 2]);
    print(x.topk(3)?);
    print(x.sort()?);
    // ANCHOR_END: largest_first
    Ok(())
}

fn smallest_first() -> Result<()> {
    // ANCHOR: smallest_first
    let x = tensor([3, 1, 2, 4]);
    let (largest, sorted) = (false, true);
    print(x.topk_with(2, -1, largest, sorted)?);
    // ANCHOR_END: smallest_first
    Ok(())
}

fn largest_ascending() -> Result<()> {
    // ANCHOR: largest_ascending
    let x = tensor([3, 1, 2, 4]);
    print(x.topk(2)?.values.sort()?.values);
    // ANCHOR_END: largest_ascending
    Ok(())
}

fn nan_first() -> Result<()> {
    // ANCHOR: nan_first
    let x = tensor([1.0, f64::NAN, 3.0, 2.0]);
    print(x.topk(2)?);
    print(x.sort()?.values);
    // ANCHOR_END: nan_first
    Ok(())
}

fn topk_copies() -> Result<()> {
    // ANCHOR: topk_copies
    let x = tensor([1.0, 4.0, 3.0, 2.0]);
    let values = x.topk(2)?.values;
    values.index_put_(0, 100.0)?;
    print(&x);
    // ANCHOR_END: topk_copies
    Ok(())
}

fn gradient_goes_to_the_chosen() -> Result<()> {
    // ANCHOR: gradient_goes_to_the_chosen
    let x = tensor([1.0, 4.0, 3.0]).requires_grad_(true)?;
    let values = x.topk(2)?.values;
    print(&values);
    values.backward_with(&tensor([10.0, 100.0]))?;
    print(x.grad());
    // ANCHOR_END: gradient_goes_to_the_chosen
    Ok(())
}

fn down_the_columns() -> Result<()> {
    // ANCHOR: down_the_columns
    let fi = tensor([
        [-0.0879, 1.2384, 0.3714],
        [0.6582, 0.4486, 1.1292],
        [0.7334, -1.0504, 0.9428],
        [1.9731, -0.2247, 0.6539],
    ]);
    print(fi.topk_dim(2, 0)?);
    print(fi.topk_dim(4, 0)?.values.size());
    // ANCHOR_END: down_the_columns
    Ok(())
}

fn bad_arguments() -> Result<()> {
    // ANCHOR: bad_arguments
    let fi = zeros([4, 3])?;
    for (k, dim) in [(4, 1), (-1, 1), (1, 2)] {
        if let Err(error) = fi.topk_dim(k, dim) {
            print(error);
        }
    }
    // ANCHOR_END: bad_arguments
    Ok(())
}

fn k_zero() -> Result<()> {
    // ANCHOR: k_zero
    print(zeros([4, 3])?.topk(0)?);
    // ANCHOR_END: k_zero
    Ok(())
}

fn tied_values() -> Result<()> {
    // ANCHOR: tied_values
    let x = tensor([1.0, 3.0, 3.0, 3.0, 2.0]);
    let Topk { values, indices } = x.topk(2)?;
    print(&values);
    print(x.gather(0, &indices)?);
    // ANCHOR_END: tied_values
    Ok(())
}

fn stable() -> Result<()> {
    // ANCHOR: stable
    let x = tensor([1.0, 3.0, 3.0, 3.0, 2.0]);
    let (descending, stable) = (true, true);
    let found = x.sort_with(-1, descending, stable)?;
    print(found.values.index(..2)?);
    print(found.indices.index(..2)?);
    // ANCHOR_END: stable
    Ok(())
}

fn unsorted() -> Result<()> {
    // ANCHOR: unsorted
    let x = tensor([7, 1, 9, 3, 5, 8, 2, 6, 4, 0]);
    let (largest, sorted) = (true, false);
    let found = x.topk_with(5, -1, largest, sorted)?;
    print(found.values.sort()?.values);
    let there = x.gather(0, &found.indices)?;
    print(there.equal(&found.values)?);
    // ANCHOR_END: unsorted
    Ok(())
}

fn threshold() -> Result<()> {
    // ANCHOR: threshold
    let x = tensor([1.0, 4.0, 3.0, 2.0]);
    let kth = x.topk(2)?.values.index(-1)?;
    print(&kth);
    print(x.masked_fill(&x.lt(&kth)?, f64::NEG_INFINITY)?);
    // ANCHOR_END: threshold
    Ok(())
}

fn gather_the_chosen() -> Result<()> {
    // ANCHOR: gather_the_chosen
    let fi = tensor([[1, 9, 2], [8, 3, 7]]);
    let indices = fi.topk(2)?.indices;
    print(fi.gather(1, &indices)?);
    fi.index(&indices)?;
    // ANCHOR_END: gather_the_chosen
    Ok(())
}

fn all_of_them() -> Result<()> {
    // ANCHOR: all_of_them
    let fi = tensor([[1, 9, 2], [8, 3, 7]]);
    let (descending, stable) = (true, false);
    print(fi.topk(3)?.values);
    print(fi.sort_with(-1, descending, stable)?.values);
    // ANCHOR_END: all_of_them
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    fn indices(x: &Tensor, k: i64, largest: bool) -> Vec<i64> {
        let found = x.topk_with(k, 0, largest, true).unwrap();
        found.indices.to_vec().unwrap()
    }

    /// Recorded from PyTorch 2.15.0.
    #[test]
    fn ties_are_where_pytorch_has_them() {
        let x = tensor([1, 3, 3, 3, 2]);
        assert_eq!(indices(&x, 3, true), [1, 3, 2]);
        let x = tensor((0..24).map(|i| i * 7 % 3).collect::<Vec<i64>>());
        assert_eq!(indices(&x, 9, true), [5, 14, 8, 17, 11, 20, 23, 2, 1]);
        assert_eq!(indices(&x, 9, false), [6, 12, 15, 9, 18, 3, 0, 21, 13]);
        // A few of many are kept in a heap.
        let x = tensor((0..200).map(|i| i * i % 5).collect::<Vec<i64>>());
        assert_eq!(indices(&x, 3, true), [7, 3, 2]);
        assert_eq!(indices(&x, 3, false), [10, 5, 0]);
    }

    #[test]
    fn no_more_than_there_are() {
        let x = zeros([4, 3]).unwrap();
        for k in [4, -1] {
            assert_eq!(
                format!("{:#}", x.topk(k).unwrap_err()),
                "RuntimeError: selected index k out of range"
            );
        }
        assert_eq!(x.topk(0).unwrap().values.size(), [4, 0]);
        let number = tensor(3.0);
        assert_eq!(number.topk(0).unwrap().values.repr(), "tensor(3.)");
    }
}
