"""torch.nn.functional, the part that knows planes: convolutions, pools,
borders, other sizes."""

from torch import _C


# Convolutions


def _conv(dims):
    def conv(
        input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1
    ):
        return _C._conv(
            dims, input, weight, bias, stride, padding, dilation, groups
        )

    conv.__name__ = conv.__qualname__ = f"conv{dims}d"
    return conv


conv1d, conv2d, conv3d = _conv(1), _conv(2), _conv(3)


def _conv_transpose(dims):
    def conv_transpose(
        input,
        weight,
        bias=None,
        stride=1,
        padding=0,
        output_padding=0,
        groups=1,
        dilation=1,
    ):
        return _C._conv_transpose(
            dims,
            input,
            weight,
            bias,
            stride,
            padding,
            dilation,
            groups,
            output_padding,
        )

    name = f"conv_transpose{dims}d"
    conv_transpose.__name__ = conv_transpose.__qualname__ = name
    return conv_transpose


conv_transpose1d = _conv_transpose(1)
conv_transpose2d = _conv_transpose(2)
conv_transpose3d = _conv_transpose(3)


# Pools


def _max_pool(dims):
    name = f"max_pool{dims}d"

    def with_indices(
        input,
        kernel_size,
        stride=None,
        padding=0,
        dilation=1,
        ceil_mode=False,
        return_indices=False,
    ):
        return _C._max_pool(
            dims,
            input,
            kernel_size,
            stride,
            padding,
            dilation,
            bool(ceil_mode),
            True,
            None,
        )

    def max_pool(
        input,
        kernel_size,
        stride=None,
        padding=0,
        dilation=1,
        ceil_mode=False,
        return_indices=False,
    ):
        both = with_indices(
            input, kernel_size, stride, padding, dilation, ceil_mode
        )
        return both if return_indices else both[0]

    max_pool.__name__ = max_pool.__qualname__ = name
    with_indices.__name__ = with_indices.__qualname__ = name + "_with_indices"
    return max_pool, with_indices


max_pool1d, max_pool1d_with_indices = _max_pool(1)
max_pool2d, max_pool2d_with_indices = _max_pool(2)
max_pool3d, max_pool3d_with_indices = _max_pool(3)


def avg_pool1d(
    input,
    kernel_size,
    stride=None,
    padding=0,
    ceil_mode=False,
    count_include_pad=True,
):
    return _avg_pool(
        1, input, kernel_size, stride, padding, ceil_mode, count_include_pad
    )


def avg_pool2d(
    input,
    kernel_size,
    stride=None,
    padding=0,
    ceil_mode=False,
    count_include_pad=True,
    divisor_override=None,
):
    return _avg_pool(
        2,
        input,
        kernel_size,
        stride,
        padding,
        ceil_mode,
        count_include_pad,
        divisor_override,
    )


def avg_pool3d(
    input,
    kernel_size,
    stride=None,
    padding=0,
    ceil_mode=False,
    count_include_pad=True,
    divisor_override=None,
):
    return _avg_pool(
        3,
        input,
        kernel_size,
        stride,
        padding,
        ceil_mode,
        count_include_pad,
        divisor_override,
    )


def _avg_pool(
    dims,
    input,
    kernel_size,
    stride,
    padding,
    ceil_mode,
    count_include_pad,
    divisor_override=None,
):
    return _C._avg_pool(
        dims,
        input,
        kernel_size,
        stride,
        padding,
        1,
        bool(ceil_mode),
        bool(count_include_pad),
        divisor_override,
    )


def _sizes(input, output_size, dims):
    """One extent for each dimension; `None` keeps that of the input."""
    if not isinstance(output_size, (tuple, list)):
        return (output_size,) * dims
    return tuple(output_size)


def adaptive_avg_pool1d(input, output_size):
    return _C._adaptive_avg_pool(1, input, _sizes(input, output_size, 1))


def adaptive_avg_pool2d(input, output_size):
    return _C._adaptive_avg_pool(2, input, _sizes(input, output_size, 2))


def adaptive_avg_pool3d(input, output_size):
    return _C._adaptive_avg_pool(3, input, _sizes(input, output_size, 3))


def _adaptive_max_pool(dims):
    def with_indices(input, output_size, return_indices=False):
        return _C._adaptive_max_pool(
            dims, input, _sizes(input, output_size, dims)
        )

    def adaptive_max_pool(input, output_size, return_indices=False):
        both = with_indices(input, output_size)
        return both if return_indices else both[0]

    name = f"adaptive_max_pool{dims}d"
    adaptive_max_pool.__name__ = adaptive_max_pool.__qualname__ = name
    return adaptive_max_pool, with_indices


adaptive_max_pool1d, adaptive_max_pool1d_with_indices = _adaptive_max_pool(1)
adaptive_max_pool2d, adaptive_max_pool2d_with_indices = _adaptive_max_pool(2)
adaptive_max_pool3d, adaptive_max_pool3d_with_indices = _adaptive_max_pool(3)


def _max_unpool(dims):
    def max_unpool(
        input, indices, kernel_size, stride=None, padding=0, output_size=None
    ):
        kernel = _ntuple(kernel_size, dims)
        stride = kernel if stride is None else _ntuple(stride, dims)
        padding = _ntuple(padding, dims)
        size = tuple(input.shape[-dims:])
        default = tuple(
            (n - 1) * s + k - 2 * p
            for n, s, k, p in zip(size, stride, kernel, padding)
        )
        if output_size is None:
            output_size = default
        else:
            output_size = tuple(output_size)[-dims:]
            for dim, (asked, usual, step) in enumerate(
                zip(output_size, default, stride)
            ):
                if not usual - step < asked < usual + step:
                    low = [n - s for n, s in zip(default, stride)]
                    high = [n + s for n, s in zip(default, stride)]
                    raise ValueError(
                        f'invalid output_size "{list(output_size)}" '
                        f"(dim {dim} must be between {low[dim]} and "
                        f"{high[dim]})"
                    )
        planes = tuple(input.shape[:-dims])
        flat = input.reshape(*planes, -1)
        length = 1
        for extent in output_size:
            length *= extent
        zeros = _C.zeros((*planes, length), dtype=input.dtype)
        whole = zeros.scatter(-1, indices.reshape(*planes, -1), flat)
        return whole.view(*planes, *output_size)

    max_unpool.__name__ = max_unpool.__qualname__ = f"max_unpool{dims}d"
    return max_unpool


max_unpool1d, max_unpool2d, max_unpool3d = map(_max_unpool, (1, 2, 3))


def _lp_pool(dims, avg_pool):
    def lp_pool(input, norm_type, kernel_size, stride=None, ceil_mode=False):
        count = 1
        for extent in _ntuple(kernel_size, dims):
            count *= extent
        mean = avg_pool(input.pow(norm_type), kernel_size, stride, 0, ceil_mode)
        sums = _C.sign(mean) * mean.abs().relu() * count
        return sums.pow(1.0 / norm_type)

    lp_pool.__name__ = lp_pool.__qualname__ = f"lp_pool{dims}d"
    return lp_pool


lp_pool1d, lp_pool2d = _lp_pool(1, avg_pool1d), _lp_pool(2, avg_pool2d)


# Borders


def pad(input, pad, mode="constant", value=None):
    for place, extent in enumerate(pad):
        if isinstance(extent, float):
            raise TypeError(
                "pad(): argument 'pad' (position 2) must be tuple of ints, "
                f"but found element of type float at pos {place}"
            )
    return _C._pad(input, tuple(pad), mode, value)


# Columns


def _ntuple(x, n):
    return tuple(x) if isinstance(x, (tuple, list)) else (x,) * n


def unfold(input, kernel_size, dilation=1, padding=0, stride=1):
    return _C._unfold(input, kernel_size, dilation, padding, stride)


def fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1):
    return _C._fold(
        input, output_size, kernel_size, dilation, padding, stride
    )


# Other sizes

_LINEAR = {3: "linear", 4: "bilinear", 5: "trilinear"}
_MODES = (
    "nearest | linear | bilinear | bicubic | trilinear | lanczos | area | "
    "nearest-exact"
)


def interpolate(
    input,
    size=None,
    scale_factor=None,
    mode="nearest",
    align_corners=None,
    recompute_scale_factor=None,
    antialias=False,
):
    if mode in ("nearest", "area", "nearest-exact"):
        if align_corners is not None:
            raise ValueError(
                "align_corners option can only be set with the interpolating "
                "modes: linear | bilinear | bicubic | trilinear"
            )
    elif align_corners is None:
        align_corners = False
    if antialias:
        raise NotImplementedError(
            "torchbook has no antialias of torch.nn.functional.interpolate "
            "(yet)"
        )
    dims = input.dim() - 2
    extents = list(input.shape[2:])
    if size is not None and scale_factor is not None:
        raise ValueError(
            "only one of size or scale_factor should be defined"
        )
    if size is not None:
        output, scales = _output_size(size, extents, dims), None
    elif scale_factor is not None:
        scales = _scales(scale_factor, extents, dims)
        output = [
            int(float(extent) * scale)
            for extent, scale in zip(extents, scales)
        ]
        if recompute_scale_factor:
            scales = None
    else:
        raise ValueError("either size or scale_factor should be defined")
    if recompute_scale_factor and size is not None:
        raise ValueError(
            "recompute_scale_factor is not meaningful with an explicit size."
        )
    if mode == "area" and 1 <= dims <= 3:
        pools = adaptive_avg_pool1d, adaptive_avg_pool2d, adaptive_avg_pool3d
        return pools[dims - 1](input, output)
    known = mode in ("nearest", "nearest-exact", *_LINEAR.values(), "bicubic")
    if not known or not 1 <= dims <= 3:
        raise NotImplementedError(
            "Input Error: Only 3D, 4D and 5D input Tensors supported (got "
            f"{input.dim()}D) for the modes: {_MODES} (got {mode})"
        )
    needs = {"linear": 3, "bilinear": 4, "bicubic": 4, "trilinear": 5}
    wanted = needs.get(mode, input.dim())
    if input.dim() != wanted:
        if mode == "bicubic":
            raise NotImplementedError(
                "Input Error: Only 3D, 4D and 5D input Tensors supported "
                f"(got {input.dim()}D) for the modes: {_MODES} (got {mode})"
            )
        raise NotImplementedError(
            f"Got {input.dim()}D input, but {mode} mode needs {wanted}D "
            "input"
        )
    return _C._interpolate(
        input, output, scales or (), mode, bool(align_corners)
    )


def _output_size(size, extents, dims):
    if not isinstance(size, (tuple, list)):
        return [size] * dims
    if len(size) != dims:
        raise ValueError(
            "Input and output must have the same number of spatial "
            "dimensions, but got input with spatial dimensions of "
            f"{extents} and output size of {size}. Please provide input "
            "tensor in (N, C, d1, d2, ...,dK) format and output size in (o1, "
            "o2, ...,oK) format."
        )
    return list(size)


def _scales(scale_factor, extents, dims):
    if not isinstance(scale_factor, (tuple, list)):
        return [float(scale_factor)] * dims
    if len(scale_factor) != dims:
        raise ValueError(
            "Input and scale_factor must have the same number of spatial "
            "dimensions, but got input with spatial dimensions of "
            f"{extents} and scale_factor of shape {scale_factor}. Please "
            "provide input tensor in (N, C, d1, d2, ...,dK) format and "
            "scale_factor in (s1, s2, ...,sK) format."
        )
    return [float(scale) for scale in scale_factor]


def upsample(
    input, size=None, scale_factor=None, mode="nearest", align_corners=None
):
    import warnings

    warnings.warn(
        "`nn.functional.upsample` is deprecated. Use "
        "`nn.functional.interpolate` instead.",
        stacklevel=2,
    )
    return interpolate(input, size, scale_factor, mode, align_corners)


def pixel_shuffle(input, upscale_factor):
    r = upscale_factor
    if input.dim() < 3:
        raise RuntimeError(
            "pixel_shuffle expects input to have at least 3 dimensions, but "
            f"got input with {input.dim()} dimension(s)"
        )
    if r <= 0:
        raise RuntimeError(
            f"pixel_shuffle expects a positive upscale_factor, but got {r}"
        )
    *batch, channels, height, width = input.shape
    if channels % (r * r):
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be "
            "divisible by the square of upscale_factor, but "
            f"input.size(-3)={channels} is not divisible by {r * r}"
        )
    n = len(batch)
    parts = input.reshape(*batch, channels // r**2, r, r, height, width)
    order = [*range(n), n, n + 3, n + 1, n + 4, n + 2]
    return parts.permute(order).reshape(
        *batch, channels // r**2, height * r, width * r
    )


def pixel_unshuffle(input, downscale_factor):
    r = downscale_factor
    if input.dim() < 3:
        raise RuntimeError(
            "pixel_unshuffle expects input to have at least 3 dimensions, "
            f"but got input with {input.dim()} dimension(s)"
        )
    if r <= 0:
        raise RuntimeError(
            f"pixel_unshuffle expects a positive downscale_factor, but got {r}"
        )
    *batch, channels, height, width = input.shape
    for dim, name, extent in (-2, "height", height), (-1, "width", width):
        if extent % r:
            raise RuntimeError(
                f"pixel_unshuffle expects {name} to be divisible by "
                f"downscale_factor, but input.size({dim})={extent} is not "
                f"divisible by {r}"
            )
    n = len(batch)
    parts = input.reshape(*batch, channels, height // r, r, width // r, r)
    order = [*range(n), n, n + 2, n + 4, n + 1, n + 3]
    return parts.permute(order).reshape(
        *batch, channels * r**2, height // r, width // r
    )
