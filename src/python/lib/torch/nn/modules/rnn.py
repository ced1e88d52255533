"""Recurrent layers and cells: their weights; a step is the engine's."""

import math

from torch import _C
from torch.nn import init
from torch.nn.modules.module import Module
from torch.nn.parameter import Parameter
from torch.nn.utils.rnn import PackedSequence

_GATES = {"RNN_TANH": 1, "RNN_RELU": 1, "LSTM": 4, "GRU": 3}


def _warn_of_dropout(dropout, num_layers):
    import warnings

    warnings.warn(
        "dropout option adds dropout after all but last recurrent layer, so "
        "non-zero dropout expects num_layers greater than 1, but got "
        f"dropout={dropout} and num_layers={num_layers}",
        stacklevel=4,
    )


def _permuted(state, order):
    """The state of each sequence, in another order of them."""
    return state if order is None else state.index_select(1, order)


class RNNBase(Module):
    def __init__(
        self,
        mode,
        input_size,
        hidden_size,
        num_layers=1,
        bias=True,
        batch_first=False,
        dropout=0.0,
        bidirectional=False,
        proj_size=0,
        device=None,
        dtype=None,
    ):
        super().__init__()
        if proj_size:
            raise NotImplementedError(
                "torchbook has no proj_size of torch.nn.LSTM (yet)"
            )
        if (
            not isinstance(dropout, (int, float))
            or isinstance(dropout, bool)
            or not 0 <= dropout <= 1
        ):
            raise ValueError(
                "dropout should be a number in range [0, 1] representing the "
                "probability of an element being zeroed"
            )
        if dropout > 0 and num_layers == 1:
            _warn_of_dropout(dropout, num_layers)
        for name, size in (
            ("input_size", input_size),
            ("hidden_size", hidden_size),
        ):
            if not isinstance(size, int):
                raise TypeError(
                    f"{name} should be of type int, got: "
                    f"{type(size).__name__}"
                )
        for name, size in (
            ("input_size", input_size),
            ("hidden_size", hidden_size),
            ("num_layers", num_layers),
        ):
            if size <= 0:
                raise ValueError(f"{name} must be greater than zero")
        self.mode = mode
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = float(dropout)
        self.bidirectional = bidirectional
        self.proj_size = 0
        directions = 2 if bidirectional else 1
        rows = _GATES[mode] * hidden_size
        self._all_weights = []
        for layer in range(num_layers):
            width = hidden_size * directions if layer else input_size
            for suffix in ("", "_reverse")[:directions]:
                shapes = {
                    "weight_ih": (rows, width),
                    "weight_hh": (rows, hidden_size),
                }
                if bias:
                    shapes["bias_ih"] = shapes["bias_hh"] = (rows,)
                names = []
                for name, shape in shapes.items():
                    names.append(f"{name}_l{layer}{suffix}")
                    weight = Parameter(_C.empty(shape, dtype=dtype))
                    setattr(self, names[-1], weight)
                self._all_weights.append(names)
        self.reset_parameters()

    def reset_parameters(self):
        bound = 1.0 / math.sqrt(self.hidden_size)
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def flatten_parameters(self):
        """They are read where they are."""

    @property
    def all_weights(self):
        return [
            [getattr(self, name) for name in names]
            for names in self._all_weights
        ]

    def _run(self, input, state):
        if isinstance(input, PackedSequence):
            return self._run_packed(input, state)
        return self._run_tensor(input, state, None)

    def _run_packed(self, packed, state):
        data, batch_sizes, order, back = packed
        output, state = self._run_tensor(
            data,
            tuple(_permuted(each, order) for each in state),
            batch_sizes,
        )
        output = PackedSequence(output, batch_sizes, order, back)
        return output, tuple(_permuted(each, back) for each in state)

    def _run_tensor(self, input, state, batch_sizes):
        if not isinstance(input, _C.Tensor):
            raise TypeError(
                f"{self._get_name()} takes a Tensor, not "
                + type(input).__name__
            )
        weights = [
            getattr(self, name)
            for names in self._all_weights
            for name in names
        ]
        return _C._rnn(
            self.mode,
            input,
            state,
            weights,
            self.input_size,
            self.hidden_size,
            self.num_layers,
            bool(self.bias),
            bool(self.batch_first),
            float(self.dropout),
            bool(self.bidirectional),
            self.training,
            batch_sizes,
        )

    def forward(self, input, hx=None):
        output, (last,) = self._run(input, () if hx is None else (hx,))
        return output, last

    def extra_repr(self):
        text = f"{self.input_size}, {self.hidden_size}"
        if self.num_layers != 1:
            text += f", num_layers={self.num_layers}"
        if self.bias is not True:
            text += f", bias={self.bias}"
        if self.batch_first is not False:
            text += f", batch_first={self.batch_first}"
        if self.dropout != 0:
            text += f", dropout={self.dropout}"
        if self.bidirectional is not False:
            text += f", bidirectional={self.bidirectional}"
        return text


class RNN(RNNBase):
    def __init__(self, *args, **kwargs):
        if len(args) > 3:
            nonlinearity = args[3]
            args = args[:3] + args[4:]
        else:
            nonlinearity = kwargs.pop("nonlinearity", "tanh")
        modes = {"tanh": "RNN_TANH", "relu": "RNN_RELU"}
        if nonlinearity not in modes:
            raise ValueError(
                f"Unknown nonlinearity '{nonlinearity}'. Select from "
                "'tanh' or 'relu'."
            )
        super().__init__(modes[nonlinearity], *args, **kwargs)
        self.nonlinearity = nonlinearity


class LSTM(RNNBase):
    def __init__(self, *args, **kwargs):
        super().__init__("LSTM", *args, **kwargs)

    def forward(self, input, hx=None):
        output, last = self._run(input, () if hx is None else tuple(hx))
        return output, last


class GRU(RNNBase):
    def __init__(self, *args, **kwargs):
        super().__init__("GRU", *args, **kwargs)


class RNNCellBase(Module):
    nonlinearity = "tanh"

    def __init__(
        self,
        input_size,
        hidden_size,
        bias,
        num_chunks,
        device=None,
        dtype=None,
    ):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias
        rows = num_chunks * hidden_size
        empty = lambda *shape: Parameter(_C.empty(shape, dtype=dtype))
        self.weight_ih = empty(rows, input_size)
        self.weight_hh = empty(rows, hidden_size)
        if bias:
            self.bias_ih = empty(rows)
            self.bias_hh = empty(rows)
        else:
            self.register_parameter("bias_ih", None)
            self.register_parameter("bias_hh", None)
        self.reset_parameters()

    def reset_parameters(self):
        size = self.hidden_size
        bound = 1.0 / math.sqrt(size) if size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)

    def _step(self, input, state):
        weights = [self.weight_ih, self.weight_hh]
        if self.bias_ih is not None:
            weights += [self.bias_ih, self.bias_hh]
        return _C._rnn_cell(
            self._cell,
            self.nonlinearity,
            input,
            state,
            weights,
            self.input_size,
            self.hidden_size,
        )

    def forward(self, input, hx=None):
        return self._step(input, () if hx is None else (hx,))[0]

    def extra_repr(self):
        text = f"{self.input_size}, {self.hidden_size}"
        if self.bias is not True:
            text += f", bias={self.bias}"
        if self.nonlinearity != "tanh":
            text += f", nonlinearity={self.nonlinearity}"
        return text


class RNNCell(RNNCellBase):
    _cell = "RNNCell"

    def __init__(
        self,
        input_size,
        hidden_size,
        bias=True,
        nonlinearity="tanh",
        device=None,
        dtype=None,
    ):
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity


class LSTMCell(RNNCellBase):
    _cell = "LSTMCell"

    def __init__(
        self, input_size, hidden_size, bias=True, device=None, dtype=None
    ):
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def forward(self, input, hx=None):
        return self._step(input, () if hx is None else tuple(hx))


class GRUCell(RNNCellBase):
    _cell = "GRUCell"

    def __init__(
        self, input_size, hidden_size, bias=True, device=None, dtype=None
    ):
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)
