//! Exercises of the page "Updating parameters by hand".

use crate::exercises::kit::*;

exercises![
    predict who_moves,
    fix one_step_down,
    fix cleared_each_time,
    fix the_old_place,
    implement all_the_way_down,
];

pub mod who_moves {
    use super::*;

    pub const ABOUT: About = About {
        title: "Who moves?",
        minutes: 3,
        section: "a-name-that-ends-in-an-underscore-changes-its-tensor",
        task: "Write what this prints, before you run it.",
        hints: [
            "One of the two names ends in an underscore.",
            "`add` leaves `x` alone and gives `y`. What does `add_` begin \
             with, and what does it return?",
            "`z` is `x`, ten larger than at first. `y` was there before.",
        ],
    };

    pub fn program() -> Result<()> {
        let x = tensor([1, 2]);
        let y = x.add(1)?;
        let z = x.add_(10)?;
        print(&x);
        print(&y);
        print(z.is(&x));
        Ok(())
    }

    pub const GUESSES: &[Wrong<&str>] = &[
        Wrong {
            answer: "tensor([12, 13])\ntensor([2, 3])\nTrue",
            because: "`add` has no underscore: it leaves `x` as it is.",
            section: "a-name-that-ends-in-an-underscore-changes-its-tensor",
        },
        Wrong {
            answer: "tensor([12, 13])\ntensor([12, 13])\nTrue",
            because: "`add` does not change `x`, and what it returns is a \
                      tensor of its own.",
            section: "a-name-that-ends-in-an-underscore-changes-its-tensor",
        },
        Wrong {
            answer: "tensor([1, 2])\ntensor([2, 3])\nFalse",
            because: "`add_` writes into `x`, whoever takes what it \
                      returns.",
            section: "a-name-that-ends-in-an-underscore-changes-its-tensor",
        },
        Wrong {
            answer: "tensor([11, 12])\ntensor([2, 3])\nFalse",
            because: "`add_` returns no copy. It returns the tensor that \
                      it is called on.",
            section: "a-name-that-ends-in-an-underscore-changes-its-tensor",
        },
        Wrong {
            answer: "tensor([11, 12])\ntensor([12, 13])\nTrue",
            because: "`y` has memory of its own. What is added to `x` \
                      later does not reach it.",
            section: "a-name-that-ends-in-an-underscore-changes-its-tensor",
        },
    ];

    pub fn check(answer: fn() -> &'static str) -> Verdict {
        predicted(answer(), program, GUESSES)
    }
}

/// A parameter and its gradient.
type Param = (Tensor, Option<Tensor>);

/// A leaf of these numbers, with this gradient.
fn leaf((data, grad): &Param) -> Result<Tensor> {
    let leaf = data.copy()?.requires_grad_(true)?;
    leaf.set_grad(grad.clone());
    Ok(leaf)
}

pub mod one_step_down {
    use super::*;

    pub type Answer = fn(&[Tensor], f64) -> Result<()>;

    pub const ABOUT: About = About {
        title: "One step down",
        minutes: 5,
        section: "what-happens",
        task: "`one_step_down` should subtract from each parameter its \
               gradient times `rate`. A parameter without a gradient stays \
               where it is. Nothing moves, and there is no error.",
        hints: [
            "What does the line with `add_alpha` return, and who takes \
             it?",
            "One character is missing.",
            "`add_alpha_` writes into `param.data()`, which is on the \
             parameter's memory.",
        ],
    };

    pub fn starter(parameters: &[Tensor], rate: f64) -> Result<()> {
        for param in parameters {
            if let Some(grad) = param.grad() {
                param.data()?.add_alpha(&grad, -rate)?;
            }
        }
        Ok(())
    }

    pub fn solution(parameters: &[Tensor], rate: f64) -> Result<()> {
        for param in parameters {
            if let Some(grad) = param.grad() {
                param.data()?.add_alpha_(&grad, -rate)?;
            }
        }
        Ok(())
    }

    pub fn another(parameters: &[Tensor], rate: f64) -> Result<()> {
        no_grad(|| {
            for param in parameters {
                let Some(grad) = param.grad() else { continue };
                param.sub_(&(rate * grad))?;
            }
            Ok(())
        })
    }

    fn up(parameters: &[Tensor], rate: f64) -> Result<()> {
        solution(parameters, -rate)
    }

    fn without_rate(parameters: &[Tensor], _: f64) -> Result<()> {
        solution(parameters, 1.0)
    }

    fn recorded(parameters: &[Tensor], rate: f64) -> Result<()> {
        for param in parameters {
            if let Some(grad) = param.grad() {
                param.sub_alpha_(&grad, rate)?;
            }
        }
        Ok(())
    }

    fn all_have_one(parameters: &[Tensor], rate: f64) -> Result<()> {
        for param in parameters {
            let grad = param.grad().unwrap();
            param.data()?.add_alpha_(&grad, -rate)?;
        }
        Ok(())
    }

    fn only_until_none(parameters: &[Tensor], rate: f64) -> Result<()> {
        for param in parameters {
            let Some(grad) = param.grad() else { break };
            param.data()?.add_alpha_(&grad, -rate)?;
        }
        Ok(())
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "No parameter has moved. What makes a new tensor \
                          leaves the old one as it is, and a new tensor \
                          under the old name is gone with the next turn.",
                section: "what-happens",
            },
            Wrong {
                answer: up,
                because: "The gradient points upwards. Go against it.",
                section: "what-you-would-expect",
            },
            Wrong {
                answer: without_rate,
                because: "The whole gradient was subtracted. `rate` says \
                          how much of it.",
                section: "what-you-would-expect",
            },
            Wrong {
                answer: recorded,
                because: "A parameter may be changed in place only where \
                          nothing is recorded: under `no_grad`, or through \
                          `data()`.",
                section: "why-not-simply-w---",
            },
            Wrong {
                answer: all_have_one,
                because: "A parameter that took no part has no gradient. \
                          The loop must ask before it subtracts.",
                section: "gradients-add-so-clear-them",
            },
            Wrong {
                answer: only_until_none,
                because: "One parameter without a gradient is no reason to \
                          leave out those after it.",
                section: "gradients-add-so-clear-them",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let param = |size| -> Result<Param> {
                    Ok((randn([size])?, Some(randn([size])?)))
                };
                let draw = |size| {
                    let unused = (randn([2])?, None);
                    let all = match size {
                        1 => vec![param(1)?],
                        _ => vec![param(size)?, unused, param(3)?],
                    };
                    Ok((all, 0.25))
                };
                (1..5).map(draw).collect()
            },
            |f, (params, rate)| {
                let leaves: Vec<Tensor> =
                    params.iter().map(leaf).collect::<Result<_>>()?;
                f(&leaves, *rate)?;
                leaves.iter().map(Tensor::detach).collect::<Result<Vec<_>>>()
            },
        )
    }
}

pub mod cleared_each_time {
    use super::*;

    pub type Answer = fn(&Tensor, &Tensor, usize) -> Result<()>;

    pub const ABOUT: About = About {
        title: "It swings around the goal",
        minutes: 5,
        section: "gradients-add-so-clear-them",
        task: "`cleared_each_time` should move the parameter `w` by \
               `steps` steps of plain descent towards `goal`: each goes \
               along the gradient of its own loss, and nothing else. `w` \
               may bring an old gradient along. It swings around the goal \
               instead.",
        hints: [
            "Print the gradient in every step, beside `2 (w - goal)`.",
            "`backward` adds to the gradient that is there. When must it \
             be cleared?",
            "`w.set_grad(None);` before `loss.backward()`.",
        ],
    };

    pub fn starter(w: &Tensor, goal: &Tensor, steps: usize) -> Result<()> {
        for _ in 0..steps {
            let error = w - goal;
            let loss = (&error * &error).sum()?;
            loss.backward()?;
            let grad = w.grad().unwrap();
            no_grad(|| w.sub_(&(0.125 * &grad)))?;
        }
        Ok(())
    }

    pub fn solution(w: &Tensor, goal: &Tensor, steps: usize) -> Result<()> {
        for _ in 0..steps {
            let error = w - goal;
            let loss = (&error * &error).sum()?;
            w.set_grad(None);
            loss.backward()?;
            let grad = w.grad().unwrap();
            no_grad(|| w.sub_(&(0.125 * &grad)))?;
        }
        Ok(())
    }

    pub fn another(w: &Tensor, goal: &Tensor, steps: usize) -> Result<()> {
        for _ in 0..steps {
            let error = w - goal;
            let loss = (&error * &error).sum()?;
            let [slope] = grad([&loss], [w], BackwardOptions::default())?;
            no_grad(|| w.sub_alpha_(&slope, 0.125))?;
        }
        Ok(())
    }

    fn afterwards(w: &Tensor, goal: &Tensor, steps: usize) -> Result<()> {
        for _ in 0..steps {
            let error = w - goal;
            (&error * &error).sum()?.backward()?;
            let grad = w.grad().unwrap();
            no_grad(|| w.sub_(&(0.125 * &grad)))?;
            w.set_grad(None);
        }
        Ok(())
    }

    fn once(w: &Tensor, goal: &Tensor, steps: usize) -> Result<()> {
        w.set_grad(None);
        starter(w, goal, steps)
    }

    fn before_the_step(w: &Tensor, goal: &Tensor, steps: usize) -> Result<()> {
        for _ in 0..steps {
            let error = w - goal;
            (&error * &error).sum()?.backward()?;
            let grad = w.grad().unwrap();
            grad.zero_()?;
            no_grad(|| w.sub_(&(0.125 * &grad)))?;
        }
        Ok(())
    }

    fn none_before_the_step(
        w: &Tensor,
        goal: &Tensor,
        steps: usize,
    ) -> Result<()> {
        for _ in 0..steps {
            let error = w - goal;
            (&error * &error).sum()?.backward()?;
            w.set_grad(None);
            let grad = w.grad().unwrap();
            no_grad(|| w.sub_(&(0.125 * &grad)))?;
        }
        Ok(())
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "Each step goes along the sum of all gradients so \
                          far: `backward` adds to what is there.",
                section: "gradients-add-so-clear-them",
            },
            Wrong {
                answer: afterwards,
                because: "The first step goes along the gradient that `w` \
                          brought. Clear before `backward`, whoever was \
                          there before.",
                section: "what-to-do",
            },
            Wrong {
                answer: once,
                because: "It is cleared once. From the second step on the \
                          gradients add.",
                section: "gradients-add-so-clear-them",
            },
            Wrong {
                answer: before_the_step,
                because: "The gradient is cleared between `backward` and \
                          the update, so nothing moves. The order is \
                          clear, backward, update.",
                section: "what-to-do",
            },
            Wrong {
                answer: none_before_the_step,
                because: "The gradient is gone when the update asks for \
                          it. The order is clear, backward, update.",
                section: "what-to-do",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let draw = |(old, steps)| {
                    let grad = if old { Some(randn([3])?) } else { None };
                    Ok(((randn([3])?, grad), randn([3])?, steps))
                };
                let cases = [(false, 1), (false, 4), (true, 1), (true, 3)];
                cases.into_iter().map(draw).collect()
            },
            |f, (w, goal, steps)| {
                let w = leaf(w)?;
                f(&w, goal, *steps)?;
                w.detach()
            },
        )
    }
}

pub mod the_old_place {
    use super::*;

    pub type Answer = fn(&Tensor) -> Result<()>;

    pub const ABOUT: About = About {
        title: "The gradient of another place",
        minutes: 8,
        section: "data-is-not-seen-no_grad-is",
        task: "`the_old_place` should do three things, in this order: take \
               the gradient of the loss at `w` as it comes in; shrink `w` \
               to nine tenths; subtract a tenth of that gradient. From 2 \
               it should come to 0.6. It comes to 0.828, and no error.",
        hints: [
            "Which value of `w` does the gradient belong to, 2 or 1.8?",
            "Write under `no_grad` instead of through `data()`, and the \
             error says what is wrong.",
            "`backward` must come before the shrinking.",
        ],
    };

    pub fn starter(w: &Tensor) -> Result<()> {
        let loss = (w * w * w).sum()?;
        w.set_grad(None);
        w.data()?.mul_(0.9)?;
        loss.backward()?;
        w.data()?.sub_alpha_(&w.grad().unwrap(), 0.1)?;
        Ok(())
    }

    pub fn solution(w: &Tensor) -> Result<()> {
        let loss = (w * w * w).sum()?;
        w.set_grad(None);
        loss.backward()?;
        no_grad(|| {
            w.mul_(0.9)?;
            w.sub_alpha_(&w.grad().unwrap(), 0.1)
        })?;
        Ok(())
    }

    pub fn another(w: &Tensor) -> Result<()> {
        let old = w.detach()?;
        w.set_data(&(0.9 * &old - 0.1 * 3.0 * &old * &old))
    }

    fn seen(w: &Tensor) -> Result<()> {
        let loss = (w * w * w).sum()?;
        w.set_grad(None);
        no_grad(|| w.mul_(0.9))?;
        loss.backward()?;
        no_grad(|| w.sub_alpha_(&w.grad().unwrap(), 0.1))?;
        Ok(())
    }

    fn step_first(w: &Tensor) -> Result<()> {
        let loss = (w * w * w).sum()?;
        w.set_grad(None);
        loss.backward()?;
        no_grad(|| w.sub_alpha_(&w.grad().unwrap(), 0.1)?.mul_(0.9))?;
        Ok(())
    }

    fn not_cleared(w: &Tensor) -> Result<()> {
        let loss = (w * w * w).sum()?;
        loss.backward()?;
        no_grad(|| w.mul_(0.9)?.sub_alpha_(&w.grad().unwrap(), 0.1))?;
        Ok(())
    }

    fn not_shrunk(w: &Tensor) -> Result<()> {
        let loss = (w * w * w).sum()?;
        w.set_grad(None);
        loss.backward()?;
        no_grad(|| {
            w.mul(0.9)?;
            w.sub_alpha_(&w.grad().unwrap(), 0.1)
        })?;
        Ok(())
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "This is the gradient where `w` stands after the \
                          shrinking. A write through `data()` is not seen, \
                          so `backward` used the new value.",
                section: "data-is-not-seen-no_grad-is",
            },
            Wrong {
                answer: seen,
                because: "Now the write is seen, and `backward` says that \
                          its value is gone. It is the order that is \
                          wrong.",
                section: "data-is-not-seen-no_grad-is",
            },
            Wrong {
                answer: step_first,
                because: "The step was shrunk along with `w`. Shrink \
                          first, then subtract.",
                section: "data-is-not-seen-no_grad-is",
            },
            Wrong {
                answer: not_cleared,
                because: "`backward` adds to the gradient that `w` brings \
                          along. Clear it.",
                section: "gradients-add-so-clear-them",
            },
            Wrong {
                answer: not_shrunk,
                because: "`w` was not shrunk. Without an underscore the \
                          product is a new tensor.",
                section: "a-name-that-ends-in-an-underscore-changes-its-tensor",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let draw = |n| Ok((randn([n])?, Some(randn([n])?)));
                let known = (tensor([2.0]), None);
                let drawn = (1..5).map(draw);
                std::iter::once(Ok(known)).chain(drawn).collect()
            },
            |f, w| {
                let w = leaf(w)?;
                f(&w)?;
                w.detach()
            },
        )
    }
}

pub mod all_the_way_down {
    use super::*;

    type Loss<'a> = dyn Fn(&Tensor) -> Result<Tensor> + 'a;

    pub type Answer = fn(&Loss<'_>, &Tensor, f64, usize) -> Result<Vec<f64>>;

    pub const ABOUT: About = About {
        title: "The loop, of any loss",
        minutes: 15,
        section: "what-to-do",
        task: "Go down by plain descent. `loss_of(w)` is the loss at the \
               parameter `w`; each of the `steps` steps subtracts `rate` \
               times its gradient. The caller's own `w` must have moved in \
               the end. Return the losses, one for each step, each taken \
               before its step. `w` may bring an old gradient along.",
        hints: [
            "The page has the whole loop for a straight line. What is \
             different here is only where the loss comes from.",
            "Loss, clear, backward, update, in this order; keep \
             `loss.to_float()?` before the update.",
            "`no_grad(|| w.sub_alpha_(&w.grad().unwrap(), rate))?` is the \
             update.",
        ],
    };

    pub fn starter(
        loss_of: &dyn Fn(&Tensor) -> Result<Tensor>,
        w: &Tensor,
        rate: f64,
        steps: usize,
    ) -> Result<Vec<f64>> {
        todo!("go down, and keep the losses")
    }

    pub fn solution(
        loss_of: &dyn Fn(&Tensor) -> Result<Tensor>,
        w: &Tensor,
        rate: f64,
        steps: usize,
    ) -> Result<Vec<f64>> {
        let mut losses = Vec::new();
        for _ in 0..steps {
            let loss = loss_of(w)?;
            losses.push(loss.to_float()?);
            w.set_grad(None);
            loss.backward()?;
            no_grad(|| w.sub_alpha_(&w.grad().unwrap(), rate))?;
        }
        Ok(losses)
    }

    pub fn another(
        loss_of: &dyn Fn(&Tensor) -> Result<Tensor>,
        w: &Tensor,
        rate: f64,
        steps: usize,
    ) -> Result<Vec<f64>> {
        let sgd = Sgd::new([w], lr(rate))?;
        let step = |_| {
            sgd.zero_grad();
            let loss = loss_of(w)?;
            loss.backward()?;
            sgd.step()?;
            Ok(loss.item()?.to_f64())
        };
        (0..steps).map(step).collect()
    }

    fn not_cleared(
        loss_of: &Loss<'_>,
        w: &Tensor,
        rate: f64,
        steps: usize,
    ) -> Result<Vec<f64>> {
        let mut losses = Vec::new();
        for _ in 0..steps {
            let loss = loss_of(w)?;
            losses.push(loss.to_float()?);
            loss.backward()?;
            no_grad(|| w.sub_alpha_(&w.grad().unwrap(), rate))?;
        }
        Ok(losses)
    }

    fn cleared_after(
        loss_of: &Loss<'_>,
        w: &Tensor,
        rate: f64,
        steps: usize,
    ) -> Result<Vec<f64>> {
        let mut losses = Vec::new();
        for _ in 0..steps {
            let loss = loss_of(w)?;
            losses.push(loss.to_float()?);
            loss.backward()?;
            no_grad(|| w.sub_alpha_(&w.grad().unwrap(), rate))?;
            w.set_grad(None);
        }
        Ok(losses)
    }

    fn new_name(
        loss_of: &Loss<'_>,
        w: &Tensor,
        rate: f64,
        steps: usize,
    ) -> Result<Vec<f64>> {
        let mut w = w.clone();
        let mut losses = Vec::new();
        for _ in 0..steps {
            w.set_grad(None);
            let loss = loss_of(&w)?;
            losses.push(loss.to_float()?);
            loss.backward()?;
            w = &w - rate * w.grad().unwrap();
        }
        Ok(losses)
    }

    fn own_copy(
        loss_of: &Loss<'_>,
        w: &Tensor,
        rate: f64,
        steps: usize,
    ) -> Result<Vec<f64>> {
        let w = w.detach()?.copy()?.requires_grad_(true)?;
        solution(loss_of, &w, rate, steps)
    }

    fn no_step(
        loss_of: &Loss<'_>,
        w: &Tensor,
        rate: f64,
        steps: usize,
    ) -> Result<Vec<f64>> {
        solution(loss_of, w, 0.0 * rate, steps)
    }

    fn up(
        loss_of: &Loss<'_>,
        w: &Tensor,
        rate: f64,
        steps: usize,
    ) -> Result<Vec<f64>> {
        solution(loss_of, w, -rate, steps)
    }

    fn recorded(
        loss_of: &Loss<'_>,
        w: &Tensor,
        rate: f64,
        steps: usize,
    ) -> Result<Vec<f64>> {
        for _ in 0..steps {
            loss_of(w)?.backward()?;
            w.sub_alpha_(&w.grad().unwrap(), rate)?;
        }
        Ok(vec![])
    }

    fn one_loss(
        loss_of: &Loss<'_>,
        w: &Tensor,
        rate: f64,
        steps: usize,
    ) -> Result<Vec<f64>> {
        let loss = loss_of(w)?;
        let mut losses = Vec::new();
        for _ in 0..steps {
            losses.push(loss.to_float()?);
            w.set_grad(None);
            loss.backward()?;
            no_grad(|| w.sub_alpha_(&w.grad().unwrap(), rate))?;
        }
        Ok(losses)
    }

    fn losses_after(
        loss_of: &Loss<'_>,
        w: &Tensor,
        rate: f64,
        steps: usize,
    ) -> Result<Vec<f64>> {
        let losses = solution(loss_of, w, rate, steps)?;
        let last = loss_of(w)?.to_float()?;
        Ok(losses.into_iter().skip(1).chain([last]).collect())
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: not_cleared,
                because: "The gradients add from step to step. Clear them \
                          before each `backward`.",
                section: "gradients-add-so-clear-them",
            },
            Wrong {
                answer: cleared_after,
                because: "The first step goes along the gradient that `w` \
                          brought along. Clear before `backward`.",
                section: "what-to-do",
            },
            Wrong {
                answer: new_name,
                because: "After the first step the name stands for a new \
                          tensor that is no leaf. The next `backward` \
                          leaves it without a gradient.",
                section: "not-in-place-and-no-error",
            },
            Wrong {
                answer: own_copy,
                because: "The losses are right, but the caller's `w` has \
                          not moved. Change it in place.",
                section: "not-in-place-and-no-error",
            },
            Wrong {
                answer: no_step,
                because: "The loss is the same in every step: nothing has \
                          moved.",
                section: "what-happens",
            },
            Wrong {
                answer: up,
                because: "The gradient points upwards. Go against it.",
                section: "what-you-would-expect",
            },
            Wrong {
                answer: one_loss,
                because: "Every step needs the loss where `w` is now. A \
                          second `backward` through the old one is \
                          refused.",
                section: "what-to-do",
            },
            Wrong {
                answer: recorded,
                because: "A parameter may be changed in place only where \
                          nothing is recorded.",
                section: "why-not-simply-w---",
            },
            Wrong {
                answer: losses_after,
                because: "These are the losses after each step. The first \
                          one should be that of the beginning.",
                section: "what-happens",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let draw = |(old, steps)| {
                    let grad = if old { Some(randn([2])?) } else { None };
                    Ok(((rand([2])? + 0.5, grad), randn([2])?, 0.125, steps))
                };
                let cases = [(false, 1), (false, 4), (true, 3)];
                cases.into_iter().map(draw).collect()
            },
            |f, (w, goal, rate, steps)| {
                let w = leaf(w)?;
                let loss_of = |w: &Tensor| {
                    let error = w - goal;
                    (&error * &error).sum()
                };
                let losses = f(&loss_of, &w, *rate, *steps)?;
                Ok::<_, TorchError>((losses, w.detach()?))
            },
        )
    }
}
