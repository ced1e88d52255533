"""Several distributions, whose chances are multiplied."""

from torch.distributions import constraints
from torch.distributions.distribution import Distribution


def _summed(x, count):
    return x.sum(tuple(range(-count, 0))) if count else x


class Independent(Distribution):
    def __init__(
        self,
        base_distribution,
        reinterpreted_batch_ndims,
        validate_args=None,
    ):
        batch = base_distribution.batch_shape
        if reinterpreted_batch_ndims > len(batch):
            raise ValueError(
                "Expected reinterpreted_batch_ndims <= "
                "len(base_distribution.batch_shape), actual "
                f"{reinterpreted_batch_ndims} vs {len(batch)}"
            )
        shape = batch + base_distribution.event_shape
        events = reinterpreted_batch_ndims + len(base_distribution.event_shape)
        split = len(shape) - events
        self.base_dist = base_distribution
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims
        super().__init__(shape[:split], shape[split:], validate_args)

    @property
    def has_rsample(self):
        return self.base_dist.has_rsample

    @property
    def support(self):
        base, count = self.base_dist.support, self.reinterpreted_batch_ndims
        return constraints.independent(base, count) if count else base

    @property
    def mean(self):
        return self.base_dist.mean

    @property
    def mode(self):
        return self.base_dist.mode

    @property
    def variance(self):
        return self.base_dist.variance

    def sample(self, sample_shape=()):
        return self.base_dist.sample(sample_shape)

    def rsample(self, sample_shape=()):
        return self.base_dist.rsample(sample_shape)

    def log_prob(self, value):
        chances = self.base_dist.log_prob(value)
        return _summed(chances, self.reinterpreted_batch_ndims)

    def entropy(self):
        return _summed(
            self.base_dist.entropy(), self.reinterpreted_batch_ndims
        )

    def __repr__(self):
        return (
            f"Independent({self.base_dist}, {self.reinterpreted_batch_ndims})"
        )
