"""Methods of Tensor that are best said in Python."""

from torch import _C
from torch._device import device

Tensor = _C.Tensor


def method(function):
    _C._add_method(function.__name__, function)
    return function


@method
def new_tensor(self, data, *, dtype=None, device=None, requires_grad=False):
    return _C.tensor(
        data, dtype=dtype or self.dtype, requires_grad=requires_grad
    )


@method
def new_zeros(self, *size, dtype=None, **options):
    if not size and "size" not in options:
        size = ((),)
    return _C.zeros(*size, dtype=dtype or self.dtype, **options)


@method
def new_ones(self, *size, dtype=None, **options):
    if not size and "size" not in options:
        size = ((),)
    return _C.ones(*size, dtype=dtype or self.dtype, **options)


@method
def new_empty(self, *size, dtype=None, **options):
    if not size and "size" not in options:
        size = ((),)
    return _C.empty(*size, dtype=dtype or self.dtype, **options)


@method
def new_full(
    self, size, fill_value, *, dtype=None, device=None, requires_grad=False
):
    return _C.full(
        size,
        fill_value,
        dtype=dtype or self.dtype,
        requires_grad=requires_grad,
    )


@method
def numpy(self, *, force=False):
    import numpy
    from numpy import _engine

    if force:
        self = self.detach()
    return numpy.ndarray(_engine.shared(self))


@method
def __array__(self, dtype=None):
    array = self.numpy()
    return array if dtype is None else array.astype(dtype, copy=False)


@method
def cpu(self):
    return self


@method
def cuda(self, *args, **kwargs):
    raise AssertionError("Torch not compiled with CUDA enabled")


@method
def type_as(self, other):
    return self.type(other.dtype)


@method
def view_as(self, other):
    return self.view(other.shape)


@method
def reshape_as(self, other):
    return self.reshape(other.shape)


class RemovableHandle:
    """Takes a hook away again."""

    def __init__(self, remove):
        self.remove = remove

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self.remove()


RemovableHandle.__module__ = "torch.utils.hooks"


@method
def register_hook(self, hook):
    return RemovableHandle(self._register_hook(hook))


@method
def register_post_accumulate_grad_hook(self, hook):
    return RemovableHandle(self._register_post_accumulate_grad_hook(hook))


def _register_hook(node, hook):
    return RemovableHandle(node._register_hook(hook))


def _register_prehook(node, hook):
    return RemovableHandle(node._register_prehook(hook))


_C._add_node_method("register_hook", _register_hook)
_C._add_node_method("register_prehook", _register_prehook)


@method
def __deepcopy__(self, memo):
    if not self.is_leaf:
        raise RuntimeError(
            "Only Tensors created explicitly by the user (graph leaves) "
            "support the deepcopy protocol at the moment.  If you were "
            "attempting to deepcopy a module, this may be because of a "
            "torch.nn.utils.weight_norm usage, see "
            "https://github.com/pytorch/pytorch/pull/103001"
        )
    if id(self) in memo:
        return memo[id(self)]
    copy = _C._make_subclass(type(self), self.detach().clone())
    copy.requires_grad = self.requires_grad
    if self.grad is not None:
        copy.grad = self.grad.__deepcopy__(memo)
    memo[id(self)] = copy
    return copy


# numpy's arrays leave the operator to the tensor.
_C._add_method("__array_priority__", 1000)
_C._add_method("device", property(lambda self: device("cpu")))
_C._add_method("is_cuda", False)
_C._add_method("is_sparse", False)
_C._add_method("layout", "torch.strided")
