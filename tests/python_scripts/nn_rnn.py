"""RNN, LSTM, GRU and their cells."""

import torch
from torch import nn


def tried(what):
    try:
        print(what())
    except Exception as error:
        print(type(error).__name__, error)


for kind in nn.RNN, nn.LSTM, nn.GRU:
    torch.manual_seed(0)
    layer = kind(2, 3)
    print(layer, list(layer.state_dict()))
    print(layer.weight_ih_l0, layer.bias_hh_l0)
    x = torch.randn(4, 2, 2)
    output, state = layer(x)
    print(output.detach(), state)
    output.sum().backward()
    print(layer.weight_hh_l0.grad)
    layer = kind(2, 3, 2, batch_first=True, bidirectional=True, dropout=0.5)
    print(layer, [name for name, _ in layer.named_parameters()])
    print(layer(x)[0].shape, layer.all_weights[0][0].shape)
    print(layer(x)[0][0, 0])
    layer.eval()
    print(layer(x)[0][0, 0])
    print(kind(2, 3, bias=False), kind(2, 3, bias=False)(x[0])[0].shape)
    print(layer.double()(x.double())[0].dtype)
    tried(lambda: layer(x))
    tried(lambda: kind(0, 3))
    tried(lambda: kind(2, -3))
    tried(lambda: kind(2, 3, dropout=2))
    tried(lambda: kind(2, 3, num_layers=0))
    tried(lambda: kind(2.0, 3))
    tried(lambda: kind(2, 3)(torch.ones(2)))
    tried(lambda: kind(2, 3)(torch.ones(2, 2, 3)))

torch.manual_seed(1)
relu = nn.RNN(2, 3, nonlinearity="relu")
print(relu, relu(torch.ones(2, 1, 2)))
print(nn.RNN(2, 3, 1, "relu").nonlinearity)
tried(lambda: nn.RNN(2, 3, nonlinearity="sin"))
tried(lambda: nn.GRU(2, 3)(torch.ones(2, 1, 2), torch.ones(1, 2, 3)))
tried(lambda: nn.GRU(2, 3)(torch.ones(2, 1, 2), torch.ones(1, 3)))
lstm = nn.LSTM(2, 3)
h, c = torch.ones(1, 1, 3), torch.zeros(1, 1, 3)
output, (h_n, c_n) = lstm(torch.ones(2, 1, 2), (h, c))
print(output.detach(), h_n, c_n)
tried(lambda: lstm(torch.ones(2, 1, 2), (h, torch.ones(1, 1, 4))))

for kind in nn.RNNCell, nn.GRUCell, nn.LSTMCell:
    torch.manual_seed(0)
    cell = kind(2, 3)
    print(cell, list(cell.state_dict()), cell.weight_ih)
    print(cell(torch.ones(1, 2)), cell(torch.ones(2)))
    print(kind(2, 3, bias=False))
    tried(lambda: cell(torch.ones(1, 3)))
    tried(lambda: cell(torch.ones(1, 2, 3)))
h = nn.RNNCell(2, 3, nonlinearity="relu")
print(h, h(torch.ones(1, 2), torch.ones(1, 3)))
tried(lambda: nn.RNNCell(2, 3, nonlinearity="sin")(torch.ones(1, 2)))
cell = nn.LSTMCell(2, 3)
h, c = cell(torch.ones(1, 2), (torch.ones(1, 3), torch.zeros(1, 3)))
print(h, c)
tried(lambda: nn.GRUCell(2, 3)(torch.ones(1, 2), torch.ones(2, 3)))
