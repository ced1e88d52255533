//! A graph in words, for terminals and for those who don't see the drawing.

use std::fmt::Write;

use super::gather::{Graph, Kind, Vertex, Wire};
use super::short::{number, short};
use crate::tensor::Strided;

impl Graph {
    /// A value; element by element, numbers need no point.
    pub(super) fn shown(&self, value: &Strided) -> String {
        if self.expanded { number(value) } else { short(value) }
    }

    /// What each vertex is called: by its name or its result's, else `#1`,
    /// `#2`, in the order in which the operations ran.
    fn references(&self) -> Vec<String> {
        let mut count = 0;
        let mut references = Vec::new();
        for (i, vertex) in self.vertices.iter().enumerate() {
            let mut wires =
                self.wires.iter().filter(|w| w.from == i && w.nr == 0);
            let name = match vertex.kind {
                _ if !vertex.is_operation() => Some(vertex.label.clone()),
                _ => wires.find_map(|wire| self.name_of(wire)),
            };
            references.push(name.unwrap_or_else(|| {
                count += 1;
                format!("#{count}")
            }));
        }
        references
    }

    /// The name of all that comes over a wire.
    fn name_of(&self, wire: &Wire) -> Option<String> {
        let target = &self.vertices[wire.to];
        if wire.part.is_some() {
            return None;
        }
        match target.kind {
            Kind::Result if self.inputs(wire.to).count() == 1 => {
                Some(target.label.clone())
            }
            _ => wire.name.clone(),
        }
    }

    /// What comes over a wire, as it is called where it is used.
    fn argument(&self, wire: &Wire, references: &[String]) -> String {
        let source = &self.vertices[wire.from];
        if let Some(value) = source.value.as_ref()
            && source.label.is_empty()
        {
            return self.shown(value);
        }
        let reference = &references[wire.from];
        match (&wire.name, wire.nr, wire.part) {
            (Some(name), _, _) => name.clone(),
            // Of several outputs, or of several elements: which one.
            (None, 0, Some(i)) | (None, i @ 1.., _) => {
                format!("{reference}[{i}]")
            }
            (None, 0, None) => reference.clone(),
        }
    }
}

impl Vertex {
    fn is_operation(&self) -> bool {
        matches!(self.kind, Kind::Function | Kind::Sign)
    }
}

pub(super) fn write(graph: &Graph) -> String {
    let mut out = String::from("Forward:\n");
    for line in forward(graph) {
        writeln!(out, "  {line}").expect("writing to a string");
    }
    let backward = backward(graph);
    if !backward.is_empty() {
        out.push_str("Backward:\n");
    }
    for line in backward {
        writeln!(out, "  {line}").expect("writing to a string");
    }
    out
}

fn forward(graph: &Graph) -> Vec<String> {
    let references = graph.references();
    let mut lines = Vec::new();
    for (i, vertex) in graph.vertices.iter().enumerate() {
        let inputs: Vec<String> = graph
            .inputs(i)
            .map(|wire| graph.argument(wire, &references))
            .collect();
        let label = &vertex.label;
        let mut line = references[i].clone();
        match vertex.kind {
            Kind::Constant if label.is_empty() => continue,
            Kind::Constant | Kind::Leaf(_) => {}
            // It stands where it was made.
            Kind::Result if inputs.len() == 1 => continue,
            Kind::Result => {
                write!(line, " = [{}]", inputs.join(", "))
                    .expect("writing to a string");
            }
            Kind::Sign if inputs.len() > 1 => {
                let signs = inputs.join(&format!(" {label} "));
                write!(line, " = {signs}").expect("writing to a string");
            }
            Kind::Function | Kind::Sign => {
                write!(line, " = {label}({})", inputs.join(", "))
                    .expect("writing to a string");
            }
        }
        let mut made = graph.wires.iter().filter(|wire| wire.from == i);
        let made = made.find_map(|wire| wire.value.as_ref());
        let made = made.filter(|_| vertex.is_operation());
        if let Some(value) = vertex.value.as_ref().or(made) {
            write!(line, " = {}", graph.shown(value))
                .expect("writing to a string");
        }
        lines.push(line);
    }
    lines
}

fn backward(graph: &Graph) -> Vec<String> {
    let references = graph.references();
    let mut lines = Vec::new();
    for (i, vertex) in graph.vertices.iter().enumerate().rev() {
        if !vertex.is_operation() || vertex.arrived.is_empty() {
            continue;
        }
        let arrived: Vec<String> =
            vertex.arrived.iter().map(|g| graph.shown(g)).collect();
        let sent: Vec<String> = graph
            .inputs(i)
            .filter_map(|wire| {
                let grad = graph.shown(wire.grad.as_ref()?);
                let rule = wire.rule.as_ref();
                let grad =
                    rule.map_or(grad.clone(), |r| format!("{r} = {grad}"));
                let to = graph.argument(wire, &references);
                Some(format!("{grad} to {to}"))
            })
            .collect();
        let (last, others) = match sent.split_last() {
            Some((last, others)) => (last.as_str(), others.join(", ")),
            None => ("nothing on", String::new()),
        };
        let and = if others.is_empty() { "" } else { " and " };
        lines.push(format!(
            "{} receives {} and sends {others}{and}{last}",
            references[i],
            arrived.join(", "),
        ));
    }
    for vertex in &graph.vertices {
        if let Some(grad) = &vertex.grad {
            let grad = graph.shown(grad);
            lines.push(format!("{}.grad = {grad}", vertex.label));
        }
    }
    for column in &graph.columns {
        lines.push(format!("{} = {}", column.label, short(&column.grad)));
    }
    lines
}

/// In one paragraph, as an alternative to the drawing.
pub(super) fn linear(graph: &Graph) -> String {
    let parts = [("Forward", forward(graph)), ("Backward", backward(graph))];
    let mut sentences = Vec::new();
    for (title, lines) in parts {
        if !lines.is_empty() {
            let lines = lines.join("; ");
            // `20.` ends the sentence itself.
            let end = if lines.ends_with('.') { "" } else { "." };
            sentences.push(format!("{title}: {lines}{end}"));
        }
    }
    sentences.join(" ")
}
