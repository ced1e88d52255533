//! When two results are the same, and how they are shown.

use crate::prelude::*;

/// What an answer gives, or is given.
pub trait Outcome {
    /// Whether nobody would call them different. Floating point may differ by
    /// rounding; NaN is NaN. Whole numbers may not differ.
    fn same(&self, other: &Self) -> bool;

    /// Whether they come from one misconception: the same, and errors say
    /// the same.
    fn alike(&self, other: &Self) -> bool {
        self.same(other)
    }

    /// The text that stands between the rules.
    fn show(&self) -> String;
}

impl Outcome for Tensor {
    fn same(&self, other: &Tensor) -> bool {
        self.dtype() == other.dtype()
            && self.size() == other.size()
            && no_grad(|| {
                if !self.dtype().is_floating_point() {
                    return self.equal(other);
                }
                let near =
                    Tolerance { rtol: 1e-4, atol: 1e-6, equal_nan: true };
                self.allclose_with(other, near)
            })
            .unwrap_or(false)
    }

    fn show(&self) -> String {
        use crate::tensor::Print;
        self.text()
    }
}

impl Outcome for f64 {
    fn same(&self, other: &f64) -> bool {
        // Nothing is near infinity.
        let far = 1e-6 + 1e-4 * other.abs();
        let near = || far.is_finite() && (self - other).abs() <= far;
        self == other || self.is_nan() && other.is_nan() || near()
    }

    fn show(&self) -> String {
        format!("{self:?}")
    }
}

impl Outcome for f32 {
    fn same(&self, other: &f32) -> bool {
        f64::from(*self).same(&f64::from(*other))
    }

    fn show(&self) -> String {
        format!("{self:?}")
    }
}

/// What is the same if it is equal.
macro_rules! exact {
    ($($type:ty),+ $(,)?) => {
        $(impl Outcome for $type {
            fn same(&self, other: &$type) -> bool {
                self == other
            }

            fn show(&self) -> String {
                format!("{self:?}")
            }
        })+
    };
}

exact!(bool, i64, usize, DType, Size);

/// A layer, as an input; shown as it prints.
pub struct Layer<M>(pub M);

impl<M: Module> Outcome for Layer<M> {
    fn same(&self, other: &Layer<M>) -> bool {
        self.0.parameters().same(&other.0.parameters())
    }

    fn show(&self) -> String {
        self.0.repr()
    }
}

impl Outcome for String {
    fn same(&self, other: &String) -> bool {
        self == other
    }

    fn show(&self) -> String {
        self.clone()
    }
}

impl<T: Outcome> Outcome for Vec<T> {
    fn same(&self, other: &Vec<T>) -> bool {
        self.len() == other.len()
            && self.iter().zip(other).all(|(a, b)| a.same(b))
    }

    /// A long one is shown by its ends, as a tensor is.
    fn show(&self) -> String {
        let show = |part: &[T]| {
            part.iter().map(T::show).collect::<Vec<_>>().join(", ")
        };
        if self.len() <= 1000 {
            return format!("[{}]", show(self));
        }
        let (first, last) = (&self[..3], &self[self.len() - 3..]);
        format!("[{}, ..., {}]", show(first), show(last))
    }
}

impl<T: Outcome> Outcome for Option<T> {
    fn same(&self, other: &Option<T>) -> bool {
        match (self, other) {
            (Some(a), Some(b)) => a.same(b),
            (a, b) => a.is_none() && b.is_none(),
        }
    }

    fn show(&self) -> String {
        self.as_ref().map_or_else(|| "None".to_owned(), T::show)
    }
}

impl<T: Outcome> Outcome for Result<T> {
    fn same(&self, other: &Result<T>) -> bool {
        match (self, other) {
            (Ok(a), Ok(b)) => a.same(b),
            (Err(a), Err(b)) => a.class() == b.class(),
            _ => false,
        }
    }

    fn alike(&self, other: &Result<T>) -> bool {
        match (self, other) {
            (Ok(a), Ok(b)) => a.alike(b),
            (Err(_), Err(_)) => self.show() == other.show(),
            _ => false,
        }
    }

    fn show(&self) -> String {
        match self {
            Ok(value) => value.show(),
            Err(error) => format!("{error:#}"),
        }
    }
}

macro_rules! tuples {
    ($(($($name:ident $at:tt),+)),+ $(,)?) => {
        $(impl<$($name: Outcome),+> Outcome for ($($name,)+) {
            fn same(&self, other: &Self) -> bool {
                $(self.$at.same(&other.$at))&&+
            }

            fn alike(&self, other: &Self) -> bool {
                $(self.$at.alike(&other.$at))&&+
            }

            fn show(&self) -> String {
                [$(self.$at.show()),+].join("\n")
            }
        })+
    };
}

tuples!((A 0), (A 0, B 1), (A 0, B 1, C 2), (A 0, B 1, C 2, D 3));
