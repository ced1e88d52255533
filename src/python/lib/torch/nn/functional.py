"""torch.nn.functional: what layers and losses compute, without state."""

from torch import _C
from torch.nn._attention import *
from torch.nn._norms import *
from torch.nn._spatial import *

_table = _C._functional
linear = _table["linear"]


# Losses


def _legacy_reduction(size_average, reduce):
    """What `reduction` was called before there was one."""
    import warnings

    size_average = True if size_average is None else size_average
    reduce = True if reduce is None else reduce
    if size_average and reduce:
        name = "mean"
    elif reduce:
        name = "sum"
    else:
        name = "none"
    warnings.warn(
        "size_average and reduce args will be deprecated, please use "
        f"reduction='{name}' instead.",
        stacklevel=4,
    )
    return name


def _loss(name):
    """A loss of the table, called with everything that PyTorch's takes."""
    function = _table[name]

    def loss(
        input,
        target,
        size_average=None,
        reduce=None,
        reduction="mean",
        weight=None,
    ):
        if size_average is not None or reduce is not None:
            reduction = _legacy_reduction(size_average, reduce)
        if target.size() != input.size():
            import warnings

            warnings.warn(
                f"Using a target size ({target.size()}) that is different to "
                f"the input size ({input.size()}). This will likely lead to "
                "incorrect results due to broadcasting. Please ensure they "
                "have the same size.",
                stacklevel=2,
            )
        if weight is None:
            return function(input, target, reduction=reduction)
        each = function(input, target, reduction="none") * weight
        if reduction == "none":
            return each
        if reduction == "sum":
            return each.sum()
        return each.sum() / weight.expand_as(input).sum()

    loss.__name__ = loss.__qualname__ = name
    loss.__doc__ = function.__doc__
    return loss


mse_loss = _loss("mse_loss")
l1_loss = _loss("l1_loss")


def _warn_of_sizes(input, target):
    if target.size() != input.size():
        import warnings

        warnings.warn(
            f"Using a target size ({target.size()}) that is different to the "
            f"input size ({input.size()}). This will likely lead to incorrect "
            "results due to broadcasting. Please ensure they have the same "
            "size.",
            stacklevel=3,
        )


def smooth_l1_loss(
    input,
    target,
    size_average=None,
    reduce=None,
    reduction="mean",
    beta=1.0,
):
    _warn_of_sizes(input, target)
    if size_average is not None or reduce is not None:
        reduction = _legacy_reduction(size_average, reduce)
    return _C._smooth_l1_loss(input, target, float(beta), reduction)


def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    _warn_of_sizes(input, target)
    if weight is None:
        return _C._huber_loss(input, target, float(delta), reduction)
    each = _C._huber_loss(input, target, float(delta), "none") * weight
    if reduction == "none":
        return each
    if reduction == "sum":
        return each.sum()
    return each.sum() / weight.expand_as(input).sum()


def nll_loss(
    input,
    target,
    weight=None,
    size_average=None,
    ignore_index=-100,
    reduce=None,
    reduction="mean",
):
    if size_average is not None or reduce is not None:
        reduction = _legacy_reduction(size_average, reduce)
    return _table["nll_loss"](
        input,
        target,
        weight,
        ignore_index=ignore_index,
        reduction=reduction,
    )


def cross_entropy(
    input,
    target,
    weight=None,
    size_average=None,
    ignore_index=-100,
    reduce=None,
    reduction="mean",
    label_smoothing=0.0,
):
    if size_average is not None or reduce is not None:
        reduction = _legacy_reduction(size_average, reduce)
    return _table["cross_entropy"](
        input,
        target,
        weight,
        ignore_index=ignore_index,
        reduction=reduction,
        label_smoothing=label_smoothing,
    )


def binary_cross_entropy(
    input,
    target,
    weight=None,
    size_average=None,
    reduce=None,
    reduction="mean",
):
    if size_average is not None or reduce is not None:
        reduction = _legacy_reduction(size_average, reduce)
    return _C._binary_cross_entropy(input, target, weight, reduction)


def binary_cross_entropy_with_logits(
    input,
    target,
    weight=None,
    size_average=None,
    reduce=None,
    reduction="mean",
    pos_weight=None,
):
    if size_average is not None or reduce is not None:
        reduction = _legacy_reduction(size_average, reduce)
    return _table["binary_cross_entropy_with_logits"](
        input, target, weight, reduction=reduction, pos_weight=pos_weight
    )


from torch.nn._losses import (
    cosine_embedding_loss,
    gaussian_nll_loss,
    hinge_embedding_loss,
    kl_div,
    margin_ranking_loss,
    multi_margin_loss,
    multilabel_soft_margin_loss,
    normalize,
    poisson_nll_loss,
    soft_margin_loss,
    triplet_margin_loss,
    triplet_margin_with_distance_loss,
)


# Activations


def relu(input, inplace=False):
    return _C.relu_(input) if inplace else _C.relu(input)


def relu_(input):
    return input.relu_()


def leaky_relu(input, negative_slope=0.01, inplace=False):
    result = _table["leaky_relu"](input, negative_slope)
    return input.copy_(result) if inplace else result


def leaky_relu_(input, negative_slope=0.01):
    return leaky_relu(input, negative_slope, True)


def celu_(input, alpha=1.0):
    return _table["celu"](input, alpha, True)


def elu_(input, alpha=1.0):
    return _table["elu"](input, alpha, True)


def hardtanh_(input, min_val=-1.0, max_val=1.0):
    return _table["hardtanh"](input, min_val, max_val, True)


def threshold_(input, threshold, value):
    return _table["threshold"](input, threshold, value, True)


def selu(input, inplace=False):
    return _C.selu_(input) if inplace else _C.selu(input)


selu_ = _C.selu_


def sigmoid(input):
    return input.sigmoid()


def tanh(input):
    return input.tanh()


def _choose_dim(name, ndim, stacklevel):
    """Which dimension a program means that does not say."""
    import warnings

    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change "
        "the call to include dim=X as an argument.",
        stacklevel=stacklevel,
    )
    return 0 if ndim in (0, 1, 3) else 1


def softmax(input, dim=None, _stacklevel=3, dtype=None):
    if dim is None:
        dim = _choose_dim("softmax", input.dim(), _stacklevel)
    if dtype is None:
        return input.softmax(dim)
    return input.softmax(dim, dtype=dtype)


def softmin(input, dim=None, _stacklevel=3, dtype=None):
    if dim is None:
        dim = _choose_dim("softmin", input.dim(), _stacklevel)
    return softmax(-input, dim, dtype=dtype)


def log_softmax(input, dim=None, _stacklevel=3, dtype=None):
    if dim is None:
        dim = _choose_dim("log_softmax", input.dim(), _stacklevel)
    if dtype is None:
        return input.log_softmax(dim)
    return input.log_softmax(dim, dtype=dtype)


# Layers


def dropout(input, p=0.5, training=True, inplace=False):
    if p < 0.0 or p > 1.0:
        raise ValueError(
            f"dropout probability has to be between 0 and 1, but got {p}"
        )
    dropped = _C._dropout(input, float(p), bool(training))
    if inplace and dropped is not input:
        return input.copy_(dropped)
    return dropped


def embedding(
    input,
    weight,
    padding_idx=None,
    max_norm=None,
    norm_type=2.0,
    scale_grad_by_freq=False,
    sparse=False,
):
    if scale_grad_by_freq or sparse:
        raise NotImplementedError(
            "torchbook has no scale_grad_by_freq or sparse of "
            "torch.nn.functional.embedding (yet)"
        )
    if max_norm is not None:
        _shorten_rows(weight, input, max_norm, norm_type)
    return _table["embedding"](input, weight, padding_idx)


def _shorten_rows(weight, indices, max_norm, norm_type):
    """Makes the rows that are asked for no longer than that, in place."""
    before = _C._set_grad_enabled(False)
    try:
        for row in sorted(set(indices.reshape(-1).tolist())):
            vector = weight[row]
            norm = vector.abs().pow(norm_type).sum().pow(1.0 / norm_type)
            if norm.item() > max_norm:
                vector.mul_(max_norm / (norm + 1e-7))
    finally:
        _C._set_grad_enabled(before)


def embedding_bag(
    input,
    weight,
    offsets=None,
    max_norm=None,
    norm_type=2,
    scale_grad_by_freq=False,
    mode="mean",
    sparse=False,
    per_sample_weights=None,
    include_last_offset=False,
    padding_idx=None,
):
    if per_sample_weights is not None:
        if input.size() != per_sample_weights.size():
            raise ValueError(
                "embedding_bag: If per_sample_weights "
                f"({per_sample_weights.shape}) is not None, then it must "
                f"have the same shape as the input ({input.shape})"
            )
    if input.dim() == 2:
        if offsets is not None:
            raise ValueError(
                "if input is 2D, then offsets has to be None, as input is "
                "treated is a mini-batch of fixed length sequences. However, "
                f"found offsets of type {type(offsets)}"
            )
        rows, columns = input.shape
        offsets = _C.arange(rows) * columns
        input = input.reshape(-1)
        if per_sample_weights is not None:
            per_sample_weights = per_sample_weights.reshape(-1)
    elif input.dim() == 1:
        if offsets is None:
            raise ValueError("offsets has to be a 1D Tensor but got None")
        if offsets.dim() != 1:
            raise ValueError("offsets has to be a 1D Tensor")
        if include_last_offset:
            offsets = offsets[:-1]
    else:
        raise ValueError(
            f"input has to be 1D or 2D Tensor, but got Tensor of dimension "
            f"{input.dim()}"
        )
    if mode not in ("sum", "mean", "max"):
        raise ValueError("mode has to be one of sum, mean or max")
    if per_sample_weights is not None and mode != "sum":
        raise NotImplementedError(
            "embedding_bag: per_sample_weights was not None. "
            "per_sample_weights is only supported for mode='sum' (got "
            f"mode='{mode}'). Please open a feature request on GitHub."
        )
    if scale_grad_by_freq or sparse:
        raise NotImplementedError(
            "torchbook has no scale_grad_by_freq or sparse of "
            "torch.nn.functional.embedding_bag (yet)"
        )
    if max_norm is not None:
        _shorten_rows(weight, input, max_norm, norm_type)
    return _C._embedding_bag(
        input, weight, offsets, mode, per_sample_weights, padding_idx
    )


def layer_norm(
    input, normalized_shape, weight=None, bias=None, eps=1e-5
):
    return _table["layer_norm"](
        input, tuple(normalized_shape), weight, bias, eps
    )


def bilinear(input1, input2, weight, bias=None):
    outputs, in1, in2 = weight.shape
    before = tuple(input1.shape[:-1])
    x1 = input1.reshape(-1, 1, in1)
    x2 = input2.reshape(-1, in2, 1)
    # A matrix of products for each pair of rows.
    products = (x2 @ x1).transpose(1, 2).reshape(-1, in1 * in2)
    result = products @ weight.reshape(outputs, in1 * in2).t()
    if bias is not None:
        result = result + bias
    return result.reshape(*before, outputs)


def one_hot(tensor, num_classes=-1):
    if tensor.dtype is not _C.int64:
        raise RuntimeError(
            "one_hot is only applicable to index tensor of type LongTensor."
        )
    if tensor.numel() == 0:
        if num_classes <= 0:
            raise RuntimeError(
                "Can not infer total number of classes from empty tensor."
            )
    else:
        if tensor.min().item() < 0:
            raise RuntimeError("Class values must be non-negative.")
        greatest = tensor.max().item()
        if num_classes == -1:
            num_classes = greatest + 1
        elif greatest >= num_classes:
            raise RuntimeError(
                "Class values must be smaller than num_classes."
            )
    result = _C.zeros((*tensor.shape, num_classes), dtype=_C.int64)
    return result.scatter_(-1, tensor.unsqueeze(-1), 1)


for _name, _function in _table.items():
    globals().setdefault(_name, _function)
del _name, _function


def __getattr__(name):
    raise AttributeError(
        f"torchbook has no torch.nn.functional.{name} (yet)"
    )
