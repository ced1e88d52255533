//! What a window shows: its elements read, written and copied.

use std::borrow::Cow;

use ndarray::{ArrayViewD, IxDyn, ShapeBuilder};

use super::{Strided, strides_overflow};
use crate::tensor::dtype::{DType, Scalar};
use crate::tensor::error::{Result, TorchError};
use crate::tensor::kernels;
use crate::tensor::print::View;
use crate::tensor::size::{Listed, Size};
use crate::tensor::storage::{Element, check_allocation, dispatch};

impl Strided {
    /// How many elements the whole storage has.
    #[must_use]
    pub fn storage_len(&self) -> usize {
        dispatch!(self.dtype, T => self.storage.read::<T>().len())
    }

    /// Where in the storage each element lies, in row order.
    pub fn places(&self) -> impl Iterator<Item = usize> + use<> {
        let (shape, strides) = (self.shape.clone(), self.strides.clone());
        let mut index: Size = shape.iter().map(|_| 0).collect();
        let mut place = self.offset;
        (0..self.numel()).map(move |_| {
            let here = place;
            // One step of a counter whose digits are the index. Steps beyond
            // the end of a dimension may be of any length: they are taken
            // back at once.
            for dim in (0..shape.len()).rev() {
                index[dim] += 1;
                place = place.wrapping_add(strides[dim]);
                if index[dim] < shape[dim] {
                    break;
                }
                let back = shape[dim].wrapping_mul(strides[dim]);
                place = place.wrapping_sub(back);
                index[dim] = 0;
            }
            here
        })
    }

    /// Whether every element lies inside the storage.
    ///
    /// # Errors
    /// `RuntimeError` if one does not.
    pub fn check_bounds(&self) -> Result<()> {
        if self.numel() == 0 {
            return Ok(());
        }
        let size = self.dtype.itemsize() as u128;
        let span = self.shape.iter().zip(&*self.strides).try_fold(
            self.offset as u128,
            |end, (&n, &stride)| {
                let steps = (n - 1) as u128;
                end.checked_add(steps.checked_mul(stride as u128)?)
            },
        );
        let needed = span.and_then(|last| (last + 1).checked_mul(size));
        let Some(needed) = needed.filter(|&n| i64::try_from(n).is_ok()) else {
            return Err(strides_overflow(
                &Listed(&self.shape),
                &Listed(&self.strides),
            ));
        };
        let have = self.storage_len() as u128 * size;
        if needed <= have {
            return Ok(());
        }
        Err(TorchError::runtime(format!(
            "setStorage: sizes {}, strides {}, storage offset {}, and \
             itemsize {size} requiring a storage size of {needed} are out of \
             bounds for storage of size {have}",
            Listed(&self.shape),
            Listed(&self.strides),
            self.offset,
        )))
    }

    /// Runs a loop over the elements as an ndarray view.
    pub fn with_view<T: Element, R>(
        &self,
        f: impl FnOnce(ArrayViewD<'_, T>) -> R,
    ) -> R {
        f(self.array_view(&self.storage.read::<T>()))
    }

    /// The window over borrowed elements of its storage.
    pub(crate) fn array_view<'a, T>(
        &self,
        elements: &'a [T],
    ) -> ArrayViewD<'a, T> {
        if self.numel() == 0 {
            return ArrayViewD::from_shape(
                IxDyn(&self.shape.of_nothing()),
                &[],
            )
            .expect("no elements are needed");
        }
        let shape = IxDyn(&self.shape).strides(IxDyn(&self.steps()));
        ArrayViewD::from_shape(shape, &elements[self.offset..])
            .expect("a window lies inside its storage")
    }

    /// The strides that are ever stepped by; 0 for the others. A step that
    /// is never taken may be longer than ndarray bears.
    pub(crate) fn steps(&self) -> Size {
        let steps = self.shape.iter().zip(&*self.strides);
        steps.map(|(&n, &step)| if n == 1 { 0 } else { step }).collect()
    }

    /// The elements as one slice, if they lie in row order without gaps.
    pub fn with_slice<T: Element, R>(
        &self,
        f: impl FnOnce(&[T]) -> R,
    ) -> Option<R> {
        self.is_contiguous().then(|| {
            let elements = self.storage.read::<T>();
            f(&elements[self.run()])
        })
    }

    /// The elements in row order.
    ///
    /// # Errors
    /// `RuntimeError` if repeated elements need more memory than there is;
    /// so for all copies that follow.
    pub fn to_vec<T: Element>(&self) -> Result<Vec<T>> {
        if let Some(elements) = self.with_slice(<[T]>::to_vec) {
            return Ok(elements);
        }
        check_allocation(&self.shape, T::DTYPE.itemsize())?;
        // Assigning walks both sides in the order of memory where it can; an
        // iterator counts through every index.
        let mut out = vec![T::default(); self.numel()];
        self.with_view(|view| {
            kernels::row_major(&self.shape, &mut out).assign(&view);
        });
        Ok(out)
    }

    /// The first element as a number; the only one of a 0-dim window.
    #[must_use]
    pub fn first(&self) -> Scalar {
        dispatch!(self.dtype, T => {
            self.storage.read::<T>()[self.offset].scalar()
        })
    }

    /// The view that printing takes.
    pub fn with_print_view<R>(&self, f: impl FnOnce(&View<'_>) -> R) -> R {
        match self.dtype {
            DType::Bool => self.with_view(|v| f(&View::Bool(v))),
            DType::Uint8 => self.with_view(|v| f(&View::Uint8(v))),
            DType::Int32 => self.with_view(|v| f(&View::Int32(v))),
            DType::Int64 => self.with_view(|v| f(&View::Int64(v))),
            DType::Float32 => self.with_view(|v| f(&View::Float32(v))),
            DType::Float64 => self.with_view(|v| f(&View::Float64(v))),
        }
    }

    /// A copy in row order, or a cheap handle if it is so already.
    ///
    /// # Errors
    /// As [`to_vec`](Strided::to_vec).
    pub fn contiguous(&self) -> Result<Strided> {
        if self.is_contiguous() { Ok(self.clone()) } else { self.copy() }
    }

    /// [`contiguous`](Strided::contiguous), with the strides of fresh memory
    /// also where a dimension of extent 1 has a step of its own.
    ///
    /// # Errors
    /// As [`to_vec`](Strided::to_vec).
    pub fn row_major(&self) -> Result<Strided> {
        let window = self.contiguous()?;
        let strides = window.shape.contiguous_strides();
        let (shape, offset) = (window.shape.clone(), window.offset);
        Ok(window.window(shape, strides, offset))
    }

    /// Fresh memory in row order.
    ///
    /// # Errors
    /// As [`to_vec`](Strided::to_vec).
    pub fn copy(&self) -> Result<Strided> {
        dispatch!(self.dtype, T => {
            Ok(Strided::new(self.to_vec::<T>()?, self.shape.clone()))
        })
    }

    /// Fresh memory in the same order of dimensions; where there are no
    /// gaps, with the strides themselves.
    ///
    /// # Errors
    /// As [`to_vec`](Strided::to_vec).
    pub fn duplicate(&self) -> Result<Strided> {
        if self.is_dense() {
            check_allocation(&self.shape, self.dtype.itemsize())?;
            return Ok(dispatch!(self.dtype, T => {
                let run = self.run();
                let elements = self.storage.read::<T>()[run].to_vec();
                let (shape, strides) = (&self.shape, &self.strides);
                Strided::with_strides(elements, shape.clone(), strides.clone())
            }));
        }
        let order = self.dims_by_stride();
        let packed = self.permute(&order).copy()?;
        let mut back = order.clone();
        for (to, &from) in order.iter().enumerate() {
            back[from] = to;
        }
        Ok(packed.permute(&back))
    }

    /// The elements in fresh memory with these strides, which leave no gaps.
    #[must_use]
    pub fn laid_out(self, strides: Size) -> Strided {
        if *self.strides() == strides {
            return self;
        }
        dispatch!(self.dtype, T => {
            let memory = vec![T::default(); self.numel()];
            let out =
                Strided::with_strides(memory, self.shape.clone(), strides);
            {
                let mut to = out.storage.write::<T>();
                let from = self.storage.read::<T>();
                kernels::assign(&out, &mut to, &self, &from);
            }
            out
        })
    }

    /// The elements as another dtype, in fresh memory unless it is the same.
    ///
    /// # Errors
    /// As [`to_vec`](Strided::to_vec).
    pub fn to_dtype(&self, dtype: DType) -> Result<Strided> {
        if dtype == self.dtype {
            return Ok(self.clone());
        }
        let out = dispatch!(self.dtype, S => dispatch!(dtype, T => {
            kernels::map(self, |x: S| T::cast(x))?
        }));
        Ok(if self.is_dense() {
            // Even the strides of dimensions that are never stepped in.
            out.window(self.shape.clone(), self.strides.clone(), 0)
        } else {
            out
        })
    }

    /// [`to_dtype`](Strided::to_dtype), for who only looks at it.
    ///
    /// # Errors
    /// As [`to_vec`](Strided::to_vec).
    pub(crate) fn as_dtype(&self, dtype: DType) -> Result<Cow<'_, Strided>> {
        Ok(if dtype == self.dtype {
            Cow::Borrowed(self)
        } else {
            Cow::Owned(self.to_dtype(dtype)?)
        })
    }

    /// Writes another window's elements here, broadcast to this shape and
    /// converted to this dtype. Counts one change.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not fit, if elements of this window
    /// overlap, or if the source shares part of this memory.
    pub fn copy_from(&self, source: &Strided) -> Result<()> {
        let source = if source.shape == self.shape {
            Cow::Borrowed(source)
        } else {
            Cow::Owned(source.expand_to(&self.shape)?)
        };
        if self.overlaps_itself() {
            return Err(TorchError::WriteOverlap);
        }
        let source = if self.shares_memory(&source) {
            if self.offset == source.offset && self.strides == source.strides {
                self.bump();
                return Ok(());
            }
            Cow::Owned(source.copy()?)
        } else {
            source
        };
        let source = source.as_dtype(self.dtype)?;
        dispatch!(self.dtype, T => {
            let mut to = self.storage.write::<T>();
            let from = source.storage.read::<T>();
            kernels::assign(self, &mut to, &source, &from);
        });
        self.bump();
        Ok(())
    }

    /// Writes one number into every place. Counts one change.
    pub fn fill(&self, value: Scalar) {
        self.overwrite(value);
        self.bump();
    }

    /// [`fill`](Strided::fill), for who counts the change.
    pub(crate) fn overwrite(&self, value: Scalar) {
        dispatch!(self.dtype, T => {
            let value = T::from_scalar(value);
            let mut to = self.storage.write::<T>();
            if self.overlaps_itself() {
                self.places().for_each(|place| to[place] = value);
            } else {
                kernels::fill(self, &mut to, value);
            }
        });
    }
}
