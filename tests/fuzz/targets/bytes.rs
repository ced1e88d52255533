//! The fuzzer's bytes as the source of chance for a strategy.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// More than any strategy takes.
const ENOUGH: usize = 1 << 13;

/// What the strategy makes of the bytes. Where they end, ones follow, which
/// make plain things. (Not zeros: of them, a choice from a range is made
/// again and again.)
///
/// With `SHOW` in the environment it is shown.
pub fn made<S: Strategy>(strategy: &S, bytes: &[u8]) -> Option<S::Value> {
    let mut bytes = bytes.to_vec();
    bytes.resize(bytes.len() + ENOUGH, 1);
    let rng = TestRng::from_seed(RngAlgorithm::PassThrough, &bytes);
    let config = Config { failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, rng);
    let made = strategy.new_tree(&mut runner).ok()?.current();
    if std::env::var_os("SHOW").is_some() {
        eprintln!("{made:#?}");
    }
    Some(made)
}
