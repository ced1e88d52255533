/*!
Scripts of our own on the binding: they print what PyTorch printed.

`tests/python_scripts/NAME.py` is a program as its user would write it,
`NAME.txt` what PyTorch 2.15.0 printed for it (`record.py` there keeps it).
*/

#![cfg(feature = "python")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use torchbook::python::{Line, Python};
use torchbook::workbook::weave::files_below;

/// Deep enough for the interpreter, which is not optimised here.
const STACK: usize = 256 << 20;

/// What a script prints, in a thread and an interpreter of its own: it
/// begins as a program does.
fn printed(code: String) -> String {
    std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || Python::new(Vec::new()).capture(&code))
        .expect("a thread")
        .join()
        .expect("no panic")
}

#[test]
fn every_script_prints_what_pytorch_printed() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python_scripts");
    let (mut count, mut report) = (0, String::new());
    for file in files_below(&folder, "").expect("the scripts") {
        let Some(name) = file.strip_suffix(".py") else { continue };
        let other = std::env::var("SCRIPT").is_ok_and(|only| only != name);
        if name == "record" || other {
            continue;
        }
        let read = |path: &str| {
            fs::read_to_string(folder.join(path)).expect("a recorded script")
        };
        let (code, wanted) = (read(&file), read(&format!("{name}.txt")));
        let got = printed(code);
        count += 1;
        if got != wanted {
            write!(report, "\n{name}{}", first_difference(&wanted, &got))
                .expect("writing to a string");
        }
    }
    eprintln!("{count} scripts");
    assert!(report.is_empty(), "{report}");
    assert!(count > 0, "there are scripts");
}

/// What a terminal's user types, and what the last line finds.
#[test]
fn a_terminal_runs_blocks_when_they_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let found = folder.path().join("found");
    let typed = format!(
        "import torch\n\
         def f(a):\n    a = a + 1\n    return a\n\n\
         if 0:\n    b = 1\nelse:\n    b = 2\n\n\
         @torch.no_grad()\ndef g():\n    return torch.ones(1)\n\n\
         1 / 0\n\
         c = (1,\n    2)\n\
         open({found:?}, 'w').write(str((f(3), b, g(), c)))\n"
    );
    std::thread::Builder::new()
        .stack_size(STACK)
        .spawn(move || {
            let lines: Vec<String> =
                typed.lines().map(str::to_owned).collect();
            let lines = std::cell::RefCell::new(lines.into_iter());
            Python::new(Vec::new()).interact(move |_| {
                lines.borrow_mut().next().map_or(Line::End, Line::Text)
            })
        })
        .expect("a thread")
        .join()
        .expect("no panic");
    let found = fs::read_to_string(found).expect("it got so far");
    assert_eq!(found, "(4, 2, tensor([1.]), (1, 2))");
}

/// The lines around the first that differs, of both.
fn first_difference(wanted: &str, got: &str) -> String {
    let (wanted, got): (Vec<&str>, Vec<&str>) =
        (wanted.lines().collect(), got.lines().collect());
    let same = wanted.iter().zip(&got).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(2);
    let part = |lines: &[&str]| {
        let part: Vec<&str> =
            lines.iter().skip(from).take(6).copied().collect();
        part.join("\n")
    };
    format!(
        ", line {}\n--- PyTorch\n{}\n--- ours\n{}\n",
        same + 1,
        part(&wanted),
        part(&got)
    )
}
