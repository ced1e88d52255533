//! Snapshots, read as insta writes them.

use std::path::Path;

/// What a snapshot holds: the file without insta's YAML header, which is of
/// varying length, and without its closing newline.
#[must_use]
pub fn body(file: &str) -> &str {
    let rest = match file.strip_prefix("---") {
        Some(header) => after_header(header),
        None => file,
    };
    let rest = rest.strip_suffix('\n').unwrap_or(rest);
    rest.strip_suffix('\r').unwrap_or(rest)
}

fn after_header(header: &str) -> &str {
    let mut at = 0;
    for (index, line) in header.split_inclusive('\n').enumerate() {
        at += line.len();
        // The first line is what is left of the opening rule.
        if index > 0 && line.trim_end() == "---" {
            break;
        }
    }
    &header[at..]
}

/// Reads a snapshot's body.
///
/// # Errors
///
/// Those of reading a file.
pub fn read(path: &Path) -> std::io::Result<String> {
    // A checkout on Windows may have turned the line ends.
    let file = std::fs::read_to_string(path)?.replace("\r\n", "\n");
    Ok(body(&file).to_owned())
}
