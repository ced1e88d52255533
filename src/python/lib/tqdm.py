"""Progress bars that are not shown."""

import sys


class tqdm:
    """Goes through what it is given."""

    def __init__(self, iterable=None, desc=None, total=None, *args, initial=0,
                 **kwargs):
        self.iterable, self.desc, self.n = iterable, desc, initial
        if total is None and hasattr(iterable, "__len__"):
            total = len(iterable)
        self.total = total

    def __iter__(self):
        for x in self.iterable:
            yield x
            self.n += 1

    def __len__(self):
        return self.total if self.iterable is None else len(self.iterable)

    def __bool__(self):
        return self.total is None or self.total > 0

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        pass

    def update(self, n=1):
        self.n += n

    def reset(self, total=None):
        self.n = 0
        self.total = self.total if total is None else total

    def set_description(self, desc=None, refresh=True):
        self.desc = desc

    set_description_str = set_description

    def set_postfix(self, *args, **kwargs):
        pass

    set_postfix_str = refresh = clear = close = set_postfix

    @classmethod
    def write(cls, s, file=None, end="\n", **kwargs):
        print(s, file=file or sys.stdout, end=end)


def trange(*args, **kwargs):
    return tqdm(range(*args), **kwargs)


tqdm_notebook, tnrange = tqdm, trange
for _name in ("auto", "notebook", "std", "autonotebook"):
    globals()[_name] = sys.modules["tqdm." + _name] = sys.modules[__name__]
__version__ = "4.0.0"
