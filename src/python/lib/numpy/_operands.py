"""What goes into a function of elements, and where it goes."""

import warnings

from torch import _C
from numpy._array import ndarray
from numpy._making import asarray
from numpy._rules import (
    BOOL,
    FLOAT32,
    FLOAT64,
    INT32,
    INT64,
    UINT8,
    _FLOATS,
    broadcast_shape,
    common_shape,
    promote,
    shape_text,
)
from numpy._types import generic, numpy_dtype, out_of_bounds
from numpy.exceptions import UFuncTypeError


def operand(x):
    """A tensor; its dtype; whether it is a bare number of Python, which
    leaves the dtype to the others."""
    kind = type(x)
    if kind is ndarray:
        t = x._t
        return t, t.dtype, False
    if isinstance(x, generic):
        return _C.tensor(x.item(), dtype=x._dtype), x._dtype, False
    if kind is float:
        return x, FLOAT64, True
    if kind is bool:
        return _C.tensor(x), BOOL, False
    if kind is int:
        return x, INT64, True
    t = asarray(x)._t
    return t, t.dtype, False


def common(a, b):
    """Two operands as tensors of one dtype."""
    x, xd, xw = operand(a)
    y, yd, yw = operand(b)
    if xw and yw:
        to = promote(xd, yd)
    elif xw or yw:
        strong, weak = (yd, xd) if xw else (xd, yd)
        if weak is FLOAT64:
            to = strong if strong in _FLOATS else FLOAT64
        else:
            to = INT64 if strong is BOOL else strong
    else:
        to = promote(xd, yd)
    if xw:
        if to not in _FLOATS:
            out_of_bounds(x, to)
        x = _C.tensor(x, dtype=to)
    elif xd is not to:
        x = x.to(to)
    if yw:
        if to not in _FLOATS:
            out_of_bounds(y, to)
        y = _C.tensor(y, dtype=to)
    elif yd is not to:
        y = y.to(to)
    if x.shape != y.shape:
        common_shape(tuple(x.shape), tuple(y.shape))
    return x, y, to


def real(t):
    return t if t.dtype in _FLOATS else t.to(FLOAT64)


def store(name, out, t):
    """Writes a result over an array: `a += b`."""
    x = out._t
    if x.dtype is not t.dtype:
        kinds = {BOOL: 0, UINT8: 1, INT32: 2, INT64: 2, FLOAT32: 3, FLOAT64: 3}
        if kinds[t.dtype] > kinds[x.dtype]:
            raise UFuncTypeError(
                f"Cannot cast ufunc '{name}' output from "
                f"{numpy_dtype(t.dtype)!r} to {out.dtype!r} with casting rule "
                "'same_kind'"
            )
        t = t.to(x.dtype)
    if t.shape != x.shape:
        shape = broadcast_shape(tuple(t.shape), out.shape)
        if shape != out.shape:
            raise ValueError(
                f"non-broadcastable output operand with shape "
                f"{shape_text(out.shape)} doesn't match the broadcast shape "
                f"{shape_text(shape or t.shape)}"
            )
    x.copy_(t)
    return out


def warn(said):
    warnings.warn(said, RuntimeWarning, stacklevel=4)


def operand_tensor(a):
    t, dtype, weak = operand(a)
    return _C.tensor(t, dtype=dtype) if weak else t
