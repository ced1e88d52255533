"""Records modules of PyTorch for tests/nn.rs.

    python tests/pytorch/record_nn.py

It writes what each block prints to nn.EDITION.txt, and under 2.15 a file of
Python's safetensors. `bits` are those of the float32 numbers.
Needs torch 2.15.0 with safetensors, or torch 1.1.0.
"""

import pathlib
import struct

import torch
from torch import nn

HERE = pathlib.Path(__file__).parent
VERSION = torch.__version__.split("+")[0]
TODAY = VERSION == "2.15.0"
assert VERSION in ("2.15.0", "1.1.0"), VERSION
torch.set_num_threads(1)

OUT = []


def say(*lines):
    OUT.extend(str(line) for line in lines)


def said(call):
    try:
        say(call())
    except Exception as error:
        say("%s: %s" % (type(error).__name__, error))


def bits(t):
    numbers = t.detach().flatten().tolist()
    return " ".join("%08x" % struct.unpack("<I", struct.pack("<f", x)) for x in numbers)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(2, 3)
        self.w = nn.Parameter(torch.ones(2))
        self.plain = torch.ones(4)
        self.fc2 = nn.Linear(3, 1, bias=False)
        self.register_buffer("b", torch.zeros(3))


def initial():
    torch.manual_seed(0)
    for rows, columns in ((2, 3), (1, 1), (5, 4), (20, 10), (3, 1), (1, 7), (0, 2)):
        if rows == 0 and not TODAY:
            continue
        layer = nn.Linear(rows, columns)
        say(bits(layer.weight), bits(layer.bias))
    layer = nn.Linear(4, 3, bias=False)
    say(bits(layer.weight))
    say(bits(nn.Embedding(3, 4).weight))
    say(bits(nn.Embedding(5, 4, padding_idx=-2).weight))
    say(bits(nn.LayerNorm([2, 2]).weight), bits(nn.LayerNorm(3).bias))
    w = torch.empty(3, 5)
    say(bits(nn.init.kaiming_uniform_(w)), bits(nn.init.xavier_uniform_(w)))
    say(bits(nn.init.uniform_(w, -2, 3)), bits(nn.init.normal_(w, 1, 2)))
    layer = nn.Embedding(3, 4, padding_idx=0)
    say(layer.weight._version, nn.Linear(2, 3).weight._version)


def norms():
    """Four numbers of long rows, which depend on all of their row."""
    torch.manual_seed(0)
    for n in (1, 3, 8, 17, 128, 129, 300, 1000, 5000):
        x = torch.randn(2, n) * 3 + 100
        y = nn.functional.layer_norm(x, (n,))
        say(bits(torch.cat([y[:, :2], y[:, -2:]], 1)))


def reprs():
    model = nn.Sequential(
        nn.Linear(2, 3),
        nn.ReLU(),
        nn.Sequential(nn.Linear(3, 1), nn.Dropout(0.25)),
        nn.Sequential(),
        nn.LayerNorm([3, 4]),
        nn.LayerNorm(3, elementwise_affine=False),
        nn.Embedding(5, 3),
        nn.Embedding(5, 3, padding_idx=-1),
        nn.Softmax(1),
        nn.LogSoftmax(-1),
        nn.Tanh(),
        nn.Sigmoid(),
        nn.Dropout(1.0),
        nn.SELU(),
        nn.LeakyReLU(0.2),
        nn.ELU(1.5),
        nn.Softplus(2, 5.0),
    )
    say(model)
    say([name for name, _ in model.named_parameters()])
    say([name for name, _ in model.named_modules()])
    say([name for name, _ in model.named_children()])
    say(list(model.state_dict()))
    linear = lambda: nn.Linear(1, 1)
    say(nn.ModuleList(), nn.ModuleList([linear(), linear(), nn.Linear(2, 1)]))
    say(nn.MSELoss(), nn.L1Loss(), nn.CrossEntropyLoss(), nn.NLLLoss())
    say(nn.BCEWithLogitsLoss(reduction="sum"))
    say(list(nn.CrossEntropyLoss(weight=torch.ones(3)).state_dict()))


class Shared(nn.Module):
    """The same layer in three places, the same buffer in two."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 3)
        self.b = self.a
        self.c = nn.Sequential(self.a, nn.ReLU())
        self.p = nn.Parameter(torch.ones(2))
        self.register_buffer("m", torch.ones(1))
        self.register_buffer("n", self.m)
        self.ps = nn.ParameterList([self.p, nn.Parameter(torch.ones(2, 3).double())])
        self.dict = nn.ModuleDict([("x", nn.Linear(1, 1)), ("y", nn.Linear(1, 1))])


def shared():
    net = Shared()
    say([name for name, _ in net.named_modules()])
    say([type(module).__name__ for module in net.modules()])
    say([name for name, _ in net.named_children()])
    say([name for name, _ in net.named_parameters()])
    say([name for name, _ in net.named_buffers()], len(list(net.buffers())))
    say(list(net.state_dict()))
    say(net)
    seen = []
    net.apply(lambda module: seen.append(type(module).__name__))
    say(seen)
    say(nn.ParameterList([nn.Parameter(torch.tensor(1.0))]), nn.ParameterList())
    say(nn.ModuleDict())
    if TODAY:
        for path in ("", "a", "c.0", "c.5", "x", "a.weight", "p", "m", "c.", ".a"):
            said(lambda: type(net.get_submodule(path)).__name__)
        for path in ("p", "a.weight", "ps.1", "x", "a.x", "a", "", "m", "x.y"):
            said(lambda: net.get_parameter(path).size())
            said(lambda: net.get_buffer(path).size())


def states():
    net = Net()
    say(net)
    say([name for name, _ in net.named_parameters()])
    say([name for name, _ in net.named_buffers()])
    say(list(net.state_dict()))

    def load(strict=True, **changes):
        state = net.state_dict()
        for key, value in changes.items():
            key = key.replace("__", ".")
            if value is None:
                del state[key]
            else:
                state[key] = value
        said(lambda: net.load_state_dict(state, strict=strict))

    one = torch.ones(1)
    load()
    load(fc1__weight=None)
    load(fc1__weight=None, w=None)
    load(x=one)
    load(x=one, fc1__foo=one, zz__bar=one, fc1__a__b=one)
    if TODAY:
        load(fc1=one)  # 1.1.0 took the name of a module for a known one
    load(x=one, fc1__bias=None, w=torch.ones(3), fc1__weight=torch.ones(2, 2))
    load(x=one, fc1__bias=None, strict=False)
    load(w=torch.ones(3), x=one, strict=False)
    load(w=torch.ones(()))
    load(b=torch.ones(2))
    load(w=torch.ones(2, dtype=torch.float64) * 1.5)
    say(net.w)
    load(w=torch.ones(2, dtype=torch.int64) * 3)
    say(net.w)
    say(nn.Linear(1, 1, bias=False).load_state_dict({"weight": torch.ones(1, 1)}))


def errors():
    said(lambda: nn.Linear(-1, 3))
    said(lambda: nn.Linear(3, -1))
    said(lambda: nn.Dropout(1.5))
    said(lambda: nn.Dropout(-0.1))
    said(lambda: nn.Embedding(5, 3, padding_idx=5))
    said(lambda: nn.Embedding(5, 3, padding_idx=-6))
    said(lambda: nn.LayerNorm(-1))
    said(lambda: nn.LayerNorm(2)(torch.ones(2, 3)))
    said(lambda: nn.Embedding(5, 3)(torch.tensor([5])))
    said(lambda: nn.Embedding(5, 3)(torch.tensor([1.0])))
    said(lambda: nn.MSELoss()(torch.ones(2), torch.ones(3)))
    said(lambda: nn.BCEWithLogitsLoss()(torch.ones(2), torch.ones(3)))
    said(lambda: nn.CrossEntropyLoss()(torch.ones(2, 3), torch.tensor([0, 3])))
    said(lambda: nn.CrossEntropyLoss()(torch.ones(2, 3), torch.tensor([0])))
    said(lambda: nn.NLLLoss()(torch.ones(2, 3), torch.tensor([0.0, 1.0])))
    said(lambda: nn.init.kaiming_uniform_(torch.ones(3)))


def dropped():
    x = torch.ones(2, 3)
    layer = nn.Dropout(1.0)
    say(layer(x), layer(-x))
    say(nn.Dropout(0.0)(x) is x, layer.eval()(x) is x)
    y = nn.Dropout(0.5)(torch.ones(1000, requires_grad=True))
    say(sorted(set(y.tolist())), type(y.grad_fn).__name__)
    model = nn.Sequential(nn.Dropout(), nn.Sequential(nn.Linear(1, 1)))
    say(model.eval()[1][0].training, model.train()[1][0].training)


def gradients():
    table = nn.Embedding(4, 2, padding_idx=1)
    table(torch.tensor([[0, 1], [3, 0]])).sum().backward()
    say(table.weight.grad)
    table.zero_grad()
    say(table.weight.grad)


def smoothed():
    """OpInfo has no label_smoothing; nor had 1.1.0."""
    if not TODAY:
        return
    weights = torch.tensor([0.5, 1.0, 2.0])
    rows = torch.tensor([[1.0, 2.0, 4.0], [-1.0, 0.5, 0.0], [3.0, 3.0, -2.0]])
    images = torch.arange(12.0).view(2, 3, 2).cos()
    cases = [
        (rows, torch.tensor([0, 1, 2])),
        (rows, torch.tensor([1, 1, 1])),
        (rows, (rows * 0.5).softmax(1)),
        (rows[0], torch.tensor(2)),
        (rows[0], rows[1].softmax(0)),
        (images, torch.tensor([[0, 1], [2, 1]])),
        (images, (images * 2).softmax(1)),
    ]
    for x, y in cases:
        for weight in (None, weights):
            for ignored in (-100, 1):
                for smoothing in (0.0, 0.25, 1.0, 1.5, -0.5):
                    for reduction in ("none", "sum", "mean"):
                        x = x.detach().clone().requires_grad_()

                        def call():
                            loss = nn.functional.cross_entropy(
                                x,
                                y,
                                weight,
                                ignore_index=ignored,
                                reduction=reduction,
                                label_smoothing=smoothing,
                            )
                            loss.sum().backward()
                            return "%s %s" % (decimals(loss), decimals(x.grad))

                        said(call)


def decimals(t):
    return " ".join("%.4f" % x for x in t.detach().flatten().tolist())


def main():
    for block in (initial, norms, reprs, shared, states, errors, dropped, gradients,
                  smoothed):
        OUT.append("## " + block.__name__)
        block()
    (HERE / ("nn.%s.txt" % VERSION)).write_text("\n".join(OUT) + "\n")
    if TODAY:
        from safetensors.torch import save_file

        state = {
            "w": torch.tensor([[1.0, 2.0], [3.0, 4.0]]),
            "b": torch.tensor([True, False]),
            "i": torch.tensor([1, -2]),
            "d": torch.tensor(2.5, dtype=torch.float64),
            "e": torch.zeros(0, 3),
            "u": torch.tensor([7], dtype=torch.uint8),
            "j": torch.tensor([-7], dtype=torch.int32),
        }
        save_file(state, str(HERE / "state.safetensors"))


if __name__ == "__main__":
    main()
