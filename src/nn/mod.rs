/*!
Networks: modules, layers, losses, how weights begin.

Follows [torch.nn](https://pytorch.org/docs/stable/nn.html). A [`Module`] is
structure: parameters, buffers and other modules, each under a name. What it
computes is a method of its own; [`Forward`] for what makes one tensor of one
tensor.
*/

pub mod init;
mod linear;
mod list;
mod module;
mod rnn;
mod state;

pub use linear::Linear;
pub use module::{Buffer, Forward, Member, Mode, Module, Visitor};
pub use rnn::{GRU, GRUCell, LSTM, LSTMCell, RNN, RNNCell, RNNOptions};
pub use state::{IncompatibleKeys, StateDict};
