"""Records the operations of PyTorch 2.15 for tests/parity.rs.

    python tests/pytorch/record_operations.py             all that is recorded
    python tests/pytorch/record_operations.py topk max    these only, also new
    python tests/pytorch/record_operations.py --show topk 17
                                  runs case 17 of topk and prints it in full
    python tests/pytorch/record_operations.py --fuzz SEED N DIRECTORY
                       N random calls of every operation, from another seed,
                       for PARITY=DIRECTORY cargo test --test parity

The cases are PyTorch's own: the sample inputs and error inputs of its OpInfo
table, in every dtype that the workbook has. Shapes are made smaller, and
floats rounded to eighths, so that the text stays short. To them come numbers
at the edges, and random variations of all. README.md describes the format.

Needs, besides torch 2.15.0: numpy, expecttest, hypothesis, scipy, pyyaml.
"""

import math
import pathlib
import random
import sys
import warnings
import zlib

import numpy
import torch

if not torch.__version__.startswith("2.15.0"):
    sys.exit(f"this recording is of torch 2.15.0, not of {torch.__version__}")

import torch.testing._internal.common_methods_invocations as invocations

HERE = pathlib.Path(__file__).parent / "operations"

DTYPES = {
    torch.float32: "f32",
    torch.float64: "f64",
    torch.int64: "i64",
    torch.int32: "i32",
    torch.uint8: "u8",
    torch.bool: "b8",
}
NAMES = {dtype: str(dtype)[6:] for dtype in DTYPES}

# A case with more elements than this in its inputs is left out.
MOST = 160

# How many random variations each operation gets.
VARIATIONS = 100


# Of some operations OpInfo has so many samples that one in so many will do.
MANY = {"unique": 7, "unique_consecutive": 4, "searchsorted": 4, "logspace": 15}

# Arguments that the workbook does not have.
LEFT_OUT = {
    "embedding": {"max_norm", "norm_type", "scale_grad_by_freq", "sparse"},
    "l1_loss": {"weight"},
    "mse_loss": {"weight"},
}


class Unspeakable(Exception):
    """The workbook has no such thing: complex numbers, devices, out=."""


# ---------------------------------------------------------------- operations

# Where OpInfo has another name, or nothing.
INFO = {
    "inverse": "linalg.inv",
    "det": "linalg.det",
    "slogdet": "linalg.slogdet",
    "matrix_power": "linalg.matrix_power",
    "zero": "zero_",
    "getitem": "__getitem__",
    "copy": None,
    "slice": None,
    "setitem": None,
}


def setitem(x, indices, value):
    x = x.clone()
    x[indices] = value
    return x


def untupled(index):
    if isinstance(index, tuple):
        return tuple(map(untupled, index))
    return torch.tensor(index) if isinstance(index, list) else index


FUNCTIONS = {
    "getitem": lambda x, indices: x[indices],
    "setitem": setitem,
    "slice": torch.ops.aten.slice,
    "copy": lambda x, source: x.clone().copy_(source),
    "zero": lambda x: x.clone().zero_(),
}
# What `torch` has too, with other arguments.
for name in "cosine_similarity binary_cross_entropy_with_logits embedding layer_norm".split():
    FUNCTIONS[name] = getattr(torch.nn.functional, name)


def function(name):
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    if name.startswith("linalg_"):
        return getattr(torch.linalg, name.removeprefix("linalg_"))
    for place in (torch, torch.Tensor, torch.nn.functional):
        if hasattr(place, name):
            return getattr(place, name)
    raise ValueError(f"PyTorch has no {name}")


def in_place(name):
    return getattr(torch.Tensor, name + "_", None)


# ---------------------------------------------------------------------- text


def number(x, single):
    if isinstance(x, bool):
        return str(int(x))
    if isinstance(x, int):
        return str(x)
    if math.isnan(x):
        return "nan"
    text = str(numpy.float32(x)) if single else repr(x)
    return text.removesuffix(".0")


def values(t):
    """The elements in order; three or more of the same as `x*n`."""
    single = t.dtype == torch.float32
    words = [number(x, single) for x in t.detach().flatten().tolist()]
    out, i = [], 0
    while i < len(words):
        n = 1
        while i + n < len(words) and words[i + n] == words[i]:
            n += 1
        out += [f"{words[i]}*{n}"] if n > 2 else [words[i]] * n
        i += n
    return " ".join(out)


def contiguous_strides(shape):
    strides, step = [], 1
    for extent in reversed(shape):
        strides.append(step)
        step *= max(extent, 1)
    return strides[::-1]


def layout(t):
    """`/1x2`, unless it is contiguous."""
    if list(t.stride()) == contiguous_strides(t.shape):
        return ""
    return "/" + "x".join(map(str, t.stride()))


class Writer:
    """Tensors by number, each written once; then the calls."""

    def __init__(self):
        self.lines = []
        self.numbers = {}
        self.calls = set()

    def tensor(self, t, leaf=False):
        if t.dtype not in DTYPES or t.device.type != "cpu" or t.is_sparse:
            raise Unspeakable(str(t.dtype))
        if any(n < 0 for n in t.shape):
            # Of nothing, PyTorch makes -7 copies.
            raise Unspeakable("a negative extent")
        shape = ",".join(map(str, t.shape))
        text = f"{DTYPES[t.dtype]}[{shape}] {values(t)}".strip()
        if text not in self.numbers:
            self.numbers[text] = len(self.numbers)
            self.lines.append(text)
        mark = "'" if leaf and t.requires_grad else ""
        return f"t{self.numbers[text]}{layout(t)}{mark}"

    def value(self, x, leaf=False, before=None):
        """Python's text for `x`; `&0` is the first tensor of the call again,
        not another with the same elements."""
        if isinstance(x, torch.Tensor):
            if before is not None:
                for nr, other in enumerate(before):
                    if other is x:
                        return f"&{nr}"
                before.append(x)
            return self.tensor(x, leaf)
        if x is None or x is Ellipsis or isinstance(x, bool):
            return "..." if x is Ellipsis else str(x)
        if isinstance(x, slice):
            part = lambda i: "" if i is None else self.value(i)
            return f"{part(x.start)}:{part(x.stop)}:{part(x.step)}"
        if isinstance(x, int):
            return str(int(x))
        if isinstance(x, float):
            return repr(x)
        if isinstance(x, str):
            return f"'{x}'"
        if isinstance(x, torch.dtype) and x in NAMES:
            return NAMES[x]
        if isinstance(x, (list, tuple)):
            items = ",".join(self.value(i, leaf, before) for i in x)
            return f"[{items}]"
        raise Unspeakable(repr(x))

    def write(self, call, outcome, modes):
        if call in self.calls:
            return False
        self.calls.add(call)
        self.lines.append(" | ".join([f"{call} {outcome}", *modes]))
        return True


# --------------------------------------------------------------------- cases


def tensors(x):
    if isinstance(x, torch.Tensor):
        return [x]
    if isinstance(x, (list, tuple)):
        return [t for item in x for t in tensors(item)]
    if isinstance(x, dict):
        return [t for item in x.values() for t in tensors(item)]
    return []


def rebuild(x, how, seen=None):
    """All again, with other tensors; one that is there twice stays one."""
    seen = {} if seen is None else seen
    if isinstance(x, torch.Tensor):
        if id(x) not in seen:
            seen[id(x)] = how(x)
        return seen[id(x)]
    if isinstance(x, (list, tuple)):
        return type(x)(rebuild(item, how, seen) for item in x)
    if isinstance(x, dict):
        return {key: rebuild(item, how, seen) for key, item in x.items()}
    return x


def like(t, memory):
    """`memory`, a leaf if `t` is."""
    return memory.detach().requires_grad_(t.requires_grad)


def eighths(t):
    """The same order of the same elements, as short numbers."""
    if not t.is_floating_point() or t.numel() == 0:
        return t.detach().clone()
    flat = t.detach().double().flatten().tolist()
    finite = sorted({x for x in flat if math.isfinite(x)})
    # Rounded numbers must not tie where the numbers did not.
    short, last = {}, -math.inf
    for x in finite:
        near = round(x * 8)
        last = max(near, last + 1)
        short[x] = last / 8
    again = [short.get(x, x) for x in flat]
    out = torch.tensor(again, dtype=torch.float64).to(t.dtype)
    return out.reshape(t.shape)


def keep_layout(t, short):
    """`short` in memory as `t` is."""
    if t.is_contiguous() or t.numel() == 0 and t.dim() == 0:
        return short
    if any(s == 0 and n > 1 for s, n in zip(t.stride(), t.shape)):
        index = tuple(
            slice(0, 1) if s == 0 else slice(None) for s in t.stride()
        )
        return short[index].clone().expand(t.shape)
    last = sum((n - 1) * s for n, s in zip(t.shape, t.stride()) if n)
    memory = torch.zeros(max(last + 1, 1), dtype=t.dtype)
    out = memory.as_strided(t.shape, t.stride())
    out.copy_(short)
    return out


def stepped(t):
    """Every second element of memory."""
    if t.dim() == 0:
        return t
    return torch.stack([t.detach(), t.detach()], -1)[..., 0]


def turned(t):
    """The first dimension is the dense one."""
    order = list(range(t.dim()))[::-1]
    turned = t.detach().permute(order).contiguous().permute(order)
    return turned


def weights(out, salt):
    """Some numbers for the gradient to begin with; the test has the same."""
    n = torch.arange(out.numel(), dtype=torch.float64)
    w = ((n * 7 + 3 + salt) % 11 - 5) / 4
    return w.to(out.dtype).reshape(out.shape)


def packed(t):
    return t.clone(memory_format=torch.contiguous_format)


class Outcome:
    """What a call gave: results, name of the node, gradients; or an error."""

    def __init__(self, writer, call, leaves):
        self.error = self.node = None
        self.gradients = []
        self.results = self.text = ""
        try:
            result = call()
        except Unspeakable:
            raise
        except Exception as error:
            self.fail(error)
            return
        if isinstance(result, torch.Tensor):
            self.results = writer.tensor(result)
        elif isinstance(result, (tuple, list)):
            self.results = writer.value(tuple(result))
        else:
            self.results = writer.value(result)
        self.grow(writer, tensors(result), leaves)

    def grow(self, writer, outs, leaves):
        """The printed text, and the gradients."""
        # The text of what comes in is the text of what goes in.
        text = "\n".join(map(repr, outs))
        self.text = f"{zlib.crc32(text.encode()):08x}"
        # A view made under no_grad or a result that is an input.
        differ = [o for o in outs if o.requires_grad]
        nodes = [o.grad_fn for o in outs if o.grad_fn is not None]
        if nodes:
            self.node = nodes[0].name().removeprefix("torch::autograd::")
        if not differ or not leaves:
            return
        try:
            start = [weights(o, i) for i, o in enumerate(differ)]
            found = torch.autograd.grad(
                differ, leaves, start, allow_unused=True
            )
            self.gradients = [
                "-" if g is None else writer.tensor(packed(g))
                for g in found
            ]
        except Exception as error:
            self.gradients = [f"! {said(error)}"]

    def fail(self, error):
        self.error = said(error)

    def groups(self):
        """What there is to say, by the sign that says it."""
        if self.error is not None:
            return {"!": f"! {self.error}"}
        return {
            "=": f"= {self.results}",
            "@": f"@{self.node or '-'}",
            "#": f"#{self.text or '-'}",
            # Last, because an error in it goes to the end.
            "^": " ".join(f"^{g}" for g in self.gradients) or "^none",
        }

    def alone(self):
        nothing = ("@-", "#-", "^none")
        groups = self.groups().values()
        return " ".join(group for group in groups if group not in nothing)

    def beside(self, base):
        """Only what is not as in `base`."""
        theirs = base.groups()
        return "".join(
            f" {group}"
            for sign, group in self.groups().items()
            if theirs.get(sign) != group
        )


STATIC = (
    "invalid combination of arguments",
    "got an unexpected keyword",
    "missing a value for argument",
    "missing 1 required",
    "must be Tensor, not",
    "must be tuple of ints",
    "must be tuple of Tensors",
    "must be Number, not",
    "must be bool, not",
    "must be int, not",
    "expected Tensor as element",
    "Overloaded torch operator invoked",
)


ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "|": "\\p"})


def said(error):
    """`ClassError: its words`, without the call stack in C++."""
    text = str(error).split("\nException raised from")[0]
    if any(words in text for words in STATIC):
        raise Unspeakable("Rust's types say that")
    kind = type(error).__name__
    return f"{kind}: {text}".translate(ESCAPES)


class Recorder:
    def __init__(self, name):
        self.name = name
        self.writer = Writer()
        self.cases = self.left_out = 0
        self.shown = None

    def case(self, args, kwargs):
        """One call, and the same call in other memory and in place."""
        for left_out in ("layout", "device", "memory_format", "requires_grad"):
            kwargs = {k: v for k, v in kwargs.items() if k != left_out}
        if self.name == "sum_to_size" and len(args) > 2:
            args = [args[0], list(args[1:])]
        if self.name == "to":
            if any(isinstance(a, (str, torch.device)) for a in args):
                self.left_out += 1
                return
            kwargs = {k: v for k, v in kwargs.items() if k == "dtype"}
        if self.name == "embedding" and len(args) > 1:
            # The samples have them the other way round.
            args = [args[1], args[0], *args[2:]]
        if self.name == "einsum" and isinstance(args[0], (list, tuple)):
            args = [args[1], args[0], *args[2:]]
        if self.name in ("getitem", "setitem"):
            # The text writes tuples as lists, so lists are tensors.
            args = [args[0], untupled(args[1]), *args[2:]]
        if self.name == "as_strided":
            # No memory but what the text says.
            args = [like(args[0], packed(args[0].detach())), *args[1:]]
        size = sum(t.numel() for t in tensors([args, kwargs]))
        if LEFT_OUT.get(self.name, set()) & set(kwargs):
            self.left_out += 1
            return
        if size > MOST or "out" in kwargs:
            self.left_out += 1
            return
        if any(t.dtype not in DTYPES for t in tensors([args, kwargs])):
            self.left_out += 1
            return
        # A list of one's own: the text may refer to new tensors only if the
        # whole case can be written.
        saved = list(self.writer.lines), dict(self.writer.numbers)
        try:
            self.attempt(args, kwargs)
        except Unspeakable:
            self.writer.lines, self.writer.numbers = saved
            self.left_out += 1

    def attempt(self, args, kwargs):
        writer = self.writer
        before = []
        items = [writer.value(a, True, before) for a in args]
        items += [
            f"{k}={writer.value(v, True, before)}" for k, v in kwargs.items()
        ]
        places = {t.untyped_storage().data_ptr() for t in before if t.numel()}
        if len(places) < sum(t.numel() > 0 for t in before):
            raise Unspeakable("two tensors share memory")
        call = f"{self.name}({','.join(items)})"
        if call in writer.calls:
            return
        base = self.run(args, kwargs)
        modes = self.modes(args, kwargs, base)
        writer.write(call, base.alone(), modes)
        if self.shown == self.cases:
            self.tell(call, args, kwargs)
        self.cases += 1

    def tell(self, call, args, kwargs):
        print(call)
        for item in [*args, *kwargs.items()]:
            print("   ", item)
        try:
            print(function(self.name)(*args, **kwargs))
        except Exception as error:
            print(f"{type(error).__name__}: {error}")

    def run(self, args, kwargs):
        inputs = [args, kwargs]
        leaves = self.leaves(inputs)
        call = lambda: function(self.name)(*args, **kwargs)
        return Outcome(self.writer, call, leaves)

    @staticmethod
    def leaves(inputs):
        return list({id(t): t for t in tensors(inputs) if t.requires_grad}.values())

    def modes(self, args, kwargs, base):
        """Other memory and in place, as far as it makes a difference."""
        modes = []
        inputs = tensors([args, kwargs])
        plain = all(t.is_contiguous() for t in inputs)
        for letter, memory in (("n", stepped), ("t", turned)):
            if not plain or all(t.dim() < (letter == "t") + 1 for t in inputs):
                continue
            other = rebuild([args, kwargs], lambda t: like(t, memory(t)))
            mode = self.run(*other)
            modes.append(letter + mode.beside(base))
        change = in_place(self.name)
        if change is None or not args or not inputs or args[0] is not inputs[0]:
            return modes
        first = args[0].clone()
        leaves = self.leaves(inputs)
        call = lambda: change(first, *args[1:], **kwargs)
        try:
            mode = Outcome(self.writer, call, leaves)
        except Unspeakable:
            return modes
        modes.append("i" + mode.beside(base))
        return modes


# ------------------------------------------------------------- where cases are


def shrink(name):
    """PyTorch's sample sizes, smaller; prod's and argwhere's need five of each."""
    small = {"XS": 3, "S": 5 if name in ("prod", "argwhere") else 4, "M": 5, "L": 6}
    for path, module in list(sys.modules.items()):
        if path.startswith("torch.testing._internal"):
            for size, extent in small.items():
                if isinstance(getattr(module, size, None), int):
                    setattr(module, size, extent)


def infos(name):
    wanted = INFO.get(name, name)
    if name.startswith("linalg_"):
        wanted = name.replace("_", ".", 1)
    return [
        op
        for op in invocations.op_db
        if op.name in (wanted, f"nn.functional.{wanted}")
        # Another operation that happens to have the name.
        and op.name != "nn.functional.unfold"
        and op.variant_test_name != "triton_optimized"
    ]


def tidy(sample):
    """A sample's arguments, with short numbers in them."""

    def short(t):
        again = eighths(t)
        if t.dtype in DTYPES and t.layout == torch.strided:
            again = keep_layout(t, again)
        return like(t, again)

    args = [] if sample.input is None else [sample.input]
    return rebuild([[*args, *sample.args], dict(sample.kwargs)], short)


def samples(op, dtype):
    torch.manual_seed(0)
    random.seed(0)
    numpy.random.seed(0)
    try:
        found = op.sample_inputs(
            "cpu", dtype, requires_grad=dtype.is_floating_point
        )
        yield from map(tidy, found)
    except (RuntimeError, NotImplementedError, ValueError) as error:
        print(f"    no {NAMES[dtype]} samples of {op.name}: {error}")


def cast(case, dtype):
    """A case of another dtype, where OpInfo has none: mostly an error."""

    def other(t):
        if t.dtype != torch.float32:
            return t
        out = t.detach().abs().to(dtype)
        return out.requires_grad_(dtype.is_floating_point)

    return rebuild(case, other)


# Numbers at the edges.
EDGES = {
    torch.float32: [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 1e-45, 3.4e38, -3.4e38,
                    1e-4, 88.8, math.inf, -math.inf, math.nan],
    torch.float64: [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 5e-324, 1.7e308,
                    -1.7e308, 1e-4, 710.0, math.inf, -math.inf, math.nan],
    torch.int64: [0, 1, -1, 2, -3, 7, 2**62, 2**63 - 1, -(2**63)],
    torch.int32: [0, 1, -1, 2, -3, 7, 2**30, 2**31 - 1, -(2**31)],
    torch.uint8: [0, 1, 2, 3, 7, 128, 254, 255],
    torch.bool: [False, True],
}  # fmt: skip


def edges(name, op):
    """Every edge, and every edge with every other."""
    kind = type(op).__name__ if op else ""
    for dtype, numbers in EDGES.items():
        x = torch.tensor(numbers, dtype=dtype)
        x.requires_grad_(dtype.is_floating_point)
        if "Unary" in kind or "Reduction" in kind or name in (
            "sort", "argsort", "cumsum", "clamp_min", "nonzero", "item"
        ):  # fmt: skip
            yield [[x], {}]
        if "Binary" in kind or name in ("where", "isclose", "copy"):
            n = len(numbers)
            short = x.detach()
            a = like(x, short.repeat_interleave(n))
            b = like(x, short.repeat(n))
            # Division of the smallest integer by -1 stops the process.
            if dtype in (torch.int64, torch.int32) and name in (
                "div", "floor_divide", "remainder"
            ):  # fmt: skip
                keep = b.ne(-1) & b.ne(0)
                a, b = a[keep], b[keep]
            if a.numel() > MOST:
                keep = torch.arange(a.numel()) % 5 < 2
                a = like(x, a.detach()[keep])
                b = like(x, b.detach()[keep])
            yield [[a, b], {}]
        if name == "topk":
            yield [[x, min(5, len(numbers))], {}]


def own(name):
    """Calls of what OpInfo has no samples for."""
    if name == "vander":
        for dtype in DTYPES:
            x = torch.tensor([2, 0, 1, 3], dtype=torch.int64).to(dtype)
            x.requires_grad_(dtype.is_floating_point)
            for n in (None, 0, 1, 2, 5, -1):
                yield [[x, n], {}]
            yield [[x], {}]
            yield [[x[:0]], {}]
            yield [[x.detach()[0]], {}]
    if name == "unsafe_split_with_sizes":
        op = next(op for op in invocations.op_db if op.name == "split_with_sizes")
        for dtype in DTYPES:
            yield from samples(op, dtype)
    if name == "pow":
        for dtype in DTYPES:
            x = torch.tensor([0, 1, 2, 3], dtype=torch.int64).to(dtype)
            x.requires_grad_(dtype.is_floating_point)
            for base in (2, 2.5, 0, -1, 0.0, True):
                yield [[base, x], {}]
            for exponent in (0, 1, 2, 3, -1, 0.5, -0.5, 2.5, True):
                yield [[x, exponent], {}]
    if name == "detach":
        for dtype in DTYPES:
            for shape in ((), (3,), (2, 2), (0, 3)):
                x = torch.ones(shape).to(dtype)
                yield [[x.requires_grad_(dtype.is_floating_point)], {}]
    if name in ("copy", "slice"):
        for dtype in DTYPES:
            x = torch.arange(12).reshape(3, 4).to(dtype)
            x.requires_grad_(dtype.is_floating_point)
            if name == "copy":
                for source in DTYPES:
                    y = torch.tensor([2, 0, 1, 5]).to(source)
                    yield [[x, y], {}]
                    yield [[x, y[0]], {}]
                yield [[x, torch.zeros(3)], {}]
                yield [[x, torch.zeros(0, 4)], {}]
            else:
                for start in (None, 0, 1, -2, 9, -9):
                    for end in (None, 0, 2, -1, 9, -9):
                        yield [[x, 0 if start is None else 1, start, end, 1], {}]
                yield [[x, 1, 0, 4, 2], {}]
                yield [[x, 0, None, None, 3], {}]
                yield [[x, -1, -3, None, 2], {}]
                yield [[x, 2, 0, 1, 1], {}]
                yield [[x, 0, 0, 1, 0], {}]
    if name in ("getitem", "setitem"):
        yield from brackets(name)


def brackets(name):
    mask = torch.tensor([True, False, True])
    places = torch.tensor([2, 0, -1])
    indices = [
        1, -1, 3, -4, True, False, None, Ellipsis, slice(None), slice(1, None),
        slice(None, -1), slice(None, None, 2), slice(5, 1), slice(0, 2, -1),
        (), (0, 1), (0, 1, 2), (Ellipsis, 1), (slice(None), 1), (None, 1),
        (1, Ellipsis, None), (Ellipsis, Ellipsis), (slice(1, 3), slice(0, 2)),
        mask, places, (mask,), (slice(None), places), (places, places),
        (places, slice(0, 2)), (None, places), (places, None, places),
        (mask, 1), (mask, slice(1, 3)), mask.to(torch.uint8),
        torch.tensor([[0, 1], [2, 2]]), torch.tensor(1), torch.tensor(True),
        torch.tensor([], dtype=torch.int64), torch.tensor([7]),
        torch.tensor([0.5]), torch.zeros(3, 4, dtype=torch.bool),
        torch.eye(3, 4, dtype=torch.bool), torch.ones(4, dtype=torch.bool),
        torch.tensor([0, 1], dtype=torch.int32),
    ]  # fmt: skip
    for dtype in DTYPES:
        x = (torch.arange(12).reshape(3, 4) - 2).to(dtype)
        x.requires_grad_(dtype.is_floating_point)
        for index in indices:
            if name == "getitem":
                yield [[x, index], {}]
                continue
            for value in (7, 2.5, True, torch.tensor([1, 2, 3, 4]),
                          torch.tensor([[1.5], [2.5], [3.5]]),
                          torch.tensor(9.0, requires_grad=True)):  # fmt: skip
                yield [[x, index, value], {}]


# ---------------------------------------------------------------- variations


class Vary:
    """Turns a case into one that nobody has thought of."""

    def __init__(self, seed):
        self.pick = random.Random(seed)

    def tensor(self, t):
        if t.dtype not in DTYPES:
            return t
        pick, out = self.pick, t.detach()
        what = pick.randrange(14)
        if what == 0:
            other = pick.choice(list(DTYPES))
            if t.is_floating_point() and not other.is_floating_point:
                out = out.nan_to_num(3, 7, -7).abs()
            out = out.to(other)
        elif what == 1 and t.dim():
            dim = pick.randrange(t.dim())
            out = out.narrow(dim, 0, pick.randrange(t.size(dim) + 1))
        elif what == 2:
            out = out.unsqueeze(pick.randint(0, t.dim()))
        elif what == 3 and t.dim():
            out = out.select(0, 0) if t.size(0) else out
        elif what == 4 and t.dim() > 1:
            out = out.transpose(pick.randrange(t.dim()), 0)
        elif what == 5:
            out = out.expand(2, *t.shape)
        elif what == 6 and t.dim():
            out = torch.cat([out, out], pick.randrange(t.dim()))
        elif what == 7 and t.is_floating_point() and t.numel():
            out = out.clone(memory_format=torch.contiguous_format)
            special = [math.nan, math.inf, -math.inf, -0.0, 0.0]
            out.view(-1)[pick.randrange(t.numel())] = pick.choice(special)
        elif what == 8 and t.dim():
            out = stepped(out)
        grad = out.is_floating_point() and pick.random() < 0.8
        return out.detach().requires_grad_(grad)

    def value(self, x):
        pick = self.pick
        if isinstance(x, torch.Tensor):
            return self.tensor(x)
        if pick.random() < 0.6:
            return x
        if isinstance(x, bool):
            return not x
        if isinstance(x, int):
            return pick.choice([x + 1, x - 1, -x, 0, -1, 1, 2, 5, -7, 100])
        if isinstance(x, float):
            return pick.choice([0.0, -1.0, 0.5, 2.0, x * 2, 3, True])
        if isinstance(x, torch.dtype):
            return pick.choice(list(DTYPES))
        if isinstance(x, (list, tuple)):
            items = [self.value(i) for i in x]
            if items and pick.random() < 0.3:
                i = pick.randrange(len(items))
                items = pick.choice(
                    [items[:i] + items[i + 1 :], items + [items[i]]]
                )
            return type(x)(items)
        return x

    def case(self, case):
        args, kwargs = case
        args = [self.value(a) for a in args]
        kwargs = {
            k: self.value(v)
            for k, v in kwargs.items()
            if self.pick.random() < 0.8
        }
        return [args, kwargs]


def dangerous(name, case):
    """What crashes PyTorch itself, or has no defined answer."""
    inputs = tensors(case)
    if name in ("div", "floor_divide", "remainder"):
        # x / -1 for the smallest integer.
        return any(
            t.numel() and t.min() < -(2**30)
            for t in inputs
            if t.dtype in (torch.int32, torch.int64)
        )
    return False


def record(name, variations, seed, shown=None):
    shrink(name)
    recorder = Recorder(name)
    recorder.shown = shown
    known = []
    for op in infos(name) or [None]:
        for dtype in DTYPES:
            if op is None:
                continue
            if dtype in op.dtypes:
                mine = list(samples(op, dtype))
            else:
                mine = list(samples(op, torch.float32))[:3]
                mine = [cast(case, dtype) for case in mine]
            known += mine
        if op is not None and op.error_inputs_func:
            for error in op.error_inputs("cpu"):
                known.append(tidy(error.sample_input))
        known += edges(name, op)
    known += own(name)
    if seed == 0:
        for case in known[:: MANY.get(name, 1)]:
            recorder.case(*case)
    vary = Vary(f"{name} {seed}")
    small = [
        case for case in known
        if sum(t.numel() for t in tensors(case)) <= 30
    ] or known  # fmt: skip
    wanted = recorder.cases + variations
    for _ in range(variations * 10):
        if recorder.cases >= wanted:
            break
        case = vary.case(vary.pick.choice(small))
        if not dangerous(name, case):
            recorder.case(*case)
    return recorder


def main(arguments):
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    if arguments[:1] == ["--show"]:
        name, nr = arguments[1], int(arguments[2])
        record(name, VARIATIONS, 0, nr)
        return
    variations, seed, where = VARIATIONS, 0, HERE
    if arguments[:1] == ["--fuzz"]:
        seed, variations = int(arguments[1]), int(arguments[2])
        where = pathlib.Path(arguments[3])
        arguments = arguments[4:]
    where.mkdir(exist_ok=True)
    total = size = 0
    everything = sorted(file.stem for file in HERE.glob("*.txt"))
    for name in arguments or everything:
        recorder = record(name, variations, seed)
        text = "\n".join(recorder.writer.lines) + "\n"
        (where / f"{name}.txt").write_text(text)
        print(
            f"{name:14} {recorder.cases:5} cases, {len(text):7} bytes, "
            f"{recorder.left_out} left out",
            flush=True,
        )
        total += recorder.cases
        size += len(text)
    print(f"{total} cases, {size} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
