//! An answer is called, compared, and refused with its misconception.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Once;
use std::time::{SystemTime, UNIX_EPOCH};

use super::kit::{Answers, Wrong};
use super::outcome::Outcome;
use crate::prelude::*;
use crate::tensor::capture;

/// What a check says of an answer.
pub type Verdict = std::result::Result<(), Refusal>;

/// Why an answer is not right.
#[derive(Debug)]
pub struct Refusal {
    what: String,
    misunderstood: Option<(&'static str, &'static str)>,
}

impl Refusal {
    /// An answer that is not right, and what shows it.
    #[must_use]
    pub fn new(what: impl Into<String>) -> Refusal {
        Refusal { what: what.into(), misunderstood: None }
    }

    /// It is this wrong answer, or one like it.
    #[must_use]
    pub fn like<A>(self, wrong: &Wrong<A>) -> Refusal {
        let misunderstood = Some((wrong.because, wrong.section));
        Refusal { misunderstood, ..self }
    }

    /// What was misunderstood, and the heading that explains it.
    #[must_use]
    pub fn misunderstood(&self) -> Option<(&'static str, &'static str)> {
        self.misunderstood
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

/// Refuses unless `holds`; `what` shows why, `wrong` says what was
/// misunderstood.
///
/// # Errors
///
/// The refusal.
pub fn demand<A>(
    holds: bool,
    what: impl FnOnce() -> String,
    wrong: &Wrong<A>,
) -> Verdict {
    if holds {
        return Ok(());
    }
    Err(Refusal::new(what()).like(wrong))
}

/// Names the file into which [`pass`] also writes what it says.
pub const VERDICT: &str = "TORCHBOOK_VERDICT";

/// For the learner's test: nothing if the answer is right.
///
/// # Panics
///
/// With all that is to be said, if it is not.
#[track_caller]
pub fn pass(verdict: Verdict, chapter: &str, name: &str) {
    let Err(refusal) = verdict else { return };
    let mut text = format!("{refusal}\n");
    if let Some((because, section)) = refusal.misunderstood {
        let place = place(chapter, section);
        text.push_str(&format!("\n{because}\nRead {place}\n"));
    }
    // For whoever runs many and says it better.
    if let Some(file) = std::env::var_os(VERDICT) {
        let _ = std::fs::write(file, &text);
    }
    panic!(
        "{name} is not solved yet.\n\n{text}\nA hint: cargo torchbook hint {chapter}/{name}"
    );
}

/// Where a section is: `topk.html#why`.
#[must_use]
pub fn place(chapter: &str, section: &str) -> String {
    match section.split_once('#') {
        Some((page, id)) => format!("{page}.html#{id}"),
        None => format!("{chapter}.html#{section}"),
    }
}

thread_local! {
    static SEED: Cell<Option<u64>> = const { Cell::new(None) };
}

/// What the random inputs of a check are drawn with: `TORCHBOOK_SEED`, or
/// another one each time.
#[must_use]
pub fn seed() -> u64 {
    let asked = || std::env::var("TORCHBOOK_SEED").ok()?.parse().ok();
    SEED.get().or_else(asked).unwrap_or_else(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        now.map_or(0, |time| u64::from(time.subsec_nanos()) % 1_000_000)
    })
}

/// Runs a check with a seed of one's choice.
pub fn with_seed<R>(seed: u64, check: impl FnOnce() -> R) -> R {
    let before = SEED.replace(Some(seed));
    let result = check();
    SEED.set(before);
    result
}

/// What comes of a call.
struct Called<T> {
    /// What it returns, or the words of its panic.
    end: std::result::Result<T, String>,
    printed: String,
}

impl<T: Outcome> Called<T> {
    fn of(call: impl FnOnce() -> T) -> Called<T> {
        let mut end = Err(String::new());
        let printed = capture(|| -> Result<()> {
            end = quiet(call);
            Ok(())
        });
        Called { end, printed }
    }

    fn same(&self, other: &Called<T>) -> bool {
        match (&self.end, &other.end) {
            (Ok(a), Ok(b)) => a.same(b),
            // Not where, nor exactly why.
            (Err(_), Err(_)) => true,
            _ => false,
        }
    }

    fn alike(&self, other: &Called<T>) -> bool {
        match (&self.end, &other.end) {
            (Ok(a), Ok(b)) => a.alike(b),
            _ => self.same(other),
        }
    }

    fn show(&self) -> String {
        self.end.as_ref().map_or_else(String::clone, T::show)
    }

    fn is_unwritten(&self) -> bool {
        self.end.as_ref().is_err_and(|words| is_unwritten(words))
    }
}

thread_local! {
    /// Where the last panic of an answer was, while one is being called.
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Calls an answer; its panic becomes words, and is not reported twice.
fn quiet<T>(call: impl FnOnce() -> T) -> std::result::Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let ours = PANIC.with_borrow_mut(|place| {
                let place = place.as_mut()?;
                // A place in the answers says something; one in here does not.
                let at = info.location().map(ToString::to_string);
                let own = at.filter(|at| at.starts_with("tests"));
                *place = own.map(|at| format!(" at {at}")).unwrap_or_default();
                Some(())
            });
            if ours.is_none() {
                others(info);
            }
        }));
    });
    let before = PANIC.replace(Some(String::new()));
    let called = catch_unwind(AssertUnwindSafe(call));
    let place = PANIC.replace(before).unwrap_or_default();
    called.map_err(|payload| {
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let words = text
            .or_else(|| payload.downcast_ref::<&str>().copied())
            .unwrap_or("without words");
        format!("a panic{place}: {words}")
    })
}

fn is_unwritten(words: &str) -> bool {
    words.contains("not yet implemented")
}

/// Calls an answer whose result is judged by itself, not compared with the
/// solution's.
///
/// # Errors
///
/// A refusal of what returns an error, panics, or is not written yet.
pub fn called<T>(
    call: impl FnOnce() -> Result<T>,
) -> std::result::Result<T, Refusal> {
    match quiet(call) {
        Ok(Ok(given)) => Ok(given),
        Ok(Err(error)) => Err(Refusal::new(format!("{error:#}"))),
        Err(words) if is_unwritten(&words) => {
            Err(Refusal::new("There is no answer yet."))
        }
        Err(words) => Err(Refusal::new(words)),
    }
}

impl<A: Copy> Answers<A> {
    /// Compares an answer with the solution on inputs that `inputs` draws.
    ///
    /// They are drawn anew for each answer, so that one that changes what it
    /// is given disturbs no other. If a known wrong answer gives the same,
    /// the refusal says what was misunderstood.
    ///
    /// # Errors
    ///
    /// The refusal, with the first input on which they differ.
    ///
    /// # Panics
    ///
    /// If the inputs cannot be drawn: the exercise is broken.
    pub fn by_example<In: Outcome, Out: Outcome>(
        &self,
        answer: A,
        inputs: impl Fn() -> Result<Vec<In>>,
        call: impl Fn(A, &In) -> Out,
    ) -> Verdict {
        let seed = seed();
        let draw = || {
            manual_seed(seed.cast_signed());
            inputs().expect("inputs that can be drawn")
        };
        let all = |answer: A| -> Vec<Called<Out>> {
            let inputs = draw();
            inputs.iter().map(|i| Called::of(|| call(answer, i))).collect()
        };
        let (wanted, got) = (all(self.solution), all(answer));
        let is_refused = |at: &usize| !got[*at].same(&wanted[*at]);
        let refused: Vec<usize> = (0..got.len()).filter(is_refused).collect();
        let Some(&first) = refused.first() else { return Ok(()) };
        if got[first].is_unwritten() {
            return Err(Refusal::new("There is no answer yet."));
        }
        let printed = match got[first].printed.trim_end() {
            "" => String::new(),
            text => format!("It printed\n{text}\n"),
        };
        let what = format!(
            "Given\n{}\n{printed}{}\n\nThe inputs were drawn with seed {seed}; \
             TORCHBOOK_SEED={seed} draws them again.",
            draw()[first].show(),
            between_rules(&wanted[first].show(), &got[first].show()),
        );
        // Whoever gives the same on most inputs thought the same; those that
        // are refused count first.
        let mut likest = ((0, 0), None);
        for wrong in self.wrong {
            let given = all(wrong.answer);
            let is_alike = |at: &usize| given[*at].alike(&got[*at]);
            let count = (0..got.len()).filter(is_alike).count();
            let alike =
                (refused.iter().copied().filter(is_alike).count(), count);
            if is_alike(&first) && alike > likest.0 {
                likest = (alike, Some(wrong));
            }
            if count == got.len() {
                break;
            }
        }
        let refusal = Refusal::new(what);
        Err(match likest {
            (_, Some(wrong)) => refusal.like(wrong),
            _ => refusal,
        })
    }
}

/// Wanted and got.
fn between_rules(wanted: &str, got: &str) -> String {
    let rule = |title: &str| format!("{:─^60}", title);
    format!(
        "{}\n{wanted}\n{}\n{got}\n{}",
        rule(" wanted "),
        rule(" got "),
        rule("")
    )
}

/// What a program prints.
#[must_use]
pub fn output(program: fn() -> Result<()>) -> String {
    capture(program)
}

/// Compares a prediction with what the program prints. Blanks and line breaks
/// count where they separate, nowhere else.
///
/// # Errors
///
/// The refusal, and what was misunderstood if the guess is a known one.
pub fn predicted(
    guess: &str,
    program: fn() -> Result<()>,
    guesses: &[Wrong<&'static str>],
) -> Verdict {
    let printed = output(program);
    let (wanted, got) = (plain(&printed), plain(guess));
    if got == wanted {
        return Ok(());
    }
    if got.is_empty() {
        return Err(Refusal::new("There is no prediction yet."));
    }
    let rules = between_rules(printed.trim_end(), guess.trim());
    let refusal = Refusal::new(rules);
    let known = guesses.iter().find(|wrong| plain(wrong.answer) == got);
    Err(match known {
        Some(wrong) => refusal.like(wrong),
        None => refusal,
    })
}

/// Text with its blanks and line breaks as single blanks, and none beside
/// brackets, commas and signs of equality.
fn plain(text: &str) -> String {
    let mut plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for sign in ["[", "]", "(", ")", ",", "="] {
        plain = plain
            .replace(&format!(" {sign}"), sign)
            .replace(&format!("{sign} "), sign);
    }
    plain
}
