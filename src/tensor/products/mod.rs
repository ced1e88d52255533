/*!
Loops that multiply and add: dot products and matrix products.

In float32 they add in the order in which PyTorch adds on one thread of a
processor with AVX-512, and round where it rounds: their bits are PyTorch's.
[`order`] knows that order; how it is kept at speed is in [`tiles`] and
[`lanes`].
*/

mod blocks;
mod lanes;
mod machine;
mod matrix;
mod order;
mod tiles;

use ndarray::{ArrayView1, Ix1};

use self::blocks::{row_by_row, shared};
use self::lanes::Lines;
use self::machine::{Fused, Rounded, Step, Work};
use self::matrix::Matrix;
use self::order::{Order, Shape};
use super::dtype::DType;
use super::error::{ErrorClass, Result, TorchError};
use super::size::Size;
use super::storage::{Element, check_allocation};
use super::strided::Strided;

/// Below this many multiplications for one matrix of a batch, PyTorch rounds
/// every product.
const UNFUSED: usize = 400;

/// Elements that can be multiplied and added: all but bools.
trait Number: Element {
    /// `self + other`
    fn plus(self, other: Self) -> Self;

    /// `self * other`
    fn times(self, other: Self) -> Self;

    /// The sum of the products.
    fn dot(a: ArrayView1<'_, Self>, b: ArrayView1<'_, Self>) -> Self;

    /// Each row of `a` times each column of `b`, added to `out` where it
    /// already holds something.
    fn mm(
        a: Matrix<'_, Self>,
        b: Matrix<'_, Self>,
        shape: Shape,
        out: Out<'_, Self>,
    );
}

/// Where a product goes, row by row.
struct Out<'a, T> {
    to: &'a mut [T],
    /// Whether it holds what the product is added to; zeros otherwise.
    add: bool,
}

macro_rules! integer {
    ($($t:ty),+) => {$(
        impl Number for $t {
            #[inline]
            fn plus(self, other: $t) -> $t {
                self.wrapping_add(other)
            }

            #[inline]
            fn times(self, other: $t) -> $t {
                self.wrapping_mul(other)
            }

            fn dot(a: ArrayView1<'_, $t>, b: ArrayView1<'_, $t>) -> $t {
                let pairs = a.iter().zip(b);
                pairs.fold(0, |sum, (&x, &y)| Rounded::step(x, y, sum))
            }

            fn mm(
                a: Matrix<'_, $t>,
                b: Matrix<'_, $t>,
                _: Shape,
                out: Out<'_, $t>,
            ) {
                row_by_row::<$t, Rounded>(a, b, out.to);
            }
        }
    )+};
}
integer!(u8, i32, i64);

impl Number for f32 {
    #[inline]
    fn plus(self, other: f32) -> f32 {
        self + other
    }

    #[inline]
    fn times(self, other: f32) -> f32 {
        self * other
    }

    fn dot(a: ArrayView1<'_, f32>, b: ArrayView1<'_, f32>) -> f32 {
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
}

impl Number for f64 {
    #[inline]
    fn plus(self, other: f64) -> f64 {
        self + other
    }

    #[inline]
    fn times(self, other: f64) -> f64 {
        self * other
    }

    fn dot(a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
        dot_in_lanes::<f64, Rounded, 8>(a, b)
    }

    fn mm(
        a: Matrix<'_, f64>,
        b: Matrix<'_, f64>,
        shape: Shape,
        out: Out<'_, f64>,
    ) {
        shared(shape.blocks(true), a, b, out);
    }
}

/// The dot product of two vectors of any layout.
struct Dot<'a> {
    a: ArrayView1<'a, f32>,
    b: ArrayView1<'a, f32>,
    out: &'a mut f32,
}

impl Work<f32> for Dot<'_> {
    #[inline(always)]
    fn run<
        S: Step<f32>,
        const ROWS: usize,
        const FEW: usize,
        const LANES: usize,
    >(
        self,
    ) {
        *self.out = dot_in_lanes::<f32, S, 16>(self.a, self.b);
    }
}

/// Adds products in a register of lanes: element `i` goes to lane `i` modulo
/// their number. Long runs keep four registers busy, then two, then one; in
/// the end halves are added until one number is left.
#[inline(always)]
fn dot_in_lanes<T: Number, S: Step<T>, const LANES: usize>(
    a: ArrayView1<'_, T>,
    b: ArrayView1<'_, T>,
) -> T {
    let add = T::plus;
    let (a, b) = (a.as_standard_layout(), b.as_standard_layout());
    let flat = "standard layout is a slice";
    let (mut a, mut b) =
        (a.as_slice().expect(flat), b.as_slice().expect(flat));
    let mut sums = [[T::default(); LANES]; 4];
    for registers in [4, 2, 1] {
        while a.len() >= registers * LANES || registers == 1 && !a.is_empty() {
            let n = a.len().min(registers * LANES);
            let (x, y);
            ((x, a), (y, b)) = (a.split_at(n), b.split_at(n));
            let pairs = x.iter().zip(y);
            for (sum, (&x, &y)) in
                sums.as_flattened_mut().iter_mut().zip(pairs)
            {
                *sum = S::step(x, y, *sum);
            }
        }
    }
    let [first, second, third, fourth] = sums;
    let mut sums: [T; LANES] = std::array::from_fn(|i| {
        add(add(first[i], second[i]), add(third[i], fourth[i]))
    });
    let mut lanes = LANES;
    // Halves, down to four lanes; those are neighbours.
    while lanes > 4 {
        lanes /= 2;
        for i in 0..lanes {
            sums[i] = add(sums[i], sums[i + lanes]);
        }
    }
    add(add(sums[0], sums[1]), add(sums[2], sums[3]))
}

/// Runs the body with `$T` standing for the Rust type of a dtype. For bools
/// it is PyTorch's error, which names the loop it does not have.
macro_rules! numeric {
    ($dtype:expr, $kernel:literal, $T:ident => $body:expr) => {
        match $dtype {
            DType::Bool => {
                let today =
                    concat!("\"", $kernel, "\" not implemented for 'Bool'");
                Err(TorchError::said(ErrorClass::NotImplemented, today))
            }
            DType::Uint8 => {
                type $T = u8;
                Ok($body)
            }
            DType::Int32 => {
                type $T = i32;
                Ok($body)
            }
            DType::Int64 => {
                type $T = i64;
                Ok($body)
            }
            DType::Float32 => {
                type $T = f32;
                Ok($body)
            }
            DType::Float64 => {
                type $T = f64;
                Ok($body)
            }
        }
    };
}

/// The sum of the products of two vectors of one length and dtype.
///
/// # Errors
/// `NotImplementedError` for bools.
pub fn dot(a: &Strided, b: &Strided) -> Result<Strided> {
    numeric!(a.dtype(), "dot", T => {
        let sum = a.with_view(|x| b.with_view(|y| {
            T::dot(dims::<T, Ix1>(x), dims::<T, Ix1>(y))
        }));
        Strided::new(vec![sum], Size::default())
    })
}

/// A matrix times a vector.
///
/// # Errors
/// `NotImplementedError` for bools.
pub fn mv(a: &Strided, b: &Strided) -> Result<Strided> {
    let shape = Size::new(&a.shape()[..1]);
    if a.numel() == 0 {
        return Strided::full(shape, 0, a.dtype());
    }
    check_allocation(&shape, a.dtype().itemsize())?;
    numeric!(a.dtype(), "addmv_impl_cpu", T => {
        let mut out = vec![T::default(); shape.numel()];
        let b = b.unsqueeze(1);
        multiply_into::<T>(a, &b, Shape::of_vector(a), &mut out, false);
        Strided::new(out, shape)
    })
}

/// A matrix times a matrix, and if there is one, a matrix of the same dtype
/// and the shape of the product added to it: the order of additions begins
/// with its elements.
///
/// # Errors
/// `NotImplementedError` for bools, `RuntimeError` if memory does not hold
/// the result.
pub fn mm(
    a: &Strided,
    b: &Strided,
    added: Option<&Strided>,
) -> Result<Strided> {
    let shape = Size::new(&[a.shape()[0], b.shape()[1]]);
    if a.numel() == 0 || b.numel() == 0 {
        return match added {
            Some(added) => Ok(added.clone()),
            None => Strided::full(shape, 0, a.dtype()),
        };
    }
    check_allocation(&shape, a.dtype().itemsize())?;
    numeric!(a.dtype(), "addmm_impl_cpu_", T => {
        let mut out = match added {
            Some(added) => added.to_vec::<T>()?,
            None => vec![T::default(); shape.numel()],
        };
        let add = added.is_some();
        multiply_into::<T>(a, b, Shape::of(a, b), &mut out, add);
        Strided::new(out, shape)
    })
}

/// A matrix times a matrix, for each of a batch.
///
/// # Errors
/// As [`mm`].
pub fn bmm(a: &Strided, b: &Strided) -> Result<Strided> {
    let shape = Size::new(&[a.shape()[0], a.shape()[1], b.shape()[2]]);
    if a.numel() == 0 || b.numel() == 0 {
        return Strided::full(shape, 0, b.dtype());
    }
    check_allocation(&shape, a.dtype().itemsize())?;
    let inner = a.shape()[2];
    let unfused = shape[1] * shape[2] * inner < UNFUSED;
    if a.dtype() == DType::Bool && !unfused {
        // Larger ones go through the loop for single matrices.
        return mm(&a.select(0, 0), &b.select(0, 0), None);
    }
    numeric!(a.dtype(), "bmm", T => {
        let mut out = vec![T::default(); shape.numel()];
        let many = shape[0] > 1;
        for (i, to) in out.chunks_mut(shape[1] * shape[2]).enumerate() {
            let (a, b) = (a.select(0, i), b.select(0, i));
            if unfused {
                with_matrices::<T>(&a, &b, |a, b| {
                    row_by_row::<T, Rounded>(a, b, to);
                });
            } else {
                let shape = if many { Shape::of_many } else { Shape::of };
                multiply_into::<T>(&a, &b, shape(&a, &b), to, false);
            }
        }
        Strided::new(out, shape)
    })
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

/// The product of two matrices that are not empty, added to `out` where it
/// holds something.
fn multiply_into<T: Number>(
    a: &Strided,
    b: &Strided,
    shape: Shape,
    to: &mut [T],
    add: bool,
) {
    with_matrices::<T>(a, b, |a, b| T::mm(a, b, shape, Out { to, add }));
}

fn with_matrices<T: Element>(
    a: &Strided,
    b: &Strided,
    then: impl FnOnce(Matrix<'_, T>, Matrix<'_, T>),
) {
    a.with_elements(|x| {
        b.with_elements(|y| then(Matrix::of(a, x), Matrix::of(b, y)));
    });
}

fn dims<T, D: ndarray::Dimension>(
    view: ndarray::ArrayViewD<'_, T>,
) -> ndarray::ArrayView<'_, T, D> {
    view.into_dimensionality().expect("the number of dimensions was checked")
}
