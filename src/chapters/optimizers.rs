/*!
Optimizers, beside the loop that they replace.

The rules, the schedules and the clipping are in [`crate::optim`], each in a
file of its own.
*/

use super::{Chapter, Listing};
use crate::prelude::*;

/// Its page.
pub const CHAPTER: Chapter = Chapter {
    name: "optimizers",
    title: "Optimizers: the loop, kept and improved",
    summary: "What SGD, Adam and their kin do in a step, what they remember, \
              and where they stay silent.",
    listings: LISTINGS,
};

const LISTINGS: &[Listing] = listings![
    notes_adam,
    plain_or_sgd,
    model_or_loop,
    by_hand,
    first_steps,
    paths,
    momentum_remembers,
    skipped,
    zero_grad,
    other_rates,
    said,
    schedules,
    scheduler_state,
    clipped,
    both_states,
    left_behind,
    refused,
];

fn notes_adam() -> Result<()> {
    // ANCHOR: notes_adam
    let learning_rate = 0.5;
    let w = tensor([4.0, -2.0]).requires_grad_(true)?;
    let b = tensor(1.0).requires_grad_(true)?;
    let optimizer = Adam::new([&w, &b], lr(learning_rate))?;
    for _ in 0..2 {
        let loss = (&w * &w).sum()? + &b * &b;
        optimizer.zero_grad();
        loss.backward()?;
        optimizer.step()?;
        print(&w);
        print(&b);
    }
    // ANCHOR_END: notes_adam
    Ok(())
}

fn plain_or_sgd() -> Result<()> {
    // ANCHOR: plain_or_sgd
    let plain = tensor([4.0, -2.0]).requires_grad_(true)?;
    for _ in 0..5 {
        plain.set_grad(None);
        (&plain * &plain).sum()?.backward()?;
        no_grad(|| plain.sub_(&(0.1 * plain.grad().unwrap())))?;
    }
    print(&plain);

    let w = tensor([4.0, -2.0]).requires_grad_(true)?;
    let optimizer = Sgd::new([&w], lr(0.1))?;
    for _ in 0..5 {
        optimizer.zero_grad();
        (&w * &w).sum()?.backward()?;
        optimizer.step()?;
    }
    print(&w);
    // ANCHOR_END: plain_or_sgd
    Ok(())
}

#[expect(clippy::upper_case_acronyms, reason = "the notes' name")]
fn model_or_loop() -> Result<()> {
    // ANCHOR: model_or_loop
    struct LSTM {
        rnn: nn::LSTM,
        out: nn::Linear,
    }
    module!(LSTM { rnn, out });

    impl LSTM {
        fn new(features: i64, hidden: i64, outputs: i64) -> Result<LSTM> {
            Ok(LSTM {
                rnn: nn::LSTM::new(features, hidden)?,
                out: nn::Linear::new(hidden, outputs)?,
            })
        }

        fn forward(&self, x: &Tensor) -> Result<Tensor> {
            self.out.forward(&self.rnn.forward(x)?.0)
        }
    }

    let (x, wanted) = (ones([6, 1, 4])?, ones([6, 1, 3])?);
    let learning_rate = 0.05;

    let show = |name, losses: Vec<f64>| {
        let losses = losses.iter().map(|x| format!(" {x:.4}"));
        print(format!("{name:4}") + &losses.collect::<String>());
    };

    manual_seed(0);
    let model = LSTM::new(4, 5, 3)?;
    let mut losses = vec![];
    for _ in 0..6 {
        let loss = nn::MSELoss::new().forward(&model.forward(&x)?, &wanted)?;
        losses.push(loss.to_float()?);
        model.zero_grad();
        loss.backward()?;
        no_grad(|| -> Result<()> {
            for param in model.parameters() {
                param.sub_(&(learning_rate * param.grad().unwrap()))?;
            }
            Ok(())
        })?;
    }
    show("loop", losses);

    type Make<'a> = &'a dyn Fn(Vec<Tensor>) -> Result<Optimizer>;
    let learn = |name, optimizer_of: Make<'_>| -> Result<()> {
        manual_seed(0);
        let model = LSTM::new(4, 5, 3)?;
        let optimizer = optimizer_of(model.parameters())?;
        let mut losses = vec![];
        for _ in 0..6 {
            let loss =
                nn::MSELoss::new().forward(&model.forward(&x)?, &wanted)?;
            losses.push(loss.to_float()?);
            optimizer.zero_grad();
            loss.backward()?;
            optimizer.step()?;
        }
        show(name, losses);
        Ok(())
    };

    learn("SGD", &|params| Sgd::new(params, lr(learning_rate)))?;
    learn("Adam", &|params| Adam::new(params, lr(learning_rate)))?;
    // ANCHOR_END: model_or_loop
    Ok(())
}

fn by_hand() -> Result<()> {
    // ANCHOR: by_hand
    let by_hand = tensor([4.0, -2.0]).requires_grad_(true)?;
    let (mut mean, mut square) = (zeros(2)?, zeros(2)?);
    for step in 1..6 {
        by_hand.set_grad(None);
        (&by_hand * &by_hand).sum()?.backward()?;
        let grad = by_hand.grad().unwrap();
        mean = 0.9 * &mean + 0.1 * &grad;
        square = 0.999 * &square + 0.001 * &grad * &grad;
        let mean = &mean / (1.0 - 0.9_f64.powi(step));
        let square = &square / (1.0 - 0.999_f64.powi(step));
        let update = 0.5 * mean / (square.sqrt()? + 1e-8);
        no_grad(|| by_hand.sub_(&update))?;
    }
    print(&by_hand);

    let w = tensor([4.0, -2.0]).requires_grad_(true)?;
    let optimizer = Adam::new([&w], lr(0.5))?;
    for _ in 1..6 {
        optimizer.zero_grad();
        (&w * &w).sum()?.backward()?;
        optimizer.step()?;
    }
    print(&w);
    // ANCHOR_END: by_hand
    Ok(())
}

fn first_steps() -> Result<()> {
    // ANCHOR: first_steps
    let w = tensor(4.0).requires_grad_(true)?;
    for (name, optimizer) in [
        ("SGD", Sgd::new([&w], lr(0.1))?),
        ("with momentum", Sgd::new([&w], lr(0.1).momentum(0.9))?),
        ("Adagrad", Adagrad::new([&w], lr(0.1))?),
        ("RMSprop", RmsProp::new([&w], lr(0.1))?),
        ("Adam", Adam::new([&w], lr(0.1))?),
        ("AdamW", AdamW::new([&w], lr(0.1).weight_decay(0.5))?),
        ("Adamax", Adamax::new([&w], lr(0.1))?),
    ] {
        no_grad(|| w.fill_(4.0))?;
        let mut line = format!("{name:14}");
        for _ in 0..5 {
            optimizer.zero_grad();
            (&w * &w).backward()?;
            optimizer.step()?;
            line += &format!(" {:.4}", w.to_float()?);
        }
        print(line);
    }
    // ANCHOR_END: first_steps
    Ok(())
}

fn paths() -> Result<()> {
    // ANCHOR: paths
    let valley = |x: f64, y: f64| 0.05 * x * x + y * y;
    let mut picture = plot("Six optimizers go down a valley")
        .surface("the loss", -8.0..2.0, -2.5..2.5, valley)
        .x("x")
        .y("y");
    let at = tensor([-7.0, 2.0]).requires_grad_(true)?;
    for (name, optimizer) in [
        ("SGD", Sgd::new([&at], lr(0.9))?),
        ("with momentum", Sgd::new([&at], lr(0.2).momentum(0.8))?),
        ("Adagrad", Adagrad::new([&at], lr(1.5))?),
        ("RMSprop", RmsProp::new([&at], lr(0.3))?),
        ("Adam", Adam::new([&at], lr(0.5))?),
        ("Adamax", Adamax::new([&at], lr(0.5))?),
    ] {
        let place = || -> Result<(f64, f64)> {
            Ok((at.index(0)?.to_float()?, at.index(1)?.to_float()?))
        };
        no_grad(|| at.copy_(&tensor([-7.0, 2.0])))?;
        let mut path = vec![place()?];
        for _ in 0..30 {
            optimizer.zero_grad();
            let (x, y) = (at.index(0)?, at.index(1)?);
            (0.05 * &x * &x + &y * &y).backward()?;
            optimizer.step()?;
            path.push(place()?);
        }
        let mut line = format!("{name:14}");
        for (x, y) in path[10..].iter().step_by(10) {
            line += &format!(" ({x:6.3}, {y:6.3})");
        }
        print(line);
        picture = picture.path(name, path);
    }
    picture.show();
    // ANCHOR_END: paths
    Ok(())
}

fn momentum_remembers() -> Result<()> {
    // ANCHOR: momentum_remembers
    let w = tensor([1.0]).requires_grad_(true)?;
    let optimizer = Sgd::new([&w], lr(0.125).momentum(0.5))?;
    for grad in [tensor([1.0]), tensor([0.0]), tensor([0.0])] {
        w.set_grad(Some(grad));
        optimizer.step()?;
        print(&w);
    }
    // ANCHOR_END: momentum_remembers
    Ok(())
}

fn skipped() -> Result<()> {
    // ANCHOR: skipped
    let w = tensor([1.0]).requires_grad_(true)?;
    let optimizer = Sgd::new([&w], lr(0.125).momentum(0.5))?;
    for grad in [Some(tensor([1.0])), None, None] {
        w.set_grad(grad);
        optimizer.step()?;
        print(&w);
    }
    // ANCHOR_END: skipped
    Ok(())
}

fn zero_grad() -> Result<()> {
    // ANCHOR: zero_grad
    let w = tensor([4.0, -2.0]).requires_grad_(true)?;
    let optimizer = Sgd::new([&w], lr(0.1))?;
    (&w * &w).sum()?.backward()?;
    optimizer.zero_grad();
    print(w.grad());
    // ANCHOR_END: zero_grad
    Ok(())
}

fn other_rates() -> Result<()> {
    // ANCHOR: other_rates
    let w = tensor([4.0]).requires_grad_(true)?;
    let b = tensor([4.0]).requires_grad_(true)?;
    let optimizer = Sgd::new(
        [group([&w], ()), group([&b], lr(0.5).momentum(0.9))],
        lr(0.125),
    )?;
    (&w * &w + &b * &b).sum()?.backward()?;
    optimizer.step()?;
    print(&w);
    print(&b);
    optimizer.param_groups()[0].set("lr", 0.25);
    optimizer.step()?;
    print(&w);
    // ANCHOR_END: other_rates
    Ok(())
}

fn said() -> Result<()> {
    // ANCHOR: said
    let w = tensor([4.0]).requires_grad_(true)?;
    let b = tensor([4.0]).requires_grad_(true)?;
    print(Adam::new([group([&w], ()), group([&b], lr(0.5))], ())?);
    // ANCHOR_END: said
    Ok(())
}

fn schedules() -> Result<()> {
    // ANCHOR: schedules
    fn sgd() -> Result<Optimizer> {
        Sgd::new([tensor([1.0]).requires_grad_(true)?], lr(0.8))
    }

    let optimizer = sgd()?;
    let mut step = StepLr::new(&optimizer, 2, 0.5)?;
    let other = sgd()?;
    let mut exponential = ExponentialLr::new(&other, 0.5)?;
    let third = sgd()?;
    let mut cosine = CosineAnnealingLr::new(&third, 4, 0.0)?;
    for _ in 0..6 {
        print(format!(
            "{:.4} {:.4} {:.4}",
            optimizer.param_groups()[0].settings().number("lr")?,
            other.param_groups()[0].settings().number("lr")?,
            third.param_groups()[0].settings().number("lr")?,
        ));
        for optimizer in [&optimizer, &other, &third] {
            optimizer.step()?;
        }
        step.step()?;
        exponential.step()?;
        cosine.step()?;
    }
    print(step.get_last_lr());
    // ANCHOR_END: schedules
    Ok(())
}

fn scheduler_state() -> Result<()> {
    // ANCHOR: scheduler_state
    fn sgd() -> Result<Optimizer> {
        Sgd::new([tensor([1.0]).requires_grad_(true)?], lr(0.8))
    }

    let optimizer = sgd()?;
    let mut scheduler = StepLr::new(&optimizer, 2, 0.5)?;
    for _ in 0..3 {
        optimizer.step()?;
        scheduler.step()?;
    }
    print(scheduler.state_dict());

    let other = sgd()?;
    let mut next = StepLr::new(&other, 2, 0.5)?;
    next.load_state_dict(&scheduler.state_dict())?;
    print(next.get_last_lr());
    print(other.param_groups()[0].settings().number("lr")?);
    other.load_state_dict(&optimizer.state_dict())?;
    print(other.param_groups()[0].settings().number("lr")?);
    // ANCHOR_END: scheduler_state
    Ok(())
}

fn clipped() -> Result<()> {
    // ANCHOR: clipped
    let w = tensor([0.0, 0.0]).requires_grad_(true)?;
    let b = tensor([0.0]).requires_grad_(true)?;
    for limit in [100.0, 1.0] {
        w.set_grad(Some(tensor([3.0, 0.0])));
        b.set_grad(Some(tensor([4.0])));
        print(clip_grad_norm_([&w, &b], limit)?);
        print(w.grad());
        print(b.grad());
    }
    // ANCHOR_END: clipped
    Ok(())
}

fn both_states() -> Result<()> {
    // ANCHOR: both_states
    let w = tensor([1.0]).requires_grad_(true)?;
    let optimizer = Sgd::new([&w], lr(0.125).momentum(0.5))?;
    w.set_grad(Some(tensor([1.0])));
    optimizer.step()?;
    for (id, state) in optimizer.state_dict().state {
        print((id, state));
    }

    for load in [true, false] {
        let copy = w.detach()?.copy()?.requires_grad_(true)?;
        let next = Sgd::new([&copy], lr(0.125).momentum(0.5))?;
        if load {
            next.load_state_dict(&optimizer.state_dict())?;
        }
        copy.set_grad(Some(tensor([0.0])));
        next.step()?;
        print(&copy);
    }
    // ANCHOR_END: both_states
    Ok(())
}

fn left_behind() -> Result<()> {
    // ANCHOR: left_behind
    let mut w = tensor([4.0]).requires_grad_(true)?;
    let optimizer = Sgd::new([&w], lr(0.25))?;
    w = tensor([3.0]).requires_grad_(true)?;
    (&w * &w).sum()?.backward()?;
    optimizer.step()?;
    print(&w);
    // ANCHOR_END: left_behind
    Ok(())
}

fn refused() -> Result<()> {
    // ANCHOR: refused
    let w = tensor([4.0]).requires_grad_(true)?;
    let none: [Tensor; 0] = [];
    for optimizer in [
        Sgd::new(none, lr(0.1)),
        Sgd::new([&w * 2], lr(0.1)),
        Sgd::new([&w], lr(-0.1)),
        Adam::new([&w], lr(0.1).betas(0.9, 1.0)),
        Sgd::new([group([&w], ()), group([&w], ())], lr(0.1)),
    ] {
        print(optimizer.unwrap_err());
    }
    // ANCHOR_END: refused
    Ok(())
}
