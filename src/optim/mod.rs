/*!
Optimizers: how parameters move by their gradients.

Follows [torch.optim](https://pytorch.org/docs/stable/optim.html). An
[`Optimizer`] holds [`Group`]s of parameters and what it remembers of each of
them; a [`Rule`] says how one parameter moves. Each rule stands in a file of
its own.
*/

mod adadelta;
mod adagrad;
mod adam;
mod adamax;
mod asgd;
mod clip;
mod group;
mod nadam;
mod optimizer;
mod radam;
mod rmsprop;
mod rprop;
mod schedule;
mod settings;
mod sgd;
mod state;

pub use adadelta::Adadelta;
pub use adagrad::Adagrad;
pub use adam::{Adam, AdamW};
pub use adamax::Adamax;
pub use asgd::Asgd;
pub use clip::{ClipOptions, clip_grad_norm_, clip_grad_norm_with_};
pub use group::{Group, Params, group};
pub use nadam::NAdam;
pub use optimizer::{Optimizer, Rule};
pub use radam::RAdam;
pub use rmsprop::RmsProp;
pub use rprop::Rprop;
pub use schedule::{
    CosineAnnealingLr, ExponentialLr, Schedule, Scheduler, SchedulerState,
    StepLr,
};
pub use settings::{Setting, Settings, lr};
pub use sgd::Sgd;
pub use state::{State, StateDict};

/// The rule of one of PyTorch's classes.
#[must_use]
pub fn rule(name: &str) -> Option<Box<dyn Rule>> {
    let rules: [Box<dyn Rule>; 11] = [
        Box::new(Sgd),
        Box::new(Adam),
        Box::new(AdamW),
        Box::new(Adamax),
        Box::new(Adagrad),
        Box::new(RmsProp),
        Box::new(Adadelta),
        Box::new(Asgd),
        Box::new(NAdam),
        Box::new(RAdam),
        Box::new(Rprop),
    ];
    rules.into_iter().find(|rule| rule.name() == name)
}
