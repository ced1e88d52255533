//! One attempt: a call that must answer with a value or an error, soon, and
//! without asking for more memory than its answer needs.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, RefCell};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use torchbook::prelude::*;

/// More memory than a call on small tensors may hold at a time. (Requests
/// below it are granted without a question.)
const MUCH: usize = 1 << 28;

/// More memory than a thread gets.
const ALL: usize = 1 << 30;

/// Longer than any call on small tensors may take, on a busy machine too.
const LONG: Duration = Duration::from_secs(5);

/// The system's memory, counted by thread, and never more than [`ALL`].
///
/// Who asks first (`try_reserve`) learns that there is none. Who does not
/// ask ends the process: `memory allocation of 4398046511104 bytes failed`.
/// Then `PROPTEST_VERBOSE=1` shows each call before it is made.
pub struct Counting;

thread_local! {
    // Without destructors, so that they may be used by an allocator.
    static HELD: Cell<usize> = const { Cell::new(0) };
    static PEAK: Cell<usize> = const { Cell::new(0) };
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

impl Counting {
    /// Counts, unless it would be too much.
    fn take(size: usize) -> bool {
        // What another thread gave may be returned here: hence wrapping.
        let held = HELD.get().wrapping_add(size);
        let fits = size <= ALL && held as isize <= ALL as isize;
        if fits {
            HELD.set(held);
            if held as isize > PEAK.get() as isize {
                PEAK.set(held);
            }
        }
        fits
    }

    fn give(size: usize) {
        HELD.set(HELD.get().wrapping_sub(size));
    }
}

// SAFETY: every request is passed on to the system's allocator as it is, or
// answered by null, which means that there is no memory. The counters are
// plain cells, so counting neither allocates nor panics.
#[expect(unsafe_code, reason = "only an allocator can count memory")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if !Counting::take(layout.size()) {
            return std::ptr::null_mut();
        }
        // SAFETY: the caller's promise, passed on; so for all that follow.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if !Counting::take(layout.size()) {
            return std::ptr::null_mut();
        }
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        Counting::give(layout.size());
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, from: Layout, to: usize) -> *mut u8 {
        if !Counting::take(to) {
            return std::ptr::null_mut();
        }
        let now = unsafe { System.realloc(at, from, to) };
        Counting::give(if now.is_null() { to } else { from.size() });
        now
    }
}

/// What a panic says goes into the report of the attempt, not to the
/// terminal.
fn listen() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                return usual(info);
            }
            let place = info.location().map(ToString::to_string);
            let text = info.payload_as_str().unwrap_or("?");
            let place = place.unwrap_or_default();
            let said = format!("a panic at {place}: {text}");
            SAID.with_borrow_mut(|last| *last = Some(said));
        }));
    });
}

static STARTED: AtomicUsize = AtomicUsize::new(0);
static ENDED: AtomicUsize = AtomicUsize::new(0);

/// Ends the process if an attempt has no end.
fn watch() {
    static DOG: Once = Once::new();
    DOG.call_once(|| {
        std::thread::spawn(|| {
            let mut stuck = 0;
            let mut last = (0, 0);
            loop {
                std::thread::sleep(Duration::from_secs(2));
                let started = STARTED.load(Ordering::Relaxed);
                let ended = ENDED.load(Ordering::Relaxed);
                let still = started != ended && last == (started, ended);
                stuck = if still { stuck + 1 } else { 0 };
                last = (started, ended);
                if stuck == 15 {
                    eprintln!(
                        "a call has not come back for 30 s; \
                         PROPTEST_VERBOSE=1 shows which"
                    );
                    std::process::abort();
                }
            }
        });
    });
}

/// What an attempt came to.
pub type Answer = std::result::Result<Result<()>, String>;

/// Calls, and says what is wrong with the way it ends: a panic, too much
/// memory, too long a time. An error is a good answer.
pub fn attempt(call: impl FnOnce() -> Result<()>) -> Answer {
    listen();
    watch();
    STARTED.fetch_add(1, Ordering::Relaxed);
    let held = HELD.get();
    PEAK.set(held);
    let begun = Instant::now();
    let quiet = QUIET.replace(true);
    let answer = panic::catch_unwind(AssertUnwindSafe(call));
    QUIET.set(quiet);
    ENDED.fetch_add(1, Ordering::Relaxed);
    let took = begun.elapsed();
    if answer.is_err() {
        let said = SAID.with_borrow_mut(Option::take);
        return Err(said.unwrap_or_else(|| "a panic".to_owned()));
    }
    let more = PEAK.get().wrapping_sub(held);
    if more > MUCH {
        return Err(format!("{more} bytes were allocated"));
    }
    if took > LONG {
        return Err(format!("it took {took:?}"));
    }
    answer.map_err(|_| unreachable!("a panic was seen above"))
}
