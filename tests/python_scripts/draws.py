"""Every way to draw, from a seed."""

import torch

p = torch.tensor([0.1, 0.2, 0.3, 0.4])


def show(what):
    torch.manual_seed(7)
    try:
        x = eval(what)
    except (RuntimeError, TypeError, NotImplementedError) as error:
        print(what, type(error).__name__, error)
        return
    # All digits, and where the generator stands afterwards.
    print(what, x.dtype, tuple(x.stride()), x.tolist(), torch.rand(1).item())


for n in (1, 3, 20):
    for dtype in (torch.float32, torch.float64):
        for call in (
            "exponential_()",
            "exponential_(2.5)",
            "cauchy_()",
            "cauchy_(1, sigma=3)",
            "log_normal_()",
            "log_normal_(0.5, 0.25)",
            "geometric_(0.3)",
            "bernoulli_(0.3)",
            "bernoulli_()",
            "uniform_(-1, 1)",
            "normal_(1, 2)",
            "random_(10)",
        ):
            show(f"torch.zeros({n}, dtype={dtype}).{call}")
for call in (
    "torch.multinomial(p, 1)",
    "torch.multinomial(p, 3)",
    "p.multinomial(num_samples=4)",
    "torch.multinomial(p, 1, replacement=True)",
    "torch.multinomial(p, 12, True)",
    "torch.multinomial(p.double(), 12, True)",
    "torch.multinomial(p.double(), 3)",
    "torch.multinomial(torch.stack([p, p.flip(0)]), 3)",
    "torch.multinomial(torch.stack([p, p.flip(0)]).t(), 2)",
    "torch.multinomial(torch.stack([p, p.flip(0)]), 5, True)",
    "torch.multinomial(torch.arange(100.), 10)",
    "torch.multinomial(torch.arange(100.), 10, True)",
    "torch.multinomial(torch.tensor([1.0, 0, 0]), 2)",
    "torch.multinomial(torch.ones(0, 3), 1)",
    "torch.multinomial(p, 5)",
    "torch.multinomial(p, 0)",
    "torch.multinomial(torch.ones(2, 2, 2), 1)",
    "torch.multinomial(torch.tensor([1, 0]), 1)",
    "torch.multinomial(torch.tensor([-1.0, 0]), 1)",
    "torch.multinomial(torch.tensor([0.0, 0]), 1)",
    "torch.multinomial(torch.tensor([0.0, 0]), 2, True)",
    "torch.multinomial(torch.tensor([-1.0, 0]), 2, True)",
    "torch.multinomial(torch.tensor([1.0, float('inf')]), 2, True)",
    "torch.poisson(torch.tensor([0.0, 0.5, 4, 9.5, 10, 30, 200, 5000]))",
    "torch.poisson(torch.full((40,), 12.0, dtype=torch.float64))",
    "torch.poisson(torch.full((2, 20), 3.0))",
    "torch.poisson(-p)",
    "torch.poisson(torch.tensor([1, 2]))",
    "torch.bernoulli(p)",
    "torch.bernoulli(p, 0.5)",
    "p.bernoulli()",
    "p.bernoulli(p=0.25)",
    "torch.empty(2, 4).bernoulli_(p)",
    "torch.zeros(2, dtype=torch.long).bernoulli_(torch.tensor([0.0, 1]))",
    "torch.zeros(2).bernoulli_(p)",
    "torch.bernoulli(p, 2.0)",
    "torch.zeros(3, 2).t().exponential_()",
    "torch.zeros(3, 2).t().cauchy_()",
    "torch.zeros(3, dtype=torch.uint8).geometric_(0.5)",
    "torch.zeros(2).exponential_(-1)",
    "torch.zeros(2).cauchy_(0, -1)",
    "torch.zeros(2).log_normal_(0, -1)",
    "torch.zeros(2).geometric_(2)",
    "torch.zeros(2, dtype=torch.long).exponential_()",
    "torch.zeros(2, dtype=torch.long).cauchy_()",
    "torch.zeros(2, dtype=torch.long).log_normal_()",
    "torch.normal(p, 1.0)",
    "torch.normal(0.0, p)",
    "torch.normal(mean=p, std=p)",
    "torch.normal(torch.zeros(2, 1), torch.ones(3))",
    "torch.normal(p.double(), 2.0)",
    "torch.normal(p)",
    "torch.normal(2.0, 0.5, (2, 2))",
    "torch.normal(0, 1, size=(20,), dtype=torch.float64)",
    "torch.normal(p, -1.0)",
    "torch.normal(p, -p)",
    "torch.normal(p, torch.ones(3))",
    "torch.normal(torch.tensor([1, 2]), 1.0)",
    "torch.randint_like(p, 5)",
    "torch.randint_like(p, 2, 5, dtype=torch.long)",
    "torch.rand_like(p, dtype=torch.float64)",
    "torch.randn_like(torch.zeros(3, 2).t())",
    "torch.rand_like(torch.zeros(3, 2).t())",
    "torch.multinomial(p, 2, generator=torch.Generator().manual_seed(3))",
    "torch.bernoulli(p, generator=torch.Generator().manual_seed(3))",
    "p.clone().exponential_(generator=torch.Generator().manual_seed(3))",
):
    show(call)

x = torch.full((3,), 0.5, requires_grad=True)
for y in (
    torch.bernoulli(x),
    torch.poisson(x),
    x.clone().exponential_(),
    x.clone().geometric_(0.5),
    x.clone().bernoulli_(x),
    torch.normal(x, 1.0),
    torch.normal(0.0, x),
    torch.normal(x, x),
):
    y.sum().backward()
    print(type(y.grad_fn).__name__, x.grad)
    x.grad = None
