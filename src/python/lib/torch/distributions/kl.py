"""How far one distribution is from another."""

from torch import _C
from torch.distributions.bernoulli import Bernoulli
from torch.distributions.categorical import Categorical
from torch.distributions.independent import Independent, _summed
from torch.distributions.normal import Normal
from torch.distributions.uniform import Uniform
from torch.nn import functional as F

_PAIRS = {}


def register_kl(type_p, type_q):
    def registered(function):
        _PAIRS[type_p, type_q] = function
        return function

    return registered


def kl_divergence(p, q):
    for cls_p in type(p).__mro__:
        for cls_q in type(q).__mro__:
            function = _PAIRS.get((cls_p, cls_q))
            if function is not None:
                return function(p, q)
    raise NotImplementedError(
        "No KL(p || q) is implemented for p type "
        f"{type(p).__name__} and q type {type(q).__name__}"
    )


@register_kl(Normal, Normal)
def _normals(p, q):
    ratio = (p.scale / q.scale).pow(2)
    away = ((p.loc - q.loc) / q.scale).pow(2)
    return 0.5 * (ratio + away - 1 - ratio.log())


@register_kl(Categorical, Categorical)
def _categoricals(p, q):
    t = p.probs * (p.logits - q.logits)
    t = t.masked_fill((q.probs == 0).expand_as(t), float("inf"))
    t = t.masked_fill((p.probs == 0).expand_as(t), 0)
    return t.sum(-1)


@register_kl(Bernoulli, Bernoulli)
def _bernoullis(p, q):
    yes = p.probs * (F.softplus(-q.logits) - F.softplus(-p.logits))
    yes = yes.masked_fill(q.probs == 0, float("inf"))
    yes = yes.masked_fill(p.probs == 0, 0)
    no = (1 - p.probs) * (F.softplus(q.logits) - F.softplus(p.logits))
    no = no.masked_fill(q.probs == 1, float("inf"))
    no = no.masked_fill(p.probs == 1, 0)
    return yes + no


@register_kl(Uniform, Uniform)
def _uniforms(p, q):
    result = ((q.high - q.low) / (p.high - p.low)).log()
    outside = (q.low > p.low) | (q.high < p.high)
    return result.masked_fill(outside, float("inf"))


@register_kl(Independent, Independent)
def _independents(p, q):
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotImplementedError
    result = kl_divergence(p.base_dist, q.base_dist)
    return _summed(result, p.reinterpreted_batch_ndims)
