/*!
What of autograd is not a method of a tensor: grad mode, nodes,
`autograd.grad`, custom functions.

The classes that a user sees (`no_grad`, `Function`) are written in Python
over these, in `lib/torch/autograd.py` and its neighbours.
*/

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use rustpython_vm::builtins::{PyModule, PyStrRef, PyTypeRef};
use rustpython_vm::class::{PyClassImpl, StaticType};
use rustpython_vm::common::hash::PyHash;
use rustpython_vm::function::PyComparisonValue;
use rustpython_vm::types::{
    Comparable, Hashable, PyComparisonOp, PyTypeFlags, Representable,
};
use rustpython_vm::{
    FromArgs, Py, PyObject, PyObjectRef, PyPayload, PyRef, PyResult,
    VirtualMachine, pyclass,
};

use super::errors::{OrRaise, pass_through};
use super::tensor::{PyTensor, known, tensor, wrap};
use crate::autograd::{
    self, BackwardOptions, GradFn, Grads, Names, Saved, Tensor, backward_from,
    grad_with, record_custom,
};
use crate::tensor::{Result, TorchError};

/// The keywords of `backward`.
#[derive(FromArgs)]
pub struct BackwardArgs {
    #[pyarg(any, default)]
    gradient: Option<PyObjectRef>,
    #[pyarg(any, default)]
    retain_graph: Option<bool>,
    #[pyarg(any, default = false)]
    create_graph: bool,
    #[pyarg(any, default)]
    inputs: Option<PyObjectRef>,
}

/// `x.backward(...)`
pub fn backward(
    x: &Tensor,
    args: BackwardArgs,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let gradient = match &args.gradient {
        Some(gradient) => optional_tensor(gradient, vm)?,
        None => None,
    };
    let inputs = args.inputs.filter(|inputs| !vm.is_none(inputs));
    let inputs = inputs.map(|x| tensors(&x, vm)).transpose()?;
    let options = BackwardOptions {
        retain_graph: args.retain_graph.unwrap_or(args.create_graph),
        create_graph: args.create_graph,
        allow_unused: false,
    };
    let x = std::slice::from_ref(x);
    start_backward(x, &[gradient], options, inputs, vm)
}

fn start_backward(
    outputs: &[Tensor],
    gradients: &[Option<Tensor>],
    options: BackwardOptions,
    inputs: Option<Vec<Tensor>>,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let outputs: Vec<&Tensor> = outputs.iter().collect();
    let gradients: Vec<_> = gradients.iter().map(Option::as_ref).collect();
    let inputs: Option<Vec<&Tensor>> =
        inputs.as_ref().map(|inputs| inputs.iter().collect());
    backward_from(&outputs, &gradients, options, inputs.as_deref())
        .or_raise(vm)
}

/// `_backward(tensors, gradients, retain_graph, create_graph, inputs)`
fn backward_of(
    outputs: PyObjectRef,
    gradients: PyObjectRef,
    retain_graph: bool,
    create_graph: bool,
    inputs: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let outputs = tensors(&outputs, vm)?;
    let gradients = optional_tensors(&gradients, vm)?;
    let inputs = match vm.is_none(&inputs) {
        true => None,
        false => Some(tensors(&inputs, vm)?),
    };
    let options =
        BackwardOptions { retain_graph, create_graph, allow_unused: false };
    start_backward(&outputs, &gradients, options, inputs, vm)
}

/// What PyTorch looks at when `x.grad = g` is written.
pub fn check_assigned(x: &Tensor, grad: &Tensor) -> Result<()> {
    if x.dtype() != grad.dtype() {
        return Err(TorchError::runtime(format!(
            "attempting to assign a gradient with dtype '{}' to a tensor \
             with grad_dtype '{}'. The gradient must match the tensor's \
             grad_dtype (defaults to the tensor's dtype). You can set the \
             tensor's grad_dtype attribute with a specific dtype, or None to \
             allow any dtype. Set grad_dtype with caution. Diverging the \
             dtypes of a tensor and its gradient may break downstream \
             systems that assume they match.",
            grad.dtype().c_name(),
            x.dtype().c_name()
        )));
    }
    if x.size() != grad.size() {
        return Err(TorchError::runtime(format!(
            "attempting to assign a gradient of size '{}' to a tensor of \
             size '{}'. Please ensure that the gradient and the tensor are \
             the same size",
            crate::tensor::Listed(&grad.size()),
            crate::tensor::Listed(&x.size())
        )));
    }
    Ok(())
}

/// `.grad` of a tensor that is not a leaf is a common mistake.
pub fn warn_of_no_grad(x: &Tensor, vm: &VirtualMachine) -> PyResult<()> {
    if !x.requires_grad() || x.is_leaf() || x.retains_grad() {
        return Ok(());
    }
    rustpython_vm::stdlib::_warnings::warn(
        vm.ctx.exceptions.user_warning,
        "The .grad attribute of a Tensor that is not a leaf Tensor is being \
         accessed. Its .grad attribute won't be populated during \
         autograd.backward(). If you indeed want the .grad field to be \
         populated for a non-leaf Tensor, use .retain_grad() on the non-leaf \
         Tensor. If you access the non-leaf Tensor by mistake, make sure you \
         access the leaf Tensor instead. See github.com/pytorch/pytorch/\
         pull/30531 for more information. (Triggered internally at \
         /__w/pytorch/pytorch/build/aten/src/ATen/core/TensorBody.h:488.)"
            .to_owned(),
        1,
        vm,
    )
}

/// A node of the graph: `x.grad_fn`.
#[pyclass(module = "torch.autograd.graph", name = "Node")]
#[derive(PyPayload)]
pub struct PyNode(GradFn);

impl std::fmt::Debug for PyNode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[pyclass(flags(BASETYPE), with(Comparable, Hashable, Representable))]
impl PyNode {
    #[pymethod]
    fn name(&self) -> String {
        match self.0.name() {
            own @ ("AccumulateGrad" | "CopySlices" | "CopyBackwards") => {
                format!("torch::autograd::{own}")
            }
            name => name.to_owned(),
        }
    }

    /// The way to take the hook away again, as for tensors.
    #[pymethod]
    fn _register_hook(
        &self,
        hook: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyObjectRef {
        let handle = self.0.0.register_hook(move |inputs, outputs| {
            call_node_hook(&hook, &[inputs, outputs])
        });
        vm.new_function("remove", move || handle.remove()).into()
    }

    #[pymethod]
    fn _register_prehook(
        &self,
        hook: PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyObjectRef {
        let handle = self
            .0
            .0
            .register_prehook(move |grads| call_node_hook(&hook, &[grads]));
        vm.new_function("remove", move || handle.remove()).into()
    }

    #[pygetset]
    fn next_functions(&self, vm: &VirtualMachine) -> PyObjectRef {
        let pairs = self.0.0.next().iter().map(|edge| {
            let (next, nr) = match edge {
                Some(edge) => (Some(GradFn(Rc::clone(&edge.node))), edge.nr),
                None => (None, 0),
            };
            let pair = vec![node(next, vm), vm.ctx.new_int(nr).into()];
            vm.ctx.new_tuple(pair).into()
        });
        vm.ctx.new_tuple(pairs.collect()).into()
    }

    #[pygetset]
    fn variable(&self, vm: &VirtualMachine) -> PyResult {
        match self.0.variable() {
            Some(leaf) => known(leaf, vm),
            None => Err(vm.new_attribute_error(format!(
                "'{}' object has no attribute 'variable'",
                self.0.name()
            ))),
        }
    }
}

impl Representable for PyNode {
    fn repr_str(zelf: &Py<Self>, _: &VirtualMachine) -> PyResult<String> {
        let address = Rc::as_ptr(&zelf.0.0).addr();
        Ok(format!("<{} object at {address:#x}>", zelf.0.name()))
    }
}

impl Hashable for PyNode {
    fn hash(zelf: &Py<Self>, _: &VirtualMachine) -> PyResult<PyHash> {
        Ok(Rc::as_ptr(&zelf.0.0).addr() as PyHash)
    }
}

impl Comparable for PyNode {
    fn cmp(
        zelf: &Py<Self>,
        other: &PyObject,
        op: PyComparisonOp,
        _: &VirtualMachine,
    ) -> PyResult<PyComparisonValue> {
        op.eq_only(|| {
            Ok(match other.downcast_ref::<PyNode>() {
                Some(other) => PyComparisonValue::Implemented(Rc::ptr_eq(
                    &zelf.0.0, &other.0.0,
                )),
                None => PyComparisonValue::NotImplemented,
            })
        })
    }
}

/// The class `MulBackward0` and its kind.
fn class_of(name: &'static str, vm: &VirtualMachine) -> PyTypeRef {
    thread_local! {
        static CLASSES: RefCell<HashMap<&'static str, PyTypeRef>> =
            RefCell::default();
    }
    CLASSES.with_borrow_mut(|classes| {
        let class = classes.entry(name).or_insert_with(|| {
            let node = PyNode::static_type();
            let mut slots = PyNode::make_slots();
            slots.flags |= PyTypeFlags::HEAPTYPE;
            let class = vm.ctx.new_class(None, name, node.to_owned(), slots);
            let module = vm.ctx.intern_str("__module__");
            class.set_attr(module, vm.ctx.new_str("builtins").into());
            class
        });
        class.clone()
    })
}

/// A node as Python's object, or `None`.
pub fn node(node: Option<GradFn>, vm: &VirtualMachine) -> PyObjectRef {
    match node {
        Some(node) => {
            let class = class_of(node.name(), vm);
            PyRef::new_ref(PyNode(node), class, None).into()
        }
        None => vm.ctx.none(),
    }
}

/// One tensor or a sequence of them.
fn tensors(obj: &PyObject, vm: &VirtualMachine) -> PyResult<Vec<Tensor>> {
    if let Some(x) = obj.downcast_ref::<PyTensor>() {
        return Ok(vec![x.tensor.clone()]);
    }
    let items: Vec<PyObjectRef> = vm.extract_elements_with(obj, Ok)?;
    items.iter().map(|x| tensor(x, "argument", vm).cloned()).collect()
}

fn optional_tensors(
    obj: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<Vec<Option<Tensor>>> {
    if vm.is_none(obj) || obj.downcast_ref::<PyTensor>().is_some() {
        return Ok(vec![optional_tensor(obj, vm)?]);
    }
    let items: Vec<PyObjectRef> = vm.extract_elements_with(obj, Ok)?;
    items.iter().map(|x| optional_tensor(x, vm)).collect()
}

fn optional_tensor(
    obj: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<Option<Tensor>> {
    if vm.is_none(obj) {
        return Ok(None);
    }
    tensor(obj, "gradient", vm).cloned().map(Some)
}

/// The arguments of `torch.autograd.grad`.
#[derive(FromArgs)]
struct GradArgs {
    #[pyarg(any)]
    outputs: PyObjectRef,
    #[pyarg(any)]
    inputs: PyObjectRef,
    #[pyarg(any, default)]
    grad_outputs: Option<PyObjectRef>,
    #[pyarg(any, default)]
    retain_graph: Option<bool>,
    #[pyarg(any, default = false)]
    create_graph: bool,
    #[pyarg(any, default)]
    allow_unused: Option<bool>,
    #[pyarg(any, default = false)]
    materialize_grads: bool,
}

fn grad(args: GradArgs, vm: &VirtualMachine) -> PyResult {
    if args.materialize_grads && args.allow_unused == Some(false) {
        return Err(vm.new_value_error(
            "Expected allow_unused to be True or not passed when \
             materialize_grads=True, but got: allow_unused=False.",
        ));
    }
    let outputs = tensors(&args.outputs, vm)?;
    let inputs = tensors(&args.inputs, vm)?;
    let gradients = match &args.grad_outputs {
        Some(gradients) => optional_tensors(gradients, vm)?,
        None => vec![None; outputs.len()],
    };
    if gradients.len() != outputs.len() {
        return Err(vm.new_runtime_error(format!(
            "got {} tensors and {} gradients",
            outputs.len(),
            gradients.len()
        )));
    }
    let outputs: Vec<&Tensor> = outputs.iter().collect();
    let wanted: Vec<&Tensor> = inputs.iter().collect();
    let gradients: Vec<_> = gradients.iter().map(Option::as_ref).collect();
    let options = BackwardOptions {
        retain_graph: args.retain_graph.unwrap_or(args.create_graph),
        create_graph: args.create_graph,
        allow_unused: args.allow_unused.unwrap_or(args.materialize_grads),
    };
    let found =
        grad_with(&outputs, &wanted, &gradients, options).or_raise(vm)?;
    let mut objects = Vec::with_capacity(found.len());
    for (found, input) in found.into_iter().zip(&inputs) {
        objects.push(match found {
            Some(grad) => wrap(grad, vm),
            None if args.materialize_grads => {
                wrap(input.zeros_like().or_raise(vm)?, vm)
            }
            None => vm.ctx.none(),
        });
    }
    Ok(vm.ctx.new_tuple(objects).into())
}

/// The names of a custom function's node: there is one for every class of
/// the program, and they stay.
fn custom_names(name: &str) -> &'static Names {
    thread_local! {
        static NAMES: RefCell<HashMap<String, &'static Names>> =
            RefCell::default();
    }
    NAMES.with_borrow_mut(|names| {
        *names.entry(name.to_owned()).or_insert_with(|| {
            let name: &'static str = Box::leak(name.to_owned().into());
            Box::leak(Box::new(Names::new(name, name)))
        })
    })
}

/// `_record_function(name, inputs, outputs, saved, backward)`: the outputs
/// get one node, whose derivative is `backward(saved, gradients)`.
fn record_function(
    name: PyStrRef,
    inputs: PyObjectRef,
    outputs: PyObjectRef,
    saved: PyObjectRef,
    backward: PyObjectRef,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let inputs = tensors(&inputs, vm)?;
    let outputs = tensors(&outputs, vm)?;
    let kept = optional_tensors(&saved, vm)?;
    let count = inputs.len();
    let names = custom_names(name.as_ref());
    let inputs: Vec<&Tensor> = inputs.iter().collect();
    let outputs: Vec<&Tensor> = outputs.iter().collect();
    record_custom(names, &inputs, &outputs, |saver| {
        let places: Vec<Option<Saved>> = kept
            .iter()
            .map(|kept| {
                let kept = kept.as_ref()?;
                let own = outputs.iter().position(|out| out.is(kept));
                Some(match own {
                    Some(nr) => saver.output(nr),
                    None => saver.save(kept),
                })
            })
            .collect();
        Box::new(move |grads, context| {
            let saved = places
                .iter()
                .map(|place| place.map(|at| context.get(at)).transpose())
                .collect::<Result<Vec<_>>>()?;
            rustpython_vm::vm::thread::with_current_vm(|vm| {
                call_backward(&backward, saved, grads, count, vm)
                    .map_err(pass_through)
            })
        })
    });
    Ok(())
}

/// A hook that is Python's: what it returns, unless that is `None`.
pub fn call_hook(hook: &PyObject, grad: &Tensor) -> Result<Option<Tensor>> {
    rustpython_vm::vm::thread::with_current_vm(|vm| {
        let grad: PyObjectRef = known(grad.clone(), vm)?;
        let result: PyObjectRef = hook.call((grad,), vm)?;
        optional_tensor(&result, vm)
    })
    .map_err(pass_through)
}

/// A hook of a node, with tuples of gradients.
fn call_node_hook(
    hook: &PyObject,
    all: &[&[Option<Tensor>]],
) -> Result<Option<Grads>> {
    rustpython_vm::vm::thread::with_current_vm(|vm| {
        let mut args = Vec::new();
        for grads in all {
            args.push(gradients(grads.to_vec(), vm)?);
        }
        let result: PyObjectRef = hook.call(args, vm)?;
        if vm.is_none(&result) {
            return Ok(None);
        }
        Ok(Some(Grads::from_vec(optional_tensors(&result, vm)?)))
    })
    .map_err(pass_through)
}

/// A hook that looks at a leaf when its gradient is there.
pub fn call_leaf_hook(hook: &PyObject, leaf: &Tensor) -> Result<()> {
    rustpython_vm::vm::thread::with_current_vm(|vm| {
        let leaf: PyObjectRef = known(leaf.clone(), vm)?;
        hook.call((leaf,), vm).map(drop)
    })
    .map_err(pass_through)
}

/// Gradients as a tuple.
fn gradients(grads: Vec<Option<Tensor>>, vm: &VirtualMachine) -> PyResult {
    let object = |x: Option<Tensor>| match x {
        Some(x) => known(x, vm),
        None => Ok(vm.ctx.none()),
    };
    let grads = grads.into_iter().map(object).collect::<PyResult<Vec<_>>>()?;
    Ok(vm.ctx.new_tuple(grads).into())
}

fn call_backward(
    backward: &PyObject,
    saved: Vec<Option<Tensor>>,
    grads: &[Option<Tensor>],
    count: usize,
    vm: &VirtualMachine,
) -> PyResult<Grads> {
    let saved = gradients(saved, vm)?;
    let grads = gradients(grads.to_vec(), vm)?;
    let result = backward.call((saved, grads), vm)?;
    let result = optional_tensors(&result, vm)?;
    debug_assert_eq!(result.len(), count);
    Ok(Grads::from_vec(result))
}

pub fn add_to(module: &Py<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    module.set_attr("_Node", PyNode::make_static_type(), vm)?;
    macro_rules! function {
        ($name:literal, $f:expr) => {
            module.set_attr($name, vm.new_function($name, $f), vm)?
        };
    }
    let add = |name: PyStrRef, method: PyObjectRef, vm: &VirtualMachine| {
        let name: &str = name.as_ref();
        let name = vm.ctx.intern_str(name);
        PyNode::static_type().set_attr(name, method);
    };
    function!("_add_node_method", add);
    function!("is_grad_enabled", autograd::is_grad_enabled);
    function!("_set_grad_enabled", autograd::replace_grad_mode);
    function!("_set_detect_anomaly", autograd::set_detect_anomaly);
    function!("_backward", backward_of);
    function!("_grad", grad);
    function!("_record_function", record_function);
    Ok(())
}
