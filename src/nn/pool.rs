//! Pools as layers.

use super::functional::{PoolOptions, adaptive_avg_pool, avg_pool, max_pool};
use super::{Forward, Mode};
use crate::autograd::Tensor;
use crate::module;
use crate::tensor::{Dims, Result, python_bool, python_tuple};

/// A number, or a tuple.
fn shown(numbers: &[i64]) -> String {
    match numbers {
        [one] => one.to_string(),
        all => python_tuple(all.iter().map(i64::to_string)),
    }
}

fn stride(options: &PoolOptions) -> &Dims {
    match options.stride.is_empty() {
        true => &options.kernel_size,
        false => &options.stride,
    }
}

/// The largest number that each window sees.
///
/// Follows [torch.nn.MaxPool2d](https://pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html).
#[derive(Debug)]
pub struct MaxPool2d {
    /// How the windows lie.
    pub options: PoolOptions,
    mode: Mode,
}

module!(MaxPool2d { mode }, |pool| {
    let options = &pool.options;
    format!(
        "kernel_size={}, stride={}, padding={}, dilation={}, ceil_mode={}",
        shown(&options.kernel_size),
        shown(stride(options)),
        shown(&options.padding),
        shown(&options.dilation),
        python_bool(options.ceil_mode)
    )
});

/// The mean of what each window sees.
///
/// Follows [torch.nn.AvgPool2d](https://pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html).
#[derive(Debug)]
pub struct AvgPool2d {
    /// How the windows lie.
    pub options: PoolOptions,
    mode: Mode,
}

module!(AvgPool2d { mode }, |pool| {
    let options = &pool.options;
    format!(
        "kernel_size={}, stride={}, padding={}",
        shown(&options.kernel_size),
        shown(stride(options)),
        shown(&options.padding)
    )
});

macro_rules! pools {
    ($($class:ident $f:expr;)+) => {$(
        impl $class {
            /// Windows of this size, side by side.
            #[must_use]
            pub fn new(kernel_size: impl Into<Dims>) -> $class {
                $class::with(PoolOptions::new(kernel_size))
            }

            /// Windows that lie as the options say.
            #[must_use]
            pub fn with(options: PoolOptions) -> $class {
                $class { options, mode: Mode::default() }
            }
        }

        impl Forward for $class {
            fn forward(&self, x: &Tensor) -> Result<Tensor> {
                let f: fn(&Tensor, &PoolOptions) -> Result<Tensor> = $f;
                f(x, &self.options)
            }
        }
    )+};
}
pools! {
    MaxPool2d |x, options| Ok(max_pool(2, x, options)?.0);
    AvgPool2d |x, options| avg_pool(2, x, options);
}

/// The mean of windows that are chosen so that there are so many of them.
///
/// Follows [torch.nn.AdaptiveAvgPool2d](https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool2d.html).
#[derive(Debug)]
pub struct AdaptiveAvgPool2d {
    /// How many windows there are in each dimension.
    pub output_size: Dims,
    mode: Mode,
}

module!(AdaptiveAvgPool2d { mode }, |pool| format!(
    "output_size={}",
    shown(&pool.output_size)
));

impl AdaptiveAvgPool2d {
    /// So many windows, in both dimensions or in each.
    #[must_use]
    pub fn new(output_size: impl Into<Dims>) -> AdaptiveAvgPool2d {
        let output_size = output_size.into();
        AdaptiveAvgPool2d { output_size, mode: Mode::default() }
    }
}

impl Forward for AdaptiveAvgPool2d {
    fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let size: Vec<Option<i64>> = match self.output_size[..] {
            [one] => vec![Some(one); 2],
            ref all => all.iter().copied().map(Some).collect(),
        };
        adaptive_avg_pool(2, x, &size)
    }
}
