//! Parameters: leaves that a module owns and an optimizer changes.

use crate::autograd::Tensor;
use crate::tensor::{Result, TorchError};

/// A leaf on the same memory that asks for gradients and prints as
/// `Parameter containing:`.
///
/// Follows [torch.nn.Parameter](https://pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html).
///
/// # Errors
/// `RuntimeError` for integers and bools.
pub fn parameter(data: &Tensor) -> Result<Tensor> {
    if !data.dtype().is_floating_point() {
        return Err(TorchError::runtime(
            "Only Tensors of floating point and complex dtype can require \
             gradients",
        )
        .in_the_notes(
            "Only Tensors of floating point dtype can require gradients",
        ));
    }
    let leaf = Tensor::from_strided(data.strided().clone());
    leaf.requires_grad_(true)?;
    leaf.meta_mut(|m| m.parameter = true);
    Ok(leaf)
}
