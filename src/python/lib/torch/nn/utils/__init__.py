"""torch.nn.utils: gradients that are clipped, parameters as one vector."""

from torch.nn.utils import rnn
from torch.nn.utils.clip_grad import (
    clip_grad_norm,
    clip_grad_norm_,
    clip_grad_value_,
    clip_grads_with_norm_,
    get_total_norm,
)
from torch.nn.utils.convert_parameters import (
    parameters_to_vector,
    vector_to_parameters,
)
from torch.nn.utils.weight_norm import remove_weight_norm, weight_norm


def skip_init(module_cls, *args, **kwargs):
    kwargs.pop("device", None)
    return module_cls(*args, **kwargs)


def __getattr__(name):
    raise AttributeError(f"torchbook has no torch.nn.utils.{name} (yet)")
