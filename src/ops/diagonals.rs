/*!
Diagonals: read, written, and laid out.

Follows [torch.diagonal](https://pytorch.org/docs/stable/generated/torch.diagonal.html),
[torch.diag](https://pytorch.org/docs/stable/generated/torch.diag.html) and
[torch.block_diag](https://pytorch.org/docs/stable/generated/torch.block_diag.html).
*/

use super::row::derived_rows;
use super::slices::embed;
use crate::autograd::{
    Names, Tensor, backward, backward1, record, record_view,
};
use crate::tensor::{
    DType, Result, Size, Strided, TorchError, check_allocation, wrap_dim,
};

static DIAGONAL: Names = Names::new("DiagonalBackward0", "DiagonalBackward");
static DIAG: Names = Names::new("DiagonalBackward0_copy", "DiagBackward");
static DIAG_EMBED: Names = Names::new("DiagEmbedBackward0", "CopySlices");
static DIAGFLAT: Names = Names::new("DiagEmbedBackward0", "DiagBackward");
static BLOCK_DIAG: Names =
    Names::new("BlockDiagBackward0", "BlockDiagBackward0");

/// The window on a diagonal of two dimensions, which stands last.
fn diagonal_of(x: &Strided, offset: i64, dim1: usize, dim2: usize) -> Strided {
    let (shape, strides) = (x.shape(), x.strides());
    let (rows, columns) = (shape[dim1] as i64, shape[dim2] as i64);
    let len = if offset >= 0 {
        rows.min(columns.saturating_sub(offset))
    } else {
        rows.saturating_add(offset).min(columns)
    };
    let len = len.max(0) as usize;
    let start = match len {
        0 => 0,
        _ if offset >= 0 => (offset as usize).wrapping_mul(strides[dim2]),
        _ => (offset.unsigned_abs() as usize).wrapping_mul(strides[dim1]),
    };
    let others = (0..shape.len()).filter(|&d| d != dim1 && d != dim2);
    let mut out_shape: Size = others.clone().map(|d| shape[d]).collect();
    let mut out_strides: Size = others.map(|d| strides[d]).collect();
    out_shape.push(len);
    out_strides.push(strides[dim1].wrapping_add(strides[dim2]));
    x.window(out_shape, out_strides, x.offset().wrapping_add(start))
}

fn check_dims(dim1: i64, dim2: i64, ndim: usize) -> Result<(usize, usize)> {
    let (a, b) = (wrap_dim(dim1, ndim)?, wrap_dim(dim2, ndim)?);
    if a == b {
        return Err(TorchError::runtime(format!(
            "diagonal dimensions cannot be identical {dim1}, {dim2}"
        )));
    }
    Ok((a, b))
}

impl Tensor {
    /// The elements of two dimensions whose indices differ by `offset`, as a
    /// new last dimension: `x.diagonal(offset, dim1, dim2)`. A view.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension, `RuntimeError` if it is
    /// the same.
    pub fn diagonal(
        &self,
        offset: i64,
        dim1: i64,
        dim2: i64,
    ) -> Result<Tensor> {
        let (a, b) = check_dims(dim1, dim2, self.ndim())?;
        let window = diagonal_of(&self.strided(), offset, a, b);
        let size = self.size();
        Ok(record_view(&DIAGONAL, self, window, |_| {
            backward1(move |grad, _| {
                grad.around_diagonal(&size, offset, dim1, dim2)
            })
        }))
    }

    /// Zeros around a diagonal: the derivative of reading it.
    fn around_diagonal(
        &self,
        size: &Size,
        offset: i64,
        dim1: i64,
        dim2: i64,
    ) -> Result<Tensor> {
        static BACKWARD: Names =
            Names::new("DiagonalBackwardBackward0", "CopySlices");
        embed(&BACKWARD, self, size, move |x| x.diagonal(offset, dim1, dim2))
    }

    /// The last dimension as a diagonal of two new ones, among zeros:
    /// `x.diag_embed(offset, dim1, dim2)`.
    ///
    /// # Errors
    /// As [`diagonal`](Tensor::diagonal).
    pub fn diag_embed(
        &self,
        offset: i64,
        dim1: i64,
        dim2: i64,
    ) -> Result<Tensor> {
        self.embedded(&DIAG_EMBED, offset, dim1, dim2)
    }

    fn embedded(
        &self,
        names: &'static Names,
        offset: i64,
        dim1: i64,
        dim2: i64,
    ) -> Result<Tensor> {
        let ndim = self.ndim() + 1;
        let (a, b) = check_dims(dim1, dim2, ndim)?;
        let mut shape = self.size();
        let len = shape.last().copied().unwrap_or(1);
        if !shape.is_empty() {
            shape.remove(shape.len() - 1);
        }
        let extent = len.saturating_add(offset.unsigned_abs() as usize);
        let (first, second) = (a.min(b), a.max(b));
        shape.insert(first, extent);
        shape.insert(second, extent);
        check_allocation(&shape, self.dtype().itemsize())?;
        let out = Strided::full(shape, 0, self.dtype())?;
        diagonal_of(&out, offset, a, b).copy_from(&self.strided())?;
        Ok(record(names, &[self], out, |_| {
            backward1(move |grad, _| grad.diagonal(offset, dim1, dim2))
        }))
    }

    /// A copy of the diagonal of a matrix, or a matrix with this diagonal:
    /// `x.diag(diagonal)`.
    ///
    /// # Errors
    /// `RuntimeError` for other numbers of dimensions.
    pub fn diag(&self, diagonal: i64) -> Result<Tensor> {
        match self.ndim() {
            1 => self.embedded(&DIAGFLAT, diagonal, -2, -1),
            2 => {
                let window = diagonal_of(&self.strided(), diagonal, 0, 1);
                let size = self.size();
                Ok(record(&DIAG, &[self], window.copy()?, |_| {
                    backward1(move |grad, _| {
                        grad.around_diagonal(&size, diagonal, 0, 1)
                    })
                }))
            }
            n => Err(TorchError::runtime(format!(
                "diag(): Supports 1D or 2D tensors. Got {n}D"
            ))),
        }
    }

    /// A matrix with all elements on its diagonal: `x.diagflat(offset)`.
    ///
    /// # Errors
    /// None but a lack of memory.
    pub fn diagflat(&self, offset: i64) -> Result<Tensor> {
        let flat = self.contiguous()?.view(-1)?;
        flat.embedded(&DIAGFLAT, offset, -2, -1)
    }
}

/// A matrix of matrices along its diagonal, zeros elsewhere:
/// `torch.block_diag(*tensors)`. Vectors are rows.
///
/// # Errors
/// `RuntimeError` for a tensor of more than two dimensions.
pub fn block_diag(tensors: &[&Tensor]) -> Result<Tensor> {
    let wide = tensors.iter().position(|x| x.ndim() > 2);
    if let Some(nr) = wide {
        return Err(TorchError::runtime(format!(
            "torch.block_diag: Input tensors must have 2 or fewer \
             dimensions. Input {nr} has {} dimensions",
            tensors[nr].ndim()
        )));
    }
    let sizes: Vec<Size> = tensors.iter().map(|x| x.size()).collect();
    let extents = |size: &Size| match **size {
        [] => (1, 1),
        [columns] => (1, columns),
        [rows, columns, ..] => (rows, columns),
    };
    let rows = sizes
        .iter()
        .map(|size| extents(size).0)
        .fold(0, usize::saturating_add);
    let columns = sizes
        .iter()
        .map(|size| extents(size).1)
        .fold(0, usize::saturating_add);
    let dtypes = tensors.iter().map(|x| x.dtype());
    let dtype = dtypes.reduce(DType::promote).unwrap_or(DType::usual());
    let shape = match tensors {
        [] => Size::new(&[1, 0]),
        _ => Size::new(&[rows, columns]),
    };
    let out = Strided::full(shape, 0, dtype)?;
    let mut places = Vec::new();
    let (mut row, mut column) = (0, 0);
    for (x, size) in tensors.iter().zip(&sizes) {
        let (h, w) = extents(size);
        let place = out.slice(0, row, h, 1).slice(1, column, w, 1);
        place.copy_from(&x.strided())?;
        places.push((row as i64, column as i64, h as i64, w as i64));
        (row, column) = (row + h, column + w);
    }
    Ok(record(&BLOCK_DIAG, tensors, out, |_| {
        backward(move |grad, context| {
            places
                .iter()
                .zip(&sizes)
                .enumerate()
                .map(|(i, (&(row, column, h, w), size))| {
                    context.only_if(i, || {
                        let part = grad.narrow(0, row, h)?;
                        part.narrow(1, column, w)?.reshape(size)
                    })
                })
                .collect()
        })
    }))
}

derived_rows! {
    DIAGONAL_ROW, "diagonal", "diagonal(input, offset=0, dim1=0, dim2=1)",
    &DIAGONAL,
    |a| {
        let x = a.tensor(0)?;
        Ok(x.diagonal(a.int(1)?, a.int(2)?, a.int(3)?)?.into())
    },
    |e| vec![
        vec![e.any(&[2, 3]).into(), 1.into(), 0.into(), 1.into()],
        vec![
            e.any(&[2, 2, 3]).into(), (-1).into(), (-1).into(), 0.into(),
        ],
    ];
    DIAG_EMBED_ROW, "diag_embed",
    "diag_embed(input, offset=0, dim1=-2, dim2=-1)", &DIAG_EMBED,
    |a| {
        let x = a.tensor(0)?;
        Ok(x.diag_embed(a.int(1)?, a.int(2)?, a.int(3)?)?.into())
    },
    |e| vec![
        vec![e.any(&[2, 3]).into(), 1.into(), (-2).into(), (-1).into()],
        vec![e.any(&[3, 2]).into(), (-1).into(), 0.into(), 2.into()],
    ];
    DIAG_ROW, "diag", "diag(input, diagonal=0)", &DIAG,
    |a| Ok(a.tensor(0)?.diag(a.int(1)?)?.into()),
    |e| vec![
        vec![e.any(&[3]).into(), 1.into()],
        vec![e.any(&[2, 3]).into(), (-1).into()],
    ];
    DIAGFLAT_ROW, "diagflat", "diagflat(input, offset=0)", &DIAGFLAT,
    |a| Ok(a.tensor(0)?.diagflat(a.int(1)?)?.into()),
    |e| vec![vec![e.any(&[2, 2]).into(), (-1).into()]];
    BLOCK_DIAG_ROW, "block_diag", "block_diag(*tensors)", &BLOCK_DIAG,
    |a| Ok(block_diag(&a.gathered(0)?)?.into()),
    |e| vec![vec![vec![e.any(&[2, 1]), e.any(&[2]), e.any(&[])].into()]];
}
