"""Records recurrent layers of PyTorch for tests/rnn.rs.

    torch-2.15/bin/python tests/pytorch/record_rnn.py
    torch-1.1/bin/python tests/pytorch/record_rnn.py

writes rnn.2.15.0.txt, and rnn.1.1.0.txt, where only the calls that fail
stand. A call is a line

    LSTM 2 3 num_layers=2 | 4,2,2 | f64:2,2,3 2,2,3

the layer and its arguments, the shape of the input, and those of the states,
if they are given; `-` is the shape of a number. The seed is the number of
the call. After `!` stands the error; else follow the lines of what it gives:
the layer's text, the bits of its parameters (as record_random.py writes
them), and, as decimals, the results and the gradients of every parameter, of
the input and of the states. They belong to the sum of all results, each
multiplied by normal numbers.
"""

import pathlib
import sys
import warnings

import torch

VALUES = """
RNN 2 3 | 4,2,2
RNN 2 3 nonlinearity=relu bias=False | 4,2,2 | 1,2,3
RNN 2 3 num_layers=2 bidirectional=True batch_first=True | 2,4,2 | 4,2,3
RNN 2 10 | 1,1,2
RNN 2 3 batch_first=True | 4,2 | 1,3
RNN 2 3 dtype=f64 | f64:4,2,2
LSTM 2 3 | 4,2,2
LSTM 4 5 num_layers=3 | 2,2,4
LSTM 2 3 bias=False | 4,2,2 | 1,2,3 1,2,3
LSTM 2 3 num_layers=2 bidirectional=True batch_first=True | 2,4,2 | 4,2,3 4,2,3
LSTM 2 3 bidirectional=True | 4,2 | 2,3 2,3
LSTM 2 3 dtype=f64 | f64:4,2,2 | f64:1,2,3 1,2,3
LSTM 2 3 num_layers=2 dropout=0.5 | 4,2,2
GRU 2 3 | 4,2,2
GRU 2 3 bias=False batch_first=True | 2,4,2 | 1,2,3
GRU 2 3 num_layers=2 bidirectional=True | 4,2,2 | 4,2,3
GRU 2 3 bidirectional=True batch_first=True | 4,2
GRU 2 3 num_layers=2 dropout=0.25 bidirectional=True batch_first=True | 2,3,2
GRU 2 3 num_layers=2 dropout=1.0 | 4,2,2
RNN 2 3 num_layers=2 dropout=1e-05 | 4,2,2
RNN 2 3 batch_first=True | 0,2,2
LSTM 2 3 | 5,0,2
RNNCell 2 3 | 4,2
RNNCell 2 3 bias=False nonlinearity=relu | 4,2 | 4,3
RNNCell 2 3 | 2 | 3
LSTMCell 2 3 | 4,2
LSTMCell 2 3 bias=False | 4,2 | 4,3 4,3
LSTMCell 2 3 | 2 | 3 3
LSTMCell 2 3 | 4,2 | 4,3 f64:4,3
GRUCell 2 3 | 4,2
GRUCell 2 3 bias=False | 4,2 | 4,3
GRUCell 2 3 | 2
GRUCell 0 3 | 2,0
LSTMCell 3 0 | 2,3
""".strip().splitlines()


def errors():
    """Calls that fail, in at least one of the versions."""
    for name in ("RNN", "LSTM", "GRU"):
        double = " {0}" if name == "LSTM" else ""

        def call(arguments, shape, state=None):
            line = f"{name} {arguments} | {shape}"
            return line + (f" | {state}{double}".format(state) if state else "")

        for arguments in ("3 4", "3 4 batch_first=True"):
            for shape in ("-", "3", "1,1,5,3", "5,2,4", "5,4", "5,2,0", "0,3"):
                yield call(arguments, shape)
            for state in ("9,9,4", "2,2,4", "1,2,3", "2,4", "4", "-", "1,1,2,4"):
                yield call(arguments, "5,2,3", state)
            for state in ("2,4", "1,5", "1,1,4", "4", "-"):
                yield call(arguments, "5,3", state)
            yield call(arguments, "5,2,4", "9,9,9")
        yield call("3 4", "0,2,3")
        yield call("3 4 batch_first=True", "5,0,3")
        for dtype in ("f64", "i64", "i32", "u8"):
            yield call("3 4", f"{dtype}:5,2,3")
            yield call("3 4", f"{dtype}:5,2,4")
            yield call("3 4", f"{dtype}:5,3,1,1")
            yield call("3 4", "5,2,3", f"{dtype}:1,2,4")
            yield call("3 4 bias=False", "5,2,3", f"{dtype}:1,2,4")
        for sizes in ("0 4", "3 0", "-1 4", "3 -1"):
            # In 1.1.0 some of these could be made.
            yield call(sizes, "5,2,0" if sizes == "0 4" else "5,2,3")
            yield call(sizes, "5,2,3").replace(name, name + "Cell")
        for wrong in ("num_layers=0", "num_layers=-1", "dropout=-0.1",
                      "dropout=1.5", "dropout=nan", "nonlinearity=sin"):
            yield call(f"3 4 {wrong}", "5,2,3")

        def cell(arguments, shape, state=None):
            return call(arguments, shape, state).replace(name, name + "Cell", 1)

        for shape in ("-", "4", "1,2,3", "2,3,1", "2,4", "0"):
            yield cell("3 4", shape)
        for state in ("3,4", "2,3", "4", "-", "1,2,4", "2,4,1", "1,4"):
            yield cell("3 4", "2,3", state)
        for state in ("3", "1,4", "2,4", "-"):
            yield cell("3 4", "3", state)
        yield cell("3 4", "2,4", "2,3")
        for dtype in ("f64", "i64", "i32", "u8"):
            yield cell("3 4", f"{dtype}:2,3")
            yield cell("3 4 bias=False", f"{dtype}:2,3")
            yield cell("3 4", "2,3", f"{dtype}:2,4")
    for state in ("1,2,4 f64:1,2,4", "1,2,4 i64:1,2,4", "1,2,4 1,2,5",
                  "1,2,4 2,4", "1,2,4 u8:1,2,4"):
        yield f"LSTM 3 4 | 5,2,3 | {state}"
    for state in ("2,4 3,4", "2,4 2,3", "2,4 1,2,4", "2,4 4"):
        yield f"LSTMCell 3 4 | 2,3 | {state}"
    yield "RNNCell 3 4 nonlinearity=sin | 2,3"
    yield "RNNCell 3 4 nonlinearity=sin | 2,4"


DTYPES = {
    "f32": torch.float32,
    "f64": torch.float64,
    "i64": torch.int64,
    "i32": torch.int32,
    "u8": torch.uint8,
}


def tensor(text):
    dtype, _, shape = text.rpartition(":")
    size = [] if shape == "-" else [int(n) for n in shape.split(",")]
    x = torch.randn(size).to(DTYPES[dtype or "f32"])
    return x.requires_grad_() if x.is_floating_point() else x


def argument(text):
    name, _, value = text.partition("=")
    if name == "nonlinearity":
        return name, value
    if name == "dtype":
        return name, DTYPES[value]
    if name == "dropout":
        return name, float(value)
    if value in ("True", "False"):
        return name, value == "True"
    return name, int(value)


def flat(x):
    if isinstance(x, torch.Tensor):
        return [x]
    return [tensor for part in x for tensor in flat(part)]


def run(nr, line):
    """What a call gives, by name; or raises."""
    layer, x, state = (line + " | ").split(" | ")[:3]
    name, *arguments = layer.split()
    torch.manual_seed(nr)
    sizes = [int(size) for size in arguments if "=" not in size]
    options = dict(argument(text) for text in arguments if "=" in text)
    layer = getattr(torch.nn, name)(*sizes, **options)
    x = tensor(x)
    state = [tensor(text) for text in state.replace(" |", "").split()]
    inputs = [x]
    if state:
        inputs.append(tuple(state) if name.startswith("LSTM") else state[0])
    results = flat(layer(*inputs))
    weighted = [(y * torch.randn(y.shape)).sum() for y in results]
    sum(weighted).backward()
    return layer, results, [x] + state


def decimals(x):
    if x is None:
        return "None"
    return " ".join("%.9g" % value for value in x.detach().flatten().tolist())


def give(nr, line):
    from record_random import bits

    layer, results, inputs = run(nr, line)
    yield f"text {layer}"
    for name, parameter in layer.named_parameters():
        yield f"parameter {name} {bits(parameter.detach())}".rstrip()
    for y in results:
        shape = ",".join(map(str, y.shape))
        yield f"result {shape} {decimals(y)}".rstrip()
    for name, parameter in layer.named_parameters():
        yield f"gradient {name} {decimals(parameter.grad)}".rstrip()
    for i, x in enumerate(inputs):
        yield f"gradient {i} {decimals(x.grad)}".rstrip()


def record():
    nr = 0
    for line in VALUES:
        nr += 1
        if torch.__version__.startswith("2"):
            yield line
            yield from give(nr, line)
    for line in errors():
        nr += 1
        try:
            run(nr, line)
        except Exception as error:
            yield f"{line} ! {type(error).__name__}: {error}"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    version = torch.__version__.split("+")[0]
    if version not in ("2.15.0", "1.1.0"):
        sys.exit(f"This is PyTorch {version}, not 2.15.0 or 1.1.0.")
    path = pathlib.Path(__file__).with_name(f"rnn.{version}.txt")
    lines = list(record())
    path.write_text("\n".join(lines) + "\n")
    print(f"{path.name}: {len(lines)} lines")
