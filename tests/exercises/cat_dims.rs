//! Exercises of the page "cat: every dimension but one must match".

use crate::exercises::kit::*;

exercises![
    predict refused_or_joined,
    fix one_row_each,
    fix numbers_unchanged,
    implement joined_size,
    implement pieces_again,
    implement where_it_was,
];

pub mod refused_or_joined {
    use super::*;

    pub const ABOUT: About = About {
        title: "Refused or joined?",
        minutes: 4,
        section: "what-happens",
        task: "One of the two dimensions is refused, along the other the \
               matrices are joined. Write what this prints, before you run \
               it.",
        hints: [
            "Write the two sizes below each other. Cross out the dimension \
             that you join along. Is what is left equal?",
            "`view(-1)` reads the result row by row.",
            "Along dimension 1 each row of `a` is followed by a row of `b`.",
        ],
    };

    pub fn program() -> Result<()> {
        let a = tensor([[1, 2, 3], [4, 5, 6]]);
        let b = tensor([[7], [8]]);
        for dim in 0..2 {
            match cat([&a, &b], dim) {
                Ok(joined) => print(joined.view(-1)?),
                Err(_) => print(format!("{dim} is refused")),
            }
        }
        Ok(())
    }

    pub const GUESSES: &[Wrong<&str>] = &[
        Wrong {
            answer: "tensor([1, 2, 3, 4, 5, 6, 7, 8])\n1 is refused",
            because: "The dimension that you name is the free one: there \
                      the sizes may differ, and everywhere else they must \
                      not.",
            section: "what-happens",
        },
        Wrong {
            answer: "tensor([1, 2, 3, 7, 4, 5, 6, 8])\n1 is refused",
            because: "The dimension that you name is the free one: there \
                      the sizes may differ, and everywhere else they must \
                      not.",
            section: "what-happens",
        },
        Wrong {
            answer: "0 is refused\ntensor([1, 2, 3, 4, 5, 6, 7, 8])",
            because: "The tensors follow each other in memory only along \
                      dimension 0. Along dimension 1 they alternate, row by \
                      row.",
            section: "why",
        },
    ];

    pub fn check(answer: fn() -> &'static str) -> Verdict {
        predicted(answer(), program, GUESSES)
    }
}

pub mod one_row_each {
    use super::*;

    pub type Answer = fn(&Tensor, &Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "One row for each person",
        minutes: 5,
        section: "what-happens",
        task: "In both tensors a row is a person: row 0 of the one and row \
               0 of the other are the same person, and so on. \
               `one_row_each` should return one row for each person, with \
               all that is known: first what `a` knows, then what `b` \
               knows. It returns something else, and no error.",
        hints: [
            "Print the size of what comes back, for two tensors of size \
             4 x 3.",
            "In which direction should the result grow?",
            "The columns are dimension 1.",
        ],
    };

    pub fn starter(a: &Tensor, b: &Tensor) -> Result<Tensor> {
        cat([a, b], 0)
    }

    pub fn solution(a: &Tensor, b: &Tensor) -> Result<Tensor> {
        cat([a, b], 1)
    }

    pub fn another(a: &Tensor, b: &Tensor) -> Result<Tensor> {
        cat([&a.t()?, &b.t()?], 0)?.t()
    }

    fn new_dimension(a: &Tensor, b: &Tensor) -> Result<Tensor> {
        stack([a, b], 1)
    }

    fn cut_anew(a: &Tensor, b: &Tensor) -> Result<Tensor> {
        cat([a, b], 0)?.view([a.size()[0] as i64, -1])
    }

    fn turned(a: &Tensor, b: &Tensor) -> Result<Tensor> {
        cat([b, a], 1)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "`dim` is the direction in which the result grows. \
                          Along 0 it gets more rows, and every person has \
                          two.",
                section: "what-happens",
            },
            Wrong {
                answer: new_dimension,
                because: "`stack` makes a new dimension. Here rows are to \
                          become longer.",
                section: "what-to-do",
            },
            Wrong {
                answer: cut_anew,
                because: "The size is right, and the numbers are in other \
                          places: joined along 0, all of `a` comes before \
                          `b` in memory, and `view` only cuts that anew.",
                section: "why",
            },
            Wrong {
                answer: turned,
                because: "What `b` knows stands before what `a` knows. \
                          Tensors are laid end to end in the order of the \
                          list.",
                section: "what-happens",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                (0..3)
                    .map(|n| Ok((rand([4 + n, 3])?, rand([4 + n, 3])?)))
                    .collect()
            },
            |f, (a, b)| f(a, b),
        )
    }
}

pub mod numbers_unchanged {
    use super::*;

    pub type Answer = fn(&[Tensor]) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "Order numbers that change",
        minutes: 8,
        section: "the-corners",
        task: "Each of `parts` is a matrix of order numbers, of dtype \
               int64. `numbers_unchanged` joins them, one below the other. \
               Some numbers come out changed: 16777217 is 16777216 then. \
               The result should be int64 too, and no number may change. \
               There is at least one part.",
        hints: [
            "Print the dtype of what comes back. Where does it come from?",
            "An empty tensor is skipped. Its dtype is not.",
            "Give all parts to one `cat`: it takes the slice. Or begin with \
             something that is empty and int64.",
        ],
    };

    pub fn starter(parts: &[Tensor]) -> Result<Tensor> {
        let mut all = tensor([0.0; 0]);
        for part in parts {
            all = cat([&all, part], 0)?;
        }
        Ok(all)
    }

    pub fn solution(parts: &[Tensor]) -> Result<Tensor> {
        cat(parts, 0)
    }

    pub fn another(parts: &[Tensor]) -> Result<Tensor> {
        let mut all = zeros_with([0], int64)?;
        for part in parts {
            all = cat([&all, part], 0)?;
        }
        Ok(all)
    }

    fn converted_back(parts: &[Tensor]) -> Result<Tensor> {
        starter(parts)?.to(int64)
    }

    fn to_the_right(parts: &[Tensor]) -> Result<Tensor> {
        cat(parts, 1)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "The empty tensor at the beginning is float32. It \
                          adds no numbers, and it makes floats of all of \
                          yours.",
                section: "the-corners",
            },
            Wrong {
                answer: converted_back,
                because: "The dtype is right again, and the numbers are \
                          not: float32 has no 16777217, so it was lost \
                          before you converted back.",
                section: "the-corners",
            },
            Wrong {
                answer: to_the_right,
                because: "Joined along 1, the rows become longer. One below \
                          the other is along 0.",
                section: "what-happens",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let known = tensor([[16_777_217, 5], [1, 16_777_219]]);
                let draw = |n| {
                    let first = randint(1 << 24, 1 << 26, [1, 2])?;
                    // Odd numbers of this size are no float32.
                    Ok(vec![
                        (first.mul(2)? + 1).view([1, 2])?,
                        randint(1, 99, [n, 2])?,
                        known.copy()?,
                    ])
                };
                let drawn = (1..4).map(draw);
                let same_rows = Ok(vec![known.copy()?, known.add(2)?]);
                std::iter::once(same_rows).chain(drawn).collect()
            },
            |f, parts| f(parts),
        )
    }
}

pub mod joined_size {
    use super::*;

    pub type Answer = fn(&[Vec<usize>], usize) -> Option<Vec<usize>>;

    pub const ABOUT: About = About {
        title: "Which size?",
        minutes: 12,
        section: "why",
        task: "`sizes` are the sizes of tensors that are to be joined along \
               `dim`. Return the size of the result, or `None` if they \
               cannot be joined. There is at least one tensor, the first \
               has a dimension `dim`, and none has the size `[0]`, which \
               `cat` skips.",
        hints: [
            "The page shows a loop that compares two sizes. Compare each \
             size with the first one so.",
            "The number of dimensions comes first; then every dimension but \
             `dim`. The result is the first size, with another number at \
             `dim`.",
            "`result[dim] = sizes.iter().map(|size| size[dim]).sum();` if \
             all of them fit.",
        ],
    };

    pub fn starter(sizes: &[Vec<usize>], dim: usize) -> Option<Vec<usize>> {
        todo!("the size of what is joined")
    }

    pub fn solution(sizes: &[Vec<usize>], dim: usize) -> Option<Vec<usize>> {
        let first = &sizes[0];
        for size in sizes {
            if size.len() != first.len() {
                return None;
            }
            for d in 0..first.len() {
                if d != dim && size[d] != first[d] {
                    return None;
                }
            }
        }
        let mut result = first.clone();
        result[dim] = sizes.iter().map(|size| size[dim]).sum();
        Some(result)
    }

    pub fn another(sizes: &[Vec<usize>], dim: usize) -> Option<Vec<usize>> {
        let zeros: Result<Vec<Tensor>> = sizes
            .iter()
            .map(|size| {
                zeros(size.iter().map(|&n| n as i64).collect::<Vec<_>>())
            })
            .collect();
        let joined = cat(zeros.ok()?, dim as i64);
        Some(joined.ok()?.size().to_vec())
    }

    /// The first size with the sum at `dim`, if each fits.
    fn if_all(
        sizes: &[Vec<usize>],
        dim: usize,
        fits: impl Fn(&[usize], &[usize]) -> bool,
    ) -> Option<Vec<usize>> {
        let first = &sizes[0];
        let all = sizes.iter().all(|size| fits(first, size));
        let mut result = first.clone();
        result[dim] = sizes.iter().map(|s| *s.get(dim).unwrap_or(&1)).sum();
        all.then_some(result)
    }

    fn the_named_one(sizes: &[Vec<usize>], dim: usize) -> Option<Vec<usize>> {
        if_all(sizes, dim, |a, b| a.len() == b.len() && a[dim] == b[dim])
    }

    fn from_the_right(sizes: &[Vec<usize>], dim: usize) -> Option<Vec<usize>> {
        let at = sizes[0].len() - 1 - dim;
        if_all(sizes, dim, |a, b| a.len() == b.len() && a[at] == b[at])
    }

    fn all_equal(sizes: &[Vec<usize>], dim: usize) -> Option<Vec<usize>> {
        if_all(sizes, dim, |a, b| a == b)
    }

    fn any_rank(sizes: &[Vec<usize>], dim: usize) -> Option<Vec<usize>> {
        if_all(sizes, dim, |a, b| {
            let mut pairs = a.iter().zip(b).enumerate();
            pairs.all(|(d, (a, b))| d == dim || a == b)
        })
    }

    fn anything(sizes: &[Vec<usize>], dim: usize) -> Option<Vec<usize>> {
        if_all(sizes, dim, |_, _| true)
    }

    fn counted(sizes: &[Vec<usize>], dim: usize) -> Option<Vec<usize>> {
        let mut result = solution(sizes, dim)?;
        result[dim] = sizes[0][dim] * sizes.len();
        Some(result)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: all_equal,
                because: "Equal in every dimension is what `stack` asks \
                          for. For `cat` the sizes at `dim` may differ.",
                section: "what-to-do",
            },
            Wrong {
                answer: the_named_one,
                because: "This is the rule turned round: `dim` is the one \
                          dimension that need not match.",
                section: "what-happens",
            },
            Wrong {
                answer: from_the_right,
                because: "This is the rule of the 2019 notes. It counts \
                          from the right, and looks at one dimension only. \
                          For matrices that is right by chance.",
                section: "what-the-2019-notes-say",
            },
            Wrong {
                answer: any_rank,
                because: "The number of dimensions must be the same, too. A \
                          row and a matrix do not join.",
                section: "why",
            },
            Wrong {
                answer: anything,
                because: "Nothing is compared. Every dimension but `dim` \
                          must match, or the edges would be ragged.",
                section: "what-happens",
            },
            Wrong {
                answer: counted,
                because: "The sizes at `dim` may differ from tensor to \
                          tensor. Add them, each with its own.",
                section: "why",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let matrices = vec![vec![3, 3], vec![3, 2]];
                let middle = vec![vec![2, 3, 4], vec![2, 5, 4]];
                let mut known = vec![
                    (matrices.clone(), 1),
                    (matrices, 0),
                    (middle.clone(), 1),
                    (middle.clone(), 0),
                    (middle, 2),
                    (vec![vec![3, 2], vec![1, 2], vec![4, 2]], 0),
                    (vec![vec![2, 3, 4], vec![2, 3, 5]], 0),
                    (vec![vec![2, 3, 4], vec![7, 1, 4]], 0),
                    (vec![vec![2, 4], vec![2, 4, 1]], 0),
                    (vec![vec![3, 3], vec![3]], 0),
                    (vec![vec![2, 3], vec![2, 0]], 1),
                    (vec![vec![5]], 0),
                ];
                for _ in 0..20 {
                    let drawn = randint(1, 4, [10])?.to_vec::<i64>()?;
                    let n: Vec<usize> =
                        drawn.iter().map(|&n| n as usize).collect();
                    let mut sizes = vec![n[..3].to_vec(); 3];
                    let dim = n[3] - 1;
                    (sizes[0][dim], sizes[1][dim]) = (n[4], n[5]);
                    // Most of these do not fit.
                    if n[6] > 1 {
                        sizes[n[7] - 1][n[8] - 1] = n[9];
                    }
                    known.push((sizes, dim));
                }
                Ok(known)
            },
            |f, (sizes, dim)| f(sizes, *dim),
        )
    }
}

pub mod pieces_again {
    use super::*;

    pub type Answer = fn(&Tensor, &[i64], i64) -> Result<Vec<Tensor>>;

    pub const ABOUT: About = About {
        title: "Back into pieces",
        minutes: 10,
        section: "why",
        task: "Some tensors were joined along `dim` (0 or 1); `extents` are \
               their sizes there. Cut the result into these pieces again: \
               return them in order. That is what `cat` does with a \
               gradient.",
        hints: [
            "The page shows how `cat` cuts a gradient. Which method does it \
             use?",
            "A piece begins where the one before it ends: at the sum of the \
             extents that came before.",
            "`joined.narrow(dim, offset, extent)?` is a piece. Then \
             `offset += extent`.",
        ],
    };

    pub fn starter(
        joined: &Tensor,
        extents: &[i64],
        dim: i64,
    ) -> Result<Vec<Tensor>> {
        todo!("the pieces, in order")
    }

    pub fn solution(
        joined: &Tensor,
        extents: &[i64],
        dim: i64,
    ) -> Result<Vec<Tensor>> {
        let mut pieces = Vec::new();
        let mut offset = 0;
        for &extent in extents {
            pieces.push(joined.narrow(dim, offset, extent)?);
            offset += extent;
        }
        Ok(pieces)
    }

    pub fn another(
        joined: &Tensor,
        extents: &[i64],
        dim: i64,
    ) -> Result<Vec<Tensor>> {
        joined.split(extents, dim)
    }

    fn all_from_the_first(
        joined: &Tensor,
        extents: &[i64],
        dim: i64,
    ) -> Result<Vec<Tensor>> {
        extents.iter().map(|&n| joined.narrow(dim, 0, n)).collect()
    }

    fn equal_steps(
        joined: &Tensor,
        extents: &[i64],
        dim: i64,
    ) -> Result<Vec<Tensor>> {
        let numbered = extents.iter().zip(0..);
        numbered.map(|(&n, nr)| joined.narrow(dim, nr * n, n)).collect()
    }

    fn one_by_one(
        joined: &Tensor,
        extents: &[i64],
        dim: i64,
    ) -> Result<Vec<Tensor>> {
        let numbered = extents.iter().zip(0..);
        numbered.map(|(&n, nr)| joined.narrow(dim, nr, n)).collect()
    }

    fn along_zero(
        joined: &Tensor,
        extents: &[i64],
        _: i64,
    ) -> Result<Vec<Tensor>> {
        solution(joined, extents, 0)
    }

    fn along_one(
        joined: &Tensor,
        extents: &[i64],
        _: i64,
    ) -> Result<Vec<Tensor>> {
        solution(joined, extents, 1)
    }

    fn alike(
        joined: &Tensor,
        extents: &[i64],
        dim: i64,
    ) -> Result<Vec<Tensor>> {
        joined.chunk(extents.len() as i64, dim)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: all_from_the_first,
                because: "All pieces begin at 0. The offset grows by the \
                          extent of each piece.",
                section: "why",
            },
            Wrong {
                answer: equal_steps,
                because: "`i * extent` is the offset only if all pieces are \
                          equally long. It is the sum of the extents that \
                          came before.",
                section: "why",
            },
            Wrong {
                answer: one_by_one,
                because: "Each piece begins one step after the one before, \
                          as if all were 1 long. The offset grows by the \
                          extent.",
                section: "why",
            },
            Wrong {
                answer: along_zero,
                because: "These pieces are cut along dimension 0. Cut along \
                          `dim`: the others are not changed by joining.",
                section: "why",
            },
            Wrong {
                answer: along_one,
                because: "These pieces are cut along dimension 1. Cut along \
                          `dim`: the others are not changed by joining.",
                section: "why",
            },
            Wrong {
                answer: alike,
                because: "`chunk` makes pieces of equal length. The extents \
                          may differ from tensor to tensor.",
                section: "what-happens",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let mut inputs = Vec::new();
                // No piece is longer than the one before it: so a wrong
                // offset, too, is one that the tensor has.
                for extents in [[3, 1, 1], [3, 2, 1], [4, 2, 2]] {
                    let sum: i64 = extents.iter().sum();
                    let extents = extents.to_vec();
                    let wide = randn([sum + 1, sum])?;
                    inputs.push((wide, extents.clone(), 1));
                    inputs.push((randn([sum, sum + 1])?, extents, 0));
                }
                Ok(inputs)
            },
            |f, (joined, extents, dim)| f(joined, extents, *dim),
        )
    }
}

pub mod where_it_was {
    use super::*;

    pub type Answer = fn(&[Vec<usize>], usize, usize) -> (usize, usize);

    pub const ABOUT: About = About {
        title: "Where was this element?",
        minutes: 20,
        section: "why",
        task: "Tensors of these sizes are joined along `dim`. Take element \
               `i` of the result, counted from 0 and row by row, as \
               `view(-1)` counts. Return which tensor it comes from, and \
               which element of that tensor it was, counted in the same \
               way. The tensors can be joined, and the result has an \
               element `i`.",
        hints: [
            "Begin with vectors: element `i` is in the first tensor that \
             ends behind `i`. Take away what came before.",
            "In general an element has a place along `dim`, and others \
             before and behind `dim`. With `behind` for the product of the \
             sizes behind `dim`, and `total` for the sum of the sizes at \
             `dim`, the place along `dim` is `i / behind % total`.",
            "`(before, along, after) = (i / behind / total, \
             i / behind % total, i % behind)`. Take away extents from \
             `along` until it is in a tensor; there it is element \
             `(before * extent + along) * behind + after`.",
        ],
    };

    pub fn starter(
        sizes: &[Vec<usize>],
        dim: usize,
        i: usize,
    ) -> (usize, usize) {
        todo!("the tensor's number, and the element's number in it")
    }

    pub fn solution(
        sizes: &[Vec<usize>],
        dim: usize,
        i: usize,
    ) -> (usize, usize) {
        let behind: usize = sizes[0][dim + 1..].iter().product();
        let total: usize = sizes.iter().map(|size| size[dim]).sum();
        let (before, after) = (i / behind / total, i % behind);
        let mut along = i / behind % total;
        for (nr, size) in sizes.iter().enumerate() {
            let extent = size[dim];
            if along < extent {
                return (nr, (before * extent + along) * behind + after);
            }
            along -= extent;
        }
        unreachable!("the extents add up to the total")
    }

    /// Joins numbers, and looks.
    pub fn another(
        sizes: &[Vec<usize>],
        dim: usize,
        i: usize,
    ) -> (usize, usize) {
        let mut numbers = Vec::new();
        let mut firsts = vec![0];
        for size in sizes {
            let (first, n) =
                (firsts[firsts.len() - 1], size.iter().product::<usize>());
            let size: Vec<i64> = size.iter().map(|&n| n as i64).collect();
            let numbered = arange(n as i64).and_then(|n| n.add(first as i64));
            numbers.push(numbered.and_then(|n| n.view(size)).unwrap());
            firsts.push(first + n);
        }
        let joined = cat(&numbers, dim as i64);
        let joined = joined.unwrap().to_vec::<i64>().unwrap();
        let number = joined[i] as usize;
        let nr = firsts.iter().rposition(|&first| first <= number).unwrap();
        (nr, number - firsts[nr])
    }

    fn end_to_end(
        sizes: &[Vec<usize>],
        _: usize,
        mut i: usize,
    ) -> (usize, usize) {
        for (nr, size) in sizes.iter().enumerate() {
            let n: usize = size.iter().product();
            if i < n {
                return (nr, i);
            }
            i -= n;
        }
        unreachable!("there are so many elements")
    }

    fn result_is_the_place(
        sizes: &[Vec<usize>],
        dim: usize,
        i: usize,
    ) -> (usize, usize) {
        (solution(sizes, dim, i).0, i)
    }

    /// What the loop finds, made into a place by `place(before, extent,
    /// along, behind, after, total)`.
    fn found(
        sizes: &[Vec<usize>],
        dim: usize,
        i: usize,
        place: impl Fn([usize; 6]) -> usize,
    ) -> (usize, usize) {
        let behind: usize = sizes[0][dim + 1..].iter().product();
        let total: usize = sizes.iter().map(|size| size[dim]).sum();
        let (before, after) = (i / behind / total, i % behind);
        let mut along = i / behind % total;
        let mut nr = 0;
        while along >= sizes[nr][dim] {
            along -= sizes[nr][dim];
            nr += 1;
        }
        let extent = sizes[nr][dim];
        (nr, place([before, extent, along, behind, after, total]))
    }

    fn first_round_only(
        sizes: &[Vec<usize>],
        dim: usize,
        i: usize,
    ) -> (usize, usize) {
        found(sizes, dim, i, |[_, _, along, behind, after, _]| {
            along * behind + after
        })
    }

    fn steps_of_the_result(
        sizes: &[Vec<usize>],
        dim: usize,
        i: usize,
    ) -> (usize, usize) {
        found(sizes, dim, i, |[before, _, along, behind, after, total]| {
            (before * total + along) * behind + after
        })
    }

    fn as_if_last(
        sizes: &[Vec<usize>],
        dim: usize,
        i: usize,
    ) -> (usize, usize) {
        let total: usize = sizes.iter().map(|size| size[dim]).sum();
        let mut along = i % total;
        let mut nr = 0;
        while along >= sizes[nr][dim] {
            along -= sizes[nr][dim];
            nr += 1;
        }
        (nr, i / total * sizes[nr][dim] + along)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: end_to_end,
                because: "This is right along dimension 0, where the \
                          tensors follow each other. Along the others they \
                          alternate.",
                section: "why",
            },
            Wrong {
                answer: as_if_last,
                because: "This is right along the last dimension. Along \
                          another one, a step is as long as all that is \
                          behind it.",
                section: "why",
            },
            Wrong {
                answer: first_round_only,
                because: "The tensors alternate. This finds an element of \
                          the first round, and forgets how many rounds came \
                          before.",
                section: "why",
            },
            Wrong {
                answer: steps_of_the_result,
                because: "The tensor is the right one. In it, a round is \
                          only as long as its own extent, not as that of \
                          the result.",
                section: "why",
            },
            Wrong {
                answer: result_is_the_place,
                because: "The tensor is the right one. The element has \
                          another number there than in the result.",
                section: "why",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let rows = vec![vec![2, 3], vec![1, 3]];
                let columns = vec![vec![2, 1], vec![2, 3]];
                let three = vec![vec![2, 2, 3], vec![2, 1, 3], vec![2, 3, 3]];
                let first = vec![vec![1, 3, 2], vec![2, 3, 2]];
                let last = vec![vec![3, 2, 2], vec![3, 2, 1]];
                let vectors = vec![vec![2], vec![3], vec![1]];
                let joins = [
                    (vectors, 0, 6),
                    (rows, 0, 9),
                    (columns, 1, 8),
                    (last, 2, 18),
                    (three, 1, 36),
                    (first, 0, 18),
                ];
                let mut inputs = Vec::new();
                for (sizes, dim, n) in joins {
                    // In another order each time, and each of them.
                    let order = randperm(n)?.to_vec::<i64>()?;
                    inputs.extend(
                        order
                            .iter()
                            .map(|&i| (sizes.clone(), dim, i as usize)),
                    );
                }
                Ok(inputs)
            },
            |f, (sizes, dim, i)| f(sizes, *dim, *i),
        )
    }
}
