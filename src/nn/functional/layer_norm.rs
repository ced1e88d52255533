//! Rows with mean 0 and variance 1.

use crate::autograd::{Grads, Names, Tensor, backward, record};
use crate::ops::numeric::{floats, not_implemented};
use crate::ops::{Args, Row, Value};
use crate::tensor::moments::row_moments;
use crate::tensor::{Dims, Listed, Result, Size, Strided, TorchError};

static LAYER_NORM: Names =
    Names::new("NativeLayerNormBackward0", "AddcmulBackward");
/// Without weight and bias 1.1.0 had nothing to do but to give the result of
/// its batch_norm the old shape.
static PLAIN: Names = Names::new("NativeLayerNormBackward0", "ViewBackward");

/// The last dimensions, which are `normalized_shape`, taken together: minus
/// their mean, divided by their standard deviation (of which the variance is
/// first made larger by `eps`), times `weight` plus `bias`:
/// `F.layer_norm(x, normalized_shape, weight, bias, eps)`.
///
/// # Errors
/// `RuntimeError` if the shapes do not fit; `NotImplementedError` for
/// integers and bools.
pub fn layer_norm(
    x: &Tensor,
    normalized_shape: impl Into<Dims>,
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
    eps: f64,
) -> Result<Tensor> {
    let normalized = normalized_shape.into();
    check(x, &normalized, weight, bias)?;
    let dims: Dims = (1..=normalized.len() as i64).map(|d| -d).collect();
    let y = rows(x, &normalized, weight, bias, eps)?;
    let mut inputs = vec![x];
    inputs.extend(weight);
    inputs.extend(bias);
    let names = if inputs.len() > 1 { &LAYER_NORM } else { &PLAIN };
    Ok(record(names, &inputs, y, |saver| {
        let (has_weight, has_bias) = (weight.is_some(), bias.is_some());
        let x = saver.save(x);
        let weight = weight.map(|weight| saver.save(weight));
        backward(move |grad, context| {
            let x = context.get(x)?;
            let weight = weight.map(|w| context.get(w)).transpose()?;
            let (_, scale, y) = normalize(&x, &dims, eps)?;
            let mut grads = Grads::from_iter([context.only_if(0, || {
                let grad = match &weight {
                    Some(weight) => grad.mul(weight)?,
                    None => grad.clone(),
                };
                // What all have in common moves nothing, nor does what
                // makes all larger.
                let common = grad.mean_dim(dims.clone(), true)?;
                let larger =
                    grad.mul(&y)?.mean_dim(dims.clone(), true)?.mul(&y)?;
                grad.sub(&common)?.sub(&larger)?.mul(&scale)
            })?]);
            if has_weight {
                grads.push(context.only_if(1, || grad.mul(&y))?);
            }
            if has_bias {
                let i = 1 + usize::from(has_weight);
                grads.push(context.only_if(i, || Ok(grad.clone()))?);
            }
            Ok(grads)
        })
    }))
}

/// The result, bit for bit.
fn rows(
    x: &Tensor,
    normalized: &Dims,
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
    eps: f64,
) -> Result<Strided> {
    let n: usize = normalized.iter().map(|&n| n as usize).product();
    floats!(x.dtype(), "LayerNormKernelImpl", T => {
        let mut y = x.to_vec::<T>()?;
        let [weight, bias] =
            [weight, bias].map(|w| w.map(|w| w.to_vec::<T>()).transpose());
        let (weight, bias) = (weight?, bias?);
        for row in y.chunks_mut(n.max(1)) {
            let (mean, variance) = row_moments(row);
            let scale = 1.0 / (variance + eps as T).sqrt();
            for (i, x) in row.iter_mut().enumerate() {
                let weight = weight.as_ref().map_or(1.0, |w| w[i]);
                let bias = bias.as_ref().map_or(0.0, |b| b[i]);
                *x = ((*x - mean) * scale).mul_add(weight, bias);
            }
        }
        Ok(Strided::new(y, x.size()))
    })
}

/// The mean, one over the standard deviation, and what they make of `x`.
fn normalize(
    x: &Tensor,
    dims: &Dims,
    eps: f64,
) -> Result<(Tensor, Tensor, Tensor)> {
    let mean = x.mean_dim(dims.clone(), true)?;
    let centred = x.sub(&mean)?;
    let variance = centred.mul(&centred)?.mean_dim(dims.clone(), true)?;
    let scale = variance.add(eps)?.rsqrt()?;
    let y = centred.mul(&scale)?;
    Ok((mean, scale, y))
}

fn check(
    x: &Tensor,
    normalized: &Dims,
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
) -> Result<()> {
    if weight.is_some_and(|weight| weight.dtype() != x.dtype()) {
        return Err(mixed());
    }
    if normalized.is_empty() {
        let say = |equals: &str| {
            format!(
                "Expected normalized_shape to be at least 1-dimensional, \
                 i.e., containing at least one element, but got \
                 normalized_shape{equals}[]"
            )
        };
        return Err(TorchError::runtime(say(" = ")).in_the_notes(say("=")));
    }
    let is = |size: &[usize]| {
        let extents = size.iter().map(|&n| n as i64);
        extents.eq(normalized.iter().copied())
    };
    for (what, given) in [("weight", weight), ("bias", bias)] {
        let Some(given) = given.filter(|given| !is(&given.size())) else {
            continue;
        };
        let say = |equals: &str| {
            format!(
                "Expected {what} to be of same shape as normalized_shape, \
                 but got {what} of shape {} and normalized_shape{equals}{}",
                Listed(&given.size()),
                Listed(normalized)
            )
        };
        return Err(TorchError::runtime(say(" = ")).in_the_notes(say("=")));
    }
    let size: Size = x.size();
    let first = size.len().checked_sub(normalized.len());
    if !first.is_some_and(|first| is(&size[first..])) {
        let shape: Vec<String> =
            normalized.iter().map(i64::to_string).collect();
        return Err(TorchError::runtime(format!(
            "Given normalized_shape={}, expected input with shape [*, {}], \
             but got input of size{}",
            Listed(normalized),
            shape.join(", "),
            Listed(&size)
        )));
    }
    if !x.dtype().is_floating_point() {
        return Err(not_implemented("LayerNormKernelImpl", x.dtype()));
    }
    match bias.filter(|bias| bias.dtype() != x.dtype()) {
        Some(bias) => Err(TorchError::runtime(format!(
            "expected scalar type {} but found {}",
            x.dtype().scalar_type(),
            bias.dtype().scalar_type()
        ))),
        None => Ok(()),
    }
}

fn mixed() -> TorchError {
    TorchError::runtime(
        "mixed dtype (CPU): expect parameter to have scalar type of Float",
    )
}

/// `torch.nn.functional.layer_norm`, in the table.
pub static LAYER_NORM_ROW: Row = Row {
    name: "nn.functional.layer_norm",
    signature: "layer_norm(input, normalized_shape, weight=None, bias=None, \
        eps=1e-05)",
    grad_fn: Some(&LAYER_NORM),
    call: |a| {
        let [weight, bias] = [2, 3].map(|i| a.optional(i, Args::tensor));
        let (x, shape) = (a.tensor(0)?, a.dims(1)?);
        let eps = a.scalar(4)?.to_f64();
        Ok(layer_norm(x, shape, weight?, bias?, eps)?.into())
    },
    in_place: None,
    examples: |e| {
        let mut with = |x: &[usize], n: &[usize], affine: bool| {
            let shape = n.iter().map(|&n| Value::Int(n as i64)).collect();
            let mut given = || match affine {
                true => e.any(n).into(),
                false => Value::None,
            };
            let (weight, bias) = (given(), given());
            let eps = Value::Float(1e-3);
            vec![e.any(x).into(), Value::List(shape), weight, bias, eps]
        };
        vec![
            with(&[2, 3], &[3], false),
            with(&[2, 3], &[3], true),
            with(&[2, 2, 3], &[2, 3], true),
        ]
    },
};
