//! Memory, shape and text.

pub mod random;
