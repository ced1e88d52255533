/*!
Loops that multiply and add: dot products and matrix products.

In float32 they add in the order in which PyTorch adds on one thread of a
processor with AVX-512, and round where it rounds: their bits are PyTorch's.
[`order`] knows that order; how it is kept at speed is in [`tiles`] and
[`lanes`].
*/

mod blocks;
mod dot;
mod lanes;
mod matrix;
mod order;
mod tiles;

use self::blocks::{row_by_row, shared};
use self::dot::Dot;
use self::lanes::Lines;
use self::order::Order;
use crate::machine::{Fused, Rounded};
use crate::number::Number;

pub use self::matrix::Matrix;
pub use self::order::{Lie, Shape};

/// Elements that have products.
pub trait Product: Number {
    /// The sum of the products of two vectors of one length.
    fn dot(a: &[Self], b: &[Self]) -> Self;

    /// Each row of `a` times each column of `b`, added to `out` where it
    /// already holds something.
    fn mm(
        a: Matrix<'_, Self>,
        b: Matrix<'_, Self>,
        shape: Shape,
        out: Out<'_, Self>,
    );

    /// [`mm`](Product::mm), with every product rounded before it is added.
    fn mm_rounded(a: Matrix<'_, Self>, b: Matrix<'_, Self>, out: &mut [Self]);
}

/// Where a product goes, row by row.
pub struct Out<'a, T> {
    pub to: &'a mut [T],
    /// Whether it holds what the product is added to; zeros otherwise.
    pub add: bool,
}

macro_rules! rounded {
    ($t:ty) => {
        fn mm_rounded(a: Matrix<'_, $t>, b: Matrix<'_, $t>, out: &mut [$t]) {
            row_by_row::<$t, Rounded>(a, b, out);
        }
    };
}

macro_rules! integer {
    ($($t:ty),+) => {$(
        impl Product for $t {
            fn dot(a: &[$t], b: &[$t]) -> $t {
                let products = a.iter().zip(b).map(|(a, &b)| a.times(b));
                products.fold(0, <$t>::plus)
            }

            fn mm(
                a: Matrix<'_, $t>,
                b: Matrix<'_, $t>,
                _: Shape,
                out: Out<'_, $t>,
            ) {
                row_by_row::<$t, Rounded>(a, b, out.to);
            }

            rounded!($t);
        }
    )+};
}
integer!(u8, i32, i64);

impl Product for f32 {
    fn dot(a: &[f32], b: &[f32]) -> f32 {
        let mut out = 0.0;
        f32::work(Dot { a, b, out: &mut out });
        out
    }

    fn mm(
        a: Matrix<'_, f32>,
        b: Matrix<'_, f32>,
        shape: Shape,
        out: Out<'_, f32>,
    ) {
        match shape.order() {
            Order::Blocks(cut) => shared(cut, a, b, out),
            order => {
                let Out { to: out, add } = out;
                f32::work(Lines { order, a, b, out, add });
            }
        }
    }

    rounded!(f32);
}

impl Product for f64 {
    fn dot(a: &[f64], b: &[f64]) -> f64 {
        dot::in_lanes::<f64, Rounded, 8>(a, b)
    }

    fn mm(
        a: Matrix<'_, f64>,
        b: Matrix<'_, f64>,
        shape: Shape,
        out: Out<'_, f64>,
    ) {
        shared(shape.blocks(true), a, b, out);
    }

    rounded!(f64);
}

/// `a @ b`, or with `turned` `a @ b.T`, for `[rows, inner, columns]` of
/// matrices that lie row by row; added to `out`, or in its place.
pub fn into(
    a: &[f32],
    b: &[f32],
    turned: bool,
    [m, k, n]: [usize; 3],
    out: &mut [f32],
    add: bool,
) {
    if !add {
        out.fill(0.0);
    }
    if m * k * n == 0 {
        return;
    }
    let a = Matrix::new(a, [m, k]);
    let b = match turned {
        true => Matrix::new(b, [n, k]).turned(),
        false => Matrix::new(b, [k, n]),
    };
    let shape = Shape::of_rows([m, k, n], turned);
    f32::mm(a, b, shape, Out { to: out, add });
}
