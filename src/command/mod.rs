//! What the subcommands share: how they fail, and in which colours.

pub mod book;
pub mod learn;
pub mod listings;
#[cfg(feature = "python")]
pub mod python;

use std::env;
use std::io::{self, ErrorKind};

use anstyle::{AnsiColor, Style};
use torchbook::workbook::home::Home;

pub const HEADING: Style = AnsiColor::Green.on_default().bold();
pub const COMMAND: Style = AnsiColor::Cyan.on_default().bold();
pub const FAILURE: Style = AnsiColor::Red.on_default().bold();

/// What went wrong, and with which exit code it is reported.
pub struct Failure {
    pub what: String,
    pub code: u8,
}

impl Failure {
    /// The command was used wrongly.
    pub fn misuse(what: String) -> Failure {
        Failure { what, code: 2 }
    }

    /// All has been said; only the exit code tells.
    pub fn silent() -> Failure {
        Failure { what: String::new(), code: 1 }
    }
}

impl From<String> for Failure {
    fn from(what: String) -> Failure {
        Failure { what, code: 1 }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        // The reader has gone, as in `torchbook list | head -1`.
        let code = u8::from(error.kind() != ErrorKind::BrokenPipe);
        Failure { what: error.to_string(), code }
    }
}

pub fn home() -> Result<Home, Failure> {
    Ok(Home::find(&env::current_dir()?)?)
}

/// Several lines are places in files: each begins at the margin, where
/// editors look for it.
pub fn say_failure(what: &str) {
    let gap = if what.contains('\n') { "\n" } else { " " };
    anstream::eprintln!("{FAILURE}error{FAILURE:#}:{gap}{what}");
}
