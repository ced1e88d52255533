/*!
Products of vectors and matrices: which loop of the kernels takes which
dtype, and where the results go.
*/

use torchbook_kernels::products::{Lie, Matrix, Out, Product, Shape};

use super::dtype::DType;
use super::error::{ErrorClass, Result, TorchError};
use super::size::Size;
use super::storage::{Element, check_allocation};
use super::strided::Strided;

pub use torchbook_kernels::products::into;

/// Below this many multiplications for one matrix of a batch, PyTorch rounds
/// every product.
const UNFUSED: usize = 400;

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
        let sum = with_line(a, |x| with_line(b, |y| T::dot(x, y)))??;
        Strided::one(sum, Size::default())
    })
}

/// The elements of a vector, side by side.
fn with_line<T: Element, R>(x: &Strided, f: impl Fn(&[T]) -> R) -> Result<R> {
    match x.with_slice(&f) {
        Some(found) => Ok(found),
        None => Ok(f(&x.to_vec()?)),
    }
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
        multiply_into::<T>(a, &b, Shape::of_vector(lie(a)), &mut out, false);
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
        multiply_into::<T>(a, b, Shape::of(lie(a), lie(b)), &mut out, add);
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
                    T::mm_rounded(a, b, to);
                });
            } else {
                let shape = if many { Shape::of_many } else { Shape::of };
                multiply_into::<T>(&a, &b, shape(lie(&a), lie(&b)), to, false);
            }
        }
        Strided::new(out, shape)
    })
}

/// The product of two matrices that are not empty, added to `out` where it
/// holds something.
fn multiply_into<T: Element + Product>(
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
        b.with_elements(|y| {
            then(Matrix::of(lie(a), x), Matrix::of(lie(b), y))
        });
    });
}

fn lie(x: &Strided) -> Lie {
    let (size, strides) = (x.shape(), x.strides());
    Lie { size: [size[0], size[1]], strides: [strides[0], strides[1]] }
}
