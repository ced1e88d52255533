/*!
Saved tensors: what an operation keeps for its derivative.

Multiplication needs its factors again, `exp` its own result, addition
nothing. Whether a second backward is possible, and whether an in-place
change is noticed, is decided here.
*/

use std::cell::RefCell;
use std::rc::Rc;

use smallvec::SmallVec;

use super::node::{Edge, Node};
use super::tensor::Tensor;
use crate::tensor::{Edition, Result, Scalar, Strided, TorchError};

/// A place among the saved tensors of one node.
#[derive(Clone, Copy, Debug)]
pub struct Saved(Option<usize>);

impl Saved {
    /// What is saved first. A derivative that names no other place holds
    /// nothing, and costs no memory.
    pub(crate) const FIRST: Saved = Saved(Some(0));

    fn place(self) -> usize {
        self.0.expect("saved only if its use is needed")
    }
}

// ANCHOR: saved
/// What one node saved; nothing any more once it is freed.
pub(crate) struct SavedTensors(RefCell<Option<SmallVec<[Item; 2]>>>);

enum Item {
    /// An input, with the version it had.
    Input { tensor: Tensor, version: u32 },
    /// An output: its window only, for the node must not own its output.
    /// (Boxed: every node has room for two items, and few save outputs.)
    Output { window: Box<Strided>, version: u32, nr: usize },
    /// A number.
    Number(Scalar),
}
// ANCHOR_END: saved

impl Default for SavedTensors {
    fn default() -> SavedTensors {
        SavedTensors(RefCell::new(Some(SmallVec::new())))
    }
}

impl SavedTensors {
    pub fn release(&self) {
        // Dropped after the borrow ends: it may free a graph.
        let _freed = self.0.take();
    }

    /// [`release`](SavedTensors::release), at the end.
    pub fn clear(&mut self) {
        *self.0.get_mut() = None;
    }

    // ANCHOR: freed
    /// Reads a saved item, if it is still there.
    fn with<R>(
        &self,
        saved: Saved,
        read: impl FnOnce(&Item) -> Result<R>,
    ) -> Result<R> {
        match &*self.0.borrow() {
            Some(items) => read(&items[saved.place()]),
            None => Err(TorchError::Freed),
        }
    }
    // ANCHOR_END: freed

    pub fn check_kept(&self) -> Result<()> {
        self.0.borrow().as_ref().map(drop).ok_or(TorchError::Freed)
    }

    pub fn unpack(&self, saved: Saved, node: &Rc<Node>) -> Result<Tensor> {
        self.with(saved, |item| item.unpack(node))
    }

    pub fn number(&self, saved: Saved) -> Result<Scalar> {
        self.with(saved, |item| match item {
            Item::Number(number) => Ok(*number),
            _ => unreachable!("a tensor is not a number"),
        })
    }

    /// After an in-place operation the output lies in the memory of the
    /// tensor that was changed, not where it was computed.
    pub fn move_outputs(&self, target: &Strided) {
        if let Some(items) = &mut *self.0.borrow_mut() {
            for item in items {
                if let Item::Output { window, version, .. } = item {
                    **window = target.clone();
                    *version = target.version();
                }
            }
        }
    }
}

impl Item {
    // ANCHOR: unpack
    /// The tensor that `node` saved, if it still is what it was.
    fn unpack(&self, node: &Rc<Node>) -> Result<Tensor> {
        let (tensor, version) = match self {
            Item::Input { tensor, version } => (tensor.clone(), *version),
            Item::Output { window, version, nr } => {
                let edge = Edge { node: Rc::clone(node), nr: *nr };
                let window = (**window).clone();
                (Tensor::made_by(Some(edge), window), *version)
            }
            Item::Number(_) => unreachable!("a number is not a tensor"),
        };
        if tensor.version() == version {
            Ok(tensor)
        } else {
            Err(modified(&tensor, version))
        }
    }
    // ANCHOR_END: unpack
}

/// "one of the variables needed for gradient computation has been modified".
fn modified(tensor: &Tensor, expected: u32) -> TorchError {
    let output = tensor.edge_of_history().map(|edge| {
        let names = edge.node.names();
        (edge.nr, names.short(), names.long())
    });
    let window = tensor.strided();
    let shape = crate::tensor::Listed(window.shape());
    let kind = window.dtype().scalar_type();
    TorchError::Modified {
        tensor: format!("torch.{kind}Tensor {shape}"),
        output,
        version: window.version(),
        expected,
    }
}

/// What an operation says it will need, while it is recorded.
pub struct Saver<'a> {
    needed: &'a [bool],
    outputs: &'a [Strided],
    items: SmallVec<[Item; 2]>,
}

impl<'a> Saver<'a> {
    pub(super) fn new(
        needed: &'a [bool],
        outputs: &'a [Strided],
    ) -> Saver<'a> {
        Saver { needed, outputs, items: SmallVec::new() }
    }

    pub(super) fn finish(self) -> SavedTensors {
        SavedTensors(RefCell::new(Some(self.items)))
    }

    /// Whether input `i` will want a gradient.
    #[must_use]
    pub fn needs(&self, i: usize) -> bool {
        self.needed[i]
    }

    fn keep(&mut self, item: Item) -> Saved {
        self.items.push(item);
        Saved(Some(self.items.len() - 1))
    }

    /// Keeps an input or a helper tensor.
    pub fn save(&mut self, tensor: &Tensor) -> Saved {
        let tensor = tensor.to_save();
        // 1.1.0 remembered who made the tensor when it was saved, and named
        // that one in its error; today's names who changed it.
        let tensor = match Edition::current() {
            Edition::Notes => tensor.as_recorded(),
            Edition::Today => tensor,
        };
        let version = tensor.version();
        self.keep(Item::Input { tensor, version })
    }

    /// Keeps a tensor only if input `i` will want a gradient: `a * b` needs
    /// `b` for the gradient of `a`, and not otherwise.
    pub fn save_for(&mut self, i: usize, tensor: &Tensor) -> Saved {
        if self.needs(i) { self.save(tensor) } else { Saved(None) }
    }

    /// Keeps a window without history, such as indices.
    pub fn save_plain(&mut self, window: Strided) -> Saved {
        self.save(&Tensor::from_strided(window))
    }

    /// Keeps output `nr`.
    pub fn output(&mut self, nr: usize) -> Saved {
        let window = Box::new(self.outputs[nr].clone());
        let version = window.version();
        self.keep(Item::Output { window, version, nr })
    }

    /// Keeps a number. PyTorch keeps it as a tensor, and frees it like one.
    pub fn number(&mut self, number: impl Into<Scalar>) -> Saved {
        self.keep(Item::Number(number.into()))
    }
}
