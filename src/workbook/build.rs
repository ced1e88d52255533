/*!
Building the book in this process: no `mdbook` needs to be installed.

What mdBook only warns of (HTML that is never closed, a footnote that does not
exist, ...) is an error here: nobody reads warnings of a build that succeeds.
*/

use std::collections::BTreeMap;
use std::fmt::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use mdbook_driver::MDBook;
use mdbook_driver::builtin_preprocessors::{
    IndexPreprocessor, LinkPreprocessor,
};
use mdbook_driver::config::Config;
use mdbook_driver::errors::Error;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use super::home::Home;
use super::weave::Weave;

/// Builds the book as HTML into `dest`, of which the old contents are removed.
///
/// # Errors
///
/// What is wrong, ready to be printed: the weave's problems one a line, or
/// what mdBook says.
pub fn build(home: &Home, weave: Weave, dest: &Path) -> Result<(), String> {
    let warnings = Warnings::default();
    let listener = warnings.clone();
    tracing::subscriber::with_default(listener, || {
        load(home, weave, dest).and_then(|book| book.build())
    })
    .map_err(|error| format!("{error:#}"))?;
    let said = warnings.said.lock().expect("nothing panics while it writes");
    if said.is_empty() {
        return Ok(());
    }
    let said = said.trim_end();
    Err(format!("mdBook warns, and a warning is an error here:\n{said}"))
}

fn load(home: &Home, weave: Weave, dest: &Path) -> Result<MDBook, Error> {
    let root = home.book();
    let mut config = Config::from_disk(root.join("book.toml"))?;
    config.update_from_env()?;
    config.build.build_dir = dest.to_owned();
    // The weave runs in this process, and before the others, as book.toml
    // asks a stock mdBook to do.
    config.set("preprocessor", BTreeMap::<String, String>::new())?;
    config.build.use_default_preprocessors = false;
    let mut book = MDBook::load_with_config(root, config)?;
    book.with_preprocessor(weave);
    book.with_preprocessor(LinkPreprocessor::new());
    book.with_preprocessor(IndexPreprocessor::new());
    Ok(book)
}

/// Listens for mdBook's warnings.
#[derive(Clone, Default)]
struct Warnings {
    said: Arc<Mutex<String>>,
}

impl Subscriber for Warnings {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        // `ERROR` compares as less than `WARN`: it is less verbose.
        *metadata.level() <= Level::WARN
    }

    fn event(&self, event: &Event<'_>) {
        let mut said = self.said.lock().expect("nothing panics in between");
        event.record(&mut Message(&mut said));
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

struct Message<'a>(&'a mut String);

impl Visit for Message<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            writeln!(self.0, "{value:?}").expect("writing to a string");
        }
    }
}
