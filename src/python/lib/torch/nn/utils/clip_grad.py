"""Gradients that are made shorter where they are too long."""

from torch import _C


def _listed(parameters):
    if isinstance(parameters, _C.Tensor):
        return [parameters]
    return list(parameters)


def clip_grad_norm_(
    parameters,
    max_norm,
    norm_type=2.0,
    error_if_nonfinite=False,
    foreach=None,
):
    return _C._clip_grad_norm(
        _listed(parameters),
        float(max_norm),
        float(norm_type),
        error_if_nonfinite,
    )


def clip_grad_norm(
    parameters, max_norm, norm_type=2.0, error_if_nonfinite=False
):
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite)


def clip_grad_value_(parameters, clip_value, foreach=None):
    bound = float(clip_value)
    for parameter in _listed(parameters):
        if parameter.grad is not None:
            before = _C._set_grad_enabled(False)
            try:
                parameter.grad.clamp_(min=-bound, max=bound)
            finally:
                _C._set_grad_enabled(before)
