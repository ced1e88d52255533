"""torch.LongTensor and its kind, as old programs have them."""

from torch import _C


def _tensor_class(name, kind):
    """torch.LongTensor and its kind: constructors of one dtype."""

    class Meta(type):
        def __instancecheck__(cls, other):
            return isinstance(other, _C.Tensor) and other.dtype is kind

    def __new__(cls, *args):
        if len(args) == 1 and not isinstance(args[0], int):
            return _C.tensor(args[0], dtype=kind)
        return _C.empty(*args, dtype=kind) if args else _C.empty(0, dtype=kind)

    return Meta(name, (), {"__new__": __new__, "__module__": "torch"})


FloatTensor = _tensor_class("FloatTensor", _C.float32)
DoubleTensor = _tensor_class("DoubleTensor", _C.float64)
LongTensor = _tensor_class("LongTensor", _C.int64)
IntTensor = _tensor_class("IntTensor", _C.int32)
ByteTensor = _tensor_class("ByteTensor", _C.uint8)
BoolTensor = _tensor_class("BoolTensor", _C.bool)
