//! `cargo bench --bench memory`: what each item allocates, and how much at
//! once. Counting takes time, so `speed` is another program.

mod items;

use std::path::Path;

use divan::AllocProfiler;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

#[divan::bench(args = items::names(), sample_count = 2, sample_size = 1)]
fn memory(bencher: divan::Bencher<'_, '_>, name: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut work = items::prepare(root, name).expect("an item");
    bencher.bench_local(|| work().expect("no error"));
}
