//! What dtypes become together, and which one is usual; and memory that a
//! tensor looks at from now on.

use rustpython_vm::builtins::PyModule;
use rustpython_vm::class::StaticType;
use rustpython_vm::function::{FuncArgs, OptionalArg};
use rustpython_vm::{
    AsObject, Py, PyObjectRef, PyRef, PyResult, VirtualMachine,
};

use super::convert;
use super::dtype::{self, PyDType};
use super::errors::OrRaise;
use super::tensor::PyTensor;
use crate::ops::{Args, Value};
use crate::tensor::{DType, result_type};

/// The dtype that an argument must be.
fn dtype_of(
    function: &str,
    nr: usize,
    name: &str,
    obj: &PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult<DType> {
    match obj.downcast_ref::<PyDType>() {
        Some(found) => Ok(found.dtype),
        None => Err(vm.new_type_error(format!(
            "{function}(): argument '{name}' (position {nr}) must be \
             torch.dtype, not {}",
            obj.class().name()
        ))),
    }
}

fn promote_types(
    a: PyObjectRef,
    b: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult {
    let a = dtype_of("promote_types", 1, "type1", &a, vm)?;
    let b = dtype_of("promote_types", 2, "type2", &b, vm)?;
    Ok(dtype::object(a.promote(b), vm))
}

fn can_cast(
    from: PyObjectRef,
    to: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult<bool> {
    let from = dtype_of("can_cast", 1, "from_", &from, vm)?;
    Ok(from.can_cast(dtype_of("can_cast", 2, "to", &to, vm)?))
}

fn py_result_type(
    a: PyObjectRef,
    b: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult {
    let mut both = Vec::new();
    for (nr, obj) in [a, b].iter().enumerate() {
        match convert::operand(obj, vm) {
            Some(operand) => both.push(operand?.participant()),
            None => {
                let name = ["tensor", "other"][nr];
                return Err(vm.new_type_error(format!(
                    "result_type(): argument '{name}' (position {}) must be \
                     Tensor, not {}",
                    nr + 1,
                    obj.class().name()
                )));
            }
        }
    }
    Ok(dtype::object(result_type(&both), vm))
}

fn set_default_dtype(d: PyObjectRef, vm: &VirtualMachine) -> PyResult<()> {
    match convert::value(&d, vm)? {
        Some(Value::DType(dtype)) => dtype.set_usual().or_raise(vm),
        _ => Err(vm.new_type_error(
            "invalid dtype object: only floating-point types are supported \
             as the default type",
        )),
    }
}

/// Sizes as `x.resize_(2, 3)` or `x.resize_((2, 3))` have them.
fn resize(args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let mut values = Vec::new();
    for obj in &args.args {
        values.extend(convert::value(obj, vm)?);
    }
    let size = match &values[..] {
        [_, Value::List(_)] => Args(&values[1..]).dims(0),
        [_, sizes @ ..] => Args(&[Value::List(sizes.to_vec())]).dims(0),
        [] => return Err(vm.new_type_error("resize_() needs a tensor")),
    };
    let x = Args(&values).tensor(0).or_raise(vm)?;
    let size = size.and_then(|size| crate::ops::create::shape_of(&size));
    x.resize_(&size.or_raise(vm)?).or_raise(vm)?;
    Ok(args.args[0].clone())
}

pub fn add_to(module: &Py<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    macro_rules! function {
        ($name:literal, $f:expr) => {
            module.set_attr($name, vm.new_function($name, $f), vm)?
        };
    }
    function!("promote_types", promote_types);
    function!("can_cast", can_cast);
    function!("result_type", py_result_type);
    function!("set_default_dtype", set_default_dtype);
    function!("get_default_dtype", |vm: &VirtualMachine| {
        dtype::object(DType::usual(), vm)
    });
    // Another program may have changed it.
    DType::Float32.set_usual().or_raise(vm)?;
    let class = PyTensor::static_type();
    macro_rules! method {
        ($name:literal, $f:expr) => {
            class.set_attr(
                vm.ctx.intern_str($name),
                vm.new_method($name, class, $f).into(),
            )
        };
    }
    method!("resize_", resize);
    let set = |x: PyRef<PyTensor>,
               source: OptionalArg<PyRef<PyTensor>>,
               vm: &VirtualMachine| {
        let source = source.into_option();
        let source = source.as_ref().map(|source| &source.tensor);
        x.tensor.set_(source).or_raise(vm)?;
        PyResult::Ok(x)
    };
    method!("set_", set);
    let detach = |x: PyRef<PyTensor>, vm: &VirtualMachine| {
        x.tensor.detach_().or_raise(vm)?;
        PyResult::Ok(x)
    };
    method!("detach_", detach);
    Ok(())
}
