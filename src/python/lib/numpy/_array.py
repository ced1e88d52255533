"""The array."""

from torch import _C
from numpy import _engine
from numpy._rules import (
    BOOL,
    FLOAT64,
    INT64,
    Tensor,
    _FLOATS,
    broadcast_shape,
    cast_number,
    shape_text,
)
from numpy._types import generic, numpy_dtype, scalar, torch_dtype


def result(t):
    """An array, or the scalar that numpy makes of no dimensions."""
    if t.ndim == 0:
        return scalar(t.item(), t.dtype)
    return ndarray(t)


class ndarray(_engine.Array):
    __array_priority__ = 0.0
    __hash__ = None

    def __new__(cls, shape, dtype=float, buffer=None, offset=0, order=None):
        if isinstance(shape, Tensor):
            return _engine.Array.__new__(cls, shape)
        return empty(shape, dtype)

    def __init__(self, *args, **kwargs):
        pass

    def __getattr__(self, name):
        raise AttributeError(f"'numpy.ndarray' object has no attribute '{name}'")

    # What it is.

    @property
    def shape(self):
        return tuple(self._t.shape)

    @shape.setter
    def shape(self, shape):
        raise AttributeError(
            "torchbook has no assignment to shape (yet): use reshape"
        )

    @property
    def ndim(self):
        return self._t.ndim

    @property
    def size(self):
        return self._t.numel()

    @property
    def dtype(self):
        return numpy_dtype(self._t.dtype)

    @property
    def itemsize(self):
        return self._t.itemsize

    @property
    def nbytes(self):
        return self._t.itemsize * self._t.numel()

    @property
    def strides(self):
        t = self._t
        return tuple(n * t.itemsize for n in t.stride())

    @property
    def T(self):
        return ndarray(self._t.T)

    @property
    def mT(self):
        return ndarray(self._t.mT)

    @property
    def real(self):
        return self

    @property
    def flat(self):
        return self.ravel()

    @property
    def base(self):
        return None

    @property
    def flags(self):
        return Flags(self._t)

    def __repr__(self):
        return _engine.repr(self)

    def __str__(self):
        return _engine.str(self)

    def __format__(self, spec):
        if self.ndim == 0:
            return format(self.item(), spec)
        if spec:
            raise TypeError(
                "unsupported format string passed to numpy.ndarray.__format__"
            )
        return str(self)

    def __len__(self):
        t = self._t
        if t.ndim == 0:
            raise TypeError("len() of unsized object")
        return t.shape[0]

    def __iter__(self):
        t = self._t
        if t.ndim == 0:
            raise TypeError("iteration over a 0-d array")
        if t.ndim == 1:
            dtype = t.dtype
            return iter([scalar(x, dtype) for x in t.tolist()])
        return iter([ndarray(part) for part in t])

    def __contains__(self, value):
        return bool((self == value).any())

    def __bool__(self):
        t = self._t
        if t.numel() > 1:
            raise ValueError(
                "The truth value of an array with more than one element is "
                "ambiguous. Use a.any() or a.all()"
            )
        if t.numel() == 0:
            raise ValueError(
                "The truth value of an empty array is ambiguous. Use "
                "`array.size > 0` to check that an array is not empty."
            )
        return bool(t.item())

    def _only(self):
        t = self._t
        if t.ndim != 0:
            raise TypeError(
                "only 0-dimensional arrays can be converted to Python scalars"
            )
        return t.item()

    def __float__(self):
        return float(self._only())

    def __int__(self):
        return int(self._only())

    def __index__(self):
        t = self._t
        if t.ndim != 0 or t.dtype in _FLOATS or t.dtype is BOOL:
            raise TypeError(
                "only integer scalar arrays can be converted to a scalar index"
            )
        return t.item()

    def __array__(self, dtype=None, copy=None):
        return asarray(self, dtype)

    def __copy__(self):
        return self.copy()

    def __deepcopy__(self, memo):
        return self.copy()

    def __reduce__(self):
        return _restored, (self.tolist(), self.shape, self.dtype.name)

    def item(self, *args):
        if args:
            if len(args) == 1 and not isinstance(args[0], tuple):
                return self.ravel()[args[0]].item()
            return self[args if len(args) > 1 else args[0]].item()
        t = self._t
        if t.numel() != 1:
            raise ValueError(
                "can only convert an array of size 1 to a Python scalar"
            )
        return t.item()

    def tolist(self):
        return self._t.tolist()

    def copy(self, order="C"):
        return ndarray(self._t.contiguous().clone())

    def astype(self, dtype, order="K", casting="unsafe", subok=True, copy=True):
        t, dtype = self._t, torch_dtype(dtype)
        if t.dtype is dtype:
            return self.copy() if copy else self
        return ndarray(t.to(dtype))

    def fill(self, value):
        self[...] = value

    def view(self, dtype=None, type=None):
        return ndarray(self._t.data)

    # Its elements.

    def __getitem__(self, key):
        t = self._t
        if type(key) is int:
            if t.ndim == 0:
                too_many(0, 1)
            n = t.shape[0]
            if not -n <= key < n:
                raise IndexError(
                    f"index {key} is out of bounds for axis 0 with size {n}"
                )
            t = t[key]
            return scalar(t.item(), t.dtype) if t.ndim == 0 else ndarray(t)
        if type(key) is tuple and len(key) == 2 == t.ndim:
            # The usual case, one element of a matrix.
            i, j = key
            if type(i) is int and type(j) is int:
                n, m = t.shape
                if -n <= i < n and -m <= j < m:
                    return scalar(t[key].item(), t.dtype)
        keys, flips, whole = prepared(t, key)
        if flips:
            # The engine has no negative strides: what is turned is a copy.
            t = turned(t, keys, flips)
        else:
            t = t[keys]
        return scalar(t.item(), t.dtype) if whole else ndarray(t)

    def __setitem__(self, key, value):
        t = self._t
        keys, flips, whole = prepared(t, key)
        if flips:
            axis, (start, stop, step) = next(iter(flips.items()))
            if len(flips) > 1:
                raise NotImplementedError(
                    "torchbook has no assignment to several negative slices "
                    "(yet)"
                )
            places = _C.tensor(list(range(start, stop, step)), dtype=INT64)
            keys = list(keys)
            keys[flips.at[axis]] = places
            keys = tuple(keys)
        if isinstance(value, (int, float)) and not isinstance(value, generic):
            if t.dtype is not FLOAT64:
                value = cast_number(value, t.dtype)
            t[keys] = value
            return
        value = asarray(value)._t
        if value.ndim == 0:
            t[keys] = value.to(t.dtype)
            return
        if whole:
            if value.numel() == 1:
                t[keys] = value.reshape(()).to(t.dtype)
                return
            raise ValueError("setting an array element with a sequence.")
        mask = keys[0] if len(keys) == 1 else None
        if isinstance(mask, Tensor) and mask.dtype is BOOL:
            count = int(mask.sum().item())
            if value.ndim == 1 and mask.ndim == t.ndim and value.numel() not in (
                1,
                count,
            ):
                raise ValueError(
                    "NumPy boolean array indexing assignment cannot assign "
                    f"{value.numel()} input values to the {count} output "
                    "values where the mask is true"
                )
        shape = tuple(t[keys].shape)
        given = tuple(value.shape)
        while len(value.shape) > len(shape) and value.shape[0] == 1:
            value = value.squeeze(0)
        if broadcast_shape(tuple(value.shape), shape) != shape:
            if any(isinstance(k, Tensor) for k in keys):
                raise ValueError(
                    "shape mismatch: value array of shape "
                    f"{shape_text(given)} could not be broadcast to indexing "
                    f"result of shape {shape_text(shape)}"
                )
            raise ValueError(
                "could not broadcast input array from shape "
                f"{shape_text(given)} into shape {shape_text(shape)}"
            )
        t[keys] = value.to(t.dtype).clone()

    def __delitem__(self, key):
        raise ValueError("cannot delete array elements")


class Flags:
    def __init__(self, t):
        self.c_contiguous = t.is_contiguous()
        self.f_contiguous = t.T.is_contiguous()
        self.contiguous = self.c_contiguous
        self.writeable = self.aligned = True

    def __getitem__(self, name):
        return getattr(self, name.lower())

    def __repr__(self):
        return (
            f"  C_CONTIGUOUS : {self.c_contiguous}\n"
            f"  F_CONTIGUOUS : {self.f_contiguous}\n"
            f"  WRITEABLE : {self.writeable}\n"
            f"  ALIGNED : {self.aligned}\n"
        )


def _restored(data, shape, dtype):
    return array(data, dtype=dtype).reshape(shape)


ndarray.__module__ = "numpy"

# They make arrays: the class comes first.
from numpy._index import prepared, too_many, turned
from numpy._making import array, asarray, empty
