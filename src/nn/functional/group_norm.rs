/*!
Groups of channels with mean 0 and variance 1.

Follows [torch.nn.functional.group_norm](https://pytorch.org/docs/stable/generated/torch.nn.functional.group_norm.html).
*/

use super::batch_norm::{mixed, normalize};
use crate::autograd::{Grads, Names, Tensor, backward, record};
use crate::ops::numeric::{floats, not_implemented};
use crate::tensor::moments::row_moments;
use crate::tensor::{Dims, Listed, Result, Strided, TorchError};

static GROUP_NORM: Names =
    Names::new("NativeGroupNormBackward0", "AddcmulBackward");

/// The second dimension's channels in groups of neighbours: each group of
/// one sample minus its mean, divided by its standard deviation, then each
/// channel times its `weight` plus its `bias`:
/// `F.group_norm(x, num_groups, weight, bias, eps)`.
///
/// # Errors
/// `RuntimeError` if the shapes do not fit, `NotImplementedError` for
/// integers and bools.
pub fn group_norm(
    x: &Tensor,
    num_groups: i64,
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
    eps: f64,
) -> Result<Tensor> {
    check(x, num_groups, weight, bias)?;
    let size = x.size();
    let (batch, channels) = (size[0], size[1]);
    let inner: usize = size[2..].iter().product();
    let groups = num_groups as usize;
    let y = floats!(x.dtype(), "GroupNormKernelImpl", T => {
        let mut y = x.to_vec::<T>()?;
        let vector = |given: Option<&Tensor>, or: T| match given {
            Some(given) => given.to_vec::<T>(),
            None => Ok(vec![or; channels]),
        };
        let (weight, bias) = (vector(weight, 1.0)?, vector(bias, 0.0)?);
        let each = channels / groups * inner;
        for (nr, group) in y.chunks_mut(each.max(1)).enumerate() {
            let (mean, variance) = row_moments(group);
            let inverse = 1.0 / (variance.max(0.0) + eps as T).sqrt();
            let first = nr % groups * (channels / groups);
            for (c, plane) in group.chunks_mut(inner).enumerate() {
                let scale = inverse * weight[first + c];
                let shift = (-scale).mul_add(mean, bias[first + c]);
                for x in plane {
                    *x = scale.mul_add(*x, shift);
                }
            }
        }
        Ok(Strided::new(y, size.clone()))
    })?;
    let mut inputs = vec![x];
    inputs.extend(weight);
    inputs.extend(bias);
    Ok(record(&GROUP_NORM, &inputs, y, |saver| {
        let (has_weight, has_bias) = (weight.is_some(), bias.is_some());
        let x = saver.save(x);
        let weight = weight.map(|weight| saver.save(weight));
        backward(move |grad, context| {
            let x = context.get(x)?;
            let weight = weight.map(|w| context.get(w)).transpose()?;
            // A row for each group, a plane for each channel.
            let rows = [(batch * groups) as i64, -1];
            let planes = [batch as i64, channels as i64, -1];
            if x.numel() == 0 {
                return Ok(context.nothing());
            }
            let last = Dims::from(-1);
            let (y, scale) = normalize(&x.reshape(rows)?, &last, eps)?;
            let by_plane = grad.reshape(planes)?;
            let mut grads = Grads::from_iter([context.only_if(0, || {
                let grad = match &weight {
                    Some(weight) => by_plane.mul(&weight.unsqueeze(-1)?)?,
                    None => by_plane.clone(),
                };
                let grad = grad.reshape(rows)?;
                let common = grad.mean_dim(-1, true)?;
                let larger = grad.mul(&y)?.mean_dim(-1, true)?.mul(&y)?;
                let grad = grad.sub(&common)?.sub(&larger)?.mul(&scale)?;
                grad.reshape(x.size())
            })?]);
            if has_weight {
                grads.push(context.only_if(1, || {
                    by_plane.mul(&y.reshape(planes)?)?.sum_dim([0, 2], false)
                })?);
            }
            if has_bias {
                let i = 1 + usize::from(has_weight);
                grads.push(
                    context.only_if(i, || by_plane.sum_dim([0, 2], false))?,
                );
            }
            Ok(grads)
        })
    }))
}

fn check(
    x: &Tensor,
    num_groups: i64,
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
) -> Result<()> {
    let fail = |sentence: String| Err(TorchError::runtime(sentence));
    let size = x.size();
    if size.len() < 2 {
        return fail(format!(
            "Expected at least 2 dimensions for input tensor but received {}",
            size.len()
        ));
    }
    let channels = size[1];
    if num_groups <= 0 {
        return fail(format!(
            "Expected num groups to be greater than 0, got {num_groups}"
        ));
    }
    if channels as i64 % num_groups != 0 {
        return fail(format!(
            "Expected number of channels in input to be divisible by \
             num_groups, but got input of shape {} and num_groups={num_groups}",
            Listed(&size)
        ));
    }
    for (what, given) in [("weight", weight), ("bias", bias)] {
        let Some(given) = given.filter(|given| given.size() != [channels])
        else {
            continue;
        };
        return fail(format!(
            "Expected {what} to be a vector of size equal to the number of \
             channels in input, but got {what} of shape {} and input of \
             shape {}",
            Listed(&given.size()),
            Listed(&size)
        ));
    }
    let dtype = x.dtype();
    let given = [weight, bias];
    if given.into_iter().flatten().any(|given| given.dtype() != dtype) {
        return Err(mixed(dtype));
    }
    match dtype.is_floating_point() {
        true => Ok(()),
        false => Err(not_implemented("GroupNormKernelImpl", dtype)),
    }
}
