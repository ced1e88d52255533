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
    import warnings

    warnings.warn(
        "`torch.nn.utils.clip_grad_norm` is now deprecated in favor of "
        "`torch.nn.utils.clip_grad_norm_`.",
        FutureWarning,
        stacklevel=2,
    )
    return clip_grad_norm_(parameters, max_norm, norm_type, error_if_nonfinite)


def get_total_norm(
    tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None
):
    norm_type = float(norm_type)
    before = _C._set_grad_enabled(False)
    try:
        norms = [_norm(x, norm_type) for x in _listed(tensors)]
        if not norms:
            return _C.tensor(0.0)
        total = _norm(_C.stack(norms), norm_type)
    finally:
        _C._set_grad_enabled(before)
    if error_if_nonfinite and not total.isfinite():
        raise RuntimeError(
            f"The total norm of order {norm_type} for gradients from "
            "`parameters` is non-finite, so it cannot be clipped. To disable "
            "this error and scale the gradients by the non-finite norm "
            "anyway, set `error_if_nonfinite=False`"
        )
    return total


def _norm(x, p):
    return x.reshape(-1).norm(p)


def clip_grads_with_norm_(parameters, max_norm, total_norm, foreach=None):
    grads = [p.grad for p in _listed(parameters) if p.grad is not None]
    factor = (float(max_norm) / (total_norm + 1e-6)).clamp(max=1.0)
    for grad in grads:
        grad.mul_(factor)


def clip_grad_value_(parameters, clip_value, foreach=None):
    bound = float(clip_value)
    for parameter in _listed(parameters):
        if parameter.grad is not None:
            before = _C._set_grad_enabled(False)
            try:
                parameter.grad.clamp_(min=-bound, max=bound)
            finally:
                _C._set_grad_enabled(before)
