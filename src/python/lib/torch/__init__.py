"""PyTorch's names over the engine of torchbook."""

from torch import _C


# Numbers first: the dtypes below take Python's names.
inf = float("inf")
nan = float("nan")
pi = 3.141592653589793
e = 2.718281828459045

for _name, _value in vars(_C).items():
    if not _name.startswith("_"):
        globals()[_name] = _value
del _name, _value

from torch._tuples import Size
from torch._device import device
from torch._classes import (
    BoolTensor,
    ByteTensor,
    DoubleTensor,
    FloatTensor,
    IntTensor,
    LongTensor,
)
from torch import _tensor, return_types
from torch.grad_mode import (
    enable_grad,
    inference_mode,
    no_grad,
    set_grad_enabled,
)
from torch import _utils, accelerator, autograd, backends, cuda, linalg, nn
from torch.functional import chain_matmul, einsum
from torch.serialization import load, save

for _name, _value in _utils.storages.items():
    globals()[_name] = _value
del _name, _value

strided = "torch.strided"
newaxis = None
__version__ = "2.15.0+cpu"

def is_tensor(obj):
    return isinstance(obj, Tensor)


def is_floating_point(input):
    return input.is_floating_point()


def from_numpy(ndarray):
    from numpy import _engine

    if not isinstance(ndarray, _engine.Array):
        raise TypeError(
            f"expected np.ndarray (got {type(ndarray).__name__})"
        )
    return ndarray._t.data


def numel(input):
    return input.numel()


def get_default_dtype():
    return float32


def set_default_dtype(d):
    if d is not float32:
        raise NotImplementedError(
            "torchbook has no other default dtype than float32 (yet)"
        )


def set_default_device(device):
    pass


def set_num_threads(n):
    pass


def get_num_threads():
    return 1


def use_deterministic_algorithms(mode, *, warn_only=False):
    pass


def typename(obj, /):
    if isinstance(obj, Tensor):
        return obj.type()
    for own in (obj, type(obj)):
        name = getattr(own, "__qualname__", None)
        if name is not None:
            break
    module = getattr(own, "__module__", None)
    return name if module in (None, "builtins") else f"{module}.{name}"


#: Modules that are read when a program first names them.
_LATER = ("optim", "utils")


def __getattr__(name):
    if name in _LATER:
        import importlib

        return importlib.import_module("torch." + name)
    raise AttributeError(f"torchbook has no torch.{name} (yet)")
