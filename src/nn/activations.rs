//! Functions of one tensor, as modules.

use super::{Forward, Mode};
use crate::autograd::Tensor;
use crate::module;
use crate::tensor::{Edition, Print, Result, Scalar};

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
    /// [`Tensor::selu`]: `nn.SELU()`.
    SELU: Tensor::selu;
    /// [`Tensor::silu`]: `nn.SiLU()`.
    SiLU: Tensor::silu;
    /// The tensor itself: `nn.Identity()`.
    Identity: |x| Ok(x.clone());
}

/// [`Tensor::leaky_relu`]: `nn.LeakyReLU(negative_slope)`.
#[derive(Debug)]
pub struct LeakyReLU {
    /// What is left of negative numbers.
    pub negative_slope: Scalar,
    mode: Mode,
}

module!(LeakyReLU { mode }, |layer| {
    format!("negative_slope={}", layer.negative_slope.text())
});

impl LeakyReLU {
    /// With a slope, usually of 0.01.
    #[must_use]
    pub fn new(negative_slope: impl Into<Scalar>) -> LeakyReLU {
        let negative_slope = negative_slope.into();
        LeakyReLU { negative_slope, mode: Mode::default() }
    }
}

impl Forward for LeakyReLU {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        x.leaky_relu(self.negative_slope)
    }
}

/// [`Tensor::elu`]: `nn.ELU(alpha)`.
#[derive(Debug)]
pub struct ELU {
    /// How far below zero it goes.
    pub alpha: Scalar,
    mode: Mode,
}

module!(ELU { mode }, |layer| format!("alpha={}", layer.alpha.text()));

impl ELU {
    /// With an alpha, usually of 1.
    #[must_use]
    pub fn new(alpha: impl Into<Scalar>) -> ELU {
        ELU { alpha: alpha.into(), mode: Mode::default() }
    }
}

impl Forward for ELU {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        x.elu(self.alpha.to_f64())
    }
}

/// [`Tensor::softplus`]: `nn.Softplus(beta, threshold)`.
#[derive(Debug)]
pub struct Softplus {
    /// How sharp the bend is.
    pub beta: Scalar,
    /// From where on it is straight.
    pub threshold: Scalar,
    mode: Mode,
}

module!(Softplus { mode }, |layer| {
    let (beta, threshold) = (layer.beta.text(), layer.threshold.text());
    format!("beta={beta}, threshold={threshold}")
});

impl Softplus {
    /// With a beta and a threshold, usually 1 and 20.
    #[must_use]
    pub fn new(
        beta: impl Into<Scalar>,
        threshold: impl Into<Scalar>,
    ) -> Softplus {
        let (beta, threshold) = (beta.into(), threshold.into());
        Softplus { beta, threshold, mode: Mode::default() }
    }
}

impl Forward for Softplus {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        x.softplus(self.beta.to_f64(), self.threshold.to_f64())
    }
}

/// [`Tensor::gelu_with`]: `nn.GELU(approximate)`.
#[derive(Debug)]
pub struct GELU {
    /// `"none"` or `"tanh"`.
    pub approximate: &'static str,
    mode: Mode,
}

module!(GELU { mode }, |layer| {
    format!("approximate={}", layer.approximate.repr())
});

impl GELU {
    /// The exact one: `nn.GELU()`.
    #[must_use]
    pub fn new() -> GELU {
        GELU::approximate("none")
    }

    /// As said, which the first call may find wrong:
    /// `nn.GELU(approximate)`.
    #[must_use]
    pub fn approximate(approximate: &'static str) -> GELU {
        GELU { approximate, mode: Mode::default() }
    }
}

impl Default for GELU {
    fn default() -> GELU {
        GELU::new()
    }
}

impl Forward for GELU {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        x.gelu_with(self.approximate)
    }
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
