"""The operators of arrays and of scalars."""

import operator

from torch import _C
from numpy._array import ndarray, result
from numpy._elementwise import UFUNCS
from numpy._operands import store
from numpy._rules import BOOL, Tensor, _FLOATS
from numpy._types import False_, True_, float64, floating, generic, integer

_OPERANDS = (int, float, list, tuple, generic)


def _accepted(x):
    return isinstance(x, (ndarray, int, float, generic, list, tuple))


def refused(self, other, sign):
    if isinstance(other, Tensor) and isinstance(self, ndarray):
        if sign == "+":
            raise TypeError(
                "Concatenation operation is not implemented for NumPy arrays, "
                "use np.concatenate() instead. Please do not rely on this "
                "error; it may not be given on all Python implementations."
            )
        raise TypeError(
            f"unsupported operand type(s) for {sign}: 'numpy.ndarray' and "
            "'Tensor'"
        )
    return NotImplemented


def _operator(name, dunder, call, sign):
    quick = {
        "add": operator.add,
        "sub": operator.sub,
        "mul": operator.mul,
    }.get(dunder)

    def forward(self, other):
        if quick is not None and type(self) is ndarray:
            # Nothing to decide: floats beside as many floats, or a float.
            kind, x = type(other), self._t
            if kind is ndarray:
                y = other._t
                if x.dtype is y.dtype and x.shape == y.shape:
                    if x.ndim and x.dtype in _FLOATS:
                        return ndarray(quick(x, y))
            elif kind is float and x.ndim and x.dtype in _FLOATS:
                return ndarray(quick(x, other))
        if dunder == "mul" and isinstance(other, (list, tuple)):
            if isinstance(self, integer):
                return other * self.item()
            if isinstance(self, floating):
                raise TypeError(
                    "can't multiply sequence by non-int of type "
                    f"'numpy.{type(self).__name__}'"
                )
        if not _accepted(other):
            return refused(self, other, sign)
        return result(call(self, other))

    def backward(self, other):
        if not _accepted(other):
            # A tensor on the left leaves the operator to numpy, and gets a
            # tensor back.
            if isinstance(other, Tensor) and isinstance(self, ndarray):
                return call(other, self)
            return NotImplemented
        return result(call(other, self))

    def in_place(self, other):
        if not _accepted(other):
            return refused(self, other, sign + "=")
        return store(name, self, call(self, other))

    for kind in (ndarray, generic):
        setattr(kind, f"__{dunder}__", forward)
        setattr(kind, f"__r{dunder}__", backward)
    setattr(ndarray, f"__i{dunder}__", in_place)
    return forward, backward


for _name, _dunder, _sign in (
    ("add", "add", "+"),
    ("subtract", "sub", "-"),
    ("multiply", "mul", "*"),
    ("divide", "truediv", "/"),
    ("floor_divide", "floordiv", "//"),
    ("remainder", "mod", "%"),
    ("power", "pow", "** or pow()"),
    ("bitwise_and", "and", "&"),
    ("bitwise_or", "or", "|"),
    ("bitwise_xor", "xor", "^"),
):
    _forward, _backward = _operator(
        _name, _dunder, UFUNCS[_name]._call, _sign
    )

    # A float64 and a float, the usual case, are Python's business.
    def _quick(dunder, slow, name):
        python = getattr(float, name)
        zero = dunder in ("truediv", "floordiv", "mod", "pow")

        def quick(self, other):
            kind = type(other)
            if (kind is float64 or kind is float or kind is int) and not (
                zero and (not other or not self or dunder == "pow")
            ):
                return float.__new__(float64, python(self, other))
            return slow(self, other)

        return quick

    if _dunder not in ("and", "or", "xor"):
        _f, _r = f"__{_dunder}__", f"__r{_dunder}__"
        setattr(float64, _f, _quick(_dunder, _forward, _f))
        setattr(float64, _r, _quick(_dunder, _backward, _r))


for _name, _dunder in (
    ("equal", "eq"),
    ("not_equal", "ne"),
    ("less", "lt"),
    ("less_equal", "le"),
    ("greater", "gt"),
    ("greater_equal", "ge"),
):

    def _comparison(call, dunder):
        def compare(self, other):
            if _accepted(other):
                return result(call(self, other))
            if isinstance(other, Tensor) and isinstance(self, ndarray):
                return call(self, other)
            if dunder in ("eq", "ne") and (
                other is None or isinstance(other, str)
            ):
                return result(_C.full(self.shape, dunder == "ne", dtype=BOOL))
            return NotImplemented

        return compare

    def _quick_comparison(python, slow):
        def compare(self, other):
            kind = type(other)
            if kind is float or kind is float64 or kind is int:
                return True_ if python(self, other) else False_
            return slow(self, other)

        return compare

    _compare = _comparison(UFUNCS[_name]._call, _dunder)
    _dunder = f"__{_dunder}__"
    for _class in (ndarray, generic):
        setattr(_class, _dunder, _compare)
    setattr(
        float64, _dunder, _quick_comparison(getattr(float, _dunder), _compare)
    )


for _name, _dunder in (
    ("negative", "__neg__"),
    ("positive", "__pos__"),
    ("absolute", "__abs__"),
    ("invert", "__invert__"),
):

    def _sole(call):
        return lambda self: result(call(self))

    for _class in (ndarray, generic):
        setattr(_class, _dunder, _sole(UFUNCS[_name]._call))


for _dunder in ("__neg__", "__pos__", "__abs__"):

    def _quick_sole(python):
        return lambda self: float.__new__(float64, python(self))

    setattr(float64, _dunder, _quick_sole(getattr(float, _dunder)))


def _divmod(self, other):
    return self // other, self % other


ndarray.__divmod__ = generic.__divmod__ = _divmod
float64.__divmod__ = _divmod
