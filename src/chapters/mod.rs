/*!
The chapters, in reading order.

A chapter is one name in four places: `book/src/NAME.md` (the prose),
`src/chapters/NAME.rs` (what it explains, implemented, and its listings),
`snapshots/NAME/` (what the listings print) and `tests/exercises/NAME.rs`.
*/

/// A chapter's [`Listing`]s, from the names of the functions that they are.
macro_rules! listings {
    ($($name:ident),+ $(,)?) => {
        &[$($crate::chapters::Listing {
            name: stringify!($name),
            run: $name,
        }),+]
    };
}

pub mod autograd;
pub mod backward_twice;
pub mod cat_dims;
pub mod masked_indexing;
pub mod max_indices;
pub mod modules;
pub mod numpy_detach;
pub mod optimizers;
pub mod parameter_updates;
pub mod rnn;
pub mod sine_wave;
pub mod squeeze;
pub mod topk;

use crate::tensor::{Result, capture};

/// One chapter of the book.
pub struct Chapter {
    /// The name of its four places.
    pub name: &'static str,
    /// The page's title.
    pub title: &'static str,
    /// One sentence for tables of contents.
    pub summary: &'static str,
    /// The Rust listings of the page, in the order of the page.
    pub listings: &'static [Listing],
}

/// A program of a few lines whose output is shown on a page.
///
/// Its source stands in the chapter's module between `// ANCHOR: name` and
/// `// ANCHOR_END: name`; its output in `snapshots/CHAPTER/NAME.snap`.
pub struct Listing {
    /// Unique in its chapter; a snake-case Rust name.
    pub name: &'static str,
    /// Runs it. What it prints goes to [`print`](crate::tensor::print).
    pub run: fn() -> Result<()>,
}

impl Listing {
    /// Runs the listing in a fresh state and returns what it prints.
    ///
    /// An error that reaches the end is printed as Python prints it, in one
    /// line: the class, a colon and the sentence.
    #[must_use]
    pub fn output(&self) -> String {
        capture(|| (self.run)())
    }
}

/// Every chapter, in reading order.
pub const CHAPTERS: &[&Chapter] = &[
    &autograd::CHAPTER,
    &backward_twice::CHAPTER,
    &numpy_detach::CHAPTER,
    &squeeze::CHAPTER,
    &cat_dims::CHAPTER,
    &masked_indexing::CHAPTER,
    &max_indices::CHAPTER,
    &topk::CHAPTER,
    &modules::CHAPTER,
    &rnn::CHAPTER,
    &parameter_updates::CHAPTER,
    &optimizers::CHAPTER,
    &sine_wave::CHAPTER,
];
