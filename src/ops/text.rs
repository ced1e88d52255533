//! What tensors look like when printed.

use std::fmt;

use crate::autograd::Tensor;
use crate::tensor::{DType, Edition, Print, Size, Tail, parameter_repr, repr};

impl Tensor {
    /// PyTorch's `repr(x)`, as `print(x)` shows it.
    #[must_use]
    pub fn repr(&self) -> String {
        let grad_fn = self.grad_fn();
        let tail = Tail {
            grad_fn: grad_fn.as_ref().map(|f| f.name()),
            requires_grad: self.requires_grad(),
        };
        let text = self.strided().with_print_view(|view| repr(view, &tail));
        if self.is_parameter() { parameter_repr(&text) } else { text }
    }

    /// Whether this is an `nn.Parameter`.
    #[must_use]
    pub fn is_parameter(&self) -> bool {
        self.meta(|m| m.parameter) == Some(true)
    }
}

/// Python's `format(x)`: a 0-dim tensor as its number, others as their repr.
impl fmt::Display for Tensor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self.ndim() {
            0 => self.strided().first().text(),
            _ => self.repr(),
        })
    }
}

/// The repr.
impl fmt::Debug for Tensor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.repr())
    }
}

impl Print for Tensor {
    fn text(&self) -> String {
        self.repr()
    }
}

impl Print for Size {
    fn text(&self) -> String {
        self.to_string()
    }
}

/// In the notes' edition masks are uint8, so that is what they say they are.
impl Print for DType {
    fn text(&self) -> String {
        match (self, Edition::current()) {
            (DType::Bool, Edition::Notes) => DType::Uint8.to_string(),
            _ => self.to_string(),
        }
    }
}

impl Print for crate::tensor::TorchError {
    fn text(&self) -> String {
        self.to_string()
    }
}

impl Print for crate::autograd::GradFn {
    fn text(&self) -> String {
        format!("{self:?}")
    }
}
