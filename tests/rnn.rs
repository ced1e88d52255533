//! Recurrent layers and cells, as recorded from PyTorch.

mod recording;

use recording::render;
use torchbook::autograd::grad_with;
use torchbook::prelude::*;

/// Made by `record_rnn.py`, which says how to read them.
const TODAY: &str = include_str!("pytorch/rnn.2.15.0.txt");
const THEN: &str = include_str!("pytorch/rnn.1.1.0.txt");

/// How far a result or a gradient may be from PyTorch's, which adds in
/// another order. Measured over the recording: at most 5.4e-7.
const NEAR: f64 = 1e-6;

enum Layer {
    Rnn(nn::RNN),
    Lstm(nn::LSTM),
    Gru(nn::GRU),
    RnnCell(nn::RNNCell),
    LstmCell(nn::LSTMCell),
    GruCell(nn::GRUCell),
}

impl Layer {
    fn new(text: &str) -> Result<Layer> {
        let mut words = text.split(' ');
        let class = words.next().unwrap();
        let (mut sizes, mut options) = (Vec::new(), nn::RNNOptions::new());
        let (mut bias, mut nonlinearity) = (true, "tanh");
        for word in words {
            let Some((name, value)) = word.split_once('=') else {
                sizes.push(word.parse().unwrap());
                continue;
            };
            let yes = value == "True";
            options = match name {
                "num_layers" => options.num_layers(value.parse().unwrap()),
                "dropout" => options.dropout(value.parse().unwrap()),
                "bidirectional" => options.bidirectional(yes),
                "batch_first" => options.batch_first(yes),
                "dtype" => options.dtype(dtype(value)),
                "bias" => {
                    bias = yes;
                    options.bias(yes)
                }
                "nonlinearity" => {
                    nonlinearity = value;
                    options.nonlinearity(value)
                }
                other => panic!("{other}"),
            }
        }
        let [input, hidden] = sizes[..] else { panic!("{text}") };
        Ok(match (class, bias) {
            ("RNN", _) => Layer::Rnn(nn::RNN::with(input, hidden, options)?),
            ("LSTM", _) => {
                Layer::Lstm(nn::LSTM::with(input, hidden, options)?)
            }
            ("GRU", _) => Layer::Gru(nn::GRU::with(input, hidden, options)?),
            ("RNNCell", _) => Layer::RnnCell(nn::RNNCell::with(
                input,
                hidden,
                bias,
                nonlinearity,
            )?),
            ("LSTMCell", true) => {
                Layer::LstmCell(nn::LSTMCell::new(input, hidden)?)
            }
            ("LSTMCell", false) => {
                Layer::LstmCell(nn::LSTMCell::without_bias(input, hidden)?)
            }
            ("GRUCell", true) => {
                Layer::GruCell(nn::GRUCell::new(input, hidden)?)
            }
            ("GRUCell", false) => {
                Layer::GruCell(nn::GRUCell::without_bias(input, hidden)?)
            }
            other => panic!("{other:?}"),
        })
    }

    fn module(&self) -> &dyn Module {
        match self {
            Layer::Rnn(layer) => layer,
            Layer::Lstm(layer) => layer,
            Layer::Gru(layer) => layer,
            Layer::RnnCell(layer) => layer,
            Layer::LstmCell(layer) => layer,
            Layer::GruCell(layer) => layer,
        }
    }

    fn forward(&self, x: &Tensor, state: &[Tensor]) -> Result<Vec<Tensor>> {
        let one = state.first();
        let both = match state {
            [h, c] => Some((h.clone(), c.clone())),
            _ => None,
        };
        let both = both.as_ref();
        let pair = |(a, b): (Tensor, Tensor)| vec![a, b];
        Ok(match self {
            Layer::Rnn(layer) => pair(layer.forward_with(x, one)?),
            Layer::Gru(layer) => pair(layer.forward_with(x, one)?),
            Layer::Lstm(layer) => {
                let (output, (h, c)) = layer.forward_with(x, both)?;
                vec![output, h, c]
            }
            Layer::RnnCell(layer) => vec![layer.forward_with(x, one)?],
            Layer::GruCell(layer) => vec![layer.forward_with(x, one)?],
            Layer::LstmCell(layer) => pair(layer.forward_with(x, both)?),
        })
    }
}

fn dtype(name: &str) -> DType {
    match name {
        "f32" => float32,
        "f64" => float64,
        "i64" => int64,
        "i32" => int32,
        "u8" => uint8,
        other => panic!("{other}"),
    }
}

fn input(text: &str) -> Result<Tensor> {
    let (name, shape) = text.split_once(':').unwrap_or(("f32", text));
    let size: Vec<i64> = match shape {
        "-" => vec![],
        shape => shape.split(',').map(|n| n.parse().unwrap()).collect(),
    };
    let x = randn(size)?.to(dtype(name))?;
    let floats = x.dtype().is_floating_point();
    x.requires_grad_(floats)
}

/// A layer, its results, and the inputs with gradients.
type Run = (Layer, Vec<Tensor>, Vec<Tensor>);

fn run(nr: usize, line: &str) -> Result<Run> {
    let parts: Vec<&str> = line.split(" | ").collect();
    manual_seed(nr as i64);
    let layer = Layer::new(parts[0])?;
    let mut inputs = vec![input(parts[1])?];
    for text in parts.get(2).iter().flat_map(|states| states.split(' ')) {
        inputs.push(input(text)?);
    }
    let results = layer.forward(&inputs[0], &inputs[1..])?;
    let mut loss = zeros(Vec::<i64>::new())?;
    for y in &results {
        loss = loss.add(&y.mul(&randn(y.size())?)?.sum()?)?;
    }
    loss.backward()?;
    Ok((layer, results, inputs))
}

fn bits(x: &Tensor) -> String {
    match x.dtype() {
        DType::Float64 => render(&x.to_vec::<f64>().unwrap()),
        _ => render(&x.to_vec::<f32>().unwrap()),
    }
}

/// How far a tensor is from the recorded numbers.
fn distance(x: Option<&Tensor>, want: &str) -> f64 {
    let Some(x) = x else {
        assert_eq!(want, "None");
        return 0.0;
    };
    let got: Vec<f64> = x.to(float64).unwrap().to_vec().unwrap();
    let want: Vec<f64> =
        want.split_whitespace().map(|x| x.parse().unwrap()).collect();
    assert_eq!(got.len(), want.len());
    let off = |(x, y): (&f64, &f64)| (x - y).abs() / y.abs().max(1.0);
    got.iter().zip(&want).map(off).fold(0.0, f64::max)
}

#[test]
fn what_they_compute_is_pytorchs() {
    let (mut nr, mut most) = (0, 0.0_f64);
    let mut last: Option<(&str, Run, usize)> = None;
    for line in TODAY.lines().take_while(|line| !line.contains(" ! ")) {
        let (what, rest) = line.split_once(' ').unwrap();
        if line.contains(" | ") {
            nr += 1;
            let done = run(nr, line).unwrap_or_else(|e| panic!("{line}: {e}"));
            last = Some((line, done, 0));
            continue;
        }
        let (call, (layer, results, inputs), at) = last.as_mut().unwrap();
        let module = layer.module();
        let named = |name: &str| {
            let mut named = module.named_parameters().into_iter();
            named.find(|(known, _)| known == name).expect(name).1
        };
        let (name, numbers) = rest.split_once(' ').unwrap_or((rest, ""));
        let off = match what {
            "text" => {
                assert_eq!(module.repr(), rest);
                continue;
            }
            "parameter" => {
                let names = module.named_parameters();
                assert_eq!(names[*at].0, name, "{call}");
                assert_eq!(bits(&named(name)), numbers, "{call}: {name}");
                *at += 1;
                if *at == names.len() {
                    *at = 0;
                }
                continue;
            }
            "result" => {
                let y = &results[*at];
                let shape: Vec<String> =
                    y.size().iter().map(usize::to_string).collect();
                assert_eq!(shape.join(","), name, "{call}");
                *at += 1;
                distance(Some(y), numbers)
            }
            "gradient" => {
                let x = match name.parse::<usize>() {
                    Ok(i) => inputs[i].clone(),
                    Err(_) => named(name),
                };
                distance(x.grad().as_ref(), numbers)
            }
            other => panic!("{other}"),
        };
        assert!(off <= NEAR, "{call}: {what} {name} is {off} off");
        most = most.max(off);
    }
    assert!(nr > 30, "only {nr} calls");
    assert!(most > NEAR / 10.0, "{most} could be promised");
}

#[test]
fn what_they_refuse_is_pytorchs() {
    let errors = |recording: &'static str| {
        recording.lines().filter_map(|line| line.split_once(" ! "))
    };
    let then: std::collections::HashMap<_, _> = errors(THEN).collect();
    let (mut count, mut unlike) = (0, 0);
    for (nr, (call, want)) in errors(TODAY).enumerate() {
        let error = match run(nr, call) {
            Err(error) => error,
            Ok(_) => panic!("{call} is no error"),
        };
        assert_eq!(format!("{error:#}"), want, "{call}");
        let want = then.get(call).copied();
        with_edition(Edition::Notes, || match want {
            // Python's own errors, and what was none.
            None => unlike += 1,
            Some(want)
                if want.starts_with("ZeroDivision")
                    || want.starts_with("StopIteration") =>
            {
                unlike += 1;
            }
            Some(want) => {
                assert_eq!(format!("{error:#}"), want, "1.1.0: {call}");
            }
        });
        count += 1;
    }
    assert!(count > 300, "only {count} errors");
    assert!(unlike < 20, "{unlike} were not compared");
}

#[test]
fn dropout_is_for_training() {
    let options = nn::RNNOptions::new().num_layers(2).dropout(0.5);
    let lstm = nn::LSTM::with(2, 3, options).unwrap();
    let x = ones([4, 1, 2]).unwrap();
    let output = || lstm.forward(&x).unwrap().0;
    assert!(!output().equal(&output()).unwrap());
    lstm.eval();
    assert!(output().equal(&output()).unwrap());
}

/// An LSTM of float32 takes its steps in one operation, one of float64 step
/// by step: both are the same, and so are their derivatives.
#[test]
fn the_fast_way_is_the_same_way() {
    let run = |fast: bool, bias: bool, reverse: bool| -> Result<Vec<Tensor>> {
        manual_seed(1);
        let options = nn::RNNOptions::new().bias(bias).bidirectional(reverse);
        let lstm = nn::LSTM::with(2, 3, options)?;
        let directions = if reverse { 2 } else { 1 };
        let dtype = if fast { float32 } else { float64 };
        let leaf = |x: Tensor| x.to(dtype)?.detach()?.requires_grad_(true);
        let wide = nn::LSTM::with(2, 3, options_of(bias, reverse, dtype))?;
        for (to, from) in wide.parameters().iter().zip(lstm.parameters()) {
            no_grad(|| to.copy_(&from))?;
        }
        // The second one drew as many random numbers as its dtype needs.
        manual_seed(2);
        let x = leaf(randn([4, 2, 2])?)?;
        let h = leaf(randn([directions, 2, 3])?)?;
        let c = leaf(randn([directions, 2, 3])?)?;
        let (y, state) = wide.forward_with(&x, &(h.clone(), c.clone()))?;
        // Its own state goes in again, made with the same weights.
        let (z, (h_n, c_n)) = wide.forward_with(&x, &state)?;
        let name = y.grad_fn().map(|node| node.name());
        let wanted = match (reverse, fast) {
            (true, _) => "CatBackward0",
            (false, true) => "MkldnnRnnLayerBackward0",
            (false, false) => "StackBackward0",
        };
        assert_eq!(name, Some(wanted));
        let sum = z.sin()?.sum()?.add(&h_n.mul(&c_n)?.sum()?)?;
        let mut leaves = vec![x, h, c];
        leaves.extend(wide.parameters());
        let leaves: Vec<&Tensor> = leaves.iter().collect();
        let options = BackwardOptions::create_graph();
        let first = grad_with(&[&sum], &leaves, &[None], options)?;
        let mut all = vec![z, h_n, c_n];
        let plain = BackwardOptions::retain_graph();
        all.extend(
            grad_with(&[&sum], &leaves, &[None], plain)?.into_iter().flatten(),
        );
        let mut twice = zeros_with(Vec::<i64>::new(), dtype)?;
        for x in first.iter().flatten() {
            twice = twice.add(&x.cos()?.sum()?)?;
        }
        all.extend(first.into_iter().flatten());
        let second = grad_with(&[&twice], &leaves, &[None], plain)?;
        all.extend(second.into_iter().flatten());
        Ok(all)
    };
    for (bias, reverse) in [(true, false), (false, false), (true, true)] {
        let fast = run(true, bias, reverse).unwrap();
        let slow = run(false, bias, reverse).unwrap();
        assert_eq!(fast.len(), slow.len());
        assert!(fast.len() > 15);
        for (nr, (fast, slow)) in fast.iter().zip(&slow).enumerate() {
            let fast = fast.to(float64).unwrap();
            let off = fast.sub(slow).unwrap().abs().unwrap().max().unwrap();
            let near = off.to_float().unwrap() < 1e-5;
            assert!(near, "{nr}: {} {}", fast.repr(), slow.repr());
        }
    }
}

fn options_of(bias: bool, reverse: bool, dtype: DType) -> nn::RNNOptions {
    nn::RNNOptions::new().bias(bias).bidirectional(reverse).dtype(dtype)
}
