"""Hooks that see the gradients of a module's inputs and outputs.

What goes in and what comes out passes through a node that changes nothing;
the hooks stand with these two nodes.
"""

import warnings

from torch import _C
from torch.autograd.function import Function


class BackwardHookFunction(Function):
    @staticmethod
    def forward(ctx, *tensors):
        return tensors

    @staticmethod
    def backward(ctx, *grads):
        return grads


def _through(values):
    """The values, of which the tensors have passed a node; the node; where
    the tensors are."""
    places = [nr for nr, x in enumerate(values) if isinstance(x, _C.Tensor)]
    tensors = [values[nr] for nr in places]
    if not _C.is_grad_enabled() or not any(x.requires_grad for x in tensors):
        return values, None, None
    values = list(values)
    node = None
    for nr, x in zip(places, BackwardHookFunction.apply(*tensors)):
        values[nr] = x
        node = node or x.grad_fn
    return tuple(values), node, places


class BackwardHooks:
    """The hooks of one call."""

    def __init__(self, module, hooks, pre_hooks):
        self.module = module
        self.hooks = hooks
        self.pre_hooks = pre_hooks
        self.grad_outputs = None
        self.input_places = None

    def _spread(self, grads, places, count):
        """One gradient for each value; `None` for what is no tensor."""
        spread = [None] * count
        for place, grad in zip(places, grads):
            spread[place] = grad
        return tuple(spread)

    def inputs(self, args):
        if not self.hooks:
            return args
        count = len(args)
        self.count = count
        args, node, places = _through(args)
        if node is not None:
            self.input_places = places
            node.register_hook(self._at_inputs)
        return args

    def _at_inputs(self, grads, _):
        if self.grad_outputs is None:
            return None
        places = self.input_places
        grads = self._spread(grads, places, self.count)
        for hook in self.hooks:
            found = hook(self.module, grads, self.grad_outputs)
            if found is None:
                continue
            if not isinstance(found, tuple):
                found = (found,)
            if len(found) != len(grads):
                raise RuntimeError(
                    "Backward hook returned an invalid number of grad_input, "
                    f"got {len(found)}, but expected {len(grads)}"
                )
            grads = found
        self.grad_outputs = None
        return tuple(grads[place] for place in places)

    def outputs(self, result):
        if not isinstance(result, (tuple, _C.Tensor)):
            warnings.warn(
                "For backward hooks to be called, module output should be a "
                "Tensor or a tuple of Tensors but received "
                f"{type(result)}",
                stacklevel=3,
            )
            return result
        single = isinstance(result, _C.Tensor)
        values = (result,) if single else result
        total = len(values)
        values, node, places = _through(values)
        if node is not None:
            node.register_prehook(
                lambda grads: self._at_outputs(grads, places, total)
            )
        return values[0] if single else values

    def _at_outputs(self, grads, places, total):
        grads = self._spread(grads, places, total)
        for hook in self.pre_hooks:
            found = hook(self.module, grads)
            if found is None:
                continue
            if not isinstance(found, tuple):
                found = (found,)
            if len(found) != len(grads):
                raise RuntimeError(
                    "Backward pre hook returned an invalid number of "
                    f"grad_output, got {len(found)}, but expected "
                    f"{len(grads)}"
                )
            grads = found
        self.grad_outputs = grads
        if self.input_places is None and self.hooks:
            # Nothing that came in has a gradient.
            nothing = (None,) * self.count
            for hook in self.hooks:
                found = hook(self.module, nothing, grads)
                if found is not None and any(x is not None for x in found):
                    raise RuntimeError(
                        "Backward hook for Modules where no input requires "
                        "gradient should always return None or None for all "
                        "gradients."
                    )
            self.grad_outputs = None
        return tuple(grads[place] for place in places)


def hook_result(module, result, hooks):
    """The old hooks: they see what the last node of a module sees."""
    first = result
    while not isinstance(first, _C.Tensor):
        if isinstance(first, dict):
            first = next(
                x for x in first.values() if isinstance(x, _C.Tensor)
            )
        else:
            first = first[0]
    node = first.grad_fn
    if node is None:
        return
    for hook in hooks:
        node.register_hook(
            lambda grads, outputs, hook=hook: hook(module, grads, outputs)
        )
