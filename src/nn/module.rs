/*!
Modules: parameters, buffers and other modules under names.

Follows [torch.nn.Module](https://pytorch.org/docs/stable/generated/torch.nn.Module.html).
A module says what it holds, in the order in which it was registered, by
[`Module::visit`]; the rest follows from that.
*/

use std::cell::Cell;
use std::ops::Deref;
use std::rc::Rc;

use super::state::{IncompatibleKeys, StateDict};
use crate::autograd::Tensor;
use crate::tensor::Result;

// ANCHOR: visitor
/// Is shown what a module holds.
pub trait Visitor<'a> {
    /// A parameter.
    fn parameter(&mut self, _name: &str, _parameter: &'a Tensor) {}
    /// A tensor that belongs to the state but is not learned.
    fn buffer(&mut self, _name: &str, _buffer: &'a Tensor) {}
    /// A module inside.
    fn module(&mut self, _name: &str, _module: &'a dyn Module) {}
    /// Whether the module trains.
    fn mode(&mut self, _mode: &'a Mode) {}
}
// ANCHOR_END: visitor

/// Structure: what has a name and holds parameters.
///
/// A struct becomes one by [`module!`](crate::module!), in one line:
///
/// ```
/// use torchbook::prelude::*;
///
/// struct Net {
///     hidden: nn::Linear,
///     out: nn::Linear,
/// }
/// module!(Net { hidden, out });
///
/// impl Net {
///     fn forward(&self, x: &Tensor) -> Result<Tensor> {
///         self.out.forward(&self.hidden.forward(x)?.tanh()?)
///     }
/// }
///
/// let net = Net {
///     hidden: nn::Linear::new(2, 3)?,
///     out: nn::Linear::new(3, 1)?,
/// };
/// assert_eq!(net.parameters().len(), 4);
/// assert_eq!(net.forward(&ones([5, 2])?)?.size(), [5, 1]);
/// # Ok::<(), TorchError>(())
/// ```
pub trait Module {
    /// The name of its class.
    fn name(&self) -> &str;

    /// Shows all that it holds itself, in the order of registration.
    fn visit<'a>(&'a self, visitor: &mut dyn Visitor<'a>);

    /// What stands between the parentheses when it is printed, besides the
    /// modules in it.
    fn extra_repr(&self) -> String {
        String::new()
    }

    /// What `print(module)` shows: a line, or a tree.
    fn repr(&self) -> String {
        let parts = self.named_children();
        let parts = parts.iter().map(|(name, part)| (&**name, part.repr()));
        tree(self.name(), &self.extra_repr(), parts)
    }

    /// The parameters, of this module and of those in it, each once.
    fn parameters(&self) -> Vec<Tensor> {
        let named = self.named_parameters();
        named.into_iter().map(|(_, parameter)| parameter).collect()
    }

    // ANCHOR: named_parameters
    /// The parameters with their names, each once: first the module's own,
    /// then those of its children, as `fc1.weight`.
    fn named_parameters(&self) -> Vec<(String, Tensor)> {
        let mut named: Vec<(String, Tensor)> = Vec::new();
        for (path, holds) in self.tree() {
            for (name, parameter) in holds.parameters {
                if !named.iter().any(|(_, known)| known.is(parameter)) {
                    named.push((path.clone() + &name, parameter.clone()));
                }
            }
        }
        named
    }
    // ANCHOR_END: named_parameters

    /// The buffers with their names, each once.
    fn named_buffers(&self) -> Vec<(String, Tensor)> {
        let mut named: Vec<(String, Tensor)> = Vec::new();
        for (path, holds) in self.tree() {
            for (name, buffer) in holds.buffers {
                if !named.iter().any(|(_, known)| known.is(buffer)) {
                    named.push((path.clone() + &name, buffer.clone()));
                }
            }
        }
        named
    }

    /// The modules that this one holds itself.
    fn children(&self) -> Vec<&dyn Module> {
        let named = self.named_children();
        named.into_iter().map(|(_, module)| module).collect()
    }

    /// The modules that this one holds itself, with their names.
    fn named_children(&self) -> Vec<(String, &dyn Module)> {
        let mut holds = Holds::default();
        self.visit(&mut holds);
        holds.modules
    }

    /// The modules inside, at every depth, with their names. (In Python the
    /// module itself stands first, under an empty name.)
    fn named_modules(&self) -> Vec<(String, &dyn Module)> {
        let mut named = Vec::new();
        for (name, module) in self.named_children() {
            let inside = module.named_modules();
            named.push((name.clone(), module));
            let path = |(below, module)| (format!("{name}.{below}"), module);
            named.extend(inside.into_iter().map(path));
        }
        named
    }

    /// What each module here holds itself, this one's first, with the path
    /// that its names begin with.
    #[doc(hidden)]
    fn tree(&self) -> Vec<(String, Holds<'_>)> {
        let mut holds = Holds::default();
        self.visit(&mut holds);
        let modules = holds.modules.clone();
        let mut tree = vec![(String::new(), holds)];
        for (name, module) in modules {
            let path = |(below, holds)| (format!("{name}.{below}"), holds);
            tree.extend(module.tree().into_iter().map(path));
        }
        tree
    }

    /// The parameters and buffers by name, on the same memory.
    fn state_dict(&self) -> StateDict {
        let tree = self.tree();
        let named = tree.into_iter().flat_map(|(path, holds)| {
            let own = holds.parameters.into_iter().chain(holds.buffers);
            own.map(move |(name, tensor)| (path.clone() + &name, tensor))
        });
        named
            .map(|(name, x)| (name, Tensor::from_strided(x.strided().clone())))
            .collect()
    }

    /// Copies values into the parameters and buffers, by name.
    ///
    /// # Errors
    /// `RuntimeError` that names all keys that are missing, that nobody
    /// knows, or that have another size. Then nothing is changed. (PyTorch
    /// has changed what fits.)
    fn load_state_dict(&self, state: &StateDict) -> Result<IncompatibleKeys> {
        self.load_state_dict_with(state, true)
    }

    /// [`load_state_dict`](Module::load_state_dict); without `strict`, keys
    /// may be missing or unknown. The result tells which.
    ///
    /// # Errors
    /// As [`load_state_dict`](Module::load_state_dict).
    fn load_state_dict_with(
        &self,
        state: &StateDict,
        strict: bool,
    ) -> Result<IncompatibleKeys> {
        super::state::load(self.name(), &self.tree(), state, strict)
    }

    /// Whether the module trains; new ones do. Dropout asks.
    fn training(&self) -> bool {
        let mut holds = Holds::default();
        self.visit(&mut holds);
        match (holds.mode, holds.modules.first()) {
            (Some(mode), _) => mode.training(),
            (None, Some((_, first))) => first.training(),
            (None, None) => true,
        }
    }

    /// Lets this module and all in it train, or no longer:
    /// `module.train(mode)`.
    fn train(&self, mode: bool) {
        for (_, holds) in self.tree() {
            if let Some(own) = holds.mode {
                own.0.set(mode);
            }
        }
    }

    /// [`train(false)`](Module::train): `module.eval()`.
    fn eval(&self) {
        self.train(false);
    }

    /// Asks for gradients of all parameters, or no longer: a frozen module.
    ///
    /// # Errors
    /// As [`Tensor::requires_grad_`].
    fn requires_grad_(&self, mode: bool) -> Result<()> {
        for parameter in self.parameters() {
            parameter.requires_grad_(mode)?;
        }
        Ok(())
    }

    /// Forgets the gradients: each is `None`. So today's
    /// `module.zero_grad()`.
    fn zero_grad(&self) {
        for parameter in self.parameters() {
            parameter.set_grad(None);
        }
    }

    /// Fills the gradients that there are with zeros:
    /// `module.zero_grad(set_to_none=False)`, in 1.1.0 `module.zero_grad()`.
    ///
    /// # Errors
    /// As [`Tensor::zero_`].
    fn zero_grad_to_zeros(&self) -> Result<()> {
        for parameter in self.parameters() {
            if let Some(grad) = parameter.grad() {
                if grad.requires_grad() {
                    // It was made by backward with create_graph.
                    let zeros = grad.detach()?;
                    zeros.zero_()?;
                    parameter.set_grad(Some(zeros));
                } else {
                    grad.zero_()?;
                }
            }
        }
        Ok(())
    }
}

/// A module that makes one tensor of one tensor.
pub trait Forward: Module {
    /// What it computes: `module(x)`.
    ///
    /// # Errors
    /// What its operations say.
    fn forward(&self, x: &Tensor) -> Result<Tensor>;
}

/// A line or a tree, as PyTorch prints a module.
pub(super) fn tree<'a>(
    name: &str,
    extra: &str,
    parts: impl Iterator<Item = (&'a str, String)>,
) -> String {
    let extra = extra.lines().map(str::to_owned);
    let mut lines: Vec<String> = extra.collect();
    let own = lines.len();
    lines.extend(parts.map(|(name, repr)| {
        format!("({name}): {}", repr.replace('\n', "\n  "))
    }));
    match &*lines {
        [] => format!("{name}()"),
        [only] if own == 1 => format!("{name}({only})"),
        lines => format!("{name}(\n  {}\n)", lines.join("\n  ")),
    }
}

/// What a module holds itself.
#[doc(hidden)]
#[derive(Default)]
pub struct Holds<'a> {
    pub(super) parameters: Vec<(String, &'a Tensor)>,
    pub(super) buffers: Vec<(String, &'a Tensor)>,
    pub(super) modules: Vec<(String, &'a dyn Module)>,
    mode: Option<&'a Mode>,
}

impl<'a> Visitor<'a> for Holds<'a> {
    fn parameter(&mut self, name: &str, parameter: &'a Tensor) {
        self.parameters.push((name.to_owned(), parameter));
    }

    fn buffer(&mut self, name: &str, buffer: &'a Tensor) {
        self.buffers.push((name.to_owned(), buffer));
    }

    fn module(&mut self, name: &str, module: &'a dyn Module) {
        self.modules.push((name.to_owned(), module));
    }

    fn mode(&mut self, mode: &'a Mode) {
        self.mode = Some(mode);
    }
}

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
        }

        impl<M: Forward + ?Sized> Forward for $pointer<M> {
            fn forward(&self, x: &Tensor) -> Result<Tensor> {
                (**self).forward(x)
            }
        }
    )+};
}
pointers!(Box, Rc);

/// Modules under numbers: `nn.ModuleList`.
impl<M: Module> Module for Vec<M> {
    fn name(&self) -> &str {
        "ModuleList"
    }

    fn visit<'a>(&'a self, visitor: &mut dyn Visitor<'a>) {
        for (nr, module) in self.iter().enumerate() {
            visitor.module(&nr.to_string(), module);
        }
    }

    /// Today equal neighbours stand in one line.
    fn repr(&self) -> String {
        super::list::repr(self.iter().map(Module::repr).collect())
    }
}

/// Makes a struct a [`Module`](crate::nn::Module) of the fields named, in
/// this order: parameters, modules, [`Buffer`](crate::nn::Buffer)s, options
/// and vectors of them. What it should print of itself may follow.
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
