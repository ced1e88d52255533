"""dtypes and shapes: what becomes of two, and what does not fit."""

import operator

import torch
from torch import _C
from numpy._types import out_of_bounds
from numpy.exceptions import AxisError


Tensor = torch.Tensor
BOOL, UINT8, INT32, INT64, FLOAT32, FLOAT64 = (
    _C.bool,
    _C.uint8,
    _C.int32,
    _C.int64,
    _C.float32,
    _C.float64,
)
_RANK = {BOOL: 0, UINT8: 1, INT32: 2, INT64: 3, FLOAT32: 4, FLOAT64: 5}
_FLOATS = (FLOAT32, FLOAT64)


def promote(a, b):
    """The dtype that holds both."""
    if a is b:
        return a
    low, high = (a, b) if _RANK[a] < _RANK[b] else (b, a)
    if high is FLOAT32 and _RANK[low] >= 2:
        return FLOAT64
    return high


def shape_text(shape):
    return "(" + ",".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"


def broadcast_shape(*shapes):
    """The common shape; None if there is none."""
    ndim = max(map(len, shapes), default=0)
    result = [1] * ndim
    for shape in shapes:
        for i, n in enumerate(shape, ndim - len(shape)):
            if n != 1:
                if result[i] not in (1, n):
                    return None
                result[i] = n
    return tuple(result)


def common_shape(*shapes):
    shape = broadcast_shape(*shapes)
    if shape is None:
        said = " ".join(map(shape_text, shapes))
        raise ValueError(
            f"operands could not be broadcast together with shapes {said} "
        )
    return shape


def wrap_axis(axis, ndim, prefix=None):
    axis = operator.index(axis)
    if not -ndim <= axis < ndim:
        raise AxisError(axis, ndim, prefix)
    return axis % ndim


def flip(t, dim):
    n = t.shape[dim]
    return t.index_select(dim, _C.arange(n).mul(-1).add(n - 1))


def cast_number(value, dtype):
    if dtype is BOOL:
        return bool(value)
    if dtype in _FLOATS:
        return float(value)
    if value != value:
        raise ValueError("cannot convert float NaN to integer")
    if value in (float("inf"), float("-inf")):
        raise OverflowError("cannot convert float infinity to integer")
    value = int(value)
    out_of_bounds(value, dtype)
    return value
