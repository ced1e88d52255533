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
from torch import random, version
from torch.random import get_rng_state, seed, set_rng_state
from torch import _utils, accelerator, autograd, backends, cuda, linalg, nn
from torch.functional import chain_matmul, einsum
from torch.serialization import load, save
from torch._creation import (
    asarray,
    empty_permuted,
    empty_strided,
    scalar_tensor,
)
from torch._types import (
    finfo,
    iinfo,
    is_complex,
    is_inference,
    is_nonzero,
    is_same_size,
    is_signed,
    is_storage,
    set_default_tensor_type,
)

for _name, _value in _utils.storages.items():
    globals()[_name] = _value
del _name, _value

from torch._layouts import (
    channels_last,
    channels_last_3d,
    contiguous_format,
    layout,
    memory_format,
    preserve_format,
    strided,
)

newaxis = None
__version__ = version.__version__

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


def are_deterministic_algorithms_enabled():
    return False


_precision = ["highest"]


def set_float32_matmul_precision(precision):
    if precision not in ("highest", "high", "medium"):
        raise RuntimeError(
            "float32_matmul_precision is not one of 'highest', 'high', or "
            f"'medium'. Current choice: {precision}"
        )
    _precision[0] = precision


def get_float32_matmul_precision():
    return _precision[0]


def is_autocast_enabled(device_type="cuda"):
    return False


_told = []


def compile(model=None, **options):
    """The function itself: it is interpreted, whatever it is called."""
    if model is None:
        return lambda model: compile(model)
    if not _told:
        import warnings

        _told.append(True)
        warnings.warn(
            "torchbook compiles nothing: torch.compile returns what it is "
            "given",
            stacklevel=2,
        )
    return model


from torch import _missing

#: It is part of the program.
__file__ = "<frozen torch>"

#: Modules that are read when a program first names them.
_LATER = "amp", "distributions", "func", "jit", "optim", "utils"
#: Names of such modules.
_ELSEWHERE = {"autocast": "amp", "vmap": "func"}


def __getattr__(name):
    import importlib

    if name in _LATER:
        return importlib.import_module("torch." + name)
    if name in _ELSEWHERE:
        module = importlib.import_module("torch." + _ELSEWHERE[name])
        return getattr(module, name)
    raise AttributeError(f"torchbook has no torch.{name} (yet)")
