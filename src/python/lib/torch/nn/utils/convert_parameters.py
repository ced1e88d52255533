"""Parameters as one vector, and back."""

from torch import _C


def parameters_to_vector(parameters):
    return _C.cat([parameter.view(-1) for parameter in parameters])


def vector_to_parameters(vec, parameters):
    if not isinstance(vec, _C.Tensor):
        raise TypeError(
            f"expected torch.Tensor, but got: {type(vec).__name__}"
        )
    begin = 0
    for parameter in parameters:
        end = begin + parameter.numel()
        parameter.data = vec[begin:end].view_as(parameter).data
        begin = end
