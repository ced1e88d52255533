/*!
The table's rows, callable: every one becomes a method of `torch.Tensor`, a
function of `torch`, or one of `torch.nn.functional`.

Names, defaults, docstrings and the order in which overloads are tried are
the table's. Nothing here knows an operation, except for what [`METHODS_ONLY`]
and its neighbours say of where PyTorch has it.
*/

use rustpython_vm::builtins::{PyModule, PyStrInterned};
use rustpython_vm::class::StaticType;
use rustpython_vm::function::{FuncArgs, PyMethodFlags};
use rustpython_vm::{AsObject, Py, PyObjectRef, PyResult, VirtualMachine};

use super::convert;
use super::device;
use super::errors::{OrRaise, exception, linalg_error};
use super::generator::draw;
use super::numpy;
use super::signatures;
use super::size;
use super::tensor::PyTensor;
use crate::autograd::{Tensor, is_grad_enabled};
use crate::ops::create::Options;
use crate::ops::{Args, Row, Signature, Value};
use crate::table::OPERATIONS;
use crate::tensor::{DType, ErrorClass, Listed, Result, Size, TorchError};

/// Rows without a function in `torch`.
const METHODS_ONLY: &[&str] = &[
    "unfold",
    "item",
    "view",
    "contiguous",
    "expand",
    "expand_as",
    "to",
    "sum_to_size",
    "repeat",
    "type_as",
];

/// Rows that are no method, though they begin with a tensor.
const FUNCTIONS_ONLY: &[&str] = &[
    "rand_like",
    "randn_like",
    "randint_like",
    "poisson",
    "bucketize",
    "searchsorted",
    "combinations",
    "zeros_like",
    "ones_like",
    "full_like",
    "cat",
    "stack",
    "hstack",
    "vstack",
    "rsub",
    "slice",
    "std_mean",
    "tensordot",
    "var_mean",
];

/// Rows of which Python only has the form that ends in `_`.
const IN_PLACE_ONLY: &[&str] =
    &["copy", "zero", "exponential", "cauchy", "log_normal", "geometric"];

/// Functions of `torch.nn.functional` that `torch` has as well.
const ALSO_IN_TORCH: [&str; 4] =
    ["celu", "cosine_similarity", "pairwise_distance", "threshold"];

/// Functions of `torch` that `torch.nn.functional` has as well.
const ALSO_FUNCTIONAL: [&str; 2] = ["hardshrink", "prelu"];

/// Forms in place that `torch` has as functions, too.
const IN_PLACE_FUNCTIONS: [&str; 43] = [
    "abs",
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atanh",
    "ceil",
    "celu",
    "clamp",
    "clamp_max",
    "clamp_min",
    "cos",
    "cosh",
    "deg2rad",
    "erf",
    "erfc",
    "exp",
    "exp2",
    "expm1",
    "floor",
    "frac",
    "log",
    "log10",
    "log1p",
    "log2",
    "logit",
    "nan_to_num",
    "neg",
    "rad2deg",
    "reciprocal",
    "relu",
    "round",
    "rsqrt",
    "selu",
    "sigmoid",
    "sin",
    "sinc",
    "sinh",
    "sqrt",
    "square",
    "tan",
    "tanh",
];

/// Second names.
const ALIASES: &[(&str, &str)] = &[
    ("absolute", "abs"),
    ("arccos", "acos"),
    ("arccosh", "acosh"),
    ("arcsin", "asin"),
    ("arcsinh", "asinh"),
    ("arctan", "atan"),
    ("arctan2", "atan2"),
    ("arctanh", "atanh"),
    ("clip", "clamp"),
    ("clip_", "clamp_"),
    ("concat", "cat"),
    ("concatenate", "cat"),
    ("divide", "div"),
    ("fix", "trunc"),
    ("ger", "outer"),
    ("greater", "gt"),
    ("greater_equal", "ge"),
    ("less", "lt"),
    ("less_equal", "le"),
    ("moveaxis", "movedim"),
    ("multiply", "mul"),
    ("negative", "neg"),
    ("not_equal", "ne"),
    ("row_stack", "vstack"),
    ("subtract", "sub"),
    ("swapaxes", "transpose"),
    ("swapdims", "transpose"),
    ("true_divide", "div"),
];

/// Functions whose `out=` must have the very dtype of the result.
const PRODUCTS: &[&str] = &[
    "mm", "bmm", "mv", "dot", "addmm", "addmv", "addbmm", "baddbmm", "matmul",
];

/// Functions that have no `out=`.
const WITHOUT_OUT: &[&str] = &[
    "allclose",
    "argwhere",
    "as_strided",
    "atleast_1d",
    "atleast_2d",
    "atleast_3d",
    "bincount",
    "block_diag",
    "broadcast_tensors",
    "broadcast_to",
    "cartesian_prod",
    "chunk",
    "clone",
    "combinations",
    "count_nonzero",
    "detach",
    "diag_embed",
    "diagflat",
    "diagonal",
    "dsplit",
    "equal",
    "fill",
    "flatten",
    "flip",
    "fliplr",
    "flipud",
    "full_like",
    "hsplit",
    "index_fill",
    "index_put",
    "isclose",
    "isfinite",
    "isinf",
    "isnan",
    "isreal",
    "masked_fill",
    "masked_scatter",
    "meshgrid",
    "movedim",
    "narrow",
    "ones_like",
    "permute",
    "poisson",
    "positive",
    "prelu",
    "put",
    "rand_like",
    "randint_like",
    "randn_like",
    "ravel",
    "relu",
    "repeat_interleave",
    "reshape",
    "roll",
    "rot90",
    "rsub",
    "select",
    "selu",
    "split",
    "split_with_sizes",
    "squeeze",
    "t",
    "tensor_split",
    "tile",
    "transpose",
    "tril_indices",
    "triu_indices",
    "unbind",
    "unflatten",
    "unique",
    "unique_consecutive",
    "unsafe_chunk",
    "unsafe_split",
    "unsafe_split_with_sizes",
    "unsqueeze",
    "vsplit",
    "zeros_like",
];

/// Rows that Python writes with brackets.
const HIDDEN: [&str; 1] = ["index"];

/// Keywords that say where a tensor lies: it lies here.
const IGNORED: [&str; 5] =
    ["device", "layout", "pin_memory", "memory_format", "generator"];

/// What Python calls by one name.
pub struct Operation {
    name: &'static str,
    overloads: Vec<(&'static Row, Signature)>,
    /// Whether the results are a tuple with names.
    named: bool,
}

impl Operation {
    fn all() -> Vec<Operation> {
        let mut all: Vec<Operation> = Vec::new();
        for row in OPERATIONS {
            let overload = (*row, Signature::of(row));
            let named = size::result_names(row.signature).is_some();
            match all.iter_mut().find(|known| known.name == row.base()) {
                Some(known) => {
                    known.overloads.push(overload);
                    known.named |= named;
                }
                None => all.push(Operation {
                    name: row.base(),
                    overloads: vec![overload],
                    named,
                }),
            }
        }
        all
    }

    fn is_functional(&self) -> bool {
        self.overloads[0].0.name.starts_with("nn.functional.")
    }

    fn is_method(&self) -> bool {
        let first = self.overloads[0].1.names().next();
        !self.is_functional()
            && !HIDDEN.contains(&self.name)
            && !FUNCTIONS_ONLY.contains(&self.name)
            && matches!(first, Some("input" | "self" | "tensor" | "condition"))
    }

    fn is_function(&self) -> bool {
        !METHODS_ONLY.contains(&self.name)
            && !HIDDEN.contains(&self.name)
            && !IN_PLACE_ONLY.contains(&self.name)
            && self.name != "slice"
    }

    fn has_in_place(&self) -> bool {
        self.overloads.iter().any(|(row, _)| row.in_place.is_some())
    }

    fn doc(&self) -> &'static str {
        let lines: Vec<&str> =
            self.overloads.iter().map(|(row, _)| row.signature).collect();
        Box::leak(lines.join("\n").into_boxed_str())
    }

    /// Calls the first overload that takes these arguments. A method's
    /// receiver is the first of them, and is not counted in errors.
    fn call(
        &self,
        in_place: bool,
        receivers: usize,
        args: &FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult {
        self.try_call(in_place, receivers, args, vm).map_err(|raised| {
            let end = if in_place { "_" } else { "" };
            let name = format!("{}{end}", self.name);
            signatures::word(&name, receivers, args, vm)(raised)
        })
    }

    fn try_call(
        &self,
        in_place: bool,
        receivers: usize,
        args: &FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult {
        let mut keywords = Vec::with_capacity(args.kwargs.len());
        let mut positional = Vec::with_capacity(args.args.len());
        for (i, obj) in args.args.iter().enumerate() {
            positional.push(match convert::value(obj, vm)? {
                Some(value) => value,
                None => return Err(self.wrong_type(i, receivers, args, vm)),
            });
        }
        // `x.add(alpha, other)`, as it was written once.
        if matches!(self.name, "add" | "sub")
            && let [_, Value::Int(_) | Value::Float(_), Value::Tensor(_)] =
                &positional[..]
        {
            warn_of_old_form(self.name, vm)?;
            let other = positional.remove(2);
            let alpha = std::mem::replace(&mut positional[1], other);
            keywords.push(("alpha".to_owned(), alpha));
        }
        if self.name == "meshgrid" && !args.kwargs.contains_key("indexing") {
            warn_of_indexing(vm)?;
        }
        if self.name == "to" {
            // `x.to("cpu")`, `x.to(device, dtype)`: it is there.
            let place = args.kwargs.get("device").or(args.args.get(1));
            if let Some(place) = place {
                device::check(place, vm)?;
            }
            positional.retain(|value| !matches!(value, Value::Str(_)));
            if positional.len() == 1 && !args.kwargs.contains_key("dtype") {
                return Ok(args.args[0].clone());
            }
        }
        let mut requires_grad = false;
        for (name, obj) in &args.kwargs {
            let name = match name.as_str() {
                "axis" => "dim",
                "keepdims" => "keepdim",
                "requires_grad" if !self.takes(name) => {
                    requires_grad = obj.clone().try_to_bool(vm)?;
                    continue;
                }
                "device" => {
                    device::check(obj, vm)?;
                    continue;
                }
                name if IGNORED.contains(&name) => continue,
                "out" if receivers == 0 && !self.takes("out") => continue,
                name => name,
            };
            match convert::value(obj, vm)? {
                Some(value) => keywords.push((name.to_owned(), value)),
                None => {
                    return Err(vm.new_type_error(format!(
                        "{}(): argument '{name}' must not be {}",
                        self.name,
                        obj.class().name()
                    )));
                }
            }
        }
        let out = match args.kwargs.get("out") {
            Some(out) if !vm.is_none(out) => {
                self.check_out(receivers, args, vm)?;
                Some(out.clone())
            }
            _ => None,
        };
        if let Some(out) = &out
            && self.takes("dtype")
            && !args.kwargs.contains_key("dtype")
            && !positional.iter().any(|x| matches!(x, Value::Tensor(_)))
            && let Some(out) = out.downcast_ref::<PyTensor>()
        {
            // What is made of numbers has the dtype of what takes it.
            let dtype = out.tensor.dtype().into();
            keywords.push(("dtype".to_owned(), dtype));
        }
        let generator = args.kwargs.get("generator").cloned();
        let mut refusal = None;
        for (row, signature) in &self.overloads {
            let call = match in_place {
                true => row.in_place,
                false => Some(row.call),
            };
            let Some(call) = call else { continue };
            let packed = packed(&positional, signature);
            let positional = packed.as_deref().unwrap_or(&positional);
            let called = signature
                .bind(positional, &keywords)
                .map(|bound| draw(&generator, || call(&Args(&bound))));
            let error = match called {
                Ok(Ok(value)) => {
                    if let Some(out) = &out {
                        return self.give(value, out, vm);
                    }
                    let options = Options { dtype: None, requires_grad };
                    let value = with_options(value, options).or_raise(vm)?;
                    return self.result(value, args, vm);
                }
                Ok(Err(error)) if is_of_another_row(&error) => error,
                Ok(Err(error)) => return Err(exception(&error, vm)),
                Err(error) => error,
            };
            refusal.get_or_insert((error, signature));
        }
        let (error, signature) = refusal.expect("there is a row");
        Err(exception(&self.worded(&error, receivers, signature, args), vm))
    }

    /// `out=` is for functions that PyTorch gives one, and for what nobody
    /// derives.
    fn check_out(
        &self,
        receivers: usize,
        args: &FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if self.takes("out") {
            return Ok(());
        }
        if receivers > 0 || WITHOUT_OUT.contains(&self.name) {
            return Err(vm.new_type_error(format!(
                "{}() got an unexpected keyword argument 'out'",
                self.name
            )));
        }
        let given = args.args.iter().chain(args.kwargs.values());
        let mut tensors = Vec::new();
        for obj in given {
            if let Some(value) = convert::value(obj, vm)? {
                tensors.extend(value.tensors().into_iter().cloned());
            }
        }
        let differ = tensors.iter().any(|x: &Tensor| x.requires_grad());
        if differ && is_grad_enabled() {
            return Err(vm.new_runtime_error(format!(
                "{}(): functions with out=... arguments don't support \
                 automatic differentiation, but one of the arguments \
                 requires grad.",
                self.name
            )));
        }
        Ok(())
    }

    /// Writes results to the tensors that shall have them.
    fn give(
        &self,
        value: Value,
        out: &PyObjectRef,
        vm: &VirtualMachine,
    ) -> PyResult {
        let results = value.tensors();
        let outs = convert::items(out).unwrap_or_else(|| vec![out.clone()]);
        let wrong = |obj: &PyObjectRef| {
            vm.new_type_error(format!(
                "{}(): argument 'out' must be Tensor, not {}",
                self.name,
                obj.class().name()
            ))
        };
        if results.len() != outs.len() {
            return Err(wrong(out));
        }
        for (result, obj) in results.into_iter().zip(&outs) {
            let Some(target) = obj.downcast_ref::<PyTensor>() else {
                return Err(wrong(obj));
            };
            let (from, to) = (result.dtype(), target.tensor.dtype());
            if PRODUCTS.contains(&self.name) && from != to {
                let name = |dtype: DType| dtype.scalar_type().to_lowercase();
                return Err(vm.new_runtime_error(format!(
                    "Expected out tensor to have dtype {}, but got {} instead",
                    name(from),
                    name(to)
                )));
            }
            let had = target.tensor.size();
            let resized = target.tensor.receive(result).or_raise(vm)?;
            if resized {
                warn_of_resizing(&had, &result.size(), vm)?;
            }
        }
        if self.named {
            return size::named(&format!("{}_out", self.name), outs, vm);
        }
        Ok(out.clone())
    }

    fn takes(&self, name: &str) -> bool {
        self.overloads.iter().any(|(_, s)| s.names().any(|n| n == name))
    }

    fn result(
        &self,
        value: Value,
        args: &FuncArgs,
        vm: &VirtualMachine,
    ) -> PyResult {
        match value {
            Value::List(items) if self.named => {
                let items = items
                    .into_iter()
                    .map(|item| convert::object(item, &args.args, vm));
                size::named(self.name, items.collect(), vm)
            }
            value => Ok(convert::object(value, &args.args, vm)),
        }
    }

    /// What no operation takes stands at position `i`.
    fn wrong_type(
        &self,
        i: usize,
        receivers: usize,
        args: &FuncArgs,
        vm: &VirtualMachine,
    ) -> rustpython_vm::builtins::PyBaseExceptionRef {
        let signature = &self.overloads[0].1;
        let name = signature.names().nth(i).unwrap_or("input");
        let wanted = match name {
            "tensors" => "tuple of Tensors",
            "dim" | "k" | "dim0" | "dim1" => "int",
            _ => "Tensor",
        };
        let error = TorchError::type_(format!(
            "{}(): argument '{name}' (position {}) must be {wanted}, not {}",
            self.name,
            i + 1 - receivers.min(i),
            numpy::type_name(&args.args[i])
        ));
        exception(&error, vm)
    }

    /// PyTorch names the function, the argument, and what it got.
    fn worded(
        &self,
        error: &TorchError,
        receivers: usize,
        signature: &Signature,
        args: &FuncArgs,
    ) -> TorchError {
        let text = error.to_string();
        let Some(rest) = text.strip_prefix(OTHER_ROW) else {
            return error.clone();
        };
        let Some((position, wanted)) = rest.split_once(" must be ") else {
            return error.clone();
        };
        let position: usize = position.trim().parse().unwrap_or(1);
        let name = signature.names().nth(position - 1).unwrap_or("input");
        let wanted = match (name, wanted) {
            ("other" | "exponent", "Number") => "Tensor",
            (_, wanted) => wanted,
        };
        let given = args.args.get(position - 1).or_else(|| {
            let named = args.kwargs.iter().find(|(key, _)| *key == name);
            named.map(|(_, obj)| obj)
        });
        match given {
            Some(obj) => TorchError::type_(format!(
                "{}(): argument '{name}' (position {}) must be {wanted}, not \
                 {}",
                self.name,
                position - receivers.min(position - 1),
                numpy::type_name(obj)
            )),
            None => error.clone(),
        }
    }
}

/// How a row says that an argument is not of its type.
const OTHER_ROW: &str = "argument at position";

fn is_of_another_row(error: &TorchError) -> bool {
    error.class() == ErrorClass::Type
        && error.to_string().starts_with(OTHER_ROW)
}

/// `x.view(2, 3)` is `x.view((2, 3))`: ints where a shape is the last thing
/// that may stand.
fn packed(positional: &[Value], signature: &Signature) -> Option<Vec<Value>> {
    let at = signature.names().position(|name| {
        matches!(name, "size" | "shape" | "dims" | "repeats")
    })?;
    let ints = positional.get(at..)?;
    let all = |x: &Value| matches!(x, Value::Int(_));
    if ints.len() < 2 || !ints.iter().all(all) {
        return None;
    }
    // `full((2, 3), 5)` has something behind the shape.
    if signature.positional() > at + 1 {
        return None;
    }
    let mut packed = positional[..at].to_vec();
    packed.push(Value::List(ints.to_vec()));
    Some(packed)
}

fn with_options(value: Value, options: Options) -> Result<Value> {
    match value {
        Value::Tensor(x) if options.requires_grad => {
            Ok(options.apply(x)?.into())
        }
        value => Ok(value),
    }
}

/// Puts the table where Python finds it.
/// PyTorch warns of what it resized, as it will not do so for ever.
fn warn_of_resizing(
    had: &Size,
    size: &Size,
    vm: &VirtualMachine,
) -> PyResult<()> {
    rustpython_vm::stdlib::_warnings::warn(
        vm.ctx.exceptions.user_warning,
        format!(
            "An output with one or more elements was resized since it had \
             shape {}, which does not match the required output shape {}. \
             This behavior is deprecated, and in a future PyTorch release \
             outputs will not be resized unless they have zero elements. You \
             can explicitly reuse an out tensor t by resizing it, inplace, to \
             zero elements with t.resize_(0). (Triggered internally at \
             /__w/pytorch/pytorch/aten/src/ATen/native/Resize.cpp:30.)",
            Listed(had),
            Listed(size)
        ),
        1,
        vm,
    )
}

/// A grid's dimensions may lie in two ways; PyTorch says, once, that it
/// wants to be told.
fn warn_of_indexing(vm: &VirtualMachine) -> PyResult<()> {
    thread_local! {
        static WARNED: std::cell::Cell<bool> =
            const { std::cell::Cell::new(false) };
    }
    if WARNED.replace(true) {
        return Ok(());
    }
    rustpython_vm::stdlib::_warnings::warn(
        vm.ctx.exceptions.user_warning,
        "torch.meshgrid: in an upcoming release, it will be required to pass \
         the indexing argument. (Triggered internally at \
         /__w/pytorch/pytorch/aten/src/ATen/native/TensorShape.cpp:4207.)"
            .to_owned(),
        1,
        vm,
    )
}

/// PyTorch takes the multiple first, but says, once, that it should be last.
fn warn_of_old_form(name: &str, vm: &VirtualMachine) -> PyResult<()> {
    thread_local! {
        static WARNED: std::cell::Cell<bool> =
            const { std::cell::Cell::new(false) };
    }
    if WARNED.replace(true) {
        return Ok(());
    }
    rustpython_vm::stdlib::_warnings::warn(
        vm.ctx.exceptions.user_warning,
        format!(
            "This overload of {name} is deprecated:\n\t{name}(Number alpha, \
             Tensor other)\nConsider using one of the following signatures \
             instead:\n\t{name}(Tensor other, *, Number alpha = 1) (Triggered \
             internally at /__w/pytorch/pytorch/torch/csrc/utils/\
             python_arg_parser.cpp:1833.)"
        ),
        1,
        vm,
    )
}

pub fn add_to(module: &Py<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    let class = PyTensor::static_type();
    let functional = vm.ctx.new_dict();
    let linalg = vm.ctx.new_dict();
    for operation in Operation::all() {
        // For as long as the class, which is there for good.
        let operation: &'static Operation = Box::leak(Box::new(operation));
        let name = operation.name;
        let doc = Some(operation.doc());
        let call = move |args: FuncArgs, vm: &VirtualMachine| {
            operation.call(false, 0, &args, vm)
        };
        let as_method = move |args: FuncArgs, vm: &VirtualMachine| {
            operation.call(false, 1, &args, vm)
        };
        let call_in_place = move |args: FuncArgs, vm: &VirtualMachine| {
            operation.call(true, 1, &args, vm)
        };
        if operation.is_functional() {
            let def =
                vm.ctx.new_method_def(name, call, PyMethodFlags::empty(), doc);
            functional.set_item(name, def.build_function(vm).into(), vm)?;
            if !ALSO_IN_TORCH.contains(&name) {
                continue;
            }
        }
        if name.starts_with("linalg_") {
            let def =
                vm.ctx.new_method_def(name, call, PyMethodFlags::empty(), doc);
            linalg.set_item(name, def.build_function(vm).into(), vm)?;
            continue;
        }
        if operation.is_function() {
            let def =
                vm.ctx.new_method_def(name, call, PyMethodFlags::empty(), doc);
            module.set_attr(name, def.build_function(vm), vm)?;
        }
        if ALSO_FUNCTIONAL.contains(&name) {
            functional.set_item(name, module.get_attr(name, vm)?, vm)?;
        }
        if IN_PLACE_FUNCTIONS.contains(&name) {
            let flags = PyMethodFlags::empty();
            let name = changed(name);
            let def = vm.ctx.new_method_def(name, call_in_place, flags, doc);
            module.set_attr(name, def.build_function(vm), vm)?;
        }
        if !operation.is_method() {
            continue;
        }
        let method = |name: &'static str, doc, f| -> PyObjectRef {
            let flags = PyMethodFlags::METHOD;
            let def = vm.ctx.new_method_def(name, f, flags, doc);
            def.build_method(class, vm).into()
        };
        if !IN_PLACE_ONLY.contains(&name) {
            let flags = PyMethodFlags::METHOD;
            let def = match name {
                // `x.where(condition, other)`: the tensor stands second.
                "where" => vm.ctx.new_method_def(
                    name,
                    move |mut args: FuncArgs, vm: &VirtualMachine| {
                        if args.args.len() > 1 {
                            args.args.swap(0, 1);
                        }
                        operation.call(false, 1, &args, vm)
                    },
                    flags,
                    doc,
                ),
                _ => vm.ctx.new_method_def(name, as_method, flags, doc),
            };
            let method = def.build_method(class, vm);
            class.set_attr(interned(name, vm), method.into());
        }
        if operation.has_in_place() {
            let name = changed(name);
            let method = method(name, doc, call_in_place);
            class.set_attr(interned(name, vm), method);
        }
    }
    for (alias, name) in ALIASES.iter().flat_map(|&(alias, name)| {
        [(alias, name), (changed(alias), changed(name))]
    }) {
        if let Ok(function) = module.get_attr(name, vm) {
            module.set_attr(alias, function, vm)?;
        }
        if let Some(method) = class.get_attr(interned(name, vm)) {
            class.set_attr(interned(alias, vm), method);
        }
    }
    // What Python code makes a method of Tensor.
    let add = |name: rustpython_vm::builtins::PyStrRef,
               method: PyObjectRef,
               vm: &VirtualMachine| {
        let name = interned(name.as_ref(), vm);
        PyTensor::static_type().set_attr(name, method);
    };
    module.set_attr("_add_method", vm.new_function("_add_method", add), vm)?;
    module.set_attr("_functional", functional, vm)?;
    module.set_attr("_LinAlgError", linalg_error(vm), vm)?;
    module.set_attr("_linalg", linalg, vm)
}

/// The name of what is done in place.
fn changed(name: &str) -> &'static str {
    Box::leak(format!("{name}_").into())
}

fn interned(name: &str, vm: &VirtualMachine) -> &'static PyStrInterned {
    vm.ctx.intern_str(name)
}
