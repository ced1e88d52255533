/*!
Views: tensors that look at another tensor's memory.

A view remembers its base, because an in-place change through either of them
changes the history of both.
*/

use std::cell::Cell;
use std::rc::Rc;

use smallvec::SmallVec;

use super::node::{Backward, Edge, Names, Node};
use super::record::{backward1, record_node};
use super::saved::{SavedTensors, Saver};
use super::tensor::{Tensor, enable_grad, is_grad_enabled};
use crate::tensor::{Element, Result, Size, Strided, TorchError, dispatch};

/// What a view is a view of.
pub(crate) struct ViewOf {
    /// The tensor that owns the memory; never itself a view.
    pub base: Tensor,
    pub made: Made,
    /// The version at which the view's history was right.
    version: Cell<u32>,
}

/// How a view came to be: some may not be changed in place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Made {
    /// By one operation with one output.
    Plain,
    /// While nothing was being recorded.
    NoGrad,
    /// As one of several outputs.
    Many,
}

/// Makes a window on `base`'s memory a view of it, with a derivative.
pub fn record_view(
    names: &'static Names,
    base: &Tensor,
    window: Strided,
    derive: impl FnOnce(&mut Saver<'_>) -> Backward,
) -> Tensor {
    let windows = [window];
    let node = record_node(names, &[base], &windows, &[true], derive);
    let [window] = windows;
    let edge = node.map(|node| Edge { node, nr: 0 });
    make_view(base, window, Made::Plain, edge)
}

/// [`record_view`] for operations with several outputs, such as `unbind`.
pub fn record_views(
    names: &'static Names,
    base: &Tensor,
    windows: Vec<Strided>,
    derive: impl FnOnce(&mut Saver<'_>) -> Backward,
) -> Vec<Tensor> {
    let all = vec![true; windows.len()];
    let node = record_node(names, &[base], &windows, &all, derive);
    let view = |(nr, window): (usize, Strided)| {
        let edge = node.clone().map(|node| Edge { node, nr });
        make_view(base, window, Made::Many, edge)
    };
    windows.into_iter().enumerate().map(view).collect()
}

fn make_view(
    of: &Tensor,
    window: Strided,
    made: Made,
    history: Option<Edge>,
) -> Tensor {
    let view = Tensor::made_by(history, window);
    let inherited =
        of.meta(|m| m.view.as_ref().map(|v| (v.base.clone(), v.made)));
    // What is made while nothing is recorded has no history to follow.
    let made = if is_grad_enabled() { made } else { Made::NoGrad };
    let (base, made) = match inherited.flatten() {
        Some((base, inherited)) if made == Made::Plain => (base, inherited),
        Some((base, _)) => (base, made),
        None => (of.clone(), made),
    };
    let version = Cell::new(view.version());
    view.meta_mut(|m| m.view = Some(ViewOf { base, made, version }));
    view
}

impl Tensor {
    /// The tensor that owns the memory of this view: `x._base`.
    #[must_use]
    pub fn base(&self) -> Option<Tensor> {
        self.meta(|m| m.view.as_ref().map(|v| v.base.clone())).flatten()
    }

    pub(crate) fn view_made(&self) -> Option<Made> {
        self.meta(|m| m.view.as_ref().map(|v| v.made)).flatten()
    }

    /// Replaces this tensor's window by what `view` makes of it, in place:
    /// `x.squeeze_()` and its like. The memory stays, and what other tensors
    /// see of it; it counts as changed nevertheless.
    ///
    /// # Errors
    /// What the view says; and `RuntimeError` if the tensor may not be
    /// changed in place.
    pub(crate) fn view_in_place(
        &self,
        view: impl FnOnce(&Tensor) -> Result<Tensor>,
    ) -> Result<Tensor> {
        self.check_history()?;
        let seen = view(&self.alias())?;
        let history = seen.edge_of_history();
        self.set_window(seen.strided().clone());
        self.strided().bump();
        // A base knows nothing of it: no element has changed.
        self.settle_view();
        if let Some(edge) = history {
            self.set_history(edge);
        }
        Ok(self.clone())
    }

    /// Remembers that the view's history is right for its memory now.
    pub(crate) fn settle_view(&self) {
        let version = self.version();
        self.meta(|m| {
            if let Some(view) = &m.view {
                view.version.set(version);
            }
        });
    }

    /// If the memory was changed since the view was made, its history starts
    /// anew at the base: the change is recorded there. Where that cannot be,
    /// returns a node that raises when a gradient comes. (PyTorch raises as
    /// soon as the history is asked for.)
    pub(crate) fn refresh_view(&self) -> Option<Edge> {
        let stale = self.meta(|m| {
            let view = m.view.as_ref()?;
            let stale = view.version.get() != self.version();
            stale.then(|| (view.base.clone(), view.made))
        });
        let (base, made) = stale.flatten()?;
        if !base.requires_grad() && self.edge_as_recorded().is_none() {
            return None;
        }
        if made != Made::Plain {
            let output = (self.size(), self.dtype());
            let error = self.bad_view(made, true);
            let node = Node::invalid(base.edge(), output, error);
            return Some(Edge { node, nr: 0 });
        }
        self.settle_view();
        let window = self.strided().clone();
        let node = as_strided_node(&base, &window);
        self.set_history(Edge { node, nr: 0 });
        None
    }

    /// Why a view that was not made by one operation with one output, while
    /// recording, may not be changed, or be used after its base was.
    pub(super) fn bad_view(&self, made: Made, base: bool) -> TorchError {
        let changed = if base {
            "its base or another view of its base has been"
        } else {
            "is being"
        };
        let edge = self.edge_as_recorded();
        let from = edge.map(|e| {
            format!("Output {} of {} is a view", e.nr, e.node.names().short())
        });
        let mut say = match from {
            Some(from) if made == Made::Many => {
                format!("{from} and {changed} modified inplace.")
            }
            from => {
                let view = from
                    .map_or("A view".to_owned(), |f| f + " of a view which");
                format!(
                    "{view} was created in no_grad mode and {changed} \
                     modified inplace with grad mode enabled."
                )
            }
        };
        say.push_str(match made {
            Made::Many => {
                " This view is the output of a function that returns \
                 multiple views. Such functions do not allow the output \
                 views to be modified inplace. You should replace the \
                 inplace operation by an out-of-place one."
            }
            _ => {
                " Given that this use case is ambiguous and error-prone, it \
                 is forbidden. You can clarify your code by moving both the \
                 view and the inplace either both inside the no_grad block \
                 (if you don't want the inplace to be tracked) or both \
                 outside (if you want the inplace to be tracked)."
            }
        });
        TorchError::runtime(say)
    }

    /// Another window on the same memory: `x.as_strided(size, stride,
    /// storage_offset)`.
    ///
    /// # Errors
    /// `RuntimeError` if it would reach outside the memory, or if there are
    /// more strides than extents, or fewer.
    pub fn as_strided(
        &self,
        size: &Size,
        stride: &Size,
        offset: usize,
    ) -> Result<Tensor> {
        self.as_strided_by(&AS_STRIDED, size, stride, offset)
    }

    /// [`as_strided`](Tensor::as_strided), recorded under this name.
    pub(crate) fn as_strided_by(
        &self,
        names: &'static Names,
        size: &Size,
        stride: &Size,
        offset: usize,
    ) -> Result<Tensor> {
        if size.len() != stride.len() {
            return Err(TorchError::runtime(
                "mismatch in length of strides and shape",
            ));
        }
        size.checked_numel().ok_or(TorchError::Numel)?;
        let window =
            self.strided().window(size.clone(), stride.clone(), offset);
        window.check_bounds()?;
        let base = self.strided().clone();
        let inner = window.clone();
        Ok(record_view(names, self, window, |_| scatter(base, inner)))
    }
}

pub(crate) static AS_STRIDED: Names =
    Names::new("AsStridedBackward0", "AsStridedBackward");

/// Made even where nothing is recorded, and where the base no longer requires
/// grad: it takes the place of a node.
fn as_strided_node(base: &Tensor, window: &Strided) -> Rc<Node> {
    let windows = [window.clone()];
    let derive = || scatter(base.strided().clone(), window.clone());
    let node = enable_grad(|| {
        record_node(&AS_STRIDED, &[base], &windows, &[true], |_| derive())
    });
    node.unwrap_or_else(|| {
        Node::derived(
            &AS_STRIDED,
            SmallVec::from_iter([None]),
            SmallVec::from_iter([(window.shape().clone(), window.dtype())]),
            SavedTensors::default(),
            derive(),
        )
    })
}

/// The gradient of a window: zeros where it does not look, sums where it
/// looks twice.
fn scatter(base: Strided, window: Strided) -> Backward {
    backward1(move |grad, _| {
        let memory = base.storage_len();
        let grad = grad.strided().contiguous()?;
        let strided = dispatch!(grad.dtype(), T => {
            let mut sums = vec![T::from_i64(0); memory];
            let places = window.places();
            let values = grad.to_vec::<T>()?;
            for (place, value) in places.zip(values) {
                let sum = sums[place].to_f64() + value.to_f64();
                sums[place] = T::from_f64(sum);
            }
            let flat = Strided::new(sums, Size::new(&[memory]));
            flat.window(
                base.shape().clone(),
                base.strides().clone(),
                base.offset(),
            )
        });
        Ok(Tensor::from_strided(strided.contiguous()?))
    })
}
