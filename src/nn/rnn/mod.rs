/*!
Recurrent layers: a state that is carried along a sequence.

[`RNN`], [`LSTM`] and [`GRU`] take whole sequences, their cells one step.
What a step computes is written once, in [`step`]; what carries the state from
step to step, from layer to layer and in both directions, in [`layers`]. An
LSTM has a faster way for whole sequences, in [`lstm`].
*/

mod cells;
mod check;
mod given;
mod layers;
mod lstm;
mod options;
mod packed;
mod sequence;
mod step;

pub use cells::{GRUCell, LSTMCell, RNNCell};
pub use given::{rnn_cell_of, rnn_of};
pub use options::RNNOptions;
pub use packed::rnn_packed_of;
pub use sequence::{GRU, LSTM, RNN};
