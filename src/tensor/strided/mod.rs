/*!
A strided window onto shared memory: what a tensor is before autograd.

Element `[i, j]` lies at `offset + i * strides[0] + j * strides[1]`. Two
windows on one storage share memory; that is all a view is.
*/

mod elements;
mod views;

pub(crate) use views::strides_overflow;

use std::cell::Cell;
use std::rc::Rc;

use super::dtype::{DType, Scalar};
use super::error::Result;
use super::size::Size;
use super::storage::{Element, Storage, check_allocation, dispatch};

/// Shape, strides and offset over a shared [`Storage`].
#[derive(Clone, Debug)]
pub struct Strided {
    storage: Rc<Storage>,
    shape: Size,
    strides: Size,
    offset: usize,
    dtype: DType,
    /// `.data` counts its changes apart; everyone else counts together.
    version: Option<Rc<Cell<u32>>>,
}

// Making one.
impl Strided {
    /// Elements in row order, in this shape.
    #[must_use]
    pub fn new<T: Element>(elements: Vec<T>, shape: Size) -> Strided {
        debug_assert_eq!(elements.len(), shape.numel());
        let strides = shape.contiguous_strides();
        Strided::with_strides(elements, shape, strides)
    }

    /// Elements in memory order, laid out by these strides.
    #[must_use]
    pub fn with_strides<T: Element>(
        elements: Vec<T>,
        shape: Size,
        strides: Size,
    ) -> Strided {
        Strided::on::<T>(Storage::new(elements), shape, strides)
    }

    /// One element, in a shape whose extents are all 1.
    #[must_use]
    pub(crate) fn one<T: Element>(element: T, shape: Size) -> Strided {
        let strides = shape.contiguous_strides();
        Strided::on::<T>(Storage::one(element), shape, strides)
    }

    #[inline]
    fn on<T: Element>(
        storage: Rc<Storage>,
        shape: Size,
        strides: Size,
    ) -> Strided {
        let (offset, dtype, version) = (0, T::DTYPE, None);
        Strided { storage, shape, strides, offset, dtype, version }
    }

    /// One number in every place.
    ///
    /// # Errors
    /// `RuntimeError` if that does not fit into memory.
    pub fn full(
        shape: Size,
        value: impl Into<Scalar>,
        dtype: DType,
    ) -> Result<Strided> {
        check_allocation(&shape, dtype.itemsize())?;
        let value = value.into();
        let numel = shape.numel();
        Ok(dispatch!(dtype, T => {
            let value = T::from_scalar(value);
            if numel == 1 {
                Strided::one(value, shape)
            } else {
                Strided::new(vec![value; numel], shape)
            }
        }))
    }

    /// A 0-dim window on one number.
    #[must_use]
    pub fn scalar(value: impl Into<Scalar>, dtype: DType) -> Strided {
        let value = value.into();
        dispatch!(dtype, T => {
            Strided::one(T::from_scalar(value), Size::default())
        })
    }
}

// Asking about one.
impl Strided {
    /// The extents.
    #[must_use]
    pub fn shape(&self) -> &Size {
        &self.shape
    }

    /// Steps in memory, in elements.
    #[must_use]
    pub fn strides(&self) -> &Size {
        &self.strides
    }

    /// Where the first element lies in the storage.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The element type.
    #[must_use]
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// The memory itself.
    #[must_use]
    pub fn storage(&self) -> &Rc<Storage> {
        &self.storage
    }

    /// How many dimensions.
    #[must_use]
    pub fn ndim(&self) -> usize {
        self.shape.len()
    }

    /// How many elements.
    #[must_use]
    pub fn numel(&self) -> usize {
        self.shape.numel()
    }

    /// Whether both look at the same memory (not: at the same part of it).
    #[must_use]
    pub fn shares_memory(&self, other: &Strided) -> bool {
        Rc::ptr_eq(&self.storage, &other.storage)
    }

    /// Whether the elements lie row by row without gaps.
    #[must_use]
    pub fn is_contiguous(&self) -> bool {
        let mut step = 1;
        self.shape.iter().zip(&*self.strides).rev().all(|(&n, &stride)| {
            let fits = n == 1 || stride == step;
            step *= n;
            fits
        }) || self.numel() == 0
    }

    /// The part of the storage that a window without gaps covers. One that
    /// is empty covers nothing, wherever it begins.
    #[must_use]
    pub fn run(&self) -> std::ops::Range<usize> {
        match self.numel() {
            0 => 0..0,
            n => self.offset..self.offset + n,
        }
    }

    /// Whether the elements fill a run of memory, in whatever order of
    /// dimensions: `x.t()` does, `x[:, 0]` does not.
    #[must_use]
    pub fn is_dense(&self) -> bool {
        if self.is_contiguous() {
            return true;
        }
        let mut dims: Size = (0..self.ndim()).collect();
        dims.sort_by_key(|&d| (self.strides[d], self.shape[d]));
        let mut step = 1;
        dims.iter().all(|&d| {
            let fits = self.shape[d] == 1 || self.strides[d] == step;
            step *= self.shape[d];
            fits
        })
    }

    /// Whether this looks like images that lie in memory pixel by pixel.
    /// Only the strides are asked, so that a single pixel is a riddle; it is
    /// solved as PyTorch does.
    #[must_use]
    pub fn is_channels_last(&self) -> bool {
        let (shape, strides) = (&self.shape, &self.strides);
        if !matches!(self.ndim(), 4 | 5) || strides[1] == 0 {
            return false;
        }
        let mut least = 0;
        Size::channels_last(self.ndim()).all(|dim| {
            let fits = shape[dim] > 0
                && strides[dim] >= least
                && (dim > 0 || least != strides[1]);
            least = strides[dim] * shape[dim].max(1);
            fits
        })
    }

    /// The dimensions from the widest step to the smallest. Those without a
    /// step of their own stay where they are.
    #[must_use]
    pub fn dims_by_stride(&self) -> Size {
        let mut dims: Size = (0..self.ndim()).rev().collect();
        // Insertion, since "no step" compares equal to everything.
        for i in 1..dims.len() {
            let mut place = i;
            for other in (0..i).rev() {
                let key = |d: usize| (self.strides[d], self.shape[d]);
                let (a, b) = (key(dims[other]), key(dims[place]));
                if a.0 == 0 || b.0 == 0 || a == b {
                    continue;
                }
                if a.0 < b.0 {
                    break;
                }
                if a > b {
                    dims.swap(other, place);
                    place = other;
                }
            }
        }
        dims.reverse();
        dims
    }

    /// Whether two indices lead to one memory location.
    #[must_use]
    pub fn overlaps_itself(&self) -> bool {
        if self.is_contiguous() {
            return false;
        }
        let mut dims: Size = (0..self.ndim()).collect();
        dims.sort_by_key(|&d| self.strides[d]);
        let mut reach = 0;
        dims.iter().filter(|&&d| self.shape[d] > 1).any(|&d| {
            let over = self.strides[d] <= reach;
            reach += (self.shape[d] - 1) * self.strides[d];
            over
        })
    }

    /// Whether two windows without gaps share a part of their memory, but
    /// are not the same window. (Windows with gaps are not looked into, as
    /// in PyTorch.)
    #[must_use]
    pub fn partly_overlaps(&self, other: &Strided) -> bool {
        if !self.shares_memory(other)
            || !self.is_dense()
            || !other.is_dense()
            || self.numel() == 0
            || other.numel() == 0
        {
            return false;
        }
        let (a, b) = (self.offset, other.offset);
        let (a_end, b_end) = (a + self.numel(), b + other.numel());
        if (a, a_end) == (b, b_end) {
            return self.strides != other.strides;
        }
        a < b_end && b < a_end
    }

    /// Whether both show the same memory in the same order.
    #[must_use]
    pub fn is_same_window(&self, other: &Strided) -> bool {
        self.shares_memory(other)
            && self.offset == other.offset
            && self.shape == other.shape
            && self.strides == other.strides
    }

    /// Whether two windows without gaps share any of their memory.
    #[must_use]
    pub fn overlaps(&self, other: &Strided) -> bool {
        let same =
            self.is_same_window(other) && self.numel() > 0 && self.is_dense();
        same || self.partly_overlaps(other)
    }

    /// The version that saved tensors compare.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version_cell().get()
    }

    /// Counts one change in place.
    pub fn bump(&self) {
        let cell = self.version_cell();
        cell.set(cell.get() + 1);
    }

    fn version_cell(&self) -> &Cell<u32> {
        self.version.as_deref().unwrap_or_else(|| self.storage.version())
    }

    /// The same window with a count of its own, as `.data` has.
    #[must_use]
    pub fn with_fresh_version(&self) -> Strided {
        let version = Some(Rc::new(Cell::new(0)));
        Strided { version, ..self.clone() }
    }
}
