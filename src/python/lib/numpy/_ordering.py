"""Order: sorting, searching, counting in bins."""

import builtins
import math

from numpy._array import ndarray
from numpy._making import array, asarray
from numpy._operands import real
from numpy._rules import BOOL, INT64, wrap_axis
from numpy._creation import linspace
from numpy._joining import stack
from numpy._method import method
from numpy._shapes import expand_dims, moveaxis
from numpy._sums import diff


def median(a, axis=None, keepdims=False):
    return quantile(a, 0.5, axis, keepdims=keepdims)


def percentile(a, q, axis=None, **kwargs):
    return quantile(a, asarray(q) / 100.0, axis, **kwargs)


def quantile(a, q, axis=None, keepdims=False, **kwargs):
    a = asarray(a)
    x = asarray(a if real(a._t) is a._t else a.astype(float))
    many = asarray(q).ndim > 0
    if axis is None:
        x, axis, dims = x.ravel(), 0, x.ndim
    else:
        axis = wrap_axis(axis, x.ndim)
        dims = None
    x = moveaxis(sort(x, axis), axis, 0)
    n = x.shape[0]
    found = []
    for one in asarray(q).ravel().tolist():
        at = one * (n - 1)
        low = builtins.min(int(math.floor(at)), n - 1)
        high, part = builtins.min(low + 1, n - 1), at - low
        a, b = x[low], x[high]
        found.append(a + (b - a) * part if part < 0.5 else
                     b - (b - a) * (1 - part))
    made = stack(found) if many else found[0]
    if keepdims and not many:
        made = (
            asarray(made).reshape((1,) * dims)
            if dims is not None
            else expand_dims(made, axis)
        )
    return made


def _sortable(a, axis):
    t = asarray(a)._t
    if axis is None:
        t, axis = t.reshape(-1), -1
    return (t.to(INT64) if t.dtype is BOOL else t), wrap_axis(axis, t.ndim)


def sort(a, axis=-1, kind=None, order=None, **kwargs):
    t, axis = _sortable(a, axis)
    made = t.sort(stable=True, dim=axis)[0]
    return ndarray(made.to(asarray(a)._t.dtype))


def _sort_in_place(self, axis=-1, kind=None, order=None):
    self[...] = sort(self, axis)


ndarray.sort = _sort_in_place


@method
def argsort(a, axis=-1, kind=None, order=None, **kwargs):
    t, axis = _sortable(a, axis)
    return ndarray(t.sort(stable=True, dim=axis)[1])


def unique(ar, return_index=False, return_inverse=False, return_counts=False,
           axis=None, **kwargs):
    a = asarray(ar).ravel()
    numbers = a.tolist()
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    first, counts, inverse = [], [], [0] * len(numbers)
    for i in order:
        if not first or numbers[first[-1]] != numbers[i]:
            first.append(i)
            counts.append(0)
        counts[-1] += 1
        inverse[i] = len(first) - 1
    firsts = array(first, dtype=int)
    made = [a[firsts]]
    if return_index:
        made.append(firsts)
    if return_inverse:
        made.append(array(inverse, dtype=int).reshape(asarray(ar).shape))
    if return_counts:
        made.append(array(counts, dtype=int))
    return made[0] if len(made) == 1 else tuple(made)


@method
def searchsorted(a, v, side="left", sorter=None):
    import bisect

    numbers = asarray(a).tolist()
    find = bisect.bisect_left if side == "left" else bisect.bisect_right
    v = asarray(v)
    places = array([find(numbers, x) for x in v.ravel().tolist()], dtype=int)
    return places.reshape(v.shape) if v.ndim else places[0]


def digitize(x, bins, right=False):
    return searchsorted(bins, x, "left" if right else "right")


def bincount(x, weights=None, minlength=0):
    numbers = asarray(x).tolist()
    n = builtins.max([minlength] + [i + 1 for i in numbers])
    if weights is None:
        counts = [0] * n
        for i in numbers:
            counts[i] += 1
        return array(counts, dtype=int)
    counts = [0.0] * n
    for i, w in zip(numbers, asarray(weights).tolist()):
        counts[i] += w
    return array(counts, dtype=float)


def histogram(a, bins=10, range=None, density=None, weights=None):
    a = asarray(a).ravel()
    if isinstance(bins, int):
        low, high = range if range is not None else (
            (a.min(), a.max()) if a.size else (0.0, 1.0)
        )
        if low == high:
            low, high = low - 0.5, high + 0.5
        edges = linspace(low, high, bins + 1)
    else:
        edges = asarray(bins)
    ends = edges.tolist()
    counts = [0] * (len(ends) - 1)
    import bisect

    for x in a.tolist():
        if ends[0] <= x <= ends[-1]:
            at = bisect.bisect_right(ends, x) - 1
            counts[builtins.min(at, len(counts) - 1)] += 1
    counts = array(counts, dtype=int)
    if density:
        return counts / diff(edges) / counts.sum(), edges
    return counts, edges


def interp(x, xp, fp, left=None, right=None, period=None):
    import bisect

    xp, fp = asarray(xp).tolist(), asarray(fp).tolist()
    x = asarray(x)
    found = []
    for one in x.ravel().tolist():
        if one < xp[0]:
            found.append(fp[0] if left is None else left)
        elif one >= xp[-1]:
            at = fp[-1]
            found.append(at if right is None or one == xp[-1] else right)
        else:
            i = bisect.bisect_right(xp, one) - 1
            slope = (fp[i + 1] - fp[i]) / (xp[i + 1] - xp[i])
            found.append(slope * (one - xp[i]) + fp[i])
    made = array(found, dtype=float).reshape(x.shape)
    return made if x.ndim else made[()]


def isin(element, test_elements):
    known = set(asarray(test_elements).ravel().tolist())
    a = asarray(element)
    return array([x in known for x in a.ravel().tolist()], dtype=bool).reshape(
        a.shape
    )


def intersect1d(ar1, ar2):
    known = set(asarray(ar2).ravel().tolist())
    a = unique(ar1)
    return a[isin(a, list(known))] if a.size and known else a[:0]
