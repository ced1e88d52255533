//! The workbook's engine, with the items of `cargo bench`.

#[path = "../../items.rs"]
mod items;
mod worker;

use std::path::Path;

fn main() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.."));
    worker::serve("torchbook", |name| {
        let mut work = items::prepare(root, name)?;
        Some(Box::new(move || work().expect("no error")))
    });
}
