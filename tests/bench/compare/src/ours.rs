//! The workbook's engine, with the items of `cargo bench`.

#[path = "../../items.rs"]
mod items;
mod worker;

use std::path::Path;

fn main() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."));
    worker::serve("torchbook", |name| {
        let work = items::prepare(root, name);
        let names = items::names();
        let mut work = work.unwrap_or_else(|| panic!("{name}: {names:?}"));
        Some(Box::new(move || work().expect("no error")))
    });
}
