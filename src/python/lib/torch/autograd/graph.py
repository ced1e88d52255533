"""torch.autograd.graph: nodes."""

from torch import _C

Node = _C._Node


def __getattr__(name):
    raise AttributeError(
        f"torchbook has no torch.autograd.graph.{name} (yet)"
    )
