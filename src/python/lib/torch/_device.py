"""Where a tensor lies: here."""

from torch import _C


class device:
    """Where a tensor lies: here."""

    __slots__ = "type", "index"

    def __init__(self, type="cpu", index=None):
        name, _, nr = str(type).partition(":")
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


device.__module__ = "torch"
_C._set_class("device", device)
