//! Measures the same items in PyTorch, candle, burn and the workbook's own
//! engine, interleaved, and prints tables of ratios. README.md says how.

mod contender;
mod items;
mod machine;
mod measure;
mod numbers;
mod page;
mod project;
mod table;

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use contender::{CONTENDERS, Contender};
use measure::Crew;

const USAGE: &str = "\
Usage: cargo run --release --bin compare -- [OPTIONS]

  --python PYTHON     the Python that has PyTorch; else TORCHBOOK_PYTHON says
  --with NAMES        only these, of ours,pytorch,candle,burn
  --only TEXT         only items that have this in their names; many times
  --without TEXT      no items that have this in their names; many times
  --seconds N         how long an item may take, more or less; 5
  --no-memory         do not measure memory
  --project           measure the workbook's tests, book and server instead
  --write             write what was measured into performance.md here";

struct Options {
    python: PathBuf,
    with: Vec<Contender>,
    only: Vec<String>,
    without: Vec<String>,
    budget: Duration,
    memory: bool,
    project: bool,
    write: bool,
}

fn main() -> ExitCode {
    let options = match options(env::args().skip(1)) {
        Ok(options) => options,
        Err(wrong) => {
            eprintln!("{wrong}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(wrong) => {
            eprintln!("{wrong}");
            ExitCode::FAILURE
        }
    }
}

fn options(
    mut arguments: impl Iterator<Item = String>,
) -> Result<Options, String> {
    let mut options = Options {
        python: env::var_os("TORCHBOOK_PYTHON")
            .map_or_else(|| "python3".into(), PathBuf::from),
        with: CONTENDERS.to_vec(),
        only: Vec::new(),
        without: Vec::new(),
        budget: Duration::from_secs(5),
        memory: true,
        project: false,
        write: false,
    };
    while let Some(option) = arguments.next() {
        let mut value =
            || arguments.next().ok_or(format!("{option} needs a value"));
        match option.as_str() {
            "--python" => options.python = value()?.into(),
            "--with" => options.with = contenders(&value()?)?,
            "--only" => options.only.push(value()?),
            "--without" => options.without.push(value()?),
            "--seconds" => {
                let text = value()?;
                let seconds = text.parse().ok().filter(|n| *n >= 0.0);
                let seconds = seconds.ok_or(format!("{text}: no number"))?;
                options.budget = Duration::from_secs_f64(seconds);
            }
            "--no-memory" => options.memory = false,
            "--project" => options.project = true,
            "--write" => options.write = true,
            _ => return Err(format!("{option}: no such option")),
        }
    }
    let partial = !options.only.is_empty()
        || !options.without.is_empty()
        || options.with.len() < CONTENDERS.len()
        || !options.memory;
    if options.write && !options.project && partial {
        return Err("--write wants everything to be measured".to_owned());
    }
    Ok(options)
}

fn contenders(names: &str) -> Result<Vec<Contender>, String> {
    let mut found = Vec::new();
    for name in names.split(',') {
        let before = found.len();
        found.extend(CONTENDERS.into_iter().filter(|contender| {
            contender.feature().unwrap_or("pytorch") == name
        }));
        if found.len() == before {
            return Err(format!("{name}: nobody of that name"));
        }
    }
    Ok(found)
}

fn run(options: &Options) -> Result<(), String> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package.join("../../..");
    let root = root.canonicalize().map_err(|error| error.to_string())?;
    let machine = machine::machine();
    let (mark, tables) = if options.project {
        ("project", project::markdown(&root, &machine)?)
    } else {
        ("items", compare(options, package, &root, &machine)?)
    };
    println!("{tables}");
    if options.write { page::write(&root, mark, &tables) } else { Ok(()) }
}

fn compare(
    options: &Options,
    package: &Path,
    root: &Path,
    machine: &str,
) -> Result<String, String> {
    for &contender in &options.with {
        build(package, contender)?;
    }
    let mut items = items::all(root)?;
    let has = |name: &str, texts: &[String]| {
        texts.iter().any(|text| name.contains(text))
    };
    items.retain(|item| {
        (options.only.is_empty() || has(&item.name, &options.only))
            && !has(&item.name, &options.without)
    });
    if items.is_empty() {
        return Err("no item has such a name".to_owned());
    }
    let mut crew = Crew::new(
        package,
        &options.python,
        options.with.clone(),
        options.budget,
    );
    let mut results = Vec::new();
    for (nr, item) in items.iter().enumerate() {
        eprint!("{}/{}: {}", nr + 1, items.len(), item.name);
        let result = crew.measure(item)?;
        eprintln!("{}", table::summary(&result));
        results.push(result);
    }
    let versions = versions(package, &options.with, crew.pytorch());
    // The long-lived workers make room for fresh ones.
    let fresh = crew.dismissed();
    if options.memory {
        for result in &mut results {
            eprintln!("memory: {}", result.item.name);
            fresh.measure_memory(result)?;
        }
    }
    let about = format!("{machine}; {versions}.");
    Ok(table::markdown(&about, &results))
}

/// Each by itself: together they would choose features for one another.
fn build(package: &Path, contender: Contender) -> Result<(), String> {
    let Some(program) = contender.feature() else { return Ok(()) };
    let mut command =
        Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
    command.args(["build", "--release", "--features", program]);
    command.args(["--bin", program]).current_dir(package);
    let built = command.status().map_err(|error| error.to_string())?;
    built.success().then_some(()).ok_or(format!("{program} does not build"))
}

fn versions(
    package: &Path,
    with: &[Contender],
    pytorch: Option<&str>,
) -> String {
    let mut names: Vec<String> =
        pytorch.iter().map(|n| n.to_string()).collect();
    for &contender in with {
        let name = match contender {
            Contender::Candle => "candle-core",
            Contender::Burn => "burn",
            Contender::Ours | Contender::PyTorch { .. } => continue,
        };
        names.push(format!(
            "{} {}",
            contender.name(),
            machine::version(package, name)
        ));
    }
    names.join(", ")
}
