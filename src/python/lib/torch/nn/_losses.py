"""Losses of torch.nn.functional that are put together from other
operations."""

import math
import warnings

from torch import _C

_table = _C._functional


def _legacy(size_average, reduce, reduction):
    """What `reduction` was called before there was one."""
    if size_average is None and reduce is None:
        return reduction
    size_average = True if size_average is None else size_average
    reduce = True if reduce is None else reduce
    name = ("mean" if size_average else "sum") if reduce else "none"
    warnings.warn(
        "size_average and reduce args will be deprecated, please use "
        f"reduction='{name}' instead.",
        stacklevel=4,
    )
    return name


def _reduced(losses, reduction):
    if reduction == "none":
        return losses
    if reduction == "mean":
        return losses.mean()
    if reduction == "sum":
        return losses.sum()
    raise ValueError(f"{reduction} is not a valid value for reduction")


def _check(reduction):
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")


def kl_div(
    input,
    target,
    size_average=None,
    reduce=None,
    reduction="mean",
    log_target=False,
):
    reduction = _legacy(size_average, reduce, reduction)
    if reduction == "mean":
        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size "
            "and the support size.'batchmean' divides only by the batch "
            "size, and aligns with the KL div math definition.'mean' will be "
            "changed to behave the same as 'batchmean' in the next major "
            "release.",
            stacklevel=2,
        )
    if reduction != "batchmean":
        _check(reduction)
    if log_target:
        losses = target.exp() * (target - input)
    else:
        losses = _C.xlogy(target, target) - target * input
    if reduction == "batchmean":
        total = losses.sum()
        return total / input.size(0) if input.dim() else total
    return _reduced(losses, reduction)


def poisson_nll_loss(
    input,
    target,
    log_input=True,
    full=False,
    size_average=None,
    eps=1e-8,
    reduce=None,
    reduction="mean",
):
    reduction = _legacy(size_average, reduce, reduction)
    _check(reduction)
    if log_input:
        losses = _C.exp(input) - target * input
    else:
        losses = input - target * _C.log(input + eps)
    if full:
        # Stirling's rule for the logarithm of the factorial.
        stirling = (
            target * _C.log(target)
            - target
            + 0.5 * _C.log(2 * math.pi * target)
        )
        losses = losses + stirling.masked_fill(target <= 1, 0)
    return _reduced(losses, reduction)


def gaussian_nll_loss(
    input, target, var, full=False, eps=1e-6, reduction="mean"
):
    if isinstance(var, float):
        if var < 0:
            raise ValueError("var has negative entry/entries")
        var = var * _C.ones_like(input)
    elif (var < 0).any():
        raise ValueError("var has negative entry/entries")
    if var.size() != input.size():
        # One variance for each row, or what broadcasts to all of them.
        if input.size()[:-1] == var.size():
            var = var.unsqueeze(-1)
        elif not _fits(var.size(), input.size()):
            raise ValueError("var is of incorrect size")
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(reduction + " is not valid")
    var = var.clone()
    with _no_grad():
        var.clamp_(min=eps)
    losses = 0.5 * (_C.log(var) + (input - target) ** 2 / var)
    if full:
        losses = losses + 0.5 * math.log(2 * math.pi)
    return _reduced(losses, reduction)


def _fits(size, wanted):
    """Whether a size broadcasts to another one."""
    if len(size) > len(wanted):
        return False
    pairs = zip(reversed(size), reversed(wanted))
    return all(n in (1, m) for n, m in pairs)


def _no_grad():
    from torch.grad_mode import no_grad

    return no_grad()


def margin_ranking_loss(
    input1,
    input2,
    target,
    margin=0,
    size_average=None,
    reduce=None,
    reduction="mean",
):
    reduction = _legacy(size_average, reduce, reduction)
    if input1.dim() != input2.dim() or input1.dim() != target.dim():
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same "
            f"dimension but got sizes: input1: {input1.size()}, input2: "
            f"{input2.size()}, target: {target.size()} "
        )
    _check(reduction)
    losses = (-target * (input1 - input2) + margin).clamp_min(0)
    return _reduced(losses, reduction)


def hinge_embedding_loss(
    input,
    target,
    margin=1.0,
    size_average=None,
    reduce=None,
    reduction="mean",
):
    reduction = _legacy(size_average, reduce, reduction)
    _check(reduction)
    zeros = _C.zeros_like(input)
    apart = _C.where(target != 1, (margin - input).clamp_min(0), zeros)
    together = _C.where(target != -1, input, zeros)
    return _reduced(apart + together, reduction)


def cosine_embedding_loss(
    input1,
    input2,
    target,
    margin=0,
    size_average=None,
    reduce=None,
    reduction="mean",
):
    reduction = _legacy(size_average, reduce, reduction)
    if target.dim() > 1:
        raise RuntimeError(
            "0D or 1D target tensor expected, multi-target not supported"
        )
    if target.dim() == 1:
        if input1.dim() != 2 or input2.dim() != 2:
            raise RuntimeError(
                "1D target tensor expects 2D input tensors, but found "
                f"inputs with sizes {list(input1.size())} and "
                f"{list(input2.size())}."
            )
    elif input1.dim() != 1 or input2.dim() != 1:
        raise RuntimeError(
            "0D target tensor expects 1D input tensors, but found inputs "
            f"with sizes {list(input1.size())} and {list(input2.size())}."
        )
    _check(reduction)
    dim = target.dim()
    dot = (input1 * input2).sum(dim)
    first = (input1 * input1).sum(dim) + 1e-12
    second = (input2 * input2).sum(dim) + 1e-12
    cosine = dot / (first * second).sqrt()
    zeros = _C.zeros_like(cosine)
    together = _C.where(target == 1, 1 - cosine, zeros)
    apart = _C.where(target == -1, (cosine - margin).clamp_min(0), zeros)
    return _reduced(together + apart, reduction)


def triplet_margin_loss(
    anchor,
    positive,
    negative,
    margin=1.0,
    p=2,
    eps=1e-6,
    swap=False,
    size_average=None,
    reduce=None,
    reduction="mean",
):
    reduction = _legacy(size_average, reduce, reduction)
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    if not anchor.dim() == positive.dim() == negative.dim():
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have "
            f"the same number of dimensions, but got: anchor {anchor.dim()}D,"
            f" positive {positive.dim()}D, and negative {negative.dim()}D "
            "inputs"
        )
    _check(reduction)
    distance = lambda x, y: _table["pairwise_distance"](x, y, p, eps)
    return _triplets(
        anchor, positive, negative, distance, margin, swap, reduction
    )


def triplet_margin_with_distance_loss(
    anchor,
    positive,
    negative,
    *,
    distance_function=None,
    margin=1.0,
    swap=False,
    reduction="mean",
):
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    distance = distance_function or _table["pairwise_distance"]
    return _triplets(
        anchor, positive, negative, distance, margin, swap, reduction
    )


def _triplets(anchor, positive, negative, distance, margin, swap, reduction):
    near = distance(anchor, positive)
    far = distance(anchor, negative)
    if swap:
        far = _C.minimum(far, distance(positive, negative))
    return _reduced((margin + near - far).clamp_min(0), reduction)


def soft_margin_loss(
    input, target, size_average=None, reduce=None, reduction="mean"
):
    reduction = _legacy(size_average, reduce, reduction)
    return _table["soft_margin_loss"](input, target, reduction=reduction)


def multi_margin_loss(
    input,
    target,
    p=1,
    margin=1.0,
    weight=None,
    size_average=None,
    reduce=None,
    reduction="mean",
):
    reduction = _legacy(size_average, reduce, reduction)
    if weight is not None and weight.dim() != 1:
        raise ValueError("weight must be one-dimensional")
    return _table["multi_margin_loss"](
        input, target, p, margin, weight, reduction=reduction
    )


def multilabel_soft_margin_loss(
    input,
    target,
    weight=None,
    size_average=None,
    reduce=None,
    reduction="mean",
):
    reduction = _legacy(size_average, reduce, reduction)
    logsigmoid = _table["logsigmoid"]
    losses = -(
        target * logsigmoid(input) + (1 - target) * logsigmoid(-input)
    )
    if weight is not None:
        losses = losses * weight
    dim = input.dim() - 1
    losses = losses.sum(dim) / input.size(dim)
    return _reduced(losses, reduction)


def normalize(input, p=2.0, dim=1, eps=1e-12, out=None):
    length = input.norm(p, dim, keepdim=True).clamp_min(eps)
    return input / length.expand_as(input)
