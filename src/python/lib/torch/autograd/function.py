"""torch.autograd.Function: operations with a derivative of the user's."""

import warnings

from torch import _C

_FREED = (
    "Trying to backward through the graph a second time (or directly access "
    "saved tensors after they have already been freed). Saved intermediate "
    "values of the graph are freed when you call .backward() or "
    "autograd.grad(). Specify retain_graph=True if you need to backward "
    "through the graph a second time or if you need to access saved tensors "
    "after calling backward."
)


class FunctionCtx:
    _saved = None
    _to_save = ()
    _not_differentiable = ()
    _dirty = ()
    materialize_grads = True

    def save_for_backward(self, *tensors):
        self._to_save = tensors

    save_for_forward = save_for_backward

    @property
    def saved_tensors(self):
        if self._saved is None:
            raise RuntimeError(_FREED)
        return self._saved

    @property
    def saved_variables(self):
        warnings.warn(
            "'saved_variables' is deprecated; use 'saved_tensors'",
            DeprecationWarning,
            stacklevel=2,
        )
        return self.saved_tensors

    def mark_non_differentiable(self, *tensors):
        self._not_differentiable = tensors

    def mark_dirty(self, *tensors):
        self._dirty = tensors

    def mark_shared_storage(self, *pairs):
        warnings.warn(
            "mark_shared_storage is deprecated. Tensors with shared storages "
            "are automatically tracked. Note that calls to `set_()` are not "
            "tracked",
            FutureWarning,
            stacklevel=2,
        )

    def set_materialize_grads(self, value):
        self.materialize_grads = value


def _is_one_of(x, others):
    return any(x is other for other in others)


class Function:
    def __init__(self, *args, **kwargs):
        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd "
            "functions are all static, so you should invoke them on the "
            "class itself. Instantiating an autograd function will raise an "
            "error in a future version of PyTorch.",
            DeprecationWarning,
            stacklevel=2,
        )

    def __call__(self, *args, **kwargs):
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is "
            "deprecated. Please use new-style autograd function with static "
            "forward method. (Example: "
            "https://pytorch.org/docs/stable/autograd.html"
            "#torch.autograd.Function)"
        )

    @staticmethod
    def forward(*args, **kwargs):
        raise NotImplementedError(
            "You must implement the forward function for custom "
            "autograd.Function."
        )

    @staticmethod
    def setup_context(ctx, inputs, output):
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx, *grad_outputs):
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your "
            "custom autograd.Function to use it with backward mode AD."
        )

    vjp = backward

    @staticmethod
    def jvp(ctx, *grad_inputs):
        raise NotImplementedError(
            "You must implement the jvp function for custom "
            "autograd.Function to use it with forward mode AD."
        )

    @classmethod
    def apply(cls, *args, **kwargs):
        ctx = cls._context()
        ctx.needs_input_grad = tuple(
            isinstance(x, _C.Tensor) and x.requires_grad for x in args
        )
        before = _C._set_grad_enabled(False)
        try:
            if cls.setup_context is Function.setup_context:
                result = cls.forward(ctx, *args, **kwargs)
            else:
                result = cls.forward(*args, **kwargs)
                cls.setup_context(ctx, args, result)
        finally:
            _C._set_grad_enabled(before)
        if not before or not any(ctx.needs_input_grad):
            return result
        outputs = result if isinstance(result, tuple) else (result,)
        outputs = cls._record(ctx, args, outputs)
        return outputs if isinstance(result, tuple) else outputs[0]

    @classmethod
    def _context(cls):
        kind = cls.__dict__.get("_context_class")
        if kind is None:
            name = cls.__name__ + "Backward"
            kind = type(name, (FunctionCtx,), {"__module__": cls.__module__})
            cls._context_class = kind
        return kind()

    @classmethod
    def _record(cls, ctx, args, outputs):
        """Gives the outputs a node; where one must be another tensor for
        that, it is."""
        inputs = [x for x in args if isinstance(x, _C.Tensor)]
        for x in ctx._dirty:
            if x.is_leaf and x.requires_grad:
                raise RuntimeError(
                    "a leaf Variable that requires grad has been used in an "
                    "in-place operation."
                )
        for nr, x in enumerate(ctx._to_save):
            if x is not None and not isinstance(x, _C.Tensor):
                raise TypeError(
                    "save_for_backward can only save variables, but argument "
                    f"{nr} is of type {type(x).__name__}"
                )
        # An input that comes back as it is becomes an output of its own.
        outputs = tuple(
            x.view_as(x).detach()
            if _is_one_of(x, inputs) and not _is_one_of(x, ctx._dirty)
            else x
            for x in outputs
        )
        recorded = [
            isinstance(x, _C.Tensor)
            and x.is_floating_point()
            and not _is_one_of(x, ctx._not_differentiable)
            for x in outputs
        ]
        kinds = [
            (x.shape, x.dtype) if isinstance(x, _C.Tensor) else None
            for x in outputs
        ]
        are_tensors = [isinstance(x, _C.Tensor) for x in args]
        backward = cls._backward(ctx, are_tensors, recorded, kinds)
        differentiable = [x for x, on in zip(outputs, recorded) if on]
        if differentiable:
            _C._record_function(
                type(ctx).__name__,
                inputs,
                differentiable,
                ctx._to_save,
                backward,
            )
        ctx._to_save = ctx._dirty = ctx._not_differentiable = ()
        return outputs

    @classmethod
    def _backward(cls, ctx, are_tensors, recorded, kinds):
        """What the node calls."""
        has_backward = cls.backward is not Function.backward
        derivative = cls.backward if has_backward else cls.vjp
        name = type(ctx).__name__

        def backward(saved, grads):
            grads = iter(grads)
            given = []
            for on, kind in zip(recorded, kinds):
                grad = next(grads) if on else None
                if grad is None and kind and ctx.materialize_grads:
                    grad = _C.zeros(kind[0], dtype=kind[1])
                given.append(grad)
            ctx._saved = saved
            try:
                found = derivative(ctx, *given)
            finally:
                ctx._saved = None
            if not isinstance(found, tuple):
                found = (found,)
            wanted = len(are_tensors)
            more = found[wanted:]
            if len(found) < wanted or any(x is not None for x in more):
                raise RuntimeError(
                    f"function {name} returned an incorrect number of "
                    f"gradients (expected {wanted}, got {len(found)})"
                )
            for grad in found:
                if grad is not None and not isinstance(grad, _C.Tensor):
                    raise RuntimeError(
                        "expected Variable or None (got "
                        f"{type(grad).__name__})"
                    )
            return [x for x, on in zip(found, are_tensors) if on]

        return backward


InplaceFunction = Function


def once_differentiable(function):
    """For a backward whose own derivative would be wrong."""

    def wrapper(ctx, *grads):
        before = _C._set_grad_enabled(False)
        try:
            found = function(ctx, *grads)
        finally:
            _C._set_grad_enabled(before)
        tensors = [x for x in grads if isinstance(x, _C.Tensor)]
        if not before or not any(x.requires_grad for x in tensors):
            return found
        results = found if isinstance(found, tuple) else (found,)
        results = tuple(
            x.detach() if isinstance(x, _C.Tensor) else x for x in results
        )
        marked = [
            x
            for x in results
            if isinstance(x, _C.Tensor) and x.is_floating_point()
        ]
        _C._record_function("DelayedError", tensors, marked, (), _refuse)
        return results if isinstance(found, tuple) else results[0]

    for name in "__module__", "__name__", "__qualname__", "__doc__":
        setattr(wrapper, name, getattr(function, name))
    wrapper.__wrapped__ = function
    return wrapper


def _refuse(saved, grads):
    raise RuntimeError(
        "trying to differentiate twice a function that was marked with "
        "@once_differentiable"
    )
