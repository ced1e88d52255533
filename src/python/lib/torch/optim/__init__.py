"""torch.optim: the engine's optimizers, with their options in dicts."""

from torch.optim.optimizer import Optimizer
from torch.optim._rules import SGD, Adagrad, Adam, Adamax, AdamW, RMSprop
from torch.optim import lr_scheduler


def __getattr__(name):
    raise AttributeError(f"torchbook has no torch.optim.{name} (yet)")
