/*!
Matrices as such: their norms, inverses, determinants and factors.

Follows [torch.linalg](https://pytorch.org/docs/stable/linalg.html). All of
it works on whole batches: the last two dimensions are the matrices.
*/

mod matrices;
mod norm;
mod svd;

pub use norm::{LINALG_NORM_ROW, MATRIX_NORM_ROW};
pub(super) use norm::{Order, matrix_norm};
pub use svd::SVDVALS_ROW;
