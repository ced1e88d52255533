/*!
Channels with mean 0 and variance 1, over a batch.

Follows [torch.nn.functional.batch_norm](https://pytorch.org/docs/stable/generated/torch.nn.functional.batch_norm.html).
*/

use crate::autograd::{Grads, Names, Tensor, backward, no_grad, record};
use crate::ops::numeric::{floats, not_implemented};
use crate::tensor::{DType, Dims, Element, Result, Size, Strided, TorchError};

static BATCH_NORM: Names =
    Names::new("NativeBatchNormBackward0", "NativeBatchNormBackward");

/// The keyword arguments of [`batch_norm`].
#[derive(Clone, Copy, Debug)]
pub struct BatchNormOptions {
    /// Whether mean and variance are the batch's, and the running ones are
    /// moved towards them.
    pub training: bool,
    /// How far they are moved.
    pub momentum: f64,
    /// What is added to the variance.
    pub eps: f64,
}

impl Default for BatchNormOptions {
    fn default() -> BatchNormOptions {
        BatchNormOptions { training: false, momentum: 0.1, eps: 1e-5 }
    }
}

/// The second dimension's channels, minus their mean, divided by their
/// standard deviation, times `weight` plus `bias`:
/// `F.batch_norm(x, running_mean, running_var, weight, bias, …)`.
///
/// # Errors
/// `RuntimeError` for vectors of another length than there are channels, and
/// for running numbers that are missing unless `training`.
pub fn batch_norm(
    x: &Tensor,
    running: Option<(&Tensor, &Tensor)>,
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
    options: BatchNormOptions,
) -> Result<Tensor> {
    let BatchNormOptions { training, momentum, eps } = options;
    let channels = check(x, running, weight, bias, training)?;
    let dtype = x.dtype();
    let per_channel = |given: &Tensor| {
        let given = given.strided().to_dtype(DType::Float64)?;
        given.to_vec::<f64>()
    };
    let found = if training {
        floats!(dtype, "batch_norm", T => moments::<T>(x, channels))?
    } else {
        let (mean, variance) = running.expect("it was checked");
        let (mean, variance) = (per_channel(mean)?, per_channel(variance)?);
        Moments { mean, squares: variance, each: 1 }
    };
    let affine = |given: Option<&Tensor>, or: f64| match given {
        Some(given) => per_channel(given),
        None => Ok(vec![or; channels]),
    };
    let (scale, shift) = (affine(weight, 1.0)?, affine(bias, 0.0)?);
    let y = floats!(dtype, "batch_norm", T => {
        let mut y = x.to_vec::<T>()?;
        let inner: usize = x.size()[2.min(x.ndim())..].iter().product();
        let factors: Vec<(T, T)> = (0..channels).map(|c| {
            let mean = T::from_f64(found.mean[c]);
            let variance = found.squares[c] / found.each as f64;
            let variance = Element::to_f64(T::from_f64(variance));
            let inverse = T::from_f64(1.0 / (variance + eps).sqrt());
            let factor = inverse * T::from_f64(scale[c]);
            // Rounded once, as PyTorch's compiler has it.
            (factor, (-mean).mul_add(factor, T::from_f64(shift[c])))
        }).collect();
        if inner > 0 && channels > 0 {
            for (nr, plane) in y.chunks_mut(inner).enumerate() {
                let (factor, shift) = factors[nr % channels];
                for x in plane {
                    *x = x.mul_add(factor, shift);
                }
            }
        }
        Ok(Strided::new(y, x.size()))
    })?;
    if let Some((mean, variance)) = running.filter(|_| training) {
        no_grad(|| follow(&found, mean, variance, momentum))?;
    }
    let mut inputs = vec![x];
    inputs.extend(weight);
    inputs.extend(bias);
    Ok(record(&BATCH_NORM, &inputs, y, |saver| {
        let (has_weight, has_bias) = (weight.is_some(), bias.is_some());
        let x = saver.save(x);
        let weight = weight.map(|weight| saver.save(weight));
        let running = running.filter(|_| !training).map(|(mean, variance)| {
            [mean, variance].map(|running| saver.save(running))
        });
        backward(move |grad, context| {
            let x = context.get(x)?;
            let weight = weight.map(|w| context.get(w)).transpose()?;
            let dims: Dims =
                (0..x.ndim() as i64).filter(|&d| d != 1).collect();
            let beside = |vector: &Tensor| {
                let mut shape = vec![1; x.ndim()];
                shape[1] = -1;
                vector.reshape(shape)
            };
            let normal = match running {
                None => normalize(&x, &dims, eps)?,
                Some([mean, variance]) => {
                    let mean = beside(&context.get(mean)?)?;
                    let variance = beside(&context.get(variance)?)?;
                    let scale = variance.add(eps)?.rsqrt()?;
                    (x.sub(&mean)?.mul(&scale)?, scale)
                }
            };
            let (y, scale) = normal;
            let mut grads = Grads::from_iter([context.only_if(0, || {
                let grad = match &weight {
                    Some(weight) => grad.mul(&beside(weight)?)?,
                    None => grad.clone(),
                };
                if running.is_some() {
                    return grad.mul(&scale);
                }
                // What all have in common moves nothing, nor does what
                // makes all larger.
                let common = grad.mean_dim(dims.clone(), true)?;
                let larger =
                    grad.mul(&y)?.mean_dim(dims.clone(), true)?.mul(&y)?;
                grad.sub(&common)?.sub(&larger)?.mul(&scale)
            })?]);
            if has_weight {
                grads.push(context.only_if(1, || {
                    grad.mul(&y)?.sum_dim(dims.clone(), false)
                })?);
            }
            if has_bias {
                let i = 1 + usize::from(has_weight);
                grads.push(
                    context
                        .only_if(i, || grad.sum_dim(dims.clone(), false))?,
                );
            }
            Ok(grads)
        })
    }))
}

/// With mean 0 and variance 1 over `dims`, and what it was multiplied with.
pub(super) fn normalize(
    x: &Tensor,
    dims: &Dims,
    eps: f64,
) -> Result<(Tensor, Tensor)> {
    let mean = x.mean_dim(dims.clone(), true)?;
    let centred = x.sub(&mean)?;
    let variance = centred.mul(&centred)?.mean_dim(dims.clone(), true)?;
    let scale = variance.add(eps)?.rsqrt()?;
    Ok((centred.mul(&scale)?, scale))
}

/// The mean of each channel, its squared distances from it, of so many
/// numbers.
struct Moments {
    mean: Vec<f64>,
    squares: Vec<f64>,
    each: usize,
}

fn moments<T: Element>(x: &Tensor, channels: usize) -> Result<Moments> {
    let size = x.size();
    let inner: usize = size[2..].iter().product();
    let each = size[0] * inner;
    let numbers = x.to_vec::<T>()?;
    let mut mean = vec![0.0; channels];
    let mut squares = vec![0.0; channels];
    if numbers.is_empty() {
        return Ok(Moments { mean, squares, each });
    }
    for (nr, plane) in numbers.chunks(inner).enumerate() {
        let sum = plane.iter().map(|&x| Element::to_f64(x)).sum::<f64>();
        mean[nr % channels] += sum;
    }
    mean.iter_mut().for_each(|mean| {
        // Rounded as the result will be.
        *mean = Element::to_f64(T::from_f64(*mean / each as f64));
    });
    for (nr, plane) in numbers.chunks(inner).enumerate() {
        let mean = mean[nr % channels];
        let square = |&x: &T| (Element::to_f64(x) - mean).powi(2);
        squares[nr % channels] += plane.iter().map(square).sum::<f64>();
    }
    Ok(Moments { mean, squares, each })
}

/// Moves the running mean and variance towards those of the batch.
fn follow(
    found: &Moments,
    mean: &Tensor,
    variance: &Tensor,
    momentum: f64,
) -> Result<()> {
    let size = Size::new(&[found.mean.len()]);
    let vector = |numbers: Vec<f64>, like: &Tensor| {
        let window = Strided::new(numbers, size.clone());
        window.to_dtype(like.dtype()).map(Tensor::from_strided)
    };
    // An estimate from a sample.
    let less = found.each as f64 - 1.0;
    let estimate = found.squares.iter().map(|&s| s / less).collect();
    let new = [found.mean.clone(), estimate];
    for (running, new) in [mean, variance].into_iter().zip(new) {
        let new = vector(new, running)?.mul(momentum)?;
        let old = running.mul(1.0 - momentum)?;
        running.copy_(&new.add(&old)?)?;
    }
    Ok(())
}

fn check(
    x: &Tensor,
    running: Option<(&Tensor, &Tensor)>,
    weight: Option<&Tensor>,
    bias: Option<&Tensor>,
    training: bool,
) -> Result<usize> {
    let size = x.size();
    let channels = size.get(1).copied().unwrap_or(0);
    if running.is_none() && !training {
        return Err(TorchError::runtime(
            "running_mean must be defined in evaluation mode",
        ));
    }
    let (mean, variance) = running.unzip();
    for (name, given) in [
        ("running_mean", mean),
        ("running_var", variance),
        ("weight", weight),
        ("bias", bias),
    ] {
        let n = given.map_or(channels, Tensor::numel);
        if n != channels {
            return Err(TorchError::runtime(format!(
                "{name} should contain {channels} elements not {n}"
            )));
        }
    }
    if size.len() < 2 {
        return Err(TorchError::DimOutOfRange { dim: 1, ndim: 1 });
    }
    let dtype = x.dtype();
    if !dtype.is_floating_point() {
        return Err(not_implemented("batch_norm", dtype));
    }
    let given = [weight, bias, mean, variance];
    if given.into_iter().flatten().any(|given| given.dtype() != dtype) {
        return Err(mixed(dtype));
    }
    Ok(channels)
}

/// Parameters may only be more exact where the input is the least exact.
pub(super) fn mixed(dtype: DType) -> TorchError {
    TorchError::runtime(match dtype {
        DType::Float32 => {
            "mixed dtype (CPU): expect parameter to have scalar type of Float"
        }
        _ => "mixed dtype (CPU): all inputs must share same datatype.",
    })
}
