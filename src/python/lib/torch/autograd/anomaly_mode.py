"""Backward that stops at the first NaN."""

import warnings

from torch import _C


class set_detect_anomaly:
    """Takes effect at once, and until its block ends if it has one."""

    def __init__(self, mode, check_nan=True):
        self.before = _C._set_detect_anomaly(bool(mode and check_nan))

    def __enter__(self):
        pass

    def __exit__(self, *raised):
        _C._set_detect_anomaly(self.before)


class detect_anomaly:
    """Within a block."""

    def __init__(self, check_nan=True):
        self.check_nan = check_nan
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the "
            "runtime and should only be enabled for debugging.",
            stacklevel=2,
        )

    def __enter__(self):
        self.before = _C._set_detect_anomaly(self.check_nan)

    def __exit__(self, *raised):
        _C._set_detect_anomaly(self.before)
