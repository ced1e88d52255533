"""What saved files refer to by name, and the dict of a state."""

from torch import _C

_ordered = None


def _ordered_class():
    global _ordered
    if _ordered is None:
        import collections

        plain = collections.OrderedDict()

        def view(name, like):
            def shown(self):
                return f"{name}({list(self)!r})"

            return type(name, (type(like),), {"__repr__": shown})

        keys_view = view("odict_keys", plain.keys())
        values_view = view("odict_values", plain.values())
        items_view = view("odict_items", plain.items())

        class OrderedDict(collections.OrderedDict):
            def keys(self):
                return keys_view(self)

            def values(self):
                return values_view(self)

            def items(self):
                return items_view(self)

            def __repr__(self):
                items = ", ".join(
                    f"({key!r}, {value!r})" for key, value in self.items()
                )
                return f"OrderedDict([{items}])" if items else "OrderedDict()"

            def __reduce__(self):
                # What the base class links its items with is its own.
                state = {
                    name: value
                    for name, value in vars(self).items()
                    if not name.startswith("_OrderedDict__")
                }
                items = iter(self.items())
                return collections.OrderedDict, (), state or None, None, items

        OrderedDict.__module__ = "collections"
        OrderedDict.__qualname__ = "OrderedDict"
        _ordered = OrderedDict
    return _ordered


def ordered(items=()):
    """An OrderedDict that prints as PyTorch's users know it."""
    return _ordered_class()(items)


def _rebuild_tensor_v2(
    storage,
    storage_offset,
    size,
    stride,
    requires_grad,
    backward_hooks,
    metadata=None,
):
    window = _C._as_strided(storage, size, stride, storage_offset)
    tensor = window.detach()
    tensor.requires_grad = requires_grad
    return tensor


def _rebuild_parameter(data, requires_grad, backward_hooks):
    from torch.nn.parameter import Parameter

    return Parameter(data, requires_grad)


class _Storage:
    """The whole memory of a tensor, on its way into a file."""

    def __init__(self, flat):
        self.flat = flat


def _storage_class(name, dtype):
    return type(name, (_Storage,), {"__module__": "torch", "dtype": dtype})


storages = {
    "FloatStorage": _C.float32,
    "DoubleStorage": _C.float64,
    "LongStorage": _C.int64,
    "IntStorage": _C.int32,
    "ByteStorage": _C.uint8,
    "BoolStorage": _C.bool,
}
storages = {
    name: _storage_class(name, dtype) for name, dtype in storages.items()
}
