"""How weights begin."""

import torch
from torch import nn
from torch.nn import init


def tried(what):
    try:
        print(what())
    except Exception as error:
        print(type(error).__name__, error)


torch.manual_seed(0)
w = torch.empty(3, 4)
print(init.uniform_(w), init.uniform_(w, -2, 2) is w)
print(init.normal_(w), init.normal_(w, 1.0, 0.5))
print(init.constant_(w, 0.5), init.ones_(w), init.zeros_(w))
print(init.eye_(w))
print(init.xavier_uniform_(w), init.xavier_uniform_(w, gain=2.0))
print(init.xavier_normal_(w))
print(init.kaiming_uniform_(w), init.kaiming_uniform_(w, a=0.5))
print(init.kaiming_uniform_(w, mode="fan_out", nonlinearity="relu"))
print(init.kaiming_normal_(w), init.kaiming_normal_(w, nonlinearity="tanh"))
print(init.xavier_uniform_(torch.empty(2, 3, 2)))
for name in "linear", "conv2d", "sigmoid", "tanh", "relu", "leaky_relu", "selu":
    print(name, init.calculate_gain(name))
print(init.calculate_gain("leaky_relu", 0.2))
tried(lambda: init.calculate_gain("sin"))
tried(lambda: init.xavier_uniform_(torch.empty(3)))
tried(lambda: init.kaiming_uniform_(w, mode="sideways"))
tried(lambda: init.eye_(torch.empty(3)))
layer = nn.Linear(2, 2)
print(init.ones_(layer.weight), init.constant_(layer.bias, 0.1))
print(layer.weight.requires_grad, layer.weight.is_leaf)


def begin(module):
    if isinstance(module, nn.Linear):
        init.xavier_uniform_(module.weight)
        module.bias.data.fill_(0.01)


net = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1))
net.apply(begin)
print(net.state_dict())
