//! Shared memory: the elements that views look at, and who may write them.

use std::cell::{Cell, Ref, RefCell, RefMut};
use std::ops::{Deref, DerefMut};
use std::rc::Rc;

use super::dtype::{DType, Scalar};
use super::error::{Result, TorchError};
use super::size::Listed;

/// The elements of one storage.
#[derive(Clone, Debug)]
pub enum Buffer {
    /// Truth values
    Bool(Cells<bool>),
    /// Bytes
    Uint8(Cells<u8>),
    /// 32-bit integers
    Int32(Cells<i32>),
    /// 64-bit integers
    Int64(Cells<i64>),
    /// 32-bit floats
    Float32(Cells<f32>),
    /// 64-bit floats
    Float64(Cells<f64>),
}

/// Elements side by side. A single one needs no memory of its own: what
/// numbers are computed with is half allocation.
#[derive(Clone, Debug)]
pub enum Cells<T> {
    /// One
    One([T; 1]),
    /// Any number of them
    Many(Vec<T>),
}

impl<T> Deref for Cells<T> {
    type Target = [T];

    #[inline]
    fn deref(&self) -> &[T] {
        match self {
            Cells::One(one) => one,
            Cells::Many(many) => many,
        }
    }
}

impl<T> DerefMut for Cells<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut [T] {
        match self {
            Cells::One(one) => one,
            Cells::Many(many) => many,
        }
    }
}

/// A Rust type that a tensor can hold.
pub trait Element:
    Copy + Default + PartialEq + PartialOrd + std::fmt::Debug + 'static
{
    /// The dtype it stands for.
    const DTYPE: DType;
    /// Wraps elements into a buffer.
    fn buffer(elements: Cells<Self>) -> Buffer;
    /// The elements of a buffer.
    ///
    /// # Panics
    /// If the buffer holds another dtype: callers have dispatched on it.
    fn elements(buffer: &Buffer) -> &[Self];
    /// The elements of a buffer, to write.
    ///
    /// # Panics
    /// As [`elements`](Element::elements).
    fn elements_mut(buffer: &mut Buffer) -> &mut [Self];
    /// The value as a number, without loss.
    fn scalar(self) -> Scalar;
    /// The value as a float.
    fn to_f64(self) -> f64;
    /// The value as an integer, as C converts it on x86-64.
    fn to_i64(self) -> i64;
    /// A float as this type, as C converts it on x86-64.
    fn from_f64(x: f64) -> Self;
    /// An integer as this type; wraps.
    fn from_i64(x: i64) -> Self;
    /// A number as this type.
    fn from_scalar(x: Scalar) -> Self {
        match x {
            Scalar::Bool(b) => Self::from_i64(i64::from(b)),
            Scalar::Int(i) => Self::from_i64(i),
            Scalar::Float(f) => Self::from_f64(f),
        }
    }
    /// Another element type's value as this type.
    fn cast<S: Element>(x: S) -> Self {
        if S::DTYPE.is_floating_point() {
            Self::from_f64(x.to_f64())
        } else {
            Self::from_i64(x.to_i64())
        }
    }
}

/// The conversion of x86-64: what does not fit becomes the smallest integer.
fn truncate(x: f64) -> i64 {
    let i = x as i64;
    if x.is_nan() || i == i64::MAX { i64::MIN } else { i }
}

macro_rules! element {
    ($t:ty, $kind:ident, $s:expr, $f:expr, $i:expr, $ff:expr, $fi:expr) => {
        impl Element for $t {
            const DTYPE: DType = DType::$kind;

            #[inline]
            fn buffer(elements: Cells<$t>) -> Buffer {
                Buffer::$kind(elements)
            }

            #[inline]
            fn elements(buffer: &Buffer) -> &[$t] {
                match buffer {
                    Buffer::$kind(v) => v,
                    _ => unreachable!("dispatched on another dtype"),
                }
            }

            #[inline]
            fn elements_mut(buffer: &mut Buffer) -> &mut [$t] {
                match buffer {
                    Buffer::$kind(v) => v,
                    _ => unreachable!("dispatched on another dtype"),
                }
            }

            #[inline]
            fn scalar(self) -> Scalar {
                $s(self)
            }

            #[inline]
            fn to_f64(self) -> f64 {
                $f(self)
            }

            #[inline]
            fn to_i64(self) -> i64 {
                $i(self)
            }

            #[inline]
            fn from_f64(x: f64) -> $t {
                $ff(x)
            }

            #[inline]
            fn from_i64(x: i64) -> $t {
                $fi(x)
            }
        }
    };
}
element!(
    bool,
    Bool,
    Scalar::Bool,
    |x| f64::from(u8::from(x)),
    i64::from,
    |x| x != 0.0,
    |x| x != 0
);
element!(
    u8,
    Uint8,
    |x| Scalar::Int(i64::from(x)),
    f64::from,
    i64::from,
    |x| truncate(x) as u8,
    |x| x as u8
);
element!(
    i32,
    Int32,
    |x| Scalar::Int(i64::from(x)),
    f64::from,
    i64::from,
    |x: f64| match x as i32 {
        i32::MAX if x >= 2_147_483_648.0 => i32::MIN,
        _ if x.is_nan() => i32::MIN,
        i => i,
    },
    |x| x as i32
);
element!(i64, Int64, Scalar::Int, |x| x as f64, |x| x, truncate, |x| x);
element!(
    f32,
    Float32,
    |x| Scalar::Float(f64::from(x)),
    f64::from,
    |x| truncate(f64::from(x)),
    |x| x as f32,
    |x| x as f32
);
element!(f64, Float64, Scalar::Float, |x| x, truncate, |x| x, |x| x as f64);

/// Runs the body with `$T` standing for the Rust type of a dtype.
macro_rules! dispatch {
    ($dtype:expr, $T:ident => $body:expr) => {{
        use $crate::tensor::DType;
        match $dtype {
            DType::Bool => {
                type $T = bool;
                $body
            }
            DType::Uint8 => {
                type $T = u8;
                $body
            }
            DType::Int32 => {
                type $T = i32;
                $body
            }
            DType::Int64 => {
                type $T = i64;
                $body
            }
            DType::Float32 => {
                type $T = f32;
                $body
            }
            DType::Float64 => {
                type $T = f64;
                $body
            }
        }
    }};
}
pub(crate) use dispatch;

/// Memory that several tensors may look at, with a count of its changes.
#[derive(Debug)]
// ANCHOR: version
pub struct Storage {
    buffer: RefCell<Buffer>,
    /// How often it was written to in place.
    version: Cell<u32>,
}
// ANCHOR_END: version

impl Storage {
    /// Takes elements over.
    #[must_use]
    pub fn new<T: Element>(elements: Vec<T>) -> Rc<Storage> {
        Storage::holding(T::buffer(Cells::Many(elements)))
    }

    /// Memory for one element.
    #[must_use]
    pub fn one<T: Element>(element: T) -> Rc<Storage> {
        Storage::holding(T::buffer(Cells::One([element])))
    }

    fn holding(buffer: Buffer) -> Rc<Storage> {
        let buffer = RefCell::new(buffer);
        Rc::new(Storage { buffer, version: Cell::new(0) })
    }

    /// Makes room for so many elements, if there is not: zeros behind the
    /// others.
    pub fn grow(&self, len: usize) {
        fn grow<T: Element>(elements: &mut Cells<T>, len: usize) {
            if elements.len() < len {
                let mut all = elements.to_vec();
                all.resize(len, T::default());
                *elements = Cells::Many(all);
            }
        }
        match &mut *self.buffer.borrow_mut() {
            Buffer::Bool(elements) => grow(elements, len),
            Buffer::Uint8(elements) => grow(elements, len),
            Buffer::Int32(elements) => grow(elements, len),
            Buffer::Int64(elements) => grow(elements, len),
            Buffer::Float32(elements) => grow(elements, len),
            Buffer::Float64(elements) => grow(elements, len),
        }
    }

    /// How often it was written to in place.
    #[must_use]
    pub fn version(&self) -> &Cell<u32> {
        &self.version
    }

    /// Borrows the elements for the length of a loop.
    #[must_use]
    pub fn read<T: Element>(&self) -> Ref<'_, [T]> {
        Ref::map(self.buffer.borrow(), T::elements)
    }

    /// Borrows the elements for writing. Whoever calls it must not hold a
    /// reading borrow: in-place operations compute first, then write.
    #[must_use]
    pub fn write<T: Element>(&self) -> RefMut<'_, [T]> {
        RefMut::map(self.buffer.borrow_mut(), T::elements_mut)
    }
}

/// Refuses what no machine can hold, with PyTorch's sentence.
///
/// # Errors
/// `RuntimeError` if the elements do not fit into memory.
pub fn check_allocation(shape: &[usize], itemsize: usize) -> Result<()> {
    let product =
        |n: i64, &extent: &usize| n.checked_mul(i64::try_from(extent).ok()?);
    let overflow = |sentence: String| {
        let bytes = shape.iter().fold(itemsize, |n, &e| n.wrapping_mul(e));
        Err(TorchError::runtime(sentence).in_the_notes(format!(
            "[enforce fail at CPUAllocator.cpp:48] ((ptrdiff_t)nbytes) >= 0. \
             alloc_cpu() seems to have been called with negative number: \
             {bytes}\n"
        )))
    };
    let numel = shape.iter().try_fold(1, product);
    let Some(bytes) = numel.and_then(|n| product(n, &itemsize)) else {
        return overflow(format!(
            "Storage size calculation overflowed with sizes={}",
            Listed(shape)
        ));
    };
    // Without an element there are strides nevertheless.
    let inner = shape.iter().skip(1).map(|&extent| extent.max(1));
    if inner.rev().try_fold(1, |n, extent| product(n, &extent)).is_none() {
        return overflow("Stride calculation overflowed".to_owned());
    }
    // Small requests are not worth a question. For the others, reserving
    // asks the system without touching a page.
    let bytes = bytes as u64;
    let fits = bytes < 1 << 28
        || usize::try_from(bytes)
            .is_ok_and(|n| Vec::<u8>::new().try_reserve_exact(n).is_ok());
    if fits { Ok(()) } else { Err(TorchError::Allocation { bytes }) }
}
