//! The last run as a page of the book shows it.

use super::Report;
use super::known::{KNOWN, NEAR};

fn near(operation: &str) -> Option<(usize, u64)> {
    let nr = NEAR.iter().position(|n| n.operations.contains(&operation))?;
    Some((nr + 1, NEAR[nr].ulps))
}

/// A number with a comma at every thousand.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Markdown: what was compared, where numbers may be off, what differs.
/// It does not say how many numbers were off here: that depends on the
/// machine.
pub fn markdown(reports: &[Report], names: usize) -> String {
    let total = |f: fn(&Report) -> usize| reports.iter().map(f).sum::<usize>();
    let known = |report: &Report| {
        report.known.iter().map(|(_, calls)| calls).sum::<usize>()
    };
    let differ = reports.iter().map(known).sum::<usize>();
    let mut out = String::new();
    let mut line = |text: String| {
        out.push_str(&text);
        out.push('\n');
    };
    line(format!(
        "{} operations, {} cases, {} calls: {} differ. {} names and errors \
         of PyTorch 1.1.0.",
        reports.len(),
        grouped(total(|report| report.cases)),
        grouped(total(|report| report.calls)),
        match differ {
            0 => "none".to_owned(),
            n => grouped(n),
        },
        grouped(names),
    ));
    line("\n| operation | cases | calls | numbers | differ |".to_owned());
    line("|---|--:|--:|---|--:|".to_owned());
    for report in reports {
        let numbers = match near(&report.name) {
            Some((nr, ulps)) => format!("{ulps} ulp ({nr})"),
            None => "exact".to_owned(),
        };
        let differ = match known(report) {
            0 => String::new(),
            n => grouped(n),
        };
        line(format!(
            "| `{}` | {} | {} | {numbers} | {differ} |",
            report.name,
            grouped(report.cases),
            grouped(report.calls),
        ));
    }
    line("\n## Numbers that may be off\n".to_owned());
    for (nr, near) in NEAR.iter().enumerate() {
        line(format!("{}. {}", nr + 1, near.why));
    }
    line("\n## What differs, and why\n".to_owned());
    if KNOWN.is_empty() {
        line("Nothing.".to_owned());
    }
    for known in KNOWN {
        line(format!("- `{}`: {}", known.operation, known.why));
    }
    out
}
