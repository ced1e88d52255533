//! Stochastic gradient descent.

use super::optimizer::Rule;
use super::settings::{Setting, Settings};
use super::state::State;
use crate::autograd::Tensor;
use crate::tensor::{Result, TorchError};

/// Follows [torch.optim.SGD](https://pytorch.org/docs/stable/generated/torch.optim.SGD.html):
/// options `lr` (0.001), `momentum`, `dampening`, `weight_decay`,
/// `nesterov`, `maximize`.
#[derive(Default)]
pub struct Sgd;

impl Rule for Sgd {
    fn name(&self) -> &'static str {
        "SGD"
    }

    fn defaults(&self) -> Settings {
        Settings::default()
            .lr(1e-3)
            .momentum(0)
            .dampening(0)
            .weight_decay(0)
            .nesterov(false)
            .maximize(false)
            .with("foreach", Setting::Unset)
            .with("differentiable", false)
            .with("fused", Setting::Unset)
    }

    fn check(&self, options: &Settings) -> Result<()> {
        options.check_not_below_zero("lr", "learning rate")?;
        options.check_not_below_zero("momentum", "momentum value")?;
        options.check_not_below_zero("weight_decay", "weight_decay value")?;
        let momentum = options.number("momentum")?;
        let plain = momentum > 0.0 && options.number("dampening")? == 0.0;
        if options.flag("nesterov")? && !plain {
            return Err(TorchError::value(
                "Nesterov momentum requires a momentum and zero dampening",
            ));
        }
        Ok(())
    }

    // ANCHOR: sgd
    fn update(
        &self,
        param: &Tensor,
        grad: &Tensor,
        state: &mut State,
        options: &Settings,
    ) -> Result<()> {
        let mut grad = descent(param, grad, options)?;
        let momentum = options.number("momentum")?;
        let dampening = options.number("dampening")?;
        let nesterov = options.flag("nesterov")?;
        let lr = options.number("lr")?;
        if momentum != 0.0 {
            let buffer = match state.get("momentum_buffer") {
                Some(old) => {
                    old.mul_(momentum)?.add_alpha_(&grad, 1.0 - dampening)?
                }
                None => {
                    let first = grad.copy()?;
                    state.insert("momentum_buffer", first.clone());
                    first
                }
            };
            grad = match nesterov {
                true => grad.add_alpha(&buffer, momentum)?,
                false => buffer,
            };
        }
        param.add_alpha_(&grad, -lr)?;
        Ok(())
    }
    // ANCHOR_END: sgd

    fn counts_steps(&self) -> bool {
        false
    }
}

/// The direction to descend against: the gradient, turned round to climb,
/// and with it what pulls the parameter towards zero.
// ANCHOR: descent
pub(super) fn descent(
    param: &Tensor,
    grad: &Tensor,
    options: &Settings,
) -> Result<Tensor> {
    let mut grad = grad.clone();
    if options.flag("maximize")? {
        grad = grad.neg()?;
    }
    let weight_decay = options.number("weight_decay")?;
    if weight_decay != 0.0 {
        grad = grad.add_alpha(param, weight_decay)?;
    }
    Ok(grad)
}
// ANCHOR_END: descent
