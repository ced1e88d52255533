//! Asking everybody in turn.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::contender::{Answer, CONTENDERS, Contender, Worker};
use super::items::Item;

/// How long one contender works before the next one does.
const TURN: Duration = Duration::from_millis(10);
/// Between two turns. Threads of the last contender that still wait for more
/// work go to sleep.
const PAUSE: Duration = Duration::from_millis(5);
/// However short it takes.
const MOST_ROUNDS: usize = 51;
/// However long it takes, unless that is ten times as long as it may.
const LEAST_ROUNDS: usize = 5;

/// What came of one item.
pub struct Result {
    pub item: Item,
    /// Of each contender, in the order of `CONTENDERS`.
    pub of: Vec<Measured>,
}

/// What came of one item for one contender.
#[derive(Clone, Debug, PartialEq)]
pub enum Measured {
    Done {
        /// Of one repetition, in each round.
        nanoseconds: Vec<f64>,
        /// By how much a fresh process grew.
        bytes: Option<u64>,
    },
    Cannot,
    Died,
    /// It does not take part this time.
    Absent,
}

/// Starts workers, anew where one has died.
pub struct Crew<'a> {
    package: &'a Path,
    python: &'a Path,
    taking_part: Vec<Contender>,
    workers: Vec<Option<Worker>>,
    /// How long an item may take.
    budget: Duration,
}

impl<'a> Crew<'a> {
    pub fn new(
        package: &'a Path,
        python: &'a Path,
        taking_part: Vec<Contender>,
        budget: Duration,
    ) -> Crew<'a> {
        let workers = CONTENDERS.iter().map(|_| None).collect();
        Crew { package, python, taking_part, workers, budget }
    }

    fn worker(
        &mut self,
        nr: usize,
    ) -> std::result::Result<&mut Worker, String> {
        let place = &mut self.workers[nr];
        if place.is_none() {
            let contender = CONTENDERS[nr];
            *place =
                Some(Worker::start(contender, self.package, self.python)?);
        }
        Ok(place.as_mut().expect("it was started"))
    }

    /// What PyTorch calls itself, if it takes part.
    pub fn pytorch(&self) -> Option<&str> {
        let hellos = self.workers.iter().flatten().map(|w| w.hello.as_str());
        hellos.into_iter().find(|hello| hello.starts_with("PyTorch"))
    }

    /// The same crew, gone home.
    pub fn dismissed(mut self) -> Crew<'a> {
        self.workers.iter_mut().for_each(|worker| *worker = None);
        self
    }

    fn ask(
        &mut self,
        nr: usize,
        item: &Item,
        repetitions: u64,
    ) -> std::result::Result<Answer, String> {
        thread::sleep(PAUSE);
        let answer = self.worker(nr)?.ask(&item.name, repetitions);
        if answer == Answer::Died {
            self.workers[nr] = None;
        }
        Ok(answer)
    }

    /// Measures an item: everybody in turn, again and again.
    pub fn measure(
        &mut self,
        item: &Item,
    ) -> std::result::Result<Result, String> {
        let mut of = Vec::new();
        let mut repetitions = Vec::new();
        for (nr, contender) in CONTENDERS.into_iter().enumerate() {
            if !self.taking_part.contains(&contender) {
                of.push(Measured::Absent);
                repetitions.push(0);
                continue;
            }
            let (measured, often) = self.first_turns(nr, item)?;
            of.push(measured);
            repetitions.push(often);
        }
        let start = Instant::now();
        for round in 0..MOST_ROUNDS {
            let late = start.elapsed() > self.budget;
            let far_too_late = start.elapsed() > 10 * self.budget;
            if round >= LEAST_ROUNDS && late || round > 0 && far_too_late {
                break;
            }
            // Nobody always comes first, or always after the same.
            for turn in 0..of.len() {
                let nr = (turn + round) % of.len();
                let Measured::Done { nanoseconds, .. } = &mut of[nr] else {
                    continue;
                };
                match self.ask(nr, item, repetitions[nr])? {
                    Answer::Done { nanoseconds: all, .. } => {
                        nanoseconds.push(all as f64 / repetitions[nr] as f64);
                    }
                    Answer::Cannot => of[nr] = Measured::Cannot,
                    Answer::Died => of[nr] = Measured::Died,
                }
            }
        }
        Ok(Result { item: item.clone(), of })
    }

    /// Finds how many repetitions make a turn.
    fn first_turns(
        &mut self,
        nr: usize,
        item: &Item,
    ) -> std::result::Result<(Measured, u64), String> {
        let mut repetitions = 1;
        // The first repetition is slower than all others.
        for attempt in 0..3 {
            match self.ask(nr, item, repetitions)? {
                Answer::Cannot => return Ok((Measured::Cannot, 0)),
                Answer::Died => return Ok((Measured::Died, 0)),
                Answer::Done { nanoseconds, .. } => {
                    let one = (nanoseconds / repetitions).max(1);
                    let turn = TURN.as_nanos() as u64;
                    repetitions = (turn / one).clamp(1, 1_000_000);
                    if one > 10 * turn || attempt > 0 && one > turn {
                        break;
                    }
                }
            }
        }
        let nothing = Measured::Done { nanoseconds: vec![], bytes: None };
        Ok((nothing, repetitions))
    }

    /// Asks a fresh process of everybody for one repetition, and notes by how
    /// much its memory grew.
    pub fn measure_memory(
        &self,
        result: &mut Result,
    ) -> std::result::Result<(), String> {
        for (&contender, measured) in CONTENDERS.iter().zip(&mut result.of) {
            let Measured::Done { bytes, .. } = measured else { continue };
            let mut fresh =
                Worker::start(contender, self.package, self.python)?;
            // What everybody does the first time is no part of the item.
            fresh.ask("dot", 1);
            if let Answer::Done { bytes: grown, .. } =
                fresh.ask(&result.item.name, 1)
            {
                *bytes = Some(grown);
            }
        }
        Ok(())
    }
}
