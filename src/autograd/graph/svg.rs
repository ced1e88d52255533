/*!
A graph as SVG.

Drawn in the colour of the text around it, so that it can be read in light
and dark. The few colours that tell things apart follow the theme's class
(`navy`, `coal`, `ayu`), and none is the only sign of anything. Values stand
over the wires, gradients under them, with an arrow of their own that points
back.
*/

use std::fmt::Write;
use std::hash::Hasher;

use super::gather::{Column, Graph, Kind, Vertex, Wire};
use super::layout::{Extent, Labelled, Layout, Level, Point, layout};
use super::short::{elements, short};
use super::text;

/// The width of a monospaced character at the size that is used.
const CHARACTER: f64 = 7.9;
/// From one line of text to the next.
const LINE: f64 = 17.0;
/// Around the drawing.
const MARGIN: f64 = 8.0;
/// From the middle of a wire to the arrows there and back.
const APART: f64 = 4.0;
/// How many colours leaves have.
const COLOURS: usize = 4;

const STYLE: &str = "<style>
figure:has(> .tb-graph) { overflow-x: auto; }
.tb-graph { display: block; margin-inline: auto; height: auto; \
font: 13px var(--mono-font, ui-monospace, monospace); }
.tb-graph text { fill: var(--tb, currentColor); text-anchor: middle; }
.tb-graph path { stroke: var(--tb, currentColor); stroke-width: 1.4; \
fill: none; }
.tb-graph .tb-head { fill: var(--tb, currentColor); stroke: none; }
.tb-graph .tb-shape { stroke: var(--tb, currentColor); stroke-width: 1.4; \
fill: var(--tb, currentColor); fill-opacity: 0.06; }
.tb-graph .tb-name { font-weight: 700; }
.tb-graph .tb-sign { font-size: 18px; }
.tb-graph .tb-0 { --tb: currentColor; }
.tb-graph .tb-1 { --tb: #a82018; }
.tb-graph .tb-2 { --tb: #18633a; }
.tb-graph .tb-3 { --tb: #7d4a00; }
.tb-graph .tb-back { --tb: #0b5cad; }
.tb-graph .tb-result { --tb: #7a2ea0; }
:is(.navy, .coal, .ayu) .tb-graph .tb-1 { --tb: #ff9a8f; }
:is(.navy, .coal, .ayu) .tb-graph .tb-2 { --tb: #7fd39b; }
:is(.navy, .coal, .ayu) .tb-graph .tb-3 { --tb: #f0b35f; }
:is(.navy, .coal, .ayu) .tb-graph .tb-back { --tb: #7cb7ff; }
:is(.navy, .coal, .ayu) .tb-graph .tb-result { --tb: #d9a7f5; }
</style>
";

pub(super) fn write(graph: &Graph) -> String {
    let extents: Vec<Extent> =
        (0..graph.vertices.len()).map(|i| extent(graph, i)).collect();
    let labelled: Vec<Labelled> = graph
        .wires
        .iter()
        .map(|wire| Labelled {
            from: wire.from,
            to: wire.to,
            label: Label::of(graph, wire).extent(),
        })
        .collect();
    let layout = layout(&extents, &labelled);
    let mut drawing = Drawing {
        graph,
        extents,
        size: layout.size,
        layout,
        out: String::new(),
    };
    let (leave, enter) = drawing.ports();
    for (i, wire) in graph.wires.iter().enumerate() {
        drawing.wire(i, wire, leave[i], enter[i]);
    }
    for (i, vertex) in graph.vertices.iter().enumerate() {
        drawing.vertex(i, vertex);
    }
    drawing.columns();
    drawing.finish()
}

/// What is written at a wire.
struct Label {
    over: Option<String>,
    under: Option<String>,
}

impl Label {
    fn of(graph: &Graph, wire: &Wire) -> Label {
        let source = &graph.vertices[wire.from];
        // A constant without a name is its value.
        let nameless =
            source.kind == Kind::Constant && source.label.is_empty();
        let value = wire.value.as_ref().filter(|_| !nameless);
        let over = value.map(|value| {
            let value = graph.shown(value);
            match &wire.name {
                Some(name) => format!("{name} = {value}"),
                None => value,
            }
        });
        let under = wire.grad.as_ref().map(|grad| {
            let grad = graph.shown(grad);
            match &wire.rule {
                Some(rule) => format!("{rule} = {grad}"),
                None => grad,
            }
        });
        Label { over: over.or_else(|| wire.name.clone()), under }
    }

    fn extent(&self) -> Extent {
        let chars = |text: &Option<String>| {
            text.as_ref().map_or(0, |text| chars(text))
        };
        let widest = chars(&self.over).max(chars(&self.under));
        match (&self.over, &self.under) {
            (None, None) => (0.0, 14.0),
            (_, None) => (width(widest) + 4.0, 38.0),
            _ => (width(widest) + 4.0, 46.0),
        }
    }
}

fn chars(text: &str) -> usize {
    text.chars().count()
}

fn width(chars: usize) -> f64 {
    chars as f64 * CHARACTER
}

/// The lines of a leaf or a constant, and how many of the last ones are
/// about its gradient.
fn lines(graph: &Graph, i: usize) -> (Vec<String>, usize) {
    let vertex = &graph.vertices[i];
    let mut lines = Vec::new();
    if !vertex.label.is_empty() {
        lines.push(vertex.label.clone());
    }
    let mut wires = graph.wires.iter().filter(|wire| wire.from == i);
    let told =
        !vertex.label.is_empty() && wires.any(|wire| wire.value.is_some());
    let value = vertex.value.as_ref().filter(|_| !told);
    lines.extend(value.map(|value| graph.shown(value)));
    let Some(grad) = &vertex.grad else { return (lines, 0) };
    lines.push(format!("{}.grad", vertex.label));
    lines.push(graph.shown(grad));
    (lines, 2)
}

fn is_circle(vertex: &Vertex) -> bool {
    vertex.kind == Kind::Sign && vertex.label.chars().count() == 1
}

fn extent(graph: &Graph, i: usize) -> Extent {
    let vertex = &graph.vertices[i];
    let inputs = graph.inputs(i).count() as f64;
    let outputs = graph.wires.iter().filter(|w| w.from == i).count() as f64;
    let wires = inputs.max(outputs);
    match vertex.kind {
        _ if is_circle(vertex) => {
            let side = (18.0 + 9.0 * wires).clamp(32.0, 60.0);
            (side, side)
        }
        Kind::Leaf(_) | Kind::Constant => {
            let (lines, _) = lines(graph, i);
            let widest =
                lines.iter().map(|line| chars(line)).max().unwrap_or(0);
            let height = LINE * lines.len() as f64 + 9.0;
            (width(widest) + 16.0, height.max(18.0 * outputs))
        }
        Kind::Function | Kind::Sign => {
            (width(chars(&vertex.label)) + 20.0, (18.0 * wires).max(32.0))
        }
        Kind::Result => {
            (width(chars(&vertex.label)) + 12.0, (18.0 * wires).max(24.0))
        }
    }
}

struct Drawing<'a> {
    graph: &'a Graph,
    extents: Vec<Extent>,
    layout: Layout,
    size: Extent,
    out: String,
}

impl Drawing<'_> {
    /// Where each wire leaves its source and enters its target: one over the
    /// other, in the order of where they come from and go to.
    fn ports(&self) -> (Vec<Point>, Vec<Point>) {
        let wires = &self.graph.wires;
        let mut leave = vec![(0.0, 0.0); wires.len()];
        let mut enter = leave.clone();
        for vertex in 0..self.graph.vertices.len() {
            let first = |i: &usize| self.layout.levels[*i][0].y;
            let last = |i: &usize| {
                self.layout.levels[*i].last().map_or(0.0, |level| level.y)
            };
            let all = 0..wires.len();
            let mut out: Vec<usize> =
                all.clone().filter(|i| wires[*i].from == vertex).collect();
            out.sort_by(|a, b| first(a).total_cmp(&first(b)));
            let mut inward: Vec<usize> =
                all.filter(|i| wires[*i].to == vertex).collect();
            inward.sort_by(|a, b| last(a).total_cmp(&last(b)));
            for (nr, i) in out.iter().enumerate() {
                leave[*i] = self.port(vertex, nr, out.len(), 1.0);
            }
            for (nr, i) in inward.iter().enumerate() {
                enter[*i] = self.port(vertex, nr, inward.len(), -1.0);
            }
        }
        (leave, enter)
    }

    /// The place of one of several wires at a vertex's left (-1) or right.
    fn port(&self, vertex: usize, nr: usize, of: usize, side: f64) -> Point {
        let (x, y) = self.layout.vertices[vertex];
        let (w, h) = self.extents[vertex];
        let step = ((h - 10.0) / of as f64).min(18.0);
        let off = (nr as f64 - (of as f64 - 1.0) / 2.0) * step;
        (x + side * w / 2.0, y + off)
    }

    /// Where a wire that runs at height `y` meets the outline of a vertex.
    fn meet(&self, vertex: usize, (x, y): Point) -> Point {
        if !is_circle(&self.graph.vertices[vertex]) {
            return (x, y);
        }
        let (middle, height) = self.layout.vertices[vertex];
        let radius = self.extents[vertex].0 / 2.0;
        let off = y - height;
        let reach = (radius * radius - off * off).max(0.0).sqrt();
        (middle + reach * (x - middle).signum(), y)
    }

    fn wire(&mut self, i: usize, wire: &Wire, leave: Point, enter: Point) {
        let label = Label::of(self.graph, wire);
        let colour = match (
            self.graph.vertices[wire.from].kind,
            self.graph.vertices[wire.to].kind,
        ) {
            (Kind::Leaf(leaf), _) => format!("tb-{}", leaf % COLOURS),
            (_, Kind::Result) => "tb-result".to_owned(),
            _ => "tb-0".to_owned(),
        };
        let apart = if label.under.is_some() { APART } else { 0.0 };
        let levels = self.layout.levels[i].clone();
        let at = |(x, y): Point, off: f64| (x, y + off);
        let start = self.meet(wire.from, at(leave, -apart));
        let end = self.meet(wire.to, at(enter, -apart));
        self.open(&colour);
        self.path(start, &levels, -apart, end, 1.0);
        let level = levels[self.layout.labels[i]];
        let middle = f64::midpoint(level.left, level.right);
        if let Some(over) = &label.over {
            self.text("", (middle, level.y - apart - 6.0), over);
        }
        self.out.push_str("</g>\n");
        if let Some(under) = &label.under {
            let start = self.meet(wire.from, at(leave, apart));
            let end = self.meet(wire.to, at(enter, apart));
            self.open("tb-back");
            self.path(start, &levels, apart, end, -1.0);
            self.text("", (middle, level.y + apart + 14.0), under);
            self.out.push_str("</g>\n");
        }
    }

    /// A wire's line, level where it is said to be, with its head at the end
    /// (1) or at the start (-1).
    fn path(
        &mut self,
        start: Point,
        levels: &[Level],
        off: f64,
        end: Point,
        head: f64,
    ) {
        // The line ends inside its head.
        let inside = 4.0;
        let (mut x, mut y) = start;
        if head < 0.0 {
            x += inside;
        }
        let mut path = format!("M{} {}", place(x), place(y));
        let mut curve = |to: Point| {
            if (y - to.1).abs() > 0.05 {
                let half = place(f64::midpoint(x, to.0));
                write!(path, "C{half} {} {half} {} ", place(y), place(to.1))
            } else {
                write!(path, "L")
            }
            .and_then(|()| write!(path, "{} {}", place(to.0), place(to.1)))
            .expect("writing to a string");
            (x, y) = to;
        };
        for level in levels {
            curve((level.left, level.y + off));
            curve((level.right, level.y + off));
        }
        let back = if head > 0.0 { inside } else { 0.0 };
        curve((end.0 - back, end.1));
        let tip = if head > 0.0 { end } else { start };
        let (base, wing) = (tip.0 - 8.0 * head, 3.6);
        writeln!(
            self.out,
            "<path d=\"{path}\"/>\n<path class=\"tb-head\" \
             d=\"M{} {}L{} {}L{} {}Z\"/>",
            place(tip.0),
            place(tip.1),
            place(base),
            place(tip.1 - wing),
            place(base),
            place(tip.1 + wing),
        )
        .expect("writing to a string");
    }

    fn vertex(&mut self, i: usize, vertex: &Vertex) {
        let (x, y) = self.layout.vertices[i];
        let (w, h) = self.extents[i];
        match vertex.kind {
            Kind::Leaf(leaf) => self.open(&format!("tb-{}", leaf % COLOURS)),
            Kind::Result => self.open("tb-result"),
            _ => self.open("tb-0"),
        }
        let boxed =
            matches!(vertex.kind, Kind::Function | Kind::Sign | Kind::Leaf(_));
        if is_circle(vertex) {
            writeln!(
                self.out,
                "<circle class=\"tb-shape\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>",
                place(x),
                place(y),
                place(w / 2.0),
            )
            .expect("writing to a string");
        } else if boxed {
            let round = match vertex.kind {
                Kind::Function => 4.0,
                _ => 12.0,
            };
            writeln!(
                self.out,
                "<rect class=\"tb-shape\" x=\"{}\" y=\"{}\" width=\"{}\" \
                 height=\"{}\" rx=\"{round}\"/>",
                place(x - w / 2.0),
                place(y - h / 2.0),
                place(w),
                place(h),
            )
            .expect("writing to a string");
        }
        match vertex.kind {
            Kind::Leaf(_) | Kind::Constant => self.lines(i, (x, y)),
            _ if is_circle(vertex) => {
                self.text("tb-sign", (x, y + 6.0), &vertex.label);
            }
            Kind::Result => self.text("tb-name", (x, y + 4.5), &vertex.label),
            _ => self.text("", (x, y + 4.5), &vertex.label),
        }
        self.out.push_str("</g>\n");
    }

    fn lines(&mut self, i: usize, (x, y): Point) {
        let (lines, about_grad) = lines(self.graph, i);
        let mut baseline = y - LINE * (lines.len() as f64 - 1.0) / 2.0 + 4.5;
        let named = !self.graph.vertices[i].label.is_empty();
        for (nr, line) in lines.iter().enumerate() {
            let class = match nr {
                _ if nr + about_grad >= lines.len() => "tb-back",
                0 if named => "tb-name",
                _ => "",
            };
            self.text(class, (x, baseline), line);
            baseline += LINE;
        }
    }

    /// Gradients as columns in brackets, at the bottom right, under what
    /// stands there.
    fn columns(&mut self) {
        const GAP: f64 = 24.0;
        let blocks: Vec<Block> =
            self.graph.columns.iter().map(Block::of).collect();
        if blocks.is_empty() {
            return;
        }
        let total = blocks.iter().map(|b| b.width() + GAP).sum::<f64>() - GAP;
        let tall = blocks.iter().map(Block::height).fold(0.0, f64::max);
        let left = (self.size.0 - total).max(0.0);
        let over = self.bottom(left) + 14.0;
        let top = over.max(self.size.1 - tall);
        self.size = (self.size.0.max(total), self.size.1.max(top + tall));
        self.open("tb-back");
        let mut x = left;
        for block in blocks {
            self.block(&block, x, top + tall / 2.0);
            x += block.width() + GAP;
        }
        self.out.push_str("</g>\n");
    }

    /// How far down the drawing reaches, right of `left`.
    fn bottom(&self, left: f64) -> f64 {
        let vertices = self.layout.vertices.iter().zip(&self.extents);
        let vertices = vertices
            .filter(|((x, _), (w, _))| x + w / 2.0 > left)
            .map(|((_, y), (_, h))| y + h / 2.0);
        let levels = self.layout.levels.iter().flatten();
        let levels = levels
            .filter(|level| level.right > left - 40.0)
            .map(|level| level.y + 24.0);
        vertices.chain(levels).fold(0.0, f64::max)
    }

    fn block(&mut self, block: &Block, x: f64, middle: f64) {
        let label = width(chars(&block.label));
        self.text("tb-name", (x + label / 2.0, middle + 4.5), &block.label);
        let rows = block.rows.len() as f64;
        let (top, bottom) =
            (middle - rows * LINE / 2.0, middle + rows * LINE / 2.0);
        let (left, right) = (x + label + 14.0, x + block.width());
        for (at, bulge) in [(left, -7.0), (right - 7.0, 7.0)] {
            writeln!(
                self.out,
                "<path d=\"M{0} {1}C{2} {3} {2} {4} {0} {5}\"/>",
                place(at),
                place(top),
                place(at + bulge),
                place(top + LINE * 0.6),
                place(bottom - LINE * 0.6),
                place(bottom),
            )
            .expect("writing to a string");
        }
        let mut baseline = top + LINE / 2.0 + 4.5;
        for row in &block.rows {
            let at = f64::midpoint(left, right - 7.0);
            self.text("", (at, baseline), row);
            baseline += LINE;
        }
    }

    fn open(&mut self, class: &str) {
        writeln!(self.out, "<g class=\"{class}\">")
            .expect("writing to a string");
    }

    fn text(&mut self, class: &str, (x, y): Point, text: &str) {
        let class = match class {
            "" => String::new(),
            class => format!(" class=\"{class}\""),
        };
        writeln!(
            self.out,
            "<text{class} x=\"{}\" y=\"{}\">{}</text>",
            place(x),
            place(y),
            escape(text)
        )
        .expect("writing to a string");
    }

    fn finish(self) -> String {
        let title = escape(&self.graph.title());
        let description = escape(&text::linear(self.graph));
        // Pages may be joined: ids differ as drawings do.
        let mut hash = Fnv::default();
        hash.write(title.as_bytes());
        hash.write(self.out.as_bytes());
        let id = format!("tb-{:08x}", hash.finish() >> 32);
        let w = self.size.0 + 2.0 * MARGIN;
        let h = self.size.1 + 2.0 * MARGIN;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"tb-graph\" \
             role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" \
             viewBox=\"{} {} {} {}\" width=\"{2}\" height=\"{3}\" \
             style=\"min-width: {}px; max-width: 100%\">\n\
             <title id=\"{id}-title\">{title}</title>\n\
             <desc id=\"{id}-desc\">{description}</desc>\n\
             {STYLE}{}</svg>\n",
            -MARGIN,
            -MARGIN,
            place(w),
            place(h),
            // No letter smaller than 10 pixels: rather scroll.
            place(w * 0.8),
            self.out,
        )
    }
}

/// A gradient to be written as a column, with its name.
struct Block {
    label: String,
    rows: Vec<String>,
}

impl Block {
    fn of(column: &Column) -> Block {
        let rows = match column.grad.ndim() {
            1 => elements(&column.grad)
                .iter()
                .map(super::short::number)
                .collect(),
            _ => vec![short(&column.grad)],
        };
        Block { label: column.label.clone(), rows }
    }

    fn width(&self) -> f64 {
        let widest = self.rows.iter().map(|row| chars(row)).max().unwrap_or(0);
        width(chars(&self.label)) + 14.0 + width(widest) + 4.0 + 7.0
    }

    fn height(&self) -> f64 {
        LINE * self.rows.len() as f64 + 2.0
    }
}

/// A coordinate: one decimal is finer than can be seen.
fn place(x: f64) -> String {
    let text = format!("{x:.1}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// FNV-1a: the same on every machine and in every release, which the
/// standard library's hasher does not promise.
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Fnv {
        Fnv(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte))
                .wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}
