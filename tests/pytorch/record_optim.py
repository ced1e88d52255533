"""Writes optim.2.15.0.txt: a hundred steps of every optimizer on small
problems, learning-rate schedules, clipped gradients, printed optimizers and
errors, as the PyTorch of today has them.

    torch-2.15/bin/python tests/pytorch/record_optim.py
    torch-1.1/bin/python tests/pytorch/record_optim.py

The second command writes optim.1.1.0.txt: the errors only, as the PyTorch of
the notes has them.

A line `SGD rosenbrock float32 lr=0.001` begins a run: the optimizer, the
problem, its dtype, the options. Groups with options of their own are set
apart by `;`. Below it stand the parameters after some of the steps. A line
`= name` begins a text, up to the next `=`; `! name` is an error.
"""

import ast
import itertools
import pathlib

import torch

torch.set_num_threads(1)
VERSION = torch.__version__.split("+")[0]
assert VERSION in ("2.15.0", "1.1.0"), VERSION

SHOWN = (1, 2, 3, 10, 50, 100)


def start(problem, dtype):
    """The parameters of a problem, where they begin."""
    values = {
        "quadratic": [[3.0, -2.0]],
        "rosenbrock": [[-1.5], [2.0]],
        "matrix": [[[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]], [0.7, -0.8]],
        "partial": [[1.0, -1.0], [2.0]],
    }[problem]
    return [torch.tensor(v, dtype=dtype, requires_grad=True) for v in values]


def loss(problem, params, step):
    """What is descended. No matrix product: its last bits depend on the
    machine, and some of these runs make much of them."""
    if problem == "quadratic":
        (x,) = params
        return (x * x * torch.tensor([1.0, 10.0], dtype=x.dtype)).sum()
    if problem == "rosenbrock":
        x, y = params
        a, b = 1 - x, y - x * x
        return (a * a + 100 * (b * b)).sum()
    if problem == "matrix":
        w, b = params
        x = torch.tensor([[1.0, 2.0], [-1.0, 0.5], [0.25, 3.0]], dtype=w.dtype)
        y = (x.unsqueeze(2) * w).sum(1) - torch.tensor([1.0, 0.0, -1.0], dtype=w.dtype)
        return (y * y).mean() + ((b - y.mean()) * (b - y.mean())).sum()
    x, y = params
    if step % 3 == 0:
        return (x * x).sum()
    return (x * x).sum() + (y * x.detach()).sum() + (y * y).sum()


RUNS = {
    "SGD": [
        "lr=0.001",
        "lr=0.001 momentum=0.9",
        "lr=0.001 momentum=0.9 nesterov=True",
        "lr=0.001 momentum=0.9 dampening=0.3 weight_decay=0.1",
        "lr=0.0001 maximize=True momentum=0.5 weight_decay=0.01",
    ],
    "Adam": [
        "",
        "lr=0.1",
        "lr=0.1 betas=(0.3,0.6) eps=0.001 weight_decay=0.1",
        "lr=0.05 amsgrad=True",
        "lr=0.01 maximize=True weight_decay=0.01",
    ],
    "AdamW": [
        "lr=0.1",
        "lr=0.1 weight_decay=0.3 amsgrad=True maximize=True",
    ],
    "Adamax": [
        "",
        "lr=0.1",
        "lr=0.1 betas=(0.4,0.6) eps=0.001 weight_decay=0.1",
        "lr=0.01 maximize=True",
    ],
    "Adagrad": [
        "lr=0.5",
        "lr=0.5 lr_decay=0.1 weight_decay=0.1",
        "lr=0.1 initial_accumulator_value=0.5 eps=0.01 maximize=True",
    ],
    "RMSprop": [
        "",
        "lr=0.05 alpha=0.5 eps=0.01 weight_decay=0.1",
        "lr=0.01 centered=True",
        "lr=0.01 centered=True momentum=0.9",
        "lr=0.001 momentum=0.5 maximize=True",
    ],
}

GROUPS = [
    "SGD rosenbrock float32 lr=0.001 momentum=0.9 ; lr=0.0005 ; momentum=0.5",
    "Adam matrix float64 lr=0.1 ; betas=(0.5,0.9) ; lr=0.01 amsgrad=True",
    "RMSprop partial float64 lr=0.1 ; momentum=0.9 ; centered=True",
    "Adagrad matrix float64 lr=0.1 ; initial_accumulator_value=3.0 ;",
]

# For all options, and for the first ones of an optimizer only.
PROBLEMS = ["rosenbrock float32", "matrix float64"]
MORE_PROBLEMS = ["quadratic float32", "rosenbrock float64", "partial float32"]


def options(text):
    pairs = (pair.split("=") for pair in text.split())
    return {name: ast.literal_eval(value) for name, value in pairs}


def begin(line):
    """The optimizer of a line, its problem and its parameters."""
    name, problem, dtype, *rest = line.split(" ", 3)
    first, *groups = (rest[0] if rest else "").split(";")
    params = start(problem, getattr(torch, dtype))
    given = params
    if groups:
        given = [
            {"params": [param], **options(group)}
            for param, group in zip(params, groups)
        ]
    optimizer = getattr(torch.optim, name)(given, **options(first))
    return optimizer, problem, params


def move(optimizer, problem, params, step):
    optimizer.zero_grad()
    loss(problem, params, step).backward()
    optimizer.step()


def shown(params):
    values = itertools.chain.from_iterable(p.flatten() for p in params)
    return " ".join(repr(value.item()) for value in values)


def runs():
    lines = [
        f"{name} {problem} {given}".strip()
        for name, all_given in RUNS.items()
        for i, given in enumerate(all_given)
        for problem in PROBLEMS + (MORE_PROBLEMS if i == 0 else [])
    ]
    for line in lines + GROUPS:
        yield line
        optimizer, problem, params = begin(line)
        for step in range(1, 101):
            move(optimizer, problem, params, step)
            if step in SHOWN:
                yield f"{step} {shown(params)}"


TEXTS = [
    "SGD quadratic float64",
    "SGD partial float64 lr=1 momentum=0.5 ; lr=0.5 ; nesterov=True",
    "Adam partial float64 amsgrad=True",
    "AdamW quadratic float64",
    "Adamax quadratic float64",
    "Adagrad quadratic float64",
    "RMSprop quadratic float64 centered=True momentum=0.5",
]


def texts():
    for line in TEXTS:
        optimizer, problem, params = begin(line)
        yield f"= repr {line}"
        yield repr(optimizer)
        for when in ("new", "after"):
            yield f"= {when} {line}"
            yield str(optimizer.state_dict())
            move(optimizer, problem, params, 3)
        yield f"= groups {line}"
        yield str(optimizer.param_groups)


SCHEDULES = {
    "StepLR(3, 0.5)": lambda o: torch.optim.lr_scheduler.StepLR(o, 3, 0.5),
    "StepLR(1)": lambda o: torch.optim.lr_scheduler.StepLR(o, 1),
    "ExponentialLR(0.9)":
        lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9),
    "CosineAnnealingLR(10)":
        lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 10),
    "CosineAnnealingLR(7, 0.01)":
        lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 7, 0.01),
    "CosineAnnealingLR(1)":
        lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, 1),
}


def schedules():
    for name, make in SCHEDULES.items():
        line = "SGD partial float32 lr=0.1 ; lr=1 ;"
        optimizer, _, _ = begin(line)
        schedule = make(optimizer)
        yield f"= schedule {name}"
        for _ in range(25):
            yield str(schedule.get_last_lr())
            optimizer.step()
            schedule.step()
        yield str(optimizer.param_groups[1]["initial_lr"])


def scheduler_states():
    """A scheduler after five epochs, another that goes on where it was, and
    the rates of both."""
    for name, make in SCHEDULES.items():
        line = "SGD partial float32 lr=0.1 ; lr=1 ;"
        (first, _, _), (second, _, _) = begin(line), begin(line)
        schedule = make(first)
        yield f"= scheduler {name}"
        yield str(schedule.state_dict())
        for _ in range(5):
            schedule.step()
        yield str(schedule.state_dict())
        other = make(second)
        other.load_state_dict(schedule.state_dict())
        yield str(other.get_last_lr())
        yield str([group["lr"] for group in second.param_groups])
        for _ in range(3):
            other.step()
        yield str(other.state_dict())


def clipping():
    for dtype, numel, kind, limit in itertools.product(
        (torch.float32, torch.float64), (1, 5, 100),
        (2.0, 1.0, 3.0, float("inf"), float("-inf"), 0.0), (0.5, 1e6),
    ):
        grad = ((torch.arange(numel) * 7 + 3) % 11 - 5).to(dtype) / 4
        other = grad[:2] * 2
        params = [torch.zeros_like(g, requires_grad=True)
                  for g in (grad, other)]
        for param, g in zip(params, (grad, other)):
            param.grad = g.clone()
        norm = torch.nn.utils.clip_grad_norm_(params, limit, kind)
        name = str(dtype).replace("torch.", "")
        yield f"~ {name} {numel} {kind} {limit} {norm.dtype} {norm.item()!r}"
        yield shown([p.grad for p in params])


x = torch.tensor([1.0, 2.0], requires_grad=True)
y = torch.tensor([3.0], requires_grad=True)


def with_grads(*grads):
    params = [torch.zeros_like(g, requires_grad=True) for g in grads]
    for param, grad in zip(params, grads):
        param.grad = grad
    return params


def stepped(optimizer):
    for group in optimizer.param_groups:
        for param in group["params"]:
            param.grad = torch.ones_like(param)
    optimizer.step()
    return optimizer


SGD, Adam, Adagrad = torch.optim.SGD, torch.optim.Adam, torch.optim.Adagrad
Adamax, RMSprop = torch.optim.Adamax, torch.optim.RMSprop
# 1.1.0 has none.
AdamW = getattr(torch.optim, "AdamW", None)
StepLR, clip_grad_norm_ = (
    torch.optim.lr_scheduler.StepLR, torch.nn.utils.clip_grad_norm_)
CosineAnnealingLR = torch.optim.lr_scheduler.CosineAnnealingLR
nan, inf = float("nan"), float("inf")

ERRORS = """
SGD([], lr=0.1)
SGD([x])
SGD([{"params": [x], "lr": 0.1}])
SGD([{"params": [x], "lr": 0.1}, {"params": [y]}])
SGD([x * 2], lr=0.1)
SGD([x], lr=-0.1)
SGD([x], lr=nan)
SGD([x], momentum=-1)
SGD([x], weight_decay=-0.5)
SGD([x], nesterov=True)
SGD([x], lr=0.1, maximize=True)
SGD([x], nesterov=True, momentum=0.5, dampening=0.5)
SGD([x], betas=(0.9, 0.9))
SGD([{"params": [x]}, {"params": [y, x]}], lr=0.1)
SGD([x], lr=0.1).add_param_group({"params": [x]})
SGD([x], lr=0.1).add_param_group({"params": [y * 1]})
SGD([{"params": [x], "lr": -1}])
Adam([], lr=-1)
Adam([x], lr=-1)
Adam([x], lr=nan)
Adam([x], eps=-1)
Adam([x], betas=(1.0, 0.9))
Adam([x], betas=(0.9, -0.1))
Adam([x], weight_decay=-1)
Adam([x], momentum=0.5)
AdamW([x], lr=-1)
AdamW([x], decoupled_weight_decay=True)
Adamax([x], lr=-1)
Adamax([x], betas=(0.9, 1.0))
Adamax([x], eps=-1)
Adamax([x], weight_decay=-1)
Adagrad([x], lr=-1)
Adagrad([x], lr_decay=-1)
Adagrad([x], weight_decay=-1)
Adagrad([x], initial_accumulator_value=-1)
Adagrad([x], eps=-1)
RMSprop([x], lr=-1)
RMSprop([x], eps=-1)
RMSprop([x], momentum=-1)
RMSprop([x], weight_decay=-1)
RMSprop([x], alpha=-1)
SGD([x], lr=0.1).load_state_dict(SGD([{"params": [x]}, {"params": [y]}], lr=0.1).state_dict())
SGD([x], lr=0.1).load_state_dict(SGD([x, y], lr=0.1).state_dict())
moved(SGD([x], lr=0.1), Adam([x]))
moved(Adam([x]), SGD([x], lr=0.1, momentum=0.5))
moved(Adam([x]), Adam([y]))
moved(SGD([x], lr=0.1, momentum=0.5), SGD([zeros3], lr=0.1, momentum=0.5))
StepLR(SGD([x], lr=0.1), 0)
StepLR(SGD([x], lr=0.1), 0).step()
CosineAnnealingLR(SGD([x], lr=0.1), 0)
CosineAnnealingLR(SGD([x], lr=0.1), 0).step()
clip_grad_norm_(with_grads(torch.tensor([nan])), 1.0, error_if_nonfinite=True)
clip_grad_norm_(with_grads(torch.tensor([inf])), 1, 3, error_if_nonfinite=True)
clip_grad_norm_(with_grads(torch.tensor([inf])), 1, inf, error_if_nonfinite=True)
"""

zeros3 = torch.zeros(3, requires_grad=True)


def moved(to, source):
    to.load_state_dict(stepped(source).state_dict())
    stepped(to)


def errors():
    for line in ERRORS.strip().splitlines():
        since = "AdamW" in line or "error_if_nonfinite" in line
        # Of two names that a state lacks, 1.1.0 said another one.
        since = since or line.startswith("moved(Adam([x]), SGD")
        if since and VERSION == "1.1.0":
            continue
        yield f"! {line}"
        try:
            eval(line)
            yield "fine"
        except Exception as error:
            yield f"{type(error).__name__}: {error}"


def main():
    parts = (runs(), texts(), schedules(), scheduler_states(), clipping(),
             errors())
    lines = itertools.chain.from_iterable(parts)
    if VERSION == "1.1.0":
        lines = errors()
    path = pathlib.Path(__file__).with_name("optim.%s.txt" % VERSION)
    path.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")
    main()
