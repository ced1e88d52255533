//! What every worker does: it reads `NAME<tab>REPETITIONS`, runs the item so
//! often, and answers with nanoseconds and bytes. The bytes are what memory
//! grew by at its peak since the item was first asked for, inputs included.
//! `-` is the answer for an item that the contender cannot do.

use std::fs;
use std::io::{self, BufRead, Write};
use std::time::Instant;

/// What is measured: one repetition.
pub type Work = Box<dyn FnMut()>;

/// Says hello, then answers until nobody asks any more.
pub fn serve(hello: &str, prepare: impl Fn(&str) -> Option<Work>) {
    println!("{hello}");
    let mut current: Option<(String, Work, u64)> = None;
    for line in io::stdin().lock().lines() {
        let line = line.expect("a question");
        let (name, repetitions) = line.split_once('\t').expect("a tab");
        let repetitions: u64 = repetitions.parse().expect("a number");
        if current.as_ref().is_none_or(|(item, ..)| item != name) {
            // The last item's inputs go before the memory is looked at.
            drop(current.take());
            let before = memory();
            current = prepare(name).map(|w| (name.to_owned(), w, before));
        }
        let answer = match &mut current {
            Some((_, work, before)) => {
                let nanoseconds = time(work, repetitions);
                format!("{nanoseconds} {}", peak().saturating_sub(*before))
            }
            None => "-".to_owned(),
        };
        println!("{answer}");
        io::stdout().flush().expect("somebody who listens");
    }
}

/// Others have run since the last time: an eighth more, before the clock
/// starts, warms the caches again.
fn time(work: &mut Work, repetitions: u64) -> u128 {
    for _ in 0..repetitions / 8 {
        work();
    }
    let start = Instant::now();
    for _ in 0..repetitions {
        work();
    }
    start.elapsed().as_nanos()
}

/// The memory that is in use now; from here on, the peak is counted anew.
fn memory() -> u64 {
    // Only Linux has it. Elsewhere nothing is said about memory.
    let _ = fs::write("/proc/self/clear_refs", "5");
    status("VmRSS:")
}

fn peak() -> u64 {
    status("VmHWM:")
}

fn status(key: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = status
        .lines()
        .find_map(|line| line.strip_prefix(key))
        .and_then(|line| line.split_whitespace().next())
        .and_then(|number| number.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}
