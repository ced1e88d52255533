//! What is wanted, and who gets it.

use std::cell::RefCell;
use std::ops::Range;

use super::contour::Surface;
use super::points::Points;
use super::scale::Scale;
use super::{draw, words};

/// A plot: lines over one pair of axes.
///
/// ```
/// use torchbook::prelude::*;
/// use torchbook::show::collect;
///
/// let losses = [4.0, 1.0, 0.25];
/// let ((), plots) = collect(|| {
///     plot("Halving").line("loss", &losses).x("step").log_y().show();
/// });
/// assert!(plots[0].to_svg().starts_with("<svg "));
/// assert_eq!(
///     plots[0].to_words(),
///     "Halving. Across, step: from 0 to 2. Up, in powers of ten: from \
///      0.25 to 4. Line loss: 3 values, first 4, last 0.25; least 0.25 at \
///      2, most 4 at 0."
/// );
/// ```
#[derive(Clone, Debug)]
#[must_use = "a plot is seen after `show()`"]
pub struct Plot {
    pub(super) title: String,
    pub(super) x: String,
    pub(super) y: String,
    pub(super) log_y: bool,
    pub(super) series: Vec<Series>,
    pub(super) surface: Option<Surface>,
}

/// Points with a name.
#[derive(Clone, Debug)]
pub(super) struct Series {
    pub name: String,
    pub mark: Mark,
    pub points: Vec<(f64, f64)>,
}

/// How points are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Line,
    Dots,
    /// Both, for steps in a plane.
    Path,
}

/// A plot with this title and nothing else yet.
pub fn plot(title: &str) -> Plot {
    Plot {
        title: clean(title),
        x: String::new(),
        y: String::new(),
        log_y: false,
        series: Vec::new(),
        surface: None,
    }
}

impl Plot {
    /// Adds a line through values, or through pairs `(x, y)`. Where a value
    /// is not finite, the line has a gap.
    pub fn line(self, name: &str, points: impl Points) -> Plot {
        self.add(name, Mark::Line, &points)
    }

    /// Adds dots at values, or at pairs `(x, y)`.
    pub fn dots(self, name: &str, points: impl Points) -> Plot {
        self.add(name, Mark::Dots, &points)
    }

    /// Adds a walk in the plane: a line with a dot at each step.
    pub fn path(self, name: &str, points: impl Points) -> Plot {
        self.add(name, Mark::Path, &points)
    }

    fn add(mut self, name: &str, mark: Mark, points: &impl Points) -> Plot {
        let (name, points) = (clean(name), points.places());
        self.series.push(Series { name, mark, points });
        self
    }

    /// Puts lines of equal height of `f` under everything else. The plot
    /// shows these ranges and no more: what leaves them is cut off.
    pub fn surface(
        mut self,
        name: &str,
        x: Range<f64>,
        y: Range<f64>,
        f: impl Fn(f64, f64) -> f64,
    ) -> Plot {
        self.surface = Some(Surface::of(clean(name), x, y, f));
        self
    }

    /// What is counted across.
    pub fn x(mut self, label: &str) -> Plot {
        self.x = clean(label);
        self
    }

    /// What is measured upwards.
    pub fn y(mut self, label: &str) -> Plot {
        self.y = clean(label);
        self
    }

    /// Equal lengths upwards are equal ratios. Values below or at zero are
    /// gaps. A surface stays as it is.
    pub fn log_y(mut self) -> Plot {
        self.log_y = true;
        self
    }

    /// Hands the plot to whoever [`collect`]s, if anybody does.
    pub fn show(self) {
        COLLECTED.with_borrow_mut(|collected| {
            if let Some(plots) = collected {
                plots.push(self);
            }
        });
    }

    /// The axes, with room around what is drawn, as a part of it.
    pub(super) fn scales(&self, room: f64) -> (Scale, Scale) {
        if let Some(surface) = &self.surface {
            let axis = |(lo, hi): (f64, f64)| {
                Scale::of([lo, hi].into_iter(), false, 0.0)
            };
            return (axis(surface.x), axis(surface.y));
        }
        let points = self.series.iter().flat_map(|s| &s.points);
        // Lines may touch the sides, dots would be cut in half.
        let is_line = |series: &Series| series.mark == Mark::Line;
        let beside = if self.series.iter().all(is_line) { 0.0 } else { room };
        let x = Scale::of(points.clone().map(|p| p.0), false, beside);
        let y = Scale::of(points.map(|p| p.1), self.log_y, room);
        (x, y)
    }

    /// Its title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What is drawn: the points of each line, after its name.
    pub fn series(&self) -> impl Iterator<Item = (&str, &[(f64, f64)])> {
        self.series.iter().map(|s| (s.name.as_str(), s.points.as_slice()))
    }

    /// As SVG: the same bytes for the same values. It stands alone, and in
    /// a page takes the colours that the page gives its classes.
    #[must_use]
    pub fn to_svg(&self) -> String {
        draw::svg(self)
    }

    /// What can be seen, in words.
    #[must_use]
    pub fn to_words(&self) -> String {
        words::of(self)
    }
}

/// One line, without what XML cannot hold.
fn clean(text: &str) -> String {
    let seen = |c: char| if c.is_control() { ' ' } else { c };
    let text: String = text.chars().map(seen).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

thread_local! {
    static COLLECTED: RefCell<Option<Vec<Plot>>> = const {
        RefCell::new(None)
    };
}

/// Runs `f` and returns, with what it returns, the plots that it shows.
pub fn collect<R>(f: impl FnOnce() -> R) -> (R, Vec<Plot>) {
    /// The former collector is in charge again, after a panic as well.
    struct Restore(Option<Vec<Plot>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            COLLECTED.replace(self.0.take());
        }
    }
    let restore = Restore(COLLECTED.replace(Some(Vec::new())));
    let result = f();
    let plots = COLLECTED.take().unwrap_or_default();
    drop(restore);
    (result, plots)
}
