/*!
Scripts of our own on the binding: they print what Python printed.

Every `tests/pytorch/scripts/TOPIC/NAME.py` has its recorded output in
`NAME.txt` beside it (`tests/pytorch/record_scripts.py` writes it).
*/

#![cfg(feature = "python")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use torchbook::python::Python;
use torchbook::workbook::weave::files_below;

/// Deep enough for the interpreter, which is not optimised here.
const STACK: usize = 256 << 20;

#[test]
fn every_script_prints_what_python_printed() {
    std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(every_script)
        .expect("a thread")
        .join()
        .expect("no panic");
}

fn every_script() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pytorch/scripts");
    let mut count = 0;
    let mut report = String::new();
    for file in files_below(&folder, "").expect("the scripts") {
        let Some(name) = file.strip_suffix(".py") else { continue };
        if let Ok(only) = std::env::var("SCRIPT")
            && !name.contains(&only)
        {
            continue;
        }
        let read = |end: &str| {
            let path = folder.join(format!("{name}{end}"));
            fs::read_to_string(path).expect("a script and its record")
        };
        count += 1;
        let quiet = "import warnings; warnings.simplefilter('ignore')\n";
        let python = Python::new(Vec::new());
        assert_eq!(python.capture(quiet), "", "{name}");
        let (got, wanted) = (python.capture(&read(".py")), read(".txt"));
        if got == wanted {
            continue;
        }
        writeln!(report, "\n{name}").expect("writing to a string");
        let mut lines = got.lines();
        for (i, wanted) in wanted.lines().enumerate() {
            let got = lines.next().unwrap_or("nothing");
            if got != wanted {
                writeln!(report, "{}: {wanted}\nours: {got}", i + 1)
                    .expect("writing to a string");
                break;
            }
        }
        writeln!(report, "{}", got.lines().last().unwrap_or_default())
            .expect("writing to a string");
    }
    eprintln!("{count} scripts");
    assert!(report.is_empty(), "{report}");
    assert!(count > 0, "no script");
}
