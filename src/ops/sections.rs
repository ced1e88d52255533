/*!
A tensor cut at places, each piece a slice of its own: tensor_split, hsplit,
vsplit, dsplit; and pieces that are no views: unsafe_split and its like.

Follows [torch.tensor_split](https://pytorch.org/docs/stable/generated/torch.tensor_split.html)
and [torch.unsafe_split](https://pytorch.org/docs/stable/generated/torch.unsafe_split.html).
*/

use super::row::{Args, Value, derived_rows};
use super::slices::SLICE;
use super::split::{SPLIT_WITH_SIZES, SplitSize};
use crate::autograd::{Names, Tensor, no_grad, record_many};
use crate::ops::joining::cat;
use crate::tensor::{DType, Dims, Result, Strided, TorchError, wrap_dim};

static UNSAFE_SPLIT: Names =
    Names::new("UnsafeSplitBackward0", "UnsafeSplitBackward0");
static UNSAFE_SPLIT_WITH_SIZES: Names = Names::new(
    "UnsafeSplitWithSizesBackward0",
    "UnsafeSplitWithSizesBackward0",
);

impl Tensor {
    /// So many pieces, as equal as can be, or a cut at each of the places of
    /// a list, as Python's slices have them: `x.tensor_split(sections, dim)`.
    /// Views.
    ///
    /// # Errors
    /// `RuntimeError` if there is nothing to cut or the number is not
    /// positive, `IndexError` if there is no such dimension.
    pub fn tensor_split(
        &self,
        sections: impl Into<SplitSize>,
        dim: i64,
    ) -> Result<Vec<Tensor>> {
        if self.ndim() == 0 {
            return Err(TorchError::runtime(
                "tensor_split expected at least a 1-dimensional tensor, but \
                 got a tensor with 0 dims",
            ));
        }
        let d = wrap_dim(dim, self.ndim())?;
        let extent = self.size()[d] as i64;
        let part = |start, end| self.slice(d as i64, start, end, 1);
        match sections.into() {
            SplitSize::Each(n) if n <= 0 => Err(TorchError::runtime(format!(
                "number of sections must be larger than 0, got {n}"
            ))),
            SplitSize::Each(n) => {
                super::split::check_pieces(n as usize)?;
                let (least, more) = (extent / n, extent % n);
                let mut start = 0;
                (0..n)
                    .map(|i| {
                        let end = start + least + i64::from(i < more);
                        let piece = part(Some(start), Some(end));
                        start = end;
                        piece
                    })
                    .collect()
            }
            SplitSize::List(places) => {
                let starts = std::iter::once(0).chain(places.iter().copied());
                let ends = places.iter().copied().map(Some).chain([None]);
                let pieces = starts.zip(ends);
                pieces.map(|(start, end)| part(Some(start), end)).collect()
            }
        }
    }

    /// [`tensor_split`](Tensor::tensor_split) by numbers in a tensor.
    ///
    /// # Errors
    /// As the other, and `RuntimeError` for a tensor of another dtype or
    /// with more dimensions.
    pub fn tensor_split_by(
        &self,
        sections: &Tensor,
        dim: i64,
    ) -> Result<Vec<Tensor>> {
        if sections.dtype() != DType::Int64 {
            return Err(TorchError::runtime(format!(
                "tensor_split expected tensor_indices_or_sections to have \
                 dtype of long, but got {}",
                sections.dtype().scalar_type()
            )));
        }
        let numbers = || sections.strided().to_vec::<i64>();
        match sections.ndim() {
            0 => self.tensor_split(numbers()?[0], dim),
            1 => self.tensor_split(Dims::from(numbers()?), dim),
            n => Err(TorchError::runtime(format!(
                "tensor_split expected tensor_indices_or_sections to be a \
                 zero-dimensional or one-dimensional tensor, but got a \
                 tensor with {n} dims"
            ))),
        }
    }

    /// [`tensor_split`](Tensor::tensor_split) across: `x.hsplit(sections)`.
    ///
    /// # Errors
    /// `RuntimeError` if there is no dimension, or if the pieces would not
    /// be equal.
    pub fn hsplit(
        &self,
        sections: impl Into<SplitSize>,
    ) -> Result<Vec<Tensor>> {
        let dim = if self.ndim() == 1 { 0 } else { 1 };
        self.cut_evenly("hsplit", 1, dim, sections.into())
    }

    /// [`tensor_split`](Tensor::tensor_split) of the rows:
    /// `x.vsplit(sections)`.
    ///
    /// # Errors
    /// As [`hsplit`](Tensor::hsplit), of two dimensions.
    pub fn vsplit(
        &self,
        sections: impl Into<SplitSize>,
    ) -> Result<Vec<Tensor>> {
        self.cut_evenly("vsplit", 2, 0, sections.into())
    }

    /// [`tensor_split`](Tensor::tensor_split) in depth:
    /// `x.dsplit(sections)`.
    ///
    /// # Errors
    /// As [`hsplit`](Tensor::hsplit), of three dimensions.
    pub fn dsplit(
        &self,
        sections: impl Into<SplitSize>,
    ) -> Result<Vec<Tensor>> {
        self.cut_evenly("dsplit", 3, 2, sections.into())
    }

    fn cut_evenly(
        &self,
        name: &str,
        least: usize,
        dim: usize,
        sections: SplitSize,
    ) -> Result<Vec<Tensor>> {
        let ndim = self.ndim();
        if ndim < least {
            return Err(TorchError::runtime(format!(
                "torch.{name} requires a tensor with at least {least} \
                 dimension, but got a tensor with {ndim} dimensions!"
            )));
        }
        if let SplitSize::Each(n) = sections {
            let extent = self.size()[dim] as i64;
            if n == 0 || extent % n != 0 {
                return Err(TorchError::runtime(format!(
                    "torch.{name} attempted to split along dimension {dim}, \
                     but the size of the dimension {extent} is not divisible \
                     by the split_size {n}!"
                )));
            }
        }
        self.tensor_split(sections, dim as i64)
    }

    /// [`split`](Tensor::split) into tensors of their own, which may be
    /// changed in place although they share their memory:
    /// `torch.unsafe_split(x, size, dim)`.
    ///
    /// # Errors
    /// As [`split`](Tensor::split).
    pub fn unsafe_split(
        &self,
        size: impl Into<SplitSize>,
        dim: i64,
    ) -> Result<Vec<Tensor>> {
        let size = size.into();
        let names = match size {
            SplitSize::Each(_) => &UNSAFE_SPLIT,
            SplitSize::List(_) => &UNSAFE_SPLIT_WITH_SIZES,
        };
        let pieces = no_grad(|| self.detach()?.split(size, dim))?;
        self.owned(names, pieces, dim)
    }

    /// [`chunk`](Tensor::chunk) into tensors of their own, as
    /// [`unsafe_split`](Tensor::unsafe_split).
    ///
    /// # Errors
    /// As [`chunk`](Tensor::chunk).
    pub fn unsafe_chunk(&self, chunks: i64, dim: i64) -> Result<Vec<Tensor>> {
        let pieces = no_grad(|| self.detach()?.chunk(chunks, dim))?;
        let empty = self.size().get(wrap_dim(dim, self.ndim())?) == Some(&0);
        let names =
            if empty { &UNSAFE_SPLIT_WITH_SIZES } else { &UNSAFE_SPLIT };
        self.owned(names, pieces, dim)
    }

    fn owned(
        &self,
        names: &'static Names,
        pieces: Vec<Tensor>,
        dim: i64,
    ) -> Result<Vec<Tensor>> {
        let windows: Vec<Strided> =
            pieces.iter().map(|piece| piece.strided().clone()).collect();
        let sizes: Vec<_> = pieces.iter().map(Tensor::size).collect();
        let all = vec![true; windows.len()];
        Ok(record_many(names, &[self], windows, &all, |_| {
            Box::new(move |grads, _| {
                let Some(known) = grads.iter().flatten().next() else {
                    return Ok([None].into_iter().collect());
                };
                let dtype = known.dtype();
                let whole = grads
                    .iter()
                    .zip(&sizes)
                    .map(|(grad, size)| match grad {
                        Some(grad) => Ok(grad.clone()),
                        None => super::create::zeros_with(size, dtype),
                    })
                    .collect::<Result<Vec<_>>>()?;
                Ok([Some(cat(whole, dim)?)].into_iter().collect())
            })
        }))
    }
}

/// A number of pieces, or a list.
fn sections(a: &Args<'_>, i: usize) -> Result<SplitSize> {
    match a.value(i) {
        Value::Int(n) => Ok(SplitSize::Each(*n)),
        _ => Ok(SplitSize::List(a.dims(i)?)),
    }
}

derived_rows! {
    TENSOR_SPLIT_ROW, "tensor_split",
    "tensor_split(input, indices_or_sections, dim=0)", &SLICE,
    |a| Ok(a.tensor(0)?.tensor_split(sections(a, 1)?, a.int(2)?)?.into()),
    |e| vec![
        vec![e.any(&[5, 2]).into(), 3.into(), 0.into()],
        vec![e.any(&[2, 4]).into(), [1, -1].into(), (-1).into()],
    ];
    TENSOR_SPLIT_BY_ROW, "tensor_split.tensor_indices_or_sections",
    "tensor_split(input, tensor_indices_or_sections, dim=0)", &SLICE,
    |a| Ok(a.tensor(0)?.tensor_split_by(a.tensor(1)?, a.int(2)?)?.into()),
    |e| {
        let two = super::create::tensor(2);
        vec![vec![e.any(&[3]).into(), two.into(), 0.into()]]
    };
    HSPLIT_ROW, "hsplit", "hsplit(input, indices_or_sections)", &SLICE,
    |a| Ok(a.tensor(0)?.hsplit(sections(a, 1)?)?.into()),
    |e| vec![vec![e.any(&[2, 4]).into(), 2.into()]];
    VSPLIT_ROW, "vsplit", "vsplit(input, indices_or_sections)", &SLICE,
    |a| Ok(a.tensor(0)?.vsplit(sections(a, 1)?)?.into()),
    |e| vec![vec![e.any(&[3, 2]).into(), [1].into()]];
    DSPLIT_ROW, "dsplit", "dsplit(input, indices_or_sections)", &SLICE,
    |a| Ok(a.tensor(0)?.dsplit(sections(a, 1)?)?.into()),
    |e| vec![vec![e.any(&[2, 2, 2]).into(), 2.into()]];
    SPLIT_WITH_SIZES_ROW, "split_with_sizes",
    "split_with_sizes(input, split_sizes, dim=0)", &SPLIT_WITH_SIZES,
    |a| Ok(a.tensor(0)?.split(a.dims(1)?, a.int(2)?)?.into()),
    |e| vec![vec![e.any(&[3, 2]).into(), [1, 2].into(), 0.into()]];
    UNSAFE_SPLIT_ROW, "unsafe_split",
    "unsafe_split(input, split_size, dim=0)", &UNSAFE_SPLIT,
    |a| Ok(a.tensor(0)?.unsafe_split(a.int(1)?, a.int(2)?)?.into()),
    |e| vec![vec![e.any(&[5, 2]).into(), 2.into(), 0.into()]];
    UNSAFE_SPLIT_WITH_SIZES_ROW, "unsafe_split_with_sizes",
    "unsafe_split_with_sizes(input, split_sizes, dim=0)",
    &UNSAFE_SPLIT_WITH_SIZES,
    |a| Ok(a.tensor(0)?.unsafe_split(a.dims(1)?, a.int(2)?)?.into()),
    |e| vec![vec![e.any(&[2, 3]).into(), [1, 2].into(), (-1).into()]];
    UNSAFE_CHUNK_ROW, "unsafe_chunk", "unsafe_chunk(input, chunks, dim=0)",
    &UNSAFE_SPLIT,
    |a| Ok(a.tensor(0)?.unsafe_chunk(a.int(1)?, a.int(2)?)?.into()),
    |e| vec![vec![e.any(&[5, 2]).into(), 2.into(), 0.into()]];
}
