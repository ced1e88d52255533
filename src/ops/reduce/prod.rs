/*!
Products, whose derivative has to do without dividing where an element is
zero.

Follows [torch.prod](https://pytorch.org/docs/stable/generated/torch.prod.html).
*/

use std::ops;

use super::{
    Named, by_strides, cast, check_recordable, floats, fold_whole, folded,
    named_for, named_or_all, over_all, over_one_dim, reduced, rows, spread,
};
use crate::autograd::{Names, Tensor, backward1, is_grad_enabled, record};
use crate::ops::row::{Args, Example, Row, Value};
use crate::tensor::moments::prod_strided;
use crate::tensor::sum::Real;
use crate::tensor::{DType, Dims, Result, Size, Strided, wrap_dims};

static PROD: Names = Names::new("ProdBackward0", "ProdBackward0");
static PROD_AS: Names = Names::new("ProdBackward0", "ProdBackward1");
static PROD_DIM: Names = Names::new("ProdBackward1", "ProdBackward2");
static PROD_DIM_AS: Names = Names::new("ProdBackward1", "ProdBackward3");
static PROD_KEPT_AS: Names = Names::new("ProdBackward1", "ProdBackward4");

/// The products of `named` dimensions, in `shape`. Integers and bools are
/// multiplied as int64, unless another dtype is asked for.
fn products(
    x: &Strided,
    named: &[bool],
    shape: Size,
    dtype: Option<DType>,
) -> Result<Strided> {
    if x.dtype().is_floating_point() {
        return Ok(by_strides!(x, named, shape, T => prod_strided));
    }
    fold_whole(x, named, shape, dtype, 1, i64::wrapping_mul)
}

impl Tensor {
    fn prod_into(
        &self,
        names: &'static Names,
        named: Named,
        shape: Size,
        dtype: Option<DType>,
    ) -> Result<Tensor> {
        let product = products(&cast(self, dtype)?, &named, shape, dtype)?;
        // Of everything, not of the one dimension there is.
        let total = [&PROD, &PROD_AS].iter().any(|n| std::ptr::eq(*n, names));
        Ok(record(names, &[self], product, |saver| {
            let (x, product) = (saver.save(self), saver.output(0));
            backward1(move |grad, context| {
                let (x, product) = (context.get(x)?, context.get(product)?);
                let x = x.to(grad.dtype())?;
                let size = x.size();
                if size.is_empty() {
                    return Ok(grad.clone());
                }
                let zeros = x.eq(0)?.sum()?.item()?.to_i64();
                if total && zeros > 1 && !is_grad_enabled() {
                    // No product of others is without a zero, and PyTorch
                    // does not ask whether one is NaN.
                    return x.zeros_like();
                }
                let others = if zeros > 0 {
                    product_of_others(&x, &named)?
                } else {
                    spread(&product, &size, &named)?.div(&x)?
                };
                spread(grad, &size, &named)?.mul(&others)
            })
        }))
    }

    /// The product of all elements, as [`sum`](Tensor::sum): nothing
    /// multiplies to 1.
    ///
    /// # Errors
    /// None.
    pub fn prod(&self) -> Result<Tensor> {
        self.prod_dtype(None)
    }

    /// The product in another dtype, to which the elements are converted
    /// first: `x.prod(dtype=dtype)`.
    ///
    /// # Errors
    /// As [`sum_dtype`](Tensor::sum_dtype).
    pub fn prod_dtype(
        &self,
        dtype: impl Into<Option<DType>>,
    ) -> Result<Tensor> {
        let (named, dtype) = (named_or_all(self, &[])?, dtype.into());
        check_recordable(self, dtype)?;
        let names = named_for(dtype, &PROD, &PROD_AS);
        self.prod_into(names, named, Size::default(), dtype)
    }

    /// The products along `dim`: `x.prod(dim, keepdim)`.
    ///
    /// # Errors
    /// `IndexError` for a dimension that does not exist.
    pub fn prod_dim(&self, dim: i64, keepdim: bool) -> Result<Tensor> {
        self.prod_dim_dtype(dim, keepdim, None)
    }

    /// [`prod_dim`](Tensor::prod_dim) in another dtype:
    /// `x.prod(dim, keepdim, dtype=dtype)`.
    ///
    /// # Errors
    /// As [`prod_dim`](Tensor::prod_dim) and
    /// [`sum_dtype`](Tensor::sum_dtype).
    pub fn prod_dim_dtype(
        &self,
        dim: i64,
        keepdim: bool,
        dtype: impl Into<Option<DType>>,
    ) -> Result<Tensor> {
        let named = wrap_dims(&[dim], self.ndim())?;
        let dtype = dtype.into();
        check_recordable(self, dtype)?;
        let shape = reduced(&self.size(), &named, keepdim);
        let with_dtype = if keepdim { &PROD_KEPT_AS } else { &PROD_DIM_AS };
        let names = named_for(dtype, &PROD_DIM, with_dtype);
        self.prod_into(names, named, shape, dtype)
    }
}

/// For each element the product of those that it is multiplied with. Where
/// one of them is zero, dividing does not find it.
fn product_of_others(x: &Tensor, named: &[bool]) -> Result<Tensor> {
    let dims = |folded| (0..x.ndim()).filter(move |&d| named[d] == folded);
    let order: Vec<usize> = dims(false).chain(dims(true)).collect();
    let back = |&d: &usize| order.iter().position(|&o| o == d);
    let back: Dims =
        (0..x.ndim()).filter_map(|d| back(&d)).map(|d| d as i64).collect();
    let order: Dims = order.iter().map(|&d| d as i64).collect();
    let moved = x.permute(order)?;
    let n = folded(&x.strided(), named);
    let others = if is_grad_enabled() {
        recorded_products_of_others(&moved, n)?
    } else {
        let out = floats!(x.dtype(), T => {
            let mut line = moved.strided().to_vec::<T>()?;
            line.chunks_exact_mut(n).for_each(replace_by_others);
            Strided::new(line, moved.size())
        });
        Tensor::from_strided(out)
    };
    others.reshape(moved.size())?.permute(back)
}

/// Each element by the product of those before it, times the product of
/// those after it. Both are running products, which PyTorch computes in
/// float64.
fn replace_by_others<T: Real + ops::Mul<Output = T>>(line: &mut [T]) {
    let all: Vec<f64> = line.iter().map(|x| x.to_f64()).collect();
    let mut before = 1.0;
    for (place, x) in line.iter_mut().zip(&all) {
        *place = T::from_f64(before);
        before *= x;
    }
    let mut after = 1.0;
    for (place, x) in line.iter_mut().zip(&all).rev() {
        *place = *place * T::from_f64(after);
        after *= x;
    }
}

/// The same by operations that have a derivative, for lines of `n`. Each
/// line is repeated in a square, with 1 in the place of the element that the
/// row belongs to. That takes memory, but only a second derivative needs it.
fn recorded_products_of_others(x: &Tensor, n: usize) -> Result<Tensor> {
    let mut own = vec![0.0; n * n];
    own.iter_mut().step_by(n + 1).for_each(|x| *x = 1.0);
    let own = Strided::new(own, Size::new(&[n, n])).to_dtype(x.dtype())?;
    let own = Tensor::from_strided(own);
    let rest = own.mul(-1.0)?.add(1.0)?;
    let n = n as i64;
    let square = x.reshape([-1, 1, n])?.expand([-1, n, n])?;
    square.mul(&rest)?.add(&own)?.prod_dim(2, false)
}

rows! {
    PROD_ROW, "prod", "prod(input, *, dtype=None)", Some(&PROD),
        |a| {
            let dtype = a.optional(1, Args::dtype)?;
            Ok(a.tensor(0)?.prod_dtype(dtype)?.into())
        },
        over_all_with_zeros;
    PROD_DIM_ROW, "prod.dim_int",
        "prod(input, dim, keepdim=False, *, dtype=None)", Some(&PROD_DIM),
        |a| {
            let (dim, keep) = (a.int(1)?, a.bool(2)?);
            let dtype = a.optional(3, Args::dtype)?;
            Ok(a.tensor(0)?.prod_dim_dtype(dim, keep, dtype)?.into())
        },
        over_one_dim;
}

/// As [`over_all`], and some with zeros, whose product is derived in another
/// way.
fn over_all_with_zeros(e: &mut Example) -> Vec<Vec<Value>> {
    let with_zeros = |zeros: usize, e: &mut Example| {
        let x = e.any(&[2, 3]);
        let mut values = x.strided().to_vec::<f64>().expect("six numbers");
        values[1..=zeros].fill(0.0);
        let x = Tensor::from_strided(Strided::new(values, x.size()));
        x.requires_grad_(true).expect("a float64 tensor may")
    };
    let mut examples = over_all(e);
    examples.push(vec![with_zeros(1, e).into()]);
    examples.push(vec![with_zeros(2, e).into()]);
    examples
}

#[cfg(test)]
mod tests {
    use crate::autograd::grad;
    use crate::prelude::*;

    #[test]
    fn a_product_with_zeros_is_derived_without_dividing() {
        let gradient = |x: [f64; 3]| {
            let x = tensor_with(x, float64.requires_grad(true)).unwrap();
            x.prod().unwrap().backward().unwrap();
            x.grad().unwrap().to_vec::<f64>().unwrap()
        };
        assert_eq!(gradient([2.0, 0.0, 3.0]), [0.0, 6.0, 0.0]);
        assert_eq!(gradient([0.0, 0.0, f64::NAN]), [0.0, 0.0, 0.0]);
        // The second derivative by two elements, both zero, is the third.
        let x = tensor_with([0.0, 0.0, 3.0], float64.requires_grad(true));
        let x = x.unwrap();
        let options = BackwardOptions::create_graph();
        let product = x.prod().unwrap();
        let [first] = grad([&product], [&x], options).unwrap();
        let first = first.select(0, 0).unwrap();
        let [second] = grad([&first], [&x], options).unwrap();
        let second = second.to_vec::<f64>().unwrap();
        assert_eq!(second, [0.0, 3.0, 0.0]);
    }
}
