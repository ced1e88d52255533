"""Polynomials: their values, and those that come near to points."""

from numpy._joining import concatenate
from numpy._making import array, asarray


def polyval(p, x):
    y = 0 * asarray(x)
    for c in asarray(p):
        y = y * x + c
    return y


def polyder(p, m=1):
    p = asarray(p)
    for _ in range(m):
        degree = len(p) - 1
        p = p[:-1] * array(list(range(degree, 0, -1)), dtype=int)
    return p


def _least_squares(rows, values):
    """The solution with the least sum of squares, by Householder's
    reflections. `values` has columns, too."""
    n, m = len(rows[0]), len(rows)
    a = [list(row) + list(value) for row, value in zip(rows, values)]
    width = len(a[0])
    for k in range(n):
        size = sum(a[i][k] ** 2 for i in range(k, m)) ** 0.5
        if size == 0.0:
            raise ValueError("SVD did not converge in Linear Least Squares")
        size = -size if a[k][k] > 0 else size
        v = [a[i][k] for i in range(k, m)]
        v[0] -= size
        square = sum(x * x for x in v)
        if square == 0.0:
            continue
        for j in range(k, width):
            along = 2 * sum(x * a[i][j] for i, x in enumerate(v, k)) / square
            for i, x in enumerate(v, k):
                a[i][j] -= along * x
    found = [[0.0] * (width - n) for _ in range(n)]
    for column in range(n, width):
        for i in reversed(range(n)):
            rest = a[i][column] - sum(
                a[i][j] * found[j][column - n] for j in range(i + 1, n)
            )
            found[i][column - n] = rest / a[i][i]
    return found


def polyfit(x, y, deg, rcond=None, full=False, w=None, cov=False):
    if full or cov:
        raise NotImplementedError(
            "torchbook has no numpy.polyfit(full=...) or (cov=...) (yet)"
        )
    x, y = asarray(x) + 0.0, asarray(y) + 0.0
    if deg < 0:
        raise ValueError("expected deg >= 0")
    if x.ndim != 1:
        raise TypeError("expected 1D vector for x")
    if x.size == 0:
        raise TypeError("expected non-empty vector for x")
    if y.ndim < 1 or y.ndim > 2:
        raise TypeError("expected 1D or 2D array for y")
    if x.shape[0] != y.shape[0]:
        raise TypeError("expected x and y to have same length")
    values = y if y.ndim == 2 else y[:, None]
    columns = vander(x, deg + 1)
    if w is not None:
        w = asarray(w) + 0.0
        columns, values = columns * w[:, None], values * w[:, None]
    scale = (columns * columns).sum(axis=0) ** 0.5
    found = _least_squares((columns / scale).tolist(), values.tolist())
    found = (array(found).T / scale).T
    return found if y.ndim == 2 else found[:, 0]


def vander(x, N=None, increasing=False):
    x = asarray(x)
    n = len(x) if N is None else N
    rows = []
    for value in x.tolist():
        row = [1] * min(n, 1)
        while len(row) < n:
            row.append(row[-1] * value)
        rows.append(row if increasing else row[::-1])
    return array(rows, dtype=x.dtype).reshape(len(x), n)


class poly1d:
    """A polynomial that is called with numbers."""

    def __init__(self, c_or_r, r=False, variable=None):
        if r:
            made = array([1.0])
            for root in asarray(c_or_r).tolist():
                zero = array([0.0])
                made = concatenate([made, zero]) - root * concatenate(
                    [zero, made]
                )
            c_or_r = made
        c = asarray(c_or_r)
        while len(c) > 1 and c[0] == 0:
            c = c[1:]
        self.coeffs = self.c = self.coefficients = c
        self.order = self.o = len(c) - 1
        self.variable = variable or "x"

    def __call__(self, x):
        return polyval(self.c, x)

    def __getitem__(self, power):
        return self.c[self.order - power] if power <= self.order else 0

    def __len__(self):
        return self.order

    def __iter__(self):
        return iter(self.c)

    def deriv(self, m=1):
        return poly1d(polyder(self.c, m))

    def __repr__(self):
        return f"poly1d({repr(self.c)[len('array('):-1]})"
