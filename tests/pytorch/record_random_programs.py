"""Records programs of random draws by PyTorch 2.15, for
tests/random_programs.rs.

    python tests/pytorch/record_random_programs.py

writes random_programs.txt beside this script; with a number of programs and a
seed it prints others instead:

    python tests/pytorch/record_random_programs.py 5000 7 > some-file
    PROGRAMS=some-file cargo test --test random_programs

Each program begins with `seed`, which is `torch.manual_seed`, and goes on
with one draw a line, all of them from the default generator: what an earlier
draw leaves behind shows in the later ones. A draw is its name, dtype, shape
(`-` without a dimension) and arguments; after ` = ` are the bits of the
result, or of more than two elements `#` and their 64-bit FNV-1a digest.

The shape is that of a tensor of zeros, seen through a view (`T` dimensions
reversed, `S` every second of the last, `N` without the first of the first,
`E` twice itself): a draw in place goes there, and the whole tensor is
recorded, while `rand_like` and `bernoulli` take the view as it is. `save`
and `restore` are `torch.get_rng_state` and `torch.set_rng_state`.
"""

import os
import random
import sys
import warnings

import torch

DTYPES = {
    "f32": torch.float32,
    "f64": torch.float64,
    "i64": torch.int64,
    "i32": torch.int32,
    "u8": torch.uint8,
    "bool": torch.bool,
}
LAST = {"u8": 255, "i32": 2**31 - 1, "i64": 2**63 - 1, "bool": 1}


def bits(tensor):
    array = tensor.contiguous().numpy()
    width = array.itemsize
    raw = array.tobytes()
    if array.size <= 2:
        cells = range(0, len(raw), width)
        return " ".join(raw[i : i + width][::-1].hex() for i in cells)
    digest = 0xCBF29CE484222325
    for byte in raw:
        digest = ((digest ^ byte) * 0x100000001B3) % 2**64
    return f"#{digest:016x}"


def viewed(x, view):
    if view == "T":
        return x.permute(*reversed(range(x.dim())))
    if view == "S":
        return x[..., ::2]
    if view == "N":
        return x[1:]
    if view == "E":
        return x.unsqueeze(0).expand(2, *x.shape)
    return x


def random_arguments(words):
    """`x.random_` of a range as Rust writes it."""
    low, high = words.split("..")
    if low:
        return int(low), int(high) if high else None
    return (int(high),) if high else ()


def draw(line):
    """The tensor that a draw gives."""
    name, dtype, shape, view, *args = line.split(" ")
    kind = DTYPES[dtype]
    size = [] if shape == "-" else [int(n) for n in shape.split("x")]
    if name == "rand":
        return torch.rand(size, dtype=kind)
    if name == "randn":
        return torch.randn(size, dtype=kind)
    if name == "normal":
        return torch.normal(float(args[0]), float(args[1]), size)
    if name == "randint":
        return torch.randint(int(args[0]), int(args[1]), size, dtype=kind)
    if name == "randperm":
        return torch.randperm(int(args[0]), dtype=kind)
    if name == "bernoulli":
        return torch.bernoulli(viewed(torch.rand(size, dtype=kind), view))
    base = torch.zeros(size, dtype=kind)
    x = viewed(base, view)
    if name == "rand_like":
        return torch.rand_like(x)
    if name == "randn_like":
        return torch.randn_like(x)
    if name == "randint_like":
        return torch.randint_like(x, int(args[0]), int(args[1]))
    if name == "random_":
        x.random_(*random_arguments(args[0]))
    else:
        getattr(x, name)(*map(float, args))
    return base


def random_shape(rng):
    numel = rng.choice([0, 1, 2, 5, 15, 16, 17, 20, 31, 32, 33, 47, 48, 100])
    rank = rng.choice([0, 1, 1, 1, 2, 2, 3])
    if rank == 0:
        return []
    shape = [numel]
    while len(shape) < rank:
        last = shape.pop()
        parts = [n for n in range(1, 9) if last % n == 0]
        part = rng.choice(parts)
        shape += [part, last // part]
    rng.shuffle(shape)
    return shape


def random_draw(rng):
    name = rng.choice([
        "rand", "rand", "randn", "randn", "randn", "normal", "randint",
        "randperm", "bernoulli", "rand_like", "randn_like", "randint_like",
        "uniform_", "normal_", "normal_", "random_", "random_", "bernoulli_",
    ])
    shape = random_shape(rng)
    views = ["-", "-"]
    if shape:
        views += ["T", "S"] + ["N"] * (shape[0] > 0)
    if name in ("bernoulli", "rand_like", "randn_like", "randint_like"):
        views.append("E")
    view, args = rng.choice(views), []
    if name in ("rand", "randn", "randint", "randperm", "normal"):
        view = "-"
    dtype = rng.choice(["f32", "f32", "f64"])
    if name == "normal":
        dtype = "f32"
    if name in ("normal", "normal_"):
        args = [rng.choice([0.0, -1.0, 0.1, 3.5]),
                rng.choice([1.0, 0.0, 0.7, 2.0, 1e-3])]
    elif name == "uniform_":
        args = rng.choice([(0.0, 1.0), (-1.0, 1.0), (0.1, 0.7), (2.0, 2.0),
                           (-3.3, 5.1), (0.0, 1e-30), (-1e30, 1e30)])
    elif name == "bernoulli_":
        dtype = rng.choice(list(DTYPES))
        args = [rng.choice([0.0, 1.0, 0.5, 0.3, 0.999])]
    elif name in ("randint", "randint_like"):
        dtype = rng.choice(list(DTYPES))
        last = min(LAST.get(dtype, 2**24), 2**62)
        low = 0 if dtype in ("u8", "bool") else rng.choice([0, 0, -7, -1000])
        high = rng.choice([1, 2, 10, 1000, 2**28 - 1, 2**28, 2**28 + 1,
                           2**32, 2**40])
        args = [low, min(high, last + 1)]
    elif name == "randperm":
        dtype = rng.choice(["i64", "i64", "i32", "f32", "f64"])
        args = [rng.choice([0, 1, 2, 5, 16, 100])]
        shape = []
    elif name == "random_":
        dtype = rng.choice(list(DTYPES))
        args = [rng.choice(["..", "..", "..2", "..1", "0..2", "1.."])]
        if dtype in ("f32", "f64", "i64", "i32"):
            args = [rng.choice(["..", "..7", "-5..9", "3..", "-2..",
                                "..268435456", "..268435457",
                                "-268435455..2"])]
    size = "x".join(map(str, shape)) or "-"
    return " ".join([name, dtype, size, view, *map(repr_, args)])


def repr_(x):
    return x if isinstance(x, str) else repr(x)


def program(nr, rng, out):
    def seed():
        number = rng.choice([rng.randrange(100), -1, -rng.randrange(2**63),
                             2**63 - 1, 2**32, rng.randrange(2**63)])
        torch.manual_seed(number)
        out.write(f"seed {number}\n")

    out.write(f"program {nr}\n")
    seed()
    saved = None
    for _ in range(rng.randint(5, 20)):
        chance = rng.random()
        if chance < 0.03:
            seed()
        elif chance < 0.07:
            saved = torch.get_rng_state()
            out.write("save\n")
        elif chance < 0.1 and saved is not None:
            torch.set_rng_state(saved)
            out.write("restore\n")
        else:
            line = random_draw(rng)
            out.write(f"{line} = {bits(draw(line))}".rstrip() + "\n")


def main():
    assert torch.__version__.startswith("2.15."), torch.__version__
    # Of random_ beyond the integers that a float32 counts.
    warnings.simplefilter("ignore")
    here = os.path.dirname(os.path.abspath(__file__))
    count, seed, out = 400, 0, None
    if len(sys.argv) == 3:
        count, seed, out = int(sys.argv[1]), int(sys.argv[2]), sys.stdout
    with out or open(os.path.join(here, "random_programs.txt"), "w") as out:
        rng = random.Random(seed)
        for nr in range(count):
            program(nr, rng, out)


main()
