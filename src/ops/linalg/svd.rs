/*!
Singular values.

Follows [torch.linalg.svdvals](https://pytorch.org/docs/stable/generated/torch.linalg.svdvals.html).
*/

use super::matrices::{Matrix, check_matrices, each, extents, packed};
use crate::autograd::{Names, Tensor, backward1, record};
use crate::ops::row::Row;
use crate::tensor::{Result, Size, Strided, TorchError};

static SVD: Names = Names::new("LinalgSvdBackward0", "SvdBackward");

/// How often all pairs of columns are turned at most.
const SWEEPS: usize = 60;

/// The factors of `u * diag(s) * v.t()`, the largest first, by the rotations
/// of Jacobi: columns are turned until they are at right angles.
fn factors(a: &Matrix) -> (Matrix, Vec<f64>, Matrix) {
    if a.rows < a.columns {
        let (u, s, v) = factors(&a.transposed());
        return (v, s, u);
    }
    let n = a.columns;
    let (mut u, mut v) = (a.clone(), Matrix::identity(n));
    for _ in 0..SWEEPS {
        let mut turned = false;
        for p in 0..n {
            for q in p + 1..n {
                let (mut x, mut y, mut both) = (0.0, 0.0, 0.0);
                for i in 0..u.rows {
                    x += u[(i, p)] * u[(i, p)];
                    y += u[(i, q)] * u[(i, q)];
                    both += u[(i, p)] * u[(i, q)];
                }
                if both.abs() <= 1e-16 * (x * y).sqrt() {
                    continue;
                }
                turned = true;
                let zeta = (y - x) / (2.0 * both);
                let t =
                    1.0_f64.copysign(zeta) / (zeta.abs() + zeta.hypot(1.0));
                let c = 1.0 / t.hypot(1.0);
                let s = c * t;
                for m in [&mut u, &mut v] {
                    for i in 0..m.rows {
                        let (x, y) = (m[(i, p)], m[(i, q)]);
                        m[(i, p)] = c * x - s * y;
                        m[(i, q)] = s * x + c * y;
                    }
                }
            }
        }
        if !turned {
            break;
        }
    }
    let length = |j: usize| {
        (0..u.rows).map(|i| u[(i, j)] * u[(i, j)]).sum::<f64>().sqrt()
    };
    let mut order: Vec<(f64, usize)> =
        (0..n).map(|j| (length(j), j)).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut left = Matrix::zeros(u.rows, n);
    let mut right = Matrix::zeros(n, n);
    for (to, &(length, from)) in order.iter().enumerate() {
        for i in 0..u.rows {
            let scale = if length > 0.0 { length } else { 1.0 };
            left[(i, to)] = u[(i, from)] / scale;
        }
        for i in 0..n {
            right[(i, to)] = v[(i, from)];
        }
    }
    (left, order.into_iter().map(|x| x.0).collect(), right)
}

impl Tensor {
    /// The singular values of every matrix, the largest first:
    /// `torch.linalg.svdvals(A)`. They have a first derivative only.
    ///
    /// # Errors
    /// `RuntimeError` if there is no matrix, or if a number is not finite;
    /// `NotImplementedError` for integers and bools.
    pub fn svdvals(&self) -> Result<Tensor> {
        let name = "linalg.svd";
        check_matrices(self, name)?;
        let (batch, rows, columns) = extents(self);
        let k = rows.min(columns);
        let mut all = Vec::new();
        for (nr, matrix) in each(self)?.iter().enumerate() {
            if matrix.numbers.iter().any(|x| x.is_nan()) {
                return Err(TorchError::linalg(format!(
                    "{name}: {}The algorithm failed to converge because the \
                     input matrix contained non-finite values.",
                    super::matrices::place(self, nr)
                )));
            }
            if matrix.numbers.iter().any(|x| x.is_infinite()) {
                let nothing = |rows, columns| Matrix {
                    rows,
                    columns,
                    numbers: vec![f64::NAN; rows * columns],
                };
                let s = vec![f64::NAN; k];
                all.push((nothing(rows, k), s, nothing(columns, k)));
                continue;
            }
            all.push(factors(matrix));
        }
        let shape = |last: &[usize]| -> Size {
            batch.iter().chain(last).copied().collect()
        };
        let s = all.iter().flat_map(|f| f.1.iter().copied());
        let s = packed(s, shape(&[k]), self)?;
        let whole = |pick: fn(&(Matrix, Vec<f64>, Matrix)) -> &Matrix,
                     n: usize|
         -> Result<Strided> {
            let numbers = all.iter().flat_map(|f| pick(f).numbers.clone());
            packed(numbers, shape(&[n, k]), self)
        };
        let (u, v) = (whole(|f| &f.0, rows)?, whole(|f| &f.2, columns)?);
        Ok(record(&SVD, &[self], s, |saver| {
            let (u, v) = (saver.save_plain(u), saver.save_plain(v));
            backward1(move |grad, context| {
                let (u, v) = (context.get(u)?, context.get(v)?);
                let scaled = u.mul(&grad.unsqueeze(-2)?)?;
                scaled.matmul(&super::matrices::turned(&v)?)
            })
        }))
    }
}

/// `torch.linalg.svdvals`, in the table.
pub static SVDVALS_ROW: Row = Row {
    name: "linalg_svdvals",
    signature: "linalg_svdvals(A)",
    grad_fn: Some(&SVD),
    call: |a| Ok(a.tensor(0)?.svdvals()?.into()),
    in_place: None,
    examples: |e| {
        vec![vec![e.any(&[3, 2]).into()], vec![e.any(&[2, 2, 3]).into()]]
    },
};
