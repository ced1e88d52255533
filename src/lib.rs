/*!
What PyTorch does and people trip over, implemented.

The wings of the house, and the only direction in which they know each other:

[`tensor`] ← [`autograd`] ← [`ops`] ← [`nn`] ← [`optim`] ← [`show`] ←
[`chapters`] ← [`workbook`]

- [`tensor`]: memory, shapes, dtypes, printing, random numbers, errors;
- [`autograd`]: recording, backward, drawing the graph;
- [`ops`]: operations that no chapter owns, by family;
- [`nn`]: modules, layers, losses;
- [`optim`](mod@optim): how parameters move;
- [`show`]: plots, and how far a listing is;
- [`chapters`]: what the book explains, implemented, and its listings;
- [`workbook`]: weaving the book, building it, serving it.

`use` runs one way. Methods of [`Tensor`](autograd::Tensor) are one surface,
whichever wing they are written in.
*/

// One place allows itself some, where products ask the processor what it is.
#![deny(unsafe_code)]

pub mod autograd;
pub mod chapters;
pub mod exercises;
pub mod nn;
pub mod ops;
pub mod optim;
#[cfg(feature = "python")]
pub mod python;
pub mod show;
pub mod table;
pub mod tensor;
#[cfg(feature = "book")]
pub mod workbook;

/// What a program written like a PyTorch script needs.
pub mod prelude {
    pub use crate::autograd::graph::draw;
    pub use crate::autograd::{
        BackwardOptions, Tensor, enable_grad, grad, is_grad_enabled, no_grad,
        set_grad_enabled,
    };
    pub use crate::chapters::masked_indexing::Truth;
    pub use crate::chapters::numpy_detach::from_numpy;
    pub use crate::module;
    pub use crate::nn;
    pub use crate::nn::{Forward, Module};
    pub use crate::ops::choose::where_;
    pub use crate::ops::compare::Tolerance;
    pub use crate::ops::create::{
        Options, empty, empty_with, full, full_with, ones, ones_with, tensor,
        tensor_with, zeros, zeros_with,
    };
    pub use crate::ops::index::{Ellipsis, Index, Indices, NewAxis, slice};
    pub use crate::ops::joining::{cat, hstack, stack, vstack};
    pub use crate::ops::parameter::parameter;
    pub use crate::ops::powers::pow;
    pub use crate::ops::random::{
        normal, rand, rand_with, randint, randint_with, randn, randn_with,
        randperm, randperm_with,
    };
    pub use crate::ops::ranges::{
        arange, arange_with, eye, eye_with, linspace, linspace_with,
    };
    pub use crate::ops::{Max, Min, Sort, Topk};
    pub use crate::optim::{
        Adadelta, Adagrad, Adam, AdamW, Adamax, Asgd, ClipOptions,
        CosineAnnealingLr, ExponentialLr, Group, NAdam, Optimizer, RAdam,
        RmsProp, Rprop, Rule, Scheduler, Setting, Settings, Sgd, StateDict,
        StepLr, clip_grad_norm_, clip_grad_norm_with_, group, lr,
    };
    pub use crate::show::{plot, progress};
    pub use crate::tensor::random::{initial_seed, manual_seed};
    pub use crate::tensor::{
        DType, Edition, ErrorClass, List, Numpy, Result, Scalar, Size,
        TorchError, bool_, float32, float64, int32, int64, print,
        set_printoptions, uint8, with_edition,
    };
}
