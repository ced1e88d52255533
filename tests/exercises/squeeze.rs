//! Exercises of the page "squeeze, and the dimension you did not mean".

use crate::exercises::kit::*;

exercises![
    predict what_is_left,
    predict through_the_view,
    fix without_the_channel,
    fix each_with_its_own,
    implement every_with_every,
    implement squeezed_size,
];

pub mod what_is_left {
    use super::*;

    pub const ABOUT: About = About {
        title: "What is left?",
        minutes: 3,
        section: "what-happens",
        task: "Write what this prints, before you run it.",
        hints: [
            "The three lines name no dimension, a dimension that is 1, and \
             one that is not.",
            "Without an argument every 1 goes. With one, only that, and only \
             if it is 1.",
            "`-1` is the last dimension, which is a 1. Dimension 1 is the 4, \
             and it stays.",
        ],
    };

    pub fn program() -> Result<()> {
        let x = zeros([1, 4, 1])?;
        print(x.squeeze()?.size());
        print(x.squeeze_dim(-1)?.size());
        print(x.squeeze_dim(1)?.size());
        Ok(())
    }

    pub const GUESSES: &[Wrong<&str>] = &[
        Wrong {
            answer: "torch.Size([4])\ntorch.Size([1, 4])\n\
                     torch.Size([1, 1])",
            because: "The dimension 1 has 4 elements. It is not taken away, \
                      and there is no error: it stays.",
            section: "what-happens",
        },
        Wrong {
            answer: "torch.Size([4])\ntorch.Size([4])\ntorch.Size([4])",
            because: "With an argument, only the dimension that is named \
                      may go. The other ones stay.",
            section: "what-happens",
        },
        Wrong {
            answer: "torch.Size([4])\ntorch.Size([4, 1])\n\
                     torch.Size([1, 4, 1])",
            because: "-1 counts from the end: it is the last dimension, not \
                      the first.",
            section: "what-happens",
        },
        Wrong {
            answer: "torch.Size([4, 1])\ntorch.Size([1, 4])\n\
                     torch.Size([1, 4, 1])",
            because: "Without an argument every 1 goes, not only the first.",
            section: "what-happens",
        },
        Wrong {
            answer: "torch.Size([4])\ntorch.Size([1, 4])\n\
                     torch.Size([4, 1])",
            because: "The argument is a dimension, counted from 0. It does \
                      not say how many are taken away, nor which size.",
            section: "what-happens",
        },
    ];

    pub fn check(answer: fn() -> &'static str) -> Verdict {
        predicted(answer(), program, GUESSES)
    }
}

pub mod through_the_view {
    use super::*;

    pub const ABOUT: About = About {
        title: "Through the view",
        minutes: 3,
        section: "a-view-shares-its-memory",
        task: "Write what this prints, before you run it.",
        hints: [
            "Does `squeeze` copy the numbers? Does `copy`?",
            "`x` and `flat` are one memory. `own` was copied before the \
             write.",
            "`x` has its two dimensions still, and the numbers that were \
             written through `flat`.",
        ],
    };

    pub fn program() -> Result<()> {
        let x = tensor([[1.0], [2.0]]);
        let flat = x.squeeze_dim(1)?;
        let own = flat.copy()?;
        flat.mul_(10.0)?;
        print(&x);
        print(&own);
        Ok(())
    }

    pub const GUESSES: &[Wrong<&str>] = &[
        Wrong {
            answer: "tensor([[1.], [2.]])\ntensor([1., 2.])",
            because: "`squeeze` copies nothing. What is written through the \
                      view is found in the original.",
            section: "a-view-shares-its-memory",
        },
        Wrong {
            answer: "tensor([[10.], [20.]])\ntensor([10., 20.])",
            because: "`own` is a copy with its own memory. The write came \
                      later and does not reach it.",
            section: "copy-if-you-want-your-own",
        },
        Wrong {
            answer: "tensor([10., 20.])\ntensor([1., 2.])",
            because: "`squeeze` makes a new walk over the memory. That of \
                      `x` stays as it was, with its two dimensions.",
            section: "no-number-moves",
        },
    ];

    pub fn check(answer: fn() -> &'static str) -> Verdict {
        predicted(answer(), program, GUESSES)
    }
}

pub mod without_the_channel {
    use super::*;

    pub type Answer = fn(&Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "The batch of one",
        minutes: 4,
        section: "say-which-dimension",
        task: "A batch of sounds has the size `(sounds, 1, length)`. \
               `without_the_channel` should return `(sounds, length)`, \
               always. It has worked for months. Today a batch held one \
               sound, and yesterday the sounds had length 1.",
        hints: [
            "Print the size of what comes back for `(3, 1, 4)`, \
             `(1, 1, 4)` and `(3, 1, 1)`.",
            "Which of the three dimensions is the channel? Count from 0.",
            "`batch.squeeze_dim(1)`",
        ],
    };

    pub fn starter(batch: &Tensor) -> Result<Tensor> {
        batch.squeeze()
    }

    pub fn solution(batch: &Tensor) -> Result<Tensor> {
        batch.squeeze_dim(1)
    }

    pub fn another(batch: &Tensor) -> Result<Tensor> {
        batch.index((.., 0))
    }

    fn first(batch: &Tensor) -> Result<Tensor> {
        batch.squeeze_dim(0)
    }

    fn last(batch: &Tensor) -> Result<Tensor> {
        batch.squeeze_dim(-1)
    }

    fn two(batch: &Tensor) -> Result<Tensor> {
        batch.squeeze_dims([0, 1])
    }

    fn not_the_batch(batch: &Tensor) -> Result<Tensor> {
        batch.squeeze_dims([1, 2])
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "Without an argument every 1 goes, and today the \
                          batch is a 1, or the length.",
                section: "say-which-dimension",
            },
            Wrong {
                answer: first,
                because: "Dimension 0 is the batch. Dimensions are counted \
                          from 0.",
                section: "what-happens",
            },
            Wrong {
                answer: last,
                because: "-1 is the last dimension, which is the length. The \
                          channel stays, and there is no error.",
                section: "what-happens",
            },
            Wrong {
                answer: two,
                because: "The channel goes, and the batch as well if it \
                          holds one sound.",
                section: "say-which-dimension",
            },
            Wrong {
                answer: not_the_batch,
                because: "The channel goes, and the length as well if it is \
                          1.",
                section: "say-which-dimension",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let sizes =
                    [[3, 1, 4], [1, 1, 4], [3, 1, 1], [1, 1, 1], [2, 1, 5]];
                sizes.into_iter().map(rand).collect()
            },
            |f, batch| f(batch),
        )
    }
}

pub mod each_with_its_own {
    use super::*;

    pub type Answer = fn(&Tensor, &Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "Each result with its own target",
        minutes: 5,
        section: "squeeze-before-you-compare",
        task: "`results` is `(n, 1)`, `targets` is `(n,)`. \
               `each_with_its_own` should return the squared difference of \
               each result and its own target, with the size `(n,)`. It \
               returns far too many numbers, and no error.",
        hints: [
            "Print the size of the difference.",
            "Sizes are lined up from the right, so the 1 of the results \
             meets the `n` of the targets. Make both `(n,)` first.",
            "`results.squeeze_dim(1)? - targets`",
        ],
    };

    pub fn starter(results: &Tensor, targets: &Tensor) -> Result<Tensor> {
        let difference = results - targets;
        Ok(&difference * &difference)
    }

    pub fn solution(results: &Tensor, targets: &Tensor) -> Result<Tensor> {
        let difference = results.squeeze_dim(1)? - targets;
        Ok(&difference * &difference)
    }

    pub fn another(results: &Tensor, targets: &Tensor) -> Result<Tensor> {
        (results - targets.unsqueeze(1)?).pow(2)?.index((.., 0))
    }

    fn column(results: &Tensor, targets: &Tensor) -> Result<Tensor> {
        (results - targets.unsqueeze(1)?).pow(2)
    }

    fn row(results: &Tensor, targets: &Tensor) -> Result<Tensor> {
        (results.transpose(0, 1)? - targets).pow(2)
    }

    fn first_result(results: &Tensor, targets: &Tensor) -> Result<Tensor> {
        (results.index(0)? - targets).pow(2)
    }

    fn averaged(results: &Tensor, targets: &Tensor) -> Result<Tensor> {
        (results.squeeze_dim(1)? - targets).pow(2)?.mean()
    }

    fn averaged_over_all(
        results: &Tensor,
        targets: &Tensor,
    ) -> Result<Tensor> {
        (results - targets).pow(2)?.mean_dim(0, false)
    }

    fn lost_alone(results: &Tensor, targets: &Tensor) -> Result<Tensor> {
        (results.squeeze()? - targets.squeeze()?).pow(2)
    }

    fn not_squared(results: &Tensor, targets: &Tensor) -> Result<Tensor> {
        Ok(results.squeeze_dim(1)? - targets)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "Each result was compared with every target: \
                          `(n, 1)` and `(n,)` give `(n, n)`.",
                section: "squeeze-before-you-compare",
            },
            Wrong {
                answer: column,
                because: "Each result has met its own target. But the \
                          differences stand in a column, `(n, 1)`.",
                section: "squeeze-before-you-compare",
            },
            Wrong {
                answer: row,
                because: "Each result has met its own target. But they stand \
                          in a row, `(1, n)`: a dimension is left that \
                          should have gone.",
                section: "squeeze-before-you-compare",
            },
            Wrong {
                answer: first_result,
                because: "The size is right. But the first result was \
                          compared with every target.",
                section: "squeeze-before-you-compare",
            },
            Wrong {
                answer: lost_alone,
                because: "With one result, its only dimension is gone, too. \
                          Say which one is to go.",
                section: "say-which-dimension",
            },
            Wrong {
                answer: averaged,
                because: "This is their mean. One number for each result is \
                          asked for.",
                section: "squeeze-before-you-compare",
            },
            Wrong {
                answer: averaged_over_all,
                because: "The size is right. But each result was compared \
                          with every target, and the mean hides it.",
                section: "squeeze-before-you-compare",
            },
            Wrong {
                answer: not_squared,
                because: "These are the right differences. Their squares are asked for.",
                section: "squeeze-before-you-compare",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let column = tensor([[1.0], [2.0], [3.0]]);
                let mut all = vec![(column, tensor([1.0, 2.0, 5.0]))];
                for n in [4, 2, 1] {
                    all.push((randn([n, 1])?, randn([n])?));
                }
                Ok(all)
            },
            |f, (results, targets)| f(results, targets),
        )
    }
}

pub mod every_with_every {
    use super::*;

    pub type Answer = fn(&Tensor, &Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "Every one with every one, on purpose",
        minutes: 8,
        section: "put-it-back-with-unsqueeze",
        task: "`a` has `n` elements and `b` has `m`. Return a table of the \
               size `(n, m)`: in row `i` and column `j` stands `a[i]` minus \
               `b[j]`. The trap of the page does it, without a loop.",
        hints: [
            "On the page `(3, 1)` and `(3,)` gave `(3, 3)`. Which of your \
             vectors must become a column?",
            "`unsqueeze` puts a 1 in. Its argument is where the 1 stands \
             afterwards.",
            "`a.unsqueeze(1)?` is `(n, 1)`. Lined up from the right with \
             `(m,)` it gives `(n, m)`.",
        ],
    };

    pub fn starter(a: &Tensor, b: &Tensor) -> Result<Tensor> {
        todo!("the table of differences")
    }

    pub fn solution(a: &Tensor, b: &Tensor) -> Result<Tensor> {
        Ok(a.unsqueeze(1)? - b)
    }

    pub fn another(a: &Tensor, b: &Tensor) -> Result<Tensor> {
        let rows: Vec<Tensor> = a.unbind(0)?.iter().map(|a| a - b).collect();
        stack(&rows, 0)
    }

    fn plain(a: &Tensor, b: &Tensor) -> Result<Tensor> {
        a.sub(b)
    }

    fn other_column(a: &Tensor, b: &Tensor) -> Result<Tensor> {
        Ok(a - b.unsqueeze(1)?)
    }

    fn row(a: &Tensor, b: &Tensor) -> Result<Tensor> {
        a.unsqueeze(0)?.sub(b)
    }

    fn turned_round(a: &Tensor, b: &Tensor) -> Result<Tensor> {
        Ok(b - a.unsqueeze(1)?)
    }

    fn columns(a: &Tensor, b: &Tensor) -> Result<Tensor> {
        a.unsqueeze(1)?.sub(&b.unsqueeze(1)?)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: other_column,
                because: "`b` has become the column, so the rows belong to \
                          `b` and the columns to `a`.",
                section: "squeeze-before-you-compare",
            },
            Wrong {
                answer: turned_round,
                because: "The table is right up to the sign: this is `b[j]` \
                          minus `a[i]`.",
                section: "squeeze-before-you-compare",
            },
            Wrong {
                answer: plain,
                because: "Lined up from the right, `n` meets `m`. Sizes \
                          agree if they are equal, or if one of them is a \
                          1. Make a column of `a`.",
                section: "squeeze-before-you-compare",
            },
            Wrong {
                answer: row,
                because: "`(1, n)` is a row, and a missing dimension counts \
                          as a 1 on the left anyway. The new 1 must stand \
                          on the right.",
                section: "put-it-back-with-unsqueeze",
            },
            Wrong {
                answer: columns,
                because: "Both have become columns, so they meet as they \
                          are, each with its own. One of them must lie \
                          across.",
                section: "squeeze-before-you-compare",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let known = (tensor([10.0, 20.0, 30.0]), tensor([1.0, 2.0]));
                // An answer that fails for different lengths should be seen
                // for what it is where they agree.
                let sizes = [(2, 5), (3, 3), (1, 4), (4, 1)];
                let draw = |(n, m)| Ok((randn([n])?, randn([m])?));
                let drawn = sizes.into_iter().map(draw);
                std::iter::once(Ok(known)).chain(drawn).collect()
            },
            |f, (a, b)| f(a, b),
        )
    }
}

pub mod squeezed_size {
    use super::*;

    pub type Answer = fn(&[usize], Option<i64>) -> Option<Vec<usize>>;

    pub const ABOUT: About = About {
        title: "The rule itself",
        minutes: 12,
        section: "what-happens",
        task: "Write the rule of `squeeze` for sizes, without a tensor. \
               `size` is the size before; `dim` is `None` for `squeeze()` \
               and `Some(dim)` for `squeeze(dim)`. Return the size \
               afterwards, or `None` if there is no such dimension. All \
               cases are on the page, also the one of a tensor without \
               dimensions.",
        hints: [
            "Five cases: no argument; a dimension that is 1; one that is \
             not; a negative one; one that does not exist.",
            "With `n` dimensions, `dim` goes from `-n` to `n - 1`, and a \
             negative one stands for `dim + n`. Without dimensions, take 1 \
             for `n`.",
            "`let n = size.len().max(1) as i64;`, then `if \
             !(-n..n).contains(&dim) { return None; }`, then \
             `dim.rem_euclid(n)` is the dimension. Keep what is not 1 or is \
             not this dimension.",
        ],
    };

    pub fn starter(size: &[usize], dim: Option<i64>) -> Option<Vec<usize>> {
        todo!("the size afterwards")
    }

    pub fn solution(size: &[usize], dim: Option<i64>) -> Option<Vec<usize>> {
        let Some(dim) = dim else {
            return Some(size.iter().copied().filter(|&n| n != 1).collect());
        };
        let ndim = size.len().max(1) as i64;
        if !(-ndim..ndim).contains(&dim) {
            return None;
        }
        let dim = dim.rem_euclid(ndim) as usize;
        let mut squeezed = size.to_vec();
        if size.get(dim) == Some(&1) {
            squeezed.remove(dim);
        }
        Some(squeezed)
    }

    pub fn another(size: &[usize], dim: Option<i64>) -> Option<Vec<usize>> {
        let dims: Vec<i64> = size.iter().map(|&n| n as i64).collect();
        let x = zeros(dims).ok()?;
        let squeezed = match dim {
            Some(dim) => x.squeeze_dim(dim),
            None => x.squeeze(),
        };
        Some(squeezed.ok()?.size().to_vec())
    }

    /// The solution, with its decisions to be taken otherwise.
    fn rule(
        size: &[usize],
        dim: Option<i64>,
        find: fn(i64, usize) -> Option<usize>,
        goes: fn(usize) -> bool,
    ) -> Option<Vec<usize>> {
        let Some(dim) = dim else {
            return Some(size.iter().copied().filter(|&n| !goes(n)).collect());
        };
        let dim = find(dim, size.len())?;
        let kept = size.iter().enumerate();
        let kept = kept.filter(|&(i, &n)| i != dim || !goes(n));
        Some(kept.map(|(_, &n)| n).collect())
    }

    fn right(dim: i64, ndim: usize) -> Option<usize> {
        let ndim = ndim.max(1) as i64;
        let found = (-ndim..ndim).contains(&dim);
        found.then(|| dim.rem_euclid(ndim) as usize)
    }

    fn without_negative(dim: i64, ndim: usize) -> Option<usize> {
        let dim = usize::try_from(dim).ok();
        dim.filter(|&dim| dim < ndim.max(1))
    }

    fn without_scalars(dim: i64, ndim: usize) -> Option<usize> {
        right(dim, ndim).filter(|_| ndim > 0)
    }

    fn without_limits(dim: i64, ndim: usize) -> Option<usize> {
        Some(dim.rem_euclid(ndim.max(1) as i64) as usize)
    }

    fn lenient(dim: i64, ndim: usize) -> Option<usize> {
        Some(right(dim, ndim).unwrap_or(ndim))
    }

    fn only_ones(size: &[usize], dim: Option<i64>) -> Option<Vec<usize>> {
        let found = solution(size, dim)?;
        (dim.is_none() || found.len() < size.len()).then_some(found)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: |size, dim| rule(size, dim, right, |n| n <= 1),
                because: "A size of 0 is not a size of 1. It stays.",
                section: "what-happens",
            },
            Wrong {
                answer: |size, dim| match dim {
                    None => solution(size, None),
                    Some(_) => rule(size, dim, right, |_| true),
                },
                because: "A dimension that is not 1 stays, even if it is \
                          named.",
                section: "what-happens",
            },
            Wrong {
                answer: |size, dim| {
                    rule(size, dim, without_scalars, |n| n == 1)
                },
                because: "A tensor without dimensions pretends to have one, \
                          which you can call 0 or -1.",
                section: "what-happens",
            },
            Wrong {
                answer: only_ones,
                because: "To name a dimension that is not 1 is no error. \
                          Nothing is taken away then.",
                section: "what-happens",
            },
            Wrong {
                answer: |size, dim| {
                    rule(size, dim, without_negative, |n| n == 1)
                },
                because: "A negative dimension counts from the end: -1 is \
                          the last.",
                section: "what-happens",
            },
            Wrong {
                answer: |size, dim| {
                    rule(size, dim, without_limits, |n| n == 1)
                },
                because: "Only from `-n` to `n - 1` there are dimensions. \
                          Beyond, one does not begin again.",
                section: "what-happens",
            },
            Wrong {
                answer: |size, dim| rule(size, dim, lenient, |n| n == 1),
                because: "A dimension that does not exist is an error: \
                          return `None`.",
                section: "what-happens",
            },
            Wrong {
                answer: |size, _| solution(size, None),
                because: "With a dimension as its argument, `squeeze` takes \
                          away that one at most, not every 1.",
                section: "what-happens",
            },
            Wrong {
                answer: |size, _| Some(size.to_vec()),
                because: "Nothing was taken away. A dimension of size 1 holds nothing, and goes if it is meant.",
                section: "what-happens",
            },
        ],
    };

    /// A size, and what is asked for.
    struct Question {
        size: Vec<usize>,
        dim: Option<i64>,
    }

    impl Outcome for Question {
        fn same(&self, other: &Question) -> bool {
            self.size == other.size && self.dim == other.dim
        }

        fn show(&self) -> String {
            format!("size = {:?}\ndim = {:?}", self.size, self.dim)
        }
    }

    /// What tells the cases apart, and more that is drawn; each with every
    /// dimension that it has, and one more on each side.
    fn draw() -> Result<Vec<Question>> {
        let mut sizes = vec![vec![1, 3, 1], vec![0, 1], vec![]];
        for ndim in 1..5 {
            let drawn = randint(0, 4, [ndim])?.to_vec::<i64>()?;
            sizes.push(drawn.iter().map(|&n| n as usize).collect());
        }
        let mut all = Vec::new();
        for size in sizes {
            let beyond = size.len().max(1) as i64 + 1;
            let dims = (-beyond..beyond).map(Some);
            for dim in std::iter::once(None).chain(dims) {
                all.push(Question { size: size.clone(), dim });
            }
        }
        Ok(all)
    }

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(answer, draw, |f, asked| f(&asked.size, asked.dim))
    }
}
