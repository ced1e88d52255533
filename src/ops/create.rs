/*!
Tensors from nothing but numbers.

Follows [Creation Ops](https://pytorch.org/docs/stable/torch.html#creation-ops).
*/

use super::literal::{Data, Rows};
use super::numeric::check_fits;
use super::row::Args;
use crate::autograd::Tensor;
use crate::tensor::{
    DType, Dims, Edition, Element, ErrorClass, Result, Scalar, Size, Strided,
    TorchError, dispatch, kernels,
};

/// What a new tensor shall be, beyond its values: `dtype=`,
/// `requires_grad=`. A [`DType`] alone will do.
#[derive(Clone, Copy, Default, Debug)]
pub struct Options {
    /// Another dtype than the values would give.
    pub dtype: Option<DType>,
    /// Whether gradients are asked for.
    pub requires_grad: bool,
}

impl From<Option<DType>> for Options {
    fn from(dtype: Option<DType>) -> Options {
        Options { dtype, requires_grad: false }
    }
}

impl From<DType> for Options {
    fn from(dtype: DType) -> Options {
        Options { dtype: Some(dtype), requires_grad: false }
    }
}

impl DType {
    /// This dtype, with or without gradients: `float64.requires_grad(true)`.
    #[must_use]
    pub fn requires_grad(self, requires_grad: bool) -> Options {
        Options { dtype: Some(self), requires_grad }
    }
}

impl Options {
    pub(crate) fn apply(self, tensor: Tensor) -> Result<Tensor> {
        if !self.requires_grad {
            return Ok(tensor);
        }
        if !tensor.dtype().is_floating_point() {
            // Not what `requires_grad_` says, in either edition.
            return Err(TorchError::runtime(
                "Only Tensors of floating point and complex dtype can \
                 require gradients",
            )
            .in_the_notes(
                "Only Tensors of floating point dtype can require gradients",
            ));
        }
        tensor.requires_grad_(true)
    }
}

fn from_numbers(numbers: &[Scalar], shape: Size, dtype: DType) -> Tensor {
    Tensor::from_strided(dispatch!(dtype, T => {
        let elements = numbers.iter().map(|&n| T::from_scalar(n)).collect();
        Strided::new(elements, shape)
    }))
}

/// A tensor with these values: `torch.tensor(data)`.
///
/// Floats become float32, integers int64.
///
/// ```
/// use torchbook::prelude::*;
///
/// let x = tensor([[1.0, 2.0], [3.0, 4.5]]);
/// assert_eq!(x.repr(), "tensor([[1.0000, 2.0000],\n        [3.0000, 4.5000]])");
/// ```
#[must_use]
pub fn tensor<D: Data>(data: D) -> Tensor {
    let (mut shape, mut numbers) = (Size::default(), Vec::new());
    data.shape(&mut shape);
    data.numbers(&mut numbers);
    // An empty literal says nothing of its numbers: PyTorch's default.
    from_numbers(&numbers, shape, data.dtype())
}

/// [`tensor`] with `dtype=` and `requires_grad=`.
///
/// # Errors
/// `RuntimeError` if gradients are asked of integers, or if a number does
/// not fit into an integer dtype.
pub fn tensor_with<D: Data>(
    data: D,
    options: impl Into<Options>,
) -> Result<Tensor> {
    let options = options.into();
    let (mut shape, mut numbers) = (Size::default(), Vec::new());
    data.shape(&mut shape);
    data.numbers(&mut numbers);
    let dtype = options.dtype.unwrap_or(data.dtype());
    check_literal(&numbers, dtype)?;
    options.apply(from_numbers(&numbers, shape, dtype))
}

/// [`tensor_with`] for data whose shape is only known at run time.
///
/// # Errors
/// As [`tensor_with`].
#[cfg(feature = "python")]
pub(crate) fn tensor_of_numbers(
    numbers: &[Scalar],
    shape: Size,
    dtype: DType,
) -> Result<Tensor> {
    check_literal(numbers, dtype)?;
    Ok(from_numbers(numbers, shape, dtype))
}

/// Refuses numbers that an integer dtype cannot hold. Floats are cut to
/// whole numbers first; those too large for float32 are infinite.
fn check_literal(numbers: &[Scalar], dtype: DType) -> Result<()> {
    let whole = matches!(dtype, DType::Uint8 | DType::Int32 | DType::Int64);
    if whole && numbers.iter().any(|&n| check_fits(n, dtype).is_err()) {
        return Err(TorchError::runtime(format!(
            "value cannot be converted to type {} without overflow",
            dtype.name()
        )));
    }
    Ok(())
}

/// `torch.tensor(rows)` of vectors within vectors, which Rust does not hold
/// to be even.
///
/// ```
/// use torchbook::prelude::*;
///
/// let uneven = Tensor::try_from(vec![vec![1, 2, 3], vec![4, 5]]);
/// assert_eq!(
///     format!("{:#}", uneven.unwrap_err()),
///     "ValueError: expected sequence of length 3 at dim 1 (got 2)"
/// );
/// ```
impl<R: Rows> TryFrom<Vec<R>> for Tensor {
    type Error = TorchError;

    fn try_from(rows: Vec<R>) -> Result<Tensor> {
        let (mut shape, mut numbers) = (Size::default(), Vec::new());
        rows.extents(&mut shape);
        // Without elements PyTorch looks no further.
        if shape.numel() > 0 {
            rows.fill(&shape, 0, &mut numbers)?;
        }
        Ok(from_numbers(&numbers, shape, R::DTYPE))
    }
}

/// A shape as the user wrote it.
pub(crate) fn shape_of(dims: &Dims) -> Result<Size> {
    if let Some(extent) = dims.iter().find(|&&extent| extent < 0) {
        return Err(TorchError::runtime(format!(
            "Trying to create tensor with negative dimension {extent}: {}",
            crate::tensor::Listed(dims)
        )));
    }
    Ok(dims.iter().map(|&extent| extent as usize).collect())
}

/// One number everywhere: `torch.full(size, fill_value)`. The dtype is the
/// number's.
///
/// # Errors
/// `RuntimeError` for a negative extent, or more than memory holds.
pub fn full(
    size: impl Into<Dims>,
    value: impl Into<Scalar>,
) -> Result<Tensor> {
    full_with(size, value, Options::default())
}

/// [`full`] with `dtype=` and `requires_grad=`.
///
/// # Errors
/// As [`full`], and if gradients are asked of integers.
pub fn full_with(
    size: impl Into<Dims>,
    value: impl Into<Scalar>,
    options: impl Into<Options>,
) -> Result<Tensor> {
    let (value, options) = (value.into(), options.into());
    let dtype = options.dtype.unwrap_or(value.dtype());
    let shape = shape_of(&size.into())?;
    check_fits(value, dtype)?;
    let window = Strided::full(shape, value, dtype)?;
    options.apply(Tensor::from_strided(window))
}

/// Zeros: `torch.zeros(size)`.
///
/// # Errors
/// As [`full`].
pub fn zeros(size: impl Into<Dims>) -> Result<Tensor> {
    zeros_with(size, Options::default())
}

/// [`zeros`] with `dtype=` and `requires_grad=`.
///
/// # Errors
/// As [`full_with`].
pub fn zeros_with(
    size: impl Into<Dims>,
    options: impl Into<Options>,
) -> Result<Tensor> {
    let size = size.into();
    if size.iter().any(|&extent| extent < 0) {
        let then = shape_of(&size).map(drop).unwrap_err().to_string();
        return Err(TorchError::runtime(
            "zeros: Dimension size must be non-negative.",
        )
        .in_the_notes(then));
    }
    full_with(size, 0.0, options)
}

/// Ones: `torch.ones(size)`.
///
/// # Errors
/// As [`full`].
pub fn ones(size: impl Into<Dims>) -> Result<Tensor> {
    full(size, 1.0)
}

/// [`ones`] with `dtype=` and `requires_grad=`.
///
/// # Errors
/// As [`full_with`].
pub fn ones_with(
    size: impl Into<Dims>,
    options: impl Into<Options>,
) -> Result<Tensor> {
    full_with(size, 1.0, options)
}

/// Memory that nobody has written to: `torch.empty(size)`. Here it holds
/// zeros, which is one of the things it may hold.
///
/// # Errors
/// As [`full`].
pub fn empty(size: impl Into<Dims>) -> Result<Tensor> {
    full(size, 0.0)
}

/// [`empty`] with `dtype=` and `requires_grad=`.
///
/// # Errors
/// As [`full_with`].
pub fn empty_with(
    size: impl Into<Dims>,
    options: impl Into<Options>,
) -> Result<Tensor> {
    full_with(size, 0.0, options)
}

impl Tensor {
    /// Zeros of this shape, dtype and layout: `torch.zeros_like(x)`.
    ///
    /// # Errors
    /// `RuntimeError` if memory does not hold them.
    pub fn zeros_like(&self) -> Result<Tensor> {
        self.full_like(0)
    }

    /// Ones of this shape, dtype and layout: `torch.ones_like(x)`.
    ///
    /// # Errors
    /// `RuntimeError` if memory does not hold them.
    pub fn ones_like(&self) -> Result<Tensor> {
        self.full_like(1)
    }

    /// Memory of this shape, dtype and layout: `torch.empty_like(x)`. As
    /// with [`empty`], it holds zeros.
    ///
    /// # Errors
    /// `RuntimeError` if memory does not hold it.
    pub fn empty_like(&self) -> Result<Tensor> {
        self.full_like(0)
    }

    /// One number everywhere, in this shape, dtype and layout:
    /// `torch.full_like(x, value)`.
    ///
    /// # Errors
    /// `RuntimeError` if memory does not hold it, or the dtype not the
    /// number.
    pub fn full_like(&self, value: impl Into<Scalar>) -> Result<Tensor> {
        self.full_like_with(value, Options::default())
    }

    /// [`full_like`](Tensor::full_like) with `dtype=` and `requires_grad=`;
    /// with 0 and 1 also those of `zeros_like` and `ones_like`.
    ///
    /// # Errors
    /// As [`full_like`](Tensor::full_like), and if gradients are asked of
    /// integers.
    pub fn full_like_with(
        &self,
        value: impl Into<Scalar>,
        options: impl Into<Options>,
    ) -> Result<Tensor> {
        let (value, options) = (value.into(), options.into());
        let own = self.strided();
        let dtype = options.dtype.unwrap_or(own.dtype());
        check_fits(value, dtype)?;
        let strides = kernels::strides_of_empty_like(&own);
        let flat = Size::new(&[own.numel()]);
        let filled = Strided::full(flat, value, dtype)?;
        let filled = filled.window(own.shape().clone(), strides, 0);
        options.apply(Tensor::from_strided(filled))
    }

    /// The elements in row order, as Rust numbers of the tensor's dtype.
    ///
    /// # Errors
    /// `TypeError` if the tensor holds another type.
    pub fn to_vec<T: Element>(&self) -> Result<Vec<T>> {
        if T::DTYPE != self.dtype() {
            return Err(TorchError::type_(format!(
                "the tensor holds {}, not {}",
                self.dtype(),
                T::DTYPE
            )));
        }
        self.strided().to_vec()
    }

    /// The number in a tensor of one element: `x.item()`.
    ///
    /// # Errors
    /// `RuntimeError` if there are more or none.
    pub fn item(&self) -> Result<Scalar> {
        if self.numel() == 1 {
            return Ok(self.strided().first());
        }
        Err(TorchError::runtime(format!(
            "a Tensor with {} elements cannot be converted to Scalar",
            self.numel()
        ))
        .in_the_notes_as(
            ErrorClass::Value,
            "only one element tensors can be converted to Python scalars",
        ))
    }
}

/// The number that an element is in Python. The masks of the notes' edition
/// hold 0 and 1.
impl crate::tensor::Print for Scalar {
    fn text(&self) -> String {
        match self {
            Scalar::Bool(x) if Edition::current() == Edition::Notes => {
                i64::from(*x).to_string()
            }
            Scalar::Bool(x) => crate::tensor::python_bool(*x).to_owned(),
            Scalar::Int(x) => x.to_string(),
            Scalar::Float(x) => crate::tensor::python_float(*x),
        }
    }
}

/// Rows of what is made of numbers: no gradient flows there.
macro_rules! rows {
    ($($row:ident, $name:literal, $signature:literal, $call:expr;)+) => {$(
        #[doc = concat!("`", $name, "`, in the table.")]
        pub static $row: $crate::ops::Row = $crate::ops::Row {
            name: $name,
            signature: $signature,
            grad_fn: None,
            call: $call,
            in_place: None,
            examples: |_| Vec::new(),
        };
    )+};
}
pub(super) use rows;

rows! {
    ZEROS_ROW, "zeros", "zeros(size, *, dtype=None)", |a| {
        Ok(zeros_with(a.dims(0)?, a.optional(1, Args::dtype)?)?.into())
    };
    ONES_ROW, "ones", "ones(size, *, dtype=None)", |a| {
        Ok(ones_with(a.dims(0)?, a.optional(1, Args::dtype)?)?.into())
    };
    FULL_ROW, "full", "full(size, fill_value, *, dtype=None)", |a| {
        let (value, dtype) = (a.scalar(1)?, a.optional(2, Args::dtype)?);
        Ok(full_with(a.dims(0)?, value, dtype)?.into())
    };
    ZEROS_LIKE_ROW, "zeros_like", "zeros_like(input, *, dtype=None)", |a| {
        let dtype = a.optional(1, Args::dtype)?;
        Ok(a.tensor(0)?.full_like_with(0, dtype)?.into())
    };
    ONES_LIKE_ROW, "ones_like", "ones_like(input, *, dtype=None)", |a| {
        let dtype = a.optional(1, Args::dtype)?;
        Ok(a.tensor(0)?.full_like_with(1, dtype)?.into())
    };
    FULL_LIKE_ROW, "full_like", "full_like(input, fill_value, *, dtype=None)",
    |a| {
        let (value, dtype) = (a.scalar(1)?, a.optional(2, Args::dtype)?);
        Ok(a.tensor(0)?.full_like_with(value, dtype)?.into())
    };
    ITEM_ROW, "item", "item(input)", |a| {
        Ok(match a.tensor(0)?.item()? {
            Scalar::Bool(x) => x.into(),
            Scalar::Int(x) => x.into(),
            Scalar::Float(x) => x.into(),
        })
    };
}
