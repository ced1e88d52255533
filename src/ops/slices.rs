/*!
Parts of a tensor along one dimension: select, narrow, slice.

Follows [torch.select](https://pytorch.org/docs/stable/generated/torch.select.html),
[torch.narrow](https://pytorch.org/docs/stable/generated/torch.narrow.html)
and Python's slices. The gradient of a part is zero everywhere else.
*/

use super::row::Row;
use crate::autograd::{
    Names, Tensor, backward1, no_grad, record, record_view,
};
use crate::tensor::{
    DType, ErrorClass, Listed, Result, Size, Strided, TorchError,
    strides_overflow, wrap_dim,
};

static SELECT: Names = Names::new("SelectBackward0", "SelectBackward");
pub(super) static SLICE: Names = Names::new("SliceBackward0", "SliceBackward");

/// Zeros of this shape in which one part is `grad`: the gradient of a view
/// that shows this part. `part` cuts it out, and so is its own derivative.
pub(crate) fn embed(
    names: &'static Names,
    grad: &Tensor,
    size: &Size,
    part: impl Fn(&Tensor) -> Result<Tensor> + 'static,
) -> Result<Tensor> {
    let zeros = Strided::full(size.clone(), 0, grad.dtype())?;
    let whole = Tensor::from_strided(zeros.clone());
    let place = no_grad(|| part(&whole))?;
    place.strided().copy_from(&grad.strided())?;
    Ok(record(names, &[grad], zeros, |_| backward1(move |grad, _| part(grad))))
}

/// Where a slice begins and ends, as Python clamps them.
fn clamp(
    extent: usize,
    start: Option<i64>,
    end: Option<i64>,
) -> (usize, usize) {
    let n = extent as i64;
    let clamp = |i: i64| {
        let i = if i < 0 { i.saturating_add(n) } else { i };
        i.clamp(0, n) as usize
    };
    let start = start.map_or(0, clamp);
    let end = end.map_or(extent, clamp);
    (start, end)
}

impl Tensor {
    /// One index of one dimension, which disappears: `x.select(dim, index)`.
    /// A view.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension or index.
    pub fn select(&self, dim: i64, index: i64) -> Result<Tensor> {
        let size = self.size();
        if size.is_empty() {
            return Err(TorchError::index(
                "select() cannot be applied to a 0-dim tensor.",
            ));
        }
        let d = wrap_dim(dim, size.len())?;
        let n = size[d] as i64;
        if index < -n || index >= n {
            return Err(TorchError::index(format!(
                "select(): index {index} out of range for tensor of size {} \
                 at dimension {d}",
                Listed(&size)
            )));
        }
        let place = if index < 0 { index + n } else { index } as usize;
        let window = self.strided().select(d, place);
        Ok(record_view(&SELECT, self, window, |_| {
            static BACKWARD: Names =
                Names::new("SelectBackwardBackward0", "CopySlices");
            backward1(move |grad, _| {
                let part = move |x: &Tensor| x.select(dim, index);
                embed(&BACKWARD, grad, &size, part)
            })
        }))
    }

    /// Every `step`-th index from `start` to before `end` of one dimension,
    /// as Python's `x[start:end:step]`: negative bounds count from the end,
    /// and what lies outside is left out. A view.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension, `RuntimeError` if the step
    /// is not positive.
    pub fn slice(
        &self,
        dim: i64,
        start: Option<i64>,
        end: Option<i64>,
        step: i64,
    ) -> Result<Tensor> {
        if self.ndim() == 0 {
            return Err(TorchError::index(
                "slice() cannot be applied to a 0-dim tensor.",
            )
            .in_the_notes(
                "dimension specified as 0 but tensor has no dimensions",
            ));
        }
        let d = wrap_dim(dim, self.ndim())?;
        if step <= 0 {
            // Then only Python's brackets made slices.
            let then = match step {
                0 => "slice step cannot be zero",
                _ => "negative step not yet supported",
            };
            return Err(TorchError::runtime("slice step must be positive")
                .in_the_notes_as(ErrorClass::Value, then));
        }
        let (start, end) = clamp(self.size()[d], start, end);
        let len = end.saturating_sub(start);
        let Some(past) = (len as i64).checked_add(step - 1) else {
            return Err(self.steps_wrap(d, len, step));
        };
        let len = (past / step) as usize;
        Ok(self.sliced(d, start, len, step as usize))
    }

    /// `length` indices of one dimension from `start` on:
    /// `x.narrow(dim, start, length)`. A view.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension or start, `RuntimeError`
    /// if the dimension is too short.
    pub fn narrow(&self, dim: i64, start: i64, length: i64) -> Result<Tensor> {
        if self.ndim() == 0 {
            return Err(TorchError::runtime(
                "narrow() cannot be applied to a 0-dim tensor.",
            ));
        }
        let d = wrap_dim(dim, self.ndim());
        let n = d.as_ref().map_or(0, |&d| self.size()[d] as i64);
        let place = if start < 0 { start.saturating_add(n) } else { start };
        let beyond = format!(
            "start ({place}) + length ({length}) exceeds dimension size \
             ({n})."
        );
        let outside = (start < -n || start > n).then(|| {
            TorchError::index(format!(
                "start out of range (expected to be in range of [{}, {n}], \
                 but got {start})",
                -n
            ))
            .in_the_notes(format!(
                "Dimension out of range (expected to be in range of \
                 [-{}, {}], but got {start})",
                n.max(1),
                n.max(1) - 1
            ))
        });
        if length < 0 {
            let error =
                TorchError::runtime("narrow(): length must be non-negative.");
            return Err(match (d, outside) {
                (Err(then), _) | (Ok(_), Some(then)) => {
                    error.in_the_notes_like(&then)
                }
                (Ok(_), None) => error.in_the_notes(beyond),
            });
        }
        let d = d?;
        if let Some(error) = outside {
            return Err(error);
        }
        if length > n - place {
            return Err(TorchError::runtime(beyond));
        }
        Ok(self.sliced(d, place as usize, length as usize, 1))
    }

    /// [`narrow`](Tensor::narrow) from where a tensor says: one number, an
    /// integer.
    ///
    /// # Errors
    /// As [`narrow`](Tensor::narrow); `RuntimeError` for another tensor.
    pub fn narrow_from(
        &self,
        dim: i64,
        start: &Tensor,
        length: i64,
    ) -> Result<Tensor> {
        let whole =
            !start.dtype().is_floating_point() && start.dtype() != DType::Bool;
        if start.ndim() > 0 || !whole {
            return Err(TorchError::runtime(
                "start must be an 0-dim integral Tensor.",
            ));
        }
        self.narrow(dim, start.strided().first().to_i64(), length)
    }

    /// PyTorch counts the steps in an `int64`, which wraps if they are that
    /// long: then there is a negative number of them.
    fn steps_wrap(&self, dim: usize, len: usize, step: i64) -> TorchError {
        let own = self.strided();
        let signed = |size: &Size| -> Vec<i64> {
            size.iter().map(|&n| n as i64).collect()
        };
        let (mut size, mut stride) =
            (signed(own.shape()), signed(own.strides()));
        size[dim] = (len as i64).wrapping_add(step - 1) / step;
        stride[dim] = stride[dim].wrapping_mul(step);
        strides_overflow(&Listed(&size), &Listed(&stride))
    }

    fn sliced(
        &self,
        dim: usize,
        start: usize,
        len: usize,
        step: usize,
    ) -> Tensor {
        let window = self.strided().slice(dim, start, len, step);
        let size = self.size();
        record_view(&SLICE, self, window, |_| {
            static BACKWARD: Names =
                Names::new("SliceBackwardBackward0", "CopySlices");
            backward1(move |grad, _| {
                let part =
                    move |x: &Tensor| Ok(x.sliced(dim, start, len, step));
                embed(&BACKWARD, grad, &size, part)
            })
        })
    }
}

/// `select`, in the table.
pub static SELECT_ROW: Row = Row {
    name: "select",
    signature: "select(input, dim, index)",
    grad_fn: Some(&SELECT),
    call: |a| Ok(a.tensor(0)?.select(a.int(1)?, a.int(2)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), (-1).into(), (-3).into()],
            vec![e.any(&[2]).into(), 0.into(), 1.into()],
        ]
    },
};

/// `narrow`, in the table.
pub static NARROW_ROW: Row = Row {
    name: "narrow",
    signature: "narrow(input, dim, start, length)",
    grad_fn: Some(&SLICE),
    call: |a| Ok(a.tensor(0)?.narrow(a.int(1)?, a.int(2)?, a.int(3)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[3, 2]).into(), 0.into(), (-2).into(), 2.into()],
            vec![e.any(&[2, 3]).into(), (-1).into(), 1.into(), 1.into()],
        ]
    },
};

/// `narrow` from where a tensor says, in the table.
pub static NARROW_TENSOR_ROW: Row = Row {
    name: "narrow.Tensor",
    signature: "narrow(input, dim, start, length)",
    grad_fn: Some(&SLICE),
    call: |a| {
        let (x, start) = (a.tensor(0)?, a.tensor(2)?);
        Ok(x.narrow_from(a.int(1)?, start, a.int(3)?)?.into())
    },
    in_place: None,
    examples: |e| {
        let start = crate::ops::create::tensor(1);
        vec![vec![e.any(&[3, 2]).into(), 0.into(), start.into(), 2.into()]]
    },
};

/// `slice`, in the table.
pub static SLICE_ROW: Row = Row {
    name: "slice",
    signature: "slice(input, dim=0, start=None, end=None, step=1)",
    grad_fn: Some(&SLICE),
    call: |a| {
        let start = a.optional(2, super::Args::int)?;
        let end = a.optional(3, super::Args::int)?;
        Ok(a.tensor(0)?.slice(a.int(1)?, start, end, a.int(4)?)?.into())
    },
    in_place: None,
    examples: |e| {
        let none = super::Value::None;
        vec![
            vec![
                e.any(&[5]).into(),
                0.into(),
                1.into(),
                none.clone(),
                2.into(),
            ],
            vec![
                e.any(&[2, 3]).into(),
                (-1).into(),
                none,
                (-1).into(),
                1.into(),
            ],
        ]
    },
};
