/*!
A page, read for the blocks that the weave fills in.

The info string of a fenced block says what is wanted:

| info string | what stands there |
|---|---|
| `python listing=NAME` | the PyTorch code; Rust and output are set beside it |
| `python listing=NAME editions` | the same, with today's output and the notes' |
| `python listing=NAME editions=recorded` | the same, but the notes' output is PyTorch's own: our edition of the notes has its words, not its behaviour |
| `rust listing=NAME`, empty | a listing that has no PyTorch side |
| `again listing=CHAPTER/NAME`, empty | a listing of another page, as it is there |
| `rust cut=src/FILE.rs#ANCHOR`, empty | code cut from the sources |
| `graph listing=NAME`, empty | the drawn graph of a listing |
| `graph listing=NAME expanded`, empty | the same, one node per element |
| `plot listing=NAME`, empty | the plots that a listing shows |
| `quoted python`, `quoted rust` | code that is quoted and not run |
| `exercises`, empty | the chapter's exercises |
| `generated NAME`, empty | text that the program writes from checked data |

Any other `python`, `rust`, `graph`, `plot` or `output` block is an error, as is
mdBook's own `{{#include}}`: both would put something on the page that no
test has seen.
*/

use std::ops::Range;
use std::path::Path;

use mdbook_markdown::pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};
use mdbook_markdown::{MarkdownOptions, new_cmark_parser};

use super::problem::Problems;

/// The source of one page.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its file, relative to the project: `book/src/topk.md`.
    pub file: String,
    /// Its Markdown.
    pub text: String,
}

/// A fenced block that the weave replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The line of its opening fence.
    pub line: usize,
    /// Where it stands in the page, fences included.
    pub range: Range<usize>,
    /// What stands between its fences.
    pub body: String,
    /// What is wanted.
    pub kind: Kind,
}

/// What a block asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A listing: its code in both languages and what it prints.
    Listing {
        /// Which one.
        listing: Name,
        /// Whether the block is PyTorch's side of it.
        python: bool,
        /// What is shown beside today's output.
        editions: Editions,
    },
    /// A listing that stands on another page.
    Again {
        /// Which one.
        listing: Name,
    },
    /// A part of a source file.
    Cut {
        /// The file, relative to the project.
        file: String,
        /// The name of the part.
        anchor: String,
    },
    /// A listing's graph.
    Graph {
        /// Which listing's.
        listing: Name,
        /// Whether vectors are taken apart, element by element.
        expanded: bool,
    },
    /// A listing's plots.
    Plot {
        /// Which listing's.
        listing: Name,
    },
    /// Code that is quoted and not run.
    Quoted {
        /// `python` or `rust`.
        language: String,
    },
    /// Text that the program writes from data that the tests check.
    Generated {
        /// Which text.
        name: String,
    },
}

/// What is shown beside today's output of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Editions {
    /// Nothing.
    Today,
    /// What the listing prints in the notes' edition.
    Both,
    /// What the notes' PyTorch printed, recorded. For behaviour that has
    /// changed since: an edition changes words, never numbers.
    Recorded,
}

/// A listing's full name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name {
    /// The chapter that owns it.
    pub chapter: String,
    /// Its own name.
    pub listing: String,
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.chapter, self.listing)
    }
}

impl Page {
    /// The chapter that the page tells: the name of its file.
    #[must_use]
    pub fn chapter(&self) -> &str {
        let stem = Path::new(&self.file).file_stem();
        stem.and_then(|stem| stem.to_str()).unwrap_or_default()
    }

    /// The page's blocks, in order.
    ///
    /// # Errors
    ///
    /// What is wrong with the page taken alone, all of it.
    pub fn blocks(&self) -> Result<Vec<Block>, Problems> {
        let mut problems = Problems::default();
        self.refuse_includes(&mut problems);

        let mut blocks = Vec::new();
        // Lists, quotations, notes: whatever else a block may stand in.
        let mut depth = 0_usize;
        let mut fence: Option<(Range<usize>, String, String)> = None;
        let options = MarkdownOptions::default();
        let events = new_cmark_parser(&self.text, &options);
        for (event, range) in events.into_offset_iter() {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    fence = Some((range, info.to_string(), String::new()));
                }
                Event::Text(text) => {
                    if let Some((_, _, body)) = &mut fence {
                        body.push_str(&text);
                    }
                }
                Event::End(TagEnd::CodeBlock) => {
                    let Some((range, info, body)) = fence.take() else {
                        continue;
                    };
                    let line = self.line_of(range.start);
                    let kind = match self.kind(&info, &body) {
                        Ok(Some(kind)) => kind,
                        Ok(None) => continue,
                        Err(what) => {
                            problems.add(&self.file, line, what);
                            continue;
                        }
                    };
                    if depth > 0 {
                        problems.add(
                            &self.file,
                            line,
                            format!(
                                "`{info}` stands in a list or a quotation, \
                                 where a figure has no room: move it out"
                            ),
                        );
                        continue;
                    }
                    blocks.push(Block { line, range, body, kind });
                }
                Event::Start(tag) if is_container(&tag.to_end()) => {
                    depth += 1;
                }
                Event::End(tag) if is_container(&tag) => depth -= 1,
                _ => {}
            }
        }
        problems.or(blocks)
    }

    /// mdBook's directives fail open: a missing file leaves raw text, a
    /// missing anchor an empty block, and the build succeeds.
    fn refuse_includes(&self, problems: &mut Problems) {
        for (index, line) in self.text.lines().enumerate() {
            let mut rest = line;
            while let Some(at) = rest.find("{{#") {
                if !rest[..at].ends_with('\\') {
                    let directive = rest[at..].split("}}").next();
                    problems.add(
                        &self.file,
                        index + 1,
                        format!(
                            "`{}}}}}` is left to mdBook, which does not \
                             check it: write a `rust cut=FILE#ANCHOR` or a \
                             `python listing=NAME` block instead",
                            directive.unwrap_or_default()
                        ),
                    );
                }
                rest = &rest[at + 3..];
            }
        }
    }

    fn line_of(&self, offset: usize) -> usize {
        self.text[..offset].matches('\n').count() + 1
    }

    /// What a block with this info string asks for; `None` for a block that
    /// the weave leaves alone.
    fn kind(&self, info: &str, body: &str) -> Result<Option<Kind>, String> {
        let mut words = info.split([' ', '\t', ',']).filter(|w| !w.is_empty());
        let language = words.next().unwrap_or_default();
        let words: Vec<&str> = words.collect();
        let kind = match language {
            "python" | "rust" => self.code(language, &words)?,
            "graph" => self.graph(&words)?,
            "plot" => match words.as_slice() {
                [word] => Kind::Plot { listing: self.listing("plot", word)? },
                _ => return Err(misused("plot", &words.join(" "))),
            },
            "again" => match words.as_slice() {
                [word] if word.contains('/') => {
                    Kind::Again { listing: self.listing("again", word)? }
                }
                _ => return Err(misused("again", info)),
            },
            "quoted" => match words.as_slice() {
                [language @ ("python" | "rust")] => {
                    Kind::Quoted { language: (*language).to_owned() }
                }
                _ => return Err(misused("quoted", info)),
            },
            "generated" => match words.as_slice() {
                [name] => Kind::Generated { name: (*name).to_owned() },
                _ => return Err(misused("generated", info)),
            },
            "exercises" => match words.as_slice() {
                [] => Kind::Generated {
                    name: format!("exercises/{}", self.chapter()),
                },
                _ => return Err(misused("exercises", &words.join(" "))),
            },
            "output" => {
                return Err(
                    "output is never typed by hand: name the listing \
                     that prints it (`python listing=NAME`)"
                        .to_owned(),
                );
            }
            _ => return Ok(None),
        };

        let is_filled = !body.trim().is_empty();
        let is_typed = matches!(
            kind,
            Kind::Listing { python: true, .. } | Kind::Quoted { .. }
        );
        if is_filled && !is_typed {
            return Err(format!(
                "`{info}` is filled in by the weave: leave the block empty"
            ));
        }
        if !is_filled && is_typed {
            return Err(format!(
                "`{info}` is empty: write the code here, or `rust \
                 listing=NAME` for a listing that has no PyTorch side"
            ));
        }
        Ok(Some(kind))
    }

    /// `python listing=NAME [editions]`, `python listing=NAME
    /// editions=recorded`, `rust listing=NAME [editions]`, `rust
    /// cut=FILE#ANCHOR`.
    fn code(&self, language: &str, words: &[&str]) -> Result<Kind, String> {
        let python = language == "python";
        let (first, editions) = match words {
            [first] => (*first, Editions::Today),
            [first, "editions"] => (*first, Editions::Both),
            // A recording is of PyTorch's side.
            [first, "editions=recorded"] if python => {
                (*first, Editions::Recorded)
            }
            _ => return Err(misused(language, &words.join(" "))),
        };
        if let Some(place) = first.strip_prefix("cut=")
            && !python
            && editions == Editions::Today
        {
            let Some((file, anchor)) = place.split_once('#') else {
                return Err(format!(
                    "`{first}` does not say which part: write \
                     `{first}#ANCHOR`"
                ));
            };
            let (file, anchor) = (file.to_owned(), anchor.to_owned());
            return Ok(Kind::Cut { file, anchor });
        }
        let listing = self.listing(language, first)?;
        if listing.chapter != self.chapter() {
            return Err(format!(
                "`{listing}` belongs to another page: write `again \
                 listing={listing}`"
            ));
        }
        Ok(Kind::Listing { listing, python, editions })
    }

    /// `graph listing=NAME [expanded]`.
    fn graph(&self, words: &[&str]) -> Result<Kind, String> {
        let (first, expanded) = match words {
            [first] => (*first, false),
            [first, "expanded"] => (*first, true),
            _ => return Err(misused("graph", &words.join(" "))),
        };
        Ok(Kind::Graph { listing: self.listing("graph", first)?, expanded })
    }

    /// `listing=NAME` or `listing=CHAPTER/NAME`.
    fn listing(&self, language: &str, word: &str) -> Result<Name, String> {
        let Some(name) = word.strip_prefix("listing=") else {
            return Err(misused(language, word));
        };
        let (chapter, listing) =
            name.split_once('/').unwrap_or((self.chapter(), name));
        if chapter.is_empty() || listing.is_empty() {
            return Err(misused(language, word));
        }
        let (chapter, listing) = (chapter.to_owned(), listing.to_owned());
        Ok(Name { chapter, listing })
    }
}

/// What a block of this language may say, to one who said something else.
fn misused(language: &str, said: &str) -> String {
    let usage = match language {
        "python" => {
            "`python listing=NAME`, `python listing=NAME editions`, `python \
             listing=NAME editions=recorded`, or `quoted python` for code \
             that is quoted and not run"
        }
        "rust" => {
            "`rust listing=NAME`, `rust cut=src/FILE.rs#ANCHOR`, or `quoted \
             rust` for code that is quoted and not run"
        }
        "graph" => "`graph listing=NAME` or `graph listing=NAME expanded`",
        "plot" => "`plot listing=NAME`",
        "again" => "`again listing=CHAPTER/NAME`",
        "quoted" => "`quoted python` or `quoted rust`",
        "exercises" => "`exercises`",
        _ => "`generated NAME`",
    };
    format!("a `{language}` block cannot say `{said}`: write {usage}")
}

fn is_container(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::DefinitionListDefinition
    )
}

impl Block {
    /// The snapshots that the block shows, relative to the snapshots' folder.
    #[must_use]
    pub fn snapshots(&self) -> Vec<String> {
        match &self.kind {
            Kind::Listing { listing, editions, .. } => {
                let mut files = vec![format!("{listing}.snap")];
                if *editions == Editions::Both {
                    files.push(format!("{listing}.1.1.0.snap"));
                }
                files
            }
            Kind::Graph { listing, expanded: false } => {
                vec![format!("{listing}.graph.snap")]
            }
            Kind::Graph { listing, expanded: true } => {
                vec![format!("{listing}.expanded.snap")]
            }
            Kind::Plot { listing } => vec![format!("{listing}.plot.snap")],
            Kind::Again { .. }
            | Kind::Cut { .. }
            | Kind::Quoted { .. }
            | Kind::Generated { .. } => Vec::new(),
        }
    }
}
