/*!
What stands at some place of the order: kthvalue, mode, msort.

Follows [torch.kthvalue](https://pytorch.org/docs/stable/generated/torch.kthvalue.html)
and [torch.mode](https://pytorch.org/docs/stable/generated/torch.mode.html).
*/

use super::create::zeros_with;
use super::lines::Lines;
use super::numeric::not_implemented;
use super::order::{SORT, larger, numbered, pick, record_picked};
use super::row::{Value, derived_rows};
use super::select;
use crate::autograd::{Names, Tensor};
use crate::tensor::{
    DType, Element, ErrorClass, Result, Strided, TorchError, dispatch,
    wrap_dim,
};

static KTHVALUE: Names = Names::new("KthvalueBackward0", "KthvalueBackward");
static MODE: Names = Names::new("ModeBackward0", "ModeBackward");

/// Values and where they stand along a dimension.
pub type Picked = (Tensor, Tensor);

/// Moves elements until the one that belongs at `k` is there. Which of
/// several equal ones it is depends on the moves: these are PyTorch's, the
/// median of three and two pointers that meet.
fn quick_select<E: Copy>(v: &mut [E], k: usize, above: impl Fn(E, E) -> bool) {
    let (mut left, mut right) = (0, v.len() - 1);
    loop {
        if right <= left {
            return;
        }
        if right == left + 1 {
            if above(v[left], v[right]) {
                v.swap(left, right);
            }
            return;
        }
        v.swap(left + (right - left) / 2, left + 1);
        for (a, b) in [(left + 1, right), (left, right), (left + 1, left)] {
            if above(v[a], v[b]) {
                v.swap(a, b);
            }
        }
        let (mut i, mut j, pivot) = (left + 1, right, v[left]);
        loop {
            i += 1;
            while above(pivot, v[i]) {
                i += 1;
            }
            j -= 1;
            while above(v[j], pivot) {
                j -= 1;
            }
            if j < i {
                break;
            }
            v.swap(i, j);
        }
        v.swap(left, j);
        if j <= k {
            left = i;
        }
        if j >= k {
            right = j - 1;
        }
    }
}

/// The value that stands most often in a line, the smallest of several.
fn most_frequent<T: Element>(line: &[T]) -> (T, i64) {
    let mut pairs = numbered(line);
    select::sort(&mut pairs, &|a: &(T, i64), b: &(T, i64)| a.0 < b.0);
    let (mut best, mut most, mut run) = (pairs[0], 0, 0);
    for (i, &pair) in pairs.iter().enumerate() {
        run += 1;
        if pairs.get(i + 1).is_none_or(|next| next.0 != pair.0) {
            if run > most {
                (best, most) = (pair, run);
            }
            run = 0;
        }
    }
    best
}

impl Tensor {
    /// The `k`-th smallest along `dim`, counted from 1, and where they
    /// stand: `x.kthvalue(k, dim, keepdim)`.
    ///
    /// # Errors
    /// `RuntimeError` if there are not so many, `IndexError` if there is no
    /// such dimension, `NotImplementedError` for bools.
    pub fn kthvalue(&self, k: i64, dim: i64, keepdim: bool) -> Result<Picked> {
        let d = wrap_dim(dim, self.ndim())?;
        self.check_line(d, "kthvalue")?;
        let len = self.size().get(d).map_or(1, |&n| n as i64);
        if k < 1 || k > len {
            return Err(TorchError::runtime(format!(
                "kthvalue(): selected number k out of range for dimension {d}"
            )));
        }
        if self.dtype() == DType::Bool && self.ndim() > 0 {
            return Err(not_implemented("kthvalue_cpu", DType::Bool));
        }
        let x = self.strided().contiguous()?;
        let k = (k - 1) as usize;
        let found = dispatch!(x.dtype(), T => {
            pick(&x, d, 1, |line: &[T]| {
                let mut pairs = numbered(line);
                quick_select(&mut pairs, k, |a, b| larger(a.0, b.0));
                vec![pairs[k]]
            })
        });
        Ok(self.picked(&KTHVALUE, found, d, keepdim))
    }

    /// The value that stands most often along `dim`, the smallest of
    /// several, and where it stands: `x.mode(dim, keepdim)`.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension, or nothing along it.
    pub fn mode(&self, dim: i64, keepdim: bool) -> Result<Picked> {
        let d = wrap_dim(dim, self.ndim())?;
        self.check_line(d, "mode")?;
        let x = self.strided().contiguous()?;
        let found = dispatch!(x.dtype(), T => {
            pick(&x, d, 1, |line: &[T]| vec![most_frequent(line)])
        });
        Ok(self.picked(&MODE, found, d, keepdim))
    }

    fn check_line(&self, dim: usize, name: &str) -> Result<()> {
        if Lines::along(&self.size(), dim).len > 0 {
            return Ok(());
        }
        Err(TorchError::said(
            ErrorClass::Index,
            format!(
                "{name}(): Expected reduction dim {dim} to have non-zero \
                 size."
            ),
        ))
    }

    /// Records one value of each line.
    fn picked(
        &self,
        names: &'static Names,
        (values, indices): (Strided, Strided),
        dim: usize,
        keepdim: bool,
    ) -> Picked {
        let gone = !keepdim && self.ndim() > 0;
        let line = |x: Strided| if gone { x.select(dim, 0) } else { x };
        let size = self.size();
        let dim = dim as i64;
        let found = (line(values), line(indices));
        record_picked(names, self, found, move |grad, indices| {
            let zeros = zeros_with(&size, grad.dtype())?;
            if !gone {
                return zeros.scatter(dim, indices, grad);
            }
            let indices = indices.unsqueeze(dim)?;
            zeros.scatter(dim, &indices, &grad.unsqueeze(dim)?)
        })
    }

    /// Sorted along the first dimension: `x.msort()`.
    ///
    /// # Errors
    /// None but a lack of memory.
    pub fn msort(&self) -> Result<Tensor> {
        Ok(self.sort_with(0, false, None)?.values)
    }
}

fn both((values, indices): Picked) -> Value {
    vec![values, indices].into()
}

derived_rows! {
    KTHVALUE_ROW, "kthvalue",
    "kthvalue(input, k, dim=-1, keepdim=False) -> (values, indices)",
    &KTHVALUE,
    |a| {
        let (k, dim, keepdim) = (a.int(1)?, a.int(2)?, a.bool(3)?);
        Ok(both(a.tensor(0)?.kthvalue(k, dim, keepdim)?))
    },
    |e| vec![
        vec![e.any(&[2, 3]).into(), 2.into(), (-1).into(), false.into()],
        vec![e.any(&[3, 2]).into(), 1.into(), 0.into(), true.into()],
    ];
    MODE_ROW, "mode",
    "mode(input, dim=-1, keepdim=False) -> (values, indices)", &MODE,
    |a| Ok(both(a.tensor(0)?.mode(a.int(1)?, a.bool(2)?)?)),
    |e| vec![
        vec![e.any(&[2, 3]).into(), (-1).into(), false.into()],
        vec![e.any(&[3, 2]).into(), 0.into(), true.into()],
    ];
    MSORT_ROW, "msort", "msort(input)", &SORT,
    |a| Ok(a.tensor(0)?.msort()?.into()),
    |e| vec![vec![e.any(&[3, 2]).into()]];
}
