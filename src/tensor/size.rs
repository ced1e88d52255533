//! Shapes: what a user may pass, what a tensor has, and broadcasting.

use std::fmt;
use std::ops::Deref;

use smallvec::SmallVec;

use super::error::{Result, TorchError};
use super::output::Print;
use super::python_tuple;

/// `torch.Size`: the extent of every dimension. Reads like a slice.
#[derive(PartialEq, Eq, Hash, Default)]
pub struct Size(SmallVec<[usize; 4]>);

/// Every small operation clones a few: one copy of a slice, where the derived
/// form would walk it element by element.
impl Clone for Size {
    fn clone(&self) -> Size {
        Size(SmallVec::from_slice(&self.0))
    }
}

impl Size {
    /// A size from a slice.
    #[must_use]
    pub fn new(dims: &[usize]) -> Size {
        Size(SmallVec::from_slice(dims))
    }

    /// The product of all extents; 1 for no dimensions.
    #[must_use]
    pub fn numel(&self) -> usize {
        self.0.iter().product()
    }

    /// [`numel`](Size::numel), unless the extents are too large for their
    /// product, empty dimensions not counted. No tensor has such a shape:
    /// it could not even be looked at as an empty one.
    #[must_use]
    pub fn checked_numel(&self) -> Option<usize> {
        let all = self
            .0
            .iter()
            .try_fold(1, |all: usize, &extent| all.checked_mul(extent.max(1)));
        all.filter(|&all| isize::try_from(all).is_ok())?;
        Some(self.numel())
    }

    /// Appends a dimension.
    pub(crate) fn push(&mut self, extent: usize) {
        self.0.push(extent);
    }

    /// Inserts a dimension before `dim`.
    pub(crate) fn insert(&mut self, dim: usize, extent: usize) {
        self.0.insert(dim, extent);
    }

    /// Removes a dimension and returns its extent.
    pub(crate) fn remove(&mut self, dim: usize) -> usize {
        self.0.remove(dim)
    }

    /// The strides that lay this shape out row by row without gaps.
    #[must_use]
    pub fn contiguous_strides(&self) -> Size {
        if self.is_empty() {
            return Size::default();
        }
        let mut strides = self.clone();
        let mut step = 1;
        for (stride, extent) in strides.0.iter_mut().zip(&self.0).rev() {
            *stride = step;
            // A stride of 0 would make an empty tensor look expanded.
            // What is beyond all numbers here is no step, but all of them.
            step = step.saturating_mul((*extent).max(1));
        }
        strides
    }

    /// A shape that ndarray has, for a loop over nothing: it refuses one
    /// whose other extents overflow.
    #[must_use]
    pub(crate) fn of_nothing(&self) -> Size {
        let product = self.iter().try_fold(1_isize, |n, &extent| {
            n.checked_mul(isize::try_from(extent.max(1)).ok()?)
        });
        match product {
            Some(_) => self.clone(),
            None => self.iter().map(|&extent| extent.min(1)).collect(),
        }
    }

    /// The strides that lay images `[n, channels, height, width]`, or with a
    /// depth before the height, out pixel by pixel.
    #[must_use]
    pub(crate) fn channels_last_strides(&self) -> Size {
        let mut strides = self.clone();
        let mut step = 1;
        for dim in Size::channels_last(self.len()) {
            strides[dim] = step;
            step *= self[dim];
        }
        strides
    }

    /// Such an image's dimensions, innermost first.
    pub(super) fn channels_last(ndim: usize) -> impl Iterator<Item = usize> {
        std::iter::once(1).chain((2..ndim).rev()).chain([0])
    }
}

impl Deref for Size {
    type Target = [usize];

    fn deref(&self) -> &[usize] {
        &self.0
    }
}

impl std::ops::DerefMut for Size {
    fn deref_mut(&mut self) -> &mut [usize] {
        &mut self.0
    }
}

impl FromIterator<usize> for Size {
    fn from_iter<I: IntoIterator<Item = usize>>(iter: I) -> Size {
        Size(iter.into_iter().collect())
    }
}

impl<const N: usize> PartialEq<[usize; N]> for Size {
    fn eq(&self, other: &[usize; N]) -> bool {
        **self == other[..]
    }
}

/// `torch.Size([3, 2])`
impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "torch.Size({})", Listed(self))
    }
}

impl fmt::Debug for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A plain Python tuple of extents or steps: `x.stride()`. Prints as
/// `(3, 1)`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tuple(Size);

impl From<&Size> for Tuple {
    fn from(size: &Size) -> Tuple {
        Tuple(size.clone())
    }
}

impl<const N: usize> PartialEq<[usize; N]> for Tuple {
    fn eq(&self, other: &[usize; N]) -> bool {
        self.0 == *other
    }
}

impl Deref for Tuple {
    type Target = Size;

    fn deref(&self) -> &Size {
        &self.0
    }
}

impl Print for Tuple {
    fn text(&self) -> String {
        python_tuple(self.0.iter().map(usize::to_string))
    }
}

/// `[3, 2]`: how most of PyTorch's errors show a shape.
pub(crate) struct Listed<'a, T>(pub &'a [T]);

impl<T: fmt::Display> fmt::Display for Listed<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[")?;
        for (i, extent) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{extent}")?;
        }
        f.write_str("]")
    }
}

/// What a user may pass for a shape or for dimensions: `3`, `[2, -1]`, a
/// slice, a vector, a [`Size`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Dims(SmallVec<[i64; 4]>);

impl Deref for Dims {
    type Target = [i64];

    fn deref(&self) -> &[i64] {
        &self.0
    }
}

impl From<i64> for Dims {
    fn from(dim: i64) -> Dims {
        Dims(SmallVec::from_slice(&[dim]))
    }
}

impl<const N: usize> From<[i64; N]> for Dims {
    fn from(dims: [i64; N]) -> Dims {
        Dims(SmallVec::from_slice(&dims))
    }
}

impl From<&[i64]> for Dims {
    fn from(dims: &[i64]) -> Dims {
        Dims(SmallVec::from_slice(dims))
    }
}

impl From<Vec<i64>> for Dims {
    fn from(dims: Vec<i64>) -> Dims {
        Dims(SmallVec::from_vec(dims))
    }
}

impl From<&Size> for Dims {
    fn from(size: &Size) -> Dims {
        size.iter().map(|&extent| extent as i64).collect()
    }
}

impl From<Size> for Dims {
    fn from(size: Size) -> Dims {
        Dims::from(&size)
    }
}

impl FromIterator<i64> for Dims {
    fn from_iter<I: IntoIterator<Item = i64>>(iter: I) -> Dims {
        Dims(iter.into_iter().collect())
    }
}

/// Turns a dimension counted from either end into one counted from the front.
///
/// A tensor without dimensions accepts -1 and 0.
///
/// # Errors
/// `IndexError` if there is no such dimension.
pub fn wrap_dim(dim: i64, ndim: usize) -> Result<usize> {
    let n = ndim.max(1) as i64;
    if dim < -n || dim >= n {
        return Err(TorchError::DimOutOfRange { dim, ndim: n as usize });
    }
    Ok(if dim < 0 { dim + n } else { dim } as usize)
}

/// Wraps several dimensions; which of the `ndim` are named.
///
/// # Errors
/// `IndexError` for a dimension that does not exist, `RuntimeError` for one
/// that is named twice.
pub fn wrap_dims(dims: &[i64], ndim: usize) -> Result<SmallVec<[bool; 8]>> {
    let mut named = SmallVec::from_elem(false, ndim.max(1));
    // All must exist before any can be one too many.
    let dims: Result<Size> =
        dims.iter().map(|&dim| wrap_dim(dim, ndim)).collect();
    let dims = dims?;
    if !dims.is_empty() {
        check_nameable(ndim)?;
    }
    for &dim in dims.iter() {
        if std::mem::replace(&mut named[dim], true) {
            return Err(TorchError::DimRepeated { dim });
        }
    }
    named.truncate(ndim);
    Ok(named)
}

/// PyTorch notes the dimensions that are named in 64 bits.
///
/// # Errors
/// `RuntimeError` if there are more.
pub fn check_nameable(ndim: usize) -> Result<()> {
    if ndim <= 64 {
        return Ok(());
    }
    let sentence = "only tensors with up to 64 dims are supported";
    Err(TorchError::runtime(sentence))
}

/// Refuses what does not [`broadcast`].
///
/// # Errors
/// As [`broadcast`].
pub(crate) fn check_broadcast(a: &[usize], b: &[usize]) -> Result<()> {
    if a.is_empty() || b.is_empty() {
        return Ok(());
    }
    broadcast(a, b).map(drop)
}

/// The shape two shapes broadcast to, aligned at the last dimension.
///
/// Follows [Broadcasting semantics](https://pytorch.org/docs/stable/notes/broadcasting.html).
///
/// # Errors
/// `RuntimeError` if two extents differ and neither is 1.
pub fn broadcast(a: &[usize], b: &[usize]) -> Result<Size> {
    let ndim = a.len().max(b.len());
    let extent = |s: &[usize], dim: usize| {
        (dim + s.len()).checked_sub(ndim).map_or(1, |i| s[i])
    };
    let mut out: Size = (0..ndim).map(|_| 0).collect();
    // From the back, as PyTorch reports the last dimension that differs.
    for dim in (0..ndim).rev() {
        out[dim] = match (extent(a, dim), extent(b, dim)) {
            (x, y) if x == y => x,
            (1, y) => y,
            (x, 1) => x,
            (x, y) => return Err(TorchError::Broadcast { a: x, b: y, dim }),
        };
    }
    Ok(out)
}
