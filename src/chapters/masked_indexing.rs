/*!
Masks: choosing elements by a condition.

Follows [torch.Tensor.masked_fill_](https://pytorch.org/docs/stable/generated/torch.Tensor.masked_fill_.html),
[torch.masked_select](https://pytorch.org/docs/stable/generated/torch.masked_select.html)
and [torch.nonzero](https://pytorch.org/docs/stable/generated/torch.nonzero.html).
*/

use super::{Chapter, Listing};
use crate::autograd::{Names, backward, backward1, record, record_any_dtype};
use crate::ops::numeric::check_fits;
use crate::ops::{Args, Operand, Row};
use crate::prelude::*;
use crate::tensor::{
    Element, Listed, Strided, broadcast, dispatch, kernels, wrap_dim,
};

static MASKED_FILL: Names =
    Names::new("MaskedFillBackward0", "MaskedFillBackward0");
static MASKED_FILL_TENSOR: Names =
    Names::new("MaskedFillBackward1", "MaskedFillBackward1");
static MASKED_SELECT: Names =
    Names::new("MaskedSelectBackward0", "MaskedSelectBackward");

/// What Python's `bool(x)` asks, and with it `if`, `and` and a chained
/// comparison.
pub trait Truth {
    /// Whether this counts as true.
    ///
    /// # Errors
    /// `RuntimeError` if a tensor has more than one element, or none.
    fn is_true(&self) -> Result<bool>;
}

// ANCHOR: and
/// Python's `a and b`: one of the two, as it is.
fn and<T: Truth>(a: T, b: T) -> Result<T> {
    Ok(if a.is_true()? { b } else { a })
}

/// A list is true if it is not empty.
impl<T, const N: usize> Truth for [T; N] {
    fn is_true(&self) -> Result<bool> {
        Ok(N > 0)
    }
}
// ANCHOR_END: and

// ANCHOR: truth
/// A tensor is true or false if it is a single number.
impl Truth for Tensor {
    fn is_true(&self) -> Result<bool> {
        match self.numel() {
            1 => Ok(!self.strided().first().is_zero()),
            0 => Err(ambiguous("no values")),
            _ => Err(ambiguous("more than one value")),
        }
    }
}
// ANCHOR_END: truth

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
        let mask = truths(&self.strided())?;
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
        let rows = Size::new(&[chosen.len(), size.len()]);
        let strides = Size::new(&[1, chosen.len()]);
        let rows = Strided::with_strides(indices, rows, strides);
        Ok(Tensor::from_strided(rows))
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
    pub(crate) fn mask_places(
        &self,
        dim: usize,
        mask: &Tensor,
    ) -> Result<Vec<usize>> {
        // ANCHOR: places
        self.check_mask_shape(dim, mask)?;
        // The dimensions that the mask covers, from their first place on.
        let strides = Size::new(&self.stride()[dim..dim + mask.ndim()]);
        let places = self.strided().window(mask.size(), strides, 0).places();
        let truths = truths(&mask.strided())?;
        let chosen = places.zip(truths).filter(|(_, truth)| *truth);
        Ok(chosen.map(|(place, _)| place).collect())
        // ANCHOR_END: places
    }

    pub(crate) fn check_mask_shape(
        &self,
        dim: usize,
        mask: &Tensor,
    ) -> Result<()> {
        let (own, mask) = (self.size(), mask.size());
        let differs = |&i: &usize| own.get(dim + i) != Some(&mask[i]);
        match (0..mask.len()).find(differs) {
            None => Ok(()),
            Some(i) if dim + i >= own.len() => {
                wrap_dim((dim + i) as i64, own.len()).map(drop)
            }
            Some(i) => Err(TorchError::index(format!(
                "The shape of the mask {} at index {i} does not match the \
                 shape of the indexed tensor {} at index {}",
                Listed(&mask),
                Listed(&own),
                dim + i
            ))),
        }
    }
}

/// Which elements are not zero, in row order. NaN is not.
fn truths(x: &Strided) -> Result<Vec<bool>> {
    x.to_dtype(DType::Bool)?.to_vec()
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
                self.check_differentiable(value)?;
                Ok(self.record_fill_from(value, mask, filled))
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
        self.check_history()?;
        let value = value.into();
        let number = Tensor::fill_number(mask, &value)?;
        match value {
            Operand::Tensor(value) => self.in_place_written(|old| {
                let filled = old.write_where(mask, number)?;
                Ok(old.record_fill_from(value, mask, filled))
            }),
            Operand::Number(_) => self.fill_where(&MASKED_FILL, mask, number),
        }
    }

    /// A number in place, wherever the mask is true, under this name.
    pub(crate) fn fill_where(
        &self,
        names: &'static Names,
        mask: &Tensor,
        number: Scalar,
    ) -> Result<Tensor> {
        self.in_place_written(|old| {
            let filled = old.write_where(mask, number)?;
            Ok(old.record_fill(names, mask, filled))
        })
    }

    /// Writes a number to the memory, wherever the mask is true. Only those
    /// elements are touched.
    pub(crate) fn write_where(
        &self,
        mask: &Tensor,
        number: Scalar,
    ) -> Result<Strided> {
        mask.check_fill_mask()?;
        let x = self.strided().clone();
        if x.partly_overlaps(&mask.strided()) {
            return Err(TorchError::ReadWriteOverlap);
        }
        self.check_mask_fits(mask)?;
        check_fits(number, self.dtype())?;
        let mut truths = mask.strided().expand_to(x.shape())?;
        if x.shares_memory(&truths) {
            // A mask that is changed by itself.
            truths = truths.copy()?;
        }
        dispatch!(x.dtype(), T => {
            put_where::<T>(&x, &truths, T::from_scalar(number));
        });
        Ok(x)
    }

    /// A number where the mask is true, under this name.
    fn filled_where(
        &self,
        names: &'static Names,
        mask: &Tensor,
        number: Scalar,
    ) -> Result<Tensor> {
        Ok(self.record_fill(names, mask, self.choose(mask, number)?))
    }

    fn record_fill(
        &self,
        names: &'static Names,
        mask: &Tensor,
        filled: Strided,
    ) -> Tensor {
        record(names, &[self], filled, |saver| {
            // ANCHOR: backward
            let mask = saver.save(mask);
            backward1(move |grad, context| {
                grad.masked_fill(&context.get(mask)?, 0.0)
            })
            // ANCHOR_END: backward
        })
    }

    fn record_fill_from(
        &self,
        value: &Tensor,
        mask: &Tensor,
        filled: Strided,
    ) -> Tensor {
        let inputs = [self, value];
        record_any_dtype(&MASKED_FILL_TENSOR, &inputs, filled, |saver| {
            let mask = saver.save(mask);
            backward(move |grad, context| {
                let mask = context.get(mask)?;
                context.pair(
                    || grad.masked_fill(&mask, 0.0),
                    || grad.masked_fill(&negated(&mask)?, 0.0),
                )
            })
        })
    }

    /// The number where the mask is true, this tensor elsewhere; in row
    /// order, however the tensor lies in memory.
    fn choose(&self, mask: &Tensor, number: Scalar) -> Result<Strided> {
        let size = broadcast(&mask.size(), &self.size())?;
        let out = self.strided().expand_to(&size)?.copy()?;
        let mask = mask.strided().expand_to(&size)?;
        dispatch!(self.dtype(), T => {
            put_where::<T>(&out, &mask, T::from_scalar(number));
        });
        Ok(out)
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
fn negated(mask: &Tensor) -> Result<Tensor> {
    let negated = kernels::map(&mask.strided(), |x: bool| !x)?;
    Ok(Tensor::from_strided(negated))
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
        let (own, other) = (self.size(), mask.size());
        let size =
            broadcast(&other, &own).map_err(|error| {
                match broadcast(&own, &other) {
                    Err(then) => error.in_the_notes_like(&then),
                    Ok(_) => error,
                }
            })?;
        let truths = mask.strided().expand_to(&size)?.to_vec::<bool>()?;
        let x = self.strided().expand_to(&size)?.contiguous()?;
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
                let zeros = zeros_with(&size, grad.dtype())?;
                if size.is_empty() {
                    // Indices need a dimension to choose from.
                    let zeros = zeros.unsqueeze(0)?;
                    let put = zeros.index_put(&mask.view(1)?, grad, false)?;
                    return put.squeeze_dim(0);
                }
                zeros.index_put(&mask, grad, false)
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
    signature: "nonzero(input, *, as_tuple=False)",
    grad_fn: None,
    call: |a| {
        let x = a.tensor(0)?;
        Ok(match a.optional(1, Args::bool)? {
            Some(true) => x.nonzero_as_tuple()?.into(),
            _ => x.nonzero()?.into(),
        })
    },
    in_place: None,
    examples: |_| Vec::new(),
};

/// Its page.
pub const CHAPTER: Chapter = Chapter {
    name: "masked_indexing",
    title: "Masks: choosing elements by a condition",
    summary: "Two masks are combined with `&`; `and` between them drops one.",
    listings: LISTINGS,
};

const LISTINGS: &[Listing] = listings![
    notes_mask,
    lower_bound_lost,
    both_bounds,
    and_of_lists,
    chained,
    chained_one_element,
    forgotten_parentheses,
    one_pair_forgotten,
    read_is_flat,
    assign_in_place,
    wrong_mask_shape,
    rows_and_columns,
    values_for_a_mask,
    gradient_of_reading,
    gradient_of_assigning,
    leaf_is_refused,
    nan_in_a_mask,
    spellings,
    without_writing,
    integers_are_positions,
    mask_dtype,
];

fn notes_mask() -> Result<()> {
    // ANCHOR: notes_mask
    let inpt = tensor([
        [-0.0678, -1.1650, 0.4382, -0.0260, 1.3923],
        [-0.7038, 0.3360, 1.0169, -1.1304, 0.3695],
        [-0.0491, -1.4775, -2.2848, 0.9594, -0.2495],
    ]);
    print(&inpt);
    let outen = inpt.zeros_like()?;
    let [mask] = and([inpt.gt(-5.0)?], [inpt.lt(-1.0)?])?;
    outen.index_put_(&mask, 8.0)?;
    print(&outen);
    // ANCHOR_END: notes_mask
    Ok(())
}

fn lower_bound_lost() -> Result<()> {
    // ANCHOR: lower_bound_lost
    let inpt = tensor([-7.0, -3.0, 0.5]);
    let outen = inpt.zeros_like()?;
    let [mask] = and([inpt.gt(-5.0)?], [inpt.lt(-1.0)?])?;
    outen.index_put_(&mask, 8.0)?;
    print(&outen);
    // ANCHOR_END: lower_bound_lost
    Ok(())
}

fn both_bounds() -> Result<()> {
    // ANCHOR: both_bounds
    let inpt = tensor([-7.0, -3.0, 0.5]);
    let outen = inpt.zeros_like()?;
    let mask = inpt.gt(-5.0)? & inpt.lt(-1.0)?;
    outen.index_put_(&mask, 8.0)?;
    print(&outen);
    // ANCHOR_END: both_bounds
    Ok(())
}

fn and_of_lists() -> Result<()> {
    // ANCHOR: and_of_lists
    let inpt = tensor([-7.0, -3.0, 0.5]);
    print([inpt.gt(-5.0)?]);
    print([inpt.lt(-1.0)?]);
    print(and([inpt.gt(-5.0)?], [inpt.lt(-1.0)?])?);
    // ANCHOR_END: and_of_lists
    Ok(())
}

fn chained() -> Result<()> {
    // ANCHOR: chained
    let inpt = tensor([-7.0, -3.0, 0.5]);
    let (lower, upper) = (inpt.gt(-5.0)?, inpt.lt(-1.0)?);
    if let Err(error) = and(lower, upper) {
        print(error);
    }
    and(inpt.gt(-5.0)?, inpt.lt(-1.0)?)?;
    // ANCHOR_END: chained
    Ok(())
}

fn chained_one_element() -> Result<()> {
    // ANCHOR: chained_one_element
    for value in [-7.0, -3.0] {
        let inpt = tensor([value]);
        print(and(inpt.gt(-5.0)?, inpt.lt(-1.0)?)?);
    }
    // ANCHOR_END: chained_one_element
    Ok(())
}

fn forgotten_parentheses() -> Result<()> {
    // ANCHOR: forgotten_parentheses
    let x = tensor([-7.0, -3.0, 0.0]);
    let bits = x.bitwise_and(&x)?;
    and(bits.gt(-5.0)?, bits.lt(-1.0)?)?;
    // ANCHOR_END: forgotten_parentheses
    Ok(())
}

fn one_pair_forgotten() -> Result<()> {
    // ANCHOR: one_pair_forgotten
    let x = tensor([-7, -3, 0]);
    print((x.gt(-5)? & &x).lt(-1)?);
    print(x.gt(-5)? & x.lt(-1)?);
    // ANCHOR_END: one_pair_forgotten
    Ok(())
}

fn read_is_flat() -> Result<()> {
    // ANCHOR: read_is_flat
    let x = tensor([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]);
    let mask = x.gt(2.5)?;
    print(x.index(&mask)?);
    print(mask.nonzero()?);
    // ANCHOR_END: read_is_flat
    Ok(())
}

fn assign_in_place() -> Result<()> {
    // ANCHOR: assign_in_place
    let x = tensor([1.0, 2.0, 3.0]);
    x.index(x.gt(1.5)?)?.index_put_(0, 100.0)?;
    print(&x);
    x.index_put_(x.gt(1.5)?, 100.0)?;
    print(&x);
    // ANCHOR_END: assign_in_place
    Ok(())
}

fn wrong_mask_shape() -> Result<()> {
    // ANCHOR: wrong_mask_shape
    let x = zeros([3, 3])?;
    for shape in [vec![2, 3], vec![3, 2], vec![3, 3, 1]] {
        let mask = ones(shape)?.gt(0)?;
        if let Err(error) = x.index(mask) {
            print(error);
        }
    }
    // ANCHOR_END: wrong_mask_shape
    Ok(())
}

fn rows_and_columns() -> Result<()> {
    // ANCHOR: rows_and_columns
    let x = tensor([[1, 2], [3, 4], [5, 6]]);
    print(x.index(tensor([1, 0, 1]).gt(0)?)?);
    print(x.index((.., tensor([0, 1]).gt(0)?))?);
    x.index_put_(tensor([1, 0, 1]).gt(0)?, 0)?;
    print(&x);
    // ANCHOR_END: rows_and_columns
    Ok(())
}

fn values_for_a_mask() -> Result<()> {
    // ANCHOR: values_for_a_mask
    let x = zeros([2, 3])?;
    let mask = tensor([[1, 0, 1], [0, 0, 1]]).gt(0)?;
    x.index_put_(&mask, &tensor([1.0, 2.0, 3.0]))?;
    print(&x);
    x.index_put_(&mask, &tensor([1.0, 2.0]))?;
    // ANCHOR_END: values_for_a_mask
    Ok(())
}

fn gradient_of_reading() -> Result<()> {
    // ANCHOR: gradient_of_reading
    let x = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    let y = x.index(x.gt(1.5)?)?;
    print(&y);
    y.sum()?.backward()?;
    print(x.grad());
    // ANCHOR_END: gradient_of_reading
    Ok(())
}

fn gradient_of_assigning() -> Result<()> {
    // ANCHOR: gradient_of_assigning
    let x = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    let y = &x * 2;
    y.index_put_(x.gt(1.5)?, 0.0)?;
    print(&y);
    y.sum()?.backward()?;
    print(x.grad());
    // ANCHOR_END: gradient_of_assigning
    Ok(())
}

fn leaf_is_refused() -> Result<()> {
    // ANCHOR: leaf_is_refused
    let x = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    x.index_put_(x.gt(1.5)?, 0.0)?;
    // ANCHOR_END: leaf_is_refused
    Ok(())
}

fn nan_in_a_mask() -> Result<()> {
    // ANCHOR: nan_in_a_mask
    let x = tensor([1.0, f64::NAN, 3.0]);
    print(x.lt(2.0)?);
    print(x.ge(2.0)?);
    x.index_put_(x.ne(&x)?, 0.0)?;
    print(&x);
    // ANCHOR_END: nan_in_a_mask
    Ok(())
}

fn spellings() -> Result<()> {
    // ANCHOR: spellings
    let x = tensor([-7.0, -3.0, 0.5]);
    print(x.gt(-5.0)? & x.lt(-1.0)?);
    print(!(x.le(-5.0)? | x.ge(-1.0)?));
    print(x.gt(-5.0)?.logical_and(&x.lt(-1.0)?)?);
    // ANCHOR_END: spellings
    Ok(())
}

fn without_writing() -> Result<()> {
    // ANCHOR: without_writing
    let x = tensor([-7.0, -3.0, 0.5]).requires_grad_(true)?;
    let inside = x.gt(-5.0)? & x.lt(-1.0)?;
    print(where_(&inside, &x, &x.zeros_like()?)?);
    print(x.masked_fill(&!inside, 0.0)?);
    print(&x);
    // ANCHOR_END: without_writing
    Ok(())
}

fn integers_are_positions() -> Result<()> {
    // ANCHOR: integers_are_positions
    let x = tensor([10.0, 20.0, 30.0]);
    let flags = tensor([1, 0, 1]);
    print(x.index(&flags)?);
    print(x.index(flags.gt(0)?)?);
    print(x.index(flags.to(uint8)?)?);
    // ANCHOR_END: integers_are_positions
    Ok(())
}

fn mask_dtype() -> Result<()> {
    // ANCHOR: mask_dtype
    let x = tensor([1.0, 2.0, 3.0]);
    print(x.gt(1.5)?);
    print(x.gt(1.5)?.sum()?);
    // ANCHOR_END: mask_dtype
    Ok(())
}
