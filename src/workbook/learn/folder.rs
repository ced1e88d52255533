//! The learner's folder on disk.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{Task, answers};
use crate::exercises::CHAPTERS;
use crate::exercises::kit::Chapter;
use crate::workbook::home::Home;

/// What tells that a folder is ours.
const MARK: &str = ".torchbook/folder";

const ABOUT: &str = "\
# Exercises of torchbook

Read a page of the book, and solve its exercises here. Each page has a file in
`tests/`; in it, every exercise is a function to write or to mend.

```console
$ cargo test --test topk               # check a chapter
$ cargo torchbook check                # check everything, one line each
$ cargo torchbook check topk --watch   # again whenever you save
$ cargo torchbook hint                 # the next hint
$ cargo torchbook progress             # how far you are
```

`cargo torchbook help` names the rest. If `torchbook` is installed, the same
works without `cargo` in front.

Your answers are yours: nothing here is overwritten. When the book is newer,
`cargo torchbook start .` adds its exercises and touches nothing else in
`tests/`.
";

/// A learner's folder.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

/// What `start` has done.
#[derive(Debug, PartialEq, Eq)]
pub enum Started {
    /// It is new.
    Made,
    /// It was there; so many exercises have been added.
    Updated(usize),
}

impl Folder {
    /// Looks from `start` upwards.
    ///
    /// # Errors
    ///
    /// Says what was looked for, and what to do.
    pub fn find(start: &Path) -> Result<Folder, String> {
        let mut above = start.ancestors();
        let root = above.find(|folder| folder.join(MARK).is_file());
        root.map(|root| Folder { root: root.to_owned() }).ok_or_else(|| {
            format!(
                "there are no exercises here: neither {} nor a folder above \
                 it was made by `torchbook start`. Go to the folder that it \
                 has made, or make one: `torchbook start`",
                start.display()
            )
        })
    }

    /// Makes the folder, or brings one that is there up to date: the package
    /// around the answers, and exercises that it does not have yet.
    ///
    /// # Errors
    ///
    /// If there is something else, or it cannot be written.
    pub fn start(
        root: &Path,
        home: &Home,
    ) -> Result<(Folder, Started), String> {
        let is_ours = root.join(MARK).is_file();
        if !is_ours && !is_free(root) {
            return Err(format!(
                "{} is there and was not made by `torchbook start`: name a \
                 new folder, as in `torchbook start my-answers`",
                root.display()
            ));
        }
        let folder = Folder { root: root.to_owned() };
        let added = folder
            .write_package(home)
            .and_then(|()| folder.write_answers())
            .map_err(|error| format!("{}: {error}", root.display()))?;
        let started =
            if is_ours { Started::Updated(added) } else { Started::Made };
        Ok((folder, started))
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the command keeps what it remembers.
    #[must_use]
    pub fn memory(&self) -> PathBuf {
        self.root.join(".torchbook")
    }

    /// The file with a chapter's answers.
    #[must_use]
    pub fn file(&self, chapter: &Chapter) -> PathBuf {
        self.root.join(format!("tests/{}.rs", chapter.name))
    }

    /// What is ours, and is written anew each time.
    fn write_package(&self, home: &Home) -> io::Result<()> {
        for folder in ["tests", ".torchbook", ".cargo"] {
            fs::create_dir_all(self.root.join(folder))?;
        }
        let lock = fs::read_to_string(home.root().join("Cargo.lock"))?;
        self.write("Cargo.toml", &manifest(home.root()))?;
        self.write("Cargo.lock", &lock)?;
        self.write("README.md", ABOUT)?;
        self.write(".gitignore", "/target\n")?;
        self.write(".cargo/config.toml", &config(home.root()))?;
        self.write(
            ".torchbook/lib.rs",
            "//! A package needs a library; the exercises are in `tests/`.\n",
        )?;
        self.write(MARK, "The command `torchbook` knows its folder by this.\n")
    }

    /// Somebody may have changed it: that is kept.
    fn write(&self, name: &str, text: &str) -> io::Result<()> {
        let file = self.root.join(name);
        match fs::read_to_string(&file) {
            Ok(before) if before == text => return Ok(()),
            // Cargo itself writes this one.
            Ok(_) if name == "Cargo.lock" => return Ok(()),
            Ok(_) => {
                self.keep(&file)?;
            }
            Err(_) => {}
        }
        fs::write(file, text)
    }

    /// Adds what is missing; says how many exercises that are.
    fn write_answers(&self) -> io::Result<usize> {
        let mut added = 0;
        for chapter in CHAPTERS {
            let file = self.file(chapter);
            let Ok(text) = fs::read_to_string(&file) else {
                fs::write(file, answers::new(chapter))?;
                added += chapter.exercises.len();
                continue;
            };
            let is_missing = |exercise| {
                let task = Task { chapter, exercise };
                !answers::has(&text, task)
            };
            added +=
                chapter.exercises.iter().filter(|e| is_missing(e)).count();
            if let Some(whole) = answers::completed(&text, chapter) {
                fs::write(file, whole)?;
            }
        }
        Ok(added)
    }

    /// Copies a file into `kept/`, under today's date. Returns the copy.
    ///
    /// # Errors
    ///
    /// Those of copying files.
    pub fn keep(&self, file: &Path) -> io::Result<PathBuf> {
        let kept = self.root.join("kept");
        fs::create_dir_all(&kept)?;
        let now = humantime::format_rfc3339_seconds(SystemTime::now());
        let date = now.to_string().replace([':', 'T'], "-");
        let date = date.trim_end_matches('Z');
        let stem = |f: &Path| f.file_stem().map(|s| s.to_owned());
        let stem = stem(file).unwrap_or_default();
        let end = file.extension().unwrap_or_default();
        let name = |nth: usize| {
            let nth = if nth == 0 { String::new() } else { format!("-{nth}") };
            let (stem, end) = (stem.display(), end.display());
            kept.join(format!("{stem}-{date}{nth}.{end}"))
        };
        let free = (0..).map(name).find(|copy| !copy.exists());
        let copy = free.expect("a name that is free");
        fs::copy(file, &copy)?;
        Ok(copy)
    }

    /// Puts exercises back as they were at first, after keeping a copy of the
    /// file. `tasks` are of one chapter. Returns the copy.
    ///
    /// # Errors
    ///
    /// If the exercise cannot be found in the file, or that not be written.
    pub fn reset(&self, tasks: &[Task]) -> Result<Option<PathBuf>, String> {
        let Some(first) = tasks.first() else { return Ok(None) };
        let file = self.file(first.chapter);
        let said = |e: io::Error| format!("{}: {e}", file.display());
        let Ok(text) = fs::read_to_string(&file) else {
            fs::write(&file, answers::new(first.chapter)).map_err(said)?;
            return Ok(None);
        };
        let whole = if tasks.len() == first.chapter.exercises.len() {
            answers::new(first.chapter)
        } else {
            let mut whole = text;
            for task in tasks {
                whole = answers::reset(&whole, *task).ok_or_else(|| {
                    format!(
                        "the lines around `{}` cannot be found in {}: to put \
                         the whole file back, type `torchbook reset {}`",
                        task.exercise.name,
                        file.display(),
                        task.chapter.name
                    )
                })?;
            }
            whole
        };
        let copy = self.keep(&file).map_err(said)?;
        fs::write(&file, whole).map_err(said)?;
        Ok(Some(copy))
    }
}

/// Nothing is there, or nothing is in it.
fn is_free(root: &Path) -> bool {
    match root.read_dir() {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

fn manifest(home: &Path) -> String {
    format!(
        "# Written by `torchbook start`; your answers are in tests/.\n\
         [package]\n\
         name = \"torchbook-exercises\"\n\
         version = \"0.1.0\"\n\
         edition = \"2024\"\n\
         publish = false\n\
         \n\
         [lib]\n\
         path = \".torchbook/lib.rs\"\n\
         test = false\n\
         doctest = false\n\
         \n\
         # Without what builds the book.\n\
         [dependencies]\n\
         torchbook = {{ path = {}, default-features = false }}\n\
         \n\
         [profile.dev]\n\
         debug = false\n\
         package.torchbook-kernels.opt-level = 3\n\
         \n\
         # What is not answered yet uses nothing yet.\n\
         [lints.rust]\n\
         unused = {{ level = \"allow\", priority = -1 }}\n\
         \n\
         # A workspace of its own, wherever it lies.\n\
         [workspace]\n",
        quoted(home)
    )
}

/// `cargo torchbook` is the command of the book, also if it is not installed.
fn config(home: &Path) -> String {
    format!(
        "[alias]\n\
         torchbook = [\"run\", \"--quiet\", \"--manifest-path\", {}, \"--\"]\n",
        quoted(&home.join("Cargo.toml"))
    )
}

/// A path as a string of TOML.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\""))
}
