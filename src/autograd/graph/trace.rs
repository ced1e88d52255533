//! What passes through the nodes, remembered while somebody wants a drawing.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::gather::Graph;
use crate::autograd::node::{Grads, Node};
use crate::autograd::tensor::{Inner, Tensor};
use crate::tensor::{Result, Strided};

/// What happened at one node. Values are copies, for memory may be changed
/// later.
#[derive(Default)]
pub(crate) struct Trace {
    /// The operation's inputs.
    pub inputs: Vec<Strided>,
    /// Which tensors they were. A node that owned its inputs could own
    /// itself once one of them is changed in place.
    pub tensors: Vec<Weak<Inner>>,
    /// The operation's outputs.
    pub outputs: Vec<Strided>,
    /// The gradients of the outputs in the last backward.
    pub arrived: Vec<Option<Strided>>,
    /// The gradients that went to each input in the last backward.
    pub sent: Vec<Option<Strided>>,
}

thread_local! {
    static TRACING: Cell<bool> = const { Cell::new(false) };
    static COLLECTOR: RefCell<Option<Collector>> =
        const { RefCell::new(None) };
}

#[derive(Default)]
struct Collector {
    drawn: Vec<Graph>,
    /// Where the last backward began.
    root: Option<Tensor>,
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

/// Whether nodes remember the values that pass through them.
pub(crate) fn is_traced() -> bool {
    TRACING.get()
}

/// Runs a listing and returns the graphs that it [`draw`]s; if it draws
/// none, the graph that its last backward walked.
///
/// What the listing returns is dropped: a listing that ends in an error has
/// a graph too.
///
/// # Errors
/// `ValueError` if the graph of the last backward is too large to be drawn.
pub fn collect<R>(listing: impl FnOnce() -> R) -> Result<Vec<Graph>> {
    struct Restore(Option<Option<Collector>>);
    impl Restore {
        /// The former collector is in charge again; the inner one is done.
        fn swap(&mut self) -> Option<Collector> {
            self.0.take().and_then(|former| COLLECTOR.replace(former))
        }
    }
    impl Drop for Restore {
        fn drop(&mut self) {
            self.swap();
        }
    }
    let mut restore =
        Restore(Some(COLLECTOR.replace(Some(Collector::default()))));
    drop(traced(listing));
    let collector = restore.swap().unwrap_or_default();
    match collector.root {
        Some(root) if collector.drawn.is_empty() => {
            Ok(vec![Graph::of(&root)?])
        }
        _ => Ok(collector.drawn),
    }
}

/// Shows the graph of `result` as it is now to whoever [`collect`]s, and does
/// nothing if nobody does. Called after backward, the gradients are there.
///
/// # Errors
/// As [`Graph::of`], if somebody collects.
pub fn draw(result: &Tensor, names: &[(&str, &Tensor)]) -> Result<()> {
    if COLLECTOR.with_borrow(Option::is_none) {
        return Ok(());
    }
    let mut graph = Graph::of(result)?;
    for (name, tensor) in names {
        graph = graph.name(name, tensor);
    }
    COLLECTOR.with_borrow_mut(|collector| {
        collector.as_mut().map(|c| c.drawn.push(graph))
    });
    Ok(())
}

/// The values as they are now; where memory does not hold a copy, whatever
/// will be there.
pub(super) fn kept(window: &Strided) -> Strided {
    window.copy().unwrap_or_else(|_| window.clone())
}

pub(in crate::autograd) fn trace_forward(
    node: &Rc<Node>,
    inputs: &[&Tensor],
    outputs: &[Strided],
) {
    if TRACING.get() {
        let mut trace = node.trace.borrow_mut();
        let trace = trace.get_or_insert_default();
        trace.inputs = inputs.iter().map(|x| kept(&x.strided())).collect();
        trace.tensors = inputs.iter().map(|x| x.downgrade()).collect();
        trace.outputs = outputs.iter().map(kept).collect();
    }
}

/// Backward begins at `root`.
pub(in crate::autograd) fn trace_root(root: &Tensor) {
    if TRACING.get() {
        let former = COLLECTOR.with_borrow_mut(|collector| {
            collector.as_mut().and_then(|c| c.root.replace(root.clone()))
        });
        // Dropped after the borrow ends: it may own a graph.
        drop(former);
    }
}

/// All gradients of the node's outputs have arrived.
pub(in crate::autograd) fn trace_backward(node: &Node, arrived: &Grads) {
    if TRACING.get() {
        let copy = |g: &Option<Tensor>| g.as_ref().map(|g| kept(&g.strided()));
        let mut trace = node.trace.borrow_mut();
        let trace = trace.get_or_insert_default();
        trace.arrived = arrived.iter().map(copy).collect();
        trace.sent.clear();
    }
}

/// A gradient leaves for what made input `i`.
pub(in crate::autograd) fn trace_sent(node: &Node, i: usize, grad: &Tensor) {
    if TRACING.get() {
        let mut trace = node.trace.borrow_mut();
        let trace = trace.get_or_insert_default();
        if trace.sent.len() <= i {
            trace.sent.resize_with(node.next().len(), || None);
        }
        trace.sent[i] = Some(kept(&grad.strided()));
    }
}
