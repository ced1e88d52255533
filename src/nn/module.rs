/*!
Modules: parameters, buffers and other modules under names.

Follows [torch.nn.Module](https://pytorch.org/docs/stable/generated/torch.nn.Module.html).
A module says what it holds, in the order in which it was registered, by
[`Module::visit`]; the rest follows from that.
*/

use super::member::Mode;
use super::state::{IncompatibleKeys, StateDict};
use crate::autograd::Tensor;
use crate::tensor::{ErrorClass, Result, TorchError};

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
pub trait Module: AsModule {
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
        let parts = self.holds().modules;
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

    /// The buffers, of this module and of those in it, each once.
    fn buffers(&self) -> Vec<Tensor> {
        let named = self.named_buffers();
        named.into_iter().map(|(_, buffer)| buffer).collect()
    }

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

    /// The modules that this one holds itself, each once.
    fn children(&self) -> Vec<&dyn Module> {
        let named = self.named_children();
        named.into_iter().map(|(_, module)| module).collect()
    }

    /// The modules that this one holds itself with their names, each once.
    fn named_children(&self) -> Vec<(String, &dyn Module)> {
        let (mut known, mut modules) = (Vec::new(), self.holds().modules);
        modules.retain(|(_, module)| is_new(*module, &mut known));
        modules
    }

    /// This module and those inside, at every depth, each once.
    fn modules(&self) -> Vec<&dyn Module> {
        let named = self.named_modules();
        named.into_iter().map(|(_, module)| module).collect()
    }

    /// This module, under an empty name, and those inside, at every depth,
    /// with their names. One that stands in two places (an [`Rc`]) is listed
    /// once, where it comes first.
    fn named_modules(&self) -> Vec<(String, &dyn Module)> {
        let (mut known, mut named) = (Vec::new(), Vec::new());
        list(String::new(), self.as_module(), &mut known, &mut named);
        named
    }

    /// Calls a function with each module inside and then with this one:
    /// `net.apply(f)`. A child that stands in two places comes once.
    ///
    /// ```
    /// use torchbook::prelude::*;
    ///
    /// let net = nn::sequential![nn::Linear::new(2, 3)?, nn::Tanh::new()];
    /// net.apply(&mut |module| {
    ///     if module.name() == "Linear" {
    ///         nn::init::zeros_(&module.get_parameter("bias")?)?;
    ///     }
    ///     Ok(())
    /// })?;
    /// assert!(net.get_parameter("0.bias")?.equal(&zeros([3])?)?);
    /// # Ok::<(), TorchError>(())
    /// ```
    ///
    /// # Errors
    /// The first one that the function returns; it is not called again.
    fn apply(
        &self,
        f: &mut dyn FnMut(&dyn Module) -> Result<()>,
    ) -> Result<()> {
        for child in self.children() {
            child.apply(f)?;
        }
        f(self.as_module())
    }

    /// The module at a path like `encoder.0`; this one at an empty path.
    ///
    /// # Errors
    /// `AttributeError` if nothing is there, or something else.
    fn get_submodule(&self, path: &str) -> Result<&dyn Module> {
        let mut module = self.as_module();
        if path.is_empty() {
            return Ok(module);
        }
        for name in path.split('.') {
            let holds = module.holds();
            let found = holds.modules.iter().find(|(known, _)| known == name);
            module = match found {
                Some(&(_, inside)) => inside,
                None => {
                    return Err(holds.no(name, module, "an nn.Module"));
                }
            };
        }
        Ok(module)
    }

    /// The parameter at a path like `encoder.0.weight`.
    ///
    /// # Errors
    /// `AttributeError` if nothing is there, or something else.
    fn get_parameter(&self, path: &str) -> Result<Tensor> {
        let (module, name) = path.rsplit_once('.').unwrap_or(("", path));
        let module = self.get_submodule(module)?;
        let holds = module.holds();
        let found = holds.parameters.iter().find(|(known, _)| known == name);
        let found = found.map(|&(_, parameter)| parameter.clone());
        found.ok_or_else(|| holds.no(name, module, "an nn.Parameter"))
    }

    /// The buffer at a path like `encoder.0.mean`.
    ///
    /// # Errors
    /// `AttributeError` if nothing is there, or something else.
    fn get_buffer(&self, path: &str) -> Result<Tensor> {
        let (module, name) = path.rsplit_once('.').unwrap_or(("", path));
        let module = self.get_submodule(module)?;
        let holds = module.holds();
        let found = holds.buffers.iter().find(|(known, _)| known == name);
        let found = found.map(|&(_, buffer)| buffer.clone());
        found.ok_or_else(|| holds.no(name, module, "a buffer"))
    }

    /// What it holds itself.
    #[doc(hidden)]
    fn holds(&self) -> Holds<'_> {
        let mut holds = Holds::default();
        self.visit(&mut holds);
        holds
    }

    /// Where it is, and as what: a struct and the first of its fields are at
    /// the same place. What takes no place is never the same.
    #[doc(hidden)]
    fn identity(&self) -> Option<Identity> {
        let here = std::ptr::from_ref(self).cast();
        let class = std::any::type_name::<Self>();
        (size_of_val(self) > 0).then_some(Identity(here, class))
    }

    /// What each module here holds itself, this one's first, with the path
    /// that its names begin with.
    #[doc(hidden)]
    fn tree(&self) -> Vec<(String, Holds<'_>)> {
        let holds = self.holds();
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
        let holds = self.holds();
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
                own.set(mode);
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

/// Any module, as one of no particular type. Every module is.
pub trait AsModule {
    /// The same.
    fn as_module(&self) -> &dyn Module;
}

impl<M: Module> AsModule for M {
    fn as_module(&self) -> &dyn Module {
        self
    }
}

/// What tells two modules apart.
#[doc(hidden)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Identity(*const (), &'static str);

/// Whether a module was not known yet; from now on it is.
fn is_new(module: &dyn Module, known: &mut Vec<Identity>) -> bool {
    let Some(identity) = module.identity() else { return true };
    let new = !known.contains(&identity);
    if new {
        known.push(identity);
    }
    new
}

/// A module and those inside, with their names, unless they are known.
fn list<'a>(
    name: String,
    module: &'a dyn Module,
    known: &mut Vec<Identity>,
    named: &mut Vec<(String, &'a dyn Module)>,
) {
    if !is_new(module, known) {
        return;
    }
    named.push((name.clone(), module));
    for (inside, module) in module.holds().modules {
        let dot = if name.is_empty() { "" } else { "." };
        list(format!("{name}{dot}{inside}"), module, known, named);
    }
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

impl Holds<'_> {
    /// Why something is not here under this name.
    fn no(&self, name: &str, module: &dyn Module, what: &str) -> TorchError {
        let tensors = self.parameters.iter().chain(&self.buffers);
        let mut names = tensors.map(|(known, _)| known);
        let modules = || self.modules.iter().map(|(known, _)| known);
        let there = names.any(|known| known == name)
            || modules().any(|known| known == name);
        let sentence = match there {
            true => format!("`{name}` is not {what}"),
            false => format!("{} has no attribute `{name}`", module.name()),
        };
        TorchError::said(ErrorClass::Attribute, sentence)
    }
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
