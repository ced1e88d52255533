"""Parameter and Buffer."""

import copy

import torch
from torch import nn


def tried(what):
    try:
        print(what())
    except Exception as error:
        print(type(error).__name__, error)


p = nn.Parameter(torch.tensor([1.0, 2.0]))
print(p)
print(repr(p), [p])
print(f"{p}")
print(p.data, p.detach())
print(p.requires_grad, p.is_leaf, p.grad)
print(p * 2, type(p * 2))
print(isinstance(p, nn.Parameter), isinstance(p * 2, nn.Parameter))
print(isinstance(torch.ones(1), nn.Parameter))
print(nn.Parameter(torch.tensor(3.0)))
print(nn.Parameter(torch.ones(2), requires_grad=False))
print(nn.Parameter(torch.tensor([1, 2]), requires_grad=False))
tried(lambda: nn.Parameter(torch.tensor([1, 2])))
print(nn.Parameter())
print(nn.Parameter(torch.ones(2, dtype=torch.float64)))
x = torch.ones(2, requires_grad=True)
q = nn.Parameter(x * 2)
print(q, q.grad_fn)
(p * 3).sum().backward()
print(p.grad)
with torch.no_grad():
    p -= 0.5 * p.grad
print(p, p.grad)
p.data.fill_(4)
print(p)
p.data = torch.zeros(3)
print(p)
r = copy.deepcopy(p)
print(r, type(r).__name__, r is p)
print(torch.equal(p, r), p.shape, p.tolist(), len(p))
seen = {p: "p", r: "r"}
print(seen[p], seen[r])
print(p in [p], id(p) == id(p))
b = nn.Buffer(torch.ones(2))
print(b, isinstance(b, nn.Buffer), isinstance(b, nn.Parameter))
