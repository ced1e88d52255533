//! Small things that are about no tensor.

use rustpython_vm::builtins::{PyModule, PyStr, PyStrRef};
use rustpython_vm::{
    FromArgs, Py, PyObject, PyObjectRef, PyRef, PyResult, VirtualMachine,
};

use crate::tensor::{Print, Printing, Profile, set_printoptions};

/// The arguments of `set_printoptions`.
#[derive(FromArgs)]
struct PrintArgs {
    #[pyarg(any, default)]
    precision: Option<usize>,
    #[pyarg(any, default)]
    threshold: Option<PyObjectRef>,
    #[pyarg(any, default)]
    edgeitems: Option<usize>,
    #[pyarg(any, default)]
    linewidth: Option<usize>,
    #[pyarg(any, default)]
    profile: Option<String>,
    #[pyarg(any, default)]
    sci_mode: Option<bool>,
}

fn print_options(args: PrintArgs, vm: &VirtualMachine) -> PyResult<()> {
    let mut printing = Printing::new();
    if let Some(name) = args.profile {
        printing = match name.as_str() {
            "default" => printing.profile(Profile::Default),
            "short" => printing.profile(Profile::Short),
            "full" => printing.profile(Profile::Full),
            // PyTorch ignores what it does not know.
            _ => printing,
        };
    }
    if let Some(digits) = args.precision {
        printing = printing.precision(digits);
    }
    if let Some(threshold) = args.threshold {
        printing = printing.threshold(threshold.try_float(vm)?.to_f64());
    }
    if let Some(items) = args.edgeitems {
        printing = printing.edgeitems(items);
    }
    if let Some(characters) = args.linewidth {
        printing = printing.linewidth(characters);
    }
    if let Some(on) = args.sci_mode {
        printing = printing.sci_mode(on);
    }
    set_printoptions(printing);
    Ok(())
}

/// The interpreter breaks ties between two shortest texts of a float upwards,
/// Python to the even one: every second float32 with many digits is a tie.
fn float_repr(
    float: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<PyRef<PyStr>> {
    let float: f64 = float.try_float(vm)?.to_f64();
    Ok(vm.ctx.new_str(float.text()))
}

pub fn add_to(module: &Py<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    vm.ctx.types.float_type.slots.repr.store(Some(float_repr));
    let check = |name: PyStrRef, vm: &VirtualMachine| {
        super::device::check_name(name.as_ref(), vm)
    };
    let check = vm.new_function("_check_device", check);
    module.set_attr("_check_device", check, vm)?;
    let check = |place: PyObjectRef, vm: &VirtualMachine| {
        super::device::check(&place, vm)
    };
    let check = vm.new_function("_check_here", check);
    module.set_attr("_check_here", check, vm)?;
    let print_options = vm.new_function("set_printoptions", print_options);
    module.set_attr("set_printoptions", print_options, vm)
}
