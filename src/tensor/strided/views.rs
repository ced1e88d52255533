//! Other windows on the same memory.

use std::rc::Rc;

use super::Strided;
use crate::tensor::dtype::DType;
use crate::tensor::error::{Result, TorchError};
use crate::tensor::size::{Dims, Listed, Size, wrap_dim};

impl Strided {
    /// The same memory through another shape, strides and offset.
    #[must_use]
    pub fn window(
        &self,
        shape: Size,
        strides: Size,
        offset: usize,
    ) -> Strided {
        Strided {
            storage: Rc::clone(&self.storage),
            shape,
            strides,
            offset,
            dtype: self.dtype,
            version: self.version.clone(),
        }
    }

    /// Dimensions in another order; `order` holds each of them once.
    #[must_use]
    pub fn permute(&self, order: &[usize]) -> Strided {
        let shape = order.iter().map(|&d| self.shape[d]).collect();
        let strides = order.iter().map(|&d| self.strides[d]).collect();
        self.window(shape, strides, self.offset)
    }

    /// Two dimensions exchanged.
    #[must_use]
    pub fn transpose(&self, a: usize, b: usize) -> Strided {
        let mut out = self.clone();
        if a != b {
            out.shape.swap(a, b);
            out.strides.swap(a, b);
        }
        out
    }

    /// One index of one dimension, which disappears.
    #[must_use]
    pub fn select(&self, dim: usize, index: usize) -> Strided {
        let mut out = self.clone();
        out.shape.remove(dim);
        // An empty window may be anywhere.
        let from = index.wrapping_mul(out.strides.remove(dim));
        out.offset = out.offset.wrapping_add(from);
        out
    }

    /// Every `step`-th index of one dimension, `len` of them.
    #[must_use]
    pub fn slice(
        &self,
        dim: usize,
        start: usize,
        len: usize,
        step: usize,
    ) -> Strided {
        let mut out = self.clone();
        // An empty window may be anywhere, and steps that are never taken may
        // be of any length.
        let from = start.wrapping_mul(out.strides[dim]);
        out.offset = out.offset.wrapping_add(from);
        out.shape[dim] = len;
        out.strides[dim] = out.strides[dim].wrapping_mul(step);
        out
    }

    /// A new dimension of extent 1 before `dim`.
    #[must_use]
    pub fn unsqueeze(&self, dim: usize) -> Strided {
        let mut out = self.clone();
        let stride = match self.shape.get(dim) {
            Some(&extent) => extent.wrapping_mul(self.strides[dim]),
            None => 1,
        };
        out.shape.insert(dim, 1);
        out.strides.insert(dim, stride);
        out
    }

    /// Without the dimensions of extent 1 among those named.
    #[must_use]
    pub fn squeeze(&self, named: impl Fn(usize) -> bool) -> Strided {
        let keep = |&d: &usize| self.shape[d] != 1 || !named(d);
        let dims: Size = (0..self.ndim()).filter(keep).collect();
        self.permute(&dims)
    }

    /// Repeats dimensions of extent 1 (and new ones in front) without
    /// copying: their stride becomes 0.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast to `shape`.
    pub fn expand_to(&self, shape: &Size) -> Result<Strided> {
        if self.shape == *shape {
            return Ok(self.clone());
        }
        let dims = Dims::from(shape);
        self.expand(&dims)
    }

    /// [`expand_to`](Strided::expand_to), where -1 keeps an extent.
    ///
    /// # Errors
    /// `RuntimeError` as PyTorch's `expand`.
    pub fn expand(&self, shape: &[i64]) -> Result<Strided> {
        let listed = Listed(shape);
        let ty = self.type_name();
        let own = Listed(&self.shape);
        let Some(new) = shape.len().checked_sub(self.ndim()) else {
            return Err(TorchError::runtime(format!(
                "expand({ty}{{{own}}}, size={listed}): the number of sizes \
                 provided ({}) must be greater or equal to the number of \
                 dimensions in the tensor ({})",
                shape.len(),
                self.ndim()
            )));
        };
        let mut out_shape: Size = shape.iter().map(|_| 0).collect();
        let mut strides = out_shape.clone();
        let mut negative = false;
        for (d, &want) in shape.iter().enumerate().rev() {
            let have = d.checked_sub(new).map(|i| self.shape[i]);
            let stride = || self.strides[d - new];
            let (extent, stride) = match (have, want) {
                (None, -1) if self.ndim() > 0 => {
                    return Err(TorchError::runtime(format!(
                        "The expanded size of the tensor (-1) isn't allowed \
                         in a leading, non-existing dimension {d}"
                    )));
                }
                (Some(n), -1) => (n, stride()),
                (Some(n), m) if m == n as i64 => (n, stride()),
                // Nothing is repeated: as unsqueeze makes it.
                (None, 1) if self.ndim() > 0 => {
                    let inner = out_shape.get(d + 1).zip(strides.get(d + 1));
                    (1, inner.map_or(1, |(n, stride)| n.wrapping_mul(*stride)))
                }
                (None | Some(1), m) => {
                    negative |= m < 0;
                    (m as usize, 0)
                }
                (Some(n), m) => {
                    return Err(TorchError::runtime(format!(
                        "The expanded size of the tensor ({m}) must match \
                         the existing size ({n}) at non-singleton dimension \
                         {d}.  Target sizes: {listed}.  Tensor sizes: {own}"
                    )));
                }
            };
            out_shape[d] = extent;
            strides[d] = stride;
        }
        if negative || out_shape.checked_numel().is_none() {
            return Err(TorchError::Numel);
        }
        Ok(self.window(out_shape, strides, self.offset))
    }

    /// The same elements in another shape without copying, if the strides
    /// allow it.
    #[must_use]
    pub fn view(&self, shape: &Size) -> Option<Strided> {
        let strides = view_strides(&self.shape, &self.strides, shape)?;
        Some(self.window(shape.clone(), strides, self.offset))
    }

    /// `torch.FloatTensor`, as some errors name a tensor. Bools have no
    /// such name from Python's old days.
    pub(crate) fn type_name(&self) -> String {
        match self.dtype {
            DType::Bool => "CPUBoolType".to_owned(),
            dtype => format!("torch.{}Tensor", dtype.scalar_type()),
        }
    }

    /// One dimension of this window, counted from the front.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension.
    pub fn wrap_dim(&self, dim: i64) -> Result<usize> {
        wrap_dim(dim, self.ndim())
    }
}

/// What no memory could have.
pub(crate) fn strides_overflow(
    sizes: &dyn std::fmt::Display,
    strides: &dyn std::fmt::Display,
) -> TorchError {
    TorchError::runtime(format!(
        "Storage size calculation overflowed with sizes={sizes} and \
         strides={strides}"
    ))
}

/// Strides for another shape over the same memory, or `None` if a dimension
/// of the new shape would have to jump.
///
/// Walks both shapes from the back. A run of old dimensions that lie without
/// gaps can be cut anew in any way; a new dimension may not span two runs.
fn view_strides(old: &Size, old_strides: &Size, new: &Size) -> Option<Size> {
    if old.numel() == 0 {
        // Nothing to address; PyTorch keeps the strides of an equal shape.
        let same = old == new;
        return Some(if same {
            old_strides.clone()
        } else {
            new.contiguous_strides()
        });
    }
    let mut strides: Size = new.iter().map(|_| 0).collect();
    let mut view = new.len();
    // The run so far: its number of elements, and its innermost stride.
    let mut run = 1;
    let mut viewed = 1;
    let mut base = old_strides.last().copied().unwrap_or(1);
    for dim in (0..old.len()).rev() {
        run *= old[dim];
        let ends = dim == 0
            || (old[dim - 1] != 1
                && old_strides[dim - 1] != base.wrapping_mul(run));
        if ends {
            while view > 0 && (viewed < run || new[view - 1] == 1) {
                view -= 1;
                strides[view] = base.wrapping_mul(viewed);
                viewed *= new[view];
            }
            if viewed != run {
                return None;
            }
            if dim > 0 {
                base = old_strides[dim - 1];
                run = 1;
                viewed = 1;
            }
        }
    }
    while view > 0 && new[view - 1] == 1 {
        view -= 1;
        strides[view] = base.wrapping_mul(viewed);
    }
    (view == 0).then_some(strides)
}
