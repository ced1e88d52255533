/*!
The graph: nodes that remember one operation each, and edges between them.

A node points backwards, to the nodes that made its operation's inputs. It
never owns its own output, so a graph has no cycles and lives exactly as long
as somebody holds a tensor made by it.
*/

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::{Rc, Weak};

use smallvec::SmallVec;

use super::graph::Trace;
use super::hooks::{self, Hook};
use super::saved::{Saved, SavedTensors};
use super::tensor::{Inner, Tensor};
use crate::tensor::{DType, Edition, Result, Scalar, Size, TorchError};

/// The names of a node's class, then and now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Names {
    /// In 2.15.0, as in `DotBackward0`.
    pub today: &'static str,
    /// In the notes' 1.1.0, as in `DotBackward`.
    pub notes: &'static str,
}

impl Names {
    /// Both names.
    #[must_use]
    pub const fn new(today: &'static str, notes: &'static str) -> Names {
        Names { today, notes }
    }

    /// Today's name as some errors shorten it: `Dot`, `Fill2`.
    #[must_use]
    pub fn short(self) -> String {
        let name = in_errors(self.today);
        let Some((bare, number)) = name.rsplit_once("Backward") else {
            return name.to_owned();
        };
        match number {
            "s" => name.to_owned(),
            "0" => bare.to_owned(),
            number => format!("{bare}{number}"),
        }
    }

    /// The name in 1.1.0 as its errors have it.
    #[must_use]
    pub fn long(self) -> &'static str {
        in_errors(self.notes)
    }

    /// The name in the current edition.
    #[must_use]
    pub fn current(self) -> &'static str {
        match Edition::current() {
            Edition::Today => self.today,
            Edition::Notes => self.notes,
        }
    }
}

/// Two classes that are not made from PyTorch's list of derivatives have no
/// name of their own in errors, but C++'s.
fn in_errors(name: &'static str) -> &'static str {
    match name {
        "CopySlices" => "torch::autograd::CopySlices",
        "CopyBackwards" => "torch::autograd::CopyBackwards",
        other => other,
    }
}

/// One gradient for each input of an operation; `None` where none flows.
pub type Grads = SmallVec<[Option<Tensor>; 2]>;

/// The derivative: gradients of the outputs in, gradients of the inputs out.
pub type Backward =
    Box<dyn Fn(&[Option<Tensor>], &Context<'_>) -> Result<Grads>>;

/// From a tensor to the node that made it.
#[derive(Clone)]
pub struct Edge {
    /// The node.
    pub node: Rc<Node>,
    /// Which of the node's outputs.
    pub nr: usize,
}

// ANCHOR: node
/// One recorded operation, or the end of the line at a leaf.
pub struct Node {
    /// `DotBackward0`
    names: &'static Names,
    /// Nodes made later run earlier.
    sequence: u64,
    /// For each input, the node that made it.
    next: SmallVec<[Option<Edge>; 2]>,
    /// What a gradient of each output must look like.
    outputs: SmallVec<[(Size, DType); 1]>,
    /// The derivative.
    work: Work,
    /// What the derivative needs.
    saved: SavedTensors,
    /// Who else wants to see the gradients: mostly nobody.
    guests: RefCell<Option<Box<Guests>>>,
    /// Its place in a backward that is under way.
    place: Cell<Option<usize>>,
    /// What a drawing of the graph shows.
    pub(crate) trace: RefCell<Option<Box<Trace>>>,
}
// ANCHOR_END: node

#[derive(Default)]
struct Guests {
    /// Outputs that keep their gradient.
    retainers: Vec<(usize, Weak<Inner>)>,
    /// Called with the gradients of the node's outputs.
    hooks: Vec<Hook>,
}

enum Work {
    /// Adds to the gradient of a leaf.
    Accumulate(Tensor),
    /// Computes gradients.
    Derive(Backward),
    /// Runs an in-place operation's derivative on one part of the gradient.
    CopySlices(Rc<Node>, Backward),
}

thread_local! {
    static SEQUENCE: Cell<u64> = const { Cell::new(0) };
}

const ACCUMULATE_GRAD: Names = Names::new("AccumulateGrad", "AccumulateGrad");
const COPY_SLICES: Names = Names::new("CopySlices", "CopySlices");
/// What PyTorch prints where it cannot say.
const INVALID: Names = Names::new("Invalid", "Invalid");

impl Node {
    pub(super) fn accumulator(leaf: &Tensor) -> Rc<Node> {
        Rc::new(Node {
            names: &ACCUMULATE_GRAD,
            sequence: u64::MAX,
            next: SmallVec::new(),
            outputs: SmallVec::from_iter([(leaf.size(), leaf.dtype())]),
            work: Work::Accumulate(leaf.clone()),
            saved: SavedTensors::default(),
            guests: RefCell::default(),
            place: Cell::default(),
            trace: RefCell::default(),
        })
    }

    pub(super) fn derived(
        names: &'static Names,
        next: SmallVec<[Option<Edge>; 2]>,
        outputs: SmallVec<[(Size, DType); 1]>,
        saved: SavedTensors,
        backward: Backward,
    ) -> Rc<Node> {
        Node::create(names, next, outputs, saved, Work::Derive(backward))
    }

    pub(super) fn copy_slices(
        next: SmallVec<[Option<Edge>; 2]>,
        output: (Size, DType),
        inner: Rc<Node>,
        backward: Backward,
    ) -> Rc<Node> {
        Node::create(
            &COPY_SLICES,
            next,
            SmallVec::from_iter([output]),
            SavedTensors::default(),
            Work::CopySlices(inner, backward),
        )
    }

    /// The node of a view that lost its history: nothing gets past it.
    pub(super) fn invalid(
        next: Option<Edge>,
        output: (Size, DType),
        error: TorchError,
    ) -> Rc<Node> {
        Node::create(
            &INVALID,
            SmallVec::from_iter([next]),
            SmallVec::from_iter([output]),
            SavedTensors::default(),
            Work::Derive(Box::new(move |_, _| Err(error.clone()))),
        )
    }

    fn create(
        names: &'static Names,
        next: SmallVec<[Option<Edge>; 2]>,
        outputs: SmallVec<[(Size, DType); 1]>,
        saved: SavedTensors,
        work: Work,
    ) -> Rc<Node> {
        let sequence = SEQUENCE.get();
        SEQUENCE.set(sequence + 1);
        Rc::new(Node {
            names,
            sequence,
            next,
            outputs,
            work,
            saved,
            guests: RefCell::default(),
            place: Cell::default(),
            trace: RefCell::default(),
        })
    }

    /// The class's names.
    #[must_use]
    pub fn names(&self) -> &'static Names {
        self.names
    }

    /// When it was made; the largest number for accumulators.
    #[must_use]
    pub fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Where the gradients it computes go.
    #[must_use]
    pub fn next(&self) -> &[Option<Edge>] {
        &self.next
    }

    /// The leaf, for the node at the end of the line.
    #[must_use]
    pub fn leaf(&self) -> Option<&Tensor> {
        match &self.work {
            Work::Accumulate(leaf) => Some(leaf),
            _ => None,
        }
    }

    pub(super) fn place(&self) -> &Cell<Option<usize>> {
        &self.place
    }

    pub(super) fn output_metadata(&self) -> &[(Size, DType)] {
        &self.outputs
    }

    pub(super) fn saved(&self) -> &SavedTensors {
        &self.saved
    }

    /// Runs the derivative. `needed` says which gradients anybody waits for.
    pub(super) fn derive(
        self: &Rc<Node>,
        grads: &[Option<Tensor>],
        needed: &[bool],
    ) -> Result<Grads> {
        match &self.work {
            Work::Accumulate(_) => Ok(Grads::new()),
            Work::Derive(backward) | Work::CopySlices(_, backward) => {
                backward(grads, &Context { node: self, needed })
            }
        }
    }

    /// Forgets the saved tensors: the graph can't be walked again.
    pub(super) fn release(&self) {
        self.saved.release();
        if let Work::CopySlices(inner, _) = &self.work {
            inner.release();
        }
    }

    pub(super) fn retain(&self, nr: usize, tensor: &Tensor) {
        let mut guests = self.guests.borrow_mut();
        let retainers = &mut guests.get_or_insert_default().retainers;
        retainers.push((nr, tensor.downgrade()));
    }

    pub(super) fn add_hook(&self, hook: Hook) {
        match self.leaf() {
            Some(leaf) => leaf.meta_mut(|m| m.hooks.push(hook)),
            None => {
                let mut guests = self.guests.borrow_mut();
                guests.get_or_insert_default().hooks.push(hook);
            }
        }
    }

    /// Lets the hooks of a leaf see that its gradient is there.
    pub(super) fn run_accumulated(&self, leaf: &Tensor) -> Result<()> {
        if !self.has_hooks() {
            return Ok(());
        }
        hooks::run_accumulated(&self.hooks(), leaf)
    }

    /// Lets the hooks of its outputs see what has arrived: those of the leaf,
    /// if it is the end of the line.
    pub(super) fn run_hooks(&self, arrived: &mut Grads) -> Result<()> {
        if !self.has_hooks() {
            return Ok(());
        }
        hooks::run(&self.hooks(), arrived)
    }

    /// Lets the hooks that come after the derivative see what it made.
    pub(super) fn run_hooks_after(
        &self,
        grads: &mut Grads,
        arrived: &[Option<Tensor>],
    ) -> Result<()> {
        if !self.has_hooks() {
            return Ok(());
        }
        hooks::run_after(&self.hooks(), grads, arrived)
    }

    /// Mostly there are none.
    fn has_hooks(&self) -> bool {
        match self.leaf() {
            Some(leaf) => leaf.meta(|m| !m.hooks.is_empty()) == Some(true),
            None => self.has_guests(),
        }
    }

    /// Whether anybody else may want to see the gradients.
    pub(super) fn has_guests(&self) -> bool {
        self.guests.borrow().is_some()
    }

    /// The hooks as they are now: one of them may register another one.
    fn hooks(&self) -> Vec<Hook> {
        let hooks = match self.leaf() {
            Some(leaf) => leaf.meta(|m| m.hooks.clone()),
            None => self.guests.borrow().as_ref().map(|g| g.hooks.clone()),
        };
        hooks.unwrap_or_default()
    }

    /// The tensors made by this node that keep their gradient and still are
    /// this node's.
    pub(super) fn retainers(self: &Rc<Node>) -> Vec<(usize, Tensor)> {
        let guests = self.guests.borrow();
        let Some(guests) = &*guests else { return Vec::new() };
        guests
            .retainers
            .iter()
            .filter_map(|(nr, weak)| Some((*nr, Tensor::upgrade(weak)?)))
            .filter(|(_, tensor)| {
                tensor
                    .edge_of_history()
                    .is_some_and(|edge| Rc::ptr_eq(&edge.node, self))
            })
            .collect()
    }
}

/// A graph may be a million nodes deep: it is taken apart with a list, never
/// by recursion.
impl Drop for Node {
    fn drop(&mut self) {
        let mut graveyard: Vec<Rc<Node>> = Vec::new();
        self.bury(&mut graveyard);
        while let Some(node) = graveyard.pop() {
            // Somebody else still needs it, or it goes now, alone.
            if let Some(mut node) = Rc::into_inner(node) {
                node.bury(&mut graveyard);
            }
        }
    }
}

impl Node {
    /// Moves the nodes that nobody else holds to the list.
    fn bury(&mut self, graveyard: &mut Vec<Rc<Node>>) {
        // The edges keep what the saved tensors' histories hold, so dropping
        // these goes no deeper than one tensor.
        self.saved.clear();
        while let Some(edge) = self.next.pop() {
            let node = edge.map(|edge| edge.node);
            graveyard.extend(node.filter(|node| Rc::strong_count(node) == 1));
        }
        if let Work::CopySlices(inner, _) = &self.work {
            graveyard.push(Rc::clone(inner));
        }
    }
}

/// What a derivative may ask while it runs.
pub struct Context<'a> {
    node: &'a Rc<Node>,
    needed: &'a [bool],
}

impl Context<'_> {
    /// Whether anybody waits for the gradient of input `i`.
    #[must_use]
    pub fn needs(&self, i: usize) -> bool {
        self.needed[i]
    }

    /// A saved tensor.
    ///
    /// # Errors
    /// `RuntimeError` if it was freed, or changed in place since.
    pub fn get(&self, saved: Saved) -> Result<Tensor> {
        self.node.saved.unpack(saved, self.node)
    }

    /// A saved number.
    ///
    /// # Errors
    /// `RuntimeError` if it was freed.
    pub fn number(&self, saved: Saved) -> Result<Scalar> {
        self.node.saved.number(saved)
    }

    /// Refuses to run a node again whose saved tensors are gone, also where
    /// none of them would be asked for.
    ///
    /// # Errors
    /// `RuntimeError` if they were freed.
    pub fn check_kept(&self) -> Result<()> {
        self.node.saved.check_kept()
    }

    /// No gradient for any input.
    #[must_use]
    pub fn nothing(&self) -> Grads {
        self.needed.iter().map(|_| None).collect()
    }

    /// The gradients of two inputs, each computed only if needed.
    ///
    /// # Errors
    /// What the derivatives say.
    pub fn pair(
        &self,
        first: impl FnOnce() -> Result<Tensor>,
        second: impl FnOnce() -> Result<Tensor>,
    ) -> Result<Grads> {
        Ok(Grads::from_iter([
            self.only_if(0, first)?,
            self.only_if(1, second)?,
        ]))
    }

    /// The gradient of input `i`, computed only if needed.
    ///
    /// # Errors
    /// What the derivative says.
    pub fn only_if(
        &self,
        i: usize,
        derivative: impl FnOnce() -> Result<Tensor>,
    ) -> Result<Option<Tensor>> {
        self.needs(i).then(derivative).transpose()
    }
}

/// A node as a user sees it: `x.grad_fn`.
#[derive(Clone)]
pub struct GradFn(pub(crate) Rc<Node>);

impl GradFn {
    /// `DotBackward0`, in the current edition.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.0.names.current()
    }

    /// The nodes that gradients go to: `grad_fn.next_functions`.
    #[must_use]
    pub fn next_functions(&self) -> Vec<Option<GradFn>> {
        let next =
            |e: &Option<Edge>| e.as_ref().map(|e| GradFn(Rc::clone(&e.node)));
        self.0.next.iter().map(next).collect()
    }

    /// The leaf whose gradient is accumulated here: `grad_fn.variable`.
    #[must_use]
    pub fn variable(&self) -> Option<Tensor> {
        self.0.leaf().cloned()
    }
}

/// Python adds an address, which no two runs share: left out here.
impl fmt::Debug for GradFn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.name())
    }
}
