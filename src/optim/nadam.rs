//! Adam that looks one step ahead.

use super::adam::{self, decayed};
use super::optimizer::Rule;
use super::settings::{Setting, Settings};
use super::state::State;
use crate::autograd::Tensor;
use crate::ops::create::{ones, zeros};
use crate::tensor::Result;

/// Follows [torch.optim.NAdam](https://pytorch.org/docs/stable/generated/torch.optim.NAdam.html):
/// options `lr` (0.002), `betas` (0.9, 0.999), `eps` (1e-8),
/// `weight_decay`, `momentum_decay` (0.004), `decoupled_weight_decay`,
/// `maximize`.
#[derive(Default)]
pub struct NAdam;

impl Rule for NAdam {
    fn name(&self) -> &'static str {
        "NAdam"
    }

    fn defaults(&self) -> Settings {
        Settings::default()
            .lr(2e-3)
            .betas(0.9, 0.999)
            .eps(1e-8)
            .weight_decay(0)
            .with("momentum_decay", 4e-3)
            .decoupled_weight_decay(false)
            .maximize(false)
            .with("foreach", Setting::Unset)
            .with("capturable", false)
            .with("differentiable", false)
    }

    fn check(&self, options: &Settings) -> Result<()> {
        adam::check(options)?;
        options.check_not_negative("momentum_decay", "momentum_decay value")
    }

    fn begin(
        &self,
        param: &Tensor,
        _: &Settings,
        _: &Settings,
    ) -> Result<State> {
        let mut state = State::default();
        state.insert("step", zeros([])?);
        state.insert("mu_product", ones([])?);
        state.insert("exp_avg", param.zeros_like()?);
        state.insert("exp_avg_sq", param.zeros_like()?);
        Ok(state)
    }

    fn update(
        &self,
        param: &Tensor,
        grad: &Tensor,
        state: &mut State,
        options: &Settings,
    ) -> Result<()> {
        let (lr, eps) = (options.number("lr")?, options.number("eps")?);
        let (beta1, beta2) = options.pair("betas")?;
        let decay = options.number("momentum_decay")?;
        let product = state.need("mu_product")?;
        let mean = state.need("exp_avg")?;
        let square = state.need("exp_avg_sq")?;
        let step = state.count()?;
        let grad = decayed(param, grad, lr, options)?;

        // The share of the momentum, which grows with the steps.
        let share =
            |step: f64| beta1 * (1.0 - 0.5 * 0.96_f64.powf(step * decay));
        let (now, next) = (share(step), share(step + 1.0));
        product.mul_(now)?;
        mean.lerp_(&grad, 1.0 - beta1)?;
        square.mul_(beta2)?.addcmul_(&grad, &grad, 1.0 - beta2)?;
        let correction2 = 1.0 - beta2.powf(step);
        let size = square.div(correction2)?.sqrt()?.add_(eps)?;
        let product = product.to_float()?;
        let by_grad = -lr * (1.0 - now) / (1.0 - product);
        let by_mean = -lr * next / (1.0 - product * next);
        param.addcdiv_(&grad, &size, by_grad)?;
        param.addcdiv_(&mean, &size, by_mean)?;
        Ok(())
    }
}
