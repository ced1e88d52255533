/*!
cat and stack: tensors joined along a dimension that is there, or a new one.

The operations are in [`ops::joining`](crate::ops::joining).
*/

use super::{Chapter, Listing};
use crate::prelude::*;

/// Its page.
pub const CHAPTER: Chapter = Chapter {
    name: "cat_dims",
    title: "cat: every dimension but one must match",
    summary: "Which sizes must be equal when tensors are joined.",
    listings: LISTINGS,
};

const LISTINGS: &[Listing] = listings![
    sizes,
    along_zero,
    along_one,
    every_dim,
    rank_mismatch,
    layout,
    cat_copies,
    gradient_is_slices,
    joined_with_itself,
    negative_dim,
    nothing_to_join,
    mixed_dtypes,
    empty_is_skipped,
    empty_still_promotes,
    empty_with_a_shape,
    stack_or_cat,
    side_by_side,
];

fn sizes() -> Result<()> {
    // ANCHOR: sizes
    let tensor1 = tensor([[1, 1, 1], [1, 1, 1], [1, 1, 1]]);
    let tensor2 = tensor([[2, 2], [2, 2], [2, 2]]);
    let (size1, size2) = (tensor1.size(), tensor2.size());
    print(format!("1size{size1}and2size{size2}"));
    // ANCHOR_END: sizes
    Ok(())
}

fn along_zero() -> Result<()> {
    // ANCHOR: along_zero
    let tensor1 = tensor([[1, 1, 1], [1, 1, 1], [1, 1, 1]]);
    let tensor2 = tensor([[2, 2], [2, 2], [2, 2]]);
    cat([&tensor1, &tensor2], 0)?;
    // ANCHOR_END: along_zero
    Ok(())
}

fn along_one() -> Result<()> {
    // ANCHOR: along_one
    let tensor1 = tensor([[1, 1, 1], [1, 1, 1], [1, 1, 1]]);
    let tensor2 = tensor([[2, 2], [2, 2], [2, 2]]);
    print(cat([&tensor1, &tensor2], 1)?);
    // ANCHOR_END: along_one
    Ok(())
}

fn every_dim() -> Result<()> {
    // ANCHOR: every_dim
    let a = zeros([2, 3, 4])?;
    let b = zeros([2, 5, 4])?;
    for dim in 0..3 {
        match cat([&a, &b], dim) {
            Ok(joined) => {
                print(format!("dim={dim}: {}", joined.size()));
            }
            Err(_) => print(format!("dim={dim}: refused")),
        }
    }
    // ANCHOR_END: every_dim
    Ok(())
}

fn rank_mismatch() -> Result<()> {
    // ANCHOR: rank_mismatch
    let matrix = zeros([3, 3])?;
    let row = ones(3)?;
    cat([&matrix, &row], 0)?;
    // ANCHOR_END: rank_mismatch
    Ok(())
}

fn layout() -> Result<()> {
    // ANCHOR: layout
    let a = tensor([[1, 2], [3, 4]]);
    let b = tensor([[5, 6], [7, 8]]);
    print(cat([&a, &b], 0)?.view(-1)?);
    print(cat([&a, &b], 1)?.view(-1)?);
    // ANCHOR_END: layout
    Ok(())
}

fn cat_copies() -> Result<()> {
    // ANCHOR: cat_copies
    let a = tensor([1.0, 2.0]);
    let joined = cat([&a, &a], 0)?;
    joined.index_put_(0, 9.0)?;
    a.index_put_(1, 7.0)?;
    print(&a);
    print(&joined);
    // ANCHOR_END: cat_copies
    Ok(())
}

fn gradient_is_slices() -> Result<()> {
    // ANCHOR: gradient_is_slices
    let a = ones([2, 2])?.requires_grad_(true)?;
    let b = ones([1, 2])?.requires_grad_(true)?;
    let c = cat([&a, &b], 0)?;
    print(&c);
    let grad = tensor([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]);
    c.backward_with(&grad)?;
    print(a.grad());
    print(b.grad());
    // ANCHOR_END: gradient_is_slices
    Ok(())
}

fn joined_with_itself() -> Result<()> {
    // ANCHOR: joined_with_itself
    let a = tensor([1.0, 2.0]).requires_grad_(true)?;
    let c = cat([&a, &a], 0)?;
    c.backward_with(&tensor([1.0, 10.0, 100.0, 1000.0]))?;
    print(a.grad());
    // ANCHOR_END: joined_with_itself
    Ok(())
}

fn negative_dim() -> Result<()> {
    // ANCHOR: negative_dim
    let a = zeros([3, 3])?;
    let b = zeros([3, 2])?;
    print(cat([&a, &b], -1)?.size());
    cat([&a, &b], 2)?;
    // ANCHOR_END: negative_dim
    Ok(())
}

fn nothing_to_join() -> Result<()> {
    // ANCHOR: nothing_to_join
    if let Err(error) = cat([&tensor(1.0), &tensor(2.0)], 0) {
        print(error);
    }
    cat::<Tensor>([], 0)?;
    // ANCHOR_END: nothing_to_join
    Ok(())
}

fn mixed_dtypes() -> Result<()> {
    // ANCHOR: mixed_dtypes
    let floats = tensor([1.5, 2.5]);
    let ints = tensor([3, 4]);
    print(cat([&floats, &ints], 0)?);
    // ANCHOR_END: mixed_dtypes
    Ok(())
}

fn empty_is_skipped() -> Result<()> {
    // ANCHOR: empty_is_skipped
    let mut rows = tensor([0.0; 0]);
    for n in 0..2 {
        let row = full([1, 3], f64::from(n))?;
        rows = cat([&rows, &row], 0)?;
    }
    print(&rows);
    // ANCHOR_END: empty_is_skipped
    Ok(())
}

fn empty_still_promotes() -> Result<()> {
    // ANCHOR: empty_still_promotes
    let rows = tensor([0.0; 0]);
    print(cat([&rows, &tensor([[1, 2, 3]])], 0)?);
    // ANCHOR_END: empty_still_promotes
    Ok(())
}

fn empty_with_a_shape() -> Result<()> {
    // ANCHOR: empty_with_a_shape
    let ones = ones([2, 3])?;
    print(cat([&zeros([0, 3])?, &ones], 0)?);
    cat([&zeros([0, 2])?, &ones], 0)?;
    // ANCHOR_END: empty_with_a_shape
    Ok(())
}

fn stack_or_cat() -> Result<()> {
    // ANCHOR: stack_or_cat
    let a = tensor([1, 2]);
    let b = tensor([3, 4]);
    print(cat([&a, &b], 0)?);
    print(stack([&a, &b], 0)?);
    print(stack([&a, &b], 1)?);
    let (five, six) = (tensor(5), tensor(6));
    print(stack([&five, &six], 0)?);
    // ANCHOR_END: stack_or_cat
    Ok(())
}

fn side_by_side() -> Result<()> {
    // ANCHOR: side_by_side
    let a = tensor([1, 2]);
    let b = tensor([3, 4]);
    print(hstack([&a, &b])?);
    print(vstack([&a, &b])?);
    // ANCHOR_END: side_by_side
    Ok(())
}
