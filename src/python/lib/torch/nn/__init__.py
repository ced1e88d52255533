"""torch.nn: modules, layers, losses, how weights begin."""

from torch.nn.parameter import Buffer, Parameter
from torch.nn import functional, init
from torch.nn.modules import *
from torch.nn import modules, parameter, utils


def __getattr__(name):
    raise AttributeError(f"torchbook has no torch.nn.{name} (yet)")
