//! The subcommand `python`: PyTorch's code as it is written.

use std::io::{IsTerminal, Read};
use std::{fs, io, thread};

use clap::Args;
use torchbook::python::{Program, Python};

use super::Failure;

#[derive(Args)]
#[command(disable_help_flag = true)]
pub struct Arguments {
    /// -c CODE, a FILE, or - for the standard input; then its arguments
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
                Program::Text { name: "<string>", source }
            }
            Some("-") => from_input()?,
            None if !io::stdin().is_terminal() => from_input()?,
            None => from_input()?,
            Some(path) => {
                let source = fs::read_to_string(path).map_err(|error| {
                    Failure::misuse(format!(
                        "can't open file '{path}': {error}"
                    ))
                })?;
                Program::File { path: path.to_owned(), source }
            }
        };
        let argv = [first.unwrap_or_default()].into_iter().chain(words);
        let argv: Vec<String> = argv.collect();
        // Python's calls nest on the stack of the machine.
        let run = move || Python::new(argv).run(program);
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
