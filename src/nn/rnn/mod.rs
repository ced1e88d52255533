/*!
Recurrent layers: a state that is carried along a sequence.

[`RNN`], [`LSTM`] and [`GRU`] take whole sequences, their cells one step.
What a step computes is written once, in [`step`]; what carries the state from
step to step, from layer to layer and in both directions, in [`layers`]. An
LSTM has a faster way for whole sequences, in [`lstm`].
*/

mod cells;
mod check;
mod layers;
mod lstm;
mod options;
mod sequence;
mod step;

pub use cells::{GRUCell, LSTMCell, RNNCell};
pub use options::RNNOptions;
pub use sequence::{GRU, LSTM, RNN};
