"""Functions called for each element or row."""

from numpy._making import array, asarray
from numpy._joining import stack
from numpy._shapes import broadcast_arrays, moveaxis


def vectorize(pyfunc, otypes=None, **kwargs):
    def call(*args):
        arrays = broadcast_arrays(*args)
        flat = zip(*[a.ravel() for a in arrays])
        made = array([pyfunc(*items) for items in flat])
        return made.reshape(arrays[0].shape)

    return call


def apply_along_axis(func1d, axis, arr, *args, **kwargs):
    moved = moveaxis(arr, axis, -1)
    rows = moved.reshape(-1, moved.shape[-1])
    made = stack([asarray(func1d(row, *args, **kwargs)) for row in rows])
    made = made.reshape(moved.shape[:-1] + made.shape[1:])
    return moveaxis(made, -1, axis) if made.ndim == moved.ndim else made


def ndenumerate(arr):
    a = asarray(arr)
    for place in ndindex(*a.shape):
        yield place, a[place]


def ndindex(*shape):
    import itertools

    if len(shape) == 1 and not isinstance(shape[0], int):
        shape = shape[0]
    return itertools.product(*map(range, shape))
