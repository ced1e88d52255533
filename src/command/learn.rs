//! The subcommands for learners.

use std::env;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;

use clap::Subcommand;
use torchbook::exercises::kit::Chapter;
use torchbook::exercises::{CHAPTERS, source};
use torchbook::workbook::learn::folder::{Folder, Started};
use torchbook::workbook::learn::progress::Progress;
use torchbook::workbook::learn::run::{self, Built, Standing};
use torchbook::workbook::learn::state::State;
use torchbook::workbook::learn::{Task, answers, find, tasks};
use torchbook::workbook::serve::watch::Watch;

use super::{COMMAND, FAILURE, Failure, HEADING, home};

#[derive(Subcommand)]
pub enum Learn {
    /// Make a folder with exercises to solve, or bring yours up to date
    Start {
        /// Where
        #[arg(default_value = "torchbook-exercises")]
        dir: PathBuf,
        /// Do not compile it yet
        #[arg(long)]
        no_build: bool,
    },
    /// Check your answers: all, a chapter's, or one
    Check {
        /// CHAPTER, EXERCISE or CHAPTER/EXERCISE
        what: Option<String>,
        /// Check again whenever a file is saved
        #[arg(short, long)]
        watch: bool,
    },
    /// Show the next hint
    Hint {
        /// EXERCISE or CHAPTER/EXERCISE; the next unsolved one unless said
        what: Option<String>,
        /// All of them
        #[arg(short, long)]
        all: bool,
    },
    /// Show the solution
    Solution {
        /// EXERCISE or CHAPTER/EXERCISE; the next unsolved one unless said
        what: Option<String>,
        /// Do not ask first
        #[arg(short, long)]
        yes: bool,
    },
    /// Put exercises back as they were at first; a copy is kept
    Reset {
        /// CHAPTER, EXERCISE or CHAPTER/EXERCISE
        what: String,
    },
    /// Show how far you are
    Progress {
        /// For programs
        #[arg(long)]
        json: bool,
    },
}

impl Learn {
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Learn::Start { dir, no_build } => start(dir, no_build),
            Learn::Check { what, watch } => check(what.as_deref(), watch),
            Learn::Hint { what, all } => hint(what.as_deref(), all),
            Learn::Solution { what, yes } => solution(what.as_deref(), yes),
            Learn::Reset { what } => reset(&what),
            Learn::Progress { json } => progress(json),
        }
    }
}

fn folder() -> Result<Folder, Failure> {
    Folder::find(&env::current_dir()?).map_err(Failure::misuse)
}

fn unknown(what: String) -> Failure {
    Failure::misuse(format!("{what} (`torchbook progress` names all)"))
}

fn start(dir: PathBuf, no_build: bool) -> Result<(), Failure> {
    let home = home()?;
    let dir = std::path::absolute(dir)?;
    let (folder, started) =
        Folder::start(&dir, &home).map_err(Failure::misuse)?;
    let mut out = anstream::stdout();
    let place = folder.root().display();
    match started {
        Started::Made => {
            let count = tasks().count();
            writeln!(out, "{count} exercises are in {place}")?;
        }
        Started::Updated(0) => writeln!(out, "{place} is up to date.")?,
        Started::Updated(1) => {
            writeln!(out, "An exercise was added in {place}")?;
        }
        Started::Updated(n) => {
            writeln!(out, "{n} exercises were added in {place}")?;
        }
    }
    if !no_build {
        out.flush()?;
        anstream::eprintln!("Compiling them, so that checks are quick:");
        let chapters: Vec<&Chapter> = CHAPTERS.iter().collect();
        run::build(&folder, &chapters, false, true)?;
    }
    writeln!(
        out,
        "\nRead a page, go there, and check your answers:\n\n  \
         {COMMAND}cd {place}{COMMAND:#}\n  \
         {COMMAND}cargo test --test {}{COMMAND:#}\n\n\
         In that folder `cargo torchbook check`, `hint` and `progress` help.",
        CHAPTERS[0].name
    )?;
    Ok(())
}

fn check(what: Option<&str>, watch: bool) -> Result<(), Failure> {
    let folder = folder()?;
    let wanted = match what {
        Some(what) => find(what).map_err(unknown)?,
        None => tasks().collect(),
    };
    if !watch {
        let solved = check_once(&folder, &wanted)?;
        return if solved { Ok(()) } else { Err(Failure::silent()) };
    }
    let target = folder.root().join("target");
    let mut changes = Watch::new(folder.root(), &["tests"], &target);
    loop {
        let mut out = anstream::stdout();
        if io::stdout().is_terminal() {
            write!(out, "\x1b[2J\x1b[H")?;
        }
        if let Err(failure) = check_once(&folder, &wanted) {
            anstream::eprintln!("{FAILURE}error{FAILURE:#}: {}", failure.what);
        }
        writeln!(out, "\nChecked again whenever you save. Ctrl-C ends it.")?;
        out.flush()?;
        changes.wait();
    }
}

/// Whether all are solved.
fn check_once(folder: &Folder, wanted: &[Task]) -> Result<bool, Failure> {
    let built = build(folder, wanted)?;
    let mut out = anstream::stdout();
    let mut state = State::read(&folder.memory());
    let mut first = None;
    let mut chapter = "";
    let mut solved = 0;
    for task in wanted {
        let standing = run::check(folder, &built, *task)?;
        if task.chapter.name != chapter {
            chapter = task.chapter.name;
            writeln!(out, "{HEADING}{chapter}{HEADING:#}")?;
        }
        writeln!(out, "{}", line(*task, &standing))?;
        out.flush()?;
        if standing == Standing::Solved {
            state.solved.insert(task.name());
            solved += 1;
        } else {
            state.solved.remove(&task.name());
            first.get_or_insert((*task, standing));
        }
    }
    // What is only remembered must not stop anyone.
    let _ = state.write();
    if let Some((task, standing)) = &first {
        explain(folder, &built, *task, standing)?;
    }
    let all = wanted.len();
    writeln!(out, "\n{solved} of {all} solved.")?;
    Ok(solved == all)
}

fn build(folder: &Folder, wanted: &[Task]) -> Result<Built, Failure> {
    let mut chapters: Vec<&Chapter> =
        wanted.iter().map(|t| t.chapter).collect();
    chapters.dedup_by_key(|chapter| chapter.name);
    let colours = anstream::AutoStream::choice(&io::stdout())
        != anstream::ColorChoice::Never;
    // The first time it takes long enough to ask what is going on.
    let is_new = !folder.root().join("target").exists();
    Ok(run::build(folder, &chapters, colours, is_new)?)
}

fn line(task: Task, standing: &Standing) -> String {
    let sign = match standing {
        Standing::Solved => format!("{HEADING}✓{HEADING:#}"),
        _ => format!("{FAILURE}✗{FAILURE:#}"),
    };
    let (name, about) = (task.exercise.name, task.exercise.about);
    let why = match standing {
        Standing::Uncompiled => " (the file does not compile)",
        Standing::Missing => " (not in your file)",
        _ => "",
    };
    format!("  {sign} {name}: {}{why}", about.title)
}

/// What is to be done about the first that is not solved.
fn explain(
    folder: &Folder,
    built: &Built,
    task: Task,
    standing: &Standing,
) -> io::Result<()> {
    let mut out = anstream::stdout();
    let name = task.name();
    writeln!(out, "\n{HEADING}{name}{HEADING:#}")?;
    match standing {
        Standing::Solved => {}
        Standing::Refused(words) => writeln!(out, "{}", words.trim_end())?,
        Standing::Uncompiled => {
            let errors = built.errors.get(task.chapter.name);
            let errors = errors.map_or("", String::as_str).trim_end();
            writeln!(out, "{errors}\n")?;
            writeln!(out, "{}", folder.file(task.chapter).display())?;
        }
        Standing::Missing => writeln!(
            out,
            "{} does not have `check!({}::{});`. If the exercise is new, \
             `torchbook start` adds it; `torchbook reset {}` puts the whole \
             file back and keeps a copy of yours.",
            folder.file(task.chapter).display(),
            task.chapter.name,
            task.exercise.name,
            task.chapter.name,
        )?,
    }
    writeln!(out, "\nA hint: {COMMAND}cargo torchbook hint {name}{COMMAND:#}")
}

/// The exercise that is meant: the named one, or the next unsolved.
fn one(what: Option<&str>, state: &State) -> Result<Task, Failure> {
    let Some(what) = what else {
        let open = |task: &Task| !state.solved.contains(&task.name());
        return tasks().find(open).ok_or_else(|| {
            Failure::misuse("all is solved: name an exercise".to_owned())
        });
    };
    match find(what).map_err(unknown)?.as_slice() {
        [task] => Ok(*task),
        several => {
            let open = |task: &&Task| !state.solved.contains(&task.name());
            Ok(*several.iter().find(open).unwrap_or(&several[0]))
        }
    }
}

fn hint(what: Option<&str>, all: bool) -> Result<(), Failure> {
    let folder = folder()?;
    let mut state = State::read(&folder.memory());
    let task = one(what, &state)?;
    let (name, hints) = (task.name(), &task.exercise.about.hints);
    let mut out = anstream::stdout();
    writeln!(out, "{HEADING}{name}{HEADING:#}")?;
    let seen = state.hints.get(&name).copied().unwrap_or_default();
    let last = hints.len() as u64;
    let next = if all { last } else { (seen + 1).min(last) };
    let from = if all { 1 } else { next };
    for nth in from..=next {
        let hint = hints[nth as usize - 1];
        writeln!(out, "\nHint {nth} of {last}: {hint}")?;
    }
    state.hints.insert(name.clone(), next.max(seen));
    state
        .write()
        .map_err(|e| format!("{}: {e}", folder.memory().display()))?;
    if next == last {
        let more = format!("cargo torchbook solution {name}");
        writeln!(out, "\nThat is the last one. {COMMAND}{more}{COMMAND:#}")?;
    }
    Ok(())
}

fn solution(what: Option<&str>, yes: bool) -> Result<(), Failure> {
    let folder = folder()?;
    let task = one(what, &State::read(&folder.memory()))?;
    let name = task.name();
    if !yes {
        if !io::stdin().is_terminal() {
            return Err(Failure::misuse(format!(
                "this shows the solution of {name}: to be shown it without \
                 being asked, add --yes"
            )));
        }
        anstream::eprint!("Show the solution of {name}? [y/N] ");
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer)?;
        if !matches!(answer.trim(), "y" | "Y" | "yes") {
            return Ok(());
        }
    }
    let mut out = anstream::stdout();
    let text = source::solution(task.chapter, task.exercise);
    write!(out, "{text}")?;
    let place = answers::place(task.chapter, task.exercise.about.section);
    writeln!(out, "\nWhy: {place}")?;
    Ok(())
}

fn reset(what: &str) -> Result<(), Failure> {
    let folder = folder()?;
    let tasks = find(what).map_err(unknown)?;
    let kept = folder.reset(&tasks)?;
    let mut out = anstream::stdout();
    let file = folder.file(tasks[0].chapter);
    writeln!(out, "{what} is as it was at first, in {}", file.display())?;
    if let Some(kept) = kept {
        writeln!(out, "Your answers are kept in {}", kept.display())?;
    }
    Ok(())
}

fn progress(json: bool) -> Result<(), Failure> {
    let folder = folder()?;
    let wanted: Vec<Task> = tasks().collect();
    let built = build(&folder, &wanted)?;
    let mut standings = Vec::new();
    for task in wanted {
        standings.push((task, run::check(&folder, &built, task)?));
    }
    let progress = Progress::of(standings);
    let mut out = anstream::stdout();
    if json {
        writeln!(out, "{:#}", progress.to_json())?;
        return Ok(());
    }
    let width = CHAPTERS.iter().map(|c| c.name.len()).max().unwrap_or(0);
    for chapter in CHAPTERS {
        let (done, all) =
            (progress.solved_in(chapter), chapter.exercises.len());
        let bar: String =
            (0..all).map(|n| if n < done { '■' } else { '□' }).collect();
        let sign = if done == all { HEADING } else { COMMAND };
        writeln!(
            out,
            "{:<width$}  {sign}{bar:<8}{sign:#} {done} of {all}",
            chapter.name
        )?;
    }
    writeln!(
        out,
        "\n{} of {} solved; about {} minutes are left.",
        progress.solved(),
        tasks().count(),
        progress.minutes_left()
    )?;
    if let Some(task) = progress.next() {
        let (about, name) = (task.exercise.about, task.exercise.name);
        writeln!(
            out,
            "Next: {COMMAND}{}{COMMAND:#}, {} ({}, {} min), in {}; read {}",
            name,
            about.title,
            task.exercise.kind.words(),
            about.minutes,
            folder.file(task.chapter).display(),
            answers::place(task.chapter, about.section),
        )?;
    }
    Ok(())
}
