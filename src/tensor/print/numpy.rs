/*!
What numpy prints of the array that `tensor.numpy()` returns.

numpy's rules are its own: each number gets the shortest digits that tell it
from its neighbours (eight after the point at most), points stand below each
other, and a line breaks by the length of what it holds. PyTorch's print
options do not touch it.
*/

use std::cell::Cell;
use std::fmt::Write;

use super::cells::pad;
use super::python::{Shortest, nonfinite, python_bool, write_exponent};
use super::shown::{Shown, is_cut, parts};
use super::{View, shape_tuple};

/// `numpy.set_printoptions`: numpy's options, apart from PyTorch's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumpyPrinting {
    /// The most digits after the point.
    pub precision: usize,
    /// An array of more elements than this is summarised.
    pub threshold: usize,
    /// How many elements a summary keeps at each end of a dimension.
    pub edgeitems: usize,
    /// How many characters a line may have.
    pub linewidth: usize,
    /// Whether numbers are never written with an exponent.
    pub suppress: bool,
}

impl NumpyPrinting {
    const DEFAULT: NumpyPrinting = NumpyPrinting {
        precision: 8,
        threshold: 1000,
        edgeitems: 3,
        linewidth: 75,
        suppress: false,
    };
}

thread_local! {
    static PRINTING: Cell<NumpyPrinting> =
        const { Cell::new(NumpyPrinting::DEFAULT) };
}

/// How numpy's arrays are printed in this thread from now on.
pub fn set_numpy_printing(printing: NumpyPrinting) {
    PRINTING.set(printing);
}

/// numpy's `str(array)`: `[1.  2.5]`, and the bare number of a 0-dim array.
///
/// Follows [`numpy.array_str`] with numpy's default options.
///
/// [`numpy.array_str`]: https://numpy.org/doc/stable/reference/generated/numpy.array_str.html
pub fn numpy_str(view: &View<'_>) -> String {
    if view.shape().is_empty() {
        return scalar(&Shown::of(view, None));
    }
    let mut out = String::new();
    write_array(view, " ", 0, PRINTING.get().linewidth, &mut out);
    out
}

/// numpy's `repr(array)`: `array([1. , 2.5], dtype=float32)`.
///
/// Follows [`numpy.array_repr`] with numpy's default options.
///
/// ```
/// use ndarray::array;
/// use torchbook::tensor::{View, numpy_repr};
///
/// let elements = array![1.0_f32, 2.5].into_dyn();
/// assert_eq!(
///     numpy_repr(&View::Float32(elements.view())),
///     "array([1. , 2.5], dtype=float32)",
/// );
/// ```
///
/// [`numpy.array_repr`]: https://numpy.org/doc/stable/reference/generated/numpy.array_repr.html
pub fn numpy_repr(view: &View<'_>) -> String {
    const PREFIX: &str = "array(";
    let mut out = String::from(PREFIX);
    let NumpyPrinting { linewidth, threshold, .. } = PRINTING.get();
    // The closing parenthesis needs its place.
    write_array(view, ", ", PREFIX.len(), linewidth.max(1) - 1, &mut out);

    let shape = view.shape();
    let empty = view.len() == 0;
    let dtype = view.dtype();
    let mut extras = Vec::new();
    if empty && shape != [0] || view.len() > threshold {
        extras.push(format!("shape={}", shape_tuple(shape)));
    }
    if empty || !matches!(dtype, "float64" | "int64" | "bool") {
        extras.push(format!("dtype={dtype}"));
    }
    if !extras.is_empty() {
        out.push(',');
        let extras = extras.join(", ");
        let line_start = out.rfind('\n').map_or(0, |newline| newline + 1);
        // One for the space, one for the closing parenthesis.
        if out.len() - line_start + extras.len() + 2 > linewidth {
            out.push('\n');
            pad(PREFIX.len(), &mut out);
        } else {
            out.push(' ');
        }
        out.push_str(&extras);
    }
    out.push(')');
    out
}

/// The text of a 0-dim array, which numpy shows as a number.
fn scalar(shown: &Shown) -> String {
    match shown {
        Shown::Ints(values) => values[0].to_string(),
        Shown::Bools(values) => python_bool(values[0]).to_string(),
        Shown::Floats { values, single } => match nonfinite(values[0]) {
            Some(text) => text.to_string(),
            None => {
                let x = values[0];
                // Python's limit for a float, a lower one for a float32.
                let limit = if *single { 1e6 } else { 1e16 };
                let with_exponent =
                    x != 0.0 && !(1e-4..limit).contains(&x.abs());
                Shortest::new(x, *single).write(with_exponent)
            }
        },
    }
}

fn write_array(
    view: &View<'_>,
    separator: &'static str,
    prefix: usize,
    linewidth: usize,
    out: &mut String,
) {
    if view.len() == 0 {
        return out.push_str("[]");
    }
    let NumpyPrinting { threshold, edgeitems, .. } = PRINTING.get();
    let edge = (view.len() > threshold).then_some(edgeitems);
    let shape = view.shape();
    let shown = Shown::of(view, edge);
    let column = Column::new(&shown, shape.is_empty());
    Writer { shape, edge, separator, shown, column, next: 0, out }.dim(
        0,
        prefix + 1,
        linewidth,
    );
}

/// Writes the nested brackets.
struct Writer<'a> {
    shape: &'a [usize],
    edge: Option<usize>,
    /// What parts two elements.
    separator: &'static str,
    shown: Shown,
    column: Column,
    /// The next element to write.
    next: usize,
    out: &'a mut String,
}

impl Writer<'_> {
    /// Writes one child at depth `axis`: its lines after the first hang by
    /// `indent`, and end before `width`.
    fn dim(&mut self, axis: usize, indent: usize, width: usize) {
        match self.shape.len() - axis {
            0 => self.cell(),
            1 => self.row(self.shape[axis], indent, width),
            below => self.matrix(axis, below, indent, width),
        }
    }

    fn cell(&mut self) {
        self.column.write(&self.shown, self.next, self.out);
        self.next += 1;
    }

    /// A row breaks before the element that would pass its end, unless that
    /// element has the line for itself anyway.
    fn row(&mut self, len: usize, indent: usize, width: usize) {
        // The comma or the bracket needs its place.
        let width = width.saturating_sub(1);
        let (head, tail) = parts(len, self.edge);
        let dots = is_cut(len, self.edge).then_some(head);
        let count = head + usize::from(dots.is_some()) + tail;
        self.out.push('[');
        // Where the line's elements begin in the text.
        let mut line = self.out.len();
        for i in 0..count {
            let before = self.out.len();
            if dots == Some(i) {
                self.out.push_str("...");
            } else {
                self.cell();
            }
            let length = indent + self.out.len() - line;
            if length > width && before > line {
                let cell = self.out.split_off(before);
                self.out.truncate(self.out.trim_end().len());
                self.out.push('\n');
                pad(indent, self.out);
                line = self.out.len();
                self.out.push_str(&cell);
            }
            if i + 1 < count {
                self.out.push_str(self.separator);
            }
        }
        self.out.push(']');
    }

    /// Matrices are parted by a blank line, what holds them by two.
    fn matrix(
        &mut self,
        axis: usize,
        below: usize,
        indent: usize,
        width: usize,
    ) {
        let len = self.shape[axis];
        let (head, tail) = parts(len, self.edge);
        let dots = is_cut(len, self.edge).then_some(head);
        let count = head + usize::from(dots.is_some()) + tail;
        self.out.push('[');
        for i in 0..count {
            if i > 0 {
                self.out.push_str(self.separator.trim_end());
                self.out.extend(std::iter::repeat_n('\n', below - 1));
                pad(indent, self.out);
            }
            if dots == Some(i) {
                self.out.push_str("...");
            } else {
                self.dim(axis + 1, indent + 1, width.saturating_sub(1));
            }
        }
        self.out.push(']');
    }
}

/// How the elements of one array are written: all alike.
enum Column {
    /// `True` and `False`, as wide as the wider one.
    Bools(usize),
    /// At the right of so many characters.
    Ints(usize),
    Floats(Floats),
}

impl Column {
    fn new(shown: &Shown, zero_dim: bool) -> Column {
        match shown {
            Shown::Bools(_) if zero_dim => Column::Bools(0),
            Shown::Bools(_) => Column::Bools("False".len()),
            Shown::Ints(values) => {
                let width = |x: &i64| x.to_string().len();
                Column::Ints(values.iter().map(width).max().unwrap_or(0))
            }
            Shown::Floats { values, single } => {
                Column::Floats(Floats::new(values, *single))
            }
        }
    }

    fn write(&self, shown: &Shown, index: usize, out: &mut String) {
        let written = match (self, shown) {
            (Column::Bools(width), Shown::Bools(values)) => {
                let text = python_bool(values[index]);
                write!(out, "{text:>width$}")
            }
            (Column::Ints(width), Shown::Ints(values)) => {
                write!(out, "{:>width$}", values[index])
            }
            (Column::Floats(floats), Shown::Floats { values, single }) => {
                floats.write(values[index], *single, out);
                Ok(())
            }
            _ => unreachable!("a column is made from what it shows"),
        };
        written.expect("a String takes everything");
    }
}

/// How floating point numbers are written: so many characters before the
/// point and after it.
struct Floats {
    left: usize,
    right: usize,
    /// The digits of the exponent, if it is written.
    exponent: Option<usize>,
    /// The most digits after the point.
    precision: usize,
}

impl Floats {
    fn new(values: &[f64], single: bool) -> Floats {
        let NumpyPrinting { precision, suppress, .. } = PRINTING.get();
        let finite = || values.iter().copied().filter(|x| x.is_finite());
        let mut floats =
            Floats { left: 0, right: 0, exponent: None, precision };
        if !suppress && has_exponent(finite(), single) {
            let mut digits = 0;
            for x in finite() {
                let number = Number::scientific(x, single, precision);
                floats.left = floats.left.max(number.left());
                floats.right = floats.right.max(number.fraction.len());
                let size = number.exponent.unsigned_abs();
                digits = digits.max(size.to_string().len().max(2));
            }
            floats.exponent = Some(digits);
        } else {
            for x in finite() {
                let number = Number::positional(x, single, precision);
                floats.left = floats.left.max(number.left());
                floats.right = floats.right.max(number.fraction.len());
            }
        }
        let rest = floats.width() - floats.left;
        for text in values.iter().filter_map(|&x| nonfinite(x)) {
            floats.left = floats.left.max(text.len().saturating_sub(rest));
        }
        floats
    }

    fn width(&self) -> usize {
        // "e+" and the digits
        let exponent = self.exponent.map_or(0, |digits| digits + 2);
        self.left + 1 + self.right + exponent
    }

    fn write(&self, x: f64, single: bool, out: &mut String) {
        if let Some(text) = nonfinite(x) {
            pad(self.width().saturating_sub(text.len()), out);
            return out.push_str(text);
        }
        let number = match self.exponent {
            Some(_) => Number::scientific_of(x, single, self.right),
            None => Number::positional(x, single, self.precision),
        };
        pad(self.left - number.left(), out);
        if number.negative {
            out.push('-');
        }
        out.push_str(&number.whole);
        out.push('.');
        out.push_str(&number.fraction);
        match self.exponent {
            Some(digits) => write_exponent(out, number.exponent, digits),
            None => pad(self.right - number.fraction.len(), out),
        }
    }
}

/// Whether the numbers are written with an exponent: they are very large,
/// very small, or far apart. Decided in the array's own dtype, as numpy
/// does: 0.0001 in float32 is not below the limit, though its value is.
fn has_exponent(finite: impl Iterator<Item = f64>, single: bool) -> bool {
    let sizes = finite.filter(|&x| x != 0.0).map(f64::abs);
    let (low, high) = sizes
        .fold((f64::INFINITY, 0.0_f64), |(low, high), x| {
            (low.min(x), high.max(x))
        });
    if high == 0.0 {
        return false;
    }
    if single {
        let (low, high) = (low as f32, high as f32);
        high >= 1e6 || low < 0.0001 || high / low > 1000.0
    } else {
        high >= 1e8 || low < 0.0001 || high / low > 1000.0
    }
}

/// The digits of one number, cut where numpy cuts them.
struct Number {
    negative: bool,
    whole: String,
    fraction: String,
    /// The power of ten that the rest is multiplied by.
    exponent: i32,
}

impl Number {
    /// Before the point and after it.
    fn positional(x: f64, single: bool, precision: usize) -> Number {
        let mut text = Shortest::new(x, single).write(false);
        let fraction = text.len() - text.find('.').map_or(0, |i| i + 1);
        if fraction > precision {
            // Too many are not cut off: the number itself is rounded.
            text = format!("{x:.precision$}");
        }
        let (whole, fraction) =
            text.split_once('.').unwrap_or((text.as_str(), ""));
        Number {
            negative: whole.starts_with('-'),
            whole: whole.trim_start_matches('-').to_string(),
            fraction: fraction.trim_end_matches('0').to_string(),
            exponent: 0,
        }
    }

    /// One digit before the point, and as few after it as will do.
    fn scientific(x: f64, single: bool, precision: usize) -> Number {
        let shortest = Shortest::new(x, single);
        let cut = shortest.digits.len() - 1 > precision;
        let mut number = Number::from_digits(if cut {
            Shortest::from_text(&format!("{x:.precision$e}"))
        } else {
            shortest
        });
        let used = number.fraction.trim_end_matches('0').len();
        number.fraction.truncate(used);
        number
    }

    /// One digit before the point and so many after it. Where the shortest
    /// digits are fewer, numpy does not fill up with zeros: it goes on with
    /// the digits that the number really has.
    fn scientific_of(x: f64, single: bool, fraction: usize) -> Number {
        let shortest = Shortest::new(x, single);
        let fits = shortest.digits.len() - 1 == fraction;
        Number::from_digits(if fits {
            shortest
        } else {
            Shortest::from_text(&format!("{x:.fraction$e}"))
        })
    }

    fn from_digits(number: Shortest) -> Number {
        let Shortest { negative, digits, exponent } = number;
        let (whole, fraction) = digits.split_at(1);
        Number {
            negative,
            whole: whole.to_string(),
            fraction: fraction.to_string(),
            exponent,
        }
    }

    /// The characters before the point.
    fn left(&self) -> usize {
        self.whole.len() + usize::from(self.negative)
    }
}
