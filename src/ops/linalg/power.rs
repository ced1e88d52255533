/*!
Powers of matrices, and products of several.

Follows [torch.linalg.matrix_power](https://pytorch.org/docs/stable/generated/torch.linalg.matrix_power.html)
and [torch.linalg.multi_dot](https://pytorch.org/docs/stable/generated/torch.linalg.multi_dot.html).
*/

use super::matrices::{check_square, extents};
use crate::autograd::{Names, Tensor};
use crate::ops::ranges::eye_with;
use crate::ops::row::{Row, Value};
use crate::tensor::{Listed, Result, TorchError};

static POWER: Names = Names::new("MmBackward0", "MmBackward");
static VIEW: Names = Names::new("ViewBackward0", "ViewBackward0");

impl Tensor {
    /// A square matrix times itself, `n` times; its inverse, if `n` is
    /// negative: `torch.linalg.matrix_power(A, n)`.
    ///
    /// # Errors
    /// `RuntimeError` if it is not square, or has no inverse and needs one.
    pub fn matrix_power(&self, n: i64) -> Result<Tensor> {
        check_square(self, "linalg.matrix_power")?;
        let base = if n < 0 { self.inverse()? } else { self.clone() };
        match n.unsigned_abs() {
            0 => {
                // It depends on nothing, but has a history.
                let n = extents(self).1 as i64;
                self.contiguous()?.copy()?.copy_(&eye_with(
                    n,
                    n,
                    self.dtype(),
                )?)
            }
            1 if n > 0 => base.copy(),
            1 => Ok(base),
            2 => base.matmul(&base),
            3 => base.matmul(&base)?.matmul(&base),
            mut left => {
                let mut square: Option<Tensor> = None;
                let mut power: Option<Tensor> = None;
                while left > 0 {
                    let next = match &square {
                        Some(square) => square.matmul(square)?,
                        None => base.clone(),
                    };
                    if left & 1 == 1 {
                        power = Some(match &power {
                            Some(power) => power.matmul(&next)?,
                            None => next.clone(),
                        });
                    }
                    square = Some(next);
                    left >>= 1;
                }
                Ok(power.expect("some bit is set"))
            }
        }
    }
}

/// The product of several matrices, in the order that takes the fewest
/// steps: `torch.linalg.multi_dot(tensors)`. The first and the last may be
/// vectors.
///
/// # Errors
/// `RuntimeError` if there are fewer than two, or they do not fit in size or
/// dtype.
pub fn multi_dot(tensors: &[&Tensor]) -> Result<Tensor> {
    let n = tensors.len();
    if n < 2 {
        return Err(TorchError::runtime(format!(
            "multi_dot(): expected at least 2 tensors but got {n}"
        )));
    }
    let (first, last) = (tensors[0], tensors[n - 1]);
    let mut shape: Vec<i64> = Vec::new();
    let mut all: Vec<Tensor> = tensors.iter().map(|&t| t.clone()).collect();
    for (end, at) in [("first", 0), ("last", n - 1)] {
        let x = tensors[at];
        match (x.ndim(), at) {
            (1, 0) => all[0] = x.unsqueeze(0)?,
            (1, _) => all[at] = x.unsqueeze(-1)?,
            (2, 0) => shape.push(x.size()[0] as i64),
            (2, _) => shape.push(x.size()[1] as i64),
            (other, _) => {
                return Err(TorchError::runtime(format!(
                    "multi_dot(): the {end} tensor must be 1D or 2D but got \
                     {other}D"
                )));
            }
        }
    }
    for (i, x) in tensors.iter().enumerate() {
        if i > 0 && i + 1 < n && x.ndim() != 2 {
            return Err(TorchError::runtime(format!(
                "multi_dot(): tensor {i} must be 2D but got {}D",
                x.ndim()
            )));
        }
        if x.dtype() != first.dtype() {
            return Err(TorchError::runtime(format!(
                "multi_dot(): all tensors must have be the same dtype but \
                 tensor 0 is {} and tensor {i} {}",
                first.dtype().c_name(),
                x.dtype().c_name()
            )));
        }
        if i > 0 {
            let (a, b) = (all[i - 1].size(), all[i].size());
            if a[1] != b[0] {
                return Err(TorchError::runtime(format!(
                    "multi_dot(): tensors {} and {i} with shapes {} and {} \
                     cannot be multiplied",
                    i - 1,
                    Listed(&tensors[i - 1].size()),
                    Listed(&tensors[i].size())
                )));
            }
        }
    }
    let _ = last;
    let extents: Vec<usize> = std::iter::once(all[0].size()[0])
        .chain(all.iter().map(|x| x.size()[1]))
        .collect();
    let splits = best_splits(&extents);
    in_order(&all, &splits, 0, n - 1)?.view(shape)
}

/// Where the product of the matrices from `i` to `j` is best split.
fn best_splits(extents: &[usize]) -> Vec<Vec<usize>> {
    let n = extents.len() - 1;
    let mut steps = vec![vec![0_u128; n]; n];
    let mut splits = vec![vec![0; n]; n];
    for len in 1..n {
        for i in 0..n - len {
            let j = i + len;
            steps[i][j] = u128::MAX;
            for k in i..j {
                let last = (extents[i] * extents[k + 1]) as u128
                    * extents[j + 1] as u128;
                let cost = steps[i][k] + steps[k + 1][j] + last;
                if cost < steps[i][j] {
                    steps[i][j] = cost;
                    splits[i][j] = k;
                }
            }
        }
    }
    splits
}

fn in_order(
    all: &[Tensor],
    splits: &[Vec<usize>],
    i: usize,
    j: usize,
) -> Result<Tensor> {
    if i == j {
        return Ok(all[i].clone());
    }
    let k = splits[i][j];
    let left = in_order(all, splits, i, k)?;
    left.mm(&in_order(all, splits, k + 1, j)?)
}

macro_rules! power_row {
    ($row:ident, $name:literal, $signature:literal) => {
        #[doc = concat!("`", $name, "`, in the table.")]
        pub static $row: Row = Row {
            name: $name,
            signature: $signature,
            grad_fn: Some(&POWER),
            call: |a| Ok(a.tensor(0)?.matrix_power(a.int(1)?)?.into()),
            in_place: None,
            examples: |e| {
                vec![
                    vec![e.any(&[2, 2]).into(), 2.into()],
                    vec![e.any(&[2, 2, 2]).into(), 3.into()],
                    vec![e.any(&[2, 2]).into(), 5.into()],
                    vec![e.any(&[2, 2]).into(), (-2).into()],
                ]
            },
        };
    };
}
power_row!(
    LINALG_MATRIX_POWER_ROW,
    "linalg_matrix_power",
    "linalg_matrix_power(A, n)"
);
power_row!(MATRIX_POWER_ROW, "matrix_power", "matrix_power(input, n)");

/// `torch.linalg.multi_dot`, in the table.
pub static MULTI_DOT_ROW: Row = Row {
    name: "linalg_multi_dot",
    signature: "linalg_multi_dot(tensors)",
    grad_fn: Some(&VIEW),
    call: |a| Ok(multi_dot(&a.tensors(0)?)?.into()),
    in_place: None,
    examples: |e| {
        let mut with = |shapes: &[&[usize]]| -> Vec<Value> {
            let all: Vec<Tensor> =
                shapes.iter().map(|shape| e.any(shape)).collect();
            vec![all.into()]
        };
        vec![with(&[&[2, 3], &[3, 2], &[2, 1]]), with(&[&[3], &[3, 2], &[2]])]
    },
};
