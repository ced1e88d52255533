"""Convolutions and transposed ones: how they begin, what they compute, what
they refuse."""

import torch
from torch import nn
from torch.nn import functional as F

torch.set_printoptions(precision=3)


def tried(what):
    try:
        print(what())
    except Exception as error:
        print(type(error).__name__, error)


def ran(layer, *shape, dtype=torch.float32):
    x = torch.randn(shape, dtype=dtype, requires_grad=True)
    y = layer(x)
    print(tuple(y.shape), y.grad_fn.name())
    print(y)
    weights = torch.arange(y.numel(), dtype=dtype).view(y.shape).sin()
    (y * weights).sum().backward()
    print(x.grad)
    for name, parameter in layer.named_parameters():
        print(name, parameter.grad)


torch.manual_seed(0)
layer = nn.Conv2d(2, 3, 3)
print(layer, list(layer.state_dict()))
print(layer.weight, layer.bias)
ran(layer, 1, 2, 4, 5)
ran(layer, 2, 4, 4)
for layer in (
    nn.Conv2d(2, 4, 3, stride=2, padding=1, groups=2),
    nn.Conv2d(4, 4, (2, 3), (1, 2), (1, 0), (2, 1), groups=4, bias=False),
    nn.Conv2d(2, 2, 3, padding="same"),
    nn.Conv2d(2, 2, 4, padding="same", dilation=2),
    nn.Conv2d(1, 2, 3, padding="valid"),
    nn.Conv2d(1, 1, 3, padding=1, padding_mode="reflect"),
    nn.Conv2d(1, 1, 3, padding=(1, 2), padding_mode="circular"),
    nn.Conv2d(1, 1, 3, padding="same", padding_mode="replicate"),
):
    print(layer)
    ran(layer, 2, layer.in_channels, 5, 4)
for layer in (
    nn.Conv1d(2, 3, 3),
    nn.Conv1d(2, 4, 3, 2, 1, groups=2, bias=False),
    nn.Conv1d(3, 2, 4, padding="same"),
):
    print(layer, layer.weight)
    ran(layer, 2, layer.in_channels, 6)
    ran(layer, layer.in_channels, 5)
print(nn.Conv3d(1, 2, 2), nn.Conv3d(1, 2, 2)(torch.ones(1, 1, 2, 3, 3)))
for layer in (
    nn.ConvTranspose2d(2, 3, 3),
    nn.ConvTranspose2d(2, 4, 3, 2, 1, 1, groups=2),
    nn.ConvTranspose2d(2, 2, (2, 3), dilation=(2, 1), bias=False),
    nn.ConvTranspose1d(2, 2, 4, stride=2, padding=1),
):
    print(layer, list(layer.state_dict()))
    print(layer.weight)
    extents = (3, 2) if layer.weight.dim() == 4 else (4,)
    ran(layer, 2, 2, *extents)
up = nn.ConvTranspose2d(1, 1, 3, stride=2)
print(up(torch.ones(1, 1, 2, 2), output_size=[6, 5]).shape)
print(up(torch.ones(1, 2, 2)).shape)
tried(lambda: up(torch.ones(1, 1, 2, 2), output_size=[8, 8]))
tried(lambda: up(torch.ones(1, 1, 2, 2), output_size=[8]))

kernel = torch.tensor([[[[0.0, 1.0], [2.0, 3.0]]]])
image = torch.arange(9.0).view(1, 1, 3, 3)
print(F.conv2d(image, kernel), F.conv2d(image, kernel, padding=1, stride=2))
print(F.conv_transpose2d(image, kernel), F.conv_transpose2d(image, kernel, stride=2))
print(F.conv2d(image.long(), kernel.long()))
print(F.conv2d(image.double(), kernel.double(), torch.ones(1).double()))
print(F.conv2d(torch.ones(0, 1, 3, 3), kernel).shape)

# Twice derived.
x = torch.randn(1, 1, 3, 3, dtype=torch.float64, requires_grad=True)
w = torch.randn(1, 1, 2, 2, dtype=torch.float64, requires_grad=True)
for f in F.conv2d, F.conv_transpose2d:
    first = torch.autograd.grad((f(x, w) ** 3).sum(), (x, w), create_graph=True)
    print(torch.autograd.grad(sum((g**2).sum() for g in first), (x, w)))
y = F.conv2d(x, w)
y.sum().backward()
tried(lambda: y.sum().backward())

conv = nn.Conv2d(4, 6, 3)
tried(lambda: conv(torch.ones(2, 3, 8, 8)))
tried(lambda: conv(torch.ones(8, 8)))
tried(lambda: conv(torch.ones(2, 4, 2, 8)))
tried(lambda: conv(torch.ones(2, 4, 8, 8).double()))
tried(lambda: conv(torch.ones(2, 4, 8, 8).long()))
tried(lambda: nn.Conv1d(4, 6, 3)(torch.ones(2, 4, 2)))
tried(lambda: nn.Conv1d(4, 6, 3)(torch.ones(4)))
tried(lambda: nn.Conv2d(4, 6, 3, groups=3))
tried(lambda: nn.Conv2d(4, 5, 3, groups=2))
tried(lambda: nn.Conv2d(4, 6, 3, stride=2, padding="same"))
tried(lambda: nn.ConvTranspose2d(4, 6, 3, padding_mode="circular"))
x, w = torch.ones(2, 4, 8, 8), torch.ones(6, 4, 3, 3)
tried(lambda: F.conv2d(x, w, stride=0))
tried(lambda: F.conv2d(x, w, padding=-1))
tried(lambda: F.conv2d(x, w, dilation=0))
tried(lambda: F.conv2d(x, w, groups=2))
tried(lambda: F.conv2d(x, w, torch.ones(5)))
tried(lambda: F.conv2d(x, w, stride=(1, 1, 1)))
tried(lambda: F.conv2d(x, w.double()))
tried(lambda: F.conv2d(x, w, padding="all"))
tried(lambda: F.conv_transpose2d(x, w))
tried(lambda: F.conv_transpose2d(x, w.transpose(0, 1), output_padding=1))

torch.set_printoptions(precision=4)
