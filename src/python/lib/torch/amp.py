"""torch.amp: there is no half precision, so there is nothing to mix."""

import functools
import warnings


class autocast:
    """Does nothing, where PyTorch without a GPU does nothing."""

    def __init__(
        self, device_type, dtype=None, enabled=True, cache_enabled=None
    ):
        self.device = device_type
        if device_type == "cuda" and enabled:
            warnings.warn(
                "CUDA is not available or torch_xla is imported. Disabling "
                "autocast.",
                stacklevel=2,
            )
            enabled = False
        if enabled:
            raise NotImplementedError(
                f"torchbook has no torch.autocast('{device_type}') (yet)"
            )

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        pass

    def __call__(self, function):
        @functools.wraps(function)
        def called(*args, **kwargs):
            return function(*args, **kwargs)

        return called


class GradScaler:
    """Scales nothing, as PyTorch's where there is no GPU."""

    def __init__(
        self,
        device="cuda",
        init_scale=2.0**16,
        growth_factor=2.0,
        backoff_factor=0.5,
        growth_interval=2000,
        enabled=True,
    ):
        if enabled and device == "cuda":
            warnings.warn(
                "torch.cuda.amp.GradScaler is enabled, but CUDA is not "
                "available.  Disabling.",
                stacklevel=2,
            )
        elif enabled:
            raise NotImplementedError(
                f"torchbook has no torch.amp.GradScaler('{device}') (yet)"
            )

    def scale(self, outputs):
        return outputs

    def step(self, optimizer, *args, **kwargs):
        return optimizer.step(*args, **kwargs)

    def unscale_(self, optimizer):
        pass

    def update(self, new_scale=None):
        pass

    def get_scale(self):
        return 1.0

    def is_enabled(self):
        return False

    def state_dict(self):
        return {}

    def load_state_dict(self, state_dict):
        pass
