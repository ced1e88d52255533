"""Chances, and their logarithms."""

from torch import _C

_EPS = {_C.float32: 2.0**-23, _C.float64: 2.0**-52}


def inner(probs):
    """Chances, none of them quite 0 or 1."""
    eps = _EPS[probs.dtype]
    return probs.clamp(min=eps, max=1 - eps)


def check_one_given(probs, logits):
    if (probs is None) == (logits is None):
        raise ValueError(
            "Either `probs` or `logits` must be specified, but not both."
        )
