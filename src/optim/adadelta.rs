//! Steps whose length comes from the lengths of earlier steps.

use super::optimizer::Rule;
use super::settings::{Setting, Settings};
use super::sgd::descent;
use super::state::State;
use crate::autograd::Tensor;
use crate::tensor::Result;

/// Follows [torch.optim.Adadelta](https://pytorch.org/docs/stable/generated/torch.optim.Adadelta.html):
/// options `lr` (1.0), `rho` (0.9), `eps` (1e-6), `weight_decay`,
/// `maximize`.
#[derive(Default)]
pub struct Adadelta;

impl Rule for Adadelta {
    fn name(&self) -> &'static str {
        "Adadelta"
    }

    fn defaults(&self) -> Settings {
        Settings::default()
            .lr(1.0)
            .with("rho", 0.9)
            .eps(1e-6)
            .weight_decay(0)
            .maximize(false)
            .with("capturable", false)
            .with("foreach", Setting::Unset)
            .with("differentiable", false)
    }

    fn check(&self, options: &Settings) -> Result<()> {
        options.check_not_negative("lr", "learning rate")?;
        options.check_share("rho", "rho value")?;
        options.check_not_negative("eps", "epsilon value")?;
        options.check_not_negative("weight_decay", "weight_decay value")
    }

    fn begin(
        &self,
        param: &Tensor,
        _: &Settings,
        _: &Settings,
    ) -> Result<State> {
        State::of_averages(param, &["square_avg", "acc_delta"])
    }

    fn update(
        &self,
        param: &Tensor,
        grad: &Tensor,
        state: &mut State,
        options: &Settings,
    ) -> Result<()> {
        let (lr, eps) = (options.number("lr")?, options.number("eps")?);
        let rho = options.number("rho")?;
        let square = state.need("square_avg")?;
        let walked = state.need("acc_delta")?;
        state.count()?;
        let grad = descent(param, grad, options)?;

        square.mul_(rho)?.addcmul_(&grad, &grad, 1.0 - rho)?;
        let size = square.add(eps)?.sqrt_()?;
        let step = walked.add(eps)?.sqrt_()?.div_(&size)?.mul_(&grad)?;
        walked.mul_(rho)?.addcmul_(&step, &step, 1.0 - rho)?;
        param.add_alpha_(&step, -lr)?;
        Ok(())
    }
}
