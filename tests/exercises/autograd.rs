//! Exercises of the page "Gradients that find their own way".

use crate::exercises::kit::*;

exercises![
    predict who_has_a_gradient,
    fix downhill,
    fix in_the_middle,
    implement hand_back,
    implement curvature,
    implement walk_back,
];

pub mod who_has_a_gradient {
    use super::*;

    pub const ABOUT: About = About {
        title: "Who has a gradient?",
        minutes: 3,
        section: "what-happens",
        task: "Write what this prints, before you run it.",
        hints: [
            "Three tensors are asked for their gradient. Which of them are \
             leaves?",
            "The sum hands a 1 to each product. What does a multiplication \
             hand on to each of its inputs?",
            "`a` gets the values of `b`, and `b` gets those of `a`. \
             `products` is not a leaf.",
        ],
    };

    pub fn program() -> Result<()> {
        let a = tensor([1.0, 2.0]).requires_grad_(true)?;
        let b = tensor([5.0, 7.0]).requires_grad_(true)?;
        let products = &a * &b;
        products.sum()?.backward()?;
        print(a.grad());
        print(b.grad());
        print(products.grad());
        Ok(())
    }

    pub const GUESSES: &[Wrong<&str>] = &[
        Wrong {
            answer: "tensor([5., 7.])\ntensor([1., 2.])\ntensor([1., 1.])",
            because: "Ones did arrive at `products`, and were passed on and \
                      dropped. Only leaves keep their gradient.",
            section: "where-a-gradient-ends-up",
        },
        Wrong {
            answer: "tensor([1., 2.])\ntensor([5., 7.])\nNone",
            because: "A multiplication hands on what it got times the other \
                      input, not times the same one.",
            section: "two-rules-are-enough",
        },
        Wrong {
            answer: "tensor([1., 2.])\ntensor([5., 7.])\ntensor([1., 1.])",
            because: "A multiplication hands on what it got times the other \
                      input. And only leaves keep what arrives.",
            section: "two-rules-are-enough",
        },
        Wrong {
            answer: "tensor([1., 1.])\ntensor([1., 1.])\nNone",
            because: "The sum hands on ones. Then the multiplication comes, \
                      and it does not hand on what it got as it is.",
            section: "two-rules-are-enough",
        },
        Wrong {
            answer: "tensor([5., 7.])\ntensor([1., 2.])\ntensor([5., 14.])",
            because: "These are the values of `products`. A gradient is \
                      something else, and only leaves keep theirs.",
            section: "where-a-gradient-ends-up",
        },
    ];

    pub fn check(answer: fn() -> &'static str) -> Verdict {
        predicted(answer(), program, GUESSES)
    }
}

pub mod downhill {
    use super::*;

    pub type Answer = fn(&Tensor, usize) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "Downhill, step by step",
        minutes: 5,
        section: "where-a-gradient-ends-up",
        task: "`downhill` goes down the gradient of `w.dot(&w)`. In each \
               step it should subtract 0.1 times the gradient of that step \
               from `w`. The first step is right. The others are too long.",
        hints: [
            "Print `w.grad()` in every step, and compare it with twice `w`.",
            "What does a leaf do with the gradient that it has, when another \
             one arrives?",
            "`w.set_grad(None)` at the beginning of every step.",
        ],
    };

    pub fn starter(w: &Tensor, steps: usize) -> Result<Tensor> {
        for _ in 0..steps {
            w.dot(w)?.backward()?;
            let grad = w.grad().unwrap();
            no_grad(|| w.sub_(&(0.1 * grad)))?;
        }
        w.detach()
    }

    pub fn solution(w: &Tensor, steps: usize) -> Result<Tensor> {
        for _ in 0..steps {
            w.set_grad(None);
            w.dot(w)?.backward()?;
            let grad = w.grad().unwrap();
            no_grad(|| w.sub_(&(0.1 * grad)))?;
        }
        w.detach()
    }

    pub fn another(w: &Tensor, steps: usize) -> Result<Tensor> {
        for _ in 0..steps {
            let [step] = grad([&w.dot(w)?], [w], Default::default())?;
            no_grad(|| w.sub_(&(0.1 * step)))?;
        }
        w.detach()
    }

    fn emptied_too_early(w: &Tensor, steps: usize) -> Result<Tensor> {
        for _ in 0..steps {
            w.dot(w)?.backward()?;
            let grad = w.grad().unwrap();
            grad.zero_()?;
            no_grad(|| w.sub_(&(0.1 * grad)))?;
        }
        w.detach()
    }

    fn first_gradient_always(w: &Tensor, steps: usize) -> Result<Tensor> {
        w.dot(w)?.backward()?;
        let grad = w.grad().unwrap();
        for _ in 0..steps {
            no_grad(|| w.sub_(&(0.1 * &grad)))?;
        }
        w.detach()
    }

    fn uphill(w: &Tensor, steps: usize) -> Result<Tensor> {
        for _ in 0..steps {
            w.set_grad(None);
            w.dot(w)?.backward()?;
            let grad = w.grad().unwrap();
            no_grad(|| w.add_(&(0.1 * grad)))?;
        }
        w.detach()
    }

    fn recorded(w: &Tensor, steps: usize) -> Result<Tensor> {
        for _ in 0..steps {
            w.set_grad(None);
            w.dot(w)?.backward()?;
            let grad = w.grad().unwrap();
            w.sub_(&(0.1 * grad))?;
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
                because: "A leaf adds what arrives to what it has. Nobody \
                          empties `.grad` for you: each step uses the sum of \
                          all gradients so far.",
                section: "where-a-gradient-ends-up",
            },
            Wrong {
                answer: emptied_too_early,
                because: "`w` has not moved: its gradient was emptied before \
                          it was used. `grad()` returns the gradient itself, \
                          not a copy.",
                section: "what-to-do",
            },
            Wrong {
                answer: first_gradient_always,
                because: "Every step used the gradient of the first. `w` has \
                          moved since, and so has its gradient.",
                section: "what-to-do",
            },
            Wrong {
                answer: uphill,
                because: "The gradient points to where the result grows. To go down, subtract it.",
                section: "what-to-do",
            },
            Wrong {
                answer: recorded,
                because: "A leaf that is followed may not be changed in place, unless nothing is recorded.",
                section: "what-it-refuses",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let known = tensor([1.0, 2.0]);
                let mut all = vec![(known.requires_grad_(true)?, 2)];
                for n in 2..5 {
                    let w = randn([n])?.requires_grad_(true)?;
                    all.push((w, n as usize + 1));
                }
                Ok(all)
            },
            |f, (w, steps)| f(w, *steps),
        )
    }
}

pub mod in_the_middle {
    use super::*;

    pub type Answer = fn(&Tensor) -> Result<(Option<Tensor>, Option<Tensor>)>;

    pub const ABOUT: About = About {
        title: "A gradient in the middle",
        minutes: 5,
        section: "where-a-gradient-ends-up",
        task: "`x` is a leaf that is followed, `e` is `x.exp()`, and the \
               result is the dot product of `e` with itself. Return the \
               gradient for `x` and the gradient for `e`. The second one is \
               missing, and there is no error.",
        hints: [
            "Is `e` a leaf?",
            "Ask before `backward` runs. Afterwards it is too late.",
            "`e.retain_grad()?` in the line below `e`.",
        ],
    };

    pub fn starter(x: &Tensor) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let e = x.exp()?;
        e.dot(&e)?.backward()?;
        Ok((x.grad(), e.grad()))
    }

    pub fn solution(x: &Tensor) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let e = x.exp()?;
        e.retain_grad()?;
        e.dot(&e)?.backward()?;
        Ok((x.grad(), e.grad()))
    }

    pub fn another(x: &Tensor) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let e = x.exp()?;
        let [for_x, for_e] = grad([&e.dot(&e)?], [x, &e], Default::default())?;
        Ok((Some(for_x), Some(for_e)))
    }

    fn a_new_leaf(x: &Tensor) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let e = x.exp()?.detach()?.requires_grad_(true)?;
        e.dot(&e)?.backward()?;
        Ok((x.grad(), e.grad()))
    }

    fn same_for_both(x: &Tensor) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let e = x.exp()?;
        e.dot(&e)?.backward()?;
        Ok((x.grad(), x.grad()))
    }

    fn ones(x: &Tensor) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let e = x.exp()?;
        e.retain_grad()?;
        e.sum()?.backward()?;
        Ok((x.grad(), e.grad()))
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "`e` is not a leaf. Its gradient was passed on and \
                          dropped, because nobody had asked for it \
                          beforehand.",
                section: "where-a-gradient-ends-up",
            },
            Wrong {
                answer: a_new_leaf,
                because: "`detach` made a leaf of `e`, and it has its \
                          gradient. But the past is gone, and nothing \
                          arrives at `x` any more.",
                section: "what-it-refuses",
            },
            Wrong {
                answer: same_for_both,
                because: "This is the gradient for `x` twice. Between `e` \
                          and `x` lies the derivative of `exp`.",
                section: "how-it-is-read-back",
            },
            Wrong {
                answer: ones,
                because: "These are the gradients of the sum of `e`, not of \
                          its dot product.",
                section: "two-rules-are-enough",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let known = tensor([0.0, 1.0]).requires_grad_(true);
                let draw = |n: i64| randn([n])?.requires_grad_(true);
                std::iter::once(known).chain((3..6).map(draw)).collect()
            },
            |f, x| f(x),
        )
    }
}

pub mod hand_back {
    use super::*;

    pub type Answer =
        fn(&Tensor, &Tensor, &Tensor) -> Result<(Tensor, Tensor)>;

    pub const ABOUT: About = About {
        title: "A derivative by hand",
        minutes: 10,
        section: "two-rules-are-enough",
        task: "Somebody computed `a * b * b` with three vectors of one \
               length. Now backward comes by: `arrived` is the gradient that \
               has arrived for the result. Return what goes on to `a`, and \
               what goes on to `b`. The check does not know the derivative \
               either. It moves `a` up and down by a millionth, divides the \
               change of the result by two millionths, and does the same \
               with `b`. These are called central differences.",
        hints: [
            "Draw it: `a` and `b` go into a multiplication, its result and \
             `b` into another one. Then walk back.",
            "`b` is used twice. It gets one gradient from each \
             multiplication, and they are added.",
            "`a` gets `arrived * b * b`. `b` gets `arrived * a * b` from \
             either multiplication.",
        ],
    };

    pub fn starter(
        a: &Tensor,
        b: &Tensor,
        arrived: &Tensor,
    ) -> Result<(Tensor, Tensor)> {
        todo!("what goes on to a, and what goes on to b")
    }

    pub fn solution(
        a: &Tensor,
        b: &Tensor,
        arrived: &Tensor,
    ) -> Result<(Tensor, Tensor)> {
        let for_a = arrived * b * b;
        let for_b = 2.0 * arrived * a * b;
        Ok((for_a, for_b))
    }

    pub fn another(
        a: &Tensor,
        b: &Tensor,
        arrived: &Tensor,
    ) -> Result<(Tensor, Tensor)> {
        let a = a.detach()?.requires_grad_(true)?;
        let b = b.detach()?.requires_grad_(true)?;
        (&a * &b * &b).backward_with(arrived)?;
        Ok((a.grad().unwrap(), b.grad().unwrap()))
    }

    /// What the check compares with.
    fn central_differences(
        a: &Tensor,
        b: &Tensor,
        arrived: &Tensor,
    ) -> Result<(Tensor, Tensor)> {
        let step = 1e-6;
        let f = |a: &Tensor, b: &Tensor| a * b * b;
        let for_a = f(&(a + step), b) - f(&(a - step), b);
        let for_b = f(a, &(b + step)) - f(a, &(b - step));
        let slope = |change: Tensor| arrived * change / (2.0 * step);
        Ok((slope(for_a), slope(for_b)))
    }

    fn nothing_arrived(
        a: &Tensor,
        b: &Tensor,
        _: &Tensor,
    ) -> Result<(Tensor, Tensor)> {
        Ok((b * b, 2.0 * a * b))
    }

    fn one_path(
        a: &Tensor,
        b: &Tensor,
        arrived: &Tensor,
    ) -> Result<(Tensor, Tensor)> {
        Ok((arrived * b * b, arrived * a * b))
    }

    fn exchanged(
        a: &Tensor,
        b: &Tensor,
        arrived: &Tensor,
    ) -> Result<(Tensor, Tensor)> {
        Ok((2.0 * arrived * a * b, arrived * b * b))
    }

    fn paths_multiplied(
        a: &Tensor,
        b: &Tensor,
        arrived: &Tensor,
    ) -> Result<(Tensor, Tensor)> {
        let path = arrived * a * b;
        Ok((arrived * b * b, &path * &path))
    }

    fn times_its_own_value(
        a: &Tensor,
        b: &Tensor,
        arrived: &Tensor,
    ) -> Result<(Tensor, Tensor)> {
        Ok((arrived * a, 2.0 * arrived * b))
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: nothing_arrived,
                because: "A multiplication hands on what it got times the \
                          other input. What it got, `arrived`, is missing.",
                section: "two-rules-are-enough",
            },
            Wrong {
                answer: one_path,
                because: "`b` is used twice, so two paths lead back to it. \
                          Its gradient is the sum of both.",
                section: "where-a-gradient-ends-up",
            },
            Wrong {
                answer: exchanged,
                because: "These are the right two, exchanged: the first is \
                          for `a`, the second for `b`.",
                section: "two-rules-are-enough",
            },
            Wrong {
                answer: paths_multiplied,
                because: "What comes over two paths is added, not \
                          multiplied.",
                section: "where-a-gradient-ends-up",
            },
            Wrong {
                answer: times_its_own_value,
                because: "A multiplication hands on what it got times the \
                          other input, not times the same one.",
                section: "two-rules-are-enough",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        let measured: Answers<Answer> =
            Answers { solution: central_differences, ..ANSWERS };
        measured.by_example(
            answer,
            || {
                let exact = |numbers| tensor_with(numbers, float64);
                let draw = |n: i64| randn_with([n], float64);
                let known = (
                    exact([1.0, 2.0])?,
                    exact([3.0, 5.0])?,
                    exact([1.0, 10.0])?,
                );
                let mut all = vec![known];
                for n in 2..6 {
                    all.push((draw(n)?, draw(n)?, draw(n)?));
                }
                Ok(all)
            },
            |f, (a, b, arrived)| f(a, b, arrived),
        )
    }
}

pub mod curvature {
    use super::*;

    pub type Function = fn(&Tensor) -> Result<Tensor>;
    pub type Answer = fn(Function, &Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "The derivative of the derivative",
        minutes: 10,
        section: "the-derivative-of-a-derivative",
        task: "`f` is a function like `exp`: each element of its result \
               comes from one element of `x`. Return the second derivative \
               of `f` at every element of `x`. Nobody follows `x` yet. The \
               check compares with central differences.",
        hints: [
            "The page does it for one number. Where does it need one number \
             to start from?",
            "Take the gradient of the sum. An element of `x` changes one \
             term of it only, so the gradient has each one's derivative.",
            "`let x = x.detach()?.requires_grad_(true)?;`, then the two \
             calls of `grad` from the page, with `f(&x)?.sum()?` in the \
             first and `first.sum()?` in the second.",
        ],
    };

    pub fn starter(
        f: fn(&Tensor) -> Result<Tensor>,
        x: &Tensor,
    ) -> Result<Tensor> {
        todo!("the second derivative at every element of x")
    }

    pub fn solution(
        f: fn(&Tensor) -> Result<Tensor>,
        x: &Tensor,
    ) -> Result<Tensor> {
        let x = x.detach()?.requires_grad_(true)?;
        let sum = f(&x)?.sum()?;
        let [first] = grad([&sum], [&x], BackwardOptions::create_graph())?;
        let [second] = grad([&first.sum()?], [&x], Default::default())?;
        Ok(second)
    }

    pub fn another(f: Function, x: &Tensor) -> Result<Tensor> {
        let mut found = Vec::new();
        for x in x.unbind(0)? {
            let x = x.copy()?.requires_grad_(true)?;
            f(&x)?.backward_options(None, BackwardOptions::create_graph())?;
            let first = x.grad().unwrap();
            x.set_grad(None);
            first.backward()?;
            found.push(x.grad().unwrap());
        }
        stack(&found, 0)
    }

    /// What the check compares with: the change of the slope.
    fn central_differences(f: Function, x: &Tensor) -> Result<Tensor> {
        let step = 1e-4;
        let (above, below) = (f(&(x + step))?, f(&(x - step))?);
        Ok((above - 2.0 * f(x)? + below) / (step * step))
    }

    fn first_only(f: Function, x: &Tensor) -> Result<Tensor> {
        let x = x.detach()?.requires_grad_(true)?;
        f(&x)?.sum()?.backward()?;
        Ok(x.grad().unwrap())
    }

    fn squared(f: Function, x: &Tensor) -> Result<Tensor> {
        let first = first_only(f, x)?;
        Ok(&first * &first)
    }

    fn not_written_down(f: Function, x: &Tensor) -> Result<Tensor> {
        let x = x.detach()?.requires_grad_(true)?;
        let sum = f(&x)?.sum()?;
        let [first] = grad([&sum], [&x], BackwardOptions::retain_graph())?;
        let [second] = grad([&first.sum()?], [&x], Default::default())?;
        Ok(second)
    }

    fn added(f: Function, x: &Tensor) -> Result<Tensor> {
        let x = x.detach()?.requires_grad_(true)?;
        let sum = f(&x)?.sum()?;
        sum.backward_options(None, BackwardOptions::create_graph())?;
        x.grad().unwrap().sum()?.backward()?;
        Ok(x.grad().unwrap())
    }

    fn not_summed(f: Function, x: &Tensor) -> Result<Tensor> {
        let x = x.detach()?.requires_grad_(true)?;
        let options = BackwardOptions::create_graph();
        let [first] = grad([&f(&x)?], [&x], options)?;
        let [second] = grad([&first], [&x], Default::default())?;
        Ok(second)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: first_only,
                because: "This is the first derivative. It can be \
                          differentiated again.",
                section: "the-derivative-of-a-derivative",
            },
            Wrong {
                answer: squared,
                because: "This is the first derivative, squared. The second \
                          derivative says how the first one changes.",
                section: "the-derivative-of-a-derivative",
            },
            Wrong {
                answer: not_written_down,
                because: "Backward needs a record to read. Is `x` followed? \
                          And is the first derivative written down? It is \
                          only if you ask for that.",
                section: "the-derivative-of-a-derivative",
            },
            Wrong {
                answer: added,
                because: "This is the first derivative plus the second. The \
                          leaf added what came to what it had.",
                section: "where-a-gradient-ends-up",
            },
            Wrong {
                answer: not_summed,
                because: "Backward starts from one number, and here it was to start from several. Make one number of them first.",
                section: "what-it-refuses",
            },
        ],
    };

    /// A function, as it is written, and where to look at it.
    struct Case {
        name: &'static str,
        f: Function,
        x: Tensor,
    }

    impl Outcome for Case {
        fn same(&self, other: &Case) -> bool {
            self.name == other.name && self.x.same(&other.x)
        }

        fn show(&self) -> String {
            format!("f(x) = {}\nx = {}", self.name, self.x.show())
        }
    }

    const FUNCTIONS: [(&str, Function); 4] = [
        ("x * x * x", |x| Ok(x * x * x)),
        ("x.exp()", |x| x.exp()),
        ("x * x.exp()", |x| Ok(x * x.exp()?)),
        ("x.pow(4) - x * x", |x| Ok(x.pow(4)? - x * x)),
    ];

    pub fn check(answer: Answer) -> Verdict {
        let measured: Answers<Answer> =
            Answers { solution: central_differences, ..ANSWERS };
        measured.by_example(
            answer,
            || {
                let case = |(name, f), x| Case { name, f, x };
                let known = tensor_with([1.0, 2.0, 3.0], float64)?;
                let mut all = vec![case(FUNCTIONS[0], known)];
                for function in FUNCTIONS {
                    all.push(case(function, randn_with([3], float64)?));
                }
                Ok(all)
            },
            |answer, case| answer(case.f, &case.x),
        )
    }
}

pub mod walk_back {
    use super::*;

    pub type Answer = fn(&[f64], &[Option<(char, usize, usize)>]) -> Vec<f64>;

    pub const ABOUT: About = About {
        title: "A small autograd",
        minutes: 20,
        section: "how-it-is-read-back",
        task: "Write `backward` for plain numbers. `values` has every number \
               of a computation, in the order in which they were made. \
               `record[i]` says how `values[i]` was made: `None` for a \
               leaf, `Some(('+', a, b))` for `values[a] + values[b]`, \
               `Some(('*', a, b))` for `values[a] * values[b]`. Return the \
               gradient of the last value for every value: 1 for the last \
               itself, 0 for what it does not depend on. The check compares \
               with central differences.",
        hints: [
            "Begin with a list of zeros, and the 1 at its end. In which \
             order does backward go through the record?",
            "Take the newest first. When you come to a value, everything \
             that it waits for has arrived. Give each of its two inputs its \
             share, by the two rules of the page. `a` and `b` may be the \
             same, and a value may be used many times.",
            "`for i in (0..values.len()).rev()`, and in it \
             `match record[i]`. For `Some(('*', a, b))`: `gradients[a] += \
             gradients[i] * values[b];`, and the same with `a` and `b` \
             exchanged.",
        ],
    };

    pub fn starter(
        values: &[f64],
        record: &[Option<(char, usize, usize)>],
    ) -> Vec<f64> {
        let mut gradients = vec![0.0; values.len()];
        gradients[values.len() - 1] = 1.0;
        todo!("walk back through the record, and return the gradients")
    }

    pub fn solution(
        values: &[f64],
        record: &[Option<(char, usize, usize)>],
    ) -> Vec<f64> {
        let mut gradients = vec![0.0; values.len()];
        gradients[values.len() - 1] = 1.0;
        for i in (0..values.len()).rev() {
            let arrived = gradients[i];
            match record[i] {
                Some(('+', a, b)) => {
                    gradients[a] += arrived;
                    gradients[b] += arrived;
                }
                Some((_, a, b)) => {
                    gradients[a] += arrived * values[b];
                    gradients[b] += arrived * values[a];
                }
                None => {}
            }
        }
        gradients
    }

    pub fn another(
        values: &[f64],
        record: &[Option<(char, usize, usize)>],
    ) -> Vec<f64> {
        // Forward: how much everything moves when one value does.
        let last_moves_with = |moved: usize| {
            let mut moves: Vec<f64> = Vec::new();
            for (i, made) in record.iter().enumerate() {
                moves.push(match *made {
                    _ if i == moved => 1.0,
                    Some(('+', a, b)) => moves[a] + moves[b],
                    Some((_, a, b)) => {
                        moves[a] * values[b] + values[a] * moves[b]
                    }
                    None => 0.0,
                });
            }
            moves[moves.len() - 1]
        };
        (0..values.len()).map(last_moves_with).collect()
    }

    /// Each value again, with one of them moved.
    fn again(
        values: &[f64],
        record: &[Option<(char, usize, usize)>],
        moved: usize,
        by: f64,
    ) -> f64 {
        let mut anew: Vec<f64> = Vec::new();
        for (i, made) in record.iter().enumerate() {
            anew.push(match *made {
                _ if i == moved => values[i] + by,
                Some(('+', a, b)) => anew[a] + anew[b],
                Some((_, a, b)) => anew[a] * anew[b],
                None => values[i],
            });
        }
        anew[anew.len() - 1]
    }

    /// What the check compares with.
    fn central_differences(
        values: &[f64],
        record: &[Option<(char, usize, usize)>],
    ) -> Vec<f64> {
        let step = 1e-6;
        let moved = |i, by| again(values, record, i, by);
        let slope = |i| (moved(i, step) - moved(i, -step)) / (2.0 * step);
        // What lies beyond is rounding.
        let round = |slope: f64| (slope * 1e6).round() / 1e6;
        (0..values.len()).map(|i| round(slope(i))).collect()
    }

    /// The solution, with its decisions to be taken otherwise.
    fn walk(
        values: &[f64],
        record: &[Option<(char, usize, usize)>],
        oldest_first: bool,
        put: fn(&mut f64, f64),
        share: fn(arrived: f64, own: f64, other: f64) -> f64,
    ) -> Vec<f64> {
        let count = values.len();
        let mut gradients = vec![0.0; count];
        gradients[count - 1] = 1.0;
        for step in 0..count {
            let i = if oldest_first { step } else { count - 1 - step };
            let arrived = gradients[i];
            let Some((sign, a, b)) = record[i] else { continue };
            let (for_a, for_b) = match sign {
                '+' => (arrived, arrived),
                _ => (
                    share(arrived, values[a], values[b]),
                    share(arrived, values[b], values[a]),
                ),
            };
            put(&mut gradients[a], for_a);
            put(&mut gradients[b], for_b);
        }
        gradients
    }

    fn add(gradient: &mut f64, share: f64) {
        *gradient += share;
    }

    fn replace(gradient: &mut f64, share: f64) {
        *gradient = share;
    }

    fn times_the_other(arrived: f64, _: f64, other: f64) -> f64 {
        arrived * other
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: |values, record| {
                    walk(values, record, false, replace, times_the_other)
                },
                because: "A value that is used twice has two paths back, and \
                          its gradient is their sum. Here the last one to \
                          arrive has replaced the others.",
                section: "where-a-gradient-ends-up",
            },
            Wrong {
                answer: |values, record| {
                    walk(values, record, true, add, times_the_other)
                },
                because: "The oldest came first, before anything had arrived \
                          for it. Backward takes the newest first.",
                section: "how-it-is-read-back",
            },
            Wrong {
                answer: |values, record| {
                    walk(values, record, false, add, |g, own, _| g * own)
                },
                because: "A multiplication hands on what it got times the \
                          other input, not times the same one.",
                section: "two-rules-are-enough",
            },
            Wrong {
                answer: |values, record| {
                    walk(values, record, false, add, |_, _, other| other)
                },
                because: "A multiplication hands on what it got times the \
                          other input. What it got is missing.",
                section: "two-rules-are-enough",
            },
            Wrong {
                answer: |values, _| vec![0.0; values.len()],
                because: "Nothing arrives anywhere: backward starts with a 1 \
                          at the last value.",
                section: "two-rules-are-enough",
            },
        ],
    };

    /// What was computed.
    struct Computation {
        values: Vec<f64>,
        record: Vec<Option<(char, usize, usize)>>,
    }

    impl Computation {
        fn of(
            leaves: &Tensor,
            made: impl IntoIterator<Item = (char, usize, usize)>,
        ) -> Result<Computation> {
            let mut values = leaves.to_vec::<f64>()?;
            let mut record = vec![None; values.len()];
            for (sign, a, b) in made {
                let (x, y) = (values[a], values[b]);
                values.push(if sign == '+' { x + y } else { x * y });
                record.push(Some((sign, a, b)));
            }
            Ok(Computation { values, record })
        }
    }

    impl Outcome for Computation {
        fn same(&self, other: &Computation) -> bool {
            self.values.same(&other.values) && self.record == other.record
        }

        fn show(&self) -> String {
            let mut text = String::new();
            let made = self.values.iter().zip(&self.record);
            for (i, (value, made)) in made.enumerate() {
                let made = made.map_or_else(
                    || "leaf".to_owned(),
                    |(sign, a, b)| format!("values[{a}] {sign} values[{b}]"),
                );
                text += &format!("values[{i}] = {value:<8.4} {made}\n");
            }
            text.trim_end().to_owned()
        }
    }

    /// What nobody can get right by luck, and more that is drawn.
    fn draw() -> Result<Vec<Computation>> {
        let leaves = |count: i64| randn_with([count], float64);
        let number = |below: usize| -> Result<usize> {
            Ok(randint(0, below as i64, [])?.item()?.to_i64() as usize)
        };
        let known = [('*', 0, 1), ('+', 2, 0), ('*', 3, 2), ('+', 4, 3)];
        let squares = [('*', 0, 0), ('+', 1, 1), ('*', 2, 1)];
        let mut all = vec![
            Computation::of(&tensor_with([2.0, 3.0], float64)?, known)?,
            Computation::of(&leaves(2)?, known)?,
            Computation::of(&leaves(1)?, squares)?,
        ];
        for count in 2..5_usize {
            let mut made = Vec::new();
            for i in count..count + 5 {
                let sign = ['+', '*'][number(2)?];
                made.push((sign, number(i)?, i - 1));
            }
            all.push(Computation::of(&leaves(count as i64)?, made)?);
        }
        Ok(all)
    }

    pub fn check(answer: Answer) -> Verdict {
        let measured: Answers<Answer> =
            Answers { solution: central_differences, ..ANSWERS };
        measured.by_example(answer, draw, |f, computed| {
            f(&computed.values, &computed.record)
        })
    }
}
