"""The bell."""

import math

from torch import _C
from torch.distributions import constraints
from torch.distributions.distribution import Distribution, as_tensors


class Normal(Distribution):
    arg_constraints = {
        "loc": constraints.real,
        "scale": constraints.positive,
    }
    support = constraints.real
    has_rsample = True

    def __init__(self, loc, scale, validate_args=None):
        self.loc, self.scale = as_tensors(loc, scale)
        super().__init__(self.loc.size(), (), validate_args)

    @property
    def mean(self):
        return self.loc

    @property
    def mode(self):
        return self.loc

    @property
    def stddev(self):
        return self.scale

    @property
    def variance(self):
        return self.stddev.pow(2)

    def sample(self, sample_shape=()):
        shape = self._extended_shape(sample_shape)
        loc, scale = self.loc.detach(), self.scale.detach()
        return _C.normal(loc.expand(shape), scale.expand(shape))

    def rsample(self, sample_shape=()):
        shape = self._extended_shape(sample_shape)
        zeros = _C.zeros(shape, dtype=self.loc.dtype)
        return self.loc + _C.normal(zeros, _C.ones_like(zeros)) * self.scale

    def log_prob(self, value):
        self._checked(value)
        var = self.scale**2
        return (
            -((value - self.loc) ** 2) / (2 * var)
            - self.scale.log()
            - math.log(math.sqrt(2 * math.pi))
        )

    def cdf(self, value):
        self._checked(value)
        away = (value - self.loc) * self.scale.reciprocal()
        return 0.5 * (1 + _C.erf(away / math.sqrt(2)))

    def icdf(self, value):
        away = _C.erfinv(2 * value - 1) * math.sqrt(2)
        return self.loc + self.scale * away

    def entropy(self):
        return 0.5 + 0.5 * math.log(2 * math.pi) + _C.log(self.scale)
