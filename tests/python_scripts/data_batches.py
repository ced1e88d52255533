import torch
from torch.utils.data import *
from torch.utils.data import DataLoader, TensorDataset, Dataset, random_split, Subset, ConcatDataset
from collections import namedtuple
torch.manual_seed(0)
ds = TensorDataset(torch.arange(10.), torch.arange(10))
print(len(ds), ds[3], ds[2:4])
for kw in [dict(batch_size=3), dict(batch_size=4, shuffle=True), dict(batch_size=4, shuffle=True, drop_last=True), dict(), dict(batch_size=None), dict(shuffle=True, batch_size=5, generator=torch.Generator().manual_seed(7))]:
    dl = DataLoader(ds, **kw)
    print(len(dl), kw.get('batch_size'))
    for ep in range(2):
        for b in dl:
            print(b)
print(torch.rand(2))
class Sq(Dataset):
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
    def __getitem__(self, i): return {'x': torch.tensor([i, i * i]), 'y': i, 'z': float(i), 's': str(i), 'l': [i, 2.]}
for b in DataLoader(Sq(7), batch_size=3, shuffle=True): print(b)
a, b = random_split(ds, [7, 3]); print(a.indices, b.indices, len(a), a[0])
print([x.indices for x in random_split(range(11), [.5, .25, .25])])
print([x.indices for x in random_split(range(11), [.5, .5], generator=torch.Generator().manual_seed(42))])
for x in DataLoader(a, batch_size=4, shuffle=True): print(x)
c = ConcatDataset([ds, Subset(ds, [1, 2])]); print(len(c), c[11], c[-1], c[-3]); print(len(ds + ds))
P = namedtuple('P', 'a b')
print(default_collate([P(1, 2.), P(3, 4.)]), default_collate([(1, 'a'), (2, 'b')]), default_collate([True, False]))
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
attempt(lambda: default_collate([None]))
attempt(lambda: default_collate([[1], [1, 2]]))
attempt(lambda: default_collate([torch.ones(2), torch.ones(3)]))
attempt(lambda: DataLoader(ds, batch_size=0))
attempt(lambda: DataLoader(ds, batch_size=2.5))
attempt(lambda: DataLoader(ds, shuffle=True, sampler=range(3)))
attempt(lambda: DataLoader(ds, num_workers=-1))
attempt(lambda: DataLoader([], shuffle=True))
attempt(lambda: list(DataLoader([])))
attempt(lambda: random_split(ds, [3, 3]))
attempt(lambda: TensorDataset(torch.ones(2), torch.ones(3)))
attempt(lambda: Dataset()[0])
attempt(lambda: setattr(DataLoader(ds), 'batch_size', 4))
attempt(lambda: next(iter(DataLoader(Sq(7), batch_size=2, collate_fn=lambda b: len(b)))))
attempt(lambda: list(DataLoader(range(6), batch_size=4)))
attempt(lambda: list(DataLoader([1., 2., 3.], sampler=[2, 0])))
attempt(lambda: list(DataLoader(range(6), batch_sampler=[[0, 5], [3]])))
attempt(lambda: list(RandomSampler(range(5), replacement=True, num_samples=40)))
attempt(lambda: list(RandomSampler(range(5), num_samples=12)))
attempt(lambda: list(SubsetRandomSampler([5, 6, 7])))
attempt(lambda: list(BatchSampler(SequentialSampler(range(7)), 3, True)))
class It(IterableDataset):
    def __iter__(self): return iter(range(7))
attempt(lambda: list(DataLoader(It(), batch_size=3)))
attempt(lambda: list(DataLoader(It(), batch_size=3, drop_last=True)))
attempt(lambda: list(DataLoader(It(), batch_size=None)))
attempt(lambda: DataLoader(It(), shuffle=True))
attempt(lambda: len(DataLoader(It())))
it = iter(DataLoader(ds, batch_size=2, shuffle=True)); print(next(it)); print(torch.rand(1))
torch.manual_seed(5)
for ep in range(2):
    for xb, yb in DataLoader(ds, batch_size=6, shuffle=True):
        print(xb, yb, torch.rand(1))
