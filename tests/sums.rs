//! Reductions against a recording of PyTorch 2.15: no bit may be off.

mod recording;

use std::ops::Mul;

use recording::{Bytes, render};
use torchbook::tensor::moments::{cumsum, prod_strided, var_strided};
use torchbook::tensor::random::Generator;
use torchbook::tensor::sum::{Real, Sum, mean_strided, sum_strided};

/// Made by `record_sums.py`, which describes it.
const RECORDING: &str = include_str!("pytorch/sums.txt");

/// How many numbers there are for inputs to be cut from.
const POOL: usize = 1 << 17;

#[test]
fn every_reduction_is_pytorchs() {
    let mut f32s = vec![0.0; POOL];
    Generator::new(5).normal_f32(&mut f32s, 0.0, 1.0, true).unwrap();
    let mut f64s = vec![0.0; POOL];
    Generator::new(5).normal_f64(&mut f64s, 0.0, 1.0, true).unwrap();
    let mut lines = 0;
    for line in RECORDING.lines() {
        let (call, want) = line.split_once(" =").unwrap();
        let words: Vec<&str> = call.split(' ').collect();
        let got = if words.contains(&"f32") {
            replay(&f32s, &words)
        } else {
            replay(&f64s, &words)
        };
        assert_eq!(got, want.trim(), "{call}");
        lines += 1;
    }
    assert!(lines > 1000, "only {lines} lines were replayed");
}

/// Makes one call and renders its result as the recording does.
fn replay<T>(pool: &[T], words: &[&str]) -> String
where
    T: Real + Sum + Mul<Output = T> + Bytes,
{
    let [op, options @ .., _, shape, strides, offset, dims] = words else {
        panic!("the recording is cut: {words:?}");
    };
    let list = |text: &str| -> Vec<usize> {
        if text == "-" {
            return vec![];
        }
        text.split(',').map(|n| n.parse().unwrap()).collect()
    };
    let (shape, strides) = (list(shape), list(strides));
    let data = &pool[list(offset)[0]..];
    // Without dims: over all of them.
    let dims = match list(dims) {
        dims if dims.is_empty() => (0..shape.len()).collect(),
        dims => dims,
    };
    let number = |i: usize| options[i].parse().unwrap();
    render(&match *op {
        "sum" => sum_strided(data, &shape, &strides, &dims),
        "mean" => mean_strided(data, &shape, &strides, &dims),
        "var" => var_strided(data, &shape, &strides, &dims, number(0), false),
        "std" => var_strided(data, &shape, &strides, &dims, number(0), true),
        "prod" => prod_strided(data, &shape, &strides, &dims),
        "cumsum" => {
            let mut out = in_row_order(data, &shape, &strides);
            let step: usize = shape[dims[0] + 1..].iter().product();
            let block = step * shape[dims[0]];
            for block in out.chunks_mut(block.max(1)) {
                for first in 0..step {
                    cumsum(block[first..].iter_mut().step_by(step));
                }
            }
            out
        }
        _ => panic!("the recording has a call of its own: {op}"),
    })
}

fn in_row_order<T: Real>(
    data: &[T],
    shape: &[usize],
    strides: &[usize],
) -> Vec<T> {
    let Some((&n, shape)) = shape.split_first() else {
        return vec![data[0]];
    };
    (0..n)
        .flat_map(|i| {
            in_row_order(&data[i * strides[0]..], shape, &strides[1..])
        })
        .collect()
}
