/*!
An operation drawn element by element: `dot` as the multiplications and the
addition that it is made of.

What a node computes is known by its name. The steps are computed anew, and
shown only if they lead to the node's own result and gradients: `a + 2·b`,
which is also called `AddBackward0`, stays whole.
*/

use super::gather::{Column, Graph, Kind, Vertex, Wire};
use super::short::{SHORT, elements, number};
use super::trace::Trace;
use crate::tensor::{DType, Result, Size, Strided};

/// The sign of an operation on single numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Add,
    Sub,
    Mul,
    Div,
    /// A function of one number, known by its values only.
    Function(&'static str),
}

impl Sign {
    fn text(self) -> &'static str {
        match self {
            Sign::Add => "+",
            Sign::Sub => "−",
            Sign::Mul => "×",
            Sign::Div => "÷",
            Sign::Function(name) => name,
        }
    }

    /// The result of a sign that computes.
    fn apply(self, x: &[f64]) -> f64 {
        match self {
            Sign::Add => x.iter().sum(),
            Sign::Sub => x[0] - x[1],
            Sign::Mul => x[0] * x[1],
            Sign::Div => x[0] / x[1],
            Sign::Function(_) => f64::NAN,
        }
    }

    /// The gradient of input `i`, if `grad` comes back.
    fn derive(self, i: usize, x: &[f64], grad: f64) -> f64 {
        match (self, i) {
            (Sign::Mul, _) => grad * x[1 - i],
            (Sign::Sub, 1) => -grad,
            (Sign::Div, 0) => grad / x[1],
            (Sign::Div, _) => -grad * x[0] / (x[1] * x[1]),
            _ => grad,
        }
    }
}

/// What a node computes, by the name of its class.
enum Recipe {
    Each(Sign),
    Dot,
    Sum,
    Mean,
}

fn recipe(class: &str) -> Option<Recipe> {
    Some(match class {
        "AddBackward0" => Recipe::Each(Sign::Add),
        "SubBackward0" => Recipe::Each(Sign::Sub),
        "MulBackward0" => Recipe::Each(Sign::Mul),
        "DivBackward0" => Recipe::Each(Sign::Div),
        "NegBackward0" => Recipe::Each(Sign::Function("−")),
        "AbsBackward0" => Recipe::Each(Sign::Function("abs")),
        "ExpBackward0" => Recipe::Each(Sign::Function("exp")),
        "LogBackward0" => Recipe::Each(Sign::Function("log")),
        "SqrtBackward0" => Recipe::Each(Sign::Function("√")),
        "TanhBackward0" => Recipe::Each(Sign::Function("tanh")),
        "SigmoidBackward0" => Recipe::Each(Sign::Function("σ")),
        "ReluBackward0" => Recipe::Each(Sign::Function("relu")),
        "PowBackward0" => Recipe::Each(Sign::Function("pow")),
        "DotBackward0" => Recipe::Dot,
        "SumBackward0" => Recipe::Sum,
        "MeanBackward0" => Recipe::Mean,
        _ => return None,
    })
}

/// Where a number comes from.
#[derive(Clone, Copy)]
enum Source {
    /// An element of one of the node's inputs.
    Input { input: usize, element: usize },
    /// An earlier step.
    Step(usize),
    /// A number that belongs to the operation.
    Number,
}

/// One sign with its numbers.
struct Step {
    sign: Sign,
    sources: Vec<Source>,
    x: Vec<f64>,
    value: f64,
    /// What comes back, after a backward.
    grad: Option<f64>,
    /// What goes further back, for each source.
    sent: Vec<Option<f64>>,
}

impl Step {
    /// How a product's gradient is made: what comes back times the other.
    fn rule(
        &self,
        i: usize,
        scalar: impl Fn(f64) -> Strided,
    ) -> Option<String> {
        let grad = self.grad.filter(|_| self.sign == Sign::Mul)?;
        let other = number(&scalar(self.x[1 - i]));
        Some(format!("{}·{other}", number(&scalar(grad))))
    }
}

/// A node taken apart.
struct Steps {
    steps: Vec<Step>,
    /// How many of the last steps are the elements of the node's output.
    outputs: usize,
    dtype: DType,
}

fn floats(value: &Strided) -> Vec<f64> {
    // Only the values of short tensors are asked for.
    let floats = value.to_dtype(DType::Float64);
    floats.and_then(|floats| floats.to_vec()).unwrap_or_default()
}

/// Which element of an input meets each element of the output.
fn broadcast(input: &Strided, output: &Size) -> Option<Vec<usize>> {
    let places: Vec<i64> = (0..).take(input.numel()).collect();
    let places = Strided::new(places, input.shape().clone());
    let places = places.expand_to(output).ok()?.to_vec::<i64>().ok()?;
    places.into_iter().map(|place| usize::try_from(place).ok()).collect()
}

/// Equal but for rounding.
fn close(a: f64, b: f64) -> bool {
    a == b
        || (a.is_nan() && b.is_nan())
        || (a - b).abs() <= 1e-5 * (1.0 + b.abs())
}

impl Steps {
    /// `None` if the node is unknown, too large, or does something else than
    /// its name tells.
    fn of(class: &str, trace: &Trace) -> Option<Steps> {
        let recipe = recipe(class)?;
        let [output] = trace.outputs.as_slice() else { return None };
        let short = |x: &Strided| (1..=SHORT).contains(&x.numel());
        if !trace.inputs.iter().all(short) || !short(output) {
            return None;
        }
        let mut steps =
            Steps { steps: Vec::new(), outputs: 1, dtype: output.dtype() };
        let inputs: Vec<Vec<f64>> = trace.inputs.iter().map(floats).collect();
        match recipe {
            Recipe::Each(sign) => steps.each(sign, trace, &inputs, output)?,
            Recipe::Dot => steps.dot(&inputs)?,
            Recipe::Sum => {
                steps.sum(&inputs)?;
            }
            Recipe::Mean => {
                let sum = steps.sum(&inputs)?;
                let count = inputs[0].len() as f64;
                steps.push(
                    Sign::Div,
                    &[(Source::Step(0), sum), (Source::Number, count)],
                );
            }
        }
        steps.leads_to(output).then_some(())?;
        let came = trace.arrived.first().cloned().flatten();
        if let Some(came) = came.filter(|came| came.shape() == output.shape())
        {
            steps.derive(&floats(&came), trace);
            steps.sends(trace).then_some(())?;
        }
        Some(steps)
    }

    fn push(&mut self, sign: Sign, sources: &[(Source, f64)]) -> f64 {
        let x: Vec<f64> = sources.iter().map(|(_, x)| *x).collect();
        let value = sign.apply(&x);
        let sent = vec![None; x.len()];
        let sources = sources.iter().map(|(source, _)| *source).collect();
        self.steps.push(Step { sign, sources, x, value, grad: None, sent });
        value
    }

    fn each(
        &mut self,
        sign: Sign,
        trace: &Trace,
        inputs: &[Vec<f64>],
        output: &Strided,
    ) -> Option<()> {
        let wanted = if matches!(sign, Sign::Function(_)) { 1 } else { 2 };
        let inputs = inputs.get(..wanted)?;
        let places = trace
            .inputs
            .iter()
            .map(|input| broadcast(input, output.shape()))
            .collect::<Option<Vec<_>>>()?;
        let values = floats(output);
        self.outputs = values.len();
        for (i, value) in values.into_iter().enumerate() {
            let source = |(input, x): (usize, &Vec<f64>)| {
                let element = places[input][i];
                (Source::Input { input, element }, x[element])
            };
            let sources: Vec<_> =
                inputs.iter().enumerate().map(source).collect();
            self.push(sign, &sources);
            if let Sign::Function(_) = sign {
                self.steps[i].value = value;
            }
        }
        Some(())
    }

    fn dot(&mut self, inputs: &[Vec<f64>]) -> Option<()> {
        let [a, b] = inputs else { return None };
        let mut products = Vec::new();
        for (element, (&x, &y)) in a.iter().zip(b).enumerate() {
            let of = |input| Source::Input { input, element };
            let product = self.push(Sign::Mul, &[(of(0), x), (of(1), y)]);
            products.push((Source::Step(element), product));
        }
        if products.len() > 1 {
            self.push(Sign::Add, &products);
        }
        Some(())
    }

    fn sum(&mut self, inputs: &[Vec<f64>]) -> Option<f64> {
        let [x] = inputs else { return None };
        let of = |element| Source::Input { input: 0, element };
        let sources: Vec<_> =
            x.iter().enumerate().map(|(i, x)| (of(i), *x)).collect();
        // The sum of one number is nothing to be drawn.
        (x.len() > 1).then(|| self.push(Sign::Add, &sources))
    }

    /// Whether the last steps have the values of the node's output.
    fn leads_to(&self, output: &Strided) -> bool {
        let ends = &self.steps[self.steps.len() - self.outputs..];
        let values = floats(output);
        ends.iter().zip(values).all(|(step, value)| close(step.value, value))
    }

    /// Walks the gradients back through the steps. Each is used once.
    fn derive(&mut self, came: &[f64], trace: &Trace) {
        let sent = trace.sent.first().cloned().flatten();
        let sent = sent.as_ref().map(floats);
        let first = self.steps.len() - self.outputs;
        for (step, grad) in self.steps[first..].iter_mut().zip(came) {
            step.grad = Some(*grad);
        }
        for j in (0..self.steps.len()).rev() {
            let Some(grad) = self.steps[j].grad else { continue };
            for i in 0..self.steps[j].sources.len() {
                let step = &mut self.steps[j];
                step.sent[i] = match (step.sources[i], step.sign) {
                    (Source::Number, _) => None,
                    (Source::Input { input, .. }, _)
                        if trace
                            .sent
                            .get(input)
                            .is_none_or(Option::is_none) =>
                    {
                        None
                    }
                    (Source::Input { element, .. }, Sign::Function(_)) => {
                        sent.as_ref().map(|sent| sent[element])
                    }
                    _ => Some(step.sign.derive(i, &step.x, grad)),
                };
                if let Source::Step(earlier) = step.sources[i] {
                    self.steps[earlier].grad = self.steps[j].sent[i];
                }
            }
        }
    }

    /// Whether the steps send what the node sent.
    fn sends(&self, trace: &Trace) -> bool {
        trace.sent.iter().enumerate().all(|(input, sent)| {
            let Some(sent) = sent else { return true };
            let mut sums = vec![0.0; sent.numel()];
            for step in &self.steps {
                for (source, grad) in step.sources.iter().zip(&step.sent) {
                    if let Source::Input { input: own, element } = *source
                        && own == input
                    {
                        sums[element] += grad.unwrap_or(0.0);
                    }
                }
            }
            let sent = floats(sent);
            sums.iter().zip(sent).all(|(sum, sent)| close(*sum, sent))
        })
    }
}

/// What stands in the new graph for a vertex of the old one.
enum Made {
    /// It comes where it is used: a constant.
    AtUse,
    Whole(usize),
    /// One vertex for each element, made when it is first used.
    Split(Vec<Option<usize>>),
}

struct Expand<'a> {
    old: &'a Graph,
    new: Graph,
    made: Vec<Made>,
}

pub(super) fn expand(old: &Graph) -> Result<Graph> {
    let mut new = Graph::empty();
    new.expanded = true;
    let mut expand = Expand { old, new, made: Vec::new() };
    let steps: Vec<Option<Steps>> =
        old.vertices.iter().map(Expand::steps).collect();
    for (i, vertex) in old.vertices.iter().enumerate() {
        let taken_apart =
            |wire: &Wire| wire.from == i && steps[wire.to].is_some();
        let made = match (vertex.kind, &steps[i]) {
            (_, Some(steps)) => expand.signs(i, steps)?,
            (Kind::Leaf(_), _) if old.wires.iter().any(taken_apart) => {
                expand.column(vertex);
                let numel = vertex.value.as_ref().map_or(0, Strided::numel);
                Made::Split(vec![None; numel])
            }
            (Kind::Constant, _) => Made::AtUse,
            _ => expand.whole(i)?,
        };
        expand.made.push(made);
    }
    Ok(expand.new)
}

impl Expand<'_> {
    fn steps(vertex: &Vertex) -> Option<Steps> {
        let class = vertex.class();
        vertex.with_trace(|trace| Steps::of(class, trace)).flatten()
    }

    /// The gradient of a leaf, which will no longer be seen in one place.
    fn column(&mut self, leaf: &Vertex) {
        if let Some(grad) = leaf.grad.as_ref().filter(|g| g.numel() > 1) {
            let label = format!("{}.grad", leaf.label);
            self.new.columns.push(Column { label, grad: grad.clone() });
        }
    }

    fn signs(&mut self, vertex: usize, steps: &Steps) -> Result<Made> {
        let old = self.old;
        let scalar = |x: f64| Strided::scalar(x, steps.dtype);
        let mut numbers = Vec::new();
        for step in &steps.steps {
            // The inputs first: they come earlier in the drawing.
            let mut wires = Vec::new();
            for (i, source) in step.sources.iter().enumerate() {
                let value = scalar(step.x[i]);
                let (mut name, mut part) = (None, None);
                let (from, nr) = match *source {
                    Source::Input { input, element } => {
                        let mut inputs = old.inputs(vertex);
                        let wire = inputs.find(|wire| wire.input == input);
                        let wire = wire.expect("traced inputs have wires");
                        let text = wire.name.as_ref();
                        name = text.map(|text| indexed(text, wire, element));
                        let whole = wire.value.as_ref();
                        let one = whole.is_none_or(|x| x.numel() == 1);
                        if let Made::Whole(_) = self.made[wire.from] {
                            part = (!one).then_some(element);
                        }
                        self.part(wire, Some(element), Some(&value))?
                    }
                    Source::Step(earlier) => (numbers[earlier], 0),
                    Source::Number => (self.constant(Some(&value), "")?, 0),
                };
                let grad = step.sent[i].map(scalar);
                wires.push(Wire {
                    from,
                    nr,
                    to: 0,
                    input: i,
                    rule: grad.as_ref().and_then(|_| step.rule(i, scalar)),
                    grad,
                    value: Some(value),
                    name,
                    part,
                });
            }
            let mut sign = Vertex::new(Kind::Sign, step.sign.text());
            sign.arrived.extend(step.grad.map(scalar));
            let to = self.new.add(sign)?;
            for wire in &mut wires {
                wire.to = to;
            }
            self.new.wires.append(&mut wires);
            numbers.push(to);
        }
        let outputs = numbers.split_off(numbers.len() - steps.outputs);
        Ok(Made::Split(outputs.into_iter().map(Some).collect()))
    }

    fn constant(
        &mut self,
        value: Option<&Strided>,
        label: &str,
    ) -> Result<usize> {
        let mut constant = Vertex::new(Kind::Constant, label);
        constant.value = value.cloned();
        self.new.add(constant)
    }

    /// The vertex, and its output, that stands for one element of what comes
    /// over a wire, or for all of it.
    fn part(
        &mut self,
        wire: &Wire,
        element: Option<usize>,
        value: Option<&Strided>,
    ) -> Result<(usize, usize)> {
        let vertex = &self.old.vertices[wire.from];
        let label = || match element {
            Some(element) if !vertex.label.is_empty() => {
                indexed(&vertex.label, wire, element)
            }
            _ => vertex.label.clone(),
        };
        match (&mut self.made[wire.from], element) {
            (Made::Split(parts), Some(element)) => {
                if let Some(part) = parts[element] {
                    return Ok((part, 0));
                }
                let mut part = Vertex::new(vertex.kind, label());
                part.value = value.cloned();
                if parts.len() == 1 {
                    part.grad.clone_from(&vertex.grad);
                }
                let part = self.new.add(part)?;
                parts[element] = Some(part);
                Ok((part, 0))
            }
            (Made::Whole(whole), _) => Ok((*whole, wire.nr)),
            _ => Ok((self.constant(value, &label())?, 0)),
        }
    }

    /// A vertex that is not taken apart; what comes to it may be.
    fn whole(&mut self, vertex: usize) -> Result<Made> {
        let old = self.old;
        let mut wires: Vec<Wire> = Vec::new();
        for wire in old.inputs(vertex) {
            let parts = match &self.made[wire.from] {
                Made::Split(parts) => (0..parts.len()).map(Some).collect(),
                _ => vec![None],
            };
            for element in parts {
                let pick = |all: &Option<Strided>| match element {
                    Some(i) => all.as_ref().map(|x| elements(x)[i].clone()),
                    None => all.clone(),
                };
                let value = pick(&wire.value);
                let (from, nr) = self.part(wire, element, value.as_ref())?;
                let name = wire.name.as_ref().map(|name| match element {
                    Some(element) => indexed(name, wire, element),
                    None => name.clone(),
                });
                wires.push(Wire {
                    from,
                    nr,
                    to: 0,
                    input: wires.len(),
                    value,
                    grad: pick(&wire.grad),
                    rule: None,
                    name,
                    part: None,
                });
            }
        }
        let source = &old.vertices[vertex];
        let mut copy = Vertex::new(source.kind, source.label.clone());
        copy.value.clone_from(&source.value);
        copy.grad.clone_from(&source.grad);
        copy.arrived.clone_from(&source.arrived);
        if source.kind == Kind::Function {
            // Its wires may show only elements.
            let first = |trace: &Trace| trace.outputs.first().cloned();
            copy.value = source.with_trace(first).flatten();
        }
        let to = self.new.add(copy)?;
        for wire in &mut wires {
            wire.to = to;
        }
        self.new.wires.append(&mut wires);
        Ok(Made::Whole(to))
    }
}

/// `a[0]`, or just the name of what has no dimensions.
fn indexed(name: &str, wire: &Wire, element: usize) -> String {
    let shape = wire.value.as_ref().map(|value| value.shape().clone());
    let shape = shape.unwrap_or_default();
    if shape.is_empty() {
        return name.to_owned();
    }
    let mut rest = element;
    let mut place = vec![String::new(); shape.len()];
    for (index, extent) in place.iter_mut().zip(shape.iter()).rev() {
        *index = (rest % extent).to_string();
        rest /= extent;
    }
    format!("{name}[{}]", place.join(", "))
}
