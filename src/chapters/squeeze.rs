/*!
squeeze and unsqueeze: dimensions of extent 1, taken away and put back.

Follows [torch.squeeze](https://pytorch.org/docs/stable/generated/torch.squeeze.html)
and [torch.unsqueeze](https://pytorch.org/docs/stable/generated/torch.unsqueeze.html).
*/

use crate::autograd::{Names, Tensor, backward1, record_view};
use crate::ops::Row;
use crate::tensor::{Dims, Result, Size, wrap_dim, wrap_dims};

static SQUEEZE: Names = Names::new("SqueezeBackward0", "SqueezeBackward0");
static SQUEEZE_DIM: Names = Names::new("SqueezeBackward1", "SqueezeBackward1");
static SQUEEZE_DIMS: Names =
    Names::new("SqueezeBackward2", "SqueezeBackward2");
static UNSQUEEZE: Names =
    Names::new("UnsqueezeBackward0", "UnsqueezeBackward0");

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
        let dim = wrap_dim(dim, self.ndim() + 1)?;
        let window = self.strided().unsqueeze(dim);
        Ok(record_view(&UNSQUEEZE, self, window, |_| {
            backward1(move |grad, _| grad.squeeze_dim(dim as i64))
        }))
    }
}

/// `squeeze`, in the table.
pub static SQUEEZE_ROW: Row = Row {
    name: "squeeze",
    signature: "squeeze(input)",
    grad_fn: Some(&SQUEEZE),
    call: |a| Ok(a.tensor(0)?.squeeze()?.into()),
    in_place: None,
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
    in_place: None,
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
    in_place: None,
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
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), 1.into()],
            vec![e.any(&[]).into(), (-1).into()],
        ]
    },
};
