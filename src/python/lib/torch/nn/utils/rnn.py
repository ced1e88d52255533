"""Sequences of different lengths in one tensor."""

from torch import _C


def pad_sequence(
    sequences, batch_first=False, padding_value=0.0, padding_side="right"
):
    if not isinstance(sequences, (list, tuple)):
        sequences = list(sequences)
    longest = max(len(sequence) for sequence in sequences)
    padded = []
    for sequence in sequences:
        missing = longest - len(sequence)
        if missing:
            shape = (missing, *sequence.shape[1:])
            filler = _C.full(shape, padding_value, dtype=sequence.dtype)
            pair = [sequence, filler]
            if padding_side == "left":
                pair.reverse()
            sequence = _C.cat(pair)
        padded.append(sequence)
    return _C.stack(padded, 0 if batch_first else 1)


def unpad_sequence(padded_sequences, lengths, batch_first=False):
    if not batch_first:
        padded_sequences = padded_sequences.transpose(0, 1)
    return [
        sequence[: int(length)]
        for sequence, length in zip(padded_sequences, lengths)
    ]


def __getattr__(name):
    raise AttributeError(f"torchbook has no torch.nn.utils.rnn.{name} (yet)")
