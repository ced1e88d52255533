//! Where a tensor lies: here. Other places are refused as PyTorch without
//! them refuses them.

use rustpython_vm::builtins::PyStr;
use rustpython_vm::{AsObject, PyObject, PyResult, VirtualMachine};

use super::size;

/// Every kind of device that PyTorch has heard of.
const KINDS: [&str; 20] = [
    "cpu",
    "cuda",
    "ipu",
    "xpu",
    "mkldnn",
    "opengl",
    "opencl",
    "ideep",
    "hip",
    "ve",
    "fpga",
    "maia",
    "xla",
    "lazy",
    "vulkan",
    "mps",
    "meta",
    "hpu",
    "mtia",
    "privateuseone",
];

/// Refuses what is no device, by its name as a program writes it.
pub fn check_name(name: &str, vm: &VirtualMachine) -> PyResult<()> {
    let (kind, number) = match name.split_once(':') {
        Some((kind, number)) => (kind, Some(number)),
        None => (name, None),
    };
    if !KINDS.contains(&kind) {
        return Err(vm.new_runtime_error(format!(
            "Expected one of {} device type at start of device string: \
             {kind}",
            KINDS.join(", ")
        )));
    }
    if number.is_some_and(|number| number.parse::<u8>().is_err()) {
        return Err(
            vm.new_runtime_error(format!("Invalid device string: '{name}'"))
        );
    }
    Ok(())
}

/// Refuses a device on which nothing can lie: `device=`, `x.to(device)`.
/// What is no device at all is somebody else's business.
pub fn check(obj: &PyObject, vm: &VirtualMachine) -> PyResult<()> {
    let name = if let Some(name) = obj.downcast_ref::<PyStr>() {
        name.to_string()
    } else if size::is_of(obj, "device") {
        obj.str(vm)?.to_string()
    } else if obj.class().is(vm.ctx.types.int_type) {
        "cuda".to_owned()
    } else {
        return Ok(());
    };
    check_name(&name, vm)?;
    match name.split(':').next() {
        Some("cpu") => Ok(()),
        Some("cuda") => Err(vm.new_exception_msg(
            vm.ctx.exceptions.assertion_error.to_owned(),
            "Torch not compiled with CUDA enabled".to_owned().into(),
        )),
        Some(kind @ ("mps" | "xpu")) => Err(vm.new_runtime_error(format!(
            "PyTorch is not linked with support for {kind} devices"
        ))),
        _ => Err(vm.new_not_implemented_error(format!(
            "torchbook has no device '{name}' (yet)"
        ))),
    }
}
