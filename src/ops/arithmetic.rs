/*!
Adding, subtracting, multiplying, dividing.

Follows [torch.add](https://pytorch.org/docs/stable/generated/torch.add.html)
and its neighbours. Shapes broadcast, dtypes promote. What was broadcast on
the way forward, the engine sums on the way back; so the derivatives here
read as in a textbook.
*/

use super::operand::{Operand, common_dtype};
use super::row::Row;
use crate::autograd::{Names, Tensor, backward, record};
use crate::tensor::{Element, Result, Strided, dispatch, kernels};

/// Elements that can be calculated with: integers wrap, bools are logic.
pub(crate) trait Arithmetic: Element {
    /// The sum; `or` for bools.
    fn plus(self, other: Self) -> Self;
    /// The product; `and` for bools.
    fn times(self, other: Self) -> Self;
}

macro_rules! arithmetic {
    ($($t:ty: $add:expr, $mul:expr;)+) => {$(
        impl Arithmetic for $t {
            #[inline]
            fn plus(self, other: $t) -> $t {
                $add(self, other)
            }

            #[inline]
            fn times(self, other: $t) -> $t {
                $mul(self, other)
            }
        }
    )+};
}
arithmetic! {
    bool: |a, b| a | b, |a, b| a & b;
    u8: u8::wrapping_add, u8::wrapping_mul;
    i32: i32::wrapping_add, i32::wrapping_mul;
    i64: i64::wrapping_add, i64::wrapping_mul;
    f32: |a, b| a + b, |a, b| a * b;
    f64: |a, b| a + b, |a, b| a * b;
}

/// Both sides in the dtype they compute in, and `f` over them.
fn compute(
    a: &Tensor,
    b: &Operand<'_>,
    f: impl FnOnce(&Strided, &Strided) -> Result<Strided>,
) -> Result<(Strided, Tensor)> {
    let dtype = common_dtype(&[&Operand::Tensor(a), b]);
    let b = b.to_tensor(dtype);
    let x = a.strided().to_dtype(dtype);
    let y = b.strided().to_dtype(dtype);
    Ok((f(&x, &y)?, b))
}

/// The sum of two windows of one dtype.
pub(super) fn plus(x: &Strided, y: &Strided) -> Result<Strided> {
    dispatch!(x.dtype(), T => kernels::zip(x, y, T::plus))
}

static ADD: Names = Names::new("AddBackward0", "AddBackward0");
pub(super) static MUL: Names = Names::new("MulBackward0", "MulBackward0");

impl Tensor {
    /// The sum: `x + y`, `torch.add(x, y)`.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast.
    pub fn add<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let (sum, other) = compute(
            self,
            &other.into(),
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
        other.written_to(self, |old| old.add(other.clone()))
    }

    /// The product, element by element: `x * y`, `torch.mul(x, y)`.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast.
    // ANCHOR: mul
    pub fn mul<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let (product, other) = compute(
            self,
            &other.into(),
            |x, y| dispatch!(x.dtype(), T => kernels::zip(x, y, T::times)),
        )?;
        Ok(record(&MUL, &[self, &other], product, |saver| {
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
    // ANCHOR_END: mul

    /// [`mul`](Tensor::mul) in place: `x *= y`.
    ///
    /// # Errors
    /// As [`mul`](Tensor::mul), and if this tensor may not be changed in
    /// place.
    pub fn mul_<'a>(&self, other: impl Into<Operand<'a>>) -> Result<Tensor> {
        let other = other.into();
        other.written_to(self, |old| old.mul(other.clone()))
    }
}

/// `add`, in the table.
pub static ADD_ROW: Row = Row {
    name: "add",
    signature: "add(input, other)",
    grad_fn: Some(&ADD),
    call: |a| Ok(a.tensor(0)?.add(a.operand(1)?)?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.add_(a.operand(1)?)?.into())),
    examples: |e| {
        vec![
            vec![e.any(&[2, 3]).into(), e.any(&[3]).into()],
            vec![e.any(&[]).into(), 2.0.into()],
        ]
    },
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
