/*!
How far rows are from each other, by size or by direction; and products of
vectors that stand at right angles to both.

Follows [torch.cdist](https://pytorch.org/docs/stable/generated/torch.cdist.html),
[torch.nn.functional.cosine_similarity](https://pytorch.org/docs/stable/generated/torch.nn.functional.cosine_similarity.html)
and [torch.linalg.cross](https://pytorch.org/docs/stable/generated/torch.linalg.cross.html).
*/

use super::norms::slope;
use super::numeric::not_implemented;
use super::row::{Args, Row, Value};
use crate::autograd::{Grads, Names, Tensor, backward, no_grad, record};
use crate::tensor::{DType, Dims, Result, TorchError, broadcast};

static CDIST: Names = Names::new("CdistBackward0", "CdistBackward");
static PAIRWISE: Names = Names::new("NormBackward1", "NormBackward1");
static COSINE: Names = Names::new("SumBackward1", "SumBackward1");
static CROSS: Names = Names::new("LinalgCrossBackward0", "CrossBackward");

/// The distances of all rows from all rows: `torch.cdist(x1, x2, p)`.
///
/// # Errors
/// `RuntimeError` if there are no rows, or they are not as long, or `p` is
/// negative, or for integers and bools.
pub fn cdist(x1: &Tensor, x2: &Tensor, p: f64) -> Result<Tensor> {
    for (name, x) in [("X1", x1), ("X2", x2)] {
        if x.ndim() < 2 {
            return Err(TorchError::runtime(format!(
                "cdist only supports at least 2D tensors, {name} got: {}D",
                x.ndim()
            )));
        }
    }
    let last = |x: &Tensor| x.size()[x.ndim() - 1];
    if last(x1) != last(x2) {
        return Err(TorchError::runtime(format!(
            "X1 and X2 must have the same number of columns. X1: {} X2: {}",
            last(x1),
            last(x2)
        )));
    }
    for (name, x) in [("X1", x1), ("X2", x2)] {
        if !x.dtype().is_floating_point() {
            return Err(TorchError::runtime(format!(
                "cdist only supports floating-point dtypes, {name} got: {}",
                x.dtype().scalar_type()
            )));
        }
    }
    if p.is_nan() || p < 0.0 {
        return Err(TorchError::runtime(
            "cdist only supports non-negative p values",
        ));
    }
    if x1.dtype() != x2.dtype() {
        return Err(TorchError::runtime(format!(
            "expected scalar type {} but found {}",
            x1.dtype().scalar_type(),
            x2.dtype().scalar_type()
        )));
    }
    let apart = |x: &Tensor, y: &Tensor| -> Result<Tensor> {
        x.unsqueeze(-2)?.sub(&y.unsqueeze(-3)?)
    };
    let d = no_grad(|| apart(x1, x2))?;
    let far = no_grad(|| {
        if d.numel() == 0 {
            return d.sum_dim(-1, false);
        }
        d.vector_norm(p, -1, false)
    })?;
    let far = far.strided().clone();
    Ok(record(&CDIST, &[x1, x2], far, |saver| {
        let saved = [saver.save(x1), saver.save(x2)];
        let far = saver.output(0);
        backward(move |grad, context| {
            let [x, y] = [context.get(saved[0])?, context.get(saved[1])?];
            let far = context.get(far)?.unsqueeze(-1)?;
            let d = apart(&x, &y)?;
            let of_d = if p == 0.0 {
                d.zeros_like()?
            } else {
                let grad = grad.unsqueeze(-1)?;
                slope(&d, &far, &grad, p, |won| {
                    // All that are as far get it whole.
                    won.ones_like()
                })?
            };
            Ok(Grads::from_iter([
                context.only_if(0, || of_d.sum_dim(-2, false))?,
                context.only_if(1, || of_d.neg()?.sum_dim(-3, false))?,
            ]))
        })
    }))
}

/// The distances of rows from rows, pair by pair:
/// `F.pairwise_distance(x1, x2, p, eps)`.
///
/// # Errors
/// `RuntimeError` if the shapes do not broadcast.
pub fn pairwise_distance(
    x1: &Tensor,
    x2: &Tensor,
    p: f64,
    eps: f64,
    keepdim: bool,
) -> Result<Tensor> {
    let n = x1.ndim().max(x2.ndim());
    let d = x1.sub(x2)?.add(eps)?;
    let last = Dims::from(n as i64 - 1);
    d.normed(&PAIRWISE, p, &last, keepdim, None)
}

/// The cosine of the angle between vectors along `dim`:
/// `F.cosine_similarity(x1, x2, dim, eps)`. What is shorter than `eps` counts
/// as that long.
///
/// # Errors
/// `RuntimeError` if the shapes do not broadcast, or for integers and bools;
/// `IndexError` for a dimension that does not exist.
pub fn cosine_similarity(
    x1: &Tensor,
    x2: &Tensor,
    dim: i64,
    eps: f64,
) -> Result<Tensor> {
    let dtype = x1.dtype().promote(x2.dtype());
    if !dtype.is_floating_point() {
        return Err(TorchError::runtime(format!(
            "expected common dtype to be floating point, yet common dtype is \
             {}",
            dtype.scalar_type()
        )));
    }
    let shape = broadcast(&x1.size(), &x2.size())?;
    let unit = |x: &Tensor| -> Result<Tensor> {
        let x = x.to(dtype)?.expand(shape.clone())?;
        let length = x.vector_norm(2.0, dim, true)?.clone_()?;
        no_grad(|| length.clamp_min_(eps))?;
        x.div(&length)
    };
    unit(x1)?.mul(&unit(x2)?)?.sum_dim(dim, false)
}

impl Tensor {
    /// A copy with a history.
    fn clone_(&self) -> Result<Tensor> {
        self.copy()
    }

    /// The product of vectors of three elements that stands at right angles
    /// to both: `torch.linalg.cross(x, y, dim=dim)`.
    ///
    /// # Errors
    /// `RuntimeError` if there are not three elements, or the shapes do not
    /// broadcast.
    pub fn cross(&self, other: &Tensor, dim: i64) -> Result<Tensor> {
        if self.ndim() != other.ndim() {
            return Err(TorchError::runtime(
                "linalg.cross: inputs must have the same number of \
                 dimensions.",
            ));
        }
        let (p, q) = (self.size(), other.size());
        let at = self.strided().wrap_dim(dim)?;
        let extent =
            |size: &crate::tensor::Size| size.get(at).copied().unwrap_or(1);
        if extent(&p) != 3 || extent(&q) != 3 {
            return Err(TorchError::runtime(format!(
                "linalg.cross: inputs dimension {dim} must have length 3. \
                 Got {} and {}",
                extent(&p),
                extent(&q)
            )));
        }
        let shape = broadcast(&p, &q)?;
        if self.dtype() == DType::Bool {
            return Err(not_implemented("cross", DType::Bool));
        }
        if self.dtype() != other.dtype() {
            return Err(TorchError::runtime(format!(
                "expected scalar type {} but found {}",
                self.dtype().scalar_type(),
                other.dtype().scalar_type()
            )));
        }
        let at = at as i64;
        let product = no_grad(|| -> Result<Tensor> {
            let part =
                |x: &Tensor, i: i64| x.expand(shape.clone())?.narrow(at, i, 1);
            let mut parts = Vec::new();
            for (i, j) in [(1, 2), (2, 0), (0, 1)] {
                let left = part(self, i)?.mul(&part(other, j)?)?;
                let right = part(self, j)?.mul(&part(other, i)?)?;
                parts.push(left.sub(&right)?);
            }
            super::joining::cat(&parts, at)
        })?;
        let product = product.strided().clone();
        Ok(record(&CROSS, &[self, other], product, |saver| {
            let x = saver.save_for(1, self);
            let y = saver.save_for(0, other);
            backward(move |grad, context| {
                context.pair(
                    || {
                        let y = context.get(y)?;
                        y.expand(grad.size())?.cross(grad, at)
                    },
                    || {
                        let x = context.get(x)?;
                        grad.cross(&x.expand(grad.size())?, at)
                    },
                )
            })
        }))
    }
}

/// `cdist`, in the table.
pub static CDIST_ROW: Row = Row {
    name: "cdist",
    signature: "cdist(x1, x2, p=2.0, \
        compute_mode='use_mm_for_euclid_dist_if_necessary')",
    grad_fn: Some(&CDIST),
    call: |a| {
        let mode = a.str(3)?;
        if ![
            "use_mm_for_euclid_dist_if_necessary",
            "use_mm_for_euclid_dist",
            "donot_use_mm_for_euclid_dist",
        ]
        .contains(&mode)
        {
            return Err(TorchError::value(format!(
                "{mode} is not a valid value for compute_mode"
            )));
        }
        let p = a.scalar(2)?.to_f64();
        Ok(cdist(a.tensor(0)?, a.tensor(1)?, p)?.into())
    },
    in_place: None,
    examples: |e| {
        let mode = || Value::from("use_mm_for_euclid_dist_if_necessary");
        vec![
            vec![
                e.any(&[3, 2]).into(),
                e.positive(&[2, 2]).into(),
                2.0.into(),
                mode(),
            ],
            vec![
                e.any(&[2, 2, 3]).into(),
                e.positive(&[2, 3]).into(),
                1.0.into(),
                mode(),
            ],
            vec![
                e.any(&[2, 3]).into(),
                e.positive(&[2, 3]).into(),
                3.0.into(),
                mode(),
            ],
        ]
    },
};

/// `pairwise_distance`, in the table.
pub static PAIRWISE_DISTANCE_ROW: Row = Row {
    name: "nn.functional.pairwise_distance",
    signature: "pairwise_distance(x1, x2, p=2.0, eps=1e-06, keepdim=False)",
    grad_fn: Some(&PAIRWISE),
    call: |a| {
        let (p, eps) = (a.scalar(2)?.to_f64(), a.scalar(3)?.to_f64());
        let (x, y) = (a.tensor(0)?, a.tensor(1)?);
        Ok(pairwise_distance(x, y, p, eps, a.bool(4)?)?.into())
    },
    in_place: None,
    examples: |e| {
        vec![vec![
            e.any(&[2, 3]).into(),
            e.any(&[3]).into(),
            2.0.into(),
            1e-6.into(),
            false.into(),
        ]]
    },
};

/// `cosine_similarity`, in the table.
pub static COSINE_SIMILARITY_ROW: Row = Row {
    name: "nn.functional.cosine_similarity",
    signature: "cosine_similarity(x1, x2, dim=1, eps=1e-08)",
    grad_fn: Some(&COSINE),
    call: |a| {
        let (dim, eps) = (a.int(2)?, a.scalar(3)?.to_f64());
        let (x, y) = (a.tensor(0)?, a.tensor(1)?);
        Ok(cosine_similarity(x, y, dim, eps)?.into())
    },
    in_place: None,
    examples: |e| {
        vec![
            vec![
                e.any(&[2, 3]).into(),
                e.any(&[2, 3]).into(),
                1.into(),
                1e-8.into(),
            ],
            vec![
                e.any(&[2, 3]).into(),
                e.any(&[3]).into(),
                0.into(),
                1e-8.into(),
            ],
        ]
    },
};

fn threes(e: &mut super::Example) -> Vec<Vec<Value>> {
    vec![
        vec![e.any(&[2, 3]).into(), e.any(&[2, 3]).into(), (-1).into()],
        vec![e.any(&[3, 2]).into(), e.any(&[3, 1]).into(), 0.into()],
    ]
}

/// `torch.linalg.cross`, in the table.
pub static LINALG_CROSS_ROW: Row = Row {
    name: "linalg_cross",
    signature: "linalg_cross(input, other, *, dim=-1)",
    grad_fn: Some(&CROSS),
    call: |a| Ok(a.tensor(0)?.cross(a.tensor(1)?, a.int(2)?)?.into()),
    in_place: None,
    examples: threes,
};

/// `cross`, in the table: along the first dimension of three elements, if
/// none is named.
pub static CROSS_ROW: Row = Row {
    name: "cross",
    signature: "cross(input, other, dim=None)",
    grad_fn: Some(&CROSS),
    call: |a| {
        let x = a.tensor(0)?;
        let dim = match a.optional(2, Args::int)? {
            Some(dim) => dim,
            None => {
                let three = x.size().iter().position(|&n| n == 3);
                three.ok_or_else(|| {
                    TorchError::runtime("no dimension of size 3 in input")
                })? as i64
            }
        };
        Ok(x.cross(a.tensor(1)?, dim)?.into())
    },
    in_place: None,
    examples: threes,
};
