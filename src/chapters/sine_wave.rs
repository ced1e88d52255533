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
    let adam = Adam::new(net.parameters(), lr(0.03))?;
    let mut schedule = CosineAnnealingLr::new(&adam, updates, 0.0)?;
    let w = waves(updates * tau + 1, 10)?;
    let (mut state, mut losses) = (vec![], vec![]);
    for n in progress(&format!("{} {tau}", net.rnn.name()), 0..updates) {
        let x = w.index(n * tau..(n + 1) * tau)?;
        let x = x.add(&x.randn_like()?.mul(0.1)?)?;
        let y = w.index(n * tau + 1..(n + 1) * tau + 1)?;
        let (guess, last) = net.forward(&x, &state)?;
        state = last.iter().map(Tensor::detach).collect::<Result<_>>()?;
        let loss = mse_loss(&guess, &y, nn::Reduction::Mean)?;
        adam.zero_grad();
        loss.backward()?;
        clip_grad_norm_(net.parameters(), 0.1)?;
        adam.step()?;
        schedule.step()?;
        losses.push(loss.item()?.to_f64());
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
        cat(&points, 0)?.flatten(0, -1)
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

/// How far from the wave, as the root of the mean square.
fn miss(heard: &Tensor, truth: &Tensor) -> Result<f64> {
    let square = mse_loss(heard, truth, nn::Reduction::Mean)?;
    Ok(square.sqrt()?.item()?.to_f64())
}

fn learn() -> Result<()> {
    // ANCHOR: learn
    let truth = waves(300, 1)?.flatten(0, -1)?.index(100..)?;
    let mut curves = plot("The loss of each window").x("update").y("loss");
    let mut alone = plot("Two cycles alone, after hearing one").x("point");
    for kind in ["RNN", "LSTM"] {
        manual_seed(0);
        let net = Net::new(kind)?;
        let losses = train(&net, 25, 250)?;
        print(kind);
        for update in (0..50).step_by(7) {
            print(format!("{update:3} {:.6}", losses[update]));
        }
        print(format!("249 {:.4}", losses[249]));
        let heard = go_on(&net, 200)?;
        print(format!("misses by {:.2}", miss(&heard, &truth)?));
        curves = curves.line(kind, &losses);
        alone = alone.line(kind, &heard);
    }
    curves.log_y().show();
    alone.line("the wave", &truth).show();
    // ANCHOR_END: learn
    Ok(())
}

fn truncation() -> Result<()> {
    // ANCHOR: truncation
    let truth = waves(300, 1)?.flatten(0, -1)?.index(100..)?;
    let mut alone = plot("An RNN alone, after windows of").x("point");
    for tau in [5, 10, 25] {
        manual_seed(0);
        let net = Net::new("RNN")?;
        let losses = train(&net, tau, 250)?;
        let heard = go_on(&net, 200)?;
        let miss = miss(&heard, &truth)?;
        print(format!("{tau:2} {:.4} {miss:.2}", losses[249]));
        alone = alone.line(&format!("{tau} steps"), &heard);
    }
    alone.line("the wave", &truth).show();
    // ANCHOR_END: truncation
    Ok(())
}
