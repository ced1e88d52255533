import torch
from torch import optim
from collections import OrderedDict
w = torch.tensor([1., 2.], requires_grad=True)
v = torch.tensor([3.], requires_grad=True)
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: optim.SGD([w], lr=-1))
attempt(lambda: optim.SGD([w], lr=.1, nesterov=True))
attempt(lambda: optim.SGD(w, lr=.1))
attempt(lambda: optim.SGD([], lr=.1))
attempt(lambda: optim.SGD([1], lr=.1))
attempt(lambda: optim.SGD(["a"], lr=.1))
attempt(lambda: optim.SGD([w * 2], lr=.1))
attempt(lambda: optim.SGD([{'params': w}, {'params': [w]}], lr=.1))
attempt(lambda: optim.SGD([{'params': {w}}], lr=.1))
attempt(lambda: optim.SGD([w], lrr=.1))
attempt(lambda: optim.SGD([w], .1, .2, .3, .4, False, True))
attempt(lambda: optim.SGD())
attempt(lambda: optim.Adam([w], betas=(1., .9)))
attempt(lambda: optim.Adam([w], betas=(.9, -.9)))
attempt(lambda: optim.Adam([w], betas=(0, .9)))
attempt(lambda: optim.Adam([w], betas=0.9))
attempt(lambda: optim.Adam([w], eps=-1))
attempt(lambda: optim.Adam([w], lr='a'))
attempt(lambda: optim.Adam([w], weight_decay=-1))
attempt(lambda: optim.RMSprop([w], alpha=-1))
attempt(lambda: optim.Adagrad([w], lr_decay=-1))
attempt(lambda: optim.Adamax([w], lr=-1))
attempt(lambda: optim.SGD([w], lr=torch.tensor([.1, .2])))
attempt(lambda: optim.SGD([w], lr=torch.tensor(.1)))
attempt(lambda: optim.Adam([w], fused=True, foreach=True))
opt = optim.SGD([{'params': [w]}, {'params': v, 'lr': 1., 'name': 'second'}], lr=.1, momentum=.9)
print(opt)
for g in opt.param_groups:
    g['lr'] = g['lr'] * .5
print([g['lr'] for g in opt.param_groups], opt.defaults)
(w.sum() * v).sum().backward()
opt.step()
print(w, v, opt.state[w], opt.state)
opt.zero_grad(set_to_none=False)
print(w.grad, v.grad)
opt.zero_grad()
print(w.grad, v.grad)
u = torch.zeros(2, requires_grad=True)
opt.add_param_group({'params': u, 'lr': 7})
print(opt.param_groups)
attempt(lambda: opt.add_param_group({'params': w}))
attempt(lambda: opt.add_param_group([w]))
attempt(lambda: opt.add_param_group({}))
def closure():
    opt.zero_grad()
    loss = (w ** 2).sum() + u.sum()
    loss.backward()
    return loss
print(opt.step(closure))
print(w, u)
with torch.no_grad():
    print(opt.step(closure))
sd = opt.state_dict()
print(sd.keys(), sd)
w2, v2, u2 = (x.detach().clone().requires_grad_() for x in (w, v, u))
o2 = optim.SGD([{'params': [w2]}, {'params': v2}, {'params': [u2]}], lr=5.)
o2.load_state_dict(sd)
print(o2)
(w2.sum() + v2.sum()).backward(); o2.step(); print(w2, v2, o2.state_dict())
attempt(lambda: optim.SGD([w2], lr=1.).load_state_dict(sd))
attempt(lambda: optim.SGD([{'params': [w2, v2]}, {'params': [torch.zeros(1, requires_grad=True)]}, {'params': [u2]}], lr=1.).load_state_dict(sd))
attempt(lambda: opt.load_state_dict({}))
del opt.param_groups[0]['lr']
attempt(lambda: opt.step())
class Mine(optim.Optimizer):
    def __init__(self, params, lr=0.1):
        super().__init__(params, dict(lr=lr))
    @torch.no_grad()
    def step(self, closure=None):
        for g in self.param_groups:
            for p in g['params']:
                if p.grad is None:
                    continue
                st = self.state[p]
                st['n'] = st.get('n', 0) + 1
                p.add_(p.grad, alpha=-g['lr'])
m = Mine([w2])
w2.grad = torch.ones(2)
m.step(); m.step()
print(m, w2, m.state_dict())
a = optim.Adagrad([w2])
attempt(lambda: (a.add_param_group({'params': v2}), (w2.sum()+v2.sum()).backward(), a.step()))
ad = optim.Adam([w2], lr=torch.tensor(.1))
w2.grad = torch.ones(2)
ad.step()
print(ad, w2)
print(type(ad), isinstance(optim.AdamW([w2]), optim.Adam))
wd = torch.ones(2, dtype=torch.float64, requires_grad=True)
od = optim.Adam([wd]); wd.sum().backward(); od.step(); print(wd, od.state_dict())
print(od.state_dict()['param_groups'][0]['params'])
o3 = optim.AdamW([w2]); o3.load_state_dict(od.state_dict()); print(o3, o3.state)
