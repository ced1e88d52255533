//! A plot for those who cannot see it: what a look would tell, in numbers.

use std::fmt::Write;

use super::plot::{Mark, Plot, Series};
use super::scale::{Scale, short};

pub fn of(plot: &Plot) -> String {
    let (x, y) = plot.scales(0.0);
    let mut out = String::new();
    if !plot.title.is_empty() {
        out.push_str(&plot.title);
        // A question is a title as well.
        out.push_str(if plot.title.ends_with(['.', '?', '!']) {
            " "
        } else {
            ". "
        });
    }
    axis(&mut out, "Across", &plot.x, &x);
    axis(&mut out, "Up", &plot.y, &y);
    if let Some(surface) = &plot.surface {
        write!(out, "Lines of equal height of {}", surface.name)
            .expect("writing to a string");
        if let Some(ends) = surface.extremes() {
            let [low, high] = ends.map(|(at, height)| {
                format!("{} at {}", short(height), pair(at))
            });
            write!(out, ": lowest {low}, highest {high}")
                .expect("writing to a string");
        }
        out.push_str(". ");
    }
    for series in &plot.series {
        one(&mut out, series, &x, &y);
    }
    if plot.series.is_empty() && plot.surface.is_none() {
        out.push_str("It is empty. ");
    }
    out.truncate(out.trim_end().len());
    out
}

fn axis(out: &mut String, way: &str, label: &str, scale: &Scale) {
    out.push_str(way);
    if !label.is_empty() {
        write!(out, ", {label}").expect("writing to a string");
    }
    if scale.log {
        out.push_str(", in powers of ten");
    }
    let (lo, hi) = scale.ends;
    write!(out, ": from {} to {}. ", short(lo), short(hi))
        .expect("writing to a string");
}

fn one(out: &mut String, series: &Series, x: &Scale, y: &Scale) {
    let Series { name, mark, points } = series;
    let (kind, unit, units) = match mark {
        Mark::Line => ("Line", "value", "values"),
        Mark::Dots => ("Dots", "dot", "dots"),
        Mark::Path => ("Path", "step", "steps"),
    };
    let many = |n: usize| format!("{n} {}", if n == 1 { unit } else { units });
    write!(out, "{kind} {name}: {}", many(points.len()))
        .expect("writing to a string");
    let seen: Vec<(f64, f64)> = points
        .iter()
        .copied()
        .filter(|(a, b)| x.at(*a).is_some() && y.at(*b).is_some())
        .collect();
    if let (Some(first), Some(last)) = (seen.first(), seen.last()) {
        let by_height = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
        let ends = (
            seen.iter().min_by(by_height).unwrap_or(first),
            // The first of equals, as for the least.
            seen.iter().rev().max_by(by_height).unwrap_or(first),
        );
        match mark {
            _ if seen.len() == 1 => write!(out, ", {}", pair(*first)),
            Mark::Line => write!(
                out,
                ", first {}, last {}; least {} at {}, most {} at {}",
                short(first.1),
                short(last.1),
                short(ends.0.1),
                short(ends.0.0),
                short(ends.1.1),
                short(ends.1.0),
            ),
            Mark::Dots => {
                write!(out, ", first {}, last {}", pair(*first), pair(*last))
            }
            Mark::Path => {
                let by_x =
                    |a: &&(f64, f64), b: &&(f64, f64)| a.0.total_cmp(&b.0);
                let left = seen.iter().min_by(by_x).unwrap_or(first);
                let right = seen.iter().max_by(by_x).unwrap_or(first);
                write!(
                    out,
                    ", first {}, last {}; across from {} to {}, up from {} \
                     to {}",
                    pair(*first),
                    pair(*last),
                    short(left.0),
                    short(right.0),
                    short(ends.0.1),
                    short(ends.1.1),
                )
            }
        }
        .expect("writing to a string");
    }
    let left = points.len() - seen.len();
    if left > 0 {
        let what = if y.log { "finite and positive" } else { "finite" };
        let are = if left == 1 { "is" } else { "are" };
        write!(out, "; {left} of them {are} not {what}, a gap")
            .expect("writing to a string");
    }
    out.push_str(". ");
}

fn pair((x, y): (f64, f64)) -> String {
    format!("({}, {})", short(x), short(y))
}
