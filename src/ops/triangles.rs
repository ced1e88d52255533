/*!
The triangles of a matrix: tril and triu, and where their elements are.

Follows [torch.tril](https://pytorch.org/docs/stable/generated/torch.tril.html)
and [torch.tril_indices](https://pytorch.org/docs/stable/generated/torch.tril_indices.html).
*/

use super::create::rows;
use super::numeric::not_implemented;
use super::row::{Args, derived_rows};
use crate::autograd::{Names, Tensor, backward1, record};
use crate::tensor::{
    DType, Result, Size, Strided, TorchError, check_allocation, dispatch,
};

static TRIL: Names = Names::new("TrilBackward0", "TrilBackward");
static TRIU: Names = Names::new("TriuBackward0", "TriuBackward");

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Lower,
    Upper,
}

impl Part {
    fn name(self) -> &'static str {
        match self {
            Part::Lower => "tril",
            Part::Upper => "triu",
        }
    }

    fn has(self, row: usize, column: usize, diagonal: i64) -> bool {
        let above = column as i64 - row as i64;
        match self {
            Part::Lower => above <= diagonal,
            Part::Upper => above >= diagonal,
        }
    }
}

impl Tensor {
    /// Zeros above a diagonal of each matrix: `x.tril(diagonal)`.
    ///
    /// # Errors
    /// `RuntimeError` if there are fewer than two dimensions.
    pub fn tril(&self, diagonal: i64) -> Result<Tensor> {
        self.triangle(Part::Lower, diagonal)
    }

    /// Zeros below a diagonal of each matrix: `x.triu(diagonal)`.
    ///
    /// # Errors
    /// As [`tril`](Tensor::tril).
    pub fn triu(&self, diagonal: i64) -> Result<Tensor> {
        self.triangle(Part::Upper, diagonal)
    }

    fn triangle(&self, part: Part, diagonal: i64) -> Result<Tensor> {
        let [.., rows, columns] = self.size()[..] else {
            return Err(TorchError::runtime(format!(
                "{}: input tensor must have at least 2 dimensions",
                part.name()
            )));
        };
        let x = self.strided().clone();
        let out = dispatch!(x.dtype(), T => {
            let mut elements = x.to_vec::<T>()?;
            let matrix = rows.wrapping_mul(columns);
            for (i, element) in elements.iter_mut().enumerate() {
                let (row, column) = (i % matrix / columns, i % columns);
                if !part.has(row, column, diagonal) {
                    *element = T::default();
                }
            }
            Strided::new(elements, x.shape().clone())
        });
        let names = if part == Part::Lower { &TRIL } else { &TRIU };
        Ok(record(names, &[self], out, |_| {
            backward1(move |grad, _| grad.triangle(part, diagonal))
        }))
    }
}

/// Where the elements of a triangle are, a row of rows and a row of columns:
/// `torch.tril_indices(row, col, offset)`.
///
/// # Errors
/// `RuntimeError` for a negative extent, `NotImplementedError` for dtypes
/// that are no indices.
pub fn tril_indices(
    row: i64,
    col: i64,
    offset: i64,
    dtype: DType,
) -> Result<Tensor> {
    indices(Part::Lower, row, col, offset, dtype)
}

/// As [`tril_indices`], of the other triangle:
/// `torch.triu_indices(row, col, offset)`.
///
/// # Errors
/// As [`tril_indices`].
pub fn triu_indices(
    row: i64,
    col: i64,
    offset: i64,
    dtype: DType,
) -> Result<Tensor> {
    indices(Part::Upper, row, col, offset, dtype)
}

fn indices(
    part: Part,
    row: i64,
    col: i64,
    offset: i64,
    dtype: DType,
) -> Result<Tensor> {
    for (name, extent) in [("row", row), ("col", col)] {
        if extent < 0 {
            return Err(TorchError::runtime(format!(
                "{name} must be non-negative, got{extent}"
            )));
        }
    }
    if !matches!(dtype, DType::Int32 | DType::Int64) {
        let kernel = format!("{}_indices", part.name());
        return Err(not_implemented(&kernel, dtype));
    }
    // The part of each row that belongs to the triangle.
    let columns = |i: i64| {
        let edge = i.saturating_add(offset);
        match part {
            Part::Lower => 0..edge.saturating_add(1).clamp(0, col),
            Part::Upper => edge.clamp(0, col)..col,
        }
    };
    // Rows without any are left out, however many there are.
    let rows = match part {
        Part::Lower => offset.saturating_neg().clamp(0, row)..row,
        Part::Upper => 0..col.saturating_sub(offset).clamp(0, row),
    };
    let rows = if col == 0 { 0..0 } else { rows };
    // Each row that is left has one at least: memory is short before long.
    let least = (rows.end - rows.start) as usize;
    check_allocation(&[2, least], dtype.itemsize())?;
    let lengths =
        rows.clone().map(|i| (columns(i).end - columns(i).start) as u128);
    let total: u128 = lengths.sum();
    let total = usize::try_from(total).unwrap_or(usize::MAX);
    check_allocation(&[2, total], dtype.itemsize())?;
    let places = || rows.clone().flat_map(|i| columns(i).map(move |j| (i, j)));
    let mut all: Vec<i64> = places().map(|(i, _)| i).collect();
    all.extend(places().map(|(_, j)| j));
    let all = Strided::new(all, Size::new(&[2, total]));
    Ok(Tensor::from_strided(all.to_dtype(dtype)?))
}

derived_rows! {
    TRIL_ROW, "tril", "tril(input, diagonal=0)", &TRIL,
    |a| Ok(a.tensor(0)?.tril(a.int(1)?)?.into())
    => |a| {
        let diagonal = a.int(1)?;
        Ok(a.tensor(0)?.in_place(|old| old.tril(diagonal))?.into())
    },
    |e| vec![vec![e.any(&[2, 3]).into(), 0.into()]];
    TRIU_ROW, "triu", "triu(input, diagonal=0)", &TRIU,
    |a| Ok(a.tensor(0)?.triu(a.int(1)?)?.into())
    => |a| {
        let diagonal = a.int(1)?;
        Ok(a.tensor(0)?.in_place(|old| old.triu(diagonal))?.into())
    },
    |e| vec![vec![e.any(&[2, 2, 2]).into(), 1.into()]];
}

rows! {
    TRIL_INDICES_ROW, "tril_indices",
    "tril_indices(row, col, offset=0, *, dtype=None)", |a| {
        let dtype = a.optional(3, Args::dtype)?.unwrap_or(DType::Int64);
        Ok(tril_indices(a.int(0)?, a.int(1)?, a.int(2)?, dtype)?.into())
    };
    TRIU_INDICES_ROW, "triu_indices",
    "triu_indices(row, col, offset=0, *, dtype=None)", |a| {
        let dtype = a.optional(3, Args::dtype)?.unwrap_or(DType::Int64);
        Ok(triu_indices(a.int(0)?, a.int(1)?, a.int(2)?, dtype)?.into())
    };
}
