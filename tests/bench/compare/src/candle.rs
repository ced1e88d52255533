//! The items in candle. It has no topk: the chosen are the first of what is
//! sorted. It has no recurrent layer without gates, no assignment in place.

mod worker;

use std::hint::black_box;

use candle_core::display::{
    set_print_options_default, set_print_options_full,
};
use candle_core::{D, DType, Device, Result, Tensor, Var};
use candle_nn::rnn::{LSTMConfig, RNN as _, lstm};
use candle_nn::{AdamW, Optimizer, ParamsAdamW, VarBuilder, VarMap};

use worker::Work;

const CPU: Device = Device::Cpu;

fn main() {
    worker::serve("candle", |name| {
        set_print_options_default();
        item(name).expect("the item's inputs")
    });
}

fn item(name: &str) -> Result<Option<Work>> {
    let work = match name {
        "dot" => {
            let a = Var::new(&[1_f32, 2.0, 3.0], &CPU)?;
            let b = Var::new(&[2_f32, 3.0, 4.0], &CPU)?;
            work(move || a.dot(&b)?.backward())
        }
        "chain" => chain(1_000)?,
        "a million nodes" => chain(500_000)?,
        "small cat" => cat(randn((3, 3))?, randn((3, 2))?, 1),
        "small topk" => topk(randn((4, 3))?, 2),
        "small squeeze" => {
            let x = randn((2, 1, 2, 1, 2))?;
            work(move || x.squeeze(3)?.squeeze(1))
        }
        "small max" => max(randn((3, 5))?, 1),
        "small masked assign" => masked_assign(randn((3, 5))?)?,
        "print 3x5" => print(randn((3, 5))?),
        "print 1000x1000" => print(randn((1_000, 1_000))?),
        "print 300x300 in full" => {
            set_print_options_full();
            print(randn((300, 300))?)
        }
        "add 10M" => {
            let (a, b) = (randn(10_000_000)?, randn(10_000_000)?);
            work(move || a.add(&b))
        }
        "dot 10M" => {
            let (a, b) = (randn(10_000_000)?, randn(10_000_000)?);
            work(move || a.dot(&b))
        }
        "sum 10M" => {
            let x = randn(10_000_000)?;
            work(move || x.sum_all())
        }
        "masked assign 10M" => masked_assign(randn(10_000_000)?)?,
        "max dim 0" => max(randn((1_000, 1_000))?, 0),
        "max dim 1" => max(randn((1_000, 1_000))?, 1),
        "topk 1M k=10" => topk(randn(1_000_000)?, 10),
        "topk 1M k=1000" => topk(randn(1_000_000)?, 1_000),
        "topk 1000x1000 k=5" => topk(randn((1_000, 1_000))?, 5),
        "sort 1M" => {
            let x = randn(1_000_000)?;
            work(move || x.sort_last_dim(true))
        }
        "cat dim 0" => cat(randn((1_000, 1_000))?, randn((1_000, 1_000))?, 0),
        "cat dim 1" => cat(randn((1_000, 1_000))?, randn((1_000, 1_000))?, 1),
        "matmul 512" => matmul(512)?,
        "matmul 1000" => matmul(1_000)?,
        "randn 1M" => work(|| randn(1_000_000)),
        "LSTM 62x32, 3 in, 10 hidden" => training(62, 32, 3, 10)?,
        "LSTM 50x64, 32 in, 128 hidden" => training(50, 64, 32, 128)?,
        _ => return Ok(None),
    };
    Ok(Some(work))
}

/// Repeats `f`. What it returns is dropped as a part of the work.
fn work<R>(f: impl Fn() -> Result<R> + 'static) -> Work {
    Box::new(move || {
        black_box(f().expect("no error"));
    })
}

fn randn(size: impl Into<candle_core::Shape>) -> Result<Tensor> {
    Tensor::randn(0_f32, 1.0, size, &CPU)
}

fn chain(length: usize) -> Result<Work> {
    let x = Var::new(1_f32, &CPU)?;
    Ok(work(move || {
        let mut y = x.as_tensor().clone();
        for _ in 0..length {
            y = ((y * 0.999)? + 0.1)?;
        }
        y.backward()
    }))
}

fn cat(a: Tensor, b: Tensor, dim: usize) -> Work {
    work(move || Tensor::cat(&[&a, &b], dim))
}

fn topk(x: Tensor, k: usize) -> Work {
    work(move || {
        let (values, indices) = x.sort_last_dim(false)?;
        Ok((
            values.narrow(D::Minus1, 0, k)?.contiguous()?,
            indices.narrow(D::Minus1, 0, k)?.contiguous()?,
        ))
    })
}

fn max(x: Tensor, dim: usize) -> Work {
    work(move || Ok((x.max(dim)?, x.argmax(dim)?)))
}

fn masked_assign(x: Tensor) -> Result<Work> {
    let out = x.zeros_like()?;
    let eight = Tensor::new(8_f32, &CPU)?.broadcast_as(x.shape())?;
    Ok(work(move || {
        let mask = (x.gt(-5.0)? * x.lt(-1.0)?)?;
        mask.where_cond(&eight, &out)
    }))
}

fn print(x: Tensor) -> Work {
    work(move || Ok(x.to_string()))
}

fn matmul(side: usize) -> Result<Work> {
    let (a, b) = (randn((side, side))?, randn((side, side))?);
    Ok(work(move || a.matmul(&b)))
}

fn training(
    steps: usize,
    batch: usize,
    input: usize,
    hidden: usize,
) -> Result<Work> {
    let variables = VarMap::new();
    let builder = VarBuilder::from_varmap(&variables, DType::F32, &CPU);
    let lstm = lstm(input, hidden, LSTMConfig::default(), builder)?;
    // Its layer takes the batch first.
    let x = randn((batch, steps, input))?;
    let target = randn((batch, steps, hidden))?;
    let settings =
        ParamsAdamW { lr: 0.001, weight_decay: 0.0, ..ParamsAdamW::default() };
    let mut adam = AdamW::new(variables.all_vars(), settings)?;
    let mut step = move || -> Result<()> {
        let output = lstm.states_to_tensor(&lstm.seq(&x)?)?;
        let loss = candle_nn::loss::mse(&output, &target)?;
        adam.backward_step(&loss)
    };
    Ok(Box::new(move || step().expect("no error")))
}
