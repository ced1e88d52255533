/*!
Sums, differences and products.

Follows [torch.add](https://pytorch.org/docs/stable/generated/torch.add.html)
and its neighbours. Shapes broadcast, dtypes promote. What was broadcast on
the way forward, the engine sums on the way back; so the derivatives here
read as in a textbook.
*/

use super::numeric::{Arithmetic, Number, check_fits, numbers};
use super::operand::{Operand, beside, compute};
use super::row::{Args, Row};
use crate::autograd::{
    Backward, Context, Grads, Names, Saved, Tensor, backward, backward1,
    record, record_beside,
};
use crate::tensor::{
    DType, Element, ErrorClass, Result, Scalar, Strided, TorchError,
    broadcast, dispatch, kernels,
};

/// The sum of two windows of one dtype.
pub(crate) fn plus(x: &Strided, y: &Strided) -> Result<Strided> {
    dispatch!(x.dtype(), T => kernels::zip(x, y, T::plus))
}

/// `x + alpha * y`
fn add_multiple(x: &Strided, y: &Strided, alpha: Scalar) -> Result<Strided> {
    dispatch!(x.dtype(), T => {
        if is_one(alpha) {
            return kernels::zip(x, y, T::plus);
        }
        check_fits(alpha, T::DTYPE)?;
        let alpha = T::from_scalar(alpha);
        kernels::zip(x, y, |x: T, y: T| x.plus_times(y, alpha))
    })
}

/// `x - alpha * y`
fn sub_multiple(x: &Strided, y: &Strided, alpha: Scalar) -> Result<Strided> {
    numbers!(x.dtype(), "sub_cpu", T => {
        if is_one(alpha) {
            return kernels::zip(x, y, T::minus);
        }
        check_fits(alpha, T::DTYPE)?;
        // An integer has one zero only: it stays +0.
        let alpha = T::from_scalar(match alpha {
            Scalar::Float(x) => Scalar::Float(-x),
            whole => Scalar::Int(whole.to_i64().wrapping_neg()),
        });
        kernels::zip(x, y, |x: T, y: T| x.plus_times(y, alpha))
    })
}

pub(super) fn is_one(alpha: Scalar) -> bool {
    alpha.to_f64() == 1.0
}

/// A gradient times `alpha`, without a node for the usual alpha of 1.
pub(super) fn multiple(grad: Tensor, alpha: Scalar) -> Result<Tensor> {
    if is_one(alpha) { Ok(grad) } else { grad.mul(alpha) }
}

/// What `alpha=` may be for a result of this dtype.
fn check_alpha(alpha: Scalar, dtype: DType) -> Result<()> {
    Err(TorchError::runtime(match alpha {
        Scalar::Bool(_) if dtype != DType::Bool => {
            "Boolean alpha only supported for Boolean results."
        }
        Scalar::Float(_) if !dtype.is_floating_point() => {
            "For integral input tensors, argument alpha must not be a \
             floating point number."
        }
        _ => return Ok(()),
    }))
}

fn is_bool(operand: &Operand<'_>) -> bool {
    match operand {
        Operand::Tensor(tensor) => tensor.dtype() == DType::Bool,
        Operand::Number(number) => matches!(number, Scalar::Bool(_)),
    }
}

/// Truth values have no difference.
fn check_subtraction(a: &Tensor, b: &Operand<'_>) -> Result<()> {
    let sentence = match (a.dtype() == DType::Bool, is_bool(b)) {
        (false, false) => return Ok(()),
        (true, true) => {
            "Subtraction, the `-` operator, with two bool tensors is not \
             supported. Use the `^` or `logical_xor()` operator instead."
        }
        _ => {
            "Subtraction, the `-` operator, with a bool tensor is not \
             supported. If you are trying to invert a mask, use the `~` or \
             `logical_not()` operator instead."
        }
    };
    Err(TorchError::said(ErrorClass::NotImplemented, sentence))
}

/// The derivative of a tensor beside a number: the number has none.
pub(super) fn first_of_two(
    f: impl Fn(&Tensor, &Context<'_>) -> Result<Tensor> + 'static,
) -> Backward {
    backward(move |grad, context| {
        let first = context.only_if(0, || f(grad, context))?;
        Ok(Grads::from_buf([first, None]))
    })
}

/// [`first_of_two`] of what a number is added to.
fn unchanged() -> Backward {
    first_of_two(|grad, _| Ok(grad.clone()))
}

static ADD: Names = Names::new("AddBackward0", "AddBackward0");
static SUB: Names = Names::new("SubBackward0", "SubBackward0");
static RSUB_TENSOR: Names = Names::new("RsubBackward0", "RsubBackward0");
static RSUB: Names = Names::new("RsubBackward1", "RsubBackward1");
static MUL: Names = Names::new("MulBackward0", "MulBackward0");

// Sums and differences.
impl Tensor {
    /// The sum: `x + y`, `torch.add(x, y)`.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast.
    pub fn add<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let other = other.into();
        if let Some(number) = other.plain_number() {
            let sum = beside(self, number, |x| {
                dispatch!(x.dtype(), T => {
                    kernels::beside(x, T::from_scalar(number), T::plus)
                })
            })?;
            return Ok(record_beside(&ADD, self, sum, |_| unchanged()));
        }
        let (sum, other) = compute(
            self,
            &other,
            |x, y| dispatch!(x.dtype(), T => kernels::zip(x, y, T::plus)),
        )?;
        Ok(record(&ADD, &[self, &other], sum, |_| {
            backward(|grad, context| {
                context.pair(|| Ok(grad.clone()), || Ok(grad.clone()))
            })
        }))
    }

    /// [`add`](Tensor::add) in place: `x += y`.
    ///
    /// # Errors
    /// As [`add`](Tensor::add), and if this tensor may not be changed in
    /// place.
    pub fn add_<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let other = other.into();
        other
            .computed_into(self, |old| old.add(other))
            .map_err(|error| error.of_writing("add"))
    }

    /// The sum with a multiple: `torch.add(x, y, alpha=alpha)`, that is
    /// `x + alpha * y`, rounded once.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast, or if `alpha` is of
    /// another kind than the result.
    pub fn add_alpha<'a>(
        &self,
        other: impl Into<Operand<'a>>,
        alpha: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let alpha = alpha.into();
        let (sum, other) = compute(self, &other.into(), |x, y| {
            check_alpha(alpha, x.dtype())?;
            add_multiple(x, y, alpha)
        })?;
        Ok(record(&ADD, &[self, &other], sum, |_| {
            backward(move |grad, context| {
                context.pair(
                    || Ok(grad.clone()),
                    || multiple(grad.clone(), alpha),
                )
            })
        }))
    }

    /// [`add_alpha`](Tensor::add_alpha) in place:
    /// `x.add_(y, alpha=alpha)`, the step of every optimizer.
    ///
    /// # Errors
    /// As [`add_alpha`](Tensor::add_alpha), and if this tensor may not be
    /// changed in place.
    pub fn add_alpha_<'a>(
        &self,
        other: impl Into<Operand<'a>>,
        alpha: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let other = other.into();
        other.computed_into(self, |old| old.add_alpha(other, alpha))
    }

    /// The difference: `x - y`, `torch.sub(x, y)`.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast, `NotImplementedError`
    /// for bools.
    pub fn sub<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        self.sub_alpha(other, 1)
    }

    /// [`sub`](Tensor::sub) in place: `x -= y`.
    ///
    /// # Errors
    /// As [`sub`](Tensor::sub), and if this tensor may not be changed in
    /// place.
    pub fn sub_<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let other = other.into();
        check_subtraction(self, &other)?;
        other
            .computed_into(self, |old| old.sub(other))
            .map_err(|error| error.of_writing("sub"))
    }

    /// The difference from a multiple: `torch.sub(x, y, alpha=alpha)`, that
    /// is `x - alpha * y`, rounded once.
    ///
    /// # Errors
    /// As [`sub`](Tensor::sub), and if `alpha` is of another kind than the
    /// result.
    pub fn sub_alpha<'a>(
        &self,
        other: impl Into<Operand<'a>>,
        alpha: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let (other, alpha) = (other.into(), alpha.into());
        check_subtraction(self, &other)?;
        if let Some(number) = other.plain_number().filter(|_| is_one(alpha)) {
            let difference = beside(self, number, |x| {
                check_alpha(alpha, x.dtype())?;
                numbers!(x.dtype(), "sub_cpu", T => {
                    kernels::beside(x, T::from_scalar(number), T::minus)
                })
            })?;
            return Ok(record_beside(&SUB, self, difference, |_| unchanged()));
        }
        let (difference, other) = compute(self, &other, |x, y| {
            check_alpha(alpha, x.dtype())?;
            sub_multiple(x, y, alpha)
        })?;
        Ok(record(&SUB, &[self, &other], difference, |_| {
            backward(move |grad, context| {
                context
                    .pair(|| Ok(grad.clone()), || multiple(grad.neg()?, alpha))
            })
        }))
    }

    /// [`sub_alpha`](Tensor::sub_alpha) in place.
    ///
    /// # Errors
    /// As [`sub_alpha`](Tensor::sub_alpha), and if this tensor may not be
    /// changed in place.
    pub fn sub_alpha_<'a>(
        &self,
        other: impl Into<Operand<'a>>,
        alpha: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let other = other.into();
        check_subtraction(self, &other)?;
        other.computed_into(self, |old| old.sub_alpha(other, alpha))
    }

    /// The difference the other way round: `torch.rsub(x, y)`, that is
    /// `y - x`. Python turns `1 - x` into it.
    ///
    /// # Errors
    /// As [`sub`](Tensor::sub).
    pub fn rsub<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        self.rsub_alpha(other, 1)
    }

    /// The difference to a multiple: `torch.rsub(x, y, alpha=alpha)`, that
    /// is `y - alpha * x`, rounded once.
    ///
    /// # Errors
    /// As [`sub_alpha`](Tensor::sub_alpha).
    pub fn rsub_alpha<'a>(
        &self,
        other: impl Into<Operand<'a>>,
        alpha: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let (other, alpha) = (other.into(), alpha.into());
        check_subtraction(self, &other)?;
        if let Operand::Tensor(other) = other {
            // PyTorch sees `other - self`, in this order.
            broadcast(&other.size(), &self.size())?;
        }
        if let Some(number) = other.plain_number().filter(|_| is_one(alpha)) {
            let difference = beside(self, number, |x| {
                check_alpha(alpha, x.dtype())?;
                numbers!(x.dtype(), "sub_cpu", T => {
                    let minuend = T::from_scalar(number);
                    kernels::beside(x, minuend, |x: T, y: T| y.minus(x))
                })
            })?;
            return Ok(record(&RSUB, &[self], difference, |_| {
                backward1(|grad, _| grad.neg())
            }));
        }
        let names = match other {
            Operand::Tensor(_) => &RSUB_TENSOR,
            Operand::Number(_) => &RSUB,
        };
        let (difference, other) = compute(self, &other, |x, y| {
            check_alpha(alpha, x.dtype())?;
            sub_multiple(y, x, alpha)
        })?;
        Ok(record(names, &[self, &other], difference, |_| {
            backward(move |grad, context| {
                context
                    .pair(|| multiple(grad.neg()?, alpha), || Ok(grad.clone()))
            })
        }))
    }
}

// Products and quotients.
impl Tensor {
    /// The product, element by element: `x * y`, `torch.mul(x, y)`.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast.
    pub fn mul<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        self.multiplied(&MUL, &other.into())
    }

    /// [`mul`](Tensor::mul), recorded under this name.
    pub(super) fn multiplied(
        &self,
        names: &'static Names,
        other: &Operand<'_>,
    ) -> Result<Tensor> {
        if let Some(number) = other.plain_number() {
            let product = beside(self, number, |x| {
                dispatch!(x.dtype(), T => {
                    kernels::beside(x, T::from_scalar(number), T::times)
                })
            })?;
            return Ok(record_beside(names, self, product, |saver| {
                saver.number(number);
                first_of_two(|grad, context| {
                    grad.mul(context.number(Saved::FIRST)?)
                })
            }));
        }
        let (product, other) = compute(
            self,
            other,
            |x, y| dispatch!(x.dtype(), T => kernels::zip(x, y, T::times)),
        )?;
        Ok(record(names, &[self, &other], product, |saver| {
            let x = saver.save_for(1, self);
            let y = saver.save_for(0, &other);
            backward(move |grad, context| {
                context.pair(
                    || grad.mul(&context.get(y)?),
                    || grad.mul(&context.get(x)?),
                )
            })
        }))
    }

    /// [`mul`](Tensor::mul) in place: `x *= y`.
    ///
    /// # Errors
    /// As [`mul`](Tensor::mul), and if this tensor may not be changed in
    /// place.
    pub fn mul_<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let other = other.into();
        other
            .computed_into(self, |old| old.mul(other))
            .map_err(|error| error.of_writing("mul"))
    }
}

/// `add`, in the table.
pub static ADD_ROW: Row = Row {
    name: "add",
    signature: "add(input, other, *, alpha=1)",
    grad_fn: Some(&ADD),
    call: |a| {
        let (x, y) = (a.tensor(0)?, a.operand(1)?);
        Ok(match a.optional(2, Args::scalar)? {
            Some(alpha) => x.add_alpha(y, alpha)?.into(),
            None => x.add(y)?.into(),
        })
    },
    in_place: Some(|a| {
        let (x, y) = (a.tensor(0)?, a.operand(1)?);
        Ok(match a.optional(2, Args::scalar)? {
            Some(alpha) => x.add_alpha_(y, alpha)?.into(),
            None => x.add_(y)?.into(),
        })
    }),
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), e.any(&[3]).into()],
            vec![e.any(&[2, 1]).into(), e.any(&[3]).into(), 2.5.into()],
            vec![e.any(&[]).into(), 2.0.into()],
        ]
    },
};

/// `sub`, in the table.
pub static SUB_ROW: Row = Row {
    name: "sub",
    signature: "sub(input, other, *, alpha=1)",
    grad_fn: Some(&SUB),
    call: |a| {
        let alpha = a.scalar_or_one(2)?;
        Ok(a.tensor(0)?.sub_alpha(a.operand(1)?, alpha)?.into())
    },
    in_place: Some(|a| {
        let alpha = a.scalar_or_one(2)?;
        Ok(a.tensor(0)?.sub_alpha_(a.operand(1)?, alpha)?.into())
    }),
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), e.any(&[3]).into()],
            vec![e.any(&[2, 1]).into(), e.any(&[3]).into(), 2.5.into()],
            vec![e.any(&[]).into(), 2.0.into()],
        ]
    },
};

/// `rsub` from a tensor, in the table.
pub static RSUB_TENSOR_ROW: Row = Row {
    name: "rsub.Tensor",
    signature: "rsub(input, other, *, alpha=1)",
    grad_fn: Some(&RSUB_TENSOR),
    call: |a| {
        let alpha = a.scalar_or_one(2)?;
        Ok(a.tensor(0)?.rsub_alpha(a.tensor(1)?, alpha)?.into())
    },
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), e.any(&[3]).into()],
            vec![e.any(&[2]).into(), e.any(&[3, 1]).into(), 2.5.into()],
        ]
    },
};

/// `rsub` from a number, in the table.
pub static RSUB_ROW: Row = Row {
    name: "rsub.Scalar",
    signature: "rsub(input, other, alpha=1)",
    grad_fn: Some(&RSUB),
    call: |a| {
        let alpha = a.scalar_or_one(2)?;
        Ok(a.tensor(0)?.rsub_alpha(a.scalar(1)?, alpha)?.into())
    },
    in_place: None,
    examples: |e| vec![vec![e.any(&[2]).into(), 1.into(), (-0.5).into()]],
};

/// `mul`, in the table.
pub static MUL_ROW: Row = Row {
    name: "mul",
    signature: "mul(input, other)",
    grad_fn: Some(&MUL),
    call: |a| Ok(a.tensor(0)?.mul(a.operand(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.mul_(a.operand(1)?)?.into())),
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), e.any(&[3]).into()],
            vec![e.any(&[2, 1]).into(), e.any(&[3]).into()],
            vec![e.any(&[]).into(), 2.0.into()],
        ]
    },
};
