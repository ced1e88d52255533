//! Compiling the answers, and checking each in a process of its own: one that
//! never ends or overflows its stack takes no other with it.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::folder::Folder;
use super::{Task, answers};
use crate::exercises::kit::{Chapter, VERDICT};

/// No answer takes this long, unless it never ends.
const PATIENCE: Duration = Duration::from_secs(60);
/// Nobody reads more.
const CHATTER: u64 = 10_000_000;

/// The test programs of the chapters.
#[derive(Debug, Default)]
pub struct Built {
    programs: BTreeMap<String, PathBuf>,
    /// What the compiler says, by chapter.
    pub errors: BTreeMap<String, String>,
}

/// How an exercise stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The check passes.
    Solved,
    /// It refuses, and says this.
    Refused(String),
    /// The chapter's file does not compile.
    Uncompiled,
    /// The file does not have the exercise.
    Missing,
}

/// Cargo, as in this folder.
fn cargo(folder: &Folder) -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(folder.root()).stdin(Stdio::null());
    // Of the cargo that runs this command, if one does.
    for (name, _) in env::vars_os() {
        let of_package = name.to_string_lossy().starts_with("CARGO_PKG_");
        if of_package || name == "CARGO_MANIFEST_DIR" {
            command.env_remove(name);
        }
    }
    command
}

/// Whether all versions are known without a network. They are not at first on
/// a machine that has only ever built the book from its own `Cargo.lock`.
fn is_resolved(folder: &Folder) -> bool {
    let mut command = cargo(folder);
    command.args(["update", "--workspace", "--offline", "--quiet"]);
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Compiles the chapters' files, one that fails beside those that do not.
/// `loud` lets cargo say how far it is.
///
/// # Errors
///
/// If cargo cannot be run, or fails before it comes to the answers.
pub fn build(
    folder: &Folder,
    chapters: &[&Chapter],
    colours: bool,
    loud: bool,
) -> Result<Built, String> {
    let mut command = cargo(folder);
    command.args(["build", "--keep-going"]);
    if !loud || is_resolved(folder) {
        command.arg("--offline");
    }
    let format =
        if colours { "json-diagnostic-rendered-ansi" } else { "json" };
    command.arg(format!("--message-format={format}"));
    if !loud {
        command.arg("--quiet");
    }
    let is_there = |chapter: &&&Chapter| folder.file(chapter).is_file();
    let chapters: Vec<_> = chapters.iter().filter(is_there).collect();
    if chapters.is_empty() {
        return Ok(Built::default());
    }
    for chapter in &chapters {
        command.args(["--test", chapter.name]);
    }
    let stderr = if loud { Stdio::inherit() } else { Stdio::piped() };
    let output = command
        .stderr(stderr)
        .output()
        .map_err(|error| format!("cargo cannot be run: {error}"))?;
    let mut built = Built::default();
    let text = String::from_utf8_lossy(&output.stdout);
    for line in text.lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let Some(target) = message["target"]["name"].as_str() else {
            continue;
        };
        if let Some(program) = message["executable"].as_str() {
            built.programs.insert(target.to_owned(), program.into());
        }
        let said = &message["message"];
        if said["level"] == "error"
            && let Some(rendered) = said["rendered"].as_str()
        {
            let errors = built.errors.entry(target.to_owned()).or_default();
            errors.push_str(rendered);
        }
    }
    let whole = chapters.iter().all(|chapter| {
        built.programs.contains_key(chapter.name)
            || built.errors.contains_key(chapter.name)
    });
    if !output.status.success() && !whole {
        let said = String::from_utf8_lossy(&output.stderr);
        let others: String = built.errors.values().cloned().collect();
        return Err(format!(
            "the exercises could not be compiled. If the book has moved, \
             `torchbook start` in {} repairs it\n{said}{others}",
            folder.root().display()
        ));
    }
    Ok(built)
}

/// Checks one answer.
///
/// # Errors
///
/// If its program cannot be run.
pub fn check(
    folder: &Folder,
    built: &Built,
    task: Task,
) -> Result<Standing, String> {
    let Task { chapter, exercise } = task;
    let text = fs::read_to_string(folder.file(chapter)).unwrap_or_default();
    if !answers::has(&text, task) {
        return Ok(Standing::Missing);
    }
    let Some(program) = built.programs.get(chapter.name) else {
        return Ok(Standing::Uncompiled);
    };
    let test = format!("{}::is_solved", exercise.name);
    let failed = |error: io::Error| format!("{}: {error}", program.display());
    let scratch = tempfile::tempdir().map_err(failed)?;
    let (said, verdict) =
        (scratch.path().join("said"), scratch.path().join("verdict"));
    let out = File::create(&said).map_err(failed)?;
    let err = out.try_clone().map_err(failed)?;
    let mut command = Command::new(program);
    command
        .current_dir(folder.root())
        .args([test.as_str(), "--exact", "--test-threads=1"])
        .env(VERDICT, &verdict)
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(err);
    let end = wait(&mut command, &said).map_err(failed)?;
    let said = fs::read_to_string(&said).unwrap_or_default();
    let verdict = fs::read_to_string(&verdict).ok();
    Ok(match end {
        End::Status(status) if status.success() => {
            // A test that is not there passes, too.
            let ran = said.contains(&format!("test {test} ... "));
            if ran { Standing::Solved } else { Standing::Missing }
        }
        End::Status(status) => {
            let own = own_words(&said, &test);
            let verdict = verdict.unwrap_or_else(|| cut_short(status));
            let gap = if own.is_empty() { "" } else { "\n" };
            Standing::Refused(format!("{own}{gap}{verdict}"))
        }
        End::Late => Standing::Refused(format!(
            "It did not end within {} seconds. Is there a loop that never \
             ends?",
            PATIENCE.as_secs()
        )),
        End::Chatty => Standing::Refused(
            "It prints without end. Is there a loop that never ends?"
                .to_owned(),
        ),
    })
}

enum End {
    Status(ExitStatus),
    Late,
    Chatty,
}

fn wait(command: &mut Command, said: &Path) -> io::Result<End> {
    let mut child = command.spawn()?;
    let begin = Instant::now();
    let mut pause = Duration::from_millis(1);
    let end = loop {
        if let Some(status) = child.try_wait()? {
            return Ok(End::Status(status));
        }
        if begin.elapsed() > PATIENCE {
            break End::Late;
        }
        if fs::metadata(said).is_ok_and(|file| file.len() > CHATTER) {
            break End::Chatty;
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    };
    child.kill()?;
    child.wait()?;
    Ok(end)
}

fn cut_short(status: ExitStatus) -> String {
    format!(
        "It ended before it could be checked ({status}). Does a function \
         call itself without end?"
    )
}

/// What the answer wrote with `println!` or `dbg!`; the test program keeps
/// it, and shows it under this heading.
fn own_words(said: &str, test: &str) -> String {
    let heading = format!("---- {test} stdout ----\n");
    let kept = said.split_once(&heading).map_or("", |(_, rest)| rest);
    let own = kept.split("\nthread '").next().unwrap_or_default().trim_end();
    if own.is_empty() { String::new() } else { format!("{own}\n") }
}
