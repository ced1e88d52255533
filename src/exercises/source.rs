//! Functions cut out of a chapter's file, for the learner's folder.

use super::kit::{Chapter, Exercise, Kind};

/// A function of an exercise's module, moved to the left margin, without
/// `pub`.
#[must_use]
pub fn function(
    chapter: &Chapter,
    exercise: &Exercise,
    name: &str,
) -> Option<String> {
    let module = format!("pub mod {} {{", exercise.name);
    let mut lines = chapter.source.lines().skip_while(|l| *l != module);
    let begins = |line: &str| {
        let rest = line.strip_prefix("    pub fn ");
        let rest = rest.and_then(|rest| rest.strip_prefix(name));
        rest.is_some_and(|rest| rest.starts_with(['(', '<']))
    };
    let mut code = String::new();
    let first = lines.find(|l| *l == "}" || begins(l))?;
    for line in std::iter::once(first.strip_prefix("    pub ")?)
        .chain(lines.map(|l| l.strip_prefix("    ").unwrap_or(l)))
    {
        code.push_str(line);
        code.push('\n');
        if line == "}" {
            return Some(code);
        }
    }
    None
}

/// What the learner begins with: the function that is to be written or
/// mended, under the exercise's name.
///
/// # Panics
///
/// If it is not in the file. The tests look at every exercise.
#[must_use]
pub fn starter(chapter: &Chapter, exercise: &Exercise) -> String {
    let name = exercise.name;
    if exercise.kind == Kind::Predict {
        return format!(
            "fn {name}() -> &'static str {{\n    r#\"\n\n\"#\n}}\n"
        );
    }
    let code = function(chapter, exercise, "starter");
    let code = code.expect("a starter in the file");
    code.replacen("fn starter", &format!("fn {name}"), 1)
}

/// The solution: a function under the exercise's name, or what is printed.
///
/// # Panics
///
/// If it is not in the file. The tests look at every exercise.
#[must_use]
pub fn solution(chapter: &Chapter, exercise: &Exercise) -> String {
    if let Some(shown) = exercise.shown {
        return shown();
    }
    let code = function(chapter, exercise, "solution");
    let code = code.expect("a solution in the file");
    code.replacen("fn solution", &format!("fn {}", exercise.name), 1)
}

/// The program whose output is to be predicted: its statements.
#[must_use]
pub fn program(chapter: &Chapter, exercise: &Exercise) -> Option<String> {
    let code = function(chapter, exercise, "program")?;
    let body = code.lines().skip(1).filter_map(|line| {
        let is_end = line == "}" || line == "    Ok(())";
        (!is_end).then(|| line.strip_prefix("    ").unwrap_or(line))
    });
    Some(body.map(|line| format!("{line}\n")).collect())
}
