//! Exercises of the page "Backward, twice".

use crate::exercises::kit::*;

exercises![
    predict once_twice_again,
    predict how_far_it_came,
    fix two_gradients,
    fix each_step_alone,
    implement allows_a_second,
    implement slopes,
];

pub mod once_twice_again {
    use super::*;

    pub const ABOUT: About = About {
        title: "Once, twice, again",
        minutes: 3,
        section: "what-happens",
        task: "Write what this prints, before you run it.",
        hints: [
            "The derivative of `w·w` is `2·w`. How often does it arrive \
             before each of the three lines is printed?",
            "`set_grad(None)` empties the gradient. A new `f` does not.",
            "First twice 6. Then 6 alone. Then another 6 is added.",
        ],
    };

    pub fn program() -> Result<()> {
        let w = tensor(3.0).requires_grad_(true)?;
        let f = &w * &w;
        f.backward_retain()?;
        f.backward()?;
        print(w.grad());
        w.set_grad(None);
        let f = &w * &w;
        f.backward()?;
        print(w.grad());
        let f = &w * &w;
        f.backward()?;
        print(w.grad());
        Ok(())
    }

    pub const GUESSES: &[Wrong<&str>] = &[
        Wrong {
            answer: "tensor(6.)\ntensor(6.)\ntensor(6.)",
            because: "A second backward does not replace the gradient. A \
                      leaf adds what arrives to what it has.",
            section: "why-gradients-add",
        },
        Wrong {
            answer: "tensor(12.)\ntensor(6.)\ntensor(6.)",
            because: "Computing `f` again makes a new record. It does not \
                      empty the gradient of `w`.",
            section: "what-to-do",
        },
        Wrong {
            answer: "tensor(6.)\ntensor(6.)\ntensor(12.)",
            because: "Keeping the graph keeps what the derivatives need. It \
                      does not keep the gradients apart: they are added.",
            section: "what-happens",
        },
        Wrong {
            answer: "tensor(12.)\ntensor(18.)\ntensor(24.)",
            because: "`set_grad(None)` empties the gradient. What arrives \
                      next is not added to anything.",
            section: "what-to-do",
        },
    ];

    pub fn check(answer: fn() -> &'static str) -> Verdict {
        predicted(answer(), program, GUESSES)
    }
}

pub mod how_far_it_came {
    use super::*;

    pub const ABOUT: About = About {
        title: "How far it came",
        minutes: 5,
        section: "the-failing-call-has-already-worked",
        task: "Write what this prints, before you run it.",
        hints: [
            "Two operations: a multiplication by 3, and an addition. Which \
             of them has kept something?",
            "Backward takes the addition first. What has happened by the \
             time the multiplication looks for what it kept?",
            "The second call fails, at the multiplication. By then `b` has \
             its second gradient.",
        ],
    };

    pub fn program() -> Result<()> {
        let w = tensor(5.0).requires_grad_(true)?;
        let b = tensor(1.0).requires_grad_(true)?;
        let f = &w * 3.0 + &b;
        f.backward()?;
        print(f.backward().is_ok());
        print(w.grad());
        print(b.grad());
        Ok(())
    }

    pub const GUESSES: &[Wrong<&str>] = &[
        Wrong {
            answer: "True\ntensor(6.)\ntensor(2.)",
            because: "The 3 is a plain number, but it is kept like any other \
                      value, and it is gone after the first call.",
            section: "when-a-second-backward-is-fine",
        },
        Wrong {
            answer: "False\ntensor(3.)\ntensor(1.)",
            because: "A call that fails does not take back what it has \
                      done. What ran before the error, ran.",
            section: "the-failing-call-has-already-worked",
        },
        Wrong {
            answer: "False\ntensor(6.)\ntensor(2.)",
            because: "Backward stops where something is gone. What lies \
                      behind that gets nothing.",
            section: "the-failing-call-has-already-worked",
        },
        Wrong {
            answer: "True\ntensor(3.)\ntensor(1.)",
            because: "A second call is not ignored. It fails where something \
                      was kept, and what ran before that, ran.",
            section: "the-failing-call-has-already-worked",
        },
    ];

    pub fn check(answer: fn() -> &'static str) -> Verdict {
        predicted(answer(), program, GUESSES)
    }
}

pub mod two_gradients {
    use super::*;

    pub type Answer = fn(&Tensor) -> Result<(Tensor, Tensor)>;

    pub const ABOUT: About = About {
        title: "Two gradients through one computation",
        minutes: 8,
        section: "what-to-do",
        task: "`two_gradients` computes the squares of `w` once, and uses \
               them for two results: their sum, and the sum of the cubes. \
               It should return the gradient of the first and the gradient \
               of the second, for `w`. Somebody met the error, and added \
               `backward_retain`. Now there is no error, and both gradients \
               are the same.",
        hints: [
            "Call it with 1, 2. The gradients should be 2, 4 and 3, 12. \
             What is 5, 16?",
            "Empty the gradient in between. And think of what `grad()` \
             returns: the same tensor that the second backward adds to.",
            "`w.set_grad(None)` before the second backward. `zero_()` would \
             empty the tensor that you have put aside, too.",
        ],
    };

    pub fn starter(w: &Tensor) -> Result<(Tensor, Tensor)> {
        let squares = w * w;
        let first = squares.sum()?;
        let second = (&squares * w).sum()?;
        first.backward_retain()?;
        let of_first = w.grad().unwrap();
        second.backward()?;
        let of_second = w.grad().unwrap();
        Ok((of_first, of_second))
    }

    pub fn solution(w: &Tensor) -> Result<(Tensor, Tensor)> {
        let squares = w * w;
        let first = squares.sum()?;
        let second = (&squares * w).sum()?;
        first.backward_retain()?;
        let of_first = w.grad().unwrap();
        w.set_grad(None);
        second.backward()?;
        let of_second = w.grad().unwrap();
        Ok((of_first, of_second))
    }

    pub fn another(w: &Tensor) -> Result<(Tensor, Tensor)> {
        let squares = w * w;
        let (first, second) = (squares.sum()?, (&squares * w).sum()?);
        let keep = BackwardOptions::retain_graph();
        let [of_first] = grad([&first], [w], keep)?;
        let [of_second] = grad([&second], [w], Default::default())?;
        Ok((of_first, of_second))
    }

    fn put_aside_and_emptied(w: &Tensor) -> Result<(Tensor, Tensor)> {
        let squares = w * w;
        let (first, second) = (squares.sum()?, (&squares * w).sum()?);
        first.backward_retain()?;
        let of_first = w.grad().unwrap();
        w.grad().unwrap().zero_()?;
        second.backward()?;
        Ok((of_first, w.grad().unwrap()))
    }

    fn copied_not_emptied(w: &Tensor) -> Result<(Tensor, Tensor)> {
        let squares = w * w;
        let (first, second) = (squares.sum()?, (&squares * w).sum()?);
        first.backward_retain()?;
        let of_first = w.grad().unwrap().copy()?;
        second.backward()?;
        Ok((of_first, w.grad().unwrap()))
    }

    fn cut_off(w: &Tensor) -> Result<(Tensor, Tensor)> {
        let squares = w * w;
        let first = squares.sum()?;
        let second = (squares.detach()? * w).sum()?;
        first.backward()?;
        let of_first = w.grad().unwrap();
        w.set_grad(None);
        second.backward()?;
        Ok((of_first, w.grad().unwrap()))
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "Both are the sum of the two gradients: a second \
                          backward adds to the first one's, in the tensor \
                          that you have put aside.",
                section: "what-happens",
            },
            Wrong {
                answer: put_aside_and_emptied,
                because: "The first gradient was put aside, but not copied. \
                          `zero_()` has emptied it, and the second one was \
                          added to it.",
                section: "what-to-do",
            },
            Wrong {
                answer: copied_not_emptied,
                because: "The first one is right. The second one is the sum \
                          of both: the gradient was not emptied in between.",
                section: "what-to-do",
            },
            Wrong {
                answer: cut_off,
                because: "`detach` avoids the error and cuts the squares \
                          off. The second result depends on `w` through \
                          them, too.",
                section: "what-to-do",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let known = tensor([1.0, 2.0]).requires_grad_(true);
                let draw = |n: i64| randn([n])?.requires_grad_(true);
                std::iter::once(known).chain((3..6).map(draw)).collect()
            },
            |f, w| f(w),
        )
    }
}

pub mod each_step_alone {
    use super::*;

    pub type Answer = fn(&Tensor, &Tensor, usize) -> Result<Vec<Tensor>>;

    pub const ABOUT: About = About {
        title: "Each step alone",
        minutes: 8,
        section: "what-to-do",
        task: "A state is multiplied by `w` in each step. `each_step_alone` \
               should return a gradient for each step: the one of that step \
               only, as if the state before it had fallen from the sky. \
               Somebody met the error in the second step and added \
               `backward_retain`.",
        hints: [
            "The first gradient is right. Through what does the second one \
             get back to the first step?",
            "The state is carried, and with it the whole past. Cut the past \
             off; keep the number.",
            "`state = state.detach()? * w;`, and then plain `backward()`.",
        ],
    };

    pub fn starter(
        w: &Tensor,
        start: &Tensor,
        steps: usize,
    ) -> Result<Vec<Tensor>> {
        let mut state = start.detach()?;
        let mut gradients = Vec::new();
        for _ in 0..steps {
            w.set_grad(None);
            state = &state * w;
            state.backward_retain()?;
            gradients.push(w.grad().unwrap());
        }
        Ok(gradients)
    }

    pub fn solution(
        w: &Tensor,
        start: &Tensor,
        steps: usize,
    ) -> Result<Vec<Tensor>> {
        let mut state = start.detach()?;
        let mut gradients = Vec::new();
        for _ in 0..steps {
            w.set_grad(None);
            state = state.detach()? * w;
            state.backward()?;
            gradients.push(w.grad().unwrap());
        }
        Ok(gradients)
    }

    pub fn another(
        w: &Tensor,
        start: &Tensor,
        steps: usize,
    ) -> Result<Vec<Tensor>> {
        let mut state = start.detach()?;
        let mut gradients = Vec::new();
        for _ in 0..steps {
            let [step] = grad([&(&state * w)], [w], Default::default())?;
            gradients.push(step);
            state = no_grad(|| state.mul(w))?;
        }
        Ok(gradients)
    }

    fn always_from_the_start(
        w: &Tensor,
        start: &Tensor,
        steps: usize,
    ) -> Result<Vec<Tensor>> {
        let mut gradients = Vec::new();
        for _ in 0..steps {
            w.set_grad(None);
            (start * w).backward()?;
            gradients.push(w.grad().unwrap());
        }
        Ok(gradients)
    }

    fn never_emptied(
        w: &Tensor,
        start: &Tensor,
        steps: usize,
    ) -> Result<Vec<Tensor>> {
        let mut state = start.detach()?;
        let mut gradients = Vec::new();
        for _ in 0..steps {
            state = state.detach()? * w;
            state.backward()?;
            gradients.push(w.grad().unwrap());
        }
        Ok(gradients)
    }

    fn error_again(
        w: &Tensor,
        start: &Tensor,
        steps: usize,
    ) -> Result<Vec<Tensor>> {
        let mut state = start.detach()?;
        let mut gradients = Vec::new();
        for _ in 0..steps {
            w.set_grad(None);
            state = &state * w;
            state.backward()?;
            gradients.push(w.grad().unwrap());
        }
        Ok(gradients)
    }

    fn wrong_end(
        w: &Tensor,
        start: &Tensor,
        steps: usize,
    ) -> Result<Vec<Tensor>> {
        let mut state = start.detach()?;
        let mut gradients = Vec::new();
        for _ in 0..steps {
            w.set_grad(None);
            state = &state * w.detach()?;
            state.backward()?;
            gradients.push(w.grad().unwrap());
        }
        Ok(gradients)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "The graph is kept, and so each gradient comes back \
                          through all the steps before it. The past is to be \
                          cut off, not kept.",
                section: "what-to-do",
            },
            Wrong {
                answer: always_from_the_start,
                because: "Every step has begun with the first state. Only \
                          the past is to go: the number stays.",
                section: "what-to-do",
            },
            Wrong {
                answer: never_emptied,
                because: "The past is cut off, but the gradients of the \
                          steps were added. And all that was put aside is \
                          one tensor.",
                section: "why-gradients-add",
            },
            Wrong {
                answer: error_again,
                because: "This is the error that `backward_retain` was \
                          added for. The state still has its past, and \
                          backward has been there.",
                section: "what-to-do",
            },
            Wrong {
                answer: wrong_end,
                because: "`w` was cut off, so nothing can come back to it. It is the state whose past should go.",
                section: "what-to-do",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                // Not near 1, where a power is not seen.
                let w = || (rand([])? + 1.5).requires_grad_(true);
                let draw = |steps| Ok((w()?, rand([])? + 0.5, steps));
                let known = tensor(2.0).requires_grad_(true)?;
                let known = Ok((known, tensor(1.0), 3));
                std::iter::once(known).chain((3..6).map(draw)).collect()
            },
            |f, (w, start, steps)| f(w, start, *steps),
        )
    }
}

pub mod allows_a_second {
    use super::*;

    pub type Operation = fn(&Tensor) -> Result<Tensor>;
    pub type Answer = fn(Operation, &Tensor) -> Result<bool>;

    pub const ABOUT: About = About {
        title: "Does it allow a second?",
        minutes: 10,
        section: "when-a-second-backward-is-fine",
        task: "Find out whether an operation allows a second backward \
               through its result: `true` or `false`. The result may have \
               any size. Nobody follows `x` yet, and afterwards it should be \
               as before: not followed, without a gradient.",
        hints: [
            "The page asks fifteen operations with a loop. What does it \
             hand to `backward_with`, and why?",
            "Follow a handle of your own, `x.detach()?`. Then call backward \
             twice, and look at what the second call returns.",
            "After the first call with `?`: `let second = \
             result.backward_with(&ones); Ok(second.is_ok())`.",
        ],
    };

    pub fn starter(
        operation: fn(&Tensor) -> Result<Tensor>,
        x: &Tensor,
    ) -> Result<bool> {
        todo!("whether a second backward works")
    }

    pub fn solution(
        operation: fn(&Tensor) -> Result<Tensor>,
        x: &Tensor,
    ) -> Result<bool> {
        let x = x.detach()?.requires_grad_(true)?;
        let result = operation(&x)?;
        let ones = result.ones_like()?;
        result.backward_with(&ones)?;
        Ok(result.backward_with(&ones).is_ok())
    }

    pub fn another(operation: Operation, x: &Tensor) -> Result<bool> {
        let x = x.copy()?.requires_grad_(true)?;
        // A sum saves nothing, so it stands in nobody's way.
        let sum = operation(&x)?.sum()?;
        let once = || grad([&sum], [&x], Default::default());
        once()?;
        Ok(once().is_ok())
    }

    fn kept(operation: Operation, x: &Tensor) -> Result<bool> {
        let x = x.detach()?.requires_grad_(true)?;
        let sum = operation(&x)?.sum()?;
        sum.backward_retain()?;
        Ok(sum.backward().is_ok())
    }

    fn from_several(operation: Operation, x: &Tensor) -> Result<bool> {
        let x = x.detach()?.requires_grad_(true)?;
        let result = operation(&x)?;
        result.backward()?;
        Ok(result.backward().is_ok())
    }

    fn several_is_no(operation: Operation, x: &Tensor) -> Result<bool> {
        let x = x.detach()?.requires_grad_(true)?;
        let result = operation(&x)?;
        let first = result.backward();
        Ok(first.is_ok() && result.backward().is_ok())
    }

    fn leaves_traces(operation: Operation, x: &Tensor) -> Result<bool> {
        x.requires_grad_(true)?;
        let sum = operation(x)?.sum()?;
        sum.backward()?;
        Ok(sum.backward().is_ok())
    }

    fn squared(operation: Operation, x: &Tensor) -> Result<bool> {
        let x = x.detach()?.requires_grad_(true)?;
        let result = operation(&x)?;
        let sum = (&result * &result).sum()?;
        sum.backward()?;
        Ok(sum.backward().is_ok())
    }

    fn turned_round(operation: Operation, x: &Tensor) -> Result<bool> {
        Ok(!solution(operation, x)?)
    }

    fn passed_on(operation: Operation, x: &Tensor) -> Result<bool> {
        let x = x.detach()?.requires_grad_(true)?;
        let sum = operation(&x)?.sum()?;
        sum.backward()?;
        sum.backward()?;
        Ok(true)
    }

    fn nobody_follows(operation: Operation, x: &Tensor) -> Result<bool> {
        let sum = operation(x)?.sum()?;
        sum.backward()?;
        Ok(sum.backward().is_ok())
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: turned_round,
                because: "This is turned round: `true` should mean that the second call works.",
                section: "when-a-second-backward-is-fine",
            },
            Wrong {
                answer: passed_on,
                because: "The error of the second call is what you want to know. Look at the result; `?` hands the error on to the caller.",
                section: "when-a-second-backward-is-fine",
            },
            Wrong {
                answer: nobody_follows,
                because: "Nobody follows `x`, so nothing was recorded, and even the first call fails. Follow a handle of your own.",
                section: "autograd#what-it-refuses",
            },
            Wrong {
                answer: kept,
                because: "This says yes to everything. If the first call keeps \
                          what the second one needs, or if the result is \
                          computed anew, nothing can fail.",
                section: "what-happens",
            },
            Wrong {
                answer: from_several,
                because: "The first call has failed: a result with several \
                          numbers needs a gradient to start from.",
                section: "autograd#what-it-refuses",
            },
            Wrong {
                answer: several_is_no,
                because: "This says no to every result with several numbers. \
                          There the first call has failed, for want of a \
                          gradient to start from.",
                section: "autograd#what-it-refuses",
            },
            Wrong {
                answer: leaves_traces,
                because: "The answer is right, but `x` is followed now, and \
                          has a gradient. Follow a handle of your own.",
                section: "autograd#what-it-refuses",
            },
            Wrong {
                answer: squared,
                because: "This says no to everything. Is there an operation of \
                          your own on the way, such as a multiplication? One \
                          is enough for the error.",
                section: "when-a-second-backward-is-fine",
            },
        ],
    };

    /// An operation, as it is written, and what it is given.
    struct Case {
        name: &'static str,
        operation: Operation,
        x: Tensor,
    }

    impl Outcome for Case {
        fn same(&self, other: &Case) -> bool {
            self.name == other.name && self.x.same(&other.x)
        }

        fn show(&self) -> String {
            format!("operation(x) = {}\nx = {}", self.name, self.x.show())
        }
    }

    const OPERATIONS: [(&str, Operation); 8] = [
        ("x + x", |x| Ok(x + x)),
        ("x * x", |x| Ok(x * x)),
        ("x.sum()", |x| x.sum()),
        ("x.max()", |x| x.max()),
        ("-x", |x| x.neg()),
        ("x.exp()", |x| x.exp()),
        ("x[0]", |x| x.index(0)),
        ("x / 2", |x| x.div(2)),
    ];

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let case = |(name, operation)| {
                    Ok(Case { name, operation, x: randn([3])? })
                };
                OPERATIONS.into_iter().map(case).collect()
            },
            |f, case| {
                let found = f(case.operation, &case.x)?;
                let is_as_before =
                    !case.x.requires_grad() && case.x.grad().is_none();
                let x = if is_as_before {
                    "x is as before"
                } else {
                    "x is followed"
                };
                Ok((found, x.to_owned()))
            },
        )
    }
}

pub mod slopes {
    use std::cell::Cell;

    use super::*;

    pub type Function = fn(&Tensor) -> Result<Tensor>;
    pub type Answer = fn(Function, &Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "Every slope of every result",
        minutes: 15,
        section: "what-to-do",
        task: "`f` makes a vector of a vector. Return the gradient of each \
               element of `f(x)` for `x`, as the rows of a matrix: in row 0 \
               the gradient of element 0, and so on. Call `f` only once. \
               Nobody follows `x` yet.",
        hints: [
            "One record, several backward calls, one for each element. The \
             page ends its advice with two of them.",
            "Each of them must leave the record for the next one, and none \
             may add to the gradient of the one before.",
            "In a loop over `0..y.numel() as i64`: `x.set_grad(None); \
             y.index(i)?.backward_retain()?;`, then put `x.grad().unwrap()` \
             aside. In the end `stack(&rows, 0)`.",
        ],
    };

    pub fn starter(
        f: fn(&Tensor) -> Result<Tensor>,
        x: &Tensor,
    ) -> Result<Tensor> {
        todo!("a row for each element of f(x)")
    }

    pub fn solution(
        f: fn(&Tensor) -> Result<Tensor>,
        x: &Tensor,
    ) -> Result<Tensor> {
        let x = x.detach()?.requires_grad_(true)?;
        let y = f(&x)?;
        let mut rows = Vec::new();
        for i in 0..y.numel() as i64 {
            x.set_grad(None);
            y.index(i)?.backward_retain()?;
            rows.push(x.grad().unwrap());
        }
        stack(&rows, 0)
    }

    pub fn another(f: Function, x: &Tensor) -> Result<Tensor> {
        let x = x.copy()?.requires_grad_(true)?;
        let y = f(&x)?;
        let mut rows = Vec::new();
        for one in eye(y.numel() as i64)?.unbind(0)? {
            let keep = BackwardOptions::retain_graph();
            let [row] = grad([&y.dot(&one)?], [&x], keep)?;
            rows.push(row.unsqueeze(0)?);
        }
        cat(&rows, 0)
    }

    /// The loop of the solution, with a beginning of each turn.
    fn rows(
        f: Function,
        x: &Tensor,
        begin: fn(&Tensor) -> Result<()>,
        put_aside: fn(Tensor) -> Result<Tensor>,
    ) -> Result<Tensor> {
        let x = x.detach()?.requires_grad_(true)?;
        let y = f(&x)?;
        let mut rows = Vec::new();
        for i in 0..y.numel() as i64 {
            begin(&x)?;
            y.index(i)?.backward_retain()?;
            rows.push(put_aside(x.grad().unwrap())?);
        }
        stack(&rows, 0)
    }

    fn summed_up(f: Function, x: &Tensor) -> Result<Tensor> {
        rows(f, x, |_| Ok(()), |row| row.copy())
    }

    fn one_tensor(f: Function, x: &Tensor) -> Result<Tensor> {
        rows(f, x, |_| Ok(()), Ok)
    }

    fn zeroed(f: Function, x: &Tensor) -> Result<Tensor> {
        let begin = |x: &Tensor| {
            x.grad().map_or(Ok(()), |grad| grad.zero_().map(drop))
        };
        rows(f, x, begin, Ok)
    }

    fn columns(f: Function, x: &Tensor) -> Result<Tensor> {
        solution(f, x)?.transpose(0, 1)
    }

    fn of_the_sum(f: Function, x: &Tensor) -> Result<Tensor> {
        let x = x.detach()?.requires_grad_(true)?;
        f(&x)?.sum()?.backward()?;
        Ok(x.grad().unwrap())
    }

    fn freed(f: Function, x: &Tensor) -> Result<Tensor> {
        let x = x.detach()?.requires_grad_(true)?;
        let y = f(&x)?;
        let mut rows = Vec::new();
        for i in 0..y.numel() as i64 {
            x.set_grad(None);
            y.index(i)?.backward()?;
            rows.push(x.grad().unwrap());
        }
        stack(&rows, 0)
    }

    fn computed_again(f: Function, x: &Tensor) -> Result<Tensor> {
        let x = x.detach()?.requires_grad_(true)?;
        let mut rows = Vec::new();
        for i in 0..f(&x)?.numel() as i64 {
            x.set_grad(None);
            f(&x)?.index(i)?.backward()?;
            rows.push(x.grad().unwrap());
        }
        stack(&rows, 0)
    }

    fn from_several(f: Function, x: &Tensor) -> Result<Tensor> {
        let x = x.detach()?.requires_grad_(true)?;
        f(&x)?.backward()?;
        Ok(x.grad().unwrap())
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: summed_up,
                because: "Row 0 is right, and each other row has all the \
                          rows before it in it. Empty the gradient in \
                          between.",
                section: "what-to-do",
            },
            Wrong {
                answer: one_tensor,
                because: "All rows are one tensor, the one that every \
                          backward has added to. It was put aside, but not \
                          emptied, and not copied.",
                section: "what-to-do",
            },
            Wrong {
                answer: zeroed,
                because: "All rows are the last one. `zero_()` empties the \
                          tensor that you have put aside, too.",
                section: "what-to-do",
            },
            Wrong {
                answer: columns,
                because: "These are the right numbers, and they stand in \
                          columns. Each gradient should be a row.",
                section: "what-to-do",
            },
            Wrong {
                answer: of_the_sum,
                because: "This is one gradient, the sum of all. Each element \
                          of the result needs a backward of its own.",
                section: "what-to-do",
            },
            Wrong {
                answer: freed,
                because: "The first backward has thrown away what the second \
                          needs. Tell it to keep that.",
                section: "what-happens",
            },
            Wrong {
                answer: computed_again,
                because: "This is right, and computes everything again for \
                          each row. One record is enough, if it is kept.",
                section: "what-to-do",
            },
            Wrong {
                answer: from_several,
                because: "Backward starts from one number. Pick one element of the result at a time.",
                section: "autograd#what-it-refuses",
            },
        ],
    };

    thread_local! {
        static CALLS: Cell<usize> = const { Cell::new(0) };
    }

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

    /// How often a function was called.
    struct Calls(usize);

    impl Outcome for Calls {
        fn same(&self, other: &Calls) -> bool {
            self.0 == other.0
        }

        fn show(&self) -> String {
            format!("number of calls of f: {}", self.0)
        }
    }

    fn called(y: Result<Tensor>) -> Result<Tensor> {
        CALLS.set(CALLS.get() + 1);
        y
    }

    // None has as many elements in its result as in `x`.
    const FUNCTIONS: [(&str, Function); 3] = [
        ("x[1:] * x[:-1]", |x| called(x.index(1..)?.mul(&x.index(..-1)?))),
        ("cat((x * x, x.exp()))", |x| called(cat([&(x * x), &x.exp()?], 0))),
        ("x[1:].exp() * x[0]", |x| {
            called(x.index(1..)?.exp()?.mul(&x.index(0)?))
        }),
    ];

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let case = |(name, f)| Ok(Case { name, f, x: randn([3])? });
                FUNCTIONS.into_iter().map(case).collect()
            },
            |answer, case| {
                CALLS.set(0);
                let found = answer(case.f, &case.x);
                found.map(|found| (found, Calls(CALLS.get())))
            },
        )
    }
}
