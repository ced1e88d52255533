//! Exercises of the page "RNN: a sequence at once, or step by step".

use crate::exercises::kit::*;

exercises![
    predict what_turns,
    fix last_state,
    fix batch_in_front,
    fix both_directions,
    implement one_step,
    implement step_by_step,
];

pub mod what_turns {
    use super::*;

    pub const ABOUT: About = About {
        title: "What turns?",
        minutes: 3,
        section: "what-happens",
        task: "Write what this prints, before you run it.",
        hints: [
            "Look at the table. Which rows does `batch_first` change?",
            "7 sequences, 5 steps, 2 layers, a state of 4 numbers. `output` \
             has every step, of the last layer.",
            "`output` has its batch first, as the input has. `h_n` is \
             layers, batch, hidden.",
        ],
    };

    pub fn program() -> Result<()> {
        let options = nn::RNNOptions::new().num_layers(2).batch_first(true);
        let rnn = nn::RNN::with(3, 4, options)?;
        let (output, h_n) = rnn.forward(&zeros([7, 5, 3])?)?;
        print(output.size());
        print(h_n.size());
        Ok(())
    }

    pub const GUESSES: &[Wrong<&str>] = &[
        Wrong {
            answer: "torch.Size([7, 5, 4])\ntorch.Size([7, 2, 4])",
            because: "`batch_first` turns input and output, but never the \
                      state.",
            section: "what-happens",
        },
        Wrong {
            answer: "torch.Size([7, 5, 4])\ntorch.Size([2, 5, 4])",
            because: "There is a state for each sequence. With \
                      `batch_first` the batch is the 7, not the 5.",
            section: "what-happens",
        },
        Wrong {
            answer: "torch.Size([5, 7, 4])\ntorch.Size([2, 7, 4])",
            because: "`output` turns as the input does.",
            section: "what-happens",
        },
        Wrong {
            answer: "torch.Size([7, 5, 4])\ntorch.Size([1, 7, 4])",
            because: "`h_n` holds the state of each layer, and there are \
                      two.",
            section: "what-an-lstm-and-a-gru-do",
        },
        Wrong {
            answer: "torch.Size([7, 5, 3])\ntorch.Size([2, 7, 4])",
            because: "`output` holds states. A state has 4 numbers; only \
                      the input has 3.",
            section: "what-you-would-expect",
        },
    ];

    pub fn check(answer: fn() -> &'static str) -> Verdict {
        predicted(answer(), program, GUESSES)
    }
}

pub mod last_state {
    use super::*;

    pub type Answer = fn(&nn::RNN, &Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "The state after the last step",
        minutes: 5,
        section: "what-happens",
        task: "`rnn` was made with `batch_first(true)` and has one layer. \
               `x` is (batch, seq, feature). `last_state` should return the \
               state of each sequence after its last step: (batch, \
               hidden). It returns something else, and no error.",
        hints: [
            "Print the size of what comes back, for 2 sequences of 5 \
             steps.",
            "Which dimension does a single index pick from, and what is \
             that dimension here?",
            "`output.index((.., -1))`, or the only layer of `h_n`: \
             `h_n.index(0)`.",
        ],
    };

    pub fn starter(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        let (output, h_n) = rnn.forward(x)?;
        output.index(-1)
    }

    pub fn solution(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        let (output, h_n) = rnn.forward(x)?;
        h_n.index(0)
    }

    pub fn another(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        rnn.forward(x)?.0.index((.., -1))
    }

    fn with_layers(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        Ok(rnn.forward(x)?.1)
    }

    fn first_step(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        rnn.forward(x)?.0.index((.., 0))
    }

    fn last_sequence(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        rnn.forward(x)?.1.index((0, -1))
    }

    fn last_number(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        rnn.forward(x)?.0.index((.., .., -1))
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "With `batch_first` the first dimension of \
                          `output` is the batch. -1 there is the last \
                          sequence, with all its steps.",
                section: "what-happens",
            },
            Wrong {
                answer: with_layers,
                because: "`h_n` has a dimension for the layers in front, \
                          even if there is only one.",
                section: "what-happens",
            },
            Wrong {
                answer: first_step,
                because: "This is the state after the first step.",
                section: "what-you-would-expect",
            },
            Wrong {
                answer: last_sequence,
                because: "`h_n` is about the last step already. Of the \
                          batch every sequence is wanted.",
                section: "what-you-would-expect",
            },
            Wrong {
                answer: last_number,
                because: "The last dimension of `output` is the state: \
                          this picks one number of it, at every step.",
                section: "what-happens",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let draw = |batch| {
                    let options = nn::RNNOptions::new().batch_first(true);
                    let rnn = nn::RNN::with(3, 4, options)?;
                    Ok((Layer(rnn), randn([batch, 5, 3])?))
                };
                (2..4).map(draw).collect()
            },
            |f, (rnn, x)| f(&rnn.0, x),
        )
    }
}

pub mod batch_in_front {
    use super::*;

    pub type Answer = fn(&nn::RNN, &Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "The batch in front",
        minutes: 5,
        section: "what-happens",
        task: "`rnn` is a layer as `nn::RNN::new` makes it, without \
               `batch_first`. `x` is (batch, seq, feature). \
               `batch_in_front` should return the states of every sequence \
               at every step: (batch, seq, hidden). The size is right, and \
               the numbers are not.",
        hints: [
            "Which dimension does this layer go along, step by step?",
            "Turn `x` before the call, and what comes back after it.",
            "`x.transpose(0, 1)` exchanges the first two dimensions.",
        ],
    };

    pub fn starter(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        let (output, _) = rnn.forward(x)?;
        Ok(output)
    }

    pub fn solution(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        let (output, _) = rnn.forward(&x.transpose(0, 1)?)?;
        output.transpose(0, 1)
    }

    pub fn another(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        let mut outputs = Vec::new();
        for sequence in &x.unbind(0)? {
            outputs.push(rnn.forward(sequence)?.0);
        }
        stack(&outputs, 0)
    }

    fn half_way(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        Ok(rnn.forward(&x.transpose(0, 1)?)?.0)
    }

    fn reshaped(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        let [batch, seq, feature] = [0, 1, 2].map(|d| x.size()[d] as i64);
        let (output, _) = rnn.forward(&x.reshape([seq, batch, feature])?)?;
        output.reshape([batch, seq, 4])
    }

    fn only_after(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        rnn.forward(x)?.0.transpose(0, 1)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "This layer takes the steps first. It has read \
                          your batch as steps, and your steps as a batch.",
                section: "what-happens",
            },
            Wrong {
                answer: half_way,
                because: "The input has turned, so the output has. It must \
                          be turned back.",
                section: "what-happens",
            },
            Wrong {
                answer: reshaped,
                because: "`reshape` keeps the order of the numbers and \
                          cuts it anew: pieces of different sequences come \
                          together. `transpose` exchanges dimensions.",
                section: "what-happens",
            },
            Wrong {
                answer: only_after,
                because: "Only the output was turned. The layer still \
                          reads along the batch.",
                section: "what-happens",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let draw = |batch| {
                    Ok((Layer(nn::RNN::new(3, 4)?), randn([batch, 5, 3])?))
                };
                (2..4).map(draw).collect()
            },
            |f, (rnn, x)| f(&rnn.0, x),
        )
    }
}

pub mod both_directions {
    use super::*;

    pub type Answer = fn(&nn::RNN, &Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "A summary from both ends",
        minutes: 8,
        section: "in-both-directions",
        task: "`rnn` has one layer, is `bidirectional(true)`, and takes the \
               steps first. `both_directions` should return a summary of \
               each sequence: the final state of the forward direction and \
               then that of the reverse one, side by side, (batch, 2 \
               hidden). Half of every row is wrong.",
        hints: [
            "How many steps has the reverse direction read when it comes \
             to the last step of the sequence?",
            "`h_n` holds both final states, one after the other along \
             dimension 0.",
            "`cat` joins `h_n.index(0)` and `h_n.index(1)` along dimension \
             1.",
        ],
    };

    pub fn starter(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        let (output, h_n) = rnn.forward(x)?;
        output.index(-1)
    }

    pub fn solution(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        let (output, h_n) = rnn.forward(x)?;
        cat([&h_n.index(0)?, &h_n.index(1)?], 1)
    }

    pub fn another(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        let hidden = rnn.hidden_size();
        let (output, _) = rnn.forward(x)?;
        let forward = output.index((-1, .., ..hidden))?;
        hstack([&forward, &output.index((0, .., hidden..))?])
    }

    fn reverse_first(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        let (_, h_n) = rnn.forward(x)?;
        cat([&h_n.index(1)?, &h_n.index(0)?], 1)
    }

    fn first_step(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        rnn.forward(x)?.0.index(0)
    }

    fn reshaped(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        let (_, h_n) = rnn.forward(x)?;
        h_n.reshape([x.size()[1] as i64, 2 * rnn.hidden_size()])
    }

    fn below(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        let (_, h_n) = rnn.forward(x)?;
        cat([&h_n.index(0)?, &h_n.index(1)?], 0)
    }

    fn added(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        rnn.forward(x)?.1.sum_dim(0, false)
    }

    fn forward_only(rnn: &nn::RNN, x: &Tensor) -> Result<Tensor> {
        rnn.forward(x)?.1.index(0)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "The reverse direction reads from the end: at the \
                          last step it has seen only one.",
                section: "in-both-directions",
            },
            Wrong {
                answer: first_step,
                because: "At the first step the reverse direction has read \
                          everything, but the forward one has seen only \
                          one step.",
                section: "in-both-directions",
            },
            Wrong {
                answer: reverse_first,
                because: "These are the right states. The forward one \
                          comes first, in `h_n` as well.",
                section: "in-both-directions",
            },
            Wrong {
                answer: reshaped,
                because: "`reshape` cuts the numbers of `h_n` in their \
                          order: it joins states of different sequences. \
                          Join the two directions of each.",
                section: "in-both-directions",
            },
            Wrong {
                answer: below,
                because: "The two directions stand one below the other. \
                          Side by side is dimension 1.",
                section: "in-both-directions",
            },
            Wrong {
                answer: added,
                because: "The two directions have weights of their own. \
                          Their sum says less than both side by side.",
                section: "in-both-directions",
            },
            Wrong {
                answer: forward_only,
                because: "This is the forward direction alone.",
                section: "in-both-directions",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let draw = |batch| {
                    let options = nn::RNNOptions::new().bidirectional(true);
                    let rnn = nn::RNN::with(3, 4, options)?;
                    Ok((Layer(rnn), randn([5, batch, 3])?))
                };
                (2..4).map(draw).collect()
            },
            |f, (rnn, x)| f(&rnn.0, x),
        )
    }
}

pub mod one_step {
    use super::*;

    pub type Answer = fn(&Tensor, &Tensor, [&Tensor; 4]) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "A cell of your own",
        minutes: 10,
        section: "why",
        task: "Return the state after one step, as an `nn::RNNCell` \
               computes it. `x` is (batch, feature), `h` is the state \
               before, (batch, hidden). The weights are those of the \
               layer, in its order: `w_ih` is (hidden, feature), `w_hh` is \
               (hidden, hidden). `matmul`, `t` and `tanh` are methods of \
               tensors.",
        hints: [
            "The page says what a step of an `nn.RNN` is, in one formula.",
            "`W x` is written for a column. Here every row of `x` is a \
             sequence, so it is `x` times the transpose of `W`.",
            "`x.matmul(&w_ih.t()?)? + b_ih` is what the input adds. The \
             state adds as much, with its own weights; then `tanh()`.",
        ],
    };

    pub fn starter(
        x: &Tensor,
        h: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<Tensor> {
        let [w_ih, w_hh, b_ih, b_hh] = weights;
        todo!("the next state")
    }

    pub fn solution(
        x: &Tensor,
        h: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<Tensor> {
        let [w_ih, w_hh, b_ih, b_hh] = weights;
        let from_input = x.matmul(&w_ih.t()?)? + b_ih;
        let from_state = h.matmul(&w_hh.t()?)? + b_hh;
        (from_input + from_state).tanh()
    }

    pub fn another(
        x: &Tensor,
        h: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<Tensor> {
        let sizes = weights[0].size();
        let cell = nn::RNNCell::new(sizes[1] as i64, sizes[0] as i64)?;
        for (own, given) in cell.parameters().iter().zip(weights) {
            no_grad(|| own.copy_(given))?;
        }
        cell.forward_with(x, h)
    }

    fn not_transposed(
        x: &Tensor,
        h: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<Tensor> {
        let [w_ih, w_hh, b_ih, b_hh] = weights;
        let from_input = x.matmul(w_ih)? + b_ih;
        (from_input + h.matmul(w_hh)? + b_hh).tanh()
    }

    fn half_transposed(
        x: &Tensor,
        h: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<Tensor> {
        let [w_ih, w_hh, b_ih, b_hh] = weights;
        let from_input = x.matmul(&w_ih.t()?)? + b_ih;
        (from_input + h.matmul(w_hh)? + b_hh).tanh()
    }

    fn without_tanh(
        x: &Tensor,
        h: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<Tensor> {
        let [w_ih, w_hh, b_ih, b_hh] = weights;
        Ok(x.linear(w_ih, Some(b_ih))? + h.linear(w_hh, Some(b_hh))?)
    }

    fn tanh_twice(
        x: &Tensor,
        h: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<Tensor> {
        let [w_ih, w_hh, b_ih, b_hh] = weights;
        let from_input = x.linear(w_ih, Some(b_ih))?.tanh()?;
        Ok(from_input + h.linear(w_hh, Some(b_hh))?.tanh()?)
    }

    fn one_bias(
        x: &Tensor,
        h: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<Tensor> {
        let [w_ih, w_hh, b_ih, _] = weights;
        (x.linear(w_ih, Some(b_ih))? + h.linear(w_hh, None)?).tanh()
    }

    fn without_state(
        x: &Tensor,
        _: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<Tensor> {
        let [w_ih, _, b_ih, b_hh] = weights;
        (x.linear(w_ih, Some(b_ih))? + b_hh).tanh()
    }

    fn state_added(
        x: &Tensor,
        h: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<Tensor> {
        solution(x, h, weights)?.add(h)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: not_transposed,
                because: "`W x` is meant for a column. The rows of `x` and \
                          of `h` are sequences, so the weights must be \
                          transposed.",
                section: "why",
            },
            Wrong {
                answer: half_transposed,
                because: "`w_hh` is square, so it fits either way. It must \
                          be transposed as `w_ih` is.",
                section: "why",
            },
            Wrong {
                answer: without_tanh,
                because: "The `tanh` around the sum is missing.",
                section: "why",
            },
            Wrong {
                answer: tanh_twice,
                because: "What input and state add is summed first; then \
                          comes one `tanh`.",
                section: "why",
            },
            Wrong {
                answer: one_bias,
                because: "There are two biases. One would do, but both are \
                          there.",
                section: "why",
            },
            Wrong {
                answer: without_state,
                because: "The state before has no say. Without it nothing \
                          is remembered.",
                section: "why",
            },
            Wrong {
                answer: state_added,
                because: "The old state comes in by its product only. \
                          Keeping a part of it as it is is what a GRU does.",
                section: "what-an-lstm-and-a-gru-do",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let draw = |batch| {
                    let x = randn([batch, 3])?;
                    Ok((x, randn([batch, 4])?, weights()?))
                };
                (1..5).map(draw).collect()
            },
            |f, (x, h, weights)| {
                let [a, b, c, d] = &weights[..] else { unreachable!() };
                f(x, h, [a, b, c, d])
            },
        )
    }
}

/// Of a layer of 3 features and 4 numbers, in its order.
fn weights() -> Result<Vec<Tensor>> {
    Ok(vec![randn([4, 3])?, randn([4, 4])?, randn([4])?, randn([4])?])
}

pub mod step_by_step {
    use super::*;

    pub type Answer =
        fn(&Tensor, &Tensor, [&Tensor; 4]) -> Result<(Tensor, Tensor)>;

    pub const ABOUT: About = About {
        title: "The whole sequence, step by step",
        minutes: 15,
        section: "why-a-whole-sequence-at-once-is-fast",
        task: "Return `output` and `h_n` as an `nn::RNN` of one layer does, \
               but in a loop over the steps. `x` is (seq, batch, feature), \
               `h_0` is (1, batch, hidden); the weights are as in \
               `one_step`, which you may call if you have written it. \
               The gradients must be the layer's, too. `stack` joins a \
               vector of states along a new dimension: \
               `stack(&states, 0)`.",
        hints: [
            "`output` holds the state after each step, `h_n` the state \
             after the last one. What does the first step begin with?",
            "Begin with `h_0.index(0)`, go along `x.unbind(0)`, and keep \
             each new state in a vector. The state of one step goes into \
             the next with its history.",
            "After the loop: `stack` the states along dimension 0, and \
             give the last one its dimension for layers, \
             `h.unsqueeze(0)`.",
        ],
    };

    pub fn starter(
        x: &Tensor,
        h_0: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<(Tensor, Tensor)> {
        let [w_ih, w_hh, b_ih, b_hh] = weights;
        todo!("the states of all steps, and the last one")
    }

    pub fn solution(
        x: &Tensor,
        h_0: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<(Tensor, Tensor)> {
        let [w_ih, w_hh, b_ih, b_hh] = weights;
        let mut h = h_0.index(0)?;
        let mut states = Vec::new();
        for x in &x.unbind(0)? {
            let from_input = x.matmul(&w_ih.t()?)? + b_ih;
            let from_state = h.matmul(&w_hh.t()?)? + b_hh;
            h = (from_input + from_state).tanh()?;
            states.push(h.clone());
        }
        let output = stack(&states, 0)?;
        Ok((output, h.unsqueeze(0)?))
    }

    pub fn another(
        x: &Tensor,
        h_0: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<(Tensor, Tensor)> {
        let [w_ih, w_hh, b_ih, b_hh] = weights;
        let from_input = x.linear(w_ih, Some(b_ih))?;
        let mut states = vec![h_0.clone()];
        for t in 0..x.size()[0] as i64 {
            let h = states[states.len() - 1].linear(w_hh, Some(b_hh))?;
            states.push((from_input.index(t..t + 1)? + h).tanh()?);
        }
        let output = cat(&states[1..], 0)?;
        let h_n = output.index(-1..)?;
        Ok((output, h_n))
    }

    /// A loop with what people do in it: it says what the next step starts
    /// with, given `h_0` and the state just reached.
    fn wandering(
        x: &Tensor,
        h_0: &Tensor,
        weights: [&Tensor; 4],
        next: fn(&Tensor, &Tensor) -> Result<Tensor>,
    ) -> Result<(Tensor, Tensor)> {
        let (mut h, mut states) = (h_0.clone(), Vec::new());
        for x in &x.unbind(0)? {
            let state =
                one_step::solution(x, &h.index(0)?, weights)?.unsqueeze(0)?;
            h = next(h_0, &state)?;
            states.push(state);
        }
        let h_n = states[states.len() - 1].clone();
        Ok((cat(&states, 0)?, h_n))
    }

    fn always_from_h_0(
        x: &Tensor,
        h_0: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<(Tensor, Tensor)> {
        wandering(x, h_0, weights, |h_0, _| Ok(h_0.clone()))
    }

    fn detached(
        x: &Tensor,
        h_0: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<(Tensor, Tensor)> {
        wandering(x, h_0, weights, |_, h| h.detach())
    }

    fn from_zeros(
        x: &Tensor,
        h_0: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<(Tensor, Tensor)> {
        solution(x, &h_0.mul(0.0)?, weights)
    }

    fn along_the_batch(
        x: &Tensor,
        h_0: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<(Tensor, Tensor)> {
        solution(&x.transpose(0, 1)?, h_0, weights)
    }

    fn without_layers(
        x: &Tensor,
        h_0: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<(Tensor, Tensor)> {
        let (output, h_n) = solution(x, h_0, weights)?;
        Ok((output, h_n.index(0)?))
    }

    fn states_before(
        x: &Tensor,
        h_0: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<(Tensor, Tensor)> {
        let (output, h_n) = solution(x, h_0, weights)?;
        Ok((cat([h_0, &output.index(..-1)?], 0)?, h_n))
    }

    fn all_as_h_n(
        x: &Tensor,
        h_0: &Tensor,
        weights: [&Tensor; 4],
    ) -> Result<(Tensor, Tensor)> {
        let (_, h_n) = solution(x, h_0, weights)?;
        Ok((h_n.clone(), h_n))
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: always_from_h_0,
                because: "Every step begins with `h_0`. The state of a \
                          step belongs into the next one.",
                section: "why-a-whole-sequence-at-once-is-fast",
            },
            Wrong {
                answer: detached,
                because: "The values are right, the gradients are not: the \
                          history is cut between the steps. Cut it between \
                          parts that you train on, not within one.",
                section: "cut-the-history",
            },
            Wrong {
                answer: from_zeros,
                because: "A layer begins with zeros only if it is given no \
                          state. Here it is given one.",
                section: "when-the-input-arrives-step-by-step",
            },
            Wrong {
                answer: along_the_batch,
                because: "The loop runs along the batch. Without \
                          `batch_first` the steps come first.",
                section: "what-happens",
            },
            Wrong {
                answer: without_layers,
                because: "`h_n` is (layers, batch, hidden), even if there \
                          is only one layer.",
                section: "what-happens",
            },
            Wrong {
                answer: states_before,
                because: "`output` holds the state after each step, not \
                          the one before it.",
                section: "what-you-would-expect",
            },
            Wrong {
                answer: all_as_h_n,
                because: "`output` holds the states of all steps, not of \
                          the last one only.",
                section: "what-you-would-expect",
            },
        ],
    };

    /// What comes back, and the gradients of the weights.
    type Run = Result<((Tensor, Tensor), Vec<Option<Tensor>>)>;

    fn run(
        weights: &[Tensor],
        forward: impl FnOnce([&Tensor; 4]) -> Result<(Tensor, Tensor)>,
    ) -> Run {
        let [a, b, c, d] = weights else { unreachable!() };
        let (output, h_n) = forward([a, b, c, d])?;
        for weight in weights {
            weight.set_grad(None);
        }
        let loss = (&output * &output).sum()?;
        if loss.requires_grad() {
            loss.backward()?;
        }
        let gradients = weights.iter().map(Tensor::grad).collect();
        Ok(((output.detach()?, h_n.detach()?), gradients))
    }

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let draw = |(seq, batch)| {
                    let x = randn([seq, batch, 3])?;
                    let h_0 = randn([1, batch, 4])?;
                    Ok((x, h_0, Layer(nn::RNN::new(3, 4)?)))
                };
                [(2, 5), (4, 3)].into_iter().map(draw).collect()
            },
            |f, (x, h_0, rnn)| {
                run(&rnn.0.parameters(), |weights| f(x, h_0, weights))
            },
        )?;
        like_the_layer(answer)
    }

    /// Whatever the solution says: the layer itself has the last word.
    fn like_the_layer(answer: Answer) -> Verdict {
        let compare = || {
            let rnn = nn::RNN::new(3, 4)?;
            let (x, h_0) = (randn([5, 2, 3])?, randn([1, 2, 4])?);
            let of = &rnn.parameters();
            let own = run(of, |weights| answer(&x, &h_0, weights));
            let layer = run(of, |_| rnn.forward_with(&x, &h_0));
            Ok(own.same(&layer))
        };
        match compare() {
            Ok(true) => Ok(()),
            Ok(false) => Err(Refusal::new("The layer gives another result.")),
            Err::<_, TorchError>(error) => {
                Err(Refusal::new(error.to_string()))
            }
        }
    }
}
