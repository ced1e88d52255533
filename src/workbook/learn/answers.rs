//! A test file of the learner's folder. Its answers are the learner's; what
//! stands around an exercise is ours.

use std::fmt::Write;

use super::Task;
use crate::exercises::kit::{Chapter, Exercise, Kind};
use crate::exercises::source;

/// How wide comments are.
const WIDTH: usize = 78;

/// The file as a learner first gets it.
#[must_use]
pub fn new(chapter: &'static Chapter) -> String {
    let mut text = format!(
        "//! Exercises of the page {name}.html. To check them:\n\
         //!\n\
         //!     cargo test --test {name}\n\n\
         use torchbook::{{check, prelude::*}};\n",
        name = chapter.name
    );
    for exercise in chapter.exercises {
        text.push('\n');
        text.push_str(&block(Task { chapter, exercise }));
    }
    text
}

/// One exercise: the task, what there is to begin with, and its test.
#[must_use]
pub fn block(task: Task) -> String {
    let Task { chapter, exercise } = task;
    let about = exercise.about;
    let mut text = head(exercise);
    let _ = writeln!(
        text,
        "// {}; {}.\n// Read {}.",
        asked(exercise.kind),
        minutes(about.minutes),
        place(chapter, about.section),
    );
    text.push_str("//\n");
    for line in wrapped(about.task) {
        text.push_str(format!("// {line}").trim_end());
        text.push('\n');
    }
    if let Some(program) = source::program(chapter, exercise) {
        text.push_str("//\n");
        for line in program.lines() {
            text.push_str(format!("//     {line}").trim_end());
            text.push('\n');
        }
    }
    text.push_str(&source::starter(chapter, exercise));
    text.push_str(&tail(task));
    text
}

/// Where a section is, as it is written in a browser's address.
#[must_use]
pub fn place(chapter: &Chapter, section: &str) -> String {
    crate::exercises::kit::place(chapter.name, section)
}

/// The line that begins an exercise.
fn head(exercise: &Exercise) -> String {
    let title = format!("// ---- {} ", exercise.about.title);
    let rest = (WIDTH + 1).saturating_sub(title.chars().count());
    format!("{title}{}\n", "-".repeat(rest.max(4)))
}

/// The line that ends it.
fn tail(task: Task) -> String {
    format!("\ncheck!({}::{});\n", task.chapter.name, task.exercise.name)
}

/// Whether a file has the test of an exercise.
#[must_use]
pub fn has(text: &str, task: Task) -> bool {
    let wanted = squeezed(&tail(task));
    text.lines().any(|line| {
        let line = line.trim_start();
        !line.starts_with("//") && squeezed(line).contains(&wanted)
    })
}

fn squeezed(line: &str) -> String {
    line.split_whitespace().collect()
}

/// The file with the exercises that it does not have yet, at its end.
#[must_use]
pub fn completed(text: &str, chapter: &'static Chapter) -> Option<String> {
    let mut whole = text.to_owned();
    for exercise in chapter.exercises {
        let task = Task { chapter, exercise };
        if !has(text, task) {
            if !whole.ends_with('\n') {
                whole.push('\n');
            }
            whole.push('\n');
            whole.push_str(&block(task));
        }
    }
    (whole != text).then_some(whole)
}

/// The file with one exercise as it was at first; `None` if the lines around
/// it cannot be found any more.
#[must_use]
pub fn reset(text: &str, task: Task) -> Option<String> {
    let title = format!("// ---- {} -", task.exercise.about.title);
    let begin = text
        .match_indices(&title)
        .map(|(at, _)| at)
        .find(|at| *at == 0 || text[..*at].ends_with('\n'))?;
    let tail = tail(task);
    let end = begin + text[begin..].find(&tail)? + tail.len();
    // Another exercise in between would be lost.
    if text[begin + 1..end].contains("\n// ---- ") {
        return None;
    }
    Some(format!("{}{}{}", &text[..begin], block(task), &text[end..]))
}

/// Markdown in lines that fit a comment; its own lines and blanks at their
/// beginning, as of code, are kept.
fn wrapped(markdown: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for line in markdown.lines() {
        if line.starts_with("    ") || line.trim().is_empty() {
            lines.push(line.trim_end().to_owned());
            continue;
        }
        let mut current = String::new();
        for word in line.split_whitespace() {
            let wide = current.chars().count() + 1 + word.chars().count();
            if !current.is_empty() && wide > WIDTH - 3 {
                lines.push(std::mem::take(&mut current));
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        lines.push(current);
    }
    lines
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}

/// So many minutes, in words.
#[must_use]
pub fn minutes(count: u32) -> String {
    match count {
        1 => "a minute".to_owned(),
        n => format!("{n} minutes"),
    }
}

/// What `kind` asks for, as a heading says it.
#[must_use]
pub fn asked(kind: Kind) -> String {
    capital(kind.words())
}
