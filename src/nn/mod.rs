/*!
Networks: modules, layers, losses, how weights begin.

Follows [torch.nn](https://pytorch.org/docs/stable/nn.html). A [`Module`] is
structure: parameters, buffers and other modules, each under a name. What it
computes is a method of its own; [`Forward`] for what makes one tensor of one
tensor.
*/

mod activations;
mod batch_norm;
mod conv;
pub mod functional;
pub mod init;
mod layers;
mod linear;
mod list;
mod losses;
mod member;
mod module;
mod pool;
mod rnn;
mod safetensors;
mod sequential;
mod state;

pub use crate::sequential;
pub use activations::{
    ELU, GELU, Identity, LeakyReLU, LogSoftmax, ReLU, SELU, SiLU, Sigmoid,
    Softmax, Softplus, Tanh,
};
pub use batch_norm::{BatchNorm1d, BatchNorm2d, GroupNorm};
pub use conv::{Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d};
pub use functional::Reduction;
pub use layers::{Dropout, Embedding, LayerNorm};
pub use linear::Linear;
pub use losses::{
    BCEWithLogitsLoss, CrossEntropyLoss, L1Loss, MSELoss, NLLLoss,
};
pub use member::{Buffer, Member, Mode};
pub use module::{AsModule, Forward, Module, Visitor};
pub use pool::{AdaptiveAvgPool2d, AvgPool2d, MaxPool2d};
pub use rnn::{
    GRU, GRUCell, LSTM, LSTMCell, RNN, RNNCell, RNNOptions, rnn_cell_of,
    rnn_of, rnn_packed_of,
};
#[cfg(feature = "python")]
pub(crate) use safetensors::{from_bytes, write_elements};
pub use sequential::Sequential;
pub use state::{IncompatibleKeys, StateDict};
