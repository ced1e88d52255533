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
        self.strided().copy_from(&result.strided())?;
        if let Some(edge) = result.edge_of_history() {
            edge.node.saved().move_outputs(&self.strided());
            self.move_history(edge);
        }
        Ok(self.clone())
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
    pub(crate) fn check_history(&self) -> Result<()> {
        if !is_grad_enabled() {
            return Ok(());
        }
        let requires_grad = self.requires_grad();
        let base = self.base();
        if let (Some(base), Some(made)) = (&base, self.view_made()) {
            if (requires_grad || base.requires_grad()) && made != Made::Plain {
                return Err(self.bad_view(made));
            }
            // Also if the view was made a leaf of its own.
            if requires_grad && base.is_leaf() {
                return Err(TorchError::LeafInPlace { view: true });
            }
        }
        if requires_grad && self.is_leaf() {
            return Err(TorchError::LeafInPlace { view: false });
        }
        Ok(())
    }

    /// Whether changing this tensor by another will be recorded. If not, the
    /// memory may be written to directly.
    pub(crate) fn wants_record(&self, other: &Tensor) -> bool {
        is_grad_enabled() && (self.requires_grad() || other.requires_grad())
    }

    fn bad_view(&self, made: Made) -> TorchError {
        let edge = self.edge_of_history();
        let name = edge.as_ref().map_or("None", |e| e.node.names().short());
        let nr = edge.as_ref().map_or(0, |e| e.nr);
        TorchError::runtime(match made {
            Made::NoGrad => "A view was created in no_grad mode and is \
                being modified inplace with grad mode enabled. Given that \
                this use case is ambiguous and error-prone, it is \
                forbidden. You can clarify your code by moving both the \
                view and the inplace either both inside the no_grad block \
                (if you don't want the inplace to be tracked) or both \
                outside (if you want the inplace to be tracked)."
                .to_owned(),
            _ => format!(
                "Output {nr} of {name} is a view and is being modified \
                 inplace. This view is the output of a function that \
                 returns multiple views. Such functions do not allow the \
                 output views to be modified inplace. You should replace \
                 the inplace operation by an out-of-place one."
            ),
        })
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
