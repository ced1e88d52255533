/*!
A product of matrices, added to something: what [`addmm`](Tensor::addmm) is,
for batches, vectors and outer products.

Follows [torch.baddbmm](https://pytorch.org/docs/stable/generated/torch.baddbmm.html)
and its neighbours. What a factor of 0 belongs to is not looked at, whatever
it holds.
*/

use super::arithmetic::multiple;
use super::numeric::not_implemented;
use super::products::{mixed, weighted};
use super::row::{Args, Example, Row, Value};
use crate::autograd::{
    Context, Grads, Names, Tensor, backward, no_grad, record,
};
use crate::tensor::{
    DType, Listed, Result, Scalar, Size, TorchError, kernels,
};

static BADDBMM: Names = Names::new("BaddbmmBackward0", "BaddbmmBackward");
static ADDBMM: Names = Names::new("AddbmmBackward0", "AddbmmBackward");
static ADDMV: Names = Names::new("AddmvBackward0", "AddmvBackward");
static ADDR: Names = Names::new("AddrBackward0", "AddrBackward");

/// The two factors of a sum.
#[derive(Clone, Copy)]
pub struct Factors {
    /// Of what is added.
    pub beta: Scalar,
    /// Of the product.
    pub alpha: Scalar,
}

impl Default for Factors {
    fn default() -> Factors {
        Factors { beta: Scalar::Int(1), alpha: Scalar::Int(1) }
    }
}

/// Which product it is, and how its factors get their gradients.
struct Rule {
    names: &'static Names,
    product: fn(&Tensor, &Tensor) -> Result<Tensor>,
    of_first: fn(&Tensor, &Tensor) -> Result<Tensor>,
    of_second: fn(&Tensor, &Tensor) -> Result<Tensor>,
}

impl Rule {
    /// `beta * added + alpha * product(a, b)`, in `shape`.
    fn sum(
        self,
        added: &Tensor,
        a: &Tensor,
        b: &Tensor,
        shape: &Size,
        Factors { beta, alpha }: Factors,
    ) -> Result<Tensor> {
        let wide = added.strided().expand_to(shape)?;
        let sum = {
            let product = no_grad(|| (self.product)(a, b))?;
            let product = product.strided();
            let dtype = added.dtype().promote(product.dtype());
            let (wide, product) =
                (wide.to_dtype(dtype)?, product.to_dtype(dtype)?);
            let sum = weighted(&wide, beta, &product, alpha)?.row_major()?;
            // Element by element: so it lies as what is added.
            let follows = std::ptr::eq(self.names, &ADDR);
            match &*added.strided() {
                own if follows && own.shape() == shape => {
                    kernels::follow(&sum, own)?
                }
                _ => sum,
            }
        };
        Ok(record(self.names, &[added, a, b], sum, |saver| {
            let first = saver.save_for(2, a);
            let second = saver.save_for(1, b);
            backward(move |grad, context: &Context<'_>| {
                Ok(Grads::from_iter([
                    context.only_if(0, || multiple(grad.clone(), beta))?,
                    context.only_if(1, || {
                        let b = context.get(second)?;
                        multiple((self.of_first)(grad, &b)?, alpha)
                    })?,
                    context.only_if(2, || {
                        let a = context.get(first)?;
                        multiple((self.of_second)(grad, &a)?, alpha)
                    })?,
                ]))
            })
        }))
    }
}

fn flipped(x: &Tensor) -> Result<Tensor> {
    x.transpose(-2, -1)
}

/// An extent, before anybody has counted the dimensions.
fn extent(x: &Tensor, dim: usize) -> Result<usize> {
    let missing =
        TorchError::DimOutOfRange { dim: dim as i64, ndim: x.ndim() };
    x.size().get(dim).copied().ok_or(missing)
}

/// Two batches of matrices.
fn check_batches(a: &Tensor, b: &Tensor) -> Result<()> {
    for (nr, x) in [(1, a), (2, b)] {
        if x.ndim() != 3 {
            return Err(TorchError::runtime(format!(
                "batch{nr} must be a 3D tensor"
            )));
        }
    }
    Ok(())
}

/// Something of another shape cannot hold the result.
fn check_own(x: &Tensor, shape: &Size) -> Result<()> {
    if x.size() == *shape {
        return Ok(());
    }
    Err(TorchError::runtime(format!(
        "Bad in-place call: input tensor size {} and output tensor size {} \
         should match",
        Listed(&x.size()),
        Listed(shape)
    )))
}

impl Tensor {
    /// A batch of products of matrices, plus this tensor, which broadcasts:
    /// `torch.baddbmm(input, batch1, batch2, beta=beta, alpha=alpha)`.
    ///
    /// # Errors
    /// `RuntimeError` if they do not fit in size or dtype.
    pub fn baddbmm(
        &self,
        batch1: &Tensor,
        batch2: &Tensor,
        factors: Factors,
    ) -> Result<Tensor> {
        let shape = Size::new(&[
            extent(batch1, 0)?,
            extent(batch1, 1)?,
            extent(batch2, 2)?,
        ]);
        self.strided().expand_to(&shape)?;
        let dtypes = [self, batch1, batch2].map(Tensor::dtype);
        let differ = || {
            Err(TorchError::runtime(format!(
                "Input dtypes must be the same, got: input {}, batch1: {}, \
                 batch2: {}",
                dtypes[0].c_name(),
                dtypes[1].c_name(),
                dtypes[2].c_name()
            )))
        };
        if dtypes[0] != dtypes[1] {
            return differ();
        }
        check_batches(batch1, batch2)?;
        let (p, q) = (batch1.size(), batch2.size());
        if q[..2] != [p[0], p[2]] {
            return Err(TorchError::runtime(format!(
                "Expected size for first two dimensions of batch2 tensor to \
                 be: {} but got: {}.",
                Listed(&[p[0], p[2]]),
                Listed(&q[..2])
            )));
        }
        if dtypes[0] != dtypes[2] && batch2.numel() > 0 {
            return differ();
        }
        if self.dtype() == DType::Bool && shape.numel() > 0 {
            return Err(not_implemented("baddbmm", DType::Bool));
        }
        let rule = Rule {
            names: &BADDBMM,
            product: Tensor::bmm,
            of_first: |grad, b| grad.bmm(&flipped(b)?),
            of_second: |grad, a| flipped(a)?.bmm(grad),
        };
        rule.sum(self, batch1, batch2, &shape, factors)
    }

    /// The sum of a batch of products of matrices, plus this tensor, which
    /// broadcasts: `torch.addbmm(input, batch1, batch2, beta=beta,
    /// alpha=alpha)`.
    ///
    /// # Errors
    /// `RuntimeError` if they do not fit in size or dtype.
    pub fn addbmm(
        &self,
        batch1: &Tensor,
        batch2: &Tensor,
        factors: Factors,
    ) -> Result<Tensor> {
        let shape = Size::new(&[extent(batch1, 1)?, extent(batch2, 2)?]);
        self.strided().expand_to(&shape)?;
        check_batches(batch1, batch2)?;
        let (p, q) = (batch1.size(), batch2.size());
        if p[0] != q[0] {
            return Err(TorchError::runtime(format!(
                "batch1 and batch2 must have same number of batches, got {} \
                 and {}",
                p[0], q[0]
            )));
        }
        if p[2] != q[1] {
            return Err(TorchError::runtime(format!(
                "Incompatible matrix sizes for bmm ({}x{} and {}x{})",
                p[1], p[2], q[1], q[2]
            )));
        }
        let differ = [
            ("self and mat2", self, batch2),
            ("mat1 and mat2", batch1, batch2),
        ];
        for (names, x, y) in differ {
            if x.dtype() != y.dtype() {
                return Err(TorchError::runtime(format!(
                    "{names} must have the same dtype, but got {} and {}",
                    x.dtype().scalar_type(),
                    y.dtype().scalar_type()
                )));
            }
        }
        if self.dtype() == DType::Bool && shape.numel() > 0 {
            return Err(not_implemented("addmm_impl_cpu_", DType::Bool));
        }
        let rule = Rule {
            names: &ADDBMM,
            product: |a, b| a.bmm(b)?.sum_dim_dtype(0, false, a.dtype()),
            of_first: |grad, b| {
                let n = b.size()[0] as i64;
                let grad = grad.unsqueeze(0)?.expand([n, -1, -1])?;
                grad.bmm(&flipped(b)?)
            },
            of_second: |grad, a| {
                let n = a.size()[0] as i64;
                let grad = grad.unsqueeze(0)?.expand([n, -1, -1])?;
                flipped(a)?.bmm(&grad)
            },
        };
        rule.sum(self, batch1, batch2, &shape, factors)
    }

    /// A matrix times a vector, plus this tensor, which broadcasts:
    /// `torch.addmv(input, mat, vec, beta=beta, alpha=alpha)`.
    ///
    /// # Errors
    /// `RuntimeError` if they do not fit in size or dtype.
    pub fn addmv(
        &self,
        mat: &Tensor,
        vec: &Tensor,
        factors: Factors,
    ) -> Result<Tensor> {
        let ndims = [self, mat, vec].map(Tensor::ndim);
        if ndims[0] > 1 || ndims[1] != 2 || ndims[2] != 1 {
            return Err(TorchError::runtime(format!(
                "vector + matrix @ vector expected, got {}, {}, {}",
                ndims[0], ndims[1], ndims[2]
            )));
        }
        let (own, rows) = (self.numel(), mat.size()[0]);
        let (columns, n) = (mat.size()[1], vec.numel());
        if columns != n || (own != rows && own != 1) {
            if self.ndim() == 0 {
                return Err(TorchError::index(
                    "Dimension specified as 0 but tensor has no dimensions",
                ));
            }
            return Err(TorchError::runtime(format!(
                "size mismatch, got input ({own}), mat ({rows}x{columns}), \
                 vec ({n})"
            )));
        }
        let dtypes = [self, mat, vec].map(Tensor::dtype);
        if dtypes != [dtypes[0]; 3] {
            return Err(TorchError::runtime(format!(
                "addmv input tensors must have the same dtype, but got {}, \
                 {}, and {}",
                dtypes[0].scalar_type(),
                dtypes[1].scalar_type(),
                dtypes[2].scalar_type()
            ))
            .in_the_notes(mixed(dtypes[0], dtypes[1], 2, "mat")));
        }
        let rule = Rule {
            names: &ADDMV,
            product: Tensor::mv,
            of_first: |grad, v| grad.outer(v),
            of_second: |grad, m| m.t()?.mv(grad),
        };
        rule.sum(self, mat, vec, &Size::new(&[rows]), factors)
    }

    /// Each element of one vector times each of another, plus this tensor,
    /// which broadcasts: `torch.addr(input, vec1, vec2, beta=beta,
    /// alpha=alpha)`.
    ///
    /// # Errors
    /// `RuntimeError` if they do not fit in size or dtype.
    pub fn addr(
        &self,
        vec1: &Tensor,
        vec2: &Tensor,
        factors: Factors,
    ) -> Result<Tensor> {
        for (name, x) in [("vec1", vec1), ("vec2", vec2)] {
            if x.ndim() != 1 {
                return Err(TorchError::runtime(format!(
                    "addr: Expected 1-D argument {name}, but got {}-D",
                    x.ndim()
                )));
            }
        }
        let shape = Size::new(&[vec1.numel(), vec2.numel()]);
        self.strided().expand_to(&shape)?;
        let dtype = self.dtype().promote(vec1.dtype()).promote(vec2.dtype());
        let rule = Rule {
            names: &ADDR,
            product: Tensor::outer,
            of_first: |grad, v| grad.mv(v),
            of_second: |grad, v| grad.t()?.mv(v),
        };
        if dtype == DType::Bool {
            return self.addr_of_bools(vec1, vec2, &shape, factors);
        }
        rule.sum(self, vec1, vec2, &shape, factors)
    }

    fn addr_of_bools(
        &self,
        a: &Tensor,
        b: &Tensor,
        shape: &Size,
        Factors { beta, alpha }: Factors,
    ) -> Result<Tensor> {
        let counted = |x: Tensor, factor: Scalar| {
            if factor.is_zero() { x.zeros_like() } else { Ok(x) }
        };
        let product = counted(a.outer(b)?, alpha)?;
        let own = counted(self.expand(shape.clone())?, beta)?;
        product.logical_or(&own)
    }
}

fn factors(a: &Args<'_>) -> Result<Factors> {
    Ok(Factors { beta: a.scalar_or_one(3)?, alpha: a.scalar_or_one(4)? })
}

macro_rules! rows {
    ($($row:ident $name:ident, $text:literal, $signature:literal,
       $names:expr, $shapes:expr;)+) => {$(
        #[doc = concat!("`", $text, "`, in the table.")]
        pub static $row: Row = Row {
            name: $text,
            signature: $signature,
            grad_fn: Some(&$names),
            call: |a| {
                let (x, y) = (a.tensor(1)?, a.tensor(2)?);
                Ok(a.tensor(0)?.$name(x, y, factors(a)?)?.into())
            },
            in_place: Some(|a| {
                let (x, y) = (a.tensor(1)?, a.tensor(2)?);
                let factors = factors(a)?;
                let sum = a.tensor(0)?.in_place(|old| {
                    let sum = old.$name(x, y, factors)?;
                    if $text != "addbmm" && $text != "addr" {
                        check_own(old, &sum.size())?;
                    }
                    Ok(sum)
                })?;
                Ok(sum.into())
            }),
            examples: |e| of_shapes(e, $shapes),
        };
    )+};
}
rows! {
    BADDBMM_ROW baddbmm, "baddbmm",
        "baddbmm(input, batch1, batch2, *, beta=1, alpha=1)", BADDBMM,
        [&[2, 2, 2], &[2, 2, 3], &[2, 3, 2]];
    ADDBMM_ROW addbmm, "addbmm",
        "addbmm(input, batch1, batch2, *, beta=1, alpha=1)", ADDBMM,
        [&[2, 2], &[2, 2, 3], &[2, 3, 2]];
    ADDMV_ROW addmv, "addmv", "addmv(input, mat, vec, *, beta=1, alpha=1)",
        ADDMV, [&[2], &[2, 3], &[3]];
    ADDR_ROW addr, "addr", "addr(input, vec1, vec2, *, beta=1, alpha=1)",
        ADDR, [&[2, 3], &[2], &[3]];
}

fn of_shapes(e: &mut Example, shapes: [&[usize]; 3]) -> Vec<Vec<Value>> {
    let mut with = |beta: f64, alpha: f64| -> Vec<Value> {
        let mut example: Vec<Value> =
            shapes.iter().map(|shape| e.any(shape).into()).collect();
        example.extend([beta.into(), alpha.into()]);
        example
    };
    vec![with(1.0, 1.0), with(0.5, -2.0)]
}
