"""Module: what has parameters, buffers and other modules, by name."""

from torch import _C
from torch.nn.modules._backward_hooks import BackwardHooks, hook_result
from torch.nn.parameter import Buffer, Parameter


def typename(obj):
    """The name of a class as errors give it."""
    if isinstance(obj, _C.Tensor):
        return obj.type()
    cls = obj if isinstance(obj, type) else type(obj)
    if cls.__module__ in ("builtins", "", None):
        return cls.__qualname__
    return f"{cls.__module__}.{cls.__qualname__}"


class RemovableHandle:
    """What a hook is removed with."""

    next_id = 0

    def __init__(self, hooks):
        self.hooks = hooks
        self.id = RemovableHandle.next_id
        RemovableHandle.next_id += 1

    def remove(self):
        self.hooks.pop(self.id, None)

    def __enter__(self):
        return self

    def __exit__(self, *raised):
        self.remove()


def _registered(hooks, hook, prepend=False):
    """Adds a hook, at the end or before all others."""
    handle = RemovableHandle(hooks)
    others = dict(hooks) if prepend else {}
    if prepend:
        hooks.clear()
    hooks[handle.id] = hook
    hooks.update(others)
    return handle


#: Under what name a state has what is no tensor.
_EXTRA = "_extra_state"

_NO_EXTRA = (
    "Reached a code path in Module.get_extra_state() that should never be "
    "called. Please file an issue at "
    "https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml to "
    "report this bug."
)

_BOTH_KINDS = (
    "Cannot use both regular backward hooks and full backward hooks on a "
    "single Module. Please use only one of them."
)


#: The hooks of all modules, with the place where they are called.
_everywhere = {}


def _hooks_at(place):
    return tuple(hook for at, hook in _everywhere.values() if at == place)


def register_module_forward_pre_hook(hook):
    return _registered(_everywhere, ("before", hook))


def register_module_forward_hook(hook, *, with_kwargs=False, always_call=False):
    return _registered(_everywhere, ("after", hook))


def register_module_full_backward_hook(hook):
    return _registered(_everywhere, ("backward", hook))


def register_module_full_backward_pre_hook(hook):
    return _registered(_everywhere, ("backward before", hook))


class _IncompatibleKeys(tuple):
    """What load_state_dict says."""

    __slots__ = ()

    def __new__(cls, missing_keys, unexpected_keys):
        return tuple.__new__(cls, (missing_keys, unexpected_keys))

    missing_keys = property(lambda self: self[0])
    unexpected_keys = property(lambda self: self[1])

    def __repr__(self):
        if not self[0] and not self[1]:
            return "<All keys matched successfully>"
        return (
            f"_IncompatibleKeys(missing_keys={self[0]!r}, "
            f"unexpected_keys={self[1]!r})"
        )

    __str__ = __repr__


def _indented(text, spaces):
    """All lines but the first, further right."""
    return text.replace("\n", "\n" + " " * spaces)


class Module:
    dump_patches = False
    _version = 1
    call_super_init = False

    def __init__(self, *args, **kwargs):
        if kwargs:
            raise TypeError(
                f"{type(self).__name__}.__init__() got an unexpected keyword "
                f"argument '{next(iter(kwargs))}'"
            )
        if args:
            raise TypeError(
                f"{type(self).__name__}.__init__() takes 1 positional "
                f"argument but {len(args) + 1} were given"
            )
        self.__dict__.update(
            training=True,
            _parameters={},
            _buffers={},
            _non_persistent_buffers_set=set(),
            _backward_pre_hooks={},
            _backward_hooks={},
            _is_full_backward_hook=None,
            _forward_hooks={},
            _forward_pre_hooks={},
            _state_dict_hooks={},
            _state_dict_pre_hooks={},
            _load_state_dict_pre_hooks={},
            _load_state_dict_post_hooks={},
            _modules={},
        )

    def forward(self, *input):
        raise NotImplementedError(
            f"Module [{type(self).__name__}] is missing the required "
            '"forward" function'
        )

    def __call__(self, *args, **kwargs):
        own = self.__dict__
        # __init__ of Module may not have been called.
        if (
            own.get("_forward_hooks")
            or own.get("_forward_pre_hooks")
            or own.get("_backward_hooks")
            or own.get("_backward_pre_hooks")
            or _everywhere
        ):
            return self._call_with_hooks(args, kwargs)
        return self.forward(*args, **kwargs)

    def _call_with_hooks(self, args, kwargs):
        own = self.__dict__
        called = set()
        try:
            return self._hooked(own, args, kwargs, called)
        except Exception:
            # Some hooks are called whatever happens.
            for id, (hook, with_kwargs, always) in own[
                "_forward_hooks"
            ].items():
                if always and id not in called:
                    called.add(id)
                    if with_kwargs:
                        hook(self, args, kwargs, None)
                    else:
                        hook(self, args, None)
            raise

    def _hooked(self, own, args, kwargs, called):
        for hook in _hooks_at("before"):
            found = hook(self, args)
            if found is not None:
                args = found if isinstance(found, tuple) else (found,)
        for hook, with_kwargs in tuple(own["_forward_pre_hooks"].values()):
            if with_kwargs:
                found = hook(self, args, kwargs)
                if found is not None:
                    if not isinstance(found, tuple) or len(found) != 2:
                        raise RuntimeError(
                            "forward pre-hook must return None or a tuple of "
                            f"(new_args, new_kwargs), but got {found}."
                        )
                    args, kwargs = found
            else:
                found = hook(self, args)
                if found is not None:
                    args = found if isinstance(found, tuple) else (found,)

        backward = None
        full = _hooks_at("backward")
        before = _hooks_at("backward before")
        if own["_is_full_backward_hook"] is not False:
            full += tuple(own["_backward_hooks"].values())
        before += tuple(own["_backward_pre_hooks"].values())
        if full or before:
            backward = BackwardHooks(self, full, before)
            args = backward.inputs(args)

        result = self.forward(*args, **kwargs)
        for hook in _hooks_at("after"):
            found = hook(self, args, result)
            if found is not None:
                result = found
        after = tuple(own["_forward_hooks"].items())
        for id, (hook, with_kwargs, _) in after:
            called.add(id)
            if with_kwargs:
                found = hook(self, args, kwargs, result)
            else:
                found = hook(self, args, result)
            if found is not None:
                result = found

        if backward is not None:
            result = backward.outputs(result)
        if own["_is_full_backward_hook"] is False:
            hook_result(self, result, tuple(own["_backward_hooks"].values()))
        return result

    # Attributes

    def __getattr__(self, name):
        own = self.__dict__
        for kind in "_parameters", "_buffers", "_modules":
            if kind in own and name in own[kind]:
                return own[kind][name]
        raise AttributeError(
            f"'{type(self).__name__}' object has no attribute '{name}'"
        )

    def __setattr__(self, name, value):
        own = self.__dict__
        parameters = own.get("_parameters")
        if isinstance(value, Parameter):
            if parameters is None:
                raise AttributeError(
                    "cannot assign parameters before Module.__init__() call"
                )
            self._forget(name, "_parameters")
            self.register_parameter(name, value)
            return
        if parameters is not None and name in parameters:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{typename(value)}' as parameter "
                    f"'{name}' (torch.nn.Parameter or None expected)"
                )
            self.register_parameter(name, value)
            return
        modules = own.get("_modules")
        if isinstance(value, Module):
            if modules is None:
                raise AttributeError(
                    "cannot assign module before Module.__init__() call"
                )
            self._forget(name, "_modules")
            modules[name] = value
            return
        if modules is not None and name in modules:
            if value is not None:
                raise TypeError(
                    f"cannot assign '{typename(value)}' as child module "
                    f"'{name}' (torch.nn.Module or None expected)"
                )
            modules[name] = value
            return
        buffers = own.get("_buffers")
        if isinstance(value, Buffer):
            if buffers is None:
                raise AttributeError(
                    "cannot assign buffer before Module.__init__() call"
                )
            self._forget(name, "_buffers")
            self.register_buffer(name, value, value.persistent)
            return
        if buffers is not None and name in buffers:
            if value is not None and not isinstance(value, _C.Tensor):
                raise TypeError(
                    f"cannot assign '{typename(value)}' as buffer '{name}' "
                    "(torch.nn.Buffer, torch.Tensor or None expected)"
                )
            buffers[name] = value
            return
        object.__setattr__(self, name, value)

    def _forget(self, name, kept):
        """A name is one thing."""
        own = self.__dict__
        own.pop(name, None)
        for kind in "_parameters", "_buffers", "_modules":
            if kind != kept and kind in own:
                own[kind].pop(name, None)
        own["_non_persistent_buffers_set"].discard(name)

    def __delattr__(self, name):
        for kind in "_parameters", "_buffers", "_modules":
            if name in self.__dict__.get(kind, ()):
                del self.__dict__[kind][name]
                self._non_persistent_buffers_set.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self):
        names = set(dir(type(self))) | set(self.__dict__)
        names.update(self._parameters, self._modules, self._buffers)
        return sorted(name for name in names if not name[0].isdigit())

    def _check_name(self, what, name, registered):
        if not isinstance(name, str):
            raise TypeError(
                f"{what} name should be a string. Got {typename(name)}"
            )
        if what == "module":
            if hasattr(self, name) and name not in registered:
                raise KeyError(f"attribute '{name}' already exists")
            if "." in name:
                raise KeyError(
                    f'module name can\'t contain ".", got: {name}'
                )
            if name == "":
                raise KeyError('module name can\'t be empty string ""')
            return
        if "." in name:
            raise KeyError(f'{what} name can\'t contain "."')
        if name == "":
            raise KeyError(f'{what} name can\'t be empty string ""')
        if hasattr(self, name) and name not in registered:
            raise KeyError(f"attribute '{name}' already exists")

    def register_buffer(self, name, tensor, persistent=True):
        if "_buffers" not in self.__dict__:
            raise AttributeError(
                "cannot assign buffer before Module.__init__() call"
            )
        self._check_name("buffer", name, self._buffers)
        if tensor is not None and not isinstance(tensor, _C.Tensor):
            raise TypeError(
                f"cannot assign '{typename(tensor)}' object to buffer "
                f"'{name}' (torch Tensor or None required)"
            )
        self._buffers[name] = tensor
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def register_parameter(self, name, param):
        if "_parameters" not in self.__dict__:
            raise AttributeError(
                "cannot assign parameter before Module.__init__() call"
            )
        self._check_name("parameter", name, self._parameters)
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(
                f"cannot assign '{typename(param)}' object to parameter "
                f"'{name}' (torch.nn.Parameter or None required)"
            )
        self._parameters[name] = param

    def add_module(self, name, module):
        if not isinstance(module, Module) and module is not None:
            raise TypeError(f"{typename(module)} is not a Module subclass")
        self._check_name("module", name, self._modules)
        self._modules[name] = module

    def register_module(self, name, module):
        self.add_module(name, module)

    def get_submodule(self, target):
        module = self
        for name in target.split(".") if target else ():
            if not hasattr(module, name):
                raise AttributeError(
                    f"{module._get_name()} has no attribute `{name}`"
                )
            module = getattr(module, name)
            if not isinstance(module, Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
        return module

    def set_submodule(self, target, module, strict=False):
        if target == "":
            raise ValueError(
                "Cannot set the submodule without a target name!"
            )
        path, _, name = target.rpartition(".")
        if not isinstance(module, Module):
            raise ValueError(
                f"`module` is not an nn.Module, found {type(module)}"
            )
        parent = self.get_submodule(path)
        if strict and not hasattr(parent, name):
            raise AttributeError(
                f"{parent._get_name()} has no attribute `{name}`"
            )
        if hasattr(parent, name):
            old = getattr(parent, name)
            if not isinstance(old, Module):
                raise AttributeError(f"`{name}` is not an nn.Module")
        setattr(parent, name, module)

    def get_parameter(self, target):
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise AttributeError(
                f"{module._get_name()} has no attribute `{name}`"
            )
        found = getattr(module, name)
        if not isinstance(found, Parameter):
            raise AttributeError(f"`{name}` is not an nn.Parameter")
        return found

    def get_buffer(self, target):
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise AttributeError(
                f"{module._get_name()} has no attribute `{name}`"
            )
        if name not in module._buffers:
            raise AttributeError(f"`{name}` is not a buffer")
        return getattr(module, name)

    # The tree

    def named_modules(self, memo=None, prefix="", remove_duplicate=True):
        seen = set() if memo is None else memo
        if self in seen:
            return
        if remove_duplicate:
            seen.add(self)
        yield prefix, self
        for name, module in self._modules.items():
            if module is not None:
                below = prefix + ("." if prefix else "") + name
                yield from module.named_modules(seen, below, remove_duplicate)

    def modules(self):
        for _, module in self.named_modules():
            yield module

    def named_children(self):
        seen = set()
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                yield name, module

    def children(self):
        for _, module in self.named_children():
            yield module

    def _named_members(self, kind, prefix, recurse, remove_duplicate):
        seen = set()
        modules = [(prefix, self)]
        if recurse:
            modules = self.named_modules(
                prefix=prefix, remove_duplicate=remove_duplicate
            )
        for path, module in modules:
            for name, member in module.__dict__[kind].items():
                if member is None or id(member) in seen:
                    continue
                if remove_duplicate:
                    seen.add(id(member))
                yield path + ("." if path else "") + name, member

    def named_parameters(
        self, prefix="", recurse=True, remove_duplicate=True
    ):
        yield from self._named_members(
            "_parameters", prefix, recurse, remove_duplicate
        )

    def parameters(self, recurse=True):
        for _, parameter in self.named_parameters(recurse=recurse):
            yield parameter

    def named_buffers(self, prefix="", recurse=True, remove_duplicate=True):
        yield from self._named_members(
            "_buffers", prefix, recurse, remove_duplicate
        )

    def buffers(self, recurse=True):
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    def apply(self, fn):
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self, mode=True):
        if not isinstance(mode, bool):
            raise ValueError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self):
        return self.train(False)

    def requires_grad_(self, requires_grad=True):
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none=True):
        for parameter in self.parameters():
            grad = parameter.grad
            if grad is None:
                continue
            if set_to_none:
                parameter.grad = None
            else:
                if grad.grad_fn is not None:
                    grad = parameter.grad = grad.detach()
                else:
                    grad.requires_grad_(False)
                grad.zero_()

    # Other dtypes

    def _apply(self, fn, recurse=True):
        if recurse:
            for module in self.children():
                module._apply(fn)
        for parameter in self._parameters.values():
            if parameter is None:
                continue
            grad = parameter.grad
            moved = fn(parameter.data)
            if grad is not None:
                parameter.grad = None
            parameter.data = moved
            if grad is not None:
                parameter.grad = fn(grad.data)
        for name, buffer in self._buffers.items():
            if buffer is not None:
                self._buffers[name] = fn(buffer)
        return self

    def to(self, *args, **kwargs):
        dtype = kwargs.get("dtype")
        for arg in (*args, kwargs.get("device")):
            if isinstance(arg, _C.Tensor):
                dtype = arg.dtype
            elif isinstance(arg, type(_C.float32)):
                dtype = arg
            elif arg is not None:
                _C._check_here(arg)
        if dtype is None:
            return self
        if not dtype.is_floating_point:
            raise TypeError(
                "nn.Module.to only accepts floating point or complex dtypes, "
                f"but got desired dtype={dtype}"
            )
        return self._floats(dtype)

    def _floats(self, dtype):
        return self._apply(
            lambda x: x.to(dtype) if x.is_floating_point() else x
        )

    def float(self):
        return self._floats(_C.float32)

    def double(self):
        return self._floats(_C.float64)

    def half(self):
        raise NotImplementedError("torchbook has no torch.float16 (yet)")

    def bfloat16(self):
        raise NotImplementedError("torchbook has no torch.bfloat16 (yet)")

    def compile(self, *args, **kwargs):
        from torch import compile

        compile(self)

    def to_empty(self, *, device, recurse=True):
        return self._apply(lambda x: _C.empty_like(x), recurse)

    def type(self, dst_type):
        return self._apply(lambda x: x.type(dst_type))

    def cpu(self):
        return self

    def cuda(self, device=None):
        raise AssertionError("Torch not compiled with CUDA enabled")

    def share_memory(self):
        return self

    # State

    def state_dict(
        self, *args, destination=None, prefix="", keep_vars=False
    ):
        if args:
            destination = args[0] if destination is None else destination
            prefix = args[1] if len(args) > 1 and prefix == "" else prefix
        for hook in self._state_dict_pre_hooks.values():
            hook(self, prefix, keep_vars)
        if destination is None:
            from torch._utils import ordered

            destination = ordered()
            destination._metadata = ordered()
        local = {"version": self._version}
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = local
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(
                    destination=destination,
                    prefix=prefix + name + ".",
                    keep_vars=keep_vars,
                )
        for hook in self._state_dict_hooks.values():
            found = hook(self, destination, prefix, local)
            destination = destination if found is None else found
        return destination

    def get_extra_state(self):
        raise RuntimeError(_NO_EXTRA)

    def set_extra_state(self, state):
        raise RuntimeError(_NO_EXTRA)

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        for name, parameter in self._parameters.items():
            if parameter is not None:
                destination[prefix + name] = (
                    parameter if keep_vars else parameter.detach()
                )
        for name, buffer in self._buffers.items():
            skip = name in self._non_persistent_buffers_set
            if buffer is not None and not skip:
                destination[prefix + name] = (
                    buffer if keep_vars else buffer.detach()
                )
        if type(self).get_extra_state is not Module.get_extra_state:
            destination[prefix + _EXTRA] = self.get_extra_state()

    def _load_from_state_dict(
        self,
        state_dict,
        prefix,
        local_metadata,
        strict,
        missing_keys,
        unexpected_keys,
        error_msgs,
    ):
        for hook in self._load_state_dict_pre_hooks.values():
            hook(
                state_dict,
                prefix,
                local_metadata,
                strict,
                missing_keys,
                unexpected_keys,
                error_msgs,
            )
        local = dict(self._parameters)
        for name, buffer in self._buffers.items():
            if name not in self._non_persistent_buffers_set:
                local[name] = buffer
        local = {k: v for k, v in local.items() if v is not None}
        assign = local_metadata.get("assign_to_params_buffers", False)
        for name, here in local.items():
            key = prefix + name
            if key not in state_dict:
                if strict:
                    missing_keys.append(key)
                continue
            there = state_dict[key]
            if not isinstance(there, _C.Tensor):
                error_msgs.append(
                    f'While copying the parameter named "{key}", expected '
                    "torch.Tensor or Tensor-like object from checkpoint but "
                    f"received {type(there)}"
                )
                continue
            if here.dim() == 0 and there.dim() == 1 and len(there) > 0:
                # How PyTorch 0.3 saved numbers.
                there = there[0]
            if here.shape != there.shape:
                error_msgs.append(
                    f"size mismatch for {key}: copying a param with shape "
                    f"{there.shape} from checkpoint, the shape in current "
                    f"model is {here.shape}."
                )
                continue
            try:
                if assign:
                    if isinstance(here, Parameter) and not isinstance(
                        there, Parameter
                    ):
                        there = Parameter(there, here.requires_grad)
                    setattr(self, name, there)
                else:
                    before = _C._set_grad_enabled(False)
                    try:
                        here.copy_(there)
                    finally:
                        _C._set_grad_enabled(before)
            except Exception as error:
                error_msgs.append(
                    f'While copying the parameter named "{key}", whose '
                    f"dimensions in the model are {here.size()} and whose "
                    f"dimensions in the checkpoint are {there.size()}, an "
                    f"exception occurred : {error.args}."
                )
        extra = prefix + _EXTRA
        takes_extra = type(self).set_extra_state is not Module.set_extra_state
        if takes_extra:
            if extra in state_dict:
                self.set_extra_state(state_dict[extra])
            elif strict:
                missing_keys.append(extra)
        if strict:
            for key in state_dict:
                if not key.startswith(prefix) or key == extra:
                    if key == extra and not takes_extra:
                        unexpected_keys.append(key)
                    continue
                first, *below = key[len(prefix):].split(".", 1)
                known = self._modules if below else local
                if first not in known:
                    unexpected_keys.append(key)

    def load_state_dict(self, state_dict, strict=True, assign=False):
        if not hasattr(state_dict, "keys"):
            raise TypeError(
                "Expected state_dict to be dict-like, got "
                f"{type(state_dict)}."
            )
        missing, unexpected, errors = [], [], []
        metadata = {"assign_to_params_buffers": assign}

        def load(module, prefix):
            module._load_from_state_dict(
                state_dict, prefix, metadata, True, missing, unexpected, errors
            )
            for name, child in module._modules.items():
                if child is not None:
                    load(child, prefix + name + ".")
            keys = _IncompatibleKeys(missing, unexpected)
            for hook in module._load_state_dict_post_hooks.values():
                found = hook(module, keys)
                if found is not None:
                    raise AssertionError(
                        "Hooks registered with "
                        "``register_load_state_dict_post_hook`` are not "
                        "expected to return new values, if incompatible_keys "
                        "need to be modified, it should be done inplace."
                    )

        load(self, "")
        if strict:
            for what, keys in (
                ("Unexpected", unexpected),
                ("Missing", missing),
            ):
                if keys:
                    quoted = ", ".join(f'"{key}"' for key in keys)
                    errors.insert(
                        0, f"{what} key(s) in state_dict: {quoted}. "
                    )
        if errors:
            raise RuntimeError(
                "Error(s) in loading state_dict for {}:\n\t{}".format(
                    type(self).__name__, "\n\t".join(errors)
                )
            )
        return _IncompatibleKeys(missing, unexpected)

    # Hooks

    def register_forward_hook(
        self, hook, *, prepend=False, with_kwargs=False, always_call=False
    ):
        entry = hook, with_kwargs, always_call
        return _registered(self._forward_hooks, entry, prepend)

    def register_forward_pre_hook(
        self, hook, *, prepend=False, with_kwargs=False
    ):
        entry = hook, with_kwargs
        return _registered(self._forward_pre_hooks, entry, prepend)

    def register_full_backward_hook(self, hook, prepend=False):
        if self._is_full_backward_hook is False:
            raise RuntimeError(_BOTH_KINDS)
        self.__dict__["_is_full_backward_hook"] = True
        return _registered(self._backward_hooks, hook, prepend)

    def register_full_backward_pre_hook(self, hook, prepend=False):
        return _registered(self._backward_pre_hooks, hook, prepend)

    def register_backward_hook(self, hook):
        if self._is_full_backward_hook is True:
            raise RuntimeError(_BOTH_KINDS)
        self.__dict__["_is_full_backward_hook"] = False
        return _registered(self._backward_hooks, hook)

    def register_state_dict_pre_hook(self, hook):
        return _registered(self._state_dict_pre_hooks, hook)

    def register_state_dict_post_hook(self, hook):
        return _registered(self._state_dict_hooks, hook)

    _register_state_dict_hook = register_state_dict_post_hook

    def register_load_state_dict_pre_hook(self, hook):
        def with_module(*args):
            return hook(self, *args)

        return _registered(self._load_state_dict_pre_hooks, with_module)

    def _register_load_state_dict_pre_hook(self, hook):
        return _registered(self._load_state_dict_pre_hooks, hook)

    def register_load_state_dict_post_hook(self, hook):
        return _registered(self._load_state_dict_post_hooks, hook)

    # Text

    def _get_name(self):
        return type(self).__name__

    def extra_repr(self):
        return ""

    def __repr__(self):
        extra = self.extra_repr()
        extra_lines = extra.split("\n") if extra else []
        child_lines = [
            f"({name}): " + _indented(repr(module), 2)
            for name, module in self._modules.items()
        ]
        lines = extra_lines + child_lines
        text = self._get_name() + "("
        if len(extra_lines) == 1 and not child_lines:
            text += extra_lines[0]
        elif lines:
            text += "\n  " + "\n  ".join(lines) + "\n"
        return text + ")"
