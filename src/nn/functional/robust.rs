//! Losses that are square near 0 and straight beyond: one far point does not
//! outweigh the rest.

use super::Reduction;
use crate::autograd::{Names, Tensor, backward, no_grad, record};
use crate::ops::choose::where_;
use crate::ops::numeric::not_implemented;
use crate::tensor::{Result, TorchError, broadcast};

static SMOOTH_L1: Names =
    Names::new("SmoothL1LossBackward0", "SmoothL1LossBackward");
static HUBER: Names = Names::new("HuberLossBackward0", "HuberLossBackward");

/// Half the square of the difference over `beta` where it is smaller than
/// that, and the difference less `beta / 2` beyond:
/// `F.smooth_l1_loss(input, target, beta=beta)`. With 0 for `beta` it is
/// [`l1_loss`](super::l1_loss).
///
/// # Errors
/// `RuntimeError` if the shapes do not broadcast or `beta` is negative;
/// `NotImplementedError` for integers and bools.
pub fn smooth_l1_loss(
    input: &Tensor,
    target: &Tensor,
    beta: f64,
    reduction: Reduction,
) -> Result<Tensor> {
    if beta < 0.0 {
        return Err(TorchError::runtime(
            "smooth_l1_loss does not support negative values for beta.",
        ));
    }
    if beta == 0.0 {
        return super::l1_loss(input, target, reduction);
    }
    let square = |d: &Tensor| d.mul(0.5)?.mul(d)?.div(beta);
    let line = |d: &Tensor| d.sub(0.5 * beta);
    let rule = Rule { names: &SMOOTH_L1, op: "smooth_l1_cpu", bound: beta };
    rule.loss(input, target, reduction, square, line, 1.0 / beta)
}

/// Half the square of the difference where it is smaller than `delta`, and
/// `delta` times the difference less `delta / 2` beyond:
/// `F.huber_loss(input, target, delta=delta)`.
///
/// # Errors
/// `RuntimeError` if the shapes do not broadcast or `delta` is not positive;
/// `NotImplementedError` for integers and bools.
pub fn huber_loss(
    input: &Tensor,
    target: &Tensor,
    delta: f64,
    reduction: Reduction,
) -> Result<Tensor> {
    if delta <= 0.0 {
        return Err(TorchError::runtime(
            "huber_loss does not support non-positive values for delta.",
        ));
    }
    let square = |d: &Tensor| d.mul(0.5)?.mul(d);
    let line = |d: &Tensor| d.sub(0.5 * delta)?.mul(delta);
    let rule = Rule { names: &HUBER, op: "huber_cpu", bound: delta };
    rule.loss(input, target, reduction, square, line, 1.0)
}

struct Rule {
    names: &'static Names,
    /// The kernel's name, for dtypes that it does not know.
    op: &'static str,
    /// Where the square becomes a line.
    bound: f64,
}

impl Rule {
    /// `square` and `line` of the size of the difference. The derivative is
    /// the difference times `slope`, as steep as on the bound beyond it.
    fn loss(
        self,
        input: &Tensor,
        target: &Tensor,
        reduction: Reduction,
        square: impl FnOnce(&Tensor) -> Result<Tensor>,
        line: impl FnOnce(&Tensor) -> Result<Tensor>,
        slope: f64,
    ) -> Result<Tensor> {
        broadcast(&input.size(), &target.size())?;
        let dtype = input.dtype().promote(target.dtype());
        if !dtype.is_floating_point() {
            return Err(not_implemented(self.op, dtype));
        }
        let loss = no_grad(|| {
            let d = input.to(dtype)?.sub(&target.to(dtype)?)?.abs()?;
            let losses = where_(&d.lt(self.bound)?, &square(&d)?, &line(&d)?)?;
            Ok::<_, TorchError>((reduction.of(&losses)?, losses.numel()))
        });
        let (loss, n) = loss?;
        let loss = loss.strided().clone();
        let bound = self.bound;
        Ok(record(self.names, &[input, target], loss, |saver| {
            let saved = [saver.save(input), saver.save(target)];
            backward(move |grad, context| {
                let [input, target] =
                    [context.get(saved[0])?, context.get(saved[1])?];
                let grad = reduction.spread(grad, n)?;
                let steep = |a: &Tensor, b: &Tensor| {
                    let d = a.to(dtype)?.sub(&b.to(dtype)?)?;
                    let d = d.clamp_min(-bound)?.clamp_max(bound)?;
                    d.mul(slope)?.mul(&grad)
                };
                context
                    .pair(|| steep(&input, &target), || steep(&target, &input))
            })
        }))
    }
}
