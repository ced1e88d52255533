/*!
Reductions against a recording of PyTorch 2.15: up to 32,768 elements, and
beyond on one thread, no bit may be off. On more threads PyTorch adds more
elements than that in other orders, one for each number of threads: there
[`THREADS`] holds.
*/

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

/// How far a sum may be from that of PyTorch on any number of threads, in
/// parts of the sum of the absolute numbers times the type's precision
/// (2^-23 and 2^-52). Measured over the recording: at most 0.0121, with
/// float32 and 2 threads or more; below 32,769 elements, and on one thread, 0.
const THREADS: f64 = 0.02;

#[test]
fn every_reduction_is_pytorchs() {
    let mut f32s = vec![0.0; POOL];
    Generator::new(5).normal_f32(&mut f32s, 0.0, 1.0, true).unwrap();
    let mut f64s = vec![0.0; POOL];
    Generator::new(5).normal_f64(&mut f64s, 0.0, 1.0, true).unwrap();
    let (mut lines, mut threaded) = (0, Vec::new());
    for line in RECORDING.lines() {
        let (call, want) = line.split_once(" =").unwrap();
        let words: Vec<&str> = call.split(' ').collect();
        if words[0] == "threads" {
            threaded.push((words, want.trim()));
            continue;
        }
        let got = if words.contains(&"f32") {
            replay(&f32s, &words)
        } else {
            replay(&f64s, &words)
        };
        assert_eq!(got, want.trim(), "{call}");
        lines += 1;
    }
    assert!(lines > 1000, "only {lines} lines were replayed");
    for (words, want) in &threaded {
        let (off, beyond) = if words.contains(&"f32") {
            distance(&f32s, words, |bits| f32::from_bits(bits as u32), want)
        } else {
            distance(&f64s, words, f64::from_bits, want)
        };
        let most = if beyond && words[1] != "1" { THREADS } else { 0.0 };
        assert!(off <= most, "{words:?}: {off} of {most}");
    }
    assert!(threaded.len() > 50, "only {} of threads", threaded.len());
}

/// How far our sum is from a recorded one, in the unit of [`THREADS`], and
/// whether it has more elements than one thread adds.
fn distance<T>(
    pool: &[T],
    words: &[&str],
    from_bits: impl Fn(u64) -> T,
    want: &str,
) -> (f64, bool)
where
    T: Real + Sum + Mul<Output = T> + Bytes,
{
    let bits = |hex: &str| u64::from_str_radix(hex, 16).unwrap();
    let mut whole = words.to_vec();
    whole[0] = "sum";
    let got = from_bits(bits(&replay(pool, &whole))).to_f64();
    let want = from_bits(bits(want)).to_f64();
    let n: usize =
        words[3].split(',').map(|n| n.parse::<usize>().unwrap()).product();
    let sizes: f64 = pool[..n].iter().map(|x| x.to_f64().abs()).sum();
    let precision = if size_of::<T>() == 4 {
        f64::from(f32::EPSILON)
    } else {
        f64::EPSILON
    };
    ((got - want).abs() / (sizes * precision), n > 32_768)
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
