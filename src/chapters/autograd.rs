/*!
The dot product, and the rule that autograd follows back through it.

Follows [torch.dot](https://pytorch.org/docs/stable/generated/torch.dot.html).
*/

use crate::autograd::{Names, Tensor, backward, record};
use crate::ops::Row;
use crate::tensor::{Listed, Result, TorchError, products};

static DOT: Names = Names::new("DotBackward0", "DotBackward");

impl Tensor {
    /// The sum of the products of two vectors: `torch.dot(a, b)`.
    ///
    /// # Errors
    /// `RuntimeError` if they are not vectors of one length and dtype,
    /// `NotImplementedError` for bools.
    // ANCHOR: dot
    pub fn dot(&self, other: &Tensor) -> Result<Tensor> {
        check_vectors(self, other)?;
        let sum = products::dot(&self.strided(), &other.strided())?;
        Ok(record(&DOT, &[self, other], sum, |saver| {
            let a = saver.save_for(1, self);
            let b = saver.save_for(0, other);
            backward(move |grad, context| {
                context.pair(
                    || grad.mul(&context.get(b)?),
                    || grad.mul(&context.get(a)?),
                )
            })
        }))
    }
    // ANCHOR_END: dot
}

/// Says what PyTorch says of anything but two vectors that fit.
fn check_vectors(a: &Tensor, b: &Tensor) -> Result<()> {
    let (ndim_a, ndim_b) = (a.ndim(), b.ndim());
    if ndim_a != 1 || ndim_b != 1 {
        let (name, ndim) =
            if ndim_a == 1 { ("tensor", ndim_b) } else { ("self", ndim_a) };
        return Err(TorchError::runtime(format!(
            "1D tensors expected, but got {ndim_a}D and {ndim_b}D tensors"
        ))
        .in_the_notes(format!(
            "dot: Expected 1-D argument {name}, but got {ndim}-D"
        )));
    }
    let kind = |x: &Tensor| x.dtype().scalar_type();
    if a.dtype() != b.dtype() {
        let (a, b) = (kind(a), kind(b));
        return Err(TorchError::runtime(format!(
            "dot : expected both vectors to have same dtype, but found {a} \
             and {b}"
        ))
        .in_the_notes(format!(
            "Expected object of scalar type {a} but got scalar type {b} for \
             argument #2 'tensor'"
        )));
    }
    let (n, m) = (a.numel(), b.numel());
    if n != m {
        return Err(TorchError::runtime(format!(
            "inconsistent tensor size, expected tensor {} and src {} to have \
             the same number of elements, but got {n} and {m} elements \
             respectively",
            Listed(&a.size()),
            Listed(&b.size())
        )));
    }
    Ok(())
}

/// `dot`, in the table.
pub static DOT_ROW: Row = Row {
    name: "dot",
    signature: "dot(input, tensor)",
    grad_fn: Some(&DOT),
    call: |a| Ok(a.tensor(0)?.dot(a.tensor(1)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[3]).into(), e.any(&[3]).into()],
            vec![e.any(&[20]).into(), e.any(&[20]).into()],
        ]
    },
};
