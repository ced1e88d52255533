/*!
Whole slices replaced by position: index_fill and index_copy.

Follows [torch.Tensor.index_fill_](https://pytorch.org/docs/stable/generated/torch.Tensor.index_fill_.html)
and [torch.Tensor.index_copy_](https://pytorch.org/docs/stable/generated/torch.Tensor.index_copy_.html).
*/

use super::{at_least_1d, extent};
use crate::autograd::{Names, Tensor, backward, backward1, record};
use crate::ops::Operand;
use crate::ops::create::tensor;
use crate::ops::numeric::check_fits;
use crate::ops::row::derived_rows;
use crate::tensor::{
    DType, Listed, Result, Scalar, Strided, TorchError, dispatch, wrap_dim,
};

static INDEX_FILL: Names =
    Names::new("IndexFillBackward0", "IndexFillBackward0");
static INDEX_FILL_TENSOR: Names =
    Names::new("IndexFillBackward1", "IndexFillBackward1");
static INDEX_COPY: Names =
    Names::new("IndexCopyBackward0", "IndexCopyBackward");

impl Tensor {
    /// A copy with a number in the slices at these positions:
    /// `x.index_fill(dim, index, value)`.
    ///
    /// # Errors
    /// `IndexError` for a position that does not exist, for another dtype
    /// and if there is no such dimension; `RuntimeError` for a value that
    /// does not fit.
    pub fn index_fill<'a>(
        &self,
        dim: i64,
        index: &Tensor,
        value: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        let value = value.into();
        let filled = self.index_filled(dim, index, value)?;
        if let Operand::Tensor(value) = value {
            self.check_differentiable(value)?;
        }
        Ok(filled)
    }

    fn index_filled(
        &self,
        dim: i64,
        index: &Tensor,
        value: Operand<'_>,
    ) -> Result<Tensor> {
        let number = match value {
            Operand::Number(number) => number,
            Operand::Tensor(value) if value.ndim() == 0 => {
                value.strided().first()
            }
            Operand::Tensor(value) => {
                return Err(TorchError::runtime(format!(
                    "index_fill_ only supports a 0-dimensional value tensor, \
                     but got tensor with {} dimension(s).",
                    value.ndim()
                )));
            }
        };
        let out = self.filled_at(dim, index, number)?;
        match value {
            Operand::Number(_) => {
                Ok(record(&INDEX_FILL, &[self], out, |saver| {
                    let index = saver.save(index);
                    backward1(move |grad, context| {
                        grad.index_fill(dim, &context.get(index)?, 0)
                    })
                }))
            }
            Operand::Tensor(value) => {
                let inputs = [self, value];
                Ok(record(&INDEX_FILL_TENSOR, &inputs, out, |saver| {
                    let index = saver.save(index);
                    backward(move |grad, context| {
                        let index = context.get(index)?;
                        context.pair(
                            || grad.index_fill(dim, &index, 0),
                            || {
                                let once = index.unique()?.values;
                                grad.index_select(dim, &once)?.sum()
                            },
                        )
                    })
                }))
            }
        }
    }

    /// PyTorch looks at the slices through a window that stands still, which
    /// has no place in memory that is empty.
    fn check_restrided(&self, dim: usize, index: &Tensor) -> Result<()> {
        let x = at_least_1d(&self.strided());
        let (mut shape, mut strides) =
            (x.shape().clone(), x.strides().clone());
        (shape[dim], strides[dim]) = (index.numel(), 0);
        x.window(shape, strides, x.offset()).check_bounds()
    }

    fn filled_at(
        &self,
        dim: i64,
        index: &Tensor,
        number: Scalar,
    ) -> Result<Strided> {
        if index.dtype() != DType::Int64 {
            return Err(TorchError::index(
                "index_fill_(): Expected dtype int64 for index.",
            ));
        }
        let d = wrap_dim(dim, self.ndim())?;
        if index.ndim() > 1 {
            return Err(TorchError::runtime(
                "Index has to be a vector/scalar",
            ));
        }
        check_fits(number, self.dtype())?;
        self.check_restrided(d, index)?;
        let out = self.strided().duplicate()?;
        let n = extent(self, d) as i64;
        for i in index.strided().to_vec::<i64>()? {
            if !(-n..n).contains(&i) {
                return Err(TorchError::index(format!(
                    "index {i} is out of bounds for dimension {d} with size \
                     {n}"
                )));
            }
            let place = if i < 0 { i + n } else { i } as usize;
            at_least_1d(&out).select(d, place).overwrite(number);
        }
        Ok(out)
    }

    /// A copy in which the slices at these positions are those of `source`:
    /// `x.index_copy(dim, index, source)`.
    ///
    /// # Errors
    /// `IndexError` for a position that does not exist, for another number
    /// of them and if there is no such dimension; `RuntimeError` if shapes
    /// or dtypes do not fit.
    pub fn index_copy(
        &self,
        dim: i64,
        index: &Tensor,
        source: &Tensor,
    ) -> Result<Tensor> {
        let d = self.check_index_copy(dim, index, source)?;
        self.check_restrided(d, index)?;
        let out = self.strided().copy()?;
        let n = extent(self, d) as i64;
        let from = at_least_1d(&source.strided());
        let to = at_least_1d(&out);
        for (k, i) in index.strided().to_vec::<i64>()?.into_iter().enumerate()
        {
            if !(0..n).contains(&i) {
                return Err(TorchError::index(format!(
                    "index_copy_(): index {i} is out of bounds for dimension \
                     {d} with size {n}"
                )));
            }
            let (from, to) = (from.select(d, k), to.select(d, i as usize));
            dispatch!(out.dtype(), T => {
                let values = from.to_vec::<T>()?;
                let mut memory = out.storage().write::<T>();
                for (place, value) in to.places().zip(values) {
                    memory[place] = value;
                }
            });
        }
        Ok(record(&INDEX_COPY, &[self, source], out, |saver| {
            let index = saver.save(index);
            let size = source.size();
            backward(move |grad, context| {
                let index = context.get(index)?;
                context.pair(
                    || grad.index_fill(dim, &index, 0),
                    || {
                        let part = grad.index_select(dim, &index)?;
                        match size.len() {
                            0 => part.reshape(&size),
                            _ => part.expand(&size),
                        }
                    },
                )
            })
        }))
    }

    fn check_index_copy(
        &self,
        dim: i64,
        index: &Tensor,
        source: &Tensor,
    ) -> Result<usize> {
        let d = wrap_dim(dim, self.ndim())?;
        let refuse = |text: String| {
            Err(TorchError::index(format!("index_copy_(): {text}")))
        };
        let (own, other) = (self.ndim(), source.ndim());
        if index.ndim() >= 2 {
            return refuse(format!(
                "Index should have dimension 1 or 0 (got {})",
                index.ndim()
            ));
        }
        if other == 0 && index.numel() != 1 {
            return refuse(format!(
                "When source is scalar, index should have one element (got \
                 {})",
                index.numel()
            ));
        }
        if own != other && own != 0 && other != 0 {
            return refuse(format!(
                "When source and destination are not scalars, their \
                 dimensionality must match. Source dimensionality ({other}), \
                 destination dimensionality ({own})"
            ));
        }
        if index.dtype() != DType::Int64 {
            return Err(TorchError::runtime(format!(
                "index_copy_(): Expected a long tensor for index, but got {}",
                index.dtype().scalar_type()
            )));
        }
        if self.dtype() != source.dtype() {
            return Err(TorchError::runtime(format!(
                "index_copy_(): self and source expected to have the same \
                 dtype, but got (self) {} and (source) {}",
                self.dtype().scalar_type(),
                source.dtype().scalar_type()
            )));
        }
        let slice = |x: &Tensor| {
            let mut size = x.size();
            if d < size.len() {
                size.remove(d);
            }
            size
        };
        let (mine, theirs) = (slice(self), slice(source));
        if mine != theirs {
            return refuse(format!(
                "Source/destination tensor must have same slice shapes. \
                 Destination slice shape: {} at dimension {d} and source \
                 slice shape: {} at dimension 0.",
                Listed(&mine),
                Listed(&theirs)
            ));
        }
        if other > 0 && index.numel() != extent(source, d) {
            return refuse(format!(
                "Number of indices ({}) should be equal to source.size(dim) \
                 ({})",
                index.numel(),
                extent(source, d)
            ));
        }
        Ok(d)
    }
}

derived_rows! {
    INDEX_FILL_TENSOR_ROW, "index_fill.int_Tensor",
    "index_fill(input, dim, index, value)", &INDEX_FILL_TENSOR,
    |a| {
        let (x, index, value) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        Ok(x.index_fill(a.int(1)?, index, value)?.into())
    }
    => |a| {
        let (x, index, value) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        let dim = a.int(1)?;
        let fill = |old: &Tensor| old.index_filled(dim, index, value.into());
        Ok(x.in_place(fill)?.into())
    },
    |e| vec![vec![
        e.any(&[3, 2]).into(), 0.into(), tensor([2, 0, 2]).into(),
        e.any(&[]).into(),
    ]];
    INDEX_FILL_ROW, "index_fill.int_Scalar",
    "index_fill(input, dim, index, value)", &INDEX_FILL,
    |a| {
        let (x, index) = (a.tensor(0)?, a.tensor(2)?);
        Ok(x.index_fill(a.int(1)?, index, a.scalar(3)?)?.into())
    }
    => |a| {
        let (x, index) = (a.tensor(0)?, a.tensor(2)?);
        let (dim, value) = (a.int(1)?, a.scalar(3)?);
        Ok(x.in_place(|old| old.index_fill(dim, index, value))?.into())
    },
    |e| vec![vec![
        e.any(&[2, 3]).into(), (-1).into(), tensor([1]).into(), 5.0.into(),
    ]];
    INDEX_COPY_ROW, "index_copy", "index_copy(input, dim, index, source)",
    &INDEX_COPY,
    |a| {
        let (x, index, source) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        Ok(x.index_copy(a.int(1)?, index, source)?.into())
    }
    => |a| {
        let (x, index, source) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        let dim = a.int(1)?;
        Ok(x.in_place(|old| old.index_copy(dim, index, source))?.into())
    },
    |e| vec![vec![
        e.any(&[3, 2]).into(), 0.into(), tensor([2, 0]).into(),
        e.any(&[2, 2]).into(),
    ]];
}
