/*!
Recording what happens, and walking it back.

[`record`] gives an operation's output a node; [`Tensor::backward`] walks the
nodes. Everything that operations need is here; no operation is.
*/

mod engine;
pub mod graph;
mod hooks;
mod in_place;
mod memory;
mod node;
mod record;
mod saved;
mod tensor;
mod views;

pub use engine::{
    BackwardOptions, backward_from, grad, grad_with, set_detect_anomaly,
};
pub use hooks::HookHandle;
pub use node::{Backward, Context, Edge, GradFn, Grads, Names, Node};
#[cfg(feature = "python")]
pub(crate) use record::record_custom;
pub use record::{backward, backward1, record, record_many};
pub(crate) use record::{record_any_dtype, record_beside};
pub use saved::{Saved, Saver};
#[cfg(feature = "python")]
pub(crate) use tensor::replace_grad_mode;
pub use tensor::{
    Tensor, enable_grad, is_grad_enabled, no_grad, set_grad_enabled,
};
pub(crate) use views::AS_STRIDED;
pub use views::{record_view, record_views};
