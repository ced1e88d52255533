"""Data sets, samplers and loaders: what data_batches.py leaves out."""

import collections
import random
import warnings

import torch
from torch.utils.data import (
    BatchSampler,
    ChainDataset,
    ConcatDataset,
    DataLoader,
    Dataset,
    IterableDataset,
    RandomSampler,
    Sampler,
    SequentialSampler,
    StackDataset,
    Subset,
    SubsetRandomSampler,
    TensorDataset,
    WeightedRandomSampler,
    default_collate,
    default_convert,
    get_worker_info,
    random_split,
)

warnings.simplefilter("ignore")


def refused(make):
    try:
        print(make())
    except Exception as error:
        print(type(error).__name__, error)


class Squares(Dataset):
    def __init__(self, count=10):
        self.count = count

    def __len__(self):
        return self.count

    def __getitem__(self, nr):
        if nr >= self.count:
            raise IndexError(nr)
        return nr, float(nr**2)


class Rows(Dataset):
    def __len__(self):
        return 5

    def __getitem__(self, nr):
        return {"x": torch.full((2,), float(nr)), "name": f"row{nr}", "y": nr}


class Stream(IterableDataset):
    def __init__(self, count):
        self.count = count

    def __iter__(self):
        return iter(range(self.count))


torch.manual_seed(0)
squares = Squares()
for options in (
    dict(batch_size=4),
    dict(batch_size=4, drop_last=True),
    dict(batch_size=4, shuffle=True),
    dict(batch_size=3, shuffle=True, num_workers=2, pin_memory=False),
    dict(
        batch_size=3,
        shuffle=True,
        num_workers=1,
        persistent_workers=True,
        prefetch_factor=4,
        timeout=5,
    ),
    dict(batch_size=None, sampler=[1, 3]),
    dict(sampler=SequentialSampler(range(3))),
    dict(batch_sampler=[[0, 1], [5], [2, 2]]),
    dict(batch_size=4, sampler=RandomSampler(squares, num_samples=6)),
    dict(batch_size=4, sampler=RandomSampler(squares, True, 6)),
    dict(batch_size=4, sampler=SubsetRandomSampler([1, 4, 7, 9, 2])),
    dict(batch_size=5, shuffle=True, generator=torch.Generator().manual_seed(3)),
):
    loader = DataLoader(squares, **options)
    print(list(options), len(loader))
    for batch in loader:
        print(batch)
print(list(DataLoader(squares, batch_size=4, shuffle=True))[0])
print(torch.rand(2))

for batch in DataLoader(Rows(), batch_size=2):
    print(batch)
for batch in DataLoader(Stream(5), batch_size=2):
    print(batch)
for batch in DataLoader(Stream(5), batch_size=2, drop_last=True):
    print(batch)
for batch in DataLoader(Stream(3), batch_size=None):
    print(batch)
loader = DataLoader(squares, batch_size=3, collate_fn=lambda items: items)
print(next(iter(loader)))
loader = DataLoader([1, 2, 3], batch_size=2)
print([b for b in loader], loader.batch_size, loader.drop_last, loader.num_workers)
print(type(loader.sampler).__name__, type(loader.batch_sampler).__name__)
print(loader.dataset, loader.pin_memory, loader.timeout)
print(get_worker_info())
seen = []
loader = DataLoader(
    squares, num_workers=0, worker_init_fn=lambda nr: seen.append(nr)
)
print(len(list(loader)), seen)
iterator = iter(DataLoader([torch.ones(2), torch.zeros(2)], batch_size=1))
print(next(iterator), next(iterator))
refused(lambda: next(iterator))

# Sets
tensors = TensorDataset(torch.arange(6).view(6, 1), torch.arange(6) * 10)
print(tensors[2], len(tensors), tensors[1:3], tensors[-1])
print(tensors.tensors[0].shape)
both = ConcatDataset([tensors, TensorDataset(torch.ones(2, 1), torch.ones(2))])
print(len(both), both[6], both[-1], both.cumulative_sizes)
print(len(tensors + tensors))
refused(lambda: both[-9])
refused(lambda: ConcatDataset([]))
refused(lambda: TensorDataset(torch.ones(2), torch.ones(3)))
print(list(ChainDataset([Stream(2), Stream(3)])))
stacked = StackDataset(a=squares, b=squares)
print(stacked[2], len(stacked), StackDataset(squares, squares)[1])
part = Subset(squares, [3, 5, 7])
print(len(part), part[1], part.indices)
torch.manual_seed(1)
for split in random_split(squares, [7, 3]):
    print(len(split), split.indices)
for split in random_split(range(10), [0.7, 0.2, 0.1]):
    print(len(split), list(split))
for split in random_split(range(11), [0.5, 0.5], torch.Generator().manual_seed(4)):
    print(len(split), list(split))
refused(lambda: random_split(squares, [7, 4]))
refused(lambda: random_split(squares, [1.5, -0.5]))

# Samplers
torch.manual_seed(2)
print(list(SequentialSampler(range(4))))
print(list(RandomSampler(range(6))), len(RandomSampler(range(6))))
print(list(RandomSampler(range(3), num_samples=8)))
print(list(RandomSampler(range(3), replacement=True, num_samples=40)))
print(list(BatchSampler(SequentialSampler(range(5)), 2, False)))
print(list(BatchSampler(SequentialSampler(range(5)), 2, True)))
print(len(BatchSampler(range(5), 2, False)), len(BatchSampler(range(5), 2, True)))


class Odd(Sampler):
    def __init__(self, source):
        self.source = source

    def __iter__(self):
        return iter(range(1, len(self.source), 2))

    def __len__(self):
        return len(self.source) // 2


print(list(DataLoader(squares, sampler=Odd(squares), batch_size=2)))
refused(lambda: RandomSampler(range(3), replacement=3))
refused(lambda: RandomSampler([]))
refused(lambda: RandomSampler(range(3), num_samples=-1))
refused(lambda: BatchSampler(range(3), 0, False))
refused(lambda: BatchSampler(range(3), 2, 3))
refused(lambda: WeightedRandomSampler([1.0], 0))
refused(lambda: WeightedRandomSampler([[1.0]], 2))
refused(lambda: WeightedRandomSampler([1.0], 2, 3))
refused(lambda: DataLoader(squares, batch_size=0))
refused(lambda: DataLoader(squares, shuffle=True, sampler=[1]))
refused(lambda: DataLoader(squares, batch_sampler=[[1]], batch_size=2))
refused(lambda: DataLoader(squares, batch_size=None, drop_last=True))
refused(lambda: DataLoader(squares, num_workers=-1))
refused(lambda: DataLoader(squares, timeout=-1))
refused(lambda: DataLoader(squares, prefetch_factor=2))
refused(lambda: DataLoader(squares, persistent_workers=True))
refused(lambda: DataLoader(Stream(3), shuffle=True))
refused(lambda: DataLoader(Stream(3), sampler=[1]))
refused(lambda: len(DataLoader(Stream(3))))
refused(lambda: DataLoader([], shuffle=True))
refused(lambda: len(DataLoader([])))
refused(lambda: Dataset()[0])
refused(lambda: list(DataLoader([{1}, {2}], batch_size=2)))
refused(
    lambda: list(DataLoader([torch.ones(2), torch.ones(3)], batch_size=2))
)
refused(lambda: list(DataLoader([[1, 2], [3]], batch_size=2)))


class Broken(Dataset):
    def __len__(self):
        return 2

    def __getitem__(self, nr):
        raise KeyError("broken")


refused(lambda: list(DataLoader(Broken())))
loader = DataLoader(squares)


def change():
    loader.batch_size = 3


refused(change)

# Collating
Point = collections.namedtuple("Point", "x y")
print(default_collate([1, 2, 3]), default_collate([1.5, 2.5]))
print(default_collate(["a", "b"]), default_collate([True, False]))
print(default_collate([(1, "a"), (2, "b")]), default_collate([[1, 2], [3, 4]]))
print(default_collate([{"a": 1, "b": [1.0]}, {"a": 2, "b": [2.0]}]))
print(default_collate([Point(1, 2.0), Point(3, 4.0)]))
print(default_collate([torch.ones(2), torch.zeros(2)]))
print(default_collate([b"x", b"y"]))
refused(lambda: default_collate([None, None]))
print(default_convert([1, torch.ones(1)]), default_convert({"a": "b"}))
random.seed(0)
print(random.random())
