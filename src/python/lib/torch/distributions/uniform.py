"""Everywhere the same, between two bounds."""

from torch import Size, _C
from torch.distributions import constraints
from torch.distributions.distribution import Distribution, as_tensors


class Uniform(Distribution):
    has_rsample = True

    def __init__(self, low, high, validate_args=None):
        self.low, self.high = as_tensors(low, high)
        super().__init__(self.low.size(), (), validate_args)

    @property
    def arg_constraints(self):
        # One bound is about the other.
        return {
            "low": constraints.LessThan(self.__dict__.get("high")),
            "high": constraints.GreaterThan(self.__dict__.get("low")),
        }

    @property
    def support(self):
        return constraints.Interval(self.low, self.high)

    @property
    def mean(self):
        return (self.high + self.low) / 2

    @property
    def mode(self):
        return float("nan") * self.high

    @property
    def stddev(self):
        return (self.high - self.low) / 12**0.5

    @property
    def variance(self):
        return (self.high - self.low).pow(2) / 12

    def rsample(self, sample_shape=()):
        shape = self._extended_shape(sample_shape)
        drawn = _C.rand(tuple(shape), dtype=self.low.dtype)
        return self.low + drawn * (self.high - self.low)

    def log_prob(self, value):
        self._checked(value)
        above = self.low.le(value).type_as(self.low)
        below = self.high.gt(value).type_as(self.low)
        return _C.log(above.mul(below)) - _C.log(self.high - self.low)

    def cdf(self, value):
        self._checked(value)
        share = (value - self.low) / (self.high - self.low)
        return share.clamp(min=0, max=1)

    def icdf(self, value):
        return value * (self.high - self.low) + self.low

    def entropy(self):
        return _C.log(self.high - self.low)
