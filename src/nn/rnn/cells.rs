//! The cells: one step at a time.

use super::check::{check_cell, no_such_cell};
use super::step::{Kind, Weights};
use crate::autograd::Tensor;
use crate::nn::{Module, Visitor};
use crate::ops::create::zeros_with;
use crate::tensor::{DType, Print, Result};

/// One step of an [`RNN`](super::RNN).
///
/// Follows [torch.nn.RNNCell](https://pytorch.org/docs/stable/generated/torch.nn.RNNCell.html).
#[derive(Debug)]
pub struct RNNCell {
    weights: Weights,
    /// As it was given: it is looked up when the cell is called.
    nonlinearity: String,
}

/// One step of an [`LSTM`](super::LSTM).
///
/// Follows [torch.nn.LSTMCell](https://pytorch.org/docs/stable/generated/torch.nn.LSTMCell.html).
#[derive(Debug)]
pub struct LSTMCell {
    weights: Weights,
}

/// One step of a [`GRU`](super::GRU).
///
/// Follows [torch.nn.GRUCell](https://pytorch.org/docs/stable/generated/torch.nn.GRUCell.html).
#[derive(Debug)]
pub struct GRUCell {
    weights: Weights,
}

macro_rules! cells {
    ($($class:ident, $extra:expr;)+) => {$(
        impl Module for $class {
            fn name(&self) -> &str {
                stringify!($class)
            }

            fn visit<'a>(&'a self, visitor: &mut dyn Visitor<'a>) {
                self.weights.visit(visitor, "");
            }

            fn extra_repr(&self) -> String {
                let extra: fn(&$class) -> String = $extra;
                let (input, hidden) = self.weights.sizes();
                let bias = match self.weights.has_bias() {
                    true => "",
                    false => ", bias=False",
                };
                format!("{input}, {hidden}{bias}{}", extra(self))
            }
        }

        impl Print for $class {
            fn text(&self) -> String {
                Module::repr(self)
            }
        }
    )+};
}
cells! {
    RNNCell, |cell| match &*cell.nonlinearity {
        "tanh" => String::new(),
        other => format!(", nonlinearity={other}"),
    };
    LSTMCell, |_| String::new();
    GRUCell, |_| String::new();
}

fn weights(
    kind: Kind,
    input_size: i64,
    hidden_size: i64,
    bias: bool,
) -> Result<Weights> {
    Weights::new(kind, input_size, hidden_size, bias, DType::Float32)
}

/// One step from checked or missing states, which are zeros.
pub(super) fn step(
    class: &str,
    kind: Kind,
    weights: &Weights,
    x: &Tensor,
    state: &[&Tensor],
) -> Result<Vec<Tensor>> {
    check_cell(class, kind, weights, x, state)?;
    let alone = x.ndim() == 1;
    let row = |x: &Tensor| match alone {
        true => x.unsqueeze(0),
        false => Ok(x.clone()),
    };
    let x = row(x)?;
    let state = if state.is_empty() {
        let size = [x.size()[0] as i64, weights.sizes().1 as i64];
        vec![zeros_with(size, x.dtype())?; kind.states()]
    } else {
        state.iter().map(|h| row(h)).collect::<Result<_>>()?
    };
    let mut next = kind.step(&weights.of_input(&x)?, weights, &state)?;
    if alone {
        for tensor in &mut next {
            *tensor = tensor.squeeze_dim(0)?;
        }
    }
    Ok(next)
}

impl RNNCell {
    /// With biases and `tanh`: `nn.RNNCell(input_size, hidden_size)`.
    /// Every parameter is made of uniform numbers between ±1/√hidden_size.
    ///
    /// # Errors
    /// `RuntimeError` for a negative size, or more than memory holds.
    pub fn new(input_size: i64, hidden_size: i64) -> Result<RNNCell> {
        RNNCell::with(input_size, hidden_size, true, "tanh")
    }

    /// `nn.RNNCell(input_size, hidden_size, bias, nonlinearity)`. A name
    /// that is neither `"tanh"` nor `"relu"` fails only when the cell is
    /// called.
    ///
    /// # Errors
    /// As [`new`](RNNCell::new).
    pub fn with(
        input_size: i64,
        hidden_size: i64,
        bias: bool,
        nonlinearity: &str,
    ) -> Result<RNNCell> {
        let weights = weights(Kind::Tanh, input_size, hidden_size, bias)?;
        Ok(RNNCell { weights, nonlinearity: nonlinearity.to_owned() })
    }

    /// From a state of zeros: `h = cell(input)`, for `(batch, input_size)`
    /// or one `(input_size)`.
    ///
    /// # Errors
    /// `ValueError` for more or fewer dimensions, `RuntimeError` for another
    /// size, dtype or nonlinearity.
    pub fn forward(&self, input: &Tensor) -> Result<Tensor> {
        self.forward_with(input, None::<&Tensor>)
    }

    /// From the state `hx`: `h = cell(input, hx)`.
    ///
    /// # Errors
    /// As [`forward`](RNNCell::forward).
    pub fn forward_with<'a>(
        &self,
        input: &Tensor,
        hx: impl Into<Option<&'a Tensor>>,
    ) -> Result<Tensor> {
        let hx = hx.into();
        let state = hx.as_slice();
        let kind = match &*self.nonlinearity {
            "tanh" => Kind::Tanh,
            "relu" => Kind::Relu,
            other => {
                let weights = &self.weights;
                return Err(no_such_cell(other, weights, input, state));
            }
        };
        let mut next = step("RNNCell", kind, &self.weights, input, state)?;
        Ok(next.remove(0))
    }
}

impl GRUCell {
    /// With biases: `nn.GRUCell(input_size, hidden_size)`. Every parameter
    /// is made of uniform numbers between ±1/√hidden_size.
    ///
    /// # Errors
    /// As [`RNNCell::new`].
    pub fn new(input_size: i64, hidden_size: i64) -> Result<GRUCell> {
        let weights = weights(Kind::Gru, input_size, hidden_size, true)?;
        Ok(GRUCell { weights })
    }

    /// `nn.GRUCell(input_size, hidden_size, bias=False)`.
    ///
    /// # Errors
    /// As [`RNNCell::new`].
    pub fn without_bias(input_size: i64, hidden_size: i64) -> Result<GRUCell> {
        let weights = weights(Kind::Gru, input_size, hidden_size, false)?;
        Ok(GRUCell { weights })
    }

    /// From a state of zeros: `h = cell(input)`.
    ///
    /// # Errors
    /// As [`RNNCell::forward`].
    pub fn forward(&self, input: &Tensor) -> Result<Tensor> {
        self.forward_with(input, None::<&Tensor>)
    }

    /// From the state `hx`: `h = cell(input, hx)`.
    ///
    /// # Errors
    /// As [`RNNCell::forward`].
    pub fn forward_with<'a>(
        &self,
        input: &Tensor,
        hx: impl Into<Option<&'a Tensor>>,
    ) -> Result<Tensor> {
        let hx = hx.into();
        let state = hx.as_slice();
        let mut next =
            step("GRUCell", Kind::Gru, &self.weights, input, state)?;
        Ok(next.remove(0))
    }
}

impl LSTMCell {
    /// With biases: `nn.LSTMCell(input_size, hidden_size)`. Every parameter
    /// is made of uniform numbers between ±1/√hidden_size.
    ///
    /// # Errors
    /// As [`RNNCell::new`].
    pub fn new(input_size: i64, hidden_size: i64) -> Result<LSTMCell> {
        let weights = weights(Kind::Lstm, input_size, hidden_size, true)?;
        Ok(LSTMCell { weights })
    }

    /// `nn.LSTMCell(input_size, hidden_size, bias=False)`.
    ///
    /// # Errors
    /// As [`RNNCell::new`].
    pub fn without_bias(
        input_size: i64,
        hidden_size: i64,
    ) -> Result<LSTMCell> {
        let weights = weights(Kind::Lstm, input_size, hidden_size, false)?;
        Ok(LSTMCell { weights })
    }

    /// From a state of zeros: `h, c = cell(input)`.
    ///
    /// # Errors
    /// As [`RNNCell::forward`].
    pub fn forward(&self, input: &Tensor) -> Result<(Tensor, Tensor)> {
        self.forward_with(input, None::<&(Tensor, Tensor)>)
    }

    /// From the state `(h, c)`: `h, c = cell(input, (h, c))`.
    ///
    /// # Errors
    /// As [`RNNCell::forward`].
    pub fn forward_with<'a>(
        &self,
        input: &Tensor,
        hx: impl Into<Option<&'a (Tensor, Tensor)>>,
    ) -> Result<(Tensor, Tensor)> {
        let hx = hx.into().map(|(h, c)| [h, c]);
        let state = hx.as_ref().map_or(&[][..], |hx| &hx[..]);
        let mut next =
            step("LSTMCell", Kind::Lstm, &self.weights, input, state)?;
        let (c, h) = (next.remove(1), next.remove(0));
        Ok((h, c))
    }
}
