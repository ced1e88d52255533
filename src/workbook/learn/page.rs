//! What the book says of exercises: at the end of a page, and for teachers.

use std::fmt::Write;

use super::Task;
use super::answers::{asked, minutes};
use crate::exercises::kit::{Chapter, Kind};
use crate::exercises::{CHAPTERS, source};
use crate::workbook::page::Page;

/// People who read to understand read so many words in a minute.
const WORDS_A_MINUTE: usize = 130;

/// A chapter's exercises, as its page ends with them.
#[must_use]
pub fn exercises(chapter: &'static Chapter) -> String {
    let name = chapter.name;
    let all = chapter.exercises.iter().map(|e| e.about.minutes).sum();
    let mut out = format!(
        "There are {} exercises here, for about {}. They wait in \
         `tests/{name}.rs` of your own folder, which `cargo run -- start` \
         makes beside the book. This checks them all:\n\n\
         ```console\n$ cargo test --test {name}\n```\n",
        chapter.exercises.len(),
        minutes(all),
    );
    for (nr, exercise) in chapter.exercises.iter().enumerate() {
        let task = Task { chapter, exercise };
        let about = exercise.about;
        let _ = writeln!(
            out,
            "\n### {}. {}\n\n*{}, {}.* {}\n",
            nr + 1,
            about.title,
            asked(exercise.kind),
            minutes(about.minutes),
            about.task,
        );
        let code = match exercise.kind {
            Kind::Predict => source::program(chapter, exercise),
            _ => Some(source::starter(chapter, exercise)),
        };
        let code = code.unwrap_or_default();
        let _ = writeln!(out, "```rust,ignore\n{code}```\n");
        let name = (task.chapter.name, exercise.name);
        let _ = writeln!(
            out,
            "```console\n$ cargo test --test {} {}\n```",
            name.0, name.1
        );
    }
    out
}

/// How long each chapter takes a class: reading, by its words, and solving,
/// by the minutes of its exercises.
#[must_use]
pub fn timetable(pages: &[Page]) -> String {
    let mut out = String::from(
        "| chapter | reading | exercises | solving | together |\n\
         |---|--:|--:|--:|--:|\n",
    );
    let (mut read, mut solved, mut count) = (0, 0, 0);
    for chapter in CHAPTERS {
        let page = pages.iter().find(|page| page.chapter() == chapter.name);
        let words =
            page.map_or(0, |page| page.text.split_whitespace().count());
        let reading = words.div_ceil(WORDS_A_MINUTE) as u32;
        let solving: u32 =
            chapter.exercises.iter().map(|e| e.about.minutes).sum();
        let _ = writeln!(
            out,
            "| [{name}]({name}.md) | {reading} min | {} | {solving} min | {} \
             min |",
            chapter.exercises.len(),
            reading + solving,
            name = chapter.name,
        );
        read += reading;
        solved += solving;
        count += chapter.exercises.len();
    }
    let hours = |minutes: u32| format!("{:.1} h", f64::from(minutes) / 60.0);
    let _ = writeln!(
        out,
        "| **all** | {} | {count} | {} | {} |",
        hours(read),
        hours(solved),
        hours(read + solved)
    );
    out
}

/// What to ask a class on each page: the predictions, and what to tell those
/// who guess otherwise.
#[must_use]
pub fn questions() -> String {
    let mut out = String::new();
    for chapter in CHAPTERS {
        let _ = writeln!(out, "#### [{0}]({0}.md)\n", chapter.name);
        for exercise in chapter.exercises {
            let Some(program) = source::program(chapter, exercise) else {
                continue;
            };
            let _ = writeln!(
                out,
                "*{}* What does this print?\n\n```rust,ignore\n{program}```\n\n\
                 | they say | tell them |\n|---|---|",
                exercise.about.title,
            );
            for guess in exercise.guesses {
                let lines = guess.answer.lines().map(str::trim);
                let lines: Vec<_> = lines
                    .filter(|line| !line.is_empty())
                    .map(|line| format!("`{}`", line.replace('|', "\\|")))
                    .collect();
                let said = lines.join("<br>");
                let _ = writeln!(out, "| {said} | {} |", guess.because);
            }
            out.push('\n');
        }
    }
    out
}
