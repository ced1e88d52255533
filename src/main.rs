//! The command line: parse, call, print.

#![forbid(unsafe_code)]

mod command;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::Styles;
use clap::{CommandFactory, Parser, Subcommand};
use torchbook::workbook::catalog::Format;

use command::learn::Learn;
use command::listings::{Plots, Words};
use command::{COMMAND, FAILURE, Failure, HEADING, say_failure};
use command::{book, listings};

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
        /// The folder for what they plot, as SVG; ./plots unless said
        #[arg(short, long, value_name = "DIR")]
        plots: Option<PathBuf>,
        /// Write no plots
        #[arg(long, conflicts_with = "plots")]
        no_plots: bool,
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
    /// Run PyTorch's code: FILE, -c CODE, or - for the standard input
    #[cfg(feature = "python")]
    Python(command::python::Arguments),
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

fn main() -> ExitCode {
    let done = match Cli::parse().action {
        None => welcome(),
        Some(Action::Serve { hostname, port, open }) => {
            book::serve(&hostname, port, open)
        }
        Some(Action::Build { dest_dir }) => book::build(dest_dir),
        Some(Action::List { listings }) => listings::list(listings),
        Some(Action::Run { what, edition, plots, no_plots }) => {
            let plots = match plots {
                Some(folder) => Plots::Into(folder),
                None if no_plots => Plots::Nowhere,
                None => Plots::IfAny,
            };
            listings::run(&what, edition, &plots)
        }
        Some(Action::Graph { listing, format, expanded }) => {
            listings::graph(&listing, format, expanded)
        }
        Some(Action::Learn(learn)) => learn.run(),
        #[cfg(feature = "python")]
        Some(Action::Python(arguments)) => arguments.run(),
        Some(Action::Completions { shell }) => completions(shell),
        Some(Action::Weave { question: Some(Question::Supports { .. }) }) => {
            Ok(())
        }
        Some(Action::Weave { question: None }) => book::weave(),
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

fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    // Through memory, for clap panics if it cannot write.
    let mut script = Vec::new();
    let mut command = Cli::command();
    clap_complete::generate(shell, &mut command, "torchbook", &mut script);
    io::stdout().write_all(&script)?;
    Ok(())
}
