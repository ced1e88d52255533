//! Every exercise is solved by its solutions and by nothing else that is
//! known.

use std::sync::{LazyLock, OnceLock};
use std::time::{Duration, Instant};

use torchbook::exercises::kit::{Chapter, Exercise, Kind, Refused, with_seed};
use torchbook::exercises::{CHAPTERS, source};

/// What a right answer is drawn with: the same every time, and once only
/// where a check is long.
const SEEDS: [u64; 3] = [0, 1, 2];
const ENOUGH: Duration = Duration::from_millis(5);

/// What the checks say of every wrong answer, by chapter: each chapter is
/// asked once, when somebody wants to know.
static REFUSED: LazyLock<Vec<OnceLock<Vec<Vec<Refused>>>>> =
    LazyLock::new(|| CHAPTERS.iter().map(|_| OnceLock::new()).collect());

fn every(f: impl Fn(&Chapter, &Exercise)) {
    for chapter in CHAPTERS {
        for exercise in chapter.exercises {
            f(chapter, exercise);
        }
    }
}

/// The tests that want to know begin at either end: two processors, half the
/// time.
fn every_refused(back: bool, f: impl Fn(&Chapter, &Exercise, &[Refused])) {
    let of = |nr: usize| {
        let chapter = &CHAPTERS[nr];
        let refused = REFUSED[nr].get_or_init(|| {
            let checks = chapter.exercises.iter().map(|e| e.wrong);
            checks.map(|wrong| with_seed(0, wrong)).collect()
        });
        for (exercise, refused) in chapter.exercises.iter().zip(refused) {
            f(chapter, exercise, refused);
        }
    };
    if back {
        (0..CHAPTERS.len()).rev().for_each(of);
    } else {
        (0..CHAPTERS.len()).for_each(of);
    }
}

#[test]
fn solutions_pass_whatever_is_drawn() {
    every(|chapter, exercise| {
        for check in [exercise.solution, exercise.another] {
            let start = Instant::now();
            for seed in SEEDS {
                with_seed(seed, check).unwrap_or_else(|refusal| {
                    panic!("{}/{}\n{refusal}", chapter.name, exercise.name)
                });
                if start.elapsed() > ENOUGH {
                    break;
                }
            }
        }
    });
}

#[test]
fn what_a_learner_begins_with_is_refused() {
    every(|chapter, exercise| {
        assert!(
            with_seed(0, exercise.starter).is_err(),
            "{}/{} is solved from the start",
            chapter.name,
            exercise.name
        );
    });
}

#[test]
fn wrong_answers_are_refused_for_what_they_misunderstand() {
    every_refused(true, |chapter, exercise, refused| {
        let name = format!("{}/{}", chapter.name, exercise.name);
        assert!(refused.len() >= 2, "{name}: too few wrong answers");
        for wrong in refused {
            let refusal = wrong
                .verdict
                .as_ref()
                .expect_err(&format!("{name} accepts: {}", wrong.because));
            assert_eq!(
                refusal.misunderstood(),
                Some((wrong.because, wrong.section)),
                "{name} says something else:\n{refusal}"
            );
        }
    });
}

#[test]
fn every_chapter_has_exercises_of_every_kind() {
    for chapter in CHAPTERS {
        let name = chapter.name;
        assert!(chapter.exercises.len() >= 4, "{name} has too few");
        let first = chapter.exercises[0].kind;
        assert_eq!(first, Kind::Predict, "{name} begins with something else");
        for kind in [Kind::Predict, Kind::Fix, Kind::Implement] {
            assert!(
                chapter.exercises.iter().any(|e| e.kind == kind),
                "{name} has none of {kind:?}"
            );
        }
    }
}

#[test]
fn what_is_said_of_them_is_said_well() {
    every(|chapter, exercise| {
        let name = format!("{}/{}", chapter.name, exercise.name);
        let about = exercise.about;
        assert!(about.minutes > 0, "{name} takes no time");
        for text in [about.title, about.task].iter().chain(&about.hints) {
            assert!(!text.trim().is_empty(), "{name} says nothing");
            assert_eq!(text.trim(), *text, "{name}: blanks around a text");
        }
        let ends = |text: &str| text.ends_with(['.', '?', '!', ':', '`']);
        assert!(ends(about.task), "{name}: {}", about.task);
        let code = source::starter(chapter, exercise);
        assert!(code.contains(&format!("fn {}", exercise.name)), "{code}");
        assert!(!source::solution(chapter, exercise).is_empty());
        assert_eq!(
            source::program(chapter, exercise).is_some(),
            exercise.kind == Kind::Predict,
            "{name}"
        );
    });
}

/// The ids that a page's headings get.
fn headings(page: &str) -> Vec<String> {
    let root = env!("CARGO_MANIFEST_DIR");
    let file = format!("{root}/book/src/{page}.md");
    let text = std::fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{file}: {error}"));
    let id = |heading: &str| -> String {
        heading
            .trim_start_matches('#')
            .trim()
            .to_lowercase()
            .chars()
            .filter_map(|c| match c {
                ' ' => Some('-'),
                c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c),
                _ => None,
            })
            .collect()
    };
    text.lines().filter(|line| line.starts_with("##")).map(id).collect()
}

#[test]
fn every_section_they_point_to_is_on_a_page() {
    every_refused(false, |chapter, exercise, refused| {
        let sections = refused.iter().map(|wrong| wrong.section);
        for section in sections.chain([exercise.about.section]) {
            let (page, id) =
                section.split_once('#').unwrap_or((chapter.name, section));
            let ids = headings(page);
            assert!(
                ids.iter().any(|heading| heading == id),
                "{}/{}: {page} has no heading `{id}`, but {ids:?}",
                chapter.name,
                exercise.name
            );
        }
    });
}
