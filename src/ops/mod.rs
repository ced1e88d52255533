/*!
Operations that no chapter owns, by family; each with its derivative beside
it.

An operation is one place: a method with its forward and its derivative, the
names of its node, its errors, and a [`Row`] of the table of operations.
Chapters own the operations that they explain.
*/

pub mod activations;
pub mod angles;
pub mod arithmetic;
pub mod bends;
pub mod blends;
pub mod choose;
pub mod compare;
pub mod contractions;
pub mod copying;
pub mod counting;
pub mod create;
pub mod diagonals;
pub mod distances;
pub mod division;
pub mod draws;
pub(crate) mod elementary;
pub mod flips;
pub mod grids;
pub mod index;
pub mod joining;
pub mod linalg;
pub(crate) mod lines;
pub mod literal;
pub mod logarithms;
pub mod logic;
pub mod matmul;
pub mod named;
pub mod norms;
pub(crate) mod numeric;
mod operand;
mod operators;
pub mod order;
pub mod pairs;
pub mod parameter;
pub mod permute;
pub mod positions;
pub mod powers;
pub mod products;
mod python;
pub mod random;
pub mod ranges;
pub mod ranks;
pub mod reduce;
pub mod repeats;
pub mod reshape;
pub(crate) mod route;
pub(crate) mod row;
pub mod running;
pub mod sections;
pub(crate) mod select;
pub mod shifts;
mod signature;
pub mod signs;
pub mod slices;
pub mod softmax;
pub mod special;
pub mod split;
pub mod stacks;
pub mod sums_of_products;
pub mod tapers;
mod text;
pub mod triangles;
pub mod unary;
pub mod unique;
pub mod windows;

pub use named::{Max, Min, Sort, Topk};
pub use operand::Operand;
pub use row::{Args, Example, Row, Value};
pub use signature::Signature;
pub use split::SplitSize;
