"""torch.random: the generator that everybody draws from."""

from contextlib import contextmanager

from torch import _C

default_generator = _C.default_generator
manual_seed = _C.manual_seed
initial_seed = _C.initial_seed


def get_rng_state():
    return default_generator.get_state()


def set_rng_state(new_state):
    default_generator.set_state(new_state)


def seed():
    return default_generator.seed()


@contextmanager
def fork_rng(devices=None, enabled=True, **options):
    """What is drawn within does not count afterwards."""
    state = default_generator.get_state()
    try:
        yield
    finally:
        if enabled:
            default_generator.set_state(state)
