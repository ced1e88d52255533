//! Gradients that are made shorter where they are too long.

use super::group::{Group, Params};
use crate::autograd::{Tensor, no_grad};
use crate::ops::numeric::not_implemented;
use crate::tensor::{
    DType, Element, Print, Result, Scalar, Strided, TorchError,
};

/// How gradients are clipped.
#[derive(Clone, Copy, Debug)]
pub struct ClipOptions {
    /// Which norm: 2 is the length, infinity the largest element.
    pub norm_type: f64,
    /// Whether a norm that is not finite is an error.
    pub error_if_nonfinite: bool,
}

impl Default for ClipOptions {
    fn default() -> ClipOptions {
        ClipOptions { norm_type: 2.0, error_if_nonfinite: false }
    }
}

/// Makes the gradients of all these parameters shorter, in place, if they
/// are longer than `max_norm` together; gives the length that they had.
///
/// Follows [torch.nn.utils.clip_grad_norm_](https://pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html).
///
/// # Errors
/// `RuntimeError` for gradients that are no floats.
pub fn clip_grad_norm_(
    params: impl Into<Params>,
    max_norm: impl Into<Scalar>,
) -> Result<Tensor> {
    clip_grad_norm_with_(params, max_norm, ClipOptions::default())
}

/// [`clip_grad_norm_`] by another norm, or strictly:
/// `clip_grad_norm_(params, max_norm, norm_type, error_if_nonfinite=True)`.
///
/// # Errors
/// As [`clip_grad_norm_`], and for a norm that is not finite, if asked for.
/// Then no gradient has changed.
// ANCHOR: clip
pub fn clip_grad_norm_with_(
    params: impl Into<Params>,
    max_norm: impl Into<Scalar>,
    options: ClipOptions,
) -> Result<Tensor> {
    let ClipOptions { norm_type, error_if_nonfinite } = options;
    let groups = params.into().0;
    let params = groups.iter().flat_map(Group::params);
    let grads: Vec<Tensor> = params.filter_map(Tensor::grad).collect();
    no_grad(|| {
        let total = total_norm(&grads, norm_type)?;
        if error_if_nonfinite && !total.to_float()?.is_finite() {
            return Err(nonfinite(norm_type));
        }
        let ratio = total.add(1e-6)?.reciprocal()?.mul(max_norm.into())?;
        let ratio = ratio.clamp_max(1.0)?;
        for grad in &grads {
            grad.detach()?.mul_(&ratio)?;
        }
        Ok(total)
    })
}
// ANCHOR_END: clip

fn nonfinite(norm_type: f64) -> TorchError {
    TorchError::runtime(format!(
        "The total norm of order {} for gradients from `parameters` is \
         non-finite, so it cannot be clipped. To disable this error and \
         scale the gradients by the non-finite norm anyway, set \
         `error_if_nonfinite=False`",
        norm_type.text()
    ))
}

/// The norm of the norms, in the widest dtype.
fn total_norm(grads: &[Tensor], order: f64) -> Result<Tensor> {
    let mut widest = DType::Float32;
    let mut norms = Vec::with_capacity(grads.len());
    for grad in grads {
        let values = grad.strided();
        norms.push(match values.dtype() {
            DType::Float32 => f64::from(norm::<f32>(&values, order)? as f32),
            DType::Float64 => norm::<f64>(&values, order)?,
            dtype => {
                return Err(not_implemented("linalg_vector_norm", dtype));
            }
        });
        widest = widest.promote(values.dtype());
    }
    let total = match norms.is_empty() {
        true => 0.0,
        false => of_all(norms.into_iter(), order),
    };
    Ok(Tensor::from_strided(Strided::scalar(total, widest)))
}

fn norm<T: Element>(values: &Strided, order: f64) -> Result<f64> {
    // These have no value that changes nothing.
    if values.numel() == 0 && (order.is_infinite() || order < 0.0) {
        let (op, kind) = match order == f64::INFINITY {
            true => ("_foreach_norm", "infinity".to_owned()),
            false => ("linalg.vector_norm", order.to_string()),
        };
        return Err(TorchError::runtime(format!(
            "{op} cannot compute the {kind} norm on an empty tensor because \
             the operation does not have an identity"
        )));
    }
    let values = values.to_vec::<T>()?;
    Ok(of_all(values.into_iter().map(T::to_f64), order))
}

/// `(Σ|x|^order)^(1/order)`, and its limits. Summed in double precision, so
/// the last bit may differ from PyTorch's.
fn of_all(values: impl Iterator<Item = f64>, order: f64) -> f64 {
    let mut sizes = values.map(f64::abs);
    let or_nan = |a: f64, b: f64, second: bool| match second || b.is_nan() {
        true => b,
        false => a,
    };
    if order == f64::INFINITY {
        sizes.fold(0.0, |a, b| or_nan(a, b, b > a))
    } else if order == f64::NEG_INFINITY {
        sizes.fold(f64::INFINITY, |a, b| or_nan(a, b, b < a))
    } else if order == 0.0 {
        sizes.fold(0.0, |n, x| n + f64::from(u8::from(x != 0.0)))
    } else if order == 1.0 {
        sizes.sum()
    } else if order == 2.0 {
        sizes.map(|x| x * x).sum::<f64>().sqrt()
    } else {
        let sum: f64 = sizes.by_ref().map(|x| x.powf(order)).sum();
        sum.powf(1.0 / order)
    }
}
