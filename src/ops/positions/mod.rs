/*!
Elements by their position along one dimension: gather and scatter, and
whole slices at once: index_select and index_add. Each is the other's
derivative.

Here is what they share: where positions lead to, and what they refuse.
*/

mod gather;
mod index_add;
mod index_fill;
mod masked_scatter;
mod scatter;
mod scatter_fold;
mod scatter_reduce;
mod take;

pub(super) use gather::INDEX_SELECT;
pub use gather::{GATHER_ROW, INDEX_SELECT_ROW};
pub use index_add::INDEX_ADD_ROW;
pub use index_fill::{INDEX_COPY_ROW, INDEX_FILL_ROW, INDEX_FILL_TENSOR_ROW};
pub use masked_scatter::MASKED_SCATTER_ROW;
pub use scatter::{SCATTER_ADD_ROW, SCATTER_ROW, SCATTER_VALUE_ROW};
pub use scatter_fold::SCATTER_FOLD_ROW;
pub use scatter_reduce::{SCATTER_REDUCE_ROW, SCATTER_VALUE_REDUCE_ROW};
pub use take::{PUT_ROW, TAKE_ALONG_DIM_ROW, TAKE_ROW};

use super::index::Places;
use crate::autograd::Tensor;
use crate::tensor::{DType, Result, Size, Strided, TorchError};

/// Where the C code of the notes' edition stood.
const THEN: &str = "/pytorch/aten/src/TH/generic/THTensorEvenMoreMath.cpp";

/// A tensor without dimensions counts as one of a single element.
fn at_least_1d(x: &Strided) -> Strided {
    if x.ndim() == 0 { x.unsqueeze(0) } else { x.clone() }
}

/// A window over `x` in which dimension `dim` stands still: its elements lie
/// where position 0 of that dimension is, in the shape of `index`.
fn lines(x: &Strided, dim: usize, shape: &Size) -> Strided {
    let mut strides = x.strides().clone();
    strides[dim] = 0;
    x.window(shape.clone(), strides, x.offset())
}

/// The places in memory that an index leads to, in its row order.
fn places(
    x: &Strided,
    dim: usize,
    index: &Strided,
    op: &str,
) -> Result<Vec<usize>> {
    if index.numel() == 0 {
        return Ok(Vec::new());
    }
    let (x, index) = (at_least_1d(x), at_least_1d(index));
    let (n, stride) = (x.shape()[dim] as i64, x.strides()[dim]);
    let positions = index.to_dtype(DType::Int64)?.to_vec::<i64>()?;
    lines(&x, dim, index.shape())
        .places()
        .zip(positions)
        .map(|(place, i)| {
            if (0..n).contains(&i) {
                return Ok(place + i as usize * stride);
            }
            let (name, line) = match op {
                "gather" => ("gather", 459),
                "scatter add" => ("scatterAdd", 523),
                "scatter value" => ("scatter", 551),
                _ => ("scatter", 491),
            };
            Err(TorchError::runtime(format!(
                "index {i} is out of bounds for dimension {dim} with size {n}"
            ))
            .in_the_notes(format!("Invalid index in {name} at {THEN}:{line}")))
        })
        .collect()
}

fn check_index_dtype(index: &Tensor, name: &str) -> Result<()> {
    let integers = matches!(index.dtype(), DType::Int32 | DType::Int64);
    if integers || index.numel() == 0 {
        return Ok(());
    }
    Err(TorchError::runtime(format!(
        "{name}(): Expected dtype int32/int64 for index"
    ))
    .in_the_notes(expected_long(index)))
}

fn expected_long(index: &Tensor) -> String {
    expected(DType::Int64, index.dtype(), "#3 'index'")
}

fn rank(x: &Tensor) -> usize {
    x.ndim().max(1)
}

/// The extent of a dimension, 1 for a tensor that has none.
fn extent(x: &Tensor, dim: usize) -> usize {
    x.size().get(dim).copied().unwrap_or(1)
}

impl Tensor {
    /// Where the slices lie that an index names.
    fn slices(&self, dim: usize, index: &Tensor) -> Result<Places> {
        let at_least_1d =
            |x: &Tensor| Tensor::from_strided(at_least_1d(&x.strided()));
        let chosen = [(dim, at_least_1d(index))];
        Places::find(&at_least_1d(self), &chosen, |_| Ok(None))
    }

    /// Refuses a position that does not exist.
    fn check_positions(
        &self,
        dim: usize,
        index: &Tensor,
        missing: impl Fn(i64) -> TorchError,
    ) -> Result<()> {
        let n = extent(self, dim) as i64;
        let index = index.strided().to_dtype(DType::Int64)?.to_vec::<i64>()?;
        match index.into_iter().find(|i| !(0..n).contains(i)) {
            Some(i) => Err(missing(i)),
            None => Ok(()),
        }
    }
}

/// "Expected object of scalar type Float but got scalar type Double"
fn expected(wanted: DType, got: DType, argument: &str) -> String {
    format!(
        "Expected object of scalar type {} but got scalar type {} for \
         argument {argument}",
        wanted.scalar_type_then(),
        got.scalar_type_then()
    )
}
