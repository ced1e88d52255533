//! Sums in numpy's order, which decides their last digits.

use std::iter::Sum;
use std::ops::Add;

use rustpython_vm::builtins::PyModule;
use rustpython_vm::{Py, PyRef, PyResult, VirtualMachine};

use super::super::errors::OrRaise;
use super::super::tensor::{PyTensor, wrap};
use crate::autograd::Tensor;
use crate::tensor::{DType, Element, Result, Size, Strided};

/// Halves of halves down to 128, which are added up in eight columns.
fn pairwise<T: Copy + Default + Add<Output = T> + Sum<T>>(x: &[T]) -> T {
    let n = x.len();
    if n < 8 {
        return x.iter().fold(T::default(), |sum, &x| sum + x);
    }
    if n > 128 {
        let half = n / 2 - n / 2 % 8;
        return pairwise(&x[..half]) + pairwise(&x[half..]);
    }
    let mut r: [T; 8] = std::array::from_fn(|i| x[i]);
    let (rows, rest) = x[8..].as_chunks::<8>();
    for row in rows {
        for (sum, &x) in r.iter_mut().zip(row) {
            *sum = *sum + x;
        }
    }
    let sum =
        ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
    rest.iter().fold(sum, |sum, &x| sum + x)
}

/// The sum over one dimension. numpy walks in the order of memory: where
/// that dimension is the innermost, its elements are added in pairs, else
/// row is added to row.
fn over_dim<T: Element + Add<Output = T> + Sum<T>>(
    x: &Strided,
    dim: usize,
) -> Result<Strided> {
    let n = x.shape()[dim];
    let mut kept = x.shape().to_vec();
    kept.remove(dim);
    let innermost = x.dims_by_stride().last() == Some(&dim);
    let mut order: Vec<usize> = (0..x.ndim()).filter(|&d| d != dim).collect();
    order.insert(if innermost { order.len() } else { 0 }, dim);
    let elements = x.permute(&order).to_vec::<T>()?;
    let count: usize = kept.iter().product();
    let sums = match (n, innermost) {
        (0, _) => vec![T::default(); count],
        (_, true) => elements.chunks_exact(n).map(pairwise).collect(),
        (_, false) => {
            let mut sums = vec![T::default(); count];
            if count > 0 {
                for row in elements.chunks_exact(count) {
                    for (sum, &x) in sums.iter_mut().zip(row) {
                        *sum = *sum + x;
                    }
                }
            }
            sums
        }
    };
    Ok(Strided::new(sums, Size::new(&kept)))
}

fn over_all<T: Element + Add<Output = T> + Sum<T>>(
    x: &Strided,
) -> Result<Strided> {
    let x = x.permute(&x.dims_by_stride());
    let elements = x.to_vec::<T>()?;
    // What lies in even steps is one row, whatever its dimensions.
    let mut row = 1;
    for dim in (0..x.ndim()).rev() {
        let (n, inner) = (x.shape()[dim], x.strides()[x.ndim() - 1]);
        if x.strides()[dim] != row * inner {
            break;
        }
        row *= n.max(1);
    }
    let sum = elements
        .chunks(row)
        .map(pairwise)
        .fold(T::default(), |sum, x| sum + x);
    Ok(Strided::new(vec![sum], Size::new(&[])))
}

fn sum(x: &Tensor, dim: Option<usize>) -> Result<Tensor> {
    let x = x.strided();
    let sum = match (x.dtype(), dim) {
        (DType::Float32, Some(dim)) => over_dim::<f32>(&x, dim)?,
        (DType::Float32, None) => over_all::<f32>(&x)?,
        (_, Some(dim)) => over_dim::<f64>(&x.to_dtype(DType::Float64)?, dim)?,
        (_, None) => over_all::<f64>(&x.to_dtype(DType::Float64)?)?,
    };
    Ok(Tensor::from_strided(sum))
}

/// One after the other, along the last dimension.
fn running<T: Element>(
    x: &Strided,
    op: impl Fn(T, T) -> T,
) -> Result<Strided> {
    let mut elements = x.to_vec::<T>()?;
    let n = x.shape().last().copied().unwrap_or(1).max(1);
    for row in elements.chunks_exact_mut(n) {
        for i in 1..n {
            row[i] = op(row[i - 1], row[i]);
        }
    }
    Ok(Strided::new(elements, x.shape().clone()))
}

fn cumulate(x: &Tensor, product: bool) -> Result<Tensor> {
    let x = x.strided();
    let y = match (x.dtype(), product) {
        (DType::Float32, false) => running::<f32>(&x, |a, b| a + b)?,
        (DType::Float32, true) => running::<f32>(&x, |a, b| a * b)?,
        (DType::Float64, false) => running::<f64>(&x, |a, b| a + b)?,
        (DType::Float64, true) => running::<f64>(&x, |a, b| a * b)?,
        (_, product) => {
            let x = x.to_dtype(DType::Int64)?;
            match product {
                false => running::<i64>(&x, i64::wrapping_add)?,
                true => running::<i64>(&x, i64::wrapping_mul)?,
            }
        }
    };
    Ok(Tensor::from_strided(y))
}

pub fn add_to(module: &Py<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    let f = |x: PyRef<PyTensor>, dim: Option<usize>, vm: &VirtualMachine| {
        PyResult::Ok(wrap(sum(&x.tensor, dim).or_raise(vm)?, vm))
    };
    module.set_attr("sum", vm.new_function("sum", f), vm)?;
    let f = |x: PyRef<PyTensor>, product: bool, vm: &VirtualMachine| {
        PyResult::Ok(wrap(cumulate(&x.tensor, product).or_raise(vm)?, vm))
    };
    module.set_attr("cumulate", vm.new_function("cumulate", f), vm)
}
