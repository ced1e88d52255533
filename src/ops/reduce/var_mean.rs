/*!
Variances and means, or standard deviations and means, at once.

Follows [torch.var_mean](https://pytorch.org/docs/stable/generated/torch.var_mean.html)
and [torch.std_mean](https://pytorch.org/docs/stable/generated/torch.std_mean.html).
*/

use super::{folded, named_or_all, reduced, rows, spread};
use crate::autograd::{Grads, Names, Tensor, record_many};
use crate::ops::numeric::floats;
use crate::ops::row::{Args, Example, Row, Value};
use crate::tensor::moments::var_mean_strided;
use crate::tensor::{
    Dims, ErrorClass, Result, Scalar, Strided, TorchError, check_allocation,
};

static VAR_MEAN: Names = Names::new("VarMeanBackward0", "VarMeanBackward0");
static STD_MEAN: Names = Names::new("StdMeanBackward0", "StdMeanBackward0");

impl Tensor {
    /// The variances along `dims` and the means: `torch.var_mean(x, dim,
    /// correction=correction, keepdim=keepdim)`. No dimension means all.
    ///
    /// # Errors
    /// As [`var_dim`](Tensor::var_dim).
    pub fn var_mean(
        &self,
        dims: impl Into<Dims>,
        correction: impl Into<Scalar>,
        keepdim: bool,
    ) -> Result<(Tensor, Tensor)> {
        let dims = dims.into();
        self.spread_and_mean(&VAR_MEAN, &dims, correction.into(), keepdim)
    }

    /// The standard deviations along `dims` and the means, as
    /// [`var_mean`](Tensor::var_mean): `torch.std_mean(..)`.
    ///
    /// # Errors
    /// As [`var_dim`](Tensor::var_dim).
    pub fn std_mean(
        &self,
        dims: impl Into<Dims>,
        correction: impl Into<Scalar>,
        keepdim: bool,
    ) -> Result<(Tensor, Tensor)> {
        let dims = dims.into();
        self.spread_and_mean(&STD_MEAN, &dims, correction.into(), keepdim)
    }

    fn spread_and_mean(
        &self,
        names: &'static Names,
        dims: &Dims,
        correction: Scalar,
        keepdim: bool,
    ) -> Result<(Tensor, Tensor)> {
        let standard = std::ptr::eq(names, &STD_MEAN);
        if !self.dtype().is_floating_point() {
            let name = if standard { "std_mean" } else { "var_mean" };
            return Err(TorchError::said(
                ErrorClass::NotImplemented,
                format!(
                    "{name} only support floating point and complex dtypes"
                ),
            ));
        }
        let (dims, named) = (dims.clone(), named_or_all(self, dims)?);
        let shape = reduced(&self.size(), &named, keepdim);
        let outputs = {
            let x = self.strided();
            let folded: Vec<usize> =
                (0..x.ndim()).filter(|&d| named[d]).collect();
            check_allocation(&shape, x.dtype().itemsize())?;
            floats!(x.dtype(), "var_mean", T => {
                let data = x.storage().read::<T>();
                let data = data.get(x.offset()..).unwrap_or_default();
                let (one, mean) = var_mean_strided(
                    data,
                    x.shape(),
                    x.strides(),
                    &folded,
                    correction.to_f64(),
                    standard,
                );
                Ok(vec![
                    Strided::new(one, shape.clone()),
                    Strided::new(mean, shape),
                ])
            })?
        };
        let n = folded(&self.strided(), &named) as f64;
        let freedom = n - correction.to_f64();
        let both = record_many(names, &[self], outputs, &[true; 2], |saver| {
            let x = saver.save(self);
            let root = standard.then(|| saver.output(0));
            Box::new(move |grads, context| {
                let x = context.get(x)?;
                let size = x.size();
                let mut total: Option<Tensor> = None;
                if let Some(grad) = &grads[0] {
                    let grad = match root {
                        Some(root) => {
                            let root = context.get(root)?;
                            let part = grad.div(&root.mul(2.0)?)?;
                            part.masked_fill(&root.eq(0.0)?, 0.0)?
                        }
                        None => grad.clone(),
                    };
                    let kept = reduced(&size, &named, true);
                    let mean = x.mean_dim(dims.clone(), true)?;
                    let away = x.sub(&mean.reshape(kept)?)?;
                    let scale = grad.mul(2.0 / freedom)?;
                    let scale = spread(&scale, &size, &named)?;
                    total = Some(scale.mul(&away)?);
                }
                if let Some(grad) = &grads[1] {
                    let part = spread(&grad.div(n)?, &size, &named)?;
                    total = Some(match total {
                        Some(total) => total.add(&part)?,
                        None => part,
                    });
                }
                Ok(Grads::from_iter([total]))
            })
        });
        let [spread_, mean] = <[Tensor; 2]>::try_from(both)
            .unwrap_or_else(|_| unreachable!("two went in"));
        Ok((spread_, mean))
    }
}

/// A call of one or the other.
fn call(a: &Args<'_>, names: &'static Names, whole: bool) -> Result<Value> {
    let (dims, i) =
        if whole { (Dims::default(), 1) } else { (a.dims_or_all(1)?, 2) };
    let correction = a.scalar_or_one(i)?;
    let keepdim = !whole && a.bool(3)?;
    let x = a.tensor(0)?;
    let (one, mean) = x.spread_and_mean(names, &dims, correction, keepdim)?;
    Ok(vec![one, mean].into())
}

rows! {
    VAR_MEAN_DIM_ROW, "var_mean.dim",
        "var_mean(input, dim, unbiased=True, keepdim=False)",
        Some(&VAR_MEAN), |a| call(a, &VAR_MEAN, false), along;
    VAR_MEAN_CORRECTION_ROW, "var_mean.correction",
        "var_mean(input, dim=None, *, correction=None, keepdim=False)",
        Some(&VAR_MEAN), |a| call(a, &VAR_MEAN, false), along;
    VAR_MEAN_ROW, "var_mean", "var_mean(input, unbiased=True)",
        Some(&VAR_MEAN), |a| call(a, &VAR_MEAN, true), whole;
    STD_MEAN_DIM_ROW, "std_mean.dim",
        "std_mean(input, dim, unbiased=True, keepdim=False)",
        Some(&STD_MEAN), |a| call(a, &STD_MEAN, false), along;
    STD_MEAN_CORRECTION_ROW, "std_mean.correction",
        "std_mean(input, dim=None, *, correction=None, keepdim=False)",
        Some(&STD_MEAN), |a| call(a, &STD_MEAN, false), along;
    STD_MEAN_ROW, "std_mean", "std_mean(input, unbiased=True)",
        Some(&STD_MEAN), |a| call(a, &STD_MEAN, true), whole;
}

fn along(e: &mut Example) -> Vec<Vec<Value>> {
    vec![
        vec![e.any(&[3, 2]).into(), 0.into(), true.into(), false.into()],
        vec![
            e.any(&[2, 3]).into(),
            Value::from([-1]),
            false.into(),
            true.into(),
        ],
    ]
}

fn whole(e: &mut Example) -> Vec<Vec<Value>> {
    vec![vec![e.any(&[2, 3]).into(), true.into()]]
}
