"""torch.jit: nothing is compiled, and what asks for it is told so."""


def is_scripting():
    return False


def is_tracing():
    return False


def ignore(function=None, **options):
    return function if function is not None else lambda f: f


unused = export = ignore


def __getattr__(name):
    raise AttributeError(f"torchbook has no torch.jit.{name} (yet)")
