"""One of several."""

from torch import Size, _C
from torch.distributions import constraints
from torch.distributions._chances import check_one_given, inner
from torch.distributions.distribution import Distribution, lazy
from torch.grad_mode import no_grad

_LEAST = {
    _C.float32: -3.4028234663852886e38,
    _C.float64: -1.7976931348623157e308,
}


class Categorical(Distribution):
    arg_constraints = {
        "probs": constraints.simplex,
        "logits": constraints.real_vector,
    }
    has_enumerate_support = True

    def __init__(self, probs=None, logits=None, validate_args=None):
        check_one_given(probs, logits)
        name = "logits" if probs is None else "probs"
        given = logits if probs is None else probs
        if given.dim() < 1:
            raise ValueError(
                f"`{name}` parameter must be at least one-dimensional."
            )
        if probs is not None:
            self.probs = probs / probs.sum(-1, keepdim=True)
        else:
            self.logits = logits - logits.logsumexp(dim=-1, keepdim=True)
        self._num_events = given.size(-1)
        super().__init__(given.size()[:-1], (), validate_args)

    def _after_expand(self):
        given = self.__dict__.get("probs", self.__dict__.get("logits"))
        self._num_events = given.size(-1)

    @lazy
    def logits(self):
        return _C.log(inner(self.probs))

    @lazy
    def probs(self):
        return self.logits.softmax(-1)

    @property
    def support(self):
        return constraints.IntegerInterval(0, self._num_events - 1)

    @property
    def param_shape(self):
        given = self.__dict__.get("probs", self.__dict__.get("logits"))
        return given.size()

    @property
    def mean(self):
        return _C.full(tuple(self._batch_shape), float("nan"))

    @property
    def mode(self):
        return self.probs.argmax(dim=-1)

    @property
    def variance(self):
        return self.mean

    def sample(self, sample_shape=()):
        sample_shape = Size(sample_shape)
        probs = self.probs.detach().reshape(-1, self._num_events)
        drawn = _C.multinomial(probs, sample_shape.numel(), True).t()
        return drawn.reshape(self._extended_shape(sample_shape))

    def log_prob(self, value):
        self._checked(value)
        value = value.long().unsqueeze(-1)
        value, logits = _C.broadcast_tensors(value, self.logits)
        return logits.gather(-1, value[..., :1]).squeeze(-1)

    def entropy(self):
        logits = self.logits.clamp(min=_LEAST[self.logits.dtype])
        return -(logits * self.probs).sum(-1)

    def enumerate_support(self, expand=True):
        dims = len(self._batch_shape)
        values = _C.arange(self._num_events).view((-1,) + (1,) * dims)
        if expand:
            values = values.expand((-1, *self._batch_shape))
        return values
