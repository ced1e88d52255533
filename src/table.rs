/*!
The table of operations: one line each.

The gradient checks, the page of operations and the comparison with PyTorch
go through it. A row itself stands beside its operation.
*/

use crate::ops::Row;
use crate::ops::{arithmetic, copying, reduce};

/// Every operation, by family.
pub static OPERATIONS: &[&Row] = &[
    // Copies
    &copying::CLONE_ROW,
    &copying::COPY_ROW,
    // Arithmetic
    &arithmetic::ADD_ROW,
    &arithmetic::MUL_ROW,
    // Pointwise
    // Comparison and logic
    // Reductions
    &reduce::SUM_ROW,
    &reduce::SUM_DIM_ROW,
    // Order: sort, max, topk
    // Products: dot, mm, matmul
    // Views
    // Joining
    // Indexing
];
