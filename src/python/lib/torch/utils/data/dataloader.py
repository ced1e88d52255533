"""DataLoader: a dataset in batches. Workers are accepted, but work here."""

import warnings

from torch.utils.data._collate import default_collate, default_convert
from torch.utils.data.dataset import IterableDataset
from torch.utils.data.sampler import (
    BatchSampler,
    RandomSampler,
    SequentialSampler,
    draw_seed,
)


def get_worker_info():
    return None


class _Endless:
    """The order of a dataset that brings its own."""

    def __iter__(self):
        while True:
            yield None


class DataLoader:
    def __class_getitem__(cls, item):
        return cls

    def __init__(
        self,
        dataset,
        batch_size=1,
        shuffle=None,
        sampler=None,
        batch_sampler=None,
        num_workers=0,
        collate_fn=None,
        pin_memory=False,
        drop_last=False,
        timeout=0,
        worker_init_fn=None,
        multiprocessing_context=None,
        generator=None,
        *,
        prefetch_factor=None,
        persistent_workers=False,
        pin_memory_device="",
        in_order=True,
    ):
        if num_workers < 0:
            raise ValueError(
                "num_workers option should be non-negative; use "
                "num_workers=0 to disable multiprocessing."
            )
        if timeout < 0:
            raise ValueError("timeout option should be non-negative")
        if num_workers == 0 and prefetch_factor is not None:
            raise ValueError(
                "prefetch_factor option could only be specified in "
                "multiprocessing.let num_workers > 0 to enable "
                "multiprocessing, otherwise set prefetch_factor to None."
            )
        if persistent_workers and num_workers == 0:
            raise ValueError("persistent_workers option needs num_workers > 0")
        self._walked = isinstance(dataset, IterableDataset)
        if self._walked:
            self._check_walked(shuffle, sampler, batch_sampler)
        if sampler is not None and shuffle:
            raise ValueError(
                "sampler option is mutually exclusive with shuffle"
            )
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ValueError(
                    "batch_sampler option is mutually exclusive with "
                    "batch_size, shuffle, sampler, and drop_last"
                )
            batch_size = None
            drop_last = False
        elif batch_size is None and drop_last:
            raise ValueError(
                "batch_size=None option disables auto-batching and is "
                "mutually exclusive with drop_last"
            )
        if sampler is None:
            if self._walked:
                sampler = _Endless()
            elif shuffle:
                sampler = RandomSampler(dataset, generator=generator)
            else:
                sampler = SequentialSampler(dataset)
        if batch_size is not None and batch_sampler is None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.dataset = dataset
        self.batch_size = batch_size
        self.sampler = sampler
        self.batch_sampler = batch_sampler
        self.num_workers = num_workers
        self.pin_memory = pin_memory
        self.drop_last = drop_last
        self.timeout = timeout
        self.worker_init_fn = worker_init_fn
        self.multiprocessing_context = multiprocessing_context
        self.generator = generator
        self.prefetch_factor = prefetch_factor
        self.persistent_workers = persistent_workers
        self.pin_memory_device = pin_memory_device
        self.in_order = in_order
        if collate_fn is None:
            batched = batch_sampler is not None
            collate_fn = default_collate if batched else default_convert
        self.collate_fn = collate_fn
        self._initialized = True

    @staticmethod
    def _check_walked(shuffle, sampler, batch_sampler):
        given = None
        if shuffle not in (False, None):
            given = "shuffle", shuffle
        elif sampler is not None:
            given = "sampler", sampler
        elif batch_sampler is not None:
            given = "batch_sampler", batch_sampler
        if given is not None:
            name, value = given
            raise ValueError(
                "DataLoader with IterableDataset: expected unspecified "
                f"{name} option, but got {name}={value}"
            )

    def __setattr__(self, name, value):
        fixed = (
            "batch_size",
            "batch_sampler",
            "sampler",
            "drop_last",
            "dataset",
            "persistent_workers",
        )
        if name in fixed and "_initialized" in self.__dict__:
            raise ValueError(
                f"{name} attribute should not be set after "
                f"{type(self).__name__} is initialized"
            )
        object.__setattr__(self, name, value)

    @property
    def _index_sampler(self):
        if self.batch_sampler is None:
            return self.sampler
        return self.batch_sampler

    def __iter__(self):
        return _Batches(self)

    def __len__(self):
        if not self._walked:
            return len(self._index_sampler)
        length = len(self.dataset)
        if self.batch_size is None:
            return length
        if self.drop_last:
            return length // self.batch_size
        return -(-length // self.batch_size)


class _Batches:
    """One walk through a loader's dataset."""

    def __init__(self, loader):
        if loader.pin_memory:
            warnings.warn(
                "'pin_memory' argument is set as true but no accelerator is "
                "found, then device pinned memory won't be used.",
                stacklevel=3,
            )
        self._loader = loader
        self._order = iter(loader._index_sampler)
        # Nobody here needs it, but it moves the generator on.
        draw_seed(loader.generator)
        if loader._walked:
            self._items = iter(loader.dataset)
            self._ended = False

    def __iter__(self):
        return self

    def __len__(self):
        return len(self._loader._index_sampler)

    def __next__(self):
        index = next(self._order)
        loader = self._loader
        if loader._walked:
            data = self._walk(index)
        elif loader.batch_sampler is None:
            data = loader.dataset[index]
        else:
            several = getattr(loader.dataset, "__getitems__", None)
            if several:
                data = several(index)
            else:
                data = [loader.dataset[nr] for nr in index]
        return loader.collate_fn(data)

    def _walk(self, index):
        if self._ended:
            raise StopIteration
        if index is None:
            return next(self._items)
        batch = []
        for _ in index:
            try:
                batch.append(next(self._items))
            except StopIteration:
                self._ended = True
                break
        incomplete = len(batch) < len(index) and self._loader.drop_last
        if not batch or incomplete:
            raise StopIteration
        return batch
