/*!
Elements by their number among all of them, in row order: take, put; and by
their position along a dimension that broadcasts: take_along_dim.

Follows [torch.take](https://pytorch.org/docs/stable/generated/torch.take.html)
and [torch.Tensor.put_](https://pytorch.org/docs/stable/generated/torch.Tensor.put_.html).
*/

use super::gather::GATHER;
use crate::autograd::{Names, Tensor, backward, backward1, record};
use crate::ops::create::{tensor, zeros_with};
use crate::ops::numeric::Arithmetic;
use crate::ops::row::{Args, Value, derived_rows};
use crate::tensor::{
    DType, Result, Size, Strided, TorchError, broadcast, dispatch, wrap_dim,
};

static TAKE: Names = Names::new("TakeBackward0", "TakeBackward");
static PUT: Names = Names::new("PutBackward0", "PutBackward0");

fn check_long(index: &Tensor, name: &str) -> Result<()> {
    if index.dtype() == DType::Int64 {
        return Ok(());
    }
    Err(TorchError::runtime(format!(
        "{name}(): Expected a long tensor for index, but got {}",
        index.dtype().scalar_type()
    )))
}

/// The numbers of elements, counted from the front.
fn numbers(index: &Tensor, n: usize) -> Result<Vec<usize>> {
    let index = index.strided().to_vec::<i64>()?;
    let n = n as i64;
    index
        .into_iter()
        .map(|i| match i {
            _ if !(-n..n).contains(&i) => Err(TorchError::index(format!(
                "out of range: tried to access index {i} on a tensor of {n} \
                 elements."
            ))),
            _ if i < 0 => Ok((i + n) as usize),
            _ => Ok(i as usize),
        })
        .collect()
}

impl Tensor {
    /// The elements with these numbers: `x.take(index)`. The result has the
    /// shape of the index.
    ///
    /// # Errors
    /// `IndexError` for a number that there is not, `RuntimeError` for an
    /// index of another dtype.
    pub fn take(&self, index: &Tensor) -> Result<Tensor> {
        check_long(index, "take")?;
        if self.numel() == 0 && index.numel() > 0 {
            return Err(TorchError::index(
                "take(): tried to take from an empty tensor",
            ));
        }
        let numbers = numbers(index, self.numel())?;
        let out = dispatch!(self.dtype(), T => {
            let all = self.strided().to_vec::<T>()?;
            let taken = numbers.iter().map(|&i| all[i]).collect();
            Strided::new(taken, index.size())
        });
        let size = self.size();
        Ok(record(&TAKE, &[self], out, |saver| {
            let index = saver.save(index);
            backward1(move |grad, context| {
                let zeros = zeros_with(&size, grad.dtype())?;
                zeros.put(&context.get(index)?, grad, true)
            })
        }))
    }

    /// A copy in which the elements with these numbers are replaced, or
    /// added to: `x.put(index, source, accumulate)`.
    ///
    /// # Errors
    /// As [`take`](Tensor::take); and if there are not as many elements in
    /// the source, or of another dtype.
    pub fn put(
        &self,
        index: &Tensor,
        source: &Tensor,
        accumulate: bool,
    ) -> Result<Tensor> {
        check_long(index, "put_")?;
        if self.dtype() != source.dtype() {
            return Err(TorchError::runtime(format!(
                "put_(): self and source expected to have the same dtype, \
                 but got self.dtype = {} and source.dtype = {}",
                self.dtype().scalar_type(),
                source.dtype().scalar_type()
            )));
        }
        if source.numel() != index.numel() {
            return Err(TorchError::index(format!(
                "put_(): Expected source and index to have the same number \
                 of elements, but got source.numel() = {}, index.numel() = {}",
                source.numel(),
                index.numel()
            )));
        }
        if self.numel() == 0 && index.numel() > 0 {
            return Err(TorchError::index(
                "put_(): Tried to put elements into an empty tensor",
            ));
        }
        let numbers = numbers(index, self.numel())?;
        let out = dispatch!(self.dtype(), T => {
            let mut all = self.strided().to_vec::<T>()?;
            let values = source.strided().to_vec::<T>()?;
            for (i, value) in numbers.into_iter().zip(values) {
                all[i] = if accumulate { all[i].plus(value) } else { value };
            }
            Strided::new(all, self.size())
        });
        let strides =
            crate::tensor::kernels::strides_of_empty_like(&self.strided());
        Ok(record(&PUT, &[self, source], out.laid_out(strides), |saver| {
            let index = saver.save(index);
            let size = source.size();
            backward(move |grad, context| {
                context.pair(
                    || match accumulate {
                        true => Ok(grad.clone()),
                        false => {
                            let zeros = zeros_with(&size, grad.dtype())?;
                            grad.put(&context.get(index)?, &zeros, false)
                        }
                    },
                    || grad.take(&context.get(index)?)?.reshape(&size),
                )
            })
        }))
    }

    /// The elements at the positions that `indices` holds for a dimension,
    /// where all others broadcast: `x.take_along_dim(indices, dim)`; without
    /// a dimension, of all elements as one row.
    ///
    /// # Errors
    /// As [`gather`](Tensor::gather), and if the shapes do not broadcast.
    pub fn take_along_dim(
        &self,
        indices: &Tensor,
        dim: Option<i64>,
    ) -> Result<Tensor> {
        let Some(dim) = dim else {
            return self.view(-1)?.gather(0, &indices.view(-1)?);
        };
        let (n, m) = (self.ndim(), indices.ndim());
        if n != m {
            return Err(TorchError::runtime(format!(
                "torch.take_along_dim(): input and indices should have the \
                 same number of dimensions, but got {n} dimensions for \
                 input, and {m} dimensions for indices"
            )));
        }
        if indices.dtype() != DType::Int64 {
            return Err(TorchError::runtime(format!(
                "torch.take_along_dim(): dtype of indices should be Long but \
                 got {}",
                indices.dtype().scalar_type()
            )));
        }
        let d = wrap_dim(dim, n)?;
        // Negative ones count from the end, and again from there.
        let indices = &match self.size().get(d) {
            Some(&extent) => indices.remainder(extent as i64)?,
            None => indices.clone(),
        };
        let with = |own: &Size, other: &Size| {
            let mut size = own.clone();
            if let Some(extent) = size.get_mut(d) {
                *extent = other[d];
            }
            size
        };
        let (own, other) = (self.size(), indices.size());
        let read = broadcast(&with(&own, &other), &other)?;
        let shape = broadcast(&own, &with(&other, &own))?;
        let expand = |x: &Tensor, size: &Size| match x.size() == *size {
            true => Ok(x.clone()),
            false => x.expand(size),
        };
        expand(self, &shape)?.gather(dim, &expand(indices, &read)?)
    }
}

derived_rows! {
    TAKE_ROW, "take", "take(input, index)", &TAKE,
    |a| Ok(a.tensor(0)?.take(a.tensor(1)?)?.into()),
    |e| {
        let index = tensor([[5, 0], [-1, 2]]);
        vec![vec![e.any(&[2, 3]).into(), index.into()]]
    };
    PUT_ROW, "put", "put(input, index, source, accumulate=False)", &PUT,
    |a| {
        let (x, index, source) = (a.tensor(0)?, a.tensor(1)?, a.tensor(2)?);
        Ok(x.put(index, source, a.bool(3)?)?.into())
    }
    => |a| {
        let (x, index, source) = (a.tensor(0)?, a.tensor(1)?, a.tensor(2)?);
        let accumulate = a.bool(3)?;
        Ok(x.in_place(|old| old.put(index, source, accumulate))?.into())
    },
    |e| vec![
        vec![
            e.any(&[2, 3]).into(), tensor([4, 0]).into(),
            e.any(&[2]).into(), false.into(),
        ],
        vec![
            e.any(&[2, 3]).into(), tensor([4, 4]).into(),
            e.any(&[1, 2]).into(), true.into(),
        ],
    ];
    TAKE_ALONG_DIM_ROW, "take_along_dim",
    "take_along_dim(input, indices, dim=None)", &GATHER,
    |a| {
        let dim = a.optional(2, Args::int)?;
        Ok(a.tensor(0)?.take_along_dim(a.tensor(1)?, dim)?.into())
    },
    |e| vec![
        vec![
            e.any(&[3, 2]).into(), tensor([[1], [0], [0]]).into(), 1.into(),
        ],
        vec![e.any(&[2, 2]).into(), tensor([3, 1]).into(), Value::None],
    ];
}
