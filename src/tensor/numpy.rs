/*!
The array that `tensor.numpy()` returns: the same memory, without a record.

NumPy knows nothing of versions and histories. So a [`Numpy`] is a bare
window: it reads and writes elements, and nobody notices.
*/

use std::fmt;

use ndarray::{ArrayViewD, ArrayViewMutD};

use super::dtype::{DType, Scalar};
use super::error::{ErrorClass, Result, TorchError};
use super::kernels::strided_mut;
use super::list::List;
use super::output::Print;
use super::size::{Dims, Tuple};
use super::storage::{Element, dispatch};
use super::strided::Strided;
use super::{numpy_repr, numpy_str};

/// A NumPy array on the memory of a tensor.
///
/// Follows [numpy.ndarray](https://numpy.org/doc/stable/reference/arrays.ndarray.html):
/// shape, dtype, reading, writing, printing. For more, there is
/// [`with_view`](Numpy::with_view).
#[derive(Clone)]
pub struct Numpy(Strided);

impl Numpy {
    /// An array on a window's memory.
    #[must_use]
    pub fn new(window: Strided) -> Numpy {
        Numpy(window)
    }

    /// The window itself.
    #[must_use]
    pub fn strided(&self) -> &Strided {
        &self.0
    }

    /// The extents: `array.shape`, a plain tuple.
    #[must_use]
    pub fn shape(&self) -> Tuple {
        Tuple::from(self.0.shape())
    }

    /// The element type.
    #[must_use]
    pub fn dtype(&self) -> DType {
        self.0.dtype()
    }

    /// The elements as nested lists: `array.tolist()`.
    #[must_use]
    pub fn tolist(&self) -> List {
        self.0.tolist()
    }

    /// An array of its own: `array.copy()`.
    ///
    /// # Panics
    /// As a vector does, if memory does not hold it.
    #[must_use]
    pub fn copy(&self) -> Numpy {
        Numpy(self.0.copy().unwrap_or_else(|e| panic!("{e}")))
    }

    /// The part at an index for each of the first dimensions:
    /// `array[i, j]`. It shares the memory. Negative ones count from the end.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension or index.
    pub fn at(&self, index: impl Into<Dims>) -> Result<Numpy> {
        let (index, ndim) = (index.into(), self.0.ndim());
        if index.len() > ndim {
            let say = "too many indices for array";
            return Err(TorchError::index(format!(
                "{say}: array is {ndim}-dimensional, but {} were indexed",
                index.len()
            ))
            .in_the_notes(say));
        }
        let mut part = self.0.clone();
        for (axis, &i) in index.iter().enumerate() {
            let size = part.shape()[0];
            let place = if i < 0 {
                i.checked_add_unsigned(size as u64)
            } else {
                Some(i)
            };
            let place = place.and_then(|i| usize::try_from(i).ok());
            let Some(place) = place.filter(|&place| place < size) else {
                return Err(TorchError::index(format!(
                    "index {i} is out of bounds for axis {axis} with size \
                     {size}"
                )));
            };
            part = part.select(0, place);
        }
        Ok(Numpy(part))
    }

    /// One element as a number: `array[i, j]`.
    ///
    /// # Errors
    /// As [`at`](Numpy::at), and `ValueError` if it is more than one.
    pub fn get(&self, index: impl Into<Dims>) -> Result<Scalar> {
        let part = self.at(index)?;
        if part.0.numel() != 1 {
            return Err(TorchError::value(
                "can only convert an array of size 1 to a Python scalar",
            ));
        }
        Ok(part.0.first())
    }

    /// Writes one number to an element, or to every element of a part:
    /// `array[i, j] = value`. No version is counted.
    ///
    /// # Errors
    /// As [`at`](Numpy::at), and `OverflowError` or `ValueError` for a
    /// number that the array cannot hold.
    pub fn set(
        &self,
        index: impl Into<Dims>,
        value: impl Into<Scalar>,
    ) -> Result<()> {
        self.at(index)?.fill(value)
    }

    /// Writes one number everywhere: `array.fill(value)`.
    ///
    /// # Errors
    /// `OverflowError` or `ValueError` for a number that the array cannot
    /// hold.
    pub fn fill(&self, value: impl Into<Scalar>) -> Result<()> {
        let value = value.into();
        check_fits(value, self.dtype())?;
        dispatch!(self.dtype(), T => {
            self.write(|_: T| T::from_scalar(value));
        });
        Ok(())
    }

    /// Replaces an element, or every element of a part, by what `f` makes of
    /// it: `array[i] += 1.0`.
    ///
    /// # Errors
    /// As [`at`](Numpy::at), and `TypeError` if the array holds another type.
    pub fn update<T: Element>(
        &self,
        index: impl Into<Dims>,
        f: impl Fn(T) -> T,
    ) -> Result<()> {
        let part = self.at(index)?;
        part.check_type::<T>()?;
        part.write(f);
        Ok(())
    }

    /// Runs a loop over the elements as an ndarray view.
    ///
    /// # Errors
    /// `TypeError` if the array holds another type.
    pub fn with_view<T: Element, R>(
        &self,
        f: impl FnOnce(ArrayViewD<'_, T>) -> R,
    ) -> Result<R> {
        self.check_type::<T>()?;
        Ok(self.0.with_view(f))
    }

    /// Runs a loop that may write, as an ndarray view.
    ///
    /// # Errors
    /// `TypeError` if the array holds another type, `RuntimeError` if two
    /// indices lead to one element: ndarray, unlike NumPy, refuses that.
    pub fn with_view_mut<T: Element, R>(
        &self,
        f: impl FnOnce(ArrayViewMutD<'_, T>) -> R,
    ) -> Result<R> {
        self.check_type::<T>()?;
        if self.0.overlaps_itself() {
            return Err(TorchError::WriteOverlap);
        }
        Ok(f(strided_mut(&self.0, &mut self.0.storage().write::<T>())))
    }

    fn check_type<T: Element>(&self) -> Result<()> {
        if T::DTYPE == self.dtype() {
            return Ok(());
        }
        Err(TorchError::type_(format!(
            "the array holds {}, not {}",
            self.dtype().name(),
            T::DTYPE.name()
        )))
    }

    /// Writes past the version counter, as NumPy does. Elements that lie on
    /// one place are written one after the other.
    fn write<T: Element>(&self, f: impl Fn(T) -> T) {
        let mut elements = self.0.storage().write::<T>();
        for place in self.0.places() {
            elements[place] = f(elements[place]);
        }
    }
}

/// Refuses Python numbers that NumPy refuses; a float loses its fraction.
fn check_fits(value: Scalar, dtype: DType) -> Result<()> {
    let overflow = |sentence: String| {
        Err(TorchError::said(ErrorClass::Overflow, sentence))
    };
    let (low, high) = match dtype {
        DType::Uint8 => (0, i64::from(u8::MAX)),
        DType::Int32 => (i64::from(i32::MIN), i64::from(i32::MAX)),
        DType::Int64 => (i64::MIN, i64::MAX),
        _ => return Ok(()),
    };
    match value {
        Scalar::Int(i) if i < low || i > high => overflow(format!(
            "Python integer {i} out of bounds for {}",
            dtype.name()
        )),
        Scalar::Float(x) if x.is_nan() => {
            Err(TorchError::value("cannot convert float NaN to integer"))
        }
        Scalar::Float(x) if x.is_infinite() => {
            overflow("cannot convert float infinity to integer".to_owned())
        }
        _ => Ok(()),
    }
}

/// NumPy's `str` alone, its `repr` in a list.
impl Print for Numpy {
    fn text(&self) -> String {
        self.0.with_print_view(numpy_str)
    }

    fn repr(&self) -> String {
        self.0.with_print_view(numpy_repr)
    }
}

/// NumPy's `str`.
impl fmt::Display for Numpy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

/// NumPy's `repr`.
impl fmt::Debug for Numpy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Print::repr(self))
    }
}
