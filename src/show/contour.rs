/*!
Lines of equal height, by marching squares: each cell of a grid is crossed
where its corners say so, and the crossings are joined cell by cell.
*/

use std::collections::BTreeMap;
use std::ops::Range;

use super::scale::Scale;

/// Cells in each direction: a narrow valley is a few pixels wide.
const CELLS: usize = 120;
/// Heights at which there are lines.
const LEVELS: usize = 12;

/// Heights over a rectangle.
#[derive(Clone, Debug)]
pub struct Surface {
    pub name: String,
    pub x: (f64, f64),
    pub y: (f64, f64),
    /// Row by row from the lower left corner, `CELLS + 1` each.
    heights: Vec<f64>,
}

/// A point of the unit square.
pub type Place = (f64, f64);

/// An edge of the grid, by its lower left end: across or upwards.
type Edge = (usize, usize, bool);

impl Surface {
    pub fn of(
        name: String,
        x: Range<f64>,
        y: Range<f64>,
        f: impl Fn(f64, f64) -> f64,
    ) -> Surface {
        // The ends that the axes will have.
        let ends = |r: Range<f64>| {
            Scale::of([r.start, r.end].into_iter(), false, 0.0).ends
        };
        let (x, y) = (ends(x), ends(y));
        let mut surface = Surface { name, x, y, heights: Vec::new() };
        for row in 0..=CELLS {
            for column in 0..=CELLS {
                let (x, y) = surface.point(row, column);
                surface.heights.push(f(x, y));
            }
        }
        surface
    }

    fn point(&self, row: usize, column: usize) -> (f64, f64) {
        let between = |(lo, hi): (f64, f64), i: usize| {
            let at = i as f64 / CELLS as f64;
            let place = lo * (1.0 - at) + hi * at;
            // What rounding leaves of zero is zero, in the words as well.
            if place.abs() < 1e-12 * (hi - lo) { 0.0 } else { place }
        };
        (between(self.x, column), between(self.y, row))
    }

    fn height(&self, row: usize, column: usize) -> f64 {
        self.heights[row * (CELLS + 1) + column]
    }

    /// Where it is lowest and highest on the grid: the point, and how high.
    pub fn extremes(&self) -> Option<[((f64, f64), f64); 2]> {
        let finite = || {
            let heights = self.heights.iter().enumerate();
            heights.filter(|(_, height)| height.is_finite())
        };
        let (least, _) = finite().min_by(|a, b| a.1.total_cmp(b.1))?;
        // The first of equals, as for the least.
        let (most, _) = finite().rev().max_by(|a, b| a.1.total_cmp(b.1))?;
        Some([least, most].map(|i| {
            let point = self.point(i / (CELLS + 1), i % (CELLS + 1));
            (point, self.heights[i])
        }))
    }

    /// Heights that part the rectangle into areas of equal size, so that a
    /// flat valley is seen beside steep walls; from below.
    pub fn levels(&self) -> Vec<f64> {
        let mut heights: Vec<f64> =
            self.heights.iter().copied().filter(|h| h.is_finite()).collect();
        heights.sort_by(f64::total_cmp);
        let (Some(least), Some(most)) = (heights.first(), heights.last())
        else {
            return Vec::new();
        };
        // The lowest of them is near the bottom, where the paths lead.
        let at = |i: usize| heights[(heights.len() - 1) * i / (4 * LEVELS)];
        let mut levels: Vec<f64> =
            (0..LEVELS).map(|i| at(4 * i + 1)).collect();
        levels.retain(|level| level > least && level < most);
        levels.dedup();
        levels
    }

    /// The lines at one height.
    pub fn lines(&self, level: f64) -> Vec<Vec<Place>> {
        let mut ends: BTreeMap<Edge, Vec<Edge>> = BTreeMap::new();
        for row in 0..CELLS {
            for column in 0..CELLS {
                for (a, b) in
                    self.cell(row, column, level).into_iter().flatten()
                {
                    ends.entry(a).or_default().push(b);
                    ends.entry(b).or_default().push(a);
                }
            }
        }
        let mut lines = Vec::new();
        // Open lines from their ends, then rings from anywhere.
        let starts: Vec<Edge> = ends
            .iter()
            .filter(|(_, next)| next.len() == 1)
            .chain(&ends)
            .map(|(edge, _)| *edge)
            .collect();
        for start in starts {
            let mut at = start;
            let mut line = vec![self.crossing(at, level)];
            while let Some(next) = ends.get_mut(&at).and_then(Vec::pop) {
                // The way back is gone, too.
                if let Some(back) = ends.get_mut(&next) {
                    let here = back.iter().position(|edge| *edge == at);
                    here.map(|i| back.swap_remove(i));
                }
                line.push(self.crossing(next, level));
                at = next;
            }
            if line.len() > 1 {
                lines.push(line);
            }
        }
        lines
    }

    /// The edges of a cell that lines enter and leave by, at most two lines.
    fn cell(
        &self,
        row: usize,
        column: usize,
        level: f64,
    ) -> [Option<(Edge, Edge)>; 2] {
        let corners = [
            self.height(row, column),
            self.height(row, column + 1),
            self.height(row + 1, column + 1),
            self.height(row + 1, column),
        ];
        let up = corners.map(|height| height >= level);
        // Most cells are on one side.
        if up == [up[0]; 4] || !corners.iter().all(|h| h.is_finite()) {
            return [None; 2];
        }
        // Round the cell: below, right, above, left.
        let edges = [
            (row, column, true),
            (row, column + 1, false),
            (row + 1, column, true),
            (row, column, false),
        ];
        let mut crossed =
            (0..4).filter(|i| up[*i] != up[(i + 1) % 4]).map(|i| edges[i]);
        let mut next = || crossed.next();
        match (next(), next(), next(), next()) {
            (Some(a), Some(b), None, None) => [Some((a, b)), None],
            // A saddle: what the middle belongs to is connected.
            (Some(a), Some(b), Some(c), Some(d)) => {
                let middle = corners.iter().map(|h| h / 4.0).sum::<f64>();
                if (middle >= level) == up[0] {
                    [Some((a, b)), Some((c, d))]
                } else {
                    [Some((d, a)), Some((b, c))]
                }
            }
            _ => [None; 2],
        }
    }

    /// Where the height is reached on an edge.
    fn crossing(&self, (row, column, across): Edge, level: f64) -> Place {
        let from = self.height(row, column);
        let to = match across {
            true => self.height(row, column + 1),
            false => self.height(row + 1, column),
        };
        // Halves, for the difference may be more than a float holds.
        let part = (level / 2.0 - from / 2.0) / (to / 2.0 - from / 2.0);
        let part = if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.5 };
        let (x, y) = (column as f64, row as f64);
        let (x, y) = if across { (x + part, y) } else { (x, y + part) };
        (x / CELLS as f64, y / CELLS as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surface(f: impl Fn(f64, f64) -> f64) -> Surface {
        Surface::of("f".to_owned(), -1.0..1.0, -1.0..1.0, f)
    }

    #[test]
    fn a_bowl_has_rings() {
        let bowl = surface(|x, y| x * x + y * y);
        let [ring] = &bowl.lines(0.25)[..] else { panic!("one ring") };
        assert_eq!(ring.first(), ring.last());
        for (x, y) in ring {
            let (x, y) = (2.0 * x - 1.0, 2.0 * y - 1.0);
            assert!((x.hypot(y) - 0.5).abs() < 2e-3, "{x} {y}");
        }
        assert_eq!(bowl.levels().len(), LEVELS);
        let [(least, low), (_, high)] = bowl.extremes().unwrap();
        assert_eq!((least, low, high), ((0.0, 0.0), 0.0, 2.0));
    }

    #[test]
    fn a_saddle_has_lines_from_side_to_side() {
        let saddle = surface(|x, y| x * x - y * y);
        for level in [-0.3, 0.3] {
            let lines = saddle.lines(level);
            assert_eq!(lines.len(), 2, "{level}");
            for line in lines {
                for end in [line[0], line[line.len() - 1]] {
                    let on = |at: f64| at == 0.0 || at == 1.0;
                    assert!(on(end.0) || on(end.1), "{end:?}");
                }
            }
        }
    }

    #[test]
    fn what_has_no_height_has_no_lines() {
        let flat = surface(|_, _| 1.0);
        assert!(flat.levels().is_empty());
        let nowhere = surface(|_, _| f64::NAN);
        assert!(nowhere.levels().is_empty());
        assert!(nowhere.extremes().is_none());
        let half = surface(|x, y| (x + y).sqrt());
        assert!(!half.levels().is_empty());
        let huge = surface(|x, y| (x * y) * f64::MAX);
        for level in huge.levels() {
            for (x, y) in huge.lines(level).into_iter().flatten() {
                assert!((0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y));
            }
        }
    }
}
