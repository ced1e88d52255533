"""numpy's dtypes and scalars.

A scalar is a number with a dtype. What it computes is computed by the
functions of `_array`, as for an array of no dimensions.
"""

from torch import _C
from numpy import _engine


class generic:
    """What every scalar is. `_dtype` is the engine's."""

    __slots__ = ("_value",)
    _dtype = None
    shape = ()
    ndim = 0
    size = 1
    strides = ()
    __array_priority__ = -1000000.0

    def __new__(cls, value=0):
        if cls._dtype is None:
            raise TypeError(f"cannot create 'numpy.{cls.__name__}' instances")
        made = _number(cls, value)
        if made is None:
            from numpy import _array

            return _array.array(value, dtype=cls)[()]
        return _scalar(cls, made)

    def item(self, *args):
        return self._value

    tolist = item

    @property
    def dtype(self):
        return _DTYPES[self._dtype]

    @property
    def itemsize(self):
        return self._dtype.itemsize

    @property
    def nbytes(self):
        return self._dtype.itemsize

    @property
    def T(self):
        return self

    @property
    def real(self):
        return self

    def copy(self, order="C"):
        return self

    def __repr__(self):
        return f"np.{type(self).__name__}({self!s})"

    def __str__(self):
        return str(self._value)

    def __format__(self, spec):
        return format(self.item(), spec)

    def __hash__(self):
        return hash(self.item())

    def __bool__(self):
        return bool(self.item())

    def __int__(self):
        return int(self.item())

    def __float__(self):
        return float(self.item())

    def __round__(self, ndigits=None):
        if ndigits is None:
            return round(self.item())
        return type(self)(round(self.item(), ndigits))

    def __deepcopy__(self, memo):
        return self

    def __copy__(self):
        return self

    def __reduce__(self):
        return type(self), (self.item(),)

    def __getitem__(self, key):
        if key == () or key is Ellipsis:
            return self
        raise IndexError("invalid index to scalar variable.")

    def __array__(self, dtype=None, copy=None):
        from numpy import _array

        return _array.array(self, dtype=dtype)


class number(generic):
    __slots__ = ()


class integer(number):
    __slots__ = ()

    def __index__(self):
        return self._value

    def is_integer(self):
        return True

    def bit_count(self):
        return self._value.bit_count()


class signedinteger(integer):
    __slots__ = ()


class unsignedinteger(integer):
    __slots__ = ()


class inexact(number):
    __slots__ = ()


class floating(inexact):
    __slots__ = ()

    def is_integer(self):
        return float(self).is_integer()


class bool_(generic):
    __slots__ = ()
    _dtype = _C.bool

    def __new__(cls, value=False):
        return True_ if value else False_

    def __repr__(self):
        return f"np.{self._value}_"

    def __index__(self):
        raise TypeError("'numpy.bool' object cannot be interpreted as an integer")


bool_.__name__ = bool_.__qualname__ = "bool"


class uint8(unsignedinteger):
    __slots__ = ()
    _dtype = _C.uint8


class int32(signedinteger):
    __slots__ = ()
    _dtype = _C.int32


class int64(signedinteger):
    __slots__ = ()
    _dtype = _C.int64


class float32(floating):
    __slots__ = ()
    _dtype = _C.float32

    def __str__(self):
        return _engine.single_text(self._value)


class float64(floating, float):
    """The one that is a number of Python's, too."""

    _dtype = _C.float64

    def __new__(cls, value=0.0):
        if isinstance(value, (float, int, str)):
            return float.__new__(cls, value)
        made = _number(cls, value)
        if made is None:
            from numpy import _array

            return _array.array(value, dtype=cls)[()]
        return float.__new__(cls, made)

    def item(self, *args):
        return float.__float__(self)

    tolist = item

    def __str__(self):
        return float.__repr__(self)

    def __float__(self):
        return float.__float__(self)

    def __hash__(self):
        return float.__hash__(self)

    def __bool__(self):
        return float.__bool__(self)

    def __int__(self):
        return float.__int__(self)

    def __format__(self, spec):
        return float.__format__(self, spec) if spec else float.__repr__(self)

    def is_integer(self):
        return float.is_integer(self)

    def __round__(self, ndigits=None):
        rounded = float.__round__(self, ndigits)
        return rounded if ndigits is None else float64(rounded)


SCALARS = {
    kind._dtype: kind
    for kind in (bool_, uint8, int32, int64, float32, float64)
}
for _kind in SCALARS.values():
    _kind.__module__ = "numpy"


def _scalar(cls, value):
    made = object.__new__(cls)
    made._value = value
    return made


True_ = _scalar(bool_, True)
False_ = _scalar(bool_, False)

_BOUNDS = {
    _C.uint8: (0, 255),
    _C.int32: (-(2**31), 2**31 - 1),
    _C.int64: (-(2**63), 2**63 - 1),
}


def out_of_bounds(value, dtype):
    low, high = _BOUNDS[dtype]
    if low <= value <= high:
        return
    if dtype is _C.int64:
        raise OverflowError("Python int too large to convert to C long")
    raise OverflowError(
        f"Python integer {value} out of bounds for {SCALARS[dtype].__name__}"
    )


def _number(cls, value):
    """A Python number of the dtype; None for what is no number."""
    if isinstance(value, generic):
        value = value.item()
    if isinstance(value, str):
        value = int(value) if issubclass(cls, integer) else float(value)
    if not isinstance(value, (int, float)):
        if hasattr(value, "__len__") or hasattr(value, "_t"):
            return None
        value = value.__index__() if hasattr(value, "__index__") else float(value)
    if issubclass(cls, integer):
        value = int(value)
        out_of_bounds(value, cls._dtype)
        return value
    value = float(value)
    return _engine.single(value) if cls is float32 else value


def scalar(value, dtype):
    """The scalar of a Python number that is known to be one of the dtype."""
    if dtype is _C.float64:
        return float.__new__(float64, value)
    if dtype is _C.bool:
        return True_ if value else False_
    return _scalar(SCALARS[dtype], value)


class dtype:
    """What an element is: one object for each."""

    def __new__(cls, of, *args, **kwargs):
        return _DTYPES[torch_dtype(of)]

    def __repr__(self):
        return f"dtype('{self.name}')"

    def __str__(self):
        return self.name

    def __eq__(self, other):
        if other is None:
            return False
        try:
            return torch_dtype(other) is self._dtype
        except TypeError:
            return False

    def __hash__(self):
        return hash(self.name)

    def __reduce__(self):
        return dtype, (self.name,)

    def newbyteorder(self, order="S"):
        return self


_NAMES = {
    "bool": _C.bool,
    "bool_": _C.bool,
    "?": _C.bool,
    "b1": _C.bool,
    "uint8": _C.uint8,
    "u1": _C.uint8,
    "B": _C.uint8,
    "int32": _C.int32,
    "i4": _C.int32,
    "i": _C.int32,
    "intc": _C.int32,
    "int64": _C.int64,
    "int": _C.int64,
    "int_": _C.int64,
    "intp": _C.int64,
    "long": _C.int64,
    "longlong": _C.int64,
    "i8": _C.int64,
    "l": _C.int64,
    "q": _C.int64,
    "float32": _C.float32,
    "single": _C.float32,
    "f4": _C.float32,
    "f": _C.float32,
    "float64": _C.float64,
    "float": _C.float64,
    "double": _C.float64,
    "f8": _C.float64,
    "d": _C.float64,
}
_PYTHON = {bool: _C.bool, int: _C.int64, float: _C.float64}


def torch_dtype(of):
    """The engine's dtype for what numpy takes as one."""
    if of is None:
        return _C.float64
    if isinstance(of, dtype):
        return of._dtype
    if isinstance(of, type):
        if of in _PYTHON:
            return _PYTHON[of]
        if of in (floating, inexact, number):
            return _C.float64
        if issubclass(of, generic) and of._dtype is not None:
            return of._dtype
    elif isinstance(of, str):
        name = of.lstrip("<=|")
        if name in _NAMES:
            return _NAMES[name]
        raise TypeError(
            f"data type {of!r} not understood (torchbook has bool, uint8, "
            "int32, int64, float32 and float64)"
        )
    elif isinstance(getattr(of, "dtype", None), dtype):
        return of.dtype._dtype
    raise TypeError(f"Cannot interpret {of!r} as a data type")


_DTYPES = {}
for _engine_dtype, _kind, _char, _text in (
    (_C.bool, "b", "?", "|b1"),
    (_C.uint8, "u", "B", "|u1"),
    (_C.int32, "i", "i", "<i4"),
    (_C.int64, "i", "l", "<i8"),
    (_C.float32, "f", "f", "<f4"),
    (_C.float64, "f", "d", "<f8"),
):
    _made = object.__new__(dtype)
    _made._dtype = _engine_dtype
    _made.type = SCALARS[_engine_dtype]
    _made.name = _made.type.__name__
    _made.kind, _made.char, _made.str = _kind, _char, _text
    _made.itemsize = _engine_dtype.itemsize
    _made.alignment = _engine_dtype.itemsize
    _made.byteorder = "|" if _text[0] == "|" else "="
    _made.shape, _made.names, _made.fields = (), None, None
    _DTYPES[_engine_dtype] = _made
dtype.__module__ = "numpy"


def numpy_dtype(engine_dtype):
    return _DTYPES[engine_dtype]


class finfo:
    def __init__(self, of):
        self._single = torch_dtype(of) is _C.float32
        self.dtype = numpy_dtype(torch_dtype(of))
        kind = self.dtype.type
        if self._single:
            eps, tiny, top = 2.0**-23, 2.0**-126, (2 - 2.0**-23) * 2.0**127
            self.bits, self.precision, small = 32, 6, 2.0**-149
        else:
            eps, tiny, top = 2.0**-52, 2.0**-1022, (2 - 2.0**-52) * 2.0**1023
            self.bits, self.precision, small = 64, 15, 5e-324
        self.eps, self.tiny, self.max = kind(eps), kind(tiny), kind(top)
        self.min, self.smallest_normal = kind(-top), kind(tiny)
        self.smallest_subnormal, self.resolution = (
            kind(small),
            kind(10.0**-self.precision),
        )


class iinfo:
    def __init__(self, of):
        self.dtype = numpy_dtype(torch_dtype(of))
        if self.dtype._dtype not in _BOUNDS:
            raise ValueError(f"Invalid integer data type '{self.dtype.kind}'.")
        self.min, self.max = _BOUNDS[self.dtype._dtype]
        self.bits = self.dtype.itemsize * 8
