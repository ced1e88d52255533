/*!
Adding whole slices by position.

Follows [torch.Tensor.index_add_](https://pytorch.org/docs/stable/generated/torch.Tensor.index_add_.html).
*/

use super::{THEN, expected, expected_long, extent, rank};
use crate::autograd::{Names, Tensor, backward, record};
use crate::ops::create::tensor;
use crate::ops::numeric::Arithmetic;
use crate::ops::row::Row;
use crate::tensor::{
    DType, Element, ErrorClass, Listed, Result, Scalar, TorchError, dispatch,
    wrap_dim,
};

static INDEX_ADD: Names = Names::new("IndexAddBackward0", "IndexAddBackward");

impl Tensor {
    /// A copy in which slices of `source` times `alpha` are added to the
    /// slices at these positions: `x.index_add(dim, index, source, alpha)`.
    ///
    /// # Errors
    /// `IndexError` or `RuntimeError` for a position that does not exist;
    /// `RuntimeError` if shapes or dtypes do not fit.
    pub fn index_add(
        &self,
        dim: i64,
        index: &Tensor,
        source: &Tensor,
        alpha: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let alpha = alpha.into();
        let d = wrap_dim(dim, self.ndim())?;
        self.check_index_add(d, index, source)?;
        let missing = |i| self.no_such_target(d, i, alpha);
        if self.numel() > 0 || self.ndim() <= 1 {
            self.check_positions(d, index, missing)?;
        }
        let out = self.strided().copy()?;
        if out.numel() > 0 {
            let places = Tensor::from_strided(out.clone()).slices(d, index)?;
            dispatch!(out.dtype(), T => {
                let alpha = T::from_scalar(alpha);
                let values = source.strided().to_vec::<T>()?;
                let mut memory = out.storage().write::<T>();
                places.write(&mut memory, &values, |x, value| {
                    *x = x.plus(value.times(alpha));
                });
            });
        }
        Ok(record(&INDEX_ADD, &[self, source], out, |saver| {
            let index = saver.save_for(1, index);
            let size = source.size();
            backward(move |grad, context| {
                context.pair(
                    || Ok(grad.clone()),
                    || {
                        let part =
                            grad.index_select(dim, &context.get(index)?)?;
                        part.mul(alpha)?.view(&size)
                    },
                )
            })
        }))
    }

    /// [`index_add`](Tensor::index_add) in place.
    ///
    /// # Errors
    /// As [`index_add`](Tensor::index_add), and if this tensor may not be
    /// changed in place.
    pub fn index_add_(
        &self,
        dim: i64,
        index: &Tensor,
        source: &Tensor,
        alpha: impl Into<Scalar>,
    ) -> Result<Tensor> {
        self.check_history()?;
        self.check_index_add(wrap_dim(dim, self.ndim())?, index, source)?;
        self.in_place_reading(source, |old| {
            old.index_add(dim, index, source, alpha)
        })
    }

    /// Without a factor another loop is taken, which has its own words.
    fn no_such_target(&self, dim: usize, i: i64, alpha: Scalar) -> TorchError {
        let then = "/pytorch/aten/src/TH/generic/THTensor.cpp";
        if self.ndim() > 1 && alpha.to_f64() == 1.0 {
            let n = extent(self, dim);
            TorchError::runtime(format!(
                "index {i} is out of bounds for dimension {dim} with size {n}"
            ))
            .in_the_notes(format!(
                "invalid argument 3: out of range at {then}:340"
            ))
        } else {
            TorchError::index("index out of range in self").in_the_notes_as(
                ErrorClass::Runtime,
                format!("invalid argument 2: out of range at {then}:639"),
            )
        }
    }

    fn check_index_add(
        &self,
        dim: usize,
        index: &Tensor,
        source: &Tensor,
    ) -> Result<()> {
        let (own, other) = (self.dtype(), source.dtype());
        if index.ndim() > 1 {
            return Err(TorchError::index(format!(
                "index_add_(): Index is supposed to be a vector, but got \
                 dim: {} with type: {} and size: {}",
                index.ndim(),
                index.dtype().scalar_type(),
                Listed(&index.size())
            ))
            .in_the_notes_as(
                ErrorClass::Runtime,
                if own == other {
                    format!(
                        "invalid argument 3: Index is supposed to be a \
                         vector at {THEN}:371"
                    )
                } else {
                    expected(own, other, "#4 'source'")
                },
            ));
        }
        if !matches!(index.dtype(), DType::Int32 | DType::Int64) {
            return Err(TorchError::runtime(format!(
                "index_add_(): Expected dtype int32/int64 for index but got: \
                 {}",
                index.dtype().scalar_type()
            ))
            .in_the_notes(expected_long(index)));
        }
        if own != other {
            return Err(TorchError::runtime(format!(
                "index_add_(): self ({}) and source ({}) must have the same \
                 scalar type",
                own.scalar_type(),
                other.scalar_type()
            ))
            .in_the_notes(expected(own, other, "#4 'source'")));
        }
        if dim >= rank(source) {
            return Err(TorchError::runtime(format!(
                "index_add_(): Indexing dim {dim} is out of bounds of the \
                 source tensor with dim {}",
                source.ndim()
            )));
        }
        let (indices, slices) = (index.numel(), extent(source, dim));
        if indices != slices && source.ndim() == 0 {
            return Err(TorchError::index(format!(
                "Dimension specified as {dim} but tensor has no dimensions"
            )));
        }
        if indices != slices {
            return Err(TorchError::runtime(format!(
                "index_add_(): Number of indices ({indices}) should be equal \
                 to source.size(dim): ({slices}), for dim: {dim}"
            ))
            .in_the_notes(format!(
                "invalid argument 4: Number of indices should be equal to \
                 source:size(dim) at {THEN}:373"
            )));
        }
        let (mut a, mut b) = (self.size(), source.size());
        if !a.is_empty() && !b.is_empty() {
            a.remove(dim);
            b.remove(dim);
        }
        if self.ndim() != source.ndim() || a != b {
            return Err(TorchError::runtime(format!(
                "source tensor shape must match self tensor shape, excluding \
                 the specified dimension. Got self.shape = {} source.shape = \
                 {}",
                Listed(&self.size()),
                Listed(&source.size())
            ))
            .in_the_notes(format!(
                "inconsistent tensor size, expected r_ {0}, t {0} and src \
                 {1} to have the same number of elements, but got {2}, {2} \
                 and {3} elements respectively",
                Listed(&a),
                Listed(&b),
                a.numel(),
                b.numel()
            )));
        }
        Ok(())
    }
}

/// `index_add`, in the table.
pub static INDEX_ADD_ROW: Row = Row {
    name: "index_add",
    signature: "index_add(input, dim, index, source, *, alpha=1)",
    grad_fn: Some(&INDEX_ADD),
    call: |a| {
        let (x, index, source) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        Ok(x.index_add(a.int(1)?, index, source, a.scalar(4)?)?.into())
    },
    in_place: Some(|a| {
        let (x, index, source) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        Ok(x.index_add_(a.int(1)?, index, source, a.scalar(4)?)?.into())
    }),
    examples: |e| {
        vec![vec![
            e.any(&[3, 2]).into(),
            0.into(),
            tensor([2, 2]).into(),
            e.any(&[2, 2]).into(),
            3.into(),
        ]]
    },
};
