//! Steps that grow shorter where much has been walked.

use super::optimizer::Rule;
use super::settings::{Setting, Settings};
use super::sgd::descent;
use super::state::State;
use crate::autograd::Tensor;
use crate::tensor::Result;

/// Follows [torch.optim.Adagrad](https://pytorch.org/docs/stable/generated/torch.optim.Adagrad.html):
/// options `lr` (0.01), `lr_decay`, `weight_decay`,
/// `initial_accumulator_value`, `eps` (1e-10), `maximize`.
#[derive(Default)]
pub struct Adagrad;

impl Rule for Adagrad {
    fn name(&self) -> &'static str {
        "Adagrad"
    }

    fn defaults(&self) -> Settings {
        Settings::default()
            .lr(1e-2)
            .lr_decay(0)
            .eps(1e-10)
            .weight_decay(0)
            .initial_accumulator_value(0)
            .with("foreach", Setting::Unset)
            .maximize(false)
            .with("differentiable", false)
            .with("fused", Setting::Unset)
    }

    fn check(&self, options: &Settings) -> Result<()> {
        options.check_not_negative("lr", "learning rate")?;
        options.check_not_negative("lr_decay", "lr_decay value")?;
        options.check_not_negative("weight_decay", "weight_decay value")?;
        options.check_not_negative(
            "initial_accumulator_value",
            "initial_accumulator_value value",
        )?;
        options.check_not_negative("eps", "epsilon value")
    }

    /// As in PyTorch a group cannot begin with a value of its own.
    fn begin(
        &self,
        param: &Tensor,
        _: &Settings,
        defaults: &Settings,
    ) -> Result<State> {
        let value = defaults.number("initial_accumulator_value")?;
        let state = State::of_averages(param, &["sum"])?;
        state.need("sum")?.fill_(value)?;
        Ok(state)
    }

    // ANCHOR: adagrad
    fn update(
        &self,
        param: &Tensor,
        grad: &Tensor,
        state: &mut State,
        options: &Settings,
    ) -> Result<()> {
        let (lr, eps) = (options.number("lr")?, options.number("eps")?);
        let lr_decay = options.number("lr_decay")?;
        let sum = state.need("sum")?;
        let step = state.count()?;
        let grad = descent(param, grad, options)?;

        let lr = lr / (1.0 + (step - 1.0) * lr_decay);
        sum.addcmul_(&grad, &grad, 1.0)?;
        param.addcdiv_(&grad, &sum.sqrt()?.add_(eps)?, -lr)?;
        Ok(())
    }
    // ANCHOR_END: adagrad

    fn begins_at_once(&self) -> bool {
        true
    }
}
