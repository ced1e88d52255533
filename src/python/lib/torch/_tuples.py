"""torch.Size, and tuples with names."""

from torch import _C


class Size(tuple):
    __slots__ = ()

    def __new__(cls, extents=()):
        items = []
        for nr, extent in enumerate(extents):
            if isinstance(extent, float) or not hasattr(extent, "__index__"):
                raise TypeError(
                    "torch.Size() takes an iterable of 'int' (item "
                    f"{nr} is '{type(extent).__name__}')"
                )
            items.append(extent.__index__())
        return tuple.__new__(cls, items)

    def numel(self):
        product = 1
        for extent in self:
            product *= extent
        return product

    def __repr__(self):
        return f"torch.Size({list(self)})"

    __str__ = __repr__

    def __getitem__(self, key):
        found = tuple.__getitem__(self, key)
        return Size(found) if isinstance(key, slice) else found

    def __add__(self, other):
        return Size(tuple(self) + tuple(other))

    def __radd__(self, other):
        return Size(tuple(other) + tuple(self))

    def __mul__(self, times):
        return Size(tuple(self) * times)

    __rmul__ = __mul__


Size.__module__ = "torch"
_C._set_class("Size", Size)


def named(name, fields):
    """The class torch.return_types.NAME, whose items have names."""

    def repr_(self):
        items = [f"{key}={item!r}" for key, item in zip(fields, self)]
        return "torch.return_types.{}(\n{})".format(name, ",\n".join(items))

    def getter(nr):
        return property(lambda self: self[nr])

    body = {key: getter(nr) for nr, key in enumerate(fields)}
    body.update(__slots__=(), __repr__=repr_, __module__="torch.return_types")
    class_ = type(name, (tuple,), body)
    _C._set_class(name, class_)
    return class_
