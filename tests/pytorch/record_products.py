"""Records products of PyTorch 2.15 for tests/products.rs.

    python tests/pytorch/record_products.py > tests/pytorch/products.txt

Each line names an operation, the dtype, the layouts of both factors (`n`: row
by row, `t`: column by column) and the sizes: how many matrices, rows, inner
dimension, columns. Then come the result's bits as record_random.py writes
them. The factors are cut from a pool of normal numbers
that the test draws itself. PyTorch runs on one thread; the processor is one
of Intel's with AVX-512, since the order of additions is its library's.

To search further, record more random shapes from another seed:

    python tests/pytorch/record_products.py 4000 77 > tests/pytorch/products.txt
"""

import random
import sys

import torch

from record_random import bits

POOL = 1 << 20
FLOATS = {"f32": torch.float32, "f64": torch.float64}
LAYOUTS = ["nn", "nt", "tn", "tt"]

# Rows, inner dimension, columns: of published scripts, and of every kind.
SHAPES = [
    (64, 1000, 100), (64, 100, 10), (64, 10, 100), (1000, 64, 100),
    (100, 64, 10), (2000, 3, 1), (3, 2000, 1), (1, 2000, 3), (2000, 1, 3),
    (32, 3, 10), (32, 10, 10), (32, 10, 40), (10, 32, 3), (64, 784, 128),
    (128, 784, 10), (784, 64, 128), (5, 10, 3), (3, 4, 2), (2, 3, 4),
    (1, 1, 1), (1, 10, 1), (1, 10, 10), (10, 10, 1), (10, 1, 10),
    (100, 100, 100), (16, 385, 16), (16, 768, 16), (16, 769, 16),
    (200, 769, 200), (191, 1000, 192), (192, 1000, 191), (192, 1000, 192),
    (15, 360, 40), (15, 359, 40), (2, 48, 2), (3, 100, 3), (10, 100, 3),
    (15, 100, 2), (10, 10, 11), (7, 300, 33), (256, 256, 256),
]


def factor(pool, offset, layout, *sizes):
    numel = torch.Size(sizes).numel()
    x = pool[offset : offset + numel]
    if layout == "n":
        return x.view(sizes)
    *batch, rows, columns = sizes
    return x.view(*batch, columns, rows).transpose(-1, -2)


def random_shape(pick):
    most = pick.choice([4, 20, 20, 70, 200, 1200])
    return [int(most ** pick.random()) + pick.randrange(2) for _ in range(3)]


def main(count=400, seed=3):
    torch.set_num_threads(1)
    pick = random.Random(seed)
    pools = {}
    for name, dtype in FLOATS.items():
        torch.manual_seed(5)
        pools[name] = torch.randn(POOL, dtype=dtype)

    def line(kind, dtype, layouts, batch, m, k, n):
        pool = pools[dtype]
        # Far enough from each other that no number meets itself.
        a = factor(pool, 1, layouts[0], *batch, m, k)
        b = factor(pool, POOL // 2, layouts[1], *batch, k, n)
        if kind == "addmm":
            y = torch.addmm(pool[-n:], a, b)
        elif kind == "mv":
            y = a.mv(b.reshape(-1))
        else:
            y = getattr(torch, kind)(a, b)
        sizes = [*(batch or [1]), m, k, n]
        print(kind, dtype, layouts, *sizes, "=", bits(y))

    shapes = SHAPES + [random_shape(pick) for _ in range(count)]
    for nr, (m, k, n) in enumerate(shapes):
        if m * k > POOL // 2 - 1 or k * n > POOL // 2:
            continue
        for layouts in LAYOUTS if nr < len(SHAPES) else [pick.choice(LAYOUTS)]:
            line("mm", "f32", layouts, [], m, k, n)
            line("addmm", "f32", layouts, [], m, k, n)
        layouts = pick.choice(LAYOUTS)
        line("mv", "f32", layouts[0] + "n", [], m, k, 1)
        batch = pick.randrange(1, 5)
        if m * k * n < 20000:
            line("bmm", "f32", layouts, [batch], m, k, n)
        line("mm", "f64", layouts, [], m, k, n)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
