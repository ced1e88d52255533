/*!
Bent lines: what networks put between their layers, beside
[`relu`](Tensor::relu), [`leaky_relu`](Tensor::leaky_relu),
[`tanh`](Tensor::tanh) and [`sigmoid`](Tensor::sigmoid).

Follows [the non-linear functions of
torch.nn.functional](https://pytorch.org/docs/stable/nn.functional.html#non-linear-activation-functions).
*/

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI, SQRT_2};

use super::choose::where_;
use super::elementary::{self, Elementary};
use super::numeric::floats;
use super::row::{Args, Row};
use super::unary::erf;
use crate::autograd::{Names, Tensor, backward1, is_grad_enabled, record};
use crate::tensor::{Element, Result, Strided, TorchError, kernels};

static ELU: Names = Names::new("EluBackward0", "EluBackward");
static ELU_: Names = Names::new("EluBackward1", "EluBackward");
static SELU: Names = Names::new("EluBackward0", "EluBackward");
static SILU: Names = Names::new("SiluBackward0", "SiluBackward");
static SOFTPLUS: Names = Names::new("SoftplusBackward0", "SoftplusBackward");
static GELU: Names = Names::new("GeluBackward0", "GeluBackward");

/// What `selu` bends by: so that layer after layer, numbers keep the mean 0
/// and the variance 1.
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;
const SELU_SCALE: f64 = 1.050_700_987_355_480_5;

/// The cubic term inside the `tanh` of `gelu`.
const KAPPA: f64 = 0.044_715;
/// The root of 2 / pi.
const BETA: f64 = SQRT_2 * FRAC_2_SQRT_PI * 0.5;

/// A derivative in one go, rounded as PyTorch rounds it. Where the
/// derivative itself is to be differentiated, it is made of operations.
macro_rules! slopes {
    ($grad:expr, $x:expr, $T:ident => $slope:expr) => {{
        let y = floats!($x.dtype(), "backward", $T => {
            let slope: &dyn Fn($T, $T, bool) -> $T = &$slope;
            elementary::zip(&$grad.strided(), &$x.strided(), slope)
        })?;
        Ok(Tensor::from_strided(y))
    }};
}

impl Tensor {
    /// The number, or below zero `alpha * (exp(x) - 1)`:
    /// `torch.nn.functional.elu(x, alpha)`, usually with an alpha of 1.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn elu(&self, alpha: f64) -> Result<Tensor> {
        self.bent(&ELU, alpha, 1.0)
    }

    /// [`elu`](Tensor::elu) in place.
    ///
    /// # Errors
    /// As the other, and `RuntimeError` if this tensor may not be changed in
    /// place.
    pub fn elu_(&self, alpha: f64) -> Result<Tensor> {
        self.in_place(|old| old.bent(&ELU_, alpha, 1.0))
    }

    /// A scaled [`elu`](Tensor::elu) under which means and variances stay
    /// what they are: `torch.selu(x)`.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn selu(&self) -> Result<Tensor> {
        self.bent(&SELU, SELU_ALPHA, SELU_SCALE)
    }

    /// [`selu`](Tensor::selu) in place.
    ///
    /// # Errors
    /// As the other, and `RuntimeError` if this tensor may not be changed in
    /// place.
    pub fn selu_(&self) -> Result<Tensor> {
        self.in_place(|old| old.bent(&ELU_, SELU_ALPHA, SELU_SCALE))
    }

    fn bent(
        &self,
        names: &'static Names,
        alpha: f64,
        scale: f64,
    ) -> Result<Tensor> {
        let below = alpha * scale;
        let y = floats!(self.dtype(), "elu_cpu", T => {
            let (below, above) = (below as T, scale as T);
            elementary::map(&self.strided(), |x: T, block| {
                if x <= 0.0 { x.exp_m1_in(block) * below } else { x * above }
            })
        })?;
        self.activated(names, y, move |grad, x| {
            if !is_grad_enabled() {
                return slopes!(grad, x, T => |grad, x, block| {
                    if x <= 0.0 {
                        grad * below as T * x.exp_in(block)
                    } else {
                        grad * scale as T
                    }
                });
            }
            // Above zero the exponential may be infinite.
            let slope = x.clamp_max(0)?.exp()?.mul(below)?;
            let below = grad.mul(&slope)?;
            where_(&x.le(0)?, &below, &grad.mul(scale)?)
        })
    }

    /// The number times its [`sigmoid`](Tensor::sigmoid):
    /// `torch.nn.functional.silu(x)`.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn silu(&self) -> Result<Tensor> {
        let y = floats!(self.dtype(), "silu_cpu", T => {
            elementary::map(&self.strided(), |x: T, block| {
                x / (1.0 + (-x).exp_in(block))
            })
        })?;
        self.activated(&SILU, y, |grad, x| {
            if !is_grad_enabled() {
                return slopes!(grad, x, T => |grad, x, block| {
                    let s = x.logistic(block);
                    grad * s * x.fma(1.0 - s, 1.0)
                });
            }
            let s = x.sigmoid()?;
            grad.mul(&s.mul(&x.mul(&s.rsub(1)?)?.add(1)?)?)
        })
    }

    /// [`silu`](Tensor::silu) in place.
    ///
    /// # Errors
    /// As the other, and `RuntimeError` if this tensor may not be changed in
    /// place.
    pub fn silu_(&self) -> Result<Tensor> {
        self.in_place(Tensor::silu)
    }

    /// `log(1 + exp(beta * x)) / beta`, and from where `beta * x` is above
    /// the threshold on the number itself, which is the same by then:
    /// `torch.nn.functional.softplus(x, beta, threshold)`, usually 1 and 20.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn softplus(&self, beta: f64, threshold: f64) -> Result<Tensor> {
        let y = floats!(self.dtype(), "softplus_cpu", T => {
            let (beta, threshold) = (beta as T, threshold as T);
            elementary::map(&self.strided(), |x: T, block| match x * beta {
                far if far > threshold => x,
                near => near.exp_in(block).ln_1p_in(block) / beta,
            })
        })?;
        self.activated(&SOFTPLUS, y, move |grad, x| {
            if !is_grad_enabled() {
                return slopes!(grad, x, T => |grad, x, block| {
                    match x * beta as T {
                        far if far > threshold as T => grad,
                        near => {
                            let e = near.exp_in(block);
                            grad * e / (e + 1.0)
                        }
                    }
                });
            }
            let scaled = x.mul(beta)?;
            let far = scaled.gt(threshold)?;
            where_(&far, grad, &grad.mul(&scaled.sigmoid()?)?)
        })
    }

    /// The number times the part of a normal distribution that lies below
    /// it: `torch.nn.functional.gelu(x)`.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn gelu(&self) -> Result<Tensor> {
        let y = floats!(self.dtype(), "GeluKernelImpl", T => {
            kernels::map(&self.strided(), |x: T| {
                let part = T::from_f64(erf((x * FRAC_1_SQRT_2 as T).to_f64()));
                x * 0.5 * (1.0 + part)
            })
        })?;
        self.activated(&GELU, y, |grad, x| {
            let below = x.mul(FRAC_1_SQRT_2)?.erf()?.add(1)?.mul(0.5)?;
            let density = x.mul(x)?.mul(-0.5)?.exp()?;
            let density = density.mul(FRAC_2_SQRT_PI * FRAC_1_SQRT_2 * 0.5)?;
            grad.mul(&below.add(&x.mul(&density)?)?)
        })
    }

    /// [`gelu`](Tensor::gelu), or with `"tanh"` something near it that is
    /// made of a hyperbolic tangent:
    /// `torch.nn.functional.gelu(x, approximate="tanh")`.
    ///
    /// # Errors
    /// `RuntimeError` if it is neither `"none"` nor `"tanh"`;
    /// `NotImplementedError` for integers and bools.
    pub fn gelu_with(&self, approximate: &str) -> Result<Tensor> {
        match approximate {
            "none" => self.gelu(),
            "tanh" => self.gelu_by_tanh(),
            _ => Err(TorchError::runtime(
                "approximate argument must be either none or tanh.",
            )),
        }
    }

    fn gelu_by_tanh(&self) -> Result<Tensor> {
        let y = floats!(self.dtype(), "GeluKernelImpl", T => {
            let (beta, kappa) = (BETA as T, KAPPA as T);
            kernels::map(&self.strided(), |x: T| {
                let inner = beta * (x + kappa * (x * x * x));
                0.5 * x * (1.0 + inner.tanh())
            })
        })?;
        self.activated(&GELU, y, |grad, x| {
            let square = x.mul(x)?;
            let inner = square.mul(x)?.mul(KAPPA)?.add(x)?.mul(BETA)?;
            let tanh = inner.tanh()?;
            let of_inner = square.mul(3.0 * KAPPA)?.add(1)?.mul(BETA)?;
            let of_tanh = tanh.mul(&tanh)?.rsub(1)?;
            let right = x.mul(0.5)?.mul(&of_tanh)?.mul(&of_inner)?;
            grad.mul(&tanh.add(1)?.mul(0.5)?.add(&right)?)
        })
    }

    /// Records `y`, whose derivative needs what went in.
    fn activated(
        &self,
        names: &'static Names,
        y: Strided,
        derivative: impl Fn(&Tensor, &Tensor) -> Result<Tensor> + 'static,
    ) -> Result<Tensor> {
        Ok(record(names, &[self], y, |saver| {
            let x = saver.save(self);
            backward1(move |grad, context| derivative(grad, &context.get(x)?))
        }))
    }
}

/// `elu`, in the table.
pub static ELU_ROW: Row = Row {
    name: "nn.functional.elu",
    signature: "elu(input, alpha=1.0, inplace=False)",
    grad_fn: Some(&ELU),
    call: |a| {
        let (x, alpha) = (a.tensor(0)?, a.scalar(1)?.to_f64());
        let in_place = a.optional(2, Args::bool)? == Some(true);
        Ok((if in_place { x.elu_(alpha) } else { x.elu(alpha) })?.into())
    },
    in_place: Some(|a| Ok(a.tensor(0)?.elu_(a.scalar(1)?.to_f64())?.into())),
    examples: |e| vec![vec![e.any(&[2, 3]).into(), 0.75.into()]],
};

/// `selu`, in the table.
pub static SELU_ROW: Row = Row {
    name: "selu",
    signature: "selu(input)",
    grad_fn: Some(&SELU),
    call: |a| Ok(a.tensor(0)?.selu()?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.selu_()?.into())),
    examples: |e| vec![vec![e.any(&[2, 3]).into()]],
};

/// `silu`, in the table.
pub static SILU_ROW: Row = Row {
    name: "nn.functional.silu",
    signature: "silu(input, inplace=False)",
    grad_fn: Some(&SILU),
    call: |a| {
        let x = a.tensor(0)?;
        let in_place = a.optional(1, Args::bool)? == Some(true);
        Ok((if in_place { x.silu_() } else { x.silu() })?.into())
    },
    in_place: Some(|a| Ok(a.tensor(0)?.silu_()?.into())),
    examples: |e| vec![vec![e.any(&[2, 3]).into()]],
};

/// `softplus`, in the table.
pub static SOFTPLUS_ROW: Row = Row {
    name: "nn.functional.softplus",
    signature: "softplus(input, beta=1.0, threshold=20.0)",
    grad_fn: Some(&SOFTPLUS),
    call: |a| {
        let (beta, threshold) = (a.scalar(1)?, a.scalar(2)?);
        let y = a.tensor(0)?.softplus(beta.to_f64(), threshold.to_f64())?;
        Ok(y.into())
    },
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), 1.0.into(), 20.0.into()],
            vec![e.any(&[4]).into(), 2.0.into(), 0.013.into()],
        ]
    },
};

/// `gelu`, in the table.
pub static GELU_ROW: Row = Row {
    name: "nn.functional.gelu",
    signature: "gelu(input, approximate='none')",
    grad_fn: Some(&GELU),
    call: |a| Ok(a.tensor(0)?.gelu_with(a.str(1)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), "none".into()],
            vec![e.any(&[2, 3]).into(), "tanh".into()],
        ]
    },
};
