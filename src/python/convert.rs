/*!
Between Python's objects and the engine's values.

[`value`] reads any argument of a table's row, [`object`] makes the result of
one. What other parts of the binding bring with them (numpy's arrays and
scalars) is read here as well: through `__index__` and `__float__` unless it
has a line of its own.
*/

use rustpython_vm::builtins::{
    PyEllipsis, PyFloat, PyInt, PyList, PySlice, PyStr, PyTuple,
};
use rustpython_vm::{
    AsObject, PyObject, PyObjectRef, PyResult, VirtualMachine,
};

use super::dtype::{self, PyDType};
use super::numpy;
use super::size;
use super::tensor::{PyTensor, wrap};
use crate::autograd::Tensor;
use crate::ops::{Operand, Value};
use crate::tensor::{List, Scalar, Size};

/// A Python number; `None` for everything else, also for a tensor.
pub fn number(
    obj: &PyObject,
    vm: &VirtualMachine,
) -> Option<PyResult<Scalar>> {
    if let Some(x) = obj.downcast_ref::<PyFloat>() {
        return Some(Ok(Scalar::Float(x.to_f64())));
    }
    let x = obj.downcast_ref::<PyInt>()?;
    if obj.class().is(vm.ctx.types.bool_type) {
        return Some(Ok(Scalar::Bool(obj.is(&vm.ctx.true_value))));
    }
    Some(x.try_to_primitive::<i64>(vm).map(Scalar::Int).map_err(|_| {
        vm.new_runtime_error("Overflow when unpacking long long".to_owned())
    }))
}

/// A tensor or a number: what stands on the other side of an operator.
pub fn operand<'a>(
    obj: &'a PyObject,
    vm: &VirtualMachine,
) -> Option<PyResult<Operand<'a>>> {
    if let Some(x) = obj.downcast_ref::<PyTensor>() {
        return Some(Ok(Operand::Tensor(&x.tensor)));
    }
    match number(obj, vm) {
        Some(number) => Some(number.map(Operand::Number)),
        None => Some(numpy::scalar(obj, vm)?.map(Operand::Number)),
    }
}

/// Any argument; `None` for what no operation takes.
pub fn value(obj: &PyObject, vm: &VirtualMachine) -> PyResult<Option<Value>> {
    if let Some(x) = obj.downcast_ref::<PyTensor>() {
        return Ok(Some(Value::Tensor(x.tensor.clone())));
    }
    // An array is no tensor: PyTorch's functions refuse it.
    if obj.downcast_ref::<numpy::PyArray>().is_some() {
        return Ok(None);
    }
    if let Some(number) = number(obj, vm).or_else(|| numpy::scalar(obj, vm)) {
        return Ok(Some(match number? {
            Scalar::Bool(x) => Value::Bool(x),
            Scalar::Int(x) => Value::Int(x),
            Scalar::Float(x) => Value::Float(x),
        }));
    }
    if vm.is_none(obj) {
        return Ok(Some(Value::None));
    }
    if let Some(x) = obj.downcast_ref::<PyDType>() {
        return Ok(Some(Value::DType(x.dtype)));
    }
    if let Some(x) = obj.downcast_ref::<PyStr>() {
        return Ok(Some(Value::Str(x.to_string())));
    }
    if let Some(items) = items(obj) {
        let mut values = Vec::with_capacity(items.len());
        for item in &items {
            match value(item, vm)? {
                Some(value) => values.push(value),
                None => return Ok(None),
            }
        }
        return Ok(Some(Value::List(values)));
    }
    if let Some(x) = obj.downcast_ref::<PySlice>() {
        let end = |obj: Option<&PyObject>| match obj {
            Some(obj) => bound(obj, vm),
            None => Ok(None),
        };
        let start = end(x.start.as_deref())?;
        let stop = bound(&x.stop, vm)?;
        return Ok(Some(Value::Slice(start, stop, end(x.step.as_deref())?)));
    }
    if obj.downcast_ref::<PyEllipsis>().is_some() {
        return Ok(Some(Value::Ellipsis));
    }
    // A device is where a tensor lies: here, whatever its name.
    if size::is_of(obj, "device") {
        return Ok(Some(Value::Str("cpu".to_owned())));
    }
    // Python's builtin types stand for dtypes: `x.to(float)`.
    let types = &vm.ctx.types;
    for (class, dtype) in [
        (types.float_type, crate::tensor::DType::Float64),
        (types.int_type, crate::tensor::DType::Int64),
        (types.bool_type, crate::tensor::DType::Bool),
    ] {
        if obj.is(class) {
            return Ok(Some(Value::DType(dtype)));
        }
    }
    if let Some(index) = obj.try_index_opt(vm) {
        return Ok(Some(Value::Int(index?.try_to_primitive(vm)?)));
    }
    if let Some(float) = obj.number().float(vm) {
        return Ok(Some(Value::Float(float?.to_f64())));
    }
    Ok(None)
}

/// The items of a list or a tuple (`torch.Size` is one).
pub fn items(obj: &PyObject) -> Option<Vec<PyObjectRef>> {
    if let Some(list) = obj.downcast_ref::<PyList>() {
        return Some(list.borrow_vec().to_vec());
    }
    obj.downcast_ref::<PyTuple>().map(|tuple| tuple.as_slice().to_vec())
}

/// The end of a slice: an int, a tensor with one, or nothing.
fn bound(obj: &PyObject, vm: &VirtualMachine) -> PyResult<Option<i64>> {
    if vm.is_none(obj) {
        return Ok(None);
    }
    let Some(index) = obj.try_index_opt(vm) else {
        return Err(vm.new_type_error(
            "slice indices must be integers or None or have an __index__ \
             method",
        ));
    };
    let index = index?;
    // Python's slices end where the numbers do.
    let far = if index.as_bigint() > &0.into() { i64::MAX } else { i64::MIN };
    Ok(Some(index.try_to_primitive::<i64>(vm).unwrap_or(far)))
}

/// A number as Python's.
pub fn scalar(x: Scalar, vm: &VirtualMachine) -> PyObjectRef {
    match x {
        Scalar::Bool(x) => vm.ctx.new_bool(x).into(),
        Scalar::Int(x) => vm.ctx.new_int(x).into(),
        Scalar::Float(x) => vm.ctx.new_float(x).into(),
    }
}

/// Nested Python lists.
pub fn list(list: &List, vm: &VirtualMachine) -> PyObjectRef {
    match list {
        List::Number(x) => scalar(*x, vm),
        List::Items(items) => {
            let items = items.iter().map(|item| self::list(item, vm));
            vm.ctx.new_list(items.collect()).into()
        }
    }
}

/// A plain tuple of ints.
pub fn ints(ints: &Size, vm: &VirtualMachine) -> Vec<PyObjectRef> {
    ints.iter().map(|&x| vm.ctx.new_int(x).into()).collect()
}

/// What an operation returned. A tensor that it was given is the object that
/// was given: `x.add_(1) is x`.
pub fn object(
    value: Value,
    given: &[PyObjectRef],
    vm: &VirtualMachine,
) -> PyObjectRef {
    match value {
        Value::None => vm.ctx.none(),
        Value::Bool(x) => vm.ctx.new_bool(x).into(),
        Value::Int(x) => vm.ctx.new_int(x).into(),
        Value::Float(x) => vm.ctx.new_float(x).into(),
        Value::Str(x) => vm.ctx.new_str(x).into(),
        Value::DType(x) => dtype::object(x, vm),
        Value::Tensor(x) => given_or_new(x, given, vm),
        Value::List(items) => {
            let items = items.into_iter().map(|x| object(x, given, vm));
            vm.ctx.new_tuple(items.collect()).into()
        }
        Value::Slice(..) | Value::Ellipsis => vm.ctx.none(),
    }
}

fn given_or_new(
    tensor: Tensor,
    given: &[PyObjectRef],
    vm: &VirtualMachine,
) -> PyObjectRef {
    let same = given.iter().find(|obj| {
        obj.downcast_ref::<PyTensor>().is_some_and(|x| x.tensor.is(&tensor))
    });
    match same {
        Some(obj) => obj.clone(),
        None => wrap(tensor, vm),
    }
}
