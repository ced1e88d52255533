/*!
The largest and the smallest, and where they stand.

`x.max()` is one value. `x.max_dim(dim, keepdim)` is two tensors, values and
indices, of which only the values have a history. Follows
[torch.max](https://pytorch.org/docs/stable/generated/torch.max.html).
*/

use super::{Chapter, Listing};
use crate::autograd::{Names, backward1, record};
use crate::ops::choose::{MAXIMUM_ROW, MINIMUM_ROW};
use crate::ops::lines::{Lines, arrange};
use crate::ops::order::{is_nan, larger, record_picked};
use crate::ops::reduce::{
    Named, named_or_all, over_all, over_dims, over_one_dim, reduced, rows,
    spread,
};
use crate::ops::{Args, Row};
use crate::prelude::*;
use crate::tensor::{
    Dims, Element, Strided, check_allocation, check_nameable, dispatch,
};

/// The best element of a line and its place. `beats(x, best)` says whether
/// `x` takes the lead: an equal one does not, so the first of equals stays.
// ANCHOR: search
fn search<T: Element>(line: &[T], beats: impl Fn(T, T) -> bool) -> (T, i64) {
    let (mut best, mut place) = (line[0], 0);
    for (i, &x) in line.iter().enumerate() {
        if beats(x, best) {
            (best, place) = (x, i as i64);
        }
    }
    (best, place)
}
// ANCHOR_END: search

/// Whether `x` is smaller than `best`. NaN beats every number here too.
#[inline]
fn smaller<T: Element>(x: T, best: T) -> bool {
    x < best || (is_nan(x) && !is_nan(best))
}

/// The maximum and the minimum are one search with two comparisons.
struct Extreme {
    name: &'static str,
    largest: bool,
    of_all: Names,
    of_lines: Names,
    of_dims: Names,
}

static MAX: Extreme = Extreme {
    name: "max",
    largest: true,
    of_all: Names::new("MaxBackward1", "MaxBackward1"),
    of_lines: Names::new("MaxBackward0", "MaxBackward0"),
    of_dims: Names::new("AmaxBackward0", "AmaxBackward0"),
};

static MIN: Extreme = Extreme {
    name: "min",
    largest: false,
    of_all: Names::new("MinBackward1", "MinBackward1"),
    of_lines: Names::new("MinBackward0", "MinBackward0"),
    of_dims: Names::new("AminBackward0", "AminBackward0"),
};

impl Extreme {
    /// The best of each line, and where it stands.
    fn search(&self, x: &Strided, dim: usize, shape: Size) -> Result<Found> {
        check_allocation(&shape, DType::Int64.itemsize())?;
        let (x, lines) = (x.contiguous()?, Lines::along(x.shape(), dim));
        dispatch!(x.dtype(), T => {
            let (values, indices) = if self.largest {
                search_lines(&x, lines, larger::<T>)
            } else {
                search_lines(&x, lines, smaller::<T>)
            };
            Ok((
                Strided::new(values, shape.clone()),
                Strided::new(indices, shape),
            ))
        })
    }

    /// The best among the `named` dimensions.
    fn value(
        &self,
        x: &Strided,
        named: &[bool],
        shape: Size,
    ) -> Result<Strided> {
        check_allocation(&shape, x.dtype().itemsize())?;
        let (x, lines) = arrange(x, named)?;
        Ok(dispatch!(x.dtype(), T => {
            Strided::new(if self.largest {
                best_of_lines(&x, lines, larger::<T>)
            } else {
                best_of_lines(&x, lines, smaller::<T>)
            }, shape)
        }))
    }

    fn of_all(&'static self, x: &Tensor) -> Result<Tensor> {
        if x.numel() == 0 {
            // Where 1.1.0 raised this, its own sources are in the sentence.
            let line = if self.largest { 592 } else { 574 };
            return Err(TorchError::runtime(format!(
                "{}(): Expected reduction dim to be specified for \
                 input.numel() == 0. Specify the reduction dim with the \
                 'dim' argument.",
                self.name
            ))
            .in_the_notes(format!(
                "invalid argument 1: tensor must have one dimension at \
                 /pytorch/aten/src/TH/generic/THTensorEvenMoreMath.cpp:{line}"
            )));
        }
        let named = named_or_all(x, &[])?;
        self.shared(&self.of_all, x, named, Size::default())
    }

    /// The best of whole dimensions. All that are equal to it won; and if it
    /// is NaN, only [`Extreme::of_all`] finds out who that was.
    fn shared(
        &self,
        names: &'static Names,
        x: &Tensor,
        named: Named,
        shape: Size,
    ) -> Result<Tensor> {
        let best = self.value(&x.strided(), &named, shape)?;
        let of_all = std::ptr::eq(names, &self.of_all);
        Ok(record(names, &[x], best, |saver| {
            let (x, best) = (saver.save(x), saver.output(0));
            backward1(move |grad, context| {
                let (x, best) = (context.get(x)?, context.get(best)?);
                let won = if of_all && best.item()?.to_f64().is_nan() {
                    x.isnan()?
                } else {
                    x.eq(&spread(&best, &x.size(), &named)?)?
                };
                let shared = share(grad, &won, &named)?;
                // Here PyTorch's zeros have no sign.
                if of_all { where_(&won, &shared, 0) } else { Ok(shared) }
            })
        }))
    }

    fn of_dims(
        &'static self,
        x: &Tensor,
        dims: &[i64],
        keepdim: bool,
    ) -> Result<Tensor> {
        if dims.is_empty() && x.numel() == 0 {
            return Err(TorchError::runtime(format!(
                "a{}(): Expected reduction dim to be specified for \
                 input.numel() == 0. Specify the reduction dim with the \
                 'dim' argument.",
                self.name
            )));
        }
        let size = x.size();
        for &dim in dims {
            let wrapped = x.strided().wrap_dim(dim)?;
            if size.get(wrapped) == Some(&0) {
                return Err(no_elements(&format!("a{}", self.name), dim));
            }
        }
        let named = named_or_all(x, dims)?;
        let shape = reduced(&size, &named, keepdim);
        self.shared(&self.of_dims, x, named, shape)
    }

    fn of_lines(
        &'static self,
        x: &Tensor,
        dim: i64,
        keepdim: bool,
    ) -> Result<(Tensor, Tensor)> {
        let dim = x.strided().wrap_dim(dim)?;
        let shape = left(x, dim, keepdim, self.name)?;
        let found = self.search(&x.strided(), dim, shape)?;
        let size = x.size();
        let mut one_each = size.clone();
        one_each.iter_mut().skip(dim).take(1).for_each(|n| *n = 1);
        Ok(record_picked(&self.of_lines, x, found, move |grad, indices| {
            // ANCHOR: backward
            let indices = indices.reshape(&one_each)?;
            let grad = grad.reshape(&one_each)?;
            let zeros = zeros_with(&size, grad.dtype())?;
            zeros.scatter(dim as i64, &indices, &grad)
            // ANCHOR_END: backward
        }))
    }

    fn place(
        &self,
        x: &Tensor,
        dim: Option<i64>,
        keepdim: bool,
    ) -> Result<Tensor> {
        let name = format!("arg{}", self.name);
        if x.dtype() == DType::Bool {
            return Err(TorchError::said(
                ErrorClass::NotImplemented,
                format!("{name}(): does not support bool input"),
            ));
        }
        let found = if let Some(dim) = dim {
            let dim = x.strided().wrap_dim(dim)?;
            let shape = left(x, dim, keepdim, &name)?;
            self.search(&x.strided(), dim, shape)?
        } else {
            if x.numel() == 0 {
                return Err(TorchError::index(format!(
                    "{name}(): Expected reduction dim to be specified for \
                     input.numel() == 0."
                ))
                .in_the_notes_as(
                    ErrorClass::Runtime,
                    no_identity(self.name),
                ));
            }
            let x = x.strided().contiguous()?;
            let memory = Size::new(&[x.numel()]);
            let line = x.window(memory, Size::new(&[1]), x.offset());
            let ones = x.shape().iter().map(|_| 1);
            let shape = if keepdim { ones.collect() } else { Size::default() };
            self.search(&line, 0, shape)?
        };
        Ok(Tensor::from_strided(found.1))
    }
}

/// Values and indices.
type Found = (Strided, Strided);

/// The shape without `dim`, in which something has to be found.
fn left(x: &Tensor, dim: usize, keepdim: bool, name: &str) -> Result<Size> {
    let mut shape = x.size();
    check_nameable(shape.len())?;
    if shape.get(dim) == Some(&0) {
        return Err(no_elements(name, dim as i64));
    }
    if dim < shape.len() {
        if keepdim {
            shape[dim] = 1;
        } else {
            shape.remove(dim);
        }
    }
    Ok(shape)
}

fn no_elements(name: &str, dim: i64) -> TorchError {
    let op = name.trim_start_matches("arg").trim_start_matches('a');
    TorchError::index(format!(
        "{name}(): Expected reduction dim {dim} to have non-zero size."
    ))
    .in_the_notes_as(ErrorClass::Runtime, no_identity(op))
}

fn no_identity(op: &str) -> String {
    format!(
        "cannot perform reduction function {op} on tensor with no elements \
         because the operation does not have an identity"
    )
}

/// [`search`] in every line. Lines side by side are searched together, row
/// by row, as they lie in memory.
fn search_lines<T: Element>(
    x: &Strided,
    lines: Lines,
    beats: impl Fn(T, T) -> bool + Copy,
) -> (Vec<T>, Vec<i64>) {
    let Lines { len, inner, .. } = lines;
    let found = x.with_slice(|data: &[T]| {
        if data.is_empty() {
            return (Vec::new(), Vec::new());
        }
        if inner == 1 {
            let lines = data.chunks_exact(len);
            return lines.map(|line| search(line, beats)).unzip();
        }
        let mut values = Vec::with_capacity(lines.count());
        let mut places = vec![0; lines.count()];
        let blocks = data.chunks_exact(len * inner);
        for (block, places) in blocks.zip(places.chunks_exact_mut(inner)) {
            let (first, rest) = block.split_at(inner);
            let start = values.len();
            values.extend_from_slice(first);
            let values = &mut values[start..];
            for (i, row) in (1..).zip(rest.chunks_exact(inner)) {
                let bests = values.iter_mut().zip(places.iter_mut());
                for (&x, (best, place)) in row.iter().zip(bests) {
                    let leads = beats(x, *best);
                    *best = if leads { x } else { *best };
                    *place = if leads { i } else { *place };
                }
            }
        }
        (values, places)
    });
    found.expect("the lines are contiguous")
}

/// The best of every line, without its place.
fn best_of_lines<T: Element>(
    x: &Strided,
    lines: Lines,
    beats: impl Fn(T, T) -> bool + Copy,
) -> Vec<T> {
    let Lines { len, inner, .. } = lines;
    let lead = |best: &mut T, &x: &T| {
        *best = if beats(x, *best) { x } else { *best };
    };
    // Processors compare several elements at once, but only if no
    // comparison waits for the one before: so several leaders are kept.
    let together = |line: &[T], width: usize| {
        let (first, rest) = line.split_at(width);
        let mut bests = first.to_vec();
        for row in rest.chunks_exact(width) {
            bests.iter_mut().zip(row).for_each(|(best, x)| lead(best, x));
        }
        bests
    };
    let found = x.with_slice(|data: &[T]| {
        if data.is_empty() {
            return Vec::new();
        }
        if inner > 1 {
            let blocks = data.chunks_exact(len * inner);
            return blocks.flat_map(|b| together(b, inner)).collect();
        }
        data.chunks_exact(len)
            .map(|line| {
                let even = line.len() - line.len() % LANES;
                let mut best = line[0];
                if even > 0 {
                    let bests = together(&line[..even], LANES);
                    bests.iter().for_each(|x| lead(&mut best, x));
                }
                line[even..].iter().for_each(|x| lead(&mut best, x));
                best
            })
            .collect()
    });
    found.expect("the lines are contiguous")
}

/// How many leaders a single line has.
const LANES: usize = 32;

/// Those who `won` share the gradient equally.
// ANCHOR: share
pub(crate) fn share(
    grad: &Tensor,
    won: &Tensor,
    named: &[bool],
) -> Result<Tensor> {
    let size = won.size();
    let won = won.to(grad.dtype())?;
    let winners = won.sum_to_size(reduced(&size, named, true))?;
    spread(grad, &size, named)?.mul(&won)?.div(&winners)
}
// ANCHOR_END: share

impl Tensor {
    /// The largest element: `x.max()`. NaN if there is one.
    ///
    /// # Errors
    /// `RuntimeError` if there is no element.
    pub fn max(&self) -> Result<Tensor> {
        MAX.of_all(self)
    }

    /// The largest along `dim`, and where they stand: `x.max(dim, keepdim)`.
    /// Of equals the first is found, and NaN before every number. Gradients
    /// go to the places that were found.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension, or nothing along it.
    pub fn max_dim(&self, dim: i64, keepdim: bool) -> Result<Max> {
        let (values, indices) = MAX.of_lines(self, dim, keepdim)?;
        Ok(Max { values, indices })
    }

    /// The largest along several dimensions: `x.amax(dim, keepdim)`. No
    /// dimension means all. All that are equal to it share its gradient.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension, or nothing along it;
    /// `RuntimeError` if one is named twice.
    pub fn amax(
        &self,
        dims: impl Into<Dims>,
        keepdim: bool,
    ) -> Result<Tensor> {
        MAX.of_dims(self, &dims.into(), keepdim)
    }

    /// Where the first of the largest stands, counted through all elements
    /// in row order: `x.argmax()`.
    ///
    /// # Errors
    /// `IndexError` if there is no element, `NotImplementedError` for bools.
    pub fn argmax(&self) -> Result<Tensor> {
        MAX.place(self, None, false)
    }

    /// Where the largest along `dim` stand: `x.argmax(dim, keepdim)`.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension, or nothing along it;
    /// `NotImplementedError` for bools.
    pub fn argmax_dim(
        &self,
        dim: impl Into<Option<i64>>,
        keepdim: bool,
    ) -> Result<Tensor> {
        MAX.place(self, dim.into(), keepdim)
    }

    /// The smallest element: `x.min()`. NaN if there is one.
    ///
    /// # Errors
    /// As [`max`](Tensor::max).
    pub fn min(&self) -> Result<Tensor> {
        MIN.of_all(self)
    }

    /// The smallest along `dim`, and where they stand: as
    /// [`max_dim`](Tensor::max_dim).
    ///
    /// # Errors
    /// As [`max_dim`](Tensor::max_dim).
    pub fn min_dim(&self, dim: i64, keepdim: bool) -> Result<Min> {
        let (values, indices) = MIN.of_lines(self, dim, keepdim)?;
        Ok(Min { values, indices })
    }

    /// The smallest along several dimensions: as [`amax`](Tensor::amax).
    ///
    /// # Errors
    /// As [`amax`](Tensor::amax).
    pub fn amin(
        &self,
        dims: impl Into<Dims>,
        keepdim: bool,
    ) -> Result<Tensor> {
        MIN.of_dims(self, &dims.into(), keepdim)
    }

    /// Where the first of the smallest stands: as [`argmax`](Tensor::argmax).
    ///
    /// # Errors
    /// As [`argmax`](Tensor::argmax).
    pub fn argmin(&self) -> Result<Tensor> {
        MIN.place(self, None, false)
    }

    /// Where the smallest along `dim` stand: as
    /// [`argmax_dim`](Tensor::argmax_dim).
    ///
    /// # Errors
    /// As [`argmax_dim`](Tensor::argmax_dim).
    pub fn argmin_dim(
        &self,
        dim: impl Into<Option<i64>>,
        keepdim: bool,
    ) -> Result<Tensor> {
        MIN.place(self, dim.into(), keepdim)
    }
}

rows! {
    MAX_ROW, "max", "max(input)", Some(&MAX.of_all),
        |a| Ok(a.tensor(0)?.max()?.into()), over_all;
    MIN_ROW, "min", "min(input)", Some(&MIN.of_all),
        |a| Ok(a.tensor(0)?.min()?.into()), over_all;
    MAX_OTHER_ROW, "max.other", "max(input, other)",
        MAXIMUM_ROW.grad_fn, MAXIMUM_ROW.call, MAXIMUM_ROW.examples;
    MIN_OTHER_ROW, "min.other", "min(input, other)",
        MINIMUM_ROW.grad_fn, MINIMUM_ROW.call, MINIMUM_ROW.examples;
    MAX_DIM_ROW, "max.dim",
        "max(input, dim, keepdim=False) -> (values, indices)",
        Some(&MAX.of_lines),
        |a| Ok(a.tensor(0)?.max_dim(a.int(1)?, a.bool(2)?)?.into()), over_one_dim;
    MIN_DIM_ROW, "min.dim",
        "min(input, dim, keepdim=False) -> (values, indices)",
        Some(&MIN.of_lines),
        |a| Ok(a.tensor(0)?.min_dim(a.int(1)?, a.bool(2)?)?.into()), over_one_dim;
    AMAX_ROW, "amax", "amax(input, dim=(), keepdim=False)",
        Some(&MAX.of_dims),
        |a| Ok(a.tensor(0)?.amax(a.dims(1)?, a.bool(2)?)?.into()), over_dims;
    AMIN_ROW, "amin", "amin(input, dim=(), keepdim=False)",
        Some(&MIN.of_dims),
        |a| Ok(a.tensor(0)?.amin(a.dims(1)?, a.bool(2)?)?.into()), over_dims;
    ARGMAX_ROW, "argmax", "argmax(input, dim=None, keepdim=False)", None,
        |a| {
            let (dim, keep) = (a.optional(1, Args::int)?, a.bool(2)?);
            Ok(a.tensor(0)?.argmax_dim(dim, keep)?.into())
        },
        |_| vec![];
    ARGMIN_ROW, "argmin", "argmin(input, dim=None, keepdim=False)", None,
        |a| {
            let (dim, keep) = (a.optional(1, Args::int)?, a.bool(2)?);
            Ok(a.tensor(0)?.argmin_dim(dim, keep)?.into())
        },
        |_| vec![];
}

/// Its page.
pub const CHAPTER: Chapter = Chapter {
    name: "max_indices",
    title: "max: a value with history, an index without",
    summary: "Of the two results of max, one takes part in backward.",
    listings: LISTINGS,
};

const LISTINGS: &[Listing] = listings![
    notes_max,
    no_history,
    backward_through_indices,
    gradient_of_values,
    integers_have_no_gradient,
    three_functions,
    a_number_is_a_dim,
    zero_dim,
    tie_along_a_dim,
    tie_of_all,
    nan_wins,
    largest_of_nothing,
    argmax,
    read_with_the_index,
    gather_each_row,
    keep_the_dim,
    name_of_each_form,
];

fn notes_max() -> Result<()> {
    // ANCHOR: notes_max
    let a = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    print(a.max_dim(0, false)?);
    // ANCHOR_END: notes_max
    Ok(())
}

fn no_history() -> Result<()> {
    // ANCHOR: no_history
    let a = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    let Max { values, indices } = a.max_dim(0, false)?;
    print(values.requires_grad());
    print(indices.requires_grad());
    print(indices.grad_fn());
    // ANCHOR_END: no_history
    Ok(())
}

fn backward_through_indices() -> Result<()> {
    // ANCHOR: backward_through_indices
    let a = tensor([1.0, 2.0, 3.0]).requires_grad_(true)?;
    let indices = a.max_dim(0, false)?.indices;
    if let Err(error) = indices.backward() {
        print(error);
    }
    indices.to(float32)?.backward()?;
    // ANCHOR_END: backward_through_indices
    Ok(())
}

fn gradient_of_values() -> Result<()> {
    // ANCHOR: gradient_of_values
    let a = tensor([1.0, 3.0, 2.0]).requires_grad_(true)?;
    let values = a.max_dim(0, false)?.values;
    values.backward()?;
    print(a.grad());
    // ANCHOR_END: gradient_of_values
    Ok(())
}

fn integers_have_no_gradient() -> Result<()> {
    // ANCHOR: integers_have_no_gradient
    let a = tensor([1.0, 3.0, 2.0]).requires_grad_(true)?;
    let indices = a.max_dim(0, false)?.indices;
    print(indices.dtype());
    indices.requires_grad_(true)?;
    // ANCHOR_END: integers_have_no_gradient
    Ok(())
}

fn three_functions() -> Result<()> {
    // ANCHOR: three_functions
    let a = tensor([[1.0, 9.0, 3.0], [7.0, 2.0, 8.0]]);
    print(a.max()?);
    print(a.max_dim(1, false)?);
    print(a.maximum(&tensor(4.0))?);
    // ANCHOR_END: three_functions
    Ok(())
}

fn a_number_is_a_dim() -> Result<()> {
    // ANCHOR: a_number_is_a_dim
    let a = tensor([1.0, 5.0, 3.0]);
    print(a.maximum(&tensor(2.0))?);
    a.max_dim(2, false)?;
    // ANCHOR_END: a_number_is_a_dim
    Ok(())
}

fn zero_dim() -> Result<()> {
    // ANCHOR: zero_dim
    print(tensor(4.0).max_dim(-1, false)?);
    tensor(4.0).max_dim(1, false)?;
    // ANCHOR_END: zero_dim
    Ok(())
}

fn tie_along_a_dim() -> Result<()> {
    // ANCHOR: tie_along_a_dim
    let a = tensor([2.0, 5.0, 5.0]).requires_grad_(true)?;
    let Max { values, indices } = a.max_dim(0, false)?;
    print(&indices);
    values.backward()?;
    print(a.grad());
    // ANCHOR_END: tie_along_a_dim
    Ok(())
}

fn tie_of_all() -> Result<()> {
    // ANCHOR: tie_of_all
    let a = tensor([2.0, 5.0, 5.0]).requires_grad_(true)?;
    a.max()?.backward()?;
    print(a.grad());
    // ANCHOR_END: tie_of_all
    Ok(())
}

fn nan_wins() -> Result<()> {
    // ANCHOR: nan_wins
    let nan = f64::NAN;
    let a = tensor([1.0, nan, 3.0]).requires_grad_(true)?;
    print(a.max()?);
    print(a.argmax()?);
    a.max_dim(0, false)?.values.backward()?;
    print(a.grad());
    // ANCHOR_END: nan_wins
    Ok(())
}

fn largest_of_nothing() -> Result<()> {
    // ANCHOR: largest_of_nothing
    if let Err(error) = zeros(0)?.max() {
        print(error);
    }
    print(zeros([2, 0])?.max_dim(0, false)?);
    zeros([2, 0])?.max_dim(1, false)?;
    // ANCHOR_END: largest_of_nothing
    Ok(())
}

fn argmax() -> Result<()> {
    // ANCHOR: argmax
    let a = tensor([[1.0, 9.0, 3.0], [7.0, 2.0, 8.0]]);
    print(a.argmax()?);
    print(a.view(-1)?.index(a.argmax()?)?);
    print(a.argmax_dim(1, false)?);
    // ANCHOR_END: argmax
    Ok(())
}

fn read_with_the_index() -> Result<()> {
    // ANCHOR: read_with_the_index
    let a = tensor([1.0, 5.0, 3.0]).requires_grad_(true)?;
    let price = tensor([10.0, 20.0, 30.0]).requires_grad_(true)?;
    let best = a.argmax()?;
    (a.index(&best)? * price.index(&best)?).backward()?;
    print(a.grad());
    print(price.grad());
    // ANCHOR_END: read_with_the_index
    Ok(())
}

fn gather_each_row() -> Result<()> {
    // ANCHOR: gather_each_row
    let a = tensor([[1.0, 9.0, 3.0], [7.0, 2.0, 8.0]]);
    let keepdim = true;
    let indices = a.max_dim(1, keepdim)?.indices;
    print(a.gather(1, &indices)?);
    print(a.index((.., indices.squeeze_dim(1)?))?);
    // ANCHOR_END: gather_each_row
    Ok(())
}

fn keep_the_dim() -> Result<()> {
    // ANCHOR: keep_the_dim
    let a = tensor([[1.0, 9.0, 3.0], [7.0, 2.0, 8.0]]);
    let keepdim = true;
    print(&a - a.max_dim(1, keepdim)?.values);
    a.sub(&a.max_dim(1, false)?.values)?;
    // ANCHOR_END: keep_the_dim
    Ok(())
}

fn name_of_each_form() -> Result<()> {
    // ANCHOR: name_of_each_form
    let a = tensor([1.0, 5.0]).requires_grad_(true)?;
    print(a.max_dim(0, false)?.values);
    print(a.max()?);
    print(a.maximum(&tensor(2.0))?);
    // ANCHOR_END: name_of_each_form
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    fn gradient(
        values: &[f64],
        f: impl Fn(&Tensor) -> Result<Tensor>,
    ) -> Vec<f64> {
        let x = tensor_with(values, float64.requires_grad(true)).unwrap();
        f(&x).unwrap().backward().unwrap();
        x.grad().unwrap().to_vec().unwrap()
    }

    #[test]
    fn ties_share_or_go_to_the_first() {
        let tie = [2.0, 5.0, 5.0];
        let along = |x: &Tensor| Ok(x.max_dim(0, false)?.values);
        assert_eq!(gradient(&tie, along), [0.0, 1.0, 0.0]);
        assert_eq!(gradient(&tie, Tensor::max), [0.0, 0.5, 0.5]);
        assert_eq!(gradient(&tie, |x| x.amax(0, false)), [0.0, 0.5, 0.5]);
    }

    #[test]
    fn nan_leads_in_both_directions() {
        let x = [2.0, f64::NAN, 5.0, f64::NAN];
        assert_eq!(gradient(&x, Tensor::max), [0.0, 0.5, 0.0, 0.5]);
        assert_eq!(gradient(&x, Tensor::min), [0.0, 0.5, 0.0, 0.5]);
        let x = tensor(x);
        for found in [x.argmax(), x.argmin(), x.argmax_dim(-1, false)] {
            assert_eq!(found.unwrap().repr(), "tensor(1)");
        }
        // Side by side, the lines are searched in another way.
        let x = tensor([[1.0, f64::NAN], [f64::NAN, 3.0], [2.0, 1.0]]);
        let Max { values, indices } = x.max_dim(0, true).unwrap();
        assert_eq!(values.repr(), "tensor([[nan, nan]])");
        assert_eq!(indices.repr(), "tensor([[1, 0]])");
    }

    #[test]
    fn many_leaders_find_the_same() {
        for n in [1, 31, 32, 33, 64, 100] {
            let values: Vec<i64> = (0..n).map(|i| i * 37 % 101).collect();
            let (best, worst) = (values.iter().max(), values.iter().min());
            let x = tensor(values.clone());
            let item = |t: Result<Tensor>| t.unwrap().item().unwrap();
            assert_eq!(item(x.max()), Scalar::Int(*best.unwrap()));
            assert_eq!(item(x.min()), Scalar::Int(*worst.unwrap()));
        }
    }

    #[test]
    fn nothing_has_no_largest() {
        let none = zeros([2, 0]).unwrap();
        assert_eq!(
            format!("{:#}", none.max_dim(-1, false).unwrap_err()),
            "IndexError: max(): Expected reduction dim 1 to have non-zero \
             size."
        );
        assert_eq!(
            format!("{:#}", none.argmax().unwrap_err()),
            "IndexError: argmax(): Expected reduction dim to be specified \
             for input.numel() == 0."
        );
        assert_eq!(none.max_dim(0, true).unwrap().values.size(), [1, 0]);
    }
}
