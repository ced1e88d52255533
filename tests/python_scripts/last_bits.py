# Printed with all their digits: one bit off, and a number reads otherwise.
import torch
import torch.nn.functional as F

torch.manual_seed(0)
x = torch.randn(24) * 3
weight = torch.randn(24)


def show(name, f, x, weight):
    leaf = x.clone().requires_grad_()
    y = f(leaf)
    y.backward(weight)
    print(name, y.tolist())
    print("  gradient", leaf.grad.tolist())


show("sigmoid", torch.sigmoid, x, weight)
show("tanh'", lambda x: torch.tanh(x.detach().round()) * x, x, weight)
show("silu", F.silu, x, weight)
show("elu", F.elu, x, weight)
show("selu", torch.selu, x, weight)
show("softplus", F.softplus, x, weight)
show("expm1", torch.expm1, x, weight)
show("log1p", lambda x: torch.log1p(x.abs()), x, weight)
show("near 0", lambda x: torch.expm1(torch.log1p(x * 1e-3)), x, weight)
show(
    "logits",
    lambda x: F.binary_cross_entropy_with_logits(
        x, (weight > 0).float(), reduction="none"
    ),
    x,
    weight,
)

# How many numbers are added up at a time depends on how many there are.
for columns in [1, 2, 7, 8, 15, 16, 17, 40]:
    x = torch.randn(2, columns) * 3
    weight = torch.randn(2, columns)
    show(f"softmax of {columns}", lambda x: F.softmax(x, 1), x, weight)
    show(f"log_softmax of {columns}", lambda x: F.log_softmax(x, 1), x, weight)

# The far ends.
ends = [0.0, -0.0, 1e-40, -1e-40, 88.0, 89.0, 104.0, -87.0, -90.0, -104.0]
ends += [float("inf"), float("-inf"), float("nan"), 1e38, -16.7, 3e38]
ends = torch.tensor(ends)
for f in [torch.sigmoid, F.silu, F.elu, F.softplus, torch.expm1]:
    print(f.__name__, f(ends).tolist())
print("log1p", torch.log1p(ends).tolist())
print("log_softmax", F.log_softmax(ends[:10], 0).tolist())
