/*!
`torch.set_printoptions`: how much is shown, and how wide.

The options belong to a thread, not to the process as in PyTorch, so that
tests may run side by side.
*/

use std::cell::Cell;

/// How tensors are printed.
///
/// Follows [`torch.set_printoptions`].
///
/// [`torch.set_printoptions`]: https://docs.pytorch.org/docs/stable/generated/torch.set_printoptions.html
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PrintOptions {
    /// Digits after the point of a floating point number. More than 65,534
    /// count as so many.
    pub precision: usize,
    /// A tensor of more elements than this is summarised. Infinity, which
    /// is why it is not a `usize`, shows everything.
    pub threshold: f64,
    /// How many elements a summary keeps at each end of a dimension.
    pub edgeitems: usize,
    /// How many characters a line may have. A line holds at least one
    /// element, however wide.
    pub linewidth: usize,
    /// Whether floating point numbers have an exponent; `None` leaves that
    /// to the values.
    pub sci_mode: Option<bool>,
}

impl Default for PrintOptions {
    fn default() -> Self {
        PrintOptions {
            precision: 4,
            threshold: 1000.0,
            edgeitems: 3,
            linewidth: 80,
            sci_mode: None,
        }
    }
}

/// A set of options that PyTorch has a name for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// What a fresh session prints with.
    Default,
    /// Two digits, two items at each edge.
    Short,
    /// The default, but nothing is left out.
    Full,
}

/// Which options to change; the arguments of [`set_printoptions`].
///
/// ```
/// use torchbook::tensor::{Printing, Profile, set_printoptions};
///
/// set_printoptions(Printing::new().precision(2).linewidth(60));
/// set_printoptions(Printing::from(Profile::Full).sci_mode(false));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Printing {
    profile: Option<Profile>,
    precision: Option<usize>,
    threshold: Option<f64>,
    edgeitems: Option<usize>,
    linewidth: Option<usize>,
    sci_mode: Option<bool>,
}

impl Printing {
    /// No change, except that `sci_mode` is left to the values again.
    pub fn new() -> Self {
        Printing::default()
    }

    /// All of a profile's options. Those given one by one come on top,
    /// in whichever order they are given.
    pub fn profile(self, profile: Profile) -> Self {
        Printing { profile: Some(profile), ..self }
    }

    /// Digits after the point.
    pub fn precision(self, digits: usize) -> Self {
        Printing { precision: Some(digits), ..self }
    }

    /// The most elements that are printed in full; may be infinity.
    pub fn threshold(self, elements: impl Into<f64>) -> Self {
        Printing { threshold: Some(elements.into()), ..self }
    }

    /// How many elements a summary keeps at each end of a dimension.
    pub fn edgeitems(self, items: usize) -> Self {
        Printing { edgeitems: Some(items), ..self }
    }

    /// How many characters a line may have.
    pub fn linewidth(self, characters: usize) -> Self {
        Printing { linewidth: Some(characters), ..self }
    }

    /// With an exponent always, or never.
    pub fn sci_mode(self, on: bool) -> Self {
        Printing { sci_mode: Some(on), ..self }
    }

    fn apply(self, now: PrintOptions) -> PrintOptions {
        let default = PrintOptions::default();
        let base = match self.profile {
            None => now,
            Some(Profile::Default) => default,
            Some(Profile::Short) => {
                PrintOptions { precision: 2, edgeitems: 2, ..default }
            }
            Some(Profile::Full) => {
                PrintOptions { threshold: f64::INFINITY, ..default }
            }
        };
        PrintOptions {
            precision: self.precision.unwrap_or(base.precision).min(MOST),
            threshold: self.threshold.unwrap_or(base.threshold),
            edgeitems: self.edgeitems.unwrap_or(base.edgeitems),
            linewidth: self.linewidth.unwrap_or(base.linewidth),
            // PyTorch keeps what is not given, except this one: every call
            // that does not name it resets it.
            sci_mode: self.sci_mode,
        }
    }
}

impl From<Profile> for Printing {
    fn from(profile: Profile) -> Self {
        Printing::new().profile(profile)
    }
}

impl From<PrintOptions> for Printing {
    fn from(options: PrintOptions) -> Self {
        Printing {
            profile: None,
            precision: Some(options.precision),
            threshold: Some(options.threshold),
            edgeitems: Some(options.edgeitems),
            linewidth: Some(options.linewidth),
            sci_mode: options.sci_mode,
        }
    }
}

/// As many digits as `format!` writes with an exponent: one more stands
/// before the point, and they are counted in a `u16`.
const MOST: usize = u16::MAX as usize - 1;

thread_local! {
    static CURRENT: Cell<PrintOptions> =
        Cell::new(PrintOptions::default());
}

/// The options that this thread prints with
/// (`torch._tensor_str.get_printoptions`).
pub fn printoptions() -> PrintOptions {
    CURRENT.get()
}

/// Changes how this thread prints tensors.
///
/// What is not given stays as it is, except `sci_mode`: as in PyTorch, a
/// call that does not give it leaves it to the values again.
///
/// Follows [`torch.set_printoptions`].
///
/// [`torch.set_printoptions`]: https://docs.pytorch.org/docs/stable/generated/torch.set_printoptions.html
pub fn set_printoptions(change: impl Into<Printing>) {
    CURRENT.set(change.into().apply(CURRENT.get()));
}

/// Runs `f` with changed options and restores the former ones, also when
/// `f` panics (`torch._tensor_str.printoptions`).
pub fn with_printoptions<R>(
    change: impl Into<Printing>,
    f: impl FnOnce() -> R,
) -> R {
    let _restore = Restore(CURRENT.get());
    set_printoptions(change);
    f()
}

struct Restore(PrintOptions);

impl Drop for Restore {
    fn drop(&mut self) {
        CURRENT.set(self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_given_stays_except_sci_mode() {
        with_printoptions(Printing::new().precision(2).sci_mode(true), || {
            set_printoptions(Printing::new().edgeitems(1));
            let now = printoptions();
            assert_eq!((now.precision, now.edgeitems), (2, 1));
            assert_eq!(now.sci_mode, None);
        });
    }

    #[test]
    fn a_profile_comes_first_and_single_options_on_top() {
        let change = Printing::new().precision(7).profile(Profile::Short);
        with_printoptions(change, || {
            let short = printoptions();
            assert_eq!((short.precision, short.edgeitems), (7, 2));
            set_printoptions(Profile::Full);
            assert_eq!(printoptions().threshold, f64::INFINITY);
            assert_eq!(printoptions().precision, 4);
            set_printoptions(Profile::Default);
            assert_eq!(printoptions(), PrintOptions::default());
        });
    }

    #[test]
    fn the_former_options_come_back_after_a_panic() {
        let panicked = std::panic::catch_unwind(|| {
            with_printoptions(Printing::new().linewidth(1), || {
                panic!("on purpose")
            })
        });
        assert!(panicked.is_err());
        assert_eq!(printoptions(), PrintOptions::default());
    }
}
