"""Sequential, lists and dicts."""

from collections import OrderedDict

import torch
from torch import nn


def tried(what):
    try:
        print(what())
    except Exception as error:
        print(type(error).__name__, error)


torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
print(net, len(net), net[0], net[-1])
print(net[:2], net[1:])
print([type(m).__name__ for m in net])
tried(lambda: net[3])
tried(lambda: net[-4])
net[1] = nn.Tanh()
del net[0]
print(net, list(net.state_dict()))
print(net.append(nn.Sigmoid()))
print(net.insert(0, nn.Identity()))
print(net.pop(-1), net)
print(net.extend([nn.ReLU(inplace=True)]))
print(nn.Sequential(nn.ReLU()) + nn.Sequential(nn.Tanh()))
tried(lambda: net + [1])
tried(lambda: net.append(3))
tried(lambda: net.insert(9, nn.ReLU()))
named = nn.Sequential(
    OrderedDict([("in", nn.Linear(2, 2)), ("act", nn.ReLU())])
)
print(named, list(named.state_dict()), named.act)
print(nn.Sequential(), nn.Sequential()(3))
tried(lambda: nn.Sequential(3))
tried(lambda: nn.Sequential(nn.Linear))

many = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])
print(many, len(many))
many.append(nn.Linear(2, 1))
print(many)
many.extend([nn.ReLU(), nn.ReLU()])
many.insert(0, nn.Tanh())
print(many, many[1:3])
del many[0]
print(list(many.state_dict()), many[-1])
many[0] = nn.Identity()
print(many.pop(0), len(many), many + [nn.Tanh()])
tried(lambda: many[9])
tried(lambda: many(torch.ones(2)))
tried(lambda: nn.ModuleList(3))
tried(lambda: nn.ModuleList([3]))
print(nn.ModuleList(), nn.ModuleList([nn.Sequential(nn.Tanh())] * 2))
print([name for name, _ in nn.ModuleList([nn.Tanh()] * 2).named_modules()])

table = nn.ModuleDict({"a": nn.Linear(1, 1), "b": nn.ReLU()})
print(table, len(table), "a" in table, list(table))
table["c"] = nn.Tanh()
table.update([["d", nn.Tanh()]])
print(list(table.keys()), list(table.items())[1], table.pop("c"))
del table["d"]
print(list(table.values()), table["b"])
tried(lambda: table["x"])
tried(lambda: table.update(3))
tried(lambda: table.update({"x": 3}))
table.clear()
print(table)

weights = nn.ParameterList([torch.ones(2), nn.Parameter(torch.zeros(1, 3))])
print(weights, len(weights), weights[0], weights[-1])
weights.append(torch.tensor(3.0))
weights.extend([torch.ones(1)])
print([name for name, _ in weights.named_parameters()])
print(sum(p.sum() for p in weights).item(), weights[1:3])
weights[0] = torch.zeros(4)
print(weights)
tried(lambda: weights[9])
tried(lambda: nn.ParameterList(3))
tried(lambda: weights())

named = nn.ParameterDict({"a": torch.ones(2), "b": torch.zeros(1)})
print(named, len(named), "a" in named, list(named), named["a"])
named["c"] = nn.Parameter(torch.ones(3))
print([name for name, _ in named.named_parameters()], named.pop("a"))
print(list(named.keys()), [tuple(p.shape) for p in named.values()])
tried(lambda: named["x"])
