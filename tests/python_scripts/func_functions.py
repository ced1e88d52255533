"""torch.func, torch.vmap, checkpoints, states of generators."""

import warnings

import torch
import torch.nn as nn
from torch.func import (
    functional_call,
    grad,
    grad_and_value,
    hessian,
    jacrev,
    stack_module_state,
    vjp,
    vmap,
)
from torch.utils.checkpoint import checkpoint, checkpoint_sequential

warnings.simplefilter("ignore")


def refused(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


x = torch.tensor([1.0, 2.0, 3.0])
print(grad(lambda x: (x**3).sum())(x))
print(grad(torch.sin)(torch.tensor(0.0)), grad(grad(torch.sin))(torch.tensor(1.0)))
print(grad(lambda a, b: (a * b).sum(), argnums=1)(x, x * 2))
print(grad(lambda a, b: (a * b).sum(), argnums=(0, 1))(x, x * 2))
print(grad_and_value(lambda x: x.pow(2).sum())(x))
print(grad(lambda x: (x.sum(), x * 2), has_aux=True)(x))
print(grad(lambda tree: tree["a"].sum() * 2)({"a": x}))
print(jacrev(lambda x: x**2)(x), hessian(lambda x: (x**3).sum())(x))
output, pull = vjp(lambda x: x * 2, x)
print(output, pull(torch.ones(3)))
leaf = x.clone().requires_grad_()
print(grad(lambda x: (x**2).sum())(leaf).requires_grad)
refused(lambda: grad(torch.sin)(x))

print(vmap(torch.dot)(torch.ones(2, 3), torch.arange(6.0).view(2, 3)))
print(vmap(lambda x: x * 2, in_dims=1, out_dims=1)(torch.arange(6.0).view(2, 3)))
print(vmap(lambda x, y: x + y, in_dims=(0, None))(x, torch.tensor(1.0)))
print(vmap(grad(lambda x: x**3))(x), torch.vmap(torch.sin)(x))
print(vmap(lambda x: (x, x + 1))(x))
refused(lambda: vmap(torch.sin)(torch.tensor(1.0)))
refused(lambda: vmap(torch.dot)(torch.ones(2, 3), torch.ones(3, 3)))

torch.manual_seed(0)
model = nn.Linear(3, 2)
params = {k: v.detach() * 2 for k, v in model.named_parameters()}
print(functional_call(model, params, (x,)), model(x))


def loss(params, x):
    return functional_call(model, params, (x,)).sum()


print(grad(loss)(params, x))
print(vmap(grad(loss), in_dims=(None, 0))(params, torch.eye(3))["weight"].shape)
models = [nn.Linear(3, 1) for _ in range(2)]
params, buffers = stack_module_state(models)
print(params["weight"].shape, buffers)

# Checkpoints
layer = nn.Sequential(nn.Linear(3, 3), nn.Tanh(), nn.Dropout(0.5))
for reentrant in (True, False):
    torch.manual_seed(1)
    leaf = x.clone().requires_grad_()
    layer.zero_grad()
    out = checkpoint(layer, leaf, use_reentrant=reentrant)
    out.sum().backward()
    print(out, leaf.grad, layer[0].weight.grad, torch.rand(1))
leaf = x.clone().requires_grad_()
out = checkpoint_sequential(layer[:2], 2, leaf, use_reentrant=False)
print(out)

# States of generators
torch.manual_seed(3)
torch.rand(5)
torch.randn(1)
state = torch.get_rng_state()
print(state.shape, state.dtype, state.sum(), state[:32])
print(torch.randn(3), torch.rand(2))
torch.set_rng_state(state)
print(torch.randn(3), torch.rand(2))
generator = torch.Generator()
print(generator.get_state().sum(), generator.initial_seed(), generator.device)
generator.set_state(state)
print(torch.randn(3, generator=generator), generator.initial_seed())
refused(lambda: generator.set_state(torch.ones(3, dtype=torch.uint8)))
with torch.random.fork_rng():
    torch.rand(3)
print(torch.rand(2))
