"""Derivatives of functions: Jacobians, Hessians, products with them."""

from torch import _C
from torch.grad_mode import enable_grad


def _tuple(obj, what, name):
    """Whether it was a tuple, and the tuple."""
    if isinstance(obj, tuple):
        for nr, x in enumerate(obj):
            if not isinstance(x, _C.Tensor):
                raise TypeError(
                    f"The {what} given to {name} must be either a Tensor or "
                    f"a tuple of Tensors but the value at index {nr} has "
                    f"type {type(x)}."
                )
        return True, obj
    if not isinstance(obj, _C.Tensor):
        raise TypeError(
            f"The {what} given to {name} must be either a Tensor or a tuple "
            f"of Tensors but the given {what} has type {type(obj)}."
        )
    return False, (obj,)


def _begin(inputs, create_graph):
    """Inputs with a graph of their own, or within the one that there is."""
    return tuple(
        x.view_as(x)
        if create_graph and x.requires_grad
        else x.detach().requires_grad_()
        for x in inputs
    )


def _end(result, create_graph):
    if isinstance(result, tuple):
        return tuple(_end(x, create_graph) for x in result)
    return result if create_graph else result.detach()


def _plain(is_tuple, results):
    return results if is_tuple else results[0]


def _call(func, inputs, name, strict):
    result = func(*inputs)
    is_tuple, outputs = _tuple(
        result, "outputs of the user-provided function", name
    )
    if strict:
        for nr, x in enumerate(outputs):
            if not x.requires_grad:
                raise RuntimeError(
                    f"Output {nr} of the user-provided function does not "
                    "require gradients. The outputs must be computed in a "
                    "differentiable manner from the input when running in "
                    "strict mode."
                )
    return is_tuple, outputs


def _grads(outputs, inputs, gradients=None, create_graph=False):
    """`autograd.grad`; `None` where nothing flows."""
    if gradients is None:
        gradients = (None,) * len(outputs)
    pairs = [(x, g) for x, g in zip(outputs, gradients) if x.requires_grad]
    if not pairs:
        return (None,) * len(inputs)
    outputs, gradients = zip(*pairs)
    return _C._grad(
        outputs,
        inputs,
        gradients,
        retain_graph=True,
        create_graph=create_graph,
        allow_unused=True,
    )


def _filled(found, like, what, strict):
    """Zeros where nothing flows, or an error."""
    results = []
    for nr, (x, other) in enumerate(zip(found, like)):
        if x is None and strict:
            raise RuntimeError(what.format(nr))
        results.append(_C.zeros_like(other) if x is None else x)
    return tuple(results)


def _vector(v, others, what):
    """The vector of a product, of the shapes of the others."""
    if v is None:
        if len(others) != 1 or others[0].numel() != 1:
            raise RuntimeError(what)
        return (_C.ones_like(others[0]),)
    if len(v) != len(others):
        raise RuntimeError(
            "v is a tuple of invalid length: should be "
            f"{len(others)} but got {len(v)}."
        )
    for nr, (x, other) in enumerate(zip(v, others)):
        if x.size() != other.size():
            where = f"Entry {nr} in v" if len(v) > 1 else "v"
            raise RuntimeError(
                f"{where} has invalid size: should be {other.size()} but got "
                f"{x.size()}."
            )
    return v


_NO_OUTPUT = (
    "The vector v can only be None if the user-provided function returns a "
    "single Tensor with a single element."
)
_NO_INPUT = (
    "The vector v can only be None if the input to the user-provided function "
    "is a single Tensor with a single element."
)
_INDEPENDENT = (
    "The output of the user-provided function is independent of input {}. "
    "This is not allowed in strict mode."
)


def _given(v, name):
    return None if v is None else _tuple(v, "v", name)[1]


@enable_grad()
def vjp(func, inputs, v=None, create_graph=False, strict=False):
    inputs_tuple, inputs = _tuple(inputs, "inputs", "vjp")
    inputs = _begin(inputs, create_graph)
    outputs_tuple, outputs = _call(func, inputs, "vjp", strict)
    v = _vector(_given(v, "vjp"), outputs, _NO_OUTPUT)
    found = _grads(outputs, inputs, v, create_graph)
    found = _filled(found, inputs, _INDEPENDENT, strict)
    outputs = _end(outputs, create_graph)
    found = _end(found, create_graph)
    return _plain(outputs_tuple, outputs), _plain(inputs_tuple, found)


@enable_grad()
def jvp(func, inputs, v=None, create_graph=False, strict=False):
    _, inputs = _tuple(inputs, "inputs", "jvp")
    v = _vector(_given(v, "jvp"), inputs, _NO_INPUT)
    inputs = _begin(inputs, create_graph)
    outputs_tuple, outputs = _call(func, inputs, "jvp", strict)
    # The derivative is linear in what goes in: derived by that, it goes
    # the other way.
    through = tuple(_C.zeros_like(x).requires_grad_() for x in outputs)
    back = _grads(outputs, inputs, through, create_graph=True)
    back = _filled(back, inputs, _INDEPENDENT, strict)
    found = _grads(back, through, v, create_graph)
    found = _filled(found, outputs, _INDEPENDENT, strict)
    outputs = _end(outputs, create_graph)
    found = _end(found, create_graph)
    return _plain(outputs_tuple, outputs), _plain(outputs_tuple, found)


@enable_grad()
def jacobian(
    func,
    inputs,
    create_graph=False,
    strict=False,
    vectorize=False,
    strategy="reverse-mode",
):
    if strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError(
            'Expected strategy to be either "forward-mode" or "reverse-mode". '
            'Hint: If your function has more outputs than inputs, '
            '"forward-mode" tends to be more performant. Otherwise, prefer to '
            'use "reverse-mode".'
        )
    inputs_tuple, inputs = _tuple(inputs, "inputs", "jacobian")
    inputs = _begin(inputs, create_graph)
    outputs_tuple, outputs = _call(func, inputs, "jacobian", strict)
    result = []
    for nr, output in enumerate(outputs):
        independent = (
            f"Output {nr} of the user-provided function is independent of "
            "input {}. This is not allowed in strict mode."
        )
        rows = []
        for element in output.reshape(-1):
            found = _grads((element,), inputs, None, create_graph)
            rows.append(_filled(found, inputs, independent, strict))
        blocks = []
        for place, x in enumerate(inputs):
            shape = output.size() + x.size()
            column = [row[place] for row in rows]
            block = _C.stack(column) if column else _C.zeros(shape)
            blocks.append(block.view(shape))
        result.append(_plain(inputs_tuple, tuple(blocks)))
    result = _end(tuple(result), create_graph)
    return _plain(outputs_tuple, result)


def _single(func, name):
    """The function, whose result must be a number."""

    def checked(*inputs):
        result = func(*inputs)
        is_tuple, outputs = _tuple(
            result, "outputs of the user-provided function", name
        )
        if is_tuple or not isinstance(result, _C.Tensor):
            raise RuntimeError(
                f"The function given to {name} should return a single Tensor"
            )
        if result.numel() != 1:
            raise RuntimeError(
                f"The Tensor returned by the function given to {name} should "
                "contain a single element"
            )
        return result.squeeze()

    return checked


@enable_grad()
def hessian(
    func,
    inputs,
    create_graph=False,
    strict=False,
    vectorize=False,
    outer_jacobian_strategy="reverse-mode",
):
    inputs_tuple, inputs = _tuple(inputs, "inputs", "hessian")
    single = _single(func, "hessian")

    def slope(*inputs):
        found = jacobian(single, inputs, create_graph=True, strict=strict)
        return found

    result = jacobian(slope, inputs, create_graph, strict)
    return result if inputs_tuple else result[0][0]


@enable_grad()
def _second(func, inputs, v, create_graph, strict, name):
    """A number, and the product of its Hessian with a vector."""
    inputs_tuple, inputs = _tuple(inputs, "inputs", name)
    v = _vector(_given(v, name), inputs, _NO_INPUT)
    inputs = _begin(inputs, create_graph)
    output = _single(func, name)(*inputs)
    slope = _filled(
        _grads((output,), inputs, None, True), inputs, _INDEPENDENT, strict
    )
    found = _grads(slope, inputs, v, create_graph)
    found = _filled(found, inputs, _INDEPENDENT, strict)
    output = _end(output, create_graph)
    return output, _plain(inputs_tuple, _end(found, create_graph))


def vhp(func, inputs, v=None, create_graph=False, strict=False):
    return _second(func, inputs, v, create_graph, strict, "vhp")


def hvp(func, inputs, v=None, create_graph=False, strict=False):
    return _second(func, inputs, v, create_graph, strict, "hvp")
