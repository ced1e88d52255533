"""Names of how elements lie in memory. They lie in rows."""


class _Named:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return "torch." + self.name

    def __reduce__(self):
        return self.name


class layout(_Named):
    pass


class memory_format(_Named):
    pass


strided = layout("strided")
sparse_coo = layout("sparse_coo")
contiguous_format = memory_format("contiguous_format")
preserve_format = memory_format("preserve_format")
channels_last = memory_format("channels_last")
channels_last_3d = memory_format("channels_last_3d")

for _class in layout, memory_format:
    _class.__module__ = "torch"
