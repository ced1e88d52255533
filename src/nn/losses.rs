//! Losses, as modules.

use super::functional::{
    Reduction, binary_cross_entropy_with_logits, cross_entropy, l1_loss,
    mse_loss, nll_loss,
};
use super::{Buffer, Mode};
use crate::autograd::Tensor;
use crate::module;
use crate::tensor::Result;

macro_rules! losses {
    ($(
        $(#[$doc:meta])*
        $class:ident {
            $($(#[$field_doc:meta])* $field:ident: $type:ty = $default:expr,)*
        } buffers { $($buffer:ident),* }
        |$loss:ident, $input:ident, $target:ident| $call:expr;
    )+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $class {
            $($(#[$field_doc])* pub $field: $type,)*
            /// What becomes of the losses of all elements.
            pub reduction: Reduction,
            mode: Mode,
        }

        module!($class { $($buffer,)* mode });

        impl Default for $class {
            fn default() -> $class {
                $class {
                    $($field: $default,)*
                    reduction: Reduction::Mean,
                    mode: Mode::default(),
                }
            }
        }

        impl $class {
            /// The mean, with Python's defaults. Fields may be set.
            #[must_use]
            pub fn new() -> $class {
                $class::default()
            }

            /// With another reduction: `reduction="sum"`.
            #[must_use]
            pub fn reduction(mut self, reduction: Reduction) -> $class {
                self.reduction = reduction;
                self
            }

            /// The loss of an input: `criterion(input, target)`.
            ///
            /// # Errors
            /// What the function of the same name says.
            pub fn forward(
                &self,
                $input: &Tensor,
                $target: &Tensor,
            ) -> Result<Tensor> {
                let $loss = self;
                $call
            }
        }
    )+};
}
losses! {
    /// The square of the difference.
    ///
    /// Follows [torch.nn.MSELoss](https://pytorch.org/docs/stable/generated/torch.nn.MSELoss.html).
    MSELoss {} buffers {}
    |loss, x, y| mse_loss(x, y, loss.reduction);

    /// The size of the difference.
    ///
    /// Follows [torch.nn.L1Loss](https://pytorch.org/docs/stable/generated/torch.nn.L1Loss.html).
    L1Loss {} buffers {}
    |loss, x, y| l1_loss(x, y, loss.reduction);

    /// How surprising the right class is, from a number for each class.
    ///
    /// Follows [torch.nn.CrossEntropyLoss](https://pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html).
    CrossEntropyLoss {
        /// How much each class counts.
        weight: Option<Buffer> = None,
        /// The target of what does not count.
        ignore_index: i64 = -100,
        /// The part of the truth that is spread over all classes.
        label_smoothing: f64 = 0.0,
    } buffers { weight }
    |loss, x, y| cross_entropy(
        x,
        y,
        loss.weight.as_deref(),
        loss.ignore_index,
        loss.reduction,
        loss.label_smoothing,
    );

    /// How surprising the right class is, from the logarithm of each
    /// probability.
    ///
    /// Follows [torch.nn.NLLLoss](https://pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html).
    NLLLoss {
        /// How much each class counts.
        weight: Option<Buffer> = None,
        /// The target of what does not count.
        ignore_index: i64 = -100,
    } buffers { weight }
    |loss, x, y| {
        let weight = loss.weight.as_deref();
        nll_loss(x, y, weight, loss.ignore_index, loss.reduction)
    };

    /// How surprising yes or no is, from a number that is positive for yes.
    ///
    /// Follows [torch.nn.BCEWithLogitsLoss](https://pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html).
    BCEWithLogitsLoss {
        /// How much each element counts.
        weight: Option<Buffer> = None,
        /// How much more a yes counts than a no.
        pos_weight: Option<Buffer> = None,
    } buffers { weight, pos_weight }
    |loss, x, y| binary_cross_entropy_with_logits(
        x,
        y,
        loss.weight.as_deref(),
        loss.pos_weight.as_deref(),
        loss.reduction,
    );
}
