"""numpy's random numbers: the legacy ones; `default_rng` is beside."""

import operator

from torch import _C
from numpy import _engine
from numpy._array import ndarray
from numpy._drawing import Drawing
from numpy._generator import PCG64, Generator, SeedSequence, default_rng
from numpy._making import asarray, size_of
from numpy._types import SCALARS, numpy_dtype, torch_dtype


class RandomState(Drawing):
    def __init__(self, seed=None):
        self.seed(seed)

    def seed(self, seed=None):
        if seed is None:
            import time

            seed = time.time_ns() & 0xFFFFFFFF
        if isinstance(seed, (list, tuple, ndarray)):
            words = asarray(seed).ravel().tolist()
        else:
            words = [operator.index(seed)]
        if any(not 0 <= word < 2**32 for word in words):
            raise ValueError("Seed must be between 0 and 2**32 - 1")
        if not words:
            raise ValueError("Seed must be non-empty")
        many = isinstance(seed, (list, tuple, ndarray))
        self._stream = _engine.Stream(words, many)

    def random_sample(self, size=None):
        return self._drawn(self._stream.doubles, size)

    random = ranf = sample = _sample = random_sample

    def rand(self, *shape):
        return self.random_sample(shape or None)

    def standard_normal(self, size=None):
        return self._drawn(self._stream.normals, size)

    def randn(self, *shape):
        return self.standard_normal(shape or None)

    def exponential(self, scale=1.0, size=None):
        def draw(n):
            return -_engine.map("log", 1.0 - self._stream.doubles(n))

        return self._of(
            lambda size, scale: scale * self._drawn(draw, size), size, scale
        )

    def standard_exponential(self, size=None):
        return self.exponential(1.0, size)

    def randint(self, low, high=None, size=None, dtype=int):
        if high is None:
            low, high = 0, low
        kind = torch_dtype(dtype)
        bits = 1 if kind is _C.bool else kind.itemsize * 8
        low, high = operator.index(low), operator.index(high)
        ends = {
            _C.bool: (0, 2),
            _C.uint8: (0, 2**8),
            _C.int32: (-(2**31), 2**31),
            _C.int64: (-(2**63), 2**63),
        }[kind]
        name = numpy_dtype(kind).name
        if low < ends[0]:
            raise ValueError(f"low is out of bounds for {name}")
        if high > ends[1]:
            raise ValueError(f"high is out of bounds for {name}")
        if low >= high:
            raise ValueError("low >= high")

        def draw(n):
            return self._stream.integers(low, high - low - 1, bits, n).to(kind)

        if size is None:
            value = draw(1).item()
            if dtype is int or dtype is bool:
                return value
            return SCALARS[kind](value)
        return self._drawn(draw, size)

    def random_integers(self, low, high=None, size=None):
        low, high = (1, low) if high is None else (low, high)
        return self.randint(low, high + 1, size)

    def shuffle(self, x):
        n = len(x)
        order = self._stream.order(n)
        if isinstance(x, ndarray):
            x[...] = x[ndarray(order)]
        elif hasattr(x, "index_select"):
            x.copy_(x.index_select(0, order))
        else:
            x[:] = [x[i] for i in order.tolist()]

    def permutation(self, x):
        if hasattr(x, "__index__") and not isinstance(x, ndarray):
            return ndarray(self._stream.order(operator.index(x)))
        x = asarray(x)
        return x[ndarray(self._stream.order(x.shape[0]))]

    def choice(self, a, size=None, replace=True, p=None):
        if isinstance(a, ndarray) and a.ndim != 1:
            raise ValueError("a must be 1-dimensional")
        return self._choose(a, size, replace, p)

    def _places(self, n, shape):
        return self.randint(0, n, size=shape)

    def _sampled(self, n, count, shuffle):
        return self.permutation(n)[:count]

    def bytes(self, length):
        words = self._stream.integers(0, 2**32 - 1, 32, -(-length // 4))
        made = b"".join(w.to_bytes(4, "little") for w in words.tolist())
        return made[:length]

    def __getattr__(self, name):
        raise AttributeError(
            f"torchbook has no numpy.random.RandomState.{name} (yet)"
        )


_shared = RandomState()
seed = _shared.seed
random_sample = _shared.random_sample
random = ranf = sample = random_sample
rand = _shared.rand
randn = _shared.randn
standard_normal = _shared.standard_normal
normal = _shared.normal
uniform = _shared.uniform
exponential = _shared.exponential
standard_exponential = _shared.standard_exponential
lognormal = _shared.lognormal
randint = _shared.randint
random_integers = _shared.random_integers
shuffle = _shared.shuffle
permutation = _shared.permutation
choice = _shared.choice
bytes = _shared.bytes


def __getattr__(name):
    raise AttributeError(f"torchbook has no numpy.random.{name} (yet)")
