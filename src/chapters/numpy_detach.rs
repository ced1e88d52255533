/*!
detach, `.data` and numpy: the same numbers without their past.

Follows [Tensor.detach](https://pytorch.org/docs/stable/generated/torch.Tensor.detach.html),
[Tensor.numpy](https://pytorch.org/docs/stable/generated/torch.Tensor.numpy.html) and
[torch.from_numpy](https://pytorch.org/docs/stable/generated/torch.from_numpy.html).
*/

use crate::autograd::{Tensor, is_grad_enabled};
use crate::tensor::{Numpy, Result, TorchError};

impl Tensor {
    /// The same memory without history: `x.detach()`. Changes through it are
    /// counted for both.
    ///
    /// # Errors
    /// None.
    // ANCHOR: detach
    pub fn detach(&self) -> Result<Tensor> {
        Ok(Tensor::from_strided(self.strided().clone()))
    }
    // ANCHOR_END: detach

    /// The same memory without history: `x.data`. Changes through it are
    /// counted apart, so that backward does not notice them.
    ///
    /// # Errors
    /// None.
    pub fn data(&self) -> Result<Tensor> {
        let window = self.strided().with_fresh_version();
        Ok(Tensor::from_strided(window))
    }

    /// The same memory as a NumPy array: `x.numpy()`.
    ///
    /// # Errors
    /// `RuntimeError` if gradients flow through this tensor, for they could
    /// not flow through the array.
    // ANCHOR: numpy
    pub fn numpy(&self) -> Result<Numpy> {
        if self.requires_grad() && is_grad_enabled() {
            return Err(TorchError::runtime(
                "Can't call numpy() on Tensor that requires grad. Use \
                 tensor.detach().numpy() instead.",
            )
            .in_the_notes(
                "Can't call numpy() on Variable that requires grad. Use \
                 var.detach().numpy() instead.",
            ));
        }
        Ok(Numpy::new(self.strided().clone()))
    }
    // ANCHOR_END: numpy
}

/// A tensor on an array's memory: `torch.from_numpy(array)`.
///
/// # Errors
/// None.
pub fn from_numpy(array: &Numpy) -> Result<Tensor> {
    // Whatever the memory's tensors have counted, nobody tells this one.
    let window = array.strided().with_fresh_version();
    Ok(Tensor::from_strided(window))
}

/// A copy of an array: `torch.tensor(array)`.
impl From<&Numpy> for Tensor {
    fn from(array: &Numpy) -> Tensor {
        Tensor::from_strided(array.strided().copy())
    }
}
