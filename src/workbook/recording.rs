//! What PyTorch printed, recorded.

use std::io::{Error, ErrorKind, Result};
use std::path::Path;

/// A file that `tests/pytorch/record.py` wrote.
#[derive(Debug)]
pub struct Recording {
    /// The program.
    pub code: String,
    /// What it printed, with the newline that ends it.
    pub prints: String,
}

impl Recording {
    /// Reads a recording.
    ///
    /// # Errors
    ///
    /// Those of reading a file, and `InvalidData` without the rule between
    /// code and output.
    pub fn read(path: &Path) -> Result<Recording> {
        // A checkout on Windows may have turned the line ends.
        let text = std::fs::read_to_string(path)?.replace("\r\n", "\n");
        let (code, prints) = text
            .split_once("\n----- prints -----\n")
            .ok_or_else(|| Error::new(ErrorKind::InvalidData, "no rule"))?;
        let (code, prints) = (format!("{code}\n"), prints.to_owned());
        Ok(Recording { code, prints })
    }
}
