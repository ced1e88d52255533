/*!
Whose words are spoken: today's PyTorch, or the one of the 2019 notes.

PyTorch renamed things between 1.1.0 and 2.15.0: names of `grad_fn`s, the
sentences of errors, the dtype of masks. An edition changes words, never
numbers.
*/

use std::cell::Cell;

/// A release of PyTorch whose names and sentences are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Edition {
    /// PyTorch 2.15.0.
    #[default]
    Today,
    /// PyTorch 1.1.0, the release that the 2019 notes were written with.
    Notes,
}

impl Edition {
    /// The edition that this thread speaks now: [`Edition::Today`], except
    /// inside [`with_edition`].
    pub fn current() -> Edition {
        CURRENT.get()
    }

    /// The version number of the release.
    pub fn version(self) -> &'static str {
        match self {
            Edition::Today => "2.15.0",
            Edition::Notes => "1.1.0",
        }
    }
}

/// Runs `f` while this thread speaks `edition`; afterwards, also when `f`
/// panics, it speaks the former one again.
pub fn with_edition<R>(edition: Edition, f: impl FnOnce() -> R) -> R {
    let _restore = Restore(CURRENT.replace(edition));
    f()
}

thread_local! {
    static CURRENT: Cell<Edition> = const { Cell::new(Edition::Today) };
}

/// Sets the former edition again when dropped, so that a panic does too.
struct Restore(Edition);

impl Drop for Restore {
    fn drop(&mut self) {
        CURRENT.set(self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edition_lasts_as_long_as_its_closure() {
        assert_eq!(Edition::current(), Edition::Today);
        with_edition(Edition::Notes, || {
            assert_eq!(Edition::current(), Edition::Notes);
            with_edition(Edition::Today, || {
                assert_eq!(Edition::current(), Edition::Today);
            });
            assert_eq!(Edition::current(), Edition::Notes);
        });
        assert_eq!(Edition::current(), Edition::Today);
    }

    #[test]
    fn a_panic_restores_the_edition() {
        let panicked = std::panic::catch_unwind(|| {
            with_edition(Edition::Notes, || panic!("on purpose"))
        });
        assert!(panicked.is_err());
        assert_eq!(Edition::current(), Edition::Today);
    }
}
