//! Every operation against recordings of PyTorch.
//!
//! `tests/pytorch/record_operations.py` makes the recordings; README.md
//! beside it describes them. `PARITY=DIRECTORY` replays those of another
//! directory, `PARITY_SHOW=N` shows so many differences of each operation.

mod compare;
mod recording;
mod replay;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use compare::Verdict;
use recording::{Case, Mode, Recording};
use replay::{Arguments, Operation};

/// What came of one operation.
struct Report {
    name: String,
    cases: usize,
    calls: usize,
    near: usize,
    furthest: u64,
    differences: Vec<String>,
}

fn replay(name: &str, text: &str) -> Report {
    let recording = Recording::read(text);
    let mut report = Report {
        name: name.to_owned(),
        cases: recording.cases.len(),
        calls: 0,
        near: 0,
        furthest: 0,
        differences: Vec::new(),
    };
    let Some(operation) = Operation::named(name) else {
        report.differences.push("it is not in the table".into());
        return report;
    };
    for case in &recording.cases {
        for (mode, want) in &case.outcomes {
            if *mode == Mode::InPlace && !operation.in_place() {
                continue;
            }
            report.calls += 1;
            match one(&recording, &operation, case, *mode, want) {
                Verdict::Same => {}
                Verdict::Near(ulps) => {
                    report.near += 1;
                    report.furthest = report.furthest.max(ulps);
                }
                Verdict::Different(how) => report
                    .differences
                    .push(format!("{} {mode:?}: {how}", case.call)),
            }
        }
    }
    report
}

fn one(
    recording: &Recording<'_>,
    operation: &Operation,
    case: &Case<'_>,
    mode: Mode,
    want: &recording::Outcome,
) -> Verdict {
    let arguments = Arguments::make(recording, case, mode)
        .unwrap_or_else(|e| panic!("{}: {e:#}", case.call));
    let got = operation.call(&arguments, mode);
    compare::outcomes(recording, &got, want)
}

fn directory() -> PathBuf {
    match env::var_os("PARITY") {
        Some(directory) => directory.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/pytorch/operations"),
    }
}

#[test]
fn every_operation_is_pytorchs() {
    let mut files: Vec<PathBuf> = fs::read_dir(directory())
        .expect("the recordings")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let next = AtomicUsize::new(0);
    let reports = Mutex::new(Vec::new());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(file) =
                    files.get(next.fetch_add(1, Ordering::Relaxed))
                {
                    let name = file.file_stem().expect("a name");
                    let text = fs::read_to_string(file).expect("UTF-8");
                    let report = replay(&name.to_string_lossy(), &text);
                    reports.lock().expect("no panic").push(report);
                }
            });
        }
    });
    let mut reports = reports.into_inner().expect("no panic");
    reports.sort_by(|a, b| a.name.cmp(&b.name));
    let shown = env::var("PARITY_SHOW").ok().and_then(|n| n.parse().ok());
    let mut failed = 0;
    for report in &reports {
        println!(
            "{:14} {:5} cases {:6} calls {:5} near ({} ulp) {:5} differ",
            report.name,
            report.cases,
            report.calls,
            report.near,
            report.furthest,
            report.differences.len()
        );
        failed += report.differences.len();
        for difference in report.differences.iter().take(shown.unwrap_or(1)) {
            println!("    {}", difference.replace('\n', "\n    "));
        }
    }
    let calls: usize = reports.iter().map(|report| report.calls).sum();
    println!("{calls} calls, {failed} differ");
    assert_eq!(failed, 0);
}
