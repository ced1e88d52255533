"""Activations as modules, and how they print."""

import copy

import torch
import torch.nn as nn


def refused(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


x = torch.tensor([[-2.0, -1.5, 0.0], [0.25, 1.0, 7.0]])
modules = [
    nn.Threshold(0.1, 20),
    nn.Hardtanh(-2, 2),
    nn.Hardtanh(),
    nn.ReLU6(),
    nn.Hardsigmoid(),
    nn.Hardswish(),
    nn.SiLU(),
    nn.Mish(),
    nn.ELU(0.5),
    nn.CELU(2.0),
    nn.SELU(),
    nn.GELU(),
    nn.GELU(approximate="tanh"),
    nn.Hardshrink(),
    nn.Softshrink(0.3),
    nn.Softplus(),
    nn.Softplus(2, 1),
    nn.PReLU(),
    nn.PReLU(3, 0.1),
    nn.LogSigmoid(),
    nn.Softsign(),
    nn.Tanhshrink(),
    nn.Softmin(dim=1),
    nn.LogSoftmax(dim=0),
]
for module in modules:
    leaf = x.clone().requires_grad_()
    result = module(leaf)
    print(module, type(module).__module__)
    print(result)
    result.sum().backward()
    print(leaf.grad)
print(modules[18].weight, modules[18].weight.grad, modules[18].weight.grad.shape)
print(nn.GLU()(torch.arange(4.0)), nn.GLU(0), nn.GLU(0)(torch.ones(2, 3)))
print(nn.Softmax2d()(torch.zeros(2, 1, 2)), nn.Softmax2d())
for module in (
    nn.Threshold(0.1, 20, True),
    nn.Hardtanh(-2, 2, True),
    nn.ReLU6(True),
    nn.SiLU(True),
    nn.ELU(0.5, True),
    nn.CELU(1, True),
    nn.SELU(True),
    nn.Mish(inplace=True),
    nn.LeakyReLU(0.2, True),
    nn.ReLU(True),
    nn.Hardswish(True),
    nn.Hardsigmoid(True),
):
    y = x.clone()
    z = module(y)
    print(module, z is y or torch.equal(y, z), y)
print(nn.Sequential(nn.GELU(), nn.PReLU(2), nn.ELU()), copy.deepcopy(nn.PReLU()))
print(list(nn.PReLU().state_dict().items()))
refused(lambda: nn.Hardtanh(2, 1))
refused(lambda: nn.Softmax2d()(x))
refused(lambda: nn.GELU("sigmoid")(x))
refused(lambda: nn.PReLU(2)(x))
refused(lambda: nn.GLU()(x))
refused(lambda: nn.Threshold())
