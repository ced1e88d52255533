//! What Python's operators and brackets do with a tensor.

use rustpython_vm::function::{Either, PyComparisonValue};
use rustpython_vm::protocol::{
    PyMappingMethods, PyNumberMethods, PySequenceMethods,
};
use rustpython_vm::types::{
    AsMapping, AsNumber, AsSequence, Comparable, PyComparisonOp,
};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyResult, VirtualMachine,
};

use super::errors::OrRaise;
use super::tensor::{PyTensor, tensor, wrap};
use super::{convert, index, numpy};
use crate::autograd::Tensor;
use crate::chapters::masked_indexing::Truth;
use crate::ops::division::{number_floor_divide, number_remainder};
use crate::ops::{Operand, powers, shifts};
use crate::tensor::{Result, Scalar};

impl AsMapping for PyTensor {
    fn as_mapping() -> &'static PyMappingMethods {
        static METHODS: PyMappingMethods = PyMappingMethods {
            length: Some(|map, vm| {
                PyTensor::of(map.obj, vm)?.len().or_raise(vm)
            }),
            subscript: Some(|map, key, vm| {
                let x = PyTensor::of(map.obj, vm)?;
                Ok(wrap(index::get(x, key, vm)?, vm))
            }),
            ass_subscript: Some(|map, key, value, vm| {
                let x = PyTensor::of(map.obj, vm)?;
                match value {
                    Some(value) => index::set(x, key, &value, vm),
                    None => Err(vm.new_type_error(
                        "Tensor does not support deleting items",
                    )),
                }
            }),
        };
        &METHODS
    }
}

impl AsSequence for PyTensor {
    fn as_sequence() -> &'static PySequenceMethods {
        static METHODS: PySequenceMethods = PySequenceMethods {
            length: Some(|seq, vm| {
                PyTensor::of(seq.obj, vm)?.len().or_raise(vm)
            }),
            item: Some(|seq, i, vm| {
                let x = PyTensor::of(seq.obj, vm)?;
                Ok(wrap(x.index(i as i64).or_raise(vm)?, vm))
            }),
            contains: Some(|seq, element, vm| {
                let x = PyTensor::of(seq.obj, vm)?;
                let Some(element) = convert::operand(element, vm) else {
                    return Err(vm.new_runtime_error(format!(
                        "Tensor.__contains__ only supports Tensor or scalar, \
                         but you passed in a {}.",
                        element.class().as_object().repr(vm)?
                    )));
                };
                let equal = x.eq(element?).and_then(|eq| eq.any());
                equal.and_then(|any| any.is_true()).or_raise(vm)
            }),
            ..PySequenceMethods::NOT_IMPLEMENTED
        };
        &METHODS
    }
}

impl PyTensor {
    fn of<'a>(obj: &'a PyObject, vm: &VirtualMachine) -> PyResult<&'a Tensor> {
        tensor(obj, "self", vm)
    }
}

/// `a op b` where one of the two is a tensor.
fn binary(
    a: &PyObject,
    b: &PyObject,
    vm: &VirtualMachine,
    op: impl FnOnce(&Tensor, Operand<'_>) -> Result<Tensor>,
    number_first: impl FnOnce(Scalar, &Tensor) -> Result<Tensor>,
) -> PyResult {
    let result = if let Some(a) = a.downcast_ref::<PyTensor>() {
        match convert::operand(b, vm) {
            Some(b) => op(&a.tensor, b?),
            None => return Ok(vm.ctx.not_implemented()),
        }
    } else if let Some(b) = b.downcast_ref::<PyTensor>() {
        let number = convert::number(a, vm);
        match number.or_else(|| numpy::scalar(a, vm)) {
            Some(a) => number_first(a?, &b.tensor),
            None => return Ok(vm.ctx.not_implemented()),
        }
    } else {
        return Ok(vm.ctx.not_implemented());
    };
    Ok(wrap(result.or_raise(vm)?, vm))
}

/// `a op= b`: the object stays the same.
fn in_place(
    a: &PyObject,
    b: &PyObject,
    vm: &VirtualMachine,
    op: impl FnOnce(&Tensor, Operand<'_>) -> Result<Tensor>,
) -> PyResult {
    let x = PyTensor::of(a, vm)?;
    match convert::operand(b, vm) {
        Some(b) => op(x, b?).or_raise(vm)?,
        None => return Ok(vm.ctx.not_implemented()),
    };
    Ok(a.to_owned())
}

fn unary(
    obj: &PyObject,
    vm: &VirtualMachine,
    op: impl FnOnce(&Tensor) -> Result<Tensor>,
) -> PyResult {
    Ok(wrap(op(PyTensor::of(obj, vm)?).or_raise(vm)?, vm))
}

impl AsNumber for PyTensor {
    fn as_number() -> &'static PyNumberMethods {
        static METHODS: PyNumberMethods = PyNumberMethods {
            add: Some(|a, b, vm| {
                binary(a, b, vm, |x, y| x.add(y), |n, x| x.add(n))
            }),
            subtract: Some(|a, b, vm| {
                binary(a, b, vm, |x, y| x.sub(y), |n, x| x.rsub(n))
            }),
            multiply: Some(|a, b, vm| {
                binary(a, b, vm, |x, y| x.mul(y), |n, x| x.mul(n))
            }),
            true_divide: Some(|a, b, vm| {
                binary(
                    a,
                    b,
                    vm,
                    |x, y| x.div(y),
                    |n, x| x.reciprocal()?.mul(n),
                )
            }),
            floor_divide: Some(|a, b, vm| {
                binary(a, b, vm, |x, y| x.floor_divide(y), number_floor_divide)
            }),
            remainder: Some(|a, b, vm| {
                binary(a, b, vm, |x, y| x.remainder(y), number_remainder)
            }),
            power: Some(|a, b, _, vm| {
                binary(a, b, vm, |x, y| x.pow(y), powers::pow)
            }),
            matrix_multiply: Some(|a, b, vm| {
                let pair = (
                    a.downcast_ref::<PyTensor>(),
                    b.downcast_ref::<PyTensor>(),
                );
                let (Some(x), Some(y)) = pair else {
                    return Ok(vm.ctx.not_implemented());
                };
                Ok(wrap(x.tensor.matmul(&y.tensor).or_raise(vm)?, vm))
            }),
            and: Some(|a, b, vm| {
                binary(
                    a,
                    b,
                    vm,
                    |x, y| x.bitwise_and(y),
                    |n, x| x.bitwise_and(n),
                )
            }),
            or: Some(|a, b, vm| {
                binary(
                    a,
                    b,
                    vm,
                    |x, y| x.bitwise_or(y),
                    |n, x| x.bitwise_or(n),
                )
            }),
            xor: Some(|a, b, vm| {
                binary(
                    a,
                    b,
                    vm,
                    |x, y| x.bitwise_xor(y),
                    |n, x| x.bitwise_xor(n),
                )
            }),
            lshift: Some(|a, b, vm| {
                binary(
                    a,
                    b,
                    vm,
                    |x, y| x.bitwise_left_shift(y),
                    shifts::number_left_shift,
                )
            }),
            rshift: Some(|a, b, vm| {
                binary(
                    a,
                    b,
                    vm,
                    |x, y| x.bitwise_right_shift(y),
                    shifts::number_right_shift,
                )
            }),
            negative: Some(|x, vm| unary(x.obj, vm, Tensor::neg)),
            positive: Some(|x, _| Ok(x.obj.to_owned())),
            absolute: Some(|x, vm| unary(x.obj, vm, Tensor::abs)),
            invert: Some(|x, vm| unary(x.obj, vm, Tensor::invert)),
            boolean: Some(|x, vm| {
                PyTensor::of(x.obj, vm)?.is_true().or_raise(vm)
            }),
            int: Some(|x, vm| {
                let x = PyTensor::of(x.obj, vm)?;
                Ok(vm.ctx.new_int(x.to_int().or_raise(vm)?).into())
            }),
            float: Some(|x, vm| {
                let x = PyTensor::of(x.obj, vm)?;
                Ok(vm.ctx.new_float(x.to_float().or_raise(vm)?).into())
            }),
            index: Some(|x, vm| {
                let x = PyTensor::of(x.obj, vm)?;
                if x.dtype().is_floating_point() || x.numel() != 1 {
                    return Err(vm.new_type_error(
                        "only integer tensors of a single element can be \
                         converted to an index",
                    ));
                }
                Ok(vm.ctx.new_int(x.to_int().or_raise(vm)?).into())
            }),
            inplace_add: Some(|a, b, vm| in_place(a, b, vm, |x, y| x.add_(y))),
            inplace_subtract: Some(|a, b, vm| {
                in_place(a, b, vm, |x, y| x.sub_(y))
            }),
            inplace_multiply: Some(|a, b, vm| {
                in_place(a, b, vm, |x, y| x.mul_(y))
            }),
            inplace_true_divide: Some(|a, b, vm| {
                in_place(a, b, vm, |x, y| x.div_(y))
            }),
            inplace_floor_divide: Some(|a, b, vm| {
                in_place(a, b, vm, |x, y| x.floor_divide_(y))
            }),
            inplace_remainder: Some(|a, b, vm| {
                in_place(a, b, vm, |x, y| x.remainder_(y))
            }),
            inplace_power: Some(|a, b, _, vm| {
                in_place(a, b, vm, |x, y| x.pow_(y))
            }),
            inplace_and: Some(|a, b, vm| {
                in_place(a, b, vm, |x, y| x.bitwise_and_(y))
            }),
            inplace_lshift: Some(|a, b, vm| {
                in_place(a, b, vm, |x, y| x.bitwise_left_shift_(y))
            }),
            inplace_rshift: Some(|a, b, vm| {
                in_place(a, b, vm, |x, y| x.bitwise_right_shift_(y))
            }),
            inplace_or: Some(|a, b, vm| {
                in_place(a, b, vm, |x, y| x.bitwise_or_(y))
            }),
            inplace_xor: Some(|a, b, vm| {
                in_place(a, b, vm, |x, y| x.bitwise_xor_(y))
            }),
            ..PyNumberMethods::NOT_IMPLEMENTED
        };
        &METHODS
    }
}

impl Comparable for PyTensor {
    fn slot_richcompare(
        a: &PyObject,
        b: &PyObject,
        op: PyComparisonOp,
        vm: &VirtualMachine,
    ) -> PyResult<Either<PyObjectRef, PyComparisonValue>> {
        let x = PyTensor::of(a, vm)?;
        let Some(y) = convert::operand(b, vm) else {
            return Ok(Either::B(PyComparisonValue::NotImplemented));
        };
        let y = y?;
        let result = match op {
            PyComparisonOp::Eq => x.eq(y),
            PyComparisonOp::Ne => x.ne(y),
            PyComparisonOp::Lt => x.lt(y),
            PyComparisonOp::Le => x.le(y),
            PyComparisonOp::Gt => x.gt(y),
            PyComparisonOp::Ge => x.ge(y),
        };
        Ok(Either::A(wrap(result.or_raise(vm)?, vm)))
    }

    fn cmp(
        _: &Py<Self>,
        _: &PyObject,
        _: PyComparisonOp,
        _: &VirtualMachine,
    ) -> PyResult<PyComparisonValue> {
        Ok(PyComparisonValue::NotImplemented)
    }
}
