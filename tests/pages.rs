/*!
The pages' PyTorch code, recorded, and the Rust beside it: both print the
same.

`tests/pytorch/pages/EDITION/CHAPTER/LISTING.txt` holds the code of a page and
what that edition of PyTorch printed for it. It must be the code that stands
on the page today, and the listing of the same name must print the same.
Where PyTorch's behaviour has changed since the notes (`editions=recorded`),
our edition of the notes must print something else than their PyTorch did.
*/

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::panic;
use std::path::Path;

use torchbook::chapters::CHAPTERS;
use torchbook::tensor::Edition;
use torchbook::workbook::home::Home;
use torchbook::workbook::page::{Block, Editions, Kind};
use torchbook::workbook::recording::Recording;
use torchbook::workbook::weave::files_below;
use torchbook::workbook::{catalog, snapshot};

const EDITIONS: [(Edition, &str); 2] =
    [(Edition::Today, "2.15.0"), (Edition::Notes, "1.1.0")];

const RULE: &str =
    "------------------------------------------------------------------------";

/// What a listing prints. That is its snapshot, as another test makes sure;
/// without one it runs. A panic is part of the answer, not the end of the
/// test.
fn printed(listing: &str, edition: Edition) -> Result<String, String> {
    let end = match edition {
        Edition::Today => "snap",
        Edition::Notes => "1.1.0.snap",
    };
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(format!("snapshots/{listing}.{end}"));
    if let Ok(held) = snapshot::read(&path) {
        return Ok(held + "\n");
    }
    let found = catalog::find(CHAPTERS, listing)?;
    let (_, listing) = found[0];
    panic::catch_unwind(|| catalog::run(listing, edition).output).map_err(
        |panic| match panic.downcast::<String>() {
            Ok(said) => format!("it panics: {said}"),
            Err(_) => "it panics".to_owned(),
        },
    )
}

/// What is wrong with a recording, if anything is.
fn fault(
    recording: &Path,
    block: &Block,
    listing: &str,
    edition: Edition,
    alike: bool,
) -> Option<String> {
    let Recording { code, prints } = match Recording::read(recording) {
        Ok(recording) => recording,
        Err(error) => return Some(format!("has no recording: {error}\n")),
    };
    if code != block.body {
        return Some(format!(
            "is not the code that was recorded\n\
             {RULE} the recording\n{code}{RULE} the page\n{}{RULE}\n",
            block.body
        ));
    }
    match printed(listing, edition) {
        Ok(output) if alike == (output == prints) => None,
        Ok(_) if !alike => Some(
            "prints the same as our edition: write `editions`, it need not \
             be recorded\n"
                .to_owned(),
        ),
        Ok(output) => Some(format!(
            "prints something else\n\
             {RULE} PyTorch\n{prints}{RULE} the listing\n{output}{RULE}\n"
        )),
        Err(why) => Some(format!("prints nothing: {why}\n")),
    }
}

#[test]
fn every_listing_prints_what_pytorch_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("tests/pytorch/pages");
    let pages = Home::at(root).pages().expect("the pages can be read");
    let mut known = BTreeSet::new();
    let (mut same, mut report) = (0, String::new());
    for page in &pages {
        for block in page.blocks().unwrap_or_else(|wrong| panic!("{wrong}")) {
            let Kind::Listing { listing, python: true, editions } =
                &block.kind
            else {
                continue;
            };
            // An empty block repeats the listing of another page.
            if block.body.trim().is_empty() {
                continue;
            }
            let name = listing.to_string();
            let shown = match editions {
                Editions::Today => &EDITIONS[..1],
                Editions::Both | Editions::Recorded => &EDITIONS[..],
            };
            for &(edition, version) in shown {
                let alike = edition == Edition::Today
                    || *editions != Editions::Recorded;
                let file = format!("{version}/{name}.txt");
                match fault(&folder.join(&file), &block, &name, edition, alike)
                {
                    None => same += 1,
                    Some(fault) => {
                        let (page, line) = (&page.file, block.line);
                        write!(
                            report,
                            "\n{page}:{line}: {name} in {version} {fault}"
                        )
                        .expect("writing to a string");
                    }
                }
                known.insert(file);
            }
        }
    }
    for file in files_below(&folder, "").expect("the recordings") {
        if !known.contains(&file) {
            writeln!(report, "\n{file} is of no listing: delete it")
                .expect("writing to a string");
        }
    }

    // Past the test harness, which would keep it to itself.
    let total = known.len();
    let _ = writeln!(
        std::io::stderr(),
        "{total} recordings of PyTorch, {same} as they should be"
    );
    assert!(
        report.is_empty(),
        "{report}\nWhere the page's code is new, record it: see \
         tests/pytorch/README.md"
    );
}
