/*!
The plain loop that moves parameters, in its forms, and the ways in which it
goes wrong without a word.

The rule is one line, [`descend`]. What makes it an in-place change, and who
notices, is in [`crate::autograd`].
*/

use super::{Chapter, Listing};
use crate::prelude::*;

/// Moves parameters a little against their gradients, in place:
/// `with torch.no_grad(): param -= learning_rate * param.grad`. Who has no
/// gradient stays.
///
/// # Errors
/// As [`sub_alpha_`](Tensor::sub_alpha_); the parameters before the one that
/// fails have moved.
// ANCHOR: descend
pub fn descend(parameters: &[Tensor], learning_rate: f64) -> Result<()> {
    no_grad(|| {
        for param in parameters {
            if let Some(grad) = param.grad() {
                param.sub_alpha_(&grad, learning_rate)?;
            }
        }
        Ok(())
    })
}
// ANCHOR_END: descend

/// Its page.
pub const CHAPTER: Chapter = Chapter {
    name: "parameter_updates",
    title: "Updating parameters by hand",
    summary: "A loop over the parameters, the missing underscore that makes \
              it do nothing, and what else goes wrong in silence.",
    listings: LISTINGS,
};

const LISTINGS: &[Listing] = listings![
    notes_subtract,
    notes_add,
    add_in_place,
    side_by_side,
    model_loops,
    new_or_old,
    positional,
    on_a_leaf,
    under_no_grad,
    rebound,
    no_longer_a_leaf,
    forgotten,
    forgotten_losses,
    cleared,
    none_yet,
    unseen,
    seen,
    whole_loop,
];

fn notes_subtract() -> Result<()> {
    // ANCHOR: notes_subtract
    let learning_rate = 0.25;
    let w = tensor([4.0, -2.0]).requires_grad_(true)?;
    let b = tensor(1.0).requires_grad_(true)?;
    let parameters = [&w, &b];
    let loss = (&w * &w).sum()? + &b * &b;
    loss.backward()?;

    for param in parameters {
        let grad = param.grad().unwrap();
        param.data()?.sub_(&(learning_rate * grad.data()?))?;
    }
    print(parameters);
    // ANCHOR_END: notes_subtract
    Ok(())
}

fn notes_add() -> Result<()> {
    // ANCHOR: notes_add
    let learning_rate = 0.25;
    let w = tensor([4.0, -2.0]).requires_grad_(true)?;
    let b = tensor(1.0).requires_grad_(true)?;
    let parameters = [&w, &b];
    let loss = (&w * &w).sum()? + &b * &b;
    loss.backward()?;

    for param in parameters {
        let grad = param.grad().unwrap();
        param.data()?.add_alpha(&grad.data()?, -learning_rate)?;
    }
    print(parameters);
    // ANCHOR_END: notes_add
    Ok(())
}

fn add_in_place() -> Result<()> {
    // ANCHOR: add_in_place
    let learning_rate = 0.25;
    let w = tensor([4.0, -2.0]).requires_grad_(true)?;
    let b = tensor(1.0).requires_grad_(true)?;
    let parameters = [&w, &b];
    let loss = (&w * &w).sum()? + &b * &b;
    loss.backward()?;

    for param in parameters {
        let grad = param.grad().unwrap();
        param.data()?.add_alpha_(&grad.data()?, -learning_rate)?;
    }
    print(parameters);
    // ANCHOR_END: add_in_place
    Ok(())
}

fn side_by_side() -> Result<()> {
    // ANCHOR: side_by_side
    fn losses(
        update: fn(&Tensor, &Tensor) -> Result<Tensor>,
    ) -> Result<Vec<Scalar>> {
        let w = tensor(4.0).requires_grad_(true)?;
        let mut losses = Vec::new();
        for _ in 0..8 {
            let loss = &w * &w;
            losses.push(loss.item()?);
            w.set_grad(None);
            loss.backward()?;
            update(&w, &w.grad().unwrap())?;
        }
        print(&losses);
        Ok(losses)
    }

    let wrong = losses(|w, grad| w.data()?.add_alpha(grad, -0.25))?;
    let right = losses(|w, grad| w.data()?.add_alpha_(grad, -0.25))?;

    plot("The same loop, without the underscore and with it")
        .line("add", wrong)
        .line("add_", right)
        .x("step")
        .y("loss")
        .log_y()
        .show();
    // ANCHOR_END: side_by_side
    Ok(())
}

#[expect(clippy::upper_case_acronyms, reason = "the notes' name")]
fn model_loops() -> Result<()> {
    // ANCHOR: model_loops
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
    let learning_rate = 0.5;

    let train = |name, update: &dyn Fn(&LSTM) -> Result<()>| -> Result<()> {
        manual_seed(0);
        let model = LSTM::new(4, 5, 3)?;
        let mut line = format!("{name:12}");
        for _ in 0..6 {
            let loss =
                nn::MSELoss::new().forward(&model.forward(&x)?, &wanted)?;
            line += &format!(" {:.4}", loss.to_float()?);
            model.zero_grad();
            loss.backward()?;
            update(&model)?;
        }
        print(line);
        Ok(())
    };

    let subtract_data = |model: &LSTM| -> Result<()> {
        for param in model.parameters() {
            let grad = param.grad().unwrap();
            param.data()?.sub_(&(learning_rate * grad.data()?))?;
        }
        Ok(())
    };

    let add_to_data = |model: &LSTM| -> Result<()> {
        for param in model.parameters() {
            let grad = param.grad().unwrap();
            param.data()?.add_alpha(&grad.data()?, -learning_rate)?;
        }
        Ok(())
    };

    let add_to_data_ = |model: &LSTM| -> Result<()> {
        for param in model.parameters() {
            let grad = param.grad().unwrap();
            param.data()?.add_alpha_(&grad.data()?, -learning_rate)?;
        }
        Ok(())
    };

    let under_no_grad = |model: &LSTM| -> Result<()> {
        no_grad(|| {
            for param in model.parameters() {
                let grad = param.grad().unwrap();
                param.sub_(&(learning_rate * grad))?;
            }
            Ok(())
        })
    };

    train("data -=", &subtract_data)?;
    train("data.add", &add_to_data)?;
    train("data.add_", &add_to_data_)?;
    train("no_grad, -=", &under_no_grad)?;
    // ANCHOR_END: model_loops
    Ok(())
}

fn new_or_old() -> Result<()> {
    // ANCHOR: new_or_old
    let x = tensor([1.0, 2.0]);
    let y = x.add(1.0)?;
    print(&x);
    print(y.is(&x));
    let y = x.add_(1.0)?;
    print(&x);
    print(y.is(&x));
    // ANCHOR_END: new_or_old
    Ok(())
}

fn positional() -> Result<()> {
    // ANCHOR: positional
    let w = tensor([1.0, 2.0]);
    let grad = tensor([10.0, 20.0]);
    print(w.add_alpha(&grad, -0.5)?);
    print(w.add_alpha(&grad, -0.5)?);
    // ANCHOR_END: positional
    Ok(())
}

fn on_a_leaf() -> Result<()> {
    // ANCHOR: on_a_leaf
    let w = tensor([4.0, -2.0]).requires_grad_(true)?;
    (&w * &w).sum()?.backward()?;
    w.sub_(&(0.25 * w.grad().unwrap()))?;
    // ANCHOR_END: on_a_leaf
    Ok(())
}

fn under_no_grad() -> Result<()> {
    // ANCHOR: under_no_grad
    let w = tensor([4.0, -2.0]).requires_grad_(true)?;
    (&w * &w).sum()?.backward()?;
    no_grad(|| w.sub_(&(0.25 * w.grad().unwrap())))?;
    print(&w);
    // ANCHOR_END: under_no_grad
    Ok(())
}

fn rebound() -> Result<()> {
    // ANCHOR: rebound
    let w = tensor([4.0, -2.0]).requires_grad_(true)?;
    let parameters = [w];
    let w = &parameters[0];
    (w * w).sum()?.backward()?;
    no_grad(|| {
        for param in &parameters {
            let param = param - 0.25 * param.grad().unwrap();
            print(&param);
        }
    });
    print(&parameters[0]);
    // ANCHOR_END: rebound
    Ok(())
}

fn no_longer_a_leaf() -> Result<()> {
    // ANCHOR: no_longer_a_leaf
    let mut w = tensor([4.0, -2.0]).requires_grad_(true)?;
    (&w * &w).sum()?.backward()?;
    w = &w - 0.25 * w.grad().unwrap();
    print(&w);
    print(w.is_leaf());
    // ANCHOR_END: no_longer_a_leaf
    Ok(())
}

fn forgotten() -> Result<()> {
    // ANCHOR: forgotten
    let w = tensor(4.0).requires_grad_(true)?;
    for _ in 0..3 {
        let loss = &w * &w;
        loss.backward()?;
        print((w.item()?, w.grad().unwrap().item()?));
        no_grad(|| w.sub_(&(0.25 * w.grad().unwrap())))?;
    }
    // ANCHOR_END: forgotten
    Ok(())
}

fn forgotten_losses() -> Result<()> {
    // ANCHOR: forgotten_losses
    fn losses(clear: bool) -> Result<Vec<Scalar>> {
        let w = tensor(4.0).requires_grad_(true)?;
        let mut losses = Vec::new();
        for _ in 0..8 {
            let loss = &w * &w;
            losses.push(loss.item()?);
            if clear {
                w.set_grad(None);
            }
            loss.backward()?;
            no_grad(|| w.sub_(&(0.25 * w.grad().unwrap())))?;
        }
        print(&losses);
        Ok(losses)
    }

    let kept = losses(false)?;
    let cleared = losses(true)?;

    plot("The same loop, without clearing gradients and with it")
        .line("without", kept)
        .line("cleared", cleared)
        .x("step")
        .y("loss")
        .log_y()
        .show();
    // ANCHOR_END: forgotten_losses
    Ok(())
}

fn cleared() -> Result<()> {
    // ANCHOR: cleared
    let w = tensor(4.0).requires_grad_(true)?;
    let loss = &w * &w;
    loss.backward()?;
    w.grad().unwrap().zero_()?;
    print(w.grad());
    w.set_grad(None);
    print(w.grad());
    // ANCHOR_END: cleared
    Ok(())
}

fn none_yet() -> Result<()> {
    // ANCHOR: none_yet
    let w = tensor(4.0).requires_grad_(true)?;
    let unused = tensor(1.0).requires_grad_(true)?;
    (&w * &w).backward()?;
    for param in [&w, &unused] {
        if let Some(grad) = param.grad() {
            no_grad(|| param.sub_(&(0.25 * grad)))?;
        }
        print(param);
    }
    // ANCHOR_END: none_yet
    Ok(())
}

fn unseen() -> Result<()> {
    // ANCHOR: unseen
    let w = tensor(4.0).requires_grad_(true)?;
    let loss = &w * &w;
    w.data()?.sub_(3.0)?;
    loss.backward()?;
    print(w.grad());
    // ANCHOR_END: unseen
    Ok(())
}

fn seen() -> Result<()> {
    // ANCHOR: seen
    let w = tensor(4.0).requires_grad_(true)?;
    let loss = &w * &w;
    no_grad(|| w.sub_(3.0))?;
    loss.backward()?;
    // ANCHOR_END: seen
    Ok(())
}

fn whole_loop() -> Result<()> {
    // ANCHOR: whole_loop
    let x = tensor([0.0, 1.0, 2.0, 3.0]);
    let y = 2.0 * &x + 1.0;
    let w = tensor(0.0).requires_grad_(true)?;
    let b = tensor(0.0).requires_grad_(true)?;
    let parameters = [w.clone(), b.clone()];
    for step in 0..41 {
        let error = &w * &x + &b - &y;
        let loss = (&error * &error).mean()?;
        if step % 10 == 0 {
            print(format!("{step:2} {:.4}", loss.to_float()?));
        }
        for param in &parameters {
            param.set_grad(None);
        }
        loss.backward()?;
        descend(&parameters, 0.1)?;
    }
    print(format!("{:.2} {:.2}", w.to_float()?, b.to_float()?));
    // ANCHOR_END: whole_loop
    Ok(())
}
