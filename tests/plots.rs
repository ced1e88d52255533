//! Plots of anything: that they are drawn, the same each time, and said in
//! words.

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use torchbook::prelude::*;
use torchbook::show::{Plot, collect};

/// A drawing is well formed: every number is one, and every element closed.
#[track_caller]
fn drawn(plot: &Plot) -> String {
    let svg = plot.to_svg();
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n"));
    assert!(!svg.contains("\n\n"), "a blank line ends HTML: {svg}");
    for wrong in ["NaN", "inf\"", "inf ", "=\"\""] {
        assert!(!svg.contains(wrong), "{wrong} in {svg}");
    }
    let mut open = Vec::new();
    for tag in svg.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').expect("a closed tag");
        let name = tag.split(' ').next().unwrap();
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{svg}"),
            None if tag.ends_with('/') => {}
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?}");
    // Everything is on the paper.
    let size = |name: &str| -> f64 {
        let (_, rest) = svg.split_once("viewBox=\"0 0 ").unwrap();
        let numbers = rest.split('"').next().unwrap();
        let (w, h) = numbers.split_once(' ').unwrap();
        if name == "x" { w } else { h }.parse().unwrap()
    };
    let (w, h) = (size("x"), size("y"));
    for path in svg.split(" d=\"M").skip(1) {
        let numbers = path.split('"').next().unwrap();
        let numbers: Vec<f64> =
            numbers.split(' ').map(|n| n.parse().unwrap()).collect();
        for pair in numbers.chunks(2) {
            assert!((0.0..=w).contains(&pair[0]), "{pair:?}\n{svg}");
            assert!((0.0..=h).contains(&pair[1]), "{pair:?}\n{svg}");
        }
    }
    svg
}

fn paths(svg: &str, class: &str) -> usize {
    let groups = svg.split("<g ").filter(|g| {
        g.starts_with(&format!("class=\"{class}\"")) && g.contains("<path")
    });
    groups.map(|group| group.matches("<path").count()).sum()
}

#[test]
fn a_plot_has_a_title_words_axes_and_lines() {
    let made = plot("Wrong & right")
        .line("wrong", [4.0, 4.5, 3.0])
        .line("right", [4.0, 0.5, 0.25])
        .x("step")
        .y("loss");
    let svg = drawn(&made);
    let words = "Wrong &amp; right. Across, step: from 0 to 2. Up, loss: \
                 from 0.25 to 4.5. Line wrong: 3 values, first 4, last 3; \
                 least 3 at 2, most 4.5 at 1. Line right: 3 values, first \
                 4, last 0.25; least 0.25 at 2, most 4 at 0.";
    assert!(svg.contains(&format!("-desc\">{words}</desc>")), "{svg}");
    assert!(svg.contains("-title\">Wrong &amp; right</title>"), "{svg}");
    assert!(svg.contains("role=\"img\" aria-labelledby=\"tb-"), "{svg}");
    for text in ["step", "loss", "wrong", "right", "0", "1", "2", "4"] {
        assert!(svg.contains(&format!(">{text}</text>")), "{text}: {svg}");
    }
    // Its line and the example in the legend.
    assert_eq!((paths(&svg, "tb-1"), paths(&svg, "tb-2")), (2, 2));
    // Told apart without colours.
    assert_eq!(svg.matches("stroke-dasharray").count(), 2);
    assert_eq!(made.title(), "Wrong & right");
    assert!(svg == made.to_svg(), "not the same twice");
}

#[test]
fn tensors_and_numbers_are_points() -> Result<()> {
    let same = [1.0, 2.0, 4.0];
    let x = tensor(same).requires_grad_(true)?;
    let items = vec![x.index(0)?.item()?, 2.into(), 4.0.into()];
    let plots = [
        plot("").line("x", same),
        plot("").line("x", vec![1.0_f32, 2.0, 4.0]),
        plot("").line("x", &x),
        plot("").line("x", tensor([[1, 2, 4]])),
        plot("").line("x", items),
        plot("").line("x", [(0.0, 1.0), (1.0, 2.0), (2.0, 4.0)]),
    ];
    for plot in &plots {
        assert!(drawn(plot) == drawn(&plots[0]));
    }
    Ok(())
}

#[test]
fn lines_have_gaps_where_values_are_not_finite() {
    let (nan, inf) = (f64::NAN, f64::INFINITY);
    let svg = drawn(&plot("").line("x", [1.0, 2.0, nan, 3.0, inf, 1.0, 2.0]));
    assert_eq!(paths(&svg, "tb-1"), 2);
    assert_eq!(svg.matches("<circle").count(), 1, "a value alone is a dot");
    assert!(svg.contains("2 of them are not finite, a gap."), "{svg}");

    let logs = plot("").line("x", [10.0, 1.0, 0.0, -1.0, 1.0, 10.0]).log_y();
    let svg = drawn(&logs);
    assert_eq!(paths(&svg, "tb-1"), 2);
    assert!(svg.contains("2 of them are not finite and positive"), "{svg}");
}

#[test]
fn what_is_empty_says_so() {
    for empty in [
        plot("Nothing"),
        plot("").line("x", [0.0; 0]),
        plot("").dots("x", [f64::NAN]),
        plot("").line("x", [-1.0]).log_y(),
        plot("").line("x", zeros([0]).expect("a tensor")),
    ] {
        assert!(drawn(&empty).contains(">nothing to be seen</text>"));
    }
    let one = drawn(&plot("").line("x", [5.0]));
    assert!(!one.contains("nothing to be seen"));
    assert!(one.contains("Line x: 1 value, (0, 5)."), "{one}");
}

#[test]
fn very_long_lines_keep_their_peaks_and_little_else() {
    let mut noise: Vec<f64> =
        (0..100_000).map(|i| f64::from(i * 7919 % 1000)).collect();
    noise[77_777] = 5000.0;
    let svg = drawn(&plot("").line("x", &noise));
    assert!(svg.len() < 80_000, "{}", svg.len());
    assert!(svg.contains("most 5000 at 77777"), "{svg}");
    let smooth: Vec<f64> =
        (0..10_000).map(|i| (f64::from(i) * 1e-3).sin()).collect();
    assert!(drawn(&plot("").line("x", &smooth)).len() < 6_000);
}

#[test]
fn a_surface_cuts_off_what_leaves_it() {
    let bowl = |x: f64, y: f64| x * x + y * y;
    let made = plot("Bowl").surface("bowl", -1.0..1.0, -1.0..1.0, bowl);
    let walk = [(0.5, 0.5), (5.0, 0.5), (5.0, 9.0), (0.0, -9.0), (0.0, 0.0)];
    let svg = drawn(&made.clone().path("walk", walk));
    assert!(paths(&svg, "tb-height") > 5, "{svg}");
    assert!(svg == drawn(&made.clone().path("walk", walk)));
    assert!(svg.contains(
        "Lines of equal height of bowl: lowest 0 at (0, 0), highest 2 at \
         (-1, -1). Path walk: 5 steps, first (0.5, 0.5), last (0, 0); \
         across from 0 to 5, up from -9 to 9."
    ));
    // Two stretches and the legend; two dots of five, the last one larger.
    assert_eq!(paths(&svg, "tb-1"), 3);
    assert_eq!(svg.matches("<circle").count(), 1 + 2 + 1);
    // Steps that hide each other are one dot.
    let slow: Vec<_> = (0..500).map(|i| (f64::from(i) * 1e-3, 0.0)).collect();
    let svg = drawn(&made.clone().path("slow", slow));
    let dots = svg.matches("<circle").count();
    assert!((100..250).contains(&dots), "{dots}");
    // Points where floats end.
    for far in [1e300, f64::MAX, f64::INFINITY, f64::NAN] {
        drawn(&made.clone().path("far", [(0.0, 0.0), (far, -far)]));
        drawn(&made.clone().path("far", [(far, -far), (-far, far)]));
    }
    for (lo, hi) in [(0.0, 0.0), (1.0, -1.0), (f64::NAN, 1.0), (-1e308, 1e308)]
    {
        drawn(&plot("").surface("odd", lo..hi, lo..hi, bowl));
    }
}

/// Series are told apart by more than their colours.
#[test]
fn dots_of_each_series_have_a_shape_of_their_own() {
    let walk = [(0.0, 0.0), (1.0, 1.0)];
    let mut made = plot("Walks");
    for name in ["a", "b", "c", "d", "e", "f"] {
        made = made.path(name, walk);
    }
    let svg = drawn(&made);
    // The legend's, two steps, and the last one once more, larger.
    assert_eq!(svg.matches("<circle").count(), 4);
    assert_eq!(svg.matches("<polygon").count(), 5 * 4);
    let mut shapes: Vec<Vec<(i64, i64)>> = Vec::new();
    for polygon in svg.split("<polygon points=\"").skip(1) {
        let points = polygon.split('"').next().unwrap().split(' ');
        let tenths = |n: &str| (n.parse::<f64>().unwrap() * 10.0) as i64;
        let points: Vec<(i64, i64)> = points
            .map(|point| point.split_once(',').unwrap())
            .map(|(x, y)| (tenths(x), tenths(y)))
            .collect();
        // As they lie around their first corner, whatever their size.
        let (x, y) = points[0];
        let sign = |(a, b): &(i64, i64)| ((a - x).signum(), (b - y).signum());
        let shape: Vec<(i64, i64)> = points.iter().map(sign).collect();
        if !shapes.contains(&shape) {
            shapes.push(shape);
        }
    }
    assert_eq!(shapes.len(), 5, "{shapes:?}");
}

#[test]
fn plots_go_to_the_innermost_who_collects() {
    let show = |title: &str| plot(title).line("x", [1.0]).show();
    show("nobody sees it");
    let (inner, outer) = collect(|| {
        show("first");
        let ((), inner) = collect(|| show("inside"));
        let panicked = std::panic::catch_unwind(|| {
            collect(|| -> () { panic!("on purpose") })
        });
        assert!(panicked.is_err());
        show("second");
        inner
    });
    let titles =
        |plots: &[Plot]| plots.iter().map(|p| p.title().to_owned()).collect();
    let (inner, outer): (Vec<_>, Vec<_>) = (titles(&inner), titles(&outer));
    assert_eq!(
        (inner, outer),
        (vec!["inside".into()], vec!["first".into(), "second".into()])
    );
}

#[test]
fn names_are_text_whatever_they_are() {
    let odd = "<&>\"\n\u{1b}[1m\u{0}  次元 }}{{#include x}}";
    let svg = drawn(&plot(odd).line(odd, [1.0]).line("", [2.0]).x(odd).y(odd));
    assert!(svg.contains("&lt;&amp;&gt;&quot; [1m 次元"), "{svg}");
    assert!(svg.chars().all(|c| c == '\n' || !c.is_control()));
    let long = "many words ".repeat(60);
    drawn(&plot(&long).line(&long, [1.0]).line(&long, [2.0]));
}

#[test]
fn anything_can_be_plotted() {
    let value = || {
        prop_oneof![
            any::<f64>(),
            -10.0..10.0_f64,
            Just(0.0),
            Just(f64::MAX),
            Just(f64::MIN),
            Just(5e-324)
        ]
    };
    let points = || prop::collection::vec((value(), value()), 0..12);
    let given = (points(), points(), points(), any::<bool>(), value());
    let config = Config { cases: 60, ..Config::default() };
    let generator = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(config, generator);
    let tried = runner.run(&given, |(a, b, c, log, v)| {
        let mut made = plot("x").line("a", a).path("b", b).dots("c", c);
        if log {
            made = made.log_y();
        }
        // Surfaces are slow to draw.
        if v.to_bits() % 4 == 0 {
            let f = move |x: f64, y: f64| x * v - y;
            made = made.surface("f", v..1.0, -1.0..v, f);
        }
        drawn(&made);
        Ok(())
    });
    tried.unwrap_or_else(|wrong| panic!("{wrong}"));
}
