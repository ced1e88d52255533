"""Learning rates that change with the epochs."""

import math
import types
import warnings
from bisect import bisect_right
from collections import Counter

from torch import _C
from torch.optim.optimizer import Optimizer


_EPOCH_GIVEN = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being "
    "deprecated where possible. Please use `scheduler.step()` to step the "
    "scheduler. During the deprecation, if epoch is different from None, the "
    "closed form is used instead of the new chainable form, where available. "
    "Please open an issue if you are unable to replicate your use case: "
    "https://github.com/pytorch/pytorch/issues/new/choose."
)


def _rates(optimizer, key="lr"):
    """That option of every group; tensors as copies."""
    rates = [group[key] for group in optimizer.param_groups]
    return [x.clone() if isinstance(x, _C.Tensor) else x for x in rates]


def _set_rate(group, rate):
    if isinstance(group["lr"], _C.Tensor):
        group["lr"].fill_(rate)
    else:
        group["lr"] = rate


def _note_steps(optimizer):
    """From now on the optimizer notes that it was asked for a step."""
    step = optimizer.step
    if hasattr(step, "_wrapped_by_lr_sched"):
        return

    def noted(*args, **kwargs):
        optimizer._opt_called = True
        return step(*args, **kwargs)

    noted._wrapped_by_lr_sched = True
    optimizer.step = noted


class LRScheduler:
    """A subclass says in `get_lr` how the rates go on."""

    _get_lr_called_within_step = False
    _is_initial = False

    def __init__(self, optimizer, last_epoch=-1):
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")
        self.optimizer = optimizer
        for nr, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                rate = group["lr"]
                if isinstance(rate, _C.Tensor):
                    rate = rate.clone()
                group.setdefault("initial_lr", rate)
            elif "initial_lr" not in group:
                raise KeyError(
                    "param 'initial_lr' is not specified in param_groups"
                    f"[{nr}] when resuming scheduler with last_epoch >= 0.\n"
                    "This typically happens when:\n"
                    "1. You're trying to resume training from a checkpoint "
                    "but haven't properly loaded the optimizer state\n"
                    "2. You're using last_epoch >= 0 for a fresh training "
                    "run (not recommended)"
                )
        self.base_lrs = _rates(optimizer, "initial_lr")
        self.last_epoch = last_epoch
        _note_steps(optimizer)
        self._initial_step()

    def _initial_step(self):
        self._step_count = 0
        self._is_initial = True
        try:
            self.step()
        finally:
            self._is_initial = False

    def state_dict(self):
        return {k: v for k, v in self.__dict__.items() if k != "optimizer"}

    def load_state_dict(self, state_dict):
        self.__dict__.update(state_dict)

    def get_last_lr(self):
        return self._last_lr

    def get_lr(self):
        raise NotImplementedError

    def step(self, epoch=None):
        if self._step_count == 1:
            self._warn_of_order()
        self._step_count += 1
        if epoch is not None:
            warnings.warn(_EPOCH_GIVEN, UserWarning, stacklevel=2)
        self._update_lr(epoch)

    def _warn_of_order(self):
        if not hasattr(self.optimizer.step, "_wrapped_by_lr_sched"):
            text = (
                "Seems like `optimizer.step()` has been overridden after "
                "learning rate scheduler initialization. Please, make sure "
                "to call `optimizer.step()` before `lr_scheduler.step()`. "
                "See more details at "
            )
        elif not getattr(self.optimizer, "_opt_called", False):
            text = (
                "Detected call of `lr_scheduler.step()` before "
                "`optimizer.step()`. In PyTorch 1.1.0 and later, you should "
                "call them in the opposite order: `optimizer.step()` before "
                "`lr_scheduler.step()`.  Failure to do this will result in "
                "PyTorch skipping the first value of the learning rate "
                "schedule. See more details at "
            )
        else:
            return
        text += (
            "https://pytorch.org/docs/stable/optim.html"
            "#how-to-adjust-learning-rate"
        )
        warnings.warn(text, UserWarning, stacklevel=3)

    def _update_lr(self, epoch=None):
        self._get_lr_called_within_step = True
        try:
            if epoch is None:
                self.last_epoch += 1
                rates = self.get_lr()
            else:
                self.last_epoch = epoch
                closed = getattr(self, "_get_closed_form_lr", self.get_lr)
                rates = closed()
        finally:
            self._get_lr_called_within_step = False
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            _set_rate(group, rate)
        self._last_lr = _rates(self.optimizer)

    def _times(self, factor):
        """Every rate, times a factor."""
        return [g["lr"] * factor for g in self.optimizer.param_groups]


_LRScheduler = LRScheduler


def _warn_of_get_lr(scheduler):
    if not scheduler._get_lr_called_within_step:
        warnings.warn(
            "To get the last learning rate computed by the scheduler, please "
            "use `get_last_lr()`.",
            UserWarning,
            stacklevel=3,
        )


class _ByFunctions(LRScheduler):
    """Rates by functions of the epoch, one for each group."""

    def __init__(self, optimizer, lr_lambda, last_epoch=-1):
        self.optimizer = optimizer
        count = len(optimizer.param_groups)
        if not isinstance(lr_lambda, (list, tuple)):
            self.lr_lambdas = [lr_lambda] * count
        elif len(lr_lambda) != count:
            raise ValueError(
                f"Expected {count} lr_lambdas, but got {len(lr_lambda)}"
            )
        else:
            self.lr_lambdas = list(lr_lambda)
        self._check_functions()
        super().__init__(optimizer, last_epoch)

    def _check_functions(self):
        pass

    def state_dict(self):
        hidden = "optimizer", "lr_lambdas"
        state = {k: v for k, v in self.__dict__.items() if k not in hidden}
        # Functions cannot be saved; objects that are called can.
        state["lr_lambdas"] = [
            None if isinstance(f, types.FunctionType) else f.__dict__.copy()
            for f in self.lr_lambdas
        ]
        return state

    def load_state_dict(self, state_dict):
        rest = {k: v for k, v in state_dict.items() if k != "lr_lambdas"}
        self.__dict__.update(rest)
        for own, loaded in zip(self.lr_lambdas, state_dict["lr_lambdas"]):
            if loaded is not None:
                own.__dict__.update(loaded)


class LambdaLR(_ByFunctions):
    def get_lr(self):
        _warn_of_get_lr(self)
        pairs = zip(self.lr_lambdas, self.base_lrs, strict=True)
        return [base * function(self.last_epoch) for function, base in pairs]


class MultiplicativeLR(_ByFunctions):
    def _check_functions(self):
        for function in self.lr_lambdas:
            if not callable(function):
                raise TypeError(
                    "lr_lambda should be a function, but got "
                    f"{type(function).__name__}"
                )

    def get_lr(self):
        _warn_of_get_lr(self)
        if self._is_initial:
            return _rates(self.optimizer)
        groups = self.optimizer.param_groups
        pairs = zip(self.lr_lambdas, groups, strict=True)
        return [g["lr"] * function(self.last_epoch) for function, g in pairs]


class StepLR(LRScheduler):
    def __init__(self, optimizer, step_size, gamma=0.1, last_epoch=-1):
        self.step_size = step_size
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        _warn_of_get_lr(self)
        if self.last_epoch == 0 or self.last_epoch % self.step_size != 0:
            return _rates(self.optimizer)
        return self._times(self.gamma)

    def _get_closed_form_lr(self):
        power = self.last_epoch // self.step_size
        return [base * self.gamma**power for base in self.base_lrs]


class MultiStepLR(LRScheduler):
    def __init__(self, optimizer, milestones, gamma=0.1, last_epoch=-1):
        self.milestones = Counter(milestones)
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        _warn_of_get_lr(self)
        if self.last_epoch not in self.milestones:
            return _rates(self.optimizer)
        return self._times(self.gamma ** self.milestones[self.last_epoch])

    def _get_closed_form_lr(self):
        milestones = sorted(self.milestones.elements())
        power = bisect_right(milestones, self.last_epoch)
        return [base * self.gamma**power for base in self.base_lrs]


class ConstantLR(LRScheduler):
    def __init__(self, optimizer, factor=1 / 3, total_iters=5, last_epoch=-1):
        if factor > 1.0 or factor < 0:
            raise ValueError(
                "Constant multiplicative factor expected to be between 0 and "
                "1."
            )
        self.factor = factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        _warn_of_get_lr(self)
        if self.last_epoch == 0:
            return self._times(self.factor)
        if self.last_epoch != self.total_iters:
            return _rates(self.optimizer)
        return self._times(1.0 / self.factor)

    def _get_closed_form_lr(self):
        over = self.last_epoch >= self.total_iters
        factor = self.factor + over * (1 - self.factor)
        return [base * factor for base in self.base_lrs]


class LinearLR(LRScheduler):
    def __init__(
        self,
        optimizer,
        start_factor=1 / 3,
        end_factor=1.0,
        total_iters=5,
        last_epoch=-1,
    ):
        if start_factor > 1.0 or start_factor <= 0:
            raise ValueError(
                "Starting multiplicative factor expected to be greater than 0 "
                "and less or equal to 1."
            )
        if end_factor > 1.0 or end_factor < 0:
            raise ValueError(
                "Ending multiplicative factor expected to be between 0 and 1."
            )
        self.start_factor = start_factor
        self.end_factor = end_factor
        self.total_iters = total_iters
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        _warn_of_get_lr(self)
        if self.last_epoch == 0:
            return self._times(self.start_factor)
        if self._is_initial or self.last_epoch > self.total_iters:
            return _rates(self.optimizer)
        rise = self.end_factor - self.start_factor
        start = self.total_iters * self.start_factor
        return self._times(1.0 + rise / (start + (self.last_epoch - 1) * rise))

    def _get_closed_form_lr(self):
        rise = self.end_factor - self.start_factor
        epoch = min(self.total_iters, self.last_epoch)
        factor = self.start_factor + rise * epoch / self.total_iters
        return [base * factor for base in self.base_lrs]


class ExponentialLR(LRScheduler):
    def __init__(self, optimizer, gamma, last_epoch=-1):
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        _warn_of_get_lr(self)
        if self._is_initial:
            return _rates(self.optimizer)
        return self._times(self.gamma)

    def _get_closed_form_lr(self):
        factor = self.gamma**self.last_epoch
        return [base * factor for base in self.base_lrs]


class PolynomialLR(LRScheduler):
    def __init__(self, optimizer, total_iters=5, power=1.0, last_epoch=-1):
        self.total_iters = total_iters
        self.power = power
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        _warn_of_get_lr(self)
        if self._is_initial or self.last_epoch > self.total_iters:
            return _rates(self.optimizer)
        left = 1.0 - self.last_epoch / self.total_iters
        before = 1.0 - (self.last_epoch - 1) / self.total_iters
        return self._times((left / before) ** self.power)

    def _get_closed_form_lr(self):
        epoch = min(self.total_iters, self.last_epoch)
        factor = (1.0 - epoch / self.total_iters) ** self.power
        return [base * factor for base in self.base_lrs]


class CosineAnnealingLR(LRScheduler):
    def __init__(self, optimizer, T_max, eta_min=0.0, last_epoch=-1):
        self.T_max = T_max
        self.eta_min = eta_min
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        _warn_of_get_lr(self)
        if self._is_initial:
            return _rates(self.optimizer)
        epoch, least = self.last_epoch, self.eta_min
        rates = [group["lr"] for group in self.optimizer.param_groups]
        if self._step_count == 1 and epoch > 0:
            height = 1 + math.cos(epoch * math.pi / self.T_max)
            return [
                least + (base - least) * height / 2 for base in self.base_lrs
            ]
        if (epoch - 1 - self.T_max) % (2 * self.T_max) == 0:
            # At the bottom there is nothing left to multiply.
            height = 1 - math.cos(math.pi / self.T_max)
            return [
                rate + (base - least) * height / 2
                for base, rate in zip(self.base_lrs, rates, strict=True)
            ]
        height = 1 + math.cos(math.pi * epoch / self.T_max)
        before = 1 + math.cos(math.pi * (epoch - 1) / self.T_max)
        return [height / before * (rate - least) + least for rate in rates]

    def _get_closed_form_lr(self):
        height = 1 + math.cos(math.pi * self.last_epoch / self.T_max)
        least = self.eta_min
        return [least + (base - least) * height / 2 for base in self.base_lrs]


# These are made of what is above.
from torch.optim._plateau import ReduceLROnPlateau
from torch.optim._cycles import (
    CosineAnnealingWarmRestarts,
    CyclicLR,
    OneCycleLR,
)
from torch.optim._joined import ChainedScheduler, SequentialLR


def __getattr__(name):
    raise AttributeError(
        f"torchbook has no torch.optim.lr_scheduler.{name} (yet)"
    )
