/*!
Inverses, determinants and the solutions of systems of equations, by
elimination.

Follows [torch.linalg.inv](https://pytorch.org/docs/stable/generated/torch.linalg.inv.html),
[torch.linalg.det](https://pytorch.org/docs/stable/generated/torch.linalg.det.html)
and [torch.linalg.solve](https://pytorch.org/docs/stable/generated/torch.linalg.solve.html).
float32 is computed in float64 and rounded once.
*/

use super::matrices::{
    Matrix, batch_by_columns, batch_of, check_floating, check_square, each,
    extents, packed, place, turned,
};
use crate::autograd::{
    Grads, Names, Tensor, backward, backward1, no_grad, record, record_many,
};
use crate::ops::choose::where_;
use crate::ops::row::{Args, Row, Value};
use crate::tensor::{Result, Size, TorchError, broadcast};

static INV: Names = Names::new("LinalgInvExBackward0", "InverseBackward");
static DET: Names = Names::new("LinalgDetBackward0", "DetBackward");
static SLOGDET: Names =
    Names::new("LinalgSlogdetBackward0", "SlogdetBackward");
static LOGDET: Names = Names::new("WhereBackward0", "LogdetBackward");
static SOLVE: Names = Names::new("LinalgSolveExBackward0", "SolveBackward");

/// A matrix after elimination: below the diagonal the factors of the rows,
/// on and above it what is left.
struct Eliminated {
    lu: Matrix,
    /// Which row stands where.
    rows: Vec<usize>,
    /// Whether rows were exchanged an odd number of times.
    odd: bool,
}

impl Eliminated {
    fn of(a: &Matrix) -> Eliminated {
        let (mut lu, n) = (a.clone(), a.rows);
        let mut rows: Vec<usize> = (0..n).collect();
        let mut odd = false;
        for k in 0..n {
            let mut pivot = k;
            for i in k + 1..n {
                if lu[(i, k)].abs() > lu[(pivot, k)].abs() {
                    pivot = i;
                }
            }
            if pivot != k {
                rows.swap(pivot, k);
                odd = !odd;
                for j in 0..n {
                    let (x, y) = (lu[(k, j)], lu[(pivot, j)]);
                    (lu[(k, j)], lu[(pivot, j)]) = (y, x);
                }
            }
            if lu[(k, k)] == 0.0 {
                continue;
            }
            for i in k + 1..n {
                let factor = lu[(i, k)] / lu[(k, k)];
                lu[(i, k)] = factor;
                for j in k + 1..n {
                    lu[(i, j)] -= factor * lu[(k, j)];
                }
            }
        }
        Eliminated { lu, rows, odd }
    }

    fn diagonal(&self) -> impl Iterator<Item = f64> {
        (0..self.lu.rows).map(|i| self.lu[(i, i)])
    }

    /// The first row, counted from 1, that has nothing on the diagonal.
    fn singular(&self) -> Option<usize> {
        self.diagonal().position(|x| x == 0.0).map(|i| i + 1)
    }

    fn det(&self) -> f64 {
        let det: f64 = self.diagonal().product();
        if self.odd { -det } else { det }
    }

    /// What has to stand behind the matrix so that the product is `b`.
    fn solve(&self, b: &Matrix) -> Matrix {
        let n = self.lu.rows;
        let mut x = Matrix::zeros(n, b.columns);
        for c in 0..b.columns {
            for i in 0..n {
                let mut sum = b[(self.rows[i], c)];
                for j in 0..i {
                    sum -= self.lu[(i, j)] * x[(j, c)];
                }
                x[(i, c)] = sum;
            }
            for i in (0..n).rev() {
                let mut sum = x[(i, c)];
                for j in i + 1..n {
                    sum -= self.lu[(i, j)] * x[(j, c)];
                }
                x[(i, c)] = sum / self.lu[(i, i)];
            }
        }
        x
    }
}

impl Tensor {
    /// What a matrix becomes the identity by: `torch.linalg.inv(A)`,
    /// `torch.inverse(A)`.
    ///
    /// # Errors
    /// `RuntimeError` if it is not square or has no inverse;
    /// `NotImplementedError` for integers and bools.
    pub fn inverse(&self) -> Result<Tensor> {
        self.inverted(true)
    }

    /// [`inverse`](Tensor::inverse), of which infinities stay where there is
    /// none, unless that is to be `checked`.
    pub(super) fn inverted(&self, checked: bool) -> Result<Tensor> {
        let name = "linalg.inv";
        check_square(self, name)?;
        check_floating(self, name)?;
        let mut all = Vec::new();
        for (nr, a) in each(self)?.iter().enumerate() {
            let eliminated = Eliminated::of(a);
            if let Some(row) = eliminated.singular()
                && checked
            {
                return Err(TorchError::linalg(format!(
                    "{name}: {}The diagonal element {row} is zero, the \
                     inversion could not be completed because the input \
                     matrix is singular.",
                    place(self, nr)
                )));
            }
            all.push(eliminated.solve(&Matrix::identity(a.rows)));
        }
        let inverse = batch_by_columns(&all, self.size(), self)?;
        Ok(record(&INV, &[self], inverse, |saver| {
            let inverse = saver.output(0);
            backward1(move |grad, context| {
                let flipped = turned(&context.get(inverse)?)?;
                flipped.matmul(&grad.matmul(&flipped)?)?.neg()
            })
        }))
    }

    /// The determinant: `torch.linalg.det(A)`.
    ///
    /// # Errors
    /// `RuntimeError` if it is no square matrix; `NotImplementedError` for
    /// integers and bools.
    pub fn det(&self) -> Result<Tensor> {
        let name = "linalg.det";
        check_square(self, name)?;
        check_floating(self, name)?;
        let (batch, ..) = extents(self);
        let all = each(self)?;
        let dets = all.iter().map(|a| Eliminated::of(a).det());
        let det = packed(dets, batch, self)?;
        Ok(record(&DET, &[self], det, |saver| {
            let (a, det) = (saver.save(self), saver.output(0));
            backward1(move |grad, context| {
                let (a, det) = (context.get(a)?, context.get(det)?);
                let scaled = |by: &Tensor| -> Result<Tensor> {
                    by.unsqueeze(-1)?.unsqueeze(-1)
                };
                if det.eq(0)?.any()?.item()?.is_zero() {
                    let flipped = turned(&a.inverse()?)?;
                    return scaled(&grad.mul(&det)?)?.mul(&flipped);
                }
                // Without an inverse it is what stays of the matrix
                // without a row and a column.
                scaled(grad)?.mul(&cofactors(&a)?)
            })
        }))
    }

    /// The sign of the determinant and the logarithm of its size:
    /// `torch.linalg.slogdet(A)`.
    ///
    /// # Errors
    /// As [`det`](Tensor::det).
    pub fn slogdet(&self) -> Result<(Tensor, Tensor)> {
        let name = "linalg.slogdet";
        check_square(self, name)?;
        check_floating(self, name)?;
        let (batch, ..) = extents(self);
        let all: Vec<Eliminated> =
            each(self)?.iter().map(Eliminated::of).collect();
        let sign = |a: &Eliminated| {
            let start = if a.odd { -1.0 } else { 1.0 };
            a.diagonal().fold(start, |sign: f64, x| match x {
                0.0 => sign * x,
                x if x < 0.0 => -sign,
                x if x.is_nan() => sign * 0.0,
                _ => sign,
            })
        };
        let log =
            |a: &Eliminated| a.diagonal().map(|x| x.abs().ln()).sum::<f64>();
        let outputs = vec![
            packed(all.iter().map(sign), batch.clone(), self)?,
            packed(all.iter().map(log), batch, self)?,
        ];
        let both =
            record_many(&SLOGDET, &[self], outputs, &[true; 2], |saver| {
                let a = saver.save(self);
                Box::new(move |grads, context| {
                    let a = context.get(a)?;
                    // The sign does not change where there is one.
                    let Some(grad) = &grads[1] else {
                        return Ok(Grads::from_iter([Some(a.zeros_like()?)]));
                    };
                    let grad = grad.unsqueeze(-1)?.unsqueeze(-1)?;
                    let slope = grad.mul(&turned(&a.inverted(false)?)?)?;
                    Ok(Grads::from_iter([Some(slope)]))
                })
            });
        let [sign, log] = <[Tensor; 2]>::try_from(both)
            .unwrap_or_else(|_| unreachable!("two went in"));
        Ok((sign, log))
    }

    /// The logarithm of the determinant, NaN if that is negative:
    /// `torch.logdet(A)`.
    ///
    /// # Errors
    /// As [`det`](Tensor::det).
    pub fn logdet(&self) -> Result<Tensor> {
        let name = "logdet";
        check_square(self, name)?;
        check_floating(self, name)?;
        let (sign, log) = self.slogdet()?;
        where_(&sign.eq(-1.0)?, f64::NAN, &log)
    }

    /// The solution `X` of `A @ X = B`: `torch.linalg.solve(A, B)`, for
    /// vectors or matrices `B`.
    ///
    /// # Errors
    /// `RuntimeError` if `A` is not square or has no inverse, or if `B` does
    /// not fit in size or dtype; `NotImplementedError` for integers and
    /// bools.
    pub fn solve(&self, b: &Tensor, left: bool) -> Result<Tensor> {
        let name = "linalg.solve";
        check_floating(self, name)?;
        check_square(self, name)?;
        if self.dtype() != b.dtype() {
            return Err(TorchError::runtime(format!(
                "{name}: Expected A and B to have the same dtype, but found \
                 A of type {} and B of type {} instead",
                self.dtype().scalar_type(),
                b.dtype().scalar_type()
            )));
        }
        if !left {
            // X @ A = B
            let flipped = if is_vector(self, b) {
                return turned(self)?.solve_columns(b, true);
            } else {
                turned(b)?
            };
            return turned(&turned(self)?.solve_columns(&flipped, false)?);
        }
        self.solve_columns(b, is_vector(self, b))
    }

    fn solve_columns(&self, given: &Tensor, vector: bool) -> Result<Tensor> {
        let (own, n, _) = extents(self);
        let b = no_grad(|| match vector {
            true => given.unsqueeze(-1),
            false => Ok(given.clone()),
        })?;
        if b.ndim() < 2 || extents(&b).1 != n {
            let size = b.size();
            let at = |i: usize| {
                size.len().checked_sub(i).map_or(1, |place| size[place])
            };
            return Err(TorchError::runtime(format!(
                "linalg.solve: Incompatible shapes of A and B for the \
                 equation AX = B ({n}x{n} and {}x{})",
                at(2),
                at(1)
            )));
        }
        let (theirs, _, columns) = extents(&b);
        let batch = broadcast(&theirs, &own)?;
        let wide = |last: [usize; 2]| -> Size {
            batch.iter().copied().chain(last).collect()
        };
        let a = no_grad(|| self.expand(wide([n, n])))?;
        let right = no_grad(|| b.expand(wide([n, columns])))?;
        let mut all = Vec::new();
        let pairs = each(&a)?.into_iter().zip(each(&right)?);
        for (nr, (a_one, b_one)) in pairs.enumerate() {
            let eliminated = Eliminated::of(&a_one);
            if eliminated.singular().is_some() {
                return Err(TorchError::linalg(format!(
                    "torch.linalg.solve: {}The solver failed because the \
                     input matrix is singular.",
                    place(&a, nr)
                )));
            }
            all.push(eliminated.solve(&b_one));
        }
        let mut x = batch_by_columns(&all, wide([n, columns]), self)?;
        if vector {
            x = x.select(x.ndim() - 1, 0);
        }
        Ok(record(&SOLVE, &[self, given], x, |saver| {
            let (a, x) = (saver.save(self), saver.output(0));
            backward(move |grad, context| {
                let (a, x) = (context.get(a)?, context.get(x)?);
                let of_b = turned(&a)?.solve_columns(grad, vector)?;
                context.pair(
                    || {
                        let product = if vector {
                            of_b.unsqueeze(-1)?.mul(&x.unsqueeze(-2)?)?
                        } else {
                            of_b.matmul(&turned(&x)?)?
                        };
                        product.neg()
                    },
                    || Ok(of_b.clone()),
                )
            })
        }))
    }
}

/// Whether `b` is a vector, or a batch of vectors, to a batch of matrices.
fn is_vector(a: &Tensor, b: &Tensor) -> bool {
    let (p, q) = (a.size(), b.size());
    q.len() == 1 || (q.len() + 1 == p.len() && p[..p.len() - 1] == q[..])
}

/// The derivatives of a determinant by each element, by the determinants of
/// what is left without its row and column.
fn cofactors(a: &Tensor) -> Result<Tensor> {
    let all: Vec<Matrix> = each(a)?
        .iter()
        .map(|a| {
            let n = a.rows;
            let mut out = Matrix::zeros(n, n);
            for i in 0..n {
                for j in 0..n {
                    let mut rest = Matrix::zeros(n - 1, n - 1);
                    for r in 0..n - 1 {
                        for c in 0..n - 1 {
                            let at =
                                |k: usize, gone| k + usize::from(k >= gone);
                            rest[(r, c)] = a[(at(r, i), at(c, j))];
                        }
                    }
                    let det = Eliminated::of(&rest).det();
                    out[(i, j)] = if (i + j) % 2 == 0 { det } else { -det };
                }
            }
            out
        })
        .collect();
    Ok(Tensor::from_strided(batch_of(&all, a.size(), a)?))
}

/// A matrix that has an inverse: the numbers of a random one, and something
/// on the diagonal.
fn regular(e: &mut crate::ops::Example, shape: &[usize]) -> Tensor {
    let x = e.any(shape);
    let n = shape[shape.len() - 1];
    let mut values = x.strided().to_vec::<f64>().expect("numbers");
    for (i, value) in values.iter_mut().enumerate() {
        if i / n % n == i % n {
            *value += 4.0;
        }
    }
    let x = crate::tensor::Strided::new(values, x.size());
    let x = Tensor::from_strided(x);
    x.requires_grad_(true).expect("a float64 tensor may")
}

fn square(e: &mut crate::ops::Example) -> Vec<Vec<Value>> {
    vec![vec![regular(e, &[3, 3]).into()], vec![regular(e, &[2, 2, 2]).into()]]
}

macro_rules! rows {
    ($($row:ident, $name:literal, $signature:literal, $names:expr,
       |$a:ident| $call:expr;)+) => {$(
        #[doc = concat!("`", $name, "`, in the table.")]
        pub static $row: Row = Row {
            name: $name,
            signature: $signature,
            grad_fn: Some(&$names),
            call: |$a| Ok($call.into()),
            in_place: None,
            examples: square,
        };
    )+};
}

fn pair(both: (Tensor, Tensor)) -> Vec<Tensor> {
    vec![both.0, both.1]
}

rows! {
    LINALG_INV_ROW, "linalg_inv", "linalg_inv(A)", INV,
        |a| a.tensor(0)?.inverse()?;
    INVERSE_ROW, "inverse", "inverse(input)", INV,
        |a| a.tensor(0)?.inverse()?;
    LINALG_DET_ROW, "linalg_det", "linalg_det(A)", DET,
        |a| a.tensor(0)?.det()?;
    DET_ROW, "det", "det(input)", DET, |a| a.tensor(0)?.det()?;
    LINALG_SLOGDET_ROW, "linalg_slogdet",
        "linalg_slogdet(A) -> (sign, logabsdet)", SLOGDET,
        |a| pair(a.tensor(0)?.slogdet()?);
    SLOGDET_ROW, "slogdet", "slogdet(input) -> (sign, logabsdet)", SLOGDET,
        |a| pair(a.tensor(0)?.slogdet()?);
    LOGDET_ROW, "logdet", "logdet(input)", LOGDET,
        |a| a.tensor(0)?.logdet()?;
}

/// `torch.linalg.solve`, in the table.
pub static LINALG_SOLVE_ROW: Row = Row {
    name: "linalg_solve",
    signature: "linalg_solve(A, B, *, left=True)",
    grad_fn: Some(&SOLVE),
    call: |a| {
        let left = a.optional(2, Args::bool)?.unwrap_or(true);
        Ok(a.tensor(0)?.solve(a.tensor(1)?, left)?.into())
    },
    in_place: None,
    examples: |e| {
        let yes = || Value::from(true);
        vec![
            vec![regular(e, &[3, 3]).into(), e.any(&[3]).into(), yes()],
            vec![regular(e, &[2, 2, 2]).into(), e.any(&[2, 3]).into(), yes()],
            vec![
                regular(e, &[2, 2]).into(),
                e.any(&[3, 2]).into(),
                false.into(),
            ],
        ]
    },
};
