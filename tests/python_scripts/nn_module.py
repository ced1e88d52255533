"""Module: attributes, registration, the tree, state, hooks, text."""

import copy

import torch
from torch import nn


def tried(what):
    try:
        print(what())
    except Exception as error:
        print(type(error).__name__, error)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 3)
        self.scale = nn.Parameter(torch.ones(3))
        self.register_buffer("steps", torch.tensor(0))
        self.register_buffer("hidden", torch.zeros(2), persistent=False)
        self.register_parameter("nothing", None)
        self.last = nn.Sequential(nn.Tanh(), nn.Linear(3, 1, bias=False))

    def forward(self, x):
        self.steps += 1
        return self.last(self.first(x) * self.scale)


torch.manual_seed(0)
net = Net()
print(net)
print(net(torch.ones(2, 2)))
print(net.steps, net.nothing, net.hidden)
print([name for name, _ in net.named_parameters()])
print([name for name, _ in net.named_parameters(prefix="net")])
print([name for name, _ in net.named_parameters(recurse=False)])
print([tuple(p.shape) for p in net.parameters()])
print([name for name, _ in net.named_buffers()], len(list(net.buffers())))
print([name for name, _ in net.named_modules()])
print([name for name, _ in net.named_children()])
print([type(m).__name__ for m in net.modules()])
print([type(m).__name__ for m in net.children()])
print(list(net.state_dict()))
print(list(net.state_dict(prefix="a.")))
print(net.state_dict(keep_vars=True)["scale"])
print(net.get_submodule("last.1"), net.get_parameter("last.1.weight").shape)
tried(lambda: net.get_submodule("last.7"))
tried(lambda: net.get_parameter("first.wrong"))
tried(lambda: net.foo)
tried(lambda: net.register_buffer("a.b", None))
tried(lambda: net.register_buffer("", None))
tried(lambda: net.register_buffer(3, None))
tried(lambda: net.register_buffer("first", None))
tried(lambda: net.register_buffer("x", 3))
tried(lambda: net.register_parameter("a.b", None))
tried(lambda: net.register_parameter("x", torch.ones(2)))
tried(lambda: net.register_parameter("x", 3))
tried(lambda: net.register_parameter("first", None))
tried(lambda: net.add_module("x", 3))
tried(lambda: net.add_module("x", torch.nn.Linear))
tried(lambda: net.add_module("scale", nn.Tanh()))
tried(lambda: net.add_module("a.b", nn.Tanh()))
tried(lambda: setattr(net, "scale", torch.ones(2)))
tried(lambda: setattr(net, "scale", 3))
tried(lambda: setattr(net, "first", torch.ones(2)))
tried(lambda: setattr(net, "first", "x"))
tried(lambda: setattr(net, "steps", 3))
tried(lambda: nn.Module(3))
tried(lambda: nn.Module(a=3))
tried(lambda: nn.Module()(3))
tried(lambda: net.train(3))
tried(lambda: net.to(torch.int64))
tried(lambda: nn.Linear(2, 3, 4, 5, 6, 7))


class Forgotten(nn.Module):
    def __init__(self, what):
        self.it = what


tried(lambda: Forgotten(nn.Linear(1, 1)))
tried(lambda: Forgotten(nn.Parameter(torch.ones(1))))

# A name is one thing.
net = Net()
net.scale = None
print(net.scale, [name for name, _ in net.named_parameters()])
net.first = None
print(net.first)
del net.steps
tried(lambda: net.steps)
net.plain = 3
net.plain = nn.Linear(1, 1)
print("plain" in net.__dict__, net.plain)
net.buffer = nn.Buffer(torch.ones(2))
print([name for name, _ in net.named_buffers()])
net.buffer = torch.zeros(3)
print(net.buffer)
tied = nn.Module()
tied.a = tied.b = nn.Linear(1, 1)
print(len(list(tied.parameters())), list(tied.state_dict()))
print(len(list(tied.named_parameters(remove_duplicate=False))))
print(tied)

# Modes, freezing, zero_grad
net = Net()
print(net.training, net.eval().training, net.last[0].training)
print(net.train().last[1].training)
print(net.requires_grad_(False) is net, net.scale)
net.requires_grad_()
net(torch.ones(1, 2)).sum().backward()
grad = net.scale.grad
print(grad is None)
net.zero_grad(set_to_none=False)
print(grad)
net.zero_grad()
print(net.scale.grad, net.first.weight.grad)


def visit(module):
    print("visit", type(module).__name__)


print(net.apply(visit) is net)

# dtypes
net = Net()
weight = net.first.weight
print(net.double() is net, net.first.weight.dtype, net.steps.dtype)
print(net.first.weight is weight, net.scale)
print(net.to(torch.float32).scale.dtype, net.float().scale.dtype)
print(net.to("cpu") is net, net.to(torch.device("cpu")) is net)

# State
torch.manual_seed(0)
a, b = Net(), Net()
print(b.load_state_dict(a.state_dict()))
print(torch.equal(a.first.weight, b.first.weight))
state = a.state_dict()
state["more"] = torch.ones(1)
state["last.7.weight"] = torch.ones(1)
state["scale"] = torch.ones(7)
del state["first.bias"]
tried(lambda: b.load_state_dict(state))
tried(lambda: b.load_state_dict(state, strict=False))
del state["scale"]
result = b.load_state_dict(state, strict=False)
print(result)
print(result.missing_keys, result.unexpected_keys)
missing, unexpected = result
print(len(missing))
tried(lambda: b.load_state_dict(3))
tried(lambda: b.load_state_dict({"scale": 3}, strict=False))
print(type(a.state_dict()).__name__, a.state_dict()["scale"].requires_grad)
print(a.state_dict().keys())
small = nn.Linear(1, 1).state_dict()
print(small.values(), small.items(), list(reversed(small.keys())))
c = copy.deepcopy(a)
with torch.no_grad():
    c.scale.fill_(7)
print(a.scale, c.scale, type(c.scale).__name__)
print(c.state_dict())

# Hooks
net = nn.Sequential(nn.Linear(2, 2, bias=False), nn.Identity())
nn.init.ones_(net[0].weight)
seen = []
handle = net[0].register_forward_hook(
    lambda module, args, output: seen.append(output.shape)
)
first = net.register_forward_pre_hook(lambda module, args: args[0] * 2)
print(net(torch.ones(1, 2)), seen)
handle.remove()
first.remove()
with net[1].register_forward_hook(lambda m, i, o: o + 1):
    print(net(torch.ones(1, 2)))
print(net(torch.ones(1, 2)), len(seen))


class Said(nn.Module):
    def extra_repr(self):
        return "one line"


class Saying(nn.Module):
    def __init__(self):
        super().__init__()
        self.child = Said()

    def extra_repr(self):
        return "two\nlines"


print(Said(), Saying(), nn.Module())
print(isinstance(net[0].weight, torch.Tensor), isinstance(net, nn.Module))
print(issubclass(nn.Linear, nn.Module), nn.Linear.__name__)
print(nn.Linear, nn.LSTM, nn.Parameter)
print(type(net[0]), type(net[0].weight))
