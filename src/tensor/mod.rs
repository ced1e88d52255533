//! Memory, shape and text.

mod edition;
mod output;
mod print;

pub use edition::{Edition, with_edition};
pub use output::{Print, capture, print};
pub use print::{
    PrintOptions, Printing, Profile, Tail, View, numpy_repr, numpy_str,
    parameter_repr, printoptions, python_bool, python_float, python_str,
    python_tuple, repr, repr_named, set_printoptions, size_repr,
    with_printoptions,
};
