"""Layers: how they begin, what they compute, how they print."""

import torch
from torch import nn


def tried(what):
    try:
        print(what())
    except Exception as error:
        print(type(error).__name__, error)


torch.manual_seed(0)
layer = nn.Linear(3, 2)
print(layer.weight, layer.bias, layer(torch.ones(2, 3)))
print(nn.Linear(3, 2, bias=False), nn.Linear(3, 2, False).bias)
print(nn.Linear(2, 2, dtype=torch.float64)(torch.ones(2).double()))
tried(lambda: layer(torch.ones(2, 4)))
tried(lambda: layer(torch.ones(2, 3).double()))
tried(lambda: nn.Linear(-1, 2))
layer.reset_parameters()
print(layer.weight, layer.in_features, layer.out_features)

bilinear = nn.Bilinear(2, 3, 4)
print(bilinear, bilinear.weight[0], bilinear.bias)
print(bilinear(torch.ones(5, 2), torch.ones(5, 3))[0])

table = nn.Embedding(4, 2, padding_idx=-1)
print(table, table.weight)
print(table(torch.tensor([[0, 3]])))
table(torch.tensor([0, 0, 3])).sum().backward()
print(table.weight.grad)
tried(lambda: table(torch.tensor([4])))
tried(lambda: table(torch.tensor([1.0])))
tried(lambda: nn.Embedding(4, 2, padding_idx=4))
fixed = nn.Embedding.from_pretrained(torch.eye(3))
print(fixed, fixed.weight, fixed(torch.tensor(1)))

drop = nn.Dropout(0.25)
print(drop, nn.Dropout(), nn.Dropout(0.5, inplace=True))
print(drop(torch.ones(12)))
print(drop.eval()(torch.ones(3)))
x = torch.ones(8)
print(nn.Dropout(0.5, True)(x), x)
tried(lambda: nn.Dropout(2))
tried(lambda: nn.Dropout(-0.5))

norm = nn.LayerNorm(4)
print(norm, norm.weight, norm.bias)
print(norm(torch.arange(8.0).view(2, 4)))
print(nn.LayerNorm((2, 3), elementwise_affine=False))
print(nn.LayerNorm([2, 3], eps=1e-3, bias=False))
tried(lambda: norm(torch.ones(2, 3)))

print(nn.Flatten(), nn.Flatten(0)(torch.ones(2, 3)).shape)
print(nn.Flatten()(torch.ones(2, 3, 4)).shape)
print(nn.Unflatten(1, (2, 3)), nn.Unflatten(1, (2, 3))(torch.ones(4, 6)).shape)
print(nn.Identity(3, a=4), nn.Identity()(3))

x = torch.tensor([[-2.0, -0.5, 0.0, 0.5, 2.0]])
for module in (
    nn.ReLU(),
    nn.ReLU(inplace=True),
    nn.LeakyReLU(),
    nn.LeakyReLU(0.5),
    nn.LeakyReLU(0.5, inplace=True),
    nn.Sigmoid(),
    nn.Tanh(),
    nn.Softmax(dim=1),
    nn.LogSoftmax(dim=-1),
    nn.Softmin(dim=1),
):
    print(module, module(x.clone()))
y = x.clone()
nn.ReLU(True)(y)
print(y)
tried(lambda: nn.Softmax(dim=2)(x))
x.requires_grad_()
for module in nn.ReLU(), nn.LeakyReLU(), nn.Tanh():
    print(module(x).sum(), module(x).grad_fn.name())
