/*!
Matrices as such: their norms, inverses, determinants and factors.

Follows [torch.linalg](https://pytorch.org/docs/stable/linalg.html). All of
it works on whole batches: the last two dimensions are the matrices.
*/

mod factor;
mod matrices;
mod norm;
mod power;
mod solve;
mod svd;

pub use factor::{CHOLESKY_ROW, QR_ROW};
pub use norm::{LINALG_NORM_ROW, MATRIX_NORM_ROW};
pub(super) use norm::{Order, matrix_norm};
pub use power::{
    LINALG_MATRIX_POWER_ROW, MATRIX_POWER_ROW, MULTI_DOT_ROW, multi_dot,
};
pub use solve::{
    DET_ROW, INVERSE_ROW, LINALG_DET_ROW, LINALG_INV_ROW, LINALG_SLOGDET_ROW,
    LINALG_SOLVE_ROW, LOGDET_ROW, SLOGDET_ROW,
};
pub use svd::SVDVALS_ROW;
