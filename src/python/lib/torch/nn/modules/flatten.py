"""Flatten and Unflatten: other shapes, as modules."""

from torch.nn.modules.module import Module


class Flatten(Module):
    def __init__(self, start_dim=1, end_dim=-1):
        super().__init__()
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, input):
        return input.flatten(self.start_dim, self.end_dim)

    def extra_repr(self):
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    def __init__(self, dim, unflattened_size):
        super().__init__()
        self.dim = dim
        self.unflattened_size = unflattened_size

    def forward(self, input):
        dim = self.dim + input.dim() if self.dim < 0 else self.dim
        shape = input.shape
        return input.reshape(
            tuple(shape[:dim])
            + tuple(self.unflattened_size)
            + tuple(shape[dim + 1:])
        )

    def extra_repr(self):
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"
