"""Sequences of different lengths: padded, packed, and what recurrent layers
make of them."""

import torch
from torch import nn
from torch.nn.utils.rnn import (
    PackedSequence,
    pack_padded_sequence,
    pack_sequence,
    pad_packed_sequence,
    pad_sequence,
    unpack_sequence,
    unpad_sequence,
)

torch.set_printoptions(precision=3)


def tried(what):
    try:
        print(what())
    except Exception as error:
        print(type(error).__name__, error)


torch.manual_seed(0)
sequences = [torch.randn(n, 2) for n in (2, 4, 1)]
lengths = [len(sequence) for sequence in sequences]
padded = pad_sequence(sequences)
print(padded.shape, padded)
print(pad_sequence(sequences, batch_first=True, padding_value=-1.0))
print(pad_sequence(sequences, True, padding_side="left"))
packed = pack_padded_sequence(padded, lengths, enforce_sorted=False)
print(packed)
print(pad_packed_sequence(packed))
print(pad_packed_sequence(packed, True, -1.0, total_length=5))
print(unpack_sequence(packed), unpad_sequence(padded, torch.tensor(lengths)))
in_order = pack_sequence(sorted(sequences, key=len, reverse=True))
print(in_order, in_order.batch_sizes.tolist(), type(in_order).__name__)
data, sizes, order, back = in_order
print(data.shape, sizes, order, back, len(in_order))
print(in_order.to(torch.float64).data.dtype, in_order.double().data.dtype)

for kind in nn.RNN, nn.GRU, nn.LSTM:
    for options in (
        {},
        {"bidirectional": True},
        {"num_layers": 2, "bidirectional": True, "batch_first": True},
        {"num_layers": 2, "dropout": 0.5, "bias": False},
    ):
        torch.manual_seed(1)
        layer = kind(2, 2, **options).double()
        leaf = packed.data.double().requires_grad_()
        output, state = layer(PackedSequence(leaf, *packed[1:]))
        print(layer, output, state)
        whole, counts = pad_packed_sequence(output, batch_first=True)
        print(whole, counts)
        whole.cos().sum().backward()
        print(leaf.grad)
        for name, weight in layer.named_parameters():
            print(name, weight.grad)
    layer = kind(2, 3)
    h = torch.randn(1, 3, 3)
    print(layer(packed, (h, -h) if kind is nn.LSTM else h))
    print(layer(in_order)[0].data)

tried(lambda: pack_padded_sequence(padded, lengths))
tried(lambda: pack_padded_sequence(padded, [3]))
tried(lambda: pack_padded_sequence(padded, [3, 2, 0]))
tried(lambda: pad_packed_sequence(packed, total_length=2))
tried(lambda: pad_sequence([]))
tried(lambda: pad_sequence(3))
tried(lambda: pad_sequence([torch.ones(2, 3), torch.ones(2, 4)]))
tried(lambda: nn.GRU(2, 3)(packed, torch.ones(1, 2, 3)))
tried(lambda: nn.RNN(2, 3)(packed.double()))
tried(lambda: nn.LSTM(3, 3)(packed))

torch.set_printoptions(precision=4)
