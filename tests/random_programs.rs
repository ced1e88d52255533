/*!
Programs of random draws against a recording of PyTorch 2.15
(`tests/pytorch/record_random_programs.py`, which describes it): no bit may be
off.

The recording was made on a processor of AMD's with AVX2. On one of Intel's,
builds of PyTorch with MKL may draw `bernoulli_(p)` from another generator,
and without AVX2 the last bit of scaled uniforms and of normals differs: see
`torchbook::tensor::random`. What is tested here does not depend on the
machine it runs on, except for the C library's logarithm, sine and cosine of
a float64.
*/

use std::path::PathBuf;

use torchbook::prelude::*;
use torchbook::tensor::Element;
use torchbook::tensor::random::{Generator, get_rng_state, set_rng_state};

#[test]
fn every_draw_is_pytorchs() {
    let ours = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/pytorch/random_programs.txt");
    let path = std::env::var_os("PROGRAMS").map_or(ours, PathBuf::from);
    let recording = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (mut programs, mut draws, mut report) = (0, 0, String::new());
    let mut saved: Option<Generator> = None;
    for program in recording.split("program ").skip(1) {
        programs += 1;
        for line in program.lines().skip(1) {
            if let Some(seed) = line.strip_prefix("seed ") {
                manual_seed(seed.parse().expect("a seed"));
            } else if line == "save" {
                saved = Some(get_rng_state());
            } else if line == "restore" {
                set_rng_state(saved.clone().expect("a state was saved"));
            } else {
                let (call, wanted) = line.split_once(" =").expect("a draw");
                draws += 1;
                let got = draw(call).map_or_else(
                    |error| format!("{error:#}"),
                    |drawn| bits(&drawn).expect("its own dtype"),
                );
                if got != wanted.trim_start() {
                    // What follows in this program is off as well.
                    let nr = program.lines().next().expect("a number");
                    report.push_str(&format!(
                        "program {nr}: {call} is{wanted}, not {got}\n"
                    ));
                    break;
                }
            }
        }
    }
    assert!(report.is_empty(), "of {programs} programs are off:\n{report}");
    assert!(programs >= 300, "only {programs} programs, {draws} draws");
}

/// Makes one draw.
fn draw(call: &str) -> Result<Tensor> {
    let words: Vec<&str> = call.split(' ').collect();
    let [name, dtype, shape, view, args @ ..] = &words[..] else {
        panic!("what is {call}?");
    };
    let dtype = match *dtype {
        "f32" => float32,
        "f64" => float64,
        "i64" => int64,
        "i32" => int32,
        "u8" => uint8,
        _ => bool_,
    };
    let size: Vec<i64> = match *shape {
        "-" => Vec::new(),
        sizes => sizes.split('x').map(int).collect(),
    };
    let number = |i: usize| args[i].parse::<f64>().expect("a number");
    match *name {
        "rand" => return rand_with(size, dtype),
        "randn" => return randn_with(size, dtype),
        "normal" => return normal(number(0), number(1), size),
        "randint" => {
            return randint_with(int(args[0]), int(args[1]), size, dtype);
        }
        "randperm" => return randperm_with(int(args[0]), dtype),
        "bernoulli" => {
            return viewed(&rand_with(size, dtype)?, view)?.bernoulli();
        }
        _ => {}
    }
    let base = zeros_with(size, dtype)?;
    let x = viewed(&base, view)?;
    match *name {
        "rand_like" => return x.rand_like(),
        "randn_like" => return x.randn_like(),
        "randint_like" => return x.randint_like(int(args[0]), int(args[1])),
        "uniform_" => x.uniform_(number(0), number(1))?,
        "normal_" => x.normal_(number(0), number(1))?,
        "bernoulli_" => x.bernoulli_(number(0))?,
        "random_" => match args[0].split_once("..").expect("a range") {
            ("", "") => x.random_(..)?,
            ("", to) => x.random_(..int(to))?,
            (from, "") => x.random_(int(from)..)?,
            (from, to) => x.random_(int(from)..int(to))?,
        },
        other => panic!("what is {other}?"),
    };
    Ok(base)
}

fn int(text: &str) -> i64 {
    text.parse().expect("an integer")
}

fn viewed(x: &Tensor, view: &str) -> Result<Tensor> {
    match view {
        "T" => x.permute((0..x.ndim() as i64).rev().collect::<Vec<_>>()),
        "S" => x.index((Ellipsis, slice(None, None, 2))),
        "N" => x.index(1..),
        "E" => {
            let mut size = vec![2];
            size.extend(x.size().iter().map(|&n| n as i64));
            x.unsqueeze(0)?.expand(size)
        }
        _ => Ok(x.clone()),
    }
}

/// The bits of the elements, or of more than two a digest.
fn bits(x: &Tensor) -> Result<String> {
    fn of<T: Element, const N: usize>(
        x: &Tensor,
        bytes: impl Fn(T) -> [u8; N],
    ) -> Result<String> {
        let cells: Vec<[u8; N]> =
            x.to_vec::<T>()?.into_iter().map(bytes).collect();
        if cells.len() > 2 {
            let mut digest = 0xcbf2_9ce4_8422_2325_u64;
            for &byte in cells.iter().flatten() {
                digest =
                    (digest ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
            }
            return Ok(format!("#{digest:016x}"));
        }
        let hex = |cell: &[u8; N]| -> String {
            cell.iter().rev().map(|byte| format!("{byte:02x}")).collect()
        };
        Ok(cells.iter().map(hex).collect::<Vec<_>>().join(" "))
    }
    match x.dtype() {
        DType::Float32 => of(x, f32::to_le_bytes),
        DType::Float64 => of(x, f64::to_le_bytes),
        DType::Int64 => of(x, i64::to_le_bytes),
        DType::Int32 => of(x, i32::to_le_bytes),
        DType::Uint8 => of(x, u8::to_le_bytes),
        DType::Bool => of(x, |truth: bool| [u8::from(truth)]),
    }
}
