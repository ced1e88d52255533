"""Products of matrices, and what follows from them."""

import builtins

from torch import _C
from numpy._array import ndarray, result
from numpy._elementwise import UFUNCS
from numpy._making import asarray
from numpy._operands import store
from numpy._operators import refused
from numpy._rules import BOOL, INT64, Tensor, _FLOATS, common_shape, shape_text
from numpy._choosing import clip
from numpy._creation import arange, zeros
from numpy._joining import _parts, vstack
from numpy._method import method
from numpy._shapes import atleast_2d, moveaxis, ravel, squeeze, transpose
from numpy._sums import sum


def _product(x, y):
    """The product of two tensors of one dtype that fit."""
    if x.dtype is BOOL:
        return _product(x.to(INT64), y.to(INT64)) != 0
    if x.dtype not in _FLOATS and x.dtype is not INT64:
        return _product(x.to(INT64), y.to(INT64)).to(x.dtype)
    return _C.matmul(x, y)


def matmul(x1, x2, out=None):
    a, b = asarray(x1)._t, asarray(x2)._t
    for i, t in enumerate((a, b)):
        if t.ndim == 0:
            raise ValueError(
                f"matmul: Input operand {i} does not have enough dimensions "
                "(has 0, gufunc core with signature (n?,k),(k,m?)->(n?,m?) "
                "requires 1)"
            )
    n, m = a.shape[-1], b.shape[0 if b.ndim == 1 else -2]
    if n != m:
        raise ValueError(
            "matmul: Input operand 1 has a mismatch in its core dimension 0, "
            "with gufunc signature (n?,k),(k,m?)->(n?,m?) (size "
            f"{m} is different from {n})"
        )
    a, b = _parts([ndarray(a), ndarray(b)])
    common_shape(tuple(a.shape[:-2]), tuple(b.shape[:-2]))
    made = _product(a, b)
    return result(made) if out is None else store("matmul", out, made)


@method
def dot(a, b, out=None):
    a, b = asarray(a), asarray(b)
    if a.ndim == 0 or b.ndim == 0:
        return a * b
    n, dim = a.shape[-1], b.ndim - 2 if b.ndim > 1 else 0
    if n != b.shape[dim]:
        raise ValueError(
            f"shapes {shape_text(a.shape)} and {shape_text(b.shape)} not "
            f"aligned: {n} (dim {a.ndim - 1}) != {b.shape[dim]} (dim {dim})"
        )
    x, y = _parts([a, b])
    if b.ndim > 2:
        shape = a.shape[:-1] + b.shape[:-2] + b.shape[-1:]
        y = y.transpose(0, dim) if b.ndim == 3 else y
        y = moveaxis(ndarray(b._t.to(y.dtype)), dim, 0)._t.reshape(n, -1)
        return ndarray(_product(x.reshape(-1, n), y).reshape(shape))
    return result(_product(x, y))


def inner(a, b):
    a, b = asarray(a), asarray(b)
    if a.ndim == 0 or b.ndim == 0:
        return a * b
    return dot(a, moveaxis(b, -1, -2) if b.ndim > 1 else b)


def vdot(a, b):
    return dot(ravel(a), ravel(b))


def outer(a, b, out=None):
    return ravel(a)[:, None] * ravel(b)[None, :]


def tensordot(a, b, axes=2):
    a, b = asarray(a), asarray(b)
    if isinstance(axes, int):
        of_a = list(range(a.ndim - axes, a.ndim))
        of_b = list(range(axes))
    else:
        of_a, of_b = [[x] if isinstance(x, int) else list(x) for x in axes]
    of_a = [x % a.ndim for x in of_a]
    of_b = [x % b.ndim for x in of_b]
    if [a.shape[x] for x in of_a] != [b.shape[x] for x in of_b]:
        raise ValueError("shape-mismatch for sum")
    rest_a = [x for x in range(a.ndim) if x not in of_a]
    rest_b = [x for x in range(b.ndim) if x not in of_b]
    n = 1
    for x in of_a:
        n *= a.shape[x]
    left = transpose(a, rest_a + of_a).reshape(-1, n)
    right = transpose(b, of_b + rest_b).reshape(n, -1)
    shape = [a.shape[x] for x in rest_a] + [b.shape[x] for x in rest_b]
    return dot(left, right).reshape(shape)


@method
def trace(a, offset=0, axis1=0, axis2=1):
    return diagonal(a, offset).sum()


@method
def diagonal(a, offset=0, axis1=0, axis2=1):
    a = asarray(a)
    rows, columns = a.shape
    n = builtins.min(rows - builtins.max(-offset, 0),
                     columns - builtins.max(offset, 0))
    at = arange(builtins.max(n, 0))
    return a[at + builtins.max(-offset, 0), at + builtins.max(offset, 0)]


def diag(v, k=0):
    v = asarray(v)
    if v.ndim == 2:
        return diagonal(v, k)
    n = v.size + builtins.abs(k)
    made = zeros((n, n), v.dtype)
    at = arange(v.size)
    made[at + builtins.max(-k, 0), at + builtins.max(k, 0)] = v
    return made


def einsum(subscripts, *operands, **kwargs):
    """Products of all with all, summed over what the result does not name."""
    given, arrow, wanted = subscripts.replace(" ", "").partition("->")
    names = given.split(",")
    if "." in subscripts or len(names) != len(operands):
        raise NotImplementedError(
            f"torchbook has no numpy.einsum({subscripts!r}) (yet)"
        )
    if not arrow:
        letters = given.replace(",", "")
        wanted = "".join(
            sorted(x for x in set(letters) if letters.count(x) == 1)
        )
    order = wanted + "".join(sorted(set(given) - set(wanted) - {","}))
    made = None
    for name, a in zip(names, operands):
        a = asarray(a)
        if len(name) != a.ndim:
            raise ValueError(
                "einstein sum subscripts string contains too many subscripts "
                "for operand 0"
                if len(name) > a.ndim
                else "operand has more dimensions than subscripts given in "
                "einstein sum, but no '...' ellipsis provided to broadcast "
                "the extra dimensions."
            )
        for x in set(name):
            while name.count(x) > 1:
                # Twice the same letter: the diagonal.
                i = name.index(x)
                j = name.index(x, i + 1)
                a = moveaxis(a, (i, j), (0, 1))
                at = arange(a.shape[0])
                a = a[at, at]
                name = x + name.replace(x, "", 2)
        a = transpose(a, [name.index(x) for x in order if x in name])
        shape = iter(a.shape)
        a = a.reshape([next(shape) if x in name else 1 for x in order])
        made = a if made is None else made * a
    axes = tuple(range(len(wanted), len(order)))
    return sum(made, axes) if axes else made


def cov(m, y=None, rowvar=True, bias=False, ddof=None):
    m = atleast_2d(asarray(m))
    m = m if rowvar else m.T
    if y is not None:
        m = vstack([m, atleast_2d(y)])
    ddof = (0 if bias else 1) if ddof is None else ddof
    apart = m - m.mean(axis=1, keepdims=True)
    made = dot(apart, apart.T) * (1 / (m.shape[1] - ddof))
    return squeeze(made)


def corrcoef(x, y=None, rowvar=True):
    c = asarray(cov(x, y, rowvar))
    if c.ndim == 0:
        return c / c
    d = UFUNCS["sqrt"](diagonal(c))
    return clip(c / d[:, None] / d[None, :], -1, 1)


def convolve(a, v, mode="full"):
    a, v = asarray(a), asarray(v)
    if v.size > a.size:
        a, v = v, a
    n, m = a.size, v.size
    made = zeros(n + m - 1, (a[:1] * v[:1]).dtype)
    for i in range(m):
        made[i : i + n] += a * v[i]
    if mode == "full":
        return made
    if mode == "same":
        start = (m - 1) // 2
        return made[start : start + n]
    return made[m - 1 : n]


def _matmul(self, other):
    if isinstance(other, (ndarray, list, tuple)):
        return matmul(self, other)
    return refused(self, other, "@")


def _rmatmul(self, other):
    if isinstance(other, Tensor):
        return asarray(matmul(other, self))._t
    if isinstance(other, (list, tuple)):
        return matmul(other, self)
    return NotImplemented


def _imatmul(self, other):
    return store("matmul", self, asarray(matmul(self, other))._t)


ndarray.__matmul__, ndarray.__rmatmul__ = _matmul, _rmatmul
ndarray.__imatmul__ = _imatmul
