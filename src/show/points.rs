//! What can be plotted.

use crate::autograd::Tensor;
use crate::tensor::Scalar;

/// One value of a line: a number, whose place is its turn, or a pair `(x,
/// y)`.
pub trait Point: Copy {
    /// Where it is, if it is the `turn`th.
    fn place(self, turn: usize) -> (f64, f64);
}

impl Point for f64 {
    fn place(self, turn: usize) -> (f64, f64) {
        (turn as f64, self)
    }
}

impl Point for f32 {
    fn place(self, turn: usize) -> (f64, f64) {
        f64::from(self).place(turn)
    }
}

impl Point for Scalar {
    fn place(self, turn: usize) -> (f64, f64) {
        self.to_f64().place(turn)
    }
}

impl Point for (f64, f64) {
    fn place(self, _: usize) -> (f64, f64) {
        self
    }
}

/// A sequence of [`Point`]s, or the elements of a tensor in row order.
pub trait Points {
    /// All places.
    fn places(&self) -> Vec<(f64, f64)>;
}

impl<P: Point> Points for [P] {
    fn places(&self) -> Vec<(f64, f64)> {
        self.iter().enumerate().map(|(i, p)| p.place(i)).collect()
    }
}

impl<P: Point> Points for Vec<P> {
    fn places(&self) -> Vec<(f64, f64)> {
        self.as_slice().places()
    }
}

impl<P: Point, const N: usize> Points for [P; N] {
    fn places(&self) -> Vec<(f64, f64)> {
        self.as_slice().places()
    }
}

impl Points for Tensor {
    fn places(&self) -> Vec<(f64, f64)> {
        self.tolist().numbers().places()
    }
}

impl<T: Points + ?Sized> Points for &T {
    fn places(&self) -> Vec<(f64, f64)> {
        (**self).places()
    }
}
