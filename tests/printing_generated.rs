/*!
The text of generated tensors, nests and named results, held against
recordings of PyTorch and numpy
(`tests/pytorch/record_generated_printing.py`, which describes a case).
*/

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use torchbook::prelude::*;
use torchbook::tensor::{
    Print, Printing, Profile, Strided, with_printoptions,
};

#[test]
fn today_prints_as_recorded() {
    replay(Edition::Today, 5000);
}

#[test]
fn the_notes_edition_prints_as_recorded() {
    replay(Edition::Notes, 1000);
}

/// Replays the recording of an edition: the one in the repository, unless
/// `PRINTING` in the environment names another one of that edition.
fn replay(edition: Edition, at_least: usize) {
    let version = edition.version();
    let title = format!("# PyTorch {version},");
    let ours = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/pytorch")
        .join(format!("printing.generated.{version}.txt"));
    let (path, recording) = std::env::var_os("PRINTING")
        .map(PathBuf::from)
        .map(|path| (path.clone(), read(&path)))
        .filter(|(_, recording)| recording.starts_with(&title))
        .unwrap_or_else(|| (ours.clone(), read(&ours)));
    assert!(recording.starts_with(&title), "{}", path.display());
    let (mut count, mut wrong) = (BTreeMap::new(), 0);
    let mut report = String::new();
    for (nr, line) in recording.lines().enumerate().skip(1) {
        let (head, wanted) = line.split_once(" = ").expect("a case");
        let got = with_edition(edition, || text(head))
            .unwrap_or_else(|error| format!("{error:#}"));
        let mode = head.split(' ').next().expect("what is printed");
        let mode = if mode.starts_with(['[', '(']) { "nest" } else { mode };
        *count.entry(mode).or_insert(0) += 1;
        let same = if wanted.starts_with('#') {
            wanted == digest(&got)
        } else {
            wanted == got
        };
        if same {
            continue;
        }
        wrong += 1;
        if wrong <= 10 {
            let nr = nr + 1;
            let file = if path == ours { "" } else { &path.to_string_lossy() };
            writeln!(
                report,
                "---- {head}\n{got}\n---- but PyTorch {version} prints what \
                 this shows:\npython \
                 tests/pytorch/record_generated_printing.py --show {nr} {file}"
            )
            .expect("a String takes everything");
        }
    }
    let total: usize = count.values().sum();
    assert!(total >= at_least, "only {total} texts: {count:?}");
    assert!(wrong == 0, "{wrong} of {total} texts differ\n{report}");
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// 64-bit FNV-1a, as the recorder writes it.
fn digest(text: &str) -> String {
    let digest = text.bytes().fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    format!("#{digest:016x}")
}

/// Our text of a case.
fn text(head: &str) -> Result<String> {
    let mut words = head.split(' ');
    let mut word = || words.next().expect("four words at least");
    let (mode, dtype, shape, recipe) = (word(), word(), word(), word());
    let (kind, seed) = recipe.split_at(1);
    let mut case = Case {
        dtype: dtype_of(dtype),
        shape: match shape {
            "-" => Vec::new(),
            sizes => sizes.split('x').map(parse).collect(),
        },
        kind: kind.as_bytes()[0],
        seed: parse(seed),
        words: words.collect(),
    };
    let mut printing = Printing::new();
    for word in &case.words {
        let Some((name, value)) = word.split_once('=') else { continue };
        printing = match name {
            "profile" => printing.profile(match value {
                "short" => Profile::Short,
                "full" => Profile::Full,
                _ => Profile::Default,
            }),
            "precision" => printing.precision(parse(value)),
            "threshold" => printing.threshold(parse::<f64>(value)),
            "edgeitems" => printing.edgeitems(parse(value)),
            "linewidth" => printing.linewidth(parse(value)),
            "sci_mode" => printing.sci_mode(value == "True"),
            other => panic!("what is {other}?"),
        };
    }
    if mode.starts_with(['[', '(']) {
        let nest = case.nest(&mut mode.bytes().peekable())?;
        return Ok(with_printoptions(printing, || nest.text()));
    }
    let x = case.make()?;
    with_printoptions(printing, || {
        Ok(match mode {
            "torch" => x.text(),
            "format" => format!("{x}"),
            "item" => x.item()?.text(),
            "tolist" => x.tolist().text(),
            "str" => x.numpy()?.text(),
            "repr" => Print::repr(&x.numpy()?),
            "max" => x.max_dim(0, false)?.text(),
            "min" => x.min_dim(0, false)?.text(),
            "sort" => x.sort_with(0, false, None)?.text(),
            other => panic!("what is {other}?"),
        })
    })
}

fn dtype_of(name: &str) -> DType {
    match name {
        "float32" => float32,
        "float64" => float64,
        "int64" => int64,
        "int32" => int32,
        "uint8" => uint8,
        "bool" => bool_,
        other => panic!("what is {other}?"),
    }
}

fn parse<T: std::str::FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("what is {text:?}?"))
}

/// How to make a tensor, and then others of its kind.
struct Case<'a> {
    dtype: DType,
    shape: Vec<usize>,
    kind: u8,
    seed: u64,
    words: Vec<&'a str>,
}

impl Case<'_> {
    fn make(&mut self) -> Result<Tensor> {
        let s = Stream { state: self.seed };
        self.seed += 1;
        let (kind, shape) = (self.kind, &self.shape);
        let mut x = Tensor::from_strided(match self.dtype {
            DType::Float32 => full(&single(s, kind), shape),
            DType::Float64 => full(&double(s, kind), shape),
            DType::Int64 => full(&ints(s, 64), shape),
            DType::Int32 => {
                let numbers = ints(s, 32);
                let numbers: Vec<i32> =
                    numbers.iter().map(|&x| x as i32).collect();
                full(&numbers, shape)
            }
            DType::Uint8 => full(&bytes(s), shape),
            DType::Bool => full(&bools(s), shape),
        });
        for &word in &self.words {
            x = match word {
                "grad" => x.requires_grad_(true)?,
                "mul" => x.mul(1.0)?,
                "clone" => x.copy()?,
                "param" => parameter(&x)?,
                "T" => {
                    let dims = (0..x.ndim() as i64).rev();
                    x.permute(dims.collect::<Vec<_>>())?
                }
                "S" => x.index((Ellipsis, slice(None, None, 2)))?,
                "E" => {
                    let mut size = vec![3];
                    size.extend(x.size().iter().map(|&n| n as i64));
                    x.unsqueeze(0)?.expand(size)?
                }
                "F" => x.index(0)?,
                _ => x,
            };
        }
        Ok(x)
    }

    /// Reads a nest such as `[t,(f,z)]`.
    fn nest(
        &mut self,
        letters: &mut std::iter::Peekable<std::str::Bytes<'_>>,
    ) -> Result<Nest> {
        let letter = letters.next().expect("a letter");
        let close = match letter {
            b'[' => b']',
            b'(' => b')',
            _ => return self.leaf(letter),
        };
        let mut items = Vec::new();
        while letters.next_if_eq(&close).is_none() {
            if letters.next_if_eq(&b',').is_none() {
                items.push(self.nest(letters)?);
            }
        }
        Ok(if close == b']' { Nest::List(items) } else { Nest::Tuple(items) })
    }

    fn leaf(&mut self, letter: u8) -> Result<Nest> {
        Ok(Nest::Leaf(match letter {
            b't' => Box::new(self.make()?),
            b'n' => Box::new(self.make()?.numpy()?),
            b'z' => Box::new(self.make()?.size()),
            b'd' => Box::new(self.make()?.dtype()),
            b'N' => Box::new(None::<Tensor>),
            b'T' => Box::new(true),
            b'i' => Box::new(-3),
            b'f' => Box::new(0.1),
            b's' => Box::new("it's"),
            b'q' => Box::new("a\n\"\t".to_owned()),
            other => panic!("what is {other}?"),
        }))
    }
}

/// What Rust's types say at compile time: lists in tuples in lists.
enum Nest {
    Leaf(Box<dyn Print>),
    List(Vec<Nest>),
    Tuple(Vec<Nest>),
}

impl Print for Nest {
    fn text(&self) -> String {
        match self {
            Nest::Leaf(leaf) => leaf.text(),
            Nest::List(items) => items.text(),
            Nest::Tuple(items) => match &items[..] {
                [a] => (a,).text(),
                [a, b] => (a, b).text(),
                [a, b, c] => (a, b, c).text(),
                [a, b, c, d] => (a, b, c, d).text(),
                _ => panic!("a tuple of {}", items.len()),
            },
        }
    }

    fn repr(&self) -> String {
        match self {
            Nest::Leaf(leaf) => leaf.repr(),
            _ => self.text(),
        }
    }
}

/// Memory full of the numbers, one after the other, again and again.
fn full<T: torchbook::tensor::Element>(
    numbers: &[T],
    shape: &[usize],
) -> Strided {
    let count = shape.iter().product();
    let mut out = numbers.repeat(usize::div_ceil(count, numbers.len()));
    out.truncate(count);
    Strided::new(out, Size::new(shape))
}

/// Sebastiano Vigna's splitmix64.
struct Stream {
    state: u64,
}

impl Stream {
    fn word(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = self.state;
        let z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn below(&mut self, n: u64) -> u64 {
        self.word() % n
    }
}

fn bools(mut s: Stream) -> Vec<bool> {
    let count = 1 + s.below(24);
    (0..count).map(|_| s.below(2) == 1).collect()
}

fn bytes(mut s: Stream) -> Vec<u8> {
    let count = 1 + s.below(24);
    let shift = s.below(8);
    (0..count).map(|_| (s.below(256) >> shift) as u8).collect()
}

fn ints(mut s: Stream, size: u64) -> Vec<i64> {
    let count = 1 + s.below(24);
    let width = 1 + s.below(size - 1);
    let mut one = || {
        let x = (s.word() >> (64 - width)) as i64;
        if s.below(2) == 1 { -x } else { x }
    };
    let mut out: Vec<i64> = (0..count).map(|_| one()).collect();
    if s.below(10) == 0 {
        out[0] = i64::MIN >> (64 - size);
    }
    out
}

fn single(s: Stream, kind: u8) -> Vec<f32> {
    let bits = |x: f64| u64::from((x as f32).to_bits());
    let value = |bits: u64| f64::from(f32::from_bits(bits as u32));
    let numbers = floats(s, kind, Format { sizes: (8, 23), bits, value });
    numbers.into_iter().map(|x| x as f32).collect()
}

fn double(s: Stream, kind: u8) -> Vec<f64> {
    let format =
        Format { sizes: (11, 52), bits: f64::to_bits, value: f64::from_bits };
    floats(s, kind, format)
}

/// How a dtype keeps a number: bits of exponent and fraction.
struct Format {
    sizes: (u32, u32),
    bits: fn(f64) -> u64,
    value: fn(u64) -> f64,
}

/// The recorder's `numbers`.
fn floats(mut s: Stream, kind: u8, format: Format) -> Vec<f64> {
    const SPECIAL: [f64; 5] =
        [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0];
    let (exponent_bits, fraction_bits) = format.sizes;
    let count = 1 + s.below(24);
    let span = 10_i64.pow(1 + s.below(9) as u32);
    let digits = 10_u64.pow(1 + s.below(7) as u32);
    let exponent = s.below(22) as i64 - 12;
    let reach = if exponent_bits == 8 { 95 } else { 640 };
    let decimal = |negative: bool, digits: u64, exponent: i64| -> f64 {
        let sign = if negative { "-" } else { "" };
        parse(&format!("{sign}{digits}e{exponent}"))
    };
    let mut one = || {
        let word = s.word();
        let negative = word >> 63 == 1;
        let fraction = |s: &mut Stream| s.below(1 << fraction_bits);
        match kind {
            b'i' => (s.below(2 * span as u64 + 1) as i64 - span) as f64,
            b'm' => decimal(negative, s.below(digits), exponent),
            b'w' => {
                let exponent = s.below(reach) as i64 - reach as i64 / 2 - 6;
                decimal(negative, s.below(digits), exponent)
            }
            b'p' => {
                let x = decimal(false, 1, s.below(20) as i64 - 9);
                (format.value)((format.bits)(x) + s.below(5) - 2)
            }
            b't' => {
                let x = s.below(8001) as f64 - 4000.0;
                x / f64::from(1 << s.below(13))
            }
            b'r' => {
                let m = s.below(1_000_000) * 10 + 5;
                decimal(negative, m, -3 - s.below(7) as i64)
            }
            b'g' => {
                let x = (s.word() >> 11) as f64 / 2.0_f64.powi(52) - 1.0;
                x * decimal(false, 1, exponent)
            }
            b'b' => (format.value)(word),
            b's' => {
                let top = (word >> 63) << (exponent_bits + fraction_bits);
                (format.value)(top | fraction(&mut s))
            }
            b'x' => {
                let top =
                    ((1 << exponent_bits) - 2 - s.below(3)) << fraction_bits;
                (format.value)(top | fraction(&mut s))
            }
            b'z' => SPECIAL[s.below(5) as usize],
            other => panic!("what is {other}?"),
        }
    };
    let mut out: Vec<f64> = (0..count).map(|_| one()).collect();
    if s.below(10) < 3 {
        for _ in 0..1 + s.below(3) {
            let place = s.below(count) as usize;
            out[place] = SPECIAL[s.below(5) as usize];
        }
    }
    out
}
