"""Records what PyTorch and numpy print, for tests/printing.rs.

    python tests/pytorch/record_printing.py

run with PyTorch 2.15.0 writes tests/pytorch/printing.2.15.0.txt, and with
1.1.0 the recording of the notes' edition. These cases were chosen, each for a
rule; record_generated_printing.py makes up thousands of others.

A case is a line of what is printed (dtype, shape, options), a line of its
elements, repeated until the shape is full, and the texts, each line after a
bar.
"""

import math
import os
import struct
import sys

import numpy
import torch

VERSION = torch.__version__.split("+")[0]
NOTES = VERSION.startswith("1.1.")
DTYPES = ["float32", "float64", "int64", "int32", "uint8", "bool"]
DEFAULTS = dict(precision=4, threshold=1000, edgeitems=3, linewidth=80)


def node(name):
    """An identity whose grad_fn has the name that is asked for."""
    steps = {
        "forward": staticmethod(lambda ctx, x: x.clone()),
        "backward": staticmethod(lambda ctx, g: g),
    }
    assert name.endswith("Backward")
    return type(name[: -len("Backward")], (torch.autograd.Function,), steps)


def block(lines):
    return "".join("|" + line + "\n" for line in lines.split("\n"))


def single(x):
    """The value that a float32 keeps of a float."""
    try:
        return struct.unpack("f", struct.pack("f", x))[0]
    except OverflowError:
        return math.copysign(math.inf, x)


def case(dtype, shape, data, grad_fn=None, requires_grad=False,
         **options):
    """Writes one case. Options that are not given are PyTorch's own."""
    if dtype == "float32":
        data = [single(x) for x in data]
    count = 1
    for length in shape:
        count *= length
    full = [data[i % len(data)] for i in range(count)]
    # Masks are uint8 in 1.1.0.
    kind = "uint8" if NOTES and dtype == "bool" else dtype
    t = torch.tensor(full, dtype=getattr(torch, kind)).reshape(shape)
    array = t.numpy()
    head = [dtype, "x".join(map(str, shape)) or "scalar"]
    if grad_fn is not None:
        leaf = t.clone().requires_grad_()
        t = node(grad_fn).apply(leaf)
        assert type(t.grad_fn).__name__ == grad_fn
        head.append("grad_fn=" + grad_fn)
    elif requires_grad:
        t = t.detach().requires_grad_()
        head.append("requires_grad=True")
    for name, value in sorted(options.items()):
        head.append("{}={}".format(name, value))

    torch.set_printoptions(**dict(DEFAULTS, **options))
    out = "case {}\n".format(" ".join(head))
    out += "data {}\n".format(" ".join(map(str, data)))
    out += "torch\n" + block(repr(t))
    torch.set_printoptions(profile="default")
    if not NOTES and not options and grad_fn is None:
        out += "str\n" + block(str(array))
        out += "repr\n" + block(repr(array))
    sys.stdout.write(out)


def number(x):
    """Writes how Python prints a float."""
    bits = struct.unpack("Q", struct.pack("d", x))[0]
    sys.stdout.write("float {:016x}\n{}".format(bits, block(repr(x))))


SPECIAL = [math.nan, math.inf, -math.inf, 0.0, -0.0]
EDGES = [
    1.0, 1000.0, 999.5, 1e8, 100000008.0, 99999999.0, 1e-4, 0.000101,
    9.9e-5, 1e6, 999999.0, 1000001.0, 1e7, 0.03125, 0.00005, 0.99995, 9.99995,
    9.9999499, 99.99995, 2.5, 3.5, 0.5, 1.5, 1e15, 1e16, 1e17, 123456789.0,
    16777216.0, 0.1, 0.2, 0.3, 1 / 3, 2 / 3, 1e-5, 1e-38, 1e-45, 3.4028235e38,
    5e-324, 1.7976931348623157e308, 1e22, 1e100, 1e-100, 0.123456785,
    0.1234567850000001, 1.00000001, 1.000000005, 9.999999995, 0.999999995,
    # As far from the shorter number below as from the one above.
    1005369574750092.25, 0.0947265625, 2.521484375,
]


def chosen():
    """What a page could show, and every rule's edges."""
    for dtype in DTYPES:
        for shape in [[], [0], [1], [3], [2, 3], [0, 3], [2, 0, 4],
                      [2, 1, 3], [1, 1], [2, 2, 2, 2], [1, 2, 1, 2, 2]]:
            case(dtype, shape, [1, 0, 1])
        for shape in [[1001], [8, 200], [200, 6], [7, 7, 40]]:
            case(dtype, shape, list(range(2)) * 3 + [1])
    for dtype in DTYPES[:2]:
        for edge in EDGES + SPECIAL:
            case(dtype, [], [edge])
            case(dtype, [2], [edge, 1.0])
        case(dtype, [3], [math.nan, math.inf, 1.0])
        case(dtype, [3], [math.nan, -math.inf, 0.5])
        case(dtype, [2], [math.nan, -math.inf])
        case(dtype, [4], [0.0, -0.0, 1e-5, 1.0])
        case(dtype, [30], [0.1, 12.5, -3.25])
        case(dtype, [4, 30], [0.1, 12.5, -3.25, 1e6, 7.0])
    case("int64", [3], [-(2 ** 63), 2 ** 63 - 1, 0])
    case("int32", [3], [-(2 ** 31), 2 ** 31 - 1, 0])
    case("uint8", [3], [0, 255, 7])
    # The wave of the notes, and every column at which a suffix can wrap.
    case("float32", [101], [71.0, 79.0, 101.0], grad_fn="CopyBackward")
    for length in range(18, 46, 3):
        case("float32", [3], [0.5], grad_fn="N" * length + "Backward")
        case("float64", [2, 2], [0.5], grad_fn="N" * length + "Backward")
    for length in range(31, 46, 2):
        case("float64", [8], [0.25], grad_fn="N" * length + "Backward")
    for rank in [1, 2, 4]:
        for count in range(20, 26):
            case("int64", [1] * rank + [count], [7, 10])
    if not NOTES:
        # The numpy of its time has 32 dimensions at most.
        case("float64", [1] * 55 + [2], [1 / 3, 1e-300])
    # Numbers that a product in float64 would round twice.
    for precision, x in [(16, 0.19874465465545654), (14, 18.575077056884766),
                         (15, 1.1330134868621826)]:
        case("float32", [1], [x], precision=precision)
    for count in range(7, 12):
        case("float32", [count], [0.5], requires_grad=True)
        case("float64", [count], [0.25], requires_grad=True)
    for precision in [0, 2, 10, 16]:
        for dtype in DTYPES[:3]:
            case(dtype, [4], [0.1, 2.5, -3.5] if dtype != "int64" else [7],
                 precision=precision)
            case(dtype, [2], [1e-7, 250.0] if dtype != "int64" else [-7],
                 precision=precision)
    for edgeitems in [1, 2] + [0] * (not NOTES):
        for shape in [[], [1], [5], [3, 4], [5, 5, 5]]:
            case("float32", shape, [1.5, 2000.0, 0.5], edgeitems=edgeitems,
                 threshold=0)
    case("uint8", [1000], list(range(10)))
    case("uint8", [1001], list(range(10)), threshold=math.inf)
    case("float64", [2, 2, 2, 2, 100], [0.5, 12.0])
    for linewidth in [1, 12, 20, 40, 120]:
        case("float32", [2, 7], [1.5, -2.0], linewidth=linewidth)
        case("int32", [3], [1], linewidth=linewidth)
    if not NOTES:
        for sci_mode in [True, False]:
            for data in [[1.0, 2.0], [0.5, 1e-6], [1e12, 1.0], [0.0]]:
                case("float32", [3], data, sci_mode=sci_mode)
        for x in EDGES + SPECIAL + [123456.789, 1e-5, -1.5e300, 0.1 + 0.2]:
            number(x)


def main():
    title = "# PyTorch {}{}, by record_printing.py\n".format(
        VERSION, "" if NOTES else ", numpy " + numpy.__version__)
    here = os.path.dirname(os.path.abspath(__file__))
    name = "printing.{}.txt".format(VERSION)
    with open(os.path.join(here, name), "w") as sys.stdout:
        sys.stdout.write(title)
        chosen()


main()
