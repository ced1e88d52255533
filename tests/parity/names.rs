//! The names and the errors of 1.1.0, as `record_names.py` recorded them.

use std::collections::BTreeMap;

use torchbook::prelude::*;

use super::recording::{Mode, Recording, unescaped};
use super::replay::{Arguments, Operation};

/// For each operation: the number of a call, and what 1.1.0 says to it.
pub type Names<'a> = BTreeMap<&'a str, Vec<(usize, &'a str)>>;

pub fn read(text: &str) -> Names<'_> {
    let mut names = Names::new();
    let mut operation = "";
    for line in text.lines() {
        match line.split_once(' ') {
            Some((nr, said)) => {
                let nr = nr.parse().expect("the number of a call");
                names.entry(operation).or_default().push((nr, said));
            }
            None => operation = line,
        }
    }
    names
}

/// What is said otherwise here.
pub fn differences(
    recording: &Recording<'_>,
    operation: &Operation,
    names: &[(usize, &str)],
) -> Vec<String> {
    names
        .iter()
        .filter_map(|&(nr, said)| {
            let case = &recording.cases[nr];
            let arguments = Arguments::make(recording, case, Mode::Written)
                .expect("the arguments can be made");
            let ours = with_edition(Edition::Notes, || {
                match operation.call(&arguments, Mode::Written) {
                    Err(error) => format!("! {error:#}"),
                    Ok(got) => {
                        let node = got.outs.iter().find_map(Tensor::grad_fn);
                        match node {
                            Some(node) => format!("@{}", node.name()),
                            None => "@-".to_owned(),
                        }
                    }
                }
            });
            let said = unescaped(said);
            (ours != said).then(|| {
                format!(
                    "{} in the notes' edition\n  wanted {said}\n  got    \
                     {ours}",
                    case.call
                )
            })
        })
        .collect()
}
