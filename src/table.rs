/*!
The table of operations: one line each.

The gradient checks, the page of operations and the comparison with PyTorch
go through it. A row itself stands beside its operation.
*/

use crate::chapters::{
    autograd, cat_dims, masked_indexing, max_indices, squeeze, topk,
};
use crate::ops::Row;
use crate::ops::{
    arithmetic, choose, compare, copying, gather, index, logic, matmul, order,
    permute, products, reduce, reshape, slices, split, unary,
};

/// The rows that Python calls by this name, in the order in which they are
/// tried.
pub fn overloads(name: &str) -> impl Iterator<Item = &'static Row> {
    OPERATIONS.iter().copied().filter(move |row| row.base() == name)
}

/// Every operation, by family.
pub static OPERATIONS: &[&Row] = &[
    // Copies
    &copying::CLONE_ROW,
    &copying::COPY_ROW,
    // Arithmetic
    &arithmetic::ADD_ROW,
    &arithmetic::SUB_ROW,
    &arithmetic::RSUB_ROW,
    &arithmetic::MUL_ROW,
    &arithmetic::DIV_ROW,
    &arithmetic::DIV_MODE_ROW,
    &arithmetic::FLOOR_DIVIDE_ROW,
    &arithmetic::REMAINDER_ROW,
    &arithmetic::REMAINDER_BY_ROW,
    &arithmetic::POW_TO_ROW,
    &arithmetic::POW_ROW,
    &arithmetic::POW_OF_ROW,
    // Pointwise
    &unary::NEG_ROW,
    &unary::ABS_ROW,
    &unary::SIGN_ROW,
    &unary::EXP_ROW,
    &unary::EXPM1_ROW,
    &unary::LOG_ROW,
    &unary::LOG1P_ROW,
    &unary::SQRT_ROW,
    &unary::RSQRT_ROW,
    &unary::SQUARE_ROW,
    &unary::RECIPROCAL_ROW,
    &unary::SIN_ROW,
    &unary::COS_ROW,
    &unary::TAN_ROW,
    &unary::TANH_ROW,
    &unary::SIGMOID_ROW,
    &unary::RELU_ROW,
    &unary::FLOOR_ROW,
    &unary::CEIL_ROW,
    &unary::ROUND_ROW,
    &unary::TRUNC_ROW,
    &unary::POSITIVE_ROW,
    &choose::MAXIMUM_ROW,
    &choose::MINIMUM_ROW,
    &choose::WHERE_ROW,
    &choose::CLAMP_ROW,
    &choose::CLAMP_TENSOR_ROW,
    &choose::CLAMP_MIN_ROW,
    &choose::CLAMP_MAX_ROW,
    // Comparison and logic
    &compare::EQ_ROW,
    &compare::NE_ROW,
    &compare::LT_ROW,
    &compare::LE_ROW,
    &compare::GT_ROW,
    &compare::GE_ROW,
    &compare::EQUAL_ROW,
    &compare::ALLCLOSE_ROW,
    &compare::ISCLOSE_ROW,
    &unary::ISNAN_ROW,
    &unary::ISINF_ROW,
    &unary::ISFINITE_ROW,
    &logic::LOGICAL_AND_ROW,
    &logic::LOGICAL_OR_ROW,
    &logic::LOGICAL_XOR_ROW,
    &logic::LOGICAL_NOT_ROW,
    &logic::BITWISE_AND_ROW,
    &logic::BITWISE_OR_ROW,
    &logic::BITWISE_XOR_ROW,
    &logic::BITWISE_NOT_ROW,
    // Reductions
    &reduce::SUM_ROW,
    &reduce::SUM_DIM_ROW,
    &reduce::MEAN_ROW,
    &reduce::MEAN_DIM_ROW,
    &reduce::PROD_ROW,
    &reduce::PROD_DIM_ROW,
    &reduce::VAR_ROW,
    &reduce::VAR_DIM_ROW,
    &reduce::STD_ROW,
    &reduce::STD_DIM_ROW,
    &reduce::ALL_ROW,
    &reduce::ALL_DIM_ROW,
    &reduce::ANY_ROW,
    &reduce::ANY_DIM_ROW,
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
    &cat_dims::CAT_ROW,
    &cat_dims::STACK_ROW,
    &cat_dims::HSTACK_ROW,
    &cat_dims::VSTACK_ROW,
    // Indexing
    &index::INDEX_ROW,
    &index::INDEX_PUT_ROW,
    &gather::GATHER_ROW,
    &gather::SCATTER_ROW,
    &gather::SCATTER_VALUE_ROW,
    &gather::SCATTER_ADD_ROW,
    &gather::INDEX_SELECT_ROW,
    &gather::INDEX_ADD_ROW,
    &masked_indexing::MASKED_FILL_ROW,
    &masked_indexing::MASKED_SELECT_ROW,
    &masked_indexing::NONZERO_ROW,
];
