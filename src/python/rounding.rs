//! `round(x, digits)` of a float, whose digits are those of the decimal
//! number nearest to the float. The interpreter's own scales it before, which
//! rounds twice: it makes 2.68 of 2.675.

use rustpython_vm::builtins::PyFloat;
use rustpython_vm::function::OptionalArg;
use rustpython_vm::{PyObjectRef, PyRef, PyResult, VirtualMachine};

/// A float with more digits after its point has none to lose.
const MOST: i32 = 1100;

pub fn add_to(vm: &VirtualMachine) -> PyResult<()> {
    let class = vm.ctx.types.float_type;
    let name = vm.ctx.intern_str("__round__");
    let Some(own) = class.get_attr(name) else { return Ok(()) };
    let round = move |x: PyRef<PyFloat>,
                      digits: OptionalArg<PyObjectRef>,
                      vm: &VirtualMachine|
          -> PyResult {
        let digits = digits.into_option().filter(|d| !vm.is_none(d));
        let Some(digits) = digits else {
            let even = vm.ctx.new_float(x.to_f64().round_ties_even());
            return own.call((even,), vm);
        };
        let count = i32::try_from(digits.try_index(vm)?.as_bigint());
        match (count, x.to_f64()) {
            (Ok(count @ 1..MOST), x) if x.is_finite() => {
                let text = format!("{x:.*}", count.unsigned_abs() as usize);
                Ok(vm.ctx.new_float(text.parse().unwrap_or(x)).into())
            }
            _ => own.call((x, digits), vm),
        }
    };
    class.set_attr(name, vm.new_method("__round__", class, round).into());
    Ok(())
}
