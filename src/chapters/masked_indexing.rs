/*!
Masks: choosing elements by a condition.

Follows [torch.Tensor.masked_fill_](https://pytorch.org/docs/stable/generated/torch.Tensor.masked_fill_.html),
[torch.masked_select](https://pytorch.org/docs/stable/generated/torch.masked_select.html)
and [torch.nonzero](https://pytorch.org/docs/stable/generated/torch.nonzero.html).
*/

use crate::autograd::{Names, Tensor, backward, backward1, record};
use crate::ops::create::{tensor, zeros_with};
use crate::ops::numeric::check_fits;
use crate::ops::{Operand, Row};
use crate::tensor::{
    DType, Element, Listed, Result, Scalar, Size, Strided, TorchError,
    broadcast, dispatch, kernels,
};

static MASKED_FILL: Names =
    Names::new("MaskedFillBackward0", "MaskedFillBackward0");
static MASKED_FILL_TENSOR: Names =
    Names::new("MaskedFillBackward1", "MaskedFillBackward1");
static MASKED_SELECT: Names =
    Names::new("MaskedSelectBackward0", "MaskedSelectBackward");

// The truth of tensors.
impl Tensor {
    /// The truth of a tensor of one element: `bool(x)`, `if x:`.
    ///
    /// # Errors
    /// `RuntimeError` if there are more or none.
    // ANCHOR: truth
    pub fn is_true(&self) -> Result<bool> {
        match self.numel() {
            1 => Ok(!self.strided().first().is_zero()),
            0 => Err(ambiguous("no values")),
            _ => Err(ambiguous("more than one value")),
        }
    }
    // ANCHOR_END: truth
}

fn ambiguous(what: &str) -> TorchError {
    let say = |first: &str| {
        format!("{first} value of Tensor with {what} is ambiguous")
    };
    TorchError::runtime(say("Boolean")).in_the_notes(say("bool"))
}

// Where a mask is true.
impl Tensor {
    /// Where the elements are not zero, one row of indices for each:
    /// `x.nonzero()`.
    ///
    /// # Errors
    /// None but a lack of memory.
    pub fn nonzero(&self) -> Result<Tensor> {
        let size = self.size();
        let mask = truths(&self.strided());
        let numbers = mask.iter().enumerate();
        let chosen: Vec<usize> =
            numbers.filter(|(_, chosen)| **chosen).map(|(i, _)| i).collect();
        // One dimension after the other, from the numbers of the elements
        // in row order.
        let mut indices: Vec<i64> = Vec::with_capacity(chosen.len());
        let steps = size.contiguous_strides();
        for (&extent, &step) in size.iter().zip(&*steps) {
            indices.extend(chosen.iter().map(|i| (i / step % extent) as i64));
        }
        let columns = Size::new(&[size.len(), chosen.len()]);
        let columns = Strided::new(indices, columns);
        Ok(Tensor::from_strided(columns.transpose(0, 1)))
    }

    /// Where the elements are not zero, one tensor of indices for each
    /// dimension: `x.nonzero(as_tuple=True)`, made to index with.
    ///
    /// # Errors
    /// None but a lack of memory.
    pub fn nonzero_as_tuple(&self) -> Result<Vec<Tensor>> {
        match self.ndim() {
            0 => self.view(1)?.nonzero()?.unbind(1),
            _ => self.nonzero()?.unbind(1),
        }
    }

    /// Where in memory the elements lie that a mask over the dimensions from
    /// `dim` on chooses, from the first of them.
    // ANCHOR: places
    pub(crate) fn mask_places(
        &self,
        dim: usize,
        mask: &Tensor,
    ) -> Result<Vec<usize>> {
        self.check_mask_shape(dim, mask)?;
        let strides = Size::new(&self.stride()[dim..dim + mask.ndim()]);
        let places = self.strided().window(mask.size(), strides, 0).places();
        let truths = truths(&mask.strided());
        let chosen = places.zip(truths).filter(|(_, chosen)| *chosen);
        Ok(chosen.map(|(place, _)| place).collect())
    }

    pub(crate) fn check_mask_shape(
        &self,
        dim: usize,
        mask: &Tensor,
    ) -> Result<()> {
        let (own, mask) = (self.size(), mask.size());
        match (0..mask.len()).find(|&i| mask[i] != own[dim + i]) {
            None => Ok(()),
            Some(i) => Err(TorchError::index(format!(
                "The shape of the mask {} at index {i} does not match the \
                 shape of the indexed tensor {} at index {}",
                Listed(&mask),
                Listed(&own),
                dim + i
            ))),
        }
    }
    // ANCHOR_END: places
}

/// Which elements are not zero, in row order. NaN is not.
fn truths(x: &Strided) -> Vec<bool> {
    x.to_dtype(DType::Bool).to_vec()
}

// Filling.
impl Tensor {
    /// A copy with `value` where the mask is true: `x.masked_fill(mask,
    /// value)`. Tensor and mask broadcast; the value is a number or a tensor
    /// without dimensions.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast, if the mask is not
    /// bool, if the value has dimensions or does not fit the dtype.
    pub fn masked_fill<'a>(
        &self,
        mask: &Tensor,
        value: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        let value = value.into();
        broadcast(&mask.size(), &self.size())?;
        let number = Tensor::fill_number(mask, &value)?;
        check_fits(number, self.dtype())?;
        match value {
            Operand::Number(_) => {
                self.filled_where(&MASKED_FILL, mask, number)
            }
            Operand::Tensor(value) => {
                let filled = self.choose(mask, number)?;
                Ok(record(
                    &MASKED_FILL_TENSOR,
                    &[self, value],
                    filled,
                    |saver| {
                        let mask = saver.save(mask);
                        backward(move |grad, context| {
                            let mask = context.get(mask)?;
                            context.pair(
                                || grad.masked_fill(&mask, 0.0),
                                || grad.masked_fill(&negated(&mask), 0.0),
                            )
                        })
                    },
                ))
            }
        }
    }

    /// [`masked_fill`](Tensor::masked_fill) in place. The mask broadcasts to
    /// this tensor.
    ///
    /// # Errors
    /// As [`masked_fill`](Tensor::masked_fill), and if this tensor may not
    /// be changed in place.
    pub fn masked_fill_<'a>(
        &self,
        mask: &Tensor,
        value: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        let value = value.into();
        let number = Tensor::fill_number(mask, &value)?;
        match value {
            Operand::Tensor(value) if self.wants_record(value) => {
                self.check_mask_fits(mask)?;
                self.in_place(|old| old.masked_fill(mask, value))
            }
            _ => self.fill_where(&MASKED_FILL, mask, number),
        }
    }

    /// A number in place, wherever the mask is true. If no gradient is to be
    /// recorded, only those elements are touched.
    pub(crate) fn fill_where(
        &self,
        names: &'static Names,
        mask: &Tensor,
        number: Scalar,
    ) -> Result<Tensor> {
        mask.check_fill_mask()?;
        self.check_mask_fits(mask)?;
        check_fits(number, self.dtype())?;
        if self.wants_record(self) {
            return self.in_place(|old| old.filled_where(names, mask, number));
        }
        self.check_history()?;
        let x = self.strided();
        let mut mask = mask.strided().expand_to(x.shape())?;
        if x.shares_memory(&mask) {
            // A mask that is changed by itself.
            mask = mask.copy();
        }
        dispatch!(x.dtype(), T => {
            put_where::<T>(&x, &mask, T::from_scalar(number));
        });
        x.bump();
        Ok(self.clone())
    }

    /// A number where the mask is true, under this name.
    fn filled_where(
        &self,
        names: &'static Names,
        mask: &Tensor,
        number: Scalar,
    ) -> Result<Tensor> {
        let filled = self.choose(mask, number)?;
        Ok(record(names, &[self], filled, |saver| {
            // ANCHOR: backward
            let mask = saver.save(mask);
            backward1(move |grad, context| {
                grad.masked_fill(&context.get(mask)?, 0.0)
            })
            // ANCHOR_END: backward
        }))
    }

    /// The number where the mask is true, this tensor elsewhere.
    fn choose(&self, mask: &Tensor, number: Scalar) -> Result<Strided> {
        dispatch!(self.dtype(), T => {
            let number = T::from_scalar(number);
            kernels::zip(&self.strided(), &mask.strided(), |x: T, chosen| {
                if chosen { number } else { x }
            })
        })
    }

    /// The value as a number, if mask and value are what they must be.
    fn fill_number(mask: &Tensor, value: &Operand<'_>) -> Result<Scalar> {
        let number = match value {
            Operand::Number(number) => *number,
            Operand::Tensor(t) if t.ndim() == 0 => t.strided().first(),
            Operand::Tensor(t) => {
                let only = format!(
                    "only supports a 0-dimensional value tensor, but got \
                     tensor with {} dimension(s).",
                    t.ndim()
                );
                return Err(TorchError::runtime(format!(
                    "masked_fill_ {only}"
                ))
                .in_the_notes(format!("_th_masked_fill_ {only}")));
            }
        };
        mask.check_fill_mask()?;
        Ok(number)
    }

    /// Refuses what `masked_fill` does not take for a mask.
    pub(crate) fn check_fill_mask(&self) -> Result<()> {
        check_mask_dtype(self, |dtype| {
            let name = match dtype {
                DType::Int64 => "long int",
                other => other.c_name(),
            };
            format!(
                "masked_fill_ only supports boolean masks, but got mask with \
                 dtype {name}"
            )
        })
    }

    fn check_mask_fits(&self, mask: &Tensor) -> Result<()> {
        let (output, broadcast) =
            (self.size(), broadcast(&self.size(), &mask.size())?);
        if output == broadcast {
            return Ok(());
        }
        Err(TorchError::OutputShape { output, broadcast })
    }
}

fn check_mask_dtype(
    mask: &Tensor,
    today: impl Fn(DType) -> String,
) -> Result<()> {
    let error = |dtype| TorchError::runtime(today(dtype));
    match mask.dtype() {
        DType::Bool => Ok(()),
        // Masks were bytes then.
        DType::Uint8 => Err(error(DType::Uint8)),
        dtype => Err(error(dtype).in_the_notes(format!(
            "Expected object of scalar type Byte but got scalar type {} for \
             argument #2 'mask'",
            dtype.scalar_type()
        ))),
    }
}

/// `~mask`, for a derivative.
fn negated(mask: &Tensor) -> Tensor {
    Tensor::from_strided(kernels::map(&mask.strided(), |x: bool| !x))
}

/// Writes `value` to the elements of `x` where `mask` is true.
fn put_where<T: Element>(x: &Strided, mask: &Strided, value: T) {
    let mut memory = x.storage().write::<T>();
    let truths = mask.storage().read::<bool>();
    if x.is_contiguous() && mask.is_contiguous() {
        put(&mut memory[x.run()], &truths[mask.run()], value);
    } else {
        let chosen = mask.places().map(|place| truths[place]);
        for (place, chosen) in x.places().zip(chosen) {
            if chosen {
                memory[place] = value;
            }
        }
    }
}

/// Elements and mask both lie in row order: one loop, straight through the
/// tensor's own memory.
// ANCHOR: put
fn put<T: Element>(elements: &mut [T], mask: &[bool], value: T) {
    for (element, &chosen) in elements.iter_mut().zip(mask) {
        if chosen {
            *element = value;
        }
    }
}
// ANCHOR_END: put

// Selecting.
impl Tensor {
    /// The elements where the mask is true, in row order, in one dimension:
    /// `x.masked_select(mask)`. Tensor and mask broadcast.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast or the mask is not
    /// bool.
    pub fn masked_select(&self, mask: &Tensor) -> Result<Tensor> {
        check_mask_dtype(mask, |_| {
            "masked_select: expected BoolTensor for mask".to_owned()
        })?;
        let size = broadcast(&mask.size(), &self.size())?;
        let truths = mask.strided().expand_to(&size)?.to_vec::<bool>();
        let x = self.strided().expand_to(&size)?.contiguous();
        let chosen = dispatch!(x.dtype(), T => {
            let chosen: Vec<T> = x
                .with_slice(|x: &[T]| {
                    let pairs = x.iter().zip(&truths);
                    pairs.filter(|(_, is)| **is).map(|(x, _)| *x).collect()
                })
                .expect("made contiguous above");
            let shape = Size::new(&[chosen.len()]);
            Strided::new(chosen, shape)
        });
        Ok(record(&MASKED_SELECT, &[self], chosen, |saver| {
            let mask = saver.save(mask);
            backward1(move |grad, context| {
                let mask = context.get(mask)?.expand(&size)?;
                zeros_with(&size, grad.dtype())?.index_put(&mask, grad, false)
            })
        }))
    }
}

/// `masked_fill`, in the table.
pub static MASKED_FILL_ROW: Row = Row {
    name: "masked_fill",
    signature: "masked_fill(input, mask, value)",
    grad_fn: Some(&MASKED_FILL),
    call: |a| {
        let (x, mask) = (a.tensor(0)?, a.tensor(1)?);
        Ok(x.masked_fill(mask, a.operand(2)?)?.into())
    },
    in_place: Some(|a| {
        let (x, mask) = (a.tensor(0)?, a.tensor(1)?);
        Ok(x.masked_fill_(mask, a.operand(2)?)?.into())
    }),
    examples: |e| {
        let mask = tensor([true, false, true]);
        vec![
            vec![e.any(&[2, 3]).into(), mask.clone().into(), 2.0.into()],
            // Tensor and mask broadcast to each other.
            vec![e.any(&[2, 1]).into(), mask.clone().into(), 2.0.into()],
            vec![e.any(&[2, 3]).into(), mask.into(), e.any(&[]).into()],
        ]
    },
};

/// `masked_select`, in the table.
pub static MASKED_SELECT_ROW: Row = Row {
    name: "masked_select",
    signature: "masked_select(input, mask)",
    grad_fn: Some(&MASKED_SELECT),
    call: |a| Ok(a.tensor(0)?.masked_select(a.tensor(1)?)?.into()),
    in_place: None,
    examples: |e| {
        let mask = tensor([true, false, true]);
        vec![
            vec![e.any(&[2, 3]).into(), mask.clone().into()],
            vec![e.any(&[2, 1]).into(), mask.into()],
        ]
    },
};

/// `nonzero`, in the table.
pub static NONZERO_ROW: Row = Row {
    name: "nonzero",
    signature: "nonzero(input)",
    grad_fn: None,
    call: |a| Ok(a.tensor(0)?.nonzero()?.into()),
    in_place: None,
    examples: |_| Vec::new(),
};
