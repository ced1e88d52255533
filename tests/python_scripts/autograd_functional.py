"""Jacobians, Hessians, products, checks of derivatives, anomalies."""

import warnings

import torch
from torch.autograd import functional as AF
from torch.autograd import gradcheck, gradgradcheck


def refused(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


def f(x):
    return x**3


def g(x, y):
    return x * y, (x + y).sum()


def number(a):
    return (a**3).sum()


def two(a, b):
    return (a**2 * b).sum()


x = torch.tensor([1.0, 2.0])
y = torch.tensor([3.0, 4.0])
leaf = x.clone().requires_grad_()
ones = torch.ones(2)
refused(lambda: AF.jacobian(f, x))
refused(lambda: AF.jacobian(g, (x, y)))
refused(lambda: AF.jacobian(lambda a: a.sum(), x))
refused(lambda: AF.jacobian(lambda a: a.sum(), x, create_graph=True))
refused(lambda: AF.jacobian(f, leaf))
refused(lambda: AF.jacobian(f, leaf, create_graph=True))
refused(lambda: AF.jacobian(lambda a: torch.ones(2), x))
refused(lambda: AF.jacobian(lambda a: torch.ones(2), x, strict=True))
refused(lambda: AF.jacobian(lambda a, b: a * 2, (x, y), strict=True))
refused(lambda: AF.jacobian(lambda a: 3, x))
refused(lambda: AF.jacobian(f, 3))
refused(lambda: AF.jacobian(f, (x, 3)))
refused(lambda: AF.jacobian(f, x, vectorize=True))
refused(lambda: AF.jacobian(lambda a: a @ a.t(), torch.eye(2)).shape)
refused(lambda: AF.hessian(number, x))
refused(lambda: AF.hessian(two, (x, y)))
refused(lambda: AF.hessian(f, x))
refused(lambda: AF.hessian(lambda a: a.sum(), x))
refused(lambda: AF.vjp(f, x))
refused(lambda: AF.vjp(f, x, ones))
refused(lambda: AF.vjp(f, x, torch.ones(3)))
refused(lambda: AF.vjp(lambda a: a.sum(), x))
refused(lambda: AF.vjp(g, (x, y), (x, torch.tensor(1.0))))
refused(lambda: AF.vjp(f, x, ones, create_graph=True))
refused(lambda: AF.jvp(f, x, ones))
refused(lambda: AF.jvp(f, x))
refused(lambda: AF.jvp(f, torch.tensor(2.0)))
refused(lambda: AF.jvp(g, (x, y), (ones, torch.zeros(2))))
refused(lambda: AF.jvp(f, x, ones, strict=True))
refused(lambda: AF.vhp(number, x, ones))
refused(lambda: AF.hvp(number, x, ones))
refused(lambda: AF.hvp(two, (x, y), (x, y)))

double = torch.tensor([1.0, 2.0], dtype=torch.double, requires_grad=True)
weight = torch.ones(3, 2, dtype=torch.double, requires_grad=True)
inputs = torch.ones(2, 2, dtype=torch.double, requires_grad=True), weight
warnings.simplefilter("ignore")
refused(lambda: gradcheck(f, (double,)))
refused(lambda: gradcheck(f, double))
refused(lambda: gradgradcheck(f, double))
refused(lambda: gradcheck(torch.nn.functional.linear, inputs, eps=1e-6))
refused(lambda: gradcheck(f, (x,)))


class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, grad):
        return grad * 3


refused(lambda: gradcheck(Wrong.apply, (double,)))
refused(lambda: gradcheck(Wrong.apply, (double,), raise_exception=False))

# NaN
z = torch.tensor([0.0, -1.0], requires_grad=True)
z.sqrt().sum().backward()
print(z.grad)
with torch.autograd.detect_anomaly():
    refused(lambda: z.sqrt().sum().backward())
    refused(lambda: (z.abs().sqrt() * 0).sum().backward())
z.sqrt().sum().backward()
torch.autograd.set_detect_anomaly(True)
refused(lambda: (z * z.log()).sum().backward())
with torch.autograd.set_detect_anomaly(False):
    refused(lambda: (z * z.log()).sum().backward())
refused(lambda: (z * z.log()).sum().backward())
torch.autograd.set_detect_anomaly(False)
refused(lambda: (z * z.log()).sum().backward())
