//! Small things of `torch` that are about no tensor.

use rustpython_vm::builtins::PyModule;
use rustpython_vm::{FromArgs, Py, PyObjectRef, PyResult, VirtualMachine};

use crate::tensor::{Printing, Profile, set_printoptions};

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

pub fn add_to(module: &Py<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    let print_options = vm.new_function("set_printoptions", print_options);
    module.set_attr("set_printoptions", print_options, vm)
}
