/*!
What the weave puts on a page: HTML around Markdown.

Code stays in fenced blocks, so that mdBook highlights it, numbers it for
search and escapes it. A blank line on each side of a fence hands over between
HTML and Markdown; inside HTML there must be none.
*/

use std::fmt::Write;

use super::cut::Cut;
use super::page::Name;

/// A listing: its code, side by side where there is room, and its outputs.
pub struct Figure<'a> {
    /// Its full name.
    pub name: &'a Name,
    /// Whether this is its own place, where links to it lead.
    pub home: bool,
    /// The PyTorch side, if there is one.
    pub python: Option<&'a str>,
    /// The file and the part with the Rust side.
    pub rust: (&'a str, &'a Cut),
    /// The outputs, each with its label.
    pub prints: Vec<(&'static str, String)>,
}

impl Figure<'_> {
    /// As Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = String::from("<figure class=\"listing\"");
        if self.home {
            let Name { chapter, listing } = self.name;
            write!(out, " id=\"{}-{}\"", escape(chapter), escape(listing))
                .expect("writing to a string");
        }
        out.push_str(">\n<div class=\"sides\">\n");
        if let Some(python) = self.python {
            panel(&mut out, "side", "PyTorch", "python", python, "");
        }
        let (file, cut) = self.rust;
        let note = note(file, cut);
        // `ignore`: these are statements of a function that the project's own
        // tests run, nothing that rustdoc could compile alone.
        panel(&mut out, "side", "Rust", "rust,ignore", &cut.code, &note);
        out.push_str("</div>\n<div class=\"prints\">\n");
        for (label, output) in &self.prints {
            panel(&mut out, "output", label, "text", output, "");
        }
        out.push_str("</div>\n</figure>\n");
        out
    }
}

/// A part of a source file, with a note that names the file.
#[must_use]
pub fn cut(file: &str, cut: &Cut) -> String {
    let mut out = String::from("<figure class=\"cut\">\n");
    let note = note(file, cut);
    panel(&mut out, "side", "Rust", "rust,ignore", &cut.code, &note);
    out.push_str("</figure>\n");
    out
}

/// Code that is quoted and not run.
#[must_use]
pub fn quoted(language: &str, code: &str) -> String {
    let (label, language) = match language {
        "python" => ("PyTorch, quoted, not run", "python"),
        _ => ("Rust, quoted, not run", "rust,ignore"),
    };
    let mut out = String::from("<figure class=\"quoted\">\n");
    panel(&mut out, "side", label, language, code, "");
    out.push_str("</figure>\n");
    out
}

/// A drawn graph.
#[must_use]
pub fn graph(name: &Name, expanded: bool, svg: &str) -> String {
    let mut out = String::from("<figure class=\"graph\">\n");
    // A blank line would end the HTML and hand the drawing to Markdown.
    for line in svg.lines().filter(|line| !line.trim().is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
    let flag = if expanded { " --expanded" } else { "" };
    writeln!(
        out,
        "<figcaption>Drawn by <code>cargo run -- graph {}{flag}</code>\
         </figcaption>\n</figure>",
        escape(&name.to_string())
    )
    .expect("writing to a string");
    out
}

fn panel(
    out: &mut String,
    class: &str,
    label: &str,
    language: &str,
    code: &str,
    note: &str,
) {
    let fence = fence(code);
    let code = code.trim_end_matches('\n');
    write!(
        out,
        "<div class=\"{class}\">\n<div class=\"label\">{}</div>\n\n\
         {fence}{language}\n{code}\n{fence}\n\n{note}</div>\n",
        escape(label)
    )
    .expect("writing to a string");
}

fn note(file: &str, cut: &Cut) -> String {
    format!("<div class=\"margin-note\">{}:{}</div>\n", escape(file), cut.line)
}

/// A fence longer than any in the code.
fn fence(code: &str) -> String {
    let mut longest = 2;
    for line in code.lines() {
        let line = line.trim_start();
        longest = longest.max(line.len() - line.trim_start_matches('`').len());
    }
    "`".repeat(longest + 1)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
