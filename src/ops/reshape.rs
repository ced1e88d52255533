/*!
The same elements in another shape: view, reshape, flatten, contiguous.

Follows [torch.Tensor.view](https://pytorch.org/docs/stable/generated/torch.Tensor.view.html)
and [torch.reshape](https://pytorch.org/docs/stable/generated/torch.reshape.html).
*/

use super::row::{Row, derived_rows};
use crate::autograd::{Names, Tensor, backward1, record, record_view};
use crate::tensor::{Dims, Listed, Result, Size, TorchError, wrap_dim};

static VIEW: Names = Names::new("ViewBackward0", "ViewBackward");
pub(super) static RESHAPE: Names =
    Names::new("ViewBackward0", "AsStridedBackward");
static RESHAPE_ALIAS: Names =
    Names::new("ReshapeAliasBackward0", "AsStridedBackward");
pub(super) static UNSAFE_VIEW: Names =
    Names::new("UnsafeViewBackward0", "UnsafeViewBackward");

/// The shape that `dims` stand for: a -1 becomes what is left.
///
/// # Errors
/// `RuntimeError` if that is not a shape of `numel` elements.
pub(crate) fn infer_size(dims: &Dims, numel: usize) -> Result<Size> {
    let invalid = || TorchError::InvalidShape { shape: dims.to_vec(), numel };
    let mut unknown = None;
    // Too large a product wraps, as in PyTorch: it fits nothing, unless an
    // empty dimension makes it 0. Then only `numel` is too large.
    let mut known: i64 = 1;
    for (i, &extent) in dims.iter().enumerate() {
        match extent {
            -1 if unknown.is_some() => {
                return Err(TorchError::runtime(
                    "only one dimension can be inferred",
                ));
            }
            -1 => unknown = Some(i),
            ..0 => {
                return Err(TorchError::runtime(format!(
                    "invalid shape dimension {extent} at index {i} of shape \
                     {}",
                    Listed(dims)
                ))
                .in_the_notes(format!("invalid shape dimension {extent}")));
            }
            _ => known = known.wrapping_mul(extent),
        }
    }
    let known = usize::try_from(known).map_err(|_| invalid())?;
    let inferred = match unknown {
        None if known == numel => 0,
        None => return Err(invalid()),
        Some(_) if known == 0 && numel == 0 => {
            return Err(TorchError::runtime(format!(
                "cannot reshape tensor of 0 elements into shape {} because \
                 the unspecified dimension size -1 can be any value and is \
                 ambiguous",
                Listed(dims)
            )));
        }
        Some(_) if known == 0 || !numel.is_multiple_of(known) => {
            return Err(invalid());
        }
        Some(_) => numel / known,
    };
    let extent = |&n: &i64| if n == -1 { inferred } else { n as usize };
    let size: Size = dims.iter().map(extent).collect();
    size.checked_numel().ok_or(TorchError::Numel)?;
    Ok(size)
}

impl Tensor {
    /// The same memory in another shape: `x.view(size)`. One -1 stands for
    /// what is left.
    ///
    /// # Errors
    /// `RuntimeError` if the number of elements would differ, or if the
    /// elements do not lie in memory as the shape needs them.
    pub fn view(&self, size: impl Into<Dims>) -> Result<Tensor> {
        let shape = infer_size(&size.into(), self.numel())?;
        self.view_as(&VIEW, &shape).ok_or_else(|| {
            let sentence = "view size is not compatible with input tensor's \
                            size and stride (at least one dimension spans \
                            across two contiguous subspaces).";
            TorchError::runtime(format!(
                "{sentence} Use .reshape(...) instead."
            ))
            .in_the_notes(format!(
                "invalid argument 2: {sentence} Call .contiguous() before \
                 .view(). at /pytorch/aten/src/TH/generic/THTensor.cpp:203"
            ))
        })
    }

    /// The same elements in another shape: a view if the memory allows it,
    /// else a copy. `x.reshape(size)`
    ///
    /// # Errors
    /// `RuntimeError` if the number of elements would differ.
    pub fn reshape(&self, size: impl Into<Dims>) -> Result<Tensor> {
        let shape = infer_size(&size.into(), self.numel())?;
        let names =
            if self.is_contiguous() { &RESHAPE } else { &RESHAPE_ALIAS };
        match self.view_as(names, &shape) {
            Some(view) => Ok(view),
            None => self.contiguous()?.unsafe_view(&UNSAFE_VIEW, &shape),
        }
    }

    /// A view by this name, if the strides allow the shape.
    fn view_as(&self, names: &'static Names, shape: &Size) -> Option<Tensor> {
        let window = self.strided().view(shape)?;
        let size = self.size();
        Some(record_view(names, self, window, |_| {
            backward1(move |grad, _| grad.reshape(&size))
        }))
    }
}

// Copies made for a shape, and shapes made from shapes.
impl Tensor {
    /// The same elements in row order: this tensor if they are so already,
    /// else a copy. `x.contiguous()`
    ///
    /// # Errors
    /// None but a lack of memory.
    pub fn contiguous(&self) -> Result<Tensor> {
        if self.is_contiguous() {
            return Ok(self.clone());
        }
        self.contiguous_as(&super::copying::CLONE)
    }

    pub(super) fn contiguous_as(
        &self,
        names: &'static Names,
    ) -> Result<Tensor> {
        let copy = self.strided().copy()?;
        Ok(record(names, &[self], copy, |_| {
            backward1(|grad, _| Ok(grad.clone()))
        }))
    }

    /// Another shape for memory that nobody else looks at: not a view, so
    /// that changing it in place needs no detour by a base.
    pub(crate) fn unsafe_view(
        &self,
        names: &'static Names,
        shape: &Size,
    ) -> Result<Tensor> {
        let window = self.strided().view(shape);
        let window = window.expect("fresh memory is contiguous");
        let size = self.size();
        Ok(record(names, &[self], window, |_| {
            backward1(move |grad, _| grad.reshape(&size))
        }))
    }

    /// The dimensions from `start` to `end`, both included, as one:
    /// `x.flatten(start_dim, end_dim)`. Everything is `flatten(0, -1)`.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension, `RuntimeError` if `end`
    /// comes before `start`.
    pub fn flatten(&self, start: i64, end: i64) -> Result<Tensor> {
        let (start, end) =
            (wrap_dim(start, self.ndim())?, wrap_dim(end, self.ndim())?);
        if start > end {
            return Err(TorchError::runtime(
                "flatten() has invalid args: start_dim cannot come after \
                 end_dim",
            ));
        }
        if self.ndim() == 0 {
            return self.reshape(1);
        }
        if start == end {
            return Ok(self.clone());
        }
        let size = self.size();
        let mut flat = Size::new(&size[..start]);
        flat.push(size[start..=end].iter().product());
        size[end + 1..].iter().for_each(|&extent| flat.push(extent));
        self.reshape(flat)
    }
}

impl Tensor {
    /// All elements as one row: `x.ravel()`. A view if they lie so already.
    ///
    /// # Errors
    /// None but a lack of memory.
    pub fn ravel(&self) -> Result<Tensor> {
        self.contiguous()?.view(-1)
    }

    /// One dimension cut into several: `x.unflatten(dim, sizes)`. One -1
    /// stands for what is left. A view.
    ///
    /// # Errors
    /// `RuntimeError` if the sizes do not multiply up to the extent,
    /// `IndexError` if there is no such dimension.
    pub fn unflatten(
        &self,
        dim: i64,
        sizes: impl Into<Dims>,
    ) -> Result<Tensor> {
        let (sizes, own) = (sizes.into(), self.size());
        let d = wrap_dim(dim, own.len())?;
        if sizes.is_empty() {
            return Err(TorchError::runtime(
                "unflatten: sizes must be non-empty",
            ));
        }
        let unexpected = |error: &dyn std::fmt::Display| {
            TorchError::runtime(format!(
                "unflatten got an unexpected error:\n{error}"
            ))
        };
        let Some(&extent) = own.get(d) else {
            return Err(unexpected(
                &"Dimension specified as 0 but tensor has no dimensions",
            ));
        };
        let cut = infer_size(&sizes, extent).map_err(|error| match error {
            TorchError::InvalidShape { .. } => TorchError::runtime(format!(
                "unflatten: Provided sizes {} don't multiply up to the \
                     size of dim {d} ({extent}) in the input tensor",
                Listed(&sizes)
            )),
            error => unexpected(&error),
        })?;
        let before = own[..d].iter();
        let shape = before.chain(&*cut).chain(&own[d + 1..]);
        self.view(shape.map(|&n| n as i64).collect::<Dims>())
    }
}

/// `view`, in the table.
pub static VIEW_ROW: Row = Row {
    name: "view",
    signature: "view(input, size)",
    grad_fn: Some(&VIEW),
    call: |a| Ok(a.tensor(0)?.view(a.dims(1)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), [3, -1].into()],
            vec![e.any(&[]).into(), [1, 1].into()],
        ]
    },
};

/// `reshape`, in the table.
pub static RESHAPE_ROW: Row = Row {
    name: "reshape",
    signature: "reshape(input, shape)",
    grad_fn: Some(&RESHAPE),
    call: |a| Ok(a.tensor(0)?.reshape(a.dims(1)?)?.into()),
    in_place: None,
    examples: |e| vec![vec![e.any(&[2, 3]).into(), 6.into()]],
};

/// `flatten`, in the table.
pub static FLATTEN_ROW: Row = Row {
    name: "flatten",
    signature: "flatten(input, start_dim=0, end_dim=-1)",
    grad_fn: Some(&RESHAPE),
    call: |a| Ok(a.tensor(0)?.flatten(a.int(1)?, a.int(2)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[2, 2, 2]).into(), 1.into(), (-1).into()],
            vec![e.any(&[]).into(), 0.into(), (-1).into()],
        ]
    },
};

/// `Tensor.contiguous`, in the table.
pub static CONTIGUOUS_ROW: Row = Row {
    name: "contiguous",
    signature: "contiguous(input)",
    grad_fn: Some(&super::copying::CLONE),
    call: |a| Ok(a.tensor(0)?.contiguous()?.into()),
    in_place: None,
    examples: |e| vec![vec![e.any(&[2, 3]).into()]],
};

derived_rows! {
    RAVEL_ROW, "ravel", "ravel(input)", &VIEW,
    |a| Ok(a.tensor(0)?.ravel()?.into()),
    |e| vec![vec![e.any(&[2, 3]).into()], vec![e.any(&[]).into()]];
    UNFLATTEN_ROW, "unflatten", "unflatten(input, dim, sizes)", &VIEW,
    |a| Ok(a.tensor(0)?.unflatten(a.int(1)?, a.dims(2)?)?.into()),
    |e| vec![vec![e.any(&[2, 6]).into(), (-1).into(), [2, -1].into()]];
}
