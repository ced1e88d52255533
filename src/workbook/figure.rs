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
        out.push_str("</div>\n");
        prints(&mut out, &self.prints);
        out.push_str("</figure>\n");
        out
    }
}

/// Outputs without a listing, each with its label.
#[must_use]
pub fn outputs(outputs: &[(&'static str, String)]) -> String {
    let mut out = String::from("<figure class=\"listing\">\n");
    prints(&mut out, outputs);
    out.push_str("</figure>\n");
    out
}

fn prints(out: &mut String, outputs: &[(&'static str, String)]) {
    let wide = outputs.iter().any(|(_, output)| is_wide(output));
    let class = if wide { "prints wide" } else { "prints" };
    writeln!(out, "<div class=\"{class}\">").expect("writing to a string");
    for (label, output) in outputs {
        printed(out, label, output);
    }
    out.push_str("</div>\n");
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
    drawn(&mut out, svg);
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

/// Plots, one below the other, each with what it shows in words.
#[must_use]
pub fn plots(name: &Name, svgs: &str) -> String {
    let mut out = String::new();
    let mut rest = svgs;
    while let Some(start) = rest.find("<svg") {
        let end = rest.find("</svg>").map_or(rest.len(), |at| at + 6);
        let svg = &rest[start..end.max(start)];
        rest = &rest[end.max(start + 4)..];
        out.push_str("<figure class=\"plot\">\n");
        drawn(&mut out, svg);
        out.push_str("<figcaption>\n");
        // What is written there is escaped already.
        if let Some(words) = inside(svg, "desc") {
            writeln!(
                out,
                "<details><summary>In words</summary>{words}</details>"
            )
            .expect("writing to a string");
        }
        writeln!(
            out,
            "Drawn by <code>cargo run -- run {}</code>\n\
             </figcaption>\n</figure>\n",
            escape(&name.to_string())
        )
        .expect("writing to a string");
    }
    out
}

/// What stands in the first element of this name.
fn inside<'a>(svg: &'a str, element: &str) -> Option<&'a str> {
    let (_, rest) = svg.split_once(&format!("<{element}"))?;
    let (_, rest) = rest.split_once('>')?;
    let (inside, _) = rest.split_once(&format!("</{element}>"))?;
    Some(inside)
}

/// A drawing. A blank line would end the HTML and hand it to Markdown.
fn drawn(out: &mut String, svg: &str) {
    for line in svg.lines().filter(|line| !line.trim().is_empty()) {
        out.push_str(line);
        out.push('\n');
    }
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

/// An output. Its columns stay as they are; its sentences may be wrapped.
fn printed(out: &mut String, label: &str, output: &str) {
    write!(
        out,
        "<div class=\"output\">\n<div class=\"label\">{}</div>\n\n",
        escape(label)
    )
    .expect("writing to a string");
    let lines: Vec<&str> = output.trim_end_matches('\n').lines().collect();
    for run in lines.chunk_by(|a, b| is_sentence(a) == is_sentence(b)) {
        let text = run.join("\n");
        let fence = fence(&text);
        let block = format!("{fence}text\n{text}\n{fence}\n\n");
        if is_sentence(run[0]) {
            out.push_str("<div class=\"sentence\">\n\n");
            out.push_str(&block);
            out.push_str("</div>\n\n");
        } else {
            out.push_str(&block);
        }
    }
    out.push_str("</div>\n");
}

/// Errors are sentences, and so is what is longer than any row of a tensor:
/// PyTorch breaks those at 80 columns, more or less.
fn is_sentence(line: &str) -> bool {
    let class = line.split(": ").next().unwrap_or_default();
    let is_error = class.len() < line.len()
        && class.ends_with("Error")
        && class.chars().all(|c| c.is_ascii_alphanumeric());
    is_error || line.len() > 88
}

/// Whether rows are too long to stand beside another output.
fn is_wide(output: &str) -> bool {
    output.lines().any(|line| line.len() > 58 && !is_sentence(line))
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
