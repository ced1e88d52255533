/*!
Products of matrices: mv, mm, bmm, addmm, outer.

Follows [torch.mm](https://pytorch.org/docs/stable/generated/torch.mm.html)
and its neighbours. The derivative of a product of matrices is two products
of matrices.
*/

use super::arithmetic::{is_one, multiple};
use super::numeric::{Arithmetic, check_fits, numbers};
use super::operand::{Operand, common_dtype};
use super::row::Row;
use crate::autograd::{Context, Grads, Names, Tensor, backward, record};
use crate::tensor::{
    DType, Element, Listed, Result, Scalar, Size, Strided, TorchError,
    dispatch, kernels, products,
};

static MV: Names = Names::new("MvBackward0", "MvBackward");
static MM: Names = Names::new("MmBackward0", "MmBackward");
static BMM: Names = Names::new("BmmBackward0", "BmmBackward");
pub(super) static ADDMM: Names = Names::new("AddmmBackward0", "AddmmBackward");

static OUTER: Names = Names::new("MulBackward0", "GerBackward");

/// What 1.1.0 says of the second of two dtypes that differ.
pub(super) fn mixed(a: DType, b: DType, nr: usize, name: &str) -> String {
    format!(
        "Expected object of scalar type {} but got scalar type {} for \
         argument #{nr} '{name}'",
        a.scalar_type_then(),
        b.scalar_type_then()
    )
}

impl Tensor {
    /// A matrix times a vector: `torch.mv(input, vec)`.
    ///
    /// # Errors
    /// `RuntimeError` if they are not that, or do not fit in size or dtype.
    pub fn mv(&self, vec: &Tensor) -> Result<Tensor> {
        check_mv(self, vec)?;
        let product = products::mv(&self.strided(), &vec.strided())?;
        Ok(record(&MV, &[self, vec], product, |saver| {
            let m = saver.save_for(1, self);
            let v = saver.save_for(0, vec);
            backward(move |grad, context| {
                context.pair(
                    || grad.outer(&context.get(v)?),
                    || context.get(m)?.t()?.mv(grad),
                )
            })
        }))
    }

    /// A matrix times a matrix: `torch.mm(input, mat2)`.
    ///
    /// # Errors
    /// `RuntimeError` if they are not that, or do not fit in size or dtype.
    pub fn mm(&self, mat2: &Tensor) -> Result<Tensor> {
        check_mm(None, self, mat2)?;
        if self.dtype() != mat2.dtype() {
            return Err(mixed_mm(self, mat2));
        }
        let product = products::mm(&self.strided(), &mat2.strided(), None)?;
        Ok(record(&MM, &[self, mat2], product, |saver| {
            let a = saver.save_for(1, self);
            let b = saver.save_for(0, mat2);
            let layouts = Layouts::of(self, mat2);
            backward(move |grad, context| {
                context.pair(
                    || layouts.of_first(grad, &context.get(b)?),
                    || layouts.of_second(grad, &context.get(a)?),
                )
            })
        }))
    }

    /// A matrix times a matrix for each of a batch:
    /// `torch.bmm(input, mat2)`.
    ///
    /// # Errors
    /// `RuntimeError` if they are not that, or do not fit in size or dtype.
    pub fn bmm(&self, mat2: &Tensor) -> Result<Tensor> {
        check_bmm(self, mat2)?;
        let product = products::bmm(&self.strided(), &mat2.strided())?;
        mat2.check_differentiable(self)?;
        Ok(record(&BMM, &[self, mat2], product, |saver| {
            let a = saver.save_for(1, self);
            let b = saver.save_for(0, mat2);
            backward(move |grad, context| {
                context.pair(
                    || grad.bmm(&context.get(b)?.transpose(1, 2)?),
                    || context.get(a)?.transpose(1, 2)?.bmm(grad),
                )
            })
        }))
    }

    /// A matrix times a matrix, plus this tensor, which broadcasts:
    /// `torch.addmm(input, mat1, mat2)`.
    ///
    /// # Errors
    /// `RuntimeError` if they do not fit in size or dtype.
    pub fn addmm(&self, mat1: &Tensor, mat2: &Tensor) -> Result<Tensor> {
        self.addmm_with(mat1, mat2, 1, 1)
    }

    /// [`addmm`](Tensor::addmm) of multiples:
    /// `torch.addmm(input, mat1, mat2, beta=beta, alpha=alpha)`, that is
    /// `beta * input + alpha * (mat1 @ mat2)`. What a factor of 0 belongs to
    /// is not looked at, whatever it holds.
    ///
    /// # Errors
    /// As [`addmm`](Tensor::addmm), and if the dtype cannot hold a factor.
    pub fn addmm_with(
        &self,
        mat1: &Tensor,
        mat2: &Tensor,
        beta: impl Into<Scalar>,
        alpha: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let (beta, alpha) = (beta.into(), alpha.into());
        let added = match (mat1.size().first(), mat2.size().get(1)) {
            (Some(&rows), Some(&columns)) => {
                self.strided().expand_to(&Size::new(&[rows, columns]))
            }
            _ => Ok(self.strided().clone()),
        };
        check_same(self, mat1, mat2).map_err(|error| match &added {
            // Then what is added was looked at first.
            Err(then) => error.in_the_notes_like(then),
            Ok(_) => error,
        })?;
        check_mm(Some(self), mat1, mat2)?;
        let added = added?;
        let sum = if mat1.numel() == 0 {
            scaled(&added, beta)?
        } else if is_one(beta) && is_one(alpha) {
            products::mm(&mat1.strided(), &mat2.strided(), Some(&added))?
        } else {
            let (a, b) = (mat1.strided(), mat2.strided());
            weighted(&added, beta, &products::mm(&a, &b, None)?, alpha)?
        };
        // Row by row, however what was added lies in memory.
        let sum = sum.row_major()?;
        Ok(record(&ADDMM, &[self, mat1, mat2], sum, |saver| {
            let a = saver.save_for(2, mat1);
            let b = saver.save_for(1, mat2);
            let layouts = Layouts::of(mat1, mat2);
            backward(move |grad, context: &Context<'_>| {
                Ok(Grads::from_iter([
                    // What was broadcast is summed on the way.
                    context.only_if(0, || multiple(grad.clone(), beta))?,
                    context.only_if(1, || {
                        let b = context.get(b)?;
                        multiple(layouts.of_first(grad, &b)?, alpha)
                    })?,
                    context.only_if(2, || {
                        let a = context.get(a)?;
                        multiple(layouts.of_second(grad, &a)?, alpha)
                    })?,
                ]))
            })
        }))
    }

    /// Each element of one vector times each element of another:
    /// `torch.outer(input, vec2)`.
    ///
    /// # Errors
    /// `RuntimeError` if they are not vectors.
    pub fn outer(&self, vec2: &Tensor) -> Result<Tensor> {
        for (name, x) in [("self", self), ("vec2", vec2)] {
            if x.ndim() != 1 {
                let rest = format!(
                    "Expected 1-D argument {name}, but got {}-D",
                    x.ndim()
                );
                return Err(TorchError::runtime(format!("outer: {rest}"))
                    .in_the_notes(format!("ger: {rest}")));
            }
        }
        let column = self.reshape([self.numel() as i64, 1])?;
        column.multiplied(&OUTER, &vec2.into())
    }
}

/// What is left of `addmm` where there is nothing to multiply: a product
/// with a number, which is asked to fit as others are.
fn scaled(added: &Strided, beta: Scalar) -> Result<Strided> {
    let (shape, to) = (added.shape().clone(), added.dtype());
    if added.numel() == 0 || beta.is_zero() {
        return Strided::full(shape, 0, to);
    }
    let from = common_dtype(&[
        &Operand::Tensor(&Tensor::from_strided(added.clone())),
        &Operand::Number(beta),
    ]);
    if !from.can_cast(to) {
        return Err(TorchError::ResultCast { from, to });
    }
    dispatch!(to, T => {
        let beta = T::from_scalar(beta);
        kernels::map(added, |x: T| x.times(beta))
    })
}

/// `beta * added + alpha * product`
pub(super) fn weighted(
    added: &Strided,
    beta: Scalar,
    product: &Strided,
    alpha: Scalar,
) -> Result<Strided> {
    if product.numel() == 0 {
        return Ok(product.clone());
    }
    numbers!(product.dtype(), "addmm_impl_cpu_", T => {
        for factor in [beta, alpha] {
            check_fits(factor, T::DTYPE)?;
        }
        let (beta, alpha) = (T::from_scalar(beta), T::from_scalar(alpha));
        let zero = T::from_i64(0);
        // What is multiplied by 0 is not looked at: it might be NaN.
        if beta == zero && alpha == zero {
            return Strided::full(product.shape().clone(), 0, T::DTYPE);
        }
        if beta == zero {
            return kernels::map(product, |x: T| x.times(alpha));
        }
        if alpha == zero {
            return kernels::map(added, |y: T| y.times(beta));
        }
        kernels::zip(product, added, |x: T, y: T| {
            x.times(alpha).plus_times(y, beta)
        })
    })
}

/// Which factors lie in memory column by column. Their gradients are made
/// so too: the gradient of a transposed weight then lies as the weight.
#[derive(Clone, Copy)]
struct Layouts {
    first: bool,
    second: bool,
}

impl Layouts {
    fn of(a: &Tensor, b: &Tensor) -> Layouts {
        let by_columns = |x: &Tensor| {
            let x = x.strided();
            x.strides()[0] == 1 && x.strides()[1] == x.shape()[0]
        };
        Layouts { first: by_columns(a), second: by_columns(b) }
    }

    /// The gradient of `a` in `a @ b`: `grad @ b.t()`.
    fn of_first(self, grad: &Tensor, b: &Tensor) -> Result<Tensor> {
        if self.first { b.mm(&grad.t()?)?.t() } else { grad.mm(&b.t()?) }
    }

    /// The gradient of `b` in `a @ b`: `a.t() @ grad`.
    fn of_second(self, grad: &Tensor, a: &Tensor) -> Result<Tensor> {
        if self.second { grad.t()?.mm(a)?.t() } else { a.t()?.mm(grad) }
    }
}

fn check_mv(a: &Tensor, v: &Tensor) -> Result<()> {
    let (m, n) = (a.ndim(), v.ndim());
    if m == 0 {
        let rest = "imension specified as 0 but tensor has no dimensions";
        return Err(TorchError::index(format!("D{rest}"))
            .in_the_notes(format!("d{rest}")));
    }
    if m != 2 || n != 1 {
        return Err(TorchError::runtime(format!(
            "vector + matrix @ vector expected, got 1, {m}, {n}"
        ))
        .in_the_notes(if n == 1 && a.dtype() != v.dtype() {
            mixed(a.dtype(), v.dtype(), 2, "vec")
        } else if n == 1 {
            format!(
                "matrix and vector expected, got {m}D, {n}D at \
                 /pytorch/aten/src/TH/generic/THTensorMath.cpp:837"
            )
        } else {
            format!("mv: Expected 1-D argument vec, but got {n}-D")
        }));
    }
    let (size, len) = (a.size(), v.numel());
    let (rows, columns) = (size[0], size[1]);
    if columns != len {
        return Err(TorchError::runtime(format!(
            "size mismatch, got input ({rows}), mat ({rows}x{columns}), vec \
             ({len})"
        ))
        .in_the_notes(format!(
            "size mismatch, [{rows} x {columns}], [{len}] at \
             /pytorch/aten/src/TH/generic/THTensorMath.cpp:842"
        )));
    }
    let (x, y) = (a.dtype(), v.dtype());
    if x != y {
        let (p, q) = (x.scalar_type(), y.scalar_type());
        return Err(TorchError::runtime(format!(
            "addmv input tensors must have the same dtype, but got {q}, {p}, \
             and {q}"
        ))
        .in_the_notes(mixed(x, y, 2, "vec")));
    }
    Ok(())
}

/// Two matrices whose inner dimensions agree; in `addmm`, what is added.
fn check_mm(added: Option<&Tensor>, a: &Tensor, b: &Tensor) -> Result<()> {
    let op = if added.is_some() { "addmm" } else { "mm" };
    let (m, n) = (a.ndim(), b.ndim());
    for (name, ndim) in [("self", m), ("mat2", n)] {
        if ndim != 2 {
            return Err(TorchError::runtime(format!(
                "{op}: {name} must be a matrix, got {ndim}-D tensor"
            ))
            .in_the_notes_like(&refused_then(
                added,
                a,
                b,
                format!(
                    "matrices expected, got {m}D, {n}D tensors at \
                 /pytorch/aten/src/TH/generic/THTensorMath.cpp:956"
                ),
            )));
        }
    }
    let (p, q) = (a.size(), b.size());
    if p[1] != q[0] {
        return Err(TorchError::runtime(format!(
            "{op}: mat1 and mat2 shapes cannot be multiplied ({}x{} and \
             {}x{})",
            p[0], p[1], q[0], q[1]
        ))
        .in_the_notes_like(&refused_then(
            added,
            a,
            b,
            format!(
                "size mismatch, m1: [{} x {}], m2: [{} x {}] at \
             /pytorch/aten/src/TH/generic/THTensorMath.cpp:961",
                p[0], p[1], q[0], q[1]
            ),
        )));
    }
    Ok(())
}

/// What 1.1.0 said of factors that do not fit: it first made the result, in
/// which it expanded what is added, then compared dtypes, then sizes.
fn refused_then(
    added: Option<&Tensor>,
    a: &Tensor,
    b: &Tensor,
    sizes: String,
) -> TorchError {
    let missing = |dim| {
        TorchError::index(format!(
            "dimension specified as {dim} but tensor has no dimensions"
        ))
    };
    match (a.ndim(), b.ndim()) {
        (0, _) => return missing(0),
        (_, 0) => return missing(1),
        (_, 1) => return TorchError::DimOutOfRange { dim: 1, ndim: 1 },
        _ => {}
    }
    if let Some(added) = added {
        let shape = Size::new(&[a.size()[0], b.size()[1]]);
        if let Err(error) = added.strided().expand_to(&shape) {
            return error;
        }
    }
    TorchError::runtime(if a.dtype() == b.dtype() {
        sizes
    } else {
        mixed(a.dtype(), b.dtype(), 2, "mat2")
    })
}

fn mixed_mm(a: &Tensor, b: &Tensor) -> TorchError {
    TorchError::runtime(format!(
        "expected m1 and m2 to have the same dtype, but got: {} != {}",
        a.dtype().c_name(),
        b.dtype().c_name()
    ))
    .in_the_notes(mixed(a.dtype(), b.dtype(), 2, "mat2"))
}

fn check_same(bias: &Tensor, a: &Tensor, b: &Tensor) -> Result<()> {
    let (own, x, y) = (bias.dtype(), a.dtype(), b.dtype());
    if own != y {
        return Err(TorchError::runtime(format!(
            "self and mat2 must have the same dtype, but got {} and {}",
            own.scalar_type(),
            y.scalar_type()
        ))
        .in_the_notes(if own == x {
            mixed(own, y, 5, "mat2")
        } else {
            mixed(own, x, 4, "mat1")
        }));
    }
    if x != y {
        return Err(TorchError::runtime(format!(
            "mat1 and mat2 must have the same dtype, but got {} and {}",
            x.scalar_type(),
            y.scalar_type()
        ))
        .in_the_notes(mixed(own, x, 4, "mat1")));
    }
    Ok(())
}

fn check_bmm(a: &Tensor, b: &Tensor) -> Result<()> {
    for (nr, x) in [(1, a), (2, b)] {
        if x.ndim() != 3 {
            return Err(TorchError::runtime(format!(
                "batch{nr} must be a 3D tensor"
            ))
            .in_the_notes(format!(
                "Expected 3-dimensional tensor, but got {}-dimensional \
                 tensor for argument #{nr} 'batch{nr}' (while checking \
                 arguments for bmm)",
                x.ndim()
            )));
        }
    }
    let (p, q) = (a.size(), b.size());
    let wanted = [p[0], p[2]];
    if let Some(dim) = (0..2).find(|&dim| q[dim] != wanted[dim]) {
        return Err(TorchError::runtime(format!(
            "Expected size for first two dimensions of batch2 tensor to be: \
             {} but got: {}.",
            Listed(&wanted),
            Listed(&q[..2])
        ))
        .in_the_notes(format!(
            "Expected tensor to have size {} at dimension {dim}, but got \
             size {} for argument #2 'batch2' (while checking arguments for \
             bmm)",
            wanted[dim], q[dim]
        )));
    }
    let (x, y) = (a.dtype(), b.dtype());
    // Nobody looks at dtypes where nothing is multiplied, and that there is
    // no loop for bools is noticed first.
    let multiplied = a.numel() > 0 && b.numel() > 0;
    if x != y && multiplied && x != DType::Bool {
        let error = TorchError::runtime(format!(
            "expected scalar type {} but found {}",
            x.scalar_type(),
            y.scalar_type()
        ));
        // Only large products of integers had another loop then.
        let small = p[1] * p[2] * q[2] < 400;
        return Err(if x.is_floating_point() || small {
            error
        } else {
            error.in_the_notes(mixed(x, y, 2, "mat2"))
        });
    }
    Ok(())
}

/// `mv`, in the table.
pub static MV_ROW: Row = Row {
    name: "mv",
    signature: "mv(input, vec)",
    grad_fn: Some(&MV),
    call: |a| Ok(a.tensor(0)?.mv(a.tensor(1)?)?.into()),
    in_place: None,
    examples: |e| vec![vec![e.any(&[2, 3]).into(), e.any(&[3]).into()]],
};

/// `mm`, in the table.
pub static MM_ROW: Row = Row {
    name: "mm",
    signature: "mm(input, mat2)",
    grad_fn: Some(&MM),
    call: |a| Ok(a.tensor(0)?.mm(a.tensor(1)?)?.into()),
    in_place: None,
    examples: |e| vec![vec![e.any(&[2, 3]).into(), e.any(&[3, 2]).into()]],
};

/// `bmm`, in the table.
pub static BMM_ROW: Row = Row {
    name: "bmm",
    signature: "bmm(input, mat2)",
    grad_fn: Some(&BMM),
    call: |a| Ok(a.tensor(0)?.bmm(a.tensor(1)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![vec![e.any(&[2, 2, 3]).into(), e.any(&[2, 3, 2]).into()]]
    },
};

/// `addmm`, in the table.
pub static ADDMM_ROW: Row = Row {
    name: "addmm",
    signature: "addmm(input, mat1, mat2, *, beta=1, alpha=1)",
    grad_fn: Some(&ADDMM),
    call: |a| {
        let (mat1, mat2) = (a.tensor(1)?, a.tensor(2)?);
        let (beta, alpha) = (a.scalar_or_one(3)?, a.scalar_or_one(4)?);
        Ok(a.tensor(0)?.addmm_with(mat1, mat2, beta, alpha)?.into())
    },
    in_place: None,
    examples: |e| {
        vec![
            vec![
                e.any(&[2]).into(),
                e.any(&[3, 2]).into(),
                e.any(&[2, 2]).into(),
            ],
            vec![
                e.any(&[3, 1]).into(),
                e.any(&[3, 2]).into(),
                e.any(&[2, 2]).into(),
                (-0.5).into(),
                3.into(),
            ],
        ]
    },
};

/// `outer`, in the table.
pub static OUTER_ROW: Row = Row {
    name: "outer",
    signature: "outer(input, vec2)",
    grad_fn: Some(&OUTER),
    call: |a| Ok(a.tensor(0)?.outer(a.tensor(1)?)?.into()),
    in_place: None,
    examples: |e| vec![vec![e.any(&[2]).into(), e.any(&[3]).into()]],
};
