/*!
Three tensors in one step: between two by a third, and a third added to a
product or a quotient of two.

Follows [torch.lerp](https://pytorch.org/docs/stable/generated/torch.lerp.html),
[torch.addcmul](https://pytorch.org/docs/stable/generated/torch.addcmul.html)
and
[torch.addcdiv](https://pytorch.org/docs/stable/generated/torch.addcdiv.html).
The optimizers are made of these; so each is rounded where PyTorch rounds it.
*/

use super::numeric::{
    Arithmetic, check_fits, floats, not_implemented, numbers,
};
use super::operand::{Operand, common_dtype};
use super::row::{Row, Value};
use crate::autograd::{Grads, Names, Tensor, backward, record};
use crate::tensor::{
    DType, Element, Result, Scalar, Size, Strided, TorchError, broadcast,
    kernels,
};

static LERP: Names = Names::new("LerpBackward0", "LerpBackward0");
static LERP_TENSOR: Names = Names::new("LerpBackward1", "LerpBackward1");
static ADDCMUL: Names = Names::new("AddcmulBackward0", "AddcmulBackward");
static ADDCDIV: Names = Names::new("AddcdivBackward0", "AddcdivBackward");

/// From `x` towards `end`, measured from the nearer one.
macro_rules! towards {
    ($x:expr, $end:expr, $weight:expr) => {{
        let (x, end, weight) = ($x, $end, $weight);
        if weight.abs() < 0.5 {
            weight.mul_add(end - x, x)
        } else {
            (end - x).mul_add(weight - 1.0, end)
        }
    }};
}
impl Tensor {
    /// The way from this tensor to another, a part of it:
    /// `torch.lerp(input, end, weight)`, that is `input + weight * (end -
    /// input)`. Measured from the nearer one, so that a weight of 1 arrives.
    /// The weight is a number or a tensor.
    ///
    /// # Errors
    /// `RuntimeError` if the dtypes differ or the shapes do not broadcast;
    /// `NotImplementedError` for integers and bools.
    pub fn lerp<'a>(
        &self,
        end: &Tensor,
        weight: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        match weight.into() {
            Operand::Number(weight) => self.lerp_by_number(end, weight),
            Operand::Tensor(weight) => self.lerp_by_tensor(end, weight),
        }
    }

    /// [`lerp`](Tensor::lerp) in place.
    ///
    /// # Errors
    /// As [`lerp`](Tensor::lerp), and if this tensor may not be changed in
    /// place.
    pub fn lerp_<'a>(
        &self,
        end: &Tensor,
        weight: impl Into<Operand<'a>>,
    ) -> Result<Tensor> {
        let weight = weight.into();
        check_same("end", self, end)?;
        let mut others = vec![end];
        if let Operand::Tensor(weight) = weight {
            check_weight(self, weight)?;
            others.push(weight);
        }
        self.blend_in_place(&others, self.dtype(), |old| old.lerp(end, weight))
    }

    fn lerp_by_number(&self, end: &Tensor, weight: Scalar) -> Result<Tensor> {
        check_same("end", self, end)?;
        let between = {
            let (x, end) = (self.strided(), end.strided());
            broadcast(x.shape(), end.shape())?;
            floats!(x.dtype(), "lerp_kernel_scalar", T => {
                check_fits(weight, T::DTYPE)?;
                let weight = T::from_scalar(weight);
                kernels::zip(&x, &end, |x: T, end: T| {
                    towards!(x, end, weight)
                })
            })?
        };
        Ok(record(&LERP, &[self, end], between, |_| {
            let weight = weight.to_f64();
            backward(move |grad, context| {
                context.pair(|| grad.mul(1.0 - weight), || grad.mul(weight))
            })
        }))
    }

    fn lerp_by_tensor(&self, end: &Tensor, weight: &Tensor) -> Result<Tensor> {
        check_same("end", self, end)?;
        check_weight(self, weight)?;
        let between = {
            let (x, end) = (self.strided(), end.strided());
            let weight = weight.strided().to_dtype(x.dtype())?;
            check_shapes(&x, &end, &weight)?;
            floats!(x.dtype(), "lerp_kernel_tensor", T => {
                kernels::zip3(&x, &end, &weight, |x: T, end: T, weight: T| {
                    towards!(x, end, weight)
                })
            })?
        };
        let inputs = [self, end, weight];
        Ok(record(&LERP_TENSOR, &inputs, between, |saver| {
            let x = saver.save_for(2, self);
            let last = saver.save_for(2, end);
            let by = saver.save(weight);
            backward(move |grad, context| {
                let weight = || context.get(by);
                Ok(Grads::from_iter([
                    context.only_if(0, || grad.mul(&weight()?.rsub(1)?))?,
                    context.only_if(1, || grad.mul(&weight()?))?,
                    context.only_if(2, || {
                        grad.mul(&context.get(last)?.sub(&context.get(x)?)?)
                    })?,
                ]))
            })
        }))
    }

    /// The sum with a product: `torch.addcmul(input, tensor1, tensor2,
    /// value=value)`, that is `input + value * tensor1 * tensor2`. Only the
    /// first product is rounded by itself.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast or the dtype cannot hold
    /// the value; `NotImplementedError` for bools.
    pub fn addcmul(
        &self,
        tensor1: &Tensor,
        tensor2: &Tensor,
        value: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let value = value.into();
        let sum = self.with_two(tensor1, tensor2, |x, a, b| {
            numbers!(x.dtype(), "addcmul_cpu_out", T => {
                check_fits(value, T::DTYPE)?;
                let value = T::from_scalar(value);
                kernels::zip3(x, a, b, |x: T, a: T, b: T| {
                    x.plus_times(value.times(a), b)
                })
            })
        })?;
        let inputs = [self, tensor1, tensor2];
        Ok(record(&ADDCMUL, &inputs, sum, |saver| {
            let a = saver.save_for(2, tensor1);
            let b = saver.save_for(1, tensor2);
            backward(move |grad, context| {
                Ok(Grads::from_iter([
                    context.only_if(0, || Ok(grad.clone()))?,
                    context.only_if(1, || {
                        grad.mul(&context.get(b)?.mul(value)?)
                    })?,
                    context.only_if(2, || {
                        grad.mul(&context.get(a)?.mul(value)?)
                    })?,
                ]))
            })
        }))
    }

    /// [`addcmul`](Tensor::addcmul) in place.
    ///
    /// # Errors
    /// As [`addcmul`](Tensor::addcmul), and if this tensor may not be changed
    /// in place or cannot hold the result.
    pub fn addcmul_(
        &self,
        tensor1: &Tensor,
        tensor2: &Tensor,
        value: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let value = value.into();
        let dtype = dtype_of(self, tensor1, tensor2);
        self.blend_in_place(&[tensor1, tensor2], dtype, |old| {
            old.addcmul(tensor1, tensor2, value)
        })
    }

    /// The sum with a quotient: `torch.addcdiv(input, tensor1, tensor2,
    /// value=value)`, that is `input + value * tensor1 / tensor2`.
    ///
    /// # Errors
    /// `RuntimeError` if both tensors are of integers, if the shapes do not
    /// broadcast or if the dtype cannot hold the value.
    pub fn addcdiv(
        &self,
        tensor1: &Tensor,
        tensor2: &Tensor,
        value: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let value = value.into();
        check_division(tensor1, tensor2)?;
        let sum = self.with_two(tensor1, tensor2, |x, a, b| {
            floats!(x.dtype(), "addcdiv_cpu_out", T => {
                check_fits(value, T::DTYPE)?;
                let value = T::from_scalar(value);
                kernels::zip3(x, a, b, |x: T, a: T, b: T| x + value * a / b)
            })
        })?;
        let inputs = [self, tensor1, tensor2];
        Ok(record(&ADDCDIV, &inputs, sum, |saver| {
            let a = saver.save_for(2, tensor1);
            let b = saver.save(tensor2);
            backward(move |grad, context| {
                Ok(Grads::from_iter([
                    context.only_if(0, || Ok(grad.clone()))?,
                    context.only_if(1, || {
                        // As PyTorch does: so integers are an error here.
                        let b = context.get(b)?;
                        grad.mul(&b.full_like(value)?.div_(&b)?)
                    })?,
                    context.only_if(2, || {
                        let (a, b) = (context.get(a)?, context.get(b)?);
                        let slope = a.mul(value)?.div(&b.mul(&b)?)?;
                        grad.neg()?.mul(&slope)
                    })?,
                ]))
            })
        }))
    }

    /// [`addcdiv`](Tensor::addcdiv) in place.
    ///
    /// # Errors
    /// As [`addcdiv`](Tensor::addcdiv), and if this tensor may not be changed
    /// in place or cannot hold the result.
    pub fn addcdiv_(
        &self,
        tensor1: &Tensor,
        tensor2: &Tensor,
        value: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let value = value.into();
        check_division(tensor1, tensor2)?;
        let dtype = dtype_of(self, tensor1, tensor2);
        self.blend_in_place(&[tensor1, tensor2], dtype, |old| {
            old.addcdiv(tensor1, tensor2, value)
        })
    }

    /// `f` of three in the dtype that they have in common.
    fn with_two(
        &self,
        a: &Tensor,
        b: &Tensor,
        f: impl FnOnce(&Strided, &Strided, &Strided) -> Result<Strided>,
    ) -> Result<Strided> {
        let dtype = dtype_of(self, a, b);
        // What is wrong with the shapes is said first.
        check_shapes(&self.strided(), &a.strided(), &b.strided())?;
        let x = self.strided().to_dtype(dtype)?;
        let a = a.strided().to_dtype(dtype)?;
        f(&x, &a, &b.strided().to_dtype(dtype)?)
    }

    /// An operation in place that reads other tensors, and whose result has
    /// the common shape and this dtype.
    fn blend_in_place(
        &self,
        others: &[&Tensor],
        dtype: DType,
        operation: impl FnOnce(&Tensor) -> Result<Tensor>,
    ) -> Result<Tensor> {
        self.check_in_place()?;
        let own = self.strided();
        if others.iter().any(|other| own.partly_overlaps(&other.strided())) {
            return Err(TorchError::ReadWriteOverlap);
        }
        drop(own);
        self.in_place(|old| {
            let mut size = old.size();
            for other in others {
                size = broadcast(&size, &other.size())?;
            }
            old.check_holds(size, dtype)?;
            operation(old)
        })
    }
}

const INTEGER_DIVISION: &str = "Integer division with addcdiv is no longer supported, and in a future  \
     release addcdiv will perform a true division of tensor1 and tensor2. \
     The historic addcdiv behavior can be implemented as (input + value * \
     torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and \
     as (input + value * tensor1 / tensor2) for float inputs. The future \
     addcdiv behavior is just the latter implementation: (input + value * \
     tensor1 / tensor2), for all dtypes.";

fn check_division(a: &Tensor, b: &Tensor) -> Result<()> {
    let floating = |t: &Tensor| t.dtype().is_floating_point();
    match floating(a) || floating(b) {
        true => Ok(()),
        false => Err(TorchError::runtime(INTEGER_DIVISION)),
    }
}

fn dtype_of(x: &Tensor, a: &Tensor, b: &Tensor) -> DType {
    common_dtype(&[&x.into(), &a.into(), &b.into()])
}

fn check_shapes(x: &Strided, a: &Strided, b: &Strided) -> Result<Size> {
    broadcast(&broadcast(x.shape(), a.shape())?, b.shape())
}

fn check_same(name: &str, x: &Tensor, other: &Tensor) -> Result<()> {
    if x.dtype() == other.dtype() {
        return Ok(());
    }
    let error = TorchError::runtime(format!(
        "expected dtype {} for `{name}` but got dtype {}",
        x.dtype().c_name(),
        other.dtype().c_name()
    ));
    Err(match x.dtype().is_floating_point() {
        true => error.in_the_notes(format!(
            "expected scalar type {} but found {}",
            x.dtype().scalar_type(),
            other.dtype().scalar_type_then()
        )),
        false => {
            error.in_the_notes_like(&not_implemented("lerp_cpu", x.dtype()))
        }
    })
}

/// One number may be of any dtype.
fn check_weight(x: &Tensor, weight: &Tensor) -> Result<()> {
    if weight.ndim() == 0 { Ok(()) } else { check_same("weight", x, weight) }
}

/// `lerp` by a number, in the table.
pub static LERP_ROW: Row = Row {
    name: "lerp",
    signature: "lerp(input, end, weight)",
    grad_fn: Some(&LERP),
    call: |a| Ok(a.tensor(0)?.lerp(a.tensor(1)?, a.operand(2)?)?.into()),
    in_place: Some(|a| {
        Ok(a.tensor(0)?.lerp_(a.tensor(1)?, a.operand(2)?)?.into())
    }),
    examples: |e| {
        let (near, far) = (Value::from(0.25), Value::from(0.75));
        vec![
            vec![e.any(&[2, 3]).into(), e.any(&[3]).into(), near],
            vec![e.any(&[]).into(), e.any(&[2]).into(), far],
        ]
    },
};

/// `lerp` by a tensor, in the table.
pub static LERP_TENSOR_ROW: Row = Row {
    name: "lerp.Tensor",
    signature: "lerp(input, end, weight)",
    grad_fn: Some(&LERP_TENSOR),
    call: LERP_ROW.call,
    in_place: LERP_ROW.in_place,
    examples: |e| {
        vec![
            vec![
                e.any(&[2, 3]).into(),
                e.any(&[3]).into(),
                e.any(&[2, 1]).into(),
            ],
            vec![
                e.any(&[2]).into(),
                e.any(&[2]).into(),
                e.positive(&[]).into(),
            ],
        ]
    },
};

/// `addcmul`, in the table.
pub static ADDCMUL_ROW: Row = Row {
    name: "addcmul",
    signature: "addcmul(input, tensor1, tensor2, *, value=1)",
    grad_fn: Some(&ADDCMUL),
    call: |a| {
        let value = a.scalar_or_one(3)?;
        Ok(a.tensor(0)?.addcmul(a.tensor(1)?, a.tensor(2)?, value)?.into())
    },
    in_place: Some(|a| {
        let value = a.scalar_or_one(3)?;
        Ok(a.tensor(0)?.addcmul_(a.tensor(1)?, a.tensor(2)?, value)?.into())
    }),
    examples: |e| {
        vec![vec![
            e.any(&[2, 3]).into(),
            e.any(&[3]).into(),
            e.any(&[2, 1]).into(),
            (-1.5).into(),
        ]]
    },
};

/// `addcdiv`, in the table.
pub static ADDCDIV_ROW: Row = Row {
    name: "addcdiv",
    signature: "addcdiv(input, tensor1, tensor2, *, value=1)",
    grad_fn: Some(&ADDCDIV),
    call: |a| {
        let value = a.scalar_or_one(3)?;
        Ok(a.tensor(0)?.addcdiv(a.tensor(1)?, a.tensor(2)?, value)?.into())
    },
    in_place: Some(|a| {
        let value = a.scalar_or_one(3)?;
        Ok(a.tensor(0)?.addcdiv_(a.tensor(1)?, a.tensor(2)?, value)?.into())
    }),
    examples: |e| {
        vec![vec![
            e.any(&[2, 3]).into(),
            e.any(&[3]).into(),
            e.positive(&[2, 1]).into(),
            (-1.5).into(),
        ]]
    },
};
