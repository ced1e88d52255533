"""Other shapes of the same elements."""

import operator

from torch import _C
from numpy._array import ndarray
from numpy._making import asarray, size_of
from numpy._rules import (
    broadcast_shape,
    common_shape,
    flip as _flip,
    shape_text,
    wrap_axis,
)
from numpy._method import method
from numpy._types import generic


@method
def reshape(a, *shape, order="C", **kwargs):
    a = asarray(a)
    shape = kwargs.get("shape", shape)
    if len(shape) == 1 and not isinstance(shape[0], int):
        shape = shape[0]
        if hasattr(shape, "__index__"):
            shape = (shape,)
    if len(shape) == 2 and isinstance(shape[0], (tuple, list)):
        shape = shape[0]
    shape = tuple(operator.index(n) for n in shape)
    t = a._t
    known, unknown = 1, 0
    for n in shape:
        if n < 0:
            unknown += 1
        else:
            known *= n
    if unknown > 1:
        raise ValueError("can only specify one unknown dimension")
    wrong = (
        t.numel() != known
        if not unknown
        else known == 0 or t.numel() % known != 0
    )
    if wrong:
        raise ValueError(
            f"cannot reshape array of size {t.numel()} into shape "
            f"{shape_text(shape)}"
        )
    if order == "F":
        return ndarray(t.T.reshape(shape[::-1]).T)
    return ndarray(t.reshape(shape))


@method
def ravel(a, order="C"):
    t = asarray(a)._t
    return ndarray((t.T if order == "F" else t).reshape(-1))


@method
def transpose(a, *axes):
    t = asarray(a)._t
    if len(axes) == 1 and not isinstance(axes[0], int):
        axes = axes[0]
    if axes is None or not len(axes):
        return ndarray(t.T)
    if len(axes) != t.ndim:
        raise ValueError("axes don't match array")
    axes = [wrap_axis(axis, t.ndim) for axis in axes]
    if len(set(axes)) != len(axes):
        raise ValueError("repeated axis in transpose")
    return ndarray(t.permute(axes))


permute_dims = transpose


@method
def swapaxes(a, axis1, axis2):
    t = asarray(a)._t
    return ndarray(
        t.transpose(
            wrap_axis(axis1, t.ndim, "axis1"), wrap_axis(axis2, t.ndim, "axis2")
        )
    )


def moveaxis(a, source, destination):
    a = asarray(a)
    source = [source] if isinstance(source, int) else list(source)
    destination = (
        [destination] if isinstance(destination, int) else list(destination)
    )
    source = [wrap_axis(axis, a.ndim, "source") for axis in source]
    destination = [
        wrap_axis(axis, a.ndim, "destination") for axis in destination
    ]
    order = [axis for axis in range(a.ndim) if axis not in source]
    for to, of in sorted(zip(destination, source)):
        order.insert(to, of)
    return transpose(a, order)


def rollaxis(a, axis, start=0):
    a = asarray(a)
    axis = wrap_axis(axis, a.ndim)
    order = [i for i in range(a.ndim) if i != axis]
    order.insert(start - 1 if start > axis else start, axis)
    return transpose(a, order)


def expand_dims(a, axis):
    t = asarray(a)._t
    axes = [axis] if isinstance(axis, int) else list(axis)
    ndim = t.ndim + len(axes)
    for axis in sorted(wrap_axis(axis, ndim) for axis in axes):
        t = t.unsqueeze(axis)
    return ndarray(t)


@method
def squeeze(a, axis=None):
    t = asarray(a)._t
    if axis is None:
        return ndarray(t.squeeze())
    axes = [axis] if isinstance(axis, int) else list(axis)
    for axis in sorted((wrap_axis(x, t.ndim) for x in axes), reverse=True):
        if t.shape[axis] != 1:
            raise ValueError(
                "cannot select an axis to squeeze out which has size not "
                "equal to one"
            )
        t = t.squeeze(axis)
    return ndarray(t)


def atleast_1d(*arrays):
    made = [a if a.ndim else a.reshape(1) for a in map(asarray, arrays)]
    return made[0] if len(made) == 1 else tuple(made)


def atleast_2d(*arrays):
    made = []
    for a in map(asarray, arrays):
        a = a.reshape(1) if a.ndim == 0 else a
        made.append(a[None, :] if a.ndim == 1 else a)
    return made[0] if len(made) == 1 else tuple(made)


def broadcast_to(array, shape, subok=False):
    t = asarray(array)._t
    shape = size_of(shape)
    if broadcast_shape(tuple(t.shape), shape) != shape:
        raise ValueError(
            "operands could not be broadcast together with remapped shapes "
            f"[original->remapped]: {shape_text(t.shape)} and requested shape "
            f"{shape_text(shape)}"
        )
    return ndarray(t.expand(shape))


def broadcast_arrays(*args, subok=False):
    args = [asarray(a) for a in args]
    shape = common_shape(*[a.shape for a in args])
    return tuple(broadcast_to(a, shape) for a in args)


def flip(m, axis=None):
    t = asarray(m)._t
    if axis is None:
        axes = range(t.ndim)
    else:
        axes = [axis] if isinstance(axis, int) else axis
    for axis in axes:
        t = _flip(t, wrap_axis(axis, t.ndim))
    return ndarray(t)


def flipud(m):
    return flip(m, 0)


def fliplr(m):
    return flip(m, 1)


def roll(a, shift, axis=None):
    a = asarray(a)
    if axis is None:
        return roll(a.ravel(), shift, 0).reshape(a.shape)
    if not isinstance(axis, int):
        for s, x in zip(shift, axis):
            a = roll(a, s, x)
        return a
    axis = wrap_axis(axis, a.ndim)
    n = a.shape[axis]
    if n == 0:
        return a.copy()
    places = (_C.arange(n) - operator.index(shift)).remainder(n)
    return ndarray(a._t.index_select(axis, places))


def rot90(m, k=1, axes=(0, 1)):
    m = asarray(m)
    for _ in range(k % 4):
        m = flip(swapaxes(m, *axes), axes[0])
    return m


def ndim(a):
    return asarray(a).ndim


def shape(a):
    return asarray(a).shape


def size(a, axis=None):
    a = asarray(a)
    return a.size if axis is None else a.shape[axis]


def shares_memory(a, b, max_work=None):
    return a._t.is_set_to(b._t)


may_share_memory = shares_memory


def _flatten(self, order="C"):
    return ravel(self, order).copy()


ndarray.flatten = generic.flatten = _flatten
