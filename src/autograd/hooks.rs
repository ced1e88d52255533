/*!
Hooks: functions that see a tensor's gradient when it is complete, and may
put another in its place.

They stand with the node that made the tensor, or with the leaf: an in-place
operation gives the tensor a new node, and the hook stays where it was.
*/

use std::cell::Cell;
use std::rc::Rc;

use super::node::Grads;
use super::tensor::Tensor;
use crate::tensor::{Result, TorchError};

/// What is called with the gradient; `None` leaves it as it is.
type Call = Rc<dyn Fn(&Tensor) -> Result<Option<Tensor>>>;

/// A hook that is registered.
#[derive(Clone)]
pub(crate) struct Hook {
    call: Call,
    /// Which of the node's outputs.
    nr: usize,
    on: Rc<Cell<bool>>,
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
        let on = Rc::new(Cell::new(true));
        let mut hook = Hook { call: Rc::new(hook), nr: 0, on: Rc::clone(&on) };
        match self.edge_of_history() {
            Some(edge) => {
                hook.nr = edge.nr;
                edge.node.add_hook(hook);
            }
            None => self.meta_mut(|m| m.hooks.push(hook)),
        }
        Ok(HookHandle(on))
    }
}

/// Lets the hooks see what has arrived, in the order of their registration.
pub(super) fn run(hooks: &[Hook], arrived: &mut Grads) -> Result<()> {
    for hook in hooks.iter().filter(|hook| hook.on.get()) {
        if let Some(Some(grad)) = arrived.get_mut(hook.nr)
            && let Some(other) = (hook.call)(grad)?
        {
            *grad = other;
        }
    }
    Ok(())
}
