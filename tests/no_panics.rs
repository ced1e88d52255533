//! Nonsense for everything that is public: the answer is a value or an
//! error, never a panic, never a hang, never memory that nobody has.
//!
//! It is the same nonsense each time. `PROPTEST_CASES=5000` tries more of it
//! for each function, `PROPTEST_RNG_SEED=1` other, `PROPTEST_VERBOSE=1` shows
//! each call before it is made.

mod nonsense;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use nonsense::attempt::{Counting, attempt};
use nonsense::functions::{self, FUNCTIONS};
use nonsense::networks::{self, NETWORKS};
use nonsense::rows::{self, Argument};
use nonsense::strategies::{self, Recipe};
use proptest::prelude::*;
use proptest::test_runner::{
    Config, RngAlgorithm, RngSeed, TestError, TestRunner,
};
use torchbook::ops::{Args, Row, Value};
use torchbook::prelude::*;
use torchbook::table::OPERATIONS;
use torchbook::tensor::{Printing, with_printoptions};

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
        max_shrink_iters: 5000,
        ..environment
    };
    let verbose = verbose();
    let found = TestRunner::new(config).run(cases, |case| {
        if verbose {
            show(&shown(&case));
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

/// Whether each call is shown before it is made.
fn verbose() -> bool {
    std::env::var_os("PROPTEST_VERBOSE").is_some()
}

/// Past the capture of the test's output, which ends with the process.
fn show(text: &str) {
    writeln!(std::io::stderr(), "{text}").expect("somebody listens");
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
        finds.extend(check(80, &rows::calls(arguments), shown, call).err());
    }
    none(finds);
}

/// An operator, and the method that says what it must do.
type Operator = (
    &'static str,
    fn(&Tensor, &Tensor, f64) -> Tensor,
    fn(&Tensor, &Tensor, f64) -> Result<Tensor>,
);

const OPERATORS: &[Operator] = &[
    ("&x + &y", |x, y, _| x + y, |x, y, _| x.add(y)),
    ("&x - &y", |x, y, _| x - y, |x, y, _| x.sub(y)),
    ("&x * &y", |x, y, _| x * y, |x, y, _| x.mul(y)),
    ("&x / &y", |x, y, _| x / y, |x, y, _| x.div(y)),
    ("&x % &y", |x, y, _| x % y, |x, y, _| x.remainder(y)),
    ("&x & &y", |x, y, _| x & y, |x, y, _| x.bitwise_and(y)),
    ("&x | &y", |x, y, _| x | y, |x, y, _| x.bitwise_or(y)),
    ("&x ^ &y", |x, y, _| x ^ y, |x, y, _| x.bitwise_xor(y)),
    ("-&x", |x, _, _| -x, |x, _, _| x.neg()),
    ("!&x", |x, _, _| !x, |x, _, _| invert(x)),
    ("&x + n", |x, _, n| x + n, |x, _, n| x.add(n)),
    ("&x & n", |x, _, n| x & n as i64, |x, _, n| x.bitwise_and(n as i64)),
    ("n + &x", |x, _, n| n + x, |x, _, n| x.add(n)),
    ("n - &x", |x, _, n| n - x, |x, _, n| x.rsub(n)),
    ("n * &x", |x, _, n| n * x, |x, _, n| x.mul(n)),
    ("n / &x", |x, _, n| n / x, |x, _, n| x.reciprocal()?.mul(n)),
    ("n & &x", |x, _, n| n as i64 & x, |x, _, n| x.bitwise_and(n as i64)),
    ("x += &y", |x, y, _| changed(x, |x| *x += y), |x, y, _| x.add_(y)),
    ("x -= &y", |x, y, _| changed(x, |x| *x -= y), |x, y, _| x.sub_(y)),
    ("x *= &y", |x, y, _| changed(x, |x| *x *= y), |x, y, _| x.mul_(y)),
    ("x /= &y", |x, y, _| changed(x, |x| *x /= y), |x, y, _| x.div_(y)),
    ("x %= n", |x, _, n| changed(x, |x| *x %= n), |x, _, n| x.remainder_(n)),
    ("x |= &y", |x, y, _| changed(x, |x| *x |= y), |x, y, _| x.bitwise_or_(y)),
];

fn changed(x: &Tensor, change: impl FnOnce(&mut Tensor)) -> Tensor {
    let mut same = x.clone();
    change(&mut same);
    same
}

/// `~x`, which is `bitwise_not` but for what it says of floats.
fn invert(x: &Tensor) -> Result<Tensor> {
    if x.dtype().is_floating_point() {
        return Err(TorchError::type_(
            "~ (operator.invert) is only implemented on integer and \
             Boolean-type tensors",
        ));
    }
    x.bitwise_not()
}

#[test]
fn operators_panic_with_the_sentence_and_nothing_else() {
    let mut finds = Vec::new();
    let numbers = strategies::floats();
    let given = (strategies::tensors(), strategies::tensors(), numbers);
    for (name, operator, method) in OPERATORS {
        let call = |(x, y, n): &(Recipe, Recipe, f64)| {
            // Each with tensors of its own, for some are changed.
            let (other, y) = (x.make()?, y.make()?);
            let wanted = method(&x.make()?, &y, *n);
            let x = other;
            let mut got = None;
            let answer = attempt(|| {
                got = Some(operator(&x, &y, *n).repr());
                Ok(())
            });
            match (wanted, answer) {
                (Ok(wanted), Ok(_)) => {
                    assert_eq!(got.as_ref(), Some(&wanted.repr()));
                }
                (Err(error), Err(panic)) => {
                    let sentence = format!(": {error:#}");
                    assert!(panic.ends_with(&sentence), "{panic}, {error:#}");
                }
                (wanted, answer) => panic!("{answer:?}, {wanted:?}"),
            }
            Ok(())
        };
        let shown = |given: &_| format!("{name} {given:?}");
        finds.extend(check(40, &given, shown, call).err());
    }
    none(finds);
}

/// More elements than there is memory for, in an expanded tensor.
const HUGE: i64 = 1 << 40;

/// What adds up all elements one by one, however many: here as in PyTorch
/// that takes its time, but no memory.
const PATIENT: &[&str] = &[
    "sum",
    "sum_to_size",
    "mean",
    "prod",
    "var",
    "std",
    "var_mean",
    "std_mean",
    "dot",
    "vdot",
    "matmul",
    "linear",
];

/// Calls a row with one or all tensors of an example made vast.
fn call_vast(row: &Row, only: usize, vast: Vast) -> Option<String> {
    let examples = (row.examples)(&mut Default::default());
    let example = examples.first().cloned().unwrap_or_else(|| {
        let two = row.signature.contains("other");
        vec![tensor([[1.0, 2.0], [3.0, 4.0]]).into(); if two { 2 } else { 1 }]
    });
    let arguments =
        example.iter().enumerate().map(|(i, argument)| match argument {
            Value::Tensor(x) if only == i || only == example.len() => {
                vast.like(x).map(Value::from)
            }
            other => Some(other.clone()),
        });
    let arguments = arguments.collect::<Option<Vec<Value>>>()?;
    let text = format!("{}, argument {only}, {vast:?}", row.name);
    if verbose() {
        show(&text);
    }
    let call = || look(&(row.call)(&Args(&arguments))?.tensors());
    attempt(call).err().map(|what| format!("{text}\n    {what}"))
}

#[test]
fn more_elements_than_memory_are_an_error() {
    let mut finds = Vec::new();
    for row in OPERATIONS {
        for dtype in [int64, float32, bool_] {
            for (dim, only) in [(0, 0), (1, 0), (0, 1), (1, 1), (0, 2)] {
                for empty in [false, true] {
                    if empty || !PATIENT.contains(&row.base()) {
                        let vast = Vast { dtype, dim, empty };
                        finds.extend(call_vast(row, only, vast));
                    }
                }
            }
        }
    }
    none(finds);
}

/// How to make a tensor vast.
#[derive(Clone, Copy, Debug)]
struct Vast {
    /// Unless the tensor holds integers.
    dtype: DType,
    /// The dimension that is repeated.
    dim: usize,
    /// Whether the next one is empty.
    empty: bool,
}

impl Vast {
    fn like(self, x: &Tensor) -> Option<Tensor> {
        let mut shape: Vec<i64> = x.size().iter().map(|&n| n as i64).collect();
        let next = (self.dim + 1) % shape.len().max(1);
        *shape.get_mut(self.dim)? = HUGE;
        if self.empty {
            let emptied = shape.get_mut(next).filter(|n| **n != HUGE)?;
            *emptied = 0;
        }
        let floating = x.dtype().is_floating_point();
        let dtype = if floating { self.dtype } else { x.dtype() };
        zeros_with(1, dtype).ok()?.expand(shape).ok()
    }
}

/// The first parameter of a layer.
fn weights<M: Module>(layer: Result<M>) -> Result<Tensor> {
    Ok(layer?.parameters().remove(0))
}

/// What is said of sizes that no memory has, as PyTorch 2.15 says it.
#[test]
fn absurd_sizes_are_refused_in_words() -> Result<()> {
    const E12: &str = "Error code 12 (Cannot allocate memory)";
    let alloc = |bytes: u64| {
        format!(
            "RuntimeError: [enforce fail at alloc_cpu.cpp:127] err == 0. \
             DefaultCPUAllocator: can't allocate memory: you tried to \
             allocate {bytes} bytes. {E12}"
        )
    };
    let storage = |sizes: &str| {
        format!(
            "RuntimeError: Storage size calculation overflowed with {sizes}"
        )
    };
    let numel =
        || "RuntimeError: numel: integer multiplication overflow".to_owned();
    let bad = || "RuntimeError: std::bad_alloc".to_owned();
    const E: i64 = 1 << 62;
    let (x, one) = (zeros(1)?, tensor([0]));
    let vast = x.expand(HUGE)?;
    let said: Vec<(Result<Tensor>, String)> = vec![
        (zeros(HUGE), alloc(1 << 42)),
        (randn(HUGE), alloc(1 << 42)),
        (arange(HUGE), alloc(1 << 43)),
        (randperm(HUGE), alloc(1 << 43)),
        (linspace(0, 1, HUGE), alloc(1 << 42)),
        (vast.add(1), alloc(1 << 42)),
        (vast.neg(), alloc(1 << 42)),
        (vast.copy(), alloc(1 << 42)),
        (vast.contiguous(), alloc(1 << 42)),
        (vast.to(float64), alloc(1 << 43)),
        (vast.cumsum(0), alloc(1 << 42)),
        (vast.view([HUGE, 1])?.add(&x.expand(8)?), alloc(1 << 45)),
        (x.expand(1 << 20)?.outer(&x.expand(1 << 20)?), alloc(1 << 42)),
        (cat([&vast, &x], 0), alloc((1 << 42) + 4)),
        (x.index_select(0, &one.expand(HUGE)?), alloc(1 << 42)),
        (x.index(&one.expand(HUGE)?), alloc(1 << 42)),
        (zeros([HUGE, 0])?.mm(&zeros([0, 1])?), alloc(1 << 42)),
        (zeros([HUGE, 0])?.all_dim(1, false), alloc(1 << 40)),
        (zeros([HUGE, 0])?.var_dim(1, 1, false), alloc(1 << 42)),
        (zeros(E), storage(&format!("sizes=[{E}]"))),
        (zeros([HUGE, HUGE]), storage(&format!("sizes=[{HUGE}, {HUGE}]"))),
        (zeros([E, 4, 0]), storage(&format!("sizes=[{E}, 4, 0]"))),
        (arange(E), storage(&format!("sizes=[{E}]"))),
        (x.expand(E)?.add(1), storage(&format!("sizes=[{E}]"))),
        (zeros([E, 0])?.sum_dim(1, false), storage(&format!("sizes=[{E}]"))),
        (
            zeros([0, E, 4]),
            "RuntimeError: Stride calculation overflowed".to_owned(),
        ),
        (x.expand([HUGE, HUGE]), numel()),
        (zeros(0)?.view([E, 4, 0]), numel()),
        (eye(HUGE), numel()),
        (
            zeros(8)?.view([E, 4]),
            format!(
                "RuntimeError: shape '[{E}, 4]' is invalid for input of size 8"
            ),
        ),
        (
            cat([&zeros([E, 0])?, &zeros([E, 0])?], 0),
            format!(
                "RuntimeError: Trying to create tensor with negative \
                 dimension {0}: [{0}, 0]",
                i64::MIN
            ),
        ),
        (
            zeros([3, 3])?.index(slice(None, None, i64::MAX)),
            storage(&format!(
                "sizes=[-1, 3] and strides=[{}, 1]",
                i64::MAX - 2
            )),
        ),
        (
            x.as_strided(&Size::new(&[1]), &Size::new(&[]), 0),
            "RuntimeError: mismatch in length of strides and shape".to_owned(),
        ),
        (
            x.as_strided(&Size::new(&[2]), &Size::new(&[E as usize]), 0),
            storage(&format!("sizes=[2] and strides=[{E}]")),
        ),
        (vast.split(2, 0).map(|mut all| all.remove(0)), bad()),
        (vast.unbind(0).map(|mut all| all.remove(0)), bad()),
        (zeros([0, 3])?.chunk(HUGE, 0).map(|mut all| all.remove(0)), bad()),
        (weights(nn::Linear::new(HUGE, 1)), alloc(1 << 42)),
        (
            weights(nn::Linear::new(HUGE, HUGE)),
            storage(&format!("sizes=[{HUGE}, {HUGE}]")),
        ),
        (weights(nn::Embedding::new(HUGE, 3)), alloc(3 << 42)),
        (weights(nn::LayerNorm::new(HUGE)), alloc(1 << 42)),
        (weights(nn::RNN::new(3, HUGE)), alloc(3 << 42)),
        (weights(nn::GRU::new(HUGE, 1)), alloc(3 << 42)),
        (weights(nn::RNN::new(E, 8)), storage(&format!("sizes=[8, {E}]"))),
        (weights(nn::RNNCell::new(3, HUGE)), alloc(3 << 42)),
        // PyTorch would begin to make them.
        (weights(nn::RNN::with(3, 1, HUGE)), alloc(HUGE as u64 * 1040)),
        (
            weights(nn::LSTM::with(3, 1, i64::MAX)),
            storage(&format!("sizes=[{}, 1, 1088]", i64::MAX)),
        ),
    ];
    for (i, (answer, sentence)) in said.into_iter().enumerate() {
        let answer = answer.map(|x| x.size());
        let answer = answer.map_err(|error| format!("{error:#}"));
        assert_eq!(answer, Err(sentence), "the sentence number {i}");
    }
    // And what is no trouble at all.
    assert_eq!(zeros([E, 1, 0])?.size(), [E as usize, 1, 0]);
    assert_eq!(zeros([E, 0])?.flatten(0, -1)?.size(), [0]);
    assert_eq!(zeros([HUGE, 0])?.add(&x)?.numel(), 0);
    assert_eq!(zeros([HUGE, 0])?.cumsum(0)?.numel(), 0);
    assert_eq!(vast.repr(), "tensor([0., 0., 0.,  ..., 0., 0., 0.])");
    Ok(())
}

/// The public methods of everything in the prelude, and of what its methods
/// return or take, and the functions of the prelude.
fn public() -> BTreeSet<String> {
    let types = [
        "Tensor",
        "Size",
        "Tuple",
        "Dims",
        "DType",
        "Scalar",
        "List",
        "Numpy",
        "TorchError",
        "Edition",
        "Printing",
        "Options",
        "BackwardOptions",
        "Graph",
        "GradFn",
        "Generator",
        "Index",
        "Indices",
        "Tolerance",
        "Integers",
        "Steps",
    ];
    let mut found = BTreeSet::new();
    for text in sources(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        // The indentation and the type of the block that a line is in.
        let mut block: Option<(usize, &str)> = None;
        let mut in_macro = false;
        for line in text.lines() {
            let words = line.trim_start();
            let indent = line.len() - words.len();
            if let Some(rest) = words.strip_prefix("impl") {
                let rest = rest.trim_start_matches("<'_>").trim_start();
                let name = rest.split([' ', '<', '{']).next().unwrap_or("");
                let inherent = !rest.contains(" for ");
                block = (inherent && types.contains(&name))
                    .then_some((indent, name));
            } else if words.starts_with('}')
                && block.is_some_and(|(own, _)| own == indent)
            {
                block = None;
            }
            let method = ["pub fn ", "pub const fn "]
                .iter()
                .find_map(|start| words.strip_prefix(start));
            if let (Some((_, ty)), Some(method)) = (block, method) {
                let name = method.split(['(', '<']).next().unwrap_or("");
                in_macro |= name.starts_with('$');
                found.insert(format!("{ty}::{name}"));
            }
            // `neg, neg_, NEG_ROW,` names both to a macro.
            let names: Vec<&str> = words.split(", ").collect();
            if let [name, in_place, row, ..] = &*names
                && in_macro
                && row.ends_with("_ROW")
                && format!("{name}_") == *in_place
                && !name.starts_with('$')
            {
                found.insert(format!("Tensor::{name}"));
                found.insert(format!("Tensor::{in_place}"));
            }
        }
    }
    let macros = ["Tensor::$name", "Tensor::$name_"];
    assert!(macros.iter().all(|name| found.remove(*name)));
    found.extend(prelude_functions());
    found
}

/// The text of every source file below.
fn sources(folder: PathBuf) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).expect("the sources") {
        let path = entry.expect("a file or a folder").path();
        if path.is_dir() {
            texts.extend(sources(path));
        } else {
            texts.push(fs::read_to_string(path).expect("text"));
        }
    }
    texts
}

/// Everything in the prelude that has the name of a function.
fn prelude_functions() -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs");
    let text = fs::read_to_string(path).expect("the library's root");
    let (_, prelude) = text.split_once("pub mod prelude {").expect("there");
    let dtypes = DType::ALL.map(|dtype| dtype.name().to_owned());
    let items = prelude.split(';').filter_map(|item| {
        let (_, names) = item.split_once("pub use ")?;
        let list = names.split_once('{').map_or_else(
            || names.rsplit("::").next().unwrap_or(""),
            |(_, list)| list.trim_end_matches('}'),
        );
        Some(list.split(',').map(|name| name.trim().to_owned()))
    });
    items
        .flatten()
        .filter(|name| name.starts_with(char::is_lowercase))
        // A module and a macro.
        .filter(|name| name != "nn" && name != "module")
        .filter(|name| !dtypes.contains(&name.replace("bool_", "bool")))
        .collect()
}

/// What is tried: by the table under its name and that of its in-place form,
/// and by the list.
fn tried() -> BTreeSet<String> {
    let mut names: BTreeSet<String> =
        FUNCTIONS.iter().map(|f| f.name.to_owned()).collect();
    for row in OPERATIONS {
        let name = row.base();
        names.insert(format!("Tensor::{name}"));
        names.insert(name.to_owned());
        if row.in_place.is_some() {
            names.insert(format!("Tensor::{name}_"));
        }
    }
    names
}

#[test]
fn nothing_public_is_left_out() {
    let (public, tried) = (public(), tried());
    // The scan itself must find what there is.
    for name in ["Tensor::neg_", "Tensor::topk", "Numpy::at", "randperm"] {
        assert!(public.contains(name), "{name} was not found");
    }
    let missing: Vec<&String> = public.difference(&tried).collect();
    assert!(
        missing.is_empty(),
        "neither rows of the table nor in tests/nonsense/functions.rs: \
         {missing:?}"
    );
}

#[test]
fn no_network_is_left_out() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let public = ["nn", "optim"]
        .map(|wing| networks::public(wing, &sources(source.join(wing))));
    let public: BTreeSet<String> = public.into_iter().flatten().collect();
    // The scan itself must find what there is.
    for name in [
        "nn::LSTM::forward_with",
        "nn::Module::get_buffer",
        "nn::RNNOptions::dropout",
        "nn::$class::reduction",
        "nn::xavier_uniform_",
        "optim::Scheduler::get_last_lr",
        "optim::Settings::betas",
        "optim::clip_grad_norm_",
    ] {
        assert!(public.contains(name), "{name} was not found");
    }
    // What a macro names, and what modules have that nobody calls.
    let written = ["optim::$name", "nn::Module::visit"];
    let missing: Vec<&String> = public
        .iter()
        .filter(|name| !written.contains(&name.as_str()))
        .filter(|name| !networks::is_called(name))
        .collect();
    assert!(
        missing.is_empty(),
        "not in tests/nonsense/networks.rs: {missing:?}"
    );
}

#[test]
fn everything_else_answers() {
    let mut finds = Vec::new();
    let given = functions::given();
    for function in FUNCTIONS.iter().chain(NETWORKS) {
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

/// Found here: an empty part may begin behind the end of its memory.
#[test]
fn nothing_behind_the_end_is_reduced() -> Result<()> {
    let x = zeros([3, 0])?.slice(0, Some(1), None, 1)?;
    assert_eq!(x.storage_offset(), 1);
    assert_eq!(x.sum()?.repr(), "tensor(0.)");
    assert_eq!(x.sum_dim(1, false)?.repr(), "tensor([0., 0.])");
    assert_eq!(x.prod_dim(1, false)?.repr(), "tensor([1., 1.])");
    assert_eq!(x.mean()?.repr(), "tensor(nan)");
    assert_eq!(x.var_dim(1, 1, false)?.repr(), "tensor([nan, nan])");
    Ok(())
}

/// Found here: there may be more items at an edge than half of all numbers.
#[test]
fn an_edge_may_be_wider_than_any_tensor() {
    let wide = Printing::new().threshold(1.0).edgeitems(usize::MAX);
    let text = with_printoptions(wide, || tensor([1, 2, 3]).repr());
    assert_eq!(text, "tensor([1, 2, 3])");
}

/// Found here: `format!` counts digits in 16 bits.
#[test]
fn no_number_has_more_digits_than_can_be_written() {
    let long = Printing::new().precision(usize::MAX);
    for sci_mode in [false, true] {
        let text =
            with_printoptions(long.sci_mode(sci_mode), || tensor(0.5).repr());
        assert!(text.len() > 65_534, "{}", text.len());
    }
}

/// Found here: the smallest number has no negative.
#[test]
fn no_table_has_fewer_rows_than_none() {
    for padding in [1, -1] {
        let table = nn::Embedding::with_padding(i64::MIN, 3, padding);
        assert_eq!(
            table.unwrap_err().to_string(),
            "Padding_idx must be within num_embeddings"
        );
    }
}

/// Found here: the extents of nothing may be more than can be multiplied.
#[test]
fn nothing_may_have_huge_extents() -> Result<()> {
    for (rows, columns) in [(1 << 62, 2), (1 << 62, 4), (i64::MAX - 1, 3)] {
        let x = zeros([rows, 0, columns])?;
        assert_eq!(
            x.stride().to_vec(),
            [columns as usize, columns as usize, 1]
        );
        assert_eq!(x.fill_(1)?.numel(), 0);
        assert_eq!(x.add(&x)?.numel(), 0);
        nn::LayerNorm::new([rows, 0, columns])?;
    }
    Ok(())
}
