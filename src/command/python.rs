//! The subcommand `python`: PyTorch's code as it is written.

use std::cell::RefCell;
use std::io::{self, IsTerminal, Read};
use std::path::PathBuf;
use std::{env, fs, thread};

use clap::Args;
use rustpython_vm::readline::{Readline, ReadlineResult};
use torchbook::python::{Line, Program, Python};

use super::Failure;

#[derive(Args)]
#[command(disable_help_flag = true)]
pub struct Arguments {
    /// -c CODE, a FILE, or - for the standard input; then its arguments.
    /// Without any, statements are read and run one after the other
    #[arg(
        value_name = "FILE",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    words: Vec<String>,
}

impl Arguments {
    pub fn run(self) -> Result<(), Failure> {
        let mut words = self.words.into_iter();
        let first = words.next();
        let program = match first.as_deref() {
            Some("-c") => {
                let source = words.next().ok_or_else(|| {
                    Failure::misuse("-c needs a program".to_owned())
                })?;
                Some(Program::Text { name: "<string>", source })
            }
            Some("-") => Some(from_input()?),
            None if !io::stdin().is_terminal() => Some(from_input()?),
            None => None,
            Some(path) => {
                let source = fs::read_to_string(path).map_err(|error| {
                    Failure::misuse(format!(
                        "can't open file '{path}': {error}"
                    ))
                })?;
                // As Python does: tracebacks have the whole path.
                let whole = std::path::absolute(path)?;
                let path = whole.to_string_lossy().into_owned();
                Some(Program::File { path, source })
            }
        };
        let argv = [first.unwrap_or_default()].into_iter().chain(words);
        let argv: Vec<String> = argv.collect();
        let run = move || {
            let python = Python::new(argv);
            match program {
                Some(program) => python.run(program),
                None => interact(python),
            }
        };
        // Python's calls nest on the stack of the machine.
        let thread = thread::Builder::new().stack_size(STACK).spawn(run)?;
        match thread.join() {
            Ok(0) => Ok(()),
            Ok(code) => Err(Failure {
                what: String::new(),
                code: u8::try_from(code).unwrap_or(1),
            }),
            Err(_) => Err(Failure::silent()),
        }
    }
}

/// Enough for as deep as Python lets a program go.
const STACK: usize = 512 << 20;

fn from_input() -> Result<Program, Failure> {
    let mut source = String::new();
    io::stdin().read_to_string(&mut source)?;
    Ok(Program::Text { name: "<stdin>", source })
}

/// Lines from the terminal, with a history that lasts.
fn interact(python: Python) -> u32 {
    println!(
        "PyTorch's language on torchbook {}. Ctrl-D leaves.",
        env!("CARGO_PKG_VERSION")
    );
    let (path, session) = (history(), RefCell::new(Vec::<String>::new()));
    python.interact(move |prompt| {
        // One for each line: while it lives, Ctrl-C is the editor's, and
        // would not end a program that runs.
        let mut editor = Readline::new(());
        let kept = path.as_ref().map(|path| editor.load_history(path));
        if !matches!(kept, Some(Ok(()))) {
            // There is none the first time, and nowhere without a home.
            for line in &*session.borrow() {
                let _ = editor.add_history_entry(line);
            }
        }
        match editor.readline(prompt) {
            ReadlineResult::Line(line) => {
                // A history that cannot be kept is no reason to stop.
                let _ = editor.add_history_entry(line.trim_end());
                if let Some(path) = &path {
                    let _ = editor.save_history(path);
                }
                session.borrow_mut().push(line.trim_end().to_owned());
                Line::Text(line)
            }
            ReadlineResult::Interrupt => Line::Interrupt,
            _ => Line::End,
        }
    })
}

/// Where the history is kept, as the desktop's rules have it.
fn history() -> Option<PathBuf> {
    let state = env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let home = || Some(PathBuf::from(env::var_os("HOME")?));
    let folder = match state {
        Some(folder) => folder,
        None => home()?.join(".local/state"),
    };
    Some(folder.join("torchbook").join("python_history"))
}
