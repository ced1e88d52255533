//! What the command remembers of a learner: which hints have been seen, and
//! what was solved when it last looked. Losing it costs nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// Kept in a small file of the learner's folder.
#[derive(Debug)]
pub struct State {
    file: PathBuf,
    /// How many hints have been given, by exercise.
    pub hints: BTreeMap<String, u64>,
    /// Solved when last checked.
    pub solved: BTreeSet<String>,
}

impl State {
    /// As it was left; empty if that cannot be read.
    #[must_use]
    pub fn read(folder: &Path) -> State {
        let file = folder.join("state.json");
        let text = fs::read_to_string(&file).unwrap_or_default();
        let value: Value = serde_json::from_str(&text).unwrap_or_default();
        let hints = value["hints"].as_object().into_iter().flatten();
        let solved = value["solved"].as_array().into_iter().flatten();
        State {
            hints: hints
                .filter_map(|(name, n)| Some((name.clone(), n.as_u64()?)))
                .collect(),
            solved: solved
                .filter_map(|name| Some(name.as_str()?.to_owned()))
                .collect(),
            file,
        }
    }

    /// Writes it down.
    ///
    /// # Errors
    ///
    /// Those of writing files.
    pub fn write(&self) -> io::Result<()> {
        let value = json!({ "hints": self.hints, "solved": self.solved });
        fs::write(&self.file, format!("{value:#}\n"))
    }
}
