"""What a tensor was called before 0.4."""

from torch import _C


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
