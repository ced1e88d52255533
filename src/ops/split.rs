/*!
A tensor taken apart along one dimension: split, chunk, unbind.

Follows [torch.split](https://pytorch.org/docs/stable/generated/torch.split.html),
[torch.chunk](https://pytorch.org/docs/stable/generated/torch.chunk.html) and
[torch.unbind](https://pytorch.org/docs/stable/generated/torch.unbind.html).
The pieces are views. Their gradients, put together again, are the gradient
of the whole.
*/

use super::row::Row;
use crate::autograd::{
    Backward, Grads, Names, Tensor, no_grad, record_many, record_views,
};
use crate::tensor::{
    DType, Dims, Listed, Result, Size, Strided, TorchError, check_allocation,
    wrap_dim,
};

static SPLIT: Names = Names::new("SplitBackward0", "SplitBackward");
pub(super) static SPLIT_WITH_SIZES: Names =
    Names::new("SplitWithSizesBackward0", "SplitWithSizesBackward");
static UNBIND: Names = Names::new("UnbindBackward0", "UnbindBackward");

/// How [`Tensor::split`] cuts: pieces of one size, or of a list of sizes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SplitSize {
    /// As many pieces of this size as there are, and what is left.
    Each(i64),
    /// One piece of each of these sizes.
    List(Dims),
}

impl From<i64> for SplitSize {
    fn from(size: i64) -> SplitSize {
        SplitSize::Each(size)
    }
}

impl<const N: usize> From<[i64; N]> for SplitSize {
    fn from(sizes: [i64; N]) -> SplitSize {
        SplitSize::List(sizes.into())
    }
}

impl From<&[i64]> for SplitSize {
    fn from(sizes: &[i64]) -> SplitSize {
        SplitSize::List(sizes.into())
    }
}

impl From<Dims> for SplitSize {
    fn from(sizes: Dims) -> SplitSize {
        SplitSize::List(sizes)
    }
}

/// Refuses more pieces than memory holds.
pub(super) fn check_pieces(n: usize) -> Result<()> {
    check_allocation(&[n], size_of::<Strided>())
        .map_err(|_| TorchError::runtime("std::bad_alloc"))
}

impl Tensor {
    /// Pieces along one dimension: `x.split(size, dim)`, where `size` is that
    /// of all pieces but the last, or a list with the size of each. Views.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension, `RuntimeError` if the
    /// sizes do not fit it.
    pub fn split(
        &self,
        size: impl Into<SplitSize>,
        dim: i64,
    ) -> Result<Vec<Tensor>> {
        if self.ndim() == 0 {
            return Err(TorchError::runtime(
                "split expects at least a 1-dimensional tensor",
            ));
        }
        match size.into() {
            SplitSize::Each(size) if size < 0 => {
                Err(TorchError::runtime(format!(
                    "split expects split_size be non-negative, but got \
                     split_size={size}"
                )))
            }
            SplitSize::Each(size) => {
                let dim = wrap_dim(dim, self.ndim())?;
                let extent = self.size()[dim];
                if size == 0 && extent > 0 {
                    return Err(TorchError::runtime(format!(
                        "split_size can only be 0 if dimension size is 0, \
                         but got dimension size of {extent}"
                    )));
                }
                let size = (size as usize).max(1);
                // An empty dimension still has one piece, which is empty.
                let pieces = extent.div_ceil(size).max(1);
                check_pieces(pieces)?;
                let sizes =
                    (0..pieces).map(|i| size.min(extent - i * size)).collect();
                Ok(self.pieces(&SPLIT, dim, &sizes))
            }
            SplitSize::List(sizes) => self.split_with_sizes(&sizes, dim),
        }
    }

    fn split_with_sizes(&self, sizes: &Dims, dim: i64) -> Result<Vec<Tensor>> {
        let d = wrap_dim(dim, self.ndim())?;
        let extent = self.size()[d];
        let refuse = |sentence: String| {
            let error = TorchError::runtime(sentence);
            Err(match too_long_then(sizes, extent as i64) {
                Some(then) => error.in_the_notes(then),
                None => error,
            })
        };
        if sizes.iter().any(|&size| size < 0) {
            return refuse(format!(
                "split_with_sizes expects split_sizes have only \
                 non-negative entries, but got split_sizes={}",
                Listed(sizes)
            ));
        }
        let sum = sizes.iter().try_fold(0, |sum: i64, &n| sum.checked_add(n));
        if sum != Some(extent as i64) {
            return refuse(format!(
                "split_with_sizes expects split_sizes to sum exactly to \
                 {extent} (input tensor's size at dimension {dim}), but got \
                 split_sizes={}",
                Listed(sizes)
            ));
        }
        let sizes = sizes.iter().map(|&size| size as usize).collect();
        Ok(self.pieces(&SPLIT_WITH_SIZES, d, &sizes))
    }

    /// At most this many pieces of one size along one dimension:
    /// `x.chunk(chunks, dim)`. Views.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension, `RuntimeError` if
    /// `chunks` is not positive.
    pub fn chunk(&self, chunks: i64, dim: i64) -> Result<Vec<Tensor>> {
        if self.ndim() == 0 {
            return Err(TorchError::runtime(
                "chunk expects at least a 1-dimensional tensor",
            ));
        }
        if chunks <= 0 {
            return Err(TorchError::runtime(format!(
                "chunk expects `chunks` to be greater than 0, got: {chunks}"
            )));
        }
        let extent = self.size()[wrap_dim(dim, self.ndim())?] as i64;
        if extent == 0 {
            // Only here are there as many pieces as were asked for.
            check_pieces(chunks as usize)?;
            return self.split(vec![0; chunks as usize].as_slice(), dim);
        }
        self.split(extent.unsigned_abs().div_ceil(chunks as u64) as i64, dim)
    }

    fn pieces(
        &self,
        names: &'static Names,
        dim: usize,
        sizes: &Size,
    ) -> Vec<Tensor> {
        let mut end = 0;
        let ranges: Vec<(usize, usize)> = sizes
            .iter()
            .map(|&len| {
                end += len;
                (end - len, len)
            })
            .collect();
        let window = self.strided().clone();
        let piece =
            |&(start, len): &(usize, usize)| window.slice(dim, start, len, 1);
        let windows: Vec<Strided> = ranges.iter().map(piece).collect();
        record_views(names, self, windows, |_| {
            static CAT: Names = Names::new("CatBackward0", "CatBackward");
            join(&CAT, &window, move |whole, nr| {
                let (start, len) = ranges[nr];
                whole.narrow(dim as i64, start as i64, len as i64)
            })
        })
    }

    /// One view for each index of one dimension, which disappears:
    /// `x.unbind(dim)`.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension.
    pub fn unbind(&self, dim: i64) -> Result<Vec<Tensor>> {
        let d = wrap_dim(dim, self.ndim())?;
        if self.ndim() == 0 {
            return Err(TorchError::index(
                "Dimension specified as 0 but tensor has no dimensions",
            )
            .in_the_notes(
                "dimension specified as 0 but tensor has no dimensions",
            ));
        }
        let window = self.strided().clone();
        check_pieces(window.shape()[d])?;
        let windows: Vec<Strided> =
            (0..window.shape()[d]).map(|i| window.select(d, i)).collect();
        Ok(record_views(&UNBIND, self, windows, |_| {
            static STACK: Names =
                Names::new("StackBackward0", "StackBackward");
            join(&STACK, &window, move |whole, nr| {
                whole.select(dim, nr as i64)
            })
        }))
    }
}

/// 1.1.0 cut one piece after the other before it looked at all of the sizes:
/// the first one that reaches too far, if no negative one comes before it.
fn too_long_then(sizes: &[i64], extent: i64) -> Option<String> {
    let mut start = 0;
    for &length in sizes {
        if length < 0 {
            return None;
        }
        if length > extent - start {
            return Some(format!(
                "start ({start}) + length ({length}) exceeds dimension size \
                 ({extent})."
            ));
        }
        start += length;
    }
    None
}

/// The derivative of taking apart: the gradients of the pieces, each written
/// to its place. `part` cuts piece number `nr` out.
fn join(
    names: &'static Names,
    of: &Strided,
    part: impl Fn(&Tensor, usize) -> Result<Tensor> + Clone + 'static,
) -> Backward {
    let (size, dtype): (Size, DType) = (of.shape().clone(), of.dtype());
    Box::new(move |grads, _| {
        let zeros = Strided::full(size.clone(), 0, dtype)?;
        let whole = Tensor::from_strided(zeros.clone());
        for (nr, grad) in grads.iter().enumerate() {
            if let Some(grad) = grad {
                let place = no_grad(|| part(&whole, nr))?;
                place.strided().copy_from(&grad.strided())?;
            }
        }
        let known = grads.iter().enumerate();
        let (places, known): (Vec<usize>, Vec<&Tensor>) =
            known.filter_map(|(nr, grad)| Some((nr, grad.as_ref()?))).unzip();
        let part = part.clone();
        let mut whole =
            record_many(names, &known, vec![zeros], &[true], |_| {
                Box::new(move |grads, context| {
                    let Some(grad) = &grads[0] else {
                        return Ok(context.nothing());
                    };
                    let pieces = places.iter().enumerate();
                    pieces
                        .map(|(i, &nr)| context.only_if(i, || part(grad, nr)))
                        .collect::<Result<Grads>>()
                })
            });
        Ok(Grads::from_iter([whole.pop()]))
    })
}

/// `split`, in the table.
pub static SPLIT_ROW: Row = Row {
    name: "split",
    signature: "split(tensor, split_size_or_sections, dim=0)",
    grad_fn: Some(&SPLIT),
    call: |a| {
        let size = match a.int(1) {
            Ok(size) => SplitSize::Each(size),
            Err(_) => SplitSize::List(a.dims(1)?),
        };
        Ok(a.tensor(0)?.split(size, a.int(2)?)?.into())
    },
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[3, 2]).into(), 2.into(), 0.into()],
            vec![e.any(&[2, 3]).into(), [1, 2].into(), (-1).into()],
        ]
    },
};

/// `chunk`, in the table.
pub static CHUNK_ROW: Row = Row {
    name: "chunk",
    signature: "chunk(input, chunks, dim=0)",
    grad_fn: Some(&SPLIT),
    call: |a| Ok(a.tensor(0)?.chunk(a.int(1)?, a.int(2)?)?.into()),
    in_place: None,
    examples: |e| vec![vec![e.any(&[5, 2]).into(), 3.into(), 0.into()]],
};

/// `unbind`, in the table.
pub static UNBIND_ROW: Row = Row {
    name: "unbind",
    signature: "unbind(input, dim=0)",
    grad_fn: Some(&UNBIND),
    call: |a| Ok(a.tensor(0)?.unbind(a.int(1)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), 0.into()],
            vec![e.any(&[2, 3]).into(), (-1).into()],
        ]
    },
};
