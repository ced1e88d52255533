"""torch.autograd"""

import warnings

from torch import _C
from torch.grad_mode import (
    enable_grad,
    inference_mode,
    no_grad,
    set_grad_enabled,
)
from torch.autograd.anomaly_mode import detect_anomaly, set_detect_anomaly
from torch.autograd.function import Function
from torch.autograd.variable import Variable


def _listed(obj):
    return (obj,) if isinstance(obj, _C.Tensor) else tuple(obj)


def backward(
    tensors,
    grad_tensors=None,
    retain_graph=None,
    create_graph=False,
    grad_variables=None,
    inputs=None,
):
    if grad_variables is not None:
        warnings.warn(
            "`grad_variables` is deprecated. Use `grad_tensors` instead.",
            FutureWarning,
            stacklevel=2,
        )
        if grad_tensors is not None:
            raise RuntimeError(
                "`grad_tensors` and `grad_variables` (deprecated) arguments "
                "both passed to `backward()`. Please only use `grad_tensors`."
            )
        grad_tensors = grad_variables
    tensors = _listed(tensors)
    if grad_tensors is None:
        grad_tensors = (None,) * len(tensors)
    grad_tensors = _listed(grad_tensors)
    if len(tensors) > len(grad_tensors):
        raise RuntimeError(
            f"got {len(tensors)} tensors and {len(grad_tensors)} gradients"
        )
    grad_tensors = grad_tensors[: len(tensors)]
    keep = create_graph if retain_graph is None else retain_graph
    _C._backward(tensors, grad_tensors, keep, create_graph, inputs)


def grad(
    outputs,
    inputs,
    grad_outputs=None,
    retain_graph=None,
    create_graph=False,
    only_inputs=True,
    allow_unused=None,
    is_grads_batched=False,
    materialize_grads=False,
):
    if not only_inputs:
        warnings.warn(
            "only_inputs argument is deprecated and is ignored now (defaults "
            "to True). To accumulate gradient for other parts of the graph, "
            "please use torch.autograd.backward.",
            FutureWarning,
            stacklevel=2,
        )
    for x in () if isinstance(inputs, _C.Tensor) else inputs:
        if not isinstance(x, _C.Tensor):
            raise RuntimeError(
                "all inputs have to be Tensors or GradientEdges, but got "
                f"{type(x).__name__}"
            )
    options = dict(
        create_graph=create_graph,
        allow_unused=allow_unused,
        materialize_grads=materialize_grads,
    )
    if not is_grads_batched:
        return _C._grad(
            outputs,
            inputs,
            grad_outputs,
            retain_graph=retain_graph,
            **options,
        )
    # A gradient in every row: one walk for each.
    rows = list(zip(*_listed(grad_outputs)))
    keep = create_graph if retain_graph is None else retain_graph
    found = [
        _C._grad(
            outputs,
            inputs,
            row,
            retain_graph=keep or nr < len(rows) - 1,
            **options,
        )
        for nr, row in enumerate(rows)
    ]
    return tuple(
        None if column[0] is None else _C.stack(column)
        for column in zip(*found)
    )


from torch.autograd import function, functional, graph
from torch.autograd.gradcheck import gradcheck, gradgradcheck


def __getattr__(name):
    raise AttributeError(f"torchbook has no torch.autograd.{name} (yet)")
