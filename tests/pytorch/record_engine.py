"""Records what PyTorch's engine does, for tests/engine.rs.

    python tests/pytorch/record_engine.py

run with PyTorch 2.15.0 writes engine.2.15.0.txt beside this script, and with
1.1.0 the recording of the notes' edition. The programs are engine.py and, for
2.15.0, made up ones: random statements about a few tensors. A number of these
and a seed,

    python tests/pytorch/record_engine.py 5000 7 > some-file
    ENGINE=some-file cargo test --test engine

replays others instead.

A recording is the programs, each under `== NAME`, and after a statement what
it printed, each line after a bar. A statement that raises prints the error
and the program goes on. The test reads the statements itself: they are the
Python that tests/python/mod.rs understands.
"""

import os
import random
import sys
import warnings

import torch

VERSION = torch.__version__.split("+")[0]
NOTES = VERSION.startswith("1.1.")


def nexts(node):
    """The names of the nodes that a node passes its gradients to."""
    return [None if n is None else type(n).__name__
            for n, _ in node.next_functions]


class Program:
    """Runs statements one by one and keeps them with what they print."""

    def __init__(self, name):
        self.text = "== {}\n".format(name)
        self.names = {"torch": torch, "nexts": nexts, "print": self.print}

    def print(self, x):
        # A node's address is another one each time.
        text = "<{}>".format(type(x).__name__) if hasattr(
            x, "next_functions") else str(x)
        self.text += "".join("|" + line + "\n" for line in text.split("\n"))

    def run(self, statement):
        """Whether it went well."""
        self.text += statement + "\n"
        try:
            exec(statement, self.names)
        except Exception as error:
            self.print("{}: {}".format(type(error).__name__,
                                       str(error).split("\n")[0]))
            return False
        return True


def written(path):
    """The programs of engine.py; those for today's PyTorch only are under a
    line `# today: reason`."""
    programs, today = [], False
    with open(path) as source:
        for line in source.read().split("\n"):
            if line.startswith("## "):
                programs.append((line[3:], []))
                today = False
            elif line.startswith("# today:"):
                today = True
                if NOTES:
                    programs.pop()
            elif line and not line.startswith("#") and programs:
                if not (NOTES and today):
                    programs[-1][1].append(line)
    return programs


class Fuzz:
    """A program of random statements."""

    def __init__(self, seed):
        self.seed = seed
        self.rng = random.Random(seed)
        self.program = Program("random_{}".format(seed))
        self.count = 0

    def tensors(self, test=lambda x: True):
        """The names of those that pass a test. One of several views whose
        base has changed refuses to be asked for its history."""
        def passes(x):
            try:
                return test(x)
            except RuntimeError:
                return False
        return [name for name, x in self.program.names.items()
                if isinstance(x, torch.Tensor) and passes(x)]

    def any(self, test=lambda x: True):
        names = self.tensors(test)
        # Young ones more often.
        return names[-min(1 + int(self.rng.expovariate(0.4)), len(names))] \
            if names else None

    def value(self, name):
        return self.program.names[name]

    def name(self):
        self.count += 1
        return "abcdefghijklmnopqrstuvwxyz"[self.count - 1]

    def number(self):
        return repr(self.rng.choice([2.0, 3.0, -1.0, 0.5, -2.0, 4.0, 1e4]))

    def unary(self, x):
        rng = self.rng
        rank = self.value(x).dim()
        choices = ["neg()", "exp()", "tanh()", "sigmoid()", "abs()",
                   "relu()", "clone()", "mul({})".format(self.number()),
                   "add({})".format(self.number()),
                   "div({})".format(self.number()), "pow(2.0)",
                   "sum()", "mean()", "detach()"]
        if rank:
            choices += ["sum(0)", "cumsum(0)", "sum(-1)"]
        return "{}.{}".format(x, rng.choice(choices))

    def view(self, x):
        rng, value = self.rng, self.value(x)
        choices = ["view(-1)", "unsqueeze(0)", "squeeze()", "detach()",
                   "expand(2, {})".format(
                       ", ".join(map(str, value.shape))) if value.dim()
                   else "expand(2)"]
        if value.dim():
            n = value.size(0)
            more = ["select(0, {})".format(rng.randrange(n)),
                    "narrow(0, {}, {})".format(0, rng.randint(1, n)),
                    "transpose(0, -1)", "unbind(0)[{}]".format(
                        rng.randrange(n)), "chunk(2)[0]", "data"]
            choices += more
            if rng.random() < 0.5:
                index = rng.choice(["0", "-1", "1:", ":2", "::2"])
                return "{}[{}]".format(x, index)
        return "{}.{}".format(x, rng.choice(choices))

    def like(self, x):
        """A tensor that broadcasts to x."""
        shape = self.value(x).shape
        return self.any(lambda y: y.dim() <= len(shape) and all(
            a in (1, b) for a, b in zip(y.shape[::-1], shape[::-1])))

    def binary(self, x):
        y = self.like(x)
        op = self.rng.choice(["add", "sub", "mul", "mul", "div"])
        return "{}.{}({})".format(x, op, y)

    def in_place(self, x):
        rng = self.rng
        if rng.random() < 0.9:
            # Leaves refuse.
            x = self.any(lambda x: not (x.is_leaf and x.requires_grad)) or x
        kind, y = rng.random(), self.like(x)
        if kind < 0.3:
            op = rng.choice(["add_", "sub_", "mul_", "mul_", "div_"])
            return "{}.{}({})".format(x, op, y)
        if kind < 0.4 and x != y:
            return "{}.copy_({})".format(x, y)
        if kind < 0.5 and self.value(x).dim():
            index = rng.choice(["0", "-1", "1:", ":1"])
            y = rng.choice([self.number(),
                            self.any(lambda y: y.dim() == 0) or "1.0"])
            return "{}[{}] = {}".format(x, index, y)
        call = rng.choice(["zero_()", "fill_(2.0)", "exp_()", "tanh_()",
                           "sigmoid_()", "neg_()", "add_(1.0)", "relu_()",
                           "mul_({})".format(self.number())])
        return "{}.{}".format(x, call)

    def backward(self):
        rng = self.rng
        x = self.any(lambda x: x.requires_grad and not x.is_leaf)
        x = x or self.any()
        options = rng.choice(["", "", "", "retain_graph=True",
                              "retain_graph=True", "create_graph=True"])
        if self.value(x).dim() and rng.random() < 0.95:
            return "{}.sum().backward({})".format(x, options)
        return "{}.backward({})".format(x, options)

    def gradients(self):
        rng = self.rng
        x = self.any(lambda x: x.requires_grad) or self.any()
        y = rng.choice(self.tensors())
        options = rng.choice(["", "retain_graph=True", "allow_unused=True"])
        return "print(torch.autograd.grad([{}.sum()], [{}]{}))".format(
            x, y, options and ", " + options)

    def step(self):
        rng, run = self.rng, self.program.run
        kind = rng.random()
        x = self.any(lambda x: x.numel() > 0)
        if kind < 0.22:
            make = rng.choice([self.unary, self.binary])
            run("{} = {}".format(self.name(), make(x)))
        elif kind < 0.47:
            run("{} = {}".format(self.name(), self.view(x)))
        elif kind < 0.52:
            run("with torch.no_grad(): {} = {}".format(
                self.name(), self.view(x)))
        elif kind < 0.72:
            run(self.in_place(x))
        elif kind < 0.77:
            run("with torch.no_grad(): " + self.in_place(x))
        elif kind < 0.87:
            run(self.backward())
            for leaf in self.tensors(lambda x: x.is_leaf and x.requires_grad):
                run("print({}.grad)".format(leaf))
        elif kind < 0.9:
            run(self.gradients())
        elif kind < 0.93:
            run("{}.retain_grad()".format(x))
        elif kind < 0.95:
            run("{}.requires_grad_()".format(x))
        elif kind < 0.97:
            leaf = rng.choice(self.tensors(lambda x: x.is_leaf))
            run("{}.grad = None".format(leaf))
        else:
            run("print({})".format(x))

    def make(self):
        """The program, or the one of another seed where this one uses a view
        that has lost its history: PyTorch raises as soon as it is asked for
        it, we when a gradient comes."""
        text = self.steps()
        if "its base or another view of its base" in text:
            return Fuzz(self.seed + 500000).make()
        return text

    def steps(self):
        rng, run = self.rng, self.program.run
        for _ in range(rng.randint(1, 3)):
            shape = rng.choice([[], [1], [2], [3], [2, 2], [2, 3]])
            count = 1
            for extent in shape:
                count *= extent
            flat = [rng.choice([1.0, 2.0, -1.0, 0.5, 3.0, -2.0])
                    for _ in range(count)]
            if len(shape) == 2:
                flat = [flat[i:i + shape[1]]
                        for i in range(0, count, shape[1])]
            grad = rng.choice([", requires_grad=True"] * 3 + [""])
            data = flat if shape else flat[0]
            run("{} = torch.tensor({}{})".format(self.name(), data, grad))
        for x in self.tensors():
            run("{} = {}".format(self.name(), self.unary(x)))
        for _ in range(rng.randint(5, 13)):
            self.step()
        for name in sorted(self.tensors()):
            run("print({})".format(name))
            x = self.value(name)
            if name in self.tensors(lambda x: x.requires_grad):
                run("print({}.grad)".format(name))
            if x._version:
                run("print({}._version)".format(name))
        return self.program.text


def main():
    warnings.simplefilter("ignore")
    here = os.path.dirname(os.path.abspath(__file__))
    title = "# PyTorch {}, by record_engine.py\n".format(VERSION)
    if len(sys.argv) == 3:
        count, seed = int(sys.argv[1]), int(sys.argv[2])
        sys.stdout.write(title)
        for nr in range(count):
            sys.stdout.write(Fuzz(seed * 10 ** 6 + nr).make())
        return
    assert VERSION in ("2.15.0", "1.1.0"), VERSION
    name = "engine.{}.txt".format(VERSION)
    with open(os.path.join(here, name), "w") as out:
        out.write(title)
        for name, statements in written(os.path.join(here, "engine.py")):
            program = Program(name)
            for statement in statements:
                program.run(statement)
            out.write(program.text)
        for nr in range(0 if NOTES else 300):
            out.write(Fuzz(nr).make())


main()
