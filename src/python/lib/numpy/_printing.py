"""Options: how arrays print, and when to warn."""

import builtins

from numpy import _engine


def array_repr(arr, **kwargs):
    return repr(arr)


def array_str(a, **kwargs):
    return str(a)


class _Printing:
    precision, threshold, edgeitems, linewidth, suppress = 8, 1000, 3, 75, False


def set_printoptions(precision=None, threshold=None, edgeitems=None,
                     linewidth=None, suppress=None, **kwargs):
    for name in ("formatter", "sign", "floatmode", "legacy"):
        if kwargs.get(name) not in (None, "-", "maxprec", False):
            raise NotImplementedError(
                f"torchbook has no numpy.set_printoptions({name}=...) (yet)"
            )
    for name, value in (
        ("precision", precision),
        ("threshold", threshold),
        ("edgeitems", edgeitems),
        ("linewidth", linewidth),
        ("suppress", suppress),
    ):
        if value is not None:
            if name in ("threshold", "linewidth"):
                value = int(builtins.min(value, 2**31))
            setattr(_Printing, name, value)
    _engine.print_options(**get_printoptions())


def get_printoptions():
    return {
        name: getattr(_Printing, name)
        for name in (
            "precision", "threshold", "edgeitems", "linewidth", "suppress"
        )
    }


class printoptions:
    """`set_printoptions` for a while."""

    def __init__(self, **kwargs):
        self.kwargs = kwargs

    def __enter__(self):
        self.old = get_printoptions()
        set_printoptions(**self.kwargs)

    def __exit__(self, *raised):
        set_printoptions(**self.old)


class errstate:
    """Keeps quiet about divisions by zero."""

    def __init__(self, **kwargs):
        self.quiet = "ignore" in kwargs.values()

    def __enter__(self):
        import warnings

        self.context = warnings.catch_warnings()
        self.context.__enter__()
        if self.quiet:
            warnings.simplefilter("ignore", RuntimeWarning)

    def __exit__(self, *raised):
        self.context.__exit__(*raised)


def seterr(**kwargs):
    import warnings

    if "ignore" in kwargs.values():
        warnings.simplefilter("ignore", RuntimeWarning)
    return {}
