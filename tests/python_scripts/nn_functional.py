"""torch.nn.functional, but for the losses."""

import torch
from torch.nn import functional as F


def tried(what):
    try:
        print(what())
    except Exception as error:
        print(type(error).__name__, error)


x = torch.tensor([[-1.0, 0.0, 2.0], [3.0, -0.5, 1.0]])
print(F.relu(x), F.relu(x, inplace=False), F.leaky_relu(x, 0.1))
print(F.sigmoid(x), F.tanh(x))
print(F.softmax(x, dim=1), F.log_softmax(x, 0), F.softmin(x, -1))
print(F.softmax(x, 1, dtype=torch.float64))
y = x.clone()
print(F.relu_(y) is y, y)
y = x.clone()
print(F.relu(y, inplace=True) is y, F.leaky_relu(x.clone(), inplace=True))
print(F.linear(x, torch.ones(2, 3), torch.tensor([1.0, 2.0])))
print(F.linear(x, torch.ones(3)))
torch.manual_seed(0)
print(F.dropout(x, 0.5), F.dropout(x, training=False) is x)
print(F.dropout(x, p=1.0), F.dropout(x, p=0) is x)
tried(lambda: F.dropout(x, 1.5))
print(F.embedding(torch.tensor([1, 0]), x))
print(F.layer_norm(x, (3,)), F.layer_norm(x, [3], torch.ones(3) * 2))
print(F.one_hot(torch.tensor([0, 2, 1])))
print(F.one_hot(torch.tensor([[0], [1]]), num_classes=4))
print(F.one_hot(torch.tensor(1), 3))
tried(lambda: F.one_hot(torch.tensor([1.0])))
tried(lambda: F.one_hot(torch.tensor([3]), 2))
tried(lambda: F.one_hot(torch.tensor([-1])))
a, b = torch.ones(2, 2), torch.arange(6.0).view(2, 3)
print(F.bilinear(a, b, torch.ones(4, 2, 3), torch.zeros(4)))
