//! Functions of one tensor, as modules.

use super::{Forward, Mode};
use crate::autograd::Tensor;
use crate::module;
use crate::tensor::{Edition, Result};

macro_rules! activations {
    ($($(#[$doc:meta])* $class:ident: $function:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Default, Debug)]
        pub struct $class {
            mode: Mode,
        }

        module!($class { mode });

        impl $class {
            /// There is nothing to choose.
            #[must_use]
            pub fn new() -> $class {
                $class::default()
            }
        }

        impl Forward for $class {
            fn forward(&self, x: &Tensor) -> Result<Tensor> {
                let function: fn(&Tensor) -> Result<Tensor> = $function;
                function(x)
            }
        }
    )+};
}
activations! {
    /// [`Tensor::relu`]: `nn.ReLU()`.
    ReLU: Tensor::relu;
    /// [`Tensor::tanh`]: `nn.Tanh()`.
    Tanh: Tensor::tanh;
    /// [`Tensor::sigmoid`]: `nn.Sigmoid()`.
    Sigmoid: Tensor::sigmoid;
    /// The tensor itself: `nn.Identity()`.
    Identity: |x| Ok(x.clone());
}

macro_rules! along_a_dimension {
    ($($(#[$doc:meta])* $class:ident: $function:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $class {
            /// Along which dimension.
            pub dim: i64,
            mode: Mode,
        }

        module!($class { mode }, |layer| match Edition::current() {
            Edition::Today => format!("dim={}", layer.dim),
            Edition::Notes => String::new(),
        });

        impl $class {
            /// Along `dim`.
            #[must_use]
            pub fn new(dim: i64) -> $class {
                $class { dim, mode: Mode::default() }
            }
        }

        impl Forward for $class {
            fn forward(&self, x: &Tensor) -> Result<Tensor> {
                $function(x, self.dim)
            }
        }
    )+};
}
along_a_dimension! {
    /// [`Tensor::softmax`]: `nn.Softmax(dim)`.
    Softmax: Tensor::softmax;
    /// [`Tensor::log_softmax`]: `nn.LogSoftmax(dim)`.
    LogSoftmax: Tensor::log_softmax;
}
