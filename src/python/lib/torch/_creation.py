"""Tensors from nothing, laid out as one likes; and methods that make
tensors like another."""

from torch import _C


def empty_strided(size, stride, *, dtype=None, requires_grad=False, **where):
    size, stride = tuple(size), tuple(stride)
    if len(size) != len(stride):
        raise RuntimeError(
            f"dimensionality of sizes ({len(size)}) must match "
            f"dimensionality of strides ({len(stride)})"
        )
    last = 0 if 0 in size else 1
    for extent, step in zip(size, stride):
        last += max(extent - 1, 0) * step
    out = _C.empty(0, dtype=dtype).resize_(last)
    out.set_(out.as_strided(size, stride))
    return out.requires_grad_(requires_grad)


def empty_permuted(size, physical_layout, **options):
    step, stride = 1, [0] * len(size)
    for dim in reversed(physical_layout):
        stride[dim] = step
        step *= size[dim]
    return empty_strided(size, stride, **options)


def scalar_tensor(s, *, dtype=None, **options):
    dtype = _C.get_default_dtype() if dtype is None else dtype
    return _C.tensor(s, dtype=dtype, **options)


def asarray(obj, *, dtype=None, device=None, copy=None, requires_grad=False):
    if copy:
        out = _C.tensor(obj, dtype=dtype)
    else:
        out = _C.as_tensor(obj, dtype=dtype)
    return out.requires_grad_() if requires_grad else out


def method(function):
    _C._add_method(function.__name__, function)
    return function


@method
def new(self, *args):
    if len(args) == 1 and not isinstance(args[0], int):
        if isinstance(args[0], tuple) and type(args[0]).__name__ == "Size":
            return _C.empty(args[0], dtype=self.dtype)
        return _C.tensor(args[0], dtype=self.dtype)
    return _C.empty(*args if args else (0,), dtype=self.dtype)


@method
def new_empty_strided(self, size, stride, *, dtype=None, **options):
    dtype = self.dtype if dtype is None else dtype
    return empty_strided(size, stride, dtype=dtype, **options)


@method
def resize_as_(self, the_template, **options):
    return self.resize_(the_template.shape)


def _number(x):
    if isinstance(x, (str, bytes)) or not hasattr(x, "__float__"):
        raise TypeError(f"must be real number, not {type(x).__name__}")
    return x


def _changed(name, self, call, others):
    """Elements one by one through a Python function, in place."""
    if self.requires_grad:
        raise RuntimeError(
            f"Can't call {name}() on Variable that requires grad. Use "
            f"var.detach().{name}() instead."
        )
    rows = [x.expand(self.shape).flatten().tolist() for x in (self, *others)]
    found = [_number(call(*elements)) for elements in zip(*rows)]
    if not self.dtype.is_floating_point:
        found = [int(x) for x in found]
    if found:
        self.copy_(_C.tensor(found, dtype=self.dtype).view(self.shape))
    return self


@method
def apply_(self, callable):
    return _changed("apply_", self, callable, ())


@method
def map_(self, tensor, callable):
    return _changed("map_", self, callable, (tensor,))
