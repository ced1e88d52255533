"""torch.LongTensor and its kind, as old programs have them."""

from torch import _C
from torch._tuples import Size


_C_NAMES = {
    _C.float32: "float",
    _C.float64: "double",
    _C.int64: "long int",
    _C.int32: "int",
    _C.uint8: "unsigned char",
    _C.bool: "bool",
}


def _options(kind):
    """What a tensor is, as errors of the old constructors say it."""
    return (
        f"TensorOptions(dtype={_C_NAMES[kind]}, device=cpu, layout=Strided, "
        "requires_grad=false (default), pinned_memory=false (default), "
        "memory_format=(nullopt))"
    )


def _tensor_class(name, kind):
    """torch.LongTensor and its kind: constructors of one dtype."""

    class Meta(type):
        def __instancecheck__(cls, other):
            return isinstance(other, _C.Tensor) and other.dtype is kind

    def __new__(cls, *args):
        if len(args) == 1 and isinstance(args[0], Size):
            return _C.empty(args[0], dtype=kind)
        if len(args) == 1 and isinstance(args[0], _C.Tensor):
            if args[0].dtype is not kind:
                raise TypeError(
                    f"expected {_options(kind)} (got "
                    f"{_options(args[0].dtype)})"
                )
            return args[0].detach()
        if len(args) == 1 and not isinstance(args[0], int):
            return _C.tensor(args[0], dtype=kind)
        return _C.empty(*args, dtype=kind) if args else _C.empty(0, dtype=kind)

    return Meta(name, (), {"__new__": __new__, "__module__": "torch", "dtype": kind})


FloatTensor = _tensor_class("FloatTensor", _C.float32)
DoubleTensor = _tensor_class("DoubleTensor", _C.float64)
LongTensor = _tensor_class("LongTensor", _C.int64)
IntTensor = _tensor_class("IntTensor", _C.int32)
ByteTensor = _tensor_class("ByteTensor", _C.uint8)
BoolTensor = _tensor_class("BoolTensor", _C.bool)
