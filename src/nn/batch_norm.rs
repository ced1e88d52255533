//! Norms of channels as layers.

use super::functional::{BatchNormOptions, batch_norm, group_norm};
use super::{Buffer, Forward, Mode, init};
use crate::autograd::{Tensor, no_grad};
use crate::module;
use crate::ops::create::{empty, ones, tensor, zeros};
use crate::ops::parameter::parameter;
use crate::tensor::{Edition, Result, TorchError, python_float};

macro_rules! batch_norms {
    ($($class:ident $text:literal $ndims:expr;)+) => {$(
        /// Channels with mean 0 and variance 1 over a batch, then a scale
        /// and a shift of each, which are learned. Once it no longer trains,
        /// mean and variance are those of the batches so far.
        ///
        #[doc = concat!(
            "Follows [torch.nn.", stringify!($class),
            "](https://pytorch.org/docs/stable/generated/torch.nn.",
            stringify!($class), ".html)."
        )]
        #[derive(Debug)]
        pub struct $class {
            /// How many channels there are.
            pub num_features: i64,
            /// What is added to the variance.
            pub eps: f64,
            /// How far the running numbers follow each batch.
            pub momentum: f64,
            /// The scale: ones to begin with.
            pub weight: Tensor,
            /// The shift: zeros to begin with.
            pub bias: Tensor,
            /// The mean of the batches so far.
            pub running_mean: Buffer,
            /// Their variance.
            pub running_var: Buffer,
            /// How many there were.
            pub num_batches_tracked: Buffer,
            mode: Mode,
        }

        module!($class {
            weight,
            bias,
            running_mean,
            running_var,
            num_batches_tracked,
            mode,
        }, |layer| {
            let bias = match Edition::current() {
                Edition::Today => " bias=True,",
                Edition::Notes => "",
            };
            format!(
                "{}, eps={}, momentum={}, affine=True,{bias} \
                 track_running_stats=True",
                layer.num_features,
                python_float(layer.eps),
                python_float(layer.momentum)
            )
        });

        impl $class {
            #[doc = concat!("`nn.", stringify!($class), "(num_features)`")]
            ///
            /// # Errors
            /// `RuntimeError` for a negative number, or more than memory
            /// holds.
            pub fn new(num_features: i64) -> Result<$class> {
                let BatchNormOptions { momentum, eps, .. } =
                    BatchNormOptions::default();
                Ok($class {
                    num_features,
                    eps,
                    momentum,
                    weight: init::ones_(&parameter(&empty(num_features)?)?)?,
                    bias: init::zeros_(&parameter(&empty(num_features)?)?)?,
                    running_mean: Buffer(zeros(num_features)?),
                    running_var: Buffer(ones(num_features)?),
                    num_batches_tracked: Buffer(tensor(0)),
                    mode: Mode::default(),
                })
            }
        }

        impl Forward for $class {
            fn forward(&self, x: &Tensor) -> Result<Tensor> {
                if !$ndims.contains(&x.ndim()) {
                    return Err(TorchError::value(format!(
                        "expected {} input (got {}D input)",
                        $text,
                        x.ndim()
                    )));
                }
                let training = self.mode.training();
                if training {
                    check_enough(x)?;
                    no_grad(|| self.num_batches_tracked.add_(1))?;
                }
                let running = (&*self.running_mean, &*self.running_var);
                let (momentum, eps) = (self.momentum, self.eps);
                batch_norm(
                    x,
                    Some(running),
                    Some(&self.weight),
                    Some(&self.bias),
                    BatchNormOptions { training, momentum, eps },
                )
            }
        }
    )+};
}
batch_norms! {
    BatchNorm1d "2D or 3D" (2..=3);
    BatchNorm2d "4D" (4..=4);
}

/// One number has no variance.
fn check_enough(x: &Tensor) -> Result<()> {
    let size = x.size();
    let each: usize = size
        .iter()
        .enumerate()
        .map(|(d, &n)| if d == 1 { 1 } else { n })
        .product();
    match each {
        1 => Err(TorchError::value(format!(
            "Expected more than 1 value per channel when training, got input \
             size {size}"
        ))),
        _ => Ok(()),
    }
}

/// Groups of channels with mean 0 and variance 1 in each sample, then a
/// scale and a shift of each channel, which are learned.
///
/// Follows [torch.nn.GroupNorm](https://pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html).
#[derive(Debug)]
pub struct GroupNorm {
    /// How many groups there are.
    pub num_groups: i64,
    /// How many channels there are.
    pub num_channels: i64,
    /// What is added to the variance.
    pub eps: f64,
    /// The scale: ones to begin with.
    pub weight: Tensor,
    /// The shift: zeros to begin with.
    pub bias: Tensor,
    mode: Mode,
}

module!(GroupNorm { weight, bias, mode }, |layer| {
    let bias = match Edition::current() {
        Edition::Today => ", bias=True",
        Edition::Notes => "",
    };
    format!(
        "{}, {}, eps={}, affine=True{bias}",
        layer.num_groups,
        layer.num_channels,
        python_float(layer.eps)
    )
});

impl GroupNorm {
    /// `nn.GroupNorm(num_groups, num_channels)`
    ///
    /// # Errors
    /// `ValueError` for groups that do not divide the channels.
    pub fn new(num_groups: i64, num_channels: i64) -> Result<GroupNorm> {
        if num_groups <= 0 || num_channels % num_groups != 0 {
            return Err(TorchError::value(format!(
                "num_channels ({num_channels}) must be divisible by \
                 num_groups ({num_groups})"
            )));
        }
        Ok(GroupNorm {
            num_groups,
            num_channels,
            eps: 1e-5,
            weight: init::ones_(&parameter(&empty(num_channels)?)?)?,
            bias: init::zeros_(&parameter(&empty(num_channels)?)?)?,
            mode: Mode::default(),
        })
    }
}

impl Forward for GroupNorm {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let (weight, bias) = (Some(&self.weight), Some(&self.bias));
        group_norm(x, self.num_groups, weight, bias, self.eps)
    }
}
