/*!
Places for the vertices and labels of a graph: inputs left, result right.

The library assigns ranks, untangles crossings and lines things up; it draws
from top to bottom and knows no labels. Here a label is a vertex in the middle
of its wire, so that it gets room of its own; a wire that passes a rank gets a
bend there, so that it runs between the others and not over them; and columns
are as wide as what stands in them.
*/

use rust_sugiyama::configure::Config;
use rust_sugiyama::from_vertices_and_edges;

/// Width and height.
pub(super) type Extent = (f64, f64);

/// Between things that stand over each other.
const SPACING: f64 = 10.0;

/// The part of a wire that is level, from `left` to `right`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Level {
    pub left: f64,
    pub right: f64,
    pub y: f64,
}

/// Where everything is.
pub(super) struct Layout {
    pub size: Extent,
    /// The middles of the vertices.
    pub vertices: Vec<(f64, f64)>,
    /// The level parts of each wire, in its direction.
    pub levels: Vec<Vec<Level>>,
    /// Which of them has the label.
    pub labels: Vec<usize>,
}

/// A wire and the extent of its label.
pub(super) struct Labelled {
    pub from: usize,
    pub to: usize,
    pub label: Extent,
}

/// Everything that needs room, and what is joined to what.
struct Plan {
    extents: Vec<Extent>,
    joints: Vec<(usize, usize)>,
}

impl Plan {
    /// The rank and the height at which each thing stands.
    fn place(&self) -> (Vec<usize>, Vec<f64>) {
        let id = |i: usize| u32::try_from(i).expect("graphs are small");
        // Turned on its side: what is high here is wide there.
        let vertices: Vec<_> = (0..)
            .zip(&self.extents)
            .map(|(i, (w, h))| (i, (*h, *w)))
            .collect();
        let edges: Vec<_> =
            self.joints.iter().map(|(a, b)| (id(*a), id(*b))).collect();
        let config = Config { vertex_spacing: SPACING, ..Config::default() };
        let layouts = from_vertices_and_edges(&vertices, &edges, &config);
        let mut across = vec![0.0; vertices.len()];
        let mut down = vec![0.0; vertices.len()];
        for (i, (x, y)) in layouts.into_iter().flat_map(|layout| layout.0) {
            (down[i], across[i]) = (x, y);
        }
        let mut ranks = across.clone();
        ranks.sort_by(f64::total_cmp);
        ranks.dedup();
        let rank = |x: &f64| ranks.partition_point(|r| r < x);
        (across.iter().map(rank).collect(), down)
    }
}

pub(super) fn layout(vertices: &[Extent], wires: &[Labelled]) -> Layout {
    let mut plan = Plan { extents: vertices.to_vec(), joints: Vec::new() };
    // The things on the way of each wire, first its label.
    let mut ways: Vec<Vec<usize>> = Vec::new();
    for wire in wires {
        let label = plan.extents.len();
        plan.extents.push(wire.label);
        plan.joints.extend([(wire.from, label), (label, wire.to)]);
        ways.push(vec![label]);
    }
    let (mut ranks, mut down) = plan.place();
    let labels = plan.bend(&ranks, wires, &mut ways);
    if plan.extents.len() > ranks.len() {
        (ranks, down) = plan.place();
    }
    let columns = plan.columns(&ranks, &down);
    let top = plan
        .extents
        .iter()
        .zip(&down)
        .map(|((_, h), y)| y - h / 2.0)
        .fold(f64::INFINITY, f64::min);
    let bottom = plan
        .extents
        .iter()
        .zip(&down)
        .map(|((_, h), y)| y + h / 2.0)
        .fold(0.0, f64::max);
    let level = |i: &usize| {
        let (left, right) = columns[ranks[*i]];
        Level { left, right, y: down[*i] - top }
    };
    let middle = |i| {
        let level = level(&i);
        (f64::midpoint(level.left, level.right), level.y)
    };
    Layout {
        size: (columns.last().map_or(0.0, |c| c.1), bottom - top),
        vertices: (0..vertices.len()).map(middle).collect(),
        levels: ways.iter().map(|w| w.iter().map(level).collect()).collect(),
        labels,
    }
}

impl Plan {
    /// Adds bends where a wire passes a rank, and returns which thing on the
    /// way of each wire is its label.
    fn bend(
        &mut self,
        ranks: &[usize],
        wires: &[Labelled],
        ways: &mut [Vec<usize>],
    ) -> Vec<usize> {
        let mut labels = Vec::new();
        let mut joints = Vec::new();
        for (wire, way) in wires.iter().zip(ways) {
            let label = way[0];
            let mut whole = Vec::new();
            let mut at = wire.from;
            for next in [label, wire.to] {
                if next == wire.to {
                    whole.push(label);
                    labels.push(whole.len() - 1);
                }
                for _ in ranks[at] + 1..ranks[next] {
                    whole.push(self.extents.len());
                    // As high as a wire and its way back.
                    self.extents.push((0.0, 12.0));
                }
                at = next;
            }
            let stops = whole.iter().copied().chain([wire.to]);
            let mut at = wire.from;
            for stop in stops {
                joints.push((at, stop));
                at = stop;
            }
            *way = whole;
        }
        self.joints = joints;
        labels
    }

    /// Left and right of each rank. Between ranks there is the more room the
    /// steeper the wires are.
    fn columns(&self, ranks: &[usize], down: &[f64]) -> Vec<(f64, f64)> {
        let count = ranks.iter().max().map_or(0, |last| last + 1);
        let mut widths = vec![0.0_f64; count];
        for (rank, (width, _)) in ranks.iter().zip(&self.extents) {
            widths[*rank] = widths[*rank].max(*width);
        }
        let mut gaps = vec![0.0_f64; count];
        for (a, b) in &self.joints {
            let steep = (down[*a] - down[*b]).abs();
            let gap = (18.0 + steep * 0.3).min(64.0);
            gaps[ranks[*b]] = gaps[ranks[*b]].max(gap);
        }
        let mut right = 0.0;
        widths
            .into_iter()
            .zip(gaps)
            .map(|(width, gap)| {
                let left = right + gap;
                right = left + width;
                (left, right)
            })
            .collect()
    }
}
