"""Arrays in files: as text, and in numpy's own format."""

import ast
import operator
import os

from torch import _C
from numpy._array import ndarray
from numpy._creation import ascontiguousarray
from numpy._making import array, asarray
from numpy._rules import BOOL, FLOAT32, FLOAT64, INT32, INT64, UINT8, _FLOATS
from numpy._types import numpy_dtype, torch_dtype

_KINDS = {
    "|b1": BOOL, "|u1": UINT8, "<i4": INT32, "<i8": INT64, "<f4": FLOAT32,
    "<f8": FLOAT64,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_MAGIC = b"\x93NUMPY"


def _opened(name, mode, encoding=None):
    """A file, and whether it is ours to close."""
    if hasattr(name, "write" if "w" in mode else "read"):
        return name, False
    name = os.fspath(name)
    if "r" in mode and not os.path.exists(name):
        if "b" in mode:
            raise FileNotFoundError(
                2, "No such file or directory", name
            )
        raise FileNotFoundError(f"{name} not found.")
    if name.endswith(".gz"):
        import gzip

        return gzip.open(name, mode if "b" in mode else mode + "t"), True
    return open(name, mode, encoding=encoding), True


# Text.


def _lines(fname, encoding=None):
    if isinstance(fname, (list, tuple)) or hasattr(fname, "__next__") and (
        not hasattr(fname, "read")
    ):
        lines = list(fname)
    else:
        file, ours = _opened(fname, "r", encoding)
        lines = file.read()
        if ours:
            file.close()
        newline = b"\n" if isinstance(lines, bytes) else "\n"
        lines = lines.split(newline)
    return [x.decode() if isinstance(x, bytes) else x for x in lines]


def _fields(lines, comments, delimiter, skipped, usecols, max_rows):
    """The rows of words, each with the number of its line's row."""
    comments = [comments] if isinstance(comments, str) else comments or []
    if isinstance(usecols, int):
        usecols = [usecols]
    rows = []
    for line in lines[skipped:]:
        for sign in comments:
            line = line.split(sign)[0]
        line = line.strip("\r\n")
        if delimiter is None or not line.strip():
            words = line.split()
        else:
            words = [word.strip() for word in line.split(delimiter)]
        if not words:
            continue
        if max_rows is not None and len(rows) >= max_rows:
            break
        if usecols is not None:
            words = [words[operator.index(i)] for i in usecols]
        rows.append(words)
    return rows


def _table(rows, convert, dtype, ndmin, unpack, ragged):
    width = len(rows[0]) if rows else 0
    numbers = []
    for y, words in enumerate(rows):
        if len(words) != width:
            raise ValueError(ragged(y, len(words), width))
        numbers.append([convert(word, y, x) for x, word in enumerate(words)])
    if not rows:
        import warnings

        warnings.warn(
            "loadtxt: input contained no data", UserWarning, stacklevel=3
        )
        return array([], dtype=dtype)
    made = array(numbers, dtype=dtype)
    if ndmin < 2 and 1 in made.shape:
        made = made.squeeze() if ndmin == 0 else made.ravel()
    return made.T if unpack else made


def loadtxt(fname, dtype=float, comments="#", delimiter=None, converters=None,
            skiprows=0, usecols=None, unpack=False, ndmin=0, encoding=None,
            max_rows=None, *, quotechar=None, like=None):
    kind = torch_dtype(dtype)
    rows = _fields(
        _lines(fname, encoding), comments, delimiter, skiprows, usecols,
        max_rows,
    )

    def convert(word, y, x):
        if callable(converters):
            return converters(word)
        if converters and x in converters:
            return converters[x](word)
        try:
            return float(word) if kind in _FLOATS else int(word)
        except ValueError:
            raise ValueError(
                f"could not convert string {word!r} to "
                f"{numpy_dtype(kind).name} at row {y}, column {x + 1}."
            ) from None

    def ragged(y, found, width):
        return (
            f"the number of columns changed from {width} to {found} at row "
            f"{y + 1}; use `usecols` to select a subset and avoid this error"
        )

    return _table(rows, convert, dtype, ndmin, unpack, ragged)


def genfromtxt(fname, dtype=float, comments="#", delimiter=None,
               skip_header=0, skip_footer=0, usecols=None,
               filling_values=None, unpack=False, encoding=None, max_rows=None,
               ndmin=0):
    lines = _lines(fname, encoding)
    while lines and not lines[-1].strip():
        lines.pop()
    if skip_footer:
        lines = lines[:-skip_footer]
    missing = float("nan") if filling_values is None else filling_values
    rows = _fields(lines, comments, delimiter, skip_header, usecols, max_rows)

    def convert(word, y, x):
        try:
            return float(word)
        except ValueError:
            return missing

    def ragged(y, found, width):
        return (
            "Some errors were detected !\n"
            f"    Line #{y + 1 + skip_header} (got {found} columns instead of "
            f"{width})"
        )

    return _table(rows, convert, dtype, ndmin, unpack, ragged)


def savetxt(fname, X, fmt="%.18e", delimiter=" ", newline="\n", header="",
            footer="", comments="# ", encoding=None):
    x = asarray(X)
    if x.ndim == 0 or x.ndim > 2:
        raise ValueError(f"Expected 1D or 2D array, got {x.ndim}D array instead")
    rows = x.tolist() if x.ndim == 2 else [[one] for one in x.tolist()]
    text = []
    if header:
        text.append(comments + header.replace("\n", "\n" + comments) + newline)
    for row in rows:
        if isinstance(fmt, (list, tuple)):
            line = delimiter.join(one % value for one, value in zip(fmt, row))
        elif fmt.count("%") > 1:
            line = fmt % tuple(row)
        else:
            line = delimiter.join(fmt % value for value in row)
        text.append(line + newline)
    if footer:
        text.append(comments + footer.replace("\n", "\n" + comments) + newline)
    text = "".join(text)
    file, ours = _opened(fname, "w", encoding)
    try:
        file.write(text)
    except TypeError:
        file.write(text.encode())
    if ours:
        file.close()


# numpy's own format.


def _to_npy(x):
    x = ascontiguousarray(x)
    header = (
        f"{{'descr': '{_NAMES[x._t.dtype]}', 'fortran_order': False, "
        f"'shape': {x.shape}, }}"
    )
    room = -(len(_MAGIC) + 4 + len(header) + 1) % 64
    header = (header + " " * room + "\n").encode("latin1")
    return (
        _MAGIC
        + b"\x01\x00"
        + len(header).to_bytes(2, "little")
        + header
        + _C._to_bytes(x._t.contiguous())
    )


def _of_npy(data):
    if data[:6] != _MAGIC:
        raise ValueError(
            "This file contains pickled (object) data. If you trust the file "
            "you can load it unsafely using the `allow_pickle=` keyword "
            "argument or `pickle.load()`."
        )
    wide = 2 if data[6] == 1 else 4
    start = 8 + wide
    end = start + int.from_bytes(data[8:start], "little")
    header = ast.literal_eval(data[start:end].decode("latin1"))
    kind = _KINDS.get(header["descr"])
    if kind is None:
        raise NotImplementedError(
            f"torchbook has no numpy arrays of {header['descr']!r} (yet)"
        )
    shape = header["shape"]
    flat = ndarray(_C._from_bytes(data[end:], kind))
    if header["fortran_order"]:
        return flat.reshape(shape[::-1]).T
    return flat.reshape(shape)


def save(file, arr, allow_pickle=True):
    if isinstance(file, (str, os.PathLike)):
        file = os.fspath(file)
        file += "" if file.endswith(".npy") else ".npy"
    file, ours = _opened(file, "wb")
    file.write(_to_npy(asarray(arr)))
    if ours:
        file.close()


def load(file, mmap_mode=None, allow_pickle=False, **kwargs):
    file, ours = _opened(file, "rb")
    data = file.read()
    if ours:
        file.close()
    return NpzFile(data) if data[:2] == b"PK" else _of_npy(data)


def savez(file, *args, **kwds):
    import zipfile

    if isinstance(file, (str, os.PathLike)):
        file = os.fspath(file)
        file += "" if file.endswith(".npz") else ".npz"
    named = {f"arr_{i}": x for i, x in enumerate(args)}
    with zipfile.ZipFile(file, "w") as archive:
        for name, x in {**named, **kwds}.items():
            archive.writestr(name + ".npy", _to_npy(asarray(x)))


savez_compressed = savez


class NpzFile:
    """Several arrays in one file, by name."""

    def __init__(self, data):
        import io
        import zipfile

        self.zip = zipfile.ZipFile(io.BytesIO(data))
        self.files = [
            name.removesuffix(".npy") for name in self.zip.namelist()
        ]

    def __getitem__(self, name):
        if name not in self.files:
            raise KeyError(f"{name} is not a file in the archive")
        return _of_npy(self.zip.read(name + ".npy"))

    def __iter__(self):
        return iter(self.files)

    keys = __iter__

    def __contains__(self, name):
        return name in self.files

    def __len__(self):
        return len(self.files)

    def items(self):
        return [(name, self[name]) for name in self.files]

    def values(self):
        return [self[name] for name in self.files]

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self.close()

    def close(self):
        self.zip.close()


def fromfile(file, dtype=float, count=-1, sep="", offset=0):
    if sep:
        words = _lines(file)
        made = array(
            [float(x) for line in words for x in line.replace(sep, " ").split()],
            dtype=dtype,
        )
        return made if count < 0 else made[:count]
    file, ours = _opened(file, "rb")
    data = file.read()
    if ours:
        file.close()
    return frombuffer(data, dtype, count, offset).copy()


def frombuffer(buffer, dtype=float, count=-1, offset=0):
    kind = torch_dtype(dtype)
    data = bytes(buffer)[offset:]
    size = numpy_dtype(kind).itemsize
    if count >= 0:
        data = data[: count * size]
    if len(data) % size:
        raise ValueError("buffer size must be a multiple of element size")
    return ndarray(_C._from_bytes(data, kind))


def _tobytes(self, order="C"):
    return _C._to_bytes(self._t.contiguous())


ndarray.tobytes = _tobytes
