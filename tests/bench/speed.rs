//! `cargo bench --bench speed`: how long each item takes. `-- sort` runs
//! those whose name has `sort` in it.

mod items;

use std::path::Path;

fn main() {
    divan::main();
}

#[divan::bench(args = items::names(), max_time = 1)]
fn speed(bencher: divan::Bencher<'_, '_>, name: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut work = items::prepare(root, name).expect("an item");
    bencher.bench_local(|| work().expect("no error"));
}
