/*!
Sequences of different lengths, without padding: at each step a batch of
those that are not over yet, the longest first.
*/

use super::layers::Layers;
use super::options::RNNOptions;
use super::step::{Kind, Weights};
use crate::autograd::Tensor;
use crate::ops::create::zeros_with;
use crate::ops::joining::cat;
use crate::tensor::{Dims, Listed, Result, TorchError, python_tuple};

/// What [`rnn_of`](super::rnn_of) computes, of sequences of different
/// lengths: `input` holds one row for each step of each sequence, all first
/// steps first, and `batch_sizes` says how many sequences there are at each
/// step, never more than before.
///
/// # Errors
/// As [`rnn_of`](super::rnn_of), and `RuntimeError` for batch sizes that are
/// not those of the input.
pub fn rnn_packed_of(
    mode: &str,
    sizes: [i64; 2],
    options: RNNOptions,
    weights: &[Tensor],
    training: bool,
    (input, batch_sizes): (&Tensor, &[i64]),
    state: &[&Tensor],
) -> Result<(Tensor, Vec<Tensor>)> {
    let (_, kind) = super::given::mode_of(mode)?;
    super::given::check_states(kind, state)?;
    let layers = Layers::given(kind, sizes, options, weights, training)?;
    layers.check_packed(input, batch_sizes, state)?;
    let batch = batch_sizes.first().copied().unwrap_or(0);
    let first: Vec<Tensor> = if state.is_empty() {
        let size = layers.state_size(batch as usize);
        let zeros = || zeros_with(size, input.dtype());
        (0..kind.states()).map(|_| zeros()).collect::<Result<_>>()?
    } else {
        state.iter().map(|h| (*h).clone()).collect()
    };
    layers.run_by(input, &first, |weights, x, state, reverse| {
        along(kind, weights, x, batch_sizes, state, reverse)
    })
}

impl Layers {
    fn check_packed(
        &self,
        x: &Tensor,
        batch_sizes: &[i64],
        state: &[&Tensor],
    ) -> Result<()> {
        let rows: i64 =
            batch_sizes.iter().fold(0, |n, &m| n.saturating_add(m));
        let fall = batch_sizes.windows(2).all(|pair| pair[0] >= pair[1]);
        let some = batch_sizes.last().is_some_and(|&n| n > 0);
        if x.ndim() != 2 || x.size()[0] as i64 != rows || !fall || !some {
            return Err(TorchError::runtime(
                "batch_sizes are not those of the packed sequence",
            ));
        }
        self.check_dtype(x)?;
        let expected = self.state_size(batch_sizes[0] as usize);
        for h in state {
            let size = h.size();
            let extents = size.iter().map(|&n| n as i64);
            if !extents.eq(expected) {
                let expected = python_tuple(expected.map(|n| n.to_string()));
                return Err(TorchError::runtime(format!(
                    "Expected hidden size {expected}, got {}",
                    Listed(&size)
                )));
            }
        }
        Ok(())
    }
}

/// One layer, in one direction: the output of all steps, and the state of
/// each sequence after its last.
fn along(
    kind: Kind,
    weights: &Weights,
    x: &Tensor,
    batch_sizes: &[i64],
    state: Vec<Tensor>,
    reverse: bool,
) -> Result<(Tensor, Vec<Tensor>)> {
    let sizes = Dims::from(batch_sizes);
    let steps = weights.of_input(x)?.split(sizes, 0)?;
    let part = |state: &[Tensor], from: i64, n: i64| {
        let part = state.iter().map(|h| h.narrow(0, from, n));
        part.collect::<Result<Vec<_>>>()
    };
    let mut outputs = Vec::new();
    if reverse {
        // Shorter sequences join on the way to the first step.
        let mut size = *batch_sizes.last().expect("it was checked");
        let mut now = part(&state, 0, size)?;
        for (of_input, &next) in steps.iter().zip(batch_sizes).rev() {
            if next > size {
                let new = part(&state, size, next - size)?;
                let joined = now.iter().zip(&new);
                now = joined
                    .map(|(now, new)| cat([now, new], 0))
                    .collect::<Result<_>>()?;
                size = next;
            }
            now = kind.step(of_input, weights, &now)?;
            outputs.push(now[0].clone());
        }
        outputs.reverse();
        return Ok((cat(&outputs, 0)?, now));
    }
    let mut size = batch_sizes[0];
    let mut now = state;
    let mut over: Vec<Vec<Tensor>> = Vec::new();
    for (of_input, &next) in steps.iter().zip(batch_sizes) {
        if next < size {
            over.push(part(&now, next, size - next)?);
            now = part(&now, 0, next)?;
            size = next;
        }
        now = kind.step(of_input, weights, &now)?;
        outputs.push(now[0].clone());
    }
    over.push(now);
    let last = (0..kind.states()).map(|nr| {
        let all: Vec<&Tensor> = over.iter().rev().map(|h| &h[nr]).collect();
        cat(all, 0)
    });
    Ok((cat(&outputs, 0)?, last.collect::<Result<_>>()?))
}
