//! Convolutions as layers.

use super::functional::{ConvOptions, Padding, conv, conv_transpose};
use super::{Forward, Mode, init};
use crate::autograd::Tensor;
use crate::module;
use crate::ops::create::empty;
use crate::ops::parameter::parameter;
use crate::tensor::{Dims, Result, TorchError, python_tuple};

/// What all convolutions have in common besides weights.
#[derive(Debug)]
struct Kernel {
    channels: [i64; 2],
    size: Vec<i64>,
    options: ConvOptions,
}

impl Kernel {
    /// With the weight and the bias: uniform numbers between ±1/√n, where n is how many numbers of the
    /// input each number of the output is made of.
    fn new(
        dims: usize,
        channels: [i64; 2],
        size: Dims,
        options: ConvOptions,
        transposed: bool,
    ) -> Result<(Kernel, Tensor, Tensor)> {
        let groups = options.groups;
        for (wrong, sentence) in [
            (groups <= 0, "groups must be a positive integer"),
            (
                groups > 0 && channels[0] % groups != 0,
                "in_channels must be divisible by groups",
            ),
            (
                groups > 0 && channels[1] % groups != 0,
                "out_channels must be divisible by groups",
            ),
            (
                options.padding == Padding::Same
                    && options.stride.iter().any(|&stride| stride != 1),
                "padding='same' is not supported for strided convolutions",
            ),
        ] {
            if wrong {
                return Err(TorchError::value(sentence));
            }
        }
        let size = each(&size, dims);
        let [first, second] = match transposed {
            false => [channels[1], channels[0] / groups],
            true => [channels[0], channels[1] / groups],
        };
        let shape = [&[first, second], &size[..]].concat();
        let weight = parameter(&empty(shape)?)?;
        init::kaiming_uniform_(&weight, 5.0_f64.sqrt())?;
        let bias = parameter(&empty(channels[1])?)?;
        let fan_in: i64 =
            weight.size()[1..].iter().map(|&n| n as i64).product();
        if fan_in > 0 {
            let bound = 1.0 / (fan_in as f64).sqrt();
            init::uniform_(&bias, -bound, bound)?;
        }
        Ok((Kernel { channels, size, options }, weight, bias))
    }

    fn extra_repr(&self, bias: bool) -> String {
        let dims = self.size.len();
        let tuple = |numbers: &[i64]| {
            python_tuple(each(numbers, dims).iter().map(i64::to_string))
        };
        let options = &self.options;
        let differs = |numbers: &Dims, usual: i64| {
            each(numbers, dims).iter().any(|&n| n != usual)
        };
        let [input, output] = self.channels;
        let mut text = format!(
            "{input}, {output}, kernel_size={}, stride={}",
            tuple(&self.size),
            tuple(&options.stride)
        );
        match &options.padding {
            Padding::Same => text.push_str(", padding=same"),
            Padding::Valid => text.push_str(", padding=valid"),
            Padding::Zeros(padding) if differs(padding, 0) => {
                text.push_str(&format!(", padding={}", tuple(padding)));
            }
            Padding::Zeros(_) => {}
        }
        for (name, numbers, usual) in [
            ("dilation", &options.dilation, 1),
            ("output_padding", &options.output_padding, 0),
        ] {
            if differs(numbers, usual) {
                text.push_str(&format!(", {name}={}", tuple(numbers)));
            }
        }
        if options.groups != 1 {
            text.push_str(&format!(", groups={}", options.groups));
        }
        if !bias {
            text.push_str(", bias=False");
        }
        text
    }
}

/// The same number for every dimension, if there is only one.
fn each(numbers: &[i64], dims: usize) -> Vec<i64> {
    match numbers {
        [one] => vec![*one; dims],
        all => all.to_vec(),
    }
}

macro_rules! convolutions {
    ($($class:ident $dims:literal $transposed:literal $f:ident
       $article:literal;)+) => {$(
        #[doc = concat!($article, " convolution over so many dimensions: ")]
        #[doc = concat!("`nn.", stringify!($class), "`.")]
        ///
        #[doc = concat!(
            "Follows [torch.nn.", stringify!($class),
            "](https://pytorch.org/docs/stable/generated/torch.nn.",
            stringify!($class), ".html)."
        )]
        #[derive(Debug)]
        pub struct $class {
            /// What is learned.
            pub weight: Tensor,
            /// What is added to each channel, if anything.
            pub bias: Option<Tensor>,
            kernel: Kernel,
            mode: Mode,
        }

        module!($class { weight, bias, mode }, |layer| {
            layer.kernel.extra_repr(layer.bias.is_some())
        });

        impl $class {
            /// Windows of this size, one step apart.
            ///
            /// # Errors
            /// `RuntimeError` for a negative extent, or more than memory
            /// holds.
            pub fn new(
                in_channels: i64,
                out_channels: i64,
                kernel_size: impl Into<Dims>,
            ) -> Result<$class> {
                let options = ConvOptions::default();
                $class::with(in_channels, out_channels, kernel_size, options)
            }

            #[doc = concat!("[`new`](", stringify!($class), "::new)")]
            /// with keyword arguments.
            ///
            /// # Errors
            /// As `new`, and `ValueError` for groups that do not divide the
            /// channels.
            pub fn with(
                in_channels: i64,
                out_channels: i64,
                kernel_size: impl Into<Dims>,
                options: ConvOptions,
            ) -> Result<$class> {
                let channels = [in_channels, out_channels];
                let size = kernel_size.into();
                let (kernel, weight, bias) =
                    Kernel::new($dims, channels, size, options, $transposed)?;
                let bias = Some(bias);
                Ok($class { weight, bias, kernel, mode: Mode::default() })
            }
        }

        impl Forward for $class {
            fn forward(&self, x: &Tensor) -> Result<Tensor> {
                let options = &self.kernel.options;
                $f($dims, x, &self.weight, self.bias.as_ref(), options)
            }
        }
    )+};
}
convolutions! {
    Conv1d 1 false conv "A";
    Conv2d 2 false conv "A";
    ConvTranspose1d 1 true conv_transpose "A transposed";
    ConvTranspose2d 2 true conv_transpose "A transposed";
}
