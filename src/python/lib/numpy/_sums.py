"""Sums, means, extremes, and their kind."""

import builtins
import math

from numpy import _engine
from numpy._array import ndarray, result
from numpy._elementwise import UFUNCS
from numpy._making import asarray
from numpy._operands import operand_tensor, real, store, warn
from numpy._rules import BOOL, INT64, _FLOATS, wrap_axis
from numpy._method import method
from numpy._shapes import broadcast_to
from numpy._types import generic, torch_dtype


def _axes(axis, ndim):
    if axis is None:
        return None
    if isinstance(axis, (tuple, list)):
        axes = [wrap_axis(x, ndim) for x in axis]
        if len(set(axes)) != len(axes):
            raise ValueError("duplicate value in 'axis'")
        return sorted(axes)
    return [wrap_axis(axis, ndim)]


def _reduced(t, axis, keepdims, one, out=None):
    """`one(t, dim)` over the axes; dim None stands for all."""
    ndim = t.ndim
    axes = _axes(axis, ndim)
    if axes is None or len(axes) == ndim:
        made, axes = one(t, None), list(range(ndim))
    else:
        # Neighbours are one axis; the last ones go first.
        made, rest = t, list(axes)
        while rest:
            last = rest.pop()
            first = last
            while rest and rest[-1] == first - 1:
                first = rest.pop()
            if first < last:
                shape = list(made.shape)
                shape[first : last + 1] = [_count(made, range(first, last + 1))]
                made = made.reshape(shape)
            made = one(made, first)
    if keepdims:
        for axis in axes:
            made = made.unsqueeze(axis)
    if out is not None:
        return store("add", out, made)
    return ndarray(made) if keepdims and made.ndim else result(made)


def _input(a, dtype=None, where=True):
    t = operand_tensor(a)
    return t if dtype is None else t.to(torch_dtype(dtype))


def _sum(t, dim):
    if t.dtype in _FLOATS:
        return _engine.sum(t, dim)
    return t.sum(dtype=INT64) if dim is None else t.sum(dim, dtype=INT64)


@method
def sum(a, axis=None, dtype=None, out=None, keepdims=False, initial=0,
        where=True):
    t = _input(a, dtype)
    if where is not True:
        t = t * asarray(where)._t.to(t.dtype)
    made = _reduced(t, axis, keepdims, _sum, out)
    return made if type(initial) is int and initial == 0 else made + initial


@method
def prod(a, axis=None, dtype=None, out=None, keepdims=False):
    t = _input(a, dtype)
    if t.dtype not in _FLOATS:
        t = t.to(INT64)

    def one(t, dim):
        if dim is None:
            t, dim = t.reshape(-1), 0
        if t.shape[dim] == 0:
            return t.sum(dim) + 1
        running = _engine.cumulate(t.transpose(dim, -1).contiguous(), True)
        return running.transpose(dim, -1).select(dim, t.shape[dim] - 1)

    return _reduced(t, axis, keepdims, one, out)


def _count(t, axis):
    axes = axis if isinstance(axis, range) else _axes(axis, t.ndim)
    n = 1
    for dim in range(t.ndim) if axes is None else axes:
        n *= t.shape[dim]
    return n


@method
def mean(a, axis=None, dtype=None, out=None, keepdims=False):
    t = real(_input(a, dtype))
    n = _count(t, axis)
    if n == 0:
        warn("Mean of empty slice.")
    total = _reduced(t, axis, keepdims, _sum)
    if isinstance(total, ndarray):
        made = ndarray(total._t / n)
    else:
        made = total.dtype.type(total.item() / n if n else math.nan)
    return made if out is None else store("divide", out, made._t)


@method
def var(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False,
        correction=None):
    ddof = ddof if correction is None else correction
    t = real(_input(a, dtype))
    n = _count(t, axis)
    center = asarray(mean(ndarray(t), axis, keepdims=True))._t
    apart = t - center
    total = _reduced(apart * apart, axis, keepdims, _sum)
    if n - ddof <= 0:
        warn("Degrees of freedom <= 0 for slice")
    return total / (type(total)(n - ddof) if isinstance(total, generic) else
                    builtins.max(n - ddof, 0))


@method
def std(a, axis=None, dtype=None, out=None, ddof=0, keepdims=False,
        correction=None):
    return UFUNCS["sqrt"](
        var(a, axis, dtype, None, ddof, keepdims, correction)
    )


def _extreme(name, of_dim):
    def one(t, dim):
        if dim is None:
            if t.numel() == 0:
                raise ValueError(
                    f"zero-size array to reduction operation {name} which has "
                    "no identity"
                )
            t, dim = t.reshape(-1), 0
        elif t.shape[dim] == 0 and t.numel() == 0:
            raise ValueError(
                f"zero-size array to reduction operation {name} which has no "
                "identity"
            )
        if t.dtype is BOOL:
            return of_dim(t.to(INT64), dim).to(BOOL)
        return of_dim(t, dim)

    def extreme(a, axis=None, out=None, keepdims=False, initial=None,
                where=True):
        return _reduced(operand_tensor(a), axis, keepdims, one, out)

    return extreme


amax = _extreme("maximum", lambda t, dim: t.amax(dim))
amin = _extreme("minimum", lambda t, dim: t.amin(dim))
max, min = amax, amin
for _class in (ndarray, generic):
    _class.max, _class.min = amax, amin


def ptp(a, axis=None, out=None, keepdims=False):
    return amax(a, axis, None, keepdims) - amin(a, axis, None, keepdims)


def _arg(name, of_dim):
    def arg(a, axis=None, out=None, *, keepdims=False):
        t = operand_tensor(a)
        t = t.to(INT64) if t.dtype is BOOL else t
        if t.numel() == 0:
            raise ValueError(f"attempt to get {name} of an empty sequence")

        def one(t, dim):
            return (
                of_dim(t.reshape(-1), 0) if dim is None else of_dim(t, dim)
            )

        return _reduced(t, axis, keepdims, one, out)

    arg.__name__ = name
    return method(arg)


argmax = _arg("argmax", lambda t, dim: t.argmax(dim))
argmin = _arg("argmin", lambda t, dim: t.argmin(dim))


def _truth(of_all, of_dim):
    def one(t, dim):
        t = t if t.dtype is BOOL else t != 0
        return of_all(t) if dim is None else of_dim(t, dim)

    return one


_all = _truth(lambda t: t.all(), lambda t, dim: t.all(dim))
_any = _truth(lambda t: t.any(), lambda t, dim: t.any(dim))


@method
def all(a, axis=None, out=None, keepdims=False):
    return _reduced(operand_tensor(a), axis, keepdims, _all, out)


@method
def any(a, axis=None, out=None, keepdims=False):
    return _reduced(operand_tensor(a), axis, keepdims, _any, out)


def _running(a, axis, dtype, product):
    t = _input(a, dtype)
    if axis is None:
        t, axis = t.reshape(-1), 0
    axis = wrap_axis(axis, t.ndim)
    turned = t.transpose(axis, -1).contiguous()
    made = _engine.cumulate(turned, product).transpose(axis, -1)
    return ndarray(made.contiguous())


@method
def cumsum(a, axis=None, dtype=None, out=None):
    return _running(a, axis, dtype, False)


@method
def cumprod(a, axis=None, dtype=None, out=None):
    return _running(a, axis, dtype, True)


def diff(a, n=1, axis=-1):
    a = asarray(a)
    axis = wrap_axis(axis, a.ndim)
    head = (slice(None),) * axis
    for _ in range(n):
        later, earlier = a[head + (slice(1, None),)], a[head + (slice(None, -1),)]
        a = later != earlier if a.dtype == bool else later - earlier
    return a


def average(a, axis=None, weights=None, returned=False):
    if weights is None:
        return mean(a, axis)
    a, weights = asarray(a), asarray(weights)
    if weights.shape != a.shape:
        shape = [1] * a.ndim
        shape[axis] = -1
        weights = weights.reshape(shape)
    return sum(a * weights, axis) / sum(
        broadcast_to(weights, a.shape) * 1.0, axis
    )


def _nan_free(f, instead):
    def call(a, axis=None, **kwargs):
        t = operand_tensor(a)
        if t.dtype in _FLOATS:
            t = t.masked_fill(t.isnan(), instead)
        return f(ndarray(t), axis, **kwargs)

    return call


nansum = _nan_free(sum, 0.0)
nanmax = _nan_free(amax, -math.inf)
nanmin = _nan_free(amin, math.inf)


def nanmean(a, axis=None, **kwargs):
    a = asarray(a)
    count = sum(~UFUNCS["isnan"](a), axis, **kwargs)
    return nansum(a, axis, **kwargs) / count


def count_nonzero(a, axis=None, *, keepdims=False):
    made = sum(asarray(a) != 0, axis, keepdims=keepdims)
    return made


def trapezoid(y, x=None, dx=1.0, axis=-1):
    y = asarray(y)
    d = dx if x is None else diff(asarray(x))
    return ((y[..., 1:] + y[..., :-1]) * d / 2.0).sum(axis=-1)
