/*!
A sine wave, and networks that learn to continue it.

The parts have chapters of their own; this one puts them together.
*/

use std::f64::consts::PI;

use super::{Chapter, Listing};
use crate::nn::functional::mse_loss;
use crate::prelude::*;

/// Its page.
pub const CHAPTER: Chapter = Chapter {
    name: "sine_wave",
    title: "A sine wave, continued",
    summary: "Windows of a long sequence; a state carried and detached.",
    listings: LISTINGS,
};

const LISTINGS: &[Listing] = listings![model, learn, truncation];

/// How much of the wave is learned from before it begins again.
const CYCLES: i64 = 2;
/// How noisy the wave is that the network hears.
const NOISE: f64 = 0.5;

// ANCHOR: waves
/// Sine waves side by side, 100 points to a cycle, each a tenth of a cycle
/// ahead of the one before: (steps, count, 1).
fn waves(steps: i64, count: i64) -> Result<Tensor> {
    let time = arange(steps)?.unsqueeze(1)?;
    let ahead = arange(count)?.mul(10)?;
    time.add(&ahead)?.mul(2.0 * PI / 100.0)?.sin()?.unsqueeze(2)
}
// ANCHOR_END: waves

/// What a recurrent layer remembers: one tensor, or two for an LSTM.
type State = Vec<Tensor>;

/// Layers that carry a state along a sequence.
trait Recurrent: Module {
    fn run(&self, x: &Tensor, state: &State) -> Result<(Tensor, State)>;
}

impl Recurrent for nn::RNN {
    fn run(&self, x: &Tensor, state: &State) -> Result<(Tensor, State)> {
        let (y, h) = self.forward_with(x, state.first())?;
        Ok((y, vec![h]))
    }
}

impl Recurrent for nn::LSTM {
    fn run(&self, x: &Tensor, state: &State) -> Result<(Tensor, State)> {
        let state = match &state[..] {
            [h, c] => Some((h.clone(), c.clone())),
            _ => None,
        };
        let (y, (h, c)) = self.forward_with(x, state.as_ref())?;
        Ok((y, vec![h, c]))
    }
}

// ANCHOR: net
struct Net {
    rnn: Box<dyn Recurrent>,
    out: nn::Linear,
}
module!(Net { rnn, out });

impl Net {
    fn new(kind: &str) -> Result<Net> {
        let rnn: Box<dyn Recurrent> = match kind {
            "RNN" => Box::new(nn::RNN::new(1, 10)?),
            _ => Box::new(nn::LSTM::new(1, 10)?),
        };
        Ok(Net { rnn, out: nn::Linear::new(10, 1)? })
    }

    fn forward(&self, x: &Tensor, state: &State) -> Result<(Tensor, State)> {
        let (y, state) = self.rnn.run(x, state)?;
        Ok((self.out.forward(&y)?, state))
    }
}
// ANCHOR_END: net

// ANCHOR: train
/// Learns from windows of `tau` steps; returns the loss of each.
fn train(net: &Net, tau: i64, updates: i64) -> Result<Vec<f64>> {
    let adam = Adam::new(net.parameters(), lr(0.02))?;
    let w = waves(CYCLES * 100 + 1, 10)?;
    let (mut state, mut start) = (vec![], 0);
    let mut losses = Vec::new();
    for _ in progress(&format!("{} {tau}", net.rnn.name()), 0..updates) {
        if start == CYCLES * 100 {
            (state, start) = (vec![], 0);
        }
        let x = w.index(start..start + tau)?;
        let x = x.add(&x.randn_like()?.mul(NOISE)?)?;
        let y = w.index(start + 1..start + 1 + tau)?;
        let (guess, last) = net.forward(&x, &state)?;
        state = last.iter().map(Tensor::detach).collect::<Result<_>>()?;
        let loss = mse_loss(&guess, &y, nn::Reduction::Mean)?;
        adam.zero_grad();
        loss.backward()?;
        adam.step()?;
        losses.push(loss.item()?.to_f64());
        start += tau;
    }
    Ok(losses)
}
// ANCHOR_END: train

// ANCHOR: go_on
/// Hears one cycle, then listens to itself for `steps` points.
fn go_on(net: &Net, steps: i64) -> Result<Tensor> {
    no_grad(|| {
        let (guess, mut state) = net.forward(&waves(100, 1)?, &vec![])?;
        let mut points = vec![guess.index(-1..)?];
        for _ in 1..steps {
            let (next, after) =
                net.forward(&points[points.len() - 1], &state)?;
            points.push(next);
            state = after;
        }
        cat(points.iter().collect::<Vec<_>>(), 0)?.flatten(0, -1)
    })
}
// ANCHOR_END: go_on

fn model() -> Result<()> {
    // ANCHOR: model
    let net = Net::new("LSTM")?;
    print(&net);
    let (y, state) = net.forward(&waves(25, 10)?, &vec![])?;
    print((y.size(), state[0].size(), state[1].size()));
    // ANCHOR_END: model
    Ok(())
}

fn learn() -> Result<()> {
    // ANCHOR: learn
    manual_seed(11);
    let net = Net::new("LSTM")?;
    let losses = train(&net, 25, 100)?;
    for update in (0..50).step_by(7).chain([99]) {
        print(format!("{update:2} {:.6}", losses[update]));
    }
    let heard = go_on(&net, 200)?;
    let truth = waves(300, 1)?.flatten(0, -1)?.index(100..)?;
    for point in (9..200).step_by(20) {
        let at = |x: &Tensor| x.index(point)?.item();
        let (own, true_) = (at(&heard)?.to_f64(), at(&truth)?.to_f64());
        print(format!("{point:3} {own:5.2} {true_:5.2}"));
    }
    plot("The loss of each window")
        .line("LSTM, windows of 25", &losses)
        .x("update")
        .y("loss")
        .log_y()
        .show();
    plot("Two cycles, continued after hearing one")
        .line("the wave", &truth)
        .line("the network", &heard)
        .x("point")
        .show();
    // ANCHOR_END: learn
    Ok(())
}

fn truncation() -> Result<()> {
    // ANCHOR: truncation
    let mut figure = plot("300 points, in windows").x("point").y("loss");
    let lengths = [5, 10, 25, 50].map(|tau| ("RNN", tau));
    for (kind, tau) in lengths.into_iter().chain([("LSTM", 25)]) {
        manual_seed(11);
        let losses = train(&Net::new(kind)?, tau, 300 / tau)?;
        let last = &losses[(200 / tau) as usize..];
        let mean = last.iter().sum::<f64>() / last.len() as f64;
        print(format!("{kind:4} {tau:2} {:3} {mean:.4}", losses.len()));
        let ends = (1..).map(|n| (n * tau) as f64);
        let line: Vec<(f64, f64)> = ends.zip(losses).collect();
        figure = figure.line(&format!("{kind}, {tau}"), &line);
    }
    figure.log_y().show();
    // ANCHOR_END: truncation
    Ok(())
}
