"""Hooks of modules: before, after, backward, for all modules."""

import torch
import torch.nn as nn


def refused(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


torch.manual_seed(0)
x = torch.tensor([[1.0, -2.0], [0.5, 3.0]])


class Scale(nn.Module):
    def forward(self, x, by=1.0, *, plus=0.0):
        return x * by + plus


# Forward
model = Scale()
first = model.register_forward_pre_hook(lambda m, args: print("pre", len(args)))
second = model.register_forward_pre_hook(
    lambda m, args, kwargs: print("pre kw", len(args), kwargs),
    with_kwargs=True,
    prepend=True,
)
third = model.register_forward_hook(
    lambda m, args, out: print("after", len(args), out.sum().item())
)
fourth = model.register_forward_hook(
    lambda m, args, kwargs, out: print("after kw", kwargs) or out * 2,
    with_kwargs=True,
    prepend=True,
)
print(model(x, 2.0, plus=1.0))
first.remove(), second.remove()
print(model(x, by=3.0))
third.remove(), fourth.remove()
print(model(x))
model.register_forward_pre_hook(lambda m, args: args[0] + 1)
model.register_forward_pre_hook(
    lambda m, args, kwargs: (args, {"plus": 10.0}), with_kwargs=True
)
print(model(x))
model.register_forward_pre_hook(lambda m, a, k: 3, with_kwargs=True)
refused(lambda: model(x))


class Fails(nn.Module):
    def forward(self, x):
        raise ValueError("no")


fails = Fails()
fails.register_forward_hook(lambda m, a, out: print("hook", out), always_call=True)
fails.register_forward_hook(lambda m, a, out: print("never"))
refused(lambda: fails(x))

# Backward
layer = nn.Linear(2, 3)


def shown(name):
    def hook(module, grad_input, grad_output):
        shapes = [None if g is None else tuple(g.shape) for g in grad_input]
        print(name, type(module).__name__, shapes, grad_output)

    return hook


handle = layer.register_full_backward_hook(shown("full"))
out = layer(x)
print(out)
out.sum().backward()
leaf = x.clone().requires_grad_()
layer(leaf).pow(2).sum().backward()
print(leaf.grad, layer.weight.grad)
handle.remove()
layer(leaf).sum().backward()
handle = layer.register_full_backward_pre_hook(
    lambda m, grad_output: (grad_output[0] * 2,)
)
layer.register_full_backward_hook(lambda m, gi, go: print(go) or (gi[0] * 10,))
leaf.grad = None
layer(leaf).sum().backward()
print(leaf.grad)

model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
for name, child in model.named_children():
    child.register_full_backward_hook(shown(name))
model(leaf).sum().backward()


class Pair(nn.Module):
    def forward(self, a, b, k=2):
        return a * b, a + k


pair = Pair()
pair.register_full_backward_hook(shown("pair"))
a, b = pair(leaf, x)
(a.sum() + b.sum()).backward()
a, b = pair(leaf, x)
b.sum().backward()


class Dict(nn.Module):
    def forward(self, a):
        return {"a": a * 2}


named = Dict()
named.register_full_backward_hook(shown("dict"))
refused(lambda: named(leaf)["a"].sum().backward())
with torch.no_grad():
    print(pair(leaf, x)[0])

# For all modules
from torch.nn.modules.module import (
    register_module_forward_hook,
    register_module_forward_pre_hook,
    register_module_full_backward_hook,
)

handles = [
    register_module_forward_pre_hook(lambda m, a: print("all pre", m)),
    register_module_forward_hook(lambda m, a, o: print("all after", m)),
    register_module_full_backward_hook(shown("all")),
]
small = nn.Sequential(nn.Linear(2, 1))
small(leaf).sum().backward()
for handle in handles:
    handle.remove()
small(leaf).sum().backward()

# State dicts
model = nn.Linear(1, 1, bias=False)
handle = model.register_state_dict_post_hook(
    lambda m, state, prefix, meta: print("saved", list(state), repr(prefix))
)
state = model.state_dict()
handle.remove()
model.register_load_state_dict_post_hook(
    lambda m, keys: print("loaded", m, keys)
)
print(model.load_state_dict({"weight": torch.ones(1, 1)}))
print(model.load_state_dict({"weights": torch.ones(1, 1)}, strict=False))
refused(lambda: model.register_full_backward_hook(3) and model(leaf[:1, :1]))
