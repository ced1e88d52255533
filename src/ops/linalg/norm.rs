/*!
Norms of matrices.

Follows [torch.linalg.norm](https://pytorch.org/docs/stable/generated/torch.linalg.norm.html)
and [torch.linalg.matrix_norm](https://pytorch.org/docs/stable/generated/torch.linalg.matrix_norm.html).
*/

use super::matrices::check_floating;
use crate::autograd::{Names, Tensor};
use crate::ops::create::zeros_with;
use crate::ops::reduce::reduced;
use crate::ops::row::{Args, Row, Value};
use crate::tensor::{DType, Dims, Result, TorchError};

static VECTOR: Names =
    Names::new("LinalgVectorNormBackward0", "LinalgVectorNormBackward0");

/// Which norm of a matrix.
#[derive(Clone, Copy)]
pub(in crate::ops) enum Order {
    /// The root of the sum of all squares.
    Frobenius,
    /// The sum of the singular values.
    Nuclear,
    /// By a number: 1 and -1 are of columns, infinities of rows, 2 and -2
    /// singular values.
    Number(f64),
}

impl Order {
    /// By Python's name.
    ///
    /// # Errors
    /// `RuntimeError` for any other.
    pub fn named(name: &str) -> Result<Order> {
        match name {
            "fro" => Ok(Order::Frobenius),
            "nuc" => Ok(Order::Nuclear),
            other => Err(TorchError::runtime(format!(
                "linalg.matrix_norm: Order {other} not supported."
            ))),
        }
    }

    fn of(a: &Args<'_>, i: usize) -> Result<Order> {
        match a.value(i) {
            Value::Str(name) => Order::named(name),
            _ => Ok(Order::Number(a.scalar(i)?.to_f64())),
        }
    }
}

/// The norms of the matrices in two dimensions.
///
/// # Errors
/// `RuntimeError` if there is no matrix, or no such norm; `IndexError` for a
/// dimension that does not exist.
pub(in crate::ops) fn matrix_norm(
    x: &Tensor,
    order: Order,
    dims: &Dims,
    keepdim: bool,
    dtype: Option<DType>,
) -> Result<Tensor> {
    let name = "linalg.matrix_norm";
    if let Order::Number(p) = order
        && ![1.0, 2.0, f64::INFINITY].contains(&p.abs())
    {
        return Err(TorchError::runtime(format!(
            "{name}: Order {} not supported.",
            crate::tensor::random::six_digits(p)
        )));
    }
    if x.ndim() < 2 {
        return Err(TorchError::runtime(format!(
            "{name}: The input tensor A must have at least 2 dimensions."
        )));
    }
    if !matches!(order, Order::Number(_)) {
        check_floating(x, name)?;
    }
    let &[rows, columns] = &dims[..] else {
        let dims: Vec<String> = dims.iter().map(i64::to_string).collect();
        return Err(TorchError::runtime(format!(
            "{name}: dim must be a 2-tuple. Got {}",
            dims.join(" ")
        )));
    };
    let rows = x.strided().wrap_dim(rows)?;
    let columns = x.strided().wrap_dim(columns)?;
    if rows == columns {
        return Err(TorchError::runtime(format!(
            "{name}: dims must be different. Got ({rows}, {columns})"
        )));
    }
    check_floating(x, name)?;
    let p = match order {
        Order::Frobenius => {
            return x.normed(&VECTOR, 2.0, dims, keepdim, dtype);
        }
        Order::Nuclear => {
            return singular_values(x, rows, columns, dtype, keepdim, |s| {
                s.sum_dim(-1, keepdim)
            });
        }
        Order::Number(p) => p,
    };
    let far = p.abs();
    let extreme = |s: &Tensor, dim: i64| {
        let size = s.size();
        let at = s.strided().wrap_dim(dim)?;
        if p > 0.0 && size[at] == 0 {
            // Nothing is as large as nothing.
            let mut named = vec![false; size.len()];
            named[at] = true;
            return zeros_with(reduced(&size, &named, keepdim), s.dtype());
        }
        if p > 0.0 { s.amax(dim, keepdim) } else { s.amin(dim, keepdim) }
    };
    if far == 2.0 {
        return singular_values(x, rows, columns, dtype, keepdim, |s| {
            extreme(s, -1)
        });
    }
    // Of columns or of rows; the sums come first.
    let (summed, mut left) =
        if far == 1.0 { (rows, columns) } else { (columns, rows) };
    if !keepdim && left > summed {
        left -= 1;
    }
    let sums = x.normed(&VECTOR, 1.0, &[summed as i64], keepdim, dtype)?;
    extreme(&sums, left as i64)
}

/// `f` of the singular values, which stand last.
fn singular_values(
    x: &Tensor,
    rows: usize,
    columns: usize,
    dtype: Option<DType>,
    keepdim: bool,
    f: impl FnOnce(&Tensor) -> Result<Tensor>,
) -> Result<Tensor> {
    let others = (0..x.ndim()).filter(|&d| d != rows && d != columns);
    let order: Vec<usize> = others.chain([rows, columns]).collect();
    let back = |d: usize| order.iter().position(|&o| o == d);
    let back: Dims =
        (0..x.ndim()).filter_map(back).map(|d| d as i64).collect();
    let order: Dims = order.iter().map(|&d| d as i64).collect();
    let x = match dtype {
        Some(dtype) => x.to(dtype)?,
        None => x.clone(),
    };
    let norm = f(&x.permute(order)?.svdvals()?)?;
    if keepdim { norm.unsqueeze(-1)?.permute(back) } else { Ok(norm) }
}

/// A norm of vectors or of matrices, as `torch.linalg.norm` chooses.
fn norm(
    x: &Tensor,
    order: Option<Order>,
    dims: Option<Dims>,
    keepdim: bool,
    dtype: Option<DType>,
) -> Result<Tensor> {
    let ndim = dims.as_ref().map(|dims| dims.len());
    if let Some(n) = ndim
        && order.is_some()
        && n != 1
        && n != 2
    {
        return Err(TorchError::runtime(format!(
            "linalg.norm: If dim is specified, it must be of length 1 or 2. \
             Got [{}]",
            dims.unwrap_or_default()
                .iter()
                .map(i64::to_string)
                .collect::<Vec<_>>()
                .join(", ")
        )));
    }
    if order.is_some() && ndim.is_none() && !matches!(x.ndim(), 1 | 2) {
        return Err(TorchError::runtime(format!(
            "linalg.norm: If dim is not specified but ord is, the input must \
             be 1D or 2D. Got {}D.",
            x.ndim()
        )));
    }
    let of_matrices = order.is_some()
        && (ndim == Some(2) || ndim.is_none() && x.ndim() == 2);
    match order {
        Some(order @ (Order::Frobenius | Order::Nuclear)) => {
            let dims = dims.unwrap_or_else(|| Dims::from([-2, -1]));
            matrix_norm(x, order, &dims, keepdim, dtype)
        }
        Some(order) if of_matrices => {
            let dims = dims.unwrap_or_else(|| Dims::from([0, 1]));
            matrix_norm(x, order, &dims, keepdim, dtype)
        }
        other => {
            let p = match other {
                Some(Order::Number(p)) => p,
                _ => 2.0,
            };
            let dims = dims.unwrap_or_default();
            x.normed(&VECTOR, p, &dims, keepdim, dtype)
        }
    }
}

/// `torch.linalg.norm`, in the table.
pub static LINALG_NORM_ROW: Row = Row {
    name: "linalg_norm",
    signature: "linalg_norm(A, ord=None, dim=None, keepdim=False, *, \
        dtype=None)",
    grad_fn: Some(&VECTOR),
    call: |a| {
        let order = a.optional(1, Order::of)?;
        let dims = a.optional(2, Args::dims)?;
        let (keepdim, dtype) = (a.bool(3)?, a.optional(4, Args::dtype)?);
        Ok(norm(a.tensor(0)?, order, dims, keepdim, dtype)?.into())
    },
    in_place: None,
    examples: |e| {
        let none = Value::None;
        vec![
            vec![
                e.any(&[2, 3]).into(),
                none.clone(),
                none.clone(),
                false.into(),
            ],
            vec![e.any(&[2, 3]).into(), 1.into(), none.clone(), false.into()],
            vec![
                e.any(&[2, 3, 2]).into(),
                f64::INFINITY.into(),
                Value::from([0, 2]),
                true.into(),
            ],
            vec![e.any(&[3]).into(), 3.into(), none, false.into()],
        ]
    },
};

/// `torch.linalg.matrix_norm`, in the table.
pub static MATRIX_NORM_ROW: Row = Row {
    name: "linalg_matrix_norm",
    signature: "linalg_matrix_norm(A, ord='fro', dim=None, \
        keepdim=False, *, dtype=None)",
    grad_fn: Some(&VECTOR),
    call: |a| {
        let order = Order::of(a, 1)?;
        let dims =
            a.optional(2, Args::dims)?.unwrap_or_else(|| Dims::from([-2, -1]));
        let (keepdim, dtype) = (a.bool(3)?, a.optional(4, Args::dtype)?);
        Ok(matrix_norm(a.tensor(0)?, order, &dims, keepdim, dtype)?.into())
    },
    in_place: None,
    examples: |e| {
        vec![
            vec![
                e.any(&[2, 3]).into(),
                "fro".into(),
                Value::None,
                false.into(),
            ],
            vec![
                e.any(&[2, 3, 2]).into(),
                (-1).into(),
                Value::from([1, 0]),
                false.into(),
            ],
        ]
    },
};
