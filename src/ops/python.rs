//! Tensors as Python's other types: bool, float, int, list, iterator.

use crate::autograd::Tensor;
use crate::tensor::{ErrorClass, List, Result, Scalar, TorchError};

impl Tensor {
    /// The number in a tensor of one element, for Python's conversions.
    fn only(&self) -> Result<Scalar> {
        if self.numel() == 1 {
            return Ok(self.strided().first());
        }
        Err(TorchError::value(
            "only one element tensors can be converted to Python scalars",
        ))
    }

    /// The number in a tensor of one element: `float(x)`.
    ///
    /// # Errors
    /// `ValueError` if there are more or none.
    pub fn to_float(&self) -> Result<f64> {
        Ok(self.only()?.to_f64())
    }

    /// The number in a tensor of one element without its fraction:
    /// `int(x)`.
    ///
    /// # Errors
    /// `ValueError` if there are more or none, or for nan; `OverflowError`
    /// for infinities and for what no `i64` holds (Python's integers are
    /// longer).
    pub fn to_int(&self) -> Result<i64> {
        let number = self.only()?;
        let Scalar::Float(x) = number else { return Ok(number.to_i64()) };
        let overflow =
            |sentence| Err(TorchError::said(ErrorClass::Overflow, sentence));
        // 2^63 is the first float that no i64 holds.
        let end = -(i64::MIN as f64);
        if x.is_nan() {
            Err(TorchError::value("cannot convert float NaN to integer"))
        } else if x.is_infinite() {
            overflow("cannot convert float infinity to integer")
        } else if x < -end || x >= end {
            overflow("Python int too large to convert to C long")
        } else {
            Ok(x as i64)
        }
    }

    /// The extent of the first dimension: `len(x)`.
    ///
    /// # Errors
    /// `TypeError` if there is none.
    #[expect(
        clippy::len_without_is_empty,
        reason = "a tensor without a first dimension has no length"
    )]
    pub fn len(&self) -> Result<usize> {
        let first = self.size().first().copied();
        first.ok_or_else(|| TorchError::type_("len() of a 0-d tensor"))
    }

    /// The parts along the first dimension: `for row in x:`. They are views,
    /// as of [`unbind`](Tensor::unbind).
    ///
    /// # Errors
    /// `TypeError` if there is none.
    pub fn iter(&self) -> Result<std::vec::IntoIter<Tensor>> {
        if self.ndim() == 0 {
            return Err(TorchError::type_("iteration over a 0-d tensor"));
        }
        Ok(self.unbind(0)?.into_iter())
    }

    /// The elements as nested lists: `x.tolist()`.
    ///
    /// # Panics
    /// As a vector does, if memory does not hold them all.
    #[must_use]
    pub fn tolist(&self) -> List {
        self.strided().tolist()
    }
}
