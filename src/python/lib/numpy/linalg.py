"""What learners need of numpy.linalg: norms and small systems."""

from numpy._array import ndarray, result
from numpy._creation import eye, full, zeros
from numpy._elementwise import UFUNCS
from numpy._making import array, asarray
from numpy._products import dot
from numpy._sums import max as largest, min as smallest, sum as total


class LinAlgError(ValueError):
    pass


def norm(x, ord=None, axis=None, keepdims=False):
    x = asarray(x)
    if x.dtype.kind != "f":
        x = x.astype(float)
    if axis is None and (ord is None or (ord in (2, "fro") and x.ndim < 3
                                         and (ord == "fro" or x.ndim == 1))):
        flat = x.ravel()
        made = UFUNCS["sqrt"](dot(flat, flat))
        return full((1,) * x.ndim, made) if keepdims else made
    if axis is None and x.ndim != 1:
        raise NotImplementedError(
            f"torchbook has no numpy.linalg.norm(ord={ord!r}) of a matrix (yet)"
        )
    size = UFUNCS["absolute"](x)
    if ord in (None, 2, "fro"):
        return UFUNCS["sqrt"](total(size * size, axis, keepdims=keepdims))
    if ord == 1:
        return total(size, axis, keepdims=keepdims)
    if ord == float("inf"):
        return largest(size, axis, keepdims=keepdims)
    if ord == float("-inf"):
        return smallest(size, axis, keepdims=keepdims)
    if ord == 0:
        return total((x != 0).astype(float), axis, keepdims=keepdims)
    return total(size**ord, axis, keepdims=keepdims) ** (1.0 / ord)


def _square(a):
    a = asarray(a)
    a = a if a.dtype.kind == "f" else a.astype(float)
    if a.ndim != 2:
        raise LinAlgError(
            f"{a.ndim}-dimensional array given. Array must be at least "
            "two-dimensional"
        )
    if a.shape[0] != a.shape[1]:
        raise LinAlgError("Last 2 dimensions of the array must be square")
    return a


def _eliminated(a, b):
    """Gauss with pivots: rows of the solution, and the determinant."""
    rows = [list(r) + list(s) for r, s in zip(a.tolist(), b.tolist())]
    n, determinant = len(rows), 1.0
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        if rows[pivot][i] == 0.0:
            return None, 0.0
        if pivot != i:
            rows[i], rows[pivot] = rows[pivot], rows[i]
            determinant = -determinant
        determinant *= rows[i][i]
        for r in range(i + 1, n):
            factor = rows[r][i] / rows[i][i]
            if factor:
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[i])]
    for i in reversed(range(n)):
        for r in range(i + 1, n):
            factor = rows[i][r]
            rows[i][n:] = [
                x - factor * y for x, y in zip(rows[i][n:], rows[r][n:])
            ]
        rows[i][n:] = [x / rows[i][i] for x in rows[i][n:]]
    return [row[n:] for row in rows], determinant


def solve(a, b):
    a, b = _square(a), asarray(b)
    columns = b.reshape(-1, 1) if b.ndim == 1 else b
    solved, _ = _eliminated(a, columns.astype(float))
    if solved is None:
        raise LinAlgError("Singular matrix")
    return array(solved, dtype=a.dtype).reshape(b.shape)


def inv(a):
    a = _square(a)
    return solve(a, eye(a.shape[0]))


def det(a):
    a = _square(a)
    return a.dtype.type(_eliminated(a, zeros((a.shape[0], 0)))[1])


def matrix_power(a, n):
    a = asarray(a)
    if n < 0:
        a, n = inv(a), -n
    made = eye(a.shape[0], dtype=a.dtype)
    for _ in range(n):
        made = made @ a
    return made


def __getattr__(name):
    raise AttributeError(f"torchbook has no numpy.linalg.{name} (yet)")
