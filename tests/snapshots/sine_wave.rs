//! What the networks of the page `sine_wave` learn is what PyTorch's learn:
//! all of it, not only what is printed.

use std::collections::BTreeMap;

use torchbook::show::Plot;

/// Made by `record_sine_wave.py`, which says how to read it.
const RECORDING: &str = include_str!("../pytorch/sine_wave.2.15.0.txt");

const PAGE: &str = include_str!("../../book/src/sine_wave.md");

/// How far a loss may be from PyTorch's over the first 50 updates, as a part
/// of it: its tanh is rounded as nobody else's, once in a hundred times.
const NEAR: f64 = 1e-5;
/// How far over all of them: what was rounded otherwise grows with each.
const NEAR_IN_THE_END: f64 = 1e-3;
/// How far a point of the continued wave may be.
const NEAR_ALONE: f64 = 0.001;

/// Whoever misses by less continues the wave.
const CONTINUES: f64 = 0.3;

fn recorded() -> BTreeMap<&'static str, Vec<f64>> {
    let rows = RECORDING.lines().map(|line| {
        // What is plotted has a name of two words, what is counted of three.
        let words = match line.split(' ').nth(1) {
            Some("loss" | "alone") => 2,
            _ => 3,
        };
        let end = line.match_indices(' ').nth(words - 1).expect("numbers").0;
        let numbers = line[end + 1..].split(' ');
        let numbers = numbers.map(|x| x.parse().expect("a number"));
        (&line[..end], numbers.collect())
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
    let continues = |kind: &str, how: &str| {
        let misses = &recorded[&*format!("{kind} {how}")];
        assert_eq!(misses.len(), 10);
        misses.iter().filter(|&&miss| miss < CONTINUES).count()
    };
    let has = |row: String| assert!(PAGE.contains(&row), "no row {row}");
    for kind in ["RNN", "LSTM"] {
        let [two, five, ten, quarter] = [2, 5, 10, 25]
            .map(|tau| continues(kind, &format!("windows {tau}")));
        has(format!("| {kind} | {two} | {five} | {ten} | {quarter} |"));
    }
    for (row, how) in [
        ("all three", "windows 25"),
        ("without noise", "without noise"),
        ("without clipping", "without clipping"),
        ("without schedule", "without schedule"),
    ] {
        let [rnn, lstm] = ["RNN", "LSTM"].map(|kind| continues(kind, how));
        has(format!("| {row} | {rnn} | {lstm} |"));
    }
}
