//! Where the workbook lies on disk.

use std::fs;
use std::path::{Path, PathBuf};

use super::page::Page;
use super::weave::files_below;

/// The folder of the workbook: the one with `Cargo.toml` and `book/`.
#[derive(Clone, Debug)]
pub struct Home {
    root: PathBuf,
}

impl Home {
    /// Looks from `start` upwards, then where this program was built.
    ///
    /// # Errors
    ///
    /// Says what was looked for, and where.
    pub fn find(start: &Path) -> Result<Home, String> {
        let built = Path::new(env!("CARGO_MANIFEST_DIR"));
        start
            .ancestors()
            .chain([built])
            .find(|folder| is_home(folder))
            .map(Home::at)
            .ok_or_else(|| {
                format!(
                    "no workbook here: neither {} nor a folder above it \
                     holds torchbook's Cargo.toml and book/book.toml, and \
                     the folder that this program was built in is gone",
                    start.display()
                )
            })
    }

    /// The workbook in this folder.
    #[must_use]
    pub fn at(root: &Path) -> Home {
        let root = fs::canonicalize(root).unwrap_or_else(|_| root.into());
        Home { root }
    }

    /// The folder itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// `book/`, which holds `book.toml`.
    #[must_use]
    pub fn book(&self) -> PathBuf {
        self.root.join("book")
    }

    /// The pages as they lie in `book/src/`, `SUMMARY.md` aside.
    ///
    /// # Errors
    ///
    /// Those of reading files.
    pub fn pages(&self) -> std::io::Result<Vec<Page>> {
        let mut pages = Vec::new();
        for file in files_below(&self.book().join("src"), ".md")? {
            if file != "SUMMARY.md" {
                let file = format!("book/src/{file}");
                let text = fs::read_to_string(self.root.join(&file))?;
                pages.push(Page { file, text });
            }
        }
        Ok(pages)
    }
}

fn is_home(folder: &Path) -> bool {
    let package = "name = \"torchbook\"";
    folder.join("book/book.toml").is_file()
        && fs::read_to_string(folder.join("Cargo.toml"))
            .is_ok_and(|toml| toml.lines().any(|line| line == package))
}
