"""Modules that hold modules, and lists and dicts of parameters."""

from torch import _C
from torch.nn.modules.module import Module, _indented, typename
from torch.nn.parameter import Parameter


def _index(nr):
    """What a number says by `__index__`."""
    return nr.__index__()


class Sequential(Module):
    def __init__(self, *args):
        super().__init__()
        if len(args) == 1 and isinstance(args[0], dict):
            for name, module in args[0].items():
                self.add_module(name, module)
        else:
            for nr, module in enumerate(args):
                self.add_module(str(nr), module)

    def _name_of(self, nr):
        size, nr = len(self), _index(nr)
        if not -size <= nr < size:
            raise IndexError(f"index {nr} is out of range")
        return list(self._modules)[nr]

    def _renumber(self, modules):
        self._modules.clear()
        for nr, module in enumerate(modules):
            self._modules[str(nr)] = module

    def __getitem__(self, nr):
        if isinstance(nr, slice):
            part = type(self)()
            part._modules.update(list(self._modules.items())[nr])
            return part
        return self._modules[self._name_of(nr)]

    def __setitem__(self, nr, module):
        setattr(self, self._name_of(nr), module)

    def __delitem__(self, nr):
        if isinstance(nr, slice):
            for name in list(self._modules)[nr]:
                delattr(self, name)
        else:
            delattr(self, self._name_of(nr))
        self._renumber(list(self._modules.values()))

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules.values())

    def __add__(self, other):
        if not isinstance(other, Sequential):
            raise ValueError(
                "add operator supports only objects of Sequential class, "
                f"but {type(other)} is given."
            )
        return Sequential(*self, *other)

    def __iadd__(self, other):
        for module in list(other):
            self.append(module)
        return self

    def pop(self, key):
        module = self[key]
        del self[key]
        return module

    def append(self, module):
        self.add_module(str(len(self)), module)
        return self

    def insert(self, index, module):
        if not isinstance(module, Module):
            raise AssertionError(f"module should be of type: {Module}")
        size = len(self)
        if not -size <= index <= size:
            raise IndexError(f"Index out of range: {index}")
        modules = list(self)
        modules.insert(index + size if index < 0 else index, module)
        self._renumber(modules)
        return self

    def extend(self, sequential):
        for module in list(sequential):
            self.append(module)
        return self

    def forward(self, input):
        for module in self._modules.values():
            input = module(input)
        return input


class ModuleList(Module):
    def __init__(self, modules=None):
        super().__init__()
        if modules is not None:
            self += modules

    def _name_of(self, nr):
        size, nr = len(self), _index(nr)
        if not -size <= nr < size:
            raise IndexError(f"index {nr} is out of range")
        return str(nr + size if nr < 0 else nr)

    _renumber = Sequential._renumber

    def __getitem__(self, nr):
        if isinstance(nr, slice):
            return type(self)(list(self._modules.values())[nr])
        return self._modules[self._name_of(nr)]

    def __setitem__(self, nr, module):
        setattr(self, self._name_of(nr), module)

    __delitem__ = Sequential.__delitem__

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules.values())

    def __iadd__(self, modules):
        return self.extend(modules)

    def __add__(self, other):
        return ModuleList([*self, *other])

    def insert(self, index, module):
        modules = list(self)
        modules.insert(index, module)
        self._renumber(modules)

    def append(self, module):
        self.add_module(str(len(self)), module)
        return self

    pop = Sequential.pop

    def extend(self, modules):
        try:
            modules = list(modules)
        except TypeError:
            raise TypeError(
                "ModuleList.extend should be called with an iterable, but "
                "got " + type(modules).__name__
            ) from None
        for module in modules:
            self.append(module)
        return self

    def __dir__(self):
        return [name for name in super().__dir__() if not name.isdigit()]

    def __repr__(self):
        """Modules that print alike share a line."""
        if len(self) == 0:
            return self._get_name() + "()"
        runs = []
        for nr, module in enumerate(self):
            text = repr(module)
            if runs and runs[-1][2] == text:
                runs[-1][1] = nr
            else:
                runs.append([nr, nr, text])
        text = self._get_name() + "("
        for first, last, shown in runs:
            if first == last:
                line = f"({first}): {shown}"
            else:
                line = f"({first}-{last}): {last - first + 1} x {shown}"
            text += "\n  " + _indented(line, 2)
        return text + "\n)"


class ModuleDict(Module):
    def __init__(self, modules=None):
        super().__init__()
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key):
        return self._modules[key]

    def __setitem__(self, key, module):
        self.add_module(key, module)

    def __delitem__(self, key):
        del self._modules[key]

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules)

    def __contains__(self, key):
        return key in self._modules

    def clear(self):
        self._modules.clear()

    def pop(self, key):
        module = self[key]
        del self[key]
        return module

    def keys(self):
        return self._modules.keys()

    def items(self):
        return self._modules.items()

    def values(self):
        return self._modules.values()

    def update(self, modules):
        if not hasattr(modules, "__iter__"):
            raise TypeError(
                "ModuleDict.update should be called with an iterable of "
                "key/value pairs, but got " + type(modules).__name__
            )
        if hasattr(modules, "items"):
            modules = modules.items()
        for nr, pair in enumerate(modules):
            if not hasattr(pair, "__iter__"):
                raise TypeError(
                    f"ModuleDict update sequence element #{nr} should be "
                    f"Iterable; is{type(pair).__name__}"
                )
            if len(pair) != 2:
                raise ValueError(
                    f"ModuleDict update sequence element #{nr} has length "
                    f"{len(pair)}; 2 is required"
                )
            self[pair[0]] = pair[1]


def _line(key, held, kind_of):
    """How a list or a dict of parameters shows one of them."""
    if isinstance(held, _C.Tensor):
        size = "x".join(str(extent) for extent in held.size())
        kind = "Parameter" if isinstance(held, Parameter) else "Tensor"
        return f"({key}): {kind} containing: [{kind_of(held)} of size {size}]"
    return f"({key}): Object of type: {type(held).__name__}"


def _dtype(tensor):
    return tensor.dtype


class ParameterList(Module):
    def __init__(self, values=None):
        super().__init__()
        self._size = 0
        if values is not None:
            self += values

    def _name_of(self, nr):
        size, nr = len(self), _index(nr)
        if not -size <= nr < size:
            raise IndexError(f"index {nr} is out of range")
        return str(nr + size if nr < 0 else nr)

    def __getitem__(self, nr):
        if isinstance(nr, slice):
            part = type(self)()
            for i in range(*nr.indices(len(self))):
                part.append(self[i])
            return part
        return getattr(self, self._name_of(nr))

    def __setitem__(self, nr, value):
        name = self._name_of(nr)
        if isinstance(value, _C.Tensor) and not isinstance(value, Parameter):
            value = Parameter(value)
        setattr(self, name, value)

    def __len__(self):
        return self._size

    def __iter__(self):
        return iter([self[i] for i in range(len(self))])

    def __iadd__(self, values):
        return self.extend(values)

    def __dir__(self):
        return [name for name in super().__dir__() if not name.isdigit()]

    def append(self, value):
        nr = len(self)
        self._size += 1
        self[nr] = value
        return self

    def extend(self, values):
        if isinstance(values, _C.Tensor) or not hasattr(values, "__iter__"):
            raise TypeError(
                "ParameterList.extend should be called with an iterable, "
                "but got " + type(values).__name__
            )
        for value in values:
            self.append(value)
        return self

    def extra_repr(self):
        return "\n".join(
            "  " + _line(nr, x, _dtype) for nr, x in enumerate(self)
        )

    def __call__(self, *args, **kwargs):
        raise RuntimeError("ParameterList should not be called.")


class ParameterDict(Module):
    def __init__(self, parameters=None):
        super().__init__()
        self._keys = {}
        if parameters is not None:
            self.update(parameters)

    def __getitem__(self, key):
        return getattr(self, self._name_of(key))

    def _name_of(self, key):
        if not isinstance(key, str):
            raise TypeError(
                "Index given to ParameterDict cannot be used as a key as it "
                f"is not a string (type is '{type(key).__name__}'). Open an "
                "issue on github if you need non-string keys."
            )
        return key

    def __setitem__(self, key, value):
        name = self._name_of(key)
        self._keys[name] = None
        if isinstance(value, _C.Tensor) and not isinstance(value, Parameter):
            value = Parameter(value)
        setattr(self, name, value)

    def __delitem__(self, key):
        del self._keys[key]
        delattr(self, self._name_of(key))

    def __len__(self):
        return len(self._keys)

    def __iter__(self):
        return iter(self._keys)

    def __reversed__(self):
        return reversed(list(self._keys))

    def __contains__(self, key):
        return key in self._keys

    def __or__(self, other):
        both = ParameterDict(self)
        both.update(other)
        return both

    def __ior__(self, other):
        self.update(other)
        return self

    def copy(self):
        return ParameterDict({key: self[key] for key in self._keys})

    def setdefault(self, key, default=None):
        if key not in self._keys:
            self[key] = default
        return self[key]

    def get(self, key, default=None):
        return self[key] if key in self else default

    def clear(self):
        for key in list(self._keys):
            del self[key]

    def pop(self, key):
        value = self[key]
        del self[key]
        return value

    def popitem(self):
        key = list(self._keys)[-1]
        return key, self.pop(key)

    def fromkeys(self, keys, default=None):
        return ParameterDict((key, default) for key in keys)

    def keys(self):
        return self._keys.keys()

    def items(self):
        return ((key, self[key]) for key in self._keys)

    def values(self):
        return (self[key] for key in self._keys)

    def update(self, parameters):
        if not hasattr(parameters, "__iter__"):
            raise TypeError(
                "ParametersDict.update should be called with an iterable of "
                "key/value pairs, but got " + type(parameters).__name__
            )
        if hasattr(parameters, "items"):
            parameters = parameters.items()
        for key, value in parameters:
            self[key] = value

    def extra_repr(self):
        return "\n".join(
            "  " + _line(key, x, typename) for key, x in self.items()
        )

    def __call__(self, input):
        raise RuntimeError("ParameterDict should not be called.")
