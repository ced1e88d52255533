"""Losses, as modules and as functions."""

import warnings

import torch
from torch import nn
from torch.nn import functional as F

warnings.simplefilter("ignore")


def tried(what):
    try:
        print(what())
    except Exception as error:
        print(type(error).__name__, error)


x = torch.tensor([[0.25, -1.5, 3.0], [0.0, 2.0, -0.5]], requires_grad=True)
y = torch.tensor([[0.0, -1.0, 0.5], [0.0, 5.0, 1.0]])
for kind in nn.MSELoss, nn.L1Loss, nn.SmoothL1Loss, nn.HuberLoss:
    print(kind())
    for reduction in "none", "mean", "sum":
        loss = kind(reduction=reduction)(x, y)
        print(loss)
        x.grad = None
        loss.sum().backward()
        print(x.grad)
    print(kind()(x, y[0]))
    tried(lambda: kind()(x, torch.ones(4)))
    tried(lambda: kind(reduction="median")(x, y))
print(nn.SmoothL1Loss(beta=0.25)(x, y), nn.HuberLoss(delta=2.0)(x, y))
print(F.smooth_l1_loss(x, y, beta=0), F.smooth_l1_loss(x, y, beta=2))
tried(lambda: F.smooth_l1_loss(x, y, beta=-1))
tried(lambda: F.huber_loss(x, y, delta=0))
print(nn.MSELoss(size_average=False)(x, y), nn.MSELoss(reduce=False).reduction)
print(F.mse_loss(x, y, reduction="sum"), F.l1_loss(x, y, reduction="none"))

p = torch.tensor([0.25, 0.5, 1.0, 0.0], requires_grad=True)
t = torch.tensor([1.0, 0.0, 1.0, 1.0])
w = torch.tensor([1.0, 2.0, 1.0, 0.5])
for loss in (
    nn.BCELoss(),
    nn.BCELoss(reduction="sum"),
    nn.BCELoss(weight=w, reduction="none"),
):
    result = loss(p, t)
    print(loss, result)
    p.grad = None
    result.sum().backward()
    print(p.grad)
tried(lambda: nn.BCELoss()(p * 2, t))
tried(lambda: nn.BCELoss()(p, t[:2]))
for loss in (
    nn.BCEWithLogitsLoss(),
    nn.BCEWithLogitsLoss(weight=w, reduction="none"),
    nn.BCEWithLogitsLoss(pos_weight=torch.tensor(2.0), reduction="sum"),
):
    result = loss(p, t)
    print(loss, result)
    p.grad = None
    result.sum().backward()
    print(p.grad)
tried(lambda: nn.BCEWithLogitsLoss()(p, t[:2]))
print(F.binary_cross_entropy(p, t), F.binary_cross_entropy(p, t, w))
print(F.binary_cross_entropy_with_logits(p, t, w))

target = torch.tensor([2, -100])
weight = torch.tensor([1.0, 2.0, 3.0])
for loss in (
    nn.CrossEntropyLoss(),
    nn.CrossEntropyLoss(weight),
    nn.CrossEntropyLoss(ignore_index=2),
    nn.CrossEntropyLoss(reduction="none"),
    nn.CrossEntropyLoss(label_smoothing=0.1, reduction="sum"),
    nn.NLLLoss(),
    nn.NLLLoss(weight, reduction="sum"),
):
    here = torch.tensor([2, 0]) if loss.ignore_index == 2 else target
    result = loss(x, here)
    print(loss, result, result.grad_fn.name())
    x.grad = None
    result.sum().backward()
    print(x.grad)
print(F.cross_entropy(x, target, weight, None, -100, None, "sum"))
print(F.nll_loss(x, target, reduction="none"))
print(F.cross_entropy(x, torch.softmax(y, 1)))
tried(lambda: nn.CrossEntropyLoss()(x, torch.tensor([3, 0])))
tried(lambda: nn.CrossEntropyLoss()(x, torch.tensor([1])))
tried(lambda: nn.NLLLoss()(x, torch.tensor([1.0, 0.0])))
print(list(nn.CrossEntropyLoss(weight).state_dict()))
