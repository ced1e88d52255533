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
    module "_missing" "lib/_missing.py";
    module "_syntax" "lib/_syntax.py";
    package "matplotlib" "lib/matplotlib/__init__.py";
    module "matplotlib._nothing" "lib/matplotlib/_nothing.py";
    module "matplotlib.pyplot" "lib/matplotlib/pyplot.py";
    module "mpl_toolkits" "lib/mpl_toolkits.py";
    module "tqdm" "lib/tqdm.py";
    package "numpy" "lib/numpy/__init__.py";
    module "numpy._array" "lib/numpy/_array.py";
    module "numpy._calling" "lib/numpy/_calling.py";
    module "numpy._choosing" "lib/numpy/_choosing.py";
    module "numpy._creation" "lib/numpy/_creation.py";
    module "numpy._drawing" "lib/numpy/_drawing.py";
    module "numpy._elementwise" "lib/numpy/_elementwise.py";
    module "numpy._files" "lib/numpy/_files.py";
    module "numpy._fitting" "lib/numpy/_fitting.py";
    module "numpy._generator" "lib/numpy/_generator.py";
    module "numpy._grids" "lib/numpy/_grids.py";
    module "numpy._index" "lib/numpy/_index.py";
    module "numpy._joining" "lib/numpy/_joining.py";
    module "numpy._kinds" "lib/numpy/_kinds.py";
    module "numpy._making" "lib/numpy/_making.py";
    module "numpy._method" "lib/numpy/_method.py";
    module "numpy._operands" "lib/numpy/_operands.py";
    module "numpy._operators" "lib/numpy/_operators.py";
    module "numpy._ordering" "lib/numpy/_ordering.py";
    module "numpy._printing" "lib/numpy/_printing.py";
    module "numpy._products" "lib/numpy/_products.py";
    module "numpy._rules" "lib/numpy/_rules.py";
    module "numpy._shapes" "lib/numpy/_shapes.py";
    module "numpy._sums" "lib/numpy/_sums.py";
    module "numpy._types" "lib/numpy/_types.py";
    module "numpy._ufunc" "lib/numpy/_ufunc.py";
    module "numpy.exceptions" "lib/numpy/exceptions.py";
    module "numpy.linalg" "lib/numpy/linalg.py";
    module "numpy.random" "lib/numpy/random.py";
    package "torch" "lib/torch/__init__.py";
    module "torch._creation" "lib/torch/_creation.py";
    module "torch._types" "lib/torch/_types.py";
    module "torch._tuples" "lib/torch/_tuples.py";
    module "torch._device" "lib/torch/_device.py";
    module "torch._classes" "lib/torch/_classes.py";
    module "torch._tensor" "lib/torch/_tensor.py";
    module "torch._layouts" "lib/torch/_layouts.py";
    module "torch._missing" "lib/torch/_missing.py";
    module "torch.amp" "lib/torch/amp.py";
    module "torch.func" "lib/torch/func.py";
    module "torch.jit" "lib/torch/jit.py";
    module "torch.version" "lib/torch/version.py";
    module "torch.random" "lib/torch/random.py";
    module "torch.accelerator" "lib/torch/accelerator.py";
    module "torch.backends" "lib/torch/backends.py";
    module "torch.cuda" "lib/torch/cuda.py";
    module "torch.functional" "lib/torch/functional.py";
    module "torch.linalg" "lib/torch/linalg.py";
    module "torch.grad_mode" "lib/torch/grad_mode.py";
    module "torch.return_types" "lib/torch/return_types.py";
    package "torch.autograd" "lib/torch/autograd/__init__.py";
    module "torch.autograd.anomaly_mode" "lib/torch/autograd/anomaly_mode.py";
    module "torch.autograd.functional" "lib/torch/autograd/functional.py";
    module "torch.autograd.gradcheck" "lib/torch/autograd/gradcheck.py";
    module "torch.autograd.graph" "lib/torch/autograd/graph.py";
    module "torch.autograd.variable" "lib/torch/autograd/variable.py";
    module "torch.autograd.function" "lib/torch/autograd/function.py";
    package "torch.distributions" "lib/torch/distributions/__init__.py";
    module "torch.distributions._chances" "lib/torch/distributions/_chances.py";
    module "torch.distributions.bernoulli" "lib/torch/distributions/bernoulli.py";
    module "torch.distributions.categorical" "lib/torch/distributions/categorical.py";
    module "torch.distributions.constraints" "lib/torch/distributions/constraints.py";
    module "torch.distributions.distribution" "lib/torch/distributions/distribution.py";
    module "torch.distributions.independent" "lib/torch/distributions/independent.py";
    module "torch.distributions.kl" "lib/torch/distributions/kl.py";
    module "torch.distributions.normal" "lib/torch/distributions/normal.py";
    module "torch.distributions.uniform" "lib/torch/distributions/uniform.py";
    package "torch.optim" "lib/torch/optim/__init__.py";
    module "torch.optim._cycles" "lib/torch/optim/_cycles.py";
    module "torch.optim._joined" "lib/torch/optim/_joined.py";
    module "torch.optim._plateau" "lib/torch/optim/_plateau.py";
    module "torch.optim._rules" "lib/torch/optim/_rules.py";
    module "torch.optim._wolfe" "lib/torch/optim/_wolfe.py";
    module "torch.optim.adadelta" "lib/torch/optim/adadelta.py";
    module "torch.optim.adagrad" "lib/torch/optim/adagrad.py";
    module "torch.optim.adam" "lib/torch/optim/adam.py";
    module "torch.optim.adamax" "lib/torch/optim/adamax.py";
    module "torch.optim.adamw" "lib/torch/optim/adamw.py";
    module "torch.optim.asgd" "lib/torch/optim/asgd.py";
    module "torch.optim.lbfgs" "lib/torch/optim/lbfgs.py";
    module "torch.optim.nadam" "lib/torch/optim/nadam.py";
    module "torch.optim.radam" "lib/torch/optim/radam.py";
    module "torch.optim.rmsprop" "lib/torch/optim/rmsprop.py";
    module "torch.optim.rprop" "lib/torch/optim/rprop.py";
    module "torch.optim.sgd" "lib/torch/optim/sgd.py";
    module "torch.optim.lr_scheduler" "lib/torch/optim/lr_scheduler.py";
    module "torch.optim.optimizer" "lib/torch/optim/optimizer.py";
    package "torch.utils" "lib/torch/utils/__init__.py";
    module "torch.utils.checkpoint" "lib/torch/utils/checkpoint.py";
    package "torch.utils.data" "lib/torch/utils/data/__init__.py";
    module "torch.utils.data._collate" "lib/torch/utils/data/_collate.py";
    module "torch.utils.data.dataloader" "lib/torch/utils/data/dataloader.py";
    module "torch.utils.data.dataset" "lib/torch/utils/data/dataset.py";
    module "torch.utils.data.sampler" "lib/torch/utils/data/sampler.py";
    module "torch._utils" "lib/torch/_utils.py";
    module "torch.serialization" "lib/torch/serialization.py";
    package "torch.nn" "lib/torch/nn/__init__.py";
    module "torch.nn._attention" "lib/torch/nn/_attention.py";
    module "torch.nn._norms" "lib/torch/nn/_norms.py";
    module "torch.nn._spatial" "lib/torch/nn/_spatial.py";
    module "torch.nn._losses" "lib/torch/nn/_losses.py";
    module "torch.nn.functional" "lib/torch/nn/functional.py";
    module "torch.nn.init" "lib/torch/nn/init.py";
    module "torch.nn.parameter" "lib/torch/nn/parameter.py";
    package "torch.nn.modules" "lib/torch/nn/modules/__init__.py";
    module "torch.nn.modules._backward_hooks" "lib/torch/nn/modules/_backward_hooks.py";
    module "torch.nn.modules._more_activations" "lib/torch/nn/modules/_more_activations.py";
    module "torch.nn.modules._more_losses" "lib/torch/nn/modules/_more_losses.py";
    module "torch.nn.modules.distance" "lib/torch/nn/modules/distance.py";
    module "torch.nn.modules.activation" "lib/torch/nn/modules/activation.py";
    module "torch.nn.modules.attention" "lib/torch/nn/modules/attention.py";
    module "torch.nn.modules.batchnorm" "lib/torch/nn/modules/batchnorm.py";
    module "torch.nn.modules.container" "lib/torch/nn/modules/container.py";
    module "torch.nn.modules.conv" "lib/torch/nn/modules/conv.py";
    module "torch.nn.modules.dropout" "lib/torch/nn/modules/dropout.py";
    module "torch.nn.modules.flatten" "lib/torch/nn/modules/flatten.py";
    module "torch.nn.modules.fold" "lib/torch/nn/modules/fold.py";
    module "torch.nn.modules.linear" "lib/torch/nn/modules/linear.py";
    module "torch.nn.modules.loss" "lib/torch/nn/modules/loss.py";
    module "torch.nn.modules.module" "lib/torch/nn/modules/module.py";
    module "torch.nn.modules.normalization" "lib/torch/nn/modules/normalization.py";
    module "torch.nn.modules.padding" "lib/torch/nn/modules/padding.py";
    module "torch.nn.modules.pooling" "lib/torch/nn/modules/pooling.py";
    module "torch.nn.modules.rnn" "lib/torch/nn/modules/rnn.py";
    module "torch.nn.modules.sparse" "lib/torch/nn/modules/sparse.py";
    module "torch.nn.modules.transformer" "lib/torch/nn/modules/transformer.py";
    package "torch.nn.utils" "lib/torch/nn/utils/__init__.py";
    module "torch.nn.utils.clip_grad" "lib/torch/nn/utils/clip_grad.py";
    module "torch.nn.utils.convert_parameters" "lib/torch/nn/utils/convert_parameters.py";
    module "torch.nn.utils.weight_norm" "lib/torch/nn/utils/weight_norm.py";
    module "torch.nn.utils.rnn" "lib/torch/nn/utils/rnn.py";
}
