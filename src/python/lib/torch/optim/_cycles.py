"""Rates that rise and fall, and momentum that goes the other way."""

import math
import types

from torch.optim.lr_scheduler import (
    LRScheduler,
    _rates,
    _set_rate,
    _warn_of_get_lr,
)
from torch.optim.optimizer import Optimizer


def _each(name, optimizer, value):
    """One value for each group."""
    groups = optimizer.param_groups
    if not isinstance(value, (list, tuple)):
        return [value] * len(groups)
    if len(value) != len(groups):
        raise ValueError(
            f"{name} must have the same length as optimizer.param_groups. "
            f"{name} has {len(value)} values, param_groups has {len(groups)}."
        )
    return value


class _Cycle(LRScheduler):
    """What the schedules with momentum have in common."""

    @staticmethod
    def _check(optimizer):
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"{type(optimizer).__name__} is not an Optimizer")

    def _momentum_of(self):
        defaults = self.optimizer.defaults
        if "momentum" not in defaults and "betas" not in defaults:
            raise ValueError(
                "optimizer must support momentum or beta1 with "
                "`cycle_momentum` option enabled"
            )
        self.use_beta1 = "betas" in defaults

    def _begin_momentum(self, greatest, least):
        groups = self.optimizer.param_groups
        for group, high, low in zip(groups, greatest, least, strict=True):
            self._set_momentum(group, high)
            group["max_momentum"] = high
            group["base_momentum"] = low

    def _set_momentum(self, group, momentum):
        if self.use_beta1:
            group["betas"] = (momentum, *group["betas"][1:])
        else:
            group["momentum"] = momentum


class CyclicLR(_Cycle):
    def __init__(
        self,
        optimizer,
        base_lr,
        max_lr,
        step_size_up=2000,
        step_size_down=None,
        mode="triangular",
        gamma=1.0,
        scale_fn=None,
        scale_mode="cycle",
        cycle_momentum=True,
        base_momentum=0.8,
        max_momentum=0.9,
        last_epoch=-1,
    ):
        self._check(optimizer)
        self.optimizer = optimizer
        base_lrs = _each("base_lr", optimizer, base_lr)
        if last_epoch == -1:
            for rate, group in zip(base_lrs, optimizer.param_groups):
                _set_rate(group, rate)
        self.max_lrs = _each("max_lr", optimizer, max_lr)
        up = float(step_size_up)
        down = up if step_size_down is None else float(step_size_down)
        self.total_size = up + down
        self.step_ratio = up / self.total_size
        modes = "triangular", "triangular2", "exp_range"
        if mode not in modes and scale_fn is None:
            raise ValueError("mode is invalid and scale_fn is None")
        self.mode = mode
        self.gamma = gamma
        self._scale_fn_custom = scale_fn
        self.scale_mode = scale_mode
        if scale_fn is None:
            by_step = mode == "exp_range"
            self.scale_mode = "iterations" if by_step else "cycle"
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self._momentum_of()
            self.base_momentums = _each(
                "base_momentum", optimizer, base_momentum
            )
            self.max_momentums = _each("max_momentum", optimizer, max_momentum)
            if last_epoch == -1:
                self._begin_momentum(self.max_momentums, self.base_momentums)
        super().__init__(optimizer, last_epoch)
        self.base_lrs = base_lrs

    def scale_fn(self, x):
        """How much of the height is left in this cycle, or this step."""
        if self._scale_fn_custom is not None:
            return self._scale_fn_custom(x)
        if self.mode == "triangular":
            return 1.0
        if self.mode == "triangular2":
            return 1 / (2.0 ** (x - 1))
        return self.gamma**x

    def get_lr(self):
        _warn_of_get_lr(self)
        cycle = math.floor(1 + self.last_epoch / self.total_size)
        place = 1.0 + self.last_epoch / self.total_size - cycle
        if place <= self.step_ratio:
            height = place / self.step_ratio
        else:
            height = (place - 1) / (self.step_ratio - 1)
        by_cycle = self.scale_mode == "cycle"
        at = cycle if by_cycle else self.last_epoch
        rates = [
            base + (top - base) * height * self.scale_fn(at)
            for base, top in zip(self.base_lrs, self.max_lrs, strict=True)
        ]
        if self.cycle_momentum:
            pairs = zip(self.base_momentums, self.max_momentums, strict=True)
            for group, (base, top) in zip(self.optimizer.param_groups, pairs):
                fall = (top - base) * height * self.scale_fn(at)
                self._set_momentum(group, top - fall)
        return rates

    def state_dict(self):
        state = super().state_dict()
        own = state.pop("_scale_fn_custom")
        # Functions cannot be saved; objects that are called can.
        saved = own is not None and not isinstance(own, types.FunctionType)
        state["_scale_fn_custom"] = own.__dict__.copy() if saved else None
        return state

    def load_state_dict(self, state_dict):
        state = dict(state_dict)
        saved = state.pop("_scale_fn_custom")
        super().load_state_dict(state)
        if saved is not None:
            self._scale_fn_custom.__dict__.update(saved)


class OneCycleLR(_Cycle):
    def __init__(
        self,
        optimizer,
        max_lr,
        total_steps=None,
        epochs=None,
        steps_per_epoch=None,
        pct_start=0.3,
        anneal_strategy="cos",
        cycle_momentum=True,
        base_momentum=0.85,
        max_momentum=0.95,
        div_factor=25.0,
        final_div_factor=1e4,
        three_phase=False,
        last_epoch=-1,
    ):
        self._check(optimizer)
        self.optimizer = optimizer
        self.total_steps = self._steps(total_steps, epochs, steps_per_epoch)
        self._schedule_phases = self._phases(pct_start, three_phase)
        if pct_start < 0 or pct_start > 1 or not isinstance(pct_start, float):
            raise ValueError(
                "Expected float between 0 and 1 pct_start, but got "
                f"{pct_start}"
            )
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(
                "anneal_strategy must be one of 'cos' or 'linear', instead "
                f"got {anneal_strategy}"
            )
        self._anneal_func_type = anneal_strategy
        tops = _each("max_lr", optimizer, max_lr)
        if last_epoch == -1:
            for top, group in zip(tops, optimizer.param_groups):
                first = top / div_factor
                group["initial_lr"] = first
                group["max_lr"] = top
                group["min_lr"] = first / final_div_factor
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self._momentum_of()
            greatest = _each("max_momentum", optimizer, max_momentum)
            least = _each("base_momentum", optimizer, base_momentum)
            if last_epoch == -1:
                self._begin_momentum(greatest, least)
        super().__init__(optimizer, last_epoch)

    @staticmethod
    def _steps(total, epochs, each):
        def positive(name, value):
            if value <= 0 or not isinstance(value, int):
                raise ValueError(
                    f"Expected positive integer {name}, but got {value}"
                )
            return value

        if total is not None:
            return positive("total_steps", total)
        if epochs is None or each is None:
            raise ValueError(
                "You must define either total_steps OR (epochs AND "
                "steps_per_epoch)"
            )
        epochs = positive("epochs", epochs)
        return epochs * positive("steps_per_epoch", each)

    def _phases(self, share, three):
        """Up, down, and perhaps on below where it began."""
        last = self.total_steps - 1
        names = "end_step", "start_lr", "end_lr", "momentum"
        up = float(share * self.total_steps) - 1
        rows = [(up, "initial_lr", "max_lr", "max base")]
        if three:
            down = float(2 * share * self.total_steps) - 2
            rows.append((down, "max_lr", "initial_lr", "base max"))
            rows.append((last, "initial_lr", "min_lr", "max max"))
        else:
            rows.append((last, "max_lr", "min_lr", "base max"))
        phases = []
        for row in rows:
            phase = dict(zip(names, row))
            start, end = phase.pop("momentum").split()
            phase["start_momentum"] = start + "_momentum"
            phase["end_momentum"] = end + "_momentum"
            phases.append(phase)
        return phases

    def _between(self, start, end, share):
        if self._anneal_func_type == "linear":
            return (end - start) * share + start
        return end + (start - end) / 2.0 * (math.cos(math.pi * share) + 1)

    def get_lr(self):
        _warn_of_get_lr(self)
        step = self.last_epoch
        if step > self.total_steps:
            raise ValueError(
                f"Tried to step {step} times. The specified number of total "
                f"steps is {self.total_steps}"
            )
        begin = 0.0
        for phase in self._schedule_phases:
            end = phase["end_step"]
            if step <= end or phase is self._schedule_phases[-1]:
                break
            begin = end
        share = (step - begin) / (end - begin)

        def found(group, what):
            start, end = phase["start_" + what], phase["end_" + what]
            return self._between(group[start], group[end], share)

        rates = []
        for group in self.optimizer.param_groups:
            rates.append(found(group, "lr"))
            if self.cycle_momentum:
                self._set_momentum(group, found(group, "momentum"))
        return rates


class CosineAnnealingWarmRestarts(LRScheduler):
    def __init__(self, optimizer, T_0, T_mult=1, eta_min=0.0, last_epoch=-1):
        if T_0 <= 0 or not isinstance(T_0, int):
            raise ValueError(f"Expected positive integer T_0, but got {T_0}")
        if T_mult < 1 or not isinstance(T_mult, int):
            raise ValueError(
                f"Expected integer T_mult >= 1, but got {T_mult}"
            )
        if not isinstance(eta_min, (float, int)):
            raise ValueError(
                f"Expected float or int eta_min, but got {eta_min} of type "
                f"{type(eta_min)}"
            )
        self.T_0 = T_0
        self.T_i = T_0
        self.T_mult = T_mult
        self.eta_min = eta_min
        self.T_cur = last_epoch
        super().__init__(optimizer, last_epoch)

    def get_lr(self):
        _warn_of_get_lr(self)
        wave = 1 + math.cos(math.pi * self.T_cur / self.T_i)
        low = self.eta_min
        return [low + (base - low) * wave / 2 for base in self.base_lrs]

    def step(self, epoch=None):
        if epoch is None and self.last_epoch < 0:
            epoch = 0
        if epoch is None:
            epoch = self.last_epoch + 1
            self.T_cur += 1
            if self.T_cur >= self.T_i:
                self.T_cur %= self.T_i
                self.T_i *= self.T_mult
        else:
            self._go_to(epoch)
        self.last_epoch = math.floor(epoch)
        self._get_lr_called_within_step = True
        try:
            rates = self.get_lr()
        finally:
            self._get_lr_called_within_step = False
        for group, rate in zip(self.optimizer.param_groups, rates):
            _set_rate(group, rate)
        self._last_lr = _rates(self.optimizer)

    def _go_to(self, epoch):
        """The place in the wave at an epoch, which may have a fraction."""
        if epoch < 0:
            raise ValueError(f"Expected non-negative epoch, but got {epoch}")
        first, times = self.T_0, self.T_mult
        if epoch < first:
            self.T_i, self.T_cur = first, epoch
        elif times == 1:
            self.T_cur = epoch % first
        else:
            n = int(math.log(epoch / first * (times - 1) + 1, times))
            self.T_cur = epoch - first * (times**n - 1) / (times - 1)
            self.T_i = first * times**n


for _class in CyclicLR, OneCycleLR, CosineAnnealingWarmRestarts:
    _class.__module__ = "torch.optim.lr_scheduler"
