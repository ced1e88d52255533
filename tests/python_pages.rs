/*!
The pages' Python code on the binding: it prints what PyTorch printed.

`tests/pytorch/pages/2.15.0/CHAPTER/LISTING.txt` holds the code of a page and
what PyTorch printed for it (`tests/pages.rs` makes sure that it is the code
of the page). Here the code itself runs.
*/

#![cfg(feature = "python")]

use std::fmt::Write as _;
use std::path::Path;

use torchbook::python::Python;
use torchbook::workbook::recording::Recording;
use torchbook::workbook::weave::files_below;

/// What does not run yet, each with the reason. A listing that prints what
/// it should must not be here.
const NOT_YET: &[(&str, &str)] = &[];

const RULE: &str =
    "------------------------------------------------------------------------";

/// A page's block finds `torch` as it is after an import: so does the
/// recorder.
const FRESH: &str = "\
import torch
torch.manual_seed(1)
torch.set_printoptions(profile='default')
torch.set_grad_enabled(True)
";

/// Deep enough for the interpreter, which is not optimised here.
const STACK: usize = 256 << 20;

#[test]
fn every_block_prints_what_pytorch_printed() {
    std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(every_block)
        .expect("a thread")
        .join()
        .expect("no panic");
}

fn every_block() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/pytorch/pages/2.15.0");
    let python = Python::new(Vec::new());
    let (mut count, mut same) = (0, 0);
    let mut report = String::new();
    for file in files_below(&folder, "").expect("the recordings") {
        let listing = file.strip_suffix(".txt").expect("a recording");
        if let Ok(only) = std::env::var("LISTING")
            && !listing.contains(&only)
        {
            continue;
        }
        let Recording { code, prints } =
            Recording::read(&folder.join(&file)).expect("a recording");
        count += 1;
        assert_eq!(python.capture(FRESH), "", "{listing}");
        let got = python.capture(&format!("import torch\n{code}"));
        let alike = got == prints;
        same += usize::from(alike);
        let reason = NOT_YET.iter().find(|(name, _)| *name == listing);
        match (alike, reason) {
            (true, None) | (false, Some(_)) => {}
            (true, Some(_)) => {
                writeln!(report, "\n{listing} runs: delete its line")
                    .expect("writing to a string");
            }
            (false, None) => {
                write!(
                    report,
                    "\n{listing}\n{code}{RULE} PyTorch\n{prints}{RULE} \
                     ours\n{got}{RULE}\n"
                )
                .expect("writing to a string");
            }
        }
    }
    eprintln!("{count} blocks, {same} print what PyTorch printed");
    assert!(report.is_empty(), "{report}");
    assert!(std::env::var("LISTING").is_ok() || count > 190, "{count}");
}
