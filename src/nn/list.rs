//! How a list of modules prints.

use super::module::tree;
use crate::tensor::Edition;

/// `ModuleList(..)`. Today equal neighbours stand in one line.
pub(super) fn repr(parts: Vec<String>) -> String {
    let mut groups: Vec<(usize, usize, &String)> = Vec::new();
    for (nr, part) in parts.iter().enumerate() {
        match groups.last_mut() {
            Some((_, last, same))
                if *same == part && Edition::current() == Edition::Today =>
            {
                *last = nr;
            }
            _ => groups.push((nr, nr, part)),
        }
    }
    let line = |&(first, last, part): &(usize, usize, &String)| {
        if first == last {
            return (first.to_string(), part.clone());
        }
        let count = last - first + 1;
        (format!("{first}-{last}"), format!("{count} x {part}"))
    };
    let lines: Vec<(String, String)> = groups.iter().map(line).collect();
    let lines = lines.iter().map(|(name, part)| (&**name, part.clone()));
    tree("ModuleList", "", lines)
}
