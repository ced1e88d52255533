/*!
Operations that no chapter owns, by family; each with its derivative beside
it.

An operation is one place: a method with its forward and its derivative, the
names of its node, its errors, and a [`Row`] of the table of operations.
Chapters own the operations that they explain.
*/

pub mod arithmetic;
pub mod choose;
pub mod compare;
pub mod copying;
pub mod create;
pub mod logic;
mod numeric;
mod operand;
mod operators;
mod row;
mod text;
pub mod unary;

pub use operand::Operand;
pub use row::{Args, Example, Row, Value};
