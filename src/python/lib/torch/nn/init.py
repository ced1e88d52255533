"""How weights begin. All of these write in place and record nothing."""

import math

from torch import _C


def _unrecorded(function):
    def wrapper(*args, **kwargs):
        before = _C._set_grad_enabled(False)
        try:
            return function(*args, **kwargs)
        finally:
            _C._set_grad_enabled(before)

    wrapper.__name__ = wrapper.__qualname__ = function.__name__
    return wrapper


@_unrecorded
def uniform_(tensor, a=0.0, b=1.0, generator=None):
    return tensor.uniform_(a, b, generator=generator)


@_unrecorded
def normal_(tensor, mean=0.0, std=1.0, generator=None):
    return tensor.normal_(mean, std, generator=generator)


@_unrecorded
def constant_(tensor, val):
    return tensor.fill_(val)


def ones_(tensor):
    return constant_(tensor, 1.0)


def zeros_(tensor):
    return constant_(tensor, 0.0)


@_unrecorded
def eye_(tensor):
    if tensor.ndimension() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return tensor.copy_(_C.eye(*tensor.shape))


def calculate_gain(nonlinearity, param=None):
    if nonlinearity in ("linear", "sigmoid") or nonlinearity.startswith(
        "conv"
    ):
        return 1
    if nonlinearity == "tanh":
        return 5.0 / 3
    if nonlinearity == "relu":
        return math.sqrt(2.0)
    if nonlinearity == "leaky_relu":
        if param is None:
            slope = 0.01
        elif isinstance(param, (int, float)) and not isinstance(param, bool):
            slope = param
        else:
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + slope**2))
    if nonlinearity == "selu":
        return 3.0 / 4
    raise ValueError(f"Unsupported nonlinearity {nonlinearity}")


def _calculate_fan_in_and_fan_out(tensor):
    if tensor.dim() < 2:
        raise ValueError(
            "Fan in and fan out can not be computed for tensor with fewer "
            "than 2 dimensions"
        )
    field = 1
    for extent in tensor.shape[2:]:
        field *= extent
    return tensor.size(1) * field, tensor.size(0) * field


def _fan(tensor, mode):
    mode = mode.lower()
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(
            f"Mode {mode} not supported, please use one of ['fan_in', "
            "'fan_out']"
        )
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return fan_in if mode == "fan_in" else fan_out


def xavier_uniform_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    std = gain * math.sqrt(2.0 / float(fan_in + fan_out))
    bound = math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor, gain=1.0, generator=None):
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    std = gain * math.sqrt(2.0 / float(fan_in + fan_out))
    return normal_(tensor, 0.0, std, generator)


def _normal_below(x):
    """The share of a normal distribution that lies below."""
    return (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0


@_unrecorded
def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    if mean < a - 2 * std or mean > b + 2 * std:
        import warnings

        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. "
            "The distribution of values may be incorrect.",
            stacklevel=3,
        )
    share = _normal_below((b - mean) / std) - _normal_below((a - mean) / std)
    if share > 0.3:
        # Drawn again, where it lies outside.
        low = tensor.new_tensor(a).item()
        high = tensor.new_tensor(b).item()
        result = tensor.normal_(mean, std, generator=generator)
        while True:
            outside = (result < low) | (result > high)
            if not outside.any():
                break
            again = _C.empty_like(result).normal_(
                mean, std, generator=generator
            )
            result = _C.where(outside, again, result)
        return tensor if tensor is result else tensor.copy_(result)
    # Little of it lies inside: drawn evenly, kept as often as it should be.
    mode = max(a, min(mean, b))
    peak = -0.5 * ((mode - mean) / std) ** 2

    def refused(candidates):
        height = (
            candidates.sub(mean).div_(std).pow_(2).mul_(-0.5).sub_(peak)
        )
        drawn = _C.empty_like(tensor).uniform_(generator=generator)
        return drawn.log_().gt(height)

    result = tensor.uniform_(a, b, generator=generator).clone()
    pending = refused(result)
    while pending.any():
        again = _C.empty_like(tensor).uniform_(a, b, generator=generator)
        result = _C.where(pending, again, result)
        pending = _C.where(pending, refused(again), pending)
    return tensor.copy_(result)


@_unrecorded
def dirac_(tensor, groups=1):
    if tensor.ndimension() not in (3, 4, 5):
        raise ValueError(
            "Only tensors with 3, 4, or 5 dimensions are supported"
        )
    outputs, inputs, *window = tensor.shape
    if outputs % groups != 0:
        raise ValueError("dim 0 must be divisible by groups")
    middle = tuple(extent // 2 for extent in window)
    tensor.zero_()
    each = outputs // groups
    for begin in range(0, outputs, each):
        for nr in range(min(each, inputs)):
            tensor[(begin + nr, nr, *middle)] = 1
    return tensor


@_unrecorded
def orthogonal_(tensor, gain=1, generator=None):
    if tensor.ndimension() < 2:
        raise ValueError(
            "Only tensors with 2 or more dimensions are supported"
        )
    if tensor.numel() == 0:
        return tensor
    rows = tensor.size(0)
    columns = tensor.numel() // rows
    drawn = tensor.new_empty((rows, columns))
    drawn.normal_(0, 1, generator=generator)
    tall = drawn if rows >= columns else drawn.t()
    result = _upright(tall.double()).to(tensor.dtype)
    result = result if rows >= columns else result.t()
    return tensor.copy_(result.reshape(tensor.shape)).mul_(gain)


def _upright(matrix):
    """The columns, each made upright to those before it, of length 1."""
    columns = matrix.t().contiguous()
    for nr in range(columns.size(0)):
        column = columns[nr]
        before = columns[:nr]
        # The second time takes away what rounding left.
        for _ in range(2 if nr else 0):
            column.sub_(before.t() @ (before @ column))
        column.div_(column.dot(column).sqrt())
    return columns.t()


@_unrecorded
def sparse_(tensor, sparsity, std=0.01, generator=None):
    if tensor.ndimension() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    tensor.normal_(0, std, generator=generator)
    for column in range(columns):
        chosen = _C.randperm(rows)[:zeros]
        tensor[chosen, column] = 0
    return tensor


def _nothing_to_do():
    import warnings

    warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)


def kaiming_uniform_(
    tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None
):
    if 0 in tensor.shape:
        _nothing_to_do()
        return tensor
    fan = _fan(tensor, mode)
    std = calculate_gain(nonlinearity, a) / math.sqrt(fan)
    bound = math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None
):
    if 0 in tensor.shape:
        _nothing_to_do()
        return tensor
    fan = _fan(tensor, mode)
    std = calculate_gain(nonlinearity, a) / math.sqrt(fan)
    return normal_(tensor, 0, std, generator)


def _renamed(function):
    """The name without the underscore, as old programs have it."""

    def old(*args, **kwargs):
        import warnings

        new = function.__name__
        warnings.warn(
            f"`nn.init.{new[:-1]}` is now deprecated in favor of "
            f"`nn.init.{new}`.",
            FutureWarning,
            stacklevel=2,
        )
        return function(*args, **kwargs)

    return old


uniform = _renamed(uniform_)
normal = _renamed(normal_)
constant = _renamed(constant_)
eye = _renamed(eye_)
xavier_uniform = _renamed(xavier_uniform_)
xavier_normal = _renamed(xavier_normal_)
kaiming_uniform = _renamed(kaiming_uniform_)
kaiming_normal = _renamed(kaiming_normal_)
orthogonal = _renamed(orthogonal_)
sparse = _renamed(sparse_)
dirac = _renamed(dirac_)


def __getattr__(name):
    raise AttributeError(f"torchbook has no torch.nn.init.{name} (yet)")
