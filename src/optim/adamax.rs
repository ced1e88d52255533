//! Adam by the largest gradient instead of the mean square.

use super::adam;
use super::optimizer::Rule;
use super::settings::{Setting, Settings};
use super::sgd::descent;
use super::state::State;
use crate::autograd::Tensor;
use crate::tensor::Result;

/// Follows [torch.optim.Adamax](https://pytorch.org/docs/stable/generated/torch.optim.Adamax.html):
/// options `lr` (0.002), `betas` (0.9, 0.999), `eps` (1e-8),
/// `weight_decay`, `maximize`.
#[derive(Default)]
pub struct Adamax;

impl Rule for Adamax {
    fn name(&self) -> &'static str {
        "Adamax"
    }

    fn defaults(&self) -> Settings {
        Settings::default()
            .lr(2e-3)
            .betas(0.9, 0.999)
            .eps(1e-8)
            .weight_decay(0)
            .with("foreach", Setting::Unset)
            .maximize(false)
            .with("differentiable", false)
            .with("capturable", false)
    }

    fn check(&self, options: &Settings) -> Result<()> {
        adam::check(options)
    }

    fn begin(
        &self,
        param: &Tensor,
        _: &Settings,
        _: &Settings,
    ) -> Result<State> {
        State::of_averages(param, &["exp_avg", "exp_inf"])
    }

    // ANCHOR: adamax
    fn update(
        &self,
        param: &Tensor,
        grad: &Tensor,
        state: &mut State,
        options: &Settings,
    ) -> Result<()> {
        let (lr, eps) = (options.number("lr")?, options.number("eps")?);
        let (beta1, beta2) = options.pair("betas")?;
        let mean = state.need("exp_avg")?;
        let largest = state.need("exp_inf")?;
        let step = state.count()?;
        let grad = descent(param, grad, options)?;

        mean.lerp_(&grad, 1.0 - beta1)?;
        let size = grad.abs()?.add_(eps)?;
        largest.copy_(&largest.mul(beta2)?.maximum(&size)?)?;
        let correction = 1.0 - beta1.powf(step);
        param.addcdiv_(&mean, &largest, -lr / correction)?;
        Ok(())
    }
    // ANCHOR_END: adamax
}
