//! Zeros where chance wants them.

use crate::autograd::{Tensor, no_grad};
use crate::tensor::{Result, TorchError, python_float};

/// Zeros with probability `p`, and the rest so much larger that the mean is
/// expected to stay; the tensor itself unless `training`:
/// `F.dropout(x, p, training)`.
///
/// # Errors
/// `ValueError` if `p` is no probability; `RuntimeError` for integers.
pub fn dropout(x: &Tensor, p: f64, training: bool) -> Result<Tensor> {
    check(p)?;
    if !training || p == 0.0 || x.numel() == 0 {
        return Ok(x.clone());
    }
    if p == 1.0 {
        return x.mul(&x.zeros_like()?);
    }
    let noise = no_grad(|| x.empty_like()?.bernoulli_(1.0 - p)?.div_(1.0 - p));
    x.mul(&noise?)
}

pub(crate) fn check(p: f64) -> Result<()> {
    if (0.0..=1.0).contains(&p) {
        return Ok(());
    }
    Err(TorchError::value(format!(
        "dropout probability has to be between 0 and 1, but got {}",
        python_float(p)
    )))
}
