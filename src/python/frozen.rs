//! The part of the binding that is written in Python, compiled with the
//! rest. One line for each file below `lib`.

use rustpython_vm::frozen::FrozenModule;
use rustpython_vm::py_freeze;

macro_rules! frozen {
    ($($kind:ident $name:literal $path:literal;)+) => {
        /// Every module, by its full name.
        pub fn modules() -> Vec<(&'static str, FrozenModule)> {
            let mut modules = Vec::new();
            $(
                // The compiler must know what the binary is made of.
                const _: &str = include_str!($path);
                let code = py_freeze!(file = $path, module_name = $name);
                modules.extend(code.into_iter().map(|(_, module)| {
                    let package = stringify!($kind) == "package";
                    ($name, FrozenModule { package, ..module })
                }));
            )+
            modules
        }
    };
}

frozen! {
    package "numpy" "lib/numpy/__init__.py";
    module "numpy._array" "lib/numpy/_array.py";
    module "numpy._types" "lib/numpy/_types.py";
    module "numpy._functions" "lib/numpy/_functions.py";
    module "numpy.exceptions" "lib/numpy/exceptions.py";
    module "numpy.linalg" "lib/numpy/linalg.py";
    module "numpy.random" "lib/numpy/random.py";
    package "torch" "lib/torch/__init__.py";
    module "torch._tuples" "lib/torch/_tuples.py";
    module "torch._device" "lib/torch/_device.py";
    module "torch._classes" "lib/torch/_classes.py";
    module "torch._tensor" "lib/torch/_tensor.py";
    module "torch.backends" "lib/torch/backends.py";
    module "torch.cuda" "lib/torch/cuda.py";
    module "torch.grad_mode" "lib/torch/grad_mode.py";
    module "torch.return_types" "lib/torch/return_types.py";
    package "torch.autograd" "lib/torch/autograd/__init__.py";
    module "torch.autograd.function" "lib/torch/autograd/function.py";
}
