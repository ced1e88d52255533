/*!
The weave: the page says which listing stands where; code and output come from
the sources and the snapshots.

It is an mdBook preprocessor and fails closed. A name that does not exist, a
part that is empty, a snapshot that no page shows: each is a [`Problem`] with
its file and line, and the book is not built.

[`Problem`]: super::problem::Problem
*/

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use mdbook_preprocessor::book::{Book, BookItem};
use mdbook_preprocessor::errors::Error;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use super::cut::{Cut, Source};
use super::figure::{self, Figure};
use super::home::Home;
use super::learn;
use super::nearest;
use super::page::{Block, Editions, Kind, Name, Page};
use super::problem::Problems;
use super::recording::Recording;
use super::snapshot;
use crate::chapters::{CHAPTERS, Chapter};
use crate::exercises;

/// The chapters and their listings that a page may name.
#[derive(Clone, Debug, Default)]
pub struct Registry(BTreeMap<String, BTreeSet<String>>);

impl Registry {
    /// What the program itself knows how to run.
    #[must_use]
    pub fn of(chapters: &[&Chapter]) -> Registry {
        Registry::from_iter(chapters.iter().map(|chapter| {
            (chapter.name, chapter.listings.iter().map(|l| l.name).collect())
        }))
    }

    fn has(&self, name: &Name) -> bool {
        self.0
            .get(&name.chapter)
            .is_some_and(|listings| listings.contains(&name.listing))
    }
}

impl<'a> FromIterator<(&'a str, Vec<&'a str>)> for Registry {
    fn from_iter<I>(chapters: I) -> Registry
    where
        I: IntoIterator<Item = (&'a str, Vec<&'a str>)>,
    {
        let owned = chapters.into_iter().map(|(chapter, listings)| {
            let listings = listings.into_iter().map(str::to_owned).collect();
            (chapter.to_owned(), listings)
        });
        Registry(owned.collect())
    }
}

/// Weaves the pages of one project.
#[derive(Clone, Debug)]
pub struct Weave {
    root: PathBuf,
    registry: Registry,
    generated: BTreeMap<String, String>,
}

/// What the pages are woven from, read once per build.
struct Stock<'a> {
    root: &'a Path,
    registry: &'a Registry,
    generated: &'a BTreeMap<String, String>,
    sources: BTreeMap<String, Source>,
    shown: BTreeMap<Name, Shown>,
    problems: Problems,
}

/// Where a listing is shown, and how.
struct Shown {
    file: String,
    line: usize,
    python: Option<String>,
    editions: Editions,
}

impl Weave {
    /// `root` holds `src/`, from which code is cut, and `snapshots/`.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>, registry: Registry) -> Weave {
        Weave { root: root.into(), registry, generated: BTreeMap::new() }
    }

    /// The weave of this workbook: with the chapters that this program can
    /// run, and what it knows to say of the notes.
    #[must_use]
    pub fn of_book(home: &Home) -> Weave {
        let registry = Registry::of(CHAPTERS);
        let mut weave = Weave::new(home.root(), registry)
            .generated("errata", super::notes::errata());
        for chapter in exercises::CHAPTERS {
            let name = format!("exercises/{}", chapter.name);
            weave = weave.generated(&name, learn::page::exercises(chapter));
        }
        weave = weave.generated("questions", learn::page::questions());
        if let Ok(pages) = home.pages() {
            let timetable = learn::page::timetable(&pages);
            weave = weave.generated("timetable", timetable);
        }
        // Written by the test that compares the operations with PyTorch.
        let table = home.root().join("tests/parity/table.snap");
        match snapshot::read(&table) {
            Ok(table) => weave.generated("operations", table),
            Err(_) => weave,
        }
    }

    /// Adds what a `generated NAME` block stands for.
    #[must_use]
    pub fn generated(mut self, name: &str, text: String) -> Weave {
        self.generated.insert(name.to_owned(), text);
        self
    }

    /// The pages with every block filled in.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with the pages, the sources' parts and the
    /// snapshots, by file and line.
    pub fn weave(&self, pages: &[Page]) -> Result<Vec<String>, Problems> {
        let mut stock = Stock {
            root: &self.root,
            registry: &self.registry,
            generated: &self.generated,
            sources: BTreeMap::new(),
            shown: BTreeMap::new(),
            problems: Problems::default(),
        };
        stock.read_sources();
        let blocks: Vec<Vec<Block>> =
            pages.iter().map(|page| stock.read_page(page)).collect();
        let woven = pages
            .iter()
            .zip(&blocks)
            .map(|(page, blocks)| stock.fill(page, blocks))
            .collect();
        // A misspelt name also leaves an orphan: one mistake, one problem.
        if stock.problems.is_empty() {
            stock.refuse_orphans(pages, &blocks);
        }
        stock.problems.or(woven)
    }
}

impl Stock<'_> {
    fn read_sources(&mut self) {
        let files = match files_below(&self.root.join("src"), ".rs") {
            Ok(files) => files,
            Err(error) => {
                self.problems.add("src", 1, error.to_string());
                return;
            }
        };
        for file in files {
            let file = format!("src/{file}");
            match fs::read_to_string(self.root.join(&file)) {
                Ok(text) => {
                    let problems = &mut self.problems;
                    let source = Source::read(&file, &text, problems);
                    self.sources.insert(file, source);
                }
                Err(error) => self.problems.add(&file, 1, error.to_string()),
            }
        }
    }

    fn read_page(&mut self, page: &Page) -> Vec<Block> {
        let blocks = match page.blocks() {
            Ok(blocks) => blocks,
            Err(problems) => {
                self.problems.extend(problems);
                return Vec::new();
            }
        };
        for block in &blocks {
            let Kind::Listing { listing, python, editions } = &block.kind
            else {
                continue;
            };
            if let Some(Shown { file, line, .. }) = self.shown.get(listing) {
                let what = format!(
                    "`{listing}` is already shown at {file}:{line}; to show \
                     it again, write `again listing={listing}`"
                );
                self.problems.add(&page.file, block.line, what);
                continue;
            }
            let shown = Shown {
                file: page.file.clone(),
                line: block.line,
                python: python.then(|| block.body.clone()),
                editions: *editions,
            };
            self.shown.insert(listing.clone(), shown);
        }
        blocks
    }

    fn fill(&mut self, page: &Page, blocks: &[Block]) -> String {
        let mut out = String::new();
        let mut at = 0;
        for block in blocks {
            out.push_str(&page.text[at..block.range.start]);
            match self.render(block) {
                Ok(markdown) => {
                    out.push('\n');
                    out.push_str(&markdown);
                    out.push('\n');
                }
                Err(what) => self.problems.add(&page.file, block.line, what),
            }
            at = block.range.end;
        }
        out.push_str(&page.text[at..]);
        out
    }

    fn render(&self, block: &Block) -> Result<String, String> {
        match &block.kind {
            Kind::Listing { listing, .. } => self.figure(listing, true),
            Kind::Again { listing } => self.figure(listing, false),
            Kind::Cut { file, anchor } => {
                Ok(figure::cut(file, self.cut(file, anchor)?))
            }
            Kind::Graph { listing, expanded } => {
                let drawing = self.drawing(listing, block)?;
                Ok(figure::graph(listing, *expanded, &drawing))
            }
            Kind::Plot { listing } => {
                let drawings = self.drawing(listing, block)?;
                Ok(figure::plots(listing, &drawings))
            }
            Kind::Quoted { language } => {
                Ok(figure::quoted(language, &block.body))
            }
            Kind::Generated { name } => {
                self.generated.get(name.as_str()).cloned().ok_or_else(|| {
                    let names = self.generated.keys().map(String::as_str);
                    let hint = nearest::hint(name, names);
                    format!("nothing generates `{name}`{hint}")
                })
            }
        }
    }

    /// The snapshot of a block that shows one, if it can be one.
    fn drawing(&self, name: &Name, block: &Block) -> Result<String, String> {
        self.known(name)?;
        let file = &block.snapshots()[0];
        let drawing = self.snapshot(file)?;
        if drawing.trim_start().starts_with("<svg") {
            return Ok(drawing);
        }
        Err(format!(
            "snapshots/{file} is no drawing: it does not begin with `<svg`"
        ))
    }

    fn known(&self, name: &Name) -> Result<(), String> {
        if self.registry.has(name) {
            return Ok(());
        }
        let Some(listings) = self.registry.0.get(&name.chapter) else {
            let chapters = self.registry.0.keys().map(String::as_str);
            return Err(format!(
                "no chapter `{}`{}",
                name.chapter,
                nearest::hint(&name.chapter, chapters)
            ));
        };
        let names = listings.iter().map(String::as_str);
        Err(format!(
            "no listing `{}` in the `LISTINGS` of src/chapters/{}.rs (after \
             adding one, start this command again){}",
            name.listing,
            name.chapter,
            nearest::hint(&name.listing, names)
        ))
    }

    fn cut(&self, file: &str, anchor: &str) -> Result<&Cut, String> {
        let Some(source) = self.sources.get(file) else {
            return Err(format!(
                "no source file `{file}`{}",
                nearest::hint(file, self.sources.keys().map(String::as_str))
            ));
        };
        source.cuts.get(anchor).ok_or_else(|| {
            let names = source.cuts.keys().map(String::as_str);
            format!(
                "no part `{anchor}` in {file}{}: write `// ANCHOR: {anchor}` \
                 above it and `// ANCHOR_END: {anchor}` below",
                nearest::hint(anchor, names)
            )
        })
    }

    /// A listing, at home on its own page or again on another.
    fn figure(&self, name: &Name, home: bool) -> Result<String, String> {
        self.known(name)?;
        let Some(shown) = self.shown.get(name) else {
            return Err(format!("`{name}` is on no page of its own"));
        };
        let file = format!("src/chapters/{}.rs", name.chapter);
        let cut = self.cut(&file, &name.listing)?;
        if cut.body_of.as_deref() != Some(&name.listing) {
            return Err(format!(
                "{file}:{}: the part `{1}` is not the whole body of `fn \
                 {1}()`, so the page would not show what ran",
                cut.mark, name.listing
            ));
        }
        let python = shown.python.as_deref();
        let prints = self.prints(name, shown)?;
        let rust = (file.as_str(), cut);
        Ok(Figure { name, home, python, rust, prints }.markdown())
    }

    fn prints(
        &self,
        listing: &Name,
        shown: &Shown,
    ) -> Result<Vec<(&'static str, String)>, String> {
        let today = self.snapshot(&format!("{listing}.snap"))?;
        let (label, notes) = match shown.editions {
            Editions::Today => return Ok(vec![("prints", today)]),
            Editions::Both => (
                "the notes\u{2019} 1.1.0",
                self.snapshot(&format!("{listing}.1.1.0.snap"))?,
            ),
            Editions::Recorded => (
                "the notes\u{2019} 1.1.0, recorded",
                self.recorded(listing, shown.python.as_deref())?,
            ),
        };
        if notes == today {
            // That nothing has changed is worth saying, once.
            let label = "today, 2.15.0, and the notes\u{2019} 1.1.0";
            return Ok(vec![(label, today)]);
        }
        Ok(vec![("today, 2.15.0", today), (label, notes)])
    }

    /// What the notes' PyTorch printed for the page's code.
    fn recorded(
        &self,
        listing: &Name,
        python: Option<&str>,
    ) -> Result<String, String> {
        let file = format!("tests/pytorch/pages/1.1.0/{listing}.txt");
        match Recording::read(&self.root.join(&file)) {
            Ok(recording) if Some(recording.code.as_str()) != python => {
                Err(format!("{file} is of other code: record it again"))
            }
            Ok(recording) => {
                Ok(recording.prints.trim_end_matches('\n').to_owned())
            }
            Err(error) => Err(format!(
                "{file}: {error}: record it, see tests/pytorch/README.md"
            )),
        }
    }

    fn snapshot(&self, file: &str) -> Result<String, String> {
        match snapshot::read(&self.root.join("snapshots").join(file)) {
            Ok(body) if body.trim().is_empty() => Err(format!(
                "snapshots/{file} is empty: the listing prints nothing"
            )),
            Ok(body) => Ok(body),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(format!(
                    "no snapshots/{file}: record it with `INSTA_UPDATE=always \
                     cargo test --test snapshots`, and read it"
                ))
            }
            Err(error) => Err(format!("snapshots/{file}: {error}")),
        }
    }

    /// What exists and no page shows.
    fn refuse_orphans(&mut self, pages: &[Page], blocks: &[Vec<Block>]) {
        for (chapter, listings) in &self.registry.0 {
            let own = pages.iter().find(|page| page.chapter() == chapter);
            let file = format!("src/chapters/{chapter}.rs");
            if own.is_none() {
                self.problems.add(
                    &file,
                    1,
                    format!(
                        "the chapter `{chapter}` has no page: write \
                         book/src/{chapter}.md and name it in SUMMARY.md"
                    ),
                );
            }
            for listing in listings {
                let (chapter, listing) = (chapter.clone(), listing.clone());
                let name = Name { chapter, listing };
                if !self.shown.contains_key(&name) {
                    let cut = self
                        .sources
                        .get(&file)
                        .and_then(|source| source.cuts.get(&name.listing));
                    self.problems.add(
                        &file,
                        cut.map_or(1, |cut| cut.mark),
                        format!(
                            "the listing `{}` is on no page: show it in a \
                             `python listing={0}` or `rust listing={0}` \
                             block, or take it away",
                            name.listing
                        ),
                    );
                }
            }
        }
        self.refuse_unused_parts(blocks);
        self.refuse_unshown_snapshots(blocks);
    }

    fn refuse_unused_parts(&mut self, blocks: &[Vec<Block>]) {
        let mut used = BTreeSet::new();
        for block in blocks.iter().flatten() {
            match &block.kind {
                Kind::Listing { listing, .. } => {
                    let file = format!("src/chapters/{}.rs", listing.chapter);
                    used.insert((file, listing.listing.clone()));
                }
                Kind::Cut { file, anchor } => {
                    used.insert((file.clone(), anchor.clone()));
                }
                Kind::Again { .. }
                | Kind::Graph { .. }
                | Kind::Plot { .. }
                | Kind::Quoted { .. }
                | Kind::Generated { .. } => {}
            }
        }
        for (file, source) in &self.sources {
            for (anchor, cut) in &source.cuts {
                if !used.contains(&(file.clone(), anchor.clone())) {
                    self.problems.add(
                        file,
                        cut.mark,
                        format!(
                            "no page shows the part `{anchor}`: show it, or \
                             take its marks away"
                        ),
                    );
                }
            }
        }
    }

    fn refuse_unshown_snapshots(&mut self, blocks: &[Vec<Block>]) {
        let shown: BTreeSet<String> =
            blocks.iter().flatten().flat_map(Block::snapshots).collect();
        let folder = self.root.join("snapshots");
        let files = match files_below(&folder, "") {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => {
                self.problems.add("snapshots", 1, error.to_string());
                return;
            }
        };
        for file in files {
            // What insta leaves for review is not part of the book yet.
            if !shown.contains(&file) && !file.ends_with(".snap.new") {
                self.problems.add(
                    &format!("snapshots/{file}"),
                    1,
                    "no page shows it: show it, or delete it",
                );
            }
        }
    }
}

/// The files below a folder whose names end so, relative to it, with `/`.
///
/// # Errors
///
/// Those of reading a folder.
pub fn files_below(folder: &Path, end: &str) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(below) = folders.pop() {
        for entry in fs::read_dir(folder.join(&below))? {
            let entry = entry?;
            let name = entry.file_name();
            let name = format!("{below}{}", name.to_string_lossy());
            if entry.path().is_dir() {
                folders.push(format!("{name}/"));
            } else if name.ends_with(end) {
                files.push(name);
            }
        }
    }
    files.sort();
    Ok(files)
}

impl Preprocessor for Weave {
    fn name(&self) -> &str {
        "weave"
    }

    fn run(
        &self,
        ctx: &PreprocessorContext,
        mut book: Book,
    ) -> Result<Book, Error> {
        let source = ctx.root.join(&ctx.config.book.src);
        let folder = source.strip_prefix(&self.root).unwrap_or(&source);
        let folder = folder.to_string_lossy().replace('\\', "/");

        let mut pages = Vec::new();
        book.for_each_chapter_mut(|chapter| {
            if let Some(path) = &chapter.source_path {
                let path = path.to_string_lossy().replace('\\', "/");
                let file = format!("{folder}/{path}");
                pages.push(Page { file, text: chapter.content.clone() });
            }
        });
        // mdBook passes over a page that SUMMARY.md does not name.
        let mut problems = Problems::default();
        for file in files_below(&source, ".md")? {
            let file = format!("{folder}/{file}");
            if !file.ends_with("/SUMMARY.md")
                && !pages.iter().any(|page| page.file == file)
            {
                problems.add(&file, 1, "SUMMARY.md does not name this page");
            }
        }

        let woven = match self.weave(&pages) {
            Ok(woven) if problems.is_empty() => woven,
            Ok(_) => return Err(problems.into()),
            Err(more) => {
                problems.extend(more);
                return Err(problems.or(()).unwrap_err().into());
            }
        };
        let mut woven = woven.into_iter();
        book.for_each_mut(|item| {
            if let BookItem::Chapter(chapter) = item
                && chapter.source_path.is_some()
            {
                chapter.content = woven.next().expect("a text for every page");
            }
        });
        Ok(book)
    }

    /// Any: what comes out is Markdown. `mdbook test` too, so that it checks
    /// the weave; Rust comes out as `ignore`, since `cargo test` runs it.
    fn supports_renderer(&self, _renderer: &str) -> Result<bool, Error> {
        Ok(true)
    }
}
