"""Derivatives, compared with differences."""

import warnings

from torch import _C
from torch.autograd.functional import _grads


class GradcheckError(RuntimeError):
    """The two do not agree."""


def _tensors(obj):
    if isinstance(obj, _C.Tensor):
        return [obj]
    return [x for x in obj if isinstance(x, _C.Tensor)]


def _outputs(func, inputs):
    result = func(*inputs)
    if isinstance(result, (tuple, list)):
        return [x for x in result if x.requires_grad]
    return [result] if result.requires_grad else []


def _check_inputs(inputs):
    any_grad = False
    for nr, x in enumerate(inputs):
        if not (isinstance(x, _C.Tensor) and x.requires_grad):
            continue
        any_grad = True
        if x.dtype is not _C.float64:
            warnings.warn(
                f"Input #{nr} requires gradient and is not a double "
                "precision floating point or complex. This check will likely "
                "fail if all the inputs are not of double precision floating "
                "point or complex. ",
                stacklevel=3,
            )
    if not any_grad:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, "
            "but none of them have requires_grad=True."
        )


def _numerical(func, inputs, x, eps, count):
    """By differences: for each output, a row for each element of `x`."""
    data = x.data.view(-1) if x.is_contiguous() else x.data.flatten()
    if not x.is_contiguous():
        raise ValueError("gradcheck expects inputs without gaps")

    def values():
        return [y.detach().clone().reshape(-1) for y in _outputs(func, inputs)]

    rows = [[] for _ in range(count)]
    for nr in range(x.numel()):
        here = data[nr].item()
        data[nr] = here - eps
        before = values()
        data[nr] = here + eps
        after = values()
        data[nr] = here
        for place, (a, b) in enumerate(zip(after, before)):
            rows[place].append((a - b) / (2 * eps))
    return [_C.stack(row) for row in rows]


def _analytical(output, x):
    """By backward: a column for each element of the output."""
    flat = output.reshape(-1)
    columns = []
    for nr in range(flat.numel()):
        (found,) = _grads((flat[nr],), (x,))
        columns.append(_C.zeros_like(x) if found is None else found)
    return _C.stack([c.reshape(-1) for c in columns], 1)


def _compare(func, inputs, eps, atol, rtol):
    _check_inputs(inputs)
    outputs = _outputs(func, inputs)
    wanted = [
        (nr, x)
        for nr, x in enumerate(inputs)
        if isinstance(x, _C.Tensor) and x.requires_grad
    ]
    for nr, x in wanted:
        numerical = _numerical(func, inputs, x, eps, len(outputs))
        for place, output in enumerate(outputs):
            analytical = _analytical(output, x)
            if not _C.allclose(analytical, numerical[place], rtol, atol):
                raise GradcheckError(
                    f"Jacobian mismatch for output {place} with respect to "
                    f"input {nr},\nnumerical:{numerical[place]}\n"
                    f"analytical:{analytical.detach()}\n"
                )
    return True


def gradcheck(
    func,
    inputs,
    *,
    eps=1e-6,
    atol=1e-5,
    rtol=1e-3,
    raise_exception=True,
    nondet_tol=0.0,
    check_undefined_grad=True,
    check_grad_dtypes=False,
    check_batched_grad=False,
    check_batched_forward_grad=False,
    check_forward_ad=False,
    check_backward_ad=True,
    fast_mode=False,
    masked=None,
):
    inputs = (inputs,) if isinstance(inputs, _C.Tensor) else tuple(inputs)
    if raise_exception:
        return _compare(func, inputs, eps, atol, rtol)
    try:
        return _compare(func, inputs, eps, atol, rtol)
    except GradcheckError:
        return False


def gradgradcheck(
    func,
    inputs,
    grad_outputs=None,
    *,
    eps=1e-6,
    atol=1e-5,
    rtol=1e-3,
    gen_non_contig_grad_outputs=False,
    raise_exception=True,
    nondet_tol=0.0,
    check_undefined_grad=True,
    check_grad_dtypes=False,
    check_batched_grad=False,
    check_fwd_over_rev=False,
    check_rev_over_rev=True,
    fast_mode=False,
    masked=False,
):
    inputs = (inputs,) if isinstance(inputs, _C.Tensor) else tuple(inputs)
    count = len(inputs)
    if grad_outputs is None:
        # Any will do, as long as they are the same each time.
        outputs = _outputs(func, inputs)
        gradients = tuple(
            _C.linspace(0.5, 1.5, x.numel(), dtype=x.dtype)
            .reshape(x.shape)
            .requires_grad_()
            for x in outputs
        )
    else:
        gradients = tuple(_tensors(grad_outputs))

    def slope(*args):
        args, grads = args[:count], args[count:]
        outputs = _outputs(func, args)
        wanted = [x for x in _tensors(args) if x.requires_grad]
        found = _grads(outputs, wanted, grads, create_graph=True)
        return tuple(x for x in found if x is not None)

    return gradcheck(
        slope,
        inputs + gradients,
        eps=eps,
        atol=atol,
        rtol=rtol,
        raise_exception=raise_exception,
    )
