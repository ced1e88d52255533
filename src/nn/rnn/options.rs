//! What a recurrent layer can be asked for.

use crate::tensor::{DType, Result, TorchError, python_bool, python_float};

/// The keyword arguments of [`RNN`](super::RNN), [`LSTM`](super::LSTM) and
/// [`GRU`](super::GRU). A number is `num_layers`, the third that Python takes
/// by position.
///
/// ```
/// use torchbook::prelude::*;
///
/// let options = nn::RNNOptions::new().num_layers(2).batch_first(true);
/// let rnn = nn::RNN::with(3, 4, options)?;
/// assert_eq!(rnn.repr(), "RNN(3, 4, num_layers=2, batch_first=True)");
/// assert_eq!(nn::LSTM::with(4, 5, 3)?.repr(), "LSTM(4, 5, num_layers=3)");
/// # Ok::<(), TorchError>(())
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct RNNOptions {
    pub(super) num_layers: i64,
    pub(super) nonlinearity: Option<String>,
    pub(super) bias: bool,
    pub(super) batch_first: bool,
    pub(super) dropout: f64,
    pub(super) bidirectional: bool,
    pub(super) dtype: DType,
}

impl Default for RNNOptions {
    fn default() -> RNNOptions {
        RNNOptions {
            num_layers: 1,
            nonlinearity: None,
            bias: true,
            batch_first: false,
            dropout: 0.0,
            bidirectional: false,
            dtype: DType::Float32,
        }
    }
}

impl From<i64> for RNNOptions {
    fn from(num_layers: i64) -> RNNOptions {
        RNNOptions::new().num_layers(num_layers)
    }
}

impl RNNOptions {
    /// One layer in one direction, with biases, the batch in the second
    /// dimension.
    #[must_use]
    pub fn new() -> RNNOptions {
        RNNOptions::default()
    }

    /// So many layers, each on the output of the one below.
    #[must_use]
    pub fn num_layers(self, num_layers: i64) -> RNNOptions {
        RNNOptions { num_layers, ..self }
    }

    /// `"tanh"` or `"relu"`; only an `RNN` has the choice.
    #[must_use]
    pub fn nonlinearity(self, name: impl Into<String>) -> RNNOptions {
        RNNOptions { nonlinearity: Some(name.into()), ..self }
    }

    /// With or without biases.
    #[must_use]
    pub fn bias(self, bias: bool) -> RNNOptions {
        RNNOptions { bias, ..self }
    }

    /// Input and output are `(batch, seq, feature)`; states are not.
    #[must_use]
    pub fn batch_first(self, batch_first: bool) -> RNNOptions {
        RNNOptions { batch_first, ..self }
    }

    /// The probability with which a number between two layers becomes zero,
    /// while the module trains.
    #[must_use]
    pub fn dropout(self, dropout: f64) -> RNNOptions {
        RNNOptions { dropout, ..self }
    }

    /// A second set of weights that reads the sequence from its end.
    #[must_use]
    pub fn bidirectional(self, bidirectional: bool) -> RNNOptions {
        RNNOptions { bidirectional, ..self }
    }

    /// What the weights are made of.
    #[must_use]
    pub fn dtype(self, dtype: DType) -> RNNOptions {
        RNNOptions { dtype, ..self }
    }

    pub(super) fn directions(&self) -> usize {
        1 + usize::from(self.bidirectional)
    }

    /// What stands between the parentheses of a layer, after its sizes.
    pub(super) fn extra_repr(&self) -> String {
        let new = RNNOptions::new();
        let mut said = String::new();
        let mut say = |name: &str, differs: bool, value: &str| {
            if differs {
                said.push_str(&format!(", {name}={value}"));
            }
        };
        say(
            "num_layers",
            self.num_layers != new.num_layers,
            &self.num_layers.to_string(),
        );
        say("bias", !self.bias, python_bool(false));
        say("batch_first", self.batch_first, python_bool(true));
        say("dropout", self.dropout != 0.0, &python_float(self.dropout));
        say("bidirectional", self.bidirectional, python_bool(true));
        said
    }

    /// Refuses what PyTorch refuses, in its order.
    pub(super) fn check(
        &self,
        input_size: i64,
        hidden_size: i64,
        then: impl Fn() -> Result<()>,
    ) -> Result<()> {
        if !(0.0..=1.0).contains(&self.dropout) {
            return Err(TorchError::value(
                "dropout should be a number in range [0, 1] representing \
                 the probability of an element being zeroed",
            ));
        }
        let sizes = [
            ("input_size", input_size),
            ("hidden_size", hidden_size),
            ("num_layers", self.num_layers),
        ];
        for (name, size) in sizes {
            if size <= 0 {
                let error = TorchError::value(format!(
                    "{name} must be greater than zero"
                ));
                // 1.1.0 asked no such thing, but made the weights.
                return Err(match then() {
                    Err(then) => error.in_the_notes_like(&then),
                    Ok(()) => error,
                });
            }
        }
        Ok(())
    }
}
