/*!
The tensor: a window onto memory, and what backward must know of it.

A `Tensor` is a handle. Cloning it is cheap and gives the same tensor, as a
second Python name does; `clone_` in Python's sense, a copy, is
[`Tensor::copy`].
*/

use std::cell::{Cell, Ref, RefCell};
use std::rc::{Rc, Weak};

use super::hooks::Hook;
use super::node::{Edge, GradFn, Node};
use super::views::ViewOf;
use crate::tensor::{DType, Result, Size, Strided, TorchError, Tuple};

/// A tensor. Follows [torch.Tensor](https://pytorch.org/docs/stable/tensors.html).
#[derive(Clone)]
pub struct Tensor(Rc<Inner>);

pub(crate) struct Inner {
    strided: RefCell<Strided>,
    /// The node that made the tensor, and which of its outputs this is.
    history: RefCell<Option<Edge>>,
    /// An in-place operation reads the memory through this tensor, and will
    /// write to it: see [`Tensor::alias`].
    overwritten: bool,
    /// Nothing for most tensors: results of plain arithmetic have no more
    /// than a history.
    meta: RefCell<Option<Box<Meta>>>,
}

/// What autograd knows of one tensor beyond its history.
#[derive(Default)]
pub(crate) struct Meta {
    /// Asked for by the user; only ever set on leaves.
    pub requires_grad: bool,
    /// The accumulated gradient.
    pub grad: Option<Tensor>,
    /// The node that adds to `grad`, while a graph holds it.
    pub accumulator: Weak<Node>,
    /// `retain_grad()` was called.
    pub retains_grad: bool,
    /// What the tensor is a view of.
    pub view: Option<ViewOf>,
    /// An `nn.Parameter`.
    pub parameter: bool,
    /// Called with its gradient, if it is a leaf.
    pub hooks: Vec<Hook>,
}

thread_local! {
    static GRAD_MODE: Cell<bool> = const { Cell::new(true) };
}

/// Whether operations are being recorded: `torch.is_grad_enabled()`.
#[must_use]
pub fn is_grad_enabled() -> bool {
    GRAD_MODE.get()
}

/// Runs `f` without recording: `with torch.no_grad():`.
pub fn no_grad<R>(f: impl FnOnce() -> R) -> R {
    set_grad_enabled(false, f)
}

/// Runs `f` with recording, inside a [`no_grad`]: `torch.enable_grad()`.
pub fn enable_grad<R>(f: impl FnOnce() -> R) -> R {
    set_grad_enabled(true, f)
}

/// Runs `f` with recording on or off: `torch.set_grad_enabled(mode)`.
pub fn set_grad_enabled<R>(mode: bool, f: impl FnOnce() -> R) -> R {
    struct Restore(bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            GRAD_MODE.set(self.0);
        }
    }
    // Restored by a guard, so that a panic in `f` leaves no trace.
    let _restore = Restore(GRAD_MODE.replace(mode));
    f()
}

/// Records from now on, or no longer; returns what was before. For Python's
/// `with`, whose end is another call: here a closure says it better.
#[cfg(feature = "python")]
pub(crate) fn replace_grad_mode(mode: bool) -> bool {
    GRAD_MODE.replace(mode)
}

// Shape and memory.
impl Tensor {
    /// A tensor without history on a window.
    #[must_use]
    pub fn from_strided(strided: Strided) -> Tensor {
        Tensor::made_by(None, strided)
    }

    /// A tensor with this history on a window.
    pub(super) fn made_by(history: Option<Edge>, strided: Strided) -> Tensor {
        Tensor::with_history_on(strided, history, false)
    }

    fn with_history_on(
        strided: Strided,
        history: Option<Edge>,
        overwritten: bool,
    ) -> Tensor {
        Tensor(Rc::new(Inner {
            strided: RefCell::new(strided),
            history: RefCell::new(history),
            overwritten,
            meta: RefCell::new(None),
        }))
    }

    /// The window: shape, strides, memory. What kernels read.
    ///
    /// # Panics
    /// Never: the writers, [`Tensor::set_data`] and the views in place, hold
    /// no borrow while other code runs.
    #[must_use]
    pub fn strided(&self) -> Ref<'_, Strided> {
        self.0.strided.borrow()
    }

    /// Lets this tensor look through another window from now on.
    pub(super) fn set_window(&self, window: Strided) {
        *self.0.strided.borrow_mut() = window;
    }

    /// The extents: `x.shape`, `x.size()`.
    #[must_use]
    pub fn size(&self) -> Size {
        self.strided().shape().clone()
    }

    /// How many dimensions: `x.dim()`.
    #[must_use]
    pub fn ndim(&self) -> usize {
        self.strided().ndim()
    }

    /// How many elements: `x.numel()`.
    #[must_use]
    pub fn numel(&self) -> usize {
        self.strided().numel()
    }

    /// Steps in memory: `x.stride()`.
    #[must_use]
    pub fn stride(&self) -> Tuple {
        Tuple::from(self.strided().strides())
    }

    /// Where the first element lies: `x.storage_offset()`.
    #[must_use]
    pub fn storage_offset(&self) -> usize {
        self.strided().offset()
    }

    /// The element type: `x.dtype`.
    #[must_use]
    pub fn dtype(&self) -> DType {
        self.strided().dtype()
    }

    /// Whether the elements lie in row order without gaps.
    #[must_use]
    pub fn is_contiguous(&self) -> bool {
        self.strided().is_contiguous()
    }

    /// Whether both are the same Python object: `x is y`.
    #[must_use]
    pub fn is(&self, other: &Tensor) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// What tells it from all other tensors there are: `id(x)`.
    #[cfg(feature = "python")]
    pub(crate) fn address(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }

    /// Whether both look at the same memory.
    #[must_use]
    pub fn shares_memory(&self, other: &Tensor) -> bool {
        self.strided().shares_memory(&other.strided())
    }

    /// How often the memory was changed in place: `x._version`.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.strided().version()
    }

    /// `x.data = y`: this tensor looks at `y`'s memory from now on.
    /// History and gradient stay as they are.
    ///
    /// # Errors
    /// `RuntimeError` for another dtype where that cannot be: integers for
    /// a tensor that requires gradients, and what is not a leaf.
    pub fn set_data(&self, data: &Tensor) -> Result<()> {
        let strided = data.strided().with_fresh_version();
        let another = strided.dtype() != self.dtype();
        if self.requires_grad() && !strided.dtype().is_floating_point() {
            return Err(TorchError::runtime(
                "data set to a tensor that requires gradients must be \
                 floating point or complex dtype",
            ));
        }
        if another && (!self.is_leaf() || self.base().is_some()) {
            return Err(TorchError::runtime(
                "Attempted to call `variable.set_data(tensor)`, but \
                 `variable` and `tensor` have incompatible tensor type.",
            ));
        }
        self.set_window(strided);
        Ok(())
    }
}

// Leaves, gradients, history.
impl Tensor {
    /// What autograd knows, if anything.
    pub(crate) fn meta<R>(&self, read: impl FnOnce(&Meta) -> R) -> Option<R> {
        self.0.meta.borrow().as_deref().map(read)
    }

    /// What autograd knows, to be written.
    pub(crate) fn meta_mut<R>(&self, f: impl FnOnce(&mut Meta) -> R) -> R {
        f(self.0.meta.borrow_mut().get_or_insert_default())
    }

    pub(crate) fn downgrade(&self) -> Weak<Inner> {
        Rc::downgrade(&self.0)
    }

    pub(crate) fn upgrade(weak: &Weak<Inner>) -> Option<Tensor> {
        weak.upgrade().map(Tensor)
    }

    /// Whether nobody else holds this tensor or its memory, so that it may
    /// become a gradient without a copy.
    pub(crate) fn is_unshared(&self) -> bool {
        Rc::strong_count(&self.0) == 1
            && Rc::strong_count(self.strided().storage()) == 1
    }

    /// Whether gradients flow to or through this tensor, or through what it
    /// is a view of.
    #[must_use]
    pub fn requires_grad(&self) -> bool {
        if self.0.history.borrow().is_some() {
            return true;
        }
        self.meta(|m| {
            m.requires_grad
                || m.view.as_ref().is_some_and(|v| v.base.requires_grad())
        }) == Some(true)
    }

    /// Whether no recorded operation made this tensor: `x.is_leaf`.
    #[must_use]
    pub fn is_leaf(&self) -> bool {
        self.refresh_view().is_none() && self.0.history.borrow().is_none()
    }

    /// Asks for gradients, or no longer: `x.requires_grad_(mode)`. Returns
    /// the same tensor.
    ///
    /// # Errors
    /// `RuntimeError` for integers and bools, and when turned off on a
    /// tensor that is not a leaf.
    pub fn requires_grad_(&self, mode: bool) -> Result<Tensor> {
        if mode && !self.dtype().is_floating_point() {
            return Err(TorchError::runtime(
                "only Tensors of floating point dtype can require gradients",
            ));
        }
        if !self.is_leaf() {
            if mode {
                return Ok(self.clone());
            }
            return Err(TorchError::runtime(
                "you can only change requires_grad flags of leaf variables. \
                 If you want to use a computed variable in a subgraph that \
                 doesn't require differentiation use var_no_grad = \
                 var.detach().",
            ));
        }
        if mode || self.requires_grad() {
            self.meta_mut(|m| m.requires_grad = mode);
        }
        Ok(self.clone())
    }

    /// The gradient so far: `x.grad`. `None` before the first backward, and
    /// for tensors that are not leaves unless they
    /// [retain](Tensor::retain_grad) it.
    #[must_use]
    pub fn grad(&self) -> Option<Tensor> {
        self.meta(|m| m.grad.clone()).flatten()
    }

    /// `x.grad = g`, or `None` to forget it.
    pub fn set_grad(&self, grad: Option<Tensor>) {
        if grad.is_some() || self.grad().is_some() {
            // The old gradient is dropped after the borrow: it may own a
            // graph that leads back here.
            let _old = self.meta_mut(|m| std::mem::replace(&mut m.grad, grad));
        }
    }

    /// Keeps the gradient of a tensor that is not a leaf.
    ///
    /// # Errors
    /// `RuntimeError` if the tensor does not require grad.
    pub fn retain_grad(&self) -> Result<()> {
        if !self.requires_grad() {
            return Err(TorchError::runtime(
                "can't retain_grad on Tensor that has requires_grad=False",
            ));
        }
        let kept = self.meta(|m| m.retains_grad) == Some(true);
        if let Some(edge) = self.edge_of_history().filter(|_| !kept) {
            self.meta_mut(|m| m.retains_grad = true);
            edge.node.retain(edge.nr, self);
        }
        Ok(())
    }

    /// Whether [`retain_grad`](Tensor::retain_grad) was asked for.
    #[must_use]
    pub fn retains_grad(&self) -> bool {
        self.meta(|m| m.retains_grad) == Some(true)
    }

    /// The node that made this tensor: `x.grad_fn`.
    #[must_use]
    pub fn grad_fn(&self) -> Option<GradFn> {
        self.edge_of_history().map(|edge| GradFn(edge.node))
    }

    /// Which of its node's outputs this is.
    #[cfg(feature = "python")]
    pub(crate) fn output_nr(&self) -> usize {
        self.edge_of_history().map_or(0, |edge| edge.nr)
    }

    /// Where gradients of this tensor go: to the node that made it, or, for
    /// a leaf that requires grad, to the node that accumulates.
    pub(crate) fn edge(&self) -> Option<Edge> {
        if let Some(edge) = self.edge_of_history() {
            return Some(edge);
        }
        if self.meta(|m| m.requires_grad) != Some(true) {
            return None;
        }
        let node = self.meta_mut(|m| {
            m.accumulator.upgrade().unwrap_or_else(|| {
                let node = Node::accumulator(self);
                m.accumulator = Rc::downgrade(&node);
                node
            })
        });
        Some(Edge { node, nr: 0 })
    }

    /// The node of a tensor that is not a leaf. A view whose memory changed
    /// since gets a new one, which starts at the view's base.
    pub(crate) fn edge_of_history(&self) -> Option<Edge> {
        self.refresh_view().or_else(|| self.edge_as_recorded())
    }

    /// The node that made this tensor, also where its memory has changed.
    pub(crate) fn edge_as_recorded(&self) -> Option<Edge> {
        self.0.history.borrow().clone()
    }

    /// Nobody made it: it is a leaf again.
    pub(super) fn forget_history(&self) {
        // Dropped after the borrow: it may free a graph.
        let _old = self.0.history.take();
    }

    pub(crate) fn set_history(&self, edge: Edge) {
        if self.0.meta.borrow().is_some() {
            if self.retains_grad() {
                edge.node.retain(edge.nr, self);
            }
            self.meta_mut(|m| m.requires_grad = false);
        }
        // Dropped after the borrow: it may free a graph.
        let _old = self.0.history.replace(Some(edge));
    }

    /// Another tensor on the same window, with the same place in the graph:
    /// what an in-place operation reads while this one moves on.
    pub(crate) fn alias(&self) -> Tensor {
        let history = self.edge_of_history();
        Tensor::with_history_on(self.strided().clone(), history, true)
    }

    /// The tensor to save for a derivative: this one, or, if it is about to
    /// be overwritten, its values in memory of their own.
    pub(crate) fn to_save(&self) -> Tensor {
        if !self.0.overwritten {
            return self.clone();
        }
        // Nothing is overwritten that repeats elements: the copy takes no
        // more memory than there is.
        let copy = self.strided().copy().unwrap_or_else(|e| panic!("{e}"));
        Tensor::made_by(self.edge_of_history(), copy)
    }

    /// This tensor as it is in the graph now, whatever is done to it later.
    pub(crate) fn as_recorded(&self) -> Tensor {
        if self.is_leaf() {
            return self.clone();
        }
        let history = self.edge_of_history();
        Tensor::made_by(history, self.strided().clone())
    }
}
