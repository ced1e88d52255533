"""Grids of places, triangles."""

from numpy._making import asarray
from numpy._choosing import nonzero, where
from numpy._creation import arange, zeros
from numpy._joining import stack
from numpy._shapes import broadcast_to


def meshgrid(*xi, copy=True, sparse=False, indexing="xy"):
    arrays = [asarray(x).ravel() for x in xi]
    n = len(arrays)
    axes = list(range(n))
    if indexing == "xy" and n > 1:
        axes[0], axes[1] = 1, 0
    shape = [0] * n
    for x, axis in zip(arrays, axes):
        shape[axis] = x.size
    grids = []
    for x, axis in zip(arrays, axes):
        own = [1] * n
        own[axis] = x.size
        grid = x.reshape(own)
        grids.append(grid if sparse else broadcast_to(grid, shape).copy())
    return tuple(grids)


def fromfunction(function, shape, *, dtype=float, **kwargs):
    return function(*indices(shape, dtype=dtype), **kwargs)


def indices(dimensions, dtype=int):
    grids = meshgrid(*[arange(n) for n in dimensions], indexing="ij")
    return stack(grids).astype(dtype)


def ix_(*args):
    made = []
    for i, x in enumerate(args):
        x = asarray(x)
        x = nonzero(x)[0] if x.dtype == bool else x
        made.append(x.reshape([-1 if j == i else 1 for j in range(len(args))]))
    return tuple(made)


def _triangle(m, k, lower):
    m = asarray(m)
    rows = arange(m.shape[-2])[:, None]
    columns = arange(m.shape[-1])[None, :]
    keep = columns <= rows + k if lower else columns >= rows + k
    return where(keep, m, zeros((), m.dtype))


def tril(m, k=0):
    return _triangle(m, k, True)


def triu(m, k=0):
    return _triangle(m, k, False)
