"""Questions about dtypes."""

from numpy._making import asarray
from numpy._types import generic, numpy_dtype, torch_dtype


def isscalar(element):
    return isinstance(element, (int, float, str, generic))


def result_type(*args):
    from numpy._rules import promote

    to = None
    for x in args:
        try:
            one = torch_dtype(x)
        except TypeError:
            one = asarray(x)._t.dtype
        to = one if to is None else promote(to, one)
    return numpy_dtype(to)


promote_types = result_type


def issubdtype(arg1, arg2):
    kind = numpy_dtype(torch_dtype(arg1)).type
    return issubclass(
        kind, arg2 if isinstance(arg2, type) and issubclass(arg2, generic)
        else numpy_dtype(torch_dtype(arg2)).type,
    )


generic.astype = lambda self, dtype, **kwargs: numpy_dtype(
    torch_dtype(dtype)
).type(self.item())
