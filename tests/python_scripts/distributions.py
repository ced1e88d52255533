"""Distributions that policies are made of."""

import torch
from torch.distributions import (
    Bernoulli,
    Categorical,
    Distribution,
    Independent,
    Normal,
    Uniform,
    kl_divergence,
)


def refused(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


torch.manual_seed(0)
mean = torch.tensor([0.0, 1.0], requires_grad=True)
normal = Normal(mean, torch.tensor([1.0, 0.5]))
print(normal, Normal(0.0, 1.0), Normal(0, 2))
print(normal.sample(), normal.sample((2,)).shape, Normal(0.0, 1.0).sample())
print(normal.rsample(), normal.rsample((2,)))
action = torch.tensor([0.5, 0.5])
print(normal.log_prob(action), normal.entropy())
print(normal.mean, normal.stddev, normal.variance, normal.mode)
print(normal.cdf(action), normal.icdf(action))
print(normal.batch_shape, normal.event_shape, normal.has_rsample)
print(normal.perplexity())
normal.log_prob(action).sum().backward()
print(mean.grad)
print(normal.expand((3, 2)).batch_shape)

categorical = Categorical(torch.tensor([0.1, 0.2, 0.7]))
print(categorical, categorical.probs, categorical.logits)
print(categorical.sample(), categorical.sample((5,)))
print(categorical.log_prob(torch.tensor([0, 2])), categorical.entropy())
logits = torch.tensor([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]], requires_grad=True)
categorical = Categorical(logits=logits)
print(categorical, categorical.probs, categorical.batch_shape)
actions = categorical.sample()
print(actions, categorical.log_prob(actions), categorical.entropy())
(-categorical.log_prob(actions).mean() - categorical.entropy().mean()).backward()
print(logits.grad)
print(categorical.mode, categorical.mean, categorical.variance)
print(categorical.enumerate_support(), categorical.support)
print(categorical.sample((2,)).shape, categorical.param_shape)

bernoulli = Bernoulli(torch.tensor([0.3, 0.9]))
print(bernoulli, bernoulli.sample(), bernoulli.sample((3,)))
print(bernoulli.log_prob(torch.tensor([1.0, 0.0])), bernoulli.entropy())
print(bernoulli.mean, bernoulli.variance, bernoulli.mode, bernoulli.logits)
bernoulli = Bernoulli(logits=torch.tensor(0.5))
print(bernoulli, bernoulli.probs, bernoulli.log_prob(torch.tensor(1.0)))
print(bernoulli.enumerate_support())

uniform = Uniform(torch.tensor([0.0, -1.0]), torch.tensor([1.0, 3.0]))
print(uniform, uniform.sample(), uniform.rsample((2,)))
print(uniform.log_prob(torch.tensor([0.5, 0.5])), uniform.entropy())
print(uniform.mean, uniform.stddev, uniform.cdf(torch.tensor([0.25, 0.25])))
print(Uniform(0.0, 2.0).sample((2,)))

print(kl_divergence(normal, Normal(torch.zeros(2), torch.ones(2))))
first = Categorical(torch.tensor([0.5, 0.5]))
second = Categorical(torch.tensor([0.9, 0.1]))
print(kl_divergence(first, second), kl_divergence(second, first))
print(kl_divergence(Bernoulli(0.3), Bernoulli(0.6)))
print(kl_divergence(Uniform(0.0, 1.0), Uniform(-1.0, 2.0)))
print(kl_divergence(Uniform(0.0, 1.0), Uniform(0.5, 2.0)))
joint = Independent(normal, 1)
print(joint, joint.log_prob(action), joint.entropy(), joint.event_shape)
print(joint.sample().shape, joint.mean)
print(isinstance(normal, Distribution), torch.distributions.Normal is Normal)
print(type(normal).__module__)
refused(lambda: Normal(0.0, -1.0))
refused(lambda: Normal(torch.tensor([0.0, float("nan")]), 1.0))
refused(lambda: Normal(0.0, -1.0, validate_args=False))
refused(lambda: Categorical(torch.tensor([-0.1, 0.5])))
refused(lambda: Categorical())
refused(lambda: Categorical(torch.tensor(0.5)))
refused(lambda: Categorical(probs=torch.ones(2), logits=torch.ones(2)))
refused(lambda: Bernoulli(1.5))
refused(lambda: Uniform(1.0, 0.0))
refused(lambda: first.log_prob(torch.tensor(2)))
refused(lambda: Bernoulli(0.5).log_prob(torch.tensor(0.5)))
refused(lambda: Uniform(0.0, 1.0).log_prob(torch.tensor(2.0)))
refused(lambda: normal.log_prob(torch.ones(3)))
refused(lambda: normal.log_prob(1.0))
refused(lambda: kl_divergence(normal, first))
