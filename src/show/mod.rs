/*!
What a listing shows besides what it prints: plots, and how far it is.

A [`plot`] is drawn by whoever runs the listing and [`collect`]s; to a
listing that runs alone, showing is free. [`progress`] counts steps for
whoever watches.

- `points`: what can be plotted; `scale`: from values to places, and ticks;
- `plot`: what is wanted; `contour`: lines of equal height; `words`: the same
  for those who cannot see it;
- `draw`: places on paper, by plotters; `paper`: SVG.
*/

mod contour;
mod draw;
mod paper;
mod plot;
mod points;
mod progress;
mod scale;
mod words;

pub use plot::{Plot, collect, plot};
pub use points::{Point, Points};
pub use progress::{Progress, progress, watched};
