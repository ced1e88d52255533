//! Exercises of the page "topk: largest first".

use crate::exercises::kit::*;

exercises![
    predict which_comes_first,
    fix two_best_of_every_row,
    fix two_largest_ascending,
    implement prices_of_the_best,
    fix equal_scores_in_order,
    implement faster_than_sorting,
];

pub mod which_comes_first {
    use super::*;

    pub const ABOUT: About = About {
        title: "Which comes first?",
        minutes: 3,
        section: "what-happens",
        task: "Write what this prints, before you run it.",
        hints: [
            "The first line asks for the largest, the second for the \
             smallest. Which of them comes first in each?",
            "The most extreme element always comes first.",
            "`topk` is descending unless you say `largest=False`.",
        ],
    };

    pub fn program() -> Result<()> {
        let x = tensor([3, 1, 2, 4]);
        print(x.topk(2)?.values);
        print(x.topk_with(2, -1, false, true)?.values);
        Ok(())
    }

    pub const GUESSES: &[Wrong<&str>] = &[
        Wrong {
            answer: "tensor([3, 4])\ntensor([1, 2])",
            because: "`topk` is not ascending, as `sort` is: the largest \
                      comes first.",
            section: "what-happens",
        },
        Wrong {
            answer: "tensor([4, 3])\ntensor([2, 1])",
            because: "With `largest=False` the order turns round as well: \
                      the smallest comes first.",
            section: "what-happens",
        },
        Wrong {
            answer: "tensor([4, 3])\ntensor([3, 4])",
            because: "`largest=False` asks for the smallest, and not only \
                      for another order.",
            section: "what-happens",
        },
    ];

    pub fn check(answer: fn() -> &'static str) -> Verdict {
        predicted(answer(), program, GUESSES)
    }
}

pub mod two_best_of_every_row {
    use super::*;

    pub type Answer = fn(&Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "The two best of every row",
        minutes: 5,
        section: "along-which-dimension",
        task: "Rows are people, columns are rounds. \
               `two_best_of_every_row` should return the two highest scores \
               of every person. It returns something else, and no error.",
        hints: [
            "Print the size of what comes back, for 4 people and 3 rounds.",
            "Which dimension is gone through if you say 0?",
            "The last dimension is the default.",
        ],
    };

    pub fn starter(scores: &Tensor) -> Result<Tensor> {
        Ok(scores.topk_dim(2, 0)?.values)
    }

    pub fn solution(scores: &Tensor) -> Result<Tensor> {
        Ok(scores.topk(2)?.values)
    }

    pub fn another(scores: &Tensor) -> Result<Tensor> {
        scores.sort_with(1, true, false)?.values.index((.., ..2))
    }

    fn ascending(scores: &Tensor) -> Result<Tensor> {
        scores.sort_with(1, false, false)?.values.index((.., -2..))
    }

    fn places(scores: &Tensor) -> Result<Tensor> {
        Ok(scores.topk(2)?.indices)
    }

    fn first_two(scores: &Tensor) -> Result<Tensor> {
        scores.index((.., ..2))
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "`dim` is the dimension that is searched and \
                          shortened. 0 goes down the columns.",
                section: "along-which-dimension",
            },
            Wrong {
                answer: ascending,
                because: "These are the right scores in the order of `sort`; \
                          `topk` has the largest first.",
                section: "what-happens",
            },
            Wrong {
                answer: places,
                because: "These are places. The scores are the `values`.",
                section: "what-you-would-expect",
            },
            Wrong {
                answer: first_two,
                because: "The first two rounds are not the best two, unless \
                          each row is sorted.",
                section: "what-happens",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || (0..5).map(|n| rand([4 + n, 3])).collect(),
            |f, scores| f(scores),
        )
    }
}

pub mod two_largest_ascending {
    use super::*;

    pub type Answer = fn(&Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "The two largest, the smaller first",
        minutes: 5,
        section: "what-happens",
        task: "`two_largest_ascending` should return the two largest \
               elements of a vector in ascending order: of 3, 1, 2, 4 the \
               3 and then the 4. Somebody read that `largest=False` turns \
               the order round.",
        hints: [
            "Call it with 3, 1, 2, 4. Which elements come back?",
            "`largest=False` asks for other elements. Ask for the right \
             ones first, and order them then.",
            "`topk(2)?.values`, and then `sort()?.values`.",
        ],
    };

    pub fn starter(x: &Tensor) -> Result<Tensor> {
        let (last, largest, sorted) = (-1, false, true);
        Ok(x.topk_with(2, last, largest, sorted)?.values)
    }

    pub fn solution(x: &Tensor) -> Result<Tensor> {
        Ok(x.topk(2)?.values.sort()?.values)
    }

    pub fn another(x: &Tensor) -> Result<Tensor> {
        x.sort()?.values.index(-2..)
    }

    fn descending(x: &Tensor) -> Result<Tensor> {
        Ok(x.topk(2)?.values)
    }

    fn unsorted(x: &Tensor) -> Result<Tensor> {
        x.index(-2..)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "`largest=False` asks for the two smallest. The \
                          order turns because the question does.",
                section: "what-happens",
            },
            Wrong {
                answer: descending,
                because: "These are the right two, the larger one first, as \
                          `topk` returns them.",
                section: "what-happens",
            },
            Wrong {
                answer: unsorted,
                because: "The last two elements are the largest only if the \
                          vector is sorted.",
                section: "what-happens",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let known = tensor([3.0, 1.0, 2.0, 4.0]);
                let drawn = (2..6).map(|n| randn([n * n]));
                std::iter::once(Ok(known)).chain(drawn).collect()
            },
            |f, x| f(x),
        )
    }
}

pub mod prices_of_the_best {
    use super::*;

    pub type Answer = fn(&Tensor, &Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "Places in one tensor, values in another",
        minutes: 10,
        section: "what-to-do",
        task: "`scores` and `prices` have the same size: a row for every \
               shop, a column for every article. Return the prices of the \
               two articles with the highest scores in each row, best \
               first.",
        hints: [
            "`topk` returns places, too. Whose places are they?",
            "The page shows a method that fetches from each row what stands \
             at its own places.",
            "`prices.gather(1, &indices)`, with the `indices` of \
             `scores.topk(2)`.",
        ],
    };

    pub fn starter(scores: &Tensor, prices: &Tensor) -> Result<Tensor> {
        todo!("the prices of the two best of each row")
    }

    pub fn solution(scores: &Tensor, prices: &Tensor) -> Result<Tensor> {
        prices.gather(1, &scores.topk(2)?.indices)
    }

    pub fn another(scores: &Tensor, prices: &Tensor) -> Result<Tensor> {
        let mut rows = Vec::new();
        for (scores, prices) in scores.unbind(0)?.iter().zip(prices.unbind(0)?)
        {
            rows.push(prices.index(&scores.topk(2)?.indices)?);
        }
        stack(&rows, 0)
    }

    fn dearest(_: &Tensor, prices: &Tensor) -> Result<Tensor> {
        Ok(prices.topk(2)?.values)
    }

    fn scores(scores: &Tensor, _: &Tensor) -> Result<Tensor> {
        Ok(scores.topk(2)?.values)
    }

    fn whole_rows(scores: &Tensor, prices: &Tensor) -> Result<Tensor> {
        prices.index(&scores.topk(2)?.indices)
    }

    fn along_zero(scores: &Tensor, prices: &Tensor) -> Result<Tensor> {
        prices.gather(0, &scores.topk(2)?.indices)
    }

    fn worst_first(scores: &Tensor, prices: &Tensor) -> Result<Tensor> {
        prices.gather(1, &scores.sort()?.indices.index((.., 1..))?)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: dearest,
                because: "These are the two highest prices. The places are \
                          to be found among the scores.",
                section: "what-to-do",
            },
            Wrong {
                answer: scores,
                because: "These are the scores themselves. Their `indices` \
                          say where they stand, and the prices stand there \
                          too.",
                section: "what-to-do",
            },
            Wrong {
                answer: whole_rows,
                because: "A tensor of indices alone picks whole rows. The \
                          places are along dimension 1: that is what \
                          `gather` is for.",
                section: "what-to-do",
            },
            Wrong {
                answer: along_zero,
                because: "The places are along dimension 1. `gather` has \
                          to go along the same dimension.",
                section: "what-to-do",
            },
            Wrong {
                answer: worst_first,
                because: "These are the prices of the right articles. The \
                          article with the highest score should be first.",
                section: "what-happens",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || (4..8).map(|n| Ok((rand([n, 3])?, rand([n, 3])?))).collect(),
            |f, (scores, prices)| f(scores, prices),
        )
    }
}

pub mod equal_scores_in_order {
    use std::cmp::Reverse;

    use super::*;

    pub type Answer = fn(&Tensor, i64) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "Who was there first?",
        minutes: 8,
        section: "what-is-not-promised",
        task: "`scores` stand in the order in which they arrived. \
               `equal_scores_in_order` should return the places of the `k` \
               best, best first; of equal scores the one that arrived \
               first comes first. Some come in another order, and there \
               is no error.",
        hints: [
            "Call it with scores that are nearly all equal, and print the \
             places.",
            "`topk` promises nothing about the places of equal elements. \
             Which operation does?",
            "`sort_with(-1, true, true)` is descending and stable. Cut off \
             the first `k` of its indices.",
        ],
    };

    pub fn starter(scores: &Tensor, k: i64) -> Result<Tensor> {
        Ok(scores.topk(k)?.indices)
    }

    pub fn solution(scores: &Tensor, k: i64) -> Result<Tensor> {
        let (descending, stable) = (true, true);
        scores.sort_with(-1, descending, stable)?.indices.index(..k)
    }

    pub fn another(scores: &Tensor, k: i64) -> Result<Tensor> {
        let scores = scores.to_vec::<i64>()?;
        let mut places: Vec<usize> = (0..scores.len()).collect();
        places.sort_by_key(|&place| Reverse(scores[place]));
        let best = places.iter().take(k as usize).map(|&i| i as i64);
        Ok(tensor(best.collect::<Vec<i64>>()))
    }

    fn ascending(scores: &Tensor, k: i64) -> Result<Tensor> {
        scores.sort_with(-1, false, true)?.indices.index(..k)
    }

    fn by_place(scores: &Tensor, k: i64) -> Result<Tensor> {
        Ok(solution(scores, k)?.sort()?.values)
    }

    fn last_of_equals(scores: &Tensor, k: i64) -> Result<Tensor> {
        let mut places =
            scores.sort_with(-1, false, true)?.indices.to_vec()?;
        places.reverse();
        tensor::<Vec<i64>>(places).index(..k)
    }

    fn scores_themselves(scores: &Tensor, k: i64) -> Result<Tensor> {
        Ok(scores.topk(k)?.values)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "`topk` finds the best, and may name equal ones in \
                          any order. Only a stable sort keeps theirs.",
                section: "what-is-not-promised",
            },
            Wrong {
                answer: ascending,
                because: "`sort` is ascending unless you say otherwise: \
                          these are the places of the lowest scores.",
                section: "what-happens",
            },
            Wrong {
                answer: by_place,
                because: "These are the right places in the order of \
                          arrival. The best should come first, and only \
                          equal ones in that order.",
                section: "what-is-not-promised",
            },
            Wrong {
                answer: last_of_equals,
                because: "An ascending result turned round has the last of \
                          equal ones first.",
                section: "what-is-not-promised",
            },
            Wrong {
                answer: scores_themselves,
                because: "These are the scores. Their places are the \
                          `indices`.",
                section: "what-happens",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let known = (tensor([1, 3, 3, 3, 2, 3, 1]), 5);
                let drawn = (20..24).map(|n| Ok((randint(1, 4, [n])?, 9)));
                std::iter::once(Ok(known)).chain(drawn).collect()
            },
            |f, (scores, k)| f(scores, *k),
        )
    }
}

pub mod faster_than_sorting {
    use std::cell::Cell;
    use std::cmp::{Ordering, Reverse};
    use std::collections::BinaryHeap;

    use super::*;

    pub type Answer = fn(&[Score], usize) -> Vec<Score>;

    pub const ABOUT: About = About {
        title: "The ten best of a million",
        minutes: 20,
        section: "why",
        task: "Return the `k` largest values, the largest first; all of \
               them if there are fewer. Sorting a million values compares \
               about 20 million times. Do it with less than 12 million \
               comparisons; 2 million are possible. `T` can be compared and \
               copied, and nothing else is known of it.",
        hints: [
            "Most values are smaller than the ten best so far. One \
             comparison is enough to see that.",
            "Keep the best so far sorted, the largest first. Compare each \
             value with the last of them, and put it in its place if it is \
             larger. Or see what slices have: `select_nth_unstable_by`.",
            "`let at = best.partition_point(|b| *b >= value); \
             best.insert(at, value); best.truncate(k);` for a value that is \
             larger than the last, or while there are fewer than `k`.",
        ],
    };

    thread_local! {
        /// How many comparisons are left.
        static LEFT: Cell<u64> = const { Cell::new(u64::MAX) };
    }

    const PER_VALUE: u64 = 12;

    /// A number that may not be compared too often.
    #[derive(Clone, Copy)]
    pub struct Score(u32);

    impl Ord for Score {
        fn cmp(&self, other: &Score) -> Ordering {
            LEFT.with(|left| match left.get().checked_sub(1) {
                Some(less) => left.set(less),
                None => panic!("more than {PER_VALUE} comparisons a value"),
            });
            self.0.cmp(&other.0)
        }
    }

    impl PartialOrd for Score {
        fn partial_cmp(&self, other: &Score) -> Option<Ordering> {
            Some(self.cmp(other))
        }
    }

    impl PartialEq for Score {
        fn eq(&self, other: &Score) -> bool {
            self.cmp(other).is_eq()
        }
    }

    impl Eq for Score {}

    impl Outcome for Score {
        fn same(&self, other: &Score) -> bool {
            self.0 == other.0
        }

        fn show(&self) -> String {
            self.0.to_string()
        }
    }

    pub fn starter<T: Ord + Copy>(values: &[T], k: usize) -> Vec<T> {
        let mut sorted = values.to_vec();
        sorted.sort_by(|a, b| b.cmp(a));
        sorted.truncate(k);
        sorted
    }

    pub fn solution<T: Ord + Copy>(values: &[T], k: usize) -> Vec<T> {
        let mut best: Vec<T> = Vec::new();
        for &value in values {
            if best.len() < k || best.last().is_some_and(|b| value > *b) {
                let at = best.partition_point(|b| *b >= value);
                best.insert(at, value);
                best.truncate(k);
            }
        }
        best
    }

    pub fn another<T: Ord + Copy>(values: &[T], k: usize) -> Vec<T> {
        let mut heap = BinaryHeap::new();
        for &value in values {
            if heap.len() < k {
                heap.push(Reverse(value));
            } else if heap.peek().is_some_and(|b: &Reverse<T>| value > b.0) {
                heap.pop();
                heap.push(Reverse(value));
            }
        }
        heap.into_sorted_vec().into_iter().map(|Reverse(v)| v).collect()
    }

    fn ascending<T: Ord + Copy>(values: &[T], k: usize) -> Vec<T> {
        let mut best = solution(values, k);
        best.reverse();
        best
    }

    fn each_once<T: Ord + Copy>(values: &[T], k: usize) -> Vec<T> {
        let mut all = starter(values, values.len());
        all.dedup();
        all.truncate(k);
        all
    }

    fn smallest<T: Ord + Copy>(values: &[T], k: usize) -> Vec<T> {
        let mut all = values.to_vec();
        all.sort();
        all.truncate(k);
        all
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "This is right, and sorts everything. `topk` \
                          orders only what it returns.",
                section: "why",
            },
            Wrong {
                answer: ascending,
                because: "These are the right values in the order of \
                          `sort`; `topk` has the largest first.",
                section: "what-happens",
            },
            Wrong {
                answer: each_once,
                because: "Equal values are several values: two of them may \
                          be among the best.",
                section: "what-is-not-promised",
            },
            Wrong {
                answer: smallest,
                because: "These are the smallest. Turn the comparison \
                          round.",
                section: "what-happens",
            },
        ],
    };

    /// A number drawn from `0..below`, and what follows from it. Many are
    /// equal if `below` is small.
    fn draw(count: usize, below: u64) -> Result<Vec<Score>> {
        let first = randint(0, 1 << 31, [])?.item()?.to_f64() as u64;
        let mix = |n: u64| (first + n).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let draw = |n| Score(((mix(n) >> 32) % below) as u32);
        Ok((0..count as u64).map(draw).collect())
    }

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let sizes = [(0, 3), (1, 1), (5, 0), (5, 9), (30, 4), (99, 9)];
                let draw = |(n, k)| Ok((draw(n, 20)?, k));
                sizes.into_iter().map(draw).collect()
            },
            |f, (values, k)| {
                LEFT.set(u64::MAX);
                f(values, *k)
            },
        )?;
        // Who sorts everything is found out sooner than by a million.
        for count in [100_000, 1_000_000] {
            ANSWERS.by_example(
                answer,
                || Ok(vec![(draw(count, 1 << 32)?, 10)]),
                |f, (values, k)| {
                    LEFT.set(PER_VALUE * values.len() as u64);
                    f(values, *k)
                },
            )?;
        }
        Ok(())
    }
}
