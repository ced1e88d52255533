//! Exercises of the page "max: a value with history, an index without".

use crate::exercises::kit::*;

exercises![
    predict one_winner_or_two,
    fix behind_the_best,
    fix reward_of_the_best,
    implement row_and_column,
    implement largest_and_its_place,
    implement gradient_of_max,
];

pub mod one_winner_or_two {
    use super::*;

    pub const ABOUT: About = About {
        title: "One winner or two?",
        minutes: 4,
        section: "ties",
        task: "The same values, the same maximum, two ways to ask. Write \
               what this prints, before you run it.",
        hints: [
            "Which of the two ways returns an index, and which does not?",
            "Along a dimension the gradient follows the index. Without a \
             dimension there is no index to follow.",
            "With equal values the index names the first. Without an index \
             they share the gradient equally. Here the gradient is 2.",
        ],
    };

    pub fn program() -> Result<()> {
        let a = tensor([5.0, 1.0, 5.0]).requires_grad_(true)?;
        let b = tensor([5.0, 1.0, 5.0]).requires_grad_(true)?;
        (a.max_dim(0, false)?.values * 2).backward()?;
        (b.max()? * 2).backward()?;
        print(a.grad());
        print(b.grad());
        Ok(())
    }

    pub const GUESSES: &[Wrong<&str>] = &[
        Wrong {
            answer: "tensor([2., 0., 0.])\ntensor([2., 0., 0.])",
            because: "`max()` returns no index, so its gradient has none to \
                      follow: all that are largest share it.",
            section: "ties",
        },
        Wrong {
            answer: "tensor([1., 0., 1.])\ntensor([1., 0., 1.])",
            because: "Along a dimension an index is returned, and the \
                      gradient goes there, all of it.",
            section: "ties",
        },
        Wrong {
            answer: "tensor([2., 0., 0.])\ntensor([2., 0., 2.])",
            because: "Without a dimension the winners share the gradient. \
                      In 1.1.0 each of them got all of it.",
            section: "ties",
        },
        Wrong {
            answer: "tensor([0., 0., 2.])\ntensor([1., 0., 1.])",
            because: "The index names the first of equal values today. In \
                      1.1.0 it was the last.",
            section: "ties",
        },
    ];

    pub fn check(answer: fn() -> &'static str) -> Verdict {
        predicted(answer(), program, GUESSES)
    }
}

pub mod behind_the_best {
    use super::*;

    pub type Answer = fn(&Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "Behind the best of the row",
        minutes: 6,
        section: "what-to-do",
        task: "Rows are races, columns are teams. `behind_the_best` should \
               return how far each team is behind the best of its race: 0 \
               for the best, less for the others. For as many races as \
               teams it returns something else, and no error.",
        hints: [
            "Print the result for a 2 x 2 table. Every row should have a 0, \
             and nothing above 0.",
            "The best of each race are a vector. Broadcasting lays a vector \
             along the last dimension: beside which rows does it come to \
             lie?",
            "Keep the dimension: then they are a column.",
        ],
    };

    pub fn starter(points: &Tensor) -> Result<Tensor> {
        points.sub(&points.max_dim(1, false)?.values)
    }

    pub fn solution(points: &Tensor) -> Result<Tensor> {
        points.sub(&points.max_dim(1, true)?.values)
    }

    pub fn another(points: &Tensor) -> Result<Tensor> {
        let best = points.max_dim(1, false)?.values;
        points.t()?.sub(&best)?.t()
    }

    fn of_columns(points: &Tensor) -> Result<Tensor> {
        points.sub(&points.max_dim(0, true)?.values)
    }

    fn of_all(points: &Tensor) -> Result<Tensor> {
        points.sub(&points.max()?)
    }

    fn how_far(points: &Tensor) -> Result<Tensor> {
        points.max_dim(1, true)?.values.sub(points)
    }

    fn places(points: &Tensor) -> Result<Tensor> {
        points.sub(&points.max_dim(1, true)?.indices)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "The best of the rows are laid along the columns \
                          here. Only a kept dimension puts each beside its \
                          own row.",
                section: "what-to-do",
            },
            Wrong {
                answer: of_columns,
                because: "`dim` is the dimension that is searched. 0 goes \
                          down the columns, and finds the best of each \
                          team.",
                section: "what-to-do",
            },
            Wrong {
                answer: of_all,
                because: "`max()` without a dimension is the largest of \
                          all. Each row has its own.",
                section: "one-name-three-functions",
            },
            Wrong {
                answer: how_far,
                because: "The sign is the other one: what is behind the \
                          best is less than it.",
                section: "what-to-do",
            },
            Wrong {
                answer: places,
                because: "The indices say where the best is. How much it \
                          is, say the `values`.",
                section: "what-happens",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let known = tensor([[1.0, 9.0], [7.0, 2.0]]);
                let sizes = [[3, 3], [4, 4], [3, 4], [4, 2]];
                let drawn = sizes.into_iter().map(rand);
                std::iter::once(Ok(known)).chain(drawn).collect()
            },
            |f, points| f(points),
        )
    }
}

pub mod reward_of_the_best {
    use super::*;

    pub type Answer = fn(&Tensor, &Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "A reward that nobody learns from",
        minutes: 8,
        section: "what-to-do",
        task: "`scores` and `rewards` are vectors of the same length. \
               `reward_of_the_best` returns the reward at the place of the \
               highest score, as a tensor without dimensions. The number is \
               right. But a backward from it should reach `rewards`, and \
               does not.",
        hints: [
            "Which step of this function leaves the tensors? What is \
             computed from a Rust number has no history.",
            "The index is a constant, and may be. What is read with it \
             should stay a tensor.",
            "`rewards.index(...)` takes the tensor that `argmax` returns.",
        ],
    };

    pub fn starter(scores: &Tensor, rewards: &Tensor) -> Result<Tensor> {
        let best = scores.argmax()?.to_int()? as usize;
        Ok(tensor(rewards.to_vec::<f32>()?[best]))
    }

    pub fn solution(scores: &Tensor, rewards: &Tensor) -> Result<Tensor> {
        rewards.index(scores.argmax()?)
    }

    pub fn another(scores: &Tensor, rewards: &Tensor) -> Result<Tensor> {
        let indices = scores.max_dim(0, true)?.indices;
        rewards.gather(0, &indices)?.squeeze()
    }

    fn begun_anew(scores: &Tensor, rewards: &Tensor) -> Result<Tensor> {
        starter(scores, rewards)?.requires_grad_(true)
    }

    fn highest_reward(_: &Tensor, rewards: &Tensor) -> Result<Tensor> {
        rewards.max()
    }

    fn highest_score(scores: &Tensor, _: &Tensor) -> Result<Tensor> {
        scores.max()
    }

    fn times_the_index(scores: &Tensor, rewards: &Tensor) -> Result<Tensor> {
        rewards.mul(&scores.argmax()?)?.sum()
    }

    fn the_index(scores: &Tensor, _: &Tensor) -> Result<Tensor> {
        scores.argmax()?.to(float32)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "The reward leaves the tensors as a number here. \
                          The tensor made of it is new and has no history.",
                section: "what-to-do",
            },
            Wrong {
                answer: begun_anew,
                because: "A leaf that asks for a gradient gets it itself. \
                          It has no way back to `rewards`.",
                section: "what-happens",
            },
            Wrong {
                answer: highest_reward,
                because: "This is the highest reward. Asked for was the one \
                          at the place of the highest score.",
                section: "what-to-do",
            },
            Wrong {
                answer: highest_score,
                because: "This is the highest score itself. Its index says \
                          where in `rewards` to look.",
                section: "what-to-do",
            },
            Wrong {
                answer: times_the_index,
                because: "An index is a place, not a factor: read with it.",
                section: "what-to-do",
            },
            Wrong {
                answer: the_index,
                because: "This is where the reward is, not the reward. And \
                          as a float it has no more history than before.",
                section: "what-happens",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let mut inputs = vec![(
                    tensor([1.0, 5.0, 3.0]),
                    tensor([10.0, 20.0, 30.0]),
                )];
                for n in [4, 5, 6, 7] {
                    inputs.push((rand([n])?, rand([n])?.add(2)?));
                }
                Ok(inputs)
            },
            |f, (scores, rewards)| {
                let rewards = rewards.copy()?.requires_grad_(true)?;
                let reward = f(scores, &rewards)?;
                let what = if !reward.requires_grad() {
                    "The reward, without a history, is"
                } else if reward.is_leaf() {
                    "The reward, a leaf, is"
                } else {
                    "The reward, with a history, is"
                };
                if reward.requires_grad() {
                    reward.backward()?;
                }
                let then = "and `rewards.grad()` is".to_owned();
                let reward = reward.detach()?;
                Ok((what.to_owned(), reward, then, rewards.grad()))
            },
        )
    }
}

pub mod row_and_column {
    use super::*;

    pub type Answer = fn(&Tensor) -> Result<(i64, i64)>;

    pub const ABOUT: About = About {
        title: "In which row, in which column?",
        minutes: 8,
        section: "what-to-do",
        task: "Return the row and the column of the largest element of a \
               matrix, counted from 0. No two elements are equal. \
               `x.argmax()?.to_int()?` is the index as a number, and \
               `x.size()[0]` is the number of rows, as a `usize`.",
        hints: [
            "Without a dimension, `argmax` counts through the flattened \
             tensor: row by row.",
            "How many elements are passed before a row begins?",
            "With `n` columns, element `at` is in row `at / n`. What \
             remains is the column.",
        ],
    };

    pub fn starter(x: &Tensor) -> Result<(i64, i64)> {
        todo!("row and column")
    }

    pub fn solution(x: &Tensor) -> Result<(i64, i64)> {
        let columns = x.size()[1] as i64;
        let at = x.argmax()?.to_int()?;
        Ok((at / columns, at % columns))
    }

    pub fn another(x: &Tensor) -> Result<(i64, i64)> {
        let row = x.max_dim(1, false)?.values.argmax()?;
        let column = x.index(&row)?.argmax()?;
        Ok((row.to_int()?, column.to_int()?))
    }

    fn by_the_rows(x: &Tensor) -> Result<(i64, i64)> {
        let rows = x.size()[0] as i64;
        let at = x.argmax()?.to_int()?;
        Ok((at / rows, at % rows))
    }

    fn column_first(x: &Tensor) -> Result<(i64, i64)> {
        let (row, column) = solution(x)?;
        Ok((column, row))
    }

    fn flat(x: &Tensor) -> Result<(i64, i64)> {
        Ok((0, x.argmax()?.to_int()?))
    }

    fn of_the_first_row(x: &Tensor) -> Result<(i64, i64)> {
        let row = x.argmax_dim(0, false)?.index(0)?.to_int()?;
        Ok((row, x.argmax_dim(1, false)?.index(0)?.to_int()?))
    }

    fn of_columns_by_rows(x: &Tensor) -> Result<(i64, i64)> {
        let rows = x.size()[0] as i64;
        let at = x.argmax()?.to_int()?;
        Ok((at % rows, at / rows))
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: by_the_rows,
                because: "A row is as long as there are columns: divide by \
                          their number, not by that of the rows.",
                section: "what-to-do",
            },
            Wrong {
                answer: of_columns_by_rows,
                because: "This counts column by column. `argmax` counts row \
                          by row, as `view(-1)` does.",
                section: "what-to-do",
            },
            Wrong {
                answer: column_first,
                because: "Row and column are exchanged. The quotient is the \
                          row, the remainder the column.",
                section: "what-to-do",
            },
            Wrong {
                answer: flat,
                because: "Without a dimension `argmax` counts through the \
                          whole tensor, not through one row.",
                section: "what-to-do",
            },
            Wrong {
                answer: of_the_first_row,
                because: "With a dimension `argmax` has one answer for each \
                          line. Those of the first lines need not belong \
                          to the largest of all.",
                section: "what-to-do",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let known = tensor([[1, 6, 3], [7, 2, 8]]);
                let sizes = [[2, 5], [5, 2], [3, 7], [7, 3], [1, 4], [4, 1]];
                let numbers = |[rows, columns]: [i64; 2]| {
                    randperm(rows * columns)?.view([rows, columns])
                };
                let drawn = sizes.into_iter().map(numbers);
                std::iter::once(Ok(known)).chain(drawn).collect()
            },
            |f, x| f(x),
        )
    }
}

pub mod largest_and_its_place {
    use super::*;

    pub type Answer = fn(&[f64]) -> Option<(f64, usize)>;

    pub const ABOUT: About = About {
        title: "The search itself",
        minutes: 15,
        section: "why",
        task: "Write what `max` does along one line: return the largest \
               number and its place. The first of equal numbers counts. NaN \
               is larger than every number, and the first NaN counts. Of \
               nothing, return `None`.",
        hints: [
            "The page shows the loop, and says who wins. With which element \
             does it begin?",
            "A later element takes the lead if it is larger, or if it is \
             NaN and the best so far is not. Comparisons with NaN are \
             false, so ask `is_nan()`.",
            "`x > best || x.is_nan() && !best.is_nan()` says whether `x` \
             takes the lead from `best`. `line.first()` is `None` of \
             nothing.",
        ],
    };

    pub fn starter(line: &[f64]) -> Option<(f64, usize)> {
        todo!("the largest, and where it is")
    }

    pub fn solution(line: &[f64]) -> Option<(f64, usize)> {
        let (mut best, mut place) = (*line.first()?, 0);
        for (i, &x) in line.iter().enumerate() {
            if x > best || x.is_nan() && !best.is_nan() {
                (best, place) = (x, i);
            }
        }
        Some((best, place))
    }

    pub fn another(line: &[f64]) -> Option<(f64, usize)> {
        let nan = line.iter().position(|x| x.is_nan());
        let largest = line.iter().copied().reduce(f64::max)?;
        let first = || line.iter().position(|x| *x == largest);
        let place = nan.or_else(first)?;
        Some((line[place], place))
    }

    /// The search, begun and led otherwise.
    fn search(
        line: &[f64],
        begun: f64,
        beats: impl Fn(f64, f64) -> bool,
    ) -> Option<(f64, usize)> {
        if line.is_empty() {
            return None;
        }
        let (mut best, mut place) = (begun, 0);
        for (i, &x) in line.iter().enumerate() {
            if beats(x, best) {
                (best, place) = (x, i);
            }
        }
        Some((best, place))
    }

    fn leads(x: f64, best: f64) -> bool {
        x > best || x.is_nan() && !best.is_nan()
    }

    fn last_of_equals(line: &[f64]) -> Option<(f64, usize)> {
        search(line, *line.first()?, |x, best| x == best || leads(x, best))
    }

    fn last_nan(line: &[f64]) -> Option<(f64, usize)> {
        search(line, *line.first()?, |x, best| x > best || x.is_nan())
    }

    fn without_nan(line: &[f64]) -> Option<(f64, usize)> {
        search(line, *line.first()?, |x, best| x > best || best.is_nan())
    }

    fn blind_to_nan(line: &[f64]) -> Option<(f64, usize)> {
        search(line, *line.first()?, |x, best| x > best)
    }

    fn from_zero(line: &[f64]) -> Option<(f64, usize)> {
        search(line, 0.0, leads)
    }

    fn from_the_least(line: &[f64]) -> Option<(f64, usize)> {
        search(line, f64::MIN, leads)
    }

    fn smallest(line: &[f64]) -> Option<(f64, usize)> {
        search(line, *line.first()?, |x, best| {
            x < best || x.is_nan() && !best.is_nan()
        })
    }

    fn of_nothing_too(line: &[f64]) -> Option<(f64, usize)> {
        Some(solution(line).unwrap_or((f64::NEG_INFINITY, 0)))
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: last_of_equals,
                because: "This is the last of equals. One that is equal \
                          does not take the lead.",
                section: "ties",
            },
            Wrong {
                answer: last_nan,
                because: "A second NaN takes the lead from the first here. \
                          It is not larger.",
                section: "nan-and-nothing",
            },
            Wrong {
                answer: blind_to_nan,
                because: "Every comparison with NaN is false, so NaN never \
                          takes the lead here. It should win against every \
                          number.",
                section: "nan-and-nothing",
            },
            Wrong {
                answer: without_nan,
                because: "This is the largest number. NaN should win: a \
                          maximum that ignores it would hide it.",
                section: "nan-and-nothing",
            },
            Wrong {
                answer: from_zero,
                because: "The search begins with 0 here, and no negative \
                          number beats it. Begin with the first element.",
                section: "why",
            },
            Wrong {
                answer: from_the_least,
                because: "The search begins with a number that is not in \
                          the line, and minus infinity is smaller still. \
                          Begin with the first element.",
                section: "why",
            },
            Wrong {
                answer: smallest,
                because: "This is the smallest. Turn the comparison round.",
                section: "why",
            },
            Wrong {
                answer: of_nothing_too,
                because: "The largest of nothing does not exist.",
                section: "nan-and-nothing",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let (nan, inf) = (f64::NAN, f64::INFINITY);
                let mut lines = vec![
                    vec![1.0, 3.0, 2.0],
                    vec![2.0, 5.0, 1.0, 5.0],
                    vec![-3.0, -1.0, -2.0],
                    vec![1.0, nan, 3.0],
                    vec![nan, 1.0, 3.0],
                    vec![1.0, nan, 2.0, nan, inf],
                    vec![-inf, -inf],
                    vec![4.0],
                    vec![],
                ];
                for n in [5, 6, 7, 8] {
                    let drawn = randint(-9, -4, [n])?.to_vec::<i64>()?;
                    lines.push(drawn.iter().map(|&n| n as f64).collect());
                    let drawn = randn_with([n], float64)?;
                    lines.push(drawn.to_vec()?);
                }
                Ok(lines)
            },
            |f, line| f(line),
        )
    }
}

pub mod gradient_of_max {
    use super::*;

    pub type Answer = fn(&Tensor, &Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "Where the gradient goes",
        minutes: 15,
        section: "why",
        task: "`grad` is the gradient of `x.max_dim(1, false)?.values`, one \
               number for each row of the matrix `x`. Return the gradient \
               of `x`, as PyTorch does today, also where two elements of a \
               row are equal. Write it yourself, without `backward`.",
        hints: [
            "The indices tell the gradient where to go. The page shows the \
             code of `max` for this.",
            "Make zeros of the size of `x`, and scatter `grad` to the \
             winners. Indices and gradient need the dimension that was \
             searched, with size 1.",
            "`x.zeros_like()?.scatter(1, &indices, &grad.unsqueeze(1)?)`, \
             with the indices of `x.max_dim(1, true)`.",
        ],
    };

    pub fn starter(x: &Tensor, grad: &Tensor) -> Result<Tensor> {
        todo!("the gradient of x")
    }

    pub fn solution(x: &Tensor, grad: &Tensor) -> Result<Tensor> {
        let indices = x.max_dim(1, true)?.indices;
        x.zeros_like()?.scatter(1, &indices, &grad.unsqueeze(1)?)
    }

    pub fn another(x: &Tensor, grad: &Tensor) -> Result<Tensor> {
        let rows = arange(x.size()[0] as i64)?;
        x.zeros_like()?.index_put_((rows, x.argmax_dim(1, false)?), grad)
    }

    fn winners(x: &Tensor) -> Result<Tensor> {
        x.eq(&x.max_dim(1, true)?.values)
    }

    fn all_winners(x: &Tensor, grad: &Tensor) -> Result<Tensor> {
        winners(x)?.mul(&grad.unsqueeze(1)?)
    }

    fn shared(x: &Tensor, grad: &Tensor) -> Result<Tensor> {
        let winners = winners(x)?;
        let many = winners.sum_dim(1, true)?;
        winners.mul(&grad.unsqueeze(1)?.div(&many)?)
    }

    fn ones(x: &Tensor, grad: &Tensor) -> Result<Tensor> {
        solution(x, &grad.ones_like()?)
    }

    fn everywhere(x: &Tensor, grad: &Tensor) -> Result<Tensor> {
        grad.unsqueeze(1)?.expand(x.size())
    }

    fn times_the_value(x: &Tensor, grad: &Tensor) -> Result<Tensor> {
        solution(x, grad)?.mul(x)
    }

    fn whole_columns(x: &Tensor, grad: &Tensor) -> Result<Tensor> {
        let indices = x.argmax_dim(1, false)?;
        let grads = grad.unsqueeze(1)?;
        let rows = stack(vec![&indices; x.size()[0]], 0)?;
        x.zeros_like()?.scatter(1, &rows, &grads.expand(rows.size())?)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: all_winners,
                because: "Every element that is equal to the largest gets \
                          the gradient here. Along a dimension only the one \
                          at the index does.",
                section: "ties",
            },
            Wrong {
                answer: shared,
                because: "Equal elements share the gradient when `max` is \
                          asked without a dimension. Along one, the index \
                          has it all.",
                section: "ties",
            },
            Wrong {
                answer: ones,
                because: "The places are right. What goes there is `grad`: \
                          the derivative is 1, times what comes in.",
                section: "why",
            },
            Wrong {
                answer: everywhere,
                because: "Only the element that won moves the maximum. The \
                          others get 0.",
                section: "why",
            },
            Wrong {
                answer: times_the_value,
                because: "If the largest element moves by a little, the \
                          maximum moves by the same: the derivative is 1, \
                          not the value.",
                section: "why",
            },
            Wrong {
                answer: whole_columns,
                because: "Every row is paired with every index here. Each \
                          row has one winner.",
                section: "what-to-do",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let known = tensor([[1.0, 9.0, 3.0], [7.0, 2.0, 8.0]]);
                let ties = tensor([
                    [5.0, 5.0, 1.0, 2.0],
                    [1.0, 3.0, 3.0, 3.0],
                    [6.0, 2.0, 4.0, 6.0],
                ]);
                let mut inputs = vec![
                    (known, tensor([10.0, 100.0])),
                    (ties, tensor([10.0, 60.0, 100.0])),
                ];
                for n in [3, 4, 5] {
                    let x = randint(1, 6, [n, 6])?.to(float32)?;
                    inputs.push((x, randn([n])?));
                }
                Ok(inputs)
            },
            |f, (x, grad)| f(x, grad),
        )
    }
}
