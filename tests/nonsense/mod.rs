//! Nonsense, and how to try it.

pub mod attempt;
pub mod functions;
pub mod networks;
pub mod rows;
pub mod strategies;
