//! What one element is: the six dtypes, numbers, and PyTorch's promotion.

use std::cell::Cell;
use std::fmt;

use super::error::{Result, TorchError};

/// The type of a tensor's elements.
///
/// Follows [torch.dtype](https://pytorch.org/docs/stable/tensor_attributes.html).
/// The lower-case constants [`float32`], [`int64`], … read as in Python.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DType {
    /// `torch.bool`
    Bool,
    /// `torch.uint8`
    Uint8,
    /// `torch.int32`
    Int32,
    /// `torch.int64`, what integer literals become.
    Int64,
    /// `torch.float32`, the default of everything that computes.
    Float32,
    /// `torch.float64`
    Float64,
}

/// The dtypes by the names they have in Python.
#[expect(non_upper_case_globals, reason = "the names are PyTorch's")]
mod names {
    use super::DType;

    /// `torch.bool`; plain `bool` is Rust's own.
    pub const bool_: DType = DType::Bool;
    /// `torch.uint8`
    pub const uint8: DType = DType::Uint8;
    /// `torch.int32`
    pub const int32: DType = DType::Int32;
    /// `torch.int64`
    pub const int64: DType = DType::Int64;
    /// `torch.float32`
    pub const float32: DType = DType::Float32;
    /// `torch.float64`
    pub const float64: DType = DType::Float64;
}
pub use names::*;

thread_local! {
    static USUAL: Cell<DType> = const { Cell::new(DType::Float32) };
}

impl DType {
    /// What floats become where nobody says more: `get_default_dtype()`.
    #[must_use]
    pub fn usual() -> DType {
        USUAL.get()
    }

    /// From now on, in this thread, floats become this:
    /// `set_default_dtype(d)`.
    ///
    /// # Errors
    /// `TypeError` if it is not a floating-point type.
    pub fn set_usual(self) -> Result<()> {
        if !self.is_floating_point() {
            return Err(TorchError::type_(
                "only floating-point types are supported as the default type",
            ));
        }
        USUAL.set(self);
        Ok(())
    }

    /// Every dtype, from the narrowest category to the widest.
    pub const ALL: [DType; 6] = [
        DType::Bool,
        DType::Uint8,
        DType::Int32,
        DType::Int64,
        DType::Float32,
        DType::Float64,
    ];

    /// `float32` or `float64`: only these carry gradients.
    #[must_use]
    pub fn is_floating_point(self) -> bool {
        matches!(self, DType::Float32 | DType::Float64)
    }

    /// The name without `torch.`, as in `float32`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            DType::Bool => "bool",
            DType::Uint8 => "uint8",
            DType::Int32 => "int32",
            DType::Int64 => "int64",
            DType::Float32 => "float32",
            DType::Float64 => "float64",
        }
    }

    /// The name that PyTorch's C++ uses in errors, as in `Float`, `Long`.
    #[must_use]
    pub fn scalar_type(self) -> &'static str {
        match self {
            DType::Bool => "Bool",
            DType::Uint8 => "Byte",
            DType::Int32 => "Int",
            DType::Int64 => "Long",
            DType::Float32 => "Float",
            DType::Float64 => "Double",
        }
    }

    /// [`scalar_type`](DType::scalar_type) of 1.1.0, whose masks were bytes.
    #[must_use]
    pub(crate) fn scalar_type_then(self) -> &'static str {
        match self {
            DType::Bool => DType::Uint8.scalar_type(),
            dtype => dtype.scalar_type(),
        }
    }

    /// The name of the C type in errors of matrix products, as in `float`.
    #[must_use]
    pub fn c_name(self) -> &'static str {
        match self {
            DType::Bool => "bool",
            DType::Uint8 => "unsigned char",
            DType::Int32 => "int",
            DType::Int64 => "long int",
            DType::Float32 => "float",
            DType::Float64 => "double",
        }
    }

    /// Bytes of one element.
    #[must_use]
    pub fn itemsize(self) -> usize {
        match self {
            DType::Bool | DType::Uint8 => 1,
            DType::Int32 | DType::Float32 => 4,
            DType::Int64 | DType::Float64 => 8,
        }
    }

    /// bool, integer or floating: promotion first looks at these.
    #[must_use]
    pub fn category(self) -> Category {
        match self {
            DType::Bool => Category::Bool,
            DType::Uint8 | DType::Int32 | DType::Int64 => Category::Integer,
            DType::Float32 | DType::Float64 => Category::Floating,
        }
    }

    /// `torch.promote_types`: the smallest dtype that holds both.
    #[must_use]
    pub fn promote(self, other: DType) -> DType {
        // The order of the enum is the order of promotion.
        self.max(other)
    }

    /// `torch.can_cast`: a value may go to a wider category, never back.
    #[must_use]
    pub fn can_cast(self, to: DType) -> bool {
        self.category() <= to.category()
    }
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "torch.{}", self.name())
    }
}

/// The three kinds of dtype, in the order of promotion.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Category {
    /// Truth values.
    Bool,
    /// Whole numbers.
    Integer,
    /// Floating-point numbers.
    Floating,
}

/// A Python number: it has a category but no width of its own.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Scalar {
    /// `True` or `False`
    Bool(bool),
    /// A Python `int`
    Int(i64),
    /// A Python `float`
    Float(f64),
}

impl Scalar {
    /// The dtype that a tensor made of this number alone has.
    #[must_use]
    pub fn dtype(self) -> DType {
        match self {
            Scalar::Bool(_) => DType::Bool,
            Scalar::Int(_) => DType::Int64,
            Scalar::Float(_) => DType::usual(),
        }
    }

    /// The number as a float.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        match self {
            Scalar::Bool(b) => f64::from(u8::from(b)),
            Scalar::Int(i) => i as f64,
            Scalar::Float(f) => f,
        }
    }

    /// The number as an integer, cut off towards zero.
    #[must_use]
    pub fn to_i64(self) -> i64 {
        match self {
            Scalar::Bool(b) => i64::from(b),
            Scalar::Int(i) => i,
            Scalar::Float(f) => f as i64,
        }
    }

    /// Whether it is zero, as Python's `not`.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.to_f64() == 0.0
    }
}

macro_rules! scalar_from {
    ($($kind:ident: $($t:ty),+;)+) => {$($(
        impl From<$t> for Scalar {
            fn from(x: $t) -> Scalar {
                Scalar::$kind(x.into())
            }
        }
    )+)+};
}
scalar_from! { Bool: bool; Int: i64, i32, u8; Float: f64, f32; }

/// One side of an operation, as promotion sees it.
#[derive(Clone, Copy, Debug)]
pub enum Participant {
    /// A tensor with at least one dimension.
    Dimensioned(DType),
    /// A tensor without dimensions.
    ZeroDim(DType),
    /// A Python number.
    Number(Scalar),
}

/// The dtype of a result, by
/// [PyTorch's rules](https://pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc):
/// a 0-dim tensor or a number widens the dimensioned ones only if it is of a
/// higher category.
#[must_use]
pub fn result_type(operands: &[Participant]) -> DType {
    let (mut dimensioned, mut zero_dim, mut number) = (None, None, None);
    for operand in operands {
        let (widest, dtype) = match operand {
            Participant::Dimensioned(dtype) => (&mut dimensioned, *dtype),
            Participant::ZeroDim(dtype) => (&mut zero_dim, *dtype),
            Participant::Number(n) => (&mut number, n.dtype()),
        };
        *widest =
            Some(widest.map_or(dtype, |so_far: DType| so_far.promote(dtype)));
    }
    let combine = |high: Option<DType>, low: Option<DType>| match (high, low) {
        (Some(h), Some(l)) if l.category() > h.category() => Some(l),
        (Some(h), _) => Some(h),
        (None, l) => l,
    };
    // Promotion of nothing: PyTorch's default dtype.
    combine(dimensioned, combine(zero_dim, number)).unwrap_or(DType::usual())
}
