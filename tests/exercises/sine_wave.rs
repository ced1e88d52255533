//! Exercises of the page "A sine wave, continued".

use crate::exercises::kit::*;

exercises![
    predict what_is_cut,
    implement into_windows,
    fix cut_between_windows,
    implement alone,
    implement learns_the_waves,
];

/// What an LSTM remembers, if it remembers anything.
type State = Option<(Tensor, Tensor)>;

pub mod what_is_cut {
    use super::*;

    pub const ABOUT: About = About {
        title: "What is cut?",
        minutes: 5,
        section: "why",
        task: "Write what this prints, before you run it: a state that is \
               doubled in every window, and the gradient of the factor.",
        hints: [
            "A value and a history are two things. Which of them does \
             `detach` leave?",
            "The values double as if nobody had detached anything.",
            "In each window `next` is `w` times a number, the state. The \
             gradient of `w` is that number.",
        ],
    };

    pub fn program() -> Result<()> {
        let w = tensor(2.0).requires_grad_(true)?;
        let mut state = tensor(1.0);
        for _ in 0..3 {
            let next = &w * &state;
            w.set_grad(None);
            next.backward()?;
            print((next.item()?, w.grad().unwrap().item()?));
            state = next.detach()?;
        }
        Ok(())
    }

    pub const GUESSES: &[Wrong<&str>] = &[
        Wrong {
            answer: "(2.0, 1.0)\n(2.0, 1.0)\n(2.0, 1.0)",
            because: "Detached, not forgotten: the values of the state go \
                      on.",
            section: "why",
        },
        Wrong {
            answer: "(2.0, 1.0)\n(4.0, 4.0)\n(8.0, 12.0)",
            because: "These are the gradients through all windows. The \
                      state was detached, so each ends where its window \
                      began.",
            section: "why",
        },
        Wrong {
            answer: "(2.0, 1.0)\n(4.0, 1.0)\n(8.0, 1.0)",
            because: "The state is a number in the next window. The \
                      gradient of the factor is that number, and it \
                      grows.",
            section: "why",
        },
        Wrong {
            answer: "(2.0, 1.0)\n(4.0, 3.0)\n(8.0, 7.0)",
            because: "The gradient is cleared in every window. It does not \
                      add.",
            section: "parameter_updates#gradients-add-so-clear-them",
        },
    ];

    pub fn check(answer: fn() -> &'static str) -> Verdict {
        predicted(answer(), program, GUESSES)
    }
}

pub mod into_windows {
    use super::*;

    pub type Answer = fn(&Tensor, i64) -> Result<Vec<(Tensor, Tensor)>>;

    pub const ABOUT: About = About {
        title: "Windows and their targets",
        minutes: 8,
        section: "what-happens",
        task: "Cut `points`, (seq, batch, 1), into windows of `length` \
               steps, one behind the other, without a gap. Return each with \
               its target: for every point of the window, the point that \
               comes next. Leave out what does not fill a window and its \
               target.",
        hints: [
            "The page shows how a window and its target are cut out of the \
             wave. Here it is until the points end.",
            "A window of points 0 to 4 has the target 1 to 5. So one point \
             must be left behind the last window.",
            "For `start` in `(0..)`, by `length`, while `start + length` is \
             smaller than the number of points: `points.index(start..start \
             + length)`, and the same one further on.",
        ],
    };

    pub fn starter(
        points: &Tensor,
        length: i64,
    ) -> Result<Vec<(Tensor, Tensor)>> {
        todo!("windows, and what comes next")
    }

    pub fn solution(
        points: &Tensor,
        length: i64,
    ) -> Result<Vec<(Tensor, Tensor)>> {
        let count = (points.size()[0] as i64 - 1) / length;
        let window = |n| {
            let start = n * length;
            let x = points.index(start..start + length)?;
            Ok((x, points.index(start + 1..start + length + 1)?))
        };
        (0..count).map(window).collect()
    }

    pub fn another(
        points: &Tensor,
        length: i64,
    ) -> Result<Vec<(Tensor, Tensor)>> {
        let all = points.unbind(0)?;
        let mut windows = Vec::new();
        let mut start = 0;
        while start + (length as usize) < all.len() {
            let end = start + length as usize;
            let x = stack(&all[start..end], 0)?;
            windows.push((x, stack(&all[start + 1..=end], 0)?));
            start = end;
        }
        Ok(windows)
    }

    /// Windows that begin every `stride` points, with targets `ahead`, as
    /// long as `fits` says so of the end of the window.
    fn stray(
        points: &Tensor,
        length: i64,
        [stride, ahead]: [i64; 2],
        fits: fn(i64, i64) -> bool,
    ) -> Result<Vec<(Tensor, Tensor)>> {
        let size = points.size()[0] as i64;
        let mut windows = Vec::new();
        let mut start = 0;
        while fits(start + length, size) && start < size {
            let next = start + ahead;
            let x = points.index(start..start + length)?;
            windows.push((x, points.index(next..next + length)?));
            start += stride;
        }
        Ok(windows)
    }

    fn itself(points: &Tensor, length: i64) -> Result<Vec<(Tensor, Tensor)>> {
        stray(points, length, [length, 0], |end, size| end < size)
    }

    fn next_window(
        points: &Tensor,
        length: i64,
    ) -> Result<Vec<(Tensor, Tensor)>> {
        stray(points, length, [length, length], |end, size| end < size)
    }

    fn overlapping(
        points: &Tensor,
        length: i64,
    ) -> Result<Vec<(Tensor, Tensor)>> {
        stray(points, length, [1, 1], |end, size| end < size)
    }

    fn with_a_gap(
        points: &Tensor,
        length: i64,
    ) -> Result<Vec<(Tensor, Tensor)>> {
        stray(points, length, [length + 1, 1], |end, size| end < size)
    }

    fn short_target(
        points: &Tensor,
        length: i64,
    ) -> Result<Vec<(Tensor, Tensor)>> {
        stray(points, length, [length, 1], |end, size| end <= size)
    }

    fn short_window(
        points: &Tensor,
        length: i64,
    ) -> Result<Vec<(Tensor, Tensor)>> {
        stray(points, length, [length, 1], |_, _| true)
    }

    fn one_too_few(
        points: &Tensor,
        length: i64,
    ) -> Result<Vec<(Tensor, Tensor)>> {
        stray(points, length, [length, 1], |end, size| end + 1 < size)
    }

    fn along_the_batch(
        points: &Tensor,
        length: i64,
    ) -> Result<Vec<(Tensor, Tensor)>> {
        solution(&points.transpose(0, 1)?, length)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: itself,
                because: "The target is the window itself. Whoever learns \
                          that learns to repeat.",
                section: "why",
            },
            Wrong {
                answer: next_window,
                because: "The target is a whole window ahead. It should be \
                          the next point of every point.",
                section: "what-happens",
            },
            Wrong {
                answer: overlapping,
                because: "The windows overlap. Each should begin where the \
                          one before ends.",
                section: "what-happens",
            },
            Wrong {
                answer: with_a_gap,
                because: "A point between two windows is never heard. The \
                          last target is the first point of the next \
                          window.",
                section: "what-happens",
            },
            Wrong {
                answer: short_target,
                because: "The last target is a point short: its window \
                          goes to the very end, where nothing comes next.",
                section: "what-happens",
            },
            Wrong {
                answer: short_window,
                because: "The last window is shorter than the others. It \
                          should be left out.",
                section: "what-happens",
            },
            Wrong {
                answer: one_too_few,
                because: "A window is missing: one point behind it is \
                          enough for its target.",
                section: "what-happens",
            },
            Wrong {
                answer: along_the_batch,
                because: "These are windows along the batch. The steps \
                          come first.",
                section: "rnn#what-you-would-expect",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let cases =
                    [(7, 3), (6, 3), (8, 3), (10, 4), (5, 5), (4, 1), (3, 9)];
                let draw = |(size, length)| Ok((rand([size, 2, 1])?, length));
                cases.into_iter().map(draw).collect()
            },
            |f, (points, length)| f(points, *length),
        )
    }
}

pub mod cut_between_windows {
    use super::*;

    pub type Answer = fn(&nn::LSTM, &[Tensor]) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "Cut between windows",
        minutes: 8,
        section: "why",
        task: "`cut_between_windows` lets `lstm` hear the windows one after \
               the other, and returns what it says to all of them. In the \
               weights it leaves the sum of the gradients of all windows' \
               losses. The values are right. But the gradients of a loss \
               should end where its window began. Somebody met an error \
               and found `backward_retain`.",
        hints: [
            "Which windows does the gradient of the last loss go through?",
            "Carry the values of the state on, without their history. \
             Then nothing needs to be retained.",
            "The state of an LSTM is two tensors, `last.0` and `last.1`. \
             Both have a history: `Some((last.0.detach()?, \
             last.1.detach()?))`.",
        ],
    };

    pub fn starter(lstm: &nn::LSTM, windows: &[Tensor]) -> Result<Tensor> {
        let mut state = None;
        let mut outputs = Vec::new();
        for x in windows {
            let (output, last) = lstm.forward_with(x, state.as_ref())?;
            let loss = (&output * &output).sum()?;
            loss.backward_retain()?;
            outputs.push(output.detach()?);
            state = Some(last);
        }
        cat(&outputs, 0)
    }

    pub fn solution(lstm: &nn::LSTM, windows: &[Tensor]) -> Result<Tensor> {
        let mut state = None;
        let mut outputs = Vec::new();
        for x in windows {
            let (output, last) = lstm.forward_with(x, state.as_ref())?;
            let loss = (&output * &output).sum()?;
            loss.backward()?;
            outputs.push(output.detach()?);
            state = Some((last.0.detach()?, last.1.detach()?));
        }
        cat(&outputs, 0)
    }

    pub fn another(lstm: &nn::LSTM, windows: &[Tensor]) -> Result<Tensor> {
        let (mut outputs, mut state) = (Vec::new(), None);
        for x in windows {
            let (output, (h, c)) = lstm.forward_with(x, state.as_ref())?;
            state = Some((h.data()?, c.data()?));
            outputs.push(output);
        }
        let all = cat(&outputs, 0)?;
        all.pow(2)?.sum()?.backward()?;
        all.detach()
    }

    /// The loop, with what is made of the state between the windows.
    fn stray(
        lstm: &nn::LSTM,
        windows: &[Tensor],
        carry: fn(Tensor, Tensor) -> Result<State>,
    ) -> Result<Tensor> {
        let (mut outputs, mut state) = (Vec::new(), None);
        for x in windows {
            let (output, (h, c)) = lstm.forward_with(x, state.as_ref())?;
            (&output * &output).sum()?.backward_retain()?;
            outputs.push(output.detach()?);
            state = carry(h, c)?;
        }
        cat(&outputs, 0)
    }

    fn forgotten(lstm: &nn::LSTM, windows: &[Tensor]) -> Result<Tensor> {
        stray(lstm, windows, |_, _| Ok(None))
    }

    fn only_h(lstm: &nn::LSTM, windows: &[Tensor]) -> Result<Tensor> {
        stray(lstm, windows, |h, c| Ok(Some((h.detach()?, c))))
    }

    fn only_c(lstm: &nn::LSTM, windows: &[Tensor]) -> Result<Tensor> {
        stray(lstm, windows, |h, c| Ok(Some((h, c.detach()?))))
    }

    fn memory_lost(lstm: &nn::LSTM, windows: &[Tensor]) -> Result<Tensor> {
        stray(lstm, windows, |h, c| Ok(Some((h.detach()?, c.zeros_like()?))))
    }

    fn still_carried(lstm: &nn::LSTM, windows: &[Tensor]) -> Result<Tensor> {
        let (mut outputs, mut state) = (Vec::new(), None);
        for x in windows {
            let (output, last) = lstm.forward_with(x, state.as_ref())?;
            (&output * &output).sum()?.backward()?;
            outputs.push(output.detach()?);
            state = Some(last);
        }
        cat(&outputs, 0)
    }

    fn last_window(lstm: &nn::LSTM, windows: &[Tensor]) -> Result<Tensor> {
        for weight in lstm.parameters() {
            weight.set_grad(None);
        }
        let (mut outputs, mut state) = (Vec::new(), None);
        for x in windows {
            for weight in lstm.parameters() {
                weight.set_grad(None);
            }
            let (output, (h, c)) = lstm.forward_with(x, state.as_ref())?;
            (&output * &output).sum()?.backward()?;
            outputs.push(output.detach()?);
            state = Some((h.detach()?, c.detach()?));
        }
        cat(&outputs, 0)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "Each loss goes back through all windows before \
                          its own. `retain_graph` keeps that history; it \
                          should be cut.",
                section: "rnn#cut-the-history",
            },
            Wrong {
                answer: forgotten,
                because: "Every window begins with zeros. Detached does \
                          not mean forgotten: carry the values on.",
                section: "why",
            },
            Wrong {
                answer: only_h,
                because: "An LSTM carries two tensors. The gradients still \
                          go back through the memory `c`.",
                section: "rnn#what-an-lstm-and-a-gru-do",
            },
            Wrong {
                answer: only_c,
                because: "An LSTM carries two tensors. The gradients still \
                          go back through the state `h`.",
                section: "rnn#what-an-lstm-and-a-gru-do",
            },
            Wrong {
                answer: memory_lost,
                because: "The values of the memory `c` must go on as \
                          well.",
                section: "rnn#what-an-lstm-and-a-gru-do",
            },
            Wrong {
                answer: still_carried,
                because: "Without `retain_graph` the second `backward` \
                          runs into the graph of the first. The state \
                          still has its history.",
                section: "rnn#cut-the-history",
            },
            Wrong {
                answer: last_window,
                because: "The gradients of the windows before were \
                          cleared. Here all of them are wanted.",
                section: "backward_twice#what-happens",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let windows = (0..3).map(|_| randn([2, 2, 1]));
                let windows = windows.collect::<Result<Vec<_>>>()?;
                Ok(vec![(Layer(nn::LSTM::new(1, 3)?), windows)])
            },
            |f, (lstm, windows)| {
                let said = f(&lstm.0, windows)?;
                let weights = lstm.0.parameters();
                let gradients: Vec<_> =
                    weights.iter().map(Tensor::grad).collect();
                Ok::<_, TorchError>((said.detach()?, gradients))
            },
        )
    }
}

pub mod alone {
    use super::*;

    pub type Answer =
        fn(&nn::LSTM, &nn::Linear, &Tensor, i64) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "Alone",
        minutes: 12,
        section: "what-happens",
        task: "Let a network hear the points `heard`, (seq, batch, 1), and \
               then only itself. `lstm` makes states of points, and `out` \
               makes a point of each state. Return the `steps` points that \
               it makes: (steps, batch, 1). The first is what it makes of \
               the last point that it heard. Nothing is learned here, so \
               what you return has no history. `cat` joins a vector of \
               points: `cat(&points, 0)`.",
        hints: [
            "What two things does a step need, and where does it find them \
             when nobody speaks to it?",
            "The first call hears everything: its last answer is the first \
             point. Each call after it hears the point made last, with the \
             state from the call before.",
            "`lstm.forward_with(&point, Some(&state))` returns the output \
             and the next state. `index(-1..)` keeps the dimension for \
             steps, `cat` joins the points, and `no_grad(|| ...)` is around \
             it all.",
        ],
    };

    pub fn starter(
        lstm: &nn::LSTM,
        out: &nn::Linear,
        heard: &Tensor,
        steps: i64,
    ) -> Result<Tensor> {
        todo!("the points that it makes")
    }

    pub fn solution(
        lstm: &nn::LSTM,
        out: &nn::Linear,
        heard: &Tensor,
        steps: i64,
    ) -> Result<Tensor> {
        no_grad(|| {
            let (states, mut memory) = lstm.forward(heard)?;
            let mut point = out.forward(&states.index(-1..)?)?;
            let mut points = vec![point.clone()];
            for _ in 1..steps {
                let (state, next) = lstm.forward_with(&point, &memory)?;
                point = out.forward(&state)?;
                points.push(point.clone());
                memory = next;
            }
            cat(&points, 0)
        })
    }

    /// Hears everything again for each point.
    pub fn another(
        lstm: &nn::LSTM,
        out: &nn::Linear,
        heard: &Tensor,
        steps: i64,
    ) -> Result<Tensor> {
        let mut all = heard.clone();
        for _ in 0..steps {
            let answers = out.forward(&lstm.forward(&all)?.0)?;
            all = cat([&all, &answers.index(-1..)?], 0)?;
        }
        all.index(-steps..)?.detach()
    }

    fn with_history(
        lstm: &nn::LSTM,
        out: &nn::Linear,
        heard: &Tensor,
        steps: i64,
    ) -> Result<Tensor> {
        let (states, mut memory) = lstm.forward(heard)?;
        let mut points = vec![out.forward(&states.index(-1..)?)?];
        for _ in 1..steps {
            let last = &points[points.len() - 1];
            let (state, next) = lstm.forward_with(last, &memory)?;
            points.push(out.forward(&state)?);
            memory = next;
        }
        cat(&points, 0)
    }

    /// The loop from a point and a state; `keep` says which state comes
    /// next, given the first one and the new one.
    fn stray(
        lstm: &nn::LSTM,
        out: &nn::Linear,
        (first, begin): (Tensor, State),
        steps: i64,
        keep: fn(&State, (Tensor, Tensor)) -> State,
    ) -> Result<Tensor> {
        let mut points = vec![first];
        let mut memory = begin.clone();
        for _ in 0..steps {
            let last = &points[points.len() - 1];
            let (state, next) = lstm.forward_with(last, memory.as_ref())?;
            points.push(out.forward(&state)?);
            memory = keep(&begin, next);
        }
        cat(&points, 0)?.detach()
    }

    fn after_hearing(
        lstm: &nn::LSTM,
        out: &nn::Linear,
        heard: &Tensor,
    ) -> Result<(Tensor, Option<(Tensor, Tensor)>)> {
        let (states, memory) = lstm.forward(heard)?;
        Ok((out.forward(&states.index(-1..)?)?, Some(memory)))
    }

    fn without_state(
        lstm: &nn::LSTM,
        out: &nn::Linear,
        heard: &Tensor,
        steps: i64,
    ) -> Result<Tensor> {
        let begin = after_hearing(lstm, out, heard)?;
        let begin = (begin.0, None);
        stray(lstm, out, begin, steps - 1, |_, _| None)
    }

    fn always_the_first_state(
        lstm: &nn::LSTM,
        out: &nn::Linear,
        heard: &Tensor,
        steps: i64,
    ) -> Result<Tensor> {
        let begin = after_hearing(lstm, out, heard)?;
        stray(lstm, out, begin, steps - 1, |first, _| first.clone())
    }

    fn heard_twice(
        lstm: &nn::LSTM,
        out: &nn::Linear,
        heard: &Tensor,
        steps: i64,
    ) -> Result<Tensor> {
        let (_, memory) = after_hearing(lstm, out, heard)?;
        let begin = (heard.index(-1..)?, memory);
        let points = stray(lstm, out, begin, steps, |_, next| Some(next))?;
        points.index(1..)
    }

    fn last_heard_included(
        lstm: &nn::LSTM,
        out: &nn::Linear,
        heard: &Tensor,
        steps: i64,
    ) -> Result<Tensor> {
        let points = solution(lstm, out, heard, steps)?;
        cat([&heard.index(-1..)?, &points.index(..-1)?], 0)
    }

    fn one_more(
        lstm: &nn::LSTM,
        out: &nn::Linear,
        heard: &Tensor,
        steps: i64,
    ) -> Result<Tensor> {
        solution(lstm, out, heard, steps + 1)
    }

    fn first_missing(
        lstm: &nn::LSTM,
        out: &nn::Linear,
        heard: &Tensor,
        steps: i64,
    ) -> Result<Tensor> {
        solution(lstm, out, heard, steps + 1)?.index(1..)
    }

    fn same_again(
        lstm: &nn::LSTM,
        out: &nn::Linear,
        heard: &Tensor,
        steps: i64,
    ) -> Result<Tensor> {
        let (first, _) = after_hearing(lstm, out, heard)?;
        let points = vec![first.detach()?; steps as usize];
        cat(&points, 0)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: with_history,
                because: "These are the right points, with a history of \
                          all steps behind them. Nothing is learned here, \
                          so record nothing.",
                section: "what-happens",
            },
            Wrong {
                answer: without_state,
                because: "The network forgets everything between two \
                          points. Hand the state on.",
                section: "what-to-do",
            },
            Wrong {
                answer: always_the_first_state,
                because: "Every point is made with the state after \
                          hearing. Each step gives a new one.",
                section: "what-to-do",
            },
            Wrong {
                answer: heard_twice,
                because: "The last point that was heard is heard a second \
                          time. Its answer is there already: it is the \
                          first point.",
                section: "what-happens",
            },
            Wrong {
                answer: last_heard_included,
                because: "The first of these points was heard, not made.",
                section: "what-happens",
            },
            Wrong {
                answer: one_more,
                because: "There is a point too many: the first one is made \
                          before the loop.",
                section: "what-happens",
            },
            Wrong {
                answer: first_missing,
                because: "The first point is missing: it is the answer to \
                          the last one heard.",
                section: "what-happens",
            },
            Wrong {
                answer: same_again,
                because: "This is one point, repeated. Each point is what \
                          the network hears next.",
                section: "what-you-would-expect",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let draw = |(seq, batch, steps)| {
                    let net = (nn::LSTM::new(1, 4)?, nn::Linear::new(4, 1)?);
                    // Weights of some size, so that a state says something.
                    for weight in net.0.parameters() {
                        no_grad(|| weight.mul_(4.0))?;
                    }
                    let heard = rand([seq, batch, 1])?;
                    Ok((Layer(net.0), Layer(net.1), (heard, steps)))
                };
                let cases = [(3, 2, 1), (2, 3, 4)];
                cases.into_iter().map(draw).collect()
            },
            |f, (lstm, out, (heard, steps))| {
                let points = f(&lstm.0, &out.0, heard, *steps)?;
                let history = match points.requires_grad() {
                    true => "with a history",
                    false => "without a history",
                };
                Ok::<_, TorchError>((points, history.to_owned()))
            },
        )
    }
}

pub mod learns_the_waves {
    use super::*;

    pub type Answer = fn(&nn::RNN, &nn::Linear, &Tensor) -> Result<()>;

    pub const ABOUT: About = About {
        title: "A loop that reaches its loss",
        minutes: 20,
        section: "what-happens",
        task: "`waves` is (41, 3, 1): three sine waves side by side, 8 \
               points to a cycle. Train `rnn`, which has a state of 8 \
               numbers, and `out`, which makes a point of each state, to \
               say the next point. Then they are asked: they hear the \
               first 40 points, beginning with no state, and the mean \
               square of their errors must be below 0.05, where the first \
               five answers do not count. Who repeats what he hears has \
               0.29. The loss is `nn::functional::mse_loss(&guess, &y, \
               nn::Reduction::Mean)`; the windows, the rule and the number \
               of updates are your choice.",
        hints: [
            "Everything is on the page: an optimizer of the parameters of \
             both layers, windows with their targets, a state that is \
             carried and detached, and clear, backward, step.",
            "Windows of 5 points, and Adam with a learning rate of 0.05. \
             Go through the waves several times, each time with no state \
             at first. Print the losses.",
            "In a window: `rnn.forward_with(&x, state.as_ref())?`, then \
             `out.forward` of the states, the loss against `waves` one \
             point on, `zero_grad`, `backward`, `step`, and \
             `state = Some(last.detach()?)`. Six times through the waves \
             is enough.",
        ],
    };

    pub fn starter(
        rnn: &nn::RNN,
        out: &nn::Linear,
        waves: &Tensor,
    ) -> Result<()> {
        let parameters = [rnn.parameters(), out.parameters()].concat();
        todo!("train them")
    }

    pub fn solution(
        rnn: &nn::RNN,
        out: &nn::Linear,
        waves: &Tensor,
    ) -> Result<()> {
        let parameters = [rnn.parameters(), out.parameters()].concat();
        let adam = Adam::new(parameters, lr(0.05))?;
        for _ in 0..6 {
            let mut state = None;
            for start in (0..40).step_by(5) {
                let x = waves.index(start..start + 5)?;
                let y = waves.index(start + 1..start + 6)?;
                let (states, last) = rnn.forward_with(&x, state.as_ref())?;
                state = Some(last.detach()?);
                let (guess, mean) =
                    (out.forward(&states)?, nn::Reduction::Mean);
                let loss = nn::functional::mse_loss(&guess, &y, mean)?;
                adam.zero_grad();
                loss.backward()?;
                adam.step()?;
            }
        }
        Ok(())
    }

    /// Short windows from anywhere, until the losses are small.
    pub fn another(
        rnn: &nn::RNN,
        out: &nn::Linear,
        waves: &Tensor,
    ) -> Result<()> {
        let parameters = [rnn.parameters(), out.parameters()].concat();
        let sgd = Sgd::new(&parameters, lr(0.1).momentum(0.8))?;
        let mut mean = 1.0;
        for n in 0.. {
            let start = n * 7 % 35;
            let x = waves.index(start..start + 6)?;
            let guess = out.forward(&rnn.forward(&x)?.0)?.index(2..)?;
            let error = guess - waves.index(start + 3..start + 7)?;
            let loss = (&error * &error).mean()?;
            mean = 0.8 * mean + 0.2 * loss.to_float()?;
            if mean < 0.01 || n == 200 {
                break;
            }
            sgd.zero_grad();
            loss.backward()?;
            clip_grad_norm_(&parameters, 1.0)?;
            sgd.step()?;
        }
        Ok(())
    }

    /// The loop, with a number of windows, targets a few points ahead, and
    /// some parameters.
    fn stray(
        (rnn, out, waves): (&nn::RNN, &nn::Linear, &Tensor),
        parameters: Vec<Tensor>,
        [windows, ahead]: [i64; 2],
    ) -> Result<()> {
        let adam = Adam::new(parameters, lr(0.06))?;
        for start in (0..windows).map(|n| n % 8 * 5) {
            let x = waves.index(start..start + 5)?;
            let y = waves.index(start + ahead..start + ahead + 5)?;
            let guess = out.forward(&rnn.forward(&x)?.0)?;
            let error = guess - y;
            adam.zero_grad();
            (&error * &error).mean()?.backward()?;
            adam.step()?;
        }
        Ok(())
    }

    fn repeats(rnn: &nn::RNN, out: &nn::Linear, waves: &Tensor) -> Result<()> {
        let parameters = [rnn.parameters(), out.parameters()].concat();
        stray((rnn, out, waves), parameters, [40, 0])
    }

    fn too_few(rnn: &nn::RNN, out: &nn::Linear, waves: &Tensor) -> Result<()> {
        let parameters = [rnn.parameters(), out.parameters()].concat();
        stray((rnn, out, waves), parameters, [1, 1])
    }

    fn out_only(
        rnn: &nn::RNN,
        out: &nn::Linear,
        waves: &Tensor,
    ) -> Result<()> {
        stray((rnn, out, waves), out.parameters(), [1, 1])
    }

    fn rnn_only(
        rnn: &nn::RNN,
        out: &nn::Linear,
        waves: &Tensor,
    ) -> Result<()> {
        stray((rnn, out, waves), rnn.parameters(), [1, 1])
    }

    fn copies(rnn: &nn::RNN, out: &nn::Linear, waves: &Tensor) -> Result<()> {
        let (own, own_out) = (nn::RNN::new(1, 8)?, nn::Linear::new(8, 1)?);
        own.load_state_dict(&rnn.state_dict())?;
        own_out.load_state_dict(&out.state_dict())?;
        too_few(&own, &own_out, waves)
    }

    fn carried(rnn: &nn::RNN, out: &nn::Linear, waves: &Tensor) -> Result<()> {
        let mut state = None;
        for start in (0..40).step_by(5) {
            let x = waves.index(start..start + 5)?;
            let (states, last) = rnn.forward_with(&x, state.as_ref())?;
            let y = waves.index(start + 1..start + 6)?;
            let error = out.forward(&states)? - y;
            (&error * &error).mean()?.backward()?;
            state = Some(last);
        }
        Ok(())
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: repeats,
                because: "It has learned to repeat what it hears. The \
                          target is the point that comes next.",
                section: "why",
            },
            Wrong {
                answer: copies,
                because: "The two layers are as they were: nobody took a \
                          step with their own parameters.",
                section: "optimizers#it-holds-tensors-not-names",
            },
            Wrong {
                answer: out_only,
                because: "`rnn` has not moved. The optimizer needs the \
                          parameters of both layers.",
                section: "what-happens",
            },
            Wrong {
                answer: rnn_only,
                because: "`out` has not moved. The optimizer needs the \
                          parameters of both layers.",
                section: "what-happens",
            },
            Wrong {
                answer: carried,
                because: "The second `backward` runs into the graph of \
                          the first. Detach the state once for each \
                          window.",
                section: "why",
            },
            Wrong {
                answer: too_few,
                because: "It has begun to learn. Print the losses: if they \
                          fall, go on for longer; if they jump about, take \
                          smaller steps, and clear the gradients in each.",
                section: "what-to-do",
            },
        ],
    };

    const LIMIT: f64 = 0.05;

    pub fn check(answer: Answer) -> Verdict {
        let [repeats, copies, out_only, rnn_only, carried, too_few] =
            ANSWERS.wrong
        else {
            unreachable!("six wrong answers")
        };
        let seed = seed();
        manual_seed(seed.cast_signed());
        let (waves, rnn, out) = inputs().expect("inputs that can be drawn");
        let values = |of: &dyn Module| -> Vec<Tensor> {
            let copy = |p: &Tensor| p.detach().and_then(|p| p.copy());
            of.parameters().iter().flat_map(copy).collect()
        };
        let (first, first_out) = (values(&rnn), values(&out));
        called(|| answer(&rnn, &out, &waves)).map_err(
            |refusal| match refusal.to_string().contains("a second time") {
                true => refusal.like(carried),
                false => refusal,
            },
        )?;
        let (loss, repeated) = called(|| judge(&rnn, &out, &waves))?;
        if loss < LIMIT {
            return Ok(());
        }
        let wrong =
            match (values(&rnn).same(&first), values(&out).same(&first_out)) {
                (true, true) => copies,
                (true, false) => out_only,
                (false, true) => rnn_only,
                _ if 2.0 * repeated < loss => repeats,
                _ => too_few,
            };
        Err(Refusal::new(format!(
            "The mean square of the errors is {loss:.4}; below {LIMIT} is \
             wanted.\n\nThe inputs were drawn with seed {seed}; \
             TORCHBOOK_SEED={seed} draws them again."
        ))
        .like(wrong))
    }

    /// Waves that begin anywhere, and fresh layers.
    fn inputs() -> Result<(Tensor, nn::RNN, nn::Linear)> {
        let cycles = arange(41)?.unsqueeze(1)?.div(8.0)? + rand([3])?;
        let waves = cycles.mul(std::f64::consts::TAU)?.sin()?.unsqueeze(2)?;
        Ok((waves, nn::RNN::new(1, 8)?, nn::Linear::new(8, 1)?))
    }

    /// The loss for the next point, and that of repeating.
    fn judge(
        rnn: &nn::RNN,
        out: &nn::Linear,
        waves: &Tensor,
    ) -> Result<(f64, f64)> {
        no_grad(|| {
            let heard = waves.index(..40)?;
            let guess = out.forward(&rnn.forward(&heard)?.0)?.index(5..)?;
            let loss = |wanted: Tensor| {
                let error = &guess - wanted;
                (&error * &error).mean()?.to_float()
            };
            Ok((loss(waves.index(6..)?)?, loss(waves.index(5..40)?)?))
        })
    }
}
