//! How far numbers are from what they should be.

use super::Reduction;
use crate::autograd::{Grads, Names, Tensor, backward, no_grad, record};
use crate::ops::numeric::not_implemented;
use crate::ops::{Args, Row, Value};
use crate::tensor::{Print, Result, TorchError, broadcast};

static MSE_LOSS: Names = Names::new("MseLossBackward0", "MseLossBackward");
/// 1.1.0 had a derivative for the input only; else it went step by step.
static MSE_STEPS: [Names; 3] = [
    Names::new("MseLossBackward0", "PowBackward0"),
    Names::new("MseLossBackward0", "MeanBackward0"),
    Names::new("MseLossBackward0", "SumBackward0"),
];
static L1_LOSS: Names = Names::new("MeanBackward0", "MeanBackward0");
static BCE: Names = Names::new(
    "BinaryCrossEntropyWithLogitsBackward0",
    "BinaryCrossEntropyWithLogitsBackward",
);

/// The square of the difference: `F.mse_loss(input, target)`.
///
/// # Errors
/// `RuntimeError` if the shapes do not broadcast; `NotImplementedError` for
/// integers and bools.
pub fn mse_loss(
    input: &Tensor,
    target: &Tensor,
    reduction: Reduction,
) -> Result<Tensor> {
    let loss = no_grad(|| {
        let dtype = input.dtype().promote(target.dtype());
        if !dtype.is_floating_point() {
            broadcast(&input.size(), &target.size())?;
            return Err(not_implemented("mse_cpu", dtype));
        }
        // Bools, too: they have no difference of their own.
        let difference = input.to(dtype)?.sub(&target.to(dtype)?)?;
        Ok((reduction.of(&difference.mul(&difference)?)?, difference.numel()))
    });
    let (loss, n) = loss?;
    let loss = loss.strided().clone();
    let names = match target.requires_grad() {
        true => &MSE_STEPS[reduction as usize],
        false => &MSE_LOSS,
    };
    Ok(record(names, &[input, target], loss, |saver| {
        let saved = [saver.save(input), saver.save(target)];
        backward(move |grad, context| {
            let [input, target] =
                [context.get(saved[0])?, context.get(saved[1])?];
            let scale = match reduction {
                Reduction::Mean => 2.0 / n as f64,
                _ => 2.0,
            };
            let dtype = grad.dtype();
            let slope = |a: &Tensor, b: &Tensor| {
                let difference = a.to(dtype)?.sub(&b.to(dtype)?)?;
                difference.mul(scale)?.mul(grad)
            };
            context.pair(|| slope(&input, &target), || slope(&target, &input))
        })
    }))
}

/// The size of the difference: `F.l1_loss(input, target)`.
///
/// # Errors
/// `RuntimeError` if the shapes do not broadcast, or for the mean of
/// integers.
pub fn l1_loss(
    input: &Tensor,
    target: &Tensor,
    reduction: Reduction,
) -> Result<Tensor> {
    broadcast(&input.size(), &target.size())?;
    reduction.of(&input.sub(target)?.abs()?)
}

/// How surprising it is that `target` is true, where the logistic function
/// of `input` is its probability:
/// `F.binary_cross_entropy_with_logits(input, target)`. A `weight` counts
/// some elements more, a `pos_weight` the true ones.
///
/// # Errors
/// `ValueError` if the target has another shape; `RuntimeError` if the
/// weights do not broadcast.
pub fn binary_cross_entropy_with_logits(
    input: &Tensor,
    target: &Tensor,
    weight: Option<&Tensor>,
    pos_weight: Option<&Tensor>,
    reduction: Reduction,
) -> Result<Tensor> {
    if input.size() != target.size() {
        return Err(TorchError::value(format!(
            "Target size ({}) must be the same as input size ({})",
            target.size().text(),
            input.size().text()
        )));
    }
    if !input.dtype().is_floating_point() {
        return Err(not_implemented("log_sigmoid_cpu", input.dtype()));
    }
    let loss = no_grad(|| {
        let mut likely = input.logsigmoid()?;
        if let Some(pos_weight) = pos_weight {
            let factor = pos_weight.sub(1)?.mul(target)?.add(1)?;
            likely = likely.mul(&factor)?;
        }
        // In place, as PyTorch does it: the target's dtype has to do.
        let false_ = target.full_like(1)?.sub_(target)?;
        let losses = false_.mul_(input)?.sub_(&likely)?;
        if let Some(weight) = weight {
            losses.mul_(weight)?;
        }
        Ok::<_, TorchError>((reduction.of(&losses)?, losses.numel()))
    });
    let (loss, n) = loss?;
    let loss = loss.strided().clone();
    Ok(record(&BCE, &[input, target], loss, |saver| {
        let saved = [saver.save(input), saver.save(target)];
        let weights = [weight, pos_weight].map(|w| w.map(|w| saver.save(w)));
        backward(move |grad, context| {
            let [x, y] = [context.get(saved[0])?, context.get(saved[1])?];
            let get = |i: usize| weights[i].map(|w| context.get(w));
            let [weight, positive] =
                [get(0).transpose()?, get(1).transpose()?];
            let mut grad = reduction.spread(grad, n)?;
            if let Some(weight) = weight {
                grad = grad.mul(&weight)?;
            }
            let of_input = || {
                let slope = match &positive {
                    Some(positive) => {
                        let t = positive.mul(&y)?;
                        let all = t.add(1)?.sub(&y)?;
                        all.mul(&x.sigmoid()?)?.sub(&t)?
                    }
                    None => x.sigmoid()?.sub(&y)?,
                };
                slope.mul(&grad)
            };
            let of_target = || {
                let slope = match &positive {
                    Some(positive) => x
                        .neg()?
                        .logsigmoid()?
                        .sub(&positive.mul(&x.logsigmoid()?)?)?,
                    None => x.neg()?,
                };
                slope.mul(&grad)
            };
            let grads: Result<Grads> = context.pair(of_input, of_target);
            grads
        })
    }))
}

fn reduction(a: &Args<'_>, i: usize) -> Result<Reduction> {
    Reduction::named(a.str(i)?)
}

fn examples(e: &mut crate::ops::Example) -> Vec<Vec<Value>> {
    let mut with = |x: &[usize], y: &[usize], reduction: &str| {
        vec![e.any(x).into(), e.any(y).into(), reduction.into()]
    };
    vec![
        with(&[2, 3], &[2, 3], "mean"),
        with(&[2, 3], &[3], "sum"),
        with(&[3], &[2, 1], "none"),
        with(&[], &[], "mean"),
    ]
}

/// `torch.nn.functional.mse_loss`, in the table.
pub static MSE_LOSS_ROW: Row = Row {
    name: "nn.functional.mse_loss",
    signature: "mse_loss(input, target, *, reduction='mean')",
    grad_fn: Some(&MSE_LOSS),
    call: |a| {
        let reduction = reduction(a, 2)?;
        Ok(mse_loss(a.tensor(0)?, a.tensor(1)?, reduction)?.into())
    },
    in_place: None,
    examples,
};

/// `torch.nn.functional.l1_loss`, in the table.
pub static L1_LOSS_ROW: Row = Row {
    name: "nn.functional.l1_loss",
    signature: "l1_loss(input, target, *, reduction='mean')",
    grad_fn: Some(&L1_LOSS),
    call: |a| {
        let reduction = reduction(a, 2)?;
        Ok(l1_loss(a.tensor(0)?, a.tensor(1)?, reduction)?.into())
    },
    in_place: None,
    examples,
};

/// `torch.nn.functional.binary_cross_entropy_with_logits`, in the table.
pub static BCE_WITH_LOGITS_ROW: Row = Row {
    name: "nn.functional.binary_cross_entropy_with_logits",
    signature: "binary_cross_entropy_with_logits(input, target, weight=None, \
        *, reduction='mean', pos_weight=None)",
    grad_fn: Some(&BCE),
    call: |a| {
        let weights = [2, 4].map(|i| a.optional(i, Args::tensor));
        let [weight, pos_weight] = weights;
        let loss = binary_cross_entropy_with_logits(
            a.tensor(0)?,
            a.tensor(1)?,
            weight?,
            pos_weight?,
            reduction(a, 3)?,
        );
        Ok(loss?.into())
    },
    in_place: None,
    examples: |e| {
        let plain = |x: Tensor| -> Value {
            Tensor::from_strided(x.strided().clone()).into()
        };
        let (x, y) = (e.any(&[2, 3]), e.positive(&[2, 3]));
        let (w, p) = (plain(e.positive(&[3])), plain(e.positive(&[2, 1])));
        let (x, y): (Value, Value) = (x.into(), y.into());
        let with = |w: &Value, reduction: &str, p: &Value| {
            let reduction = reduction.into();
            vec![x.clone(), y.clone(), w.clone(), reduction, p.clone()]
        };
        vec![
            with(&Value::None, "mean", &Value::None),
            with(&w, "sum", &Value::None),
            with(&w, "none", &p),
            with(&Value::None, "mean", &p),
        ]
    },
};
