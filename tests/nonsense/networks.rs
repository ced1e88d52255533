//! Networks and optimizers: what is public there, and calls of all of it.

use std::collections::BTreeSet;

use torchbook::nn::functional as f;
use torchbook::nn::{Buffer, Mode, Reduction, StateDict, init};
use torchbook::optim;
use torchbook::prelude::*;
use torchbook::tensor::Print;

use super::functions::{Function, Given, optimized, seen};

/// What is tried here. Each call does as much of it as it comes to.
pub const NETWORKS: &[Function] = &[
    Function { name: "layers", call: layers },
    Function { name: "losses", call: losses },
    Function { name: "functional", call: functional },
    Function { name: "planes", call: planes },
    Function { name: "recurrent", call: recurrent },
    Function { name: "cells", call: cells },
    Function { name: "states", call: states },
    Function { name: "optimizers", call: optimizers },
];

/// Whether a public function is called in this folder, going by its text.
pub fn is_called(function: &str) -> bool {
    let text = [include_str!("networks.rs"), include_str!("functions.rs")];
    let mut parts = function.rsplit("::");
    let (name, ty) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let ways = [format!(".{name}("), format!("{ty}::{name}(")];
    // A macro's type, or none at all.
    let free = !ty.starts_with(char::is_uppercase);
    let bare = [":", "(", " "].map(|before| format!("{before}{name}("));
    let bare = bare.iter().filter(|_| free);
    let called = |way: &String| text.iter().any(|text| text.contains(way));
    ways.iter().chain(bare).any(called)
}

/// Every public function in the sources of a wing, as `nn::Linear::new`;
/// what a macro writes for several types stands as `nn::$class::new`.
pub fn public(wing: &str, sources: &[String]) -> BTreeSet<String> {
    let all = sources.concat();
    let is_public = |ty: &str| {
        ty == "$class"
            || ["struct", "enum"].iter().any(|kind| {
                all.match_indices(&format!("pub {kind} {ty}")).any(|(i, m)| {
                    let rest = &all[i + m.len()..];
                    !rest.starts_with(|c: char| c.is_alphanumeric())
                })
            })
    };
    let mut found = BTreeSet::new();
    for line_of in sources {
        // The type or trait that a line is in, if it is a public one.
        let (mut block, mut of_trait) = (Some(""), false);
        for line in line_of.lines() {
            let words = line.trim_start();
            let name = |rest: &str| {
                let end = |c: char| !c.is_alphanumeric() && !"_$".contains(c);
                rest.split(end).next().unwrap_or("").to_owned()
            };
            if let Some(rest) = words.strip_prefix("impl") {
                let rest = match rest.strip_prefix('<') {
                    Some(generic) => {
                        generic.split_once("> ").map_or("", |p| p.1)
                    }
                    None => rest.trim_start(),
                };
                let ty = &rest[..name(rest).len()];
                let public = !rest.contains(" for ") && is_public(ty);
                (block, of_trait) = (public.then_some(ty), false);
            } else if let Some(rest) = words.strip_prefix("pub trait ") {
                let ty = &rest[..name(rest).len()];
                let called = ["Module", "Forward"].contains(&ty);
                (block, of_trait) = (called.then_some(ty), called);
            } else if line == "}" {
                (block, of_trait) = (Some(""), false);
            }
            let start = if of_trait { "fn " } else { "pub fn " };
            if let (Some(ty), Some(rest)) = (block, words.strip_prefix(start))
            {
                let colons = if ty.is_empty() { "" } else { "::" };
                found.insert(format!("{wing}::{ty}{colons}{}", name(rest)));
            }
        }
    }
    found
}

/// A size: often one that makes sense.
fn size(g: &Given, i: usize) -> i64 {
    if g.flags[i] { g.ints[i].rem_euclid(4) } else { g.ints[i] }
}

fn reduction(g: &Given) -> Reduction {
    match g.list.len() {
        0 => Reduction::None,
        1 => Reduction::Sum,
        _ => Reduction::named(g.word).unwrap_or_default(),
    }
}

/// Everything that a module can be asked for.
fn asked(g: &Given, module: &dyn Module) -> Result<Vec<Tensor>> {
    seen((module.name().to_owned(), module.extra_repr(), module.repr()))?;
    seen((module.named_buffers(), module.buffers(), module.training()))?;
    seen((module.named_children().len(), module.children().len()))?;
    seen((module.named_modules().len(), module.modules().len()))?;
    seen((module.as_module().identity(), module.holds()))?;
    module.apply(&mut |m| seen(m.tree().len()))?;
    for path in [g.word, "", "0", "0.weight", "weight", "."] {
        seen(module.get_submodule(path).is_ok())?;
        seen((module.get_parameter(path), module.get_buffer(path)))?;
    }
    module.train(g.flags[0]);
    module.eval();
    module.requires_grad_(g.flags[1])?;
    let parameters = module.parameters();
    for x in &parameters {
        x.set_grad(g.x()?.detach().ok().filter(|y| y.size() == x.size()));
    }
    module.zero_grad_to_zeros()?;
    module.zero_grad();
    let mut state = module.state_dict();
    seen((module.named_parameters(), state.text()))?;
    seen(module.load_state_dict(&state)?.text())?;
    state.insert(g.word, g.x()?);
    if let Some((first, _)) = module.named_parameters().first() {
        state.insert(first.clone(), g.y()?);
    }
    seen(module.load_state_dict_with(&state, g.flags[2]))?;
    Ok(parameters)
}

fn layers(g: &Given) -> Result<Vec<Tensor>> {
    let (a, b) = (size(g, 0), size(g, 1));
    let mut all: Vec<Result<Box<dyn Forward>>> = Vec::new();
    fn boxed<M: Forward + 'static>(
        module: Result<M>,
    ) -> Result<Box<dyn Forward>> {
        Ok(Box::new(module?))
    }
    all.push(boxed(nn::Linear::new(a, b)));
    all.push(boxed(nn::Linear::without_bias(a, b)));
    all.push(boxed(nn::Embedding::new(a, b)));
    all.push(boxed(nn::Embedding::with_padding(a, b, g.ints[2])));
    all.push(boxed(nn::Dropout::new(g.floats[0])));
    all.push(boxed(nn::LayerNorm::new(g.list.as_slice())));
    all.push(boxed(nn::GroupNorm::new(a, b)));
    let pool = nn::AdaptiveAvgPool2d::new(g.list.as_slice());
    all.push(boxed(Ok(pool)));
    all.push(boxed(Ok(nn::LayerNorm::plain(g.other.as_slice()))));
    all.push(boxed(Ok(nn::Softmax::new(g.ints[0]))));
    all.push(boxed(Ok(nn::LogSoftmax::new(g.ints[1]))));
    all.push(boxed(Ok(nn::ReLU::new())));
    let [a, b, _] = g.floats;
    all.push(boxed(Ok(nn::ELU::new(a))));
    all.push(boxed(Ok(nn::LeakyReLU::new(a))));
    all.push(boxed(Ok(nn::Softplus::new(a, b))));
    all.push(boxed(Ok(nn::GELU::new())));
    all.push(boxed(Ok(nn::GELU::approximate(g.word))));
    let mut outputs = Vec::new();
    let mut network = nn::Sequential::new();
    for module in all.into_iter().flatten() {
        outputs.extend(asked(g, &module)?);
        outputs.extend(module.forward(&g.x()?));
        network = network.with(module);
    }
    seen((network.len(), network.is_empty(), network.text()))?;
    seen(network.get(g.ints[0] as usize).is_some())?;
    outputs.extend(asked(g, &network)?);
    outputs.extend(network.forward(&g.x()?));
    Ok(outputs)
}

fn losses(g: &Given) -> Result<Vec<Tensor>> {
    let (x, y, z, r) = (g.x()?, g.y()?, g.z()?, reduction(g));
    let weight = || g.flags[0].then(|| Buffer(z.clone()));
    let given = weight().map(|weight| weight.0);
    let (given, ignored) = (given.as_ref(), g.ints[0]);
    let smoothing = g.floats[0];
    let class = nn::CrossEntropyLoss {
        weight: weight(),
        ignore_index: ignored,
        label_smoothing: smoothing,
        ..Default::default()
    };
    let nll = nn::NLLLoss { weight: weight(), ..nn::NLLLoss::new() };
    let yes =
        nn::BCEWithLogitsLoss { pos_weight: weight(), ..Default::default() };
    let all = [
        nn::MSELoss::new().reduction(r).forward(&x, &y),
        nn::L1Loss::new().reduction(r).forward(&x, &y),
        class.reduction(r).forward(&x, &y),
        nll.reduction(r).forward(&x, &y),
        yes.reduction(r).forward(&x, &y),
        f::mse_loss(&x, &y, r),
        f::l1_loss(&x, &y, r),
        f::smooth_l1_loss(&x, &y, g.floats[0], r),
        f::huber_loss(&x, &y, g.floats[0], r),
        f::binary_cross_entropy(&x, &y, Some(&z), r),
        f::cross_entropy(&x, &y, given, ignored, r, smoothing),
        f::nll_loss(&x, &y, given, ignored, r),
        f::binary_cross_entropy_with_logits(&x, &y, given, given, r),
        f::soft_margin_loss(&x, &y, r),
        f::multi_margin_loss(&x, &y, g.ints[0], g.floats[0], given, r),
    ];
    Ok(all.into_iter().flatten().collect())
}

/// Convolutions, pools and what else looks at neighbours.
fn planes(g: &Given) -> Result<Vec<Tensor>> {
    let (x, y, z) = (g.x()?, g.y()?, g.z()?);
    let [a, b, c] = g.ints;
    let bias = g.flags[0].then_some(&z);
    let dims = 1 + usize::from(g.flags[1]) + usize::from(g.flags[2]);
    let some: Vec<Option<i64>> = g.other.iter().map(|&n| Some(n)).collect();
    let mut options = f::ConvOptions::default()
        .stride(g.list.as_slice())
        .padding(g.other.as_slice())
        .output_padding(a)
        .dilation(b)
        .groups(c);
    if let Ok(named) = f::Padding::named(g.word) {
        options = options.padding(named);
    }
    let mut pool = f::PoolOptions::new(g.list.as_slice());
    pool.ceil_mode = g.flags[0];
    pool.divisor_override = g.flags[1].then_some(c);
    let blocks = f::Blocks {
        kernel_size: [a, b],
        dilation: [1, c],
        padding: [0, a],
        stride: [b, 1],
    };
    let norm = f::BatchNormOptions {
        training: g.flags[1],
        momentum: g.floats[0],
        eps: g.floats[1],
    };
    let running = g.flags[2].then_some((&y, &z));
    let how = [
        f::Interpolation::Nearest,
        f::Interpolation::NearestExact,
        f::Interpolation::Linear,
        f::Interpolation::Cubic,
    ][usize::from(g.flags[0]) * 2 + usize::from(g.flags[1])];
    let bag = [f::BagMode::Sum, f::BagMode::Mean, f::BagMode::Max]
        [usize::from(g.flags[0]) + usize::from(g.flags[1])];
    let sizes = g.list.as_slice();
    let rnn = nn::RNNOptions::default().bidirectional(g.flags[0]);
    let weights = [y.clone(), z.clone(), y.clone(), z.clone()];
    let packed = nn::rnn_packed_of(
        g.word,
        [a, b],
        rnn,
        &weights,
        g.flags[1],
        (&x, sizes),
        &[&y, &z],
    );
    let first = |pair: Result<(Tensor, Tensor)>| Ok(pair?.0);
    let all = [
        f::conv(dims, &x, &y, bias, &options),
        f::conv_transpose(dims, &x, &y, bias, &options),
        f::avg_pool(dims, &x, &pool),
        first(f::max_pool(dims, &x, &pool)),
        f::adaptive_avg_pool(dims, &x, &some),
        first(f::adaptive_max_pool(dims, &x, &some)),
        f::attention(&x, &y, &z, bias, g.floats[0]),
        f::batch_norm(&x, running, bias, None, norm),
        f::group_norm(&x, a, bias, None, g.floats[0]),
        f::embedding_bag(&x, &y, &z, bag, bias, g.flags[2].then_some(a)),
        f::fold(&x, [a, c], &blocks),
        f::unfold(&x, &blocks),
        f::interpolate(&x, sizes, &[], how, g.flags[2]),
        f::pad(&x, sizes, g.word, Some(g.number)),
        packed.map(|packed| packed.0),
    ];
    Ok(all.into_iter().flatten().collect())
}

fn functional(g: &Given) -> Result<Vec<Tensor>> {
    let (x, y, z) = (g.x()?, g.y()?, g.z()?);
    let (a, b) = (g.floats[0], g.floats[1]);
    let weight = g.flags[0].then_some(&y);
    let padding = g.flags[1].then_some(g.ints[0]);
    let shape = g.list.as_slice();
    let new = || x.detach()?.copy();
    let all = [
        f::dropout(&x, a, g.flags[0]),
        f::embedding(&x, &y, padding),
        f::layer_norm(&x, shape, weight, Some(&z), a),
        init::uniform_(&new()?, a, b),
        init::normal_(&new()?, a, b),
        init::constant_(&new()?, g.number),
        init::zeros_(&new()?),
        init::ones_(&new()?),
        init::kaiming_uniform_(&new()?, a),
        init::xavier_uniform_(&new()?, a),
    ];
    Ok(all.into_iter().flatten().collect())
}

fn recurrent(g: &Given) -> Result<Vec<Tensor>> {
    let (x, h, c) = (g.x()?, g.y()?, g.z()?);
    let (a, b) = (size(g, 0), size(g, 1));
    let mut options = nn::RNNOptions::new()
        .num_layers(size(g, 2))
        .bias(g.flags[0])
        .batch_first(g.flags[1])
        .dropout(g.floats[0])
        .bidirectional(g.flags[2])
        .dtype(g.dtype());
    if g.list.is_empty() {
        options = options.nonlinearity(g.word);
    }
    let (mut outputs, both) = (Vec::new(), (h.clone(), c));
    let mut pair = |pair: Result<(Tensor, Tensor)>| {
        outputs.extend(pair.into_iter().flat_map(|(a, b)| [a, b]));
    };
    let first = |three: Result<(Tensor, (Tensor, Tensor))>| Ok(three?.1);
    for options in [options, g.ints[2].rem_euclid(3).into()] {
        if let Ok(rnn) = nn::RNN::with(a, b, options.clone()) {
            pair(rnn.forward(&x));
            pair(rnn.forward_with(&x, &h));
            seen((rnn.input_size(), rnn.hidden_size()))?;
            asked(g, &rnn)?;
        }
        if let Ok(gru) = nn::GRU::with(a, b, options.clone()) {
            pair(gru.forward(&x));
            pair(gru.forward_with(&x, &h));
        }
        if let Ok(lstm) = nn::LSTM::with(a, b, options) {
            pair(first(lstm.forward(&x)));
            pair(first(lstm.forward_with(&x, &both)));
        }
    }
    seen((nn::RNN::new(a, b), nn::LSTM::new(a, b), nn::GRU::new(a, b)))?;
    let weights = [x.clone(), h.clone(), both.1.clone()];
    for mode in ["RNN_TANH", "LSTM", "GRU", g.word] {
        let (options, training) = (nn::RNNOptions::new(), g.flags[0]);
        pair(
            nn::rnn_of(mode, [a, b], options, &weights, training, &x, &[&h])
                .map(|(output, _)| (output.clone(), output)),
        );
    }
    Ok(outputs)
}

fn cells(g: &Given) -> Result<Vec<Tensor>> {
    let (x, h, c) = (g.x()?, g.y()?, g.z()?);
    let (a, b) = (size(g, 0), size(g, 1));
    let (mut outputs, both) = (Vec::new(), (h.clone(), c));
    let word = if g.flags[1] { "relu" } else { g.word };
    let rnn = nn::RNNCell::with(a, b, g.flags[0], word);
    for cell in [nn::RNNCell::new(a, b), rnn].into_iter().flatten() {
        outputs.extend(cell.forward(&x));
        outputs.extend(cell.forward_with(&x, &h));
        asked(g, &cell)?;
    }
    let weights = [x.clone(), h.clone(), both.1.clone()];
    for class in ["RNNCell", "LSTMCell", "GRUCell", g.word] {
        let states = [&h, &both.1];
        let made = nn::rnn_cell_of(class, word, [a, b], &weights, &x, &states);
        outputs.extend(made.into_iter().flatten());
    }
    let all = [nn::GRUCell::new(a, b), nn::GRUCell::without_bias(a, b)];
    for cell in all.into_iter().flatten() {
        outputs.extend(cell.forward(&x));
        outputs.extend(cell.forward_with(&x, &h));
    }
    let all = [nn::LSTMCell::new(a, b), nn::LSTMCell::without_bias(a, b)];
    for cell in all.into_iter().flatten() {
        let results = [cell.forward(&x), cell.forward_with(&x, &both)];
        outputs.extend(results.into_iter().flatten().map(|(h, _)| h));
    }
    Ok(outputs)
}

fn states(g: &Given) -> Result<Vec<Tensor>> {
    let mut state = StateDict::new();
    for (name, x) in [("a", g.x()?), (g.word, g.y()?), ("a.b", g.z()?)] {
        seen(state.insert(name, x))?;
    }
    let mut bytes = state.to_safetensors()?;
    let read = StateDict::from_safetensors(&bytes)?;
    assert_eq!(read.len(), state.len());
    for (name, x) in state.iter() {
        let same = read.get(name).expect("what was written");
        assert_eq!((same.size(), same.repr()), (x.size(), plain(x)?.repr()));
    }
    // One byte, or all behind one, is wrong.
    let at = g.ints[0].unsigned_abs() as usize % bytes.len();
    if g.flags[0] {
        bytes.truncate(at);
    } else {
        bytes[at] ^= g.ints[1] as u8;
    }
    let mut outputs = Vec::new();
    if let Ok(read) = StateDict::from_safetensors(&bytes) {
        outputs.extend(read.iter().map(|(_, x)| x.clone()));
    }
    seen((state.keys().count(), state.is_empty(), state.remove(g.word)))?;
    seen((state.text(), Mode::default().training()))?;
    // No such folder: nothing is written.
    state.save("no/such/folder/state").expect_err("nowhere");
    StateDict::load(g.word).map_or(Ok(()), seen)?;
    Ok(outputs)
}

/// Without history.
fn plain(x: &Tensor) -> Result<Tensor> {
    x.detach()?.copy()
}

fn optimizers(g: &Given) -> Result<Vec<Tensor>> {
    let (a, b, n) = (g.floats[0], g.floats[1], g.number);
    let mut outputs = Vec::new();
    assert!(optim::rule("Adam").is_some());
    seen(optim::rule(g.word).is_some())?;
    seen(optim::State::of([(g.word, g.x()?), ("step", g.y()?)]))?;
    type Make = fn(&Given, Vec<Tensor>) -> Result<Optimizer>;
    let makers: [Make; 7] = [
        |g, p| Sgd::new(p, lr(g.number).weight_decay(g.floats[1])),
        |g, p| Adam::new(p, lr(g.number).betas(g.floats[0], g.floats[1])),
        |g, p| AdamW::new(p, lr(0.1).amsgrad(g.flags[0]).eps(g.floats[0])),
        |_, p| Adamax::new(p, ()),
        |g, p| Adagrad::new(p, lr(0.1).initial_accumulator_value(g.number)),
        |g, p| RmsProp::new(p, lr(0.1).alpha(g.number).momentum(0.5)),
        |g, p| {
            let optimizer = Sgd::new(p, lr(g.number).maximize(g.flags[0]))?;
            optimizer.add_param_group(group([g.z()?], lr(g.number)))?;
            optimizer.step_with(|| g.x()?.sum())?;
            optimizer.zero_grad_to_zeros()?;
            optimizer.zero_grad();
            Ok(optimizer)
        },
    ];
    for make in makers {
        outputs.extend(optimized(g, make).into_iter().flatten());
    }
    let mut settings = lr(n).dampening(a).nesterov(true);
    settings.set(g.word, n);
    for name in ["lr", g.word] {
        seen((
            settings.get(name),
            settings.number(name),
            settings.flag(name),
        ))?;
        seen((settings.pair(name), settings.iter().count()))?;
    }
    let params = [g.x()?.detach()?];
    let optimizer = Sgd::new(&params, lr(0.1).momentum(b))?;
    params[0].set_grad(Some(params[0].ones_like()?));
    seen(optimizer.step())?;
    let state = optimizer.state(&params[0]);
    seen((state.is_empty(), state.get(g.word).is_some()))?;
    outputs.extend(state.iter().map(|(_, x)| x.clone()));
    for group in optimizer.param_groups() {
        seen((group.params().len(), group.settings()))?;
        seen((group.get(g.word), group.text()))?;
    }
    let mut scheduler = ExponentialLr::new(&optimizer, a)?;
    seen((scheduler.step(), scheduler.get_last_lr().len()))?;
    Ok(outputs)
}
