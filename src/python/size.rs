/*!
`torch.Size`, and results with names: tuples of Python's own making.

Their classes are written in Python (`lib/torch/_tuples.py`), which says here
what they are.
*/

use std::cell::RefCell;
use std::collections::HashMap;

use rustpython_vm::builtins::{PyModule, PyTuple, PyTypeRef};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyResult, VirtualMachine,
};

use super::convert;
use crate::table::OPERATIONS;
use crate::tensor::Size;

thread_local! {
    /// The class of a name: `Size`, or the base name of a row.
    static CLASSES: RefCell<HashMap<String, PyTypeRef>> =
        RefCell::default();
}

/// A tuple of a class that Python code has given.
fn tuple(
    class: &str,
    items: Vec<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyResult {
    let class = CLASSES.with_borrow(|classes| classes.get(class).cloned());
    match class {
        Some(class) => PyTuple::new_unchecked(items.into())
            .into_ref_with_type(vm, class)
            .map(Into::into),
        None => Ok(vm.ctx.new_tuple(items).into()),
    }
}

/// Whether an object is of a class that Python code has given.
pub fn is_of(obj: &PyObject, class: &str) -> bool {
    CLASSES.with_borrow(|classes| {
        classes.get(class).is_some_and(|class| obj.class().is(class))
    })
}

/// `torch.Size([2, 3])`
pub fn size(size: &Size, vm: &VirtualMachine) -> PyResult {
    tuple("Size", convert::ints(size, vm), vm)
}

/// `torch.return_types.max(values=..., indices=...)`
pub fn named(
    name: &str,
    items: Vec<PyObjectRef>,
    vm: &VirtualMachine,
) -> PyResult {
    tuple(name, items, vm)
}

/// The names of a row's results, if they have any.
pub fn result_names(signature: &str) -> Option<Vec<&str>> {
    let (_, names) = signature.rsplit_once("-> (")?;
    Some(names.trim_end_matches(')').split(", ").collect())
}

pub fn add_to(module: &Py<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    let mut rows = Vec::new();
    for row in OPERATIONS {
        if let Some(names) = result_names(row.signature) {
            let names: Vec<PyObjectRef> =
                names.iter().map(|n| vm.ctx.new_str(*n).into()).collect();
            let name = vm.ctx.new_str(row.base()).into();
            let names = vm.ctx.new_tuple(names).into();
            let name: PyObjectRef = name;
            let names: PyObjectRef = names;
            // With `out=` they have a class of their own.
            let out = vm.ctx.new_str(format!("{}_out", row.base())).into();
            rows.push(vm.ctx.new_tuple(vec![name, names.clone()]).into());
            rows.push(vm.ctx.new_tuple(vec![out, names]).into());
        }
    }
    module.set_attr("_named_results", vm.ctx.new_tuple(rows), vm)?;
    let set = |name: String, class: PyTypeRef| {
        CLASSES.with_borrow_mut(|classes| {
            classes.insert(name, class);
        });
    };
    module.set_attr("_set_class", vm.new_function("_set_class", set), vm)
}
