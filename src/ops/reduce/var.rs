/*!
Variances, and standard deviations, which are their roots.

Follows [torch.var](https://pytorch.org/docs/stable/generated/torch.var.html)
and [torch.std](https://pytorch.org/docs/stable/generated/torch.std.html).
*/

use super::mean::MEAN_DIM;
use super::{Named, by_strides, folded, named_or_all, reduced, rows, spread};
use crate::autograd::{Names, Tensor, backward1, record};
use crate::ops::row::{Args, Example, Row, Value};
use crate::tensor::moments::var_strided;
use crate::tensor::{Dims, ErrorClass, Result, Scalar, Size, TorchError};

static VAR: Names = Names::new("VarBackward0", "VarBackward0");
static VAR_DIM: Names = Names::new("VarBackward0", "VarBackward1");
static STD: Names = Names::new("StdBackward0", "StdBackward0");
static STD_DIM: Names = Names::new("StdBackward0", "StdBackward1");

/// What the squared distances are divided by.
#[derive(Clone, Copy)]
struct Divisor {
    /// Whether everything is folded, no dimension being named.
    total: bool,
    /// How many elements the derivative counts.
    counted: usize,
    /// How many fewer they are worth.
    correction: f64,
}

impl Tensor {
    fn var_into(
        &self,
        names: &'static Names,
        named: Named,
        divisor: Divisor,
        shape: Size,
        standard: bool,
    ) -> Result<Tensor> {
        let x = self.strided();
        let correction = divisor.correction;
        let var = by_strides!(
            &x, &named, shape, T => var_strided, correction, standard
        );
        drop(x);
        Ok(record(names, &[self], var, |saver| {
            let x = saver.save(self);
            let root = standard.then(|| saver.output(0));
            backward1(move |grad, context| {
                let grad = match root {
                    Some(root) => of_root(grad, &context.get(root)?)?,
                    None => grad.clone(),
                };
                let x = context.get(x)?;
                let size = x.size();
                let keep = reduced(&size, &named, true);
                let mean =
                    x.mean_into(&MEAN_DIM, named.clone(), keep, None)?;
                let freedom = divisor.counted as f64 - correction;
                if divisor.total && freedom <= 0.0 {
                    let inf = Scalar::Float(f64::INFINITY);
                    let slope = x.ones_like()?.mul(inf)?;
                    let slope = slope.masked_fill(&x.eq(&mean)?, f64::NAN)?;
                    return spread(&grad, &size, &named)?.mul(&slope);
                }
                let grad = spread(&grad.mul(2.0 / freedom)?, &size, &named)?;
                grad.mul(&x.sub(&mean)?)
            })
        }))
    }

    /// What [`var_dim`](Tensor::var_dim) and [`std_dim`](Tensor::std_dim)
    /// do.
    fn var_over(
        &self,
        dims: Option<&[i64]>,
        correction: Scalar,
        keepdim: bool,
        standard: bool,
    ) -> Result<Tensor> {
        if !self.dtype().is_floating_point() {
            let then = match (dims, standard) {
                (None, true) => "std only supports",
                (None, false) => "var only supports",
                (Some(_), _) => "std and var only support",
            };
            return Err(TorchError::said(
                ErrorClass::NotImplemented,
                "std and var only support floating point and complex dtypes",
            )
            .in_the_notes_as(
                ErrorClass::Runtime,
                format!("{then} floating-point dtypes"),
            ));
        }
        let names = match (dims, standard) {
            (None, true) => &STD,
            (None, false) => &VAR,
            (Some(_), true) => &STD_DIM,
            (Some(_), false) => &VAR_DIM,
        };
        let named = named_or_all(self, dims.unwrap_or_default())?;
        let shape = reduced(&self.size(), &named, keepdim);
        let total = dims.is_none() || self.ndim() == 0;
        let counted = match dims {
            // Folded are all, but PyTorch's derivative counts none of them.
            Some([]) if !total => 1,
            _ => folded(&self.strided(), &named),
        };
        let correction = correction.to_f64();
        let divisor = Divisor { total, counted, correction };
        self.var_into(names, named, divisor, shape, standard)
    }

    /// The variance of all elements, estimated from a sample: divided by one
    /// less than their number.
    ///
    /// # Errors
    /// `NotImplementedError` for integers and bools.
    pub fn var(&self) -> Result<Tensor> {
        self.var_over(None, Scalar::Int(1), false, false)
    }

    /// The variances along `dims`, divided by the number of elements less
    /// `correction`: `x.var(dim, correction=correction, keepdim=keepdim)`.
    /// `unbiased`, a bool, is a correction of 1 or 0. No dimension means
    /// all.
    ///
    /// # Errors
    /// As [`var`](Tensor::var) and [`sum_dim`](Tensor::sum_dim).
    pub fn var_dim(
        &self,
        dims: impl Into<Dims>,
        correction: impl Into<Scalar>,
        keepdim: bool,
    ) -> Result<Tensor> {
        let (dims, correction) = (dims.into(), correction.into());
        self.var_over(Some(&dims), correction, keepdim, false)
    }

    /// The standard deviation: the square root of [`var`](Tensor::var).
    ///
    /// # Errors
    /// As [`var`](Tensor::var).
    pub fn std(&self) -> Result<Tensor> {
        self.var_over(None, Scalar::Int(1), false, true)
    }

    /// The standard deviations along `dims`: the square roots of
    /// [`var_dim`](Tensor::var_dim).
    ///
    /// # Errors
    /// As [`var_dim`](Tensor::var_dim).
    pub fn std_dim(
        &self,
        dims: impl Into<Dims>,
        correction: impl Into<Scalar>,
        keepdim: bool,
    ) -> Result<Tensor> {
        let (dims, correction) = (dims.into(), correction.into());
        self.var_over(Some(&dims), correction, keepdim, true)
    }
}

/// From the gradient of a square root to that of what is under it: none
/// where the root is 0.
fn of_root(grad: &Tensor, root: &Tensor) -> Result<Tensor> {
    grad.div(&root.mul(2.0)?)?.masked_fill(&root.eq(0.0)?, 0.0)
}

/// A call of `var`, or of `std`. No dimensions are not the same as an empty
/// list of them.
fn spread_of(a: &Args<'_>, standard: bool) -> Result<Value> {
    let (x, dims) = (a.tensor(0)?, a.optional(1, Args::dims)?);
    let (correction, keepdim) = (a.scalar_or_one(2)?, a.bool(3)?);
    Ok(x.var_over(dims.as_deref(), correction, keepdim, standard)?.into())
}

rows! {
    VAR_DIM_ROW, "var.dim",
        "var(input, dim, unbiased=True, keepdim=False)", Some(&VAR_DIM),
        |a| {
            spread_of(a, false)
        },
        unbiased_along_dims;
    VAR_CORRECTION_ROW, "var.correction",
        "var(input, dim=None, *, correction=None, keepdim=False)",
        Some(&VAR_DIM),
        |a| {
            spread_of(a, false)
        },
        corrected;
    VAR_ROW, "var", "var(input, unbiased=True)", Some(&VAR),
        |a| {
            let (x, correction) = (a.tensor(0)?, a.scalar_or_one(1)?);
            Ok(x.var_over(None, correction, false, false)?.into())
        },
        unbiased;
    STD_DIM_ROW, "std.dim",
        "std(input, dim, unbiased=True, keepdim=False)", Some(&STD_DIM),
        |a| {
            spread_of(a, true)
        },
        unbiased_along_dims;
    STD_CORRECTION_ROW, "std.correction",
        "std(input, dim=None, *, correction=None, keepdim=False)",
        Some(&STD_DIM),
        |a| {
            spread_of(a, true)
        },
        corrected;
    STD_ROW, "std", "std(input, unbiased=True)", Some(&STD),
        |a| {
            let (x, correction) = (a.tensor(0)?, a.scalar_or_one(1)?);
            Ok(x.var_over(None, correction, false, true)?.into())
        },
        unbiased;
}

fn unbiased(e: &mut Example) -> Vec<Vec<Value>> {
    vec![
        vec![e.any(&[2, 3]).into(), true.into()],
        vec![e.any(&[3]).into(), false.into()],
    ]
}

fn unbiased_along_dims(e: &mut Example) -> Vec<Vec<Value>> {
    vec![
        vec![e.any(&[3, 2]).into(), 0.into(), true.into(), false.into()],
        vec![
            e.any(&[2, 3]).into(),
            Value::from([1]),
            false.into(),
            true.into(),
        ],
    ]
}

fn corrected(e: &mut Example) -> Vec<Vec<Value>> {
    vec![
        vec![e.any(&[3, 2]).into(), 0.into(), 1.into(), false.into()],
        vec![e.any(&[2, 3]).into(), (-1).into(), 0.into(), true.into()],
        vec![e.any(&[2, 3]).into(), Value::None, 0.5.into(), false.into()],
        vec![e.any(&[3]).into(), Value::None, Value::None, false.into()],
    ]
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    /// As PyTorch 2.15.0 has them, where they are no derivatives.
    #[test]
    fn gradients_without_freedom() {
        let gradient = |f: &dyn Fn(&Tensor) -> Result<Tensor>| {
            let x = tensor_with([2.0, 3.0], float64.requires_grad(true));
            let x = x.unwrap();
            f(&x).unwrap().backward().unwrap();
            x.grad().unwrap().to_vec::<f64>().unwrap()
        };
        let inf = f64::INFINITY;
        let no_dims = || crate::tensor::Dims::default();
        assert_eq!(gradient(&|x| x.var_dim(no_dims(), 1, false)), [-inf, inf]);
        assert_eq!(gradient(&|x| x.var_dim(0, 2, false)), [-inf, inf]);
        let total = |x: &Tensor| {
            let all = (None, crate::tensor::Scalar::Int(2));
            x.var_over(all.0, all.1, false, false)
        };
        assert_eq!(gradient(&total), [inf, inf]);
    }
}
