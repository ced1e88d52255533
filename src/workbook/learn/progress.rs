//! How far a learner is.

use serde_json::{Value, json};

use super::run::Standing;
use super::{Task, tasks};
use crate::exercises::CHAPTERS;
use crate::exercises::kit::Chapter;

/// How every exercise stands.
pub struct Progress {
    standings: Vec<(Task, Standing)>,
}

impl Progress {
    /// Of all that have been checked.
    #[must_use]
    pub fn of(standings: Vec<(Task, Standing)>) -> Progress {
        Progress { standings }
    }

    /// How many of a chapter are solved.
    #[must_use]
    pub fn solved_in(&self, chapter: &Chapter) -> usize {
        let of_chapter = self
            .standings
            .iter()
            .filter(|(t, _)| t.chapter.name == chapter.name);
        of_chapter.filter(|(_, s)| *s == Standing::Solved).count()
    }

    /// How many are solved.
    #[must_use]
    pub fn solved(&self) -> usize {
        CHAPTERS.iter().map(|chapter| self.solved_in(chapter)).sum()
    }

    /// The first that is not solved: in the chapter where most has been done
    /// already of those that are begun, else in reading order.
    #[must_use]
    pub fn next(&self) -> Option<Task> {
        let open = |chapter: &&Chapter| {
            self.solved_in(chapter) < chapter.exercises.len()
        };
        let begun = CHAPTERS
            .iter()
            .filter(open)
            .filter(|chapter| self.solved_in(chapter) > 0)
            .max_by_key(|chapter| {
                self.solved_in(chapter) * 1000 / chapter.exercises.len()
            });
        let chapter = begun.or_else(|| CHAPTERS.iter().find(open))?;
        let mut of_chapter = self
            .standings
            .iter()
            .filter(|(t, _)| t.chapter.name == chapter.name);
        of_chapter
            .find(|(_, standing)| *standing != Standing::Solved)
            .map(|(task, _)| *task)
    }

    /// The minutes of what is not solved.
    #[must_use]
    pub fn minutes_left(&self) -> u32 {
        let open = self.standings.iter();
        open.filter(|(_, standing)| *standing != Standing::Solved)
            .map(|(task, _)| task.exercise.about.minutes)
            .sum()
    }

    /// For programs: a teacher's table.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let exercise = |(task, standing): &(Task, Standing)| {
            json!({
                "name": task.exercise.name,
                "title": task.exercise.about.title,
                "minutes": task.exercise.about.minutes,
                "solved": *standing == Standing::Solved,
                "compiles": *standing != Standing::Uncompiled,
            })
        };
        let chapters: Vec<Value> = CHAPTERS
            .iter()
            .map(|chapter| {
                let of_chapter = self
                    .standings
                    .iter()
                    .filter(|(task, _)| task.chapter.name == chapter.name);
                json!({
                    "name": chapter.name,
                    "solved": self.solved_in(chapter),
                    "total": chapter.exercises.len(),
                    "exercises": of_chapter.map(exercise).collect::<Vec<_>>(),
                })
            })
            .collect();
        json!({
            "solved": self.solved(),
            "total": tasks().count(),
            "next": self.next().map(|task| task.name()),
            "chapters": chapters,
        })
    }
}
