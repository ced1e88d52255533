"""Dropout: zeros by chance."""

from torch.nn import functional as F
from torch.nn.modules.module import Module


class _DropoutNd(Module):
    _function = None

    def __init__(self, p=0.5, inplace=False):
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError(
                "dropout probability has to be between 0 and 1, but got "
                f"{p}"
            )
        self.p = p
        self.inplace = inplace

    def forward(self, input):
        function = getattr(F, self._function)
        return function(input, self.p, self.training, self.inplace)

    def extra_repr(self):
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(_DropoutNd):
    _function = "dropout"


class Dropout1d(_DropoutNd):
    _function = "dropout1d"


class Dropout2d(_DropoutNd):
    _function = "dropout2d"


class Dropout3d(_DropoutNd):
    _function = "dropout3d"


class _AlphaDropout(_DropoutNd):
    def forward(self, input):
        # Never in place, whatever was asked for.
        return getattr(F, self._function)(input, self.p, self.training)


class AlphaDropout(_AlphaDropout):
    _function = "alpha_dropout"


class FeatureAlphaDropout(_AlphaDropout):
    _function = "feature_alpha_dropout"
