//! What stands on the other side of an operator: a tensor or a number.

use crate::autograd::Tensor;
use crate::autograd::graph::is_traced;
use crate::tensor::{
    DType, Participant, Result, Scalar, Strided, broadcast, check_broadcast,
    result_type,
};

/// A tensor or a Python number. Methods take `impl Into<Operand>`, so that
/// `x.mul(&y)` and `x.mul(2.0)` both read well.
#[derive(Clone, Copy)]
pub enum Operand<'a> {
    /// A tensor.
    Tensor(&'a Tensor),
    /// A number, which has no dtype of its own.
    Number(Scalar),
}

impl<'a> From<&'a Tensor> for Operand<'a> {
    fn from(tensor: &'a Tensor) -> Operand<'a> {
        Operand::Tensor(tensor)
    }
}

macro_rules! operand_from {
    ($($t:ty),+) => {$(
        impl From<$t> for Operand<'_> {
            fn from(number: $t) -> Self {
                Operand::Number(number.into())
            }
        }
    )+};
}
operand_from!(Scalar, bool, u8, i32, i64, f32, f64);

impl Operand<'_> {
    /// Runs an in-place operation on `target` that reads this operand.
    ///
    /// # Errors
    /// As [`Tensor::in_place_reading`].
    pub(crate) fn written_to(
        &self,
        target: &Tensor,
        operation: impl FnOnce(&Tensor) -> Result<Tensor>,
    ) -> Result<Tensor> {
        match self {
            Operand::Tensor(other) => {
                target.in_place_reading(other, operation)
            }
            Operand::Number(_) => target.in_place(operation),
        }
    }

    /// [`written_to`](Operand::written_to) for operations whose result has
    /// the common shape and dtype: refused before anything is computed if
    /// the target is of another shape, or cannot hold the dtype.
    ///
    /// # Errors
    /// As [`Tensor::in_place_reading`].
    pub(crate) fn computed_into(
        &self,
        target: &Tensor,
        operation: impl FnOnce(&Tensor) -> Result<Tensor>,
    ) -> Result<Tensor> {
        self.written_to(target, |old| {
            let size = match self {
                Operand::Tensor(other) => {
                    broadcast(&old.size(), &other.size())?
                }
                Operand::Number(_) => old.size(),
            };
            let dtype = dtype_of_pair(old, self);
            old.check_holds(size, dtype)?;
            operation(old)
        })
    }

    /// How it takes part in promotion.
    #[must_use]
    pub fn participant(&self) -> Participant {
        match self {
            Operand::Number(number) => Participant::Number(*number),
            Operand::Tensor(tensor) => {
                let window = tensor.strided();
                match window.ndim() {
                    0 => Participant::ZeroDim(window.dtype()),
                    _ => Participant::Dimensioned(window.dtype()),
                }
            }
        }
    }

    /// The number, if it is one. While a drawing of the graph is wanted,
    /// numbers are tensors too: a tensor has a place in it.
    pub(super) fn plain_number(&self) -> Option<Scalar> {
        match self {
            Operand::Number(number) if !is_traced() => Some(*number),
            _ => None,
        }
    }

    /// As a tensor. A number becomes a 0-dim one of the dtype that is
    /// computed in.
    #[must_use]
    pub fn to_tensor(&self, dtype: DType) -> Tensor {
        match self {
            Operand::Tensor(tensor) => (*tensor).clone(),
            Operand::Number(number) => {
                Tensor::from_strided(Strided::scalar(*number, dtype))
            }
        }
    }
}

/// `torch.result_type`: the dtype that these compute in together.
#[must_use]
pub fn common_dtype(operands: &[&Operand<'_>]) -> DType {
    let all: smallvec::SmallVec<[Participant; 3]> =
        operands.iter().map(|o| o.participant()).collect();
    result_type(&all)
}

/// The dtype that a tensor and what stands beside it compute in.
#[inline]
pub(super) fn dtype_of_pair(a: &Tensor, b: &Operand<'_>) -> DType {
    let own = a.dtype();
    match b {
        // The tensor decides, unless the number is of a higher category.
        Operand::Number(n) if n.dtype().category() <= own.category() => own,
        Operand::Tensor(b) if b.dtype() == own => own,
        _ => result_type(&[Operand::Tensor(a).participant(), b.participant()]),
    }
}

/// Both sides in the dtype they compute in, and `f` over them. Gives the
/// second one as a tensor, too: a number is kept for the derivative like one.
pub(super) fn compute(
    a: &Tensor,
    b: &Operand<'_>,
    f: impl FnOnce(&Strided, &Strided) -> Result<Strided>,
) -> Result<(Strided, Tensor)> {
    compute_in(dtype_of_pair(a, b), a, b, f)
}

/// [`compute`] in a dtype of the operation's choice.
pub(super) fn compute_in(
    dtype: DType,
    a: &Tensor,
    b: &Operand<'_>,
    f: impl FnOnce(&Strided, &Strided) -> Result<Strided>,
) -> Result<(Strided, Tensor)> {
    let b = b.to_tensor(dtype);
    let result = {
        let (x, y) = (a.strided(), b.strided());
        // What is wrong with the shapes is said first.
        check_broadcast(x.shape(), y.shape())?;
        f(&*x.as_dtype(dtype)?, &*y.as_dtype(dtype)?)?
    };
    Ok((result, b))
}

/// [`compute`] of a tensor and a number that stays a number: what is
/// computed with numbers is small, and a tensor for each would take as long
/// as the rest.
#[inline]
pub(super) fn beside(
    a: &Tensor,
    number: Scalar,
    f: impl FnOnce(&Strided) -> Result<Strided>,
) -> Result<Strided> {
    beside_in(dtype_of_pair(a, &Operand::Number(number)), a, f)
}

/// [`beside`] in a dtype of the operation's choice.
#[inline]
pub(super) fn beside_in(
    dtype: DType,
    a: &Tensor,
    f: impl FnOnce(&Strided) -> Result<Strided>,
) -> Result<Strided> {
    f(&*a.strided().as_dtype(dtype)?)
}

/// A number on the left of a tensor: as a 0-dim one of the common dtype.
pub(super) fn reversed(number: Scalar, x: &Tensor) -> (Tensor, DType) {
    let number = Operand::Number(number);
    let dtype = common_dtype(&[&number, &Operand::Tensor(x)]);
    (number.to_tensor(dtype), dtype)
}
