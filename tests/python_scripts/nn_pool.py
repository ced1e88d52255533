"""Pools, borders, columns, other sizes."""

import torch
from torch import nn
from torch.nn import functional as F

torch.set_printoptions(precision=3)


def tried(what):
    try:
        print(what())
    except Exception as error:
        print(type(error).__name__, error)


def ran(name, f, x):
    x = x.clone().requires_grad_()
    y = f(x)
    indices = None
    if isinstance(y, tuple):
        y, indices = y
    print(name, tuple(y.shape), y.grad_fn.name())
    print(y, indices)
    weights = torch.arange(y.numel(), dtype=y.dtype).view(y.shape) + 1
    print(torch.autograd.grad((y * weights).sum(), x)[0])


torch.manual_seed(0)
x = torch.randint(0, 20, (1, 2, 5, 6)).float()
print(x)
for layer in (
    nn.MaxPool2d(2),
    nn.MaxPool2d(3, 2, 1),
    nn.MaxPool2d((3, 2), (2, 1), (1, 0), (1, 2), return_indices=True),
    nn.MaxPool2d(3, stride=2, padding=1, ceil_mode=True, return_indices=True),
    nn.AvgPool2d(2),
    nn.AvgPool2d(3, 2, 1),
    nn.AvgPool2d(3, 2, 1, ceil_mode=True, count_include_pad=False),
    nn.AvgPool2d((3, 2), (2, 1), (1, 0), divisor_override=4),
    nn.AdaptiveAvgPool2d(1),
    nn.AdaptiveAvgPool2d((3, 4)),
    nn.AdaptiveAvgPool2d((None, 4)),
    nn.AdaptiveMaxPool2d((3, 4)),
    nn.AdaptiveMaxPool2d(2, return_indices=True),
):
    ran(layer, layer, x)
    ran(layer, layer, x[0])
for layer in (
    nn.MaxPool1d(2),
    nn.MaxPool1d(3, 2, 1, ceil_mode=True, return_indices=True),
    nn.AvgPool1d(2),
    nn.AvgPool1d(3, 2, 1, True, False),
    nn.AdaptiveAvgPool1d(4),
    nn.AdaptiveMaxPool1d(4, True),
):
    ran(layer, layer, x[0])
ran("of nan", nn.MaxPool2d(2), x.masked_fill(x == 11, float("nan")))
print(F.max_pool2d(torch.zeros(1, 4, 4), 2, return_indices=True))
print(F.max_pool2d(x.long(), 2), F.avg_pool2d(x.long(), 2))
values, places = F.max_pool2d(x, 2, return_indices=True)
print(nn.MaxUnpool2d(2), nn.MaxUnpool2d(2)(values, places))
print(F.max_unpool2d(values, places, 2, output_size=x.size()))

for layer in (
    nn.ZeroPad2d(1),
    nn.ZeroPad2d((1, 0, -1, 2)),
    nn.ConstantPad2d((1, 2, 0, 1), 3.5),
    nn.ConstantPad1d(1, -1),
    nn.ReflectionPad2d((1, 2, 2, 1)),
    nn.ReplicationPad2d((3, 1, 2, 0)),
    nn.CircularPad2d((2, 1, 3, 0)),
):
    y = layer(x)
    print(layer, tuple(y.shape), y)
ran("reflect", lambda x: F.pad(x, (2, 1, 1, 0), "reflect"), x)
ran("replicate", lambda x: F.pad(x, (2, -1), "replicate"), x[0])
print(F.pad(x[0], (2, -1), "circular"))
print(F.pad(x[0, 0].long(), (1, 1), value=7), F.pad(x > 9, (1, 1)).shape)

for blocks in (
    nn.Unfold(2),
    nn.Unfold((2, 3), dilation=2, padding=1, stride=2),
):
    ran(blocks, blocks, x)
fold = nn.Fold((5, 6), 2)
ran(fold, fold, F.unfold(x, 2))

y = torch.arange(16.0).view(1, 1, 4, 4)
for layer in (
    nn.Upsample(scale_factor=2),
    nn.Upsample(size=(3, 6)),
    nn.Upsample(scale_factor=2, mode="bilinear"),
    nn.Upsample(size=7, mode="bilinear", align_corners=True),
    nn.Upsample(scale_factor=(0.5, 1.5), mode="bicubic"),
    nn.UpsamplingNearest2d(scale_factor=2),
    nn.UpsamplingBilinear2d(size=3),
):
    ran(layer, layer, y)
print(F.interpolate(y[0], size=5, mode="linear"))
print(F.interpolate(y, size=5, mode="area"), F.interpolate(y, 5, mode="nearest-exact"))
shuffle = nn.PixelShuffle(2)
print(shuffle, shuffle(torch.arange(16.0).view(1, 8, 1, 2)))
print(nn.PixelUnshuffle(2), nn.PixelUnshuffle(2)(y))

x, line = torch.ones(2, 4, 8, 8), torch.ones(2, 4, 8)
for code in """
F.max_pool2d(x, 9)
F.max_pool2d(x, 2, padding=2)
F.max_pool2d(x, 2, stride=0)
F.max_pool2d(torch.ones(8, 8), 2)
F.max_pool2d(x.bool(), 2)
F.max_pool1d(line, 9)
F.max_pool1d(line, 0)
F.max_pool1d(torch.ones(2), 2)
F.avg_pool2d(x, 9)
F.avg_pool2d(x, 2, divisor_override=0)
F.avg_pool1d(torch.ones(2), 2)
F.adaptive_avg_pool2d(x, (2, 3, 4))
F.adaptive_avg_pool2d(torch.ones(8, 8), 2)
F.adaptive_avg_pool2d(x.long(), 2)
F.pad(x, (1,))
F.pad(x, (1, 1) * 5)
F.pad(x, (-9, 0))
F.pad(x, (8, 1, 1, 1), "reflect")
F.pad(line, (9, 1), "circular")
F.pad(line, (-9, 0), "replicate")
F.pad(x, (1, 1), "reflect")
F.unfold(x, 9)
F.unfold(x, 3, stride=0)
F.fold(torch.ones(2, 10, 36), (8, 8), 3)
F.fold(torch.ones(2, 9, 35), (8, 8), 3)
F.interpolate(x)
F.interpolate(x, size=5, scale_factor=2)
F.interpolate(x, size=(5, 5, 5))
F.interpolate(x, size=0)
F.interpolate(line, size=5, mode="bilinear")
F.interpolate(x, size=5, align_corners=True)
F.pixel_shuffle(x, 3)
""".split("\n"):
    if code:
        print(code)
        tried(lambda: eval(code))

torch.set_printoptions(precision=4)
