/*!
Each value once: unique, unique_consecutive.

Follows [torch.unique](https://pytorch.org/docs/stable/generated/torch.unique.html)
and [torch.unique_consecutive](https://pytorch.org/docs/stable/generated/torch.unique_consecutive.html).
Nobody derives them, but PyTorch gives them a node that says so.
*/

use super::create::rows;
use super::row::{Args, Value};
use super::select;
use crate::autograd::{Names, Tensor, record};
use crate::tensor::{
    Element, ErrorClass, Result, Size, Strided, TorchError, check_allocation,
    dispatch, wrap_dim,
};

static UNIQUE: Names = Names::new("Unique2Backward0", "NotImplemented");
static UNIQUE_DIM: Names = Names::new("UniqueDimBackward0", "NotImplemented");
static CONSECUTIVE: Names =
    Names::new("UniqueConsecutiveBackward0", "NotImplemented");

/// The values, for each element which of them it is, and how many of each
/// there are.
#[derive(Clone, Debug)]
pub struct Unique {
    /// Each value once.
    pub values: Tensor,
    /// For each element, or each slice, the place of its value.
    pub inverse: Tensor,
    /// How often each value is there.
    pub counts: Tensor,
}

/// What stands next to each other and is equal, found in some order: which
/// come first, the number of the group of each, and how many there are.
struct Groups {
    first: Vec<usize>,
    inverse: Vec<i64>,
    counts: Vec<i64>,
}

fn group(order: &[usize], same: impl Fn(usize, usize) -> bool) -> Groups {
    let mut groups = Groups {
        first: Vec::new(),
        inverse: vec![0; order.len()],
        counts: Vec::new(),
    };
    let mut previous = None;
    for &i in order {
        // The first of a group stands for all of it.
        let again = previous.is_some_and(|last| same(last, i));
        if !again {
            groups.first.push(i);
            groups.counts.push(0);
        }
        previous = Some(i);
        groups.inverse[i] = groups.first.len() as i64 - 1;
        *groups.counts.last_mut().expect("pushed above") += 1;
    }
    groups
}

fn row(numbers: Vec<i64>, shape: Size) -> Tensor {
    Tensor::from_strided(Strided::new(numbers, shape))
}

impl Tensor {
    /// Each value once, in order: `torch.unique(x)`.
    ///
    /// # Errors
    /// None but a lack of memory.
    pub fn unique(&self) -> Result<Unique> {
        self.unique_values(true)
    }

    /// The first of each row of equal values:
    /// `torch.unique_consecutive(x)`.
    ///
    /// # Errors
    /// None but a lack of memory.
    pub fn unique_consecutive(&self) -> Result<Unique> {
        self.unique_values(false)
    }

    fn unique_values(&self, sorted: bool) -> Result<Unique> {
        let (values, groups) = dispatch!(self.dtype(), T => {
            let data = self.strided().to_vec::<T>()?;
            check_allocation(&[data.len()], size_of::<usize>())?;
            let mut order: Vec<usize> = (0..data.len()).collect();
            if sorted {
                order.sort_by(|&a, &b| {
                    let (a, b) = (data[a], data[b]);
                    let larger = super::order::larger(a, b);
                    larger.cmp(&super::order::larger(b, a))
                });
            }
            let groups = group(&order, |a, b| data[a] == data[b]);
            let values: Vec<T> =
                groups.first.iter().map(|&i| data[i]).collect();
            let size = Size::new(&[values.len()]);
            (Strided::new(values, size), groups)
        });
        let names = if sorted { &UNIQUE } else { &CONSECUTIVE };
        let counts = Size::new(&[groups.counts.len()]);
        Ok(Unique {
            values: self.without_derivative(names, values),
            inverse: row(groups.inverse, self.size()),
            counts: row(groups.counts, counts),
        })
    }

    /// Each slice of a dimension once, in order: `torch.unique(x, dim)`.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension, `RuntimeError` if there
    /// is nothing in the slices.
    pub fn unique_dim(&self, dim: i64) -> Result<Unique> {
        self.unique_slices(dim, true)
    }

    /// The first of each row of equal slices:
    /// `torch.unique_consecutive(x, dim)`.
    ///
    /// # Errors
    /// As [`unique_dim`](Tensor::unique_dim).
    pub fn unique_consecutive_dim(&self, dim: i64) -> Result<Unique> {
        self.unique_slices(dim, false)
    }

    fn unique_slices(&self, dim: i64, sorted: bool) -> Result<Unique> {
        if self.ndim() == 0 {
            return Err(TorchError::index(format!(
                "Dimension specified as {dim} but tensor has no dimensions"
            )));
        }
        let d = wrap_dim(dim, self.ndim())?;
        let size = self.size();
        let extent = size[d];
        let empty = size.iter().filter(|&&n| n == 0).count();
        if extent == 0 && empty > 1 || extent > 0 && empty > 0 {
            return Err(TorchError::runtime(
                "There are 0 sized dimensions, and they aren't selected, so \
                 unique cannot be applied",
            ));
        }
        let others = (0..size.len()).filter(|&dim| dim != d);
        let turned: Vec<usize> = std::iter::once(d).chain(others).collect();
        let back: Vec<usize> = (0..size.len())
            .map(|dim| match dim.cmp(&d) {
                std::cmp::Ordering::Less => dim + 1,
                std::cmp::Ordering::Equal => 0,
                std::cmp::Ordering::Greater => dim,
            })
            .collect();
        let x = self.strided().permute(&turned).contiguous()?;
        let width = x.numel() / extent.max(1);
        let names = if sorted { &UNIQUE_DIM } else { &CONSECUTIVE };
        let mut shape = x.shape().clone();
        let (values, groups) = dispatch!(self.dtype(), T => {
            let data = x.to_vec::<T>()?;
            check_allocation(&[extent], size_of::<usize>())?;
            let slice = |i: usize| &data[i * width..][..width];
            let mut order: Vec<usize> = (0..extent).collect();
            if sorted {
                select::sort(&mut order, &|&a, &b| {
                    before(slice(a), slice(b))
                });
            }
            let groups = group(&order, |a, b| slice(a) == slice(b));
            let first = groups.first.iter();
            let values: Vec<T> =
                first.flat_map(|&i| slice(i)).copied().collect();
            shape[0] = groups.first.len();
            (Strided::new(values, shape), groups)
        });
        let values = match extent {
            0 => Strided::full(size.clone(), 0, self.dtype())?,
            _ => values.permute(&back),
        };
        let counts = Size::new(&[groups.counts.len()]);
        Ok(Unique {
            values: self.without_derivative(names, values),
            inverse: row(groups.inverse, Size::new(&[extent])),
            counts: row(groups.counts, counts),
        })
    }

    fn without_derivative(
        &self,
        names: &'static Names,
        values: Strided,
    ) -> Tensor {
        record(names, &[self], values, move |_| {
            crate::autograd::backward(move |_, _| {
                let name = match names.today {
                    "Unique2Backward0" => "_unique2",
                    "UniqueDimBackward0" => "unique_dim",
                    _ => "unique_consecutive",
                };
                Err(TorchError::said(
                    ErrorClass::NotImplemented,
                    format!("the derivative for '{name}' is not implemented."),
                ))
            })
        })
    }
}

/// Slices in the order of their first elements that differ.
fn before<T: Element>(a: &[T], b: &[T]) -> bool {
    for (a, b) in a.iter().zip(b) {
        if a < b {
            return true;
        }
        if a > b {
            return false;
        }
    }
    false
}

/// The tensor alone, or with what was asked for beside it.
fn asked(found: Unique, inverse: bool, counts: bool) -> Value {
    if !inverse && !counts {
        return found.values.into();
    }
    let mut all = vec![found.values];
    if inverse {
        all.push(found.inverse);
    }
    if counts {
        all.push(found.counts);
    }
    all.into()
}

rows! {
    UNIQUE_ROW, "unique",
    "unique(input, sorted=True, return_inverse=False, return_counts=False, \
     dim=None)", |a| {
        let x = a.tensor(0)?;
        let found = match a.optional(4, Args::int)? {
            Some(dim) => x.unique_dim(dim)?,
            None => x.unique()?,
        };
        // They are sorted even if nobody asks.
        a.bool(1)?;
        Ok(asked(found, a.bool(2)?, a.bool(3)?))
    };
    UNIQUE_CONSECUTIVE_ROW, "unique_consecutive",
    "unique_consecutive(input, return_inverse=False, return_counts=False, \
     dim=None)", |a| {
        let x = a.tensor(0)?;
        let found = match a.optional(3, Args::int)? {
            Some(dim) => x.unique_consecutive_dim(dim)?,
            None => x.unique_consecutive()?,
        };
        Ok(asked(found, a.bool(1)?, a.bool(2)?))
    };
}
