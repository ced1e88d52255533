//! Layers over planes: what they print, how they begin, what they compute,
//! and their derivatives against central differences.

use torchbook::autograd::{BackwardOptions, grad_with};
use torchbook::nn::functional::{
    BagMode, BatchNormOptions, Blocks, ConvOptions, Interpolation,
    PoolOptions, attention, avg_pool, batch_norm, conv, conv_transpose,
    embedding_bag, fold, group_norm, interpolate, max_pool, pad, unfold,
};
use torchbook::prelude::*;

/// What a seed makes of layers, as PyTorch's.
#[test]
fn layers_begin_and_print_as_pytorch_s() -> Result<()> {
    manual_seed(0);
    let layer = nn::Conv2d::new(2, 3, 3)?;
    assert_eq!(
        layer.repr(),
        "Conv2d(2, 3, kernel_size=(3, 3), stride=(1, 1))"
    );
    assert_eq!(
        format!("{}", layer.weight.index((0, 0, 0))?.detach()?),
        "tensor([-0.0018,  0.1264, -0.1940])"
    );
    let options = ConvOptions::default().stride(2).padding([1, 0]).groups(2);
    let layer = nn::Conv2d::with(2, 4, 3, options)?;
    assert_eq!(
        layer.repr(),
        "Conv2d(2, 4, kernel_size=(3, 3), stride=(2, 2), padding=(1, 0), \
         groups=2)"
    );
    assert_eq!(layer.forward(&ones([2, 2, 7, 7])?)?.size(), [2, 4, 4, 3]);
    let up = nn::ConvTranspose2d::new(4, 2, 2)?;
    assert_eq!(up.forward(&ones([4, 3, 3])?)?.size(), [2, 4, 4]);
    assert_eq!(
        nn::MaxPool2d::new(2).repr(),
        "MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, \
         ceil_mode=False)"
    );
    assert_eq!(
        nn::AdaptiveAvgPool2d::new([3, 2]).repr(),
        "AdaptiveAvgPool2d(output_size=(3, 2))"
    );
    let norm = nn::BatchNorm1d::new(2)?;
    assert_eq!(
        norm.repr(),
        "BatchNorm1d(2, eps=1e-05, momentum=0.1, affine=True, bias=True, \
         track_running_stats=True)"
    );
    let x = tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 9.0]]);
    norm.forward(&x)?;
    assert_eq!(norm.running_mean.repr(), "tensor([0.3000, 0.5000])");
    assert_eq!(norm.running_var.repr(), "tensor([1.3000, 2.2000])");
    assert_eq!(norm.num_batches_tracked.repr(), "tensor(1)");
    norm.eval();
    norm.forward(&x)?;
    assert_eq!(norm.num_batches_tracked.repr(), "tensor(1)");
    let keys: Vec<String> =
        norm.state_dict().keys().map(str::to_owned).collect();
    let wanted = [
        "weight",
        "bias",
        "running_mean",
        "running_var",
        "num_batches_tracked",
    ];
    assert_eq!(keys, wanted);
    Ok(())
}

/// A layer's output of leaves.
type Layer = fn(&[Tensor]) -> Result<Tensor>;

fn weighted(layer: Layer, leaves: &[Tensor]) -> Result<Tensor> {
    let y = layer(leaves)?;
    let n = y.numel() as i64;
    let weights = arange(n)?.to(float64)?.mul(1.7)?.sin()?.add(0.3)?;
    y.reshape(-1)?.mul(&weights)?.sum()
}

/// What the numbers `f` of `leaves` are derived by, and what they change by
/// when one number is moved a little.
fn compare(
    name: &str,
    leaves: &[Tensor],
    f: &dyn Fn(&[Tensor]) -> Result<Tensor>,
) -> Result<()> {
    let inputs: Vec<&Tensor> = leaves.iter().collect();
    let options = BackwardOptions::default();
    let grads = grad_with(&[&f(leaves)?], &inputs, &[None], options)?;
    for (nr, (leaf, grad)) in leaves.iter().zip(&grads).enumerate() {
        let grad = grad.as_ref().expect("it is used").to_vec::<f64>()?;
        let base = leaf.detach()?.to_vec::<f64>()?;
        for place in 0..base.len() {
            let moved = |by: f64| -> Result<f64> {
                let mut numbers = base.clone();
                numbers[place] += by;
                let mut all = leaves.to_vec();
                let leaf = tensor_with(numbers, float64)?
                    .view(leaf.size())?
                    .requires_grad_(true)?;
                all[nr] = leaf;
                Ok(f(&all)?.item()?.to_f64())
            };
            let step = 1e-5;
            let change = (moved(step)? - moved(-step)?) / (2.0 * step);
            let near = (change - grad[place]).abs();
            assert!(
                near <= 1e-5 * change.abs().max(1.0),
                "{name}: leaf {nr}, place {place}: {change} {}",
                grad[place]
            );
        }
    }
    Ok(())
}

#[test]
fn derivatives_are_central_differences() -> Result<()> {
    const BLOCKS: Blocks = Blocks {
        kernel_size: [2, 1],
        dilation: [1, 2],
        padding: [0, 1],
        stride: [1, 2],
    };
    let cases: [(&str, &[&[i64]], Layer); 15] = [
        ("conv", &[&[2, 2, 4, 3], &[2, 1, 2, 2], &[2]], |x| {
            let options = ConvOptions::default()
                .stride([2, 1])
                .padding([1, 0])
                .dilation([1, 2])
                .groups(2);
            conv(2, &x[0], &x[1], Some(&x[2]), &options)
        }),
        ("conv_transpose", &[&[1, 2, 2, 3], &[2, 2, 2, 2], &[2]], |x| {
            let options =
                ConvOptions::default().stride(2).output_padding([1, 0]);
            conv_transpose(2, &x[0], &x[1], Some(&x[2]), &options)
        }),
        ("conv1d", &[&[2, 5], &[1, 2, 3]], |x| {
            conv(1, &x[0], &x[1], None, &ConvOptions::default())
        }),
        ("max_pool", &[&[1, 2, 4, 4]], |x| {
            Ok(max_pool(2, &x[0], &PoolOptions::new([3, 2]))?.0)
        }),
        ("avg_pool", &[&[1, 2, 4, 4]], |x| {
            let options = PoolOptions {
                stride: 2.into(),
                padding: 1.into(),
                count_include_pad: false,
                ceil_mode: true,
                ..PoolOptions::new(3)
            };
            avg_pool(2, &x[0], &options)
        }),
        ("pad", &[&[1, 3, 3]], |x| {
            pad(&x[0], [1, -1, 2, 0], "constant", None)
        }),
        ("reflect", &[&[1, 3, 3]], |x| {
            pad(&x[0], [1, 2, 2, 0], "reflect", None)
        }),
        ("unfold", &[&[1, 2, 3, 4]], |x| unfold(&x[0], &BLOCKS)),
        ("fold", &[&[1, 4, 6]], |x| fold(&x[0], [3, 4], &BLOCKS)),
        ("interpolate", &[&[1, 1, 3, 2]], |x| {
            let how = Interpolation::Linear;
            interpolate(&x[0], &[4, 5], &[], how, false)
        }),
        ("cubic", &[&[1, 1, 3, 2]], |x| {
            let how = Interpolation::Cubic;
            interpolate(&x[0], &[2, 5], &[], how, true)
        }),
        ("batch_norm", &[&[3, 2, 2], &[2], &[2]], |x| {
            let options =
                BatchNormOptions { training: true, ..Default::default() };
            batch_norm(&x[0], None, Some(&x[1]), Some(&x[2]), options)
        }),
        ("group_norm", &[&[2, 4, 3], &[4], &[4]], |x| {
            group_norm(&x[0], 2, Some(&x[1]), Some(&x[2]), 1e-3)
        }),
        ("attention", &[&[1, 3, 2], &[1, 4, 2], &[1, 4, 3]], |x| {
            attention(&x[0], &x[1], &x[2], None, 0.7)
        }),
        ("embedding_bag", &[&[4, 2], &[3]], |x| {
            let (rows, starts) = (tensor([1, 3, 1]), tensor([0, 2]));
            let mode = BagMode::Sum;
            embedding_bag(&rows, &x[0], &starts, mode, Some(&x[1]), None)
        }),
    ];
    manual_seed(0);
    for (name, shapes, layer) in cases {
        let leaves = shapes
            .iter()
            .map(|shape| randn_with(*shape, float64)?.requires_grad_(true))
            .collect::<Result<Vec<Tensor>>>()?;
        compare(name, &leaves, &|x| weighted(layer, x))?;
        // And the derivatives' derivatives.
        compare(&format!("{name}, twice"), &leaves, &|x| {
            let y = layer(x)?;
            let inputs: Vec<&Tensor> = x.iter().collect();
            let options = BackwardOptions::create_graph();
            let cubes = y.mul(&y)?.mul(&y)?.sum()?;
            let found = grad_with(&[&cubes], &inputs, &[None], options)?;
            let mut sum = tensor_with(0.0, float64)?;
            for grad in found.into_iter().flatten() {
                sum = sum.add(&grad.mul(&grad)?.sum()?)?;
            }
            Ok(sum)
        })?;
    }
    Ok(())
}
