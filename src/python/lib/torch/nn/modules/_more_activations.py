"""More functions of one tensor, as modules."""

from torch import _C
from torch.nn import functional as F
from torch.nn.modules.activation import _InPlace
from torch.nn.modules.module import Module
from torch.nn.parameter import Parameter


class _Settled(_InPlace):
    """One that may write on its input, and has numbers of its own."""

    _numbers = ()

    def extra_repr(self):
        shown = [f"{name}={getattr(self, name)}" for name in self._numbers]
        if self.inplace:
            shown.append("inplace=True")
        return ", ".join(shown)


class Threshold(_Settled):
    _numbers = "threshold", "value"

    def __init__(self, threshold, value, inplace=False):
        super().__init__(inplace)
        self.threshold = threshold
        self.value = value

    def forward(self, input):
        return F.threshold(input, self.threshold, self.value, self.inplace)


class RReLU(_Settled):
    _numbers = "lower", "upper"

    def __init__(self, lower=1.0 / 8, upper=1.0 / 3, inplace=False):
        super().__init__(inplace)
        self.lower = lower
        self.upper = upper

    def forward(self, input):
        return F.rrelu(
            input, self.lower, self.upper, self.training, self.inplace
        )


class Hardtanh(_Settled):
    _numbers = "min_val", "max_val"

    def __init__(
        self,
        min_val=-1.0,
        max_val=1.0,
        inplace=False,
        min_value=None,
        max_value=None,
    ):
        super().__init__(inplace)
        self.min_val = self._renamed("min", min_val, min_value)
        self.max_val = self._renamed("max", max_val, max_value)
        if not self.max_val > self.min_val:
            raise AssertionError(
                f"max_val ({self.max_val}) must be greater than min_val "
                f"({self.min_val})"
            )

    @staticmethod
    def _renamed(end, value, old):
        if old is None:
            return value
        import warnings

        warnings.warn(
            f"keyword argument `{end}_value` is deprecated and rename to "
            f"`{end}_val`",
            FutureWarning,
            stacklevel=4,
        )
        return old

    def forward(self, input):
        return F.hardtanh(input, self.min_val, self.max_val, self.inplace)


class ReLU6(Hardtanh):
    def __init__(self, inplace=False):
        super().__init__(0.0, 6.0, inplace)

    def extra_repr(self):
        return "inplace=True" if self.inplace else ""


class Hardsigmoid(Module):
    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        return F.hardsigmoid(input, self.inplace)


class Hardswish(Module):
    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        return F.hardswish(input, self.inplace)


class SiLU(_InPlace):
    def forward(self, input):
        return F.silu(input, inplace=self.inplace)


class Mish(_InPlace):
    def forward(self, input):
        return F.mish(input, inplace=self.inplace)


class SELU(_InPlace):
    def forward(self, input):
        return F.selu(input, self.inplace)


class ELU(_Settled):
    _numbers = ("alpha",)

    def __init__(self, alpha=1.0, inplace=False):
        super().__init__(inplace)
        self.alpha = alpha

    def forward(self, input):
        return F.elu(input, self.alpha, self.inplace)


class CELU(ELU):
    def forward(self, input):
        return F.celu(input, self.alpha, self.inplace)


class GLU(Module):
    def __init__(self, dim=-1):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return F.glu(input, self.dim)

    def extra_repr(self):
        return f"dim={self.dim}"


class GELU(Module):
    def __init__(self, approximate="none"):
        super().__init__()
        self.approximate = approximate

    def forward(self, input):
        return F.gelu(input, approximate=self.approximate)

    def extra_repr(self):
        return f"approximate={self.approximate!r}"


class Hardshrink(Module):
    def __init__(self, lambd=0.5):
        super().__init__()
        self.lambd = lambd

    def forward(self, input):
        return F.hardshrink(input, self.lambd)

    def extra_repr(self):
        return f"{self.lambd}"


class Softshrink(Hardshrink):
    def forward(self, input):
        return F.softshrink(input, self.lambd)


class Softplus(Module):
    def __init__(self, beta=1.0, threshold=20.0):
        super().__init__()
        self.beta = beta
        self.threshold = threshold

    def forward(self, input):
        return F.softplus(input, self.beta, self.threshold)

    def extra_repr(self):
        return f"beta={self.beta}, threshold={self.threshold}"


class PReLU(Module):
    def __init__(self, num_parameters=1, init=0.25, device=None, dtype=None):
        super().__init__()
        self.num_parameters = num_parameters
        self.init = init
        weight = _C.full((num_parameters,), float(init), dtype=dtype)
        self.weight = Parameter(weight)

    def reset_parameters(self):
        before = _C._set_grad_enabled(False)
        try:
            self.weight.fill_(self.init)
        finally:
            _C._set_grad_enabled(before)

    def forward(self, input):
        return F.prelu(input, self.weight)

    def extra_repr(self):
        return f"num_parameters={self.num_parameters}"


class LogSigmoid(Module):
    def forward(self, input):
        return F.logsigmoid(input)


class Softsign(Module):
    def forward(self, input):
        return F.softsign(input)


class Tanhshrink(Module):
    def forward(self, input):
        return F.tanhshrink(input)


class Softmax2d(Module):
    def forward(self, input):
        if input.dim() not in (3, 4):
            raise ValueError(
                "Softmax2d: expected input to be 3D or 4D, got "
                f"{input.dim()}D instead"
            )
        return F.softmax(input, -3, _stacklevel=5)


__all__ = [
    name
    for name, value in list(globals().items())
    if isinstance(value, type)
    and issubclass(value, Module)
    and not name.startswith("_")
    and name not in ("Module", "Parameter")
]
for _name in __all__:
    globals()[_name].__module__ = "torch.nn.modules.activation"
