"""torch.utils"""

from torch.utils import checkpoint, data


def __getattr__(name):
    raise AttributeError(f"torchbook has no torch.utils.{name} (yet)")
