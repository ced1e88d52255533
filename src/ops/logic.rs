/*!
Logic: of truth values, and of the bits of integers.

Follows [torch.logical_and](https://pytorch.org/docs/stable/generated/torch.logical_and.html)
and [torch.bitwise_and](https://pytorch.org/docs/stable/generated/torch.bitwise_and.html).
On masks both agree, and `&`, `|`, `^`, `~` are the latter. Nothing is ever
recorded.
*/

use super::numeric::{Bits, bits};
use super::operand::{Operand, common_dtype};
use super::row::Row;
use crate::autograd::Tensor;
use crate::tensor::{
    DType, ErrorClass, Result, Strided, TorchError, broadcast, dispatch,
    kernels,
};

macro_rules! logical {
    ($(
        $(#[$doc:meta])*
        $name:ident, $name_:ident, $row:ident, $text:literal: $op:tt;
    )+) => {
        impl Tensor {$(
            $(#[$doc])*
            ///
            /// # Errors
            /// `RuntimeError` if the shapes do not broadcast.
            pub fn $name(&self, other: &Tensor) -> Result<Tensor> {
                let dtype = common_dtype(&[&self.into(), &other.into()]);
                let x = self.strided().to_dtype(dtype)?;
                let y = other.strided().to_dtype(dtype)?;
                Ok(Tensor::from_strided(dispatch!(dtype, T => {
                    let zero = T::default();
                    let f = |x: T, y: T| (x != zero) $op (y != zero);
                    kernels::zip(&x, &y, f)?
                })))
            }

            #[doc = concat!(
                "[`", $text, "`](Tensor::", $text, ") in place: ones and \
                 zeros of this tensor's dtype."
            )]
            ///
            /// # Errors
            /// As the other, and `RuntimeError` if this tensor may not be
            /// changed in place.
            pub fn $name_(&self, other: &Tensor) -> Result<Tensor> {
                self.in_place_reading(other, |old| {
                    let mask = old.$name(other)?;
                    let mask = mask.strided().to_dtype(old.dtype())?;
                    Ok(Tensor::from_strided(mask))
                })
            }
        )+}

        $(
            #[doc = concat!("`", $text, "`, in the table.")]
            pub static $row: Row = Row {
                name: $text,
                signature: concat!($text, "(input, other)"),
                grad_fn: None,
                call: |a| Ok(a.tensor(0)?.$name(a.tensor(1)?)?.into()),
                in_place: Some(|a| {
                    Ok(a.tensor(0)?.$name_(a.tensor(1)?)?.into())
                }),
                examples: |_| Vec::new(),
            };
        )+
    };
}

logical! {
    /// Where both are true: `torch.logical_and(x, y)`. Every number but 0
    /// counts as true.
    logical_and, logical_and_, LOGICAL_AND_ROW, "logical_and": &;
    /// Where one of them is true: `torch.logical_or(x, y)`.
    logical_or, logical_or_, LOGICAL_OR_ROW, "logical_or": |;
    /// Where one of them is true and the other is not:
    /// `torch.logical_xor(x, y)`.
    logical_xor, logical_xor_, LOGICAL_XOR_ROW, "logical_xor": ^;
}

macro_rules! bitwise {
    ($(
        $(#[$doc:meta])*
        $name:ident, $name_:ident, $row:ident, $of_row:ident, $text:literal,
        $kernel:literal: $f:ident, $th:literal $line:literal;
    )+) => {
        impl Tensor {$(
            $(#[$doc])*
            ///
            /// # Errors
            /// `RuntimeError` if the shapes do not broadcast,
            /// `NotImplementedError` for floats.
            pub fn $name<'a>(
                &self,
                other: impl Into<Operand<'a>>,
            ) -> Result<Tensor> {
                let other = other.into();
                let dtype = common_dtype(&[&Operand::Tensor(self), &other]);
                let other = other.to_tensor(dtype);
                let x = self.strided().to_dtype(dtype)?;
                let y = other.strided().to_dtype(dtype)?;
                // Shapes are looked at first.
                broadcast(x.shape(), y.shape())?;
                let out: Result<Strided> = bits!(dtype, $kernel, T => {
                    kernels::zip(&x, &y, |x: T, y: T| Bits::$f(x, y))
                });
                let then = concat!(
                    $th,
                    " is only supported for integer type tensors at \
                     /pytorch/aten/src/TH/generic/THTensorMath.cpp:",
                    $line
                );
                out.map(Tensor::from_strided)
                    .map_err(|error| error.in_the_notes(then))
            }

            #[doc = concat!("[`", $text, "`](Tensor::", $text, ") in place.")]
            ///
            /// # Errors
            /// As the other, and `RuntimeError` if this tensor may not be
            /// changed in place or cannot hold the result.
            pub fn $name_<'a>(
                &self,
                other: impl Into<Operand<'a>>,
            ) -> Result<Tensor> {
                let other = other.into();
                other.computed_into(self, |old| old.$name(other))
            }
        )+}

        $(
            #[doc = concat!("`", $text, "`, in the table.")]
            pub static $row: Row = Row {
                name: $text,
                signature: concat!($text, "(input, other)"),
                grad_fn: None,
                call: |a| Ok(a.tensor(0)?.$name(a.operand(1)?)?.into()),
                in_place: Some(|a| {
                    Ok(a.tensor(0)?.$name_(a.operand(1)?)?.into())
                }),
                examples: |_| Vec::new(),
            };

            #[doc = concat!("`", $text, "` of a number, in the table.")]
            pub static $of_row: Row = Row {
                name: concat!($text, ".Scalar_Tensor"),
                signature: concat!($text, "(self, other)"),
                grad_fn: None,
                // Both sides are alike.
                call: |a| Ok(a.tensor(1)?.$name(a.scalar(0)?)?.into()),
                in_place: None,
                examples: |_| Vec::new(),
            };
        )+
    };
}

bitwise! {
    /// The bits set in both: `x & y`, `torch.bitwise_and(x, y)`.
    bitwise_and, bitwise_and_, BITWISE_AND_ROW, BITWISE_AND_OF_ROW,
    "bitwise_and",
    "bitwise_and_cpu": and, "cbitand" 594;
    /// The bits set in one of them: `x | y`, `torch.bitwise_or(x, y)`.
    bitwise_or, bitwise_or_, BITWISE_OR_ROW, BITWISE_OR_OF_ROW,
    "bitwise_or",
    "bitwise_or_cpu": or, "cbitor" 640;
    /// The bits set in one and not in the other: `x ^ y`,
    /// `torch.bitwise_xor(x, y)`.
    bitwise_xor, bitwise_xor_, BITWISE_XOR_ROW, BITWISE_XOR_OF_ROW,
    "bitwise_xor",
    "bitwise_xor_cpu": xor, "cbitxor" 686;
}

impl Tensor {
    /// Where there is no truth: `torch.logical_not(x)`.
    ///
    /// # Errors
    /// None.
    pub fn logical_not(&self) -> Result<Tensor> {
        let x = self.strided().to_dtype(DType::Bool)?;
        Ok(Tensor::from_strided(kernels::map(&x, |x: bool| !x)?))
    }

    /// [`logical_not`](Tensor::logical_not) in place: ones and zeros of this
    /// tensor's dtype.
    ///
    /// # Errors
    /// `RuntimeError` if this tensor may not be changed in place.
    pub fn logical_not_(&self) -> Result<Tensor> {
        self.in_place(|old| {
            let mask = old.logical_not()?;
            let mask = mask.strided().to_dtype(old.dtype())?;
            Ok(Tensor::from_strided(mask))
        })
    }

    /// Every bit turned over: `~x`, `torch.bitwise_not(x)`. What inverts a
    /// mask.
    ///
    /// # Errors
    /// `NotImplementedError` for floats.
    pub fn bitwise_not(&self) -> Result<Tensor> {
        let x = self.strided();
        let out: Result<Strided> = bits!(x.dtype(), "bitwise_not_cpu", T => {
            Ok(kernels::map(&x, |x: T| Bits::not(x))?)
        });
        out.map(Tensor::from_strided)
    }

    /// [`bitwise_not`](Tensor::bitwise_not) in place.
    ///
    /// # Errors
    /// As [`bitwise_not`](Tensor::bitwise_not), and `RuntimeError` if this
    /// tensor may not be changed in place.
    pub fn bitwise_not_(&self) -> Result<Tensor> {
        self.in_place(Tensor::bitwise_not)
    }

    /// The operator `~x`: [`bitwise_not`](Tensor::bitwise_not) with a
    /// sentence of its own.
    ///
    /// # Errors
    /// `TypeError` for floats.
    pub(crate) fn invert(&self) -> Result<Tensor> {
        if self.dtype().is_floating_point() {
            return Err(TorchError::said(
                ErrorClass::Type,
                "~ (operator.invert) is only implemented on integer and \
                 Boolean-type tensors",
            )
            .in_the_notes(
                "~ (operator.invert) is only implemented on byte tensors",
            ));
        }
        self.bitwise_not()
    }
}

/// `logical_not`, in the table.
pub static LOGICAL_NOT_ROW: Row = Row {
    name: "logical_not",
    signature: "logical_not(input)",
    grad_fn: None,
    call: |a| Ok(a.tensor(0)?.logical_not()?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.logical_not_()?.into())),
    examples: |_| Vec::new(),
};

/// `bitwise_not`, in the table.
pub static BITWISE_NOT_ROW: Row = Row {
    name: "bitwise_not",
    signature: "bitwise_not(input)",
    grad_fn: None,
    call: |a| Ok(a.tensor(0)?.bitwise_not()?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.bitwise_not_()?.into())),
    examples: |_| Vec::new(),
};
