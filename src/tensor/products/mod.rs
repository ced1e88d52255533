/*!
Loops that multiply and add: dot products and matrix products.

In float32 they add in the order in which PyTorch adds on one thread of a
processor with AVX-512, and round where it rounds: their bits are PyTorch's.
[`order`] knows that order; how it is kept at speed is in [`tiles`] and
[`lanes`].
*/

mod lanes;
mod machine;
mod order;
mod tiles;

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView1, ArrayView2, ArrayViewMut2, Ix1, Ix2, s};

use self::machine::{Fused, Work};
use self::order::{Cut, Order, Shape, cuts};
use self::tiles::Block;
use super::dtype::DType;
use super::error::{ErrorClass, Result, TorchError};
use super::size::Size;
use super::storage::{Element, check_allocation};
use super::strided::Strided;

/// Below this many multiplications for one matrix of a batch, PyTorch rounds
/// every product.
const UNFUSED: usize = 400;

/// Up to this many multiplications a plain loop is as fast as tiles.
const SMALL: usize = 512;

/// A program that was not optimised leaves blocks of up to this many steps
/// to ndarray's product, which was: it does not cut them either, and fuses
/// where the processor does. Otherwise our own tiles are faster.
const UNCUT: usize = if cfg!(debug_assertions) { 256 } else { 0 };

/// Elements that can be multiplied and added: all but bools.
trait Number: Element {
    /// `sum + x * y`, rounded after each step.
    fn step(x: Self, y: Self, sum: Self) -> Self;

    /// `self + other`
    fn plus(self, other: Self) -> Self;

    /// The sum of the products.
    fn dot(a: ArrayView1<'_, Self>, b: ArrayView1<'_, Self>) -> Self;

    /// Each row of `a` times each column of `b`, added to `out` where it
    /// already holds something.
    fn mm(
        a: ArrayView2<'_, Self>,
        b: ArrayView2<'_, Self>,
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
            fn step(x: $t, y: $t, sum: $t) -> $t {
                sum.wrapping_add(x.wrapping_mul(y))
            }

            #[inline]
            fn plus(self, other: $t) -> $t {
                self.wrapping_add(other)
            }

            fn dot(a: ArrayView1<'_, $t>, b: ArrayView1<'_, $t>) -> $t {
                let pairs = a.iter().zip(b);
                pairs.fold(0, |sum, (&x, &y)| <$t>::step(x, y, sum))
            }

            fn mm(
                a: ArrayView2<'_, $t>,
                b: ArrayView2<'_, $t>,
                _: Shape,
                out: Out<'_, $t>,
            ) {
                row_by_row(a, b, out.to, <$t>::step);
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

    #[inline]
    fn plus(self, other: f32) -> f32 {
        self + other
    }

    fn dot(a: ArrayView1<'_, f32>, b: ArrayView1<'_, f32>) -> f32 {
        let mut out = 0.0;
        f32::work(Dot { a, b, out: &mut out });
        out
    }

    fn mm(
        a: ArrayView2<'_, f32>,
        b: ArrayView2<'_, f32>,
        shape: Shape,
        out: Out<'_, f32>,
    ) {
        match shape.order() {
            Order::Blocks(cut) => in_blocks(cut, a, b, out),
            order => f32::work(Lines { order, a, b, out }),
        }
    }
}

impl Number for f64 {
    #[inline]
    fn step(x: f64, y: f64, sum: f64) -> f64 {
        sum + x * y
    }

    #[inline]
    fn plus(self, other: f64) -> f64 {
        self + other
    }

    fn dot(a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>) -> f64 {
        dot_in_lanes::<f64, 8>(a, b, f64::step)
    }

    fn mm(
        a: ArrayView2<'_, f64>,
        b: ArrayView2<'_, f64>,
        shape: Shape,
        out: Out<'_, f64>,
    ) {
        in_blocks(shape.blocks(true), a, b, out);
    }
}

/// Block after block of the inner dimension.
fn in_blocks<T: Fused + ndarray::LinalgScalar>(
    cut: Cut,
    a: ArrayView2<'_, T>,
    b: ArrayView2<'_, T>,
    out: Out<'_, T>,
) {
    let Out { to, mut add, .. } = out;
    let k = a.ncols();
    let small = to.len() * k <= SMALL;
    let mut start = 0;
    for end in cuts(cut, k) {
        let a = a.slice(s![.., start..end]);
        let b = b.slice(s![start..end, ..]);
        if small || k == 1 {
            T::work(Few { a, b, out: to, add, fused: k == 1 });
        } else if end - start <= UNCUT {
            let size = (a.nrows(), b.ncols());
            let out = ArrayViewMut2::from_shape(size, &mut *to);
            let mut out = out.expect("the memory was made for this shape");
            let beta = if add { T::one() } else { T::zero() };
            general_mat_mul(T::one(), &a, &b, beta, &mut out);
        } else {
            T::work(Block { a, b, out: to, add });
        }
        (start, add) = (end, true);
    }
}

/// As [`Block`], without tiles.
struct Few<'a, T> {
    a: ArrayView2<'a, T>,
    b: ArrayView2<'a, T>,
    out: &'a mut [T],
    add: bool,
    /// Whether a single product is fused with what it is added to.
    fused: bool,
}

impl<T: Fused> Work<T> for Few<'_, T> {
    #[inline(always)]
    fn run<const ROWS: usize, const FEW: usize, const LANES: usize>(
        self,
        fma: impl Fn(T, T, T) -> T + Copy,
    ) {
        let Few { a, b, out, add, fused } = self;
        if !add || fused {
            return row_by_row(a, b, out, fma);
        }
        let mut product = vec![T::default(); out.len()];
        row_by_row(a, b, &mut product, fma);
        for (out, x) in out.iter_mut().zip(product) {
            *out = out.plus(x);
        }
    }
}

/// Products in one of the orders that are not blocks.
struct Lines<'a> {
    order: Order,
    a: ArrayView2<'a, f32>,
    b: ArrayView2<'a, f32>,
    out: Out<'a, f32>,
}

impl Work<f32> for Lines<'_> {
    #[inline(always)]
    fn run<const ROWS: usize, const FEW: usize, const LANES: usize>(
        self,
        fma: impl Fn(f32, f32, f32) -> f32 + Copy,
    ) {
        let Lines { order, a, b, out: Out { to, add, .. } } = self;
        // A row times a matrix is that matrix, turned, times a column.
        let turned = a.nrows() == 1;
        let (a, b) = match order {
            Order::Eights | Order::Line if turned => {
                (b.reversed_axes(), a.reversed_axes())
            }
            _ => (a, b),
        };
        if order == Order::Eights {
            let vector = b.column(0).to_vec();
            return lanes::eights(a.t(), &vector, to, fma);
        }
        let a = a.as_standard_layout();
        let b = b.t();
        let b = b.as_standard_layout();
        let flat = "standard layout has no gaps";
        let fours = a.nrows() / 4 * 4;
        let columns = b.nrows();
        for (i, x) in a.outer_iter().enumerate() {
            let x = x.to_slice().expect(flat);
            let two = i % 2 == 0;
            for (j, y) in b.outer_iter().enumerate() {
                let y = y.to_slice().expect(flat);
                let dot = match order {
                    Order::Quarters => lanes::of_quarters(x, y, fma),
                    Order::Pairs => lanes::in_registers(x, y, two, fma),
                    _ if i < fours => lanes::of_four(x, y, fma),
                    _ => lanes::of_one(x, y, two, fma),
                };
                let out = &mut to[i * columns + j];
                *out = if add { *out + dot } else { dot };
            }
        }
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
    fn run<const ROWS: usize, const FEW: usize, const LANES: usize>(
        self,
        fma: impl Fn(f32, f32, f32) -> f32 + Copy,
    ) {
        *self.out = dot_in_lanes::<f32, 16>(self.a, self.b, fma);
    }
}

/// Adds products in a register of lanes: element `i` goes to lane `i` modulo
/// their number. Long runs keep four registers busy, then two, then one; in
/// the end halves are added until one number is left.
#[inline(always)]
fn dot_in_lanes<T: Number, const LANES: usize>(
    a: ArrayView1<'_, T>,
    b: ArrayView1<'_, T>,
    fma: impl Fn(T, T, T) -> T,
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
#[inline(always)]
fn row_by_row<T: Element>(
    a: ArrayView2<'_, T>,
    b: ArrayView2<'_, T>,
    out: &mut [T],
    fma: impl Fn(T, T, T) -> T,
) {
    let b = b.as_standard_layout();
    for (a, out) in a.outer_iter().zip(out.chunks_exact_mut(b.ncols())) {
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
                    row_by_row(a, b, to, T::step);
                });
            } else {
                let shape = if many { Shape::of_many } else { Shape::of };
                multiply_into::<T>(&a, &b, shape(&a, &b), to, false);
            }
        }
        Strided::new(out, shape)
    })
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
    then: impl FnOnce(ArrayView2<'_, T>, ArrayView2<'_, T>),
) {
    a.with_view(|a| {
        b.with_view(|b| then(dims::<T, Ix2>(a), dims::<T, Ix2>(b)));
    });
}

fn dims<T, D: ndarray::Dimension>(
    view: ndarray::ArrayViewD<'_, T>,
) -> ndarray::ArrayView<'_, T, D> {
    view.into_dimensionality().expect("the number of dimensions was checked")
}
