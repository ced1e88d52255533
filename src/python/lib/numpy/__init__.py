"""numpy's names over the engine of torchbook.

Arrays lie in the engine's memory and may share it with tensors. Element types
are bool, uint8, int32, int64, float32 and float64.
"""

import torch
from numpy import exceptions
from numpy._types import (
    False_,
    True_,
    bool_,
    dtype,
    finfo,
    float32,
    float64,
    floating,
    generic,
    iinfo,
    inexact,
    int32,
    int64,
    integer,
    number,
    signedinteger,
    uint8,
    unsignedinteger,
)
from numpy._array import array, asarray, empty, ndarray, ufunc, UFUNCS
from numpy._functions import *
from numpy._functions import (
    all,
    any,
    max,
    min,
    round,
    sum,
)
from numpy import linalg, random

globals().update(UFUNCS)
float_ = double = float64
single = float32
bool = bool_
int_ = intp = longlong = long = int64
intc = int32
ubyte = uint8

pi = 3.141592653589793
e = 2.718281828459045
euler_gamma = 0.5772156649015329
inf = float("inf")
nan = float("nan")
newaxis = None
__version__ = "2.4.6"

del float_


def __getattr__(name):
    raise AttributeError(f"torchbook has no numpy.{name} (yet)")
