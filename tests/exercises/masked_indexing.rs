//! Exercises of the page "Masks: choosing elements by a condition".

use crate::exercises::kit::*;

exercises![
    predict read_then_written,
    fix rows_that_are_kept,
    fix eight_between,
    fix first_column_cleared,
    implement only_between,
    implement gradient_of_reading,
];

pub mod read_then_written {
    use super::*;

    pub const ABOUT: About = About {
        title: "Read, then written",
        minutes: 4,
        section: "a-mask-is-turned-into-places",
        task: "Write what this prints, before you run it.",
        hints: [
            "Which of the two `index_put_` writes into `x`?",
            "Reading through a mask copies, and the result has one \
             dimension.",
            "The first `index_put_` writes into a copy that nobody keeps. \
             The second one writes into `x`.",
        ],
    };

    pub fn program() -> Result<()> {
        let x = tensor([[1, 5], [6, 2]]);
        let large = x.gt(4)?;
        x.index(&large)?.index_put_(0, 100)?;
        print(x.index(&large)?);
        x.index_put_(&large, 0)?;
        print(x.index(&large)?);
        Ok(())
    }

    pub const GUESSES: &[Wrong<&str>] = &[
        Wrong {
            answer: "tensor([100, 6])\ntensor([0, 0])",
            because: "`x.index(mask)` is a copy: what is written into it \
                      does not reach `x`.",
            section: "a-mask-is-turned-into-places",
        },
        Wrong {
            answer: "tensor([[5], [6]])\ntensor([[0], [0]])",
            because: "What is read through a mask has one dimension, \
                      whatever the shape of the input.",
            section: "a-mask-is-turned-into-places",
        },
        Wrong {
            answer: "tensor([5, 6])\ntensor([])",
            because: "The mask was made before `x` was changed. It is a \
                      tensor of its own and still chooses the same places.",
            section: "a-mask-is-turned-into-places",
        },
        Wrong {
            answer: "tensor([5, 6])\ntensor([5, 6])",
            because: "An assignment through a mask writes straight into \
                      `x`; only reading copies.",
            section: "a-mask-is-turned-into-places",
        },
    ];

    pub fn check(answer: fn() -> &'static str) -> Verdict {
        predicted(answer(), program, GUESSES)
    }
}

pub mod rows_that_are_kept {
    use super::*;

    pub type Answer = fn(&Tensor, &Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "Which rows are kept?",
        minutes: 6,
        section: "what-to-do",
        task: "`keep` has a number for each row of `x`: 1 if the row is to \
               be kept, 0 if not. `rows_that_are_kept` should return the \
               rows that are kept, in order. It returns other rows, and no \
               error.",
        hints: [
            "Call it with four rows and 0, 0, 1, 1. How many rows come \
             back, and which?",
            "What is `keep.dtype()`? A tensor of integers is not a mask.",
            "Make a mask by a comparison.",
        ],
    };

    pub fn starter(x: &Tensor, keep: &Tensor) -> Result<Tensor> {
        x.index(keep)
    }

    pub fn solution(x: &Tensor, keep: &Tensor) -> Result<Tensor> {
        x.index(keep.gt(0)?)
    }

    pub fn another(x: &Tensor, keep: &Tensor) -> Result<Tensor> {
        let places = keep.nonzero()?.squeeze_dim(1)?;
        x.index_select(0, &places)
    }

    fn the_others(x: &Tensor, keep: &Tensor) -> Result<Tensor> {
        x.index(keep.eq(0)?)
    }

    fn set_to_zero(x: &Tensor, keep: &Tensor) -> Result<Tensor> {
        x.mul(&keep.unsqueeze(1)?)
    }

    fn columns(x: &Tensor, keep: &Tensor) -> Result<Tensor> {
        x.index((.., keep.gt(0)?))
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "Integers are positions: each 1 asks for row 1, \
                          and each 0 for row 0. A mask is bool.",
                section: "what-to-do",
            },
            Wrong {
                answer: the_others,
                because: "These are the rows that are not kept.",
                section: "shapes",
            },
            Wrong {
                answer: set_to_zero,
                because: "The rows that are not kept are zeros now, and \
                          still there. A mask leaves them out.",
                section: "shapes",
            },
            Wrong {
                answer: columns,
                because: "With a `..` first, the mask chooses columns. \
                          Alone, it chooses rows.",
                section: "shapes",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let known = [vec![0, 0, 1, 1], vec![1, 0, 1, 1]];
                let mut inputs = Vec::new();
                for keep in known {
                    inputs.push((rand([4, 3])?, tensor(keep)));
                }
                for n in [5, 6, 7] {
                    inputs.push((rand([n, 3])?, randint(0, 2, [n])?));
                }
                Ok(inputs)
            },
            |f, (x, keep)| f(x, keep),
        )
    }
}

pub mod eight_between {
    use super::*;

    pub type Answer = fn(&Tensor, f64, f64) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "Between two bounds",
        minutes: 6,
        section: "what-happens",
        task: "`eight_between` should return a tensor of the size and dtype \
               of `x`: 8 where the value is larger than `low` and smaller than \
               `high`, 0 elsewhere. It returns something else, and no \
               error.",
        hints: [
            "Call it with -7, -3, 0.5 and the bounds -5 and -1. Which of \
             the three should become 8?",
            "Two assignments, one after the other: a place becomes 8 if \
             *one* of the masks is true there.",
            "Make one mask of the two with `&`, and assign once.",
        ],
    };

    pub fn starter(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
        let out = x.zeros_like()?;
        for mask in [x.gt(low)?, x.lt(high)?] {
            out.index_put_(&mask, 8.0)?;
        }
        Ok(out)
    }

    pub fn solution(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
        let mask = x.gt(low)? & x.lt(high)?;
        x.zeros_like()?.index_put_(&mask, 8.0)
    }

    pub fn another(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
        let inside = x.gt(low)?.logical_and(&x.lt(high)?)?;
        inside.to(float32)?.mul(8)
    }

    fn upper_only(x: &Tensor, _: f64, high: f64) -> Result<Tensor> {
        x.zeros_like()?.index_put_(x.lt(high)?, 8.0)
    }

    fn lower_only(x: &Tensor, low: f64, _: f64) -> Result<Tensor> {
        x.zeros_like()?.index_put_(x.gt(low)?, 8.0)
    }

    fn outside(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
        let mask = x.le(low)? | x.ge(high)?;
        x.zeros_like()?.index_put_(&mask, 8.0)
    }

    fn with_the_bounds(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
        let mask = x.ge(low)? & x.le(high)?;
        x.zeros_like()?.index_put_(&mask, 8.0)
    }

    fn whole_numbers(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
        solution(x, low, high)?.to(int64)
    }

    fn truths(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
        Ok(x.gt(low)? & x.lt(high)?)
    }

    fn into_x(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
        x.copy()?.index_put_(x.gt(low)? & x.lt(high)?, 8.0)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "A place becomes 8 here if one of the two masks is \
                          true. Between the bounds, both are: that is `&`.",
                section: "what-happens",
            },
            Wrong {
                answer: upper_only,
                because: "The lower bound is lost, as in the notes' line. \
                          The first mask must be used, too.",
                section: "what-happens",
            },
            Wrong {
                answer: lower_only,
                because: "The upper bound is lost. Both masks must be used.",
                section: "what-happens",
            },
            Wrong {
                answer: outside,
                because: "These are the values that are not between the \
                          bounds.",
                section: "what-to-do",
            },
            Wrong {
                answer: with_the_bounds,
                because: "The bounds themselves are not between the bounds: \
                          larger is `gt`, and smaller is `lt`.",
                section: "what-to-do",
            },
            Wrong {
                answer: whole_numbers,
                because: "The numbers are right, and they are integers. \
                          `x.zeros_like()` has the dtype of `x`.",
                section: "what-you-would-expect",
            },
            Wrong {
                answer: truths,
                because: "This is the mask. Assign 8 through it.",
                section: "what-happens",
            },
            Wrong {
                answer: into_x,
                because: "The places are the right ones. Elsewhere there \
                          should be 0: begin with zeros.",
                section: "what-you-would-expect",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let known = tensor([-7.0, -3.0, 0.5]);
                let mut inputs = vec![(known, -5.0, -1.0)];
                // Values on both sides of both bounds, and on them.
                let all = arange(12)?.to(float32)?.sub(6)?;
                for (low, high) in [(-3.0, 2.0), (0.0, 4.0)] {
                    let x = all.index(&randperm(12)?)?.view([4, 3])?;
                    inputs.push((x, low, high));
                }
                Ok(inputs)
            },
            |f, (x, low, high)| f(x, *low, *high),
        )
    }
}

pub mod first_column_cleared {
    use super::*;

    pub type Answer = fn(&Tensor, &Tensor) -> Result<()>;

    pub const ABOUT: About = About {
        title: "Nothing is written",
        minutes: 8,
        section: "a-mask-is-turned-into-places",
        task: "`rows` is a mask with one truth for each row of `x`. \
               `first_column_cleared` should write 0 into column 0 of the \
               rows that it chooses, in `x` itself. Nothing happens to `x`, \
               and there is no error.",
        hints: [
            "What does `x.index(rows)` return: a window on `x`, or a copy?",
            "Only the last step is an assignment. Say the rows and the \
             column in one step.",
            "`index_put_` takes a mask and a number as a tuple, as `index` \
             does: rows first, then columns.",
        ],
    };

    pub fn starter(x: &Tensor, rows: &Tensor) -> Result<()> {
        x.index(rows)?.index_put_((.., 0), 0.0)?;
        Ok(())
    }

    pub fn solution(x: &Tensor, rows: &Tensor) -> Result<()> {
        x.index_put_((rows, 0), 0.0)?;
        Ok(())
    }

    pub fn another(x: &Tensor, rows: &Tensor) -> Result<()> {
        x.select(1, 0)?.masked_fill_(rows, 0.0)?;
        Ok(())
    }

    fn whole_rows(x: &Tensor, rows: &Tensor) -> Result<()> {
        x.index_put_(rows, 0.0)?;
        Ok(())
    }

    fn whole_column(x: &Tensor, _: &Tensor) -> Result<()> {
        x.index_put_((.., 0), 0.0)?;
        Ok(())
    }

    fn first_row(x: &Tensor, rows: &Tensor) -> Result<()> {
        x.index_put_((0, rows), 0.0)?;
        Ok(())
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "`x.index(rows)` is read, and reading through a \
                          mask copies. The zeros went into the copy.",
                section: "a-mask-is-turned-into-places",
            },
            Wrong {
                answer: whole_rows,
                because: "A mask alone chooses whole rows. Say the column, \
                          too.",
                section: "shapes",
            },
            Wrong {
                answer: whole_column,
                because: "Column 0 is 0 in every row now. Only the rows \
                          that the mask chooses were meant.",
                section: "shapes",
            },
            Wrong {
                answer: first_row,
                because: "The first place in the brackets is for rows, the \
                          second for columns. Here they are exchanged.",
                section: "shapes",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let mut inputs = Vec::new();
                for rows in [vec![1, 0, 1], vec![0, 1, 1], vec![0, 0, 0]] {
                    let x = rand([3, 4])?.add(1)?;
                    inputs.push((x, tensor(rows).gt(0)?));
                }
                for n in [5, 6] {
                    let x = rand([n, 3])?.add(1)?;
                    inputs.push((x, randint(0, 2, [n])?.gt(0)?));
                }
                Ok(inputs)
            },
            |f, (x, rows)| {
                let x = x.copy()?;
                f(&x, rows)?;
                Ok(x)
            },
        )
    }
}

pub mod only_between {
    use super::*;

    pub type Answer = fn(&Tensor, f64, f64) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "What is in no range",
        minutes: 12,
        section: "nan",
        task: "Return a new tensor that has the values of `x` that are \
               larger than `low` and smaller than `high`, each in its \
               place, and 0 everywhere else. NaN and the infinities are not \
               between the bounds. `x` stays as it is.",
        hints: [
            "Every comparison with NaN is false. Which mask is false for \
             NaN, and which one is true then?",
            "Make the mask of what is inside. NaN is not in it. The page \
             shows two methods that return a new tensor.",
            "`where_(&inside, x, &x.zeros_like()?)` is one way; \
             `x.masked_fill(&!inside, 0.0)` is another.",
        ],
    };

    pub fn starter(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
        todo!("the values between the bounds, 0 elsewhere")
    }

    pub fn solution(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
        let inside = x.gt(low)? & x.lt(high)?;
        x.masked_fill(&!inside, 0.0)
    }

    pub fn another(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
        let inside = x.gt(low)?.logical_and(&x.lt(high)?)?;
        let out = x.zeros_like()?;
        out.index_put_(&inside, &x.index(&inside)?)
    }

    fn outside_is_zero(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
        x.masked_fill(&(x.le(low)? | x.ge(high)?), 0.0)
    }

    fn times_the_mask(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
        x.mul(&(x.gt(low)? & x.lt(high)?))
    }

    fn in_place(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
        x.index_put_(!(x.gt(low)? & x.lt(high)?), 0.0)
    }

    fn flat(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
        x.index(x.gt(low)? & x.lt(high)?)
    }

    fn turned_round(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
        x.masked_fill(&(x.gt(low)? & x.lt(high)?), 0.0)
    }

    fn either(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
        x.masked_fill(&!(x.gt(low)? | x.lt(high)?), 0.0)
    }

    fn with_the_bounds(x: &Tensor, low: f64, high: f64) -> Result<Tensor> {
        x.masked_fill(&!(x.ge(low)? & x.le(high)?), 0.0)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: outside_is_zero,
                because: "This clears what is below or above. NaN is \
                          neither, and stays.",
                section: "nan",
            },
            Wrong {
                answer: times_the_mask,
                because: "0 times NaN is NaN, and so is 0 times infinity. A \
                          mask chooses; a product does not.",
                section: "nan",
            },
            Wrong {
                answer: in_place,
                because: "The result is right, and `x` has been changed. \
                          `index_put_` writes into what it is given.",
                section: "what-to-do",
            },
            Wrong {
                answer: flat,
                because: "What is read through a mask has one dimension. \
                          Here each value should stay in its place.",
                section: "a-mask-is-turned-into-places",
            },
            Wrong {
                answer: turned_round,
                because: "`masked_fill` writes where the mask is true. Here \
                          it is true for the values that you want to keep.",
                section: "what-to-do",
            },
            Wrong {
                answer: either,
                because: "`|` is \"or\": every number is above the one \
                          bound or below the other. Both at once is `&`.",
                section: "what-to-do",
            },
            Wrong {
                answer: with_the_bounds,
                because: "The bounds themselves are not between the bounds: \
                          larger is `gt`, and smaller is `lt`.",
                section: "what-to-do",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let numbers =
                    tensor([[-7.0, -3.0, 0.5, -5.0], [-1.0, -2.5, -4.5, 1.0]]);
                let (nan, inf) = (f64::NAN, f64::INFINITY);
                let odd = tensor([[nan, 2.0, -inf], [4.0, inf, nan]]);
                let mut inputs = vec![(numbers, -5.0, -1.0), (odd, 0.0, 3.0)];
                let all = arange(12)?.to(float32)?.sub(6)?;
                for (low, high) in [(-3.0, 2.0), (0.0, 4.0)] {
                    let x = all.index(&randperm(12)?)?.view([4, 3])?;
                    inputs.push((x.index_put_((1, 1), nan)?, low, high));
                }
                Ok(inputs)
            },
            |f, (x, low, high)| {
                let kept = x.copy().expect("a copy of a few numbers");
                let result = f(&kept, *low, *high);
                let (what, then) = ("The result is", "and `x` is then");
                (what.to_owned(), result, then.to_owned(), kept)
            },
        )
    }
}

pub mod gradient_of_reading {
    use super::*;

    pub type Answer = fn(&Tensor, &Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "The gradient of reading",
        minutes: 10,
        section: "gradients",
        task: "`y` was read from `x` through a mask: `y = x.index(mask)`. \
               `grad` is the gradient of `y`. Return the gradient of `x`. \
               It has the size of the mask; it is float32, as `grad` is. \
               Write it yourself, without `backward`.",
        hints: [
            "Which size has `y`, and which has `x`? Where do the chosen \
             elements go back to?",
            "The places that were not chosen get zero. Assigning through \
             the mask puts one value to each place that was chosen.",
            "Zeros of `mask.size()`, and then `index_put_` with `mask` and \
             `grad`.",
        ],
    };

    pub fn starter(mask: &Tensor, grad: &Tensor) -> Result<Tensor> {
        todo!("the gradient of x")
    }

    pub fn solution(mask: &Tensor, grad: &Tensor) -> Result<Tensor> {
        zeros(mask.size())?.index_put_(mask, grad)
    }

    pub fn another(mask: &Tensor, grad: &Tensor) -> Result<Tensor> {
        let mut grads = grad.to_vec::<f32>()?.into_iter();
        let chosen = mask.to_vec::<bool>()?.into_iter();
        let all: Vec<f32> = chosen
            .map(|chosen| if chosen { grads.next().unwrap() } else { 0.0 })
            .collect();
        tensor(all).view(mask.size())
    }

    fn ones(mask: &Tensor, _: &Tensor) -> Result<Tensor> {
        mask.to(float32)
    }

    fn in_front(mask: &Tensor, grad: &Tensor) -> Result<Tensor> {
        let all = zeros(mask.numel() as i64)?;
        all.index_put_(..grad.numel() as i64, grad)?;
        all.view(mask.size())
    }

    fn as_it_is(_: &Tensor, grad: &Tensor) -> Result<Tensor> {
        Ok(grad.clone())
    }

    fn the_others(mask: &Tensor, grad: &Tensor) -> Result<Tensor> {
        let mut grads = grad.to_vec::<f32>()?.into_iter();
        let chosen = mask.to_vec::<bool>()?.into_iter();
        let all: Vec<f32> = chosen
            .map(
                |chosen| {
                    if chosen { 0.0 } else { grads.next().unwrap_or(0.0) }
                },
            )
            .collect();
        tensor(all).view(mask.size())
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: ones,
                because: "Each chosen place gets 1 here: that is the \
                          gradient of the sum of `y`. It should get its \
                          part of `grad`.",
                section: "gradients",
            },
            Wrong {
                answer: in_front,
                because: "The gradient goes back to the places that were \
                          chosen, not to the first ones.",
                section: "gradients",
            },
            Wrong {
                answer: as_it_is,
                because: "This has the size of `y`. The gradient of `x` has \
                          the size of `x`, with zeros where nothing was \
                          read.",
                section: "gradients",
            },
            Wrong {
                answer: the_others,
                because: "The gradient goes to the places that were not \
                          chosen. They get zero.",
                section: "gradients",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let known = tensor([[0, 1, 0], [1, 0, 1]]).gt(0)?;
                let mut masks = vec![known];
                for rows in [3, 4, 5] {
                    masks.push(randint(0, 2, [rows, 4])?.gt(0)?);
                }
                masks.push(zeros([2, 3])?.gt(0)?);
                let read = |mask: Tensor| {
                    let grad = randn(mask.sum()?.to_int()?)?;
                    Ok((mask, grad))
                };
                masks.into_iter().map(read).collect()
            },
            |f, (mask, grad)| f(mask, grad),
        )
    }
}
