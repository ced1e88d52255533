"""What kinds of numbers can hold, and which comes of two."""

from torch import _C

_FLOATS = {
    _C.float32: (32, 24, -126, 128, 1e-6),
    _C.float64: (64, 53, -1022, 1024, 1e-15),
}
_INTS = {
    _C.uint8: (8, False),
    _C.int32: (32, True),
    _C.int64: (64, True),
}


class finfo:
    """torch.finfo: what a floating dtype can hold."""

    def __init__(self, type=_C.float32):
        if type not in _FLOATS:
            raise TypeError(
                "torch.finfo() requires a floating point input type. Use "
                "torch.iinfo to handle 'torch.finfo'"
            )
        bits, digits, least, most, resolution = _FLOATS[type]
        self.bits = bits
        self.eps = 2.0 ** (1 - digits)
        self.max = (2.0 - self.eps) * 2.0 ** (most - 1)
        self.min = -self.max
        self.tiny = self.smallest_normal = 2.0**least
        self.resolution = resolution
        self.dtype = str(type).partition(".")[2]

    def __repr__(self):
        names = "resolution", "min", "max", "eps", "smallest_normal", "tiny"
        shown = [f"{name}={getattr(self, name):.6g}" for name in names]
        return f"finfo({', '.join(shown)}, dtype={self.dtype})"


class iinfo:
    """torch.iinfo: what an integer dtype can hold."""

    def __init__(self, type):
        if type not in _INTS:
            raise TypeError(
                "torch.iinfo() requires an integer input type. Use "
                "torch.finfo to handle 'torch.iinfo'"
            )
        bits, signed = _INTS[type]
        self.bits = bits
        self.min = -(2 ** (bits - 1)) if signed else 0
        self.max = 2 ** (bits - signed) - 1
        self.dtype = str(type).partition(".")[2]

    def __repr__(self):
        ends = f"min={float(self.min):.6g}, max={float(self.max):.6g}"
        return f"iinfo({ends}, dtype={self.dtype})"


def result_type(tensor1, tensor2):
    if not isinstance(tensor1, _C.Tensor):
        tensor1, tensor2 = tensor2, tensor1
    if not isinstance(tensor1, _C.Tensor):
        tensor1 = _C.tensor(tensor1)
    # What an operation makes of nothing but the kinds.
    one = tensor1.detach().reshape(-1)[:0] if tensor1.dim() else tensor1
    if isinstance(tensor2, _C.Tensor) and tensor2.dim():
        tensor2 = tensor2.detach().reshape(-1)[:0]
    return _C.where(_C.tensor(True), one, tensor2).dtype


def promote_types(type1, type2):
    empty = _C.empty(0, dtype=type1), _C.empty(0, dtype=type2)
    return result_type(*empty)


def can_cast(from_, to):
    def rank(dtype):
        if dtype is _C.bool:
            return 0
        return 2 if dtype.is_floating_point else 1

    if rank(from_) == 1 and from_.is_signed and to is _C.uint8:
        return False
    return rank(from_) <= rank(to)


def is_nonzero(input):
    if input.numel() != 1:
        return bool(input)
    return input.item() != 0


def is_complex(input):
    return False


def is_signed(input):
    return input.dtype.is_signed


for _class in finfo, iinfo:
    _class.__module__ = "torch"
