//! Exercises of the page "Modules: parameters that have names".

use crate::exercises::kit::*;

exercises![
    predict what_is_learned,
    fix nothing_left_out,
    fix asked_not_trained,
    implement how_many_numbers,
    fix best_weights,
    implement cross_entropy,
];

pub mod what_is_learned {
    use super::*;

    pub const ABOUT: About = About {
        title: "What is learned?",
        minutes: 4,
        section: "what-happens",
        task: "Write what this prints, before you run it: one name in each \
               line.",
        hints: [
            "Which of the three fields hold parameters? And which does a \
             module tell first?",
            "A tensor that asks for gradients is no parameter. A vector \
             that `module!` names is a module.",
            "A module's own parameters come first. In a vector the parts \
             are numbered: `layers.0.weight`.",
        ],
    };

    pub fn program() -> Result<()> {
        struct Net {
            layers: Vec<nn::Linear>,
            plain: Tensor,
            scale: Tensor,
        }
        module!(Net { layers, plain, scale });

        let layer = || nn::Linear::without_bias(2, 2);
        let net = Net {
            layers: vec![layer()?, layer()?],
            plain: ones_with([2], float32.requires_grad(true))?,
            scale: parameter(&ones([2])?)?,
        };
        for (name, _) in net.named_parameters() {
            print(name);
        }
        Ok(())
    }

    pub const GUESSES: &[Wrong<&str>] = &[
        Wrong {
            answer: "layers.0.weight\nlayers.1.weight\nscale",
            because: "The order of the fields is not all: a module tells \
                      its own parameters first, and then those of the \
                      modules in it.",
            section: "the-order-is-not-quite-the-one-you-wrote",
        },
        Wrong {
            answer: "plain\nscale\nlayers.0.weight\nlayers.1.weight",
            because: "`plain` asks for gradients, and is no parameter: \
                      nobody made it one.",
            section: "a-tensor-is-not-a-parameter",
        },
        Wrong {
            answer: "layers.0.weight\nlayers.1.weight\nplain\nscale",
            because: "`plain` asks for gradients, and is no parameter. And \
                      a module tells its own parameters first.",
            section: "a-tensor-is-not-a-parameter",
        },
        Wrong {
            answer: "scale",
            because: "A Python list would hide its layers. In Rust a vector \
                      is a module list, if `module!` names it.",
            section: "a-list-hides-what-is-in-it",
        },
    ];

    pub fn check(answer: fn() -> &'static str) -> Verdict {
        predicted(answer(), program, GUESSES)
    }
}

pub mod nothing_left_out {
    use super::*;

    pub type Answer = fn(i64) -> Result<Vec<Tensor>>;

    pub const ABOUT: About = About {
        title: "Nothing is left out",
        minutes: 8,
        section: "what-happens",
        task: "`nothing_left_out` makes a network and returns what an \
               optimizer should learn. Seven tensors should be learned: \
               `scale`, and the weight and the bias of three layers. Only \
               two are, and there is no error.",
        hints: [
            "Print the sizes of the tensors that come back. Which are \
             missing?",
            "Two things are missing, for two reasons. A module knows only \
             what is registered; and a tensor is not a parameter.",
            "Name `layers` in `module!`, and make `scale` with \
             `parameter(&ones([1])?)?`.",
        ],
    };

    #[expect(dead_code, reason = "the mistake")]
    pub fn starter(width: i64) -> Result<Vec<Tensor>> {
        struct Net {
            scale: Tensor,
            layers: Vec<nn::Linear>,
            last: nn::Linear,
        }
        module!(Net { scale, last });

        let layer = || nn::Linear::new(width, width);
        let net = Net {
            scale: ones_with([1], float32.requires_grad(true))?,
            layers: vec![layer()?, layer()?],
            last: nn::Linear::new(width, 1)?,
        };
        Ok(net.parameters())
    }

    pub fn solution(width: i64) -> Result<Vec<Tensor>> {
        struct Net {
            scale: Tensor,
            layers: Vec<nn::Linear>,
            last: nn::Linear,
        }
        module!(Net { scale, layers, last });

        let layer = || nn::Linear::new(width, width);
        let net = Net {
            scale: parameter(&ones([1])?)?,
            layers: vec![layer()?, layer()?],
            last: nn::Linear::new(width, 1)?,
        };
        Ok(net.parameters())
    }

    pub fn another(width: i64) -> Result<Vec<Tensor>> {
        gathered(width, true, true)
    }

    /// By hand: the last layer and, if asked for, the rest.
    fn gathered(width: i64, scale: bool, layers: bool) -> Result<Vec<Tensor>> {
        let mut all = nn::Linear::new(width, 1)?.parameters();
        if scale {
            all.push(parameter(&ones([1])?)?);
        }
        for _ in 0..if layers { 2 } else { 0 } {
            all.extend(nn::Linear::new(width, width)?.parameters());
        }
        Ok(all)
    }

    fn without_the_scale(width: i64) -> Result<Vec<Tensor>> {
        gathered(width, false, true)
    }

    fn without_the_list(width: i64) -> Result<Vec<Tensor>> {
        gathered(width, true, false)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "A module knows what is registered in it. \
                          `module!` does not name the layers, and `scale` \
                          asks for gradients without being a parameter.",
                section: "what-happens",
            },
            Wrong {
                answer: without_the_scale,
                because: "`scale` is still missing: it asks for gradients, \
                          and is not a parameter for that.",
                section: "a-tensor-is-not-a-parameter",
            },
            Wrong {
                answer: without_the_list,
                because: "The layers in the vector are still missing: \
                          `module!` has to name it.",
                section: "a-list-hides-what-is-in-it",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || Ok(vec![2, 3, 5]),
            |f, &width| {
                // In any order.
                let learned = f(width)?;
                let mut sizes: Vec<Vec<usize>> =
                    learned.iter().map(|x| x.size().to_vec()).collect();
                sizes.sort();
                Ok(sizes)
            },
        )
    }
}

pub mod asked_not_trained {
    use super::*;

    pub type Answer = fn(&nn::Sequential, &Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "Asked, not trained",
        minutes: 8,
        section: "train-eval-zero_grad",
        task: "In the middle of its training a model is asked for its \
               answer to `x`. The model has a `Dropout`. \
               `asked_not_trained` should return the answer of the whole \
               network, without a history, and leave the model training, as \
               it was. Now the answer is another one each time.",
        hints: [
            "What does `no_grad` stop, and what does it not stop?",
            "`Dropout` does nothing after `eval()`. But it does not begin \
             again by itself.",
            "`model.eval()` before, and `model.train(true)` after.",
        ],
    };

    pub fn starter(model: &nn::Sequential, x: &Tensor) -> Result<Tensor> {
        no_grad(|| model.forward(x))
    }

    pub fn solution(model: &nn::Sequential, x: &Tensor) -> Result<Tensor> {
        model.eval();
        let answer = no_grad(|| model.forward(x));
        model.train(true);
        answer
    }

    pub fn another(model: &nn::Sequential, x: &Tensor) -> Result<Tensor> {
        let before = model.training();
        model.train(false);
        let answer = model.forward(x)?.detach()?;
        model.train(before);
        Ok(answer)
    }

    fn never_again(model: &nn::Sequential, x: &Tensor) -> Result<Tensor> {
        model.eval();
        no_grad(|| model.forward(x))
    }

    fn recorded(model: &nn::Sequential, x: &Tensor) -> Result<Tensor> {
        model.eval();
        let answer = model.forward(x);
        model.train(true);
        answer
    }

    fn only_eval(model: &nn::Sequential, x: &Tensor) -> Result<Tensor> {
        model.eval();
        model.forward(x)
    }

    fn only_forward(model: &nn::Sequential, x: &Tensor) -> Result<Tensor> {
        model.forward(x)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "`no_grad` stops the recording of gradients. It \
                          does not stop `Dropout`: that is `eval()`.",
                section: "train-eval-zero_grad",
            },
            Wrong {
                answer: never_again,
                because: "The answer is right. But after `eval()` the model \
                          trains no more: its `Dropout` stays off.",
                section: "train-eval-zero_grad",
            },
            Wrong {
                answer: recorded,
                because: "The answer is right, and has a history. `eval()` \
                          does not stop the recording: that is `no_grad`.",
                section: "train-eval-zero_grad",
            },
            Wrong {
                answer: only_eval,
                because: "`eval()` does not stop the recording: that is \
                          `no_grad`. And nobody has turned training on \
                          again.",
                section: "train-eval-zero_grad",
            },
            Wrong {
                answer: only_forward,
                because: "The model is trained here as ever: with `Dropout` \
                          on, and recording.",
                section: "train-eval-zero_grad",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || (2..5).map(|n| randn([n, 3])).collect(),
            |f, x| {
                // Each answer is given the same network.
                manual_seed(x.numel() as i64);
                let model = nn::sequential![
                    nn::Linear::new(3, 8)?,
                    nn::Dropout::new(0.5)?,
                    nn::Linear::new(8, 2)?,
                ];
                let answer = f(&model, x)?;
                let what = match answer.requires_grad() {
                    true => "The answer, with a history, is",
                    false => "The answer, without a history, is",
                };
                let modules = model.named_modules();
                let trains = modules.iter().all(|(_, m)| m.training());
                let then = match trains {
                    true => "and the model trains.",
                    false => "and the model trains no more.",
                };
                let (what, then) = (what.to_owned(), then.to_owned());
                Ok((what, answer.detach()?, then))
            },
        )
    }
}

pub mod how_many_numbers {
    use std::rc::Rc;

    use super::*;

    pub type Answer = fn(&dyn Module) -> usize;

    pub const ABOUT: About = About {
        title: "How many numbers?",
        minutes: 8,
        section: "why",
        task: "How many numbers does a model learn? Count the elements of \
               its parameters. One that is in two places is learned once. \
               One that is frozen is not learned. `x.numel()` is the number \
               of a tensor's elements.",
        hints: [
            "What does `model.parameters()` return, and how often a \
             parameter that is in two places?",
            "A frozen parameter is one that asks for no gradient.",
            "Those of `model.parameters()` for which `requires_grad()` is \
             true; then the sum of their `numel()`.",
        ],
    };

    pub fn starter(model: &dyn Module) -> usize {
        todo!("how many numbers are learned")
    }

    pub fn solution(model: &dyn Module) -> usize {
        let mut count = 0;
        for parameter in model.parameters() {
            if parameter.requires_grad() {
                count += parameter.numel();
            }
        }
        count
    }

    pub fn another(model: &dyn Module) -> usize {
        let named = model.named_parameters().into_iter();
        let learned = named.filter(|(_, x)| x.requires_grad());
        let sizes = learned.map(|(_, x)| x.size());
        sizes.map(|size| size.iter().product::<usize>()).sum()
    }

    fn tensors(model: &dyn Module) -> usize {
        model.parameters().len()
    }

    fn frozen_too(model: &dyn Module) -> usize {
        model.parameters().iter().map(Tensor::numel).sum()
    }

    fn in_each_place(model: &dyn Module) -> usize {
        model.state_dict().iter().map(|(_, x)| x.numel()).sum()
    }

    fn of_the_children(model: &dyn Module) -> usize {
        model.children().into_iter().map(solution).sum()
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: tensors,
                because: "This is how many parameters there are. Each is a \
                          tensor of many numbers.",
                section: "why",
            },
            Wrong {
                answer: frozen_too,
                because: "Frozen parameters are counted, too. They are \
                          still parameters, and ask for no gradient.",
                section: "train-eval-zero_grad",
            },
            Wrong {
                answer: in_each_place,
                because: "`state_dict()` is what is saved: a parameter in \
                          two places under both names, and frozen ones as \
                          well.",
                section: "why",
            },
            Wrong {
                answer: of_the_children,
                because: "These are the parameters of the modules inside. A \
                          module has parameters of its own, too.",
                section: "the-order-is-not-quite-the-one-you-wrote",
            },
        ],
    };

    /// A module under `first` and again under `again`, and a parameter.
    struct Tied {
        first: Rc<nn::Linear>,
        again: Rc<nn::Linear>,
        scale: Tensor,
    }
    module!(Tied { first, again, scale });

    /// A model to count in, shown with its parameters.
    struct Model(Box<dyn Module>);

    impl Outcome for Model {
        fn same(&self, other: &Model) -> bool {
            self.show() == other.show()
        }

        fn show(&self) -> String {
            let mut text = self.0.repr();
            for (name, parameter) in self.0.named_parameters() {
                let size = parameter.size();
                let frozen =
                    if parameter.requires_grad() { "" } else { ", frozen" };
                text += &format!("\n{name}: {size}{frozen}");
            }
            text
        }
    }

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let sizes = randint(2, 9, [3])?.to_vec::<i64>()?;
                let (a, b, c) = (sizes[0], sizes[1], sizes[2]);
                let two = || -> Result<nn::Sequential> {
                    Ok(nn::sequential![
                        nn::Linear::new(a, b)?,
                        nn::Tanh::new(),
                        nn::Linear::new(b, c)?,
                    ])
                };
                let frozen = two()?;
                frozen.children()[0].requires_grad_(false)?;
                let first = Rc::new(nn::Linear::new(a, a)?);
                let again = first.clone();
                let scale = parameter(&ones([b])?)?;
                Ok(vec![
                    Model(Box::new(two()?)),
                    Model(Box::new(nn::Linear::without_bias(a, b)?)),
                    Model(Box::new(frozen)),
                    Model(Box::new(Tied { first, again, scale })),
                    Model(Box::new(nn::sequential![two()?, two()?])),
                    Model(Box::new(nn::Tanh::new())),
                ])
            },
            |f, model| f(&*model.0),
        )
    }
}

pub mod best_weights {
    use std::cell::Cell;

    use super::*;

    pub type Answer =
        fn(&nn::Linear, &dyn Fn() -> Result<f64>) -> Result<nn::StateDict>;

    pub const ABOUT: About = About {
        title: "The best weights so far",
        minutes: 12,
        section: "saving-and-loading",
        task: "Each call of `step` changes the weights of `layer` and \
               returns the loss that they have then. `best_weights` makes \
               ten steps. It should return the weights with the lowest \
               loss. It returns others, and no error.",
        hints: [
            "Print the state when it is stored, and once more at the end. \
             Who has changed it?",
            "`state_dict()` is not a copy: it lies on the memory of the \
             parameters. Put copies into a `nn::StateDict::new()`.",
            "`for (name, x) in layer.state_dict().iter()`, \
             `best.insert(name, x.copy()?);`. Python's `clone()` is \
             `copy()` here; `clone()` in Rust is the same tensor again.",
        ],
    };

    pub fn starter(
        layer: &nn::Linear,
        step: &dyn Fn() -> Result<f64>,
    ) -> Result<nn::StateDict> {
        let (mut lowest, mut best) = (f64::INFINITY, nn::StateDict::new());
        for _ in 0..10 {
            let loss = step()?;
            if loss < lowest {
                lowest = loss;
                best = layer.state_dict();
            }
        }
        Ok(best)
    }

    pub fn solution(
        layer: &nn::Linear,
        step: &dyn Fn() -> Result<f64>,
    ) -> Result<nn::StateDict> {
        let (mut lowest, mut best) = (f64::INFINITY, nn::StateDict::new());
        for _ in 0..10 {
            let loss = step()?;
            if loss < lowest {
                lowest = loss;
                for (name, x) in layer.state_dict().iter() {
                    best.insert(name, x.copy()?);
                }
            }
        }
        Ok(best)
    }

    /// Bytes share nothing.
    pub fn another(
        layer: &nn::Linear,
        step: &dyn Fn() -> Result<f64>,
    ) -> Result<nn::StateDict> {
        let mut all = Vec::new();
        for _ in 0..10 {
            all.push((step()?, layer.state_dict().to_safetensors()?));
        }
        let best = all.iter().min_by(|a, b| a.0.total_cmp(&b.0));
        nn::StateDict::from_safetensors(&best.expect("ten of them").1)
    }

    /// A state that shares nothing with anybody.
    fn copied(layer: &nn::Linear) -> Result<nn::StateDict> {
        let state = layer.state_dict();
        state.iter().map(|(n, x)| Ok((n.to_owned(), x.copy()?))).collect()
    }

    fn one_step_early(
        layer: &nn::Linear,
        step: &dyn Fn() -> Result<f64>,
    ) -> Result<nn::StateDict> {
        let (mut lowest, mut best) = (f64::INFINITY, nn::StateDict::new());
        for _ in 0..10 {
            let before = copied(layer)?;
            let loss = step()?;
            if loss < lowest {
                (lowest, best) = (loss, before);
            }
        }
        Ok(best)
    }

    fn worst(
        layer: &nn::Linear,
        step: &dyn Fn() -> Result<f64>,
    ) -> Result<nn::StateDict> {
        solution(layer, &|| Ok(-step()?))
    }

    fn from_the_beginning(
        layer: &nn::Linear,
        step: &dyn Fn() -> Result<f64>,
    ) -> Result<nn::StateDict> {
        let best = copied(layer)?;
        for _ in 0..10 {
            step()?;
        }
        Ok(best)
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: starter,
                because: "These are the weights of the last step. \
                          `state_dict()` is not a copy: whoever keeps it \
                          keeps the weights of today.",
                section: "saving-and-loading",
            },
            Wrong {
                answer: one_step_early,
                because: "These are the weights before the best step. The \
                          loss is that of the weights after it.",
                section: "saving-and-loading",
            },
            Wrong {
                answer: worst,
                because: "These are the weights with the highest loss.",
                section: "saving-and-loading",
            },
            Wrong {
                answer: from_the_beginning,
                because: "These are the weights that the layer began with.",
                section: "saving-and-loading",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                // The lowest loss is in the middle; the highest is, too.
                let lost = |_| {
                    let middle = randperm(8)?.to_vec::<i64>()?;
                    let middle = middle.iter().map(|&n| n as f64 + 1.0);
                    let all = [4.5].into_iter().chain(middle).chain([3.5]);
                    Ok(all.collect::<Vec<f64>>())
                };
                (0..3).map(lost).collect()
            },
            |f, losses| {
                let layer = nn::Linear::new(2, 1)?;
                let made = Cell::new(0);
                let weights = |n: f64| {
                    no_grad(|| {
                        layer.load_state_dict(&nn::StateDict::from_iter([
                            ("weight".to_owned(), full([1, 2], n)?),
                            ("bias".to_owned(), full([1], -n)?),
                        ]))
                    })
                };
                weights(0.0)?;
                let best = f(&layer, &|| {
                    let loss = losses.get(made.get()).copied();
                    made.set(made.get() + 1);
                    weights(made.get() as f64)?;
                    loss.ok_or_else(|| TorchError::runtime("ten steps"))
                })?;
                let part = |name: &str| best.get(name).cloned();
                Ok((part("weight"), part("bias")))
            },
        )
    }
}

pub mod cross_entropy {
    use super::*;

    pub type Answer = fn(&Tensor, &Tensor) -> Result<Tensor>;

    pub const ABOUT: About = About {
        title: "What CrossEntropyLoss computes",
        minutes: 15,
        section: "losses",
        task: "`x` has a row for each example and a column for each class: \
               what comes out of the last layer. `target` has the number of \
               the right class for each row, or -100 for a row that does \
               not count. Return the mean of what `CrossEntropyLoss` says \
               of the rows that count: minus the logarithm of the \
               probability of the right class. Write it with operations of \
               tensors. At least one row counts.",
        hints: [
            "Leave out the rows that do not count first: a comparison with \
             -100 makes a mask, and `index` takes it.",
            "`log_softmax(1)` makes logarithms of probabilities of each \
             row. `gather` picks the one at the target's column; the target \
             must be a column for that.",
            "`x.index(&counts)?.log_softmax(1)?` and \
             `.gather(1, &target.index(&counts)?.unsqueeze(1)?)?`; then the \
             mean, and its sign.",
        ],
    };

    pub fn starter(x: &Tensor, target: &Tensor) -> Result<Tensor> {
        todo!("the mean loss of the rows that count")
    }

    pub fn solution(x: &Tensor, target: &Tensor) -> Result<Tensor> {
        let counts = target.ne(-100)?;
        let target = target.index(&counts)?.unsqueeze(1)?;
        let logs = x.index(&counts)?.log_softmax(1)?;
        logs.gather(1, &target)?.mean()?.neg()
    }

    pub fn another(x: &Tensor, target: &Tensor) -> Result<Tensor> {
        nn::NLLLoss::new().forward(&x.log_softmax(1)?, target)
    }

    /// Minus what stands at the targets.
    fn picked(
        x: &Tensor,
        target: &Tensor,
        f: impl Fn(&Tensor) -> Result<Tensor>,
    ) -> Result<Tensor> {
        let counts = target.ne(-100)?;
        let target = target.index(&counts)?.unsqueeze(1)?;
        f(&x.index(&counts)?)?.gather(1, &target)?.neg()
    }

    fn of_probabilities(x: &Tensor, target: &Tensor) -> Result<Tensor> {
        picked(x, target, |x| x.softmax(1))?.mean()
    }

    fn softmax_twice(x: &Tensor, target: &Tensor) -> Result<Tensor> {
        picked(x, target, |x| x.softmax(1)?.log_softmax(1))?.mean()
    }

    fn without_softmax(x: &Tensor, target: &Tensor) -> Result<Tensor> {
        picked(x, target, |x| Ok(x.clone()))?.mean()
    }

    fn down_the_columns(x: &Tensor, target: &Tensor) -> Result<Tensor> {
        picked(x, target, |x| x.log_softmax(0))?.mean()
    }

    fn summed(x: &Tensor, target: &Tensor) -> Result<Tensor> {
        picked(x, target, |x| x.log_softmax(1))?.sum()
    }

    fn of_all_rows(x: &Tensor, target: &Tensor) -> Result<Tensor> {
        summed(x, target)?.div(target.numel() as i64)
    }

    fn each_row(x: &Tensor, target: &Tensor) -> Result<Tensor> {
        picked(x, target, |x| x.log_softmax(1))
    }

    fn positive(x: &Tensor, target: &Tensor) -> Result<Tensor> {
        solution(x, target)?.neg()
    }

    fn all_count(x: &Tensor, target: &Tensor) -> Result<Tensor> {
        let target = target.unsqueeze(1)?;
        x.log_softmax(1)?.gather(1, &target)?.mean()?.neg()
    }

    pub const ANSWERS: Answers<Answer> = Answers {
        starter,
        solution,
        another,
        wrong: &[
            Wrong {
                answer: of_probabilities,
                because: "These are probabilities. The loss is made of \
                          their logarithms; this number only looks like a \
                          loss.",
                section: "losses",
            },
            Wrong {
                answer: softmax_twice,
                because: "`log_softmax` takes what comes out of the last \
                          layer, before any softmax.",
                section: "losses",
            },
            Wrong {
                answer: without_softmax,
                because: "What comes out of the last layer are no \
                          logarithms of probabilities yet.",
                section: "losses",
            },
            Wrong {
                answer: down_the_columns,
                because: "The probabilities of a row add up to 1, not those \
                          of a column.",
                section: "losses",
            },
            Wrong {
                answer: all_count,
                because: "-100 is no column: such a row does not count.",
                section: "losses",
            },
            Wrong {
                answer: of_all_rows,
                because: "The mean is that of the rows that count. Here the \
                          sum is divided by the number of all rows.",
                section: "losses",
            },
            Wrong {
                answer: summed,
                because: "This is the sum. The loss is the mean, if nothing \
                          is said.",
                section: "losses",
            },
            Wrong {
                answer: each_row,
                because: "This is the loss of each row. The loss is their \
                          mean, a tensor without dimensions.",
                section: "losses",
            },
            Wrong {
                answer: positive,
                because: "Logarithms of probabilities are negative. The \
                          loss is minus that.",
                section: "losses",
            },
        ],
    };

    pub fn check(answer: Answer) -> Verdict {
        ANSWERS.by_example(
            answer,
            || {
                let known = tensor([[1.0, 2.0, 3.0], [3.0, -1.0, 0.5]]);
                let mut inputs = vec![
                    (known.clone(), tensor([2, 0])),
                    (known, tensor([2, -100])),
                ];
                for n in [3, 5, 6] {
                    let target = randint(0, 4, [n])?;
                    inputs.push((randn([n, 4])?, target.copy()?));
                    target.index_put_(n - 2, -100)?;
                    inputs.push((randn([n, 4])?, target));
                }
                Ok(inputs)
            },
            |f, (x, target)| f(x, target),
        )
    }
}
