/*!
Optimizers: how parameters move by their gradients.

Follows [torch.optim](https://pytorch.org/docs/stable/optim.html). An
[`Optimizer`] holds [`Group`]s of parameters and what it remembers of each of
them; a [`Rule`] says how one parameter moves. Each rule stands in a file of
its own.
*/

mod adagrad;
mod adam;
mod adamax;
mod clip;
mod group;
mod optimizer;
mod rmsprop;
mod schedule;
mod settings;
mod sgd;
mod state;

pub use adagrad::Adagrad;
pub use adam::{Adam, AdamW};
pub use adamax::Adamax;
pub use clip::{ClipOptions, clip_grad_norm_, clip_grad_norm_with_};
pub use group::{Group, Params, group};
pub use optimizer::{Optimizer, Rule};
pub use rmsprop::RmsProp;
pub use schedule::{
    CosineAnnealingLr, ExponentialLr, Schedule, Scheduler, SchedulerState,
    StepLr,
};
pub use settings::{Setting, Settings, lr};
pub use sgd::Sgd;
pub use state::{State, StateDict};
