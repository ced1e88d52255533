/*!
What comes before what: sorting, running sums, and moving elements along a
dimension by their index.

NaN counts as larger than every number, as in numpy. Follows
[torch.sort](https://pytorch.org/docs/stable/generated/torch.sort.html).
*/

use super::create::zeros_with;
use super::lines::Lines;
use super::named::Sort;
use super::numeric::not_implemented;
use super::reduce::{cast, check_recordable, named_for};
use super::row::{Args, Row, Value};
use super::select;
use crate::autograd::{Names, Tensor, backward1, record, record_many};
use crate::tensor::{DType, Element, Result, Strided, dispatch, kernels};

/// NaN alone differs from itself.
#[expect(clippy::eq_op, reason = "NaN alone differs from itself")]
pub(crate) fn is_nan<T: Element>(x: T) -> bool {
    x != x
}

/// Whether `x` is larger than `y`. NaN is larger than every number.
#[inline]
// ANCHOR: larger
pub(crate) fn larger<T: Element>(x: T, y: T) -> bool {
    x > y || (is_nan(x) && !is_nan(y))
}
// ANCHOR_END: larger

pub(super) static SORT: Names = Names::new("SortBackward0", "SortBackward");
static STABLE: Names = Names::new("SortBackward1", "SortBackward");
static CUMSUM: Names = Names::new("CumsumBackward0", "CumsumBackward0");
static CUMSUM_AS: Names = Names::new("CumsumBackward0", "CumsumBackward1");

impl Tensor {
    /// Sorts along the last dimension, the smallest first: `x.sort()`.
    ///
    /// # Errors
    /// None.
    pub fn sort(&self) -> Result<Sort> {
        self.sort_with(-1, false, None)
    }

    /// Sorts along `dim`. Equal elements keep their order if it is to be
    /// `stable`; otherwise they come as PyTorch has them. (To be asked at
    /// all is another overload, with a node of its own; `None` is not to be
    /// asked.)
    ///
    /// # Errors
    /// `IndexError` for a dimension that does not exist.
    pub fn sort_with(
        &self,
        dim: i64,
        descending: bool,
        stable: impl Into<Option<bool>>,
    ) -> Result<Sort> {
        let asked: Option<bool> = stable.into();
        let stable = asked.unwrap_or(false);
        let dim = self.strided().wrap_dim(dim)?;
        let x = self.strided().contiguous()?;
        let sorted = dispatch!(x.dtype(), T => {
            let order = |a: T, b: T| {
                if descending { larger(a, b) } else { larger(b, a) }
            };
            let len = Lines::along(x.shape(), dim).len;
            pick(&x, dim, len, |line: &[T]| sort_line(line, stable, order))
        });
        let like_input = |found| kernels::follow(&found, &self.strided());
        let sorted = (like_input(sorted.0)?, like_input(sorted.1)?);
        let names = if asked.is_some() { &STABLE } else { &SORT };
        let size = self.size();
        let (values, indices) =
            record_picked(names, self, sorted, move |grad, indices| {
                let zeros = zeros_with(&size, grad.dtype())?;
                zeros.scatter(dim as i64, indices, grad)
            });
        Ok(Sort { values, indices })
    }

    /// The indices that would sort the last dimension: `x.argsort()`.
    ///
    /// # Errors
    /// None.
    pub fn argsort(&self) -> Result<Tensor> {
        self.argsort_with(-1, false, None)
    }

    /// The indices that [`sort_with`](Tensor::sort_with) returns.
    ///
    /// # Errors
    /// As [`sort_with`](Tensor::sort_with).
    pub fn argsort_with(
        &self,
        dim: i64,
        descending: bool,
        stable: impl Into<Option<bool>>,
    ) -> Result<Tensor> {
        Ok(self.sort_with(dim, descending, stable)?.indices)
    }

    /// The sums of what came so far along `dim`: `x.cumsum(dim)`. Integers
    /// and bools sum to int64.
    ///
    /// Follows [torch.cumsum](https://pytorch.org/docs/stable/generated/torch.cumsum.html).
    ///
    /// # Errors
    /// `IndexError` for a dimension that does not exist.
    pub fn cumsum(&self, dim: i64) -> Result<Tensor> {
        self.cumsum_dtype(dim, None)
    }

    /// [`cumsum`](Tensor::cumsum) in another dtype, to which the elements
    /// are converted first: `x.cumsum(dim, dtype=dtype)`.
    ///
    /// # Errors
    /// As [`cumsum`](Tensor::cumsum); `NotImplementedError` for bools,
    /// `RuntimeError` if a gradient would have to pass an integer.
    pub fn cumsum_dtype(
        &self,
        dim: i64,
        dtype: impl Into<Option<DType>>,
    ) -> Result<Tensor> {
        let (dim, dtype) = (self.strided().wrap_dim(dim)?, dtype.into());
        // Where there is nothing, no loop is missed.
        if dtype == Some(DType::Bool) && self.numel() > 0 {
            return Err(not_implemented("cumsum_out_cpu", DType::Bool));
        }
        check_recordable(self, dtype)?;
        self.running_sum(dim, false, dtype)
    }

    /// The running sum, from the front or from the back. An element counts
    /// in all sums from its place on, so each is the other's derivative.
    pub(crate) fn running_sum(
        &self,
        dim: usize,
        from_back: bool,
        dtype: Option<DType>,
    ) -> Result<Tensor> {
        let x = cast(self, dtype)?.contiguous()?;
        let sums = match x.dtype() {
            // Nothing is added, not even to 0: -0 stays.
            dtype if x.ndim() == 0 && dtype.is_floating_point() => x.copy()?,
            // PyTorch adds float32 up in float64.
            DType::Float32 => accumulate(
                &x,
                dim,
                from_back,
                0.0,
                |sum: &mut f64, x: f32| *sum += f64::from(x),
                |sum| sum as f32,
            ),
            DType::Float64 => accumulate(
                &x,
                dim,
                from_back,
                0.0,
                |sum: &mut f64, x: f64| *sum += x,
                |sum| sum,
            ),
            whole => dispatch!(whole, T => accumulate(
                &x,
                dim,
                from_back,
                0,
                |sum: &mut i64, x: T| *sum = sum.wrapping_add(x.to_i64()),
                |sum| sum,
            ))
            .to_dtype(dtype.unwrap_or(DType::Int64))?,
        };
        let names = named_for(dtype, &CUMSUM, &CUMSUM_AS);
        Ok(record(names, &[self], sums, |_| {
            backward1(move |grad, _| grad.running_sum(dim, !from_back, None))
        }))
    }
}

/// Records values that were found at `indices`. Only the values have a
/// history; `derive` makes their gradient, and the indices, the input's.
pub(crate) fn record_picked(
    names: &'static Names,
    x: &Tensor,
    (values, indices): (Strided, Strided),
    derive: impl Fn(&Tensor, &Tensor) -> Result<Tensor> + 'static,
) -> (Tensor, Tensor) {
    let places = indices.clone();
    let outputs = vec![values, indices];
    let both = record_many(names, &[x], outputs, &[true, false], |saver| {
        let places = saver.save_plain(places);
        backward1(move |grad, context| derive(grad, &context.get(places)?))
    });
    let [values, indices] = <[Tensor; 2]>::try_from(both)
        .unwrap_or_else(|_| unreachable!("two went in"));
    (values, indices)
}

/// The elements of a line with their indices, in order.
fn sort_line<T: Element>(
    line: &[T],
    stable: bool,
    order: impl Fn(T, T) -> bool,
) -> Vec<(T, i64)> {
    let mut pairs = numbered(line);
    if stable {
        pairs.sort_by(|a, b| order(b.0, a.0).cmp(&order(a.0, b.0)));
    } else {
        select::sort(&mut pairs, &|a, b| order(a.0, b.0));
    }
    pairs
}

/// The elements of a line with their indices.
pub(crate) fn numbered<T: Element>(line: &[T]) -> Vec<(T, i64)> {
    line.iter().copied().zip(0..).collect()
}

/// Lets `choose` pick `k` elements of every line along `dim`, and returns
/// them and their indices.
pub(crate) fn pick<T: Element>(
    x: &Strided,
    dim: usize,
    k: usize,
    choose: impl Fn(&[T]) -> Vec<(T, i64)>,
) -> (Strided, Strided) {
    let mut shape = x.shape().clone();
    if let Some(extent) = shape.get_mut(dim) {
        *extent = k;
    }
    let from = Lines::along(x.shape(), dim);
    let to = Lines { len: k, ..from };
    let mut values = vec![T::default(); shape.numel()];
    let mut indices = vec![0_i64; shape.numel()];
    let mut nr = 0;
    x.with_slice(|data| {
        from.each(data, |line| {
            for (i, (value, index)) in choose(line).into_iter().enumerate() {
                let place = to.first(nr) + i * to.inner;
                values[place] = value;
                indices[place] = index;
            }
            nr += 1;
        });
    });
    (Strided::new(values, shape.clone()), Strided::new(indices, shape))
}

/// Replaces every line by what `add` has made of what came so far.
pub(crate) fn accumulate<T: Element, S: Copy, U: Element>(
    x: &Strided,
    dim: usize,
    from_back: bool,
    start: S,
    add: impl Fn(&mut S, T),
    result: impl Fn(S) -> U,
) -> Strided {
    if x.numel() == 0 {
        // However many empty lines there are.
        return Strided::new(Vec::<U>::new(), x.shape().clone());
    }
    let lines = Lines::along(x.shape(), dim);
    let mut out = vec![U::default(); x.numel()];
    let mut sums = vec![start; lines.inner];
    x.with_slice(|data: &[T]| {
        for block in 0..lines.outer {
            sums.fill(start);
            for i in 0..lines.len {
                let i = if from_back { lines.len - 1 - i } else { i };
                let row = (block * lines.len + i) * lines.inner;
                let out = &mut out[row..][..lines.inner];
                let elements = &data[row..][..lines.inner];
                for ((o, x), sum) in
                    out.iter_mut().zip(elements).zip(&mut sums)
                {
                    add(sum, *x);
                    *o = result(*sum);
                }
            }
        }
    });
    Strided::new(out, x.shape().clone())
}

/// `sort` that was told whether to be stable, in the table.
pub static SORT_STABLE_ROW: Row = Row {
    name: "sort.stable",
    signature: "sort(input, *, stable, dim=-1, descending=False) -> \
        (values, indices)",
    grad_fn: Some(&STABLE),
    call: |a| {
        // `None` is an answer here, too.
        let stable = a.optional(1, Args::bool)?.unwrap_or(false);
        let (dim, descending) = (a.int(2)?, a.bool(3)?);
        Ok(a.tensor(0)?.sort_with(dim, descending, stable)?.into())
    },
    in_place: None,
    examples: |e| {
        let no = || Value::from(false);
        let yes = || Value::from(true);
        vec![
            vec![e.any(&[3, 2]).into(), yes(), 0.into(), yes()],
            vec![e.any(&[3]).into(), no(), (-1).into(), no()],
        ]
    },
};

/// `sort`, in the table.
pub static SORT_ROW: Row = Row {
    name: "sort",
    signature: "sort(input, dim=-1, descending=False) -> (values, indices)",
    grad_fn: Some(&SORT),
    call: |a| {
        let (dim, descending) = (a.int(1)?, a.bool(2)?);
        Ok(a.tensor(0)?.sort_with(dim, descending, None)?.into())
    },
    in_place: None,
    examples: |e| {
        let no = || Value::from(false);
        let yes = || Value::from(true);
        vec![
            vec![e.any(&[2, 3]).into(), (-1).into(), no()],
            vec![e.any(&[2, 3, 2]).into(), 1.into(), yes()],
            vec![e.any(&[]).into(), 0.into(), no()],
        ]
    },
};

/// `argsort` that was told whether to be stable, in the table.
pub static ARGSORT_STABLE_ROW: Row = Row {
    name: "argsort.stable",
    signature: "argsort(input, *, stable, dim=-1, descending=False)",
    grad_fn: None,
    call: |a| {
        let (stable, dim) = (a.bool(1)?, a.int(2)?);
        Ok(a.tensor(0)?.argsort_with(dim, a.bool(3)?, stable)?.into())
    },
    in_place: None,
    examples: |_| vec![],
};

/// `argsort`, in the table.
pub static ARGSORT_ROW: Row = Row {
    name: "argsort",
    signature: "argsort(input, dim=-1, descending=False)",
    grad_fn: None,
    call: |a| {
        let (dim, descending) = (a.int(1)?, a.bool(2)?);
        Ok(a.tensor(0)?.argsort_with(dim, descending, None)?.into())
    },
    in_place: None,
    examples: |_| vec![],
};

/// `cumsum`, in the table.
pub static CUMSUM_ROW: Row = Row {
    name: "cumsum",
    signature: "cumsum(input, dim, *, dtype=None)",
    grad_fn: Some(&CUMSUM),
    call: |a| {
        let (dim, dtype) = (a.int(1)?, a.optional(2, Args::dtype)?);
        Ok(a.tensor(0)?.cumsum_dtype(dim, dtype)?.into())
    },
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), 0.into()],
            vec![e.any(&[2, 3, 2]).into(), (-2).into()],
            vec![e.any(&[]).into(), (-1).into()],
        ]
    },
};

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    /// Recorded from PyTorch 2.15.0.
    #[test]
    fn ties_are_where_pytorch_has_them() {
        let x = tensor((0..24).map(|i| i * 7 % 3).collect::<Vec<i64>>());
        let indices: Vec<i64> = x.argsort().unwrap().to_vec().unwrap();
        let wanted = [
            0, 3, 21, 6, 18, 9, 15, 12, 1, 22, 19, 16, 13, 10, 7, 4, 11, 14,
            8, 17, 5, 20, 2, 23,
        ];
        assert_eq!(indices, wanted);
        let stable = x.argsort_with(0, true, true).unwrap();
        let stable: Vec<i64> = stable.to_vec().unwrap();
        assert_eq!(stable[..8], [2, 5, 8, 11, 14, 17, 20, 23]);
    }

    #[test]
    fn nan_is_the_largest() {
        let x = tensor([1.0, f64::NAN, -1.0, f64::INFINITY, -0.0, 0.0]);
        let Sort { values, indices } = x.sort().unwrap();
        assert_eq!(values.repr(), "tensor([-1., -0.,  0.,  1., inf, nan])");
        assert_eq!(indices.repr(), "tensor([2, 4, 5, 0, 3, 1])");
        let down = x.sort_with(0, true, false).unwrap();
        assert_eq!(down.indices.repr(), "tensor([1, 3, 0, 4, 5, 2])");
    }

    #[test]
    fn what_is_sorted_lies_as_it_lay() {
        let x = tensor([[3, 1, 2], [6, 5, 4]]).t().unwrap();
        let Sort { values, indices } = x.sort_with(0, false, true).unwrap();
        assert_eq!(
            values.repr(),
            "tensor([[1, 4],\n        [2, 5],\n        [3, 6]])"
        );
        assert_eq!(
            (values.stride(), indices.stride()),
            (x.stride(), x.stride())
        );
        assert_eq!(
            x.cumsum(0).unwrap().stride(),
            ones([3, 2]).unwrap().stride()
        );
    }

    #[test]
    fn sums_so_far() {
        let x = tensor([[true, false], [true, true]]);
        let sums = x.cumsum(0).unwrap();
        assert_eq!(sums.repr(), "tensor([[1, 0],\n        [2, 1]])");
        let x = tensor([1.0, 1e8, -1e8]);
        assert_eq!(x.cumsum(0).unwrap().to_vec::<f32>().unwrap()[2], 1.0);
    }
}
