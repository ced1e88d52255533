/*!
As much Python as the recorded programs need: assignments, calls, indices,
`+ - * < > is`, and `with torch.no_grad():`.

It knows no types but those of PyTorch's little programs, evaluates while it
reads, and panics over what it does not know: a recording is no user.
*/

use std::collections::HashMap;
use std::iter::Peekable;
use std::vec::IntoIter;

use torchbook::autograd::{GradFn, grad_with};
use torchbook::prelude::*;
use torchbook::tensor::Print;

/// What a name stands for.
#[derive(Clone)]
pub enum Value {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    DType(DType),
    Tensor(Tensor),
    Node(GradFn),
    Str(&'static str),
    List(Vec<Value>),
    Tuple(Vec<Value>),
    /// `torch` and `torch.autograd`.
    Module,
    Slice(Option<i64>, Option<i64>, Option<i64>),
}

impl Print for Value {
    fn text(&self) -> String {
        match self {
            Value::Str(x) => (*x).to_owned(),
            other => Print::repr(other),
        }
    }

    fn repr(&self) -> String {
        match self {
            Value::None => "None".to_owned(),
            Value::Bool(x) => x.text(),
            Value::Int(x) => x.text(),
            Value::Float(x) => x.text(),
            Value::DType(x) => x.text(),
            Value::Tensor(x) => x.repr(),
            Value::Node(x) => x.text(),
            Value::Str(x) => Print::repr(*x),
            Value::List(items) => items.text(),
            Value::Tuple(items) => match &items[..] {
                [a] => (a,).text(),
                [a, b] => (a, b).text(),
                _ => panic!("a tuple of {}", items.len()),
            },
            Value::Module | Value::Slice(..) => panic!("who prints this?"),
        }
    }
}

impl From<Option<Tensor>> for Value {
    fn from(x: Option<Tensor>) -> Value {
        x.map_or(Value::None, Value::Tensor)
    }
}

impl From<Vec<Tensor>> for Value {
    fn from(tensors: Vec<Tensor>) -> Value {
        Value::Tuple(tensors.into_iter().map(Value::Tensor).collect())
    }
}

impl Value {
    fn tensor(&self) -> &Tensor {
        match self {
            Value::Tensor(x) => x,
            other => panic!("{} is no tensor", other.text()),
        }
    }

    fn int(&self) -> i64 {
        match self {
            Value::Int(x) => *x,
            other => panic!("{} is no int", other.text()),
        }
    }

    fn scalar(&self) -> Scalar {
        match self {
            Value::Bool(x) => Scalar::Bool(*x),
            Value::Int(x) => Scalar::Int(*x),
            Value::Float(x) => Scalar::Float(*x),
            other => panic!("{} is no number", other.text()),
        }
    }

    fn items(&self) -> &[Value] {
        match self {
            Value::List(items) | Value::Tuple(items) => items,
            other => std::slice::from_ref(other),
        }
    }

    fn tensors(&self) -> Vec<&Tensor> {
        self.items().iter().map(Value::tensor).collect()
    }

    fn is(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Tensor(a), Value::Tensor(b)) => a.is(b),
            (Value::None, Value::None) => true,
            _ => false,
        }
    }

    fn index(&self) -> Index {
        match self {
            Value::Int(i) => (*i).into(),
            Value::Slice(start, stop, step) => slice(*start, *stop, *step),
            Value::Tensor(x) => x.into(),
            other => panic!("{} is no index", other.text()),
        }
    }

    /// The numbers of a nested list, and its extents.
    fn numbers(&self, shape: &mut Vec<i64>, out: &mut Vec<Scalar>) {
        let Value::List(items) = self else {
            return out.push(self.scalar());
        };
        shape.push(items.len() as i64);
        let depth = shape.len();
        for item in items {
            shape.truncate(depth);
            item.numbers(shape, out);
        }
    }
}

/// What may be written to.
enum Place {
    Name(String),
    Attribute(Value, String),
    Index(Value, Vec<Value>),
}

/// The arguments of a call.
struct Args {
    by_place: Vec<Value>,
    by_name: Vec<(String, Value)>,
}

impl Args {
    fn named(&self, name: &str) -> Option<&Value> {
        self.by_name.iter().find(|(n, _)| n == name).map(|(_, v)| v)
    }

    fn flag(&self, name: &str) -> bool {
        matches!(self.named(name), Some(Value::Bool(true)))
    }

    fn options(&self) -> BackwardOptions {
        let create_graph = self.flag("create_graph");
        BackwardOptions {
            retain_graph: self.flag("retain_graph") || create_graph,
            create_graph,
            allow_unused: self.flag("allow_unused"),
        }
    }

    fn get(&self, i: usize) -> &Value {
        &self.by_place[i]
    }

    fn int(&self, i: usize) -> i64 {
        self.get(i).int()
    }

    /// All of them, or the items of the only one.
    fn ints(&self) -> Vec<i64> {
        self.by_place.iter().flat_map(Value::items).map(Value::int).collect()
    }
}

/// A program that is being run.
#[derive(Default)]
pub struct Python {
    names: HashMap<String, Value>,
    printed: String,
}

impl Python {
    /// Runs one statement and returns what it prints, each line ended; that
    /// of an error is its last line.
    pub fn run(&mut self, statement: &str) -> String {
        let done = match statement.strip_prefix("with torch.no_grad(): ") {
            Some(rest) => no_grad(|| self.statement(rest)),
            None => self.statement(statement),
        };
        if let Err(error) = done {
            self.printed.push_str(&format!("{error:#}\n"));
        }
        std::mem::take(&mut self.printed)
    }

    fn statement(&mut self, text: &str) -> Result<()> {
        let mut reader = Reader::new(self, text);
        // `x.y[0] = 1` is read up to its last dot or bracket.
        let Some((target, value)) = text.split_once(" = ") else {
            reader.expression()?;
            return reader.end();
        };
        let mut reader = Reader::new(self, value);
        let value = reader.expression()?;
        reader.end()?;
        let place = Reader::new(self, target).place()?;
        self.write(place, value)
    }

    fn write(&mut self, place: Place, value: Value) -> Result<()> {
        match place {
            Place::Name(name) => {
                self.names.insert(name, value);
            }
            Place::Attribute(object, name) => {
                let x = object.tensor();
                match (&*name, &value) {
                    ("grad", Value::None) => x.set_grad(None),
                    ("grad", Value::Tensor(g)) => x.set_grad(Some(g.clone())),
                    ("data", Value::Tensor(y)) => x.set_data(y)?,
                    _ => panic!("who writes to {name}?"),
                }
            }
            Place::Index(object, index) => {
                let index = indices(&index);
                match &value {
                    Value::Tensor(y) => object.tensor().index_put_(index, y),
                    other => object.tensor().index_put_(index, other.scalar()),
                }?;
            }
        }
        Ok(())
    }
}

/// Reads and evaluates one expression.
struct Reader<'a> {
    python: &'a mut Python,
    text: &'a str,
    tokens: Peekable<IntoIter<&'a str>>,
}

impl<'a> Reader<'a> {
    fn new(python: &'a mut Python, text: &'a str) -> Reader<'a> {
        let tokens = tokens(text).into_iter().peekable();
        Reader { python, text, tokens }
    }

    fn next(&mut self) -> &'a str {
        self.tokens.next().unwrap_or_else(|| panic!("cut: {}", self.text))
    }

    fn peek(&mut self) -> &'a str {
        self.tokens.peek().copied().unwrap_or("")
    }

    fn took(&mut self, token: &str) -> bool {
        self.tokens.next_if(|&t| t == token).is_some()
    }

    fn expect(&mut self, token: &str) {
        let found = self.next();
        assert_eq!(found, token, "in {}", self.text);
    }

    fn end(&mut self) -> Result<()> {
        assert_eq!(self.peek(), "", "the end of {}", self.text);
        Ok(())
    }

    fn expression(&mut self) -> Result<Value> {
        let left = self.sum()?;
        let operator = self.peek();
        if !matches!(operator, "is" | "<" | ">") {
            return Ok(left);
        }
        self.next();
        let right = self.sum()?;
        Ok(match operator {
            "is" => Value::Bool(left.is(&right)),
            "<" => Value::Tensor(left.tensor().lt(right.scalar())?),
            _ => Value::Tensor(left.tensor().gt(right.scalar())?),
        })
    }

    fn sum(&mut self) -> Result<Value> {
        let mut left = self.postfix()?;
        while matches!(self.peek(), "+" | "-" | "*") {
            let method = match self.next() {
                "+" => "add",
                "-" => "sub",
                _ => "mul",
            };
            let by_place = vec![self.postfix()?];
            let args = Args { by_place, by_name: Vec::new() };
            left = method_of_tensor(left.tensor(), method, &args)?;
        }
        Ok(left)
    }

    fn postfix(&mut self) -> Result<Value> {
        let mut value = self.atom()?;
        loop {
            if self.took(".") {
                let name = self.next();
                value = if self.took("(") {
                    let args = self.arguments()?;
                    self.call(&value, name, &args)?
                } else {
                    attribute(&value, name)?
                };
            } else if self.took("[") {
                value = item(&value, &self.indices()?)?;
            } else {
                return Ok(value);
            }
        }
    }

    /// What stands before ` = `.
    fn place(&mut self) -> Result<Place> {
        let name = self.next();
        if self.peek() == "" {
            return Ok(Place::Name(name.to_owned()));
        }
        let object = self.name(name)?;
        let place = if self.took(".") {
            Place::Attribute(object, self.next().to_owned())
        } else {
            self.expect("[");
            Place::Index(object, self.indices()?)
        };
        self.end()?;
        Ok(place)
    }

    fn name(&self, name: &str) -> Result<Value> {
        self.python.names.get(name).cloned().ok_or_else(|| {
            panic!("{name} has no value in {}", self.text);
        })
    }

    fn atom(&mut self) -> Result<Value> {
        let token = self.next();
        Ok(match token {
            "None" => Value::None,
            "True" => Value::Bool(true),
            "False" => Value::Bool(false),
            "torch" => Value::Module,
            "[" => Value::List(self.list("]")?),
            "(" => {
                let value = self.expression()?;
                self.expect(")");
                value
            }
            "-" => match self.atom()? {
                Value::Int(x) => Value::Int(-x),
                Value::Float(x) => Value::Float(-x),
                other => panic!("minus {}", other.text()),
            },
            "print" => {
                self.expect("(");
                let args = self.arguments()?;
                self.python.printed.push_str(&args.get(0).text());
                self.python.printed.push('\n');
                Value::None
            }
            "nexts" => {
                self.expect("(");
                let args = self.arguments()?;
                let Value::Node(node) = args.get(0) else {
                    panic!("no node in {}", self.text);
                };
                let name = |next: Option<GradFn>| {
                    next.map_or(Value::None, |node| Value::Str(node.name()))
                };
                Value::List(
                    node.next_functions().into_iter().map(name).collect(),
                )
            }
            number if number.starts_with(|c: char| c.is_ascii_digit()) => {
                match number.parse() {
                    Ok(int) => Value::Int(int),
                    Err(_) => Value::Float(number.parse().expect("a number")),
                }
            }
            name => self.name(name)?,
        })
    }

    fn list(&mut self, close: &str) -> Result<Vec<Value>> {
        let mut items = Vec::new();
        while !self.took(close) {
            items.push(self.expression()?);
            if self.peek() != close {
                self.expect(",");
            }
        }
        Ok(items)
    }

    fn arguments(&mut self) -> Result<Args> {
        let mut args = Args { by_place: Vec::new(), by_name: Vec::new() };
        while !self.took(")") {
            let mut rest = self.tokens.clone();
            if rest.nth(1) == Some("=") {
                let name = self.next().to_owned();
                self.expect("=");
                args.by_name.push((name, self.expression()?));
            } else {
                args.by_place.push(self.expression()?);
            }
            if self.peek() != ")" {
                self.expect(",");
            }
        }
        Ok(args)
    }

    fn indices(&mut self) -> Result<Vec<Value>> {
        let mut out = Vec::new();
        while !self.took("]") {
            let mut bounds = [None, None, None];
            let mut colons = 0;
            while !matches!(self.peek(), "," | "]") {
                if self.took(":") {
                    colons += 1;
                } else {
                    bounds[colons] = Some(self.expression()?);
                }
            }
            let ints = bounds.clone().map(|b| b.filter(|_| colons > 0));
            let [start, stop, step] = ints.map(|b| b.map(|b| b.int()));
            out.push(match bounds {
                [Some(only), ..] if colons == 0 => only,
                _ => Value::Slice(start, stop, step),
            });
            self.took(",");
        }
        Ok(out)
    }

    fn call(&self, object: &Value, name: &str, args: &Args) -> Result<Value> {
        if let Value::Tensor(x) = object {
            return method_of_tensor(x, name, args);
        }
        let size = || args.ints();
        Ok(Value::Tensor(match name {
            "tensor" => {
                let (mut shape, mut numbers) = (Vec::new(), Vec::new());
                args.get(0).numbers(&mut shape, &mut numbers);
                let dtype = match (args.named("dtype"), &numbers[..]) {
                    (Some(Value::DType(dtype)), _) => *dtype,
                    (_, [Scalar::Int(_), ..]) => int64,
                    _ => float32,
                };
                let floats: Vec<f64> =
                    numbers.into_iter().map(Scalar::to_f64).collect();
                let x = tensor_with(floats, dtype)?.view(shape)?;
                x.detach()?.requires_grad_(args.flag("requires_grad"))?
            }
            "ones" => ones(size())?,
            "zeros" => zeros(size())?,
            "cat" => cat(args.get(0).tensors(), args.int(1))?,
            "stack" => stack(args.get(0).tensors(), args.int(1))?,
            "grad" => {
                let outputs = args.get(0).tensors();
                let given = args.by_place.get(2).map(Value::tensors);
                let gradients = match given {
                    Some(given) => given.into_iter().map(Some).collect(),
                    None => vec![None; outputs.len()],
                };
                let inputs = args.get(1).tensors();
                let options = args.options();
                let found = grad_with(&outputs, &inputs, &gradients, options)?;
                return Ok(Value::Tuple(
                    found.into_iter().map(Value::from).collect(),
                ));
            }
            _ => panic!("what is {name} in {}?", self.text),
        }))
    }
}

fn attribute(object: &Value, name: &str) -> Result<Value> {
    Ok(match (object, name) {
        (Value::Module, "autograd") => Value::Module,
        (Value::Module, "float64") => Value::DType(float64),
        (Value::Tensor(x), "grad") => x.grad().into(),
        (Value::Tensor(x), "grad_fn") => {
            x.grad_fn().map_or(Value::None, Value::Node)
        }
        (Value::Tensor(x), "is_leaf") => Value::Bool(x.is_leaf()),
        (Value::Tensor(x), "requires_grad") => Value::Bool(x.requires_grad()),
        (Value::Tensor(x), "data") => Value::Tensor(x.data()?),
        (Value::Tensor(x), "_version") => Value::Int(x.version().into()),
        (Value::Tensor(x), "_base") => x.base().into(),
        (Value::Node(node), "variable") => node.variable().into(),
        (Value::Node(node), "next_functions") => {
            let pair = |next: Option<GradFn>| {
                let node = next.map_or(Value::None, Value::Node);
                Value::Tuple(vec![node, Value::Int(0)])
            };
            Value::Tuple(node.next_functions().into_iter().map(pair).collect())
        }
        _ => panic!("what is {name}?"),
    })
}

fn item(object: &Value, indices: &[Value]) -> Result<Value> {
    if let Value::Tensor(x) = object {
        return Ok(Value::Tensor(x.index(self::indices(indices))?));
    }
    Ok(object.items()[indices[0].int() as usize].clone())
}

/// One index alone is not a tuple of one.
fn indices(indices: &[Value]) -> Indices {
    match indices {
        [only] => only.index().into(),
        more => more.iter().map(Value::index).collect::<Vec<_>>().into(),
    }
}

fn method_of_tensor(x: &Tensor, name: &str, args: &Args) -> Result<Value> {
    macro_rules! with_operand {
        ($($method:ident)+) => {
            match (name, args.by_place.first()) {
                $(
                    (stringify!($method), Some(Value::Tensor(y))) => {
                        return Ok(Value::Tensor(x.$method(y)?));
                    }
                    (stringify!($method), Some(number)) => {
                        return Ok(Value::Tensor(x.$method(number.scalar())?));
                    }
                )+
                _ => {}
            }
        };
    }
    with_operand!(add add_ sub sub_ mul mul_ div div_ pow);
    macro_rules! alone {
        ($($method:ident)+) => {
            match name {
                $(
                    stringify!($method) if args.by_place.is_empty() => {
                        return Ok(Value::Tensor(x.$method()?));
                    }
                )+
                _ => {}
            }
        };
    }
    alone!(
        neg neg_ exp exp_ tanh tanh_ sigmoid sigmoid_ abs relu relu_ zero_ t
        sum mean squeeze detach
    );
    Ok(Value::Tensor(match name {
        "clone" => x.copy()?,
        "sum" => x.sum_dim(args.int(0), false)?,
        "max" => {
            let found = x.max_dim(args.int(0), false)?;
            return Ok(vec![found.values, found.indices].into());
        }
        "cumsum" => x.cumsum(args.int(0))?,
        "dot" => x.dot(args.get(0).tensor())?,
        "view" => x.view(args.ints())?,
        "expand" => x.expand(args.ints())?,
        "unsqueeze" => x.unsqueeze(args.int(0))?,
        "select" => x.select(args.int(0), args.int(1))?,
        "narrow" => x.narrow(args.int(0), args.int(1), args.int(2))?,
        "transpose" => x.transpose(args.int(0), args.int(1))?,
        "unbind" => return Ok(x.unbind(args.int(0))?.into()),
        "split" => return Ok(x.split(args.int(0), 0)?.into()),
        "chunk" => {
            let dim = args.by_place.get(1).map_or(0, Value::int);
            return Ok(x.chunk(args.int(0), dim)?.into());
        }
        "copy_" => x.copy_(args.get(0).tensor())?,
        "fill_" => x.fill_(args.get(0).scalar())?,
        "masked_fill_" => {
            x.masked_fill_(args.get(0).tensor(), args.get(1).scalar())?
        }
        "requires_grad_" => x.requires_grad_(!matches!(
            args.by_place.first(),
            Some(Value::Bool(false))
        ))?,
        "retain_grad" => {
            x.retain_grad()?;
            return Ok(Value::None);
        }
        "backward" => {
            let gradient = args.by_place.first().map(Value::tensor);
            x.backward_options(gradient, args.options())?;
            return Ok(Value::None);
        }
        _ => panic!("what is {name}?"),
    }))
}

/// Names, numbers, and single characters.
fn tokens(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let word = |c: char| c.is_alphanumeric() || c == '_';
        let end = if first.is_ascii_digit() {
            // `1e-08` is one.
            let mut before = first;
            rest.find(|c: char| {
                let part = word(c) || c == '.' || c == '-' && before == 'e';
                before = c;
                !part
            })
        } else if word(first) {
            rest.find(|c| !word(c))
        } else {
            Some(1)
        };
        let (token, after) = rest.split_at(end.unwrap_or(rest.len()));
        out.push(token);
        rest = after.trim_start();
    }
    out
}
