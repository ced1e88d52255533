"""What a module registers, refuses, copies, keeps and gives back."""

import collections
import copy
import io
import warnings

import torch
import torch.nn as nn

warnings.simplefilter("ignore")


def refused(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(2, 3)
        self.scale = nn.Parameter(torch.tensor(2.0))
        self.register_buffer("mean", torch.zeros(2))
        self.register_buffer("temp", torch.ones(1), persistent=False)
        self.nothing = None
        self.register_parameter("missing", None)
        self.number = 3

    def forward(self, x):
        return self.first(x - self.mean) * self.scale


torch.manual_seed(0)
net = Net()
print(net)
print([name for name, _ in net.named_parameters()])
print([name for name, _ in net.named_buffers()])
print([name for name, _ in net.named_modules()])
print([name for name, _ in net.named_children()])
print([name for name, _ in net.named_parameters(prefix="net", recurse=False)])
print(list(net.state_dict()))
print(len(list(net.parameters())), len(list(net.buffers())))
print(len(list(net.modules())), len(list(net.children())))
print(sum(p.numel() for p in net.parameters()))

# Assigning and deleting
net.number = 4
net.mean = torch.ones(2)
print(net.mean, "mean" in dict(net.named_buffers()), net.number)
net.missing = nn.Parameter(torch.ones(1))
print([name for name, _ in net.named_parameters()])
net.missing = None
print(net.missing, "missing" in net._parameters)
del net.missing
refused(lambda: net.missing)
del net.first
print(net, [name for name, _ in net.named_parameters()])
refused(lambda: net(torch.ones(1, 2)))
refused(lambda: delattr(net, "first"))
net.first = nn.Identity()
net.first = nn.Linear(2, 1)
print(net)


def assign(name, value):
    setattr(net, name, value)
    return getattr(net, name)


refused(lambda: assign("scale", torch.ones(1)))
refused(lambda: assign("scale", 3))
refused(lambda: assign("first", torch.ones(1)))
refused(lambda: assign("first", None))
refused(lambda: assign("mean", 3))
refused(lambda: assign("mean", None))
refused(lambda: assign("mean", nn.Parameter(torch.ones(1))))
print("mean" in net._buffers, "mean" in net._parameters)
refused(lambda: net.register_buffer("a.b", torch.ones(1)))
refused(lambda: net.register_buffer("", torch.ones(1)))
refused(lambda: net.register_buffer(3, torch.ones(1)))
refused(lambda: net.register_buffer("number", torch.ones(1)))
refused(lambda: net.register_buffer("new", 3))
refused(lambda: net.register_parameter("new", torch.ones(1)))
refused(lambda: net.register_parameter("number", nn.Parameter(torch.ones(1))))
refused(
    lambda: net.register_parameter(
        "new", nn.Parameter(torch.ones(1)) * 2
    )
)
refused(lambda: net.add_module("new", 3))
refused(lambda: net.add_module("a.b", nn.ReLU()))
refused(lambda: net.register_module("relu", nn.ReLU()))
refused(lambda: net.get_submodule("relu"))
refused(lambda: net.get_submodule("no"))
refused(lambda: net.get_submodule("number"))
refused(lambda: net.get_parameter("first.weight"))
refused(lambda: net.get_parameter("first.number"))
refused(lambda: net.get_buffer("temp"))
refused(lambda: net.get_buffer("scale"))
refused(lambda: net.set_submodule("relu", nn.Tanh()))
print(net)


class Early(nn.Module):
    def __init__(self, kind):
        if kind == 0:
            self.weight = nn.Parameter(torch.ones(1))
        elif kind == 1:
            self.layer = nn.ReLU()
        else:
            self.register_buffer("b", torch.ones(1))


for kind in range(3):
    refused(lambda: Early(kind))

# Modes
model = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.5), nn.Sequential(nn.ReLU()))
model.eval()
print([m.training for m in model.modules()])
model[2].train()
print([m.training for m in model.modules()])
refused(lambda: model.train("yes"))
print(model.train() is model, model.requires_grad_(False) is model)
print([p.requires_grad for p in model.parameters()])
print(model.apply(lambda m: print(type(m).__name__)) is model)

# Copies
model = nn.Sequential(collections.OrderedDict([("a", nn.Linear(1, 1)), ("b", nn.ReLU())]))
twin = copy.deepcopy(model)
with torch.no_grad():
    twin.a.weight.fill_(7)
print(model.a.weight.item() == 7, twin.a.weight, twin.a.weight.requires_grad)
shallow = copy.copy(model)
print(shallow.a is model.a, shallow is model)
shared = nn.Linear(1, 1)
both = nn.ModuleList([shared, shared])
twins = copy.deepcopy(both)
print(twins[0] is twins[1], len(list(twins.parameters())))
print([n for n, _ in both.named_parameters(remove_duplicate=False)])
print([n for n, _ in both.named_modules(remove_duplicate=False)])

# Other dtypes
model = nn.Linear(2, 2)
print(model.double() is model, model.weight.dtype, model.weight.is_leaf)
print(model.float().weight.dtype, model.to(torch.float64).bias.dtype)
print(model.to("cpu") is model, model.to(torch.device("cpu"), torch.float32).bias.dtype)
refused(lambda: model.to(torch.int64))
refused(lambda: model.type(torch.float64).weight.dtype)
net.register_buffer("count", torch.tensor(3))
print(net.double().count.dtype, net.scale.dtype)
refused(lambda: net.nothing_here)
refused(lambda: nn.Module()(1))
refused(lambda: nn.Module(3))
refused(lambda: nn.Module(a=3))
refused(lambda: nn.Linear(2, 2)(3))

# Extra state, and errors of loading


class Extra(nn.Module):
    def __init__(self):
        super().__init__()
        self.seen = 0

    def get_extra_state(self):
        return {"seen": self.seen}

    def set_extra_state(self, state):
        self.seen = state["seen"]


extra = nn.Sequential(Extra(), nn.Linear(1, 1))
extra[0].seen = 5
state = extra.state_dict()
print(list(state), state["0._extra_state"])
other = nn.Sequential(Extra(), nn.Linear(1, 1))
print(other.load_state_dict(state), other[0].seen)
refused(lambda: nn.Sequential(nn.ReLU(), nn.Linear(1, 1)).load_state_dict(state))
del state["0._extra_state"]
refused(lambda: other.load_state_dict(state))
refused(lambda: nn.Linear(2, 2).load_state_dict({"weight": torch.ones(3, 2)}))
refused(
    lambda: nn.Linear(2, 2).load_state_dict(
        {"weight": torch.ones(2, 2), "bias": 3, "more": 1}
    )
)
refused(lambda: nn.Linear(2, 2).load_state_dict([1]))
refused(
    lambda: nn.Linear(1, 1).load_state_dict(
        {"weight": torch.ones(1, 1), "bias": torch.ones(1)}, assign=True
    )
)

# A whole model in a file
model = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Dropout(0.2))
model.eval()
file = io.BytesIO()
torch.save(model, file)
file.seek(0)
back = torch.load(file, weights_only=False)
print(back, back.training, torch.equal(back[0].weight, model[0].weight))
print(type(back[0].weight).__name__, back[0].weight.requires_grad)
file.seek(0)
refused(lambda: type(torch.load(file)).__name__)
