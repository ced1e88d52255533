"""torch.autograd"""

from torch import _C
from torch.grad_mode import (
    enable_grad,
    inference_mode,
    no_grad,
    set_grad_enabled,
)
from torch.autograd.function import Function

grad = _C._grad


def backward(
    tensors,
    grad_tensors=None,
    retain_graph=None,
    create_graph=False,
    inputs=None,
):
    if isinstance(tensors, _C.Tensor):
        tensors = (tensors,)
    if grad_tensors is None or isinstance(grad_tensors, _C.Tensor):
        grad_tensors = (grad_tensors,) * len(tensors)
    keep = create_graph if retain_graph is None else retain_graph
    last = len(tensors) - 1
    for nr, (tensor, gradient) in enumerate(zip(tensors, grad_tensors)):
        tensor.backward(
            gradient,
            retain_graph=keep or nr < last,
            create_graph=create_graph,
            inputs=inputs,
        )


class _VariableMeta(type):
    def __instancecheck__(cls, other):
        return isinstance(other, _C.Tensor)


class Variable(metaclass=_VariableMeta):
    """A Tensor, as it was called before 0.4."""

    def __new__(cls, data, requires_grad=False, volatile=False):
        result = data.detach()
        if requires_grad:
            result.requires_grad_()
        return result


class set_detect_anomaly:
    """Errors are as they are: nothing more is known of the forward pass."""

    def __init__(self, mode, check_nan=True):
        pass

    def __enter__(self):
        pass

    def __exit__(self, *raised):
        pass


class detect_anomaly(set_detect_anomaly):
    def __init__(self, check_nan=True):
        pass
