//! `TorchError` as the exception that PyTorch would raise.

use std::cell::RefCell;

use rustpython_vm::builtins::{PyBaseExceptionRef, PyTypeRef};
use rustpython_vm::{PyResult, VirtualMachine};

use crate::tensor::{ErrorClass, Result, TorchError};

thread_local! {
    /// What Python code raised while the engine was running it: the engine
    /// only knows its own errors.
    static RAISED: RefCell<Option<PyBaseExceptionRef>> =
        const { RefCell::new(None) };
}

/// `torch.linalg.LinAlgError`, by the name under which it shows itself.
pub fn linalg_error(vm: &VirtualMachine) -> PyTypeRef {
    thread_local! {
        static CLASS: RefCell<Option<PyTypeRef>> = const { RefCell::new(None) };
    }
    CLASS.with_borrow_mut(|class| {
        let runtime = vm.ctx.exceptions.runtime_error.to_owned();
        let new = || {
            vm.ctx.new_exception_type(
                "torch._C",
                "_LinAlgError",
                Some(vec![runtime]),
            )
        };
        class.get_or_insert_with(new).clone()
    })
}

/// Python's class and PyTorch's sentence.
pub fn exception(
    error: &TorchError,
    vm: &VirtualMachine,
) -> PyBaseExceptionRef {
    if let Some(raised) = RAISED.take() {
        return raised;
    }
    let classes = &vm.ctx.exceptions;
    let class = match error.class() {
        ErrorClass::Runtime => classes.runtime_error,
        ErrorClass::Index => classes.index_error,
        ErrorClass::Value => classes.value_error,
        ErrorClass::Type => classes.type_error,
        ErrorClass::NotImplemented => classes.not_implemented_error,
        ErrorClass::Overflow => classes.overflow_error,
        ErrorClass::Assertion => classes.assertion_error,
        ErrorClass::Key => classes.key_error,
        ErrorClass::Attribute => classes.attribute_error,
        ErrorClass::ZeroDivision => classes.zero_division_error,
        ErrorClass::LinAlg => &linalg_error(vm),
    };
    let mut text = error.to_string();
    if error.class() == ErrorClass::Key {
        // Its text is the key as Python shows it; Python shows the key.
        let key = text.strip_prefix('\'').and_then(|k| k.strip_suffix('\''));
        text = key.unwrap_or(&text).to_owned();
    }
    vm.new_exception_msg(class.to_owned(), text.into())
}

/// Lets an exception of Python code, such as a custom function's backward,
/// pass through the engine: [`exception`] gives it back as it was.
pub fn pass_through(raised: PyBaseExceptionRef) -> TorchError {
    RAISED.set(Some(raised));
    TorchError::runtime("an exception of Python code")
}

/// `result.or_raise(vm)?`, from the engine's results to Python's.
pub trait OrRaise<T> {
    /// The value, or PyTorch's exception.
    fn or_raise(self, vm: &VirtualMachine) -> PyResult<T>;
}

impl<T> OrRaise<T> for Result<T> {
    fn or_raise(self, vm: &VirtualMachine) -> PyResult<T> {
        self.map_err(|error| exception(&error, vm))
    }
}
