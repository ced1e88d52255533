"""Functions of an array that are its methods, too."""

from numpy._array import ndarray
from numpy._types import generic


_NoValue = object()


def method(function):
    """A function of an array that is also the array's method."""
    setattr(ndarray, function.__name__, function)
    setattr(generic, function.__name__, function)
    return function
