"""torch.save and torch.load, through a buffer."""

import io
import pickle

import torch
from torch import nn


def again(obj, **options):
    file = io.BytesIO()
    torch.save(obj, file)
    file.seek(0)
    return torch.load(file, **options)


x = torch.arange(6.0).view(2, 3)
print(again(x), again(x.t()), again(x[1:, 1]))
for dtype in (
    torch.float64,
    torch.int64,
    torch.int32,
    torch.uint8,
    torch.bool,
):
    print(again(x.to(dtype)))
print(again(torch.tensor(3.5)), again(torch.empty(0, 3)))
a, b = again([x, x[0]])
b.fill_(7)
print(a)
print(again({"epoch": 3, "name": "x", "list": [1, 2.5, None, True]}))
print(again((1, (2, 3), torch.ones(1))))
print(again(nn.Parameter(torch.ones(2))))
print(again(torch.ones(2, requires_grad=True)))
print(again(x.shape), again(torch.float64))
net = nn.Sequential(nn.Linear(2, 3), nn.LayerNorm(3))
state = again(net.state_dict())
print(list(state), type(state).__name__)
other = nn.Sequential(nn.Linear(2, 3), nn.LayerNorm(3))
print(other.load_state_dict(state))
print(torch.equal(net[0].weight, other[0].weight))
print(state["0.weight"].requires_grad)
whole = again(net, weights_only=False)
print(whole, torch.equal(whole[0].weight, net[0].weight))
print(type(whole[0].weight).__name__, whole[0].weight.requires_grad)
try:
    again(net)
except pickle.UnpicklingError as error:
    print(str(error)[:26])
checkpoint = again({"model": net.state_dict(), "loss": 0.25, "epoch": 7})
print(checkpoint["loss"], checkpoint["epoch"], list(checkpoint["model"]))
