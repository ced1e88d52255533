import torch
def run(cls, n=5, **kw):
    torch.manual_seed(3)
    w = torch.randn(3, 2, requires_grad=True)
    b = torch.randn(2, requires_grad=True)
    opt = cls([w, b], **kw)
    x = torch.randn(8, 3)
    y = torch.randn(8, 2)
    for _ in range(n):
        opt.zero_grad()
        loss = ((x @ w + b - y) ** 2).mean()
        loss.backward()
        opt.step()
    print(cls.__name__, kw, loss)
    print(w, b)
    print(opt)
    print(opt.state_dict())
    print(list(opt.state[w]))
O = torch.optim
for c, kws in [
    (O.SGD, [dict(lr=.1), dict(lr=.1, momentum=.9), dict(lr=.1, momentum=.9, nesterov=True, weight_decay=.01), dict(lr=.1, maximize=True), dict(lr=.1, momentum=.5, dampening=.1)]),
    (O.Adam, [dict(), dict(lr=.1, betas=(.8, .9), eps=1e-6, weight_decay=.1, amsgrad=True), dict(lr=0.1, decoupled_weight_decay=True, weight_decay=.1)]),
    (O.AdamW, [dict(), dict(lr=.1, weight_decay=.5)]),
    (O.Adamax, [dict(), dict(lr=.1, weight_decay=.5)]),
    (O.Adagrad, [dict(), dict(lr=.1, lr_decay=.1, initial_accumulator_value=.5)]),
    (O.RMSprop, [dict(), dict(lr=.1, momentum=.5, centered=True, alpha=.9)]),
]:
    for kw in kws:
        run(c, **kw)
