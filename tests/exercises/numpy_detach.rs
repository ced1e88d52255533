//! Exercises of the page "numpy, detach, and who owns the numbers".

use crate::exercises::kit::*;

exercises![
    predict three_names,
    predict too_late,
    fix history,
    fix shares,
    implement without_the_first,
    implement scale,
];

pub mod three_names {
    use super::*;

    pub const ABOUT: About = About {
        title: "Three names",
        minutes: 3,
        section: "detach-copies-nothing",
        task: "Write what this prints, before you run it.",
        hints: [
            "How many memories are there behind `t`, `array` and `copy`?",
            "`numpy` shares the memory of `t`. `copy` has its own, with the \
             numbers as they were then.",
            "`array` sees both writes, `copy` sees none.",
        ],
    };

    pub fn program() -> Result<()> {
        let t = tensor([1.0, 2.0, 3.0]);
        let array = t.numpy()?;
        let copy = t.detach()?.copy()?;
        array.set(0, 50.0)?;
        t.index_put_(1, 60.0)?;
        print(array.tolist());
        print(&t);
        print(&copy);
        Ok(())
    }

    pub const GUESSES: &[Wrong<&str>] = &[
        Wrong {
            answer: "[50.0, 2.0, 3.0]\ntensor([1., 60., 3.])\n\
                     tensor([1., 2., 3.])",
            because: "`numpy()` does not copy. The array and the tensor are \
                      the same numbers, and each sees the other's writes.",
            section: "detach-copies-nothing",
        },
        Wrong {
            answer: "[50.0, 60.0, 3.0]\ntensor([50., 60., 3.])\n\
                     tensor([50., 60., 3.])",
            because: "`detach` alone copies nothing, but `copy` does. What \
                      is written later does not reach it.",
            section: "what-to-do",
        },
        Wrong {
            answer: "[50.0, 2.0, 3.0]\ntensor([50., 60., 3.])\n\
                     tensor([1., 2., 3.])",
            because: "The array is not a picture of the tensor at one time. \
                      It refers to its memory, and sees what is written \
                      later.",
            section: "detach-copies-nothing",
        },
        Wrong {
            answer: "[50.0, 60.0, 3.0]\ntensor([1., 60., 3.])\n\
                     tensor([1., 2., 3.])",
            because: "Sharing works in both directions: what is written \
                      through the array is found in the tensor.",
            section: "detach-copies-nothing",
        },
    ];

    pub fn check(answer: fn() -> &'static str) -> Verdict {
        predicted(answer(), program, GUESSES)
    }
}

pub mod too_late {
    use super::*;

    pub const ABOUT: About = About {
        title: "Too late",
        minutes: 5,
        section: "the-counter-that-is-passed-by",
        task: "Write what this prints, before you run it.",
        hints: [
            "`f` is computed before the write. When is its gradient \
             computed?",
            "The derivative of the dot product keeps `w`, the tensor, not a \
             copy of its numbers. Does anybody notice the write?",
            "`f` is 1 + 4. The gradient is twice what stands in `w` when \
             backward comes.",
        ],
    };

    pub fn program() -> Result<()> {
        let w = tensor([1.0, 2.0]).requires_grad_(true)?;
        let f = w.dot(&w)?;
        w.detach()?.numpy()?.set(0, 50.0)?;
        print(f.item()?);
        print(f.backward().is_ok());
        print(w.grad());
        Ok(())
    }

    pub const GUESSES: &[Wrong<&str>] = &[
        Wrong {
            answer: "5.0\nTrue\ntensor([2., 4.])",
            because: "This would be right. But the derivative keeps `w` \
                      itself, and finds what was written in the meantime.",
            section: "the-counter-that-is-passed-by",
        },
        Wrong {
            answer: "5.0\nFalse\nNone",
            because: "A write through a detached tensor is caught. This one \
                      went through an array, and NumPy has never heard of \
                      the counter.",
            section: "the-counter-that-is-passed-by",
        },
        Wrong {
            answer: "2504.0\nTrue\ntensor([100., 4.])",
            because: "`f` has its own memory. It was computed before the \
                      write and stays as it is.",
            section: "the-counter-that-is-passed-by",
        },
        Wrong {
            answer: "5.0\nTrue\ntensor([50., 4.])",
            because: "50 is the element itself. The derivative of its \
                      square is twice that.",
            section: "autograd#two-rules-are-enough",
        },
    ];

    pub fn check(answer: fn() -> &'static str) -> Verdict {
        predicted(answer(), program, GUESSES)
    }
}

pub mod history {
    use super::*;

    pub type Answer = fn(&Tensor, usize) -> Result<Vec<Tensor>>;

    pub const ABOUT: About = About {
        title: "A diary of w",
        minutes: 5,
        section: "detach-copies-nothing",
        task: "`history` goes down the gradient of `w.dot(&w)` and writes \
               down `w` before each step. All entries should be without a \
               past, and differ. They come out all alike.",
        hints: [
            "How many memories do the entries have?",
            "`detach` makes a new handle on the same memory, and `sub_` \
             writes to that memory.",
            "The page says what to do before a write: \
             `w.detach()?.copy()?`.",
        ],
    };

    pub fn starter(w: &Tensor, steps: usize) -> Result<Vec<Tensor>> {
        let mut entries = Vec::new();
        for _ in 0..steps {
            entries.push(w.detach()?);
            w.set_grad(None);
            w.dot(w)?.backward()?;
            let grad = w.grad().unwrap();
            no_grad(|| w.sub_(&(0.1 * grad)))?;
        }
        Ok(entries)
    }

    pub fn solution(w: &Tensor, steps: usize) -> Result<Vec<Tensor>> {
        let mut entries = Vec::new();
        for _ in 0..steps {
            entries.push(w.detach()?.copy()?);
            w.set_grad(None);
            w.dot(w)?.backward()?;
            let grad = w.grad().unwrap();
            no_grad(|| w.sub_(&(0.1 * grad)))?;
        }
        Ok(entries)
    }

    pub fn another(w: &Tensor, steps: usize) -> Result<Vec<Tensor>> {
        let mut entries = Vec::new();
        for _ in 0..steps {
            entries.push(Tensor::from(&w.detach()?.numpy()?));
            let [step] = grad([&w.dot(w)?], [w], Default::default())?;
            no_grad(|| w.sub_(&(0.1 * step)))?;
        }
        Ok(entries)
    }

    fn after_each_step(w: &Tensor, steps: usize) -> Result<Vec<Tensor>> {
        let mut entries = Vec::new();
        for _ in 0..steps {
            w.set_grad(None);
            w.dot(w)?.backward()?;
            let grad = w.grad().unwrap();
            no_grad(|| w.sub_(&(0.1 * grad)))?;
            entries.push(w.detach()?.copy()?);
        }
        Ok(entries)
    }

    fn with_a_past(w: &Tensor, steps: usize) -> Result<Vec<Tensor>> {
        let mut entries = Vec::new();
        for _ in 0..steps {
            entries.push(w.copy()?);
            w.set_grad(None);
            w.dot(w)?.backward()?;
            let grad = w.grad().unwrap();
            no_grad(|| w.sub_(&(0.1 * grad)))?;
        }
        Ok(entries)
    }

    fn nothing_moves(w: &Tensor, steps: usize) -> Result<Vec<Tensor>> {
        let mut entries = Vec::new();
        for _ in 0..steps {
            let w = w.detach()?.copy()?.requires_grad_(true)?;
            w.dot(&w)?.backward()?;
            let grad = w.grad().unwrap();
            entries.push(w.detach()?.copy()?);
            no_grad(|| w.sub_(&(0.1 * grad)))?;
        }
        Ok(entries)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "All entries are one memory, that of `w`, and show \
                          what stands there in the end. `detach` copies \
                          nothing.",
                section: "detach-copies-nothing",
            },
            Wrong {
                answer: after_each_step,
                because: "These are copies, but taken after each step. The \
                          first entry should be `w` as it was given.",
                section: "what-to-do",
            },
            Wrong {
                answer: with_a_past,
                because: "The numbers are right. But a copy of a followed \
                          tensor is followed: the entries still have a past.",
                section: "what-to-do",
            },
            Wrong {
                answer: nothing_moves,
                because: "The steps were taken with a copy. `w` itself has \
                          not moved.",
                section: "what-to-do",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let known = tensor([1.0, 2.0]);
                let mut all = vec![(known.requires_grad_(true)?, 3)];
                for n in 2..5 {
                    let w = randn([n])?.requires_grad_(true)?;
                    all.push((w, n as usize));
                }
                Ok(all)
            },
            |f, (w, steps)| {
                let entries = f(w, *steps)?;
                let is_followed = entries.iter().any(Tensor::requires_grad);
                let text =
                    if is_followed { "with a past" } else { "without a past" };
                Ok((entries, text.to_owned()))
            },
        )
    }
}

pub mod shares {
    use super::*;

    pub type Answer = fn(&Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "The thread that broke silently",
        minutes: 8,
        section: "numpy-keeps-no-record",
        task: "`shares` divides each element of `w` by their sum. The \
               values are right. But the gradient that comes back to `w` is \
               wrong, and no error says so. The check asks for the gradient \
               of the first share.",
        hints: [
            "Each element of `w` reaches the result over two paths. Which \
             are they?",
            "What does `item()` return: something that remembers how it was \
             made?",
            "Divide by the tensor: `w.div(&w.sum()?)`.",
        ],
    };

    pub fn starter(w: &Tensor) -> Result<Tensor> {
        let sum = w.sum()?.item()?;
        w.div(sum)
    }

    pub fn solution(w: &Tensor) -> Result<Tensor> {
        let sum = w.sum()?;
        w.div(&sum)
    }

    pub fn another(w: &Tensor) -> Result<Tensor> {
        Ok(w * w.sum()?.pow(-1)?)
    }

    fn other_path_cut(w: &Tensor) -> Result<Tensor> {
        w.detach()?.div(&w.sum()?)
    }

    fn both_cut(w: &Tensor) -> Result<Tensor> {
        let w = w.detach()?;
        w.div(&w.sum()?)
    }

    fn begun_again(w: &Tensor) -> Result<Tensor> {
        let shares = w.detach()?.div(w.sum()?.item()?)?;
        shares.requires_grad_(true)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "The sum depends on `w`, but it has come without its \
                          past, and a plain number never has one. The path \
                          through it is cut.",
                section: "numpy-keeps-no-record",
            },
            Wrong {
                answer: other_path_cut,
                because: "Now the path through the sum is there, and the \
                          other one is cut: what was detached has no past.",
                section: "numpy-keeps-no-record",
            },
            Wrong {
                answer: both_cut,
                because: "Nothing comes back to `w`: the result has no \
                          past.",
                section: "numpy-keeps-no-record",
            },
            Wrong {
                answer: begun_again,
                because: "The result is followed again, but as a new \
                          beginning. Once broken, the thread stays broken: \
                          nothing reaches `w`.",
                section: "numpy-keeps-no-record",
            },
        ],
    };

    /// What came out, and what comes back for the first element of it.
    type Came = (Tensor, Result<Option<Tensor>>);

    fn came(answer: Answer, w: &Tensor) -> Result<Came> {
        let w = w.detach()?.requires_grad_(true)?;
        let shares = answer(&w)?;
        let back = shares.index(0)?.backward();
        Ok((shares, back.map(|()| w.grad())))
    }

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let known = tensor([1.0, 3.0]);
                let draw = |n: i64| Ok(rand([n])? + 0.5);
                std::iter::once(Ok(known)).chain((3..6).map(draw)).collect()
            },
            |f, w| came(f, w),
        )
    }
}

pub mod without_the_first {
    use super::*;

    pub type Answer = fn(&Tensor) -> Result<Numpy>;

    pub const ABOUT: About = About {
        title: "An array of your own",
        minutes: 5,
        section: "what-to-do",
        task: "`w` is a vector, perhaps a followed one. Return an array with \
               its numbers, in which the first is 0. `w` must not change, \
               neither now nor when somebody writes to the array later.",
        hints: [
            "`numpy()` refuses a followed tensor. What comes first?",
            "What comes second, so that a write does not reach `w`?",
            "`w.detach()?.copy()?.numpy()?`, and then `array.set(0, 0.0)?`.",
        ],
    };

    pub fn starter(w: &Tensor) -> Result<Numpy> {
        todo!("an array of its own")
    }

    pub fn solution(w: &Tensor) -> Result<Numpy> {
        let array = w.detach()?.copy()?.numpy()?;
        array.set(0, 0.0)?;
        Ok(array)
    }

    pub fn another(w: &Tensor) -> Result<Numpy> {
        let mut numbers = w.to_vec::<f32>()?;
        numbers[0] = 0.0;
        tensor(numbers).numpy()
    }

    fn shared(w: &Tensor) -> Result<Numpy> {
        let array = w.detach()?.numpy()?;
        array.set(0, 0.0)?;
        Ok(array)
    }

    fn copied_too_late(w: &Tensor) -> Result<Numpy> {
        let array = w.detach()?.numpy()?;
        array.set(0, 0.0)?;
        Ok(array.copy())
    }

    fn not_detached(w: &Tensor) -> Result<Numpy> {
        let array = w.copy()?.numpy()?;
        array.set(0, 0.0)?;
        Ok(array)
    }

    fn put_back(w: &Tensor) -> Result<Numpy> {
        let first = w.detach()?.index(0)?.item()?;
        let array = shared(w)?;
        w.detach()?.index_put_(0, first)?;
        Ok(array)
    }

    fn copy_written(w: &Tensor) -> Result<Numpy> {
        let array = w.detach()?.copy()?.numpy()?;
        array.copy().set(0, 0.0)?;
        Ok(array)
    }

    fn on_the_original(w: &Tensor) -> Result<Numpy> {
        w.index_put_(0, 0.0)?;
        w.detach()?.numpy()
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: shared,
                because: "The 0 stands in `w`, too. `detach` and `numpy` \
                          copy nothing.",
                section: "detach-copies-nothing",
            },
            Wrong {
                answer: copied_too_late,
                because: "The array is its own now, but the 0 was written \
                          before. Copy first, and write then.",
                section: "what-to-do",
            },
            Wrong {
                answer: not_detached,
                because: "`numpy()` refuses a followed tensor and one with a \
                          past, and a copy of such a tensor has a past, too. \
                          Detach as well.",
                section: "what-happens",
            },
            Wrong {
                answer: put_back,
                because: "The number was put back, into the one memory that \
                          there is: into the array as well.",
                section: "detach-copies-nothing",
            },
            Wrong {
                answer: copy_written,
                because: "The array is its own, but there is no 0 in it: that \
                          was written to one more copy, which nobody has \
                          kept.",
                section: "what-to-do",
            },
            Wrong {
                answer: on_the_original,
                because: "This writes to `w`, which should not change. If it is a followed leaf, you are even stopped.",
                section: "what-to-do",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let followed = |x: Tensor| x.requires_grad_(true);
                let mut all = vec![followed(tensor([1.0, 2.0, 3.0]))?];
                all.push(rand([3])? + 1.0);
                all.push(followed(rand([4])? + 1.0)?);
                Ok(all)
            },
            |f, w| {
                let array = f(w)?;
                let given = Tensor::from(&array);
                // Somebody writes to it later.
                array.set(-1, 99.0)?;
                let w = w.detach()?.copy()?;
                Ok((given, format!("w is then {}", w.show())))
            },
        )
    }
}

pub mod scale {
    use super::*;

    pub type Answer = fn(&Tensor, f64) -> Result<()>;

    pub const ABOUT: About = About {
        title: "A write that is noticed",
        minutes: 8,
        section: "the-counter-that-is-passed-by",
        task: "`w` is a leaf that is followed. Multiply its numbers by \
               `factor`, in place and unrecorded. If something was computed \
               from `w` before, its backward must fail, and not return a \
               wrong gradient. Afterwards `w` is still a followed leaf.",
        hints: [
            "The page shows three ways to write to `w`. Which of them raise \
             the counter?",
            "`w.mul_(factor)` itself is refused, because `w` is a followed \
             leaf. Go through a handle that is not followed but counts.",
            "`w.detach()?.mul_(factor)?;`",
        ],
    };

    pub fn starter(w: &Tensor, factor: f64) -> Result<()> {
        todo!("multiply, so that backward notices")
    }

    pub fn solution(w: &Tensor, factor: f64) -> Result<()> {
        w.detach()?.mul_(factor)?;
        Ok(())
    }

    pub fn another(w: &Tensor, factor: f64) -> Result<()> {
        no_grad(|| w.mul_(factor))?;
        Ok(())
    }

    fn through_data(w: &Tensor, factor: f64) -> Result<()> {
        w.data()?.mul_(factor)?;
        Ok(())
    }

    fn directly(w: &Tensor, factor: f64) -> Result<()> {
        w.mul_(factor)?;
        Ok(())
    }

    fn copied(w: &Tensor, factor: f64) -> Result<()> {
        w.detach()?.copy()?.mul_(factor)?;
        Ok(())
    }

    fn not_followed(w: &Tensor, factor: f64) -> Result<()> {
        w.requires_grad_(false)?;
        w.mul_(factor)?;
        Ok(())
    }

    fn numpy_directly(w: &Tensor, factor: f64) -> Result<()> {
        let array = w.numpy()?;
        array.update([], |x: f32| x * factor as f32)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: through_data,
                because: "The numbers are right, and nobody has noticed. \
                          `.data` has a counter of its own, and an array has \
                          none.",
                section: "the-counter-that-is-passed-by",
            },
            Wrong {
                answer: directly,
                because: "A followed leaf may not be changed in place while \
                          that would be recorded.",
                section: "autograd#what-it-refuses",
            },
            Wrong {
                answer: copied,
                because: "`w` has not changed: what was multiplied is a new \
                          tensor with numbers of its own.",
                section: "detach-copies-nothing",
            },
            Wrong {
                answer: not_followed,
                because: "The numbers are right, but `w` is not followed any \
                          more. A handle that is not followed would have \
                          done.",
                section: "detach-copies-nothing",
            },
            Wrong {
                answer: numpy_directly,
                because: "`numpy()` refuses a followed tensor. With `detach` it would work, and nobody would notice the write.",
                section: "the-counter-that-is-passed-by",
            },
        ],
    };

    /// What was computed before, and whether its backward fails.
    fn after(answer: Answer, w: &Tensor, factor: f64) -> Result<String> {
        let f = w.dot(w)?;
        answer(w, factor)?;
        let noticed = match f.backward() {
            Ok(()) => "backward has noticed nothing",
            Err(_) => "backward fails",
        };
        let is_followed = w.requires_grad() && w.is_leaf();
        let followed = if is_followed { "followed" } else { "not followed" };
        Ok(format!("{noticed}, and w is {followed}"))
    }

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let known = tensor([1.0, 2.0]);
                let mut all = vec![(known.requires_grad_(true)?, 100.0)];
                for n in 2..5 {
                    let w = randn([n])?.requires_grad_(true)?;
                    all.push((w, 2.0 + f64::from(n as i32)));
                }
                Ok(all)
            },
            |f, (w, factor)| {
                let found = after(f, w, *factor)?;
                Ok((w.detach()?, found))
            },
        )
    }
}
