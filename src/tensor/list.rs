//! Nested Python lists, as `tolist()` returns them.

use super::dtype::Scalar;
use super::output::Print;
use super::storage::{Element, dispatch};
use super::strided::Strided;

/// A number, or a list of lists and numbers.
///
/// Prints as Python prints it: `[[1.0, 2.0], [3.0, 4.0]]`.
#[derive(Clone, PartialEq, Debug)]
pub enum List {
    /// What a 0-dim tensor becomes.
    Number(Scalar),
    /// What a dimension becomes.
    Items(Vec<List>),
}

impl List {
    /// The numbers in it, in order, lists taken apart.
    #[must_use]
    pub fn numbers(&self) -> Vec<Scalar> {
        match self {
            List::Number(number) => vec![*number],
            List::Items(items) => {
                items.iter().flat_map(List::numbers).collect()
            }
        }
    }
}

impl Strided {
    /// The elements as nested lists: `x.tolist()`.
    ///
    /// # Panics
    /// As a vector does, if memory does not hold them all.
    #[must_use]
    pub fn tolist(&self) -> List {
        dispatch!(self.dtype(), T => {
            let elements = self.to_vec::<T>();
            let elements = elements.unwrap_or_else(|e| panic!("{e}"));
            let mut numbers = elements.into_iter().map(Element::scalar);
            nest(self.shape(), &mut numbers)
        })
    }
}

fn nest(shape: &[usize], numbers: &mut dyn Iterator<Item = Scalar>) -> List {
    match shape {
        [] => List::Number(numbers.next().expect("one for each index")),
        [extent, inner @ ..] => {
            List::Items((0..*extent).map(|_| nest(inner, numbers)).collect())
        }
    }
}

impl Print for List {
    fn text(&self) -> String {
        match self {
            List::Number(number) => number.text(),
            List::Items(items) => items.as_slice().text(),
        }
    }
}
