"""Arrays together, and apart."""

import builtins
import operator

from torch import _C
from numpy._array import ndarray
from numpy._making import asarray
from numpy._rules import INT64, shape_text, wrap_axis
from numpy._creation import arange, full, linspace
from numpy._method import method
from numpy._shapes import (
    atleast_1d,
    atleast_2d,
    broadcast_to,
    expand_dims,
    ravel,
)


@method
def repeat(a, repeats, axis=None):
    a = asarray(a)
    if axis is None:
        a, axis = a.ravel(), 0
    axis = wrap_axis(axis, a.ndim)
    n = a.shape[axis]
    counts = asarray(repeats).ravel().tolist()
    if len(counts) == 1:
        counts = counts * n
    if len(counts) != n:
        raise ValueError(
            "operands could not be broadcast together with shape "
            f"{shape_text((n,))} {shape_text((len(counts),))}"
        )
    places = [i for i, count in enumerate(counts) for _ in range(count)]
    return ndarray(a._t.index_select(axis, _C.tensor(places, dtype=INT64)))


def tile(A, reps):
    a = asarray(A)
    reps = (reps,) if isinstance(reps, int) else tuple(reps)
    ndim = builtins.max(a.ndim, len(reps))
    reps = (1,) * (ndim - len(reps)) + reps
    a = a.reshape((1,) * (ndim - a.ndim) + a.shape)
    for axis, count in enumerate(reps):
        a = concatenate([a] * count, axis) if count else a[
            (slice(None),) * axis + (slice(0, 0),)
        ]
    return a.copy()


def _parts(arrays):
    arrays = [asarray(a) for a in arrays]
    if not arrays:
        raise ValueError("need at least one array to concatenate")
    to = arrays[0]._t.dtype
    from numpy._rules import promote

    for a in arrays[1:]:
        to = promote(to, a._t.dtype)
    return [a._t.to(to) for a in arrays]


def concatenate(arrays, axis=0, out=None, *, dtype=None, casting="same_kind"):
    parts = _parts(arrays)
    if axis is None:
        parts, axis = [t.reshape(-1) for t in parts], 0
    ndim = parts[0].ndim
    if ndim == 0:
        raise ValueError("zero-dimensional arrays cannot be concatenated")
    for i, t in enumerate(parts):
        if t.ndim != ndim:
            raise ValueError(
                "all the input arrays must have same number of dimensions, but "
                f"the array at index 0 has {ndim} dimension(s) and the array "
                f"at index {i} has {t.ndim} dimension(s)"
            )
    axis = wrap_axis(axis, ndim)
    for i, t in enumerate(parts):
        for dim in range(ndim):
            if dim != axis and t.shape[dim] != parts[0].shape[dim]:
                raise ValueError(
                    "all the input array dimensions except for the "
                    "concatenation axis must match exactly, but along "
                    f"dimension {dim}, the array at index 0 has size "
                    f"{parts[0].shape[dim]} and the array at index {i} has "
                    f"size {t.shape[dim]}"
                )
    made = ndarray(_C.cat(parts, axis))
    return made if dtype is None else made.astype(dtype)


concat = concatenate


def stack(arrays, axis=0, out=None):
    arrays = [asarray(a) for a in arrays]
    if not arrays:
        raise ValueError("need at least one array to stack")
    if len({a.shape for a in arrays}) != 1:
        raise ValueError("all input arrays must have the same shape")
    axis = wrap_axis(axis, arrays[0].ndim + 1)
    return concatenate([expand_dims(a, axis) for a in arrays], axis)


def vstack(tup, **kwargs):
    return concatenate([atleast_2d(a) for a in tup], 0)


row_stack = vstack


def hstack(tup, **kwargs):
    arrays = [atleast_1d(a) for a in tup]
    return concatenate(arrays, 0 if arrays and arrays[0].ndim == 1 else 1)


def column_stack(tup):
    arrays = [asarray(a) for a in tup]
    return concatenate(
        [a.reshape(-1, 1) if a.ndim < 2 else a for a in arrays], 1
    )


def append(arr, values, axis=None):
    if axis is None:
        arr, values, axis = ravel(arr), ravel(values), 0
    return concatenate((arr, values), axis)


def delete(arr, obj, axis=None):
    a = asarray(arr)
    if axis is None:
        a, axis = a.ravel(), 0
    n = a.shape[axis]
    if isinstance(obj, slice):
        gone = set(range(*obj.indices(n)))
    else:
        gone = {operator.index(i) % n for i in asarray(obj).ravel()}
    kept = [i for i in range(n) if i not in gone]
    return ndarray(a._t.index_select(axis, _C.tensor(kept, dtype=INT64)))


def insert(arr, obj, values, axis=None):
    a = asarray(arr)
    if axis is None:
        a, axis = a.ravel(), 0
    before = (slice(None),) * axis + (slice(None, obj),)
    after = (slice(None),) * axis + (slice(obj, None),)
    values = asarray(values).astype(a.dtype)
    shape = a.shape[:axis] + (1,) + a.shape[axis + 1 :]
    if a.ndim == 1 and values.ndim == 1:
        new = values
    else:
        new = broadcast_to(values, shape)
    return concatenate([a[before], new, a[after]], axis)


def array_split(ary, indices_or_sections, axis=0):
    a = asarray(ary)
    n = a.shape[axis]
    if isinstance(indices_or_sections, int):
        each, extra = divmod(n, indices_or_sections)
        sizes = [each + 1] * extra + [each] * (indices_or_sections - extra)
        ends = [0]
        for size in sizes:
            ends.append(ends[-1] + size)
    else:
        ends = [0] + [operator.index(i) for i in indices_or_sections] + [n]
    head = (slice(None),) * axis
    return [a[head + (slice(i, j),)] for i, j in zip(ends, ends[1:])]


def split(ary, indices_or_sections, axis=0):
    if isinstance(indices_or_sections, int) and (
        asarray(ary).shape[axis] % indices_or_sections
    ):
        raise ValueError("array split does not result in an equal division")
    return array_split(ary, indices_or_sections, axis)


def hsplit(ary, indices_or_sections):
    return split(ary, indices_or_sections, 1 if asarray(ary).ndim > 1 else 0)


def vsplit(ary, indices_or_sections):
    return split(ary, indices_or_sections, 0)


def pad(array, pad_width, mode="constant", constant_values=0):
    a = asarray(array)
    if mode != "constant":
        raise NotImplementedError(f"torchbook has no numpy.pad mode {mode!r} (yet)")
    widths = broadcast_to(asarray(pad_width), (a.ndim, 2)).tolist()
    made = full(
        [n + i + j for n, (i, j) in zip(a.shape, widths)],
        constant_values,
        a.dtype,
    )
    made[tuple(slice(i, i + n) for n, (i, j) in zip(a.shape, widths))] = a
    return made


class _Together:
    """`np.r_[...]`, `np.c_[...]`: what stands in the brackets, joined."""

    def __init__(self, columns):
        self._columns = columns

    def __getitem__(self, key):
        parts = []
        for x in key if isinstance(key, tuple) else (key,):
            if isinstance(x, slice):
                start = 0 if x.start is None else x.start
                step = 1 if x.step is None else x.step
                if isinstance(step, complex):
                    x = linspace(start, x.stop, int(builtins.abs(step)))
                else:
                    x = arange(start, x.stop, step)
            x = atleast_1d(x)
            if self._columns and x.ndim == 1:
                x = x[:, None]
            parts.append(x)
        return concatenate(parts, -1 if self._columns else 0)


r_, c_ = _Together(False), _Together(True)
