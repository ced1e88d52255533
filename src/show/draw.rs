//! A plot on paper: what stands where.

use std::hash::Hasher;
use std::ops::Range;

use plotters::coord::Shift;
use plotters::coord::ranged1d::{
    KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter,
};
use plotters::drawing::DrawingArea;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::paper::{
    GRID, HEIGHT, INK, Ink, PAPER, Paper, QUIET, Role, SERIES, UNITS,
};
use super::plot::{Mark, Plot};
use super::scale::Scale;
use super::words;
use crate::autograd::graph::svg::{Fnv, escape};

/// Pixels across, so few that the letters can be read on a telephone.
const WIDTH: i32 = 480;
/// Pixels from the lower to the upper end of what is measured.
const HEIGHT_OF_PLOT: i32 = 240;
/// From one line of text to the next.
const LINE: i32 = 19;
/// The size of letters on a telephone, where a page makes them larger.
const LARGEST: f64 = 15.5;
/// Around everything.
const MARGIN: i32 = 8;
/// Before a name in the legend: an example of its line.
const SAMPLE: i32 = 28;
/// What is around the lines, as a part of the axis.
const ROOM: f64 = 0.04;

type Sheet<'a> = DrawingArea<Paper<'a>, Shift>;
type Chart<'a, 'b> = ChartContext<'b, Paper<'a>, Cartesian2d<Axis, Axis>>;
type Place = (f64, f64);
type Drawn = Result<(), DrawingAreaErrorKind<std::fmt::Error>>;

/// An axis as plotters knows it: from 0 to 1, with the ticks that the scale
/// has chosen.
struct Axis(Vec<(f64, String)>);

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, at: &f64, (from, to): (i32, i32)) -> i32 {
        let length = f64::from(to - from);
        // Inside, as everything here is; and numbers, so nothing is cut.
        from + (at.clamp(0.0, 1.0) * length).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() {
            return Vec::new();
        }
        self.0.iter().map(|(at, _)| *at).collect()
    }

    fn range(&self) -> Range<f64> {
        0.0..1.0
    }
}

impl ValueFormatter<f64> for Axis {
    fn format(value: &f64) -> String {
        value.to_string()
    }

    fn format_ext(&self, value: &f64) -> String {
        let is_it = |tick: &&(f64, String)| tick.0.total_cmp(value).is_eq();
        let tick = self.0.iter().find(is_it);
        tick.map(|(_, text)| text.clone()).unwrap_or_default()
    }
}

pub fn svg(plot: &Plot) -> String {
    let title = wrap(&plot.title, WIDTH - 2 * MARGIN);
    let legend = Legend::of(plot);
    let title_height = LINE * lines(title.len());
    let top = MARGIN + title_height + LINE * lines(legend.rows) + 6;
    let under = 22 + if plot.x.is_empty() { 0 } else { LINE };
    let height = top + HEIGHT_OF_PLOT + under + MARGIN;

    let mut ink = Ink::default();
    let size = (units(WIDTH), units(height));
    let sheet = Paper { ink: &mut ink, size }.into_drawing_area();
    let draw = || -> Drawn {
        sheet.fill(&PAPER.colour)?;
        for (i, line) in title.iter().enumerate() {
            let at = (MARGIN, MARGIN + LINE * lines(i));
            text(&sheet, line, at, FontStyle::Bold)?;
        }
        legend.draw(&sheet, MARGIN + title_height)?;
        axes_and_all(&sheet, plot, top, under)
    };
    // Memory takes everything; a font that is only estimated cannot fail.
    draw().expect("drawing into memory");
    drop(sheet);
    let body = ink.finish();

    let words = escape(&words::of(plot));
    let title = escape(&plot.title);
    // Pages may be joined: ids differ as plots do.
    let mut hash = Fnv::default();
    hash.write(words.as_bytes());
    hash.write(body.as_bytes());
    let id = format!("tb-{:08x}", hash.finish() >> 32);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"tb-plot\" \
         role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" \
         viewBox=\"0 0 {WIDTH} {height}\" width=\"{}\" height=\"{}\" \
         font-family=\"sans-serif\" font-size=\"13\">\n\
         <title id=\"{id}-title\">{title}</title>\n\
         <desc id=\"{id}-desc\">{words}</desc>\n\
         {body}</svg>\n",
        WIDTH * 3 / 2,
        height * 3 / 2,
    )
}

fn axes_and_all(
    sheet: &Sheet<'_>,
    plot: &Plot,
    top: i32,
    under: i32,
) -> Drawn {
    let (x, y) = plot.scales(ROOM);
    let widest = y.ticks.iter().map(|(_, text)| width(text));
    let beside = widest.max().unwrap_or(0).max(24)
        + 10
        + if plot.y.is_empty() { 0 } else { LINE };
    let axis = |scale: &Scale| Axis(scale.ticks.clone());
    let mut chart = ChartBuilder::on(sheet)
        .margin_top(units(top))
        .margin_right(units(2 * MARGIN))
        .margin_bottom(units(MARGIN))
        .margin_left(units(MARGIN))
        .x_label_area_size(units(under))
        .y_label_area_size(units(beside))
        .build_cartesian_2d(axis(&x), axis(&y))?;
    let label = |colour: &RGBColor| {
        ("sans-serif", 13 * UNITS).into_font().color(colour)
    };
    let mut mesh = chart.configure_mesh();
    // Lines of equal height take the place of the grid.
    if plot.surface.is_some() {
        mesh.disable_mesh();
    }
    mesh.bold_line_style(GRID.colour.stroke_width(units(1)))
        .light_line_style(GRID.colour.stroke_width(units(1)))
        .axis_style(QUIET.colour.stroke_width(units(1)))
        .set_all_tick_mark_size(3 * UNITS)
        .label_style(label(&QUIET.colour))
        .axis_desc_style(label(&INK.colour))
        .x_desc(plot.x.as_str())
        .y_desc(plot.y.as_str())
        .draw()?;
    heights(&mut chart, plot)?;
    for (i, series) in plot.series.iter().enumerate() {
        let colour = SERIES[i % SERIES.len()].colour;
        let shape = Shape::of(i);
        // The dots of a path say which it is.
        let wide = if series.mark == Mark::Path { 15 } else { 20 };
        let places = series.points.iter().map(|p| x.at(p.0).zip(y.at(p.1)));
        let places: Vec<Option<Place>> = places.collect();
        let seen = places.iter().flatten().copied().filter(is_inside);
        if series.mark != Mark::Dots {
            for run in runs(&places) {
                if let [alone] = run[..] {
                    dots(&mut chart, [alone].into_iter(), shape, colour, 30)?;
                    continue;
                }
                line(
                    &mut chart,
                    &simple(&thin(run)),
                    colour.stroke_width(wide),
                )?;
            }
        }
        match series.mark {
            Mark::Line => {}
            Mark::Dots => dots(&mut chart, seen, shape, colour, 35)?,
            Mark::Path => {
                // The end is larger than the steps that lead to it.
                let last = seen.clone().next_back().into_iter();
                dots(&mut chart, apart(seen), shape, colour, 25)?;
                dots(&mut chart, last, shape, colour, 50)?;
            }
        }
    }
    let nothing = plot.surface.is_none()
        && plot.series.iter().all(|series| {
            let seen = |p: &Place| x.at(p.0).and(y.at(p.1)).is_some();
            !series.points.iter().any(seen)
        });
    if nothing {
        let style =
            label(&QUIET.colour).pos(Pos::new(HPos::Center, VPos::Center));
        let words = Text::new("nothing to be seen", (0.5, 0.5), style);
        chart.draw_series([words])?;
    }
    Ok(())
}

/// Lines of equal height: the stronger, the lower.
fn heights(chart: &mut Chart<'_, '_>, plot: &Plot) -> Drawn {
    let Some(surface) = &plot.surface else { return Ok(()) };
    let levels = surface.levels();
    for (i, level) in levels.iter().enumerate() {
        let part = i as f64 / levels.len() as f64;
        let style = HEIGHT.colour.mix(0.65 - 0.45 * part);
        for places in surface.lines(*level) {
            line(chart, &simple(&places), style.stroke_width(units(1)))?;
        }
    }
    Ok(())
}

fn line(
    chart: &mut Chart<'_, '_>,
    places: &[Place],
    style: ShapeStyle,
) -> Drawn {
    chart.draw_series(LineSeries::new(places.iter().copied(), style))?;
    Ok(())
}

fn dots(
    chart: &mut Chart<'_, '_>,
    places: impl Iterator<Item = Place>,
    shape: Shape,
    colour: RGBColor,
    radius: i32,
) -> Drawn {
    match shape.corners(radius) {
        None => chart.draw_series(
            places.map(|at| Circle::new(at, radius, colour.filled())),
        )?,
        Some(corners) => chart.draw_series(places.map(|at| {
            let shape = Polygon::new(corners.clone(), colour.filled());
            EmptyElement::at(at) + shape
        }))?,
    };
    Ok(())
}

/// What a dot looks like, so that the dots of one series can be told from
/// those of the next without colours.
#[derive(Clone, Copy)]
enum Shape {
    Circle,
    Square,
    Triangle,
    Diamond,
    /// A triangle that stands on its head.
    Turned,
    Cross,
}

impl Shape {
    fn of(series: usize) -> Shape {
        use Shape::{Circle, Cross, Diamond, Square, Triangle, Turned};
        [Circle, Square, Triangle, Diamond, Turned, Cross][series % 6]
    }

    /// Around the middle, about as large as a circle of this radius; `None`
    /// for that circle.
    fn corners(self, radius: i32) -> Option<Vec<(i32, i32)>> {
        let units = |part: f64| (part * f64::from(radius)).round() as i32;
        let of = |corners: &[(f64, f64)]| {
            corners.iter().map(|(x, y)| (units(*x), units(*y))).collect()
        };
        // Downwards is more.
        Some(match self {
            Shape::Circle => return None,
            Shape::Square => {
                of(&[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)])
            }
            Shape::Triangle => of(&[(-1.2, 0.9), (1.2, 0.9), (0.0, -1.3)]),
            Shape::Turned => of(&[(-1.2, -0.9), (1.2, -0.9), (0.0, 1.3)]),
            Shape::Diamond => {
                of(&[(0.0, -1.4), (1.1, 0.0), (0.0, 1.4), (-1.1, 0.0)])
            }
            Shape::Cross => {
                let (near, far) = (0.4, 1.3);
                of(&[
                    (-near, -far),
                    (near, -far),
                    (near, -near),
                    (far, -near),
                    (far, near),
                    (near, near),
                    (near, far),
                    (-near, far),
                    (-near, near),
                    (-far, near),
                    (-far, -near),
                    (-near, -near),
                ])
            }
        })
    }
}

/// Without those that would hide the one before: less than a pixel away.
fn apart(places: impl Iterator<Item = Place>) -> impl Iterator<Item = Place> {
    let mut former: Option<Place> = None;
    places.filter(move |place| {
        let near = former.is_some_and(|former| {
            let (from, to) = (pixel(former), pixel(*place));
            (to.0 - from.0).hypot(to.1 - from.1) < 1.0
        });
        if !near {
            former = Some(*place);
        }
        !near
    })
}

fn text(
    sheet: &Sheet<'_>,
    text: &str,
    (x, y): (i32, i32),
    style: FontStyle,
) -> Drawn {
    let font = ("sans-serif", 13 * UNITS, style).into_font();
    let font = font.color(&INK.colour);
    sheet.draw(&Text::new(text.to_owned(), (x * UNITS, y * UNITS), font))
}

/// Names, each after an example of its line, in rows.
struct Legend<'a> {
    entries: Vec<Entry<'a>>,
    rows: usize,
}

struct Entry<'a> {
    name: String,
    role: &'a Role,
    mark: Mark,
    shape: Shape,
    row: usize,
    left: i32,
}

impl Legend<'_> {
    fn of(plot: &Plot) -> Legend<'static> {
        static ROLES: [Role; 6] = SERIES;
        static OF_HEIGHT: Role = HEIGHT;
        let mut named: Vec<(String, &Role, Mark, Shape)> = Vec::new();
        if let Some(surface) = &plot.surface {
            let name = format!("{} (stronger: lower)", surface.name);
            named.push((name, &OF_HEIGHT, Mark::Line, Shape::of(0)));
        }
        for (i, series) in plot.series.iter().enumerate() {
            let role = &ROLES[i % ROLES.len()];
            let name = series.name.clone();
            named.push((name, role, series.mark, Shape::of(i)));
        }
        // One alone is what the title says.
        if named.len() < 2 {
            named.clear();
        }
        let (mut row, mut left) = (0, MARGIN);
        let mut entries = Vec::new();
        for (name, role, mark, shape) in named {
            let wide = SAMPLE + width(&name) + 2 * MARGIN;
            if left > MARGIN && left + wide > WIDTH {
                (row, left) = (row + 1, MARGIN);
            }
            entries.push(Entry { name, role, mark, shape, row, left });
            left += wide;
        }
        let rows = entries.last().map_or(0, |entry| entry.row + 1);
        Legend { entries, rows }
    }

    fn draw(&self, sheet: &Sheet<'_>, top: i32) -> Drawn {
        for Entry { name, role, mark, shape, row, left } in &self.entries {
            let top = top + LINE * lines(*row);
            let (from, to) = (*left, left + SAMPLE - 6);
            let middle = (top + 6) * UNITS;
            let at = |x: i32| (x * UNITS, middle);
            if *mark != Mark::Dots {
                let style = role.colour.stroke_width(units(2));
                sheet
                    .draw(&PathElement::new(vec![at(from), at(to)], style))?;
            }
            if *mark != Mark::Line {
                let middle = at(i32::midpoint(from, to));
                let style = role.colour.filled();
                match shape.corners(35) {
                    None => sheet.draw(&Circle::new(middle, 35, style))?,
                    Some(corners) => sheet.draw(
                        &(EmptyElement::at(middle)
                            + Polygon::new(corners, style)),
                    )?,
                }
            }
            text(sheet, name, (left + SAMPLE, top), FontStyle::Normal)?;
        }
        Ok(())
    }
}

/// What a text takes at its largest, in pixels: nobody knows the font, but
/// they are alike.
fn width(text: &str) -> i32 {
    let of = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => {
            0.3
        }
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | ' ' | '"' => 0.38,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.95,
        'A'..='Z' => 0.72,
        _ if c.is_ascii() => 0.6,
        _ => 1.0,
    };
    let ems: f64 = text.chars().take(10_000).map(of).sum();
    (ems * LARGEST).ceil() as i32
}

fn lines(count: usize) -> i32 {
    i32::try_from(count.min(10_000)).unwrap_or(10_000)
}

fn units(pixels: i32) -> u32 {
    u32::try_from(pixels * UNITS).unwrap_or(0)
}

/// Lines of words that fit.
fn wrap(text: &str, wide: i32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if width(line) + width(word) < wide => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// About where a place is on paper.
fn pixel((x, y): Place) -> Place {
    (x * f64::from(WIDTH), y * f64::from(HEIGHT_OF_PLOT))
}

fn is_inside((x, y): &Place) -> bool {
    // What rounding leaves outside is inside.
    let on = |at: &f64| (-1e-9..=1.0 + 1e-9).contains(at);
    on(x) && on(y)
}

/// The parts of a line that can be drawn: without what has no place, and
/// without what is outside.
fn runs(places: &[Option<Place>]) -> Vec<Vec<Place>> {
    let mut runs: Vec<Vec<Place>> = Vec::new();
    let mut former: Option<Place> = None;
    for place in places {
        let Some(at) = *place else {
            former = None;
            continue;
        };
        match former.and_then(|former| clip(former, at)) {
            Some((from, to)) => match runs.last_mut() {
                Some(run) if run.last() == Some(&from) => run.push(to),
                _ => runs.push(vec![from, to]),
            },
            None if former.is_none() && is_inside(&at) => {
                runs.push(vec![at]);
            }
            None => {}
        }
        former = Some(at);
    }
    runs
}

/// The part of a stretch that is inside the unit square (Liang and Barsky).
fn clip(from: Place, to: Place) -> Option<(Place, Place)> {
    if is_inside(&from) && is_inside(&to) {
        return Some((from, to));
    }
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let (mut start, mut end) = (0.0_f64, 1.0_f64);
    for (step, room) in
        [(-dx, from.0), (dx, 1.0 - from.0), (-dy, from.1), (dy, 1.0 - from.1)]
    {
        let at = room / step;
        if step < 0.0 {
            start = start.max(at);
        } else if step > 0.0 {
            end = end.min(at);
        } else if room < 0.0 {
            return None;
        }
    }
    // From the outside of the outside, values may have no difference.
    let fits = start < end && (dx + dy).is_finite();
    let between = |t: f64| (from.0 + t * dx, from.1 + t * dy);
    fits.then(|| {
        let from = if start > 0.0 { between(start) } else { from };
        (from, if end < 1.0 { between(end) } else { to })
    })
}

/// Of very many points, those that can be seen: per column of half a pixel
/// the first, the lowest, the highest and the last.
fn thin(run: Vec<Place>) -> Vec<Place> {
    let columns = f64::from(2 * WIDTH);
    let is_sorted = run.windows(2).all(|pair| pair[0].0 <= pair[1].0);
    if run.len() < 4000 || !is_sorted {
        return run;
    }
    let column = |place: &Place| (place.0 * columns).floor();
    let mut kept = Vec::new();
    for part in run.chunk_by(|a, b| column(a).total_cmp(&column(b)).is_eq()) {
        let heights = || part.iter().enumerate();
        let by =
            |a: &(usize, &Place), b: &(usize, &Place)| a.1.1.total_cmp(&b.1.1);
        let mut of_part = vec![0, part.len() - 1];
        of_part.extend(heights().min_by(by).map(|(i, _)| i));
        of_part.extend(heights().max_by(by).map(|(i, _)| i));
        of_part.sort_unstable();
        of_part.dedup();
        kept.extend(of_part.into_iter().map(|i| part[i]));
    }
    kept
}

/// Without points that are on the way between others, to a fifth of a pixel
/// (Douglas and Peucker).
fn simple(places: &[Place]) -> Vec<Place> {
    let mut kept = vec![false; places.len()];
    let mut open = vec![(0, places.len().saturating_sub(1))];
    while let Some((first, last)) = open.pop() {
        let Some(end) = places.get(last) else { continue };
        (kept[first], kept[last]) = (true, true);
        let (from, to) = (pixel(places[first]), pixel(*end));
        let off = |place: Place| {
            let (x, y) = pixel(place);
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let (x, y) = (x - from.0, y - from.1);
            // The nearest point of the stretch, not of the line through it.
            let along = (x * dx + y * dy) / (dx * dx + dy * dy).max(1e-12);
            let along = along.clamp(0.0, 1.0);
            (x - along * dx).hypot(y - along * dy)
        };
        let between = (first + 1..last).map(|i| (i, off(places[i])));
        let far = between.max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((i, off)) = far
            && off > 0.2
        {
            open.extend([(first, i), (i, last)]);
        }
    }
    let kept = places.iter().zip(kept).filter(|(_, kept)| *kept);
    kept.map(|(place, _)| *place).collect()
}
