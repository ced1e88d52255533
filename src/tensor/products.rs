/*!
Loops that multiply and add: dot products and matrix products.

In float32 they add in the order in which PyTorch adds on a processor with
AVX-512, and round where it rounds. `dot` and `bmm` then agree to the last
bit, `mm` nearly always; `mv` has an order of its own there, which depends on
how many rows are left.
*/

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView1, ArrayView2, ArrayViewMut2, Ix1, Ix2};

use super::dtype::DType;
use super::error::{ErrorClass, Result, TorchError};
use super::random::fused;
use super::size::Size;
use super::storage::{Element, check_allocation};
use super::strided::Strided;

/// Up to this many multiplications a plain loop is as fast as one that first
/// packs its matrices. (That one rounds the same where the processor has a
/// fused instruction.)
const SMALL: usize = 256;

/// Below this many multiplications for one matrix of a batch, PyTorch rounds
/// every product.
const UNFUSED: usize = 400;

/// Elements that can be multiplied and added: all but bools.
trait Number: Element {
    /// `sum + x * y`, rounded after each step.
    fn step(x: Self, y: Self, sum: Self) -> Self;

    /// The sum of the products.
    fn dot(a: ArrayView1<'_, Self>, b: ArrayView1<'_, Self>) -> Self;

    /// Each row of `a` times each column of `b`; `out` holds zeros.
    fn mm(
        a: ArrayView2<'_, Self>,
        b: ArrayView2<'_, Self>,
        out: ArrayViewMut2<'_, Self>,
    );
}

macro_rules! integer {
    ($($t:ty),+) => {$(
        impl Number for $t {
            #[inline]
            fn step(x: $t, y: $t, sum: $t) -> $t {
                sum.wrapping_add(x.wrapping_mul(y))
            }

            fn dot(a: ArrayView1<'_, $t>, b: ArrayView1<'_, $t>) -> $t {
                let pairs = a.iter().zip(b);
                pairs.fold(0, |sum, (&x, &y)| <$t>::step(x, y, sum))
            }

            fn mm(
                a: ArrayView2<'_, $t>,
                b: ArrayView2<'_, $t>,
                out: ArrayViewMut2<'_, $t>,
            ) {
                row_by_row(a, b, out, <$t>::step);
            }
        }
    )+};
}
integer!(u8, i32, i64);

impl Number for f32 {
    #[inline]
    fn step(x: f32, y: f32, sum: f32) -> f32 {
        sum + x * y
    }

    fn dot(a: ArrayView1<'_, f32>, b: ArrayView1<'_, f32>) -> f32 {
        dot_in_lanes::<f32, 16>(a, b, fused, |x, y| x + y)
    }

    fn mm(
        a: ArrayView2<'_, f32>,
        b: ArrayView2<'_, f32>,
        mut out: ArrayViewMut2<'_, f32>,
    ) {
        if out.len() * a.ncols() <= SMALL {
            row_by_row(a, b, out, fused);
        } else {
            general_mat_mul(1.0, &a, &b, 0.0, &mut out);
        }
    }
}

impl Number for f64 {
    #[inline]
    fn step(x: f64, y: f64, sum: f64) -> f64 {
        sum + x * y
    }

    fn dot(a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
        dot_in_lanes::<f64, 8>(a, b, f64::step, |x, y| x + y)
    }

    fn mm(
        a: ArrayView2<'_, f64>,
        b: ArrayView2<'_, f64>,
        mut out: ArrayViewMut2<'_, f64>,
    ) {
        general_mat_mul(1.0, &a, &b, 0.0, &mut out);
    }
}

/// Adds products in a register of lanes: element `i` goes to lane `i` modulo
/// their number. Long runs keep four registers busy, then two, then one; in
/// the end halves are added until one number is left.
fn dot_in_lanes<T: Element, const LANES: usize>(
    a: ArrayView1<'_, T>,
    b: ArrayView1<'_, T>,
    fma: impl Fn(T, T, T) -> T,
    add: impl Fn(T, T) -> T,
) -> T {
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
                *sum = fma(x, y, *sum);
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

/// The plain loop, inner dimension after inner dimension, so that each
/// element adds its products in their order.
fn row_by_row<T: Element>(
    a: ArrayView2<'_, T>,
    b: ArrayView2<'_, T>,
    mut out: ArrayViewMut2<'_, T>,
    fma: impl Fn(T, T, T) -> T,
) {
    let b = b.as_standard_layout();
    for (a, mut out) in a.outer_iter().zip(out.outer_iter_mut()) {
        let out = out.as_slice_mut().expect("fresh memory has no gaps");
        for (&x, b) in a.iter().zip(b.outer_iter()) {
            let b = b.to_slice().expect("standard layout has no gaps");
            for (sum, &y) in out.iter_mut().zip(b) {
                *sum = fma(x, y, *sum);
            }
        }
    }
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
        let sum = with_line(a, |x| with_line(b, |y| T::dot(x, y)));
        Strided::one(sum, Size::default())
    })
}

/// A vector as ndarray sees it; without gaps, by the shortest way.
fn with_line<T: Element, R>(
    x: &Strided,
    f: impl Fn(ArrayView1<'_, T>) -> R,
) -> R {
    let line = x.with_slice(|line| f(ArrayView1::from(line)));
    line.unwrap_or_else(|| x.with_view(|view| f(dims::<T, Ix1>(view))))
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
        multiply::<T>(a, &b.unsqueeze(1), shape)
    })
}

/// A matrix times a matrix.
///
/// # Errors
/// `NotImplementedError` for bools, `RuntimeError` if memory does not hold
/// the result.
pub fn mm(a: &Strided, b: &Strided) -> Result<Strided> {
    let shape = Size::new(&[a.shape()[0], b.shape()[1]]);
    if a.numel() == 0 || b.numel() == 0 {
        return Strided::full(shape, 0, a.dtype());
    }
    check_allocation(&shape, a.dtype().itemsize())?;
    numeric!(a.dtype(), "addmm_impl_cpu_", T => multiply::<T>(a, b, shape))
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
    let each = shape[1] * shape[2] * a.shape()[2];
    if a.dtype() == DType::Bool && each >= UNFUSED {
        // Larger ones go through the loop for single matrices.
        return mm(&a.select(0, 0), &b.select(0, 0));
    }
    numeric!(a.dtype(), "bmm", T => {
        let mut out = vec![T::default(); shape.numel()];
        let size = (shape[1], shape[2]);
        for (i, out) in out.chunks_mut(size.0 * size.1).enumerate() {
            let (a, b) = (a.select(0, i), b.select(0, i));
            multiply_into::<T>(&a, &b, size, out, |a, b, out| {
                if out.len() * a.ncols() < UNFUSED {
                    row_by_row(a, b, out, T::step);
                } else {
                    T::mm(a, b, out);
                }
            });
        }
        Strided::new(out, shape)
    })
}

fn multiply<T: Number>(a: &Strided, b: &Strided, shape: Size) -> Strided {
    let mut out = vec![T::default(); shape.numel()];
    multiply_into(a, b, (a.shape()[0], b.shape()[1]), &mut out, T::mm);
    Strided::new(out, shape)
}

/// The product of two matrices that are not empty.
fn multiply_into<T: Number>(
    a: &Strided,
    b: &Strided,
    size: (usize, usize),
    out: &mut [T],
    mm: impl FnOnce(ArrayView2<'_, T>, ArrayView2<'_, T>, ArrayViewMut2<'_, T>),
) {
    let out = ArrayViewMut2::from_shape(size, out);
    let out = out.expect("the memory was made for this shape");
    a.with_view(|a| {
        b.with_view(|b| mm(dims::<T, Ix2>(a), dims::<T, Ix2>(b), out));
    });
}

fn dims<T, D: ndarray::Dimension>(
    view: ndarray::ArrayViewD<'_, T>,
) -> ndarray::ArrayView<'_, T, D> {
    view.into_dimensionality().expect("the number of dimensions was checked")
}
