"""Norms over a batch, over each sample, over groups; whole channels
dropped."""

import torch
from torch import nn
from torch.nn import functional as F

torch.set_printoptions(precision=3)


def tried(what):
    try:
        print(what())
    except Exception as error:
        print(type(error).__name__, error)


def ran(layer, x):
    x = x.clone().requires_grad_()
    y = layer(x)
    print(y)
    layer.zero_grad()
    (y * torch.arange(y.numel(), dtype=y.dtype).view(y.shape).cos()).sum().backward()
    print(x.grad)
    for name, parameter in layer.named_parameters():
        print(name, parameter.grad)


torch.manual_seed(0)
for layer, shape in (
    (nn.BatchNorm2d(2), (2, 2, 2, 3)),
    (nn.BatchNorm1d(3), (4, 3)),
    (nn.BatchNorm1d(2, eps=1e-3, momentum=0.5), (3, 2, 2)),
    (nn.BatchNorm1d(3, momentum=None), (4, 3)),
    (nn.BatchNorm2d(2, affine=False), (2, 2, 2, 2)),
    (nn.BatchNorm2d(2, track_running_stats=False), (2, 2, 2, 2)),
    (nn.InstanceNorm2d(2), (2, 2, 2, 3)),
    (nn.InstanceNorm1d(2, affine=True, track_running_stats=True), (2, 2, 4)),
    (nn.GroupNorm(2, 4), (2, 4, 3)),
    (nn.GroupNorm(1, 2, eps=1e-3, affine=False), (2, 2, 2, 2)),
    (nn.RMSNorm(4), (2, 3, 4)),
    (nn.RMSNorm((3, 4), eps=1e-3, elementwise_affine=False), (2, 3, 4)),
    (nn.LocalResponseNorm(2), (1, 3, 2)),
):
    layer.double()
    print(layer, list(layer.state_dict()))
    if getattr(layer, "weight", None) is not None:
        with torch.no_grad():
            layer.weight += torch.linspace(0, 1, len(layer.weight))
    for _ in range(2):
        ran(layer, torch.randn(shape, dtype=torch.float64) * 2 + 1)
        print(layer.state_dict())
    layer.eval()
    ran(layer, torch.randn(shape, dtype=torch.float64))
    print(layer.state_dict())

# A batch by hand, in float32.
x = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 9.0]])
norm = nn.BatchNorm1d(2)
print(norm(x), norm.running_mean, norm.running_var, norm.num_batches_tracked)
norm.eval()
print(norm(x), norm.num_batches_tracked)
norm.reset_running_stats()
print(norm.state_dict())
print(F.batch_norm(x, torch.zeros(2), torch.ones(2)))
fresh = nn.BatchNorm1d(2)
print(fresh.load_state_dict(norm.state_dict()), fresh.num_batches_tracked)
print([name for name, _ in nn.BatchNorm2d(3).named_buffers()])

for layer, shape in (
    (nn.Dropout1d(0.5), (2, 3, 2)),
    (nn.Dropout2d(0.5), (2, 3, 2, 2)),
    (nn.Dropout3d(0.5), (1, 3, 1, 2, 2)),
    (nn.AlphaDropout(0.5), (2, 5)),
    (nn.FeatureAlphaDropout(0.5), (2, 3, 2)),
    (nn.Dropout2d(0.25, inplace=True), (2, 3, 1, 1)),
):
    ones = torch.ones(shape)
    print(layer, layer(ones), layer.eval()(ones))

x, line = torch.ones(2, 4, 8, 8), torch.ones(2, 4, 8)
for code in """
nn.BatchNorm2d(4)(line)
nn.BatchNorm1d(4)(x)
nn.BatchNorm2d(3)(x)
nn.BatchNorm1d(4)(torch.ones(1, 4))
nn.BatchNorm1d(4).eval()(torch.ones(1, 4)).shape
nn.BatchNorm2d(4)(x.double())
nn.BatchNorm2d(4)(x.long())
F.batch_norm(x, None, None)
F.batch_norm(x, torch.zeros(4), torch.ones(3))
F.batch_norm(x, torch.zeros(4), torch.ones(4), weight=torch.ones(3))
nn.GroupNorm(3, 4)
nn.GroupNorm(2, 4)(torch.ones(2, 6, 8))
nn.GroupNorm(2, 4)(torch.ones(4))
F.group_norm(x, 3)
nn.InstanceNorm2d(3, affine=True)(x)
nn.InstanceNorm2d(4)(torch.ones(2, 4, 1, 1))
nn.RMSNorm(4)(x)
nn.Dropout2d(2)
nn.Dropout1d()(torch.ones(2))
""".split("\n"):
    if code:
        print(code)
        tried(lambda: eval(code))

torch.set_printoptions(precision=4)
