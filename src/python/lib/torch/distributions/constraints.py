"""What a parameter or a value has to be."""


class Constraint:
    event_dim = 0

    def check(self, value):
        raise NotImplementedError

    def __repr__(self):
        return self.__class__.__name__.lstrip("_") + "()"


class Real(Constraint):
    def check(self, value):
        return value == value


class Boolean(Constraint):
    def check(self, value):
        return (value == 0) | (value == 1)


class Simplex(Constraint):
    event_dim = 1

    def check(self, value):
        sums = (value.sum(-1) - 1).abs() < 1e-6
        return (value >= 0).all(-1) & sums


class _Bounded(Constraint):
    _names = ()

    def __init__(self, *bounds):
        self.bounds = bounds
        for name, bound in zip(self._names, bounds):
            setattr(self, name, bound)

    def __repr__(self):
        shown = ", ".join(
            f"{name}={bound}"
            for name, bound in zip(self._names, self.bounds)
        )
        return f"{type(self).__name__}({shown})"


class IntegerInterval(_Bounded):
    _names = "lower_bound", "upper_bound"

    def check(self, value):
        low, high = self.bounds
        return (value % 1 == 0) & (low <= value) & (value <= high)


class Interval(_Bounded):
    _names = "lower_bound", "upper_bound"

    def check(self, value):
        low, high = self.bounds
        return (low <= value) & (value <= high)


class GreaterThan(_Bounded):
    _names = ("lower_bound",)

    def check(self, value):
        return self.bounds[0] < value


class LessThan(_Bounded):
    _names = ("upper_bound",)

    def check(self, value):
        return value < self.bounds[0]


class independent(Constraint):
    """A constraint of whole events."""

    def __init__(self, base, reinterpreted_batch_ndims):
        self.base_constraint = base
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims
        self.event_dim = base.event_dim + reinterpreted_batch_ndims

    def check(self, value):
        result = self.base_constraint.check(value)
        for _ in range(self.reinterpreted_batch_ndims):
            result = result.all(-1)
        return result

    def __repr__(self):
        return (
            f"IndependentConstraint({self.base_constraint!r}, "
            f"{self.reinterpreted_batch_ndims})"
        )


real = Real()
real_vector = independent(real, 1)
boolean = Boolean()
simplex = Simplex()
unit_interval = Interval(0.0, 1.0)
positive = GreaterThan(0.0)
integer_interval = IntegerInterval
interval = Interval
greater_than = GreaterThan
less_than = LessThan
