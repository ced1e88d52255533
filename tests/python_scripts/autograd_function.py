"""Functions with a derivative of their own."""

import torch
from torch.autograd import Function
from torch.autograd.function import once_differentiable, FunctionCtx
def refused(make):
    try:
        r = make()
        print("ok", r)
    except Exception as error:
        print(type(error).__name__, error)
class Exp(Function):
    @staticmethod
    def forward(ctx, x):
        y = x.exp()
        ctx.save_for_backward(y)
        ctx.note = 3
        return y
    @staticmethod
    def backward(ctx, g):
        y, = ctx.saved_tensors
        y2, = ctx.saved_tensors
        print(y.equal(y2), ctx.note, ctx.needs_input_grad, type(ctx).__name__, ctx.saved_tensors[0].requires_grad)
        return g * y
x = torch.tensor([1., 2.], requires_grad=True)
y = Exp.apply(x)
print(y, y.grad_fn.name(), type(y.grad_fn).__name__, y.grad_fn.next_functions[0][0].name())
g, = torch.autograd.grad(y.sum(), x, create_graph=True)
print(g)
g.sum().backward()
print(x.grad)
y = Exp.apply(x)
y.sum().backward()
refused(lambda: y.sum().backward())
print(Exp.apply(torch.ones(2)))
with torch.no_grad():
    print(Exp.apply(x))
class Two(Function):
    @staticmethod
    def forward(ctx, a, b, n, flag=True):
        ctx.set_materialize_grads(False)
        ctx.n = n
        return a * n, b + 1, a > 0
    @staticmethod
    def backward(ctx, ga, gb, gc):
        print(ga, gb, gc, ctx.needs_input_grad)
        return None if ga is None else ga * ctx.n, gb, None
a = torch.tensor([1., -2.], requires_grad=True)
b = torch.tensor([1., 2.])
p, q, r = Two.apply(a, b, 3)
print(p, q, r)
p.sum().backward()
print(a.grad, b.grad)
refused(lambda: Two.apply(a, b, n=3))
class Sort(Function):
    @staticmethod
    def forward(ctx, x):
        s, i = x.sort()
        ctx.mark_non_differentiable(i)
        ctx.save_for_backward(x, i)
        return s, i
    @staticmethod
    @once_differentiable
    def backward(ctx, g, gi):
        x, i = ctx.saved_tensors
        print(gi)
        out = torch.zeros_like(x)
        out[i] = g
        return out
x = torch.tensor([3., 1., 2.], requires_grad=True)
s, i = Sort.apply(x)
print(s, i, i.requires_grad)
(s * torch.tensor([1., 2., 3.])).sum().backward()
print(x.grad)
s, i = Sort.apply(x)
g, = torch.autograd.grad(s.sum(), x, create_graph=True)
print(g)
refused(lambda: g.sum().backward())
class Cube(Function):
    @staticmethod
    def forward(x, k):
        return x ** 3, k
    @staticmethod
    def setup_context(ctx, inputs, output):
        x, k = inputs
        y, k2 = output
        print(k, k2)
        ctx.save_for_backward(x)
        ctx.k = k
    @staticmethod
    def backward(ctx, g, _):
        x, = ctx.saved_tensors
        return 3 * x ** 2 * g, None
y, k = Cube.apply(x, 5)
y.sum().backward()
print(x.grad, k, y)
class Bad(Function):
    @staticmethod
    def forward(ctx, x, y):
        return x * y
    @staticmethod
    def backward(ctx, g):
        return g
refused(lambda: Bad.apply(x, x).sum().backward())
class Bad2(Bad):
    @staticmethod
    def backward(ctx, g):
        return g, g, g
refused(lambda: Bad2.apply(x, x).sum().backward())
class Bad3(Bad):
    @staticmethod
    def backward(ctx, g):
        return g, 3
refused(lambda: Bad3.apply(x, x).sum().backward())
class Bad4(Bad):
    @staticmethod
    def backward(ctx, g):
        return torch.ones(7), None
refused(lambda: Bad4.apply(x, x).sum().backward())
class Bad5(Bad):
    @staticmethod
    def backward(ctx, g):
        return g, g, None, None
x.grad = None
refused(lambda: Bad5.apply(x, x).sum().backward())
print(x.grad)
class No(Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2
refused(lambda: No.apply(x).sum().backward())
class No2(Function):
    pass
refused(lambda: No2.apply(x))

refused(lambda: No2()(x))
class Str(Function):
    @staticmethod
    def forward(ctx, x):
        return "abc"
    @staticmethod
    def backward(ctx, g): return g
refused(lambda: Str.apply(x))
class Save(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x, None, 3)
        return x*2
refused(lambda: Save.apply(x))
class SaveN(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x, None)
        return x*2
    @staticmethod
    def backward(ctx, g):
        print(ctx.saved_tensors)
        return g
refused(lambda: SaveN.apply(x).sum().backward())
class InPlace(Function):
    @staticmethod
    def forward(ctx, x):
        x.mul_(2)
        ctx.mark_dirty(x)
        return x
    @staticmethod
    def backward(ctx, g):
        return g * 2
refused(lambda: InPlace.apply(x))
z = x * 1
w = InPlace.apply(z)
print(w is z, w, z.grad_fn.name())
x.grad = None
w.sum().backward()
print(x.grad)
class Ident(Function):
    @staticmethod
    def forward(ctx, x):
        return x
    @staticmethod
    def backward(ctx, g):
        return g * 10
x.grad = None
y = Ident.apply(x)
print(y is x, y.grad_fn.name())
y.sum().backward()
print(x.grad)
class View(Function):
    @staticmethod
    def forward(ctx, x):
        return x.view_as(x)
    @staticmethod
    def backward(ctx, g):
        return g.neg()
x.grad = None
y = View.apply(x)
y.sum().backward()
print(x.grad)
class Grad(Function):
    @staticmethod
    def forward(ctx, x):
        print(torch.is_grad_enabled())
        ctx.x = x
        return x.clone()
    @staticmethod
    def backward(ctx, g):
        print(torch.is_grad_enabled())
        with torch.enable_grad():
            x = ctx.x.detach().requires_grad_()
            y = (x * x).sum()
            gx, = torch.autograd.grad(y, x)
        return g * gx
x.grad = None
Grad.apply(x).sum().backward()
print(x.grad)
class L(Function):
    @staticmethod
    def forward(ctx, xs, k):
        return xs[0] * 2
    @staticmethod
    def backward(ctx, g):
        return None, None
print(L.apply([x], 2))
class V(Function):
    @staticmethod
    def forward(ctx, x): return x * 2
    @staticmethod
    def vjp(ctx, g): return g * 2
x.grad = None
V.apply(x).sum().backward(); print(x.grad)
class Mut(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * 2
    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return g * x
z = x * 1
y = Mut.apply(z)
z.add_(1)
refused(lambda: y.sum().backward())
print(isinstance(y.grad_fn, Mut), Mut.__mro__[1])

