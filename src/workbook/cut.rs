/*!
Parts of source files, cut out by name.

A part begins after a line `// ANCHOR: NAME` and ends before the line
`// ANCHOR_END: NAME`. Parts may nest; the marks of inner parts are left out.
*/

use std::collections::BTreeMap;

use super::problem::Problems;

/// A source file and its named parts.
#[derive(Debug)]
pub struct Source {
    /// By name.
    pub cuts: BTreeMap<String, Cut>,
}

/// A named part of a source file.
#[derive(Debug)]
pub struct Cut {
    /// The line of its mark.
    pub mark: usize,
    /// The line on which its code begins.
    pub line: usize,
    /// Its code, moved to the left margin.
    pub code: String,
    /// The function whose whole body it is, if it is one.
    pub body_of: Option<String>,
}

enum Mark<'a> {
    Begin(&'a str),
    End(&'a str),
    Malformed,
}

impl Source {
    /// Reads a file for its parts. Parts that are unclosed, never opened,
    /// defined twice or empty are problems.
    #[must_use]
    pub fn read(file: &str, text: &str, problems: &mut Problems) -> Source {
        let lines: Vec<&str> = text.lines().collect();
        let mut open: BTreeMap<&str, usize> = BTreeMap::new();
        let mut cuts = BTreeMap::new();
        for (index, line) in lines.iter().enumerate() {
            match mark(line) {
                None => {}
                Some(Mark::Malformed) => problems.add(
                    file,
                    index + 1,
                    "a mark is `// ANCHOR: NAME` or `// ANCHOR_END: NAME`",
                ),
                Some(Mark::Begin(name)) => {
                    if cuts.contains_key(name) || open.contains_key(name) {
                        problems.add(
                            file,
                            index + 1,
                            format!(
                                "a second part named `{name}`: a name stands \
                                 for one part of a file"
                            ),
                        );
                    } else {
                        open.insert(name, index);
                    }
                }
                Some(Mark::End(name)) => match open.remove(name) {
                    None => problems.add(
                        file,
                        index + 1,
                        format!(
                            "`{name}` ends here and began nowhere: write \
                             `// ANCHOR: {name}` above"
                        ),
                    ),
                    Some(begin) => {
                        let cut = cut(&lines, begin, index);
                        if cut.code.is_empty() {
                            problems.add(
                                file,
                                begin + 1,
                                format!("the part `{name}` is empty"),
                            );
                        }
                        cuts.insert(name.to_owned(), cut);
                    }
                },
            }
        }
        for (name, index) in open {
            problems.add(
                file,
                index + 1,
                format!(
                    "`{name}` never ends: write `// ANCHOR_END: {name}` \
                     below it"
                ),
            );
            // Known all the same: one mistake, one problem.
            let cut = cut(&lines, index, lines.len());
            cuts.insert(name.to_owned(), cut);
        }
        Source { cuts }
    }
}

fn mark(line: &str) -> Option<Mark<'_>> {
    let comment = line.trim().strip_prefix("//")?;
    if !comment.trim_start().starts_with("ANCHOR") {
        return None;
    }
    let is_name = |name: &str| {
        !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if let Some(name) = comment.strip_prefix(" ANCHOR: ")
        && is_name(name)
    {
        return Some(Mark::Begin(name));
    }
    if let Some(name) = comment.strip_prefix(" ANCHOR_END: ")
        && is_name(name)
    {
        return Some(Mark::End(name));
    }
    Some(Mark::Malformed)
}

fn cut(lines: &[&str], begin: usize, end: usize) -> Cut {
    let is_code = |index: &usize| {
        !lines[*index].trim().is_empty() && !is_mark(lines[*index])
    };
    let first = (begin + 1..end).find(is_code);
    let last = (begin + 1..end).rev().find(is_code);
    let (Some(first), Some(last)) = (first, last) else {
        let (mark, line) = (begin + 1, begin + 2);
        return Cut { mark, line, code: String::new(), body_of: None };
    };
    let kept: Vec<&str> =
        lines[first..=last].iter().copied().filter(|l| !is_mark(l)).collect();
    let indent = kept
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start_matches(' ').len())
        .min()
        .unwrap_or_default();
    let mut code = String::new();
    for line in kept {
        code.push_str(line.get(indent..).unwrap_or_default().trim_end());
        code.push('\n');
    }
    let body_of = body_of(lines, begin, end);
    Cut { mark: begin + 1, line: first + 1, code, body_of }
}

fn is_mark(line: &str) -> bool {
    mark(line).is_some()
}

/// The function of which `begin..end` is the whole body: right above stands
/// its signature, right below at most `Ok(())` and then its brace. A page that
/// showed less would not show what ran.
fn body_of(lines: &[&str], begin: usize, end: usize) -> Option<String> {
    let passed = |line: &&str| !line.trim().is_empty() && !is_mark(line);
    let above = lines[..begin].iter().copied().rev().find(passed)?;
    let mut below = lines.iter().skip(end + 1).copied().filter(passed);
    let mut next = below.next()?.trim();
    if next == "Ok(())" {
        next = below.next()?.trim();
    }
    if next != "}" || !above.trim_end().ends_with('{') {
        return None;
    }
    let signature = &above[above.find("fn ")? + 3..];
    let name = signature.split(['(', '<']).next()?;
    Some(name.trim().to_owned())
}
