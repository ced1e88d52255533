/*!
What a learner solves: tasks, checks, hints, and the wrong answers that people
give.

A chapter's exercises are one file, `tests/exercises/NAME.rs`. It is part of
the library because three need it: the learner's folder, which runs its checks
([`check!`](crate::check)); the command, which shows its hints; and the tests,
which hold every check against right and wrong answers.

- `kit`: what such a file is made of;
- `outcome`: when two results are the same, and how they are shown;
- `trial`: an answer is called, compared, and refused;
- `source`: functions cut out of the file, for the learner's folder.
*/

// What a learner begins with uses nothing yet.
#![allow(unused_variables)]

pub mod kit;
mod outcome;
pub mod source;
mod trial;

use kit::{Chapter, Exercise};

/// The exercises of a chapter, in the order in which they are solved; each is
/// a module of the file. Before the name stands its [`Kind`](kit::Kind).
macro_rules! exercises {
    ($($kind:ident $name:ident),* $(,)?) => {
        /// In the order in which they are solved.
        pub const EXERCISES: &[$crate::exercises::kit::Exercise] =
            &[$(exercise!($kind $name)),*];
    };
}

macro_rules! exercise {
    (predict $name:ident) => {
        $crate::exercises::kit::Exercise {
            name: stringify!($name),
            kind: $crate::exercises::kit::Kind::Predict,
            about: &$name::ABOUT,
            starter: || $name::check(|| ""),
            solution: || {
                let text = $crate::exercises::kit::output($name::program);
                $crate::exercises::kit::predicted(
                    &text, $name::program, $name::GUESSES)
            },
            another: || {
                let text = $crate::exercises::kit::output($name::program);
                let other = format!("\n   {}  ", text.replace(", ", ","));
                $crate::exercises::kit::predicted(
                    &other, $name::program, $name::GUESSES)
            },
            wrong: || $crate::exercises::kit::each(
                $name::GUESSES, |guess| {
                    $crate::exercises::kit::predicted(
                        guess, $name::program, $name::GUESSES)
                }),
            shown: Some(|| $crate::exercises::kit::output($name::program)),
            guesses: $name::GUESSES,
        }
    };
    (fix $name:ident) => {
        exercise!(@answers Fix $name)
    };
    (implement $name:ident) => {
        exercise!(@answers Implement $name)
    };
    (@answers $kind:ident $name:ident) => {
        $crate::exercises::kit::Exercise {
            name: stringify!($name),
            kind: $crate::exercises::kit::Kind::$kind,
            about: &$name::ABOUT,
            starter: || $name::check($name::ANSWERS.starter),
            solution: || $name::check($name::ANSWERS.solution),
            another: || $name::check($name::ANSWERS.another),
            wrong: || $crate::exercises::kit::each(
                $name::ANSWERS.wrong, $name::check),
            shown: None,
            guesses: &[],
        }
    };
}

#[path = "../../tests/exercises/autograd.rs"]
pub mod autograd;
#[path = "../../tests/exercises/backward_twice.rs"]
pub mod backward_twice;
#[path = "../../tests/exercises/cat_dims.rs"]
pub mod cat_dims;
#[path = "../../tests/exercises/masked_indexing.rs"]
pub mod masked_indexing;
#[path = "../../tests/exercises/max_indices.rs"]
pub mod max_indices;
#[path = "../../tests/exercises/modules.rs"]
pub mod modules;
#[path = "../../tests/exercises/numpy_detach.rs"]
pub mod numpy_detach;
#[path = "../../tests/exercises/optimizers.rs"]
pub mod optimizers;
#[path = "../../tests/exercises/parameter_updates.rs"]
pub mod parameter_updates;
#[path = "../../tests/exercises/rnn.rs"]
pub mod rnn;
#[path = "../../tests/exercises/sine_wave.rs"]
pub mod sine_wave;
#[path = "../../tests/exercises/squeeze.rs"]
pub mod squeeze;
#[path = "../../tests/exercises/topk.rs"]
pub mod topk;

macro_rules! chapters {
    ($($name:ident),+ $(,)?) => {
        &[$(Chapter {
            name: stringify!($name),
            exercises: $name::EXERCISES,
            source: include_str!(
                concat!("../../tests/exercises/", stringify!($name), ".rs")
            ),
        }),+]
    };
}

/// The chapters' exercises, in reading order.
pub const CHAPTERS: &[Chapter] = chapters![
    autograd,
    backward_twice,
    numpy_detach,
    squeeze,
    cat_dims,
    masked_indexing,
    max_indices,
    topk,
    modules,
    rnn,
    parameter_updates,
    optimizers,
    sine_wave,
];

/// The exercises of a chapter; none if it has no such name.
#[must_use]
pub fn of(chapter: &str) -> &'static [Exercise] {
    let found = CHAPTERS.iter().find(|c| c.name == chapter);
    found.map_or(&[], |c| c.exercises)
}

/// The test of one answer: `check!(topk::second_largest);` calls the function
/// `second_largest` that stands above it.
#[macro_export]
macro_rules! check {
    ($chapter:ident::$name:ident) => {
        mod $name {
            #[test]
            fn is_solved() {
                $crate::exercises::kit::pass(
                    $crate::exercises::$chapter::$name::check(super::$name),
                    stringify!($chapter),
                    stringify!($name),
                );
            }
        }
    };
}
