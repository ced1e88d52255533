"""Plateaus, cycles, and schedules that are joined."""

import sys
import warnings

import torch
from torch.optim.lr_scheduler import (
    ChainedScheduler,
    ConstantLR,
    CosineAnnealingWarmRestarts,
    CyclicLR,
    ExponentialLR,
    LinearLR,
    OneCycleLR,
    ReduceLROnPlateau,
    SequentialLR,
    StepLR,
)

warnings.simplefilter("always")


def shown(message, category, *rest, **more):
    print(category.__name__, message)


warnings.showwarning = shown


def made(kind="SGD", lr=0.1, two=False, **options):
    x = torch.zeros(2, requires_grad=True)
    groups = [{"params": [x]}]
    if two:
        groups.append({"params": [torch.zeros(1, requires_grad=True)], "lr": 1.0})
    return getattr(torch.optim, kind)(groups, lr=lr, **options)


def walk(name, scheduler, steps=12, *keys):
    optimizer = scheduler.optimizer
    print(name, type(scheduler).__module__)
    for step in range(steps):
        optimizer.step()
        scheduler.step()
        extra = [optimizer.param_groups[0][key] for key in keys]
        print(step, scheduler.get_last_lr(), *extra)
    return scheduler


# Plateaus
metrics = [1.0, 0.9, 0.95, 0.91, 0.92, 0.8999, 0.9, 1.2, 0.5, 0.6, 0.7, 0.8]
for options in (
    dict(patience=1),
    dict(patience=0, factor=0.5, cooldown=2),
    dict(patience=1, mode="max", threshold=0.05, threshold_mode="abs"),
    dict(patience=1, mode="max", min_lr=0.02),
    dict(patience=0, threshold_mode="abs", eps=0.05),
):
    scheduler = ReduceLROnPlateau(made(), **options)
    print(options)
    for metric in metrics:
        scheduler.step(torch.tensor(metric))
        print(scheduler.get_last_lr(), scheduler.num_bad_epochs, end=" ")
    print()
print(scheduler.state_dict())
scheduler = ReduceLROnPlateau(made(two=True), patience=0, min_lr=[0.05, 0.5])
for metric in [1, 2, 3, 4]:
    scheduler.step(metric)
    print(scheduler.get_last_lr(), scheduler.best, scheduler.last_epoch)
other = ReduceLROnPlateau(made(two=True))
other.load_state_dict(scheduler.state_dict())
print(other.best, other.patience, other.min_lrs)

# Cycles
walk("triangular", CyclicLR(made(momentum=0.9), 0.01, 0.1, 4), 12, "momentum")
walk(
    "triangular2",
    CyclicLR(made(momentum=0.9), 0.01, 0.1, 2, 3, mode="triangular2"),
    12,
    "momentum",
)
walk(
    "exp_range",
    CyclicLR(made("Adam"), 0.01, 0.1, 3, mode="exp_range", gamma=0.9),
    8,
    "betas",
)
walk(
    "own",
    CyclicLR(
        made(two=True),
        [0.01, 0.1],
        [0.1, 1.0],
        3,
        scale_fn=lambda x: 1 / x,
        cycle_momentum=False,
    ),
)
walk("one", OneCycleLR(made(momentum=0.9), 0.1, total_steps=12), 12, "momentum")
walk(
    "three",
    OneCycleLR(
        made("Adam"),
        max_lr=0.1,
        epochs=3,
        steps_per_epoch=4,
        three_phase=True,
        anneal_strategy="linear",
        pct_start=0.25,
    ),
    12,
    "betas",
)
scheduler = walk(
    "plain", OneCycleLR(made(two=True), [0.1, 0.2], 10, cycle_momentum=False), 9
)
print(scheduler.state_dict())
print(list(scheduler.optimizer.param_groups[0]))
walk("restarts", CosineAnnealingWarmRestarts(made(), 3), 8)
scheduler = CosineAnnealingWarmRestarts(made(two=True), 2, 2, eta_min=0.01)
walk("growing", scheduler, 10)
for epoch in [0, 0.5, 1.75, 3, 7.5]:
    scheduler.step(epoch)
    print(epoch, scheduler.get_last_lr(), scheduler.T_cur, scheduler.T_i)
print(scheduler.state_dict())

# Joined
optimizer = made()
schedulers = [
    ConstantLR(optimizer, factor=0.1, total_iters=2),
    ExponentialLR(optimizer, gamma=0.9),
    StepLR(optimizer, 2),
]
walk("sequential", SequentialLR(optimizer, schedulers, [3, 6]), 10)
optimizer = made(two=True)
schedulers = [
    LinearLR(optimizer, total_iters=4),
    CosineAnnealingWarmRestarts(optimizer, 5),
]
scheduler = walk("warm", SequentialLR(optimizer, schedulers, milestones=[4]))
print(scheduler.state_dict())
optimizer = made()
schedulers = [
    ConstantLR(optimizer, factor=0.1, total_iters=4),
    ExponentialLR(optimizer, gamma=0.9),
]
scheduler = walk("chained", ChainedScheduler(schedulers), 6)
print(scheduler.state_dict())
print(type(scheduler.optimizer).__name__)


def refused(make):
    try:
        make()
    except Exception as error:
        print(type(error).__name__, error)


x = made()
refused(lambda: ReduceLROnPlateau(x, factor=1.0))
refused(lambda: ReduceLROnPlateau(x, mode="avg"))
refused(lambda: ReduceLROnPlateau(x, threshold_mode="avg"))
refused(lambda: ReduceLROnPlateau(x, min_lr=[1, 2]))
refused(lambda: ReduceLROnPlateau(7))
refused(lambda: ReduceLROnPlateau(x).step())
refused(lambda: CyclicLR(x, 0.1, 0.2, mode="square"))
refused(lambda: CyclicLR(x, [0.1, 0.2], 0.2))
refused(lambda: CyclicLR(made("Adagrad"), 0.1, 0.2))
refused(lambda: OneCycleLR(x, 0.1))
refused(lambda: OneCycleLR(x, 0.1, total_steps=0))
refused(lambda: OneCycleLR(x, 0.1, epochs=1, steps_per_epoch=2.5))
refused(lambda: OneCycleLR(x, 0.1, 10, pct_start=1))
refused(lambda: OneCycleLR(x, 0.1, 10, pct_start=2.0))
refused(lambda: OneCycleLR(x, 0.1, 10, anneal_strategy="log"))
refused(lambda: OneCycleLR(made("Rprop"), 0.1, 10))
refused(lambda: walk("over", OneCycleLR(made(), 0.1, total_steps=2), 4))
refused(lambda: CosineAnnealingWarmRestarts(x, 0))
refused(lambda: CosineAnnealingWarmRestarts(x, 2, 1.5))
refused(lambda: CosineAnnealingWarmRestarts(x, 2, eta_min="0"))
refused(lambda: CosineAnnealingWarmRestarts(x, 2).step(-1))
refused(lambda: SequentialLR(x, [], []))
refused(lambda: SequentialLR(x, [StepLR(x, 1)], [1]))
refused(lambda: SequentialLR(x, [3], []))
refused(lambda: SequentialLR(x, [ReduceLROnPlateau(x)], []))
refused(lambda: ChainedScheduler([]))
refused(lambda: ChainedScheduler([StepLR(x, 1), StepLR(made(), 1)]))
sys.stdout.flush()
