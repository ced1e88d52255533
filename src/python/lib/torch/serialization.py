"""torch.save and torch.load, in PyTorch's own format.

A file is a zip archive whose members are not compressed: `data.pkl`, a
pickle in which every memory is a reference, and the memories themselves, by
number, below `data`. PyTorch reads the files written here, and the other way
round, for the dtypes that the engine has.
"""

from torch import _C, _utils

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def _number(value, size):
    return value.to_bytes(size, "little")


def _zip(members):
    """An archive of pairs of name and bytes, as they are."""
    from binascii import crc32

    body, directory = bytearray(), bytearray()
    for name, data in members:
        name = name.encode()
        at = len(body)
        # PyTorch wants memories at multiples of 64.
        padding = -(at + 30 + len(name) + 4) % 64
        extra = b"FB" + _number(padding, 2) + b"Z" * padding
        head = (
            _number(0, 2)
            + _number(0, 2)
            + _number(0, 4)
            + _number(crc32(data), 4)
            + _number(len(data), 4)
            + _number(len(data), 4)
            + _number(len(name), 2)
        )
        body += _LOCAL + _number(0, 2) + head
        body += _number(len(extra), 2) + name + extra + data
        directory += _CENTRAL + _number(0, 2) + _number(0, 2) + head
        directory += _number(0, 2) + _number(0, 2) + _number(0, 2)
        directory += _number(0, 2) + _number(0, 4) + _number(at, 4) + name
    count = _number(len(members), 2)
    end = _END + _number(0, 4) + count + count
    end += _number(len(directory), 4) + _number(len(body), 4) + _number(0, 2)
    return bytes(body + directory + end)


class _Broken(Exception):
    pass


def _unzip(data):
    """The members of an archive by name, without its folder."""

    def number(at, size):
        if at < 0 or at + size > len(data):
            raise _Broken
        return int.from_bytes(data[at : at + size], "little")

    end = data.rfind(_END)
    if end < 0 or end + 22 > len(data):
        raise _Broken
    count, at = number(end + 10, 2), number(end + 16, 4)
    members = {}
    for _ in range(count):
        if data[at : at + 4] != _CENTRAL:
            raise _Broken
        packed, size = number(at + 10, 2), number(at + 24, 4)
        lengths = [number(at + place, 2) for place in (28, 30, 32)]
        place = number(at + 42, 4)
        name = data[at + 46 : at + 46 + lengths[0]].decode("utf-8", "replace")
        begin = place + 30 + number(place + 26, 2) + number(place + 28, 2)
        if packed or begin + size > len(data):
            raise _Broken
        members[name.partition("/")[2]] = data[begin : begin + size]
        at += 46 + sum(lengths)
    return members


def _pickler(file, memories):
    import pickle

    from torch.nn.parameter import Parameter

    kinds = {kind.dtype: kind for kind in _utils.storages.values()}

    class Pickler(pickle._Pickler):
        def persistent_id(self, obj):
            if not isinstance(obj, _utils._Storage):
                return None
            flat = obj.flat
            key = flat.data_ptr() if flat.numel() else id(flat)
            nr, _ = memories.setdefault(key, (len(memories), flat))
            return "storage", kinds[flat.dtype], str(nr), "cpu", flat.numel()

        def reducer_override(self, obj):
            if isinstance(obj, Parameter):
                state = obj.data, obj.requires_grad, _utils.ordered()
                return _utils._rebuild_parameter, state
            if isinstance(obj, _C.Tensor):
                if not obj.is_leaf:
                    obj = obj.detach().requires_grad_()
                return _utils._rebuild_tensor_v2, (
                    _utils._Storage(_C._storage(obj)),
                    obj.storage_offset(),
                    tuple(obj.shape),
                    tuple(obj.stride()),
                    obj.requires_grad,
                    _utils.ordered(),
                )
            if isinstance(obj, type(_C.float32)):
                return str(obj).partition(".")[2]
            return NotImplemented

    return Pickler(file, protocol=2)


def save(
    obj,
    f,
    pickle_module=None,
    pickle_protocol=2,
    _use_new_zipfile_serialization=True,
):
    import io

    text, memories = io.BytesIO(), {}
    _pickler(text, memories).dump(obj)
    members = [
        ("archive/data.pkl", text.getvalue()),
        ("archive/byteorder", b"little"),
    ]
    for nr, flat in memories.values():
        members.append((f"archive/data/{nr}", _C._to_bytes(flat)))
    members.append(("archive/version", b"3\n"))
    data = _zip(members)
    if hasattr(f, "write"):
        f.write(data)
        return
    with open(f, "wb") as file:
        file.write(data)


# What may stand in a file of weights.
_HARMLESS = {
    ("torch._utils", "_rebuild_tensor_v2"),
    ("torch._utils", "_rebuild_parameter"),
    ("collections", "OrderedDict"),
    ("torch", "Size"),
    ("torch", "device"),
}


def _refusal(name):
    return (
        "Weights only load failed. This file can still be loaded, to do so "
        "you have two options, \033[1mdo those steps only if you trust the "
        "source of the checkpoint\033[0m. \n"
        "\t(1) In PyTorch 2.6, we changed the default value of the "
        "`weights_only` argument in `torch.load` from `False` to `True`. "
        "Re-running `torch.load` with `weights_only` set to `False` will "
        "likely succeed, but it can result in arbitrary code execution. Do it "
        "only if you got the file from a trusted source.\n"
        "\t(2) Alternatively, to load with `weights_only=True` please check "
        "the recommended steps in the following error message.\n"
        f"\tWeightsUnpickler error: Unsupported global: GLOBAL {name} was not "
        "an allowed global by default. Please use "
        f"`torch.serialization.add_safe_globals([{name}])` or the "
        f"`torch.serialization.safe_globals([{name}])` context manager to "
        "allowlist this global if you trust this class/function.\n\n"
        "Check the documentation of torch.load to learn more about types "
        "accepted by default with weights_only "
        "https://pytorch.org/docs/stable/generated/torch.load.html."
    )


def _unpickler(file, members, weights_only):
    import pickle

    memories = {}

    class Unpickler(pickle._Unpickler):
        def find_class(self, module, name):
            if (module, name) == ("collections", "OrderedDict"):
                return _utils._ordered_class()
            if module == "torch" and name in _utils.storages:
                return _utils.storages[name]
            if module == "torch" and hasattr(_C, name):
                found = getattr(_C, name)
                if isinstance(found, type(_C.float32)):
                    return found
            if weights_only and (module, name) not in _HARMLESS:
                raise pickle.UnpicklingError(_refusal(f"{module}.{name}"))
            return super().find_class(module, name)

        def persistent_load(self, saved):
            kind, storage, key = saved[:3]
            if kind != "storage" or f"data/{key}" not in members:
                raise pickle.UnpicklingError(f"unknown reference {saved!r}")
            if key not in memories:
                data = bytes(members[f"data/{key}"])
                memories[key] = _C._from_bytes(data, storage.dtype)
            return memories[key]

    return Unpickler(file)


def load(
    f,
    map_location=None,
    pickle_module=None,
    *,
    weights_only=True,
    mmap=None,
    **pickle_load_args,
):
    import io

    if hasattr(f, "read"):
        data = f.read()
    else:
        with open(f, "rb") as file:
            data = file.read()
    try:
        members = _unzip(data)
        text = members["data.pkl"]
    except (_Broken, KeyError):
        raise RuntimeError(
            "PytorchStreamReader failed reading zip archive: failed finding "
            "central directory"
        ) from None
    return _unpickler(io.BytesIO(text), members, weights_only).load()
