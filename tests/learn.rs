//! A learner's folder, as the command makes and keeps it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;
use torchbook::exercises::kit::Kind;
use torchbook::exercises::{CHAPTERS, source};
use torchbook::workbook::learn::{Task, answers, tasks};

/// Runs the command in a folder; its exit code, and what it says.
fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_torchbook"))
        .args(args)
        .current_dir(folder)
        .env_remove("CLICOLOR_FORCE")
        // An own one, and no other's settings.
        .env_remove("CARGO_TARGET_DIR")
        .stdin(Stdio::null())
        .output()
        .expect("it starts");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    let code = output.status.code().expect("it ends by itself");
    (code, text(output.stdout), text(output.stderr))
}

#[track_caller]
fn succeeds(folder: &Path, args: &[&str]) -> String {
    let (code, stdout, stderr) = run(folder, args);
    assert_eq!((code, stderr.as_str()), (0, ""), "{args:?}\n{stdout}");
    stdout
}

#[track_caller]
fn refuses(folder: &Path, args: &[&str]) -> String {
    let (code, stdout, stderr) = run(folder, args);
    assert_eq!((code, stdout.as_str()), (2, ""), "{args:?}\n{stderr}");
    stderr
}

/// A folder that is not compiled yet.
fn started() -> (TempDir, PathBuf) {
    let above = TempDir::new().expect("a folder");
    succeeds(above.path(), &["start", "mine", "--no-build"]);
    let mine = above.path().join("mine");
    (above, mine)
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|e| panic!("{file:?}: {e}"))
}

/// Every file below a folder, with its text.
fn all(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(all(&path));
        } else {
            files.push((path.clone(), read(&path)));
        }
    }
    files.sort();
    files
}

/// The folder's files with an answer to every exercise.
fn solve(mine: &Path, task: Task) {
    let file = mine.join(format!("tests/{}.rs", task.chapter.name));
    let solution = source::solution(task.chapter, task.exercise);
    let starter = source::starter(task.chapter, task.exercise);
    let solved = if task.exercise.kind == Kind::Predict {
        starter.replace("r#\"\n\n\"#", &format!("r#\"\n{solution}\"#"))
    } else {
        solution
    };
    let text = read(&file);
    assert!(text.contains(&starter), "{}: {starter}", task.name());
    fs::write(&file, text.replace(&starter, &solved)).expect("written");
}

#[test]
fn start_makes_a_file_for_every_chapter() {
    let (_above, mine) = started();
    for chapter in CHAPTERS {
        let text = read(&mine.join(format!("tests/{}.rs", chapter.name)));
        for exercise in chapter.exercises {
            let task = Task { chapter, exercise };
            assert!(answers::has(&text, task), "{}\n{text}", task.name());
        }
        for line in text.lines() {
            // An address is as long as it is.
            let fits = line.chars().count() <= 80;
            let is_place = line.starts_with("// Read ");
            assert!(fits || is_place, "{}: {line}", chapter.name);
            assert_eq!(line.trim_end(), line, "{}", chapter.name);
        }
    }
}

#[test]
fn started_again_it_changes_nothing_and_adds_what_is_new() {
    let (above, mine) = started();
    let before = all(&mine);
    let said = succeeds(above.path(), &["start", "mine", "--no-build"]);
    assert!(said.contains("is up to date"), "{said}");
    assert_eq!(all(&mine), before);

    // An older book had one exercise less, and no file for a chapter.
    let topk = mine.join("tests/topk.rs");
    let old = "// my own words\nfn mine() {}\n\ncheck!( topk :: \
               which_comes_first );";
    fs::write(&topk, old).expect("written");
    fs::remove_file(mine.join("tests/autograd.rs")).expect("removed");
    fs::write(mine.join("README.md"), "my notes").expect("written");
    succeeds(&mine, &["start", ".", "--no-build"]);
    let text = read(&topk);
    assert!(text.starts_with(old), "{text}");
    assert_eq!(text.matches("which_comes_first").count(), 1, "{text}");
    assert!(text.contains("check!(topk::faster_than_sorting);"), "{text}");
    assert!(mine.join("tests/autograd.rs").is_file());
    // What somebody wrote into a file of ours is not lost either.
    let kept = all(&mine.join("kept"));
    assert!(kept.iter().any(|(_, text)| text == "my notes"), "{kept:?}");
}

#[test]
fn what_is_not_ours_is_not_touched() {
    let foreign = TempDir::new().expect("a folder");
    fs::write(foreign.path().join("thesis.txt"), "years").expect("written");
    let place = foreign.path().to_str().expect("a name");
    let said = refuses(foreign.path(), &["start", place]);
    assert!(said.contains("was not made by `torchbook start`"), "{said}");
    assert_eq!(all(foreign.path()).len(), 1);
    // A file is no folder.
    let said = refuses(foreign.path(), &["start", "thesis.txt"]);
    assert!(said.contains("was not made"), "{said}");
    assert_eq!(read(&foreign.path().join("thesis.txt")), "years");
}

#[test]
fn elsewhere_it_says_where_to_go() {
    let elsewhere = TempDir::new().expect("a folder");
    for args in [
        &["check"][..],
        &["hint"],
        &["solution", "--yes"],
        &["reset", "topk"],
        &["progress"],
    ] {
        let said = refuses(elsewhere.path(), args);
        assert!(said.contains("made by `torchbook start`"), "{said}");
    }
}

#[test]
fn hints_come_one_by_one_from_any_folder_inside() {
    let (_above, mine) = started();
    let inside = mine.join("tests");
    let name = "topk/prices_of_the_best";
    for nth in 1..=3 {
        let said = succeeds(&inside, &["hint", name]);
        assert!(said.contains(&format!("Hint {nth} of 3: ")), "{said}");
        assert_eq!(said.contains("torchbook solution"), nth == 3, "{said}");
    }
    // The last one stays.
    let said = succeeds(&inside, &["hint", "prices_of_the_best"]);
    assert!(said.contains("Hint 3 of 3: "), "{said}");
    let said = succeeds(&mine, &["hint", "topk", "--all"]);
    for nth in 1..=3 {
        assert!(said.contains(&format!("Hint {nth} of 3: ")), "{said}");
    }
    // What is remembered may be lost or broken.
    fs::write(mine.join(".torchbook/state.json"), "{").expect("written");
    let said = succeeds(&mine, &["hint", name]);
    assert!(said.contains("Hint 1 of 3: "), "{said}");
}

#[test]
fn a_mistyped_name_is_understood() {
    let (_above, mine) = started();
    let said = refuses(&mine, &["hint", "which_come_first"]);
    assert!(said.contains("did you mean `which_comes_first`?"), "{said}");
    let said = refuses(&mine, &["check", "topc"]);
    assert!(said.contains("did you mean `topk`?"), "{said}");
}

#[test]
fn a_solution_is_not_shown_by_accident() {
    let (_above, mine) = started();
    let name = "topk/two_best_of_every_row";
    let said = refuses(&mine, &["solution", name]);
    assert!(said.contains("add --yes"), "{said}");
    let said = succeeds(&mine, &["solution", name, "--yes"]);
    assert!(said.contains("fn two_best_of_every_row("), "{said}");
    assert!(said.contains("topk.html#"), "{said}");
}

#[test]
fn reset_keeps_a_copy_and_the_other_answers() {
    let (_above, mine) = started();
    let file = mine.join("tests/topk.rs");
    let first = read(&file);
    for name in ["which_comes_first", "two_best_of_every_row"] {
        let task = tasks().find(|t| t.exercise.name == name).expect("it");
        solve(&mine, task);
    }
    let solved = read(&file);
    let said = succeeds(&mine, &["reset", "two_best_of_every_row"]);
    assert!(said.contains("are kept in"), "{said}");
    let text = read(&file);
    assert!(text != solved && text != first, "{text}");
    assert_eq!(all(&mine.join("kept"))[0].1, solved);

    succeeds(&mine, &["reset", "topk"]);
    assert_eq!(read(&file), first);
    assert_eq!(all(&mine.join("kept")).len(), 2);

    // Without the lines around it, an exercise cannot be found alone.
    let mangled = solved.replace("// ---- The two best", "// ");
    fs::write(&file, &mangled).expect("written");
    let (code, _, said) = run(&mine, &["reset", "two_best_of_every_row"]);
    assert!(code == 1 && said.contains("torchbook reset topk"), "{said}");
    assert_eq!(read(&file), mangled);
}

/// The whole game, compiled as a learner does: some 30 seconds.
#[test]
#[ignore = "compiles the library a second time; .ci/run asks for it"]
fn from_the_start_to_the_last_solution() {
    let above = TempDir::new().expect("a folder");
    let (code, said, errors) = run(above.path(), &["start", "mine"]);
    assert_eq!(code, 0, "{said}\n{errors}");
    let mine = above.path().join("mine");
    let count = tasks().count();

    // Nothing is solved yet.
    let (code, said, _) = run(&mine, &["check"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains(&format!("0 of {count} solved.")), "{said}");
    assert!(!said.contains('✓'), "{said}");

    // A syntax error in one file leaves the others working; so do an answer
    // that never ends and one that overflows the stack.
    for task in tasks() {
        solve(&mine, task);
    }
    let topk = mine.join("tests/topk.rs");
    let solved = read(&topk);
    fs::write(&topk, format!("{solved}\nfn broken( {{")).expect("written");
    let (code, said, _) = run(&mine, &["check"]);
    assert_eq!(code, 1, "{said}");
    let of_topk = tasks().filter(|t| t.chapter.name == "topk").count();
    let rest = count - of_topk;
    assert!(said.contains(&format!("{rest} of {count} solved.")), "{said}");
    assert!(said.contains("does not compile"), "{said}");
    assert!(said.contains("tests/topk.rs:"), "{said}");

    let endless = solved.replace(
        "fn two_best_of_every_row(scores: &Tensor) -> Result<Tensor> {",
        "fn two_best_of_every_row(scores: &Tensor) -> Result<Tensor> {\n    \
         if std::hint::black_box(true) { return \
         two_best_of_every_row(scores); }",
    );
    assert_ne!(endless, solved);
    fs::write(&topk, endless).expect("written");
    let (code, said, _) = run(&mine, &["check", "topk"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("ended before it could be checked"), "{said}");
    let rest = of_topk - 1;
    assert!(said.contains(&format!("{rest} of {of_topk} solved.")), "{said}");

    // Whoever watches sees it turn green.
    let mut watch = Command::new(env!("CARGO_BIN_EXE_torchbook"))
        .args(["check", "topk", "--watch"])
        .current_dir(&mine)
        .env_remove("CARGO_TARGET_DIR")
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let out = BufReader::new(watch.stdout.take().expect("its output"));
    let (said, counts) = mpsc::channel();
    thread::spawn(move || {
        let counts = out.lines().map_while(Result::ok);
        for line in counts.filter(|line| line.ends_with(" solved.")) {
            let _ = said.send(line);
        }
    });
    let next = || counts.recv_timeout(Duration::from_secs(60));
    assert_eq!(next(), Ok(format!("{rest} of {of_topk} solved.")));
    fs::write(&topk, solved).expect("written");
    assert_eq!(next(), Ok(format!("{of_topk} of {of_topk} solved.")));
    watch.kill().expect("it runs until it is ended");
    watch.wait().expect("it ends");

    // And with every solution all of it is green, by cargo as well.
    let said = succeeds(&mine, &["check"]);
    assert!(said.contains(&format!("{count} of {count} solved.")), "{said}");
    let said = succeeds(&mine.join("tests"), &["progress", "--json"]);
    assert!(said.contains(&format!("\"solved\": {count}")), "{said}");
    let said = succeeds(&mine, &["progress"]);
    assert!(said.contains("0 minutes are left"), "{said}");
    let tested = Command::new(env!("CARGO"))
        .args(["test", "--offline", "--quiet"])
        .current_dir(&mine)
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .expect("cargo");
    assert!(tested.status.success(), "{tested:?}");
}
