"""Records reductions of PyTorch 2.15 for tests/sums.rs.

    python tests/pytorch/record_sums.py > tests/pytorch/sums.txt

Each line names an operation, the layout of its input (shape, strides, offset
into a pool of normal numbers that the test draws itself) and the dims it
reduces, then gives the result's bits as record_random.py does. Layouts come
from contiguous tensors by transposing, slicing and expanding; results beyond
32768 elements depend on the number of threads, here one, but for lines whose
operation is `threads`, which are sums by that many.

To search further, record another number of random layouts per type from
another seed (6000 were once replayed without a bit off):

    python tests/pytorch/record_sums.py 6000 77 > tests/pytorch/sums.txt
"""

import random
import sys

import torch

from record_random import bits

POOL = 1 << 17
FLOATS = {"f32": torch.float32, "f64": torch.float64}


def pools():
    for name, dtype in FLOATS.items():
        torch.manual_seed(5)
        yield name, torch.randn(POOL, dtype=dtype)


def text(numbers):
    return ",".join(map(str, numbers)) or "-"


def layout(pick, pool, most=32768):
    """A random view of the pool."""
    ndim = pick.choice([1, 1, 2, 2, 2, 3, 3, 4])
    sizes, room = [], pick.choice([30, 300, 3000, most])
    for _ in range(ndim):
        size = int(room ** pick.random()) if room > 1 else 1
        sizes.append(size)
        room //= size
    pick.shuffle(sizes)
    numel = torch.Size(sizes).numel()
    offset = pick.randrange(16)
    x = pool[offset : offset + numel].view(sizes)
    if pick.random() < 0.5:
        x = x.permute(pick.sample(range(ndim), ndim))
    for dim in range(ndim):
        chance = pick.random()
        size = x.size(dim)
        if chance < 0.08 and size > 1:
            x = x.narrow(dim, 1, size - 1)
        elif chance < 0.16 and size > 2:
            step = [slice(None)] * ndim
            step[dim] = slice(None, None, pick.choice([2, 3]))
            x = x[tuple(step)]
        elif chance < 0.22:
            x = x.select(dim, 0).unsqueeze(dim).expand(x.shape)
    return x


def record(op, name, x, dims, **options):
    method = getattr(x, "sum" if op == "threads" else op)
    if op == "cumsum":
        result = method(dims[0])
    elif op == "prod":
        result = method(dims[0]) if dims else method()
    elif op == "threads":
        result = method(dims)
    else:
        result = method(dims, **options)
    more = "".join(f" {value}" for value in options.values())
    print(
        f"{op}{more} {name} {text(x.shape)} {text(x.stride())}"
        f" {x.storage_offset()} {text(dims)} = {bits(result)}"
    )


def sweep(name, pool):
    """Every length near the places where the order changes."""
    for n in [*range(1, 42), 63, 64, 65, 127, 128, 129, 255, 256, 257, 1000]:
        record("sum", name, pool[:n], [0])
    for n in 2047, 2048, 2049, 4096, 8191, 8192, 16384, 20001, 32767, 32768:
        record("sum", name, pool[1 : n + 1], [0])
    for n in 32769, 65536, 100_000, 131_072:
        record("sum", name, pool[:n], [0])
    for rows in 1, 2, 3, 4, 5, 16, 17, 70, 300:
        for columns in 1, 3, 4, 7, 8, 9, 15, 16, 31, 32, 33, 40, 65:
            x = pool[: rows * columns].view(rows, columns)
            record("sum", name, x, [0])
            record("sum", name, x, [1])


EDGES = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128,
         129, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025, 4095, 4096, 4097]


def edges(name, pool):
    """Every operation at lengths where the order could change: whole, with
    gaps, repeated, and in both directions of matrices."""
    ops = ["sum", "mean", "var", "std", "prod", "cumsum"]
    for n in EDGES + [32766, 32767, 32768]:
        several = [pool[3 : n + 3]]
        if n <= 8192:
            several.append(pool[: 3 * n : 3])
        if n <= 1025:
            several += [
                pool[:n].expand(3, n),
                pool[:n].unsqueeze(1).expand(n, 2),
                pool[: 2 * n].view(n, 2),
                pool[: 5 * n].view(5, n).t(),
                pool[: 6 * n].view(2, n, 3),
                pool[: 6 * n].view(3, 2, n)[:, 1],
            ]
        for x in several:
            for op in ops:
                options = {"correction": 1} if op in ("var", "std") else {}
                longest = max(range(x.dim()), key=x.size)
                record(op, name, x, [longest], **options)
            if x.dim() > 1:
                record("sum", name, x, list(range(x.dim())))
                record("mean", name, x, [0, x.dim() - 1])


def threads(name, pool):
    """What the number of threads changes."""
    for count in [1, 2, 3, 4, 8, 16]:
        torch.set_num_threads(count)
        for n in [32768, 32769, 40000, 65536, 99999, 131072]:
            record("threads", name, pool[:n], [0], count=count)
        x = pool.view(512, 256)
        record("threads", name, x, [0, 1], count=count)
        record("threads", name, x.t(), [0, 1], count=count)
    torch.set_num_threads(1)


def corners(name, pool):
    """Where dims of one element or of stride 0 decide about the order."""
    x = pool.as_strided((5, 2, 1, 1), (2, 0, 1, 9), 5)
    for op in "sum", "mean":
        record(op, name, x, [2, 1, 0])
    for n in 5, 9, 20:
        for step in 1, 3, 40:
            x = pool.as_strided((n, 2, 3, 1), (2, 0, 6, step), 5)
            record("var", name, x, [2, 1, 0], correction=0)
    for shape in (60, 5), (5, 60):
        for strides in (0, 0), (2, 2), (3, 2), (2, 3):
            x = pool.as_strided(shape, strides, 2)
            record("sum", name, x, [0])
            record("sum", name, x, [1])
            record("sum", name, x, [0, 1])


def main():
    assert torch.__version__.startswith("2.15."), torch.__version__
    torch.set_num_threads(1)
    count, seed = (int(word) for word in (sys.argv[1:] or ["80", "0"]))
    pick = random.Random(seed)
    for name, pool in pools():
        if seed == 0:
            sweep(name, pool)
            corners(name, pool)
            edges(name, pool)
            threads(name, pool)
        for _ in range(count):
            x = layout(pick, pool)
            dims = pick.sample(range(x.dim()), pick.randint(1, x.dim()))
            record("sum", name, x, dims)
            record("mean", name, x, dims)
            record("var", name, x, dims, correction=pick.choice([0, 1]))
            record("std", name, x, dims, correction=1)
            record("cumsum", name, x, dims[:1])
            record("prod", name, x, dims[:1])
            if x.dim() == 1:
                record("prod", name, x, [])


if __name__ == "__main__":
    main()
