"""numpy's functions of whole arrays; some are methods, too."""

import builtins
import math
import operator

from torch import _C
from numpy import _engine
from numpy._array import (
    BOOL,
    FLOAT32,
    FLOAT64,
    INT64,
    Tensor,
    UFUNCS,
    _FLOATS,
    array,
    asarray,
    broadcast_shape,
    common,
    common_shape,
    empty,
    flip as _flip,
    ndarray,
    operand_tensor,
    real,
    refused,
    result,
    shape_text,
    size_of,
    store,
    warn,
    wrap_axis,
)
from numpy._types import generic, numpy_dtype, out_of_bounds, torch_dtype
from numpy.exceptions import AxisError

_NoValue = object()


def method(function):
    """A function of an array that is also the array's method."""
    setattr(ndarray, function.__name__, function)
    setattr(generic, function.__name__, function)
    return function


# New arrays.


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


def meshgrid(*xi, copy=True, sparse=False, indexing="xy"):
    arrays = [asarray(x).ravel() for x in xi]
    n = len(arrays)
    axes = list(range(n))
    if indexing == "xy" and n > 1:
        axes[0], axes[1] = 1, 0
    shape = [0] * n
    for x, axis in zip(arrays, axes):
        shape[axis] = x.size
    grids = []
    for x, axis in zip(arrays, axes):
        own = [1] * n
        own[axis] = x.size
        grid = x.reshape(own)
        grids.append(grid if sparse else broadcast_to(grid, shape).copy())
    return tuple(grids)


def fromfunction(function, shape, *, dtype=float, **kwargs):
    return function(*indices(shape, dtype=dtype), **kwargs)


def indices(dimensions, dtype=int):
    grids = meshgrid(*[arange(n) for n in dimensions], indexing="ij")
    return stack(grids).astype(dtype)


def fromiter(iter, dtype, count=-1):
    return array(list(iter), dtype=dtype)


def copy(a, order="K"):
    return array(a)


ascontiguousarray = asarray
asanyarray = asarray


# Shapes.


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
    from numpy._array import promote

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


# Sums and their kind.


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


# Products.


def _product(x, y):
    """The product of two tensors of one dtype that fit."""
    if x.dtype is BOOL:
        return _product(x.to(INT64), y.to(INT64)) != 0
    if x.dtype not in _FLOATS and x.dtype is not INT64:
        return _product(x.to(INT64), y.to(INT64)).to(x.dtype)
    return _C.matmul(x, y)


def matmul(x1, x2, out=None):
    a, b = asarray(x1)._t, asarray(x2)._t
    for i, t in enumerate((a, b)):
        if t.ndim == 0:
            raise ValueError(
                f"matmul: Input operand {i} does not have enough dimensions "
                "(has 0, gufunc core with signature (n?,k),(k,m?)->(n?,m?) "
                "requires 1)"
            )
    n, m = a.shape[-1], b.shape[0 if b.ndim == 1 else -2]
    if n != m:
        raise ValueError(
            "matmul: Input operand 1 has a mismatch in its core dimension 0, "
            "with gufunc signature (n?,k),(k,m?)->(n?,m?) (size "
            f"{m} is different from {n})"
        )
    a, b = _parts([ndarray(a), ndarray(b)])
    common_shape(tuple(a.shape[:-2]), tuple(b.shape[:-2]))
    made = _product(a, b)
    return result(made) if out is None else store("matmul", out, made)


@method
def dot(a, b, out=None):
    a, b = asarray(a), asarray(b)
    if a.ndim == 0 or b.ndim == 0:
        return a * b
    n, dim = a.shape[-1], b.ndim - 2 if b.ndim > 1 else 0
    if n != b.shape[dim]:
        raise ValueError(
            f"shapes {shape_text(a.shape)} and {shape_text(b.shape)} not "
            f"aligned: {n} (dim {a.ndim - 1}) != {b.shape[dim]} (dim {dim})"
        )
    x, y = _parts([a, b])
    if b.ndim > 2:
        shape = a.shape[:-1] + b.shape[:-2] + b.shape[-1:]
        y = y.transpose(0, dim) if b.ndim == 3 else y
        y = moveaxis(ndarray(b._t.to(y.dtype)), dim, 0)._t.reshape(n, -1)
        return ndarray(_product(x.reshape(-1, n), y).reshape(shape))
    return result(_product(x, y))


def inner(a, b):
    a, b = asarray(a), asarray(b)
    if a.ndim == 0 or b.ndim == 0:
        return a * b
    return dot(a, moveaxis(b, -1, -2) if b.ndim > 1 else b)


def vdot(a, b):
    return dot(ravel(a), ravel(b))


def outer(a, b, out=None):
    return ravel(a)[:, None] * ravel(b)[None, :]


def tensordot(a, b, axes=2):
    a, b = asarray(a), asarray(b)
    if isinstance(axes, int):
        of_a = list(range(a.ndim - axes, a.ndim))
        of_b = list(range(axes))
    else:
        of_a, of_b = [[x] if isinstance(x, int) else list(x) for x in axes]
    of_a = [x % a.ndim for x in of_a]
    of_b = [x % b.ndim for x in of_b]
    if [a.shape[x] for x in of_a] != [b.shape[x] for x in of_b]:
        raise ValueError("shape-mismatch for sum")
    rest_a = [x for x in range(a.ndim) if x not in of_a]
    rest_b = [x for x in range(b.ndim) if x not in of_b]
    n = 1
    for x in of_a:
        n *= a.shape[x]
    left = transpose(a, rest_a + of_a).reshape(-1, n)
    right = transpose(b, of_b + rest_b).reshape(n, -1)
    shape = [a.shape[x] for x in rest_a] + [b.shape[x] for x in rest_b]
    return dot(left, right).reshape(shape)


@method
def trace(a, offset=0, axis1=0, axis2=1):
    return diagonal(a, offset).sum()


@method
def diagonal(a, offset=0, axis1=0, axis2=1):
    a = asarray(a)
    rows, columns = a.shape
    n = builtins.min(rows - builtins.max(-offset, 0),
                     columns - builtins.max(offset, 0))
    at = arange(builtins.max(n, 0))
    return a[at + builtins.max(-offset, 0), at + builtins.max(offset, 0)]


def diag(v, k=0):
    v = asarray(v)
    if v.ndim == 2:
        return diagonal(v, k)
    n = v.size + builtins.abs(k)
    made = zeros((n, n), v.dtype)
    at = arange(v.size)
    made[at + builtins.max(-k, 0), at + builtins.max(k, 0)] = v
    return made


def einsum(subscripts, *operands, **kwargs):
    """Products of all with all, summed over what the result does not name."""
    given, arrow, wanted = subscripts.replace(" ", "").partition("->")
    names = given.split(",")
    if "." in subscripts or len(names) != len(operands):
        raise NotImplementedError(
            f"torchbook has no numpy.einsum({subscripts!r}) (yet)"
        )
    if not arrow:
        letters = given.replace(",", "")
        wanted = "".join(
            sorted(x for x in set(letters) if letters.count(x) == 1)
        )
    order = wanted + "".join(sorted(set(given) - set(wanted) - {","}))
    made = None
    for name, a in zip(names, operands):
        a = asarray(a)
        if len(name) != a.ndim:
            raise ValueError(
                "einstein sum subscripts string contains too many subscripts "
                "for operand 0"
                if len(name) > a.ndim
                else "operand has more dimensions than subscripts given in "
                "einstein sum, but no '...' ellipsis provided to broadcast "
                "the extra dimensions."
            )
        for x in set(name):
            while name.count(x) > 1:
                # Twice the same letter: the diagonal.
                i = name.index(x)
                j = name.index(x, i + 1)
                a = moveaxis(a, (i, j), (0, 1))
                at = arange(a.shape[0])
                a = a[at, at]
                name = x + name.replace(x, "", 2)
        a = transpose(a, [name.index(x) for x in order if x in name])
        shape = iter(a.shape)
        a = a.reshape([next(shape) if x in name else 1 for x in order])
        made = a if made is None else made * a
    axes = tuple(range(len(wanted), len(order)))
    return sum(made, axes) if axes else made


def ix_(*args):
    made = []
    for i, x in enumerate(args):
        x = asarray(x)
        x = nonzero(x)[0] if x.dtype == bool else x
        made.append(x.reshape([-1 if j == i else 1 for j in range(len(args))]))
    return tuple(made)


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


def _triangle(m, k, lower):
    m = asarray(m)
    rows = arange(m.shape[-2])[:, None]
    columns = arange(m.shape[-1])[None, :]
    keep = columns <= rows + k if lower else columns >= rows + k
    return where(keep, m, zeros((), m.dtype))


def tril(m, k=0):
    return _triangle(m, k, True)


def triu(m, k=0):
    return _triangle(m, k, False)


def cov(m, y=None, rowvar=True, bias=False, ddof=None):
    m = atleast_2d(asarray(m))
    m = m if rowvar else m.T
    if y is not None:
        m = vstack([m, atleast_2d(y)])
    ddof = (0 if bias else 1) if ddof is None else ddof
    apart = m - m.mean(axis=1, keepdims=True)
    made = dot(apart, apart.T) * (1 / (m.shape[1] - ddof))
    return squeeze(made)


def corrcoef(x, y=None, rowvar=True):
    c = asarray(cov(x, y, rowvar))
    if c.ndim == 0:
        return c / c
    d = UFUNCS["sqrt"](diagonal(c))
    return clip(c / d[:, None] / d[None, :], -1, 1)


# Choosing, comparing, ordering.


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


def nan_to_num(x, copy=True, nan=0.0, posinf=None, neginf=None):
    t = real(operand_tensor(x))
    top = 1.7976931348623157e308 if t.dtype is FLOAT64 else 3.4028234663852886e38
    t = t.masked_fill(t.isnan(), nan)
    t = t.masked_fill(t == math.inf, top if posinf is None else posinf)
    return result(
        t.masked_fill(t == -math.inf, -top if neginf is None else neginf)
    )


def trapezoid(y, x=None, dx=1.0, axis=-1):
    y = asarray(y)
    d = dx if x is None else diff(asarray(x))
    return ((y[..., 1:] + y[..., :-1]) * d / 2.0).sum(axis=-1)


def convolve(a, v, mode="full"):
    a, v = asarray(a), asarray(v)
    if v.size > a.size:
        a, v = v, a
    n, m = a.size, v.size
    made = zeros(n + m - 1, (a[:1] * v[:1]).dtype)
    for i in range(m):
        made[i : i + n] += a * v[i]
    if mode == "full":
        return made
    if mode == "same":
        start = (m - 1) // 2
        return made[start : start + n]
    return made[m - 1 : n]


def polyval(p, x):
    y = 0 * asarray(x)
    for c in asarray(p):
        y = y * x + c
    return y


def vectorize(pyfunc, otypes=None, **kwargs):
    def call(*args):
        arrays = broadcast_arrays(*args)
        flat = zip(*[a.ravel() for a in arrays])
        made = array([pyfunc(*items) for items in flat])
        return made.reshape(arrays[0].shape)

    return call


def apply_along_axis(func1d, axis, arr, *args, **kwargs):
    moved = moveaxis(arr, axis, -1)
    rows = moved.reshape(-1, moved.shape[-1])
    made = stack([asarray(func1d(row, *args, **kwargs)) for row in rows])
    made = made.reshape(moved.shape[:-1] + made.shape[1:])
    return moveaxis(made, -1, axis) if made.ndim == moved.ndim else made


def ndim(a):
    return asarray(a).ndim


def shape(a):
    return asarray(a).shape


def size(a, axis=None):
    a = asarray(a)
    return a.size if axis is None else a.shape[axis]


def isscalar(element):
    return isinstance(element, (int, float, str, generic))


def result_type(*args):
    from numpy._array import promote

    to = None
    for x in args:
        try:
            one = torch_dtype(x)
        except TypeError:
            one = asarray(x)._t.dtype
        to = one if to is None else promote(to, one)
    return numpy_dtype(to)


promote_types = result_type


def issubdtype(arg1, arg2):
    kind = numpy_dtype(torch_dtype(arg1)).type
    return issubclass(
        kind, arg2 if isinstance(arg2, type) and issubclass(arg2, generic)
        else numpy_dtype(torch_dtype(arg2)).type,
    )


def shares_memory(a, b, max_work=None):
    return a._t.is_set_to(b._t)


may_share_memory = shares_memory


def array_repr(arr, **kwargs):
    return repr(arr)


def array_str(a, **kwargs):
    return str(a)


def ndenumerate(arr):
    a = asarray(arr)
    for place in ndindex(*a.shape):
        yield place, a[place]


def ndindex(*shape):
    import itertools

    if len(shape) == 1 and not isinstance(shape[0], int):
        shape = shape[0]
    return itertools.product(*map(range, shape))


floor = UFUNCS["floor"]


def _flatten(self, order="C"):
    return ravel(self, order).copy()


def _matmul(self, other):
    if isinstance(other, (ndarray, list, tuple)):
        return matmul(self, other)
    return refused(self, other, "@")


def _rmatmul(self, other):
    if isinstance(other, Tensor):
        return asarray(matmul(other, self))._t
    if isinstance(other, (list, tuple)):
        return matmul(other, self)
    return NotImplemented


def _imatmul(self, other):
    return store("matmul", self, asarray(matmul(self, other))._t)


ndarray.flatten = generic.flatten = _flatten
ndarray.__matmul__, ndarray.__rmatmul__ = _matmul, _rmatmul
ndarray.__imatmul__ = _imatmul
generic.astype = lambda self, dtype, **kwargs: numpy_dtype(
    torch_dtype(dtype)
).type(self.item())


class _Printing:
    precision, threshold, edgeitems, linewidth, suppress = 8, 1000, 3, 75, False


def set_printoptions(precision=None, threshold=None, edgeitems=None,
                     linewidth=None, suppress=None, **kwargs):
    for name in ("formatter", "sign", "floatmode", "legacy"):
        if kwargs.get(name) not in (None, "-", "maxprec", False):
            raise NotImplementedError(
                f"torchbook has no numpy.set_printoptions({name}=...) (yet)"
            )
    for name, value in (
        ("precision", precision),
        ("threshold", threshold),
        ("edgeitems", edgeitems),
        ("linewidth", linewidth),
        ("suppress", suppress),
    ):
        if value is not None:
            if name in ("threshold", "linewidth"):
                value = int(builtins.min(value, 2**31))
            setattr(_Printing, name, value)
    _engine.print_options(**get_printoptions())


def get_printoptions():
    return {
        name: getattr(_Printing, name)
        for name in (
            "precision", "threshold", "edgeitems", "linewidth", "suppress"
        )
    }


class printoptions:
    """`set_printoptions` for a while."""

    def __init__(self, **kwargs):
        self.kwargs = kwargs

    def __enter__(self):
        self.old = get_printoptions()
        set_printoptions(**self.kwargs)

    def __exit__(self, *raised):
        set_printoptions(**self.old)


class errstate:
    """Keeps quiet about divisions by zero."""

    def __init__(self, **kwargs):
        self.quiet = "ignore" in kwargs.values()

    def __enter__(self):
        import warnings

        self.context = warnings.catch_warnings()
        self.context.__enter__()
        if self.quiet:
            warnings.simplefilter("ignore", RuntimeWarning)

    def __exit__(self, *raised):
        self.context.__exit__(*raised)


def seterr(**kwargs):
    import warnings

    if "ignore" in kwargs.values():
        warnings.simplefilter("ignore", RuntimeWarning)
    return {}
