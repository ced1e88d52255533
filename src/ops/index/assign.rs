//! Assigning: `x[...] = value`.

use super::places::Places;
use super::read::{indices, save, unpack};
use super::views::Viewed;
use super::{Chosen, Ellipsis, Index, Indices, is_mask};
use crate::autograd::{Names, Tensor, backward, backward1, record};
use crate::ops::copying::COPY_;
use crate::ops::numeric::{Arithmetic, check_fits};
use crate::ops::{Operand, Row, Value};
use crate::tensor::{
    DType, Listed, Result, Scalar, Strided, TorchError, dispatch,
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
        let Viewed { view, chosen } = self.viewed(&indices, false)?;
        match value.into() {
            Operand::Number(number) if chosen.is_empty() => {
                check_fits(number, self.dtype())?;
                view.filled(&FILL, number)?;
            }
            Operand::Number(number) => view.put_number(&chosen, number)?,
            Operand::Tensor(value)
                if chosen.is_empty() && value.ndim() == 0 =>
            {
                let names =
                    if view.ndim() == 0 { &COPY_ } else { &FILL_TENSOR };
                view.copied_from(names, value)?;
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
        let viewed = self.viewed(&indices.into(), false)?;
        viewed.view.put_tensor(&viewed.chosen, values, true)?;
        Ok(self.clone())
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
        let viewed = self.viewed(&indices.into(), false)?;
        let copy = viewed.view.strided().copy()?;
        viewed.view.put(copy, &viewed.chosen, values, accumulate)
    }

    /// A number for places chosen by tensors: today's PyTorch sees what it
    /// is and records that.
    fn put_number(&self, chosen: &Chosen, number: Scalar) -> Result<()> {
        match &**chosen {
            [(dim, mask)] if is_mask(mask) => {
                // The shape is compared as for reading; then the mask is
                // laid over the dimensions it belongs to.
                self.check_mask_shape(*dim, mask)?;
                let mut size = mask.size();
                (dim + mask.ndim()..self.ndim()).for_each(|_| size.push(1));
                let mask = mask.reshape(size)?;
                self.fill_where(&MASK_FILL, &mask, number)?;
            }
            _ => {
                check_fits(number, self.dtype())?;
                let value = Strided::scalar(number, self.dtype());
                let value = Tensor::from_strided(value);
                let single =
                    chosen.len() == 1 && chosen[0].1.dtype() == DType::Int64;
                if single && self.wants_record(&value) {
                    self.in_place(|old| old.fill_chosen(chosen, &value))?;
                } else {
                    self.put_tensor(chosen, &value, false)?;
                }
            }
        }
        Ok(())
    }

    /// Elements chosen by tensors, in place. Without a gradient to record,
    /// only they are touched.
    fn put_tensor(
        &self,
        chosen: &Chosen,
        values: &Tensor,
        accumulate: bool,
    ) -> Result<()> {
        if let ([(_, mask)], 1, false) =
            (&**chosen, values.numel(), accumulate)
            && is_mask(mask)
        {
            // One value through one mask: `masked_fill_`, which converts it.
            mask.check_fill_mask()?;
            if values.dtype() != self.dtype() {
                check_fits(values.strided().first(), self.dtype())?;
                let values = values.to(self.dtype())?;
                return self.put_tensor(chosen, &values, false);
            }
        }
        if self.wants_record(values) {
            return self
                .in_place_reading(values, |old| {
                    let copy = old.strided().copy()?;
                    old.put(copy, chosen, values, accumulate)
                })
                .map(drop);
        }
        // Places may even overlap: then the last value stays.
        self.check_history()?;
        if self.strided().partly_overlaps(&values.strided()) {
            return Err(TorchError::ReadWriteOverlap);
        }
        let memory = self.strided().clone();
        write(self, &memory, chosen, values, accumulate)?;
        memory.bump();
        Ok(())
    }

    /// Puts values into `memory`, which holds this tensor's elements, and
    /// records it.
    pub(super) fn put(
        &self,
        memory: Strided,
        chosen: &Chosen,
        values: &Tensor,
        accumulate: bool,
    ) -> Result<Tensor> {
        write(self, &memory, chosen, values, accumulate)?;
        Ok(record(&INDEX_PUT, &[self, values], memory, |saver| {
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
        }))
    }

    /// [`put`](Tensor::put) of one number, under the name that it has today.
    fn fill_chosen(&self, chosen: &Chosen, value: &Tensor) -> Result<Tensor> {
        let memory = self.strided().copy()?;
        write(self, &memory, chosen, value, false)?;
        Ok(record(&INDEX_FILL, &[self], memory, |saver| {
            let chosen = save(saver, chosen);
            backward1(move |grad, context| {
                grad.without(&unpack(context, &chosen)?)
            })
        }))
    }

    /// Zeros where something was overwritten: no gradient passes there.
    fn without(&self, chosen: &Chosen) -> Result<Tensor> {
        let zero = Tensor::from_strided(Strided::scalar(0, self.dtype()));
        self.put(self.strided().copy()?, chosen, &zero, false)
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
        if own == other { Ok(()) } else { Err(dtypes_differ(own, other)) }
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
    let (own, other) = (own.scalar_type(), other.scalar_type());
    TorchError::runtime(format!(
        "Index put requires the source and destination dtypes match, got \
         {own} for the destination and {other} for the source."
    ))
    .in_the_notes(format!(
        "expected backend CPU and dtype {own} but got backend CPU and dtype \
         {other}"
    ))
}

/// `index_put`, in the table.
pub static INDEX_PUT_ROW: Row = Row {
    name: "index_put",
    signature: "index_put(input, indices, values, accumulate=False)",
    grad_fn: Some(&INDEX_PUT),
    call: |a| {
        let (x, values) = (a.tensor(0)?, a.tensor(2)?);
        Ok(x.index_put(indices(a.value(1))?, values, a.bool(3)?)?.into())
    },
    in_place: Some(|a| {
        let (x, indices) = (a.tensor(0)?, indices(a.value(1))?);
        let values = a.tensor(2)?;
        Ok(if a.bool(3)? {
            x.index_put_accumulate_(indices, values)?.into()
        } else {
            x.index_put_(indices, values)?.into()
        })
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
