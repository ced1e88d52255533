//! Adam, and Adam with the weight decay apart.

use super::optimizer::Rule;
use super::settings::{Setting, Settings};
use super::sgd::descent;
use super::state::State;
use crate::autograd::Tensor;
use crate::tensor::{Edition, Result};

/// Follows [torch.optim.Adam](https://pytorch.org/docs/stable/generated/torch.optim.Adam.html):
/// options `lr` (0.001), `betas` (0.9, 0.999), `eps` (1e-8),
/// `weight_decay`, `amsgrad`, `maximize`, `decoupled_weight_decay`.
#[derive(Default)]
pub struct Adam;

/// Follows [torch.optim.AdamW](https://pytorch.org/docs/stable/generated/torch.optim.AdamW.html):
/// [`Adam`] whose weight decay, 0.01 unless told otherwise, is no part of
/// the gradient.
#[derive(Default)]
pub struct AdamW;

impl Rule for Adam {
    fn name(&self) -> &'static str {
        "Adam"
    }

    fn defaults(&self) -> Settings {
        defaults(0.into(), false)
    }

    fn check(&self, options: &Settings) -> Result<()> {
        // 1.1.0 took any decay.
        match Edition::current() {
            Edition::Today => check(options),
            Edition::Notes => check_rates(options),
        }
    }

    fn begin(
        &self,
        param: &Tensor,
        options: &Settings,
        _: &Settings,
    ) -> Result<State> {
        let all = ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"];
        let kept = if options.flag("amsgrad")? { 3 } else { 2 };
        State::of_averages(param, &all[..kept])
    }

    // ANCHOR: adam
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
        square.mul_(beta2)?;
        square.addcmul_(&grad, &grad, 1.0 - beta2)?;
        let mut largest = square;
        if options.flag("amsgrad")? {
            let before = state.need("max_exp_avg_sq")?;
            largest = before.copy_(&before.maximum(&largest)?)?;
        }

        // Both began at zero, and would be too small in the first steps.
        let correction1 = 1.0 - beta1.powf(step);
        let correction2 = 1.0 - beta2.powf(step);
        let deviation = largest.sqrt()?.div(correction2.powf(0.5))?;
        param.addcdiv_(&mean, &deviation.add_(eps)?, -lr / correction1)?;
        Ok(())
    }
    // ANCHOR_END: adam
}

/// The gradient with the weight decay in it; or, where that is decoupled, the
/// gradient alone, after the parameter was made smaller.
// ANCHOR: decoupled
pub(super) fn decayed(
    param: &Tensor,
    grad: &Tensor,
    lr: f64,
    options: &Settings,
) -> Result<Tensor> {
    let weight_decay = options.number("weight_decay")?;
    if weight_decay == 0.0 || !options.flag("decoupled_weight_decay")? {
        return descent(param, grad, options);
    }
    param.mul_(1.0 - lr * weight_decay)?;
    match options.flag("maximize")? {
        true => grad.neg(),
        false => Ok(grad.clone()),
    }
}
// ANCHOR_END: decoupled

impl Rule for AdamW {
    fn name(&self) -> &'static str {
        "AdamW"
    }

    fn defaults(&self) -> Settings {
        defaults(1e-2.into(), true)
    }

    /// What makes it AdamW is no option of it.
    fn takes(&self, name: &str) -> bool {
        name != "decoupled_weight_decay" && Adam.takes(name)
    }

    fn check(&self, options: &Settings) -> Result<()> {
        check(options)
    }

    fn begin(
        &self,
        param: &Tensor,
        options: &Settings,
        defaults: &Settings,
    ) -> Result<State> {
        Adam.begin(param, options, defaults)
    }

    fn update(
        &self,
        param: &Tensor,
        grad: &Tensor,
        state: &mut State,
        options: &Settings,
    ) -> Result<()> {
        Adam.update(param, grad, state, options)
    }

    fn settle(&self, loaded: &mut Settings) {
        loaded.set("decoupled_weight_decay", true);
    }
}

fn defaults(weight_decay: Setting, decoupled: bool) -> Settings {
    Settings::default()
        .lr(1e-3)
        .betas(0.9, 0.999)
        .eps(1e-8)
        .with("weight_decay", weight_decay)
        .amsgrad(false)
        .maximize(false)
        .with("foreach", Setting::Unset)
        .with("capturable", false)
        .with("differentiable", false)
        .with("fused", Setting::Unset)
        .decoupled_weight_decay(decoupled)
}

/// What the kin of Adam refuse.
pub(super) fn check(options: &Settings) -> Result<()> {
    check_rates(options)?;
    options.check_not_negative("weight_decay", "weight_decay value")
}

fn check_rates(options: &Settings) -> Result<()> {
    options.check_not_negative("lr", "learning rate")?;
    options.check_not_negative("eps", "epsilon value")?;
    options.check_betas()
}
