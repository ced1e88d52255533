"""Many items, made one batch."""

import copy
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence

from torch import _C


def _is_array(item):
    return type(item).__module__.partition(".")[0] == "numpy"


def default_collate(batch):
    first = batch[0]
    if isinstance(first, _C.Tensor):
        return _C.stack(list(batch), 0)
    if _is_array(first):
        return default_collate([_C.as_tensor(item) for item in batch])
    if isinstance(first, float):
        return _C.tensor(batch, dtype=_C.float64)
    if isinstance(first, int):
        return _C.tensor(batch)
    if isinstance(first, (str, bytes)):
        return batch
    if isinstance(first, Mapping):
        return _collate_mapping(first, batch)
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return type(first)(*(default_collate(x) for x in zip(*batch)))
    if isinstance(first, Sequence):
        if not all(len(item) == len(first) for item in batch):
            raise RuntimeError(
                "each element in list of batch should be of equal size"
            )
        columns = [default_collate(x) for x in zip(*batch)]
        return columns if isinstance(first, tuple) else _like(first, columns)
    raise TypeError(
        "default_collate: batch must contain tensors, numpy arrays, numbers, "
        f"dicts or lists; found {type(first)}"
    )


def _collate_mapping(first, batch):
    columns = {
        key: default_collate([item[key] for item in batch]) for key in first
    }
    try:
        if isinstance(first, MutableMapping):
            # It may hold more than its items.
            result = copy.copy(first)
            result.update(columns)
            return result
        return type(first)(columns)
    except TypeError:
        return columns


def _like(first, items):
    """A sequence of the kind of another one."""
    try:
        if isinstance(first, MutableSequence):
            result = copy.copy(first)
            for nr, item in enumerate(items):
                result[nr] = item
            return result
        return type(first)(items)
    except TypeError:
        return items


def default_convert(data):
    """Arrays become tensors, wherever they are."""
    if isinstance(data, (_C.Tensor, str, bytes)):
        return data
    if _is_array(data):
        return _C.as_tensor(data)
    if isinstance(data, Mapping):
        return {key: default_convert(data[key]) for key in data}
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*(default_convert(x) for x in data))
    if isinstance(data, tuple):
        return [default_convert(x) for x in data]
    if isinstance(data, Sequence):
        return _like(data, [default_convert(x) for x in data])
    return data
