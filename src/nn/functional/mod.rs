/*!
What layers and losses compute, without state.

Follows [torch.nn.functional](https://pytorch.org/docs/stable/nn.functional.html).
What is also a method of a tensor is only that: `x.linear(..)`, `x.relu()`,
`x.softmax(dim)`.
*/

mod attention;
mod batch_norm;
mod classes;
mod convolution;
mod dropout;
mod embedding;
mod embedding_bag;
mod fold;
mod group_norm;
mod interpolate;
mod layer_norm;
mod linear_map;
mod losses;
mod margins;
mod pad;
mod pool;
mod probability;
mod robust;
mod windows;

pub use attention::attention;
pub use batch_norm::{BatchNormOptions, batch_norm};
pub use convolution::{ConvOptions, Padding, conv, conv_transpose};
pub use embedding_bag::{BagMode, embedding_bag};
pub use fold::{Blocks, fold, unfold};
pub use group_norm::group_norm;
pub use interpolate::{Interpolation, interpolate};
pub use pad::pad;
pub use pool::{
    PoolOptions, adaptive_avg_pool, adaptive_max_pool, avg_pool, max_pool,
};

pub use classes::{CROSS_ENTROPY_ROW, NLL_LOSS_ROW, cross_entropy, nll_loss};
pub(super) use dropout::check as check_probability;
pub use dropout::dropout;
pub(super) use embedding::check_padding;
pub use embedding::{EMBEDDING_ROW, embedding};
pub use layer_norm::{LAYER_NORM_ROW, layer_norm};
pub use losses::{
    BCE_WITH_LOGITS_ROW, L1_LOSS_ROW, MSE_LOSS_ROW,
    binary_cross_entropy_with_logits, l1_loss, mse_loss,
};
pub use margins::{
    MULTI_MARGIN_ROW, SOFT_MARGIN_ROW, multi_margin_loss, soft_margin_loss,
};
pub use probability::binary_cross_entropy;
pub use robust::{huber_loss, smooth_l1_loss};

use crate::autograd::Tensor;
use crate::tensor::{Result, TorchError};

/// What becomes of the losses of all elements: `reduction=`.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Reduction {
    /// They stay as they are.
    None,
    /// Their mean.
    #[default]
    Mean,
    /// Their sum.
    Sum,
}

impl Reduction {
    /// By Python's name: `"none"`, `"mean"`, `"sum"`.
    ///
    /// # Errors
    /// `ValueError` for any other.
    pub fn named(name: &str) -> Result<Reduction> {
        match name {
            "none" => Ok(Reduction::None),
            "mean" => Ok(Reduction::Mean),
            "sum" => Ok(Reduction::Sum),
            other => Err(TorchError::value(format!(
                "{other} is not a valid value for reduction"
            ))),
        }
    }

    fn of(self, losses: &Tensor) -> Result<Tensor> {
        match self {
            Reduction::None => Ok(losses.clone()),
            Reduction::Mean => losses.mean(),
            Reduction::Sum => losses.sum(),
        }
    }

    /// The gradient of each of `n` losses.
    fn spread(self, grad: &Tensor, n: usize) -> Result<Tensor> {
        match self {
            Reduction::Mean => grad.div(n as f64),
            _ => Ok(grad.clone()),
        }
    }
}
