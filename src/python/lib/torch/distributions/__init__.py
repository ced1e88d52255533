"""torch.distributions: those that policies and models are made of."""

from torch.distributions import constraints
from torch.distributions.distribution import Distribution
from torch.distributions.bernoulli import Bernoulli
from torch.distributions.categorical import Categorical
from torch.distributions.independent import Independent
from torch.distributions.normal import Normal
from torch.distributions.uniform import Uniform
from torch.distributions.kl import kl_divergence, register_kl


def __getattr__(name):
    raise AttributeError(f"torchbook has no torch.distributions.{name} (yet)")
