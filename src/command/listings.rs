//! The subcommands that run listings.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use torchbook::chapters::CHAPTERS;
use torchbook::show;
use torchbook::tensor::Edition;
use torchbook::workbook::bar::Bar;
use torchbook::workbook::catalog::{self, Format};

use super::{COMMAND, Failure, HEADING};

#[derive(Clone, Copy, Default, ValueEnum)]
pub enum Words {
    /// Today's PyTorch
    #[default]
    #[value(name = "2.15.0")]
    Today,
    /// The PyTorch of the 2019 notes
    #[value(name = "1.1.0")]
    Notes,
}

/// Where what is plotted is written.
pub enum Plots {
    Nowhere,
    /// Into `plots`, which most chapters do not need.
    IfAny,
    /// Into this folder: something is expected there.
    Into(PathBuf),
}

pub fn list(listings: bool) -> Result<(), Failure> {
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

pub fn run(what: &str, edition: Words, plots: &Plots) -> Result<(), Failure> {
    let found = catalog::find(CHAPTERS, what).map_err(unknown)?;
    let edition = match edition {
        Words::Today => Edition::Today,
        Words::Notes => Edition::Notes,
    };
    let mut out = anstream::stdout();
    let folder = match plots {
        Plots::Nowhere => None,
        Plots::IfAny => Some(Path::new("plots")),
        Plots::Into(folder) => Some(folder.as_path()),
    };
    let (mut plotted, mut unwritten) = (0, Vec::new());
    for (index, &(chapter, listing)) in found.iter().enumerate() {
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
            let Some(folder) = folder else { continue };
            match catalog::write_plot(folder, (chapter, listing), nr, plot) {
                Ok(file) => writeln!(out, "Written: {}", file.display())?,
                // What the other listings print is wanted all the same.
                Err(why) => unwritten.push(why),
            }
        }
    }
    if let (Plots::Into(_), 0) = (plots, plotted) {
        return Err(Failure::misuse(format!(
            "`{what}` plots nothing: run it without --plots"
        )));
    }
    if unwritten.is_empty() {
        return Ok(());
    }
    unwritten.push(
        "`--plots DIR` writes into another folder, `--no-plots` nowhere"
            .to_owned(),
    );
    Err(unwritten.join("\n").into())
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

pub fn graph(
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
