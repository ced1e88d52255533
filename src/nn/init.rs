/*!
How weights begin.

Follows [torch.nn.init](https://pytorch.org/docs/stable/nn.init.html). All of
these write in place without recording, also where gradients are asked for,
and return the same tensor.
*/

use crate::autograd::{Tensor, no_grad};
use crate::tensor::{Result, Scalar, TorchError};

/// Uniform numbers from `from` to `to`: `init.uniform_(x, a, b)`.
///
/// # Errors
/// As [`Tensor::uniform_`].
pub fn uniform_(x: &Tensor, from: f64, to: f64) -> Result<Tensor> {
    no_grad(|| x.uniform_(from, to))
}

/// Normal numbers: `init.normal_(x, mean, std)`.
///
/// # Errors
/// As [`Tensor::normal_`].
pub fn normal_(x: &Tensor, mean: f64, std: f64) -> Result<Tensor> {
    no_grad(|| x.normal_(mean, std))
}

/// One number everywhere: `init.constant_(x, value)`.
///
/// # Errors
/// As [`Tensor::fill_`].
pub fn constant_(x: &Tensor, value: impl Into<Scalar>) -> Result<Tensor> {
    no_grad(|| x.fill_(value.into()))
}

/// Zeros: `init.zeros_(x)`.
///
/// # Errors
/// As [`Tensor::zero_`].
pub fn zeros_(x: &Tensor) -> Result<Tensor> {
    no_grad(|| x.zero_())
}

/// Ones: `init.ones_(x)`.
///
/// # Errors
/// As [`Tensor::fill_`].
pub fn ones_(x: &Tensor) -> Result<Tensor> {
    constant_(x, 1.0)
}

/// How many numbers one output is made of, and how many outputs one number
/// goes into: of a matrix its columns and rows, times what further
/// dimensions hold.
fn fans(x: &Tensor) -> Result<(f64, f64)> {
    let size = x.size();
    if size.len() < 2 {
        return Err(TorchError::value(
            "Fan in and fan out can not be computed for tensor with fewer \
             than 2 dimensions",
        ));
    }
    let field: usize = size[2..].iter().product();
    Ok(((size[1] * field) as f64, (size[0] * field) as f64))
}

/// Uniform numbers, as wide as keeps the variance of what comes out of a
/// leaky ReLU with slope `a`: `init.kaiming_uniform_(x, a)`. How
/// [`Linear`](super::Linear) begins, with √5 for `a`. Without elements
/// nothing is drawn.
///
/// # Errors
/// `ValueError` for less than two dimensions, and as [`uniform_`].
pub fn kaiming_uniform_(x: &Tensor, a: f64) -> Result<Tensor> {
    if x.numel() == 0 {
        return Ok(x.clone());
    }
    let (fan_in, _) = fans(x)?;
    let gain = (2.0 / (1.0 + a.powi(2))).sqrt();
    let bound = 3.0_f64.sqrt() * (gain / fan_in.sqrt());
    uniform_(x, -bound, bound)
}

/// Uniform numbers, as wide as keeps the variance forwards and backwards
/// alike: `init.xavier_uniform_(x, gain)`.
///
/// # Errors
/// `ValueError` for less than two dimensions, and as [`uniform_`].
pub fn xavier_uniform_(x: &Tensor, gain: f64) -> Result<Tensor> {
    let (fan_in, fan_out) = fans(x)?;
    let bound = 3.0_f64.sqrt() * (gain * (2.0 / (fan_in + fan_out)).sqrt());
    uniform_(x, -bound, bound)
}
