/*!
Memory, shape and text: everything about a tensor but its history.

[`Strided`] is a window onto shared memory. Kernels loop over windows;
[`crate::autograd`] adds the history and calls the result a tensor.
*/

mod dtype;
mod edition;
mod error;
pub(crate) mod kernels;
mod list;
pub mod moments;
mod numpy;
mod output;
mod print;
pub(crate) mod products;
pub mod random;
mod size;
mod storage;
mod strided;
pub mod sum;

pub use dtype::{
    Category, DType, Participant, Scalar, bool_, float32, float64, int32,
    int64, result_type, uint8,
};
pub use edition::{Edition, with_edition};
pub use error::{ErrorClass, Result, TorchError};
pub use list::List;
pub use numpy::Numpy;
pub use output::{Print, capture, print};
pub use print::{
    NumpyPrinting, PrintOptions, Printing, Profile, Tail, View, numpy_repr,
    numpy_str, parameter_repr, printoptions, python_bool, python_float,
    python_str, python_tuple, repr, repr_named, set_numpy_printing,
    set_printoptions, size_repr, with_printoptions,
};
pub use size::{
    Dims, Size, Tuple, broadcast, check_nameable, wrap_dim, wrap_dims,
};
pub(crate) use size::{Listed, check_broadcast};
pub(crate) use storage::dispatch;
pub use storage::{Buffer, Cells, Element, Storage, check_allocation};
pub use strided::Strided;
pub(crate) use strided::strides_overflow;
