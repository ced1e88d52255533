//! Exercises of the page "Optimizers: the loop, kept and improved".

use crate::exercises::kit::*;

exercises![
    predict how_far,
    fix left_behind,
    fix who_decays,
    fix carried_on,
    implement momentum_steps,
    implement adam_steps,
];

pub mod how_far {
    use super::*;

    pub const ABOUT: About = About {
        title: "How far?",
        minutes: 3,
        section: "what-you-would-expect",
        task: "Write what this prints, before you run it: two parameters \
               after the first step of Adam. One gradient is ten thousand \
               times as large as the other.",
        hints: [
            "With SGD the learning rate is a factor. What is it with \
             Adam?",
            "The first step is `lr · g / |g|`.",
            "Both move by 0.5, each against its gradient.",
        ],
    };

    pub fn program() -> Result<()> {
        let w = tensor([1.0, 1.0]).requires_grad_(true)?;
        let adam = Adam::new([&w], lr(0.5))?;
        w.set_grad(Some(tensor([100.0, -0.01])));
        adam.step()?;
        print(w.detach()?);
        Ok(())
    }

    pub const GUESSES: &[Wrong<&str>] = &[
        Wrong {
            answer: "tensor([-49.0000, 1.0050])",
            because: "This is SGD's step. With Adam the learning rate is \
                      not a factor of the gradient.",
            section: "what-you-would-expect",
        },
        Wrong {
            answer: "tensor([0.5000, 0.5000])",
            because: "The length is right. The direction is against each \
                      gradient, and the second one is negative.",
            section: "the-rules",
        },
        Wrong {
            answer: "tensor([1.5000, 0.5000])",
            because: "The length is right. But a step goes against the \
                      gradient.",
            section: "the-rules",
        },
        Wrong {
            answer: "tensor([0.5000, 1.0000])",
            because: "A small gradient is divided by a small root: it goes \
                      as far as a large one.",
            section: "the-rules",
        },
    ];

    pub fn check(answer: fn() -> &'static str) -> Verdict {
        predicted(answer(), program, GUESSES)
    }
}

pub mod left_behind {
    use super::*;

    pub type Answer = fn(&Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "Left behind",
        minutes: 5,
        section: "it-holds-tensors-not-names",
        task: "`left_behind` should put a 1 behind the numbers of `start`, \
               train all of them for three steps, and return them. Nothing \
               is trained, and nothing says so.",
        hints: [
            "Which tensor was the optimizer given, and which one has a \
             gradient?",
            "An optimizer holds tensors, not names. The name `w` stands for \
             another tensor after the second line.",
            "Make the optimizer when `w` is what it will be.",
        ],
    };

    pub fn starter(start: &Tensor) -> Result<Tensor> {
        let mut w = start.copy()?.requires_grad_(true)?;
        let sgd = Sgd::new([&w], lr(0.125))?;
        w = cat([&w.detach()?, &ones([1])?], 0)?.requires_grad_(true)?;
        for _ in 0..3 {
            sgd.zero_grad();
            (&w * &w).sum()?.backward()?;
            sgd.step()?;
        }
        w.detach()
    }

    pub fn solution(start: &Tensor) -> Result<Tensor> {
        let w = cat([start, &ones([1])?], 0)?.requires_grad_(true)?;
        let sgd = Sgd::new([&w], lr(0.125))?;
        for _ in 0..3 {
            sgd.zero_grad();
            (&w * &w).sum()?.backward()?;
            sgd.step()?;
        }
        w.detach()
    }

    pub fn another(start: &Tensor) -> Result<Tensor> {
        let mut w = start.copy()?.requires_grad_(true)?;
        let sgd = Sgd::new([&w], lr(0.125))?;
        w = cat([&w.detach()?, &ones([1])?], 0)?.requires_grad_(true)?;
        sgd.add_param_group(group([&w], ()))?;
        for _ in 0..3 {
            sgd.zero_grad();
            w.pow(2)?.sum()?.backward()?;
            sgd.step()?;
        }
        w.detach()
    }

    fn no_leaf(start: &Tensor) -> Result<Tensor> {
        let w = start.copy()?.requires_grad_(true)?;
        let w = cat([&w, &ones([1])?], 0)?;
        let sgd = Sgd::new([&w], lr(0.125))?;
        for _ in 0..3 {
            sgd.zero_grad();
            (&w * &w).sum()?.backward()?;
            sgd.step()?;
        }
        w.detach()
    }

    fn put_behind_later(start: &Tensor) -> Result<Tensor> {
        let w = start.copy()?.requires_grad_(true)?;
        let sgd = Sgd::new([&w], lr(0.125))?;
        for _ in 0..3 {
            sgd.zero_grad();
            (&w * &w).sum()?.backward()?;
            sgd.step()?;
        }
        cat([&w.detach()?, &ones([1])?], 0)
    }

    fn not_cleared(start: &Tensor) -> Result<Tensor> {
        let w = cat([start, &ones([1])?], 0)?.requires_grad_(true)?;
        let sgd = Sgd::new([&w], lr(0.125))?;
        for _ in 0..3 {
            (&w * &w).sum()?.backward()?;
            sgd.step()?;
        }
        w.detach()
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "The optimizer still holds the old tensor, which \
                          has no gradient and is left out.",
                section: "it-holds-tensors-not-names",
            },
            Wrong {
                answer: no_leaf,
                because: "What `cat` makes of a parameter is no leaf, and \
                          an optimizer takes leaves only. Join first, then \
                          ask for gradients.",
                section: "what-is-refused",
            },
            Wrong {
                answer: put_behind_later,
                because: "The 1 came too late: it should be trained as \
                          well.",
                section: "it-holds-tensors-not-names",
            },
            Wrong {
                answer: not_cleared,
                because: "Nobody clears the gradients of the new tensor, \
                          so they add from step to step.",
                section: "parameter_updates#gradients-add-so-clear-them",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || (1..5).map(|n| randn([n])).collect(),
            |f, start| f(start),
        )
    }
}

pub mod who_decays {
    use super::*;

    pub type Answer = fn(&[Tensor], &[Tensor]) -> Result<Optimizer>;

    pub const ABOUT: About = About {
        title: "Only the weights decay",
        minutes: 5,
        section: "groups",
        task: "`who_decays` should make an SGD with a learning rate of \
               0.125 for all, and a weight decay of 0.5 for the weights \
               only. Somebody put the decay into the weights' group, and \
               wanted to be sure of it.",
        hints: [
            "Print the optimizer. What does each group say of its \
             `weight_decay`?",
            "What a group does not say, it takes from the optimizer.",
            "The optimizer's own options are the last argument: `lr(0.125)` \
             is enough there.",
        ],
    };

    pub fn starter(
        weights: &[Tensor],
        biases: &[Tensor],
    ) -> Result<Optimizer> {
        let decay = lr(0.125).weight_decay(0.5);
        let groups = [group(weights, decay.clone()), group(biases, ())];
        Sgd::new(groups, decay)
    }

    pub fn solution(
        weights: &[Tensor],
        biases: &[Tensor],
    ) -> Result<Optimizer> {
        let decay = lr(0.125).weight_decay(0.5);
        let groups = [group(weights, decay), group(biases, ())];
        Sgd::new(groups, lr(0.125))
    }

    pub fn another(
        weights: &[Tensor],
        biases: &[Tensor],
    ) -> Result<Optimizer> {
        let sgd = Sgd::new(weights, lr(0.125))?;
        sgd.add_param_group(group(biases, ()))?;
        sgd.param_groups()[0].set("weight_decay", 0.5);
        Ok(sgd)
    }

    fn nobody(weights: &[Tensor], biases: &[Tensor]) -> Result<Optimizer> {
        let groups = [group(weights, ()), group(biases, ())];
        Sgd::new(groups, lr(0.125))
    }

    fn the_others(weights: &[Tensor], biases: &[Tensor]) -> Result<Optimizer> {
        solution(biases, weights)
    }

    fn without_biases(weights: &[Tensor], _: &[Tensor]) -> Result<Optimizer> {
        Sgd::new(weights, lr(0.125).weight_decay(0.5))
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "The biases decay as well: what their group does \
                          not say, it takes from the optimizer.",
                section: "groups",
            },
            Wrong {
                answer: nobody,
                because: "Now nothing decays.",
                section: "groups",
            },
            Wrong {
                answer: the_others,
                because: "The biases decay, and the weights do not.",
                section: "groups",
            },
            Wrong {
                answer: without_biases,
                because: "The biases do not move any more: they are in no \
                          group, or in one that does not learn.",
                section: "groups",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let draw = |n| {
                    let weights = vec![randn([n, 3])?, randn([2, n])?];
                    Ok((weights, vec![randn([n])?, randn([2])?], n))
                };
                (1..4).map(draw).collect()
            },
            |f, (weights, biases, steps)| {
                let leaves = |of: &[Tensor]| {
                    let leaf = |w: &Tensor| w.copy()?.requires_grad_(true);
                    of.iter().map(leaf).collect::<Result<Vec<_>>>()
                };
                let (weights, biases) = (leaves(weights)?, leaves(biases)?);
                let optimizer = f(&weights, &biases)?;
                let all = [weights, biases].concat();
                for _ in 0..*steps {
                    for param in &all {
                        param.set_grad(Some(param.ones_like()?));
                    }
                    optimizer.step()?;
                }
                all.iter().map(Tensor::detach).collect::<Result<Vec<_>>>()
            },
        )
    }
}

pub mod carried_on {
    use super::*;

    pub type Answer = fn(&Tensor, &Optimizer) -> Result<(Tensor, Optimizer)>;

    pub const ABOUT: About = About {
        title: "Carried on tomorrow",
        minutes: 8,
        section: "a-memory-has-to-be-saved-too",
        task: "`w` is trained by `optimizer`, an SGD of this parameter \
               alone with momentum. Return a copy of `w` and an optimizer \
               of the copy, which go on as these would have. `w` itself \
               must not move any more. The first steps go astray.",
        hints: [
            "With momentum the next step depends on more than the \
             gradient. Where is the rest?",
            "The new optimizer begins with an empty memory. The page has \
             the call that takes a memory over.",
            "`next.load_state_dict(&optimizer.state_dict())?`",
        ],
    };

    pub fn starter(
        w: &Tensor,
        optimizer: &Optimizer,
    ) -> Result<(Tensor, Optimizer)> {
        let copy = w.detach()?.copy()?.requires_grad_(true)?;
        let next = Sgd::new([&copy], lr(0.125).momentum(0.5))?;
        Ok((copy, next))
    }

    pub fn solution(
        w: &Tensor,
        optimizer: &Optimizer,
    ) -> Result<(Tensor, Optimizer)> {
        let copy = w.detach()?.copy()?.requires_grad_(true)?;
        let next = Sgd::new([&copy], lr(0.125).momentum(0.5))?;
        next.load_state_dict(&optimizer.state_dict())?;
        Ok((copy, next))
    }

    /// The settings come with the memory, so any will do at first.
    pub fn another(
        w: &Tensor,
        optimizer: &Optimizer,
    ) -> Result<(Tensor, Optimizer)> {
        let copy = tensor(0.0).requires_grad_(true)?;
        copy.set_data(&w.detach()?.mul(1.0)?)?;
        let next = Sgd::new([&copy], lr(1.0))?;
        next.load_state_dict(&optimizer.state_dict())?;
        Ok((copy, next))
    }

    fn on_the_same_memory(
        w: &Tensor,
        optimizer: &Optimizer,
    ) -> Result<(Tensor, Optimizer)> {
        let copy = w.detach()?.requires_grad_(true)?;
        let next = Sgd::new([&copy], lr(0.125).momentum(0.5))?;
        next.load_state_dict(&optimizer.state_dict())?;
        Ok((copy, next))
    }

    fn the_old_optimizer(
        w: &Tensor,
        optimizer: &Optimizer,
    ) -> Result<(Tensor, Optimizer)> {
        let copy = w.detach()?.copy()?.requires_grad_(true)?;
        Ok((copy, optimizer.clone()))
    }

    fn of_the_old_parameter(
        w: &Tensor,
        optimizer: &Optimizer,
    ) -> Result<(Tensor, Optimizer)> {
        let copy = w.detach()?.copy()?.requires_grad_(true)?;
        let next = Sgd::new([w], lr(0.125).momentum(0.5))?;
        next.load_state_dict(&optimizer.state_dict())?;
        w.set_grad(Some(w.ones_like()?));
        next.step()?;
        Ok((copy, next))
    }

    fn without_momentum(
        w: &Tensor,
        _: &Optimizer,
    ) -> Result<(Tensor, Optimizer)> {
        let copy = w.detach()?.copy()?.requires_grad_(true)?;
        let next = Sgd::new([&copy], lr(0.125))?;
        Ok((copy, next))
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "The parameter was taken over, the memory was \
                          not. Its first step is one without momentum.",
                section: "a-memory-has-to-be-saved-too",
            },
            Wrong {
                answer: on_the_same_memory,
                because: "The old parameter moves along: a tensor that was \
                          only detached is on the same memory.",
                section: "a-memory-has-to-be-saved-too",
            },
            Wrong {
                answer: the_old_optimizer,
                because: "This optimizer holds the old tensor. The copy \
                          needs one of its own.",
                section: "it-holds-tensors-not-names",
            },
            Wrong {
                answer: of_the_old_parameter,
                because: "The new optimizer was made of the old parameter, \
                          and moves that one.",
                section: "it-holds-tensors-not-names",
            },
            Wrong {
                answer: without_momentum,
                because: "The new optimizer has no momentum at all. Both \
                          its options and its memory must be the old \
                          ones.",
                section: "a-memory-has-to-be-saved-too",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let draw = |n| {
                    let grads = (0..4).map(|_| randn([n]));
                    Ok((randn([n])?, grads.collect::<Result<Vec<_>>>()?))
                };
                (1..4).map(draw).collect()
            },
            |f, (start, grads)| {
                let (before, after) = grads.split_at(2);
                let w = start.copy()?.requires_grad_(true)?;
                let sgd = Sgd::new([&w], lr(0.125).momentum(0.5))?;
                for grad in before {
                    w.set_grad(Some(grad.copy()?));
                    sgd.step()?;
                }
                w.set_grad(None);
                let (copy, next) = f(&w, &sgd)?;
                let mut path = Vec::new();
                for grad in after {
                    copy.set_grad(Some(grad.copy()?));
                    next.step()?;
                    path.push(copy.detach()?.copy()?);
                }
                Ok::<_, TorchError>((path, w.detach()?))
            },
        )
    }
}

/// Where a parameter stands after the steps of an answer, one for each
/// gradient.
fn after(
    start: &Tensor,
    steps: impl FnOnce(&Tensor) -> Result<()>,
) -> Result<Tensor> {
    let w = start.copy()?.requires_grad_(true)?;
    steps(&w)?;
    w.detach()
}

/// The same steps by an optimizer.
fn follow(sgd: &Optimizer, w: &Tensor, grads: &[Tensor]) -> Result<()> {
    for grad in grads {
        w.set_grad(Some(grad.copy()?));
        sgd.step()?;
    }
    Ok(())
}

/// A parameter and gradients of many lengths.
fn draw(count: i64, scale: f64) -> Result<(Tensor, Vec<Tensor>)> {
    let grads = (0..count).map(|_| randn([3])?.mul(scale));
    Ok((randn([3])?, grads.collect::<Result<_>>()?))
}

pub mod momentum_steps {
    use super::*;

    pub type Answer = fn(&Tensor, &[Tensor]) -> Result<()>;

    pub const ABOUT: About = About {
        title: "Momentum by hand",
        minutes: 10,
        section: "the-rules",
        task: "Move the parameter `w` as \
               `Sgd::new([w], lr(0.125).momentum(0.5))` would, without an \
               optimizer: a step for each gradient in `grads`, in order.",
        hints: [
            "The page shows the step of SGD. Leave out everything that is \
             zero or false by default. What is left?",
            "There is a buffer. Each step halves it, adds the gradient, \
             and then `w` goes against the buffer.",
            "`buffer = 0.5 * &buffer + grad;` and then \
             `no_grad(|| w.sub_alpha_(&buffer, 0.125))?`, where the first \
             buffer is zeros.",
        ],
    };

    pub fn starter(w: &Tensor, grads: &[Tensor]) -> Result<()> {
        todo!("a step for each gradient")
    }

    pub fn solution(w: &Tensor, grads: &[Tensor]) -> Result<()> {
        let mut buffer = w.detach()?.zeros_like()?;
        for grad in grads {
            buffer = 0.5 * &buffer + grad;
            no_grad(|| w.sub_alpha_(&buffer, 0.125))?;
        }
        Ok(())
    }

    pub fn another(w: &Tensor, grads: &[Tensor]) -> Result<()> {
        follow(&Sgd::new([w], lr(0.125).momentum(0.5))?, w, grads)
    }

    fn plain(w: &Tensor, grads: &[Tensor]) -> Result<()> {
        follow(&Sgd::new([w], lr(0.125))?, w, grads)
    }

    fn running_mean(w: &Tensor, grads: &[Tensor]) -> Result<()> {
        let mut buffer = w.detach()?.zeros_like()?;
        for grad in grads {
            buffer = 0.5 * &buffer + 0.5 * grad;
            no_grad(|| w.sub_alpha_(&buffer, 0.125))?;
        }
        Ok(())
    }

    fn dampened(w: &Tensor, grads: &[Tensor]) -> Result<()> {
        let options = lr(0.125).momentum(0.5).dampening(0.5);
        follow(&Sgd::new([w], options)?, w, grads)
    }

    fn last_only(w: &Tensor, grads: &[Tensor]) -> Result<()> {
        let mut last = w.detach()?.zeros_like()?;
        for grad in grads {
            no_grad(|| w.sub_alpha_(&(0.5 * &last + grad), 0.125))?;
            last = grad.clone();
        }
        Ok(())
    }

    fn never_forgotten(w: &Tensor, grads: &[Tensor]) -> Result<()> {
        follow(&Sgd::new([w], lr(0.125).momentum(1.0))?, w, grads)
    }

    fn nesterov(w: &Tensor, grads: &[Tensor]) -> Result<()> {
        let options = lr(0.125).momentum(0.5).nesterov(true);
        follow(&Sgd::new([w], options)?, w, grads)
    }

    fn before_the_gradient(w: &Tensor, grads: &[Tensor]) -> Result<()> {
        let mut buffer = w.detach()?.zeros_like()?;
        for grad in grads {
            no_grad(|| w.sub_alpha_(&buffer, 0.125))?;
            buffer = 0.5 * &buffer + grad;
        }
        Ok(())
    }

    fn up(w: &Tensor, grads: &[Tensor]) -> Result<()> {
        let options = lr(0.125).momentum(0.5).maximize(true);
        follow(&Sgd::new([w], options)?, w, grads)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: plain,
                because: "Each step follows its gradient only. With \
                          momentum a part of the steps before goes on.",
                section: "what-is-remembered-moves-on",
            },
            Wrong {
                answer: running_mean,
                because: "The gradient comes in whole. The buffer is a sum \
                          that fades, not a mean; the mean is Adam's.",
                section: "the-rules",
            },
            Wrong {
                answer: dampened,
                because: "The gradient comes in whole in every step. A \
                          part of it is what `dampening` makes.",
                section: "the-rules",
            },
            Wrong {
                answer: last_only,
                because: "Half of the last gradient is kept, and those \
                          before are forgotten. Half of the whole buffer \
                          is kept.",
                section: "the-rules",
            },
            Wrong {
                answer: never_forgotten,
                because: "All gradients are kept whole. Each step keeps \
                          only a part of the buffer.",
                section: "the-rules",
            },
            Wrong {
                answer: nesterov,
                because: "This looks one step ahead: it is Nesterov's \
                          form.",
                section: "the-rules",
            },
            Wrong {
                answer: before_the_gradient,
                because: "The buffer was used before the gradient came in: \
                          the first step goes nowhere.",
                section: "the-rules",
            },
            Wrong {
                answer: up,
                because: "These steps climb. Subtract the buffer.",
                section: "the-rules",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || [1, 4].map(|count| draw(count, 1.0)).into_iter().collect(),
            |f, (start, grads)| after(start, |w| f(w, grads)),
        )
    }
}

pub mod adam_steps {
    use super::*;

    pub type Answer = fn(&Tensor, &[Tensor], f64) -> Result<()>;

    pub const ABOUT: About = About {
        title: "Adam by hand",
        minutes: 15,
        section: "adam-by-hand-is-no-longer-short",
        task: "Move the parameter `w` as `Adam::new([w], lr(rate))` would, \
               without an optimizer: a step for each gradient in `grads`, \
               in order. The factors are Adam's own: 0.9, 0.999, and 1e-8. \
               Try it before you look at the page again.",
        hints: [
            "There are two running means: of the gradients, and of their \
             squares. Both begin at zero, so both are too small at first.",
            "The corrections divide by 1 - 0.9ⁿ and 1 - 0.999ⁿ, where n is \
             1 in the first step. They are used for the step only; what is \
             remembered stays as it is.",
            "`mean = 0.9 * &mean + 0.1 * grad`, \
             `square = 0.999 * &square + 0.001 * grad * grad`; the step is \
             `rate` times the corrected mean, divided by the root of the \
             corrected square plus 1e-8.",
        ],
    };

    pub fn starter(w: &Tensor, grads: &[Tensor], rate: f64) -> Result<()> {
        todo!("a step for each gradient")
    }

    pub fn solution(w: &Tensor, grads: &[Tensor], rate: f64) -> Result<()> {
        let mut mean = w.detach()?.zeros_like()?;
        let mut square = mean.clone();
        let (mut kept, mut kept_square) = (1.0, 1.0);
        for grad in grads {
            mean = 0.9 * &mean + 0.1 * grad;
            square = 0.999 * &square + 0.001 * grad * grad;
            kept *= 0.9;
            kept_square *= 0.999;
            let unbiased_mean = &mean / (1.0 - kept);
            let unbiased_square = &square / (1.0 - kept_square);
            let step = unbiased_mean / (unbiased_square.sqrt()? + 1e-8);
            no_grad(|| w.sub_alpha_(&step, rate))?;
        }
        Ok(())
    }

    pub fn another(w: &Tensor, grads: &[Tensor], rate: f64) -> Result<()> {
        follow(&Adam::new([w], lr(rate))?, w, grads)
    }

    /// Adam's step from the two means, and the number of the step, from 1.
    type Step = fn(&Tensor, &Tensor, i32) -> Result<Tensor>;

    fn stray(
        w: &Tensor,
        grads: &[Tensor],
        rate: f64,
        betas: [f64; 2],
        step: Step,
    ) -> Result<()> {
        let mut mean = w.detach()?.zeros_like()?;
        let mut square = mean.clone();
        let [first, second] = betas;
        for (grad, n) in grads.iter().zip(1..) {
            mean = first * &mean + (1.0 - first) * grad;
            square = second * &square + (1.0 - second) * grad * grad;
            no_grad(|| w.sub_alpha_(&step(&mean, &square, n)?, rate))?;
        }
        Ok(())
    }

    const BETAS: [f64; 2] = [0.9, 0.999];

    fn corrected(mean: &Tensor, square: &Tensor, n: i32) -> [Tensor; 2] {
        [mean / (1.0 - 0.9_f64.powi(n)), square / (1.0 - 0.999_f64.powi(n))]
    }

    fn uncorrected(w: &Tensor, grads: &[Tensor], rate: f64) -> Result<()> {
        stray(w, grads, rate, BETAS, |mean, square, _| {
            Ok(mean / (square.sqrt()? + 1e-8))
        })
    }

    fn half_corrected(w: &Tensor, grads: &[Tensor], rate: f64) -> Result<()> {
        stray(w, grads, rate, BETAS, |mean, square, n| {
            let [mean, _] = corrected(mean, square, n);
            Ok(mean / (square.sqrt()? + 1e-8))
        })
    }

    fn counted_from_0(w: &Tensor, grads: &[Tensor], rate: f64) -> Result<()> {
        stray(w, grads, rate, BETAS, |mean, square, n| {
            let [mean, square] = corrected(mean, square, n - 1);
            Ok(mean / (square.sqrt()? + 1e-8))
        })
    }

    fn corrected_as_in_step_1(
        w: &Tensor,
        grads: &[Tensor],
        rate: f64,
    ) -> Result<()> {
        stray(w, grads, rate, BETAS, |mean, square, _| {
            let [mean, square] = corrected(mean, square, 1);
            Ok(mean / (square.sqrt()? + 1e-8))
        })
    }

    fn remembered_corrected(
        w: &Tensor,
        grads: &[Tensor],
        rate: f64,
    ) -> Result<()> {
        let mut mean = w.detach()?.zeros_like()?;
        let mut square = mean.clone();
        for (grad, n) in grads.iter().zip(1..) {
            mean = 0.9 * &mean + 0.1 * grad;
            square = 0.999 * &square + 0.001 * grad * grad;
            [mean, square] = corrected(&mean, &square, n);
            let step = &mean / (square.sqrt()? + 1e-8);
            no_grad(|| w.sub_alpha_(&step, rate))?;
        }
        Ok(())
    }

    fn without_root(w: &Tensor, grads: &[Tensor], rate: f64) -> Result<()> {
        stray(w, grads, rate, BETAS, |mean, square, n| {
            let [mean, square] = corrected(mean, square, n);
            Ok(mean / (square + 1e-8))
        })
    }

    fn eps_in_the_root(w: &Tensor, grads: &[Tensor], rate: f64) -> Result<()> {
        stray(w, grads, rate, BETAS, |mean, square, n| {
            let [mean, square] = corrected(mean, square, n);
            Ok(mean / (square + 1e-8).sqrt()?)
        })
    }

    fn swapped(w: &Tensor, grads: &[Tensor], rate: f64) -> Result<()> {
        stray(w, grads, rate, [0.999, 0.9], |mean, square, n| {
            let mean = mean / (1.0 - 0.999_f64.powi(n));
            let square = square / (1.0 - 0.9_f64.powi(n));
            Ok(mean / (square.sqrt()? + 1e-8))
        })
    }

    fn square_of_the_mean(
        w: &Tensor,
        grads: &[Tensor],
        rate: f64,
    ) -> Result<()> {
        stray(w, grads, rate, BETAS, |mean, square, n| {
            let [mean, _] = corrected(mean, square, n);
            Ok(&mean / (mean.abs()? + 1e-8))
        })
    }

    fn plain(w: &Tensor, grads: &[Tensor], rate: f64) -> Result<()> {
        follow(&Sgd::new([w], lr(rate))?, w, grads)
    }

    fn up(w: &Tensor, grads: &[Tensor], rate: f64) -> Result<()> {
        follow(&Adam::new([w], lr(rate).maximize(true))?, w, grads)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: uncorrected,
                because: "The two corrections are missing. Both means \
                          begin at zero and are too small at first.",
                section: "the-rules",
            },
            Wrong {
                answer: half_corrected,
                because: "Both means begin at zero: the mean of squares \
                          needs its correction, too.",
                section: "the-rules",
            },
            Wrong {
                answer: counted_from_0,
                because: "Steps are counted from 1. Counted from 0, the \
                          first correction divides by zero.",
                section: "adam-by-hand-is-no-longer-short",
            },
            Wrong {
                answer: corrected_as_in_step_1,
                because: "The correction fades: its power grows with every \
                          step.",
                section: "adam-by-hand-is-no-longer-short",
            },
            Wrong {
                answer: remembered_corrected,
                because: "The corrected means were remembered, and are \
                          corrected again in the next step. Keep them \
                          apart.",
                section: "adam-by-hand-is-no-longer-short",
            },
            Wrong {
                answer: without_root,
                because: "It divides by the root of the mean of squares, \
                          not by the mean.",
                section: "the-rules",
            },
            Wrong {
                answer: eps_in_the_root,
                because: "The 1e-8 is added after the root. Inside it, it \
                          is large beside the square of a small gradient, \
                          and shortens the step.",
                section: "adam-by-hand-is-no-longer-short",
            },
            Wrong {
                answer: swapped,
                because: "The factors are exchanged: 0.9 is for the mean \
                          of the gradients, 0.999 for their squares.",
                section: "adam-by-hand-is-no-longer-short",
            },
            Wrong {
                answer: square_of_the_mean,
                because: "The mean of the squares is wanted, not the \
                          square of the mean: that one always gives steps \
                          of length `rate`.",
                section: "the-rules",
            },
            Wrong {
                answer: plain,
                because: "This is SGD: the gradient times the rate.",
                section: "what-you-would-expect",
            },
            Wrong {
                answer: up,
                because: "These steps climb. Go against the mean.",
                section: "the-rules",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let cases = [(1, 1.0), (4, 1.0), (3, 50.0)];
                // So small that it matters where 1e-8 is added.
                let cases = cases.into_iter().chain([(3, 1e-3)]);
                let input = |(count, scale)| {
                    let (start, grads) = draw(count, scale)?;
                    Ok((start, grads, 0.25))
                };
                cases.map(input).collect()
            },
            |f, (start, grads, rate)| after(start, |w| f(w, grads, *rate)),
        )
    }
}
