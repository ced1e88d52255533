/*!
Random numbers: PyTorch's, bit for bit.

PyTorch promises no such stability, yet every release measured draws the
same numbers from the same seed, and tutorials print them. So the streams
here are those of PyTorch 2.15 on a processor with AVX2: the generator, the
order in which words are drawn, and each rounding on the way to a float.

Everything works on slices and on a [`Generator`]; tensors are built above.

```
use torchbook::tensor::random::Generator;

let mut g = Generator::new(0);
let mut out = [0.0_f32; 4];
g.uniform_f32(&mut out, 0.0, 1.0).unwrap();
assert_eq!(out.map(|x| format!("{x:.4}")),
    ["0.4963", "0.7682", "0.0885", "0.1320"]);
```

# What may differ elsewhere

* `float64` normals go through the platform's `log`, `sin` and `cos`, as
  they do in PyTorch: another C library may give another last bit.
* `bernoulli_(p)`: builds of PyTorch that use MKL on a processor they
  recognise as Intel's take another generator for it, so the masks of
  dropout differ between machines (see [`Generator::bernoulli_scalar`]).
* PyTorch before 2.x rounded twice where a fused multiply-add rounds once:
  the last bit of scaled numbers differs. It drew one word, not two, for a
  `randint` whose range is between 2²⁸ and 2³².
*/

mod bernoulli;
mod error;
mod integers;
mod mt19937;
mod normal;
mod other;
mod polynomial;
mod state;
mod uniform;

use std::cell::RefCell;
use std::hash::{BuildHasher, RandomState};

pub use self::error::RangeError;
pub(crate) use self::error::six_digits;
pub use self::integers::{FullRange, check_integer_bounds};
pub(crate) use self::mt19937::Mt19937;
pub use self::state::BYTES as STATE_BYTES;

/// A stream of random numbers, as
/// [`torch.Generator`](https://pytorch.org/docs/stable/generated/torch.Generator.html).
///
/// A clone is a saved state: it goes on exactly where the original stood.
#[derive(Clone, Debug)]
pub struct Generator {
    seed: u64,
    engine: Mt19937,
    /// The second number of a pair of normals, if it has not been asked for
    /// yet. It waits here across calls of anything else.
    spare_normal: Option<f64>,
}

impl Generator {
    /// A generator at the start of the stream of `seed`.
    ///
    /// Seeds that agree in their low 32 bits give the same stream: the
    /// engine takes no more of them.
    pub fn new(seed: u64) -> Generator {
        let engine = Mt19937::new(seed as u32);
        Generator { seed, engine, spare_normal: None }
    }

    /// Goes to the start of the stream of `seed`, forgetting a spare normal.
    ///
    /// Negative seeds count from 2⁶⁴ down: -1 is 2⁶⁴ - 1.
    ///
    /// # Errors
    ///
    /// None: every `i64` is a seed. PyTorch's complaint about others
    /// (`ValueError: Overflow when unpacking long long`; in 1.1.0
    /// `RuntimeError: Overflow when unpacking long`, already from 2⁶³ on)
    /// is the compiler's here.
    pub fn manual_seed(&mut self, seed: i64) {
        *self = Generator::new(seed as u64);
    }

    /// Seeds with a number that differs each time, and tells which.
    pub fn seed(&mut self) -> u64 {
        let seed = nondeterministic();
        *self = Generator::new(seed);
        seed
    }

    /// The seed that this generator started from.
    pub fn initial_seed(&self) -> u64 {
        self.seed
    }

    /// The next word of the stream.
    pub fn random(&mut self) -> u32 {
        self.engine.word()
    }

    /// The next number in [0, 1) of 53 digits; two words.
    pub fn unit(&mut self) -> f64 {
        self.next_unit()
    }

    /// The next two words of the stream, the first one on top.
    pub fn random64(&mut self) -> u64 {
        let high = u64::from(self.random());
        high << 32 | u64::from(self.random())
    }
}

thread_local! {
    static DEFAULT: RefCell<Generator> =
        RefCell::new(Generator::new(nondeterministic()));
}

/// A seed nobody chose. The standard library's hasher keys are the one
/// source of chance that needs no further package.
fn nondeterministic() -> u64 {
    RandomState::new().hash_one("torchbook")
}

/// Works with this thread's default generator, the one behind every call
/// that names no other.
///
/// As in PyTorch, it starts with a different seed each time until
/// [`manual_seed`] is called. Unlike PyTorch's it belongs to the thread: a
/// test that seeds it cannot disturb another one.
///
/// # Panics
///
/// When `work` itself asks for the default generator.
pub fn with_default<T>(work: impl FnOnce(&mut Generator) -> T) -> T {
    DEFAULT.with_borrow_mut(work)
}

/// Seeds the default generator; see [`Generator::manual_seed`] and
/// [`torch.manual_seed`](https://pytorch.org/docs/stable/generated/torch.manual_seed.html).
pub fn manual_seed(seed: i64) {
    with_default(|g| g.manual_seed(seed));
}

/// The seed that the default generator started from.
pub fn initial_seed() -> u64 {
    with_default(|g| g.initial_seed())
}

/// The state of the default generator, to be put back by [`set_rng_state`].
pub fn get_rng_state() -> Generator {
    with_default(|g| g.clone())
}

/// Puts a state that [`get_rng_state`] gave back into the default generator.
pub fn set_rng_state(state: Generator) {
    with_default(|g| *g = state);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_wrap_and_only_their_low_half_counts() {
        let mut a = Generator::new(0);
        a.manual_seed(-1);
        assert_eq!(a.initial_seed(), u64::MAX);
        assert_eq!(a.random(), Generator::new(0xffff_ffff).random());
    }

    #[test]
    fn a_state_resumes_with_its_spare_normal() {
        manual_seed(3);
        assert_eq!(initial_seed(), 3);
        let mut pair = [0.0_f64; 2];
        with_default(|g| g.normal_f64(&mut pair, 0.0, 1.0, true)).unwrap();
        manual_seed(3);
        let mut one = [0.0_f64];
        with_default(|g| g.normal_f64(&mut one, 0.0, 1.0, true)).unwrap();
        let state = get_rng_state();
        manual_seed(4);
        set_rng_state(state);
        with_default(|g| g.normal_f64(&mut one, 0.0, 1.0, true)).unwrap();
        assert_eq!(one[0], pair[1]);
    }

    #[test]
    fn unseeded_generators_differ() {
        let mut g = Generator::new(0);
        let (first, second) = (g.seed(), g.seed());
        assert_ne!(first, second);
        assert_eq!(g.initial_seed(), second);
    }
}
