//! The graph of a result, to be looked at.

use std::cell::Cell;
use std::rc::Rc;

use super::node::{Grads, Node};
use super::tensor::Tensor;
use crate::tensor::Strided;

/// What happened at one node, kept only while [`traced`].
#[derive(Default)]
pub(crate) struct Trace {
    /// The operation's inputs.
    pub inputs: Vec<Strided>,
    /// The operation's outputs.
    pub outputs: Vec<Strided>,
    /// The gradients of the outputs in the last backward.
    pub grads: Vec<Option<Strided>>,
}

thread_local! {
    static TRACING: Cell<bool> = const { Cell::new(false) };
}

/// Runs `f` while every node remembers the values that pass through it.
pub fn traced<R>(f: impl FnOnce() -> R) -> R {
    struct Restore(bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            TRACING.set(self.0);
        }
    }
    let _restore = Restore(TRACING.replace(true));
    f()
}

/// Copies, for memory may be changed later.
pub(super) fn trace_forward(
    node: &Rc<Node>,
    inputs: &[&Tensor],
    outputs: &[Strided],
) {
    if TRACING.get() {
        let mut trace = node.trace.borrow_mut();
        let trace = trace.get_or_insert_default();
        trace.inputs = inputs.iter().map(|x| x.strided().copy()).collect();
        trace.outputs = outputs.iter().map(Strided::copy).collect();
    }
}

pub(super) fn trace_backward(node: &Rc<Node>, arrived: &Grads) {
    if TRACING.get() {
        let copy = |g: &Option<Tensor>| g.as_ref().map(|g| g.strided().copy());
        node.trace.borrow_mut().get_or_insert_default().grads =
            arrived.iter().map(copy).collect();
    }
}
