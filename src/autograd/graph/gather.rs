//! From a result's history to a graph that can be drawn.

use std::collections::HashMap;
use std::rc::{Rc, Weak};

use super::trace::{Trace, kept};
use super::{dot, expand, svg, text};
use crate::autograd::node::Node;
use crate::autograd::tensor::{Inner, Tensor};
use crate::tensor::{Result, Strided, TorchError};

/// A graph with more vertices is not drawn: nobody could read it.
const LIMIT: usize = 200;

/// The graph of one result: a picture, as SVG, DOT or text.
///
/// It shows what was true when it was taken: later changes of the tensors
/// don't show.
pub struct Graph {
    /// Inputs come before the operations that use them.
    pub(super) vertices: Vec<Vertex>,
    /// In the order of the operations, and of the inputs of each.
    pub(super) wires: Vec<Wire>,
    /// Drawn element by element.
    pub(super) expanded: bool,
    /// Gradients of leaves that were taken apart, to be seen whole.
    pub(super) columns: Vec<Column>,
}

/// What a vertex stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// A tensor that gradients are accumulated for. The number tells leaves
    /// apart.
    Leaf(usize),
    /// A value that wants no gradient.
    Constant,
    /// A node of the graph.
    Function,
    /// One operation on single elements, drawn as a sign.
    Sign,
    /// Where the graph was entered.
    Result,
}

/// A tensor or an operation.
pub(super) struct Vertex {
    pub kind: Kind,
    /// The class of a node, a sign, or the name of a tensor.
    pub label: String,
    /// The value of a leaf or a constant.
    pub value: Option<Strided>,
    /// A leaf's accumulated gradient.
    pub grad: Option<Strided>,
    /// The gradients that came to a node in the last backward.
    pub arrived: Vec<Strided>,
    origin: Origin,
}

impl Vertex {
    pub fn new(kind: Kind, label: impl Into<String>) -> Vertex {
        Vertex {
            kind,
            label: label.into(),
            value: None,
            grad: None,
            arrived: Vec::new(),
            origin: Origin::None,
        }
    }

    /// What was remembered at the vertex's node.
    pub fn with_trace<R>(&self, f: impl FnOnce(&Trace) -> R) -> Option<R> {
        match &self.origin {
            Origin::Node(node) => node.trace.borrow().as_deref().map(f),
            _ => None,
        }
    }

    /// The node's name in today's edition, by which it is known.
    pub fn class(&self) -> &'static str {
        match &self.origin {
            Origin::Node(node) => node.names().today,
            _ => "",
        }
    }
}

/// What a vertex was made from: by this it gets its name.
enum Origin {
    Tensor(Tensor),
    Input(Weak<Inner>),
    Node(Rc<Node>),
    None,
}

/// A value on its way from one vertex to another.
pub(super) struct Wire {
    pub from: usize,
    /// Which of the outputs of `from`.
    pub nr: usize,
    pub to: usize,
    /// Which of the inputs of `to`.
    pub input: usize,
    /// What goes forward.
    pub value: Option<Strided>,
    /// What comes back.
    pub grad: Option<Strided>,
    /// How the gradient was computed, as `1·2`, where that says more.
    pub rule: Option<String>,
    /// What the value is called.
    pub name: Option<String>,
    /// Which element of what `from` made, if only one.
    pub part: Option<usize>,
}

/// A gradient to be written as a column.
pub(super) struct Column {
    pub label: String,
    pub grad: Strided,
}

impl Graph {
    /// The graph that a backward from `result` would walk, or has walked.
    ///
    /// Values and gradients are known of what ran while
    /// [`traced`](super::traced); without it, only names and leaves.
    ///
    /// # Errors
    /// `RuntimeError` if the tensor has no graph, `ValueError` if the graph
    /// is too large to be read.
    pub fn of(result: &Tensor) -> Result<Graph> {
        let edge = result.edge().ok_or_else(|| {
            TorchError::runtime(
                "the tensor does not require grad: it has no graph to draw",
            )
        })?;
        let mut gather = Gather::default();
        gather.walk(&edge.node)?;
        let mut graph = gather.graph;
        let from = gather.seen[&address(&edge.node)];
        if edge.node.leaf().is_none() {
            let arrived = |t: &Trace| t.arrived.get(edge.nr).cloned();
            let grad = graph.vertices[from].with_trace(arrived);
            let mut vertex = Vertex::new(Kind::Result, "result");
            vertex.origin = Origin::Tensor(result.clone());
            let to = graph.add(vertex)?;
            graph.wires.push(Wire {
                from,
                nr: edge.nr,
                to,
                input: 0,
                value: Some(kept(&result.strided())),
                grad: grad.flatten().flatten(),
                rule: None,
                name: None,
                part: None,
            });
        }
        Ok(graph)
    }

    pub(super) fn empty() -> Graph {
        Graph {
            vertices: Vec::new(),
            wires: Vec::new(),
            expanded: false,
            columns: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, vertex: Vertex) -> Result<usize> {
        if self.vertices.len() == LIMIT {
            return Err(too_large());
        }
        self.vertices.push(vertex);
        Ok(self.vertices.len() - 1)
    }

    /// Calls a tensor by a name: a leaf (else `x0`, `x1`, …), the result, or
    /// a value in between. A tensor that is not in the graph is no error.
    #[must_use]
    pub fn name(mut self, name: &str, tensor: &Tensor) -> Graph {
        let history = tensor.edge_of_history();
        let count = self.vertices.len();
        for (i, vertex) in self.vertices.iter_mut().enumerate() {
            let same = match &vertex.origin {
                Origin::Tensor(own) => own.is(tensor),
                Origin::Input(own) => {
                    Tensor::upgrade(own).is_some_and(|own| own.is(tensor))
                }
                Origin::Node(node) => {
                    if let Some(edge) = &history
                        && Rc::ptr_eq(&edge.node, node)
                    {
                        // The wire into the result has its name there.
                        let result = count - 1;
                        for wire in &mut self.wires {
                            if (wire.from, wire.nr) == (i, edge.nr)
                                && wire.to != result
                            {
                                wire.name = Some(name.to_owned());
                            }
                        }
                    }
                    false
                }
                Origin::None => false,
            };
            if same {
                name.clone_into(&mut vertex.label);
            }
        }
        self
    }

    /// The same graph, element by element: operations on a few numbers that
    /// are made of additions, multiplications and the like are taken apart;
    /// others stay as they are.
    ///
    /// # Errors
    /// `ValueError` if that is too large to be read.
    pub fn expanded(&self) -> Result<Graph> {
        expand::expand(self)
    }

    /// As an SVG element, to stand in a page or in a file of its own.
    #[must_use]
    pub fn to_svg(&self) -> String {
        svg::write(self)
    }

    /// In the language of Graphviz.
    #[must_use]
    pub fn to_dot(&self) -> String {
        dot::write(self)
    }

    /// In words: the values forward, then the gradients backward.
    #[must_use]
    pub fn to_text(&self) -> String {
        text::write(self)
    }

    /// What the picture is called.
    pub(super) fn title(&self) -> String {
        let result = self.vertices.last().map_or("", |v| v.label.as_str());
        let how = if self.expanded { ", element by element" } else { "" };
        format!("The graph of {result}{how}")
    }

    /// The wires into a vertex, in the order of its inputs.
    pub(super) fn inputs(&self, to: usize) -> impl Iterator<Item = &Wire> {
        self.wires.iter().filter(move |wire| wire.to == to)
    }
}

fn too_large() -> TorchError {
    TorchError::value(format!(
        "the graph has more than {LIMIT} nodes, too many to be read: draw \
         the graph of a smaller computation"
    ))
}

fn address(node: &Rc<Node>) -> usize {
    Rc::as_ptr(node) as usize
}

struct Gather {
    graph: Graph,
    /// The vertex of a node.
    seen: HashMap<usize, usize>,
    leaves: usize,
}

impl Default for Gather {
    fn default() -> Gather {
        Gather { graph: Graph::empty(), seen: HashMap::new(), leaves: 0 }
    }
}

impl Gather {
    /// Depth first, inputs before their users, without recursion: a graph
    /// may be a million nodes deep.
    fn walk(&mut self, root: &Rc<Node>) -> Result<()> {
        let mut path = vec![(Rc::clone(root), 0)];
        loop {
            let depth = path.len();
            let Some((node, i)) = path.last_mut() else { return Ok(()) };
            let next = node.next().get(*i);
            *i += 1;
            match next {
                Some(Some(edge)) => {
                    if self.seen.contains_key(&address(&edge.node)) {
                        continue;
                    }
                    // Each of them will be a vertex.
                    if depth == LIMIT {
                        return Err(too_large());
                    }
                    let node = Rc::clone(&edge.node);
                    path.push((node, 0));
                }
                Some(None) => {}
                None => {
                    let node = Rc::clone(node);
                    path.pop();
                    self.add(&node)?;
                }
            }
        }
    }

    /// All inputs of the node have their vertices.
    fn add(&mut self, node: &Rc<Node>) -> Result<()> {
        let (vertex, mut wires) = match node.leaf() {
            Some(leaf) => (self.leaf(leaf), Vec::new()),
            None => self.function(node)?,
        };
        let vertex = self.graph.add(vertex)?;
        for wire in &mut wires {
            wire.to = vertex;
        }
        self.graph.wires.append(&mut wires);
        self.seen.insert(address(node), vertex);
        Ok(())
    }

    fn leaf(&mut self, leaf: &Tensor) -> Vertex {
        let kind = Kind::Leaf(self.leaves);
        let mut vertex = Vertex::new(kind, format!("x{}", self.leaves));
        self.leaves += 1;
        vertex.value = Some(kept(&leaf.strided()));
        vertex.grad = leaf.grad().map(|grad| kept(&grad.strided()));
        vertex.origin = Origin::Tensor(leaf.clone());
        vertex
    }

    /// The vertex of a node and the wires into it, which do not know its
    /// number yet: constants come first.
    fn function(&mut self, node: &Rc<Node>) -> Result<(Vertex, Vec<Wire>)> {
        let mut wires = Vec::new();
        let mut vertex = Vertex::new(Kind::Function, node.names().current());
        vertex.origin = Origin::Node(Rc::clone(node));
        let trace = node.trace.borrow();
        let trace = trace.as_deref();
        if let Some(trace) = trace {
            vertex.arrived = trace.arrived.iter().flatten().cloned().collect();
        }
        for (input, edge) in node.next().iter().enumerate() {
            let value = trace.and_then(|t| t.inputs.get(input)).cloned();
            let (from, nr) = match (edge, &value) {
                (Some(edge), _) => (self.seen[&address(&edge.node)], edge.nr),
                (None, Some(value)) => {
                    let mut constant = Vertex::new(Kind::Constant, "");
                    constant.value = Some(value.clone());
                    if let Some(tensor) =
                        trace.and_then(|t| t.tensors.get(input))
                    {
                        constant.origin = Origin::Input(tensor.clone());
                    }
                    (self.graph.add(constant)?, 0)
                }
                (None, None) => continue,
            };
            let grad = trace.and_then(|t| t.sent.get(input).cloned());
            wires.push(Wire {
                from,
                nr,
                to: 0,
                input,
                value: value.or_else(|| self.made(from, nr)),
                grad: grad.flatten(),
                rule: None,
                name: None,
                part: None,
            });
        }
        Ok((vertex, wires))
    }

    /// The value that a vertex made, where its user does not remember it.
    fn made(&self, from: usize, nr: usize) -> Option<Strided> {
        let vertex = &self.graph.vertices[from];
        vertex.with_trace(|trace| trace.outputs.get(nr).cloned()).flatten()
    }
}
