"""The array, and the functions that go element by element."""

import operator
import warnings

import torch
from torch import _C
from numpy import _engine
from numpy._types import (
    False_,
    True_,
    dtype as Dtype,
    float64,
    floating,
    generic,
    integer,
    numpy_dtype,
    out_of_bounds,
    scalar,
    torch_dtype,
)
from numpy.exceptions import AxisError, UFuncTypeError

Tensor = torch.Tensor
BOOL, UINT8, INT32, INT64, FLOAT32, FLOAT64 = (
    _C.bool,
    _C.uint8,
    _C.int32,
    _C.int64,
    _C.float32,
    _C.float64,
)
_RANK = {BOOL: 0, UINT8: 1, INT32: 2, INT64: 3, FLOAT32: 4, FLOAT64: 5}
_FLOATS = (FLOAT32, FLOAT64)


def promote(a, b):
    """The dtype that holds both."""
    if a is b:
        return a
    low, high = (a, b) if _RANK[a] < _RANK[b] else (b, a)
    if high is FLOAT32 and _RANK[low] >= 2:
        return FLOAT64
    return high


def shape_text(shape):
    return "(" + ",".join(map(str, shape)) + ("," if len(shape) == 1 else "") + ")"


def broadcast_shape(*shapes):
    """The common shape; None if there is none."""
    ndim = max(map(len, shapes), default=0)
    result = [1] * ndim
    for shape in shapes:
        for i, n in enumerate(shape, ndim - len(shape)):
            if n != 1:
                if result[i] not in (1, n):
                    return None
                result[i] = n
    return tuple(result)


def common_shape(*shapes):
    shape = broadcast_shape(*shapes)
    if shape is None:
        said = " ".join(map(shape_text, shapes))
        raise ValueError(
            f"operands could not be broadcast together with shapes {said} "
        )
    return shape


def wrap_axis(axis, ndim, prefix=None):
    axis = operator.index(axis)
    if not -ndim <= axis < ndim:
        raise AxisError(axis, ndim, prefix)
    return axis % ndim


def flip(t, dim):
    n = t.shape[dim]
    return t.index_select(dim, _C.arange(n).mul(-1).add(n - 1))


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


def cast_number(value, dtype):
    if dtype is BOOL:
        return bool(value)
    if dtype in _FLOATS:
        return float(value)
    if value != value:
        raise ValueError("cannot convert float NaN to integer")
    if value in (float("inf"), float("-inf")):
        raise OverflowError("cannot convert float infinity to integer")
    value = int(value)
    out_of_bounds(value, dtype)
    return value


# Making arrays of other things.


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


# Functions of one, two elements.


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


class ufunc:
    """A function that goes element by element."""

    def __init__(self, name, call, nin, identity=None):
        self.__name__ = self._name = name
        self._call, self.nin, self.nout = call, nin, 1
        self.identity = identity

    def __repr__(self):
        return f"<ufunc '{self._name}'>"

    def __call__(self, *args, out=None, where=True, dtype=None, **kwargs):
        if len(args) == self.nin + 1:
            out = args[-1]
            args = args[:-1]
        if len(args) != self.nin:
            raise TypeError(
                f"{self._name}() takes from {self.nin} to {self.nin + 1} "
                f"positional arguments but {len(args)} were given"
            )
        if dtype is not None:
            args = [asarray(x).astype(dtype) for x in args]
        # PyTorch's tensors come back as what they are.
        torchs = any(isinstance(x, Tensor) for x in args)
        t = self._call(*args)
        if where is not True:
            old = out._t if out is not None else _C.zeros_like(t)
            t = _C.where(asarray(where)._t, t, old.to(t.dtype))
        if out is not None:
            out = out[0] if isinstance(out, tuple) else out
            return store(self._name, out, t)
        return t if torchs else result(t)

    def reduce(self, a, axis=0, dtype=None, out=None, keepdims=False):
        from numpy import _functions

        known = {
            "add": _functions.sum,
            "multiply": _functions.prod,
            "maximum": _functions.max,
            "minimum": _functions.min,
            "logical_and": _functions.all,
            "logical_or": _functions.any,
        }
        if self._name not in known:
            raise NotImplementedError(
                f"torchbook has no numpy.{self._name}.reduce (yet)"
            )
        return known[self._name](a, axis=axis, keepdims=keepdims)

    def accumulate(self, a, axis=0):
        from numpy import _functions

        a = asarray(a)
        if self._name in ("add", "multiply"):
            f = {"add": _functions.cumsum, "multiply": _functions.cumprod}
            return f[self._name](a, axis=axis)
        parts = list(_functions.moveaxis(a, axis, 0))
        for i in range(1, len(parts)):
            parts[i] = self(parts[i - 1], parts[i])
        return _functions.stack(parts, axis)

    def outer(self, a, b):
        a, b = asarray(a), asarray(b)
        return self(a.reshape(a.shape + (1,) * b.ndim), b)

    def at(self, a, indices, b=None):
        for n, i in enumerate(asarray(indices)):
            y = asarray(b)
            a[i] = self(a[i], y[n] if y.ndim else y[()])


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


def _no_bool(name, sign, instead):
    def call(f):
        def checked(a, b):
            x, y, to = common(a, b)
            if to is BOOL:
                raise TypeError(
                    f"numpy boolean {name}, the `{sign}` operator, is not "
                    f"supported, use the {instead} instead."
                )
            return f(x, y)

        return checked

    return call


def _add(a, b):
    x, y, to = common(a, b)
    return x | y if to is BOOL else x + y


@_no_bool(
    "subtract", "-", "bitwise_xor, the `^` operator, or the logical_xor function"
)
def _subtract(x, y):
    return x - y


def _multiply(a, b):
    x, y, to = common(a, b)
    return x & y if to is BOOL else x * y


def _divide(a, b):
    x, y, to = common(a, b)
    if to not in _FLOATS:
        x, y = x.to(FLOAT64), y.to(FLOAT64)
    quotient = x / y
    zero = y == 0
    if zero.any().item():
        if (zero & ((x == 0) | x.isnan())).any().item():
            warn("invalid value encountered in divide")
        if (zero & (x != 0)).any().item():
            warn("divide by zero encountered in divide")
    return quotient


def _whole(name, f):
    def call(a, b):
        x, y, to = common(a, b)
        if to is BOOL:
            x, y, to = x.to(INT32), y.to(INT32), INT32
        zero = y == 0
        if zero.any().item():
            warn(f"divide by zero encountered in {name}")
            if to not in _FLOATS:
                safe = y.masked_fill(zero, 1)
                return f(x, safe).masked_fill(zero, 0)
        return f(x, y)

    return call


def _power(a, b):
    if type(b) is int and b == 2:
        t, dtype, weak = operand(a)
        if not weak and dtype is not BOOL:
            return t * t
    x, y, to = common(a, b)
    if to not in _FLOATS:
        if (y < 0).any().item():
            raise ValueError(
                "Integers to negative integer powers are not allowed."
            )
        return _C.pow(x.to(INT64), y.to(INT64)).to(INT64 if to is BOOL else to)
    if y.ndim == 0:
        if y.item() == 2:
            return x * x
        if y.item() == 0.5:
            return x.sqrt()
        if y.item() == -1:
            return 1 / x
    return _engine.pair("power", x, y)


def _simple(f):
    def call(a, b):
        x, y, _ = common(a, b)
        return f(x, y)

    return call


def _compared(f):
    def call(a, b):
        x, y, _ = common(a, b)
        return f(x, y)

    return call


def _bits(name, f):
    def call(a, b):
        x, y, to = common(a, b)
        if to in _FLOATS:
            raise TypeError(
                f"ufunc '{name}' not supported for the input types, and the "
                "inputs could not be safely coerced to any supported types "
                "according to the casting rule ''safe''"
            )
        return f(x, y)

    return call


def _truths(f):
    def call(a, b):
        x, y, _ = common(a, b)
        return f(x != 0, y != 0)

    return call


def _pair(name):
    def call(a, b):
        x, y, _ = common(a, b)
        return _engine.pair(name, real(x), real(y))

    return call


def _map(name):
    def call(a):
        t = operand_tensor(a)
        y = _engine.map(name, real(t))
        return y

    return call


def _log(name):
    def call(a):
        t = real(operand_tensor(a))
        low = t.min().item() if t.numel() else 1.0
        if low == 0:
            warn(f"divide by zero encountered in {name}")
        elif low < 0:
            warn(f"invalid value encountered in {name}")
        return _engine.map(name, t)

    return call


def _sqrt(a):
    t = real(operand_tensor(a))
    if (t < 0).any().item():
        warn("invalid value encountered in sqrt")
    return t.sqrt()


def operand_tensor(a):
    t, dtype, weak = operand(a)
    return _C.tensor(t, dtype=dtype) if weak else t


def _kept(f):
    """Whole numbers stay as they are."""

    def call(a):
        t = operand_tensor(a)
        return f(t) if t.dtype in _FLOATS else t.clone()

    return call


def _negative(a):
    t = operand_tensor(a)
    if t.dtype is BOOL:
        raise TypeError(
            "The numpy boolean negative, the `-` operator, is not supported, "
            "use the `~` operator or the logical_not function instead."
        )
    return -t


def _absolute(a):
    t = operand_tensor(a)
    return t.clone() if t.dtype is BOOL else t.abs()


def _is(f, otherwise=False):
    def call(a):
        t = operand_tensor(a)
        if t.dtype in _FLOATS:
            return f(t)
        return _C.full(tuple(t.shape), otherwise, dtype=BOOL)

    return call


def _invert(a):
    t = operand_tensor(a)
    if t.dtype in _FLOATS:
        raise TypeError(
            "ufunc 'invert' not supported for the input types, and the inputs "
            "could not be safely coerced to any supported types according to "
            "the casting rule ''safe''"
        )
    return ~t


UFUNCS = {}


def _ufunc(name, call, nin):
    UFUNCS[name] = ufunc(name, call, nin)


for _name, _call in (
    ("add", _add),
    ("subtract", _subtract),
    ("multiply", _multiply),
    ("divide", _divide),
    ("floor_divide", _whole("floor_divide", lambda x, y: x.floor_divide(y))),
    ("remainder", _whole("remainder", lambda x, y: x.remainder(y))),
    ("power", _power),
    ("float_power", lambda a, b: _power(asarray(a).astype(float), b)),
    ("maximum", _simple(_C.maximum)),
    ("minimum", _simple(_C.minimum)),
    ("fmax", _simple(lambda x, y: _C.where(x.isnan(), y, _C.where(y.isnan(), x, _C.maximum(x, y))))),
    ("fmin", _simple(lambda x, y: _C.where(x.isnan(), y, _C.where(y.isnan(), x, _C.minimum(x, y))))),
    ("equal", _compared(_C.eq)),
    ("not_equal", _compared(_C.ne)),
    ("less", _compared(_C.lt)),
    ("less_equal", _compared(_C.le)),
    ("greater", _compared(_C.gt)),
    ("greater_equal", _compared(_C.ge)),
    ("bitwise_and", _bits("bitwise_and", lambda x, y: x & y)),
    ("bitwise_or", _bits("bitwise_or", lambda x, y: x | y)),
    ("bitwise_xor", _bits("bitwise_xor", lambda x, y: x ^ y)),
    ("logical_and", _truths(lambda x, y: x & y)),
    ("logical_or", _truths(lambda x, y: x | y)),
    ("logical_xor", _truths(lambda x, y: x ^ y)),
    ("arctan2", _pair("arctan2")),
    ("hypot", _pair("hypot")),
    ("logaddexp", _pair("logaddexp")),
    ("copysign", _pair("copysign")),
    ("fmod", _pair("fmod")),
):
    _ufunc(_name, _call, 2)

for _name in (
    "sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh exp "
    "exp2 expm1 cbrt degrees radians"
).split():
    _ufunc(_name, _map(_name), 1)
for _name in ("log", "log2", "log10", "log1p"):
    _ufunc(_name, _log(_name), 1)
for _name, _call in (
    ("sqrt", _sqrt),
    ("square", lambda a: (lambda t: t * t)(operand_tensor(a))),
    ("reciprocal", lambda a: _divide(1, a)),
    ("negative", _negative),
    ("positive", lambda a: operand_tensor(a).clone()),
    ("absolute", _absolute),
    ("fabs", lambda a: real(operand_tensor(a)).abs()),
    ("sign", lambda a: _map("sign")(a) if operand_tensor(a).dtype in _FLOATS else operand_tensor(a).sign()),
    ("floor", _kept(lambda t: t.floor())),
    ("ceil", _kept(lambda t: t.ceil())),
    ("trunc", _kept(lambda t: t.trunc())),
    ("rint", _kept(lambda t: t.round())),
    ("isnan", _is(lambda t: t.isnan())),
    ("isinf", _is(lambda t: t.isinf())),
    ("isfinite", _is(lambda t: t.isfinite(), True)),
    ("signbit", lambda a: _map("signbit")(a) != 0),
    ("logical_not", lambda a: operand_tensor(a) == 0),
    ("invert", _invert),
):
    _ufunc(_name, _call, 1)
UFUNCS["true_divide"] = UFUNCS["divide"]
UFUNCS["mod"] = UFUNCS["remainder"]
UFUNCS["abs"] = UFUNCS["absolute"]
UFUNCS["bitwise_not"] = UFUNCS["invert"]
UFUNCS["pow"] = UFUNCS["power"]
UFUNCS["deg2rad"] = UFUNCS["radians"]
UFUNCS["rad2deg"] = UFUNCS["degrees"]

# The operators of arrays and scalars.

_OPERANDS = (int, float, list, tuple, generic)


def _accepted(x):
    return isinstance(x, (ndarray, int, float, generic, list, tuple))


def refused(self, other, sign):
    if isinstance(other, Tensor) and isinstance(self, ndarray):
        if sign == "+":
            raise TypeError(
                "Concatenation operation is not implemented for NumPy arrays, "
                "use np.concatenate() instead. Please do not rely on this "
                "error; it may not be given on all Python implementations."
            )
        raise TypeError(
            f"unsupported operand type(s) for {sign}: 'numpy.ndarray' and "
            "'Tensor'"
        )
    return NotImplemented


def _operator(name, dunder, call, sign):
    quick = {
        "add": operator.add,
        "sub": operator.sub,
        "mul": operator.mul,
    }.get(dunder)

    def forward(self, other):
        if quick is not None and type(self) is ndarray:
            # Nothing to decide: floats beside as many floats, or a float.
            kind, x = type(other), self._t
            if kind is ndarray:
                y = other._t
                if x.dtype is y.dtype and x.shape == y.shape:
                    if x.ndim and x.dtype in _FLOATS:
                        return ndarray(quick(x, y))
            elif kind is float and x.ndim and x.dtype in _FLOATS:
                return ndarray(quick(x, other))
        if dunder == "mul" and isinstance(other, (list, tuple)):
            if isinstance(self, integer):
                return other * self.item()
            if isinstance(self, floating):
                raise TypeError(
                    "can't multiply sequence by non-int of type "
                    f"'numpy.{type(self).__name__}'"
                )
        if not _accepted(other):
            return refused(self, other, sign)
        return result(call(self, other))

    def backward(self, other):
        if not _accepted(other):
            # A tensor on the left leaves the operator to numpy, and gets a
            # tensor back.
            if isinstance(other, Tensor) and isinstance(self, ndarray):
                return call(other, self)
            return NotImplemented
        return result(call(other, self))

    def in_place(self, other):
        if not _accepted(other):
            return refused(self, other, sign + "=")
        return store(name, self, call(self, other))

    for kind in (ndarray, generic):
        setattr(kind, f"__{dunder}__", forward)
        setattr(kind, f"__r{dunder}__", backward)
    setattr(ndarray, f"__i{dunder}__", in_place)
    return forward, backward


for _name, _dunder, _sign in (
    ("add", "add", "+"),
    ("subtract", "sub", "-"),
    ("multiply", "mul", "*"),
    ("divide", "truediv", "/"),
    ("floor_divide", "floordiv", "//"),
    ("remainder", "mod", "%"),
    ("power", "pow", "** or pow()"),
    ("bitwise_and", "and", "&"),
    ("bitwise_or", "or", "|"),
    ("bitwise_xor", "xor", "^"),
):
    _forward, _backward = _operator(
        _name, _dunder, UFUNCS[_name]._call, _sign
    )

    # A float64 and a float, the usual case, are Python's business.
    def _quick(dunder, slow, name):
        python = getattr(float, name)
        zero = dunder in ("truediv", "floordiv", "mod", "pow")

        def quick(self, other):
            kind = type(other)
            if (kind is float64 or kind is float or kind is int) and not (
                zero and (not other or not self or dunder == "pow")
            ):
                return float.__new__(float64, python(self, other))
            return slow(self, other)

        return quick

    if _dunder not in ("and", "or", "xor"):
        _f, _r = f"__{_dunder}__", f"__r{_dunder}__"
        setattr(float64, _f, _quick(_dunder, _forward, _f))
        setattr(float64, _r, _quick(_dunder, _backward, _r))

for _name, _dunder in (
    ("equal", "eq"),
    ("not_equal", "ne"),
    ("less", "lt"),
    ("less_equal", "le"),
    ("greater", "gt"),
    ("greater_equal", "ge"),
):

    def _comparison(call, dunder):
        def compare(self, other):
            if _accepted(other):
                return result(call(self, other))
            if isinstance(other, Tensor) and isinstance(self, ndarray):
                return call(self, other)
            if dunder in ("eq", "ne") and (
                other is None or isinstance(other, str)
            ):
                return result(_C.full(self.shape, dunder == "ne", dtype=BOOL))
            return NotImplemented

        return compare

    def _quick_comparison(python, slow):
        def compare(self, other):
            kind = type(other)
            if kind is float or kind is float64 or kind is int:
                return True_ if python(self, other) else False_
            return slow(self, other)

        return compare

    _compare = _comparison(UFUNCS[_name]._call, _dunder)
    _dunder = f"__{_dunder}__"
    for _class in (ndarray, generic):
        setattr(_class, _dunder, _compare)
    setattr(
        float64, _dunder, _quick_comparison(getattr(float, _dunder), _compare)
    )

for _name, _dunder in (
    ("negative", "__neg__"),
    ("positive", "__pos__"),
    ("absolute", "__abs__"),
    ("invert", "__invert__"),
):

    def _sole(call):
        return lambda self: result(call(self))

    for _class in (ndarray, generic):
        setattr(_class, _dunder, _sole(UFUNCS[_name]._call))
for _dunder in ("__neg__", "__pos__", "__abs__"):

    def _quick_sole(python):
        return lambda self: float.__new__(float64, python(self))

    setattr(float64, _dunder, _quick_sole(getattr(float, _dunder)))


def _divmod(self, other):
    return self // other, self % other


ndarray.__divmod__ = generic.__divmod__ = _divmod
float64.__divmod__ = _divmod
