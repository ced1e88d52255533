"""Functions that published scripts use: angles, norms, medians, products,
matrices, losses."""

import torch
import torch.nn.functional as F


def said(f):
    try:
        f()
    except Exception as error:
        print(f"{type(error).__name__}: {str(error).splitlines()[0]}")


torch.manual_seed(0)
x = torch.tensor([-2.0, -0.5, 0.0, 0.5, 2.0])
for name in "asinh atan sinh erfc sgn frac exp2 deg2rad sinc".split():
    print(name, getattr(torch, name)(x), getattr(x, name)())
print(torch.arctan2(x, x + 1), x.fmod(0.75), torch.hypot(x, x))
print(torch.tensor([1, 2]) << 2, 2 << torch.tensor([1, 2]))
shifted = torch.tensor([8, -8])
shifted >>= 1
print(shifted)

names = "hardtanh relu6 hardsigmoid hardswish celu mish elu selu silu"
for name in names.split():
    copy = x.clone()
    same = getattr(F, name)(copy, inplace=True)
    print(name, getattr(F, name)(x), same is copy)
print(F.softshrink(x), F.hardshrink(x), F.tanhshrink(x), F.softsign(x))
print(F.threshold(x, 0.1, 20), F.glu(torch.arange(4.0)))
print(F.prelu(x, torch.tensor(0.25)), F.logsigmoid(x))
y = x.clone()
torch.sin_(y)
y.square_()
print(y)

m = torch.tensor([[1.0, -4.0, 2.0], [0.0, 1.0, 5.0]], requires_grad=True)
print(m.norm(), torch.norm(m, p=1), m.norm(dim=1), m.norm(2, 0, True))
print(torch.linalg.norm(m), torch.linalg.matrix_norm(m, 1))
print(torch.logsumexp(m, 1), m.median(), m.median(1))
print(torch.var_mean(m), torch.std_mean(m, 0))
print(m.cumprod(1), m.cummax(0), torch.aminmax(m), torch.diff(m))
print(torch.count_nonzero(m), torch.trace(m), m.nanmean(0), m.kthvalue(2))

a = torch.tensor([[2.0, 1.0], [1.0, 3.0]], requires_grad=True)
b = torch.tensor([1.0, 2.0])
print(torch.einsum("ij,jk->ik", a, a), torch.einsum("i,j", b, b))
print(torch.einsum("...ij,...j", a, b), torch.einsum(a, [0, 1], b, [1]))
print(torch.tensordot(a, a, dims=1), torch.kron(b, a), torch.inner(a, a))
print(torch.baddbmm(a[None], a[None], a[None]), torch.addmv(b, a, b))
print(a.det(), a.inverse(), torch.linalg.solve(a, b))
print(torch.linalg.slogdet(a), torch.linalg.cholesky(a))
print(torch.linalg.qr(a), torch.linalg.matrix_power(a, 3))
print(torch.linalg.multi_dot([a, a, b]), torch.linalg.svdvals(a))
print(torch.cdist(a, torch.ones(3, 2)), F.cosine_similarity(a, a + 1))
print(F.pairwise_distance(a, a + 1), F.normalize(a))
said(lambda: torch.inverse(torch.ones(2, 2)))
said(lambda: torch.linalg.cholesky(-a))
said(lambda: torch.det(b))
said(lambda: torch.einsum("ij,jk->iz", a, a))
said(lambda: torch.einsum("ijk", a))
said(lambda: torch.hypot(x))
try:
    torch.linalg.inv(torch.zeros(1, 1))
except torch.linalg.LinAlgError as error:
    print(isinstance(error, RuntimeError), error)

p = torch.randn(3, 4, requires_grad=True)
q = torch.randn(3, 4)
v = torch.rand(3, 4) + 0.1
t = torch.tensor([1.0, -1.0, 1.0])
losses = {
    "kl_div": F.kl_div(p.log_softmax(1), v, reduction="batchmean"),
    "poisson": F.poisson_nll_loss(p, v),
    "gaussian": F.gaussian_nll_loss(p, q, v),
    "ranking": F.margin_ranking_loss(p[:, 0], q[:, 0], t),
    "hinge": F.hinge_embedding_loss(p, q.sign()),
    "cosine": F.cosine_embedding_loss(p, q, t),
    "triplet": F.triplet_margin_loss(p, q, v),
    "soft margin": F.soft_margin_loss(p, q.sign()),
    "multi margin": F.multi_margin_loss(p, torch.tensor([0, 1, 2])),
    "multilabel": F.multilabel_soft_margin_loss(p, (q > 0).float()),
}
for name, loss in losses.items():
    (slope,) = torch.autograd.grad(loss, p, retain_graph=True)
    print(name, loss, slope[0])
said(lambda: F.triplet_margin_loss(p, q, v, margin=-1))
said(lambda: F.kl_div(p, v, reduction="some"))
