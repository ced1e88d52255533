//! Random numbers against a recording of PyTorch 2.15: no bit may be off.

mod recording;

use recording::render;
use torchbook::tensor::random::{FullRange, Generator};

/// Made by `record_random.py`, which describes it.
const RECORDING: &str = include_str!("pytorch/random.txt");

#[test]
fn every_number_is_pytorchs() {
    let mut g = Generator::new(0);
    let mut calls = 0;
    for (i, line) in RECORDING.lines().enumerate() {
        if let Some(seed) = line.strip_prefix("seed ") {
            g.manual_seed(seed.parse().unwrap());
            continue;
        }
        let (call, want) = line.split_once(" =").unwrap();
        let got = replay(&mut g, call);
        assert_eq!(got, want.trim(), "line {}: {call}", i + 1);
        calls += 1;
    }
    assert!(calls > 1000, "only {calls} calls were replayed");
}

/// Makes one call and renders its result as the recording does.
fn replay(g: &mut Generator, call: &str) -> String {
    let words: Vec<&str> = call.split(' ').collect();
    let float = |i: usize| words[i].parse::<f64>().unwrap();
    let int = |i: usize| words[i].parse::<i64>().unwrap();
    let size = |i: usize| words[i].parse::<usize>().unwrap();
    match words[..2] {
        ["uniform", "f32"] => {
            let mut out = vec![0.0; size(2)];
            g.uniform_f32(&mut out, float(3), float(4)).unwrap();
            render(&out)
        }
        ["uniform", "f64"] => {
            let mut out = vec![0.0; size(2)];
            g.uniform_f64(&mut out, float(3), float(4)).unwrap();
            render(&out)
        }
        ["normal", "f32"] => {
            let mut out = vec![0.0; size(2)];
            let contiguous = words[5] == "1";
            g.normal_f32(&mut out, float(3), float(4), contiguous).unwrap();
            render(&out)
        }
        ["normal", "f64"] => {
            let mut out = vec![0.0; size(2)];
            let contiguous = words[5] == "1";
            g.normal_f64(&mut out, float(3), float(4), contiguous).unwrap();
            render(&out)
        }
        ["coins", "f32"] => {
            let mut p = vec![0.0; size(2)];
            let mut out = vec![0_u8; size(2)];
            g.uniform_f32(&mut p, 0.0, 1.0).unwrap();
            g.bernoulli_f32(&mut out, &p).unwrap();
            render(&out)
        }
        ["coins", "f64"] => {
            let mut p = vec![0.0; size(2)];
            let mut out = vec![0_u8; size(2)];
            g.uniform_f64(&mut p, 0.0, 1.0).unwrap();
            g.bernoulli_f64(&mut out, &p).unwrap();
            render(&out)
        }
        ["random_", "f32"] => render(&unbounded::<f32>(g, size(2))),
        ["random_", "f64"] => render(&unbounded::<f64>(g, size(2))),
        ["random_", "i64"] => render(&unbounded::<i64>(g, size(2))),
        ["random_", "i32"] => render(&unbounded::<i32>(g, size(2))),
        ["random_", "u8"] => render(&unbounded::<u8>(g, size(2))),
        ["random_", "bool"] => {
            let out = unbounded::<bool>(g, size(2));
            render(&out.into_iter().map(u8::from).collect::<Vec<_>>())
        }
        ["coin", _] => {
            let mut out = vec![0_u8; size(1)];
            g.bernoulli_scalar(&mut out, float(2)).unwrap();
            render(&out)
        }
        ["randint", _] => {
            let mut out = vec![0; size(1)];
            g.randint(&mut out, int(2), int(3)).unwrap();
            render(&out)
        }
        ["from_on", _] => {
            let mut out = vec![0; size(1)];
            g.randint_to(&mut out, int(2), int(3));
            render(&out)
        }
        ["randperm", _] => render(&g.randperm(int(1)).unwrap()),
        _ => panic!("the recording has a call of its own: {call}"),
    }
}

fn unbounded<T: FullRange + Clone + Default>(
    g: &mut Generator,
    n: usize,
) -> Vec<T> {
    let mut out = vec![T::default(); n];
    g.random_(&mut out);
    out
}
