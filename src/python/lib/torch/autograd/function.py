"""torch.autograd.Function: operations with a derivative of the user's."""

from torch import _C


class FunctionCtx:
    def __init__(self):
        self._to_save = ()
        self._not_differentiable = ()
        self._dirty = ()
        self._materialize = True

    def save_for_backward(self, *tensors):
        self._to_save = tensors

    @property
    def saved_tensors(self):
        return self._saved

    saved_variables = saved_tensors

    def mark_non_differentiable(self, *tensors):
        self._not_differentiable = tensors

    def mark_dirty(self, *tensors):
        self._dirty = tensors

    def set_materialize_grads(self, value):
        self._materialize = value


class Function:
    @staticmethod
    def forward(*args, **kwargs):
        raise NotImplementedError(
            "You must implement the forward function for custom "
            "autograd.Function."
        )

    @staticmethod
    def backward(ctx, *grads):
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your "
            "custom autograd.Function to use it with backward mode AD."
        )

    @staticmethod
    def setup_context(ctx, inputs, output):
        raise NotImplementedError("setup_context is not implemented.")

    @classmethod
    def apply(cls, *args):
        name = cls.__name__ + "Backward"
        ctx = type(name, (FunctionCtx,), {})()
        inputs = [x for x in args if isinstance(x, _C.Tensor)]
        ctx.needs_input_grad = tuple(
            isinstance(x, _C.Tensor) and x.requires_grad for x in args
        )
        separate = cls.setup_context is not Function.setup_context
        before = _C._set_grad_enabled(False)
        try:
            if separate:
                result = cls.forward(*args)
                cls.setup_context(ctx, args, result)
            else:
                result = cls.forward(ctx, *args)
        finally:
            _C._set_grad_enabled(before)
        if not before or not any(ctx.needs_input_grad):
            return result
        outputs = result if isinstance(result, tuple) else (result,)
        # An input that comes back as it is becomes an output of its own.
        outputs = tuple(
            x.view_as(x).detach()
            if any(x is y for y in inputs)
            and not any(x is y for y in ctx._dirty)
            else x
            for x in outputs
        )
        recorded = [
            x
            for x in outputs
            if isinstance(x, _C.Tensor)
            and not any(x is y for y in ctx._not_differentiable)
        ]
        shapes = [(x.shape, x.dtype) for x in recorded]

        def backward(saved, grads):
            ctx._saved = saved
            if ctx._materialize:
                grads = tuple(
                    _C.zeros(shape, dtype=dtype) if grad is None else grad
                    for grad, (shape, dtype) in zip(grads, shapes)
                )
            all_grads = iter(grads)
            given = [
                next(all_grads) if any(x is y for y in recorded_ids) else None
                for x in range(len(outputs))
            ]
            found = cls.backward(ctx, *given)
            if not isinstance(found, tuple):
                found = (found,)
            if len(found) < len(args) or any(
                extra is not None for extra in found[len(args):]
            ):
                wanted = len(args)
                raise RuntimeError(
                    f"function {name} returned an incorrect number of "
                    f"gradients (expected {wanted}, got {len(found)})"
                )
            return [
                grad
                for grad, arg in zip(found, args_are_tensors)
                if arg
            ]

        recorded_ids = [
            nr
            for nr, x in enumerate(outputs)
            if any(x is y for y in recorded)
        ]
        args_are_tensors = [isinstance(x, _C.Tensor) for x in args]
        nr_args = len(args)
        args = (None,) * nr_args
        _C._record_function(name, inputs, recorded, ctx._to_save, backward)
        return outputs if isinstance(result, tuple) else outputs[0]
