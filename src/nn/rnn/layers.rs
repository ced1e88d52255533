//! From step to step, from layer to layer, in both directions.

use super::lstm;
use super::options::RNNOptions;
use super::step::{Kind, Weights};
use crate::autograd::Tensor;
use crate::nn::functional::dropout;
use crate::nn::{Mode, Visitor};
use crate::ops::joining::{cat, stack};
use crate::tensor::{Result, TorchError, check_allocation};

/// About how many bytes a layer takes besides its numbers.
const HANDLES: usize = 1024;

/// What RNN, LSTM and GRU have in common: everything but a step.
#[derive(Debug)]
pub(super) struct Layers {
    pub kind: Kind,
    pub input_size: i64,
    pub hidden_size: i64,
    pub options: RNNOptions,
    /// Of each layer, in each direction.
    pub weights: Vec<Weights>,
    pub mode: Mode,
}

impl Layers {
    pub fn new(
        kind: Kind,
        input_size: i64,
        hidden_size: i64,
        options: RNNOptions,
    ) -> Result<Layers> {
        let RNNOptions { bias, dtype, .. } = options;
        let weights = |input_size: i64| {
            Weights::new(kind, input_size, hidden_size, bias, dtype)
        };
        let then = || weights(input_size).map(drop);
        options.check(input_size, hidden_size, then)?;
        let directions = options.directions() as i64;
        let above = hidden_size.saturating_mul(directions);
        let inputs = (0..options.num_layers)
            .map(|layer| if layer == 0 { input_size } else { above })
            .flat_map(|input_size| (0..directions).map(move |_| input_size));
        let mut all = Vec::new();
        for input_size in inputs {
            all.push(weights(input_size)?);
            if all.len() == 1 {
                // One has its place. Have all, before hours have passed?
                let columns = above.saturating_add(hidden_size + 2);
                let rows = kind.gates() * hidden_size;
                let numbers = rows.saturating_mul(columns) as usize;
                let each = numbers.saturating_mul(dtype.itemsize());
                let n = [options.num_layers, directions].map(|n| n as usize);
                let each = each.saturating_add(HANDLES);
                check_allocation(&[n[0], n[1], each], 1)?;
            }
        }
        let weights = all;
        let mode = Mode::default();
        Ok(Layers { kind, input_size, hidden_size, options, weights, mode })
    }

    /// The layers of weights that somebody else holds, in the order of
    /// their names.
    pub fn given(
        kind: Kind,
        [input_size, hidden_size]: [i64; 2],
        options: RNNOptions,
        given: &[Tensor],
        training: bool,
    ) -> Result<Layers> {
        let directions = options.directions();
        let above = hidden_size.saturating_mul(directions as i64);
        let each = if options.bias { 4 } else { 2 };
        let chunks = given.chunks(each).enumerate();
        let weights = chunks.map(|(nr, chunk)| {
            let input = if nr < directions { input_size } else { above };
            Weights::given(kind, input, hidden_size, chunk)
        });
        let weights = weights.collect::<Result<Vec<_>>>()?;
        let wanted = options.num_layers.saturating_mul(directions as i64);
        if weights.is_empty() || weights.len() as i64 != wanted {
            return Err(TorchError::runtime("not enough weights"));
        }
        let mode = Mode::new(training);
        Ok(Layers { kind, input_size, hidden_size, options, weights, mode })
    }

    pub fn visit<'a>(&'a self, visitor: &mut dyn Visitor<'a>) {
        let directions = self.options.directions();
        for (nr, weights) in self.weights.iter().enumerate() {
            let layer = nr / directions;
            let reverse = if nr % directions == 1 { "_reverse" } else { "" };
            weights.visit(visitor, &format!("_l{layer}{reverse}"));
        }
        visitor.mode(&self.mode);
    }

    pub fn extra_repr(&self) -> String {
        let (input, hidden) = (self.input_size, self.hidden_size);
        format!("{input}, {hidden}{}", self.options.extra_repr())
    }

    /// `(layers * directions, batch, hidden)`
    pub fn state_size(&self, batch: usize) -> [i64; 3] {
        [self.weights.len() as i64, batch as i64, self.hidden_size]
    }

    /// The output of all steps, and each tensor of the state after the
    /// last, from checked tensors: `(seq, batch, feature)` and
    /// `(layers * directions, batch, hidden)`.
    pub fn run(
        &self,
        input: &Tensor,
        state: &[Tensor],
    ) -> Result<(Tensor, Vec<Tensor>)> {
        self.run_by(input, state, |weights, x, state, reverse| {
            let layer = match lstm::fits(self.kind, x) {
                true => lstm::layer,
                false => along,
            };
            layer(self.kind, weights, x, state, reverse)
        })
    }

    /// [`run`](Layers::run), where `layer` is one layer in one direction,
    /// backwards or not.
    pub fn run_by(
        &self,
        input: &Tensor,
        state: &[Tensor],
        layer: impl Fn(
            &Weights,
            &Tensor,
            Vec<Tensor>,
            bool,
        ) -> Result<(Tensor, Vec<Tensor>)>,
    ) -> Result<(Tensor, Vec<Tensor>)> {
        let directions = self.options.directions();
        let first = state
            .iter()
            .map(|tensor| tensor.unbind(0))
            .collect::<Result<Vec<_>>>()?;
        let mut last = vec![Vec::new(); state.len()];
        let mut x = input.clone();
        for (nr, weights) in self.weights.chunks(directions).enumerate() {
            if nr > 0 {
                x = dropout(&x, self.options.dropout, self.mode.training())?;
            }
            let mut outputs = Vec::new();
            for (direction, weights) in weights.iter().enumerate() {
                let at = nr * directions + direction;
                let state = first.iter().map(|x| x[at].clone()).collect();
                let (output, state) =
                    layer(weights, &x, state, direction == 1)?;
                outputs.push(output);
                for (last, tensor) in last.iter_mut().zip(state) {
                    last.push(tensor);
                }
            }
            x = match &*outputs {
                [one] => one.clone(),
                both => cat(both, -1)?,
            };
        }
        let state = last.iter().map(|x| stack(x, 0));
        Ok((x, state.collect::<Result<_>>()?))
    }
}

/// One layer, in one direction: the output of all steps, and the state after
/// the last.
// ANCHOR: along
pub(super) fn along(
    kind: Kind,
    weights: &Weights,
    x: &Tensor,
    mut state: Vec<Tensor>,
    reverse: bool,
) -> Result<(Tensor, Vec<Tensor>)> {
    // The input of every step is known: one product for all of them.
    let mut steps = weights.of_input(x)?.unbind(0)?;
    if reverse {
        steps.reverse();
    }
    let mut outputs = Vec::new();
    for of_input in &steps {
        // The state is not: this product waits for the step before.
        state = kind.step(of_input, weights, &state)?;
        outputs.push(state[0].clone());
    }
    if reverse {
        outputs.reverse();
    }
    Ok((stack(&outputs, 0)?, state))
}
// ANCHOR_END: along
