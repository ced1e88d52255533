//! Steps divided by the size of recent gradients.

use super::optimizer::Rule;
use super::settings::{Setting, Settings};
use super::sgd::descent;
use super::state::State;
use crate::autograd::Tensor;
use crate::tensor::Result;

/// Follows [torch.optim.RMSprop](https://pytorch.org/docs/stable/generated/torch.optim.RMSprop.html):
/// options `lr` (0.01), `alpha` (0.99), `eps` (1e-8), `weight_decay`,
/// `momentum`, `centered`, `maximize`.
#[derive(Default)]
pub struct RmsProp;

impl Rule for RmsProp {
    fn name(&self) -> &'static str {
        "RMSprop"
    }

    fn defaults(&self) -> Settings {
        Settings::default()
            .lr(1e-2)
            .momentum(0)
            .alpha(0.99)
            .eps(1e-8)
            .centered(false)
            .weight_decay(0)
            .with("capturable", false)
            .with("foreach", Setting::Unset)
            .maximize(false)
            .with("differentiable", false)
    }

    fn check(&self, options: &Settings) -> Result<()> {
        options.check_not_negative("lr", "learning rate")?;
        options.check_not_negative("eps", "epsilon value")?;
        options.check_not_negative("momentum", "momentum value")?;
        options.check_not_negative("weight_decay", "weight_decay value")?;
        options.check_not_negative("alpha", "alpha value")
    }

    fn begin(
        &self,
        param: &Tensor,
        options: &Settings,
        _: &Settings,
    ) -> Result<State> {
        let mut names = vec!["square_avg"];
        if options.number("momentum")? > 0.0 {
            names.push("momentum_buffer");
        }
        if options.flag("centered")? {
            names.push("grad_avg");
        }
        State::of_averages(param, &names)
    }

    // ANCHOR: rmsprop
    fn update(
        &self,
        param: &Tensor,
        grad: &Tensor,
        state: &mut State,
        options: &Settings,
    ) -> Result<()> {
        let (lr, eps) = (options.number("lr")?, options.number("eps")?);
        let alpha = options.number("alpha")?;
        let momentum = options.number("momentum")?;
        let square = state.need("square_avg")?;
        let step_back = match momentum > 0.0 {
            true => Some(state.need("momentum_buffer")?),
            false => None,
        };
        let mean = match options.flag("centered")? {
            true => Some(state.need("grad_avg")?),
            false => None,
        };
        state.count()?;
        let grad = descent(param, grad, options)?;

        square.mul_(alpha)?;
        square.addcmul_(&grad, &grad, 1.0 - alpha)?;
        let spread = square.copy()?;
        if let Some(mean) = mean {
            mean.lerp_(&grad, 1.0 - alpha)?;
            spread.addcmul_(&mean, &mean, -1.0)?;
        }
        let size = spread.sqrt()?.add_(eps)?;
        if let Some(buffer) = step_back {
            buffer.mul_(momentum)?;
            buffer.addcdiv_(&grad, &size, 1.0)?;
            param.add_alpha_(&buffer, -lr)?;
        } else {
            param.addcdiv_(&grad, &size, -lr)?;
        }
        Ok(())
    }
    // ANCHOR_END: rmsprop
}
