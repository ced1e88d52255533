//! Rows of a table, by number.

use crate::autograd::{Names, Tensor, backward1, no_grad, record};
use crate::ops::create::{tensor, zeros_with};
use crate::ops::{Args, Row, Value};
use crate::tensor::{DType, ErrorClass, Result, TorchError};

static EMBEDDING: Names =
    Names::new("EmbeddingBackward0", "EmbeddingBackward");

/// Where the C code of the notes' edition stood.
const THEN: &str = "/pytorch/aten/src/TH/generic/THTensorEvenMoreMath.cpp";

/// The rows of `weight` that `indices` name, in their shape:
/// `F.embedding(indices, weight, padding_idx)`. Each gradient is added to
/// its row, however often that was asked for; but row `padding_idx` gets
/// none.
///
/// # Errors
/// `IndexError` for a row that does not exist, `RuntimeError` for indices
/// that are not integers and for a weight that is no matrix,
/// `AssertionError` for padding outside.
pub fn embedding(
    indices: &Tensor,
    weight: &Tensor,
    padding_idx: Option<i64>,
) -> Result<Tensor> {
    let rows = weight.size().first().copied().unwrap_or(0);
    let padding = check_padding(padding_idx, rows as i64)?;
    if weight.ndim() != 2 {
        if weight.ndim() == 0 && weight.requires_grad() {
            // The derivative wants to know how many rows there are.
            return Err(TorchError::index(
                "Dimension specified as 0 but tensor has no dimensions",
            ));
        }
        return Err(TorchError::runtime("'weight' must be 2-D"));
    }
    check_indices(indices, "embedding")?;
    if rows == 0 && indices.numel() > 0 {
        return Err(TorchError::runtime(
            "index_select(): self indexing axis dim should be positive",
        )
        .in_the_notes(format!("index out of range at {THEN}:193")));
    }
    let flat = no_grad(|| indices.to(DType::Int64)?.reshape(-1))?;
    let inside = |&i: &i64| (0..rows as i64).contains(&i);
    if !flat.to_vec::<i64>()?.iter().all(inside) {
        return Err(TorchError::index("index out of range in self")
            .in_the_notes_as(
                ErrorClass::Runtime,
                format!("index out of range at {THEN}:193"),
            ));
    }
    let mut size = indices.size();
    size.push(weight.size()[1]);
    let found = no_grad(|| weight.index_select(0, &flat)?.view(&size))?;
    let (table, found) = (weight.size(), found.strided().clone());
    Ok(record(&EMBEDDING, &[weight], found, |saver| {
        let flat = saver.save(&flat);
        backward1(move |grad, context| {
            let flat = context.get(flat)?;
            let columns = table[1] as i64;
            let mut rows = grad.reshape([flat.numel() as i64, columns])?;
            if let Some(padding) = padding {
                let padded = flat.eq(padding)?.unsqueeze(1)?;
                rows = rows.masked_fill(&padded, 0.0)?;
            }
            let zeros = zeros_with(&table, grad.dtype())?;
            zeros.index_add(0, &flat, &rows, 1)
        })
    }))
}

/// The row of the padding, counted from the front.
pub(crate) fn check_padding(
    padding_idx: Option<i64>,
    rows: i64,
) -> Result<Option<i64>> {
    let Some(padding) = padding_idx else { return Ok(None) };
    let row = match padding {
        0.. => Some(padding),
        before => before.checked_add(rows),
    };
    // PyTorch does not look whether there is a first row.
    let fits = |row: &i64| padding == 0 || (0..rows).contains(row);
    if let Some(row) = row.filter(fits) {
        return Ok(Some(row));
    }
    Err(TorchError::said(
        ErrorClass::Assertion,
        "Padding_idx must be within num_embeddings",
    ))
}

/// Indices are integers.
pub(super) fn check_indices(indices: &Tensor, what: &str) -> Result<()> {
    match indices.dtype() {
        DType::Int64 | DType::Int32 => Ok(()),
        other => Err(wrong_dtype(other, what)),
    }
}

fn wrong_dtype(dtype: DType, what: &str) -> TorchError {
    let kind = match dtype {
        DType::Bool => "CPUBoolType".to_owned(),
        dtype => format!("torch.{}Tensor", dtype.scalar_type()),
    };
    TorchError::runtime(format!(
        "Expected tensor for argument #1 'indices' to have one of the \
         following scalar types: Long, Int; but got {kind} instead (while \
         checking arguments for {what})"
    ))
    .in_the_notes(
        "Expected tensor for argument #1 'indices' to have scalar type Long; \
         but got CPUType instead (while checking arguments for embedding)",
    )
}

/// `torch.nn.functional.embedding`, in the table.
pub static EMBEDDING_ROW: Row = Row {
    name: "nn.functional.embedding",
    signature: "embedding(input, weight, padding_idx=None)",
    grad_fn: Some(&EMBEDDING),
    call: |a| {
        let padding = a.optional(2, Args::int)?;
        Ok(embedding(a.tensor(0)?, a.tensor(1)?, padding)?.into())
    },
    in_place: None,
    examples: |e| {
        let rows = tensor([[2, 0], [2, 3]]);
        vec![
            vec![rows.clone().into(), e.any(&[4, 2]).into(), Value::None],
            vec![rows.into(), e.any(&[4, 3]).into(), (-3).into()],
            vec![tensor(1).into(), e.any(&[4, 3]).into(), Value::None],
        ]
    },
};
