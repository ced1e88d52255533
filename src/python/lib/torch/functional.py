"""torch.functional: what takes its tensors one by one, or a list of them."""

from torch import _C


def _listed(tensors):
    """`f(a, b)` and `f([a, b])` are the same."""
    if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)):
        return list(tensors[0])
    return list(tensors)


def _letters(sublist):
    """Dimensions as numbers, by the letters that stand for them."""
    words = []
    for label in sublist:
        if label is Ellipsis:
            words.append("...")
        elif isinstance(label, int) and 0 <= label < 52:
            start = ord("A") if label < 26 else ord("a") - 26
            words.append(chr(start + label))
        else:
            raise ValueError(
                "einsum(): expected subscript to be within the valid range "
                f"[0, 52), but got {label}"
            )
    return "".join(words)


def einsum(*args):
    if len(args) < 2:
        raise ValueError(
            "einsum(): must specify the equation string and at least one "
            "operand, or at least one operand and its subscripts list"
        )
    if isinstance(args[0], _C.Tensor):
        # einsum(a, [0, 1], b, [1, 2], [0, 2])
        operands = list(args[0 : len(args) // 2 * 2 : 2])
        sublists = args[1::2]
        equation = ",".join(_letters(s) for s in sublists[: len(operands)])
        if len(args) % 2:
            equation += "->" + _letters(args[-1])
    else:
        equation, operands = args[0], _listed(args[1:])
    return _C.einsum(equation, operands)


def chain_matmul(*matrices, out=None):
    from torch import linalg

    return linalg.multi_dot(_listed(matrices))
