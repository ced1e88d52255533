/*!
What PyTorch prints: `tensor(...)`, `torch.Size(...)`, named results.

Pure functions from borrowed memory to text. The rules were found by running
PyTorch, and the text is held against recordings of it.
*/

mod cells;
mod numpy;
mod options;
mod python;
mod shown;

use ndarray::ArrayViewD;

use crate::tensor::{DType, Edition};
use cells::{Cells, pad};
pub use numpy::{NumpyPrinting, numpy_repr, numpy_str, set_numpy_printing};
pub use options::{
    PrintOptions, Printing, Profile, printoptions, set_printoptions,
    with_printoptions,
};
pub use python::{python_bool, python_float, python_str, python_tuple};
use shown::{Shown, is_cut, parts};

/// The elements of a tensor, borrowed to be printed.
#[derive(Clone, Debug)]
pub enum View<'a> {
    /// float32
    Float32(ArrayViewD<'a, f32>),
    /// float64
    Float64(ArrayViewD<'a, f64>),
    /// int64
    Int64(ArrayViewD<'a, i64>),
    /// int32
    Int32(ArrayViewD<'a, i32>),
    /// uint8
    Uint8(ArrayViewD<'a, u8>),
    /// bool; the edition of the notes prints it as uint8, which masks were
    Bool(ArrayViewD<'a, bool>),
}

impl View<'_> {
    fn shape(&self) -> &[usize] {
        match self {
            View::Float32(v) => v.shape(),
            View::Float64(v) => v.shape(),
            View::Int64(v) => v.shape(),
            View::Int32(v) => v.shape(),
            View::Uint8(v) => v.shape(),
            View::Bool(v) => v.shape(),
        }
    }

    fn len(&self) -> usize {
        self.shape().iter().product()
    }

    /// The name of the dtype in the current edition.
    fn dtype(&self) -> &'static str {
        match self {
            View::Float32(_) => "float32",
            View::Float64(_) => "float64",
            View::Int64(_) => "int64",
            View::Int32(_) => "int32",
            View::Uint8(_) => "uint8",
            View::Bool(_) => match Edition::current() {
                Edition::Today => "bool",
                Edition::Notes => "uint8",
            },
        }
    }
}

/// What autograd adds at the end of a tensor's text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tail<'a> {
    /// The name of the node that made the tensor, as `DotBackward0`.
    pub grad_fn: Option<&'a str>,
    /// Whether gradients are asked for; shown only if there is no
    /// `grad_fn`.
    pub requires_grad: bool,
}

/// The text of a tensor: `tensor([1., 2.], requires_grad=True)`.
///
/// Honours this thread's [`PrintOptions`] and [`Edition`].
/// Follows [`torch.set_printoptions`].
///
/// ```
/// use ndarray::array;
/// use torchbook::tensor::{Tail, View, repr};
///
/// let elements = array![[1.0_f32, 2.5], [-3.0, 4.0]].into_dyn();
/// assert_eq!(
///     repr(&View::Float32(elements.view()), &Tail::default()),
///     "tensor([[ 1.0000,  2.5000],\n        [-3.0000,  4.0000]])",
/// );
/// ```
///
/// [`torch.set_printoptions`]: https://docs.pytorch.org/docs/stable/generated/torch.set_printoptions.html
pub fn repr(view: &View<'_>, tail: &Tail<'_>) -> String {
    const PREFIX: &str = "tensor(";
    let options = printoptions();
    let shape = view.shape();
    let mut out = String::from(PREFIX);
    let mut suffixes = Vec::new();
    let dtype = view.dtype();
    let known_dtype = if view.len() == 0 {
        out.push_str("[]");
        if shape.len() != 1 {
            suffixes.push(format!("size={}", shape_tuple(shape)));
        }
        // No element tells whether they are floats.
        dtype == DType::usual().name()
    } else {
        let summarised = view.len() as f64 > options.threshold;
        let edge = summarised.then_some(options.edgeitems);
        let shown = Shown::of(view, edge);
        let cells = Cells::new(&shown, &options);
        let linewidth = options.linewidth;
        Writer { shape, edge, linewidth, cells, next: 0, out: &mut out }
            .dim(0, PREFIX.len());
        if options.edgeitems == 0 {
            suffixes.push(format!("size={}", shape_tuple(shape)));
        }
        matches!(dtype, "int64" | "bool") || dtype == DType::usual().name()
    };
    if !known_dtype {
        suffixes.push(format!("dtype=torch.{dtype}"));
    }
    if let Some(name) = tail.grad_fn {
        suffixes.push(format!("grad_fn=<{name}>"));
    } else if tail.requires_grad {
        suffixes.push("requires_grad=True".to_string());
    }
    add_suffixes(&mut out, &suffixes, PREFIX.len(), options.linewidth);
    out.push(')');
    out
}

/// Writes the nested brackets of a tensor that is not empty.
struct Writer<'a> {
    shape: &'a [usize],
    edge: Option<usize>,
    linewidth: usize,
    cells: Cells,
    /// The next cell to write.
    next: usize,
    out: &'a mut String,
}

impl Writer<'_> {
    /// Writes one child at depth `axis`, whose bracket stands after
    /// `indent` characters.
    fn dim(&mut self, axis: usize, indent: usize) {
        match self.shape.len() - axis {
            0 => self.cell(),
            1 => self.row(self.shape[axis], indent),
            below => self.matrix(axis, below, indent),
        }
    }

    fn cell(&mut self) {
        self.cells.write(self.next, self.out);
        self.next += 1;
    }

    /// A row breaks where its line is full; the dots count as a cell.
    fn row(&mut self, len: usize, indent: usize) {
        let room = self.linewidth.saturating_sub(indent);
        let per_line = (room / (self.cells.width + 2)).max(1);
        let (head, tail) = parts(len, self.edge);
        let dots = is_cut(len, self.edge).then_some(head);
        let count = head + usize::from(dots.is_some()) + tail;
        self.out.push('[');
        for i in 0..count {
            if i > 0 && i % per_line == 0 {
                self.out.push_str(",\n");
                pad(indent + 1, self.out);
            } else if i > 0 {
                self.out.push_str(", ");
            }
            if dots == Some(i) {
                // The space is PyTorch's, except where nothing is left
                // but the dots.
                self.out.push_str(if head == 0 { "..." } else { " ..." });
            } else {
                self.cell();
            }
        }
        self.out.push(']');
    }

    /// Matrices are parted by a blank line, what holds them by two.
    fn matrix(&mut self, axis: usize, below: usize, indent: usize) {
        let len = self.shape[axis];
        let (head, tail) = parts(len, self.edge);
        let dots = is_cut(len, self.edge).then_some(head);
        let count = head + usize::from(dots.is_some()) + tail;
        self.out.push('[');
        for i in 0..count {
            if i > 0 {
                self.out.push(',');
                self.out.extend(std::iter::repeat_n('\n', below - 1));
                pad(indent + 1, self.out);
            }
            if dots == Some(i) {
                self.out.push_str("...");
            } else {
                self.dim(axis + 1, indent + 1);
            }
        }
        self.out.push(']');
    }
}

/// Appends `, dtype=torch.int32` and the like, each on a new line if it
/// would pass the line's end.
fn add_suffixes(
    out: &mut String,
    suffixes: &[String],
    indent: usize,
    linewidth: usize,
) {
    let line_start = out.rfind('\n').map_or(0, |newline| newline + 1);
    // PyTorch counts two characters more than the last line has. That moves
    // the break, so it is kept.
    let mut line = out.len() - line_start + 2;
    for suffix in suffixes {
        if line + suffix.len() + 2 > linewidth {
            out.push_str(",\n");
            pad(indent, out);
            line = indent + suffix.len();
        } else {
            out.push_str(", ");
            line += suffix.len() + 2;
        }
        out.push_str(suffix);
    }
}

fn shape_tuple(shape: &[usize]) -> String {
    python_tuple(shape.iter().map(usize::to_string))
}

/// The text of a size: `torch.Size([3, 2])`.
pub fn size_repr(shape: &[usize]) -> String {
    let sizes: Vec<String> = shape.iter().map(usize::to_string).collect();
    format!("torch.Size([{}])", sizes.join(", "))
}

/// The text of a result with named fields, such as that of `max(dim)`:
/// `torch.return_types.max(\nvalues=...,\nindices=...)`. The fields' own
/// lines are not indented further.
pub fn repr_named(name: &str, fields: &[(&str, String)]) -> String {
    let fields: Vec<String> =
        fields.iter().map(|(field, text)| format!("{field}={text}")).collect();
    format!("torch.return_types.{name}(\n{})", fields.join(",\n"))
}

/// The text of a module's parameter, from its tensor's.
pub fn parameter_repr(tensor: &str) -> String {
    format!("Parameter containing:\n{tensor}")
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::*;

    #[test]
    fn sizes_named_results_and_parameters() {
        assert_eq!(size_repr(&[]), "torch.Size([])");
        assert_eq!(size_repr(&[3]), "torch.Size([3])");
        assert_eq!(size_repr(&[3, 2]), "torch.Size([3, 2])");

        // torch.tensor([[1., 5.], [7., 2.]], requires_grad=True).max(0)
        let values = array![7.0_f32, 5.0].into_dyn();
        let indices = array![1_i64, 0].into_dyn();
        let grad_fn = Some("MaxBackward0");
        let values = repr(
            &View::Float32(values.view()),
            &Tail { grad_fn, requires_grad: true },
        );
        let indices = repr(&View::Int64(indices.view()), &Tail::default());
        assert_eq!(
            repr_named("max", &[("values", values), ("indices", indices)]),
            "torch.return_types.max(\n\
             values=tensor([7., 5.], grad_fn=<MaxBackward0>),\n\
             indices=tensor([1, 0]))",
        );
        assert_eq!(
            parameter_repr("tensor([1., 2.], requires_grad=True)"),
            "Parameter containing:\n\
             tensor([1., 2.], requires_grad=True)",
        );
    }
}
