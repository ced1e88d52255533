/*!
Hooks: functions that see a tensor's gradient when it is complete, and may
put another in its place.

They stand with the node that made the tensor, or with the leaf: an in-place
operation gives the tensor a new node, and the hook stays where it was.
*/

use std::cell::Cell;
use std::rc::Rc;

use super::node::{Grads, Node};
use super::tensor::Tensor;
use crate::tensor::{Result, TorchError};

/// One gradient for each output, or each input, of a node.
type All = [Option<Tensor>];

type OnOutput = dyn Fn(&Tensor) -> Result<Option<Tensor>>;
type Before = dyn Fn(&All) -> Result<Option<Grads>>;
type After = dyn Fn(&All, &All) -> Result<Option<Grads>>;
type OnLeaf = dyn Fn(&Tensor) -> Result<()>;

/// What is called, and when. `None` leaves the gradients as they are.
#[derive(Clone)]
enum Call {
    /// With the complete gradient of one output.
    Output(usize, Rc<OnOutput>),
    /// With all gradients of the outputs, before the derivative.
    #[cfg_attr(
        not(feature = "python"),
        expect(dead_code, reason = "Python alone registers it")
    )]
    Before(Rc<Before>),
    /// With the gradients of the inputs and of the outputs, after it.
    #[cfg_attr(
        not(feature = "python"),
        expect(dead_code, reason = "Python alone registers it")
    )]
    After(Rc<After>),
    /// With the leaf, when the gradient has been added to its `.grad`.
    Accumulated(Rc<OnLeaf>),
}

/// A hook that is registered.
#[derive(Clone)]
pub(crate) struct Hook {
    call: Call,
    on: Rc<Cell<bool>>,
}

impl Hook {
    fn new(call: Call) -> (Hook, HookHandle) {
        let on = Rc::new(Cell::new(true));
        (Hook { call, on: Rc::clone(&on) }, HookHandle(on))
    }
}

/// Takes a hook away again: what `register_hook` returns.
#[derive(Clone, Debug)]
pub struct HookHandle(Rc<Cell<bool>>);

impl HookHandle {
    /// The hook is not called any more.
    pub fn remove(&self) {
        self.0.set(false);
    }
}

impl Tensor {
    /// Calls `hook` with every complete gradient of this tensor. What it
    /// returns, if anything, goes on in its place.
    ///
    /// Follows [Tensor.register_hook](https://pytorch.org/docs/stable/generated/torch.Tensor.register_hook.html).
    ///
    /// ```
    /// use torchbook::prelude::*;
    ///
    /// let x = tensor([1.0, 2.0]).requires_grad_(true)?;
    /// let y = &x * 3.0;
    /// y.register_hook(|grad| Ok(Some(grad * 10.0)))?;
    /// y.sum()?.backward()?;
    /// assert_eq!(x.grad().unwrap().repr(), "tensor([30., 30.])");
    /// # Ok::<(), TorchError>(())
    /// ```
    ///
    /// # Errors
    /// `RuntimeError` if the tensor does not require grad.
    pub fn register_hook(
        &self,
        hook: impl Fn(&Tensor) -> Result<Option<Tensor>> + 'static,
    ) -> Result<HookHandle> {
        if !self.requires_grad() {
            return Err(TorchError::runtime(
                "cannot register a hook on a tensor that doesn't require \
                 gradient",
            ));
        }
        let edge = self.edge_of_history();
        let nr = edge.as_ref().map_or(0, |edge| edge.nr);
        let (hook, handle) = Hook::new(Call::Output(nr, Rc::new(hook)));
        match edge {
            Some(edge) => edge.node.add_hook(hook),
            None => self.meta_mut(|m| m.hooks.push(hook)),
        }
        Ok(handle)
    }

    /// Calls `hook` with this leaf when a gradient was added to its `.grad`.
    ///
    /// Follows [Tensor.register_post_accumulate_grad_hook](https://pytorch.org/docs/stable/generated/torch.Tensor.register_post_accumulate_grad_hook.html).
    ///
    /// # Errors
    /// `RuntimeError` if the tensor does not require grad, or is no leaf.
    pub fn register_post_accumulate_grad_hook(
        &self,
        hook: impl Fn(&Tensor) -> Result<()> + 'static,
    ) -> Result<HookHandle> {
        if !self.requires_grad() {
            return Err(TorchError::runtime(
                "cannot register a hook on a tensor that doesn't require \
                 gradient",
            ));
        }
        if !self.is_leaf() {
            return Err(TorchError::runtime(
                "post accumulate grad hooks cannot be registered on non-leaf \
                 tensors",
            ));
        }
        let (hook, handle) = Hook::new(Call::Accumulated(Rc::new(hook)));
        self.meta_mut(|m| m.hooks.push(hook));
        Ok(handle)
    }
}

impl Node {
    /// Calls `hook` with all gradients of the outputs, before the derivative
    /// runs: `grad_fn.register_prehook(hook)`.
    #[cfg(feature = "python")]
    pub(crate) fn register_prehook(
        &self,
        hook: impl Fn(&All) -> Result<Option<Grads>> + 'static,
    ) -> HookHandle {
        let (hook, handle) = Hook::new(Call::Before(Rc::new(hook)));
        self.add_hook(hook);
        handle
    }

    /// Calls `hook` with the gradients of the inputs and of the outputs,
    /// when the derivative has run: `grad_fn.register_hook(hook)`.
    #[cfg(feature = "python")]
    pub(crate) fn register_hook(
        &self,
        hook: impl Fn(&All, &All) -> Result<Option<Grads>> + 'static,
    ) -> HookHandle {
        let (hook, handle) = Hook::new(Call::After(Rc::new(hook)));
        self.add_hook(hook);
        handle
    }
}

/// Lets the hooks see what has arrived, in the order of their registration.
pub(super) fn run(hooks: &[Hook], arrived: &mut Grads) -> Result<()> {
    for hook in hooks.iter().filter(|hook| hook.on.get()) {
        match &hook.call {
            Call::Output(nr, call) => {
                if let Some(Some(grad)) = arrived.get_mut(*nr)
                    && let Some(other) = call(grad)?
                {
                    *grad = other;
                }
            }
            Call::Before(call) => {
                if let Some(others) = call(arrived)? {
                    *arrived = others;
                }
            }
            Call::After(_) | Call::Accumulated(_) => {}
        }
    }
    Ok(())
}

/// Lets the hooks see what the derivative has made of what arrived.
pub(super) fn run_after(
    hooks: &[Hook],
    grads: &mut Grads,
    arrived: &All,
) -> Result<()> {
    for hook in hooks.iter().filter(|hook| hook.on.get()) {
        if let Call::After(call) = &hook.call
            && let Some(others) = call(grads, arrived)?
        {
            *grads = others;
        }
    }
    Ok(())
}

/// Lets the hooks of a leaf see that its gradient is there.
pub(super) fn run_accumulated(hooks: &[Hook], leaf: &Tensor) -> Result<()> {
    for hook in hooks.iter().filter(|hook| hook.on.get()) {
        if let Call::Accumulated(call) = &hook.call {
            call(leaf)?;
        }
    }
    Ok(())
}
