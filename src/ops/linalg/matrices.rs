//! What all operations on batches of matrices share: checks, and the
//! matrices one by one, in float64.

use crate::autograd::Tensor;
use crate::ops::numeric::floats;
use crate::tensor::{Element, ErrorClass, Result, Size, Strided, TorchError};

/// A matrix, row by row.
#[derive(Clone)]
pub(super) struct Matrix {
    pub rows: usize,
    pub columns: usize,
    pub numbers: Vec<f64>,
}

impl Matrix {
    pub fn zeros(rows: usize, columns: usize) -> Matrix {
        Matrix { rows, columns, numbers: vec![0.0; rows * columns] }
    }

    pub fn identity(n: usize) -> Matrix {
        let mut out = Matrix::zeros(n, n);
        (0..n).for_each(|i| out[(i, i)] = 1.0);
        out
    }

    pub fn transposed(&self) -> Matrix {
        let mut out = Matrix::zeros(self.columns, self.rows);
        for i in 0..self.rows {
            for j in 0..self.columns {
                out[(j, i)] = self[(i, j)];
            }
        }
        out
    }
}

impl std::ops::Index<(usize, usize)> for Matrix {
    type Output = f64;

    fn index(&self, (i, j): (usize, usize)) -> &f64 {
        &self.numbers[i * self.columns + j]
    }
}

impl std::ops::IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut f64 {
        &mut self.numbers[i * self.columns + j]
    }
}

/// The extents of a batch, and of each of its matrices.
pub(super) fn extents(x: &Tensor) -> (Size, usize, usize) {
    let size = x.size();
    let batch = size.len() - 2;
    (Size::new(&size[..batch]), size[batch], size[batch + 1])
}

/// Every matrix of a batch, in order.
pub(super) fn each(x: &Tensor) -> Result<Vec<Matrix>> {
    let (batch, rows, columns) = extents(x);
    let numbers: Vec<f64> = floats!(x.dtype(), "linalg", T => {
        let all = x.strided().to_vec::<T>()?;
        Ok(all.into_iter().map(Element::to_f64).collect())
    })?;
    let one = rows * columns;
    Ok((0..batch.numel())
        .map(|i| Matrix {
            rows,
            columns,
            numbers: numbers[i * one..][..one].to_vec(),
        })
        .collect())
}

/// Numbers in the dtype of `like`.
pub(super) fn packed(
    numbers: impl IntoIterator<Item = f64>,
    shape: Size,
    like: &Tensor,
) -> Result<Strided> {
    floats!(like.dtype(), "linalg", T => {
        let numbers = numbers.into_iter().map(T::from_f64).collect();
        Ok(Strided::new::<T>(numbers, shape))
    })
}

/// Matrices, one after the other.
pub(super) fn batch_of(
    matrices: &[Matrix],
    shape: Size,
    like: &Tensor,
) -> Result<Strided> {
    let numbers = matrices.iter().flat_map(|m| m.numbers.iter().copied());
    packed(numbers, shape, like)
}

/// Matrices, one after the other, each column by column: as LAPACK leaves
/// them.
pub(super) fn batch_by_columns(
    matrices: &[Matrix],
    shape: Size,
    like: &Tensor,
) -> Result<Strided> {
    let turned: Vec<Matrix> =
        matrices.iter().map(Matrix::transposed).collect();
    let mut flipped = shape.clone();
    let n = shape.len();
    (flipped[n - 2], flipped[n - 1]) = (shape[n - 1], shape[n - 2]);
    Ok(batch_of(&turned, flipped, like)?.transpose(n - 2, n - 1))
}

/// Refuses what is no batch of matrices of floats.
pub(super) fn check_matrices(x: &Tensor, name: &str) -> Result<()> {
    check_two_dims(x, name)?;
    check_floating(x, name)
}

/// Refuses integers and bools.
pub(super) fn check_floating(x: &Tensor, name: &str) -> Result<()> {
    if x.dtype().is_floating_point() {
        return Ok(());
    }
    Err(TorchError::said(
        ErrorClass::NotImplemented,
        format!(
            "{name}: Expected a floating point or complex tensor as input. \
             Got {}",
            x.dtype().scalar_type()
        ),
    ))
}

fn check_two_dims(x: &Tensor, name: &str) -> Result<()> {
    if x.ndim() >= 2 {
        return Ok(());
    }
    Err(TorchError::runtime(format!(
        "{name}: The input tensor A must have at least 2 dimensions."
    )))
}

/// Refuses what is no batch of square matrices.
pub(super) fn check_square(x: &Tensor, name: &str) -> Result<()> {
    check_two_dims(x, name)?;
    let (_, rows, columns) = extents(x);
    if rows == columns {
        return Ok(());
    }
    Err(TorchError::runtime(format!(
        "{name}: A must be batches of square matrices, but they are {rows} \
         by {columns} matrices"
    )))
}

/// `(Batch element 1): `, if there is a batch.
pub(super) fn place(x: &Tensor, nr: usize) -> String {
    match x.ndim() {
        2 => String::new(),
        _ => format!("(Batch element {nr}): "),
    }
}

/// The matrices the other way round.
pub(super) fn turned(x: &Tensor) -> Result<Tensor> {
    x.transpose(-2, -1)
}
