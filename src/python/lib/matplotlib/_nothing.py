"""What stands for everything that would draw."""

import sys

_said = set()


def _say_once(what):
    if what not in _said:
        _said.add(what)
        print(what, file=sys.stderr)


class Nothing:
    """Takes every call, has every attribute, and draws nothing."""

    def __init__(self, *name, **kwargs):
        self.__dict__["_name"] = name[0] if name else ""

    def __call__(self, *args, **kwargs):
        _say_once(
            "torchbook draws no plots: matplotlib's calls do nothing here"
        )
        made = _MADE.get(self._name)
        return Nothing() if made is None else made(*args, **kwargs)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing(name)

    def __setattr__(self, name, value):
        pass

    # Of all that is iterated over, most is one thing: `line, = ax.plot(x)`.
    def __iter__(self):
        return iter((Nothing(),))

    def __len__(self):
        return 1

    def __bool__(self):
        return True

    def __getitem__(self, key):
        return Nothing()

    def __setitem__(self, key, value):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        pass

    def __repr__(self):
        return "<nothing: torchbook draws no plots>"


class Grid(list):
    """The axes of `subplots`: an array of them, as far as it is used."""

    def __getitem__(self, key):
        if isinstance(key, tuple):
            row, *rest = key
            if isinstance(row, slice):
                return Grid(inner[rest[0]] for inner in self[row])
            return self[row][rest[0]]
        found = super().__getitem__(key)
        return Grid(found) if isinstance(key, slice) else found

    @property
    def flat(self):
        return iter(self.ravel())

    @property
    def shape(self):
        inner = self[0] if self else None
        return (len(self), len(inner)) if isinstance(inner, Grid) else (len(self),)

    @property
    def size(self):
        return len(self.ravel())

    def ravel(self):
        flat = Grid()
        for x in self:
            flat.extend(x if isinstance(x, Grid) else (x,))
        return flat

    flatten = ravel

    def reshape(self, *shape):
        return self


class Parameters(dict):
    """`rcParams`."""

    def __missing__(self, name):
        return None


def _subplots(nrows=1, ncols=1, *args, squeeze=True, **kwargs):
    grid = Grid(Grid(Nothing() for _ in range(ncols)) for _ in range(nrows))
    if squeeze and 1 in (nrows, ncols):
        grid = grid.ravel()
        return Nothing(), grid[0] if len(grid) == 1 else grid
    return Nothing(), grid


def _axes(nrows=1, ncols=1, **kwargs):
    return _subplots(nrows, ncols, **kwargs)[1]


def _hist(x, bins=None, range=None, density=None, weights=None, **kwargs):
    import numpy

    counts, edges = numpy.histogram(x, bins or 10, range, density)
    return counts.astype(float), edges, Nothing()


def _lines(*args, **kwargs):
    """As many as `plot` makes: one for each y."""
    sets = [x for x in args if not isinstance(x, str)]
    words = len(args) - len(sets)
    return [Nothing() for _ in range(max(1, words or (len(sets) + 1) // 2))]


def _savefig(fname=None, *args, **kwargs):
    _say_once(f"torchbook draws no plots: nothing is written to {fname}")


def _limits(*args, **kwargs):
    return (0.0, 1.0)


def _pie(x, *args, autopct=None, **kwargs):
    parts = [Nothing() for _ in x]
    return (parts, parts) if autopct is None else (parts, parts, parts)


def _numbers(*args, **kwargs):
    return []


_MADE = {
    "subplots": _subplots,
    "hist": _hist,
    "plot": _lines,
    "savefig": _savefig,
    "xlim": _limits,
    "ylim": _limits,
    "get_xlim": _limits,
    "get_ylim": _limits,
    "pie": _pie,
    "get_fignums": _numbers,
    "get_legend_handles_labels": lambda *a, **k: ([], []),
    "get_cmap": lambda *a, **k: _colour,
    "contour": lambda *a, **k: Nothing(),
    "xticks": lambda *a, **k: ([], []),
    "yticks": lambda *a, **k: ([], []),
    "get_backend": lambda *a, **k: "none",
}


def _colour(x, *args, **kwargs):
    return (0.0, 0.0, 0.0, 1.0)
