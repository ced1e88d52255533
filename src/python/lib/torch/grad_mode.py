"""no_grad and its kind: with, and as a decorator."""

from torch import _C


class _Mode:
    """Recording is on or off for as long as the block runs."""

    mode = True

    def __new__(cls, function=None):
        self = object.__new__(cls)
        # `@torch.no_grad` without brackets.
        return self if function is None else self(function)

    def __enter__(self):
        self.before = _C._set_grad_enabled(self.mode)

    def __exit__(self, *raised):
        _C._set_grad_enabled(self.before)

    def __call__(self, function):
        cls, mode = type(self), self.mode

        def wrapper(*args, **kwargs):
            before = _C._set_grad_enabled(mode)
            try:
                return function(*args, **kwargs)
            finally:
                _C._set_grad_enabled(before)

        for name in "__module__", "__name__", "__qualname__", "__doc__":
            setattr(wrapper, name, getattr(function, name))
        wrapper.__wrapped__ = function
        return wrapper


class no_grad(_Mode):
    mode = False


class enable_grad(_Mode):
    mode = True


class inference_mode(_Mode):
    def __new__(cls, mode=True):
        self = object.__new__(cls)
        self.mode = not mode if isinstance(mode, bool) else False
        return self(mode) if callable(mode) else self


class set_grad_enabled(_Mode):
    """Takes effect at once, and until its block ends if it has one."""

    def __new__(cls, mode):
        self = object.__new__(cls)
        self.mode = mode
        self.before = _C._set_grad_enabled(mode)
        return self

    def __enter__(self):
        _C._set_grad_enabled(self.mode)

    def __call__(self, function):
        _C._set_grad_enabled(self.before)
        return _Mode.__call__(self, function)
