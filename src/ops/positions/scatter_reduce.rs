/*!
Scattering that adds to what is there, or multiplies it, as one word says.

Follows [torch.Tensor.scatter_](https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html)
with `reduce`, of which there is no derivative.
*/

use super::scatter::Spread;
use crate::autograd::{Names, Tensor, backward, record};
use crate::ops::Operand;
use crate::ops::row::Row;
use crate::tensor::{Result, TorchError};

/// A node that says so when it is asked for its derivative.
static NOT_IMPLEMENTED: Names = Names::new("NotImplemented", "NotImplemented");

impl Tensor {
    /// A copy in which elements of `src`, or one number, are added to those
    /// at the positions that `index` holds, or multiply them:
    /// `x.scatter(dim, index, src, reduce="add")`, or `"multiply"`. It has
    /// no derivative.
    ///
    /// # Errors
    /// As [`scatter`](Tensor::scatter), and for another word.
    pub fn scatter_with<'a>(
        &self,
        dim: i64,
        index: &Tensor,
        src: impl Into<Operand<'a>>,
        reduce: &str,
    ) -> Result<Tensor> {
        self.scatter_as("scatter", dim, index, &src.into(), reduce)
    }

    /// [`scatter_with`](Tensor::scatter_with) in place.
    ///
    /// # Errors
    /// As [`scatter_with`](Tensor::scatter_with), and if this tensor may not
    /// be changed in place.
    pub fn scatter_with_<'a>(
        &self,
        dim: i64,
        index: &Tensor,
        src: impl Into<Operand<'a>>,
        reduce: &str,
    ) -> Result<Tensor> {
        let src = src.into();
        let change = |old: &Tensor| {
            old.scatter_as("scatter_", dim, index, &src, reduce)
        };
        self.check_history()?;
        match &src {
            Operand::Tensor(src) => {
                self.check_scattered(dim, index, src, false)?;
                self.in_place_reading(src, change)
            }
            Operand::Number(_) => {
                self.check_scattered_value(dim, index)?;
                self.in_place(change)
            }
        }
    }

    fn scatter_as(
        &self,
        name: &'static str,
        dim: i64,
        index: &Tensor,
        src: &Operand<'_>,
        reduce: &str,
    ) -> Result<Tensor> {
        let how = || match reduce {
            "add" => Ok(Spread::Add),
            "multiply" => Ok(Spread::Multiply),
            _ => Err(TorchError::runtime(
                "reduce argument must be either add or multiply.",
            )),
        };
        let mut inputs = vec![self];
        let out = match src {
            Operand::Tensor(src) => {
                inputs.push(src);
                self.scattered(dim, index, src, "scatter", how)?
            }
            Operand::Number(value) => {
                self.scattered_value(dim, index, *value, how)?
            }
        };
        Ok(record(&NOT_IMPLEMENTED, &inputs, out, |_| {
            backward(move |_, _| {
                Err(TorchError::runtime(format!(
                    "derivative for aten::{name} is not implemented"
                )))
            })
        }))
    }
}

/// `scatter.reduce`, in the table.
pub static SCATTER_REDUCE_ROW: Row = Row {
    name: "scatter.reduce",
    signature: "scatter(input, dim, index, src, *, reduce)",
    grad_fn: None,
    call: |a| {
        let (x, index, src) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        Ok(x.scatter_with(a.int(1)?, index, src, a.str(4)?)?.into())
    },
    in_place: Some(|a| {
        let (x, index, src) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        Ok(x.scatter_with_(a.int(1)?, index, src, a.str(4)?)?.into())
    }),
    examples: |_| Vec::new(),
};

/// `scatter.value_reduce`, in the table.
pub static SCATTER_VALUE_REDUCE_ROW: Row = Row {
    name: "scatter.value_reduce",
    signature: "scatter(input, dim, index, value, *, reduce)",
    grad_fn: None,
    call: |a| {
        let (x, index) = (a.tensor(0)?, a.tensor(2)?);
        let (dim, value) = (a.int(1)?, a.scalar(3)?);
        Ok(x.scatter_with(dim, index, value, a.str(4)?)?.into())
    },
    in_place: Some(|a| {
        let (x, index) = (a.tensor(0)?, a.tensor(2)?);
        let (dim, value) = (a.int(1)?, a.scalar(3)?);
        Ok(x.scatter_with_(dim, index, value, a.str(4)?)?.into())
    }),
    examples: |_| Vec::new(),
};
