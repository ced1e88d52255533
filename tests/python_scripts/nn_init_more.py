"""How weights begin: what nn_init.py leaves out. And weights in two parts."""

import warnings

import torch
import torch.nn as nn

warnings.simplefilter("ignore")


def refused(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


torch.manual_seed(0)
for size in [(5,), (3, 4), (40,)]:
    print(nn.init.trunc_normal_(torch.empty(size)))
    print(nn.init.trunc_normal_(torch.empty(size), std=0.02))
    print(nn.init.trunc_normal_(torch.empty(size), 1.0, 2.0, -0.5, 0.5))
    print(nn.init.trunc_normal_(torch.empty(size), a=1.5, b=3.0))
print(nn.init.trunc_normal_(torch.empty(3, dtype=torch.float64)))
print(nn.init.dirac_(torch.empty(3, 2, 3)))
print(nn.init.dirac_(torch.empty(4, 2, 3, 3), groups=2))
print(nn.init.sparse_(torch.empty(4, 5), 0.3))
for size in [(2, 3), (3, 2), (4, 4), (2, 2, 3), (1, 1), (0, 2)]:
    print(nn.init.orthogonal_(torch.empty(size)))
print(nn.init.orthogonal_(torch.empty(30, 20), gain=2)[:3, :4])
weight = nn.Linear(3, 3).weight
print(nn.init.orthogonal_(weight) is weight)
print(weight)
print(nn.init.eye_(torch.empty(2, 3)), nn.init.ones_(torch.empty(2)))
print(torch.rand(2))
refused(lambda: nn.init.dirac_(torch.empty(2, 2)))
refused(lambda: nn.init.dirac_(torch.empty(3, 2, 2), groups=2))
refused(lambda: nn.init.orthogonal_(torch.empty(2)))
refused(lambda: nn.init.sparse_(torch.empty(2), 0.1))
refused(lambda: nn.init.calculate_gain("relu6"))

layer = nn.utils.weight_norm(nn.Linear(2, 3))
print(layer, [(name, tuple(p.shape)) for name, p in layer.named_parameters()])
print(layer.weight_g, layer.weight_v)
x = torch.tensor([[1.0, 2.0]])
layer(x).sum().backward()
print(layer.weight_g.grad, layer.weight_v.grad)
refused(lambda: nn.utils.weight_norm(layer))
nn.utils.remove_weight_norm(layer)
print([name for name, _ in layer.named_parameters()])
refused(lambda: nn.utils.remove_weight_norm(layer))
layer = nn.utils.weight_norm(nn.Linear(2, 3), dim=None)
print(layer.weight_g)

# Gradients made shorter
params = [torch.ones(2, requires_grad=True), torch.ones(3, requires_grad=True)]
(params[0].sum() * 3 + params[1].sum() * 4).backward()
grads = [p.grad for p in params]
print(nn.utils.get_total_norm(grads), nn.utils.get_total_norm(grads, 1))
print(nn.utils.get_total_norm(grads, float("inf")), nn.utils.get_total_norm([]))
nn.utils.clip_grads_with_norm_(params, 1.0, nn.utils.get_total_norm(grads))
print(grads)
print(nn.utils.clip_grad_norm_(params, 0.5, norm_type=1))
nn.utils.clip_grad_value_(params, 0.05)
print(grads)
vector = nn.utils.parameters_to_vector(params)
print(vector)
nn.utils.vector_to_parameters(torch.arange(5.0), params)
print(params)
refused(lambda: nn.utils.vector_to_parameters([1.0], params))
