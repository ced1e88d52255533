//! Memory, shape and text.

pub mod moments;
pub mod random;
pub mod sum;
