/*!
One layer of an LSTM, in one direction, as one operation.

What is computed is [`along`] with [`Kind::Lstm`], in float32, some ten times
as fast: all steps are one node, and the loops run over plain memory. PyTorch
does the same on a CPU, and its node has this name. Who derives the
derivative once more gets it step by step.
*/

use torchbook_kernels::recurrent::{Lstm, Past, State};

use super::layers::along;
use super::step::{Kind, Weights};
use crate::autograd::{
    BackwardOptions, Context, Grads, Names, Saved, Tensor, enable_grad,
    grad_with, is_grad_enabled, no_grad, record_many,
};
use crate::tensor::{DType, Result, Size, Strided, products};

static LSTM: Names = Names::new("MkldnnRnnLayerBackward0", "StackBackward");

/// Whether [`layer`] is for this input: floats, and not none of them.
pub(super) fn fits(kind: Kind, x: &Tensor) -> bool {
    kind == Kind::Lstm && x.dtype() == DType::Float32 && x.numel() > 0
}

/// How long all loops are.
#[derive(Clone, Copy)]
struct Sizes {
    steps: usize,
    batch: usize,
    hidden: usize,
    reverse: bool,
}

impl Sizes {
    /// The steps in the order in which the state passes them.
    fn order(self) -> impl DoubleEndedIterator<Item = usize> {
        let Sizes { steps, reverse, .. } = self;
        (0..steps).map(move |i| if reverse { steps - 1 - i } else { i })
    }

    /// How many numbers a state holds, and how many its gates.
    fn each(self) -> (usize, usize) {
        let state = self.batch * self.hidden;
        (state, 4 * state)
    }
}

/// What the derivative needs, of every step.
#[derive(Default)]
struct Trail {
    /// The gates of each sequence: input, forget, new, output.
    gates: Vec<f32>,
    /// The states before, and tanh of the memory after.
    h: Vec<f32>,
    c: Vec<f32>,
    tanh: Vec<f32>,
}

/// As [`along`].
pub(super) fn layer(
    kind: Kind,
    weights: &Weights,
    x: &Tensor,
    state: Vec<Tensor>,
    reverse: bool,
) -> Result<(Tensor, Vec<Tensor>)> {
    let sizes = Sizes {
        steps: x.size()[0],
        batch: x.size()[1],
        hidden: weights.sizes().1,
        reverse,
    };
    let Sizes { steps, batch, hidden, .. } = sizes;
    let [h, c] = &state[..] else { unreachable!("an LSTM has two states") };
    let gates = no_grad(|| weights.with_both_biases(x))?;
    let mut trail = Trail { gates: floats(&gates)?, ..Trail::default() };
    let (mut h_n, mut c_n) = (floats(h)?, floats(c)?);
    let w = floats(weights.hh())?;
    let output = forward(sizes, &w, &mut trail, &mut h_n, &mut c_n);

    let like_state = Size::new(&[batch, hidden]);
    let all = Size::new(&[steps, batch, hidden]);
    let outputs = vec![
        Strided::new(output, all.clone()),
        Strided::new(h_n, like_state.clone()),
        Strided::new(c_n, like_state),
    ];
    let inputs = [&[x], &weights.tensors()[..], &[h, c]].concat();
    let mut made = record_many(&LSTM, &inputs, outputs, &[true; 3], |saver| {
        let inputs: Vec<Saved> =
            inputs.iter().map(|input| saver.save(input)).collect();
        let Trail { gates, h, c, tanh } = trail;
        let each_gate = Size::new(&[steps, batch, 4 * hidden]);
        let trail = [(gates, each_gate)].into_iter().chain(
            [h, c, tanh].into_iter().map(|states| (states, all.clone())),
        );
        let trail: Vec<Saved> = trail
            .map(|(x, size)| saver.save_plain(Strided::new(x, size)))
            .collect();
        Box::new(move |grads, context| {
            let saved = |&saved: &Saved| context.get(saved);
            let inputs: Vec<Tensor> =
                inputs.iter().map(saved).collect::<Result<_>>()?;
            if is_grad_enabled() {
                return by_steps(kind, &inputs, reverse, grads, context);
            }
            let trail: Vec<Tensor> =
                trail.iter().map(saved).collect::<Result<_>>()?;
            backward(sizes, &inputs, &trail, grads, context)
        })
    });
    let state = made.split_off(1);
    Ok((made.remove(0), state))
}

fn floats(x: &Tensor) -> Result<Vec<f32>> {
    x.strided().to_vec()
}

/// The output; `h` and `c` become the last states. The gates hold what the
/// input and the biases add to them, and become what they are.
fn forward(
    sizes: Sizes,
    w: &[f32],
    trail: &mut Trail,
    h: &mut [f32],
    c: &mut [f32],
) -> Vec<f32> {
    let Sizes { steps, batch, hidden, .. } = sizes;
    let (state, four) = sizes.each();
    let lstm = Lstm::new(hidden, batch);
    let mut output = vec![0.0; steps * state];
    trail.h = vec![0.0; steps * state];
    trail.c = vec![0.0; steps * state];
    trail.tanh = vec![0.0; steps * state];
    for t in sizes.order() {
        let here = t * state..(t + 1) * state;
        trail.h[here.clone()].copy_from_slice(h);
        trail.c[here.clone()].copy_from_slice(c);
        let gates = &mut trail.gates[t * four..(t + 1) * four];
        let size = [batch, hidden, 4 * hidden];
        products::into(h, w, true, size, gates, true);
        let tanh = &mut trail.tanh[here.clone()];
        lstm.step(gates, State { h, c, tanh });
        output[here].copy_from_slice(h);
    }
    output
}

/// From the gradients of the output and of the last states to those of the
/// inputs: what the state carried forward, its gradient carries back.
fn backward(
    sizes: Sizes,
    inputs: &[Tensor],
    trail: &[Tensor],
    grads: &[Option<Tensor>],
    context: &Context<'_>,
) -> Result<Grads> {
    let Sizes { steps, batch, hidden, .. } = sizes;
    let (state, four) = sizes.each();
    let or_zeros = |nr: usize, n: usize| match &grads[nr] {
        Some(grad) => floats(grad),
        None => Ok(vec![0.0; n]),
    };
    let above = or_zeros(0, steps * state)?;
    let (mut dh, mut dc) = (or_zeros(1, state)?, or_zeros(2, state)?);
    let (gates, c) = (floats(&trail[0])?, floats(&trail[2])?);
    let (tanh, w) = (floats(&trail[3])?, floats(&inputs[2])?);
    let lstm = Lstm::new(hidden, batch);
    let mut d = vec![0.0; steps * four];
    for t in sizes.order().rev() {
        let (gates, here) =
            (&gates[t * four..][..four], t * state..(t + 1) * state);
        let d = &mut d[t * four..][..four];
        let past = Past {
            c: &c[here.clone()],
            tanh: &tanh[here.clone()],
            above: &above[here],
            dh: &dh,
            dc: &mut dc,
        };
        lstm.back(gates, past, d);
        let size = [batch, 4 * hidden, hidden];
        products::into(d, &w, false, size, &mut dh, false);
    }

    // What the weights did to all steps is one product each.
    let tensor = |x: Vec<f32>, size: &[usize]| {
        Tensor::from_strided(Strided::new(x, Size::new(size)))
    };
    let rows = steps * batch;
    let d = tensor(d, &[rows, 4 * hidden]);
    let flat = |x: &Tensor| {
        let columns = x.size()[2];
        x.reshape([rows as i64, columns as i64])
    };
    let before = flat(&trail[1])?;
    let (x, ih) = (&inputs[0], &inputs[1]);
    let last = inputs.len() - 2;
    let mut out = Grads::from_iter([
        context.only_if(0, || d.mm(ih)?.reshape(x.size()))?,
        context.only_if(1, || d.t()?.mm(&flat(x)?))?,
        context.only_if(2, || d.t()?.mm(&before))?,
    ]);
    for bias in 3..last {
        out.push(context.only_if(bias, || d.sum_dim(0, false))?);
    }
    for (i, grad) in [(last, dh), (last + 1, dc)] {
        out.push(context.only_if(i, || Ok(tensor(grad, &[batch, hidden])))?);
    }
    Ok(out)
}

/// The same, recorded, so that it has a derivative of its own.
fn by_steps(
    kind: Kind,
    inputs: &[Tensor],
    reverse: bool,
    grads: &[Option<Tensor>],
    context: &Context<'_>,
) -> Result<Grads> {
    // Views, so that a state that was made with these weights counts as a
    // state alone.
    let view = |x: &Tensor| x.view(x.size());
    let inputs: Vec<Tensor> =
        enable_grad(|| inputs.iter().map(view).collect::<Result<_>>())?;
    let (x, rest) = (&inputs[0], &inputs[1..]);
    let (weights, state) = rest.split_at(rest.len() - 2);
    let weights = Weights::of(weights);
    let (output, state) =
        enable_grad(|| along(kind, &weights, x, state.to_vec(), reverse))?;
    let outputs = [&output, &state[0], &state[1]];
    let (mut roots, mut from) = (Vec::new(), Vec::new());
    for (output, grad) in outputs.into_iter().zip(grads) {
        if let Some(grad) = grad {
            roots.push(output);
            from.push(Some(grad));
        }
    }
    let is_needed = |&i: &usize| context.needs(i);
    let needed: Vec<usize> = (0..inputs.len()).filter(is_needed).collect();
    let wanted: Vec<&Tensor> = needed.iter().map(|&i| &inputs[i]).collect();
    let options = BackwardOptions {
        allow_unused: true,
        ..BackwardOptions::create_graph()
    };
    let found = grad_with(&roots, &wanted, &from, options)?;
    let mut out = context.nothing();
    for (i, grad) in needed.into_iter().zip(found) {
        out[i] = grad;
    }
    Ok(out)
}
