//! The page of the book that shows the last run.

use std::fs;
use std::path::Path;

const PAGE: &str = "tests/bench/compare/performance.md";

/// Puts `text` between the page's two marks of that name.
pub fn write(root: &Path, mark: &str, text: &str) -> Result<(), String> {
    let file = root.join(PAGE);
    let wrong = |why: &str| format!("{}: {why}", file.display());
    let page = fs::read_to_string(&file)
        .map_err(|error| wrong(&error.to_string()))?;
    let page = between(&page, mark, text)
        .ok_or_else(|| wrong(&format!("has no marks for {mark}")))?;
    fs::write(&file, page).map_err(|error| wrong(&error.to_string()))
}

fn between(page: &str, mark: &str, text: &str) -> Option<String> {
    let begin = format!("<!-- {mark}: written by tests/bench/compare -->\n");
    let end = format!("<!-- {mark}: end -->");
    let (before, rest) = page.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}\n{}\n\n{end}{after}", text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_changes() {
        let begin = "<!-- items: written by tests/bench/compare -->\n";
        let page = format!("a\n{begin}old\n<!-- items: end -->\nb");
        let new = between(&page, "items", "new\n").expect("the marks");
        let wanted = format!("a\n{begin}\nnew\n\n<!-- items: end -->\nb");
        assert_eq!(new, wanted);
        assert_eq!(between(&page, "project", "new"), None);
    }
}
