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
    module "_console" "lib/_console.py";
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
    module "torch.accelerator" "lib/torch/accelerator.py";
    module "torch.backends" "lib/torch/backends.py";
    module "torch.cuda" "lib/torch/cuda.py";
    module "torch.functional" "lib/torch/functional.py";
    module "torch.linalg" "lib/torch/linalg.py";
    module "torch.grad_mode" "lib/torch/grad_mode.py";
    module "torch.return_types" "lib/torch/return_types.py";
    package "torch.autograd" "lib/torch/autograd/__init__.py";
    module "torch.autograd.function" "lib/torch/autograd/function.py";
    package "torch.optim" "lib/torch/optim/__init__.py";
    module "torch.optim._rules" "lib/torch/optim/_rules.py";
    module "torch.optim.lr_scheduler" "lib/torch/optim/lr_scheduler.py";
    module "torch.optim.optimizer" "lib/torch/optim/optimizer.py";
    package "torch.utils" "lib/torch/utils/__init__.py";
    package "torch.utils.data" "lib/torch/utils/data/__init__.py";
    module "torch.utils.data._collate" "lib/torch/utils/data/_collate.py";
    module "torch.utils.data.dataloader" "lib/torch/utils/data/dataloader.py";
    module "torch.utils.data.dataset" "lib/torch/utils/data/dataset.py";
    module "torch.utils.data.sampler" "lib/torch/utils/data/sampler.py";
    module "torch._utils" "lib/torch/_utils.py";
    module "torch.serialization" "lib/torch/serialization.py";
    package "torch.nn" "lib/torch/nn/__init__.py";
    module "torch.nn._losses" "lib/torch/nn/_losses.py";
    module "torch.nn.functional" "lib/torch/nn/functional.py";
    module "torch.nn.init" "lib/torch/nn/init.py";
    module "torch.nn.parameter" "lib/torch/nn/parameter.py";
    package "torch.nn.modules" "lib/torch/nn/modules/__init__.py";
    module "torch.nn.modules.activation" "lib/torch/nn/modules/activation.py";
    module "torch.nn.modules.container" "lib/torch/nn/modules/container.py";
    module "torch.nn.modules.dropout" "lib/torch/nn/modules/dropout.py";
    module "torch.nn.modules.flatten" "lib/torch/nn/modules/flatten.py";
    module "torch.nn.modules.linear" "lib/torch/nn/modules/linear.py";
    module "torch.nn.modules.loss" "lib/torch/nn/modules/loss.py";
    module "torch.nn.modules.module" "lib/torch/nn/modules/module.py";
    module "torch.nn.modules.normalization" "lib/torch/nn/modules/normalization.py";
    module "torch.nn.modules.rnn" "lib/torch/nn/modules/rnn.py";
    module "torch.nn.modules.sparse" "lib/torch/nn/modules/sparse.py";
    package "torch.nn.utils" "lib/torch/nn/utils/__init__.py";
    module "torch.nn.utils.clip_grad" "lib/torch/nn/utils/clip_grad.py";
    module "torch.nn.utils.convert_parameters" "lib/torch/nn/utils/convert_parameters.py";
    module "torch.nn.utils.rnn" "lib/torch/nn/utils/rnn.py";
}
