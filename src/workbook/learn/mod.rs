/*!
A learner's folder: a small package of their own, with a test file for every
chapter.

- `folder`: making it, finding it, bringing it up to date;
- `answers`: the text of a test file, in which the answers are the learner's;
- `run`: compiling the answers and checking them, one process each;
- `state`: which hints have been seen, what was solved last;
- `progress`: how far somebody is;
- `page`: what the book says of them.
*/

pub mod answers;
pub mod folder;
pub mod page;
pub mod progress;
pub mod run;
pub mod state;

use crate::exercises::CHAPTERS;
use crate::exercises::kit::{Chapter, Exercise};

use super::nearest;

/// An exercise and its chapter.
#[derive(Clone, Copy)]
pub struct Task {
    /// Where it belongs.
    pub chapter: &'static Chapter,
    /// What is to be solved.
    pub exercise: &'static Exercise,
}

impl Task {
    /// `topk/which_comes_first`.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}/{}", self.chapter.name, self.exercise.name)
    }
}

/// All of them, in the order in which they are solved.
pub fn tasks() -> impl Iterator<Item = Task> {
    CHAPTERS.iter().flat_map(|chapter| {
        chapter
            .exercises
            .iter()
            .map(move |exercise| Task { chapter, exercise })
    })
}

/// The exercises that `what` names: `CHAPTER`, all of its exercises;
/// `CHAPTER/EXERCISE`; or `EXERCISE`, if only one chapter has it.
///
/// # Errors
///
/// Says what is unknown, and the nearest name.
pub fn find(what: &str) -> Result<Vec<Task>, String> {
    let named = |task: &Task| {
        what == task.chapter.name
            || what == task.exercise.name
            || what == task.name()
    };
    let found: Vec<Task> = tasks().filter(named).collect();
    let in_chapters = |task: &Task| task.exercise.name == what;
    if found.is_empty() {
        let all: Vec<String> = tasks().map(|task| task.name()).collect();
        let names = CHAPTERS
            .iter()
            .map(|chapter| chapter.name)
            .chain(tasks().map(|task| task.exercise.name))
            .chain(all.iter().map(String::as_str));
        let hint = nearest::hint(what, names);
        return Err(format!("no chapter or exercise `{what}`{hint}"));
    }
    if found.len() > 1 && found.iter().all(in_chapters) {
        let names: Vec<_> =
            found.iter().map(|task| format!("`{}`", task.name())).collect();
        return Err(format!(
            "`{what}` is the name of several exercises: write {}",
            names.join(" or ")
        ));
    }
    Ok(found)
}
