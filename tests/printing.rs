/*!
The text of chosen tensors, arrays and numbers, held against recordings of
PyTorch and numpy (`tests/pytorch/record_printing.py`).
*/

use std::fmt::Write;
use std::path::Path;

use ndarray::{ArrayD, IxDyn};
use torchbook::tensor::{
    Edition, Printing, Tail, View, numpy_repr, numpy_str, python_float, repr,
    with_edition, with_printoptions,
};

#[test]
fn today_prints_as_recorded() {
    replay(Edition::Today);
}

#[test]
fn the_notes_edition_prints_as_recorded() {
    replay(Edition::Notes);
}

/// Replays the recording of an edition.
fn replay(edition: Edition) {
    let version = edition.version();
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/pytorch")
        .join(format!("printing.{version}.txt"));
    let recording = std::fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let title = format!("# PyTorch {version},");
    assert!(recording.starts_with(&title), "{}", path.display());
    let mut replay = Replay::default();
    with_edition(edition, || replay.lines(&recording));
    assert!(replay.texts > 100, "{} has no cases", path.display());
    assert!(
        replay.wrong == 0,
        "{} of {} texts differ\n{}",
        replay.wrong,
        replay.texts,
        replay.report
    );
}

#[derive(Default)]
struct Replay {
    texts: usize,
    wrong: usize,
    report: String,
}

impl Replay {
    fn lines(&mut self, recording: &str) {
        let mut lines = recording.lines().peekable();
        let mut case = None;
        let mut head = "";
        while let Some(line) = lines.next() {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            let got = match word {
                "#" => continue,
                "case" => {
                    let data = lines.next().expect("a line of elements");
                    (head, case) = (rest, Some(Case::new(rest, data)));
                    continue;
                }
                "float" => {
                    head = line;
                    let bits = u64::from_str_radix(rest, 16);
                    python_float(f64::from_bits(bits.expect("hex digits")))
                }
                text => case.as_ref().expect("a case").text(text),
            };
            let mut wanted = Vec::new();
            while let Some(line) = lines.next_if(|l| l.starts_with('|')) {
                wanted.push(&line[1..]);
            }
            self.compare(head, word, &wanted.join("\n"), &got);
        }
    }

    fn compare(&mut self, head: &str, word: &str, wanted: &str, got: &str) {
        const SHOWN: usize = 10;
        self.texts += 1;
        if wanted == got {
            return;
        }
        self.wrong += 1;
        if self.wrong <= SHOWN {
            writeln!(
                self.report,
                "---- {word} of {head}, wanted:\n{wanted}\n---- got:\n{got}"
            )
            .expect("a String takes everything");
        }
    }
}

/// A tensor and how it is printed.
struct Case {
    elements: Elements,
    grad_fn: Option<String>,
    requires_grad: bool,
    printing: Printing,
}

impl Case {
    fn new(head: &str, data: &str) -> Case {
        let mut words = head.split(' ');
        let dtype = words.next().expect("a dtype");
        let shape: Vec<usize> = match words.next().expect("a shape") {
            "scalar" => Vec::new(),
            sizes => sizes.split('x').map(parse).collect(),
        };
        let data: Vec<&str> = data.split(' ').skip(1).collect();
        let mut case = Case {
            elements: Elements::new(dtype, &shape, &data),
            grad_fn: None,
            requires_grad: false,
            printing: Printing::new(),
        };
        for word in words {
            let (name, value) = word.split_once('=').unwrap_or((word, ""));
            let printing = case.printing;
            match name {
                "grad_fn" => case.grad_fn = Some(value.to_string()),
                "requires_grad" => case.requires_grad = true,
                "precision" => {
                    case.printing = printing.precision(parse(value))
                }
                "threshold" => {
                    let threshold: f64 = parse(value);
                    case.printing = printing.threshold(threshold);
                }
                "edgeitems" => {
                    case.printing = printing.edgeitems(parse(value))
                }
                "linewidth" => {
                    case.printing = printing.linewidth(parse(value))
                }
                "sci_mode" => {
                    case.printing = printing.sci_mode(value == "True")
                }
                other => panic!("what is {other}?"),
            }
        }
        case
    }

    fn text(&self, word: &str) -> String {
        let view = self.elements.view();
        match word {
            "torch" => {
                let tail = Tail {
                    grad_fn: self.grad_fn.as_deref(),
                    requires_grad: self.requires_grad,
                };
                with_printoptions(self.printing, || repr(&view, &tail))
            }
            "str" => numpy_str(&view),
            "repr" => numpy_repr(&view),
            other => panic!("what is {other}?"),
        }
    }
}

enum Elements {
    Float32(ArrayD<f32>),
    Float64(ArrayD<f64>),
    Int64(ArrayD<i64>),
    Int32(ArrayD<i32>),
    Uint8(ArrayD<u8>),
    Bool(ArrayD<bool>),
}

impl Elements {
    fn new(dtype: &str, shape: &[usize], data: &[&str]) -> Elements {
        match dtype {
            // Through float64, which Python wrote.
            "float32" => Elements::Float32(filled(shape, data, |text| {
                parse::<f64>(text) as f32
            })),
            "float64" => Elements::Float64(filled(shape, data, parse)),
            "int64" => Elements::Int64(filled(shape, data, parse)),
            "int32" => Elements::Int32(filled(shape, data, parse)),
            "uint8" => Elements::Uint8(filled(shape, data, parse)),
            "bool" => Elements::Bool(filled(shape, data, |text| text == "1")),
            other => panic!("what is {other}?"),
        }
    }

    fn view(&self) -> View<'_> {
        match self {
            Elements::Float32(array) => View::Float32(array.view()),
            Elements::Float64(array) => View::Float64(array.view()),
            Elements::Int64(array) => View::Int64(array.view()),
            Elements::Int32(array) => View::Int32(array.view()),
            Elements::Uint8(array) => View::Uint8(array.view()),
            Elements::Bool(array) => View::Bool(array.view()),
        }
    }
}

/// An array of the elements, repeated until it is full.
fn filled<T: Clone>(
    shape: &[usize],
    data: &[&str],
    value: impl Fn(&str) -> T,
) -> ArrayD<T> {
    let values: Vec<T> = data.iter().map(|text| value(text)).collect();
    let count = shape.iter().product();
    let full = values.into_iter().cycle().take(count).collect();
    ArrayD::from_shape_vec(IxDyn(shape), full).expect("the shape is full")
}

fn parse<T: std::str::FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("what is {text:?}?"))
}
