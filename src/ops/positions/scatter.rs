/*!
Writing by position: an element, or one number, for each that an index holds.

Follows [torch.Tensor.scatter_](https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_.html)
and [torch.Tensor.scatter_add_](https://pytorch.org/docs/stable/generated/torch.Tensor.scatter_add_.html).
*/

use super::{THEN, check_index_dtype, expected, extent, places, rank};
use crate::autograd::{Names, Tensor, backward, backward1, record};
use crate::ops::create::tensor;
use crate::ops::numeric::{Arithmetic, check_fits};
use crate::ops::row::Row;
use crate::tensor::{
    Listed, Result, Scalar, Strided, TorchError, dispatch, wrap_dim,
};

static SCATTER: Names = Names::new("ScatterBackward0", "ScatterBackward0");
static SCATTER_VALUE: Names =
    Names::new("ScatterBackward1", "ScatterBackward1");
static SCATTER_ADD: Names =
    Names::new("ScatterAddBackward0", "ScatterAddBackward");

/// What a scattered value does to the one that is there.
#[derive(Clone, Copy)]
pub(super) enum Spread {
    Replace,
    Add,
    Multiply,
}

impl Tensor {
    /// A copy with elements of `src` at the positions that `index` holds for
    /// dimension `dim`: `x.scatter(dim, index, src)`. Of several elements
    /// for one place, the last one stays.
    ///
    /// # Errors
    /// `RuntimeError` for a position that does not exist, and if shapes or
    /// dtypes do not fit; `IndexError` if there is no such dimension.
    pub fn scatter(
        &self,
        dim: i64,
        index: &Tensor,
        src: &Tensor,
    ) -> Result<Tensor> {
        let how = || Ok(Spread::Replace);
        let out = self.scattered(dim, index, src, "scatter", how)?;
        Ok(record(&SCATTER, &[self, src], out, |saver| {
            let index = saver.save(index);
            backward(move |grad, context| {
                let index = context.get(index)?;
                context.pair(
                    || grad.scatter_value(dim, &index, 0.0),
                    || grad.gather(dim, &index),
                )
            })
        }))
    }

    /// [`scatter`](Tensor::scatter) in place.
    ///
    /// # Errors
    /// As [`scatter`](Tensor::scatter), and if this tensor may not be
    /// changed in place.
    pub fn scatter_(
        &self,
        dim: i64,
        index: &Tensor,
        src: &Tensor,
    ) -> Result<Tensor> {
        self.check_history()?;
        self.check_scattered(dim, index, src, false)?;
        self.in_place_reading(src, |old| old.scatter(dim, index, src))
    }

    /// A copy with one number at the positions that `index` holds for
    /// dimension `dim`: `x.scatter(dim, index, value)`.
    ///
    /// # Errors
    /// As [`scatter`](Tensor::scatter), and if the dtype cannot hold the
    /// number.
    pub fn scatter_value(
        &self,
        dim: i64,
        index: &Tensor,
        value: impl Into<Scalar>,
    ) -> Result<Tensor> {
        let how = || Ok(Spread::Replace);
        let out = self.scattered_value(dim, index, value.into(), how)?;
        Ok(record(&SCATTER_VALUE, &[self], out, |saver| {
            let index = saver.save(index);
            backward1(move |grad, context| {
                grad.scatter_value(dim, &context.get(index)?, 0.0)
            })
        }))
    }

    /// [`scatter_value`](Tensor::scatter_value) in place.
    ///
    /// # Errors
    /// As [`scatter_value`](Tensor::scatter_value), and if this tensor may
    /// not be changed in place.
    pub fn scatter_value_(
        &self,
        dim: i64,
        index: &Tensor,
        value: impl Into<Scalar>,
    ) -> Result<Tensor> {
        self.check_history()?;
        self.check_scattered_value(dim, index)?;
        self.in_place(|old| old.scatter_value(dim, index, value))
    }

    /// A copy to which elements of `src` are added at the positions that
    /// `index` holds for dimension `dim`: `x.scatter_add(dim, index, src)`.
    ///
    /// # Errors
    /// As [`scatter`](Tensor::scatter).
    pub fn scatter_add(
        &self,
        dim: i64,
        index: &Tensor,
        src: &Tensor,
    ) -> Result<Tensor> {
        let how = || Ok(Spread::Add);
        let out = self.scattered(dim, index, src, "scatter add", how)?;
        Ok(record(&SCATTER_ADD, &[self, src], out, |saver| {
            let index = saver.save_for(1, index);
            backward(move |grad, context| {
                context.pair(
                    || Ok(grad.clone()),
                    || grad.gather(dim, &context.get(index)?),
                )
            })
        }))
    }

    /// [`scatter_add`](Tensor::scatter_add) in place.
    ///
    /// # Errors
    /// As [`scatter_add`](Tensor::scatter_add), and if this tensor may not
    /// be changed in place.
    pub fn scatter_add_(
        &self,
        dim: i64,
        index: &Tensor,
        src: &Tensor,
    ) -> Result<Tensor> {
        self.check_history()?;
        self.check_scattered(dim, index, src, true)?;
        self.in_place_reading(src, |old| old.scatter_add(dim, index, src))
    }

    /// What `scatter` and `scatter_add` compute, once all is checked.
    pub(super) fn scattered(
        &self,
        dim: i64,
        index: &Tensor,
        src: &Tensor,
        op: &str,
        how: impl FnOnce() -> Result<Spread>,
    ) -> Result<Strided> {
        let add = op == "scatter add";
        let d = self.check_scattered(dim, index, src, add)?;
        let how = how()?;
        let src = src.strided();
        let corner =
            src.window(index.size(), src.strides().clone(), src.offset());
        self.spread(d, index, &corner, op, how)
    }

    /// What is refused before memory or a position is looked at. Gives the
    /// dimension, counted from the front.
    pub(super) fn check_scattered(
        &self,
        dim: i64,
        index: &Tensor,
        src: &Tensor,
        add: bool,
    ) -> Result<usize> {
        let d = wrap_dim(dim, self.ndim())?;
        check_index_dtype(index, "scatter")?;
        if src.dtype() != self.dtype() {
            return Err(TorchError::runtime(
                "scatter(): Expected self.dtype to be equal to src.dtype",
            )
            .in_the_notes(expected(
                self.dtype(),
                src.dtype(),
                "#4 'src'",
            )));
        }
        self.check_scatter(d, index, src, add)?;
        Ok(d)
    }

    /// What `scatter` computes of one number, once all is checked.
    pub(super) fn scattered_value(
        &self,
        dim: i64,
        index: &Tensor,
        value: Scalar,
        how: impl FnOnce() -> Result<Spread>,
    ) -> Result<Strided> {
        let d = self.check_scattered_value(dim, index)?;
        let how = how()?;
        let one = Strided::scalar(value, self.dtype());
        let values = one.expand_to(&index.size())?;
        let out = self.spread(d, index, &values, "scatter value", how)?;
        if index.numel() > 0 {
            check_fits(value, self.dtype())?;
        }
        Ok(out)
    }

    pub(super) fn check_scattered_value(
        &self,
        dim: i64,
        index: &Tensor,
    ) -> Result<usize> {
        let d = wrap_dim(dim, self.ndim())?;
        check_index_dtype(index, "scatter")?;
        self.check_scatter_value(d, index)?;
        Ok(d)
    }

    /// A copy with `values`, which have the shape of the index, at its
    /// places.
    fn spread(
        &self,
        dim: usize,
        index: &Tensor,
        values: &Strided,
        op: &str,
        how: Spread,
    ) -> Result<Strided> {
        let out = self.strided().copy()?;
        let places = places(&out, dim, &index.strided(), op)?;
        dispatch!(out.dtype(), T => {
            if !places.is_empty() {
                let values = values.to_vec::<T>()?;
                let mut memory = out.storage().write::<T>();
                for (place, value) in places.into_iter().zip(values) {
                    let x = &mut memory[place];
                    *x = match how {
                        Spread::Replace => value,
                        Spread::Add => x.plus(value),
                        Spread::Multiply => x.times(value),
                    };
                }
            }
        });
        Ok(out)
    }

    fn check_scatter(
        &self,
        dim: usize,
        index: &Tensor,
        src: &Tensor,
        add: bool,
    ) -> Result<()> {
        if index.numel() == 0 {
            return Ok(());
        }
        if rank(index) != rank(self) {
            let (may, line) =
                if add { ("", 502) } else { ("be either empty or ", 470) };
            return Err(TorchError::runtime(RANK_OF_SELF).in_the_notes(
                format!(
                    "invalid argument 3: Index tensor must {may}have same \
                     dimensions as output tensor at {THEN}:{line}"
                ),
            ));
        }
        let mut larger = self.is_exceeded(dim, index);
        for d in 0..rank(self) {
            if !larger && src.ndim() > 0 {
                wrap_dim(d as i64, src.ndim())?;
            }
            larger |= extent(index, d) > extent(src, d);
        }
        if rank(src) != rank(index) {
            let line = if add { 504 } else { 472 };
            return Err(TorchError::runtime(
                "Index tensor must have the same number of dimensions as src \
                 tensor",
            )
            .in_the_notes(format!(
                "invalid argument 4: Input tensor must have same dimensions \
                 as output tensor at {THEN}:{line}"
            )));
        }
        if !larger {
            return Ok(());
        }
        let (own, index, src) = (self.size(), index.size(), src.size());
        let (own, index, src) = (Listed(&own), Listed(&index), Listed(&src));
        Err(TorchError::runtime(format!(
            "Expected index {index} to be no larger than self {own} apart \
             from dimension {dim} and to be no larger size than src {src}"
        ))
        .in_the_notes(format!(
            "Expected index {index} to be smaller size than src {src} and to \
             be smaller than tensor {own} apart from dimension {dim}"
        )))
    }

    fn check_scatter_value(&self, dim: usize, index: &Tensor) -> Result<()> {
        if index.numel() == 0 {
            return Ok(());
        }
        if rank(index) != rank(self) {
            return Err(TorchError::runtime(RANK_OF_SELF).in_the_notes(
                format!(
                    "invalid argument 3: Index tensor must either be empty \
                     or have same dimensions as output tensor at {THEN}:533"
                ),
            ));
        }
        if !self.is_exceeded(dim, index) {
            return Ok(());
        }
        let (own, index) = (self.size(), index.size());
        let (own, index) = (Listed(&own), Listed(&index));
        Err(TorchError::runtime(format!(
            "Expected index {index} to be no larger than self {own} apart \
             from dimension {dim}"
        ))
        .in_the_notes(format!(
            "Expected tensor {own} and index {index} to have the same size \
             in dimension {dim}"
        )))
    }

    /// Whether an index is larger in a dimension other than `dim`.
    fn is_exceeded(&self, dim: usize, index: &Tensor) -> bool {
        (0..rank(self)).any(|d| d != dim && extent(index, d) > extent(self, d))
    }
}

const RANK_OF_SELF: &str =
    "Index tensor must have the same number of dimensions as self tensor";

/// `scatter.src`, in the table.
pub static SCATTER_ROW: Row = Row {
    name: "scatter.src",
    signature: "scatter(input, dim, index, src)",
    grad_fn: Some(&SCATTER),
    call: |a| {
        let (x, index, src) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        Ok(x.scatter(a.int(1)?, index, src)?.into())
    },
    in_place: Some(|a| {
        let (x, index, src) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        Ok(x.scatter_(a.int(1)?, index, src)?.into())
    }),
    examples: |e| {
        vec![vec![
            e.any(&[3, 2]).into(),
            0.into(),
            tensor([[2, 0]]).into(),
            e.any(&[1, 2]).into(),
        ]]
    },
};

/// `scatter.value`, in the table.
pub static SCATTER_VALUE_ROW: Row = Row {
    name: "scatter.value",
    signature: "scatter(input, dim, index, value)",
    grad_fn: Some(&SCATTER_VALUE),
    call: |a| {
        let (x, index) = (a.tensor(0)?, a.tensor(2)?);
        Ok(x.scatter_value(a.int(1)?, index, a.scalar(3)?)?.into())
    },
    in_place: Some(|a| {
        let (x, index) = (a.tensor(0)?, a.tensor(2)?);
        Ok(x.scatter_value_(a.int(1)?, index, a.scalar(3)?)?.into())
    }),
    examples: |e| {
        vec![vec![
            e.any(&[2, 3]).into(),
            1.into(),
            tensor([[2, 2], [0, 1]]).into(),
            5.0.into(),
        ]]
    },
};

/// `scatter_add`, in the table.
pub static SCATTER_ADD_ROW: Row = Row {
    name: "scatter_add",
    signature: "scatter_add(input, dim, index, src)",
    grad_fn: Some(&SCATTER_ADD),
    call: |a| {
        let (x, index, src) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        Ok(x.scatter_add(a.int(1)?, index, src)?.into())
    },
    in_place: Some(|a| {
        let (x, index, src) = (a.tensor(0)?, a.tensor(2)?, a.tensor(3)?);
        Ok(x.scatter_add_(a.int(1)?, index, src)?.into())
    }),
    examples: |e| {
        vec![vec![
            e.any(&[3, 2]).into(),
            0.into(),
            tensor([[2, 0], [2, 0]]).into(),
            e.any(&[2, 2]).into(),
        ]]
    },
};
