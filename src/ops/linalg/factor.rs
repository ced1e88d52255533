/*!
Matrices as products of simpler ones: Cholesky's factor, and QR.

Follows [torch.linalg.cholesky](https://pytorch.org/docs/stable/generated/torch.linalg.cholesky.html)
and [torch.linalg.qr](https://pytorch.org/docs/stable/generated/torch.linalg.qr.html).
*/

use super::matrices::{
    Matrix, batch_by_columns, check_floating, check_matrices, check_square,
    each, extents, place, turned,
};
use crate::autograd::{Grads, Names, Tensor, backward1, record, record_many};
use crate::ops::row::{Args, Row};
use crate::tensor::{
    DType, Result, Size, Strided, TorchError, check_allocation,
};

static CHOLESKY: Names =
    Names::new("LinalgCholeskyExBackward0", "CholeskyBackward");
static QR: Names = Names::new("LinalgQrBackward0", "QrBackward");

/// Cholesky's factor, or the row in which there is none.
fn cholesky(a: &Matrix) -> Result<Matrix, usize> {
    let n = a.rows;
    let mut l = Matrix::zeros(n, n);
    for j in 0..n {
        let mut left = a[(j, j)];
        for k in 0..j {
            left -= l[(j, k)] * l[(j, k)];
        }
        if left.is_nan() || left <= 0.0 {
            return Err(j + 1);
        }
        l[(j, j)] = left.sqrt();
        for i in j + 1..n {
            let mut left = a[(i, j)];
            for k in 0..j {
                left -= l[(i, k)] * l[(j, k)];
            }
            l[(i, j)] = left / l[(j, j)];
        }
    }
    Ok(l)
}

/// The orthogonal factor, whole, and the triangular one, by Householder's
/// reflections with the signs of LAPACK.
fn qr(a: &Matrix) -> (Matrix, Matrix) {
    let (m, n) = (a.rows, a.columns);
    let (mut r, mut q) = (a.clone(), Matrix::identity(m));
    for k in 0..n.min(m.saturating_sub(1)) {
        let rest: f64 = (k + 1..m).map(|i| r[(i, k)] * r[(i, k)]).sum();
        if rest == 0.0 {
            continue;
        }
        let alpha = r[(k, k)];
        let beta = -(alpha * alpha + rest).sqrt().copysign(alpha);
        let tau = (beta - alpha) / beta;
        let mut v = vec![0.0; m];
        v[k] = 1.0;
        for i in k + 1..m {
            v[i] = r[(i, k)] / (alpha - beta);
        }
        for j in 0..n {
            let dot: f64 = (k..m).map(|i| v[i] * r[(i, j)]).sum();
            for i in k..m {
                r[(i, j)] -= tau * v[i] * dot;
            }
        }
        for i in 0..m {
            let dot: f64 = (k..m).map(|j| q[(i, j)] * v[j]).sum();
            for j in k..m {
                q[(i, j)] -= tau * dot * v[j];
            }
        }
        for i in k + 1..m {
            r[(i, k)] = 0.0;
        }
    }
    (q, r)
}

/// The first rows and columns.
fn corner(a: &Matrix, rows: usize, columns: usize) -> Matrix {
    let mut out = Matrix::zeros(rows, columns);
    for i in 0..rows {
        for j in 0..columns {
            out[(i, j)] = a[(i, j)];
        }
    }
    out
}

/// A mask of a matrix: ones below the diagonal, `half` on it.
fn below(n: usize, half: f64, dtype: DType) -> Result<Tensor> {
    let numbers = (0..n * n).map(|at| match (at / n).cmp(&(at % n)) {
        std::cmp::Ordering::Greater => 1.0,
        std::cmp::Ordering::Equal => half,
        std::cmp::Ordering::Less => 0.0,
    });
    let mask = Strided::new(numbers.collect::<Vec<f64>>(), Size::new(&[n, n]));
    Ok(Tensor::from_strided(mask.to_dtype(dtype)?))
}

impl Tensor {
    /// The triangular matrix whose product with its own transpose this is:
    /// `torch.linalg.cholesky(A)`. Only the lower half is looked at, or, if
    /// `upper`, the upper one.
    ///
    /// # Errors
    /// `RuntimeError` if it is not square or not positive-definite;
    /// `NotImplementedError` for integers and bools.
    pub fn cholesky(&self, upper: bool) -> Result<Tensor> {
        let name = "linalg.cholesky";
        check_square(self, name)?;
        check_floating(self, name)?;
        let mut all = Vec::new();
        for (nr, a) in each(self)?.iter().enumerate() {
            let a = if upper { a.transposed() } else { a.clone() };
            let l = cholesky(&a).map_err(|row| {
                TorchError::linalg(format!(
                    "{name}: {}The factorization could not be completed \
                     because the input is not positive-definite (the leading \
                     minor of order {row} is not positive-definite).",
                    place(self, nr)
                ))
            })?;
            all.push(if upper { l.transposed() } else { l });
        }
        let factor = batch_by_columns(&all, self.size(), self)?;
        Ok(record(&CHOLESKY, &[self], factor, |saver| {
            let factor = saver.output(0);
            backward1(move |grad, context| {
                let factor = context.get(factor)?;
                let (l, grad) = if upper {
                    (turned(&factor)?, turned(grad)?)
                } else {
                    (factor, grad.clone())
                };
                let n = extents(&l).1;
                let mask = below(n, 0.5, l.dtype())?;
                let inner = turned(&l)?.matmul(&grad)?.mul(&mask)?;
                let inner = inner.add(&turned(&inner)?)?.mul(0.5)?;
                let back = l.inverse()?;
                turned(&back)?.matmul(&inner)?.matmul(&back)
            })
        }))
    }

    /// The product of a matrix with columns at right angles and a
    /// triangular one: `torch.linalg.qr(A, mode)`. The `mode` is
    /// `"reduced"`, `"complete"` or `"r"`, which leaves the first factor
    /// out.
    ///
    /// # Errors
    /// `RuntimeError` for another mode, or if there is no matrix;
    /// `NotImplementedError` for integers and bools.
    pub fn qr(&self, mode: &str) -> Result<(Tensor, Tensor)> {
        if !["reduced", "complete", "r"].contains(&mode) {
            return Err(TorchError::runtime(format!(
                "qr received unrecognized mode '{mode}' but expected one of \
                 'reduced' (default), 'r', or 'complete'"
            )));
        }
        check_matrices(self, "linalg.qr")?;
        let (batch, m, n) = extents(self);
        let k = if mode == "complete" { m } else { m.min(n) };
        // All of Q is made, and cut off afterwards.
        check_allocation(&[m, m.max(n)], size_of::<f64>())?;
        let all: Vec<(Matrix, Matrix)> = each(self)?.iter().map(qr).collect();
        let shape = |rows: usize, columns: usize| -> Size {
            batch.iter().copied().chain([rows, columns]).collect()
        };
        let rights: Vec<Matrix> =
            all.iter().map(|f| corner(&f.1, k, n)).collect();
        let r = batch_by_columns(&rights, shape(k, n), self)?;
        let q = if mode == "r" {
            Strided::full(Size::new(&[0]), 0, self.dtype())?
        } else {
            let lefts: Vec<Matrix> =
                all.iter().map(|f| corner(&f.0, m, k)).collect();
            batch_by_columns(&lefts, shape(m, k), self)?
        };
        let mode = mode.to_owned();
        let both = record_many(&QR, &[self], vec![q, r], &[true; 2], |s| {
            let factors = [s.output(0), s.output(1)];
            Box::new(move |grads, context| {
                let [q, r] =
                    [context.get(factors[0])?, context.get(factors[1])?];
                let slope = derive_qr(&mode, [m, n], &q, &r, grads)?;
                Ok(Grads::from_iter([Some(slope)]))
            })
        });
        let [q, r] = <[Tensor; 2]>::try_from(both)
            .unwrap_or_else(|_| unreachable!("two went in"));
        Ok((q, r))
    }
}

fn derive_qr(
    mode: &str,
    [m, n]: [usize; 2],
    q: &Tensor,
    r: &Tensor,
    grads: &[Option<Tensor>],
) -> Result<Tensor> {
    if mode == "r" {
        return Err(TorchError::runtime(
            "The derivative of linalg.qr depends on Q, which is not computed \
             when mode='r'. Please use linalg.qr(A, mode='reduced') if you \
             are going to differentiate through linalg.qr.",
        ));
    }
    if m > n && mode == "complete" {
        return Err(TorchError::runtime(
            "The QR decomposition is not differentiable when \
             mode='complete' and nrows > ncols.",
        ));
    }
    let (of_q, of_r) = (&grads[0], &grads[1]);
    let zeros = || q.zeros_like();
    let wide = m < n;
    // Of a wide matrix only the first columns decide Q.
    let (square, rest) = if wide {
        let m = m as i64;
        (r.narrow(-1, 0, m)?, Some(r.narrow(-1, m, n as i64 - m)?))
    } else {
        (r.clone(), None)
    };
    let mut grad_q = match of_q {
        Some(grad) => grad.clone(),
        None => zeros()?,
    };
    let mut grad_square = None;
    let mut of_rest = None;
    if let Some(grad) = of_r {
        grad_square = Some(match wide {
            true => grad.narrow(-1, 0, m as i64)?,
            false => grad.clone(),
        });
        if let Some(rest) = &rest {
            let grad_rest = grad.narrow(-1, m as i64, (n - m) as i64)?;
            // The other columns are Q times what stands above them.
            let columns = q.matmul(rest)?;
            grad_q = grad_q.add(&columns.matmul(&turned(&grad_rest)?)?)?;
            of_rest = Some(q.matmul(&grad_rest)?);
        }
    }
    let k = extents(&square).1;
    let mut inner = turned(&grad_q)?.matmul(q)?.neg()?;
    if let Some(grad) = grad_square {
        inner = square.matmul(&turned(&grad)?)?.add(&inner)?;
    }
    let mask = below(k, 0.5, q.dtype())?;
    let lower = inner.mul(&mask)?;
    let even = lower.add(&turned(&lower)?)?;
    let slope = grad_q.add(&q.matmul(&even)?)?;
    let slope = slope.matmul(&turned(&square.inverted(false)?)?)?;
    match (wide, of_rest) {
        (false, _) => Ok(slope),
        (true, Some(rest)) => crate::ops::joining::cat(&[slope, rest], -1),
        (true, None) => {
            let rest = slope.narrow(-1, 0, 1)?.mul(0)?;
            let rest = rest.expand_last((n - m) as i64)?;
            crate::ops::joining::cat(&[slope, rest], -1)
        }
    }
}

impl Tensor {
    /// The last dimension, repeated.
    fn expand_last(&self, n: i64) -> Result<Tensor> {
        let mut shape = vec![-1; self.ndim()];
        if let Some(last) = shape.last_mut() {
            *last = n;
        }
        self.expand(shape)
    }
}

/// `torch.linalg.cholesky`, in the table.
pub static CHOLESKY_ROW: Row = Row {
    name: "linalg_cholesky",
    signature: "linalg_cholesky(A, *, upper=False)",
    grad_fn: Some(&CHOLESKY),
    call: |a| Ok(a.tensor(0)?.cholesky(a.bool(1)?)?.into()),
    in_place: None,
    // Of a symmetric matrix no element can be moved alone: larger ones are
    // compared with PyTorch only.
    examples: |e| {
        vec![
            vec![e.positive(&[1, 1]).into(), false.into()],
            vec![e.positive(&[2, 1, 1]).into(), true.into()],
        ]
    },
};

/// `torch.linalg.qr`, in the table.
pub static QR_ROW: Row = Row {
    name: "linalg_qr",
    signature: "linalg_qr(A, mode='reduced') -> (Q, R)",
    grad_fn: Some(&QR),
    call: |a| {
        let mode = a.optional(1, Args::str)?.unwrap_or("reduced");
        let (q, r) = a.tensor(0)?.qr(mode)?;
        Ok(vec![q, r].into())
    },
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[3, 3]).into(), "reduced".into()],
            vec![e.any(&[3, 2]).into(), "reduced".into()],
            vec![e.any(&[2, 3]).into(), "reduced".into()],
        ]
    },
};
