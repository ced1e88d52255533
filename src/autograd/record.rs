//! Recording: an operation's output gets a node, if anybody asked for it.

use smallvec::SmallVec;

use super::graph;
use super::node::{Backward, Context, Edge, Grads, Names, Node};
use super::saved::Saver;
use super::tensor::{Tensor, is_grad_enabled};
use crate::tensor::{DType, Result, Size, Strided, TorchError};

/// Makes the output of an operation a tensor, and records how to derive it
/// if gradients are wanted for one of the inputs.
///
/// `derive` runs only then. It says what to save and returns the derivative.
pub fn record(
    names: &'static Names,
    inputs: &[&Tensor],
    output: Strided,
    derive: impl FnOnce(&mut Saver<'_>) -> Backward,
) -> Tensor {
    let outputs = [output];
    let node = record_node(names, inputs, &outputs, &[true], derive);
    let [output] = outputs;
    Tensor::made_by(node.map(|node| Edge { node, nr: 0 }), output)
}

/// [`record`] of a tensor and a number: the node has two inputs, and
/// gradients go to the first.
pub(crate) fn record_beside(
    names: &'static Names,
    input: &Tensor,
    output: Strided,
    derive: impl FnOnce(&mut Saver<'_>) -> Backward,
) -> Tensor {
    let outputs = [output];
    let node = if outputs[0].dtype().is_floating_point() {
        node_of(names, &[input], 1, &outputs, derive)
    } else {
        None
    };
    let [output] = outputs;
    Tensor::made_by(node.map(|node| Edge { node, nr: 0 }), output)
}

/// [`record`], which gives a history even to integers: `fill_`,
/// `masked_fill_` and `index_put_` do, where they write a tensor that
/// requires grad. PyTorch notices when a gradient comes.
pub(crate) fn record_any_dtype(
    names: &'static Names,
    inputs: &[&Tensor],
    output: Strided,
    derive: impl FnOnce(&mut Saver<'_>) -> Backward,
) -> Tensor {
    let outputs = [output];
    let node = node_of(names, inputs, 0, &outputs, derive);
    let [output] = outputs;
    Tensor::made_by(node.map(|node| Edge { node, nr: 0 }), output)
}

impl Tensor {
    /// Refuses to record what makes integers of this tensor and another one
    /// that requires grad, where PyTorch would record it.
    pub(crate) fn check_differentiable(&self, other: &Tensor) -> Result<()> {
        if self.dtype().is_floating_point() || !self.wants_record(other) {
            return Ok(());
        }
        Err(TorchError::runtime(format!(
            "Autograd not support dtype: {}",
            self.dtype().scalar_type()
        )))
    }
}

/// [`record`] for several outputs. Those that are not `differentiable`, such
/// as indices, get no history.
pub fn record_many(
    names: &'static Names,
    inputs: &[&Tensor],
    outputs: Vec<Strided>,
    differentiable: &[bool],
    derive: impl FnOnce(&mut Saver<'_>) -> Backward,
) -> Vec<Tensor> {
    let node = record_node(names, inputs, &outputs, differentiable, derive);
    let mut tensors = Vec::with_capacity(outputs.len());
    for (nr, output) in outputs.into_iter().enumerate() {
        let node = node.as_ref().filter(|_| differentiable[nr]).cloned();
        let edge = node.map(|node| Edge { node, nr });
        tensors.push(Tensor::made_by(edge, output));
    }
    tensors
}

/// Gives tensors that are there already one node for all, with a derivative
/// that is only known at run time: `torch.autograd.Function`.
#[cfg(feature = "python")]
pub(crate) fn record_custom(
    names: &'static Names,
    inputs: &[&Tensor],
    outputs: &[&Tensor],
    derive: impl FnOnce(&mut Saver<'_>) -> Backward,
) {
    let windows: Vec<Strided> =
        outputs.iter().map(|output| output.strided().clone()).collect();
    let differentiable = vec![true; outputs.len()];
    let node = record_node(names, inputs, &windows, &differentiable, derive);
    let Some(node) = node else { return };
    for (nr, output) in outputs.iter().enumerate() {
        if output.dtype().is_floating_point() {
            let node = std::rc::Rc::clone(&node);
            output.set_history(Edge { node, nr });
        }
    }
}

/// The node alone; `None` if no input requires grad.
pub(super) fn record_node(
    names: &'static Names,
    inputs: &[&Tensor],
    outputs: &[Strided],
    differentiable: &[bool],
    derive: impl FnOnce(&mut Saver<'_>) -> Backward,
) -> Option<std::rc::Rc<Node>> {
    // A result of integers (of `x.long()`, say) carries no gradient.
    let floating = |(out, differ): (&Strided, &bool)| {
        *differ && out.dtype().is_floating_point()
    };
    if !outputs.iter().zip(differentiable).any(floating) {
        return None;
    }
    node_of(names, inputs, 0, outputs, derive)
}

/// The node of some tensors and some numbers.
fn node_of(
    names: &'static Names,
    inputs: &[&Tensor],
    numbers: usize,
    outputs: &[Strided],
    derive: impl FnOnce(&mut Saver<'_>) -> Backward,
) -> Option<std::rc::Rc<Node>> {
    if !is_grad_enabled() {
        return None;
    }
    let mut next: SmallVec<[Option<Edge>; 2]> = SmallVec::new();
    let mut needed: SmallVec<[bool; 4]> = SmallVec::new();
    for input in inputs {
        let edge = input.edge();
        needed.push(edge.is_some());
        next.push(edge);
    }
    for _ in 0..numbers {
        needed.push(false);
        next.push(None);
    }
    // A view may require grad and lead nowhere: its base does, but it was
    // made while nothing was recorded.
    let required =
        needed.contains(&true) || inputs.iter().any(|x| x.requires_grad());
    if !required {
        return None;
    }
    let mut saver = Saver::new(&needed, outputs);
    let backward = derive(&mut saver);
    let saved = saver.finish();
    let mut metadata: SmallVec<[(Size, DType); 1]> = SmallVec::new();
    for output in outputs {
        metadata.push((output.shape().clone(), output.dtype()));
    }
    let node = Node::derived(names, next, metadata, saved, backward);
    graph::trace_forward(&node, inputs, outputs);
    Some(node)
}

/// A derivative of an operation with one output.
pub fn backward(
    f: impl Fn(&Tensor, &Context<'_>) -> Result<Grads> + 'static,
) -> Backward {
    Box::new(move |grads, context| match &grads[0] {
        Some(grad) => f(grad, context),
        // No gradient came: none goes.
        None => Ok(context.nothing()),
    })
}

/// A derivative of an operation with one output and one input.
pub fn backward1(
    f: impl Fn(&Tensor, &Context<'_>) -> Result<Tensor> + 'static,
) -> Backward {
    backward(move |grad, context| {
        Ok(Grads::from_iter([Some(f(grad, context)?)]))
    })
}
