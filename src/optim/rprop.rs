//! Steps that only look at the signs of gradients.

use super::optimizer::Rule;
use super::settings::{Setting, Settings};
use super::state::State;
use crate::autograd::Tensor;
use crate::ops::choose::where_;
use crate::tensor::{Print, Result, TorchError};

/// Follows [torch.optim.Rprop](https://pytorch.org/docs/stable/generated/torch.optim.Rprop.html):
/// options `lr` (0.01), `etas` (0.5, 1.2), `step_sizes` (1e-6, 50),
/// `maximize`.
#[derive(Default)]
pub struct Rprop;

impl Rule for Rprop {
    fn name(&self) -> &'static str {
        "Rprop"
    }

    fn defaults(&self) -> Settings {
        Settings::default()
            .lr(1e-2)
            .with("etas", Setting::Pair(0.5.into(), 1.2.into()))
            .with("step_sizes", Setting::Pair(1e-6.into(), 50.into()))
            .with("foreach", Setting::Unset)
            .maximize(false)
            .with("differentiable", false)
            .with("capturable", false)
    }

    fn check(&self, options: &Settings) -> Result<()> {
        options.check_not_negative("lr", "learning rate")?;
        let (less, more) = options.pair("etas")?;
        if 0.0 < less && less < 1.0 && 1.0 < more {
            return Ok(());
        }
        let said = options.get("etas").map(|etas| etas.text());
        let said = said.unwrap_or_default();
        let said = said.trim_matches(['(', ')']);
        Err(TorchError::value(format!("Invalid eta values: {said}")))
    }

    fn begin(
        &self,
        param: &Tensor,
        options: &Settings,
        _: &Settings,
    ) -> Result<State> {
        let state = State::of_averages(param, &["prev", "step_size"])?;
        state.need("step_size")?.fill_(options.number("lr")?)?;
        Ok(state)
    }

    fn update(
        &self,
        param: &Tensor,
        grad: &Tensor,
        state: &mut State,
        options: &Settings,
    ) -> Result<()> {
        let (less, more) = options.pair("etas")?;
        let (least, most) = options.pair("step_sizes")?;
        let before = state.need("prev")?;
        let size = state.need("step_size")?;
        state.count()?;
        let grad = match options.flag("maximize")? {
            true => grad.neg()?,
            false => grad.clone(),
        };

        // Longer where the sign stayed, shorter where it turned.
        let turn = grad.mul(&before)?.sign()?;
        let factor = where_(&turn.gt(0)?, more, &turn)?;
        let factor = where_(&turn.lt(0)?, less, &factor)?;
        let factor = where_(&turn.eq(0)?, 1.0, &factor)?;
        size.mul_(&factor)?.clamp_(least, most)?;
        // Where it turned the step was too long: stay for once.
        let grad = where_(&factor.eq(less)?, 0.0, &grad)?;
        param.addcmul_(&grad.sign()?, &size, -1.0)?;
        before.copy_(&grad)?;
        Ok(())
    }
}
