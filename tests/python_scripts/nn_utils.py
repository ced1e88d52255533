"""torch.nn.utils."""

import torch
from torch import nn
from torch.nn import utils

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
net(torch.ones(4, 2) * 5).sum().backward()
print(utils.clip_grad_norm_(net.parameters(), 1.0))
print(net[0].weight.grad, net[1].bias.grad)
print(utils.clip_grad_norm_(net.parameters(), 100, norm_type=1))
print(utils.clip_grad_norm_(net[0].weight, 0.5, norm_type=float("inf")))
print(net[0].weight.grad)
print(utils.clip_grad_value_(net.parameters(), 0.1))
print(net[0].weight.grad, net[1].weight.grad)
vector = utils.parameters_to_vector(net.parameters())
print(vector)
utils.vector_to_parameters(torch.arange(13.0), net.parameters())
print(net.state_dict())
a, b = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([4.0])
print(utils.rnn.pad_sequence([a, b]))
print(utils.rnn.pad_sequence([a, b], batch_first=True, padding_value=-1.0))
print(torch.nn.utils.clip_grad_norm_([], 1.0))
