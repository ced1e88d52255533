/*!
Python's own text: of floats, bools, strings and tuples.

What `.item()` returns is printed by Python, not by PyTorch, and so is what
stands in a list beside a tensor.
*/

use std::fmt::Write;

/// The shortest decimal digits that read back as the number, and the power
/// of ten of the first one: `(false, "125", -1)` is 0.125.
pub(super) struct Shortest {
    pub negative: bool,
    pub digits: String,
    pub exponent: i32,
}

impl Shortest {
    /// Of a finite number. A `single` one is a float32, of which fewer
    /// digits tell it from its neighbours.
    pub fn new(x: f64, single: bool) -> Self {
        let shortest =
            if single { format!("{:e}", x as f32) } else { format!("{x:e}") };
        let shortest = Shortest::from_text(&shortest);
        // Of two candidates that are equally near, Rust takes the upper
        // one, Python and numpy the even one, as rounding to that many
        // digits does. That may land on a neighbour at a power of two,
        // where one neighbour is nearer than the other.
        let fraction = shortest.digits.len() - 1;
        let rounded = format!("{x:.fraction$e}");
        let same = if single {
            rounded.parse() == Ok(x as f32)
        } else {
            rounded.parse() == Ok(x)
        };
        if same { Shortest::from_text(&rounded) } else { shortest }
    }

    /// From Rust's exponent format, `-1.25e-1`.
    pub fn from_text(text: &str) -> Self {
        let (mantissa, exponent) =
            text.split_once('e').expect("the exponent format has an e");
        Shortest {
            negative: mantissa.starts_with('-'),
            digits: mantissa.chars().filter(char::is_ascii_digit).collect(),
            exponent: exponent.parse().expect("an exponent is a number"),
        }
    }

    /// With an exponent, `1e-05`, or without, `0.00001`.
    pub fn write(&self, with_exponent: bool) -> String {
        let sign = if self.negative { "-" } else { "" };
        let digits = &self.digits;
        let exponent = self.exponent;
        if with_exponent {
            let (first, rest) = digits.split_at(1);
            let point = if rest.is_empty() { "" } else { "." };
            let mut text = format!("{sign}{first}{point}{rest}");
            write_exponent(&mut text, exponent, 2);
            return text;
        }
        if exponent < 0 {
            let zeros = "0".repeat(exponent.unsigned_abs() as usize - 1);
            return format!("{sign}0.{zeros}{digits}");
        }
        let whole = exponent as usize + 1;
        if digits.len() > whole {
            let (int, fraction) = digits.split_at(whole);
            format!("{sign}{int}.{fraction}")
        } else {
            format!("{sign}{digits:0<whole$}.0")
        }
    }
}

/// Appends `e-05`: Python and C always write a sign, and two digits or
/// more.
pub(super) fn write_exponent(out: &mut String, exponent: i32, digits: usize) {
    let sign = if exponent < 0 { '-' } else { '+' };
    let size = exponent.unsigned_abs();
    write!(out, "e{sign}{size:0>digits$}").expect("a String takes everything");
}

/// Python's `repr` of a float: `3.0`, `1e-05`, `inf`, `nan`.
///
/// ```
/// use torchbook::tensor::python_float;
///
/// assert_eq!(python_float(1e16), "1e+16");
/// assert_eq!(python_float(0.1_f32.into()), "0.10000000149011612");
/// ```
pub fn python_float(x: f64) -> String {
    match nonfinite(x) {
        Some(text) => text.to_string(),
        None => {
            let shortest = Shortest::new(x, false);
            shortest.write(!(-4..16).contains(&shortest.exponent))
        }
    }
}

/// `nan`, `inf` and `-inf`; a NaN's sign is not shown.
pub(super) fn nonfinite(x: f64) -> Option<&'static str> {
    if x.is_nan() {
        Some("nan")
    } else if x.is_infinite() {
        Some(if x < 0.0 { "-inf" } else { "inf" })
    } else {
        None
    }
}

/// Python's `True` and `False`.
pub fn python_bool(x: bool) -> &'static str {
    if x { "True" } else { "False" }
}

/// Python's `repr` of a string: quoted, with what cannot be printed
/// escaped. Single quotes, unless the text has some and no double ones.
///
/// ```
/// use torchbook::tensor::python_str;
///
/// assert_eq!(python_str("a\tb"), r"'a\tb'");
/// assert_eq!(python_str("it's"), r#""it's""#);
/// ```
pub fn python_str(text: &str) -> String {
    let double = text.contains('\'') && !text.contains('"');
    let quote = if double { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            c if c == quote => out.extend(['\\', c]),
            c if is_printable(c) => out.push(c),
            c => {
                let code = u32::from(c);
                let written = match code {
                    0..=0xff => write!(out, "\\x{code:02x}"),
                    0x100..=0xffff => write!(out, "\\u{code:04x}"),
                    _ => write!(out, "\\U{code:08x}"),
                };
                written.expect("a String takes everything");
            }
        }
    }
    out.push(quote);
    out
}

/// Whether a character shows something, as Python's `str.isprintable`
/// decides. The standard library's table is made from the same categories
/// and is asked through `escape_debug`, of a second character because it
/// escapes combining marks that come first.
fn is_printable(c: char) -> bool {
    let pair = String::from_iter(['a', c]);
    matches!(c, '\'' | '"') || pair.escape_debug().eq(pair.chars())
}

/// A Python tuple of texts: `()`, `(3,)`, `(3, 2)`.
pub fn python_tuple<S: AsRef<str>>(
    items: impl IntoIterator<Item = S>,
) -> String {
    let mut out = String::from("(");
    let mut count = 0;
    for item in items {
        if count > 0 {
            out.push_str(", ");
        }
        out.push_str(item.as_ref());
        count += 1;
    }
    out.push_str(if count == 1 { ",)" } else { ")" });
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_read_as_python_writes_them() {
        for (x, text) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (3.0, "3.0"),
            (123456.789, "123456.789"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (0.000012345, "1.2345e-05"),
            (1e15, "1000000000000000.0"),
            (9007199254740993.0, "9007199254740992.0"),
            (1005369574750092.0 + 0.25, "1005369574750092.2"),
            (1e16, "1e+16"),
            (-1.5e300, "-1.5e+300"),
            (5e-324, "5e-324"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "nan"),
            (-f64::NAN, "nan"),
        ] {
            assert_eq!(python_float(x), text);
        }
    }

    #[test]
    fn strings_are_quoted_and_escaped() {
        for (text, quoted) in [
            ("", "''"),
            ("plain", "'plain'"),
            ("it's", "\"it's\""),
            ("\"it's\"", "'\"it\\'s\"'"),
            ("a\\b\n\r\t\0\x7f", "'a\\\\b\\n\\r\\t\\x00\\x7f'"),
            ("日本\u{a0}\u{200b}", "'日本\\xa0\\u200b'"),
            ("e\u{301}\u{e0001}", "'e\u{301}\\U000e0001'"),
        ] {
            assert_eq!(python_str(text), quoted);
        }
    }

    #[test]
    fn a_tuple_of_one_has_a_comma() {
        let none: [&str; 0] = [];
        assert_eq!(python_tuple(none), "()");
        assert_eq!(python_tuple(["3"]), "(3,)");
        assert_eq!(python_tuple(["3", "2"]), "(3, 2)");
    }
}
