/*!
Places for the vertices and labels of a graph: inputs left, result right.

The library assigns ranks, untangles crossings and lines things up; it draws
from top to bottom and knows no labels. Here a label is a vertex in the middle
of its wire, so that it gets room of its own; a wire that passes a rank gets a
bend there, so that it runs between the others and not over them; and columns
are as wide as what stands in them.
*/

use rust_sugiyama::configure::{Config, CrossingMinimization};
use rust_sugiyama::from_vertices_and_edges;

/// Width and height.
pub(super) type Extent = (f64, f64);

/// To the right and down.
pub(super) type Point = (f64, f64);

/// Between things that stand over each other.
const SPACING: f64 = 10.0;

/// Up to this many things, several arrangements are compared.
const FEW: usize = 200;

/// With more things than this, wires go straight and may run over others:
/// the bends would take seconds.
const MANY: usize = 600;

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
    pub vertices: Vec<Point>,
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

/// The rank and the height at which each thing stands.
struct Places {
    ranks: Vec<usize>,
    down: Vec<f64>,
}

impl Plan {
    /// The library's arrangement; its heuristics depend on the order in
    /// which they are told of things.
    fn place(
        &self,
        by: CrossingMinimization,
        reversed: bool,
        transpose: bool,
    ) -> Places {
        let count = self.extents.len();
        let id = |i: usize| {
            let i = if reversed { count - 1 - i } else { i };
            u32::try_from(i).expect("graphs are small")
        };
        // Turned on its side: what is high here is wide there.
        let turned = |(w, h): &Extent| (*h, *w);
        let mut vertices: Vec<_> =
            (0..count).map(|i| (id(i), turned(&self.extents[i]))).collect();
        vertices.sort_by_key(|(id, _)| *id);
        let edges: Vec<_> =
            self.joints.iter().map(|(a, b)| (id(*a), id(*b))).collect();
        let config = Config {
            vertex_spacing: SPACING,
            c_minimization: by,
            transpose,
            ..Config::default()
        };
        let layouts = from_vertices_and_edges(&vertices, &edges, &config);
        let mut across = vec![0.0; count];
        let mut down = vec![0.0; count];
        for (i, (x, y)) in layouts.into_iter().flat_map(|layout| layout.0) {
            let i = if reversed { count - 1 - i } else { i };
            (down[i], across[i]) = (x, y);
        }
        let mut ranks = across.clone();
        ranks.sort_by(f64::total_cmp);
        ranks.dedup();
        let rank = |x: &f64| ranks.partition_point(|r| r < x);
        Places { ranks: across.iter().map(rank).collect(), down }
    }

    /// The arrangement with the fewest crossings, and of these the one with
    /// the most inputs in their order.
    fn best(&self, wires: &[Labelled], ways: &[Vec<usize>]) -> Places {
        let by = CrossingMinimization::Barycenter;
        let mut best = self.place(by, false, true);
        if self.extents.len() > FEW {
            return best;
        }
        let mut least = self.faults(&best, wires, ways);
        for (by, reversed) in [
            (CrossingMinimization::Barycenter, true),
            (CrossingMinimization::Median, false),
            (CrossingMinimization::Median, true),
        ] {
            let other = self.place(by, reversed, true);
            let faults = self.faults(&other, wires, ways);
            if faults < least {
                (best, least) = (other, faults);
            }
        }
        for y in &mut best.down {
            *y = -*y;
        }
        if self.faults(&best, wires, ways) >= least {
            for y in &mut best.down {
                *y = -*y;
            }
        }
        best
    }

    /// How many wires cross, and how many inputs stand over an earlier one.
    fn faults(
        &self,
        Places { ranks, down }: &Places,
        wires: &[Labelled],
        ways: &[Vec<usize>],
    ) -> (usize, usize) {
        let mut crossings = 0;
        for (i, (a, b)) in self.joints.iter().enumerate() {
            for (c, d) in &self.joints[..i] {
                let between = ranks[*a] == ranks[*c];
                let starts = down[*a] - down[*c];
                let ends = down[*b] - down[*d];
                crossings += usize::from(between && starts * ends < 0.0);
            }
        }
        let mut inversions = 0;
        for (j, (second, way)) in wires.iter().zip(ways).enumerate() {
            for (first, earlier) in wires[..j].iter().zip(ways) {
                let over = match (earlier.last(), way.last()) {
                    (Some(first), Some(second)) => {
                        down[*first] > down[*second]
                    }
                    _ => false,
                };
                inversions += usize::from(first.to == second.to && over);
            }
        }
        (crossings, inversions)
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
    let first = plan.place(CrossingMinimization::Barycenter, false, false);
    let labels = plan.bend(&first.ranks, wires, &mut ways);
    let places = match labels {
        Some(_) => plan.best(wires, &ways),
        None => first,
    };
    let columns = plan.columns(&places);
    let Places { ranks, down } = places;
    let things = || plan.extents.iter().zip(&down);
    let tops = things().map(|((_, h), y)| y - h / 2.0);
    let bottoms = things().map(|((_, h), y)| y + h / 2.0);
    let top = tops.fold(f64::INFINITY, f64::min);
    let bottom = bottoms.fold(f64::NEG_INFINITY, f64::max);
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
        labels: labels.unwrap_or_else(|| vec![0; wires.len()]),
    }
}

impl Plan {
    /// Adds bends where a wire passes a rank, and returns which thing on the
    /// way of each wire is its label; `None` if that were too many.
    fn bend(
        &mut self,
        ranks: &[usize],
        wires: &[Labelled],
        ways: &mut [Vec<usize>],
    ) -> Option<Vec<usize>> {
        let passed = |(a, b): &(usize, usize)| ranks[*b] - ranks[*a] - 1;
        let bends: usize = self.joints.iter().map(passed).sum();
        if bends + self.extents.len() > MANY {
            return None;
        }
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
        Some(labels)
    }

    /// Left and right of each rank. Between ranks there is the more room the
    /// steeper the wires are.
    fn columns(&self, Places { ranks, down }: &Places) -> Vec<(f64, f64)> {
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
