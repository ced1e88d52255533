/*!
A strided window onto shared memory: what a tensor is before autograd.

Element `[i, j]` lies at `offset + i * strides[0] + j * strides[1]`. Two
windows on one storage share memory; that is all a view is.
*/

use std::cell::Cell;
use std::rc::Rc;

use ndarray::{ArrayViewD, IxDyn, ShapeBuilder};

use super::dtype::{DType, Scalar};
use super::error::{Result, TorchError};
use super::print::View;
use super::size::{Dims, Listed, Size, wrap_dim};
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
        Strided {
            storage: Storage::new(elements),
            shape,
            strides,
            offset: 0,
            dtype: T::DTYPE,
            version: None,
        }
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
        Ok(dispatch!(dtype, T => {
            Strided::new(vec![T::from_scalar(value); shape.numel()], shape)
        }))
    }

    /// A 0-dim window on one number.
    #[must_use]
    pub fn scalar(value: impl Into<Scalar>, dtype: DType) -> Strided {
        let value = value.into();
        dispatch!(dtype, T => {
            Strided::new(vec![T::from_scalar(value)], Size::default())
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
        let mut dims: Size = (0..self.ndim()).collect();
        dims.sort_by_key(|&d| self.strides[d]);
        let mut reach = 0;
        dims.iter().filter(|&&d| self.shape[d] > 1).any(|&d| {
            let over = self.strides[d] <= reach;
            reach += (self.shape[d] - 1) * self.strides[d];
            over
        }) && self.numel() > 0
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

// Reading and writing elements.
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
            return ArrayViewD::from_shape(IxDyn(&self.shape), &[])
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
            super::kernels::row_major(&self.shape, &mut out).assign(&view);
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
                super::kernels::assign(&out, &mut to, &self, &from);
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
            super::kernels::map(self, |x: S| T::cast(x))?
        }));
        Ok(if self.is_dense() {
            // Even the strides of dimensions that are never stepped in.
            out.window(self.shape.clone(), self.strides.clone(), 0)
        } else {
            out
        })
    }

    /// Writes another window's elements here, broadcast to this shape and
    /// converted to this dtype. Counts one change.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not fit, if elements of this window
    /// overlap, or if the source shares part of this memory.
    pub fn copy_from(&self, source: &Strided) -> Result<()> {
        let source = source.expand_to(&self.shape)?;
        if self.overlaps_itself() {
            return Err(TorchError::WriteOverlap);
        }
        let source = if self.shares_memory(&source) {
            if self.offset == source.offset && self.strides == source.strides {
                self.bump();
                return Ok(());
            }
            source.copy()?
        } else {
            source
        };
        let source = source.to_dtype(self.dtype)?;
        dispatch!(self.dtype, T => {
            let mut to = self.storage.write::<T>();
            let from = source.storage.read::<T>();
            super::kernels::assign(self, &mut to, &source, &from);
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
                super::kernels::fill(self, &mut to, value);
            }
        });
    }
}

// Other windows on the same memory.
impl Strided {
    /// The same memory through another shape, strides and offset.
    #[must_use]
    pub fn window(
        &self,
        shape: Size,
        strides: Size,
        offset: usize,
    ) -> Strided {
        Strided { shape, strides, offset, ..self.clone() }
    }

    /// Dimensions in another order; `order` holds each of them once.
    #[must_use]
    pub fn permute(&self, order: &[usize]) -> Strided {
        let shape = order.iter().map(|&d| self.shape[d]).collect();
        let strides = order.iter().map(|&d| self.strides[d]).collect();
        self.window(shape, strides, self.offset)
    }

    /// Two dimensions exchanged.
    #[must_use]
    pub fn transpose(&self, a: usize, b: usize) -> Strided {
        let mut out = self.clone();
        if a != b {
            out.shape.swap(a, b);
            out.strides.swap(a, b);
        }
        out
    }

    /// One index of one dimension, which disappears.
    #[must_use]
    pub fn select(&self, dim: usize, index: usize) -> Strided {
        let mut out = self.clone();
        out.shape.remove(dim);
        // An empty window may be anywhere.
        let from = index.wrapping_mul(out.strides.remove(dim));
        out.offset = out.offset.wrapping_add(from);
        out
    }

    /// Every `step`-th index of one dimension, `len` of them.
    #[must_use]
    pub fn slice(
        &self,
        dim: usize,
        start: usize,
        len: usize,
        step: usize,
    ) -> Strided {
        let mut out = self.clone();
        // An empty window may be anywhere, and steps that are never taken may
        // be of any length.
        let from = start.wrapping_mul(out.strides[dim]);
        out.offset = out.offset.wrapping_add(from);
        out.shape[dim] = len;
        out.strides[dim] = out.strides[dim].wrapping_mul(step);
        out
    }

    /// A new dimension of extent 1 before `dim`.
    #[must_use]
    pub fn unsqueeze(&self, dim: usize) -> Strided {
        let mut out = self.clone();
        let stride = match self.shape.get(dim) {
            Some(&extent) => extent.wrapping_mul(self.strides[dim]),
            None => 1,
        };
        out.shape.insert(dim, 1);
        out.strides.insert(dim, stride);
        out
    }

    /// Without the dimensions of extent 1 among those named.
    #[must_use]
    pub fn squeeze(&self, named: impl Fn(usize) -> bool) -> Strided {
        let keep = |&d: &usize| self.shape[d] != 1 || !named(d);
        let dims: Size = (0..self.ndim()).filter(keep).collect();
        self.permute(&dims)
    }

    /// Repeats dimensions of extent 1 (and new ones in front) without
    /// copying: their stride becomes 0.
    ///
    /// # Errors
    /// `RuntimeError` if the shapes do not broadcast to `shape`.
    pub fn expand_to(&self, shape: &Size) -> Result<Strided> {
        if self.shape == *shape {
            return Ok(self.clone());
        }
        let dims = Dims::from(shape);
        self.expand(&dims)
    }

    /// [`expand_to`](Strided::expand_to), where -1 keeps an extent.
    ///
    /// # Errors
    /// `RuntimeError` as PyTorch's `expand`.
    pub fn expand(&self, shape: &[i64]) -> Result<Strided> {
        let listed = Listed(shape);
        let ty = self.type_name();
        let own = Listed(&self.shape);
        let Some(new) = shape.len().checked_sub(self.ndim()) else {
            return Err(TorchError::runtime(format!(
                "expand({ty}{{{own}}}, size={listed}): the number of sizes \
                 provided ({}) must be greater or equal to the number of \
                 dimensions in the tensor ({})",
                shape.len(),
                self.ndim()
            )));
        };
        let mut out_shape: Size = shape.iter().map(|_| 0).collect();
        let mut strides = out_shape.clone();
        let mut negative = false;
        for (d, &want) in shape.iter().enumerate().rev() {
            let have = d.checked_sub(new).map(|i| self.shape[i]);
            let stride = || self.strides[d - new];
            let (extent, stride) = match (have, want) {
                (None, -1) if self.ndim() > 0 => {
                    return Err(TorchError::runtime(format!(
                        "The expanded size of the tensor (-1) isn't allowed \
                         in a leading, non-existing dimension {d}"
                    )));
                }
                (Some(n), -1) => (n, stride()),
                (Some(n), m) if m == n as i64 => (n, stride()),
                // Nothing is repeated: as unsqueeze makes it.
                (None, 1) if self.ndim() > 0 => {
                    let inner = out_shape.get(d + 1).zip(strides.get(d + 1));
                    (1, inner.map_or(1, |(n, stride)| n.wrapping_mul(*stride)))
                }
                (None | Some(1), m) => {
                    negative |= m < 0;
                    (m as usize, 0)
                }
                (Some(n), m) => {
                    return Err(TorchError::runtime(format!(
                        "The expanded size of the tensor ({m}) must match \
                         the existing size ({n}) at non-singleton dimension \
                         {d}.  Target sizes: {listed}.  Tensor sizes: {own}"
                    )));
                }
            };
            out_shape[d] = extent;
            strides[d] = stride;
        }
        if negative || out_shape.checked_numel().is_none() {
            return Err(TorchError::Numel);
        }
        Ok(self.window(out_shape, strides, self.offset))
    }

    /// The same elements in another shape without copying, if the strides
    /// allow it.
    #[must_use]
    pub fn view(&self, shape: &Size) -> Option<Strided> {
        let strides = view_strides(&self.shape, &self.strides, shape)?;
        Some(self.window(shape.clone(), strides, self.offset))
    }

    /// `torch.FloatTensor`, as some errors name a tensor. Bools have no
    /// such name from Python's old days.
    fn type_name(&self) -> String {
        match self.dtype {
            DType::Bool => "CPUBoolType".to_owned(),
            dtype => format!("torch.{}Tensor", dtype.scalar_type()),
        }
    }

    /// One dimension of this window, counted from the front.
    ///
    /// # Errors
    /// `IndexError` if there is no such dimension.
    pub fn wrap_dim(&self, dim: i64) -> Result<usize> {
        wrap_dim(dim, self.ndim())
    }
}

/// What no memory could have.
pub(crate) fn strides_overflow(
    sizes: &dyn std::fmt::Display,
    strides: &dyn std::fmt::Display,
) -> TorchError {
    TorchError::runtime(format!(
        "Storage size calculation overflowed with sizes={sizes} and \
         strides={strides}"
    ))
}

/// Strides for another shape over the same memory, or `None` if a dimension
/// of the new shape would have to jump.
///
/// Walks both shapes from the back. A run of old dimensions that lie without
/// gaps can be cut anew in any way; a new dimension may not span two runs.
fn view_strides(old: &Size, old_strides: &Size, new: &Size) -> Option<Size> {
    if old.numel() == 0 {
        // Nothing to address; PyTorch keeps the strides of an equal shape.
        let same = old == new;
        return Some(if same {
            old_strides.clone()
        } else {
            new.contiguous_strides()
        });
    }
    let mut strides: Size = new.iter().map(|_| 0).collect();
    let mut view = new.len();
    // The run so far: its number of elements, and its innermost stride.
    let mut run = 1;
    let mut viewed = 1;
    let mut base = old_strides.last().copied().unwrap_or(1);
    for dim in (0..old.len()).rev() {
        run *= old[dim];
        let ends = dim == 0
            || (old[dim - 1] != 1
                && old_strides[dim - 1] != base.wrapping_mul(run));
        if ends {
            while view > 0 && (viewed < run || new[view - 1] == 1) {
                view -= 1;
                strides[view] = base.wrapping_mul(viewed);
                viewed *= new[view];
            }
            if viewed != run {
                return None;
            }
            if dim > 0 {
                base = old_strides[dim - 1];
                run = 1;
                viewed = 1;
            }
        }
    }
    while view > 0 && new[view - 1] == 1 {
        view -= 1;
        strides[view] = base.wrapping_mul(viewed);
    }
    (view == 0).then_some(strides)
}
