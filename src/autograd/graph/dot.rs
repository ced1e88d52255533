//! A graph in the language of Graphviz.

use std::fmt::Write;

use super::gather::{Graph, Kind};

pub(super) fn write(graph: &Graph) -> String {
    let mut out = format!(
        "digraph {{\n  label={};\n  rankdir=LR;\n  \
         node [fontname=monospace];\n  edge [fontname=monospace];\n",
        quoted(&graph.title())
    );
    for (i, vertex) in graph.vertices.iter().enumerate() {
        let mut lines = vec![vertex.label.clone()];
        if let (Kind::Leaf(_) | Kind::Constant, Some(value)) =
            (vertex.kind, &vertex.value)
        {
            lines.push(graph.shown(value));
        }
        if let Some(grad) = &vertex.grad {
            lines.push(format!("grad {}", graph.shown(grad)));
        }
        lines.retain(|line| !line.is_empty());
        let shape = match vertex.kind {
            Kind::Leaf(_) => "box, style=rounded",
            Kind::Function => "box",
            Kind::Sign => "circle",
            Kind::Constant | Kind::Result => "plaintext",
        };
        let label = quoted(&lines.join("\n"));
        writeln!(out, "  n{i} [label={label}, shape={shape}];")
            .expect("writing to a string");
    }
    for wire in &graph.wires {
        let mut lines = Vec::new();
        lines.extend(wire.name.clone());
        lines.extend(wire.value.as_ref().map(|value| graph.shown(value)));
        if let Some(grad) = &wire.grad {
            lines.push(format!("← {}", graph.shown(grad)));
        }
        let label = quoted(&lines.join("\n"));
        writeln!(out, "  n{} -> n{} [label={label}];", wire.from, wire.to)
            .expect("writing to a string");
    }
    out.push_str("}\n");
    out
}

/// A string of the language: `\n` breaks the line there too.
fn quoted(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", text.replace('\n', "\\n"))
}
