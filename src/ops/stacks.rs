/*!
At least so many dimensions, and joining what has them: atleast_1d, dstack,
column_stack.

Follows [torch.atleast_1d](https://pytorch.org/docs/stable/generated/torch.atleast_1d.html)
and [torch.dstack](https://pytorch.org/docs/stable/generated/torch.dstack.html).
*/

use super::joining::{CAT, cat, hstack};
use super::reshape::RESHAPE;
use super::row::{Args, Value, derived_rows};
use crate::autograd::{Names, Tensor};
use crate::tensor::{Result, TorchError};

static UNSQUEEZE: Names =
    Names::new("UnsqueezeBackward0", "UnsqueezeBackward0");

impl Tensor {
    /// A number becomes a vector: `torch.atleast_1d(x)`. A view.
    ///
    /// # Errors
    /// None.
    pub fn atleast_1d(&self) -> Result<Tensor> {
        match self.ndim() {
            0 => self.reshape(1),
            _ => Ok(self.clone()),
        }
    }

    /// A vector becomes a row: `torch.atleast_2d(x)`. A view.
    ///
    /// # Errors
    /// None.
    pub fn atleast_2d(&self) -> Result<Tensor> {
        match self.ndim() {
            0 => self.reshape([1, 1]),
            1 => self.unsqueeze(0),
            _ => Ok(self.clone()),
        }
    }

    /// A matrix gets a dimension behind it: `torch.atleast_3d(x)`. A view.
    ///
    /// # Errors
    /// None.
    pub fn atleast_3d(&self) -> Result<Tensor> {
        match self.ndim() {
            0 => self.reshape([1, 1, 1]),
            1 => self.unsqueeze(0)?.unsqueeze(-1),
            2 => self.unsqueeze(-1),
            _ => Ok(self.clone()),
        }
    }
}

/// One behind the other: `torch.dstack(tensors)`.
///
/// # Errors
/// `RuntimeError` for nothing to join, else as [`cat`].
pub fn dstack(tensors: &[&Tensor]) -> Result<Tensor> {
    if tensors.is_empty() {
        return Err(TorchError::runtime(
            "dstack expects a non-empty TensorList",
        ));
    }
    let deep: Result<Vec<_>> =
        tensors.iter().map(|x| x.atleast_3d()).collect();
    cat(deep?, 2)
}

/// Side by side, where vectors are columns: `torch.column_stack(tensors)`.
///
/// # Errors
/// As [`hstack`].
pub fn column_stack(tensors: &[&Tensor]) -> Result<Tensor> {
    if tensors.is_empty() {
        return Err(TorchError::runtime(
            "column_stack expects a non-empty TensorList",
        ));
    }
    let columns = tensors.iter().map(|x| match x.ndim() {
        0 | 1 => x.reshape([x.numel() as i64, 1]),
        _ => Ok((*x).clone()),
    });
    hstack(columns.collect::<Result<Vec<_>>>()?)
}

/// One tensor for one, a list for several, or for a list.
fn each(a: &Args<'_>, f: impl Fn(&Tensor) -> Result<Tensor>) -> Result<Value> {
    if let Value::Tensor(x) = a.value(0) {
        return Ok(f(x)?.into());
    }
    let tensors = a.tensors(0)?;
    let all: Result<Vec<Tensor>> = tensors.into_iter().map(f).collect();
    Ok(all?.into())
}

derived_rows! {
    ATLEAST_1D_ROW, "atleast_1d", "atleast_1d(*tensors)", &RESHAPE,
    |a| each(a, Tensor::atleast_1d),
    |e| vec![vec![vec![e.any(&[]), e.any(&[2])].into()]];
    ATLEAST_2D_ROW, "atleast_2d", "atleast_2d(*tensors)", &UNSQUEEZE,
    |a| each(a, Tensor::atleast_2d),
    |e| vec![vec![vec![e.any(&[]), e.any(&[2])].into()]];
    ATLEAST_3D_ROW, "atleast_3d", "atleast_3d(*tensors)", &UNSQUEEZE,
    |a| each(a, Tensor::atleast_3d),
    |e| vec![vec![vec![e.any(&[]), e.any(&[2]), e.any(&[2, 2])].into()]];
    DSTACK_ROW, "dstack", "dstack(tensors)", &CAT,
    |a| Ok(dstack(&a.tensors(0)?)?.into()),
    |e| vec![vec![vec![e.any(&[2]), e.any(&[1, 2])].into()]];
    COLUMN_STACK_ROW, "column_stack", "column_stack(tensors)", &CAT,
    |a| Ok(column_stack(&a.tensors(0)?)?.into()),
    |e| vec![vec![vec![e.any(&[2]), e.any(&[2, 2])].into()]];
}
