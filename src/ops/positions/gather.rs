/*!
Reading by position: an element for each that an index holds, or a slice.

Follows [torch.gather](https://pytorch.org/docs/stable/generated/torch.gather.html)
and [torch.index_select](https://pytorch.org/docs/stable/generated/torch.index_select.html).
*/

use super::{THEN, check_index_dtype, expected_long, extent, places, rank};
use crate::autograd::{Names, Tensor, backward1, record};
use crate::ops::create::{tensor, zeros_with};
use crate::ops::row::Row;
use crate::tensor::{
    DType, ErrorClass, Listed, Result, Strided, TorchError, check_allocation,
    dispatch, wrap_dim,
};

pub(super) static GATHER: Names =
    Names::new("GatherBackward0", "GatherBackward");
pub(in crate::ops) static INDEX_SELECT: Names =
    Names::new("IndexSelectBackward0", "IndexSelectBackward");

// One element for each element of an index.
impl Tensor {
    /// The elements at the positions that `index` holds for dimension `dim`:
    /// `x.gather(dim, index)`, where `out[i][j] = x[index[i][j]][j]` for
    /// dimension 0. The result has the shape of the index.
    ///
    /// # Errors
    /// `RuntimeError` for a position that does not exist (negative ones do
    /// not count from the end here), and if the index has another number of
    /// dimensions, is larger in another dimension, or not of integers;
    /// `IndexError` if there is no such dimension.
    pub fn gather(&self, dim: i64, index: &Tensor) -> Result<Tensor> {
        let d = wrap_dim(dim, self.ndim())?;
        check_index_dtype(index, "gather")?;
        self.check_gather(d, index)?;
        let (x, i) = (self.strided(), index.strided());
        check_allocation(i.shape(), x.dtype().itemsize())?;
        let places = places(&x, d, &i, "gather")?;
        let gathered = dispatch!(x.dtype(), T => {
            let memory = x.storage().read::<T>();
            let elements = places.iter().map(|&place| memory[place]).collect();
            Strided::new(elements, index.size())
        });
        let size = self.size();
        Ok(record(&GATHER, &[self], gathered, |saver| {
            let index = saver.save(index);
            backward1(move |grad, context| {
                zeros_with(&size, grad.dtype())?.scatter_add(
                    dim,
                    &context.get(index)?,
                    grad,
                )
            })
        }))
    }

    fn check_gather(&self, dim: usize, index: &Tensor) -> Result<()> {
        if index.numel() == 0 {
            return Ok(());
        }
        if rank(index) != rank(self) {
            return Err(TorchError::runtime(
                "Index tensor must have the same number of dimensions as \
                 input tensor",
            )
            .in_the_notes(format!(
                "invalid argument 4: Index tensor must have same dimensions \
                 as input tensor at {THEN}:440"
            )));
        }
        let larger =
            |&d: &usize| d != dim && extent(index, d) > extent(self, d);
        let Some(d) = (0..rank(self)).find(larger) else { return Ok(()) };
        let (own, size) = (self.size(), index.size());
        let (own, size) = (Listed(&own), Listed(&size));
        Err(TorchError::runtime(format!(
            "Size does not match at dimension {d} expected index {size} to \
             be no larger than self {own} apart from dimension {dim}"
        ))
        .in_the_notes(format!(
            "Expected tensor {size}, src {own} and index {size} to have the \
             same size apart from dimension {dim}"
        )))
    }
}

// Whole slices.
impl Tensor {
    /// The slices of dimension `dim` at these positions, in this order:
    /// `x.index_select(dim, index)`. The index has one dimension at most.
    ///
    /// # Errors
    /// `IndexError` for a position that does not exist (negative ones do not
    /// count from the end here), for an index with more dimensions and if
    /// there is no such dimension; `RuntimeError` for another dtype.
    pub fn index_select(&self, dim: i64, index: &Tensor) -> Result<Tensor> {
        let d = wrap_dim(dim, self.ndim())?;
        self.check_index_select(d, index)?;
        let mut shape = self.size();
        shape.iter_mut().skip(d).take(1).for_each(|n| *n = index.numel());
        check_allocation(&shape, self.dtype().itemsize())?;
        let missing = |i| self.no_such_slice(d, i);
        self.check_positions(d, index, missing)?;
        let places = self.slices(d, index)?;
        let out = dispatch!(self.dtype(), T => {
            let memory = self.strided().storage().clone();
            let elements = places.read(&memory.read::<T>());
            Strided::new(elements, places.shape.clone())
        });
        let out = if self.ndim() == 0 { out.select(0, 0) } else { out };
        let size = self.size();
        Ok(record(&INDEX_SELECT, &[self], out, |saver| {
            let index = saver.save(index);
            backward1(move |grad, context| {
                zeros_with(&size, grad.dtype())?.index_add(
                    dim,
                    &context.get(index)?,
                    grad,
                    1,
                )
            })
        }))
    }

    /// PyTorch has several loops, and each its own words.
    fn no_such_slice(&self, dim: usize, i: i64) -> TorchError {
        let n = extent(self, dim);
        let today = if self.ndim() > 1 && (dim == 1 || self.numel() == 0) {
            TorchError::runtime(format!(
                "INDICES element is out of DATA bounds, id={i} axis_dim={n}"
            ))
        } else {
            TorchError::index("index out of range in self")
        };
        today.in_the_notes_as(
            ErrorClass::Runtime,
            format!("index out of range at {THEN}:193"),
        )
    }

    fn check_index_select(&self, dim: usize, index: &Tensor) -> Result<()> {
        if index.ndim() > 1 {
            return Err(TorchError::index(
                "index_select(): Index is supposed to be a vector",
            )
            .in_the_notes_as(ErrorClass::Runtime, format!(
                "invalid argument 3: Index is supposed to be 1-dimensional \
                 at {THEN}:166"
            )));
        }
        if self.ndim() == 0 && index.numel() != 1 {
            return Err(TorchError::runtime(format!(
                "index_select(): Index to scalar can have only 1 value, got \
                 {} value(s)",
                index.numel()
            )));
        }
        if !matches!(index.dtype(), DType::Int32 | DType::Int64) {
            return Err(TorchError::runtime(
                "index_select(): Expected dtype int32 or int64 for index",
            )
            .in_the_notes(expected_long(index)));
        }
        if self.ndim() > 1 && self.size()[dim] == 0 && index.numel() > 0 {
            return Err(TorchError::runtime(
                "index_select(): self indexing axis dim should be positive",
            )
            .in_the_notes(format!("index out of range at {THEN}:193")));
        }
        Ok(())
    }
}

/// `gather`, in the table.
pub static GATHER_ROW: Row = Row {
    name: "gather",
    signature: "gather(input, dim, index)",
    grad_fn: Some(&GATHER),
    call: |a| Ok(a.tensor(0)?.gather(a.int(1)?, a.tensor(2)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![
            vec![
                e.any(&[3, 2]).into(),
                0.into(),
                tensor([[2, 0], [2, 1]]).into(),
            ],
            vec![
                e.any(&[2, 3]).into(),
                (-1).into(),
                tensor([[1, 1, 0, 2]]).into(),
            ],
            vec![e.any(&[]).into(), 0.into(), tensor([0, 0]).into()],
        ]
    },
};

/// `index_select`, in the table.
pub static INDEX_SELECT_ROW: Row = Row {
    name: "index_select",
    signature: "index_select(input, dim, index)",
    grad_fn: Some(&INDEX_SELECT),
    call: |a| Ok(a.tensor(0)?.index_select(a.int(1)?, a.tensor(2)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[3, 2]).into(), 0.into(), tensor([2, 0, 2]).into()],
            vec![e.any(&[2, 3]).into(), (-1).into(), tensor([1]).into()],
            vec![e.any(&[]).into(), 0.into(), tensor([0]).into()],
        ]
    },
};
