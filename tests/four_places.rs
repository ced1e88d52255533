//! A chapter is one name in four places; nothing is missing, nothing is left.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use torchbook::chapters::CHAPTERS;
use torchbook::exercises;

/// Pages that are no chapters.
const OTHER_PAGES: &[&str] = &[
    "SUMMARY",
    "README",
    "pytorch_users",
    "operations",
    "add_an_operation",
    "python",
    "teaching",
    "errata",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The names, without `end`, of what lies in a folder; empty without it.
fn names(folder: &str, end: &str) -> BTreeSet<String> {
    let Ok(entries) = fs::read_dir(root().join(folder)) else {
        return BTreeSet::new();
    };
    entries
        .map(|entry| entry.expect("an entry").file_name())
        .filter_map(|name| {
            let name = name.to_str().expect("a name").strip_suffix(end)?;
            Some(name.to_owned())
        })
        .collect()
}

fn chapters() -> BTreeSet<String> {
    CHAPTERS.iter().map(|chapter| chapter.name.to_owned()).collect()
}

#[track_caller]
fn assert_same(place: &str, found: &BTreeSet<String>) {
    let chapters = chapters();
    let missing: Vec<_> = chapters.difference(found).collect();
    let left: Vec<_> = found.difference(&chapters).collect();
    assert!(
        missing.is_empty() && left.is_empty(),
        "{place}: missing {missing:?}, left over {left:?}"
    );
}

#[test]
fn every_chapter_has_a_page() {
    let mut pages = names("book/src", ".md");
    for other in OTHER_PAGES {
        assert!(pages.remove(*other), "book/src/{other}.md is missing");
    }
    assert_same("book/src", &pages);
}

#[test]
fn every_chapter_has_a_module() {
    let mut modules = names("src/chapters", ".rs");
    modules.remove("mod");
    assert_same("src/chapters", &modules);
}

#[test]
fn every_chapter_has_snapshots() {
    assert_same("snapshots", &names("snapshots", ""));
}

#[test]
fn every_chapter_has_exercises() {
    assert_same("tests/exercises", &names("tests/exercises", ".rs"));
    let known: Vec<_> = exercises::CHAPTERS.iter().map(|c| c.name).collect();
    let chapters: Vec<_> = CHAPTERS.iter().map(|c| c.name).collect();
    assert_eq!(known, chapters);
}

#[test]
fn a_page_ends_with_its_exercises() {
    for name in chapters() {
        let page = root().join(format!("book/src/{name}.md"));
        let text = fs::read_to_string(page).expect("a page");
        let end = "\n## Exercises\n\n```exercises\n```\n";
        assert!(text.ends_with(end), "{name}: the page must end with {end:?}");
    }
}

/// The links of SUMMARY.md that lead to chapters, in order.
fn summary() -> Vec<(String, String)> {
    let file = root().join("book/src/SUMMARY.md");
    let text = fs::read_to_string(file).expect("SUMMARY.md");
    let link = |line: &str| {
        let (title, rest) =
            line.trim().strip_prefix("- [")?.split_once("](")?;
        let name = rest.strip_suffix(".md)")?;
        Some((name.to_owned(), title.to_owned()))
    };
    text.lines().filter_map(link).collect()
}

#[test]
fn the_summary_has_the_chapters_in_reading_order() {
    let expected: Vec<(String, String)> = CHAPTERS
        .iter()
        .map(|c| (c.name.to_owned(), c.title.to_owned()))
        .collect();
    assert_eq!(summary(), expected);
}

#[test]
fn a_page_bears_its_chapters_title() {
    for chapter in CHAPTERS {
        let page: PathBuf =
            root().join(format!("book/src/{}.md", chapter.name));
        let text = fs::read_to_string(page).expect("a page");
        let heading = format!("# {}", chapter.title);
        assert_eq!(text.lines().next(), Some(&*heading), "{}", chapter.name);
    }
}

#[test]
fn names_are_unique_and_sayings_short() {
    assert_eq!(chapters().len(), CHAPTERS.len(), "a chapter twice");
    for chapter in CHAPTERS {
        let listings: BTreeSet<_> =
            chapter.listings.iter().map(|l| l.name).collect();
        assert_eq!(listings.len(), chapter.listings.len(), "{}", chapter.name);
        assert!(!listings.is_empty(), "{} has no listing", chapter.name);
        let summary = chapter.summary;
        assert!(!summary.is_empty() && !summary.contains('\n'), "{summary}");
    }
}
