"""Records the random numbers of PyTorch 2.15 for tests/random.rs.

    python tests/pytorch/record_random.py > tests/pytorch/random.txt

Each line is one call and its result, and the calls between two `seed` lines
share one stream: which words a call draws, and what it leaves behind, shows
in what the later ones give. Numbers are the hexadecimal bits of elements;
of more than 20 elements only a digest and the last one are kept (`# digest
last`), the digest being 64-bit FNV-1a over the elements' little-endian bytes.
"""

import random

import torch

SIZES = [0, 1, 2, 5, 15, 16, 17, 31, 32, 33, 100, 1000]
FLOATS = {"f32": torch.float32, "f64": torch.float64}
TYPES = FLOATS | {
    "i64": torch.int64,
    "i32": torch.int32,
    "u8": torch.uint8,
    "bool": torch.bool,
}


def bits(tensor):
    array = tensor.contiguous().numpy()
    width = array.itemsize
    raw = array.tobytes()
    cells = [
        raw[i : i + width][::-1].hex() for i in range(0, len(raw), width)
    ]
    if len(cells) <= 20:
        return " ".join(cells)
    digest = 0xCBF29CE484222325
    for byte in raw:
        digest = ((digest ^ byte) * 0x100000001B3) % 2**64
    return f"# {digest:016x} {cells[-1]}"


def say(call, tensor):
    print(f"{call} = {bits(tensor)}".rstrip())


def uniform(name, n, low, high):
    out = torch.empty(n, dtype=FLOATS[name]).uniform_(low, high)
    say(f"uniform {name} {n} {low!r} {high!r}", out)


def normal(name, n, mean, std, contiguous):
    out = torch.empty(2 * n, dtype=FLOATS[name])
    out = out[:n] if contiguous else out[::2]
    out.normal_(mean, std)
    say(f"normal {name} {n} {mean!r} {std!r} {int(contiguous)}", out)


def randint(n, low, high):
    say(f"randint {n} {low} {high}", torch.randint(low, high, (n,)))


def from_on(name, n, low, last):
    out = torch.empty(n, dtype=TYPES[name]).random_(low, None)
    say(f"from_on {n} {low} {last}", out.to(torch.int64))


def coins(name, n):
    """Probabilities are drawn from the same stream just before."""
    p = torch.empty(n, dtype=FLOATS[name]).uniform_(0, 1)
    say(f"coins {name} {n}", torch.bernoulli(p).to(torch.uint8))


def coin(n, p):
    say(f"coin {n} {p!r}", torch.empty(n, dtype=torch.uint8).bernoulli_(p))


def calls():
    """What is called after each seed, in one order for all of them."""
    for n in SIZES:
        for name in FLOATS:
            yield uniform, name, n, 0.0, 1.0
            yield uniform, name, n, 0.1, 0.7
            yield uniform, name, n, -3.3, 5.1
            yield normal, name, n, 0.0, 1.0, True
            yield normal, name, n, 0.1, 0.7, True
            yield normal, name, n, 2.0, 3.0, False
            yield coins, name, n
        for p in 0.0, 0.3, 0.5, 1.0:
            yield coin, n, p
        for name, dtype in TYPES.items():
            yield "random_", name, n
        yield "randperm", n
    for span in 1, 2, 10, 2**28 - 1, 2**28, 2**28 + 1, 2**32, 2**40 + 3:
        yield randint, 5, 0, span
        yield randint, 3, -7, span - 7
    yield randint, 3, -(2**63), 2**63 - 1
    for name, low, last in [
        ("f32", 3, 2**24),
        ("f64", 3, 2**53),
        ("u8", 250, 255),
        ("i32", -(2**31), 2**31 - 1),
        ("i64", -5, 2**63 - 1),
        ("i64", -(2**63), 2**63 - 1),
    ]:
        yield from_on, name, 4, low, last


def run(call, *args):
    if call == "random_":
        name, n = args
        say(f"random_ {name} {n}", torch.empty(n, dtype=TYPES[name]).random_())
    elif call == "randperm":
        say(f"randperm {args[0]}", torch.randperm(args[0]))
    else:
        call(*args)


def main():
    assert torch.__version__.startswith("2.15."), torch.__version__
    order = list(calls())
    shuffle = random.Random(0)
    for seed in [0, 1, 12345, -1, 2**40 + 7]:
        torch.manual_seed(seed)
        print(f"seed {seed}")
        for call in order:
            run(*call)
        shuffle.shuffle(order)
    # Long enough to meet every branch of the polynomials.
    torch.manual_seed(2)
    print("seed 2")
    uniform("f32", 100_000, -1.0, 2.5)
    normal("f32", 100_000, 0.0, 1.0, True)
    normal("f32", 100_003, 0.25, 1e-3, True)
    normal("f64", 20_000, 0.0, 1.0, True)
    normal("f64", 20_001, -0.3, 1.7, False)
    normal("f32", 20_001, -0.3, 1.7, False)
    run("randperm", 10_000)
    coin(10_000, 0.9)


if __name__ == "__main__":
    main()
