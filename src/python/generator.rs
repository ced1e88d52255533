//! Random numbers: everybody's, and somebody's own.

use std::cell::RefCell;

use rustpython_vm::builtins::{PyModule, PyType};
use rustpython_vm::class::PyClassImpl;
use rustpython_vm::function::FuncArgs;
use rustpython_vm::types::Constructor;
use rustpython_vm::{
    Py, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine, pyclass,
};

use super::errors::OrRaise;
use super::tensor::{tensor, wrap};
use crate::autograd::Tensor;
use crate::nn::{from_bytes, write_elements};
use crate::tensor::random::{
    Generator, STATE_BYTES, get_rng_state, initial_seed, manual_seed,
    set_rng_state, with_default,
};
use crate::tensor::{DType, Size};

/// The class `torch.Generator`.
#[pyclass(module = "torch._C", name = "Generator")]
#[derive(Debug, PyPayload)]
pub struct PyGenerator {
    /// `None` stands for the one that everybody draws from.
    own: RefCell<Option<Generator>>,
}

impl PyGenerator {
    fn shared() -> PyGenerator {
        PyGenerator { own: RefCell::new(None) }
    }

    /// Runs `work` while everybody draws from this one.
    fn lend<R>(&self, work: impl FnOnce() -> R) -> R {
        let Some(own) = self.own.take() else { return work() };
        let shared = get_rng_state();
        set_rng_state(own);
        let result = work();
        *self.own.borrow_mut() = Some(get_rng_state());
        set_rng_state(shared);
        result
    }
}

#[pyclass(with(Constructor))]
impl PyGenerator {
    #[pymethod]
    fn manual_seed(zelf: PyRef<Self>, seed: i64) -> PyRef<Self> {
        zelf.lend(|| manual_seed(seed));
        zelf
    }

    #[pymethod]
    fn initial_seed(&self) -> u64 {
        self.lend(initial_seed)
    }

    #[pymethod]
    fn seed(&self) -> u64 {
        self.lend(|| with_default(Generator::seed))
    }

    #[pygetset]
    fn device(&self, vm: &VirtualMachine) -> PyResult {
        let torch = vm.import("torch", 0)?;
        torch.get_attr("device", vm)?.call(("cpu",), vm)
    }

    #[pymethod]
    fn get_state(&self, vm: &VirtualMachine) -> PyObjectRef {
        let bytes = self.lend(|| get_rng_state().to_bytes());
        let size = Size::from_iter([bytes.len()]);
        let state = from_bytes(&bytes, size, DType::Uint8);
        wrap(Tensor::from_strided(state), vm)
    }

    #[pymethod]
    fn set_state(
        zelf: PyRef<Self>,
        state: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<Self>> {
        let x = tensor(&state, "RNG state", vm)?;
        if x.dtype() != DType::Uint8 {
            return Err(
                vm.new_type_error("RNG state must be a torch.ByteTensor")
            );
        }
        let mut bytes = Vec::new();
        write_elements(&x.strided(), &mut bytes).or_raise(vm)?;
        let Some(state) = Generator::from_bytes(&bytes) else {
            return Err(vm.new_runtime_error(format!(
                "Expected a CPUGeneratorImplState of size {STATE_BYTES} but \
                 found the input RNG state size to be {}",
                bytes.len()
            )));
        };
        zelf.lend(|| set_rng_state(state));
        Ok(zelf)
    }
}

impl Constructor for PyGenerator {
    type Args = FuncArgs;

    fn py_new(
        _: &Py<PyType>,
        _: FuncArgs,
        _: &VirtualMachine,
    ) -> PyResult<Self> {
        // What PyTorch's begin with.
        let own = RefCell::new(Some(Generator::new(67_280_421_310_721)));
        Ok(PyGenerator { own })
    }
}

/// Draws from the generator that was asked for.
pub fn draw<R>(
    generator: &Option<PyObjectRef>,
    work: impl FnOnce() -> R,
) -> R {
    let given = generator.as_ref();
    match given.and_then(|obj| obj.downcast_ref::<PyGenerator>()) {
        Some(generator) => generator.lend(work),
        None => work(),
    }
}

pub fn add_to(module: &Py<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    module.set_attr("Generator", PyGenerator::make_static_type(), vm)?;
    let shared: PyObjectRef = PyGenerator::shared().into_ref(&vm.ctx).into();
    module.set_attr("default_generator", shared.clone(), vm)?;
    let seeded = move |seed: i64| {
        manual_seed(seed);
        shared.clone()
    };
    let seeded = vm.new_function("manual_seed", seeded);
    module.set_attr("manual_seed", seeded, vm)?;
    let seed = vm.new_function("initial_seed", initial_seed);
    module.set_attr("initial_seed", seed, vm)
}
