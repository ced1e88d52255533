"""Parameters: tensors that a module owns and an optimizer changes."""

from torch import _C


class Parameter(_C.Tensor):
    """A leaf that a module registers when it becomes an attribute."""

    def __new__(cls, data=None, requires_grad=True):
        if data is None:
            data = _C.empty(0)
        if not isinstance(data, _C.Tensor):
            raise TypeError(
                "Parameter data must be a Tensor, not "
                + type(data).__name__
            )
        return _C._make_subclass(
            cls, _C._parameter(data.detach(), bool(requires_grad))
        )

    def __deepcopy__(self, memo):
        if id(self) in memo:
            return memo[id(self)]
        copy = type(self)(self.data.clone(), self.requires_grad)
        memo[id(self)] = copy
        return copy

    def __reduce_ex__(self, protocol):
        from torch import _utils

        state = (self.data, self.requires_grad, _utils.ordered())
        return _utils._rebuild_parameter, state


class Buffer(_C.Tensor):
    """A tensor that is saved with a module but not learned."""

    def __new__(cls, data=None, *, persistent=True):
        if data is None:
            data = _C.empty(0)
        buffer = _C._make_subclass(cls, data.detach())
        buffer.requires_grad = data.requires_grad
        buffer.persistent = persistent
        buffer._is_buffer = True
        return buffer


def is_lazy(param):
    return False
