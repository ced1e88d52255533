//! The items in burn, on its CPU backend, Flex. A whole operation takes its
//! tensors over; a clone is a handle.

mod worker;

use std::hint::black_box;

use burn::module::Module;
use burn::nn::loss::{MseLoss, Reduction};
use burn::nn::{LstmConfig, RnnConfig};
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::{
    Bool, Device, Distribution, PrintOptions, Tensor, set_print_options,
};

use worker::Work;

fn main() {
    worker::serve("burn", |name| {
        set_print_options(PrintOptions::const_default());
        item(name)
    });
}

fn item(name: &str) -> Option<Work> {
    Some(match name {
        "dot" => {
            let a = leaf([1.0, 2.0, 3.0]);
            let b = leaf([2.0, 3.0, 4.0]);
            work(move || a.clone().dot(b.clone()).backward())
        }
        "chain" => chain(1_000),
        "a million nodes" => chain(500_000),
        "small cat" => cat([3, 3], [3, 2], 1),
        "small topk" => topk([4, 3], 2),
        "small squeeze" => {
            let x = randn([2, 1, 2, 1, 2]);
            work(move || x.clone().squeeze::<3>())
        }
        "small max" => max([3, 5], 1),
        "small masked assign" => masked_assign(randn([3, 5])),
        "print 3x5" => print(randn([3, 5])),
        "print 1000x1000" => print(randn([1_000, 1_000])),
        "print 300x300 in full" => {
            set_print_options(PrintOptions {
                threshold: usize::MAX,
                ..PrintOptions::const_default()
            });
            print(randn([300, 300]))
        }
        "add 10M" => {
            let (a, b) = (randn([10_000_000]), randn([10_000_000]));
            work(move || a.clone().add(b.clone()))
        }
        "dot 10M" => {
            let (a, b) = (randn([10_000_000]), randn([10_000_000]));
            work(move || a.clone().dot(b.clone()))
        }
        "sum 10M" => {
            let x = randn([10_000_000]);
            work(move || x.clone().sum())
        }
        "masked assign 10M" => masked_assign(randn([10_000_000])),
        "max dim 0" => max([1_000, 1_000], 0),
        "max dim 1" => max([1_000, 1_000], 1),
        "topk 1M k=10" => topk([1_000_000], 10),
        "topk 1M k=1000" => topk([1_000_000], 1_000),
        "topk 1000x1000 k=5" => topk([1_000, 1_000], 5),
        "sort 1M" => {
            let x = randn([1_000_000]);
            work(move || x.clone().sort_with_indices(0))
        }
        "cat dim 0" => cat([1_000, 1_000], [1_000, 1_000], 0),
        "cat dim 1" => cat([1_000, 1_000], [1_000, 1_000], 1),
        "matmul 512" => matmul(512),
        "matmul 1000" => matmul(1_000),
        "randn 1M" => work(|| randn([1_000_000])),
        "RNN 62x32, 3 in, 10 hidden" => {
            let device = Device::default().autodiff();
            let rnn = RnnConfig::new(3, 10, true).with_batch_first(false);
            training([62, 32, 3], 10, rnn.init(&device), |rnn, x| {
                rnn.forward(x, None).0
            })
        }
        "LSTM 62x32, 3 in, 10 hidden" => lstm([62, 32, 3], 10),
        "LSTM 50x64, 32 in, 128 hidden" => lstm([50, 64, 32], 128),
        _ => return None,
    })
}

/// Repeats `f`. What it returns is dropped as a part of the work.
fn work<R>(f: impl Fn() -> R + 'static) -> Work {
    Box::new(move || {
        black_box(f());
    })
}

fn randn<const D: usize>(size: [usize; D]) -> Tensor<D> {
    let normal = Distribution::Normal(0.0, 1.0);
    Tensor::random(size, normal, &Device::default())
}

fn leaf<const N: usize>(numbers: [f32; N]) -> Tensor<1> {
    let device = Device::default().autodiff();
    Tensor::from_floats(numbers, &device).require_grad()
}

fn chain(length: usize) -> Work {
    let x = leaf([1.0]);
    work(move || {
        let mut y = x.clone();
        for _ in 0..length {
            y = y.mul_scalar(0.999).add_scalar(0.1);
        }
        y.backward()
    })
}

fn cat(a: [usize; 2], b: [usize; 2], dim: usize) -> Work {
    let (a, b) = (randn(a), randn(b));
    work(move || Tensor::cat(vec![a.clone(), b.clone()], dim))
}

fn topk<const D: usize>(size: [usize; D], k: usize) -> Work {
    let x = randn(size);
    work(move || x.clone().topk_with_indices(k, D - 1))
}

fn max(size: [usize; 2], dim: usize) -> Work {
    let x = randn(size);
    work(move || x.clone().max_dim_with_indices(dim))
}

fn masked_assign<const D: usize>(x: Tensor<D>) -> Work {
    // Nobody else has it, so that it may be written to in place.
    let mut out = Some(x.zeros_like());
    Box::new(move || {
        let above: Tensor<D, Bool> = x.clone().greater_elem(-5.0);
        let mask = above.bool_and(x.clone().lower_elem(-1.0));
        out = out.take().map(|out| out.mask_fill(mask, 8.0));
    })
}

fn print<const D: usize>(x: Tensor<D>) -> Work {
    work(move || x.to_string())
}

fn matmul(side: usize) -> Work {
    let (a, b) = (randn([side, side]), randn([side, side]));
    work(move || a.clone().matmul(b.clone()))
}

fn lstm(size: [usize; 3], hidden: usize) -> Work {
    let device = Device::default().autodiff();
    let lstm = LstmConfig::new(size[2], hidden, true).with_batch_first(false);
    training(size, hidden, lstm.init(&device), |lstm, x| {
        lstm.forward(x, None).0
    })
}

fn training<M: Module + 'static>(
    size: [usize; 3],
    hidden: usize,
    module: M,
    forward: impl Fn(&M, Tensor<3>) -> Tensor<3> + 'static,
) -> Work {
    let x = randn(size).autodiff();
    let target = randn([size[0], size[1], hidden]).autodiff();
    let mut adam = AdamConfig::new().init();
    let mut module = Some(module);
    Box::new(move || {
        module = module.take().map(|module| {
            let output = forward(&module, x.clone());
            let loss = MseLoss::new();
            let loss = loss.forward(output, target.clone(), Reduction::Mean);
            let grads = GradientsParams::from_grads(loss.backward(), &module);
            adam.step(0.001, module, grads)
        });
    })
}
