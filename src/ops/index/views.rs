//! The first half of indexing: everything that makes a view.

use super::{Chosen, Index, Indices, is_mask};
use crate::autograd::Tensor;
use crate::tensor::{Edition, Result, Size, Strided, TorchError};

/// What is left when integers, slices, `None` and `...` are done.
pub(super) struct Viewed {
    /// The tensor through these; itself if there was nothing to do.
    pub view: Tensor,
    /// The tensors among the indices, by dimension of `view`.
    pub chosen: Chosen,
}

/// How many of the tensor's dimensions an index takes.
fn takes(index: &Index) -> usize {
    match index {
        Index::Int(_) | Index::Slice { .. } => 1,
        Index::Tensor(t) if is_mask(t) => t.ndim(),
        Index::Tensor(_) => 1,
        Index::NewAxis | Index::Ellipsis | Index::Bool(_) => 0,
    }
}

/// One place of a dimension, or none: what `True` and `False` choose.
fn truth(truth: bool) -> Tensor {
    let places: Vec<i64> = if truth { vec![0] } else { vec![] };
    let shape = Size::new(&[places.len()]);
    Tensor::from_strided(Strided::new(places, shape))
}

impl Tensor {
    /// Makes the view. A slice that takes everything makes one of its own
    /// only where `whole_slices` says so; in the graphs of 1.1.0 every slice
    /// has its node.
    pub(super) fn viewed(
        &self,
        indices: &Indices,
        whole_slices: bool,
    ) -> Result<Viewed> {
        let whole_slices =
            whole_slices || Edition::current() == Edition::Notes;
        let specified: usize = indices.items.iter().map(takes).sum();
        self.check_count(indices, specified)?;
        let mut viewed =
            Viewed { view: self.clone(), chosen: Chosen::default() };
        let rest = self.ndim() - specified;
        let mut dim = 0;
        for (nr, index) in indices.items.iter().enumerate() {
            let view = viewed.view.clone();
            match index {
                Index::Int(i) => {
                    viewed.view = view.one_of(dim, *i, nr)?;
                }
                Index::Slice { start, stop, step } => {
                    check_step(*step)?;
                    let n = view.size().get(dim).copied().unwrap_or(0);
                    let whole = start.unwrap_or(0) == 0
                        && stop.is_none_or(|stop| stop >= n as i64)
                        && step.unwrap_or(1) == 1;
                    if whole_slices || !whole {
                        let step = step.unwrap_or(1);
                        viewed.view =
                            view.slice(dim as i64, *start, *stop, step)?;
                    }
                    dim += 1;
                }
                Index::Ellipsis => dim += rest,
                Index::NewAxis => {
                    viewed.view = view.unsqueeze(dim as i64)?;
                    dim += 1;
                }
                Index::Bool(is) => {
                    viewed.view = view.unsqueeze(dim as i64)?;
                    viewed.chosen.push((dim, truth(*is)));
                    dim += 1;
                }
                Index::Tensor(t) if t.ndim() > 0 => {
                    viewed.chosen.push((dim, t.clone()));
                    dim += takes(index);
                }
                Index::Tensor(t) if is_mask(t) => {
                    let is = !t.strided().first().is_zero();
                    viewed.view = view.unsqueeze(dim as i64)?;
                    viewed.chosen.push((dim, truth(is)));
                    dim += 1;
                }
                Index::Tensor(t) if t.dtype().is_floating_point() => {
                    return Err(not_an_index());
                }
                Index::Tensor(t) => {
                    let i = t.strided().first().to_i64();
                    viewed.view = view.one_of(dim, i, nr)?;
                }
            }
        }
        Ok(viewed)
    }

    fn check_count(&self, indices: &Indices, specified: usize) -> Result<()> {
        let n = self.ndim();
        match (&*indices.items, n) {
            ([Index::Int(0)], 0) if !indices.tuple => Err(TorchError::index(
                "invalid index of a 0-dim tensor. Use `tensor.item()` in \
                 Python or `tensor.item<T>()` in C++ to convert a 0-dim \
                 tensor to a number",
            )
            .in_the_notes(
                "invalid index of a 0-dim tensor. Use tensor.item() to \
                 convert a 0-dim tensor to a Python number",
            )),
            ([Index::Int(i)], 0) if !indices.tuple => {
                Err(out_of_bounds(*i, 0, 0))
            }
            // Python's slice is refused in its own words, its step first.
            ([Index::Slice { step, .. }], 0) if !indices.tuple => {
                let nothing = self.slice(0, None, None, 1).map(drop);
                match (check_step(*step), nothing) {
                    // 1.1.0 looked at the tensor first.
                    (Err(error), Err(then)) => {
                        Err(error.in_the_notes_like(&then))
                    }
                    (_, nothing) => nothing,
                }
            }
            _ if specified > n => Err(TorchError::index(format!(
                "too many indices for tensor of dimension {n}"
            ))),
            _ => Ok(()),
        }
    }

    /// `select`, with the error that indexing has: it names the index that
    /// is wrong by its number `nr` between the brackets.
    fn one_of(&self, dim: usize, i: i64, nr: usize) -> Result<Tensor> {
        // A second `...` may lead beyond the last dimension.
        let n = self.size().get(dim).map_or(0, |&n| n as i64);
        if i < -n || i >= n {
            return Err(out_of_bounds(i, nr, n));
        }
        self.select(dim as i64, i)
    }
}

/// What Python's slices say of a step; the tensor would say it otherwise.
fn check_step(step: Option<i64>) -> Result<()> {
    match step {
        Some(0) => Err(TorchError::value("slice step cannot be zero")),
        Some(..0) => Err(TorchError::value("step must be greater than zero")
            .in_the_notes("negative step not yet supported")),
        _ => Ok(()),
    }
}

/// "index 3 is out of bounds for dimension 0 with size 3"
pub(super) fn out_of_bounds(i: i64, dim: usize, extent: i64) -> TorchError {
    TorchError::index(format!(
        "index {i} is out of bounds for dimension {dim} with size {extent}"
    ))
}

pub(super) fn not_an_index() -> TorchError {
    TorchError::index(
        "tensors used as indices must be long, int, byte or bool tensors",
    )
    .in_the_notes("tensors used as indices must be long, byte or bool tensors")
}
