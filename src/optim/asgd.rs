//! Gradient descent that also keeps the average of where it was.

use super::optimizer::Rule;
use super::settings::{Setting, Settings};
use super::sgd::descent;
use super::state::State;
use crate::autograd::Tensor;
use crate::ops::create::{full, ones, zeros};
use crate::tensor::Result;

/// Follows [torch.optim.ASGD](https://pytorch.org/docs/stable/generated/torch.optim.ASGD.html):
/// options `lr` (0.01), `lambd` (1e-4), `alpha` (0.75), `t0` (1e6),
/// `weight_decay`, `maximize`.
#[derive(Default)]
pub struct Asgd;

impl Rule for Asgd {
    fn name(&self) -> &'static str {
        "ASGD"
    }

    fn defaults(&self) -> Settings {
        Settings::default()
            .lr(1e-2)
            .with("lambd", 1e-4)
            .alpha(0.75)
            .with("t0", 1e6)
            .weight_decay(0)
            .with("foreach", Setting::Unset)
            .maximize(false)
            .with("differentiable", false)
            .with("capturable", false)
    }

    fn check(&self, options: &Settings) -> Result<()> {
        options.check_not_negative("lr", "learning rate")?;
        options.check_not_negative("lambd", "lambd value")?;
        options.check_not_negative("alpha", "alpha value")?;
        options.check_not_negative("weight_decay", "weight_decay value")
    }

    fn begin(
        &self,
        param: &Tensor,
        options: &Settings,
        _: &Settings,
    ) -> Result<State> {
        let mut state = State::default();
        state.insert("step", zeros([])?);
        state.insert("eta", full([], options.number("lr")?)?);
        state.insert("mu", ones([])?);
        state.insert("ax", param.zeros_like()?);
        Ok(state)
    }

    fn update(
        &self,
        param: &Tensor,
        grad: &Tensor,
        state: &mut State,
        options: &Settings,
    ) -> Result<()> {
        let (lr, lambd) = (options.number("lr")?, options.number("lambd")?);
        let (alpha, t0) = (options.number("alpha")?, options.number("t0")?);
        let (rate, share) = (state.need("eta")?, state.need("mu")?);
        let average = state.need("ax")?;
        let step = state.count()?;
        let grad = descent(param, grad, options)?;

        let eta = rate.to_float()?;
        param.mul_(1.0 - lambd * eta)?;
        param.add_alpha_(&grad, -eta)?;
        if share.to_float()? == 1.0 {
            average.copy_(param)?;
        } else {
            average.add_(&param.sub(&average)?.mul_(&share)?)?;
        }
        rate.fill_(lr / (1.0 + lambd * lr * step).powf(alpha))?;
        share.fill_(1.0 / (step - t0).max(1.0))?;
        Ok(())
    }
}
