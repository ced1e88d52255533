/*!
Indexing: `x[...]` to read, `x[...] = v` to assign.

Follows [Tensor indexing](https://pytorch.org/docs/stable/tensor_view.html)
and [torch.Tensor.index_put_](https://pytorch.org/docs/stable/generated/torch.Tensor.index_put_.html).

Integers, slices, `None` and `...` are done first, and make a view. Tensors
then choose elements of that view, which is a copy when it is read.
*/

mod assign;
mod expression;
mod places;
mod read;
mod views;

pub use assign::INDEX_PUT_ROW;
pub use expression::{Ellipsis, Index, Indices, NewAxis, slice};
pub(super) use places::Places;
pub use read::INDEX_ROW;

use smallvec::SmallVec;

use crate::autograd::Tensor;
use crate::tensor::DType;

/// A tensor among the indices, and the dimension where it begins. A mask
/// takes as many dimensions as it has, integers take one.
type Chosen = SmallVec<[(usize, Tensor); 2]>;

/// Whether a tensor chooses by truth and not by number.
fn is_mask(index: &Tensor) -> bool {
    matches!(index.dtype(), DType::Bool | DType::Uint8)
}
