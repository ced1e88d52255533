/*!
Which elements are shown, and their values.

A tensor of a million elements prints as a few dozen, and no others are
looked at: not for the width of a column, not for the choice of an exponent.
*/

use ndarray::{ArrayViewD, Axis};

use super::View;
use crate::tensor::Edition;

/// The elements that will be shown, in the order of printing.
pub(super) enum Shown {
    /// Floating point numbers. A float32 has the same value in float64, but
    /// other shortest digits: `single` remembers it.
    Floats {
        values: Vec<f64>,
        single: bool,
    },
    Ints(Vec<i64>),
    Bools(Vec<bool>),
}

impl Shown {
    /// Collects them. `edge` is how many stand at each end of a dimension
    /// that is cut, or `None` if nothing is left out.
    pub fn of(view: &View<'_>, edge: Option<usize>) -> Shown {
        match view {
            View::Float32(v) => Shown::Floats {
                values: collect(v, edge, f64::from),
                single: true,
            },
            View::Float64(v) => Shown::Floats {
                values: collect(v, edge, |x| x),
                single: false,
            },
            View::Int64(v) => Shown::Ints(collect(v, edge, |x| x)),
            View::Int32(v) => Shown::Ints(collect(v, edge, i64::from)),
            View::Uint8(v) => Shown::Ints(collect(v, edge, i64::from)),
            View::Bool(v) if Edition::current() == Edition::Notes => {
                Shown::Ints(collect(v, edge, i64::from))
            }
            View::Bool(v) => Shown::Bools(collect(v, edge, |x| x)),
        }
    }
}

/// Whether a dimension of this length is cut, so that its ends are shown
/// around dots.
pub(super) fn is_cut(len: usize, edge: Option<usize>) -> bool {
    edge.is_some_and(|edge| len > edge.saturating_mul(2))
}

/// How many children of a dimension stand before the dots, and how many
/// after: all of them before, if there are no dots.
pub(super) fn parts(len: usize, edge: Option<usize>) -> (usize, usize) {
    match edge {
        Some(edge) if is_cut(len, Some(edge)) => (edge, edge),
        _ => (len, 0),
    }
}

fn collect<T: Copy, U>(
    view: &ArrayViewD<'_, T>,
    edge: Option<usize>,
    value: impl Fn(T) -> U + Copy,
) -> Vec<U> {
    let mut out = Vec::new();
    gather(view.view(), edge, value, &mut out);
    out
}

fn gather<T: Copy, U>(
    view: ArrayViewD<'_, T>,
    edge: Option<usize>,
    value: impl Fn(T) -> U + Copy,
    out: &mut Vec<U>,
) {
    if !view.shape().iter().any(|&len| is_cut(len, edge)) {
        out.extend(view.iter().map(|&x| value(x)));
        return;
    }
    let len = view.shape()[0];
    let (head, tail) = parts(len, edge);
    for i in (0..head).chain(len - tail..len) {
        gather(view.index_axis(Axis(0), i), edge, value, out);
    }
}
