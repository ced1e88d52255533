/*!
What may stand between the brackets of `x[...]`.

A Rust tuple is Python's tuple: `x.index((0, 1..3))` is `x[0, 1:3]`.
*/

use smallvec::SmallVec;

use crate::autograd::Tensor;
use crate::ops::create::tensor;
use crate::ops::literal::Fixed;

/// One index of `x[...]`.
#[derive(Clone, Debug)]
pub enum Index {
    /// `3`: one place of a dimension, which disappears.
    Int(i64),
    /// `start:stop:step`: some places of a dimension.
    Slice {
        /// The first place; from the end if negative.
        start: Option<i64>,
        /// Where it ends, not included.
        stop: Option<i64>,
        /// How far from one place to the next.
        step: Option<i64>,
    },
    /// `None`: a new dimension of extent 1.
    NewAxis,
    /// `...`: as many dimensions as the others leave.
    Ellipsis,
    /// `True` or `False`: a new dimension of extent 1 or 0.
    Bool(bool),
    /// Places by number (int64, int32) or by truth (bool, uint8).
    Tensor(Tensor),
}

/// Python's `...`.
#[derive(Clone, Copy, Debug)]
pub struct Ellipsis;

/// Python's `None` between brackets: a new dimension.
#[derive(Clone, Copy, Debug)]
pub struct NewAxis;

/// `start:stop:step`, for steps and open ends that Rust's ranges can't say.
///
/// ```
/// use torchbook::prelude::*;
///
/// let x = tensor([0, 1, 2, 3, 4]);
/// assert_eq!(x.index(slice(1, None, 2))?.repr(), "tensor([1, 3])");
/// assert_eq!(x.index(-2..)?.repr(), "tensor([3, 4])");
/// # Ok::<(), TorchError>(())
/// ```
#[must_use]
pub fn slice(
    start: impl Into<Option<i64>>,
    stop: impl Into<Option<i64>>,
    step: impl Into<Option<i64>>,
) -> Index {
    Index::Slice { start: start.into(), stop: stop.into(), step: step.into() }
}

macro_rules! index_from_integers {
    ($($t:ty),+) => {$(
        impl From<$t> for Index {
            fn from(i: $t) -> Index {
                Index::Int(i as i64)
            }
        }

        impl From<std::ops::Range<$t>> for Index {
            fn from(range: std::ops::Range<$t>) -> Index {
                slice(range.start as i64, range.end as i64, None)
            }
        }

        impl From<std::ops::RangeFrom<$t>> for Index {
            fn from(range: std::ops::RangeFrom<$t>) -> Index {
                slice(range.start as i64, None, None)
            }
        }

        impl From<std::ops::RangeTo<$t>> for Index {
            fn from(range: std::ops::RangeTo<$t>) -> Index {
                slice(None, range.end as i64, None)
            }
        }
    )+};
}
index_from_integers!(i32, i64, usize);

impl From<std::ops::RangeFull> for Index {
    fn from(_: std::ops::RangeFull) -> Index {
        slice(None, None, None)
    }
}

impl From<Ellipsis> for Index {
    fn from(_: Ellipsis) -> Index {
        Index::Ellipsis
    }
}

impl From<NewAxis> for Index {
    fn from(_: NewAxis) -> Index {
        Index::NewAxis
    }
}

impl From<bool> for Index {
    fn from(truth: bool) -> Index {
        Index::Bool(truth)
    }
}

impl From<&Tensor> for Index {
    fn from(places: &Tensor) -> Index {
        Index::Tensor(places.clone())
    }
}

impl From<Tensor> for Index {
    fn from(places: Tensor) -> Index {
        Index::Tensor(places)
    }
}

/// A list is a tensor: `x[[0, 2]]`.
impl<D: Fixed, const N: usize> From<[D; N]> for Index {
    fn from(places: [D; N]) -> Index {
        Index::Tensor(tensor(places))
    }
}

/// Everything between the brackets: one index, or a tuple of them.
#[derive(Clone, Debug)]
pub struct Indices {
    pub(super) items: SmallVec<[Index; 4]>,
    /// Whether it is a tuple: `x[:,]` is not quite `x[:]`.
    pub(super) tuple: bool,
}

impl<I: Into<Index>> From<I> for Indices {
    fn from(index: I) -> Indices {
        let items = SmallVec::from_iter([index.into()]);
        Indices { items, tuple: false }
    }
}

/// A tuple whose length is only known at run time.
impl From<Vec<Index>> for Indices {
    fn from(items: Vec<Index>) -> Indices {
        Indices { items: SmallVec::from_vec(items), tuple: true }
    }
}

macro_rules! indices_from_tuples {
    ($(($($name:ident),*))+) => {$(
        impl<$($name: Into<Index>),*> From<($($name,)*)> for Indices {
            #[allow(non_snake_case, reason = "types name their values")]
            fn from(($($name,)*): ($($name,)*)) -> Indices {
                let items = SmallVec::from_vec(vec![$($name.into()),*]);
                Indices { items, tuple: true }
            }
        }
    )+};
}
indices_from_tuples! {
    () (A) (A, B) (A, B, C) (A, B, C, D) (A, B, C, D, E) (A, B, C, D, E, F)
}
