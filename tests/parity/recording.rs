//! Reads what `record_operations.py` wrote.

use std::str::FromStr;

use torchbook::ops::Value;
use torchbook::prelude::*;
use torchbook::tensor::Strided;

/// A tensor as it is written: its dtype, its shape, its elements in order.
pub struct Stored<'a> {
    pub dtype: DType,
    pub shape: Vec<usize>,
    text: &'a str,
}

/// Elements of one of the dtypes.
pub enum Elements {
    Float32(Vec<f32>),
    Float64(Vec<f64>),
    Int64(Vec<i64>),
    Int32(Vec<i32>),
    Uint8(Vec<u8>),
    Bool(Vec<bool>),
}

/// Runs the body with `$elements` standing for the vector within.
macro_rules! each {
    ($of:expr, $elements:ident => $body:expr) => {
        match $of {
            $crate::recording::Elements::Float32($elements) => $body,
            $crate::recording::Elements::Float64($elements) => $body,
            $crate::recording::Elements::Int64($elements) => $body,
            $crate::recording::Elements::Int32($elements) => $body,
            $crate::recording::Elements::Uint8($elements) => $body,
            $crate::recording::Elements::Bool($elements) => $body,
        }
    };
}

/// `2 3*4` is 2, 3, 3, 3, 3.
fn elements<T: Copy>(text: &str, read: impl Fn(&str) -> T) -> Vec<T> {
    let mut all = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match word.split_once('*') {
            Some((word, n)) => {
                let n = n.parse().expect("how many");
                all.extend(std::iter::repeat_n(read(word), n));
            }
            None => all.push(read(word)),
        }
    }
    all
}

fn number<T: FromStr>(word: &str) -> T {
    word.parse().unwrap_or_else(|_| panic!("a number, not {word:?}"))
}

impl<'a> Stored<'a> {
    fn read(line: &'a str) -> Stored<'a> {
        let (dtype, rest) = line.split_once('[').expect("dtype[shape]");
        let (shape, text) = rest.split_once(']').expect("dtype[shape]");
        let dtype = match dtype {
            "f32" => float32,
            "f64" => float64,
            "i64" => int64,
            "i32" => int32,
            "u8" => uint8,
            "b8" => bool_,
            other => panic!("{other} is no dtype"),
        };
        let extents = shape.split(',').filter(|extent| !extent.is_empty());
        Stored { dtype, shape: extents.map(number).collect(), text }
    }

    /// The elements in order.
    pub fn elements(&self) -> Elements {
        let text = self.text;
        match self.dtype {
            DType::Float32 => Elements::Float32(elements(text, number)),
            DType::Float64 => Elements::Float64(elements(text, number)),
            DType::Int64 => Elements::Int64(elements(text, number)),
            DType::Int32 => Elements::Int32(elements(text, number)),
            DType::Uint8 => Elements::Uint8(elements(text, number)),
            DType::Bool => Elements::Bool(elements(text, |w| w == "1")),
        }
    }

    /// A new tensor that lies in memory as `strides` say.
    pub fn tensor(&self, strides: Option<&[usize]>) -> Tensor {
        let size = Size::new(&self.shape);
        let window = each!(self.elements(), elements => match strides {
            None => Strided::new(elements, size),
            Some(strides) => {
                let places: Vec<usize> = places(&self.shape, strides);
                let last = places.iter().max().map_or(0, |last| last + 1);
                let mut memory = vec![Default::default(); last];
                for (place, element) in places.into_iter().zip(elements) {
                    memory[place] = element;
                }
                Strided::new(memory, Size::new(&[last])).window(
                    size, Size::new(strides), 0,
                )
            }
        });
        Tensor::from_strided(window)
    }
}

/// Where in memory each element lies.
fn places(shape: &[usize], strides: &[usize]) -> Vec<usize> {
    let mut places = vec![0];
    for (&extent, &stride) in shape.iter().zip(strides) {
        places = places
            .iter()
            .flat_map(|&place| (0..extent).map(move |i| place + i * stride))
            .collect();
    }
    places
}

/// A tensor of the recording, and how it lies in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    pub nr: usize,
    pub strides: Option<Vec<usize>>,
    pub leaf: bool,
}

/// An argument, or a result.
#[derive(Clone, Debug)]
pub enum Item {
    Tensor(Reference),
    /// The very tensor that is the first, second, ... of the call.
    Again(usize),
    List(Vec<Item>),
    Plain(Value),
}

/// What a call gives if it does not fail.
#[derive(Clone, Debug)]
pub struct Given {
    pub results: Option<Item>,
    /// `AddBackward0`
    pub node: Option<String>,
    /// CRC-32 of the printed results.
    pub printed: Option<u32>,
    /// One for every leaf; the error of backward if that fails.
    pub gradients: Result<Vec<Option<Reference>>, String>,
}

pub type Outcome = Result<Given, String>;

/// In which memory a call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As the arguments are written.
    Written,
    /// Every second element of memory.
    Stepped,
    /// The first dimension is the dense one.
    Turned,
    /// By the in-place form, on a copy of the first argument.
    InPlace,
}

/// One call and all that came of it.
pub struct Case<'a> {
    pub call: &'a str,
    pub positional: Vec<Item>,
    pub keywords: Vec<(String, Item)>,
    pub outcomes: Vec<(Mode, Outcome)>,
}

/// One file: an operation's tensors, by number, and its calls.
pub struct Recording<'a> {
    pub tensors: Vec<Stored<'a>>,
    pub cases: Vec<Case<'a>>,
}

impl<'a> Recording<'a> {
    pub fn read(text: &'a str) -> Recording<'a> {
        let mut recording = Recording { tensors: vec![], cases: vec![] };
        for line in text.lines() {
            // A call has its bracket before the first space.
            let head = line.split(' ').next().unwrap_or("");
            if head.contains('(') {
                recording.cases.push(Case::read(line));
            } else {
                recording.tensors.push(Stored::read(line));
            }
        }
        recording
    }
}

impl<'a> Case<'a> {
    fn read(line: &'a str) -> Case<'a> {
        let mut parts = line.split(" | ");
        let base = parts.next().expect("a first part");
        // The arguments hold no spaces but in strings, which hold no signs.
        let ends = [") = ", ") ! "].map(|end| base.find(end));
        let end = ends.into_iter().flatten().min().expect("an outcome") + 1;
        let (call, outcome) = base.split_at(end);
        let inside = call.split_once('(').expect("a call").1;
        let mut reader = Reader(inside);
        let (positional, keywords) = reader.arguments();
        let written = outcome_beside(outcome, &Ok(Given::none()));
        let mut outcomes = vec![(Mode::Written, written.clone())];
        for part in parts {
            let (letter, rest) = part.split_at(1);
            let mode = match letter {
                "n" => Mode::Stepped,
                "t" => Mode::Turned,
                "i" => Mode::InPlace,
                other => panic!("{other} is no mode"),
            };
            outcomes.push((mode, outcome_beside(rest, &written)));
        }
        Case { call, positional, keywords, outcomes }
    }
}

impl Given {
    fn none() -> Given {
        Given {
            results: None,
            node: None,
            printed: None,
            gradients: Ok(Vec::new()),
        }
    }
}

/// The text again that a recording holds in one line.
pub fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        out.push(match c {
            '\\' => match characters.next() {
                Some('n') => '\n',
                Some('p') => '|',
                Some(other) => other,
                None => '\\',
            },
            c => c,
        });
    }
    out
}

/// An outcome; what it does not mention is as in `base`.
fn outcome_beside(text: &str, base: &Outcome) -> Outcome {
    let mut rest = text.trim();
    if rest.is_empty() {
        return base.clone();
    }
    if let Some(error) = rest.strip_prefix("! ") {
        return Err(unescaped(error));
    }
    let mut given = base.clone().unwrap_or(Given::none());
    let mut gradients = Vec::new();
    while !rest.is_empty() {
        if let Some(error) = rest.strip_prefix("^! ") {
            given.gradients = Err(unescaped(error));
            return Ok(given);
        }
        let after = rest.strip_prefix("= ");
        let rest_of_it = after.unwrap_or(rest);
        let end = rest_of_it.find(' ').unwrap_or(rest_of_it.len());
        let (word, next) = rest_of_it.split_at(end);
        rest = next.trim_start();
        if after.is_some() {
            given.results = Some(Reader(word).item());
        } else if let Some(name) = word.strip_prefix('@') {
            given.node = (name != "-").then(|| name.to_owned());
        } else if let Some(crc) = word.strip_prefix('#') {
            given.printed = u32::from_str_radix(crc, 16).ok();
        } else if word == "^none" {
            given.gradients = Ok(Vec::new());
        } else if word == "^-" {
            gradients.push(None);
        } else if let Some(tensor) = word.strip_prefix('^') {
            let Item::Tensor(tensor) = Reader(tensor).item() else {
                panic!("{word} is no gradient");
            };
            gradients.push(Some(tensor));
        } else {
            panic!("{word:?} in {text:?}");
        }
    }
    if !gradients.is_empty() {
        given.gradients = Ok(gradients);
    }
    Ok(given)
}

/// Reads Python's values, one after the other.
struct Reader<'a>(&'a str);

impl<'a> Reader<'a> {
    fn take(&mut self, word: &str) -> bool {
        match self.0.strip_prefix(word) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    /// All up to the next character that ends a value.
    fn word(&mut self) -> &'a str {
        let end = self.0.find([',', ']', ')', '=', ' ']);
        let (word, rest) = self.0.split_at(end.unwrap_or(self.0.len()));
        self.0 = rest;
        word
    }

    fn arguments(&mut self) -> (Vec<Item>, Vec<(String, Item)>) {
        let (mut positional, mut keywords) = (Vec::new(), Vec::new());
        while !self.take(")") {
            let before = self.0;
            let name = self.word();
            if self.take("=") {
                keywords.push((name.to_owned(), self.item()));
            } else {
                self.0 = before;
                positional.push(self.item());
            }
            self.take(",");
        }
        (positional, keywords)
    }

    fn item(&mut self) -> Item {
        if self.take("[") {
            let mut items = Vec::new();
            while !self.take("]") {
                items.push(self.item());
                self.take(",");
            }
            return Item::List(items);
        }
        if self.take("'") {
            let (text, rest) = self.0.split_once('\'').expect("a quote");
            self.0 = rest;
            return Item::Plain(text.into());
        }
        let word = self.word();
        if let Some(nr) = word.strip_prefix('&') {
            return Item::Again(number(nr));
        }
        if word.starts_with("t") {
            return Item::Tensor(reference(word));
        }
        Item::Plain(plain(word))
    }
}

/// `t12/1x2'`
fn reference(word: &str) -> Reference {
    let leaf = word.ends_with('\'');
    let word = word[1..].trim_end_matches('\'');
    let (nr, strides) = match word.split_once('/') {
        Some((nr, strides)) => {
            (nr, Some(strides.split('x').map(number).collect()))
        }
        None => (word, None),
    };
    Reference { nr: number(nr), strides, leaf }
}

fn plain(word: &str) -> Value {
    let end = |text: &str| (!text.is_empty()).then(|| number(text));
    match word {
        "None" => Value::None,
        "True" => Value::Bool(true),
        "False" => Value::Bool(false),
        "..." => Value::Ellipsis,
        "float32" => Value::DType(float32),
        "float64" => Value::DType(float64),
        "int64" => Value::DType(int64),
        "int32" => Value::DType(int32),
        "uint8" => Value::DType(uint8),
        "bool" => Value::DType(bool_),
        _ if word.contains(':') => {
            let mut ends = word.split(':').map(end);
            let mut next = || ends.next().flatten();
            Value::Slice(next(), next(), next())
        }
        _ => match word.parse() {
            Ok(int) => Value::Int(int),
            Err(_) => Value::Float(number(word)),
        },
    }
}

pub(crate) use each;
