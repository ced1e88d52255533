/*!
Bits moved to the left and to the right.

Follows [torch.bitwise_left_shift](https://pytorch.org/docs/stable/generated/torch.bitwise_left_shift.html)
and [torch.bitwise_right_shift](https://pytorch.org/docs/stable/generated/torch.bitwise_right_shift.html).
What is moved by less than nothing, or further than there are bits, is moved
out.
*/

use super::numeric::among;
use super::operand::{Operand, compute, reversed};
use super::row::Row;
use crate::autograd::Tensor;
use crate::tensor::{Element, Result, Scalar, Strided, kernels};

/// Integers whose bits can be moved.
trait Shift: Element {
    fn left(self, by: Self) -> Self;
    fn right(self, by: Self) -> Self;
}

macro_rules! shift {
    ($($t:ty: $gone:expr;)+) => {$(
        impl Shift for $t {
            #[inline]
            fn left(self, by: $t) -> $t {
                match u32::try_from(by) {
                    Ok(by) => self.checked_shl(by).unwrap_or(0),
                    Err(_) => 0,
                }
            }

            #[inline]
            fn right(self, by: $t) -> $t {
                let moved = u32::try_from(by).ok();
                let moved = moved.and_then(|by| self.checked_shr(by));
                // The sign is all that stays.
                moved.unwrap_or($gone(self))
            }
        }
    )+};
}
shift! {
    u8: |_| 0;
    i32: |x: i32| x >> 31;
    i64: |x: i64| x >> 63;
}

fn shifted(x: &Tensor, by: &Operand<'_>, left: bool) -> Result<Strided> {
    let kernel = if left { "lshift_cpu" } else { "rshift_cpu" };
    let (moved, _) = compute(x, by, |x, y| {
        among!(x.dtype(), kernel, T => if left {
            kernels::zip(x, y, T::left)
        } else {
            kernels::zip(x, y, T::right)
        }, Uint8 u8, Int32 i32, Int64 i64)
    })?;
    Ok(moved)
}

macro_rules! shifts {
    ($($(#[$doc:meta])* $name:ident $name_:ident $row:ident $of:ident $left:literal;)+) => {
        impl Tensor {$(
            $(#[$doc])*
            ///
            /// # Errors
            /// `RuntimeError` if the shapes do not broadcast;
            /// `NotImplementedError` for floats and bools.
            pub fn $name<'a>(
                &self,
                other: impl Into<Operand<'a>>,
            ) -> Result<Tensor> {
                let moved = shifted(self, &other.into(), $left)?;
                Ok(Tensor::from_strided(moved))
            }

            #[doc = concat!(
                "[`", stringify!($name), "`](Tensor::", stringify!($name),
                ") in place."
            )]
            ///
            /// # Errors
            /// As the other, and `RuntimeError` if this tensor may not be
            /// changed in place.
            pub fn $name_<'a>(
                &self,
                other: impl Into<Operand<'a>>,
            ) -> Result<Tensor> {
                let other = other.into();
                other.computed_into(self, |old| old.$name(other))
            }
        )+}

        $(
            #[doc = concat!("`", stringify!($name), "` of a number.")]
            ///
            /// # Errors
            /// As the method.
            pub fn $of(number: Scalar, x: &Tensor) -> Result<Tensor> {
                reversed(number, x).0.$name(x)
            }

            #[doc = concat!("`", stringify!($name), "`, in the table.")]
            pub static $row: Row = Row {
                name: stringify!($name),
                signature: concat!(stringify!($name), "(input, other)"),
                grad_fn: None,
                call: |a| match a.tensor(0) {
                    Ok(x) => Ok(x.$name(a.operand(1)?)?.into()),
                    Err(_) => Ok($of(a.scalar(0)?, a.tensor(1)?)?.into()),
                },
                in_place: Some(|a| {
                    Ok(a.tensor(0)?.$name_(a.operand(1)?)?.into())
                }),
                examples: |_| Vec::new(),
            };
        )+
    };
}
shifts! {
    /// The bits moved to the left: `x << y`,
    /// `torch.bitwise_left_shift(x, y)`.
    bitwise_left_shift bitwise_left_shift_ LEFT_ROW number_left_shift true;
    /// The bits moved to the right, the sign coming after:
    /// `x >> y`, `torch.bitwise_right_shift(x, y)`.
    bitwise_right_shift bitwise_right_shift_ RIGHT_ROW number_right_shift false;
}
