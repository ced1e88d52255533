/*!
Joining: along a dimension that is there, or a new one.

Follows [torch.cat](https://pytorch.org/docs/stable/generated/torch.cat.html)
and [torch.stack](https://pytorch.org/docs/stable/generated/torch.stack.html).
The chapter `cat_dims` explains it. It is here and not there because recurrent
networks, which chapters come after, join what they made step by step.
*/

use std::borrow::Borrow;

use smallvec::SmallVec;

use super::create::{shape_of, zeros_with};
use super::row::{Row, Value};
use crate::autograd::{Grads, Names, Tensor, backward, record};
use crate::tensor::{
    DType, Dims, ErrorClass, Listed, Result, Size, Strided, TorchError,
    dispatch, kernels, wrap_dim,
};

pub(super) static CAT: Names = Names::new("CatBackward0", "CatBackward");
static STACK: Names = Names::new("StackBackward0", "StackBackward");

/// The tensors end to end along one dimension: `torch.cat(tensors, dim)`.
/// Every dimension but that one must match; dtypes promote.
///
/// ```
/// use torchbook::prelude::*;
///
/// let joined = cat([&tensor([[1], [2]]), &tensor([[3], [4]])], 1)?;
/// assert_eq!(joined.repr(), "tensor([[1, 3],\n        [2, 4]])");
/// # Ok::<(), TorchError>(())
/// ```
///
/// # Errors
/// `ValueError` for nothing to join, `RuntimeError` for tensors without
/// dimensions and for shapes that do not match, `IndexError` if there is no
/// such dimension.
pub fn cat<T: Borrow<Tensor>>(
    tensors: impl AsRef<[T]>,
    dim: i64,
) -> Result<Tensor> {
    let tensors = &borrowed(tensors.as_ref())[..];
    if tensors.is_empty() {
        return Err(TorchError::value(
            "torch.cat(): expected a non-empty list of Tensors",
        )
        .in_the_notes_as(
            ErrorClass::Runtime,
            "expected a non-empty list of Tensors",
        ));
    }
    if let Some(i) = tensors.iter().position(|x| x.ndim() == 0) {
        return Err(TorchError::runtime(format!(
            "zero-dimensional tensor (at position {i}) cannot be concatenated"
        )));
    }
    // A tensor of shape [0] joins with anything: it is left out.
    let skipped = |size: &Size| *size == [0];
    let sizes: Vec<Size> = tensors.iter().map(|x| x.size()).collect();
    let Some(first) = sizes.iter().position(|size| !skipped(size)) else {
        let nothing = Strided::full(Size::new(&[0]), 0, dtype_of(tensors))?;
        return Ok(record_cat(tensors, &sizes, 0, nothing));
    };
    let dim = wrap_dim(dim, sizes[first].len())?;
    for (nr, size) in sizes.iter().enumerate().skip(first + 1) {
        if !skipped(size) {
            check_sizes(&sizes[first], size, dim, nr)?;
        }
    }
    let mut dims = Dims::from(&sizes[first]).to_vec();
    let extents = sizes.iter().filter(|s| !skipped(s)).map(|s| s[dim] as i64);
    // Empty tensors may be so long that this wraps, as in PyTorch.
    dims[dim] = extents.fold(0, i64::wrapping_add);
    let shape = shape_of(&dims.into())?;
    let windows = tensors.iter().map(|x| x.strided().clone());
    let strides = strides_of(windows.clone(), &shape);
    let windows = windows.filter(|x| !skipped(x.shape()));
    let out = join(windows, &shape, &strides, dim, dtype_of(tensors))?;
    Ok(record_cat(tensors, &sizes, dim, out))
}

/// The tensors along a new dimension, which is number `dim` afterwards:
/// `torch.stack(tensors, dim)`. All sizes must be equal; dtypes promote.
///
/// # Errors
/// `RuntimeError` for nothing to join and for sizes that differ,
/// `IndexError` if the result would have no such dimension.
pub fn stack<T: Borrow<Tensor>>(
    tensors: impl AsRef<[T]>,
    dim: i64,
) -> Result<Tensor> {
    let tensors = &borrowed(tensors.as_ref())[..];
    let Some(first) = tensors.first() else {
        return Err(TorchError::runtime(
            "stack expects a non-empty TensorList",
        )
        .in_the_notes("expected a non-empty list of Tensors"));
    };
    let size = first.size();
    let dim = wrap_dim(dim, size.len() + 1)?;
    if let Some(nr) = tensors.iter().position(|x| x.size() != size) {
        let error = unequal(&size, &tensors[nr].size(), dim, nr);
        return Err(match dtypes_then(tensors) {
            Some(then) => error.in_the_notes(then),
            None => error,
        });
    }
    let mut shape = size.clone();
    shape.insert(dim, tensors.len());
    let dtype = dtype_of(tensors);
    let windows = tensors.iter().map(|x| x.strided().clone());
    let out = if dim < size.len() {
        // End to end along the dimension behind the new one, which is then
        // cut in two.
        let mut joined = size;
        joined[dim] *= tensors.len();
        let strides = strides_of(windows.clone(), &joined);
        let out = join(windows, &joined, &strides, dim, dtype)?;
        out.view(&shape).expect("any dimension can be cut")
    } else {
        let windows = windows.map(|x| x.unsqueeze(dim));
        let strides = strides_of(windows.clone(), &shape);
        join(windows, &shape, &strides, dim, dtype)?
    };
    Ok(record(&STACK, tensors, out, |_| {
        backward(move |grad, context| {
            (0..shape[dim])
                .map(|i| {
                    context.only_if(i, || grad.select(dim as i64, i as i64))
                })
                .collect()
        })
    }))
}

/// Side by side: `torch.hstack(tensors)`. Vectors make a longer vector.
///
/// # Errors
/// `RuntimeError` for nothing to join, else as [`cat`].
pub fn hstack<T: Borrow<Tensor>>(tensors: impl AsRef<[T]>) -> Result<Tensor> {
    let tensors = &borrowed(tensors.as_ref())[..];
    if tensors.is_empty() {
        return Err(TorchError::runtime(
            "hstack expects a non-empty TensorList",
        ));
    }
    let tensors = each(tensors, |x| match x.ndim() {
        0 => x.view(1),
        _ => Ok(x.clone()),
    })?;
    let dim = if tensors[0].ndim() == 1 { 0 } else { 1 };
    cat(tensors, dim)
}

/// One below the other: `torch.vstack(tensors)`. Vectors become rows.
///
/// # Errors
/// `RuntimeError` for nothing to join, else as [`cat`].
pub fn vstack<T: Borrow<Tensor>>(tensors: impl AsRef<[T]>) -> Result<Tensor> {
    let tensors = &borrowed(tensors.as_ref())[..];
    if tensors.is_empty() {
        return Err(TorchError::runtime(
            "vstack expects a non-empty TensorList",
        ));
    }
    let tensors = each(tensors, |x| match x.ndim() {
        0 => x.view([1, 1]),
        1 => x.unsqueeze(0),
        _ => Ok(x.clone()),
    })?;
    cat(tensors, 0)
}

/// A few tensors are the rule.
fn borrowed<T: Borrow<Tensor>>(tensors: &[T]) -> SmallVec<[&Tensor; 4]> {
    tensors.iter().map(Borrow::borrow).collect()
}

fn each(
    tensors: &[&Tensor],
    f: impl Fn(&Tensor) -> Result<Tensor>,
) -> Result<Vec<Tensor>> {
    tensors.iter().map(|x| f(x)).collect()
}

/// The dtype that holds all of them.
fn dtype_of(tensors: &[&Tensor]) -> DType {
    let dtypes = tensors.iter().map(|x| x.dtype());
    dtypes.reduce(DType::promote).expect("not empty")
}

/// Every dimension must match, except the one that is joined along.
// ANCHOR: check_sizes
fn check_sizes(a: &Size, b: &Size, dim: usize, nr: usize) -> Result<()> {
    if a.len() != b.len() {
        return Err(ranks_differ(a.len(), b.len()));
    }
    for d in 0..a.len() {
        if d != dim && a[d] != b[d] {
            return Err(sizes_differ(a[d], b[d], d, dim, nr));
        }
    }
    Ok(())
}
// ANCHOR_END: check_sizes

/// The strides of what is joined: images that lie in memory channel by
/// channel within each pixel stay so, if all do.
fn strides_of(
    mut tensors: impl Iterator<Item = Strided>,
    shape: &Size,
) -> Size {
    if tensors.all(|x| x.is_channels_last()) {
        shape.channels_last_strides()
    } else {
        shape.contiguous_strides()
    }
}

/// Fresh memory, into which one tensor after the other is copied.
fn join(
    tensors: impl Iterator<Item = Strided>,
    shape: &Size,
    strides: &Size,
    dim: usize,
    dtype: DType,
) -> Result<Strided> {
    let out = Strided::full(shape.clone(), 0, dtype)?;
    let out = out.window(shape.clone(), strides.clone(), 0);
    // ANCHOR: copy
    let mut offset = 0;
    for tensor in tensors {
        let extent = tensor.shape()[dim];
        let place = out.slice(dim, offset, extent, 1);
        copy(&tensor.to_dtype(dtype)?, &place);
        offset += extent;
    }
    // ANCHOR_END: copy
    Ok(out)
}

/// Copies into memory that nobody else has seen: no change is counted.
fn copy(from: &Strided, to: &Strided) {
    dispatch!(to.dtype(), T => {
        let source = from.storage().read::<T>();
        let mut target = to.storage().write::<T>();
        kernels::assign(to, &mut target, from, &source);
    });
}

fn record_cat(
    tensors: &[&Tensor],
    sizes: &[Size],
    dim: usize,
    out: Strided,
) -> Tensor {
    let skipped = |size: &Size| *size == [0] && out.ndim() != 1;
    // What was left out has no part of the gradient.
    let extents: Vec<Option<i64>> =
        sizes.iter().map(|s| (!skipped(s)).then(|| s[dim] as i64)).collect();
    let dim = dim as i64;
    record(&CAT, tensors, out.clone(), |_| {
        // ANCHOR: backward
        backward(move |grad, context| {
            let mut offset = 0;
            let mut grads = Grads::new();
            for (i, &extent) in extents.iter().enumerate() {
                grads.push(context.only_if(i, || match extent {
                    Some(extent) => grad.narrow(dim, offset, extent),
                    None => zeros_with([0], grad.dtype()),
                })?);
                offset += extent.unwrap_or(0);
            }
            Ok(grads)
        })
        // ANCHOR_END: backward
    })
}

fn ranks_differ(a: usize, b: usize) -> TorchError {
    let sentence = format!(
        "Tensors must have same number of dimensions: got {a} and {b}"
    );
    let notes = format!(
        "invalid argument 0: {sentence} at \
         /pytorch/aten/src/TH/generic/THTensor.cpp:702"
    );
    TorchError::runtime(sentence).in_the_notes(notes)
}

fn sizes_differ(
    a: usize,
    b: usize,
    at: usize,
    dim: usize,
    nr: usize,
) -> TorchError {
    let rule =
        format!("Sizes of tensors must match except in dimension {dim}.");
    TorchError::runtime(format!(
        "{rule} Expected size {a} but got size {b} for tensor number {nr} in \
         the list."
    ))
    .in_the_notes(format!(
        "invalid argument 0: {rule} Got {a} and {b} in dimension {at} at \
         /pytorch/aten/src/TH/generic/THTensor.cpp:711"
    ))
}

/// What `stack` says of sizes that differ. Then, it said what `cat` says of
/// the tensors with their new dimension.
fn unequal(a: &Size, b: &Size, dim: usize, nr: usize) -> TorchError {
    let today = format!(
        "stack expects each tensor to be equal size, but got {} at entry 0 \
         and {} at entry {nr}",
        Listed(a),
        Listed(b)
    );
    let with_new = |size: &Size| {
        let mut size = size.clone();
        size.insert(dim.min(size.len()), 1);
        size
    };
    let then = check_sizes(&with_new(a), &with_new(b), dim, nr);
    let error = TorchError::runtime(today);
    match then {
        Err(TorchError::Said { notes: Some((class, notes)), .. }) => {
            error.in_the_notes_as(class, notes)
        }
        _ => error,
    }
}

/// What 1.1.0, which did not convert, said before it looked at the sizes.
fn dtypes_then(tensors: &[&Tensor]) -> Option<String> {
    let first = tensors[0].dtype();
    let nr = tensors.iter().position(|x| x.dtype() != first)?;
    Some(format!(
        "Expected object of scalar type {} but got scalar type {} for \
         sequence element {nr} in sequence argument at position #1 'tensors'",
        first.scalar_type_then(),
        tensors[nr].dtype().scalar_type_then()
    ))
}

/// `cat`, in the table.
pub static CAT_ROW: Row = Row {
    name: "cat",
    signature: "cat(tensors, dim=0)",
    grad_fn: Some(&CAT),
    call: |a| Ok(cat(a.tensors(0)?, a.int(1)?)?.into()),
    in_place: None,
    examples: |e| {
        let list = |a, b| Value::from(vec![a, b]);
        vec![
            vec![list(e.any(&[2, 3]), e.any(&[1, 3])), 0.into()],
            vec![list(e.any(&[2, 1]), e.any(&[2, 2])), (-1).into()],
            vec![list(e.any(&[2, 1, 2]), e.any(&[2, 2, 2])), 1.into()],
        ]
    },
};

/// `stack`, in the table.
pub static STACK_ROW: Row = Row {
    name: "stack",
    signature: "stack(tensors, dim=0)",
    grad_fn: Some(&STACK),
    call: |a| Ok(stack(a.tensors(0)?, a.int(1)?)?.into()),
    in_place: None,
    examples: |e| {
        let list = |a, b| Value::from(vec![a, b]);
        vec![
            vec![list(e.any(&[2, 2]), e.any(&[2, 2])), 1.into()],
            vec![list(e.any(&[2]), e.any(&[2])), (-1).into()],
            vec![list(e.any(&[]), e.any(&[])), 0.into()],
        ]
    },
};

/// `hstack`, in the table.
pub static HSTACK_ROW: Row = Row {
    name: "hstack",
    signature: "hstack(tensors)",
    grad_fn: Some(&CAT),
    call: |a| Ok(hstack(a.tensors(0)?)?.into()),
    in_place: None,
    examples: |e| {
        vec![
            vec![vec![e.any(&[]), e.any(&[2])].into()],
            vec![vec![e.any(&[2, 1]), e.any(&[2, 2])].into()],
        ]
    },
};

/// `vstack`, in the table.
pub static VSTACK_ROW: Row = Row {
    name: "vstack",
    signature: "vstack(tensors)",
    grad_fn: Some(&CAT),
    call: |a| Ok(vstack(a.tensors(0)?)?.into()),
    in_place: None,
    examples: |e| vec![vec![vec![e.any(&[2]), e.any(&[2])].into()]],
};
