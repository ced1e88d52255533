/*!
Python over the engine: PyTorch's code as it is written.

The interpreter is RustPython. This module is a thin layer that knows the
engine below (up to [`optim`](crate::optim)) and nothing of the workbook.
Natively, `torch._C` is made of these files, each of which has an
`add_to(module, vm)`:

| file | what it gives |
|---|---|
| `tensor` | the class `Tensor`: properties, identity |
| `operators` | its operators and brackets |
| `methods` | every row of the table, as a method and a function |
| `signatures` | what is said of arguments that do not fit |
| `index` | `x[...]` and `x[...] = v` |
| `generator` | random numbers: everybody's, and somebody's own |
| `create` | `tensor`, `randn`, …: what the table does not have |
| `device` | where tensors lie |
| `dtype`, `size` | `torch.float32`; `torch.Size` and results with names |
| `misc` | `set_printoptions` |
| `types` | what dtypes become, `set_default_dtype`; `resize_`, `set_` |
| `optim` | the steps of optimizers |
| `nn` | recurrent layers, losses, dropout, bytes of tensors |
| `layers` | convolutions, pools, borders, norms over a batch |
| `numpy` | what `lib/numpy` cannot say in Python |
| `grad` | grad mode, nodes, `autograd.grad`, custom functions |
| `rounding` | `round(x, 2)`, which the interpreter rounds twice |
| `convert` | Python's objects to the engine's values and back |
| `errors` | `TorchError` to Python's exception |

What PyTorch itself writes in Python is Python here, too: `lib/torch`, in
[`frozen`], compiled into the binary.

How to add
- **an operation**: a row of the table. It appears by itself, with its
  overloads, its in-place form, its keywords and its docstring; run
  `tests/pytorch/record_signatures.py` for its errors. Only where
  PyTorch does not have it as method *and* function, name it at the top of
  `methods`.
- **a native function or class**: a file here with `add_to`, a line in
  [`native`]. Tensors come in with `tensor::tensor(&obj, "argument", vm)`, go
  out with `tensor::wrap` (new ones) or `tensor::known` (those that the
  engine holds and Python may know: `.grad`, parameters). A subclass object
  (`Parameter`) on a tensor: `torch._C._make_subclass`. Errors:
  `.or_raise(vm)?`. An argument of a kind of its own (an array): a line in
  `convert::value`.
- **a module or a class in Python**: a file below `lib`, a line in [`frozen`].
  It reads what it needs from `torch._C`. A method of `Tensor` written in
  Python: `_C._add_method(name, function)`.
- **a function of numpy**: a file of `lib/numpy` by its kind, `_shapes.py`,
  `_sums.py` (one that goes element by element: `_elementwise.py`). Arrays are tensors without a past in numpy's clothes:
  what an engine's operation does, numpy's rules for dtypes and numpy's errors
  around it.
- **a submodule**: `lib/torch/nn/__init__.py` and so on; `lib/torch/__init__.py`
  imports it.
*/

mod convert;
mod create;
mod device;
mod dtype;
mod errors;
mod frozen;
mod generator;
mod grad;
mod index;
mod layers;
mod methods;
mod misc;
mod nn;
mod numpy;
mod operators;
mod optim;
mod rounding;
mod signatures;
mod size;
mod tensor;
mod types;

use rustpython_vm::builtins::{PyModule, PyStrRef};
use rustpython_vm::compiler::Mode;
use rustpython_vm::scope::Scope;
use rustpython_vm::{
    AsObject, Interpreter, PyObjectRef, PyRef, PyResult, Settings,
    VirtualMachine,
};

/// What is to be run.
pub enum Program {
    /// The text of a file, and its name for tracebacks.
    File { path: String, source: String },
    /// `-c`, or the standard input: a text and what tracebacks call it.
    Text { name: &'static str, source: String },
}

/// What a terminal answers to a prompt.
pub enum Line {
    /// A line, without its end.
    Text(String),
    /// Ctrl-C
    Interrupt,
    /// Ctrl-D
    End,
}

/// A Python interpreter that knows `torch`. It belongs to its thread, as
/// tensors do.
pub struct Python(Interpreter);

impl Python {
    /// An interpreter whose `sys.argv` is `argv`.
    #[must_use]
    pub fn new(argv: Vec<String>) -> Python {
        let mut settings = Settings::default();
        settings.argv = argv;
        settings.write_bytecode = false;
        // Text is UTF-8, whatever the locale says.
        settings.utf8_mode = 1;
        settings.install_signal_handlers = true;
        settings.import_site = false;
        settings.user_site_directory = false;
        // PYTHONPATH and its like are about another Python.
        settings.ignore_environment = true;
        let builder = Interpreter::builder(settings);
        let library = rustpython_stdlib::stdlib_module_defs(&builder.ctx);
        let interpreter = builder
            .add_native_modules(&library)
            .add_frozen_modules(rustpython_pylib::FROZEN_STDLIB)
            .add_frozen_modules(frozen::modules())
            .build();
        Python(interpreter)
    }

    /// Runs a program as `python` does: its traceback goes to the standard
    /// error. Returns the exit code.
    #[must_use]
    pub fn run(self, program: Program) -> u32 {
        self.0.run(|vm| {
            native(vm)?;
            let scope = vm.new_scope_with_main()?;
            match program {
                Program::File { path, source } => {
                    let folder = std::path::Path::new(&path).parent();
                    let folder = folder.and_then(|f| f.to_str());
                    let folder = vm.ctx.new_str(folder.unwrap_or(""));
                    vm.insert_sys_path(folder.into())?;
                    let name = vm.ctx.new_str(path.as_str()).into();
                    scope.globals.set_item("__file__", name, vm)?;
                    execute(&source, path, scope, vm)
                }
                Program::Text { name, source } => {
                    vm.insert_sys_path(vm.ctx.new_str("").into())?;
                    execute(&source, name.to_owned(), scope, vm)
                }
            }
        })
    }

    /// Reads and runs statement after statement, as `python` does in a
    /// terminal. `read` shows a prompt and returns a line. Returns the exit
    /// code.
    #[must_use]
    pub fn interact(self, read: impl Fn(&str) -> Line + 'static) -> u32 {
        self.0.run(|vm| {
            native(vm)?;
            vm.insert_sys_path(vm.ctx.new_str("").into())?;
            let read = move |prompt: PyStrRef, vm: &VirtualMachine| {
                let exceptions = &vm.ctx.exceptions;
                let class = match read(prompt.as_ref()) {
                    Line::Text(line) => return Ok(line),
                    Line::Interrupt => exceptions.keyboard_interrupt,
                    Line::End => exceptions.eof_error,
                };
                Err(vm.new_exception_empty(class.to_owned()))
            };
            let console = vm.import("_console", 0)?;
            let read = vm.new_function("read", read);
            vm.call_method(&console, "interact", (read,)).map(drop)
        })
    }

    /// Runs a program and returns what it printed; if it ends in an
    /// exception, that is the last line, with its class.
    #[must_use]
    pub fn capture(&self, source: &str) -> String {
        self.0.enter(|vm| {
            let mut printed = String::new();
            let result = captured(source, &mut printed, vm);
            if let Err(raised) = result {
                let class = raised.class().name().to_string();
                let said = raised.as_object().str(vm);
                let said =
                    said.map_or_else(|_| String::new(), |s| s.to_string());
                printed.push_str(&match said.as_str() {
                    "" => format!("{class}\n"),
                    said => format!("{class}: {said}\n"),
                });
            }
            printed
        })
    }
}

/// Python's own.
const RECURSION_LIMIT: usize = 1000;

fn execute(
    source: &str,
    name: String,
    scope: Scope,
    vm: &VirtualMachine,
) -> PyResult<()> {
    let code = match vm.compile(source, Mode::Exec, name) {
        Ok(code) => code,
        Err(error) => {
            let raised = vm.new_syntax_error(&error, Some(source));
            let words = vm.import("_syntax", 0)?;
            vm.call_method(&words, "amend", (raised.clone(), source))?;
            return Err(raised);
        }
    };
    vm.run_code_obj(code, scope).map(drop)
}

/// Runs a program with a `sys.stdout` of its own.
fn captured(
    source: &str,
    printed: &mut String,
    vm: &VirtualMachine,
) -> PyResult<()> {
    if vm.sys_module.get_attr("modules", vm)?.get_item("torch._C", vm).is_err()
    {
        native(vm)?;
    }
    let io = vm.import("io", 0)?;
    let buffer = io.get_attr("StringIO", vm)?.call((), vm)?;
    let stdout = vm.sys_module.get_attr("stdout", vm)?;
    vm.sys_module.set_attr("stdout", buffer.clone(), vm)?;
    let scope = vm.new_scope_with_main()?;
    let result = execute(source, "<page>".to_owned(), scope, vm);
    vm.sys_module.set_attr("stdout", stdout, vm)?;
    let text = vm.call_method(&buffer, "getvalue", ())?;
    let text: PyStrRef = text.try_into_value(vm)?;
    printed.push_str(text.as_ref());
    result
}

/// Puts `torch._C` among the modules.
fn native(vm: &VirtualMachine) -> PyResult<()> {
    vm.recursion_limit.set(RECURSION_LIMIT);
    rounding::add_to(vm)?;
    let module: PyRef<PyModule> =
        vm.new_module("torch._C", vm.ctx.new_dict(), None);
    tensor::add_to(&module, vm)?;
    dtype::add_to(&module, vm)?;
    size::add_to(&module, vm)?;
    methods::add_to(&module, vm)?;
    create::add_to(&module, vm)?;
    generator::add_to(&module, vm)?;
    grad::add_to(&module, vm)?;
    misc::add_to(&module, vm)?;
    types::add_to(&module, vm)?;
    optim::add_to(&module, vm)?;
    nn::add_to(&module, vm)?;
    layers::add_to(&module, vm)?;
    let modules = vm.sys_module.get_attr("modules", vm)?;
    let module: PyObjectRef = module.into();
    modules.set_item("torch._C", module, vm)?;
    modules.set_item("numpy._engine", numpy::module(vm)?, vm)?;
    vm.import("_missing", 0).map(drop)
}
