//! Every operation against recordings of PyTorch.
//!
//! `tests/pytorch/record_operations.py` makes the recordings; README.md
//! beside it describes them. `PARITY=DIRECTORY` replays those of another
//! directory, `PARITY_SHOW=N` shows so many differences of each operation.

mod compare;
mod known;
mod names;
mod recording;
mod replay;
mod table;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use compare::Verdict;
use known::Known;
use recording::{Case, Mode, Recording};
use replay::{Arguments, Operation};

/// Made by `record_names.py`.
const NAMES: &str = include_str!("../pytorch/names.1.1.0.txt");

/// What came of one operation.
#[derive(Default)]
struct Report {
    name: String,
    cases: usize,
    calls: usize,
    /// Calls whose numbers are off by a little, as they may be.
    near: usize,
    /// By how many units in the last place at most.
    furthest: u64,
    /// How many calls need each entry of the list of known differences.
    known: Vec<(&'static Known, usize)>,
    /// What nobody knows of.
    differences: Vec<String>,
}

impl Report {
    fn same(&self) -> usize {
        let known: usize = self.known.iter().map(|(_, calls)| calls).sum();
        self.calls - self.near - known - self.differences.len()
    }
}

fn replay(name: &str, text: &str) -> Report {
    let recording = Recording::read(text);
    let mut report = Report {
        name: name.to_owned(),
        cases: recording.cases.len(),
        known: known::of(known::KNOWN, name),
        ..Report::default()
    };
    let Some(operation) = Operation::named(name) else {
        report.calls = 1;
        report.differences.push("it is not in the table".into());
        return report;
    };
    let allowed = known::ulps(name);
    for case in &recording.cases {
        for (mode, want) in &case.outcomes {
            if *mode == Mode::InPlace && !operation.in_place() {
                continue;
            }
            report.calls += 1;
            let how = match one(&recording, &operation, case, *mode, want) {
                Verdict::Same => continue,
                Verdict::Near(ulps, _) if ulps <= allowed => {
                    report.near += 1;
                    report.furthest = report.furthest.max(ulps);
                    continue;
                }
                Verdict::Near(_, how) | Verdict::Different(how) => how,
            };
            let how = format!("{} {mode:?}: {how}", case.call);
            if !known::count(&mut report.known, &how) {
                report.differences.push(how);
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

/// Replays every file, as many at a time as there are processors.
fn all<R: Send>(replay: impl Fn(&str, &str) -> R + Sync) -> Vec<R> {
    let mut files: Vec<PathBuf> = fs::read_dir(directory())
        .expect("the recordings")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let nr = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = files.get(nr) else { break };
                    let name = file.file_stem().expect("a name");
                    let text = fs::read_to_string(file).expect("UTF-8");
                    let report = replay(&name.to_string_lossy(), &text);
                    done.lock().expect("no panic").push((nr, report));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("no panic");
    done.sort_by_key(|(nr, _)| *nr);
    done.into_iter().map(|(_, report)| report).collect()
}

/// How many differences of each operation are shown.
fn shown() -> usize {
    let wanted = env::var("PARITY_SHOW").ok();
    wanted.and_then(|n| n.parse().ok()).unwrap_or(3)
}

/// Shows what differs, and fails if something does.
fn fail_on<'a>(found: impl Iterator<Item = (&'a str, &'a [String])>) {
    let mut failed = 0;
    for (name, differences) in found {
        failed += differences.len();
        if !differences.is_empty() {
            println!("{name}: {} differ", differences.len());
        }
        for difference in differences.iter().take(shown()) {
            println!("    {}", difference.replace('\n', "\n    "));
        }
    }
    assert_eq!(failed, 0, "calls that differ; PARITY_SHOW=N shows more");
}

/// Whether the repository's recordings are replayed, and not others.
fn of_the_repository() -> bool {
    env::var_os("PARITY").is_none()
}

#[test]
fn every_operation_is_pytorchs() {
    let reports = all(replay);
    for report in &reports {
        println!(
            "{:14} {:5} cases {:6} calls {:6} same {:5} near ({} ulp) {:4} \
             differ",
            report.name,
            report.cases,
            report.calls,
            report.same(),
            report.near,
            report.furthest,
            report.differences.len()
        );
    }
    let total = |f: fn(&Report) -> usize| reports.iter().map(f).sum::<usize>();
    println!(
        "{} calls, {} bit for bit the same",
        total(|report| report.calls),
        total(Report::same)
    );
    fail_on(
        reports.iter().map(|r| (r.name.as_str(), r.differences.as_slice())),
    );
    if of_the_repository() {
        let needed = reports.iter().flat_map(|r| &r.known).copied();
        known::assert_needed(needed);
        known::assert_near(reports.iter().map(|r| (&*r.name, r.furthest)));
        let names = names::read(NAMES).values().map(Vec::len).sum();
        let mut settings = insta::Settings::new();
        settings.set_snapshot_path(".");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let text = table::markdown(&reports, names);
        settings.bind(|| insta::assert_snapshot!("table", text));
    }
}

#[test]
fn names_and_errors_are_those_of_the_notes() {
    if !of_the_repository() {
        return;
    }
    let names = names::read(NAMES);
    let reports = all(|name, text| {
        let said = names.get(name).map_or(&[][..], Vec::as_slice);
        let recording = Recording::read(text);
        let mut known = known::of(known::KNOWN_IN_THE_NOTES, name);
        let mut differences = match Operation::named(name) {
            Some(op) => names::differences(&recording, &op, said),
            None => vec!["it is not in the table".into()],
        };
        differences.retain(|how| !known::count(&mut known, how));
        (name.to_owned(), said.len(), known, differences)
    });
    let compared: usize = reports.iter().map(|report| report.1).sum();
    println!("{compared} names and errors compared");
    fail_on(reports.iter().map(|r| (r.0.as_str(), r.3.as_slice())));
    known::assert_needed(reports.iter().flat_map(|r| &r.2).copied());
}

/// Rows of the table that are recorded otherwise, or not at all.
const ELSEWHERE: &[(&str, &str)] = &[
    ("rand_like", DRAWN),
    ("randn_like", DRAWN),
    ("randint_like", DRAWN),
    ("multinomial", DRAWN),
    ("poisson", DRAWN),
    ("bernoulli", DRAWN),
    ("exponential", DRAWN),
    ("cauchy", DRAWN),
    ("log_normal", DRAWN),
    ("geometric", DRAWN),
    ("hann_window", TAPERS),
    ("hamming_window", TAPERS),
    ("bartlett_window", TAPERS),
    ("blackman_window", TAPERS),
];

const TAPERS: &str = "tests/python_scripts/creation.py";
const DRAWN: &str = "tests/python_scripts/draws.py, which has a seed";

#[test]
fn every_operation_of_the_table_is_recorded() {
    let recorded = all(|name, _| name.to_owned());
    let missing: Vec<&str> = torchbook::table::OPERATIONS
        .iter()
        .map(|row| match row.base() {
            "index" => "getitem",
            base => base,
        })
        .filter(|base| !recorded.iter().any(|name| name == base))
        .filter(|base| !ELSEWHERE.iter().any(|(name, _)| name == base))
        .collect();
    assert!(
        missing.is_empty(),
        "not recorded: {missing:?}; record them with \
         tests/pytorch/record_operations.py"
    );
}
