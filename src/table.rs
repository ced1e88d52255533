/*!
The table of operations: one line each.

The gradient checks, the page of operations and the comparison with PyTorch
go through it. A row itself stands beside its operation.
*/

use crate::ops::Row;
use crate::ops::{arithmetic, choose, compare, copying, logic, unary};

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
    // Order: sort, max, topk
    // Products: dot, mm, matmul
    // Views
    // Joining
    // Indexing
];
