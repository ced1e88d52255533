"""New arrays."""

import builtins
import math
import operator

from torch import _C
from numpy._array import ndarray
from numpy._elementwise import UFUNCS
from numpy._making import array, asarray, size_of
from numpy._rules import FLOAT64, INT64, _FLOATS
from numpy._shapes import moveaxis
from numpy._types import generic, torch_dtype


def zeros(shape, dtype=float, order="C", **kwargs):
    return ndarray(_C.zeros(size_of(shape), dtype=torch_dtype(dtype)))


def ones(shape, dtype=float, order="C", **kwargs):
    return ndarray(_C.ones(size_of(shape), dtype=torch_dtype(dtype)))


def full(shape, fill_value, dtype=None, order="C", **kwargs):
    value = asarray(fill_value)
    made = zeros(shape, value.dtype if dtype is None else dtype)
    made[...] = value
    return made


def _like(x, dtype, shape):
    x = asarray(x)
    return x.shape if shape is None else shape, x.dtype if dtype is None else dtype


def zeros_like(a, dtype=None, order="K", subok=True, shape=None):
    return zeros(*_like(a, dtype, shape))


def ones_like(a, dtype=None, order="K", subok=True, shape=None):
    return ones(*_like(a, dtype, shape))


empty_like = zeros_like


def full_like(a, fill_value, dtype=None, order="K", subok=True, shape=None):
    shape, dtype = _like(a, dtype, shape)
    return full(shape, fill_value, dtype)


def eye(N, M=None, k=0, dtype=float, order="C", **kwargs):
    M = N if M is None else M
    rows = _C.arange(N).reshape(N, 1)
    columns = _C.arange(M).reshape(1, M)
    return ndarray((rows + k == columns).to(torch_dtype(dtype)))


def identity(n, dtype=float):
    return eye(n, dtype=dtype)


def arange(start, stop=None, step=1, dtype=None, **kwargs):
    if stop is None:
        start, stop = 0, start
    ends = [x.item() if isinstance(x, (ndarray, generic)) else x
            for x in (start, stop, step)]
    start, stop, step = ends
    if step == 0:
        raise ZeroDivisionError("division by zero")
    whole = builtins.all(isinstance(x, int) for x in ends)
    wanted = torch_dtype(dtype) if dtype is not None else (
        INT64 if whole else FLOAT64
    )
    n = builtins.max(0, math.ceil((stop - start) / step))
    places = _C.arange(n)
    if whole:
        return ndarray((places * step + start).to(wanted))
    # numpy adds the difference of the first two.
    delta = (start + step) - start
    return ndarray((places.to(FLOAT64) * delta + start).to(wanted))


def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None,
             axis=0):
    num = operator.index(num)
    if num < 0:
        raise ValueError(f"Number of samples, {num}, must be non-negative.")
    steps = num - 1 if endpoint else num
    start, stop = asarray(start) * 1.0, asarray(stop) * 1.0
    delta = stop - start
    shape = asarray(delta).shape
    y = arange(num).astype(float).reshape((-1,) + (1,) * len(shape))
    step = math.nan
    if steps > 0:
        step = delta / steps
        y = y * step if asarray(step != 0).all() else y / steps * delta
    else:
        y = y * delta
    y = y + start
    if endpoint and num > 1:
        y[-1] = stop
    if dtype is not None:
        wanted = torch_dtype(dtype)
        y = (y if wanted in _FLOATS else floor(y)).astype(dtype)
    if axis:
        y = moveaxis(y, 0, axis)
    return (y, step) if retstep else y


def logspace(start, stop, num=50, endpoint=True, base=10.0, dtype=None, axis=0):
    y = UFUNCS["power"](base, linspace(start, stop, num, endpoint))
    return y if dtype is None else y.astype(dtype)


def fromiter(iter, dtype, count=-1):
    return array(list(iter), dtype=dtype)


def copy(a, order="K"):
    return array(a)


ascontiguousarray = asarray
asanyarray = asarray
floor = UFUNCS["floor"]
