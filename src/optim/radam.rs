//! Adam that waits until it knows how large gradients are.

use super::adam::{self, decayed};
use super::optimizer::Rule;
use super::settings::{Setting, Settings};
use super::state::State;
use crate::autograd::Tensor;
use crate::tensor::Result;

/// Follows [torch.optim.RAdam](https://pytorch.org/docs/stable/generated/torch.optim.RAdam.html):
/// options `lr` (0.001), `betas` (0.9, 0.999), `eps` (1e-8),
/// `weight_decay`, `decoupled_weight_decay`, `maximize`.
#[derive(Default)]
pub struct RAdam;

impl Rule for RAdam {
    fn name(&self) -> &'static str {
        "RAdam"
    }

    fn defaults(&self) -> Settings {
        Settings::default()
            .lr(1e-3)
            .betas(0.9, 0.999)
            .eps(1e-8)
            .weight_decay(0)
            .maximize(false)
            .with("foreach", Setting::Unset)
            .with("capturable", false)
            .decoupled_weight_decay(false)
            .with("differentiable", false)
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
        State::of_averages(param, &["exp_avg", "exp_avg_sq"])
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
        let mean = state.need("exp_avg")?;
        let square = state.need("exp_avg_sq")?;
        let step = state.count()?;
        let grad = decayed(param, grad, lr, options)?;

        mean.lerp_(&grad, 1.0 - beta1)?;
        square.mul_(beta2)?.addcmul_(&grad, &grad, 1.0 - beta2)?;
        let correction1 = 1.0 - beta1.powf(step);
        let correction2 = 1.0 - beta2.powf(step);
        let mut change = mean.div(correction1)?.mul(lr)?;

        // How many gradients the mean square is made of, in effect.
        let most = 2.0 / (1.0 - beta2) - 1.0;
        let known = most - 2.0 * step * beta2.powf(step) / correction2;
        if known > 5.0 {
            let size = square.sqrt()?.add_(eps)?;
            let scale = size.reciprocal()?.mul(correction2.powf(0.5))?;
            let trust = (known - 4.0) * (known - 2.0) * most
                / ((most - 4.0) * (most - 2.0) * known);
            change = change.mul(&scale)?.mul(trust.powf(0.5))?;
        }
        param.add_alpha_(&change, -1.0)?;
        Ok(())
    }
}
