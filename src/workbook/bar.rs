//! A bar in the terminal for listings that take long.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What takes less is not worth a bar.
const PATIENCE: Duration = Duration::from_millis(300);

/// Draws on stderr how far the steps of [`progress`](crate::show::progress)
/// are. The first step begins anew, the last one takes the bar away, and so
/// does a listing that ends in the middle.
#[derive(Default)]
pub struct Bar(Option<(Instant, ProgressBar)>);

impl Bar {
    /// So far it is: `done` of `total` steps.
    pub fn show(&mut self, label: &str, done: usize, total: usize) {
        if done == 0 {
            self.0 = Some((Instant::now(), bar(label, total)));
        }
        let Some((started, bar)) = &self.0 else { return };
        if done >= total {
            bar.finish_and_clear();
        } else if started.elapsed() >= PATIENCE {
            bar.set_position(done as u64);
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some((_, bar)) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

fn bar(label: &str, total: usize) -> ProgressBar {
    let style = ProgressStyle::with_template(
        "{msg} [{bar:30}] {percent:>3}% {eta} left",
    );
    let style = style.expect("a template that indicatif knows");
    ProgressBar::with_draw_target(
        Some(total as u64),
        ProgressDrawTarget::stderr(),
    )
    .with_style(style.progress_chars("=> "))
    .with_message(label.to_owned())
}
