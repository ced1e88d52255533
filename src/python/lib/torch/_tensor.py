"""Methods of Tensor that are best said in Python."""

from torch import _C
from torch._device import device
from torch._layouts import strided

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


class _Storage:
    """The memory behind a tensor."""

    def __init__(self, tensor):
        self._tensor = _C._storage(tensor)

    def data_ptr(self):
        return self._tensor.data_ptr()

    def nbytes(self):
        return self._tensor.numel() * self._tensor.element_size()

    def size(self):
        return self.nbytes()

    __len__ = size


_Storage.__name__ = _Storage.__qualname__ = "UntypedStorage"
_Storage.__module__ = "torch.storage"


@method
def untyped_storage(self):
    return _Storage(self)


@method
def is_shared(self):
    return False


@method
def is_pinned(self, device=None):
    return False


@method
def pin_memory(self, device=None):
    raise RuntimeError(
        "Need to provide pin_memory allocator to use pin memory."
    )


@method
def share_memory_(self):
    return self


@method
def get_device(self):
    return -1


@method
def is_complex(self):
    return False


@method
def is_signed(self):
    return self.dtype.is_signed


@method
def is_inference(self):
    return False


@method
def dim_order(self):
    steps = self.stride()
    return tuple(sorted(range(self.dim()), key=lambda d: (-steps[d], d)))


@method
def as_subclass(self, cls):
    return _C._make_subclass(cls, self)


def _no_names(self):
    raise AttributeError("'Tensor' object has no attribute 'names'")


def _no_imag(self):
    raise TypeError(
        "imag is not implemented for tensors with non-complex dtypes."
    )


# numpy's arrays leave the operator to the tensor.
_C._add_method("__array_priority__", 1000)
_C._add_method("device", property(lambda self: device("cpu")))
_C._add_method("is_cuda", False)
for _name in (
    "is_sparse",
    "is_quantized",
    "is_meta",
    "is_mps",
    "is_mkldnn",
    "is_nested",
    "is_xpu",
):
    _C._add_method(_name, False)
_C._add_method("layout", strided)
_C._add_method("names", property(_no_names))
_C._add_method(
    "nbytes", property(lambda self: self.numel() * self.element_size())
)
_C._add_method("real", property(lambda self: self))
_C._add_method("imag", property(_no_imag))
