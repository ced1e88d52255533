"""L-BFGS, with and without a line search."""

import torch
import torch.nn as nn


def rosenbrock(x):
    return 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2


def run(function, start, steps, **options):
    x = torch.tensor(start, requires_grad=True)
    optimizer = torch.optim.LBFGS([x], **options)
    calls = 0

    def closure():
        nonlocal calls
        calls += 1
        optimizer.zero_grad()
        loss = function(x)
        loss.backward()
        return loss

    print(options)
    for step in range(steps):
        loss = optimizer.step(closure)
        print(step, f"{loss.item():.5f}", [f"{v:.4f}" for v in x.tolist()])
    print("calls", calls)
    return optimizer


def bowl(x):
    return (x * x * torch.tensor([1.0, 4.0])).sum()


optimizer = run(bowl, [3.0, -2.0], 3)
print(optimizer)
state = optimizer.state_dict()["state"][0]
print(sorted(state))
print(state["func_evals"], state["n_iter"])
run(bowl, [3.0, -2.0], 3, lr=0.1, max_iter=4)
run(bowl, [3.0, -2.0], 3, lr=0.8, max_iter=3, history_size=2)
run(bowl, [3.0, -2.0], 3, line_search_fn="strong_wolfe")
run(rosenbrock, [-1.5, 2.0], 4, line_search_fn="strong_wolfe", max_iter=8)
run(rosenbrock, [-1.5, 2.0], 3, line_search_fn="strong_wolfe", lr=0.1)
run(lambda x: -bowl(x), [3.0, -2.0], 2, maximize=True)

# A model, as scripts train it.
torch.manual_seed(0)
x = torch.linspace(-1, 1, 20).unsqueeze(1)
y = x**3
model = nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1)).double()
x, y = x.double(), y.double()
optimizer = torch.optim.LBFGS(model.parameters(), lr=0.8)
criterion = nn.MSELoss()
for epoch in range(3):

    def closure():
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        return loss

    loss = optimizer.step(closure)
    print(epoch, f"{loss.item():.6f}")


def refused(make):
    try:
        make()
    except Exception as error:
        print(type(error).__name__, error)


w = [torch.ones(1, requires_grad=True)]
refused(lambda: torch.optim.LBFGS(w, lr=-1))
refused(lambda: torch.optim.LBFGS([{"params": w}, {"params": [x.clone()]}]))
refused(lambda: torch.optim.LBFGS(w).step())


def square():
    loss = (w[0] ** 2).sum()
    loss.backward()
    return loss


refused(lambda: torch.optim.LBFGS(w, line_search_fn="armijo").step(square))
