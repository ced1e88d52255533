"""Sequences of different lengths: padded in one tensor, or packed without
padding."""

from torch import _C


class PackedSequence_(tuple):
    """Four tensors with names."""

    __slots__ = ()
    _fields = ("data", "batch_sizes", "sorted_indices", "unsorted_indices")

    data = property(lambda self: self[0])
    batch_sizes = property(lambda self: self[1])
    sorted_indices = property(lambda self: self[2])
    unsorted_indices = property(lambda self: self[3])

    def __repr__(self):
        items = [f"{key}={item!r}" for key, item in zip(self._fields, self)]
        return f"{type(self).__name__}({', '.join(items)})"

    def _asdict(self):
        return dict(zip(self._fields, self))


class PackedSequence(PackedSequence_):
    __slots__ = ()

    def __new__(
        cls,
        data,
        batch_sizes=None,
        sorted_indices=None,
        unsorted_indices=None,
    ):
        if batch_sizes is None:
            data, batch_sizes = data
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        items = data, batch_sizes, sorted_indices, unsorted_indices
        return tuple.__new__(cls, items)

    def to(self, *args, **kwargs):
        data = self.data.to(*args, **kwargs)
        return self if data is self.data else self._with(data)

    def _with(self, data):
        return type(self)(data, *self[1:])

    def double(self):
        return self.to(dtype=_C.float64)

    def float(self):
        return self.to(dtype=_C.float32)

    def long(self):
        return self.to(dtype=_C.int64)

    def int(self):
        return self.to(dtype=_C.int32)

    def cpu(self):
        return self

    def pin_memory(self):
        return self

    def is_pinned(self):
        return False

    @property
    def is_cuda(self):
        return False


PackedSequence.__module__ = "torch.nn.utils.rnn"


def invert_permutation(permutation):
    if permutation is None:
        return None
    places = _C.arange(permutation.numel())
    return places.index_select(0, permutation.argsort())


def pack_padded_sequence(
    input, lengths, batch_first=False, enforce_sorted=True
):
    if not isinstance(lengths, _C.Tensor):
        lengths = _C.tensor([int(length) for length in lengths])
    if lengths.dim() != 1 or lengths.dtype is not _C.int64:
        kind = lengths.type().split(".")[-1].removesuffix("Tensor")
        raise RuntimeError(
            "'lengths' argument should be a 1D CPU int64 tensor, but got "
            f"{lengths.dim()}D cpu {kind} tensor"
        )
    order = None
    if not enforce_sorted:
        lengths, order = lengths.sort(descending=True)
        input = input.index_select(0 if batch_first else 1, order)
    if batch_first:
        input = input.transpose(0, 1)
    each = lengths.tolist()
    batch = input.size(1)
    if len(each) != batch:
        raise RuntimeError(
            "Expected `len(lengths)` to be equal to batch_size, but got "
            f"{len(each)} (batch_size={batch})"
        )
    if each and each[-1] <= 0:
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an "
            "element in 'lengths' that is <= 0"
        )
    if any(a < b for a, b in zip(each, each[1:])):
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when "
            "`enforce_sorted` is True. You can pass `enforce_sorted=False` "
            "to pack_padded_sequence and/or pack_sequence to sidestep this "
            "requirement if you do not need ONNX exportability."
        )
    # Where the steps of each sequence are, once all are rows of a matrix.
    sizes, places = [], []
    for step in range(each[0]):
        size = sum(length > step for length in each)
        sizes.append(size)
        places += range(step * batch, step * batch + size)
    rows = input.reshape(-1, *input.shape[2:])
    data = rows.index_select(0, _C.tensor(places))
    return PackedSequence(data, _C.tensor(sizes), order)


def pad_packed_sequence(
    sequence, batch_first=False, padding_value=0.0, total_length=None
):
    sizes = sequence.batch_sizes.tolist()
    longest, batch = len(sizes), sizes[0]
    if total_length is not None:
        if total_length < longest:
            raise ValueError(
                "Expected total_length to be at least the length of the "
                "longest sequence in input, but got "
                f"total_length={total_length} and max sequence length being "
                f"{longest}"
            )
        longest = total_length
    data = sequence.data
    shape = (longest, batch, *data.shape[1:])
    padded = _C.full(shape, padding_value, dtype=data.dtype)
    begin = 0
    for step, size in enumerate(sizes):
        padded[step, :size] = data[begin : begin + size]
        begin += size
    lengths = [sum(size > nr for size in sizes) for nr in range(batch)]
    lengths = _C.tensor(lengths)
    if batch_first:
        padded = padded.transpose(0, 1)
    back = sequence.unsorted_indices
    if back is not None:
        padded = padded.index_select(0 if batch_first else 1, back)
        lengths = lengths[back]
    return padded, lengths


def pad_sequence(
    sequences, batch_first=False, padding_value=0.0, padding_side="right"
):
    if isinstance(sequences, _C.Tensor):
        sequences = sequences.unbind(0)
    try:
        sequences = list(sequences)
    except TypeError:
        raise RuntimeError(
            "pad_sequence: Expected iterable for input sequences, but got "
            f"arg of type: {type(sequences)}"
        ) from None
    if not sequences:
        raise RuntimeError("received an empty list of sequences")
    if padding_side not in ("left", "right"):
        raise RuntimeError(
            "Expected padding_side to be one of left or right, but got "
            f"{padding_side}."
        )
    first = sequences[0]
    longest = max(sequence.size(0) for sequence in sequences)
    shape = (len(sequences), longest)
    if not batch_first:
        shape = shape[::-1]
    shape = (*shape, *first.shape[1:])
    padded = _C.full(shape, padding_value, dtype=first.dtype)
    for nr, sequence in enumerate(sequences):
        length = sequence.size(0)
        begin = longest - length if padding_side == "left" else 0
        row = padded.select(0 if batch_first else 1, nr)
        row.narrow(0, begin, length).copy_(sequence)
    return padded


def unpad_sequence(padded_sequences, lengths, batch_first=False):
    if not batch_first:
        # In place: what was given is turned, too.
        padded_sequences.transpose_(0, 1)
    return [
        sequence[: int(length)]
        for sequence, length in zip(padded_sequences, lengths)
    ]


def pack_sequence(sequences, enforce_sorted=True):
    sequences = list(sequences)
    lengths = [sequence.size(0) for sequence in sequences]
    return pack_padded_sequence(
        pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted
    )


def unpack_sequence(packed_sequences):
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)


def __getattr__(name):
    raise AttributeError(f"torchbook has no torch.nn.utils.rnn.{name} (yet)")
