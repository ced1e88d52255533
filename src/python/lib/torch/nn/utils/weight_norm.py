"""A weight as a length and a direction, which are learned apart."""

import warnings

from torch.nn.parameter import Parameter


def _lengths(v, dim):
    """The length of each part along a dimension; of all, if it is `None`."""
    if dim is None or dim == -1:
        return v.norm()
    if dim < 0:
        dim += v.dim()
    shape = [1] * v.dim()
    shape[dim] = v.size(dim)
    parts = v.transpose(0, dim).reshape(v.size(dim), -1)
    return parts.norm(dim=1).view(shape)


class WeightNorm:
    """Makes the weight anew before every call."""

    def __init__(self, name, dim):
        self.name = name
        self.dim = dim

    def compute_weight(self, module):
        g = getattr(module, self.name + "_g")
        v = getattr(module, self.name + "_v")
        return v * (g / _lengths(v, self.dim))

    def __call__(self, module, inputs):
        setattr(module, self.name, self.compute_weight(module))


def weight_norm(module, name="weight", dim=0):
    warnings.warn(
        "`torch.nn.utils.weight_norm` is deprecated in favor of "
        "`torch.nn.utils.parametrizations.weight_norm`.",
        FutureWarning,
        stacklevel=2,
    )
    for hook, _ in module._forward_pre_hooks.values():
        if isinstance(hook, WeightNorm) and hook.name == name:
            raise RuntimeError(
                "Cannot register two weight_norm hooks on the same parameter "
                f"{name}"
            )
    hook = WeightNorm(name, dim)
    weight = getattr(module, name)
    del module._parameters[name]
    lengths = _lengths(weight, dim)
    module.register_parameter(name + "_g", Parameter(lengths.data))
    module.register_parameter(name + "_v", Parameter(weight.data))
    setattr(module, name, hook.compute_weight(module))
    module.register_forward_pre_hook(hook)
    return module


def remove_weight_norm(module, name="weight"):
    for key, (hook, _) in module._forward_pre_hooks.items():
        if isinstance(hook, WeightNorm) and hook.name == name:
            weight = hook.compute_weight(module)
            delattr(module, name)
            del module._parameters[name + "_g"]
            del module._parameters[name + "_v"]
            setattr(module, name, Parameter(weight.data))
            del module._forward_pre_hooks[key]
            return module
    raise ValueError(f"weight_norm of '{name}' not found in {module}")
