"""The optimizers whose steps the engine takes."""

from torch import _C
from torch.grad_mode import enable_grad
from torch.optim.optimizer import Optimizer


_NUMBERS = (
    "lr",
    "eps",
    "momentum",
    "weight_decay",
    "alpha",
    "lr_decay",
    "initial_accumulator_value",
    "rho",
    "lambd",
    "momentum_decay",
)


def _number(x):
    return x.item() if isinstance(x, _C.Tensor) else x


class _Ruled(Optimizer):
    """An optimizer by a rule of the engine."""

    _rule = None

    #: Whether it remembers the number of steps.
    _counts = True

    #: Options that dictionaries saved by an old version lack.
    _since = {}

    def __init__(self, params, _same_kind=False, **options):
        lr = options["lr"]
        if isinstance(lr, _C.Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        self._compare(options)
        _C._optim_check(self._rule, options)
        if _same_kind:
            self._check_kinds(options["betas"])
            options["betas"] = tuple(_number(x) for x in options["betas"])
        super().__init__(params, options)
        if options.get("fused") and options.get("differentiable"):
            raise RuntimeError("`fused` does not support `differentiable`")
        if options.get("fused") and options.get("foreach"):
            raise RuntimeError(
                "`fused` and `foreach` cannot be `True` together."
            )

    @staticmethod
    def _compare(options):
        """What is no number cannot be compared with one: Python says so."""
        for name, value in options.items():
            if name in _NUMBERS:
                0.0 <= value
            elif name == "betas":
                0.0 <= value[0] < 1.0
                0.0 <= value[1] < 1.0

    @staticmethod
    def _check_kinds(betas):
        for kind in (float, _C.Tensor):
            if isinstance(betas[0], kind) and isinstance(betas[1], kind):
                return
        raise ValueError("betas must be either both floats or both Tensors")

    def step(self, closure=None):
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        for group in self.param_groups:
            _C._optim_step(self._rule, group, self.state, self.defaults)
        return loss

    def __setstate__(self, state):
        super().__setstate__(state)
        for group in self.param_groups:
            for name, value in self._since.items():
                group.setdefault(name, value)
            for param in group["params"]:
                known = self.state.get(param)
                if known and self._counts:
                    step = known["step"]
                    if not isinstance(step, _C.Tensor):
                        known["step"] = _C.tensor(float(step))
