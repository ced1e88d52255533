//! The items, what they are called on the page, and how many times faster
//! than PyTorch we want to be.

use std::fs;
use std::path::Path;

/// Something that is measured.
#[derive(Clone, Debug)]
pub struct Item {
    /// What workers know it by.
    pub name: String,
    /// What the page calls it.
    pub label: String,
    /// How many times as fast as PyTorch it should be at least.
    pub target: Option<f64>,
}

const CHAPTER_TARGET: f64 = 30.0;

/// Of the small operations: each, and the geometric mean of all.
pub const SMALL: &str = "small ";
pub const SMALL_TARGET: f64 = 5.0;
pub const SMALL_MEAN_TARGET: f64 = 10.0;

const BEFORE_CHAPTERS: &[(&str, &str, f64)] = &[
    ("dot", "dot of 3 numbers, forward and backward", 30.0),
    ("chain", "1,000 times (mul, add), forward and backward", 30.0),
];

const AFTER_CHAPTERS: &[(&str, &str, f64)] = &[
    ("small cat", "cat of 3×3 and 3×2", SMALL_TARGET),
    ("small topk", "topk of 4×3, k = 2", SMALL_TARGET),
    ("small squeeze", "squeeze of 2×1×2×1×2", SMALL_TARGET),
    ("small max", "max along dim 1 of 3×5", SMALL_TARGET),
    ("small masked assign", "masked assignment to 3×5", SMALL_TARGET),
    ("print 3x5", "text of 3×5", 50.0),
    ("print 1000x1000", "text of 1000×1000, summarised", 30.0),
    ("print 300x300 in full", "text of 300×300, in full", 100.0),
    ("topk 1M k=10", "topk of 1 M, k = 10", 20.0),
    ("topk 1M k=1000", "topk of 1 M, k = 1000", 3.0),
    ("topk 1000x1000 k=5", "topk along 1000×1000, k = 5", 1.0),
    ("sort 1M", "sort of 1 M", 3.0),
    ("max dim 0", "max along dim 0 of 1000×1000", 2.0),
    ("max dim 1", "max along dim 1 of 1000×1000", 2.0),
    ("masked assign 10M", "masked assignment to 10 M", 5.0),
    ("add 10M", "add of 10 M", 3.0),
    ("sum 10M", "sum of 10 M", 1.0),
    ("dot 10M", "dot of 10 M", 1.0),
    ("cat dim 0", "cat of two 1000×1000, dim 0", 1.0),
    ("cat dim 1", "cat of two 1000×1000, dim 1", 1.0),
    ("matmul 512", "matmul of 512×512", 0.95),
    ("matmul 1000", "matmul of 1000×1000", 0.95),
    ("randn 1M", "randn of 1 M", 1.3),
    (
        "RNN 62x32, 3 in, 10 hidden",
        "training step: RNN, 62 steps of 32, 3 → 10",
        8.0,
    ),
    (
        "LSTM 62x32, 3 in, 10 hidden",
        "training step: LSTM, 62 steps of 32, 3 → 10",
        2.0,
    ),
    (
        "LSTM 50x64, 32 in, 128 hidden",
        "training step: LSTM, 50 steps of 64, 32 → 128",
        1.0,
    ),
];

/// All items, the chapters in the order of the book.
pub fn all(root: &Path) -> Result<Vec<Item>, String> {
    let known = |&(name, label, target): &(&str, &str, f64)| Item {
        name: name.to_owned(),
        label: label.to_owned(),
        target: Some(target),
    };
    let chapters = chapters(root)?.into_iter().map(|chapter| Item {
        name: format!("chapter {chapter}"),
        label: format!("the programs of the page `{chapter}`"),
        target: Some(CHAPTER_TARGET),
    });
    let last = Item {
        name: "a million nodes".to_owned(),
        label: "a graph of a million nodes, forward and backward".to_owned(),
        target: None,
    };
    Ok(BEFORE_CHAPTERS
        .iter()
        .map(known)
        .chain(chapters)
        .chain(AFTER_CHAPTERS.iter().map(known))
        .chain([last])
        .collect())
}

fn chapters(root: &Path) -> Result<Vec<String>, String> {
    let file = root.join("book/src/SUMMARY.md");
    let summary = fs::read_to_string(&file)
        .map_err(|error| format!("{}: {error}", file.display()))?;
    let link = |line: &str| {
        let (_, page) = line.strip_prefix("- [")?.split_once("](")?;
        Some(page.strip_suffix(".md)")?.to_owned())
    };
    Ok(summary.lines().filter_map(link).collect())
}
