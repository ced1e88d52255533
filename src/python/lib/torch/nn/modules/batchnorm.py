"""Norms that remember: of a batch, and of each sample."""

from torch import _C
from torch.nn import functional as F, init
from torch.nn.modules.module import Module
from torch.nn.parameter import Parameter


class _NormBase(Module):
    _version = 2

    def __init__(
        self,
        num_features,
        eps=1e-5,
        momentum=0.1,
        affine=True,
        track_running_stats=True,
        device=None,
        dtype=None,
        *,
        bias=True,
    ):
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        for name, there in (("weight", affine), ("bias", affine and bias)):
            if there:
                vector = Parameter(_C.empty(num_features, dtype=dtype))
                setattr(self, name, vector)
            else:
                self.register_parameter(name, None)
        tracked = None, None, None
        if track_running_stats:
            tracked = (
                _C.zeros(num_features, dtype=dtype),
                _C.ones(num_features, dtype=dtype),
                _C.tensor(0, dtype=_C.int64),
            )
        self.register_buffer("running_mean", tracked[0])
        self.register_buffer("running_var", tracked[1])
        self.register_buffer("num_batches_tracked", tracked[2])
        self.reset_parameters()

    def reset_running_stats(self):
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self):
        self.reset_running_stats()
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def _check_input_dim(self, input):
        raise NotImplementedError

    def extra_repr(self):
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, "
            f"affine={self.affine}, bias={self.bias is not None}, "
            f"track_running_stats={self.track_running_stats}"
        )


class _BatchNorm(_NormBase):
    def forward(self, input):
        self._check_input_dim(input)
        # How far the running numbers follow: without momentum they are
        # those of all batches.
        average = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats:
            if self.num_batches_tracked is not None:
                self.num_batches_tracked.add_(1)
                if self.momentum is None:
                    average = 1.0 / float(self.num_batches_tracked)
        tracks = self.running_mean is not None or self.running_var is not None
        use_batch = self.training or not tracks
        keep = not self.training or self.track_running_stats
        return F.batch_norm(
            input,
            self.running_mean if keep else None,
            self.running_var if keep else None,
            self.weight,
            self.bias,
            use_batch,
            average,
            self.eps,
        )


def _expect(input, dims, text):
    if input.dim() not in dims:
        raise ValueError(f"expected {text} input (got {input.dim()}D input)")


class BatchNorm1d(_BatchNorm):
    def _check_input_dim(self, input):
        _expect(input, (2, 3), "2D or 3D")


class BatchNorm2d(_BatchNorm):
    def _check_input_dim(self, input):
        _expect(input, (4,), "4D")


class BatchNorm3d(_BatchNorm):
    def _check_input_dim(self, input):
        _expect(input, (5,), "5D")


class _InstanceNorm(_NormBase):
    def __init__(
        self,
        num_features,
        eps=1e-5,
        momentum=0.1,
        affine=False,
        track_running_stats=False,
        device=None,
        dtype=None,
        *,
        bias=True,
    ):
        super().__init__(
            num_features,
            eps,
            momentum,
            affine,
            track_running_stats,
            device,
            dtype,
            bias=bias,
        )

    def _norm(self, input):
        return F.instance_norm(
            input,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training or not self.track_running_stats,
            self.momentum if self.momentum is not None else 0.0,
            self.eps,
        )

    def forward(self, input):
        self._check_input_dim(input)
        dim = input.dim() - self._unbatched
        features = input.size(dim)
        if features != self.num_features:
            if self.affine:
                raise ValueError(
                    f"expected input's size at dim={dim} to match "
                    f"num_features ({self.num_features}), but got: "
                    f"{features}."
                )
            import warnings

            warnings.warn(
                f"input's size at dim={dim} does not match num_features. You "
                "can silence this warning by not passing in num_features, "
                "which is not used because affine=False",
                stacklevel=2,
            )
        if input.dim() == self._unbatched:
            return self._norm(input.unsqueeze(0)).squeeze(0)
        return self._norm(input)


class InstanceNorm1d(_InstanceNorm):
    _unbatched = 2

    def _check_input_dim(self, input):
        _expect(input, (2, 3), "2D or 3D")


class InstanceNorm2d(_InstanceNorm):
    _unbatched = 3

    def _check_input_dim(self, input):
        _expect(input, (3, 4), "3D or 4D")


class InstanceNorm3d(_InstanceNorm):
    _unbatched = 4

    def _check_input_dim(self, input):
        _expect(input, (4, 5), "4D or 5D")
