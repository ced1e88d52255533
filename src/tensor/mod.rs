//! Memory, shape and text.
