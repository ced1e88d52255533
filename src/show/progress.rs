//! How far a listing is, for whoever watches.

use std::cell::RefCell;

/// Who is told: of what, how many are done, and of how many.
type Watcher = Box<dyn FnMut(&str, usize, usize)>;

thread_local! {
    static WATCHER: RefCell<Option<Watcher>> = const { RefCell::new(None) };
}

/// The same steps, counted for whoever watches: a bar in a terminal, nobody
/// in a test.
///
/// ```
/// use torchbook::prelude::*;
///
/// let mut sum = 0;
/// for step in progress("adding", 1..=4) {
///     sum += step;
/// }
/// assert_eq!(sum, 10);
/// ```
pub fn progress<I: IntoIterator>(
    label: &str,
    steps: I,
) -> Progress<I::IntoIter> {
    let steps = steps.into_iter();
    let (least, most) = steps.size_hint();
    let total = most.unwrap_or(least);
    Progress { label: label.to_owned(), steps, done: 0, total }
}

/// Steps that are counted: see [`progress`].
#[derive(Clone, Debug)]
pub struct Progress<I> {
    label: String,
    steps: I,
    done: usize,
    total: usize,
}

impl<I: Iterator> Iterator for Progress<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        let step = self.steps.next();
        // A step is done when the next one is asked for.
        let done = if step.is_some() { self.done } else { self.total };
        self.done += 1;
        tell(&self.label, done, self.total);
        step
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.steps.size_hint()
    }
}

fn tell(label: &str, done: usize, total: usize) {
    // Taken out, for whoever watches may count steps of its own.
    let Some(mut watcher) = WATCHER.take() else { return };
    watcher(label, done, total);
    WATCHER.set(Some(watcher));
}

/// Runs `f` while `watcher` is told of each step of [`progress`]: the label,
/// how many are done, and of how many.
pub fn watched<R>(
    watcher: impl FnMut(&str, usize, usize) + 'static,
    f: impl FnOnce() -> R,
) -> R {
    struct Restore(Option<Watcher>);
    impl Drop for Restore {
        fn drop(&mut self) {
            WATCHER.set(self.0.take());
        }
    }
    let _restore = Restore(WATCHER.replace(Some(Box::new(watcher))));
    f()
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    #[test]
    fn steps_are_told_as_they_are_done() {
        let told = Rc::new(RefCell::new(Vec::new()));
        let watch = {
            let told = told.clone();
            move |label: &str, done, total| {
                told.borrow_mut().push((label.to_owned(), done, total));
            }
        };
        let sum: i32 = watched(watch, || progress("x", 1..3).sum());
        assert_eq!(sum, 3);
        let x = |done| ("x".to_owned(), done, 2);
        assert_eq!(*told.borrow(), [x(0), x(1), x(2)]);
        // Nobody watches any more.
        assert_eq!(progress("x", 1..3).count(), 2);
        assert_eq!(told.borrow().len(), 3);
    }
}
