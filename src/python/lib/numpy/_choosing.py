"""Choosing, comparing."""

import math

from torch import _C
from numpy._array import ndarray, result
from numpy._elementwise import UFUNCS
from numpy._making import array, asarray
from numpy._operands import common, operand_tensor, real, store
from numpy._rules import (
    BOOL,
    FLOAT64,
    INT64,
    _FLOATS,
    broadcast_shape,
    common_shape,
    wrap_axis,
)
from numpy._method import _NoValue, method
from numpy._shapes import ravel


def where(condition, x=_NoValue, y=_NoValue):
    condition = asarray(condition)
    if x is _NoValue:
        return nonzero(condition)
    c = condition._t
    c = c if c.dtype is BOOL else c != 0
    x, y, _ = common(x, y)
    common_shape(tuple(c.shape), tuple(x.shape), tuple(y.shape))
    return ndarray(_C.where(c, x, y))


@method
def nonzero(a):
    t = asarray(a)._t
    found = t.nonzero()
    return tuple(ndarray(found[:, i].contiguous()) for i in range(t.ndim))


def flatnonzero(a):
    return nonzero(ravel(a))[0]


def argwhere(a):
    return ndarray(asarray(a)._t.nonzero())


@method
def clip(a, a_min=None, a_max=None, out=None, *, min=None, max=None):
    low = min if a_min is None else a_min
    high = max if a_max is None else a_max
    made = a
    if low is not None:
        made = UFUNCS["maximum"](made, low)
    if high is not None:
        made = UFUNCS["minimum"](made, high)
    if made is a:
        made = array(a)
    return made if out is None else store("clip", out, asarray(made)._t)


@method
def round(a, decimals=0, out=None):
    t = operand_tensor(a)
    if t.dtype not in _FLOATS:
        return result(t.clone())
    if decimals == 0:
        made = t.round()
    elif decimals > 0:
        power = 10.0**decimals
        made = (t * power).round() / power
    else:
        power = 10.0**-decimals
        made = (t / power).round() * power
    return result(made) if out is None else store("round", out, made)


around = round


def isclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False):
    x, y, _ = common(a, b)
    x, y = real(x), real(y)
    close = ((x - y).abs() <= atol + rtol * y.abs()) & y.isfinite() | (x == y)
    if equal_nan:
        close = close | (x.isnan() & y.isnan())
    return result(close)


def allclose(a, b, rtol=1e-05, atol=1e-08, equal_nan=False):
    return bool(asarray(isclose(a, b, rtol, atol, equal_nan)).all())


def array_equal(a1, a2, equal_nan=False):
    a, b = asarray(a1), asarray(a2)
    return a.shape == b.shape and bool((a == b).all())


def array_equiv(a1, a2):
    a, b = asarray(a1), asarray(a2)
    return broadcast_shape(a.shape, b.shape) is not None and bool(
        asarray(a == b).all()
    )


@method
def take(a, indices, axis=None, out=None, mode="raise"):
    a = asarray(a)
    if axis is None:
        return a.ravel()[asarray(indices) if not isinstance(indices, int)
                         else indices]
    return a[(slice(None),) * wrap_axis(axis, a.ndim) + (indices,)]


def take_along_axis(arr, indices, axis=-1):
    a, places = asarray(arr), asarray(indices)
    return ndarray(a._t.gather(wrap_axis(axis, a.ndim), places._t.to(INT64)))


def nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None):
    t = real(operand_tensor(x))
    top = 1.7976931348623157e308 if t.dtype is FLOAT64 else 3.4028234663852886e38
    t = t.masked_fill(t.isnan(), nan)
    t = t.masked_fill(t == math.inf, top if posinf is None else posinf)
    return result(
        t.masked_fill(t == -math.inf, -top if neginf is None else neginf)
    )
