//! What the networks of the page `sine_wave` learn is what PyTorch's learn:
//! all of it, not only what is printed.

use std::collections::BTreeMap;

use torchbook::show::Plot;

/// Made by `record_sine_wave.py`, which says how to read it.
const RECORDING: &str = include_str!("../pytorch/sine_wave.2.15.0.txt");

const PAGE: &str = include_str!("../../book/src/sine_wave.md");

/// How far a loss may be from PyTorch's over the first 50 updates, as a part
/// of it: 5 digits are the same.
const NEAR: f64 = 5e-6;
/// How far over all of them: what was rounded otherwise grows with each.
const NEAR_IN_THE_END: f64 = 1e-3;
/// How far a point of the continued wave may be.
const NEAR_ALONE: f64 = 0.001;

/// Whoever misses by less continues the wave.
const CONTINUES: f64 = 0.3;

fn recorded() -> BTreeMap<&'static str, Vec<f64>> {
    let number = |c: char| c.is_ascii_digit() || c == '-';
    let rows = RECORDING.lines().map(|line| {
        let words = line.split(' ').count();
        let numbers: Vec<f64> =
            line.split(' ').filter_map(|word| word.parse().ok()).collect();
        let numbers = match line.split(' ').nth(1) {
            // The length of the windows belongs to the name.
            Some("windows") => numbers[1..].to_vec(),
            _ => numbers,
        };
        let name = words - numbers.len();
        let end = line.match_indices(' ').nth(name - 1).expect("numbers").0;
        assert!(line[end + 1..].starts_with(number), "{line}");
        (&line[..end], numbers)
    });
    rows.collect()
}

/// What is not as it was recorded, for the report.
pub fn unlike_pytorch(plots: &[Plot]) -> String {
    let recorded = recorded();
    let [curves, alone] = plots else { return "\nother plots\n".into() };
    let mut wrong = String::new();
    for (kind, what, plot) in [
        ("RNN", "loss", curves),
        ("LSTM", "loss", curves),
        ("RNN", "alone", alone),
        ("LSTM", "alone", alone),
    ] {
        let want = &recorded[&*format!("{kind} {what}")];
        let line = plot.series().find(|(name, _)| *name == kind);
        let got: Vec<f64> = line
            .map(|(_, points)| points.iter().map(|p| p.1).collect())
            .unwrap_or_default();
        if got.len() != want.len() {
            wrong += &format!("\n{kind} {what}: {} values\n", got.len());
            continue;
        }
        for (nr, (got, want)) in got.iter().zip(want).enumerate() {
            let (off, near) = match what {
                "alone" => ((got - want).abs(), NEAR_ALONE),
                _ if nr < 50 => ((got / want - 1.0).abs(), NEAR),
                _ => ((got / want - 1.0).abs(), NEAR_IN_THE_END),
            };
            // Not a number is not near either.
            if off.is_nan() || off > near {
                wrong += &format!(
                    "\nsine_wave, {kind} {what} {nr}: {got}, and PyTorch's \
                     is {want}: {off:e} off\n"
                );
            }
        }
    }
    wrong
}

/// The page says how many of ten seeds continue the wave.
#[test]
fn the_page_tells_of_other_seeds_what_was_recorded() {
    let recorded = recorded();
    let continues = |kind: &str| {
        [2, 5, 10, 25].map(|tau| {
            let misses = &recorded[&*format!("{kind} windows {tau}")];
            assert_eq!(misses.len(), 10);
            misses.iter().filter(|&&miss| miss < CONTINUES).count()
        })
    };
    for kind in ["RNN", "LSTM"] {
        let [two, five, ten, quarter] = continues(kind);
        let row = format!("| {kind} | {two} | {five} | {ten} | {quarter} |");
        assert!(PAGE.contains(&row), "the page lacks {row}");
    }
    assert_eq!(continues("RNN")[3], 9, "nine of ten, says the page");
    assert_eq!(continues("LSTM")[3], 10, "all ten, says the page");
}
