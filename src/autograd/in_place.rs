/*!
In-place operations: compute, write, count the change, move the history.

Every in-place form is its operation run on an alias of the tensor, with the
result written back. So derivative, dtype rules and errors are the
operation's own.
*/

use smallvec::SmallVec;

use super::node::{Backward, Edge, Grads, Node};
use super::tensor::{Tensor, is_grad_enabled};
use super::views::Made;
use crate::tensor::{DType, Result, Size, TorchError};

impl Tensor {
    /// Replaces the elements by what `operation` makes of them, in place.
    ///
    /// # Errors
    /// What the operation says; and `RuntimeError` if the tensor may not be
    /// changed in place, or cannot hold the result's shape or dtype. Then
    /// nothing is changed.
    pub fn in_place(
        &self,
        operation: impl FnOnce(&Tensor) -> Result<Tensor>,
    ) -> Result<Tensor> {
        self.check_in_place()?;
        let result = operation(&self.alias())?;
        self.check_holds(result.size(), result.dtype())?;
        let edge = self.history_from(&result)?;
        self.strided().copy_from(&result.strided())?;
        self.follow(edge);
        Ok(self.clone())
    }

    /// [`in_place`](Tensor::in_place) for an operation that writes to the
    /// memory of its tensor itself, once all is checked: the memory may
    /// overlap, and what is written last stays.
    ///
    /// # Errors
    /// As [`in_place`](Tensor::in_place).
    pub(crate) fn in_place_written(
        &self,
        operation: impl FnOnce(&Tensor) -> Result<Tensor>,
    ) -> Result<Tensor> {
        self.check_history()?;
        let result = operation(&self.alias())?;
        let edge = self.history_from(&result)?;
        self.strided().bump();
        self.follow(edge);
        Ok(self.clone())
    }

    /// The history of what is about to be written, if this tensor can have
    /// it: what it is changed by may want gradients that it does not.
    fn history_from(&self, result: &Tensor) -> Result<Option<Edge>> {
        let edge = result.edge_of_history();
        if edge.is_some() {
            self.check_made()?;
        }
        Ok(edge)
    }

    /// The history of what was written becomes this tensor's.
    fn follow(&self, edge: Option<Edge>) {
        if let Some(edge) = edge {
            edge.node.saved().move_outputs(&self.strided());
            self.move_history(edge);
        }
    }

    /// [`in_place`](Tensor::in_place) for operations that also read another
    /// tensor: refused if that one shares a part of the memory written to,
    /// for then the result would depend on the order of the loop.
    ///
    /// # Errors
    /// As [`in_place`](Tensor::in_place).
    pub fn in_place_reading(
        &self,
        other: &Tensor,
        operation: impl FnOnce(&Tensor) -> Result<Tensor>,
    ) -> Result<Tensor> {
        self.check_in_place()?;
        if self.strided().partly_overlaps(&other.strided()) {
            return Err(TorchError::ReadWriteOverlap);
        }
        self.in_place(operation)
    }

    /// Refuses a result that this tensor cannot hold.
    ///
    /// # Errors
    /// `RuntimeError` for another shape, or a dtype of a higher category.
    pub(crate) fn check_holds(&self, size: Size, dtype: DType) -> Result<()> {
        let own = self.strided();
        if size != *own.shape() {
            return Err(TorchError::OutputShape {
                output: own.shape().clone(),
                broadcast: size,
            });
        }
        if !dtype.can_cast(own.dtype()) {
            let (from, to) = (dtype, own.dtype());
            return Err(TorchError::ResultCast { from, to });
        }
        Ok(())
    }

    /// Refuses in-place changes that would lose a gradient.
    ///
    /// # Errors
    /// `RuntimeError` for leaves that require grad, views of them, and views
    /// whose history cannot be moved.
    pub fn check_in_place(&self) -> Result<()> {
        self.check_history()?;
        if self.strided().overlaps_itself() {
            return Err(TorchError::WriteOverlap);
        }
        Ok(())
    }

    /// [`check_in_place`](Tensor::check_in_place) for what may write to one
    /// location several times.
    // ANCHOR: leaf
    pub(crate) fn check_history(&self) -> Result<()> {
        if !is_grad_enabled() {
            return Ok(());
        }
        if !self.requires_grad() {
            return Ok(());
        }
        self.check_made()?;
        if self.base().is_some_and(|base| base.is_leaf()) {
            return Err(TorchError::LeafInPlace { view: true });
        }
        if self.is_leaf() {
            return Err(TorchError::LeafInPlace { view: false });
        }
        Ok(())
    }
    // ANCHOR_END: leaf

    /// Refuses a view whose history cannot be moved to its base.
    fn check_made(&self) -> Result<()> {
        match self.view_made() {
            None | Some(Made::Plain) => Ok(()),
            Some(made) => Err(self.bad_view(made, false)),
        }
    }

    /// Whether changing this tensor by another will be recorded. If not, the
    /// memory may be written to directly.
    pub(crate) fn wants_record(&self, other: &Tensor) -> bool {
        is_grad_enabled() && (self.requires_grad() || other.requires_grad())
    }

    /// After an in-place operation: its node is this tensor's history. For a
    /// view, the base's history becomes a `CopySlices` around the node.
    fn move_history(&self, edge: Edge) {
        let Some(base) = self.base() else {
            self.set_history(edge);
            return;
        };
        let inner = edge.node;
        let mut next: SmallVec<[Option<Edge>; 2]> =
            SmallVec::from_iter([base.edge()]);
        next.extend(inner.next().iter().skip(1).cloned());
        let output = (base.size(), base.dtype());
        let derive = self.derive_slices(&base, inner.clone());
        let node = Node::copy_slices(next, output, inner, derive);
        base.set_history(Edge { node, nr: 0 });
        // This view's own history is made anew from the base's.
        self.refresh_view();
    }

    /// The part of the gradient that the view shows goes through the
    /// operation; the rest passes unchanged.
    fn derive_slices(
        &self,
        base: &Tensor,
        inner: std::rc::Rc<Node>,
    ) -> Backward {
        let base = base.strided().clone();
        let view = self.strided().clone();
        Box::new(move |grads, context| {
            context.check_kept()?;
            let Some(grad) = &grads[0] else {
                return Ok(context.nothing());
            };
            let whole = grad.laid_out_as(&base)?;
            let part = whole.as_strided(
                view.shape(),
                view.strides(),
                view.offset() - base.offset(),
            )?;
            // The first input of the operation is the view itself.
            let mut needed: SmallVec<[bool; 4]> = (0..inner.next().len())
                .map(|i| i == 0 || context.needs(i))
                .collect();
            needed[0] = context.needs(0);
            let mut inner_grads: Grads =
                inner.derive(&[Some(part.copy()?)], &needed)?;
            match inner_grads[0].take() {
                Some(g) => part.copy_(&g)?,
                None => part.zero_()?,
            };
            inner_grads[0] = Some(whole);
            Ok(inner_grads)
        })
    }
}
