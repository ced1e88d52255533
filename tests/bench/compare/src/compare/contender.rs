//! A contender, and the process that works for it.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// Who takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contender {
    Ours,
    PyTorch { threads: u32 },
    Candle,
    Burn,
}

pub const CONTENDERS: [Contender; 5] = [
    Contender::Ours,
    Contender::PyTorch { threads: 2 },
    Contender::PyTorch { threads: 1 },
    Contender::Candle,
    Contender::Burn,
];

impl Contender {
    /// The feature and the program that `cargo build` knows it by.
    pub fn feature(self) -> Option<&'static str> {
        match self {
            Contender::Ours => Some("ours"),
            Contender::Candle => Some("candle"),
            Contender::Burn => Some("burn"),
            Contender::PyTorch { .. } => None,
        }
    }

    pub fn name(self) -> String {
        match self {
            Contender::Ours => "ours".to_owned(),
            Contender::PyTorch { threads } => format!("PyTorch, {threads}"),
            Contender::Candle => "candle".to_owned(),
            Contender::Burn => "burn".to_owned(),
        }
    }
}

/// What a worker says when asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Done {
        nanoseconds: u64,
        bytes: u64,
    },
    /// It has no such operation.
    Cannot,
    /// Its process ended instead: a stack that overflowed, most likely.
    Died,
}

/// A process that answers.
pub struct Worker {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// What it calls itself.
    pub hello: String,
}

impl Worker {
    pub fn start(
        contender: Contender,
        package: &Path,
        python: &Path,
    ) -> Result<Worker, String> {
        let mut command = match contender.feature() {
            Some(program) => Command::new(beside_this_program(program)?),
            None => {
                let mut command = Command::new(python);
                command.arg(package.join("pytorch.py"));
                command
            }
        };
        if let Contender::PyTorch { threads } = contender {
            command.arg(threads.to_string());
        }
        let refused = |why: String| {
            format!("{} does not start: {why}", contender.name())
        };
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| refused(error.to_string()))?;
        let questions = child.stdin.take().expect("piped");
        let answers = BufReader::new(child.stdout.take().expect("piped"));
        let hello = String::new();
        let mut worker = Worker { child, questions, answers, hello };
        match worker.line() {
            Some(hello) => worker.hello = hello,
            None => return Err(refused("it says nothing".to_owned())),
        }
        Ok(worker)
    }

    pub fn ask(&mut self, item: &str, repetitions: u64) -> Answer {
        // If nobody reads the question, there is no answer either.
        let _ = writeln!(self.questions, "{item}\t{repetitions}");
        let Some(line) = self.line() else { return Answer::Died };
        if line == "-" {
            return Answer::Cannot;
        }
        let mut numbers = line.split(' ').map(str::parse::<u64>);
        match (numbers.next(), numbers.next()) {
            (Some(Ok(nanoseconds)), Some(Ok(bytes))) => {
                Answer::Done { nanoseconds, bytes }
            }
            _ => panic!("`{line}` is no answer"),
        }
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.answers.read_line(&mut line);
        matches!(read, Ok(1..)).then(|| line.trim_end().to_owned())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn beside_this_program(name: &str) -> Result<PathBuf, String> {
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let suffix = std::env::consts::EXE_SUFFIX;
    Ok(this.with_file_name(format!("{name}{suffix}")))
}
