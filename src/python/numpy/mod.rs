/*!
`numpy._engine`: what `lib/numpy` cannot say in Python.

An array is a tensor without a past: [`PyArray`] holds one whose version
counter is its own, so that writing through an array goes unnoticed, as
numpy's does. Operations are the engine's. Here is what numpy does otherwise:
its printing, its order of summing, its random numbers.
*/

mod maths;
mod pcg;
mod random;
mod sums;
mod ziggurat;

use rustpython_vm::builtins::{PyModule, PyTypeRef};
use rustpython_vm::class::PyClassImpl;
use rustpython_vm::function::FuncArgs;
use rustpython_vm::types::Constructor;
use rustpython_vm::{
    Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult, VirtualMachine,
    pyclass,
};

use super::convert;
use super::errors::OrRaise;
use super::tensor::{PyTensor, tensor, wrap};
use crate::autograd::Tensor;
use crate::chapters::numpy_detach::from_numpy;
use crate::tensor::{
    DType, NumpyPrinting, Scalar, numpy_repr, numpy_str, set_numpy_printing,
};

/// What every `numpy.ndarray` is inside.
#[pyclass(module = "numpy._engine", name = "Array")]
#[derive(PyPayload)]
pub struct PyArray {
    pub tensor: Tensor,
}

impl std::fmt::Debug for PyArray {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.tensor.fmt(f)
    }
}

#[pyclass(flags(BASETYPE, HAS_DICT, HAS_WEAKREF), with(Constructor))]
impl PyArray {
    /// The tensor, to be given to operations.
    #[pygetset]
    fn _t(&self, vm: &VirtualMachine) -> PyObjectRef {
        wrap(self.tensor.clone(), vm)
    }
}

impl Constructor for PyArray {
    type Args = FuncArgs;

    fn slot_new(
        cls: PyTypeRef,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult {
        let array = PyArray::py_new(&cls, args, vm)?;
        array.into_ref_with_type(vm, cls).map(Into::into)
    }

    fn py_new(
        _: &Py<rustpython_vm::builtins::PyType>,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<Self> {
        let Some(obj) = args.args.first() else {
            return Err(vm.new_type_error("an array needs a tensor"));
        };
        Ok(PyArray { tensor: tensor(obj, "buffer", vm)?.clone() })
    }
}

/// The tensor in a tensor or in an array.
pub fn tensor_in(obj: &PyObject) -> Option<&Tensor> {
    if let Some(x) = obj.downcast_ref::<PyTensor>() {
        return Some(&x.tensor);
    }
    obj.downcast_ref::<PyArray>().map(|x| &x.tensor)
}

/// The dtype of a scalar of numpy's; `None` for everything else.
pub fn scalar_dtype(
    obj: &PyObject,
    vm: &VirtualMachine,
) -> Option<PyResult<DType>> {
    let known = obj.class().get_attr(vm.ctx.intern_str("_dtype"))?;
    let dtype = known.downcast_ref::<super::dtype::PyDType>()?;
    Some(Ok(dtype.dtype))
}

/// The number in a scalar of numpy's; `None` for everything else.
pub fn scalar(
    obj: &PyObject,
    vm: &VirtualMachine,
) -> Option<PyResult<Scalar>> {
    let Ok(_) = scalar_dtype(obj, vm)? else { return None };
    match vm.call_method(obj, "item", ()) {
        Ok(item) => convert::number(&item, vm),
        Err(raised) => Some(Err(raised)),
    }
}

/// The name of an object's class, as PyTorch's errors have it.
pub fn type_name(obj: &PyObject) -> String {
    let name = obj.class().name().to_string();
    match obj.downcast_ref::<PyArray>() {
        Some(_) => format!("numpy.{name}"),
        None => name,
    }
}

/// `numpy.set_printoptions`: whatever is not said is as it was.
#[derive(rustpython_vm::FromArgs)]
struct PrintArgs {
    #[pyarg(any)]
    precision: usize,
    #[pyarg(any)]
    threshold: usize,
    #[pyarg(any)]
    edgeitems: usize,
    #[pyarg(any)]
    linewidth: usize,
    #[pyarg(any)]
    suppress: bool,
}

/// The module, not yet among the others.
pub fn module(vm: &VirtualMachine) -> PyResult<PyObjectRef> {
    let module: PyRef<PyModule> =
        vm.new_module("numpy._engine", vm.ctx.new_dict(), None);
    macro_rules! function {
        ($name:expr, $f:expr) => {
            module.set_attr($name, vm.new_function($name, $f), vm)?
        };
    }
    module.set_attr("Array", PyArray::make_static_type(), vm)?;
    // `tensor.numpy()`, as far as the tensor's side goes.
    function!("shared", |x: PyRef<PyTensor>, vm: &VirtualMachine| {
        let array = x.tensor.numpy().or_raise(vm)?;
        PyResult::Ok(wrap(from_numpy(&array).or_raise(vm)?, vm))
    });
    function!("repr", |x: PyRef<PyArray>| {
        x.tensor.strided().with_print_view(numpy_repr)
    });
    function!("str", |x: PyRef<PyArray>| {
        x.tensor.strided().with_print_view(numpy_str)
    });
    // A float32's text and value.
    function!("single_text", |x: f64| {
        let single = ndarray::arr0(x as f32).into_dyn();
        numpy_str(&crate::tensor::View::Float32(single.view()))
    });
    function!("single", |x: f64| f64::from(x as f32));
    function!("print_options", |args: PrintArgs| {
        set_numpy_printing(NumpyPrinting {
            precision: args.precision,
            threshold: args.threshold,
            edgeitems: args.edgeitems,
            linewidth: args.linewidth,
            suppress: args.suppress,
        });
    });
    maths::add_to(&module, vm)?;
    sums::add_to(&module, vm)?;
    random::add_to(&module, vm)?;
    pcg::add_to(&module, vm)?;
    Ok(module.into())
}
