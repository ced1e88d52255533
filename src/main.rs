//! The command line: parse, call, print.

#![forbid(unsafe_code)]

mod command;

use std::env;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread;
use std::time::Instant;

use clap::builder::Styles;
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use mdbook_preprocessor::Preprocessor;
use torchbook::chapters::CHAPTERS;
use torchbook::show;
use torchbook::tensor::Edition;
use torchbook::workbook::bar::Bar;
use torchbook::workbook::build::build;
use torchbook::workbook::catalog::{self, Format};
use torchbook::workbook::home::Home;
use torchbook::workbook::serve::site::Site;
use torchbook::workbook::serve::watch::Watch;
use torchbook::workbook::serve::{self, Server};
use torchbook::workbook::weave::Weave;

use command::learn::Learn;
use command::{COMMAND, FAILURE, Failure, HEADING, home};

const STYLES: Styles = Styles::styled()
    .header(HEADING)
    .usage(HEADING)
    .literal(COMMAND)
    .error(FAILURE);

/// A literate workbook on what PyTorch does and people trip over, in Rust,
/// with every printed result checked.
#[derive(Parser)]
#[command(version, styles = STYLES)]
struct Cli {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    /// Read the book in a browser; pages reload when their files change
    Serve {
        /// Who may read: the name or address to listen at
        #[arg(short = 'n', long, default_value = "127.0.0.1")]
        hostname: String,
        /// The port; 0 is any free one
        #[arg(short, long, default_value_t = 3000)]
        port: u16,
        /// Open the book in a browser
        #[arg(short, long)]
        open: bool,
    },
    /// Build the book as HTML
    Build {
        /// Where to; book/book unless said
        #[arg(short, long, value_name = "DIR")]
        dest_dir: Option<PathBuf>,
    },
    /// List the chapters
    List {
        /// Their listings, too
        #[arg(short, long)]
        listings: bool,
    },
    /// Run the listings of a chapter, or one of them
    Run {
        /// CHAPTER, CHAPTER/LISTING, or LISTING if only one has the name
        what: String,
        /// Whose words are spoken
        #[arg(short, long, value_enum, default_value_t)]
        edition: Words,
        /// Write what they plot into this folder, as SVG
        #[arg(short, long, value_name = "DIR")]
        plots: Option<PathBuf>,
    },
    /// Draw the graph of a listing
    Graph {
        /// CHAPTER/LISTING, or LISTING if only one has the name
        listing: String,
        /// As what
        #[arg(short, long, value_enum, default_value_t)]
        format: Format,
        /// Take vectors apart, element by element
        #[arg(short, long)]
        expanded: bool,
    },
    #[command(flatten)]
    Learn(Learn),
    /// Write completions for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Speak mdBook's preprocessor protocol; book.toml names this command
    #[command(hide = true)]
    Weave {
        #[command(subcommand)]
        question: Option<Question>,
    },
}

#[derive(Subcommand)]
enum Question {
    /// Whether a renderer is supported
    Supports {
        /// Which one
        renderer: String,
    },
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Words {
    /// Today's PyTorch
    #[default]
    #[value(name = "2.15.0")]
    Today,
    /// The PyTorch of the 2019 notes
    #[value(name = "1.1.0")]
    Notes,
}

fn main() -> ExitCode {
    let done = match Cli::parse().action {
        None => welcome(),
        Some(Action::Serve { hostname, port, open }) => {
            serve_book(&hostname, port, open)
        }
        Some(Action::Build { dest_dir }) => build_book(dest_dir),
        Some(Action::List { listings }) => list(listings),
        Some(Action::Run { what, edition, plots }) => {
            run(&what, edition, plots.as_deref())
        }
        Some(Action::Graph { listing, format, expanded }) => {
            graph(&listing, format, expanded)
        }
        Some(Action::Learn(learn)) => learn.run(),
        Some(Action::Completions { shell }) => completions(shell),
        Some(Action::Weave { question: Some(Question::Supports { .. }) }) => {
            Ok(())
        }
        Some(Action::Weave { question: None }) => weave(),
    };
    match done {
        Err(Failure { what, code }) if code > 0 => {
            if !what.is_empty() {
                say_failure(&what);
            }
            ExitCode::from(code)
        }
        _ => ExitCode::SUCCESS,
    }
}

/// Several lines are places in files: each begins at the margin, where
/// editors look for it.
fn say_failure(what: &str) {
    let gap = if what.contains('\n') { "\n" } else { " " };
    anstream::eprintln!("{FAILURE}error{FAILURE:#}:{gap}{what}");
}

fn welcome() -> Result<(), Failure> {
    let mut out = anstream::stdout();
    writeln!(
        out,
        "torchbook: what PyTorch does and people trip over, in Rust.\n\
         Every result in it is checked whenever the tests run.\n"
    )?;
    let next = [
        ("serve", "read the book in a browser"),
        ("list", "its chapters"),
        ("run topk", "what the listings of a chapter print"),
        ("start", "make a folder with exercises to solve"),
        ("help", "everything else"),
    ];
    for (command, what) in next {
        let command = format!("torchbook {command}");
        writeln!(out, "  {COMMAND}{command:<24}{COMMAND:#} {what}")?;
    }
    writeln!(out, "\nIn a clone, `cargo run -- serve` does without install.")?;
    Ok(())
}

fn serve_book(hostname: &str, port: u16, open: bool) -> Result<(), Failure> {
    let home = home()?;
    let (listener, address) = serve::listen(hostname, port)?;
    // From before the build on, so that no change is missed.
    let built = home.book().join("book");
    let folders = ["book", "src", "snapshots", "tests/pytorch/pages"];
    let mut watch = Watch::new(home.root(), &folders, &built);
    let server = Server::new(build_site(&home)?);

    let url = format!("http://{address}/");
    let mut out = anstream::stdout();
    writeln!(out, "The book is at {COMMAND}{url}{COMMAND:#}")?;
    if address.ip().is_unspecified() {
        writeln!(
            out,
            "Everyone on the network can read it, at this machine's address."
        )?;
    }
    writeln!(out, "It follows changes of its files. Ctrl-C ends it.")?;
    out.flush()?;
    if open {
        open_browser(&url);
    }

    let running = server.clone();
    thread::spawn(move || running.run(&listener));
    loop {
        let changed = watch.wait();
        let start = Instant::now();
        let what = match changed.as_slice() {
            [file] => file.clone(),
            files => format!("{} files", files.len()),
        };
        match build_site(&home) {
            Ok(site) => {
                server.replace(site);
                let time = start.elapsed().as_secs_f64();
                // Whoever does not listen is served all the same.
                let _ = writeln!(out, "{what} changed: built in {time:.1} s");
            }
            Err(problems) => {
                server.complain(&problems);
                say_failure(&problems);
                anstream::eprintln!("The book is served as it was before.");
            }
        }
    }
}

fn build_site(home: &Home) -> Result<Site, String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    build(home, Weave::of_book(home), folder.path())?;
    Site::read(folder.path()).map_err(|e| e.to_string())
}

/// Without a browser to open, the address that was printed must do.
fn open_browser(url: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(windows) {
        ("cmd", &["/c", "start", ""])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let started = Command::new(program)
        .args(arguments)
        .arg(url)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if started.is_err() {
        anstream::eprintln!("No browser could be opened: open {url}");
    }
}

fn build_book(dest_dir: Option<PathBuf>) -> Result<(), Failure> {
    let home = home()?;
    let dest = match dest_dir {
        Some(dest) => {
            let dest = std::path::absolute(dest)?;
            refuse_foreign(&dest)?;
            dest
        }
        None => home.book().join("book"),
    };
    build(&home, Weave::of_book(&home), &dest)?;
    let index = dest.join("index.html");
    writeln!(anstream::stdout(), "Built {}", index.display())?;
    Ok(())
}

/// mdBook empties the folder that it builds into. `--dest-dir ~` must not
/// cost anyone their home.
fn refuse_foreign(dest: &Path) -> Result<(), Failure> {
    let is_empty =
        || dest.read_dir().map_or(true, |mut files| files.next().is_none());
    if dest.join("toc.html").exists() || is_empty() {
        return Ok(());
    }
    Err(Failure::misuse(format!(
        "{} holds something else than a built book, and building would \
         delete it: name an empty or a new folder",
        dest.display()
    )))
}

fn list(listings: bool) -> Result<(), Failure> {
    let mut out = anstream::stdout();
    let width =
        CHAPTERS.iter().map(|c| c.name.len()).max().unwrap_or_default();
    for chapter in CHAPTERS {
        writeln!(
            out,
            "{COMMAND}{:<width$}{COMMAND:#}  {}\n{:<width$}  {}",
            chapter.name, chapter.title, "", chapter.summary
        )?;
        if listings {
            for listing in chapter.listings {
                writeln!(out, "{:<width$}  - {}", "", listing.name)?;
            }
        }
    }
    Ok(())
}

fn run(
    what: &str,
    edition: Words,
    plots: Option<&Path>,
) -> Result<(), Failure> {
    let found = catalog::find(CHAPTERS, what).map_err(unknown)?;
    let edition = match edition {
        Words::Today => Edition::Today,
        Words::Notes => Edition::Notes,
    };
    let mut out = anstream::stdout();
    let mut plotted = 0;
    for (index, (chapter, listing)) in found.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        let heading = format!("# {}/{}", chapter.name, listing.name);
        writeln!(out, "{HEADING}{heading}{HEADING:#}")?;
        out.flush()?;
        let outcome = watched(|| catalog::run(listing, edition));
        write!(out, "{}", outcome.output)?;
        for (nr, plot) in outcome.plots.iter().enumerate() {
            plotted += 1;
            writeln!(out, "Plotted: {}", plot.to_words())?;
            if let Some(folder) = plots {
                let name = catalog::plot_file(chapter, listing, nr);
                let file = folder.join(name);
                fs::create_dir_all(folder)
                    .and_then(|()| fs::write(&file, plot.to_svg()))
                    .map_err(|e| format!("{}: {e}", file.display()))?;
                writeln!(out, "Written: {}", file.display())?;
            }
        }
    }
    match plots {
        None if plotted > 0 => {
            writeln!(out, "\n`--plots DIR` writes what is plotted, as SVG.")?;
        }
        Some(_) if plotted == 0 => {
            return Err(Failure::misuse(format!(
                "`{what}` plots nothing: run it without --plots"
            )));
        }
        _ => {}
    }
    Ok(())
}

/// Runs listings with a bar for those that take long; in a terminal only.
fn watched<R>(f: impl FnOnce() -> R) -> R {
    let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    if !io::stderr().is_terminal() || is_dumb {
        return f();
    }
    let mut bar = Bar::default();
    let watcher = move |label: &str, done, total| bar.show(label, done, total);
    show::watched(watcher, f)
}

fn graph(
    listing: &str,
    format: Format,
    expanded: bool,
) -> Result<(), Failure> {
    let found = catalog::find(CHAPTERS, listing).map_err(unknown)?;
    let [(_, listing)] = found.as_slice() else {
        return Err(Failure::misuse(format!(
            "`{listing}` is a chapter: write {listing}/LISTING; `torchbook \
             list --listings` names them"
        )));
    };
    let drawing = catalog::graph(listing, format, expanded)?;
    let mut out = anstream::stdout();
    writeln!(out, "{}", drawing.trim_end())?;
    Ok(())
}

fn unknown(what: String) -> Failure {
    Failure::misuse(format!("{what} (`torchbook list --listings` names all)"))
}

fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    // Through memory, for clap panics if it cannot write.
    let mut script = Vec::new();
    let mut command = Cli::command();
    clap_complete::generate(shell, &mut command, "torchbook", &mut script);
    io::stdout().write_all(&script)?;
    Ok(())
}

fn weave() -> Result<(), Failure> {
    let input = io::stdin();
    if input.is_terminal() {
        return Err(Failure::misuse(
            "mdBook calls this command and speaks to it; you want \
             `torchbook build` or `torchbook serve`"
                .to_owned(),
        ));
    }
    let (context, book) = mdbook_preprocessor::parse_input(input)
        .map_err(|error| Failure::misuse(format!("{error:#}")))?;
    let home = Home::find(&context.root)?;
    let woven = Weave::of_book(&home)
        .run(&context, book)
        .map_err(|error| format!("{error:#}"))?;
    let json = serde_json::to_vec(&woven).map_err(|e| e.to_string())?;
    io::stdout().write_all(&json)?;
    Ok(())
}
