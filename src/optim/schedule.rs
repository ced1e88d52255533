//! Learning rates that change with the epochs.

use std::f64::consts::PI;

use super::group::dictionary;
use super::optimizer::Optimizer;
use super::settings::{Setting, Settings};
use crate::tensor::{Edition, ErrorClass, Print, Result, TorchError};

/// How a learning rate goes on.
pub trait Schedule {
    /// The learning rate of an epoch (1 is the first after the beginning),
    /// from that of the epoch before and from the one in the beginning.
    ///
    /// # Errors
    /// `ZeroDivisionError` for a period of nothing.
    fn next(&self, epoch: i64, rate: f64, initial: f64) -> Result<f64>;

    /// What it was made with, by PyTorch's names.
    fn options(&self) -> Settings;

    /// Takes over the options that are there and that it has.
    ///
    /// # Errors
    /// `TypeError` for one that is no number.
    fn load(&mut self, options: &Settings) -> Result<()>;
}

/// Reads an option over one's own, if it is there.
fn load(own: &mut f64, options: &Settings, name: &str) -> Result<()> {
    if options.get(name).is_some() {
        *own = options.number(name)?;
    }
    Ok(())
}

/// [`load`] of a number of epochs.
fn load_epochs(own: &mut i64, options: &Settings, name: &str) -> Result<()> {
    if options.get(name).is_some() {
        *own = options.number(name)? as i64;
    }
    Ok(())
}

/// What [`state_dict`](Scheduler::state_dict) gives: how far a scheduler is.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct SchedulerState {
    /// What it was made with: `step_size` and `gamma`, or its like.
    pub options: Settings,
    /// The learning rate of each group in the beginning.
    pub base_lrs: Vec<Setting>,
    /// The epochs that have ended.
    pub last_epoch: i64,
    /// The learning rates that the last step left.
    pub last_lr: Vec<Setting>,
}

/// As Python prints the dictionary.
impl Print for SchedulerState {
    fn text(&self) -> String {
        let options = self.options.iter();
        let mut entries: Vec<(&str, String)> =
            options.map(|(name, value)| (name, value.text())).collect();
        entries.push(("base_lrs", self.base_lrs.text()));
        entries.push(("last_epoch", self.last_epoch.text()));
        if Edition::current() == Edition::Today {
            // Making it was a step, too.
            let steps = self.last_epoch.saturating_add(1);
            entries.push(("_step_count", steps.text()));
            entries.push(("_is_initial", false.text()));
            entries.push(("_get_lr_called_within_step", false.text()));
            entries.push(("_last_lr", self.last_lr.text()));
        }
        dictionary(entries)
    }
}

/// Changes the learning rate of each group. Follows the classes of
/// [torch.optim.lr_scheduler](https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate).
///
/// The order is the caller's affair: PyTorch warns of a scheduler that steps
/// before its optimizer has, this one does not.
pub struct Scheduler<S> {
    optimizer: Optimizer,
    schedule: S,
    epoch: i64,
    initial: Vec<Setting>,
    last: Vec<Setting>,
}

impl<S: Schedule> Scheduler<S> {
    /// The group's learning rates now are the initial ones, unless a
    /// scheduler before has noted others.
    fn begin(optimizer: &Optimizer, schedule: S) -> Result<Scheduler<S>> {
        let last = rates(optimizer, "lr")?;
        for (group, rate) in optimizer.param_groups().iter().zip(&last) {
            if group.get("initial_lr").is_none() {
                group.set("initial_lr", *rate);
            }
        }
        let initial = rates(optimizer, "initial_lr")?;
        let optimizer = optimizer.clone();
        Ok(Scheduler { optimizer, schedule, epoch: 0, initial, last })
    }

    /// Ends an epoch: `scheduler.step()`, after the optimizer's steps.
    ///
    /// # Errors
    /// `ZeroDivisionError` for a period of nothing; then no rate has
    /// changed.
    pub fn step(&mut self) -> Result<()> {
        let epoch = self.epoch.saturating_add(1);
        let now = rates(&self.optimizer, "lr")?;
        // A group that was added since has no beginning, and, as in
        // PyTorch, no place in the list.
        let next: Vec<f64> = now
            .iter()
            .zip(&self.initial)
            .map(|(rate, initial)| {
                let (rate, initial) = (rate.number()?, initial.number()?);
                self.schedule.next(epoch, rate, initial)
            })
            .collect::<Result<_>>()?;
        let groups = self.optimizer.param_groups();
        for ((group, old), rate) in groups.iter().zip(now).zip(next) {
            // A rate that stays may go on being an integer.
            if rate != old.number()? {
                group.set("lr", rate);
            }
        }
        self.last = rates(&self.optimizer, "lr")?;
        self.epoch = epoch;
        Ok(())
    }

    /// The learning rates that the last step left, one of each group:
    /// `scheduler.get_last_lr()`.
    #[must_use]
    pub fn get_last_lr(&self) -> Vec<Setting> {
        self.last.clone()
    }

    /// How far it is: `scheduler.state_dict()`. The optimizer is not in it;
    /// that one has a state of its own, in which the rates are.
    #[must_use]
    pub fn state_dict(&self) -> SchedulerState {
        SchedulerState {
            options: self.schedule.options(),
            base_lrs: self.initial.clone(),
            last_epoch: self.epoch,
            last_lr: self.last.clone(),
        }
    }

    /// Goes on where another scheduler was:
    /// `scheduler.load_state_dict(state_dict)`. It changes no rate of the
    /// optimizer, whose own state has to be loaded, too. What the state of
    /// another kind of schedule says besides is left out.
    ///
    /// # Errors
    /// `TypeError` for an option or a rate that is no number; then nothing
    /// has changed.
    pub fn load_state_dict(&mut self, state: &SchedulerState) -> Result<()> {
        state.base_lrs.iter().try_for_each(|rate| rate.number().map(drop))?;
        self.schedule.load(&state.options)?;
        self.epoch = state.last_epoch;
        self.initial = state.base_lrs.clone();
        self.last = state.last_lr.clone();
        Ok(())
    }
}

/// An option of every group that has to be a number.
fn rates(optimizer: &Optimizer, name: &str) -> Result<Vec<Setting>> {
    let rate = |settings: &Settings| {
        settings.number(name)?;
        Ok(settings.get(name).unwrap_or(Setting::Unset))
    };
    let groups = optimizer.param_groups();
    groups.iter().map(|group| rate(&group.held())).collect()
}

fn modulo(a: i64, b: i64) -> Result<i64> {
    if b == 0 {
        return Err(TorchError::said(
            ErrorClass::ZeroDivision,
            "integer modulo by zero",
        )
        .in_the_notes("integer division or modulo by zero"));
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

impl Schedule for Steps {
    // ANCHOR: step_lr
    fn next(&self, epoch: i64, rate: f64, _initial: f64) -> Result<f64> {
        let ends = modulo(epoch, self.size)? == 0;
        Ok(if ends { rate * self.gamma } else { rate })
    }
    // ANCHOR_END: step_lr

    fn options(&self) -> Settings {
        let mut options = Settings::default();
        options.set("step_size", self.size);
        options.set("gamma", self.gamma);
        options
    }

    fn load(&mut self, options: &Settings) -> Result<()> {
        let Steps { mut size, mut gamma } = *self;
        load_epochs(&mut size, options, "step_size")?;
        load(&mut gamma, options, "gamma")?;
        *self = Steps { size, gamma };
        Ok(())
    }
}

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

impl Schedule for Exponential {
    // ANCHOR: exponential_lr
    fn next(&self, _epoch: i64, rate: f64, _initial: f64) -> Result<f64> {
        Ok(rate * self.gamma)
    }
    // ANCHOR_END: exponential_lr

    fn options(&self) -> Settings {
        let mut options = Settings::default();
        options.set("gamma", self.gamma);
        options
    }

    fn load(&mut self, options: &Settings) -> Result<()> {
        load(&mut self.gamma, options, "gamma")
    }
}

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

impl Schedule for Cosine {
    // ANCHOR: cosine_lr
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
    // ANCHOR_END: cosine_lr

    fn options(&self) -> Settings {
        let mut options = Settings::default();
        options.set("T_max", self.t_max);
        options.set("eta_min", self.eta_min);
        options
    }

    fn load(&mut self, options: &Settings) -> Result<()> {
        let Cosine { mut t_max, mut eta_min } = *self;
        load_epochs(&mut t_max, options, "T_max")?;
        load(&mut eta_min, options, "eta_min")?;
        *self = Cosine { t_max, eta_min };
        Ok(())
    }
}
