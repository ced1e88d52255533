//! One step: what becomes of the state when an input arrives.

use crate::autograd::Tensor;
use crate::nn::{Visitor, init};
use crate::ops::create::empty_with;
use crate::ops::parameter::parameter;
use crate::tensor::{DType, Result};

/// Which formula. The state is `h`, of an LSTM `h` and `c`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Tanh,
    Relu,
    Lstm,
    Gru,
}

/// The weights of one layer in one direction, or of a cell.
#[derive(Debug)]
pub(super) struct Weights {
    ih: Tensor,
    hh: Tensor,
    biases: Option<(Tensor, Tensor)>,
}

impl Weights {
    /// Uniform numbers between ±1/√hidden_size.
    pub fn new(
        kind: Kind,
        input_size: i64,
        hidden_size: i64,
        bias: bool,
        dtype: DType,
    ) -> Result<Weights> {
        // A size that no tensor has is reported by `empty_with`.
        let rows = hidden_size.saturating_mul(kind.gates());
        let ih = empty_with([rows, input_size], dtype)?;
        let hh = empty_with([rows, hidden_size], dtype)?;
        let bound = match hidden_size {
            0 => 0.0,
            size => 1.0 / (size as f64).sqrt(),
        };
        let begin = |x: &Tensor| init::uniform_(&parameter(x)?, -bound, bound);
        let (ih, hh) = (begin(&ih)?, begin(&hh)?);
        let vector = || begin(&empty_with(rows, dtype)?);
        let biases = match bias {
            true => Some((vector()?, vector()?)),
            false => None,
        };
        Ok(Weights { ih, hh, biases })
    }

    /// Shows the parameters, each under its name and what tells it from
    /// those of other layers.
    pub fn visit<'a>(&'a self, visitor: &mut dyn Visitor<'a>, suffix: &str) {
        visitor.parameter(&format!("weight_ih{suffix}"), &self.ih);
        visitor.parameter(&format!("weight_hh{suffix}"), &self.hh);
        if let Some((ih, hh)) = &self.biases {
            visitor.parameter(&format!("bias_ih{suffix}"), ih);
            visitor.parameter(&format!("bias_hh{suffix}"), hh);
        }
    }

    pub fn dtype(&self) -> DType {
        self.ih.dtype()
    }

    /// How wide the input is, and how wide the state.
    pub fn sizes(&self) -> (usize, usize) {
        (self.ih.size()[1], self.hh.size()[1])
    }

    pub fn has_bias(&self) -> bool {
        self.biases.is_some()
    }

    /// The tensors, and back.
    pub fn tensors(&self) -> Vec<&Tensor> {
        let biases = self.biases.iter().flat_map(|(ih, hh)| [ih, hh]);
        [&self.ih, &self.hh].into_iter().chain(biases).collect()
    }

    pub fn of(tensors: &[Tensor]) -> Weights {
        let [ih, hh, biases @ ..] = tensors else {
            unreachable!("there are two matrices at least")
        };
        let biases = match biases {
            [ih, hh] => Some((ih.clone(), hh.clone())),
            _ => None,
        };
        Weights { ih: ih.clone(), hh: hh.clone(), biases }
    }

    pub fn hh(&self) -> &Tensor {
        &self.hh
    }

    /// What the input and both biases add to the gates.
    pub fn with_both_biases(&self, x: &Tensor) -> Result<Tensor> {
        let bias = match &self.biases {
            Some((ih, hh)) => Some(ih.add(hh)?),
            None => None,
        };
        x.linear(&self.ih, bias.as_ref())
    }

    /// What the input adds to the gates; of one step, or of all at once.
    pub fn of_input(&self, x: &Tensor) -> Result<Tensor> {
        x.linear(&self.ih, self.biases.as_ref().map(|(ih, _)| ih))
    }

    /// What the state adds to the gates.
    pub fn of_state(&self, h: &Tensor) -> Result<Tensor> {
        h.linear(&self.hh, self.biases.as_ref().map(|(_, hh)| hh))
    }
}

impl Kind {
    /// How many numbers are computed for each number of the state.
    pub fn gates(self) -> i64 {
        match self {
            Kind::Tanh | Kind::Relu => 1,
            Kind::Lstm => 4,
            Kind::Gru => 3,
        }
    }

    /// How many tensors the state is.
    pub fn states(self) -> usize {
        if self == Kind::Lstm { 2 } else { 1 }
    }

    /// The next state, `h` first.
    pub fn step(
        self,
        of_input: &Tensor,
        weights: &Weights,
        state: &[Tensor],
    ) -> Result<Vec<Tensor>> {
        let h = &state[0];
        let of_state = weights.of_state(h)?;
        match self {
            Kind::Tanh => Ok(vec![of_state.add(of_input)?.tanh()?]),
            Kind::Relu => Ok(vec![of_state.add(of_input)?.relu()?]),
            Kind::Lstm => lstm(&of_state.add(of_input)?, &state[1]),
            Kind::Gru => Ok(vec![gru(of_input, &of_state, h)?]),
        }
    }
}

// ANCHOR: lstm
fn lstm(gates: &Tensor, c: &Tensor) -> Result<Vec<Tensor>> {
    let gates = gates.chunk(4, 1)?;
    let (input, forget) = (gates[0].sigmoid()?, gates[1].sigmoid()?);
    let (new, output) = (gates[2].tanh()?, gates[3].sigmoid()?);
    let c = forget.mul(c)?.add(&input.mul(&new)?)?;
    let h = output.mul(&c.tanh()?)?;
    Ok(vec![h, c])
}
// ANCHOR_END: lstm

// ANCHOR: gru
fn gru(of_input: &Tensor, of_state: &Tensor, h: &Tensor) -> Result<Tensor> {
    let (x, s) = (of_input.chunk(3, 1)?, of_state.chunk(3, 1)?);
    let reset = s[0].add(&x[0])?.sigmoid()?;
    let update = s[1].add(&x[1])?.sigmoid()?;
    let new = x[2].add(&s[2].mul(&reset)?)?.tanh()?;
    h.sub(&new)?.mul(&update)?.add(&new)
}
// ANCHOR_END: gru
