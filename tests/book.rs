//! The book builds, and everything in it leads somewhere, offline.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use torchbook::workbook::build::build;
use torchbook::workbook::home::Home;
use torchbook::workbook::weave::{Weave, files_below};

/// The files of the built book.
static BOOK: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let home = Home::at(Path::new(env!("CARGO_MANIFEST_DIR")));
    let folder = tempfile::tempdir().expect("a folder");
    if let Err(wrong) = build(&home, Weave::of_book(&home), folder.path()) {
        panic!("{wrong}");
    }
    let files = files_below(folder.path(), "").expect("a built book");
    let read = |file: String| {
        let bytes = fs::read(folder.path().join(&file)).expect("a file");
        (file, bytes)
    };
    files.into_iter().map(read).collect()
});

/// A tag's name and attributes.
type Tag = (String, Vec<(String, String)>);

/// The tags of every HTML page, scripts left out.
static TAGS: LazyLock<BTreeMap<&str, Vec<Tag>>> = LazyLock::new(|| {
    BOOK.iter()
        .filter(|(file, _)| file.ends_with(".html"))
        .map(|(file, bytes)| {
            let html = std::str::from_utf8(bytes).expect("UTF-8");
            (file.as_str(), tags(html))
        })
        .collect()
});

/// As mdBook writes HTML: attributes in double quotes, `<` escaped in text.
fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let length = rest
            .find(|c: char| !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        let name = rest[..length].to_owned();
        rest = &rest[length..];
        let mut attributes = Vec::new();
        while let Some(at) = rest.find(['=', '>']) {
            let (before, after) = rest.split_at(at);
            rest = &after[1..];
            if after.starts_with('>') {
                break;
            }
            let key = before.split_whitespace().last().unwrap_or_default();
            let value = match rest.strip_prefix('"') {
                Some(quoted) => {
                    let (value, after) =
                        quoted.split_once('"').expect("a closing quote");
                    rest = after;
                    value
                }
                None => rest.split(['>', ' ', '\n']).next().unwrap(),
            };
            attributes.push((key.to_owned(), value.replace("&amp;", "&")));
        }
        if name == "script" {
            rest = rest.split_once("</script>").map_or("", |(_, rest)| rest);
        }
        if !name.is_empty() {
            tags.push((name, attributes));
        }
    }
    tags
}

fn attribute<'a>(tag: &'a Tag, key: &str) -> Option<&'a str> {
    tag.1.iter().find(|(k, _)| k == key).map(|(_, value)| value.as_str())
}

fn ids(file: &str) -> Vec<&str> {
    let tags = TAGS.get(file).map_or(&[][..], Vec::as_slice);
    tags.iter().filter_map(|tag| attribute(tag, "id")).collect()
}

fn is_elsewhere(link: &str) -> bool {
    link.contains("://") || link.starts_with("//")
}

#[test]
fn the_pages_were_woven() {
    for (file, bytes) in &*BOOK {
        if file.ends_with(".html") {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("{{#"), "{file} holds a directive");
            assert!(!text.contains("language-graph"), "{file}: unwoven");
            assert!(!text.contains("listing="), "{file}: unwoven");
        }
    }
    let figures = |file: &str| {
        let is_figure = |tag: &&Tag| {
            // With an id: at home, and not shown again from another page.
            attribute(tag, "class") == Some("listing")
                && attribute(tag, "id").is_some()
        };
        TAGS[file].iter().filter(is_figure).count()
    };
    for chapter in torchbook::chapters::CHAPTERS {
        let page = format!("{}.html", chapter.name);
        assert_eq!(figures(&page), chapter.listings.len(), "{page}");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    let mut checked = 0;
    for (file, tags) in &*TAGS {
        for tag in tags {
            let links = ["href", "src"].map(|key| attribute(tag, key));
            for link in links.into_iter().flatten() {
                let local = !is_elsewhere(link)
                    && !link.starts_with("javascript:")
                    && !link.starts_with("data:");
                if local && tag.0 != "base" {
                    checked += 1;
                    if let Err(why) = resolve(file, link) {
                        broken.push(format!("{file}: {link}: {why}"));
                    }
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    // A scanner that sees nothing finds nothing broken.
    assert!(checked > 50, "only {checked} links seen");
}

fn resolve(file: &str, link: &str) -> Result<(), &'static str> {
    let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
    let path = path.split('?').next().unwrap_or_default();
    let folder = match file.rsplit_once('/') {
        Some((folder, _)) if !path.starts_with('/') => folder.split('/'),
        _ => "".split('/'),
    };
    let mut parts: Vec<&str> = folder.filter(|f| !f.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or("leads out of the book")?;
            }
            part => parts.push(part),
        }
    }
    let mut target = parts.join("/");
    if path.is_empty() {
        target = file.to_owned();
    } else if path.ends_with('/') || target.is_empty() {
        target = format!("{target}/index.html");
        target = target.trim_start_matches('/').to_owned();
    }
    if !BOOK.contains_key(&target) {
        return Err("no such file");
    }
    if !fragment.is_empty() && !ids(&target).contains(&fragment) {
        return Err("no such place on the page");
    }
    Ok(())
}

#[test]
fn no_page_is_orphaned() {
    let linked: BTreeSet<&str> = TAGS["toc.html"]
        .iter()
        .filter_map(|tag| attribute(tag, "href"))
        .filter_map(|link| link.split('#').next())
        .collect();
    for file in TAGS.keys() {
        let is_page = !["404.html", "print.html", "toc.html"].contains(file);
        assert!(!is_page || linked.contains(file), "{file} is orphaned");
    }
}

#[test]
fn ids_are_unique_on_each_page() {
    for file in TAGS.keys() {
        let mut seen = BTreeSet::new();
        for id in ids(file) {
            assert!(seen.insert(id), "{file}: two `{id}`");
        }
    }
}

#[test]
fn everything_is_there_without_a_network() {
    for (file, tags) in &*TAGS {
        for tag in tags {
            // A reader may follow a link; a page may not need it.
            for (key, value) in &tag.1 {
                let follows = tag.0 == "a" || key.starts_with("xmlns");
                assert!(
                    follows || !is_elsewhere(value),
                    "{file}: <{} {key}=\"{value}\">",
                    tag.0
                );
            }
        }
    }
    for (file, bytes) in &*BOOK {
        if file.ends_with(".css") {
            let text = String::from_utf8_lossy(bytes);
            for needs in ["url(http", "url(\"http", "url('http", "@import"] {
                assert!(!text.contains(needs), "{file}: {needs}");
            }
        }
    }
}
