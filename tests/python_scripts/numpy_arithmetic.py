import numpy as np

a = np.array([1, 2, 3])
b = np.array([1.5, 2.5, 3.5])
f = np.array([1, 2, 3], dtype=np.float32)
A = np.arange(6).reshape(2, 3)
for x in (a + b, a * 2, a / 2, a // 2, a % 2, a**2, 2**a, 1 / f, f * 2.5, f + b, f + a, -a, abs(-b),
          a + True, a > 1, a == 2, (a > 1) & (a < 3), ~(a > 1), a @ b, A @ a, A.T @ A, A + a,
          A * np.array([[1], [2]]), np.float32(1) + 1.5, np.int64(3) + 1.5, np.float64(2) ** 3,
          np.maximum(a, 2), np.minimum(b, 2.0), np.where(a > 1, a, 0), np.where(a > 1, b, -1.0),
          np.clip(b, 2, 3), np.sign(-b), np.floor(b), np.round(b), np.square(a), np.sqrt(a), np.exp(b),
          np.log(b), np.tanh(b), np.power(a, 3), np.dot(a, b), np.outer(a, a), np.isnan(b), np.abs(-3),
          a.astype(np.float32), a.astype(bool), np.uint8(200) + np.uint8(100), A.sum(), A.sum(axis=0),
          A.sum(axis=1, keepdims=True), A.mean(), A.mean(axis=0), A.std(), A.var(axis=1), A.max(), A.min(axis=0),
          A.argmax(), A.argmin(axis=1), A.prod(), A.cumsum(), A.cumsum(axis=1), (A > 2).all(), (A > 2).any(axis=0),
          np.sum([1, 2]), np.mean([1, 2]), np.median(a), np.median([1, 2, 3, 4]), np.percentile(b, 50),
          np.concatenate([a, b]), np.stack([a, a]), np.vstack([a, a]), np.hstack([a, a]), np.expand_dims(a, 0),
          np.squeeze(A[None]), A.reshape(3, 2), A.reshape(-1), A.ravel(), A.flatten(), A.T, A.transpose(1, 0),
          np.zeros((2, 2)), np.ones(2, dtype=int), np.full((2, 2), 7), np.full(2, 0.5), np.eye(3), np.identity(2),
          np.arange(5), np.arange(1, 2, 0.25), np.arange(0, 10, 3), np.linspace(0, 1, 5), np.zeros_like(a), np.ones_like(b),
          np.unique([3, 1, 1]), np.sort([3, 1, 2]), np.argsort([3, 1, 2]), np.array_equal(a, a), np.allclose(b, b),
          np.isclose(b, b + 1e-9), np.tile(a, 2), np.repeat(a, 2), np.roll(a, 1), np.flip(a), a[::-1], A[:, ::-1],
          A[::-1, 1:], np.diff(a), np.cumprod(a), np.nonzero(a > 1), np.argwhere(A > 2), np.count_nonzero(A),
          np.meshgrid([1, 2], [3, 4]), np.linalg.norm(b), np.linalg.norm(A, axis=1), np.trace(np.eye(3)),
          np.diag([1, 2]), np.tril(np.ones((2, 2))), np.bincount([0, 1, 1]), np.searchsorted([1, 3, 5], 4),
          np.array([1, 2], ndmin=2), np.average([1, 2], weights=[3, 1]), np.interp(1.5, [1, 2], [10, 20]),
          np.histogram([1, 2, 2, 3], bins=3), np.cov(A), np.split(a, 3), np.arctan2(1, 2), np.pi, np.e, np.inf, np.newaxis,
          np.add.reduce(a), np.add(1, 2), np.float64(1) / 3, a.tolist(), A.shape, A.ndim, A.size, A.dtype, len(A),
          a.item(0), A[1, 2], A[1], A[:, 1], A[..., 0], A[[0, 1], [1, 2]], A[A > 2], A[:, [0, 2]], A[np.newaxis].shape,
          a[-1], 3 in a, list(a), sum(a), max(a), round(np.float64(1.567), 1), int(a[0]), float(b[0]), np.std(b, ddof=1),
          a.min() < 2, bool(a[0] == 1), divmod(np.int64(7), 2), b.round(), np.logical_and(a > 1, a < 3), np.fmod(b, 2),
          np.linspace(0, 10, 4, endpoint=False), np.logspace(0, 2, 3), np.dot(A, A.T), np.var(b), np.ptp(b), np.any(a > 2),
          np.isscalar(a[0]), np.finfo(np.float32).eps, np.iinfo(np.int32).max, np.issubdtype(a.dtype, np.integer),
          np.sum(A, axis=(0, 1)), np.max(A, axis=1, keepdims=True), np.atleast_2d(a), np.column_stack([a, a]), np.append(a, 4)):
    print(repr(x))
print(np.einsum("ij,kj->ik", A, A), np.r_[a, 1.5], np.c_[a, b], A[np.ix_([0, 1], [2])])
print(np.int64(2) * [1], 3 * np.float32(0.1), np.float64(2) - np.array([1.0]), np.array([[1, 2]]) * [3, 4])
