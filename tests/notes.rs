/*!
The 2019 notes, held against PyTorch and against our listings.

Each entry of [`NOTES`] is checked against two things: the output of the
listing that shows it, in both editions, and the recording of the notes' own
code in `tests/pytorch/notes`. A result must be there; an erratum must be
needed: what the notes say must not be there, and the truth must.
*/

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use torchbook::chapters::CHAPTERS;
use torchbook::tensor::{Edition, with_edition};
use torchbook::workbook::notes::{Documented, Form, NOTES, SLIPS};
use torchbook::workbook::recording::Recording;

/// What must be in the output, and what must not, in one edition.
fn expected(
    entry: &Documented,
    edition: Edition,
) -> (&'static str, Option<&'static str>) {
    let now = edition == Edition::Today;
    match (&entry.erratum, &entry.since) {
        (Some(erratum), _) => (erratum.truth, Some(entry.documented)),
        (None, Some(since)) if now => (since.prints, Some(entry.documented)),
        (None, Some(since)) => (entry.documented, Some(since.prints)),
        (None, None) => (entry.documented, None),
    }
}

/// Says what is wrong with an output, if anything is.
fn disagreement(
    entry: &Documented,
    edition: Edition,
    output: &str,
) -> Option<String> {
    let (wanted, unwanted) = expected(entry, edition);
    let fault = if !prints(output, wanted) {
        format!("does not print\n{wanted}\n")
    } else if let Some(text) = unwanted.filter(|text| prints(output, text)) {
        let needless = match &entry.erratum {
            Some(erratum) => format!("erratum {}", erratum.name),
            None => "its change since".to_string(),
        };
        format!(
            "prints what it should not, so {needless} is needless:\n{text}\n"
        )
    } else {
        return None;
    };
    Some(format!(
        "{} ({}), `{}`, in {}:\n{fault}but\n{output}",
        entry.listing,
        entry.section,
        entry.code,
        edition.version(),
    ))
}

/// Whether the output has these lines, one after the other. A line of one
/// text may stand there with an error's class before it.
fn prints(output: &str, text: &str) -> bool {
    let output: Vec<&str> = output.lines().collect();
    let text: Vec<&str> = text.lines().collect();
    output.windows(text.len()).any(|lines| lines == text)
        || (text.len() == 1
            && output.iter().any(|line| sentence(line) == Some(text[0])))
}

/// The sentence of `RuntimeError: sentence`.
fn sentence(line: &str) -> Option<&str> {
    let (class, sentence) = line.split_once(": ")?;
    (class.ends_with("Error")
        && class.chars().all(|c| c.is_ascii_alphanumeric()))
    .then_some(sentence)
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .replace("\r\n", "\n")
}

/// What the notes' own code printed, run by PyTorch.
fn recorded(name: &str, edition: Edition) -> String {
    let path = root("tests/pytorch/notes")
        .join(edition.version())
        .join(format!("{name}.txt"));
    Recording::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .prints
}

fn output(listing: &str, edition: Edition) -> Option<String> {
    let (chapter, name) = listing.split_once('/')?;
    let chapter = CHAPTERS.iter().find(|c| c.name == chapter)?;
    let listing = chapter.listings.iter().find(|l| l.name == name)?;
    Some(with_edition(edition, || listing.output()))
}

const EDITIONS: [Edition; 2] = [Edition::Notes, Edition::Today];

fn report(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n---\n"));
}

#[test]
fn our_listings_print_what_the_notes_document() {
    let mut faults = Vec::new();
    for entry in NOTES {
        for edition in EDITIONS {
            match output(entry.listing, edition) {
                Some(output) => {
                    faults.extend(disagreement(entry, edition, &output));
                }
                None => {
                    faults.push(format!("no listing {}", entry.listing));
                }
            }
        }
    }
    report(&faults);
}

#[test]
fn pytorch_prints_what_the_notes_document() {
    let mut faults = Vec::new();
    for entry in NOTES {
        if let Form::Printed { recording } = entry.form {
            for edition in EDITIONS {
                let output = recorded(recording, edition);
                faults.extend(disagreement(entry, edition, &output));
            }
        }
    }
    report(&faults);
}

/// `tests/pytorch/notes.md` has each result of the notes after its code.
#[test]
fn every_documented_result_has_its_entry() {
    let page = read(&root("tests/pytorch/notes.md"));
    let mut wanted = BTreeSet::new();
    let mut name = None;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let body: Vec<&str> =
                lines.by_ref().take_while(|l| *l != "```").collect();
            if let Some(listing) = info.strip_prefix("python listing=") {
                name = Some(listing.to_string());
            } else if info == "text" {
                let name = name.take().expect("a result comes after code");
                wanted.insert((name, body.join("\n")));
            }
        }
    }
    let found: BTreeSet<_> = NOTES
        .iter()
        .filter_map(|entry| match entry.form {
            Form::Printed { recording } => {
                Some((recording.to_string(), entry.documented.to_string()))
            }
            Form::Said(_) => None,
        })
        .collect();
    assert_eq!(wanted, found);
    assert!(wanted.len() > 15, "the page was not understood");
}

#[test]
fn errata_have_names_of_their_own() {
    let mut names = BTreeSet::new();
    for erratum in NOTES.iter().filter_map(|entry| entry.erratum.as_ref()) {
        assert!(names.insert(erratum.name), "{} twice", erratum.name);
    }
}

#[test]
fn slips_are_in_no_listing() {
    let code: String = CHAPTERS
        .iter()
        .map(|c| read(&root(&format!("book/src/{}.md", c.name))))
        .flat_map(|page| python(&page))
        .collect();
    for slip in SLIPS {
        assert!(!code.contains(slip.wrong), "{} is back", slip.wrong);
        assert!(code.contains(slip.right), "{} is unknown", slip.right);
    }
}

/// The Python blocks of a page.
fn python(page: &str) -> Vec<String> {
    page.split("\n```python ")
        .skip(1)
        .map(|rest| rest.split("\n```").next().unwrap_or(rest).to_string())
        .collect()
}
