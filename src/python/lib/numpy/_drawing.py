"""What numpy's old and its new generator have in common."""

import math
import operator

from numpy import _engine
from numpy._array import ndarray
from numpy._making import array, asarray, size_of
from numpy._shapes import broadcast_arrays


def count_of(size):
    n = 1
    for extent in size:
        n *= extent
    return n


class Drawing:
    def _drawn(self, draw, size):
        """One number, or an array of them."""
        if size is None:
            return draw(1).item()
        size = size_of(size)
        return ndarray(draw(count_of(size)).reshape(size))

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
            lambda size, low, high: low + (high - low) * self._sample(size),
            size,
            low,
            high,
        )

    def lognormal(self, mean=0.0, sigma=1.0, size=None):
        drawn = self.normal(mean, sigma, size)
        if size is None:
            return math.exp(drawn)
        return ndarray(_engine.map("exp", drawn._t))

    def _choose(self, a, size, replace, p, axis=0, shuffle=True):
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
            n = items.shape[axis]
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
        count = count_of(shape)
        if replace:
            if p is None:
                places = self._places(n, shape)
            else:
                cdf = p.cumsum()
                cdf /= cdf[-1]
                places = cdf.searchsorted(self._sample(shape), "right")
        else:
            if count > n:
                raise ValueError(
                    "Cannot take a larger sample than population when "
                    "'replace=False'"
                )
            if p is None:
                places = self._sampled(n, count, shuffle)
            else:
                places = self._weighted(p, count)
            places = places.reshape(shape)
        places = asarray(places)
        if names is not None:
            if size is None:
                return names[places.item()]
            return [names[i] for i in places.ravel().tolist()]
        if size is None:
            place = places.item()
            return place if items is None else items[place]
        if items is None:
            return places
        return items[(slice(None),) * axis + (places,)]

    def _weighted(self, p, count):
        """So many places, each at most once."""
        if (p > 0).sum() < count:
            raise ValueError("Fewer non-zero entries in p than size")
        found, p = [], p.copy()
        while len(found) < count:
            x = self._sample((count - len(found),))
            if found:
                p[found] = 0
            cdf = p.cumsum()
            cdf /= cdf[-1]
            for place in cdf.searchsorted(x, "right").tolist():
                if place not in found:
                    found.append(place)
        return array(found, dtype=int)
