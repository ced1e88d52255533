//! How surprising it is that something is true, from its probability.

use super::Reduction;
use crate::autograd::{Names, Tensor, backward, no_grad, record};
use crate::chapters::masked_indexing::Truth;
use crate::ops::numeric::not_implemented;
use crate::tensor::{Print, Result, TorchError};

static BCE: Names =
    Names::new("BinaryCrossEntropyBackward0", "BinaryCrossEntropyBackward");

/// Logarithms are not below this: what is certain and wrong costs a hundred.
const LEAST: f64 = -100.0;

/// How surprising `target` is, where `input` is the probability that it is
/// true: `F.binary_cross_entropy(input, target)`. A `weight` counts some
/// elements more.
///
/// # Errors
/// `ValueError` if the target has another shape; `RuntimeError` if the input
/// is no probability, or if the weight does not broadcast;
/// `NotImplementedError` for integers and bools.
pub fn binary_cross_entropy(
    input: &Tensor,
    target: &Tensor,
    weight: Option<&Tensor>,
    reduction: Reduction,
) -> Result<Tensor> {
    if input.size() != target.size() {
        return Err(TorchError::value(format!(
            "Using a target size ({}) that is different to the input size \
             ({}) is deprecated. Please ensure they have the same size.",
            target.size().text(),
            input.size().text()
        )));
    }
    if input.dtype() != target.dtype() {
        return Err(TorchError::runtime(format!(
            "Found dtype {} but expected {}",
            target.dtype().scalar_type(),
            input.dtype().scalar_type()
        )));
    }
    if !input.dtype().is_floating_point() {
        return Err(not_implemented("binary_cross_entropy", input.dtype()));
    }
    let loss = no_grad(|| {
        // What is no number is not between 0 and 1, either.
        let inside = input.ge(0)?.logical_and(&input.le(1)?)?;
        if !inside.all()?.is_true()? {
            return Err(TorchError::runtime(
                "all elements of input should be between 0 and 1",
            ));
        }
        let wrong = input.neg()?.log1p()?.clamp_min(LEAST)?;
        let right = input.log()?.clamp_min(LEAST)?;
        let wrong = target.sub(1)?.mul(&wrong)?;
        let mut losses = wrong.sub(&target.mul(&right)?)?;
        if let Some(weight) = weight {
            losses = losses.mul(weight)?;
        }
        Ok((reduction.of(&losses)?, losses.numel()))
    });
    let (loss, n) = loss?;
    let loss = loss.strided().clone();
    Ok(record(&BCE, &[input, target], loss, |saver| {
        let saved = [saver.save(input), saver.save(target)];
        let weight = weight.map(|weight| saver.save(weight));
        backward(move |grad, context| {
            let [x, y] = [context.get(saved[0])?, context.get(saved[1])?];
            let mut grad = reduction.spread(grad, n)?;
            if let Some(weight) = weight {
                grad = grad.mul(&context.get(weight)?)?;
            }
            let of_input = || {
                let width = x.neg()?.add(1)?.mul(&x)?.clamp_min(1e-12)?;
                x.sub(&y)?.div(&width)?.mul(&grad)
            };
            let of_target = || {
                let odds = x.neg()?.log1p()?.sub(&x.log()?)?;
                odds.mul(&grad)
            };
            context.pair(of_input, of_target)
        })
    }))
}
