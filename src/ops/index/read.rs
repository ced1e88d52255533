//! Reading: `x[...]`.

use super::places::Places;
use super::{Chosen, Index, Indices, slice};
use crate::autograd::{
    Context, Names, Saved, Saver, Tensor, backward1, record, record_view,
};
use crate::ops::row::{Row, Value};
use crate::tensor::{Result, Strided, TorchError, dispatch};

static ALIAS: Names = Names::new("AliasBackward0", "AliasBackward");
static INDEX: Names = Names::new("IndexBackward0", "IndexBackward");

impl Tensor {
    /// The elements that `indices` choose: `x[indices]`. A view if there is
    /// no tensor among them, else a copy.
    ///
    /// ```
    /// use torchbook::prelude::*;
    ///
    /// let x = tensor([[1, 2, 3], [4, 5, 6]]);
    /// assert_eq!(x.index((1, ..2))?.repr(), "tensor([4, 5])");
    /// assert_eq!(x.index((Ellipsis, [2, 0]))?.repr(),
    ///            "tensor([[3, 1],\n        [6, 4]])");
    /// # Ok::<(), TorchError>(())
    /// ```
    ///
    /// # Errors
    /// `IndexError` for places that do not exist, too many indices, masks of
    /// another shape, and tensors of another dtype; `ValueError` for a step
    /// that is not positive.
    pub fn index(&self, indices: impl Into<Indices>) -> Result<Tensor> {
        let indices = indices.into();
        let viewed = self.viewed(&indices, !indices.tuple)?;
        if !viewed.chosen.is_empty() {
            return viewed.view.pick(&viewed.chosen);
        }
        if viewed.view.is(self) {
            let window = self.strided().clone();
            return Ok(record_view(&ALIAS, self, window, |_| {
                backward1(|grad, _| Ok(grad.clone()))
            }));
        }
        Ok(viewed.view)
    }

    /// The second half of reading: elements chosen by tensors.
    pub(super) fn pick(&self, chosen: &Chosen) -> Result<Tensor> {
        let places = Places::find(self, chosen, |_| Ok(None))?;
        let window = self.strided().clone();
        let picked = dispatch!(window.dtype(), T => {
            let elements = places.read(&window.storage().read::<T>());
            Strided::new(elements, places.shape.clone())
        });
        let picked = picked.laid_out(places.strides());
        let size = self.size();
        Ok(record(&INDEX, &[self], picked, |saver| {
            let chosen = save(saver, chosen);
            // What was read twice receives twice.
            backward1(move |grad, context| {
                let chosen = unpack(context, &chosen)?;
                let zeros = Strided::full(size.clone(), 0, grad.dtype())?;
                let whole = Tensor::from_strided(zeros.clone());
                whole.put_chosen(&chosen, grad, true, || Ok(zeros))
            })
        }))
    }
}

/// Index tensors kept for a derivative.
pub(super) type SavedChosen = Vec<(usize, Saved)>;

pub(super) fn save(saver: &mut Saver<'_>, chosen: &Chosen) -> SavedChosen {
    chosen.iter().map(|(dim, index)| (*dim, saver.save(index))).collect()
}

pub(super) fn unpack(
    context: &Context<'_>,
    saved: &SavedChosen,
) -> Result<Chosen> {
    saved.iter().map(|&(dim, saved)| Ok((dim, context.get(saved)?))).collect()
}

impl Value {
    /// What Python may put between brackets, as far as a value can say it.
    ///
    /// # Errors
    /// `IndexError` for what has no place there.
    pub fn indices(&self) -> Result<Indices> {
        match self {
            Value::List(items) => Ok(Indices::from(
                items.iter().map(index).collect::<Result<Vec<Index>>>()?,
            )),
            one => Ok(Indices::from(index(one)?)),
        }
    }
}

fn index(value: &Value) -> Result<Index> {
    match value {
        Value::None => Ok(Index::NewAxis),
        Value::Bool(is) => Ok(Index::Bool(*is)),
        Value::Int(i) => Ok(Index::Int(*i)),
        Value::Slice(start, stop, step) => Ok(slice(*start, *stop, *step)),
        Value::Ellipsis => Ok(Index::Ellipsis),
        Value::Tensor(tensor) => Ok(Index::Tensor(tensor.clone())),
        _ => Err(TorchError::index(
            "only integers, slices (`:`), ellipsis (`...`), None and long or \
             byte Variables are valid indices",
        )),
    }
}

/// `x[...]`, in the table.
pub static INDEX_ROW: Row = Row {
    name: "index",
    signature: "index(input, indices)",
    grad_fn: Some(&INDEX),
    call: |a| Ok(a.tensor(0)?.index(a.value(1).indices()?)?.into()),
    in_place: None,
    examples: |e| {
        let rows = crate::ops::create::tensor([2, 0, 2]);
        let mask = crate::ops::create::tensor([true, false, true]);
        let list = |items: Vec<Value>| Value::List(items);
        vec![
            // A row that is read twice.
            vec![e.any(&[3, 2]).into(), rows.clone().into()],
            vec![e.any(&[3, 2]).into(), mask.into()],
            vec![
                e.any(&[3, 2, 3]).into(),
                list(vec![rows.clone().into(), 1.into(), rows.into()]),
            ],
        ]
    },
};
