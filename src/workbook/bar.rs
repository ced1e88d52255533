/*!
A bar in the terminal for listings that take long.

One line that is drawn over and taken away: 40 lines of code, where the
smallest crate for it brings six others.
*/

use std::io::Write;
use std::time::{Duration, Instant};

/// What takes less is not worth a bar.
const PATIENCE: Duration = Duration::from_millis(300);
/// From one drawing to the next.
const PAUSE: Duration = Duration::from_millis(100);
/// Letters of the bar itself.
const WIDTH: usize = 30;

/// A bar that is drawn on `out`.
pub struct Bar<W: Write> {
    out: W,
    started: Instant,
    drawn: Option<Instant>,
}

impl<W: Write> Bar<W> {
    /// Nothing is drawn yet.
    pub fn new(out: W) -> Bar<W> {
        Bar { out, started: Instant::now(), drawn: None }
    }

    /// So far it is: `done` of `total` steps at `now`. The first step begins
    /// anew, and the last one takes the bar away.
    pub fn show(
        &mut self,
        label: &str,
        done: usize,
        total: usize,
        now: Instant,
    ) {
        if done == 0 {
            self.started = now;
        }
        if done >= total {
            self.clear();
            return;
        }
        let spent = now.duration_since(self.started);
        let rests =
            self.drawn.is_some_and(|drawn| now.duration_since(drawn) < PAUSE);
        if spent < PATIENCE || rests {
            return;
        }
        self.drawn = Some(now);
        let full = done * WIDTH / total;
        let left =
            spent.as_secs_f64() / done.max(1) as f64 * (total - done) as f64;
        // A terminal that has gone needs no bar.
        let _ = write!(
            self.out,
            "\r\x1b[K{label} [{:=<full$}{:<2$}] {3:>2}% {left:.0} s left",
            "",
            "",
            WIDTH - full,
            done * 100 / total,
        );
        let _ = self.out.flush();
    }

    fn clear(&mut self) {
        if self.drawn.take().is_some() {
            let _ = write!(self.out, "\r\x1b[K");
            let _ = self.out.flush();
        }
    }
}

/// A listing may end in the middle of its steps.
impl<W: Write> Drop for Bar<W> {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_comes_late_and_goes() {
        let mut out = Vec::new();
        let mut bar = Bar::new(&mut out);
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        bar.show("x", 0, 10, at(0));
        bar.show("x", 1, 10, at(200));
        assert!(bar.out.is_empty(), "too early");
        bar.show("x", 5, 10, at(1000));
        bar.show("x", 6, 10, at(1001));
        bar.show("x", 10, 10, at(2000));
        drop(bar);
        let bars = format!("{}{}", "=".repeat(15), " ".repeat(15));
        let wanted = format!("\r\x1b[Kx [{bars}] 50% 1 s left\r\x1b[K");
        assert_eq!(String::from_utf8(out).unwrap(), wanted);
    }

    #[test]
    fn a_bar_goes_where_a_listing_stops() {
        let mut out = Vec::new();
        let mut bar = Bar::new(&mut out);
        let start = Instant::now();
        bar.show("x", 0, 10, start);
        bar.show("x", 1, 10, start + Duration::from_secs(1));
        drop(bar);
        assert!(String::from_utf8(out).unwrap().ends_with("left\r\x1b[K"));
    }
}
