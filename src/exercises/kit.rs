//! What a chapter's exercises are made of.

pub use super::outcome::{Layer, Outcome};
pub use super::trial::{
    Refusal, VERDICT, Verdict, called, demand, output, pass, place, predicted,
    seed, with_seed,
};
pub use crate::prelude::*;

/// A chapter's exercises.
pub struct Chapter {
    /// The name of its page.
    pub name: &'static str,
    /// In the order in which they are solved.
    pub exercises: &'static [Exercise],
    /// The file that they stand in.
    pub source: &'static str,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// What does this program print?
    Predict,
    /// Something wrong comes out, and no error.
    Fix,
    /// Write it yourself.
    Implement,
}

impl Kind {
    /// What to do, in a few words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Kind::Predict => "predict the output",
            Kind::Fix => "fix the silent mistake",
            Kind::Implement => "implement the rule",
        }
    }
}

/// What a learner is told of an exercise.
pub struct About {
    /// A few words.
    pub title: &'static str,
    /// How long it takes somebody who has read the page.
    pub minutes: u32,
    /// The part of the page that it is about: the heading's id.
    pub section: &'static str,
    /// What to do, in Markdown.
    pub task: &'static str,
    /// In steps: where to look, what to do, nearly the solution.
    pub hints: [&'static str; 3],
}

/// A wrong answer that people give.
pub struct Wrong<A: 'static> {
    /// The answer.
    pub answer: A,
    /// What was misunderstood, said to whoever gave it.
    pub because: &'static str,
    /// What to read then: a heading's id on the chapter's page, or
    /// `page#id` on another one.
    pub section: &'static str,
}

/// The answers to an exercise that are known. `A` is the type of a function.
pub struct Answers<A: 'static> {
    /// What the learner begins with.
    pub starter: A,
    /// A right one, to be read.
    pub solution: A,
    /// Another right one, done otherwise: no check may mind.
    pub another: A,
    /// Wrong ones.
    pub wrong: &'static [Wrong<A>],
}

/// One exercise, with its check applied to every answer that is known.
pub struct Exercise {
    /// The name of the function to write, and of the module in the file.
    pub name: &'static str,
    /// What is asked for.
    pub kind: Kind,
    /// What a learner is told.
    pub about: &'static About,
    /// The check of what the learner begins with.
    pub starter: fn() -> Verdict,
    /// The check of the solution.
    pub solution: fn() -> Verdict,
    /// The check of the other solution.
    pub another: fn() -> Verdict,
    /// The checks of the wrong answers.
    pub wrong: fn() -> Vec<Refused>,
    /// What the program prints whose output is to be predicted.
    pub shown: Option<fn() -> String>,
    /// What people predict instead.
    pub guesses: &'static [Wrong<&'static str>],
}

/// A wrong answer, checked.
pub struct Refused {
    /// What should be said.
    pub because: &'static str,
    /// Where it should point.
    pub section: &'static str,
    /// What the check says.
    pub verdict: Verdict,
}

/// Checks every wrong answer.
pub fn each<A: Copy>(
    wrong: &[Wrong<A>],
    check: impl Fn(A) -> Verdict,
) -> Vec<Refused> {
    let checked = wrong.iter().map(|wrong| Refused {
        because: wrong.because,
        section: wrong.section,
        verdict: check(wrong.answer),
    });
    checked.collect()
}
