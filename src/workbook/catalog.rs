//! Finding and running listings by name.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::autograd::graph;
use crate::chapters::{Chapter, Listing};
use crate::show::{self, Plot};
use crate::tensor::{Edition, TorchError, capture, with_edition};

use super::nearest;

/// The listings that `what` names: `CHAPTER`, all of its listings;
/// `CHAPTER/LISTING`; or `LISTING`, if only one chapter has it.
///
/// # Errors
///
/// Says what is unknown, and the nearest name.
pub fn find<'a>(
    chapters: &'a [&'a Chapter],
    what: &str,
) -> Result<Vec<(&'a Chapter, &'a Listing)>, String> {
    let (chapter, listing) = match what.split_once('/') {
        Some((chapter, listing)) => (Some(chapter), Some(listing)),
        None if chapters.iter().any(|c| c.name == what) => (Some(what), None),
        None => (None, Some(what)),
    };
    if let Some(name) = chapter
        && chapters.iter().all(|c| c.name != name)
    {
        let names = chapters.iter().map(|c| c.name);
        return Err(format!(
            "no chapter `{name}`{}",
            nearest::hint(name, names)
        ));
    }
    let found: Vec<_> = all(chapters)
        .filter(|(c, _)| chapter.is_none_or(|name| c.name == name))
        .filter(|(_, l)| listing.is_none_or(|name| l.name == name))
        .collect();
    match (chapter, listing) {
        (Some(chapter), Some(listing)) if found.is_empty() => {
            let names = all(chapters)
                .filter(|(c, _)| c.name == chapter)
                .map(|(_, l)| l.name);
            Err(format!(
                "no listing `{listing}` in the chapter `{chapter}`{}",
                nearest::hint(listing, names)
            ))
        }
        (None, Some(listing)) if found.is_empty() => {
            let names = chapters
                .iter()
                .map(|c| c.name)
                .chain(all(chapters).map(|(_, l)| l.name));
            Err(format!(
                "no chapter or listing `{listing}`{}",
                nearest::hint(listing, names)
            ))
        }
        (None, Some(listing)) if found.len() > 1 => {
            let names: Vec<String> = found
                .iter()
                .map(|(c, l)| format!("`{}/{}`", c.name, l.name))
                .collect();
            Err(format!(
                "`{listing}` is the name of several listings: write {}",
                names.join(" or ")
            ))
        }
        _ => Ok(found),
    }
}

fn all<'a>(
    chapters: &'a [&'a Chapter],
) -> impl Iterator<Item = (&'a Chapter, &'a Listing)> {
    chapters.iter().flat_map(|c| c.listings.iter().map(move |l| (*c, l)))
}

/// How a graph is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A drawing for a page
    #[default]
    Svg,
    /// For Graphviz
    Dot,
    /// For a terminal
    Text,
}

/// The graph that a listing draws, the last one if there are several, or the
/// graph of its last backward; `expanded`, with vectors taken apart, element
/// by element.
///
/// # Errors
///
/// Says why there is no graph to draw.
pub fn graph(
    listing: &Listing,
    format: Format,
    expanded: bool,
) -> Result<String, String> {
    let refused = |error: TorchError| {
        format!("`{}` cannot be drawn: {error}", listing.name)
    };
    let mut graphs = Ok(Vec::new());
    // What the listing prints is not wanted now.
    capture(|| -> crate::tensor::Result<()> {
        graphs = graph::collect(listing.run);
        Ok(())
    });
    let graph = graphs.map_err(refused)?.pop().ok_or_else(|| {
        format!(
            "`{}` cannot be drawn: it runs no backward, and draws nothing",
            listing.name
        )
    })?;
    let graph =
        if expanded { graph.expanded().map_err(refused)? } else { graph };
    Ok(match format {
        Format::Svg => graph.to_svg(),
        Format::Dot => graph.to_dot(),
        Format::Text => graph.to_text(),
    })
}

/// What comes of a listing: what it prints, and its plots.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What it prints.
    pub output: String,
    /// What it plots.
    pub plots: Vec<Plot>,
}

/// Runs a listing, once, in an edition's words.
#[must_use]
pub fn run(listing: &Listing, edition: Edition) -> Outcome {
    let run = || with_edition(edition, || listing.output());
    let (output, plots) = show::collect(run);
    Outcome { output, plots }
}

/// The name of the file that one of a listing's plots is written to.
#[must_use]
pub fn plot_file(chapter: &Chapter, listing: &Listing, nr: usize) -> String {
    let nth = if nr == 0 { String::new() } else { format!("-{}", nr + 1) };
    format!("{}-{}{nth}.svg", chapter.name, listing.name)
}

/// Writes one of a listing's plots into a folder, as SVG, and names the file.
/// An older plot makes way.
///
/// # Errors
/// What cannot be written, or what else bears the name, for a person.
pub fn write_plot(
    folder: &Path,
    (chapter, listing): (&Chapter, &Listing),
    nr: usize,
    plot: &Plot,
) -> Result<PathBuf, String> {
    let file = folder.join(plot_file(chapter, listing, nr));
    let refused = |why: String| format!("{}: {why}", file.display());
    if file.exists() && !is_plot(&file) {
        return Err(refused("this is no plot, and stays as it is".into()));
    }
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&file, plot.to_svg()))
        .map_err(|error| refused(error.to_string()))?;
    Ok(file)
}

/// Whether it is a file that begins as plots do.
fn is_plot(file: &Path) -> bool {
    let mut start = [0; 256];
    let read = File::open(file).and_then(|mut file| file.read(&mut start));
    let start = String::from_utf8_lossy(&start[..read.unwrap_or(0)]);
    start.starts_with("<svg ") && start.contains("class=\"tb-plot\"")
}
