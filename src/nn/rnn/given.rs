//! Recurrent layers without state: the weights come with the call.

use super::cells::step;
use super::check::no_such_cell;
use super::layers::Layers;
use super::options::RNNOptions;
use super::step::{Kind, Weights};
use crate::autograd::Tensor;
use crate::tensor::{Result, TorchError};

/// The class of a layer and its formula, by PyTorch's name of the mode.
pub(super) fn mode_of(mode: &str) -> Result<(&'static str, Kind)> {
    match mode {
        "RNN_TANH" => Ok(("RNN", Kind::Tanh)),
        "RNN_RELU" => Ok(("RNN", Kind::Relu)),
        "LSTM" => Ok(("LSTM", Kind::Lstm)),
        "GRU" => Ok(("GRU", Kind::Gru)),
        other => {
            Err(TorchError::value(format!("Unrecognized RNN mode: {other}")))
        }
    }
}

/// What [`RNN`](super::RNN), [`LSTM`](super::LSTM) and [`GRU`](super::GRU)
/// compute, with weights that somebody else holds: the output, and each
/// tensor of the state. The mode is `"RNN_TANH"`, `"RNN_RELU"`, `"LSTM"` or
/// `"GRU"`; no state is zeros.
///
/// # Errors
/// As [`RNN::forward_with`](super::RNN::forward_with), and `RuntimeError`
/// for weights that are not those of such a layer.
pub fn rnn_of(
    mode: &str,
    sizes: [i64; 2],
    options: RNNOptions,
    weights: &[Tensor],
    training: bool,
    input: &Tensor,
    state: &[&Tensor],
) -> Result<(Tensor, Vec<Tensor>)> {
    let (class, kind) = mode_of(mode)?;
    check_states(kind, state)?;
    let layers = Layers::given(kind, sizes, options, weights, training)?;
    layers.sequence(class, input, state)
}

/// One step of a cell with weights that somebody else holds: the next state.
///
/// # Errors
/// As [`RNNCell::forward_with`](super::RNNCell::forward_with), and
/// `RuntimeError` for weights that are not those of such a cell.
pub fn rnn_cell_of(
    class: &str,
    nonlinearity: &str,
    [input_size, hidden_size]: [i64; 2],
    weights: &[Tensor],
    input: &Tensor,
    state: &[&Tensor],
) -> Result<Vec<Tensor>> {
    let known = match (class, nonlinearity) {
        ("LSTMCell", _) => Some(Kind::Lstm),
        ("GRUCell", _) => Some(Kind::Gru),
        (_, "tanh") => Some(Kind::Tanh),
        (_, "relu") => Some(Kind::Relu),
        _ => None,
    };
    let kind = known.unwrap_or(Kind::Tanh);
    check_states(kind, state)?;
    let weights = Weights::given(kind, input_size, hidden_size, weights)?;
    match known {
        Some(kind) => step(class, kind, &weights, input, state),
        None => Err(no_such_cell(nonlinearity, &weights, input, state)),
    }
}

pub(super) fn check_states(kind: Kind, state: &[&Tensor]) -> Result<()> {
    let (wanted, got) = (kind.states(), state.len());
    match got == 0 || got == wanted {
        true => Ok(()),
        false => Err(TorchError::runtime(format!(
            "Expected {wanted} states, got {got}"
        ))),
    }
}
