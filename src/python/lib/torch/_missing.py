"""Modules of PyTorch's that are not here say so."""

import sys


class _Finder:
    """Asked when nobody else knows a module."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.startswith("torch."):
            raise ModuleNotFoundError(
                f"torchbook has no {name} (yet)", name=name
            )
        return None


sys.meta_path.append(_Finder)
