"""Backward: inputs, several roots, hooks, nodes."""

import torch

def refused(make):
    try:
        r = make()
        print("ok", r)
    except Exception as error:
        print(type(error).__name__, error)
x = torch.tensor([1.,2.], requires_grad=True)
y = torch.tensor([3.,4.], requires_grad=True)
z = x*y
(z.sum()).backward(inputs=[x])
print(x.grad, y.grad)
w = x*2
(w*w).sum().backward(inputs=[w])
print(w.grad, x.grad)
refused(lambda: z.sum().backward(inputs=[]))
refused(lambda: z.sum().backward(inputs=x))
refused(lambda: z.sum().backward(inputs=torch.ones(2)))
refused(lambda: z.sum().backward(inputs=[torch.ones(2, requires_grad=True)]))
refused(lambda: z.sum().backward(inputs=(x,y)))
print(x.grad, y.grad)
refused(lambda: torch.autograd.backward([x.sum(), torch.ones(2)]))
refused(lambda: torch.autograd.backward([x.sum(), x*2]))
refused(lambda: torch.autograd.backward([x.sum(), x*2], [None, torch.ones(2), None]))
refused(lambda: torch.autograd.backward([x.sum(), x*2], [None, torch.ones(2)]))
print(x.grad)
refused(lambda: torch.autograd.backward(x.sum(), grad_variables=torch.ones(())))
refused(lambda: torch.autograd.grad(x.sum(), [x, y]))
refused(lambda: torch.autograd.grad(x.sum(), [x, y], allow_unused=True))
refused(lambda: torch.autograd.grad(x.sum(), [x, y], materialize_grads=True))
refused(lambda: torch.autograd.grad(x.sum(), [x, y], materialize_grads=True, allow_unused=False))
refused(lambda: torch.autograd.grad(x.sum(), []))
refused(lambda: torch.autograd.grad([], [x]))
refused(lambda: torch.autograd.grad(x.sum(), torch.ones(1)))
refused(lambda: torch.autograd.grad(x*2, x))
refused(lambda: torch.autograd.grad(x*2, x, torch.ones(2)))
refused(lambda: torch.autograd.grad([x*2, y.sum()], [x,y], [torch.ones(2), None]))
refused(lambda: torch.autograd.grad(x*2, x, torch.eye(2), is_grads_batched=True))
refused(lambda: torch.autograd.grad(x.sum(), "x"))
# hooks
h = []
def hook(p):
    h.append((p is x, p.grad.clone()))
x.grad = None
handle = x.register_post_accumulate_grad_hook(hook)
x.register_hook(lambda g: g*2)
(x*y).sum().backward()
(x*y).sum().backward()
print(h)
handle.remove()
(x*y).sum().backward()
print(len(h), x.grad)
refused(lambda: (x*2).register_post_accumulate_grad_hook(hook))
refused(lambda: torch.ones(2).register_post_accumulate_grad_hook(hook))
refused(lambda: torch.ones(2).register_hook(hook))
def bad(p): raise KeyError("no")
handle = x.register_post_accumulate_grad_hook(bad)
refused(lambda: (x*y).sum().backward())
handle.remove()
# an optimizer in backward
p = torch.nn.Parameter(torch.ones(2))
opt = torch.optim.SGD([p], lr=0.1)
def step(p):
    opt.step(); opt.zero_grad()
p.register_post_accumulate_grad_hook(step)
(p*p).sum().backward(); (p*p).sum().backward()
print(p, p.grad)
# nodes
f = (x*y).sum()
n = f.grad_fn
print(n.name(), type(n).__name__, n.next_functions[0][0].name())
print([a[0].name() for a in n.next_functions[0][0].next_functions])
acc = n.next_functions[0][0].next_functions[0][0]
print(acc.variable is x, acc.next_functions)
nh = n.register_hook(lambda gi, go: print("node", gi, go))
np_ = n.register_prehook(lambda go: print("pre", go))
f.backward()
print(x.is_leaf, f.is_leaf, f.retains_grad, x.retains_grad, x.output_nr)
