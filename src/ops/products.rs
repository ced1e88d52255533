/*!
Products of matrices: mv, mm, bmm, addmm, outer.

Follows [torch.mm](https://pytorch.org/docs/stable/generated/torch.mm.html)
and its neighbours. The derivative of a product of matrices is two products
of matrices.
*/

use super::row::Row;
use crate::autograd::{Context, Grads, Names, Tensor, backward, record};
use crate::tensor::{DType, Listed, Result, TorchError, products};

static MV: Names = Names::new("MvBackward0", "MvBackward");
static MM: Names = Names::new("MmBackward0", "MmBackward");
static BMM: Names = Names::new("BmmBackward0", "BmmBackward");
pub(super) static ADDMM: Names = Names::new("AddmmBackward0", "AddmmBackward");

/// What 1.1.0 says of the second of two dtypes that differ.
fn mixed(a: DType, b: DType, nr: usize, name: &str) -> String {
    format!(
        "Expected object of scalar type {} but got scalar type {} for \
         argument #{nr} '{name}'",
        a.scalar_type(),
        b.scalar_type()
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
        check_mm("mm", self, mat2)?;
        if self.dtype() != mat2.dtype() {
            return Err(mixed_mm(self, mat2));
        }
        let product = products::mm(&self.strided(), &mat2.strided())?;
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
        check_same(self, mat1, mat2)?;
        check_mm("addmm", mat1, mat2)?;
        let shape = [mat1.size()[0], mat2.size()[1]];
        let added =
            self.strided().expand_to(&crate::tensor::Size::new(&shape))?;
        if mat1.dtype() != mat2.dtype() {
            return Err(mixed_mm(mat1, mat2));
        }
        let product = products::mm(&mat1.strided(), &mat2.strided())?;
        let sum = super::arithmetic::plus(&product, &added)?;
        // Row by row, however what was added lies in memory.
        let sum = sum.row_major()?;
        Ok(record(&ADDMM, &[self, mat1, mat2], sum, |saver| {
            let a = saver.save_for(2, mat1);
            let b = saver.save_for(1, mat2);
            let layouts = Layouts::of(mat1, mat2);
            backward(move |grad, context: &Context<'_>| {
                Ok(Grads::from_iter([
                    // What was broadcast is summed on the way.
                    context.only_if(0, || Ok(grad.clone()))?,
                    context.only_if(1, || {
                        layouts.of_first(grad, &context.get(b)?)
                    })?,
                    context.only_if(2, || {
                        layouts.of_second(grad, &context.get(a)?)
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
        self.reshape([self.numel() as i64, 1])?.mul(vec2)
    }
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
        .in_the_notes(if n == 1 {
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

/// Two matrices whose inner dimensions agree. `op` is `mm` or `addmm`.
fn check_mm(op: &str, a: &Tensor, b: &Tensor) -> Result<()> {
    let (m, n) = (a.ndim(), b.ndim());
    for (name, ndim) in [("self", m), ("mat2", n)] {
        if ndim != 2 {
            return Err(TorchError::runtime(format!(
                "{op}: {name} must be a matrix, got {ndim}-D tensor"
            ))
            .in_the_notes(format!(
                "matrices expected, got {m}D, {n}D tensors at \
                 /pytorch/aten/src/TH/generic/THTensorMath.cpp:956"
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
        .in_the_notes(format!(
            "size mismatch, m1: [{} x {}], m2: [{} x {}] at \
             /pytorch/aten/src/TH/generic/THTensorMath.cpp:961",
            p[0], p[1], q[0], q[1]
        )));
    }
    Ok(())
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
    // That there is no loop for bools is noticed first.
    let no_loop = x == DType::Bool && a.numel() > 0;
    if x != y && !no_loop {
        return Err(TorchError::runtime(format!(
            "expected scalar type {} but found {}",
            x.scalar_type(),
            y.scalar_type()
        ))
        .in_the_notes(mixed(x, y, 2, "mat2")));
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
    signature: "addmm(input, mat1, mat2)",
    grad_fn: Some(&ADDMM),
    call: |a| Ok(a.tensor(0)?.addmm(a.tensor(1)?, a.tensor(2)?)?.into()),
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
            ],
        ]
    },
};

/// `outer`, in the table.
pub static OUTER_ROW: Row = Row {
    name: "outer",
    signature: "outer(input, vec2)",
    grad_fn: Some(&super::arithmetic::MUL),
    call: |a| Ok(a.tensor(0)?.outer(a.tensor(1)?)?.into()),
    in_place: None,
    examples: |e| vec![vec![e.any(&[2]).into(), e.any(&[3]).into()]],
};
