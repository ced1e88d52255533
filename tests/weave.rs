//! The weave on small made-up books: what it writes, and that it fails closed.

use std::fs;

use tempfile::TempDir;
use torchbook::workbook::page::Page;
use torchbook::workbook::problem::Problems;
use torchbook::workbook::weave::{Registry, Weave};

const TOPK: &str = "\
use crate::prelude::*;

// ANCHOR: rule
/// The rule.
pub fn rule(k: usize) -> usize {
    // ANCHOR: inner
    k + 1
    // ANCHOR_END: inner
}
// ANCHOR_END: rule

fn largest() -> Result<()> {
    // ANCHOR: largest
    let x = tensor([1.0, 2.0]);

    if true {
        print(&x.topk(1)?);
    }
    // ANCHOR_END: largest
    Ok(())
}

fn only_rust() -> Result<()> {
    // ANCHOR: only_rust
    print(\"<&>\");
    rule(1)
    // ANCHOR_END: only_rust
}
";

const PAGE: &str = "\
# topk

```python listing=largest
x = torch.tensor([1.0, 2.0])
print(x.topk(1))
```

So it is.

```rust listing=only_rust
```

```graph listing=largest
```

```rust cut=src/chapters/topk.rs#rule
```

```rust cut=src/chapters/topk.rs#inner
```
";

const SNAPSHOTS: &[(&str, &str)] = &[
    ("largest", "values=tensor([2.])\n\nindices=tensor([1])"),
    ("only_rust", "<&> `{{` **not bold**"),
    ("largest.graph", "<svg>\n\n<text>a *b*</text>\n</svg>"),
];

/// A book with one chapter, right in every way.
struct Fixture {
    folder: TempDir,
    registry: Vec<(&'static str, Vec<&'static str>)>,
    pages: Vec<(&'static str, String)>,
}

impl Fixture {
    fn new() -> Fixture {
        let folder = tempfile::tempdir().expect("a folder");
        let fixture = Fixture {
            folder,
            registry: vec![("topk", vec!["largest", "only_rust"])],
            pages: vec![("book/src/topk.md", PAGE.to_owned())],
        };
        fixture.write("src/chapters/topk.rs", TOPK);
        for (name, body) in SNAPSHOTS {
            fixture.snapshot(name, body);
        }
        fixture
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.folder.path().join(file);
        fs::create_dir_all(path.parent().expect("a parent"))
            .expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn snapshot(&self, name: &str, body: &str) {
        let header = "---\nsource: tests/snapshots.rs\n---\n";
        let file = format!("snapshots/topk/{name}.snap");
        self.write(&file, &format!("{header}{body}\n"));
    }

    fn replace_source(&self, old: &str, new: &str) {
        assert!(TOPK.contains(old), "{old}");
        self.write("src/chapters/topk.rs", &TOPK.replace(old, new));
    }

    fn replace_page(&mut self, old: &str, new: &str) {
        assert!(PAGE.contains(old), "{old}");
        self.pages[0].1 = PAGE.replace(old, new);
    }

    fn weave(&self) -> Result<Vec<String>, Problems> {
        let registry = self.registry.iter().cloned().collect::<Registry>();
        let pages: Vec<Page> = self
            .pages
            .iter()
            .map(|(file, text)| {
                let (file, text) = ((*file).to_owned(), text.clone());
                Page { file, text }
            })
            .collect();
        Weave::new(self.folder.path(), registry)
            .generated("errata", "## Said *so*\n".to_owned())
            .weave(&pages)
    }

    fn page(&self) -> String {
        self.weave().expect("a woven book").remove(0)
    }

    /// The one problem that the weave reports.
    fn problem(&self) -> String {
        self.weave().expect_err("a problem").to_string()
    }
}

#[track_caller]
fn assert_problem(fixture: &Fixture, start: &str, what: &str) {
    let problem = fixture.problem();
    assert!(problem.starts_with(start), "not at {start}:\n{problem}");
    assert!(problem.contains(what), "not `{what}`:\n{problem}");
    assert_eq!(problem.lines().count(), 1, "more than one:\n{problem}");
}

#[test]
fn a_listing_is_code_in_both_languages_and_one_output() {
    let page = Fixture::new().page();
    let expected = "\
<figure class=\"listing\" id=\"topk-largest\">
<div class=\"sides\">
<div class=\"side\">
<div class=\"label\">PyTorch</div>

```python
x = torch.tensor([1.0, 2.0])
print(x.topk(1))
```

</div>
<div class=\"side\">
<div class=\"label\">Rust</div>

```rust,ignore
let x = tensor([1.0, 2.0]);

if true {
    print(&x.topk(1)?);
}
```

<div class=\"margin-note\">src/chapters/topk.rs:14</div>
</div>
</div>
<div class=\"prints\">
<div class=\"output\">
<div class=\"label\">prints</div>

```text
values=tensor([2.])

indices=tensor([1])
```

</div>
</div>
</figure>
";
    assert!(page.contains(expected), "{page}");
}

#[test]
fn sentences_may_wrap_and_columns_may_not() {
    let fixture = Fixture::new();
    fixture.snapshot("largest", "tensor([1.,\n2.])\nIndexError: no");
    let expected = "\
<div class=\"label\">prints</div>

```text
tensor([1.,
2.])
```

<div class=\"sentence\">

```text
IndexError: no
```

</div>

</div>
";
    let page = fixture.page();
    assert!(page.contains(expected), "{page}");

    // What an `except` prints has no class; it is long enough.
    for (line, is_sentence) in [("a ".repeat(45), true), ("a".into(), false)] {
        fixture.snapshot("largest", &line);
        let page = fixture.page();
        assert_eq!(page.contains("\"sentence\""), is_sentence, "{page}");
    }
}

#[test]
fn outputs_with_long_rows_stand_one_below_the_other() {
    for (row, class) in [(58, "\"prints\""), (59, "\"prints wide\"")] {
        let fixture = Fixture::new();
        fixture.snapshot("largest", &"1".repeat(row));
        let page = fixture.page();
        assert!(page.contains(class), "{page}");
    }
}

#[test]
fn the_prose_is_left_as_it_was() {
    let page = Fixture::new().page();
    assert!(page.starts_with("# topk\n\n"), "{page}");
    assert!(page.contains("\n\nSo it is.\n\n"), "{page}");
}

#[test]
fn a_listing_may_have_no_pytorch_side() {
    let page = Fixture::new().page();
    let at = page.find("id=\"topk-only_rust\"").expect("the figure");
    let figure = &page[at..page[at..].find("</figure>").unwrap() + at];
    assert!(!figure.contains("PyTorch"), "{figure}");
    assert!(figure.contains("```text\n<&> `{{` **not bold**\n```"));
}

#[test]
fn a_cut_moves_to_the_margin_and_leaves_inner_marks_out() {
    let page = Fixture::new().page();
    let outer = "```rust,ignore\n/// The rule.\n\
        pub fn rule(k: usize) -> usize {\n    k + 1\n}\n```";
    assert!(page.contains(outer), "{page}");
    assert!(page.contains("```rust,ignore\nk + 1\n```"), "{page}");
    assert!(page.contains("src/chapters/topk.rs:7<"), "{page}");
}

#[test]
fn a_drawing_has_no_blank_line_that_would_end_its_html() {
    let page = Fixture::new().page();
    let expected = "\
<figure class=\"graph\">
<svg>
<text>a *b*</text>
</svg>
<figcaption>Drawn by <code>cargo run -- graph topk/largest</code></figcaption>
</figure>
";
    assert!(page.contains(expected), "{page}");
}

#[test]
fn an_expanded_drawing_has_its_own_snapshot() {
    let mut fixture = Fixture::new();
    fixture.replace_page(
        "```graph listing=largest\n```",
        "```graph listing=largest\n```\n\n\
         ```graph listing=largest expanded\n```",
    );
    assert_problem(&fixture, "book/src/topk.md:16: ", "largest.expanded.snap");
    fixture.snapshot("largest.expanded", "<svg>wide</svg>");
    let page = fixture.page();
    assert!(page.contains("<svg>wide</svg>"), "{page}");
    assert!(page.contains("graph topk/largest --expanded"), "{page}");
}

#[test]
fn plots_are_figures_with_what_they_show_in_words() {
    let mut fixture = Fixture::new();
    let block = "```rust cut=src/chapters/topk.rs#inner\n```\n";
    fixture.replace_page(
        block,
        &format!("{block}\n```plot listing=largest\n```\n"),
    );
    let at = "book/src/topk.md:22: ";
    assert_problem(&fixture, at, "no snapshots/topk/largest.plot.snap");
    fixture.snapshot("largest.plot", "nothing: it plots nothing");
    assert_problem(&fixture, at, "is no drawing");
    let plots = "<svg>\n<desc id=\"a\">One &amp;\nmore</desc>\n\n</svg>\n\
                 <svg>\n<text>a *b*</text>\n</svg>";
    fixture.snapshot("largest.plot", plots);
    let page = fixture.page();
    let drawn_by = "Drawn by <code>cargo run -- run topk/largest</code>\n\
                    </figcaption>\n</figure>\n";
    let expected = format!(
        "<figure class=\"plot\">\n<svg>\n\
         <desc id=\"a\">One &amp;\nmore</desc>\n</svg>\n<figcaption>\n\
         <details><summary>In words</summary>One &amp;\nmore</details>\n\
         {drawn_by}\n\
         <figure class=\"plot\">\n<svg>\n<text>a *b*</text>\n</svg>\n\
         <figcaption>\n{drawn_by}"
    );
    assert!(page.contains(&expected), "{page}");

    // A plot that is shown no more.
    fixture.pages[0].1 = PAGE.to_owned();
    let at = "snapshots/topk/largest.plot.snap:1: ";
    assert_problem(&fixture, at, "no page shows it");
}

#[test]
fn both_editions_are_shown() {
    let mut fixture = Fixture::new();
    fixture.replace_page("listing=largest\nx", "listing=largest editions\nx");
    assert_problem(&fixture, "book/src/topk.md:3: ", "largest.1.1.0.snap");
    fixture.snapshot("largest.1.1.0", "as it was");
    let page = fixture.page();
    let today = page.find(">today, 2.15.0<").expect("today's label");
    let notes = page.find(">the notes\u{2019} 1.1.0<").expect("the notes'");
    assert!(today < notes, "{page}");
    assert!(page[notes..].contains("```text\nas it was\n```"), "{page}");

    // Where they are the same, once.
    fixture.snapshot("largest.1.1.0", SNAPSHOTS[0].1);
    let page = fixture.page();
    let both = ">today, 2.15.0, and the notes\u{2019} 1.1.0<";
    assert!(page.contains(both), "{page}");
    assert_eq!(page.matches("indices=tensor([1])").count(), 1, "{page}");
}

#[test]
fn behaviour_that_has_changed_is_shown_as_it_was_recorded() {
    let mut fixture = Fixture::new();
    fixture.replace_page(
        "listing=largest\nx",
        "listing=largest editions=recorded\nx",
    );
    let file = "tests/pytorch/pages/1.1.0/topk/largest.txt";
    assert_problem(&fixture, "book/src/topk.md:3: ", file);
    fixture.write(file, "print(2)\n----- prints -----\n2\n");
    assert_problem(&fixture, "book/src/topk.md:3: ", "other code");
    let code = "x = torch.tensor([1.0, 2.0])\nprint(x.topk(1))";
    let recording = format!("{code}\n----- prints -----\nas it was\n");
    fixture.write(file, &recording);
    let page = fixture.page();
    let notes = ">the notes\u{2019} 1.1.0, recorded<";
    let notes = page.find(notes).expect("the notes'");
    assert!(page[notes..].contains("```text\nas it was\n```"), "{page}");
}

#[test]
fn another_page_repeats_a_listing_without_typing_it_again() {
    let mut fixture = Fixture::new();
    let landing = "```again listing=topk/largest\n```\n";
    fixture.pages.push(("book/src/landing.md", landing.to_owned()));
    let landing = fixture.weave().expect("a woven book").remove(1);
    assert!(landing.contains("print(x.topk(1))"), "{landing}");
    assert!(landing.contains("indices=tensor([1])"), "{landing}");
    // The id leads to the listing's own page.
    assert!(landing.contains("<figure class=\"listing\">"), "{landing}");
}

#[test]
fn code_with_fences_stands_in_a_longer_fence() {
    let fixture = Fixture::new();
    fixture.snapshot("largest", "```\nan end too soon\n```");
    let page = fixture.page();
    let expected = "````text\n```\nan end too soon\n```\n````\n";
    assert!(page.contains(expected), "{page}");
}

#[test]
fn a_snapshot_is_read_by_instas_rules() {
    use torchbook::workbook::snapshot::body;
    assert_eq!(body("---\nsource: a\n---\nx\n---\ny\n"), "x\n---\ny");
    let long = "---\nsource: a\nexpression: \"x\\n---\"\n---\n\n x\n\n";
    assert_eq!(body(long), "\n x\n");
    assert_eq!(body("no header\n"), "no header");
}

#[test]
fn windows_line_ends_change_nothing() {
    let fixture = Fixture::new();
    let plain = fixture.page();
    fixture.write("src/chapters/topk.rs", &TOPK.replace('\n', "\r\n"));
    let snap = "---\r\nsource: a\r\n---\r\nvalues=tensor([2.])\r\n\r\n\
        indices=tensor([1])\r\n";
    fixture.write("snapshots/topk/largest.snap", snap);
    assert_eq!(fixture.page(), plain);
}

#[test]
fn unknown_names_are_refused_with_the_nearest() {
    let cases = [
        (
            "graph listing=largest",
            "graph listing=lagrest",
            "13: no listing `lagrest`",
            "did you mean `largest`?",
        ),
        (
            "graph listing=largest",
            "graph listing=tpok/largest",
            "13: no chapter `tpok`",
            "did you mean `topk`?",
        ),
        (
            "graph listing=largest",
            "plot listing=lagrest",
            "13: no listing `lagrest`",
            "did you mean `largest`?",
        ),
        (
            "topk.rs#inner",
            "topk.rs#innner",
            "19: no part `innner` in src/chapters/topk.rs",
            "did you mean `inner`?",
        ),
        (
            "src/chapters/topk.rs#inner",
            "../../../etc/passwd.rs#inner",
            "19: no source file",
            "passwd",
        ),
    ];
    for (old, new, start, what) in cases {
        let mut fixture = Fixture::new();
        fixture.replace_page(old, new);
        let start = format!("book/src/topk.md:{start}");
        assert_problem(&fixture, &start, what);
    }
}

#[test]
fn info_strings_that_say_nothing_are_refused() {
    let cases = [
        ("python listing=largest editon", "cannot say `listing=largest ed"),
        ("python listing=largest expanded", "cannot say"),
        ("python listing=", "cannot say `listing=`"),
        ("python editions listing=largest", "cannot say"),
        ("python listing=largest editions editions", "cannot say"),
        ("rust listing=largest editions=recorded", "cannot say"),
        ("python listing=other/largest", "write `again listing=other/largest"),
        ("python cut=src/chapters/topk.rs#rule", "cannot say"),
        ("python", "cannot say"),
        ("rust", "cannot say"),
        ("rust,ignore", "cannot say `ignore`"),
        ("rust cut=src/chapters/topk.rs", "does not say which part"),
        ("rust cut=src/a.rs#b listing=largest", "cannot say"),
        ("graph", "cannot say"),
        ("graph listing=largest editions", "cannot say"),
        ("plot", "cannot say"),
        ("plot listing=largest expanded", "write `plot listing=NAME`"),
        ("again listing=largest", "write `again listing=CHAPTER/NAME`"),
        ("quoted", "write `quoted python`"),
        ("quoted java", "write `quoted python`"),
        ("generated", "write `generated NAME`"),
        ("output", "never typed by hand"),
        ("rust listing=only_rust", "leave the block empty"),
        ("graph listing=largest", "leave the block empty"),
        ("plot listing=largest", "leave the block empty"),
        ("again listing=topk/largest", "leave the block empty"),
    ];
    for (info, what) in cases {
        let mut fixture = Fixture::new();
        fixture.pages[0].1 = format!("{PAGE}\n```{info}\nprint(1)\n```\n");
        let problem = fixture.problem();
        let own = problem.lines().find(|l| l.contains("topk.md:22: "));
        let own = own.unwrap_or_else(|| panic!("{info}: {problem}"));
        assert!(own.contains(what), "{info}: {own}");
    }
}

#[test]
fn other_blocks_are_left_alone() {
    let mut fixture = Fixture::new();
    let other = "```console\ncargo run -- serve\n```\n\n\
        ```\nnothing said\n```\n";
    fixture.pages[0].1.push_str(other);
    assert!(fixture.page().contains(other));
}

#[test]
fn quotations_are_labelled_as_not_run() {
    let mut fixture = Fixture::new();
    fixture.pages[0].1.push_str("```quoted python\nparam.data\n```\n");
    assert!(fixture.page().contains(">PyTorch, quoted, not run<"));
}

#[test]
fn generated_text_is_markdown() {
    let mut fixture = Fixture::new();
    fixture.pages[0].1.push_str("\n```generated errata\n```\n");
    assert!(fixture.page().contains("\n\n## Said *so*\n"));
    fixture.pages[0].1 = PAGE.replace("# topk", "```generated erata\n```");
    assert_problem(&fixture, "book/src/topk.md:1: ", "did you mean `errata`?");
}

#[test]
fn an_empty_pytorch_side_is_refused() {
    let mut fixture = Fixture::new();
    let code = "x = torch.tensor([1.0, 2.0])\nprint(x.topk(1))\n";
    fixture.replace_page(code, "");
    let problem = fixture.problem();
    assert!(problem.contains("topk.md:3: `python listing"), "{problem}");
}

#[test]
fn a_listing_is_shown_once() {
    let mut fixture = Fixture::new();
    fixture.pages[0].1.push_str("```rust listing=only_rust\n```\n");
    let what = "already shown at book/src/topk.md:10";
    assert_problem(&fixture, "book/src/topk.md:21: ", what);
}

#[test]
fn a_figure_in_a_list_is_refused() {
    let mut fixture = Fixture::new();
    fixture.pages[0].1.push_str(
        "1. one\n\n   ```rust cut=src/chapters/topk.rs#rule\n   ```\n",
    );
    assert_problem(&fixture, "book/src/topk.md:23: ", "move it out");
}

#[test]
fn mdbooks_own_includes_are_refused() {
    for directive in ["{{#include a.rs:2:4}}", "{{#rustdoc_include a.rs}}"] {
        let mut fixture = Fixture::new();
        fixture.replace_page("So it is.", directive);
        assert_problem(&fixture, "book/src/topk.md:8: ", directive);
    }
    let mut fixture = Fixture::new();
    fixture.replace_page("So it is.", "\\{{#include a.rs}}");
    fixture.page();
}

#[test]
fn parts_must_begin_and_end_once_and_hold_something() {
    let cases = [
        ("    // ANCHOR_END: inner\n", "", "6: `inner` never ends"),
        ("    // ANCHOR: inner\n", "", "7: `inner` ends here"),
        ("    k + 1\n", "\n", "6: the part `inner` is empty"),
        ("ANCHOR: inner", "ANCHOR: rule", "6: a second part named `rule`"),
        ("// ANCHOR: inner", "// ANCHOR inner", "6: a mark is"),
        ("// ANCHOR: inner", "// ANCHOR: in-ner", "6: a mark is"),
    ];
    for (old, new, what) in cases {
        let fixture = Fixture::new();
        fixture.replace_source(old, new);
        let problem = fixture.problem();
        let wanted = format!("src/chapters/topk.rs:{what}");
        assert!(problem.contains(&wanted), "{wanted}:\n{problem}");
    }
}

#[test]
fn a_listings_part_is_the_whole_body_of_its_function() {
    let whole = "is not the whole body of `fn largest()`";
    let cases = [
        // Runs unseen before, after.
        ("    // ANCHOR: largest", "    hidden();\n    // ANCHOR: largest"),
        ("    Ok(())\n", "    hidden();\n    Ok(())\n"),
        // Is another function's.
        ("fn largest()", "fn smallest()"),
    ];
    for (old, new) in cases {
        let fixture = Fixture::new();
        fixture.replace_source(old, new);
        assert_problem(&fixture, "book/src/topk.md:3: ", whole);
    }
}

#[test]
fn snapshots_must_exist_hold_something_and_be_shown() {
    let fixture = Fixture::new();
    let path = fixture.folder.path().join("snapshots/topk/only_rust.snap");
    fs::remove_file(&path).unwrap();
    let what = "no snapshots/topk/only_rust.snap: record it";
    assert_problem(&fixture, "book/src/topk.md:10: ", what);

    fixture.snapshot("only_rust", "");
    assert_problem(&fixture, "book/src/topk.md:10: ", "prints nothing");

    let fixture = Fixture::new();
    fixture.snapshot("stale", "x");
    let at = "snapshots/topk/stale.snap:1: ";
    assert_problem(&fixture, at, "no page shows it");
    // What insta leaves for review does not stop the book.
    let fixture = Fixture::new();
    fixture.write("snapshots/topk/largest.snap.new", "x");
    fixture.page();

    fixture.snapshot("largest.graph", "<p>");
    assert_problem(&fixture, "book/src/topk.md:13: ", "is no drawing");
}

#[test]
fn what_no_page_shows_is_refused() {
    let mut fixture = Fixture::new();
    fixture.registry[0].1.push("unseen");
    let at = "src/chapters/topk.rs:1: ";
    assert_problem(&fixture, at, "the listing `unseen` is on no page");

    let mut fixture = Fixture::new();
    fixture.replace_page("```rust cut=src/chapters/topk.rs#inner\n```\n", "");
    let at = "src/chapters/topk.rs:6: ";
    assert_problem(&fixture, at, "no page shows the part `inner`");

    let mut fixture = Fixture::new();
    fixture.registry.push(("cat_dims", vec![]));
    let at = "src/chapters/cat_dims.rs:1: ";
    assert_problem(&fixture, at, "the chapter `cat_dims` has no page");
}

#[test]
fn every_problem_is_reported_in_one_go() {
    let mut fixture = Fixture::new();
    fixture.replace_page("listing=only_rust", "listing=onlyrust");
    fixture.pages.push(("book/src/other.md", "```rust\n```\n".to_owned()));
    fixture.replace_source("    // ANCHOR_END: inner\n", "");
    let problem = fixture.problem();
    let places: Vec<&str> =
        problem.lines().filter_map(|l| l.split(": ").next()).collect();
    let expected = [
        "book/src/other.md:1",
        "book/src/topk.md:10",
        "src/chapters/topk.rs:6",
    ];
    assert_eq!(places, expected, "{problem}");
}
