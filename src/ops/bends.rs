/*!
More of what networks put between their layers: lines with corners, and
functions that are made of other functions.

Follows [the non-linear functions of
torch.nn.functional](https://pytorch.org/docs/stable/nn.functional.html#non-linear-activation-functions).
Each has a form in place, which Python asks for by `inplace=True`.
*/

use super::choose::where_;
use super::elementary::{self, Elementary};
use super::numeric::{check_fits, floats, numbers};
use super::row::{Args, Example, Row, Value};
use crate::autograd::{Grads, Names, Tensor, backward, backward1, record};
use crate::tensor::random::six_digits;
use crate::tensor::{
    DType, Element, ErrorClass, Result, Scalar, Strided, TorchError, kernels,
};

static HARDTANH: Names = Names::new("HardtanhBackward0", "HardtanhBackward0");
static HARDTANH_: Names = Names::new("HardtanhBackward0", "HardtanhBackward1");
static HARDSIGMOID: Names =
    Names::new("HardsigmoidBackward0", "HardsigmoidBackward0");
static HARDSWISH: Names =
    Names::new("HardswishBackward0", "HardswishBackward0");
static CELU: Names = Names::new("CeluBackward0", "EluBackward");
static CELU_: Names = Names::new("CeluBackward1", "EluBackward");
static MISH: Names = Names::new("MishBackward0", "MishBackward0");
static SOFTSHRINK: Names =
    Names::new("SoftshrinkBackward0", "SoftshrinkBackward");
static HARDSHRINK: Names =
    Names::new("HardshrinkBackward0", "HardshrinkBackward");
static THRESHOLD: Names =
    Names::new("ThresholdBackward0", "ThresholdBackward0");
static THRESHOLD_: Names =
    Names::new("ThresholdBackward1", "ThresholdBackward1");
static LOGSIGMOID: Names =
    Names::new("LogSigmoidBackward0", "LogSigmoidBackward");
static SOFTSIGN: Names = Names::new("DivBackward0", "DivBackward0");
static TANHSHRINK: Names = Names::new("SubBackward0", "SubBackward0");
static GLU: Names = Names::new("GluBackward0", "GluBackward");
static PRELU: Names = Names::new("PreluKernelBackward0", "PreluBackward");

/// Records `y`, whose derivative needs what went in.
fn bent(
    names: &'static Names,
    x: &Tensor,
    y: Strided,
    derivative: impl Fn(&Tensor, &Tensor) -> Result<Tensor> + 'static,
) -> Tensor {
    record(names, &[x], y, |saver| {
        let x = saver.save(x);
        backward1(move |grad, context| derivative(grad, &context.get(x)?))
    })
}

impl Tensor {
    /// The number, or the bound it lies beyond, where it is flat:
    /// `torch.nn.functional.hardtanh(x, min_val, max_val)`, usually -1 and
    /// 1.
    ///
    /// # Errors
    /// `ValueError` if the bounds are the wrong way round;
    /// `NotImplementedError` for bools.
    pub fn hardtanh(
        &self,
        min: impl Into<Scalar>,
        max: impl Into<Scalar>,
    ) -> Result<Tensor> {
        self.between(&HARDTANH, min.into(), max.into())
    }

    /// [`hardtanh`](Tensor::hardtanh) in place.
    ///
    /// # Errors
    /// As the other, and `RuntimeError` if this tensor may not be changed in
    /// place.
    pub fn hardtanh_(
        &self,
        min: impl Into<Scalar>,
        max: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let (min, max) = (min.into(), max.into());
        self.in_place(|old| old.between(&HARDTANH_, min, max))
    }

    fn between(
        &self,
        names: &'static Names,
        min: Scalar,
        max: Scalar,
    ) -> Result<Tensor> {
        if min.to_f64() > max.to_f64() {
            return Err(TorchError::value(
                "min_val cannot be greater than max_val",
            ));
        }
        if self.dtype() == DType::Bool {
            return Err(TorchError::said(
                ErrorClass::NotImplemented,
                "Bool inputs not supported for hardtanh",
            ));
        }
        let y = numbers!(self.dtype(), "hardtanh", T => {
            // Of bytes none is below 0.
            let least = if T::DTYPE == DType::Uint8 && min.to_f64() < 0.0 {
                Scalar::Int(0)
            } else {
                min
            };
            let (low, high) = (T::from_scalar(least), T::from_scalar(max));
            kernels::map(&self.strided(), |x: T| {
                let x = if x < low { low } else { x };
                if x > high { high } else { x }
            })
        })?;
        let y = kernels::follow(&y, &self.strided())?;
        Ok(bent(names, self, y, move |grad, x| {
            let flat = x.le(min)?.logical_or(&x.ge(max)?)?;
            where_(&flat, 0, grad)
        }))
    }

    /// From 0 to 6, and flat beyond: `torch.nn.functional.relu6(x)`.
    ///
    /// # Errors
    /// `NotImplementedError` for bools.
    pub fn relu6(&self) -> Result<Tensor> {
        self.hardtanh(0, 6)
    }

    /// [`relu6`](Tensor::relu6) in place.
    ///
    /// # Errors
    /// As the other, and `RuntimeError` if this tensor may not be changed in
    /// place.
    pub fn relu6_(&self) -> Result<Tensor> {
        self.hardtanh_(0, 6)
    }

    /// A line from 0 at -3 to 1 at 3, and flat beyond:
    /// `torch.nn.functional.hardsigmoid(x)`.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn hardsigmoid(&self) -> Result<Tensor> {
        let y = floats!(self.dtype(), "hardsigmoid_cpu", T => {
            kernels::map(&self.strided(), |x: T| limited(x + 3.0, 6.0) / 6.0)
        })?;
        Ok(bent(&HARDSIGMOID, self, y, |grad, x| {
            let steep = x.gt(-3)?.logical_and(&x.lt(3)?)?;
            where_(&steep, &grad.mul(f64::from(1.0_f32 / 6.0))?, 0)
        }))
    }

    /// [`hardsigmoid`](Tensor::hardsigmoid) in place.
    ///
    /// # Errors
    /// As the other, and `RuntimeError` if this tensor may not be changed in
    /// place.
    pub fn hardsigmoid_(&self) -> Result<Tensor> {
        self.in_place(Tensor::hardsigmoid)
    }

    /// The number times its [`hardsigmoid`](Tensor::hardsigmoid):
    /// `torch.nn.functional.hardswish(x)`.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn hardswish(&self) -> Result<Tensor> {
        let y = floats!(self.dtype(), "hardswish_cpu", T => {
            kernels::map(&self.strided(), |x: T| {
                x * limited(x + 3.0, 6.0) / 6.0
            })
        })?;
        Ok(bent(&HARDSWISH, self, y, |grad, x| {
            let middle = grad.mul(&x.div(3)?.add(0.5)?)?;
            let rest = where_(&x.lt(3)?, &middle, grad)?;
            where_(&x.le(-3)?, 0, &rest)
        }))
    }

    /// [`hardswish`](Tensor::hardswish) in place.
    ///
    /// # Errors
    /// As the other, and `RuntimeError` if this tensor may not be changed in
    /// place.
    pub fn hardswish_(&self) -> Result<Tensor> {
        self.in_place(Tensor::hardswish)
    }

    /// An [`elu`](Tensor::elu) whose slope at 0 is 1 for every alpha:
    /// `torch.celu(x, alpha)`.
    ///
    /// # Errors
    /// `RuntimeError` for an alpha of 0; `NotImplementedError` for integers
    /// and bools.
    pub fn celu(&self, alpha: f64) -> Result<Tensor> {
        self.celu_named(&CELU, alpha)
    }

    /// [`celu`](Tensor::celu) in place.
    ///
    /// # Errors
    /// As the other, and `RuntimeError` if this tensor may not be changed in
    /// place.
    pub fn celu_(&self, alpha: f64) -> Result<Tensor> {
        self.in_place(|old| old.celu_named(&CELU_, alpha))
    }

    fn celu_named(&self, names: &'static Names, alpha: f64) -> Result<Tensor> {
        if alpha == 0.0 {
            return Err(TorchError::runtime(
                "ZeroDivisionError: alpha cannot be 0 for CELU",
            ));
        }
        let inverse = 1.0 / alpha;
        let y = floats!(self.dtype(), "elu_cpu", T => {
            let (alpha, inverse) = (alpha as T, inverse as T);
            elementary::map(&self.strided(), |x: T, block| {
                let bend = || (x * inverse).exp_m1_in(block) * alpha;
                if x <= 0.0 { bend() } else { x }
            })
        })?;
        Ok(bent(names, self, y, move |grad, x| {
            let slope = x.clamp_max(0)?.mul(inverse)?.exp()?;
            let below = grad.mul(inverse)?.mul(alpha)?.mul(&slope)?;
            where_(&x.le(0)?, &below, grad)
        }))
    }

    /// The number times the hyperbolic tangent of its
    /// [`softplus`](Tensor::softplus): `torch.nn.functional.mish(x)`.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn mish(&self) -> Result<Tensor> {
        let y = floats!(self.dtype(), "mish_cpu", T => {
            kernels::map(&self.strided(), |x: T| {
                x * x.exp().ln_1p().tanh()
            })
        })?;
        Ok(bent(&MISH, self, y, |grad, x| {
            let bend = x.exp()?.log1p()?.tanh()?;
            let slope = bend.mul(&bend)?.rsub(1)?;
            let slope = x.mul(&x.sigmoid()?)?.mul(&slope)?;
            grad.mul(&bend.add(&slope)?)
        }))
    }

    /// [`mish`](Tensor::mish) in place.
    ///
    /// # Errors
    /// As the other, and `RuntimeError` if this tensor may not be changed in
    /// place.
    pub fn mish_(&self) -> Result<Tensor> {
        self.in_place(Tensor::mish)
    }

    /// The number over one more than its size:
    /// `torch.nn.functional.softsign(x)`.
    ///
    /// # Errors
    /// `NotImplementedError` for bools.
    pub fn softsign(&self) -> Result<Tensor> {
        self.div(&self.abs()?.add(1)?)
    }

    /// What [`tanh`](Tensor::tanh) takes away:
    /// `torch.nn.functional.tanhshrink(x)`.
    ///
    /// # Errors
    /// `RuntimeError` for bools.
    pub fn tanhshrink(&self) -> Result<Tensor> {
        self.sub(&self.tanh()?)
    }

    /// The number, nearer to 0 by `lambd`, and 0 if it is no further away:
    /// `torch.nn.functional.softshrink(x, lambd)`, usually 0.5.
    ///
    /// # Errors
    /// `RuntimeError` for a negative `lambd`; `NotImplementedError` for
    /// integers and bools.
    pub fn softshrink(&self, lambd: f64) -> Result<Tensor> {
        let dtype = self.dtype();
        let y = floats!(dtype, "softshrink_check", T => {
            let most = T::MAX.to_f64();
            if !(0.0..=most).contains(&lambd) {
                return Err(TorchError::runtime(format!(
                    "lambda must be in range [0, {}] for input dtype {}, but \
                     found {}",
                    six_digits(most),
                    dtype.scalar_type(),
                    six_digits(lambd)
                )));
            }
            let by = lambd as T;
            kernels::map(&self.strided(), |x: T| {
                if x > by {
                    x - by
                } else if x < -by {
                    x + by
                } else {
                    // NaN stays, and so does a sign.
                    x * 0.0
                }
            })
        })?;
        Ok(shrunk(&SOFTSHRINK, self, y, lambd))
    }

    /// The number, and 0 if it is no further away than `lambd`:
    /// `torch.hardshrink(x, lambd)`, usually 0.5.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn hardshrink(&self, lambd: f64) -> Result<Tensor> {
        let y = floats!(self.dtype(), "hardshrink_cpu", T => {
            let near = lambd as T;
            kernels::map(&self.strided(), |x: T| {
                if x >= -near && x <= near { 0.0 } else { x }
            })
        })?;
        Ok(shrunk(&HARDSHRINK, self, y, lambd))
    }

    /// The number if it is above a threshold, else a fixed one:
    /// `torch.threshold(x, threshold, value)`.
    ///
    /// # Errors
    /// `NotImplementedError` for bools.
    pub fn threshold(
        &self,
        threshold: impl Into<Scalar>,
        value: impl Into<Scalar>,
    ) -> Result<Tensor> {
        self.above(&THRESHOLD, threshold.into(), value.into())
    }

    /// [`threshold`](Tensor::threshold) in place.
    ///
    /// # Errors
    /// As the other, and `RuntimeError` if this tensor may not be changed in
    /// place.
    pub fn threshold_(
        &self,
        threshold: impl Into<Scalar>,
        value: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let (threshold, value) = (threshold.into(), value.into());
        self.in_place(|old| old.above(&THRESHOLD_, threshold, value))
    }

    fn above(
        &self,
        names: &'static Names,
        threshold: Scalar,
        value: Scalar,
    ) -> Result<Tensor> {
        let y = numbers!(self.dtype(), "threshold_cpu", T => {
            for number in [threshold, value] {
                check_fits(number, T::DTYPE)?;
            }
            let floor = T::from_scalar(threshold);
            let value = T::from_scalar(value);
            kernels::map(&self.strided(), |x: T| {
                if x <= floor { value } else { x }
            })
        })?;
        Ok(bent(names, self, y, move |grad, x| {
            where_(&x.le(threshold)?, 0, grad)
        }))
    }

    /// The logarithm of [`sigmoid`](Tensor::sigmoid), exact also where that
    /// is almost 0: `torch.nn.functional.logsigmoid(x)`.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn logsigmoid(&self) -> Result<Tensor> {
        let y = floats!(self.dtype(), "log_sigmoid_cpu", T => {
            kernels::map(&self.strided(), |x: T| {
                let least = if x > 0.0 { 0.0 } else { x };
                least - (-x.abs()).exp_().ln_1p_()
            })
        })?;
        // In row order, whatever came in.
        let y = y.contiguous()?;
        Ok(bent(&LOGSIGMOID, self, y, |grad, x| {
            let away = x.abs()?.neg()?.exp()?;
            let part = away.div(&away.add(1)?)?;
            let negative = x.lt(0)?;
            let slope = where_(&negative, &part.rsub(1)?, &part)?;
            slope.mul(grad)
        }))
    }

    /// One half times the [`sigmoid`](Tensor::sigmoid) of the other, halved
    /// along `dim`: `torch.nn.functional.glu(x, dim)`.
    ///
    /// # Errors
    /// `RuntimeError` if it has no halves; `IndexError` if there is no such
    /// dimension; `NotImplementedError` for integers and bools.
    pub fn glu(&self, dim: i64) -> Result<Tensor> {
        if self.ndim() == 0 {
            return Err(TorchError::runtime(
                "glu does not support scalars because halving size must be \
                 even",
            ));
        }
        let at = self.strided().wrap_dim(dim)?;
        let whole = self.size()[at];
        if !whole.is_multiple_of(2) {
            return Err(TorchError::runtime(format!(
                "Halving dimension must be even, but dimension {at} is size \
                 {whole}"
            )));
        }
        let n = (whole / 2) as i64;
        let halves = move |x: &Tensor| -> Result<[Tensor; 2]> {
            let dim = at as i64;
            Ok([x.narrow(dim, 0, n)?, x.narrow(dim, n, n)?])
        };
        let gated = {
            let [a, b] = crate::autograd::no_grad(|| halves(self))?;
            let out: Strided = floats!(self.dtype(), "glu_cpu", T => {
                let gate = |a: T, b: T, block| a * b.logistic(block);
                elementary::zip(&a.strided(), &b.strided(), gate)
            })?;
            out
        };
        Ok(record(&GLU, &[self], gated, |saver| {
            let x = saver.save(self);
            backward1(move |grad, context| {
                let [a, b] = halves(&context.get(x)?)?;
                let gate = b.sigmoid()?;
                let slope = gate.rsub(1)?.mul(&gate)?.mul(&a)?;
                let parts = [grad.mul(&gate)?, grad.mul(&slope)?];
                super::joining::cat(&parts, at as i64)
            })
        }))
    }

    /// The number, or a part of it where it is negative; how large a part is
    /// learnt, one for all channels or one for each: `torch.prelu(x,
    /// weight)`.
    ///
    /// # Errors
    /// `RuntimeError` if there are not as many weights as channels, or if
    /// the dtypes differ; `NotImplementedError` for integers and bools.
    pub fn prelu(&self, weight: &Tensor) -> Result<Tensor> {
        if self.dtype() != weight.dtype() {
            return Err(TorchError::runtime(format!(
                "prelu: Type promoting not supported. Got {} and {}",
                self.dtype().scalar_type(),
                weight.dtype().scalar_type()
            )));
        }
        if weight.numel() != 1 {
            let channels = match &self.size()[..] {
                [] => {
                    return Err(TorchError::runtime(
                        "Not allow zero-dim input tensor.",
                    ));
                }
                [_] => 1,
                [_, channels, ..] => *channels,
            };
            if weight.numel() != channels {
                return Err(TorchError::runtime(format!(
                    "Mismatch of parameter numbers and input channel size. \
                     Found parameter numbers = {} and channel size = \
                     {channels}.",
                    weight.numel()
                )));
            }
        }
        if weight.ndim() > 1 {
            return Err(TorchError::runtime(format!(
                "prelu: Expected `weight` to be a scalar or 1D tensor, but \
                 got: ndim = {}",
                weight.ndim()
            )));
        }
        // One weight stands beside every channel.
        let mut shape = vec![1; self.ndim()];
        if let Some(channels) = shape.get_mut(1) {
            *channels = weight.numel() as i64;
        }
        let shape =
            if weight.numel() == 1 { vec![1; self.ndim()] } else { shape };
        weight.view(shape).and_then(|weight| prelu_kernel(self, &weight))
    }
}

/// From 0 on, up to `most`; NaN stays.
fn limited<T: PartialOrd + From<f32>>(x: T, most: f32) -> T {
    let (zero, most) = (T::from(0.0), T::from(most));
    if x < zero {
        zero
    } else if x > most {
        most
    } else {
        x
    }
}

/// Nothing passes where a shrunken number is 0.
fn shrunk(
    names: &'static Names,
    x: &Tensor,
    y: Strided,
    lambd: f64,
) -> Tensor {
    bent(names, x, y, move |grad, x| {
        let near = x.ge(-lambd)?.logical_and(&x.le(lambd)?)?;
        where_(&near, 0, grad)
    })
}

fn prelu_kernel(x: &Tensor, weight: &Tensor) -> Result<Tensor> {
    let y = floats!(x.dtype(), "prelu_cpu", T => {
        kernels::zip(&x.strided(), &weight.strided(), |x: T, w: T| {
            if x > 0.0 { x } else { w * x }
        })
    })?;
    let y = kernels::follow(&y, &x.strided())?;
    Ok(record(&PRELU, &[x, weight], y, |saver| {
        let saved = [saver.save(x), saver.save(weight)];
        backward(move |grad, context| {
            let [x, weight] = [context.get(saved[0])?, context.get(saved[1])?];
            let positive = x.gt(0)?;
            Ok(Grads::from_iter([
                context.only_if(0, || {
                    where_(&positive, grad, &weight.mul(grad)?)
                })?,
                context.only_if(1, || where_(&positive, 0, &x.mul(grad)?))?,
            ]))
        })
    }))
}

/// Rows of functions with numbers for arguments, of which the last one of
/// the signature may say that it is to be done in place.
macro_rules! rows {
    ($($row:ident, $name:literal, $signature:literal, $names:expr,
       |$a:ident| $call:expr, $in_place:expr, $examples:expr;)+) => {$(
        #[doc = concat!("`", $name, "`, in the table.")]
        pub static $row: Row = Row {
            name: $name,
            signature: $signature,
            grad_fn: Some(&$names),
            call: |$a| {
                let in_place: Option<fn(&Args<'_>) -> Result<Value>> =
                    $in_place;
                match in_place {
                    Some(change) if is_in_place($a, $signature)? => change($a),
                    _ => Ok($call.into()),
                }
            },
            in_place: $in_place,
            examples: $examples,
        };
    )+};
}

/// What the argument `inplace` says, which is the last one.
pub(super) fn is_in_place(a: &Args<'_>, signature: &str) -> Result<bool> {
    let last = signature.matches(',').count();
    Ok(a.optional(last, Args::bool)?.unwrap_or(false))
}

fn one(e: &mut Example) -> Vec<Vec<Value>> {
    vec![vec![e.between(-4.0, 4.0, &[3, 4]).into()], vec![e.any(&[]).into()]]
}

fn with_half(e: &mut Example) -> Vec<Vec<Value>> {
    vec![
        vec![e.any(&[2, 3]).into(), 0.75.into()],
        vec![e.any(&[]).into(), 0.5.into()],
    ]
}

fn number(a: &Args<'_>, i: usize) -> Result<f64> {
    Ok(a.scalar(i)?.to_f64())
}

rows! {
    HARDTANH_ROW, "nn.functional.hardtanh",
        "hardtanh(input, min_val=-1.0, max_val=1.0, inplace=False)", HARDTANH,
        |a| a.tensor(0)?.hardtanh(a.scalar(1)?, a.scalar(2)?)?,
        Some(|a| {
            Ok(a.tensor(0)?.hardtanh_(a.scalar(1)?, a.scalar(2)?)?.into())
        }),
        |e| vec![vec![e.any(&[2, 3]).into(), (-1.1).into(), 0.9.into()]];
    RELU6_ROW, "nn.functional.relu6", "relu6(input, inplace=False)", HARDTANH,
        |a| a.tensor(0)?.relu6()?,
        Some(|a| Ok(a.tensor(0)?.relu6_()?.into())),
        |e| vec![vec![e.between(-3.0, 9.0, &[3, 3]).into()]];
    HARDSIGMOID_ROW, "nn.functional.hardsigmoid",
        "hardsigmoid(input, inplace=False)", HARDSIGMOID,
        |a| a.tensor(0)?.hardsigmoid()?,
        Some(|a| Ok(a.tensor(0)?.hardsigmoid_()?.into())), one;
    HARDSWISH_ROW, "nn.functional.hardswish",
        "hardswish(input, inplace=False)", HARDSWISH,
        |a| a.tensor(0)?.hardswish()?,
        Some(|a| Ok(a.tensor(0)?.hardswish_()?.into())), one;
    CELU_ROW, "nn.functional.celu",
        "celu(input, alpha=1.0, inplace=False)", CELU,
        |a| a.tensor(0)?.celu(number(a, 1)?)?,
        Some(|a| Ok(a.tensor(0)?.celu_(number(a, 1)?)?.into())), with_half;
    MISH_ROW, "nn.functional.mish", "mish(input, inplace=False)", MISH,
        |a| a.tensor(0)?.mish()?,
        Some(|a| Ok(a.tensor(0)?.mish_()?.into())), one;
    SOFTSIGN_ROW, "nn.functional.softsign", "softsign(input)", SOFTSIGN,
        |a| a.tensor(0)?.softsign()?, None, one;
    TANHSHRINK_ROW, "nn.functional.tanhshrink", "tanhshrink(input)",
        TANHSHRINK, |a| a.tensor(0)?.tanhshrink()?, None, one;
    SOFTSHRINK_ROW, "nn.functional.softshrink",
        "softshrink(input, lambd=0.5)", SOFTSHRINK,
        |a| a.tensor(0)?.softshrink(number(a, 1)?)?, None, with_half;
    HARDSHRINK_ROW, "hardshrink", "hardshrink(input, lambd=0.5)", HARDSHRINK,
        |a| a.tensor(0)?.hardshrink(number(a, 1)?)?, None, with_half;
    THRESHOLD_ROW, "nn.functional.threshold",
        "threshold(input, threshold, value, inplace=False)", THRESHOLD,
        |a| a.tensor(0)?.threshold(a.scalar(1)?, a.scalar(2)?)?,
        Some(|a| {
            Ok(a.tensor(0)?.threshold_(a.scalar(1)?, a.scalar(2)?)?.into())
        }),
        |e| vec![vec![e.any(&[2, 3]).into(), 0.25.into(), 20.into()]];
    LOGSIGMOID_ROW, "nn.functional.logsigmoid", "logsigmoid(input)",
        LOGSIGMOID, |a| a.tensor(0)?.logsigmoid()?, None, one;
    GLU_ROW, "nn.functional.glu", "glu(input, dim=-1)", GLU,
        |a| a.tensor(0)?.glu(a.int(1)?)?, None,
        |e| vec![
            vec![e.any(&[3, 4]).into(), (-1).into()],
            vec![e.any(&[2, 3]).into(), 0.into()],
        ];
    PRELU_ROW, "prelu", "prelu(input, weight)", PRELU,
        |a| a.tensor(0)?.prelu(a.tensor(1)?)?, None,
        |e| vec![
            vec![e.any(&[2, 3]).into(), e.positive(&[3]).into()],
            vec![e.any(&[2, 3, 2]).into(), e.positive(&[1]).into()],
            vec![e.any(&[4]).into(), e.positive(&[]).into()],
        ];
}
