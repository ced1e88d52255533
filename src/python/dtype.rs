//! `torch.float32` and its kind.

use rustpython_vm::builtins::PyModule;
use rustpython_vm::class::PyClassImpl;
use rustpython_vm::types::Representable;
use rustpython_vm::{Py, PyPayload, PyResult, VirtualMachine, pyclass};

use crate::tensor::{DType, Print};

/// The class `torch.dtype`.
#[pyclass(module = "torch", name = "dtype")]
#[derive(Debug, PyPayload)]
pub struct PyDType {
    pub dtype: DType,
}

#[pyclass(with(Representable))]
impl PyDType {
    #[pygetset]
    fn is_floating_point(&self) -> bool {
        self.dtype.is_floating_point()
    }

    #[pygetset]
    fn is_complex(&self) -> bool {
        false
    }

    #[pygetset]
    fn is_signed(&self) -> bool {
        !matches!(self.dtype, DType::Bool | DType::Uint8)
    }

    #[pygetset]
    fn itemsize(&self) -> usize {
        self.dtype.itemsize()
    }

    #[pymethod]
    fn __reduce__(&self) -> String {
        self.dtype.name().to_owned()
    }
}

impl Representable for PyDType {
    fn repr_str(zelf: &Py<Self>, _: &VirtualMachine) -> PyResult<String> {
        Ok(zelf.dtype.text())
    }
}

/// The one object of a dtype: `x.dtype is torch.float32`.
pub fn object(
    dtype: DType,
    vm: &VirtualMachine,
) -> rustpython_vm::PyObjectRef {
    thread_local! {
        static OBJECTS: std::cell::RefCell<Vec<rustpython_vm::PyObjectRef>> =
            const { std::cell::RefCell::new(Vec::new()) };
    }
    OBJECTS.with_borrow_mut(|objects| {
        if objects.is_empty() {
            objects.extend(
                DType::ALL
                    .map(|dtype| PyDType { dtype }.into_ref(&vm.ctx).into()),
            );
        }
        objects[dtype as usize].clone()
    })
}

/// Every name of every dtype.
pub fn add_to(module: &Py<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    let class = PyDType::make_static_type();
    module.set_attr("dtype", class, vm)?;
    for dtype in DType::ALL {
        module.set_attr(dtype.name(), object(dtype, vm), vm)?;
    }
    for (name, dtype) in [
        ("float", DType::Float32),
        ("double", DType::Float64),
        ("long", DType::Int64),
        ("int", DType::Int32),
    ] {
        module.set_attr(name, object(dtype, vm), vm)?;
    }
    Ok(())
}
