//! Nonsense for everything that is public: the answer is a value or an
//! error, never a panic, never a hang, never memory that nobody has.
//!
//! It is the same nonsense each time. `PROPTEST_CASES=5000` tries more of it
//! for each function, `PROPTEST_RNG_SEED=1` other, `PROPTEST_VERBOSE=1` shows
//! each call before it is made.

mod nonsense;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use nonsense::attempt::{Counting, attempt};
use nonsense::functions::{self, FUNCTIONS};
use nonsense::rows::{self, Argument};
use proptest::prelude::*;
use proptest::test_runner::{
    Config, RngAlgorithm, RngSeed, TestError, TestRunner,
};
use torchbook::ops::{Args, Value};
use torchbook::prelude::*;
use torchbook::table::OPERATIONS;

#[global_allocator]
static MEMORY: Counting = Counting;

/// Tries so many cases, and shrinks one that fails. `shown` is its text.
fn check<S: Strategy>(
    rounds: u32,
    cases: &S,
    shown: impl Fn(&S::Value) -> String,
    call: impl Fn(&S::Value) -> Result<()>,
) -> std::result::Result<(), String> {
    let environment = Config::default();
    let more = std::env::var_os("PROPTEST_CASES").is_some();
    let config = Config {
        cases: if more { environment.cases } else { rounds },
        rng_algorithm: RngAlgorithm::XorShift,
        rng_seed: match environment.rng_seed {
            RngSeed::Random => RngSeed::Fixed(0),
            fixed => fixed,
        },
        // Finds are kept as tests that have a name.
        failure_persistence: None,
        ..environment
    };
    let verbose = config.verbose > 0;
    let found = TestRunner::new(config).run(cases, |case| {
        if verbose {
            eprintln!("{}", shown(&case));
        }
        match attempt(|| call(&case)) {
            Ok(_) => Ok(()),
            Err(what) => Err(TestCaseError::fail(what)),
        }
    });
    match found {
        Ok(()) => Ok(()),
        Err(TestError::Fail(what, case)) => {
            Err(format!("{}\n    {what}", shown(&case)))
        }
        Err(TestError::Abort(why)) => Err(why.to_string()),
    }
}

/// Fails with all that was found.
fn none(finds: Vec<String>) {
    let n = finds.len();
    assert!(n == 0, "{n} finds\n\n{}\n", finds.join("\n\n"));
}

/// Looks at what a call gave back, as far as that can go wrong: memory,
/// text, and the way back.
fn look(outputs: &[&Tensor]) -> Result<()> {
    for output in outputs {
        output.strided().check_bounds().expect("a window in its memory");
        let _text = output.repr();
        if output.requires_grad() {
            output.backward_with(&output.ones_like()?)?;
        }
    }
    Ok(())
}

#[test]
fn every_operation_answers() {
    let mut finds = Vec::new();
    for row in OPERATIONS {
        let arguments = row.signature.matches(',').count() + 1;
        let examples = (row.examples)(&mut Default::default());
        let arguments = examples.first().map_or(arguments, Vec::len);
        let call = |call: &rows::Call| {
            let arguments = call.arguments(row);
            let values = arguments.iter().map(Argument::value);
            let values = values.collect::<Result<Vec<Value>>>()?;
            let f = match row.in_place {
                Some(in_place) if call.in_place => in_place,
                _ => row.call,
            };
            look(&f(&Args(&values))?.tensors())
        };
        let shown = |call: &rows::Call| {
            let in_place = call.in_place && row.in_place.is_some();
            let end = if in_place { "_" } else { "" };
            format!("{}{end}{:?}", row.name, call.arguments(row))
        };
        finds.extend(check(100, &rows::calls(arguments), shown, call).err());
    }
    none(finds);
}

#[test]
fn everything_else_answers() {
    let mut finds = Vec::new();
    let given = functions::given();
    for function in FUNCTIONS {
        let shown =
            |given: &functions::Given| format!("{} {given:?}", function.name);
        let call = |given: &functions::Given| {
            let outputs = (function.call)(given)?;
            look(&outputs.iter().collect::<Vec<_>>())
        };
        finds.extend(check(30, &given, shown, call).err());
    }
    none(finds);
}
