"""What a dtype can hold; questions about tensors."""

from torch import _C


class finfo:
    """The numbers of a floating-point type."""

    def __init__(self, type=None):
        dtype = _C.get_default_dtype() if type is None else type
        if not isinstance(dtype, _C.dtype):
            raise TypeError(
                "finfo(): argument 'type' (position 1) must be torch.dtype, "
                f"not {dtype.__class__.__name__}"
            )
        if not dtype.is_floating_point:
            raise TypeError(
                "torch.finfo() requires a floating point input type. Use "
                "torch.iinfo to handle 'torch.finfo'"
            )
        double = dtype is _C.float64
        self.bits = 64 if double else 32
        self.eps = 2.0 ** (-52 if double else -23)
        self.tiny = 2.0 ** (-1022 if double else -126)
        largest = 2.0 - self.eps
        self.max = largest * 2.0 ** (1023 if double else 127)
        self.min = -self.max
        self.smallest_normal = self.tiny
        self.resolution = 1e-15 if double else 1e-06
        self.dtype = "float64" if double else "float32"

    def __eq__(self, other):
        return isinstance(other, finfo) and self.dtype == other.dtype

    def __hash__(self):
        return hash(self.dtype)

    def __repr__(self):
        return (
            f"finfo(resolution={self.resolution:g}, min={self.min:g}, "
            f"max={self.max:g}, eps={self.eps:g}, "
            f"smallest_normal={self.smallest_normal:g}, tiny={self.tiny:g}, "
            f"dtype={self.dtype})"
        )


class iinfo:
    """The numbers of an integer type."""

    def __init__(self, type):
        if not isinstance(type, _C.dtype):
            raise TypeError(
                "iinfo(): argument 'type' (position 1) must be torch.dtype, "
                f"not {type.__class__.__name__}"
            )
        if type.is_floating_point:
            raise TypeError(
                "torch.iinfo() requires an integer input type. Use "
                "torch.finfo to handle 'torch.iinfo'"
            )
        if type is _C.bool:
            raise TypeError("torch.bool is not supported by torch.iinfo")
        self.bits = type.itemsize * 8
        signed = type.is_signed
        self.max = 2 ** (self.bits - signed) - 1
        self.min = -self.max - 1 if signed else 0
        self.dtype = str(type)[len("torch.") :]

    def __eq__(self, other):
        return isinstance(other, iinfo) and self.dtype == other.dtype

    def __hash__(self):
        return hash(self.dtype)

    def __repr__(self):
        return (
            f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"
        )


for _class in (finfo, iinfo):
    _class.__module__ = "torch"
del _class


def set_default_tensor_type(t, /):
    """`torch.DoubleTensor`, or its name."""
    name = t if isinstance(t, str) else f"{t.__module__}.{t.__name__}"
    kinds = {
        "torch.FloatTensor": _C.float32,
        "torch.DoubleTensor": _C.float64,
    }
    if name not in kinds:
        raise TypeError(
            "only floating-point types are supported as the default type"
        )
    _C.set_default_dtype(kinds[name])


def is_complex(input):
    return False


def is_signed(input):
    return input.dtype.is_signed


def is_same_size(input, other):
    return input.shape == other.shape


def is_nonzero(input):
    return bool(input)


def is_storage(obj, /):
    return type(obj).__name__.endswith("Storage")


def is_inference(input):
    return False


for _question in (is_complex, is_signed, is_same_size, is_nonzero):
    _C._add_method(_question.__name__, _question)
_C._add_method("is_inference", is_inference)
del _question
