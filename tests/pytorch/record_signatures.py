"""What PyTorch's functions and methods take, as their errors say it.

    python record_signatures.py > ../../src/python/signatures.txt

Run it with PyTorch 2.15.0 whenever the table has new operations. Each line
is one form that a function (f) or a method (m) takes; its digit says how
many forms PyTorch distinguishes: none at all (0), one (1), several (2).
"""

import pathlib
import re

import torch
import torchgen
from torchgen.api.python import signature
from torchgen.gen import parse_native_yaml

HERE = pathlib.Path(__file__).parent
TABLE = HERE.parent / "parity" / "table.snap"
MORE = """arange bernoulli bernoulli_ copy_ empty empty_like exponential_ eye
fill_ full full_like linspace logspace multinomial normal normal_ ones
ones_like poisson rand rand_like randint randint_like randn randn_like
randperm random_ requires_grad_ retain_grad scalar_tensor tensor to uniform_
zero_ zeros zeros_like item t contiguous numpy tolist""".split()

TYPES = {
    "Tensor": "Tensor",
    "TensorList": "tuple of Tensors",
    "ITensorListRef": "tuple of Tensors",
    "int64_t": "int",
    "SymInt": "int",
    "double": "float",
    "bool": "bool",
    "Scalar": "Number",
    "IntArrayRef": "tuple of ints",
    "SymIntArrayRef": "tuple of ints",
    "ArrayRef<double>": "tuple of floats",
    "ScalarType": "torch.dtype",
    "c10::string_view": "str",
    "std::string_view": "str",
    "Generator": "torch.Generator",
    "MemoryFormat": "torch.memory_format",
    "Layout": "torch.layout",
    "Device": "torch.device",
}


class Odd:
    """What no function takes."""


def names():
    rows = re.findall(r"^\| `([^`]+)`", TABLE.read_text(), re.M)
    bases = {row.split(".")[-1 if row.startswith("nn.") else 0] for row in rows}
    bases |= {base + "_" for base in bases}
    return sorted(bases | set(MORE))


def native():
    folder = pathlib.Path(torchgen.__file__).parent / "packaged/ATen/native"
    parsed = parse_native_yaml(
        str(folder / "native_functions.yaml"), str(folder / "tags.yaml")
    )
    found = {}
    for function in parsed.native_functions:
        name = str(function.func.name.name)
        if "out" not in str(function.func.name.overload_name):
            found.setdefault(name, []).append(function)
    return found


def written(function, method):
    """The form of a function that has only one."""
    arguments = []
    try:
        text = signature(function, method=method).signature_str()
    except ValueError:
        return None
    inside = text[text.index("(") + 1 : text.rindex(")")]
    for argument in inside.split(", ") if inside else []:
        if argument == "*":
            arguments.append(argument)
            continue
        kind, _, rest = argument.rpartition(" ")
        bare = re.sub(r"\[\d*\]|\?", "", kind)
        name, _, default = rest.partition("=")
        default = f" = {default}" if default else ""
        if bare not in TYPES:
            return None
        arguments.append(f"{TYPES[bare]} {name}{default}")
    return ", ".join(arguments)


def forms(call, name, method, functions):
    try:
        call(*[Odd()] * 40)
    except TypeError as error:
        text = str(error)
    except Exception:
        return
    else:
        return
    letter = "m" if method else "f"
    if "takes no arguments" in text:
        yield f"{letter}0 {name}()"
    elif "invalid combination" in text:
        several = re.findall(r"^ \* \((.*)\)$", text, re.M)
        single = re.search(r"but expected \((.*)\)$", text)
        for form in several or ([single[1]] if single else []):
            yield f"{letter}2 {name}({form})"
    elif "positional argument" in text:
        fitting = [f for f in functions.get(name, ()) if f.func.name]
        texts = {written(f, method) for f in fitting} - {None}
        counts = [int(n) for n in re.findall(r"\d+", text)][:-1]
        for form in sorted(texts, key=lambda x: (-x.count("Tensor"), x)):
            place = form.split(", ") if form else []
            positional = place[: place.index("*")] if "*" in place else place
            if len(positional) == counts[-1]:
                yield f"{letter}1 {name}({form})"
                return


functions = native()
for name in names():
    for home in (torch, torch._C._nn):
        if hasattr(home, name):
            found = list(forms(getattr(home, name), name, False, functions))
            if found:
                print("\n".join(found))
                break
    if hasattr(torch.Tensor, name):
        method = getattr(torch.ones(1), name)
        for form in forms(method, name, True, functions):
            print(form)
