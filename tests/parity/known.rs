//! What is known to differ, and why. An entry that nothing needs any more
//! fails the test.

/// Numbers that other libraries compute.
pub struct Near {
    pub operations: &'static [&'static str],
    /// So many units in the last place may a result or a gradient be off;
    /// below 1, so many units in the last place of 1.
    pub ulps: u64,
    /// Whether it is the same wherever the test runs, so that an operation
    /// which does not need it must leave the list.
    pub everywhere: bool,
    pub why: &'static str,
}

/// Differences of an operation whose description holds some words.
#[derive(Debug)]
pub struct Known {
    pub operation: &'static str,
    /// All of them.
    pub says: &'static [&'static str],
    pub why: &'static str,
}

/// Where the last bits are not PyTorch's own.
pub const NEAR: &[Near] = &[
    Near {
        operations: &[
            "acos",
            "acosh",
            "asin",
            "asinh",
            "atan",
            "atan2",
            "atanh",
            "celu",
            "cos",
            "cosh",
            "digamma",
            "elu",
            "erf",
            "erfc",
            "erfinv",
            "exp",
            "exp2",
            "expm1",
            "float_power",
            "glu",
            "hypot",
            "log",
            "log10",
            "log1p",
            "log2",
            "logaddexp",
            "logaddexp2",
            "logit",
            "logsigmoid",
            "mish",
            "pow",
            "selu",
            "sigmoid",
            "silu",
            "sin",
            "sinc",
            "sinh",
            "softplus",
            "sqrt",
            "tan",
            "tanh",
            "tanhshrink",
            "xlogy",
        ],
        ulps: 4,
        everywhere: false,
        why: "PyTorch takes these functions from vector libraries (SLEEF and \
              MKL). Of SLEEF's, ours are those of float32 in expm1, log1p and \
              what is made of them and of exponentials; the others we take \
              from Rust and the system. Each rounds in its own way, and \
              MKL's depends on the processor.",
    },
    Near {
        operations: &[
            "clamp_max",
            "clamp_min",
            "max",
            "maximum",
            "min",
            "minimum",
        ],
        ulps: 1,
        everywhere: true,
        why: "Of 0 and -0 PyTorch takes the second where it compares several \
              numbers at a time, and the first in what is left over. How \
              many these are depends on the processor. We take the first.",
    },
    Near {
        operations: &[
            "binary_cross_entropy_with_logits",
            "cross_entropy",
            "dist",
            "gelu",
            "l1_loss",
            "linalg_matrix_norm",
            "linalg_norm",
            "linalg_svdvals",
            "linalg_vector_norm",
            "log_softmax",
            "logsumexp",
            "multi_margin_loss",
            "nanmean",
            "nll_loss",
            "norm",
            "soft_margin_loss",
            "softmax",
        ],
        ulps: 8,
        everywhere: false,
        why: "Exponentials and logarithms as above; and how many numbers \
              PyTorch adds up at a time depends on the processor.",
    },
    Near {
        operations: &["lgamma"],
        ulps: 64,
        everywhere: false,
        why: "Among negative numbers it is a difference, of which less is \
              left the nearer it comes to 0.",
    },
    Near {
        operations: &["softshrink"],
        ulps: 1,
        everywhere: true,
        why: "What is shrunk to nothing keeps its sign where PyTorch takes \
              one number at a time, as we do, and is 0 where it takes several.",
    },
    Near {
        operations: &["cumprod"],
        ulps: 1,
        everywhere: false,
        why: "Where an element is 0, so are gradients, of which sign is decided \
              by the way in which zeros are left out.",
    },
    Near {
        operations: &[
            "cdist",
            "cosine_similarity",
            "inverse",
            "linalg_cholesky",
            "linalg_inv",
            "linalg_matrix_power",
            "linalg_multi_dot",
            "linalg_qr",
            "linalg_slogdet",
            "linalg_solve",
            "logdet",
            "matrix_power",
            "pairwise_distance",
            "slogdet",
        ],
        ulps: 64,
        everywhere: false,
        why: "PyTorch takes these from LAPACK and from products of matrices \
              in the dtype itself. We compute most of it in float64 and round \
              once.",
    },
    Near {
        operations: &["det", "linalg_det"],
        ulps: 1024,
        everywhere: false,
        why: "The gradient goes through an inverse, which PyTorch computes in \
              the dtype itself, and we in float64: the nearer a matrix is to \
              having none, the more it shows.",
    },
    Near {
        operations: &["layer_norm"],
        ulps: 8,
        everywhere: false,
        why: "The result is exact. PyTorch has a formula for the gradient of \
              the input in which more cancels.",
    },
    Near {
        operations: &["lerp"],
        ulps: 1,
        everywhere: true,
        why: "At a weight of 1 PyTorch rounds once where it computes several \
              numbers at a time, and twice in what is left over: a zero may \
              have the other sign. How many these are depends on the \
              processor. We round once.",
    },
    Near {
        operations: &["addbmm", "addmm", "addmv", "addr", "baddbmm", "linear"],
        ulps: 8,
        everywhere: true,
        why: "Products of matrices are MKL's. In which order it adds the \
              bias, and which sign a sum of zeros has, depends on the \
              processor.",
    },
    Near {
        operations: &[
            "bmm",
            "einsum",
            "inner",
            "matmul",
            "mm",
            "mv",
            "tensordot",
            "vdot",
        ],
        ulps: 2,
        everywhere: false,
        why: "Products of matrices are MKL's, as above (3).",
    },
];

/// All other differences.
pub const KNOWN: &[Known] = &[
    Known {
        operation: "soft_margin_loss",
        says: &["the gradient of leaf", "nan"],
        why: "a target of bytes has no sign: 255 is what -1 becomes, on the way \
              back only in one of two places",
    },
    Known {
        operation: "linalg_qr",
        says: &["the gradient of leaf", "nan"],
        why: "of nothing but zeros the gradient is made of infinities and NaN, \
              which are found in another order",
    },
    Known {
        operation: "linalg_qr",
        says: &["the result", "ulp off"],
        why: "of columns that depend on each other rounding decides what is at \
              right angles to them",
    },
    Known {
        operation: "linalg_slogdet",
        says: &["the result", "nan"],
        why: "infinities and NaN meet in another order",
    },
    Known {
        operation: "slogdet",
        says: &["the gradient of leaf", "nan"],
        why: "a singular matrix has no derivative, but infinities and NaN, which \
              are found in another order",
    },
    Known {
        operation: "linalg_slogdet",
        says: &["the gradient of leaf", "nan"],
        why: "a singular matrix has no derivative, but infinities and NaN, which \
              are found in another order",
    },
    Known {
        operation: "linalg_solve",
        says: &["strides"],
        why: "solutions without elements, or of one number, have other steps, which nobody takes",
    },
    Known {
        operation: "matrix_power",
        says: &["strides"],
        why: "the powers 0 and 1 lie in memory as copies do elsewhere",
    },
    Known {
        operation: "linalg_matrix_power",
        says: &["strides"],
        why: "the powers 0 and 1 lie in memory as copies do elsewhere",
    },
    Known {
        operation: "linalg_det",
        says: &["the gradient of leaf", "nan"],
        why: "of an infinite determinant PyTorch finds another number that is none",
    },
    Known {
        operation: "baddbmm",
        says: &["InPlace", "output tensor dtype"],
        why: "PyTorch compares dtypes before sizes here",
    },
    Known {
        operation: "cdist",
        says: &["use_mm_for_euclid_dist'", "nan"],
        why: "where it is asked to, PyTorch makes distances of a product of \
              matrices, in which infinities cancel",
    },
    Known {
        operation: "cdist",
        says: &["use_mm_for_euclid_dist'", "grad_fn"],
        why: "where it is asked to, PyTorch makes distances of a product of \
              matrices, with other nodes. Here it is always the difference.",
    },
    Known {
        operation: "addr",
        says: &["strides"],
        why: "of small integers the result may lie as a matrix does elsewhere",
    },
    Known {
        operation: "tensordot",
        says: &["not implemented for 'Bool'"],
        why: "bools are not multiplied anywhere, but not always by the same loop",
    },
    Known {
        operation: "inner",
        says: &["not implemented for 'Bool'"],
        why: "bools are not multiplied anywhere, but not always by the same loop",
    },
    Known {
        operation: "baddbmm",
        says: &["InPlace", "not implemented for 'Bool'"],
        why: "PyTorch looks at the size before it looks for a loop",
    },
    Known {
        operation: "addmv",
        says: &["InPlace", "not implemented for 'Bool'"],
        why: "PyTorch looks at the size before it looks for a loop",
    },
    Known {
        operation: "addbmm",
        says: &["InPlace", "output with shape"],
        why: "in place PyTorch makes the tensor as large as the result is",
    },
    Known {
        operation: "addr",
        says: &["InPlace", "size mismatch, input"],
        why: "in place PyTorch asks for a matrix of this size before anything else",
    },
    Known {
        operation: "addr",
        says: &["InPlace", "2D tensor expected"],
        why: "in place PyTorch asks for a matrix before anything else",
    },
    Known {
        operation: "dist",
        says: &["the result", "inf"],
        why: "large powers are infinite where PyTorch adds them up in float32",
    },
    Known {
        operation: "nanmedian",
        says: &["/0x", "the result"],
        why: "along elements that are repeated in memory PyTorch reads what lies \
              beside them instead",
    },
    Known {
        operation: "median",
        says: &["/0x", "the result"],
        why: "along elements that are repeated in memory PyTorch reads what lies \
              beside them instead",
    },
    Known {
        operation: "linalg_svdvals",
        says: &["the gradient of leaf", "ulp off"],
        why: "where singular values are equal or 0, the vectors that belong to \
              them may be turned, and the gradient with them",
    },
    Known {
        operation: "linalg_norm",
        says: &["the gradient of leaf", "ulp off"],
        why: "where singular values are equal or 0, the vectors that belong to \
              them may be turned, and the gradient with them",
    },
    Known {
        operation: "linalg_matrix_norm",
        says: &["the gradient of leaf", "ulp off"],
        why: "where singular values are equal or 0, the vectors that belong to \
              them may be turned, and the gradient with them",
    },
    Known {
        operation: "logit",
        says: &["the gradient of leaf", "inf"],
        why: "at -0 the derivative has one sign where PyTorch takes several \
              numbers at a time, and the other where it takes one",
    },
    Known {
        operation: "hypot",
        says: &["the gradient of leaf", "nan"],
        why: "of the smallest numbers there are PyTorch's distance, several \
              at a time, is off by as much as they are",
    },
    Known {
        operation: "relu6",
        says: &["the gradient of leaf", "ulp off"],
        why: "of NaN the gradient is 0 where PyTorch takes it of several \
              numbers at a time, and passes where it takes one",
    },
    Known {
        operation: "hardswish",
        says: &["the gradient of leaf", "nan"],
        why: "of NaN the gradient is NaN where PyTorch takes it of several \
              numbers at a time, and passes where it takes one",
    },
    Known {
        operation: "fmod",
        says: &["the result", "nan"],
        why: "where the quotient is larger than the largest float, SLEEF, which \
              PyTorch takes several remainders at a time from, gives NaN. One \
              at a time PyTorch gives the remainder, as we always do.",
    },
    Known {
        operation: "sinh",
        says: &["the result", "inf"],
        why: "the last number before infinity, 1.1e308, is infinite where PyTorch \
              takes several numbers at a time",
    },
    Known {
        operation: "cosh",
        says: &["the result", "inf"],
        why: "the last number before infinity, 1.1e308, is infinite where PyTorch \
              takes several numbers at a time",
    },
    Known {
        operation: "atanh",
        says: &["InPlace"],
        why: "in place PyTorch has no derivative, and another name for it",
    },
    Known {
        operation: "asinh",
        says: &["InPlace"],
        why: "in place PyTorch has no derivative, and another name for it",
    },
    Known {
        operation: "acosh",
        says: &["InPlace"],
        why: "in place PyTorch has no derivative, and another name for it",
    },
    Known {
        operation: "layer_norm",
        says: &["128 ulp off: the gradient of leaf 1"],
        why: "Of a row of one number PyTorch finds the distance from the mean \
              by a product and a sum that should cancel, for the gradient of \
              the weight. Here it is 0.",
    },
    Known {
        operation: "vander",
        says: &["gradients", "modified by an inplace operation"],
        why: "PyTorch multiplies in place what it needs for the derivative.",
    },
    Known {
        operation: "meshgrid",
        says: &["Expected 0D or 1D tensor in the tensor list but got"],
        why: "PyTorch shows the tensor as C++ prints it; we as Python does.",
    },
    Known {
        operation: "elu",
        says: &["the gradient of leaf", "nan"],
        why: "of NaN, PyTorch's gradient is NaN where it takes it of several \
              numbers at a time and one of them is negative. One at a time \
              it is that of positive numbers, as it always is here.",
    },
    Known {
        operation: "selu",
        says: &["the gradient of leaf", "nan"],
        why: "of NaN, PyTorch's gradient is NaN where it takes it of several \
              numbers at a time and one of them is negative. One at a time \
              it is that of positive numbers, as it always is here.",
    },
    Known {
        operation: "nll_loss",
        says: &["grad_input must be contiguous"],
        why: "PyTorch's derivative for images refuses memory in another \
              order",
    },
    Known {
        operation: "nll_loss",
        says: &["gradients", "size mismatch (got input: [3], target: [1])"],
        why: "PyTorch takes one target in a list, but its derivative does not",
    },
    Known {
        operation: "remainder",
        says: &["the result", "nan"],
        why: "where the quotient is larger than the largest float, SLEEF, which \
          PyTorch takes several remainders at a time from, gives NaN. One at \
          a time PyTorch gives the remainder, as we always do.",
    },
    Known {
        operation: "pow",
        says: &["the gradient of leaf", "dtype=torch.float64"],
        why: "the logarithm of a float32 base is a float32. Its last bit may \
              be off (1), and for a float64 exponent that is many bits.",
    },
];

/// Names and words of 1.1.0 that we do not say.
pub const KNOWN_IN_THE_NOTES: &[Known] = &[
    Known {
        operation: "combinations",
        says: &["wanted @StackBackward", "got    @IndexBackward"],
        why: "1.1.0 chose the columns one by one",
    },
    Known {
        operation: "repeat_interleave",
        says: &["wanted @IndexSelectBackward", "got    @AsStridedBackward"],
        why: "1.1.0 chose what is repeated by its indices",
    },
    Known {
        operation: "cat",
        says: &["in sequence argument", "same number of dimensions"],
        why: "1.1.0 looked at dtypes before ranks",
    },
    Known {
        operation: "gather",
        says: &["for argument #3 'index'", "to have the same size apart"],
        why: "1.1.0 looked at the dtype of the index before its size",
    },
    Known {
        operation: "index_add",
        says: &[
            "tensor must have one dimension at",
            "inconsistent tensor size",
        ],
        why: "1.1.0 looked at the rank before the size",
    },
    Known {
        operation: "index_select",
        says: &[
            "invalid argument 3: out of range at",
            "index out of range at",
        ],
        why: "1.1.0 has another sentence for the index of a tensor without dimensions",
    },
    Known {
        operation: "isclose",
        says: &["The size of tensor a", "expected backend CPU and dtype"],
        why: "1.1.0 looked at sizes before dtypes",
    },
    Known {
        operation: "masked_fill",
        says: &["the derivative for 'mask' is not implemented"],
        why: "1.1.0 refused a mask that requires grad before its dtype",
    },
    Known {
        operation: "masked_select",
        says: &["The size of tensor a", "for argument #2 'mask'"],
        why: "1.1.0 looked at sizes before the dtype of the mask",
    },
    Known {
        operation: "mv",
        says: &["for argument #2 'vec'", "size mismatch"],
        why: "1.1.0 looked at dtypes before sizes",
    },
    Known {
        operation: "scatter_add",
        says: &[
            "must have same dimensions as output",
            "Dimension out of range",
        ],
        why: "1.1.0 looked at ranks before the dimension",
    },
    Known {
        operation: "stack",
        says: &["wanted ! IndexError: Dimension out of range"],
        why: "1.1.0 looked at the dimension before everything else",
    },
    Known {
        operation: "all",
        says: &["all only supports torch.uint8 dtype", "Dimension out of"],
        why: "1.1.0 refused other dtypes, before it looked at the dimension",
    },
    Known {
        operation: "any",
        says: &["any only supports torch.uint8 dtype", "Dimension out of"],
        why: "1.1.0 refused other dtypes, before it looked at the dimension",
    },
    Known {
        operation: "flatten",
        says: &["wanted @-", "got    @AsStridedBackward"],
        why: "1.1.0 left a tensor without dimensions as it was",
    },
    Known {
        operation: "index_select",
        says: &["the derivative for 'index' is not implemented"],
        why: "1.1.0 refused an index that requires grad before its dtype",
    },
    Known {
        operation: "l1_loss",
        says: &["wanted @L1LossBackward"],
        why: "1.1.0 had one node for it, where the target wants no gradient",
    },
    Known {
        operation: "lerp",
        says: &["the derivative for 'weight' is not implemented"],
        why: "1.1.0 refused every weight that requires grad",
    },
    Known {
        operation: "linear",
        says: &["cannot reshape tensor of 0 elements into shape [-1, 0]"],
        why: "1.1.0 could not fold a batch of rows without elements",
    },
    Known {
        operation: "masked_select",
        says: &["the derivative for 'mask' is not implemented"],
        why: "1.1.0 refused a mask that requires grad before its dtype",
    },
    Known {
        operation: "matmul",
        says: &["cannot reshape tensor of 0 elements into shape [-1, 0]"],
        why: "1.1.0 could not fold a batch of rows without elements",
    },
    Known {
        operation: "remainder",
        says: &["the derivative for 'other' is not implemented"],
        why: "1.1.0 refused every divisor that requires grad",
    },
    Known {
        operation: "scatter",
        says: &["the derivative for 'index' is not implemented"],
        why: "1.1.0 refused an index that requires grad before the dimension",
    },
    Known {
        operation: "scatter_add",
        says: &["the derivative for 'index' is not implemented"],
        why: "1.1.0 refused an index that requires grad before the dimension",
    },
    Known {
        operation: "scatter_add",
        says: &["scalar type Int for argument #3", "Invalid index in scatter"],
        why: "1.1.0 refused int32 positions, before it looked at them",
    },
    Known {
        operation: "setitem",
        says: &["wanted @-", "got    @CopySlices"],
        why: "1.1.0 did not record what was copied to integers",
    },
    Known {
        operation: "setitem",
        says: &["wanted @-", "got    @CopyBackwards"],
        why: "1.1.0 did not record what was copied to integers",
    },
    Known {
        operation: "setitem",
        says: &["index 7 is out of bounds", "got    ! RuntimeError: expected"],
        why: "1.1.0 looked at positions before it compared dtypes",
    },
    Known {
        operation: "setitem",
        says: &["the derivative for 'indices' is not implemented"],
        why: "1.1.0 refused an index that requires grad before its dtype",
    },
];

/// The entries for an operation, none of them needed so far.
pub fn of(
    list: &'static [Known],
    operation: &str,
) -> Vec<(&'static Known, usize)> {
    list.iter()
        .filter(|known| known.operation == operation)
        .map(|known| (known, 0))
        .collect()
}

/// Whether some entry knows of this difference; it is needed then.
pub fn count(list: &mut [(&'static Known, usize)], how: &str) -> bool {
    let knows = |known: &Known| known.says.iter().all(|w| how.contains(w));
    match list.iter_mut().find(|(known, _)| knows(known)) {
        Some((_, needed)) => {
            *needed += 1;
            true
        }
        None => false,
    }
}

/// How far off an operation may be.
pub fn ulps(operation: &str) -> u64 {
    let near = NEAR.iter().find(|near| near.operations.contains(&operation));
    near.map_or(0, |near| near.ulps)
}

pub fn assert_needed(lists: impl Iterator<Item = (&'static Known, usize)>) {
    let idle: Vec<&Known> = lists
        .filter(|(_, needed)| *needed == 0)
        .map(|(known, _)| known)
        .collect();
    assert!(idle.is_empty(), "nothing needs these any more: {idle:#?}");
}

/// No tolerance may stay that no operation needs.
pub fn assert_near<'a>(found: impl Iterator<Item = (&'a str, u64)>) {
    for (operation, furthest) in found {
        let near = NEAR.iter().find(|n| n.operations.contains(&operation));
        if let Some(near) = near.filter(|near| near.everywhere) {
            assert!(furthest > 0, "{operation} is exact ({})", near.why);
        }
    }
}
