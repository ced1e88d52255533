"""torch.nn.functional, the part that knows channels: norms, and chance that
takes whole channels."""

import math as _math

from torch import _C


def _check_enough(size):
    values = size[0]
    for extent in size[2:]:
        values *= extent
    if values == 1:
        raise ValueError(
            "Expected more than 1 value per channel when training, got input "
            f"size {size}"
        )


def batch_norm(
    input,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-5,
):
    if training:
        _check_enough(input.size())
    return _C._batch_norm(
        input,
        running_mean,
        running_var,
        weight,
        bias,
        bool(training),
        float(momentum),
        float(eps),
    )


def instance_norm(
    input,
    running_mean=None,
    running_var=None,
    weight=None,
    bias=None,
    use_input_stats=True,
    momentum=0.1,
    eps=1e-5,
):
    size = input.size()
    if use_input_stats:
        values = 1
        for extent in size[2:]:
            values *= extent
        if values == 1:
            raise ValueError(
                "Expected more than 1 spatial element when training, got "
                f"input size {size}"
            )
    elif running_mean is None or running_var is None:
        raise RuntimeError(
            "Expected running_mean and running_var to be defined when "
            "use_input_stats is false"
        )
    batch, channels = size[0], size[1]

    def repeated(vector):
        if vector is None:
            return None
        return vector.expand(batch, channels).reshape(-1)

    mean, var = repeated(running_mean), repeated(running_var)
    # Every sample's channel is a channel of one sample.
    result = _C._batch_norm(
        input.contiguous().view(1, batch * channels, *size[2:]),
        mean,
        var,
        repeated(weight),
        repeated(bias),
        bool(use_input_stats),
        float(momentum),
        float(eps),
    )
    for running, each in (running_mean, mean), (running_var, var):
        if running is not None:
            before = _C._set_grad_enabled(False)
            try:
                running.copy_(each.view(batch, channels).mean(0))
            finally:
                _C._set_grad_enabled(before)
    return result.view(size)


def group_norm(input, num_groups, weight=None, bias=None, eps=1e-5):
    if input.dim() < 2:
        raise RuntimeError(
            "Expected at least 2 dimensions for input tensor but received "
            f"{input.dim()}"
        )
    size = input.size()
    if num_groups == 0:
        raise ZeroDivisionError("integer division or modulo by zero")
    values = size[0] * size[1] // num_groups
    for extent in size[2:]:
        values *= extent
    if values == 1:
        raise ValueError(
            "Expected more than 1 value per channel when training, got input "
            f"size {list(size)}"
        )
    return _C._group_norm(input, num_groups, weight, bias, float(eps))


def rms_norm(input, normalized_shape, weight=None, eps=None):
    shape = list(normalized_shape)
    if not shape:
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., "
            "containing at least one element, but got normalized_shape = []"
        )
    if weight is not None and list(weight.shape) != shape:
        raise RuntimeError(
            "Expected weight to be of same shape as normalized_shape, but "
            f"got weight of shape {list(weight.shape)} and normalized_shape "
            f"= {shape}"
        )
    if list(input.shape[-len(shape):]) != shape:
        extents = ", ".join(map(str, shape))
        raise RuntimeError(
            f"Given normalized_shape={shape}, expected input with shape "
            f"[*{extents}], but got input of size{list(input.shape)}"
        )
    if eps is None:
        single = input.dtype is not _C.float64
        eps = 1.1920928955078125e-07 if single else 2.220446049250313e-16
    dims = tuple(range(-len(shape), 0))
    scale = (input.pow(2).mean(dims, keepdim=True) + eps).rsqrt()
    result = input * scale
    return result if weight is None else result * weight


def local_response_norm(input, size, alpha=1e-4, beta=0.75, k=1.0):
    from torch.nn._spatial import avg_pool2d, avg_pool3d, pad

    if input.dim() < 3:
        raise ValueError(
            "Expected 3D or higher dimensionality input (got "
            f"{input.dim()} dimensions)"
        )
    if input.numel() == 0:
        return input
    squares = input.mul(input)
    borders = (size // 2, (size - 1) // 2)
    if input.dim() == 3:
        squares = pad(squares.unsqueeze(1), (0, 0, *borders))
        squares = avg_pool2d(squares, (size, 1), stride=1).squeeze(1)
    else:
        shape = input.shape
        squares = squares.view(shape[0], 1, shape[1], shape[2], -1)
        squares = pad(squares, (0, 0, 0, 0, *borders))
        squares = avg_pool3d(squares, (size, 1, 1), stride=1).squeeze(1)
        squares = squares.view(shape)
    return input / squares.mul(alpha).add(k).pow(beta)


# Chance

#: What SELU makes of very small numbers, negated.
_ALPHA = 1.7580993408473766


def _check_probability(p):
    if p < 0.0 or p > 1.0:
        raise ValueError(
            f"dropout probability has to be between 0 and 1, but got {p}"
        )


def _drop(input, p, training, inplace, feature, alpha):
    if p == 0 or not training or input.numel() == 0:
        return input
    if p == 1:
        zero = _C.zeros((), dtype=input.dtype)
        return input.mul_(zero) if inplace else input.mul(zero)
    if feature:
        if input.dim() < 2:
            raise RuntimeError(
                "Feature dropout requires at least 2 dimensions in the input"
            )
        shape = (*input.shape[:2], *[1] * (input.dim() - 2))
        noise = _C.empty(shape, dtype=input.dtype)
    else:
        noise = _C.empty(input.shape, dtype=input.dtype)
    noise.bernoulli_(1 - p)
    if not alpha:
        noise.div_(1 - p)
        return input.mul_(noise) if inplace else input.mul(noise)
    a = 1.0 / _math.sqrt((_ALPHA * _ALPHA * p + 1) * (1 - p))
    shift = noise.add(-1).mul_(_ALPHA * a).add_(_ALPHA * a * p)
    noise.mul_(a)
    kept = input.mul_(noise) if inplace else input.mul(noise)
    return kept.add_(shift)


def alpha_dropout(input, p=0.5, training=False, inplace=False):
    _check_probability(p)
    return _drop(input, p, training, inplace, False, True)


def feature_alpha_dropout(input, p=0.5, training=False, inplace=False):
    _check_probability(p)
    return _drop(input, p, training, inplace, True, True)


def dropout1d(input, p=0.5, training=True, inplace=False):
    _check_probability(p)
    if input.dim() not in (2, 3):
        raise RuntimeError(
            "dropout1d: Expected 2D or 3D input, but received a "
            f"{input.dim()}D input. Note that dropout1d exists to provide "
            "channel-wise dropout on inputs with 1 spatial dimension, a "
            "channel dimension, and an optional batch dimension (i.e. 2D or "
            "3D inputs)."
        )
    return _channels(input, 3, p, training, inplace)


def dropout2d(input, p=0.5, training=True, inplace=False):
    import warnings

    _check_probability(p)
    if input.dim() not in (3, 4):
        warnings.warn(
            f"dropout2d: Received a {input.dim()}-D input to dropout2d, "
            "which is deprecated and will result in an error in a future "
            "release. To retain the behavior and silence this warning, "
            "please use dropout instead. Note that dropout2d exists to "
            "provide channel-wise dropout on inputs with 2 spatial "
            "dimensions, a channel dimension, and an optional batch "
            "dimension (i.e. 3D or 4D inputs).",
            stacklevel=2,
        )
    if input.dim() == 3:
        warnings.warn(
            "dropout2d: Received a 3D input to dropout2d and assuming that "
            "channel-wise 1D dropout behavior is desired - input is "
            "interpreted as shape (N, C, L), where C is the channel dim. "
            "This behavior will change in a future release to interpret the "
            "input as one without a batch dimension, i.e. shape (C, H, W). "
            "To maintain the 1D channel-wise dropout behavior, please switch "
            "to using dropout1d instead.",
            stacklevel=2,
        )
    return _drop(input, p, training, inplace, True, False)


def dropout3d(input, p=0.5, training=True, inplace=False):
    _check_probability(p)
    return _channels(input, 5, p, training, inplace)


def _channels(input, batched, p, training, inplace):
    """Whole channels are dropped; without a batch, of a batch of one."""
    alone = input.dim() == batched - 1
    if alone:
        input = input.unsqueeze_(0) if inplace else input.unsqueeze(0)
    result = _drop(input, p, training, inplace, True, False)
    if alone:
        result = result.squeeze_(0) if inplace else result.squeeze(0)
    return result
