/*!
Operators: `&a + &b`, `2.0 * &a`, `!&mask`, `x += &y`.

They read as in Python and raise as in Python: where a method returns an
error, the operator panics with its class and sentence. Tensors may be owned
or borrowed, numbers may stand on either side.
*/

use std::ops;

use super::arithmetic::number_remainder;
use super::operand::Operand;
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

macro_rules! binary {
    ($(
        $trait:ident $method:ident, $assign_trait:ident $assign:ident:
        $f:ident, $f_:ident, $number_first:expr;
    )+) => {$(
        binary!(tensors $trait $method $f: &Tensor, &Tensor);
        binary!(tensors $trait $method $f: &Tensor, Tensor);
        binary!(tensors $trait $method $f: Tensor, &Tensor);
        binary!(tensors $trait $method $f: Tensor, Tensor);
        binary!(numbers $trait $method $f $number_first;
            f64 f32 i64 i32 u8 bool);

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
    (tensors $trait:ident $method:ident $f:ident: $a:ty, $b:ty) => {
        impl ops::$trait<$b> for $a {
            type Output = Tensor;

            /// # Panics
            /// With PyTorch's sentence.
            #[track_caller]
            fn $method(self, other: $b) -> Tensor {
                let other: &Tensor = std::borrow::Borrow::borrow(&other);
                raise(Tensor::$f(&self, other))
            }
        }
    };
    (numbers $trait:ident $method:ident $f:ident $number_first:expr;
        $($t:ty)+) => {$(
        binary!(number $trait $method $f $number_first; &Tensor, $t);
        binary!(number $trait $method $f $number_first; Tensor, $t);
    )+};
    (number $trait:ident $method:ident $f:ident $number_first:expr;
        $tensor:ty, $t:ty) => {
        impl ops::$trait<$t> for $tensor {
            type Output = Tensor;

            /// # Panics
            /// With PyTorch's sentence.
            #[track_caller]
            fn $method(self, number: $t) -> Tensor {
                raise(Tensor::$f(&self, number))
            }
        }

        impl ops::$trait<$tensor> for $t {
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
