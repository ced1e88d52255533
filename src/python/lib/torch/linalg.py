"""torch.linalg: norms, inverses, determinants and factors of matrices."""

from torch import _C

LinAlgError = _C._LinAlgError

for _name, _function in _C._linalg.items():
    globals()[_name.removeprefix("linalg_")] = _function
del _name, _function


def __getattr__(name):
    raise AttributeError(f"torchbook has no torch.linalg.{name} (yet)")
