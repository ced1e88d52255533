"""Where a tensor lies: here."""

from torch import _C


class device:
    """Where a tensor lies: here."""

    __slots__ = "type", "index"

    def __init__(self, type="cpu", index=None):
        if isinstance(type, device):
            self.type, self.index = type.type, type.index
            return
        if isinstance(type, int):
            self.type, self.index = "cuda", type
            return
        if not isinstance(type, str):
            raise TypeError(
                "device(): argument 'type' must be str, not "
                + type.__class__.__name__
            )
        _C._check_device(type)
        name, _, nr = type.partition(":")
        if nr and index is not None:
            raise RuntimeError(
                "type (string) must not include an index because index was "
                f"passed explicitly: {type}"
            )
        self.type = name
        self.index = int(nr) if nr else index

    def __str__(self):
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self):
        index = "" if self.index is None else f", index={self.index}"
        return f"device(type='{self.type}'{index})"

    def __eq__(self, other):
        return isinstance(other, device) and str(self) == str(other)

    def __hash__(self):
        return hash(str(self))

    def __reduce__(self):
        index = () if self.index is None else (self.index,)
        return device, (self.type, *index)

    def __enter__(self):
        _C._check_here(self)
        return self

    def __exit__(self, *raised):
        pass


device.__module__ = "torch"
_C._set_class("device", device)
