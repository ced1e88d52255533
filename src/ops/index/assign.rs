//! Assigning: `x[...] = value`.

use super::places::Places;
use super::read::{save, unpack};
use super::views::{Viewed, out_of_bounds};
use super::{Chosen, Ellipsis, Index, Indices, is_mask};
use crate::autograd::{
    Names, Tensor, backward, backward1, record, record_any_dtype,
};
use crate::ops::numeric::{Arithmetic, check_fits};
use crate::ops::{Operand, Row, Value};
use crate::tensor::{
    DType, Edition, Listed, Result, Scalar, Strided, TorchError, dispatch,
};

static FILL: Names = Names::new("FillBackward2", "CopyBackwards");
static FILL_TENSOR: Names = Names::new("FillBackward3", "CopyBackwards");
static INDEX_PUT: Names = Names::new("IndexPutBackward0", "IndexPutBackward");
static INDEX_FILL: Names =
    Names::new("IndexFillBackward0", "IndexPutBackward");
static MASK_FILL: Names =
    Names::new("MaskedFillBackward0", "IndexPutBackward");

impl Tensor {
    /// Writes a number or a tensor to the elements that `indices` choose:
    /// `x[indices] = value`. The value broadcasts to what is chosen.
    ///
    /// ```
    /// use torchbook::prelude::*;
    ///
    /// let x = zeros([2, 3])?;
    /// x.index_put_((.., 1), 8.0)?;
    /// assert_eq!(x.repr(), "tensor([[0., 8., 0.],\n        [0., 8., 0.]])");
    /// # Ok::<(), TorchError>(())
    /// ```
    ///
    /// # Errors
    /// As [`index`](Tensor::index); `RuntimeError` if the value does not
    /// broadcast, if a tensor of another dtype goes to places chosen by
    /// tensors, or if this tensor may not be changed in place.
    pub fn index_put_<'a>(
        &self,
        indices: impl Into<Indices>,
        value: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        let indices = indices.into();
        // A lone truth assigns to everything or to nothing.
        match (&*indices.items, indices.tuple) {
            ([Index::Bool(false)], false) => return Ok(self.clone()),
            ([Index::Bool(true)], false) => {
                self.unsqueeze(0)?.index_put_(Ellipsis, value)?;
                return Ok(self.clone());
            }
            _ => {}
        }
        // Then a slice of everything was a view like any other.
        let whole_slices = Edition::current() == Edition::Notes;
        let Viewed { view, chosen } = self.viewed(&indices, whole_slices)?;
        match value.into() {
            Operand::Number(number) if chosen.is_empty() => {
                check_fits(number, self.dtype())?;
                view.filled(&FILL, number)?;
            }
            Operand::Number(number) => view.put_number(&chosen, number)?,
            Operand::Tensor(value)
                if chosen.is_empty() && value.ndim() == 0 =>
            {
                match view.ndim() {
                    0 => view.copy_(value)?,
                    _ => view.fill_from(&FILL_TENSOR, value)?,
                };
            }
            Operand::Tensor(value) if chosen.is_empty() => {
                let value = value.without_leading_ones()?;
                view.copy_(&value.expand_to(&view.size())?)?;
            }
            Operand::Tensor(value) => {
                let value = value.without_leading_ones()?;
                view.put_tensor(&chosen, &value, false)?;
            }
        }
        Ok(self.clone())
    }

    /// [`index_put_`](Tensor::index_put_) that adds instead of replacing,
    /// also where a place is chosen twice:
    /// `x.index_put_(indices, values, accumulate=True)`.
    ///
    /// # Errors
    /// As [`index_put_`](Tensor::index_put_).
    pub fn index_put_accumulate_(
        &self,
        indices: impl Into<Indices>,
        values: &Tensor,
    ) -> Result<Tensor> {
        self.put_listed_(&indices.into(), values, true)
    }

    /// A copy in which the chosen elements are replaced, or added to:
    /// `x.index_put(indices, values, accumulate)`.
    ///
    /// # Errors
    /// As [`index_put_`](Tensor::index_put_).
    pub fn index_put(
        &self,
        indices: impl Into<Indices>,
        values: &Tensor,
        accumulate: bool,
    ) -> Result<Tensor> {
        let indices = indices.into();
        let Some(chosen) = self.listed(&indices)? else {
            let copy = self.copy()?;
            return copy.put_listed_(&indices, values, accumulate);
        };
        let put = || self.strided().duplicate();
        let out = self.put_chosen(&chosen, values, accumulate, put)?;
        self.check_differentiable(values)?;
        Ok(out)
    }

    /// What `index_put_` does with a list of tensors, one for each dimension
    /// (a mask for as many as it has), which is not quite what brackets do.
    fn put_listed_(
        &self,
        indices: &Indices,
        values: &Tensor,
        accumulate: bool,
    ) -> Result<Tensor> {
        self.check_history()?;
        let Some(chosen) = self.listed(indices)? else {
            let Viewed { view, chosen } = self.viewed(indices, false)?;
            view.put_tensor(&chosen, values, accumulate)?;
            return Ok(self.clone());
        };
        self.in_place_written(|old| {
            let memory = || Ok(old.strided().clone());
            old.put_chosen(&chosen, values, accumulate, memory)
        })
    }

    /// The dimensions that a list of tensors chooses from; none if there is
    /// something else among them, which makes a view first.
    fn listed(&self, indices: &Indices) -> Result<Option<Chosen>> {
        let mut chosen = Chosen::default();
        let mut dim = 0;
        for index in &indices.items {
            let Index::Tensor(index) = index else { return Ok(None) };
            chosen.push((dim, index.clone()));
            dim += if is_mask(index) { index.ndim() } else { 1 };
        }
        let (given, n) = (chosen.len(), self.ndim());
        if given > n {
            return Err(TorchError::index(format!(
                "too many indices for tensor of dimension {n} (got {given})"
            )));
        }
        Ok(Some(chosen))
    }

    /// Puts values into `memory`, which holds this tensor's elements, and
    /// records it. One value for one mask is converted.
    pub(super) fn put_chosen(
        &self,
        chosen: &Chosen,
        values: &Tensor,
        accumulate: bool,
        memory: impl FnOnce() -> Result<Strided>,
    ) -> Result<Tensor> {
        if values.numel() == 1 && !accumulate {
            let number = values.strided().first();
            match &**chosen {
                [] => return Err(self.no_mask()),
                [(dim, mask)] if is_mask(mask) => {
                    self.check_mask_shape(*dim, mask)?;
                    let mask = self.aligned(*dim, mask)?;
                    let memory = memory()?;
                    Tensor::from_strided(memory.clone())
                        .write_where(&mask, number)?;
                    return Ok(
                        self.record_put(memory, chosen, values, accumulate)
                    );
                }
                _ => {}
            }
        }
        let memory = memory()?;
        if memory.overlaps(&values.strided())
            || chosen.iter().any(|(_, i)| memory.overlaps(&i.strided()))
        {
            return Err(TorchError::ReadWriteOverlap);
        }
        write(self, &memory, chosen, values, accumulate)?;
        Ok(self.record_put(memory, chosen, values, accumulate))
    }

    /// PyTorch looks for the mask in an empty list, and does not see that
    /// there is none.
    fn no_mask(&self) -> TorchError {
        TorchError::runtime(if self.ndim() == 0 {
            "masked_fill_ only supports boolean masks, but got mask with \
             dtype nullptr (uninitialized)"
        } else {
            "sym_strides() called on an undefined Tensor"
        })
    }

    /// A number for places chosen by tensors: today's PyTorch sees what it
    /// is and records that.
    fn put_number(&self, chosen: &Chosen, number: Scalar) -> Result<()> {
        self.check_history()?;
        match &**chosen {
            [(dim, mask)] if is_mask(mask) => {
                // The shape is compared as for reading; then the mask is
                // laid over the dimensions it belongs to.
                self.check_mask_shape(*dim, mask)?;
                let mask = self.aligned(*dim, mask)?;
                self.fill_where(&MASK_FILL, &mask, number)?;
            }
            [(dim, index)] if is_plain_list(index) => {
                self.in_place_written(|old| {
                    old.fill_chosen(*dim, chosen, index, number)
                })?;
            }
            _ => {
                check_fits(number, self.dtype())?;
                let value = Strided::scalar(number, self.dtype());
                let value = Tensor::from_strided(value);
                self.put_tensor(chosen, &value, false)?;
            }
        }
        Ok(())
    }

    /// A mask that begins at `dim`, with dimensions for the ones after it.
    fn aligned(&self, dim: usize, mask: &Tensor) -> Result<Tensor> {
        let mut size = mask.size();
        (dim + mask.ndim()..self.ndim()).for_each(|_| size.push(1));
        mask.reshape(size)
    }

    /// Elements chosen by tensors, in place. Only they are touched; places
    /// may even overlap: then the last value stays.
    fn put_tensor(
        &self,
        chosen: &Chosen,
        values: &Tensor,
        accumulate: bool,
    ) -> Result<()> {
        self.in_place_written(|old| {
            let memory = || Ok(old.strided().clone());
            old.put_chosen(chosen, values, accumulate, memory)
        })
        .map(drop)
    }

    fn record_put(
        &self,
        memory: Strided,
        chosen: &Chosen,
        values: &Tensor,
        accumulate: bool,
    ) -> Tensor {
        record_any_dtype(&INDEX_PUT, &[self, values], memory, |saver| {
            let chosen = save(saver, chosen);
            backward(move |grad, context| {
                let chosen = unpack(context, &chosen)?;
                context.pair(
                    || match accumulate {
                        true => Ok(grad.clone()),
                        false => grad.without(&chosen),
                    },
                    || grad.pick(&chosen),
                )
            })
        })
    }

    /// One number for the places that one index lists, under the name that
    /// it has today.
    fn fill_chosen(
        &self,
        dim: usize,
        chosen: &Chosen,
        index: &Tensor,
        number: Scalar,
    ) -> Result<Tensor> {
        let memory = self.strided().clone();
        if memory.overlaps(&index.strided()) {
            return Err(TorchError::ReadWriteOverlap);
        }
        // All places at once, as a window that takes no steps; it must fit.
        let (mut shape, mut strides) =
            (memory.shape().clone(), memory.strides().clone());
        (shape[dim], strides[dim]) = (index.numel(), 0);
        memory
            .window(shape.clone(), strides, memory.offset())
            .check_bounds()?;
        if shape.numel() > 0 {
            check_fits(number, self.dtype())?;
            self.check_listed(dim, index)?;
            let value = Strided::scalar(number, self.dtype());
            let value = Tensor::from_strided(value);
            write(self, &memory, chosen, &value, false)?;
        }
        Ok(record(&INDEX_FILL, &[self], memory, |saver| {
            let chosen = save(saver, chosen);
            backward1(move |grad, context| {
                grad.without(&unpack(context, &chosen)?)
            })
        }))
    }

    /// Refuses a position that does not exist, by its dimension.
    fn check_listed(&self, dim: usize, index: &Tensor) -> Result<()> {
        let n = self.size()[dim] as i64;
        let positions = index.strided().to_vec::<i64>()?;
        match positions.into_iter().find(|i| !(-n..n).contains(i)) {
            Some(i) => Err(out_of_bounds(i, dim, n)),
            None => Ok(()),
        }
    }

    /// Zeros where something was overwritten: no gradient passes there.
    fn without(&self, chosen: &Chosen) -> Result<Tensor> {
        let zero = Tensor::from_strided(Strided::scalar(0, self.dtype()));
        self.put_chosen(chosen, &zero, false, || self.strided().duplicate())
    }

    /// A value may have more dimensions than it needs, if they are of extent
    /// 1: `x[0] = torch.ones(1, 1, 3)`.
    fn without_leading_ones(&self) -> Result<Tensor> {
        let size = self.size();
        let ones = size.iter().take_while(|&&extent| extent == 1).count();
        if ones == 0 {
            return Ok(self.clone());
        }
        let rest: Vec<i64> = size[ones..].iter().map(|&n| n as i64).collect();
        self.view(rest)
    }

    fn expand_to(&self, size: &crate::tensor::Size) -> Result<Tensor> {
        if self.size() == *size {
            return Ok(self.clone());
        }
        self.expand(size)
    }
}

/// Whether an index lists places one after the other: today's PyTorch fills
/// those in a loop of its own.
fn is_plain_list(index: &Tensor) -> bool {
    index.dtype() == DType::Int64
        && (index.ndim() <= 1 || index.is_contiguous())
}

/// Writes `values` to the chosen places of `memory`, a window of `x`'s shape.
fn write(
    x: &Tensor,
    memory: &Strided,
    chosen: &Chosen,
    values: &Tensor,
    accumulate: bool,
) -> Result<()> {
    let target = Tensor::from_strided(memory.clone());
    let window = values.strided();
    let (own, other) = (x.dtype(), values.dtype());
    let places = Places::find(&target, chosen, |shape| {
        window.expand_to(shape).map_err(|_| {
            TorchError::runtime(format!(
                "shape mismatch: value tensor of shape {} cannot be \
                 broadcast to indexing result of shape {}",
                Listed(window.shape()),
                Listed(shape)
            ))
        })?;
        if own != other {
            return Err(dtypes_differ(own, other));
        }
        Ok(Some(window.clone()))
    })?;
    let whole = window.expand_to(&places.shape)?;
    // One value need not be repeated: the places take it again and again.
    let values = if window.numel() == 1 { &*window } else { &whole };
    dispatch!(own, T => {
        // Copied out first: they may lie in the memory that is written to.
        let values = values.to_vec::<T>()?;
        let mut to = memory.storage().write::<T>();
        if accumulate {
            places.write(&mut to, &values, |x, v| *x = x.plus(v));
        } else {
            places.write(&mut to, &values, |x, v| *x = v);
        }
    });
    Ok(())
}

fn dtypes_differ(own: DType, other: DType) -> TorchError {
    TorchError::runtime(format!(
        "Index put requires the source and destination dtypes match, got {} \
         for the destination and {} for the source.",
        own.scalar_type(),
        other.scalar_type()
    ))
    .in_the_notes(format!(
        "expected backend CPU and dtype {} but got backend CPU and dtype {}",
        own.scalar_type_then(),
        other.scalar_type_then()
    ))
}

/// `index_put`, in the table.
pub static INDEX_PUT_ROW: Row = Row {
    name: "index_put",
    signature: "index_put(input, indices, values, accumulate=False)",
    grad_fn: Some(&INDEX_PUT),
    call: |a| {
        let (x, values) = (a.tensor(0)?, a.tensor(2)?);
        Ok(x.index_put(a.value(1).indices()?, values, a.bool(3)?)?.into())
    },
    in_place: Some(|a| {
        let (x, indices) = (a.tensor(0)?, a.value(1).indices()?);
        Ok(x.put_listed_(&indices, a.tensor(2)?, a.bool(3)?)?.into())
    }),
    examples: |e| {
        let rows = crate::ops::create::tensor([2, 0]);
        let twice = crate::ops::create::tensor([1, 1]);
        let places = |t: &Tensor| Value::List(vec![t.clone().into()]);
        vec![
            vec![
                e.any(&[3, 2]).into(),
                places(&rows),
                e.any(&[2, 2]).into(),
                false.into(),
            ],
            vec![
                e.any(&[3, 2]).into(),
                places(&twice),
                e.any(&[2]).into(),
                true.into(),
            ],
        ]
    },
};
