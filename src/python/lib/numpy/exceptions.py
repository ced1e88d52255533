"""numpy's exceptions."""


class AxisError(ValueError, IndexError):
    def __init__(self, axis, ndim=None, msg_prefix=None):
        self.axis, self.ndim, self._msg = axis, ndim, msg_prefix
        super().__init__(axis, ndim, msg_prefix)

    def __str__(self):
        if self.ndim is None:
            return str(self.axis)
        said = (
            f"axis {self.axis} is out of bounds for array of dimension "
            f"{self.ndim}"
        )
        return said if self._msg is None else f"{self._msg}: {said}"


class UFuncTypeError(TypeError):
    __module__ = "numpy._core._exceptions"


class VisibleDeprecationWarning(UserWarning):
    pass


class ComplexWarning(RuntimeWarning):
    pass
