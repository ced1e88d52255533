"""`plt`: every name is there, and does nothing."""

import sys

import matplotlib
from matplotlib import Nothing, rcParams

cm = matplotlib.cm
style = Nothing("style")


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Nothing(name)


sys.modules["pylab"] = sys.modules[__name__]
