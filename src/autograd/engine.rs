/*!
Backward: walk the graph from the result to the leaves, newest node first.

Follows PyTorch's engine in what can be seen: the order of accumulation, what
is freed when, what is already written when an error comes.
*/

use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::rc::Rc;

use smallvec::{SmallVec, smallvec};

use super::graph;
use super::node::{Edge, Grads, Node};
use super::tensor::{Tensor, is_grad_enabled, set_grad_enabled};
use crate::tensor::{
    DType, Listed, Result, Size, Strided, TorchError, broadcast,
};

/// How to walk: the keyword arguments of `backward` and `autograd.grad`.
#[derive(Clone, Copy, Default, Debug)]
pub struct BackwardOptions {
    /// Keep the saved tensors, so that the graph can be walked again.
    pub retain_graph: bool,
    /// Record the derivative too, so that it can be derived.
    pub create_graph: bool,
    /// `autograd.grad` only: `None` for inputs that the outputs don't use.
    pub allow_unused: bool,
}

impl BackwardOptions {
    /// `retain_graph=True`
    #[must_use]
    pub fn retain_graph() -> BackwardOptions {
        BackwardOptions { retain_graph: true, ..Default::default() }
    }

    /// `create_graph=True`, which retains the graph as well.
    #[must_use]
    pub fn create_graph() -> BackwardOptions {
        BackwardOptions {
            retain_graph: true,
            create_graph: true,
            ..Default::default()
        }
    }
}

impl Tensor {
    /// Adds the gradients of this scalar to the leaves it was made from.
    ///
    /// Follows [Tensor.backward](https://pytorch.org/docs/stable/generated/torch.Tensor.backward.html).
    ///
    /// # Errors
    /// `RuntimeError` if the tensor has more than one element, has no
    /// graph, or if the graph was freed or changed. Leaves that were reached
    /// before an error keep what was added.
    pub fn backward(&self) -> Result<()> {
        self.backward_options(None, BackwardOptions::default())
    }

    /// [`backward`](Tensor::backward), starting from a gradient of this
    /// tensor's shape: `x.backward(gradient)`.
    ///
    /// # Errors
    /// As [`backward`](Tensor::backward), and if the gradient's shape is
    /// another.
    pub fn backward_with(&self, gradient: &Tensor) -> Result<()> {
        self.backward_options(Some(gradient), BackwardOptions::default())
    }

    /// [`backward`](Tensor::backward) with every argument.
    ///
    /// # Errors
    /// As [`backward_with`](Tensor::backward_with).
    pub fn backward_options(
        &self,
        gradient: Option<&Tensor>,
        options: BackwardOptions,
    ) -> Result<()> {
        backward_from(&[self], &[gradient], options, None)
    }
}

/// [`Tensor::backward`] from several tensors at once; with `inputs`, only
/// their gradients are added to.
///
/// Follows [torch.autograd.backward](https://pytorch.org/docs/stable/generated/torch.autograd.backward.html).
///
/// # Errors
/// As [`Tensor::backward`]; `RuntimeError` for no inputs, and for one that
/// does not require grad.
pub fn backward_from(
    outputs: &[&Tensor],
    gradients: &[Option<&Tensor>],
    options: BackwardOptions,
    inputs: Option<&[&Tensor]>,
) -> Result<()> {
    let wanted = match inputs {
        None => Vec::new(),
        Some([]) => {
            return Err(TorchError::runtime(
                "`inputs` argument to `backward()` cannot be empty.",
            ));
        }
        Some(inputs) => inputs
            .iter()
            .map(|input| {
                input.retain_grad()?;
                Ok(input.edge())
            })
            .collect::<Result<_>>()?,
    };
    let roots = roots(outputs, gradients)?;
    if let [first, ..] = outputs {
        graph::trace_root(first);
    }
    walk(roots, options, &wanted, true).map(drop)
}

/// The gradients of `outputs` with respect to `inputs`, without touching any
/// `.grad`.
///
/// Follows [torch.autograd.grad](https://pytorch.org/docs/stable/generated/torch.autograd.grad.html).
/// For `allow_unused=True`, where some may be missing, see [`grad_with`].
///
/// # Errors
/// As [`Tensor::backward`], and for inputs that do not require grad or are
/// not used.
pub fn grad<'a, const N: usize>(
    outputs: impl AsRef<[&'a Tensor]>,
    inputs: [&Tensor; N],
    options: BackwardOptions,
) -> Result<[Tensor; N]> {
    let outputs = outputs.as_ref();
    let gradients = vec![None; outputs.len()];
    let options = BackwardOptions { allow_unused: false, ..options };
    let found = grad_with(outputs, &inputs, &gradients, options)?;
    let mut found = found.into_iter().flatten();
    Ok(inputs.map(|_| found.next().expect("none is missing")))
}

/// [`grad`], with a gradient for each output that is not a scalar. With
/// `allow_unused`, an input that the outputs do not use has `None`.
///
/// # Errors
/// As [`grad`].
pub fn grad_with(
    outputs: &[&Tensor],
    inputs: &[&Tensor],
    gradients: &[Option<&Tensor>],
    options: BackwardOptions,
) -> Result<Vec<Option<Tensor>>> {
    if inputs.is_empty() {
        return Err(TorchError::runtime(
            "`inputs` argument to `grad()` cannot be empty.",
        ));
    }
    let roots = roots(outputs, gradients)?;
    let wanted = inputs
        .iter()
        .map(|input| match input.edge() {
            None if !input.requires_grad() => Err(TorchError::runtime(
                "One of the differentiated Tensors does not require grad",
            )),
            edge => Ok(edge),
        })
        .collect::<Result<Vec<_>>>()?;
    if let [first, ..] = outputs {
        graph::trace_root(first);
    }
    let found = walk(roots, options, &wanted, false)?;
    let unused = found.iter().position(Option::is_none);
    if let Some(i) = unused.filter(|_| !options.allow_unused) {
        return Err(TorchError::runtime(format!(
            "The differentiated Tensor at index {i} appears to not have \
             been used in the graph. Set allow_unused=True if this is the \
             desired behavior."
        ))
        .in_the_notes(
            "One of the differentiated Tensors appears to not have been \
             used in the graph. Set allow_unused=True if this is the \
             desired behavior.",
        ));
    }
    Ok(found)
}

/// Where the walk begins, and with which gradients.
fn roots(
    outputs: &[&Tensor],
    gradients: &[Option<&Tensor>],
) -> Result<Vec<(Edge, Tensor)>> {
    let pairs = outputs.iter().zip(gradients).enumerate();
    pairs.map(|(i, (output, gradient))| root(i, output, *gradient)).collect()
}

fn root(
    i: usize,
    output: &Tensor,
    gradient: Option<&Tensor>,
) -> Result<(Edge, Tensor)> {
    let gradient = match gradient {
        Some(gradient) if gradient.size() != output.size() => {
            return Err(TorchError::runtime(format!(
                "Mismatch in shape: grad_output[{i}] has a shape of {} and \
                 output[{i}] has a shape of {}.",
                gradient.size(),
                output.size()
            ))
            .in_the_notes(format!(
                "invalid gradient at index {i} - got {} but expected shape \
                 compatible with {}",
                Listed(&gradient.size()),
                Listed(&output.size())
            )));
        }
        Some(gradient) => gradient.clone(),
        None => {
            if output.requires_grad() && output.numel() != 1 {
                return Err(TorchError::runtime(
                    "grad can be implicitly created only for scalar outputs",
                ));
            }
            Tensor::from_strided(Strided::full(
                output.size(),
                1.0,
                output.dtype(),
            )?)
        }
    };
    let edge = output.edge().ok_or_else(|| {
        TorchError::runtime(format!(
            "element {i} of tensors does not require grad and does not have \
             a grad_fn",
        ))
    })?;
    Ok((edge, gradient))
}

/// What is known of one node during a walk.
struct Task {
    node: Rc<Node>,
    /// The node's place in the walk around this one, if there is one.
    outer: Option<usize>,
    /// How many gradients have not arrived yet.
    waits_for: usize,
    /// What has arrived, per output of the node.
    arrived: Grads,
    /// Whether a wanted gradient lies beyond it.
    needed: bool,
}

/// The nodes of one walk. Each node knows its place while the walk goes on:
/// looking it up in a map costs more than the derivative of a number.
#[derive(Default)]
struct Tasks(Vec<Task>);

impl Tasks {
    /// The node's task; a new one if this walk has not met it.
    fn meet(&mut self, node: &Rc<Node>) -> &mut Task {
        let place = match self.place(node) {
            Some(place) => place,
            None => {
                let place = self.0.len();
                self.0.push(Task {
                    node: Rc::clone(node),
                    outer: node.place().replace(Some(place)),
                    waits_for: 0,
                    arrived: Grads::new(),
                    needed: false,
                });
                place
            }
        };
        &mut self.0[place]
    }

    /// Where the node stands, if it was met. (A place that another walk gave
    /// it names another node here, or none.)
    fn place(&self, node: &Rc<Node>) -> Option<usize> {
        let place = node.place().get()?;
        let task = self.0.get(place)?;
        Rc::ptr_eq(&task.node, node).then_some(place)
    }

    fn of(&mut self, node: &Rc<Node>) -> (usize, &mut Task) {
        let place = self.place(node).expect("every node was met");
        (place, &mut self.0[place])
    }

    fn is_needed(&self, node: &Rc<Node>) -> bool {
        self.place(node).is_some_and(|place| self.0[place].needed)
    }
}

impl Drop for Tasks {
    fn drop(&mut self) {
        for task in &self.0 {
            task.node.place().set(task.outer);
        }
    }
}

/// A node whose gradients have all arrived.
struct Ready {
    sequence: u64,
    /// Its place in the walk.
    place: usize,
}

impl PartialEq for Ready {
    fn eq(&self, other: &Ready) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ready {}

impl PartialOrd for Ready {
    fn partial_cmp(&self, other: &Ready) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ready {
    fn cmp(&self, other: &Ready) -> Ordering {
        self.sequence.cmp(&other.sequence)
    }
}

/// Walks from the roots. Without `wanted` edges every leaf accumulates. With
/// them what arrives there is returned, or, if it `accumulates`, added.
fn walk(
    roots: Vec<(Edge, Tensor)>,
    options: BackwardOptions,
    wanted: &[Option<Edge>],
    accumulates: bool,
) -> Result<Vec<Option<Tensor>>> {
    let keep = options.retain_graph || options.create_graph;
    set_grad_enabled(options.create_graph, || {
        let mut walk = Walk::new(&roots, wanted, accumulates);
        for (edge, gradient) in roots {
            let (place, task) = walk.tasks.of(&edge.node);
            // Two outputs of one node may both be roots: it runs once.
            let first = task.arrived.is_empty();
            let gradient = fit(gradient, &edge, None)?;
            arrive(&mut task.arrived, &edge, gradient)?;
            if first && task.waits_for == 0 {
                let sequence = edge.node.sequence();
                walk.ready.push(Ready { sequence, place });
            }
        }
        walk.run(keep)
    })
}

struct Walk<'a> {
    tasks: Tasks,
    ready: BinaryHeap<Ready>,
    wanted: &'a [Option<Edge>],
    accumulates: bool,
    found: Vec<Option<Tensor>>,
}

impl<'a> Walk<'a> {
    /// Counts how many gradients every node will receive.
    fn new(
        roots: &[(Edge, Tensor)],
        wanted: &'a [Option<Edge>],
        accumulates: bool,
    ) -> Walk<'a> {
        let mut tasks = Tasks::default();
        for (edge, _) in roots {
            tasks.meet(&edge.node);
        }
        // Meeting a node adds it to the end of the list that is walked.
        let mut seen = 0;
        while let Some(task) = tasks.0.get(seen) {
            let node = Rc::clone(&task.node);
            for edge in node.next().iter().flatten() {
                tasks.meet(&edge.node).waits_for += 1;
            }
            seen += 1;
        }
        let mut walk = Walk {
            tasks,
            ready: BinaryHeap::new(),
            wanted,
            accumulates,
            found: vec![None; wanted.len()],
        };
        walk.mark_needed();
        walk
    }

    /// With wanted edges, only nodes on the way to them run.
    fn mark_needed(&mut self) {
        if self.wanted.is_empty() {
            return;
        }
        for edge in self.wanted.iter().flatten() {
            if let Some(place) = self.tasks.place(&edge.node) {
                self.tasks.0[place].needed = true;
            }
        }
        // Inputs are older than their users; leaves are older than all.
        let mut nodes: Vec<Rc<Node>> =
            self.tasks.0.iter().map(|task| Rc::clone(&task.node)).collect();
        nodes.sort_by_key(|node| {
            node.leaf().is_none().then(|| node.sequence())
        });
        for node in nodes {
            let mut next = node.next().iter().flatten();
            if next.any(|edge| self.tasks.is_needed(&edge.node)) {
                self.tasks.of(&node).1.needed = true;
            }
        }
    }

    fn is_needed(&self, edge: Option<&Edge>) -> bool {
        edge.is_some_and(|edge| {
            self.wanted.is_empty() || self.tasks.is_needed(&edge.node)
        })
    }

    fn run(mut self, keep: bool) -> Result<Vec<Option<Tensor>>> {
        // ANCHOR: backward
        while let Some(Ready { place, .. }) = self.ready.pop() {
            let (node, arrived) = self.take_arrived(place)?;
            if let Some(leaf) = node.leaf() {
                if self.adds_to(&node) {
                    accumulate(&node, leaf, arrived)?;
                }
                continue;
            }
            if !self.leads_on(&node) {
                continue;
            }
            // ANCHOR: release
            let grads = self.derive(&node, arrived)?;
            if !keep {
                node.release();
            }
            // ANCHOR_END: release
            for (i, grad) in grads.into_iter().enumerate() {
                self.pass_on(&node, i, grad)?;
            }
        }
        // ANCHOR_END: backward
        Ok(self.found)
    }

    /// Whether a leaf gets its gradient: `autograd.grad` returns gradients
    /// and adds none.
    fn adds_to(&self, node: &Rc<Node>) -> bool {
        let mut wanted = self.wanted.iter().flatten();
        self.wanted.is_empty()
            || self.accumulates && wanted.any(|e| Rc::ptr_eq(&e.node, node))
    }

    /// Whether any gradient beyond a node is wanted. If not, it does not run
    /// and keeps what it saved.
    fn leads_on(&self, node: &Node) -> bool {
        self.wanted.is_empty()
            || node.next().iter().any(|edge| self.is_needed(edge.as_ref()))
    }

    /// What a node has received, which goes to whoever asked for it first.
    fn take_arrived(&mut self, place: usize) -> Result<(Rc<Node>, Grads)> {
        let task = &mut self.tasks.0[place];
        let node = Rc::clone(&task.node);
        let mut arrived = std::mem::take(&mut task.arrived);
        node.run_hooks(&mut arrived)?;
        self.deliver(&node, &arrived)?;
        Ok((node, arrived))
    }

    /// Runs a node's derivative, if anything arrived and anybody waits.
    ///
    /// What arrived is dropped here: a gradient that is handed on unchanged
    /// and held by nobody else needs no copy when it comes to a leaf.
    fn derive(&self, node: &Rc<Node>, arrived: Grads) -> Result<Grads> {
        let mut needed: SmallVec<[bool; 4]> = SmallVec::new();
        for edge in node.next() {
            needed.push(self.is_needed(edge.as_ref()));
        }
        if needed.contains(&true) && arrived.iter().any(Option::is_some) {
            let mut grads = node.derive(&arrived, &needed)?;
            check_anomaly(node, &grads)?;
            node.run_hooks_after(&mut grads, &arrived)?;
            Ok(grads)
        } else {
            Ok(smallvec![None; needed.len()])
        }
    }

    /// Hands the gradient of input `i` to the node that made it, which
    /// becomes ready when it was the last one to arrive.
    fn pass_on(
        &mut self,
        from: &Node,
        i: usize,
        grad: Option<Tensor>,
    ) -> Result<()> {
        let Some(Some(edge)) = from.next().get(i) else { return Ok(()) };
        let (place, task) = self.tasks.of(&edge.node);
        if let Some(grad) = grad {
            let grad = fit(grad, edge, Some((from, i)))?;
            graph::trace_sent(from, i, &grad);
            arrive(&mut task.arrived, edge, grad)?;
        }
        task.waits_for -= 1;
        if task.waits_for == 0 {
            let sequence = edge.node.sequence();
            self.ready.push(Ready { sequence, place });
        }
        Ok(())
    }

    /// Gives arrived gradients to whoever asked for them: `autograd.grad`,
    /// `retain_grad`, the drawing of the graph.
    fn deliver(&mut self, node: &Rc<Node>, arrived: &Grads) -> Result<()> {
        for (wanted, found) in self.wanted.iter().zip(&mut self.found) {
            let here = |edge: &&Edge| Rc::ptr_eq(&edge.node, node);
            if let Some(edge) = wanted.as_ref().filter(here) {
                *found = arrived.get(edge.nr).cloned().flatten();
            }
        }
        let retainers =
            if node.has_guests() { node.retainers() } else { Vec::new() };
        for (nr, tensor) in retainers {
            let Some(Some(grad)) = arrived.get(nr) else { continue };
            let sum = match tensor.grad() {
                Some(old) => old.add(grad)?,
                None => grad.copy()?,
            };
            tensor.set_grad(Some(sum));
        }
        graph::trace_backward(node, arrived);
        Ok(())
    }
}

thread_local! {
    static CHECKS_NAN: Cell<bool> = const { Cell::new(false) };
}

/// Whether backward looks for NaN from now on:
/// `torch.autograd.set_detect_anomaly(mode)`. Returns what was before.
pub fn set_detect_anomaly(mode: bool) -> bool {
    CHECKS_NAN.replace(mode)
}

/// Refuses NaN, if that was asked for.
fn check_anomaly(node: &Node, grads: &Grads) -> Result<()> {
    if !CHECKS_NAN.get() {
        return Ok(());
    }
    for (i, grad) in grads.iter().enumerate() {
        let Some(grad) = grad else { continue };
        if grad.isnan()?.any()?.to_float()? != 0.0 {
            return Err(TorchError::runtime(format!(
                "Function '{}' returned nan values in its {i}th output.",
                node.names().current()
            )));
        }
    }
    Ok(())
}

/// Adds to what has arrived: old + new, in the order of arrival.
fn arrive(arrived: &mut Grads, edge: &Edge, grad: Tensor) -> Result<()> {
    while arrived.len() < edge.node.output_metadata().len() {
        arrived.push(None);
    }
    let sum = match arrived[edge.nr].take() {
        Some(old) => old.add(&grad)?,
        None => grad,
    };
    arrived[edge.nr] = Some(sum);
    Ok(())
}

/// Refuses a gradient that cannot be summed to the shape it belongs to.
fn check_expandable(
    grad: &Tensor,
    edge: &Edge,
    from: &Node,
    i: usize,
) -> Result<()> {
    let (size, _) = &edge.node.output_metadata()[edge.nr];
    let got = grad.size();
    if broadcast(size, &got).is_ok_and(|all| all == got) {
        return Ok(());
    }
    Err(TorchError::runtime(format!(
        "Function {} returned an invalid gradient at index {i} - got {} but \
         expected shape compatible with {}",
        from.names().current(),
        Listed(&got),
        Listed(size)
    )))
}

/// Brings a gradient to the shape and dtype of the value it belongs to:
/// what was broadcast on the way forward is summed on the way back. `from`
/// is the node, and its input, that the gradient was made for.
fn fit(
    grad: Tensor,
    edge: &Edge,
    from: Option<(&Node, usize)>,
) -> Result<Tensor> {
    let (size, dtype): &(Size, DType) = &edge.node.output_metadata()[edge.nr];
    let (same_size, same_dtype) = {
        let grad = grad.strided();
        (grad.shape() == size, grad.dtype() == *dtype)
    };
    if let Some((from, i)) = from.filter(|_| !same_size) {
        check_expandable(&grad, edge, from, i)?;
    }
    if !dtype.is_floating_point() {
        return Err(TorchError::runtime(
            "isDifferentiableType(grad.scalar_type()) INTERNAL ASSERT FAILED \
             at \"/__w/pytorch/pytorch/torch/csrc/autograd/engine.cpp\":1096, \
             please report a bug to PyTorch.",
        ));
    }
    let grad = if same_size { grad } else { grad.sum_to_size(size)? };
    if same_dtype { Ok(grad) } else { grad.to(*dtype) }
}

/// Adds to a leaf's gradient, in place where there is one already.
// ANCHOR: accumulate
fn accumulate(node: &Node, leaf: &Tensor, mut arrived: Grads) -> Result<()> {
    let Some(grad) = arrived.pop().flatten() else { return Ok(()) };
    if !leaf.requires_grad() {
        // It was asked for when the graph was made, but no longer.
        return Ok(());
    }
    match leaf.grad() {
        None => leaf.set_grad(Some(own(grad, leaf)?)),
        // With create_graph=True the sum has a history: a new tensor.
        Some(sum) if is_grad_enabled() => {
            leaf.set_grad(Some(sum.add(&grad)?));
        }
        Some(sum) => drop(sum.add_(&grad)?),
    }
    node.run_accumulated(leaf)
}
// ANCHOR_END: accumulate

/// A gradient that nobody else holds, laid out like its leaf: what arrived,
/// if it is one, or a copy. A leaf with gaps has a gradient in row order.
fn own(grad: Tensor, leaf: &Tensor) -> Result<Tensor> {
    let leaf = leaf.strided();
    let fits = {
        let grad = grad.strided();
        let mut steps = grad.strides().iter().zip(&**leaf.strides());
        if leaf.is_dense() {
            let extents = grad.shape().iter();
            extents.zip(&mut steps).all(|(&n, (a, b))| n == 1 || a == b)
        } else {
            grad.is_contiguous()
        }
    };
    if fits && !is_grad_enabled() && grad.is_unshared() {
        Ok(grad)
    } else {
        grad.copy_as_grad(&leaf)
    }
}
