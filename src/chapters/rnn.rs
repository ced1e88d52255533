/*!
Sequences: all steps at once, or one at a time.

The layers themselves are in [`nn`]. Follows
[torch.nn.RNN](https://pytorch.org/docs/stable/generated/torch.nn.RNN.html).
*/

use super::{Chapter, Listing};
use crate::prelude::*;

/// Its page.
pub const CHAPTER: Chapter = Chapter {
    name: "rnn",
    title: "RNN: a sequence at once, or step by step",
    summary: "batch_first turns input and output, but never the state.",
    listings: LISTINGS,
};

const LISTINGS: &[Listing] = listings![
    whole_sequence,
    batch_first,
    no_error,
    last_step,
    no_transpose,
    fresh_weights,
    same_as_steps,
    history,
    cell,
    state_in_state_out,
    one_step_each,
    carried_history,
    detached,
    wrong_state,
    wrong_input,
    lstm_state,
    wrong_lstm_state,
    bidirectional,
    dropout,
    unbatched,
    notes_lstm,
];

fn whole_sequence() -> Result<()> {
    // ANCHOR: whole_sequence
    let rnn = nn::RNN::new(3, 4)?;
    // 5 steps of 2 sequences
    let x = zeros([5, 2, 3])?;
    let (output, h_n) = rnn.forward(&x)?;
    print(output.size());
    print(h_n.size());
    // ANCHOR_END: whole_sequence
    Ok(())
}

fn batch_first() -> Result<()> {
    // ANCHOR: batch_first
    let options = nn::RNNOptions::new().batch_first(true);
    let rnn = nn::RNN::with(3, 4, options)?;
    // 2 sequences of 5 steps
    let x = zeros([2, 5, 3])?;
    let (output, h_n) = rnn.forward(&x)?;
    print(output.size());
    print(h_n.size());
    // ANCHOR_END: batch_first
    Ok(())
}

fn no_error() -> Result<()> {
    // ANCHOR: no_error
    let x = zeros([2, 5, 3])?;
    let rnn = nn::RNN::new(3, 4)?;
    let (output, h_n) = rnn.forward(&x)?;
    print(output.size());
    print(h_n.size());
    // ANCHOR_END: no_error
    Ok(())
}

fn last_step() -> Result<()> {
    // ANCHOR: last_step
    let x = randn([2, 5, 3])?;
    let options = nn::RNNOptions::new().batch_first(true);
    let rnn = nn::RNN::with(3, 4, options)?;
    let (output, h_n) = rnn.forward(&x)?;
    print(output.index((.., -1))?.equal(&h_n.index(0)?)?);
    print(output.index(-1)?.size());
    // ANCHOR_END: last_step
    Ok(())
}

fn no_transpose() -> Result<()> {
    // ANCHOR: no_transpose
    let x = randn([2, 5, 3])?;
    let rnn = nn::RNN::new(3, 4)?;
    let options = nn::RNNOptions::new().batch_first(true);
    let first = nn::RNN::with(3, 4, options)?;
    first.load_state_dict(&rnn.state_dict())?;
    let (a, h_a) = rnn.forward(&x.transpose(0, 1)?)?;
    let (b, h_b) = first.forward(&x)?;
    print(a.transpose(0, 1)?.allclose(&b)?);
    print(h_a.allclose(&h_b)?);
    // ANCHOR_END: no_transpose
    Ok(())
}

fn fresh_weights() -> Result<()> {
    // ANCHOR: fresh_weights
    manual_seed(0);
    let rnn = nn::RNN::new(2, 3)?;
    for (name, parameter) in rnn.named_parameters() {
        print(name);
        print(parameter);
    }
    // ANCHOR_END: fresh_weights
    Ok(())
}

fn same_as_steps() -> Result<()> {
    // ANCHOR: same_as_steps
    let rnn = nn::RNN::new(3, 4)?;
    let x = randn([5, 2, 3])?;
    let (output, h_n) = rnn.forward(&x)?;
    let mut h = zeros([1, 2, 4])?;
    for t in 0..5 {
        let step = x.index(t..t + 1)?;
        h = rnn.forward_with(&step, &h)?.1;
        print(h.index(0)?.allclose(&output.index(t)?)?);
    }
    print(h.allclose(&h_n)?);
    // ANCHOR_END: same_as_steps
    Ok(())
}

fn history() -> Result<()> {
    // ANCHOR: history
    manual_seed(0);
    let rnn = nn::RNN::with(1, 1, nn::RNNOptions::new().bias(false))?;
    let x = ones([2, 1, 1])?;
    let (output, h_n) = rnn.forward(&x)?;
    h_n.backward()?;
    print(output.size());
    let ih = rnn.get_parameter("weight_ih_l0")?;
    let hh = rnn.get_parameter("weight_hh_l0")?;
    draw(&h_n, &[("W_ih", &ih), ("W_hh", &hh), ("h_n", &h_n)])?;
    // ANCHOR_END: history
    Ok(())
}

fn cell() -> Result<()> {
    // ANCHOR: cell
    manual_seed(0);
    let cell = nn::RNNCell::new(3, 4)?;
    let mut h = zeros([2, 4])?;
    for _ in 0..3 {
        // What has just arrived, for 2 sequences
        let x = randn([2, 3])?;
        h = cell.forward_with(&x, &h)?;
    }
    print(h);
    // ANCHOR_END: cell
    Ok(())
}

fn state_in_state_out() -> Result<()> {
    // ANCHOR: state_in_state_out
    let lstm = nn::LSTM::new(3, 4)?;
    let mut state = None;
    for steps in [7, 1, 3] {
        let x = randn([steps, 2, 3])?;
        let (output, next) = lstm.forward_with(&x, state.as_ref())?;
        print(output.size());
        state = Some(next);
    }
    // ANCHOR_END: state_in_state_out
    Ok(())
}

fn one_step_each() -> Result<()> {
    // ANCHOR: one_step_each
    let rnn = nn::RNN::new(3, 4)?;
    // A single step keeps its dimension.
    let (output, _) = rnn.forward(&zeros([1, 2, 3])?)?;
    print(output.size());
    let cell = nn::RNNCell::new(3, 4)?;
    print(cell.forward(&zeros([2, 3])?)?.size());
    // ANCHOR_END: one_step_each
    Ok(())
}

fn carried_history() -> Result<()> {
    // ANCHOR: carried_history
    let rnn = nn::RNN::new(3, 4)?;
    let mut h = zeros([1, 2, 4])?;
    for part in 0..2 {
        let (output, next) = rnn.forward_with(&ones([5, 2, 3])?, &h)?;
        h = next;
        output.sum()?.backward()?;
        print(format!("part {part}: fine"));
    }
    // ANCHOR_END: carried_history
    Ok(())
}

fn detached() -> Result<()> {
    // ANCHOR: detached
    let rnn = nn::RNN::new(3, 4)?;
    let mut h = zeros([1, 2, 4])?;
    for part in 0..2 {
        let (output, next) = rnn.forward_with(&ones([5, 2, 3])?, &h)?;
        h = next.detach()?;
        output.sum()?.backward()?;
        print(format!("part {part}: fine"));
    }
    // ANCHOR_END: detached
    Ok(())
}

fn wrong_state() -> Result<()> {
    // ANCHOR: wrong_state
    let options = nn::RNNOptions::new().batch_first(true);
    let rnn = nn::RNN::with(3, 4, options)?;
    let x = zeros([2, 5, 3])?;
    for h in [zeros([2, 1, 4])?, zeros([1, 5, 4])?, zeros([1, 2, 3])?] {
        if let Err(error) = rnn.forward_with(&x, &h) {
            print(error);
        }
    }
    // ANCHOR_END: wrong_state
    Ok(())
}

fn wrong_input() -> Result<()> {
    // ANCHOR: wrong_input
    let rnn = nn::RNN::new(3, 4)?;
    for x in [
        zeros([5, 2, 4])?,
        zeros([3])?,
        zeros([0, 2, 3])?,
        zeros_with([5, 2, 3], float64)?,
    ] {
        if let Err(error) = rnn.forward(&x) {
            print(error);
        }
    }
    // ANCHOR_END: wrong_input
    Ok(())
}

fn lstm_state() -> Result<()> {
    // ANCHOR: lstm_state
    let lstm = nn::LSTM::with(3, 4, 2)?;
    let (output, (h_n, c_n)) = lstm.forward(&zeros([5, 2, 3])?)?;
    print(output.size());
    print(h_n.size());
    print(c_n.size());
    print(output.index(-1)?.equal(&h_n.index(-1)?)?);
    // ANCHOR_END: lstm_state
    Ok(())
}

fn wrong_lstm_state() -> Result<()> {
    // ANCHOR: wrong_lstm_state
    let lstm = nn::LSTM::new(3, 4)?;
    let state = (zeros([1, 2, 4])?, zeros([1, 2, 5])?);
    lstm.forward_with(&zeros([5, 2, 3])?, &state)?;
    // ANCHOR_END: wrong_lstm_state
    Ok(())
}

fn bidirectional() -> Result<()> {
    // ANCHOR: bidirectional
    let options = nn::RNNOptions::new().bidirectional(true);
    let rnn = nn::RNN::with(3, 4, options)?;
    let (output, h_n) = rnn.forward(&randn([5, 2, 3])?)?;
    print(output.size());
    print(h_n.size());
    let (forward, reverse) = (h_n.index(0)?, h_n.index(1)?);
    print(output.index((-1, .., ..4))?.equal(&forward)?);
    print(output.index((-1, .., 4..))?.equal(&reverse)?);
    print(output.index((0, .., 4..))?.equal(&reverse)?);
    // ANCHOR_END: bidirectional
    Ok(())
}

fn dropout() -> Result<()> {
    // ANCHOR: dropout
    let options = nn::RNNOptions::new().num_layers(2).dropout(0.5);
    let rnn = nn::RNN::with(3, 4, options)?;
    let x = ones([5, 2, 3])?;
    print(rnn.forward(&x)?.0.equal(&rnn.forward(&x)?.0)?);
    rnn.eval();
    print(rnn.forward(&x)?.0.equal(&rnn.forward(&x)?.0)?);
    // ANCHOR_END: dropout
    Ok(())
}

fn unbatched() -> Result<()> {
    // ANCHOR: unbatched
    let rnn = nn::RNN::new(3, 4)?;
    let x = zeros([5, 3])?;
    let (output, h_n) = rnn.forward(&x)?;
    print([output.size(), h_n.size()]);
    // ANCHOR_END: unbatched
    Ok(())
}

fn notes_lstm() -> Result<()> {
    // ANCHOR: notes_lstm
    let model = nn::LSTM::with(4, 5, 3)?;
    print(&model);
    for (name, parameter) in model.named_parameters() {
        print((name, parameter.size()));
    }
    // ANCHOR_END: notes_lstm
    Ok(())
}
