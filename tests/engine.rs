/*!
What the engine does where it can be seen: the order in which gradients
arrive, what is added in place, freed, counted and refused. Programs held
against recordings of PyTorch (`tests/pytorch/record_engine.py`).
*/

mod python;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use python::Python;
use torchbook::prelude::*;

#[test]
fn today_does_as_recorded() {
    replay(Edition::Today, 300);
}

#[test]
fn the_notes_edition_says_what_was_recorded() {
    replay(Edition::Notes, 49);
}

/// Replays the recording of an edition: the one in the repository, unless
/// `ENGINE` in the environment names another one of that edition.
fn replay(edition: Edition, at_least: usize) {
    let version = edition.version();
    let title = format!("# PyTorch {version},");
    let ours = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/pytorch")
        .join(format!("engine.{version}.txt"));
    let recording = std::env::var_os("ENGINE")
        .map(|path| read(&PathBuf::from(path)))
        .filter(|recording| recording.starts_with(&title))
        .unwrap_or_else(|| read(&ours));
    assert!(recording.starts_with(&title), "{}", ours.display());
    let (mut count, mut wrong) = (0, 0);
    let mut report = String::new();
    for program in recording.split("\n== ").skip(1) {
        count += 1;
        if let Some(fault) = with_edition(edition, || fault(program)) {
            wrong += 1;
            if wrong <= 5 {
                report.push_str(&fault);
            }
        }
    }
    assert!(count >= at_least, "only {count} programs");
    assert!(wrong == 0, "{wrong} of {count} programs differ\n{report}");
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The program up to the first statement that does not print what was
/// recorded, and what it prints instead.
fn fault(program: &str) -> Option<String> {
    let mut python = Python::default();
    let mut lines = program.lines().peekable();
    let mut report = format!("== {}\n", lines.next().expect("a name"));
    while let Some(statement) = lines.next() {
        let mut wanted = String::new();
        while let Some(line) = lines.next_if(|line| line.starts_with('|')) {
            wanted.push_str(&line[1..]);
            wanted.push('\n');
        }
        writeln!(report, "{statement}").expect("a String takes everything");
        let got = python.run(statement);
        if got != wanted {
            let rule = "-".repeat(60);
            report.push_str(&format!(
                "{rule} PyTorch\n{wanted}{rule} ours\n{got}{rule}\n"
            ));
            return Some(report);
        }
        for line in got.lines() {
            writeln!(report, "|{line}").expect("a String takes everything");
        }
    }
    None
}
