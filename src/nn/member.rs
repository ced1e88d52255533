/*!
What a module may hold, and how a struct becomes one: its fields are members.
*/

use std::cell::Cell;
use std::ops::Deref;
use std::rc::Rc;

use super::module::{Forward, Identity, Module, Visitor};
use crate::autograd::Tensor;
use crate::tensor::Result;

/// Whether a module trains: a field for modules that ask. One without asks
/// the first module in it.
#[derive(Clone, Debug)]
pub struct Mode(Cell<bool>);

impl Default for Mode {
    fn default() -> Mode {
        Mode::new(true)
    }
}

impl Mode {
    /// What trains, or does not.
    pub(super) fn new(training: bool) -> Mode {
        Mode(Cell::new(training))
    }

    pub(super) fn set(&self, training: bool) {
        self.0.set(training);
    }

    /// Whether it trains.
    #[must_use]
    pub fn training(&self) -> bool {
        self.0.get()
    }
}

/// A tensor that is saved with a module but not learned: `nn.Buffer(x)`,
/// `register_buffer`.
#[derive(Clone, Debug)]
pub struct Buffer(pub Tensor);

impl Deref for Buffer {
    type Target = Tensor;

    fn deref(&self) -> &Tensor {
        &self.0
    }
}

/// What a field of a module may be.
pub trait Member {
    /// Shows it to a visitor of the module, under its name there.
    fn show<'a>(&'a self, name: &str, visitor: &mut dyn Visitor<'a>);
}

// ANCHOR: plain
/// A [`parameter`](crate::prelude::parameter). A plain tensor is no more
/// than an attribute, as in Python: it is not learned, and not saved.
impl Member for Tensor {
    fn show<'a>(&'a self, name: &str, visitor: &mut dyn Visitor<'a>) {
        if self.is_parameter() {
            visitor.parameter(name, self);
        }
    }
}
// ANCHOR_END: plain

impl Member for Buffer {
    fn show<'a>(&'a self, name: &str, visitor: &mut dyn Visitor<'a>) {
        visitor.buffer(name, self);
    }
}

impl Member for Mode {
    fn show<'a>(&'a self, _: &str, visitor: &mut dyn Visitor<'a>) {
        visitor.mode(self);
    }
}

impl<T: Member> Member for Option<T> {
    fn show<'a>(&'a self, name: &str, visitor: &mut dyn Visitor<'a>) {
        if let Some(member) = self {
            member.show(name, visitor);
        }
    }
}

impl<M: Module> Member for M {
    fn show<'a>(&'a self, name: &str, visitor: &mut dyn Visitor<'a>) {
        visitor.module(name, self);
    }
}

macro_rules! pointers {
    ($($pointer:ident),+) => {$(
        impl<M: Module + ?Sized> Module for $pointer<M> {
            fn name(&self) -> &str {
                (**self).name()
            }

            fn visit<'a>(&'a self, visitor: &mut dyn Visitor<'a>) {
                (**self).visit(visitor);
            }

            fn extra_repr(&self) -> String {
                (**self).extra_repr()
            }

            fn repr(&self) -> String {
                (**self).repr()
            }

            fn identity(&self) -> Option<Identity> {
                (**self).identity()
            }
        }

        impl<M: Forward + ?Sized> Forward for $pointer<M> {
            fn forward(&self, x: &Tensor) -> Result<Tensor> {
                (**self).forward(x)
            }
        }
    )+};
}
pointers!(Box, Rc);

/// Makes a struct a [`Module`](crate::nn::Module) of the fields named, in
/// this order: parameters, modules, [`Buffer`](crate::nn::Buffer)s, options
/// of them, and vectors of parameters or of modules. What it should print of
/// itself may follow.
///
/// ```
/// use torchbook::prelude::*;
///
/// struct Scale {
///     factor: Tensor,
///     name: String,
/// }
/// module!(Scale { factor }, |scale| format!("of {}", scale.name));
///
/// let factor = parameter(&tensor([2.0]))?;
/// let scale = Scale { factor, name: "weights".to_owned() };
/// assert_eq!(scale.repr(), "Scale(of weights)");
/// assert_eq!(scale.named_parameters()[0].0, "factor");
/// # Ok::<(), TorchError>(())
/// ```
#[macro_export]
macro_rules! module {
    ($class:ident { $($field:ident),* $(,)? } $(, $extra:expr)?) => {
        impl $crate::nn::Module for $class {
            fn name(&self) -> &str {
                stringify!($class)
            }

            fn visit<'a>(
                &'a self,
                visitor: &mut dyn $crate::nn::Visitor<'a>,
            ) {
                $($crate::nn::Member::show(
                    &self.$field,
                    stringify!($field),
                    visitor,
                );)*
                let _ = visitor;
            }

            $(fn extra_repr(&self) -> String {
                let extra: fn(&$class) -> String = $extra;
                extra(self)
            })?
        }

        impl $crate::tensor::Print for $class {
            fn text(&self) -> String {
                $crate::nn::Module::repr(self)
            }
        }
    };
}

impl crate::tensor::Print for dyn Module + '_ {
    fn text(&self) -> String {
        Module::repr(self)
    }
}
