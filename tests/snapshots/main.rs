/*!
Every listing prints what its snapshot holds, and every snapshot is of a
listing.

Accept what has changed, after reading it, with `cargo insta review`, or with
`INSTA_UPDATE=always cargo test --test snapshots`. Where `CI` is set, nothing
is written.
*/

mod sine_wave;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fmt::Write as _;
use std::io::Write as _;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::thread;

use torchbook::chapters::CHAPTERS;
use torchbook::show::Plot;
use torchbook::tensor::Edition;
use torchbook::workbook::catalog::{self, Format};
use torchbook::workbook::home::Home;
use torchbook::workbook::page::{Editions, Kind};
use torchbook::workbook::snapshot;
use torchbook::workbook::weave::files_below;

const RULE: &str =
    "------------------------------------------------------------------------";

/// What a snapshot is taken of.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Output(Edition),
    Graph { expanded: bool },
    Plots,
}

/// Everything that the pages show, by the name of its snapshot.
fn wanted(home: &Home) -> BTreeMap<String, (String, Of)> {
    let mut wanted = BTreeMap::new();
    for chapter in CHAPTERS {
        for listing in chapter.listings {
            let name = format!("{}/{}", chapter.name, listing.name);
            let of = Of::Output(Edition::Today);
            wanted.insert(name.clone(), (name, of));
        }
    }
    for page in home.pages().expect("the pages can be read") {
        for block in page.blocks().unwrap_or_else(|wrong| panic!("{wrong}")) {
            let (name, end, of) = match block.kind {
                Kind::Listing {
                    listing, editions: Editions::Both, ..
                } => (listing, "1.1.0", Of::Output(Edition::Notes)),
                Kind::Graph { listing, expanded: false } => {
                    (listing, "graph", Of::Graph { expanded: false })
                }
                Kind::Graph { listing, expanded: true } => {
                    (listing, "expanded", Of::Graph { expanded: true })
                }
                Kind::Plot { listing } => (listing, "plot", Of::Plots),
                _ => continue,
            };
            let name = name.to_string();
            wanted.insert(format!("{name}.{end}"), (name, of));
        }
    }
    wanted
}

/// Takes what snapshots hold. What listings plot is kept, so that those which
/// take long run once.
#[derive(Default)]
struct Taker {
    plots: BTreeMap<String, Vec<Plot>>,
}

impl Taker {
    /// A panic is part of the answer, not the end of the test.
    fn take(&mut self, listing: &str, of: Of) -> String {
        let run = AssertUnwindSafe(|| self.try_take(listing, of));
        let result = panic::catch_unwind(run).unwrap_or_else(|panic| {
            let said = panic.downcast_ref::<String>().cloned();
            Err(said.unwrap_or_else(|| "it panicked".to_owned()))
        });
        match result {
            Ok(text) => text.trim_end_matches('\n').to_owned(),
            Err(wrong) => format!("nothing: {wrong}"),
        }
    }

    fn try_take(&mut self, name: &str, of: Of) -> Result<String, String> {
        let (_, listing) = catalog::find(CHAPTERS, name)?[0];
        match of {
            Of::Output(edition) => {
                let outcome = catalog::run(listing, edition);
                self.plots.insert(name.to_owned(), outcome.plots);
                Ok(outcome.output)
            }
            Of::Graph { expanded } => {
                catalog::graph(listing, Format::Svg, expanded)
            }
            // What it prints has been taken before: its name is shorter.
            Of::Plots => match self.plots.get(name) {
                Some(plots) if !plots.is_empty() => {
                    Ok(plots.iter().map(Plot::to_svg).collect())
                }
                _ => Err(format!("`{name}` plots nothing")),
            },
        }
    }
}

/// Lets insta compare, and write what is to be reviewed or accepted. If
/// anything is, it runs in a process of its own, told to be quiet by INSTA_OUTPUT: what is wrong is
/// said once, below, and for all listings.
#[test]
#[ignore = "every_listing_prints_its_snapshot runs it"]
fn insta_writes() {
    let mut taker = Taker::default();
    for (name, (listing, of)) in wanted(&home()) {
        let text = taker.take(&listing, of);
        let (chapter, file) = name.split_once('/').expect("CHAPTER/LISTING");
        let mut settings = insta::Settings::new();
        settings.set_snapshot_path(format!("../../snapshots/{chapter}"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let check = || settings.bind(|| insta::assert_snapshot!(file, text));
        // insta stops at the first difference; the others count as well.
        let _ = panic::catch_unwind(AssertUnwindSafe(check));
    }
}

/// What all listings print, draw and plot.
#[derive(Default)]
struct Taken {
    /// By the name of the snapshot.
    texts: BTreeMap<String, String>,
    /// By the name of the listing.
    plots: BTreeMap<String, Vec<Plot>>,
}

/// Runs the listings, as many at a time as there are processors.
fn take_all(wanted: &BTreeMap<String, (String, Of)>) -> Taken {
    let mut listings: BTreeMap<&str, Vec<(&String, Of)>> = BTreeMap::new();
    for (name, (listing, of)) in wanted {
        listings.entry(listing).or_default().push((name, *of));
    }
    let waiting = Mutex::new(listings.into_iter());
    let taken = Mutex::new(Taken::default());
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut taker = Taker::default();
                let next = || waiting.lock().expect("no panic").next();
                while let Some((listing, names)) = next() {
                    for (name, of) in names {
                        let text = taker.take(listing, of);
                        let mut taken = taken.lock().expect("no panic");
                        taken.texts.insert(name.clone(), text);
                    }
                }
                let mut taken = taken.lock().expect("no panic");
                taken.plots.append(&mut taker.plots);
            });
        }
    });
    taken.into_inner().expect("no panic")
}

fn home() -> Home {
    Home::at(Path::new(env!("CARGO_MANIFEST_DIR")))
}

#[test]
fn every_listing_prints_its_snapshot() {
    let home = home();
    let folder = home.root().join("snapshots");
    let wanted = wanted(&home);
    let Taken { texts, plots } = take_all(&wanted);
    let held =
        |name: &str| snapshot::read(&folder.join(format!("{name}.snap")));
    let differs = |(name, text): (&String, &String)| {
        held(name).ok().as_ref() != Some(text)
    };
    if texts.iter().any(differs) {
        let written = Command::new(env::current_exe().expect("this test"))
            .args(["insta_writes", "--exact", "--ignored"])
            .env("INSTA_OUTPUT", "none")
            .output()
            .expect("it runs");
        assert!(written.status.success(), "{written:?}");
    }

    let mut report = String::new();
    let mut same = 0;
    for (name, text) in &texts {
        let held = match held(name) {
            Ok(held) if held == *text => {
                same += 1;
                continue;
            }
            Ok(held) => held,
            Err(error) => format!("none: {error}"),
        };
        write!(
            report,
            "\n{name}\n{RULE} the snapshot\n{held}\n{RULE} the listing\n\
             {text}\n{RULE}\n"
        )
        .expect("writing to a string");
    }

    for (name, plots) in &plots {
        if !plots.is_empty() && !wanted.contains_key(&format!("{name}.plot")) {
            writeln!(
                report,
                "\n{name} plots, and no page shows it: write `plot \
                 listing=NAME`"
            )
            .expect("writing to a string");
        }
    }

    let known: BTreeSet<String> =
        wanted.keys().map(|name| format!("{name}.snap")).collect();
    for file in files_below(&folder, ".snap").unwrap_or_default() {
        if !known.contains(&file) {
            writeln!(report, "\nsnapshots/{file} is of no listing: delete it")
                .expect("writing to a string");
        }
    }

    // Past the test harness, which would keep it to itself.
    let total = wanted.len();
    let wave = &plots["sine_wave/learn"];
    report.push_str(&sine_wave::unlike_pytorch(wave));
    let _ = writeln!(std::io::stderr(), "{total} snapshots, {same} same");
    assert!(
        report.is_empty(),
        "{report}\nIf the listings are right, accept what they print: \
         `cargo insta review`, or INSTA_UPDATE=always cargo test --test \
         snapshots"
    );
}
