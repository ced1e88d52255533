//! What stands between the brackets of `x[...]`.

use rustpython_vm::builtins::{PyEllipsis, PyList, PyNone, PySlice, PyTuple};
use rustpython_vm::{PyObject, PyResult, VirtualMachine};

use super::convert;
use super::create;
use super::errors::OrRaise;
use super::numpy;
use super::tensor::PyTensor;
use crate::autograd::Tensor;
use crate::ops::index::{Index, Indices};
use crate::ops::{Operand, Value};
use crate::tensor::DType;

fn index(obj: &PyObject, vm: &VirtualMachine) -> PyResult<Index> {
    if let Some(x) = numpy::tensor_in(obj) {
        return Ok(Index::Tensor(x.clone()));
    }
    Ok(match convert::value(obj, vm)? {
        Some(Value::None) => Index::NewAxis,
        Some(Value::Bool(x)) => Index::Bool(x),
        Some(Value::Int(x)) => Index::Int(x),
        Some(Value::Tensor(x)) => Index::Tensor(x),
        Some(Value::Ellipsis) => Index::Ellipsis,
        Some(Value::Slice(start, stop, step)) => {
            Index::Slice { start, stop, step }
        }
        Some(Value::List(_)) => {
            let places = create::tensor_of(obj, None, vm)?;
            // An empty list chooses nothing; it is no list of floats.
            Index::Tensor(match places.numel() {
                0 => places.to(DType::Int64).or_raise(vm)?,
                _ => places,
            })
        }
        _ => {
            return Err(vm.new_index_error(format!(
                "only integers, slices (`:`), ellipsis (`...`), None and \
                 long or byte Variables are valid indices (got {})",
                obj.class().name()
            )));
        }
    })
}

/// Whether a list stands for a tuple, as in numpy of old: a short one with
/// anything in it but numbers. (PyTorch warns, and does so all the same.)
fn is_like_tuple(list: &PyList) -> bool {
    let items = list.borrow_vec();
    items.len() < 32
        && items.iter().any(|item| {
            item.downcast_ref::<PyTensor>().is_some()
                || convert::items(item).is_some()
                || item.downcast_ref::<PySlice>().is_some()
                || item.downcast_ref::<PyEllipsis>().is_some()
                || item.downcast_ref::<PyNone>().is_some()
        })
}

fn indices(obj: &PyObject, vm: &VirtualMachine) -> PyResult<Indices> {
    if let Some(list) = obj.downcast_ref::<PyList>()
        && is_like_tuple(list)
    {
        let items = list.borrow_vec().to_vec();
        let items = items.iter().map(|item| index(item, vm));
        return Ok(items.collect::<PyResult<Vec<Index>>>()?.into());
    }
    match obj.downcast_ref::<PyTuple>() {
        None => Ok(index(obj, vm)?.into()),
        Some(items) => {
            let items = items.iter().map(|item| index(item, vm));
            Ok(items.collect::<PyResult<Vec<Index>>>()?.into())
        }
    }
}

/// `x[key]`
pub fn get(
    x: &Tensor,
    key: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<Tensor> {
    x.index(indices(key, vm)?).or_raise(vm)
}

/// `x[key] = value`
pub fn set(
    x: &Tensor,
    key: &PyObject,
    value: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let indices = indices(key, vm)?;
    match convert::operand(value, vm) {
        Some(value) => x.index_put_(indices, value?),
        None if convert::items(value).is_some() => {
            let value = create::tensor_of(value, Some(x.dtype()), vm)?;
            x.index_put_(indices, Operand::Tensor(&value))
        }
        None => {
            return Err(vm.new_type_error(format!(
                "can't assign a {} to a torch.{}Tensor",
                numpy::type_name(value),
                x.dtype().scalar_type()
            )));
        }
    }
    .or_raise(vm)
    .map(drop)
}
