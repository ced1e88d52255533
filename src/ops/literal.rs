/*!
What tensors are made of: numbers as Rust writes them, in boxes and in rows.
*/

use crate::tensor::{DType, Result, Scalar, Size, TorchError};

/// A number that may stand in a literal: Rust's name for it, and the dtype
/// that `torch.tensor` gives it.
pub trait Literal: Copy {
    /// `f64` and `f32` become float32, `i64` and `i32` int64.
    const DTYPE: DType;
    /// The number.
    fn number(self) -> Scalar;
}

macro_rules! literal {
    ($($t:ty => $dtype:ident),+ $(,)?) => {$(
        impl Literal for $t {
            const DTYPE: DType = DType::$dtype;

            fn number(self) -> Scalar {
                self.into()
            }
        }

        impl Data for $t {
            const DTYPE: DType = DType::$dtype;

            fn shape(&self, _: &mut Size) {}

            fn numbers(&self, out: &mut Vec<Scalar>) {
                out.push((*self).number());
            }
        }
        impl Fixed for $t {
            fn extents(_: &mut Size) {}
        }
    )+};
}
literal! {
    f64 => Float32, f32 => Float32, i64 => Int64, i32 => Int64,
    u8 => Uint8, bool => Bool,
}

/// What [`tensor`](super::create::tensor) takes: numbers, arrays, slices and vectors of them. Its
/// shape is that of a box, by its type.
pub trait Data {
    /// The dtype it becomes.
    const DTYPE: DType;
    /// Appends the extents, outermost first.
    fn shape(&self, shape: &mut Size);
    /// Appends the numbers, row by row.
    fn numbers(&self, out: &mut Vec<Scalar>);
    /// The dtype, where the type alone does not say it.
    fn dtype(&self) -> DType {
        Self::DTYPE
    }
}

/// What `item()` returns.
impl Data for Scalar {
    const DTYPE: DType = DType::Float32;

    fn shape(&self, _: &mut Size) {}

    fn numbers(&self, out: &mut Vec<Scalar>) {
        out.push(*self);
    }

    fn dtype(&self) -> DType {
        Scalar::dtype(*self)
    }
}

/// Data whose type alone says its shape: the rows of a box.
pub trait Fixed: Data {
    /// Appends the extents, outermost first.
    fn extents(shape: &mut Size);
}

impl<D: Fixed, const N: usize> Fixed for [D; N] {
    fn extents(shape: &mut Size) {
        shape.push(N);
        D::extents(shape);
    }
}

impl<D: Fixed> Data for [D] {
    const DTYPE: DType = D::DTYPE;

    fn shape(&self, shape: &mut Size) {
        shape.push(self.len());
        // `torch.tensor([])` has one dimension, whatever might have been in.
        if !self.is_empty() {
            D::extents(shape);
        }
    }

    fn numbers(&self, out: &mut Vec<Scalar>) {
        for row in self {
            row.numbers(out);
        }
    }
}

impl<D: Fixed, const N: usize> Data for [D; N] {
    const DTYPE: DType = D::DTYPE;

    fn shape(&self, shape: &mut Size) {
        self.as_slice().shape(shape);
    }

    fn numbers(&self, out: &mut Vec<Scalar>) {
        self.as_slice().numbers(out);
    }
}

impl<D: Fixed> Data for Vec<D> {
    const DTYPE: DType = D::DTYPE;

    fn shape(&self, shape: &mut Size) {
        self.as_slice().shape(shape);
    }

    fn numbers(&self, out: &mut Vec<Scalar>) {
        self.as_slice().numbers(out);
    }
}

impl<D: Data + ?Sized> Data for &D {
    const DTYPE: DType = D::DTYPE;

    fn shape(&self, shape: &mut Size) {
        (**self).shape(shape);
    }

    fn numbers(&self, out: &mut Vec<Scalar>) {
        (**self).numbers(out);
    }

    fn dtype(&self) -> DType {
        (**self).dtype()
    }
}

/// What may be too uneven for a tensor: vectors of vectors.
pub trait Rows {
    /// The dtype it becomes.
    const DTYPE: DType;
    /// Appends the extents, judged by the first elements.
    fn extents(&self, shape: &mut Size);
    /// Appends the numbers, row by row.
    ///
    /// # Errors
    /// `ValueError` if a row is longer or shorter than the first one.
    fn fill(
        &self,
        shape: &[usize],
        dim: usize,
        out: &mut Vec<Scalar>,
    ) -> Result<()>;
}

impl<T: Literal> Rows for T {
    const DTYPE: DType = T::DTYPE;

    fn extents(&self, _: &mut Size) {}

    fn fill(
        &self,
        _: &[usize],
        _: usize,
        out: &mut Vec<Scalar>,
    ) -> Result<()> {
        out.push(self.number());
        Ok(())
    }
}

impl<R: Rows> Rows for Vec<R> {
    const DTYPE: DType = R::DTYPE;

    fn extents(&self, shape: &mut Size) {
        shape.push(self.len());
        if let Some(first) = self.first() {
            first.extents(shape);
        }
    }

    fn fill(
        &self,
        shape: &[usize],
        dim: usize,
        out: &mut Vec<Scalar>,
    ) -> Result<()> {
        if self.len() != shape[dim] {
            return Err(TorchError::value(format!(
                "expected sequence of length {} at dim {dim} (got {})",
                shape[dim],
                self.len()
            )));
        }
        self.iter().try_for_each(|row| row.fill(shape, dim + 1, out))
    }
}
