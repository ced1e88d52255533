//! A matrix in borrowed memory.

use std::borrow::Cow;

use super::order::Lie;

/// Elements, and how far apart those are that are neighbours in a column
/// and in a row.
#[derive(Clone, Copy)]
pub struct Matrix<'a, T> {
    data: &'a [T],
    pub rows: usize,
    pub columns: usize,
    down: usize,
    right: usize,
}

impl<'a, T: Copy> Matrix<'a, T> {
    /// A matrix whose elements begin where `data` does. A step that is never
    /// taken is as good as one that is convenient.
    pub fn of(lie: Lie, data: &'a [T]) -> Self {
        let [rows, columns] = lie.size;
        let right = if columns == 1 { 1 } else { lie.strides[1] };
        let down = if rows == 1 { columns } else { lie.strides[0] };
        Matrix { data, rows, columns, down, right }
    }

    /// A matrix that lies row by row.
    pub fn new(data: &'a [T], [rows, columns]: [usize; 2]) -> Self {
        Matrix { data, rows, columns, down: columns, right: 1 }
    }

    #[inline(always)]
    pub fn at(self, row: usize, column: usize) -> T {
        self.data[row * self.down + column * self.right]
    }

    /// Whether a row's elements lie side by side.
    #[inline(always)]
    pub fn has_rows(self) -> bool {
        self.right == 1
    }

    /// A row whose elements lie side by side.
    #[inline(always)]
    pub fn row(self, row: usize) -> &'a [T] {
        debug_assert!(self.has_rows());
        &self.data[row * self.down..][..self.columns]
    }

    #[inline(always)]
    pub fn turned(self) -> Self {
        Matrix {
            rows: self.columns,
            columns: self.rows,
            down: self.right,
            right: self.down,
            ..self
        }
    }

    /// `n` rows from `from` on.
    #[inline(always)]
    pub fn rows_from(self, from: usize, n: usize) -> Self {
        let data = if n == 0 { &[] } else { &self.data[from * self.down..] };
        Matrix { data, rows: n, ..self }
    }

    /// `n` columns from `from` on.
    #[inline(always)]
    pub fn columns_from(self, from: usize, n: usize) -> Self {
        self.turned().rows_from(from, n).turned()
    }

    /// The rows, one after the other.
    #[inline(always)]
    pub fn in_rows(self) -> Cow<'a, [T]> {
        let (rows, columns) = (self.rows, self.columns);
        if self.has_rows() && self.down == columns {
            return Cow::from(&self.data[..rows * columns]);
        }
        let at = |i| (0..columns).map(move |j| self.at(i, j));
        (0..rows).flat_map(at).collect()
    }
}
