//! Losses that are content once a margin is kept.

use super::Reduction;
use crate::autograd::{
    Names, Tensor, backward1, is_grad_enabled, no_grad, record,
};
use crate::ops::choose::where_;
use crate::ops::numeric::not_implemented;
use crate::ops::{Args, Row, Value};
use crate::tensor::{
    DType, Listed, Result, Strided, TorchError, broadcast, check_allocation,
};

static SOFT_MARGIN: Names =
    Names::new("SoftMarginLossBackward0", "SoftMarginLossBackward");
static MULTI_MARGIN: Names =
    Names::new("MultiMarginLossBackward0", "MultiMarginLossBackward");

/// What other operations have computed, under the name of one.
fn named(names: &'static Names, loss: &Tensor) -> Tensor {
    let window = loss.strided().clone();
    record(names, &[loss], window, |_| backward1(|grad, _| Ok(grad.clone())))
}

/// How far `input` is from the side that `target`, 1 or -1, says it should
/// be on: `F.soft_margin_loss(input, target)`.
///
/// # Errors
/// `RuntimeError` if the shapes do not broadcast.
pub fn soft_margin_loss(
    input: &Tensor,
    target: &Tensor,
    reduction: Reduction,
) -> Result<Tensor> {
    check_fixed("soft_margin_loss", "target", target)?;
    if input.dtype() == DType::Bool {
        // Bools have no negation, and that is all that is said of them.
        input.neg()?;
    }
    broadcast(&input.size(), &target.size())?;
    // In place, as PyTorch does it: a copy of the input has to hold it all.
    let z = no_grad(|| input.copy()?.mul_(target)?.neg_()?.exp_())?;
    let losses = no_grad(|| reduction.of(&z.copy()?.log1p_()?))?;
    let (n, losses) = (z.numel(), losses.strided().clone());
    Ok(record(&SOFT_MARGIN, &[input], losses, |saver| {
        let (x, y) = (saver.save(input), saver.save(target));
        backward1(move |grad, context| {
            let (x, y) = (context.get(x)?, context.get(y)?);
            let y = y.to(x.dtype())?;
            let grad = reduction.spread(grad, n)?;
            let z = y.neg()?.mul(&x)?.exp()?;
            y.neg()?.mul(&z)?.mul(&grad)?.div(&z.add(1)?)
        })
    }))
}

/// Refuses an argument that requires grad, for which there is no derivative.
fn check_fixed(function: &str, name: &str, x: &Tensor) -> Result<()> {
    if !x.requires_grad() || !is_grad_enabled() {
        return Ok(());
    }
    Err(TorchError::runtime(format!(
        "The function '{function}' is not differentiable with respect to \
         argument '{name}'. This input cannot have requires_grad True."
    )))
}

/// How much nearer than a margin other classes come to the one that
/// `target` says is right: `F.multi_margin_loss(input, target, p, margin,
/// weight)`. `p` is 1 or 2.
///
/// # Errors
/// `RuntimeError` if there are not as many targets as rows, or there is no
/// such class; `ValueError` for another `p`.
pub fn multi_margin_loss(
    input: &Tensor,
    target: &Tensor,
    p: i64,
    margin: f64,
    weight: Option<&Tensor>,
    reduction: Reduction,
) -> Result<Tensor> {
    if p != 1 && p != 2 {
        return Err(TorchError::value("only p == 1 and p == 2 supported"));
    }
    if let Some(weight) = weight {
        if weight.ndim() != 1 {
            return Err(TorchError::value("weight must be one-dimensional"));
        }
        check_fixed("multi_margin_loss", "weight", weight)?;
    }
    let size = input.size();
    if input.ndim() > 2
        || size.iter().skip(size.len().max(1) - 1).any(|&n| n == 0)
    {
        return Err(TorchError::runtime(format!(
            "Expected non-empty vector or matrix with optional 0-dim batch \
             size, but got: {}",
            Listed(&size)
        )));
    }
    let alone = input.ndim() < 2;
    let rows = if alone { input.reshape([1, -1])? } else { input.clone() };
    let size = rows.size();
    let (n, classes) = (size[0], size[1]);
    let fits = target.numel() == n && target.ndim() <= 1;
    if !fits {
        return Err(TorchError::runtime(format!(
            "multi_margin_loss: target tensor should be 1-D with size equal \
             to the number of input samples (batch size). Expected target \
             size [{n}], but got {}. Input has shape {}.",
            Listed(&target.size()),
            Listed(&input.size())
        )));
    }
    if let Some(weight) = weight
        && weight.numel() != classes
    {
        return Err(TorchError::runtime(format!(
            "inconsistent weight size, expected {classes} but got {}",
            Listed(&weight.size())
        )));
    }
    if !input.dtype().is_floating_point() {
        return Err(not_implemented(
            "multi_margin_loss_cpu_kernel",
            input.dtype(),
        ));
    }
    if target.dtype() != DType::Int64 {
        return Err(TorchError::runtime(format!(
            "expected scalar type Long but found {}",
            target.dtype().scalar_type()
        )));
    }
    let right: Vec<i64> = target.reshape([n as i64])?.to_vec()?;
    if right.iter().any(|&c| c < 0 || c >= classes as i64) {
        return Err(TorchError::runtime("target out of range"));
    }
    check_allocation(&size, input.dtype().itemsize())?;
    let others: Vec<bool> = right
        .iter()
        .flat_map(|&c| (0..classes).map(move |i| i as i64 != c))
        .collect();
    let others = Strided::new(others, size.clone());
    let others = Tensor::from_strided(others).to(input.dtype())?;
    let column = target.reshape([n as i64, 1])?;
    let own = rows.gather(1, &column)?;
    let short = rows.sub(&own)?.add(margin)?;
    // Also of what is no number nothing is left.
    let short = where_(&short.gt(0)?, &short, 0)?;
    let mut short = if p == 2 { short.mul(&short)? } else { short };
    if let Some(weight) = weight {
        let each = weight.index_select(0, &target.reshape([n as i64])?)?;
        short = short.mul(&each.reshape([n as i64, 1])?)?;
    }
    let losses = short.mul(&others)?.sum_dim(1, false)?;
    let losses = losses.div(classes as f64)?;
    let losses = match (alone, reduction) {
        (true, Reduction::None) => losses.reshape([0_i64; 0])?,
        _ => losses,
    };
    Ok(named(&MULTI_MARGIN, &reduction.of(&losses)?))
}

fn reduction(a: &Args<'_>, i: usize) -> Result<Reduction> {
    Reduction::named(a.str(i)?)
}

/// An example that has no derivative.
fn plain(e: &mut crate::ops::Example, shape: &[usize]) -> Value {
    Tensor::from_strided(e.any(shape).strided().clone()).into()
}

/// `torch.nn.functional.soft_margin_loss`, in the table.
pub static SOFT_MARGIN_ROW: Row = Row {
    name: "nn.functional.soft_margin_loss",
    signature: "soft_margin_loss(input, target, *, reduction='mean')",
    grad_fn: Some(&SOFT_MARGIN),
    call: |a| {
        let reduction = reduction(a, 2)?;
        Ok(soft_margin_loss(a.tensor(0)?, a.tensor(1)?, reduction)?.into())
    },
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), plain(e, &[2, 3]), "mean".into()],
            vec![e.any(&[2, 3]).into(), plain(e, &[3]), "none".into()],
        ]
    },
};

/// `torch.nn.functional.multi_margin_loss`, in the table.
pub static MULTI_MARGIN_ROW: Row = Row {
    name: "nn.functional.multi_margin_loss",
    signature: "multi_margin_loss(input, target, p=1, margin=1.0, \
        weight=None, *, reduction='mean')",
    grad_fn: Some(&MULTI_MARGIN),
    call: |a| {
        let weight = a.optional(4, Args::tensor)?;
        let (p, margin) = (a.int(2)?, a.scalar(3)?.to_f64());
        let (x, y) = (a.tensor(0)?, a.tensor(1)?);
        let reduction = reduction(a, 5)?;
        Ok(multi_margin_loss(x, y, p, margin, weight, reduction)?.into())
    },
    in_place: None,
    examples: |e| {
        let classes = |c: &[i64]| -> Value {
            let size = crate::tensor::Size::new(&[c.len()]);
            Tensor::from_strided(Strided::new(c.to_vec(), size)).into()
        };
        vec![
            vec![
                e.any(&[2, 3]).into(),
                classes(&[0, 2]),
                1.into(),
                1.0.into(),
                Value::None,
                "mean".into(),
            ],
            vec![
                e.any(&[2, 3]).into(),
                classes(&[1, 1]),
                2.into(),
                0.5.into(),
                Value::None,
                "none".into(),
            ],
        ]
    },
};
