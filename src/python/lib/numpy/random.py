"""numpy's legacy random numbers, from its own generator."""

import math
import operator

from torch import _C
from numpy import _engine
from numpy._array import array, asarray, ndarray, result, size_of, INT64
from numpy._functions import arange, broadcast_arrays
from numpy._types import SCALARS, numpy_dtype, torch_dtype


def _count(size):
    n = 1
    for extent in size:
        n *= extent
    return n


class RandomState:
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

    def _drawn(self, draw, size):
        """One number, or an array of them."""
        if size is None:
            return draw(1).item()
        size = size_of(size)
        return ndarray(draw(_count(size)).reshape(size))

    def random_sample(self, size=None):
        return self._drawn(self._stream.doubles, size)

    random = ranf = sample = random_sample

    def rand(self, *shape):
        return self.random_sample(shape or None)

    def standard_normal(self, size=None):
        return self._drawn(self._stream.normals, size)

    def randn(self, *shape):
        return self.standard_normal(shape or None)

    def _of(self, draw, size, *parameters):
        """Numbers whose parameters may be arrays."""
        if all(isinstance(x, (int, float)) for x in parameters):
            return draw(size, *parameters)
        arrays = broadcast_arrays(*parameters)
        size = arrays[0].shape if size is None else size
        if size == ():
            return draw(None, *[x.item() for x in arrays])
        return draw(size, *arrays)

    def normal(self, loc=0.0, scale=1.0, size=None):
        if isinstance(scale, (int, float)) and scale < 0:
            raise ValueError("scale < 0")
        return self._of(
            lambda size, loc, scale: loc + scale * self.standard_normal(size),
            size,
            loc,
            scale,
        )

    def uniform(self, low=0.0, high=1.0, size=None):
        return self._of(
            lambda size, low, high: low
            + (high - low) * self.random_sample(size),
            size,
            low,
            high,
        )

    def exponential(self, scale=1.0, size=None):
        def draw(n):
            return -_engine.map("log", 1.0 - self._stream.doubles(n))

        return self._of(
            lambda size, scale: scale * self._drawn(draw, size), size, scale
        )

    def standard_exponential(self, size=None):
        return self.exponential(1.0, size)

    def lognormal(self, mean=0.0, sigma=1.0, size=None):
        drawn = self.normal(mean, sigma, size)
        if size is None:
            return math.exp(drawn)
        return ndarray(_engine.map("exp", drawn._t))

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
        items = None
        names = None
        if hasattr(a, "__index__") and not isinstance(a, ndarray):
            n = operator.index(a)
            if n <= 0:
                raise ValueError("a must be greater than 0 unless no samples are taken")
        elif isinstance(a, (list, tuple)) and any(isinstance(x, str) for x in a):
            # An array of words: what comes of it is a word or a list.
            names, n = a, len(a)
        else:
            items = asarray(a)
            if items.ndim != 1:
                raise ValueError("a must be 1-dimensional")
            n = items.shape[0]
            if n == 0:
                raise ValueError("'a' cannot be empty unless no samples are taken")
        shape = () if size is None else size_of(size)
        if p is not None:
            p = asarray(p, dtype=float)
            if p.shape[0] != n:
                raise ValueError("'a' and 'p' must have same size")
            if (p < 0).any():
                raise ValueError("probabilities are not non-negative")
            if abs(p.sum() - 1.0) > 1.5e-8:
                raise ValueError("probabilities do not sum to 1")
        count = _count(shape)
        if replace:
            if p is None:
                places = self.randint(0, n, size=shape)
            else:
                cdf = p.cumsum()
                cdf /= cdf[-1]
                places = cdf.searchsorted(self.random_sample(shape), "right")
        else:
            if count > n:
                raise ValueError(
                    "Cannot take a larger sample than population when "
                    "'replace=False'"
                )
            if p is None:
                places = self.permutation(n)[:count]
            else:
                if (p > 0).sum() < count:
                    raise ValueError("Fewer non-zero entries in p than size")
                found, p = [], p.copy()
                while len(found) < count:
                    x = self.rand(count - len(found))
                    if found:
                        p[found] = 0
                    cdf = p.cumsum()
                    cdf /= cdf[-1]
                    for place in cdf.searchsorted(x, "right").tolist():
                        if place not in found:
                            found.append(place)
                places = array(found, dtype=int)
            places = places.reshape(shape)
        places = asarray(places)
        if names is not None:
            if size is None:
                return names[places.item()]
            return [names[i] for i in places.ravel().tolist()]
        if size is None:
            place = places.item()
            return place if items is None else items[place]
        return places if items is None else items[places]

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
