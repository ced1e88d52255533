/*!
Functions of one element, and their derivatives beside them.

Follows [Pointwise Ops](https://pytorch.org/docs/stable/torch.html#pointwise-ops).
Every entry of the table below is one operation: what it computes, which
tensor its derivative needs again, and the derivative. Methods, in-place
forms and rows of the table of operations are made from the entries.
*/

use std::f64::consts::FRAC_2_SQRT_PI;

use super::choose::where_;
use super::elementary::{self, Elementary};
use super::numeric::{
    Arithmetic, Number, check_fits, floats, not_implemented, numbers,
};
use super::row::{Example, Row};
use crate::autograd::{Names, Tensor, backward, backward1, no_grad, record};
use crate::tensor::{
    DType, Element, ErrorClass, Result, Scalar, Size, Strided, TorchError,
    dispatch, kernels,
};

/// What a derivative needs again.
pub(super) enum Saves {
    /// What went in.
    Input,
    /// What came out.
    Output,
    /// Nothing: a second backward is possible.
    Nothing,
}

/// One function of one element.
pub(super) struct Unary {
    pub names: Names,
    pub forward: fn(&Strided) -> Result<Strided>,
    pub saves: Saves,
    /// The gradient of the input, from that of the output and the saved
    /// tensor (or, where nothing is saved, the gradient once more).
    pub derivative: fn(&Tensor, &Tensor) -> Result<Tensor>,
}

impl Unary {
    pub fn apply(&'static self, x: &Tensor) -> Result<Tensor> {
        let y = (self.forward)(&x.strided())?;
        Ok(record(&self.names, &[x], y, |saver| {
            let saved = match self.saves {
                Saves::Input => Some(saver.save(x)),
                Saves::Output => Some(saver.output(0)),
                Saves::Nothing => None,
            };
            backward1(move |grad, context| match saved {
                Some(saved) => (self.derivative)(grad, &context.get(saved)?),
                None => (self.derivative)(grad, grad),
            })
        }))
    }
}

/// Floats as they are; integers and bools as float32.
macro_rules! floating {
    ($f:expr) => {
        |x: &Strided| {
            let floating = x.dtype().is_floating_point();
            let dtype = if floating { x.dtype() } else { DType::usual() };
            let x = x.to_dtype(dtype)?;
            floats!(dtype, "float_cpu", T => {
                let f: fn(T) -> T = $f;
                Ok(kernels::map(&x, f)?)
            })
        }
    };
}

/// Rounding: nothing to do for integers, an error for bools.
macro_rules! rounding {
    ($kernel:expr, $f:expr) => {
        |x: &Strided| match x.dtype() {
            DType::Bool => Err(not_implemented($kernel, DType::Bool)),
            DType::Uint8 | DType::Int32 | DType::Int64 => {
                Ok(dispatch!(x.dtype(), T => kernels::map(x, |x: T| x)?))
            }
            dtype => floats!(dtype, $kernel, T => {
                let f: fn(T) -> T = $f;
                Ok(kernels::map(x, f)?)
            }),
        }
    };
}

macro_rules! unary {
    ($(
        $(#[$doc:meta])*
        $name:ident, $name_:ident, $row:ident, $text:literal,
        $today:literal / $notes:literal:
        forward $forward:expr,
        saves $saves:ident,
        derivative $derivative:expr,
        examples $examples:ident;
    )+) => {
        impl Tensor {$(
            $(#[$doc])*
            ///
            /// # Errors
            /// `NotImplementedError` for bools, where they have no meaning.
            pub fn $name(&self) -> Result<Tensor> {
                use $crate::ops::unary::{Saves, Unary};
                static OPERATION: Unary = Unary {
                    names: Names::new($today, $notes),
                    forward: $forward,
                    saves: Saves::$saves,
                    derivative: $derivative,
                };
                OPERATION.apply(self)
            }

            #[doc = concat!(
                "[`", $text, "`](Tensor::", $text, ") in place."
            )]
            ///
            /// # Errors
            /// As the other, and `RuntimeError` if this tensor may not be
            /// changed in place or cannot hold the result.
            pub fn $name_(&self) -> Result<Tensor> {
                self.in_place(Tensor::$name)
                    .map_err(|error| error.of_writing(stringify!($name)))
            }
        )+}

        $(
            #[doc = concat!("`", $text, "`, in the table.")]
            pub static $row: Row = Row {
                name: $text,
                signature: concat!($text, "(input)"),
                grad_fn: {
                    static NAMES: Names = Names::new($today, $notes);
                    Some(&NAMES)
                },
                call: |a| Ok(a.tensor(0)?.$name()?.into()),
                in_place: Some(|a| Ok(a.tensor(0)?.$name_()?.into())),
                examples: |e| vec![
                    vec![$examples(e, &[2, 3]).into()],
                    vec![$examples(e, &[]).into()],
                ],
            };
        )+
    };
}

pub(super) use {floating, unary};

/// Examples on both sides of zero.
pub(super) fn any(e: &mut Example, shape: &[usize]) -> Tensor {
    e.any(shape)
}

/// Examples above zero.
pub(super) fn positive(e: &mut Example, shape: &[usize]) -> Tensor {
    e.positive(shape)
}

unary! {
    /// The number with the other sign: `-x`, `torch.neg(x)`.
    neg, neg_, NEG_ROW, "neg", "NegBackward0" / "NegBackward":
    forward |x| {
        if x.dtype() == DType::Bool {
            return Err(bool_has_no_sign());
        }
        numbers!(x.dtype(), "neg_cpu", T => Ok(kernels::map(x, T::negative)?))
    },
    saves Nothing,
    derivative |grad, _| grad.neg(),
    examples any;

    /// The number without its sign: `torch.abs(x)`. Its derivative at 0 is 0.
    abs, abs_, ABS_ROW, "abs", "AbsBackward0" / "AbsBackward":
    forward |x| {
        numbers!(x.dtype(), "abs_cpu", T => Ok(kernels::map(x, T::magnitude)?))
    },
    saves Input,
    derivative |grad, x| grad.mul(&x.sign()?),
    examples any;

    /// -1, 0 or 1: `torch.sign(x)`. Flat, so its derivative is 0.
    sign, sign_, SIGN_ROW, "sign", "SignBackward0" / "SignBackward":
    forward |x| match x.dtype() {
        DType::Bool => Ok(kernels::map(x, |x: bool| x)?),
        dtype => numbers!(dtype, "sign_cpu", T => {
            Ok(kernels::map(x, T::sign)?)
        }),
    },
    saves Nothing,
    derivative |grad, _| grad.zeros_like(),
    examples any;

    /// `e` to the power of each element: `torch.exp(x)`. Its own derivative.
    exp, exp_, EXP_ROW, "exp", "ExpBackward0" / "ExpBackward":
    forward floating!(T::exp),
    saves Output,
    derivative |grad, y| grad.mul(y),
    examples any;

    /// `exp(x) - 1`, exact near 0 too: `torch.expm1(x)`.
    expm1, expm1_, EXPM1_ROW, "expm1", "Expm1Backward0" / "Expm1Backward":
    forward floating!(T::exp_m1_),
    saves Output,
    derivative |grad, y| grad.mul(&y.add(1)?),
    examples any;

    /// The natural logarithm: `torch.log(x)`.
    log, log_, LOG_ROW, "log", "LogBackward0" / "LogBackward":
    forward floating!(T::ln),
    saves Input,
    derivative |grad, x| grad.div(x),
    examples positive;

    /// `log(1 + x)`, exact near 0 too: `torch.log1p(x)`.
    log1p, log1p_, LOG1P_ROW, "log1p", "Log1PBackward0" / "Log1PBackward":
    forward floating!(T::ln_1p_),
    saves Input,
    derivative |grad, x| grad.div(&x.add(1)?),
    examples positive;

    /// The square root: `torch.sqrt(x)`. Its derivative at 0 is infinite.
    sqrt, sqrt_, SQRT_ROW, "sqrt", "SqrtBackward0" / "SqrtBackward":
    forward floating!(T::sqrt),
    saves Output,
    derivative |grad, y| grad.div(&y.mul(2)?),
    examples positive;

    /// One over the square root: `torch.rsqrt(x)`.
    rsqrt, rsqrt_, RSQRT_ROW, "rsqrt", "RsqrtBackward0" / "RsqrtBackward":
    forward floating!(|x| 1.0 / x.sqrt()),
    saves Output,
    derivative |grad, y| grad.mul(-0.5)?.mul(&y.pow(3)?),
    examples positive;

    /// One over each element: `torch.reciprocal(x)`.
    reciprocal, reciprocal_, RECIPROCAL_ROW, "reciprocal",
    "ReciprocalBackward0" / "ReciprocalBackward":
    forward floating!(|x| 1.0 / x),
    saves Output,
    derivative |grad, y| grad.neg()?.mul(&y.mul(y)?),
    examples positive;

    /// The sine: `torch.sin(x)`.
    sin, sin_, SIN_ROW, "sin", "SinBackward0" / "SinBackward":
    forward floating!(T::sin),
    saves Input,
    derivative |grad, x| grad.mul(&x.cos()?),
    examples any;

    /// The cosine: `torch.cos(x)`.
    cos, cos_, COS_ROW, "cos", "CosBackward0" / "CosBackward":
    forward floating!(T::cos),
    saves Input,
    derivative |grad, x| grad.mul(&x.sin()?.neg()?),
    examples any;

    /// The tangent: `torch.tan(x)`.
    tan, tan_, TAN_ROW, "tan", "TanBackward0" / "TanBackward":
    forward floating!(T::tan),
    saves Output,
    derivative |grad, y| grad.mul(&y.mul(y)?.add(1)?),
    examples any;

    /// The hyperbolic tangent: `torch.tanh(x)`.
    tanh, tanh_, TANH_ROW, "tanh", "TanhBackward0" / "TanhBackward":
    forward floating!(T::tanh),
    saves Output,
    derivative |grad, y| tanh_backward(grad, y),
    examples any;

    /// The error function, a sigmoid that a normal distribution makes:
    /// `torch.erf(x)`.
    erf, erf_, ERF_ROW, "erf", "ErfBackward0" / "ErfBackward":
    forward floating!(|x| T::from_f64(erf(x.to_f64()))),
    saves Input,
    derivative |grad, x| {
        x.mul(x)?.neg()?.exp()?.mul(FRAC_2_SQRT_PI)?.mul(grad)
    },
    examples any;

    /// The logistic function `1 / (1 + exp(-x))`: `torch.sigmoid(x)`.
    sigmoid, sigmoid_, SIGMOID_ROW, "sigmoid",
    "SigmoidBackward0" / "SigmoidBackward":
    forward |x| {
        let floating = x.dtype().is_floating_point();
        let dtype = if floating { x.dtype() } else { DType::usual() };
        let x = x.to_dtype(dtype)?;
        floats!(dtype, "sigmoid_cpu", T => {
            elementary::map(&x, |x: T, block| x.logistic(block))
        })
    },
    saves Output,
    derivative |grad, y| grad.mul(&y.rsub(1)?)?.mul(y),
    examples any;

    /// The number, or 0 if it is negative: `torch.relu(x)`. Its derivative
    /// at 0 is 0.
    relu, relu_, RELU_ROW, "relu", "ReluBackward0" / "ReluBackward0":
    forward |x| {
        if x.dtype() == DType::Bool {
            return Err(TorchError::said(
                ErrorClass::NotImplemented,
                "Boolean inputs not supported for relu",
            ));
        }
        numbers!(x.dtype(), "relu_cpu", T => {
            let zero = T::default();
            Ok(kernels::map(x, |x: T| if x < zero { zero } else { x })?)
        })
    },
    saves Output,
    derivative threshold_backward,
    examples any;

    /// The next whole number below: `torch.floor(x)`. Flat, so its
    /// derivative is 0.
    floor, floor_, FLOOR_ROW, "floor", "FloorBackward0" / "FloorBackward":
    forward rounding!("floor_vml_cpu", T::floor),
    saves Nothing,
    derivative |grad, _| grad.zeros_like(),
    examples any;

    /// The next whole number above: `torch.ceil(x)`.
    ceil, ceil_, CEIL_ROW, "ceil", "CeilBackward0" / "CeilBackward":
    forward rounding!("ceil_vml_cpu", T::ceil),
    saves Nothing,
    derivative |grad, _| grad.zeros_like(),
    examples any;

    /// The nearest whole number, the even one of two: `torch.round(x)`.
    round, round_, ROUND_ROW, "round", "RoundBackward0" / "RoundBackward":
    forward rounding!("round_vml_cpu", T::round_ties_even),
    saves Nothing,
    derivative |grad, _| grad.zeros_like(),
    examples any;

    /// The whole part: `torch.trunc(x)`.
    trunc, trunc_, TRUNC_ROW, "trunc", "TruncBackward0" / "TruncBackward":
    forward rounding!("trunc_vml_cpu", T::trunc),
    saves Nothing,
    derivative |grad, _| grad.zeros_like(),
    examples any;
}

/// The error function: up to 1 by a series without differences, above by
/// the continued fraction of what is missing to 1.
pub(super) fn erf(x: f64) -> f64 {
    let far = x.abs();
    if far >= 6.0 {
        return 1.0_f64.copysign(x);
    }
    let bell = (-x * x).exp();
    if far > 1.0 {
        // The nearer to zero, the slower it converges.
        let levels = 10 + (200.0 / (far * far)) as u32;
        let below = |rest: f64, n: u32| far + f64::from(n) / 2.0 / rest;
        let fraction = (1..levels).rev().fold(far, below);
        let missing = bell * FRAC_2_SQRT_PI / 2.0 / fraction;
        return (1.0 - missing).copysign(x);
    }
    let (mut term, mut sum, mut odd) = (x, x, 1.0);
    while term.abs() > sum.abs() * 1e-17 {
        odd += 2.0;
        term *= 2.0 * x * x / odd;
        sum += term;
    }
    FRAC_2_SQRT_PI * bell * sum
}

/// `grad * (1 - y * y)`, where `1 - y * y` is rounded once.
fn tanh_backward(grad: &Tensor, y: &Tensor) -> Result<Tensor> {
    static NAMES: Names =
        Names::new("TanhBackwardBackward0", "TanhBackwardBackward");
    let slope = floats!(y.dtype(), "tanh_backward_cpu", T => {
        let slope = |grad: T, y: T| grad * (-y).fma(y, 1.0);
        kernels::zip(&grad.strided(), &y.strided(), slope)
    })?;
    Ok(record(&NAMES, &[grad, y], slope, |saver| {
        let saved = [saver.save(grad), saver.save(y)];
        backward(move |grad_of_slope, context| {
            let [grad, y] = [context.get(saved[0])?, context.get(saved[1])?];
            context.pair(
                || tanh_backward(grad_of_slope, &y),
                || grad.mul(-2)?.mul(&y)?.mul(grad_of_slope),
            )
        })
    }))
}

/// Masks are inverted with `~`, not with `-`.
fn bool_has_no_sign() -> TorchError {
    TorchError::said(
        ErrorClass::NotImplemented,
        "Negation, the `-` operator, on a bool tensor is not supported. If \
         you are trying to invert a mask, use the `~` or `logical_not()` \
         operator instead.",
    )
}

impl Tensor {
    /// Each element times itself: `torch.square(x)`, which is `x ** 2`.
    ///
    /// # Errors
    /// None.
    pub fn square(&self) -> Result<Tensor> {
        self.pow(2)
    }

    /// [`square`](Tensor::square) in place.
    ///
    /// # Errors
    /// `RuntimeError` if this tensor may not be changed in place.
    pub fn square_(&self) -> Result<Tensor> {
        self.pow_(2)
    }

    /// The tensor itself: `+x`, `torch.positive(x)`.
    ///
    /// # Errors
    /// `NotImplementedError` for bools.
    pub fn positive(&self) -> Result<Tensor> {
        if self.dtype() == DType::Bool {
            return Err(TorchError::said(
                ErrorClass::NotImplemented,
                "The `+` operator, on a bool tensor is not supported.",
            ));
        }
        Ok(self.clone())
    }

    /// Where there is no number: `torch.isnan(x)`. (NaN equals nothing, not
    /// even itself.)
    ///
    /// # Errors
    /// None.
    pub fn isnan(&self) -> Result<Tensor> {
        let x = self.strided();
        Ok(Tensor::from_strided(
            dispatch!(x.dtype(), T => kernels::map(&x, T::nan)?),
        ))
    }

    /// Where there is an infinity: `torch.isinf(x)`.
    ///
    /// # Errors
    /// None.
    pub fn isinf(&self) -> Result<Tensor> {
        self.classify(false, |x| x.is_infinite())
    }

    /// Where there is a number that is not infinite: `torch.isfinite(x)`.
    ///
    /// # Errors
    /// None.
    pub fn isfinite(&self) -> Result<Tensor> {
        self.classify(true, |x| x.is_finite())
    }

    /// `f` of floats; of all others the answer is known. (Widening keeps the
    /// class of a float32.)
    fn classify(&self, others: bool, f: fn(f64) -> bool) -> Result<Tensor> {
        if !self.dtype().is_floating_point() {
            // All the same, and in memory as PyTorch's full_like has it.
            let own = self.strided();
            let flat = Size::new(&[own.numel()]);
            let strides = kernels::strides_like(&own);
            return Ok(Tensor::from_strided(
                Strided::full(flat, others, DType::Bool)?.window(
                    own.shape().clone(),
                    strides,
                    0,
                ),
            ));
        }
        let x = self.strided();
        Ok(Tensor::from_strided(floats!(x.dtype(), "isfinite", T => {
            kernels::map(&x, |x: T| f(x.to_f64()))
        })?))
    }
}

/// `square`, in the table.
pub static SQUARE_ROW: Row = Row {
    name: "square",
    signature: "square(input)",
    grad_fn: {
        static NAMES: Names = Names::new("PowBackward0", "PowBackward0");
        Some(&NAMES)
    },
    call: |a| Ok(a.tensor(0)?.square()?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.square_()?.into())),
    examples: |e| vec![vec![e.any(&[2, 3]).into()]],
};

/// The derivative of `relu`. It has one of its own, also for the result `y`,
/// which is 0: whoever asks for it shall not hear that there is none.
fn threshold_backward(grad: &Tensor, y: &Tensor) -> Result<Tensor> {
    static NAMES: Names =
        Names::new("ThresholdBackwardBackward0", "ThresholdBackwardBackward");
    // Not `y > 0`: that would lose the gradient of NaN.
    let passed = no_grad(|| super::choose::where_(&y.le(0)?, 0, grad))?;
    let passed = passed.strided().clone();
    Ok(record(&NAMES, &[grad, y], passed, |saver| {
        let y = saver.save_for(0, y);
        backward(move |grad, context| {
            context.pair(
                || threshold_backward(grad, &context.get(y)?),
                || grad.zeros_like(),
            )
        })
    }))
}

impl Tensor {
    /// The nearest number with so many decimals, or, if that is negative,
    /// with so many zeros before the point: `torch.round(x, decimals=n)`.
    /// It is scaled, rounded and scaled back, each step being rounded.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn round_decimals(&self, decimals: i64) -> Result<Tensor> {
        static NAMES: Names = Names::new("RoundBackward1", "RoundBackward1");
        let x = self.strided();
        let kernel = if decimals == 0 { "round_vml_cpu" } else { "round_cpu" };
        // C++ takes the power for a double and then rounds it.
        let power = 10_f64.powf((decimals as f64).abs());
        let rounded = floats!(x.dtype(), kernel, T => {
            let power = power as T;
            kernels::map(&x, |x: T| match decimals {
                0 => x.round_ties_even(),
                1.. => (x * power).round_ties_even() / power,
                _ => (x / power).round_ties_even() * power,
            })
        })?;
        Ok(record(&NAMES, &[self], rounded, |_| {
            backward1(|grad, _| grad.zeros_like())
        }))
    }

    /// [`round_decimals`](Tensor::round_decimals) in place.
    ///
    /// # Errors
    /// As the other, and `RuntimeError` if this tensor may not be changed in
    /// place.
    pub fn round_decimals_(&self, decimals: i64) -> Result<Tensor> {
        self.in_place(|old| old.round_decimals(decimals))
    }
}

/// `round` to decimals, in the table.
pub static ROUND_DECIMALS_ROW: Row = Row {
    name: "round.decimals",
    signature: "round(input, *, decimals)",
    grad_fn: {
        static NAMES: Names = Names::new("RoundBackward1", "RoundBackward1");
        Some(&NAMES)
    },
    call: |a| Ok(a.tensor(0)?.round_decimals(a.int(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.round_decimals_(a.int(1)?)?.into())),
    examples: |e| vec![vec![e.between(0.4, 0.6, &[3]).into(), (-1).into()]],
};

macro_rules! without_derivative {
    ($($name:ident, $row:ident, $text:literal;)+) => {$(
        #[doc = concat!("`", $text, "`, in the table.")]
        pub static $row: Row = Row {
            name: $text,
            signature: concat!($text, "(input)"),
            grad_fn: None,
            call: |a| Ok(a.tensor(0)?.$name()?.into()),
            in_place: None,
            examples: |_| Vec::new(),
        };
    )+};
}
without_derivative! {
    positive, POSITIVE_ROW, "positive";
    isnan, ISNAN_ROW, "isnan";
    isinf, ISINF_ROW, "isinf";
    isfinite, ISFINITE_ROW, "isfinite";
}

// ANCHOR: names
static LEAKY_RELU: Names =
    Names::new("LeakyReluBackward0", "LeakyReluBackward0");
// ANCHOR_END: names

impl Tensor {
    // ANCHOR: operation
    /// The number, or a part of it where it is negative:
    /// `torch.nn.functional.leaky_relu(x, negative_slope)`, usually with a
    /// slope of 0.01. At 0 its derivative is the slope.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn leaky_relu(&self, slope: impl Into<Scalar>) -> Result<Tensor> {
        let slope = slope.into();
        let y = floats!(self.dtype(), "leaky_relu_cpu", T => {
            check_fits(slope, T::DTYPE)?;
            let part = T::from_scalar(slope);
            let leak = |x: T| if x > 0.0 { x } else { x * part };
            kernels::map(&self.strided(), leak)
        })?;
        Ok(record(&LEAKY_RELU, &[self], y, |saver| {
            let x = saver.save(self);
            backward1(move |grad, context| {
                let positive = context.get(x)?.gt(0)?;
                where_(&positive, grad, &grad.mul(slope)?)
            })
        }))
    }
    // ANCHOR_END: operation
}

// ANCHOR: row
/// `leaky_relu`, in the table.
pub static LEAKY_RELU_ROW: Row = Row {
    name: "nn.functional.leaky_relu",
    signature: "leaky_relu(input, negative_slope=0.01)",
    grad_fn: Some(&LEAKY_RELU),
    call: |a| Ok(a.tensor(0)?.leaky_relu(a.scalar(1)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), 0.01.into()],
            vec![e.any(&[]).into(), (-2).into()],
        ]
    },
};
// ANCHOR_END: row
