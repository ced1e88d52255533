"""The functions that go element by element."""

from torch import _C
from numpy import _engine
from numpy._making import asarray
from numpy._operands import common, operand, operand_tensor, real, warn
from numpy._rules import BOOL, FLOAT64, INT32, INT64, _FLOATS
from numpy._ufunc import ufunc


def _no_bool(name, sign, instead):
    def call(f):
        def checked(a, b):
            x, y, to = common(a, b)
            if to is BOOL:
                raise TypeError(
                    f"numpy boolean {name}, the `{sign}` operator, is not "
                    f"supported, use the {instead} instead."
                )
            return f(x, y)

        return checked

    return call


def _add(a, b):
    x, y, to = common(a, b)
    return x | y if to is BOOL else x + y


@_no_bool(
    "subtract", "-", "bitwise_xor, the `^` operator, or the logical_xor function"
)
def _subtract(x, y):
    return x - y


def _multiply(a, b):
    x, y, to = common(a, b)
    return x & y if to is BOOL else x * y


def _divide(a, b):
    x, y, to = common(a, b)
    if to not in _FLOATS:
        x, y = x.to(FLOAT64), y.to(FLOAT64)
    quotient = x / y
    zero = y == 0
    if zero.any().item():
        if (zero & ((x == 0) | x.isnan())).any().item():
            warn("invalid value encountered in divide")
        if (zero & (x != 0)).any().item():
            warn("divide by zero encountered in divide")
    return quotient


def _whole(name, f):
    def call(a, b):
        x, y, to = common(a, b)
        if to is BOOL:
            x, y, to = x.to(INT32), y.to(INT32), INT32
        zero = y == 0
        if zero.any().item():
            warn(f"divide by zero encountered in {name}")
            if to not in _FLOATS:
                safe = y.masked_fill(zero, 1)
                return f(x, safe).masked_fill(zero, 0)
        return f(x, y)

    return call


def _power(a, b):
    if type(b) is int and b == 2:
        t, dtype, weak = operand(a)
        if not weak and dtype is not BOOL:
            return t * t
    x, y, to = common(a, b)
    if to not in _FLOATS:
        if (y < 0).any().item():
            raise ValueError(
                "Integers to negative integer powers are not allowed."
            )
        return _C.pow(x.to(INT64), y.to(INT64)).to(INT64 if to is BOOL else to)
    if y.ndim == 0:
        if y.item() == 2:
            return x * x
        if y.item() == 0.5:
            return x.sqrt()
        if y.item() == -1:
            return 1 / x
    return _engine.pair("power", x, y)


def _simple(f):
    def call(a, b):
        x, y, _ = common(a, b)
        return f(x, y)

    return call


def _compared(f):
    def call(a, b):
        x, y, _ = common(a, b)
        return f(x, y)

    return call


def _bits(name, f):
    def call(a, b):
        x, y, to = common(a, b)
        if to in _FLOATS:
            raise TypeError(
                f"ufunc '{name}' not supported for the input types, and the "
                "inputs could not be safely coerced to any supported types "
                "according to the casting rule ''safe''"
            )
        return f(x, y)

    return call


def _truths(f):
    def call(a, b):
        x, y, _ = common(a, b)
        return f(x != 0, y != 0)

    return call


def _pair(name):
    def call(a, b):
        x, y, _ = common(a, b)
        return _engine.pair(name, real(x), real(y))

    return call


def _map(name):
    def call(a):
        t = operand_tensor(a)
        y = _engine.map(name, real(t))
        return y

    return call


def _log(name):
    def call(a):
        t = real(operand_tensor(a))
        low = t.min().item() if t.numel() else 1.0
        if low == 0:
            warn(f"divide by zero encountered in {name}")
        elif low < 0:
            warn(f"invalid value encountered in {name}")
        return _engine.map(name, t)

    return call


def _sqrt(a):
    t = real(operand_tensor(a))
    if (t < 0).any().item():
        warn("invalid value encountered in sqrt")
    return t.sqrt()


def _kept(f):
    """Whole numbers stay as they are."""

    def call(a):
        t = operand_tensor(a)
        return f(t) if t.dtype in _FLOATS else t.clone()

    return call


def _negative(a):
    t = operand_tensor(a)
    if t.dtype is BOOL:
        raise TypeError(
            "The numpy boolean negative, the `-` operator, is not supported, "
            "use the `~` operator or the logical_not function instead."
        )
    return -t


def _absolute(a):
    t = operand_tensor(a)
    return t.clone() if t.dtype is BOOL else t.abs()


def _is(f, otherwise=False):
    def call(a):
        t = operand_tensor(a)
        if t.dtype in _FLOATS:
            return f(t)
        return _C.full(tuple(t.shape), otherwise, dtype=BOOL)

    return call


def _invert(a):
    t = operand_tensor(a)
    if t.dtype in _FLOATS:
        raise TypeError(
            "ufunc 'invert' not supported for the input types, and the inputs "
            "could not be safely coerced to any supported types according to "
            "the casting rule ''safe''"
        )
    return ~t


UFUNCS = {}


def _ufunc(name, call, nin):
    UFUNCS[name] = ufunc(name, call, nin)


for _name, _call in (
    ("add", _add),
    ("subtract", _subtract),
    ("multiply", _multiply),
    ("divide", _divide),
    ("floor_divide", _whole("floor_divide", lambda x, y: x.floor_divide(y))),
    ("remainder", _whole("remainder", lambda x, y: x.remainder(y))),
    ("power", _power),
    ("float_power", lambda a, b: _power(asarray(a).astype(float), b)),
    ("maximum", _simple(_C.maximum)),
    ("minimum", _simple(_C.minimum)),
    ("fmax", _simple(lambda x, y: _C.where(x.isnan(), y, _C.where(y.isnan(), x, _C.maximum(x, y))))),
    ("fmin", _simple(lambda x, y: _C.where(x.isnan(), y, _C.where(y.isnan(), x, _C.minimum(x, y))))),
    ("equal", _compared(_C.eq)),
    ("not_equal", _compared(_C.ne)),
    ("less", _compared(_C.lt)),
    ("less_equal", _compared(_C.le)),
    ("greater", _compared(_C.gt)),
    ("greater_equal", _compared(_C.ge)),
    ("bitwise_and", _bits("bitwise_and", lambda x, y: x & y)),
    ("bitwise_or", _bits("bitwise_or", lambda x, y: x | y)),
    ("bitwise_xor", _bits("bitwise_xor", lambda x, y: x ^ y)),
    ("logical_and", _truths(lambda x, y: x & y)),
    ("logical_or", _truths(lambda x, y: x | y)),
    ("logical_xor", _truths(lambda x, y: x ^ y)),
    ("arctan2", _pair("arctan2")),
    ("hypot", _pair("hypot")),
    ("logaddexp", _pair("logaddexp")),
    ("copysign", _pair("copysign")),
    ("fmod", _pair("fmod")),
):
    _ufunc(_name, _call, 2)


for _name in (
    "sin cos tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh exp "
    "exp2 expm1 cbrt degrees radians"
).split():
    _ufunc(_name, _map(_name), 1)


for _name in ("log", "log2", "log10", "log1p"):
    _ufunc(_name, _log(_name), 1)


for _name, _call in (
    ("sqrt", _sqrt),
    ("square", lambda a: (lambda t: t * t)(operand_tensor(a))),
    ("reciprocal", lambda a: _divide(1, a)),
    ("negative", _negative),
    ("positive", lambda a: operand_tensor(a).clone()),
    ("absolute", _absolute),
    ("fabs", lambda a: real(operand_tensor(a)).abs()),
    ("sign", lambda a: _map("sign")(a) if operand_tensor(a).dtype in _FLOATS else operand_tensor(a).sign()),
    ("floor", _kept(lambda t: t.floor())),
    ("ceil", _kept(lambda t: t.ceil())),
    ("trunc", _kept(lambda t: t.trunc())),
    ("rint", _kept(lambda t: t.round())),
    ("isnan", _is(lambda t: t.isnan())),
    ("isinf", _is(lambda t: t.isinf())),
    ("isfinite", _is(lambda t: t.isfinite(), True)),
    ("signbit", lambda a: _map("signbit")(a) != 0),
    ("logical_not", lambda a: operand_tensor(a) == 0),
    ("invert", _invert),
):
    _ufunc(_name, _call, 1)


UFUNCS["true_divide"] = UFUNCS["divide"]
UFUNCS["mod"] = UFUNCS["remainder"]
UFUNCS["abs"] = UFUNCS["absolute"]
UFUNCS["bitwise_not"] = UFUNCS["invert"]
UFUNCS["pow"] = UFUNCS["power"]
UFUNCS["deg2rad"] = UFUNCS["radians"]
UFUNCS["rad2deg"] = UFUNCS["degrees"]
