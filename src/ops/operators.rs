/*!
Operators: `&a + &b`, `2.0 * &a`, `!&mask`, `x += &y`.

They read as in Python and raise as in Python: where a method returns an
error, the operator panics with its class and sentence. Tensors may be owned
or borrowed, numbers may stand on either side: on the right of any type, on the
left as `f64` or `i64`.
*/

use std::ops;

use super::division::number_remainder;
use super::operand::Operand;
use super::shifts::{number_left_shift, number_right_shift};
use crate::autograd::Tensor;
use crate::tensor::{Result, Scalar};

/// The value, or the panic that stands for Python's exception.
#[track_caller]
fn raise(result: Result<Tensor>) -> Tensor {
    match result {
        Ok(tensor) => tensor,
        Err(error) => panic!("{error:#}"),
    }
}

/// One implementation for all that may stand on the right: with one for
/// each number type Rust could not tell which number `&x * 2.0` means.
macro_rules! binary {
    ($(
        $trait:ident $method:ident, $assign_trait:ident $assign:ident:
        $f:ident, $f_:ident, $number_first:expr;
    )+) => {$(
        binary!(operands $trait $method $f: &Tensor);
        binary!(operands $trait $method $f: Tensor);
        binary!(numbers $trait $method $number_first; f64, &Tensor);
        binary!(numbers $trait $method $number_first; f64, Tensor);
        binary!(numbers $trait $method $number_first; i64, &Tensor);
        binary!(numbers $trait $method $number_first; i64, Tensor);

        impl<'a, T: Into<Operand<'a>>> ops::$assign_trait<T> for Tensor {
            /// In place, as in Python.
            ///
            /// # Panics
            /// With PyTorch's sentence.
            #[track_caller]
            fn $assign(&mut self, other: T) {
                raise(Tensor::$f_(self, other));
            }
        }
    )+};
    (operands $trait:ident $method:ident $f:ident: $left:ty) => {
        impl<'a, T: Into<Operand<'a>>> ops::$trait<T> for $left {
            type Output = Tensor;

            /// # Panics
            /// With PyTorch's sentence.
            #[track_caller]
            fn $method(self, other: T) -> Tensor {
                raise(Tensor::$f(&self, other))
            }
        }

        impl ops::$trait<Tensor> for $left {
            type Output = Tensor;

            /// # Panics
            /// With PyTorch's sentence.
            #[track_caller]
            fn $method(self, other: Tensor) -> Tensor {
                raise(Tensor::$f(&self, &other))
            }
        }
    };
    (numbers $trait:ident $method:ident $number_first:expr;
        $number:ty, $tensor:ty) => {
        impl ops::$trait<$tensor> for $number {
            type Output = Tensor;

            /// # Panics
            /// With PyTorch's sentence.
            #[track_caller]
            fn $method(self, tensor: $tensor) -> Tensor {
                let tensor: &Tensor = std::borrow::Borrow::borrow(&tensor);
                let f: fn(Scalar, &Tensor) -> Result<Tensor> = $number_first;
                raise(f(self.into(), tensor))
            }
        }
    };
}

// What Python makes of `number op tensor` stands last.
binary! {
    Add add, AddAssign add_assign: add, add_, |n, x| x.add(n);
    Sub sub, SubAssign sub_assign: sub, sub_, |n, x| x.rsub(n);
    Mul mul, MulAssign mul_assign: mul, mul_, |n, x| x.mul(n);
    Div div, DivAssign div_assign: div, div_, |n, x| x.reciprocal()?.mul(n);
    Rem rem, RemAssign rem_assign:
        remainder, remainder_, number_remainder;
    BitAnd bitand, BitAndAssign bitand_assign:
        bitwise_and, bitwise_and_, |n, x| x.bitwise_and(n);
    BitOr bitor, BitOrAssign bitor_assign:
        bitwise_or, bitwise_or_, |n, x| x.bitwise_or(n);
    BitXor bitxor, BitXorAssign bitxor_assign:
        bitwise_xor, bitwise_xor_, |n, x| x.bitwise_xor(n);
    Shl shl, ShlAssign shl_assign:
        bitwise_left_shift, bitwise_left_shift_, number_left_shift;
    Shr shr, ShrAssign shr_assign:
        bitwise_right_shift, bitwise_right_shift_, number_right_shift;
}

macro_rules! unary {
    ($($trait:ident $method:ident $f:ident $t:ty;)+) => {$(
        impl ops::$trait for $t {
            type Output = Tensor;

            /// # Panics
            /// With PyTorch's sentence.
            #[track_caller]
            fn $method(self) -> Tensor {
                raise(Tensor::$f(std::borrow::Borrow::borrow(&self)))
            }
        }
    )+};
}
unary! {
    Neg neg neg &Tensor;
    Neg neg neg Tensor;
    Not not invert &Tensor;
    Not not invert Tensor;
}
