"""Yes or no."""

from torch import _C
from torch.distributions import constraints
from torch.distributions._chances import check_one_given, inner
from torch.distributions.distribution import Distribution, as_tensors, lazy
from torch.grad_mode import no_grad
from torch.nn import functional as F


class Bernoulli(Distribution):
    arg_constraints = {
        "probs": constraints.unit_interval,
        "logits": constraints.real,
    }
    support = constraints.boolean
    has_enumerate_support = True

    def __init__(self, probs=None, logits=None, validate_args=None):
        check_one_given(probs, logits)
        if probs is not None:
            (self.probs,) = as_tensors(probs)
        else:
            (self.logits,) = as_tensors(logits)
        shape = (self.logits if probs is None else self.probs).size()
        super().__init__(shape, (), validate_args)

    @lazy
    def logits(self):
        probs = inner(self.probs)
        return _C.log(probs) - _C.log1p(-probs)

    @lazy
    def probs(self):
        return _C.sigmoid(self.logits)

    @property
    def param_shape(self):
        return self._batch_shape

    @property
    def mean(self):
        return self.probs

    @property
    def mode(self):
        mode = (self.probs >= 0.5).to(self.probs.dtype)
        return mode.masked_fill(self.probs == 0.5, float("nan"))

    @property
    def variance(self):
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape=()):
        shape = self._extended_shape(sample_shape)
        with no_grad():
            return _C.bernoulli(self.probs.expand(shape))

    def log_prob(self, value):
        self._checked(value)
        logits, value = as_tensors(self.logits, value)
        return -F.binary_cross_entropy_with_logits(
            logits, value, reduction="none"
        )

    def entropy(self):
        return F.binary_cross_entropy_with_logits(
            self.logits, self.probs, reduction="none"
        )

    def enumerate_support(self, expand=True):
        dims = len(self._batch_shape)
        dtype = self.__dict__.get("probs", self.logits).dtype
        values = _C.arange(2, dtype=dtype).view((-1,) + (1,) * dims)
        if expand:
            values = values.expand((-1, *self._batch_shape))
        return values
