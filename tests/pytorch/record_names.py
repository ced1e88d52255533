"""Records what PyTorch 1.1.0 calls things, for tests/parity.

    python tests/pytorch/record_names.py

It makes the calls of operations/*.txt again, with the PyTorch of the notes.
Numbers are not its business: where today's PyTorch and that of the notes both
give a result, it keeps the name of the node; where both refuse, the error.
Calls that only one of them refuses are left out, and so are dtypes that
1.1.0 could not compute with. `names.1.1.0.txt` has a line for each operation
and, below it, lines `NUMBER @NODE` and `NUMBER ! ERROR`, where the number is
that of the call in the file of the operation.
"""

import pathlib
import re
import sys
import warnings

import torch

if torch.__version__ != "1.1.0":
    sys.exit("this recording is of torch 1.1.0, not of " + torch.__version__)

HERE = pathlib.Path(__file__).parent
DTYPES = {
    "f32": torch.float32,
    "f64": torch.float64,
    "i64": torch.int64,
    "i32": torch.int32,
    "u8": torch.uint8,
}

# Operations that take masks, which are uint8 here.
MASKS = "getitem setitem index_put masked_fill masked_select where".split()

NAMES = {
    name: getattr(torch, name)
    for name in "float32 float64 int64 int32 uint8".split()
}
NAMES.update(nan=float("nan"), inf=float("inf"))

TENSOR = re.compile(r"\bt(\d+)(?:/([\dx]+))?(')?")
SLICE = re.compile(r"(?<=[\[,(])(-?\d*):(-?\d*):(-?\d*)(?=[\],)])")
ESCAPES = {"\\": "\\\\", "\n": "\\n", "|": "\\p"}


class Unspeakable(Exception):
    pass


def elements(text):
    for word in text.split():
        value, _, n = word.partition("*")
        for _ in range(int(n or 1)):
            yield value


class Recording:
    def __init__(self, path):
        self.name = path.stem
        self.tensors, self.calls = [], []
        for line in path.read_text().splitlines():
            if "(" in line.split(" ")[0]:
                ends = [line.find(end) for end in (") = ", ") ! ")]
                end = min(end for end in ends if end >= 0) + 1
                node = " @" in line.split(" | ")[0]
                self.calls.append((line[:end], line[end + 1], node))
            else:
                self.tensors.append(line)

    def tensor(self, nr, strides, leaf):
        dtype, rest = self.tensors[nr].split("[", 1)
        shape, text = rest.split("]", 1)
        shape = [int(n) for n in shape.split(",") if n]
        if dtype == "b8":
            if self.name not in MASKS:
                raise Unspeakable("bool")
            dtype = "u8"
        if dtype in ("f32", "f64"):
            values = [float(word) for word in elements(text)]
        else:
            values = [int(word) for word in elements(text)]
        x = torch.tensor(values, dtype=DTYPES[dtype]).reshape(shape)
        if strides:
            strides = [int(n) for n in strides.split("x")]
            last = sum((n - 1) * s for n, s in zip(shape, strides) if n)
            memory = torch.zeros(max(last, 0) + 1, dtype=x.dtype)
            there = memory.as_strided(shape, strides)
            if x.numel():
                there.copy_(x)
            x = there
        return x.detach().requires_grad_(leaf)

    def arguments(self, call):
        made = []

        def make(nr, strides="", leaf=False):
            made.append(self.tensor(nr, strides, leaf))
            return made[-1]

        inside = call[call.index("(") : ]
        inside = SLICE.sub(
            lambda m: "slice(%s, %s, %s)" % tuple(n or None for n in m.groups()),
            inside,
        )
        inside = TENSOR.sub(
            lambda m: "T(%s, %r, %r)" % (m[1], m[2] or "", bool(m[3])), inside
        )
        inside = re.sub(r"&(\d+)", r"A(\1)", inside)
        names = dict(NAMES, T=make, A=lambda nr: made[nr])
        names["take"] = lambda *args, **kwargs: (args, kwargs)
        return eval("take" + inside, names)


def tuples(x):
    return tuple(map(tuples, x)) if isinstance(x, list) else x


def getitem(x, index):
    return x[tuples(index)]


def setitem(x, index, value):
    x = x.clone()
    x[tuples(index)] = value
    return x


def slice_(x, dim, start, end, step):
    if not -x.dim() <= dim < x.dim():
        raise Unspeakable("no such dimension")
    if step <= 0:
        raise Unspeakable("brackets refuse it themselves")
    index = [slice(None)] * x.dim()
    index[dim] = slice(start, end, step)
    return x[tuple(index)]


FUNCTIONS = {
    "getitem": getitem,
    "setitem": setitem,
    "slice": slice_,
    "copy": lambda x, source: x.clone().copy_(source),
}
# What `torch` has too, with other arguments.
for name in "binary_cross_entropy_with_logits embedding layer_norm".split():
    FUNCTIONS[name] = getattr(torch.nn.functional, name)


# 1.1.0 put these together from other operations, or in another order.
COMPOSED = "cosine_similarity einsum logdet matrix_power tensordot".split()


def function(name):
    if name in COMPOSED:
        return None
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    for place in (torch, torch.Tensor, torch.nn.functional):
        if hasattr(place, name):
            return getattr(place, name)
    # There was no `torch.linalg`, either.
    return None


STATIC = (
    "invalid combination of arguments",
    "got an unexpected keyword",
    "missing",
    "must be ",
    "expected Tensor as element",
    "takes from",
    "takes ",
    "got multiple values",
    "object has no attribute",
    "Overloaded torch operator invoked",
)


# 1.1.0 dies of integers divided by zero.
DIVISIONS = "addcdiv div floor_divide fmod remainder softsign".split()


# 1.1.0 handed these to an older library, with errors of its own: only the
# names of their nodes are kept.
OLD = (
    "binary_cross_entropy_with_logits cross_entropy l1_loss layer_norm "
    "mse_loss nll_loss "
    "acos asin atan atan2 celu cosh digamma erfc erfinv fmod frac glu "
    "hardshrink hardtanh lgamma log10 log2 logsigmoid prelu relu6 sinh "
    "softshrink softsign tanhshrink threshold "
    "cdist cross det inverse multi_margin_loss "
    "pairwise_distance slogdet soft_margin_loss "
    "addbmm addmv addr baddbmm cumprod dist kthvalue logsumexp median norm trace"
).split()


# Errors of these in 1.1.0's words are not the workbook's business, either.
OLD += (
    "as_strided bincount broadcast_tensors cartesian_prod combinations diag diag_embed "
    "diagflat diagonal flip histc index_copy index_fill isin kthvalue "
    "logspace "
    "masked_scatter meshgrid mode put repeat repeat_interleave roll rot90 "
    "split_with_sizes take tril tril_indices triu triu_indices unfold unique "
    "unique_consecutive"
).split()


def outcome(name, args, kwargs):
    whole = [x for x in args if torch.is_tensor(x) and not x.is_floating_point()]
    if name in DIVISIONS and whole:
        raise Unspeakable("integers are divided")
    if name == "embedding" and args[1].dim() != 2:
        raise Unspeakable("1.1.0 dies of it")
    if name in ("histc", "index_copy"):
        raise Unspeakable("1.1.0 dies of it")
    if name == "as_strided" and len(args[1]) != len(args[2]):
        raise Unspeakable("1.1.0 dies of it")
    try:
        result = function(name)(*args, **kwargs)
    except (RuntimeError, IndexError, ValueError, TypeError) as error:
        text = str(error).split("\nException raised from")[0]
        if name in OLD or any(words in text for words in STATIC):
            raise Unspeakable(text)
        text = "%s: %s" % (type(error).__name__, text)
        return "! " + "".join(ESCAPES.get(c, c) for c in text)
    outs = result if isinstance(result, (tuple, list)) else [result]
    nodes = [o.grad_fn for o in outs if getattr(o, "grad_fn", None)]
    return "@" + type(nodes[0]).__name__ if nodes else "@-"


def main():
    warnings.simplefilter("ignore")
    lines = []
    for path in sorted((HERE / "operations").glob("*.txt")):
        recording = Recording(path)
        if function(recording.name) is None:
            continue
        lines.append(recording.name)
        for nr, (call, sign, node) in enumerate(recording.calls):
            try:
                args, kwargs = recording.arguments(call)
                said = outcome(recording.name, args, kwargs)
            except Unspeakable:
                continue
            if said == "@-" and not node:
                continue
            if (said[0] == "!") == (sign == "!"):
                lines.append("%d %s" % (nr, said))
    (HERE / "names.1.1.0.txt").write_text("\n".join(lines) + "\n")
    print(len(lines), "lines")


if __name__ == "__main__":
    main()
