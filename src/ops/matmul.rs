/*!
The product for all ranks, and the layer that is made of it.

Follows [torch.matmul](https://pytorch.org/docs/stable/generated/torch.matmul.html)
and [torch.nn.functional.linear](https://pytorch.org/docs/stable/generated/torch.nn.functional.linear.html).
They own no loop: vectors and matrices go to `dot`, `mv` and `mm`; batches are
folded into one matrix where that is possible, and go to `bmm` where not.
*/

use super::products;
use super::reshape::UNSAFE_VIEW;
use super::row::{Row, Value};
use crate::autograd::{Names, Tensor, backward1, record};
use crate::tensor::{Result, Size, TorchError, broadcast};

/// The in-place form of squeeze.dim, on a product that nobody has seen yet.
static SQUEEZE_: Names = Names::new("SqueezeBackward4", "SqueezeBackward3");
static FOLDED: Names = Names::new("CloneBackward0", "UnsafeViewBackward");
static TURNED: Names = Names::new("TransposeBackward0", "UnsafeViewBackward");
static LINEAR: Names = Names::new("UnsafeViewBackward0", "AddBackward0");

fn too_few(name: &str, a: &Tensor, b: &Tensor) -> TorchError {
    let say = |name: &str| {
        format!(
            "both arguments to {name} need to be at least 1D, but they are \
             {}D and {}D",
            a.ndim(),
            b.ndim()
        )
    };
    TorchError::runtime(say(name)).in_the_notes(say("matmul"))
}

impl Tensor {
    /// The product of two tensors of any rank: `a @ b`,
    /// `torch.matmul(a, b)`. The last two dimensions are matrices, those
    /// before them a batch, which broadcasts; a vector is a row on the left
    /// and a column on the right.
    ///
    /// # Errors
    /// `RuntimeError` for a 0-dim tensor, and if the tensors do not fit in
    /// size or dtype.
    pub fn matmul(&self, other: &Tensor) -> Result<Tensor> {
        self.product(other).map_err(|error| {
            // 1.1.0 folded whatever it could, and nothing else.
            let then = match (self.ndim(), other.ndim()) {
                (3.., 1) => other.unsqueeze(1).and_then(|o| self.fold(&o)),
                (3.., 2) => self.fold(other),
                (1.., 3..) => self.batched(other),
                _ => return error,
            };
            match then {
                Err(then) => error.in_the_notes_like(&then),
                Ok(_) => error,
            }
        })
    }

    fn product(&self, other: &Tensor) -> Result<Tensor> {
        match (self.ndim(), other.ndim()) {
            (0, _) | (_, 0) => Err(too_few("matmul", self, other)),
            (1, 1) => self.dot(other),
            (2, 1) => self.mv(other),
            (1, 2) => self.unsqueeze(0)?.mm(other)?.without_rows(),
            (2, 2) => self.mm(other),
            (3, 3) if is_shared(self, other) => {
                self.squeeze_dim(0)?.matmul(other)
            }
            (3, 3) if is_shared(other, self) => {
                self.matmul(&other.squeeze_dim(0)?)
            }
            (3.., 1 | 2) if can_fold(self, other) => self.fold(other),
            (1, 3..) if can_fold(&other.transpose(-2, -1)?, self) => {
                other.transpose(-2, -1)?.fold(self)
            }
            // Folding the other way round ends in one more copy: only for
            // the sake of the gradient.
            (2, 3..) if self.requires_grad() => {
                let columns = other.transpose(-2, -1)?;
                let turned = columns.fold(&self.t()?)?;
                let rows = turned.transpose(-2, -1)?;
                if rows.is_contiguous() {
                    turned.transposed(&TURNED, -2, -1)
                } else {
                    rows.contiguous_as(&FOLDED)
                }
            }
            _ => self.batched(other),
        }
    }

    /// A product of one row as a vector.
    fn without_rows(&self) -> Result<Tensor> {
        let window = self.strided().select(0, 0);
        Ok(record(&SQUEEZE_, &[self], window, |_| {
            backward1(|grad, _| grad.unsqueeze(0))
        }))
    }

    /// All rows of all matrices of a batch times one matrix or vector.
    fn fold(&self, other: &Tensor) -> Result<Tensor> {
        let mut size = self.size();
        let inner = size.remove(size.len() - 1);
        let rows = self.reshape([size.numel() as i64, inner as i64])?;
        let product = if other.ndim() == 1 {
            rows.mv(other)?
        } else {
            size.push(other.size()[1]);
            rows.mm(other)?
        };
        product.unsafe_view(&UNSAFE_VIEW, &size)
    }

    /// Matrix by matrix, both batches expanded to what they broadcast to.
    fn batched(&self, other: &Tensor) -> Result<Tensor> {
        let column = other.ndim() == 1;
        let other = if column { &other.unsqueeze(1)? } else { other };
        let (a, b) = (self.size(), other.size());
        let batch_of = |s: &Size| Size::new(&s[..s.len().max(2) - 2]);
        let mut size = broadcast(&batch_of(&a), &batch_of(&b))?;
        let batch = size.clone();
        let stack = |x: &Tensor, rows: usize, columns: usize| {
            let mut size = batch.clone();
            size.push(rows);
            size.push(columns);
            let stacked = [batch.numel(), rows, columns];
            x.expand(size)?.reshape(Size::new(&stacked))
        };
        let (inner, ndim) = (a[a.len() - 1], b.len());
        let rows = if a.len() > 1 { a[a.len() - 2] } else { 1 };
        let product = stack(self, rows, inner)?.bmm(&stack(
            other,
            b[ndim - 2],
            b[ndim - 1],
        )?)?;
        if a.len() > 1 {
            size.push(rows);
        }
        if column {
            return product.squeeze_dim(-1)?.unsafe_view(&UNSAFE_VIEW, &size);
        }
        size.push(b[ndim - 1]);
        product.unsafe_view(&UNSAFE_VIEW, &size)
    }

    /// What a fully connected layer computes: `F.linear(x, weight, bias)`,
    /// `x @ weight.t() + bias`, for rows in any number of dimensions.
    ///
    /// # Errors
    /// `RuntimeError` if the tensors do not fit in size or dtype.
    pub fn linear(
        &self,
        weight: &Tensor,
        bias: Option<&Tensor>,
    ) -> Result<Tensor> {
        if self.ndim() == 0 || weight.ndim() == 0 {
            return Err(too_few("linear", self, weight));
        }
        let columns = weight.t()?;
        let Some(bias) = bias else { return self.matmul(&columns) };
        if self.ndim() == 2 {
            return bias.addmm(self, &columns);
        }
        // One row or one column is as good as a vector.
        let one_line = bias.size().contains(&bias.numel());
        if one_line && self.is_contiguous() && bias.is_contiguous() {
            let mut size = self.size();
            let inner = size.remove(size.len() - 1) as i64;
            let rows = self.view([size.numel() as i64, inner])?;
            let product = bias.addmm(&rows, &columns).map_err(|error| {
                // 1.1.0 multiplied, then it added.
                let product = self.matmul(&columns);
                match product.and_then(|product| product.add_(bias)) {
                    Err(then) => error.in_the_notes_like(&then),
                    Ok(_) => error,
                }
            })?;
            size.push(product.size()[1]);
            return product.unsafe_view(&LINEAR, &size);
        }
        self.matmul(&columns)?.add_(bias)
    }
}

/// Whether the rows of a batch can become those of one matrix: without a
/// copy, or where not folding would make a gradient for each of the batch.
fn can_fold(batch: &Tensor, other: &Tensor) -> bool {
    let size = batch.size();
    let inner = size[size.len() - 1];
    let rows = size[..size.len() - 1].iter().product();
    other.requires_grad()
        || batch.strided().view(&Size::new(&[rows, inner])).is_some()
}

/// Whether one matrix, written as a batch of one, meets a batch of another
/// size, and wants one gradient.
fn is_shared(one: &Tensor, batch: &Tensor) -> bool {
    one.size()[0] == 1 && batch.size()[0] != 1 && one.requires_grad()
}

/// `matmul`, in the table.
pub static MATMUL_ROW: Row = Row {
    name: "matmul",
    signature: "matmul(input, other)",
    grad_fn: Some(&UNSAFE_VIEW),
    call: |a| Ok(a.tensor(0)?.matmul(a.tensor(1)?)?.into()),
    in_place: None,
    examples: |e| {
        [
            (&[3][..], &[3][..]),
            (&[3], &[3, 2]),
            (&[2, 3], &[3]),
            (&[2, 3], &[3, 2]),
            (&[3], &[2, 3, 2]),
            (&[2, 3], &[2, 3, 2]),
            (&[2, 2, 3], &[3]),
            (&[2, 2, 3], &[3, 2]),
            (&[2, 2, 3], &[2, 3, 2]),
            (&[1, 2, 3], &[2, 3, 1]),
            (&[2, 1, 2, 2], &[2, 2, 1]),
        ]
        .map(|(a, b)| vec![e.any(a).into(), e.any(b).into()])
        .to_vec()
    },
};

/// `torch.nn.functional.linear`, in the table.
pub static LINEAR_ROW: Row = Row {
    name: "nn.functional.linear",
    signature: "linear(input, weight, bias=None)",
    grad_fn: Some(&products::ADDMM),
    call: |a| {
        let bias = a.optional(2, super::Args::tensor)?;
        Ok(a.tensor(0)?.linear(a.tensor(1)?, bias)?.into())
    },
    in_place: None,
    examples: |e| {
        let mut rows = |shape: &[usize], bias: bool| -> Vec<Value> {
            let bias = if bias { e.any(&[2]).into() } else { Value::None };
            vec![e.any(shape).into(), e.any(&[2, 3]).into(), bias]
        };
        vec![
            rows(&[2, 3], true),
            rows(&[3], true),
            rows(&[2, 1, 3], true),
            rows(&[2, 1, 3], false),
        ]
    },
};
