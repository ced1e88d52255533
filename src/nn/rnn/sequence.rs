//! The layers that take whole sequences.

use super::layers::Layers;
use super::options::RNNOptions;
use super::step::Kind;
use crate::autograd::Tensor;
use crate::nn::{Module, Visitor};
use crate::ops::create::zeros_with;
use crate::tensor::{Print, Result, TorchError};

/// A state that each step makes of the one before:
/// `tanh(W_ih x + b_ih + W_hh h + b_hh)`, or with `relu`.
///
/// Follows [torch.nn.RNN](https://pytorch.org/docs/stable/generated/torch.nn.RNN.html).
#[derive(Debug)]
pub struct RNN(Layers);

/// A state `h` and a memory `c`, and gates that say what is forgotten, what
/// is kept and what is shown.
///
/// Follows [torch.nn.LSTM](https://pytorch.org/docs/stable/generated/torch.nn.LSTM.html),
/// without `proj_size`.
#[derive(Debug)]
pub struct LSTM(Layers);

/// A state, and gates that say how much of it is replaced.
///
/// Follows [torch.nn.GRU](https://pytorch.org/docs/stable/generated/torch.nn.GRU.html).
#[derive(Debug)]
pub struct GRU(Layers);

macro_rules! layers {
    ($($class:ident),+) => {$(
        impl Module for $class {
            fn name(&self) -> &str {
                stringify!($class)
            }

            fn visit<'a>(&'a self, visitor: &mut dyn Visitor<'a>) {
                self.0.visit(visitor);
            }

            fn extra_repr(&self) -> String {
                self.0.extra_repr()
            }
        }

        impl Print for $class {
            fn text(&self) -> String {
                Module::repr(self)
            }
        }

        impl $class {
            /// One layer in one direction:
            #[doc = concat!(
                "`nn.", stringify!($class), "(input_size, hidden_size)`."
            )]
            /// Every parameter is made of uniform numbers between
            /// ±1/√hidden_size.
            ///
            /// # Errors
            /// `ValueError` for a size that is not positive, `RuntimeError`
            /// for more than memory holds.
            pub fn new(input_size: i64, hidden_size: i64) -> Result<$class> {
                $class::with(input_size, hidden_size, RNNOptions::new())
            }

            /// How many numbers a step of the input holds.
            #[must_use]
            pub fn input_size(&self) -> i64 {
                self.0.input_size
            }

            /// How many numbers the state holds, in each layer and
            /// direction.
            #[must_use]
            pub fn hidden_size(&self) -> i64 {
                self.0.hidden_size
            }
        }
    )+};
}
layers!(RNN, LSTM, GRU);

/// What only an `RNN` can be asked for.
fn no_choice(options: &RNNOptions) -> Result<()> {
    if options.nonlinearity.is_none() {
        return Ok(());
    }
    let sentence =
        "__init__() got an unexpected keyword argument 'nonlinearity'";
    Err(TorchError::type_(format!("RNNBase.{sentence}"))
        .in_the_notes(sentence))
}

impl RNN {
    /// [`new`](RNN::new) with keyword arguments.
    ///
    /// # Errors
    /// As [`new`](RNN::new), and `ValueError` for a `nonlinearity` that is
    /// neither `"tanh"` nor `"relu"`, or a `dropout` that is no probability.
    pub fn with(
        input_size: i64,
        hidden_size: i64,
        options: impl Into<RNNOptions>,
    ) -> Result<RNN> {
        let options = options.into();
        let kind = match options.nonlinearity.as_deref() {
            None | Some("tanh") => Kind::Tanh,
            Some("relu") => Kind::Relu,
            Some(other) => {
                let unknown = format!("Unknown nonlinearity '{other}'");
                return Err(TorchError::value(format!(
                    "{unknown}. Select from 'tanh' or 'relu'."
                ))
                .in_the_notes(unknown));
            }
        };
        Ok(RNN(Layers::new(kind, input_size, hidden_size, options)?))
    }

    /// From a state of zeros: `output, h_n = rnn(input)`.
    ///
    /// The input is `(seq, batch, input_size)`, or `(batch, seq,
    /// input_size)` with `batch_first`, or `(seq, input_size)`. `output`
    /// holds the states of the last layer at all steps, in the same layout;
    /// `h_n` those of all layers after the last step, always
    /// `(layers * directions, batch, hidden_size)`.
    ///
    /// # Errors
    /// `ValueError` for an input that is neither, or of another dtype than
    /// the weights; `RuntimeError` for another size, or no step at all.
    pub fn forward(&self, input: &Tensor) -> Result<(Tensor, Tensor)> {
        self.forward_with(input, None::<&Tensor>)
    }

    /// From the state `hx`: `output, h_n = rnn(input, hx)`. `None` is
    /// zeros.
    ///
    /// # Errors
    /// As [`forward`](RNN::forward), and `RuntimeError` for a state that
    /// does not fit.
    pub fn forward_with<'a>(
        &self,
        input: &Tensor,
        hx: impl Into<Option<&'a Tensor>>,
    ) -> Result<(Tensor, Tensor)> {
        one_state(self.0.sequence("RNN", input, hx.into().as_slice())?)
    }
}

impl GRU {
    /// [`new`](GRU::new) with keyword arguments.
    ///
    /// # Errors
    /// As [`new`](GRU::new), `ValueError` for a `dropout` that is no
    /// probability, and `TypeError` for a `nonlinearity`.
    pub fn with(
        input_size: i64,
        hidden_size: i64,
        options: impl Into<RNNOptions>,
    ) -> Result<GRU> {
        let options = options.into();
        no_choice(&options)?;
        Ok(GRU(Layers::new(Kind::Gru, input_size, hidden_size, options)?))
    }

    /// From a state of zeros: `output, h_n = gru(input)`. Layouts are those
    /// of [`RNN::forward`].
    ///
    /// # Errors
    /// As [`RNN::forward`].
    pub fn forward(&self, input: &Tensor) -> Result<(Tensor, Tensor)> {
        self.forward_with(input, None::<&Tensor>)
    }

    /// From the state `hx`: `output, h_n = gru(input, hx)`. `None` is
    /// zeros.
    ///
    /// # Errors
    /// As [`RNN::forward_with`].
    pub fn forward_with<'a>(
        &self,
        input: &Tensor,
        hx: impl Into<Option<&'a Tensor>>,
    ) -> Result<(Tensor, Tensor)> {
        one_state(self.0.sequence("GRU", input, hx.into().as_slice())?)
    }
}

impl LSTM {
    /// [`new`](LSTM::new) with keyword arguments.
    ///
    /// # Errors
    /// As [`new`](LSTM::new), `ValueError` for a `dropout` that is no
    /// probability, and `TypeError` for a `nonlinearity`.
    pub fn with(
        input_size: i64,
        hidden_size: i64,
        options: impl Into<RNNOptions>,
    ) -> Result<LSTM> {
        let options = options.into();
        no_choice(&options)?;
        Ok(LSTM(Layers::new(Kind::Lstm, input_size, hidden_size, options)?))
    }

    /// From a state of zeros: `output, (h_n, c_n) = lstm(input)`. Layouts
    /// are those of [`RNN::forward`], that of `c_n` is that of `h_n`.
    ///
    /// # Errors
    /// As [`RNN::forward`].
    pub fn forward(
        &self,
        input: &Tensor,
    ) -> Result<(Tensor, (Tensor, Tensor))> {
        self.forward_with(input, None::<&(Tensor, Tensor)>)
    }

    /// From the state `(h, c)`: `output, (h_n, c_n) = lstm(input, (h, c))`.
    /// `None` is zeros.
    ///
    /// # Errors
    /// As [`RNN::forward_with`].
    pub fn forward_with<'a>(
        &self,
        input: &Tensor,
        hx: impl Into<Option<&'a (Tensor, Tensor)>>,
    ) -> Result<(Tensor, (Tensor, Tensor))> {
        let hx = hx.into().map(|(h, c)| [h, c]);
        let hx = hx.as_ref().map_or(&[][..], |hx| &hx[..]);
        let (output, mut state) = self.0.sequence("LSTM", input, hx)?;
        let (c, h) = (state.remove(1), state.remove(0));
        Ok((output, (h, c)))
    }
}

fn one_state(
    (output, mut state): (Tensor, Vec<Tensor>),
) -> Result<(Tensor, Tensor)> {
    Ok((output, state.remove(0)))
}

impl Layers {
    /// What the layers are called with, in any layout; no states are zeros.
    pub(super) fn sequence(
        &self,
        class: &str,
        input: &Tensor,
        state: &[&Tensor],
    ) -> Result<(Tensor, Vec<Tensor>)> {
        self.check(class, input, state)?;
        let alone = input.ndim() == 2;
        let batch_first = self.options.batch_first;
        let batch_dim = i64::from(!batch_first);
        let x = match alone {
            true => input.unsqueeze(batch_dim)?,
            false => input.clone(),
        };
        let first: Vec<Tensor> = if state.is_empty() {
            let size = self.state_size(self.batch(&x));
            let zeros = || zeros_with(size, x.dtype());
            (0..self.kind.states()).map(|_| zeros()).collect::<Result<_>>()?
        } else {
            let batched = |h: &&Tensor| match alone {
                true => h.unsqueeze(1),
                false => Ok((*h).clone()),
            };
            state.iter().map(batched).collect::<Result<_>>()?
        };
        let steps = match batch_first {
            true => x.transpose(0, 1)?,
            false => x,
        };
        let (mut output, mut last) = self.run(&steps, &first)?;
        if batch_first {
            output = match self.kind {
                Kind::Lstm => output.transpose(0, 1)?,
                // In place, as the name of its node tells.
                _ => output.transpose_(0, 1)?,
            };
        }
        if alone {
            output = output.squeeze_dim(batch_dim)?;
            for tensor in &mut last {
                *tensor = tensor.squeeze_dim(1)?;
            }
        }
        Ok((output, last))
    }
}
