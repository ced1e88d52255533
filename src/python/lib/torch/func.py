"""torch.func: derivatives of functions, functions of batches."""

from torch import _C
from torch.grad_mode import enable_grad

_depth = 0


def _map(function, tree):
    if isinstance(tree, _C.Tensor):
        return function(tree)
    if isinstance(tree, dict):
        return {k: _map(function, v) for k, v in tree.items()}
    if isinstance(tree, (list, tuple)):
        return type(tree)(_map(function, x) for x in tree)
    return tree


def _leaves(tree):
    found = []
    _map(found.append, tree)
    return found


def _begin(tree):
    return _map(
        lambda x: x.view_as(x)
        if x.requires_grad
        else x.detach().requires_grad_(),
        tree,
    )


def _derived(outputs, given, vectors=None):
    leaves = _leaves(given)
    found = iter(
        _C._grad(
            outputs,
            leaves,
            vectors,
            create_graph=True,
            allow_unused=True,
        )
        if any(x.requires_grad for x in outputs)
        else [None] * len(leaves)
    )

    def next_one(x):
        grad = next(found)
        return _C.zeros_like(x) if grad is None else grad

    return _map(next_one, given)


class _Level:
    """Results keep a graph only within another derivative, or where the
    arguments had one."""

    def __init__(self, args):
        self.keeps = any(x.requires_grad for x in _leaves(args))

    def __enter__(self):
        global _depth
        _depth += 1
        return self

    def __exit__(self, *raised):
        global _depth
        _depth -= 1

    def end(self, tree):
        if self.keeps or _depth > 1:
            return tree
        return _map(lambda x: x.detach(), tree)


def grad_and_value(func, argnums=0, has_aux=False):
    def derived(*args, **kwargs):
        single = isinstance(argnums, int)
        places = (argnums,) if single else tuple(argnums)
        with _Level(args) as level, enable_grad():
            given = tuple(_begin(args[nr]) for nr in places)
            args = list(args)
            for nr, x in zip(places, given):
                args[nr] = x
            value, aux = func(*args, **kwargs), None
            if has_aux:
                value, aux = value
            if not isinstance(value, _C.Tensor):
                raise RuntimeError(
                    "Expected f_wrapper(*args) to return a tensor or tensor "
                    f"and aux, got {type(value).__name__}"
                )
            if value.dim() != 0:
                raise RuntimeError(
                    "grad_and_value(f)(*args): Expected f(*args) to return a "
                    f"scalar Tensor, got tensor with {value.dim()} dims. "
                    "Maybe you wanted to use the vjp or jacrev APIs instead?"
                )
            found = _derived((value,), given)
            found = level.end(found[0] if single else found)
            value, aux = level.end(value), level.end(aux)
        return (found, (value, aux)) if has_aux else (found, value)

    return derived


def grad(func, argnums=0, has_aux=False):
    both = grad_and_value(func, argnums, has_aux)

    def derived(*args, **kwargs):
        found, value = both(*args, **kwargs)
        return (found, value[1]) if has_aux else found

    return derived


def vjp(func, *primals, has_aux=False):
    keeps = _Level(primals)
    with enable_grad():
        given = _begin(tuple(primals))
        output, aux = func(*given), None
        if has_aux:
            output, aux = output

    def pulled(*vectors):
        with enable_grad():
            found = _derived(
                tuple(_leaves(output)), given, tuple(_leaves(vectors))
            )
        return found if keeps.keeps or _depth else _detached(found)

    shown = output if keeps.keeps or _depth else _detached(output)
    return (shown, pulled, aux) if has_aux else (shown, pulled)


def _detached(tree):
    return _map(lambda x: x.detach(), tree)


def jacrev(func, argnums=0, has_aux=False):
    def derived(*args):
        single = isinstance(argnums, int)
        places = (argnums,) if single else tuple(argnums)
        with _Level(args) as level, enable_grad():
            given = tuple(_begin(args[nr]) for nr in places)
            args = list(args)
            for nr, x in zip(places, given):
                args[nr] = x
            output, aux = func(*args), None
            if has_aux:
                output, aux = output

            def block(y):
                rows = [_derived((e,), given) for e in y.reshape(-1)]
                blocks = tuple(
                    _C.stack([row[nr] for row in rows]).view(
                        y.shape + x.shape
                    )
                    for nr, x in enumerate(given)
                )
                return blocks[0] if single else blocks

            found = level.end(_map(block, output))
        return (found, aux) if has_aux else found

    return derived


jacfwd = jacrev


def hessian(func, argnums=0):
    return jacrev(jacrev(func, argnums), argnums)


def vmap(
    func, in_dims=0, out_dims=0, randomness="error", *, chunk_size=None
):
    """One call for each part, and the results together."""

    def mapped(*args, **kwargs):
        dims = in_dims
        if isinstance(dims, int):
            dims = (dims,) * len(args)
        counts = set()

        def count(x, dim):
            if isinstance(x, (list, tuple)):
                each = dim if isinstance(dim, (list, tuple)) else [dim] * len(x)
                for one, at in zip(x, each):
                    count(one, at)
            elif isinstance(x, dict):
                for key, one in x.items():
                    count(one, dim[key] if isinstance(dim, dict) else dim)
            elif dim is not None and isinstance(x, _C.Tensor):
                if x.dim() == 0:
                    raise ValueError(
                        f"vmap({getattr(func, '__name__', func)}, "
                        f"in_dims={in_dims}, ...)(<inputs>): Got "
                        f"in_dim={dim} for some input, but that input is a "
                        "Tensor of dimensionality 0 so expected in_dim to "
                        "satisfy -0 <= in_dim < 0."
                    )
                counts.add(x.size(dim))

        def part(x, dim, nr):
            if isinstance(x, (list, tuple)):
                each = dim if isinstance(dim, (list, tuple)) else [dim] * len(x)
                return type(x)(
                    part(one, at, nr) for one, at in zip(x, each)
                )
            if isinstance(x, dict):
                return {
                    k: part(v, dim[k] if isinstance(dim, dict) else dim, nr)
                    for k, v in x.items()
                }
            if dim is None or not isinstance(x, _C.Tensor):
                return x
            return x.select(dim, nr)

        count(args, dims)
        name = getattr(func, "__name__", func)
        if not counts:
            raise ValueError(
                f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): at least "
                "one input must have in_dim that is not None"
            )
        if len(counts) > 1:
            raise ValueError(
                "vmap: Expected all tensors to have the same size in the "
                "mapped dimension, got sizes "
                f"{sorted(counts)} for the mapped dimension"
            )
        results = [
            func(*part(args, dims, nr), **kwargs)
            for nr in range(counts.pop())
        ]

        def joined(parts, dim):
            if isinstance(parts[0], _C.Tensor):
                return _C.stack(parts, dim)
            if isinstance(parts[0], dict):
                return {k: joined([p[k] for p in parts], dim) for k in parts[0]}
            each = dim if isinstance(dim, tuple) else (dim,) * len(parts[0])
            return type(parts[0])(
                joined(list(column), at)
                for column, at in zip(zip(*parts), each)
            )

        return joined(results, out_dims)

    return mapped


def functional_call(
    module, parameter_and_buffer_dicts, args=None, kwargs=None, **options
):
    given = parameter_and_buffer_dicts
    if isinstance(given, (list, tuple)):
        given = {k: v for each in given for k, v in each.items()}
    args = () if args is None else args
    args = args if isinstance(args, tuple) else (args,)
    before = []
    try:
        for name, value in given.items():
            path, _, last = name.rpartition(".")
            owner = module.get_submodule(path)
            for kind in owner._parameters, owner._buffers:
                if last in kind:
                    before.append((kind, last, kind[last]))
                    kind[last] = value
                    break
        return module(*args, **(kwargs or {}))
    finally:
        for kind, last, value in reversed(before):
            kind[last] = value


def stack_module_state(models):
    def stacked(members):
        names = [name for name, _ in members(models[0])]
        columns = [dict(members(model)) for model in models]
        return {
            name: _C.stack([column[name].detach() for column in columns])
            for name in names
        }

    params = stacked(lambda model: model.named_parameters())
    params = {k: v.requires_grad_() for k, v in params.items()}
    return params, stacked(lambda model: model.named_buffers())


def __getattr__(name):
    raise AttributeError(f"torchbook has no torch.func.{name} (yet)")
