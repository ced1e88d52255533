"""The items in PyTorch: a worker, as src/worker.rs describes it.

    python pytorch.py THREADS

`compare` starts it, once for each number of threads.
"""

import contextlib
import io
import re
import sys
import textwrap
import time
import warnings
from pathlib import Path

import torch

BOOK = Path(__file__).resolve().parents[3] / "book" / "src"

# What is done once, and what is measured. Both are put into a function, so
# that names cost what they cost in anybody's function.
ITEMS = {
    "dot": (
        """
        a = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
        b = torch.tensor([2.0, 3.0, 4.0], requires_grad=True)
        """,
        """
        a.grad = None
        b.grad = None
        torch.dot(a, b).backward()
        """,
    ),
    "small cat": (
        "a, b = torch.randn(3, 3), torch.randn(3, 2)",
        "torch.cat((a, b), 1)",
    ),
    "small topk": ("x = torch.randn(4, 3)", "x.topk(2)"),
    "small squeeze": ("x = torch.randn(2, 1, 2, 1, 2)", "x.squeeze()"),
    "small max": ("x = torch.randn(3, 5)", "x.max(1)"),
    "print 3x5": ("x = torch.randn(3, 5)", "repr(x)"),
    "print 1000x1000": ("x = torch.randn(1000, 1000)", "repr(x)"),
    "print 300x300 in full": (
        """
        torch.set_printoptions(profile="full")
        x = torch.randn(300, 300)
        """,
        "repr(x)",
    ),
    "add 10M": (
        "a, b = torch.randn(10_000_000), torch.randn(10_000_000)",
        "a + b",
    ),
    "dot 10M": (
        "a, b = torch.randn(10_000_000), torch.randn(10_000_000)",
        "torch.dot(a, b)",
    ),
    "sum 10M": ("x = torch.randn(10_000_000)", "x.sum()"),
    "max dim 0": ("x = torch.randn(1000, 1000)", "x.max(0)"),
    "max dim 1": ("x = torch.randn(1000, 1000)", "x.max(1)"),
    "topk 1M k=10": ("x = torch.randn(1_000_000)", "x.topk(10)"),
    "topk 1M k=1000": ("x = torch.randn(1_000_000)", "x.topk(1000)"),
    "topk 1000x1000 k=5": ("x = torch.randn(1000, 1000)", "x.topk(5)"),
    "sort 1M": ("x = torch.randn(1_000_000)", "x.sort()"),
    "randn 1M": ("", "torch.randn(1_000_000)"),
}

for name, size in [("small", "3, 5"), ("10M", "10_000_000")]:
    item = "small masked assign" if name == "small" else "masked assign 10M"
    ITEMS[item] = (
        f"""
        x = torch.randn({size})
        out = torch.zeros_like(x)
        """,
        "out[(-5.0 < x) & (x < -1.0)] = 8.0",
    )

for name, length in [("chain", 1_000), ("a million nodes", 500_000)]:
    ITEMS[name] = (
        "x = torch.tensor(1.0, requires_grad=True)",
        f"""
        x.grad = None
        y = x
        for _ in range({length}):
            y = y * 0.999 + 0.1
        y.backward()
        """,
    )

for dim in (0, 1):
    ITEMS[f"cat dim {dim}"] = (
        "a, b = torch.randn(1000, 1000), torch.randn(1000, 1000)",
        f"torch.cat((a, b), {dim})",
    )

for side in (512, 1000):
    ITEMS[f"matmul {side}"] = (
        f"a, b = torch.randn({side}, {side}), torch.randn({side}, {side})",
        "a @ b",
    )

for kind, steps, batch, size, hidden in [
    ("RNN", 62, 32, 3, 10),
    ("LSTM", 62, 32, 3, 10),
    ("LSTM", 50, 64, 32, 128),
]:
    ITEMS[f"{kind} {steps}x{batch}, {size} in, {hidden} hidden"] = (
        f"""
        net = torch.nn.{kind}({size}, {hidden})
        x = torch.randn({steps}, {batch}, {size})
        target = torch.randn({steps}, {batch}, {hidden})
        adam = torch.optim.Adam(net.parameters(), lr=0.001)
        mse_loss = torch.nn.functional.mse_loss
        """,
        """
        adam.zero_grad()
        mse_loss(net(x)[0], target).backward()
        adam.step()
        """,
    )


def item(name):
    """Returns a function that repeats the item."""
    torch.manual_seed(0)
    torch.set_printoptions(profile="default")
    if name.startswith("chapter "):
        return chapter(name.removeprefix("chapter "))
    once, measured = map(textwrap.dedent, ITEMS[name])
    repeat = "def repeat(count):\n    for _ in range(count):\n"
    repeat += textwrap.indent(measured, " " * 8) + "\n    return count\n"
    prepare = f"def prepare():\n{textwrap.indent(once, '    ')}\n"
    prepare += textwrap.indent(repeat, "    ") + "\n    return repeat\n"
    namespace = {"torch": torch}
    exec(prepare, namespace)
    return namespace["prepare"]()


FENCE = re.compile(r"^```python listing=.*?\n(.*?)^```$", re.M | re.S)


def chapter(name):
    """All Python of a page, compiled before the clock starts."""
    text = (BOOK / f"{name}.md").read_text(encoding="utf-8")
    programs = [
        compile(code, name, "exec") for code in FENCE.findall(text) if code
    ]
    assert programs, name

    def repeat(count):
        for _ in range(count):
            for program in programs:
                with contextlib.redirect_stdout(io.StringIO()):
                    run(program)

    return repeat


def run(program):
    try:
        exec(program, {"torch": torch, "__name__": "__main__"})
    except Exception as error:
        print(f"{type(error).__name__}: {error}")
    finally:
        torch.set_grad_enabled(True)
        torch.set_printoptions(profile="default")


def status(key):
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(key + r":\s+(\d+)", text)
    return int(found.group(1)) * 1024 if found else 0


def memory():
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return status("VmRSS")


def main():
    warnings.simplefilter("ignore")
    torch.set_num_threads(int(sys.argv[1]))
    version, _, _ = torch.__version__.partition("+")
    print(f"PyTorch {version}", flush=True)
    current, repeat, before = None, None, 0
    for line in sys.stdin:
        name, count = line.rstrip("\n").split("\t")
        count = int(count)
        if current != name:
            repeat = None
            before = memory()
            current, repeat = name, item(name)
        repeat(count // 8)
        start = time.perf_counter_ns()
        repeat(count)
        nanoseconds = time.perf_counter_ns() - start
        grown = max(status("VmHWM") - before, 0)
        print(nanoseconds, grown, flush=True)


main()
