/*!
squeeze and unsqueeze: dimensions of extent 1, taken away and put back.

Follows [torch.squeeze](https://pytorch.org/docs/stable/generated/torch.squeeze.html)
and [torch.unsqueeze](https://pytorch.org/docs/stable/generated/torch.unsqueeze.html).
*/

use super::{Chapter, Listing};
use crate::autograd::{Names, backward1, record_view};
use crate::ops::Row;
use crate::prelude::*;
use crate::tensor::{Dims, wrap_dim, wrap_dims};

static SQUEEZE: Names = Names::new("SqueezeBackward0", "SqueezeBackward0");
static SQUEEZE_DIM: Names = Names::new("SqueezeBackward1", "SqueezeBackward1");
static SQUEEZE_DIMS: Names =
    Names::new("SqueezeBackward2", "SqueezeBackward2");
static UNSQUEEZE: Names =
    Names::new("UnsqueezeBackward0", "UnsqueezeBackward0");
static SQUEEZE_: Names = Names::new("SqueezeBackward3", "SqueezeBackward2");
static SQUEEZE_DIM_: Names =
    Names::new("SqueezeBackward4", "SqueezeBackward3");
static SQUEEZE_DIMS_: Names =
    Names::new("SqueezeBackward5", "SqueezeBackward5");
static UNSQUEEZE_: Names =
    Names::new("UnsqueezeBackward1", "UnsqueezeBackward1");

impl Tensor {
    /// Without any dimension of extent 1: `x.squeeze()`. A view.
    ///
    /// # Errors
    /// None.
    pub fn squeeze(&self) -> Result<Tensor> {
        Ok(self.without_ones(&SQUEEZE, |_| true))
    }

    /// Without this dimension, if its extent is 1: `x.squeeze(dim)`. A view.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension.
    pub fn squeeze_dim(&self, dim: i64) -> Result<Tensor> {
        let dim = wrap_dim(dim, self.ndim())?;
        Ok(self.without_ones(&SQUEEZE_DIM, |d| d == dim))
    }

    /// Without those of these dimensions whose extent is 1:
    /// `x.squeeze((0, 2))`. A view.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension, `RuntimeError` if one is
    /// named twice.
    pub fn squeeze_dims(&self, dims: impl Into<Dims>) -> Result<Tensor> {
        let named = wrap_dims(&dims.into(), self.ndim())?;
        Ok(self.without_ones(&SQUEEZE_DIMS, |d| named[d]))
    }

    /// The same memory, walked without the `named` dimensions of extent 1.
    fn without_ones(
        &self,
        names: &'static Names,
        named: impl Fn(usize) -> bool,
    ) -> Tensor {
        // ANCHOR: squeeze
        let size = self.size();
        let goes = |&dim: &usize| size[dim] == 1 && named(dim);
        let gone: Size = (0..size.len()).filter(goes).collect();
        let kept: Size = (0..size.len()).filter(|dim| !goes(dim)).collect();
        let squeezed = self.strided().permute(&kept);
        // ANCHOR_END: squeeze
        record_view(names, self, squeezed, |_| {
            // ANCHOR: squeeze_backward
            backward1(move |grad, _| {
                gone.iter().try_fold(grad.clone(), |grad, &dim| {
                    grad.unsqueeze(dim as i64)
                })
            })
            // ANCHOR_END: squeeze_backward
        })
    }

    /// With a new dimension of extent 1, which is number `dim` afterwards:
    /// `x.unsqueeze(dim)`. A view.
    ///
    /// # Errors
    /// `IndexError` if the result would have no such dimension.
    pub fn unsqueeze(&self, dim: i64) -> Result<Tensor> {
        self.with_one(&UNSQUEEZE, dim)
    }

    fn with_one(&self, names: &'static Names, dim: i64) -> Result<Tensor> {
        let dim = wrap_dim(dim, self.ndim() + 1)?;
        let window = self.strided().unsqueeze(dim);
        Ok(record_view(names, self, window, |_| {
            backward1(move |grad, _| grad.squeeze_dim(dim as i64))
        }))
    }
}

// The same for the tensor itself, whose shape changes.
impl Tensor {
    /// [`squeeze`](Tensor::squeeze) in place: `x.squeeze_()`.
    ///
    /// # Errors
    /// `RuntimeError` if this tensor may not be changed in place.
    pub fn squeeze_(&self) -> Result<Tensor> {
        self.view_in_place(|x| Ok(x.without_ones(&SQUEEZE_, |_| true)))
    }

    /// [`squeeze_dim`](Tensor::squeeze_dim) in place: `x.squeeze_(dim)`.
    ///
    /// # Errors
    /// As both.
    pub fn squeeze_dim_(&self, dim: i64) -> Result<Tensor> {
        self.view_in_place(|x| {
            let dim = wrap_dim(dim, x.ndim())?;
            Ok(x.without_ones(&SQUEEZE_DIM_, |d| d == dim))
        })
    }

    /// [`squeeze_dims`](Tensor::squeeze_dims) in place:
    /// `x.squeeze_((0, 2))`.
    ///
    /// # Errors
    /// As both.
    pub fn squeeze_dims_(&self, dims: impl Into<Dims>) -> Result<Tensor> {
        let dims = dims.into();
        self.view_in_place(|x| {
            let named = wrap_dims(&dims, x.ndim())?;
            Ok(x.without_ones(&SQUEEZE_DIMS_, |d| named[d]))
        })
    }

    /// [`unsqueeze`](Tensor::unsqueeze) in place: `x.unsqueeze_(dim)`.
    ///
    /// # Errors
    /// As the other, and `RuntimeError` if this tensor may not be changed in
    /// place.
    pub fn unsqueeze_(&self, dim: i64) -> Result<Tensor> {
        self.view_in_place(|x| x.with_one(&UNSQUEEZE_, dim))
    }
}

/// `squeeze`, in the table.
pub static SQUEEZE_ROW: Row = Row {
    name: "squeeze",
    signature: "squeeze(input)",
    grad_fn: Some(&SQUEEZE),
    call: |a| Ok(a.tensor(0)?.squeeze()?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.squeeze_()?.into())),
    examples: |e| {
        vec![
            vec![e.any(&[1, 3, 1]).into()],
            vec![e.any(&[1, 1]).into()],
            vec![e.any(&[]).into()],
        ]
    },
};

/// `squeeze.dim`, in the table.
pub static SQUEEZE_DIM_ROW: Row = Row {
    name: "squeeze.dim",
    signature: "squeeze(input, dim)",
    grad_fn: Some(&SQUEEZE_DIM),
    call: |a| Ok(a.tensor(0)?.squeeze_dim(a.int(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.squeeze_dim_(a.int(1)?)?.into())),
    examples: |e| {
        vec![
            vec![e.any(&[1, 3, 1]).into(), (-1).into()],
            vec![e.any(&[2, 3]).into(), 0.into()],
            vec![e.any(&[]).into(), 0.into()],
        ]
    },
};

/// `squeeze.dims`, in the table.
pub static SQUEEZE_DIMS_ROW: Row = Row {
    name: "squeeze.dims",
    signature: "squeeze(input, dim)",
    grad_fn: Some(&SQUEEZE_DIMS),
    call: |a| Ok(a.tensor(0)?.squeeze_dims(a.dims(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.squeeze_dims_(a.dims(1)?)?.into())),
    examples: |e| {
        vec![
            vec![e.any(&[1, 3, 1]).into(), [0, -1].into()],
            vec![e.any(&[1, 3, 1]).into(), [1, 2].into()],
        ]
    },
};

/// `unsqueeze`, in the table.
pub static UNSQUEEZE_ROW: Row = Row {
    name: "unsqueeze",
    signature: "unsqueeze(input, dim)",
    grad_fn: Some(&UNSQUEEZE),
    call: |a| Ok(a.tensor(0)?.unsqueeze(a.int(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.unsqueeze_(a.int(1)?)?.into())),
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), 1.into()],
            vec![e.any(&[]).into(), (-1).into()],
        ]
    },
};

/// Its page.
pub const CHAPTER: Chapter = Chapter {
    name: "squeeze",
    title: "squeeze, and the dimension you did not mean",
    summary: "Dimensions of size 1, taken away: one too many, or one too few.",
    listings: LISTINGS,
};

const LISTINGS: &[Listing] = listings![
    sizes,
    not_one,
    out_of_range,
    no_dimensions,
    empty,
    strides,
    shared,
    gradient,
    in_place,
    in_place_leaf,
    batch_of_one,
    batch_of_one_right,
    broadcast,
    broadcast_right,
    unsqueeze,
    own_copy,
    names,
    several,
];

fn sizes() -> Result<()> {
    // ANCHOR: sizes
    let x = zeros([2, 1, 3, 1])?;
    print(x.squeeze()?.size());
    print(x.squeeze_dim(1)?.size());
    print(x.squeeze_dim(-1)?.size());
    print(x.squeeze_dims([1, 3])?.size());
    // ANCHOR_END: sizes
    Ok(())
}

fn not_one() -> Result<()> {
    // ANCHOR: not_one
    let x = zeros([2, 1, 3])?;
    print(x.squeeze_dim(0)?.size());
    print(x.squeeze_dims([0, 1])?.size());
    // ANCHOR_END: not_one
    Ok(())
}

fn out_of_range() -> Result<()> {
    // ANCHOR: out_of_range
    let x = zeros([2, 1, 3])?;
    if let Err(error) = x.squeeze_dims([1, -2]) {
        print(error);
    }
    x.squeeze_dim(3)?;
    // ANCHOR_END: out_of_range
    Ok(())
}

fn no_dimensions() -> Result<()> {
    // ANCHOR: no_dimensions
    let x = tensor([[3.0]]);
    print(x.squeeze()?);
    print(x.squeeze()?.size());
    print(x.squeeze()?.squeeze_dim(0)?);
    x.squeeze()?.squeeze_dim(1)?;
    // ANCHOR_END: no_dimensions
    Ok(())
}

fn empty() -> Result<()> {
    // ANCHOR: empty
    print(zeros([0, 1, 3])?.squeeze()?.size());
    // ANCHOR_END: empty
    Ok(())
}

fn strides() -> Result<()> {
    // ANCHOR: strides
    let x = zeros([2, 1, 3])?;
    print(x.size());
    print(x.stride());
    print(x.squeeze()?.size());
    print(x.squeeze()?.stride());
    // ANCHOR_END: strides
    Ok(())
}

fn shared() -> Result<()> {
    // ANCHOR: shared
    let x = tensor([[1.0], [2.0]]);
    let flat = x.squeeze()?;
    flat.index_put_(0, 9.0)?;
    print(&x);
    // ANCHOR_END: shared
    Ok(())
}

fn gradient() -> Result<()> {
    // ANCHOR: gradient
    let a = tensor([[1.0], [2.0]]).requires_grad_(true)?;
    let weights = tensor([10.0, 20.0]);
    a.squeeze_dim(1)?.dot(&weights)?.backward()?;
    print(a.grad());
    // ANCHOR_END: gradient
    Ok(())
}

fn in_place() -> Result<()> {
    // ANCHOR: in_place
    let a = tensor([[1.0], [2.0]]).requires_grad_(true)?;
    let b = &a * 3.0;
    b.squeeze_dim(1)?.mul_(10.0)?;
    print(&b);
    b.sum()?.backward()?;
    print(a.grad());
    // ANCHOR_END: in_place
    Ok(())
}

fn in_place_leaf() -> Result<()> {
    // ANCHOR: in_place_leaf
    let a = tensor([[1.0], [2.0]]).requires_grad_(true)?;
    a.squeeze_dim(1)?.mul_(10.0)?;
    // ANCHOR_END: in_place_leaf
    Ok(())
}

fn batch_of_one() -> Result<()> {
    // ANCHOR: batch_of_one
    for size in [[3, 1, 4], [1, 1, 4]] {
        let batch = zeros(size)?;
        print(batch.squeeze()?.size());
    }
    // ANCHOR_END: batch_of_one
    Ok(())
}

fn batch_of_one_right() -> Result<()> {
    // ANCHOR: batch_of_one_right
    for size in [[3, 1, 4], [1, 1, 4]] {
        let batch = zeros(size)?;
        print(batch.squeeze_dim(1)?.size());
    }
    // ANCHOR_END: batch_of_one_right
    Ok(())
}

fn broadcast() -> Result<()> {
    // ANCHOR: broadcast
    let results = tensor([[1.0], [2.0], [3.0]]);
    let targets = tensor([1.0, 2.0, 3.0]);
    let difference = &results - &targets;
    print(&difference);
    print((&difference * &difference).mean()?);
    // ANCHOR_END: broadcast
    Ok(())
}

fn broadcast_right() -> Result<()> {
    // ANCHOR: broadcast_right
    let results = tensor([[1.0], [2.0], [3.0]]);
    let targets = tensor([1.0, 2.0, 3.0]);
    let difference = results.squeeze_dim(1)? - &targets;
    print(&difference);
    print((&difference * &difference).mean()?);
    // ANCHOR_END: broadcast_right
    Ok(())
}

fn unsqueeze() -> Result<()> {
    // ANCHOR: unsqueeze
    let x = zeros(3)?;
    print(x.unsqueeze(0)?.size());
    print(x.unsqueeze(1)?.size());
    print(x.unsqueeze(-1)?.size());
    x.unsqueeze(2)?;
    // ANCHOR_END: unsqueeze
    Ok(())
}

fn own_copy() -> Result<()> {
    // ANCHOR: own_copy
    let x = tensor([[1.0], [2.0]]);
    let flat = x.squeeze()?.copy()?;
    flat.index_put_(0, 9.0)?;
    print(&flat);
    print(&x);
    // ANCHOR_END: own_copy
    Ok(())
}

fn names() -> Result<()> {
    // ANCHOR: names
    let a = tensor([[1.0], [2.0]]).requires_grad_(true)?;
    print(a.squeeze()?);
    print(a.squeeze_dim(1)?);
    print(a.squeeze_dim(0)?);
    // ANCHOR_END: names
    Ok(())
}

fn several() -> Result<()> {
    // ANCHOR: several
    let a = tensor([[[1.0], [2.0]]]).requires_grad_(true)?;
    print(a.squeeze_dims([0, 2])?);
    // ANCHOR_END: several
    Ok(())
}
