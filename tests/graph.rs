//! The drawn graph: what is in it, and how it is written.

use torchbook::autograd::graph::{self, Graph};
use torchbook::autograd::{Names, backward1, record};
use torchbook::prelude::*;

fn leaf<const N: usize>(values: [f64; N]) -> Tensor {
    tensor(values).requires_grad_(true).expect("floats may")
}

/// The figure of the notes: (1, 2, 3)·(2, 3, 4).
fn dot() -> Result<()> {
    let a = leaf([1.0, 2.0, 3.0]);
    let b = leaf([2.0, 3.0, 4.0]);
    let f = a.dot(&b)?;
    f.backward()?;
    graph::draw(&f, &[("a", &a), ("b", &b), ("f", &f)])
}

/// An operation with one input, and a gradient of ones times `factor`.
fn operation(
    names: &'static Names,
    x: &Tensor,
    value: &Tensor,
    factor: f64,
) -> Result<Tensor> {
    let size = x.size();
    Ok(record(names, &[x], value.strided().clone(), |_| {
        backward1(move |grad, _| ones(size.clone())?.mul(grad)?.mul(factor))
    }))
}

static MEAN: Names = Names::new("MeanBackward0", "MeanBackward0");

fn mean(x: &Tensor) -> Result<Tensor> {
    let part = 1.0 / x.numel() as f64;
    operation(&MEAN, x, &no_grad(|| x.sum()?.mul(part))?, part)
}

fn only(listing: impl FnOnce() -> Result<()>) -> Graph {
    let mut graphs = graph::collect(listing).expect("it is small");
    assert_eq!(graphs.len(), 1);
    graphs.pop().expect("there is one")
}

#[test]
fn dot_in_words() {
    let text = only(dot).to_text();
    assert_eq!(
        text,
        "\
Forward:
  a = [1., 2., 3.]
  b = [2., 3., 4.]
  f = DotBackward0(a, b) = 20.
Backward:
  f receives 1. and sends [2., 3., 4.] to a and [1., 2., 3.] to b
  a.grad = [2., 3., 4.]
  b.grad = [1., 2., 3.]
"
    );
}

#[test]
fn dot_element_by_element_is_the_figure_of_the_notes() -> Result<()> {
    assert_eq!(
        only(dot).expanded()?.to_text(),
        "\
Forward:
  a[0] = 1
  b[0] = 2
  #1 = a[0] × b[0] = 2
  a[1] = 2
  b[1] = 3
  #2 = a[1] × b[1] = 6
  a[2] = 3
  b[2] = 4
  #3 = a[2] × b[2] = 12
  f = #1 + #2 + #3 = 20
Backward:
  f receives 1 and sends 1 to #1, 1 to #2 and 1 to #3
  #3 receives 1 and sends 1·4 = 4 to a[2] and 1·3 = 3 to b[2]
  #2 receives 1 and sends 1·3 = 3 to a[1] and 1·2 = 2 to b[1]
  #1 receives 1 and sends 1·2 = 2 to a[0] and 1·1 = 1 to b[0]
  a.grad = [2., 3., 4.]
  b.grad = [1., 2., 3.]
"
    );
    Ok(())
}

#[test]
fn what_dot_does_can_be_written_by_hand() -> Result<()> {
    let by_hand = only(|| {
        let a = leaf([1.0, 2.0, 3.0]);
        let b = leaf([2.0, 3.0, 4.0]);
        let products = a.mul(&b)?;
        let f = products.sum()?;
        f.backward()?;
        let names = [("a", &a), ("b", &b), ("f", &f)];
        graph::draw(&f, &names)
    });
    assert!(
        by_hand.to_text().contains("#1 = MulBackward0(a, b) = [2., 6., 12.]")
    );
    let drawn = by_hand.expanded()?;
    assert_eq!(drawn.to_text(), only(dot).expanded()?.to_text());
    assert_eq!(drawn.to_svg(), only(dot).expanded()?.to_svg());
    Ok(())
}

#[test]
fn without_draw_the_last_backward_is_drawn() {
    let graph = only(|| {
        let w = tensor(2.0).requires_grad_(true)?;
        w.mul(3.0)?.backward()?;
        w.mul(&w)?.mul(2.0)?.backward()?;
        Err(TorchError::runtime("a listing may end so"))
    });
    assert_eq!(
        graph.to_text(),
        "\
Forward:
  x0 = 2.
  #1 = MulBackward0(x0, x0) = 4.
  result = MulBackward0(#1, 2.) = 8.
Backward:
  result receives 1. and sends 2. to #1
  #1 receives 2. and sends 4. to x0 and 4. to x0
  x0.grad = 11.
"
    );
    let nothing = graph::collect(|| tensor(1.0)).expect("nothing to refuse");
    assert!(nothing.is_empty());
}

#[test]
fn autograd_grad_is_drawn_too() {
    let graph = only(|| {
        let x = leaf([1.0, 2.0]);
        let y = x.mul(&x)?.sum()?;
        grad([&y], [&x], Default::default()).map(drop)
    });
    let text = graph.to_text();
    assert!(text.contains("#1 receives [1., 1.] and sends"), "{text}");
    // It touches no `.grad`.
    assert!(!text.contains(".grad"), "{text}");
}

#[test]
fn drawing_without_a_collector_or_a_trace() -> Result<()> {
    let x = leaf([1.0, 2.0]);
    let y = x.mul(&x)?.sum()?;
    graph::draw(&y, &[("x", &x)])?;
    // Nothing was remembered: names and leaves are all there is.
    let graph = Graph::of(&y)?.name("x", &x).name("y", &y);
    let text = "Forward:\n  x = [1., 2.]\n  #1 = MulBackward0(x, x)\n  \
                y = SumBackward0(#1) = 5.\n";
    assert_eq!(graph.to_text(), text);
    assert_eq!(graph.expanded()?.to_text(), text.replace("5.", "5"));
    let error = Graph::of(&x.detach()?).err().expect("it has no graph");
    assert_eq!(
        format!("{error:#}"),
        "RuntimeError: the tensor does not require grad: it has no graph \
         to draw"
    );
    let alone = Graph::of(&x)?.to_text();
    assert_eq!(alone, "Forward:\n  x0 = [1., 2.]\n");
    assert!(!Graph::of(&x)?.to_dot().contains("->"), "nothing is made of it");
    Ok(())
}

#[test]
fn names_are_those_of_the_edition() {
    with_edition(Edition::Notes, || {
        assert!(only(dot).to_text().contains("f = DotBackward(a, b) = 20."));
    });
}

#[test]
fn constants_and_values_in_between_have_names_too() -> Result<()> {
    let graph = only(|| {
        let (x, w) = (tensor([1.0, 2.0]), leaf([3.0, 4.0]));
        let h = x.mul(&w)?;
        let y = mean(&h.add(&h)?)?;
        y.backward()?;
        graph::draw(&y, &[("w", &w), ("x", &x), ("h", &h), ("y", &y)])
    });
    assert_eq!(
        graph.expanded()?.to_text(),
        "\
Forward:
  x[0] = 1
  w[0] = 3
  h[0] = x[0] × w[0] = 3
  x[1] = 2
  w[1] = 4
  h[1] = x[1] × w[1] = 8
  #1 = h[0] + h[0] = 6
  #2 = h[1] + h[1] = 16
  #3 = #1 + #2 = 22
  y = #3 ÷ 2 = 11
Backward:
  y receives 1 and sends 0.5000 to #3
  #3 receives 0.5000 and sends 0.5000 to #1 and 0.5000 to #2
  #2 receives 0.5000 and sends 0.5000 to h[1] and 0.5000 to h[1]
  #1 receives 0.5000 and sends 0.5000 to h[0] and 0.5000 to h[0]
  h[1] receives 1 and sends 1·2 = 2 to w[1]
  h[0] receives 1 and sends 1·1 = 1 to w[0]
  w.grad = [1., 2.]
"
    );
    assert!(graph.to_text().contains("h = MulBackward0(x, w) = [3., 8.]"));
    Ok(())
}

#[test]
fn what_is_broadcast_meets_every_element() -> Result<()> {
    let graph = only(|| {
        let column = tensor([[1.0], [2.0]]).requires_grad_(true)?;
        let row = leaf([3.0, 4.0]);
        let y = column.mul(&row)?.sum()?;
        y.backward()?;
        graph::draw(&y, &[("c", &column), ("r", &row)])
    });
    let text = graph.expanded()?.to_text();
    for line in [
        "#1 = c[0, 0] × r[0] = 3",
        "#2 = c[0, 0] × r[1] = 4",
        "#3 = c[1, 0] × r[0] = 6",
        "#4 = c[1, 0] × r[1] = 8",
        "#4 receives 1 and sends 1·4 = 4 to c[1, 0] and 1·2 = 2 to r[1]",
        "c.grad = [[7.], [7.]]",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    Ok(())
}

#[test]
fn what_is_long_or_unknown_stays_whole() -> Result<()> {
    let long = only(|| {
        let x = ones([7])?.requires_grad_(true)?;
        x.mul(&x)?.sum()?.backward()
    });
    let text = long.expanded()?.to_text();
    assert!(text.contains("MulBackward0(x0, x0) = 7 values"), "{text}");
    // A view is not in the list of signs: elements go in and come out.
    let unknown = only(|| {
        let x = leaf([1.0, 2.0]);
        x.unsqueeze(0)?.squeeze()?.dot(&x)?.backward()
    });
    let text = unknown.expanded()?.to_text();
    for line in [
        "#1 = UnsqueezeBackward0(x0[0], x0[1]) = [[1., 2.]]",
        "#3 = #2[0] × x0[0] = 1",
        "#4 = #2[1] × x0[1] = 4",
        "#2 receives [1., 2.] and sends [[1., 2.]] to #1",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    Ok(())
}

#[test]
fn an_operation_that_does_more_than_its_name_says_stays_whole() -> Result<()> {
    // The real one, and one with another value, and one with another
    // gradient.
    for (value, factor, apart) in
        [(3.0, 1.0, true), (6.0, 1.0, false), (3.0, 2.0, false)]
    {
        static SUM: Names = Names::new("SumBackward0", "SumBackward0");
        let graph = only(|| {
            let x = leaf([1.0, 2.0]);
            operation(&SUM, &x, &tensor(value), factor)?.backward()
        });
        let text = graph.expanded()?.to_text();
        assert_eq!(text.contains("x0[0] + x0[1] = 3"), apart, "{text}");
        assert_eq!(!text.contains("SumBackward0(x0)"), apart, "{text}");
    }
    Ok(())
}

#[test]
fn drawings_are_the_same_every_time() -> Result<()> {
    let net = || {
        let (x, w) = (leaf([1.0, 2.0]), leaf([0.5, -3.0]));
        let h = x.mul(&w)?.add(&leaf([0.1, 0.2]))?;
        h.mul(&w)?.add(&h)?.sum()?.backward()
    };
    let draw = |graph: Graph| (graph.to_svg(), graph.to_dot());
    let first = (draw(only(net)), draw(only(net).expanded()?));
    for _ in 0..10 {
        let again = (draw(only(net)), draw(only(net).expanded()?));
        assert!(first == again, "two drawings of one graph differ");
    }
    Ok(())
}

/// The positions of all text elements with this content.
fn places(svg: &str, text: &str) -> Vec<(f64, f64)> {
    let number = |line: &str, name: &str| {
        let (_, rest) = line.split_once(&format!("{name}=\"")).unwrap();
        rest.split_once('"').unwrap().0.parse().unwrap()
    };
    svg.lines()
        .filter(|line| line.ends_with(&format!(">{text}</text>")))
        .map(|line| (number(line, " x"), number(line, " y")))
        .collect()
}

#[test]
fn the_figure_is_arranged_as_in_the_notes() -> Result<()> {
    let svg = only(dot).expanded()?.to_svg();
    let signs = places(&svg, "×");
    let [plus] = places(&svg, "+")[..] else { panic!("one +\n{svg}") };
    let [f] = places(&svg, "f")[..] else { panic!("one f\n{svg}") };
    assert_eq!(signs.len(), 3);
    assert!(signs.is_sorted_by(|a, b| a.1 < b.1), "{signs:?}");
    for (i, sign) in signs.iter().enumerate() {
        let [a] = places(&svg, &format!("a[{i}]"))[..] else { panic!() };
        let [b] = places(&svg, &format!("b[{i}]"))[..] else { panic!() };
        assert!(a.0 < sign.0 && b.0 < sign.0 && a.1 < b.1, "{a:?} {b:?}");
        assert!(sign.0 < plus.0 && plus.0 < f.0, "left to right");
    }
    assert_eq!(plus.1 - signs[1].1, 0.0, "+ stands in the middle");
    // The value stands over the wire, the gradient under it.
    let ([value], [gradient]) =
        (&places(&svg, "6")[..], &places(&svg, "1·4 = 4")[..])
    else {
        panic!("each once\n{svg}")
    };
    assert!(value.1 < signs[1].1 && gradient.0 < signs[2].0);
    assert_eq!(places(&svg, "a.grad").len(), 1);
    Ok(())
}

/// Whether tags close as they open, attributes are quoted, and nothing is
/// left unescaped.
fn check_markup(svg: &str) {
    let mut open = Vec::new();
    let mut ids = Vec::new();
    for tag in svg.split('<').skip(1) {
        let (tag, text) = tag.split_once('>').expect("a tag ends");
        let style = open.last() == Some(&"style") || tag.starts_with("style");
        assert!(style || !text.contains('>'), "{text}");
        for entity in text.split('&').skip(1) {
            let known = ["amp;", "lt;", "gt;", "quot;"];
            assert!(known.iter().any(|e| entity.starts_with(e)), "{entity}");
        }
        assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
        let name = tag.split([' ', '/']).next().unwrap();
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed));
        } else if !tag.ends_with('/') {
            open.push(name);
        }
        ids.extend(tag.split(" id=\"").skip(1));
    }
    assert!(open.is_empty(), "{open:?}");
    assert_eq!(ids.len(), 2);
    assert!(!svg.contains("\n\n"), "a blank line would end it in Markdown");
}

#[test]
fn svg_is_well_formed_and_says_what_it_shows() -> Result<()> {
    let graph = only(|| {
        let x = leaf([1.0, 2.0]);
        let y = x.mul(&x)?.sum()?;
        y.backward()?;
        graph::draw(&y, &[("<b>&\"x\"", &x), ("y", &y)])
    });
    let svg = graph.to_svg();
    check_markup(&svg);
    check_markup(&graph.expanded()?.to_svg());
    assert!(svg.starts_with("<svg ") && svg.contains("role=\"img\""));
    assert!(svg.contains("&lt;b&gt;&amp;&quot;x&quot;"));
    assert!(svg.contains(">The graph of y</title>"));
    assert!(svg.contains("; y = SumBackward0(#1) = 5. Backward: y receives"));
    let id = svg.split("aria-labelledby=\"").nth(1).unwrap();
    let (labels, _) = id.split_once('"').unwrap();
    for label in labels.split(' ') {
        assert!(svg.contains(&format!(" id=\"{label}\"")), "{label}");
        assert!(!only(dot).to_svg().contains(label), "ids are unique");
    }
    let dot = graph.to_dot();
    assert!(dot.contains(r#"n0 [label="<b>&\"x\"\n[1., 2.]\n"#), "{dot}");
    assert!(dot.contains("n0 -> n1 [label=\"[1., 2.]\\n← [1., 2.]\"];"));
    Ok(())
}

#[test]
fn a_deep_graph_is_refused_and_does_not_overflow() -> Result<()> {
    let small = std::thread::Builder::new().stack_size(256 * 1024);
    let deep = || {
        let x = tensor(1.0).requires_grad_(true)?;
        let mut y = x.clone();
        for _ in 0..30_000 {
            y = y.add(&x)?;
        }
        Graph::of(&y).map(drop)
    };
    let error = small.spawn(deep).unwrap().join().unwrap().unwrap_err();
    assert_eq!(
        format!("{error:#}"),
        "ValueError: the graph has more than 200 nodes, too many to be read: \
         draw the graph of a smaller computation"
    );
    // The largest that is drawn, and wide instead of deep.
    let x = tensor(1.0).requires_grad_(true)?;
    let mut y = x.clone();
    for _ in 0..198 {
        y = y.mul(1.0)?;
    }
    assert!(Graph::of(&y)?.to_svg().contains(">result</text>"));
    let wide = |n: usize| -> Result<Graph> {
        let leaf = |_| tensor([1.0]).requires_grad_(true);
        let mut all = (0..n).map(leaf).collect::<Result<Vec<_>>>()?;
        while all.len() > 1 {
            let add = |pair: &[Tensor]| match pair {
                [x, y] => x.add(y),
                _ => Ok(pair[0].clone()),
            };
            all = all.chunks(2).map(add).collect::<Result<_>>()?;
        }
        Graph::of(&all[0])
    };
    assert!(wide(100)?.to_svg().contains(">x99</text>"));
    assert!(wide(101).is_err());
    Ok(())
}

#[test]
fn a_change_in_place_is_drawn_as_it_happened() -> Result<()> {
    let text = only(|| {
        let x = leaf([1.0, 2.0]);
        let y = x.mul(1.0)?;
        y.unsqueeze(0)?.mul_(3.0)?;
        y.sum()?.backward()
    })
    .to_text();
    assert!(text.contains("#2 = CopySlices(#1) = [3., 6.]"), "{text}");
    assert!(
        text.contains("#2 receives [1., 1.] and sends [3., 3.]"),
        "{text}"
    );
    Ok(())
}
