"""Arrays of other things."""

import operator

from torch import _C
from numpy import _engine
from numpy._array import ndarray
from numpy._rules import (
    BOOL,
    FLOAT64,
    INT64,
    Tensor,
    _FLOATS,
    cast_number,
    promote,
)
from numpy._types import generic, out_of_bounds, torch_dtype


def _nested(obj):
    return isinstance(obj, (list, tuple, range)) or (
        hasattr(obj, "__len__")
        and hasattr(obj, "__getitem__")
        and not isinstance(obj, (str, bytes, dict, set))
    )


def _measure(obj, shape, depth):
    """The extents by the first item, and whether all others agree."""
    if isinstance(obj, (ndarray, Tensor, generic)):
        own = list(obj.shape)
    elif not _nested(obj):
        own = []
    else:
        if not len(obj):
            return [0]
        own = None
        for item in obj:
            inner = _measure(item, shape, depth + 1)
            if own is None:
                own = inner
            elif own != inner:
                same = 0
                while same < min(len(own), len(inner)) and own[same] == inner[same]:
                    same += 1
                dims = tuple([len(obj)] + own[:same])
                raise _Ragged(dims)
        own = [len(obj)] + own
    return own


class _Ragged(Exception):
    pass


def _numbers(obj, into):
    """The numbers in order; returns the widest dtype that is strong."""
    if isinstance(obj, ndarray) or isinstance(obj, Tensor):
        t = obj._t if isinstance(obj, ndarray) else obj.detach()
        into.extend(t.reshape(-1).tolist())
        return t.dtype
    if isinstance(obj, generic):
        into.append(obj.item())
        return obj._dtype
    if _nested(obj):
        widest = None
        for item in obj:
            found = _numbers(item, into)
            widest = found if widest is None else promote(widest, found)
        return FLOAT64 if widest is None else widest
    into.append(obj)
    kind = type(obj)
    if kind is float:
        return FLOAT64
    if kind is int:
        return INT64
    if kind is bool:
        return BOOL
    if isinstance(obj, float):
        return FLOAT64
    if hasattr(obj, "__index__"):
        into[-1] = operator.index(obj)
        return INT64
    if hasattr(obj, "__float__"):
        into[-1] = float(obj)
        return FLOAT64
    raise NotImplementedError(
        f"torchbook has no numpy arrays of {kind.__name__} (yet)"
    )


def array(object, dtype=None, *, copy=True, order="K", subok=False, ndmin=0,
          like=None):
    wanted = None if dtype is None else torch_dtype(dtype)
    if isinstance(object, ndarray):
        t = object._t
        if wanted is not None and wanted is not t.dtype:
            made = t.to(wanted)
        else:
            made = t.contiguous().clone() if copy else t
    elif isinstance(object, Tensor):
        made = _engine.shared(object)
        if wanted is not None and wanted is not made.dtype:
            made = made.to(wanted)
        elif copy:
            made = made.clone()
    elif isinstance(object, generic):
        made = _C.tensor(object.item(), dtype=wanted or object._dtype)
    else:
        if hasattr(object, "__array__") and not _nested(object):
            return array(object.__array__(), dtype=dtype)
        if isinstance(object, (set, dict, str, bytes)) or object is None:
            raise NotImplementedError(
                f"torchbook has no numpy arrays of {type(object).__name__} (yet)"
            )
        if not isinstance(object, (list, tuple, range, int, float)) and (
            hasattr(object, "__next__")
        ):
            raise NotImplementedError(
                "torchbook has no numpy arrays of objects (yet): make a list"
            )
        try:
            shape = _measure(object, [], 0)
        except _Ragged as ragged:
            dims = ragged.args[0]
            depth = len(dims)
            raise ValueError(
                "setting an array element with a sequence. The requested "
                f"array has an inhomogeneous shape after {depth} dimensions. "
                f"The detected shape was {tuple(dims)} + inhomogeneous part."
            ) from None
        numbers = []
        found = _numbers(object, numbers)
        made_of = wanted or found
        if made_of not in _FLOATS and made_of is not BOOL:
            if found in _FLOATS:
                numbers = [cast_number(x, made_of) for x in numbers]
            else:
                for x in numbers:
                    out_of_bounds(x, made_of)
        made = _C.tensor(numbers, dtype=made_of).reshape(tuple(shape))
    while made.ndim < ndmin:
        made = made.unsqueeze(0)
    return ndarray(made)


def asarray(a, dtype=None, order=None, *, copy=None, **kwargs):
    if isinstance(a, ndarray) and not copy:
        if dtype is None or torch_dtype(dtype) is a._t.dtype:
            return a
        return ndarray(a._t.to(torch_dtype(dtype)))
    if isinstance(a, Tensor) and not copy:
        return array(a, dtype, copy=False)
    return array(a, dtype)


def size_of(shape):
    if hasattr(shape, "__index__") and not isinstance(shape, tuple):
        shape = (shape,)
    shape = tuple(operator.index(n) for n in shape)
    if any(n < 0 for n in shape):
        raise ValueError("negative dimensions are not allowed")
    return shape


def empty(shape, dtype=float, order="C", **kwargs):
    return ndarray(_C.zeros(size_of(shape), dtype=torch_dtype(dtype)))
