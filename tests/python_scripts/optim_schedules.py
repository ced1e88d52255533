import torch
from torch.optim import lr_scheduler as S
from torch.optim.lr_scheduler import StepLR
def go(make, n=8, **kw):
    p = torch.zeros(1, requires_grad=True)
    q = torch.zeros(1, requires_grad=True)
    opt = torch.optim.SGD([{'params': [p]}, {'params': [q], 'lr': .5}], lr=0.1)
    s = make(opt)
    out = [s.get_last_lr()]
    for _ in range(n):
        opt.step()
        s.step()
        out.append(s.get_last_lr())
    print(type(s).__name__, out)
    print({k: v for k, v in s.state_dict().items() if k not in ('lr_lambdas',)})
    print(opt)
go(lambda o: S.StepLR(o, 3))
go(lambda o: S.StepLR(o, step_size=2, gamma=.5))
go(lambda o: S.ExponentialLR(o, .9))
go(lambda o: S.CosineAnnealingLR(o, 5), 12)
go(lambda o: S.CosineAnnealingLR(o, T_max=3, eta_min=.01), 12)
go(lambda o: S.LambdaLR(o, lambda e: .95 ** e))
go(lambda o: S.LambdaLR(o, [lambda e: .95 ** e, lambda e: 1/(e+1)]))
go(lambda o: S.MultiStepLR(o, [2, 5, 5]))
go(lambda o: S.MultiplicativeLR(o, lambda e: .9))
go(lambda o: S.ConstantLR(o))
go(lambda o: S.LinearLR(o))
go(lambda o: S.PolynomialLR(o, 4, 2.))
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
p = torch.zeros(1, requires_grad=True)
o = torch.optim.SGD([p], lr=.1)
attempt(lambda: StepLR(3, 1))
attempt(lambda: S.StepLR(o, 3, last_epoch=4))
attempt(lambda: S.LambdaLR(o, [1, 2]))
attempt(lambda: S.StepLR(torch.optim.SGD([p], lr=.1), 3, last_epoch=4))
s = S.StepLR(o, 2); d = s.state_dict(); s.step(); s2 = S.StepLR(o, 5); s2.load_state_dict(d); print(s2.state_dict())
s.step(10); print(s.get_last_lr(), s.last_epoch)
lt = torch.optim.SGD([p], lr=torch.tensor(.1)); s = S.ExponentialLR(lt, .5); lt.step(); s.step(); print(lt, s.get_last_lr())
