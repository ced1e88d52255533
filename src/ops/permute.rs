/*!
The same elements under other indices: transpose, t, permute, expand.

Follows [torch.permute](https://pytorch.org/docs/stable/generated/torch.permute.html)
and [Tensor.expand](https://pytorch.org/docs/stable/generated/torch.Tensor.expand.html).
*/

use super::row::{Row, derived_rows};
use crate::autograd::{Names, Tensor, backward1, record_view};
use crate::tensor::{Dims, Listed, Result, TorchError, wrap_dim};

static TRANSPOSE: Names =
    Names::new("TransposeBackward0", "TransposeBackward0");
static T: Names = Names::new("TBackward0", "TBackward");
static TRANSPOSE_: Names =
    Names::new("TransposeBackward1", "TransposeBackward1");
static T_: Names = Names::new("TBackward1", "TBackward");
static PERMUTE: Names = Names::new("PermuteBackward0", "PermuteBackward");
pub(super) static EXPAND: Names =
    Names::new("ExpandBackward0", "ExpandBackward");

impl Tensor {
    /// Two dimensions exchanged: `x.transpose(dim0, dim1)`. A view.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension.
    pub fn transpose(&self, dim0: i64, dim1: i64) -> Result<Tensor> {
        self.transposed(&TRANSPOSE, dim0, dim1)
    }

    /// [`transpose`](Tensor::transpose) in place: `x.transpose_(dim0, dim1)`.
    ///
    /// # Errors
    /// As the other, and `RuntimeError` if this tensor may not be changed in
    /// place.
    pub fn transpose_(&self, dim0: i64, dim1: i64) -> Result<Tensor> {
        self.view_in_place(|x| x.transposed(&TRANSPOSE_, dim0, dim1))
    }

    /// [`transpose`](Tensor::transpose), recorded under this name.
    pub(super) fn transposed(
        &self,
        names: &'static Names,
        dim0: i64,
        dim1: i64,
    ) -> Result<Tensor> {
        let a = wrap_dim(dim0, self.ndim())?;
        let b = wrap_dim(dim1, self.ndim())?;
        let window = self.strided().transpose(a, b);
        Ok(record_view(names, self, window, |_| {
            backward1(move |grad, _| grad.transpose(dim0, dim1))
        }))
    }

    /// Rows become columns: `x.t()`. A view; of fewer than two dimensions,
    /// of the same shape.
    ///
    /// # Errors
    /// `RuntimeError` if there are more than two dimensions.
    pub fn t(&self) -> Result<Tensor> {
        self.turned(&T, "t")
    }

    /// [`t`](Tensor::t) in place: `x.t_()`.
    ///
    /// # Errors
    /// As the other, and `RuntimeError` if this tensor may not be changed in
    /// place.
    pub fn t_(&self) -> Result<Tensor> {
        self.view_in_place(|x| x.turned(&T_, "t_"))
    }

    fn turned(&self, names: &'static Names, name: &str) -> Result<Tensor> {
        let ndim = self.ndim();
        if ndim > 2 {
            return Err(TorchError::runtime(format!(
                "{name}() expects a tensor with <= 2 dimensions, but self is \
                 {ndim}D"
            )));
        }
        let window = self.strided().transpose(0, ndim.saturating_sub(1));
        Ok(record_view(names, self, window, |_| backward1(|grad, _| grad.t())))
    }

    /// The dimensions in another order: `x.permute(dims)`. A view.
    ///
    /// # Errors
    /// `RuntimeError` if not every dimension is named once, `IndexError` if
    /// there is no such dimension.
    pub fn permute(&self, dims: impl Into<Dims>) -> Result<Tensor> {
        let (dims, ndim) = (dims.into(), self.ndim());
        if dims.len() != ndim {
            return Err(TorchError::runtime(format!(
                "permute(sparse_coo): number of dimensions in the tensor \
                 input does not match the length of the desired ordering of \
                 dimensions i.e. input.dim() = {ndim} is not equal to \
                 len(dims) = {}",
                dims.len()
            ))
            .in_the_notes("number of dims don't match in permute"));
        }
        let mut order = Vec::with_capacity(ndim);
        let mut inverse: Vec<Option<i64>> = vec![None; ndim];
        for (to, &from) in dims.iter().enumerate() {
            let from = wrap_dim(from, ndim)?;
            if inverse[from].replace(to as i64).is_some() {
                return Err(TorchError::runtime(
                    "permute(): duplicate dims are not allowed.",
                )
                .in_the_notes("repeated dim in permute"));
            }
            order.push(from);
        }
        let window = self.strided().permute(&order);
        Ok(record_view(&PERMUTE, self, window, |_| {
            let inverse: Dims = inverse.into_iter().flatten().collect();
            backward1(move |grad, _| grad.permute(inverse.clone()))
        }))
    }

    /// Dimensions moved to other places, the others in order around them:
    /// `x.movedim(source, destination)`. A view.
    ///
    /// # Errors
    /// `RuntimeError` if there is not one place for each, or if one is named
    /// twice; `IndexError` if there is no such dimension.
    pub fn movedim(
        &self,
        source: impl Into<Dims>,
        destination: impl Into<Dims>,
    ) -> Result<Tensor> {
        let (source, destination) = (source.into(), destination.into());
        if source.len() != destination.len() {
            return Err(TorchError::runtime(format!(
                "movedim: Invalid source or destination dims: source ({} \
                 dims) should contain the same number of dims as destination \
                 ({} dims)",
                Listed(&source),
                Listed(&destination)
            )));
        }
        let ndim = self.ndim();
        let wrapped = |dims: &Dims| -> Result<Vec<usize>> {
            dims.iter().map(|&dim| wrap_dim(dim, ndim)).collect()
        };
        let (from, to) = (wrapped(&source)?, wrapped(&destination)?);
        for (name, dims, written) in
            [("source", &from, &source), ("destination", &to, &destination)]
        {
            if (1..dims.len()).any(|i| dims[..i].contains(&dims[i])) {
                return Err(TorchError::runtime(format!(
                    "movedim: repeated dim in `{name}` ({})",
                    Listed(written)
                )));
            }
        }
        if ndim == 0 {
            return Ok(self.alias());
        }
        let mut order: Vec<Option<usize>> = vec![None; ndim];
        for (&from, &to) in from.iter().zip(&to) {
            order[to] = Some(from);
        }
        let mut rest = (0..ndim).filter(|dim| !from.contains(dim));
        let order = order.into_iter().map(|dim| dim.or_else(|| rest.next()));
        self.permute(order.flatten().map(|dim| dim as i64).collect::<Dims>())
    }

    /// Dimensions of extent 1 repeated, and new ones in front, without
    /// copying: `x.expand(size)`. -1 keeps an extent. A view.
    ///
    /// # Errors
    /// `RuntimeError` if this shape does not broadcast to `size`.
    pub fn expand(&self, size: impl Into<Dims>) -> Result<Tensor> {
        let window = self.strided().expand(&size.into())?;
        let size = self.size();
        Ok(record_view(&EXPAND, self, window, |_| {
            backward1(move |grad, _| grad.sum_to_size(&size))
        }))
    }

    /// [`expand`](Tensor::expand) to another tensor's shape:
    /// `x.expand_as(other)`.
    ///
    /// # Errors
    /// As [`expand`](Tensor::expand).
    pub fn expand_as(&self, other: &Tensor) -> Result<Tensor> {
        self.expand(other.size())
    }
}

/// `transpose`, in the table.
pub static TRANSPOSE_ROW: Row = Row {
    name: "transpose",
    signature: "transpose(input, dim0, dim1)",
    grad_fn: Some(&TRANSPOSE),
    call: |a| Ok(a.tensor(0)?.transpose(a.int(1)?, a.int(2)?)?.into()),
    in_place: Some(|a| {
        Ok(a.tensor(0)?.transpose_(a.int(1)?, a.int(2)?)?.into())
    }),
    examples: |e| {
        vec![
            vec![e.any(&[2, 3, 2]).into(), 0.into(), (-2).into()],
            vec![e.any(&[]).into(), 0.into(), (-1).into()],
        ]
    },
};

/// `t`, in the table.
pub static T_ROW: Row = Row {
    name: "t",
    signature: "t(input)",
    grad_fn: Some(&T),
    call: |a| Ok(a.tensor(0)?.t()?.into()),
    in_place: Some(|a| Ok(a.tensor(0)?.t_()?.into())),
    examples: |e| vec![vec![e.any(&[2, 3]).into()], vec![e.any(&[3]).into()]],
};

/// `permute`, in the table.
pub static PERMUTE_ROW: Row = Row {
    name: "permute",
    signature: "permute(input, dims)",
    grad_fn: Some(&PERMUTE),
    call: |a| Ok(a.tensor(0)?.permute(a.dims(1)?)?.into()),
    in_place: None,
    examples: |e| vec![vec![e.any(&[2, 3, 2]).into(), [-1, 0, 1].into()]],
};

/// `Tensor.expand`, in the table.
pub static EXPAND_ROW: Row = Row {
    name: "expand",
    signature: "expand(input, size)",
    grad_fn: Some(&EXPAND),
    call: |a| Ok(a.tensor(0)?.expand(a.dims(1)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![
            vec![e.any(&[3, 1]).into(), [2, -1, 2].into()],
            vec![e.any(&[]).into(), [2, 2].into()],
        ]
    },
};

/// `Tensor.expand_as`, in the table.
pub static EXPAND_AS_ROW: Row = Row {
    name: "expand_as",
    signature: "expand_as(input, other)",
    grad_fn: Some(&EXPAND),
    call: |a| Ok(a.tensor(0)?.expand_as(a.tensor(1)?)?.into()),
    in_place: None,
    examples: |e| {
        let other = e.any(&[2, 3]).detach().expect("a view of its memory");
        vec![vec![e.any(&[3]).into(), other.into()]]
    },
};

derived_rows! {
    MOVEDIM_ROW, "movedim", "movedim(input, source, destination)", &PERMUTE,
    |a| Ok(a.tensor(0)?.movedim(a.dims(1)?, a.dims(2)?)?.into()),
    |e| vec![
        vec![e.any(&[2, 3, 2]).into(), 0.into(), (-1).into()],
        vec![e.any(&[2, 3, 2]).into(), [0, 1].into(), [2, 0].into()],
    ];
}
