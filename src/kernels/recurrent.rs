//! The steps of recurrent layers, each for a whole batch, forward and back.

use crate::functions::{Squash, tanh};
use crate::machine::Fused;

/// Steps of an LSTM. The gates of a sequence lie side by side: input,
/// forget, new, output, `hidden` numbers each.
pub struct Lstm {
    hidden: usize,
    /// Which of a batch's gates are sigmoids (1) and which are tanh (2).
    double: Vec<f32>,
}

/// What a step takes and makes besides the gates.
pub struct State<'a> {
    pub h: &'a mut [f32],
    pub c: &'a mut [f32],
    /// `tanh(c)`
    pub tanh: &'a mut [f32],
}

/// What a step back takes besides the gates.
pub struct Past<'a> {
    /// The memory before the step.
    pub c: &'a [f32],
    /// `tanh` of the memory after it.
    pub tanh: &'a [f32],
    /// The gradient of the step's output.
    pub above: &'a [f32],
    /// The gradients of the state after it; that of the memory becomes the
    /// one before it.
    pub dh: &'a [f32],
    pub dc: &'a mut [f32],
}

impl Lstm {
    #[must_use]
    pub fn new(hidden: usize, batch: usize) -> Lstm {
        let one = [1.0, 1.0, 2.0, 1.0];
        let gates = one.map(|double| vec![double; hidden]).concat();
        Lstm { hidden, double: gates.repeat(batch) }
    }

    /// The gates hold what is summed up for them, and become what they are;
    /// the state goes one step on.
    pub fn step(&self, gates: &mut [f32], state: State<'_>) {
        let hidden = self.hidden;
        let State { h, c, tanh: t } = state;
        f64::work(Squash { x: gates, double: &self.double });
        for (gates, c) in each(gates, 4 * hidden).zip(c.chunks_mut(hidden)) {
            let [input, forget, new, _] = four(gates, hidden);
            let gates = input.iter().zip(forget).zip(new);
            for (c, ((input, forget), new)) in c.iter_mut().zip(gates) {
                *c = forget * *c + input * new;
            }
        }
        tanh(c, t);
        let sequences = each(gates, 4 * hidden).zip(each(t, hidden));
        for ((gates, t), h) in sequences.zip(h.chunks_mut(hidden)) {
            let [.., output] = four(gates, hidden);
            for (h, (output, t)) in h.iter_mut().zip(output.iter().zip(t)) {
                *h = output * t;
            }
        }
    }

    /// The gradient `d` of what was summed up for the gates.
    pub fn back(&self, gates: &[f32], past: Past<'_>, d: &mut [f32]) {
        let hidden = self.hidden;
        let rows = each(gates, 4 * hidden).zip(d.chunks_mut(4 * hidden));
        for (i, (gates, d)) in rows.enumerate() {
            let [input, forget, new, output] = four(gates, hidden);
            let (d_input, d) = d.split_at_mut(hidden);
            let (d_forget, d) = d.split_at_mut(hidden);
            let (d_new, d_output) = d.split_at_mut(hidden);
            let here = i * hidden..(i + 1) * hidden;
            let (c, tanh) = (&past.c[here.clone()], &past.tanh[here.clone()]);
            let (above, dh) =
                (&past.above[here.clone()], &past.dh[here.clone()]);
            let dc = &mut past.dc[here];
            for k in 0..hidden {
                let dh = dh[k] + above[k];
                let all = dc[k] + dh * output[k] * (1.0 - tanh[k] * tanh[k]);
                d_input[k] = all * new[k] * input[k] * (1.0 - input[k]);
                d_forget[k] = all * c[k] * forget[k] * (1.0 - forget[k]);
                d_new[k] = all * input[k] * (1.0 - new[k] * new[k]);
                d_output[k] = dh * tanh[k] * output[k] * (1.0 - output[k]);
                dc[k] = all * forget[k];
            }
        }
    }
}

fn each(x: &[f32], n: usize) -> std::slice::Chunks<'_, f32> {
    x.chunks(n)
}

fn four(gates: &[f32], hidden: usize) -> [&[f32]; 4] {
    std::array::from_fn(|i| &gates[i * hidden..][..hidden])
}
