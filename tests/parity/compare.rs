//! What we got beside what was recorded.

use torchbook::ops::Value;
use torchbook::prelude::*;
use torchbook::tensor::Strided;

use super::recording::{Given, Item, Outcome, Recording, Reference, each};
use super::replay::Got;

/// How far apart two results are.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Not at all.
    Same,
    /// Numbers are off by so many units in the last place, all else is the
    /// same.
    Near(u64, String),
    /// Something else differs, in these words.
    Different(String),
}

impl Verdict {
    /// The worse of the two.
    fn and(self, other: impl FnOnce() -> Verdict) -> Verdict {
        match self {
            Verdict::Different(_) => self,
            Verdict::Same => other(),
            Verdict::Near(a, how) => match other() {
                Verdict::Same => Verdict::Near(a, how),
                Verdict::Near(b, _) if b <= a => Verdict::Near(a, how),
                further => further,
            },
        }
    }
}

/// A type whose values can be told apart.
trait Apart: Copy {
    /// How many values lie between.
    fn apart(self, other: Self) -> u64;
}

macro_rules! floats_apart {
    ($($float:ident, $bits:ty);+) => {$(
        impl Apart for $float {
            fn apart(self, other: Self) -> u64 {
                let same = self.to_bits() == other.to_bits();
                if same || self.is_nan() && other.is_nan() {
                    return 0;
                }
                if !self.is_finite() || !other.is_finite() {
                    return u64::MAX;
                }
                // Float64 numbers that float32 computed are off as those.
                let [a, b] = [self, other].map(|x| x as f32);
                if size_of::<$float>() > 4
                    && (a as $float, b as $float) == (self, other)
                {
                    return a.apart(b);
                }
                // As an order of integers.
                let place = |x: $float| {
                    let bits = x.to_bits() as $bits;
                    if bits < 0 { <$bits>::MIN - bits } else { bits }
                };
                let places =
                    (i128::from(place(self)) - i128::from(place(other)))
                        .unsigned_abs() as u64;
                // A difference of 1 and something near it has few bits left:
                // there the last place of 1 counts.
                let of_one = ((self - other).abs() / $float::EPSILON).ceil();
                // -0 and 0 are one apart.
                places.min(of_one as u64).max(1)
            }
        }
    )+};
}
floats_apart!(f32, i32; f64, i64);

macro_rules! equal_or_not {
    ($($t:ty),+) => {$(
        impl Apart for $t {
            fn apart(self, other: Self) -> u64 {
                if self == other { 0 } else { u64::MAX }
            }
        }
    )+};
}
equal_or_not!(i64, i32, u8, bool);

fn furthest<T: Apart>(a: &[T], b: &[T]) -> u64 {
    a.iter().zip(b).map(|(&a, &b)| a.apart(b)).max().unwrap_or(0)
}

/// Whether it matters how a tensor lies in memory.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Memory {
    Matters,
    IsFree,
}

/// How our tensor differs from the recorded one.
fn tensor(
    recording: &Recording<'_>,
    what: &str,
    got: &Tensor,
    want: &Reference,
    memory: Memory,
) -> Verdict {
    let stored = &recording.tensors[want.nr];
    let ours = (got.dtype(), got.size().to_vec());
    let theirs = (stored.dtype, stored.shape.clone());
    let show = || {
        let theirs = stored.tensor(want.strides.as_deref());
        format!(
            "{what}\n---- wanted ----\n{theirs:?} {:?} {:?}\n---- got \
             ----\n{:?} {:?} {:?}\n----------------",
            theirs.size(),
            theirs.stride(),
            got.detach().expect("any tensor"),
            got.size(),
            got.stride()
        )
    };
    if ours != theirs {
        return Verdict::Different(show());
    }
    let window = got.strided().contiguous().expect("it is small");
    let apart = each!(stored.elements(), theirs => {
        furthest(&elements(&window), &theirs)
    });
    if apart == u64::MAX {
        return Verdict::Different(show());
    }
    let strides = got.stride().to_vec();
    let wanted = match &want.strides {
        Some(strides) => strides.clone(),
        None => stored.tensor(None).stride().to_vec(),
    };
    if memory == Memory::Matters && strides != wanted {
        return Verdict::Different(format!("strides: {}", show()));
    }
    if apart > 0 {
        return Verdict::Near(apart, format!("{apart} ulp off: {}", show()));
    }
    Verdict::Same
}

fn elements<T: torchbook::tensor::Element>(window: &Strided) -> Vec<T> {
    window.to_vec().expect("it is small")
}

fn results(recording: &Recording<'_>, got: &Value, want: &Item) -> Verdict {
    match (got, want) {
        (Value::Tensor(got), Item::Tensor(want)) => {
            tensor(recording, "the result", got, want, Memory::Matters)
        }
        (Value::List(got), Item::List(want)) if got.len() == want.len() => {
            got.iter().zip(want).fold(Verdict::Same, |so_far, (got, want)| {
                so_far.and(|| results(recording, got, want))
            })
        }
        (got, Item::Plain(want)) if plain(got) == plain(want) => Verdict::Same,
        _ => Verdict::Different(format!("{got:?} and not {want:?}")),
    }
}

/// Numbers by their text: NaN is NaN.
fn plain(value: &Value) -> String {
    format!("{value:?}")
}

fn gradients(recording: &Recording<'_>, got: &Got, want: &Given) -> Verdict {
    match (&got.gradients, &want.gradients) {
        (Ok(got), Ok(want)) if got.len() == want.len() => {
            let mut verdict = Verdict::Same;
            for (nr, pair) in got.iter().zip(want).enumerate() {
                verdict = verdict.and(|| match pair {
                    (None, None) => Verdict::Same,
                    (Some(got), Some(want)) => {
                        let what = format!("the gradient of leaf {nr}");
                        tensor(recording, &what, got, want, Memory::IsFree)
                    }
                    (got, want) => Verdict::Different(format!(
                        "gradient {nr}: {got:?} and not {want:?}"
                    )),
                });
            }
            verdict
        }
        (Err(got), Err(want)) if format!("{got:#}") == *want => Verdict::Same,
        (got, want) => {
            Verdict::Different(format!("gradients: {got:?} and not {want:?}"))
        }
    }
}

fn node(got: &Got, want: &Given) -> Verdict {
    let name = got.outs.iter().find_map(Tensor::grad_fn);
    let name = name.map(|node| node.name().to_owned());
    if name == want.node {
        return Verdict::Same;
    }
    Verdict::Different(format!("grad_fn: {name:?} and not {:?}", want.node))
}

/// The text of all results, one after the other.
fn printed(got: &Got, want: &Given) -> Verdict {
    let Some(crc) = want.printed else { return Verdict::Same };
    let texts: Vec<String> = got.outs.iter().map(Tensor::repr).collect();
    let text = texts.join("\n");
    if crc32(text.as_bytes()) == crc {
        return Verdict::Same;
    }
    Verdict::Different(format!("the printed text is not\n{text}"))
}

/// Compares one call with what was recorded of it.
pub fn outcomes(
    recording: &Recording<'_>,
    got: &Result<Got>,
    want: &Outcome,
) -> Verdict {
    match (got, want) {
        (Err(got), Err(want)) => {
            let got = format!("{got:#}");
            if got == *want {
                return Verdict::Same;
            }
            Verdict::Different(format!(
                "error\n  wanted {want}\n  got    {got}"
            ))
        }
        (Err(got), Ok(_)) => {
            Verdict::Different(format!("it is an error: {got:#}"))
        }
        (Ok(got), Err(want)) => Verdict::Different(format!(
            "no error, where PyTorch says {want}\n{:?}",
            got.result
        )),
        (Ok(got), Ok(want)) => {
            let recorded = want.results.as_ref().expect("a result");
            results(recording, &got.result, recorded)
                .and(|| node(got, want))
                .and(|| gradients(recording, got, want))
                .and_printed(|| printed(got, want))
        }
    }
}

impl Verdict {
    /// Numbers that are off by a little may look so.
    fn and_printed(self, printed: impl FnOnce() -> Verdict) -> Verdict {
        match self {
            Verdict::Same => printed(),
            other => other,
        }
    }
}

/// CRC-32, as zlib computes it.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0; 256];
        let mut i = 0;
        while i < 256 {
            let mut crc = i as u32;
            let mut bit = 0;
            while bit < 8 {
                let odd = crc & 1 == 1;
                crc >>= 1;
                if odd {
                    crc ^= 0xEDB8_8320;
                }
                bit += 1;
            }
            table[i] = crc;
            i += 1;
        }
        table
    };
    !bytes
        .iter()
        .fold(!0, |crc, &byte| TABLE[(crc as u8 ^ byte) as usize] ^ (crc >> 8))
}
