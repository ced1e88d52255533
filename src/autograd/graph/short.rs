//! Values in a few characters, for labels.

use crate::tensor::{Strided, Tail, repr};

/// More elements than this are told by their shape.
pub(super) const SHORT: usize = 6;

/// As the tensor prints, without `tensor(..)` and dtype: `[1., 2.]`, `20.`;
/// a long one as its shape: `101 values`, `3×5 values`.
pub(super) fn short(value: &Strided) -> String {
    if value.numel() == 0 && value.ndim() == 1 {
        return "[]".to_owned();
    }
    if value.numel() == 0 || value.numel() > SHORT {
        let shape: Vec<String> =
            value.shape().iter().map(ToString::to_string).collect();
        return format!("{} values", shape.join("×"));
    }
    let printed = value.with_print_view(|view| repr(view, &Tail::default()));
    let inner = printed.trim_start_matches("tensor(").trim_end_matches(')');
    let inner = inner.split("dtype=").next().unwrap_or_default();
    // Padding that aligns columns is of no use in one line.
    let words: Vec<&str> = inner.split_whitespace().collect();
    let line = words.join(" ");
    line.trim_end_matches(',').replace("[ ", "[")
}

/// One element, without the point that tells a whole float from an integer:
/// `20`, `0.5000`.
pub(super) fn number(value: &Strided) -> String {
    let text = short(value);
    text.strip_suffix('.').map_or(text.clone(), str::to_owned)
}

/// The elements of a short tensor, each as a window of its own.
pub(super) fn elements(value: &Strided) -> Vec<Strided> {
    let flat = value.contiguous().unwrap_or_else(|_| value.clone());
    let one = |i| {
        let none = crate::tensor::Size::default();
        flat.window(none.clone(), none, flat.offset() + i)
    };
    (0..flat.numel()).map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::{DType, Size};

    #[test]
    fn values_are_short() {
        let vector = |v: Vec<f32>| {
            let size = Size::new(&[v.len()]);
            short(&Strided::new(v, size))
        };
        assert_eq!(vector(vec![]), "[]");
        assert_eq!(vector(vec![1.0, 2.0, 3.0]), "[1., 2., 3.]");
        assert_eq!(vector(vec![1.0, -2.5]), "[1.0000, -2.5000]");
        assert_eq!(vector(vec![0.0; 101]), "101 values");
        let shaped = |shape: &[usize], dtype| {
            short(&Strided::full(Size::new(shape), 7, dtype).unwrap())
        };
        assert_eq!(shaped(&[], DType::Float32), "7.");
        assert_eq!(shaped(&[], DType::Float64), "7.");
        assert_eq!(shaped(&[], DType::Int32), "7");
        assert_eq!(shaped(&[2, 2], DType::Float64), "[[7., 7.], [7., 7.]]");
        assert_eq!(shaped(&[3, 5], DType::Float32), "3×5 values");
        assert_eq!(shaped(&[0, 5], DType::Float32), "0×5 values");
        assert_eq!(shaped(&[1], DType::Bool), "[True]");
    }
}
