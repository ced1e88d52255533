"""torch.version: a text that knows how versions compare."""

from itertools import zip_longest


class TorchVersion(str):
    """`torch.__version__ >= "1.13"`, by the numbers."""

    @staticmethod
    def _numbers(version):
        if isinstance(version, str):
            version = version.partition("+")[0].split(".")
        numbers = []
        for part in version:
            digits = "".join(c for c in str(part) if c.isdigit())
            numbers.append(int(digits or 0))
        return numbers

    def _order(self, other):
        pairs = zip_longest(
            self._numbers(self), self._numbers(other), fillvalue=0
        )
        for own, theirs in pairs:
            if own != theirs:
                return -1 if own < theirs else 1
        return 0

    def __lt__(self, other):
        return self._order(other) < 0

    def __le__(self, other):
        return self._order(other) <= 0

    def __gt__(self, other):
        return self._order(other) > 0

    def __ge__(self, other):
        return self._order(other) >= 0


TorchVersion.__module__ = "torch.torch_version"
__version__ = TorchVersion("2.15.0+cpu")
cuda = None
hip = None
debug = False
git_version = "torchbook"
