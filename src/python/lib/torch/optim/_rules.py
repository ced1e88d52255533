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


class SGD(_Ruled):
    __module__ = "torch.optim.sgd"
    _rule = "SGD"
    _counts = False
    _since = {
        "nesterov": False,
        "maximize": False,
        "foreach": None,
        "differentiable": False,
        "fused": False,
    }

    def __init__(
        self,
        params,
        lr=1e-3,
        momentum=0,
        dampening=0,
        weight_decay=0,
        nesterov=False,
        *,
        maximize=False,
        foreach=None,
        differentiable=False,
        fused=None,
    ):
        super().__init__(
            params,
            lr=lr,
            momentum=momentum,
            dampening=dampening,
            weight_decay=weight_decay,
            nesterov=nesterov,
            maximize=maximize,
            foreach=foreach,
            differentiable=differentiable,
            fused=fused,
        )


class Adam(_Ruled):
    __module__ = "torch.optim.adam"
    _rule = "Adam"
    _since = {
        "amsgrad": False,
        "maximize": False,
        "foreach": None,
        "capturable": False,
        "differentiable": False,
        "decoupled_weight_decay": False,
        "fused": None,
    }

    def __init__(
        self,
        params,
        lr=1e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=0,
        amsgrad=False,
        *,
        foreach=None,
        maximize=False,
        capturable=False,
        differentiable=False,
        fused=None,
        decoupled_weight_decay=False,
    ):
        if isinstance(lr, _C.Tensor) and foreach and not capturable:
            raise ValueError(
                "lr as a Tensor is not supported for capturable=False and "
                "foreach=True"
            )
        super().__init__(
            params,
            _same_kind=True,
            lr=lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            amsgrad=amsgrad,
            maximize=maximize,
            foreach=foreach,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=decoupled_weight_decay,
        )


class AdamW(Adam):
    __module__ = "torch.optim.adamw"
    _rule = "AdamW"

    def __init__(
        self,
        params,
        lr=1e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=1e-2,
        amsgrad=False,
        *,
        maximize=False,
        foreach=None,
        capturable=False,
        differentiable=False,
        fused=None,
    ):
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            foreach=foreach,
            maximize=maximize,
            capturable=capturable,
            differentiable=differentiable,
            fused=fused,
            decoupled_weight_decay=True,
        )

    def __setstate__(self, state):
        super().__setstate__(state)
        for group in self.param_groups:
            group["decoupled_weight_decay"] = True


class Adamax(_Ruled):
    __module__ = "torch.optim.adamax"
    _rule = "Adamax"
    _since = {
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "capturable": False,
    }

    def __init__(
        self,
        params,
        lr=2e-3,
        betas=(0.9, 0.999),
        eps=1e-8,
        weight_decay=0,
        foreach=None,
        *,
        maximize=False,
        differentiable=False,
        capturable=False,
    ):
        super().__init__(
            params,
            lr=lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            foreach=foreach,
            maximize=maximize,
            differentiable=differentiable,
            capturable=capturable,
        )


class Adagrad(_Ruled):
    __module__ = "torch.optim.adagrad"
    _rule = "Adagrad"
    _since = {
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "fused": None,
    }

    def __init__(
        self,
        params,
        lr=1e-2,
        lr_decay=0,
        weight_decay=0,
        initial_accumulator_value=0,
        eps=1e-10,
        foreach=None,
        *,
        maximize=False,
        differentiable=False,
        fused=None,
    ):
        super().__init__(
            params,
            lr=lr,
            lr_decay=lr_decay,
            eps=eps,
            weight_decay=weight_decay,
            initial_accumulator_value=initial_accumulator_value,
            foreach=foreach,
            maximize=maximize,
            differentiable=differentiable,
            fused=fused,
        )
        # What it remembers is there before the first step.
        for group in self.param_groups:
            _C._optim_begin(self._rule, group, self.state, self.defaults)


class RMSprop(_Ruled):
    __module__ = "torch.optim.rmsprop"
    _rule = "RMSprop"
    _since = {
        "momentum": 0,
        "centered": False,
        "foreach": None,
        "maximize": False,
        "differentiable": False,
        "capturable": False,
    }

    def __init__(
        self,
        params,
        lr=1e-2,
        alpha=0.99,
        eps=1e-8,
        weight_decay=0,
        momentum=0,
        centered=False,
        capturable=False,
        foreach=None,
        maximize=False,
        differentiable=False,
    ):
        super().__init__(
            params,
            lr=lr,
            momentum=momentum,
            alpha=alpha,
            eps=eps,
            centered=centered,
            weight_decay=weight_decay,
            capturable=capturable,
            foreach=foreach,
            maximize=maximize,
            differentiable=differentiable,
        )
