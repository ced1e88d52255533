"""Records what PyTorch prints of generated tensors, for
tests/printing_generated.rs.

    python tests/pytorch/record_generated_printing.py

run with PyTorch 2.15.0 writes printing.generated.2.15.0.txt beside this
script, and with 1.1.0 the recording of the notes' edition. One line is one
case: what is printed, of which dtype, shape and numbers, and after ` = ` the
text, or of a longer one `#` and its 64-bit FNV-1a digest. To see it,

    python tests/pytorch/record_generated_printing.py --show LINE [FILE]

prints PyTorch's text of that line of the recording. With a number of cases
and a seed,

    python tests/pytorch/record_generated_printing.py 50000 7 > some-file
    PRINTING=some-file cargo test --test printing_generated

replays that many other cases instead.

The words of a case:

* what is printed: `torch` the tensor, `format` it in a string, `item` its
  number, `tolist` its lists, `str` and `repr` its numpy array, `max`, `min`
  and `sort` a named result of dim 0, or a nest of lists and tuples, whose
  letters are `leaf` below;
* dtype, and shape, `-` if it has no dimension;
* a letter and a seed: the kind of its numbers, see `numbers` below. They
  repeat until the shape is full;
* then what is done with the tensor, in this order: `grad`, `mul`, `clone`,
  `param`, views (`T` all dimensions reversed, `S` every second of the last,
  `E` three times itself, `F` the first of the first), and options.
"""

import math
import os
import random
import struct
import sys

import numpy
import torch

VERSION = torch.__version__.split("+")[0]
NOTES = VERSION.startswith("1.1.")
FLOATS = ["float32", "float64"]
DTYPES = FLOATS + ["int64", "int32", "uint8", "bool"]
SPECIAL = [math.nan, math.inf, -math.inf, 0.0, -0.0]
LONGEST = 36


class Stream:
    """Sebastiano Vigna's splitmix64: a stream that is easy to write again."""

    def __init__(self, seed):
        self.state = seed

    def word(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) % 2 ** 64
        z = self.state
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % 2 ** 64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2 ** 64
        return z ^ (z >> 31)

    def below(self, n):
        return self.word() % n


def from_bits(dtype, bits):
    if dtype == "float32":
        return struct.unpack("<f", struct.pack("<I", bits % 2 ** 32))[0]
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def to_bits(dtype, x):
    if dtype == "float32":
        return struct.unpack("<I", struct.pack("<f", x))[0]
    return struct.unpack("<Q", struct.pack("<d", x))[0]


def numbers(dtype, kind, seed):
    """The numbers of a recipe, as Python's."""
    s = Stream(seed)
    count = 1 + s.below(24)
    if dtype == "bool":
        return [s.below(2) for _ in range(count)]
    if dtype == "uint8":
        shift = s.below(8)
        return [s.below(256) >> shift for _ in range(count)]
    if dtype.startswith("int"):
        size = int(dtype[3:])
        width = 1 + s.below(size - 1)
        out = []
        for _ in range(count):
            x = s.word() >> (64 - width)
            out.append(-x if s.below(2) else x)
        if s.below(10) == 0:
            out[0] = -(2 ** (size - 1))
        return out

    exponent_bits = 8 if dtype == "float32" else 11
    fraction_bits = 23 if dtype == "float32" else 52
    span = 10 ** (1 + s.below(9))
    digits = 10 ** (1 + s.below(7))
    exponent = s.below(22) - 12
    reach = 95 if dtype == "float32" else 640

    def one():
        word = s.word()
        sign = "-" if word >> 63 else ""
        if kind == "i":  # whole
            return float(s.below(2 * span + 1) - span)
        if kind == "m":  # decimals of one magnitude
            return float("{}{}e{}".format(sign, s.below(digits), exponent))
        if kind == "w":  # decimals of any magnitude, too large ones as well
            e = s.below(reach) - reach // 2 - 6
            return float("{}{}e{}".format(sign, s.below(digits), e))
        if kind == "p":  # powers of ten and their neighbours
            x = float("1e{}".format(s.below(20) - 9))
            return from_bits(dtype, to_bits(dtype, x) + s.below(5) - 2)
        if kind == "t":  # binary fractions: ties
            return (s.below(8001) - 4000) / 2.0 ** s.below(13)
        if kind == "r":  # decimals that end in 5
            m = s.below(10 ** 6) * 10 + 5
            return float("{}{}e-{}".format(sign, m, 3 + s.below(7)))
        if kind == "g":  # many digits of one magnitude
            x = (s.word() >> 11) / 2.0 ** 52 - 1.0
            return x * float("1e{}".format(exponent))
        if kind == "b":  # any bits
            return from_bits(dtype, word)
        if kind == "s":  # subnormal
            top = (word >> 63) << (exponent_bits + fraction_bits)
            return from_bits(dtype, top | s.below(2 ** fraction_bits))
        if kind == "x":  # near the maximum
            top = (2 ** exponent_bits - 2 - s.below(3)) << fraction_bits
            return from_bits(dtype, top | s.below(2 ** fraction_bits))
        assert kind == "z", kind  # none
        return SPECIAL[s.below(5)]

    out = [one() for _ in range(count)]
    if s.below(10) < 3:
        for _ in range(1 + s.below(3)):
            place = s.below(count)
            out[place] = SPECIAL[s.below(5)]
    return out


def tensor(dtype, shape, recipe):
    # Masks are uint8 in 1.1.0.
    kind = "uint8" if NOTES and dtype == "bool" else dtype
    with numpy.errstate(over="ignore"):
        pool = numpy.array(numbers(dtype, recipe[0], int(recipe[1:])))
        pool = pool.astype(kind)
    count = numpy.prod(shape, dtype=int)
    full = pool[numpy.arange(count) % len(pool)]
    return torch.from_numpy(full).reshape(shape)


def sizes(word):
    return [] if word == "-" else [int(n) for n in word.split("x")]


def changed(x, words):
    """The tensor after what the words do with it, and the options."""
    options = {}
    for word in words:
        name, _, value = word.partition("=")
        if word == "grad":
            x.requires_grad_()
        elif word == "mul":
            x = x * 1.0
        elif word == "clone":
            x = x.clone()
        elif word == "param":
            x = torch.nn.Parameter(x)
        elif word == "T":
            x = x.permute(*reversed(range(x.dim())))
        elif word == "S":
            x = x[..., ::2]
        elif word == "E":
            x = x.unsqueeze(0).expand(3, *x.shape)
        elif word == "F":
            x = x[0]
        elif name == "profile":
            options[name] = value
        elif name == "threshold":
            options[name] = float(value)
        elif name == "sci_mode":
            options[name] = value == "True"
        else:
            options[name] = int(value)
    return x, options


def nest(letters, leaf):
    """What a nest such as `[t,(f,z)]` stands for."""
    letters = letters.replace(",", "")

    def value(i):
        if letters[i] not in "[(":
            return leaf(letters[i]), i + 1
        close = "])"["[(".index(letters[i])]
        items = []
        i += 1
        while letters[i] != close:
            item, i = value(i)
            items.append(item)
        return (items if close == "]" else tuple(items)), i + 1

    return value(0)[0]


def text(head):
    """PyTorch's text of a case."""
    torch.set_printoptions(profile="default")
    mode, dtype, shape, recipe = head.split(" ")[:4]
    words = head.split(" ")[4:]
    drawn = [int(recipe[1:])]

    def make():
        x = tensor(dtype, sizes(shape), recipe[0] + str(drawn[0]))
        drawn[0] += 1
        return changed(x, words)

    def leaf(letter):
        if letter == "t":
            return make()[0]
        if letter == "n":
            return make()[0].numpy()
        if letter == "z":
            return make()[0].size()
        if letter == "d":
            return make()[0].dtype
        return {"N": None, "T": True, "i": -3, "f": 0.1, "s": "it's",
                "q": 'a\n"\t'}[letter]

    if mode[0] in "[(":
        options = changed(torch.zeros(1, 1), words)[1]
        torch.set_printoptions(**options)
        return str(nest(mode, leaf))
    x, options = make()
    torch.set_printoptions(**options)
    if mode == "torch":
        return repr(x)
    if mode == "format":
        return "{}".format(x)
    if mode == "item":
        return str(x.item())
    if mode == "tolist":
        return str(x.tolist())
    if mode == "str":
        return str(x.numpy())
    if mode == "repr":
        return repr(x.numpy())
    if mode == "sort":
        return str(x.sort(0))
    return str(getattr(x, mode)(0))


def digest(text):
    out = 0xCBF29CE484222325
    for byte in text.encode():
        out = ((out ^ byte) * 0x100000001B3) % 2 ** 64
    return "#{:016x}".format(out)


def line(head):
    says = text(head)
    short = len(says) <= LONGEST and "\n" not in says
    return "{} = {}\n".format(head, says if short else digest(says))


def random_nest(rng, depth=0):
    """A list or a tuple, the outermost one never empty."""
    letters = "tttttzdNTifsq" + ("" if NOTES else "nn")
    items = []
    for _ in range(rng.randint(1 - (depth > 0), 4)):
        if depth < 2 and rng.random() < 0.3:
            items.append(random_nest(rng, depth + 1))
        else:
            items.append(rng.choice(letters))
    # A Rust tuple that is empty is none of Python's.
    if items and rng.random() < 0.4:
        return "(" + ",".join(items) + ")"
    return "[" + ",".join(items) + "]"


def random_shape(rng):
    kind = rng.random()
    rank = rng.choice([0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5])
    if kind < 0.05:
        shape = [rng.randint(0, 4) for _ in range(max(rank, 1))]
        shape[rng.randrange(len(shape))] = 0
        return shape
    if kind < 0.2:
        return rng.choice([
            [rng.choice([999, 1000, 1001, 1002, 2000])],
            [rng.randint(2, 9), rng.randint(100, 300)],
            [rng.randint(100, 300), rng.randint(2, 9)],
            [rng.randint(30, 40), rng.randint(30, 40)],
            [rng.randint(5, 9), rng.randint(5, 9), rng.randint(15, 30)],
            [rng.randint(5, 8), rng.randint(5, 8), rng.randint(5, 8),
             rng.randint(5, 8)],
            [2, 3, 7, 8, 9],
            [1001, 1],
            [1, 1, 1500],
        ])
    if kind < 0.35:
        return [rng.randint(1, 60)]
    most = {0: 1, 1: 12, 2: 8, 3: 5, 4: 3, 5: 2}[rank]
    return [rng.randint(1, most) for _ in range(rank)]


def random_options(rng):
    options = []
    if rng.random() < 0.15:
        profile = rng.choice(["short", "full", "default"])
        options.append("profile=" + profile)
    if rng.random() < 0.35:
        precision = rng.choice([0, 1, 2, 3, 5, 6, 8, 10, 17, 20])
        options.append("precision={}".format(precision))
    if rng.random() < 0.35:
        threshold = rng.choice(["0", "1", "5", "10", "100", "inf"])
        options.append("threshold=" + threshold)
    if rng.random() < 0.35:
        # 1.1.0 prints something else when no item is kept.
        edgeitems = rng.choice([1, 1, 2, 4, 5] + [0] * (not NOTES))
        options.append("edgeitems={}".format(edgeitems))
    if rng.random() < 0.35:
        linewidth = rng.choice([0, 1, 9, 10, 20, 33, 40, 60, 79, 81, 100, 200])
        options.append("linewidth={}".format(linewidth))
    # 1.1.0 chooses the width before it looks at sci_mode.
    if rng.random() < 0.3 and not NOTES:
        options.append("sci_mode=" + rng.choice(["True", "False"]))
    return options


def random_head(rng):
    """A case that PyTorch has a text for."""
    modes = ["torch"] * 12 + ["format", "format", "nest", "nest", "tolist",
                              "item"]
    if not NOTES:
        modes += ["str", "repr", "max", "min", "sort"]
    mode = rng.choice(modes)
    dtype = rng.choice(FLOATS * 4 + DTYPES[2:])
    shape = random_shape(rng)
    if mode in ("nest", "tolist"):
        shape = [min(n, 4) for n in shape[:3]]
    elif mode == "item" or mode == "format" and rng.random() < 0.6:
        shape = []
    elif mode in ("max", "min", "sort"):
        # Where numbers are equal, sort may put either first.
        shape = [min(max(n, 1), 15) for n in shape[:3]]
    floating = dtype in FLOATS
    kind = rng.choice("imwptrgbsxz") if floating else "i"
    recipe = kind + str(rng.randrange(10 ** 4))

    words = []
    if floating and mode not in ("str", "repr") and rng.random() < 0.35:
        words.append("grad")
        if rng.random() < 0.4:
            words.append(rng.choice(["mul", "clone"]))
    elif floating and mode == "torch" and rng.random() < 0.08:
        words.append("param")
    rank, extents = len(shape), list(shape)
    if mode not in ("item", "max", "min", "sort") and rng.random() < 0.3:
        view = rng.choice("TSEF")
        if view == "E" and rank < 5 or view != "E" and rank > 0:
            if view != "F" or extents[0] > 0:
                words.append(view)
    if mode == "nest":
        mode = random_nest(rng)
        if "n" in mode:
            words = [word for word in words if word not in
                     ("grad", "mul", "clone")]
    if mode in ("torch", "format") or mode[0] in "[(":
        if rng.random() < 0.4:
            words += random_options(rng)
    shape = "x".join(map(str, shape)) or "-"
    return " ".join([mode, dtype, shape, recipe] + words)


def record(count, seed, out):
    out.write("# PyTorch {}{}, by record_generated_printing.py\n".format(
        VERSION, "" if NOTES else ", numpy " + numpy.__version__))
    rng = random.Random(seed)
    for _ in range(count):
        out.write(line(random_head(rng)))


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    name = "printing.generated.{}.txt".format(VERSION)
    path = os.path.join(here, name)
    if sys.argv[1:2] == ["--show"]:
        with open((sys.argv[3:] or [path])[0]) as recording:
            wanted = recording.read().split("\n")[int(sys.argv[2]) - 1]
        print(text(wanted.split(" = ")[0]))
    elif len(sys.argv) == 3:
        record(int(sys.argv[1]), int(sys.argv[2]), sys.stdout)
    else:
        assert VERSION in ("2.15.0", "1.1.0"), VERSION
        with open(path, "w") as out:
            record(1000 if NOTES else 5500, 0, out)


main()
