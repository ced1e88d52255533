//! The fully connected layer.

use super::{Forward, Mode, init};
use crate::autograd::Tensor;
use crate::module;
use crate::ops::create::empty;
use crate::ops::parameter::parameter;
use crate::tensor::{Result, python_bool};

/// `x @ weight.t() + bias`.
///
/// Follows [torch.nn.Linear](https://pytorch.org/docs/stable/generated/torch.nn.Linear.html).
// ANCHOR: linear
#[derive(Debug)]
pub struct Linear {
    /// How many numbers a row of the input holds.
    pub in_features: i64,
    /// How many numbers a row of the output holds.
    pub out_features: i64,
    /// `(out_features, in_features)`
    pub weight: Tensor,
    /// `(out_features)`
    pub bias: Option<Tensor>,
    mode: Mode,
}

module!(Linear { weight, bias, mode }, |layer| format!(
    "in_features={}, out_features={}, bias={}",
    layer.in_features,
    layer.out_features,
    python_bool(layer.bias.is_some())
));

impl Forward for Linear {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        x.linear(&self.weight, self.bias.as_ref())
    }
}
// ANCHOR_END: linear

impl Linear {
    /// A layer with a bias: `nn.Linear(in_features, out_features)`.
    ///
    /// Weight, then bias, are uniform numbers between ±1/√in_features.
    ///
    /// # Errors
    /// `RuntimeError` for a negative extent, or more than memory holds.
    pub fn new(in_features: i64, out_features: i64) -> Result<Linear> {
        let mut layer = Linear::without_bias(in_features, out_features)?;
        let bias = parameter(&empty(out_features)?)?;
        let bound = match in_features {
            0 => 0.0,
            fan_in => 1.0 / (fan_in as f64).sqrt(),
        };
        // Not -bound: of nothing, Python's 0 has no sign.
        layer.bias = Some(init::uniform_(&bias, 0.0 - bound, bound)?);
        Ok(layer)
    }

    /// A layer without a bias:
    /// `nn.Linear(in_features, out_features, bias=False)`.
    ///
    /// # Errors
    /// As [`new`](Linear::new).
    pub fn without_bias(
        in_features: i64,
        out_features: i64,
    ) -> Result<Linear> {
        let weight = parameter(&empty([out_features, in_features])?)?;
        init::kaiming_uniform_(&weight, 5.0_f64.sqrt())?;
        let (bias, mode) = (None, Mode::default());
        Ok(Linear { in_features, out_features, weight, bias, mode })
    }
}
