//! `TorchError` as the exception that PyTorch would raise.

use std::cell::RefCell;

use rustpython_vm::builtins::PyBaseExceptionRef;
use rustpython_vm::{PyResult, VirtualMachine};

use crate::tensor::{ErrorClass, Result, TorchError};

thread_local! {
    /// What Python code raised while the engine was running it: the engine
    /// only knows its own errors.
    static RAISED: RefCell<Option<PyBaseExceptionRef>> =
        const { RefCell::new(None) };
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
    };
    vm.new_exception_msg(class.to_owned(), error.to_string().into())
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
