/*!
The class `torch.Tensor`: operators, properties, and what Python asks of
every object. Operations of the table become methods in `methods.rs`.

A Python object holds a handle of the engine. The engine may give the same
tensor out again (`x.grad`, the leaf at the end of a graph): [`known`] finds
the object that stands for it, so that `is` answers as in PyTorch.
*/

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt;

use rustpython_vm::builtins::{
    PyBaseExceptionRef, PyModule, PyStrRef, PyTypeRef, PyWeak,
};
use rustpython_vm::class::PyClassImpl;
use rustpython_vm::common::hash::PyHash;
use rustpython_vm::function::{FuncArgs, OptionalArg, PySetterValue};
use rustpython_vm::types::{
    AsMapping, AsNumber, AsSequence, Comparable, Constructor, Hashable,
    Iterable, Representable,
};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult,
    VirtualMachine, pyclass,
};

use super::errors::OrRaise;
use super::{convert, create, dtype, grad, size};
use crate::autograd::Tensor;

/// The class `torch.Tensor`.
#[pyclass(module = "torch", name = "Tensor")]
#[derive(PyPayload)]
pub struct PyTensor {
    pub tensor: Tensor,
    /// Whether [`known`] can find it.
    registered: Cell<bool>,
}

impl fmt::Debug for PyTensor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tensor.fmt(f)
    }
}

impl PyTensor {
    pub fn new(tensor: Tensor) -> PyTensor {
        PyTensor { tensor, registered: Cell::new(false) }
    }
}

/// A new object for a tensor that no object stands for.
pub fn wrap(tensor: Tensor, vm: &VirtualMachine) -> PyObjectRef {
    PyTensor::new(tensor).into_ref(&vm.ctx).into()
}

thread_local! {
    /// The objects of tensors that the engine may give out again.
    static KNOWN: RefCell<HashMap<usize, PyRef<PyWeak>>> = RefCell::default();
}

/// From now on [`known`] gives this object for its tensor.
pub fn register(obj: &Py<PyTensor>, vm: &VirtualMachine) -> PyResult<()> {
    if !obj.registered.replace(true) {
        let weak = obj.as_object().downgrade(None, vm)?;
        KNOWN.with_borrow_mut(|known| {
            known.insert(obj.tensor.address(), weak);
        });
    }
    Ok(())
}

/// The object of a tensor that the engine holds: the one that is registered,
/// or a new one, which is from now on.
pub fn known(tensor: Tensor, vm: &VirtualMachine) -> PyResult {
    let found = KNOWN.with_borrow(|known| {
        known.get(&tensor.address()).and_then(|weak| weak.upgrade())
    });
    if let Some(found) = found {
        return Ok(found);
    }
    let obj = PyTensor::new(tensor).into_ref(&vm.ctx);
    register(&obj, vm)?;
    Ok(obj.into())
}

impl Drop for PyTensor {
    fn drop(&mut self) {
        if self.registered.get() {
            let address = self.tensor.address();
            // Dropped after the borrow, and not at all if the thread ends.
            let _ = KNOWN.try_with(|known| {
                let gone = known.borrow_mut().remove(&address);
                drop(gone);
            });
        }
    }
}

/// The tensor in an object.
///
/// # Errors
/// `TypeError` if it is something else.
pub fn tensor<'a>(
    obj: &'a PyObject,
    what: &str,
    vm: &VirtualMachine,
) -> PyResult<&'a Tensor> {
    match obj.downcast_ref::<PyTensor>() {
        Some(x) => Ok(&x.tensor),
        None => Err(vm.new_type_error(format!(
            "{what} must be Tensor, not {}",
            obj.class().name()
        ))),
    }
}

/// What must not be deleted was.
fn deleted(vm: &VirtualMachine) -> PyBaseExceptionRef {
    vm.new_type_error("can't delete this attribute of a Tensor")
}

#[pyclass(
    flags(BASETYPE, HAS_DICT, HAS_WEAKREF),
    with(
        AsMapping,
        AsNumber,
        AsSequence,
        Comparable,
        Constructor,
        Hashable,
        Iterable,
        Representable
    )
)]
impl PyTensor {
    #[pygetset]
    fn shape(&self, vm: &VirtualMachine) -> PyResult {
        size::size(self.tensor.strided().shape(), vm)
    }

    #[pymethod(name = "size")]
    fn py_size(&self, dim: OptionalArg<i64>, vm: &VirtualMachine) -> PyResult {
        match dim {
            OptionalArg::Missing => self.shape(vm),
            OptionalArg::Present(dim) => {
                let window = self.tensor.strided();
                let dim = crate::tensor::wrap_dim(dim, window.ndim())
                    .or_raise(vm)?;
                let extent = window.shape().get(dim).ok_or_else(|| {
                    vm.new_index_error(
                        "Dimension specified as 0 but tensor has no \
                         dimensions"
                            .to_owned(),
                    )
                })?;
                Ok(vm.ctx.new_int(*extent).into())
            }
        }
    }

    #[pymethod]
    fn stride(&self, dim: OptionalArg<i64>, vm: &VirtualMachine) -> PyResult {
        let strides = self.tensor.stride();
        match dim {
            OptionalArg::Missing => {
                Ok(vm.ctx.new_tuple(convert::ints(&strides, vm)).into())
            }
            OptionalArg::Present(dim) => {
                let dim = crate::tensor::wrap_dim(dim, strides.len())
                    .or_raise(vm)?;
                Ok(vm.ctx.new_int(strides[dim]).into())
            }
        }
    }

    #[pymethod]
    fn storage_offset(&self) -> usize {
        self.tensor.storage_offset()
    }

    #[pymethod]
    fn data_ptr(&self) -> usize {
        let window = self.tensor.strided();
        let memory = std::rc::Rc::as_ptr(window.storage()).addr();
        memory + window.offset() * window.dtype().itemsize()
    }

    #[pymethod]
    fn dim(&self) -> usize {
        self.tensor.ndim()
    }

    #[pygetset]
    fn ndim(&self) -> usize {
        self.tensor.ndim()
    }

    #[pymethod]
    fn ndimension(&self) -> usize {
        self.tensor.ndim()
    }

    #[pymethod]
    fn numel(&self) -> usize {
        self.tensor.numel()
    }

    #[pymethod]
    fn nelement(&self) -> usize {
        self.tensor.numel()
    }

    #[pymethod]
    fn element_size(&self) -> usize {
        self.tensor.dtype().itemsize()
    }

    #[pygetset]
    fn itemsize(&self) -> usize {
        self.tensor.dtype().itemsize()
    }

    #[pygetset]
    fn dtype(&self, vm: &VirtualMachine) -> PyObjectRef {
        dtype::object(self.tensor.dtype(), vm)
    }

    #[pygetset]
    fn is_leaf(&self) -> bool {
        self.tensor.is_leaf()
    }

    #[pymethod]
    fn is_contiguous(&self, _args: FuncArgs) -> bool {
        self.tensor.is_contiguous()
    }

    #[pymethod]
    fn is_floating_point(&self) -> bool {
        self.tensor.dtype().is_floating_point()
    }

    #[pygetset]
    fn _version(&self) -> u32 {
        self.tensor.version()
    }

    #[pygetset]
    fn requires_grad(&self) -> bool {
        self.tensor.requires_grad()
    }

    #[pygetset(setter)]
    fn set_requires_grad(
        zelf: &Py<Self>,
        value: PySetterValue,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let PySetterValue::Assign(value) = value else {
            return Err(deleted(vm));
        };
        let mode = value.try_to_bool(vm)?;
        zelf.tensor.requires_grad_(mode).or_raise(vm)?;
        register(zelf, vm)
    }

    #[pymethod]
    fn requires_grad_(
        zelf: PyRef<Self>,
        requires_grad: OptionalArg<bool>,
        vm: &VirtualMachine,
    ) -> PyResult<PyRef<Self>> {
        let mode = requires_grad.unwrap_or(true);
        zelf.tensor.requires_grad_(mode).or_raise(vm)?;
        register(&zelf, vm)?;
        Ok(zelf)
    }

    #[pygetset]
    fn grad(&self, vm: &VirtualMachine) -> PyResult {
        match self.tensor.grad() {
            Some(grad) => known(grad, vm),
            None => {
                grad::warn_of_no_grad(&self.tensor, vm)?;
                Ok(vm.ctx.none())
            }
        }
    }

    #[pygetset(setter)]
    fn set_grad(
        &self,
        value: PySetterValue,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let grad = match value {
            PySetterValue::Assign(obj) if !vm.is_none(&obj) => {
                let Some(grad) = obj.downcast_ref::<PyTensor>() else {
                    return Err(vm.new_type_error(format!(
                        "assigned grad expected to be a Tensor or None but \
                         got grad of type {}",
                        obj.class().name()
                    )));
                };
                grad::check_assigned(&self.tensor, &grad.tensor)
                    .or_raise(vm)?;
                register(grad, vm)?;
                Some(grad.tensor.clone())
            }
            _ => None,
        };
        self.tensor.set_grad(grad);
        Ok(())
    }

    #[pygetset]
    fn grad_fn(&self, vm: &VirtualMachine) -> PyObjectRef {
        grad::node(self.tensor.grad_fn(), vm)
    }

    #[pygetset]
    fn data(&self, vm: &VirtualMachine) -> PyResult {
        Ok(wrap(self.tensor.data().or_raise(vm)?, vm))
    }

    #[pygetset(setter)]
    fn set_data(
        &self,
        value: PySetterValue,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        let PySetterValue::Assign(value) = value else {
            return Err(deleted(vm));
        };
        let data = tensor(&value, "data", vm)?;
        self.tensor.set_data(data).or_raise(vm)
    }

    /// The way to take the hook away again; `register_hook` makes a handle
    /// of it.
    #[pymethod]
    fn _register_hook(
        &self,
        hook: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult {
        let call = move |grad: &Tensor| grad::call_hook(&hook, grad);
        let handle = self.tensor.register_hook(call).or_raise(vm)?;
        let remove = move || handle.remove();
        Ok(vm.new_function("remove", remove).into())
    }

    #[pymethod]
    fn _register_post_accumulate_grad_hook(
        &self,
        hook: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult {
        let call = move |leaf: &Tensor| grad::call_leaf_hook(&hook, leaf);
        let handle = self.tensor.register_post_accumulate_grad_hook(call);
        let handle = handle.or_raise(vm)?;
        Ok(vm.new_function("remove", move || handle.remove()).into())
    }

    #[pygetset]
    fn output_nr(&self) -> usize {
        self.tensor.output_nr()
    }

    #[pymethod]
    fn retain_grad(&self, vm: &VirtualMachine) -> PyResult<()> {
        self.tensor.retain_grad().or_raise(vm)
    }

    #[pygetset]
    fn retains_grad(&self) -> bool {
        self.tensor.retains_grad()
    }

    #[pymethod]
    fn backward(&self, args: FuncArgs, vm: &VirtualMachine) -> PyResult<()> {
        let args: grad::BackwardArgs = args.bind(vm)?;
        grad::backward(&self.tensor, args, vm)
    }

    #[pygetset(name = "T")]
    fn transposed(&self, vm: &VirtualMachine) -> PyResult {
        let ndim = self.tensor.ndim() as i64;
        let order: Vec<i64> = (0..ndim).rev().collect();
        let turned = self.tensor.permute(order);
        Ok(wrap(turned.or_raise(vm)?, vm))
    }

    #[pygetset(name = "mT")]
    fn matrix_transposed(&self, vm: &VirtualMachine) -> PyResult {
        Ok(wrap(self.tensor.transpose(-2, -1).or_raise(vm)?, vm))
    }

    #[pymethod]
    fn tolist(&self, vm: &VirtualMachine) -> PyObjectRef {
        convert::list(&self.tensor.tolist(), vm)
    }

    #[pymethod(name = "is_set_to")]
    fn shares(&self, other: PyRef<PyTensor>) -> bool {
        self.tensor.shares_memory(&other.tensor)
    }

    /// `f"{x:.4f}"` formats the number of a 0-dim tensor.
    #[pymethod]
    fn __format__(
        zelf: PyRef<Self>,
        spec: PyStrRef,
        vm: &VirtualMachine,
    ) -> PyResult {
        if zelf.tensor.ndim() == 0 {
            let number = convert::scalar(zelf.tensor.strided().first(), vm);
            return vm.format(&number, spec).map(Into::into);
        }
        if spec.as_wtf8().is_empty() {
            return Ok(zelf.as_object().str(vm)?.into());
        }
        Err(vm.new_type_error(
            "unsupported format string passed to Tensor.__format__",
        ))
    }

    #[pymethod]
    fn __reversed__(&self, vm: &VirtualMachine) -> PyResult {
        let mut parts = self.tensor.unbind(0).or_raise(vm)?;
        parts.reverse();
        let turned = crate::ops::joining::stack(&parts, 0).or_raise(vm)?;
        Ok(wrap(turned, vm))
    }

    #[pymethod]
    fn __dir__(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult {
        let dir = vm.dir(Some(zelf.class().to_owned().into()))?;
        Ok(dir.into_ref(&vm.ctx).into())
    }
}

/// `torch.Tensor(2, 3)`, `torch.Tensor([1, 2])`; `__new__` of subclasses.
impl Constructor for PyTensor {
    type Args = FuncArgs;

    fn slot_new(
        cls: PyTypeRef,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult {
        let tensor = create::legacy(&args, vm)?;
        PyTensor::new(tensor).into_ref_with_type(vm, cls).map(Into::into)
    }

    fn py_new(
        _: &Py<rustpython_vm::builtins::PyType>,
        args: FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<Self> {
        create::legacy(&args, vm).map(PyTensor::new)
    }
}

impl Representable for PyTensor {
    fn repr_str(zelf: &Py<Self>, _: &VirtualMachine) -> PyResult<String> {
        Ok(zelf.tensor.repr())
    }
}

/// By identity, as in PyTorch: `==` says something else.
impl Hashable for PyTensor {
    fn hash(zelf: &Py<Self>, _: &VirtualMachine) -> PyResult<PyHash> {
        Ok(zelf.tensor.address() as PyHash)
    }
}

impl Iterable for PyTensor {
    fn iter(zelf: PyRef<Self>, vm: &VirtualMachine) -> PyResult {
        let parts = zelf.tensor.iter().or_raise(vm)?;
        let parts: Vec<PyObjectRef> =
            parts.map(|part| wrap(part, vm)).collect();
        vm.ctx.new_list(parts).get_iter(vm)
    }
}

trait GetIter {
    fn get_iter(self, vm: &VirtualMachine) -> PyResult;
}

impl GetIter for rustpython_vm::builtins::PyListRef {
    fn get_iter(self, vm: &VirtualMachine) -> PyResult {
        let list: PyObjectRef = self.into();
        Ok(list.get_iter(vm)?.into())
    }
}

pub fn add_to(module: &Py<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    module.set_attr("Tensor", PyTensor::make_static_type(), vm)?;
    // For classes written in Python: an object of a subclass on a tensor.
    let subclass =
        |class: PyTypeRef, x: PyRef<PyTensor>, vm: &VirtualMachine| {
            let tensor = PyTensor::new(x.tensor.clone());
            let obj = tensor.into_ref_with_type(vm, class)?;
            register(&obj, vm)?;
            PyResult::Ok(obj)
        };
    module.set_attr(
        "_make_subclass",
        vm.new_function("_make_subclass", subclass),
        vm,
    )
}
