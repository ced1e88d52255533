"""Every optimizer class: its defaults, its steps, what it remembers."""

import torch

CLASSES = ["Adadelta", "ASGD", "NAdam", "RAdam", "Rprop"]


def start():
    return [
        torch.tensor([3.0, -2.0, 0.5], requires_grad=True),
        torch.tensor([[1.5], [-0.25]], requires_grad=True),
    ]


def loss_of(params):
    x, y = params
    return (x * x * torch.tensor([1.0, 10.0, 0.1])).sum() + (
        (y - 1) ** 2
    ).sum() * x.pow(2).mean()


def run(name, steps=12, **options):
    params = start()
    optimizer = getattr(torch.optim, name)(params, **options)
    print(name, options)
    for step in range(steps):
        optimizer.zero_grad()
        loss = loss_of(params)
        loss.backward()
        optimizer.step()
        print(step, loss.item(), params[0].tolist(), params[1].tolist())
    return optimizer


for name in CLASSES:
    optimizer = run(name, 3)
    print(optimizer)
    print(optimizer.defaults)
    print(type(optimizer).__module__)
    for key, value in optimizer.state_dict()["state"][0].items():
        print(key, value, value.dtype)
    print(list(optimizer.param_groups[0]))

run("Adadelta", lr=0.5, rho=0.8, eps=1e-3, weight_decay=0.1)
run("Adadelta", 3, maximize=True)
run("ASGD", lr=0.05, lambd=1e-2, alpha=0.6, t0=3, weight_decay=0.01)
run("ASGD", 3, maximize=True)
run("NAdam", lr=0.05, weight_decay=0.1)
run("NAdam", lr=0.05, weight_decay=0.1, decoupled_weight_decay=True)
run("NAdam", 3, lr=0.01, betas=(0.5, 0.9), momentum_decay=0.1, maximize=True)
run("RAdam", lr=0.05, weight_decay=0.1)
run("RAdam", lr=0.05, weight_decay=0.1, decoupled_weight_decay=True)
run("RAdam", lr=0.05, betas=(0.5, 0.9), maximize=True)
run("Rprop", lr=0.1)
run("Rprop", lr=0.1, etas=(0.3, 1.5), step_sizes=(1e-2, 0.2))
run("Rprop", 3, maximize=True)

# What is loaded goes on as what was saved.
for name in CLASSES:
    first = run(name, 3)
    saved = first.state_dict()
    params = start()
    second = getattr(torch.optim, name)(params, lr=0.5)
    second.load_state_dict(saved)
    loss_of(params).backward()
    second.step()
    print(params[0].tolist(), second.param_groups[0]["lr"])


def refused(make):
    try:
        make()
    except Exception as error:
        print(type(error).__name__, error)


x = [torch.zeros(1, requires_grad=True)]
optim = torch.optim
for name in CLASSES:
    refused(lambda: getattr(optim, name)(x, lr=-1))
    refused(lambda: getattr(optim, name)([]))
refused(lambda: optim.Adadelta(x, rho=1.5))
refused(lambda: optim.Adadelta(x, eps=-1.0))
refused(lambda: optim.Adadelta(x, weight_decay=-0.1))
refused(lambda: optim.ASGD(x, weight_decay=-0.1))
refused(lambda: optim.NAdam(x, betas=(1.0, 0.9)))
refused(lambda: optim.NAdam(x, momentum_decay=-1))
refused(lambda: optim.RAdam(x, betas=(0.9, -0.1)))
refused(lambda: optim.Rprop(x, etas=(1.5, 2.0)))
refused(lambda: optim.Rprop(x, etas=(0.5, 1)))
