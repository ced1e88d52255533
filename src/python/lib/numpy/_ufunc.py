"""A function that goes element by element."""

from torch import _C
from numpy._array import result
from numpy._making import asarray
from numpy._operands import store
from numpy._rules import Tensor


class ufunc:
    """A function that goes element by element."""

    def __init__(self, name, call, nin, identity=None):
        self.__name__ = self._name = name
        self._call, self.nin, self.nout = call, nin, 1
        self.identity = identity

    def __repr__(self):
        return f"<ufunc '{self._name}'>"

    def __call__(self, *args, out=None, where=True, dtype=None, **kwargs):
        if len(args) == self.nin + 1:
            out = args[-1]
            args = args[:-1]
        if len(args) != self.nin:
            raise TypeError(
                f"{self._name}() takes from {self.nin} to {self.nin + 1} "
                f"positional arguments but {len(args)} were given"
            )
        if dtype is not None:
            args = [asarray(x).astype(dtype) for x in args]
        # PyTorch's tensors come back as what they are.
        torchs = any(isinstance(x, Tensor) for x in args)
        t = self._call(*args)
        if where is not True:
            old = out._t if out is not None else _C.zeros_like(t)
            t = _C.where(asarray(where)._t, t, old.to(t.dtype))
        if out is not None:
            out = out[0] if isinstance(out, tuple) else out
            return store(self._name, out, t)
        return t if torchs else result(t)

    def reduce(self, a, axis=0, dtype=None, out=None, keepdims=False):
        from numpy import _sums

        known = {
            "add": _sums.sum,
            "multiply": _sums.prod,
            "maximum": _sums.max,
            "minimum": _sums.min,
            "logical_and": _sums.all,
            "logical_or": _sums.any,
        }
        if self._name not in known:
            raise NotImplementedError(
                f"torchbook has no numpy.{self._name}.reduce (yet)"
            )
        return known[self._name](a, axis=axis, keepdims=keepdims)

    def accumulate(self, a, axis=0):
        from numpy import _joining, _shapes, _sums

        a = asarray(a)
        if self._name in ("add", "multiply"):
            f = {"add": _sums.cumsum, "multiply": _sums.cumprod}
            return f[self._name](a, axis=axis)
        parts = list(_shapes.moveaxis(a, axis, 0))
        for i in range(1, len(parts)):
            parts[i] = self(parts[i - 1], parts[i])
        return _joining.stack(parts, axis)

    def outer(self, a, b):
        a, b = asarray(a), asarray(b)
        return self(a.reshape(a.shape + (1,) * b.ndim), b)

    def at(self, a, indices, b=None):
        for n, i in enumerate(asarray(indices)):
            y = asarray(b)
            a[i] = self(a[i], y[n] if y.ndim else y[()])
