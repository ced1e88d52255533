"""numpy's newer random numbers: `default_rng`."""

import operator

from torch import _C
from numpy import _engine
from numpy._array import ndarray
from numpy._drawing import Drawing
from numpy._making import array, asarray
from numpy._shapes import moveaxis
from numpy._types import SCALARS, numpy_dtype, torch_dtype


def _words(seed):
    """A seed's bits, 32 by 32."""
    if isinstance(seed, (list, tuple, ndarray)):
        return [word for one in asarray(seed).ravel().tolist()
                for word in _words(one)]
    seed = operator.index(seed)
    if seed < 0:
        raise ValueError("expected non-negative integer")
    words = [seed & 0xFFFFFFFF]
    while seed := seed >> 32:
        words.append(seed & 0xFFFFFFFF)
    return words


class SeedSequence:
    def __init__(self, entropy=None, *, spawn_key=(), pool_size=4):
        if entropy is None:
            import os

            entropy = int.from_bytes(os.urandom(16), "little")
        if pool_size != 4:
            raise NotImplementedError(
                "torchbook has no numpy.random.SeedSequence(pool_size=...) (yet)"
            )
        self.entropy, self.spawn_key = entropy, tuple(spawn_key)
        self.n_children_spawned = 0

    def words(self):
        words = _words(self.entropy)
        if self.spawn_key:
            words += [0] * (4 - len(words))
            words += _words(self.spawn_key)
        return words

    def spawn(self, n_children):
        first = self.n_children_spawned
        self.n_children_spawned += n_children
        return [
            SeedSequence(self.entropy, spawn_key=self.spawn_key + (i,))
            for i in range(first, first + n_children)
        ]


class PCG64:
    def __init__(self, seed=None):
        if not isinstance(seed, SeedSequence):
            seed = SeedSequence(seed)
        self.seed_seq = seed
        self._stream = _engine.Pcg64(seed.words())


class Generator(Drawing):
    def __init__(self, bit_generator):
        self.bit_generator = bit_generator
        self._stream = bit_generator._stream

    def __repr__(self):
        return f"Generator(PCG64) at 0x{id(self):X}"

    def __str__(self):
        return "Generator(PCG64)"

    def spawn(self, n_children):
        seeds = self.bit_generator.seed_seq.spawn(n_children)
        return [Generator(PCG64(seed)) for seed in seeds]

    def random(self, size=None, dtype=float, out=None):
        single = torch_dtype(dtype) is _C.float32
        draw = self._stream.singles if single else self._stream.doubles
        if out is not None:
            out[...] = self._drawn(draw, out.shape)
            return out
        return self._drawn(draw, size)

    _sample = random

    def standard_normal(self, size=None, dtype=float, out=None):
        if torch_dtype(dtype) is _C.float32:
            raise NotImplementedError(
                "torchbook has no Generator.standard_normal of float32 (yet)"
            )
        return self._drawn(self._stream.normals, size)

    def standard_exponential(self, size=None, dtype=float, method="zig"):
        return self._drawn(self._stream.exponentials, size)

    def exponential(self, scale=1.0, size=None):
        return self._of(
            lambda size, scale: scale * self.standard_exponential(size),
            size,
            scale,
        )

    def integers(self, low, high=None, size=None, dtype=int, endpoint=False):
        if high is None:
            low, high = 0, low
        kind = torch_dtype(dtype)
        if not all(hasattr(x, "__index__") for x in (low, high)):
            raise NotImplementedError(
                "torchbook has no Generator.integers between arrays (yet)"
            )
        low, high = operator.index(low), operator.index(high)
        high = high if endpoint else high - 1
        least, most = {
            _C.bool: (0, 1),
            _C.uint8: (0, 2**8 - 1),
            _C.int32: (-(2**31), 2**31 - 1),
            _C.int64: (-(2**63), 2**63 - 1),
        }[kind]
        name = numpy_dtype(kind).name
        if low < least:
            raise ValueError(f"low is out of bounds for {name}")
        if high > most:
            raise ValueError(f"high is out of bounds for {name}")
        if low > high:
            raise ValueError("low > high" if endpoint else "low >= high")
        bits = 1 if kind is _C.bool else kind.itemsize * 8

        def draw(n):
            return self._stream.integers(low, high - low, bits, n).to(kind)

        if size is None:
            return SCALARS[kind](draw(1).item())
        return self._drawn(draw, size)

    def shuffle(self, x, axis=0):
        if isinstance(x, ndarray):
            axis = axis % x.ndim
            order = ndarray(self._stream.order(x.shape[axis]))
            x[...] = moveaxis(moveaxis(x, axis, 0)[order], 0, axis)
        else:
            order = self._stream.order(len(x))
            x[:] = [x[i] for i in order.tolist()]

    def permutation(self, x, axis=0):
        if hasattr(x, "__index__") and not isinstance(x, ndarray):
            return ndarray(self._stream.order(operator.index(x)))
        x = array(x)
        self.shuffle(x, axis)
        return x

    def choice(self, a, size=None, replace=True, p=None, axis=0, shuffle=True):
        return self._choose(a, size, replace, p, axis, shuffle)

    def _places(self, n, shape):
        return self.integers(0, n, size=shape)

    def _sampled(self, n, count, shuffle):
        # Many of many: the end of a shuffle is taken.
        if n > 10000 and count > n // (50 if shuffle else 20):
            return ndarray(self._stream.tail(n, count))
        return ndarray(self._stream.sample(n, count, shuffle))

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(
            f"torchbook has no numpy.random.Generator.{name} (yet)"
        )


def default_rng(seed=None):
    if isinstance(seed, Generator):
        return seed
    if isinstance(seed, PCG64):
        return Generator(seed)
    return Generator(PCG64(seed))
