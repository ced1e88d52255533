/*!
The text of single elements, as PyTorch writes them.
*/

use std::fmt::Write;

use super::options::PrintOptions;
use super::python::{nonfinite, python_bool, write_exponent};
use super::shown::Shown;

/// The elements' texts, one after the other in one string, and the width
/// of their column.
pub(super) struct Cells {
    text: String,
    ends: Vec<usize>,
    pub width: usize,
}

impl Cells {
    pub fn new(shown: &Shown, options: &PrintOptions) -> Cells {
        let mut cells =
            Cells { text: String::new(), ends: Vec::new(), width: 1 };
        match shown {
            Shown::Floats { values, .. } => {
                let style = Style::new(values, options);
                for &x in values {
                    style.write(x, &mut cells.text);
                    // What is not a number, and zero, may stick out of the
                    // column; only the others make it wider.
                    cells.end(is_counted(x));
                }
            }
            Shown::Ints(values) => {
                for x in values {
                    write!(cells.text, "{x}")
                        .expect("a String takes everything");
                    cells.end(true);
                }
            }
            Shown::Bools(values) => {
                for &x in values {
                    cells.text.push_str(python_bool(x));
                    cells.end(true);
                }
            }
        }
        cells
    }

    fn end(&mut self, counts: bool) {
        let start = self.ends.last().copied().unwrap_or(0);
        self.ends.push(self.text.len());
        if counts {
            self.width = self.width.max(self.text.len() - start);
        }
    }

    /// Writes the cell of that index, at the right of its column.
    pub fn write(&self, index: usize, out: &mut String) {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        let text = &self.text[start..self.ends[index]];
        pad(self.width.saturating_sub(text.len()), out);
        out.push_str(text);
    }
}

/// Appends that many spaces.
pub(super) fn pad(spaces: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', spaces));
}

/// Whether a number has a say in the style and the width of all.
fn is_counted(x: f64) -> bool {
    x.is_finite() && x != 0.0
}

/// How the floating point numbers of one tensor are written: all alike.
enum Style {
    /// `5.0000e-05`
    Exponent(usize),
    /// `5.`: all of them are whole.
    Whole,
    /// `0.5000`
    Fixed(usize),
}

impl Style {
    fn new(values: &[f64], options: &PrintOptions) -> Style {
        let counted = || values.iter().copied().filter(|&x| is_counted(x));
        if counted().next().is_none() {
            return Style::Whole;
        }
        let by_value = || {
            let sizes = counted().map(f64::abs);
            let (low, high) = sizes
                .fold((f64::INFINITY, 0.0_f64), |(low, high), x| {
                    (low.min(x), high.max(x))
                });
            high / low > 1000.0 || high > 1e8 || low < 1e-4
        };
        if options.sci_mode.unwrap_or_else(by_value) {
            Style::Exponent(options.precision)
        } else if counted().all(|x| x == x.ceil()) {
            Style::Whole
        } else {
            Style::Fixed(options.precision)
        }
    }

    fn write(&self, x: f64, out: &mut String) {
        if let Some(text) = nonfinite(x) {
            return out.push_str(text);
        }
        match *self {
            Style::Exponent(digits) => write_scientific(x, digits, out),
            Style::Whole => {
                write_fixed(x, 0, out);
                out.push('.');
            }
            Style::Fixed(digits) => write_fixed(x, digits, out),
        }
    }
}

/// `%.4f` of a finite number.
fn write_fixed(x: f64, digits: usize, out: &mut String) {
    // The quick way, for what came from a float32 and is of common size: 24
    // bits times 5^12, which has 28, fit float64, so the product is exact
    // and rounding it is rounding the number.
    if digits <= 12 && f64::from(x as f32) == x {
        let scaled = x.abs() * 10_f64.powi(digits as i32);
        if scaled < (1_u64 << 53) as f64 {
            let scaled = scaled.round_ties_even() as u64;
            return write_scaled(x.is_sign_negative(), scaled, digits, out);
        }
    }
    write!(out, "{x:.digits$}").expect("a String takes everything");
}

/// Writes a number that was multiplied by ten to the power of `digits`.
fn write_scaled(negative: bool, scaled: u64, digits: usize, out: &mut String) {
    // Below 2^53 there are 16 digits; a sign, a point, and zeros.
    let mut text = [b'0'; 24];
    let mut start = text.len();
    let mut rest = scaled;
    let mut written = 0;
    while rest > 0 || written <= digits {
        if written == digits && digits > 0 {
            start -= 1;
            text[start] = b'.';
        }
        start -= 1;
        text[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        written += 1;
    }
    if negative {
        start -= 1;
        text[start] = b'-';
    }
    out.extend(text[start..].iter().map(|&byte| char::from(byte)));
}

/// `%.4e` of a finite number.
fn write_scientific(x: f64, digits: usize, out: &mut String) {
    write!(out, "{x:.digits$e}").expect("a String takes everything");
    // Rust writes the exponent bare, so it is written again.
    let e = out.rfind('e').expect("the exponent format has an e");
    let exponent = out[e + 1..].parse().expect("an exponent is a number");
    out.truncate(e);
    write_exponent(out, exponent, 2);
}
