"""Borders."""

from torch.nn import functional as F
from torch.nn._spatial import _ntuple
from torch.nn.modules.module import Module


class _Pad(Module):
    _dims = None
    _mode = "constant"

    def __init__(self, padding):
        super().__init__()
        self.padding = _ntuple(padding, 2 * self._dims)

    def forward(self, input):
        return F.pad(input, self.padding, self._mode)

    def extra_repr(self):
        return f"{self.padding}"


class _ConstantPad(_Pad):
    def __init__(self, padding, value):
        super().__init__(padding)
        self.value = value

    def forward(self, input):
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self):
        return f"padding={self.padding}, value={self.value}"


class _ZeroPad(_Pad):
    def forward(self, input):
        return F.pad(input, self.padding, "constant", 0)


def _classes(prefix, base, mode):
    for dims in 1, 2, 3:
        name = f"{prefix}Pad{dims}d"
        body = {"_dims": dims, "_mode": mode, "__module__": __name__}
        globals()[name] = type(name, (base,), body)


_classes("Constant", _ConstantPad, "constant")
_classes("Zero", _ZeroPad, "constant")
_classes("Reflection", _Pad, "reflect")
_classes("Replication", _Pad, "replicate")
_classes("Circular", _Pad, "circular")
