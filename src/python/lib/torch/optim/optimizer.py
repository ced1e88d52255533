"""What optimizers have in common: groups of parameters, and a memory."""

import warnings
from collections import defaultdict
from copy import deepcopy

from torch import _C, typename


class _Required:
    """An option that every group must have."""

    def __repr__(self):
        return "<required parameter>"


required = _Required()


class Optimizer:
    def __init__(self, params, defaults):
        self.defaults = defaults
        if isinstance(params, _C.Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an "
                "iterable of Tensors or dicts, but got " + typename(params)
            )
        if isinstance(params, set):
            warnings.warn(
                "optimizer parameters need to be organized in ordered "
                "collections, but the ordering of tensors in sets will "
                "change between runs. Please use a list instead. This will "
                "be an error in a future release.",
                FutureWarning,
                stacklevel=2,
            )
        self.state = defaultdict(dict)
        self.param_groups = []
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group):
        if not isinstance(param_group, dict):
            raise TypeError(
                f"param_group must be a dict, but got {type(param_group)}"
            )
        self._read_params(param_group)
        for param in param_group["params"]:
            self._check_param(param)
        for name, default in self.defaults.items():
            if default is required and name not in param_group:
                raise ValueError(
                    "parameter group didn't specify a value of required "
                    f"optimization parameter {name}"
                )
            param_group.setdefault(name, default)
        own = set(param_group["params"])
        if len(own) != len(param_group["params"]):
            warnings.warn(
                "optimizer contains a parameter group with duplicate "
                "parameters; in future, this will cause an error; see "
                "github.com/pytorch/pytorch/issues/40967 for more "
                "information",
                stacklevel=3,
            )
        named = "param_names" in param_group
        others = set()
        for group in self.param_groups:
            others.update(group["params"])
            if named != ("param_names" in group):
                kind = "with names" if named else "without names"
                raise ValueError(
                    "all optimizer param groups should be with/without "
                    f"names. cannot add param group {kind} to the optimizer"
                )
        if not own.isdisjoint(others):
            raise ValueError(
                "some parameters appear in more than one parameter group"
            )
        self.param_groups.append(param_group)

    @staticmethod
    def _read_params(group):
        """Makes a list of whatever the parameters came in."""
        params = group["params"]
        if isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered "
                "collections, but the ordering of tensors in sets will "
                "change between runs. Please use a list instead."
            )
        params = [params] if isinstance(params, _C.Tensor) else list(params)
        names = [x[0] for x in params if isinstance(x, tuple)]
        group["params"] = [x[1] if isinstance(x, tuple) else x for x in params]
        if not names:
            return
        if len(names) != len(params):
            raise ValueError(
                "all optimizer params should be with/without names. Some "
                "param names are missing"
            )
        group["param_names"] = names

    def _check_param(self, param):
        if not isinstance(param, _C.Tensor):
            raise TypeError(
                "optimizer can only optimize Tensors, but one of the params "
                "is " + typename(param)
            )
        if self.defaults.get("differentiable"):
            return
        if not (param.is_leaf or param.retains_grad):
            raise ValueError("can't optimize a non-leaf Tensor")

    def zero_grad(self, set_to_none=True):
        for group in self.param_groups:
            _C._optim_zero_grad(group["params"], set_to_none)

    def step(self, closure=None):
        raise NotImplementedError

    def state_dict(self):
        numbers = {}
        groups = []
        start = 0
        for group in self.param_groups:
            params = group["params"]
            for nr, param in enumerate(params, start):
                numbers.setdefault(id(param), nr)
            start += len(params)
            packed = {k: v for k, v in group.items() if k != "params"}
            packed["params"] = [numbers[id(param)] for param in params]
            groups.append(packed)
        state = {
            numbers[id(key)] if isinstance(key, _C.Tensor) else key: value
            for key, value in self.state.items()
        }
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict):
        groups = deepcopy(state_dict["param_groups"])
        if len(groups) != len(self.param_groups):
            raise ValueError(
                "loaded state dict has a different number of parameter "
                "groups"
            )
        for own, loaded in zip(self.param_groups, groups):
            if len(own["params"]) != len(loaded["params"]):
                raise ValueError(
                    "loaded state dict contains a parameter group that "
                    "doesn't match the size of optimizer's group"
                )
        params = {}
        for own, loaded in zip(self.param_groups, groups):
            params.update(zip(loaded["params"], own["params"]))
            loaded["params"] = own["params"]
            if "param_names" in own:
                loaded.setdefault("param_names", own["param_names"])
        state = defaultdict(dict)
        for key, value in state_dict["state"].items():
            if key in params:
                state[params[key]] = _fitting(params[key], value)
            else:
                state[key] = value
        self.__setstate__({"state": state, "param_groups": groups})

    def __getstate__(self):
        return {
            "defaults": self.defaults,
            "state": self.state,
            "param_groups": self.param_groups,
        }

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.defaults.setdefault("differentiable", False)

    def __repr__(self):
        text = type(self).__name__ + " ("
        for nr, group in enumerate(self.param_groups):
            text += f"\nParameter Group {nr}\n"
            for key in sorted(group):
                if key != "params":
                    text += f"    {key}: {group[key]}\n"
        return text + ")"


def _fitting(param, value, key=None):
    """What was remembered of a parameter, in that parameter's dtype."""
    if isinstance(value, _C.Tensor):
        if key == "step" or not param.is_floating_point():
            return value
        return value.to(param.dtype)
    if isinstance(value, dict):
        return {k: _fitting(param, v, k) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_fitting(param, v) for v in value)
    return value
