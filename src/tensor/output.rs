/*!
Python's `print`: what a value looks like alone and inside a list, and where
the line goes.
*/

use std::cell::RefCell;
use std::fmt::Display;
use std::io::{ErrorKind, Write};

use super::print::{python_bool, python_float, python_str, python_tuple};

/// A value that can be printed as Python prints it.
pub trait Print {
    /// What `print(x)` shows: Python's `str(x)`.
    fn text(&self) -> String;

    /// What stands for the value inside a list or a tuple: Python's
    /// `repr(x)`. Only strings differ from their [`text`](Print::text).
    fn repr(&self) -> String {
        self.text()
    }
}

/// Writes what Python's `print(x)` would, and a newline, to the standard
/// output, or into the innermost [`capture`] of this thread.
///
/// # Panics
///
/// As `println!` does, if the standard output cannot be written; but not if
/// the reader has gone, as in `torchbook run topk | head -1`.
pub fn print(x: impl Print) {
    let mut line = x.text();
    line.push('\n');
    let captured = CAPTURES.with_borrow_mut(|captures| {
        captures.last_mut().map(|capture| capture.push_str(&line))
    });
    if captured.is_none()
        && let Err(error) = std::io::stdout().write_all(line.as_bytes())
        && error.kind() != ErrorKind::BrokenPipe
    {
        panic!("failed printing to stdout: {error}");
    }
}

/// Runs `f` and returns what it printed.
///
/// If `f` ends in an error, that is the last line, in its alternate form
/// `{:#}`, as a Python script ends with the error's class and sentence.
/// Captures nest: an inner one takes nothing from the outer one.
pub fn capture<E: Display>(
    f: impl FnOnce() -> std::result::Result<(), E>,
) -> String {
    CAPTURES.with_borrow_mut(|captures| captures.push(String::new()));
    let capture = Capture;
    let result = f();
    let mut text = capture.finish();
    if let Err(error) = result {
        text.push_str(&format!("{error:#}\n"));
    }
    text
}

thread_local! {
    static CAPTURES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// The innermost capture; it ends when dropped, so that a panic ends it.
struct Capture;

impl Capture {
    fn finish(self) -> String {
        CAPTURES.with_borrow_mut(|captures| {
            captures.last_mut().map(std::mem::take).unwrap_or_default()
        })
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        CAPTURES.with_borrow_mut(Vec::pop);
    }
}

impl<T: Print + ?Sized> Print for &T {
    fn text(&self) -> String {
        (**self).text()
    }

    fn repr(&self) -> String {
        (**self).repr()
    }
}

macro_rules! print_integers {
    ($($int:ty),*) => {$(
        impl Print for $int {
            fn text(&self) -> String {
                self.to_string()
            }
        }
    )*};
}

print_integers!(i32, i64, usize, u8);

impl Print for f64 {
    fn text(&self) -> String {
        python_float(*self)
    }
}

/// As Python's float, which is what `.item()` makes of a float32: `0.1`
/// prints as `0.10000000149011612`.
impl Print for f32 {
    fn text(&self) -> String {
        python_float(f64::from(*self))
    }
}

impl Print for bool {
    fn text(&self) -> String {
        python_bool(*self).to_string()
    }
}

impl Print for str {
    fn text(&self) -> String {
        self.to_string()
    }

    fn repr(&self) -> String {
        python_str(self)
    }
}

impl Print for String {
    fn text(&self) -> String {
        self.clone()
    }

    fn repr(&self) -> String {
        python_str(self)
    }
}

/// Python has no `Some`: what is there stands for itself.
impl<T: Print> Print for Option<T> {
    fn text(&self) -> String {
        self.as_ref().map_or_else(|| "None".to_string(), T::text)
    }

    fn repr(&self) -> String {
        self.as_ref().map_or_else(|| "None".to_string(), T::repr)
    }
}

/// As a Python list.
impl<T: Print> Print for [T] {
    fn text(&self) -> String {
        let items: Vec<String> = self.iter().map(T::repr).collect();
        format!("[{}]", items.join(", "))
    }
}

impl<T: Print> Print for Vec<T> {
    fn text(&self) -> String {
        self.as_slice().text()
    }
}

impl<T: Print, const N: usize> Print for [T; N] {
    fn text(&self) -> String {
        self.as_slice().text()
    }
}

macro_rules! print_tuples {
    ($(($($item:ident $index:tt),+))*) => {$(
        impl<$($item: Print),+> Print for ($($item,)+) {
            fn text(&self) -> String {
                python_tuple([$(self.$index.repr()),+])
            }
        }
    )*};
}

print_tuples! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::fmt;

    use super::*;

    struct Loud;

    impl Display for Loud {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            let class = if f.alternate() { "RuntimeError: " } else { "" };
            write!(f, "{class}no")
        }
    }

    fn printed(x: impl Print) -> String {
        capture(|| {
            print(x);
            Ok::<(), Infallible>(())
        })
    }

    #[test]
    fn values_print_as_in_python() {
        for (text, wanted) in [
            (printed(3), "3\n"),
            (printed(-3_i64), "-3\n"),
            (printed(3_usize), "3\n"),
            (printed(3_u8), "3\n"),
            (printed(3.0), "3.0\n"),
            (printed(0.1_f32), "0.10000000149011612\n"),
            (printed(true), "True\n"),
            (printed("it's"), "it's\n"),
            (printed(String::from("x")), "x\n"),
            (printed(None::<f64>), "None\n"),
            (printed(Some("x")), "x\n"),
            (printed(vec![1, 2]), "[1, 2]\n"),
            (printed([Some("a"), None]), "['a', None]\n"),
            (printed([1.0; 0]), "[]\n"),
            (printed(&[[true]][..]), "[[True]]\n"),
            (printed((1,)), "(1,)\n"),
            (printed((1, "a")), "(1, 'a')\n"),
            (printed((1, 2.5, false)), "(1, 2.5, False)\n"),
            (printed((1, (2, 3), "a", [4])), "(1, (2, 3), 'a', [4])\n"),
        ] {
            assert_eq!(text, wanted);
        }
    }

    #[test]
    fn an_error_is_the_last_line() {
        let text = capture(|| {
            print(1);
            Err(Loud)
        });
        assert_eq!(text, "1\nRuntimeError: no\n");
    }

    #[test]
    fn captures_nest() {
        let mut inner = String::new();
        let outer = capture(|| {
            print("before");
            inner = printed("inside");
            print("after");
            Ok::<(), Infallible>(())
        });
        assert_eq!(inner, "inside\n");
        assert_eq!(outer, "before\nafter\n");
    }

    #[test]
    fn a_panic_ends_its_capture() {
        let outer = capture(|| {
            let panicked = std::panic::catch_unwind(|| {
                capture(|| -> Result<(), Infallible> {
                    print("lost");
                    panic!("on purpose")
                })
            });
            assert!(panicked.is_err());
            print("kept");
            Ok::<(), Infallible>(())
        });
        assert_eq!(outer, "kept\n");
    }
}
