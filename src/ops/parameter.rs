//! Parameters: leaves that a module owns and an optimizer changes.

use crate::autograd::Tensor;
use crate::tensor::Result;

/// A leaf on the same memory that asks for gradients and prints as
/// `Parameter containing:`.
///
/// Follows [torch.nn.Parameter](https://pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html).
///
/// # Errors
/// `RuntimeError` for integers and bools.
pub fn parameter(data: &Tensor) -> Result<Tensor> {
    let leaf = Tensor::from_strided(data.strided().clone());
    leaf.requires_grad_(true)?;
    leaf.meta_mut(|m| m.parameter = true);
    Ok(leaf)
}
