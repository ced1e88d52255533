"""Datasets: what has items, or can be walked through."""

import itertools
import math
import warnings
from bisect import bisect_right

from torch import _C


class Dataset:
    def __class_getitem__(cls, item):
        return cls

    def __getitem__(self, index):
        raise NotImplementedError(
            "Subclasses of Dataset should implement __getitem__."
        )

    def __add__(self, other):
        return ConcatDataset([self, other])


class IterableDataset(Dataset):
    def __iter__(self):
        raise NotImplementedError(
            "Subclasses of IterableDataset should implement __iter__."
        )

    def __add__(self, other):
        return ChainDataset([self, other])


class TensorDataset(Dataset):
    """Rows of tensors that belong together."""

    def __init__(self, *tensors):
        if any(x.size(0) != tensors[0].size(0) for x in tensors):
            raise AssertionError("Size mismatch between tensors")
        self.tensors = tensors

    def __getitem__(self, index):
        return tuple(x[index] for x in self.tensors)

    def __len__(self):
        return self.tensors[0].size(0)


class StackDataset(Dataset):
    """Items of several datasets side by side."""

    def __init__(self, *args, **kwargs):
        if args and kwargs:
            raise ValueError(
                "Supported either ``tuple``- (via ``args``) or``dict``- (via "
                "``kwargs``) like input/output, but both types are given."
            )
        if not args and not kwargs:
            raise ValueError("At least one dataset should be passed")
        self.datasets = args or kwargs
        lengths = [len(x) for x in args or kwargs.values()]
        if any(length != lengths[0] for length in lengths):
            raise ValueError("Size mismatch between datasets")
        self._length = lengths[0]

    def __getitem__(self, index):
        if isinstance(self.datasets, dict):
            return {k: x[index] for k, x in self.datasets.items()}
        return tuple(x[index] for x in self.datasets)

    def __len__(self):
        return self._length


class ConcatDataset(Dataset):
    """Datasets one after the other."""

    def __init__(self, datasets):
        self.datasets = list(datasets)
        if not self.datasets:
            raise AssertionError("datasets should not be an empty iterable")
        if any(isinstance(x, IterableDataset) for x in self.datasets):
            raise AssertionError(
                "ConcatDataset does not support IterableDataset"
            )
        lengths = [len(x) for x in self.datasets]
        self.cumulative_sizes = list(itertools.accumulate(lengths))

    def __len__(self):
        return self.cumulative_sizes[-1]

    def __getitem__(self, idx):
        if idx < 0:
            if -idx > len(self):
                raise ValueError(
                    "absolute value of index should not exceed dataset length"
                )
            idx += len(self)
        nr = bisect_right(self.cumulative_sizes, idx)
        start = self.cumulative_sizes[nr - 1] if nr else 0
        return self.datasets[nr][idx - start]


class ChainDataset(IterableDataset):
    """Datasets to walk through one after the other."""

    def __init__(self, datasets):
        self.datasets = datasets

    def _each(self):
        for dataset in self.datasets:
            if not isinstance(dataset, IterableDataset):
                raise AssertionError(
                    "ChainDataset only supports IterableDataset"
                )
            yield dataset

    def __iter__(self):
        for dataset in self._each():
            yield from dataset

    def __len__(self):
        return sum(len(dataset) for dataset in self._each())


class Subset(Dataset):
    """Some items of a dataset."""

    def __init__(self, dataset, indices):
        self.dataset = dataset
        self.indices = indices
        own = type(self)
        if (
            own.__getitem__ is not Subset.__getitem__
            and own.__getitems__ is Subset.__getitems__
        ):
            raise NotImplementedError(
                f"{own.__name__} overrides __getitem__ but not __getitems__. "
                "When subclassing Subset and overriding __getitem__, you must "
                "also override __getitems__ to ensure DataLoader works "
                "correctly with your custom logic. A simple "
                "implementation:\n\n"
                "def __getitems__(self, indices):\n"
                "    return [self.__getitem__(idx) for idx in indices]"
            )

    def __getitem__(self, idx):
        if isinstance(idx, list):
            return self.dataset[[self.indices[i] for i in idx]]
        return self.dataset[self.indices[idx]]

    def __getitems__(self, indices):
        indices = [self.indices[idx] for idx in indices]
        several = getattr(self.dataset, "__getitems__", None)
        if callable(several):
            return several(indices)
        return [self.dataset[idx] for idx in indices]

    def __len__(self):
        return len(self.indices)


def random_split(dataset, lengths, generator=_C.default_generator):
    """Subsets of these lengths, or these parts, without an order."""
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        lengths = _parts(len(dataset), lengths)
    if sum(lengths) != len(dataset):
        raise ValueError(
            "Sum of input lengths does not equal the length of the input "
            "dataset!"
        )
    order = _C.randperm(sum(lengths), generator=generator).tolist()
    ends = itertools.accumulate(lengths)
    return [
        Subset(dataset, order[end - length : end])
        for end, length in zip(ends, lengths)
    ]


def _parts(total, fractions):
    lengths = []
    for nr, fraction in enumerate(fractions):
        if fraction < 0 or fraction > 1:
            raise ValueError(f"Fraction at index {nr} is not between 0 and 1")
        lengths.append(math.floor(total * fraction))
    # What rounding left over: one to each, from the first.
    for nr in range(total - sum(lengths)):
        lengths[nr % len(lengths)] += 1
    for nr, length in enumerate(lengths):
        if length == 0:
            warnings.warn(
                f"Length of split at index {nr} is 0. This might result in an "
                "empty dataset.",
                stacklevel=3,
            )
    return lengths
