//! Tensors from Python's data and from nothing: what the table does not have.

use rustpython_vm::builtins::{PyDict, PyModule, PySet, PyStr};
use rustpython_vm::function::{FuncArgs, OptionalArg};
use rustpython_vm::{
    AsObject, Py, PyObject, PyObjectRef, PyRef, PyResult, VirtualMachine,
};

use super::convert;
use super::device;
use super::errors::OrRaise;
use super::generator::draw;
use super::numpy;
use super::signatures;
use super::tensor::{PyTensor, register, tensor, wrap};
use crate::autograd::Tensor;
use crate::ops::create::{Options, empty_with, tensor_of_numbers};
use crate::ops::draws::normal_of;
use crate::ops::random::{
    normal_with, rand_with, randint_with, randn_with, randperm_with,
};
use crate::ops::{Args, Value};
use crate::tensor::{DType, Dims, Result, Scalar, Size};

/// What nested lists hold: numbers, row by row.
#[derive(Default)]
struct Data {
    shape: Vec<usize>,
    numbers: Vec<Scalar>,
    /// The dtype of tensors among the data.
    dtype: Option<DType>,
}

impl Data {
    fn read(obj: &PyObject, vm: &VirtualMachine) -> PyResult<Data> {
        let mut data = Data::default();
        data.shape_of(obj, vm)?;
        data.fill(obj, 0, vm)?;
        Ok(data)
    }

    /// The extents, by the first item of every level.
    fn shape_of(
        &mut self,
        obj: &PyObject,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if let Some(x) = numpy::tensor_in(obj) {
            self.shape.extend(x.size().iter());
            return Ok(());
        }
        let Some(items) = sequence(obj, vm)? else { return Ok(()) };
        self.shape.push(items.len());
        match items.first() {
            Some(first) => self.shape_of(first, vm),
            None => Ok(()),
        }
    }

    fn fill(
        &mut self,
        obj: &PyObject,
        dim: usize,
        vm: &VirtualMachine,
    ) -> PyResult<()> {
        if let Some(x) = numpy::tensor_in(obj) {
            if x.size()[..] != self.shape[dim..] {
                return Err(vm.new_value_error(
                    "only one element tensors can be converted to Python \
                     scalars"
                        .to_owned(),
                ));
            }
            self.meet(x.dtype());
            self.numbers.extend(x.tolist().numbers());
            return Ok(());
        }
        if dim < self.shape.len() {
            let Some(items) = sequence(obj, vm)? else {
                return Err(vm.new_type_error("not a sequence"));
            };
            if items.len() != self.shape[dim] {
                return Err(vm.new_value_error(format!(
                    "expected sequence of length {} at dim {dim} (got {})",
                    self.shape[dim],
                    items.len()
                )));
            }
            for item in &items {
                self.fill(item, dim + 1, vm)?;
            }
            return Ok(());
        }
        if let Some(dtype) = numpy::scalar_dtype(obj, vm) {
            self.meet(dtype?);
        }
        let number =
            convert::number(obj, vm).or_else(|| numpy::scalar(obj, vm));
        let number = match number {
            Some(number) => Some(number?),
            None => match convert::value(obj, vm)? {
                Some(Value::Int(x)) => Some(Scalar::Int(x)),
                Some(Value::Float(x)) => Some(Scalar::Float(x)),
                _ => None,
            },
        };
        match number {
            Some(number) => self.numbers.push(number),
            None if self.shape.is_empty() => {
                return Err(vm.new_runtime_error(format!(
                    "Could not infer dtype of {}",
                    obj.class().name()
                )));
            }
            None if obj.downcast_ref::<PyStr>().is_some() => {
                return Err(vm.new_value_error(format!(
                    "too many dimensions '{}'",
                    obj.class().name()
                )));
            }
            None if convert::items(obj).is_some() => {
                return Err(vm.new_type_error(format!(
                    "must be real number, not {}",
                    obj.class().name()
                )));
            }
            None => {
                return Err(vm.new_runtime_error(format!(
                    "Could not infer dtype of {}",
                    obj.class().name()
                )));
            }
        }
        Ok(())
    }

    /// A number with a dtype of its own is among the data.
    fn meet(&mut self, dtype: DType) {
        self.dtype = Some(match self.dtype {
            Some(known) => known.promote(dtype),
            None => dtype,
        });
    }

    fn dtype(&self) -> DType {
        let widest = self.numbers.iter().map(|n| n.dtype()).max();
        // An empty literal says nothing of its numbers: the default.
        self.dtype.or(widest).unwrap_or(DType::usual())
    }
}

/// The items of what `torch.tensor` takes apart.
fn sequence(
    obj: &PyObject,
    vm: &VirtualMachine,
) -> PyResult<Option<Vec<PyObjectRef>>> {
    if let Some(items) = convert::items(obj) {
        return Ok(Some(items));
    }
    let plain = convert::number(obj, vm).is_some()
        || obj.downcast_ref::<PyStr>().is_some()
        || obj.downcast_ref::<PyDict>().is_some()
        || obj.downcast_ref::<PySet>().is_some();
    // A range, an array: what has a length and items.
    if plain || !obj.sequence_unchecked().check() {
        return Ok(None);
    }
    if obj.length(vm).is_err() {
        return Ok(None);
    }
    vm.extract_elements_with(obj, Ok).map(Some)
}

/// `torch.tensor(data, dtype=dtype)`
pub fn tensor_of(
    obj: &PyObject,
    dtype: Option<DType>,
    vm: &VirtualMachine,
) -> PyResult<Tensor> {
    if let Some(x) = numpy::tensor_in(obj) {
        let detached = x.detach().or_raise(vm)?;
        return match dtype {
            Some(dtype) => detached.to_copy(dtype).or_raise(vm),
            None => detached.copy().or_raise(vm),
        };
    }
    if let Some(text) = obj.downcast_ref::<PyStr>() {
        return Err(vm.new_type_error(format!(
            "new(): invalid data type '{}'",
            text.class().name()
        )));
    }
    let data = Data::read(obj, vm)?;
    let dtype = dtype.unwrap_or(data.dtype());
    tensor_of_numbers(&data.numbers, Size::new(&data.shape), dtype)
        .or_raise(vm)
}

/// `dtype=`, `requires_grad=` and what says where a tensor lies, taken out
/// of the keywords.
fn options(args: &mut FuncArgs, vm: &VirtualMachine) -> PyResult<Options> {
    let mut options = Options::default();
    if let Some(dtype) = args.take_keyword("dtype") {
        options.dtype = match convert::value(&dtype, vm)? {
            Some(Value::DType(dtype)) => Some(dtype),
            Some(Value::None) => None,
            _ => {
                return Err(vm.new_type_error(format!(
                    "argument 'dtype' must be torch.dtype, not {}",
                    dtype.class().name()
                )));
            }
        };
    }
    if let Some(requires_grad) = args.take_keyword("requires_grad") {
        options.requires_grad = requires_grad.try_to_bool(vm)?;
    }
    for name in
        ["device", "layout", "pin_memory", "generator", "memory_format"]
    {
        let given = args.take_keyword(name);
        if let Some(place) = given.filter(|_| name == "device") {
            device::check(&place, vm)?;
        }
    }
    Ok(options)
}

fn values(args: &FuncArgs, vm: &VirtualMachine) -> PyResult<Vec<Value>> {
    let value = |obj: &PyObjectRef| {
        convert::value(obj, vm)?.ok_or_else(|| {
            vm.new_type_error(format!(
                "this function does not take a {}",
                obj.class().name()
            ))
        })
    };
    args.args.iter().map(value).collect()
}

/// A new object, which the end of a graph leads back to.
fn finish(tensor: Tensor, vm: &VirtualMachine) -> PyResult {
    let leaf = tensor.requires_grad();
    let obj = PyTensor::new(tensor);
    let obj = rustpython_vm::PyPayload::into_ref(obj, &vm.ctx);
    if leaf {
        register(&obj, vm)?;
    }
    Ok(obj.into())
}

/// A shape: `2, 3`, `(2, 3)` or `size=(2, 3)`.
fn shape(args: &mut FuncArgs, vm: &VirtualMachine) -> PyResult<Dims> {
    let mut values = values(args, vm)?;
    if let Some(size) = args.take_keyword("size") {
        values.extend(convert::value(&size, vm)?);
    }
    if values.len() == 1 {
        return Args(&values).dims(0).or_raise(vm);
    }
    Args(&[Value::List(values)]).dims(0).or_raise(vm)
}

/// Nothing may be left of the keywords.
fn no_more(args: &FuncArgs, name: &str, vm: &VirtualMachine) -> PyResult<()> {
    match args.kwargs.keys().next() {
        None => Ok(()),
        Some(key) => Err(vm.new_type_error(format!(
            "{name}() got an unexpected keyword argument '{key}'"
        ))),
    }
}

type OfShape = fn(Dims, Options) -> Result<Tensor>;

/// Functions of a shape.
const OF_SHAPE: [(&str, OfShape); 3] = [
    ("rand", |size, options| rand_with(size, options)),
    ("randn", |size, options| randn_with(size, options)),
    ("empty", |size, options| empty_with(size, options)),
];

type Like = fn(&Tensor, Dims, Options) -> Result<Tensor>;

/// Functions of a tensor's shape and dtype.
const LIKE: [(&str, Like); 1] =
    [("empty_like", |_, size, options| empty_with(size, options))];

fn py_tensor(
    data: PyObjectRef,
    mut args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    let options = options(&mut args, vm)?;
    no_more(&args, "tensor", vm)?;
    let tensor = tensor_of(&data, options.dtype, vm)?;
    finish(options.apply(tensor).or_raise(vm)?, vm)
}

fn as_tensor(
    data: PyObjectRef,
    mut args: FuncArgs,
    vm: &VirtualMachine,
) -> PyResult {
    let options = options(&mut args, vm)?;
    if let Some(array) = data.downcast_ref::<numpy::PyArray>() {
        let shared = array.tensor.data().or_raise(vm)?;
        return Ok(wrap(
            match options.dtype {
                Some(dtype) => shared.to(dtype).or_raise(vm)?,
                None => shared,
            },
            vm,
        ));
    }
    match (data.downcast_ref::<PyTensor>(), options.dtype) {
        (Some(_), None) => Ok(data),
        (Some(x), Some(dtype)) if x.tensor.dtype() == dtype => Ok(data),
        (Some(x), Some(dtype)) => {
            Ok(wrap(x.tensor.to(dtype).or_raise(vm)?, vm))
        }
        _ => finish(tensor_of(&data, options.dtype, vm)?, vm),
    }
}

fn randint(mut args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let generator = args.take_keyword("generator");
    let options = options(&mut args, vm)?;
    for name in ["low", "high", "size"] {
        if let Some(obj) = args.take_keyword(name) {
            args.args.push(obj);
        }
    }
    no_more(&args, "randint", vm)?;
    let values = values(&args, vm)?;
    let args = Args(&values);
    let (low, high, size) = match values.len() {
        0..=2 => (0, args.int(0), args.dims(1)),
        _ => (args.int(0).or_raise(vm)?, args.int(1), args.dims(2)),
    };
    let (high, size) = (high.or_raise(vm)?, size.or_raise(vm)?);
    let drawn = draw(&generator, || randint_with(low, high, size, options));
    finish(drawn.or_raise(vm)?, vm)
}

fn randperm(mut args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let generator = args.take_keyword("generator");
    let options = options(&mut args, vm)?;
    no_more(&args, "randperm", vm)?;
    let values = values(&args, vm)?;
    let n = Args(&values).int(0).or_raise(vm)?;
    let drawn = draw(&generator, || randperm_with(n, options));
    finish(drawn.or_raise(vm)?, vm)
}

fn py_normal(mut args: FuncArgs, vm: &VirtualMachine) -> PyResult {
    let generator = args.take_keyword("generator");
    let options = options(&mut args, vm)?;
    for name in ["mean", "std", "size"] {
        if let Some(obj) = args.take_keyword(name) {
            args.args.push(obj);
        }
    }
    no_more(&args, "normal", vm)?;
    let values = values(&args, vm)?;
    let args = Args(&values);
    let (mean, std) = match (args.value(0), args.value(1)) {
        // A number for each element.
        (Value::Tensor(_), _) | (_, Value::Tensor(_)) => {
            let one = Value::from(1.0);
            let std = match args.value(1) {
                Value::None => &one,
                std => std,
            };
            let pair = [args.value(0).clone(), std.clone()];
            let pair = Args(&pair);
            let drawn = || normal_of(pair.operand(0)?, pair.operand(1)?);
            return Ok(wrap(draw(&generator, drawn).or_raise(vm)?, vm));
        }
        _ => (args.scalar(0), args.scalar(1)),
    };
    let (mean, std) = (mean.or_raise(vm)?, std.or_raise(vm)?);
    let size = args.dims(2).or_raise(vm)?;
    let drawn = || {
        let (mean, std) = (mean.to_f64(), std.to_f64());
        normal_with(
            mean,
            std,
            size,
            Options { dtype: options.dtype, ..Default::default() },
        )
    };
    let drawn = draw(&generator, drawn);
    finish(drawn.and_then(|x| options.apply(x)).or_raise(vm)?, vm)
}

/// `torch.Tensor(...)`: sizes, data, or nothing; always float32.
pub fn legacy(args: &FuncArgs, vm: &VirtualMachine) -> PyResult<Tensor> {
    let of_size = |size: Dims| empty_with(size, DType::usual()).or_raise(vm);
    match &args.args[..] {
        [] => of_size(Dims::from([0])),
        [one] if one.downcast_ref::<PyTensor>().is_some() => {
            Ok(tensor(one, "data", vm)?.detach().or_raise(vm)?)
        }
        [one] if convert::number(one, vm).is_none() => {
            // A torch.Size is a shape, another sequence is data.
            match &*one.class().name() {
                "Size" => {
                    let values = values(args, vm)?;
                    of_size(Args(&values).dims(0).or_raise(vm)?)
                }
                _ => tensor_of(one, Some(DType::usual()), vm),
            }
        }
        _ => {
            let values = values(args, vm)?;
            of_size(Args(&[Value::List(values)]).dims(0).or_raise(vm)?)
        }
    }
}

/// Numbers for a method that draws: by position or by name.
fn numbers(
    args: &FuncArgs,
    names: [&str; 2],
    defaults: [f64; 2],
    vm: &VirtualMachine,
) -> PyResult<[f64; 2]> {
    let mut found = defaults;
    for (i, name) in names.iter().enumerate() {
        let given = args.args.get(i + 1).or_else(|| args.kwargs.get(*name));
        if let Some(obj) = given {
            found[i] = obj.try_float(vm)?.to_f64();
        }
    }
    Ok(found)
}

type Draw = fn(&Tensor, [f64; 2]) -> Result<Tensor>;

/// Methods that draw numbers in place: names and defaults of two arguments.
const DRAWS: [(&str, [&str; 2], [f64; 2], Draw); 2] = [
    ("uniform_", ["from", "to"], [0.0, 1.0], |x, [a, b]| x.uniform_(a, b)),
    ("normal_", ["mean", "std"], [0.0, 1.0], |x, [a, b]| x.normal_(a, b)),
];

/// Methods that are a dtype: `x.float()`.
const CASTS: [(&str, DType); 6] = [
    ("float", DType::Float32),
    ("double", DType::Float64),
    ("long", DType::Int64),
    ("int", DType::Int32),
    ("byte", DType::Uint8),
    ("bool", DType::Bool),
];

/// The receiver of a method.
fn receiver(args: &FuncArgs, vm: &VirtualMachine) -> PyResult<Tensor> {
    match args.args.first() {
        Some(obj) => tensor(obj, "self", vm).cloned(),
        None => Err(vm.new_type_error("a method of Tensor needs one")),
    }
}

pub fn add_to(module: &Py<PyModule>, vm: &VirtualMachine) -> PyResult<()> {
    macro_rules! function {
        ($name:expr, $f:expr) => {
            module.set_attr($name, vm.new_function($name, $f), vm)?
        };
    }
    function!("tensor", py_tensor);
    function!("as_tensor", as_tensor);
    function!("randint", randint);
    function!("randperm", randperm);
    function!("normal", py_normal);
    for (name, make) in OF_SHAPE {
        let f = move |mut args: FuncArgs, vm: &VirtualMachine| -> PyResult {
            let given = args.clone();
            let mut made = || {
                let generator = args.take_keyword("generator");
                let out = args.take_keyword("out");
                let out = out.filter(|out| !vm.is_none(out));
                let mut options = options(&mut args, vm)?;
                let size = shape(&mut args, vm)?;
                no_more(&args, name, vm)?;
                let Some(out) = out else {
                    let made = draw(&generator, || make(size, options));
                    return finish(made.or_raise(vm)?, vm);
                };
                let target = tensor(&out, "out", vm)?;
                options.dtype = options.dtype.or(Some(target.dtype()));
                let made = draw(&generator, || make(size, options));
                target.receive(&made.or_raise(vm)?).or_raise(vm)?;
                Ok(out)
            };
            made().map_err(signatures::word(name, 0, &given, vm))
        };
        function!(name, f);
    }
    for (name, make) in LIKE {
        let f = move |args: FuncArgs, vm: &VirtualMachine| -> PyResult {
            let made = |x: PyRef<PyTensor>, mut args: FuncArgs| {
                let mut options = options(&mut args, vm)?;
                no_more(&args, name, vm)?;
                options.dtype = options.dtype.or(Some(x.tensor.dtype()));
                let size = Dims::from(x.tensor.size());
                finish(make(&x.tensor, size, options).or_raise(vm)?, vm)
            };
            let bound = args.clone().bind::<(PyRef<PyTensor>, FuncArgs)>(vm);
            bound
                .and_then(|(x, rest)| made(x, rest))
                .map_err(signatures::word(name, 0, &args, vm))
        };
        function!(name, f);
    }
    add_methods(vm)
}

fn add_methods(vm: &VirtualMachine) -> PyResult<()> {
    use rustpython_vm::class::StaticType;
    let class = PyTensor::static_type();
    macro_rules! method {
        ($name:expr, $f:expr) => {
            class.set_attr(
                vm.ctx.intern_str($name),
                vm.new_method($name, class, $f).into(),
            )
        };
    }
    for (name, names, defaults, method) in DRAWS {
        let f = move |args: FuncArgs, vm: &VirtualMachine| -> PyResult {
            let word = signatures::word(name, 1, &args, vm);
            let x = receiver(&args, vm)?;
            let numbers = numbers(&args, names, defaults, vm).map_err(word)?;
            let generator = args.kwargs.get("generator").cloned();
            draw(&generator, || method(&x, numbers)).or_raise(vm)?;
            Ok(args.args[0].clone())
        };
        method!(name, f);
    }
    let random = |args: FuncArgs, vm: &VirtualMachine| -> PyResult {
        let x = receiver(&args, vm)?;
        let generator = args.kwargs.get("generator").cloned();
        let values = values(&args, vm)?;
        let args_ = Args(&values);
        let drawn = draw(&generator, || match values.len() {
            1 => x.random_(..),
            2 => x.random_(..args_.int(1)?),
            _ => x.random_(args_.int(1)?..args_.int(2)?),
        });
        drawn.or_raise(vm)?;
        Ok(args.args[0].clone())
    };
    method!("random_", random);
    for (name, dtype) in CASTS {
        let f = move |x: PyRef<PyTensor>,
                      _: FuncArgs,
                      vm: &VirtualMachine|
              -> PyResult {
            if x.tensor.dtype() == dtype {
                return Ok(x.into());
            }
            Ok(wrap(x.tensor.to(dtype).or_raise(vm)?, vm))
        };
        method!(name, f);
    }
    let type_ = |x: PyRef<PyTensor>,
                 dtype: OptionalArg<PyObjectRef>,
                 vm: &VirtualMachine|
     -> PyResult {
        let OptionalArg::Present(dtype) = dtype else {
            let kind = x.tensor.dtype().scalar_type();
            return Ok(vm.ctx.new_str(format!("torch.{kind}Tensor")).into());
        };
        // `torch.FloatTensor` knows its dtype.
        let dtype = match dtype.class().is(vm.ctx.types.str_type) {
            true => dtype,
            false => dtype.get_attr("dtype", vm).unwrap_or(dtype),
        };
        let wanted = match convert::value(&dtype, vm)? {
            Some(Value::DType(dtype)) => Some(dtype),
            Some(Value::Str(name)) => by_tensor_class(&name),
            _ => None,
        };
        match wanted {
            Some(dtype) if dtype == x.tensor.dtype() => Ok(x.into()),
            Some(dtype) => Ok(wrap(x.tensor.to(dtype).or_raise(vm)?, vm)),
            None => Err(vm.new_value_error(format!(
                "invalid type: '{}'",
                dtype.str(vm)?
            ))),
        }
    };
    method!("type", type_);
    Ok(())
}

/// The dtype of `torch.FloatTensor` and its kind.
fn by_tensor_class(name: &str) -> Option<DType> {
    let kind = name.strip_prefix("torch.")?.strip_suffix("Tensor")?;
    DType::ALL.into_iter().find(|dtype| dtype.scalar_type() == kind)
}
