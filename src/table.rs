/*!
The table of operations: one line each.

The gradient checks, the page of operations and the comparison with PyTorch
go through it. A row itself stands beside its operation.
*/

use crate::chapters::{autograd, max_indices, squeeze, topk};
use crate::ops::Row;
use crate::ops::{
    arithmetic, copying, matmul, order, permute, products, reduce, reshape,
    slices, split,
};

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
    &max_indices::MAX_ROW,
    &max_indices::MAX_DIM_ROW,
    &max_indices::AMAX_ROW,
    &max_indices::ARGMAX_ROW,
    &max_indices::MIN_ROW,
    &max_indices::MIN_DIM_ROW,
    &max_indices::AMIN_ROW,
    &max_indices::ARGMIN_ROW,
    &order::SORT_ROW,
    &order::ARGSORT_ROW,
    &order::CUMSUM_ROW,
    &topk::TOPK_ROW,
    // Products: dot, mm, matmul
    &autograd::DOT_ROW,
    &products::MV_ROW,
    &products::MM_ROW,
    &products::BMM_ROW,
    &products::ADDMM_ROW,
    &products::OUTER_ROW,
    &matmul::MATMUL_ROW,
    &matmul::LINEAR_ROW,
    // Views
    &reshape::VIEW_ROW,
    &reshape::RESHAPE_ROW,
    &reshape::FLATTEN_ROW,
    &squeeze::SQUEEZE_ROW,
    &squeeze::SQUEEZE_DIM_ROW,
    &squeeze::SQUEEZE_DIMS_ROW,
    &squeeze::UNSQUEEZE_ROW,
    &permute::TRANSPOSE_ROW,
    &permute::T_ROW,
    &permute::PERMUTE_ROW,
    &permute::EXPAND_ROW,
    &slices::SELECT_ROW,
    &slices::NARROW_ROW,
    &slices::SLICE_ROW,
    &split::SPLIT_ROW,
    &split::CHUNK_ROW,
    &split::UNBIND_ROW,
    // Joining
    // Indexing
];
