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
from numpy._array import ndarray
from numpy._making import array, asarray, empty
from numpy._ufunc import ufunc
from numpy._elementwise import UFUNCS
import numpy._operators
from numpy._shapes import *
from numpy._creation import *
from numpy._joining import *
from numpy._sums import *
from numpy._choosing import *
from numpy._ordering import *
from numpy._products import *
from numpy._grids import *
from numpy._calling import *
from numpy._kinds import *
from numpy._fitting import *
from numpy._files import *
from numpy._printing import *
from numpy._choosing import round
from numpy._sums import all, any, max, min, sum
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

# What the files above take from each other is no name of numpy's.
for _name in (
    "BOOL FLOAT32 FLOAT64 INT32 INT64 NpzFile Tensor UFUNCS UINT8 ast "
    "broadcast_shape builtins common common_shape math method numpy_dtype "
    "operand_tensor operator os real_ refused result shape_text size_of store "
    "torch_dtype warn warnings wrap_axis"
).split():
    globals().pop(_name, None)
del float_, numpy, torch


def __getattr__(name):
    raise AttributeError(f"torchbook has no numpy.{name} (yet)")
