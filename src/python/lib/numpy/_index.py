"""What stands in an array's brackets."""

import operator

from torch import _C
from numpy._array import ndarray
from numpy._making import array
from numpy._rules import BOOL, INT32, INT64, Tensor, UINT8, _FLOATS
from numpy._types import generic, integer


def too_many(ndim, count):
    raise IndexError(
        f"too many indices for array: array is {ndim}-dimensional, but {count} "
        "were indexed"
    )


class Flips(dict):
    """Negative slices by axis, and where they stand in the key."""

    def __init__(self):
        self.at = {}


_NO_INDEX = (
    "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and "
    "integer or boolean arrays are valid indices"
)


def one_key(key):
    kind = type(key)
    if kind is int or kind is slice or key is None or key is Ellipsis:
        return key
    if kind is bool or isinstance(key, generic) and key._dtype is BOOL:
        return _C.tensor(bool(key))
    if isinstance(key, (list, tuple)):
        key = array(key)
        if key.size == 0:
            return key._t.to(INT64)
    if isinstance(key, (ndarray, Tensor)):
        t = key._t if isinstance(key, ndarray) else key
        if t.dtype in _FLOATS:
            raise IndexError("arrays used as indices must be of integer (or boolean) type")
        if t.dtype in (UINT8, INT32):
            t = t.to(INT64)
        return t
    if isinstance(key, integer):
        return key.item()
    if hasattr(key, "__index__") and not isinstance(key, generic):
        return operator.index(key)
    raise IndexError(_NO_INDEX)


def prepared(t, key):
    """The engine's key, the negative slices, and whether one element is
    meant."""
    ndim = t.ndim
    keys = [one_key(k) for k in key] if type(key) is tuple else [one_key(key)]
    used = 0
    for k in keys:
        if isinstance(k, Tensor) and k.dtype is BOOL:
            used += k.ndim
        elif k is not None and k is not Ellipsis:
            used += 1
    if used > ndim:
        too_many(ndim, used)
    axis, flips, whole = 0, Flips(), used == ndim
    for i, k in enumerate(keys):
        if type(k) is int:
            n = t.shape[axis]
            if not -n <= k < n:
                raise IndexError(
                    f"index {k} is out of bounds for axis {axis} with size {n}"
                )
            axis += 1
        elif type(k) is slice:
            whole = False
            if k.step is not None and k.step < 0:
                flips[axis] = k.indices(t.shape[axis])
                flips.at[axis] = i
                keys[i] = slice(None)
            elif k.step == 0:
                raise ValueError("slice step cannot be zero")
            axis += 1
        elif k is None:
            whole = False
        elif k is Ellipsis:
            whole = False
            axis += ndim - used
        elif k.dtype is BOOL:
            whole = False
            for j, n in enumerate(k.shape):
                if n != t.shape[axis + j]:
                    raise IndexError(
                        "boolean index did not match indexed array along axis "
                        f"{axis + j}; size of axis is {t.shape[axis + j]} but "
                        f"size of corresponding boolean axis is {n}"
                    )
            axis += k.ndim
        else:
            n = t.shape[axis]
            if k.ndim:
                whole = False
            if k.numel():
                for wrong in (k.min().item(), k.max().item()):
                    if not -n <= wrong < n:
                        raise IndexError(
                            f"index {wrong} is out of bounds for axis {axis} "
                            f"with size {n}"
                        )
            axis += 1
    return tuple(keys), flips, whole


def turned(t, keys, flips):
    for axis, (start, stop, step) in flips.items():
        places = _C.tensor(list(range(start, stop, step)), dtype=INT64)
        t = t.index_select(axis, places)
    return t[keys]
