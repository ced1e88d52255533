/*!
Views: tensors that look at another tensor's memory.

A view remembers its base, because an in-place change through either of them
changes the history of both.
*/

use std::cell::Cell;

use super::node::{Backward, Edge, Names};
use super::record::{backward1, record_node};
use super::saved::Saver;
use super::tensor::{Tensor, is_grad_enabled};
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
    let view = make_view(base, window, Made::Plain);
    if let Some(node) = node {
        view.set_history(Edge { node, nr: 0 });
    }
    view
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
        let view = make_view(base, window, Made::Many);
        if let Some(node) = &node {
            view.set_history(Edge { node: node.clone(), nr });
        }
        view
    };
    windows.into_iter().enumerate().map(view).collect()
}

fn make_view(of: &Tensor, window: Strided, made: Made) -> Tensor {
    let view = Tensor::from_strided(window);
    let inherited =
        of.meta(|m| m.view.as_ref().map(|v| (v.base.clone(), v.made)));
    let (base, made) = match inherited.flatten() {
        Some((base, Made::Plain)) => (base, made),
        Some((base, inherited)) => (base, inherited),
        None => (of.clone(), made),
    };
    // What is made while nothing is recorded has no history to follow.
    let made = if is_grad_enabled() || made == Made::Many {
        made
    } else {
        Made::NoGrad
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
    /// anew at the base: the change is recorded there.
    pub(crate) fn refresh_view(&self) {
        let stale = self.meta(|m| {
            let view = m.view.as_ref()?;
            (view.version.get() != self.version()).then(|| view.base.clone())
        });
        let Some(base) = stale.flatten() else { return };
        self.settle_view();
        if !base.requires_grad() {
            return;
        }
        let window = self.strided().clone();
        if let Some(node) = as_strided_node(&base, &window) {
            self.set_history(Edge { node, nr: 0 });
        }
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
        Ok(record_view(&AS_STRIDED, self, window, |_| scatter(base, inner)))
    }
}

static AS_STRIDED: Names =
    Names::new("AsStridedBackward0", "AsStridedBackward");

fn as_strided_node(
    base: &Tensor,
    window: &Strided,
) -> Option<std::rc::Rc<super::node::Node>> {
    let geometry = (base.strided().clone(), window.clone());
    // Recorded even where nothing else is: the history is the base's.
    super::tensor::enable_grad(|| {
        let windows = [window.clone()];
        record_node(&AS_STRIDED, &[base], &windows, &[true], |_| {
            scatter(geometry.0, geometry.1)
        })
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
