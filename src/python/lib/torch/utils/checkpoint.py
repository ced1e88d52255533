"""Parts of a model that are computed again instead of remembered.

Here nothing is saved by it: without `use_reentrant` the part runs once, as
it is. The results and the gradients are the same.
"""

import warnings

from torch import _C
from torch.autograd import Function, backward
from torch.grad_mode import enable_grad


class CheckpointFunction(Function):
    """Runs a part without a graph, and once more where one is needed."""

    @staticmethod
    def forward(ctx, run_function, preserve_rng_state, *args):
        ctx.run_function = run_function
        ctx.args = args
        ctx.state = _C.default_generator.get_state()
        ctx.preserve = preserve_rng_state
        return run_function(*args)

    @staticmethod
    def backward(ctx, *grads):
        inputs = tuple(
            x.detach().requires_grad_(x.requires_grad)
            if isinstance(x, _C.Tensor)
            else x
            for x in ctx.args
        )
        generator = _C.default_generator
        now = generator.get_state()
        if ctx.preserve:
            generator.set_state(ctx.state)
        with enable_grad():
            outputs = ctx.run_function(*inputs)
        generator.set_state(now)
        if isinstance(outputs, _C.Tensor):
            outputs = (outputs,)
        pairs = [
            (x, grad)
            for x, grad in zip(outputs, grads)
            if isinstance(x, _C.Tensor) and x.requires_grad
        ]
        if not pairs:
            raise RuntimeError(
                "none of output has requires_grad=True, this checkpoint() is "
                "not necessary"
            )
        backward([x for x, _ in pairs], [grad for _, grad in pairs])
        return (None, None) + tuple(
            x.grad if isinstance(x, _C.Tensor) else None for x in inputs
        )


def checkpoint(
    function,
    *args,
    use_reentrant=None,
    preserve_rng_state=True,
    context_fn=None,
    determinism_check="default",
    debug=False,
    early_stop=True,
    **kwargs,
):
    if use_reentrant is None:
        warnings.warn(_SAY_WHICH, stacklevel=2)
        use_reentrant = True
    if not use_reentrant:
        return function(*args, **kwargs)
    if kwargs:
        raise ValueError(
            "Unexpected keyword arguments: " + ",".join(kwargs)
        )
    return CheckpointFunction.apply(function, preserve_rng_state, *args)


def checkpoint_sequential(
    functions, segments, input, use_reentrant=None, **kwargs
):
    functions = list(getattr(functions, "children", lambda: functions)())
    size = len(functions) // segments

    def run(start, end):
        def forward(input):
            for function in functions[start:end]:
                input = function(input)
            return input

        return forward

    start = 0
    for _ in range(segments - 1):
        input = checkpoint(
            run(start, start + size),
            input,
            use_reentrant=use_reentrant,
            **kwargs,
        )
        start += size
    return run(start, len(functions))(input)


_SAY_WHICH = (
    "torch.utils.checkpoint: the use_reentrant parameter should be passed "
    "explicitly. In a future release, calling checkpoint without "
    "use_reentrant will raise an exception. use_reentrant=False is "
    "recommended, but if you need to preserve the current default behavior, "
    "you can pass use_reentrant=True. Refer to docs for more details on the "
    "differences between the two variants."
)
