//! Learning rates that change with the epochs.

use std::f64::consts::PI;

use super::optimizer::Optimizer;
use super::settings::{Setting, Settings};
use crate::tensor::{ErrorClass, Result, TorchError};

/// How a learning rate goes on.
pub trait Schedule {
    /// The learning rate of an epoch (1 is the first after the beginning),
    /// from that of the epoch before and from the one in the beginning.
    ///
    /// # Errors
    /// `ZeroDivisionError` for a period of nothing.
    fn next(&self, epoch: i64, rate: f64, initial: f64) -> Result<f64>;
}

/// Changes the learning rate of each group. Follows the classes of
/// [torch.optim.lr_scheduler](https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate).
pub struct Scheduler<S> {
    optimizer: Optimizer,
    schedule: S,
    epoch: i64,
    initial: Vec<f64>,
}

impl<S: Schedule> Scheduler<S> {
    /// The group's learning rates now are the initial ones, unless a
    /// scheduler before has noted others.
    fn begin(optimizer: &Optimizer, schedule: S) -> Result<Scheduler<S>> {
        let rates: Vec<f64> =
            each_rate(optimizer, |settings| settings.number("lr"))?;
        for (group, rate) in optimizer.param_groups().iter().zip(rates) {
            if group.get("initial_lr").is_none() {
                let own = group.get("lr").unwrap_or_else(|| rate.into());
                group.set("initial_lr", own);
            }
        }
        let initial =
            each_rate(optimizer, |settings| settings.number("initial_lr"))?;
        let optimizer = optimizer.clone();
        Ok(Scheduler { optimizer, schedule, epoch: 0, initial })
    }

    /// Ends an epoch: `scheduler.step()`, after the optimizer's steps.
    ///
    /// # Errors
    /// `ZeroDivisionError` for a period of nothing; then no rate has
    /// changed.
    pub fn step(&mut self) -> Result<()> {
        let epoch = self.epoch.saturating_add(1);
        let rates = each_rate(&self.optimizer, |s| s.number("lr"))?;
        // A group that was added since has no beginning, and, as in
        // PyTorch, no place in the list.
        let initial = self.initial.iter().copied();
        let next: Vec<f64> = rates
            .iter()
            .zip(initial)
            .map(|(&rate, initial)| self.schedule.next(epoch, rate, initial))
            .collect::<Result<_>>()?;
        let groups = self.optimizer.param_groups();
        for ((group, old), rate) in groups.iter().zip(rates).zip(next) {
            // A rate that stays may go on being an integer.
            if rate != old {
                group.set("lr", rate);
            }
        }
        self.epoch = epoch;
        Ok(())
    }

    /// The learning rates, one of each group: `scheduler.get_last_lr()`.
    ///
    /// # Errors
    /// `KeyError` if a group has lost its learning rate.
    pub fn get_last_lr(&self) -> Result<Vec<Setting>> {
        let groups = self.optimizer.param_groups();
        let rate = |settings: &Settings| {
            settings.number("lr")?;
            Ok(settings.get("lr").unwrap_or(Setting::Unset))
        };
        groups.iter().map(|group| rate(&group.settings())).collect()
    }
}

fn each_rate(
    optimizer: &Optimizer,
    read: impl Fn(&Settings) -> Result<f64>,
) -> Result<Vec<f64>> {
    let groups = optimizer.param_groups();
    groups.iter().map(|group| read(&group.settings())).collect()
}

fn modulo(a: i64, b: i64) -> Result<i64> {
    if b == 0 {
        return Err(TorchError::said(
            ErrorClass::ZeroDivision,
            "integer modulo by zero",
        ));
    }
    // Whether it is 0 does not depend on the sign that Python gives it.
    Ok(a.wrapping_rem(b))
}

/// See [`StepLr`].
pub struct Steps {
    size: i64,
    gamma: f64,
}

/// Times `gamma` every few epochs. Follows
/// [torch.optim.lr_scheduler.StepLR](https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html).
pub type StepLr = Scheduler<Steps>;

impl StepLr {
    /// `StepLR(optimizer, step_size, gamma)`
    ///
    /// # Errors
    /// `KeyError` if a group has no learning rate.
    pub fn new(optimizer: &Optimizer, size: i64, gamma: f64) -> Result<Self> {
        Scheduler::begin(optimizer, Steps { size, gamma })
    }
}

// ANCHOR: step_lr
impl Schedule for Steps {
    fn next(&self, epoch: i64, rate: f64, _initial: f64) -> Result<f64> {
        let ends = modulo(epoch, self.size)? == 0;
        Ok(if ends { rate * self.gamma } else { rate })
    }
}
// ANCHOR_END: step_lr

/// See [`ExponentialLr`].
pub struct Exponential {
    gamma: f64,
}

/// Times `gamma` every epoch. Follows
/// [torch.optim.lr_scheduler.ExponentialLR](https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html).
pub type ExponentialLr = Scheduler<Exponential>;

impl ExponentialLr {
    /// `ExponentialLR(optimizer, gamma)`
    ///
    /// # Errors
    /// `KeyError` if a group has no learning rate.
    pub fn new(optimizer: &Optimizer, gamma: f64) -> Result<Self> {
        Scheduler::begin(optimizer, Exponential { gamma })
    }
}

// ANCHOR: exponential_lr
impl Schedule for Exponential {
    fn next(&self, _epoch: i64, rate: f64, _initial: f64) -> Result<f64> {
        Ok(rate * self.gamma)
    }
}
// ANCHOR_END: exponential_lr

/// See [`CosineAnnealingLr`].
pub struct Cosine {
    t_max: i64,
    eta_min: f64,
}

/// Down to `eta_min` in `t_max` epochs, as a cosine falls, and up again.
/// Follows
/// [torch.optim.lr_scheduler.CosineAnnealingLR](https://pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.CosineAnnealingLR.html).
pub type CosineAnnealingLr = Scheduler<Cosine>;

impl CosineAnnealingLr {
    /// `CosineAnnealingLR(optimizer, T_max, eta_min)`
    ///
    /// # Errors
    /// `KeyError` if a group has no learning rate.
    pub fn new(
        optimizer: &Optimizer,
        t_max: i64,
        eta_min: f64,
    ) -> Result<Self> {
        Scheduler::begin(optimizer, Cosine { t_max, eta_min })
    }
}

// ANCHOR: cosine_lr
impl Schedule for Cosine {
    fn next(&self, epoch: i64, rate: f64, initial: f64) -> Result<f64> {
        let (t_max, least) = (self.t_max as f64, self.eta_min);
        let since = (epoch - 1).wrapping_sub(self.t_max);
        if modulo(since, self.t_max.wrapping_mul(2))? == 0 {
            // At the bottom there is nothing left to multiply.
            let first = (initial - least) * (1.0 - (PI / t_max).cos()) / 2.0;
            return Ok(rate + first);
        }
        let height = |epoch: i64| 1.0 + (PI * epoch as f64 / t_max).cos();
        Ok(height(epoch) / height(epoch - 1) * (rate - least) + least)
    }
}
// ANCHOR_END: cosine_lr
