//! The tables of a run, in Markdown.

use super::contender::{CONTENDERS, Contender};
use super::items::{SMALL, SMALL_MEAN_TARGET};
use super::measure::{Measured, Result};
use super::numbers::{Spread, digits, duration, megabytes, ratio};

const OURS: usize = 0;
const PYTORCH: usize = 1;

/// Everything that was measured of the items.
pub fn markdown(machine: &str, results: &[Result]) -> String {
    let takes_part = |nr: usize| {
        results.iter().any(|result| result.of[nr] != Measured::Absent)
    };
    let mut out = format!("{machine}\n");
    if takes_part(OURS) && takes_part(PYTORCH) {
        out += &against_pytorch(results);
    }
    let others: Vec<usize> =
        (PYTORCH + 1..CONTENDERS.len()).filter(|&nr| takes_part(nr)).collect();
    if takes_part(OURS) && !others.is_empty() {
        out += &against_others(results, &others);
    }
    let all: Vec<usize> = (0..CONTENDERS.len())
        .filter(|&nr| CONTENDERS[nr] != Contender::PyTorch { threads: 1 })
        .filter(|&nr| takes_part(nr))
        .collect();
    out + &memory(results, &all)
}

/// Everybody's time, for whoever waits for the tables.
pub fn summary(result: &Result) -> String {
    let times = CONTENDERS.iter().zip(&result.of);
    let took_part = times.filter(|(_, of)| **of != Measured::Absent);
    took_part
        .map(|(contender, of)| format!("; {} {}", contender.name(), time(of)))
        .collect()
}

fn against_pytorch(results: &[Result]) -> String {
    let mut out = heading("Against PyTorch, with two threads");
    out += "| | PyTorch | ours | faster by | wanted | |\n";
    out += "|---|--:|--:|--:|--:|---|\n";
    let (mut met, mut wanted) = (0, 0);
    let mut row = |label: &str, cells: [String; 3], target, median: f64| {
        let (target, verdict) = match target {
            None => (String::new(), ""),
            Some(target) => {
                wanted += 1;
                met += usize::from(median >= target);
                let verdict = if median >= target { "met" } else { "**no**" };
                (target.to_string(), verdict)
            }
        };
        let [theirs, ours, faster] = cells;
        out += &format!(
            "| {label} | {theirs} | {ours} | {faster} | {target} | {verdict} |\n"
        );
    };
    let mut small = Vec::new();
    for (nr, result) in results.iter().enumerate() {
        let Some(spread) = faster(result, PYTORCH) else { continue };
        let cells =
            [time(&result.of[PYTORCH]), time(&result.of[OURS]), ratio(spread)];
        row(&result.item.label, cells, result.item.target, spread.median);
        let is_small = |result: &Result| result.item.name.starts_with(SMALL);
        if is_small(result) {
            small.push(spread.median.ln());
            if !results.get(nr + 1).is_some_and(is_small) {
                let mean = small.iter().sum::<f64>() / small.len() as f64;
                let mean = mean.exp();
                let cells = [String::new(), String::new(), digits(mean)];
                let label = "the small ones, geometric mean";
                row(label, cells, Some(SMALL_MEAN_TARGET), mean);
            }
        }
    }
    out + &format!("\n{met} of {wanted} are as fast as wanted.\n")
}

fn against_others(results: &[Result], others: &[usize]) -> String {
    let mut out = heading("Against others");
    let mut rule = "|---|".to_owned();
    out += "| |";
    for &nr in others {
        let name = match CONTENDERS[nr] {
            Contender::PyTorch { .. } => "PyTorch, one thread".to_owned(),
            other => other.name(),
        };
        out += &format!(" {name} | ours faster by |");
        rule += "--:|--:|";
    }
    out += &format!("\n{rule}\n");
    for result in results {
        out += &format!("| {} |", result.item.label);
        for &nr in others {
            let faster = faster(result, nr).map_or(String::new(), ratio);
            out += &format!(" {} | {faster} |", time(&result.of[nr]));
        }
        out.push('\n');
    }
    let died = |result: &Result| result.of.contains(&Measured::Died);
    out += "\n-: it has no such operation.";
    if results.iter().any(died) {
        out += " †: its process ended.";
    }
    out.push('\n');
    for &nr in others {
        let medians: Vec<f64> = results
            .iter()
            .filter_map(|result| faster(result, nr))
            .map(|spread| spread.median)
            .collect();
        let ahead = medians.iter().filter(|&&median| median >= 1.0).count();
        out += &format!(
            "Ahead of {} on {ahead} of {}.\n",
            CONTENDERS[nr].name().replace(", 1", " with one thread"),
            medians.len()
        );
    }
    out
}

fn memory(results: &[Result], all: &[usize]) -> String {
    let known = |measured: &Measured| {
        matches!(measured, Measured::Done { bytes: Some(_), .. })
    };
    if !results.iter().any(|result| result.of.iter().any(known)) {
        return String::new();
    }
    let mut out = heading("Memory");
    out += "Megabytes by which a fresh process grows at most, inputs \
            included.\n\n| |";
    let mut rule = "|---|".to_owned();
    for &nr in all {
        let name = match CONTENDERS[nr] {
            Contender::PyTorch { .. } => "PyTorch".to_owned(),
            other => other.name(),
        };
        out += &format!(" {name} |");
        rule += "--:|";
    }
    out += &format!("\n{rule}\n");
    for result in results {
        out += &format!("| {} |", result.item.label);
        for &nr in all {
            let cell = match &result.of[nr] {
                Measured::Done { bytes: Some(bytes), .. } => megabytes(*bytes),
                other => time_or_mark(other, ""),
            };
            out += &format!(" {cell} |");
        }
        out.push('\n');
    }
    out
}

fn heading(text: &str) -> String {
    format!("\n### {text}\n\n")
}

/// How many times as long somebody takes as we do, round by round.
fn faster(result: &Result, nr: usize) -> Option<Spread> {
    let numbers = |nr: usize| match &result.of[nr] {
        Measured::Done { nanoseconds, .. } => Some(nanoseconds),
        _ => None,
    };
    let (theirs, ours) = (numbers(nr)?, numbers(OURS)?);
    let ratios = theirs.iter().zip(ours).map(|(theirs, ours)| theirs / ours);
    Some(Spread::of(ratios.collect()))
}

fn time(measured: &Measured) -> String {
    let text = match measured {
        Measured::Done { nanoseconds, .. } => {
            duration(Spread::of(nanoseconds.clone()).median)
        }
        _ => String::new(),
    };
    time_or_mark(measured, &text)
}

fn time_or_mark(measured: &Measured, text: &str) -> String {
    match measured {
        Measured::Done { .. } => text,
        Measured::Cannot => "-",
        Measured::Died => "†",
        Measured::Absent => "",
    }
    .to_owned()
}
