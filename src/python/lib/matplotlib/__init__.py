"""matplotlib's names, so that programs that plot run to their end. Nothing
is drawn."""

import sys
import types

from matplotlib._nothing import Nothing, Parameters

rcParams = rcParamsDefault = Parameters()
__version__ = "3.0.0"


class _Module(types.ModuleType):
    """A module that has every name."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing(name)


for _name in (
    "animation", "artist", "axes", "cm", "collections", "colors", "dates",
    "figure", "font_manager", "gridspec", "image", "lines", "markers",
    "offsetbox", "patches", "path", "style", "ticker", "transforms", "widgets",
):
    _module = sys.modules["matplotlib." + _name] = _Module("matplotlib." + _name)
    globals()[_name] = _module


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Nothing(name)
